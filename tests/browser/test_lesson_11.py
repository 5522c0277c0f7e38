"""Lesson 11 as a learner meets it: a guess, the walk by arrow keys, the manual's formula, the queue, a drill."""

from __future__ import annotations

import pytest

from course.lessons import entry, record
from course.teaching.markup import plain

from .support import arrived, opened, rows, settled

ABOUT = entry("liquidation_mechanics")


@pytest.fixture(scope="module")
def address(apps):
    return apps.url(f"voila/render/lessons/{ABOUT.stem}.ipynb")


def locked(explorer, label, value):
    explorer.get_by_role("spinbutton", name=f"{label}, exact").fill(str(value))
    explorer.get_by_role("button", name="Lock my guess").click()


def test_one_visit(page, address):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    page.get_by_role("heading", level=1, name=ABOUT.heading).wait_for()
    arrived(page)
    named = lambda name: page.locator(f"[data-explorer='{name}']")  # noqa: E731

    first = named("what_is_left")
    assert first.locator(".cx-sentence").is_hidden()
    locked(first, "Of that, yours in the end", 60)
    first.get_by_text("dYdX leaves you 0").wait_for()
    settled(page)
    assert rows(first, 0, "guess")[0]["share"] == pytest.approx(0.6)

    walk = named("walk")
    step = walk.get_by_role("slider", name="Step")
    step.focus()
    page.keyboard.press("ArrowRight")
    walk.get_by_text("Step 4 of 7.").wait_for()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    walk.get_by_text("Step 2 of 7.").wait_for()
    walk.get_by_role("combobox").select_option(label="Bybit")
    walk.get_by_text("Step 2 of 5.").wait_for()
    page.get_by_text("Bybit: its rules").wait_for()
    settled(page)
    assert rows(walk, 1, "parties")[-1]["label"] == "sum $0"

    limits = named("limits")
    limits.locator("label", has_text="short").first.click()
    limits.locator("label", has_text="as the manual prints it").click()
    limits.get_by_text("where nobody sells in this book").wait_for()

    queue = named("queue")
    locked(queue, "Your place in the queue", 12)
    queue.get_by_text("you are 9th of 12").wait_for()
    queue.locator("label", has_text="dYdX (random)").click()
    queue.get_by_text("whatever its leverage").wait_for()

    drill = next(d for d in record(ABOUT.slug).drills if d.name == "queue_score")
    known = {" ".join(plain(q.text).split()): q for q in map(drill.question, range(400))}
    panel = page.locator(".cx-drill", has_text="Your place in the queue").first
    opened(panel)
    for wrong, reply in ((True, "Not quite"), (False, "Right:")):
        asked = panel.locator(".cx-ask").evaluate(
            """(node) => {
              const copy = node.cloneNode(true);
              copy.querySelectorAll(".cx-tip").forEach((tip) => tip.remove());
              return copy.textContent;
            }"""
        )
        value = known[" ".join(asked.split())].answer
        panel.get_by_role("textbox").fill(repr(3 * value + 1 if wrong else value))
        panel.get_by_role("textbox").press("Enter")
        panel.get_by_text(reply).first.wait_for()
        if wrong:
            panel.get_by_role("button", name="Next question").click()
            panel.get_by_text("question 2", exact=True).wait_for()

    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
