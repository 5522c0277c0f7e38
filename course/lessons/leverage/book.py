"""The lesson's example: one position, alone in its pool."""

from __future__ import annotations

from course.lessons.facts import BTC_VOLATILITY
from course.margin import Market, Pool, Position, liquidation_distance, sign

ENTRY = 100.0
#: The lesson's example market: maintenance 2.5 % of notional, so at most 40×.
MAINTENANCE = 0.025
DAY = 1 / 365
SIDES = ("long", "short")
ORDINARY_DAY = BTC_VOLATILITY.value * DAY**0.5


def opened(side: str, collateral: float, leverage: float, maintenance: float) -> Pool:
    """One position bought or sold at ``ENTRY``, alone in its pool; refuses a leverage that is liquidatable at once."""
    liquidation_distance(leverage, maintenance, side)
    market = Market("PERP", initial=maintenance, maintenance=maintenance)
    size = sign(side) * collateral * leverage / ENTRY
    return Pool(collateral, (Position(market, size, ENTRY),))


def at(price: float) -> dict[str, float]:
    return {"PERP": price}
