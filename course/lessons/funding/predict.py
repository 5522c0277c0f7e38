"""Predict: the thirty days in which longs of ETH paid most, with the price held still."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from course.charts.columns import Table
from course.explorers import View
from course.lessons.funding.book import A_DAY, COLLATERAL, ENTRY, LEVERAGE, MAINTENANCE, MONTH, day_of, size_of, venue
from course.margin import liquidation_walk
from course.simulation.history import record
from course.simulation.recorded import WorstMonth
from course.simulation.rows import Floats
from course.texts import day, day_of_year, say

#: The guess that says: not within these days.
NEVER = MONTH + 1


@lru_cache(maxsize=1)
def month() -> tuple[WorstMonth, Floats, int]:
    """The record's month, the liquidation price after each settlement, and which settlement closes the long."""
    worst = record().funding("ETH").worst_month
    walk = liquidation_walk(ENTRY, size_of(LEVERAGE), COLLATERAL, MAINTENANCE, ENTRY, worst.rates(A_DAY))
    return worst, walk, int(np.argmax(walk > ENTRY))


def span() -> tuple[str, str]:
    """First and last day of the month, in words."""
    first = date.fromisoformat(month()[0].start[:10])
    last = first + timedelta(days=MONTH - 1)
    return day_of_year(first), day(last)


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: the price that stands still, and the guess where it stands."""
    said = [] if guess is None else [int(guess + 0.5)]
    return {
        "still": _still(),
        "guess": [
            {
                "day": float(day),
                "label": str(say("closed on day {day}?", day=day) if day < NEVER else say("not at all?")),
                "left": day < NEVER / 2,
            }
            for day in said
        ],
    }


def _still() -> dict[str, Table]:
    return {"price": [ENTRY], "label": [say("the price: {entry:$}", entry=ENTRY)], "left": [True]}


def worst_month(guess: float) -> View:
    """On which day funding alone closes the long, beside the learner's guess."""
    worst, walk, closed = month()
    day, notional = day_of(closed), COLLATERAL * LEVERAGE
    paid = notional * float(worst.rates(A_DAY)[:closed].sum())
    said = int(guess + 0.5)
    off = abs(said - day)
    if said == day:
        verdict = say("You said day {day}, and so it is", day=day)
    elif said >= NEVER:
        verdict = say("You said not within these {days} days", days=MONTH)
    else:
        late = say("late") if said > day else say("early")
        verdict = say("You said day {said}, {off} {off:day|days} too {late}", said=said, off=off, late=late)
    first, last = span()
    return View(
        data={
            "stair": {"day": np.arange(closed + 1) / A_DAY, "price": walk[: closed + 1], "foot": walk[0]},
            "still": _still(),
            "start": {"label": [say("liquidation begins at {wall:$}", wall=float(walk[0]))]},
            "closed": {
                "day": [closed / A_DAY],
                "price": [ENTRY],
                "label": [say("closed on day {day}", day=day)],
                "left": [False],
            },
            "guess": {
                "day": [float(said)],
                "label": [
                    say("your guess: not at all") if said >= NEVER else say("your guess: day {said}", said=said)
                ],
                "left": [said < NEVER / 2],
            },
        },
        title=say("The price has not moved by one cent, and on day {day} the venue closes you", day=day),
        subtitle=say(
            "{collateral:$} behind {notional:$} long, what longs of ETH paid, with the price held at {price:$}\nOn {venue},"
            " {first} to {last}; maintenance {maintenance:%~}.",
            collateral=COLLATERAL, notional=notional, maintenance=MAINTENANCE, venue=venue(), first=first, last=last,
            price=ENTRY,
        ),
        sentence=say(
            "{verdict}. By day **{day}** funding has taken **{paid:$0}** of your {collateral:$}, and what is left no longer"
            " covers the {needed:$} that the venue requires.",
            verdict=verdict, day=day, paid=paid, collateral=COLLATERAL, needed=MAINTENANCE * notional,
        ),
        explain=say(
            "The real price rose by {rise:%0}, so real longs lived. Funding is charged at the price of the moment, so they paid"
            " {of_entry:%1} of their notional at entry: more than the {posted:%0} that they had posted.",
            rise=worst.price_change, of_entry=worst.paid_of_entry, posted=1 / LEVERAGE,
        ),
        table=_table,
    )  # fmt: skip


def _table() -> object:
    """Day by day: what has been paid, and where the venue closes."""
    from pandas import DataFrame

    worst, walk, closed = month()
    days = range(day_of(closed) + 1)
    return DataFrame(
        {
            "day": list(days),
            "paid, USD": [COLLATERAL * LEVERAGE * float(worst.cumulative[d]) for d in days],
            "closes at, USD": [float(walk[A_DAY * d]) for d in days],
        }
    )
