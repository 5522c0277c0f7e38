"""Inverse (coin-margined) contracts: linear positions in ``u = 1 / price``.

A contract is worth a fixed number of dollars and pays in the coin. A long of C dollars earns ``C · (1/entry − 1/mark)`` coins,
which is the profit of a *short* of C units in a market whose price is u. So the engine serves as it is: collateral and
requirements are in coins, marks are ``{symbol: 1 / price}``, and a liquidation "price" u is read back as ``1 / u``. One thing
does not follow from the profit: who pays funding. At a positive rate the long of the *contract* pays, whose size in u is below
0; the position's market is marked :attr:`~course.margin.Market.inverse` and knows it.

>>> from course.margin import Market, Pool, Schedule
>>> btc = Market("BTC", initial=0.01, maintenance=Schedule.flat(0.005, basis="entry"))
>>> pool = Pool(0.5, (inverse_position(btc, 10_000, 8_000),))  # half a coin backs a long of 10,000 dollars
>>> round(1 / pool.liquidation_price("BTC", {"BTC": 1 / 8_000}))
5735
>>> paid = pool.settle_funding({"BTC": 0.0001}, {"BTC": 1 / 8_000})  # the long pays 10,000 / 8,000 · 0.01 %
>>> round(paid.collateral, 6)
0.499875
"""

from __future__ import annotations

from dataclasses import replace

from numpy.typing import ArrayLike

from course.margin.market import Market, Position
from course.validation import nonzero, positive


def inverse_position(
    market: Market, contracts: ArrayLike, entry_price: ArrayLike, leverage: float | None = None
) -> Position:
    """A position of ``contracts`` dollars (long > 0) opened at ``entry_price`` USD per coin, as a :class:`Position` in u.

    Its market is ``market``, marked as inverse.

    Raises:
        ArgumentError: for zero contracts or a price that is not positive.
    """
    size = -nonzero("contracts", contracts)
    return Position(replace(market, inverse=True), size, 1.0 / positive("entry_price", entry_price), leverage)
