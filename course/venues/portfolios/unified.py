"""ccxt's unified ``fetch_positions``: a list, whatever the venue.

Size is ``contracts · contractSize`` with the sign of ``side`` (``notional`` is signed on some venues). In cross ``collateral`` is
often 0 or the whole account's: it is asked. ``liquidationPrice`` ``None`` may mean none or unknown. Nobody says
whose positions they are: the venue's tiers are not taken, the file's maintenance is (the amount where there is one).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.texts import say
from course.venues.dumps import DOLLARS
from course.venues.portfolios.imported import CROSS, ISOLATED, Draft, signed, symbol_of
from course.venues.portfolios.okx import in_a_contract
from course.venues.portfolios.text import At

FORM = "ccxt"


def matches(content: At) -> bool:
    """Whether a text has the form."""
    rows = content.value
    return isinstance(rows, list) and any(isinstance(r, dict) and "contracts" in r and "symbol" in r for r in rows)


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The cross pool, and one for every isolated position."""
    draft = Draft(FORM, "", answers)
    rows = [row for content in contents for row in content.items()]
    open_ones = []
    for row in rows:
        count = row.get("contracts")
        if count is None and any(at is not None and at.number() for at in map(row.get, ("notional", "initialMargin"))):
            row.need("contracts")
        if count is None or count.number(what="a number of contracts") == 0:
            draft.leave_out("markets without a position")
        else:
            open_ones.append(row)
    mode: Any = None
    if any(row.get("marginMode") is None for row in open_ones):
        mode = draft.ask("mode", "Margin mode of the positions for which the file says none", "mode")
    for row in open_ones:
        _row(draft, row, mode or CROSS)
    return draft


def _row(draft: Draft, row: At, otherwise: str) -> None:
    name = row.need("symbol")
    settle = name.text().partition(":")[2].partition("-")[0]
    if settle and settle.upper() not in DOLLARS:
        raise name.fault("a contract margined in dollars: inverse ones and others margined in coins are not read here")
    if "-" in name.text().partition(":")[2]:
        raise name.fault("a perpetual: futures with a date and options are not read here")
    symbol = symbol_of(name)
    unit, priced, valued = row.get("contractSize"), row.get("markPrice"), row.get("notional")
    count = signed(row.need("contracts"), row.need("side"), "long", "short")
    price, notional = priced.positive("a mark") if priced else None, abs(valued.number()) if valued else 0.0
    told = notional / abs(count * price) if price and notional else None
    if unit is not None:
        each = unit.positive("a contract's size")
        if told and not 0.5 < each / told < 2.0:
            raise unit.fault(say("{told:#~}, as notional, contracts and markPrice say", told=in_a_contract(told)))
    elif told:
        each = draft.assume(
            f"contract:{symbol}",
            in_a_contract(told),
            say("One contract of {symbol} holds {step:#~} {symbol}, as its value says", symbol=symbol, step=in_a_contract(told)),
            "size",
        )  # fmt: skip
    else:
        each = draft.assume(
            f"contract:{symbol}",
            1.0,
            say("One contract of {symbol} holds 1 {symbol}: the file does not say", symbol=symbol),
            "size",
        )
    size = count * each
    entry = row.need("entryPrice").positive("an entry price")
    mark = price or (notional / abs(size) if notional else None)
    mode_at = row.get("marginMode")
    mode = mode_at.text().lower() if mode_at else otherwise
    if mode not in (CROSS, ISOLATED):
        raise (mode_at or row).fault("cross or isolated")
    rate, kept, first = (
        row.get("maintenanceMarginPercentage"),
        row.get("maintenanceMargin"),
        row.get("initialMarginPercentage"),
    )
    maintenance = rate.number(0.0, 1.0, "a fraction") if rate else None
    if kept is not None and mark and kept.number(0.0) > 0:
        # The amount is what holds today: the fraction may be of the value at entry (Bybit), or leave a deduction out (Binance).
        maintenance = kept.number(0.0) / (abs(size) * mark)
    elif rate is not None and first is not None and maintenance and maintenance > first.number(0.0) * (1 + 1e-9) > 0:
        raise rate.fault("a fraction that is no more than what opening takes: is it in per cent?")
    chosen = row.get("leverage")
    side = "long" if size > 0 else "short"
    pool = (
        CROSS if mode == CROSS else f"isolated {symbol}" + (f" {side}" if f"isolated {symbol}" in draft.pools else "")
    )
    draft.add(
        pool, mode, symbol, size, entry, row, mark=mark, maintenance=maintenance or None,
        initial=first.number(0.0, 1.0, "a fraction") or None if first else None,
        leverage=None if chosen is None else chosen.number(0.0, 1_000.0, "a leverage") or None,
        profit=row.get("unrealizedPnl"),
    )  # fmt: skip
    draft.wall(pool, symbol, row.get("liquidationPrice"))
    if mode == ISOLATED:
        posted, profit = row.get("collateral"), row.get("unrealizedPnl")
        if posted is not None and posted.number() > 0:
            # ccxt: the maximum that can be lost, which contains the open profit.
            draft.pools[pool].collateral = draft.assume(
                f"collateral:{pool}", posted.number() - (profit.number() if profit else 0.0),
                say("{pool}: the file's collateral contains the open profit, as ccxt defines it", pool=pool), "$",
            )  # fmt: skip
