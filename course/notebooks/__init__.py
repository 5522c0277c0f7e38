"""Notebooks with one source: ``solutions/`` is written, ``lessons/`` is derived, and tests prove both.

``python -m course derive`` executes each solutions notebook in a fresh kernel, puts the starters in the place of the
solved functions, executes the result, and writes both so that a second run changes no byte. What a learner, GitHub or an
exported page shows before any kernel runs comes from the outputs saved then; see :mod:`course.notebooks.outputs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from course import places

LESSONS = "lessons"
SOLUTIONS = "solutions"


def project_root() -> Path:
    """The checkout: the folder that holds ``solutions/`` and ``lessons/``.

    Raises:
        FileNotFoundError: this is an installed copy, whose notebooks are as they were delivered.
    """
    if not places.in_checkout():
        raise FileNotFoundError("notebooks are derived in a clone of the course, not in an installed copy")
    return places.root()


def pytest_arguments() -> list[str]:
    """What to add to pytest's command line so that it replays every notebook and compares every saved output.

    With several workers also pass ``--dist loadfile``: the cells of one notebook share a kernel. ``guard`` gives each
    notebook progress of its own and refuses a cell that nbval would let pass without comparing anything.
    """
    options = ["-p", "course.notebooks.guard", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
    return [*options, LESSONS, SOLUTIONS]


def main(argv: Sequence[str] | None = None) -> int:
    """``python -m course derive``; see :mod:`course.notebooks.derive`."""
    from course.notebooks.derive import main as derive

    return derive(argv)
