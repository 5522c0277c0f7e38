"""BitMEX's published formulas. The golden vectors call this, the venue does not. Lessons use ``adl_score``.

Sources: as :mod:`course.venues.bitmex.venue`, which is the venue.
"""

from __future__ import annotations

from typing import NamedTuple

from course.margin import Market, Pool, Position, Schedule
from course.validation import finite, positive, within
from course.venues.bybit.published import EntryPrices, entry_based
from course.venues.tables import TierTable


class RiskLimit(NamedTuple):
    """Rates at a position value."""

    initial: float
    maintenance: float


def risk_limit(table: TierTable, value: float) -> RiskLimit:
    """Rates of a position of that value."""
    schedule = table.maintenance_schedule()
    tier = int(schedule.tier(within("value", value, 0.0)))
    return RiskLimit(table.initial[tier], table.maintenance[tier])


def maintenance_margin(value: float, rate: float) -> float:
    """``rate · value`` of the whole position, in the settlement currency."""
    return float(Schedule.flat(rate).requirement(1.0, positive("value", value)))


class MarginPrices(NamedTuple):
    """Prices of a position and what backs it."""

    liquidation_price: float | None
    bankruptcy_price: float | None


def isolated_prices(
    size: float, entry_price: float, initial_rate: float, maintenance_rate: float, funding_rate: float = 0.0
) -> EntryPrices:
    """``bankruptcy = E·(1 − s·i)``, ``liquidation = bankruptcy + s·E·(m + funding)``: everything at entry value."""
    return entry_based(size, entry_price, initial_rate, maintenance_rate + finite("funding_rate", funding_rate))


def cross_prices(wallet: float, size: float, entry_price: float, maintenance_rate: float) -> MarginPrices:
    """Prices of a position that the whole wallet backs (cross, or all of it moved in)."""
    rule = Schedule.flat(maintenance_rate, basis="entry")
    pool = Pool(wallet, (Position(Market("X", 1.0, rule), size, entry_price),))
    marks = {"X": entry_price}
    return MarginPrices(pool.liquidation_price("X", marks), pool.bankruptcy_price("X", marks))


def adl_score(pnl_share: float, effective_leverage: float) -> float:
    """Rank: PnL share × effective leverage in profit, ÷ effective leverage in loss."""
    leverage = positive("effective_leverage", effective_leverage)
    return float(pnl_share * leverage if pnl_share > 0 else pnl_share / leverage)
