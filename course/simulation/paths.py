"""Price paths: a container and the random models that fill it.

Every model draws from a ``numpy.random.Generator`` that is passed in, and from nothing else. ``drift`` is the expected
return per year of the *price*, so a drift of 0 is a fair game under every model (E[S_T] = S_0), and what differs between
models is the shape of the risk alone.

>>> model = GBM({"BTC": 60_000.0, "ETH": 3_000.0}, volatility={"BTC": 0.6, "ETH": 0.8}, correlation=0.84)
>>> model.draw(np.random.default_rng(7), days=7, steps=168, paths=1_000)
Paths(BTC, ETH: 1,000 paths × 168 steps of 3,600 s)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.correlation import correlation_matrix
from course.margin.funding import HOURS_PER_YEAR
from course.simulation.rows import Floats
from course.validation import ArgumentError, finite, positive, within

if TYPE_CHECKING:
    import pandas as pd

#: Numbers looked at together, which stay in a processor's cache; and how many sums of prices are kept with the paths.
_CELLS, _KEPT = 65_536, 16
#: Steps of a span: where nothing can happen at its worst prices, none of its steps is looked at by itself.
SPAN = 8
SECONDS_PER_YEAR = HOURS_PER_YEAR * 3600
#: What is held: pairs of a market's column and a size.
Held = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Paths:
    """Prices of several markets along many paths.

    Attributes:
        symbols: the markets.
        times: seconds from the start (or since 1970, UTC), rising, shape (steps + 1,).
        prices: USD, shape (steps + 1, markets, paths); the first row is the start.
    """

    symbols: tuple[str, ...]
    times: np.ndarray[Any, Any]
    prices: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "symbols", tuple(self.symbols))
        object.__setattr__(self, "times", np.asarray(finite("times", self.times)))
        prices = np.asarray(self.prices)
        if prices.ndim == 2:
            prices = prices[:, :, np.newaxis]
        object.__setattr__(self, "prices", prices)
        # Looked through once: whoever replays them asks for the same.
        if not (prices.dtype == float and prices.size and self.lowest.min() > 0.0 and self.highest.max() < np.inf):
            # which says what is wrong with them
            object.__setattr__(self, "prices", np.asarray(positive("prices", prices)))
        prices = self.prices
        expected = (len(self.times), len(self.symbols))
        if prices.ndim != 3 or prices.shape[:2] != expected:
            raise ArgumentError("prices", prices.shape, f"shape {expected} or (*{expected}, paths)")
        if len(self.times) > 1 and not np.all(np.diff(self.times) > 0):
            raise ArgumentError("times", self.times.tolist()[:5], "strictly rising seconds")

    def __repr__(self) -> str:
        steps = len(self.times) - 1
        step = f" of {self.times[1] - self.times[0]:,.0f} s" if steps else ""
        return f"Paths({', '.join(self.symbols)}: {self.paths:,} paths × {steps:,} steps{step})"

    @cached_property
    def spans(self) -> tuple[Floats, Floats]:
        """Lowest and highest prices of each :data:`SPAN` of steps, each of shape (spans, markets, paths)."""
        return by_span(np.minimum, self.prices), by_span(np.maximum, self.prices)

    @property
    def lowest(self) -> Floats:
        """Lowest price of each market on each path, shape (markets, paths)."""
        return np.asarray(self.spans[0].min(axis=0))

    @property
    def highest(self) -> Floats:
        """Highest price of each market on each path, shape (markets, paths)."""
        return np.asarray(self.spans[1].max(axis=0))

    @cached_property
    def _least(self) -> dict[Held, Floats]:
        return {}

    def least(self, held: Held) -> Floats:
        """:func:`least_sums` of these paths; kept."""
        if held not in self._least:
            if len(self._least) == _KEPT:
                self._least.clear()
            self._least[held] = least_sums(self.prices, held)
        return self._least[held]

    @property
    def paths(self) -> int:
        """How many."""
        return int(self.prices.shape[2])

    def __getitem__(self, symbol: str) -> Floats:
        """Prices of one market, shape (steps + 1, paths)."""
        if symbol not in self.symbols:
            raise ArgumentError("symbol", symbol, f"one of {list(self.symbols)}")
        return self.prices[:, self.symbols.index(symbol)]

    def pick(self, paths: slice | ArrayLike) -> Paths:
        """Some of the paths."""
        chosen = paths if isinstance(paths, slice) else np.atleast_1d(np.asarray(paths))
        return Paths(self.symbols, self.times, self.prices[:, :, chosen])

    def frame(self) -> pd.DataFrame:
        """Tidy: one row a (path, time, market) with columns path, time, symbol, price."""
        import pandas as pd

        steps, markets, paths = self.prices.shape
        return pd.DataFrame(
            {
                "path": np.tile(np.arange(paths), steps * markets),
                "time": np.repeat(self.times, markets * paths),
                "symbol": np.tile(np.repeat(self.symbols, paths), steps),
                "price": self.prices.ravel(),
            }
        )


def by_span(worst: np.ufunc, series: Floats) -> Floats:
    """The lowest (``np.minimum``) or highest (``np.maximum``) of each :data:`SPAN` of steps.

    Steps are the first axis; the last span has what is left of them.
    """
    whole = len(series) // SPAN
    found: Floats = worst.reduce(series[: whole * SPAN].reshape(whole, SPAN, *series.shape[1:]), axis=1)
    rest = series[whole * SPAN :]
    return np.concatenate([found, worst.reduce(rest, axis=0, keepdims=True)]) if len(rest) else found


def least_sums(prices: Floats, held: Held) -> Floats:
    """Lowest ``Σ size · price`` of each span of steps on each path, shape (spans, paths)."""
    sizes = np.zeros(prices.shape[1])
    for market, size in held:
        sizes[market] += size
    block = SPAN * max(1, _CELLS // (SPAN * prices.shape[2]))
    blocks = (prices[begin : begin + block] for begin in range(0, len(prices), block))
    return np.concatenate([by_span(np.minimum, sizes @ some) for some in blocks])


def per_market(name: str, value: Any, symbols: tuple[str, ...]) -> Floats:
    """One number for all markets, or a mapping by symbol, as a column (markets, 1)."""
    if isinstance(value, Mapping):
        missing = [s for s in symbols if s not in value]
        if missing:
            raise ArgumentError(name, dict(value), f"a value for {missing[0]!r} too")
        value = [value[s] for s in symbols]
    return np.broadcast_to(np.asarray(finite(name, value), float), (len(symbols),)).reshape(-1, 1)


def correlation_factor(name: str, correlation: Any, markets: int) -> Floats:
    """Lower-triangular factor of a correlation matrix; one number means the same between every pair."""
    values, vectors = np.linalg.eigh(correlation_matrix(name, correlation, markets))
    # QR of the symmetric root gives a triangular factor even where the matrix is singular (correlation 1).
    root = np.linalg.qr((vectors * np.sqrt(np.clip(values, 0.0, None))).T)[1].T
    return np.asarray(root * np.where(np.diag(root) < 0, -1.0, 1.0))


@dataclass(frozen=True)
class Model:
    """What every random model shares.

    Attributes:
        start: price of each market at the start, USD.
        volatility: per √year, a fraction (0.8 = 80 %): one number, or by symbol.
        correlation: of returns between markets: one number for every pair, or a matrix.
        drift: expected return of the price per year, a fraction: one number, or by symbol.
    """

    start: Mapping[str, float]
    volatility: float | Mapping[str, float] = 0.8
    correlation: Any = 0.0
    drift: float | Mapping[str, float] = 0.0
    symbols: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.start:
            raise ArgumentError("start", self.start, "a price for at least one market")
        object.__setattr__(self, "symbols", tuple(self.start))
        positive("start", list(self.start.values()))
        within("volatility", self._column("volatility"), 0.0)
        correlation_factor("correlation", self.correlation, len(self.symbols))

    def draw(self, rng: np.random.Generator, *, days: float, steps: int, paths: int = 1) -> Paths:
        """``paths`` independent paths of ``steps`` equal steps over ``days``."""
        within("steps", steps, 1)
        within("paths", paths, 1)
        dt = positive("days", days) / 365 / steps
        prices = np.empty((steps + 1, len(self.symbols), paths))
        returns = prices[1:]
        self._fill(returns, rng, dt)
        np.cumsum(returns, axis=0, out=returns)
        np.exp(returns, out=returns)
        prices[0] = per_market("start", self.start, self.symbols)
        returns *= prices[0]
        return Paths(self.symbols, np.linspace(0.0, days * 86_400, steps + 1), prices)

    def blocks(
        self, rng: np.random.Generator, *, days: float, steps: int, paths: int, block: int = 2_000
    ) -> Iterator[Paths]:
        """The same number of paths, a block at a time, so that memory does not grow with ``paths``."""
        for first in range(0, int(within("paths", paths, 1)), int(within("block", block, 1))):
            yield self.draw(rng, days=days, steps=steps, paths=min(block, paths - first))

    def _column(self, name: str) -> Floats:
        return per_market(name, getattr(self, name), self.symbols)

    def _fill(self, out: Floats, rng: np.random.Generator, dt: float) -> None:
        """Write log returns, shape (steps, markets, paths), into ``out``."""
        raise NotImplementedError


def correlate(noise: Floats, factor: Floats) -> Floats:
    """Apply a triangular factor across the markets axis, in place, the last market first."""
    for i in reversed(range(len(factor))):
        noise[:, i] *= factor[i, i]
        for j in range(i):
            if factor[i, j]:
                noise[:, i] += factor[i, j] * noise[:, j]
    return noise


@dataclass(frozen=True)
class GBM(Model):
    """Geometric Brownian motion: ``d ln S = (drift − σ²/2) dt + σ dW``. Exact at every step size."""

    def _fill(self, out: Floats, rng: np.random.Generator, dt: float) -> None:
        sigma = self._column("volatility")
        rng.standard_normal(out=out)
        correlate(out, correlation_factor("correlation", self.correlation, out.shape[1]))
        out *= sigma * np.sqrt(dt)
        out += (self._column("drift") - sigma**2 / 2) * dt
