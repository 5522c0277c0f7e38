"""Lesson 10 in a browser: a plan is repaired by hand, kept over a reload, saved, opened again, walked through a day."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from course.lessons.planner_fields import EXAMPLE
from course.simulation.plans import TradePlan, from_json, to_json, to_page

LINES = ("Entry thesis", "Max loss", "Position size", "Margin mode", "Exit trigger")


@pytest.fixture
def lesson(page, apps):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(apps.url("voila/render/lessons/10_trade_checklist.ipynb"))
    page.locator(".cx-planner .cx-plan-card").first.wait_for()
    return page


def heading(page, text):
    page.locator(".cx-planner > .cx-title", has_text=text).wait_for()


def test_a_plan_is_repaired_kept_saved_and_walked_through(lesson, tmp_path):
    plan = lesson.locator(".cx-planner")
    plan.get_by_role("button", name="The plan from the question").click()
    heading(lesson, "0 of 5 lines hold")
    # By keyboard alone: to a card, from field to field.
    plan.get_by_role("button", name=re.compile("^Entry thesis: does not hold")).press("Enter")
    plan.get_by_label("What would prove it wrong").fill("the upgrade is moved beyond June")
    lesson.keyboard.press("Tab")
    heading(lesson, "1 of 5 lines hold")
    plan.get_by_label("Size by hand").fill("")
    lesson.keyboard.press("Enter")
    heading(lesson, "3 of 5 lines hold")
    lever = plan.get_by_label("Leverage setting")
    lever.fill("ten")
    lesson.keyboard.press("Enter")
    plan.get_by_text("Leverage setting: enter a number.").wait_for()
    assert lever.get_attribute("aria-invalid") == "true"
    lever.fill("10")
    lesson.keyboard.press("Tab")
    heading(lesson, "All 5 lines hold: planned −$400, bad −$665, worst −$665")
    assert lever.get_attribute("aria-invalid") == "false"
    for words in LINES:
        plan.get_by_role("button", name=f"{words}: holds. Go to it").wait_for()
    # What was written is there when the page is loaded anew.
    lesson.reload()
    heading(lesson, "All 5 lines hold")
    assert (
        lesson.locator(".cx-planner").get_by_label("What would prove it wrong").input_value()
        == "the upgrade is moved beyond June"
    )
    plan = lesson.locator(".cx-planner")
    with lesson.expect_download() as saved:
        plan.get_by_role("button", name="Save as JSON").click()
    written = tmp_path / "plan.json"
    saved.value.save_as(written)
    mended = EXAMPLE.changed(wrong_if="the upgrade is moved beyond June", size=None, leverage=10)
    assert from_json(written.read_text(encoding="utf-8")).plan == mended
    # A file that is none says where, and changes nothing; one of another plan is opened, and put aside again.
    other = tmp_path / "other.json"
    chooser = plan.locator("input[type=file]")
    other.write_text(to_json(TradePlan(market="SOL")).replace('"slip": 0.01', '"slip": "1 %"'), encoding="utf-8")
    chooser.set_input_files(other)
    plan.get_by_text("max_loss.slip: “1 %” is a text").wait_for()
    heading(lesson, "All 5 lines hold")
    other.write_text(to_json(TradePlan(market="<b>SOL</b>")), encoding="utf-8")
    chooser.set_input_files(other)
    plan.get_by_text("The plan was taken in.").wait_for()
    assert plan.get_by_label("Market", exact=True).input_value() == "<b>SOL</b>"
    plan.get_by_role("button", name="Take back").click()
    heading(lesson, "All 5 lines hold")
    plan.get_by_role("button", name="Walk it through that day").click()
    plan.get_by_text("your stop acted after").wait_for()
    assert plan.locator(".cx-plan-fate svg").count() == 1
    lesson.evaluate("window.print = () => {}")
    plan.get_by_role("button", name="Print").click()
    paper = lesson.frame_locator("iframe[title='The plan on paper']")
    paper.get_by_text("Trade plan: ETH, long").wait_for(state="attached")
    results = Axe().run(
        lesson, context=".cx-planner", options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]}
    )
    assert [violation["id"] for violation in results.response["violations"]] == []


def test_on_a_phone_nothing_is_wider_than_the_page(lesson):
    lesson.set_viewport_size({"width": 390, "height": 844})
    plan = lesson.locator(".cx-planner")
    plan.get_by_role("button", name="Walk it through that day").click()
    plan.locator(".cx-plan-fate svg").wait_for()
    wide = lesson.evaluate(
        "[...document.querySelectorAll('.cx-planner *')].filter((n) => !n.closest('.cx-plan-dots, iframe, .cx-hidden')"
        " && n.getBoundingClientRect().right > 391).map((n) => n.className?.baseVal ?? n.className)"
    )
    assert wide == []
    # Names have room in the pictures, however long they are.
    plan.get_by_label("Target").fill("3333.33")
    plan.get_by_label("Target").press("Enter")
    inside = """() => [...document.querySelectorAll('.cx-planner svg text')].every((text) =>
        text.getBoundingClientRect().right <= text.ownerSVGElement.getBoundingClientRect().right + 1)"""
    plan.locator(".cx-plan-ladder text", has_text="3,333.33").wait_for()
    lesson.wait_for_function(inside)
    assert lesson.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_plan_is_printed_on_one_page(page):
    for plan in (EXAMPLE, EXAMPLE.changed(wrong_if="no date by June", target=3_300.0)):
        page.set_content(to_page(plan, "2026-01-01"))
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
