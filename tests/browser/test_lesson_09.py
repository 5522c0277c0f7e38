"""Lesson 09 in a browser: a price is pulled down until somebody is closed, and another eye watches a stop."""

from __future__ import annotations

import re

import pytest

from course.lessons.profit_buffers_and_stops.fleeting import fleeting
from course.lessons.profit_buffers_and_stops.stops import stops

from .support import arrived, drag, settled


@pytest.fixture(scope="module")
def lesson(lasting, apps):
    page = lasting(viewport={"width": 1280, "height": 900})
    page.goto(apps.url("voila/render/lessons/09_profit_buffers_and_stops.ipynb"))
    arrived(page)
    return page


def test_the_price_is_pulled_down_until_somebody_is_closed(lesson):
    chart = lesson.locator("[data-explorer='four_ways']")
    chart.locator(".cx-chart[data-drawn]").first.wait_for()
    fall = chart.get_by_role("slider", name="Then it falls from the peak by")
    before = float(fall.input_value())
    settled(lesson, 1)
    drag(lesson, chart.locator(".cx-handle").first, -48, 0)
    settled(lesson)
    pulled = float(fall.input_value())
    assert pulled > before
    wanted = fleeting(10, 0.1, round(pulled / 100, 4)).sentence
    price, who = re.findall(r"Closed at (\$[\d,]+): \*\*(.+?)\*\*", wanted)[0]
    assert who != "nobody"
    chart.locator(".cx-sentence").get_by_text(price).wait_for()
    assert who in chart.locator(".cx-sentence").inner_text()


def test_who_looks_once_a_day_is_told_where_it_sold(lesson):
    chart = lesson.locator("[data-explorer='stops_filled']")
    chart.scroll_into_view_if_needed()
    chart.get_by_text("you, every day").click()
    settled(lesson)
    title = stops("BTC", "0.08", "day").title.replace("\u202f", " ")
    assert title.split(", a ")[0] == "Looking every day"
    chart.get_by_text("Looking every day").first.wait_for()
