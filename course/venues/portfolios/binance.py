"""Binance USDⓈ-M: ``/fapi/v2`` and ``/fapi/v3`` ``positionRisk`` (a list) and ``account``.

Version 3 has neither ``marginType`` nor ``leverage``: a position is isolated if it has isolated margin, and its collateral is
``isolatedWallet``. The cross pool's collateral is ``crossWalletBalance`` of the dollar assets in ``account``.

What the list lacks: the cross wallet (asked); under portfolio margin (``/papi``) the mode as well, which is asked too.
Coin-margined contracts and futures with a date are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from course.venues.dumps import DOLLARS
from course.venues.portfolios.imported import CROSS, ISOLATED, Draft, dollars_of, signed, symbol_of
from course.venues.portfolios.text import At

FORM = "binance"


def matches(content: At) -> bool:
    """Whether a text has one of the forms."""
    value = content.value
    if isinstance(value, list):
        return any(isinstance(row, dict) and "positionAmt" in row for row in value)
    return (
        isinstance(value, dict)
        and "positions" in value
        and ("totalWalletBalance" in value or "totalCrossWalletBalance" in value)
    )


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The cross pool, and one for every isolated position. Where the list is there too, the account adds only its wallet."""
    draft = Draft(FORM, "binance", answers)
    lists = [content for content in contents if isinstance(content.value, list)]
    accounts = [content for content in contents if isinstance(content.value, dict)]
    for content in lists or [account.need("positions") for account in accounts]:
        for row in content.items():
            _row(draft, row)
    for account in accounts:
        draft.one_account(account)
        _wallet(draft, account)
    return draft


def _row(draft: Draft, row: At) -> None:
    size = row.need("positionAmt")
    if size.number(what="a size") == 0:
        draft.leave_out("markets without a position")
        return
    name = row.need("symbol")
    asset = row.get("marginAsset")
    if "USD_" in name.text().upper() or (asset is not None and asset.text().upper() not in (*DOLLARS, "BNFCR")):
        raise name.fault("a contract margined in dollars: coin-margined ones are not read here")
    if re.search(r"_\d{6}$", name.text()):
        raise name.fault("a perpetual: futures with a date are not read here")
    symbol = symbol_of(name)
    side = row.get("positionSide")
    named = None if side is None or side.text().upper() == "BOTH" else side
    amount = signed(size, named, "long", "short", own_sign=True)
    notional, priced = row.get("notional"), row.get("markPrice")
    mark = priced.positive("a mark") if priced else abs(notional.number()) / abs(amount) if notional else None
    entry = _entry(row, amount, mark)
    isolated = _isolated(draft, row)
    kept = row.get("maintMargin")
    maintenance = None if kept is None or not mark else kept.number(0.0) / (abs(amount) * mark)
    chosen = row.get("leverage")
    pool = f"isolated {symbol}" + (f" {named.text().lower()}" if named and isolated else "") if isolated else CROSS
    draft.add(
        pool, ISOLATED if isolated else CROSS, symbol, amount, entry, row,
        mark=mark, maintenance=maintenance or None,
        leverage=None if chosen is None else chosen.number(1.0, 1_000.0, "a leverage"),
        profit=row.get("unrealizedProfit", "unRealizedProfit"),
    )  # fmt: skip
    draft.wall(pool, symbol, row.get("liquidationPrice"))
    if isolated:
        wallet, margin = row.get("isolatedWallet"), row.get("isolatedMargin")
        if wallet is not None:
            draft.pools[pool].collateral = wallet.number()
        elif margin is not None and mark:  # version 2 counts the open profit in
            draft.pools[pool].collateral = margin.number() - amount * (mark - entry)


def _entry(row: At, amount: float, mark: float | None) -> float:
    """The entry price; version 3 of ``account`` gives the open profit instead: ``mark − profit / amount``."""
    profit = row.get("unrealizedProfit", "unRealizedProfit")
    if row.get("entryPrice") is not None or profit is None or not mark:
        return row.need("entryPrice").positive("an entry price")
    found = mark - profit.number() / amount
    if found <= 0:
        raise profit.fault("an open profit that leaves the entry price above zero")
    return found


def _isolated(draft: Draft, row: At) -> bool:
    kind, flag, margin, wallet = (row.get(n) for n in ("marginType", "isolated", "isolatedMargin", "isolatedWallet"))
    if kind is not None:
        return kind.text().lower() == ISOLATED
    if flag is not None and isinstance(flag.value, bool):
        return flag.value
    if margin is None and wallet is None:
        about = "Margin mode of the positions for which the file says none (portfolio margin has other rules)"
        return bool(draft.ask("mode", about, "mode") == ISOLATED)
    return any(at is not None and at.number() != 0 for at in (margin, wallet))


def _wallet(draft: Draft, account: At) -> None:
    """The dollars that back the cross pool."""
    multi = account.get("multiAssetsMargin")
    if multi is not None and multi.value is True:
        draft.leave_out("weights of collateral in other coins (multi-assets mode)")
    assets = account.get("assets")
    cash = dollars_of(draft, assets.items() if assets else [], "asset", "crossWalletBalance")
    total = account.get("totalCrossWalletBalance")
    if assets is None and total is not None:
        cash = total.number()
    if cash is not None and (CROSS in draft.pools or cash):
        draft.pool(CROSS, CROSS).collateral = cash
    kept = account.get("totalMaintMargin")
    if kept is not None and set(draft.pools) == {CROSS}:
        draft.total("maintenance of the account", kept.number(), f"maintenance:{CROSS}")
