"""What there is to find in the pictures of lesson 01."""

from __future__ import annotations

from course.explorers import Task
from course.lessons.leverage.book import ORDINARY_DAY
from course.margin import liquidation_distance

TASKS = {
    "dial": (
        Task(
            "ordinary",
            "Find the lowest leverage at which **an ordinary day** of BTC is enough to close you.",
            lambda frame, v: (
                liquidation_distance(v["leverage"], v["maintenance"], v["side"])
                <= ORDINARY_DAY
                < liquidation_distance(v["leverage"] - 0.5, v["maintenance"], v["side"])
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
}
