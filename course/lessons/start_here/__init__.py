"""Lesson 00: find your way, and see that a margin mode is not a formality."""

from __future__ import annotations

from course.lessons import SYLLABUS, lessons
from course.lessons.lesson import Lesson
from course.lessons.start_here.diagnostic import DIAGNOSTIC
from course.lessons.start_here.explorers import EXPLORERS, words
from course.lessons.start_here.practice import DRILLS, EXERCISES
from course.lessons.start_here.tasks import TASKS
from course.teaching.misconceptions import MISCONCEPTIONS
from course.teaching.panels import CourseMap, ProgressPanel, QuizPanel


def course_map() -> CourseMap:
    """All sixteen lessons as cards, with how far the learner is."""
    return CourseMap(SYLLABUS, {entry.slug for entry in lessons()}, here="start_here")


def diagnostic() -> QuizPanel:
    """The diagnostic: nothing is told until the end, then which lesson is for what."""
    return QuizPanel(DIAGNOSTIC, "start_here", mode="diagnostic", entries=SYLLABUS, beliefs=MISCONCEPTIONS)


LESSON = Lesson(
    slug="start_here",
    explorers={**EXPLORERS, "map": course_map, "diagnostic": diagnostic, "progress": ProgressPanel},
    tasks=TASKS,
    prose={"pools": ("your_day", words)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=DIAGNOSTIC,
    rule="A margin mode decides which positions may help each other. Choose it before the trade, not during the move.",
    misconceptions=(9, 10),
)
