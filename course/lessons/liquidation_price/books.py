"""What the explorers of lesson 02 share: one position alone in its pool, and the tier tables it is judged by."""

from __future__ import annotations

from typing import Any

from course.margin import Market, Pool, Position, Schedule, sign
from course.number_format import number, usd
from course.validation import ArgumentError
from course.venues import binance, bybit, hyperliquid
from course.venues.tables import TierTable

ENTRY = 100.0
SIDES = ("long", "short")
SYMBOL = "PERP"
#: In the lesson's example market opening takes twice what keeping takes, as on Hyperliquid.
OPENING_TO_KEEPING = 2.0

#: Published tier tables that the lesson shows, by name.
TABLES: dict[str, TierTable] = {
    "Binance SOL": binance.VENUE.table("SOL"),
    "Binance BTC": binance.VENUE.table("BTC"),
    "Bybit BTC": bybit.VENUE.table("BTC"),
    "Hyperliquid BTC": hyperliquid.VENUE.table("BTC"),
}


def at(price: float) -> dict[str, float]:
    """Marks of the one market."""
    return {SYMBOL: price}


def account(
    side: str, collateral: Any, notional: Any, maintenance: Schedule | float, initial: Schedule | float | None = None
) -> Pool:
    """One position of ``notional`` USD opened at :data:`ENTRY`, alone in its pool. Numbers may be arrays."""
    market = Market(SYMBOL, initial=maintenance if initial is None else initial, maintenance=maintenance)
    return Pool(collateral, (Position(market, sign(side) * notional / ENTRY, ENTRY),))


def refuse_unless_open(pool: Pool, argument: str, collateral: float) -> None:
    """Raise where the collateral does not reach for opening the pool's position at :data:`ENTRY`."""
    required = max(pool.initial_requirement(at(ENTRY)), pool.maintenance_requirement(at(ENTRY)))
    if collateral < required * (1 - 1e-12):
        raise ArgumentError(argument, collateral, f"at least {usd(required)}, what opening takes here")


def big(value: float) -> str:
    """Money that may be large: ``20_000_000`` → ``"$20M"``, ``50_000`` → ``"$50k"``, ``771_620`` → ``"$771,620"``."""
    for unit, letter in ((1e9, "B"), (1e6, "M")):
        if abs(value) >= unit:
            return f"${number(value / unit, 2).rstrip('0').rstrip('.')}{letter}"
    thousands = abs(value) >= 1e4 and value % 1_000 == 0
    return f"${number(value / 1_000, 0)}k" if thousands else usd(value)
