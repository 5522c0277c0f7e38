"""The lessons: one module each, found by name and imported only when asked for."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from course.lessons.syllabus import SYLLABUS, Entry, entry

if TYPE_CHECKING:
    from course.lessons.lesson import Lesson

__all__ = ["SYLLABUS", "Entry", "entry", "lessons", "record"]


def lessons() -> tuple[Entry, ...]:
    """The syllabus entries whose lesson module exists, in course order. Imports none of them."""
    return tuple(e for e in SYLLABUS if find_spec(f"{__name__}.{e.slug}") is not None)


def record(name: str | int) -> Lesson:
    """Import one lesson and return its record.

    Raises:
        ValueError: the syllabus has no such lesson.
        ModuleNotFoundError: it has, but its module does not exist.
    """
    found: Lesson = import_module(f"{__name__}.{entry(name).slug}").LESSON
    return found
