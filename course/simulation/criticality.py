"""How close a population is to a cascade: κ, the response matrix K, and where its liquidations lie.

κ in words: notional that the next percent of the price liquidates ÷ what the book takes within one percent. Each dollar sold
brings κ more, so a shock ends near shock/(1 − κ); at κ = 1 it feeds itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from course.simulation.rows import Floats, Rows
from course.simulation.scan import below
from course.validation import ArgumentError, nonzero, positive, within

if TYPE_CHECKING:
    import pandas as pd


def response_matrix(
    rows: Rows, prices: ArrayLike, depths: ArrayLike, *, step: float = 0.01, fallen: Sequence[int] | None = None
) -> Floats:
    """K: ``K[b, a]`` is the relative fall of market b's price that liquidations set off per relative fall of a's.

    ``K_ba = (1/D_b) · ∂(quantity of b sold)/∂y_a``, made dimensionless by ``p_b/p_a``, taken over a fall of ``step`` in a
    (the price at which 1/p is larger by ``step``). Off the diagonal it is contagion: zero if every row holds one market.
    Negative entries are hedges: liquidation buys.

    Args:
        rows: the population.
        prices: today's, USD, (markets,).
        depths: of the books, USD per unit of log price, (markets,).
        step: relative rise of 1/p looked at; negative looks at rising prices.
        fallen: the markets a, columns of K, that are asked for, by their places; all unless given.

    Raises:
        ArgumentError: a step of nothing, a price or depth that is not positive, or a market that is not there.
    """
    price = np.asarray(positive("prices", prices), float)
    depth = np.broadcast_to(np.asarray(positive("depths", depths), float), price.shape)
    nonzero("step", step)
    within("step", step, -1.0, open_low=True)
    already = np.zeros(len(rows), bool)
    already[below(rows, price)] = True
    chosen = range(len(price)) if fallen is None else fallen
    if missing := [a for a in chosen if a not in range(len(price))]:
        raise ArgumentError("fallen", missing[0], f"the place of one of {len(price)} markets, from 0 on")
    matrix = np.empty((len(price), len(chosen)))
    for column, a in enumerate(chosen):
        moved = price.copy()
        moved[a] /= 1.0 + step
        hit = below(rows, moved)
        sold = rows.size[:, hit[~already[hit]]].sum(axis=1)
        matrix[:, column] = sold * price / depth / step
    return matrix


def spectral_radius(matrix: ArrayLike) -> float:
    """Largest absolute eigenvalue: at 1 a population is critical. For one market it is κ."""
    return float(np.abs(np.linalg.eigvals(np.atleast_2d(np.asarray(matrix, float)))).max())


def linear_response(matrix: ArrayLike, shock: ArrayLike) -> Floats:
    """``(I − K)⁻¹ · shock``: where small shocks end while K stays what it is.

    Raises:
        ArgumentError: if the population is critical (spectral radius ≥ 1): there is no end then.
    """
    k = np.atleast_2d(np.asarray(matrix, float))
    radius = spectral_radius(k)
    if radius >= 1:
        raise ArgumentError("matrix", round(radius, 6), "a spectral radius below 1")
    return np.asarray(np.linalg.solve(np.eye(len(k)) - k, np.asarray(shock, float)))


@dataclass(frozen=True)
class Landscape:
    """Liquidations over price.

    Attributes:
        edges: of the bins, price of the chosen market, USD, falling and rising from today's, shape (bins + 1,) sorted.
        long, short: notional of that market liquidated in each bin, USD, shape (bins,).
        cross: the part of both that belongs to rows with several legs, shape (bins,).
        elsewhere: notional of other markets that goes with it, shape (bins,).
        price: today's.
    """

    edges: Floats
    long: Floats
    short: Floats
    cross: Floats
    elsewhere: Floats
    price: float

    def frame(self) -> pd.DataFrame:
        """One row a bin: low, high, long, short, cross, elsewhere (USD)."""
        import pandas as pd

        return pd.DataFrame(
            {
                "low": self.edges[:-1],
                "high": self.edges[1:],
                "long": self.long,
                "short": self.short,
                "cross": self.cross,
                "elsewhere": self.elsewhere,
            }
        )

    def kappa(self, depth: float) -> Floats:
        """κ of each bin: notional liquidated in it ÷ what the book takes while the price crosses it, shape (bins,)."""
        return np.asarray((self.long + self.short) / (depth * np.diff(np.log(self.edges))))


def landscape(
    rows: Rows,
    prices: ArrayLike,
    *,
    market: int = 0,
    betas: Sequence[float] | None = None,
    reach: float = 0.3,
    bins: int = 60,
) -> Landscape:
    """Where today's positions would be liquidated, if prices went there without any cascade.

    Walks from today's price outward, down and up; a row counts in the bin in which it first falls below its requirement.
    Exact for cross rows and tiers, to the width of a bin.

    Args:
        rows: the population.
        prices: today's, USD, (markets,).
        market: whose price is the axis.
        betas: relative move of every market per relative move of that one; the others stand still unless given.
        reach: how far to walk, fraction of the price.
        bins: on each side.
    """
    start = np.asarray(positive("prices", prices), float)
    within("reach", reach, 0.0, 1.0, open_low=True, open_high=True)
    slope: Any = np.eye(len(start))[market] if betas is None else np.asarray(betas, float)
    notional = np.abs(rows.size) * start[:, np.newaxis]
    mine, others = notional[market], notional.sum(axis=0) - notional[market]
    several = (rows.size != 0).sum(axis=0) > 1
    tables = {k: np.zeros(2 * bins) for k in ("long", "short", "cross", "elsewhere")}
    moves = np.linspace(0.0, reach, bins + 1)
    size = rows.size[market]
    weights = {
        "long": np.where(size > 0, mine, 0.0),
        "short": np.where(size < 0, mine, 0.0),
        "cross": np.where(several, mine, 0.0),
        "elsewhere": others,
    }
    for direction in (-1.0, 1.0):
        first = _first_steps(rows, start, direction * slope, moves)
        hit = np.flatnonzero(first < bins)
        at = bins - 1 - first[hit] if direction < 0 else bins + first[hit]
        for name, weight in weights.items():
            tables[name] += np.bincount(at, weight[hit], 2 * bins)
    edges = start[market] * (1.0 + np.concatenate([-moves[:0:-1], moves]))
    return Landscape(edges, price=float(start[market]), **tables)


def _first_steps(rows: Rows, start: Floats, slope: Floats, moves: Floats) -> Any:
    """Index of the step of ``moves[1:]`` at which each row first falls below its requirement; their count where none does."""
    bins = len(moves) - 1
    first = np.full(len(rows), bins)
    alive = np.ones(len(rows), bool)
    alive[below(rows, start)] = False
    if all(leg.maintenance.straight for leg in rows.legs):
        # Equity and requirement are straight lines along the way: one crossing, found without a walk.
        now, far = rows.health(start), rows.health(start * (1.0 + moves[-1] * slope))
        hit = np.flatnonzero(alive & (far < 0) & rows.open())
        first[hit] = np.minimum((bins * now[hit] / (now[hit] - far[hit])).astype(int), bins - 1)
        return first
    for k, move in enumerate(moves[1:]):
        hit = below(rows, start * (1.0 + move * slope))
        new = hit[alive[hit]]
        alive[new] = False
        first[new] = k
    return first
