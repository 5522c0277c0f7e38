"""dYdX Chain (v4), the course's reference venue, modelled completely.

``VENUE`` is dYdX among venues (engine, floats). Everything else is the chain's own arithmetic, exact to a millionth of a dollar.

>>> btc = Perpetual("BTC-USD", 50_000, "0.2", "0.5")
>>> account = Subaccount(-4_501, (PerpetualPosition(btc, "0.1"),))
>>> account.equity, account.maintenance_requirement, account.risk.liquidatable
(Decimal('499.000000'), Decimal('500.000000'), True)
>>> fillable_price(account, "BTC-USD")
Fraction(99997, 2)
"""

from course.venues.dydx.client import (
    ClientAccount,
    capped_leverage,
    client_position,
    effective_imf,
    isolated_transfer,
    most_removable,
    parent_equity,
    signed_notional_and_risk,
)
from course.venues.dydx.deleveraging import Rejected, can_deleverage, deleverage, offset
from course.venues.dydx.funding import (
    clamp_ppm,
    funding_tick,
    index_delta,
    premium_sample,
    premium_vote,
    settle,
    settlement,
)
from course.venues.dydx.isolation import isolated_pool_transfer, isolated_update_allowed, parent
from course.venues.dydx.liquidation import (
    AlreadyLiquidated,
    BlockLimitExceeded,
    SizeDeltaError,
    ZeroFillError,
    bankruptcy_quote,
    block_remaining,
    fillable_price,
    fund_can_pay,
    insurance_fund_delta,
    liquidatable_size,
    liquidate_against_book,
    liquidate_in_blocks,
    order_of_work,
    order_subticks,
    position_limits,
)
from course.venues.dydx.parameters import (
    CODE_DEFAULT,
    LIQUIDITY_TIERS,
    MAINNET,
    LiquidationConfig,
    LiquidityTier,
    liquidity_tier,
)
from course.venues.dydx.story import tell_block
from course.venues.dydx.subaccount import (
    Perpetual,
    PerpetualPosition,
    Risk,
    Subaccount,
    check_transition,
    check_update,
    effective_imf_ppm,
    open_interest_delta,
)
from course.venues.dydx.units import decimal, exact, ppm, quantums, usdc
from course.venues.dydx.venue import VENUE, DydxVenue

__all__ = [
    "CODE_DEFAULT",
    "LIQUIDITY_TIERS",
    "MAINNET",
    "VENUE",
    "AlreadyLiquidated",
    "BlockLimitExceeded",
    "ClientAccount",
    "DydxVenue",
    "LiquidationConfig",
    "LiquidityTier",
    "Perpetual",
    "PerpetualPosition",
    "Rejected",
    "Risk",
    "SizeDeltaError",
    "Subaccount",
    "ZeroFillError",
    "bankruptcy_quote",
    "block_remaining",
    "can_deleverage",
    "capped_leverage",
    "check_transition",
    "check_update",
    "clamp_ppm",
    "client_position",
    "decimal",
    "deleverage",
    "effective_imf",
    "effective_imf_ppm",
    "exact",
    "fillable_price",
    "fund_can_pay",
    "funding_tick",
    "index_delta",
    "insurance_fund_delta",
    "isolated_pool_transfer",
    "isolated_transfer",
    "isolated_update_allowed",
    "liquidatable_size",
    "liquidate_against_book",
    "liquidate_in_blocks",
    "liquidity_tier",
    "most_removable",
    "offset",
    "open_interest_delta",
    "order_of_work",
    "order_subticks",
    "parent",
    "parent_equity",
    "position_limits",
    "ppm",
    "premium_sample",
    "premium_vote",
    "quantums",
    "settle",
    "settlement",
    "signed_notional_and_risk",
    "tell_block",
    "usdc",
]
