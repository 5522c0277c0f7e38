"""Drift v2: weights, a size premium, open orders counted as filled. A model: every instruction is disabled since 1 Apr 2026.

Sources: drift-labs/protocol-v2@0ae3e3b: programs/drift/src/math/{margin,liquidation,funding}.rs and their tests;
drift-rs@e1d8751: crates/src/math/liquidation.rs; docs.drift.trade. The formulas that only
its tests need are in :mod:`course.venues.drift.published` and :mod:`course.venues.drift.liquidation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from course.margin import Market, Pool, Position
from course.texts import say
from course.validation import finite, within
from course.venues.base import Venue
from course.venues.funding_rule import FundingRule
from course.venues.liquidation import FUND, LiquidationOrder
from course.venues.tables import Source, TierTable

SOURCE = Source("drift-labs/protocol-v2@0ae3e3b; docs.drift.trade", "2026-04-01")
TEST_RATIOS = Source(
    "drift-labs/protocol-v2@0ae3e3b: the program's tests; live ratios are on chain, not in the repository", "2026-04-01"
)
WEIGHTS = Source("docs.drift.trade: cross-collateral page (a copy of 2025)", "2026-11-22", read=True)

LIQUIDATOR, SOCIALISED = "liquidator", "everyone with a position"
BUFFER, INITIAL_SHARE, DURATION_SLOTS = 0.02, 0.1, 150
#: Open profit of one position that counts for the initial margin, at most, USD; for the maintenance margin all of it does.
MAX_PROFIT_FOR_INITIAL = 100.0
LIQUIDATOR_FEE, INSURANCE_FEE = 0.01, 0.01
#: The insurance fund takes at most this share of what is left after the liquidator's fee and the shortage.
INSURANCE_SHARE = 0.95


class Weights(NamedTuple):
    """Share of an asset that counts, when deposited and when borrowed."""

    asset_initial: float
    asset_maintenance: float
    liability_initial: float
    liability_maintenance: float
    imf: float


SPOT = {
    "USDC": Weights(1.0, 1.0, 1.0, 1.0, 0.0),
    "SOL": Weights(0.8, 0.9, 1.2, 1.1, 0.003),
    "wBTC": Weights(0.8, 0.9, 1.2, 1.1, 0.105),
    "wETH": Weights(0.8, 0.9, 1.2, 1.1, 0.025),
    "USDT": Weights(0.9, 0.95, 1.1, 1.05, 0.0004),
    "PYTH": Weights(0.5, 0.75, 1.5, 1.25, 0.001),
    "WIF": Weights(0.25, 0.5, 1.75, 1.5, 0.004),
}


def buffered_collateral(collateral: float, pnl: float, buffer: float) -> float:
    """Collateral in a liquidation: losses are counted ``buffer`` larger than they are, USD."""
    return float(collateral + min(finite("pnl", pnl), 0.0) * within("buffer", buffer, 0.0))


def base_to_cover(
    shortage: float,
    price: float,
    margin_ratio: float,
    liquidator_fee: float,
    insurance_fee: float = 0.0,
    quote_price: float = 1.0,
) -> float:
    """Base units whose transfer frees ``shortage``: ``shortage / (P·quote·(ratio − fee) − P·insurance fee)``.

    Args:
        shortage: USD missing to requirement and buffer.
        price: oracle price.
        margin_ratio: maintenance ratio with buffer.
        liquidator_fee: fraction of value.
        insurance_fee: fraction of value.
        quote_price: price of the quote token.

    Returns:
        Infinite where a transfer frees nothing (the ratio does not exceed the fees).
    """
    if price == 0 or margin_ratio <= liquidator_fee:
        return inf
    freed = price * quote_price * (margin_ratio - liquidator_fee) - price * insurance_fee
    return inf if freed <= 0 else within("shortage", shortage, 0.0) / freed


def insurance_fee_rate(
    shortage: float,
    base: float,
    price: float,
    margin_ratio: float,
    liquidator_fee: float,
    max_fee: float,
    quote_price: float = 1.0,
) -> float:
    """``min(max, 95 % of (ratio − liquidator fee − shortage / (q·P)))``, at least 0: never so much that it bankrupts."""
    value = abs(base) * price * quote_price
    if value == 0 or margin_ratio <= liquidator_fee:
        return 0.0
    return min(max_fee, INSURANCE_SHARE * max(margin_ratio - liquidator_fee - shortage / value, 0.0))


@dataclass(frozen=True, repr=False)
class DriftVenue(Venue):
    """Drift v2 as a venue: a liquidator takes part of the position at a discount, until there is a buffer again."""

    def collateral_weight(self, asset: str) -> tuple[float, float] | None:
        """Weights of deposits, from the documentation; size discounts are left out."""
        found = SPOT.get(asset) or SPOT.get(f"w{asset}")
        return None if found is None else (found.asset_initial, found.asset_maintenance)

    def liability_weight(self, asset: str) -> tuple[float, float] | None:
        """Weights of borrows, from the documentation."""
        found = SPOT.get(asset) or SPOT.get(f"w{asset}")
        return None if found is None else (found.liability_initial, found.liability_maintenance)

    def market(self, symbol: str) -> Market:
        """The market; towards new positions and withdrawals only 100 USD of its open profit count."""
        return replace(super().market(symbol), profit_counted=MAX_PROFIT_FOR_INITIAL)

    def next_action(
        self, pool: Pool, marks: Mapping[str, float], symbol: str | None, done: int
    ) -> LiquidationOrder | None:
        """A liquidator takes over enough to restore the requirement plus 2 %, at the oracle price ∓ 1 %.

        The 2 % are of everything that is required for: positions, borrowed tokens, and borrowed USDC (cash below 0).
        """
        position = self.choose(pool, marks, symbol)
        price, size = marks[position.symbol], abs(position.size)
        losses = sum(min(p.unrealised_pnl(marks[p.symbol]), 0.0) for p in pool.positions)
        borrowed = max(-pool.collateral, 0.0) - sum(min(h.value(marks[h.asset]), 0.0) for h in pool.holdings)
        required = pool.maintenance_requirement(marks) + BUFFER * (pool.notional(marks) + borrowed)
        shortage = required - buffered_collateral(pool.equity(marks), losses, BUFFER)
        ratio = position.maintenance_requirement(price) / (size * price) + BUFFER
        fee = insurance_fee_rate(shortage, size, price, ratio, LIQUIDATOR_FEE, INSURANCE_FEE)
        amount = min(base_to_cover(shortage, price, ratio, LIQUIDATOR_FEE, fee), size)
        side = 1 if position.size > 0 else -1
        text = say(
            "A liquidator takes {amount:%0} of {symbol} at the oracle price ∓ {liquidator_fee:%0}.",
            amount=amount / size,
            symbol=position.symbol,
            liquidator_fee=LIQUIDATOR_FEE,
        )
        fees = {FUND: fee / (1 - side * LIQUIDATOR_FEE)}
        return LiquidationOrder(position, amount, text, price * (1 - side * LIQUIDATOR_FEE), LIQUIDATOR, fees)

    def liquidation_cost(self, position: Position, price: float, equity: float) -> tuple[float, float]:
        """The liquidator's discount, and at most the insurance fee on top."""
        notional = position.notional(price)
        left = max(equity, 0.0)
        return min(LIQUIDATOR_FEE * notional, left), min((LIQUIDATOR_FEE + INSURANCE_FEE) * notional, left)


VENUE = DriftVenue(
    name="drift",
    title="Drift v2 (halted)",
    tables={s: TierTable(s, (0.0,), (0.05,), (0.1,), TEST_RATIOS) for s in ("BTC", "ETH", "SOL")},
    source=SOURCE,
    kind="decentralised",
    takeover=False,
    hedge_mode=False,
    funding=FundingRule(1.0, cap=1 / 33, period_hours=24.0, price="oracle"),
    trigger="oracle price",
    refresh="0.4 s a slot; stale for margin after about 60 s",
    refresh_seconds=0.4,
    first_action="cancels orders, then lets liquidators take a share of the shortage that grows with the slots",
    backstop=(FUND, SOCIALISED),
    adl="none: a loss is spread over all open interest",
    granularity="cross across spot and perps by default; isolated perps with a deposit of their own",
    tools="SDK: liquidation price, health",
    settlement="Solana; every instruction disabled since 1 April 2026",
    live=False,
    note="A model of a halted venue. The ratios are the program's test values (10 % / 5 %); live ones were on chain.",
)
