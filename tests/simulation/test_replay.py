"""Replays against a plain loop over the engine's own objects, and rule by rule by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Holding, Market, Pool, Portfolio, Position, Schedule
from course.simulation import (
    GBM,
    Funding,
    LiquidationRules,
    LockProfit,
    Outcome,
    Paths,
    Rebalance,
    Reduce,
    Stop,
    TopUp,
    collateral_needed,
    frontier,
    replay,
)
from course.validation import ArgumentError

TIERS = Schedule.brackets([0, 40_000, 80_000], [0.03, 0.05, 0.08])


def slow_replay(portfolio, paths, rates=None, interval=1):
    """One path at a time, one step at a time, with the engine's immutable objects."""
    results = []
    for i in range(paths.paths):
        pools, hits = dict(portfolio.pools), dict.fromkeys(portfolio.pools, -1)
        short = 0.0
        for step, time in enumerate(paths.times):
            marks = {s: paths.prices[step, a, i] for a, s in enumerate(paths.symbols)}
            due = step and int(time // interval) > int(paths.times[step - 1] // interval)
            for name, pool in pools.items():
                if rates and due:
                    pool = pool.settle_funding(rates, marks)
                if pool.positions and pool.liquidatable(marks):
                    cost = sum(p.market.liquidation_fee * p.notional(marks[p.symbol]) for p in pool.positions)
                    left = pool.equity(marks)
                    left -= min(cost, max(left, 0.0))
                    short += max(-left, 0.0)
                    hits[name] = step
                    pool = Pool(max(left, 0.0))
                pools[name] = pool
        final = portfolio.wallet + sum(p.equity(marks) for p in pools.values())
        results.append((final, list(hits.values()), short))
    return results


@pytest.mark.parametrize("schedule", [Schedule.flat(0.03), TIERS, Schedule.flat(0.03, basis="entry")])
@pytest.mark.parametrize("rates", [None, {"BTC": 0.002, "ETH": -0.001}])
def test_replay_is_the_plain_loop(schedule, rates):
    btc = Market("BTC", 0.1, schedule, liquidation_fee=0.01)
    eth = Market("ETH", 0.1, schedule, liquidation_fee=0.01)
    trades = [Position(btc, 1.0, 60_000.0), Position(eth, -15.0, 3_000.0)]
    portfolios = {
        "cross": Portfolio.cross(6_000, trades),
        "isolated": Portfolio.isolated([3_400, 2_600], trades, wallet=100),
    }
    model = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, {"BTC": 0.6, "ETH": 0.8}, 0.84)
    paths = model.draw(np.random.default_rng(1), days=5, steps=40, paths=60)
    funding = None if rates is None else Funding(rates, 6 * 3600)
    fast = replay(portfolios, paths, funding=funding)
    for name, portfolio in portfolios.items():
        slow = slow_replay(portfolio, paths, rates, 6 * 3600)
        assert fast[name].final == pytest.approx([r[0] for r in slow], abs=1e-6)
        assert fast[name].first.T.tolist() == [r[1] for r in slow]
        assert fast[name].shortfall.sum(axis=0) == pytest.approx([r[2] for r in slow], abs=1e-6)
    assert fast["cross"].liquidated.any()
    assert not fast["cross"].liquidated.all()


def test_the_order_of_work_does_not_matter(btc, eth):
    """Groups of paths, blocks of steps and kept series change how it is computed, never what."""
    trades = [Position(btc, 1.0, 60_000.0), Position(eth, -15.0, 3_000.0)]
    portfolio = Portfolio.isolated([3_400, 2_600], trades, wallet=1_000)
    model = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, 0.8, 0.5)
    paths = model.draw(np.random.default_rng(2), days=5, steps=120, paths=2_100)
    options = {
        "actions": [Stop("BTC", 57_000), TopUp(0.8, 0.6), Reduce(0.9, 0.3), Rebalance(8, every=86_400)],
        "rules": LiquidationRules("maintenance", share=0.2, buffer=0.1, minimum=500),
        "funding": Funding({"BTC": 1e-4}),
    }
    whole = replay(portfolio, paths, **options).only
    kept = replay(portfolio, paths, keep=7, **options).only
    blocks = replay(portfolio, (paths.pick(slice(i, i + 70)) for i in range(0, 2_100, 70)), **options).only
    single = replay(portfolio, paths.pick([1234]), **options).only
    for other in (kept, blocks):
        assert np.array_equal(whole.final, other.final)
        assert np.array_equal(whole.first, other.first)
        assert all(np.array_equal(a, b) for a, b in zip(whole.events, other.events, strict=True))
    assert single.final[0] == whole.final[1234]


@pytest.mark.parametrize("size", [-15.0, 15.0])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"funding": Funding({"BTC": 1e-3, "ETH": -2e-3})},
        {"rules": LiquidationRules(fee=0.01, slippage=0.002, at_equality=True)},
        {"actions": [Rebalance(8, every=86_400)]},
    ],
)
@pytest.mark.parametrize(("steps", "count"), [(120, 700), (127, 900), (5, 1_500), (30, 2_100)])
def test_pools_that_nothing_joins_end_as_when_they_are_watched_together(btc, eth, size, options, steps, count):
    """Without rules that watch, and where all is closed at once, each pool is brought to its own end: to the last bit."""
    trades = [Position(btc, 1.0, 60_000.0), Position(eth, size, 3_000.0)]
    both = {
        "cross": Portfolio.cross(7_000, trades),
        "isolated": Portfolio.isolated([3_400, 2_600], trades, wallet=1_000),
    }
    model = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, 0.8, 0.84)
    paths = model.draw(np.random.default_rng(4), days=5, steps=steps, paths=count)
    alone, watched = replay(both, paths, **options), replay(both, paths, keep=1, **options)
    assert alone["isolated"].liquidated.any()
    for name in both:
        one, other = alone[name], watched[name]
        assert one.liquidated.any() or steps < 120
        assert not one.liquidated.all()
        for what in ("wallet", "equity", "first", "shortfall", "fees", "funding", "false", "liquidated_notional"):
            assert np.array_equal(getattr(one, what), getattr(other, what)), what
        assert all(np.array_equal(a, b) for a, b in zip(one.events, other.events, strict=True))


@pytest.mark.parametrize("equal", [False, True])
def test_a_pool_that_only_touches_its_end_falls_later(equal):
    """Where it is at its limit in one span of steps and below it in a later one, the first look below counts."""
    one, other = (Market(name, 0.5, 0.0) for name in ("BTC", "ETH"))
    pool = [Position(one, 1.0, 100.0), Position(other, 1.0, 50.0)]
    falls = np.zeros((25, 2))
    falls[[3, 12, 20, 24], 0] = 10.0, 10.0, 11.0, 12.0
    paths = Paths(("BTC", "ETH"), np.arange(25), np.array([100.0, 50.0]) - falls)
    gone = replay(Portfolio.cross(10.0, pool), paths, rules=LiquidationRules(at_equality=equal)).only
    assert gone.first.item() == (3 if equal else 20)


@pytest.mark.parametrize("size", [-15.0, 15.0])
def test_collateral_of_a_hedge_is_that_of_its_worst_look(btc, eth, size):
    """What a pool of two legs needs is found once a path and kept; looked at look by look it is the same."""
    pool = Pool(0.0, (Position(btc, 1.0, 60_000.0), Position(eth, size, 3_000.0)))
    paths = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, 0.8, 0.84).draw(
        np.random.default_rng(4), days=5, steps=120, paths=90
    )
    by_look = [pool.health({s: paths[s][k] for s in paths.symbols}) for k in range(121)]
    for _ in range(2):
        assert collateral_needed(pool, paths) == pytest.approx(-np.min(by_look, axis=0), abs=1e-9)


def test_money_is_conserved(btc, eth):
    """Start + price moves on what was held − fees − funding + debt left to the venue = end, to rounding."""
    trades = [Position(btc, 1.0, 100.0), Position(eth, -15.0, 10.0)]
    portfolio = Portfolio.isolated([12, 20], trades, wallet=5)
    paths = GBM({"BTC": 100.0, "ETH": 10.0}, 2.0).draw(np.random.default_rng(3), days=9, steps=90, paths=400)
    out = replay(portfolio, paths, keep=400, actions=[TopUp(0.8, 0.6), Stop("ETH", 11.0)]).only
    events = out.event_frame()
    held = {(p, s): np.tile(size, len(paths.times)) for p in range(400) for s, size in (("BTC", 1.0), ("ETH", -15.0))}
    for e in events.itertuples():
        if e.kind == "liquidation":
            held[e.path, e.pool][e.step :] = 0.0
        elif e.kind == "stop":
            held[e.path, e.symbol][e.step :] += e.size
    for p in range(0, 400, 13):
        gain = sum((held[p, s][:-1] * np.diff(paths[s][:, p])).sum() for s in ("BTC", "ETH"))
        expected = out.start + gain - out.fees[:, p].sum() + out.shortfall[:, p].sum()
        assert out.final[p] == pytest.approx(expected, abs=1e-9)
    series = out.series_frame()
    last = series[series.time == paths.times[-1]].groupby("path").equity.sum()
    assert last.to_numpy() == pytest.approx(out.final)


def by_hand(prices, portfolio, **options):
    paths = Paths(("A",), np.arange(len(prices)) * 3600, np.array(prices, float)[:, np.newaxis])
    return replay(portfolio, paths, keep=1, **options).only


A = Market("A", initial=0.1, maintenance=0.05, liquidation_fee=0.01)
LONG = Portfolio.cross(10, [Position(A, 1.0, 100.0)], wallet=20)


def test_a_liquidation_by_hand():
    """Long 1 at 100 with 10: liquidated below 90/0.95 = 94.737; at 93 the fee of 0.93 leaves 2.07."""
    out = by_hand([100, 95, 93, 120], LONG)
    assert out.first.item() == 2
    assert out.final.item() == pytest.approx(20 + 3 - 0.93)
    assert out.false.item()
    assert out.false_liquidation_share == 1.0
    assert by_hand([100, 95, 93, 94], LONG).false_liquidation_share == 0.0


def test_a_gap_leaves_a_debt_to_the_venue_not_to_the_wallet():
    out = by_hand([100, 80], LONG)
    assert out.final.item() == 20
    assert out.shortfall.item() == pytest.approx(10)
    assert out.fees.item() == 0
    kinds = out.event_frame().kind.tolist()
    assert kinds == ["liquidation", "shortfall"]


def test_equality_is_safe_unless_the_rules_say_otherwise():
    book = Portfolio.cross(25, [Position(Market("A", 0.5, 0.25), 1.0, 100.0)])
    touch = [100.0, 100.0]
    assert not by_hand(touch, book).liquidated.item()
    assert by_hand(touch, book, rules=LiquidationRules(at_equality=True)).liquidated.item()


def test_partial_liquidation_restores_the_initial_requirement():
    out = by_hand([100, 94], LONG, rules=LiquidationRules("initial"))
    (event,) = out.event_frame().itertuples()
    assert event.kind == "partial liquidation"
    left = 1 - event.size
    equity = 4 - 0.01 * 94 * event.size
    assert equity == pytest.approx(0.1 * 94 * left)
    assert out.final.item() == pytest.approx(20 + equity)


def test_a_cooldown_waits():
    rules = LiquidationRules("share", share=0.05, cooldown=2 * 3600)
    steps = by_hand([100, 94, 94, 94, 94], LONG, rules=rules).event_frame().step.tolist()
    assert steps == [1, 3]


def test_slippage_and_seizure():
    out = by_hand([100, 94], LONG, rules=LiquidationRules(slippage=0.02, fee=0.0))
    assert out.final.item() == pytest.approx(20 + 10 - 100 + 94 * 0.98)
    out = by_hand([100, 94], LONG, rules=LiquidationRules(seizes_remainder=True))
    assert out.final.item() == 20
    assert out.fees.item() == pytest.approx(4)


def test_a_stop_fills_where_the_gap_ends():
    out = by_hand([100, 97, 96, 120], LONG, actions=[Stop("A", 96.5)])
    (event,) = out.event_frame().itertuples()
    assert (event.kind, event.step, event.price) == ("stop", 2, 96)
    assert out.final.item() == pytest.approx(30 - 4)
    gap = by_hand([100, 80], LONG, actions=[Stop("A", 96.5)])
    assert gap.event_frame().kind.tolist() == ["liquidation", "shortfall"]  # the venue is first


def test_a_take_profit_and_a_short_stop():
    out = by_hand([100, 106], LONG, actions=[Stop("A", 105, share=0.5, slippage=0.01)])
    (event,) = out.event_frame().itertuples()
    assert event.size == -0.5
    assert event.price == pytest.approx(106 * 0.99)
    short = Portfolio.cross(10, [Position(A, -1.0, 100.0)])
    assert by_hand([100, 103, 104], short, actions=[Stop("A", 102)]).event_frame().step.tolist() == [1]


def test_a_top_up_brings_the_ratio_to_its_aim_until_the_wallet_is_empty():
    out = by_hand([100, 95], LONG, actions=[TopUp(at=0.8, to=0.5)])
    # Equity 5, requirement 4.75: to 0.5 takes 9.5 in all.
    assert out.event_frame().amount.tolist() == pytest.approx([4.5])
    assert out.final.item() == pytest.approx(25)
    poor = replace(LONG, wallet=1.0)
    out = by_hand([100, 95, 94.9, 93], poor, actions=[TopUp(at=0.8, to=0.5)])
    assert out.event_frame().kind.tolist() == ["top-up", "liquidation"]
    assert out.wallet.item() == 0


def test_reduce_lock_and_rebalance():
    out = by_hand([100, 95], LONG, actions=[Reduce(at=0.9, share=0.5)])
    assert out.event_frame()["size"].tolist() == [-0.5]
    out = by_hand([100, 115, 90], LONG, actions=[LockProfit(10, at=0.5)])
    # Equity 25 at 115; free collateral 25 − 11.5 = 13.5, so 13.5 of the 15 above base leaves;
    # at 90 what is left owes 13.5.
    assert out.event_frame().amount.tolist() == pytest.approx([-13.5, -13.5, 13.5])
    out = by_hand([100, 110], LONG, actions=[Rebalance(5, every=3600)])
    (event,) = out.event_frame().itertuples()
    assert event.size == pytest.approx(5 * 20 / 110 - 1)


def test_funding_is_paid_on_its_clock():
    out = by_hand([100] * 18, LONG, funding=Funding({"A": 0.001}, 8 * 3600))
    assert out.funding.item() == pytest.approx(0.2)
    out = by_hand([100] * 18, LONG, funding=Funding({"A": [0.001, -0.004]}, 8 * 3600))
    assert out.funding.item() == pytest.approx(-0.3)
    slow = Paths(("A",), np.array([0, 86_400]), np.full((2, 1), 100.0))
    assert replay(LONG, slow, funding=Funding({"A": 0.001})).only.funding.item() == pytest.approx(0.3)


def test_holdings_are_collateral_and_sold_last():
    coin = Holding("A", 1.0, 0.9, 0.9)
    book = Portfolio(0.0, {"p": Pool(0.0, (Position(A, 2.0, 100.0),), (coin,))})
    out = by_hand([100, 60], book)
    # Long 2 and one coin at 60: equity −80 + 60 < 0, so all is sold and 20 is owed to the venue.
    assert out.shortfall.item() == pytest.approx(20)
    assert out.final.item() == 0


def test_what_was_borrowed_is_bought_back():
    debt = Holding("A", -1.0, 1.1, 1.1)
    book = Portfolio(0.0, {"p": Pool(120.0, (Position(A, -1.0, 100.0),), (debt,))})
    out = by_hand([100, 108, 300], book)
    # At 108: equity 120 − 108 − 8 = 4 < 5.4 + 10.8. Both shorts are gone before 300; the fee is 1.08.
    assert out.first.item() == 1
    assert out.final.item() == pytest.approx(4 - 1.08)
    assert out.shortfall.item() == 0


@given(st.floats(5, 60), st.integers(0, 2**31))
@settings(max_examples=25, deadline=None)
def test_what_collateral_is_needed_decides_who_survives(collateral, seed):
    pool = Pool(collateral, (Position(A, 1.0, 100.0),))
    paths = GBM({"A": 100.0}, 1.2).draw(np.random.default_rng(seed), days=20, steps=50, paths=200)
    needed = collateral_needed(pool, paths)
    assert np.array_equal(replay(Portfolio(0, {"p": pool}), paths).only.liquidated, needed > collateral)


def test_the_frontier_delivers_the_survival_it_names(btc, eth):
    trades = [Position(btc, 1.0, 60_000.0), Position(eth, -15.0, 3_000.0)]
    paths = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, 0.8, 0.9).draw(np.random.default_rng(4), days=7, steps=50, paths=500)
    cross = frontier(Portfolio.cross(1, trades), paths, [0.5, 0.9, 0.99])
    apart = frontier(Portfolio.isolated([1, 1], trades), paths, [0.5, 0.9, 0.99])
    for k, level in enumerate((0.5, 0.9, 0.99)):
        out = replay(Portfolio.cross(cross["capital"][k] * (1 + 1e-12), trades), paths).only
        assert 1 - out.liquidation_frequency == cross["all_survive"][k] >= level
        assert apart["capital"][k] > cross["capital"][k]


def test_summaries_and_tables(btc, eth):
    trades = [Position(btc, 1.0, 60_000.0), Position(eth, -15.0, 3_000.0)]
    both = {"cross": Portfolio.cross(6_000, trades), "isolated": Portfolio.isolated([3_400, 2_600], trades)}
    paths = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, 0.8, 0.84).draw(
        np.random.default_rng(5), days=7, steps=50, paths=500
    )
    result = replay(both, paths, keep=2)
    assert list(result) == ["cross", "isolated"]
    summary = result.summary().set_index("portfolio")
    assert summary.loc["isolated", "liquidation_frequency"] > summary.loc["cross", "liquidation_frequency"]
    assert summary.loc["cross", "severity"] > summary.loc["isolated", "severity"]
    assert len(result.frame()) == 1_000
    assert set(result.series().columns) == {"portfolio", "path", "time", "pool", "equity", "maintenance"}
    assert (result.events().groupby("portfolio").path.nunique()["cross"]) == result["cross"].liquidated.sum()
    var, beyond = result["cross"].tail_loss(0.95)
    losses = sorted(-result["cross"].pnl)
    assert beyond >= var == losses[math.ceil(0.95 * len(losses)) - 1]
    assert "cross" in repr(result)


@pytest.mark.parametrize(
    ("change", "argument"),
    [
        ({"portfolios": {}}, "portfolios"),
        ({"paths": []}, "paths"),
        ({"actions": {"nobody": []}}, "actions"),
        ({"actions": [Reduce(0.5, pool="nowhere")]}, "pool"),
        ({"funding": Funding({"B": 0.1})}, "funding"),
        ({"funding": Funding({"A": [0.1]}, 3600)}, "funding"),
        ({"keep": -1}, "keep"),
        ({"portfolios": Portfolio.cross(1, [Position(Market("B", 0.1, 0.05), 1, 1)])}, "paths"),
    ],
)
def test_bad_input_names_its_argument(change, argument):
    paths = Paths(("A",), np.arange(4) * 3600, np.full((4, 1), 100.0))
    with pytest.raises(ArgumentError) as error:
        replay(**{"portfolios": LONG, "paths": paths, **change})
    assert error.value.argument == argument


def test_series_must_have_been_kept(btc):
    with pytest.raises(ArgumentError, match="keep"):
        replay(LONG, Paths(("A",), [0, 1], np.full((2, 1), 100.0))).only.series_frame()


def _outcome(pnl: list[float]) -> Outcome:
    """An outcome of which only the money by path counts."""
    count = len(pnl)
    nothing = np.zeros((1, count))
    return Outcome(
        "some", ("pool",), ((),), np.array([0.0]), 100.0, np.zeros(count), nothing + 100.0 + np.array(pnl),
        np.full((1, count), -1), nothing, nothing, nothing, nothing > 0, nothing, {}, (),
    )  # fmt: skip


@given(
    st.lists(st.sampled_from([-100.0, -99.5, -30.0, 0.0, 12.0]) | st.floats(-100, 100), min_size=1, max_size=120),
    st.sampled_from([0.5, 0.9, 0.95, 0.99]),
)
@settings(max_examples=200, deadline=None)
def test_the_tail_is_as_long_as_its_level_says_however_many_paths_end_alike(pnl: list[float], level: float) -> None:
    """Against whole paths: each copied often enough that the tail ends between two of them."""
    at_risk, beyond = _outcome(pnl).tail_loss(level)
    copies = sorted(-x for x in pnl for _ in range(100))[::-1]
    tail = copies[: round((1 - level) * len(copies))]
    assert beyond == pytest.approx(sum(tail) / len(tail), abs=1e-9)
    assert beyond >= at_risk - 1e-9
    losses = sorted(-x for x in pnl)
    enough = next(x for k, x in enumerate(losses, start=1) if k >= level * len(losses) - 1e-9)
    assert at_risk == pytest.approx(enough, abs=1e-12)


def test_ties_at_the_edge_do_not_make_the_tail_longer() -> None:
    """Two paths of forty lose everything, the other 38 nothing: the worst twentieth is those two, the worst tenth half of it."""
    outcome = _outcome([-100.0] * 2 + [0.0] * 38)
    assert outcome.tail_loss(0.95)[1] == pytest.approx(100.0)
    assert outcome.tail_loss(0.9)[1] == pytest.approx(50.0)
