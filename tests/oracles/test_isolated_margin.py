"""Lesson 04: the record read straight from its file, one compartment walked by plain arithmetic, chances multiplied in a loop."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files

from .support import About, Told, first, held, numbers, oracle, read, says

SLUG = "isolated_margin"
NOTIONAL, M, ENTRY, ACCOUNT = 10_000.0, 0.025, 100.0, 5_000.0
HISTORY = json.loads(files("course.simulation").joinpath("history.json").read_text(encoding="utf-8"))
SPAN = ("2019-12-23", "2026-05-17")
CHANCES = [0.5, 0.75, 0.9, 0.95, 0.99, 1.0]
PIECES = {1: "days", 7: "weeks", 30: "thirty-day stretches"}


# ---- the record, by hand ----------------------------------------------------------------------------------------------


def line(x: float, xs: list[float], ys: list[float]) -> float:
    """Straight lines between points that do not fall."""
    for k in range(len(xs) - 1):
        if xs[k] <= x <= xs[k + 1] and xs[k + 1] > xs[k]:
            return ys[k] + (ys[k + 1] - ys[k]) * (x - xs[k]) / (xs[k + 1] - xs[k])
    return ys[-1] if x >= xs[-1] else ys[0]


def moves(symbol: str, side: str, days: int) -> list[float]:
    return HISTORY["symbols"][symbol]["moves"]["sides"][side][str(days)]["moves"]


def needed(symbol: str, side: str, days: int, chance: float) -> float:
    """Loss and requirement after the adverse move of that share."""
    x = line(chance, HISTORY["fine"], moves(symbol, side, days))
    price = ENTRY * (1 - x) if side == "long" else ENTRY * (1 + x)
    return NOTIONAL / ENTRY * (abs(price - ENTRY) + M * price)


@lru_cache(maxsize=4096)
def passed(symbol: str, side: str, days: int, posted: float) -> float:
    """Share of the windows whose need is not above what is posted, by bisection on the chance."""
    if needed(symbol, side, days, 0.0) > posted:
        return 0.0
    low, high = 0.0, 1.0
    if needed(symbol, side, days, 1.0) <= posted:
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if needed(symbol, side, days, middle) <= posted else (low, middle)
    return low


def hundred(text: str, share: float) -> bool:
    """Whether "n of 100" is said truly; "all" only of all."""
    if "all" in text:
        return share == 1.0
    if "under 1 of 100" in text:
        return share < 0.0051
    if "over 99 of 100" in text:
        return 0.9949 < share < 1.0
    return share < 1.0 and abs(first(text) / 100 - share) <= 0.00501


def sourced(told: Told) -> None:
    assert "Binance" in told.subtitle
    assert all(day in told.subtitle for day in SPAN)


@oracle(SLUG, "predict", constants=(0.95, 95, 99, 100))
def predict(told: Told, guess: float) -> None:
    marks = {c: needed("BTC", "long", 7, c) for c in (0.95, 0.99, 1.0)}
    share = passed("BTC", "long", 7, guess)
    sourced(told)
    assert "332 weeks" in told.subtitle
    assert says(told.title, marks[0.95])
    assert says(told.title, NOTIONAL / marks[0.95])
    assert says(told.sentence, guess)
    assert hundred(told.bold[0], share)
    assert [says(word, x) for word, x in zip(told.bold[1:], marks.values(), strict=True)] == [True] * 3
    near = abs(guess / marks[0.95] - 1) < 0.03
    assert ("just that" in told.sentence) == near
    assert ("too little" in told.sentence) == (guess < marks[0.95] and not near)
    assert ("more than that" in told.sentence) == (guess > marks[0.95] and not near)
    assert near or (share < 0.95) == ("too little" in told.sentence)
    one = told.rows("guess")[0]
    assert one["posted"] == guess
    assert one["share"] == About(share, abs=1e-6)
    assert says(one["label"], guess)
    for row, (chance, x) in zip(told.rows("posts"), marks.items(), strict=True):
        assert (row["posted"], row["share"]) == (About(x), chance)
        assert says(row["label"], x)
        assert ("every week" in row["label"]) == (chance == 1.0)
    for row in told.rows("curve")[::17]:
        assert row["posted"] == About(needed("BTC", "long", 7, row["share"]))
    for row in told.cells:
        chance = first(row["passed"])
        assert says(row["BTC long"], needed("BTC", "long", 7, chance))
        assert says(row["BTC long"], NOTIONAL / needed("BTC", "long", 7, chance))
    assert [first(x) for x in told.table["passed"]] == About(CHANCES)


@oracle(SLUG, "survival")
def survival(told: Told, symbol: str, days: float, chance: float) -> None:
    asked = {side: needed(symbol, side, int(days), chance) for side in ("long", "short")}
    sourced(told)
    assert PIECES[int(days)] in told.title
    assert ("overlapping" in told.subtitle) == (days > 7)
    assert ("every day" in told.subtitle) == (days != 7)
    windows = HISTORY["symbols"][symbol]["moves"]["sides"]["long"][str(int(days))]["windows"]
    assert says(told.subtitle, windows)
    assert symbol in told.title
    assert ("all of the" in told.title) == (chance == 1)
    if chance < 1:
        assert says(told.title, chance)
        assert told.sentence.count("In all of") == 0
    words = re.search(r"the long (\S+), the short (\S+)$", told.title)
    for side, text, bold in zip(asked, words.groups(), told.bold, strict=True):
        assert says(text, asked[side])
        assert says(bold, asked[side])
        assert says(bold, NOTIONAL / asked[side])
    ratio = asked["short"] / asked["long"]
    assert ("about the same" in told.sentence) == (abs(ratio - 1) < 0.005)
    if "dearer" in told.sentence:
        assert re.search(r"here the (\w+) is", told.sentence)[1] == ("short" if ratio > 1 else "long")
    fell, rose = (line(chance, HISTORY["fine"], moves(symbol, side, int(days))) for side in asked)
    assert says(told.sentence.split("fell by at most")[1].split(" and ")[0], fell)
    assert says(told.sentence.split("rose by at most")[1], rose)
    posts = told.rows("posts")
    for row in posts:
        assert row["posted"] == About(asked[row["side"]])
        assert row["share"] == chance
        assert row["label"].startswith(row["side"])
        assert says(row["label"], row["posted"])
    assert sorted(row["first"] for row in posts) == [False, True] or ratio == 1
    assert next(row for row in posts if row["first"])["posted"] == About(min(asked.values()))
    for row in told.rows("curve")[::23]:
        assert row["posted"] == About(needed(symbol, row["side"], int(days), row["share"]))
    for row in told.cells:
        share = first(row["passed"])
        for side in asked:
            assert says(row[f"{symbol} {side}"], needed(symbol, side, int(days), share))
            assert says(row[f"{symbol} {side}"], NOTIONAL / needed(symbol, side, int(days), share))
    assert [first(x) for x in told.table["passed"]] == About(CHANCES)
    assert told.rows("target")[0]["share"] == chance


# ---- one compartment --------------------------------------------------------------------------------------------------


def inside(side: str, posted: float, against: float) -> tuple[float, float]:
    """Equity and requirement of the compartment after a move against it."""
    price = ENTRY * (1 - against) if side == "long" else ENTRY * (1 + against)
    coins = NOTIONAL / ENTRY
    return posted - coins * abs(price - ENTRY), M * coins * price


@lru_cache(maxsize=4096)
def closing(side: str, money: float) -> float:
    """The move at which equity meets the requirement, by bisection."""
    low, high = 0.0, 1.0 if side == "long" else 3.0
    for _ in range(100):
        middle = (low + high) / 2
        equity, required = inside(side, money, middle)
        low, high = (middle, high) if equity >= required else (low, middle)
    return low


@oracle(SLUG, "compartment", constants=(ACCOUNT,), loose=("amounts.label", "line.label", "names.label"))
def compartment(told: Told, side: str, posted: float, valve: str, against: float) -> None:
    wallet = ACCOUNT - posted
    walls = {"shut": closing(side, posted), "open": closing(side, ACCOUNT)}
    wall = walls[valve]
    closed = against > wall + 1e-12
    where = min(against, wall)
    equity, required = inside(side, posted, where)
    moved = min(wallet, max(0.0, required - equity)) if valve == "open" else 0.0
    here, there = equity + moved, wallet - moved
    way = -1 if side == "long" else 1
    assert says(told.subtitle, posted)
    assert says(told.subtitle, ACCOUNT)
    assert says(told.subtitle, NOTIONAL / posted)
    assert abs(wall - against) < 1e-9 or ("closed at" not in told.title.lower() or closed or valve == "shut")
    assert ("Closed at" in told.title) == closed
    assert ("untouched" in told.title) == (closed and valve == "shut")
    assert ("the wallet is empty" in told.title) == (closed and valve == "open")
    assert ("because the wallet has paid" in told.title) == (not closed and moved > 0)
    assert ("No money has moved yet" in told.title) == (valve == "open" and not closed and moved == 0)
    assert says(told.sentence, way * wall, signed=True)
    if closed or valve == "shut":
        assert says(told.title, way * wall, signed=True)
    else:
        assert says(told.title, way * against, signed=True)
    if closed and valve == "open":
        assert there == About(0, abs=1e-6)
        assert says(told.title, ACCOUNT - here)
        assert says(told.bold[2], here)
        assert says(told.bold[0], wallet)
    elif closed:
        assert says(told.title, wallet)
        assert says(told.bold[2], wallet)
        assert says(told.sentence, here)
        assert here == About(required)
        assert posted - here <= posted
    elif moved > 0:
        assert says(told.title, moved)
        assert says(told.bold[0], moved)
        assert says(told.bold[1], there)
        assert says(told.sentence, way * against, signed=True)
        assert here == About(required)
    else:
        assert says(told.sentence, here)
        assert says(told.sentence, way * against, signed=True)
        assert here >= required - 1e-6
        if valve == "shut":
            assert says(told.bold[2], wallet)
            assert says(told.title, here)
    shares = {row["name"]: row for row in told.rows("vessels")}
    water = {row["name"]: row for row in told.rows("water")}
    for name, money in (("compartment", here), ("wallet", there)):
        wide = shares[name]["right"] - shares[name]["left"]
        assert wide == About(posted if name == "compartment" else wallet)
        assert (water[name]["left"], water[name]["right"]) == (shares[name]["left"], shares[name]["right"])
        assert water[name]["level"] * wide == About(money, abs=1e-6)
        label = next(row["label"] for row in told.rows("amounts") if row["name"] == name)
        assert says(label, money)
    assert water["compartment"]["kind"] == ("closed" if closed else "compartment")
    assert shares["compartment"]["right"] < shares["wallet"]["left"]
    [need] = told.rows("line")
    assert need["level"] * posted == About(required)
    assert says(need["label"], required)
    assert need["left"] == shares["compartment"]["left"] == 0
    assert need["right"] == shares["compartment"]["right"]
    assert {(row["foot"], row["top"]) for row in shares.values()} == {(0, 1)}
    assert {row["foot"] for row in water.values()} == {0}
    assert [row["x"] for row in told.rows("amounts")] == [0, shares["wallet"]["right"]]
    assert len(told.rows("cross")) == closed
    for row in told.rows("cross"):
        assert 0 < row["x"] < posted
        assert row["level"] == need["level"]
    [pipe] = told.rows("valve")
    assert (pipe["left"], pipe["right"]) == (shares["compartment"]["right"], shares["wallet"]["left"])
    assert pipe["middle"] == About((pipe["left"] + pipe["right"]) / 2)
    assert pipe["kind"] == valve
    assert ("off" in pipe["label"]) == (valve == "shut")
    own = {name: lambda x, name=name: ACCOUNT - NOTIONAL * min(x, walls[name]) for name in walls}
    for row in told.rows("own"):
        assert row["own"] == About(own[row["kind"]](row["against"]), abs=1e-6)
    [now] = told.rows("now")
    assert now["own"] == About(here + there)
    assert now["own"] == About(own[valve](now["against"]))
    assert now["against"] == About(where)
    assert {row["kind"] for row in told.rows("closings")} == {name for name, x in walls.items() if x <= 0.6}
    for row in told.rows("closings"):
        assert (row["against"], row["own"]) == (About(walls[row["kind"]]), About(own[row["kind"]](9)))
    [rest] = told.rows("rest")
    assert (rest["start"], rest["end"]) == (About(walls["shut"]), 0.6)
    assert rest["low"] == wallet
    assert rest["high"] == About(own["shut"](9))
    name = next(row["label"] for row in told.rows("names") if row["kind"] == "shut")
    assert says(name, wallet)
    assert says(name, own["shut"](9))
    twin = dict(told.table.to_numpy().tolist())
    assert says(twin["in the compartment"], here)
    assert says(twin["in the wallet"], there)
    assert says(twin["lost so far, if what is left is yours"], ACCOUNT - here - there)
    risk = 0.0 if closed else here + there if valve == "open" else here
    assert says(twin["most that can still be lost"], risk)


# ---- chances ----------------------------------------------------------------------------------------------------------


def prints(text: str, chance: float, digits: int = 0) -> bool:
    """Whether a text says a chance truly: rounded, or as a bound."""
    least = 10.0 ** -(digits + 2)
    if "under" in text:
        return chance < least and first(text) == About(least)
    if "over" in text:
        return chance > 1 - least and first(text) == About(1 - least)
    near = [(shown, half) for shown, half in numbers(text) if abs(shown - chance) <= half + 1e-12]
    return bool(near) and read(text, *near[0]) == near[0][0]


@oracle(SLUG, "many_small", constants=(0.95, 0.1))
def many_small(told: Told, chance: float, compartments: float, moves: str, weeks: float) -> None:
    n, k = round(weeks), round(compartments)
    draws = 1 if moves == "together" else k
    by_week = [1.0]
    for _ in range(52):
        passing = by_week[-1]
        for _ in range(draws):
            passing *= chance
        by_week.append(passing)
    alive = by_week[n]
    assert prints(told.bold[0], alive)
    assert says(told.title, chance)
    assert prints(told.title.rsplit(" is " if k == 1 else " with ", 1)[1], alive)
    assert ("a year" in told.title) == (n == 52 and k == 1)
    assert ("all of them" in told.title) == (k > 1)
    assert ("all of their" in told.sentence) == (k > 1)
    assert f"After {n} week{'' if n == 1 else 's'} " in told.sentence
    closures = n * k * (1 - chance)
    words = told.bold[1]
    if words == "one closing":
        assert abs(closures - 1) <= 0.05 + 1e-9
    elif "under" in words:
        assert closures < 0.05
    else:
        assert says(words, closures)
        assert not words.startswith("1.0 ")
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if middle ** (n * draws) < 0.95 else (low, middle)
    assert prints(told.bold[2], low, 3 if low >= 0.9995 else 2)
    assert ("moves" in told.idle) == (k == 1)
    squares = told.rows("traders")
    assert len(squares) == 100
    whole = sum(row["state"] == "whole" for row in squares)
    assert abs(whole - 100 * alive) <= 0.5 + 1e-9
    assert {(row["x"], row["y"]) for row in squares} == {(i, j) for i in range(10) for j in range(10)}
    assert told.rows("curve")[-1]["week"] == n, "the picture tells no week that has not been played"
    for row in told.rows("curve")[::5]:
        assert row["chance"] == About(by_week[int(row["week"])])
    [now] = told.rows("now")
    assert (now["week"], now["chance"]) == (n, About(alive))
    assert prints(now["label"], alive)
    assert now["right"] == (n > 26)
    assert bool(told.rows("one")) == bool(told.rows("names")) == (k > 1)
    for row in told.rows("one")[::9]:
        assert row["chance"] == About(chance ** row["week"])

    for row in told.cells:
        span = row["weeks"]
        assert prints(row["never closed"], by_week[span])
        assert says(row["closings to expect"], span * k * (1 - chance))
        must = next(value for name, value in row.items() if "must" in name)
        assert prints(must, 0.95 ** (1 / (span * draws)), 3)


@oracle(SLUG, "again", constants=(1_000.0,), loose=("crosses.year", "years.year", "years.label"))
def again(told: Told, symbol: str, leverage: float, year: float) -> None:
    found = HISTORY["symbols"][symbol]["reopened"][str(int(leverage))]
    one = found[str(int(year))]
    notional, lost = 1_000.0 * leverage, one["lost"]
    net, alone = notional * one["net"], notional * one["alone"]
    sourced(told)
    assert "nothing returned" in told.subtitle
    assert says(told.subtitle, notional)
    assert says(told.title, one["alone"])
    assert (" rose " in told.title) == (one["alone"] > 0)
    assert (" fell " in told.title) == (one["alone"] < 0)
    said = told.title.rsplit("was ", 1)[1]
    assert said == {0: "never lost", 1: "lost once"}.get(lost, f"lost {lost} times")
    assert told.title.startswith(f"{int(year)}: {symbol}")
    if lost == 0:
        assert net == About(alone)
        assert says(told.bold[0], net, signed=True)
        assert says(told.sentence.split("lowest price")[1], one["low"])
        assert -one["low"] < 1 / leverage
    else:
        count, ended, behind, left = told.bold
        assert count == ("One" if lost == 1 else str(lost))
        assert says(told.sentence, 1_000.0 * (lost + 1))
        assert says(ended, net, signed=True)
        assert says(left, alone, signed=True)
        low = ENTRY * (1 + one["low"])
        assert says(behind, notional / ENTRY * (ENTRY - low + M * low))
        tail = told.sentence.split("Posting again ended ")[1]
        assert ("higher" in tail) == (net > alone)
        assert ("lower." in tail) == (net < alone)
        gap, shown = first(tail), [first(text) for text in (ended, left)]
        assert gap == abs(shown[0] - shown[1])
        # last/entry − 1 − lost/L > last/first − 1 needs an entry below the first price.
        if "because" in tail:
            last = 1 + one["alone"]
            entry = last / (one["net"] + lost / leverage + 1)
            assert entry < 1
    rows, crosses = told.rows("years"), Counter(told.data["crosses"].get("year", []))
    assert [row["year"] for row in rows] == list(found)
    for row in rows:
        n = found[row["year"]]["lost"]
        assert row["place"] == min(n, 25)
        assert row["label"] == (str(n) if n else "none")
        assert row["own"] == str(row["year"] == str(int(year))).lower()
        assert crosses[row["year"]] == n
    places = {(c["year"], c["at"], c["place"]) for c in told.rows("crosses")}
    assert len(places) == sum(crosses.values())
    ats = {row["year"]: row["at"] for row in rows}
    assert all(abs(at - ats[y]) < 0.45 for y, at, _ in places)
    bars = {row["row"]: row for row in told.rows("results")}
    for name, value in (("posted again", net), ("left alone", alone)):
        assert bars[name]["value"] == About(value)
        assert says(bars[name]["label"], value, signed=True)
    for row in told.cells:
        x = found[row["year"]]
        assert row["compartments lost"] == x["lost"]
        assert says(row["posted again"], notional * x["net"], signed=True)
        assert says(row["left alone"], notional * x["alone"], signed=True)
        assert says(row["lowest price of the year"], x["low"], signed=True)


@oracle(SLUG, "wall_price")
def wall_price(told: Told, symbol: str, leverage: float, rest: str) -> None:
    facts = HISTORY["symbols"][symbol]["week"]
    levels = HISTORY["levels"]
    one = facts["walls"][str(int(leverage))]
    kept = rest == "kept"
    n = facts["weeks"]
    shut = round(one["closed"] * n)
    assert shut / n == About(one["closed"], abs=1e-6)
    wall = closing("long", NOTIONAL / leverage)
    left = NOTIONAL / leverage - NOTIONAL * wall
    floor = -NOTIONAL / leverage if kept else -NOTIONAL * wall
    worst = NOTIONAL * facts["alone"]["results"][0]
    cut = min(NOTIONAL * one["results"][0], floor) if shut else NOTIONAL * one["results"][0]
    mean, behind = NOTIONAL * facts["alone"]["mean"], NOTIONAL * one["mean_if_kept" if kept else "mean"]
    sourced(told)
    assert says(told.subtitle, n)
    assert ("keeps" in told.subtitle) == kept
    title = told.title
    assert [says(title, worst, signed=True), says(title, cut, signed=True)] == [True, True]
    assert ("turns" in title) == (cut > worst)
    assert ("no better" in title) == (cut <= worst)
    # What the two printed means differ by, to the dollar.
    price = [first(word) for word in told.bold[1:3]]
    gap = price[0] - price[1]
    assert abs(gap - (mean - behind)) <= 1.0
    assert ("takes" in title, "adds" in title, "as it was" in title) == (gap > 0, gap < 0, gap == 0)
    if gap:
        assert first(title.split("takes" if gap > 0 else "adds")[1]) == abs(gap)
    assert says(told.bold[0], one["closed"])
    assert says(told.sentence.split(" of those ended above")[0].rsplit("and", 1)[1], one["back_above_wall"])
    assert says(told.bold[1], mean, signed=True)
    assert says(told.bold[2], behind, signed=True)
    keeps = shut / n * left
    assert says(told.bold[3], keeps)
    assert keeps == About(NOTIONAL * (one["mean"] - one["mean_if_kept"]), abs=0.03)
    assert ("the venue keeps each time" in told.sentence) == kept
    assert ("If the venue kept" in told.sentence) == (not kept)
    assert says(told.sentence.rsplit("The $" if kept else "kept the $", 1)[1], left)
    assert told.rows("wall")[0]["share"] == one["closed"]
    assert says(told.rows("wall")[0]["label"], one["closed"])
    for row in told.rows("ends"):
        assert says(row["label"], worst if row["mode"] == "cross" else cut, signed=True)
    for row in told.rows("weeks"):
        if row["mode"] == "cross":
            assert row["result"] == About(NOTIONAL * line(row["share"], levels, facts["alone"]["results"]))
        elif row["share"] <= one["closed"]:
            assert row["result"] == About(floor, abs=0.02)
        else:
            assert row["result"] == About(NOTIONAL * line(row["share"], levels, one["results"]))
            assert row["result"] >= floor
    bars = told.rows("means")
    assert [row["value"] for row in bars] == About([mean, behind])
    assert all(says(row["label"], row["value"], signed=True) for row in bars)
    for row in told.cells[1:]:
        x = int(row["wall"].rstrip("×"))
        other = facts["walls"][str(x)]
        low = -NOTIONAL / x if kept else -NOTIONAL * closing("long", NOTIONAL / x)
        assert says(row["worst week"], low, signed=True)
        assert says(row["average week"], NOTIONAL * other["mean_if_kept" if kept else "mean"], signed=True)
        assert says(row["weeks closed"], other["closed"])


test_every_sentence = held(SLUG)
