"""Own histories: the counterfactual recomputed by a plain loop on random histories, and what must hold of every replay."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from course.simulation.data import Candles
from course.simulation.own import (
    CANDLES,
    Fill,
    History,
    Payment,
    Transfer,
    assumptions,
    common_move,
    example_marks,
    example_text,
    marks_of,
    read_history,
    replay_history,
)
from course.simulation.paths import Paths
from course.validation import ArgumentError
from course.venues import get
from tests.oracles.own_loop import Rules, follow

HISTORIES = 200
#: Binance's brackets ``(from, maintenance, maximum leverage)``, dYdX's one rate and one leverage.
BRACKETS = {
    "BTC": [(0, 0.004, 150), (300e3, 0.005, 100), (800e3, 0.0065, 75), (3e6, 0.01, 50), (12e6, 0.02, 25)],
    "ETH": [(0, 0.004, 150), (300e3, 0.005, 100), (800e3, 0.0065, 75), (3e6, 0.01, 50), (12e6, 0.02, 25)],
    "DOGE": [
        (0, 0.0065, 75), (80e3, 0.01, 50), (150e3, 0.0125, 40), (750e3, 0.02, 25), (2e6, 0.025, 20), (4e6, 0.05, 10),
    ],
}  # fmt: skip
PRICES = {"BTC": 60_000.0, "ETH": 3_000.0, "DOGE": 0.15}


def keep(symbol: str, worth: float) -> float:
    """Maintenance: each rate on its slice."""
    rows, total = BRACKETS[symbol], 0.0
    for k, (low, rate, _) in enumerate(rows):
        high = rows[k + 1][0] if k + 1 < len(rows) else math.inf
        total += rate * max(0.0, min(worth, high) - low)
    return total


def opening(symbol: str, worth: float) -> float:
    """Initial margin: one over the maximum leverage of the tier, on the whole."""
    return worth / next(most for low, _, most in reversed(BRACKETS[symbol]) if worth >= low)


#: Whole positions are taken over with what equity is left, at equality too.
BINANCE = Rules(lambda s, q, p, _: keep(s, abs(q) * p), lambda s, q, p, _: opening(s, abs(q) * p))


def made_up(seed: int) -> tuple[History, Paths, float, float]:
    """A history of somebody who trades two or three markets over some days; small enough for first tiers."""
    rng = random.Random(seed)
    symbols = rng.sample(sorted(PRICES), rng.choice([1, 2, 2, 3]))
    steps = rng.choice([96, 160])
    times = 1_760_000_000 + 900 * np.arange(steps + 1)
    noise = np.random.default_rng(seed).standard_normal((steps, len(symbols))) * rng.choice([0.004, 0.008, 0.016])
    start = np.array([PRICES[s] for s in symbols])
    prices = start * np.exp(np.vstack([np.zeros(len(symbols)), np.cumsum(noise, axis=0)]))
    money = rng.choice([2_000.0, 5_000.0])
    fills, payments = [], []
    held = dict.fromkeys(symbols, 0.0)
    moments = sorted(rng.uniform(times[0], times[-1]) for _ in range(rng.randint(4, 30)))
    for line, moment in enumerate(moments, start=1):
        a = rng.randrange(len(symbols))
        s = symbols[a]
        mark = float(prices[int((moment - times[0]) // 900), a])
        price = mark * (1 + rng.gauss(0, 0.001))
        kind = rng.random()
        if held[s] and kind < 0.35:
            size = -held[s] * rng.choice([1.0, 1.0, 0.5, 0.25, 1.7])
        elif held[s] and kind < 0.5:
            size = held[s] * rng.choice([0.5, 1.0])
        else:
            size = rng.choice([-1, 1]) * money * rng.choice([0.5, 1, 3, 8]) / price
        # In the first tier the whole position is closed at once, which the loop can do too.
        if abs(held[s] + size) * price > (40e3 if s == "DOGE" else 150e3):
            continue
        held[s] += size
        if abs(held[s]) < 1e-12:
            held[s] = 0.0
        fills.append(Fill(moment, s, size, price, abs(size) * price * rng.choice([0.0005, -0.0001]), line))
    for moment in np.arange(times[0] + 7_000, times[-1], 28_800):
        payments += [Payment(float(moment), s, rng.gauss(0, 3)) for s in symbols]
    transfers = [
        Transfer(rng.uniform(times[0], times[-1]), rng.choice([500.0, 1_000.0, -300.0, -2_500.0]))
        for _ in range(rng.choice([0, 0, 1, 2]))
    ]
    kept = {f.symbol for f in fills}
    history = History(
        ("made up",), tuple(fills), tuple(p for p in payments if p.symbol in kept), tuple(transfers), start=money
    )  # fmt: skip
    return history, Paths(tuple(symbols), times, prices), money, rng.choice([3.0, 5.0, 10.0, 25.0])


def test_the_counterfactual_is_that_of_a_plain_loop():
    """Equity at every mark, liquidations, refusals, fees, funding of 200 random histories, in both modes."""
    seen = {"liquidated": 0, "refused": 0, "skipped": 0, "unpaid": 0, "differ": 0}
    for seed in range(HISTORIES):
        history, marks, money, leverage = made_up(seed)
        found = replay_history(history, marks, "binance", leverage=leverage)
        kept = {f.symbol for f in history.fills}
        prices = {s: marks[s][:, 0] for s in marks.symbols if s in kept}
        for mode, run in found.runs.items():
            loop, worth = follow(history, marks.times, prices, mode == "cross", money, leverage, BINANCE)
            where = f"history {seed}, {mode}"
            assert run.equity == pytest.approx(np.array(worth), rel=1e-7, abs=1e-5), where
            assert [(c.time, c.pool) for c in run.liquidations] == loop.liquidated, where
            assert (len(run.refused), run.skipped) == (loop.refused, loop.skipped), where
            for mine, theirs in ((run.fees, loop.fees), (run.funding, loop.funding), (run.unpaid, loop.unpaid)):
                assert mine == pytest.approx(theirs, rel=1e-7, abs=1e-6), where
            assert run.gain == pytest.approx(worth[-1] - loop.paid_in, rel=1e-7, abs=1e-5), where
            seen["liquidated"] += bool(run.liquidations)
            seen["refused"] += bool(run.refused)
            seen["skipped"] += run.skipped > 0
            seen["unpaid"] += run.unpaid > 0
        seen["differ"] += found.ahead is not None
        held = dict.fromkeys(prices, 0.0)
        cash = money + sum(t.amount for t in history.transfers) + sum(p.amount for p in history.payments)
        for fill in history.fills:
            held[fill.symbol] += fill.size
            cash -= fill.size * fill.price + fill.fee
        assert found.own[-1] == pytest.approx(
            cash + sum(q * prices[s][-1] for s, q in held.items()), rel=1e-7, abs=1e-5
        )
    # The histories are such that every rule is met, often.
    assert min(seen.values()) >= 20, seen


def two_sides(seed: int) -> tuple[History, Paths, float, float]:
    """As :func:`made_up`, by somebody who holds a long and a short of one market at once."""
    history, marks, money, leverage = made_up(seed)
    rng = random.Random(seed)
    held: dict[tuple[str, str], float] = {}
    fills = []
    for fill in history.fills:
        leg = rng.choice(["long", "short"])
        key, size = (fill.symbol, leg), abs(fill.size)
        if held.get(key) and rng.random() < 0.4:
            size = -min(abs(held[key]), size) if rng.random() < 0.5 else -abs(held[key])
        size *= 1 if leg == "long" else -1
        held[key] = held.get(key, 0.0) + size
        fills.append(replace(fill, size=size, leg=leg))
    return replace(history, fills=tuple(fills)), marks, money, leverage


def test_both_sides_of_a_market_are_two_positions_where_the_venue_has_them():
    """A plain loop with a position a side, on a venue that keeps both; on one that keeps none they are netted, as before."""
    seen = {"beside": 0, "liquidated": 0, "one side": 0}
    for seed in range(40):
        history, marks, money, leverage = two_sides(seed)
        found = replay_history(history, marks, "binance", leverage=leverage)
        assert not found.netted
        net = replay_history(history, marks, "hyperliquid", leverage=leverage)
        plain = replace(history, fills=tuple(replace(f, leg="") for f in history.fills))
        assert (
            net.runs["cross"].final
            == replay_history(plain, marks, "hyperliquid", leverage=leverage).runs["cross"].final
        )
        words = [a.words for a in assumptions(history, net, CANDLES) if a.name == "both sides"]
        assert len(words) == bool(net.beside)
        assert all("one net position" in w for w in words)
        if not found.beside:
            continue
        seen["beside"] += 1
        kept = {f.symbol for f in history.fills}
        names = {s: [f"{s} long", f"{s} short"] if s in found.beside else [s] for s in kept}
        prices = {name: marks[s][:, 0] for s in marks.symbols if s in kept for name in names[s]}
        rules = Rules(
            lambda s, q, p, _: keep(s.split()[0], abs(q) * p), lambda s, q, p, _: opening(s.split()[0], abs(q) * p)
        )
        told = replace(
            history, fills=tuple(f if f.symbol in found.beside else replace(f, leg="") for f in history.fills)
        )  # fmt: skip
        for mode, run in found.runs.items():
            loop, worth = follow(told, marks.times, prices, mode == "cross", money, leverage, rules, sides=True)
            where = f"history {seed}, {mode}"
            assert run.equity == pytest.approx(np.array(worth), rel=1e-7, abs=1e-5), where
            assert sorted((c.time, c.pool) for c in run.liquidations) == sorted(loop.liquidated), where
            assert (len(run.refused), run.skipped) == (loop.refused, loop.skipped), where
            assert run.funding == pytest.approx(loop.funding, rel=1e-7, abs=1e-6), where
            seen["liquidated"] += bool(run.liquidations)
            seen["one side"] += any(" " in c.pool for c in run.liquidations)
        (words,) = [a.words for a in assumptions(history, found, CANDLES) if a.name == "both sides"]
        assert "stay two positions" in words
    assert min(seen.values()) >= 6, seen


def test_a_mode_that_loses_nothing_is_the_trader_s_own_run():
    """Enough money and no liquidation: cross is what happened, to the cent, at every mark."""
    for seed in range(20):
        history, marks, _, leverage = made_up(seed)
        found = replay_history(history, marks, "binance", leverage=leverage, start=1e6)
        run = found.runs["cross"]
        assert not run.liquidations
        assert not run.refused
        assert run.equity == pytest.approx(found.own, rel=1e-9)


@pytest.mark.parametrize("venue", ["binance", "bybit", "dydx", "hyperliquid", "okx", "bitmex"])
def test_other_venues_act_by_their_own_process(venue):
    """The same example, each venue's rule: where one closes, its own pool was below its own requirement then."""
    history, marks = read_history(example_text()), example_marks()
    found = replay_history(history, marks, venue, leverage=10)
    assert found.venue is get(venue)
    for run in found.runs.values():
        assert np.isfinite(run.equity).all()
        assert len(run.equity) == len(marks.times)
        for closed in run.liquidations:
            assert closed.loss >= -1e-6
            assert closed.left <= closed.notional
    assert not found.runs["cross"].liquidations
    # The long alone is closed at its wall, while the short beside it earns what would have carried it.
    assert [c.pool for c in found.runs["isolated"].liquidations][:1] == ["BTC"]
    assert found.ahead == "cross"


def test_the_nearest_approach_is_a_move_that_closes():
    history, marks = read_history(example_text()), example_marks()
    for leverage in (3, 5, 10):
        for scale in (0.5, 1.0, 1.5):
            found = replay_history(history, marks, "binance", leverage=leverage, scale=scale)
            for run in found.runs.values():
                near = run.nearest
                assert near is not None
                assert near.sigmas > 0
                assert near.health > 0
    run = replay_history(history, marks, "binance", leverage=3).runs["cross"]
    assert run.nearest is not None
    step = int(np.flatnonzero(marks.times == run.nearest.time)[0])
    here = {s: float(marks[s][step, 0]) for s in marks.symbols}
    held = {"BTC": [0.0, 0.0], "ETH": [0.0, 0.0]}
    cash = 10_000.0 + sum(p.amount for p in history.payments if p.time <= run.nearest.time)
    for fill in history.fills:
        if fill.time <= run.nearest.time:
            held[fill.symbol][0] += fill.size
            cash -= fill.size * fill.price + fill.fee

    def health(move: float) -> float:
        return cash + sum(
            q * here[s] * (1 + move) - keep(s, abs(q) * here[s] * (1 + move)) for s, (q, _) in held.items()
        )

    assert health(0) == pytest.approx(run.nearest.health)
    assert health(run.nearest.move) == pytest.approx(0, abs=0.5)
    assert health(0.99 * run.nearest.move) > 0


def test_no_mark_was_nearer():
    """One long: at every mark the fall that would have closed it, by the formula; the least of them is what is told."""
    rng = np.random.default_rng(3)
    times = 1_760_000_000 + 600 * np.arange(300)
    price = 60_000 * np.exp(np.cumsum(rng.standard_normal(300) * 0.002))
    history = History(("x",), (Fill(float(times[5]), "BTC", 0.5, float(price[5]), 3.0, 1),), start=9_000.0)
    run = replay_history(history, Paths(("BTC",), times, price[:, np.newaxis]), "binance").runs["cross"]
    assert run.nearest is not None
    falls = [1 - (0.5 * price[5] - 8_997) / (0.5 * (1 - 0.004)) / p for p in price[5:]]
    assert not run.liquidations
    assert -run.nearest.move == pytest.approx(min(falls), abs=1e-6)
    day = float(np.std(np.diff(np.log(price[::6])), ddof=1) * math.sqrt(24))
    at = int(np.argmin(falls)) + 5
    assert run.nearest.sigmas == pytest.approx(run.nearest.health / (0.5 * price[at] * day), rel=1e-6)


def test_common_move_of_pools_with_both_sides():
    pool = get("binance").pool(5_000, ("BTC", 1, 60_000.0), ("ETH", -10, 3_000.0))
    move = common_move(pool, {"BTC": 60_000.0, "ETH": 3_000.0})
    assert move is not None
    assert move < 0
    worth = 60_000 - 30_000
    assert move == pytest.approx(-(5_000 - 360) / (worth - 360), rel=1e-3)
    assert common_move(get("binance").pool(1e6, ("BTC", 1, 60_000.0)), {"BTC": 60_000.0}) is None


def candles(times: Any, o: Any, h: Any, low: Any, c: Any, step: int = 3_600) -> Candles:
    return Candles(np.asarray(times), step, *(np.asarray(x, float) for x in (o, h, low, c)))


def test_candles_are_played_in_the_order_that_is_told():
    one = candles([0, 3_600], [100, 110], [112, 111], [95, 90], [110, 95])
    path = marks_of({"BTC": one})
    assert path.prices[:, 0, 0].tolist() == [100, 95, 112, 110, 110, 111, 90, 95]
    two = candles([3_600, 7_200], [1, 1], [1, 1], [1, 1], [1, 1])
    assert marks_of({"BTC": one, "ETH": two}).prices.shape == (4, 2, 1)
    with pytest.raises(ArgumentError, match="common"):
        marks_of({"BTC": one, "ETH": candles([36_000], [1], [1], [1], [1])})
    with pytest.raises(ArgumentError, match="one length"):
        marks_of({"BTC": one, "ETH": candles([0], [1], [1], [1], [1], 60)})
    with pytest.raises(ArgumentError, match="at least one"):
        marks_of({})


def test_what_is_missing_is_said():
    history, marks = read_history(example_text()), example_marks()
    with pytest.raises(ArgumentError, match="begin before the first fill"):
        replay_history(history, Paths(marks.symbols, marks.times + 86_400, marks.prices), "bybit")
    no_money = History(history.forms, history.fills)
    with pytest.raises(ArgumentError, match="money in the account"):
        replay_history(no_money, marks, "bybit")
    assert replay_history(no_money, marks, "bybit", start=10_000).start == 10_000
    paid = History(history.forms, history.fills, transfers=(Transfer(history.fills[0].time - 5, 7_000.0),))
    assert replay_history(paid, marks, "bybit").runs["cross"].paid_in == 7_000
    with pytest.raises(ArgumentError, match="cross and isolated"):
        replay_history(history, marks, "gmx")
    with pytest.raises(ArgumentError, match="tiers on OKX"):
        replay_history(History(("x",), (Fill(float(marks.times[3]), "DOGE", 1.0, 1.0),), start=1.0), marks, "okx")
    with pytest.raises(ArgumentError, match="leverage"):
        replay_history(history, marks, "bybit", leverage=0.5)
    with pytest.raises(ArgumentError, match="scale"):
        replay_history(history, marks, "bybit", scale=-1)


def test_what_cannot_take_part_is_counted():
    history, marks = read_history(example_text()), example_marks()
    more = History(
        history.forms,
        (
            *history.fills,
            Fill(float(marks.times[3]), "DOGE", 10.0, 0.1, 0.0, 90),
            Fill(float(marks.times[4]), "NOPE", 10.0, 0.1, 0.0, 91),
            Fill(float(marks.times[-1]) + 9, "BTC", 10.0, 0.1, 0.0, 92),
        ),
        (*history.payments, Payment(float(marks.times[5]), "DOGE", -2.0, 93)),
        start=10_000.0,
    )
    found = replay_history(more, marks, "binance", leverage=10)
    told = {x.reason: (x.rows, x.amount) for x in found.left_out}
    assert told == {
        "DOGE: no candles of it": (2, -2.0),
        "NOPE: its tiers on Binance USDS-M are not known here": (1, 0.0),
        "rows after the last candle": (1, 0.0),
    }
    assert found.own == pytest.approx(replay_history(history, marks, "binance", leverage=10).own)


def test_larger_moves_keep_a_trade_beside_its_mark():
    history, marks = read_history(example_text()), example_marks()
    calm = replay_history(history, marks, "binance", scale=0.0)
    # Without any move only fees, funding and the distance of fills from marks are left.
    assert abs(calm.own[-1] - 10_000) < 250
    assert not calm.runs["cross"].liquidations
    wild = replay_history(history, marks, "binance", scale=3.0)
    assert wild.own.min() < replay_history(history, marks, "binance").own.min()


def test_prices_of_another_market_or_another_zone_are_noticed():
    history, marks = read_history(example_text()), example_marks()
    with pytest.raises(ArgumentError, match=r"trade in line \d+, .*another zone"):
        replay_history(history, Paths(marks.symbols, marks.times, marks.prices * 1.2), "binance")
    near = replay_history(history, Paths(marks.symbols, marks.times, marks.prices * 1.05), "binance")
    assert 0.02 < near.apart < 0.06
    assert any("outside the prices around" in a.words for a in assumptions(history, near, CANDLES))
    fits = replay_history(history, marks, "binance")
    assert fits.apart < 0.001


def test_every_assumption_has_a_name_and_words():
    history, marks = read_history(example_text()), example_marks()
    found = replay_history(history, marks, "binance", leverage=10, scale=1.2)
    told = assumptions(history, found, CANDLES)
    names = [a.name for a in told]
    assert len(set(names)) == len(names) >= 10
    assert all(a.words.endswith(".") for a in told)
    words = " ".join(a.words for a in told)
    for needed in ("10×", "1.2×", "$10,000", "Binance USDS-M", "until your own was flat again", "no moment between"):
        assert needed in words, needed
