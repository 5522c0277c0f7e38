"""Paths through known points: Brownian bridges between waypoints, and candles played in the order that hurts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course.margin import Portfolio
from course.simulation.paths import SECONDS_PER_YEAR, Paths, correlate, correlation_factor, per_market
from course.validation import ArgumentError, one_of, positive, within

if TYPE_CHECKING:
    from course.simulation.data import Candles

Waypoints = Sequence[tuple[float, float]]


def bridge(
    rng: np.random.Generator,
    waypoints: Mapping[str, Waypoints],
    *,
    step: float,
    volatility: float | Mapping[str, float] = 0.8,
    correlation: Any = 0.0,
    paths: int = 1,
) -> Paths:
    """Random paths that pass exactly through given points.

    Between two waypoints the log price is a Brownian bridge: ``W_t − (t/T)·W_T`` added to the straight line. With
    ``volatility=0`` it is that line. Every waypoint's time must be a multiple of ``step`` from the first.

    Args:
        rng: source of randomness.
        waypoints: by symbol, pairs (seconds, price in USD) with rising times; all start and end together.
        step: seconds between points of the path.
        volatility: per √year, one number or by symbol.
        correlation: of the noise between markets.
        paths: how many.
    """
    symbols = tuple(waypoints)
    step = positive("step", step)
    tables = [np.asarray(waypoints[s], float) for s in symbols]
    for table in tables:
        if table.ndim != 2 or table.shape[1] != 2 or len(table) < 2:
            raise ArgumentError("waypoints", table.tolist(), "at least two pairs (seconds, price)")
        positive("waypoints", table[:, 1])
    first, last = tables[0][0, 0], tables[0][-1, 0]
    steps = round((last - first) / step)
    within("paths", paths, 1)
    noise = rng.standard_normal((steps, len(symbols), paths))
    correlate(noise, correlation_factor("correlation", correlation, len(symbols)))
    noise *= per_market("volatility", volatility, symbols) * np.sqrt(step / SECONDS_PER_YEAR)
    prices = np.empty((steps + 1, len(symbols), paths))
    for a, table in enumerate(tables):
        at = (table[:, 0] - first) / step
        index = np.rint(at).astype(int)
        if table[0, 0] != first or table[-1, 0] != last or np.abs(at - index).max() > 1e-9:
            raise ArgumentError(
                "waypoints", table[:, 0].tolist(), f"times from {first:g} to {last:g} in steps of {step:g} s"
            )
        if np.any(np.diff(index) < 1):
            raise ArgumentError("waypoints", table[:, 0].tolist(), "rising times, a step or more apart")
        for i, j, p, q in zip(index, index[1:], table[:, 1], table[1:, 1], strict=False):
            walk = np.cumsum(noise[i:j, a], axis=0)
            share = np.arange(1, j - i + 1)[:, np.newaxis] / (j - i)
            prices[i + 1 : j + 1, a] = p * np.exp(walk - share * walk[-1] + share * np.log(q / p))
            prices[j, a] = q  # exactly, not to rounding
        prices[0, a] = table[0, 1]
    return Paths(symbols, first + step * np.arange(steps + 1), prices)


#: Where in its interval each of a candle's four prices is placed, as a share of the step.
QUARTERS = np.array([0.0, 1 / 3, 2 / 3, 1.0 - 1e-3])


def adverse_path(candles: Mapping[str, Candles], against: Portfolio | Mapping[str, str | int]) -> Paths:
    """Candles as a path, each played in the order that hurts: open, adverse extreme, other extreme, close.

    A candle says how far the price went, not in which order. For a long the low comes first, for a short the high: if a
    position survives this order it survived whatever really happened inside the candle (one market; for several at once it
    lets every market do its worst at the same moment, which is a bound, not what happened).

    Args:
        candles: by symbol; all with the same times.
        against: a portfolio (its net size in each market decides), or ``"long"``/``"short"`` by symbol.
    """
    symbols = tuple(candles)
    times = candles[symbols[0]].time
    prices = np.empty((4 * len(times), len(symbols), 1))
    for a, symbol in enumerate(symbols):
        bars = candles[symbol]
        if not np.array_equal(bars.time, times):
            raise ArgumentError("candles", symbol, f"the same open times as {symbols[0]}; align them first")
        low_first = _side(symbol, against) == "long"
        extremes = (bars.low, bars.high) if low_first else (bars.high, bars.low)
        prices[:, a, 0] = np.stack([bars.open, *extremes, bars.close], axis=1).ravel()
    step = candles[symbols[0]].step
    return Paths(symbols, (times[:, np.newaxis] + step * QUARTERS).ravel(), prices)


def _side(symbol: str, against: Portfolio | Mapping[str, str | int]) -> str:
    if isinstance(against, Portfolio):
        net = sum(p.size for pool in against.pools.values() for p in pool.positions if p.symbol == symbol)
        return "long" if net >= 0 else "short"
    if symbol not in against:
        raise ArgumentError("against", dict(against), f'"long" or "short" for {symbol!r}')
    side = against[symbol]
    one_of("against", side, ("long", "short"))
    return str(side)
