"""Explore: from a distance to odds."""

from __future__ import annotations

import numpy as np

from course.explorers import Frame
from course.lessons.leverage.book import DAY, MAINTENANCE
from course.margin import liquidation_distance, touch_probability
from course.words import percent, times


def odds(side: str, leverage: float, volatility: float, days: float) -> Frame:
    """Chance that the price touches the liquidation price within some days, over leverage."""
    years = days * DAY
    levers = np.geomspace(1.0, 1 / MAINTENANCE, 160)
    rooms = liquidation_distance(levers, MAINTENANCE, side)
    curve = touch_probability(rooms, volatility, years, side)
    room = liquidation_distance(leverage, MAINTENANCE, side)
    chance = touch_probability(room, volatility, years, side)
    halved = touch_probability(liquidation_distance(max(leverage / 2, 1.0), MAINTENANCE, side), volatility, years, side)
    span = "a day" if days == 1 else f"{days:g} days"
    return Frame(
        data={
            "curve": {"leverage": levers, "chance": np.asarray(curve)},
            "dots": {
                "leverage": [leverage, max(leverage / 2, 1.0)],
                "chance": [chance, halved],
                "label": [
                    f"{times(leverage)}: {percent(chance, 0)}",
                    f"{times(max(leverage / 2, 1.0))}: {percent(halved, 0)}",
                ],
                "own": [True, False],
            },
        },
        title=f"A {times(leverage)} {side} is liquidated within {span} with {percent(chance, 0)} odds",
        subtitle=f"geometric Brownian motion without drift, volatility {percent(volatility, 0)} a year,"
        f" maintenance {percent(MAINTENANCE, 1)}; real tails are fatter",
        sentence=f"Within {span} at {percent(volatility, 0)} volatility the price touches the liquidation price of a"
        f" {times(leverage)} {side} with **{percent(chance, 0)}** odds; at {times(max(leverage / 2, 1.0))} it is"
        f" **{percent(halved, 0)}**.",
    )
