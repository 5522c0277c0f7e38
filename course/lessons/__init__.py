"""The lessons: one module each, found by name and imported only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.lessons.registry import lessons, taken
from course.lessons.syllabus import SYLLABUS, Entry, entry

if TYPE_CHECKING:
    from course.lessons.lesson import Lesson

__all__ = ["SYLLABUS", "Entry", "entry", "lessons", "record"]


def record(name: str | int) -> Lesson:
    """Import one lesson and return its record.

    Raises:
        ValueError: the syllabus has no such lesson.
        ModuleNotFoundError: it has, but its module does not exist.
    """
    found: Lesson = taken(name)
    return found
