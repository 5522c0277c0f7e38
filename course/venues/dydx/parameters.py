"""dYdX Chain's published parameters, each set with its source and date. Governance changes them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from course.validation import ArgumentError, within
from course.venues.dydx.units import exact
from course.venues.tables import Source

TIERS_SOURCE = Source("v4-documentation: concepts/trading/governance.mdx, liquidity tiers", "2026-04-22")
GENESIS = Source("dydxprotocol/v4-chain@84d4664: protocol/testing/mainnet/genesis.json", "2026-03-05")
DEFAULTS = Source(
    "dydxprotocol/v4-chain@84d4664: protocol/x/clob/types/liquidations_config_keeper.go (unit tests use it)",
    "2026-03-05",
)


@dataclass(frozen=True)
class LiquidityTier:
    """A class of markets with the same margin parameters.

    Attributes:
        number: its id on chain.
        name: as governance calls it.
        initial_ppm: base initial margin fraction, ppm.
        maintenance_ppm: maintenance as a share of the base initial margin, ppm.
        lower_cap: open notional where the initial margin starts to rise, USD; 0 with the upper: never.
        upper_cap: open notional where it is 100 %, USD.
        impact_notional: order size by which funding premiums are measured, USD.
        source: where from, as of when.
    """

    number: int
    name: str
    initial_ppm: int
    maintenance_ppm: int
    lower_cap: float
    upper_cap: float
    impact_notional: float
    source: Source = TIERS_SOURCE

    @property
    def initial(self) -> float:
        """Base initial margin fraction."""
        return self.initial_ppm / 1e6

    @property
    def maintenance(self) -> float:
        """Maintenance margin fraction of notional."""
        return self.initial_ppm * self.maintenance_ppm / 1e12


_M = 1e6
LIQUIDITY_TIERS = {
    tier.name: tier
    for tier in (
        LiquidityTier(0, "Large-Cap", 20_000, 600_000, 0.0, 0.0, 25_000),
        LiquidityTier(1, "Small-Cap", 100_000, 500_000, 20 * _M, 50 * _M, 5_000),
        LiquidityTier(2, "Long-Tail", 200_000, 500_000, 5 * _M, 10 * _M, 2_500),
        LiquidityTier(3, "Safety", 1_000_000, 200_000, 2 * _M, 5 * _M, 2_500),
        LiquidityTier(4, "Isolated", 50_000, 600_000, 0.5 * _M, 1 * _M, 2_500),
        LiquidityTier(5, "Mid-Cap", 50_000, 600_000, 40 * _M, 100 * _M, 5_000),
        LiquidityTier(6, "FX", 10_000, 500_000, 0.5 * _M, 1 * _M, 2_500),
        LiquidityTier(7, "IML 5x", 200_000, 500_000, 0.5 * _M, 1 * _M, 125),
    )
}

#: The tier of a market is a vote's result. BTC and ETH are the published Large-Caps; any other must be looked up and named.
MARKET_TIERS = {"BTC": "Large-Cap", "ETH": "Large-Cap"}


def liquidity_tier(name: str) -> LiquidityTier:
    """The liquidity tier of that name."""
    if name not in LIQUIDITY_TIERS:
        raise ArgumentError("tier", name, f"one of {', '.join(LIQUIDITY_TIERS)}")
    return LIQUIDITY_TIERS[name]


@dataclass(frozen=True)
class LiquidationConfig:
    """How the chain liquidates.

    Attributes:
        max_fee: largest share of the filled notional that goes to the insurance fund.
        bankruptcy_adjustment: how fast the limit price widens as equity falls.
        spread_to_mmr: widest limit, in maintenance margins.
        min_position_notional: least notional that one order may close (the whole position if smaller), USDC.
        max_position_portion: largest share of a position that one order may close.
        max_notional_per_block: of one subaccount in one block, USDC at oracle price.
        max_insurance_per_block: fund payout to one subaccount in one block, USDC.
        source: where from, as of when.
    """

    max_fee: Any
    bankruptcy_adjustment: Any
    spread_to_mmr: Any
    min_position_notional: Any
    max_position_portion: Any
    max_notional_per_block: Any
    max_insurance_per_block: Any
    source: Source

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            if name != "source":
                value = exact(name, getattr(self, name))
                within(name, float(value), 0.0)
                object.__setattr__(self, name, value)


MAINNET = LiquidationConfig(Fraction(15, 1000), 1, Fraction(3, 2), 1_000, Fraction(1, 10), 100_000, 1_000_000, GENESIS)
CODE_DEFAULT = LiquidationConfig(
    Fraction(5, 1000), 1, Fraction(1, 10), Fraction(1, 1000), 1, 100_000_000, 100_000_000, DEFAULTS
)

#: Funding: seconds of a sample and of a tick, least votes a sample, clamp factors, all x/perpetuals and x/epochs genesis.
SAMPLE_SECONDS = 60
TICK_SECONDS = 3_600
MIN_VOTES = 15
RATE_CLAMP_FACTOR = 6
DELEVERAGING_ATTEMPTS, DELEVERAGING_SCAN = 10, 500
