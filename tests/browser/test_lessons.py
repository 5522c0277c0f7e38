"""Every lesson that exists, as learners meet it: as an app and in JupyterLab."""

from __future__ import annotations

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from course import places
from course.lessons import lessons, record
from course.lessons.syllabus import BEATS
from course.teaching.markup import plain

from .support import PATIENCE, arrived, pinned, run_all_in_lab, settled

LESSONS = lessons()
every_lesson = pytest.mark.parametrize("entry", LESSONS, ids=lambda e: e.stem)


@pytest.fixture(scope="module")
def lab(lab_server, tmp_path_factory):
    """JupyterLab on a copy of the lessons: it saves on its own."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(places.root() / "lessons", folder / "lessons")
    return lab_server(folder)


def with_slider(page):
    """The first explorer of a whole page that asks nothing and has a slider."""
    return pinned(
        page.locator(
            "[data-explorer]:not(:has(.cx-prediction)):has(.cx-sentence):has(input[type=range]):has(.cx-chart)"
        ).first
    )


def open_app(page, apps, entry):
    page.goto(apps.url(f"voila/render/lessons/{entry.stem}.ipynb"))
    page.get_by_role("heading", level=1, name=entry.heading).wait_for()
    arrived(page)
    settled(page, charts=1)


def nudge(page, explorer):
    """Move the explorer's first slider by keyboard until its words change, as arrow keys do."""
    sentence = explorer.locator(".cx-sentence")
    title = explorer.locator(".cx-title")
    before = (sentence.inner_text(), title.inner_text())
    slider = explorer.get_by_role("slider").first
    value = slider.input_value()
    key = "ArrowLeft" if value == slider.get_attribute("max") else "ArrowRight"
    for _ in range(12):
        for _ in range(4):
            slider.press(key)
        settled(page)
        if (sentence.inner_text(), title.inner_text()) != before:
            break
    assert slider.input_value() != value
    after = (sentence.inner_text(), title.inner_text())
    assert after != before
    return before


def asked(panel):
    """The words of a drill's question, without what the glossary adds."""
    text = panel.locator(".cx-ask").evaluate(
        """(node) => {
          const copy = node.cloneNode(true);
          copy.querySelectorAll(".cx-tip").forEach((tip) => tip.remove());
          return copy.textContent;
        }"""
    )
    return " ".join(text.split())


def answer(panel, known, wrong=False):
    """Type the right answer to the question on the page, or one that no formula gives."""
    value = known[asked(panel)].answer
    box = panel.get_by_role("textbox")
    box.fill(repr(3 * value + 1 if wrong else value))
    box.press("Enter")


def drilled(page, drill):
    """The drill's question is one that it can ask; a wrong answer is not taken, the right one is."""
    known = {" ".join(plain(q.text).split()): q for q in map(drill.question, range(400))}
    panel = page.locator(".cx-drill").first
    panel.scroll_into_view_if_needed()
    answer(panel, known, wrong=True)
    panel.get_by_text("Not quite").first.wait_for()
    panel.get_by_role("button", name="Next question").click()
    panel.get_by_text("question 2", exact=True).wait_for()
    answer(panel, known)
    panel.get_by_text("Right:").first.wait_for()


def accessible(page):
    """axe finds nothing serious."""
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


#: Steps of the keys that go back up the page, other than into a column further right. One radio button stands for its group.
BACK = """() => {
  scrollTo(0, 0); // what sticks stands in its own place
  const groups = new Set();
  const keys = [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary, [tabindex])")]
    .filter((node) => node.tabIndex >= 0 && !node.disabled && node.checkVisibility({ visibilityProperty: true }))
    .filter((node) => node.type !== "radio" || (!groups.has(node.name) && groups.add(node.name)))
    .map((node) => [node, (node.type === "radio" && node.closest("fieldset, [role=radiogroup]") || node).getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height);
  const where = (node) => node.closest("[data-explorer]")?.dataset.explorer ?? "";
  const said = (node) => `${where(node)} ${node.getAttribute("aria-label") ?? node.textContent}`;
  return keys.slice(1).flatMap(([node, box], i) => {
    const [last, was] = keys[i];
    return node.tabIndex > 0 || (box.bottom <= was.top + 2 && box.left < was.right) ? [`${said(last)} → ${said(node)}`] : [];
  });
}"""


def in_order(page):
    """The keys go down the page as the eye does, with everything open."""
    for opener in page.locator(".cx-open-panel").all()[::-1]:
        opener.click()
    settled(page, charts=1)
    assert page.evaluate(BACK) == []


def test_the_first_panel_of_a_kind_stays_open_whichever_came_first(page, apps):
    open_app(page, apps, LESSONS[0])
    folded = page.evaluate(
        """async () => {
          const { inLine, make } = await (await globalThis.__course_runtime__).load("panelkit");
          const cards = [0, 1, 2].map(() => make("div", { class: "cx-tried" }, make("h3", {})));
          const main = document.querySelector("main");
          const come = (i, before) => { main.insertBefore(cards[i], before); inLine(cards[i], cards[i].firstChild, "cx-tried"); };
          come(1, null);
          come(2, null);
          come(0, cards[1]);
          return cards.map((card) => [card.dataset.folded ?? "", card.querySelectorAll("button").length]);
        }"""
    )
    assert folded == [["", 0], ["more", 1], ["more", 1]]


@every_lesson
def test_as_an_app(page, apps, entry):
    """One visit: every figure, a slider by keyboard, no code, the way on, axe, a drill wrong and right, and on a phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    open_app(page, apps, entry)
    assert page.title().startswith(entry.heading)
    assert page.locator(".page-failure, .page-stored, .page-skeleton, [aria-busy], .page-words").count() == 0
    assert page.locator(".page-beats a").count() == len(BEATS)
    assert page.locator("#waiting, #notice").count() == 0
    explorer = with_slider(page)
    nudge(page, explorer)

    for beat in BEATS:
        assert page.get_by_role("heading", level=2, name=beat, exact=True).count() == 1
    for kind in (".cx-drill", ".cx-exercise"):  # the first is open, each of the others one line
        page.wait_for_function(
            "(kind) => document.querySelectorAll(kind).length - document.querySelectorAll(`${kind}[data-folded]`).length === 1",
            arg=kind,
        )
    assert page.get_by_text("lesson.explore(").count() == 0
    assert page.get_by_text("JupyterLab").count() >= 1
    assert page.get_by_text("Traceback").count() == 0
    for other in (entry.previous, entry.next):
        if other in LESSONS:
            assert page.locator(f"a[href*='{other.stem}']").count() >= 1
    accessible(page)
    drilled(page, record(entry.slug).drills[0])
    in_order(page)

    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    in_order(page)
    box = explorer.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_previous_next_and_the_way_back_to_all_lessons(page, apps):
    first, second = LESSONS[:2]
    page.goto(apps.url())
    page.locator(f"a[href*='{first.stem}']").first.click()
    page.get_by_role("heading", level=1, name=first.heading).wait_for()
    page.locator(f"a[href*='{second.stem}']").last.click()
    page.get_by_role("heading", level=1, name=second.heading).wait_for()
    page.get_by_role("link", name="All lessons").first.click()
    page.wait_for_function("document.querySelectorAll('main a[href*=lessons]').length >= 3")


def written(page, name, code):
    """Write a function into its cell in JupyterLab, run it and its check."""
    # Only a cell's editor is meant: the task above shows the same first line.
    editor = page.locator(".jp-CodeCell .cm-content", has_text=f"def {name}(").first
    editor.scroll_into_view_if_needed()
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


def test_in_jupyterlab_a_slider_moves_and_an_exercise_passes(page, lab):
    """Run all cells, move a slider by keyboard, write the solution of an exercise into its cell and run its check."""
    entry = next(e for e in LESSONS if e.slug == "leverage")
    exercise = record("leverage").exercises[0]
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.goto(lab.url(f"lab/tree/lessons/{entry.stem}.ipynb"))
    run_all_in_lab(page)
    explorer = page.locator("[data-explorer='leverage_dial']")
    explorer.wait_for(timeout=3 * PATIENCE)
    explorer.scroll_into_view_if_needed()  # charts are drawn when they come into sight
    explorer.locator(".cx-chart[data-drawn]").first.wait_for()
    nudge(page, explorer)

    written(page, exercise.name, exercise.solution)
    checked = page.locator(".jp-CodeCell", has_text=f"lesson.check({exercise.name})").first
    checked.locator(".cx-verdict-correct").wait_for()


BANKRUPTCY = """def liquidation_price(entry_price, size, collateral, maintenance, fee):
    price = entry_price - collateral / size
    return price if price > 0 else None
"""


def test_in_jupyterlab_a_plausible_answer_is_answered_by_name(page, lab):
    entry = next(e for e in LESSONS if e.slug == "liquidation_price")
    page.set_viewport_size({"width": 1400, "height": 1000})
    # A workspace of its own: in that of the test before JupyterLab would open its notebook, too, and run that one.
    page.goto(lab.url(f"lab/workspaces/{entry.slug}/tree/lessons/{entry.stem}.ipynb"))
    run_all_in_lab(page)
    explorer = page.locator("[data-explorer='three_levels']")
    explorer.wait_for(timeout=3 * PATIENCE, state="attached")
    explorer.scroll_into_view_if_needed()  # JupyterLab lays out what is seen
    settled(page, charts=1)
    written(page, "liquidation_price", BANKRUPTCY)
    checked = page.locator(".jp-CodeCell", has_text="check(liquidation_price)").first
    checked.get_by_text("That is the bankruptcy price").wait_for()
