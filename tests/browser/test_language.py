"""In a language whose words are a third longer nothing lies on anything else, is cut or makes a page scroll sideways.

One explorer of every lesson, as the page lays it out on a phone and on a desk: its words and controls, and the names in its
pictures. Then every page of the static site, made in that language, as it stands before its Python has come: there no English
is left either. What Python says afterwards is read without a browser (tests/language).
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading

import pytest
from bs4 import BeautifulSoup, NavigableString

from course.frontend import assets
from course.frontend.assets import PACKAGE
from course.language import CATALOGUE, speaking, word
from course.lessons import lessons, record
from tests.language.catalogue import pseudo_language
from tests.language.visible import english

from .line import Line, open_line
from .support import measured, settled
from .test_lettering import LETTERS, MEANT, TEXTS, WIDE, WIDTHS, problems

pytestmark = pytest.mark.browser
#: Where words had no room; of every other lesson the first.
TIGHT = {
    "cross_margin": "pool",
    "cross_vs_isolated": "shocks",
    "liquidation_mechanics": "predict",
    "choosing_a_platform": "bots",
    "portfolio_desk": "defend",
}

#: What is wrong with the layout of words and controls: a text beyond the page, one on another, one that its box cuts.
LAID = """() => {
  const main = document.querySelector("main"), edge = main.getBoundingClientRect().right, wrong = [], boxes = [];
  const name = (node) => `${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 40)}`;
  const aside = "script, style, noscript, template, .cx-hidden, .cx-chart, math, svg";
  if (main.scrollWidth > main.clientWidth + 1) wrong.push(`scrolls sideways: ${main.scrollWidth}`);
  for (const node of main.querySelectorAll("*")) {
    if (node.closest(aside) || !node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const hides = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";
    const style = getComputedStyle(node);
    const over = Math.max(node.scrollWidth - node.clientWidth, node.scrollHeight - node.clientHeight);
    if (node.clientWidth > 1 && ["hidden", "clip"].includes(style.overflowX) && over > 2) wrong.push(`cut: ${name(node)}`);
    let [left, top, right, bottom] = [-1e6, -1e6, 1e6, 1e6];
    for (let up = node; up !== main; up = up.parentElement) {
      if (!hides(getComputedStyle(up))) continue;
      const box = up.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    const put = (box) => {
      const [x1, y1] = [Math.max(box.left, left), Math.max(box.top, top)];
      const [x2, y2] = [Math.min(box.right, right), Math.min(box.bottom, bottom)];
      if (x2 - x1 > 1 && y2 - y1 > 1) boxes.push({ node, x1, y1, x2, y2 });
    };
    if (node.matches("select, input")) put(node.getBoundingClientRect());
    for (const text of node.childNodes) {
      if (text.nodeType !== Node.TEXT_NODE || !text.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) put(box);
    }
  }
  boxes.sort((one, two) => one.y1 - two.y1).forEach((one, i) => {
    if (one.x2 > edge + 1) wrong.push(`beyond the page: ${name(one.node)}`);
    for (const two of boxes.slice(i + 1)) {
      if (two.y1 >= one.y2) break;
      const [across, down] = [Math.min(one.x2, two.x2) - Math.max(one.x1, two.x1), Math.min(one.y2, two.y2) - two.y1];
      const least = 0.35 * Math.min(one.y2 - one.y1, two.y2 - two.y1);
      if (one.node !== two.node && across > 2 && down > least) wrong.push(`${name(one.node)} lies on ${name(two.node)}`);
    }
  });
  return [...new Set(wrong)];
}"""


@pytest.fixture(scope="module")
def spoken():
    with speaking(pseudo_language()) as language:
        yield language


@pytest.fixture(scope="module")
def paper(browser, spoken):
    page = open_line(browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    page.evaluate(LETTERS)
    page.add_script_tag(type="module", content=assets.modules()[assets.LANGUAGE])
    yield page
    page.close()


@pytest.mark.parametrize("about", lessons(), ids=lambda about: about.slug)
def test_longer_words_have_room(paper, about):
    lesson = record(about.slug)
    name = TIGHT.get(about.slug) or next(iter(lesson.explorers))
    explorer = lesson.explorers[name]()
    explorer.give(lesson.tasks.get(name, ()))
    if explorer.prediction:
        explorer.predict(explorer.prediction.control.value)
    line = Line(paper, explorer)
    line.announce()
    line.draw()
    said = []
    for size, width in WIDTHS.items():
        paper.evaluate(WIDE, width)
        settled(paper)
        found = measured(paper, LAID)
        for number, chart in enumerate(measured(paper, TEXTS)):
            found += [f"chart {number}: {problem}" for problem in problems(chart)]
        said += [f"{name}, {size}: {problem}" for problem in found]
    assert [one for one in said if not any(words in one for words in MEANT.get(about.slug, ()))] == []


#: Texts that are put together, each in another way: marks, prices, rows, forms, what stands behind a colon.
TOGETHER = [
    "✓ your answer, and right", "$3,000.00 entry", "Not started · about 20 min",
    "Funding · Missed last time", ", counted in days",
    " counted in seconds", "Ask a.b.c now", "no such text: and no other",
    "marks: it is empty: paste the answer of your venue, or a file of this course",
    "Kept in this browser only; a download keeps it for good. The browser may clear it when it runs short of room.",
]  # fmt: skip


def test_the_page_says_what_python_says(paper):
    said = paper.evaluate(
        """(texts) => new Promise((done) => {
          const said = texts.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
          document.body.replaceChildren(...said);
          setTimeout(() => done(said.map((node) => node.textContent)));
        })""",
        TOGETHER,
    )
    assert said == [word(text) for text in TOGETHER]
    assert [text for text in said if english(text)] == [text for text in said if "no such" in text]


#: What a saved picture writes above and below its charts.
DRAWN = """async ([source, texts]) => {
  const share = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const { fillText } = CanvasRenderingContext2D.prototype, written = [];
  CanvasRenderingContext2D.prototype.fillText = (text) => written.push(text);
  const [above, ...below] = texts.map((text) => ({ text, size: 12 }));
  const look = { paper: "white", ink: "black", quiet: "gray", font: "serif" };
  share.picture(document.createElement("div"), [above], below, look, 2000);
  CanvasRenderingContext2D.prototype.fillText = fillText;
  return written;
}"""


def test_a_saved_picture_says_what_the_page_says(paper):
    """What is drawn is on no page that looks it up; its setting is the names and values of the controls."""
    controls = record("leverage").explorers["dial"]().controls.values()
    setting = " · ".join(
        f"{c.label}: {next(iter(c.labels.values())) if hasattr(c, 'labels') else c.shown(c.value)}" for c in controls
    )
    texts = ["Where a text stands", "Skip to the lesson", setting]
    source = (PACKAGE / "explorers" / "static" / "share.js").read_text(encoding="utf-8")
    written = paper.evaluate(DRAWN, [source, texts])
    assert written == [word(text) for text in texts]
    assert [text for text in written[1:] if english(text)] == []


#: Loaded as what a kernel sends.
SENT = """async (source) => {
  const said = (markup) => Object.assign(document.createElement("p"), { innerHTML: markup });
  document.body.append(said("Price"), said('<b class="cx-title" title="Price">Price</b>'));
  await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  return [...document.querySelectorAll("p")].map((node) => [node.textContent, node.firstChild.title, node.firstChild.lang]);
}"""


def test_on_a_page_that_is_not_the_course_s_only_its_own_is_looked_up(browser, spoken):
    """JupyterLab's menus, names of files and what else a notebook shows stay as they are."""
    page = browser.new_page()
    said = page.evaluate(SENT, assets.modules()[assets.LANGUAGE])
    page.close()
    assert said == [["Price", None, None], [word("Price"), word("Price"), word("en")]]


def test_a_name_of_the_learner_s_own_file_stays(paper):
    said = paper.evaluate(
        """() => new Promise((done) => {
          document.body.innerHTML = `<table><tr><td translate="no">Price</td><td>Price</td></tr></table>`;
          setTimeout(() => done([...document.querySelectorAll("td")].map((cell) => cell.textContent)));
        })"""
    )
    assert said == ["Price", word("Price")]


def test_what_has_no_room_is_found(paper):
    paper.evaluate(
        """() => { document.body.innerHTML = `<main class="cx-root"><p>one two</p><p style="margin-top: -2.2em">three</p>
        <p style="width: 3em; overflow: hidden; white-space: nowrap">a long text that is cut</p>
        <p style="white-space: nowrap">${"wide ".repeat(400)}</p></main>`; }"""
    )
    found = " ".join(measured(paper, LAID))
    assert "lies on" in found
    assert "cut: P" in found
    assert "beyond the page" in found
    assert "scrolls sideways" in found


#: In which of its attributes a tag says something.
ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "data-label", "data-name"]
#: What a page says: between its tags, in what is read out or shown on pointing, and as its name; code and formulas apart.
SAID = """(attributes) => {
  const aside = "script, style, code, pre, textarea, math, template, noscript, .cm-editor", said = [document.title];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (!texts.currentNode.parentElement.closest(aside)) said.push(texts.currentNode.data.trim());
  for (const name of attributes) {
    for (const node of document.querySelectorAll(`[${name}]`)) if (!node.closest(aside)) said.push(node.getAttribute(name));
  }
  return [...new Set(said)].filter((text) => text);
}"""
PAGES = ("index", "glossary", "404", "lessons/desk", *(f"lessons/{about.stem}" for about in lessons()))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    """A window on the static site in the made-up language, and its address; all else cannot be had, so no Python comes."""
    folder = tmp_path_factory.mktemp("site")
    spoken = folder / "made_up.json"
    spoken.write_text(json.dumps(pseudo_language()), encoding="utf-8")
    command = [sys.executable, "-m", "course", "site", str(folder / "out")]
    env = {**os.environ, CATALOGUE: str(spoken), "COURSE_PROGRESS": str(folder / "progress.json")}
    subprocess.run(command, check=True, capture_output=True, env=env)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder / "out")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.route(lambda url: not url.startswith((address, folder.as_uri())), lambda route: route.abort())
    yield page, address, folder / "out"
    page.close()
    server.shutdown()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_site_is_in_its_language_and_has_room(site, name):
    page, address, _ = site
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}{name}.html")
    page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    page.wait_for_function("() => !document.querySelector('.page-words')")  # what stands in a picture's place before it
    settled(page)
    found = [text for text in measured(page, SAID, ATTRIBUTES) if english(text)]
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        settled(page)
        found += [f"{width}: {wrong}" for wrong in measured(page, LAID)]
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_before_any_script_is_in_its_language(site, name):
    """As it is sent: what stands in the place of a part, too, and what its tags say."""
    _, _, out = site
    soup = BeautifulSoup((out / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    for aside in soup.find_all(["script", "style", "code", "pre", "textarea", "math", "template"]):
        aside.decompose()
    said = [str(text) for text in soup.find_all(string=True) if type(text) is NavigableString]
    said += [value for node in soup.find_all(True) for name, value in node.attrs.items() if name in ATTRIBUTES]
    assert [text for text in said if english(text)] == []


#: Where a text that is said first ends, and where the text of the page begins.
ABOVE = """() => [document.getElementById("progress-text"), document.querySelector("main > *")]
  .map((node) => node.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"""


@pytest.mark.parametrize("name", ["index", "lessons/01_leverage"])
def test_a_page_without_scripts_of_its_own_is_in_its_language_too(site, name):
    """Opened as a file: no module runs there, and what is said of that covers nothing."""
    page, _, out = site
    page.goto((out / f"{name}.html").as_uri())
    assert page.locator("html").get_attribute("data-python") == "failed"
    assert [text for text in measured(page, SAID, ATTRIBUTES) if english(text)] == []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        (_, said), (begins, _) = page.evaluate(ABOVE)
        assert said <= begins


def test_a_text_is_said_in_the_language_before_it_is_taken_apart_at_a_date(browser, spoken):
    """As in JupyterLab, where the page gets its language with the first part: dates stay in one line, and no English is left."""
    page = open_line(browser.new_page())
    page.wait_for_function("() => Boolean(globalThis.__course_word__)")
    said = page.evaluate(
        """() => new Promise((done) => {
          const root = Object.assign(document.createElement("main"), { className: "cx-root cx-guess" });
          const line = document.createElement("p");
          line.textContent = "You guessed on 2026-04-10: ";
          root.append(line);
          document.body.replaceChildren(root);
          setTimeout(() => done([line.textContent, line.querySelector(".cx-nobreak")?.textContent]), 50);
        })"""
    )
    page.close()
    assert said == [word("You guessed on 2026-04-10: "), "2026-04-10"]
    assert english(said[0]) == []
