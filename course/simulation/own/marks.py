"""The marks on which a history is replayed: candles in a stated order, or a reconstructed crash; and both with larger moves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from course.simulation.data import Candles
from course.simulation.events import event
from course.simulation.exported_tables import when
from course.simulation.paths import Paths
from course.simulation.waypoints import QUARTERS
from course.texts import say
from course.validation import ArgumentError, within

#: Seed of the reconstructions; the same for everybody.
SEED = 20251010


def marks_of(candles: Mapping[str, Candles]) -> Paths:
    """Candles as marks: open, low, high, close where a candle rises, open, high, low, close where it falls.

    A candle does not say in which order it saw its extremes. Several markets are cut to the times that all of them have.

    Raises:
        ArgumentError: for candles of different lengths, or without a common time.
    """
    if not candles:
        raise ArgumentError("candles", "none", "candles of at least one market")
    symbols = tuple(candles)
    step = candles[symbols[0]].step
    times = candles[symbols[0]].time
    for symbol in symbols[1:]:
        if candles[symbol].step != step:
            raise ArgumentError(
                "candles",
                f"{symbol}: {candles[symbol].step:,} s",
                f"one length for all markets, as {symbols[0]} has: {step:,} s",
            )
        times = np.intersect1d(times, candles[symbol].time)
    if not len(times):
        raise ArgumentError("candles", ", ".join(symbols), "candles with times in common")
    prices = np.empty((4 * len(times), len(symbols), 1))
    for a, symbol in enumerate(symbols):
        bars = candles[symbol]
        at = np.searchsorted(bars.time, times)
        rising = bars.close[at] >= bars.open[at]
        first = np.where(rising, bars.low[at], bars.high[at])
        second = np.where(rising, bars.high[at], bars.low[at])
        prices[:, a, 0] = np.stack([bars.open[at], first, second, bars.close[at]], axis=1).ravel()
    return Paths(symbols, (times[:, np.newaxis] + step * QUARTERS).ravel(), prices)


def reconstruction(name: str, seed: int = SEED) -> Paths:
    """Marks of one of the embedded crashes (:mod:`course.simulation.events`): a reconstruction, not a recording."""
    return event(name).paths(np.random.default_rng(seed))


def with_moves(marks: Paths, scale: float) -> Paths:
    """Every move since the first mark ``scale`` times as large: ``p₀ · (p / p₀)^scale``."""
    within("scale", scale, 0.0, 10.0)
    return (
        marks
        if scale == 1
        else Paths(marks.symbols, marks.times, marks.prices[:1] * (marks.prices / marks.prices[:1]) ** scale)
    )


def span(marks: Paths) -> str:
    """From when to when, as people read it."""
    return say("{when} to {when_2}", when=when(marks.times[0]), when_2=when(marks.times[-1]))
