"""Two unrelated ideas that share a word: isolated *markets* (the protocol's) and isolated *positions* (the front end's).

Sources: v4-chain@84d4664, protocol/x/subaccounts/keeper/isolated_subaccount.go; indexer/packages/postgres/src/lib/
parent-subaccount-helpers.ts; v4-documentation: isolated-markets.mdx, isolated-positions.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from course.validation import ArgumentError
from course.venues.dydx.units import exact, quantums, usdc

#: Numbers 0–127 are parents (cross); the rest up to this are children, each for one isolated position.
PARENTS = 128
LAST_SUBACCOUNT = 128_000


def parent(number: int) -> int:
    """Parent of a subaccount number: ``number mod 128``.

    Raises:
        ArgumentError: outside 0 … 128,000.
    """
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LAST_SUBACCOUNT:
        raise ArgumentError("number", number, f"a whole number from 0 to {LAST_SUBACCOUNT:,}")
    return number % PARENTS


def isolated_update_allowed(positions: Iterable[tuple[str, bool]], updates: Iterable[tuple[str, bool]]) -> bool:
    """Whether a subaccount's update respects isolated *markets*.

    Whoever holds an isolated market may trade that one only; whoever holds cross markets may open no isolated one; an update
    with an isolated market contains nothing else.

    Args:
        positions: ``(market, is isolated)`` of what is held.
        updates: the same of what changes.
    """
    held, changed = list(positions), list(updates)
    isolated_held = [m for m, isolated in held if isolated]
    isolated_changed = [m for m, isolated in changed if isolated]
    if not changed:
        return True
    if isolated_held and not isolated_changed:
        return False
    if isolated_changed and held and not isolated_held:
        return False
    if isolated_changed and len(changed) > 1:
        return False
    return not (isolated_held and isolated_changed and isolated_held[0] != isolated_changed[0])


@dataclass(frozen=True)
class PoolTransfer:
    """What moves between the cross pool and a market's own pool when an isolated market is opened or closed.

    Attributes:
        transition: ``"opened"``, ``"closed"`` or ``"none"``.
        moved: USDC that moves: to the isolated pool when opened, back when closed.
        balance_after: USDC of the subaccount.
        cross_pool_after: USDC of the cross pool.
        isolated_pool_after: USDC of the market's pool.
    """

    transition: str
    moved: Decimal
    balance_after: Decimal
    cross_pool_after: Decimal
    isolated_pool_after: Decimal


def isolated_pool_transfer(
    balance: Any, usdc_delta: Any, size_before: Any, size_delta: Any, cross_pool: Any = 0, isolated_pool: Any = 0
) -> PoolTransfer:
    """Opening moves the whole balance *before* the trade to the market's pool, closing moves all that remains back.

    Args:
        balance: USDC of the subaccount before.
        usdc_delta: its change by the trade.
        size_before: position before, base units.
        size_delta: its change.
        cross_pool: USDC in the cross pool before.
        isolated_pool: USDC in the market's pool before.
    """
    before, delta = quantums("balance", balance), quantums("usdc_delta", usdc_delta)
    held, change = exact("size_before", size_before), exact("size_delta", size_delta)
    cross, isolated = quantums("cross_pool", cross_pool), quantums("isolated_pool", isolated_pool)
    transition, moved = "none", 0
    if change and held == 0:
        transition, moved = "opened", before
        cross, isolated = cross - moved, isolated + moved
    elif change and held + change == Fraction(0):
        transition, moved = "closed", before + delta
        cross, isolated = cross + moved, isolated - moved
    return PoolTransfer(transition, usdc(moved), usdc(before + delta), usdc(cross), usdc(isolated))
