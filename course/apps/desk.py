"""``course desk``: the apps, opened on the page of the desk."""

from __future__ import annotations

from course.apps import main as apps
from course.apps.lesson import DESK


def main(argv: list[str]) -> int:
    """Serve the apps until they are stopped; return the exit status."""
    return apps(argv, opens=DESK, verb="desk")
