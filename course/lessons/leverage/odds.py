"""Explore: from a distance to odds."""

from __future__ import annotations

import numpy as np

from course.explorers import View
from course.lessons.leverage.book import DAY, MAINTENANCE
from course.margin import liquidation_distance, touch_probability
from course.number_format import chance
from course.texts import say, wordless

#: The odds of what no price above zero does.
NONE = "none"


def _odds(leverage: float, probability: float, side: str) -> str:
    """In words: a fully paid long has no liquidation price."""
    return NONE if side == "long" and leverage <= 1 else chance(probability)


def odds(side: str, leverage: float, volatility: float, days: float) -> View:
    """Chance that the price touches the liquidation price within some days, over leverage."""
    years = days * DAY
    levers = np.geomspace(1.0, 1 / MAINTENANCE, 160)
    rooms = liquidation_distance(levers, MAINTENANCE, side)
    curve = touch_probability(rooms, volatility, years, side)
    room = liquidation_distance(leverage, MAINTENANCE, side)
    chance_now = touch_probability(room, volatility, years, side)
    # Half of less than 2× is no leverage any more: there is nothing to compare with.
    half = leverage / 2 if leverage >= 2 else None
    lesser = (
        0.0
        if half is None
        else touch_probability(liquidation_distance(half, MAINTENANCE, side), volatility, years, side)
    )
    shown = [(leverage, chance_now)] + ([] if half is None else [(half, lesser)])
    span = "a day" if days == 1 else say("{days:#~} days", days=days)
    compared = "" if half is None else say("; at {half:×} it is **{odds}**", half=half, odds=_odds(half, lesser, side))
    if _odds(leverage, chance_now, side) == NONE:
        title = say("No price above zero liquidates a {leverage:×} {side}", leverage=leverage, side=side)
        said = say(
            "A {leverage:×} {side} has no liquidation price above zero: however wild the price, the odds are **none**.",
            leverage=leverage,
            side=side,
        )
    else:
        title = say(
            "A {leverage:×} {side} is liquidated within {span} with {chance_now:%?} odds",
            leverage=leverage,
            side=side,
            span=span,
            chance_now=chance_now,
        )
        said = say(
            "Within {span} at {volatility:%~0} volatility the price touches the liquidation price of a"
            " {leverage:×} {side} with **{chance_now:%?}** odds{compared}.",
            span=span,
            volatility=volatility,
            leverage=leverage,
            side=side,
            chance_now=chance_now,
            compared=compared,
        )
    return View(
        data={
            "curve": {"leverage": levers, "chance": np.asarray(curve)},
            "dots": {
                "leverage": [x for x, _ in shown],
                "chance": [p for _, p in shown],
                "label": [wordless("{x:×}: {odds}", x=x, odds=_odds(x, p, side)) for x, p in shown],
                "left": [x > 3 for x, _ in shown],
                "own": [x == leverage for x, _ in shown],
            },
        },
        title=title,
        subtitle=say(
            "volatility {volatility:%~0} a year, maintenance {the_maintenance:%1}; real tails are fatter\nGeometric"
            " Brownian motion without drift.",
            volatility=volatility,
            the_maintenance=MAINTENANCE,
        ),
        sentence=said,
    )
