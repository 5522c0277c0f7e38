"""Lesson 02 as a learner meets it: guesses locked, the ball dragged, a wick that lasts, a price that vanishes."""

from __future__ import annotations

import pytest

from course.lessons import entry

from .support import arrived, drag, resting, rows, settled

ABOUT = entry("liquidation_price")


@pytest.fixture(scope="module")
def page(lasting, apps):
    """The lesson as an app, drawn; each test turns explorers of its own, and the last what the third has left."""
    page = lasting(viewport={"width": 1280, "height": 900})
    page.goto(apps.url(f"voila/render/lessons/{ABOUT.stem}.ipynb"))
    page.get_by_role("heading", level=1, name=ABOUT.heading).wait_for()
    arrived(page)
    return page


@pytest.fixture(scope="module")
def lesson(page):
    """A function that finds an explorer by name."""
    return lambda name: page.locator(f"[data-explorer='{name}']")


def typed(page, explorer, label, value):
    box = explorer.get_by_role("spinbutton", name=f"{label}, exact")
    box.fill(str(value))
    box.press("Enter")
    settled(page)


def said(explorer):
    return " ".join(explorer.locator(".cx-title, .cx-sentence").all_inner_texts())


def test_the_guess_for_ben_is_drawn_and_answered(page, lesson):
    explorer = lesson("size_matters")
    assert explorer.locator(".cx-sentence").is_hidden()
    explorer.get_by_role("spinbutton", name="Ben is closed after a fall of, exact").fill("9.5")
    explorer.get_by_role("button", name="Lock my guess").click()
    explorer.get_by_text("Ben has 6.48").wait_for()
    settled(page)

    drawn = {row["kind"]: row["price"] for row in rows(explorer, 0, "levels")}
    assert drawn["prediction"] == pytest.approx(90.5)
    assert drawn["liquidation"] == pytest.approx(93.52, abs=0.01)
    assert said(explorer).count("9.55") == 2


def test_the_ball_is_dragged_through_the_levels(page, lesson):
    explorer = lesson("three_levels")
    assert "could not open this position, but you keep it" in said(explorer)
    typed(page, explorer, "Price now", 92)
    assert "you have been closed" in said(explorer)
    assert rows(explorer, 0, "ball")[0]["closed"] is True

    chart = explorer.locator(".cx-chart-view")
    drag(page, chart, 0.7 * resting(chart)["width"], 0, at=0.2, steps=20)
    settled(page)
    price = float(explorer.get_by_role("spinbutton", name="Price now, exact").input_value().replace(",", ""))
    assert price > 110
    assert rows(explorer, 0, "ball")[0]["price"] == pytest.approx(price)
    assert "you may open, and you may hold" in said(explorer)


def test_a_wick_that_lasts_closes_on_one_venue_and_not_on_another(page, lesson):
    explorer = lesson("one_wick")
    explorer.locator("label", has_text="I am left alone").click()
    explorer.get_by_role("button", name="Lock my guess").click()
    explorer.get_by_text("and Binance leaves you alone").wait_for()
    assert "You said “I am left alone”: right." in said(explorer)
    page.get_by_text("How long must a wick of 15.0").wait_for()

    typed(page, explorer, "It lasts", 60)
    assert "Binance closes you in second 16" in said(explorer)
    assert len(rows(explorer, 0, "closed")) == 1
    explorer.locator("label", has_text="dYdX").click()
    explorer.get_by_text("and dYdX leaves you alone").wait_for()
    settled(page)
    assert rows(explorer, 0, "closed") == []
    explorer.locator("label", has_text="on every venue").click()
    explorer.get_by_text("dYdX closes you in the first second").wait_for()


def test_enough_collateral_and_the_price_is_gone(page, lesson):
    explorer = lesson("no_price")
    typed(page, explorer, "Collateral", 12_000)
    assert "No liquidation price: $12,000 pays for the whole position" in said(explorer)
    assert "−$20.51" in said(explorer)
    explorer.locator("label", has_text="short").click()
    typed(page, explorer, "Collateral", 10_000)
    assert "$195.12" in said(explorer)


def test_the_tier_table_follows_the_position_and_refuses_what_the_venue_does(page, lesson):
    explorer = lesson("tier_stairs")
    marked = page.locator("tr[aria-current]", has_text="▸ 6")
    marked.wait_for()
    typed(page, explorer, "Position, in millions", 1)
    page.locator("tr[aria-current]", has_text="▸ 4").wait_for()
    typed(page, explorer, "Position, in millions", 100)
    refusal = explorer.locator("[data-control=leverage]").get_by_role("alert")
    refusal.filter(has_text="at most 2×").wait_for()
    assert "$1M lies in tier 4" in said(explorer), "the last good view stays"


def test_nothing_hangs_over_the_edge(page, lesson):
    explorer = lesson("one_wick")
    if explorer.locator(".cx-guess").count():
        explorer.get_by_role("button", name="Reset").click()
        explorer.get_by_role("button", name="Guess again").click()
    explorer.locator("label", has_text="I am closed").click()
    explorer.get_by_role("button", name="Lock my guess").click()
    explorer.get_by_text("and Binance leaves you alone").wait_for()
    for width in (800, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
