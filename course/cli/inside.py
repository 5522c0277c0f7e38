"""``course python``: the interpreter that has everything the course's checks need."""

from __future__ import annotations

import os
import sys

from course.cli.processes import hand_over


def main(argv: list[str]) -> int:
    """Become that interpreter, with its own arguments: ``course python -m mypy``."""
    hand_over([sys.executable, *argv], os.environ)
