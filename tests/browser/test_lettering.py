"""Names stand where they can be read: no two ticks say the same, nothing is cut by an edge, no words lie on words.
And every picture can be saved.

Every picture of every lesson as the page lays it out, on a phone and on a desk, at its start and elsewhere. Letters are as wide
as those of DejaVu Sans, the widest of the fonts that systems bring, whatever this machine has: what fits here fits anywhere.
"""

from __future__ import annotations

import numpy as np
import pytest

from course.charts.vocabulary import axis, layer, named, picture
from course.explorers import Choice, Explorer, View
from course.lessons import lessons, record
from tests.oracles.support import settings

from .line import Line, open_line
from .support import measured, settled

pytestmark = pytest.mark.browser
WIDTHS = {"phone": 358, "desk": 1040}
"""Pixels that a lesson has for an explorer at 390 and at 1280."""
PLACES = 4
#: Ticks that count from the middle to both sides.
MEANT = {
    "cross_vs_isolated": [
        f"{name}, {size}: two ticks" for name in ("week, chart 2", "outcomes, chart 0") for size in WIDTHS
    ]
}

#: Every text of every chart on the page: its words, its part, and its box in pixels of the chart; the ends of the straight pieces
#: of its thin lines; the rings that are dragged along one axis, which may give way along the other, and the word beside one; and
#: of the labels that each axis has, which are shown.
TEXTS = """() => [...document.querySelectorAll(".cx-chart")].map((chart) => {
  const view = chart.__view__, [left, top] = view.origin(), canvas = chart.querySelector("canvas");
  const [texts, lines, kept] = [[], [], []];
  const ink = (item) => item.strokeWidth * (item.opacity ?? 1) * (item.strokeOpacity ?? 1); // what is fainter is ground
  const thin = (item) => item.stroke && ink(item) >= 0.8 && item.strokeWidth < 4;
  const written = (item) => item.opacity !== 0 && !item.stroke && !item.bounds.empty() && String(item.text).trim();
  const walk = (mark, x, y, axis) => {
    // Ticks that stay come before new ones: in the order of their places, not of the list.
    const labels = mark.items.filter((item) => mark.role === "axis-label" && String(item.text).trim());
    if (labels.length) kept.push(labels.sort((a, b) => a.x - b.x || a.y - b.y).map((item) => Boolean(item.opacity)));
    for (const item of mark.items) {
      const within = mark.role === "axis" ? item : axis;
      if (mark.marktype === "group") for (const inner of item.items) walk(inner, x + (item.x ?? 0), y + (item.y ?? 0), within);
      else if (mark.marktype === "text" && written(item)) {
        const { x1, x2, y1, y2 } = item.bounds;
        const box = [x + x1, y + y1, x + x2, y + y2];
        texts.push({ words: String(item.text), role: mark.role, axis: axis ? axis.datum?.id ?? axis.orient : "", box });
      } else if (mark.role === "mark" && mark.marktype === "rule" && thin(item))
        lines.push([[x + item.x, y + item.y], [x + (item.x2 ?? item.x), y + (item.y2 ?? item.y)]]);
    }
    if (mark.role === "mark" && mark.marktype === "line" && mark.items.length && thin(mark.items[0])) {
      const steps = mark.items[0].interpolate === "step-after";
      mark.items.forEach((to, i) => {
        const from = mark.items[i - 1];
        if (!from || from.defined === false || to.defined === false) return;
        const corner = [x + (steps ? to.x : from.x), y + from.y];
        lines.push([[x + from.x, y + from.y], corner], [corner, [x + to.x, y + to.y]]);
      });
    }
  };
  walk(view.scenegraph().root, left, top, null);
  const { left: at, top: up } = canvas.getBoundingClientRect(), { left: beside, top: above } = view.padding();
  const rings = [...chart.querySelectorAll(".cx-handle:not([hidden]):not([data-way=xy]), .cx-handle-hint")].map((ring) => {
    const box = ring.getBoundingClientRect(), spare = ring.matches(".cx-handle") ? 11 : 0; // around a handle's ring
    const [x, y] = [box.x - at - beside, box.y - up - above];
    return [x + spare, y + spare, x + box.width - spare, y + box.height - spare];
  });
  return { wide: canvas.clientWidth, high: canvas.clientHeight, texts, lines, rings, kept };
})"""
#: Bytes and name of the picture that "Save picture" offers, made in the page.
SAVED = """() => new Promise((done) => {
  const press = HTMLAnchorElement.prototype.click;
  const make = URL.createObjectURL;
  let size = 0;
  URL.createObjectURL = (blob) => ((size = blob.size), make(blob));
  HTMLAnchorElement.prototype.click = function () {
    Object.assign(HTMLAnchorElement.prototype, { click: press });
    URL.createObjectURL = make;
    done([size, this.download]);
  };
  [...document.querySelectorAll("button")].find((button) => button.textContent === "Save picture").click();
})"""
#: By its words, where each text begins.
BOXES = """() => {
  const boxes = {};
  const walk = (mark) => {
    for (const item of mark.items) {
      if (mark.marktype === "group") item.items.forEach(walk);
      else if (mark.marktype === "text") (boxes[item.text] ??= []).push([item.bounds.x1, item.bounds.y1]);
    }
  };
  walk(document.querySelector(".cx-chart").__view__.scenegraph().root);
  return boxes;
}"""
#: The page as wide as that.
WIDE = """async (width) => {
  document.querySelector("main").style.width = `${width}px`;
  for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
}"""

#: Widths of letters in units of the font's size, those of DejaVu Sans or a little above.
LETTERS = """() => {
  const [narrow, slim] = [["iljI.,:;'|! \u2009\u202f", 0.33], ["tfr()[]-–", 0.42]];
  const kinds = [narrow, slim, ["mwMW%@—", 0.97], ["−+=×→↑<>~", 0.84], ["0123456789$", 0.64]];
  const wide = Object.fromEntries(kinds.flatMap(([letters, width]) => [...letters].map((letter) => [letter, width])));
  CanvasRenderingContext2D.prototype.measureText = function (text) {
    const size = Number(/([\\d.]+)px/.exec(this.font)[1]), bold = /bold|[6-9]00/.test(this.font) ? 1.12 : 1;
    let sum = 0;
    for (const letter of String(text)) sum += wide[letter] ?? (/[A-Z]/.test(letter) ? 0.7 : 0.61);
    return { width: sum * size * bold };
  };
}"""


@pytest.fixture(scope="module")
def paper(browser):
    page = open_line(browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    page.evaluate(LETTERS)
    yield page
    page.close()


def overlap(one, two):
    """Pixels that two boxes have in common, across and down."""
    return [min(one[i + 2], two[i + 2]) - max(one[i], two[i]) for i in (0, 1)]


#: How far a name gives way to a line at least, in pixels across and down, and the places that it tries.
REACH = (40, 24)
TRIED = np.array(
    [
        (x, y, x, y)
        for x in range(-REACH[0], REACH[0] + 1, 2)
        for y in range(-REACH[1], REACH[1] + 1, 2)
        if (x / REACH[0]) ** 2 + (y / REACH[1]) ** 2 <= 1
    ]
)


def places(lines):
    """Many places on every line, in two columns."""
    share = np.linspace(0, 1, 201)[:, None, None]
    on = [np.zeros((0, 2)), *((w[:-1] + share * np.diff(w, axis=0)).reshape(-1, 2) for w in np.asarray(lines, float))]
    return np.concatenate(on)


def crossed(box, on, spare):
    """Whether a line runs through a box that is smaller by so much on every side."""
    left, top, right, bottom = box + np.array([spare, spare, -spare, -spare])
    return bool(((left < on[:, 0]) & (on[:, 0] < right) & (top < on[:, 1]) & (on[:, 1] < bottom)).any())


def avoidable(box, others, on, chart):
    """Whether a line runs through the letters in a box, and a place nearby was free of lines, of other words and of edges."""
    if not crossed(box, on, 4):
        return False
    across, down = REACH
    near = on[(abs(on - (box[:2] + box[2:]) / 2) < (box[2:] - box[:2]) / 2 + [across, down]).all(axis=1)]
    tried = box + TRIED
    free = (tried[:, :2] > 2).all(axis=1) & (tried[:, 2:] < [chart["wide"] - 2, chart["high"] - 2]).all(axis=1)
    for other in np.array(others).reshape(-1, 4):
        common = np.minimum(tried[:, 2:], other[2:]) - np.maximum(tried[:, :2], other[:2])
        free &= common.min(axis=1) <= 2
    left, top, right, bottom = tried[free].T[:, :, None]
    x, y = near.T
    return not ((left < x) & (x < right) & (top < y) & (y < bottom)).any(axis=1).all()


def uneven(kept):
    """Whether the labels of an axis that are shown stand at different distances; one left out at an end leaves no hole."""
    shown = np.flatnonzero(kept)
    return len(set(np.diff(shown))) > 1


def problems(chart):
    """Ticks that say the same, words cut by an edge, and words over words or, where there is room nearby, over a line."""
    texts, on, said = chart["texts"], places(chart["lines"]), []
    for text in texts:
        left, top, right, bottom = text["box"]
        if left < -2 or right > chart["wide"] + 2 or top < -2 or bottom > chart["high"] + 2:
            said.append(f"{text['words']!r} is cut by an edge")
    ticks = [(t["axis"], t["words"]) for t in texts if t["role"] == "axis-label"]
    said += [f"labels of an axis are left out unevenly: {kept}" for kept in chart["kept"] if uneven(kept)]
    said += [f"two ticks say {words!r}" for _, words in sorted({tick for tick in ticks if ticks.count(tick) > 1})]
    for i, one in enumerate(texts):
        for two in texts[i + 1 :]:
            across, down = overlap(one["box"], two["box"])
            if across > 4 and down > 4:
                said.append(f"{one['words']!r} lies on {two['words']!r}")
        others = [two["box"] for k, two in enumerate(texts) if k != i]
        if one["role"] == "mark" and avoidable(np.array(one["box"]), others, on, chart):
            said.append(f"a line runs through {one['words']!r}")
        said += [f"a handle lies on {one['words']!r}" for ring in chart["rings"] if min(overlap(one["box"], ring)) > 2]
    return said


@pytest.mark.parametrize("about", lessons(), ids=lambda about: about.slug)
def test_names_can_be_read(paper, about):
    said = {}
    for name, make in record(about.slug).explorers.items():
        explorer = make()
        if not isinstance(explorer, Explorer):
            continue
        places = settings(explorer, count=PLACES, corners=PLACES // 2)
        if explorer.prediction:
            explorer.predict(places[0].get("guess", explorer.prediction.control.value))
        line = Line(paper, explorer)
        line.announce()
        line.draw()
        size, called = paper.evaluate(SAVED)
        assert size > 10_000, f"the picture of {name} that can be saved is empty"
        assert called == f"{explorer.name}.png"
        for values in places:
            explorer.set(**{key: value for key, value in values.items() if key != "guess"})
            if explorer.error:
                line.heard.clear()
                continue
            line.back()
            for size, width in WIDTHS.items() if values is places[0] else [("phone", WIDTHS["phone"])]:
                paper.evaluate(WIDE, width)
                settled(paper)
                for number, chart in enumerate(measured(paper, TEXTS)):
                    for problem in problems(chart):
                        said.setdefault(f"{name}, chart {number}, {size}: {problem}", values)
    said = {
        problem: at for problem, at in said.items() if not any(words in problem for words in MEANT.get(about.slug, ()))
    }
    assert said == {}


def planted():
    """Names on names, one beyond either edge, and a title that is longer than its picture."""
    x = axis("x", "x", domain=[0, 10])
    y = axis("y", "y", "a title that says more than a picture of this width has room for", domain=[0, 10])
    labels = ["far to the left", "one", "two", "far to the right"]
    data = {"names": {"x": [0.0, 5.0, 5.1, 9.9], "y": [5.0, 5.0, 5.1, 9.9], "label": labels}}
    design = picture(200, "Names", named("names", x, y, align="center"))
    return Explorer(name="planted", title="Planted", controls=[], compute=lambda: View(data, "Names."), design=design)


def test_names_are_moved_off_edges_and_words_and_their_free_space_goes_along(paper):
    line = Line(paper, planted())
    line.announce()
    line.draw()
    paper.evaluate(WIDE, 358)
    (chart,) = measured(paper, TEXTS)
    assert problems(chart) == []
    assert {t["words"] for t in chart["texts"]} >= {"far to the left", "one", "two", "far to the right"}
    boxes = measured(paper, BOXES)
    assert all(len(boxes[name]) == 2 and boxes[name][0] == boxes[name][1] for name in ("one", "two", "far to the left"))


#: How many segments stand in each row, by the options of a choice.
IN_ROWS = """() => Object.fromEntries([...document.querySelectorAll(".cx-oneof")].map((field) => {
  const tops = [...field.querySelectorAll(".cx-segment")].map((part) => part.offsetTop);
  return [field.dataset.control, [...new Set(tops)].map((top) => tops.filter((other) => other === top).length)];
}))"""


def test_choices_that_need_rows_stand_in_even_ones_and_choosing_moves_none(paper):
    options = {
        "short": ["2 %", "3 %", "5 %", "8 %", "10 %"],
        "three": ["BTC alone", "both of them", "equal legs"],
        "four": ["as the course reads it", "0", "½", "1"],
        "months": ["Mar 2020", "May 2021", "Nov 2022", "Aug 2024", "Oct 2025"],
        "long": ["12 March 2020", "19 May 2021", "8 November 2022", "5 August 2024", "10 October 2025"],
    }
    controls = [Choice(name, name, labels) for name, labels in options.items()]
    design = picture(200, "Nothing", layer("none").mark_point().encode(x=axis("x", "x", "x", domain=[0, 1])))
    explorer = Explorer(
        name="rows",
        title="Rows",
        controls=controls,
        compute=lambda **_: View({"none": {"x": [0.5]}}, "."),
        design=design,
    )
    line = Line(paper, explorer)
    line.announce()
    line.draw()
    paper.evaluate(WIDE, 1040)
    rows = paper.evaluate(IN_ROWS)
    assert rows == {"short": [5], "three": [1, 1, 1], "four": [1, 3], "months": [2, 2, 1], "long": [1, 1, 1, 1, 1]}
    for name, labels in options.items():
        paper.locator(f"[data-control={name}] label").nth(len(labels) - 1).click()
    assert paper.evaluate(IN_ROWS) == rows


def test_what_lies_on_something_is_found():
    def chart(role, **boxes):
        texts = [{"words": words.strip("_"), "role": role, "axis": "x", "box": box} for words, box in boxes.items()]
        return {"wide": 100, "high": 50, "texts": texts, "lines": [], "rings": [[95, 20, 117, 42]], "kept": []}

    found = problems(chart("mark", a=[0, 0, 30, 15], b=[20, 8, 60, 23], c=[80, 0, 110, 15], d=[70, 30, 98, 45]))
    assert found == ["'c' is cut by an edge", "'a' lies on 'b'", "a handle lies on 'd'"]
    assert uneven([True, True, False, True])
    assert not uneven([True, False, True, False])
    assert not uneven([False, True, True, False])
    assert problems(chart("axis-label", a=[0, 0, 5, 15], a_=[40, 0, 45, 15])) == ["two ticks say 'a'"]
