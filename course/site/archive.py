"""The Python that a page brings along, in one archive: what lessons import of the course, and traitlets.

Its files are stored plain, so that the page lays them out in a moment; the whole is packed by gzip, which finds more to save in
all of them together. It goes by a name that no host takes for a packed file: some would tell the browser to unpack it.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import traitlets

from course.language import BESIDE, catalogue
from course.places import PACKAGE
from course.site.slim import EPOCH, bare

PARTS = ("margin", "venues", "simulation", "charts", "explorers", "teaching", "lessons", "frontend")
"""Packages that go along whole, apart from what the page has itself."""

SINGLE = (
    "apps/__init__.py",
    "apps/lesson.py",
    "apps/landing.py",
    "apps/progress_summary.py",
    "site/__init__.py",
    "site/inside.py",
    "site/bench.py",
    "site/tables.py",
)
LEFT_OUT = frozenset({"static", "vega", "__pycache__"})
"""Folders of what the page has itself."""

AS_IT_IS = "course/lessons/"
"""Where functions are whose source is shown or judged."""

NAME = "course.bin"


def write(path: Path) -> None:
    """Write the archive."""
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
        for name, file in sorted(_files()):
            content = file.read_bytes()
            if name.endswith(".py") and not name.startswith(AS_IT_IS):
                content = bare(content.decode()).encode()
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
        if catalogue():
            archive.writestr(zipfile.ZipInfo(f"course/{BESIDE.name}", EPOCH), json.dumps(dict(catalogue())))
    path.write_bytes(gzip.compress(plain.getvalue(), 9, mtime=0))


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
