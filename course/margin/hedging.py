"""What a hedge is, and what is left of it when the other leg does not move as it did.

A hedge sells ``h`` dollars of another market for every dollar held. The h that leaves the least variance is the slope of
the own returns on the other's, ``β = cov(own, other) / var(other)`` (Johnson, Review of Economic Studies 27, 1960; Ederington,
Journal of Finance 34, 1979). Correlation says what *share* of a move is common; beta says how *many dollars* to sell.

>>> round(hedge_ratio([0.02, -0.01, 0.03, -0.02], [0.01, -0.01, 0.02, -0.01]), 3)
1.556
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.pool import Marks
from course.validation import ArgumentError, finite, plain, positive, within


def hedge_ratio(own: ArrayLike, other: ArrayLike) -> Any:
    """Dollars of ``other`` to sell per dollar held: ``β = cov(own, other) / var(other)``, means taken off.

    Of two *markets'* returns it is the beta of one on the other, and the ratio that leaves the least variance.

    Args:
        own: returns of what is held, fractions, time along the first axis: (times,) or (times, markets).
        other: returns of the hedge over the same times, (times,), or as many columns.

    Returns:
        One number, or one a market. Negative: the hedge must be bought, not sold.

    Raises:
        ArgumentError: for fewer than two returns, different lengths, or a hedge that does not move.
    """
    mine, theirs = (np.asarray(finite(n, v), float) for n, v in (("own", own), ("other", other)))
    if mine.ndim == 0 or len(mine) < 2:
        raise ArgumentError("own", mine.tolist(), "at least two returns")
    if theirs.ndim == 0 or len(theirs) != len(mine):
        raise ArgumentError("other", theirs.shape, f"{len(mine)} returns, as many as own has")
    if theirs.ndim < mine.ndim:
        theirs = theirs.reshape(len(theirs), *[1] * (mine.ndim - theirs.ndim))
    centred = theirs - theirs.mean(axis=0)
    spread = (centred**2).sum(axis=0)
    if np.any(spread <= 1e-24 * (theirs**2).sum(axis=0)):
        raise ArgumentError("other", float(theirs.flat[0]), "returns that are not all the same")
    return plain((centred * (mine - mine.mean(axis=0))).sum(axis=0) / spread)


def least_variance_ratio(volatility: ArrayLike, other: ArrayLike, correlation: ArrayLike) -> Any:
    """The same from volatilities: ``ρ · σ_own / σ_other``, dollars of the other to sell per dollar held.

    Args:
        volatility: of what is held, ≥ 0.
        other: of the hedge, > 0, per the same time.
        correlation: ρ, −1 to 1.
    """
    own, hedge = within("volatility", volatility, 0.0), positive("other", other)
    return plain(np.asarray(within("correlation", correlation, -1.0, 1.0)) * own / hedge)


def hedged_volatility(
    volatility: ArrayLike, other: ArrayLike, correlation: ArrayLike, ratio: ArrayLike | None = None
) -> Any:
    """Volatility of a dollar held with ``ratio`` dollars of the other sold: ``√(σ² − 2hρσσ' + h²σ'²)``.

    Without a ratio the best one is meant, and what it leaves is ``σ · √(1 − ρ²)``: at ρ = 0.95 still 31 % of the unhedged.

    Args:
        volatility: of what is held, ≥ 0.
        other: of the hedge, ≥ 0, per the same time.
        correlation: ρ, −1 to 1.
        ratio: h, dollars sold per dollar held.

    >>> round(hedged_volatility(1.0, 1.0, 0.95), 3), round(hedged_volatility(0.62, 0.8, 0.84, 1.0), 3)
    (0.312, 0.437)
    """
    own = np.asarray(within("volatility", volatility, 0.0), float)
    hedge = np.asarray(within("other", other, 0.0), float)
    rho = np.asarray(within("correlation", correlation, -1.0, 1.0), float)
    sold = rho * own if ratio is None else np.asarray(finite("ratio", ratio)) * hedge
    # As a sum of two squares: the common part that the ratio misses, and what is not common at all.
    return plain(np.hypot(rho * own - sold, own * np.sqrt(1.0 - rho**2)))


def residual_loss(notional: ArrayLike, ratio: ArrayLike, fall: ArrayLike, other_fall: ArrayLike) -> Any:
    """What a hedged long has lost: ``notional · (ratio · other_fall − fall)`` USD; negative: gained.

    The ratio is the one that was *chosen*; what the two markets then did need not keep to it.

    Args:
        notional: USD held at the start; negative for a hedged short.
        ratio: dollars of the other sold per dollar held.
        fall: signed move of what is held, a fraction (−0.642 = fell 64.2 %), ≥ −1.
        other_fall: of the hedge.

    >>> round(residual_loss(10_000, 1.52, -0.642, -0.132))
    4414
    """
    moves = [np.asarray(within(n, v, -1.0)) for n, v in (("fall", fall), ("other_fall", other_fall))]
    return plain(np.asarray(finite("notional", notional)) * (np.asarray(finite("ratio", ratio)) * moves[1] - moves[0]))


def stressed_marks(
    marks: Mapping[str, ArrayLike],
    move: ArrayLike,
    beta: Mapping[str, ArrayLike],
    own: Mapping[str, ArrayLike] | None = None,
) -> Marks:
    """Prices after a common move that each market takes by its own beta: ``P · (1 + β · move + own)``.

    For every quantity of a pool or portfolio under stress: ``pool.health(stressed_marks(...))``.

    Args:
        marks: prices now, USD.
        move: of the market that the betas are measured against, fractions; an array gives arrays.
        beta: by symbol; every market of ``marks`` must be named (the one measured against has 1).
        own: further move of single markets, by symbol, fractions.

    Raises:
        ArgumentError: for a market without a beta, or a price that would not stay above 0.

    >>> stressed_marks({"BTC": 60_000.0, "ETH": 3_000.0}, -0.1, {"BTC": 1, "ETH": 3})
    {'BTC': 54000.0, 'ETH': 2100.0}
    """
    prices, extra = Marks.of(marks), {} if own is None else own
    for name, given in (("beta", beta), ("own", extra)):
        unknown = sorted(set(given) - set(prices))
        if unknown:
            raise ArgumentError(name, unknown[0], f"one of {sorted(prices)}")
    missing = sorted(set(prices) - set(beta))
    if missing:
        raise ArgumentError("beta", sorted(beta), f"a beta for {missing[0]!r} too")
    step = np.asarray(finite("move", move), float)
    after = {}
    for symbol, price in prices.items():
        factor = (
            1.0 + np.asarray(finite("beta", beta[symbol])) * step + np.asarray(finite("own", extra.get(symbol, 0.0)))
        )
        if np.any(factor <= 0.0):
            raise ArgumentError(
                "move", float(step.min()), f"a move that leaves {symbol} a price above 0 (its factor: {factor.min():g})"
            )
        after[symbol] = plain(price * factor)
    return Marks(after)


def spot_hedge_wall(entry: ArrayLike, weight: ArrayLike, maintenance: ArrayLike) -> Any:
    """Price at which a short perpetual is liquidated that is backed by the coin itself: ``entry / (m + 1 − w)``.

    One coin held as collateral for each coin sold short at ``entry``: equity stays at ``entry`` whatever the price does, but
    the requirement grows with it, the short's ``m · P`` and the share ``(1 − w) · P`` of the coin that the venue does not
    count. The same as :class:`course.margin.Pool` with a :class:`~course.margin.Holding` (tests hold them together).

    Args:
        entry: price of the short and of the coin at opening, USD.
        weight: share of the coin counted as collateral, 0 to 1.
        maintenance: m, fraction of notional, 0 to below 1.

    Returns:
        USD; ``None`` (NaN in arrays) where nothing is ever required: full weight and no maintenance.

    >>> round(spot_hedge_wall(60_000, 0.9, 0.05))
    400000
    """
    price = np.asarray(positive("entry", entry), float)
    missing = 1.0 - np.asarray(within("weight", weight, 0.0, 1.0), float)
    needed = missing + np.asarray(within("maintenance", maintenance, 0.0, 1.0, open_high=True), float)
    with np.errstate(divide="ignore"):
        wall = np.where(needed > 0.0, price / np.where(needed > 0.0, needed, 1.0), np.nan)
    if wall.ndim == 0:
        return None if np.isnan(wall) else wall.item()
    return wall
