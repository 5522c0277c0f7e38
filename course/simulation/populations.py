"""Populations: who holds what, and with how much behind it.

Row = solvency unit. A trader with cross margin is one row with a leg in every market; the same trader with isolated margin is
one row a market, each with its share of the collateral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Market
from course.simulation.exchange import Inflow
from course.simulation.rows import Floats, Rows
from course.validation import ArgumentError, positive, within


@dataclass(frozen=True)
class Draws:
    """The chance in a population: who is how rich, how bold, on which side, before anything is said of the crowd they make.

    Attributes:
        posted, used: standard normal, (traders,).
        side, cross, hedged: uniform over 0 to 1, (traders,).
        gamma: the Dirichlet weights before they are made to sum to one, (markets, traders); None where all are equal.
        entry: standard normal, (markets, traders).
    """

    posted: Floats
    used: Floats
    side: Floats
    cross: Floats
    hedged: Floats
    gamma: Floats | None
    entry: Floats


def draws(rng: np.random.Generator, traders: int, markets: int, concentration: float = 1.0) -> Draws:
    """What :func:`population` draws: once, where many crowds of the same people are wanted.

    Args:
        rng: source of randomness.
        traders: how many.
        markets: how many they trade.
        concentration: of the Dirichlet weights; ``inf``: equal weights.
    """
    n = int(within("traders", traders, 1))
    posted, used = rng.standard_normal(n), rng.standard_normal(n)
    side, cross, hedged = rng.random(n), rng.random(n), rng.random(n)
    gamma = None
    if markets > 1 and not np.isinf(concentration):
        # Tiny gammas underflow to 0; a floor keeps every sum positive.
        gamma = rng.standard_gamma(positive("concentration", concentration), (markets, n)) + 1e-300
    return Draws(posted, used, side, cross, hedged, gamma, rng.standard_normal((markets, n)))


def population(
    rng: np.random.Generator | Draws,
    traders: int,
    markets: Sequence[Market],
    prices: ArrayLike,
    *,
    leverage: float = 5.0,
    leverage_spread: float = 0.75,
    long_share: float = 0.5,
    cross_share: float = 0.0,
    hedged_share: float = 0.0,
    collateral: float = 1_000.0,
    collateral_spread: float = 1.8,
    entry_spread: float = 0.05,
    concentration: float = 1.0,
) -> Rows:
    """Draw a population of traders.

    Every trader posts collateral ~ LogN(ln ``collateral``, ``collateral_spread``), takes leverage ~ LogN(ln ``leverage``,
    ``leverage_spread``) of it, clipped to [1.05, 0.6/m], splits the notional over the markets by Dirichlet weights, and entered
    at prices LogN(0, ``entry_spread``) around today's. Rows already below their requirement are dropped.

    Args:
        rng: source of randomness, or the :func:`draws` of as many traders in as many markets, with the same concentration.
        traders: how many.
        markets: what they trade; m is the largest maintenance rate among them.
        prices: today's, USD, one a market.
        leverage: median at entry.
        leverage_spread: standard deviation of its logarithm.
        long_share: probability that a trader is long (the side of all legs, or of a hedged book's first).
        cross_share: probability of cross margin.
        hedged_share: probability of a dollar-neutral book: half the notional in one market, the other half spread over the
            rest with the opposite sign (needs two markets).
        collateral: median, USD.
        collateral_spread: standard deviation of its logarithm.
        entry_spread: standard deviation of the logarithm of entry / price.
        concentration: of the Dirichlet weights; ``inf``: equal weights.
    """
    n, count = int(within("traders", traders, 1)), len(markets)
    price = np.asarray(positive("prices", prices), float).reshape(-1, 1)
    if len(price) != count:
        raise ArgumentError("prices", len(price), f"one a market, {count}")
    for name, share in (("long_share", long_share), ("cross_share", cross_share), ("hedged_share", hedged_share)):
        within(name, share, 0.0, 1.0)
    if hedged_share and count < 2:
        raise ArgumentError("hedged_share", hedged_share, "0 where there is only one market")
    drawn = rng if isinstance(rng, Draws) else draws(rng, n, count, concentration)
    if drawn.entry.shape != (count, n):
        raise ArgumentError("rng", drawn.entry.shape, f"draws of shape {(count, n)}")
    steepest = max(max(m.maintenance_schedule.rates) for m in markets)
    posted = positive("collateral", collateral) * np.exp(collateral_spread * drawn.posted)
    used = positive("leverage", leverage) * np.exp(leverage_spread * drawn.used)
    used = np.clip(used, 1.05, 0.6 / steepest if steepest > 0 else np.inf)
    side = np.where(drawn.side < long_share, 1.0, -1.0)
    cross, hedged = drawn.cross < cross_share, drawn.hedged < hedged_share
    gamma = drawn.gamma
    weight = np.full((count, n), 1.0 / count) if gamma is None else gamma / gamma.sum(axis=0)
    signs = np.broadcast_to(side, (count, n)).copy()
    if hedged_share:
        rest = weight[1:] / weight[1:].sum(axis=0)
        weight = np.where(hedged, np.concatenate([np.full((1, n), 0.5), rest / 2]), weight)
        signs[1:] = np.where(hedged, -side, side)
    entry = price * np.exp(entry_spread * drawn.entry)
    size = signs * weight * used * posted / entry
    return _assemble(markets, posted, weight, size, entry, cross, price)


def _assemble(
    markets: Sequence[Market],
    posted: Floats,
    weight: Floats,
    size: Floats,
    entry: Floats,
    cross: np.ndarray,
    price: Floats,
) -> Rows:
    """Cross traders as one row each, the others as one row a market."""
    count = len(markets)
    together = np.flatnonzero(cross)
    apart = np.flatnonzero(~cross)
    alone = np.zeros((count, count * len(apart)))
    for a in range(count):
        alone[a, a * len(apart) : (a + 1) * len(apart)] = size[a, apart]
    pooled, parted = (x.take(together, axis=1) for x in (size, entry)), entry.take(apart, axis=1)
    sizes, entries = (
        np.concatenate([x, y], axis=1) for x, y in zip(pooled, (alone, np.tile(parted, count)), strict=True)
    )
    collateral = np.concatenate([posted[together], (weight.take(apart, axis=1) * posted[apart]).ravel()])
    rows = Rows(markets, collateral - (sizes * entries).sum(axis=0), sizes, entries)
    alive = np.flatnonzero((rows.health(price.ravel()) > 0) & rows.open())
    return rows if len(alive) == len(rows) else rows.take(alive)


def open_interest(rows: Rows, prices: ArrayLike) -> Floats:
    """Notional of the larger side of each market, USD, shape (markets,).

    Every long has a short: what traders' rows do not match among themselves the liquidity provider holds.
    """
    longs = np.maximum(rows.size, 0.0).sum(axis=1)
    shorts = np.maximum(-rows.size, 0.0).sum(axis=1)
    return np.asarray(np.maximum(longs, shorts) * np.asarray(prices, float))


def entrants(rows: Rows, *, per_tick: float, feedback: float = 0.0) -> Inflow:
    """A population of isolated traders as an inflow: the same people before they have traded."""
    return Inflow(rows.cash + (rows.size * rows.entry).sum(axis=0), rows.size.copy(), per_tick, feedback)
