"""Liquidation on dYdX: bankruptcy and fillable price, fee, size, block limits, and an order against the book.

Source: dydxprotocol/v4-chain@84d4664, protocol/x/clob/keeper/{liquidations,process_single_match}.go, x/clob/memclob.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Any

from course.validation import ArgumentError
from course.venues.dydx.parameters import MAINNET, LiquidationConfig
from course.venues.dydx.subaccount import PerpetualPosition, Subaccount
from course.venues.dydx.units import QUOTE, ceil, exact, floor, quantums, trunc, usdc

MAX_SUBTICKS = 2**64 - 1


class SizeDeltaError(ArgumentError):
    """The size to close is not on the other side of the position, or larger than it."""


class ZeroFillError(ArgumentError):
    """A fill of zero has no fee."""


def _closing(account: Subaccount, ticker: str, delta: Any) -> tuple[PerpetualPosition, Fraction]:
    """The position and the exact change, if the change closes some or all of it."""
    change, held = exact("delta", delta), account.position(ticker)
    size = held.size if held else Fraction(0)
    if held is None or size * change >= 0 or abs(change) > abs(size):
        raise SizeDeltaError("delta", delta, f"against the position of {float(size):g} and at most as large")
    return held, change


def _requirement(account: Subaccount) -> int:
    """Total maintenance requirement; the formulas below divide by it."""
    total = int(account.risk.maintenance)
    if total <= 0:
        raise ArgumentError("account", 0, "an account with a maintenance requirement above 0")
    return total


def bankruptcy_quote(account: Subaccount, ticker: str, delta: Any) -> Decimal:
    """USDC that the account receives for changing its position by ``delta`` at the bankruptcy price (signed).

    ``−ΔN − ⌊TNC·|ΔMMR| / TMMR⌋``: every position gives up equity in proportion to its maintenance requirement. Rounded up, so
    that closing at it never needs the insurance fund.

    Raises:
        SizeDeltaError: unless ``delta`` closes some or all of the position.
    """
    held, change = _closing(account, ticker, delta)
    market, risk = held.perpetual, account.risk
    value = market.notional(held.size + change) - market.notional(held.size)
    requirement = market.maintenance_requirement(held.size + change) - market.maintenance_requirement(held.size)
    share = floor(Fraction(int(risk.equity) * abs(requirement), _requirement(account)))
    return usdc(-value - share)


def fillable_price(
    account: Subaccount, ticker: str, delta: Any = None, config: LiquidationConfig = MAINNET
) -> Fraction:
    """Limit price of the liquidation order: ``(N − ABR·SMMR·MMR) / S``, the whole position's, whatever is closed.

    ``ABR = clamp(BA·(1 − TNC/TMMR), 0, 1)``. Below the oracle price for a long, above it for a short (the documentation prints
    a minus for both). Exact; :func:`order_subticks` rounds it.
    """
    held = account.position(ticker)
    if held is None:
        raise SizeDeltaError("ticker", ticker, "a market in which the account has a position")
    if delta is not None:
        _closing(account, ticker, delta)
    risk, market = account.risk, held.perpetual
    rating = config.bankruptcy_adjustment * (1 - Fraction(int(risk.equity), _requirement(account)))
    rating = min(max(rating, Fraction(0)), Fraction(1))
    spread = rating * config.spread_to_mmr * market.maintenance_requirement(held.size)
    price: Fraction = (market.notional(held.size) - spread) / (held.size * QUOTE)
    return price


def order_subticks(price_in_subticks: Any, closing_long: bool, subticks_per_tick: int) -> int:
    """Limit in subticks: up when closing a long, down for a short, to a whole tick; at least one, at most what 64 bits hold."""
    price = exact("price_in_subticks", price_in_subticks)
    if price < 0:
        raise ArgumentError("price_in_subticks", price_in_subticks, "at least 0")
    if subticks_per_tick < 1:
        raise ArgumentError("subticks_per_tick", subticks_per_tick, "at least 1")
    ticks = price / subticks_per_tick
    aligned = (ceil(ticks) if closing_long else floor(ticks)) * subticks_per_tick
    return min(max(aligned, subticks_per_tick), MAX_SUBTICKS - MAX_SUBTICKS % subticks_per_tick)


def insurance_fund_delta(
    account: Subaccount, ticker: str, delta: Any, fill_price: Any, config: LiquidationConfig = MAINNET
) -> Decimal:
    """USDC from the account to the insurance fund for a fill; negative: the fund pays.

    ``fill − bankruptcy quote``, at most ``⌊max fee·|fill|⌋``: the account pays what the fill left above zero equity.

    Raises:
        ZeroFillError: for a fill of zero; SizeDeltaError as in :func:`bankruptcy_quote`.
    """
    change = exact("delta", delta)
    if change == 0:
        raise ZeroFillError("delta", delta, "a fill above zero")
    paid = floor(abs(change) * exact("fill_price", fill_price) * QUOTE)
    fill = paid if change < 0 else -paid
    surplus = fill - quantums("quote", bankruptcy_quote(account, ticker, delta))
    return usdc(surplus if surplus <= 0 else min(surplus, floor(config.max_fee * paid)))


def fund_can_pay(balance: Any, delta: Any) -> bool:
    """Whether an insurance fund survives a change of its balance: it takes anything, and pays what it has."""
    change = quantums("delta", delta)
    return change >= 0 or quantums("balance", balance) + change >= 0


def position_limits(position: PerpetualPosition, config: LiquidationConfig = MAINNET) -> tuple[Decimal, Decimal]:
    """``(least, most)`` notional of a position that one order may close, USDC, floored."""
    notional = abs(position.perpetual.notional(position.size))
    least = min(floor(config.min_position_notional * QUOTE), notional)
    most = max(least, floor(config.max_position_portion * notional))
    return usdc(least), usdc(most)


class AlreadyLiquidated(ArgumentError):  # noqa: N818 (a rule's refusal, named as the chain names it)
    """A subaccount's market is liquidated at most once a block."""


class BlockLimitExceeded(ArgumentError):  # noqa: N818
    """More was used than a block allows: a state that must not exist."""


def block_remaining(limit: Any, used: Any, already_liquidated: bool = False) -> Decimal:
    """What is left of a per-block limit (notional liquidated, or fund payout), USDC.

    Raises:
        AlreadyLiquidated: if this market of this subaccount had its turn in the block.
        BlockLimitExceeded: if more is used than the limit.
    """
    if already_liquidated:
        raise AlreadyLiquidated("already_liquidated", True, "one liquidation a market and block")
    rest = quantums("limit", limit) - quantums("used", used)
    if rest < 0:
        raise BlockLimitExceeded("used", used, f"at most {limit}")
    return usdc(rest)


def liquidatable_size(
    position: PerpetualPosition, step: Any, remaining_notional: Any = None, config: LiquidationConfig = MAINNET
) -> Fraction:
    """Change of the position that one order may make: signed base units, against the position.

    The smaller of the position's and the block's limit, converted to base units toward zero, floored to a step, at least one
    step, at most all; all at once if the limits allow it or the position is no larger than a step.

    Args:
        position: what is liquidated.
        step: the market's step size, base units.
        remaining_notional: left of the subaccount's block limit, USDC; the whole limit unless given.
        config: the liquidation parameters.
    """
    market, step_size = position.perpetual, exact("step", step)
    rest = config.max_notional_per_block if remaining_notional is None else remaining_notional
    limit = min(quantums("limit", position_limits(position, config)[1]), quantums("remaining_notional", rest))
    size: Fraction = abs(position.size)
    if abs(market.notional(position.size)) > limit and size > step_size:
        quantum = market.quantum
        base = trunc(Fraction(limit, QUOTE) / market.oracle_price / quantum) * quantum
        size = min(max(floor(base / step_size) * step_size, step_size), size)
    return -size if position.size > 0 else size


@dataclass(frozen=True)
class BookFill:
    """One match of a liquidation order: size in base units, price in USDC, payment to the fund (negative: from it)."""

    size: Fraction
    price: Fraction
    fund_delta: Decimal


@dataclass(frozen=True)
class BookLiquidation:
    """A liquidation order after it met the book.

    Attributes:
        order_size: what the order was for, signed base units.
        limit: its limit price.
        fills: the matches, in order.
        account: the account afterwards.
        fund: the insurance fund afterwards, USDC.
        stopped: why matching stopped: ``"filled"``, ``"no crossing orders"``, ``"fund cannot pay"`` or ``"block limit"``.
    """

    order_size: Fraction
    limit: Fraction
    fills: tuple[BookFill, ...]
    account: Subaccount
    fund: Decimal
    stopped: str

    @property
    def tries_deleveraging(self) -> bool:
        """Only an order of which *nothing* was filled is followed by deleveraging in the same block."""
        return not self.fills


def liquidate_against_book(
    account: Subaccount,
    ticker: str,
    orders: Iterable[tuple[Any, Any]],
    fund: Any = 0,
    config: LiquidationConfig = MAINNET,
    step: Any = None,
) -> BookLiquidation:
    """Place the account's liquidation order on the book: immediate or cancel, no taker fee, one fee a fill to the fund.

    Negative equity does not matter: the book comes first. A fill that the fund cannot afford, or that would pass a block
    limit, stops the matching; what was filled stays.

    Args:
        account: a liquidatable subaccount.
        ticker: the market to reduce.
        orders: ``(price, size)`` on the other side.
        fund: balance of the insurance fund, USDC.
        config: the liquidation parameters.
        step: the market's step size; its base quantum unless given.
    """
    if not account.risk.liquidatable:
        raise ArgumentError("account", str(account.equity), "equity below the maintenance requirement")
    held = account.position(ticker)
    if held is None:
        raise SizeDeltaError("ticker", ticker, "a market in which the account has a position")
    closing_long = held.size > 0
    order = liquidatable_size(held, held.perpetual.quantum if step is None else step, config=config)
    limit = fillable_price(account, ticker, None, config)
    levels = [(exact("price", p), exact("size", s)) for p, s in orders]
    book = sorted(levels, key=itemgetter(0), reverse=closing_long)  # equal prices keep their order
    left, balance, fills = abs(order), quantums("fund", fund), list[BookFill]()
    used_notional, used_insurance, stopped = 0, 0, "no crossing orders"
    for price, size in book:
        if (price < limit) if closing_long else (price > limit):
            break
        amount = min(size, left)
        change = -amount if closing_long else amount
        delta = insurance_fund_delta(account, ticker, change, price, config)
        paid, notional = quantums("delta", delta), abs(held.perpetual.notional(amount))
        if not fund_can_pay(usdc(balance), delta):
            stopped = "fund cannot pay"
            break
        if used_notional + notional > config.max_notional_per_block * QUOTE or (
            used_insurance + max(-paid, 0) > config.max_insurance_per_block * QUOTE
        ):
            stopped = "block limit"
            break
        quote = floor(amount * price * QUOTE)
        account = account.updated(usdc((quote if closing_long else -quote) - paid), change, held.perpetual)
        balance, left = balance + paid, left - amount
        used_notional, used_insurance = used_notional + notional, used_insurance + max(-paid, 0)
        fills.append(BookFill(amount, price, delta))
        if left == 0:
            stopped = "filled"
            break
    return BookLiquidation(order, limit, tuple(fills), account, usdc(balance), stopped)


def liquidate_in_blocks(
    account: Subaccount, ticker: str, price: Any, fund: Any = 10**9, config: LiquidationConfig = MAINNET
) -> tuple[list[Subaccount], str]:
    """Block after block against a deep book that stays at one price.

    Args:
        account: a liquidatable subaccount.
        ticker: the market to reduce.
        price: at which the book trades, whatever was sold before.
        fund: balance of the insurance fund, USDC.
        config: the liquidation parameters.

    Returns:
        The account before the first block and after each in which something traded, and how it ends: ``"healthy"``,
        ``"closed"`` (nothing of it is left), or ``"waits"`` (the limit of the order is beyond the price).
    """
    accounts = [account]
    while (held := accounts[-1].position(ticker)) is not None and accounts[-1].risk.liquidatable:
        done = liquidate_against_book(accounts[-1], ticker, [(price, abs(held.size))], fund, config)
        if not done.fills:
            return accounts, "waits"
        accounts.append(done.account)
    return accounts, "healthy" if accounts[-1].position(ticker) is not None else "closed"


def order_of_work(accounts: Iterable[tuple[Subaccount, str]], config: LiquidationConfig = MAINNET) -> list[int]:
    """Order in which a block's liquidations are placed: widest limit (as a share of the oracle price) first, then largest.

    Args:
        accounts: ``(subaccount, ticker)`` of every liquidation; the chain breaks ties by the order's hash, here by place.
        config: the liquidation parameters.

    Returns:
        Indices into ``accounts``.
    """

    def rank(entry: tuple[int, tuple[Subaccount, str]]) -> tuple[Fraction, int]:
        account, ticker = entry[1]
        held = account.position(ticker)
        if held is None:
            raise SizeDeltaError("ticker", ticker, "a market in which the account has a position")
        oracle = held.perpetual.oracle_price
        width = abs(fillable_price(account, ticker, None, config) - oracle) / oracle
        return -width, -abs(held.perpetual.notional(liquidatable_size(held, held.perpetual.quantum, config=config)))

    return [index for index, _ in sorted(enumerate(accounts), key=rank)]
