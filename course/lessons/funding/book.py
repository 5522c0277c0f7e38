"""The lesson's example: $10,000 long on $1,000 while the price stands still, and where its facts are from."""

from __future__ import annotations

import math

from course.simulation.history import record
from course.venues import FundingRule

ENTRY, COLLATERAL, LEVERAGE = 100.0, 1_000.0, 10.0
#: Maintenance fraction of the example market, that of lesson 01; the record's counts hold for it too.
MAINTENANCE = 0.025
#: The common rule: every eight hours, 0.01 % from the interest term alone.
RULE = FundingRule(8.0, 0.0001, 0.0005)
A_DAY = int(24 / RULE.interval_hours)
USUAL = RULE.interest
#: Days of the record's worst months.
MONTH = 30


def size_of(leverage: float) -> float:
    """Units of a long of ``leverage`` on the example's collateral."""
    return COLLATERAL * leverage / ENTRY


def settled(days: float) -> int:
    """Settlements within so many days; the first comes one interval after opening."""
    return RULE.settlements(24 * days)


def day_of(settlement: float) -> int:
    """The day, counted from 1, on which a settlement falls: the third is the end of day 1."""
    return math.ceil(settlement / A_DAY)


def venue() -> str:
    """Whose prices and rates the record holds."""
    return record().source.partition(",")[0]
