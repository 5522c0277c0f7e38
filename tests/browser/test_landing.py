"""The play of the landing page in a browser: it shows what the engine worked out, in every state, by every hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from course.apps import landing_tanks
from course.number_format import usd

from .support import arrived, measured
from .test_apps import fits, serious

WIDTHS = (1280, 390)
SIZES = {1280: {"width": 1280, "height": 800}, 390: {"width": 390, "height": 844}}
MOST_BYTES = 150_000

#: What the page shows, read from the screen: words, and heights in units of what a vessel began with.
SHOWN = """() => {
  const text = (selector) => document.querySelector(selector).textContent;
  const unit = 16 * parseFloat(getComputedStyle(document.querySelector(".play")).getPropertyValue("--unit")); // of rem
  return {
    title: text("#play-title"), sentence: text("#play-sentence"), moved: text("#moved"),
    told: document.getElementById("price").getAttribute("aria-valuetext"),
    tanks: text("#in-tanks"), pool: text("#in-pool"),
    wide: document.documentElement.scrollWidth <= innerWidth,
    free: [...document.querySelectorAll(".side-head")].every((head) => [...head.parentElement.querySelectorAll(".boat")].every(
      (boat) => boat.getBoundingClientRect().top >= head.getBoundingClientRect().bottom)),
    vessels: [...document.querySelectorAll(".vessel")].map((vessel) => {
      const bottom = vessel.querySelector(".glass").getBoundingClientRect().bottom;
      const height = (part) => (bottom - vessel.querySelector(part).getBoundingClientRect().top) / unit;
      return { closed: vessel.classList.contains("closed"), level: height(".liquid"), line: height(".line"),
        left: vessel.querySelector(".left").textContent,
        struck: [...vessel.querySelectorAll(".boat")].every((boat) =>
          getComputedStyle(boat).textDecorationLine === "line-through") };
    }),
    marks: [...document.querySelectorAll(".rail-marks span")].map(
      (mark) => [mark.textContent, Number(mark.style.getPropertyValue("--at"))]),
  };
}"""

#: Every state by the shortest way: to the lowest price, to the highest, and there.
VISIT = (
    "(states) => { const shown = " + SHOWN + ", price = document.getElementById('price');"
    " const pull = (to) => { price.value = to; price.dispatchEvent(new Event('input')); };"
    " return states.map((way) => { document.getElementById('again').click(); way.forEach(pull); return shown(); }); }"
)


NAMES = [*landing_tanks.LEGS, "pool"]
#: Where on the rail each is closed, as a share of its length: at the nearest stop to the start at which it is below.
CLOSED_AT = {
    name: (min((stop.at for stop in landing_tanks.stops() if stop.below[i]), key=abs) - landing_tanks.LOWEST)
    / (landing_tanks.HIGHEST - landing_tanks.LOWEST)
    for i, name in enumerate(NAMES)
}


@pytest.fixture
def landing(page, apps):
    """The page, still: what moves is at its place at once."""
    page.emulate_media(reduced_motion="reduce")

    def opened(width=1280):
        page.set_viewport_size(SIZES[width])
        page.goto(apps.url())
        expect(page.locator("#price")).to_be_visible()
        return page

    return opened


def differences(shown, state):
    """Where the screen says something else than the engine."""
    stop = state.stop
    words = {
        "title": str(state.words[0]),
        "sentence": str(state.words[1]),
        "told": str(stop.where),
        "tanks": usd(state.in_tanks, 0),
        "pool": state.shown[landing_tanks.POOL],
    }
    found = [(name, shown[name], said) for name, said in words.items() if shown[name] != said]
    moved = 100 * stop.at * landing_tanks.STEP
    said = float(shown["moved"].replace("−", "-").removesuffix("\u202f%"))
    found += [] if said == pytest.approx(moved) else [("moved", said, moved)]
    for i, vessel in enumerate(shown["vessels"]):
        size = landing_tanks.COLLATERAL * (landing_tanks.POOL if i == landing_tanks.POOL else 1)
        expected = {
            "closed": state.closed[i],
            "struck": state.closed[i],
            "left": state.shown[i],
            "level": pytest.approx(state.left[i] / size, abs=0.02),  # of some 60 pixels
            "line": pytest.approx(stop.required[i] / size, abs=0.02),
        }
        found += [(i, name, vessel[name], said) for name, said in expected.items() if vessel[name] != said]
    # On the rail each closed one is marked where it was closed, however far the thumb leapt.
    closed = [name for name, gone in zip(NAMES, state.closed, strict=True) if gone]
    if sorted(shown["marks"]) != sorted([name, pytest.approx(CLOSED_AT[name])] for name in closed):
        found.append(("marks", shown["marks"]))
    return found


def walked(state, way):
    """The state after the thumb has passed the stops of ``way``."""
    by_number = {stop.at: stop for stop in landing_tanks.stops()}
    for at in way:
        state = state.step(by_number[at])
    return state


def ways():
    """To each state the price's lowest and highest on the way there, and the stop."""
    found = {}
    for low in range(landing_tanks.LOWEST, 1):
        for high in range(landing_tanks.HIGHEST + 1):
            closed = walked(landing_tanks.states()[0, 0], [*range(0, low - 1, -1), *range(low, high + 1)])
            for at in range(low, high + 1):
                found.setdefault((closed.key, at), (low, high, at))
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_in_every_state_the_page_shows_what_the_engine_says(landing, width):
    page, to = landing(width), ways()
    assert set(to) == set(landing_tanks.states())
    shown = measured(page, VISIT, [list(way) for way in to.values()])

    wrong = {
        state: found
        for state, one in zip(to, shown, strict=True)
        if (found := differences(one, landing_tanks.states()[state]))
    }
    assert wrong == {}
    assert all(one["wide"] and one["free"] for one in shown)


@pytest.mark.parametrize("width", [1280, 1024, 768, 600, 390, 360])
def test_whatever_is_said_the_vessels_stay_where_they_are(page, apps, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(apps.url())
    words = {tuple(map(str, state.words)) for state in landing_tanks.states().values()}
    tops = page.evaluate(
        """(words) => words.map(([title, sentence]) => {
          document.getElementById("play-title").textContent = title;
          document.getElementById("play-sentence").textContent = sentence;
          return document.querySelector(".scene").getBoundingClientRect().top;
        })""",
        sorted(words),
    )

    assert max(tops) - min(tops) < 1


def test_by_keyboard_stop_by_stop(landing):
    page = landing()
    state = landing_tanks.states()[0, 0]
    page.locator("#price").focus()
    for key, way in [
        ("ArrowLeft", range(-1, landing_tanks.LOWEST - 1, -1)),
        ("ArrowRight", range(landing_tanks.LOWEST + 1, landing_tanks.HIGHEST + 1)),
        ("Home", (landing_tanks.LOWEST,)),
        ("End", (landing_tanks.HIGHEST,)),
    ]:
        for at in way:
            page.keyboard.press(key)
            between = range(state.stop.at, at, 1 if at > state.stop.at else -1)
            state = walked(state, [*between, at])
            assert differences(measured(page, SHOWN), state) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Start again")).to_be_focused()
    page.keyboard.press("Enter")

    assert differences(measured(page, SHOWN), landing_tanks.states()[0, 0]) == []
    expect(page.locator("#price")).to_be_focused()
    expect(page.get_by_role("button", name="Start again")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("^(Begin|Go on): "))).to_be_focused()


class Finger:
    """One finger on the screen."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)

    def __call__(self, kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        self._session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touches})


@pytest.fixture
def phone(browser, apps):
    context = browser.new_context(viewport=SIZES[390], has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(apps.url())
    yield page
    context.close()


def thumb(page):
    """The middle of the slider's thumb on the screen."""
    box = page.locator("#price").bounding_box()
    size = float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('.rail-marks')).marginLeft)")) * 2
    at = (int(page.locator("#price").input_value()) - landing_tanks.LOWEST) / (
        landing_tanks.HIGHEST - landing_tanks.LOWEST
    )
    assert size >= 44  # of a finger's size
    return box["x"] + size / 2 + at * (box["width"] - size), box["y"] + box["height"] / 2


def test_by_a_finger_on_a_phone(phone):
    finger, (x, y) = Finger(phone), thumb(phone)
    state = landing_tanks.states()[0, 0]
    finger("Start", (x, y))
    for step in range(1, 24):
        finger("Move", (x - 9 * step, y + 1))
        at = int(phone.locator("#price").input_value())
        state = walked(state, range(state.stop.at, at - 1, -1))
        assert differences(measured(phone, SHOWN), state) == []
    finger("End")

    assert state.closed[landing_tanks.POOL]  # so far a thumb goes in one pull
    assert phone.evaluate("scrollY") == 0


def test_a_finger_that_scrolls_over_the_thumb_pulls_nothing(phone):
    finger, (x, y) = Finger(phone), thumb(phone)
    finger("Start", (x, y))
    for step in range(1, 12):
        finger("Move", (x + 1, y - 25 * step))
    finger("End")
    phone.wait_for_function("scrollY > 100")

    assert phone.locator("#price").input_value() == "0"
    assert differences(measured(phone, SHOWN), landing_tanks.states()[0, 0]) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_one_can_play_and_go_on_without_scrolling(landing, width):
    page = landing(width)

    for part in (".scene", "#price", ".hero-action .page-button-primary"):
        box = page.locator(part).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= SIZES[width]["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_can_be_read_by_everybody_whatever_was_closed(landing, width, scheme):
    page = landing(width)
    page.emulate_media(color_scheme=scheme)
    page.get_by_text("Show the numbers").click()
    page.locator("main .card summary").first.click()
    for to in (-6, -40, 20):
        page.evaluate("(to) => { price.value = to; price.dispatchEvent(new Event('input')); }", to)
        # What is pulled changes the play alone.
        assert serious(page, None if to == -6 else ".play") == []
        assert fits(page)


def test_a_voice_hears_where_the_thumb_comes_to_rest(landing):
    page = landing()
    page.evaluate("""() => { globalThis.heard = []; const told = document.getElementById("play-told");
        new MutationObserver(() => heard.push(told.textContent)).observe(told, { childList: true }); }""")
    page.locator("#price").focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    title, sentence = landing_tanks.straight()[
        landing_tanks.stops().index(next(s for s in landing_tanks.stops() if s.at == -6))
    ].words
    page.wait_for_function("heard.length > 0")

    assert page.evaluate("heard.at(-1)") == f"{title} {sentence}"
    assert page.evaluate("heard.length") < 6


def test_who_wants_no_motion_has_none_and_the_others_are_shown_that_it_can_be_pulled(landing, page):
    moving = """() => [...document.querySelectorAll('.play *')].filter((one) => {
        const style = getComputedStyle(one);
        return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0; }).length"""
    assert landing().evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


def test_without_scripts_there_is_the_start_and_the_table(browser, apps):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(apps.url())

    expect(page.get_by_role("heading", level=2).first).to_have_text(str(landing_tanks.states()[0, 0].words[0]))
    expect(page.locator("#price")).to_be_hidden()
    page.get_by_text("Show the numbers").click()
    rows = page.locator(".play-table tbody tr")
    expect(rows).to_have_count(len(landing_tanks.table()))
    for row, (price, left, in_tanks, pool) in zip(rows.all(), landing_tanks.table(), strict=True):
        assert row.locator("th, td").all_inner_texts() == [price, *left, in_tanks, pool]
    context.close()


def test_little_is_sent_before_the_first_lesson(page, apps):
    sent = {}
    page.on("requestfinished", lambda request: sent.update({request.url: sum(
        request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")
    )}))  # fmt: skip
    page.goto(apps.url(), wait_until="networkidle")

    assert sum(sent.values()) <= MOST_BYTES
    assert len(sent) <= 8


def test_a_trader_comes_straight_to_the_diagnostic(page, apps):
    page.goto(apps.url())
    page.get_by_role("link", name="I trade already: test me").click()
    arrived(page)

    expect(page.get_by_role("heading", name="Where do you stand?")).to_be_in_viewport()
