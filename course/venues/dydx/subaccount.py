"""A dYdX subaccount as the chain counts it: equity, requirements, risk, what an update may do.

``N = trunc(S·P)``, ``IMR = ⌈|N|·max(IMF_eff, IMF_custom)⌉``, ``MMR = ⌈⌈|N|·IMF_base⌉·maintenance fraction⌉``,
``equity = Q + ⌊settled funding⌋ + ΣN``: integers of 0.000001 USDC, sums without netting between markets.

Sources: dydxprotocol/v4-chain@84d4664, protocol/: lib/quantums.go, lib/margin/risk.go, x/perpetuals/lib/lib.go,
x/perpetuals/types/liquidity_tier.go, x/subaccounts/lib/{updates,oimf}.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from course.validation import ArgumentError
from course.venues.dydx.units import MILLION, QUOTE, exact, floor, ppm, quantums, trunc, usdc

OK = "ok"
NEWLY_UNDERCOLLATERALIZED = "newly_undercollateralized"
STILL_UNDERCOLLATERALIZED = "still_undercollateralized"


def effective_imf_ppm(base_ppm: int, open_notional: Any, lower_cap: Any, upper_cap: Any) -> int:
    """Initial margin fraction in ppm, scaled by open interest: from the base at the lower cap to 100 % at the upper.

    ``base + ⌊(1 − base)·(OI·P − lower)/(upper − lower)⌋``; an upper cap of 0 switches the scaling off.

    Args:
        base_ppm: the tier's initial margin fraction, ppm.
        open_notional: open interest at the oracle price, USDC.
        lower_cap: where scaling starts, USDC.
        upper_cap: where the fraction reaches 100 %, USDC.
    """
    notional, lower = exact("open_notional", open_notional), exact("lower_cap", lower_cap)
    upper = exact("upper_cap", upper_cap)
    if upper == 0 or notional <= lower:
        return base_ppm
    if notional >= upper:
        return MILLION
    return base_ppm + floor((MILLION - base_ppm) * (notional - lower) / (upper - lower))


@dataclass(frozen=True)
class Perpetual:
    """A market: oracle price, liquidity tier and open interest, in human units (stored as exact rationals and ppm).

    Attributes:
        ticker: such as ``"BTC-USD"``.
        oracle_price: USDC per base unit.
        base_imf: initial margin fraction of its liquidity tier.
        maintenance_fraction: maintenance as a share of the *base* initial margin.
        open_interest: sum of the longs, base units.
        lower_cap: open notional where the initial margin starts to rise, USDC.
        upper_cap: open notional where it is 100 %, USDC; 0: never.
        isolated: whether it is an isolated market (a property of the protocol, not a choice).
        atomic_resolution: exponent of the base quantum, 10^this base units.
    """

    ticker: str
    oracle_price: Any
    base_imf: Any
    maintenance_fraction: Any
    open_interest: Any = 0
    lower_cap: Any = 0
    upper_cap: Any = 0
    isolated: bool = False
    atomic_resolution: int = -10

    def __post_init__(self) -> None:
        names = ("oracle_price", "base_imf", "maintenance_fraction", "open_interest", "lower_cap", "upper_cap")
        for name in names:
            value = exact(name, getattr(self, name))
            if value < 0:
                raise ArgumentError(name, getattr(self, name), "at least 0")
            object.__setattr__(self, name, value)
        for name in ("base_imf", "maintenance_fraction"):
            if getattr(self, name) > 1:
                raise ArgumentError(name, getattr(self, name), "at most 1")
        if self.lower_cap > self.upper_cap:
            raise ArgumentError("lower_cap", self.lower_cap, "at most the upper cap")

    @cached_property
    def quantum(self) -> Fraction:
        """Smallest amount of the base asset."""
        quantum: Fraction = Fraction(10) ** self.atomic_resolution
        return quantum

    @cached_property
    def base_ppm(self) -> int:
        """Base initial margin fraction, ppm."""
        return ppm("base_imf", self.base_imf)

    @cached_property
    def _share_ppm(self) -> int:
        """Maintenance as a share of the base initial margin, ppm."""
        return ppm("maintenance_fraction", self.maintenance_fraction)

    @cached_property
    def _quantums_each(self) -> Fraction:
        """Quote quantums that one base unit is worth."""
        worth: Fraction = self.oracle_price * QUOTE
        return worth

    @property
    def maintenance_ppm(self) -> int:
        """Maintenance margin fraction ``⌊IMF_base · maintenance fraction⌋``, ppm: for the funding clamps only."""
        return self.base_ppm * self._share_ppm // MILLION

    @cached_property
    def effective_ppm(self) -> int:
        """Initial margin fraction at the present open interest, ppm."""
        notional = Fraction(trunc(self.open_interest * self.oracle_price * QUOTE), QUOTE)
        return effective_imf_ppm(self.base_ppm, notional, self.lower_cap, self.upper_cap)

    def notional(self, size: Any) -> int:
        """Signed notional in quote quantums, truncated toward zero."""
        amount, price = exact("size", size), self._quantums_each
        # Whole numbers instead of rationals: this is what a liquidation of many blocks spends its time on.
        top, bottom = amount.numerator * price.numerator, amount.denominator * price.denominator
        return top // bottom if top >= 0 else -(-top // bottom)

    def initial_requirement(self, size: Any, custom_imf: Any = 0) -> int:
        """``⌈|N|·max(IMF_eff, IMF_custom)⌉`` in quote quantums; ``custom_imf`` = 1 / chosen leverage, 0: none."""
        fraction = max(self.effective_ppm, ppm("custom_imf", custom_imf))
        return -(-abs(self.notional(size)) * fraction // MILLION)

    def maintenance_requirement(self, size: Any) -> int:
        """``⌈⌈|N|·IMF_base⌉·maintenance fraction⌉`` in quote quantums: neither open interest nor chosen leverage move it."""
        base = -(-abs(self.notional(size)) * self.base_ppm // MILLION)
        return -(-base * self._share_ppm // MILLION)


@dataclass(frozen=True)
class Risk:
    """Equity and requirements of a position or an account. Any exact unit, as long as it is one unit.

    Attributes:
        equity: the chain's *total net collateral*.
        initial: total initial margin requirement.
        maintenance: total maintenance margin requirement.
    """

    equity: int | Fraction
    initial: int | Fraction
    maintenance: int | Fraction

    def __add__(self, other: Risk) -> Risk:
        return Risk(self.equity + other.equity, self.initial + other.initial, self.maintenance + other.maintenance)

    @property
    def collateralized(self) -> bool:
        """Whether equity covers the initial requirement."""
        return self.equity >= self.initial

    @property
    def liquidatable(self) -> bool:
        """``MMR > 0`` and ``equity < MMR``: equality is safe, and so is whoever holds nothing."""
        return self.maintenance > 0 and self.maintenance > self.equity

    def compare(self, other: Risk) -> int:
        """−1 if safer than ``other``, 0 if as risky, 1 if riskier: by ``equity / MMR``, cross-multiplied.

        At the same ratio the larger requirement is riskier; without any requirement, the smaller equity.
        """
        mine, theirs = self.equity * other.maintenance, other.equity * self.maintenance
        if mine == theirs:
            mine, theirs = other.maintenance, self.maintenance
        if self.maintenance == other.maintenance == 0:
            mine, theirs = self.equity, other.equity
        return (theirs > mine) - (theirs < mine)


@dataclass(frozen=True)
class PerpetualPosition:
    """A position of a subaccount. There is no entry price: what was paid is in the USDC balance.

    Attributes:
        perpetual: its market.
        size: base units, long > 0.
        entry_index: funding index when it was last settled, USDC per base unit.
        index: funding index now.
        custom_imf: 1 / the leverage chosen for this market; 0: none chosen. It raises the initial requirement only.
    """

    perpetual: Perpetual
    size: Any
    entry_index: Any = 0
    index: Any = 0
    custom_imf: Any = 0

    def __post_init__(self) -> None:
        for name in ("size", "entry_index", "index", "custom_imf"):
            object.__setattr__(self, name, exact(name, getattr(self, name)))

    @property
    def settlement(self) -> Fraction:
        """Funding not yet settled, exact USDC: ``−(index now − index at entry)·size``; positive: received."""
        received: Fraction = -(self.index - self.entry_index) * self.size
        return received

    @cached_property
    def risk(self) -> Risk:
        """Notional and requirements, quote quantums."""
        return Risk(
            self.perpetual.notional(self.size),
            self.perpetual.initial_requirement(self.size, self.custom_imf),
            self.perpetual.maintenance_requirement(self.size),
        )


@dataclass(frozen=True)
class Subaccount:
    """A subaccount: a USDC balance (may be negative) and positions.

    Attributes:
        balance: USDC, as given; kept as quote quantums.
        positions: at most one a market.
    """

    balance: Any
    positions: tuple[PerpetualPosition, ...] = ()

    def __post_init__(self) -> None:
        amount = exact("balance", self.balance)
        quantums("balance", amount)
        object.__setattr__(self, "balance", amount)
        held = tuple(p for p in self.positions if p.size != 0)
        tickers = [p.perpetual.ticker for p in held]
        if len(set(tickers)) < len(tickers):
            raise ArgumentError("positions", tickers, "at most one position a market")
        object.__setattr__(self, "positions", held)

    @cached_property
    def cash(self) -> int:
        """The balance after settling funding, quote quantums: the account's total is floored once."""
        funding = floor(sum((p.settlement for p in self.positions), Fraction(0)) * QUOTE)
        return quantums("balance", self.balance) + funding

    @property
    def usdc(self) -> Decimal:
        """The balance after settling funding, USDC."""
        return usdc(self.cash)

    @cached_property
    def risk(self) -> Risk:
        """Equity and total requirements in quote quantums, funding settled."""
        return sum((p.risk for p in self.positions), Risk(self.cash, 0, 0))

    @property
    def equity(self) -> Decimal:
        """Total net collateral, USDC."""
        return usdc(int(self.risk.equity))

    @property
    def initial_requirement(self) -> Decimal:
        """Sum of the initial requirements, USDC."""
        return usdc(int(self.risk.initial))

    @property
    def maintenance_requirement(self) -> Decimal:
        """Sum of the maintenance requirements, USDC."""
        return usdc(int(self.risk.maintenance))

    @property
    def free_collateral(self) -> Decimal:
        """Equity less initial requirement, USDC: unrealised profit can be withdrawn."""
        return self.equity - self.initial_requirement

    def settled(self) -> Subaccount:
        """The same account with funding in the balance and every index up to date."""
        return Subaccount(usdc(self.cash), tuple(replace(p, entry_index=p.index) for p in self.positions))

    def position(self, ticker: str) -> PerpetualPosition | None:
        """The position in a market, if there is one."""
        return next((p for p in self.positions if p.perpetual.ticker == ticker), None)

    def updated(self, usdc_delta: Any = 0, size_delta: Any = 0, perpetual: Perpetual | None = None) -> Subaccount:
        """The account after a change of balance (USDC) and of one position (base units); unchecked."""
        account = self.settled()
        balance = account.balance + exact("usdc_delta", usdc_delta)
        delta = exact("size_delta", size_delta)
        if perpetual is None:
            if delta:
                raise ArgumentError("perpetual", None, "the market, where a size changes")
            return Subaccount(balance, account.positions)
        held = account.position(perpetual.ticker)
        new = (
            PerpetualPosition(perpetual, delta)
            if held is None
            else replace(held, perpetual=perpetual, size=held.size + delta)
        )
        rest = tuple(p for p in account.positions if p.perpetual.ticker != perpetual.ticker)
        return Subaccount(balance, (*rest, new))


def check_transition(before: Risk, after: Risk) -> str:
    """Whether an account that is *not* initially collateralized after an update may make it: only to less risk.

    The maintenance requirement must not rise and ``equity / MMR`` must not fall; with no requirement before and after,
    equity must strictly rise; with one on one side only, the update is refused.

    Returns:
        ``"ok"``, ``"newly_undercollateralized"`` or ``"still_undercollateralized"`` (by the state before).
    """
    refused = NEWLY_UNDERCOLLATERALIZED if before.collateralized else STILL_UNDERCOLLATERALIZED
    if after.maintenance > before.maintenance:
        return refused
    if after.maintenance == 0 or before.maintenance == 0:
        both = after.maintenance == 0 and before.maintenance == 0
        return OK if both and after.equity > before.equity else refused
    return refused if after.compare(before) > 0 else OK


def check_update(
    account: Subaccount, usdc_delta: Any = 0, size_delta: Any = 0, perpetual: Perpetual | None = None
) -> str:
    """May this trade, transfer or withdrawal happen? Allowed if equity covers the initial requirement afterwards.

    Args:
        account: before the update.
        usdc_delta: change of the balance, USDC (a buyer's is negative).
        size_delta: change of the position, base units.
        perpetual: its market, with the open interest *after* the match.

    Returns:
        as :func:`check_transition`.
    """
    after = account.updated(usdc_delta, size_delta, perpetual).risk
    return OK if after.collateralized else check_transition(account.risk, after)


def open_interest_delta(legs: Iterable[tuple[Any, Any]]) -> Fraction:
    """Change of open interest (the sum of the longs) by a match, from ``(size before, change)`` of every leg."""
    total = Fraction(0)
    for before, change in legs:
        start, step = exact("before", before), exact("change", change)
        total += max(start + step, Fraction(0)) - max(start, Fraction(0))
    return total
