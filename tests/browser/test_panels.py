"""The teaching panels as a learner meets them: in JupyterLab and Voila, by keyboard, on a phone, read aloud."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .support import PATIENCE, notebook, run_all_in_lab

CELLS = [
    "# Panels",
    "## Map",
    "import demo_panels as d\nd.course_map()",
    "d.progress()",
    "## Exercise",
    "d.exercise()",
    "def area(length, width):\n    return length + width\n\nd.check(area)",
    "## Drill",
    "d.drill()",
    "## Quiz",
    "d.quiz()",
    "d.diagnostic()",
]
FRONT_ENDS = ["voila", "lab"]


@pytest.fixture(scope="module")
def address(tmp_path_factory, request):
    """Where the notebook is, by front end; servers are started when first asked for."""
    servers = {}

    def find(front_end):
        if front_end not in servers:
            folder = tmp_path_factory.mktemp(front_end)
            notebook(folder / "lessons" / "panels.ipynb", CELLS)
            notebook(folder / "lessons" / "01_leverage.ipynb", ["# Leverage", "1 + 1"])
            servers[front_end] = request.getfixturevalue(f"{front_end}_server")(folder)
        path = "lab/tree/lessons/{}.ipynb" if front_end == "lab" else "voila/render/lessons/{}.ipynb"
        return servers[front_end].url(path.format("panels"))

    return find


def show(page, front_end, url):
    page.goto(url)
    if front_end == "lab":
        run_all_in_lab(page)
    page.locator(".cx-quiz").nth(1).wait_for(timeout=3 * PATIENCE)


@pytest.fixture(scope="module")
def in_lab(lasting, address):
    """The notebook with every panel drawn, in JupyterLab; each test has panels of its own on it, and who leaves it comes last."""
    page = lasting(viewport={"width": 1400, "height": 1000})
    show(page, "lab", address("lab"))
    return page


@pytest.fixture(scope="module")
def in_voila(lasting, address):
    """The same in Voila."""
    page = lasting(viewport={"width": 1400, "height": 1000})
    show(page, "voila", address("voila"))
    return page


@pytest.fixture(params=FRONT_ENDS)
def panels(request, lasting):  # which is named so that every test here has the same browser
    """The notebook in either."""
    return request.getfixturevalue(f"in_{request.param}")


@pytest.fixture(scope="module")
def answered(lasting, address):
    """Another in Voila, on a phone, with replies of every kind."""
    page = lasting(viewport={"width": 390, "height": 844})
    show(page, "voila", address("voila"))
    answer_something(page)
    return page


def spoken(page, text):
    """Wait until a screen reader is given this text."""
    page.wait_for_function(
        "(text) => [...document.querySelectorAll('[aria-live=polite]')].some((n) => n.textContent.includes(text))",
        arg=text,
    )


def test_a_drill_by_keyboard_alone(panels):
    drill = panels.locator(".cx-drill")
    box = drill.get_by_role("textbox", name="Your answer")
    for number in range(1, 4):
        drill.get_by_text(f"question {number}", exact=True).wait_for()
        bill, share = re.findall(r"[\d.]+", drill.locator(".cx-ask").text_content())[:2]
        box.focus()
        panels.keyboard.type(f"{float(bill) * float(share) / 100:.2f}")
        panels.keyboard.press("Enter")
        drill.get_by_text("Right:").first.wait_for()
        spoken(panels, "Right:")
        following = drill.get_by_role("button", name="Next question")
        panels.wait_for_function("document.activeElement.textContent === 'Next question'")
        if number < 3:
            panels.keyboard.press("Enter")
            following.wait_for(state="hidden")
            panels.wait_for_function("document.activeElement.matches('.cx-answer')")
    drill.get_by_text("✓ mastered").wait_for()
    drill.get_by_role("button", name="The tip mastered").wait_for()


def test_a_wrong_answer_is_called_by_its_name(in_voila):
    drill = in_voila.locator(".cx-drill")
    drill.get_by_role("button", name="A share").click()
    box = drill.get_by_role("textbox", name="Your answer in per cent")
    box.wait_for()
    part, whole = map(int, re.findall(r"\d+", drill.locator(".cx-ask").text_content())[:2])
    box.fill("<img src=x onerror=alert(1)>")
    box.press("Enter")
    drill.get_by_text("I cannot read that as a number").wait_for()
    assert box.get_attribute("aria-invalid") == "true"
    box.fill(str(100 * whole / part))
    drill.get_by_role("button", name="Check").click()
    drill.get_by_text("Not quite: the other way round.").wait_for()
    assert in_voila.locator("img").count() == 0


def second(quiz):
    """The second question: it opens once the first is answered, and the third is not there yet."""
    first = quiz.get_by_role("group", name="Question 1 of 3")
    asked = quiz.get_by_role("group", name=re.compile("Question"))
    expect(asked).to_have_count(1)
    first.get_by_role("radio").nth(0).check()
    first.get_by_role("radio", name="Fairly sure").check()
    first.get_by_role("button", name="Answer").click()
    quiz.get_by_text("Question 2 of 3", exact=True).wait_for()
    expect(asked).to_have_count(2)
    return quiz.get_by_role("group", name="Question 2 of 3")


def test_a_quiz_is_explained_at_once(panels):
    quiz = panels.locator(".cx-quiz").nth(0)
    item = second(quiz)
    answer = item.get_by_role("button", name="Answer")
    assert answer.get_attribute("aria-disabled") == "true"
    item.get_by_role("radio", name="green").focus()
    panels.keyboard.press("Space")
    item.get_by_text("And how sure are you?").wait_for()
    item.get_by_role("radio", name="Certain").focus()
    panels.keyboard.press("Space")
    answer.focus()
    panels.keyboard.press("Enter")
    item.get_by_text("That is grass.").wait_for()
    item.get_by_text("✓ the right answer").wait_for()
    item.get_by_text("✕ your answer").wait_for()
    spoken(panels, "Not right. That is grass.")
    panels.wait_for_function("document.activeElement.matches('.cx-reply')")


def test_a_diagnostic_tells_at_the_end_and_links_lessons(in_voila):
    quiz = in_voila.locator(".cx-quiz").nth(1)
    for number in range(1, 4):
        item = quiz.get_by_role("group", name=f"Question {number} of 3")
        item.wait_for()
        expect(quiz.get_by_role("group", name=re.compile("Question"))).to_have_count(1)
        item.get_by_role("radio").nth(0 if number < 3 else 1).check()
        item.get_by_role("radio", name="Fairly sure").check()
        item.get_by_role("button", name="Answer").click()
    quiz.get_by_text(re.compile(r"\d of 3 right")).wait_for()
    links = quiz.get_by_role("link", name="Leverage")
    if links.count():
        assert links.first.get_attribute("href") == "01_leverage.ipynb"


def test_hints_solution_and_the_last_verdict(in_lab):
    page = in_lab
    exercise = page.locator(".cx-exercise")
    exercise.get_by_text(re.compile("Right in|No case agrees yet")).first.wait_for()
    exercise.get_by_text("You add the sides.").wait_for()
    page.locator(".jp-RenderedHTML .cx-verdict").get_by_text("You add the sides.").wait_for()
    hint = exercise.get_by_role("button", name="Hint 1 of 3")
    hint.focus()
    page.keyboard.press("Enter")
    exercise.get_by_text("What has the unit m²?").wait_for()
    exercise.get_by_role("button", name="Hint 2 of 3").wait_for()
    assert not exercise.get_by_text("Lay tiles").is_visible()
    exercise.get_by_role("button", name="Show the solution").click()
    exercise.get_by_role("button", name="I try again").click()
    exercise.get_by_role("button", name="I try again").wait_for(state="hidden")
    assert not exercise.get_by_text("return length * width").is_visible()
    exercise.get_by_role("button", name="Show the solution").click()
    exercise.get_by_role("button", name="Show it").click()
    exercise.get_by_text("return length * width").wait_for()


def test_a_term_is_explained_on_focus_and_escape_closes_it(in_voila):
    quiz = in_voila.locator(".cx-exercise")
    term = quiz.get_by_role("button", name="equity")
    tip = quiz.get_by_role("tooltip")
    assert not tip.is_visible()
    term.focus()
    tip.wait_for()
    assert "if all its positions were closed" in tip.inner_text()
    in_voila.keyboard.press("Escape")
    tip.wait_for(state="hidden")


def test_in_an_app_lines_are_chosen_instead_of_written(in_voila):
    exercise = in_voila.locator(".cx-exercise")
    exercise.get_by_text("Choose the lines here").wait_for()
    exercise.get_by_role("button", name="Hint 1 of 3").wait_for()
    assert not exercise.get_by_text("Starter code").is_visible()
    check = exercise.get_by_role("button", name="Check these lines")
    check.dispatch_event("click")
    exercise.get_by_text("still to be chosen").wait_for()
    groups = exercise.get_by_role("radiogroup").all()
    for options in itertools.product(*(group.get_by_role("radio").all() for group in groups)):
        for option in options:
            option.check()
        before = exercise.locator(".cx-verdict-slot").inner_html()
        check.click()
        in_voila.wait_for_function(
            "(before) => document.querySelector('.cx-verdict-slot').innerHTML !== before", arg=before
        )
        if exercise.get_by_text("solved").count():
            return
    raise AssertionError("no choice of lines is right")


def test_progress_is_taken_along_and_brought_back(in_voila, tmp_path):
    card = in_voila.locator(".cx-progress")
    with in_voila.expect_download() as waiting:
        card.get_by_role("button", name="Download").click()
    saved = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert saved["schema"] == 1
    file = tmp_path / "mine.json"
    event = {"at": 1, "kind": "drill", "lesson": "<b>", "item": "x", "correct": True}
    file.write_text(json.dumps({"schema": 1, "events": {"own": event}}), encoding="utf-8")
    card.get_by_label("Progress file").set_input_files(file)
    card.get_by_text("One result was added.").wait_for()
    file.write_text("{", encoding="utf-8")
    card.get_by_label("Progress file").set_input_files(file)
    card.get_by_text("That file was not taken in: it is damaged").wait_for()
    card.get_by_role("button", name="Begin anew").click()
    card.get_by_role("button", name="Keep them").click()
    card.get_by_role("button", name="Begin anew").click()
    card.get_by_role("button", name="Yes, begin anew").click()
    card.get_by_text("You begin anew.").wait_for()
    card.get_by_text("No results yet.").wait_for()


def test_the_map_leads_to_a_lesson(panels):
    card = panels.get_by_role("navigation", name="All lessons")
    expect(card.get_by_role("listitem").filter(has_text="In preparation")).to_have_count(13)
    expect(card.get_by_role("link")).to_have_count(3)
    card.get_by_role("link", name="Leverage", exact=True).click()
    if "/lab" in panels.url:
        panels.locator(".lm-TabBar-tabLabel", has_text="01_leverage.ipynb").wait_for()
    else:
        panels.get_by_role("heading", name="Leverage").wait_for(timeout=3 * PATIENCE)


def answer_something(page):
    """Bring the panels into a state with replies of every kind."""
    drill = page.locator(".cx-drill")
    drill.get_by_role("textbox").fill("-1")
    drill.get_by_role("textbox").press("Enter")
    drill.get_by_text("Not quite").wait_for()
    item = second(page.locator(".cx-quiz").nth(0))
    item.get_by_role("radio", name="green").check()
    item.get_by_role("radio", name="Certain").check()
    item.get_by_role("button", name="Answer").click()
    item.get_by_text("That is grass.").wait_for()


def test_nothing_is_cut_off_on_a_phone(answered):
    cut = answered.evaluate(
        """() => [...document.querySelectorAll('.cx-root *')].filter((node) => {
             const box = node.getBoundingClientRect();
             const own = node.closest('.cx-code, .cx-verdict-printed, .cx-hidden, .cx-tip');
             return box.width > 1 && box.right > innerWidth + 1 && !own;
           }).map((node) => node.className || node.tagName)"""
    )
    assert cut == []


def test_nothing_for_axe_to_complain_of(answered):
    page = answered
    page.set_viewport_size({"width": 1280, "height": 720})
    page.add_style_tag(content="body, body * { transition: none !important }")
    for theme, ground in (("light", "white"), ("dark", "#15191e")):
        page.evaluate("theme => { document.documentElement.dataset.cxTheme = theme }", theme)
        page.add_style_tag(content=f"body {{ background: {ground} !important }}")
        page.get_by_role("button", name="equity").focus()
        found = Axe().run(page, context=".cx-root")
        serious = [
            f"{theme} {v['id']}: {n['html'][:200]}"
            for v in found.response["violations"]
            for n in v["nodes"]
            if v["impact"] in ("serious", "critical", "moderate")
        ]
        assert serious == []
