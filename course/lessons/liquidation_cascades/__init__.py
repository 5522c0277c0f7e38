"""Lesson 14: when the sale of one forces the sale of the next."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.liquidation_cascades.drills import DRILLS
from course.lessons.liquidation_cascades.exercises import EXERCISES
from course.lessons.liquidation_cascades.explorers import EXPLORERS, PROSE
from course.lessons.liquidation_cascades.market import CARRY
from course.lessons.liquidation_cascades.recall import LINKS, QUIZ, RULE
from course.lessons.liquidation_cascades.tasks import TASKS

LESSON = Lesson(
    slug="liquidation_cascades",
    explorers=EXPLORERS,
    deeper=frozenset({"phase", "hedged", "oracle", "funding", "events"}),
    tasks=TASKS,
    carry=CARRY,
    prose=PROSE,
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=QUIZ,
    rule=RULE,
    misconceptions=(11, 17, 20),
    links=LINKS,
)
