"""Progress on a public server: in each visitor's own browser, and nowhere else; what is said about it is true.

And a page's Python there: it comes when a newcomer reaches for something, at once for whoever has something to be shown.
"""

from __future__ import annotations

import json
import re
import shutil
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from course import places
from course.frontend import assets
from course.lessons import record
from course.teaching import progress_events
from course.teaching.progress import Store

from .support import PATIENCE, kernels

LESSON = "voila/render/lessons/01_leverage.ipynb"
START = "voila/render/lessons/00_start_here.ipynb"
READY = "html[data-state=ready]"
DRILLS = record("leverage").drills


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A course of the two lessons that are opened here, whose opening views are soon made."""
    root = tmp_path_factory.mktemp("course")
    (root / "lessons").mkdir()
    for path in (START, LESSON):
        shutil.copy(places.root() / "lessons" / Path(path).name, root / "lessons")
    return root


@pytest.fixture(scope="module")
def public(apps_server, few):
    """Seats for all pages of this file: a browser that is closed all at once does not say that its pages are gone."""
    return apps_server(few, "--warm=1", "--most=40", "--public")


@pytest.fixture
def visitor(browser):
    """Opens pages of one browser; each call is another visitor."""
    contexts = []

    def come(script=""):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE)
        if script:
            context.add_init_script(script)
        contexts.append(context)
        return context

    yield come
    for context in contexts:
        context.close()


def read_on(page):
    """Scroll to the exercises, for which a page that has only shown its opening view starts Python."""
    page.keyboard.press("End")
    page.wait_for_selector(READY)


def opened(context, server, path=LESSON):
    page = context.new_page()
    page.goto(server.url(path))
    read_on(page)
    expect(page.locator(".page-keep")).to_contain_text("Your progress")
    return page


def drill(page):
    return page.locator(".cx-drill").first


def answer(page, value="1"):
    """Answer the drill that is open, rightly or not."""
    box = drill(page)
    box.locator("input").first.fill(value)
    box.get_by_role("button", name="Check").click()
    expect(box.get_by_role("button", name=re.compile("Next|Another"))).to_be_visible()


def count(page):
    """Results that this browser keeps of drills."""
    return len([event for event in kept(page).values() if event["kind"] == "drill"])


def kept(page):
    names = "Object.entries(localStorage).filter(([name]) => name.startsWith('margin-course/event/'))"
    return {name.rpartition("/")[2]: json.loads(text) for name, text in page.evaluate(names)}


def kill_kernels(server):
    for kernel in kernels(server):
        kernel.kill()


def words(page):
    return page.locator(".page-keep .keep-words")


def test_what_was_answered_is_there_after_the_kernel_died_and_in_every_other_tab(visitor, public):
    context = visitor()
    page = opened(context, public)
    second = opened(context, public)
    answer(page)
    expect(words(page)).to_contain_text("Kept in this browser only")
    page.wait_for_function("Object.keys(localStorage).some((name) => localStorage.getItem(name).includes('\"drill\"'))")
    assert count(page) == 1
    seen = drill(page).inner_text()
    expect(words(second)).to_have_text(words(page).inner_text())

    kill_kernels(public)
    for one in (page, second):
        expect(one.locator("#notice")).to_contain_text("Your progress is kept in this browser")
        one.locator("#notice button").click()
        one.wait_for_selector(READY)
        expect(drill(one)).to_contain_text("question 2")
    assert count(page) == 1
    answer(second)
    page.wait_for_function("document.querySelector('.keep-words').textContent.includes('2 results')")
    assert count(page) == 2
    assert "question 1" in seen


def test_the_landing_page_and_the_map_show_ones_own_progress_and_nobody_elses(visitor, public):
    mine, other = visitor(), visitor()
    page = opened(mine, public)
    answer(page)
    page.get_by_role("link", name="All lessons").click()
    page.wait_for_selector("html[data-drawn]")
    expect(page.locator(".card-begun")).to_have_count(1)
    expect(page.locator(".hero-action .page-button")).to_contain_text("Go on: 01")
    expect(words(page)).to_contain_text("1 result.")
    page.locator(".hero-action .page-button").click()
    page.wait_for_selector(READY)
    assert count(page) == 1

    theirs = other.new_page()
    theirs.goto(public.url())
    expect(words(theirs)).to_contain_text("No results yet")
    assert theirs.locator(".card-begun, .card-done").count() == 0
    expect(theirs.locator(".hero-action .page-button")).to_contain_text("Begin: 00")
    start = opened(other, public, START)
    expect(start.locator(".cx-progress")).to_contain_text("Kept in this browser only")
    for text in (start.content(), theirs.content()):
        assert "progress.json" not in text
        assert str(places.root().home()) not in text


def test_download_and_upload_carry_progress_to_the_local_edition_and_back(visitor, public, tmp_path):
    page = opened(visitor(), public)
    answer(page)
    expect(words(page)).to_contain_text("1 result.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your progress").click()
    download.value.save_as(tmp_path / "from-browser.json")
    local = Store(tmp_path / "local.json")
    assert local.load((tmp_path / "from-browser.json").read_text(encoding="utf-8")) == 2
    assert local.all() == kept(page)
    local.record("drill", "leverage", DRILLS[0].name, seed=1, correct=True, misconception=None)

    for path in ("", LESSON):
        context = visitor()
        there = context.new_page()
        there.goto(public.url(path))
        there.wait_for_selector("#keep:not([hidden])")
        there.locator("input[type=file][aria-label='Progress file']").first.set_input_files(tmp_path / "local.json")
        expect(there.locator(".keep-said")).to_have_text("2 results were added.")
        assert {**kept(there), **local.all()} == kept(there)
        there.locator(".page-keep input[type=file]").set_input_files(tmp_path / "local.json")
        expect(there.locator(".keep-said")).to_have_text("It held nothing that is not here already.")
        if path:
            expect(drill(there)).to_contain_text("question 3")
        else:
            expect(there.locator(".card-begun")).to_have_count(1)


@pytest.mark.parametrize("path", ["", START])
def test_files_that_are_no_progress_are_refused_in_words(visitor, public, tmp_path, path):
    page = visitor().new_page()
    page.goto(public.url(path))
    page.wait_for_selector("#keep:not([hidden])")
    if path:
        read_on(page)
    for name, text, said in (
        ("large.json", " " * 15_000_000, "at most 5 MB"),
        ("larger.json", " " * 5_100_000, "at most 5 MB"),
        ("broken.json", "{", "damaged"),
        ("controls.json", "\x01" * 3_000_000, "damaged"),
        ("other.json", "[1]", "not a progress file"),
    ):
        (tmp_path / name).write_text(text)
        page.locator(".page-keep input[type=file]").set_input_files(tmp_path / name)
        expect(page.locator(".keep-said")).to_contain_text(said)
        expect(page.locator(".keep-said")).to_contain_text("Nothing has changed")
        if path:
            panel = page.locator(".cx-progress")
            panel.locator("input[type=file]").set_input_files(tmp_path / name)
            expect(panel).to_contain_text("at most 5 MB" if name == "controls.json" else said)
            expect(panel).to_contain_text("Nothing has changed")
    assert page.locator("#notice").count() == 0


def test_to_begin_anew_offers_the_old_results_and_reaches_every_tab(visitor, public):
    context = visitor()
    page = opened(context, public)
    answer(page)
    start = opened(context, public, START)
    expect(words(start)).to_contain_text("1 result.")
    with start.expect_download() as download:
        start.locator(".cx-progress").get_by_role("button", name="Begin anew").click()
        start.locator(".cx-progress").get_by_role("button", name="Yes, begin anew").click()
    assert download.value.suggested_filename == "course-progress.json"
    expect(start.locator(".cx-progress")).to_contain_text("offered as a download")
    expect(words(page)).to_contain_text("No results yet")
    expect(drill(page)).not_to_contain_text("question 2")
    assert kept(page) == {}
    page.reload()
    read_on(page)
    assert count(page) == 0


BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


@pytest.mark.parametrize(("script", "why"), [(BLOCKED, "does not let the page keep"), (FULL, "no room left")])
def test_a_browser_that_keeps_nothing_is_said_in_words(visitor, public, script, why):
    page = opened(visitor(script), public)
    expect(words(page)).to_contain_text(why)
    expect(words(page)).to_contain_text("not being kept")
    answer(page)
    expect(page.locator(".cx-notice").first).to_contain_text(why)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your progress").click()
    assert "drill" in download.value.path().read_text()
    kill_kernels(public)
    expect(page.locator("#notice")).to_contain_text("only while this page is open")
    assert "is kept" not in page.locator("#notice").inner_text()
    page.close()


@pytest.fixture
def line(page):
    """A page with nothing but the line about the keep, of a browser that does as a script says."""
    file = assets.modules()["keep"]
    page.route("**/keep.js", lambda route: route.fulfill(body=file, content_type="text/javascript"))
    page.route("**/page", lambda route: route.fulfill(body="<p id=keep class=page-keep></p>", content_type="text/html"))

    def come(script=""):
        page.add_init_script(script)
        page.goto("http://127.0.0.1:9/page")
        page.evaluate("""async () => {
            const { createKeep, bar } = await import("/keep.js");
            globalThis.keep = createKeep();
            bar(document.getElementById("keep"), keep, {});
            globalThis.put = (id) => keep.put({ [id]: { kind: "drill", at: 1 } });
        }""")
        return page

    return come


def test_a_later_state_in_a_file_takes_the_place_of_an_earlier_one_and_results_are_counted_as_python_counts(
    line, tmp_path
):
    page = line()
    page.evaluate("""() => {
        keep.put({ book: { kind: "desk", at: 5, text: "mine" }, a: { kind: "guess", at: 1 }, b: { kind: "unfolded", at: 1 } });
        import("/keep.js").then(({ bar }) => bar(document.getElementById("keep"), keep,
            { fold: async (text) => ({ events: JSON.parse(text) }), largest: 1e6 }));
    }""")
    expect(words(page)).to_contain_text("No results yet")
    file, said = page.locator("#keep input[type=file]"), page.locator(".keep-said")
    for at, text, then in (
        (4, "nothing that is not here already", "mine"),
        (6, "what else was new in it was added", "theirs"),
    ):
        (tmp_path / "file.json").write_text(json.dumps({"book": {"kind": "desk", "at": at, "text": "theirs"}}))
        file.set_input_files(tmp_path / "file.json")
        expect(said).to_contain_text(text)
        assert kept(page)["book"]["text"] == then
    counted = re.search(r"const RESULTS = (\[.*?\])", assets.modules()["keep"])[1]
    assert json.loads(counted) == [*progress_events.RESULTS]


def promises(says):
    return f"for (const way of ['persist', 'persisted']) StorageManager.prototype[way] = async () => {{ {says} }};"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (promises("return false"), True),
        (promises("return true"), False),
        (promises("throw new DOMException('no', 'SecurityError')"), False),
        ("delete Navigator.prototype.storage", False),
    ],
)
def test_what_the_browser_may_clear_by_itself_is_said_once_there_is_something_to_lose(line, script, said):
    page = line(script)
    caution = "may clear it when it runs short of room"
    expect(words(page)).not_to_contain_text(caution)
    page.evaluate("put('one')")
    expect(words(page)).to_contain_text("Kept in this browser only")
    expect(words(page)).to_have_text(re.compile(f"{caution}\\.$" if said else "for good\\.$"))
    page.evaluate("keep.persist()")
    expect(words(page)).to_have_text(re.compile(f"{caution}\\.$" if said else "for good\\.$"))


def test_once_the_browser_promises_nothing_is_said_of_clearing(line):
    page = line(
        "StorageManager.prototype.persisted = async () => false; StorageManager.prototype.persist = async () => true;"
    )
    page.evaluate("put('one')")
    expect(words(page)).to_contain_text("may clear it")
    page.evaluate("keep.persist()")
    expect(words(page)).not_to_contain_text("may clear it")


@pytest.mark.parametrize("then", ["put('three')", "dispatchEvent(new Event('pagehide'))"])
def test_what_there_was_no_room_for_is_kept_as_soon_as_there_is(line, then):
    page = line(
        "globalThis.full = false; const set = Storage.prototype.setItem;"
        "Storage.prototype.setItem = function (...all) {"
        " if (full) throw new DOMException('full', 'QuotaExceededError'); set.apply(this, all); };"
    )
    page.evaluate("put('one'); full = true; put('two')")
    expect(words(page)).to_contain_text("2 results. It is not being kept, since this browser has no room left for it")
    page.evaluate(f"full = false; {then}")
    assert {"margin-course/event/one", "margin-course/event/two"} <= set(page.evaluate("Object.keys(localStorage)"))
    page.evaluate("put('four')")
    expect(words(page)).to_contain_text("Kept in this browser only")


def test_the_line_about_the_keep_fits(visitor, public):
    page = opened(visitor(), public)
    for path in (None, public.url()):
        if path:
            page.goto(path)
            expect(words(page)).to_be_visible()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


LATE = "html[data-late]"
PYTHON = "document.documentElement.dataset.python"
WAITS = "[data-folded=guess] >> nth=0"
DIAL = "[data-explorer=leverage_dial]"


@pytest.fixture(scope="module")
def viewed(public):
    """The same server, once its pages have their opening views."""
    end = time.monotonic() + PATIENCE / 1000
    while True:
        with urllib.request.urlopen(public.url(LESSON)) as reply:
            if b"data-late" in reply.read(200):
                return public
        assert time.monotonic() < end
        time.sleep(1)


def asked(page, fill):
    """What becomes of the page's questions for its Python: `fill(route)` answers, or lets them through."""
    page.route("**/*?python=*", fill)


def looked_at(context, server, fill=None):
    """A newcomer's page, drawn."""
    page = context.new_page()
    wishes = page.wishes = []
    asked(page, lambda route: (wishes.append(route.request.url), fill(route) if fill else route.continue_()))
    page.goto(server.url(LESSON))
    page.wait_for_selector(f"{LATE} .cx-chart[data-drawn]")
    return page


def test_a_newcomers_page_takes_no_python_until_a_hand_comes_to_it(visitor, viewed):
    """Drawn, pointed at in its chart and scrolled a little it is alive without; a control that is come near by is not."""
    page = looked_at(visitor(), viewed)
    page.locator(".cx-chart").first.hover()
    page.mouse.wheel(0, 100)
    expect(page.locator("#waiting")).to_be_hidden()
    assert page.evaluate(PYTHON) == "waiting"
    assert page.wishes == []
    assert page.locator(".page-stored").first.evaluate("(node) => getComputedStyle(node).opacity") == "1"
    page.locator(WAITS).get_by_role("button").hover()
    page.wait_for_selector(READY)
    assert len(page.wishes) == 1
    assert page.locator("[aria-busy], .page-figure.waiting").count() == 0


def test_keys_reach_for_it_too_and_what_was_pressed_is_answered(visitor, viewed):
    page = looked_at(visitor(), viewed)
    button = page.locator(WAITS).get_by_role("button", name="Open anyway")
    button.focus()
    button.press("Enter")
    expect(page.locator(f"{DIAL} .cx-sentence")).to_be_visible()
    page.wait_for_selector(READY)
    said = page.locator(f"{DIAL} .cx-sentence").inner_text()
    page.locator(f"{DIAL} input[type=range] >> nth=1").press("ArrowRight")
    expect(page.locator(f"{DIAL} .cx-sentence")).not_to_have_text(said)
    assert len(page.wishes) == 1


def test_a_full_server_a_lost_line_and_a_newer_release_are_said_and_nothing_pressed_is_lost(visitor, viewed):
    answers = [lambda route: route.fulfill(status=503), lambda route: route.abort(), lambda route: route.continue_()]
    page = looked_at(visitor(), viewed, lambda route: answers.pop(0)(route))
    page.evaluate(
        "const wait = setTimeout; globalThis.setTimeout = (act, ms, ...all) => wait(act, ms >= 5000 ? 300 : ms, ...all)"
    )
    page.locator(WAITS).get_by_role("button", name="Open anyway").click()
    expect(page.locator(WAITS).locator(".cx-status")).to_contain_text("Python is starting")
    expect(page.locator("#notice")).to_contain_text("Every seat is taken")
    expect(page.locator("#notice")).to_contain_text("connection to the course is lost")
    page.wait_for_selector(READY)
    expect(page.locator("#notice")).to_have_count(0)
    expect(page.locator(f"{DIAL} .cx-sentence")).to_be_visible()
    assert answers == []

    page = looked_at(visitor(), viewed, lambda route: route.continue_(url=route.request.url + "0"))
    page.locator(WAITS).get_by_role("button").click()
    expect(page.locator("#notice")).to_contain_text("has been renewed since this page was opened")


def test_whoever_has_results_here_is_shown_them_at_once(visitor, viewed):
    context = visitor()
    page = looked_at(context, viewed)
    page.evaluate(
        "localStorage.setItem('margin-course/event/x', JSON.stringify({ at: 1, kind: 'drill', lesson: 'leverage' }))"
    )
    second = looked_at(context, viewed)
    second.wait_for_selector(READY)
    assert len(second.wishes) == 1


def test_a_server_that_was_restarted_has_lost_nothing(visitor, public):
    """The last test of this file: every page of the old one is gone."""
    page = opened(visitor(), public)
    answer(page)
    expect(words(page)).to_contain_text("1 result.")
    public.__exit__()
    public.__enter__()
    expect(page.get_by_role("alert")).to_contain_text("kept in this browser", timeout=2 * PATIENCE)
    page.get_by_role("button", name="Wake it up").click()
    page.wait_for_selector(READY)
    expect(drill(page)).to_contain_text("question 2")
    assert list(public.scratch.rglob("*progress*.json")) == []
