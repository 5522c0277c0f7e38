"""OKX: tiers counted in contracts whose rate covers the whole position, and the closing fee inside the trigger.

``venue`` is the venue; ``published`` are further formulas, which the golden vectors hold to the venue's own examples.
"""

from course.venues.okx.published import PositionFigures, discounted_value, isolated_liquidation_price, position_figures
from course.venues.okx.venue import ADA_TIERS, FUNDING, FUNDING_CAP, SOURCE, STEP_RATE, TAKER_FEE, USDT_TIERS, VENUE

__all__ = [
    "ADA_TIERS",
    "FUNDING",
    "FUNDING_CAP",
    "SOURCE",
    "STEP_RATE",
    "TAKER_FEE",
    "USDT_TIERS",
    "VENUE",
    "PositionFigures",
    "discounted_value",
    "isolated_liquidation_price",
    "position_figures",
]
