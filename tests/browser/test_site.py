"""The course without a server: built once, served as plain files below a path, every other name blocked.

Its path has a space and a letter that is not English, its host calls half of the files what they are not: see :class:`Host`.
"""

from __future__ import annotations

import functools
import gzip
import html
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from course import places
from course.lessons import lessons
from course.site import lab
from course.teaching.terms import TERMS

from . import pyodide_files
from .support import PATIENCE, arrived, settled

BELOW = "some path/é/"
LESSON = "lessons/01_leverage.html"
SETTLED = "html[data-settled]"
SLIDER = "[data-explorer=leverage_dial] input[type=range] >> nth=1"
WRONG = "def liquidation_distance(leverage, maintenance, side):\n    return 1 / leverage"
RIGHT = """def liquidation_distance(leverage, maintenance, side):
    if side == "long":
        return (1 / leverage - maintenance) / (1 - maintenance)
    return (1 / leverage - maintenance) / (1 + maintenance)"""
LOOP = "def liquidation_distance(leverage, maintenance, side):\n    while True: pass"
LOOP_OUTSIDE = f"while True: pass\n{WRONG}"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder that is served, and what the command says of it."""
    files = pyodide_files.folder(tmp_path_factory.mktemp("pyodide"))
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "course", "site", str(out / BELOW), "--pyodide", str(files)]
    return out, subprocess.run(command, check=True, capture_output=True, text=True, cwd=places.root()).stdout


SLOWLY = "?slowly"
"""Has a page sent in two pieces, cut in the middle of its opening view."""


class Host(http.server.SimpleHTTPRequestHandler):
    """One that does not know that *.mjs is a script, and lets no browser guess."""

    protocol_version = "HTTP/1.1"
    extensions_map: ClassVar = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "application/octet-stream",
    }

    def end_headers(self):
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def do_GET(self):
        if not self.path.endswith(SLOWLY):
            return super().do_GET()
        content = Path(self.translate_path(self.path)).read_bytes()
        middle = content.index(b'id="first"') + 5000
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:middle])
        self.wfile.flush()
        time.sleep(1)
        self.wfile.write(content[middle:])
        return None

    def log_message(self, *_):
        pass


class Ignorant(Host):
    """One that has not heard of WebAssembly either, and says of a packed file that it packed it itself."""

    extensions_map: ClassVar = {**Host.extensions_map, ".wasm": "application/octet-stream"}

    def end_headers(self):
        if self.path.endswith("course.bin"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()


class Served(str):
    """The site's address, and how to stop its server."""

    stop = None


def serve(folder, handler=Host):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    server.handle_error = lambda *_: None  # a page that is closed hangs up
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = Served(f"http://127.0.0.1:{server.server_port}/{quote(BELOW)}")
    found.stop = lambda: (server.shutdown(), server.server_close())
    return found


@pytest.fixture(scope="module")
def site(built):
    found = serve(built[0])
    yield found
    found.stop()


@pytest.fixture(scope="module")
def blind(playwright, browser_type_launch_args):
    """A browser that finds no host but this machine, which it also knows as one that it does not trust: ``plain.test``."""
    rule = "--host-resolver-rules=MAP plain.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    arguments = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], rule]}
    found = playwright.chromium.launch(**arguments)
    yield found
    found.close()


class Visitor:
    """One browser's storage. Nothing that its pages ask for may fail, and no error may go unhandled."""

    def __init__(self, browser, site, **how):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **how)
        self.context.set_default_timeout(PATIENCE)
        self.site, self.wrong = site, []

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # of a page that was left meanwhile
            self.wrong.append(f"{request.url}: {request.failure}")

    def opened(self, path=LESSON, *, until=arrived, script=""):
        page = self.context.new_page()
        if script:
            page.add_init_script(script)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda reply: self.wrong.append(reply.url) if reply.status >= 400 else None)
        page.goto(self.site + path)
        if callable(until):
            until(page)
        elif until:
            page.wait_for_selector(until, state="attached")
        return page


@pytest.fixture
def visitor(blind, site):
    came = []

    def come(**how):
        came.append(Visitor(blind, site, **how))
        return came[-1]

    yield come
    for one in came:
        one.context.close()
    assert [wrong for one in came for wrong in one.wrong] == []


@pytest.fixture(scope="module")
def reader(blind, site):
    """A visitor who comes back again and again: Python starts anew once, then from what was kept."""
    one = Visitor(blind, site, accept_downloads=True)
    yield one
    one.context.close()
    assert one.wrong == []


def charts(page):
    return page.locator(".cx-chart[data-drawn]")


def code(page, text):
    """Write it into the first exercise."""
    editor = page.locator(".cx-exercise").first.locator(".cm-content")
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def checked(page, text):
    code(page, text)
    page.locator(".cx-exercise").first.get_by_role("button", name="Check my code").click()
    return page.locator(".cx-exercise").first.locator(".cx-verdict-slot")


def in_notebook(about):
    """Number of a cell → what the notebook stores of its output: words for what is drawn, else HTML."""
    cells = json.loads((places.root() / about.notebook).read_text(encoding="utf-8"))["cells"]
    return {
        number: ["".join(output["data"][kind]) for kind in ("text/plain", "text/html") if kind in output["data"]]
        for number, cell in enumerate(cells)
        if cell["cell_type"] == "code" and not "".join(cell["source"]).startswith("lesson.check(")
        for output in cell["outputs"]
        if "text/plain" in output.get("data", {})
    }


def in_page(shown):
    """The same of what the page's Python said."""
    words = re.search(r'<p class="page-words">(.*?)</p>', shown, re.DOTALL)
    return html.unescape(words[1]) if words else shown.removeprefix('<div class="page-html">').removesuffix("</div>")


def still(text):
    """A text without how far the reader is, who has opened other lessons by then."""
    text = re.sub(r"\d+ of \d+ done|Not started|All \d+ done|Opened", "…", text)
    return re.sub(r"What you have done: .*", "What you have done", text, flags=re.DOTALL)


ONE_PYTHON = """async ({ texts, cells }) => {
    const { release, pyodide, archive, numpy, environ, root } = document.head.dataset;
    const away = (path) => new URL(path, location.href).href;
    const files = { pyodide: away(pyodide), archive: away(archive), numpy: away(numpy) };
    const told = { release, ...files, environ: JSON.parse(environ), keep: false };
    const memory = away(`${root}v/${release}/memory.js`);
    const source = `onmessage = async ({ data: { told, texts, cells } }) => {
        try {
            const { startPython } = await import("${memory}");
            const { pyodide } = await startPython(told, () => {});
            for (const [name, text] of Object.entries(texts)) {
                pyodide.FS.mkdirTree("/tests/" + name.slice(0, name.lastIndexOf("/")));
                pyodide.FS.writeFile("/tests/" + name, text);
            }
            pyodide.runPython("import sys; sys.path.insert(0, '/tests')");
            postMessage({ reply: pyodide.pyimport("in_page").everything("/tests", cells) });
        } catch (error) {
            postMessage({ failed: String(error) });
        }
    }`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
    worker.postMessage({ told, texts, cells });
    const { data } = await new Promise((resolve) => (worker.onmessage = resolve));
    worker.terminate();
    if (data.failed) throw new Error(data.failed);
    return data.reply;
}"""


@pytest.fixture(scope="module")
def inside(blind, built):
    """What the pages' Python says to everything that it is asked, started once and without a page, from the worst of hosts."""
    here = Path(__file__).parent
    texts = sorted((here.parent / "vectors").rglob("*.py")) + sorted((here.parent / "vectors").rglob("*.json"))
    files = {path.relative_to(here.parent).as_posix(): path.read_text(encoding="utf-8") for path in texts}
    files["in_page.py"] = (here / "inside.py").read_text(encoding="utf-8")
    pages = {about.stem: (built[0] / BELOW / "lessons" / f"{about.stem}.html") for about in lessons()}
    found = {
        stem: re.search(r'id="cells">(.*?)</script>', page.read_text(encoding="utf-8"))[1]
        for stem, page in pages.items()
    }
    host = serve(built[0], Ignorant)
    one = Visitor(blind, host)
    page = one.opened("", until=None)
    said = json.loads(page.evaluate(ONE_PYTHON, {"texts": files, "cells": json.dumps(found)}))
    one.context.close()
    host.stop()
    assert one.wrong == []
    return said


@pytest.mark.parametrize("about", lessons(), ids=lambda about: about.slug)
def test_every_lesson_says_what_the_notebook_says(inside, about):
    """The same words and numbers from another Python, another numpy, another processor."""
    outputs, late = inside["said"][about.stem]
    assert late == [], "imported by a cell: later visits wait for it, since what is kept of Python's memory is older"
    assert [output["failure"] for output in outputs.values() if output["failure"]] == []
    wanted = in_notebook(about)
    assert len(wanted) > 5
    said = {int(number): in_page(output["html"]) for number, output in outputs.items() if output["html"]}
    assert said.keys() == wanted.keys()
    for number, stored in wanted.items():
        assert still(said[number]) in [still(text.replace(".ipynb", ".html")) for text in stored], number


def test_the_golden_vectors_hold_in_webassembly(inside):
    assert inside["vectors"]["wrong"] == []
    assert inside["vectors"]["held"] > 150


def test_every_solution_is_correct_in_webassembly(inside):
    assert len(inside["solutions"]) > 30
    assert {name: outcome for name, outcome in inside["solutions"].items() if outcome != "correct"} == {}


NO_PYTHON = "globalThis.Worker = class { postMessage() {} };"
#: Every picture drawn: of those that are far from the screen, as for printing.
OPENED = """(least) => {
    dispatchEvent(new Event("beforeprint"));
    const views = [...document.querySelectorAll("[data-cell] [data-model]")];
    const charts = [...document.querySelectorAll(".cx-chart")].filter((chart) => chart.checkVisibility());
    const due = Object.keys(JSON.parse(document.getElementById("first").textContent).views);
    const drawn = views.length === due.length && charts.every((chart) => "drawn" in chart.dataset);
    return drawn && charts.length >= least && [views.length, charts.length];
}"""


def test_every_opening_view_is_drawn_without_python_and_fits_a_phone(visitor):
    one = visitor()
    page = one.opened("", until=None, script=NO_PYTHON)
    page.set_viewport_size({"width": 390, "height": 844})
    drawn = {}
    for stem in (*(about.stem for about in lessons()), "desk"):
        page.goto(f"{one.site}lessons/{stem}.html")
        least = 0 if stem == "00_start_here" else 1  # what a first look sees; that lesson begins with words
        drawn[stem] = page.wait_for_function(OPENED, arg=least).json_value()
        assert page.locator(".page-failure, .cx-error:not(:empty)").count() == 0, stem
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, stem
    assert min(views for views, _ in drawn.values()) >= 1


def test_a_page_that_arrives_in_pieces_is_read_when_it_is_whole(visitor):
    """Its scripts are there long before its end: they were kept."""
    one = visitor()
    page = one.opened(until=".cx-chart[data-drawn]", script=NO_PYTHON)
    page.goto(one.site + LESSON + SLOWLY)
    page.wait_for_selector(".cx-chart[data-drawn]")


@pytest.mark.parametrize("script", ["delete Array.prototype.findLastIndex", "delete globalThis.DecompressionStream"])
def test_a_browser_that_is_too_old_is_told_which_one_it_takes(visitor, script):
    page = visitor().opened(until="html[data-python=failed]", script=script)
    expect(page.locator("#waiting")).to_have_text(re.compile(r"too old .* Safari 16\.4, or newer"))
    in_words_and_pictures(page)


def in_words_and_pictures(page):
    """What a page shows that cannot move: its text, and every picture that the notebook has stored."""
    assert len(page.locator("main").inner_text().split()) > 900
    pictures = page.locator("main img.page-picture")
    assert pictures.count() >= 3
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert (
            picture.evaluate("(node) => node.decode().then(() => getComputedStyle(node.parentElement).opacity)") == "1"
        )


def test_a_page_that_was_opened_as_a_file_says_what_it_takes(blind, built):
    page = blind.new_page()
    for path, place in (("", "main"), (LESSON, "#waiting")):
        page.goto((built[0] / BELOW / (path or "index.html")).as_uri())
        expect(page.locator("#progress-text")).to_contain_text("opened as a file")
        expect(page.locator(place)).to_be_visible()
    in_words_and_pictures(page)
    page.close()


FILE = {"name": "progress.json", "mimeType": "application/json", "buffer": b'{"schema": 1, "events": {}}'}


@pytest.mark.parametrize("name", ["page.js", "widgets.js", "memory.js", "keep.js", "chart.js", "course.bin", "*.wasm"])
def test_a_file_that_does_not_arrive_is_said_and_the_text_stays(blind, site, name):
    """Of the page's own scripts, of what is drawn with, of Python: nothing seems to be starting for ever."""
    context = blind.new_context()
    context.set_default_timeout(PATIENCE)
    context.route(f"**/{name}", lambda route: route.abort())
    page = context.new_page()
    page.goto(site + LESSON)
    page.wait_for_selector("html[data-python=failed]", state="attached")
    said = page.locator("#notice:visible, #waiting:visible")
    expect(said.first).to_contain_text(re.compile("could not be loaded|could not be started"))
    expect(page.get_by_text("Starting Python for this page")).not_to_be_visible()
    assert len(page.locator("main").inner_text().split()) > 800
    expect(page.locator(".page-skeleton:visible")).to_have_count(0)
    if name == "course.bin":  # whoever brings a file then is not left waiting for a Python that will never be
        for _ in range(2):
            page.locator("#keep input[type=file]").set_input_files(files=[FILE])
            expect(page.locator(".keep-said")).to_contain_text("could not be read just now. Nothing has changed")
    context.close()


def half(body):
    return len(body) // 2


def cut(at):
    """As a host has a file on which a release was laid down by halves."""

    def answer(route):
        reply = route.fetch()
        body = reply.body()
        route.fulfill(response=reply, body=body[: at(body)])

    return answer


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("page.js", lambda body: body.index(b" = ", half(body))),
        ("page.js", lambda body: body.index(b"\n}\n", half(body)) + 3),  # what is left can be read
        ("01_leverage.html", half),
    ],
    ids=["script", "script, between two functions", "page"],
)
def test_a_file_that_arrives_in_part_is_said_too(blind, site, name, at):
    context = blind.new_context()
    context.set_default_timeout(PATIENCE)
    context.route(f"**/{name}", cut(at))
    page = context.new_page()
    page.goto(site + LESSON)
    page.wait_for_selector("html[data-python=failed]", state="attached")
    expect(page.locator("#notice:visible, #waiting:visible").first).to_contain_text("could not be loaded")
    context.close()


def test_an_opening_view_is_alive_before_python_and_what_is_asked_waits_for_it(visitor):
    """No worker ever answers here: the chart is drawn, says what is under the pointer, and what is pressed is not lost."""
    one = visitor()
    page = one.context.new_page()
    page.add_init_script(NO_PYTHON)
    page.goto(one.site + LESSON)
    page.wait_for_selector(".cx-chart[data-drawn]")
    assert page.evaluate("document.querySelector('.cx-chart').__view__.width()") > 100
    box = page.locator("[data-folded=guess]").first
    box.get_by_role("button", name="Open anyway").click()
    expect(box.locator(".cx-status")).to_have_text("Python is starting: this is answered as soon as it is there.")
    expect(page.locator("#progress-text")).to_contain_text("Starting Python")


@pytest.fixture(scope="module")
def first(reader):
    """The first page of the first visit, on which something is pressed before there is a Python."""
    page = reader.opened(until=".cx-chart[data-drawn]")
    page.locator("[data-folded=guess]").first.get_by_role("button", name="Open anyway").click()
    return page


def turned(page):
    """Turn the dial; the words say so."""
    said = page.locator("[data-explorer=leverage_dial] .cx-sentence")
    before = said.inner_text()
    page.locator(SLIDER).press("ArrowRight")
    expect(said).not_to_have_text(before)


def test_what_was_pressed_before_python_is_answered_by_it(first):
    first.wait_for_selector(SLIDER)
    turned(first)


def test_where_the_line_is_metered_python_waits_for_the_first_touch(reader):
    spared = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
    page = reader.opened(until=".cx-chart[data-drawn]", script=spared)
    expect(page.locator("#progress-text")).to_contain_text("is loaded when you touch a picture")
    assert page.workers == []
    with page.expect_worker():
        page.locator(".cx-chart").first.click()
    expect(page.locator("#progress-text")).not_to_contain_text("is loaded when you touch")
    page.close()


def kept(page):
    """The events that this browser keeps, by their identity."""
    names = "Object.entries(localStorage).filter(([name]) => name.startsWith('margin-course/event/'))"
    return {name: json.loads(text) for name, text in page.evaluate(names)}


def test_code_is_judged_in_the_page_and_an_endless_loop_takes_nothing_with_it(first):
    page = first
    expect(checked(page, WRONG)).to_contain_text("Not yet")
    expect(checked(page, LOOP)).to_contain_text("did not finish within 2 seconds")
    expect(checked(page, "def liquidation_distance(:")).to_contain_text("Line 1 is no Python yet")
    page.locator(".cx-exercise").first.get_by_role("button", name="Starter code").click()
    expect(page.locator(".cx-exercise").first.locator(".cm-content")).to_contain_text("...")
    slot = checked(page, LOOP_OUTSIDE)
    turned(page)
    expect(slot).to_contain_text("did not finish within 3 seconds and was stopped")
    expect(checked(page, RIGHT)).to_contain_text("Correct")
    expect(page.locator(".cx-exercise").first.locator(".cx-done")).to_be_visible()

    page.reload()
    arrived(page)
    expect(page.locator(".cx-exercise").first.locator(".cm-content")).to_contain_text("1 + maintenance")
    expect(page.locator(".cx-exercise").first.locator(".cx-done")).to_be_visible()
    # What the opening view of a newcomer had closed is open, as it was left.
    expect(page.locator("[data-explorer=leverage_dial] .cx-sentence")).to_be_visible()
    expect(page.locator("[data-folded=guess]")).to_have_count(0)


def test_progress_is_one_over_pages_tabs_and_visits(first, reader, tmp_path):
    page = first
    second = reader.opened()
    drill = page.locator(".cx-drill").first
    words = second.locator("#keep .keep-words").inner_text()
    drill.locator("input").first.fill("1")
    drill.get_by_role("button", name="Check").click()
    expect(second.locator("#keep .keep-words")).not_to_have_text(words)  # heard in the other tab
    assert [event["kind"] for event in kept(second).values()].count("drill") == 1
    second.close()

    page.wait_for_function("localStorage.getItem('margin-course/facts')?.includes('begun')")
    front = reader.opened("", until="html[data-drawn]")
    go_on = front.locator(".hero-action .page-button").inner_text()
    assert go_on.startswith("Go on: ")
    with front.expect_download() as saved:
        front.get_by_role("button", name="Download your progress").click()
    saved.value.save_as(tmp_path / "progress.json")

    before = kept(front)
    front.evaluate("localStorage.clear()")
    front.reload()
    expect(front.locator("#keep")).to_contain_text("No results yet")
    front.locator("#keep input[type=file]").set_input_files(tmp_path / "progress.json")
    expect(front.locator("#keep")).to_contain_text("added")
    expect(front.locator(".hero-action .page-button")).to_have_text(go_on)
    assert kept(front) == before
    front.close()


def test_progress_that_is_nested_without_end_costs_no_python(first, reader):
    """Compiled to WebAssembly Python would end over it, and with it everything on the page."""
    page = reader.opened("", until="#keep:not([hidden])")
    book = {"kind": "desk", "at": 1, "lesson": "portfolio_desk", "item": "book", "text": "[" * 100_000}
    for text in ("[" * 100_000, json.dumps({"schema": 1, "events": {"a": book}})):
        page.locator("#keep input[type=file]").set_input_files(files=[{**FILE, "buffer": text.encode()}])
        expect(page.locator(".keep-said")).to_contain_text("That file was not taken in: it is damaged")
    page.locator("#keep input[type=file]").set_input_files(files=[FILE])
    expect(page.locator(".keep-said")).to_contain_text("nothing that is not here already")
    page.close()


def test_where_what_code_is_written_in_arrives_in_part_the_rest_of_the_page_is_alive(first, reader):
    first.wait_for_selector(SETTLED, state="attached")
    page = reader.context.new_page()
    line = reader.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setBypassServiceWorker", {"bypass": True})  # which would have the whole file
    page.route("**/bench.js", cut(half))
    page.goto(reader.site + LESSON)
    expect(page.locator(".cx-exercise .cx-error").first).to_contain_text("What code is written in could not be loaded")
    turned(page)
    page.close()


HOLDS = """async (text) => {
    const [name] = (await caches.keys()).filter((name) => name.startsWith("margin-memory "));
    const cache = await caches.open(name);
    const [request] = await cache.keys();
    return new TextDecoder("latin1").decode(await (await cache.match(request)).arrayBuffer()).includes(text);
}"""


def test_python_begins_from_what_was_kept_and_without_it_if_that_is_of_no_use(first, reader):
    began = "document.documentElement.dataset.began"
    imported = "course/lessons/liquidation_price/explorers.py"
    first.wait_for_selector(SETTLED, state="attached")
    assert not first.evaluate(HOLDS, imported)
    page = reader.opened("lessons/02_liquidation_price.html", until=SETTLED)
    assert page.evaluate(began) == "warm"
    assert page.evaluate(HOLDS, imported)  # the next visit to this lesson imports nothing
    page.evaluate("""async () => {
        const [name] = (await caches.keys()).filter((name) => name.startsWith("margin-memory "));
        const cache = await caches.open(name);
        const [request] = await cache.keys();
        const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
        await cache.put(request, new Response(bytes.fill(7, 16, 48))); // the name of the build
    }""")
    page.goto(reader.site + LESSON)
    arrived(page)
    assert page.evaluate(began) == "cold"
    expect(page.locator(".page-failure")).to_have_count(0)


def test_on_a_phone_nothing_hangs_over_and_axe_finds_nothing_serious(first, reader):
    page = first
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    for path, there in ((None, None), ("glossary.html", "dl"), ("", "#offline:not([hidden])")):
        if there:
            page = reader.opened(path, until=there)
            page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        found = Axe().run(page).response["violations"]
        serious = [
            (one["id"], [node["html"] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []


def test_without_scripts_there_are_text_and_pictures(blind, site):
    context = blind.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + LESSON)
    assert len(page.locator("main").inner_text().split()) > 900
    assert page.locator("main img").count() >= 3
    expect(page.locator("#waiting")).to_be_hidden()
    context.close()


def test_the_site_says_whose_licences_it_carries_and_names_no_other_host(built):
    out, told = built
    here = out / BELOW
    assert {path.name for path in (here / "licences").iterdir()} >= {
        "MPL-2.0.txt",
        "numpy.txt",
        "CodeMirror.txt",
        "Vega.txt",
        "traitlets.txt",
        "margin-course.txt",
    }
    assert told.startswith(f"{len(lessons())} lessons, ")
    pages = ("index.html", "404.html", "glossary.html", "lessons/01_leverage.html", "lessons/desk.html")
    for page in (here / name for name in pages):
        asked = re.findall(r'<(?:script|link|img)\b[^>]*(?:src|href)="([^"]*)"', page.read_text(encoding="utf-8"))
        assert asked
        assert not [address for address in asked if ":" in address or address.startswith("/")], page
    listed = json.loads(re.search(r"= (\{.*\});", (here / "sw.js").read_text(encoding="utf-8"))[1])
    assert listed["elsewhere"] == []
    assert {
        file.relative_to(here).as_posix()
        for file in here.rglob("*")
        if file.is_file() and file.parent.parent.name != "lessons"
    } - set(listed["files"]) == {"sw.js", "404.html", ".nojekyll"}


def sent(file):
    """Bytes on the line: packed by the host, unless it is packed already."""
    packed = file.suffix in (".zip", ".whl", ".bin", ".png")
    return file.stat().st_size if packed else len(gzip.compress(file.read_bytes(), 6))


def test_the_first_lesson_fetches_what_is_said_and_the_next_one_its_page(built):
    here = built[0] / BELOW
    page = (here / LESSON).read_text(encoding="utf-8")
    said = int(re.search(r'data-megabytes="(\d+)"', page)[1])
    whole = sum(sent(file) for file in (here / "v").rglob("*") if file.is_file()) + sent(here / LESSON)
    assert said - 0.5 < whole / 1e6 < said + 0.5
    assert whole < 9e6
    assert max(sent(file) for file in (here / "lessons").glob("*.html")) < 0.3e6


def test_every_page_leads_to_the_glossary_and_the_desk(built):
    here = built[0] / BELOW
    terms = re.findall(r'<dt id="([^"]+)"', (here / "glossary.html").read_text(encoding="utf-8"))
    assert len(terms) == len(TERMS)
    for page in (here / "index.html", here / "glossary.html", *(here / "lessons").glob("*.html")):
        links = re.findall(r'<a href="([^"#]+)(?:#[^"]*)?"', page.read_text(encoding="utf-8"))
        there = {(page.parent / link).resolve() for link in links if "://" not in link}
        assert {here / "glossary.html", here / "lessons" / "desk.html"} <= there, page
        assert [path for path in there if not path.is_file()] == []


DENIED = """for (const name of ["localStorage", "sessionStorage", "indexedDB"])
    Object.defineProperty(globalThis, name, { get() { throw new DOMException("denied", "SecurityError"); } });
Object.defineProperty(navigator, "serviceWorker", { get() { throw new DOMException("denied", "SecurityError"); } });"""


def test_where_nothing_can_be_kept_everything_works_and_nothing_is_said_to_be_kept(blind, site):
    """An address without https has neither Cache Storage nor service workers; this browser denies the rest, too."""
    one = Visitor(blind, Served(site.replace("127.0.0.1", "plain.test")))
    page = one.opened(script=DENIED)
    assert page.evaluate("!globalThis.caches && !globalThis.isSecureContext")
    assert page.evaluate("document.documentElement.dataset.began") == "cold"
    drill = page.locator(".cx-drill").first
    drill.locator("input").first.fill("1")
    drill.get_by_role("button", name="Check").click()
    expect(page.locator("#keep")).to_contain_text(
        "1 result. It is not being kept, since this browser does not let the page"
    )
    page.wait_for_selector(SETTLED, state="attached")
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.get_by_text(re.compile("kept in this browser|Kept in this browser"))).to_have_count(0)
    one.context.close()
    assert one.wrong == []


def test_where_there_is_no_room_the_course_is_said_not_to_be_kept_until_it_is(visitor):
    one = visitor()
    page = one.context.new_page()
    line = one.context.new_cdp_session(page)
    origin = one.site.split("/some")[0]
    line.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 5e6})
    page.goto(one.site)
    words = page.locator("#offline")
    words.get_by_role("button", name="Keep for offline").click()
    expect(words).to_contain_text("could not be kept in this browser: it needs the network")
    assert page.evaluate("navigator.serviceWorker.getRegistration().then((there) => !there?.active)")
    line.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    words.get_by_role("button", name="Keep for offline").click()
    expect(words).to_contain_text("The whole course is kept in this browser")
    # What the browser has cleared since is fetched anew, or said not to be kept.
    for quota, said in (({"quotaSize": 5e6}, "could not be kept in this browser"), ({}, "The whole course is kept")):
        page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")
        line.send("Storage.overrideQuotaForOrigin", {"origin": origin, **quota})
        page.reload()
        expect(words).to_contain_text(said)
    assert page.evaluate("caches.match(document.querySelector('link[rel=stylesheet]').href).then((reply) => reply.ok)")


def test_a_new_release_beside_an_open_page_of_the_old_one(blind, built, tmp_path):
    """Every page is of one release to its end; the new one is kept when no page of the old one is open any more."""
    below = tmp_path / BELOW
    shutil.copytree(built[0] / BELOW, below)
    for file in below.rglob("*.html"):  # of a page that is a day old browsers think that it is fresh for hours
        os.utime(file, (time.time() - 86_400,) * 2)
    host = serve(tmp_path)
    one = Visitor(blind, host)
    asked = {}

    def opened(path, until):
        page = one.context.new_page()
        page.add_init_script(NO_PYTHON)
        mine = asked[page] = set()
        page.on("request", lambda request: mine.update(re.findall(r"/v/(\w+)/", request.url)))
        page.goto(host + path)
        page.wait_for_selector(until, state="attached")
        return page

    old = opened("", "#offline:not([hidden])")
    assert old.evaluate(
        "navigator.serviceWorker.getRegistration().then((kept) => !kept)"
    )  # nothing before it is wanted
    old.get_by_role("button", name="Keep for offline").click()
    old.wait_for_selector("html[data-offline=kept]", state="attached")
    lesson = opened(LESSON, ".cx-chart[data-drawn]")
    renew(below)
    new = opened("", "html[data-offline=kept]")
    other = opened(LESSON, ".cx-chart[data-drawn]")
    editor = """import(document.querySelector('script[src$="page.js"]').src.replace('page.js', 'editor.js')).then(() => true)"""
    assert [page.evaluate(editor) for page in (lesson, other)] == [True, True]  # fetched when it is wanted
    assert [len(asked[page]) for page in (old, lesson, new, other)] == [1, 1, 1, 1]
    assert asked[old] == asked[lesson] != asked[new] == asked[other]
    host.stop()
    one.context.close()
    assert one.wrong == []


def renew(site):
    """Put another release in the place of this one."""
    (here,) = (site / "v").iterdir()
    here.rename(here.with_name("0123456789ab"))
    for file in (*site.glob("*.html"), *site.glob("lessons/*.html"), site / "sw.js", site / "manifest.webmanifest"):
        file.write_text(file.read_text(encoding="utf-8").replace(here.name, "0123456789ab"), encoding="utf-8")


def test_jupyterlab_shows_its_notebook_again_after_a_reload(blind, tmp_path):
    """Like JupyterLab, this page takes the notebook's name out of its address as soon as it has read it."""
    file = tmp_path / "index.html"
    file.write_text(
        "<html><head></head><script>document.title = location.search; history.replaceState(0, '', '?')</script>"
    )
    lab.reopen(file)
    page = blind.new_page()
    page.route("**/*", lambda route: route.fulfill(body=file.read_text(encoding="utf-8"), content_type="text/html"))
    page.goto("http://127.0.0.1:9/lab/index.html")
    page.reload()
    assert page.title() == ""  # there is none to show
    page.goto("http://127.0.0.1:9/lab/index.html?path=01 leverage.ipynb")
    for _ in range(2):
        expect(page).to_have_title("?path=01%20leverage.ipynb")
        assert "path" not in page.url
        page.reload()
    page.close()


def test_after_one_visit_every_lesson_opens_without_a_network(reader, site):
    """The last test of this file: its server is stopped for good."""
    page = reader.opened(until="html[data-offline=kept]")
    expect(page.locator("#offline")).to_contain_text("opens without a network")
    site.stop()
    page.goto(reader.site + "lessons/03_funding.html")  # never seen before
    arrived(page)
    expect(page.locator(".page-failure")).to_have_count(0)
    expect(page.locator(".page-figure.waiting")).to_have_count(0)
    page.goto(reader.site + "lessons/desk.html")
    page.wait_for_selector(".cx-chart[data-drawn]")
    page.goto(reader.site + "glossary.html")
    expect(page.locator("#leverage")).to_be_visible()
    page.goto(reader.site)
    expect(page.locator(".hero-action .page-button")).to_contain_text("Go on: ")
    reader.wrong.clear()  # that there is no server any more
