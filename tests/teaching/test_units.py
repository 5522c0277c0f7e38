"""A unit typed with a number is read, never passed over: its own fits, a like one is converted, another is asked back."""

from __future__ import annotations

import pytest

from course.lessons import lessons, record
from course.teaching.reading import KINDS, typed_unit, unit_of

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


@pytest.mark.parametrize("text", ["12", "-3", "1 234", "1.5k", "1/13", "1.5m", "(231)", "≈5"])
def test_a_number_without_a_unit_has_none(text):
    assert typed_unit(text) == ""
