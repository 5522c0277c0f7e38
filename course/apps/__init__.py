"""The lessons as web apps: a landing page and one page a lesson, served by Voila with the code hidden.

``python3 -m course apps`` runs :func:`main`. Importing this package costs nothing, so that the
teaching panels may ask :func:`in_voila` from inside any kernel.
"""

from __future__ import annotations

import os

__all__ = ["in_voila", "main"]


def in_voila() -> bool:
    """Whether this kernel serves an app (no code to be seen or written) rather than a notebook.

    Voila gives every kernel it starts, cold or preheated, the environment variable asked for here.
    """
    return "VOILA_PREHEAT" in os.environ


def main(argv: list[str]) -> int:
    """Serve the apps until they are stopped; return the exit status."""
    from course.imports import GRAMMARS, without

    with without(GRAMMARS):
        from course.apps.command import run
    return run(argv)
