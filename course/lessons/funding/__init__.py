"""Lesson 03: funding is rent on the notional, paid out of the collateral."""

from __future__ import annotations

from course.lessons.funding.drills import DRILLS
from course.lessons.funding.exercises import EXERCISES
from course.lessons.funding.explain import paid, walk
from course.lessons.funding.explorers import EXPLORERS
from course.lessons.funding.recall import RECALL
from course.lessons.funding.tasks import TASKS
from course.lessons.lesson import Lesson

LESSON = Lesson(
    slug="funding",
    explorers=EXPLORERS,
    deeper=frozenset({"rates"}),
    tasks=TASKS,
    prose={"walk": ("drip", walk), "paid": ("carry", paid)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Room divided by rate is days. Work it out once with today's rate and once with the worst month's, before you hold.",
    misconceptions=(9, 12, 16, 21, 22, 23, 24, 26),
    links=(
        (
            "He, Manela, Ross and von Wachter: Fundamentals of perpetual futures (no expiry, so nothing forces the prices together)",
            "https://arxiv.org/abs/2212.06888",
        ),
        (
            "Schmeling, Schrimpf and Todorov: Crypto carry, BIS Working Paper 1087 (what the carry paid, and its risk)",
            "https://www.bis.org/publ/work1087.htm",
        ),
    ),
)
