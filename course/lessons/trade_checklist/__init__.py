"""Lesson 10: a plan of five lines, each of which somebody else could check."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.trade_checklist.drills import DRILLS
from course.lessons.trade_checklist.exercises import EXERCISES
from course.lessons.trade_checklist.explain import cases, words
from course.lessons.trade_checklist.explorers import EXPLORERS
from course.lessons.trade_checklist.recall import RECALL
from course.lessons.trade_checklist.tasks import TASKS

LESSON = Lesson(
    slug="trade_checklist",
    explorers=EXPLORERS,
    tasks=TASKS,
    prose={"one_sum": ("bad_day", words), "cases": ("which_mode", lambda **_: cases())},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="If a line of the plan cannot be checked by somebody who does not know you, it is a mood.",
    misconceptions=(1, 3, 5, 9, 10, 11, 12, 18, 61, 62, 63, 64, 65),
    links=(
        (
            "Gollwitzer and Sheeran: Implementation intentions and goal achievement, 2006 (why “if … then” is written down)",
            "https://doi.org/10.1016/S0065-2601(06)38002-1",
        ),
        (
            "SEC: rule 15c3-5 (limits that a broker checks before an order leaves)",
            "https://www.ecfr.gov/current/title-17/section-240.15c3-5",
        ),
    ),
)
