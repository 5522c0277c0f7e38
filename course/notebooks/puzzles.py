"""The puzzles of a lesson's exercises, made beforehand: what :func:`course.teaching.puzzle.puzzle` finds."""

from __future__ import annotations

from course.lessons import record
from course.notebooks.beforehand import Shelf
from course.teaching import puzzle

PUZZLES = Shelf(
    f"course/teaching/{puzzle.FOLDER}",
    "puzzles of its exercises",
    lambda slug: {puzzle.name(one): puzzle.saved(puzzle.made(one)) for one in record(slug).exercises},
)
