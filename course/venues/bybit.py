"""Bybit: brackets with a deduction, the estimated fee of closing inside every margin, mode chosen by account.

Sources: bybit-exchange/docs@072c197: docs/v5 (position.mdx, adl-alert.mdx); help articles 360039261334 (inverse contracts),
900000031623 (bankruptcy price); bybitx.global margin-parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from course.margin import Market, Pool, Portfolio, Position, Schedule, inverse_position
from course.validation import finite, positive
from course.venues.base import Expression, Venue
from course.venues.funding import FundingRule
from course.venues.tables import Source, TierTable

SOURCE = Source(
    "bybit-exchange/docs@072c197: docs/v5; help articles 360039261334, 900000031623 (copies of 2025)",
    "2026-11-22",
    read=True,
)
TIERS = Source("bybitx.global/pt-PT/announcement-info/margin-parameters (a copy of 2025)", "2026-11-22", read=True)
ETH_SEEN = Source(
    "a venue position recorded in July 2026: risk limit 900,000 USDT, maintenance 0.5 %; initial as BTC's first tier",
    "2026-11-22",
    read=True,
)
#: Most perpetuals settle every 4 hours, under stress every hour; these did every 8.
INTERVALS = Source(
    "Hyperliquid's predictedFundings (live), which gives Bybit's hours by coin: galleonlabs/hypergrok-trading-desk, change 20",
    "2026-08-28",
)
FUNDING_HOURS = {"BTC": 8.0, "ETH": 8.0, "DOGE": 8.0}

#: Funding of an isolated position is taken from the available balance, and from its margin only where that is not enough.
POCKET = Source("Bybit help article 000001391, Position Margin", "2024-03-14")

TAKER_FEE = 0.00055
#: Deleveraging starts when the pool has lost this share of its 8-hour peak, and stops above the second.
ADL_START, ADL_STOP = -0.30, -0.25

_BTC = [
    (0, 0.005, 100), (2.0e6, 0.0056, 90), (2.6e6, 0.0063, 80), (3.2e6, 0.0067, 75), (3.8e6, 0.0071, 70),
    (4.4e6, 0.0077, 65), (5.0e6, 0.0091, 55), (5.6e6, 0.01, 50), (8.5e6, 0.013, 45), (10e6, 0.015, 40),
    (14e6, 0.016, 35), (20e6, 0.02, 30), (28e6, 0.025, 25), (38e6, 0.029, 20), (50e6, 0.03, 19),
    (55e6, 0.035, 18), (60e6, 0.036, 17), (65e6, 0.038, 16), (70e6, 0.04, 15), (75e6, 0.045, 14),
]  # fmt: skip


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


def closing_fee_share(side: int, leverage: float, taker_fee: float = TAKER_FEE) -> float:
    """Estimated fee to close, per unit of value: ``taker · (1 − s / L)``, the taker fee at the bankruptcy price."""
    return float(taker_fee * (1.0 - side / positive("leverage", leverage)))


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


@dataclass(frozen=True, repr=False)
class BybitVenue(Venue):
    """Bybit: the fee of closing, at the bankruptcy price, is part of every margin; margin mode is the account's."""

    def position(self, symbol: str, size: float, entry_price: float, leverage: float | None = None) -> Position:
        """A position; its requirement contains the estimated fee to close, which depends on side and leverage."""
        market = super().market(symbol)
        fee = closing_fee_share(1 if size > 0 else -1, leverage or market.max_leverage, self.taker_fee)
        market = replace(
            market,
            initial=market.initial_schedule.with_closing_fee(fee),
            maintenance=market.maintenance_schedule.with_closing_fee(fee),
        )
        return Position(market, size, entry_price, leverage)

    def express(self, portfolio: Portfolio, marks: Mapping[str, Any]) -> list[Expression]:
        """Cross and isolated side by side need a sub-account each: the mode is account-wide."""
        result = super().express(portfolio, marks)
        sizes = {len(pool.positions) > 1 for pool in portfolio.pools.values()}
        if len(sizes) < 2:
            return result
        note = "margin mode is account-wide on Bybit: cross and isolated side by side need a sub-account each"
        return [replace(e, status="changed", notes=(*e.notes, note)) for e in result]


VENUE = BybitVenue(
    name="bybit",
    title="Bybit",
    tables={
        "BTC": TierTable.of("BTC", _BTC, TIERS, cap=80e6),
        "ETH": TierTable.of("ETH", [(0, 0.005, 100)], ETH_SEEN, cap=900e3),
    },
    source=SOURCE,
    taker_fee=TAKER_FEE,
    fee_in_trigger=True,
    at_equality=True,
    funding=FundingRule(4.0, 0.0001, 0.0005),
    funding_hours=FUNDING_HOURS,
    funding_source="wallet",
    trigger="mark price; account maintenance rate of 100 % in cross",
    first_action="cancels orders, reduces through the risk tiers, then takes over at the bankruptcy price",
    adl="starts when the insurance pool has lost 30 % of its 8-hour peak; five lights",
    granularity="by account: isolated, cross or portfolio",
    tools="API; cross liquidation prices are estimates",
    note="The ETH table is one tier from a recorded position; its initial rate is BTC's. For a long and a short of one market"
    " side by side the venue has a margin rule of its own, which is not modelled: both are counted in full.",
)
