"""The desk's page in a browser: one book under all panels, undo, a reload, a bad cell, a file to take along."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.lessons.test_portfolio_desk import DYDX
from tests.venues.portfolios.examples import ALL

from .support import arrived

WIDE = {"width": 1280, "height": 900}


def laid(page, apps):
    """The desk with the example on it."""
    page.goto(apps.url("desk"))
    arrived(page)
    page.get_by_role("button", name="The example", exact=True).click()
    page.locator(".cx-deskline .cx-title", has_text="−22.9").wait_for()
    return page


@pytest.fixture
def desk(page, apps):
    page.set_viewport_size(WIDE)
    return laid(page, apps)


@pytest.fixture(scope="module")
def looked_at(lasting, apps):
    """One desk for all who only look, or turn what no other of them looks at."""
    return laid(lasting(viewport=WIDE), apps)


def test_one_book_under_all_panels(desk):
    line, touch = desk.locator(".cx-deskline"), desk.locator("[data-explorer='touch']")
    desk.get_by_role("button", name="one pool").click()
    line.locator(".cx-title", has_text="−21.6").wait_for()
    # One pool is no choice: it is not offered.
    touch.locator("[data-control='pool']", has_text="one pool").wait_for(state="hidden")
    touch.locator(".cx-subtitle:not(.cx-under)", has_text="“one pool”; trades at the mark").wait_for()
    desk.reload()
    desk.locator(".cx-deskline .cx-title", has_text="−21.6").wait_for()

    desk.get_by_role("button", name="Paste or drop a file").click()
    desk.get_by_label("Text of a portfolio").fill(json.dumps(DYDX))
    desk.get_by_role("button", name="Take it in").click()
    line.locator(".cx-title", has_text="−34.5").wait_for()
    expect(desk.locator("[data-explorer='map'] [data-control='across'] label")).to_have_text(["BTC", "ETH"])
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


def test_a_phone_shows_three_figures_and_nothing_beyond_its_edge(looked_at):
    desk = looked_at
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


def test_the_account_line_lies_across_no_title(looked_at):
    desk = looked_at
    desk.set_viewport_size(WIDE)
    line, explorer = desk.locator(".cx-deskline"), desk.locator("[data-explorer='walls']")
    explorer.scroll_into_view_if_needed()
    there, under = line.bounding_box(), explorer.bounding_box()
    assert there["x"] <= under["x"] + 1
    assert there["x"] + there["width"] >= under["x"] + under["width"] - 1
    assert there["height"] < 100


def test_the_account_line_stays_while_the_desk_does_and_no_longer(page, apps):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(apps.url("voila/render/lessons/15_portfolio_desk.ipynb"))
    page.locator(".cx-deskline").wait_for()
    placed = "(kind) => getComputedStyle(document.querySelector('.page-figure:has(.cx-deskline)')).position === kind"
    for heading, kind in (("Recall", "static"), ("Explore", "sticky"), ("Practise", "static")):
        page.evaluate("(id) => document.getElementById(id).scrollIntoView()", heading)
        page.wait_for_function(placed, arg=kind)


def test_a_table_that_is_scrolled_can_have_the_focus(desk):
    table = """(width) => {
      const table = document.querySelector('.page-prose table');
      table.style.width = `${width}px`;
      return new Promise((done) => setTimeout(() => done(table.tabIndex >= 0), 100));
    }"""
    assert desk.evaluate(table, 200)
    assert not desk.evaluate(table, 3000)


def test_many_pools_are_answered_at_one_press_and_what_is_done_to_them_keeps_its_verb(desk):
    many = [f"pocket number {i},C{i},{(-1) ** i},100,101,0.01,0.05" for i in range(12)]
    table = ["pool,market,size,entry,mark,maintenance,initial", "main,BTC,1,60000,61000,0.01,0.05", *many]
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.get_by_role("button", name="Paste or drop a file").click()
    desk.get_by_label("Text of a portfolio").fill("\n".join(table))
    desk.get_by_role("button", name="Take it in").click()
    asked = desk.locator(".cx-asking-of")
    asked.locator(".cx-asked [data-key]").first.fill("20000")
    assert asked.bounding_box()["height"] < 1000
    asked.get_by_label("The same in each pool ($)").fill("50")
    asked.get_by_label("The same in each pool ($)").press("Enter")
    given = asked.locator("[data-key^='collateral:']").evaluate_all("nodes => nodes.map(node => node.value)")
    assert given == ["20000"] + 12 * ["50"]
    asked.get_by_role("button", name="Answer").click()
    desk.locator(".cx-deskbring", has_text="13 positions in 13 pools").wait_for()
    words = desk.wait_for_function(
        """() => {
          const words = [];
          const walk = (mark) => {
            for (const item of mark.items) {
              if (mark.marktype === "group") item.items.forEach(walk);
              else if (mark.marktype === "text") words.push(String(item.text));
            }
          };
          const touch = document.querySelector("[data-explorer='touch']"); // another one than before: the book is
          touch?.scrollIntoView();
          const view = touch?.querySelector(".cx-chart")?.__view__;
          if (view) walk(view.scenegraph().root);
          return words.some((word) => word.includes("\u2026")) && words;
        }"""
    ).json_value()
    cut = [word for word in words if "\u2026" in word]
    assert all(word.startswith(("dissolve \u2026", "free \u2026")) for word in cut), cut
    assert max(map(len, cut)) <= 13


def test_new_marks_without_pasting_anew(desk):
    bring = desk.get_by_role("region", name="Bring it in", exact=True)
    line = desk.locator(".cx-deskline")
    bring.get_by_role("button", name="New marks").click()
    box = bring.get_by_label("mark of BTC, USD")
    box.fill("6e")
    bring.get_by_role("button", name="Take these marks").click()
    bring.locator(".cx-error", has_text="Mark of BTC").wait_for()
    assert box.get_attribute("aria-invalid") == "true"
    assert desk.evaluate("document.activeElement.getAttribute('aria-label')") == "mark of BTC, USD"
    bring.get_by_label("Text of new marks").fill("BTC,61000\nETH 3000\nSOL 150\nDOGE 0.15\n")
    bring.get_by_role("button", name="Take the pasted marks").click()
    bring.locator(".cx-told", has_text="BTC +1.7").wait_for()
    bring.get_by_text("Marks taken").wait_for()
    assert bring.locator(".cx-old").inner_text() == ""  # they are of now
    assert box.get_attribute("aria-invalid") is None
    desk.locator("[data-explorer='whatif'] .cx-title", has_text="−24.6").wait_for()
    desk.reload()
    desk.locator(".cx-deskbring").get_by_text("Marks taken").wait_for()
    line.get_by_role("button", name="Undo").wait_for()
    # A file of yesterday is said to be old.
    old = {"format": "margin-course-portfolio/1", "taken": "2026-01-01T00:00:00Z", "marks": {"BTC": 60_000},
           "pools": [{"name": "main", "mode": "cross", "collateral": 9_000, "positions": [
               {"market": "BTC", "size": 0.5, "entry": 58_000, "maintenance": 0.01, "initial": 0.02}]}]}  # fmt: skip
    desk.get_by_role("button", name="Paste or drop a file").click()
    desk.get_by_label("Text of a portfolio").fill(json.dumps(old))
    desk.get_by_role("button", name="Take it in").click()
    desk.locator(".cx-old", has_text="days old: bring new ones").wait_for()


def test_rows_stand_in_the_order_of_the_data_also_after_another_order(looked_at):
    """Vega keeps rows in their places as long as it never sees them gone."""
    desk = looked_at
    desk.set_viewport_size(WIDE)
    touch = desk.locator("[data-explorer='touch']")
    order = (
        "node => [node.__view__.scale('y').domain(), [...new Set(node.__view__.data('span').map((row) => row.row))]]"
    )
    touch.scroll_into_view_if_needed()
    chart = touch.locator(".cx-chart").first
    chart.locator("canvas").wait_for()
    box = touch.locator("[data-control='dollars'] input[type=text]")
    seen = set()
    for dollars in ("500", "20000"):
        box.fill(dollars)
        box.press("Enter")
        touch.locator(".cx-title", has_text=f"${int(dollars):,}:").wait_for()
        desk.wait_for_function(
            f"(node) => (([a, b]) => JSON.stringify(a) === JSON.stringify(b))(({order})(node))",
            arg=chart.element_handle(),
        )
        seen.add(tuple(chart.evaluate(order)[1]))
    assert len(seen) == 2
