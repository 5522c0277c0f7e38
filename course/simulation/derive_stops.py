"""Tables about stops on real hours, from candles: part of what ``rules.json`` holds.

Every hour is an entry, so windows overlap: shares are fair, and less certain than their number suggests. A candle says how low,
not when: a stop that the venue watches fills between its level and the low of the candle that reaches it; who looks at the end
of an hour fills at its close.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from course.margin import covering, liquidation_distance
from course.simulation.data import Candles
from course.simulation.exported_tables import seconds, when
from course.simulation.fact_tables import FactTable, rows_of
from course.simulation.rows import Floats
from course.validation import ArgumentError, within

STOPS = (0.02, 0.03, 0.05, 0.08, 0.1)
DAYS = 7
#: Name of who watches → hours between two looks; the venue's 0 is a fill at the low of the candle, the worst there can be.
WATCHED = {"venue": 0, "hour": 1, "4 hours": 4, "day": 24}
BEYOND = (0.0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1)
#: Days that are remembered, UTC.
CRASHES = ("2020-03-12", "2021-05-19", "2022-11-09", "2024-08-05", "2025-10-10")
MAINTENANCE = 0.03
#: Windows that are looked at together.
_TOGETHER = 4_096


@dataclass(frozen=True)
class Fills:
    """What became of a stop in every window; fractions of the entry price.

    Attributes:
        hit: whether it was set off, shape (windows,).
        at: at which candle of the window, −1 if not.
        fill: change of price from the entry to the fill, NaN if not.
        end: change of price from the entry to the end of the window.
    """

    hit: np.ndarray[Any, Any]
    at: np.ndarray[Any, Any]
    fill: Floats
    end: Floats

    def result(self) -> Floats:
        """Of every window with the stop."""
        return np.where(self.hit, self.fill, self.end)


def stop_fills(bars: Candles, stop: float, hours: float, every: float = 0.0) -> Fills:
    """A long opened at every candle's open, with a stop ``stop`` below it, for so many hours.

    With ``every`` 0 the venue watches: the first candle whose low reaches the level sets it off, and it is filled at that low,
    which is the worst that can have been. Else somebody looks so many hours after the entry, again after as many, and so on,
    and sells at the close of the first such candle that has closed at the level or below.

    Args:
        bars: candles of a length that divides the hour.
        stop: fraction of the entry price, above 0 to below 1.
        hours: how long, at least one.
        every: hours between two looks.
    """
    within("stop", stop, 0.0, 1.0, open_low=True, open_high=True)
    if 3_600 % bars.step:
        raise ArgumentError("bars", f"candles of {bars.step:,} s", "candles of a length that divides the hour")
    a_look = 3_600 // bars.step
    length, look = round(within("hours", hours, 1) * a_look), round(within("every", every, 0) * a_look)
    if len(bars) < length:
        raise ArgumentError("hours", hours, f"a window that fits into {bars!r}")
    count = len(bars) - length + 1
    entry = bars.open[:count]
    seen = bars.close if look else bars.low
    windows = sliding_window_view(seen, length)[:count]
    offsets = np.arange(length) if not look else np.arange(look - 1, length, look)
    at = np.full(count, -1)
    for first in range(0, count, _TOGETHER):
        part = slice(first, first + _TOGETHER)
        below = windows[part][:, offsets] <= (entry[part] * (1.0 - stop))[:, np.newaxis]
        at[part] = np.where(below.any(axis=1), offsets[below.argmax(axis=1)], -1)
    hit = at >= 0
    fill = np.where(hit, seen[np.arange(count) + np.maximum(at, 0)] / entry - 1.0, np.nan)
    return Fills(hit, at, fill, bars.close[length - 1 :] / entry - 1.0)


def fills_table(traded: Mapping[str, Candles], **about: Any) -> FactTable:
    """Stops for a week: how many were set off, how far beyond the level they were filled, what became of the price.

    ``over_X``: of those set off, filled more than X per cent of the entry beyond the stop; ``typical`` the median of that and
    ``worst`` the largest, ``worst_at`` its candle; ``back`` at the week's end the price stood above the stop, ``above`` above
    the entry; ``tail`` the worst twentieth of weeks with it and ``tail_none`` without, both at least that bad.
    """
    rows = []
    for symbol, bars in traded.items():
        for stop in STOPS:
            for name, every in WATCHED.items():
                found = stop_fills(bars, stop, 24 * DAYS, every)
                beyond = -stop - found.fill[found.hit]
                if not len(beyond):
                    raise ArgumentError("traded", symbol, f"a record in which a price falls {stop:.0%} within a week")
                worst = np.flatnonzero(found.hit)[int(np.argmax(beyond))]
                end = found.end[found.hit]
                rows.append(
                    (symbol, stop, name, len(found.hit), found.hit.mean(), *((beyond > x).mean() for x in BEYOND[1:]),
                     np.median(beyond), beyond.max(), when(bars.time[worst + found.at[worst]])[:16],
                     (end > -stop).mean(), (end > 0).mean(), covering(found.result(), 0.05), covering(found.end, 0.05))
                )  # fmt: skip
    columns = (
        "symbol", "stop", "watched", "windows", "hit", *(f"over_{100 * x:g}" for x in BEYOND[1:]), "typical", "worst",
        "worst_at", "back", "above", "tail", "tail_none",
    )  # fmt: skip
    return FactTable(
        title="A long with a stop for a week from every hour: how often it was set off, how far beyond it was filled, fractions",
        by="derive_stops.fills_table", columns=columns, rows=rows_of(rows), **about,
    )  # fmt: skip


def crash_table(traded: Mapping[str, Candles], **about: Any) -> FactTable:
    """Known days: a long from midnight (UTC), the first candle that reached its stop, and the low and close of it.

    ``deepest`` is the lowest of the day. Days that a record does not have, and stops that were not reached, are left out.
    """
    rows = []
    for symbol, bars in traded.items():
        for day in CRASHES:
            begin = seconds(day)
            at = np.flatnonzero((bars.time >= begin) & (bars.time < begin + 86_400))
            if len(at) * bars.step != 86_400:
                continue
            entry, deepest = bars.open[at[0]], bars.low[at].min()
            for stop in STOPS:
                reached = np.flatnonzero(bars.low[at] <= entry * (1.0 - stop))
                if len(reached):
                    i = at[reached[0]]
                    low, close = bars.low[i] / entry - 1.0, bars.close[i] / entry - 1.0
                    rows.append((symbol, stop, day, when(bars.time[i])[11:16], low, close, deepest / entry - 1.0))
    return FactTable(
        title="Known days: the hour that reached a stop below the midnight's price, its low and close, changes from midnight",
        by="derive_stops.crash_table", columns=("symbol", "stop", "day", "hour", "low", "close", "deepest"),
        rows=rows_of(rows), **about,
    )  # fmt: skip


def gap_table(traded: Mapping[str, Candles], **about: Any) -> FactTable:
    """How far below the last close a candle opened at worst, and how many by more than a thousandth either way."""
    rows = []
    for symbol, bars in traded.items():
        gaps = bars.open[1:] / bars.close[:-1] - 1.0
        worst = int(np.argmin(gaps))
        rows.append(
            (symbol, len(gaps), -gaps[worst], when(bars.time[worst + 1])[:16], int((np.abs(gaps) > 0.001).sum()))
        )
    return FactTable(
        title="Opens of hourly candles against the close before: the worst fall, fraction, and how many differ by over 0.1 %",
        by="derive_stops.gap_table", columns=("symbol", "opens", "worst", "worst_at", "over"), rows=rows_of(rows), **about,
    )  # fmt: skip


def wick_table(traded: Mapping[str, Candles], marks: Mapping[str, Candles], **about: Any) -> FactTable:
    """Hours in which one price fell so far below its open and the other did not; candles that both records have."""
    rows = []
    for symbol, bars in traded.items():
        mark = marks[symbol]
        _, i, j = np.intersect1d(bars.time, mark.time, return_indices=True)
        last, judged = 1.0 - bars.low[i] / bars.open[i], 1.0 - mark.low[j] / mark.open[j]
        for fall in (0.03, 0.05, 0.1):
            a, b = last >= fall, judged >= fall
            rows.append((symbol, fall, len(i), int(a.sum()), int((a & ~b).sum()), int((b & ~a).sum())))
    return FactTable(
        title="Hours in which the last price or the mark fell so far below its open, and those in which only one did",
        by="derive_stops.wick_table", columns=("symbol", "fall", "hours", "last", "only_last", "only_mark"),
        rows=rows_of(rows), **about,
    )  # fmt: skip


def given_back_table(marks: Mapping[str, Candles], days: int = 30, every: int = 6, **about: Any) -> FactTable:
    """Months in which the price was up by so much, and what it then gave back within the same month.

    A month of 30 days from every sixth candle. ``up``: the high reached the rise; of those, from a later candle on: ``closed``
    the low reached the wall of a long bought back to that leverage at the rise (maintenance 3 %), ``entry`` the first price.
    """
    rows = []
    for symbol, bars in marks.items():
        length = days * 86_400 // bars.step
        if len(bars) < length:
            raise ArgumentError("days", days, f"a window that fits into {bars!r}")
        at = np.arange(0, len(bars) - length + 1, every)
        entry = bars.open[at]
        highs, lows = (sliding_window_view(x, length)[at] for x in (bars.high, bars.low))
        for rise in (0.05, 0.1, 0.2):
            reached = highs >= (entry * (1.0 + rise))[:, np.newaxis]
            up = reached.any(axis=1)
            later = np.arange(length) > reached.argmax(axis=1)[:, np.newaxis]
            lowest = np.where(later, lows, np.inf).min(axis=1)[up] / entry[up]
            for leverage in (5.0, 10.0):
                wall = (1.0 + rise) * (1.0 - liquidation_distance(leverage, MAINTENANCE))
                rows.append(
                    (symbol, rise, leverage, len(at), up.mean(), (lowest <= wall).mean(), (lowest <= 1.0).mean())
                )
    return FactTable(
        title="Months that were up so far; of those, shares that then closed a long bought back there, or were at the entry",
        by="derive_stops.given_back_table", columns=("symbol", "rise", "leverage", "months", "up", "closed", "entry"),
        rows=rows_of(rows), **about,
    )  # fmt: skip
