"""The first question of lesson 05: where does BTC's displayed liquidation price go when only ETH moves?"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from course.charts.places import Spot
from course.charts.plane import tables
from course.explorers import Frame
from course.lessons.cross_margin import atlas
from course.lessons.cross_margin.atlas import View
from course.lessons.cross_margin.book import BTC, COLLATERAL, ENTRY, ETH, MAINTENANCE, at, pooled, side_words
from course.lessons.cross_margin.twins import table
from course.texts import say
from course.words import usd

#: ETH rises by these shares while BTC stands still.
RISES = (0.0, 0.05, 0.10)
GUESS_VIEW = View((54_000.0, 66_000.0), (2_850.0, 3_450.0), 380.0)


@cache
def shown_prices() -> tuple[float, ...]:
    """What the app shows for BTC after each rise of ETH."""
    pool = pooled()
    return tuple(pool.liquidation_price(BTC, at(ENTRY[BTC], ENTRY[ETH] * (1 + r))) for r in RISES)


@cache
def ground() -> tuple[Any, Any]:
    """What of the picture no guess changes: the areas, and the border."""
    pool, grid = pooled(), np.linspace(*GUESS_VIEW.x, 13)
    return atlas.terraces(pool, GUESS_VIEW, grid)[0], atlas.frontier(pool, grid)


def stage(guess: float | None) -> dict[str, Any]:
    """The plane while the question is open: you before and after ETH's rise, what the app showed, and the guess."""
    view, here = GUESS_VIEW, ENTRY[BTC]
    first, (before, after, _) = shown_prices()[0], [ENTRY[ETH] * (1 + r) for r in RISES]
    dots = [(here, before, "you"), (here, after, "you"), (first, before, "edge")]
    plan, texts = view.plan(), atlas.no_texts()
    plan.line(*view.unit([first, here], [before, before]))
    for x, y, text, kind, align in (
        (first, before, usd(first, 0), "liquidation", "right"),
        (here, before, "you", "you", "left"),
        (here, after, say("you, ETH {rises:%0+}", rises=RISES[1]), "you", "left"),
    ):
        u, v = view.point(x, y)
        atlas.write(plan, texts, view, text, kind, [Spot(u, v, align, dx=12 if align == "left" else -12)], most=90)
    if guess is not None:
        shown = min(max(guess, view.x[0]), view.x[1])
        dots.append((shown, after, "guess"))
        atlas.name_point(plan, texts, view, say("now {the_guess:$0}?", the_guess=guess), "prediction", shown, after)
    btc, eth, kinds = zip(*dots, strict=True)
    return tables(
        slices={"x": [first], "y": [before], "x2": [here], "y2": [before]},
        dots={"x": btc, "y": eth, "kind": kinds},
        texts=atlas.table(texts),
    )


def walk(guess: float) -> Frame:
    """The displayed BTC liquidation price at three prices of ETH, beside the learner's guess for the second."""
    view, pool = GUESS_VIEW, pooled()
    prices, eths = shown_prices(), [ENTRY[ETH] * (1 + r) for r in RISES]
    areas, edge = ground()
    here = ENTRY[BTC]
    dead = [pool.liquidatable(at(here, e)) for e in eths]
    plan, texts = view.plan(), atlas.no_texts()
    plan.line(*view.unit(edge["x"], edge["y"]))
    for e, p in zip(eths, prices, strict=True):
        plan.line(*view.unit([p, here], [e, e]))
    for rise, e, p, gone in zip(RISES, eths, prices, dead, strict=True):
        u, v = view.point(p, e)
        spots = (
            [Spot(u, v, "left", dx=12)]
            if gone
            else [Spot(u, v, "right", "bottom", -8, 6), Spot(u, v, "left", "top", 8, -8)]
        )
        atlas.write(plan, texts, view, usd(p, 0), "liquidation", spots, most=90)
        u, v = view.point(here, e)
        who = "you" if rise == 0 else say("you, ETH {the_rise:%0+}", the_rise=rise)
        spots = [Spot(u, v, "right", "bottom", -10, 2)] if gone else [Spot(u, v, "left", dx=12)]
        atlas.write(plan, texts, view, "you, liquidated" if gone else who, "you", spots, most=90)
    shown = min(max(guess, view.x[0]), view.x[1])
    atlas.name_point(
        plan, texts, view, say("your guess\n{the_guess:$0}", the_guess=guess), "prediction", shown, eths[1]
    )
    atlas.name_halves(plan, texts, view, pool)
    off = guess - prices[1]
    verdict = (
        say("You said {the_guess:$0}, as good as right", the_guess=guess)
        if abs(off) < 100
        else say(
            "You said {the_guess:$0}, {off:$0} too {off_2}",
            the_guess=guess,
            off=abs(off),
            off_2="high" if off > 0 else "low",
        )
    )
    return Frame(
        data=tables(
            areas=areas,
            border=edge,
            slices={
                "x": [p for p, d in zip(prices, dead, strict=True) if not d],
                "y": [e for e, d in zip(eths, dead, strict=True) if not d],
                "x2": [here] * dead.count(False),
                "y2": [e for e, d in zip(eths, dead, strict=True) if not d],
            },
            dots={
                "x": [*[here] * 3, shown, *prices],
                "y": [*eths, eths[1], *eths],
                "kind": [*("dead" if d else "you" for d in dead), "guess", *["edge"] * 3],
            },
            texts=atlas.table(texts),
        ),
        title=say(
            "BTC has not moved, and its liquidation price has: {prices:$0} → {prices_2:$0}",
            prices=prices[0],
            prices_2=prices[1],
        ),
        table=table({"ETH ($)": eths, "BTC ($)": [here] * len(eths), "BTC liquidation price ($)": prices}),
        subtitle=say(
            "{side_words}, {the_collateral:$} in one pool, maintenance {maintenance:%0}",
            side_words=side_words("short"),
            the_collateral=COLLATERAL,
            maintenance=MAINTENANCE,
        ),
        sentence=say(
            "{verdict}. With ETH {rises:%0} higher the app shows **{prices:$0}** instead of {prices_2:$0}: the"
            " short has lost, and the same pool pays. With ETH {rises_2:%0} higher the line is at"
            " **{prices_3:$0}**, above the price of BTC: you are **liquidated**, at an unchanged {here:$0}.",
            verdict=verdict,
            rises=RISES[1],
            prices=prices[1],
            prices_2=prices[0],
            rises_2=RISES[2],
            prices_3=prices[2],
            here=here,
        ),
    )
