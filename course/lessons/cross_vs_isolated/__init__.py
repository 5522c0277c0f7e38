"""Lesson 06: the same trades, the same paths, two modes."""

from __future__ import annotations

from course.lessons.cross_vs_isolated.drills import DRILLS
from course.lessons.cross_vs_isolated.exercises import EXERCISES
from course.lessons.cross_vs_isolated.explorers import EXPLORERS
from course.lessons.cross_vs_isolated.recall import RECALL
from course.lessons.cross_vs_isolated.tasks import TASKS
from course.lessons.cross_vs_isolated.twin_accounts import pools
from course.lessons.lesson import Lesson

LESSON = Lesson(
    slug="cross_vs_isolated",
    explorers=EXPLORERS,
    deeper=frozenset({"shocks", "five", "which"}),
    tasks=TASKS,
    prose={"rooms": ("shocks", pools)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Pool what offsets, keep apart what you can afford to lose. Before you choose, ask how often, and then how much.",
    misconceptions=(9, 10, 11, 12),
    links=(("dYdX: isolated positions", "https://docs.dydx.xyz/concepts/trading/isolated-positions"),),
)
