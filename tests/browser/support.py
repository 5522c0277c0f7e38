"""Servers and page helpers for every test that needs a browser. Fixtures are in ``conftest.py``.

What makes these tests dependable on a busy machine: own ports, own folders and own settings for
every server; notebooks are copied first (JupyterLab saves on its own); JupyterLab is asked to run
cells only when its status bar says that the kernel is idle (an earlier click is silently lost);
waiting is for something to be seen, with generous limits, never for a time to pass; what a position
names (the first explorer, the second drill) is looked for once the page is whole (:func:`arrived`).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import psutil
from playwright.sync_api import Locator, Page

from course import lessons, places
from course.cli import jupyter
from course.lessons.road import FIRST
from course.teaching import progress

FIXTURES = Path(__file__).parent / "fixtures"
#: Milliseconds within which anything may be expected on a machine that others use too.
PATIENCE = 90_000


def notebook(path: Path, cells: Sequence[str]) -> Path:
    """Write a notebook; a cell that starts with ``#`` is text, any other code."""
    made = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for number, source in enumerate(cells):
        text = source.startswith("#")
        cell = (nbformat.v4.new_markdown_cell if text else nbformat.v4.new_code_cell)(source)
        cell["id"] = f"cell-{number}"
        made.cells.append(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


@cache
def _all_unfolded() -> str:
    store = progress.Store(memory=True)
    for about in lessons.lessons():
        for name in {FIRST, *lessons.record(about.slug).explorers}:
            store.record("unfolded", about.slug, name)
    return progress.dump(store.all())


def unfolded(path: Path) -> Path:
    """Progress of a learner for whom nothing is folded: every question was passed over, what lies deeper is open."""
    store = progress.Store(path)
    if not store.all():
        store.load(_all_unfolded())
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _heard() -> None:
    """Ctrl-C is heard also where the tests run in the background: what is started there hears none."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass
class Server:
    """A server as its own process, with settings of its own; a context manager.

    Attributes:
        arguments: the Python arguments that start it; ``{port}`` is filled in.
        folder: where it is started.
        probe: the path that answers once it is up.
        scratch: a folder for its settings and its log.
        environ: further environment variables.
        host: where it is reached.
    """

    arguments: Sequence[str]
    folder: Path
    probe: str
    scratch: Path
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"

    @property
    def learner(self) -> Path:
        """The progress of who visits it, unless ``environ`` names another."""
        return self.scratch / "learner.json"

    def __enter__(self) -> Server:
        self.scratch.mkdir(parents=True, exist_ok=True)
        own = {
            name: str(self.scratch / name.lower())
            for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        }
        environ = {
            **os.environ,
            **own,
            "IPYTHONDIR": str(self.scratch / "ipython"),
            progress.VARIABLE: str(unfolded(self.learner)),
            "PYTHONPATH": os.pathsep.join([str(places.root()), str(FIXTURES)]),
            **self.environ,
        }
        # A test run may itself be a worker of another; its servers are nobody's worker.
        for name in [name for name in environ if name.startswith("PYTEST_")]:
            del environ[name]
        self.log = self.scratch / "log.txt"
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, *(part.format(port=self.port) for part in self.arguments)],
                cwd=self.folder,
                env=environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=_heard if os.name == "posix" else None,
            )
        self._wait()
        return self

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url(self.probe), timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # it answers, if only to say no
            except OSError:
                time.sleep(0.2)
        self.__exit__()
        raise RuntimeError(f"the server did not start: {self.text()[-2000:]}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def url(self, path: str = "") -> str:
        return f"http://{self.host}:{self.port}/{path}"

    def text(self) -> str:
        """What the server has logged."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def lab(folder: Path, scratch: Path) -> Server:
    """JupyterLab on ``folder``, with the course's settings."""
    return Server(
        [
            "-m", "jupyterlab", "--no-browser", "--port={port}", "--ip=127.0.0.1", "--allow-root",
            "--IdentityProvider.token=", "--ServerApp.root_dir=.",
        ],
        folder,
        "api",
        scratch,
        {"JUPYTER_CONFIG_PATH": str(jupyter.FOLDER)},
    )  # fmt: skip


def voila(folder: Path, scratch: Path, *options: str) -> Server:
    """Plain Voila on ``folder``, with its own template less the icons it fetches from elsewhere."""
    stock = Path(sys.prefix, "share", "jupyter", "voila", "templates", "lab")
    own = scratch / "jupyter_data_dir" / "voila" / "templates" / "offline"
    own.mkdir(parents=True)
    own.joinpath("conf.json").write_text('{"base_template": "lab"}', encoding="utf-8")
    lines = (stock / "index.html.j2").read_text(encoding="utf-8").splitlines()
    kept = "\n".join(line for line in lines if 'rel="stylesheet" href="https:' not in line)
    own.joinpath("index.html.j2").write_text(kept, encoding="utf-8")
    return Server(
        [
            "-m", "voila", "--no-browser", "--port={port}", "--Voila.ip=127.0.0.1",
            "--template=offline", *options, ".",
        ],
        folder,
        "voila/static/",
        scratch,
    )  # fmt: skip


def apps(root: Path, scratch: Path, *options: str) -> Server:
    """The course's own server for the notebooks in ``root/lessons``."""
    return Server(
        ["-m", "course", "apps", "--no-browser", "--port={port}", "--address=127.0.0.1",
         "--root", str(root), *options],
        places.root(),
        "",
        scratch,
    )  # fmt: skip


def kernels(server: Server) -> list[psutil.Process]:
    """The kernels that a server runs at this moment: started by it, or forked by the one process that it keeps for that."""
    found = []
    for child in psutil.Process(server.process.pid).children():
        with suppress(psutil.Error):  # it may be about to end
            command = " ".join(child.cmdline())
            found += [child] if "ipykernel_launcher" in command else []
            found += child.children() if "multiprocessing.forkserver" in command else []
    return found


#: What anywidget throws for nobody to catch when a model takes it more than two seconds, as on a busy machine it may; the
#: course's parts go on without it (course/frontend/loader.js), and a part that did not would be waited for in vain.
LATE = "[anywidget] Failed to initialize model"


def _ours(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "file") or parts.hostname in ("127.0.0.1", "localhost")


class Watch:
    """What a page asked for and complained of. The browser finds no other host (``tests/browser_rule.py``): who asks one fails,
    and is heard of here without every request having to be passed on by hand."""

    def __init__(self, page: Page) -> None:
        self.foreign: list[str] = []
        self.errors: list[str] = []
        page.on("pageerror", lambda error: None if LATE in str(error) else self.errors.append(str(error)))
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("requestfailed", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not _ours(url):
            self.foreign.append(url)


def run_all_in_lab(page: Page) -> None:
    """Run every cell of the open notebook, once its kernel is ready to."""
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=PATIENCE)
    idle_in_lab(page)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def idle_in_lab(page: Page) -> None:
    """Wait until the status bar says that the kernel is idle."""
    page.wait_for_function("document.querySelector('#jp-main-statusbar')?.innerText.includes('Idle')", timeout=PATIENCE)


def measured(page: Page | Locator, script: str, argument: object = None) -> Any:
    """What a script says of the page, taken along as one text: of much, Playwright would look at every number by itself."""
    on = "(node, argument)" if isinstance(page, Locator) else "(argument)"
    told = "node, argument" if isinstance(page, Locator) else "argument"
    return json.loads(page.evaluate(f"async {on} => JSON.stringify(await ({script})({told}))", argument))


def settled(page: Page, charts: int = 0) -> None:
    """Wait until that many charts are drawn, none is on its way, and no explorer waits for an answer."""
    page.wait_for_function(
        """(charts) => document.querySelectorAll('.cx-chart[data-drawn]').length >= charts
           && !document.querySelector('[data-asking], [data-sliding]')""",
        arg=charts,
        timeout=PATIENCE,
    )


def arrived(page: Page) -> None:
    """Wait until a page of the course is whole: parts arrive in any order, and until the last is there the first of a kind,
    their number and where they stand may change."""
    page.wait_for_function(
        """document.documentElement.dataset.state === 'ready'
           && !document.querySelector('[aria-busy], .page-skeleton, [data-model] > .page-words')""",
        timeout=PATIENCE,
    )
    settled(page)


def pinned(explorer: Locator) -> Locator:
    """The explorer that a locator means now, by its name: whatever is turned, it will be this one."""
    return explorer.page.locator(f"[data-explorer='{explorer.get_attribute('data-explorer')}']")


def rows(explorer, panel, name):
    """What the chart's view holds under that name."""
    return measured(
        explorer.locator(".cx-chart").nth(panel),
        "(node, name) => node.__view__.data(name).map(({...row}) => row)",
        name,
    )


def opened(panel):
    """Open a drill or an exercise that is one line until it is asked for."""
    panel.get_by_role("heading").first.wait_for()
    if panel.get_attribute("data-folded") is not None:
        panel.get_by_role("button", name="Open").click()
        panel.and_(panel.page.locator(":not([data-folded])")).wait_for()


def resting(locator: Locator) -> dict[str, float]:
    """Where something stands on the screen once it moves no more: what was turned may push it, what was scrolled rolls on."""
    locator.scroll_into_view_if_needed()
    was = None
    for _ in range(PATIENCE // 100):
        box = locator.bounding_box()
        if box is not None and box == was:
            return dict(box)
        was = box
        locator.page.wait_for_timeout(100)
    raise AssertionError(f"it goes on moving: {was}")


def drag(page, locator, dx, dy, at=0.5, steps=8):
    """A mouse on the middle of something, or at another share of its width, pressed, moved and let go; where that stood."""
    box = resting(locator)
    x, y = box["x"] + at * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=steps)
    page.mouse.up()
    return box
