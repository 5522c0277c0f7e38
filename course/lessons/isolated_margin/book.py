"""The lesson's example: one compartment of 10,000 USD of notional in one account, and the record that it is held against."""

from __future__ import annotations

from course.margin import Market, Pool, Position, sign
from course.simulation.history import record
from course.texts import say

ENTRY, NOTIONAL, MAINTENANCE = 100.0, 10_000.0, 0.025
#: All the money there is: what is posted, and the wallet beside it, USD.
ACCOUNT = 5_000.0
SIDES = ("long", "short")
MARKET = Market("PERP", initial=MAINTENANCE, maintenance=MAINTENANCE)
SYMBOLS = ("BTC", "ETH")
_FIRST, _LAST = record().moves("BTC", "long", 7).span
#: Where the record's prices are from, and from when to when.
SOURCE = say("hourly marks of Binance, {first} to {last}", first=_FIRST, last=_LAST)


def compartment(side: str, posted: float, notional: float = NOTIONAL, maintenance: float = MAINTENANCE) -> Pool:
    """``notional`` USD bought or sold at ``ENTRY``, alone in its pool."""
    market = MARKET if maintenance == MAINTENANCE else Market("PERP", initial=maintenance, maintenance=maintenance)
    return Pool(posted, (Position(market, sign(side) * notional / ENTRY, ENTRY),))


def at(price: float) -> dict[str, float]:
    return {"PERP": price}


def left_at_closing(pool: Pool) -> float:
    """What is still in a compartment when it is closed just at its liquidation price, USD."""
    return float(pool.equity(at(pool.liquidation_price("PERP", at(ENTRY)))))
