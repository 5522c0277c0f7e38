"""dYdX v4's indexer: a subaccount, a parent with its children, an address, a list of positions, and the markets.

Perpetual sizes carry a sign, the USDC balance has none and its ``side`` is the sign. USDC is what is left after every trade's
notional was paid from it, so ``collateral = cash + Σ size · entry``. A parent subaccount (0 to 127) is a cross pool; each child
(128 and above) stands alone. Forms: dydxprotocol/v4-chain, ``indexer/services/comlink/src/types.ts``.

What the answers lack: marks (from ``unrealizedPnl``, or the markets' answer), margin fractions (the markets' answer; without it
BTC and ETH are known). ``freeCollateral`` contains what open interest and chosen leverage add: it is not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.venues.portfolios.record import CROSS, ISOLATED, Draft, signed, symbol_of
from course.venues.portfolios.text import At, Fault

FORM = "dydx"
PARENTS = 128
"""Subaccounts below are parents, cross; their children are numbered above."""


def matches(content: At) -> bool:
    """Whether a text has one of the indexer's forms."""
    value = content.value
    if not isinstance(value, dict):
        return False
    if {"subaccount", "subaccounts", "childSubaccounts", "openPerpetualPositions"} & set(value):
        return True
    return _is_markets(value) or _is_positions(value)


def _is_markets(value: Mapping[str, Any]) -> bool:
    markets = value.get("markets")
    return isinstance(markets, dict) and all(isinstance(m, dict) and "oraclePrice" in m for m in markets.values())


def _is_positions(value: Mapping[str, Any]) -> bool:
    found = value.get("positions")
    return isinstance(found, list) and all(isinstance(p, dict) and "market" in p and "status" in p for p in found)


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The pools of an account; a second answer may hold the markets."""
    draft = Draft(FORM, "dydx", answers)
    markets = {name: at for content in contents if _is_markets(content.value) for name, at in _markets(content).items()}
    for content in contents:
        if "markets" in content.value and _is_markets(content.value):
            continue
        if _is_positions(content.value):
            _positions(draft, content.need("positions").items(), markets, None, 0)
            continue
        for account in _accounts(content):
            _account(draft, account, markets)
    return draft


def _markets(content: At) -> dict[str, At]:
    found = content.need("markets").object()
    return {name: At(value, (*content.path, "markets", name)) for name, value in found.items()}


def _accounts(content: At) -> list[At]:
    if "subaccounts" in content.value:
        return [a for one in content.need("subaccounts").items() for a in _accounts(one)]
    if "subaccount" in content.value:
        return _accounts(content.need("subaccount"))
    if "childSubaccounts" in content.value:
        return content.need("childSubaccounts").items()
    return [content]


def _account(draft: Draft, account: At, markets: Mapping[str, At]) -> None:
    number = account.get("subaccountNumber")
    place = int(number.number(0, 128_000)) if number else 0
    held = account.get("openPerpetualPositions")
    assets = account.get("assetPositions")
    cash = 0.0
    for asset in assets.items() if assets else []:
        name = asset.get("symbol")
        if name is not None and name.text() != "USDC":
            draft.leave_out(f"{name.text()} in the account, which does not count as collateral")
            continue
        cash += signed(asset.need("size"), asset.get("side"), "long", "short")
    lines = held.items() if held else []
    pool = _positions(draft, lines, markets, cash, place)
    equity = account.get("equity")
    if pool is None:
        if cash:
            draft.pool(
                CROSS if place < PARENTS else f"child {place}", CROSS if place < PARENTS else ISOLATED
            ).collateral = cash
        return
    if equity is not None:
        draft.total(f"equity of “{pool}”", equity.number(), f"equity:{pool}")


def _positions(
    draft: Draft, lines: Sequence[At], markets: Mapping[str, At], cash: float | None, place: int
) -> str | None:
    """Add the open ones; the name of the pool that they stand in, None without any. ``cash`` is not known from a bare list."""
    spent: dict[str, float] = {}
    for line in lines:
        status = line.get("status")
        if status is not None and status.text().upper() != "OPEN":
            draft.leave_out(f"{status.text().lower()} positions")
            continue
        market = line.need("market")
        symbol = symbol_of(market)
        size = signed(line.need("size"), line.get("side"), "long", "short", own_sign=True)
        if size == 0:
            draft.leave_out("positions of size 0")
            continue
        entry = line.need("entryPrice").positive("an entry price")
        number = line.get("subaccountNumber")
        here = int(number.number(0, 128_000)) if number else place
        mode = CROSS if here < PARENTS else ISOLATED
        pool = (CROSS if here == 0 else f"cross {here}") if mode == CROSS else f"isolated {symbol}"
        about = markets.get(market.text())
        draft.add(
            pool, mode, symbol, size, entry, line,
            mark=_mark(line, about, size, entry),
            maintenance=_fraction(about, "maintenanceMarginFraction"),
            initial=_fraction(about, "initialMarginFraction"),
        )  # fmt: skip
        spent[pool] = spent.get(pool, 0.0) + size * entry
    if cash is not None:
        if len(spent) > 1:
            raise Fault(lines[0].path, None, "positions of one subaccount with one number")
        for pool, paid in spent.items():
            draft.pools[pool].collateral = cash + paid
    return next(iter(spent), None)


def _mark(line: At, about: At | None, size: float, entry: float) -> float | None:
    """The oracle price: of the markets' answer, else what the open profit says."""
    oracle = about.get("oraclePrice") if about else None
    if oracle is not None:
        return oracle.positive("a price")
    profit = line.get("unrealizedPnl")
    if profit is None:
        return None
    found = entry + profit.number() / size
    if found <= 0:
        raise profit.fault("an open profit that leaves the price above zero")
    return found


def _fraction(about: At | None, name: str) -> float | None:
    found = about.get(name) if about else None
    return None if found is None else found.number(0.0, 1.0, "a fraction")
