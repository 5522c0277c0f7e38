"""Correlations of several markets: checked in one place, shocked in a way that stays possible, counted as bets.

Not every table of plausible numbers is a correlation matrix: three markets cannot all move against each other. What must hold
is that no book has a negative variance, ``x' C x ≥ 0`` (*positive semidefinite*). A weighted mean of two such matrices is one
again, which is why :func:`correlations_moved` moves a whole matrix *towards* another and never sets single entries.

>>> round(independent_bets(0.77, 33), 2)
1.29
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.validation import ArgumentError, finite, plain, within

#: Eigenvalues down to this are the rounding of zero.
ROUNDING = -1e-9


def correlation_matrix(name: str, correlation: Any, markets: int | None = None) -> np.ndarray[Any, Any]:
    """A correlation matrix as an array, checked.

    Args:
        name: what to call it in a refusal.
        correlation: one number, the same between every pair (then ``markets`` is needed), or a square matrix.
        markets: how many there must be.

    Returns:
        Shape (markets, markets), symmetric, ones on the diagonal, positive semidefinite.

    Raises:
        ArgumentError: for another shape, entries beyond ±1, or a matrix under which some book has a negative variance.
    """
    matrix = np.asarray(finite(name, correlation), float)
    if matrix.ndim == 0:
        if markets is None:
            raise ArgumentError(name, correlation, "a matrix, or one number together with how many markets there are")
        matrix = np.full((markets, markets), float(matrix))
        np.fill_diagonal(matrix, 1.0)
    expected = len(matrix) if markets is None else markets
    if matrix.shape != (expected, expected) or not expected or not np.allclose(matrix, matrix.T):
        raise ArgumentError(name, matrix.tolist(), f"a number or a symmetric {expected}×{expected} matrix")
    if not np.allclose(np.diag(matrix), 1.0):
        raise ArgumentError(name, matrix.tolist(), "ones on the diagonal")
    lowest = float(np.linalg.eigvalsh(matrix)[0])
    if lowest < ROUNDING:
        least = -1.0 / max(expected - 1, 1)
        raise ArgumentError(
            name,
            correlation if np.ndim(correlation) == 0 else matrix.tolist(),
            f"positive semidefinite (one number: {least:g} to 1); some book would have a variance of {lowest:.3g}",
        )
    return matrix


def correlations_moved(correlation: Any, share: float, towards: Any = 1.0, *, markets: int | None = None) -> Any:
    """Every correlation moved by a share of the way to another matrix: ``(1 − share) · C + share · T``.

    Both ends are possible, so everything between them is: the way to shock correlations without asking for the impossible.

    Args:
        correlation: C, where one starts: a matrix, or one number.
        share: 0 to 1; 0 is C, 1 is T.
        towards: T; 1 means that all markets become one, 0 that they part.
        markets: how many; needed where both are one number.

    Returns:
        Shape (markets, markets).

    Raises:
        ArgumentError: if either end is no correlation matrix (it is named), or the share lies beyond it.

    >>> correlations_moved([[1, 0.5], [0.5, 1]], 0.5).tolist()
    [[1.0, 0.75], [0.75, 1.0]]
    """
    sizes = [len(np.asarray(m)) for m in (correlation, towards) if np.ndim(m)]
    count = next((n for n in (markets, *sizes) if n), None)
    start, end = correlation_matrix("correlation", correlation, count), correlation_matrix("towards", towards, count)
    share = within("share", share, 0.0, 1.0)
    return (1.0 - share) * start + share * end


def correlation_if_own_stays(correlation: ArrayLike, multiple: ArrayLike) -> Any:
    """Correlation between equal markets when what they share grows ``k``-fold and what is their own stays: ``k²ρ/(k²ρ + 1 − ρ)``.

    Args:
        correlation: ρ before, 0 to 1.
        multiple: k, of the standard deviation of the common part, ≥ 0.

    >>> round(correlation_if_own_stays(0.767, 6.44), 3)
    0.993
    """
    rho = np.asarray(within("correlation", correlation, 0.0, 1.0), float)
    common = np.square(np.asarray(within("multiple", multiple, 0.0), float)) * rho
    total = common + 1.0 - rho
    return plain(np.where(total > 0.0, common / np.where(total > 0.0, total, 1.0), 0.0))


def covariance(volatility: ArrayLike, correlation: Any = 0.0) -> np.ndarray[Any, Any]:
    """``Σ_ij = σ_i · σ_j · C_ij``, shape (markets, markets).

    Args:
        volatility: σ of each market, fractions per the same time, shape (markets,).
        correlation: one number or a matrix.
    """
    sigma = np.atleast_1d(np.asarray(within("volatility", volatility, 0.0), float))
    if sigma.ndim != 1:
        raise ArgumentError("volatility", sigma.shape, "one number a market")
    matrix: np.ndarray[Any, Any] = np.outer(sigma, sigma) * correlation_matrix("correlation", correlation, len(sigma))
    return matrix


def portfolio_volatility(exposures: ArrayLike, volatility: ArrayLike, correlation: Any = 0.0) -> Any:
    """Standard deviation of a book's profit in USD: ``√(x' Σ x)``, over the time that the volatility is for.

    Args:
        exposures: signed notional of each market in USD, short < 0, shape (markets,) or (…, markets) for many books.
        volatility: σ of each market, fractions, shape (markets,).
        correlation: one number or a matrix.

    Returns:
        USD, shape of ``exposures`` without its last axis.

    >>> print(f"{portfolio_volatility([10_000, -10_000], [0.62, 0.80], 0.84):,.0f} a year")
    4,372 a year
    """
    held = np.asarray(finite("exposures", exposures), float)
    matrix = covariance(volatility, correlation)
    if held.ndim == 0 or held.shape[-1] != len(matrix):
        raise ArgumentError("exposures", held.shape, f"{len(matrix)} along the last axis, one a volatility")
    return plain(np.sqrt(np.maximum(np.einsum("...i,ij,...j->...", held, matrix, held), 0.0)))


def independent_bets(correlation: ArrayLike, n: ArrayLike | None = None, *, weights: ArrayLike | None = None) -> Any:
    """How many independent bets of equal size would spread as much as these do.

    For n equal bets with the same correlation between every pair ``1 / (ρ + (1 − ρ)/n)``: n where nothing is common, 1 where
    everything is, and never above 1/ρ however many there are. For a matrix ``(Σ w)² / (w' C w)``, the square of the
    *diversification ratio* of Choueifaty and Coignard (Journal of Portfolio Management 35, 2008); with equal weights that is
    the same with the mean correlation.

    Args:
        correlation: numbers between ``−1/(n − 1)`` and 1 (arrays of them, with ``n``), or one matrix (without ``n``).
        n: how many bets, ≥ 1.
        weights: dollars at risk in each bet (notional × volatility), ≥ 0, with a matrix: all on one side. A hedge is no bet on
            the same side: its book has a :func:`portfolio_volatility`.

    Returns:
        Above 0; above n where correlations are negative, and infinite where the bets cancel altogether.
    """
    if n is None:
        matrix = correlation_matrix("correlation", correlation)
        held = np.ones(len(matrix)) if weights is None else np.asarray(within("weights", weights, 0.0), float)
        if held.shape != (len(matrix),) or not held.any():
            raise ArgumentError("weights", held.tolist(), f"{len(matrix)} numbers, not all of them 0")
        spread = float(held @ matrix @ held)
        return float(held.sum() ** 2 / spread) if spread > 1e-12 * held.sum() ** 2 else np.inf
    if weights is not None:
        raise ArgumentError("weights", weights, "given with a matrix of correlations, not with a number of equal bets")
    count = np.asarray(within("n", n, 1.0), float)
    rho = np.asarray(within("correlation", correlation, -1.0, 1.0), float)
    common = rho + (1.0 - rho) / count
    if np.any(common < -1e-12):
        low = float(-1.0 / (np.max(np.broadcast_to(count, common.shape)[common < -1e-12]) - 1.0))
        raise ArgumentError("correlation", float(rho.min()), f"at least {low:g}, −1/(n − 1), between so many")
    with np.errstate(divide="ignore"):
        bets = np.where(common > 1e-12, 1.0 / np.maximum(common, 1e-300), np.inf)
    return plain(bets)
