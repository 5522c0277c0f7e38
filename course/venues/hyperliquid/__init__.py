"""Hyperliquid: one factor (half of the initial margin at *maximum* leverage), a vault as backstop, deleveraging by rank.

``venue`` is the venue; ``published`` are further formulas, which the golden vectors hold to the venue's own examples.
"""

from course.venues.hyperliquid.published import (
    adl_score,
    cross_liquidation_price,
    funding_rate_8h,
    impact_premium,
    initial_margin,
    isolated_liquidation_price,
    liquidation_price_from_balance,
    maintenance_margin,
    market,
)
from course.venues.hyperliquid.venue import (
    BACKSTOP_SHARE,
    COOL_DOWN_SECONDS,
    FIRST_SHARE,
    LARGE_POSITION,
    SEEN,
    SOURCE,
    TIERS,
    VAULT,
    VENUE,
    WITHDRAWAL_SHARE,
    HyperliquidVenue,
    maintenance_rate,
)

__all__ = [
    "BACKSTOP_SHARE",
    "COOL_DOWN_SECONDS",
    "FIRST_SHARE",
    "LARGE_POSITION",
    "SEEN",
    "SOURCE",
    "TIERS",
    "VAULT",
    "VENUE",
    "WITHDRAWAL_SHARE",
    "HyperliquidVenue",
    "adl_score",
    "cross_liquidation_price",
    "funding_rate_8h",
    "impact_premium",
    "initial_margin",
    "isolated_liquidation_price",
    "liquidation_price_from_balance",
    "maintenance_margin",
    "maintenance_rate",
    "market",
]
