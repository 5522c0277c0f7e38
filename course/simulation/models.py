"""Price models with the features that geometric Brownian motion lacks: jumps, changing volatility, stress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.simulation.paths import GBM, Model, correlate, correlation_factor
from course.simulation.rows import Floats
from course.validation import ArgumentError, finite, positive, within

__all__ = ["GARCH", "GBM", "Jumps", "StochasticVolatility", "Stress"]


@dataclass(frozen=True)
class Jumps(GBM):
    """Merton's jump diffusion; jumps strike all markets at once, each by its own draw.

    Attributes:
        per_year: expected number of jumps a year.
        mean: mean of the log jump (negative: crashes).
        spread: standard deviation of the log jump.
        common: correlation of the jump's size between markets.
    """

    per_year: float = 12.0
    mean: float = -0.05
    spread: float = 0.05
    common: float = 1.0

    def _fill(self, out: Floats, rng: np.random.Generator, dt: float) -> None:
        super()._fill(out, rng, dt)
        rate = within("per_year", self.per_year, 0.0) * dt
        spread = within("spread", self.spread, 0.0)
        # Jumps are rare: draw them only where they happen.
        counts = rng.poisson(rate, (out.shape[0], out.shape[2]))
        steps, paths = np.nonzero(counts)
        n = counts[steps, paths]
        size = rng.standard_normal((1, out.shape[1], len(n)))
        correlate(size, correlation_factor("common", self.common, out.shape[1]))
        for a in range(out.shape[1]):
            out[steps, a, paths] += n * self.mean + spread * np.sqrt(n) * size[0, a]
        # E[exp(jumps)] = exp(rate · (e^(mean + spread²/2) − 1)), taken back so that the game stays fair.
        out -= rate * np.expm1(self.mean + spread**2 / 2)


@dataclass(frozen=True)
class StochasticVolatility(Model):
    """Heston's model with one variance factor V common to all markets, E[V] = 1.

    ``d ln S_a = (drift − σ_a² V/2) dt + σ_a √V dW_a``, ``dV = reversion · (1 − V) dt + vol_of_vol · √V dZ``.
    Full-truncation Euler steps (Lord, Koekkoek and van Dijk 2010).

    Attributes:
        reversion: speed per year at which variance returns to its mean.
        vol_of_vol: per √year.
        leverage_effect: correlation ρ of variance with every market's return (negative: falls bring volatility). What
            markets share through it adds to their correlation: ρ² + (1 − ρ²) · ``correlation``.
    """

    reversion: float = 12.0
    vol_of_vol: float = 4.0
    leverage_effect: float = -0.3

    def _fill(self, out: Floats, rng: np.random.Generator, dt: float) -> None:
        reversion, xi = (positive("reversion", self.reversion), within("vol_of_vol", self.vol_of_vol, 0.0))
        rho = within("leverage_effect", self.leverage_effect, -1.0, 1.0)
        sigma, drift = self._column("volatility"), self._column("drift")
        steps, markets, paths = out.shape
        factor = correlation_factor("correlation", self.correlation, markets)
        variance = np.ones(paths)
        for step in range(steps):
            used = np.maximum(variance, 0.0)
            z = rng.standard_normal(paths)
            noise = correlate(rng.standard_normal((1, markets, paths)), factor)[0]
            noise = rho * z + np.sqrt(1 - rho**2) * noise
            out[step] = (drift - sigma**2 * used / 2) * dt + sigma * np.sqrt(used * dt) * noise
            variance += reversion * (1 - used) * dt + xi * np.sqrt(used * dt) * z


@dataclass(frozen=True)
class GARCH(Model):
    """GARCH(1, 1): each step's variance remembers the last shock, ``h' = (1 − α − β)·h̄ + α·r² + β·h``.

    h̄ is the market's volatility squared times the step. Volatility clusters and returns grow fat tails, though every
    single shock is normal.

    Attributes:
        alpha: weight of the last squared shock, ≥ 0.
        beta: weight of the last variance, ≥ 0; alpha + beta < 1.
    """

    alpha: float = 0.1
    beta: float = 0.85

    def _fill(self, out: Floats, rng: np.random.Generator, dt: float) -> None:
        alpha = within("alpha", self.alpha, 0.0, 1.0)
        beta = within("beta", self.beta, 0.0, 1.0 - alpha, open_high=True)
        drift, mean = self._column("drift") * dt, self._column("volatility") ** 2 * dt
        factor = correlation_factor("correlation", self.correlation, out.shape[1])
        h = np.broadcast_to(mean, out.shape[1:]).copy()
        for step in range(len(out)):
            noise = correlate(rng.standard_normal((1, *out.shape[1:])), factor)[0]
            shock = np.sqrt(h) * noise
            out[step] = drift - h / 2 + shock
            h = (1 - alpha - beta) * mean + alpha * shock**2 + beta * h


@dataclass(frozen=True)
class Stress(Model):
    """Two weathers: in stress volatility is a multiple of the calm one, and correlations and betas jump.

    A Markov chain common to all markets: stress arrives at ``per_year`` and lasts ``days_of_stress`` on average. The
    hedges that ``correlation`` promises are tested with ``stress_correlation`` and ``beta``.

    A market with a stressed beta moves by ``β × the first market's move + what is its own``, and its own is what ``multiple``
    and ``stress_correlation`` leave it. So its volatility and its correlations in stress *follow* (:meth:`in_stress`), and
    no choice of betas asks for a correlation matrix that is not possible.

    Attributes:
        stress_correlation: correlation between markets in stress (one number or a matrix).
        multiple: volatility in stress divided by calm volatility: one number, or by symbol.
        beta: in stress, on the first market, by symbol; markets not named keep to ``stress_correlation``.
        per_year: expected arrivals of stress in a year of calm.
        days_of_stress: mean length of a stress, days.
        starts_in_stress: whether paths begin in it.
    """

    stress_correlation: Any = 0.95
    multiple: float | Mapping[str, float] = 3.0
    per_year: float = 6.0
    days_of_stress: float = 2.0
    starts_in_stress: bool = False
    beta: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        positive("multiple", self._column("multiple"))
        correlation_factor("stress_correlation", self.stress_correlation, len(self.symbols))
        for symbol, value in self.beta.items():
            if symbol not in self.symbols[1:]:
                raise ArgumentError("beta", symbol, f"one of {list(self.symbols[1:])}: betas are on {self.symbols[0]}")
            finite("beta", value)

    def in_stress(self) -> tuple[Floats, Floats]:
        """Volatility per √year, shape (markets,), and correlation (markets, markets) while stress lasts."""
        scale, factor = self._stressed()
        return scale[:, 0], factor @ factor.T

    def _stressed(self) -> tuple[Floats, Floats]:
        """Volatility in stress as a column, and the factor of its correlations, rows of length 1."""
        scale = self._column("multiple") * self._column("volatility")
        factor = correlation_factor("stress_correlation", self.stress_correlation, len(self.symbols))
        if not self.beta:
            return scale, factor
        # One column of loadings a source of noise; the first market is the first source alone.
        loading = scale * factor
        for symbol, value in self.beta.items():
            loading[self.symbols.index(symbol), 0] = value * loading[0, 0]
        scale = np.linalg.norm(loading, axis=1, keepdims=True)
        return scale, np.where(scale > 0.0, loading / np.where(scale > 0.0, scale, 1.0), factor)

    def _fill(self, out: Floats, rng: np.random.Generator, dt: float) -> None:
        sigma, drift = self._column("volatility"), self._column("drift")
        stress, factor = self._stressed()
        stressed = self._weather(rng, dt, len(out), out.shape[2])
        rng.standard_normal(out=out)
        calm = correlate(out.copy(), correlation_factor("correlation", self.correlation, out.shape[1]))
        correlate(out, factor)
        in_stress = stressed[:, np.newaxis]
        scale = np.where(in_stress, stress, sigma)
        out[...] = (drift - scale**2 / 2) * dt + scale * np.sqrt(dt) * np.where(in_stress, out, calm)

    def _weather(self, rng: np.random.Generator, dt: float, steps: int, paths: int) -> np.ndarray:
        """Whether each step lies in stress, shape (steps, paths)."""
        enter = -np.expm1(-within("per_year", self.per_year, 0.0) * dt)
        leave = -np.expm1(-365 * dt / positive("days_of_stress", self.days_of_stress))
        chance = rng.random((steps, paths))
        weather = np.empty((steps, paths), bool)
        now = np.full(paths, self.starts_in_stress)
        for step in range(steps):
            weather[step] = now
            now = np.where(now, chance[step] >= leave, chance[step] < enter)
        return weather
