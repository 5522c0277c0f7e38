"""The account of lesson 05: long 1 BTC, short (or long) 15 ETH, one pool behind both; and the plane it lives in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course.margin import Market, Pool, Portfolio, Position
from course.texts import say

BTC, ETH = "BTC", "ETH"
ENTRY = {BTC: 60_000.0, ETH: 3_000.0}
SIZE = {BTC: 1.0, ETH: 15.0}
COLLATERAL = 6_000.0
#: The lesson's example markets: 3 % of notional to keep a position, 5 % to open it, without tiers.
MAINTENANCE, INITIAL = 0.03, 0.05
MARKETS = {symbol: Market(symbol, initial=INITIAL, maintenance=MAINTENANCE) for symbol in ENTRY}
SIDES = ("short", "long")
#: The map reaches this far from entry on both axes, so that equal moves run along its diagonal.
SPAN = 0.3
X, Y = (((1 - SPAN) * ENTRY[BTC], (1 + SPAN) * ENTRY[BTC]), ((1 - SPAN) * ENTRY[ETH], (1 + SPAN) * ENTRY[ETH]))
Array = NDArray[np.float64]


def at(btc: ArrayLike, eth: ArrayLike) -> dict[str, Any]:
    """Prices by symbol."""
    return {BTC: btc, ETH: eth}


START = at(ENTRY[BTC], ENTRY[ETH])


def positions(eth_side: str = "short") -> tuple[Position, Position]:
    """The two legs."""
    way = 1 if eth_side == "long" else -1
    return (Position(MARKETS[BTC], SIZE[BTC], ENTRY[BTC]), Position(MARKETS[ETH], way * SIZE[ETH], ENTRY[ETH]))


def pooled(eth_side: str = "short", collateral: float = COLLATERAL) -> Pool:
    """Both legs in one pool."""
    return Pool(collateral, positions(eth_side))


def split(eth_side: str = "short", collateral: float = COLLATERAL) -> Portfolio:
    """The same legs in a compartment each, half of the collateral behind either."""
    return Portfolio.isolated([collateral / 2, collateral / 2], positions(eth_side))


def border(pool: Pool, btc: ArrayLike, room: ArrayLike = 0.0) -> Array:
    """ETH price at which the pool has exactly ``room`` left (USD of health), for every BTC price; 0 where there is none.

    A pool that must keep ``room`` in hand is a pool with that much less collateral, so one solver draws every contour.

    Args:
        pool: BTC and ETH in one pool.
        btc: prices, USD, shape (n,).
        room: USD, shape (m,) or a number.

    Returns:
        Shape (m, n) or (n,), USD.
    """
    levels = np.asarray(room, float)
    held = replace(pool, collateral=pool.collateral - (levels[:, np.newaxis] if levels.ndim else levels))
    found = held.liquidation_price(ETH, at(np.asarray(btc, float), ENTRY[ETH]))
    return np.asarray(np.nan_to_num(np.asarray(found, float), nan=0.0))


def worth(pool: Pool, btc: float, eth: float) -> dict[str, float]:
    """Room won (or lost) by a rise of 1 % of either price, USD."""
    here = pool.health(at(btc, eth))
    return {BTC: pool.health(at(1.01 * btc, eth)) - here, ETH: pool.health(at(btc, 1.01 * eth)) - here}


def side_words(eth_side: str) -> str:
    """``"long 1 BTC, short 15 ETH"``."""
    return say(
        "long {the_size:#~} BTC, {eth_side} {the_size_2:#~} ETH",
        the_size=SIZE[BTC],
        eth_side=eth_side,
        the_size_2=SIZE[ETH],
    )
