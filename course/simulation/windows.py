"""Many windows cut out of one record: every week from its Monday, every month from each of its days.

A window starts with a candle opened at 00:00 UTC and lasts whole days. Moves are measured from its first opening price with
the candles' extremes, so nothing that happened inside a candle is missed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin.leverage import Side, sign
from course.simulation.data import Candles
from course.simulation.rows import Floats
from course.validation import ArgumentError, within

DAY = 86_400
#: 1970-01-01 was a Thursday: the first Monday is day 4.
_MONDAY = 4


def starts(candles: Candles, days: int, every: int = 1) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Indices of the candles that open a window of ``days`` which lies within the record, shape (windows,).

    Args:
        candles: of a length that divides the day.
        days: length of a window, a whole number, at least 1.
        every: days between starts: 1 gives overlapping windows, 7 the Mondays, else a multiple of days since a Monday.

    Raises:
        ArgumentError: if candles do not divide the day, or no window fits.
    """
    if DAY % candles.step:
        raise ArgumentError("candles", f"candles of {candles.step:,} s", "candles of a length that divides the day")
    for name, value in (("days", days), ("every", every)):
        if within(name, value, 1) != int(value):
            raise ArgumentError(name, value, "a whole number of days")
    day = candles.time // DAY - _MONDAY
    opens = (candles.time % DAY == 0) & (day % every == 0)
    found = np.flatnonzero(opens)
    found = found[found + days * (DAY // candles.step) <= len(candles)]
    if not len(found):
        raise ArgumentError("days", days, f"a window that fits into {candles!r}")
    return found


def adverse_moves(candles: Candles, side: Side, days: int, every: int = 1) -> Floats:
    """How far the price went against a side within each window, as a fraction of its opening price; shape (windows,).

    ``max(0, s·(open − extreme)/open)`` with the lowest low against a long, the highest high against a short.
    """
    s, at = sign(side), starts(candles, days, every)
    extremes = candles.low if s > 0 else candles.high
    length = days * (DAY // candles.step)
    seen = np.lib.stride_tricks.sliding_window_view(extremes, length)[at]
    worst = seen.min(axis=1) if s > 0 else seen.max(axis=1)
    return np.asarray(np.maximum(s * (1.0 - worst / candles.open[at]), 0.0))


def results(candles: Candles, days: int, every: int = 1) -> Floats:
    """Change of price over each window, ``last close / first open − 1``, shape (windows,)."""
    at = starts(candles, days, every)
    return np.asarray(candles.close[at + days * (DAY // candles.step) - 1] / candles.open[at] - 1.0)
