"""One rate for every size: the ball that falls through three levels, and when there is no liquidation price."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import Frame
from course.lessons.liquidation_price.books import ENTRY, OPENING_TO_KEEPING, SYMBOL, account, at, refuse_unless_open
from course.margin import Pool, sign
from course.words import percent, times, usd

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


def ball(side: str, collateral: float, size: float, maintenance: float, price: float) -> Frame:
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
    return Frame(
        data={
            "equity": {"price": ENTRY + (shown - collateral) * ENTRY / (sign(side) * size), "value": shown},
            "needed": _needed(side, pool, maintenance, top - bottom),
            "strip": {"price": ends, "value": pool.maintenance_requirement({SYMBOL: ends})},
            "frame": {"price": ends, "value": [bottom, 1.06 * top]},
            "drops": _drops(found, pool, bottom),
            "ball": {
                "price": [price],
                "value": [min(max(equity, bottom), top)],
                "label": [usd(equity, 0) if closed else f"equity {usd(equity, 0)}"],
                "closed": [closed],
                "left": [price > _turning_point(side, closed)],
            },
        },
        title=title,
        subtitle=f"{usd(collateral)} backs a {side} of {usd(size)} opened at {usd(ENTRY)} ({times(size / collateral)});"
        f" opening takes {percent(OPENING_TO_KEEPING * maintenance, 1)} of notional, keeping {percent(maintenance, 1)}",
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
            f"At {usd(price)} you have been closed: the venue acted at {usd(liquidation)}",
            (
                f"The venue acted at **{usd(liquidation)}**, while **{usd(pool.equity(at(liquidation)), 0)}** was still there. Had it"
                f" left the position open, its equity at {usd(price)} would be {usd(equity, 0)}, and nothing would be left from"
                f" {usd(found['bankruptcy'])} on, the bankruptcy price."
            ),
        )
    acts = "No price above zero liquidates it." if liquidation is None else f"The venue acts at **{usd(liquidation)}**."
    now = (
        f"At {usd(price)} the equity is **{usd(equity, 0)}**. Opening this position there would take {usd(opening, 0)},"
        f" keeping it takes **{usd(keeping, 0)}**."
    )
    if equity < opening:
        return (
            f"At {usd(price)} you could not open this position, but you keep it",
            f"{now} Less equity than opening takes closes nothing. {acts}",
        )
    return f"At {usd(price)} you may open, and you may hold", f"{now} {acts}"


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
            "label": f"{kind} takes {percent(rate, 1)}" if i == named else "",
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
            "label": f"{kind} {usd(price)}",
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


def vanish(side: str, collateral: float, maintenance: float) -> Frame:
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
    held = f"{usd(collateral)} behind a {side} of {usd(VANISH_SIZE)} ({times(leverage)})"
    if here is None:
        title = f"No liquidation price: {usd(collateral)} pays for the whole position"
        raw = formula(side, collateral, VANISH_SIZE, maintenance)
        sentence = (
            f"With {held} the formula answers **{usd(raw)}**. No price goes there, so there is **none**: an app shows a"
            " dash, and the dash is right."
        )
    elif side == "short":
        title = f"A short margined in dollars always has one: here {usd(here)}"
        sentence = (
            f"With {held} the liquidation price is **{usd(here)}**, {percent(here / ENTRY - 1)} above entry. More collateral"
            " pushes it up and never away: a price can always rise further."
        )
    else:
        title = f"{usd(VANISH_SIZE - collateral)} more, and this long cannot be liquidated"
        sentence = (
            f"With {held} the liquidation price is **{usd(here)}**. From {usd(VANISH_SIZE)} of collateral on, at 1×, there"
            " is none: the long is paid for in full."
        )
    return Frame(
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
            "entry": {"price": [ENTRY], "label": [f"entry {usd(ENTRY)}"]},
        },
        title=title,
        subtitle=f"position fixed at {usd(VANISH_SIZE)}, opened at {usd(ENTRY)}; maintenance {percent(maintenance, 1)}",
        sentence=sentence,
    )


def _until_zero(collaterals: np.ndarray, pools: Pool) -> list[tuple[float, float]]:
    """Collateral and liquidation price as far as there is one, closed with the point at which it reaches zero."""
    prices = np.asarray(pools.liquidation_price(SYMBOL, at(ENTRY)), float)
    there = np.isfinite(prices)
    pairs = list(zip(collaterals[there].tolist(), prices[there].tolist(), strict=True))
    return pairs if there.all() else [*pairs, (VANISH_SIZE, 0.0)]
