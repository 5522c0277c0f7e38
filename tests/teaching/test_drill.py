"""Drills: fresh numbers, answers as people type them, wrong ones by name."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.teaching.drill import Drill, WrongAnswer, mastered, streak
from course.teaching.proof import demand, prove_drill
from course.teaching.typed_numbers import readings

TIP = Drill(
    "tip",
    "The tip",
    ask=lambda bill, share: f"The bill is **{bill}**, the tip {share:g} %. How much is the tip?",
    generate=lambda rng: {
        "bill": float(rng.choice([20, 40, 50, 80, 100, 120, 200])),
        "share": float(rng.choice([1, 2, 5, 10, 15, 20, 50])),
    },
    answer=lambda bill, share: bill * share / 100,
    unit="USD",
    explain=lambda bill, share: f"{bill} × {share:g}/100",
    wrong=(
        WrongAnswer(lambda bill, share: bill + share, "you add per cent to dollars."),
        WrongAnswer(
            lambda bill, share: bill / share, lambda bill, share: f"you divide {bill:g} by {share:g}.", misconception=3
        ),
        WrongAnswer(lambda bill, share: bill * share if share > 5 else None, "a per cent is a hundredth."),
    ),
)

SHARE = Drill(
    "share",
    "A share",
    ask=lambda part, whole: f"{part} of {whole} in per cent?",
    generate=lambda rng: {"part": int(rng.integers(1, 90)), "whole": 100 + int(rng.integers(0, 100))},
    answer=lambda part, whole: 100 * part / whole,
    unit="%",
    explain=lambda part, whole: f"{part}/{whole}",
    wrong=(WrongAnswer(lambda part, whole: 100 * whole / part, "the other way round."),),
)


@pytest.mark.parametrize("drill", [TIP, SHARE], ids=lambda drill: drill.name)
def test_every_promise_holds(drill):
    assert demand(prove_drill(drill)) >= 11


def test_numbers_where_a_wrong_formula_is_right_are_not_asked():
    # bill / share = bill · share / 100 exactly where the share is 10
    assert all(TIP.question(seed).numbers["share"] != 10 for seed in range(300))


def test_a_drill_that_cannot_tell_right_from_wrong_says_so():
    always = Drill(
        "always", "", lambda x: "", lambda rng: {"x": 1.0}, lambda x: x, "", lambda x: "",
        (WrongAnswer(lambda x: x, ""),),
    )  # fmt: skip
    with pytest.raises(RuntimeError, match="no numbers that tell right from wrong"):
        always.question(0)


def test_a_wrong_formula_that_never_occurs_is_noticed():
    silent = Drill(
        TIP.name, TIP.title, TIP.ask, TIP.generate, TIP.answer, TIP.unit, TIP.explain,
        (*TIP.wrong, WrongAnswer(lambda bill, share: None, "never.")),
    )  # fmt: skip
    failed = [proof for proof in prove_drill(silent) if not proof.ok]
    assert [proof.detail for proof in failed] == ["wrong answer 4 never occurs"]


def test_a_number_that_no_text_says_is_noticed():
    idle = replace(
        SHARE, ask="{part} of {whole} in {unit}?", numbers={"unit": "per cent", "rest": lambda q: q.whole - q.part}
    )
    failed = [proof for proof in prove_drill(idle) if not proof.ok]
    assert [(proof.name, proof.detail) for proof in failed] == [("share: each of its numbers is said", "rest")]


def question(drill, **numbers):
    found = drill.question(0)
    return type(found)(drill, 0, numbers)


def test_right_answer_is_worked_out_too():
    reply = question(TIP, bill=80.0, share=20.0).mark("16")
    assert (reply.outcome, reply.text, reply.worked) == ("right", "Right: **$16**.", "80.0 × 20/100")


@pytest.mark.parametrize("typed", ["16.00", "$16", " 16 ", "16,0", "+16", "16 USD", "15.93", "1.6e1"])
def test_right_answer_as_people_type_it(typed):
    assert question(TIP, bill=80.0, share=20.0).mark(typed).outcome == "right"


def test_wrong_answer_by_name():
    reply = question(TIP, bill=80.0, share=20.0).mark("4")
    assert reply.outcome == "wrong"
    assert reply.named
    assert reply.misconception == 3
    assert reply.text == "Not quite: you divide 80 by 20."
    assert reply.worked


def test_wrong_answer_without_a_name_is_told_how_far_off_it_is():
    reply = question(TIP, bill=80.0, share=20.0).mark("21")
    assert reply.text == "Not quite: yours is $5 too high (31.25\u202f% more than expected). It is **$16**."
    assert not reply.named


@pytest.mark.parametrize("typed", ["80", "20", "$80"])
def test_a_number_of_the_question_typed_back_is_said_to_be_given(typed):
    reply = question(TIP, bill=80.0, share=20.0).mark(typed)
    assert reply.named
    assert "that number stands in the question" in reply.text


def test_nothing_is_said_to_a_zero_that_nobody_can_explain():
    assert "too low" in question(TIP, bill=80.0, share=20.0).mark("0").text
    below = replace(TIP, answer=lambda bill, share: -bill * share / 100, wrong=())
    assert "cut off at zero" in question(below, bill=80.0, share=20.0).mark("0").text


def test_sign_turned_round():
    assert "sign is turned round" in question(TIP, bill=80.0, share=20.0).mark("-16").text


def test_fraction_for_per_cent_is_asked_again():
    reply = question(SHARE, part=30, whole=120).mark("0.25")
    assert reply.outcome == "unit"
    assert not reply.counts
    assert reply.worked == ""


@pytest.mark.parametrize("typed", ["", "abc", "1.2.3", "12,34,56", "nan", "inf", "1e999", "--1", "$", "0x10"])
def test_what_is_no_number_is_asked_again(typed):
    reply = question(SHARE, part=30, whole=120).mark(typed)
    assert reply.outcome == "unreadable"
    assert not reply.counts


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,234.5", 1234.5), ("1,234", 1234.0), ("7,69", 7.69), ("7.69 %", 7.69), ("−$231", -231.0),
        ("1 000", 1000.0), ("1'000", 1000.0), ("10×", 10.0), ("10x", 10.0), (".5", 0.5), ("5.", 5.0), (3, 3.0),
        ("1,234,567.8", 1234567.8), ("0,1234", 0.1234), (math.inf, None), (math.nan, None),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(typed, value):
    assert likelier(typed) == value


def likelier(typed):
    """The first reading, None where there is none."""
    return next(iter(readings(typed)), None)


TYPED = json.loads(Path(__file__).with_name("typed.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("typed", TYPED)
def test_every_typed_form_of_the_table_is_read_as_it_says(typed):
    assert readings(typed) == pytest.approx(tuple(TYPED[typed]), rel=1e-12)


def test_the_table_is_large_and_has_both_kinds():
    assert len(TYPED) >= 140
    assert sum(not values for values in TYPED.values()) >= 25
    assert sum(len(values) == 2 for values in TYPED.values()) >= 6


@pytest.mark.parametrize("typed", [None, [], [5], {}, True, b"5", object(), 10**400, math.nan, (5,), "x" * 10**6])
def test_what_cannot_be_typed_is_not_read(typed):
    assert readings(typed) == ()
    assert question(SHARE, part=30, whole=120).mark(typed).outcome == "unreadable"


def test_of_two_readings_the_one_that_fits_is_taken():
    asked = question(SHARE, part=7.692, whole=100)
    assert asked.mark("7,692").outcome == "right"
    assert question(TIP, bill=38460.0, share=20.0).mark("7,692").outcome == "right"
    assert question(TIP, bill=15000.0, share=20.0).mark("3.000").outcome == "right"
    assert question(SHARE, part=0.769, whole=100).mark("0,769").outcome == "right"
    assert question(SHARE, part=0.05, whole=100).mark("5 bps").outcome == "right"
    assert question(TIP, bill=100.0, share=20.0).mark("7,692").value == 7692


def test_a_question_whose_text_rounds_too_much_is_not_asked():
    rounding = replace(SHARE, ask=lambda part, whole: f"{part:.0f} of {whole:g}?", rel_tol=0.001)
    assert not question(rounding, part=30.4, whole=120).holds_as_printed()
    assert question(rounding, part=30.4, whole=120).as_printed() == {"part": 30.0, "whole": 120}
    assert question(rounding, part=30.0, whole=120).holds_as_printed()


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_numbers_are_read_back(x):
    assert likelier(repr(x)) == x
    assume(abs(x) < 1e15)
    assert likelier(f"{x:,.2f}") == float(f"{x:.2f}")


@given(st.text(max_size=30))
def test_reading_never_fails(text):
    value = likelier(text)
    assert value is None or math.isfinite(value)


@pytest.mark.parametrize(
    ("rights", "now", "done"),
    [("", 0, False), ("110", 0, False), ("1101", 1, False), ("0111", 3, True), ("11100", 0, True), ("1111", 4, True)],
)
def test_mastery_is_three_in_a_row(rights, now, done):
    answers = [mark == "1" for mark in rights]
    assert (streak(answers), mastered(answers)) == (now, done)
