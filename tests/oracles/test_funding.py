"""Lesson 03: payments settled one by one, prices where two straight lines cross, shares read off the record's file."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

from course import venues
from tests.oracles.support import About, Told, held, numbers, oracle, read, same, says

POSTED, ENTRY, RATE = 1_000.0, 100.0, 0.025
CENT = 1e-7


@cache
def record() -> dict[str, Any]:
    """The file of facts itself."""
    return json.loads(files("course.simulation").joinpath("history.json").read_text(encoding="utf-8"))


def wall(size: float, left: float) -> float | None:
    """Where equity ``left + size·(P − 100)`` meets ``RATE·|size|·P``: two points of a straight line; None below zero."""

    def over(price: float) -> float:
        return left + size * (price - ENTRY) - RATE * abs(size) * price

    zero, slope = over(0.0), over(1.0) - over(0.0)
    price = -zero / slope
    return price if price > 1e-9 else None


def first_beyond(room: float, rate: float) -> int:
    """The first whole number of payments that takes more than the room."""
    count = max(int(room / rate) - 2, 0)
    while count * rate <= room * (1 + 1e-9):
        count += 1
    return count


def day(settlement: int) -> int:
    """Three settlements a day, days counted from one."""
    return (settlement + 2) // 3


# ---- the month --------------------------------------------------------------------------------------------------------


@oracle("funding", "predict", constants=[1_000], loose=["start.label"])
def predict(told: Told, guess: float) -> None:
    guess = math.floor(guess + 0.5)  # days are whole
    worst = record()["symbols"]["ETH"]["funding"]["worst_month"]
    left, settlement, walls = POSTED, 0, [wall(100, POSTED)]
    for before, after in zip(worst["cumulative"], worst["cumulative"][1:], strict=False):
        for _ in range(3):
            if left >= 250:
                left -= 10_000 * (after - before) / 3
                settlement += 1
                walls.append(wall(100, left))
    assert left < 250, "closed within the month"
    closed = day(settlement)
    assert says(told.title, closed)
    assert says(told.bold[0], closed)
    assert says(told.bold[1], POSTED - left)
    assert "no longer covers the $250" in told.sentence
    assert ("and so it is" in told.sentence) == (guess == closed)
    assert ("not within these 30 days" in told.sentence) == (guess > 30)
    if guess != closed and guess <= 30:
        head = told.sentence.partition(":")[0]
        assert says(head, guess)
        assert says(head, abs(guess - closed))
        assert ("too late" in head) == (guess > closed)
        assert ("1 day too" in head) == (abs(guess - closed) == 1)
    assert says(told.explain, worst["price_change"])
    assert worst["price_change"] > 0, "it rose"
    paid, behind = told.explain.partition("they paid")[2].split("more than the")
    assert says(paid, worst["paid_of_entry"])
    assert says(behind, 0.1)
    assert worst["paid_of_entry"] > 0.1, "more than was posted"
    assert worst["start"].startswith("2021-01-24 00:00")
    assert "24 January to 22 February 2021" in told.subtitle
    stair = told.rows("stair")
    assert [row["price"] for row in stair] == About(walls)
    assert [row["day"] for row in stair] == About([k / 3 for k in range(len(walls))])
    assert stair[-1]["price"] > ENTRY >= stair[-2]["price"]
    assert [row["foot"] for row in stair] == About([walls[0]] * len(stair))
    cross, mine = told.rows("closed")[0], told.rows("guess")[0]
    assert (cross["day"], cross["price"]) == (About(settlement / 3), ENTRY)
    assert says(cross["label"], closed)
    assert says(told.rows("start")[0]["label"], walls[0])
    assert mine["day"] == About(min(guess, 31))
    assert says(mine["label"], guess) if guess <= 30 else "not at all" in mine["label"]
    assert told.table is not None
    assert list(told.table["day"]) == list(range(closed + 1))
    for row in told.cells:
        assert row["paid, USD"] == About(10_000 * worst["cumulative"][int(row["day"])])
        assert row["closes at, USD"] == About(walls[3 * int(row["day"])])


# ---- the drip ---------------------------------------------------------------------------------------------------------


@oracle("funding", "drip", constants=[8, 1_000], loose=["you.label", "start.label", "closed.label"])
def drip(told: Told, leverage: float, rate: float, days: float, price: float) -> None:
    size, room = 10 * leverage, 1 / leverage - RATE
    left, gone, settlement = POSTED, False, 0
    for _ in range(3 * int(days)):
        left -= size * ENTRY * rate
        settlement += 1
        if left < RATE * size * ENTRY - CENT:
            gone = True
            break
    paid, begin, now = POSTED - left, wall(size, POSTED), wall(size, left)
    assert begin is not None
    last = first_beyond(room, rate) if rate > 0 else None
    assert gone == (last is not None and 3 * int(days) >= last)
    first = price < begin - 1e-9
    fallen = not gone and now is not None and price < now - 1e-9

    # the title: one finding, chosen by what is so
    assert ("would have closed you on the first day" in told.title) == (fallen and first and days >= 1)
    assert ("before anything has been paid" in told.title) == (fallen and days < 1)
    assert ("would have left you open" in told.title) == (fallen and not first)
    assert ("what shorts paid keeps you open" in told.title) == (first and not fallen and not gone)
    calm = not fallen and (gone or not first)
    assert ("whose price never moves is closed on day" in told.title) == (calm and rate > 0)
    assert ("nothing is paid" in told.title) == (calm and rate == 0)
    assert ("Shorts pay you, and" in told.title) == (calm and rate < 0)
    assert ("most ordinary rate" in told.title) == (calm and abs(rate - 0.0001) < 1e-12)
    if calm and last is not None:
        assert says(told.title, leverage)
        assert says(told.title.partition("on day")[2], day(last))
    if fallen or (first and not gone):
        assert says(told.title, price)
    if "what shorts" in told.title:
        assert paid < 0, "something has been received"

    # the sentence
    if gone:
        assert says(told.bold[0], paid)
        assert says(told.bold[1], day(settlement))
        assert "closed" in told.bold[2]
        assert left < RATE * size * ENTRY
        assert "price" in told.idle
    else:
        assert told.idle == {}
        assert ("Before the first payment" in told.sentence) == (days < 1)
        assert days < 1 or says(told.sentence.partition(" at ")[0], int(days))
        assert ("received" in told.sentence) == (paid < -CENT)
        assert ("paid nothing" in told.sentence) == (abs(paid) <= CENT)
        if abs(paid) > CENT:
            assert says(told.bold[0], paid)
        if now is None:
            assert "no price above zero" in told.bold[1]
        else:
            assert says(told.bold[1], now)
            assert says(told.sentence.rpartition("(on the first day")[2] or "", begin) or fallen
        assert ("you are closed" in told.sentence) == fallen
        assert ("Neither those days nor that fall" in told.sentence) == (fallen and not first)
        assert says(told.sentence, price) or now is None
    if gone or days >= 1:
        assert says(told.sentence, rate)

    # the stair, the cross, the dot
    step = (wall(size, POSTED - size * ENTRY * rate) or math.nan) - begin
    stair = told.rows("stair")
    assert stair[0]["price"] == About(begin)
    assert stair[0]["day"] == 0
    for row in stair[:: max(len(stair) // 20, 1)]:
        assert row["price"] == About(begin + 3 * row["day"] * step, rel=1e-6)
        assert row["foot"] == About(begin)
    if last is not None and last <= 3 * 365:
        assert told.rows("closed")[0]["day"] == About(last / 3)
        assert says(told.rows("closed")[0]["label"], day(last))
        assert stair[-1]["price"] > ENTRY
    else:
        assert told.rows("closed") == []
        assert stair[-1]["price"] <= ENTRY * (1 + 1e-9)
    assert says(told.rows("start")[0]["label"], begin)
    if gone:
        assert told.rows("you") == []
    else:
        dot = told.rows("you")[0]
        assert (dot["day"], dot["price"]) == (About(int(days)), About(price))
        assert dot["closed"] == fallen
        assert ("closed" in dot["label"]) == fallen
        assert ("no wall" in dot["label"]) == (now is None)
        if now is not None and not fallen:
            assert says(dot["label"], (price - now) / ENTRY)
            assert dot["wall"] == About(max(now, 78))

    # the purse: pieces laid end to end, nothing lost
    at = ENTRY if gone else max(price, now or 0.0) if fallen else price
    pieces = {row["part"]: row for row in told.rows("purse")}
    equity = left - size * (ENTRY - at)
    assert pieces["required"]["start"] == 0
    assert pieces["required"]["end"] == About(min(RATE * size * at, equity), abs=1e-6)
    assert pieces["room"]["end"] == About(equity, abs=1e-6)
    assert pieces["the fall took"]["end"] - pieces["the fall took"]["start"] == About(size * (ENTRY - at), abs=1e-6)
    funding = pieces["funding took"] if paid >= 0 else pieces["funding gave"]
    assert funding["end"] - funding["start"] == About(abs(paid), abs=1e-6)
    assert max(row["end"] for row in pieces.values()) == About(max(POSTED, left), abs=1e-6)
    for row in pieces.values():
        assert says(row["label"], row["end"] - row["start"]) or row["end"] - row["start"] < 0.006
    assert told.table is not None
    for row in told.cells:
        money = 3 * row["days"] * size * ENTRY * rate
        assert row["paid, USD"] == About(money)
        there = wall(size, POSTED - money)
        assert there is None or row["closes at, USD"] == About(there)


# ---- two pockets ------------------------------------------------------------------------------------------------------


@oracle("funding", "pockets", constants=[8])
def pockets(told: Told, btc: float, eth: float, days: float) -> None:
    flow = {"BTC": 10_000 * btc, "ETH": -10_000 * eth}
    due = {**flow, "pool": flow["BTC"] + flow["ETH"]}
    began = {"BTC": 1_000.0, "ETH": 1_000.0, "pool": 2_000.0}
    needs = {"BTC": 250.0, "ETH": 250.0, "pool": 500.0}
    money, closed, paths = dict(began), dict[str, int](), {name: [began[name]] for name in began}
    at_first: dict[str, float] = {}
    for settlement in range(1, 3 * int(days) + 1):
        for name in money:
            if name not in closed:
                money[name] -= due[name]
                paths[name].append(money[name])
        for name in money:
            if name not in closed and money[name] < needs[name] - CENT:
                closed[name] = settlement
                at_first = at_first or dict(money)
    apart = [name for name in ("BTC", "ETH") if name in closed]
    assert ("Nothing is closed" in told.title) == (not closed and any(flow.values()))
    assert ("every pocket keeps what it has" in told.title) == (not any(flow.values()))
    if not closed and any(flow.values()):
        assert says(told.title, int(days))
        assert all(says(told.title, money[name]) for name in money)
    both = len(apart) == 2 and closed["BTC"] == closed["ETH"]
    assert ("Both legs pay: compartments and pool are all closed" in told.title) == both
    if both:
        assert "pool" in closed
        assert says(told.title, day(closed["BTC"]))
    elif closed:
        first = min(apart, key=lambda name: closed[name])
        other = "ETH" if first == "BTC" else "BTC"
        assert "pool" not in closed or closed["pool"] >= closed[first]
        assert f"{first} compartment is closed on day {day(closed[first])}" in told.title
        assert says(told.title.partition("other has ")[2], at_first[other])
        assert ("The pool pays nothing net" in told.title) == (abs(due["pool"]) < CENT)

    flows, _, states = told.sentence.partition(": ")
    for name, leg in (("BTC", "BTC long"), ("ETH", "ETH short")):
        said = flows.partition(leg)[2].partition(" and the ")[0]
        assert ("pays nothing" in said) == (abs(flow[name]) < CENT)
        if abs(flow[name]) >= CENT:
            assert (" pays $" in said) == (flow[name] > 0)
            assert says(said, flow[name])
    total = states.partition(" On day")[0]
    assert ("nothing in all" in total) == (abs(due["pool"]) < CENT)
    if abs(due["pool"]) >= CENT:
        assert ("paid in all" in total) == (due["pool"] > 0)
        assert says(total, due["pool"])
    assert f"On day {int(days)}:" in told.sentence
    for bold, name in zip(told.bold, ("BTC", "ETH", "pool"), strict=True):
        assert bold == f"closed on day {day(closed[name])}" if name in closed else says(bold, money[name])
    left = "ETH short" if apart == ["BTC"] else "BTC long"
    alone = len(apart) == 1 and "pool" not in closed
    assert (f"only the {left} is left" in told.sentence) == alone
    assert ("both legs are still open" in told.sentence) == alone

    lines = told.rows("lines")
    for name, path in paths.items():
        mine = [row for row in lines if row["pocket"] == name]
        assert {row["mode"] for row in mine} == {"cross" if name == "pool" else "isolated"}
        assert mine[-1]["usd"] == About(path[-1])
        assert mine[-1]["day"] == About((len(path) - 1) / 3)
        for row in mine:
            assert row["usd"] == About(path[round(3 * row["day"])], abs=1e-6)
    crosses = sorted((row["day"], row["usd"]) for row in told.rows("crosses"))
    assert [x for pair in crosses for x in pair] == About(
        [x for pair in sorted((closed[n] / 3, money[n]) for n in closed) for x in pair]
    )
    for row, name in zip(told.rows("ends"), ("BTC", "ETH", "pool"), strict=True):
        assert row["label"].startswith(name)
        assert ("closed" in row["label"]) == (name in closed)
        assert name in closed or says(row["label"], money[name])
    for row, amount in zip(told.rows("needs"), (250, 500), strict=True):
        assert row["usd"] == About(amount)
        assert says(row["label"], amount)
    table = told.table
    assert table["day"].tolist() == list(range(0, 91, 10))
    for name, column in (("BTC", "BTC, USD"), ("ETH", "ETH, USD"), ("pool", "pool, USD")):
        has, held = began[name], [began[name]]
        for _ in range(270):
            has -= due[name] if has >= needs[name] - CENT else 0.0
            held.append(has)
        assert same(table[column], held[::30])


# ---- the carry --------------------------------------------------------------------------------------------------------


def beyond(days: int, rise: float) -> float:
    """Share of the record's windows in which BTC rose further than that, on straight lines between its hundredths."""
    levels, values = record()["fine"], record()["symbols"]["BTC"]["moves"]["sides"]["short"][str(days)]["moves"]
    if rise >= values[-1]:
        return 0.0
    k = max(i for i, value in enumerate(values) if value <= rise)
    share = (rise - values[k]) / (values[k + 1] - values[k])
    return 1 - (levels[k] + share * (levels[k + 1] - levels[k]))


def says_share(text: str, share: float, windows: int) -> bool:
    """Whether words give a share of the record truly: none, a bound, or whole per cent."""
    if "none" in text:
        return share == 0 and says(text, windows)
    (shown, half), *_ = numbers(text)
    read(text, shown, half)
    if "under" in text:
        return 0 < share < shown
    if "over" in text:
        return shown < share
    return abs(shown - share) <= half * 1.001


@oracle("funding", "carry", loose=["dots.label"])
def carry(told: Told, rate: float, days: int, leverage: int, weight: float) -> None:
    found = record()["symbols"]["BTC"]["moves"]["sides"]["short"][str(days)]
    closed = dict(zip(record()["leverages"], found["closed"], strict=True))
    earned = rate * days / 365 - 0.002
    on = {x: earned / (1 + 1 / x) for x in (1, 2, 3, 5, 10)}
    # One coin, one short, no cash: 100 of equity against the requirement and the share of the coin that does not count.
    multiple = 1 / (RATE + 1 - weight)
    seldom = beyond(days, multiple - 1)
    head, tail = told.title.split("loses its short ")
    assert says(head, leverage)
    assert ("does not earn its costs" in head) == (on[leverage] < 0)
    better = on[leverage] >= 0 and earned > on[leverage] and seldom < closed[leverage]
    assert told.title.endswith(", and it earns more") == better
    if better:
        tail, there = tail.split("; the coin as margin ")
        assert there.startswith("in none,") == (seldom == 0)
        assert seldom == 0 or says_share(there, seldom, found["windows"])
    else:
        assert on[leverage] < 0 or says(head, on[leverage])
    assert says_share(tail, closed[leverage], found["windows"])
    assert says(told.bold[0], on[leverage], signed=True)
    assert says_share(told.bold[1], closed[leverage], found["windows"])
    assert says(told.bold[2], earned, signed=True)
    assert says(told.sentence.partition("closed at")[2], multiple)
    assert says_share(told.bold[3], seldom, found["windows"])
    payments = rate / 1095
    assert ("never earned back" in told.sentence) == (rate == 0)
    if rate > 0:
        count = math.ceil(0.002 / payments * (1 - 1e-9))
        assert says(told.sentence.partition("earned back after")[2], count / 3)
    assert says(told.sentence.partition("counted at")[2], weight)
    for word, length in (("week", 7), ("month", 30), ("year", 365)):
        assert (f"for a {word};" in told.subtitle) == (days == length)
        assert (f"{word}s" in told.title) == (days == length)
    assert says(told.subtitle, found["windows"])
    assert ("a Monday" in told.subtitle) == (days == 7)
    dots = {row["label"]: row for row in told.rows("dots")}
    for x in on:
        row = dots[f"{x}×"]
        assert row["earned"] == About(on[x])
        assert row["closed"] == About(closed[x])
        assert (row["kind"] == "mostly") == (closed[x] > 0.5)
        assert row["own"] == (x == leverage)
    assert dots["coin as margin"]["earned"] == About(earned)
    assert dots["coin as margin"]["closed"] == About(seldom, abs=1e-9)
    table = told.table
    assert table["short leg"].tolist() == [*(f"{x}×" for x in on), "coin as margin"]
    assert same(table["earned on capital, %"], [100 * x for x in (*on.values(), earned)])
    assert same(table["closed, %"], [*(100 * closed[x] for x in on), 100 * seldom])


# ---- the rate ---------------------------------------------------------------------------------------------------------

#: Hours between settlements, hours of the premium, interest per 8 hours, clamp: as the venues publish them.
PUBLISHED = {
    "dydx": (1, 8, 0.0, 0.0),
    "hyperliquid": (1, 8, 0.0001, 0.0005),
    "drift": (1, 24, 0.0, 0.0),
    "binance": (8, 8, 0.0001, 0.0005),
    "bybit": (8, 8, 0.0001, 0.0005),
    "okx": (8, 8, 0.0001, 0.0005),
    "bitmex": (8, 8, 0.0001, 0.0005),
}


def settled(venue: str, premium: float) -> float:
    """The rate of one settlement; no cap is reached in these premiums."""
    interval, period, interest, clamp = PUBLISHED[venue]
    pull = interest - premium
    if pull > clamp:
        pull = clamp
    if pull < -clamp:
        pull = -clamp
    return (premium + pull) * interval / period


@oracle("funding", "rates", constants=[8, 30, 10_000])
def rates(told: Told, venue: str, premium: float, shown: str) -> None:
    interval = PUBLISHED[venue][0]
    one = settled(venue, premium)
    eight, year = one * 8 / interval, one * 24 * 365 / interval
    grown = 1.0
    for _ in range(24 * 365 // interval):
        grown *= 1 + abs(one)
    grown = 1 + (grown - 1 if one > 0 else 1 - grown)  # what whoever receives makes of it, under the rate's sign
    cost = 10_000 * one * (30 * 24 // interval)
    assert f"{'above' if premium > 0 else 'below'} the index" in told.title or premium == 0
    assert premium == 0 or says(told.title.partition(",")[0], premium)
    zero = abs(year) < 1e-12
    assert ("nobody pays" in told.title) == zero
    if not zero:
        assert ("longs still pay" in told.title) == (premium < 0 < year)
        assert ("shorts pay" in told.title) == (year < 0)
        assert says(told.title.partition("pay ")[2], year)
        assert says(told.bold[0], eight, signed=True)
        assert says(told.bold[1], year, signed=True)
        assert says(told.sentence, grown - 1, signed=True)
        assert says(told.bold[2], cost)
        assert ("pays" in told.sentence) == (cost > 0)
    else:
        assert "zero" in told.bold[0]
    value = {"period": eight, "simple": year, "compound": grown - 1}[shown]
    now = told.rows("now")[0]
    assert (now["premium"], now["rate"]) == (About(premium), About(value, abs=1e-9))
    assert says(now["label"], value, signed=True)
    assert venues.get(venue).title in told.subtitle
    assert f"every {interval} hour" in told.subtitle
    for row in told.rows("curve")[::44]:
        mine = settled(venue, row["premium"]) * 8 / interval
        if shown == "period":
            assert row["rate"] == About(mine, abs=1e-12)
        elif shown == "simple":
            assert row["rate"] == About(mine * 1095, abs=1e-9)
    for row in told.cells:
        each = settled(venue, row["premium, %"] / 100)
        many = 24 * 365 // interval
        assert row["per 8 hours, %"] == About(100 * each * 8 / interval, abs=1e-9)
        assert row["a year, added up, %"] == About(100 * each * many, abs=1e-9)
        assert row["a year, compounded, %"] == About(100 * math.copysign((1 + abs(each)) ** many - 1, each), abs=1e-9)
    assert same(told.table["premium, %"], [-0.1, -0.05, -0.03, 0.0, 0.03, 0.06, 0.1])


test_every_sentence = held("funding")
