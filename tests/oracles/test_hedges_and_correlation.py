"""Lesson 07: what its explorers tell, worked out again by plain arithmetic and from the stored tables as they lie there."""

from __future__ import annotations

import itertools
import json
import math
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Any

from course import venues

from .support import About, Told, held, oracle, says

M, LEG, POSTED, WEIGHT = 0.025, 10_000.0, 1_000.0, 0.9


@cache
def rows(name: str) -> list[dict[str, Any]]:
    """A stored table, read without the library."""
    text = files("course.simulation").joinpath("storms.json").read_text(encoding="utf-8")
    found = next(table for table in json.loads(text) if table["name"] == name)
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]


def coins() -> list[dict[str, Any]]:
    """All but BTC."""
    return rows("storm")[1:]


def calm_and_storm(figure: str) -> tuple[float, float]:
    row = next(row for row in rows("storm_figures") if row["figure"] == figure)
    return row["calm"], row["storm"]


# -- the guess -----------------------------------------------------------------------------------------------------------


@oracle("hedges_and_correlation", "predict")
def predict(told: Told, guess: float) -> None:
    btc = rows("storm")[0]["fall"]
    lost = [-(coin["fall"] - coin["beta"] * btc) for coin in coins()]
    middle = median(lost)
    before, after = calm_and_storm("mean correlation of pairs")
    assert "rose" in told.title
    assert before < after
    for number in (before, after, middle):
        assert says(told.title, number)
    assert says(told.sentence.split(".")[0], guess)
    assert ("as good as right" in told.sentence) == (abs(middle - guess) <= 0.02)
    dollars, share, times, close = told.bold
    assert says(dollars, LEG * middle)
    assert says(told.sentence, LEG)
    assert says(share, middle)
    assert says(times, median(coin["fall"] / btc for coin in coins()))
    assert says(told.sentence, median(coin["beta"] for coin in coins()))
    at_close = rows("storm")[0]["fall_at_close"]
    assert says(close, median(-(coin["fall_at_close"] - coin["beta"] * at_close) for coin in coins()))
    assert says(told.subtitle, 32)
    dots = told.rows("dots")
    assert [dot["loss"] for dot in dots] == About(sorted(lost), abs=2e-5)
    assert [dot["rank"] for dot in dots] == list(range(32))
    assert told.rows("middle")[0]["loss"] == About(middle, abs=1e-5)
    assert says(told.rows("middle")[0]["label"], middle)
    assert told.rows("guess")[0]["loss"] == guess
    assert says(told.rows("guess")[0]["label"], guess)
    assert told.table is not None
    for row in told.cells:
        coin = next(c for c in coins() if c["coin"] == row["coin"])
        assert row["hedged pair lost, %"] == About(-100 * (coin["fall"] - coin["beta"] * btc), abs=0.06)
        assert row["coin fell, %"] == About(-100 * coin["fall"], abs=0.06)


# -- together and apart --------------------------------------------------------------------------------------------------


def pool_room(book: str, t: float, a: float) -> tuple[float, float]:
    """What the legs have made, and what is left above the requirement of both."""
    first, second = 1 + t, (1 + t) * (1 + a)
    if book == "spot":
        made = LEG * (first - 1) - LEG * (second - 1)
        return made, LEG + made - M * LEG * second - (1 - WEIGHT) * LEG * first
    way = 1 if book == "long" else -1
    made = LEG * (first - 1) + way * LEG * (second - 1)
    return made, 2 * POSTED + made - M * LEG * (first + second)


def leg_room(way: int, move: float) -> float:
    """Of one leg with $1,000 of its own."""
    return POSTED + way * LEG * move - M * LEG * (1 + move)


def gap_wall(book: str, t: float) -> float | None:
    """By halving: where between a second leg at nothing and at ten times its place the room of the pool is none."""
    low, high = -1.0, 9.0
    if (pool_room(book, t, low)[1] < 0) == (pool_room(book, t, high)[1] < 0):
        return None
    for _ in range(80):
        middle = (low + high) / 2
        same = (pool_room(book, t, middle)[1] < 0) == (pool_room(book, t, low)[1] < 0)
        low, high = (middle, high) if same else (low, middle)
    return (low + high) / 2


def common_wall(book: str, a: float) -> float | None:
    """By halving, up to a price a million times as high."""
    low, high = -1.0, 1e6
    if (pool_room(book, low, a)[1] < 0) == (pool_room(book, high, a)[1] < 0):
        return None
    for _ in range(120):
        middle = (low + high) / 2
        same = (pool_room(book, middle, a)[1] < 0) == (pool_room(book, low, a)[1] < 0)
        low, high = (middle, high) if same else (low, middle)
    return (low + high) / 2


def inside(areas: list[dict[str, Any]], key: str, t: float, a: float) -> bool:
    """Whether a place lies in a drawn area, edges straight between its points."""
    own = sorted((row for row in areas if row["key"] == key), key=lambda row: row["x"])
    for left, right in itertools.pairwise(own):
        if left["x"] <= t <= right["x"] and left["x"] < right["x"]:
            share = (t - left["x"]) / (right["x"] - left["x"])
            low, high = (left[c] + share * (right[c] - left[c]) for c in ("low", "high"))
            return low + 1e-9 < high and low <= a <= high
    return False


def on_lines(lines: list[dict[str, Any]], book: str, pooled: bool) -> None:
    """Every point of a border lies where a room is none, on the grid of the picture, and points are in order."""
    for key in {row["key"] for row in lines}:
        own = [row for row in lines if row["key"] == key]
        assert [row["step"] for row in own] == list(range(len(own)))
        for row in own:
            moved = (1 + row["x"]) * (1 + row["y"]) - 1
            if pooled:
                room = pool_room(book, row["x"], row["y"])[1]
            elif key == "BTC":
                room = leg_room(1, row["x"])
                assert abs(row["y"]) == 0.5
            else:
                room = leg_room(1 if book == "long" else -1, moved)
            assert abs(room) < 1e-6 * LEG
            assert key == "BTC" or on_grid(row["x"])


def on_grid(x: float) -> bool:
    """The picture's stops from left to right."""
    return abs((x + 0.6) / 0.025 - round((x + 0.6) / 0.025)) < 1e-6


def edge(book: str, mode: str, t: float) -> float:
    """Where the second leg ends the book, a straight line in its own price: of the pool, or of its compartment."""
    if mode == "apart":
        wall = -(POSTED / LEG - M) / (1 - M) if book == "long" else (POSTED / LEG - M) / (1 + M)
        return (1 + wall) / (1 + t) - 1
    low, high = (pool_room(book, t, a)[1] for a in (0.0, 1.0))
    return -low / (high - low)


def areas_hold(areas: list[dict[str, Any]], book: str, mode: str) -> None:
    """What is alive lies on the right side of the edge, all else on the other, within the picture."""
    wall = -(POSTED / LEG - M) / (1 - M)
    for row in areas:
        at = max(-0.5, min(edge(book, mode, row["x"]), 0.5))
        above = (-0.5, at) if (row["key"] == "alive") == (book != "long") else (at, 0.5)
        expected = (-0.5, 0.5) if row["key"] == "first" else above
        assert (row["low"], row["high"]) == About(expected, abs=1e-9)
        assert on_grid(row["x"]) or abs(row["x"] - wall) < 1e-9
        if mode == "apart" and book != "spot":
            assert (row["x"] <= wall + 1e-9) if row["key"] == "first" else (row["x"] >= wall - 1e-9)


@oracle("hedges_and_correlation", "corridor")
def corridor(told: Told, book: str, mode: str, together: float, apart: float) -> None:
    on_lines(told.rows("border"), book, mode == "pool")
    on_lines(told.rows("ghost"), book, mode != "pool")
    areas_hold(told.rows("areas"), book, mode)
    steps = sorted({-0.5, -0.2, 0.0, 0.2, 0.5, 1.0, 1.5, round(together, 4)})
    assert told.table is not None
    for step, row in zip(steps, told.cells, strict=True):
        text, alone, own = row.values()
        assert says(text, step, signed=True)
        gap = edge(book, "pool", step)
        assert alone == "none" if gap < -1 else says(alone, gap, signed=True)
        assert says(own, edge(book, "apart", step), signed=True)
    made, room = pool_room(book, together, apart)
    second = (1 + together) * (1 + apart) - 1
    way = 1 if book == "long" else -1
    legs = {"BTC": leg_room(1, together), "ETH": leg_room(way, second)}
    if book == "spot":
        legs = {"perpetual": leg_room(-1, second)}
    dot = told.rows("dots")[0]
    assert (dot["x"], dot["y"]) == (together, apart)
    # From you to where the second leg alone would end it: nothing where it has, or where nothing of it ever does.
    end = edge(book, mode, together)
    reach = told.rows("gap")
    if abs(apart - end) > 1e-9:
        assert len(reach) == (end > -1 and (apart > end if book == "long" else apart < end))
    for row in reach:
        assert (row["x"], row["y"]) == (together, apart)
        assert abs(row["wall"] - end) < 1e-9
    place = told.sentence.partition(":")[0].partition(". ")[0]
    if together:
        assert says(place, abs(together))
        assert f"Both have {'risen' if together > 0 else 'fallen'} by" in place
    if apart:
        assert says(place, abs(apart))
        level = "that" if together else "where it began"
        assert place.rstrip(".").endswith(f" {'above' if apart > 0 else 'below'} {level}")
    assert ("Nothing has moved yet" in told.sentence) == (together == 0 and apart == 0)
    areas = told.rows("areas")
    if mode == "pool":
        dead = room < 0
        if abs(room) < 1e-6:
            return
        assert (dot["kind"] == "dead") == dead
        assert ("is liquidated" in told.title) == dead
        assert says(told.sentence, made)
        assert ("made +" in told.sentence) == (made > 0) or abs(made) < 0.5
        if abs(room) > 60:
            assert inside(areas, "dead" if dead else "alive", together, apart)
            assert not inside(areas, "alive" if dead else "dead", together, apart)
        for row in told.rows("border"):
            assert abs(pool_room(book, row["x"], row["y"])[1]) < 1e-6 * LEG
        if dead:
            assert says(told.title, -room)
            assert says(told.bold[0], -room)
            assert "liquidated" in told.sentence
            return
        assert says(told.bold[0], room)
        gap, common = gap_wall(book, together), common_wall(book, apart)
        if gap is None:
            assert "However far" in told.sentence
            assert pool_room(book, together, -0.999999)[1] >= 0
        else:
            assert says(told.bold[1], abs(gap))
            assert f"{'ahead of' if gap > 0 else 'behind'} it" in told.sentence
        if common is None:
            assert "no common move" in told.bold[-1]
        else:
            assert says(told.bold[-1], common, signed=True)
        if book == "long":
            if "may fall to nothing" in told.title:
                assert gap is None
                assert says(told.title, together)
            else:
                assert common is not None
                assert says(told.title, common, signed=True)
        else:
            assert says(told.title, gap)
            assert together == 0 or (gap > 0 and told.title.endswith(" ahead"))
            if together == 0:
                assert "No common fall" in told.title
                assert all(pool_room(book, -x / 100, apart)[1] > 0 for x in range(1, 100))
            else:
                assert says(told.title, abs(together))
                assert ("higher" in told.title) == (together > 0)
        return
    if min(abs(one) for one in legs.values()) < 1e-6:
        return
    gone = [name for name, one in legs.items() if one < 0]
    assert (dot["kind"] == "dead") == (len(gone) == len(legs))
    walls = {"BTC": -(POSTED / LEG - M) / (1 - M), "short": (POSTED / LEG - M) / (1 + M)}
    for row in told.rows("border"):
        moved = (1 + row["x"]) * (1 + row["y"]) - 1
        rooms = [leg_room(-1 if book != "long" else 1, moved), leg_room(1, row["x"])]
        assert min(map(abs, rooms)) < 1e-6 * LEG
    if book == "spot":
        assert ("is liquidated;" in told.title) == bool(gone)
        assert says(told.bold[-1], walls["short"], signed=True)
        return
    assert says(told.sentence, walls["BTC"], signed=True)
    assert says(told.sentence, walls["BTC"] if book == "long" else walls["short"], signed=True)
    fates = next(row for row in rows("fates") if row["book"] == ("both long" if book == "long" else "pair"))
    assert says(told.sentence.rsplit("In ", 1)[1], fates["apart_any"])
    assert says(told.sentence, 332)
    key = {0: "alive", 1: "first" if gone == ["BTC"] else "second", 2: "first"}[len(gone)]
    if min(abs(one) for one in legs.values()) > 60:
        assert inside(areas, key, together, apart)
    if not gone:
        assert "both compartments live" in told.sentence
        assert ("if neither wall was met" in told.sentence) == (together != 0 or apart != 0)
        assert says(told.title, walls["BTC"])
    elif len(gone) == 2:
        assert "both legs are lost" in told.title
        assert "both" in told.bold
    else:
        left = "ETH" if gone == ["BTC"] else "BTC"
        side = "short" if left == "ETH" and book == "pair" else "long"
        assert told.title == f"{gone[0]} is liquidated, and a naked {side} {left} is left"
        assert f"naked {side} {left}" in told.bold


# -- what pooling saves --------------------------------------------------------------------------------------------------


@oracle("hedges_and_correlation", "saved")
def saved(told: Told, book: str, venue: str, share: float) -> None:
    found = {(r["book"], r["venue"], r["share"]): r for r in rows("needed")}
    row = found[book, venue, share]
    less = 1 - row["pooled"] / row["apart_all"]
    signs = {"pair": (1, -1), "reverse": (-1, 1), "both long": (1, 1)}[book]
    prices = {"BTC": 60_000.0, "ETH": 3_000.0}
    asked = 0.0
    for way, (symbol, price) in zip(signs, prices.items(), strict=True):
        if venue == "2.5 %":
            asked += LEG * 0.025
        else:
            asked += venues.get(venue).position(symbol, way * LEG / price, price).initial_requirement(price)
    pooled_there = venue == "2.5 %" or "cross" in venues.get(venue).modes
    assert says(told.bold[0], asked)
    assert says(told.sentence, 332)
    assert row["apart"] <= row["apart_all"], "each leg's own chance is easier than the chance of all"
    bars = told.rows("bars")
    drawn = {(bar["row"].split(",")[0], bar["mode"]): bar for bar in bars}
    modes = ["cross", "isolated"] if pooled_there else ["isolated"]
    assert [(bar["row"].split(",")[0], bar["mode"]) for bar in bars] == [
        (w, m) for w in ("asked", "needed") for m in modes
    ]
    assert all(says(bar["label"], bar["amount"]) for bar in bars)
    assert all(("one pool" in bar["row"]) == (bar["mode"] == "cross") for bar in bars)
    assert all(drawn["asked", mode]["amount"] == About(asked) for mode in modes)
    assert drawn["needed", "isolated"]["amount"] == About(row["apart_all"])
    assert told.rows("frame")[1]["amount"] > max(bar["amount"] for bar in bars)
    margins_asked(told, found, book, share)
    if not pooled_there:
        assert "has no pool" in told.title
        assert says(told.bold[1], row["apart_all"])
        assert says(told.sentence, row["pooled"])
        return
    assert drawn["needed", "cross"]["amount"] == About(row["pooled"])
    assert says(told.bold[1], row["pooled"])
    assert says(told.bold[2], row["apart_all"])
    assert ("nothing" in told.bold[3]) == (less < 0.005)
    if less >= 0.005:
        assert says(told.bold[3], less)
    if book == "both long":
        other = found["pair", venue, share]
        hedge = 1 - other["pooled"] / other["apart_all"]
        assert says(told.title, hedge)
        assert hedge > less
        assert ("saves nothing" in told.title) == (less < 0.005)
    else:
        assert "not a cent less" in told.title
        assert says(told.title, less)


def margins_asked(told: Told, found: Any, book: str, share: float) -> None:
    """The twin: every venue, and the flat rate first."""
    signs, prices = {"pair": (1, -1), "reverse": (-1, 1), "both long": (1, 1)}[book], {"BTC": 60_000.0, "ETH": 3_000.0}
    names = {"2.5 %": None, **{venue: venues.get(venue) for venue in venues.names()}}
    assert told.table["venue"].tolist()[1:] == [v.title for v in names.values() if v]
    for cells, (name, venue) in zip(told.cells, names.items(), strict=True):
        here = found[book, name, share]
        asked = 2 * LEG * 0.025 if venue is None else sum(
            venue.position(symbol, way * LEG / price, price).initial_requirement(price)
            for way, (symbol, price) in zip(signs, prices.items(), strict=True)
        )  # fmt: skip
        assert abs(cells["asked at opening, $"] - asked) <= 0.51
        assert abs(cells["compartments need, $"] - here["apart_all"]) <= 0.51
        pooled = venue is None or "cross" in venue.modes
        assert math.isnan(cells["one pool needs, $"]) != pooled
        if pooled:
            assert abs(cells["one pool needs, $"] - here["pooled"]) <= 0.51
            assert abs(cells["saved, %"] - 100 * (1 - here["pooled"] / here["apart_all"])) <= 0.051
    for shown in told.cells:
        name = next((v.name for v in venues.everything() if v.title == shown["venue"]), "2.5 %")
        assert shown["compartments need, $"] == round(found[book, name, share]["apart_all"])


# -- October -------------------------------------------------------------------------------------------------------------


@oracle("hedges_and_correlation", "october")
def october(told: Told, leverage: float, hedge: str, mode: str, prices: str) -> None:
    column = "fall" if prices == "low" else "fall_at_close"
    btc = rows("storm")[0][column]
    dead, below, lost, shorts, falls = 0, 0, [], [], []
    marks = {round(row["beta"], 9): row for row in told.rows("coins")}
    assert len(told.rows("coins")) == 32
    table = {row["coin"]: row for row in told.cells}
    for row in told.rows("line"):
        assert row["fall"] == About(row["beta"] * btc)
    for coin in coins():
        fall, beta = coin[column], coin["beta"]
        sold = {"beta": beta, "equal": 1.0, "none": 0.0}[hedge]
        own = LEG / leverage + LEG * fall - M * LEG * (1 + fall)
        short = LEG * sold / leverage - LEG * sold * btc - M * LEG * sold * (1 + btc)
        closed = own + short < 0 if mode == "pool" else own < 0
        if mode == "apart":
            assert short >= 0, "the short's compartment lives"
        dead += closed
        below += fall < beta * btc
        lost.append(-LEG * (fall - sold * btc))
        shorts.append(-LEG * sold * btc)
        falls.append(-fall)
        cells = table[coin["coin"]]
        assert abs(cells["beta before, ×"] - beta) <= 0.0051
        assert abs(cells["promised, %"] - 100 * beta * btc) <= 0.051
        assert abs(cells["fell, %"] - 100 * fall) <= 0.051
        assert abs(cells["book lost, $"] - lost[-1]) <= 0.51
        assert cells["liquidated"] == ("yes" if closed else "no")
        mark = marks[round(beta, 9)]
        assert mark["closed"] == closed
        assert mark["fall"] == About(fall)
        assert mark["promised"] == About(beta * btc)
    assert says(told.title.split(";")[0], below)
    assert says(told.title, 32)
    assert says(told.title, leverage)
    assert says(told.sentence, leverage)
    assert told.title.endswith(f"in {dead}" if dead else "in none")
    assert told.bold[0] == (f"{dead} of 32" if dead else "none of 32")
    assert says(told.sentence, -btc)
    assert says(told.sentence, median(falls))
    assert ("Held to the lows" in told.sentence or "By that close" in told.sentence) == (
        mode == "pool" or hedge == "none"
    )
    if hedge == "none":
        assert says(told.sentence, 33)
        assert "mode" in told.idle
        assert "long" in told.title
        assert says(told.bold[1], median(lost))
        for text, rho in zip(told.bold[2:], calm_and_storm("mean correlation of pairs"), strict=True):
            assert says(text, 1 / (rho + (1 - rho) / 33))
    elif mode == "apart":
        assert not told.idle
        assert says(told.bold[1], median(shorts))
        assert "coin's compartment" in told.title
    else:
        assert says(told.bold[1], median(lost))
        assert says(told.sentence, median(shorts))
        assert says(told.sentence, LEG * median(falls))
        assert "loses" in told.sentence or "lose" in told.sentence
        assert median(lost) > 0
    assert told.table is not None
    assert list(told.table["liquidated"]).count("yes") == dead


# -- share against dollars -----------------------------------------------------------------------------------------------

ETH, BTC, CALM = 0.80 / math.sqrt(365), 0.62 / math.sqrt(365), 0.84
SOLD = CALM * ETH / BTC


def risk(way: float, correlation: float, eth: float, btc: float) -> float:
    """One standard deviation of a day, of $10,000 of ETH with ``way`` dollars of BTC for each."""
    a, b = LEG * ETH * eth, LEG * way * BTC * btc
    return math.sqrt(max(a * a + 2 * correlation * a * b + b * b, 0.0))


def change(text: str, now: float, before: float) -> None:
    """Whether words say by how much something has changed."""
    factor = now / before
    if text == "as much":
        assert abs(factor - 1) < 0.005
    elif "times" in text:
        assert factor >= 2
        assert says(text, factor)
    else:
        assert says(text, abs(factor - 1))
        assert ("more" in text) == (factor > 1)


@oracle("hedges_and_correlation", "squeeze")
def squeeze(told: Told, correlation: float, eth: float, btc: float) -> None:
    ways = {"ETH alone": 0.0, "hedged": -SOLD, "both long": SOLD}
    calm = {row: risk(way, CALM, 1.0, 1.0) for row, way in ways.items()}
    storm = {row: risk(way, correlation, eth, btc) for row, way in ways.items()}
    for row in told.rows("rows"):
        assert row["calm"] == About(calm[row["row"]])
        assert row["storm"] == About(storm[row["row"]], abs=1e-6)
        assert says(row["calm_label"], calm[row["row"]])
        assert says(row["storm_label"], storm[row["row"]])
        assert row["grew"] == (row["storm"] > row["calm"])
    first, rest = told.title.split(": the hedge leaves ")
    hedge, both = rest.split(", two longs ")
    change(hedge, storm["hedged"], calm["hedged"])
    change(both, storm["both long"], calm["both long"])
    beta = correlation * ETH * eth / (BTC * btc)
    if eth == 1 and btc == 1:
        word = "More" if correlation > CALM else "Less" if correlation < CALM else "The same"
        assert first == f"{word} correlation"
    else:
        assert says(first, correlation)
        assert says(first, beta)
    for row in ("hedged", "both long"):
        assert says(told.sentence, calm[row])
    assert says(told.bold[0], storm["hedged"])
    assert says(told.bold[1], storm["both long"])
    assert says(told.bold[2], beta)
    assert says(told.sentence, SOLD)
    a, b = ETH * eth, SOLD * BTC * btc
    assert says(told.bold[3], (a + b) ** 2 / (a * a + b * b + 2 * correlation * a * b))
    assert ("riskier than ETH alone" in told.sentence) == (storm["hedged"] > storm["ETH alone"])
    assert says(told.subtitle, LEG * SOLD)
    assert told.table["book"].tolist() == list(ways)
    for column, known in (("calm, $ a day", calm), ("storm, $ a day", storm)):
        assert all(abs(a - b) <= 0.51 for a, b in zip(told.table[column], known.values(), strict=True))


test_every_sentence = held("hedges_and_correlation")
