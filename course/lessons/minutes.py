"""How long a lesson takes, added up from its parts. The syllabus prints these figures, and a test holds it to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.explorers import Explorer
from course.explorers.explorer import MINUTES

if TYPE_CHECKING:
    from course.lessons.lesson import Lesson

#: Words that somebody reads in a minute, thinking along.
WORDS = 180
#: Minutes for a drill until it is mastered, for a question.
DRILL, QUESTION = 2.5, 0.6
#: Figures are printed in steps of so many minutes.
STEP = 5


def core(lesson: Lesson, words: int) -> int:
    """Minutes of the core path: text, its pictures, what is written in it, and the questions at the end, rounded to :data:`STEP`.

    Args:
        lesson: the lesson's record.
        words: words of its notebook's own text.
    """
    asked = sum(kind == "question" for kind, _ in lesson.parts)
    written = sum(getattr(make, "minutes", 0.0) for make in lesson.explorers.values())
    return _rounded(words / WORDS + MINUTES * len(_played(lesson) - lesson.deeper) + QUESTION * asked + written)


def deeper(lesson: Lesson) -> int:
    """Minutes for the pictures off the core path, rounded to :data:`STEP`."""
    return _rounded(MINUTES * len(lesson.deeper))


def practice(lesson: Lesson) -> int:
    """Minutes for the drills, rounded to :data:`STEP`."""
    return _rounded(DRILL * len(lesson.drills))


def coding(lesson: Lesson) -> int:
    """Minutes for the exercises in code, as their own cards state them, rounded to :data:`STEP`."""
    return _rounded(sum(exercise.minutes for exercise in lesson.exercises))


def _played(lesson: Lesson) -> set[str]:
    return {name for name, make in lesson.explorers.items() if isinstance(make(), Explorer)}


def _rounded(minutes: float) -> int:
    return STEP * round(minutes / STEP)
