"""How long a lesson takes to appear, beside an empty Voila page in the same run.

``python -m tests.benchmarks.page_load [rounds]`` prints a table and fails when a lesson's first chart comes later than 1.25
times an empty page of plain Voila. Every page is loaded in a fresh browser context (nothing cached) and the kinds take
turns, so that whatever else the machine does meets all of them alike. Times run from the request to the frame after the
thing is on the page, in the page's own clock.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from course import places
from course.cli import browser

from ..browser import support

TARGET = 1.25
LESSON = "voila/render/lessons/01_leverage.ipynb"
EMPTY = "voila/render/lessons/00_start_here.ipynb"
SEEN = {
    "heading": "document.querySelector('h1')?.checkVisibility()",
    "chart": "document.querySelector('.cx-chart[data-drawn]')",
    "ready": "document.documentElement.dataset.state === 'ready'",
}
"""What to wait for, as JavaScript that says whether it is there."""

WATCH = """(() => {
  const seen = (globalThis.seen = {});
  const look = () => {
    for (const [name, there] of Object.entries({ CONDITIONS })) {
      if (!(name in seen) && there()) {
        seen[name] = null;
        requestAnimationFrame(() => setTimeout(() => (seen[name] = performance.now())));
      }
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
})()""".replace("CONDITIONS", ", ".join(f"{name}: () => {code}" for name, code in SEEN.items()))
"""Notes in the page when each of them was first on the screen."""


@dataclass
class Kind:
    """One row of the table: a page, and what is waited for on it."""

    name: str
    server: support.Server
    path: str
    until: str
    warm: bool = False

    def load(self, chromium: Browser, warmed: int) -> tuple[float, int]:
        """Seconds until it is seen, and how many requests that took."""
        if self.warm:
            wait_until_warm(self.server, warmed)
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        requests: list[str] = []
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.add_init_script(WATCH)
        page.goto(self.server.url(self.path), wait_until="commit")
        page.wait_for_function(f"globalThis.seen?.{self.until} > 0", timeout=120_000)
        seconds = page.evaluate(f"globalThis.seen.{self.until}") / 1000
        count = len(requests)
        context.close()
        return seconds, count


def wait_until_warm(server: support.Server, number: int) -> None:
    """Until the server has warmed that many kernels since its start, and the machine has a moment's rest."""
    end = time.monotonic() + 120
    while server.text().count("Warm: ") < number:
        if time.monotonic() > end:
            raise RuntimeError(f"no warm kernel: {server.text()[-1000:]}")
        time.sleep(0.2)
    time.sleep(1)


def main(rounds: int = 5) -> int:
    """Measure, print, judge."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        empty = scratch / "empty"
        support.notebook(empty / "lessons" / "00_start_here.ipynb", ["# Empty"])
        os.environ["COURSE_PROGRESS"] = "memory"
        start = stack.enter_context
        plain = start(support.voila(empty, scratch / "voila"))
        bare = start(support.apps(empty, scratch / "bare", "--warm=0"))
        cold = start(support.apps(places.root(), scratch / "cold", "--warm=0"))
        warm = start(support.apps(places.root(), scratch / "warm", "--warm=1", "--verbose"))
        kinds = [
            Kind("plain Voila, empty page", plain, EMPTY, "heading"),
            Kind("course, empty page, cold", bare, EMPTY, "ready"),
            Kind("course, lesson's text, cold", cold, LESSON, "heading"),
            Kind("course, lesson's first chart, cold", cold, LESSON, "chart"),
            Kind("course, lesson's first chart, warm", warm, LESSON, "chart", warm=True),
        ]
        playwright = start(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=str(browser.find()), args=browser.FLAGS)
        times: dict[str, list[float]] = {kind.name: [] for kind in kinds}
        counts: dict[str, int] = {}
        for number in range(rounds + 1):  # the first is for the disk's cache, and does not count
            for kind in kinds:
                seconds, counts[kind.name] = kind.load(chromium, number + 1)
                if number:
                    times[kind.name].append(seconds)
        chromium.close()
    return report(times, counts)


def report(times: dict[str, list[float]], counts: dict[str, int]) -> int:
    """Print the table; 1 if the target is missed."""
    medians = {name: statistics.median(values) for name, values in times.items()}
    base = next(iter(medians.values()))
    lines = [f"{'request until':36} {'median':>8} {'min':>7} {'max':>7} {'of empty':>9} {'requests':>9}"]
    for name, values in times.items():
        lines.append(
            f"{name:36} {medians[name]:7.2f}s {min(values):6.2f}s {max(values):6.2f}s"
            f" {medians[name] / base:8.2f}× {counts[name]:9}"
        )
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    worst = max(median / base for name, median in medians.items() if "chart" in name)
    lines.append(f"load of the machine: {load}; target: a chart within {TARGET}× the empty page; worst {worst:.2f}×")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(worst > TARGET)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
