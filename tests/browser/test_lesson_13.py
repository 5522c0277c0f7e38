"""Lesson 13 in the browser: the learner's weights reorder the venues, and the dossier follows the chosen one."""

from __future__ import annotations

from .support import arrived, settled


def test_weights_and_dossier(page, apps):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(apps.url("voila/render/lessons/13_choosing_a_platform.ipynb"))
    card = page.locator("[data-explorer='scorecard']")
    arrived(page)
    title = card.locator(".cx-title")
    before = title.inner_text()
    for name in ("Margin model", "Settlement", "Tools"):
        slider = card.get_by_role("slider", name=name)
        slider.focus()
        page.keyboard.press("Home")
    settled(page)
    assert title.inner_text() != before
    assert "BitMEX" in title.inner_text()

    card.get_by_label("Read the documents of").select_option(label="GMX v2")
    page.get_by_text("closes the whole position through a keeper").first.wait_for()
    page.get_by_text("GMX v2, as of").first.wait_for()

    # What is turned later is folded until then.
    asked = card.get_by_label("One answer of theirs")
    assert not asked.is_visible()
    assert sum(control.is_visible() for control in card.locator("[data-control]").all()) == 5
    card.get_by_text("Overrule one answer", exact=True).click()
    asked.select_option(label="Does it begin with a part?")
    card.locator("label", has_text="½").click()
    card.get_by_text("one reading of your own").wait_for()
    page.get_by_role("cell", name="½, yours", exact=True).wait_for()

    venues = page.locator("[data-explorer='every_venue']")
    premium = venues.get_by_role("slider", name="Average premium")
    premium.wait_for()
    venues.get_by_role("slider", name="Holding period").first.focus()
    page.keyboard.press("Home")
    venues.get_by_text("Nothing is held: choose a holding period.").wait_for()
    premium.wait_for(state="hidden")
    page.keyboard.press("End")
    premium.wait_for()
