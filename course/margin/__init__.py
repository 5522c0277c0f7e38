"""The margin engine: one idea, a margin mode is a partition of positions into collateral pools.

>>> btc, eth = Market("BTC", initial=0.05, maintenance=0.03), Market("ETH", initial=0.05, maintenance=0.03)
>>> pool = Pool(6_000, (Position(btc, 1, 60_000), Position(eth, -15, 3_000)))
>>> round(pool.liquidation_price("BTC", {"BTC": 60_000, "ETH": 3_000}))
57062
>>> round(pool.liquidation_price("BTC", {"BTC": 60_000, "ETH": 3_150}))
59451

numpy only, no pandas and no widgets: it can be lifted out and used elsewhere.
"""

from course.margin.acts import Act, Tried, acts, least, split_evenly
from course.margin.border import Terrain, likeliest, sigmas, spread_of
from course.margin.carry import (
    basis_rate,
    basis_return,
    break_even_days,
    carry_capital,
    carry_return,
    days_until_liquidation,
    funding_paid,
    liquidation_after_funding,
    liquidation_walk,
    settlements_until_liquidation,
)
from course.margin.compounding import (
    best_leverage,
    best_leverage_error,
    best_leverage_on_record,
    chance_of_fall,
    chance_of_ruin,
    compounded,
    grown_over,
    growth,
    growth_formula,
    kelly_share,
    losses_to,
    mean_error,
    share_of_best_growth,
    way_back,
    wiped_out_from,
)
from course.margin.correlation import (
    correlation_if_own_stays,
    correlation_matrix,
    correlations_moved,
    covariance,
    independent_bets,
    portfolio_volatility,
)
from course.margin.empirical import Quantiles, covering
from course.margin.funding import annualised, funding_payment, funding_rate
from course.margin.hedging import (
    hedge_ratio,
    hedged_volatility,
    least_variance_ratio,
    residual_loss,
    spot_hedge_wall,
    stressed_marks,
)
from course.margin.inverse import inverse_position
from course.margin.latency import bad_debt, needed_maintenance, price_after, time_to_act
from course.margin.leverage import (
    Side,
    collateral_for_move,
    effective_leverage,
    liquidation_distance,
    liquidation_price,
    max_leverage_for,
    return_on_margin,
    sign,
)
from course.margin.market import Holding, Market, Position
from course.margin.odds import chance_alive, each_must_pass, expected_closures, normal_cdf, touch_probability
from course.margin.pool import Marks, Pool
from course.margin.portfolio import Portfolio, funding_split, top_up
from course.margin.position_management import move_to_leverage, rebalancing_factor, rebalancing_trade, wall_shift
from course.margin.schedule import Schedule, SizePremium
from course.margin.sizing import (
    Plan,
    leverage_of,
    loss_at_stop,
    max_leverage_for_stop,
    notional_for_volatility,
    plan,
    size_at,
    size_for_risk,
    volatility_over,
)
from course.margin.solver import crossing

__all__ = [
    "Act",
    "Holding",
    "Market",
    "Marks",
    "Plan",
    "Pool",
    "Portfolio",
    "Position",
    "Quantiles",
    "Schedule",
    "Side",
    "SizePremium",
    "Terrain",
    "Tried",
    "acts",
    "annualised",
    "bad_debt",
    "basis_rate",
    "basis_return",
    "best_leverage",
    "best_leverage_error",
    "best_leverage_on_record",
    "break_even_days",
    "carry_capital",
    "carry_return",
    "chance_alive",
    "chance_of_fall",
    "chance_of_ruin",
    "collateral_for_move",
    "compounded",
    "correlation_if_own_stays",
    "correlation_matrix",
    "correlations_moved",
    "covariance",
    "covering",
    "crossing",
    "days_until_liquidation",
    "each_must_pass",
    "effective_leverage",
    "expected_closures",
    "funding_paid",
    "funding_payment",
    "funding_rate",
    "funding_split",
    "grown_over",
    "growth",
    "growth_formula",
    "hedge_ratio",
    "hedged_volatility",
    "independent_bets",
    "inverse_position",
    "kelly_share",
    "least",
    "least_variance_ratio",
    "leverage_of",
    "likeliest",
    "liquidation_after_funding",
    "liquidation_distance",
    "liquidation_price",
    "liquidation_walk",
    "loss_at_stop",
    "losses_to",
    "max_leverage_for",
    "max_leverage_for_stop",
    "mean_error",
    "move_to_leverage",
    "needed_maintenance",
    "normal_cdf",
    "notional_for_volatility",
    "plan",
    "portfolio_volatility",
    "price_after",
    "rebalancing_factor",
    "rebalancing_trade",
    "residual_loss",
    "return_on_margin",
    "settlements_until_liquidation",
    "share_of_best_growth",
    "sigmas",
    "sign",
    "size_at",
    "size_for_risk",
    "split_evenly",
    "spot_hedge_wall",
    "spread_of",
    "stressed_marks",
    "time_to_act",
    "top_up",
    "touch_probability",
    "volatility_over",
    "wall_shift",
    "way_back",
    "wiped_out_from",
]
