"""Hyperliquid's ``clearinghouseState``.

A mark is ``positionValue / |szi|``. Collateral of the cross pool is ``accountValue − Σ open profit`` of its positions; of an
isolated position ``rawUsd + szi · entryPx`` (what was posted, after its trades). Rules: the venue's tiers where the course has
them, else half of ``1 / maxLeverage``.

What the answer lacks: spot balances (a unified account's money), weights of other collateral, markets of builders' own venues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.texts import say
from course.venues.portfolios.imported import CROSS, ISOLATED, Draft, moment, symbol_of
from course.venues.portfolios.text import At

FORM = "hyperliquid"
FLAT = 0.01
"""An account worth less than this share of what it holds keeps its money elsewhere: in spot, unified."""


def matches(content: At) -> bool:
    """Whether a text has the form."""
    return (
        isinstance(content.value, dict)
        and "assetPositions" in content.value
        and "subaccount" not in content.value
        and ("marginSummary" in content.value or "crossMarginSummary" in content.value)
    )


def read(contents: Sequence[At], answers: Mapping[str, Any]) -> Draft:
    """The cross pool and one for every isolated position."""
    draft = Draft(FORM, "hyperliquid", answers)
    for content in contents:
        draft.one_account(content)
        _account(draft, content)
    return draft


def _account(draft: Draft, content: At) -> None:
    profit = notional = signed_value = apart = 0.0
    for row in content.need("assetPositions").items():
        line = row.need("position")
        size = line.need("szi").number(what="a size")
        if size == 0:
            draft.leave_out("positions of size 0")
            continue
        symbol = symbol_of(line.need("coin"))
        entry = line.need("entryPx").positive("an entry price")
        value = line.need("positionValue").positive("a value")
        mark = value / abs(size)
        setting = line.need("leverage")
        kind = setting.need("type")
        mode = kind.text()
        if mode not in (CROSS, ISOLATED):
            raise kind.fault("cross or isolated")
        pool = CROSS if mode == CROSS else f"isolated {symbol}"
        most = line.get("maxLeverage")
        limit = None if most is None else most.number(1.0, 1_000.0, "a leverage")
        # The course's tiers hold where the file has the same maximum: venues change theirs.
        known = draft.rules is not None and symbol in draft.rules.symbols
        known = known and (limit is None or abs(draft.rules.market(symbol).max_leverage - limit) < 0.5)  # type: ignore[union-attr]
        chosen = setting.get("value")
        draft.add(
            pool, mode, symbol, size, entry, line,
            mark=mark,
            maintenance=None if known or limit is None else 0.5 / limit,
            initial=None if limit is None else 1.0 / limit,
            leverage=None if chosen is None else chosen.number(1.0, 1_000.0, "a leverage"),
            profit=line.get("unrealizedPnl"),
        )  # fmt: skip
        draft.wall(pool, symbol, line.get("liquidationPx"))
        if mode == CROSS:
            profit += size * (mark - entry)
            notional += value
            signed_value += size * mark
        else:
            raw = setting.need("rawUsd").number()
            draft.pools[pool].collateral = raw + size * entry
            apart += raw + size * mark
            used = line.get("marginUsed")
            if used is not None:
                draft.total(say("margin of {symbol}", symbol=symbol), used.number(), f"equity:{pool}")
    draft.taken = moment(content.get("time"))
    both = content.get("crossMarginSummary")
    summary = both if both is not None else content.need("marginSummary")
    # Of the whole account's value the isolated positions' own margin is a part.
    equity = summary.need("accountValue").number() - (0.0 if both is not None else apart)
    if CROSS not in draft.pools:
        if equity > 0:
            draft.pool(CROSS, CROSS).collateral = equity
        return
    if abs(equity) < FLAT * notional:
        draft.pools[CROSS].collateral = draft.ask(
            f"collateral:{CROSS}",
            "The account is worth next to nothing beside what it holds: its money lies in spot (a unified account)."
            " Collateral of the cross pool: what of your spot balance backs it, without open profit",
            "$",
        )
    else:
        draft.pools[CROSS].collateral = equity - profit
    total = summary.get("totalRawUsd")
    if total is not None and both is not None:
        draft.total("value of the cross account", total.number() + signed_value, f"equity:{CROSS}")
    used = content.get("crossMaintenanceMarginUsed")
    if used is not None:
        draft.total("maintenance of the cross pool", used.number(), f"maintenance:{CROSS}")
