"""The front-end files of the course: gathered once, sent once a kernel or served by a page.

Every package of the course may hold ``static/*.js`` (self-contained ES modules, found by their
stem) and ``static/*.css``.

**A page that serves the files itself** (our Voila template) saves each visitor the transfer
through the kernel. Write the files with :func:`export` into a folder that the page's server
offers, and put this into the page's head, before any widget::

    <script>
      globalThis.__course_runtime__ = import("<that folder>/preload.js").then((m) => m.default);
    </script>

Widgets await that promise first and use it when its version is theirs. When the kernels of such a
server have the environment variable :data:`TOLD` set to :func:`version`, they send no
sources at all.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from functools import cache
from pathlib import Path

from ..language import catalogue, spoken
from .edition import in_page

LANGUAGE = "language"
"""The module that puts a page into another language."""

TOLD = "COURSE_PRELOADED"
"""Environment variable with the version of the front-end files that the page has."""

PACKAGE = Path(__file__).parents[1]
#: The Vega bundle, an ES module that exports ``vegaEmbed`` (see :mod:`course.frontend.bundle`).
VEGA = Path(__file__).parent / "vega" / "vega-embed.js.gz"


def _gather(suffix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.glob(f"*/static/*{suffix}")):
        if path.stem in found:
            raise RuntimeError(f"two front-end files are called {path.name}: rename one")
        found[path.stem] = path.read_text(encoding="utf-8")
    return found


def modules() -> dict[str, str]:
    """Source of every ES module by its stem; ``language`` is among them where another language than English is set."""
    return _modules(spoken())


@cache
def _modules(_language: object) -> dict[str, str]:
    found = _gather(".js")
    if catalogue():
        found[LANGUAGE] = found[LANGUAGE].replace("TEXTS = {}", f"TEXTS = {json.dumps(dict(catalogue()))}", 1)
    else:
        del found[LANGUAGE]
    return found


def speaks(folder: str) -> str:
    """The address of that module in a folder of front-end files; empty for English."""
    return f"{folder}{LANGUAGE}.js" if catalogue() else ""


@cache
def css() -> str:
    """All style sheets in one; the tokens of ``base.css`` come first."""
    sheets = _gather(".css")
    return "\n".join([sheets.pop("base"), *sheets.values()])


def version() -> str:
    """A short digest of everything above: equal digests may share one runtime on a page.

    A Python that the page runs has no such files; it is told.
    """
    if in_page() and (told := os.environ.get(TOLD)):
        return told
    return _digest(spoken())


@cache
def _digest(_language: object) -> str:
    digest = hashlib.sha256(VEGA.read_bytes())
    digest.update(json.dumps([modules(), css()], sort_keys=True).encode())
    return digest.hexdigest()[:12]


_PRELOAD = """\
import {{ createRuntime }} from "./runtime.js";
const here = (file) => ({{ url: new URL(file, import.meta.url).href }});
export default createRuntime({version}, {{
  css: here("course.css"),
  vega: here("vega.js"),
  modules: Object.fromEntries({names}.map((name) => [name, here(`${{name}}.js`)])),
}});
"""


def export(folder: Path) -> list[Path]:
    """Write the files that a page can serve itself into ``folder``; return their paths."""
    names = sorted(modules())
    files = {f"{name}.js": source for name, source in modules().items()} | {
        "course.css": css(),
        "vega.js": gzip.decompress(VEGA.read_bytes()).decode(),
        "preload.js": _PRELOAD.format(version=json.dumps(version()), names=json.dumps(names)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in sorted(files)]
