"""How likely a price is to touch a distance: what turns a liquidation price into odds.

Closed form for geometric Brownian motion (reflection principle). Real prices have fatter tails than this model, so its odds are
a floor for far distances; the lessons say so where they use it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.leverage import Side, sign
from course.validation import ArgumentError, positive, within

#: E[overshoot] correction of Broadie, Glasserman and Kou (1997): −ζ(½)/√(2π), for barriers watched at intervals.
DISCRETE_CORRECTION = 0.5826

_erfc = np.frompyfunc(math.erfc, 1, 1)


def normal_cdf(x: ArrayLike) -> Any:
    """Standard normal distribution function, through erfc so that far tails keep their digits."""
    return np.asarray(0.5 * _erfc(-np.asarray(x, float) / math.sqrt(2.0)), float)


def touch_probability(
    distance: ArrayLike,
    volatility: ArrayLike,
    years: ArrayLike,
    side: Side = "long",
    *,
    drift: ArrayLike = 0.0,
    check_interval_years: ArrayLike = 0.0,
) -> Any:
    """Probability that a geometric Brownian price moves against the position by ``distance`` before ``years`` pass.

    With the log barrier ``b = ln(1 − s·distance)`` and ``ν = drift − σ²/2``, for a barrier below:
    ``Φ((b − νT)/σ√T) + exp(2νb/σ²) · Φ((b + νT)/σ√T)``; above it mirrors. Watching only every Δt moves the barrier
    outward by ``0.5826·σ·√Δt``.

    Args:
        distance: adverse move as a fraction of today's price; a long's ``≥ 1`` is never touched.
        volatility: per √year, a fraction (0.8 = 80 %).
        years: horizon.
        drift: expected return per year of the price itself (0: a fair game).
        side: a long's barrier lies below, a short's above.
        check_interval_years: how often the venue looks; 0 means always.
    """
    s = sign(side)
    distance = np.asarray(within("distance", distance, 0.0), float)
    sigma = np.asarray(positive("volatility", volatility), float)
    time = np.asarray(positive("years", years), float)
    reachable = s * distance < 1.0
    # Measured towards the barrier, so that one formula serves both sides: barrier at −width.
    width = np.abs(np.log1p(-s * np.where(reachable, distance, 0.5)))
    width = width + DISCRETE_CORRECTION * sigma * np.sqrt(within("check_interval_years", check_interval_years, 0.0))
    nu = s * (np.asarray(drift) - sigma**2 / 2)
    spread = sigma * np.sqrt(time)
    probability = normal_cdf((-width - nu * time) / spread) + np.exp(-2 * nu * width / sigma**2) * normal_cdf(
        (-width + nu * time) / spread
    )
    probability = np.where(reachable, np.minimum(probability, 1.0), 0.0)
    return probability.item() if probability.ndim == 0 else probability


def _trials(windows: ArrayLike, compartments: ArrayLike, together: bool) -> Any:
    """How many independent chances to fail there are."""
    n = np.asarray(within("windows", windows, 0.0), float)
    k = np.asarray(within("compartments", compartments, 1.0), float)
    return n if together else n * k


def chance_alive(
    chance: ArrayLike, windows: ArrayLike = 1.0, compartments: ArrayLike = 1.0, together: bool = False
) -> Any:
    """Chance that none of k compartments is closed in n windows: ``p^(n·k)``, or ``pⁿ`` if they fall together.

    Args:
        chance: that one compartment passes one window (a week), in [0, 1]; the windows are independent.
        windows: how many in a row, at least 0.
        compartments: how many, at least 1, each passing with the same chance.
        together: whether all are closed in the same windows, as compartments of markets that move as one are nearly.

    >>> round(chance_alive(0.95, 52), 3), round(chance_alive(0.95, compartments=4), 3)
    (0.069, 0.815)
    """
    p = np.asarray(within("chance", chance, 0.0, 1.0), float)
    alive = np.power(p, _trials(windows, compartments, together))
    return alive.item() if alive.ndim == 0 else alive


def each_must_pass(
    chance: ArrayLike, windows: ArrayLike = 1.0, compartments: ArrayLike = 1.0, together: bool = False
) -> Any:
    """Chance that each window and compartment must pass for :func:`chance_alive` to be ``chance``: ``p^(1/(n·k))``.

    >>> round(each_must_pass(0.95, compartments=4), 4), round(each_must_pass(0.95, 52), 4)
    (0.9873, 0.999)
    """
    p = np.asarray(within("chance", chance, 0.0, 1.0), float)
    trials = _trials(windows, compartments, together)
    if np.any(trials == 0):
        raise ArgumentError("windows", 0, "above 0")
    needed = np.power(p, 1.0 / trials)
    return needed.item() if needed.ndim == 0 else needed


def expected_closures(chance: ArrayLike, windows: ArrayLike = 1.0, compartments: ArrayLike = 1.0) -> Any:
    """Closures to expect of k compartments in n windows, each opened again for the next: ``n · k · (1 − p)``.

    A mean, so it holds whether they fall together or apart; what differs is how they bunch.

    Args:
        chance: that one compartment passes one window, in [0, 1].
        windows: how many in a row, at least 0.
        compartments: how many, at least 1.

    >>> round(expected_closures(0.95, 52), 1)
    2.6
    """
    p = np.asarray(within("chance", chance, 0.0, 1.0), float)
    count = (1.0 - p) * _trials(windows, compartments, False)
    return count.item() if np.ndim(count) == 0 else count
