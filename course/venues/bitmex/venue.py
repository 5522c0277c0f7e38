"""BitMEX: maintenance on *entry* value, a rate that rises by a step with the risk limit, deleveraging by rank.

Sources: bitmex.com: isolatedMarginExamples, liquidation, risk limits, ADL and funding pages; notices of 14 May 2021,
31 Aug 2021 and 12 Jun 2025.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from course.venues.base import Venue
from course.venues.funding_rule import FundingRule
from course.venues.tables import Source, TierTable

SOURCE = Source("bitmex.com: liquidation, risk limits, ADL, funding, isolatedMarginExamples", "2025-06-12")
#: The step is 150 XBT since the notice of 31 Aug 2021; records of December 2021 and 2022 have 0.35 % for the maintenance, not
#: 0.5 %. What a step adds to both rates is the base maintenance rate, says the venue's page of examples (riskLimitsExamples).
XBT_LIMITS = Source(
    "the venue's instrument XBTUSD: 1 %, 0.5 %, base 200 XBT, step 150 XBT; nautechsystems/nautilus_trader@4b67014:"
    " crates/adapters/bitmex/test_data/http_get_instrument_xbtusd.json",
    "2024-11-24",
)
ETH_EXAMPLE = Source(
    "BitMEX isolatedMarginExamples, ETHUSDT: initial 2 %, maintenance 1 % (a copy of 2025)", "2026-11-22", read=True
)
LISTED = Source("BitMEX notice of 12 Jun 2025: base risk limit, initial 2 %, maintenance 1 %", "2025-06-12")

#: Share of ``initial − maintenance`` that funding may reach.
FUNDING_CAP_SHARE = 0.75


def risk_limit_table(
    symbol: str,
    base: float,
    step: float,
    base_initial: float,
    base_maintenance: float,
    step_rate: float,
    source: Source,
    steps: int = 50,
) -> TierTable:
    """The table that "base, step, +rate a step" stands for: whole-position rates, an edge belongs to the tier below.

    Args:
        symbol: the market.
        base: value up to which the base rates hold, in the settlement currency.
        step: value of each further step.
        base_initial: initial rate of the base.
        base_maintenance: maintenance rate of the base.
        step_rate: added to both rates at every step.
        source: where from, as of when.
        steps: most steps; fewer where the initial rate would pass 100 %.
    """
    count = max(min(steps, int((1.0 - base_initial) / step_rate + 1e-9)), 1) if step_rate > 0 else 1
    return TierTable(
        symbol,
        (0.0, *(base + k * step for k in range(count))),
        tuple(base_maintenance + k * step_rate for k in range(count + 1)),
        tuple(base_initial + k * step_rate for k in range(count + 1)),
        source,
        applies="whole",
        measure="size",
        boundary="lower",
    )


def funding_cap(initial_rate: float, maintenance_rate: float) -> float:
    """Largest funding rate: ``75 % · (initial − maintenance)``."""
    return FUNDING_CAP_SHARE * (initial_rate - maintenance_rate)


@dataclass(frozen=True, repr=False)
class BitmexVenue(Venue):
    """BitMEX: funding capped by the market's own margins."""

    def funding_rule(self, symbol: str) -> FundingRule:
        """Three times a day, capped at 75 % of ``initial − maintenance``."""
        table = self.table(symbol)
        return replace(super().funding_rule(symbol), cap=funding_cap(table.initial[0], table.maintenance[0]))


VENUE = BitmexVenue(
    name="bitmex",
    title="BitMEX",
    tables={
        "BTC": risk_limit_table("BTC", 200.0, 150.0, 0.01, 0.005, 0.005, XBT_LIMITS),
        "ETH": TierTable.of("ETH", [(0, 0.01, 50)], ETH_EXAMPLE, applies="whole"),
        **{
            s: TierTable.of(s, [(0, 0.01, 50)], LISTED, applies="whole", cap=limit)
            for s, limit in {"HYPE": 40e3, "WLD": 40e3, "WIF": 100e3, "INJ": 100e3}.items()
        },
    },
    source=SOURCE,
    basis="entry",
    hedge_mode=False,
    funding=FundingRule(8.0, 0.0001, 0.0005),
    trigger="mark: index with funding basis",
    first_action="cancels orders, lowers the risk limit with a fill-or-kill order, then takes over at the bankruptcy price",
    adl="ranked by profit × effective leverage, five lights, at the bankruptcy price",
    granularity="per position, by a leverage slider",
    tools="API",
    note="BTC is shown as a linear contract with XBTUSD's risk limits in XBT; XBTUSD itself is inverse (course.margin.inverse).",
)
