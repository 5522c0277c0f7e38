"""What there is to find in the pictures of lesson 01."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.explorers import Task
from course.lessons.leverage.book import DAY, ENTRY, MAINTENANCE, ORDINARY_DAY
from course.lessons.leverage.setting import SETTING_COLLATERAL, SETTING_SIZE
from course.margin import liquidation_distance, touch_probability

STEP = 0.5
"""Of every leverage that is set here."""


def _odds(leverage: float, v: Mapping[str, Any]) -> float:
    room = liquidation_distance(leverage, MAINTENANCE, v["side"])
    return float(touch_probability(room, v["volatility"], v["days"] * DAY, v["side"]))


def _half_free(leverage: float) -> bool:
    return SETTING_SIZE * ENTRY / leverage <= SETTING_COLLATERAL / 2


TASKS = {
    "dial": (
        Task(
            "ordinary",
            "Find the lowest leverage at which **an ordinary day** of BTC is enough to close you.",
            lambda frame, v: (
                liquidation_distance(v["leverage"], v["maintenance"], v["side"])
                <= ORDINARY_DAY
                < liquidation_distance(v["leverage"] - STEP, v["maintenance"], v["side"])
            ),
        ),
        Task(
            "never",
            "Find a position that **no price** can close.",
            lambda frame, v: v["side"] == "long" and v["leverage"] == 1,
        ),
    ),
    "halving": (
        Task("exact", "Make half the leverage buy **exactly** twice the room.", lambda frame, v: v["maintenance"] == 0),
    ),
    "odds": (
        Task(
            "tenth",
            "Find the **highest leverage** whose odds are still below one in ten.",
            lambda frame, v: _odds(v["leverage"], v) < 0.1 <= _odds(v["leverage"] + STEP, v),
        ),
    ),
    "setting": (
        Task(
            "half",
            "Find the **lowest setting** that leaves at least half of the money for other orders.",
            lambda frame, v: _half_free(v["leverage"]) and not _half_free(v["leverage"] - STEP),
        ),
    ),
}
