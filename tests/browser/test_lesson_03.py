"""Lesson 03 in a browser: the guess opens the stair, a day more is paid for."""

from __future__ import annotations

import pytest

from course.lessons.funding.drip import drip
from course.lessons.funding.predict import worst_month

from .support import arrived, settled


@pytest.fixture(scope="module")
def lesson(lasting, apps):
    page = lasting(viewport={"width": 1280, "height": 900})
    page.goto(apps.url("voila/render/lessons/03_funding.ipynb"))
    arrived(page)
    return page


def test_the_guess_opens_the_stair(lesson):
    guess = lesson.locator("[data-explorer='worst_month_of_funding']")
    number = guess.get_by_role("spinbutton")
    number.fill("12")
    number.press("Tab")
    guess.get_by_role("button", name="Lock my guess").click()
    guess.locator(".cx-sentence").wait_for()
    assert worst_month(12).sentence.partition(".")[0] in guess.locator(".cx-sentence").inner_text()


def test_a_day_more_is_paid_for(lesson):
    chart = lesson.locator("[data-explorer='funding_drip']")
    sentence = chart.locator(".cx-sentence")
    slider = chart.get_by_role("slider", name="Days").first
    slider.focus()
    lesson.keyboard.press("ArrowRight")
    settled(lesson)
    assert float(slider.input_value()) == 201
    sentence.get_by_text("$603").wait_for()
    assert "**$603**" in drip(10, 0.0001, 201, 100).sentence
