"""dYdX v4's indexer: a subaccount, a parent with its children, an address, a list of positions, and the markets.

Perpetual sizes carry a sign, the USDC balance has none and its ``side`` is the sign. USDC is what is left after every trade's
notional was paid from it, so ``collateral = cash + Σ size · entry``. A parent subaccount (0 to 127) is a cross pool; each child
(128 and above) stands alone. Forms: dydxprotocol/v4-chain, ``indexer/services/comlink/src/types.ts``.

What the answers lack: marks (from ``unrealizedPnl``, or the markets' answer), margin fractions (the markets' answer; without it
BTC and ETH are known). ``freeCollateral`` contains what open interest and chosen leverage add: it is not compared.
Where ``assetPositions`` is left out, the cash is not taken for 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.texts import say
from course.venues.portfolios.imported import CROSS, ISOLATED, Draft, signed, symbol_of
from course.venues.portfolios.text import At

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
    return (
        isinstance(found, list)
        and "assets" not in value
        and all(isinstance(p, dict) and "market" in p and "status" in p for p in found)
    )


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The pools of an account; a second answer may hold the markets."""
    draft = Draft(FORM, "dydx", answers)
    markets = {name: at for content in contents if _is_markets(content.value) for name, at in _markets(content).items()}
    seen: set[int] = set()
    for content in contents:
        if _is_markets(content.value):
            continue
        if _is_positions(content.value):
            _positions(draft, content.need("positions").items(), markets, None, seen)
            continue
        for account in _accounts(content):
            _account(draft, account, markets, seen)
    return draft


def _markets(content: At) -> dict[str, At]:
    found = content.need("markets").object()
    return {name: At(value, (*content.path, "markets", name)) for name, value in found.items()}


def _accounts(content: At) -> list[At]:
    """The subaccounts of an answer; nesting is limited where the text is read."""
    inner = content.get("subaccounts", "subaccount", "childSubaccounts")
    if inner is None:
        return [content]
    return [a for one in ([inner] if inner.path[-1] == "subaccount" else inner.items()) for a in _accounts(one)]


def _account(draft: Draft, account: At, markets: Mapping[str, At], seen: set[int]) -> None:
    number = account.get("subaccountNumber")
    place = _number(number)
    if place in seen:
        raise (number or account).fault("every subaccount once: this one stands there twice")
    held = account.get("openPerpetualPositions")
    assets = account.get("assetPositions")
    cash: float | None = None if assets is None else 0.0
    for asset in assets.items() if assets else []:
        name = asset.get("symbol")
        if name is not None and name.text() != "USDC":
            draft.leave_out(say("{text} in the account, which does not count as collateral", text=name.text()))
            continue
        cash = (cash or 0.0) + signed(asset.need("size"), asset.get("side"), "long", "short")
    equity = account.get("equity")
    worth = None if equity is None else equity.number()
    pool = _positions(draft, held.items() if held else [], markets, (cash, place), seen, worth)
    if pool is None and cash:
        title, mode = _pool_name(place, [])
        draft.pool(title, mode).collateral = cash
    elif pool is not None and worth is not None:
        draft.total(say("equity of “{pool}”", pool=pool), worth, f"equity:{pool}")


def _number(at: At | None) -> int:
    """A subaccount's number; the first one where none is said."""
    if at is None:
        return 0
    found = at.number(0, 128_000, "a subaccount's number")
    if found != int(found):
        raise at.fault("a whole number, a subaccount's")
    return int(found)


def _positions(
    draft: Draft, lines: Sequence[At], markets: Mapping[str, At], account: tuple[float | None, int] | None, seen: set[int],
    worth: float | None = None,
) -> str | None:  # fmt: skip
    """Add the open ones; the name of the pool that they stand in, None without any.

    ``account`` is its cash and its number, which a bare list of positions does not have. An answer that leaves its balances out
    has no cash: then it follows from ``worth``, its equity, if every mark is known, and is asked for otherwise.
    """
    open_ones: list[tuple[At, At, float, int]] = []
    for line in lines:
        status = line.get("status")
        if status is not None and status.text().upper() != "OPEN":
            draft.leave_out(say("{text} positions", text=status.text().lower()))
            continue
        named = line.get("market")
        if named is None and isinstance(line.path[-1], str):
            named = At(line.path[-1], line.path)  # positions by their market
        size = signed(line.need("size"), line.get("side"), "long", "short", own_sign=True)
        if size == 0:
            draft.leave_out("positions of size 0")
            continue
        number = line.get("subaccountNumber")
        here = account[1] if account is not None and number is None else _number(number)
        if number is not None and account is not None and here != account[1]:
            raise number.fault(f"{account[1]}, the number of the subaccount that it stands in")
        if here in seen:
            raise (number or line).fault("every subaccount once: this one stands there twice")
        open_ones.append((line, named or line.need("market"), size, here))
    spent: dict[int, tuple[str, float]] = {}
    profit: float | None = 0.0
    for line, market, size, here in open_ones:
        pool, mode = _pool_name(here, [symbol_of(m) for _, m, _, n in open_ones if n == here])
        if here not in spent and pool in draft.pools:
            pool = f"{pool} {here}"  # two children may hold the same market
        pool, paid = spent.get(here, (pool, 0.0))
        entry = line.need("entryPrice").positive("an entry price")
        about = markets.get(market.text())
        mark = _mark(line, about, size, entry)
        profit = None if profit is None or mark is None else profit + size * (mark - entry)
        draft.add(
            pool, mode, symbol_of(market), size, entry, line,
            mark=mark,
            maintenance=_fraction(about, "maintenanceMarginFraction"),
            initial=_fraction(about, "initialMarginFraction"),
        )  # fmt: skip
        spent[here] = pool, paid + size * entry
    seen.update(spent, () if account is None else (account[1],))
    if account is not None:
        cash = account[0]
        for pool, paid in spent.values():
            if cash is not None:
                draft.pools[pool].collateral = cash + paid
            elif worth is not None and profit is not None:
                draft.pools[pool].collateral = worth - profit
    return next((pool for pool, _ in spent.values()), None)


def _pool_name(number: int, symbols: Sequence[str]) -> tuple[str, str]:
    """Name and mode of a subaccount's pool: a child with one position is isolated, with several they share its margin."""
    if number < PARENTS:
        return (CROSS if number == 0 else f"cross {number}"), CROSS
    if len(symbols) == 1:
        return f"isolated {symbols[0]}", ISOLATED
    return f"child {number}", CROSS if symbols else ISOLATED


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
