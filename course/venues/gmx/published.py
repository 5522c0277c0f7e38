"""GMX's contracts, function by function. The golden vectors call this, the venue does not.

Sources: as :mod:`course.venues.gmx.venue`, which is the venue.
"""

from __future__ import annotations

from typing import NamedTuple

from course.margin import Holding, Market, Pool, Position
from course.validation import finite, positive, within
from course.venues.gmx.venue import liquidation_schedule


class Check(NamedTuple):
    """Whether a position is liquidated, and what its owner gets back.

    Attributes:
        liquidatable: the answer.
        remaining: collateral + PnL + capped negative price impact − fees, USD.
        required: least collateral, USD.
        returned: tokens of collateral that go back to the trader if it is closed now.
    """

    liquidatable: bool
    remaining: float
    required: float
    returned: float


def check(
    size_usd: float,
    entry_price: float,
    price: float,
    collateral: float,
    collateral_price: float,
    factor: float,
    *,
    side: int = 1,
    fees: float = 0.0,
    price_impact: float = 0.0,
    max_impact_share: float | None = None,
) -> Check:
    """The liquidation test of one position.

    Liquidated if what remains is ≤ 0, below 1 USD, or below ``size · factor``. Positive price impact does not count; negative
    counts, down to ``−size · max_impact_share``.

    Args:
        size_usd: size at entry, USD.
        entry_price: of the index token.
        price: of the index token now (the keeper's price that is worse for the trader).
        collateral: tokens.
        collateral_price: the keeper's minimum, USD.
        factor: collateral factor for liquidation.
        side: +1 long, −1 short.
        fees: pending position, funding and borrowing fees, USD.
        price_impact: of closing, USD.
        max_impact_share: cap of the negative impact; ``None``: none.
    """
    impact = min(finite("price_impact", price_impact), 0.0)
    if max_impact_share is not None:
        impact = max(impact, -size_usd * within("max_impact_share", max_impact_share, 0.0))
    market = Market("index", initial=1.0, maintenance=liquidation_schedule(factor))
    position = Position(market, side * size_usd / positive("entry_price", entry_price), entry_price)
    pool = Pool(impact - finite("fees", fees), (position,), (Holding("collateral", collateral),))
    marks = {"index": price, "collateral": collateral_price}
    remaining, required = pool.equity(marks), pool.maintenance_requirement(marks)
    liquidatable = remaining <= 0 or pool.liquidatable(marks)
    return Check(bool(liquidatable), remaining, required, max(remaining, 0.0) / collateral_price)


def price_impact(
    before: float, after: float, exponent: float, factor: float, positive_factor: float | None = None
) -> float:
    """USD paid to a trade that balances the market (negative: paid by one that unbalances it).

    ``factor·|before|^e − factor·|after|^e`` with the difference of long and short open interest before and after. Where the
    side that is larger changes, the balancing half is counted with ``positive_factor`` and the rest with ``factor``; where it
    does not, the factor is that of the direction.

    Args:
        before: long minus short open interest before, USD.
        after: the same after the trade.
        exponent: of the market.
        factor: for unbalancing.
        positive_factor: for balancing; the same unless given.
    """
    gain = factor if positive_factor is None else positive_factor
    start, end = abs(finite("before", before)) ** exponent, abs(finite("after", after)) ** exponent
    if before * after < 0:
        return float(gain * start - factor * end)
    return float((gain if end < start else factor) * (start - end))


def adl_needed(pnl: float, pool_value: float, max_factor: float) -> bool:
    """Whether keepers may close profitable positions: ``PnL of the side / pool value > max factor``."""
    return bool(finite("pnl", pnl) / positive("pool_value", pool_value) > max_factor)
