"""How long a lesson takes, added up from its parts. The syllabus prints these figures, and a test holds it to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.explorers import Explorer

if TYPE_CHECKING:
    from course.lessons.lesson import Lesson

#: Words that somebody reads in a minute, thinking along.
WORDS = 180
#: Minutes for a picture with controls, for a drill until it is mastered, for a question.
EXPLORER, DRILL, QUESTION = 3.0, 2.5, 0.6
#: Figures are printed in steps of so many minutes.
STEP = 5


def reading_and_playing(lesson: Lesson, words: int) -> int:
    """Minutes for everything but code: text, pictures, drills and questions, rounded to :data:`STEP`.

    Args:
        lesson: the lesson's record.
        words: words of its notebook's own text.
    """
    played = sum(isinstance(make(), Explorer) for make in lesson.explorers.values())
    asked = sum(kind == "question" for kind, _ in lesson.parts)
    return _rounded(words / WORDS + EXPLORER * played + DRILL * len(lesson.drills) + QUESTION * asked)


def coding(lesson: Lesson) -> int:
    """Minutes for the exercises in code, as their own cards state them, rounded to :data:`STEP`."""
    return _rounded(sum(exercise.minutes for exercise in lesson.exercises))


def _rounded(minutes: float) -> int:
    return STEP * round(minutes / STEP)
