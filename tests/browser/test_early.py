"""Nothing that a hand did is lost: not what was turned before Python's word had come, not what was turned beside a question.

The page is the real one, and so is the explorer in Python; the line between them is this test, which decides what is heard when.
"""

from __future__ import annotations

import numpy as np
import pytest

from course.charts.vocabulary import alt, axis, layer, picture
from course.explorers import Choice, Explorer, Number, Pull, Toggle, View
from course.frontend import assets
from course.texts import say
from course.validation import ArgumentError

from .line import Line, open_line
from .support import drag

pytestmark = pytest.mark.browser


def made(most: float = 10) -> Explorer:
    """Every kind of control, a handle on one of them and one on a result."""
    x, y = axis("x", "x", domain=[0, 20]), axis("y", "y", domain=[0, 60])

    def compute(x, y, price, kind, on):
        if price > 18:
            raise ArgumentError("price", price, "18 at most")
        grid = np.linspace(0, 20, 30)
        text = say("It is {x:×} of {y:#} at {price:#}, {kind}.", x=x, y=y, price=price, kind=kind)
        return View({"line": {"x": grid, "y": grid * 3 if on else grid}, "at": {"x": [price], "y": [x * y]}}, text)

    return Explorer(
        name="early",
        title="Early",
        controls=[
            Number("x", "Ex", 2, min=0, max=most, step=0.5, unit="×"),
            Number("y", "Why", 3, min=1, max=6, step=1),
            Number("price", "Price", 5, min=0, max=20, step=0.5),
            Choice("kind", "Kind", list("abcdefg")),
            Toggle("on", "On", False),
        ],
        compute=compute,
        design=picture(
            200,
            "A line",
            layer("line").mark_line().encode(x=x, y=y),
            layer("at").mark_point().encode(x=alt.X("x:Q"), y=alt.Y("y:Q")),
        ),
        handles={"price": "x"},
        pulls={"z": Pull("x", "y", lambda x, y, **_: x * y)},
    )


def shown(line) -> dict:
    """What the page's controls say."""
    return {
        **{name: float(box_of(line.page, name).input_value()) for name in ("x", "y", "price")},
        "kind": "abcdefg"[line.page.locator("select").evaluate("(node) => node.selectedIndex")],
        "on": line.page.get_by_role("checkbox").is_checked(),
    }


@pytest.fixture
def line(page):
    page.set_viewport_size({"width": 1280, "height": 900})
    return Line(open_line(page), made())


def box_of(page, name):
    return page.locator(f"[data-control={name}] .cx-number")


def slider(page):
    page.locator("[data-control=x] input[type=range]").press("ArrowRight")


def box(page):
    box_of(page, "x").fill("7,5")
    box_of(page, "x").press("Enter")


def word(page):
    page.locator(".cx-turn[data-turn=x]").press("ArrowUp")


def handle(page):
    drag(page, page.locator(".cx-handle:not(.cx-handle-result)"), 120, 0)


def pull(page):
    drag(page, page.locator(".cx-handle-result"), 0, -60)


def menu(page):
    page.locator("select").select_option(label="d")


def toggle(page):
    page.get_by_role("checkbox").check()


#: What a hand does first, and the control that it turns.
HANDS = {slider: "x", box: "x", word: "x", handle: "price", pull: "x", menu: "kind", toggle: "on"}


def test_what_is_done_before_python_s_word_has_come_is_told_and_undoes_nothing_else(line):
    """By every kind of hand; the picture is that of an announcement since when Python has turned another control."""
    for hand, name in HANDS.items():
        line.explorer.reset()
        line.announce()
        start = dict(line.explorer.values)
        line.explorer.set(y=5)
        line.heard.clear()  # said before the page listened
        line.draw()
        hand(line.page)
        line.explorer.recall_found(set())  # a frame that knows nothing of the hand
        line.back()
        line.quiet()
        values = line.explorer.values
        assert values[name] != start[name], hand.__name__
        assert values == {**start, "y": 5, name: values[name]}, hand.__name__
        assert shown(line) == values, hand.__name__


def test_what_is_turned_while_a_question_is_open_is_told_after_it(line):
    """A slider, then the handle of a result, then another slider and a box, before Python has heard of any."""
    line.announce()
    line.draw()
    page = line.page
    menu(page)
    page.locator("[data-control=y] input[type=range]").press("ArrowRight")
    pull(page)
    line.python(2)
    line.back()
    toggle(page)
    box_of(page, "price").fill("12.5")
    line.python(1)
    line.back()
    box_of(page, "price").press("Enter")
    line.quiet()
    values = line.explorer.values
    assert values == {"x": values["x"], "y": 4, "price": 12.5, "kind": "d", "on": True}
    assert values["x"] > 2
    assert shown(line) == values


def test_what_is_turned_last_wins_over_every_answer_on_its_way(line):
    line.announce()
    line.draw()
    for _ in range(6):
        slider(line.page)
        line.python(1)
        slider(line.page)
        line.back()
    line.quiet()
    assert line.explorer.values["x"] == 8
    assert shown(line) == line.explorer.values


def test_other_controls_take_over_what_was_turned_where_they_can(line):
    """As where an opening view was touched, and Python comes with the controls of another book."""
    line.announce()
    line.draw()
    page = line.page
    for name, typed in (("x", "8"), ("y", "4")):
        box_of(page, name).fill(typed)
        box_of(page, name).press("Enter")
    line.explorer.renew(list(made(7).controls.values()))
    line.heard.clear()
    line.announce()
    page.evaluate("() => told.splice(0)")  # the page's Python was another one
    page.evaluate("([options]) => update('options', options)", line.state)
    page.wait_for_function("document.querySelector('input[type=range]').max === '7'")
    line.quiet()
    assert line.explorer.values["y"] == 4
    assert line.explorer.values["x"] == 2  # 8 is beyond what it reaches now
    assert shown(line) == line.explorer.values


LOOK = """() => {
  const picture = document.querySelector(".cx-chart canvas"), view = document.querySelector(".cx-chart").__view__;
  const [left, top] = view.origin(), scale = picture.width / picture.clientWidth, context = picture.getContext("2d");
  const pixel = (x, y) => [Math.round((left + view.scale("x")(x)) * scale), Math.round((top + view.scale("y")(y)) * scale)];
  const at = (x, y) => [...context.getImageData(...pixel(x, y), 1, 1).data];
  return { dot: at(5, 30), line: at(15, 15) };
}"""


def test_a_word_lights_up_its_mark_and_the_mark_its_word(line):
    """By pointing, by going there with keys, and for good by pressing; what is lit keeps its colour, all else fades."""
    line.explorer.light({"{kind}": "at", "of": "line?x=0"})
    line.explorer.set(x=5, y=6)
    line.announce()
    line.draw()
    page = line.page
    word = page.locator(".cx-light[data-marks=at]")
    before = page.evaluate(LOOK)
    word.hover()
    lit = page.evaluate(LOOK)
    assert lit["dot"] == before["dot"]
    assert lit["line"] != before["line"]
    page.mouse.move(5, 5)
    assert page.evaluate(LOOK) == before
    word.focus()
    assert page.evaluate(LOOK) == lit
    word.press("Enter")
    page.get_by_role("button", name="Reset").focus()
    assert page.evaluate(LOOK) == lit
    assert word.get_attribute("aria-pressed") == "true"
    word.press("Enter")
    page.get_by_role("button", name="Reset").focus()
    assert page.evaluate(LOOK) == before

    box = page.locator(".cx-chart canvas").bounding_box()
    there = page.evaluate(
        """() => {
          const view = document.querySelector(".cx-chart").__view__, [left, top] = view.origin();
          return [left + view.scale("x")(5), top + view.scale("y")(30)];
        }"""
    )
    page.mouse.move(box["x"] + there[0], box["y"] + there[1])
    page.locator(".cx-lit").wait_for()
    assert page.locator(".cx-lit").inner_text() == "a"
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.wait_for_function("!document.querySelector('.cx-lit')")

    menu(page)  # another word in its place keeps the keys there
    line.quiet()
    word.focus()
    page.locator("select").evaluate("(node) => { node.selectedIndex = 1; node.dispatchEvent(new Event('change')); }")
    line.quiet()
    assert page.evaluate("document.activeElement.dataset.marks") == "at"
    assert word.inner_text() == "b"


WRITTEN = """() => {
    const { fillText } = CanvasRenderingContext2D.prototype, written = [];
    CanvasRenderingContext2D.prototype.fillText = (text) => written.push(text);
    HTMLAnchorElement.prototype.click = () => {};
    [...document.querySelectorAll("button")].find((button) => button.textContent === "Save picture").click();
    CanvasRenderingContext2D.prototype.fillText = fillText;
    return written.find((text) => text.startsWith("Ex: "));
}"""


def test_a_saved_picture_names_the_values_that_it_was_drawn_at(line):
    """Not those that Python has not answered yet, nor those that it has refused."""
    line.announce()
    line.draw()
    page = line.page
    first = "Ex: 2× · Why: 3 · Price: 5 · Kind: a · On: off"
    assert page.evaluate(WRITTEN) == first
    menu(page)
    toggle(page)
    assert page.evaluate(WRITTEN) == first
    line.quiet()
    then = first.replace("Kind: a · On: off", "Kind: d · On: on")
    assert page.evaluate(WRITTEN) == then
    box_of(page, "price").fill("19")
    box_of(page, "price").press("Enter")
    line.quiet()
    page.get_by_text("18 at most").wait_for()
    assert page.evaluate(WRITTEN) == then
    box_of(page, "price").fill("17")
    box_of(page, "price").press("Enter")
    line.quiet()
    assert page.evaluate(WRITTEN) == then.replace("Price: 5", "Price: 17")


SAVED = """async (source) => {
    const share = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    document.body.innerHTML = `<div style="width: 300px; overflow: auto; display: flex">
        <canvas style="flex: 0 0 260px; height: 90px"></canvas><canvas style="flex: 0 0 260px; height: 90px"></canvas></div>`;
    const panels = document.body.firstChild, context = CanvasRenderingContext2D.prototype;
    panels.scrollLeft = 200;
    const { drawImage, fillText } = context, drawn = [], written = [];
    context.drawImage = (image, left, top, width) => drawn.push([left, left + width]);
    context.fillText = function (text, left) { written.push([text, left + this.measureText(text).width]); };
    const texts = ["9".repeat(400), `a ${"1,000,".repeat(90)} b`, "short", `http://x.y/${"z".repeat(300)}/end`];
    const look = { paper: "white", ink: "black", quiet: "gray", font: "serif" };
    const [above, ...below] = texts.map((text, i) => ({ text, size: i ? 12 : 19 }));
    const canvas = share.picture(panels, [above], below, look);
    Object.assign(context, { drawImage, fillText });
    return { drawn, written, texts, wide: canvas.width / Math.max(2, devicePixelRatio) };
}"""


def test_a_saved_picture_is_whole_however_it_is_scrolled_and_however_long_its_words_are(page):
    saved = open_line(page).evaluate(SAVED, assets.modules()["share"])
    (a, b), (c, d) = saved["drawn"]
    assert 0 < a < b <= c < d < saved["wide"]
    assert max(end for _, end in saved["written"]) < saved["wide"]
    assert "".join(text for text, _ in saved["written"]).replace(" ", "") == "".join(saved["texts"]).replace(" ", "")
