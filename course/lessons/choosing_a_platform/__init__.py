"""Lesson 13: one portfolio, many rule books."""

from __future__ import annotations

from course.lessons.choosing_a_platform.drills import DRILLS
from course.lessons.choosing_a_platform.exercises import EXERCISES
from course.lessons.choosing_a_platform.explorers import EXPLORERS
from course.lessons.choosing_a_platform.portfolio_on_venues import figures
from course.lessons.choosing_a_platform.recall import RECALL
from course.lessons.choosing_a_platform.scorecard import dossier
from course.lessons.choosing_a_platform.tasks import TASKS
from course.lessons.lesson import Lesson

LESSON = Lesson(
    slug="choosing_a_platform",
    explorers=EXPLORERS,
    deeper=frozenset({"own", "bots"}),
    tasks=TASKS,
    prose={"figures": ("venues", figures), "dossier": ("scorecard", dossier)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="A platform is a rule book. Before you send money, find the page that says when you are closed, at what price, and who pays.",
    misconceptions=(1, 3, 5, 6, 9, 13, 19),
    links=(
        ("dYdX: margin", "https://docs.dydx.xyz/concepts/trading/margin"),
        ("Hyperliquid: margin tiers", "https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers"),
    ),
)  # fmt: skip
