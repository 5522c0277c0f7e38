"""BitMEX: maintenance on *entry* value, a rate that rises by a step with the risk limit, deleveraging by rank.

``venue`` is the venue; ``published`` are further formulas, which the golden vectors hold to the venue's own examples.
"""

from course.venues.bitmex.published import (
    MarginPrices,
    RiskLimit,
    adl_score,
    cross_prices,
    isolated_prices,
    maintenance_margin,
    risk_limit,
)
from course.venues.bitmex.venue import (
    ETH_EXAMPLE,
    FUNDING_CAP_SHARE,
    LISTED,
    SOURCE,
    VENUE,
    XBT_LIMITS,
    BitmexVenue,
    funding_cap,
    risk_limit_table,
)

__all__ = [
    "ETH_EXAMPLE",
    "FUNDING_CAP_SHARE",
    "LISTED",
    "SOURCE",
    "VENUE",
    "XBT_LIMITS",
    "BitmexVenue",
    "MarginPrices",
    "RiskLimit",
    "adl_score",
    "cross_prices",
    "funding_cap",
    "isolated_prices",
    "maintenance_margin",
    "risk_limit",
    "risk_limit_table",
]
