"""Lesson 07: correlation is a share, margin is counted in dollars."""

from __future__ import annotations

from course.lessons.hedges_and_correlation.drills import DRILLS
from course.lessons.hedges_and_correlation.exercises import EXERCISES
from course.lessons.hedges_and_correlation.explain import words
from course.lessons.hedges_and_correlation.explorers import EXPLORERS
from course.lessons.hedges_and_correlation.recall import RECALL
from course.lessons.hedges_and_correlation.tasks import TASKS
from course.lessons.lesson import Lesson

LESSON = Lesson(
    slug="hedges_and_correlation",
    explorers=EXPLORERS,
    deeper=frozenset({"squeeze"}),
    tasks=TASKS,
    prose={"share": ("october", words)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Before you call it a hedge, say in dollars what happens if the other leg moves as always and yours moves three times as"
    " far.",
    misconceptions=(8, 9, 11, 32, 33, 34, 35, 36),
    links=(
        (
            (
                "Longin and Solnik, Extreme Correlation of International Equity Markets (Journal of Finance 56, 2001): what"
                " selecting large moves does to a correlation"
            ),
            "https://doi.org/10.1111/0022-1082.00340",
        ),
        (
            "Paradex: portfolio margin, where a venue shocks the whole book instead of adding up its legs (not modelled here)",
            "https://docs.paradex.trade/risk/portfolio-margin",
        ),
    ),
)
