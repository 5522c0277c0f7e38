"""The Python that a page brings along, in one archive: what lessons import of the course, and traitlets."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import traitlets

from course.places import PACKAGE

PARTS = ("margin", "venues", "simulation", "charts", "explorers", "teaching", "lessons", "frontend")
"""Packages that go along whole, apart from what the page has itself."""

SINGLE = (
    "apps/__init__.py",
    "apps/lesson.py",
    "apps/landing.py",
    "apps/reading.py",
    "site/__init__.py",
    "site/inside.py",
    "site/bench.py",
    "site/tables.py",
)
LEFT_OUT = frozenset({"static", "vega", "__pycache__"})
"""Folders of what the page has itself."""

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files make the same bytes


def write(path: Path) -> None:
    """Write the archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in sorted(_files()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), file.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def _files() -> Iterator[tuple[str, Path]]:
    for file in PACKAGE.glob("*.py"):
        yield f"course/{file.name}", file
    for name in SINGLE:
        yield f"course/{name}", PACKAGE / name
    for part in PARTS:
        yield from _below(PACKAGE / part, PACKAGE.parent)
    assert traitlets.__file__ is not None
    home = Path(traitlets.__file__).parent
    yield from ((name, file) for name, file in _below(home, home.parent) if "/tests/" not in name)


def _below(folder: Path, root: Path) -> Iterator[tuple[str, Path]]:
    for file in folder.rglob("*"):
        if file.is_file() and LEFT_OUT.isdisjoint(file.parts):
            yield file.relative_to(root).as_posix(), file
