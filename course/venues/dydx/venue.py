"""dYdX Chain as a venue among venues, and its liquidation told step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from course.margin import Market, Marks, Pool, Position, Schedule
from course.validation import within
from course.venues.base import Venue
from course.venues.dydx.parameters import (
    LIQUIDITY_TIERS,
    MAINNET,
    MARKET_TIERS,
    RATE_CLAMP_FACTOR,
    TIERS_SOURCE,
    LiquidationConfig,
    LiquidityTier,
    liquidity_tier,
)
from course.venues.dydx.story import tell
from course.venues.dydx.subaccount import Perpetual, PerpetualPosition, Subaccount, effective_imf_ppm
from course.venues.dydx.units import usdc
from course.venues.funding_rule import FundingRule
from course.venues.liquidation import COUNTERPARTIES, FUND, Liquidation
from course.venues.tables import Source, TierTable


def _table(symbol: str, tier: LiquidityTier) -> TierTable:
    return TierTable(symbol, (0.0,), (tier.maintenance,), (tier.initial,), tier.source)


@dataclass(frozen=True, repr=False)
class DydxVenue(Venue):
    """dYdX Chain (v4).

    Attributes:
        tiers: liquidity tier by symbol; :meth:`with_market` adds one.
        config: the liquidation parameters.
    """

    tiers: Mapping[str, LiquidityTier] | None = None
    config: LiquidationConfig = MAINNET

    def tier(self, symbol: str) -> LiquidityTier:
        """The liquidity tier of a market."""
        self.table(symbol)
        return (self.tiers or {})[symbol]

    def with_market(self, symbol: str, tier: str) -> DydxVenue:
        """The venue with one more market, in a named liquidity tier."""
        found = liquidity_tier(tier)
        return replace(
            self, tables={**self.tables, symbol: _table(symbol, found)}, tiers={**(self.tiers or {}), symbol: found}
        )

    def market(self, symbol: str, open_notional: float = 0.0) -> Market:
        """The market; its initial margin rises with open interest (``open_notional``, USD), its maintenance never does."""
        tier = self.tier(symbol)
        caps = (tier.lower_cap, tier.upper_cap)
        initial = effective_imf_ppm(tier.initial_ppm, within("open_notional", open_notional, 0.0), *caps) / 1e6
        return Market(symbol, Schedule.flat(initial), tier.maintenance, self.taker_fee, self.liquidation_fee)

    def funding_rule(self, symbol: str) -> FundingRule:
        """Hourly; capped at ``±6·(IMF − MMF)`` per 8 hours."""
        tier = self.tier(symbol)
        return replace(super().funding_rule(symbol), cap=RATE_CLAMP_FACTOR * (tier.initial - tier.maintenance))

    def choose(self, pool: Pool, marks: Mapping[str, float], symbol: str | None) -> Position:
        """The chain picks pseudo-randomly; unless named, the first."""
        named = [p for p in pool.positions if p.symbol == symbol]
        return (named or list(pool.positions))[0]

    def liquidation_cost(self, position: Position, price: float, equity: float) -> tuple[float, float]:
        """Nothing for a fill at the bankruptcy price, at most 1.5 % for one at the oracle price.

        Never more than the position's own share of the equity, which at the trigger is its maintenance requirement.
        """
        fee = self.liquidation_fee * position.notional(price)
        share = min(float(position.maintenance_requirement(price)), max(equity, 0.0))
        return 0.0, float(min(fee, share))

    def liquidation_steps(self, pool: Pool, marks: Mapping[str, float], **conditions: Any) -> Liquidation:
        """The process with the chain's own arithmetic: :func:`course.venues.dydx.story.tell`, which has the conditions."""
        return tell(self.name, self.subaccount(pool, marks), config=self.config, **conditions)

    # ---- the chain's own arithmetic -----------------------------------------------------------------------------

    def perpetual(self, symbol: str, oracle_price: Any, open_interest: Any = 0) -> Perpetual:
        """A market as the chain counts it, see :mod:`course.venues.dydx.subaccount`."""
        tier = self.tier(symbol)
        return Perpetual(
            symbol,
            oracle_price,
            Fraction(tier.initial_ppm, 10**6),
            Fraction(tier.maintenance_ppm, 10**6),
            open_interest,
            Fraction(tier.lower_cap),
            Fraction(tier.upper_cap),
        )

    def subaccount(self, pool: Pool, marks: Mapping[str, Any]) -> Subaccount:
        """A pool as a subaccount: entry prices go into the USDC balance, rounded to 0.000001."""
        marks = Marks.of(marks)
        paid = pool.collateral - sum(p.size * p.entry_price for p in pool.positions)
        held = tuple(
            PerpetualPosition(
                self.perpetual(p.symbol, marks[p.symbol]),
                p.size,
                custom_imf=0 if p.leverage is None else 1 / p.leverage,
            )
            for p in pool.positions
        )
        return Subaccount(usdc(round(paid * 10**6)), held)


_SOURCE = Source("dydxprotocol/v4-chain@84d4664; v4-documentation main", "2026-04-22")
_TIERS = {symbol: LIQUIDITY_TIERS[name] for symbol, name in MARKET_TIERS.items()}

VENUE = DydxVenue(
    name="dydx",
    title="dYdX Chain",
    tables={symbol: _table(symbol, tier) for symbol, tier in _TIERS.items()},
    tiers=_TIERS,
    source=_SOURCE,
    kind="decentralised",
    liquidation_fee=float(MAINNET.max_fee),
    takeover=False,
    hedge_mode=False,
    funding=FundingRule(1.0, price="oracle"),
    funding_source="margin",  # a subaccount settles out of its own balance
    trigger="oracle price: stake-weighted median of the validators' votes, every block",
    refresh="every block, about 0.5 s or more",
    refresh_seconds=0.5,
    refresh_source=Source(
        "dydxprotocol/v4-chain@84d4664: cmd/dydxprotocold/cmd/config.go (commit timeout)", "2026-04-22"
    ),
    first_action="places an immediate-or-cancel order for at most a tenth of a position (or $1,000), chosen pseudo-randomly",
    backstop=(FUND, COUNTERPARTIES),
    adl="random opposite accounts at the bankruptcy price, no ranking",
    granularity="a subaccount is a pool: cross by default, an isolated position is a subaccount of its own",
    tools="account, position and parent figures in the app and the indexer",
    settlement="own chain, order book in validators' memory",
    note="A market's tier is set by governance; BTC and ETH are Large-Cap; the tiers of other markets are not kept here.",
)

__all__ = ["TIERS_SOURCE", "VENUE", "DydxVenue"]
