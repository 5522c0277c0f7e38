"""A chart whose data are swapped: zoom is kept, bursts end with the last value, labels stay inside."""

from __future__ import annotations

import pytest

from .support import notebook, run_all_in_lab, settled

VIEW = "document.querySelector('.cx-chart').__view__"
TOP = f"Math.max(...{VIEW}.data('curve').map((row) => row.y))"
#: What was begun is painted: several frames have passed.
PAINTED = """() => new Promise((done) => {
  const wait = (frames) => (frames ? requestAnimationFrame(() => wait(frames - 1)) : done());
  wait(20);
})"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    notebook(folder / "chart.ipynb", ["import demo_chart\ndemo_chart.box()"])
    return folder


@pytest.fixture(scope="module", params=["voila", "lab"])
def chart(request, lasting, folder):
    """The chart in either, opened once: what it shows is zoomed first, then large, then of another design."""
    page = lasting()
    server = request.getfixturevalue(f"{request.param}_server")(folder)
    page.goto(server.url(f"{'lab/tree' if request.param == 'lab' else 'voila/render'}/chart.ipynb"))
    if request.param == "lab":
        run_all_in_lab(page)
    settled(page, 1)
    return page


def test_zoom_is_kept_and_a_burst_ends_with_the_last_value(chart):
    page = chart
    place = page.locator(".cx-chart-view")
    place.hover()
    domain = f"{VIEW}.scale('x').domain()"
    whole = page.evaluate(domain)
    page.mouse.wheel(0, -400)
    page.wait_for_function(f"{domain}[1] - {domain}[0] < {whole[1] - whole[0]} * 0.9")
    page.evaluate(PAINTED)
    zoomed = page.evaluate(domain)
    page.evaluate(f"() => {{ globalThis.paints = 0; {VIEW}.addDataListener('curve', () => paints += 1); }}")
    page.get_by_role("button", name="Burst").click()
    page.wait_for_function(f"Math.abs({TOP} - 50) < 0.05")
    page.evaluate(PAINTED)
    assert page.evaluate(TOP) == pytest.approx(50, rel=1e-3)
    assert page.evaluate(domain) == pytest.approx(zoomed)
    assert 1 <= page.evaluate("paints") <= 50


def test_labels_that_grow_stay_inside(chart):
    page = chart
    page.get_by_role("button", name="Large").click()
    page.wait_for_function(f"{TOP} > 2e6")
    page.wait_for_function(
        f"""{VIEW}.scenegraph().root.items[0].items.filter((mark) => mark.role === 'axis')
              .every((axis) => axis.bounds.x1 + {VIEW}.origin()[0] >= -1)"""
    )
    widths = page.evaluate("['canvas', '.cx-chart'].map((s) => document.querySelector(s).clientWidth)")
    assert widths[0] <= widths[1]


def test_another_design_is_drawn_anew(chart):
    page = chart
    page.evaluate("document.querySelector('.cx-chart canvas').dataset.old = 'true'")
    page.get_by_role("button", name="Area").click()
    page.wait_for_function("document.querySelector('.cx-chart canvas:not([data-old])')")
    settled(page, 1)
    assert page.evaluate(TOP) == pytest.approx(3, rel=1e-3)
    assert page.locator(".cx-chart canvas").count() == 1
