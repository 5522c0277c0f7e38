"""Hyperliquid: one factor (half of the initial margin at *maximum* leverage), a vault as backstop, deleveraging by rank.

Sources: [HL] hyperliquid.gitbook.io, pages trading/{margining, margin-tiers, liquidations, auto-deleveraging, funding};
[HLx] ts-examples@1ba2704: examples/LiquidationPx.tsx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.margin import Pool, Position
from course.texts import say
from course.validation import positive
from course.venues.base import Venue
from course.venues.funding_rule import FundingRule
from course.venues.liquidation import COUNTERPARTIES, LiquidationOrder
from course.venues.tables import Source, TierTable

SOURCE = Source(
    "hyperliquid.gitbook.io/hyperliquid-docs/trading: margining, liquidations, funding", "2026-11-22", read=True
)
TIERS = Source("hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers", "2026-11-22", read=True)
SEEN = Source("public recorded clearinghouseState: maximum leverage by asset", "2026-01-14")

VAULT = "liquidator vault"
#: Positions above this are closed a fifth first, the rest after a cool-down.
LARGE_POSITION, FIRST_SHARE, COOL_DOWN_SECONDS = 100_000.0, 0.2, 30
#: Below this share of the maintenance margin the vault takes over.
BACKSTOP_SHARE = 2 / 3
#: Profit may be withdrawn only down to this share of the total notional.
WITHDRAWAL_SHARE = 0.1

#: ``symbol: (maximum leverage up to the floor of the next tier, that floor in USD, maximum leverage from there)``
_TIERED = {
    "BTC": (40, 150e6, 20),
    "ETH": (25, 100e6, 15),
    "SOL": (20, 70e6, 10),
    "XRP": (20, 40e6, 10),
    "DOGE": (10, 20e6, 5),
    "LINK": (10, 20e6, 5),
    "HYPE": (10, 20e6, 5),
    "ARB": (10, 3e6, 5),
    "OP": (10, 3e6, 5),
}
_FLAT = {"LTC": 10, "LDO": 10, "MON": 5, "WIF": 5, "VIRTUAL": 5, "MORPHO": 5, "IP": 3, "MET": 3, "PURR": 3}


def maintenance_rate(max_leverage: float) -> float:
    """``1 / (2 · maximum leverage)``: the leverage that a trader chooses does not enter."""
    return float(0.5 / positive("max_leverage", max_leverage))


@dataclass(frozen=True, repr=False)
class HyperliquidVenue(Venue):
    """Hyperliquid's own process: the market first, a fifth of large positions, the vault below two thirds."""

    def next_action(
        self, pool: Pool, marks: Mapping[str, float], symbol: str | None, done: int
    ) -> LiquidationOrder | None:
        """Below two thirds of the maintenance margin the vault takes everything; else market orders, large ones a fifth first."""
        position = self.choose(pool, marks, symbol)
        size, notional = abs(position.size), position.notional(marks[position.symbol])
        if pool.equity(marks) < BACKSTOP_SHARE * pool.maintenance_requirement(marks):
            text = "Equity is below two thirds of the maintenance margin: the vault steps in."
            return LiquidationOrder(position, size, text, taker=VAULT, seize=True)
        if notional > LARGE_POSITION and done <= 1:
            text = say(
                "A fifth of {symbol} first; the rest after {cool_down_seconds} seconds.",
                symbol=position.symbol,
                cool_down_seconds=COOL_DOWN_SECONDS,
            )
            return LiquidationOrder(position, FIRST_SHARE * size, text)
        return LiquidationOrder(position, size, say("Market order for all of {symbol}.", symbol=position.symbol))

    def liquidation_cost(self, position: Position, price: float, equity: float) -> tuple[float, float]:
        """Nothing if the market takes it; everything left if the vault does."""
        return 0.0, max(equity, 0.0)

    def withdrawable(self, pool: Pool, marks: Mapping[str, float]) -> float:
        """``equity − max(initial requirement, 10 % of total notional)``, at least 0, USD."""
        kept = max(pool.initial_requirement(marks), WITHDRAWAL_SHARE * pool.notional(marks))
        return float(max(pool.equity(marks) - kept, 0.0))


def _table(symbol: str, rows: list[tuple[float, float]], source: Source) -> TierTable:
    return TierTable.of(symbol, [(f, maintenance_rate(lev), lev) for f, lev in rows], source)


VENUE = HyperliquidVenue(
    name="hyperliquid",
    title="Hyperliquid",
    tables={
        **{s: _table(s, [(0.0, low), (floor, high)], TIERS) for s, (low, floor, high) in _TIERED.items()},
        **{s: _table(s, [(0.0, lev)], SEEN) for s, lev in _FLAT.items()},
    },
    source=SOURCE,
    kind="decentralised",
    takeover=False,
    hedge_mode=False,
    funding=FundingRule(1.0, 0.0001, 0.0005, cap=0.32, price="oracle"),
    trigger="mark: median of oracle with average basis, own book, and centralised mids",
    refresh="oracle about every 3 s, marks with it",
    refresh_seconds=3.0,
    refresh_source=Source("hyperliquid.gitbook.io/hyperliquid-docs/hypercore: oracle", "2026-11-22", read=True),
    first_action="sends market orders for the full size; a position above $100,000 loses a fifth first, the rest 30 s later",
    backstop=(VAULT, COUNTERPARTIES),
    adl="opponents ranked by price move × leverage, at the previous mark",
    granularity="cross or isolated by market; some isolated only; strict: margin cannot be taken out",
    tools="one call returns the account, each position and its liquidation price",
    settlement="own chain, order book on it",
    note="No clearance fee; a trader whom the vault takes over loses the maintenance margin.",
)
