"""Binance USDⓈ-M: brackets with a deduction, on the mark price.

``venue`` is the venue; ``published`` are further formulas, which the golden vectors hold to the venue's own examples.
"""

from course.venues.binance.published import (
    adl_score,
    bracket,
    cross_liquidation_price,
    deductions,
    funding_received,
    isolated_liquidation_price,
    next_deduction,
    position,
    wallet_of_isolated_margin,
)
from course.venues.binance.venue import CAPS, FUNDING_CAPS, FUNDING_HOURS, INTERVALS, SOURCE, TIERS, VENUE

__all__ = [
    "CAPS",
    "FUNDING_CAPS",
    "FUNDING_HOURS",
    "INTERVALS",
    "SOURCE",
    "TIERS",
    "VENUE",
    "adl_score",
    "bracket",
    "cross_liquidation_price",
    "deductions",
    "funding_received",
    "isolated_liquidation_price",
    "next_deduction",
    "position",
    "wallet_of_isolated_margin",
]
