"""A unit typed with a number is read, never passed over: its own fits, a like one is converted, another is asked back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.explorers import Number
from course.lessons import lessons, record
from course.lessons.planner_fields import AFTER_FIELDS, boxes
from course.simulation.plans import LINES
from course.teaching.typed_numbers import KINDS, MEASURES, other_unit, readings_in, typed_unit, unit_of

DRILLS = {drill.name: drill for about in lessons() for drill in record(about.slug).drills}
WRITTEN = {
    "money": ["${}", "US${}", "{} USD", "{}usd", "{} dollars", "{} $", "{} USDT"],
    "share": ["{}%", "{} %", "{} percent", "{} per cent", "{}pct", "{} pp", "{} percentage points"],
    "multiple": ["{}x", "{} X", "{}×", "{} times", "{}-fold", "{} fold", "x{}", "about {}x"],
    "time": ["{} seconds", "{}s", "{} sec", "{} minutes", "{} min", "{} hours", "{} h", "{} days", "{}d", "{} weeks"],
    "coins": ["{} BTC", "{} coins", "{} coin", "{} units", "{}ETH"],
    "count": ["{} bets", "{} bet", "{} losses", "{} in a row"],
}


def typed(form, value):
    """A value in a drill's own unit, written in this form."""
    kind, one = unit_of(typed_unit(form.format("1")))
    return form.format(f"{value / one:.10f}".rstrip("0").rstrip(".")), kind


@pytest.mark.parametrize("name", DRILLS)
def test_the_right_number_in_every_unit(name):
    drill = DRILLS[name]
    mine = unit_of(drill.unit)
    assert (mine is None) == (drill.unit == ""), f"{drill.unit}: no typed unit can be compared with it"
    for seed in range(3):
        question = drill.question(seed)
        for forms in WRITTEN.values():
            for form in forms:
                text, kind = typed(form, question.answer * (mine[1] if mine else 1.0))
                if mine is None:
                    continue
                fits = kind == mine[0] or {kind, mine[0]} == {"count", "multiple"}
                if kind != mine[0]:
                    text, _ = typed(form, question.answer * unit_of(typed_unit(form.format("1")))[1])
                reply = question.mark(text)
                assert reply.outcome == ("right" if fits else "unit"), (text, drill.unit, reply.text)
                assert fits or "this box wants" in reply.text


def test_every_kind_is_tried():
    assert {kind for kind, _, _ in KINDS} == set(WRITTEN)
    assert all(unit_of(typed_unit(form.format("12.5")))[0] == kind for kind, forms in WRITTEN.items() for form in forms)


BOXES = json.loads(Path(__file__).with_name("units.json").read_text(encoding="utf-8"))
"""What is typed, the unit of the box, and the number in that unit; or what the box wants (a kind of unit), or nothing.

The table holds the twin on the page as well: ``tests/browser/test_explorer.py``.
"""


@pytest.mark.parametrize(("text", "unit", "meant"), BOXES)
def test_what_is_typed_into_a_box_with_a_unit(text, unit, meant):
    told = other_unit(text, unit)
    if isinstance(meant, str):
        assert told.endswith(f"this box wants {MEASURES[meant]}.")
    else:
        assert told == ""
        assert readings_in(text, unit) == (() if meant is None else (pytest.approx(meant),))


def test_every_unit_of_a_box_in_the_course_is_known():
    """In explorers, drills and the planner: a unit that nobody knows would be passed over."""
    counted = {"plans"}
    units = {drill.unit for drill in DRILLS.values()}
    units |= {box.unit for line in LINES for more in (False, True) for box in boxes(line, more=more)}
    units |= {box.unit for box in AFTER_FIELDS}
    explored = [c.unit for about in lessons() for c in number_boxes(about.slug)]
    assert len(explored) >= 150
    units |= {*explored}
    unknown = {unit for unit in units if unit and not unit_of(unit) and not unit_of(unit.split()[0])}
    assert unknown == counted


def number_boxes(slug):
    """The number boxes of a lesson's explorers."""
    for make in record(slug).explorers.values():
        yield from (c for c in getattr(make(), "controls", {}).values() if isinstance(c, Number))


@pytest.mark.parametrize("text", ["12", "-3", "1 234", "1.5k", "1/13", "1.5m", "(231)", "≈5"])
def test_a_number_without_a_unit_has_none(text):
    assert typed_unit(text) == ""
