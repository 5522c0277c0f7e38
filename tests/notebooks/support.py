"""A tiny project with one lesson, derived from a Markdown fixture."""

from __future__ import annotations

import shutil
from pathlib import Path

from course.lessons import entry
from course.notebooks import draft
from course.notebooks.derive import ExerciseSource

FIXTURES = Path(__file__).parent / "fixtures"
ABOUT = entry("leverage")
EXERCISES = {
    "double": ExerciseSource(
        starter="def double(x: float) -> float:\n    return ...",
        solution="def double(x: float) -> float:\n    return 2 * x",
    )
}


def source():
    return draft.parse((FIXTURES / "good.md").read_text(), ABOUT)


def new_project(folder):
    for name in ("lessons", "solutions"):
        (folder / name).mkdir()
        shutil.copy(FIXTURES / "tiny.py", folder / name)
    return folder
