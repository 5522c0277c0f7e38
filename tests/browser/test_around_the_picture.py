"""What stands around a picture, on a phone and on a desk: what it offers, what that opens, signs, folds and a bare guess."""

from __future__ import annotations

import pandas as pd
import pytest

from course.charts.vocabulary import axis, layer, picture
from course.explorers import Choice, Explorer, Number, Prediction, View
from course.explorers.records import Lent

from .line import Line, open_line
from .support import measured
from .test_lettering import LETTERS, WIDE, WIDTHS

pytestmark = pytest.mark.browser

#: In how many lines each amount with a sign and each date is written, by what it says.
IN_LINES = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
  const range = document.createRange();
  let all = "", places = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.checkVisibility() || walker.currentNode.parentElement.closest("svg")) continue;
    for (let i = 0; i < walker.currentNode.data.length; i += 1) places.push([walker.currentNode, i]);
    all += walker.currentNode.data;
  }
  for (const hit of all.matchAll(/[−+]\\$[\\d,.]*\\d|\\d{4}-\\d\\d-\\d\\d/g)) {
    const tops = new Set();
    for (const [node, i] of places.slice(hit.index, hit.index + hit[0].length)) {
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      tops.add(Math.round(range.getBoundingClientRect().top));
    }
    found.push([hit[0], tops.size]);
  }
  return found;
}"""
#: Where the first line of the code ends, beside the button over it.
CODE = """() => {
  const range = document.createRange(), text = document.querySelector(".cx-code code").firstChild;
  range.setStart(text, 0);
  range.setEnd(text, text.data.indexOf("\\n"));
  return [range.getBoundingClientRect(), document.querySelector(".cx-copy").getBoundingClientRect()].map((box) => box.toJSON());
}"""


def explorer(words: str = "Something stands here.") -> Explorer:
    """One with all that an explorer may have around its picture."""
    design = picture(120, "A point", layer("points").mark_point().encode(x=axis("x", "x", "x", domain=[0, 1])))
    made = Explorer(
        name="around", title="Around",
        controls=[
            Number("seen", "Seen at once", 1, min=0, max=2),
            Choice("later", "Turned later", ["one", "two"]).under("More"),
            Number("last", "Turned last", 1, min=0, max=2).under("More"),
        ],
        compute=lambda seen, **_: View(
            {"points": {"x": [seen / 2]}}, words, title="A title", subtitle="Inputs\nWhat it rests on.", explain="It is so.",
            table=pd.DataFrame({"x": [0.5]}),
        ),
        code=lambda **_: "from course.margin import Pool, Terrain\nPool(1, ())",
        design=design,
    )  # fmt: skip
    state = {"words": "", "fits": False, "on": False, "filled": {}, "told": False}
    made.lend(Lent([Number("worth", "It is worth", 10, min=1, max=100, unit="$")], lambda _: state, lambda *_: ""))
    return made


@pytest.fixture(scope="module")
def paper(browser):
    page = open_line(browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    page.evaluate(LETTERS)
    yield page
    page.close()


def drawn(paper, made: Explorer, width: int) -> Line:
    line = Line(paper, made)
    line.announce()
    line.draw()
    paper.evaluate(WIDE, width)
    return line


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_what_a_picture_offers_is_one_line_and_what_it_opens_stands_under_it(paper, width):
    drawn(paper, explorer(), width)
    row = paper.locator(".cx-extras > .cx-row").first
    buttons = [button.bounding_box() for button in row.get_by_role("button").all()]
    assert len(buttons) == 4  # a link is offered on pages of the course alone
    assert len({round(box["y"]) for box in buttons}) == 1
    assert buttons[-1]["x"] + buttons[-1]["width"] <= width

    own = paper.get_by_role("button", name="Use your own numbers …")
    own.click()
    pressed, form = own.bounding_box(), paper.locator(".cx-own-form").bounding_box()
    assert 0 <= form["y"] - pressed["y"] - pressed["height"] <= 12
    paper.get_by_role("button", name="Explain").click()
    said = paper.locator(".cx-disclosed").first.bounding_box()
    assert buttons[0]["y"] < said["y"] < own.bounding_box()["y"]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_button_that_copies_lies_on_no_code(paper, width):
    drawn(paper, explorer(), width)
    paper.get_by_role("button", name="Show me the code").click()
    code, button = paper.evaluate(CODE)
    assert code["right"] <= button["left"] or button["bottom"] <= code["top"] or button["top"] >= code["bottom"]


def test_no_line_ends_between_a_sign_and_its_dollar_nor_in_a_date(paper):
    """At widths that differ by a letter each some line would."""
    long = " ".join(f"some{'e' * (k % 7)} (−${600 + k} open), **+${k},000** by 2026-04-{10 + k}." for k in range(12))
    drawn(paper, explorer(long), WIDTHS["phone"])
    for width in range(250, 358, 7):
        paper.evaluate(WIDE, width)
        found = measured(paper, IN_LINES)
        assert len(found) == 36
        assert [one for one in found if one[1] != 1] == [], width


def print_it(page):
    """On paper is what the next print shows, too: nothing was late."""
    assert len(page.pdf()) == len(page.pdf())


@pytest.mark.parametrize("come", [lambda page: page.evaluate("scrollTo(0, 2600)"), print_it], ids=["near", "printed"])
def test_a_picture_is_drawn_when_it_comes_near_or_is_printed_and_has_its_room_before(browser, come):
    made = explorer()
    page = open_line(browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    line = Line(page, made)
    line.announce()
    line.draw()  # here: what draws is on the page, as it is where a lesson is printed
    whole = page.locator(".cx-chart").bounding_box()["height"]
    page.add_style_tag(content="main { margin-top: 4000px }")
    line.draw(charts=0)
    page.locator(".cx-panels[data-far]").wait_for(state="attached")
    assert page.locator(".cx-chart[data-drawn]").count() == 0
    assert abs(page.locator(".cx-chart").bounding_box()["height"] - whole) < 50
    made.set(seen=2)  # what is told meanwhile is what is drawn then
    line.quiet()
    assert page.locator("canvas").count() == 0
    come(page)
    page.locator(".cx-panels:not([data-far]) > .cx-chart[data-drawn]").wait_for()
    assert measured(page, "() => document.querySelector('.cx-chart').__view__.data('points')") == [{"x": 1.0}]
    page.close()


def test_what_is_folded_opens_once_it_is_set(paper):
    made = explorer()
    line = drawn(paper, made, WIDTHS["desk"])
    seen = lambda: [one for one in ("seen", "later", "last") if paper.locator(f"[data-control={one}]").is_visible()]  # noqa: E731
    assert seen() == ["seen"]
    made.set(later="two")
    line.back()
    assert seen() == ["seen", "later", "last"]


def test_a_guess_without_a_unit_says_what_it_is(paper):
    for unit, words in (("", "Your guess, closed on day: 25 Guess again"), ("days", "Your guess: 25 days Guess again")):
        asked = Number("guess", "Closed on day", 15, min=1, max=31, step=1, unit=unit, whole=True)
        made = Explorer(
            name="asked", title="Asked", controls=[], design=explorer().frame["panels"][0],
            compute=lambda guess: View({"points": {"x": [0.5]}}, "So.", title="So"),
            prediction=Prediction(asked, "On which day?", answer=lambda: 3.0),
        )  # fmt: skip
        made.predict(25)
        drawn(paper, made, WIDTHS["phone"])
        assert paper.locator(".cx-guess").inner_text() == words


STEP = """() => {
  const slider = document.querySelector("[data-control=far] input[type=range]");
  slider.focus();
  slider.stepUp();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_a_hand_that_rests_is_asked_ahead_of_and_one_in_a_hurry_is_not(browser):
    made = Explorer(
        name="ahead",
        title="Ahead",
        controls=[Number("far", "Far", 5, min=0, max=20, step=1)],
        compute=lambda far: View({"points": {"x": [far / 20]}}, f"Far: {far:g}.", f"{far:g}"),
        design=explorer().frame["panels"][0],
    )
    page = open_line(browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    line = drawn(page, made, WIDTHS["desk"])
    page.clock.install(time=0)
    page.clock.pause_at(60_000)

    def step(rest):
        """One stop on after so long a rest, answered at once; what the page then asks ahead at once."""
        page.clock.run_for(rest)
        page.evaluate(STEP)
        line.python()
        line.back()
        page.clock.run_for(60)
        return [event["values"]["far"] for event in page.evaluate("told") if event["event"] == "ahead"]

    assert step(1000) == [7, 5]
    line.quiet()
    assert step(0) == []
    assert step(0) == []
    page.clock.run_for(400)
    assert [event["values"] for event in page.evaluate("told") if event["event"] == "ahead"] == [{"far": 9}, {"far": 7}]
    page.close()
