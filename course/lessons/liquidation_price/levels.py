"""One rate for every size: the ball that falls through three levels, and when there is no liquidation price."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.liquidation_price.books import ENTRY, OPENING_TO_KEEPING, SYMBOL, account, at, refuse_unless_open
from course.margin import Pool, sign
from course.number_format import usd
from course.texts import joined, say, wordless

# ---- the ball -------------------------------------------------------------------------------------------------------

#: The stretch of price that is drawn, USD.
WINDOW = (80.0, 120.0)


def crossings(side: str, collateral: float, size: float, maintenance: float) -> dict[str, float | None]:
    """Where equity meets each of the three levels; ``None`` where no price above zero does."""
    keeping = account(side, collateral, size, maintenance)
    opening = account(side, collateral, size, OPENING_TO_KEEPING * maintenance)
    return {
        "opening": opening.liquidation_price(SYMBOL, at(ENTRY)),
        "liquidation": keeping.liquidation_price(SYMBOL, at(ENTRY)),
        "bankruptcy": keeping.bankruptcy_price(SYMBOL, at(ENTRY)),
    }


def acts_at(side: str, collateral: float, size: float, maintenance: float, price: float) -> float | None:
    """Where the venue acts, if that is drawn; refused where the position could not be opened."""
    refuse_unless_open(
        account(side, collateral, size, maintenance, initial=OPENING_TO_KEEPING * maintenance), "collateral", collateral
    )
    found = crossings(side, collateral, size, maintenance)["liquidation"]
    return found if found is not None and WINDOW[0] <= found <= WINDOW[1] else None


def ball(side: str, collateral: float, size: float, maintenance: float, price: float) -> View:
    """Equity over price against the two requirements, and where the position stands now."""
    pool = account(side, collateral, size, maintenance, initial=OPENING_TO_KEEPING * maintenance)
    refuse_unless_open(pool, "collateral", collateral)
    found = crossings(side, collateral, size, maintenance)
    ends = np.array(WINDOW)
    worth = np.asarray(pool.equity({SYMBOL: ends}))
    top = float(worth.max())
    bottom = -0.42 * top
    # Only the part of the line that is on the chart: its ends would stretch the axis.
    shown = np.sort(np.clip([bottom, top], worth.min(), worth.max()))
    equity = pool.equity(at(price))
    closed = equity < pool.maintenance_requirement(at(price))
    title, state = _state(pool, price, found)
    return View(
        data={
            "equity": {"price": ENTRY + (shown - collateral) * ENTRY / (sign(side) * size), "value": shown},
            "needed": _needed(side, pool, maintenance, top - bottom),
            "strip": {"price": ends, "value": pool.maintenance_requirement({SYMBOL: ends})},
            "frame": {"price": ends, "value": [bottom, 1.06 * top]},
            "drops": _drops(found, pool, bottom),
            "ball": {
                "price": [price],
                "value": [min(max(equity, bottom), top)],
                "label": [usd(equity, 0) if closed else say("equity {equity:$0}", equity=equity)],
                "closed": [closed],
                "left": [price > _turning_point(side, closed)],
            },
        },
        title=title,
        subtitle=say(
            "{collateral:$} backs a {side} of {size:$} opened at {entry:$} ({the_size_2:×})\nOpening"
            " takes {opening_to_keeping:%1} of notional, keeping {maintenance:%1}.",
            collateral=collateral,
            side=side,
            size=size,
            entry=ENTRY,
            the_size_2=size / collateral,
            opening_to_keeping=OPENING_TO_KEEPING * maintenance,
            maintenance=maintenance,
        ),
        sentence=state,
        table=lambda: _ball_table(pool, price, found),
    )


def _ball_table(pool: Pool, price: float, found: dict[str, float | None]) -> Any:
    import pandas as pd

    places = {"now": price, **found}
    there = {name: p for name, p in places.items() if p is not None}
    return pd.DataFrame(
        {
            "": list(there),
            "price": [usd(p) for p in there.values()],
            "equity": [usd(pool.equity(at(p)), 0) for p in there.values()],
            "opening takes": [usd(pool.initial_requirement(at(p)), 0) for p in there.values()],
            "keeping takes": [usd(pool.maintenance_requirement(at(p)), 0) for p in there.values()],
        }
    )


def _turning_point(side: str, closed: bool) -> float:
    """Beyond this price the ball's label stands left of it; shorter labels may go further."""
    if side == "long":
        return 84.0 if closed else 88.0
    return 114.0 if closed else 105.0


def _state(pool: Pool, price: float, found: dict[str, float | None]) -> tuple[str, str]:
    """The finding, and what it means for the holder; of a position that is gone, what would be."""
    liquidation, equity = found["liquidation"], pool.equity(at(price))
    opening, keeping = pool.initial_requirement(at(price)), pool.maintenance_requirement(at(price))
    if liquidation is not None and equity < keeping:
        return (
            say(
                "At {price:$} you have been closed: the venue acted at {liquidation:$}",
                price=price,
                liquidation=liquidation,
            ),
            (
                say(
                    "The venue acted at **{liquidation:$}**, while **{equity:$0}** was still there. Had it"
                    " left the position open, its equity at {price:$} would be {equity_2:$0}, and nothing"
                    " would be left from {bankruptcy:$} on, the bankruptcy price.",
                    liquidation=liquidation,
                    equity=pool.equity(at(liquidation)),
                    price=price,
                    equity_2=equity,
                    bankruptcy=found["bankruptcy"],
                )
            ),
        )
    acts = (
        "No price above zero liquidates it."
        if liquidation is None
        else say("The venue acts at **{liquidation:$}**.", liquidation=liquidation)
    )
    now = say(
        "At {price:$} the equity is **{equity:$0}**. Opening this position there would take"
        " {opening:$0}, keeping it takes **{keeping:$0}**.",
        price=price,
        equity=equity,
        opening=opening,
        keeping=keeping,
    )
    if equity < opening:
        return (
            say("At {price:$} you could not open this position, but you keep it", price=price),
            say("{now} Less equity than opening takes closes nothing. {acts}", now=now, acts=acts),
        )
    return say("At {price:$} you may open, and you may hold", price=price), joined(" ", [now, acts])


def _needed(side: str, pool: Pool, maintenance: float, span: float) -> list[dict[str, Any]]:
    """The two requirement lines, each with a name at the end where the position wins and equity is far above."""
    ends = np.array(WINDOW)
    named = 1 if side == "long" else 0
    lines = {
        "opening": (OPENING_TO_KEEPING * maintenance, pool.initial_requirement),
        "keeping": (maintenance, pool.maintenance_requirement),
    }
    values = [np.asarray(of({SYMBOL: ends})) for _, of in lines.values()]
    opening, keeping = (float(value[named]) for value in values)
    places = (max(opening, keeping + 0.055 * span), keeping)
    return [
        {
            "kind": kind,
            "label": say("{kind} takes {rate:%1}", kind=kind, rate=rate) if i == named else "",
            "price": float(ends[i]),
            "value": float(value[i]),
            "place": place,
        }
        for (kind, (rate, _)), value, place in zip(lines.items(), values, places, strict=True)
        for i in range(2)
    ]


def _drops(found: dict[str, float | None], pool: Pool, bottom: float) -> list[dict[str, Any]]:
    """A line down from each crossing to its label; the farther from entry, the lower, so that no line crosses a label."""
    return [
        {
            "kind": kind,
            "price": price,
            "value": pool.equity(at(price)),
            "foot": bottom * (0.34 + 0.25 * row),
            "label": wordless("{kind} {the_price:$}", kind=kind, the_price=price),
        }
        for row, (kind, price) in enumerate(found.items())
        if price is not None and WINDOW[0] <= price <= WINDOW[1]
    ]


# ---- when there is none ---------------------------------------------------------------------------------------------

VANISH_SIZE = 10_000.0
COLLATERALS = np.linspace(250.0, 25_000.0, 496)


def formula(side: str, collateral: float, size: float, maintenance: float) -> float:
    """The bare quotient ``(W − s·q·E) / (q · (m − s))``, which may well answer with a price that does not exist."""
    s, q = sign(side), size / ENTRY
    return (collateral - s * size) / (q * (maintenance - s))


def vanish(side: str, collateral: float, maintenance: float) -> View:
    """The liquidation price over the collateral behind a fixed position, for both sides."""
    pool = account(side, collateral, VANISH_SIZE, maintenance)
    refuse_unless_open(pool, "collateral", collateral)
    here = pool.liquidation_price(SYMBOL, at(ENTRY))
    enough = COLLATERALS[maintenance * VANISH_SIZE <= COLLATERALS]
    curves = [
        {"side": name, "collateral": c, "price": p, "own": name == side}
        for name in ("long", "short")
        for c, p in _until_zero(enough, account(name, enough, VANISH_SIZE, maintenance))
    ]
    leverage = VANISH_SIZE / collateral
    held = say(
        "{collateral:$} behind a {side} of {vanish_size:$} ({leverage:×})",
        collateral=collateral,
        side=side,
        vanish_size=VANISH_SIZE,
        leverage=leverage,
    )
    if here is None:
        title = say("No liquidation price: {collateral:$} pays for the whole position", collateral=collateral)
        raw = formula(side, collateral, VANISH_SIZE, maintenance)
        sentence = say(
            "With {held} the formula answers **{raw:$}**. No price goes there, so there is **none**: an app"
            " shows a dash, and the dash is right.",
            held=held,
            raw=raw,
        )
    elif side == "short":
        title = say("A short margined in dollars always has one: here {here:$}", here=here)
        sentence = say(
            "With {held} the liquidation price is **{here:$}**, {here_2:%} above entry. More collateral"
            " pushes it up and never away: a price can always rise further.",
            held=held,
            here=here,
            here_2=here / ENTRY - 1,
        )
    else:
        title = say("{vanish_size:$} more, and this long cannot be liquidated", vanish_size=VANISH_SIZE - collateral)
        sentence = say(
            "With {held} the liquidation price is **{here:$}**. From {vanish_size:$} of collateral on, at"
            " 1×, there is none: the long is paid for in full.",
            held=held,
            here=here,
            vanish_size=VANISH_SIZE,
        )
    return View(
        data={
            "curves": curves,
            "dot": {
                "collateral": [collateral],
                "price": [0.0 if here is None else here],
                "label": ["none" if here is None else usd(here)],
                "left": [collateral > 0.7 * COLLATERALS[-1]],
            },
            "full": {
                "collateral": [VANISH_SIZE],
                "end": [COLLATERALS[-1]],
                "label": ["1×"],
                "none": ["" if here is None else "a long has none here"],
            },
            "names": {
                "collateral": [3_500.0, 18_000.0],
                "price": [42.0, 240.0],
                "label": ["long", "short"],
                "own": [side == "long", side == "short"],
                "left": [True, False],
            },
            "entry": {"price": [ENTRY], "label": [say("entry {entry:$}", entry=ENTRY)]},
        },
        title=title,
        subtitle=say(
            "position fixed at {vanish_size:$}, opened at {entry:$}; maintenance {maintenance:%1}",
            vanish_size=VANISH_SIZE,
            entry=ENTRY,
            maintenance=maintenance,
        ),
        sentence=sentence,
    )


def _until_zero(collaterals: np.ndarray, pools: Pool) -> list[tuple[float, float]]:
    """Collateral and liquidation price as far as there is one, closed with the point at which it reaches zero."""
    prices = np.asarray(pools.liquidation_price(SYMBOL, at(ENTRY)), float)
    there = np.isfinite(prices)
    pairs = list(zip(collaterals[there].tolist(), prices[there].tolist(), strict=True))
    return pairs if there.all() else [*pairs, (VANISH_SIZE, 0.0)]
