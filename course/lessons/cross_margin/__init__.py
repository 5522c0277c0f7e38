"""Lesson 05: a cross account is an area, not a price."""

from __future__ import annotations

from course.lessons.cross_margin.drills import DRILLS
from course.lessons.cross_margin.exercises import EXERCISES
from course.lessons.cross_margin.explain import inequality, rules
from course.lessons.cross_margin.explorers import EXPLORERS
from course.lessons.cross_margin.recall import RECALL
from course.lessons.cross_margin.tasks import TASKS
from course.lessons.lesson import Lesson

LESSON = Lesson(
    slug="cross_margin",
    explorers=EXPLORERS,
    deeper=frozenset({"bends", "flat", "fleeting", "orders", "many"}),
    tasks=TASKS,
    prose={"inequality": ("map", inequality), "rules": ("fleeting", rules)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="In cross you do not have a liquidation price; you have a border, and everything you hold draws it.",
    misconceptions=(6, 7, 14, 15),
    links=(
        (
            "dYdX: margin (account equity, initial and maintenance requirement)",
            "https://docs.dydx.xyz/concepts/trading/margin",
        ),
        (
            "Hyperliquid: margining (cross and isolated, what may be withdrawn)",
            "https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margining",
        ),
        (
            "A bug report that shows a resting order at work: withdrawable collateral falls while it rests",
            "https://github.com/ccxt/ccxt/issues/23997",
        ),
    ),
)
