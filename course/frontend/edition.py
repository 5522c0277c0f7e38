"""Where this Python's widgets are seen: questions to the environment, the only places that ask it."""

from __future__ import annotations

import os

PAGE = "COURSE_PAGE"
"""Environment variable of a Python that runs in the page itself, or makes what such a page first shows."""

FIRST = "COURSE_FIRST"
"""Environment variable of a Python whose page already shows the view (:mod:`course.frontend.opening_view`), or makes it."""


def in_voila() -> bool:
    """Whether this kernel serves an app (no code to be seen or written) rather than a notebook.

    Voila gives every kernel it starts, cold or preheated, the environment variable asked for here.
    """
    return "VOILA_PREHEAT" in os.environ


def in_page() -> bool:
    """Whether the page runs this Python itself: the course as plain files, without a server."""
    return os.environ.get(PAGE) == "1"


def in_app() -> bool:
    """Whether a lesson is a page here, served or not, rather than a notebook."""
    return in_page() or in_voila()


def on_own_machine() -> bool:
    """Whether this Python runs on the learner's own machine, for them alone: not in a page, on a public server, a hub or Binder.

    Only there may it ask an address in the learner's name, and only when they press for it.
    """
    hosted = any(name.startswith(("JUPYTERHUB_", "BINDER_")) for name in os.environ)
    return not (in_page() or hosted or os.environ.get("COURSE_PROGRESS") == "browser")


def opens_first() -> bool:
    """Whether the page shows parts before this Python has made them: they must go by names that both know."""
    return in_page() or os.environ.get(FIRST) == "1"


def address(stem: str) -> str:
    """Where the lesson with this file name is, seen from another lesson."""
    return f"{stem}.html" if in_page() else f"{stem}.ipynb"


def picture_mode() -> bool:
    """Whether outputs also carry a picture, for pages without a kernel.

    Asked for at build time by the environment variable ``COURSE_PICTURES=1``.
    """
    return os.environ.get("COURSE_PICTURES") == "1"
