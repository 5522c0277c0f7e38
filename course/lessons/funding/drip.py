"""Explore: funding drips out of the collateral, and the liquidation price walks while the price stands still."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.funding.book import A_DAY, COLLATERAL, ENTRY, MAINTENANCE, USUAL, day_of, settled, size_of
from course.margin import funding_payment, liquidation_walk, settlements_until_liquidation
from course.simulation.rows import Floats
from course.texts import Said, say, wordless

#: Days of the picture, and the prices it reaches over.
MOST = 365
LOW, HIGH = 78.0, 106.0
#: Below this price a name stands above its dot.
TURN = 92.0


def walk_of(leverage: float, rate: float, count: int) -> Floats:
    """Liquidation price after 0, 1 … ``count`` settlements at one rate; NaN where there is none."""
    rates = np.full(max(count, 1), rate)
    walk = liquidation_walk(ENTRY, size_of(leverage), COLLATERAL, MAINTENANCE, ENTRY, rates)
    return np.asarray(walk)[: count + 1]


def outlived(leverage: float, rate: float, days: float) -> bool:
    """Whether funding alone has closed the long by that day."""
    last = settlements_until_liquidation(leverage, MAINTENANCE, rate)
    return last is not None and settled(days) >= last


def wall_after(leverage: float, rate: float, days: float) -> float:
    """Liquidation price on that day, if it is still open; NaN where there is none."""
    return float(walk_of(leverage, rate, settled(days))[-1])


def closes_on(leverage: float, rate: float, days: float, price: float) -> float | None:
    """Where the cross stands in the picture: when funding alone closes the long."""
    last: float | None = settlements_until_liquidation(leverage, MAINTENANCE, rate)
    return None if last is None else last / A_DAY


def purse(leverage: float, paid: float, price: float) -> list[dict[str, Any]]:
    """Where the collateral is: rows of one bar each, laid end to end, USD."""
    lost = size_of(leverage) * (ENTRY - price)
    equity = COLLATERAL - paid - lost
    needed = MAINTENANCE * size_of(leverage) * price
    held = min(needed, equity)
    rows = [("required", 0.0, held), ("room", held, equity), ("the fall took", equity, equity + lost)]
    rows.append(
        ("funding took", equity + lost, COLLATERAL) if paid >= 0 else ("funding gave", COLLATERAL, equity + lost)
    )
    return [
        {"part": part, "start": start, "end": end, "label": wordless("{amount:$}", amount=round(end - start, 2))}
        for part, start, end in rows
    ]


def drip(leverage: float, rate: float, days: float, price: float) -> View:
    """A long of $1,000 at some leverage: the stair of its liquidation price, and where a fall on that day leaves it."""
    days = float(int(days))
    count = settled(days)
    last = settlements_until_liquidation(leverage, MAINTENANCE, rate)
    gone = outlived(leverage, rate, days)
    drawn = walk_of(leverage, rate, settled(MOST) if last is None else int(min(settled(MOST), last)))
    walk = walk_of(leverage, rate, int(last) if gone else count)
    begin, wall = float(walk[0]), float(walk[-1])
    fallen = not gone and bool(price < wall * (1 - 1e-12))
    paid = funding_payment(size_of(leverage), ENTRY, rate) * (len(walk) - 1)
    # One step a day is enough for the eye once there are many.
    every = 1 if len(drawn) <= 200 else A_DAY
    steps = np.unique(np.append(np.arange(0, len(drawn), every), len(drawn) - 1))
    steps = steps[np.isfinite(drawn[steps])]
    right = last is not None and last / A_DAY > MOST / 2
    return View(
        data={
            "stair": {"day": steps / A_DAY, "price": drawn[steps], "foot": begin},
            "still": {
                "price": [ENTRY],
                "label": [say("the price: {entry:$}", entry=ENTRY)],
                "left": [True],
            },
            "start": {"label": [say("liquidation begins at {wall:$}", wall=begin)]},
            "closed": _closed(last, right),
            "you": [] if gone else _you(days, price, wall, fallen),
            "purse": purse(leverage, paid, ENTRY if gone else max(price, wall) if fallen else price),
            "posted": {"at": [COLLATERAL], "label": [say("{collateral:$} posted", collateral=COLLATERAL)]},
        },
        title=_title(leverage, rate, days, price, last, begin, wall, gone, fallen),
        subtitle=say(
            "{collateral:$} behind {notional:$} long, opened at {entry:$}, maintenance {maintenance:%~}\nPaid every"
            " {hours:#0} hours out of the collateral.",
            collateral=COLLATERAL, notional=COLLATERAL * leverage, entry=ENTRY, maintenance=MAINTENANCE, hours=24 / A_DAY,
        ),
        sentence=_sentence(rate, days, price, last, paid, begin, wall, gone, fallen),
        table=lambda: _table(leverage, rate, last),
        idle={"price": "funding has closed the position before that day"} if gone else {},
    )  # fmt: skip


def _closed(last: float | None, right: bool) -> dict[str, Any]:
    """The cross where funding alone closes the position, if that is in the picture."""
    if last is None or last > settled(MOST):
        return {"day": [], "price": [], "label": [], "left": []}
    return {
        "day": [last / A_DAY],
        "price": [ENTRY],
        "label": [say("closed on day {day}", day=day_of(last))],
        "left": [not right],
    }


def _you(days: float, price: float, wall: float, fallen: bool) -> list[dict[str, Any]]:
    """The learner's dot, and the room below it."""
    none = not np.isfinite(wall)
    room = (price - (0.0 if none else wall)) / ENTRY
    label = say("closed") if fallen else say("no wall") if none else say("{room:%} of room", room=room)
    foot = price if fallen else LOW if none else max(wall, LOW)
    return [
        {
            "day": days,
            "price": price,
            "wall": foot,
            "label": str(label),
            "closed": fallen,
            "above": price < TURN,
            "left": days < MOST / 2,
        }
    ]


def _title(
    leverage: float, rate: float, days: float, price: float, last: float | None, begin: float, wall: float,
    gone: bool, fallen: bool,
) -> Said:  # fmt: skip
    """What there is to find at this setting."""
    first = price < begin * (1 - 1e-12)
    if fallen and days == 0:
        return say("A fall to {price:$} closes you before anything has been paid", price=price)
    if fallen and first:
        return say("A fall to {price:$} closes you, and would have closed you on the first day", price=price)
    if fallen:
        return say("On the first day a fall to {price:$} would have left you open; after {days:#0} {many:day|days} it closes you",
                   price=price, days=days, many=days)  # fmt: skip
    if first and not gone:
        return say("On the first day a fall to {price:$} would have closed you; what shorts paid keeps you open",
                   price=price)  # fmt: skip
    if last is not None:
        usual = say("At the most ordinary rate there is, a") if abs(rate - USUAL) < 1e-12 else say("A")
        return say("{a} {leverage:×} long whose price never moves is closed on day {day}", a=usual, leverage=leverage,
                   day=day_of(last))  # fmt: skip
    if rate == 0:
        return say("Where nothing is paid, the liquidation price stays where it was: {wall:$}", wall=begin)
    return say("Shorts pay you, and your liquidation price walks away from the price")


def _sentence(
    rate: float, days: float, price: float, last: float | None, paid: float, begin: float, wall: float, gone: bool,
    fallen: bool,
) -> Said:  # fmt: skip
    """What has been paid by that day, and what is left of the way down."""
    after = (
        say(
            "After {days:#0} {many:day|days} at {rate:%~2} per {hours:#0} hours",
            days=days,
            many=days,
            rate=rate,
            hours=24 / A_DAY,
        )
        if days
        else say("Before the first payment")
    )
    if gone and last is not None:
        return say(
            "At {rate:%~2} per {hours:#0} hours funding has taken **{paid:$}** of your {collateral:$} by day **{day}**. The rest"
            " no longer covers the requirement, and you are **closed** with the price where it was.",
            rate=rate, hours=24 / A_DAY, paid=paid, collateral=COLLATERAL, day=day_of(last),
        )  # fmt: skip
    money = (
        say("you have paid **{paid:$}** of your {collateral:$}", paid=paid, collateral=COLLATERAL)
        if paid > 0
        else say("you have received **{paid:$}**", paid=-paid)
        if paid < 0
        else say("you have paid **nothing**")
    )
    if not np.isfinite(wall):
        return say("{after} {money}; **no price above zero** closes you any more.", after=after, money=money)
    if fallen:
        why = (
            say(" Neither those days nor that fall alone would have: it is the fall that came after them.")
            if price >= begin * (1 - 1e-12)
            else ""
        )
        return say("{after} {money}. The venue closes you at **{wall:$2}**, above the {price:$} of that day: you are"
                   " **closed**.{why}", after=after, money=money, wall=wall, price=price, why=why)  # fmt: skip
    return say("{after} {money}. The venue closes you at **{wall:$2}** (on the first day: {begin:$2}), with the price at"
               " {price:$}.", after=after, money=money, wall=wall, begin=begin, price=price)  # fmt: skip


def _table(leverage: float, rate: float, last: float | None) -> object:
    """Month by month, and the day of closing."""
    from pandas import DataFrame

    days = [0, 7, *range(30, MOST + 1, 30), MOST]
    days = [d for d in days if last is None or settled(d) < last]
    if last is not None and last <= settled(MOST):
        days.append(last / A_DAY)
    rows = []
    for d in days:
        count = round(d * A_DAY)
        wall = float(walk_of(leverage, rate, count)[-1])
        paid = funding_payment(size_of(leverage), ENTRY, rate) * count
        rows.append({"days": d, "paid, USD": paid, "closes at, USD": wall if np.isfinite(wall) else None})
    return DataFrame(rows)
