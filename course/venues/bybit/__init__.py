"""Bybit: brackets with a deduction, the estimated fee of closing inside every margin, mode chosen by account.

``venue`` is the venue; ``published`` are further formulas, which the golden vectors hold to the venue's own examples.
"""

from course.venues.bybit.published import (
    ADL_START,
    ADL_STOP,
    ISOLATED,
    EntryPrices,
    IsolatedPrices,
    adl_state,
    bracket_margin,
    entry_based,
    inverse_bankruptcy_price,
    inverse_cross_prices,
    inverse_value_and_pnl,
    isolated_prices,
    margins,
)
from course.venues.bybit.venue import (
    ETH_SEEN,
    FUNDING_HOURS,
    INTERVALS,
    POCKET,
    SOURCE,
    TAKER_FEE,
    TIERS,
    VENUE,
    BybitVenue,
    closing_fee_share,
)

__all__ = [
    "ADL_START",
    "ADL_STOP",
    "ETH_SEEN",
    "FUNDING_HOURS",
    "INTERVALS",
    "ISOLATED",
    "POCKET",
    "SOURCE",
    "TAKER_FEE",
    "TIERS",
    "VENUE",
    "BybitVenue",
    "EntryPrices",
    "IsolatedPrices",
    "adl_state",
    "bracket_margin",
    "closing_fee_share",
    "entry_based",
    "inverse_bankruptcy_price",
    "inverse_cross_prices",
    "inverse_value_and_pnl",
    "isolated_prices",
    "margins",
]
