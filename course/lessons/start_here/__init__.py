"""Lesson 00: find your way, and see that a margin mode is not a formality."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.start_here.diagnostic import DIAGNOSTIC
from course.lessons.start_here.explorers import EXPLORERS, words
from course.lessons.start_here.practice import DRILLS, EXERCISES

LESSON = Lesson(
    slug="start_here",
    explorers=EXPLORERS,
    prose={"pools": ("your_day", words)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=DIAGNOSTIC,
    rule="A margin mode decides which positions may help each other. Choose it before the trade, not during the move.",
    misconceptions=(9, 10),
)
