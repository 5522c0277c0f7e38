"""OKX: tiers counted in contracts whose rate covers the whole position, and the closing fee inside the trigger.

``venue`` is the venue; ``published`` are further formulas, which the golden vectors hold to the venue's own examples.
"""

from course.venues.okx.published import PositionFigures, discounted_value, isolated_liquidation_price, position_figures
from course.venues.okx.venue import FUNDING, FUNDING_CAP, SOURCE, TAKER_FEE, USDC_TIERS, USDT_TIERS, VENUE

__all__ = [
    "FUNDING",
    "FUNDING_CAP",
    "SOURCE",
    "TAKER_FEE",
    "USDC_TIERS",
    "USDT_TIERS",
    "VENUE",
    "PositionFigures",
    "discounted_value",
    "isolated_liquidation_price",
    "position_figures",
]
