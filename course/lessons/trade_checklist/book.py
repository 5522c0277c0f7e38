"""The lesson's example: the plan of the question, the same one repaired, and where the figures are from."""

from __future__ import annotations

from typing import Any

from course.lessons.planner_fields import EXAMPLE
from course.simulation.fact_tables import stored
from course.simulation.plans import reckon
from course.texts import day, say

#: The same plan with its lines brought together: the size that the budget allows, at 10×.
REPAIRED: Any = EXAMPLE.changed(
    why="fees fall by half when the upgrade is live", wrong_if="the upgrade is moved beyond June", size=None, leverage=10,
    target=3_300,
)  # fmt: skip
FAILING_SUMS, SUMS = reckon(EXAMPLE), reckon(REPAIRED)
NOTIONAL = SUMS.notional
MODES = ("isolated", "cross")


def about(name: str) -> str:
    """Source, span and date of a table, in one line."""
    table = stored(name)
    first, last = (day(moment[:10]) for moment in table.span.split(" to "))
    return say(
        "{split}, {first} to {last}; derived {day}",
        split=table.source.split(",")[0],
        first=first,
        last=last,
        day=day(table.made),
    )
