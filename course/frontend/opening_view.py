"""The opening view of a lesson, made beforehand: what its explorers show to someone who comes for the first time.

A page shows it, alive (hovering, the words beside it), before any Python has started; what is turned meanwhile waits for
Python, which then makes the same parts under the same names (:func:`course.frontend.part.named`) and goes on from there. So a
view is nothing but the first state of some parts, as their Python announces them::

    {
      "version": "…",                      front-end files it belongs to (course.frontend.assets.version)
      "esm": "…",                          the module that all of the parts bring along
      "views": {"7": "explorer-1", …},     number of the cell (among all cells of the notebook) → name of the part it shows
      "models": {"explorer-1": {"state": {…}, "buffer_paths": […], "buffers": ["base64", …]}, …}
      "said": {"2": "<p>…", …}             in another language than English: number of the cell → what is to stand there
    }                                      before, for what a notebook has stored is English

:func:`openings` makes it, in a Python of its own that has no Jupyter and no progress. A page that carries it says so with
``<script type="application/json" id="first">``, and its Python must have the environment variable ``COURSE_FIRST=1``
(one that the page runs itself has ``COURSE_PAGE=1``, which says the same).
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..language import catalogue
from . import assets
from .edition import PAGE

SHOWN = ("explorer", "livechart", "prose")
"""Parts that have something to show before anybody has done anything; the others wait for Python and what is remembered."""


def openings(notebooks: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """The opening view of every notebook, by the file's stem.

    Raises:
        RuntimeError: a cell fails; the text is its traceback.
    """
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "VOILA_"))},
        PAGE: "1",
        "COURSE_PROGRESS": "browser",
        "PYTHONHASHSEED": "0",  # the same lessons make the same bytes
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    made = subprocess.run(
        [sys.executable, "-m", "course.frontend.opening_view", *map(str, notebooks)],
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if made.returncode:
        raise RuntimeError(f"no opening view: {made.stderr[-3000:]}")
    found: dict[str, dict[str, Any]] = json.loads(made.stdout)
    return found


def opening(cells: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The view of one notebook, made here: in a Python for a page, with nothing made before.

    Raises:
        RuntimeError: a cell fails.
    """
    from .alone import Widget
    from .run_cells import Cells, rich

    announced: dict[str, dict[str, Any]] = {}
    views: dict[str, str] = {}
    said: dict[str, str] = {}

    def hear(kind: str, name: str, data: dict[str, Any], buffers: list[bytes]) -> None:
        if kind == "comm_open":
            announced[name] = {**data, "buffers": [base64.b64encode(block).decode() for block in buffers]}

    Widget.tell = hear
    run = Cells()
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        shown, value = run.run("".join(cell["source"])), run.value
        if run.failure:
            raise RuntimeError(run.failure)
        if catalogue() and (html := rich(value)):
            said[str(number)] = html
        for name in announced:
            if f'data-model="{name}"' in shown and announced[name]["state"].get("_part") in SHOWN:
                views[str(number)] = name
    models = {name: announced[name] for name in views.values()}
    esm = {model["state"].pop("_esm") for model in models.values()} or {""}
    (one,) = esm
    return {
        "version": assets.version(),
        "esm": one,
        "views": views,
        "models": models,
        **({"said": said} if said else {}),
    }


def main(paths: list[str]) -> None:
    """Write the views of these notebooks to the output."""
    from . import part

    found = {}
    for path in map(Path, paths):
        part.afresh()
        found[path.stem] = opening(json.loads(path.read_text(encoding="utf-8"))["cells"])
    json.dump(found, sys.stdout, separators=(",", ":"), allow_nan=False)


if __name__ == "__main__":
    main(sys.argv[1:])
