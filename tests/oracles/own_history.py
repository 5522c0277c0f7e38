"""The desk's own history, recomputed by the plain loop under six venues' published rules. A lesson's oracles import it."""

from __future__ import annotations

import math
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pytest

from course.simulation.own import Fill, History, Payment, example_marks, example_text, read_history

from .own_loop import Loop, Rules, follow
from .support import Told, first, oracle, says
from .test_choosing_a_platform import keeps, opens

SHORT = {
    "dydx": "dYdX", "hyperliquid": "Hyperliquid", "binance": "Binance", "bybit": "Bybit", "okx": "OKX", "bitmex": "BitMEX",
}  # fmt: skip
MODES = {"cross": "one pool", "isolated": "a margin each"}
MONEY = 10_000.0


def rules(venue: str) -> Rules:
    """What a position must have, and what is left of a closed pool: nothing, but where the market closes it without a fee."""

    def left(equity: float, need: float) -> float:
        # dYdX takes up to 1.5 % of what it closes, more than the 1.2 % at which it begins.
        return equity if venue == "hyperliquid" and equity >= need * 2 / 3 else 0.0

    return Rules(partial(keeps, venue), partial(opens, venue), venue in ("binance", "bybit", "okx"), left)


@lru_cache(None)
def data() -> tuple[History, Any, dict[str, Any]]:
    history, marks = read_history(example_text()), example_marks()
    return history, marks.times, {s: marks[s][:, 0] for s in marks.symbols}


@lru_cache(None)
def replayed(
    venue: str, leverage: float, scale: float
) -> tuple[dict[str, tuple[Loop, list[float]]], list[float], dict[str, Any]]:
    """Both modes and the trader's own run on prices whose moves are so many times as large."""
    history, times, prices = data()
    moved = {s: p[0] * (p / p[0]) ** scale for s, p in prices.items()}

    def beside(record: Any) -> Any:
        k = max(int(np.searchsorted(times, record.time, side="right")) - 1, 0)
        ratio = float(moved[record.symbol][k] / prices[record.symbol][k])
        if isinstance(record, Fill):
            return Fill(record.time, record.symbol, record.size, record.price * ratio, record.fee * ratio, record.line)
        return Payment(record.time, record.symbol, record.amount * ratio, record.line)

    changed = History(history.forms, tuple(map(beside, history.fills)), tuple(map(beside, history.payments)))
    runs = {m: follow(changed, times, moved, m == "cross", MONEY, leverage, rules(venue)) for m in MODES}
    cash, held, own, at = MONEY, dict.fromkeys(moved, 0.0), [], 0
    records = sorted([*changed.fills, *changed.payments], key=lambda r: r.time)
    for k, time in enumerate(times):
        while at < len(records) and records[at].time <= time:
            r = records[at]
            if isinstance(r, Fill):
                held[r.symbol] += r.size
                cash -= r.size * r.price + r.fee
            else:
                cash += r.amount
            at += 1
        own.append(cash + sum(q * float(moved[s][k]) for s, q in held.items()))
    return runs, own, moved


@oracle("portfolio_desk", "own_history", constants=[10_000, 10, 2025, 11, 20, 21, 30, 0], loose=["closed.label"])
def own_history(told: Told, venue: str, leverage: float, scale: float) -> None:
    runs, own, moved = replayed(venue, leverage, scale)
    _, times, _ = data()
    final = {m: worth[-1] for m, (_, worth) in runs.items()}
    struck = {m: loop.liquidated for m, (loop, _) in runs.items()}
    gap = final["cross"] - final["isolated"]
    often = {1: "once", 2: "twice"}
    if abs(gap) < 0.01:
        assert told.title.startswith("Both modes end alike, to the cent")
    else:
        ahead, other = ("cross", "isolated") if gap > 0 else ("isolated", "cross")
        assert told.title.startswith(f"{MODES[ahead].capitalize()} ends ")
        assert says(told.title.split(" ahead")[0], gap)
        assert ("though it is closed" in told.title) == bool(struck[ahead])
        assert (f"{MODES[other]} is closed" in told.title) == bool(struck[other])
    for mode, name in MODES.items():
        n = len(struck[mode])
        assert not n or often.get(n, f"{n} times") in told.title
        part = told.sentence.partition(name if mode == "cross" else f"{name} at ")[2].partition(". ")[0]
        assert says(part.partition(" ends with ")[2].partition(":")[0], final[mode])
        assert ("no position is lost" in part) == (not n and not runs[mode][0].refused)
        assert ("the venue closes" in part) == bool(n)
        refused = runs[mode][0].refused
        assert ("cannot be margined" in part) == (refused > 0)
        if refused:
            assert says(part.partition(" cannot")[0].rpartition(" and ")[2] or part, refused)
        if n:
            time, pool = struck[mode][0]
            assert str(np.datetime64(int(time), "s"))[:16].replace("T", " ") in part
            assert (" first " in part) == (n > 1)
            step = int(np.flatnonzero(times == time)[0])
            for symbol in ["BTC", "ETH"] if mode == "cross" else [pool]:
                if f"{symbol} at " in part:
                    assert says(part.partition(f"{symbol} at ")[2].partition(",  ")[0], float(moved[symbol][step]))
    lead = told.sentence.partition(". ")[0]
    assert says(lead, own[-1])
    assert lead.startswith("As it was") == (scale == 1)
    _near(told, venue, runs, moved, times)
    rows = told.rows("curves")
    kept = [r["at"] for r in rows if r["run"] == "as it was"]
    steps = np.searchsorted((times - times[0]) / 86_400, kept)
    for name, worth in (("one pool", runs["cross"][1]), ("a margin each", runs["isolated"][1]), ("as it was", own)):
        drawn = [r["equity"] for r in rows if r["run"] == name]
        assert np.allclose(drawn, np.asarray(worth)[steps], rtol=1e-6, atol=1e-4)
        assert [r["at"] for r in rows if r["run"] == name] == kept
    assert kept[-1] == pytest.approx((times[-1] - times[0]) / 86_400)
    for end in told.rows("ends"):
        mode = next((m for m, name in MODES.items() if name == end["run"]), None)
        value = own[-1] if mode is None else final[mode]
        assert end["label"].startswith(end["run"])
        assert says(end["label"], value)
        assert end["equity"] == pytest.approx(value)
        assert end["at"] == pytest.approx(kept[-1])
    places = sorted(e["place"] for e in told.rows("ends"))
    corners = told.rows("reach")
    low, high = corners[0]["equity"], corners[1]["equity"]
    assert min(np.diff(places)) > 0.05 * (high - low)
    everything = [*own, *runs["cross"][1], *runs["isolated"][1]]
    assert low < min(everything)
    assert high > max(everything)
    assert corners[0]["at"] == 0
    assert corners[1]["at"] == pytest.approx(1.75 * kept[-1])
    closed = told.rows("closed")
    assert len(closed) == sum(map(len, struck.values()))
    at = [(t, m) for m in MODES for t, _ in struck[m]]
    for mark, (time, mode) in zip(closed, at, strict=True):
        step = int(np.flatnonzero(times == time)[0])
        assert mark["at"] == pytest.approx((time - times[0]) / 86_400)
        assert mark["equity"] == pytest.approx(runs[mode][1][step], rel=1e-6, abs=1e-4)
        assert mark["label"].endswith(" closed")
    assert told.rows("money")[0]["equity"] == MONEY
    table = {r[""]: r for r in told.cells}
    for mode, name in MODES.items():
        loop, worth = runs[mode]
        for what, value in (
            ("ends with", worth[-1]), ("gain on the money put in", worth[-1] - MONEY), ("lowest equity", min(worth)),
            ("fees of trades", loop.fees), ("funding", loop.funding), ("withdrawals it could not pay", loop.unpaid),
        ):  # fmt: skip
            assert says(table[what][name], value), (what, name)
        assert table["liquidations"][name] == str(len(struck[mode]))
        assert table["trades that could not be margined"][name] == str(loop.refused)
        assert table["trades not followed afterwards"][name] == str(loop.skipped)
    assert says(table["ends with"]["as it was"], own[-1])
    assert says(table["lowest equity"]["as it was"], min(own))
    assert says(table["gain on the money put in"]["as it was"], own[-1] - MONEY)


def pools(mode: str, loop: Loop, times: Any) -> dict[str, list[tuple[int, float, dict[str, float], dict[str, float]]]]:
    """By pool, the marks at which it held something, with its cash, sizes and entries; without those that a liquidation ended."""
    found: dict[str, list[tuple[int, float, dict[str, float], dict[str, float]]]] = {}
    for k, (free, margin, size, entry) in enumerate(loop.states):
        if mode == "cross" and size:
            found.setdefault("cross", []).append((k, free, size, entry))
        elif mode == "isolated":
            for s in size:
                found.setdefault(s, []).append((k, margin[s], {s: size[s]}, {s: entry[s]}))
    for time, name in loop.liquidated:
        last = int(np.flatnonzero(times == time)[0])
        life, at = set(), last - 1
        held = {k for k, *_ in found.get(name, [])}
        while at in held:
            life.add(at)
            at -= 1
        found[name] = [state for state in found.get(name, []) if state[0] not in life]
    return found


def _near(told: Told, venue: str, runs: dict[str, tuple[Loop, list[float]]], moved: dict[str, Any], times: Any) -> None:
    """The move that is told closes its pool at some mark, and a smaller one closes none of that mode at any."""
    tails = told.sentence.split("At its nearest, ")[1:]
    assert any(tail.startswith("one pool was a") for tail in tails) == (
        not runs["cross"][0].liquidated and any(s[2] for s in runs["cross"][0].states)
    )
    hours = np.clip(np.searchsorted(times, np.arange(times[0], times[-1] + 1, 3_600), side="right") - 1, 0, None)
    day = np.cov(np.diff(np.log(np.stack([moved["BTC"][hours], moved["ETH"][hours]])), axis=1)) * 24
    keeps = rules(venue).keeps
    lines = {s: p.tolist() for s, p in moved.items()}
    for text in tails:
        mode = "cross" if text.startswith("one pool") else "isolated"
        move = first(text.partition(" of ")[2]) * (-1 if "a fall" in text else 1)

        def health(state: tuple[int, float, dict[str, float], dict[str, float]], by: float) -> float:
            k, cash, size, entry = state
            for s, q in size.items():
                at = lines[s][k] * (1 + by)
                cash += q * (at - entry[s]) - keeps(s, q, at, entry[s])
            return cash

        closes = []
        for name, states in pools(mode, runs[mode][0], times).items():
            for state in states:
                for way in (-1, 1):
                    assert health(state, way * (abs(move) - 0.0006)) > 0, (mode, name, move)
                by = health(state, move + math.copysign(0.0006, move))
                if by <= 0 and (mode == "cross" or f"the {name} position" in text):
                    closes.append(state)
        assert closes, (mode, move)
        told_days = first(text.partition("(")[2])
        spreads = []
        for state in closes:
            w = [state[2].get(s, 0.0) * float(moved[s][state[0]]) for s in ("BTC", "ETH")]
            spreads.append(health(state, 0.0) / float(np.sqrt(np.array(w) @ day @ np.array(w))))
        assert any(abs(x - told_days) <= 0.0501 for x in spreads), (told_days, spreads)
