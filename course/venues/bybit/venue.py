"""Bybit: brackets with a deduction, the estimated fee of closing inside every margin, mode chosen by account.

The fee is counted at today's bankruptcy price, as the account shows its margins. In isolated mode the venue's formula counts it
at the price at which this position's own margin is gone (:func:`course.venues.bybit.isolated_prices`); the two differ
by the fee on the way between entry and liquidation, at most 0.055 % of it.

Sources: bybit-exchange/docs@072c197: docs/v5 (position.mdx, adl-alert.mdx); help articles 360039261334 (inverse contracts),
900000031623 (bankruptcy price); bybitx.global margin-parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from course.margin import Portfolio, Position
from course.validation import positive
from course.venues.base import Expression, Venue
from course.venues.funding_rule import FundingRule
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

_BTC = [
    (0, 0.005, 100), (2.0e6, 0.0056, 90), (2.6e6, 0.0063, 80), (3.2e6, 0.0067, 75), (3.8e6, 0.0071, 70),
    (4.4e6, 0.0077, 65), (5.0e6, 0.0091, 55), (5.6e6, 0.01, 50), (8.5e6, 0.013, 45), (10e6, 0.015, 40),
    (14e6, 0.016, 35), (20e6, 0.02, 30), (28e6, 0.025, 25), (38e6, 0.029, 20), (50e6, 0.03, 19),
    (55e6, 0.035, 18), (60e6, 0.036, 17), (65e6, 0.038, 16), (70e6, 0.04, 15), (75e6, 0.045, 14),
]  # fmt: skip


def closing_fee_share(side: int, leverage: float, taker_fee: float = TAKER_FEE) -> float:
    """Estimated fee to close, per unit of value: ``taker · (1 − s / L)``, the taker fee at the bankruptcy price."""
    return float(taker_fee * (1.0 - side / positive("leverage", leverage)))


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
    hedge_margin=False,
    note="The ETH table is one tier from a recorded position; its initial rate is BTC's. A long and a short of one market side by"
    " side have a margin rule of their own (help article 4404146318617 of 8 Nov 2021, for the accounts of that time). What they"
    " require today was not found, so such books are refused.",
)
