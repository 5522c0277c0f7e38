"""The lesson's books: two legs of $10,000 each, what stands behind them, and the tables of what really happened."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Holding, Market, Pool, Position
from course.simulation.fact_tables import FactTable, stored
from course.texts import say

BTC, ETH, PERP = "BTC", "ETH", "PERP"
ENTRY = {BTC: 60_000.0, ETH: 3_000.0, PERP: 60_000.0}
#: USD of each leg, and behind each leg.
NOTIONAL, POSTED = 10_000.0, 1_000.0
MAINTENANCE = 0.025
#: Share of a coin that counts as collateral.
WEIGHT = 0.9
BOOKS = {"pair": "long BTC, short ETH", "spot": "BTC held, BTC short", "long": "both long"}
#: Key and name of the second leg of each book.
SECOND = {"pair": (ETH, "ETH"), "spot": (PERP, "the perpetual"), "long": (ETH, "ETH")}


def leg(symbol: str, way: int) -> Position:
    """$10,000 of a market, long (1) or short (−1)."""
    return Position(Market(symbol, MAINTENANCE, MAINTENANCE), way * NOTIONAL / ENTRY[symbol], ENTRY[symbol])


def pooled(book: str) -> Pool:
    """Both legs in one pool. With the coin as its margin it needs no dollars."""
    if book == "spot":
        return Pool(0.0, (leg(PERP, -1),), (Holding(BTC, NOTIONAL / ENTRY[BTC], WEIGHT, WEIGHT),))
    return Pool(2 * POSTED, (leg(BTC, 1), leg(ETH, 1 if book == "long" else -1)))


def compartments(book: str) -> dict[str, Pool]:
    """Each position with its own $1,000. A coin that is held needs nobody's leave."""
    if book == "spot":
        return {PERP: Pool(POSTED, (leg(PERP, -1),))}
    return {BTC: Pool(POSTED, (leg(BTC, 1),)), ETH: Pool(POSTED, (leg(ETH, 1 if book == "long" else -1),))}


def at(book: str, together: ArrayLike, apart: ArrayLike = 0.0) -> dict[str, Any]:
    """Prices after both legs have moved together, and the second one further by ``apart``; fractions."""
    both = 1.0 + np.asarray(together, float)
    second, _ = SECOND[book]
    return {BTC: ENTRY[BTC] * both, second: ENTRY[second] * both * (1.0 + np.asarray(apart, float))}


def wall_apart(pool: Pool, book: str, together: ArrayLike) -> Any:
    """How far the second leg may run away from the first (a fraction) until the pool is liquidated; NaN: as far as it likes."""
    second, _ = SECOND[book]
    level = np.asarray(at(book, together)[second])
    price = np.asarray(pool.liquidation_price(second, at(book, together)), float)
    return price / level - 1.0


def wall_together(pool: Pool, book: str, apart: float) -> float | None:
    """How far both legs may move together (a fraction) until the pool is liquidated, the gap between them kept; None: never.

    Without tiers health is a line in the factor of both prices, so it has at most one root.
    """
    near, far = (pool.health(at(book, move, apart)) for move in (0.0, 1.0))
    slope = far - near
    move = -near / slope if slope else np.nan
    return float(move) if move > -1.0 else None


def walls(book: str) -> dict[str, float]:
    """Move of its own price at which each compartment is liquidated."""
    return {
        s: float(p.liquidation_price(s, ENTRY)) / ENTRY[s] - 1.0  # each has one: leverage is above 1×
        for s, p in compartments(book).items()
    }


def table(name: str) -> FactTable:
    """One of the embedded tables of facts."""
    return stored(name)


def source(name: str) -> str:
    """Where a table is from, short: the series without what is in it."""
    return stored(name).source.split(",")[0]


def days(name: str) -> str:
    """The days of a table's series, without the hours."""
    first, last = stored(name).span.split(" to ")
    return say("{first} to {last}", first=first[:10], last=last[:10])


def weeks() -> int:
    """How many weeks the tables count."""
    return int(stored("fates").title.split(" of ", 1)[1].split(" weeks", 1)[0])


def twin(columns: dict[str, Any]) -> Any:
    """The table beside a picture; pandas is wanted only by whoever opens it."""
    import pandas as pd

    return pd.DataFrame(columns)
