"""Lessons 04, 07 and 08 in a browser, on one server: what only a hand on the picture, a reload and a page can show.

Their numbers are held by ``tests/oracles``.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from course.lessons import record
from course.lessons.hedges_and_correlation.corridor import corridor
from course.lessons.isolated_margin.vessels import rooms, vessels
from course.lessons.position_sizing.calculator import calculator, pulled
from course.teaching.puzzle import puzzle

from .support import arrived, drag, opened, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def lesson(page, fresh):
    """Opens a lesson; its record, and a name → explorer on the page."""

    def opened(notebook):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(fresh.url(f"voila/render/lessons/{notebook}.ipynb"))
        arrived(page)
        return lambda name: page.locator(f"[data-explorer='{name}']")

    return opened


def pull(page, handle, dx, dy):
    """Drag a handle, and see that it is where it was pulled to; across its way it may have given way to a name."""
    before = drag(page, handle, dx, dy)
    settled(page)
    after = handle.bounding_box()
    for along, by in (("x", dx), ("y", dy)):
        if along in handle.get_attribute("data-way"):
            assert after[along] - before[along] == pytest.approx(by, abs=12)


def exact(explorer, label):
    return explorer.get_by_role("spinbutton", name=f"{label}, exact")


def value(explorer, label):
    return float(exact(explorer, label).input_value().replace(",", ""))


def put(page, explorer, label, value):
    exact(explorer, label).fill(str(value))
    exact(explorer, label).press("Enter")
    settled(page)


def placed_and_kept(page, lesson, notebook, name, by):
    """The guess is pulled to its place in the picture, locked, and there after a reload."""
    bet = lesson(notebook)(name)
    handle = bet.locator(".cx-handle")
    number = bet.get_by_role("spinbutton")
    expect(number).to_have_value("")
    pull(page, handle, by, 0)
    said = number.input_value().replace(",", "")
    assert float(said) > 0
    bet.get_by_role("button", name="Lock my guess").click()
    bet.locator(".cx-sentence").wait_for()
    told = bet.locator(".cx-guess").inner_text().replace(",", "").partition(":")[2]
    assert said.removesuffix(".0") in told
    again = lesson(notebook)
    again(name).locator(".cx-guess").wait_for()
    assert again(name).locator(".cx-guess").inner_text().replace(",", "").partition(":")[2] == told
    return again


def wrong_then_right(page, slug, name):
    """The exercise as it is done in an app: a wrong line is refused, the right lines are accepted."""
    exercise = next(e for e in record(slug).exercises if e.name == name)
    lines = puzzle(exercise)
    card = page.locator(".cx-exercise", has_text=exercise.title).first
    opened(card)
    groups = card.get_by_role("radiogroup")
    picks = [lines.lines[at].right for at in lines.open]
    expect(groups).to_have_count(len(picks))
    for pick, group in zip(picks, groups.all(), strict=True):
        group.get_by_role("radio").nth(pick).check()
    groups.first.get_by_role("radio").nth((picks[0] + 1) % 2).check()
    check = card.get_by_role("button", name="Check these lines")
    check.click()
    card.get_by_text("Not yet").or_(card.get_by_text("Could not run")).first.wait_for()
    groups.first.get_by_role("radio").nth(picks[0]).check()
    check.click()
    card.get_by_text("solved").first.wait_for()


def test_a_compartment_is_as_large_as_it_was_pulled(page, lesson):
    explorers = placed_and_kept(page, lesson, "04_isolated_margin", "isolated_guess", 120)
    chart = explorers("isolated_vessels")
    chart.locator(".cx-sentence").wait_for()
    settled(page, 3)
    line = chart.locator("[data-result=closing]")
    pull(page, line, 60, 0)
    posted = value(chart, "Posted")
    assert posted > 1_000
    assert vessels("long", posted, "shut", 0.1).title.replace("\u202f", " ") in chart.inner_text().replace(
        "\u202f", " "
    )
    assert rooms("long", posted)["shut"] > rooms("long", 1_000)["shut"]
    put(page, chart, "Posted", 3000)
    put(page, chart, "It moves against you by", 25)
    chart.locator("[data-task=quarter].cx-found").wait_for()
    wrong_then_right(page, "isolated_margin", "collateral_for_move")


def test_a_hedge_that_is_pulled_to_twice_its_price_is_narrow(page, lesson):
    explorers = placed_and_kept(page, lesson, "07_hedges_and_correlation", "october_guess", 100)
    chart = explorers("corridor")
    chart.locator(".cx-sentence").wait_for()
    settled(page, 2)
    pull(page, chart.locator(".cx-handle:not([data-result])").first, 150, 0)
    together = value(chart, "Both move together") / 100
    apart = value(chart, "The second leg moves further") / 100
    assert together > 0.4
    wanted = corridor("pair", "pool", together, apart).title.replace("\u202f", " ")
    assert wanted in chart.inner_text().replace("\u202f", " ")
    put(page, chart, "The second leg moves further", 0)
    put(page, chart, "Both move together", 100)
    chart.locator("[data-task=doubled].cx-found").wait_for()
    chart.get_by_text("4.9").first.wait_for()
    wrong_then_right(page, "hedges_and_correlation", "residual_loss")


def test_a_stop_is_first_up_to_the_leverage_that_the_wall_was_pulled_to(page, lesson):
    explorers = placed_and_kept(page, lesson, "08_position_sizing", "never_closed", 120)
    chart = explorers("size_calculator")
    chart.locator(".cx-sentence").wait_for()
    settled(page, 3)
    wall = chart.locator("[data-result=wall]")
    pull(page, wall, 0, 40)
    leverage = value(chart, "Leverage setting")
    assert 1 < leverage < 10
    assert pulled(0.01, 0.05, "isolated", leverage) > pulled(0.01, 0.05, "isolated", 10)
    wanted = calculator(0.01, 0.05, "isolated", leverage).sentence.replace("**", "").replace("\u202f", " ")
    assert wanted.partition(". At ")[2] in chart.locator(".cx-sentence").inner_text().replace("\u202f", " ")
    put(page, chart, "Leverage setting", 13.5)
    chart.locator("[data-task=together].cx-found").wait_for()
    wrong_then_right(page, "position_sizing", "size_for_risk")
