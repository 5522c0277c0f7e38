"""Lesson 14 in a browser: the cascade plays, steps, rewinds and keeps its place."""

from __future__ import annotations

import pytest

from .support import arrived, drag, settled


@pytest.fixture(scope="module")
def opened(lasting, apps):
    page = lasting(viewport={"width": 1280, "height": 900})
    page.goto(apps.url("voila/render/lessons/14_liquidation_cascades.ipynb"))
    arrived(page)
    return page


@pytest.fixture
def lesson(opened):
    """The page, with the controls of both explorers as they were at first."""
    opened.emulate_media(reduced_motion="no-preference")
    for name in ("landscape", "cascade_player"):
        opened.locator(f"[data-explorer='{name}']").get_by_role("button", name="Reset").click()
        settled(opened)
    return opened


def at(player):
    return player.get_by_role("slider", name="Round").get_attribute("aria-valuetext")


def test_the_player(lesson):
    player = lesson.locator("[data-explorer='cascade_player']")
    # The smallest push on the calmest crowd: one frame a tick.
    for name in ("News takes", "Median leverage"):
        player.get_by_role("slider", name=name).focus()
        lesson.keyboard.press("Home")
        settled(lesson)
    last = int(at(player).split(" out of ")[1])
    assert at(player) == f"0 out of {last}"
    player.get_by_role("button", name="Explain").click()

    def press(name):
        player.get_by_role("button", name=f"{name}: Round").click()
        settled(lesson)

    for _ in range(3):
        press("Step")
    press("Back")
    assert at(player) == f"2 out of {last}"
    assert "Tick 2" in player.locator(".cx-explain").first.inner_text()
    player.get_by_role("slider", name="Round").focus()
    lesson.keyboard.press("ArrowRight")
    settled(lesson)
    assert at(player) == f"3 out of {last}"
    press("Rewind")
    assert at(player) == f"0 out of {last}"
    assert player.get_by_role("button", name="Rewind").get_attribute("aria-disabled") == "true"

    # Played from the keyboard, paused, and played to its end, where it stops by itself.
    # The page itself presses Pause: a busy test might come when the film is over.
    player.get_by_role("slider", name="Round").evaluate(
        """(slider) => new MutationObserver((_, watch) => {
            if (parseInt(slider.getAttribute("aria-valuetext")) < 3) return;
            watch.disconnect();
            document.activeElement.click();
        }).observe(slider, { attributes: true, attributeFilter: ["aria-valuetext"] })"""
    )
    player.get_by_role("button", name="Play: Round").focus()
    lesson.keyboard.press("Space")
    player.get_by_text("Tick 3").wait_for()
    player.get_by_role("button", name="Play: Round").wait_for()
    settled(lesson)
    held = at(player)
    assert held != f"{last} out of {last}"
    lesson.wait_for_timeout(900)
    assert at(player) == held
    press("Play")
    player.get_by_text(f"Tick {last},").wait_for()
    player.get_by_role("button", name="Play: Round").wait_for()
    assert at(player) == f"{last} out of {last}"

    # A longer film: the slider reaches further, and the place is kept.
    player.get_by_role("slider", name="Median leverage").first.focus()
    lesson.keyboard.press("End")
    settled(lesson)
    place, length = at(player).split(" out of ")
    assert int(place) == last < int(length)


def test_dragging_the_price_lights_the_fuse(lesson):
    land = lesson.locator("[data-explorer='landscape']")
    box = land.get_by_role("spinbutton", name="News moves BTC to, exact")
    box.fill("57000")
    land.get_by_text("the fuse has caught fire").wait_for()


def test_the_market_of_the_landscape_is_taken_over(lesson):
    land = lesson.locator("[data-explorer='landscape']")
    box = land.get_by_role("spinbutton", name="News moves BTC to, exact")
    box.fill("57000")
    box.press("Enter")
    player = lesson.locator("[data-explorer='cascade_player']")
    offer = player.get_by_role("button", name="Take over the market from")
    offer.wait_for()
    assert "push 5" in offer.inner_text()
    offer.click()
    offer.wait_for(state="hidden")
    settled(lesson)
    assert player.get_by_role("spinbutton", name="News takes, exact").input_value() == "5"
    assert lesson.evaluate("document.activeElement.textContent") == "Cascade player"
    assert not land.get_by_role("button", name="Take over the market from").is_visible()


def test_pulling_the_end_back_deepens_the_book(lesson):
    land = lesson.locator("[data-explorer='landscape']")
    box = land.get_by_role("spinbutton", name="News moves BTC to, exact")
    box.fill("57000")
    box.press("Enter")
    land.get_by_text("the fuse has caught fire").wait_for()
    settled(lesson)
    land.scroll_into_view_if_needed()
    depth = land.get_by_role("spinbutton", name="Book depth, of open interest, exact")
    assert depth.input_value() == "2.5"
    drag(lesson, land.locator("[data-result=end]"), 150, 0)
    settled(lesson)
    assert float(depth.input_value()) > 2.5


def test_it_plays_slowly_for_who_wants_little_motion(lesson):
    lesson.emulate_media(reduced_motion="reduce")
    player = lesson.locator("[data-explorer='cascade_player']")
    stepped = player.get_by_role("slider", name="Round").evaluate_handle(
        """(slider) => {
            const times = [];
            const watch = new MutationObserver(() => times.push(performance.now()));
            watch.observe(slider, { attributes: true, attributeFilter: ["aria-valuetext"] });
            return times;
        }"""
    )
    player.get_by_role("button", name="Play: Round").click()
    lesson.wait_for_function("(times) => times.length > 3", arg=stepped)
    player.get_by_role("button", name="Pause: Round").click()
    times = stepped.json_value()
    assert times[3] - times[0] > 2_000  # a second a step; a busy machine only makes it longer
