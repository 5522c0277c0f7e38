"""Notebooks with one source: ``solutions/`` is written, ``lessons/`` is derived, and tests prove both.

``python -m course derive`` executes each solutions notebook in a fresh kernel, puts the starters in the place of the
solved functions, executes the result, and writes both so that a second run changes no byte. What a learner, GitHub or an
exported page shows before any kernel runs comes from the outputs saved then; see :mod:`course.notebooks.outputs`.
"""

from __future__ import annotations

from collections.abc import Sequence

from course.imports import GRAMMARS, without
from course.notebooks.folders import LESSONS, SOLUTIONS, project_root

__all__ = ["LESSONS", "SOLUTIONS", "main", "project_root", "pytest_arguments"]


def pytest_arguments() -> list[str]:
    """What to add to pytest's command line so that it replays every notebook and compares every saved output.

    With several workers also pass ``--dist loadfile``: the cells of one notebook share a kernel. ``guard`` gives each
    notebook progress of its own and refuses a cell that nbval would let pass without comparing anything.
    """
    options = ["-p", "course.notebooks.guard", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
    return [*options, LESSONS, SOLUTIONS]


def main(argv: Sequence[str] | None = None) -> int:
    """``python -m course derive``; see :mod:`course.notebooks.derive`."""
    with without(GRAMMARS):
        from course.notebooks.derive import main as derive

    return derive(argv)
