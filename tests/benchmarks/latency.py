"""Slider moved → chart repainted, beside what else one could have used: ``python -m tests.benchmarks.latency``.

One notebook, one page, one run: every row of the table is measured in turns, so that whatever else the machine does
falls on all of them alike. A real key is pressed on a real slider; the clock runs from the key's own time stamp to the
end of the first frame that shows the change. All ways end alike: at the first text, stroke or loaded picture that is
another, a frame is asked for, and what is posted from within it arrives when that frame has been painted. Until then the
bench asks for no frame: a page whose clock is kept running by another's frames shows every answer only at the next tick,
half a frame later on average, whoever made it, and ways look more alike than they are.

- ``bare``: an ipywidgets slider whose value is written into a label by Python: the floor of any answer from a kernel.
- ``explorer``: ours, a chart of 500 rows, title, sentence and code.
- ``dial``: ours, two linked charts of 1,100 rows together (the tests' leverage dial).
- ``weeks``: lesson 06's outcomes, 2,000 weeks simulated anew in both margin modes at every step; its limit is 100 ms.
- ``JupyterChart``: Altair's own widget, its chart replaced at every step.
- ``interact``: ipywidgets' interact with a plain Altair chart, drawn by Python as SVG.

The hand rests between two keys, ``--rest`` milliseconds. From about a tenth of a second on, our explorers know the next stop
before it is asked for; with ``--rest 10`` they do not, as in a drag, and every picture waits for its Python.

Figures mean something only on a quiet machine; ratios within one run mean more.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as Unanswered

from course.cli import browser as browsers
from tests.browser import support

SETUP = """
import sys
import numpy as np, pandas as pd, ipywidgets as widgets
import demo_explorer
from course.explorers import Explorer, Number, View
from course.charts.altair_lite import alt
alt.renderers.enable("svg")
alt.JupyterChart.enable_offline()
x = np.linspace(0.0, 10.0, 500)

def rows(k):
    return pd.DataFrame({"x": x, "y": np.sin(x + k / 10.0)})

def encoded(chart):
    return chart.mark_line().encode(x="x:Q", y="y:Q").properties(height=300, description="A wave")

def slider():
    return widgets.IntSlider(50, 0, 1000)
"""
CELLS = {
    "bare": """
s, label = slider(), widgets.Label("50")
s.observe(lambda change: setattr(label, "value", str(change.new)), "value")
widgets.VBox([s, label])
""",
    "explorer": """
Explorer(
    name="wave", title="A wave", controls=[Number("k", "Phase", 50, min=0, max=1000, step=1)],
    compute=lambda k: View({"wave": rows(k)}, f"Its phase is **{k:g}**.", f"Phase {k:g}"),
    design=encoded(alt.Chart(alt.NamedData("wave"))), code=lambda k: f"rows({k:g})",
)
""",
    "dial": "demo_explorer.dial()",
    "weeks": """
from course.lessons import record
record("cross_vs_isolated").explorers["outcomes"]()
""",
    "JupyterChart": """
jupyter_slider, live = slider(), alt.JupyterChart(encoded(alt.Chart(rows(50))))
jupyter_slider.observe(
    lambda change: setattr(live, "chart", encoded(alt.Chart(rows(change.new)))), "value")
widgets.VBox([jupyter_slider, live])
""",
    "interact": """
widgets.interact(lambda k: encoded(alt.Chart(rows(k))), k=slider());
""",
}
#: The slider's own element and what shows the answer, within a cell's output.
SLIDERS = {"explorer": "Phase", "dial": "Leverage", "weeks": "Volatility"}

# A change is seen as a new text or node, a picture that has loaded, or a stroke on a canvas; the frame that shows it
# ends when a message posted from its animation callback arrives.
PROBE = """
() => {
  const state = { began: 0, seen: 0, over: null, tell: null };
  globalThis.latency = state;
  /** Wait for the next key's answer; nothing here asks for frames meanwhile, which would keep the screen's clock running. */
  state.arm = (patience) => {
    Object.assign(state, { began: 0, seen: 0 });
    state.over = new Promise((resolve, reject) => {
      state.tell = resolve;
      setTimeout(reject, patience, new Error("no answer was painted"));
    });
    state.over.catch(() => {});
  };
  addEventListener("keydown", (event) => { Object.assign(state, { began: event.timeStamp, seen: 0 }); }, true);
  const changed = () => {
    if (!state.began || state.seen) return;
    state.seen = performance.now();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => state.tell(performance.now() - state.began);
      channel.port2.postMessage(0);
    });
  };
  globalThis.latencyOf = (root, kind) => {
    globalThis.latencyStop?.();
    const stops = [];
    globalThis.latencyStop = () => stops.forEach((stop) => stop());
    if (kind === "canvas") {
      const mark = globalThis.latencyStroke ??= (() => {
        const prototype = CanvasRenderingContext2D.prototype;
        const original = prototype.stroke;
        const listeners = new Set();
        prototype.stroke = function (...all) {
          for (const listener of listeners) listener(this.canvas);
          return original.apply(this, all);
        };
        return listeners;
      })();
      const listener = (canvas) => { if (root.contains(canvas)) changed(); };
      mark.add(listener);
      stops.push(() => mark.delete(listener));
      return;
    }
    // The slider writes its own number at once: only the label, and a picture that is another one, are an answer.
    const show = {
      text: () => [...root.querySelectorAll(".widget-label")].map((label) => label.textContent).join(),
      lines: () => root.querySelector("svg.marks .mark-line path")?.getAttribute("d"),
      picture: () => root.querySelector("img")?.src,
    }[kind];
    let shown = show();
    const watch = new MutationObserver(() => {
      const now = show();
      if (!now || now === shown) return;
      shown = now;
      if (kind === "picture") root.querySelector("img").decode().then(changed, () => {});
      else changed();
    });
    watch.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    stops.push(() => watch.disconnect());
  };
}
"""
#: Milliseconds that the hand rests between two keys.
REST_MS = 120.0
#: Milliseconds from one frame of the screen to the next. Keys come at any moment between two: were they always at the same
#: one, a way that just misses a frame would look a whole frame slower than one that just meets it.
FRAME_MS = 1000 / 60
PHASES = random.Random(0)
KIND = {"bare": "text", "JupyterChart": "lines"} | dict.fromkeys(SLIDERS, "canvas")


@dataclass(frozen=True)
class Row:
    """Milliseconds of one way in one front end."""

    front_end: str
    way: str
    times: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20, method="inclusive")[-1]


def measure(front_end: str, steps: int, rounds: int, rest: float = REST_MS) -> list[Row]:
    """All ways in one page of ``front_end``, in turns."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch, "notebooks")
        support.notebook(folder / "latency.ipynb", [SETUP, *CELLS.values()])
        make = support.lab if front_end == "lab" else support.voila
        path = "lab/tree/" if front_end == "lab" else "voila/render/"
        with make(folder, Path(scratch, "server")) as server, chromium() as page:
            opened(page, server.url(f"{path}latency.ipynb"), front_end)
            support.settled(page, 3)
            page.locator(".noUi-handle").nth(2).wait_for()
            page.wait_for_timeout(3000)
            page.evaluate(PROBE)
            times: dict[str, list[float]] = {way: [] for way in CELLS}
            for _ in range(rounds):
                for way in CELLS:
                    times[way] += turn(page, way, steps, rest)
            return [Row(front_end, way, tuple(got)) for way, got in times.items()]


def opened(page: Page, url: str, front_end: str) -> None:
    """The page with all its cells run. Stock Voila never ends about one page in thirty: such a one is asked for again, once."""
    page.goto(url, wait_until="commit")
    if front_end == "lab":
        support.run_all_in_lab(page)
        return
    try:
        streamed(page, 1 + len(CELLS))
    except Unanswered:
        page.goto(url, wait_until="commit")
        streamed(page, 1 + len(CELLS))


def streamed(page: Page, cells: int) -> None:
    """Wait for one cell of a Voila page after the other.

    Its answer ends, and the page counts as loaded, only when the kernel has started, imported Altair and run every cell:
    on a machine that others use too, more than anything may be waited for at once.
    """
    for number in range(cells):
        page.wait_for_selector(f"[cell-index='{number + 1}']", state="attached")


def turn(page: Page, way: str, steps: int, rest: float) -> Iterator[float]:
    """Press the right arrow ``steps`` times on that way's slider; the first press is a warm-up."""
    if way in SLIDERS:
        handle = page.get_by_role("slider", name=SLIDERS[way]).first
        # Back and forth where the range is short; from the start where a value met again would be a value kept.
        keys = {"dial": ["ArrowRight", "ArrowLeft"], "weeks": ["Home"] + steps * ["ArrowRight"]}.get(
            way, ["ArrowRight"]
        )
    else:
        others = [name for name in CELLS if name not in SLIDERS]
        handle = page.locator(".noUi-handle").nth(others.index(way))
        keys = ["ArrowRight"]
    handle.scroll_into_view_if_needed()
    handle.focus()
    root = handle.evaluate_handle("node => node.closest('.jp-OutputArea') ?? node.closest('[cell-index]')")
    page.evaluate("([root, kind]) => latencyOf(root, kind)", [root, KIND.get(way, "picture")])
    for step in range(steps + 1):
        page.evaluate("patience => latency.arm(patience)", support.PATIENCE)
        page.keyboard.press(keys[step % len(keys)])
        took = page.evaluate("() => latency.over")
        if step:
            yield took
        page.wait_for_timeout(rest + PHASES.uniform(0, FRAME_MS))


@contextmanager
def chromium() -> Iterator[Page]:
    """A page of the browser found here."""
    program = browsers.find()
    if program is None:
        sys.exit(f"no browser found: {browsers.how_to_get()}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=list(browsers.FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(support.PATIENCE)
        yield page
        browser.close()


def table(rows: list[Row]) -> str:
    """Markdown: one line a way, with its ratio to the bare round trip of the same page."""
    lines = ["| front end | way | median ms | p95 ms | median : bare |", "|---|---|---:|---:|---:|"]
    bare = {row.front_end: row.median for row in rows if row.way == "bare"}
    for row in rows:
        ratio = row.median / bare[row.front_end]
        cells: list[Any] = [row.front_end, row.way, f"{row.median:.1f}", f"{row.p95:.1f}"]
        lines.append("| " + " | ".join([*cells, f"{ratio:.2f}"]) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Slider moved → chart repainted.")
    parser.add_argument("--front-end", choices=["voila", "lab"], action="append")
    parser.add_argument("--steps", type=int, default=10, help="key presses a turn")
    parser.add_argument("--rounds", type=int, default=5, help="turns of every way")
    parser.add_argument("--rest", type=float, default=REST_MS, help="milliseconds between two keys")
    given = parser.parse_args()
    rows: list[Row] = []
    for front_end in given.front_end or ["voila", "lab"]:
        rows += measure(front_end, given.steps, given.rounds, given.rest)
    sys.stdout.write(table(rows) + "\n")


if __name__ == "__main__":
    main()
