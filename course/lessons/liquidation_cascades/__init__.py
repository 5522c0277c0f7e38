"""Lesson 14: when the sale of one forces the sale of the next."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.liquidation_cascades.drills import DRILLS
from course.lessons.liquidation_cascades.exercises import EXERCISES
from course.lessons.liquidation_cascades.explorers import EXPLORERS, PROSE
from course.lessons.liquidation_cascades.recall import LINKS, QUIZ, RULE

LESSON = Lesson(
    slug="liquidation_cascades",
    explorers=EXPLORERS,
    deeper=frozenset({"phase", "hedged", "oracle", "funding", "events"}),
    prose=PROSE,
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=QUIZ,
    rule=RULE,
    misconceptions=(11, 17, 20),
    links=LINKS,
)
