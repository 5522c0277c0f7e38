"""Makes the tables about plans: the worst hours of bad days, and weeks of one plan by who watches it.

Both are for a position of notional 1: whatever is linear in the size is these numbers times the notional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course.margin import liquidation_distance
from course.simulation.data import Candles
from course.simulation.exported_tables import seconds as moment
from course.simulation.exported_tables import when
from course.simulation.fact_tables import FactTable, rows_of
from course.simulation.windows import DAY, starts
from course.validation import ArgumentError

#: Days on which prices fell within an hour as seldom before.
BAD_DAYS = ("2020-03-12", "2021-05-19", "2022-11-08", "2024-08-05", "2025-10-10")
#: Who watches: a stop at the venue, its owner at every midnight (UTC), nobody.
WATCHED = ("venue", "day", "nobody")
#: Posts of notional/leverage; 0 stands for cross with an account that no move of the record takes.
LEVERAGES = (0.0, 3.0, 5.0, 10.0, 20.0)
STOP, SLIP, MAINTENANCE = 0.05, 0.01, 0.012


def hours_table(traded: Mapping[str, Candles], days: Sequence[str] = BAD_DAYS, **about: Any) -> FactTable:
    """The hour of each day in which the price went furthest against a side, from its opening price.

    Args:
        traded: hourly candles by symbol, with 24 of them after every hour of the days.
        days: dates, UTC.
        **about: fields of the table.
    """
    rows = []
    for symbol, bars in traded.items():
        for day in days:
            first = int(np.searchsorted(bars.time, moment(day)))
            if (
                first + 48 > len(bars)
                or bars.time[first] != moment(day)
                or bars.time[first + 47] != moment(day) + 47 * 3_600
            ):
                raise ArgumentError("traded", repr(bars), f"hourly candles of {symbol} on {day} and the day after")
            for side, worst in (("long", bars.low), ("short", bars.high)):
                s = 1 if side == "long" else -1
                against = -s * (worst / bars.open - 1.0)
                hour = first + int(np.argmax(against[first : first + 24]))
                start, later = bars.open[hour], slice(hour, hour + 24)
                furthest = np.maximum.accumulate(-s * (worst[later] / start - 1.0))
                results = s * (bars.close[later] / start - 1.0)
                # Who looks at the end of every hour leaves at the first that is as far against him as the stop.
                left = int(np.argmax(results <= -STOP)) if (results <= -STOP).any() else 23
                rows.append(
                    (
                        symbol,
                        day,
                        side,
                        hour - first,
                        against[hour],
                        furthest[-1],
                        results[-1],
                        left + 1,
                        furthest[left],
                        results[left],
                    )
                )
    return FactTable(
        title="The worst hour of a day for a side: how far against it from the hour's opening; how far within 24 hours, and its"
        f" result after them; after how many hours one ended {STOP:.0%} or more against it (24: none did), how far it went until"
        " then, and its result; fractions",
        by="derive_plans.hours_table",
        columns=(
            "symbol", "day", "side", "hour", "against", "against_24h", "after_24h", "hours", "against_until", "left_at",
        ),
        rows=rows_of(rows),
        **about,
    )  # fmt: skip


def plan_weeks_table(marks: Mapping[str, Candles], **about: Any) -> FactTable:
    """A long with a stop for a week, from Monday to Monday: how it ended by who watches and what stands behind it.

    A stop at the venue acts when a low reaches it and fills :data:`SLIP` beyond it, or at the hour's opening where that is
    lower. Who looks at midnights closes at that price if it is at the stop or below. The venue closes an isolated position when
    a low reaches its liquidation price, and keeps what was posted. Without fees and funding.
    """
    rows = []
    for symbol, bars in marks.items():
        at = starts(bars, 7, 7)[:, np.newaxis] + np.arange(7 * DAY // bars.step)
        first = bars.open[at[:, :1]]
        opens, lows, closes = (x[at] / first - 1.0 for x in (bars.open, bars.low, bars.close))
        rows += [
            (symbol, watched, leverage, *_ended(opens, lows, closes, watched, leverage, DAY // bars.step))
            for watched in WATCHED
            for leverage in LEVERAGES
        ]
    return FactTable(
        title=f"A long of notional 1 with a stop {STOP:.0%} below for a week: weeks, share stopped, share closed by the venue,"
        " share losing more than the stop; mean, worst and mean of the worst 5 %; leverage 0: cross",
        by="derive_plans.plan_weeks_table",
        columns=(
            "symbol",
            "watched",
            "leverage",
            "weeks",
            "stopped",
            "closed",
            "beyond",
            "mean",
            "worst",
            "worst_tail",
        ),
        rows=rows_of(rows),
        **about,
    )


def _ended(opens: Any, lows: Any, closes: Any, watched: str, leverage: float, day: int) -> tuple[float, ...]:
    """Weeks, stopped, closed, beyond, mean, worst, mean of the worst twentieth."""
    count, hours = lows.shape
    never = np.full(count, hours)

    def first(hit: Any) -> Any:
        return np.where(hit.any(axis=1), hit.argmax(axis=1), hours)

    if watched == "venue":
        stop, fill = first(lows <= -STOP), np.minimum((1 - STOP) * (1 - SLIP) - 1, opens)
    elif watched == "day":
        midnight = np.arange(1, hours + 1) % day == 0
        stop, fill = first((closes <= -STOP) & midnight), closes
    else:
        stop, fill = never, closes
    wall, posted = never, 0.0
    if leverage:
        posted = 1.0 / leverage
        distance = float(liquidation_distance(leverage, MAINTENANCE))
        wall = first(lows <= -distance)
        # Within one hour the higher price is met first; who looks at midnights comes after the hour.
        before = (stop < wall) | ((stop == wall) & (distance > STOP) & (watched == "venue"))
    else:
        before = np.ones(count, bool)
    stopped, closed = before & (stop < hours), ~before & (wall < hours)
    result = closes[:, -1].copy()
    result[stopped] = fill[np.flatnonzero(stopped), stop[stopped]]
    result[closed] = -posted
    planned = 1 - (1 - STOP) * (1 - SLIP)
    tail = np.sort(result)[: max(int(0.05 * count + 1e-9), 1)].mean()
    beyond = result < -planned - 1e-12
    return count, stopped.mean(), closed.mean(), beyond.mean(), result.mean(), result.min(), tail


def plan_tables(
    traded: Mapping[str, Candles], marks: Mapping[str, Candles], *, source: str, made: str
) -> list[FactTable]:
    """All tables of this module, from hourly candles by symbol."""
    bars = next(iter(marks.values()))
    return [
        hours_table(
            traded,
            name="bad_hours",
            source=source,
            made=made,
            span=f"{BAD_DAYS[0]} 00:00:00 UTC to {BAD_DAYS[-1]} 23:00:00 UTC",
        ),
        plan_weeks_table(
            marks, name="plan_weeks", source=source, made=made, span=f"{when(bars.time[0])} to {when(bars.time[-1])}"
        ),
    ]
