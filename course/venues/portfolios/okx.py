"""OKX's ``/api/v5/account/positions``, and ``/api/v5/account/balance`` beside it.

``pos`` counts contracts: with a sign in net mode, with ``posSide`` otherwise. What a contract holds is not said; it follows from
``notionalUsd / (|pos| · markPx)``, rounded to 1, 2 or 5 times a power of ten where that is near, and is shown to be confirmed.

``liqPx`` is shown beside ours. In the one published record with both, a long, it is ours and exactly one step of the price more
(ccxt/ccxt #28121: ``(margin − size · entry) / (size · (mmr + fee − 1))`` is 0.0116577335375191, OKX said 0.0116677335375191): it
counts itself a step nearer. On a coin of a cent that is 0.09 %.

What the list lacks: the cross balance (asked, or from the balance's answer). Contracts margined in coins, options and spot margin
are refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from course.texts import say
from course.venues.dumps import DOLLARS
from course.venues.portfolios.imported import CROSS, ISOLATED, Draft, dollars_of, signed, symbol_of
from course.venues.portfolios.text import At

FORM = "okx"


def _rows(content: At) -> At | None:
    here = content.get("data") if isinstance(content.value, dict) else content
    if here is None or not isinstance(here.value, list) or not any(isinstance(r, dict) for r in here.value):
        return None
    return here


def matches(content: At) -> bool:
    """Whether a text has one of the forms."""
    rows = _rows(content)
    if rows is None:
        return False
    return any("instId" in r and "pos" in r for r in rows.value if isinstance(r, dict)) or _is_balance(rows)


def _is_balance(rows: At) -> bool:
    return any("details" in r and "totalEq" in r for r in rows.value if isinstance(r, dict))


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The cross pool, and one for every isolated position."""
    draft = Draft(FORM, "okx", answers)
    if draft.rules is not None and draft.rules.fee_in_trigger:
        draft.fee_apart = draft.rules.taker_fee
    cash: float | None = None
    for content in contents:
        rows = _rows(content)
        assert rows is not None, "what matches has rows"
        if _is_balance(rows):
            draft.one_account(content)
        for row in rows.items():
            if "details" in row.object():
                found = dollars_of(draft, row.need("details").items(), "ccy", "cashBal")
                cash = cash if found is None else (cash or 0.0) + found
            else:
                _row(draft, row)
    if CROSS in draft.pools and cash is not None:
        draft.pools[CROSS].collateral = cash
    return draft


def _row(draft: Draft, row: At) -> None:
    name, kind = row.need("instId"), row.get("instType")
    parts = name.text().upper().split("-")
    if (kind is not None and kind.text().upper() != "SWAP") or (kind is None and parts[-1] != "SWAP"):
        raise (kind or name).fault("SWAP: futures with a date, options and spot margin are not read here")
    if len(parts) < 2 or parts[1] not in DOLLARS or parts[1] == "USD":
        raise name.fault("a contract margined in dollars: those margined in coins are not read here")
    paid = row.get("ccy")
    if paid is not None and paid.text().upper() not in DOLLARS:
        raise paid.fault("dollars as margin: those margined in coins are not read here")
    contracts = row.need("pos").number(what="a number of contracts")
    if contracts == 0:
        draft.leave_out("positions of size 0")
        return
    side = row.get("posSide")
    named = None if side is None or side.text().lower() == "net" else side
    count = signed(row.need("pos"), named, "long", "short")
    entry, mark = row.need("avgPx").positive("an entry price"), row.need("markPx").positive("a mark")
    notional = row.need("notionalUsd").positive("a value in dollars")
    symbol = symbol_of(name)
    exact = notional / (abs(count) * mark)
    held = in_a_contract(exact)
    value = draft.assume(
        f"contract:{symbol}", held,
        say("One contract of {symbol} holds {step:#~} {symbol}, as its value says", symbol=symbol, step=held),
        "size",
    )  # fmt: skip
    mode_at = row.need("mgnMode")
    mode = mode_at.text().lower()
    if mode not in (CROSS, ISOLATED):
        raise mode_at.fault("cross or isolated")
    pool = CROSS if mode == CROSS else f"isolated {symbol}" + (f" {named.text().lower()}" if named else "")
    kept, chosen = row.get("mmr"), row.get("lever")
    size = count * value
    draft.add(
        pool, mode, symbol, size, entry, row, mark=mark,
        maintenance=None if kept is None else kept.number(0.0) / (abs(size) * mark) or None,
        leverage=None if chosen is None else chosen.number(0.0, 1_000.0, "a leverage") or None,
        profit=row.get("upl"),
    )  # fmt: skip
    draft.wall(pool, symbol, row.get("liqPx"), _price_step(row))
    if mode == ISOLATED:
        posted = row.get("margin")
        if posted is not None:
            draft.pools[pool].collateral = posted.number()


def _price_step(row: At) -> float:
    """The step of a market's price, as the places of its mark and its entry tell."""
    places = [len(str(row.need(k).value).strip().partition(".")[2].rstrip("0")) for k in ("markPx", "avgPx")]
    return float(10.0 ** -max(places))


#: A dollar of the venue is worth a dollar to within this: what a contract holds is a round number to within it, or as it is.
ROUND = 0.03


def in_a_contract(value: float) -> float:
    """The round number that a contract holds; the value itself, to six digits, where none is near."""
    held = step(value)
    return held if abs(held / value - 1) < ROUND else float(f"{value:.6g}")


def step(value: float) -> float:
    """The nearest 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    best: float = min((k * power for k in (1, 2, 5, 10)), key=lambda x: abs(math.log(x / value)))
    return float(f"{best:.6g}")
