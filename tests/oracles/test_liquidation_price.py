"""Lesson 02: requirements summed slice by slice, prices found by stepping and halving, marks by a loop over seconds."""

from __future__ import annotations

import math
import statistics
from functools import cache
from typing import Any

import numpy as np

from course.venues import binance, bybit, hyperliquid
from tests.oracles.support import About, Told, first, held, numbers, oracle, same, says

ENTRY = 100.0


def way(side: str) -> int:
    return 1 if side == "long" else -1


def level(side: str, collateral: float, size: float, rate: float) -> float | None:
    """Where the equity of one position is ``rate`` of its notional; None where no price above zero is."""
    s, q = way(side), size / ENTRY
    price = (collateral - s * size) / (q * (rate - s))
    return price if price > 1e-9 else None


@cache
def published(name: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    venue, coin = name.split()
    table = {"Binance": binance, "Bybit": bybit, "Hyperliquid": hyperliquid}[venue].VENUE.table(coin)
    return tuple(table.floors), tuple(table.maintenance)


@cache
def limits(name: str) -> tuple[tuple[float, ...], float | None]:
    """The highest leverage of each tier, and the largest position of a table."""
    venue, coin = name.split()
    table = {"Binance": binance, "Bybit": bybit, "Hyperliquid": hyperliquid}[venue].VENUE.table(coin)
    return tuple(1 / rate for rate in table.initial), table.cap


def asked(floors: tuple[float, ...], rates: tuple[float, ...], notional: float, rule: str) -> float:
    """What keeping a position takes: every slice at its own rate, or all at the rate of its tier."""
    if rule == "whole":
        return rates[max(i for i, floor in enumerate(floors) if floor <= notional)] * notional
    ends = (*floors[1:], math.inf)
    return sum(
        r * (min(notional, end) - low) for low, end, r in zip(floors, ends, rates, strict=True) if notional > low
    )


def room(
    side: str, leverage: float, size: float, floors: tuple[float, ...], rates: tuple[float, ...], rule: str
) -> float:
    """The first adverse move at which equity is below what is asked, by steps and then by halving."""
    s = way(side)

    def short(move: float) -> bool:
        price = ENTRY * (1 - s * move)
        return size / leverage - size * move < asked(floors, rates, size * price / ENTRY, rule)

    far = 1 / leverage
    low, high = 0.0, next((far * i / 400 for i in range(401) if short(far * i / 400)), far * 1.0001)
    low = max(high - far / 400, 0.0)
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (low, middle) if short(middle) else (middle, high)
    return high


@oracle("liquidation_price", "predict", loose=["levels.label"])
def predict(told: Told, guess: float) -> None:
    table = published("Binance SOL")
    rooms = {n: room("long", 10, n, *table, "slice") for n in (1e4, 2e7)}
    ben, ann = rooms[2e7], rooms[1e4]
    assert says(told.title, ben)
    assert says(told.title, ann)
    assert says(told.bold[0], ben)
    assert ("as good as right" in told.sentence) == (abs(guess - ben) < 0.0025)
    parts = told.sentence.partition("the venue asks")[2]
    for size, fall in ((1e4, ann), (2e7, ben)):
        there = size * (1 - fall)
        assert says(parts, asked(*table, there, "slice") / there)
    marks = {row["kind"]: row for row in told.rows("levels")}
    for kind, fall in {"entry": 0, "liquidation": ben, "mark": ann, "bankruptcy": 0.1, "prediction": guess}.items():
        assert abs(marks[kind]["price"] - ENTRY * (1 - fall)) < 1e-6
        assert kind == "entry" or says(marks[kind]["label"], fall)
    (strip,) = told.rows("strip")
    assert abs(strip["low"] - ENTRY * 0.9) < 1e-6
    assert abs(strip["high"] - ENTRY * (1 - ben)) < 1e-6
    assert told.table["position"].tolist() == ["$10k", "$20M"]
    for said, fall in zip(told.cells, (ann, ben), strict=True):
        assert says(said["closed at"], ENTRY * (1 - fall))
        assert says(said["room"], fall)


@oracle("liquidation_price", "levels", loose=["needed.label"])
def levels(told: Told, side: str, collateral: float, size: float, maintenance: float, price: float) -> None:
    s, q = way(side), size / ENTRY
    equity = collateral + s * q * (price - ENTRY)
    opening, keeping = 2 * maintenance * q * price, maintenance * q * price
    places = {
        "opening": level(side, collateral, size, 2 * maintenance),
        "liquidation": level(side, collateral, size, maintenance),
        "bankruptcy": level(side, collateral, size, 0.0),
    }
    there = places["liquidation"]
    closed = equity < keeping
    assert ("have been closed" in told.title) == closed
    if there is None:
        assert "No price above zero liquidates it" in told.sentence
    else:
        assert says(told.sentence, there)
    if closed:
        assert s * (there - price) > 0
        assert says(told.bold[0], there)
        assert says(told.bold[1], collateral + s * q * (there - ENTRY))
        would = told.sentence.partition("would be")[2]
        assert says(would, equity, signed=True)
        assert says(would, places["bankruptcy"])
    else:
        assert says(told.bold[0], equity)
        assert says(told.sentence.partition("would take")[2], opening)
        assert says(told.bold[1], keeping)
        assert ("could not open" in told.title) == (equity < opening) == ("closes nothing" in told.sentence)
    drawn = {row["kind"]: row for row in told.rows("drops")}
    for kind, at in places.items():
        assert (kind in drawn) == (at is not None and 80 <= at <= 120)
        if kind in drawn:
            assert abs(drawn[kind]["price"] - at) < 1e-6
            assert says(drawn[kind]["label"], at)
            assert abs(drawn[kind]["value"] - (collateral + s * q * (at - ENTRY))) < 1e-6
    (ball,) = told.rows("ball")
    assert ball["closed"] == closed
    assert says(ball["label"], equity, signed=True)
    assert ball["price"] == price
    # The chart reaches 42 % of its height below zero: what lies deeper ends there.
    top = max(collateral + s * q * (p - ENTRY) for p in (80, 120))
    foot = max(min(collateral + s * q * (p - ENTRY) for p in (80, 120)), -0.42 * top)
    assert same([ball["value"]], [min(max(equity, -0.42 * top), top)])
    line = told.data["equity"]
    assert same(line["value"], [foot, top])
    assert same(line["value"], [collateral + s * q * (p - ENTRY) for p in line["price"]])
    lines = told.data["needed"]
    rates = {"opening": 2 * maintenance, "keeping": maintenance}
    assert same(lines["price"], [80, 120, 80, 120])
    assert same(lines["value"], [rates[kind] * q * p for kind, p in zip(lines["kind"], lines["price"], strict=True)])
    assert all(not text or says(text, rates[kind]) for text, kind in zip(lines["label"], lines["kind"], strict=True))
    assert same(told.data["strip"]["price"], [80, 120])
    assert same(told.data["strip"]["value"], [maintenance * q * p for p in (80, 120)])
    rows = {row[""]: row for row in told.cells}
    assert rows.keys() == {"now", *(kind for kind, at in places.items() if at is not None)}
    for kind, row in rows.items():
        at = price if kind == "now" else places[kind]
        assert says(row["price"], at)
        assert says(row["equity"], collateral + s * q * (at - ENTRY), signed=True)
        assert says(row["opening takes"], 2 * maintenance * q * at)
        assert says(row["keeping takes"], maintenance * q * at)


@oracle("liquidation_price", "ladder", constants=[1_000])
def ladder(told: Told, side: str, leverage: float, fee: float, counted: str, slippage: float) -> None:
    s, size, posted = way(side), 1_000 * leverage, 1_000.0
    rate = 0.025 + (fee if counted == "inside" else 0)
    liquidation, bankruptcy = level(side, posted, size, rate), level(side, posted, size, 0.0)
    fill = liquidation * (1 - s * slippage)
    q = size / ENTRY
    there, filled = (posted + s * q * (p - ENTRY) for p in (liquidation, fill))
    charged = fee * q * fill
    left = filled - charged
    assert says(told.title, liquidation)
    assert says(told.title, fill)
    even = abs(left) < 0.5
    assert ("is left" in told.title) == (left > 0 and not even)
    assert ("is missing, and someone else" in told.title) == (left < 0 and not even)
    assert even or says(told.title, left)
    assert ("nothing is missing" in told.sentence) == even
    assert ("larger than your collateral" in told.sentence) == (left < 0 and not even)
    assert even or says(told.bold[-1], left)
    assert says(told.bold[0], liquidation)
    assert says(told.sentence, rate)
    assert says(told.sentence.partition("order fills")[2], slippage)
    assert says(told.sentence.partition("the fee is")[2], charged)
    steps = [(row["row"], row["end"] - row["start"], row["label"]) for row in told.rows("bars")]
    amounts = (posted, there - posted, filled - there, -charged, left)
    for (_, drawn, label), amount in zip(steps, amounts, strict=True):
        assert abs(drawn - amount) < 1e-6
        assert says(label, amount)
    bars, (strip,) = told.rows("bars"), told.rows("strip")
    assert all(abs(row["high"] - max(row["start"], row["end"])) < 1e-6 for row in bars)
    assert len({row["reach"] for row in bars}) == 1
    assert bars[0]["reach"] >= max(row["high"] for row in bars)
    assert (strip["low"], strip["high"]) == About(tuple(sorted((liquidation, bankruptcy))))
    marks = {row["kind"]: row for row in told.rows("levels")}
    for kind, at in {"entry": ENTRY, "liquidation": liquidation, "fill": fill, "bankruptcy": bankruptcy}.items():
        assert abs(marks[kind]["price"] - at) < 1e-6
        assert says(marks[kind]["label"], at)


_anywhere = np.random.default_rng(2)


@oracle("liquidation_price", "tiers")
def tiers(told: Told, table: str, rule: str, side: str, leverage: float, millions: float) -> None:
    floors, rates = published(table)
    size = 1e6 * millions
    here = room(side, leverage, size, floors, rates, rule)
    first = room(side, leverage, 1e4, floors, rates, rule)
    tier = max(i for i, floor in enumerate(floors) if floor <= size)
    total = asked(floors, rates, size, rule)
    assert says(told.title, here)
    assert says(told.title, total / size)
    assert says(told.title, size)
    assert says(told.sentence.partition("lies in")[0], size)
    assert says(told.sentence, total)
    for text, value in zip(told.bold, (rates[tier], total / size, here), strict=True):
        assert says(text, value)
    assert f"tier {tier + 1} of {len(floors)}" in told.sentence
    tail = told.sentence.rpartition("survives **")[2] if "; $10k survives" not in told.sentence else ""
    if "; $10k survives" in told.sentence:
        assert says(told.sentence.rpartition("survives")[2], first)
        assert size > 1e4
    elif "as $10k does" in tail:
        assert says(told.bold[2], first)
    else:
        assert size <= 1e4 * (1 + 1e-9)
    for row in told.rows("here"):
        assert abs(row["rate"] - (total / size if row["kind"] == "average" else rates[tier])) < 1e-12
        assert says(row["label"], row["rate"])
    (dot,) = told.rows("dot")
    assert abs(dot["room"] - here) < 1e-6
    assert dot["size"] == size
    assert all(row["size"] == size for row in told.rows("here"))
    assert says(dot["label"], here)
    highest, largest = limits(table)
    rows = told.cells
    kept = [sum(f * (r - b) for f, r, b in zip(floors[1 : k + 1], rates[1:], rates)) for k in range(len(floors))]  # noqa: B905
    for k, row in enumerate(rows):
        assert row["Tier"] == str(k + 1)
        known = (floors[k], rates[k], kept[k], highest[k])
        for column, value in zip(("From", "Keeping takes", "Deduction", "Highest leverage"), known, strict=True):
            assert says(row[column], value), (column, row, value)
    # The stairs, to the largest size that may be opened so; and what all dollars together are charged, at every size.
    tops = (*floors[1:], largest or 1e9)
    top = max(t for t, most in zip(tops, highest, strict=True) if leverage <= most + 1e-9) * (1 - 1e-9)
    stairs = [(max(f, 1e4), r) for f, r in zip(floors, rates, strict=True) if f < top]
    assert same(told.data["steps"]["size"], [*(f for f, _ in stairs), top])
    assert same(told.data["steps"]["rate"], [*(r for _, r in stairs), stairs[-1][1]])
    average, lines = told.data["average"], told.data["rooms"]
    sizes = average["size"].tolist()
    assert same([sizes[0], sizes[-1]], [1e4, top])
    assert same(lines["size"], [*sizes, *sizes])
    assert lines["own"].tolist() == [True] * len(sizes) + [False] * len(sizes)
    one, two = lines["room"].tolist()[: len(sizes)], lines["room"].tolist()[len(sizes) :]
    s, of = way(side), {rule: one, "whole" if rule == "slice" else "slice": two}
    for k in range(0, len(sizes), 17):
        n = sizes[k]
        assert abs(average["rate"][k] - asked(floors, rates, n, rule) / n) < 1e-9
        price = 1 - s * of["slice"][k]
        assert abs(n / leverage - n * of["slice"][k] - asked(floors, rates, n * price, "slice")) < 1e-6 * n
    k = int(_anywhere.integers(len(sizes)))
    near_edge = min(abs(sizes[k] / f - 1) for f in floors[1:]) < 1e-4
    if of["whole"][k] > 1e-3 and not near_edge:
        assert abs(of["whole"][k] - room(side, leverage, sizes[k], floors, rates, "whole")) < 1e-5
    level_of = [level(side, 1e4 / leverage, 1e4, rates[0])] * 2
    assert same(told.data["flat"]["room"], [s * (1 - p / ENTRY) for p in level_of])
    assert same(told.data["flat"]["size"], [1e4, top])


@oracle("liquidation_price", "edge", loose=["step.label"])
def edge(told: Told, side: str, rule: str, size: float, collateral: float, price: float) -> None:
    s, q = way(side), size / ENTRY

    def equity(p: Any) -> Any:
        return collateral + s * q * (p - ENTRY)

    def need(p: float) -> float:
        return asked((0.0, 1e5), (0.025, 0.10), q * p, rule)

    def lost(p: float) -> bool:
        return equity(p) < need(p) - 1e-6

    spans = [(row["low"], row["high"]) for row in told.rows("closed")]
    for i in range(601):
        p = 85 + i * 0.05
        near = any(abs(p - end) < 0.01 for span in spans for end in span) or abs(q * p - 1e5) < 1
        assert near or lost(p) == any(a <= p <= b for a, b in spans), p
    walk = ENTRY + (price - ENTRY) * np.arange(4_001) / 4_000
    worth = q * walk
    slices = 0.025 * np.minimum(worth, 1e5) + 0.10 * np.maximum(worth - 1e5, 0.0)
    keeps = slices if rule == "slice" else np.where(worth >= 1e5, 0.10, 0.025) * worth
    gone = np.flatnonzero(equity(walk) < keeps - 1e-6)
    met = float(walk[gone[0]]) if len(gone) else None
    assert met is None or lost(met)
    step = 1e5 / q
    words = told.sentence.partition("the venue closes it")[2]
    for a, b in spans:
        assert a == 85 or says(words, a)
        assert b == 115 or says(words, b)
    assert ("nowhere" in words) == (not spans)
    assert ("would have made" in told.sentence) == (met is not None)
    assert says(told.bold[0], equity(price) - collateral, signed=True)
    assert says(told.sentence.partition("equity")[2], equity(price))
    assert says(told.bold[1], need(price)) or abs(q * price - 1e5) < 1
    if met is None:
        own = any(abs(a - step) < 1e-6 for a, _ in spans) and step > ENTRY
        assert ("liquidation price of its own" in told.title) == own
        assert own or "is safe" in told.title
    else:
        gain = equity(met) - collateral
        claimed = says(told.title.partition("you have won")[2], gain)
        assert (
            claimed
            or gain <= 0
            or abs(first(told.title.partition("you have won")[2]) - gain) < q * abs(price - ENTRY) / 2_000 + 1
        )
        assert ("you have won" in told.title) == (gain > 0) or abs(gain) < q * abs(price - ENTRY) / 3_000
        if "you have won" in told.title:
            assert abs(numbers(told.title)[0][0] - met) < abs(price - ENTRY) / 2_000 + 0.006
    # The lines end where the chart does, the equity where it is gone; the requirement jumps where the notional does.
    ends = sorted(p if equity(p) >= 0 else ENTRY - s * collateral / q for p in (85.0, 115.0))
    line, lines = told.data["equity"].sort_values("price"), told.data["needed"].sort_values(["price", "value"])
    assert same(line["price"], ends)
    assert same(line["value"], [equity(p) for p in ends])
    at_jump = [step] if 85 < step < 115 else []
    assert same(lines["price"], sorted([85.0, 115.0, *at_jump, *at_jump]))
    between = [
        asked((0.0, 1e5), (0.025, 0.10), 1e5, rule) if rule == "slice" else 2_500.0,
        2_500.0 if rule == "slice" else 1e4,
    ]
    wanted = sorted([need(85.0), need(115.0), *(between if at_jump else [])])
    assert np.allclose(lines["value"], wanted, rtol=1e-6, atol=0.01)
    assert same(told.data["step"]["price"], at_jump)
    (ball,) = told.rows("ball")
    highest = max(equity(85.0), equity(115.0), need(85.0), need(115.0), *(between if at_jump else []))
    assert same([ball["price"], ball["value"]], [price, min(max(equity(price), 0.0), highest)])
    assert says(ball["label"], equity(price), signed=True)
    assert ball["closed"] == lost(price) or abs(equity(price) - need(price)) < 1


@oracle("liquidation_price", "vanish", constants=[10_000, 1])
def vanish(told: Told, side: str, collateral: float, maintenance: float) -> None:
    price = level(side, collateral, 10_000, maintenance)
    if side == "long" and collateral >= 10_000:
        price = None
    (dot,) = told.rows("dot")
    assert says(told.sentence.partition("(")[2], 10_000 / collateral)
    if price is None:
        assert "No liquidation price" in told.title
        assert says(told.bold[0], (collateral - 10_000) / (100 * (maintenance - 1)), signed=True)
        assert dot["label"] == "none"
    else:
        assert says(told.bold[0], price)
        assert abs(dot["price"] - price) < 1e-6
        assert says(dot["label"], price)
        if side == "short":
            assert says(told.title, price)
            assert says(told.sentence.partition("$" + told.bold[0][1:])[2], price / ENTRY - 1)
        else:
            assert says(told.title, 10_000 - collateral)
    for row in told.rows("curves")[::31]:
        at = level(row["side"], row["collateral"], 10_000, maintenance)
        assert abs(row["price"] - (at or 0.0)) < 1e-6
    curves, (full,) = told.data["curves"], told.rows("full")
    assert (curves["own"] == (curves["side"] == side)).all()
    assert dot["collateral"] == collateral
    assert (full["collateral"], full["end"]) == (10_000, curves["collateral"].max())


def marks(venue: str, place: str, depth: float, lasts: int) -> tuple[list[float], int]:
    """The price that judges, second by second, by the published rule of each venue; and the second the wick begins."""
    length = max(60, 4 * lasts)
    start = 3 * (length // 15)
    last = [100 * (1 - depth) if start <= t < start + lasts else 100.0 for t in range(length)]
    index = list(last) if place == "everywhere" else [100.0] * length
    if venue in ("dYdX", "GMX"):
        return index, start
    if venue == "Hyperliquid":
        shown, basis = [], 0.0
        for t in range(0, length, 3):
            keep = math.exp(-3 / 150)
            basis = keep * basis + (1 - keep) * (last[t] - index[t])
            shown += [statistics.median((index[t] + basis, last[t], index[t]))] * 3
        return shown[:length], start
    window = {"Binance": 30, "Bybit": 300}[venue]
    basis = [0.0] * window + [p - i for p, i in zip(last, index, strict=True)]
    total, shown = 0.0, []
    for t in range(length):
        total += basis[window + t] - basis[t]
        shown.append(statistics.median((index[t], index[t] + total / window, last[t])))
    return shown, start


@oracle("liquidation_price", "wick", constants=[100])
def wick(told: Told, venue: str, place: str, depth: float, seconds: float, liquidation: float, guess: str) -> None:
    judged, start = marks(venue, place, depth, round(seconds))
    first = next((t for t, p in enumerate(judged) if p <= liquidation + 1e-9), None)
    bottom = 100 * (1 - depth)
    closed = first is not None
    assert ("you are closed" in told.sentence) == closed == (f"{venue} closes you" in told.title)
    assert ("left alone" in told.sentence.rpartition("liquidation price")[2]) == (not closed)
    if closed:
        assert ("in the first second" in told.title) == (first == start)
        assert first == start or f"second {first - start + 1}" in told.title
    else:
        assert ("leaves you alone" in told.title) == (bottom <= liquidation + 1e-9)
        assert ("Nothing reaches" in told.title) == (bottom > liquidation + 1e-9)
    assert says(told.sentence.partition("falls to")[2], bottom)
    assert says(told.sentence.rpartition("which")[2], min(judged))
    if "You said" in told.sentence:
        assert ("right" in told.sentence.partition(".")[0]) == ((guess == "closed") == closed)
    drawn = told.rows("closed")
    assert [row["second"] for row in drawn] == ([first] if closed else [])
    assert same(told.data["wall"]["price"], [liquidation])
    # Three lines: what changes is drawn, second by second, and what does not is drawn from end to end.
    last = [bottom if start <= t < start + round(seconds) else 100.0 for t in range(len(judged))]
    index = last if place == "everywhere" else [100.0] * len(judged)
    lines = told.data["lines"]
    assert set(lines["kind"]) <= {"last", "index", "oracle", "mark"}
    for kind, whole in {"last": last, "index": index, "oracle": judged, "mark": judged}.items():
        part = lines[lines["kind"] == kind]
        if not len(part):
            # A venue that judges by its index has one line for both.
            assert kind == "oracle" or judged == index
            continue
        moments = [int(t) for t in part["second"]]
        assert (moments[0], moments[-1]) == (0, len(judged) - 1)
        assert same(part["price"], [whole[t] for t in moments])


test_every_sentence = held("liquidation_price")
