"""In a language whose words are a third longer nothing lies on anything else, is cut or makes a page scroll sideways.

One explorer of every lesson, as the page lays it out on a phone and on a desk: its words and controls, and the names in its
pictures. That no English is left is read without a browser (tests/language).
"""

from __future__ import annotations

import json

import pytest

from course.frontend.assets import PACKAGE
from course.language import speaking
from course.lessons import lessons, record
from tests.language.catalogue import pseudo_language

from .line import Line, open_line
from .support import settled
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
    source = (PACKAGE / "frontend" / "static" / "language.js").read_text(encoding="utf-8")
    texts = json.dumps(pseudo_language())
    page.add_script_tag(type="module", content=source.replace("TEXTS = {}", f"TEXTS = {texts}", 1))
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
        found = paper.evaluate(LAID)
        for number, chart in enumerate(paper.evaluate(TEXTS)):
            found += [f"chart {number}: {problem}" for problem in problems(chart)]
        said += [f"{name}, {size}: {problem}" for problem in found]
    assert [one for one in said if not any(words in one for words in MEANT.get(about.slug, ()))] == []


def test_what_has_no_room_is_found(paper):
    paper.evaluate(
        """() => { document.querySelector("main").innerHTML = `<p>one two</p><p style="margin-top: -2.2em">three</p>
        <p style="width: 3em; overflow: hidden; white-space: nowrap">a long text that is cut</p>
        <p style="white-space: nowrap">${"wide ".repeat(400)}</p>`; }"""
    )
    found = " ".join(paper.evaluate(LAID))
    assert "lies on" in found
    assert "cut: P" in found
    assert "beyond the page" in found
    assert "scrolls sideways" in found
