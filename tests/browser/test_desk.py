"""The desk's page in a browser: one book under all panels, undo, a reload, a bad cell, a file to take along."""

from __future__ import annotations

import json

import pytest

from tests.lessons.test_portfolio_desk import DYDX
from tests.venues.portfolios.examples import ALL


@pytest.fixture
def desk(page, apps):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(apps.url("desk"))
    page.locator("[data-explorer='alarm'] .cx-title").wait_for()
    page.get_by_role("button", name="The example", exact=True).click()
    page.locator(".cx-deskline .cx-title", has_text="−22.9").wait_for()
    return page


def test_one_book_under_all_panels(desk):
    line, touch = desk.locator(".cx-deskline"), desk.locator("[data-explorer='touch']")
    desk.get_by_role("button", name="one pool").click()
    line.locator(".cx-title", has_text="−21.6").wait_for()
    touch.locator("[data-control='pool']", has_text="one pool").wait_for()
    desk.reload()
    desk.locator(".cx-deskline .cx-title", has_text="−21.6").wait_for()

    desk.get_by_role("button", name="Paste or drop a file").click()
    desk.get_by_label("Text of a portfolio").fill(json.dumps(DYDX))
    desk.get_by_role("button", name="Take it in").click()
    line.locator(".cx-title", has_text="−34.5").wait_for()
    assert desk.locator("[data-explorer='map'] [data-control='across'] label").all_inner_texts() == ["BTC", "ETH"]
    line.get_by_role("button", name="Undo").click()
    line.locator(".cx-title", has_text="−21.6").wait_for()


def test_a_bad_cell_is_named_where_it_stands(desk):
    desk.get_by_role("button", name="Table by hand").click()
    cell = desk.get_by_label("size, position 1", exact=True)
    cell.fill("1,5")
    desk.get_by_role("button", name="Lay it on the desk").click()
    desk.locator(".cx-deskbring .cx-error", has_text="Row 1, size").wait_for()
    assert cell.get_attribute("aria-invalid") == "true"
    assert desk.evaluate("document.activeElement.getAttribute('aria-label')") == "size, position 1"
    cell.fill("1.2")
    desk.get_by_role("button", name="Lay it on the desk").click()
    desk.locator(".cx-deskline .cx-title", has_text="−14.4").wait_for()


def test_what_is_tried_is_made_so_by_a_press_and_taken_along(desk):
    whatif = desk.locator("[data-explorer='whatif']")
    box = whatif.locator("[data-control='trade'] input[type=text]")
    box.fill("-5000")
    box.press("Enter")
    whatif.get_by_role("button", name="Make it so: sell $5,000 of BTC").click()
    desk.locator(".cx-deskline .cx-title", has_text="−26.9").wait_for()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Save the portfolio").click()
    saved = json.loads(download.value.path().read_text())
    assert saved["format"] == "margin-course-portfolio/1"
    assert next(p["size"] for p in saved["pools"][0]["positions"] if p["market"] == "BTC") == pytest.approx(
        0.8 - 5 / 60
    )


def test_a_phone_shows_three_figures_and_nothing_beyond_its_edge(desk):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.locator("[data-explorer='touch']").scroll_into_view_if_needed()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    line = desk.locator(".cx-deskline")
    assert line.bounding_box()["height"] < 80
    shown = [one for one in line.locator("dd").all() if one.is_visible()]
    assert [one.inner_text() for one in shown] == ["$7,850", "−22.9\u202f%", "DOGE −14.0\u202f%"]
    for button in desk.locator(".cx-deskbring .cx-button").all():
        assert not button.is_visible() or button.bounding_box()["height"] >= 43


def test_an_assumption_is_changed_where_it_stands_and_a_picture_tells_no_amount(desk):
    desk.get_by_role("button", name="Paste or drop a file").click()
    desk.get_by_label("Text of a portfolio").fill("\n".join(ALL["OKX, cross and balance"].texts))
    desk.get_by_role("button", name="Take it in").click()
    bring = desk.get_by_role("region", name="Bring it in", exact=True)
    bring.get_by_text("OKX: 2 positions in 1 pool").wait_for()
    contract = bring.get_by_role("button", name="Change: One contract of BTC")
    contract.click()
    field = bring.get_by_label("One contract of BTC").last
    field.fill("0.02")
    field.press("Enter")
    bring.get_by_text("One contract of BTC holds").wait_for()
    desk.locator("[data-explorer='walls'] .cx-title", has_text="BTC").wait_for()
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Picture without amounts").click()
    found = download.value.path().read_bytes()
    kinds, at = [], 8
    assert found[:8] == b"\x89PNG\r\n\x1a\n"
    while at < len(found):  # nothing but pixels is in it: no text, no time
        kinds.append(found[at + 4 : at + 8].decode())
        at += 12 + int.from_bytes(found[at : at + 4])
    assert {*kinds} <= {"IHDR", "sRGB", "sBIT", "pHYs", "gAMA", "IDAT", "IEND"}


def test_a_usual_what_if_at_one_press_and_headings_clear_of_the_account_line(desk):
    presets, line = desk.locator(".cx-deskpresets"), desk.locator(".cx-deskline")
    presets.get_by_role("button", name="Make it so: Halve the largest, BTC").click()
    line.locator(".cx-title", has_text="−76.4").wait_for()
    presets.locator(".cx-told", has_text="5.9 → 10.5 ordinary days’ σ").wait_for()
    presets.get_by_role("button", name="Undo").click()
    line.locator(".cx-title", has_text="−22.9").wait_for()
    assert desk.evaluate(
        "[...document.querySelectorAll('.cx-deskpresets td')].every(td => td.scrollWidth <= td.clientWidth + 1)"
    )
    clear = """() => [...document.querySelectorAll('main h2')].slice(1).map((h) => {
        h.scrollIntoView();
        return h.getBoundingClientRect().top - document.querySelector('.cx-deskline').getBoundingClientRect().bottom;
    })"""
    for width in (1280, 390):
        desk.set_viewport_size({"width": width, "height": 844})
        desk.wait_for_function(
            "() => document.documentElement.style.getPropertyValue('--cx-deskline') ==="
            " Math.ceil(document.querySelector('.cx-deskline').getBoundingClientRect().height) + 'px'"
        )
        gaps = desk.evaluate(clear)
        assert len(gaps) > 9
        assert min(gaps[:-3]) >= 0, width
