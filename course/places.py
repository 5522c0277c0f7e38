"""Where the course's parts are: in a checkout, or in the copy that an installed package carries."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
FIRST_LESSON = "lessons/00_start_here.ipynb"


def in_checkout() -> bool:
    """Does the package lie in its own repository (rather than among installed packages)?"""
    return (PACKAGE.parent / "pyproject.toml").is_file()


def root() -> Path:
    """The folder that holds ``lessons/``, ``solutions/``, ``tests/`` and ``pyproject.toml``."""
    return PACKAGE.parent if in_checkout() else PACKAGE / "shipped"


def lessons() -> Path:
    """The learner's notebooks as the course delivers them."""
    return root() / "lessons"


def solutions() -> Path:
    """The same notebooks with every exercise solved: the source that the lessons derive from."""
    return root() / "solutions"


def private() -> Path:
    """The checkout's own dot-folder: environments, installer log, Jupyter's settings."""
    return PACKAGE.parent / ".course"


def home() -> Path:
    """The user's home folder; for a user without one, the folder they are in."""
    try:
        return Path.home()
    except RuntimeError:
        return Path.cwd()


def settings() -> Path:
    """Where Jupyter and IPython keep what they remember for this course.

    Beside a checkout, or in the user's data folder for an installed course: in either case apart
    from the settings of the user's other notebooks.
    """
    if in_checkout():
        return private() / "jupyter"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home() / ".local" / "share")
    return base / "margin-course" / "jupyter"
