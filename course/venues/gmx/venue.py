"""GMX v2: isolated only, collateral that moves, a liquidity pool on the other side of every trade.

The requirement is a share of the position's size in USD *at entry*; collateral is a token, so the equity moves with its price
as well as with the position's. Prices come from keepers as a minimum and a maximum.

The test is of what a closure would leave: the fee of closing the whole position, on its size at entry, is taken off before the
comparison (``isPositionLiquidatable``: ``collateralCostUsd``). So it is part of the requirement here. The fee is 0.04 % where
the closure balances the market and 0.06 % where it does not; the contract takes the first only if the price impact of the
closure is positive. Price impact is left out here, so it is 0, and the fee is 0.06 %.

Sources: gmx-synthetics@a5c0c88: contracts/position/PositionUtils.sol, contracts/adl/AdlUtils.sol, contracts/market/
MarketUtils.sol, config/markets.ts, README.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from course.margin import Market, Pool, Position, Schedule
from course.texts import say
from course.validation import ArgumentError, finite, within
from course.venues.base import Venue
from course.venues.funding_rule import FundingRule
from course.venues.liquidation import LiquidationOrder
from course.venues.tables import Source, TierTable

SOURCE = Source("gmx-synthetics@a5c0c88: contracts/position/PositionUtils.sol, README.md", "2026-03-13")
CONFIG = Source("gmx-synthetics@a5c0c88: config/markets.ts (arbitrum)", "2026-03-13")

POOL = "liquidity pool"
SECONDS_PER_YEAR = 365 * 24 * 3_600
#: Least collateral of any position, USD.
MIN_COLLATERAL = 1.0


class MarketConfig(NamedTuple):
    """What differs by market.

    Attributes:
        factor: collateral needed to open, as a share of size.
        liquidation_factor: collateral needed to keep it.
        open_interest_multiplier: growth of the opening factor with the side's open interest, per USD.
        max_open_interest: of one side, USD.
        liquidation_fee: share of size.
    """

    factor: float
    liquidation_factor: float
    open_interest_multiplier: float
    max_open_interest: float
    liquidation_fee: float


#: Fee of closing, a share of the size at entry: where that balances the market, and where it does not.
BALANCING_FEE, POSITION_FEE = 0.0004, 0.0006
#: Liquidation fee: 0.2 % in fully backed markets, 0.3 % in synthetic ones (liquidation-fee proposal, boardroom.io).
BACKED_FEE, SYNTHETIC_FEE = 0.002, 0.003
CONFIGS = {
    "BTC": MarketConfig(0.005, 0.005, 6e-11, 95e6, BACKED_FEE),
    "ETH": MarketConfig(0.005, 0.005, 6e-11, 110e6, BACKED_FEE),
    "SOL": MarketConfig(0.005, 0.005, 2e-10, 17.5e6, BACKED_FEE),
    "DOGE": MarketConfig(0.005, 0.005, 1e-9, 19e6, SYNTHETIC_FEE),
    "LINK": MarketConfig(0.005, 0.005, 2.22e-10, 3.8e6, BACKED_FEE),
}


def opening_factor(config: MarketConfig, side_open_interest: float) -> float:
    """Collateral factor for opening: ``max(base, open interest of the side · multiplier)``."""
    interest = within("side_open_interest", side_open_interest, 0.0)
    return float(max(config.factor, interest * config.open_interest_multiplier))


def liquidation_schedule(factor: float, fee: float = 0.0) -> Schedule:
    """``max(size at entry · factor, 1 USD) + size at entry · fee``: below 1 USD / factor of size the dollar is what counts."""
    if factor <= 0:
        raise ArgumentError("factor", factor, "above 0")
    floors, rates = (0.0, MIN_COLLATERAL / factor), (fee, factor + fee)
    return Schedule(floors, rates, (-MIN_COLLATERAL, 0.0), basis="entry")


class FundingPerSecond(NamedTuple):
    """Rates per second, per USD of size."""

    larger_pays: float
    smaller_receives: float


def funding_per_second(longs: float, shorts: float, factor: float, exponent: float = 1.0) -> FundingPerSecond:
    """``factor·|longs − shorts|^e / (longs + shorts)`` from the larger side, shared out over the smaller.

    Without a smaller side nobody receives.
    """
    long, short = within("longs", longs, 0.0), within("shorts", shorts, 0.0)
    total = long + short
    if total == 0:
        return FundingPerSecond(0.0, 0.0)
    paid = factor * abs(long - short) ** exponent / total
    small = min(long, short)
    return FundingPerSecond(float(paid), float(paid * max(long, short) / small) if small else 0.0)


def borrowing_rate(usage: float, base: float = 0.45, above: float = 0.90, optimal: float = 0.85) -> float:
    """Yearly borrowing rate: ``usage · base``, and above the optimal usage ``(above − base)·(usage − opt)/(1 − opt)`` more."""
    used = within("usage", usage, 0.0, 1.0)
    extra = (above - base) * max(used - optimal, 0.0) / (1.0 - optimal) if optimal < 1 else 0.0
    return float(used * base + extra)


@dataclass(frozen=True)
class GmxFunding(FundingRule):
    """Funding by open interest instead of a premium, and borrowing on top. Assumptions that a reader may change.

    Attributes:
        usage: share of the pool's capacity in use.
        longs: open interest of the longs, USD.
        shorts: open interest of the shorts, USD.
        factor: of the funding rate, per second.
    """

    usage: float = 0.5
    longs: float = 1.0
    shorts: float = 1.0
    factor: float = 0.0

    def cost(self, notional: Any, premium: Any, hours: float) -> Any:
        """Funding and borrowing of a signed size over ``hours``, USD. A premium does not enter: there is no order book."""
        size = finite("notional", notional)
        rates = funding_per_second(self.longs, self.shorts, self.factor)
        larger = (size > 0) == (self.longs >= self.shorts)
        funding = (rates.larger_pays if larger else -rates.smaller_receives) * hours * 3_600
        return abs(size) * (funding + borrowing_rate(self.usage) * hours / 8_760)


@dataclass(frozen=True, repr=False)
class GmxVenue(Venue):
    """GMX v2 as a venue: whole positions, a fee, and the pool."""

    configs: Mapping[str, MarketConfig] = field(default_factory=dict)

    def config(self, symbol: str) -> MarketConfig:
        """The parameters of a market."""
        self.table(symbol)
        return self.configs[symbol]

    def market(self, symbol: str, side_open_interest: float = 0.0) -> Market:
        """The market; the factor for opening rises with the side's open interest (USD).

        A position must also pass the liquidation test as it is opened, so no less than that is required to open it. Open profit
        does not count when collateral is taken out (``willPositionCollateralBeSufficient`` knows only the collateral).
        """
        config = self.config(symbol)
        opening = max(opening_factor(config, side_open_interest), config.liquidation_factor + self.taker_fee)
        return Market(
            symbol,
            initial=Schedule.flat(opening, basis="entry"),
            maintenance=liquidation_schedule(config.liquidation_factor, self.taker_fee),
            taker_fee=self.taker_fee,
            liquidation_fee=config.liquidation_fee,
            profit_counted=0.0,
        )

    def collateral_weight(self, asset: str) -> tuple[float, float] | None:
        """A token of the market's pool counts in full: it moves, but without a haircut."""
        return (1.0, 1.0) if asset in self.tables else None

    def next_action(
        self, pool: Pool, marks: Mapping[str, float], symbol: str | None, done: int
    ) -> LiquidationOrder | None:
        """A keeper closes the whole position; the pool is the other side."""
        position = self.choose(pool, marks, symbol)
        text = say("A keeper closes all of {symbol} at the oracle price.", symbol=position.symbol)
        # Both fees are shares of the size at entry, whatever the closure trades at.
        fees, entry = {POOL: self._fees(position)}, float(position.entry_price)
        return LiquidationOrder(position, abs(position.size), text, taker=POOL, fees=fees, fee_price=entry)

    def liquidation_cost(self, position: Position, price: float, equity: float) -> tuple[float, float]:
        """The fees of closing and of liquidation on size at entry, as far as collateral is left."""
        paid = float(min(self._fees(position) * position.notional(position.entry_price), max(equity, 0.0)))
        return paid, paid

    def _fees(self, position: Position) -> float:
        """What a keeper's closure charges, as a share of the size at entry."""
        return self.taker_fee + self.config(position.symbol).liquidation_fee


VENUE = GmxVenue(
    name="gmx",
    title="GMX v2",
    tables={
        s: TierTable(s, (0.0,), (c.liquidation_factor,), (c.factor,), CONFIG, applies="whole", cap=c.max_open_interest)
        for s, c in CONFIGS.items()
    },
    configs=CONFIGS,
    source=SOURCE,
    kind="decentralised",
    modes=("isolated",),
    basis="entry",
    taker_fee=POSITION_FEE,
    fee_in_trigger=True,
    takeover=False,
    liquidation_fee=BACKED_FEE,
    funding=GmxFunding(1.0),
    funding_source="margin",  # fees that are due count against the position's own collateral
    trigger="keepers' minimum and maximum prices (data streams), checked when the order executes",
    refresh="reports below a second; two steps: request, then execution",
    first_action="closes the whole position through a keeper; what is left goes back",
    backstop=(POOL,),
    adl="keepers close profitable positions when the traders' profit passes 85 % of the pool; no rank",
    granularity="one position for each account, market, collateral token and side; no netting",
    tools="subgraph and reader contracts, no view of the account: there is no account",
    settlement="rollup, executed by keepers",
    note="The liquidation test takes off the fee of closing first (0.06 % of size, 0.04 % where that balances the market; the"
    " first is shown). Funding is shown for balanced open interest and borrowing for half-used capacity; price impact is left"
    " out.",
)
