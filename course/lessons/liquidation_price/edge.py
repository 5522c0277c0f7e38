"""The edge of a tier: one rate for the whole position, counted at the mark price, can close a winner."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from course.explorers import View
from course.lessons.liquidation_price.books import ENTRY, SYMBOL, account, at, big, refuse_unless_open
from course.lessons.liquidation_price.tiers import RULES
from course.margin import Pool, Schedule, sign
from course.texts import listed, say

EDGE, BELOW, ABOVE = 100_000.0, 0.025, 0.10
EDGE_WINDOW = (85.0, 115.0)


def edge_schedule(rule: str) -> Schedule:
    """A table of two tiers, counted in dollars at the mark price, under either rule."""
    build = Schedule.brackets if rule == "slice" else Schedule.whole_position
    return build((0.0, EDGE), (BELOW, ABOVE))


def closed_between(pool: Pool, low: float, high: float) -> list[tuple[float, float]]:
    """The stretches of price between ``low`` and ``high`` in which the pool is liquidatable, exactly.

    A hair to either side of the edge, since at it rounding may count either rate. Health is straight on both sides, so it changes sign at a root of one of the two lines or at the edge.
    """
    step = EDGE / abs(pool.position(SYMBOL).size)
    points = {low, high}
    for start, end in ((low, min(step * (1 - 1e-12), high)), (max(step * (1 + 1e-12), low), high)):
        if start < end:
            before, after = (pool.health(at(p)) for p in (start, end))
            points |= {start, end}
            if before * after < 0:
                points.add(start + (end - start) * before / (before - after))
    closed: list[tuple[float, float]] = []
    for left, right in pairwise(sorted(points)):
        if pool.liquidatable(at((left + right) / 2)):
            joined = bool(closed) and left - closed[-1][1] < 1e-9
            closed[-1:] = [(closed[-1][0], right)] if joined else [*closed[-1:], (left, right)]
    return closed


def step_at(side: str, rule: str, size: float, collateral: float, price: float) -> float | None:
    """The price at which the position reaches the tier's edge, if that is drawn."""
    refuse_unless_open(account(side, collateral, size, edge_schedule(rule)), "collateral", collateral)
    step = EDGE * ENTRY / size
    return step if EDGE_WINDOW[0] < step < EDGE_WINDOW[1] else None


def edge(side: str, rule: str, size: float, collateral: float, price: float) -> View:
    """Equity and requirement over price where a tier's edge lies within reach."""
    schedule = edge_schedule(rule)
    pool = account(side, collateral, size, schedule)
    refuse_unless_open(pool, "collateral", collateral)
    step = EDGE * ENTRY / size
    low, high = EDGE_WINDOW
    closed = closed_between(pool, low, high)
    ends = np.array(EDGE_WINDOW)
    worth = np.asarray(pool.equity({SYMBOL: ends}))
    kinks = [p for p in (step * (1 - 1e-9), step * (1 + 1e-9)) if low < p < high]
    path = np.array([low, *kinks, high])
    needed = np.asarray(pool.maintenance_requirement({SYMBOL: path}))
    top = float(max(worth.max(), needed.max()))
    shown = np.sort(np.clip(worth, 0.0, top))
    equity = pool.equity(at(price))
    title, story = _edge_story(pool, price, closed, step)
    return View(
        data={
            "equity": {"price": ENTRY + (shown - collateral) * ENTRY / (sign(side) * size), "value": shown},
            "needed": {"price": path, "value": needed},
            "frame": {"price": ends, "value": [0.0, 1.08 * top]},
            "closed": [{"low": a, "high": b, "label": "closed"} for a, b in closed],
            "step": {
                "price": kinks[1:],
                "label": [say("notional {big}", big=big(EDGE))] * len(kinks[1:]),
                "left": [step > ENTRY] * len(kinks[1:]),
            },
            "ball": {
                "price": [price],
                "value": [min(max(equity, 0.0), top)],
                "label": [say("equity {equity:$0}", equity=equity)],
                "closed": [bool(pool.liquidatable(at(price)))],
                "left": [price > ENTRY],
            },
            "names": {"price": [high], "value": [needed[-1]], "label": ["needed"]},
        },
        title=title,
        subtitle=say(
            "{collateral:$} backs a {side} of {size:$} at {entry:$}\n{below:%1} of notional below {big},"
            " {above:%0} above, {rules}.",
            collateral=collateral,
            side=side,
            size=size,
            entry=ENTRY,
            below=BELOW,
            big=big(EDGE),
            above=ABOVE,
            rules=RULES[rule],
        ),
        sentence=story,
    )


def _edge_story(pool: Pool, price: float, closed: list[tuple[float, float]], step: float) -> tuple[str, str]:
    """The finding and where the venue acts; a position that was closed on the way is spoken of as what it would be."""
    spans = [_span(*stretch) for stretch in closed]
    gain, equity, required = (of(at(price)) for of in (pool.unrealised_pnl, pool.equity, pool.maintenance_requirement))
    # Where the way from entry to the price first runs into a stretch in which the pool is liquidatable.
    if price > ENTRY:
        met = min((a for a, _ in closed if ENTRY <= a < price), default=None)
    else:
        met = max((b for _, b in closed if price < b <= ENTRY), default=None)
    made = "the position has made" if met is None else "the position, had it stayed open, would have made"
    acts = say(
        "At {price:$} {made} **{gain:$0+}**: equity {equity:$0}, needed **{required:$0}**. On this"
        " chart the venue closes it **{value}**.",
        price=price,
        made=made,
        gain=gain,
        equity=equity,
        required=required,
        value=listed(spans) or "nowhere",
    )
    if met is None:
        if any(abs(a - step) < 1e-6 < step - ENTRY for a, _ in closed):
            return say("The step at {step:$} is a liquidation price of its own", step=step), acts
        return say("At {price:$} the position is safe", price=price), acts
    won = pool.unrealised_pnl(at(met))
    if won > 0:
        return say("At {met:$} you have won {won:$0}, and the venue closes you", met=met, won=won), acts
    return say("At {price:$} the venue has closed you", price=price), acts


def _span(low: float, high: float) -> str:
    """A stretch of price in words."""
    if low == EDGE_WINDOW[0]:
        return say("below {high:$}", high=high)
    return (
        say("above {low:$}", low=low)
        if high == EDGE_WINDOW[1]
        else say("between {low:$} and {high:$}", low=low, high=high)
    )
