"""Deleveraging on dYdX: opposite accounts in random order, at the bankruptcy price, no ranking by profit or leverage.

Source: dydxprotocol/v4-chain@84d4664, protocol/x/clob/keeper/deleveraging.go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from course.validation import ArgumentError, one_of
from course.venues.dydx.liquidation import SizeDeltaError, bankruptcy_quote
from course.venues.dydx.parameters import DELEVERAGING_SCAN
from course.venues.dydx.subaccount import OK, Subaccount, check_update
from course.venues.dydx.units import QUOTE, decimal, exact, quantums, usdc

Basis = Literal["bankruptcy", "oracle"]


class Rejected(ArgumentError):  # noqa: N818 (a rule's refusal)
    """One of the two accounts may not make the update: their bankruptcy prices do not overlap."""


class Eligibility(NamedTuple):
    """At which price an account may be deleveraged."""

    at_bankruptcy_price: bool
    at_oracle_price: bool


def can_deleverage(account: Subaccount, final_settlement: bool = False) -> Eligibility:
    """Only with negative equity; with equity of zero or more only in a market in final settlement, at the oracle price.

    An account between zero equity and its requirement that nobody fills simply waits.
    """
    negative = account.risk.equity < 0
    return Eligibility(negative, final_settlement and not negative)


@dataclass(frozen=True)
class Offset:
    """Two positions closed against each other.

    Attributes:
        size: change of the liquidated position, signed base units.
        price: settlement price, USDC.
        liquidated: the account afterwards.
        offsetting: the other account afterwards.
    """

    size: Fraction
    price: Decimal
    liquidated: Subaccount
    offsetting: Subaccount


def offset(liquidated: Subaccount, offsetting: Subaccount, ticker: str, delta: Any, at: Basis = "bankruptcy") -> Offset:
    """Close ``delta`` of both positions at the liquidated account's bankruptcy price (or the oracle price), without fees.

    Raises:
        SizeDeltaError: unless both accounts hold at least that much on opposite sides.
        Rejected: if either account fails the update rule afterwards.
    """
    one_of("at", at, ("bankruptcy", "oracle"))
    change = exact("delta", delta)
    held, other = liquidated.position(ticker), offsetting.position(ticker)
    size = held.size if held else Fraction(0)
    opposite = other.size if other else Fraction(0)
    if (
        held is None
        or size * change >= 0
        or abs(size) < abs(change)
        or opposite * change <= 0
        or abs(opposite) < abs(change)
    ):
        raise SizeDeltaError("delta", delta, "against the liquidated position, within both positions")
    quote = (
        bankruptcy_quote(liquidated, ticker, change) if at == "bankruptcy" else usdc(held.perpetual.notional(-change))
    )
    for account, sign in ((liquidated, 1), (offsetting, -1)):
        result = check_update(account, sign * quote, sign * change, held.perpetual)
        if result != OK:
            raise Rejected("delta", delta, f"an update that both accounts may make, not {result}")
    price = abs(Fraction(quantums("quote", quote), QUOTE) / change)
    return Offset(
        change,
        decimal(price),
        liquidated.updated(quote, change, held.perpetual),
        offsetting.updated(-quote, -change, held.perpetual),
    )


@dataclass(frozen=True)
class Deleveraging:
    """The outcome of deleveraging an account against others.

    Attributes:
        fills: ``(name, size)`` in order.
        remaining: what nobody could offset, signed base units: it stays open.
        liquidated: the account afterwards.
        offsetting: the others that were hit, by name, afterwards.
    """

    fills: tuple[tuple[str, Fraction], ...]
    remaining: Fraction
    liquidated: Subaccount
    offsetting: dict[str, Subaccount]


def deleverage(
    liquidated: Subaccount,
    ticker: str,
    candidates: Iterable[tuple[str, Subaccount]],
    delta: Any = None,
    at: Basis = "bankruptcy",
) -> Deleveraging:
    """Offset a position against others in the order given; who is on the same side or is rejected is passed over.

    Args:
        liquidated: an account that :func:`can_deleverage` allows.
        ticker: its market.
        candidates: ``(name, subaccount)`` in the order of the scan: the chain starts at random and looks at 500 at most.
        delta: change of the liquidated position; closes all of it unless given.
        at: settlement price.
    """
    held = liquidated.position(ticker)
    if held is None:
        raise SizeDeltaError("ticker", ticker, "a market in which the account has a position")
    left = -held.size if delta is None else exact("delta", delta)
    fills: list[tuple[str, Fraction]] = []
    after: dict[str, Subaccount] = {}
    for scanned, (name, account) in enumerate(candidates):
        if left == 0 or scanned >= DELEVERAGING_SCAN:
            break
        other = account.position(ticker)
        if other is None or other.size * left <= 0:
            continue
        amount = min(abs(left), abs(other.size)) * (1 if left > 0 else -1)
        try:
            result = offset(liquidated, account, ticker, amount, at)
        except Rejected:
            continue
        liquidated, after[name] = result.liquidated, result.offsetting
        left -= amount
        fills.append((name, abs(amount)))
    return Deleveraging(tuple(fills), left, liquidated, after)
