"""Tables about late prices and silent venues, from candles: what ``feeds.json`` holds.

A reader with other files gives candles of their own, read by :func:`course.simulation.data.candles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.margin import liquidation_distance
from course.simulation.data import Candles
from course.simulation.exported_tables import when
from course.simulation.fact_tables import FactTable, rows_of
from course.simulation.feeds import delayed, look_ahead, published
from course.validation import ArgumentError

#: What a venue requires where nothing else is said: BTC on dYdX.
MAINTENANCE = 0.012
DEVIATIONS = (0.001, 0.0025, 0.005, 0.01, 0.02)
#: Heartbeats in minutes: an hour, a day.
HEARTBEATS = (60, 1_440)
#: Minutes from a price to where it is seen.
DELAYS = (0, 1, 2, 5)
FEES = (0.0, 0.0005, 0.001, 0.0025, 0.005)
#: A gap is taken when it is so much larger than both fees.
BEYOND_FEES = 0.001
FILLS = {"seen": False, "next": True}
HOURS = (1, 2, 4, 8, 24)
LEVERAGES = (2, 3, 5, 10, 20, 40)
#: An hour is wild when its range, over its opening price, is larger than this.
WILD = 0.03
MOVES = (
    0.0025,
    0.005,
    0.0075,
    *(round(0.01 * i, 2) for i in range(1, 11)),
    0.125,
    0.15,
    0.175,
    0.2,
    0.25,
    0.3,
    0.4,
    0.5,
)
MINUTE, HOUR = 60, 3_600


def _span(bars: Candles) -> str:
    return f"{when(bars.time[0])} to {when(bars.time[-1])}"


def _of_step(name: str, bars: Candles, step: int) -> Candles:
    if bars.step != step:
        raise ArgumentError(name, repr(bars), f"candles of {step:,} s")
    return bars


def speed_table(records: Mapping[str, Candles], **about: Any) -> FactTable:
    """The candle of each record whose low lies furthest below its open."""
    rows = []
    for name, bars in records.items():
        falls = 1 - bars.low / bars.open
        worst = int(np.argmax(falls))
        rows.append((name, bars.step, falls[worst], when(bars.time[worst])[:16], _span(bars)))
    return FactTable(
        title="The worst fall within one candle, low against open (a fraction)", by="derive_feeds.speed_table",
        columns=("which", "seconds", "fall", "when", "record"), rows=rows_of(rows), **about,
    )  # fmt: skip


def feed_table(minutes: Candles, **about: Any) -> FactTable:
    """What a push feed shows of one-minute closes: publications a day, age and error, by deviation, heartbeat and delay."""
    close = _of_step("minutes", minutes, MINUTE).close
    steps, days = np.arange(len(close)), len(close) * MINUTE / 86_400
    rows = []
    for deviation in DEVIATIONS:
        for heartbeat in HEARTBEATS:
            at = published(close, deviation, heartbeat)
            for delay in DELAYS:
                seen = at[np.maximum(steps - delay, 0)]
                age, error = steps - seen, np.abs(close[seen] / close - 1)
                updates = (len(np.unique(at)) - 1) / days
                rows.append((deviation, heartbeat, delay, updates, age.mean(), age.max(), error.mean(), error.max()))
    columns = (
        "deviation", "heartbeat", "delay", "updates_a_day", "mean_age", "oldest", "mean_error", "largest_error",
    )  # fmt: skip
    return FactTable(
        title="A push feed beside one-minute closes: minutes of age, errors as fractions of the true price",
        by="derive_feeds.feed_table", columns=columns, rows=rows_of(rows), **about,
    )  # fmt: skip


def look_table(minutes: Candles, **about: Any) -> FactTable:
    """What somebody makes who takes the stale side of a push feed with an hour's heartbeat, by deviation, delay, fee and fill."""
    close = _of_step("minutes", minutes, MINUTE).close
    rows: list[tuple[Any, ...]] = []
    for deviation in DEVIATIONS:
        at = published(close, deviation, HEARTBEATS[0])
        for delay in DELAYS:
            seen = delayed(close[at], delay)
            for fee in FEES:
                for fill, two in FILLS.items():
                    made = look_ahead(close, seen, fee, 2 * fee + BEYOND_FEES, two).made
                    total, won = (float(made.sum()), int((made > 0).sum())) if len(made) else (0.0, 0)
                    rows.append((deviation, delay, fee, fill, len(made), total, won))
    return FactTable(
        title="Trades against a late price in the record, sum of their results after fees (of notional), and how many won",
        by="derive_feeds.look_table", columns=("deviation", "delay", "fee", "fill", "trades", "total", "won"),
        rows=rows_of(rows), **about,
    )  # fmt: skip


def _halts(bars: Candles, hours: int, wild: bool) -> Any:
    """Change of the price over every stretch of so many hours, from one opening price to another."""
    opens = _of_step("traded", bars, HOUR).open
    if len(opens) <= hours + 1:
        raise ArgumentError("traded", repr(bars), f"more than {hours + 1} hours")
    begin = np.arange(1, len(opens) - hours)  # the hour before is known
    if wild:
        begin = begin[((bars.high - bars.low) / bars.open)[begin - 1] > WILD]
    return opens[begin + hours] / opens[begin] - 1


def halt_table(hourly: Mapping[str, Candles], **about: Any) -> FactTable:
    """How many of all silences found a fresh position beyond its liquidation price, and beyond bankruptcy, on return."""
    rows = []
    for symbol, bars in hourly.items():
        for hours in HOURS:
            for start in ("any", "wild"):
                moves = _halts(bars, hours, start == "wild")
                for side, s in (("long", 1), ("short", -1)):
                    for leverage in LEVERAGES:
                        wall = liquidation_distance(leverage, MAINTENANCE, side)
                        past, broke = (int((-s * moves > x).sum()) for x in (wall, 1 / leverage))
                        rows.append((symbol, hours, start, side, leverage, len(moves), past, broke))
    return FactTable(
        title=f"Silences that found a position at maintenance {MAINTENANCE} liquidated, or bankrupt, on return (counts)",
        by="derive_feeds.halt_table", rows=rows_of(rows, 9), **about,
        columns=("symbol", "hours", "start", "side", "leverage", "silences", "past", "bankrupt"),
    )  # fmt: skip


def tail_table(hourly: Mapping[str, Candles], **about: Any) -> FactTable:
    """How many silences ended at least so far down, and so far up; and the furthest of both."""
    rows: list[tuple[Any, ...]] = []
    for symbol, bars in hourly.items():
        for hours in HOURS:
            for start in ("any", "wild"):
                moves = _halts(bars, hours, start == "wild")
                rows += [(symbol, hours, start, x, int((moves <= -x).sum()), int((moves >= x).sum())) for x in MOVES]
    return FactTable(
        title="Silences that ended at least so far below, and above, the price before (counts)", by="derive_feeds.tail_table",
        columns=("symbol", "hours", "start", "move", "down", "up"), rows=rows_of(rows, 9), **about,
    )  # fmt: skip


def extreme_table(hourly: Mapping[str, Candles], **about: Any) -> FactTable:
    """The worst and the best return from a silence, and when it began."""
    rows: list[tuple[Any, ...]] = []
    for symbol, bars in hourly.items():
        for hours in HOURS:
            moves = _halts(bars, hours, False)
            for which, at in (("lowest", int(np.argmin(moves))), ("highest", int(np.argmax(moves)))):
                rows.append((symbol, hours, which, moves[at], when(bars.time[at + 1])[:16]))
    return FactTable(
        title="The furthest that a price had moved on return from a silence (fractions)", by="derive_feeds.extreme_table",
        columns=("symbol", "hours", "which", "move", "when"), rows=rows_of(rows), **about,
    )  # fmt: skip


def silence_table(quarters: Mapping[str, Candles], silence: tuple[str, str], **about: Any) -> FactTable:
    """What the price did elsewhere during one silence: lowest, highest and at its end, against its open."""
    rows = []
    for symbol, bars in quarters.items():
        held = bars.window(*silence)
        first = held.open[0]
        rows.append((symbol, held.low.min() / first - 1, held.high.max() / first - 1, held.close[-1] / first - 1))
    return FactTable(
        title="The price elsewhere during a silence, against its start (fractions)", by="derive_feeds.silence_table",
        columns=("symbol", "lowest", "highest", "end"), rows=rows_of(rows), **about,
    )  # fmt: skip


def feed_tables(
    minutes: Mapping[str, Candles],
    quarters: Mapping[str, Candles],
    hourly: Mapping[str, Candles],
    whole: Mapping[str, Candles],
    silence: tuple[str, str],
    **about: str,
) -> list[FactTable]:
    """All tables of ``feeds.json``.

    Args:
        minutes: one-minute candles of one market, by symbol.
        quarters: of a quarter of an hour, by symbol; the first for the speeds, all for one silence.
        hourly: the hours of which silences are made, by symbol.
        whole: the record of the first market for the worst hour.
        silence: from when to when a venue was silent, UTC.
        about: source and made.
    """
    for name, records in (("minutes", minutes), ("quarters", quarters), ("traded", hourly)):
        if not records:
            raise ArgumentError(name, [], "at least one market")
    one, quarter, hour = (next(iter(x.values())) for x in (minutes, quarters, whole))
    speeds = {"hour": _of_step("traded", hour, HOUR), "quarter": _of_step("quarters", quarter, 900), "minute": one}
    spans = {"hours": _span(next(iter(hourly.values()))), "minutes": _span(one)}
    return [
        speed_table(speeds, name="speeds", span=_span(hour), **about),
        feed_table(one, name="feed", span=spans["minutes"], **about),
        look_table(one, name="looks", span=spans["minutes"], **about),
        halt_table(hourly, name="halts", span=spans["hours"], **about),
        tail_table(hourly, name="halt_tails", span=spans["hours"], **about),
        extreme_table(hourly, name="halt_extremes", span=spans["hours"], **about),
        silence_table(quarters, silence, name="silence", span=" to ".join(silence), **about),
    ]
