"""Bybit v5's ``/v5/position/list`` (linear contracts), and the wallet of ``/v5/account/wallet-balance`` beside it.

Sizes have no sign, ``side`` is it (``Buy`` or ``Sell``). ``tradeMode`` is 0 for every unified account, so that nobody can see
the mode there: it is asked. ``liqPrice`` ``""`` means none or not given.

What the list lacks: the wallet (asked), the mode (asked). Inverse contracts and portfolio margin are refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.texts import say
from course.venues.portfolios.imported import CROSS, ISOLATED, Draft, dollars_of, moment, signed, symbol_of
from course.venues.portfolios.text import At

FORM = "bybit"


def _rows(content: At) -> At | None:
    """The list of an answer, whole or unpacked."""
    here = content
    for name in ("result", "list"):
        found = here.get(name) if isinstance(here.value, dict) else None
        here = found if found is not None else here
    return here if isinstance(here.value, list) and any(isinstance(r, dict) for r in here.value) else None


def matches(content: At) -> bool:
    """Whether a text has one of the forms."""
    rows = _rows(content)
    if rows is None:
        return False
    lines = [r for r in rows.value if isinstance(r, dict) and "symbol" in r]
    return any("avgPrice" in r or {"entryPrice", "positionIdx"} <= set(r) for r in lines) or _is_wallet(rows)


def _is_wallet(rows: At) -> bool:
    return any("totalEquity" in r and "coin" in r for r in rows.value if isinstance(r, dict))


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The pools of an account."""
    draft = Draft(FORM, "bybit", answers)
    cash: float | None = None
    lists: list[At] = []
    pages: list[str] = []
    for content in contents:
        rows = _rows(content)
        assert rows is not None, "what matches has rows"
        if _is_wallet(rows):
            draft.one_account(content)
            for account in rows.items():
                found = dollars_of(draft, account.need("coin").items(), "coin", "walletBalance")
                cash = cash if found is None else (cash or 0.0) + found
            continue
        category = (
            content.value.get("result", {}).get("category")
            if isinstance(content.value, dict) and isinstance(content.value.get("result"), dict)
            else None
        )
        if category not in (None, "linear"):
            raise (
                content.need("result").need("category").fault("linear: inverse contracts and options are not read here")
            )
        lists += rows.items()
        pages.append(_next_page(content))
    if len(set(pages)) < 2 and any(pages):
        draft.leave_out("further page of positions, as the answer says (nextPageCursor): ask with limit=200 for all")
    open_ones = [row for row in lists if row.need("size").number(what="a size") != 0]
    for _ in range(len(lists) - len(open_ones)):
        draft.leave_out("markets without a position")
    mode: Any = None
    if not all(_alone(row) for row in open_ones):
        mode = draft.ask("mode", "Margin mode of this account (a unified account's answer does not say it)", "mode")
    for row in open_ones:
        _row(draft, row, ISOLATED if _alone(row) else mode or CROSS)
    for content in contents:
        if isinstance(content.value, dict):
            draft.taken = moment(content.get("time")) or draft.taken
    if CROSS in draft.pools and cash is not None:
        draft.pools[CROSS].collateral = cash
    return draft


def _next_page(content: At) -> str:
    """Where the next page of a list begins, if the answer names one."""
    result = content.get("result") if isinstance(content.value, dict) else None
    cursor = result.get("nextPageCursor") if result is not None and isinstance(result.value, dict) else None
    return "" if cursor is None else str(cursor.value)


def _alone(row: At) -> bool:
    """Whether a position of a classic account is isolated; 0 says nothing."""
    kind = row.get("tradeMode")
    return kind is not None and kind.number(0, 1, "0 or 1") == 1


def _row(draft: Draft, row: At, mode: str) -> None:
    name, kind = row.need("symbol"), row.get("category")
    if kind is not None and kind.text() != "linear":
        raise kind.fault("linear: inverse contracts and options are not read here")
    if not name.text().upper().endswith(("USDT", "USDC", "PERP")):
        raise name.fault(
            "a linear perpetual (BTCUSDT, BTCPERP): inverse ones, margined in coins, dated futures and options are not read here"
        )
    symbol = symbol_of(name)
    size = signed(row.need("size"), row.need("side"), "buy", "sell")
    entry = row.need("avgPrice", "entryPrice").positive("an entry price")  # its stream calls it the second
    priced, kept, chosen = row.get("markPrice"), row.get("positionMM"), row.get("leverage")
    mark = None if priced is None else priced.positive("a mark")
    if kept is None and "positionMM" in row.object():
        raise row.need("symbol").fault(
            "a position with its own requirement: under portfolio margin there is none (positionMM is empty)"
        )
    side = "long" if size > 0 else "short"
    pool = (
        CROSS if mode == CROSS else f"isolated {symbol}" + (f" {side}" if f"isolated {symbol}" in draft.pools else "")
    )
    draft.add(
        pool, mode, symbol, size, entry, row, mark=mark,
        maintenance=None if kept is None or not mark else kept.number(0.0) / (abs(size) * mark) or None,
        leverage=None if chosen is None else chosen.number(0.0, 1_000.0, "a leverage") or None,
        profit=row.get("unrealisedPnl"),
    )  # fmt: skip
    draft.wall(pool, symbol, row.get("liqPrice"))
    if mode == ISOLATED:
        posted = row.get("positionBalance")
        if posted is not None and posted.number() > 0:  # a unified account writes 0
            draft.pools[pool].collateral = draft.assume(
                f"collateral:{pool}",
                posted.number(),
                say("{pool}: its collateral is the file's positionBalance", pool=pool),
                "$",
            )
