"""The live chart, from Python's side."""

from __future__ import annotations

import numpy as np
import pytest

from course.charts import LiveChart
from course.frontend import Part

DESIGN = {"data": {"name": "path"}, "mark": "line", "encoding": {"x": {"field": "t", "type": "quantitative"}}}


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(Part, "send", lambda self, content, buffers=None: messages.append((content, buffers)))
    return messages


@pytest.fixture
def chart():
    return LiveChart(DESIGN, {"path": {"t": np.arange(3.0)}}, description="A path")


def test_an_update_is_one_message_with_the_columns_and_no_design(chart, sent):
    chart.update({"path": {"t": np.arange(500.0)}})

    [(content, [block])] = sent
    assert content["event"] == "frame"
    assert "panels" not in content["frame"]
    assert "block" not in content["frame"]
    assert content["frame"]["tables"]["path"]["rows"] == 500
    assert len(block) == 500 * 8
    assert chart.data["path"]["t"].size == 500


def test_the_design_travels_again_only_when_it_changes(chart, sent):
    chart.redesign({**DESIGN, "mark": "area"}, {"path": {"t": [1.0]}})
    chart.update({"path": {"t": [2.0]}})

    assert [("panels" in content["frame"]) for content, _ in sent] == [True, False]
    assert chart.design["mark"] == "area"
    assert chart.design["description"] == "A path"


def test_a_page_that_comes_later_finds_everything_in_the_state(chart):
    chart.update({"path": {"t": [7.0]}})
    state = chart.get_state()["frame"]

    assert state["number"] == 2
    assert state["panels"][0]["mark"] == "line"
    assert np.frombuffer(state["block"], "<f8").tolist() == [7.0]


def test_setting_a_frame_sends_no_second_message(chart, monkeypatch):
    updates = []
    monkeypatch.setattr(chart, "send_state", lambda key=None: updates.append(key))
    chart.update({"path": {"t": [7.0]}})
    assert updates == []


def test_a_view_that_missed_a_frame_gets_the_newest(chart, sent):
    chart.update({"path": {"t": [7.0]}})
    sent.clear()
    chart.on_event({"event": "hello", "number": 2})
    assert sent == []
    chart.on_event({"event": "hello", "number": 1})
    [(content, _)] = sent
    assert content["frame"]["number"] == 2
    assert content["frame"]["panels"]


def test_tables_that_are_not_named_stay(sent):
    chart = LiveChart(DESIGN, {"path": {"t": [1.0]}, "mark": {"t": [2.0]}}, description="Two")
    chart.update({"mark": {"t": [3.0]}})
    assert sent[-1][0]["frame"]["tables"].keys() == {"path", "mark"}


def test_it_must_say_what_it_shows():
    with pytest.raises(ValueError, match="description"):
        LiveChart(DESIGN, {"path": {"t": [1.0]}})


def test_words_stand_for_it(chart):
    assert repr(chart) == "A path"
    chart.update({"path": {"t": [1.0]}}, words="The path has ended.")
    assert chart.summary() == "The path has ended."
    assert chart.static_html() == "<p>The path has ended.</p>"


def test_its_picture_is_a_png(chart):
    pytest.importorskip("vl_convert", reason="the build tool is not installed")
    assert chart.picture().startswith(b"\x89PNG")
