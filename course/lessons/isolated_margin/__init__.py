"""Lesson 04: a compartment is the most that a trade can cost, and all that it can survive on."""

from __future__ import annotations

from course.lessons.isolated_margin.drills import DRILLS
from course.lessons.isolated_margin.exercises import EXERCISES
from course.lessons.isolated_margin.explain import together, words
from course.lessons.isolated_margin.explorers import EXPLORERS
from course.lessons.isolated_margin.recall import RECALL
from course.lessons.isolated_margin.tasks import TASKS
from course.lessons.lesson import Lesson

LESSON = Lesson(
    slug="isolated_margin",
    explorers=EXPLORERS,
    deeper=frozenset({"survival", "wall_price"}),
    tasks=TASKS,
    prose={"one_line": ("compartment", words), "together": ("many_small", lambda **_: together())},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Decide what you may lose, then ask how many weeks that buys. If it is too few, make the position smaller, not the margin"
    " thinner.",
    misconceptions=(1, 3, 9, 11, 12, 27, 28, 29, 30),
    links=(
        ("dYdX: isolated positions", "https://docs.dydx.xyz/concepts/trading/isolated-positions"),
        ("dYdX: margin", "https://docs.dydx.xyz/concepts/trading/margin"),
    ),
)
