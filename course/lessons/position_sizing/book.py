"""The lesson's example: one account, one contract at 100, and where the figures from the world are from."""

from __future__ import annotations

from course.simulation.fact_tables import FactTable, stored
from course.texts import day, say

ACCOUNT = 10_000.0
ENTRY = 100.0
#: As in lesson 01: maintenance 2.5 % of notional.
MAINTENANCE = 0.025
ASSETS = ("BTC", "ETH")
MODES = ("isolated", "cross")


def about(name: str) -> str:
    """Source, span and date of a table, in one line."""
    table: FactTable = stored(name)
    first, last = (day(moment[:10]) for moment in table.span.split(" to "))
    return say(
        "{split}, {first} to {last}; derived {day}",
        split=table.source.split(",")[0],
        first=first,
        last=last,
        day=day(table.made),
    )
