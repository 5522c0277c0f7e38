"""What dYdX's apps show: floats, not the chain's integers, on the same engine as everything else.

Sources: v4-abacus (Feb 2026): SubaccountCalculator.kt, MarginCalculator.kt; v4-web (Jul 2026):
src/bonsai/calculators/subaccount.ts; v4-documentation: margin.mdx, liquidations.mdx, contract-loss-mechanism.mdx.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from course.margin import Market, Pool, Position
from course.validation import finite, one_of, positive, within

#: The account-level initial margin fraction behind "buying power".
DEFAULT_IMF = 0.02
#: The client leaves a little room below the market's maximum leverage.
LEVERAGE_SHARE = 0.98

TradeSide = Literal["BUY", "SELL"]


def client_position(ticker: str, size: float, oracle_price: float, imf: float, mmf: float | None = None) -> Position:
    """A position as the client holds it: marked at the oracle price, so that all that was paid is in the USDC balance.

    Args:
        ticker: its market.
        size: base units, signed.
        oracle_price: USDC.
        imf: effective initial margin fraction.
        mmf: maintenance margin fraction; 0 unless given (then no liquidation price can be shown).
    """
    return Position(Market(ticker, initial=imf, maintenance=mmf or 0.0), size, oracle_price)


@dataclass(frozen=True)
class ClientAccount:
    """A subaccount on the screen.

    Attributes:
        usdc: balance, USDC; negative after buying on margin.
        positions: as :func:`client_position` makes them.
    """

    usdc: float
    positions: tuple[Position, ...] = ()

    @property
    def marks(self) -> dict[str, float]:
        """Oracle prices by ticker."""
        return {p.symbol: p.entry_price for p in self.positions}

    @property
    def pool(self) -> Pool:
        """The account in the engine's terms: cash + Σ size · oracle price, with positions entered at the oracle price."""
        paid = sum(p.size * p.entry_price for p in self.positions)
        return Pool(self.usdc + paid, self.positions)

    @property
    def equity(self) -> float:
        """``Q + Σ S·P``, USDC."""
        return float(self.pool.equity(self.marks))

    @property
    def notional(self) -> float:
        """``Σ |S|·P``, USDC."""
        return float(self.pool.notional(self.marks))

    @property
    def initial_risk(self) -> float:
        """``Σ |S|·P·IMF``, USDC."""
        return float(self.pool.initial_requirement(self.marks))

    @property
    def free_collateral(self) -> float:
        """Equity less initial risk, USDC; may be negative (the web client shows 0 then)."""
        return float(self.pool.free_collateral(self.marks))

    @property
    def leverage(self) -> float | None:
        """``notional / equity``; none without equity."""
        return self.notional / self.equity if self.equity > 0 else None

    @property
    def margin_usage(self) -> float | None:
        """``1 − free / equity``; none without equity."""
        return 1.0 - self.free_collateral / self.equity if self.equity > 0 else None

    def buying_power(self, imf: float = DEFAULT_IMF) -> float:
        """``free collateral / IMF``, USDC: of the account at its default fraction, or in a market at the market's."""
        return float(self.free_collateral / positive("imf", imf))

    def position_leverage(self, ticker: str) -> float | None:
        """Signed notional over equity; none without equity."""
        held = self.pool.position(ticker)
        return float(held.size * held.entry_price) / self.equity if self.equity > 0 else None

    def liquidation_price(self, ticker: str) -> float | None:
        """``(E − S·P − MMR of the others) / (|S|·MMF − S)`` with all other prices still; none if no positive price does it."""
        price = self.pool.liquidation_price(ticker, self.marks)
        return None if price is None else float(price)


def effective_imf(
    base_imf: float, oracle_price: float, open_interest: float, lower_cap: float, upper_cap: float
) -> float:
    """The client's initial margin fraction with open interest: as on chain, but not floored to a ppm."""
    base = within("base_imf", base_imf, 0.0, 1.0)
    notional = positive("oracle_price", oracle_price) * within("open_interest", open_interest, 0.0)
    if upper_cap <= lower_cap or notional <= lower_cap:
        return float(base)
    scale = (notional - lower_cap) / (upper_cap - lower_cap)
    return float(min(base + scale * (1.0 - base), 1.0))


def capped_leverage(target_leverage: float, market_max_leverage: float | None) -> float:
    """Leverage that the client really uses: at most 98 % of the market's maximum."""
    target = positive("target_leverage", target_leverage)
    return float(target if market_max_leverage is None else min(target, LEVERAGE_SHARE * market_max_leverage))


def isolated_transfer(
    side: TradeSide,
    size: float,
    order_price: float,
    oracle_price: float,
    target_leverage: float,
    market_max_leverage: float | None = None,
) -> float:
    """USDC moved into a child subaccount before an isolated order: enough at the oracle price *and* at the order's price.

    ``max(P·s/L + loss at once, px·s/L)``, where the loss at once is ``(px − P)·s`` for a buy, ``(P − px)·s`` for a sell.
    """
    one_of("side", side, ("BUY", "SELL"))
    leverage = capped_leverage(target_leverage, market_max_leverage)
    size, px, oracle = (
        positive("size", size),
        positive("order_price", order_price),
        positive("oracle_price", oracle_price),
    )
    loss = (px - oracle if side == "BUY" else oracle - px) * size
    return float(max(oracle * size / leverage + loss, px * size / leverage))


def most_removable(equity: float, notional: float, market_max_leverage: float) -> float:
    """Margin that may be taken out of an isolated position: ``equity − N / (0.98 · max leverage)``, USDC."""
    return float(finite("equity", equity) - notional / (LEVERAGE_SHARE * positive("max_leverage", market_max_leverage)))


def parent_equity(children: Iterable[ClientAccount]) -> float:
    """Equity of a parent with all its children: the sum. Its free collateral is the parent's own only."""
    return sum(account.equity for account in children)


def signed_notional_and_risk(
    size: float, oracle_price: float, base_imf: float, maintenance_fraction: float
) -> Mapping[str, Any]:
    """What the indexer reports for a position: base fractions only, neither open interest nor chosen leverage."""
    position = client_position("", size, oracle_price, base_imf, base_imf * maintenance_fraction)
    return {
        "signed_notional": size * oracle_price,
        "initial": position.initial_requirement(oracle_price),
        "maintenance": position.maintenance_requirement(oracle_price),
    }
