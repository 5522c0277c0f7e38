"""The opening views of the lessons (:mod:`course.frontend.opening_view`), made once for all pages of a server that expects many.

They stand in each page from its first moment, alive; the page's Python follows when it is wanted (``static/late.js``) and makes
the same parts.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

from course.apps.lesson import Site
from course.frontend import opening_view
from course.lessons.syllabus import SYLLABUS

_made: dict[str, str] = {}


def view(stem: str) -> str:
    """The opening view of the lesson with this file name, as JSON; "" while there is none, or nothing to show."""
    return _made.get(stem, "")


def make(site: Site) -> None:
    """Make those of all lessons, in a Python of their own. Without them pages wait for their Pythons, as they always may."""
    notebooks = [Path(site.root, lesson.notebook) for lesson in SYLLABUS if site.exists(lesson)]
    try:
        made = opening_view.openings(notebooks)
    except (RuntimeError, OSError, ValueError) as error:
        logging.getLogger("tornado.application").error("No opening views: %.2000s", error)
        return
    _made.update(
        {
            stem: json.dumps(found, separators=(",", ":"), sort_keys=True)
            for stem, found in made.items()
            if found["views"]
        }
    )
