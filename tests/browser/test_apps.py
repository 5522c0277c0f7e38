"""The apps' own pages: what a visitor sees before, while and after there is a kernel. Lessons: ``test_lessons.py``."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from course import places
from course.apps.rendering import FIRST_TURN
from course.lessons.syllabus import SYLLABUS

from .lossy import Line, opens, sends
from .support import PATIENCE, Watch, apps, arrived, notebook

PARTS = (
    "import os, time\nfrom anywidget import AnyWidget\nfrom traitlets import Int\nfrom course.frontend import Part\n"
    "class Counter(AnyWidget):\n"
    "    _esm = '''export default { render({ model, el }) {"
    " const button = document.createElement('button');"
    " const write = () => (button.textContent = 'clicked ' + model.get('clicks'));"
    " write(); model.on('change:clicks', write);"
    " button.onclick = () => { model.set('mine', model.get('mine') + 1); model.save_changes(); };"
    " el.append(button); } }'''\n"
    "    clicks = Int(0).tag(sync=True)\n"
    "    mine = Int(0).tag(sync=True)\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.observe(lambda change: setattr(self, 'clicks', change['new']), 'mine')\n"
    "class Asked(Part):\n"
    "    _esm = Counter._esm.replace('clicks', 'state').replace('model.set', '').replace('model.save_changes()',"
    " 'model.send({ event: \"more\" })')\n"
    "    state = Int(0).tag(sync=True)\n"
    "    def on_event(self, event):\n"
    "        print('.' * 4_000_000)\n"  # more in a moment than Jupyter's server lets through
    "        self.state += event['event'] == 'more'\n"
    "class Killer(Counter):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.observe(lambda change: os._exit(1), 'mine')\n"
)
TURN = ["None"] * (FIRST_TURN - 2)  # what comes after them is run when the page has what stands before
CELLS = [
    "# 01 · Leverage",
    PARTS,
    "Counter()",
    *TURN,
    "## Explore",
    "time.sleep(1)\nCounter()",
    "## Recall",
    "Killer()",
    "Asked()",
]
FOREIGN = [
    "# 02 · Liquidation price",
    PARTS,
    "from ipywidgets import IntSlider\nIntSlider(3, description='size')",
    "Counter()",
]


@pytest.fixture(scope="module")
def demo_root(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo")
    notebook(root / "lessons" / "01_leverage.ipynb", CELLS)
    notebook(root / "lessons" / "02_liquidation_price.ipynb", FOREIGN)
    return root


@pytest.fixture(scope="module")
def demo(apps_server, demo_root):
    return apps_server(demo_root, "--warm=0", "--most=64")  # closed browsers do not give their seats back


def existing():
    return [lesson for lesson in SYLLABUS if (places.root() / lesson.notebook).is_file()]


def address(lesson="01_leverage"):
    return f"voila/render/lessons/{lesson}.ipynb"


def button_of(page, cell):
    """The button of a cell. Figures are drawn as they come: the first on the page may be another's at first."""
    return page.locator(f"[data-cell='{CELLS.index(cell)}'] button")


def kernel_of(page):
    return page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")


def serious(page, part=None):
    """What axe finds on a page, or in a part of it."""
    found = Axe().run(page, context=part).response["violations"]
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# -- the landing page ------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_landing_page_is_sound_in_either_theme_and_on_a_phone(page, apps, scheme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(apps.url())

    assert page.title() == "Cross and isolated margin"
    assert page.locator("main .card").count() == len(SYLLABUS)
    assert page.locator("main .card a").count() == len(existing())
    assert fits(page)
    assert serious(page) == []


def test_by_keyboard_from_the_landing_page_into_a_lesson(page, apps):
    page.goto(apps.url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the lessons")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_role("heading", level=1, name=existing()[0].heading).wait_for()


def test_without_scripts_the_links_work_and_the_lesson_can_be_read(browser, apps):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(apps.url())
    page.get_by_role("link", name=existing()[0].title, exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(existing()[0].heading)
    assert page.locator("main h2").count() >= 6
    context.close()


# -- lessons ---------------------------------------------------------------------------------------


def test_the_page_is_there_before_its_kernel(page, demo):
    # What the page's state is as its first heading comes: asked by the page itself, however slow this test is to look.
    page.add_init_script(
        "new MutationObserver((_, observer) => { if (!document.querySelector('main h2')) return;"
        " observer.disconnect(); window.first = document.documentElement.dataset.state; })"
        ".observe(document, { childList: true, subtree: true });"
    )
    page.goto(demo.url(address()), wait_until="commit")

    expect(page.get_by_role("heading", name="Recall")).to_be_visible()
    arrived(page)
    assert page.evaluate("window.first") == "waiting"
    assert page.locator("#progress").count() == 0


def test_a_widget_hears_and_answers(page, demo):
    page.goto(demo.url(address()))
    button = button_of(page, "Counter()")
    for clicks in range(1, 4):
        button.click()
        expect(button).to_have_text(f"clicked {clicks}")


def test_fast_clicks_are_not_lost(page, demo):
    page.goto(demo.url(address()))
    button = button_of(page, "Counter()")
    button.wait_for()
    button.evaluate("(node) => { for (let i = 0; i < 25; i += 1) node.click(); }")

    expect(button).to_have_text("clicked 25")


OPENING = {
    "question": [("page", sends("request_states"))],
    "line for it": [("page", opens)],
    "answer": [("kernel", sends("update_states"))],
}


@pytest.mark.parametrize("lost", OPENING)
def test_a_part_that_the_page_did_not_hear_of_comes_later(page, demo, lost):
    line = Line(page)
    for sender, test in OPENING[lost]:
        line.lose(sender, test)
    page.clock.install()
    page.goto(demo.url(address()))
    arrived(page)
    line.wait()
    for cell in ("Counter()", "Asked()"):
        for _ in range(30):
            page.clock.run_for(6000)
            page.wait_for_timeout(100)
            if button_of(page, cell).count():
                break
        expect(button_of(page, cell)).to_have_text("clicked 0")


@pytest.mark.parametrize("lost", ["what it tells", "idle", "answer and idle", "all on the line"])
@pytest.mark.parametrize("cell", ["Counter()", "Asked()"])
def test_no_lost_message_keeps_a_part_from_answering(page, demo, cell, lost):
    """Each message of a click is lost once: it is answered nevertheless, and counted once."""
    line = Line(page)
    page.clock.install()
    page.goto(demo.url(address()))
    arrived(page)
    button = button_of(page, cell)
    button.click()
    expect(button).to_have_text("clicked 1")

    if lost == "what it tells":
        line.lose("page", sends("update" if cell == "Counter()" else "custom"))
    if lost in ("answer and idle", "all on the line"):
        line.lose("kernel", sends("update"))
    if lost != "what it tells":
        line.lose("kernel", line.settles)
    button.click()
    button.click()
    line.wait()
    if lost == "all on the line":
        line.socket.close()
    else:
        page.clock.run_for(11_000)
    expect(button).to_have_text("clicked 3")
    button.click()
    expect(button).to_have_text("clicked 4")


def test_the_steps_of_a_lesson_show_where_one_is(page, demo):
    page.set_viewport_size({"width": 1000, "height": 300})
    page.goto(demo.url(address()))
    page.get_by_role("link", name="Recall").click()

    expect(page.locator(".page-beats a[aria-current]")).to_have_text("Recall")


def test_a_page_that_is_left_gives_its_kernel_back(page, demo):
    page.goto(demo.url(address()))
    arrived(page)
    kernel = demo.url(f"api/kernels/{kernel_of(page)}")
    assert page.request.get(kernel).status == 200

    page.get_by_role("link", name="All lessons").click()
    page.locator("main .card").first.wait_for()
    expect(page.locator("h1")).to_be_visible()
    deadline = page.evaluate("performance.now()") + PATIENCE
    while page.request.get(kernel).status != 404:
        assert page.evaluate("performance.now()") < deadline


def test_a_kernel_that_dies_is_said_and_can_be_started_again(page, demo):
    page.goto(demo.url(address()))
    arrived(page)
    button_of(page, "Killer()").click()

    expect(page.get_by_role("alert")).to_contain_text("has stopped")
    assert serious(page) == []
    page.get_by_role("button", name="Start it again").click()
    arrived(page)
    assert page.locator("#notice").count() == 0


def test_a_server_that_goes_and_comes_back(page, demo_root, tmp_path):
    server = apps(demo_root, tmp_path, "--warm=0")
    with server:
        page.goto(server.url(address()))
        arrived(page)
    expect(page.get_by_role("status").filter(has_text="connection")).to_be_visible(timeout=PATIENCE)
    with server:
        expect(page.get_by_role("alert")).to_contain_text("slept", timeout=2 * PATIENCE)
        page.get_by_role("button", name="Wake it up").click()
        arrived(page)
        button_of(page, "Counter()").click()
        page.get_by_text("clicked 1").wait_for()


def test_a_widget_of_another_make_is_drawn_by_voilas_front_end(page, demo):
    page.goto(demo.url(address("02_liquidation_price")))
    slider = page.locator(".widget-slider")
    slider.wait_for(timeout=2 * PATIENCE)

    assert "size" in slider.inner_text()
    button = page.get_by_role("button", name=re.compile("clicked"))
    button.click()
    page.get_by_text("clicked 1").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_error_pages_are_sound(page, demo, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(demo.url(address("99_there_is_none")))

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert serious(page) == []
    page.get_by_role("link", name="All lessons").click()
    page.locator("main .card").first.wait_for()


FOREIGN_HOSTS = ["http://10.1.2.3/a", "https://example.org/a", "http://[2001:db8::1]/a", "ws://example.net/a"]


def test_what_a_page_asks_of_another_host_is_heard_of_and_never_leaves(browser):
    """What every ``page`` here is watched for."""
    page = browser.new_page()
    watch = Watch(page)
    answered = page.evaluate(
        """(hosts) => Promise.all(hosts.map((host) => new Promise((done) => {
          const asked = host.startsWith("ws") ? new WebSocket(host) : Object.assign(new Image(), { src: host });
          asked.onerror = () => done(false);
          asked.onload = asked.onopen = () => done(true);
        })))""",
        FOREIGN_HOSTS,
    )
    page.close()
    assert answered == [False] * len(FOREIGN_HOSTS)
    assert {*watch.foreign} == {*FOREIGN_HOSTS}
