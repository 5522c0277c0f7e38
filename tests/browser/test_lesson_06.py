"""Lesson 06 in a browser: sliders move two thousand weeks, and five walls fall together."""

from __future__ import annotations

import pytest

from .support import arrived, settled


@pytest.fixture(scope="module")
def lesson(lasting, apps):
    page = lasting(viewport={"width": 1280, "height": 900})
    page.goto(apps.url("voila/render/lessons/06_cross_vs_isolated.ipynb"))
    arrived(page)
    return page


def test_the_duel_is_played_week_by_week(lesson):
    page, duel = lesson, lesson.locator("[data-explorer='twin_week']")
    duel.get_by_role("button", name="Explain").click()
    assert "Score after 4 weeks" in duel.locator(".cx-explain").first.inner_text()
    duel.get_by_role("slider", name="Week", exact=True).first.focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    assert "Score after 5 weeks" in duel.locator(".cx-explain").first.inner_text()
    duel.get_by_role("slider", name="Day of the week").first.focus()
    page.keyboard.press("Home")
    settled(page)
    said = duel.locator(".cx-explain").first.inner_text()
    assert "after 0 days" in said
    assert "Score after 4 weeks" in said


def test_weeks_follow_the_sliders(lesson):
    page, weeks = lesson, lesson.locator("[data-explorer='outcomes']")
    said = weeks.locator(".cx-sentence").inner_text()
    weeks.get_by_role("slider", name="Volatility").focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    assert weeks.locator(".cx-sentence").inner_text() != said

    five = page.locator("[data-explorer='five_walls']")
    five.get_by_role("slider", name="Correlation").focus()
    page.keyboard.press("End")
    five.get_by_text("exactly the same weeks").wait_for()
    assert "all five" in five.locator(".cx-sentence").inner_text()
