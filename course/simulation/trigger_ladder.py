"""One market, one side: liquidation triggers as a ladder, and the whole response curve from one sort.

In inverse price y = 1/p selling is additive (q base units move y by q/D), so a cascade of longs is a walk up a ladder: a shock
lifts y to y₀, every trigger t ≤ y is sold, which lifts y further. One side's cascade is monotone, therefore it ends at
the *least* fixed point of ``F(y) = y₀ + Q(y)/D`` in whatever order rows are sold (Knaster and Tarski), and

    g_k = t_k − S_k,  M = running maximum of g      (t sorted, S_k = what was sold before k, over D)

tells where *every* shock stops: at ``searchsorted(M, y₀)``. One sort, then a thousand shocks cost microseconds.
For shorts the ladder stands in −y. A trigger that is met exactly counts as hit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Side, sign
from course.simulation.rows import Floats, Rows
from course.simulation.scan import BLOCK
from course.validation import ArgumentError, positive, within


@dataclass(frozen=True)
class Response:
    """Where a cascade stops, by shock.

    Attributes:
        shock: adverse exogenous move, fraction of the price.
        rows: liquidated.
        sold: base units.
        move: adverse move in all, fraction of the price at the start.
    """

    shock: Any
    rows: Any
    sold: Any
    move: Any

    @property
    def multiplier(self) -> Any:
        """Move / shock; NaN for no shock."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.asarray(self.shock) != 0, np.divide(self.move, self.shock), np.nan)


@dataclass(frozen=True)
class Ladder:
    """Triggers of one side of one market.

    Attributes:
        price: today's, USD.
        triggers: in s/p units (s = +1 longs: 1/p; −1 shorts: −1/p), any order, shape (N,).
        quantity: base units > 0, shape (N,).
        depth: of the book, USD per unit of log price.
        side: ``"long"`` or ``"short"``.
    """

    price: float
    triggers: Floats
    quantity: Floats
    depth: float
    side: Side = "long"

    def __post_init__(self) -> None:
        positive("price", self.price)
        positive("depth", self.depth)
        if np.shape(self.triggers) != np.shape(self.quantity):
            raise ArgumentError("quantity", np.shape(self.quantity), "as many as there are triggers")

    @classmethod
    def of(cls, rows: Rows, price: float, depth: float, side: Side = "long") -> Ladder:
        """The ladder of a population in one market: health = fixed + slope · p crosses zero at −fixed/slope.

        Raises:
            ArgumentError: with tiers, where the trigger is not a single line's crossing; use a :class:`Cascade`.
        """
        if len(rows.legs) != 1 or not rows.legs[0].maintenance.straight:
            raise ArgumentError("rows", rows.symbols, "one market without tiers")
        s = sign(side)
        mine = np.flatnonzero(rows.size[0] * s > 0)
        at_zero, at_one = (rows.health([p], mine) for p in (0.0, 1.0))
        with np.errstate(divide="ignore"):
            inverse = (at_one - at_zero) / -at_zero
        # A long that is safe at every price has its crossing at or below zero: never reached.
        reachable = at_zero < 0 if s > 0 else inverse > 0
        triggers = np.where(reachable, s * inverse, np.inf)
        return cls(float(price), triggers, np.abs(rows.size[0][mine]), float(depth), side)

    def _level(self, shock: ArrayLike) -> Any:
        """The ladder's coordinate after an adverse move."""
        s = sign(self.side)
        high = 1.0 if s > 0 else np.inf
        within("shock", shock, 0.0, high, open_high=True)
        return s / (self.price * (1.0 - s * np.asarray(shock, float)))

    def _response(self, shock: ArrayLike, rows: Any, level: Any, sold: Any) -> Response:
        s = sign(self.side)
        end = np.asarray(level + sold / self.depth)
        with np.errstate(divide="ignore"):
            # Buying more than the book holds takes a short squeeze to infinity.
            price = np.where(s * end > 0, s / end, np.inf)
        return Response(shock, rows, sold, s * (1.0 - price / self.price))

    # ---- every shock ----------------------------------------------------------------------------------------------

    @cached_property
    def _curve(self) -> tuple[Floats, Floats]:
        """``(M, S)``: the running maximum of g, and what has been sold before each rung (one entry more)."""
        order = np.argsort(self.triggers)
        sold = np.concatenate([[0.0], np.cumsum(self.quantity[order])])
        reach = np.maximum.accumulate(self.triggers[order] - sold[:-1] / self.depth)
        return reach, sold

    def response(self, shock: ArrayLike) -> Response:
        """The end of the cascade for one shock or many: O(N log N) once, then O(log N) a shock."""
        reach, sold = self._curve
        level = self._level(shock)
        rows = np.searchsorted(reach, level, side="right")
        return self._response(shock, rows, level, sold[rows])

    # ---- one shock ------------------------------------------------------------------------------------------------

    def rounds(self, shock: float) -> Iterator[tuple[int, float, float]]:
        """The same cascade round by round: ``(rows, base units, level)`` after each; reads every trigger each time."""
        start = float(self._level(shock))
        taken = np.zeros(len(self.triggers), bool)
        level, rows, total = start, 0, 0.0
        while True:
            n, q = _take(self.triggers, self.quantity, taken, level)
            if not n:
                return
            rows, total = rows + n, total + q
            level = start + total / self.depth
            yield rows, total, level

    def settle(self, shock: float) -> Response:
        """The end of the cascade for a single shock, without a sort and with few passes over the triggers.

        Triggers within reach are copied together once (a window that grows as the cascade does), and the rounds run on
        the copy. Beats :meth:`response` while it is built for one shock only.
        """
        start = float(self._level(shock))
        low, high = -np.inf, 2.0 * start - sign(self.side) / self.price
        level, rows, total = start, 0, 0.0
        while True:
            near, quantity = self._window(low, high)
            taken = np.zeros(len(near), bool)
            n = 1
            while n:
                n, q = _take(near, quantity, taken, min(level, high))
                rows, total = rows + n, total + q
                level = start + total / self.depth
            if level <= high:
                return self._response(shock, rows, start, total)
            # Every window looks at least twice as far as the cascade has come.
            low, high = high, level + 2.0 * (level - start)

    def _window(self, low: float, high: float) -> tuple[Floats, Floats]:
        """Copies of the triggers in (low, high] and their quantities."""
        near, quantity = [np.empty(0)], [np.empty(0)]
        for begin in range(0, len(self.triggers), BLOCK):
            block = self.triggers[begin : begin + BLOCK]
            inside = block <= high
            if low > -np.inf:
                inside &= block > low
            if inside.any():
                near.append(block[inside])
                quantity.append(self.quantity[begin : begin + BLOCK][inside])
        return np.concatenate(near), np.concatenate(quantity)


def _take(triggers: Floats, quantity: Floats, taken: np.ndarray[Any, Any], level: float) -> tuple[int, float]:
    """Mark the triggers up to ``level`` as taken; how many are new, and their quantity."""
    rows, total = 0, 0.0
    for begin in range(0, len(triggers), BLOCK):
        block = slice(begin, begin + BLOCK)
        new = triggers[block] <= level
        np.greater(new, taken[block], out=new)
        n = int(np.count_nonzero(new))
        if n:
            taken[block] |= new
            rows += n
            total += float(quantity[block][new].sum())
    return rows, total


def chain(shock: ArrayLike, kappa: float, count: int, *, spacing: float = 1.0, gap: float | None = None) -> Any:
    """How many of evenly spaced rungs a shock takes, in closed form.

    Triggers stand at gap, gap + h, gap + 2h, … above the start, each selling enough to lift y by κ·h. A shock δ (in the units
    of y) liquidates 0 if δ < gap, else ``min(N, ⌊((δ − gap)/h) / (1 − κ)⌋ + 1)``; all of them once κ ≥ 1.

    Args:
        shock: δ.
        kappa: κ = q/(D·h): notional that one step of the ladder liquidates over the depth of that step.
        count: N rungs.
        spacing: h.
        gap: distance to the first rung; h unless given.
    """
    shock = np.asarray(within("shock", shock, 0.0), float)
    within("kappa", kappa, 0.0)
    h = positive("spacing", spacing)
    first = h if gap is None else float(within("gap", gap, 0.0))
    if kappa >= 1:
        climbed = np.full(shock.shape, float(count))
    else:
        climbed = np.minimum(count, np.floor((shock - first) / h / (1.0 - kappa)) + 1)
    taken = np.where(shock < first, 0, climbed).astype(int)
    return taken.item() if taken.ndim == 0 else taken
