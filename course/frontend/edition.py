"""Where this kernel's widgets are seen: two questions to the environment, the only places that ask it."""

from __future__ import annotations

import os


def in_voila() -> bool:
    """Whether this kernel serves an app (no code to be seen or written) rather than a notebook.

    Voila gives every kernel it starts, cold or preheated, the environment variable asked for here.
    """
    return "VOILA_PREHEAT" in os.environ


def picture_mode() -> bool:
    """Whether outputs also carry a picture, for pages without a kernel.

    Asked for at build time by the environment variable ``COURSE_PICTURES=1``.
    """
    return os.environ.get("COURSE_PICTURES") == "1"
