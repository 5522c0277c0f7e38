"""The site as a folder of files.

::

    OUT/
      index.html                  the landing page
      glossary.html
      lessons/01_leverage.html    a page a lesson: text, opening view, the cells; stored pictures in a folder beside it
      lessons/desk.html           the portfolio desk
      v/RELEASE/                  everything else; RELEASE is a digest of its contents, so it may be kept for ever
        page.js, page.css, …      the pages' own files
        parts/                    what widgets are drawn with (course.frontend.assets)
        course.bin                the Python that lessons import
        pyodide/                  Pyodide's files, if they are to be part of the site
      lab/                        JupyterLab, if it is asked for (course.site.lab); sw.js does not keep it
      sw.js                       keeps the site in the browser
      404.html  .nojekyll  manifest.webmanifest  licences/

All addresses are relative, so any base path will do. A new release is a new folder; an old one is dropped from OUT when the
site is built anew.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course.apps.desk_notebook import desk
from course.apps.lesson import DESK
from course.frontend import assets
from course.frontend.opening_view import openings
from course.lessons.syllabus import SYLLABUS, Entry
from course.site import archive, editor, licences, pages
from course.site import lab as laboratory
from course.site.lab import LAB
from course.site.pyodide import VERSION, Pyodide


@dataclass(frozen=True)
class Made:
    """What came out.

    Attributes:
        release: the digest that names it.
        lessons: those that have a page.
        bytes: of all files.
    """

    release: str
    lessons: tuple[Entry, ...]
    bytes: int


def build(out: Path, pyodide: Pyodide, root: Path, *, lab: bool = False) -> Made:
    """Write the site of the lessons below ``root`` into ``out``; with ``lab`` JupyterLab, too.

    Raises:
        Stop: Pyodide's files are not as they should be.
        RuntimeError: a lesson's cell fails.
    """
    there = tuple(entry for entry in SYLLABUS if (root / entry.notebook).is_file())
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as scratch:
        files = Path(scratch) / "files"
        _files(files, pyodide)
        release = digest(files)
        shutil.rmtree(out / "v", ignore_errors=True)
        (out / "v").mkdir()
        files.rename(out / "v" / release)
    (out / "v" / release).chmod(0o755)
    shutil.rmtree(out / LAB, ignore_errors=True)
    site = pages.Site(root, release, pyodide, there, lab=lab)
    _lessons(out / "lessons", site)
    (out / "index.html").write_text(site.landing(), encoding="utf-8")
    (out / "glossary.html").write_text(site.glossary(), encoding="utf-8")
    (out / "404.html").write_text(site.lost(), encoding="utf-8")
    (out / ".nojekyll").touch()
    (out / "manifest.webmanifest").write_text(site.manifest(), encoding="utf-8")
    licences.write(out / "licences", VERSION)
    (out / "sw.js").write_text(site.keeper(out), encoding="utf-8")
    if lab:
        laboratory.build(out / LAB, pyodide.folder, [root / entry.notebook for entry in there])
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return Made(release, there, size)


def _lessons(to: Path, site: pages.Site) -> None:
    """The lessons' pages, and the desk's among them."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    notebooks = {entry.stem: (entry.slug, site.root / entry.notebook) for entry in site.there}
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / f"{DESK}.ipynb"
        nbformat.write(desk(), made)  # type: ignore[no-untyped-call]
        notebooks[DESK] = (SYLLABUS[-1].slug, made)
        views = openings(path for _, path in notebooks.values())
        for stem, (slug, path) in notebooks.items():
            notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
            for number, words in views[stem].pop("said", {}).items():
                notebook.cells[int(number)].outputs = [
                    nbformat.v4.new_output("display_data", {"text/html": words})  # type: ignore[no-untyped-call]
                ]
            page, pictures = site.without_pictures(site.lesson(notebook, stem, slug, views[stem]), stem)
            if pictures:
                (to / stem).mkdir()
            for name, content in pictures.items():
                (to / name).write_bytes(content)
            (to / f"{stem}.html").write_text(page, encoding="utf-8")


def _files(to: Path, pyodide: Pyodide) -> None:
    """Everything that a release consists of but its pages."""
    shutil.copytree(pages.TEMPLATES / "static", to)
    for file in pages.WEB.iterdir():
        if file.name != "sw.js":
            shutil.copyfile(file, to / file.name)
    (to / "editor.js").write_bytes(gzip.decompress(editor.BUNDLE.read_bytes()))
    assets.export(to / "parts")
    archive.write(to / archive.NAME)
    pyodide.copy(to / "pyodide")


def digest(folder: Path) -> str:
    """A short digest of all files below a folder, names and contents."""
    found = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        found.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()[:12]
