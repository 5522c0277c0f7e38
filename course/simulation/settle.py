"""One shock, several markets, and nothing else: where it ends, without an account of who paid what.

A :class:`~course.simulation.cascade.Cascade` keeps the books of everybody: fees, debts, who was handed what. Where everything is
closed at once, at the perpetual's own price, and debts are paid from outside, none of that reaches the prices: a row is
closed once, whole, and gone. What is left is the walk up the :class:`~course.simulation.trigger_ladder.Ladder`, in several
markets at once and round by round (Jacobi): a tenth of the work, and the same prices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from course.simulation.exchange import CEILING, fill
from course.simulation.populations import open_interest
from course.simulation.rows import Floats, Rows
from course.validation import ArgumentError, positive


@dataclass(frozen=True)
class Settled:
    """Where a shock ends.

    Attributes:
        prices: of the perpetuals after the shock and after every round, USD, shape (rounds + 1, markets).
        sold: notional liquidated by market, long and short, USD at the prices traded.
        open_interest: at the start, by market, USD.
    """

    prices: Floats
    sold: Floats
    open_interest: Floats

    @property
    def liquidated_share(self) -> float:
        """Liquidated notional / open interest at the start."""
        return float(self.sold.sum() / self.open_interest.sum())


def settle(rows: Rows, start: ArrayLike, outside: ArrayLike, depths: ArrayLike) -> Settled:
    """Push prices from ``start`` to ``outside`` and liquidate, round by round, until nobody is below the requirement.

    The same prices, round by round, as of a cascade with the default feed and rules, books that neither recover nor thin out, no
    deleveraging and a fund that never runs dry.

    Args:
        rows: the population; left as it is.
        start: prices before, USD, one a market.
        outside: exogenous prices after the shock, USD, one a market.
        depths: of the books, USD per unit of log price, one a market.
    """
    before, now = (np.asarray(positive(name, x), float) for name, x in (("start", start), ("outside", outside)))
    depth = np.asarray(positive("depths", depths), float)
    for name, array in (("start", before), ("outside", now), ("depths", depth)):
        if array.shape != (len(rows.legs),):
            raise ArgumentError(name, array.shape, f"one a market: ({len(rows.legs)},)")
    inverse, highest, skew = 1.0 / now, CEILING * now, np.zeros_like(now)
    alive, prices, sold = rows.open(), [now], np.zeros_like(now)
    while True:
        hit = np.flatnonzero((rows.health(now) < 0) & alive)
        if not len(hit):
            return Settled(np.array(prices), sold, open_interest(rows, before))
        alive[hit] = False
        size = rows.size.take(hit, axis=1)
        filled, average = fill(now, size.sum(axis=1), depth, highest)
        sold = sold + np.abs(size).sum(axis=1) * average
        skew = skew + filled / depth
        now = 1.0 / (inverse + skew)
        prices.append(now)
