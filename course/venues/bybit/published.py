"""Bybit's published formulas. The golden vectors call this, the venue does not. BitMEX's older rule is Bybit's.

Sources: as :mod:`course.venues.bybit.venue`, which is the venue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from course.margin import Market, Pool, Position, Schedule, inverse_position
from course.validation import finite, positive
from course.venues.bybit.venue import TAKER_FEE, closing_fee_share
from course.venues.tables import Source

#: Deleveraging starts when the pool has lost this share of its 8-hour peak, and stops above the second.
ADL_START, ADL_STOP = -0.30, -0.25


class EntryPrices(NamedTuple):
    """Margins and prices of a position whose requirement stays at entry."""

    initial: float
    maintenance: float
    liquidation_price: float | None
    bankruptcy_price: float | None


def entry_based(
    size: float, entry_price: float, initial_rate: float, maintenance_rate: float, closing_fee: float = 0.0
) -> EntryPrices:
    """The older isolated rule, on entry value: ``liquidation = E·(1 − s·i + s·m)``, ``bankruptcy = E·(1 − s·i)``.

    Args:
        size: base units, signed.
        entry_price: USD.
        initial_rate: margin posted per unit of entry value: 1 / leverage.
        maintenance_rate: per unit of entry value.
        closing_fee: per unit of value at mark, counted in the requirement; 0 in the older rule.
    """
    rule = Schedule.flat(maintenance_rate, basis="entry", closing_fee=closing_fee)
    held = Position(Market("X", initial_rate, rule), size, entry_price)
    margin = initial_rate * held.notional(entry_price)
    pool, marks = Pool(margin, (held,)), {"X": entry_price}
    return EntryPrices(
        float(margin),
        float(held.maintenance_requirement(entry_price)),
        pool.liquidation_price("X", marks),
        pool.bankruptcy_price("X", marks),
    )


#: The formula of the isolated mode; on mark value since the unified account, with the fee of closing on both sides.
ISOLATED = Source(
    "Bybit help centre, Liquidation Price Calculation under Isolated Mode (Unified Trading Account), copy on kbybit.com",
    "2026-05-27",
)


class IsolatedPrices(NamedTuple):
    """Prices of an isolated position."""

    liquidation_price: float | None
    bankruptcy_price: float | None


def isolated_prices(
    size: float,
    entry_price: float,
    leverage: float,
    maintenance_rate: float,
    deduction: float = 0.0,
    extra_margin: float = 0.0,
    taker_fee: float = TAKER_FEE,
) -> IsolatedPrices:
    """Prices of an isolated position that has its initial margin, the fee of closing, and what was added.

    ``liquidation = (q·E·(1 − s/L) − s·X/(1 − s·f) − s·deduction) / (q·(1 − s·m))``: the fee of closing is counted at the
    bankruptcy price on both sides, so it only shortens what was added. The page gives this in coins for inverse contracts; in
    1 / price it is the same line.

    Args:
        size: base units, signed; of an inverse contract the USD over the entry price, turned round (``course.margin.inverse``).
        entry_price: USD.
        leverage: the setting.
        maintenance_rate: of the tier that holds at the result.
        deduction: of that tier, USD.
        extra_margin: added by hand, USD.
        taker_fee: fraction.
    """
    side = 1 if size > 0 else -1
    posted = entry_price * abs(size) / positive("leverage", leverage)
    margin = (
        posted + closing_fee_share(side, leverage, taker_fee) * entry_price * abs(size) + finite("extra", extra_margin)
    )
    marks = {"X": entry_price}
    only_fee = Market("X", 1.0, Schedule.flat(0.0, closing_fee=taker_fee))
    broke = Pool(margin, (Position(only_fee, size, entry_price),)).liquidation_price("X", marks)
    if broke is None:
        return IsolatedPrices(None, None)
    rule = Market("X", 1.0, Schedule((0.0,), (maintenance_rate,), (deduction,)))
    pool = Pool(margin - taker_fee * abs(size) * broke, (Position(rule, size, entry_price),))
    return IsolatedPrices(pool.liquidation_price("X", marks), broke)


def margins(
    value: float, side: int, leverage: float, maintenance_rate: float, taker_fee: float = TAKER_FEE
) -> tuple[float, float]:
    """``(initial, maintenance)`` at mark value, each with the estimated fee to close, USD."""
    fee = closing_fee_share(side, leverage, taker_fee)
    rule = Schedule.flat(maintenance_rate, closing_fee=fee)
    return value / leverage + fee * value, float(rule.requirement(1.0, value))


def bracket_margin(brackets: Iterable[tuple[float, float]], value: float) -> float:
    """Maintenance margin of a value from ``(upper limit, rate)`` brackets, each rate on its slice, USD."""
    limits, rates = zip(*brackets, strict=True)
    return float(Schedule.brackets((0.0, *limits[:-1]), rates).requirement(1.0, value))


def inverse_bankruptcy_price(side: int, entry_price: float, leverage: float) -> float:
    """Bankruptcy price of an isolated inverse position, ``E / (1 + s / L)``: margin is a coin amount, ``value / L``."""
    held = inverse_position(Market("X", 1.0, 0.0), side, entry_price)
    margin = 1.0 / entry_price / positive("leverage", leverage)
    u = Pool(margin, (held,)).bankruptcy_price("X", {"X": 1.0 / entry_price})
    return float(1.0 / u)


def inverse_cross_prices(
    balance: float, contracts: float, entry_price: float, maintenance_rate: float, fee: float
) -> tuple[float | None, float | None]:
    """``(liquidation, bankruptcy)`` of an inverse position backed by a whole coin balance.

    Bankruptcy: where the balance pays the loss and the fee of closing there. Liquidation: where it still covers the maintenance
    margin at entry value and that same fee, *at the bankruptcy price* (so it does not move with the price).

    Args:
        balance: coins.
        contracts: USD, signed (long > 0).
        entry_price: USD per coin.
        maintenance_rate: per unit of entry value.
        fee: taker fee.
    """
    marks = {"X": 1.0 / positive("entry_price", entry_price)}
    only_fee = Market("X", 1.0, Schedule.flat(0.0, closing_fee=fee))
    broke = Pool(balance, (inverse_position(only_fee, contracts, entry_price),)).liquidation_price("X", marks)
    if broke is None:
        return None, None
    rule = Market("X", 1.0, Schedule.flat(maintenance_rate, basis="entry"))
    cash = balance - fee * abs(contracts) * broke
    called = Pool(cash, (inverse_position(rule, contracts, entry_price),)).liquidation_price("X", marks)
    return None if called is None else 1.0 / called, 1.0 / broke


def inverse_value_and_pnl(contracts: float, entry_price: float, mark: float) -> tuple[float, float]:
    """``(value, unrealised PnL)`` of an inverse position (long > 0) in coins: ``C / E`` and ``C·(1/E − 1/P)``."""
    held = inverse_position(Market("X", 1.0, 0.0), contracts, entry_price)
    return float(held.notional(1.0 / entry_price)), float(held.unrealised_pnl(1.0 / positive("mark", mark)))


def adl_state(pool_peak: float, loss: float, active: bool = False) -> tuple[float, bool]:
    """``(drawdown, deleveraging)``: starts at −30 % of the pool's 8-hour peak, goes on until it is above −25 %."""
    ratio = -finite("loss", loss) / positive("pool_peak", pool_peak)
    return float(ratio), bool(ratio <= (ADL_STOP if active else ADL_START))
