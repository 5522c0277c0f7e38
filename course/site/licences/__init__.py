"""The licences of everything that a site carries or has visitors fetch, beside it as texts."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

from course import places
from course.frontend.assets import VEGA
from course.site import editor

HERE = Path(__file__).parent
ABOUT = """\
The course: margin-course.txt. What it brings along, each under its own licence:

Pyodide {version}   MPL-2.0 (MPL-2.0.txt); its source is at https://github.com/pyodide/pyodide/tree/{version}
Python 3.12      the PSF's licence (Python.txt)
numpy            BSD 3-Clause and those of what it contains (numpy.txt)
traitlets        BSD 3-Clause (traitlets.txt)
Vega             BSD 3-Clause and those of what it contains (Vega.txt)
CodeMirror       MIT, with what it imports (CodeMirror.txt)
"""


def write(to: Path, version: str) -> None:
    """Write them into the folder ``to``; ``version`` is Pyodide's."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    (to / "README.txt").write_text(ABOUT.format(version=version), encoding="utf-8")
    for file in HERE.glob("*.txt"):
        shutil.copyfile(file, to / file.name)
    shutil.copyfile(VEGA.with_name("LICENSE.txt"), to / "Vega.txt")
    shutil.copyfile(editor.LICENCES, to / "CodeMirror.txt")
    (to / "traitlets.txt").write_text(_of("traitlets"), encoding="utf-8")
    own = places.root() / "LICENSE"
    (to / "margin-course.txt").write_text(
        own.read_text("utf-8") if own.is_file() else _of("margin-course"), encoding="utf-8"
    )


def _of(distribution: str) -> str:
    """The licence that an installed distribution carries."""
    files = metadata.files(distribution) or []
    found = next(file for file in files if file.name.upper().startswith("LICEN"))
    return found.read_text(encoding="utf-8")
