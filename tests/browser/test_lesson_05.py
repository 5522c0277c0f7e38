"""Lesson 05 in a browser: the other price moves the displayed line, by hand and by keyboard."""

from __future__ import annotations

import re

import pytest

from course.lessons.cross_margin.book import BTC, at, pooled
from course.number_format import usd

from .support import arrived, drag, settled


@pytest.fixture(scope="module")
def lesson(lasting, apps):
    page = lasting(viewport={"width": 1280, "height": 900})
    page.goto(apps.url("voila/render/lessons/05_cross_margin.ipynb"))
    arrived(page)
    return page


def displayed(btc, eth):
    """What the venue shows for BTC, at these prices."""
    return usd(pooled().liquidation_price(BTC, at(btc, eth)), 0)


def test_the_other_price_walks_the_line(lesson):
    chart = lesson.locator("[data-explorer='liquidation_map']")
    chart.get_by_role("button", name="Reset").click()
    sentence = chart.locator(".cx-sentence")
    sentence.get_by_text(displayed(60_000, 3_000)).wait_for()
    slider = chart.get_by_role("slider", name="ETH price")
    slider.focus()
    for _ in range(4):
        lesson.keyboard.press("ArrowRight")
    settled(lesson)
    moved = float(slider.input_value())
    assert moved == 3_020
    sentence.get_by_text(displayed(60_000, moved)).wait_for()
    assert displayed(60_000, moved) != displayed(60_000, 3_000)


def test_a_drag_over_the_map_sets_both_prices(lesson):
    chart = lesson.locator("[data-explorer='liquidation_map']")
    chart.locator(".cx-chart[data-drawn]").first.wait_for()
    drag(lesson, chart.locator(".cx-chart canvas, .cx-chart svg").first, 40, -32)
    settled(lesson)

    btc, eth = (float(chart.get_by_role("slider", name=name).input_value()) for name in ("BTC price", "ETH price"))
    assert btc > 60_000
    assert eth > 3_000
    numbers = re.findall(r"\$\d+(?:,\d+)*", chart.locator(".cx-sentence").inner_text())
    assert usd(btc, 0) in numbers
    assert displayed(btc, eth) in numbers


def test_the_guess_opens_the_walking_line(lesson):
    guess = lesson.locator("[data-explorer='walking_line']")
    number = guess.get_by_role("spinbutton")
    number.fill("57062")
    number.press("Tab")
    guess.get_by_role("button", name="Lock my guess").click()
    guess.locator(".cx-sentence").wait_for()
    guess.locator(".cx-chart[data-drawn]").first.wait_for()
    assert displayed(60_000, 3_000) in guess.locator(".cx-sentence").inner_text()
