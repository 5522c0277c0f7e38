"""Where the two kinds of notebooks lie."""

from __future__ import annotations

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
