"""Lesson 01: leverage is a distance."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.leverage.drills import DRILLS
from course.lessons.leverage.exercises import EXERCISES
from course.lessons.leverage.explain import words
from course.lessons.leverage.explorers import EXPLORERS
from course.lessons.leverage.recall import RECALL
from course.lessons.leverage.tasks import TASKS

LESSON = Lesson(
    slug="leverage",
    explorers=EXPLORERS,
    deeper=frozenset({"setting"}),
    tasks=TASKS,
    prose={"distance": ("dial", words)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Leverage is a distance. Before you choose it, ask how far this price goes in the time you will not be watching.",
    misconceptions=(1, 2, 3, 5, 13),
    links=(
        (
            "dYdX: margin (initial and maintenance margin, account leverage)",
            "https://docs.dydx.xyz/concepts/trading/margin",
        ),
    ),
)
