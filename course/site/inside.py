"""The Python that a page runs itself, seen from the page: cells to run, messages to hear, progress files to read.

Everything crosses the line as text and bytes; ``post`` is the page's function that takes a message (a JSON text) and its
binary parts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from course.apps import progress_summary
from course.apps.lesson import Site
from course.frontend.alone import Widget
from course.frontend.run_cells import Cells
from course.lessons import lessons, record
from course.lessons.syllabus import Entry
from course.site import tables

Post = Callable[[str, list[bytes]], None]

_release: list[str] = []
_ready: set[str] = set()
_cells = Cells()
_held: dict[str, list[tuple[str, list[memoryview]]]] = {}


def ready(release: str, lesson: str) -> None:
    """Import what the cells of this lesson will, so that the memory kept of this moment serves every later visit to it.

    Its review asks of all lessons before it, so they are imported, too: reading on, one finds little left to import.
    """
    record(lesson).earlier_questions()
    _release[:] = [release]
    _ready.add(lesson)


def holds(lesson: str) -> bool:
    """Whether a memory that was kept holds all that this lesson imports; else Python will look for its files."""
    return lesson in _ready


def sound(release: str) -> bool:
    """Whether a memory that was kept is of this release, and still reckons."""
    return _release == [release] and round(float(np.linalg.det(np.array([[2.0, 1.0], [1.0, 3.0]]))), 9) == 5.0


def begin(post: Post) -> None:
    """Let widgets speak to the page, and tables be made."""
    sys.modules.setdefault("pandas", tables)

    def tell(kind: str, name: str, data: dict[str, Any], buffers: list[bytes]) -> None:
        content = {"comm_id": name, "target_name": "jupyter.widget", "data": data}
        post(json.dumps({"type": kind, "content": content}), buffers)

    Widget.tell = tell


def run(source: str) -> str:
    """Run a cell; a JSON text with its output and, if it failed, why."""
    html = _cells.run(source)
    for name in [name for name in _held if name in Widget.known]:
        for content, buffers in _held.pop(name):
            hear(name, content, buffers)
    return json.dumps({"html": html, "failure": _cells.failure})


def hear(name: str, content: str, buffers: list[memoryview]) -> None:
    """A message of the page for a widget; kept for one that is not made yet."""
    if name in Widget.known:
        Widget.known[name].hear(json.loads(content), buffers)
    else:
        _held.setdefault(name, []).append((content, buffers))


class _Lessons(Site):
    """The lessons as the landing page finds them."""

    def url(self, entry: Entry) -> str:
        return f"lessons/{entry.stem}.html" if entry in lessons() else ""


def read(text: str) -> str:
    """What a progress file holds: its events and what the landing page says with them, or why it cannot be used."""
    events, shown, refused = progress_summary.read(text, _Lessons(Path()))
    return json.dumps({"refused": refused} if shown is None else {"events": events, "facts": shown.facts()})
