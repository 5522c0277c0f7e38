"""The first question of lesson 05: where does BTC's displayed liquidation price go when only ETH moves?"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from course.charts.label_placement import Spot
from course.charts.liquidation_map import tables
from course.explorers import View
from course.lessons.cross_margin import map_tables
from course.lessons.cross_margin.book import BTC, COLLATERAL, ENTRY, ETH, MAINTENANCE, at, pooled, side_words
from course.lessons.cross_margin.map_tables import MapWindow
from course.lessons.cross_margin.picture_tables import table
from course.number_format import usd
from course.texts import say

#: ETH rises by these shares while BTC stands still.
RISES = (0.0, 0.05, 0.10)
GUESS_VIEW = MapWindow((54_000.0, 66_000.0), (2_850.0, 3_450.0), 380.0)


@cache
def shown_prices() -> tuple[float, ...]:
    """What the app shows for BTC after each rise of ETH."""
    pool = pooled()
    return tuple(pool.liquidation_price(BTC, at(ENTRY[BTC], ENTRY[ETH] * (1 + r))) for r in RISES)


@cache
def ground() -> tuple[Any, Any]:
    """What of the picture no guess changes: the areas, and the border."""
    pool, grid = pooled(), np.linspace(*GUESS_VIEW.x, 13)
    return map_tables.terraces(pool, GUESS_VIEW, grid)[0], map_tables.frontier(pool, grid)


def _over(u: float, v: float) -> list[Spot]:
    """A name over its dot, or beside it: the guess goes along the row of dots, and is not to go under a name."""
    return [
        Spot(u, v, "center", "bottom", dy=10),
        Spot(u, v, "left", dx=12),
        Spot(u, v, "right", dx=-12),
        Spot(u, v, "center", "top", dy=-10),
    ]


def stage(guess: float | None) -> dict[str, Any]:
    """The plane while the question is open: you before and after ETH's rise, what the app showed, and the guess."""
    view, here = GUESS_VIEW, ENTRY[BTC]
    first, (before, after, _) = shown_prices()[0], [ENTRY[ETH] * (1 + r) for r in RISES]
    dots = [(here, before, "you"), (here, after, "you"), (first, before, "edge")]
    shown = None if guess is None else min(max(guess, view.x[0]), view.x[1])
    names = view.names()
    names.line([first, here], [before, before])
    if shown is not None:
        names.mark(shown, after)
    for x, y, text, kind in (
        (first, before, usd(first, 0), "liquidation"),
        (here, before, "you", "you"),
        (here, after, say("you, ETH {rises:%0+}", rises=RISES[1]), "you"),
    ):
        names.put(text, kind, _over(*names.point(x, y)), most=90)
    if shown is not None:
        dots.append((shown, after, "guess"))
        names.beside(say("now {guess:$0}?", guess=guess), "prediction", shown, after)
    btc, eth, kinds = zip(*dots, strict=True)
    return tables(
        slices={"x": [first], "y": [before], "x2": [here], "y2": [before]},
        dots={"x": btc, "y": eth, "kind": kinds},
        texts=names.table,
    )


def walk(guess: float) -> View:
    """The displayed BTC liquidation price at three prices of ETH, beside the learner's guess for the second."""
    view, pool = GUESS_VIEW, pooled()
    prices, eths = shown_prices(), [ENTRY[ETH] * (1 + r) for r in RISES]
    areas, edge = ground()
    here = ENTRY[BTC]
    dead = [pool.liquidatable(at(here, e)) for e in eths]
    names = view.names()
    names.line(edge["x"], edge["y"])
    for e, p in zip(eths, prices, strict=True):
        names.line([p, here], [e, e])
    shown = min(max(guess, view.x[0]), view.x[1])
    names.mark(shown, eths[1])
    for rise, e, p, gone in zip(RISES, eths, prices, dead, strict=True):
        u, v = names.point(p, e)
        spots = (
            [Spot(u, v, "left", dx=12)]
            if gone
            else [Spot(u, v, "right", "bottom", -8, 6), Spot(u, v, "left", "top", 8, -8)]
        )
        names.put(usd(p, 0), "liquidation", spots, most=90)
        u, v = names.point(here, e)
        who = "you" if rise == 0 else say("you, ETH {rise:%0+}", rise=rise)
        spots = (
            [Spot(u, v, "right", "bottom", -10, 2)]
            if gone
            else [Spot(u, v, "left", dx=12), Spot(u, v, "left", "top", 8, -8), *_over(u, v)]
        )
        names.put("you, liquidated" if gone else who, "you", spots, most=90)
    names.beside(say("your guess\n{guess:$0}", guess=guess), "prediction", shown, eths[1])
    map_tables.name_halves(names, pool)
    off = guess - prices[1]
    verdict = (
        say("You said {guess:$0}, as good as right", guess=guess)
        if abs(off) < 100
        else say(
            "You said {guess:$0}, {off:$0} too {off_2}", guess=guess, off=abs(off), off_2="high" if off > 0 else "low"
        )
    )
    return View(
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
            texts=names.table,
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
