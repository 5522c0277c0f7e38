"""One look, said in three places (Python, style sheet, script) that must agree."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from course.charts import COLORS, DARK, themed
from course.charts.theme import CONFIG, HEIGHT, merged, named_sources
from course.frontend import assets


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [COLORS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    "name", ["ink", "cross", "liquidation", "prediction", "isolated_text", "profit_text", "quiet_text"]
)
def test_colours_of_text_are_legible(theme, name):
    assert contrast(theme[name], theme["paper"]) >= 4.5


@pytest.mark.parametrize("theme", [COLORS, DARK], ids=["light", "dark"])
def test_every_mark_is_seen(theme):
    for name in ("quiet", "profit", "cross", "liquidation", "prediction"):
        assert contrast(theme[name], theme["paper"]) >= 3
    # House orange is pale by nature; it never carries meaning alone.
    assert contrast(theme["isolated"], theme["paper"]) >= 2


def test_the_page_knows_every_colour_and_its_dark_twin():
    script = assets.modules()["chart"]
    table = re.search(r"const DARK = \{(.*?)\};", script, re.DOTALL)[1]
    pairs = dict(re.findall(r'"(#\w{6})": "(#\w{6})"', table))
    assert pairs == {COLORS[name].lower(): DARK[name] for name in COLORS}


@pytest.mark.parametrize("name", sorted(COLORS))
def test_the_style_sheet_has_the_same_colours(name):
    css = assets.css()
    values = re.findall(rf"--cx-{name.replace('_', '-')}: (#\w+);", css)
    assert [value.upper() for value in values] == [COLORS[name], DARK[name], DARK[name]]


def test_a_single_chart_fills_its_width_and_keeps_its_height():
    spec = themed({"mark": "line", "encoding": {}})
    assert (spec["width"], spec["height"]) == ("container", HEIGHT)
    assert themed({"mark": "line", "width": 200})["width"] == 200
    assert "width" not in themed({"hconcat": []})


def test_what_a_chart_configures_itself_wins():
    spec = themed({"mark": "line", "config": {"axis": {"grid": True}}})
    assert spec["config"]["axis"]["grid"] is True
    assert spec["config"]["axis"]["labelColor"] == COLORS["quiet_text"]
    assert CONFIG["axis"]["grid"] is False
    assert merged({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}) == {"a": {"b": 3, "c": 2}}


def test_what_data_a_design_asks_for():
    spec = {
        "layer": [{"data": {"name": "a"}}, {"data": {"name": "held"}}, {"data": {"values": []}}],
        "transform": [{"lookup": "x", "from": {"data": {"name": "b"}}}],
        "datasets": {"held": []},
    }
    assert named_sources(spec) == {"a", "b"}


def test_altairs_own_default_theme_does_not_count_as_a_wish():
    from course.charts.altair_lite import alt

    spec = themed(alt.Chart(alt.NamedData("t")).mark_line())
    assert "continuousWidth" not in spec["config"]["view"]


def test_altair_comes_without_what_makes_it_slow():
    code = (
        "import sys; from course.charts.altair_lite import alt; "
        "assert alt.Chart; assert 'rfc3987_syntax' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_costs_neither_altair_nor_widgets():
    code = (
        "import sys, course.charts, course.charts.theme; "
        "assert not {'altair', 'pandas', 'ipywidgets'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
