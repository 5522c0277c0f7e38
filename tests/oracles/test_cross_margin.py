"""Lesson 05: equity and requirement of a pool summed leg by leg, borders found by halving, profit and orders by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from course import venues
from course.simulation.events import event
from tests.oracles.support import Told, first, held, numbers, oracle, read, same, says

BTC, ETH, RATE = 60_000.0, 3_000.0, 0.03


def says_chance(text: str, chance: float) -> bool:
    """Whether a text gives odds that are true, and never as nothing or as certainty."""
    (shown, half), *_ = numbers(text)
    read(text, shown, half)
    if "under" in text:
        return chance < shown
    if "over" in text:
        return chance > shown
    return 0 < shown < 1 and abs(shown - chance) <= half * 1.001


def way(side: str) -> int:
    return 1 if side == "long" else -1


def room(side: str, collateral: float, btc: float, eth: float) -> float:
    """Equity less requirement of 1 BTC long and 15 ETH in one pool."""
    return collateral + btc - BTC + way(side) * 15 * (eth - ETH) - RATE * (btc + 15 * eth)


def root(line: Callable[[float], float]) -> float | None:
    """Where a straight line crosses zero above zero."""
    first, slope = line(0.0), line(1.0) - line(0.0)
    return -first / slope if slope and -first / slope > 1e-9 else None


def price_of(side: str, collateral: float, btc: float, eth: float) -> tuple[float | None, float | None]:
    return root(lambda p: room(side, collateral, p, eth)), root(lambda p: room(side, collateral, btc, p))


#: Where the colour of a map is looked at: anew at every setting, the same in every run.
_anywhere = np.random.default_rng(5)


def spots(told: Told, near: Callable[[float, float], float], count: int = 6) -> list[tuple[float, float, list[str]]]:
    """Places on a map, none within $25 of a border by ``near``, and the areas that colour each, as ``key hue``."""
    x, low, high = (np.asarray(told.data["areas"][column], float) for column in ("x", "low", "high"))
    rows: dict[str, list[int]] = {}
    for at, kind in enumerate(zip(told.data["areas"]["key"], told.data["areas"]["hue"], strict=True)):
        rows.setdefault(" ".join(kind), []).append(at)
    parts = {kind: np.array(sorted(places, key=x.__getitem__)) for kind, places in rows.items()}
    found = []
    while len(found) < count:
        btc, eth = float(_anywhere.uniform(x.min(), x.max())), float(_anywhere.uniform(0.72 * ETH, 1.28 * ETH))
        if near(btc, eth) < 25:
            continue
        over = []
        for kind, part in parts.items():
            if x[part[0]] <= btc <= x[part[-1]]:
                ends = sorted(float(np.interp(btc, x[part], side[part])) for side in (low, high))
                if ends[0] <= eth <= ends[1]:
                    over.append(kind)
        found.append((btc, eth, over))
    return found


def eth_at(side: str, collateral: float, btc: Any, left: float) -> Any:
    """ETH's price at which so much room is left, 0 where there is none above: one line of the plane, solved by hand."""
    line = (left - collateral - btc + BTC + way(side) * 15 * ETH + RATE * btc) / (15 * (way(side) - RATE))
    return np.maximum(line, 0.0)


def in_bands(told: Told, side: str, collateral: float, reach: float, high: float, count: int) -> None:
    """Every edge of the forty bands, the lines on every second of them, and the border."""
    x = np.linspace(BTC * (1 - reach), BTC * (1 + reach), count)
    tops = [ETH * (1 + r) for r in (-high, 3 * high)] if reach == 0.1 else [ETH * (1 - reach), ETH * (1 + reach)]
    safe, dead = tops[::-1] if side == "long" else tops
    bands = [
        (hue, k, k * 2_500.0 * (1 if hue == "cross" else -1)) for hue in ("cross", "liquidation") for k in range(20)
    ]
    lines = [band for band in bands if band[1] and band[1] % 2 == 0]
    areas, contours = told.data["areas"], told.data["contours"]
    assert list(areas["key"]) == [f"{hue} {k}" for hue, k, _ in bands for _ in x]
    assert same(areas["x"], np.tile(x, len(bands)))
    assert same(areas["low"], np.repeat([safe if hue == "cross" else dead for hue, *_ in bands], count))
    assert same(areas["high"], np.concatenate([eth_at(side, collateral, x, left) for *_, left in bands]))
    if len(contours):
        assert list(contours["key"]) == [f"{hue} {k}" for hue, k, _ in lines for _ in x]
        assert same(contours["x"], np.tile(x, len(lines)))
        assert same(contours["y"], np.concatenate([eth_at(side, collateral, x, left) for *_, left in lines]))
    bordered(told, "border", x, eth_at(side, collateral, x, 0.0))


def bordered(told: Told, name: str, x: Any, y: Any) -> None:
    """One line of a map, from its first point to its last."""
    line = told.data[name]
    assert same(line["x"], x)
    assert same(line["y"], y)
    assert same(line["step"], range(len(line)))


def walled(told: Told, name: str, btc: float | None, eth: float | None) -> None:
    """The borders of two compartments across the map, in the order in which they are drawn; 0 where there is none."""
    line = told.data[name]
    ends = [BTC * 0.7, BTC * 1.3], [ETH * 0.7, ETH * 1.3]
    assert same(line["x"], [*[btc or 0.0] * 2, *ends[0]])
    assert same(line["y"], [*ends[1], *[eth or 0.0] * 2])
    assert same(line["step"], [0, 1, 0, 1])


def terraced(told: Told, have: Callable[[float, float], float]) -> None:
    """A band for every $2,500 of room, and one for every $2,500 that is missing: twenty at most."""

    def step(btc: float, eth: float) -> float:
        return abs((have(btc, eth) + 1_250) % 2_500 - 1_250)

    for btc, eth, over in spots(told, step):
        left = have(btc, eth)
        hue = "cross" if left > 0 else "liquidation"
        assert sorted(over) == sorted(f"{hue} {k} {hue}" for k in range(min(int(abs(left) / 2_500) + 1, 20))), (
            btc,
            eth,
        )


def chambers(told: Told, side: str, collateral: float, mode: str) -> None:
    """What two compartments make of the plane; or where the modes differ, and which leg it is about."""

    def alive(btc: float, eth: float) -> tuple[float, float, float]:
        legs = collateral / 2 + btc - BTC - RATE * btc, collateral / 2 + way(side) * 15 * (eth - ETH) - RATE * 15 * eth
        return (*legs, room(side, collateral, btc, eth))

    for btc, eth, over in spots(told, lambda b, e: min(map(abs, alive(b, e)))):
        one, two, pool = (x > 0 for x in alive(btc, eth))
        if mode == "isolated":
            name = "both alive isolated" if one and two else None
            names = {(True, False): "eth lost", (False, True): "btc lost", (False, False): "both lost"}
            assert over == [name or f"{names[one, two]} liquidation"], (btc, eth)
        elif pool:
            hues = {"quiet"} if one and two else {"cross"}
            assert {kind.split()[-1] for kind in over} == hues, (btc, eth, over)
        else:
            hues = {"isolated"} if one or two else {"liquidation"}
            assert {kind.split()[-1] for kind in over} == hues, (btc, eth, over)


def in_parts(told: Told, side: str, collateral: float, mode: str, btc: float, eth: float) -> None:
    """Every edge of the parts into which two walls cut the map, and of those in which the modes differ."""
    (left, right), tops = (0.7 * BTC, 1.3 * BTC), (0.7 * ETH, 1.3 * ETH)
    dead, safe = tops if side == "long" else tops[::-1]
    if mode == "isolated":
        low, high = ((eth, tops[1]), (tops[0], eth)) if side == "long" else ((tops[0], eth), (eth, tops[1]))
        spans = [((btc, right), low), ((left, btc), low), ((btc, right), high), ((left, btc), high)]
        parts = [(x, np.full(2, a), np.full(2, b)) for x, (a, b) in spans]
    else:
        wall = min(max(btc, left), right)
        x = np.linspace(left, wall, 9), np.linspace(wall, right, 23)
        edge = [eth_at(side, collateral, part, 0.0) for part in x]
        within = np.maximum(edge[1], tops[0]) if side == "long" else np.minimum(edge[1], tops[1])
        parts = [
            (x[0], edge[0], np.full(9, safe)),
            (x[1], within, np.full(23, eth)),
            (x[1], np.full(23, dead), edge[1]),
            (x[0], edge[0], np.full(9, eth)),
            (x[1], np.full(23, eth), np.full(23, safe)),
            (x[0], np.full(9, eth), np.full(9, dead)),
        ]
    for column, known in zip(("x", "low", "high"), zip(*parts, strict=True), strict=True):
        assert same(told.data["areas"][column], np.concatenate(known)), column


@oracle("cross_margin", "predict", constants=[0.05, 0.10, 60_000], loose=["areas.key"])
def predict(told: Told, guess: float) -> None:
    prices = [price_of("short", 6_000, BTC, ETH * (1 + r))[0] for r in (0.0, 0.05, 0.10)]
    assert says(told.title, prices[0])
    assert says(told.title, prices[1])
    assert says(told.bold[0], prices[1])
    assert says(told.bold[1], prices[2])
    assert prices[2] > BTC
    first = told.sentence.partition(".")[0]
    close = abs(guess - prices[1]) < 100
    assert ("as good as right" in first) == close
    assert close or ("too high" in first) == (guess > prices[1])
    assert close or says(first.partition(", ")[2], guess - prices[1])
    eths = [ETH, 1.05 * ETH, 1.1 * ETH]
    in_bands(told, "short", 6_000, 0.1, 0.05, 13)
    seen = min(max(guess, 0.9 * BTC), 1.1 * BTC)
    assert same(told.data["dots"]["x"], [BTC] * 3 + [seen, *prices])
    assert same(told.data["dots"]["y"], [*eths, eths[1], *eths])
    assert list(told.data["dots"]["kind"]) == ["you", "you", "dead", "guess", "edge", "edge", "edge"]
    for column, ends in {"x": prices[:2], "y": eths[:2], "x2": [BTC] * 2, "y2": eths[:2]}.items():
        assert same(told.data["slices"][column], ends)
    assert same(told.table["ETH ($)"], [3_000, 3_150, 3_300])
    assert same(told.table["BTC ($)"], [BTC] * 3)
    assert same(told.table["BTC liquidation price ($)"], prices)


@oracle("cross_margin", "map", constants=[0.01], loose=["areas.key", "contours.key", "texts.text"])
def mapped(told: Told, btc: float, eth: float, side: str, mode: str, collateral: float) -> None:
    have, half = room(side, collateral, btc, eth), collateral / 2
    if mode == "cross":
        terraced(told, lambda b, e: room(side, collateral, b, e))
    else:
        chambers(told, side, collateral, mode)
    walls = (
        root(lambda p: half + p - BTC - RATE * p),
        root(lambda p: half + way(side) * 15 * (p - ETH) - RATE * 15 * p),
    )
    legs = {"BTC": (btc - BTC, RATE * btc), "ETH": (way(side) * 15 * (eth - ETH), RATE * 15 * eth)}
    holds = [collateral + sum(made for made, _ in legs.values()), *(half + made for made, _ in legs.values())]
    needs = [sum(need for _, need in legs.values()), *(need for _, need in legs.values())]
    assert same(told.table["equity ($)"], holds)
    assert same(told.table["requires ($)"], needs)
    assert same(told.table["room ($)"], [h - n for h, n in zip(holds, needs, strict=True)])
    if mode == "cross":
        in_bands(told, side, collateral, 0.3, 0.3, 31)
    else:
        x = np.linspace(0.7 * BTC, 1.3 * BTC, 31)
        bordered(told, "border" if mode == "both" else "ghost", x, eth_at(side, collateral, x, 0.0))
        walled(told, "ghost" if mode == "both" else "border", *walls)
        in_parts(told, side, collateral, mode, *(wall or 0.0 for wall in walls))
    app = price_of(side, collateral, btc, eth)
    here = np.array(app if mode == "cross" else walls, float)
    gone = [have < 0] * 2 if mode == "cross" else [half + m - n < 0 for m, n in legs.values()]
    drawn = [(k, here[k]) for k in (0, 1) if mode != "both" and not np.isnan(here[k]) and not gone[k]]
    feet = {"x": [btc] * len(drawn), "y": [eth] * len(drawn)}
    ends = {"x2": [p if k == 0 else btc for k, p in drawn], "y2": [p if k == 1 else eth for k, p in drawn]}
    for column, known in (feet | ends).items():
        assert same(told.data["slices"][column], known)
    assert same(told.data["dots"]["x"], [btc, *ends["x2"]])
    assert same(told.data["dots"]["y"], [eth, *ends["y2"]])
    for row in told.rows("texts"):
        if row["kind"] == "quiet" and "$" in row["text"]:
            assert says(row["text"], room(side, collateral, row["x"], row["y"]), signed=True)
        elif row["kind"] == "liquidation" and "$" in row["text"]:
            assert says(row["text"], here[0 if "BTC" in row["text"] else 1])
        elif "room" in row["text"]:
            assert says(row["text"], have, signed=True)
    assert same(told.table["BTC liquidation price ($)"], [app[0], walls[0], None])
    assert same(told.table["ETH liquidation price ($)"], [app[1], None, walls[1]])
    lost = [
        name
        for name, r in (
            ("BTC", half + btc - BTC - RATE * btc),
            ("ETH", half + way(side) * 15 * (eth - ETH) - RATE * 15 * eth),
        )
        if r < 0
    ]
    dead = have < 0
    if mode == "isolated":
        assert ("both compartments are alive" in told.bold[0]) == (not lost)
        assert not lost or f"compartment of {' and '.join(lost)} is lost" in told.bold[0]
        for text, wall in zip(told.bold[1:3], walls, strict=True):
            assert says(text, wall)
            assert says(told.title, wall)
        assert says(told.sentence.partition("(")[2], walls[0] / BTC - 1, signed=True)
        assert says(told.sentence.partition("(")[2], walls[1] / ETH - 1, signed=True)
        return
    if mode == "both":
        joint, alone = told.bold
        assert ("cross has lost both legs" in joint) == dead
        assert says(joint, have)
        assert ("isolated keeps both" in alone) == (not lost)
        assert not lost or alone.endswith(" and ".join(lost))
        # The corner where the walls meet lies on the border of the pool.
        assert abs(room(side, collateral, *walls)) < 1e-6
        return
    assert ("liquidated" in told.title and "nothing" not in told.title and "price" not in told.title) == dead
    if dead:
        equity = collateral + btc - BTC + way(side) * 15 * (eth - ETH)
        for text, value in zip(told.bold, (equity, RATE * (btc + 15 * eth), have), strict=True):
            assert says(text, value)
        return
    shown = price_of(side, collateral, btc, eth)
    assert ("nothing BTC does" in told.title) == (shown[0] is None)
    assert shown[0] is None or says(told.title, shown[0])
    assert shown[0] is None or says(told.bold[0], shown[0])
    assert ("none for ETH" in told.sentence) == (shown[1] is None)
    assert shown[1] is None or says(told.sentence.partition(" for ETH")[0], shown[1])
    assert says(told.bold[-1], have)
    costs = told.sentence.partition("of room.")[2]
    for name, dear in (
        ("BTC", room(side, collateral, 1.01 * btc, eth) - have),
        ("ETH", room(side, collateral, btc, 1.01 * eth) - have),
    ):
        part = costs.partition(f"up in {name}")[2]
        assert part.startswith(" adds" if dear > 0 else " costs")
        assert says(part.partition(",")[0] if name == "BTC" else part, dear)
    ends = [row for row in told.rows("dots") if row["kind"] == "edge"]
    for row in ends:
        assert abs(room(side, collateral, row["x"], row["y"])) < 1e-4


@oracle("cross_margin", "together", constants=[0.84, 0.95], loose=["areas.key", "contours.key"])
def together(told: Told, side: str, beta: float, btc: float, days: float, correlation: float) -> None:
    eth = ETH * max(1 + beta * (btc / BTC - 1), 1e-3)
    terraced(told, lambda b, e: room(side, 6_000, b, e))
    have = room(side, 6_000, btc, eth)
    dead = have < 0
    assert (" the pool is liquidated" in told.title) == dead
    you = told.rows("dots")[-1]
    assert (you["x"], you["kind"]) == (btc, "dead" if dead else "you")
    assert abs(you["y"] - eth) < 1e-6
    assert says(told.sentence, btc)
    assert says(told.sentence.partition("and ETH at")[2].partition(",")[0], eth) or says(told.sentence, eth)
    in_bands(told, side, 6_000, 0.3, 0.3, 31)
    bordered(told, "ray", [btc * (1 + t) for t in (-1.2, 1.2)], [eth * (1 + beta * t) for t in (-1.2, 1.2)])
    # Nineteen of twenty pairs of normal returns lie within this many standard deviations.
    turn, far = [2 * math.pi * k / 72 for k in range(73)], math.sqrt(-2 * math.log(0.05) * days / 365)
    lean = math.sqrt(1 - correlation**2)
    ring = [btc * (1 + 0.62 * far * math.cos(t)) for t in turn]
    bordered(
        told, "ellipse", ring, [eth * (1 + 0.80 * far * (correlation * math.cos(t) + lean * math.sin(t))) for t in turn]
    )
    moves = told.table["BTC moves until liquidation (%)"]
    if dead:
        assert says(told.bold[0], have)
        assert same(moves, [None, None])
        return

    def along(move: float) -> float:
        return room(side, 6_000, btc * (1 + move), eth * (1 + beta * move))

    slope = along(1.0) - have
    end = -have / slope if slope else None
    if end is not None and not (end > -1 and 1 + beta * end > 0):
        end = None
    alone = price_of(side, 6_000, btc, eth)[0] / btc - 1
    for row in told.rows("dots")[:-1]:
        assert same([row["x"], row["y"]], [btc * (1 + end), eth * (1 + beta * end)])
    for row in told.rows("texts"):
        if row["text"].startswith("together"):
            assert says(row["text"], end, signed=True)
        if row["text"].startswith("reach"):
            assert says(row["text"], days)
    assert same(moves, [100 * alone, None if end is None else 100 * end])
    assert says(told.title, alone, signed=True) or end is None
    assert says(told.sentence, alone, signed=True)
    if beta and end is None:
        assert "no common move" in told.title
        assert "no move of BTC" in told.sentence
    elif beta:
        assert says(told.title, end, signed=True)
        assert says(told.bold[0], end, signed=True)
        assert says(told.bold[1], alone, signed=True)
    assert ("times as far" in told.sentence) == (beta not in (0, 1))
    sigma = [0.62 * math.sqrt(days / 365), 0.80 * math.sqrt(days / 365)]
    risk = [
        s * 100 * (room(side, 6_000, *p) - have)
        for s, p in zip(sigma, ((1.01 * btc, eth), (btc, 1.01 * eth)), strict=True)
    ]
    spread = math.sqrt(risk[0] ** 2 + risk[1] ** 2 + 2 * correlation * risk[0] * risk[1])
    assert says_chance(told.bold[-1], 0.5 * math.erfc(have / spread / math.sqrt(2)))


@cache
def steps(venue: str, symbol: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    table = venues.get(venue).table(symbol)
    return tuple(table.floors), tuple(table.maintenance)


def kept(venue: str, symbol: str, notional: Any) -> Any:
    """What a tier table asks of a notional, or of many: of each tier its rate of what lies in it."""
    floors, rates = steps(venue, symbol)
    ends = (*floors[1:], math.inf)
    if np.ndim(notional):
        return sum(r * np.clip(notional - a, 0.0, b - a) for a, b, r in zip(floors, ends, rates, strict=True))
    return sum(r * (min(notional, b) - a) for a, b, r in zip(floors, ends, rates, strict=True) if notional > a)


def book_room(venue: str, times: float, btc: Any, eth: Any) -> Any:
    equity = times * (6_000 + btc - BTC - 15 * (eth - ETH))
    return equity - kept(venue, "BTC", times * btc) - kept(venue, "ETH", 15 * times * eth)


def halved(of: Callable[[float], float], low: float, high: float) -> float | None:
    """Where ``of`` changes sign between two places, None if it does not."""
    first = of(low)  # the lower place keeps this sign
    if first * of(high) > 0:
        return None
    for _ in range(46):
        middle = (low + high) / 2
        low, high = (middle, high) if first * of(middle) > 0 else (low, middle)
    return high


def all_halved(of: Callable[[Any], Any], low: float, high: float, count: int) -> Any:
    """:func:`halved` in so many places at once, NaN where nothing changes sign."""
    left, right = np.full(count, low), np.full(count, high)
    first = of(left)
    none = first * of(right) > 0
    for _ in range(46):
        middle = (left + right) / 2
        same_sign = first * of(middle) > 0
        left, right = np.where(same_sign, middle, left), np.where(same_sign, right, middle)
    return np.where(none, np.nan, right)


def painted(told: Told, venue: str, times: float) -> None:
    """Beyond the small book's border, within the large one's, and between the two."""

    def rooms(btc: float, eth: float) -> tuple[float, float]:
        return book_room(venue, 1, btc, eth), book_room(venue, times, btc, eth) / times

    for btc, eth, over in spots(told, lambda b, e: min(map(abs, rooms(b, e)))):
        small, large = rooms(btc, eth)
        names = {"safe": large > 0, "dead": small < 0, "taken": small > 0 > large}
        assert sorted(kind.split()[0] for kind in over) == sorted(n for n, here in names.items() if here), (btc, eth)


@oracle("cross_margin", "bends", loose=["texts.text"])
def bends(told: Told, venue: str, times: float) -> None:
    books = [1.0, times] if times > 1 else [1.0]
    for row in told.cells:
        btc, *edges = row.values()
        for n, eth in zip(books, edges, strict=True):
            if eth == eth:
                assert abs(book_room(venue, n, btc, eth)) < 1e-6 * n * BTC
    edges = [(s, f / q) for s, q in (("BTC", times), ("ETH", 15 * times)) for f in steps(venue, s)[0]]
    x, shown = told.data["border"]["x"].to_numpy(), told.data["border"]["y"].to_numpy()
    pale, others = told.data["ghost"][: len(x)], told.data["ghost"][len(x) :]
    assert same(told.data["border"]["step"], range(len(x)))
    assert same(pale["step"], range(len(x)))
    assert same(pale["x"], x)
    assert set(np.round(np.linspace(0.7 * BTC, 1.3 * BTC, 31), 6)) <= set(np.round(x, 6))
    for n, line in ((1.0, pale["y"].to_numpy()), (times, shown)):
        for b, e in zip(x[::5].tolist(), line[::5].tolist(), strict=True):
            assert e == 0 or abs(book_room(venue, n, b, e)) < 1e-6 * n * BTC
    top, low = 1.3 * ETH, 0.7 * ETH
    areas = told.data["areas"]
    assert same(areas["x"], [*x, *x, *x])
    assert same(areas["low"], [*pale["y"], *[low] * len(x), *shown])
    assert same(areas["high"], [*[top] * len(x), *shown, *pale["y"]])
    marked = {"BTC": (0.7 * BTC, 1.3 * BTC), "ETH": (low, top)}
    crossed = [(s, p) for s, p in edges if marked[s][0] < p < marked[s][1]]
    assert list(others["key"]) == [f"{s} {p}" for s, p in crossed for _ in (0, 1)]
    assert same(others["x"], [x for s, p in crossed for x in ((p, p) if s == "BTC" else marked["BTC"])])
    assert same(others["y"], [y for s, p in crossed for y in (marked["ETH"] if s == "BTC" else (p, p))])
    assert same(told.data["dots"]["x"], [BTC])
    assert same(told.data["dots"]["y"], [ETH])
    for row in told.rows("texts"):
        if "above" in row["text"]:
            symbol = row["text"][:3]
            notional = row["xy"[symbol == "ETH"]] * times * (1 if symbol == "BTC" else 15)
            floors, known = steps(venue, symbol)
            assert says(row["text"], known[max(i for i, f in enumerate(floors) if f <= notional * (1 + 1e-9))])
    dead = book_room(venue, times, BTC, ETH) < 0
    if _anywhere.random() < 0.2:
        painted(told, venue, times)
    assert ("cannot even be kept" in told.title) == dead
    rates = [
        (kept(venue, "BTC", n * BTC) + kept(venue, "ETH", 15 * n * ETH)) / (n * (BTC + 15 * ETH)) for n in (1, times)
    ]
    small, large = (halved(lambda p, n=n: book_room(venue, n, p, ETH), 0.01, BTC) for n in (1, times))
    assert says(told.sentence, rates[1])
    if dead:
        assert says(told.sentence, rates[0])
        return
    if "requirement goes from" in told.sentence:
        assert says(told.sentence, rates[0])
        assert says(told.sentence.partition("liquidation price from")[2], small)
    assert says(told.sentence, large)
    kept_line = "keeps its border" in told.title or "book itself" in told.title
    if kept_line:
        btc = BTC * (0.7 + 0.02 * np.arange(31))
        one, two = (all_halved(lambda p, n=n: book_room(venue, n, btc, p), 0.01, 20_000, 31) for n in (1, times))
        assert np.array_equal(np.isnan(one), np.isnan(two))
        assert not np.any(np.abs(one - two) >= 1e-3)
    assert ("book itself" in told.title) == (times == 1)
    if "nearer" in told.title:
        assert large - small >= 0.5
        assert says(told.title.partition("price is")[2], large - small)
        assert rates[1] > rates[0]
    if "displayed price stays" in told.title:
        assert abs(large - small) < 0.5
    # Corners of the border inside the map, counted where a tier's edge crosses it.
    corners = 0
    for symbol, size, span in (("BTC", times, (0.7 * BTC, 1.3 * BTC)), ("ETH", 15 * times, (0.7 * ETH, 1.3 * ETH))):
        for floor in steps(venue, symbol)[0][1:]:
            at = floor / size
            if not span[0] < at < span[1]:
                continue
            if symbol == "BTC":
                other = halved(lambda p, b=at: book_room(venue, times, b, p), 0.01, 50_000)
                corners += other is not None and 0.7 * ETH <= other <= 1.3 * ETH
            else:
                other = halved(lambda p, e=at: book_room(venue, times, p, e), 0.01, 500_000)
                corners += other is not None and 0.7 * BTC <= other <= 1.3 * BTC
    assert ("is straight on this map" in told.sentence) == (corners == 0)
    assert corners == 0 or f"bends at {corners} tier {'edge' if corners == 1 else 'edges'}" in told.sentence


@oracle("cross_margin", "pool", constants=[750])
def pool(told: Told, collateral: float, btc: float, eth: float, flat: bool, close: str) -> None:
    made = {"BTC": btc - BTC, "ETH": -15 * (eth - ETH)}
    asked = {"BTC": RATE * btc, "ETH": RATE * 15 * eth}
    paid = collateral + made.get(close, 0.0)
    level = collateral + sum(made.values())
    before = sum(asked.values())
    need = before - asked.get(close, 0.0) + (750.0 if flat else 0.0)
    kept_legs = {n: asked[n] for n in asked if n != close} | ({"SOL": 750.0} if flat else {})
    steps_up, stack = [paid], [0.0]
    for name in kept_legs:
        steps_up.append(steps_up[-1] + made.get(name, 0.0))
        stack.append(stack[-1] + kept_legs[name])
    starts, tops = [0.0, *steps_up[:-1], 0.0, *stack[:-1]], [*steps_up, level, *stack[1:]]
    assert same(told.table["from ($)"], starts)
    assert same(told.table["to ($)"], tops)
    bars = told.data["bars"]
    assert same(bars["start"], starts)
    assert same(bars["end"], tops)
    # The name stands above its bar, at the foot of one without a name.
    named = [max(a, b) if text else a for text, a, b in zip(bars["label"], starts, tops, strict=True)]
    assert same(bars["label_at"], named)
    for text, column, a, b in zip(bars["label"], bars["column"], starts, tops, strict=True):
        assert not text or says(text, need if column == "it requires" else b - a, signed=column != "it requires")
    assert same(told.data["steps"]["level"], steps_up)
    assert same(told.data["line"]["level"], [need])
    assert same(told.data["vessel"]["foot"], [min(0.0, level)])
    dead, first_dead = level < need, level < before
    late = first_dead and not dead and close != "none"
    assert says(told.bold[0], level)
    assert says(told.bold[1], need)
    assert says(told.bold[2], level - need)
    assert says(told.sentence, paid)
    assert ("SOL $0" in told.sentence) == flat
    for name, amount in made.items():
        if name != close:
            assert says(told.sentence.partition(f"{name} ")[2], amount)
    assert ("the whole pool is liquidated" in told.title) == dead == ("missing" in told.sentence)
    assert ("The app shows" in told.sentence) == (not dead)
    assert ("comes too late" in told.title) == late
    assert not late or says(told.title, level - before) or says(told.sentence, level - before)
    assert ("no longer at risk" in told.sentence) == (close != "none" and not dead and not late)
    if "leaves the level" in told.title:
        assert says(told.title, asked[close])
        assert not late
    if not dead:
        shown = "ETH" if close == "BTC" else "BTC"
        extra = 750.0 if flat else 0.0
        still = {n: made[n] - asked[n] for n in made if n not in (close, shown)}
        base = paid + sum(still.values()) - extra
        price = root(lambda p: base + p - BTC - RATE * p if shown == "BTC" else base - 15 * (p - ETH) - RATE * 15 * p)
        tail = told.sentence.partition("The app shows ")[2]
        assert tail.startswith("none") if price is None else says(tail.partition(" as ")[0], price)
    (vessel,) = told.rows("vessel")
    assert vessel["top"] >= max(level, need)
    pool_bar = next(row for row in told.rows("bars") if row["column"] == "the pool")
    assert abs(pool_bar["end"] - level) < 1e-6
    # The picture keeps its height whatever is closed or bought.
    legs = ([], ["BTC"], ["ETH"])
    high = max(
        value
        for gone in legs
        for cash in [collateral + sum(made[n] for n in gone)]
        for value in [cash, cash + (made["BTC"] if "BTC" not in gone else 0.0), level, before + 750]
    )
    assert abs(vessel["top"] - 1.06 * high) < 1e-6


@oracle("cross_margin", "flat")
def flat(told: Told, notional: float) -> None:
    alone, beside = ((100 - 5 + 0.004 * n) / (1 - 0.004) for n in (0.0, notional))
    known = [100, alone, beside] if notional else [100, alone]
    assert same(told.table["price of A ($)"], known)
    assert all(says(text, price) for text, price in zip(told.table[""], known, strict=True))
    (strip,) = told.rows("strip")
    assert abs(strip["low"] - alone) < 1e-9
    assert not notional or abs(strip["high"] - beside) < 1e-9
    assert same(told.data["levels"]["price"], known)
    assert says(told.bold[0], alone)
    assert ("Alone" in told.title) == (notional == 0)
    marks = told.rows("levels")
    assert abs(marks[1]["price"] - alone) < 1e-9
    if notional:
        assert says(told.title, beside - alone)
        assert says(told.bold[1], 0.004 * notional)
        assert says(told.bold[2], beside)
        assert says(marks[2]["label"], beside)


@oracle("cross_margin", "fleeting", constants=[0.1, 60_000, 100], loose=["places.label"])
def fleeting(told: Told, venue: str, rise: float, use: str, share: float) -> None:
    top = BTC * (1 + rise)
    profit = top - BTC
    equity, asks = 6_000 + profit, top / 10
    free = equity - asks
    spend = {"dydx": free, "hyperliquid": free, "drift": free - max(profit - 100, 0), "gmx": free - profit}[venue]
    leave = {"hyperliquid": equity - max(asks, 0.1 * top)}.get(venue, spend)
    spend, leave = max(spend, 0.0), max(leave, 0.0)
    assert says(told.sentence, profit)
    assert says(told.bold[0], spend)
    assert says(told.bold[1], leave)
    amount = 0.0 if use == "nothing" else share * (spend if use == "open" else leave)
    amount = amount if amount > 1e-6 else 0.0
    size = 1 + (amount * 10 / top if use == "open" else 0)
    cash = 6_000 - (amount if use == "withdraw" else 0)
    # Bought more at the top: cash and the cost of all that is held, in one line.
    cost = BTC + (size - 1) * top
    line = root(lambda p: cash + size * p - cost - RATE * size * p)
    dead = line is not None and line > BTC
    for k, row in enumerate(told.cells):
        price = row["BTC ($)"]
        held, own = (1.0, 6_000 + price - BTC) if k < 12 else (size, cash + size * price - cost)
        assert same([row["equity ($)"], row["requires ($)"]], [own, RATE * held * price])
    assert told.table["BTC ($)"].iloc[0] == BTC
    assert same([told.table["BTC ($)"].iloc[-1]], [line if dead and rise > 0 else BTC])
    assert ("Liquidated at" in told.title) == dead
    if "instead of" in told.title:
        untouched = root(lambda p: 6_000 + p - BTC - RATE * p)
        assert says(told.title.partition("instead of")[2], untouched)
        assert says(told.title, line)
    if dead:
        assert says(told.title, line)
        assert says(told.bold[2], line)
        assert says(told.sentence, line / BTC - 1, signed=True)
    else:
        assert says(told.bold[2], cash + size * BTC - cost)
        assert ("none" in told.bold[3]) == (line is None)
        assert line is None or says(told.bold[3], line)
    rules = {
        "dydx": "counts at once",
        "hyperliquid": "at least 10\u202f% of the notional",
        "drift": "at most $100",
        "gmx": "stands alone",
    }
    assert [name for name, words in rules.items() if words in told.explain] == [venue]
    if use == "nothing":
        assert "touched nothing" in told.sentence
    elif share == 0:
        assert "used none" in told.title
    else:
        assert ("could be used" in told.title) == (amount == 0)
        assert amount == 0 or says(told.sentence, amount)
    assert bool(told.rows("dead")) == dead
    # The way up, and back down until the price at which all ends.
    fall = 1 + (top - line) / (top - BTC) if dead and rise else 3.0
    there, back = [k / 119 for k in range(120)], [1 + k / 119 for k in range(120)]
    way_back = [t for t in back if t < fall] + ([fall] if fall < 3 else [])

    def price(t: float) -> float:
        return BTC + (top - BTC) * (t if t <= 1 else 2 - t)

    shown = told.data["equity"], told.data["need"]
    moments = [*there, *way_back]
    assert all(same(table["step"], moments) for table in shown)
    up = [6_000 + price(t) - BTC for t in there]
    assert same(shown[0]["value"], [*up, *(cash + size * price(t) - cost for t in way_back)])
    down = [RATE * size * price(t) for t in way_back]
    assert same(shown[1]["value"], [*(RATE * price(t) for t in there), *down])
    assert same(told.data["ghost"]["step"], [*there, *back])
    assert same(told.data["ghost"]["value"], [*up, *up[::-1]])
    assert same(told.data["dead"]["step"], moments[-1:] if dead else [])
    assert same(told.data["dead"]["value"], [cash + size * price(moments[-1]) - cost] if dead else [])
    assert same(told.data["places"]["step"], [0, 1, 2])
    assert all(says(t, p) for t, p in zip(told.data["places"]["label"], (BTC, top, BTC), strict=True))


def _other_venue(told: Told, venue: str, collateral: float, size: float, count: int) -> None:
    """The same orders at the venue that is not chosen: what it holds for them, and whether it takes all."""
    other, name = ("drift", "Drift") if venue == "dydx" else ("dydx", "dYdX")
    rate = venues.get(other).table("BTC").initial[0]

    def kept(k: int) -> float:
        """What is not free while ``k`` orders rest: of those on dYdX nothing."""
        return BTC * rate * (1 + k * size) + 0.01 * k if other == "drift" else BTC * rate

    if other == "drift":
        there = sum(kept(k) <= collateral for k in range(1, count + 1))
    else:
        there = count if BTC * rate * (1 + size) <= collateral else 0
    assert same(told.data["other"]["orders"], range(there + 1))
    assert same(told.data["other"]["at"], [min(kept(k), collateral) for k in range(there + 1)])
    (row,) = told.rows("other_names")
    assert (row["orders"], row["label"]) == (there, f"{name} takes no more" if there < count else name)
    assert abs(row["at"] - min(kept(there), collateral)) < 1e-6
    clause = told.title.partition("; ")[2]
    if not clause:
        assert told.title.startswith("No order")
    elif there == 0:
        assert clause == f"{name} refuses the first"
    elif other == "dydx":
        assert clause == "dYdX reserves nothing"
    else:
        assert clause.startswith("Drift holds $")
        assert abs(first(clause) - (kept(there) - kept(0))) <= 1
        assert clause.endswith(f" for {there}, then refuses") == (there < count)


@oracle("cross_margin", "orders")
def orders(told: Told, venue: str, collateral: float, size: float, orders: float) -> None:
    count = int(orders)
    rate = venues.get(venue).table("BTC").initial[0]
    assert says(told.subtitle.partition("Initial margin")[2].partition(".")[0], rate)

    def spare(held: float, resting: int = 0) -> float:
        return collateral - held * BTC * rate - 0.01 * resting

    table = told.table
    counts = range(len(table))
    assert same(table["orders resting"], counts)
    free = [spare(1 + k * size, k) if venue == "drift" else spare(1) for k in counts]
    assert same(table["free ($)"], free)
    assert same(table["free once all are filled ($)"], [spare(1 + k * size) for k in counts])
    base = min(BTC * rate, collateral)
    bars = told.data["bars"]
    taken = [base + min(spare(1) - f, collateral - BTC * rate) for f in free]
    assert same(bars["orders"], [k for k in counts for _ in range(3)])
    assert same(bars["start"], [x for t in taken for x in (0.0, BTC * rate, t)])
    assert same(bars["end"], [x for t in taken for x in (base, t, max(collateral, t))])
    filled = [k for k in range(1, len(table)) if spare(1 + k * size, 0 if venue == "dydx" else k) >= 0]
    assert same(told.data["fills"]["orders"], filled)
    assert same(told.data["fills"]["at"], [BTC * rate * (1 + k * size) for k in filled])
    assert same(told.data["refused"]["orders"], [k for k in range(1, count + 1) if k not in filled])
    assert ("line: once filled" in told.subtitle) == bool(filled)
    assert ("cross: refused" in told.subtitle) == (count > len(filled))
    _other_venue(told, venue, collateral, size, count)
    none = told.bold[0]
    shown = first(none)
    assert abs(shown - (collateral - rate * BTC)) <= 1 or venue == "drift"
    if count == 0:
        assert "No order rests" in told.title
        assert "resting it is" not in told.sentence
        return
    if venue == "dydx":
        fills = sum(collateral - rate * BTC * (1 + k * size) >= 0 for k in range(1, count + 1))
        rest = count if fills else 0
    else:
        fills = rest = sum(spare(1 + k * size, k) >= 0 for k in range(1, count + 1))
    assert ("No order of this size" in told.title) == (rest == 0)
    if rest == 0:
        assert "refused when it is placed" in told.sentence
        assert f"Of {count} order{'s' * (count != 1)} 0 " in told.sentence
        return
    assert told.title.startswith(f"{rest} resting order{'' if rest == 1 else 's'}")
    if venue == "dydx":
        assert told.title.partition(";")[0].endswith(" reserves nothing" if rest == 1 else " reserve nothing")
        assert f"Of {count} resting, {fills} can be filled" in told.sentence
        assert ("refused at the match" in told.sentence) == (fills < count)
        assert told.bold[1] == none
    else:
        assert f"{rest} of {count} {'is' if rest == 1 else 'are'} accepted" in told.sentence
        assert ("the next is refused" in told.sentence) == (rest < count)
        assert abs(first(told.bold[1]) - spare(1 + rest * size, rest)) <= 1
    assert sum(row["kind"] == "position" for row in told.rows("bars")) == rest + 1
    for title in filter(None, (told.title.partition(f"order{'' if rest == 1 else 's'} take")[2],)):
        assert abs(first(title) - (spare(1) - spare(1 + rest * size, rest))) <= 2


BOOKS = {
    "hedged": {"BTC": 60_000, "ETH": -45_000, "SOL": 15_000, "LINK": -12_000},
    "one way": {"BTC": 30_000, "ETH": 20_000, "SOL": 15_000, "LINK": 10_000, "DOGE": 5_000},
    "mixed": {"BTC": 50_000, "ETH": 20_000, "SOL": -30_000, "LINK": 10_000, "DOGE": -8_000},
}


@oracle("cross_margin", "many", constants=[1_000], loose=["rows_alone.label"])
def many(told: Told, name: str, collateral: float, stress: float) -> None:
    book = BOOKS[name]
    rates = {s: 0.03 if s in ("BTC", "ETH") else 0.05 for s in book}

    def health(moves: dict[str, float], held: dict[str, float]) -> float:
        return collateral + sum(n * moves[s] - rates[s] * abs(n) * (1 + moves[s]) for s, n in held.items())

    def single(names: list[str]) -> float | None:
        slope = sum(book[s] - rates[s] * abs(book[s]) for s in names)
        move = -health(dict.fromkeys(book, 0.0), book) / slope
        return move if move > -1 else None

    alone = {s: single([s]) for s in book}
    common = single(list(book))
    assert ("No common move" in told.title or "Neither" in told.title) == (common is None)
    assert ("Together: no move does" in told.sentence) == (common is None)
    assert common is None or says(told.title, common, signed=True)
    there = [s for s in alone if alone[s] is not None]
    assert ("No single market" in told.title or "Neither" in told.title) == (not there)
    if there and common is not None:
        first = min(there, key=lambda s: abs(alone[s]))
        assert told.title.startswith(f"{first} alone")
        assert says(told.title, alone[first], signed=True)
    rows = {row["row"].split()[0]: row for row in told.rows("rows_alone")}
    for s, move in alone.items():
        assert ("none" in rows[s]["label"]) == (move is None)
        assert move is None or says(rows[s]["label"], move, signed=True)
    assert same(told.table["alone it liquidates at (%)"], [None if m is None else 100 * m for m in alone.values()])
    moves = dict.fromkeys(book, stress)
    won = {}
    for s, n in book.items():
        cut = math.copysign(min(1_000, abs(n)), n)
        won[s] = -cut * stress + rates[s] * abs(cut) * (1 + stress)
    assert same(told.table["room won by closing $1,000 ($)"], won.values())
    best = max(won.values())
    assert says(told.sentence.partition("the room is")[2], health(moves, book))
    assert says(told.bold[-1], best)
    assert set(told.bold[-2].split(" or ")) == {s for s in won if abs(won[s] - best) < 1e-6}
    assert ("costs room" in told.sentence) == (min(won.values()) < -1e-9)
    whole = {**alone, "all": common}
    assert all(says(row["label"], whole[s], signed=True) for s, row in rows.items() if whole[s] is not None)
    drawn = [min(max(m or 0.0, -0.6), 0.6) for m in whole.values()]
    assert same([row["value"] for row in rows.values()], drawn)
    # A figure stands behind its bar, or where bars begin.
    assert all(row["at"] in (0.0, row["value"]) for row in [*rows.values(), *told.rows("rows_relief")])
    relief = told.data["rows_relief"]
    assert same(relief["value"], won.values())
    for row in told.rows("rows_relief"):
        assert says(row["label"], won[row["row"].split()[0]])


# Five crashes: what was published, typed in anew; spot's path goes through these points, a day after the perpetual's low last.
CRASH_OPENS = {
    "2020-03-12": (7_355.0, 167.97),
    "2021-05-19": (40_324.6, 2_973.8),
    "2022-11-08": (19_775.8, 1_489.7),
    "2024-08-05": (59_257.7, 2_757.6),
    "2025-10-10": (116_661.5, 3_997.6),
}
CRASH_LOWS = {
    "2020-03-12": (3_782.1, 86.0),
    "2021-05-19": (30_000.0, 1_888.0),
    "2022-11-08": (15_588.0, 1_073.5),
    "2024-08-05": (49_000.0, 2_111.0),
    "2025-10-10": (102_000.0, 3_435.0),
}
CRASH_HOURS = {"2020-03-12": 40.5, "2021-05-19": 27.5, "2022-11-08": 61.5, "2024-08-05": 34.5, "2025-10-10": 25.5}


def leg_worth(mark: Any, crash: str, side: str, money: float, legs: tuple[int, ...]) -> Any:
    moves = [mark[i] / CRASH_OPENS[crash][i] - 1 for i in (0, 1)]
    return money + sum((60_000 * moves[0], way(side) * 45_000 * moves[1])[i] for i in legs)


def leg_room(mark: Any, crash: str, side: str, money: float, legs: tuple[int, ...]) -> Any:
    held = [(60_000, 45_000)[i] * mark[i] / CRASH_OPENS[crash][i] for i in legs]
    return leg_worth(mark, crash, side, money, legs) - RATE * sum(held)


@cache
def drawn_marks(crash: str) -> tuple[list[tuple[float, float]], ...]:
    """The drawn paths of a crash: random, so they are the engine's; where they must pass is checked."""
    path = event(crash).paths(np.random.default_rng(5), kind="spot", step=300, paths=20)
    for i, symbol in enumerate(("BTC", "ETH")):
        prices = path[symbol]
        assert np.all(prices[0] == CRASH_OPENS[crash][i])
        assert np.allclose(prices.min(axis=0), CRASH_LOWS[crash][i])
    assert (len(path.times) - 1) / 12 == CRASH_HOURS[crash]
    columns = (path["BTC"].T.tolist(), path["ETH"].T.tolist())
    return tuple(list(zip(b, e, strict=True)) for b, e in zip(*columns, strict=True))


@cache
def drawn_arrays(crash: str) -> Any:
    """The same as an array: (markets, paths, steps)."""
    return np.moveaxis(np.array(drawn_marks(crash)), -1, 0).copy()


@cache
def crash_falls(crash: str, side: str, collateral: float) -> list[list[int]]:
    """Of every drawn path the steps at which the pool, BTC's and ETH's compartment first lack what they require; −1: never."""
    btc, eth = drawn_arrays(crash)
    falls = []
    for money, legs in ((collateral, (0, 1)), (collateral / 2, (0,)), (collateral / 2, (1,))):
        short = leg_room((btc, eth), crash, side, money, legs) < 0
        falls.append([row.index(True) if True in row else -1 for row in short.tolist()])
    return [list(path) for path in zip(*falls, strict=True)]


@oracle("cross_margin", "crash")
def crash(told: Told, crash: str, side: str, collateral: float, hour: float) -> None:
    assert hour <= CRASH_HOURS[crash]
    step, half = int(hour * 12 + 1e-9), collateral / 2
    marks, falls = drawn_marks(crash)[0], crash_falls(crash, side, collateral)
    pool, *walls = falls[0]

    columns = drawn_arrays(crash)[:, 0]

    def left(money: float, legs: tuple[int, ...], fall: int) -> Any:
        """Money of a compartment at every step: once it is closed what was left at that mark, never less than nothing."""
        value = leg_worth(columns, crash, side, money, legs)
        return value if fall < 0 else np.where(np.arange(len(value)) < fall, value, max(value[fall], 0.0))

    worth = {
        "cross": left(collateral, (0, 1), pool),
        "isolated": left(half, (0,), walls[0]) + left(half, (1,), walls[1]),
    }
    now_cross, now_isolated = (float(series[step]) for series in worth.values())

    dead = 0 <= pool <= step
    lost = [i for i in (0, 1) if 0 <= walls[i] <= step]
    start = datetime.fromisoformat(event(crash).start.replace(" ", "T"))
    now = start + timedelta(minutes=5 * step)
    if step:
        assert ("cross has lost both legs" in told.title) == dead
        assert ("cross holds both legs" in told.title) == (not dead and bool(lost))
        state = {0: "holds both legs", 2: "has lost both legs"}.get(len(lost)) or f"has lost {('BTC', 'ETH')[lost[0]]}"
        clock, _, states = told.title.partition(" UTC: ")
        assert clock == f"{now.day} {now:%b %Y, %H:%M}"
        assert states == "both hold both legs" if not dead and not lost else states.endswith(f", isolated {state}")
    else:
        assert not dead
        assert not lost
        assert "press Play" in told.title
    assert "not a recording" in told.subtitle
    assert "Binance" in told.subtitle
    assert says(told.bold[0], now_cross), (now_cross, told.bold)
    assert says(told.bold[1], now_isolated)
    assert says(told.sentence, collateral)
    assert ("nothing has happened yet" in told.sentence) == (step == 0)
    ends = {row["mode"]: row for row in told.rows("ends")}
    for mode, value in (("cross", now_cross), ("isolated", now_isolated)):
        assert abs(ends[mode]["value"] - value) < 0.01
        assert says(ends[mode]["label"], value)
    assert ("with nothing beside it" in told.sentence) == (len(lost) == 1 and step > 0)
    if len(lost) == 1 and step:
        (gone,), then = lost, walls[lost[0]]
        other = 1 - gone
        ways = (1, way(side))
        made = (
            ways[other]
            * (60_000, 45_000)[other]
            * (marks[step][other] - marks[then][other])
            / CRASH_OPENS[crash][other]
        )
        tail = told.sentence.partition("What is left of isolated is a ")[2]
        assert tail.startswith(f"{'long' if ways[other] > 0 else 'short'} of {('BTC', 'ETH')[other]}")
        assert ("made nothing" in tail) == (abs(made) < 0.5)
        assert abs(made) < 0.5 or (("has made" in tail) == (made > 0) and says(told.bold[2], made))
        back = ways[gone] * (marks[step][gone] - marks[then][gone]) > 0
        assert ("stays closed" in told.sentence) == back
        assert not back or f"{('BTC', 'ETH')[gone]} is {'above' if ways[gone] > 0 else 'below'}" in told.sentence
    if not step:
        assert all(says(told.sentence, price) for price in CRASH_OPENS[crash])
    if step:
        for s, move in zip(
            ("BTC has gone", "and ETH"),
            (m / o - 1 for m, o in zip(marks[step], CRASH_OPENS[crash], strict=True)),
            strict=True,
        ):
            assert says(told.sentence.partition(s)[2][:10], move, signed=abs(move) >= 0.0005)
        counts = [sum(0 <= f[0] <= step for f in falls), sum(any(0 <= w <= step for w in f[1:]) for f in falls)]
        assert f"isolated has lost a leg on {counts[1]} of 20 paths" in told.sentence
        assert f"and cross on {counts[0]}." in told.sentence
    # The walk, and a cross for all that fell, where it fell and when.
    trail = told.data["trail"]
    assert [*zip(trail["x"], trail["y"], strict=True)] == marks[: step + 1]
    assert list(trail["step"]) == list(range(step + 1))
    lines = told.data["lines"]
    for mode, series in worth.items():
        mine = lines[lines["mode"] == mode]
        assert same(mine["hour"], np.arange(step + 1) / 12)
        assert same(mine["value"], series[: step + 1])
    assert all(abs(row["hour"] * 12 - step) < 1e-6 for row in ends.values())
    assert same(told.data["start"]["value"], [collateral])
    top = max(series.max() for series in worth.values())
    assert same(told.data["reach"]["hour"], [0, CRASH_HOURS[crash]])
    assert same(told.data["reach"]["value"], [0, 1.08 * top])
    for row in told.rows("crosses"):
        assert abs(row["value"] - worth[row["mode"]][round(row["hour"] * 12)]) < 0.01
    fallen = ([pool] if dead else []) + [walls[i] for i in lost]
    dots = told.rows("dots")
    assert {(r["x"], r["y"]) for r in dots if r["kind"] == "dead"} == {marks[k] for k in fallen}
    assert [(r["x"], r["y"]) for r in dots if r["kind"] == "you"] == [marks[step]]
    crosses = sorted((row["mode"], row["label"], round(row["hour"] * 12)) for row in told.rows("crosses"))
    expected = [("isolated", f"{('BTC', 'ETH')[i]} lost", walls[i]) for i in lost]
    assert crosses == sorted([*expected, *([("cross", "both lost", pool)] if dead else [])])
    # The map: blue where the pool lives and a compartment does not, amber the other way round.
    for row in told.rows("border"):
        if row["y"] > 0:
            assert abs(leg_room((row["x"], row["y"]), crash, side, collateral, (0, 1))) < 1e-4
    for row in told.rows("ghost"):
        which = 0 if row["key"] == "wall btc" else 1
        if row["xy"[which]] > 0:
            assert abs(leg_room((row["x"], row["y"]), crash, side, half, (which,))) < 1e-4
    table = told.table
    assert table is not None
    looks = sorted({*range(0, step + 1, 12), step})
    assert same(table["cross ($)"], worth["cross"][looks])
    assert same(table["isolated ($)"], worth["isolated"][looks])
    assert same(table["BTC ($)"], [marks[k][0] for k in looks])
    assert same(table["ETH ($)"], [marks[k][1] for k in looks])
    for text, k in zip(table["UTC"], looks, strict=True):
        then = start + timedelta(minutes=5 * k)
        assert text == f"{then.day} {then:%b %Y, %H:%M} UTC"


test_every_sentence = held("cross_margin")
