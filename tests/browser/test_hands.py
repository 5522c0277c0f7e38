"""The road and the hands of lesson 01 as a visitor with an empty home meets them: bet, fold, drag, task, link, picture."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .support import PATIENCE, arrived, drag, resting, settled
from .test_explorer import touch

pytestmark = pytest.mark.browser
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def open_lesson(page, server, size=WIDE, more=""):
    page.set_viewport_size(size)
    page.goto(server.url("voila/render/lessons/01_leverage.ipynb" + more))
    arrived(page)


#: A page that nobody looks at: it is told of no places and sizes. Whoever would wait for them waits without end.
BEHIND = """
Object.defineProperty(document, "hidden", { get: () => true });
globalThis.IntersectionObserver = globalThis.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} };
const later = setTimeout;
globalThis.setTimeout = (what, wait, ...more) => (wait >= 3000 ? 0 : later(what, wait, ...more));
"""


def test_a_lesson_opened_behind_another_page_is_whole_without_being_looked_at(page, fresh):
    page.add_init_script(BEHIND)
    open_lesson(page, fresh)
    assert page.locator(".cx-chart").count() > 1
    assert page.locator(".cx-chart[data-drawn]").count() == 0
    assert page.locator(".cx-drill, .cx-exercise, .cx-quiz").count() > 3


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_a_first_visit_meets_the_guess_on_the_first_screen_and_nothing_that_gives_it_away(page, fresh, size):
    open_lesson(page, fresh, size)
    lock = page.locator(".cx-prediction").get_by_role("button", name="Lock my guess")
    lock.wait_for()
    box = lock.bounding_box()
    assert box["y"] + box["height"] + page.evaluate("scrollY") <= size["height"]
    waiting = page.locator("[data-folded=guess]")
    assert waiting.count() == 4
    assert page.locator(".cx-ahead").inner_text() == "Your guess opens 4 pictures below."
    # Their names are a list with nothing between them: no word of a picture stands there before it, and none twice.
    tops = [waiting.nth(i).bounding_box() for i in range(4)]
    assert tops[-1]["y"] - tops[0]["y"] < 4 * 48
    assert not page.get_by_text("Drag the leverage slowly").is_visible()
    assert page.locator(".cx-waits:visible").count() == 1
    assert "92.31" not in page.locator("main").inner_text()
    assert not page.get_by_role("heading", name="Before you begin").is_visible()


def test_the_presets_of_the_desk_wait_for_the_guess_that_they_answer(page, fresh):
    page.set_viewport_size(WIDE)
    page.goto(fresh.url("voila/render/lessons/15_portfolio_desk.ipynb"))
    presets = page.locator(".cx-deskpresets")
    page.locator("#Explain").scroll_into_view_if_needed()
    presets.wait_for(state="attached")
    arrived(page)
    assert not presets.is_visible()
    assert page.locator(".cx-prose.cx-waits:visible").count() == 1  # under "Explain"
    page.locator(".cx-prediction:visible").get_by_role("button", name="Go on without a guess").click()
    presets.wait_for()
    assert "22.9" in presets.inner_text()


def test_the_road_from_the_bet_to_what_was_found(page, fresh, tmp_path):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_lesson(page, fresh)
    bet = page.locator("[data-explorer=leverage_ladder]")
    bet.scroll_into_view_if_needed()
    settled(page, 1)
    drag(page, bet.locator(".cx-handle"), 0, 40)
    settled(page)
    box = bet.get_by_role("spinbutton")
    dragged = box.input_value()
    assert 5 < float(dragged) < 12
    bet.get_by_role("button", name="Lock my guess").click()
    bet.locator(".cx-guess").wait_for()
    assert dragged in bet.locator(".cx-guess").inner_text()

    dial = page.locator("[data-explorer=leverage_dial]")
    dial.locator(".cx-sentence").wait_for()
    assert not page.locator(".cx-ahead").is_visible()
    assert page.get_by_text("Drag the leverage slowly").is_visible()
    dial.scroll_into_view_if_needed()
    settled(page, 3)
    assert page.locator("[data-folded=deeper]").inner_text().startswith("Deeper: The setting")

    number = dial.locator(".cx-turn[data-turn=leverage]")
    drag(page, number, 30, 0)
    settled(page)
    turned = float(dial.get_by_role("spinbutton", name="Leverage, exact").input_value())
    assert turned > 11
    expect(number).to_have_text(f"{turned:g}×")
    number.press("ArrowDown")
    expect(number).to_have_text(f"{turned - 0.5:g}×")
    assert page.evaluate("document.activeElement.dataset.turn") == "leverage"

    # The numbers of Explain are the same controls: dragged, stepped by keys, and the picture follows.
    formula = page.locator(".cx-prose .cx-turn[data-turn=leverage]").first
    formula.and_(page.get_by_text(f"{turned - 0.5:g}×", exact=True)).wait_for()  # it hears of it after the picture does
    drag(page, formula, 16, 0, steps=1)  # one question: of several the page would not say which was answered last
    page.wait_for_function(
        "was => parseFloat(document.querySelector('[data-explorer=leverage_dial] [data-turn=leverage]').textContent) > was",
        arg=turned,
    )
    settled(page)
    further = float(dial.get_by_role("spinbutton", name="Leverage, exact").input_value())
    assert further > turned
    expect(formula).to_have_text(f"{further:g}×")  # the formula hears of it after the picture does
    formula.press("ArrowDown")
    number.get_by_text(f"{further - 0.5:g}×").wait_for()
    assert page.evaluate("document.activeElement.closest('.cx-prose') !== null")

    settled(page)
    line = dial.locator("[data-result=liquidation]")
    before = drag(page, line, -60, 0)["x"]
    settled(page)
    assert line.bounding_box()["x"] == pytest.approx(before - 60, abs=12)
    assert float(dial.get_by_role("spinbutton", name="Leverage, exact").input_value()) < turned

    task = dial.locator("[data-task=never]")
    dial.get_by_role("spinbutton", name="Leverage, exact").fill("1")
    dial.get_by_role("spinbutton", name="Leverage, exact").press("Enter")
    task.and_(page.locator(".cx-found")).wait_for()

    dial.get_by_role("button", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"#explorer=leverage_dial&.*leverage=1&", link)
    with page.expect_download() as coming:
        dial.get_by_role("button", name="Save picture").click()
    coming.value.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (tmp_path / "picture.png").stat().st_size > 20_000

    open_lesson(page, fresh)
    bet.locator(".cx-guess").wait_for()
    assert dragged in bet.locator(".cx-guess").inner_text()
    dial.locator("[data-task=never].cx-found").wait_for()


def test_an_address_asks_for_a_view(page, fresh):
    open_lesson(page, fresh, more="#explorer=halving&leverage=8&maintenance=0.01&side=sideways")
    halving = page.locator("[data-explorer=halving]")
    halving.locator(".cx-sentence").get_by_text("8×").first.wait_for()
    assert halving.get_by_role("spinbutton", name="Leverage, exact").input_value() == "8"
    # Another link pasted over the open page asks as well, and going back asks for the first again.
    page.evaluate("location.hash = '#explorer=halving&leverage=12'")
    halving.locator(".cx-sentence").get_by_text("12×").first.wait_for()
    page.go_back()
    halving.locator(".cx-sentence").get_by_text("8×").first.wait_for()
    # Choices that stood in rows where it was narrow stand in one again where there is room.
    halving.get_by_role("button", name="Use your own numbers …").click()
    coins = halving.locator(".cx-own-form [data-control=coin] .cx-segment")
    for wide, rows in ((180, 3), (WIDE["width"], 1)):
        page.set_viewport_size({**WIDE, "width": wide})
        page.wait_for_function(
            "([nodes, rows]) => new Set(nodes.map((node) => node.offsetTop)).size === rows",
            arg=[coins.element_handles(), rows],
            timeout=20_000,
        )
    assert halving.get_by_role("spinbutton", name="Leverage, exact").input_value() == "8"


def test_a_finger_turns_over_pictures_and_numbers_and_scrolls_across_both(browser, fresh):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    open_lesson(page, fresh, PHONE, "#explorer=leverage_dial&leverage=9")
    dial = page.locator("[data-explorer=leverage_dial]")
    dial.locator(".cx-sentence").get_by_text("9×").first.wait_for()
    settled(page)
    offered = [button.bounding_box()["y"] for button in dial.locator(".cx-extras > .cx-row .cx-button:visible").all()]
    assert len(offered) > 2
    assert max(offered) - min(offered) < 4, "what a picture offers besides stands in one line"
    pictures = dial.locator(".cx-panels")
    on, back = (dial.get_by_role("button", name=f"{way} picture") for way in ("Next", "Previous"))
    on.click()
    back.wait_for()
    expect(on).to_be_hidden()
    assert pictures.evaluate("node => node.scrollLeft") > 100
    back.click()
    on.wait_for()
    expect(back).to_be_hidden()
    assert pictures.evaluate("node => node.scrollLeft") < 8

    number = dial.locator(".cx-sentence .cx-turn[data-turn=leverage]")

    def middle():
        """Of the number, below the picture that stays."""
        number.evaluate("node => { node.scrollIntoView({block: 'end', behavior: 'instant'}); scrollBy(0, 60); }")
        box = resting(number)  # what a finger has pushed goes on for a while
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    at, before = middle(), page.evaluate("scrollY")
    touch(page, at, [(0, -12)] * 8)
    page.wait_for_function("before => scrollY > before + 20", arg=before, timeout=20_000)
    assert number.inner_text() == "9×"
    touch(page, middle(), [(8, 0)] * 8)
    number.and_(page.get_by_text("9×", exact=True)).wait_for(state="detached", timeout=20_000)
    settled(page)
    assert float(number.inner_text().removesuffix("×")) > 9
    context.close()
