"""Lesson 11: what happens between the trigger and the end, and who pays."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.liquidation_mechanics import adl_queue, healing, limits
from course.lessons.liquidation_mechanics.drills import DRILLS
from course.lessons.liquidation_mechanics.exercises import EXERCISES
from course.lessons.liquidation_mechanics.explorers import EXPLORERS, rules
from course.lessons.liquidation_mechanics.recall import RECALL
from course.lessons.liquidation_mechanics.tasks import TASKS

LESSON = Lesson(
    slug="liquidation_mechanics",
    explorers=EXPLORERS,
    deeper=frozenset({"limits"}),
    tasks=TASKS,
    prose={
        "rules": ("walk", rules),
        "prices": ("limits", limits.words),
        "slices": ("healing", healing.slices),
        "rank": ("queue", adl_queue.words),
    },
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    misconceptions=(19, 20),
    rule="Read a venue's liquidation as a waterfall: how much is closed first, at which limit, for what fee, and whose is the rest."
    " And never let one leg of a hedge depend on a queue that you do not see.",
    links=(
        ("dYdX: liquidations (penalty, fillable price)", "https://docs.dydx.xyz/concepts/trading/liquidations"),
        (
            "Hyperliquid: auto-deleveraging (the rank and its price)",
            "https://hyperliquid.gitbook.io/hyperliquid-docs/trading/auto-deleveraging",
        ),
        (
            "Autodeleveraging: Impossibilities and Optimization (what no queue can do at once)",
            "https://arxiv.org/abs/2512.01112",
        ),
    ),
)
