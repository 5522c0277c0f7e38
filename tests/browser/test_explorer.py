"""Explorers as a learner meets them: in JupyterLab and in Voila, by keyboard, by hand, on a phone."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from course import places
from course.margin import liquidation_distance, sign
from course.teaching.typed_numbers import other_unit, readings_in

from .fixtures import demo_explorer
from .support import PATIENCE, arrived, drag, notebook, resting, rows, run_all_in_lab, settled

CELLS = [
    "# Demo\n\n## Explore",
    "import demo_explorer as d\ne = d.dial()\ne",
    "d.words(e)",
    "## Predict",
    "d.dial(predict=True)",
]
#: The course's own pages, JupyterLab, and Voila as others may run it.
FRONT_ENDS = ["apps", "lab", "voila"]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(tmp_path_factory, request):
    """Where the demo notebook is, by front end; servers are started when first asked for."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in ("demo", "other"):
        notebook(folder / "lessons" / f"{name}.ipynb", CELLS)
    drawn = json.dumps([panel.to_dict() for panel in demo_explorer.design()])
    (folder / "lessons" / demo_explorer.DRAWN).write_text(drawn, encoding="utf-8")
    servers = {}

    def find(front_end, name="demo"):
        if front_end not in servers:
            servers[front_end] = request.getfixturevalue(f"{front_end}_server")(folder)
        start = "lab/tree" if front_end == "lab" else "voila/render"
        return servers[front_end].url(f"{start}/lessons/{name}.ipynb")

    return find


def show(page, front_end, url, charts=2):
    page.goto(url)
    if front_end == "lab":
        run_all_in_lab(page)
        sought(page)
    elif front_end == "apps":
        arrived(page)
    settled(page, charts)


def sought(where):
    """Its first explorer comes to be seen: JupyterLab goes to where it ran last, and charts are drawn where they are seen."""
    where.locator("[data-explorer]").first.scroll_into_view_if_needed()


def parts(page):
    """(page, the first explorer, the one with a question)"""
    explorers = page.locator("[data-explorer]")
    return page, explorers.nth(0), explorers.nth(1)


@pytest.fixture
def fresh_demo(page, address):
    """The demo notebook, drawn, as nobody has touched it."""
    page.set_viewport_size({"width": 1400, "height": 1000})
    show(page, "apps", address("apps"))
    return parts(page)


@pytest.fixture(scope="module")
def phone(lasting, address):
    """Another, opened on a phone, whose question nobody answers."""
    page = lasting(viewport=PHONE)
    show(page, "apps", address("apps"))
    return page


@pytest.fixture(scope="module")
def shown(lasting, address):
    """The demo notebook in each front end, opened once."""
    pages = {}

    def find(front_end):
        if front_end not in pages:
            pages[front_end] = lasting(viewport={"width": 1400, "height": 1000})
            show(pages[front_end], front_end, address(front_end))
        return pages[front_end]

    return find


@pytest.fixture(params=FRONT_ENDS[:1])
def demo(request, shown):
    """The same, with the first explorer as it was at first: what else the tests before have opened is open."""
    page, explorer, asked = parts(shown(request.param))
    explorer.get_by_role("button", name="Reset").click()
    explorer.get_by_text("At 10× the venue closes you after").wait_for()
    settled(page)
    return page, explorer, asked


@pytest.mark.parametrize("demo", FRONT_ENDS, indirect=True)
def test_a_key_on_a_slider_changes_sentence_chart_and_prose(demo):
    page, explorer, _ = demo
    before = rows(explorer, 1, "dot")
    slider = explorer.get_by_role("slider", name="Leverage")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    explorer.get_by_text("At 12× the venue closes you after").wait_for()
    settled(page)

    assert slider.get_attribute("aria-valuetext") == "12×"
    assert explorer.get_by_role("spinbutton", name="Leverage, exact").input_value() == "12"
    # Typed digits reach the box, though JupyterLab has shortcuts on them.
    box = explorer.get_by_role("spinbutton", name="Leverage, exact")
    box.select_text()
    page.keyboard.type("12")
    assert box.input_value() == "12"
    assert "$94.02" in explorer.locator(".cx-sentence").inner_text()
    assert [row["leverage"] for row in before] == [10]
    assert [row["leverage"] for row in rows(explorer, 1, "dot")] == [12]
    page.get_by_text("At 12× long").wait_for()


#: One stop on, as a key does it; and what stands there before Python can have answered.
AT_ONCE = """(root) => {
  const slider = root.querySelector("[data-control=leverage] input[type=range]");
  slider.stepUp();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const told = [".cx-title", ".cx-sentence"].map((words) => root.querySelector(words).textContent);
  return { value: Number(slider.value), told, asked: "asking" in root.dataset };
}"""


def test_one_stop_on_is_known_before_the_hand_goes_there_and_python_says_the_same(demo):
    page, explorer, _ = demo
    explorer.get_by_role("slider", name="Leverage").focus()
    for _ in range(20):
        page.wait_for_timeout(100)  # a hand that rests
        found = explorer.evaluate(AT_ONCE)
        assert found["asked"]
        settled(page)
        page.get_by_text(f"At {found['value']}× long").wait_for()  # said by Python, which was told of the turn
        if found["told"][0].startswith(f"At {found['value']}× "):
            break
    else:
        raise AssertionError("what is shown always waited for Python")
    assert [explorer.locator(words).inner_text() for words in (".cx-title", ".cx-sentence")] == found["told"]
    assert [row["leverage"] for row in rows(explorer, 1, "dot")] == [found["value"]]


def test_what_is_refused_is_said_beside_the_control_and_the_chart_stays(demo):
    _page, explorer, _ = demo
    box = explorer.get_by_role("spinbutton", name="Leverage, exact")
    kept = rows(explorer, 0, "curve")
    field = explorer.locator("[data-control=leverage]")
    for typed, said in (("45", "at most 40"), ("many", "cannot be read"), ("", "Enter a number")):
        box.fill(typed)
        box.press("Enter")
        field.get_by_role("alert").filter(has_text=said).wait_for()
        assert box.get_attribute("aria-invalid") == "true"
        assert field.get_by_role("alert").get_attribute("id") in box.get_attribute("aria-describedby")
    assert rows(explorer, 0, "curve") == kept
    box.fill("5")
    explorer.get_by_text("At 5× the venue closes you after").wait_for()
    assert box.get_attribute("aria-invalid") is None
    assert field.locator(".cx-error").inner_text() == ""


def test_reset_code_and_table(demo):
    _page, explorer, _ = demo
    explorer.locator("label", has_text="short").click()
    explorer.get_by_text("$107.32").first.wait_for()
    explorer.get_by_role("button", name="Show me the code").click()
    assert "liquidation_distance(10, 0.025, 'short')" in explorer.locator("pre").inner_text()
    explorer.get_by_role("button", name="Show the numbers").click()
    explorer.get_by_role("cell", name="107.32").wait_for()
    assert explorer.locator(".cx-scroll").evaluate("node => parseFloat(getComputedStyle(node).maxHeight) < innerHeight")
    explorer.get_by_role("button", name="Reset").click()
    explorer.get_by_role("cell", name="92.31").wait_for()
    assert explorer.get_by_role("radio", name="long").is_checked()
    assert "'long'" in explorer.locator("pre").inner_text()


@pytest.mark.parametrize("demo", FRONT_ENDS[:2], indirect=True)
def test_a_drag_in_the_chart_turns_the_control_and_the_last_value_wins(demo):
    page, explorer, _ = demo
    chart = explorer.locator(".cx-chart-view").first
    drag(page, chart, 0.4 * resting(chart)["width"], 0, steps=40)
    settled(page)
    price = float(explorer.get_by_role("spinbutton", name="Price, exact").input_value())
    assert price > 105
    assert [row["price"] for row in rows(explorer, 0, "you")] == [price]
    assert f"${price:.2f}" in explorer.locator(".cx-sentence").inner_text()


def test_an_answer_is_painted_without_asking_where_anything_stands(fresh_demo):
    """Such a question has the browser lay the page out at once, in the middle of the answer; what stands there is left alone."""
    page, explorer, _ = fresh_demo
    explorer.get_by_role("slider", name="Leverage").press("ArrowRight")
    explorer.get_by_text("At 10.5×").wait_for()
    settled(page)
    page.evaluate(
        """() => {
          const asked = (globalThis.asked = []);
          const note = (owner, name, key) => {
            const kept = Object.getOwnPropertyDescriptor(owner, name);
            const noted = function (...all) {
              if (this instanceof Element && this.closest("[data-explorer]")) asked.push(name);
              return kept[key].apply(this, all);
            };
            Object.defineProperty(owner, name, { ...kept, [key]: noted });
          };
          for (const owner of [Element.prototype, HTMLElement.prototype]) {
            for (const name of Object.getOwnPropertyNames(owner)) {
              if (/^(offset|client|scroll)(Left|Top|Width|Height)$/.test(name)) note(owner, name, "get");
              if (/^getBoundingClientRect$|^getClientRects$|^checkVisibility$/.test(name)) note(owner, name, "value");
            }
          }
          const still = document.querySelector("[data-explorer] .cx-subtitle");
          const whole = { subtree: true, childList: true, characterData: true };
          new MutationObserver(() => asked.push("subtitle")).observe(still, whole);
          const charts = [...document.querySelectorAll("[data-explorer] .cx-chart")].map((node) => node.__view__);
          const runs = (globalThis.runs = charts.map(() => 0));
          charts.forEach((view, i) => {
            const run = view.evaluate;
            view.evaluate = function (...all) {
              runs[i] += 1;
              return run.apply(this, all);
            };
          });
        }"""
    )
    before = explorer.locator(".cx-sentence").text_content()
    # Told to the slider itself: a key of the test's own asks where the page stands.
    told, shown = explorer.get_by_role("slider", name="Price").evaluate(
        """(node) => {
          const said = () => node.getAttribute("aria-valuetext");
          const told = [];
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (...all) {
            told.push(said());
            return send.apply(this, all);
          };
          node.stepUp();
          node.dispatchEvent(new Event("input", { bubbles: true }));
          WebSocket.prototype.send = send;
          return [told, said()];
        }"""
    )
    assert len(told) == 1
    assert told[0] != shown, "Python is asked before the slider's own number is written"
    page.wait_for_function("before => document.querySelector('.cx-sentence').textContent !== before", arg=before)
    settled(page)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("asked") == []
    assert page.evaluate("runs") == [1, 0], "only what has other numbers is worked out anew, and once"


@pytest.mark.parametrize("demo", FRONT_ENDS[:2], indirect=True)
def test_the_chart_opens_when_the_guess_is_locked_and_keeps_it(demo):
    page, _, asked = demo
    lock = asked.get_by_role("button", name="Lock my guess")
    assert asked.locator(".cx-chart").count() == 0
    lock.click(force=True)
    asked.get_by_role("alert").filter(has_text="Make your guess first").wait_for()
    slider = asked.get_by_role("slider", name="Price move")
    assert slider.get_attribute("aria-valuetext") == "nothing chosen yet"
    slider.press("ArrowRight")
    lock.click()
    settled(page, 4)
    assert "−24.5" in asked.locator(".cx-guess").inner_text()
    assert [row["price"] for row in rows(asked, 0, "guess")] == [pytest.approx(75.5)]
    assert not asked.get_by_role("button", name="Lock my guess").is_visible()
    assert asked.locator(".cx-guess").evaluate("node => node === document.activeElement")
    asked.get_by_role("slider", name="Leverage").press("ArrowRight")
    asked.get_by_text("At 10.5×").wait_for()
    assert [row["price"] for row in rows(asked, 0, "guess")] == [pytest.approx(75.5)]


@pytest.mark.parametrize("demo", FRONT_ENDS[:2], indirect=True)
def test_one_runtime_and_one_style_sheet_for_the_page(demo):
    page, *_ = demo
    # The course's own pages bring the runtime along, elsewhere it comes from the kernel.
    brought = page.evaluate("Boolean(globalThis.__course_runtime__)")
    assert page.evaluate("globalThis.__course_runtimes__.size") == (0 if brought else 1)
    assert page.locator("#cx-style").count() == 1


def test_it_fits_a_phone(phone):
    page = phone
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    explorer = page.locator("[data-explorer]").first
    chart = explorer.locator(".cx-chart").first.bounding_box()
    assert chart["width"] > 280
    # What it holds for stands once: under the picture and before the first control, and scrolls away while the picture stays.
    notes = [box for box in (node.bounding_box() for node in explorer.locator(".cx-subtitle").all()) if box]
    assert len(notes) == 1
    first = explorer.get_by_role("slider").first.bounding_box()
    assert chart["y"] + chart["height"] <= notes[0]["y"] + 1
    assert notes[0]["y"] + notes[0]["height"] <= first["y"]
    # The picture stays in sight while the last of its controls is in hand.
    last = explorer.get_by_role("slider").last
    last.evaluate("node => node.scrollIntoView({block: 'end'})")
    page.mouse.wheel(0, 60)
    still(page)
    hand, chart = last.bounding_box(), explorer.locator(".cx-chart").first.bounding_box()
    assert chart["y"] >= 0
    assert chart["y"] + chart["height"] <= hand["y"] + 2, "the picture covers the control"
    assert hand["y"] + hand["height"] <= 844
    canvas = explorer.locator("canvas").first.bounding_box()
    assert canvas["width"] <= chart["width"] + 1


def test_nothing_serious_for_axe(phone):
    page, explorer, _asked = parts(phone)
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.emulate_media(reduced_motion="reduce")  # colours that fade in are judged half way
    explorer.get_by_role("button", name="Show me the code").click()
    explorer.get_by_role("button", name="Show the numbers").click()
    explorer.get_by_role("cell", name="92.31").wait_for()
    box = explorer.get_by_role("spinbutton", name="Leverage, exact")
    box.fill("77")
    box.press("Enter")
    explorer.get_by_role("alert").filter(has_text=re.compile("Highest here|at most 40")).wait_for()
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.dataset.cxTheme = theme", theme)
        page.wait_for_function(
            "dark => document.documentElement.dataset.cxDark === dark", arg=str(theme == "dark").lower()
        )
        found = Axe().run(page, context="[data-explorer]")
        bad = [
            (violation["id"], [node["html"][:120] for node in violation["nodes"]])
            for violation in found.response["violations"]
        ]
        assert bad == [], theme


def still(page):
    """Wait until the page has stopped scrolling: it stands at the same place for ten frames."""
    page.evaluate(
        """() => new Promise((done) => {
             let top = -1, frames = 0;
             const look = () => {
               frames = scrollY === top ? frames + 1 : 0;
               top = scrollY;
               if (frames < 10) requestAnimationFrame(look);
               else done();
             };
             look();
           })"""
    )


def touch(page, start, steps):
    """A finger that goes down at ``start`` and moves by ``steps``."""
    session = page.context.new_cdp_session(page)
    x, y = start
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for dx, dy in steps:
        x, y = x + dx, y + dy
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_scrolls_across_a_chart_and_drags_only_its_handle(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    show(page, "apps", address("apps"))
    explorer = page.locator("[data-explorer]").first
    chart = explorer.locator(".cx-chart").first
    box = resting(chart)
    price = explorer.get_by_role("spinbutton", name="Price, exact")
    before, top = price.input_value(), page.evaluate("scrollY")
    touch(page, (box["x"] + 0.8 * box["width"], box["y"] + 0.7 * box["height"]), [(0, -20)] * 8)
    page.wait_for_function("top => scrollY > top", arg=top)
    still(page)
    assert price.input_value() == before
    ring = resting(explorer.locator(".cx-handle").first)
    touch(page, (ring["x"] + 22, ring["y"] + 22), [(8, 0)] * 8)
    settled(page)
    assert float(price.input_value()) > float(before)

    # On a slider too the thumb may come down to scroll; along it, or in a tap, it means the slider.
    slider = explorer.locator(".cx-range").first
    value = "node => node.closest('.cx-pair').querySelector('.cx-number').value"
    shown = slider.evaluate(value)
    slider.evaluate("node => window.scrollBy(0, node.getBoundingClientRect().top - innerHeight + 80)")
    rail, top = slider.bounding_box(), page.evaluate("scrollY")
    at = (rail["x"] + 0.9 * rail["width"], rail["y"] + rail["height"] / 2)
    touch(page, at, [(0, -20)] * 8)
    page.wait_for_function("top => scrollY > top", arg=top)
    still(page)
    assert slider.evaluate(value) == shown
    page.evaluate("top => scrollTo(0, top)", top)
    touch(page, at, [])
    settled(page)
    tapped = slider.evaluate(value)
    assert tapped != shown
    touch(page, at, [(-8, 0)] * 8)
    settled(page)
    assert slider.evaluate(value) != tapped
    context.close()


def test_typed_numbers_are_read_as_python_reads_them(demo):
    """The table of typed forms that holds course/teaching/typed_numbers.py holds its twin on the page."""
    table = json.loads((places.root() / "tests/teaching/typed.json").read_text(encoding="utf-8"))
    assert len(table) >= 60
    page, *_ = demo
    read = """async (table) => {
        const runtime = await globalThis.__course_runtime__;
        const { readings } = await runtime.load("reading");
        return Object.fromEntries(table.map((typed) => [typed, readings(typed)]));
    }"""
    found = page.evaluate(read, list(table))
    assert {typed: found[typed] for typed in table} == {typed: pytest.approx(values) for typed, values in table.items()}
    boxes = json.loads((places.root() / "tests/teaching/units.json").read_text(encoding="utf-8"))
    read = """async (boxes) => {
        const runtime = await globalThis.__course_runtime__;
        const { otherUnit, readingsIn } = await runtime.load("reading");
        return boxes.map(([typed, unit]) => [otherUnit(typed, unit), readingsIn(typed, unit)]);
    }"""
    for (text, unit, _), (told, numbers) in zip(boxes, page.evaluate(read, boxes), strict=True):
        assert told == other_unit(text, unit)
        assert numbers == pytest.approx(readings_in(text, unit))


def test_a_box_takes_what_people_type_and_stops_at_its_ends(demo):
    _page, explorer, _ = demo
    box = explorer.get_by_role("spinbutton", name="Leverage, exact")
    for typed, shown, said in (
        ("7,5", "7.5", ""),
        ("3k", "50", "Highest here: 50×|at most 40"),
        ("12 x", "12", ""),
        ("-4", "1", "Lowest here: 1×"),
    ):
        box.fill(typed)
        box.press("Enter")
        if said:
            explorer.get_by_role("alert").filter(has_text=re.compile(said)).wait_for()
        assert box.input_value() == shown


def test_a_chart_that_is_hidden_at_first_is_drawn_when_it_is_shown(page, address):
    page.add_init_script(
        """const sheet = new CSSStyleSheet();
           sheet.replaceSync("[data-explorer] { display: none !important }");
           document.adoptedStyleSheets = [sheet];"""
    )
    page.goto(address("apps"))
    page.locator("[data-explorer]").first.wait_for(state="attached")
    page.locator(".cx-chart").first.wait_for(state="attached")
    assert page.locator(".cx-chart[data-drawn]").count() == 0
    page.evaluate("document.adoptedStyleSheets = []")
    settled(page, 2)
    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_function("document.querySelector('.cx-chart canvas').getBoundingClientRect().width <= 700")


def test_motion_is_shown_for_jumps_and_spared_to_who_wants_none(demo):
    page, explorer, _ = demo
    page.evaluate(
        """() => { document.querySelector('.cx-chart').__view__.addDataListener(
             'marks', (_, rows) => globalThis.seen.push(rows[1].price)); }"""
    )
    for wish, side in (("no-preference", "short"), ("reduce", "long")):
        goal = 100 * (1 - sign(side) * liquidation_distance(10, 0.025, side))
        page.emulate_media(reduced_motion=wish)
        page.evaluate("globalThis.seen = []")
        explorer.locator("label", has_text=side).click()
        page.wait_for_function("goal => Math.abs(seen.at(-1) - goal) < 1e-9", arg=goal)
        between = [price for price in page.evaluate("seen") if abs(price - goal) > 1e-9]
        assert (between == []) == (wish == "reduce")


def test_the_theme_is_followed_without_a_new_page(demo):
    """The last of those that share a page: it is dark then."""
    page, *_ = demo
    paper = "getComputedStyle(document.querySelector('.cx-card')).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.evaluate("document.documentElement.dataset.cxTheme = 'dark'")
    page.wait_for_function(f"{paper} === 'rgb(21, 25, 30)'")
    page.wait_for_function(
        """document.querySelector('.cx-chart').__view__.scenegraph().toJSON().toLowerCase()
             .includes('#56aee6')"""
    )


def test_a_rest_is_spoken_once(page, address):
    show(page, "apps", address("apps"))
    slider = page.locator("[data-explorer]").first.get_by_role("slider", name="Leverage")
    page.evaluate(
        """() => { globalThis.spoken = [];
             new MutationObserver(() => {
               const text = document.querySelector('body > [role=status].cx-hidden')?.textContent;
               if (text && text !== spoken.at(-1)) spoken.push(text);
             }).observe(document.body, {subtree: true, childList: true, characterData: true}); }"""
    )
    # In one go: on a busy machine the hand would rest between two keys of the test's own.
    turn = "node => { node.stepUp(); node.dispatchEvent(new Event('input', { bubbles: true })); }"
    slider.evaluate(f"node => {{ for (let i = 0; i < 6; i += 1) ({turn})(node); }}")
    page.wait_for_function("spoken.length > 0", timeout=PATIENCE)
    assert len(page.evaluate("spoken")) == 1
    assert "$94.67" in page.evaluate("spoken[0]")


@pytest.mark.parametrize("demo", FRONT_ENDS[1:2], indirect=True)
def test_lab_reload_second_notebook_and_restarted_kernel(demo, address):
    url = address("lab")
    page, explorer, _ = demo
    explorer.get_by_role("slider", name="Leverage").press("ArrowRight")
    explorer.get_by_text("At 10.5×").wait_for()

    # A reloaded page finds the living kernel and what it showed.
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save Notebook", exact=True).click()
    page.locator(".jp-mod-dirty").wait_for(state="detached")
    page.goto(url)
    settled(page, 2)
    explorer.get_by_text("At 10.5×").wait_for()
    explorer.get_by_role("slider", name="Leverage").press("ArrowRight")
    explorer.get_by_text("At 11×").wait_for()

    # A page whose kernel is gone opens in words.
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Shut Down Kernel", exact=True).click()
    page.wait_for_function("fetch('/api/sessions').then(a => a.json()).then(a => a.length === 0)")
    page.goto(url)
    page.locator(".jp-OutputArea-output", has_text="At 10").first.wait_for()
    page.get_by_text("Error displaying widget").wait_for(state="detached")
    run_all_in_lab(page)
    sought(page)
    settled(page, 2)

    # A second notebook with a kernel of its own, in the same page, shares the runtime.
    page.get_by_role("listitem").filter(has_text="other.ipynb").dblclick()
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    page.wait_for_function("document.querySelectorAll('.jp-NotebookPanel').length === 2")
    run_all_in_lab(page)
    visible = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    sought(visible)
    page.wait_for_function(
        "document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) [data-drawn]').length >= 2"
    )
    assert page.evaluate("globalThis.__course_runtimes__.size") == 1

    # After a restart the cell that is run again lives again.
    old = visible.locator("[data-explorer]").first.element_handle()
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text(re.compile("Restart Kernel and Run All Cells")).click()
    page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    page.wait_for_function("old => !old.isConnected", arg=old)
    visible.get_by_text("At 10× the venue").first.wait_for()
    sought(visible)
    settled(page, 4)
    visible.get_by_role("slider", name="Leverage").first.press("ArrowRight")
    visible.get_by_text("At 10.5×").first.wait_for()
