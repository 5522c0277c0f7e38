"""Windows of a record: its weeks as paths that all start at one price, its days as returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.simulation.data import Candles
from course.simulation.exported_tables import when
from course.simulation.paths import Paths
from course.simulation.rows import Floats
from course.simulation.windows import DAY, starts
from course.validation import ArgumentError, one_of, within


def weeks(candles: Mapping[str, Candles], *, extremes: Mapping[str, str] | None = None) -> Paths:
    """Every whole week, Monday 00:00 UTC to the next, as a path; each market starts at 100.

    The first row is the open of the week, then every close. With ``extremes`` each close has the worst price of its candle
    before it, the low for a long, the high for a short: markets do their worst at the same moment then, which is a bound.

    Args:
        candles: by symbol, of one step that divides a day; times that they do not all have are left out.
        extremes: ``"long"`` or ``"short"`` by symbol.

    Returns:
        Paths, one a week; times in seconds from Monday. See :func:`week_starts` for which weeks.
    """
    mondays, places, step = _whole_weeks(candles)
    count = 7 * DAY // step
    rows = []
    for symbol, place in zip(candles, places, strict=True):
        bars = candles[symbol]
        at = place[:, np.newaxis] + np.arange(count)
        closes, first = bars.close[at], bars.open[place][:, np.newaxis]
        if extremes is not None:
            side = one_of("extremes", extremes.get(symbol), ("long", "short"))
            worst = (bars.low if side == "long" else bars.high)[at]
            closes = np.stack([worst, closes], axis=2).reshape(len(mondays), -1)
        rows.append((np.concatenate([first, closes], axis=1) / first * 100.0).T)
    times = step * np.arange(1, count + 1, dtype=float)
    if extremes is not None:
        times = np.stack([times - step / 2, times], axis=1).ravel()
    return Paths(tuple(candles), np.concatenate([[0.0], times]), np.stack(rows, axis=1))


def week_starts(candles: Mapping[str, Candles]) -> np.ndarray[Any, Any]:
    """Mondays 00:00 of the weeks of :func:`weeks`, UTC seconds since 1970."""
    return _whole_weeks(candles)[0]


def _whole_weeks(candles: Mapping[str, Candles]) -> tuple[np.ndarray[Any, Any], list[np.ndarray[Any, Any]], int]:
    if not candles:
        raise ArgumentError("candles", {}, "at least one market")
    step = next(iter(candles.values())).step
    if any(bars.step != step for bars in candles.values()):
        raise ArgumentError("candles", [b.step for b in candles.values()], "candles of one step")
    common: np.ndarray[Any, Any] | None = None
    for bars in candles.values():
        mine = bars.time[starts(bars, 7, 7)]
        common = mine if common is None else np.intersect1d(common, mine)
    if common is None or not len(common):
        raise ArgumentError("candles", list(candles), "at least one whole week from Monday 00:00 UTC that all share")
    return common, [np.searchsorted(bars.time, common) for bars in candles.values()], step


def daily_returns(bars: Candles) -> tuple[np.ndarray[Any, Any], Floats]:
    """Days (UTC midnight at which each ends) and simple returns from one midnight to the next.

    The price at a midnight is the close of the candle that ends there.

    Args:
        bars: candles of a step that divides a day, of two midnights at least.
    """
    if DAY % bars.step:
        raise ArgumentError("bars", bars.step, "candles of a step that divides a day")
    ends = bars.time + bars.step
    at = np.flatnonzero(ends % DAY == 0)
    if len(at) < 2:
        raise ArgumentError("bars", repr(bars), "at least two midnights")
    gaps = np.diff(ends[at]) != DAY
    if gaps.any():
        raise ArgumentError("bars", when(ends[at][np.argmax(gaps)]), "every midnight; a day is missing after this one")
    return ends[at][1:], np.asarray(bars.close[at][1:] / bars.close[at][:-1] - 1.0)


def trailing_volatility(bars: Candles, at: np.ndarray[Any, Any], hours: float = 168.0) -> Floats:
    """Volatility per √year of the log returns in the hours before each moment: ``sd · √(candles a year)``.

    Args:
        bars: candles.
        at: moments, UTC seconds, each with that many hours of candles before it.
        hours: how far back.
    """
    count = round(within("hours", hours, 2 * bars.step / 3_600) * 3_600 / bars.step)
    # The candle that ends at the moment is the last one seen.
    last = np.searchsorted(bars.time + bars.step, np.atleast_1d(at))
    if np.any(last < count) or np.any(last >= len(bars)) or np.any(bars.time[last] + bars.step != at):
        raise ArgumentError(
            "at", when(int(np.min(at))), f"moments at the end of a candle, with {hours:g} h before them"
        )
    logs = np.log(bars.close)
    steps = np.diff(logs)
    found = [steps[i - count : i].std() for i in last]
    return np.asarray(np.array(found) * np.sqrt(365 * DAY / bars.step))
