"""Predict: the highest leverage that no day of the record closed, beside the learner's guess."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts.columns import Table
from course.explorers import View
from course.lessons.position_sizing.book import MAINTENANCE, about
from course.margin import liquidation_distance, max_leverage_for
from course.number_format import number, percent, times
from course.simulation.fact_tables import stored
from course.texts import day, say, wordless

#: How wide a heap of days is, as leverage, and how far the axis reaches.
HEAP, MOST = 0.25, 10.0
#: Heights at which names stand, in days of a heap.
GUESS_AT, WALL_AT, NEXT_AT, SIDES_AT = 11.0, 9.3, 7.6, 5.0


def one(leverage: float) -> str:
    """A leverage with one decimal."""
    return f"{number(leverage, 1)}×"


def heaps(levers: Any) -> list[int]:
    """Which place a day has in its heap, the first being 1."""
    seen: dict[int, int] = {}
    found = []
    for lever in levers:
        key = int(lever // HEAP)
        seen[key] = seen.get(key, 0) + 1
        found.append(seen[key])
    return found


def stage(guess: float | None) -> dict[str, Table]:
    """The picture before the answer: the guess where it stands."""
    placed = [] if guess is None else [guess]
    return {
        "guess": {
            "leverage": placed,
            "place": [GUESS_AT] * len(placed),
            "label": [say("never closed up to {x:×}?", x=x) for x in placed],
            "left": [x > 0.5 * MOST for x in placed],
        },
        "sides": [
            {"leverage": x, "place": SIDES_AT, "label": label, "left": left}
            for x in placed
            for label, left in (("no day closed it", True), ("some day closed it", False))
            if (x >= 5.0 if left else x <= 6.0)  # where there is room for the words
        ],
    }


def wall(guess: float) -> View:
    """Every bad day at the leverage from which on it would have closed a long opened at its midnight."""
    days = stored("worst_days").pick(symbol="BTC")
    falls, dates, of = days.column("fall"), days.column("day"), int(days.rows[0][4])
    levers = max_leverage_for(falls, MAINTENANCE)
    closed = falls > liquidation_distance(guess, MAINTENANCE)
    shown = levers <= MOST
    highest = float(levers[0])
    other = stored("walls").value("never_closed", "ETH")
    count = int(closed.sum())
    worst, second = (f"{day(dates[i])}: {percent(-falls[i], 1)}" for i in (0, 1))
    if count == 0:
        said = say("You said {guess:×}, which no day closed. ", guess=guess)
    elif count == 1:
        said = say(
            "You said {guess:×}: **one** of {of:#0} days would have closed it, {day}. ",
            guess=guess,
            of=of,
            day=day(dates[0]),
        )
    else:
        first = min(date for date, hit in zip(dates, closed, strict=True) if hit)
        said = say(
            "You said {guess:×}: **{count}** of {of:#0} days would have closed it, the first of them {day}. ",
            guess=guess,
            count=count,
            of=of,
            day=day(first),
        )
    return View(
        data={
            "days": {"leverage": levers[shown], "place": heaps(levers[shown]), "closed": closed[shown]},
            "wall": {
                "leverage": [highest],
                "place": [WALL_AT],
                "label": [wordless("{one} · {worst}", one=one(highest), worst=worst)],
            },
            "next": {
                "leverage": [float(levers[1])],
                "place": [NEXT_AT],
                "label": [wordless("{one} · {second}", one=one(levers[1]), second=second)],
            },
            "sides": {k: [] for k in ("leverage", "place", "label", "left")},
            "guess": {
                "leverage": [guess],
                "place": [GUESS_AT],
                "label": [say("your guess {guess:×}", guess=guess)],
                "left": [guess > 0.5 * MOST],
            },
        },
        title=say(
            "{one} is the highest leverage that no day closed: one day in {of:#0} decides", one=one(highest), of=of
        ),
        subtitle=say(
            "each mark is a day, at the leverage from which on it closed a long opened at its midnight (UTC)\n"
            "Isolated, maintenance {maintenance:%1}; mark price of BTC: {about}",
            maintenance=MAINTENANCE,
            about=about("worst_days"),
        ),
        sentence=say(
            "{said}The highest that no day closed was **{one}**: on {day} the mark fell **{falls:%1}** below"
            " the midnight's price. For ETH it was {one_2}.",
            said=said,
            one=one(highest),
            day=day(dates[0]),
            falls=falls[0],
            one_2=one(other),
        ),
        table=lambda: _table(dates, falls, levers, closed),
    )


def _table(dates: Any, falls: Any, levers: Any, closed: Any) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "day": [day(d) for d in dates],
            "fell by": [percent(f, 1) for f in falls],
            "closes from": [times(x) for x in np.asarray(levers)],
            "your guess": ["closed" if hit else "" for hit in closed],
        }
    ).head(20)
