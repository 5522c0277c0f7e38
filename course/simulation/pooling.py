"""What a shared pool saves, and what a jump of correlations does to it.

No venue asks less of a hedge: requirements add, leg by leg. What a pool saves is the *room*. Apart, each leg must have what its
own worst moment takes; together, the legs must have what their common worst moment takes, and that is never more:

    max over time of Σ (requirement − P&L)  ≤  Σ max over time of (requirement − P&L).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Pool, Position, covering
from course.simulation.capital_needed import collateral_needed
from course.simulation.paths import Model, Paths
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of


@dataclass(frozen=True)
class Needs:
    """Collateral with which one book would just have lived through each path, USD.

    Attributes:
        pooled: all legs in one pool, shape (paths,).
        legs: each leg alone, shape (legs, paths).
    """

    pooled: Floats
    legs: Floats

    @property
    def saved(self) -> Floats:
        """``Σ legs − pooled`` on each path, ≥ 0: what :func:`margin_saved` gives."""
        return np.asarray(self.legs.sum(axis=0) - self.pooled)

    def pool_for(self, survival: ArrayLike) -> Floats:
        """Least collateral of the pool that lives through that share of the paths, USD."""
        return np.asarray(covering(self.pooled, survival))

    def legs_for(self, survival: ArrayLike) -> Floats:
        """The same for each leg by itself, summed, USD: each lives through that share, all of them together through fewer.

        So beside :meth:`pool_for` it asks for less than it seems, and where legs fall together it may even be below it: the
        quantile of a sum may exceed the sum of the quantiles. :meth:`all_legs_for` asks for the same.
        """
        return np.asarray(sum(covering(leg, survival) for leg in self.legs))

    def all_legs_for(self, survival: ArrayLike) -> Floats:
        """Collateral of compartments of which *all* live through that share of the paths, USD; never below :meth:`pool_for`.

        Every leg is given the same chance of its own, the lowest that will do.
        """
        ordered = np.sort(self.legs, axis=1)
        # The k-th smallest need, posted, covers a path of rank k; a path lives if its worst leg does.
        rank = [np.searchsorted(row, leg) + 1 for row, leg in zip(ordered, self.legs, strict=True)]
        k = np.asarray(covering(np.max(rank, axis=0), survival)).astype(int)
        return np.asarray(ordered[:, k - 1].sum(axis=0))


def needs(positions: Sequence[Position], paths: Paths) -> Needs:
    """What a book needs on each path, in one pool and in compartments.

    Funding, fees and interventions are left out, as in :func:`course.simulation.collateral_needed`.

    Args:
        positions: the legs.
        paths: prices of their markets.
    """
    held = tuple(positions)
    if not held:
        raise ArgumentError("positions", 0, "at least one")
    legs = np.array([collateral_needed(Pool(0.0, (leg,)), paths) for leg in held])
    return Needs(collateral_needed(Pool(0.0, held), paths), legs)


def margin_saved(positions: Sequence[Position], paths: Paths) -> Floats:
    """Collateral that a pool saves on each path, USD, shape (paths,): Σ legs' worst − the pool's worst, each over time."""
    return needs(positions, paths).saved


def needs_as_correlation_jumps(
    positions: Sequence[Position],
    model: Model,
    values: Iterable[ArrayLike],
    rng: np.random.Generator,
    *,
    name: str = "correlation",
    days: float = 7.0,
    steps: int = 168,
    paths: int = 2_000,
) -> list[Needs]:
    """The needs of one book in one model after another, in which only one thing changes.

    Every model is drawn from the *same* state of the generator, so what differs between results is the change and not luck.

    Args:
        positions: the legs.
        model: prices; where it starts.
        values: of ``name``, one after another: numbers, or matrices (:func:`course.margin.correlations_moved`).
        rng: source of randomness; it is left as it was.
        name: an attribute of the model: ``"correlation"``, ``"stress_correlation"``, or ``"beta"`` with mappings.
        days: how long the book must live.
        steps: in these days.
        paths: how many.

    Raises:
        ArgumentError: for a value that is no possible correlation: it is named by ``name``.
    """
    one_of(
        "name", name, tuple(k for k in ("correlation", "stress_correlation", "beta", "multiple") if hasattr(model, k))
    )
    found = []
    for value in values:
        changed: dict[str, Any] = {name: value}
        world = replace(model, **changed)
        found.append(needs(positions, world.draw(copy.deepcopy(rng), days=days, steps=steps, paths=paths)))
    return found
