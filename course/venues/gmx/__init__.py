"""GMX v2: isolated only, collateral that moves, a liquidity pool on the other side of every trade.

``venue`` is the venue; ``published`` are further formulas, which the golden vectors hold to the venue's own examples.
"""

from course.venues.gmx.published import Check, adl_needed, check, price_impact
from course.venues.gmx.venue import (
    BACKED_FEE,
    BALANCING_FEE,
    CONFIG,
    CONFIGS,
    MIN_COLLATERAL,
    POOL,
    POSITION_FEE,
    SECONDS_PER_YEAR,
    SOURCE,
    SYNTHETIC_FEE,
    VENUE,
    FundingPerSecond,
    GmxFunding,
    GmxVenue,
    MarketConfig,
    borrowing_rate,
    funding_per_second,
    liquidation_schedule,
    opening_factor,
)

__all__ = [
    "BACKED_FEE",
    "BALANCING_FEE",
    "CONFIG",
    "CONFIGS",
    "MIN_COLLATERAL",
    "POOL",
    "POSITION_FEE",
    "SECONDS_PER_YEAR",
    "SOURCE",
    "SYNTHETIC_FEE",
    "VENUE",
    "Check",
    "FundingPerSecond",
    "GmxFunding",
    "GmxVenue",
    "MarketConfig",
    "adl_needed",
    "borrowing_rate",
    "check",
    "funding_per_second",
    "liquidation_schedule",
    "opening_factor",
    "price_impact",
]
