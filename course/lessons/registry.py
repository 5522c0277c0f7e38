"""Which lessons are there, and how one is taken down: by name, imported only then."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from course.lessons.syllabus import SYLLABUS, Entry, entry


def lessons() -> tuple[Entry, ...]:
    """The syllabus entries whose lesson module exists, in course order. Imports none of them."""
    return tuple(e for e in SYLLABUS if find_spec(f"course.lessons.{e.slug}") is not None)


def taken(name: str | int) -> Any:
    """Import one lesson and return its record; :func:`course.lessons.record` says of what type.

    Raises:
        ValueError: the syllabus has no such lesson.
        ModuleNotFoundError: it has, but its module does not exist.
    """
    return import_module(f"course.lessons.{entry(name).slug}").LESSON
