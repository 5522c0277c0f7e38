"""How long a lesson of the site takes, first and later visit, beside the same lesson of the apps in the same run.

``python -m tests.benchmarks.site_load --pyodide DIR [--rounds N] [--also FOLDER]`` prints medians and ranges, in milliseconds of
the page's own clock from the navigation to the frame after:

- ``text``: the heading is on the screen;
- ``chart``: the first chart is drawn (it is live then);
- ``slider``: Python answers the leverage dial, whose slider is moved as soon as it is there.

The learner has passed over the guesses, so the dial is open. ``--also`` names the folder of another build of the site, say of the
commit before: the kinds take turns, so that whatever else the machine does meets all of them alike.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from course import places
from course.cli import browser
from course.site.build import build
from course.site.pyodide import Pyodide

from ..browser import support

LESSON = "01_leverage"
SEEN = ("text", "chart", "slider")
WATCH = """(() => {
  const seen = (globalThis.seen = {});
  const note = (name) => {
    if (name in seen) return;
    seen[name] = null;
    requestAnimationFrame(() => setTimeout(() => (seen[name] = performance.now())));
  };
  let before;
  const look = () => {
    if (!("text" in seen) && document.querySelector("h1")?.checkVisibility()) note("text");
    if (!("chart" in seen) && document.querySelector(".cx-chart[data-drawn]")) note("chart");
    const dial = document.querySelector("[data-explorer=leverage_dial]");
    const words = dial?.querySelector(".cx-sentence")?.textContent;
    const slider = words && dial.querySelectorAll("input[type=range]")[1];
    if (before !== undefined) words !== before && note("slider");
    else if (slider?.checkVisibility()) {
      before = words;
      slider.value = Number(slider.value) + Number(slider.step) * 3;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!("slider" in seen)) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""
KEEP = """(() => {
  for (const [id, event] of Object.entries(EVENTS)) localStorage.setItem(`margin-course/event/${id}`, JSON.stringify(event));
})();"""


@dataclass
class Kind:
    """One row: an address, and how a visitor comes to it."""

    name: str
    url: str
    events: str
    later: bool = False
    context: BrowserContext | None = None
    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in SEEN})

    def visit(self, chromium: Browser, *, counts: bool) -> None:
        """Load the page once; in a browser that has nothing yet, unless the visit is a later one."""
        context = self.context
        if context is None:
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(support.PATIENCE)
            context.add_init_script(KEEP.replace("EVENTS", self.events))
            context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(self.url, wait_until="commit")
        page.wait_for_function("Object.keys(globalThis.seen ?? {}).length === 3 && globalThis.seen.slider > 0")
        if counts:
            for name, time in page.evaluate("globalThis.seen").items():
                self.times[name].append(time)
        elif self.later and "data-source" in page.content()[:2000] and "voila/render" not in self.url:
            page.wait_for_selector("html[data-offline=kept][data-settled]", state="attached")
        page.close()
        if self.later:
            self.context = context
        else:
            context.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A plain file server on a folder; gives its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a page that is closed hangs up
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="site_load")
    parser.add_argument("--pyodide", type=Path, required=True, help="a folder with Pyodide's files")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--also", type=Path, action="append", default=[], help="another build of the site")
    parser.add_argument("--only", action="store_true", help="no apps beside it")
    parser.add_argument("--later", action="store_true", help="later visits only")
    given = parser.parse_args(argv)
    with ExitStack() as stack:
        start = stack.enter_context
        scratch = Path(start(tempfile.TemporaryDirectory()))
        build(scratch / "site", Pyodide(given.pyodide), places.root())
        events = json.dumps(json.loads(support.unfolded(scratch / "learner.json").read_text())["events"])
        kinds = []
        for name, folder in (("site", scratch / "site"), *((path.name, path) for path in given.also)):
            url = f"{start(served(folder))}lessons/{LESSON}.html"
            if not given.later:
                kinds.append(Kind(f"{name}, first visit", url, events))
            kinds.append(Kind(f"{name}, later", url, events, later=True))
        if not given.only:
            apps = start(support.apps(places.root(), scratch / "apps", "--warm=1"))
            kinds.append(Kind("apps, later", apps.url(f"voila/render/lessons/{LESSON}.ipynb"), "{}", later=True))
        playwright = start(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=str(browser.find()), args=browser.FLAGS)
        for number in range(given.rounds + 1):  # the first fills what is kept, and does not count
            for kind in kinds:
                kind.visit(chromium, counts=number > 0)
        chromium.close()
    report(kinds)
    return 0


def report(kinds: list[Kind]) -> None:
    """Print the table."""
    lines = [f"{'milliseconds until':28}" + "".join(f"{name:>24}" for name in SEEN)]
    for kind in kinds:
        cells = [
            f"{statistics.median(times):6.0f} ({min(times):.0f}–{max(times):.0f})" for times in kind.times.values()
        ]
        lines.append(f"{kind.name:28}" + "".join(f"{cell:>24}" for cell in cells))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    lines.append(f"load of the machine: {load}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
