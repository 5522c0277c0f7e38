"""The lesson's example: one long of BTC on $6,000, and where the figures from the world are from."""

from __future__ import annotations

from course.margin import Market, Pool, Position
from course.number_format import number
from course.simulation.fact_tables import FactTable, stored
from course.texts import day, say

ENTRY, STAKE = 60_000.0, 6_000.0
#: Maintenance and initial margin of the example, fractions of notional.
MAINTENANCE, INITIAL = 0.03, 0.05
FEE, LIQUIDATION_FEE = 0.0005, 0.01
BTC = Market("BTC", initial=INITIAL, maintenance=MAINTENANCE, taker_fee=0.0)
ASSETS = ("BTC", "ETH")


def at(price: float) -> dict[str, float]:
    """Marks of the one market."""
    return {"BTC": price}


def opened(leverage: float) -> Pool:
    """A long of so much leverage on the stake, fees left out."""
    return Pool(STAKE, (Position(BTC, STAKE * leverage / ENTRY, ENTRY),))


def in_hundred(share: float) -> str:
    """So many of a hundred; few are said as few, none as none."""
    return "none" if share == 0 else "fewer than 1" if share < 0.005 else number(round(100 * share), 0)


def about(name: str) -> str:
    """Source, span and date of a table, in one line."""
    table: FactTable = stored(name)
    first, last = (day(moment) for moment in table.span.split(" to "))
    return say(
        "{split}, {first} to {last}; derived {day}",
        split=table.source.split(",")[0],
        first=first,
        last=last,
        day=day(table.made),
    )
