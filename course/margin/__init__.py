"""The margin engine: one idea, a margin mode is a partition of positions into collateral pools.

>>> btc, eth = Market("BTC", initial=0.05, maintenance=0.03), Market("ETH", initial=0.05, maintenance=0.03)
>>> pool = Pool(6_000, (Position(btc, 1, 60_000), Position(eth, -15, 3_000)))
>>> round(pool.liquidation_price("BTC", {"BTC": 60_000, "ETH": 3_000}))
57062
>>> round(pool.liquidation_price("BTC", {"BTC": 60_000, "ETH": 3_150}))
59451

numpy only, no pandas and no widgets: it can be lifted out and used elsewhere.
"""

from course.margin.funding import annualised, funding_payment, funding_rate
from course.margin.inverse import inverse_position
from course.margin.leverage import (
    Side,
    effective_leverage,
    liquidation_distance,
    liquidation_price,
    max_leverage_for,
    return_on_margin,
    sign,
)
from course.margin.market import Holding, Market, Position
from course.margin.odds import normal_cdf, touch_probability
from course.margin.pool import Marks, Pool
from course.margin.portfolio import Portfolio
from course.margin.schedule import Schedule, SizePremium
from course.margin.solver import crossing

__all__ = [
    "Holding",
    "Market",
    "Marks",
    "Pool",
    "Portfolio",
    "Position",
    "Schedule",
    "Side",
    "SizePremium",
    "annualised",
    "crossing",
    "effective_leverage",
    "funding_payment",
    "funding_rate",
    "inverse_position",
    "liquidation_distance",
    "liquidation_price",
    "max_leverage_for",
    "normal_cdf",
    "return_on_margin",
    "sign",
    "touch_probability",
]
