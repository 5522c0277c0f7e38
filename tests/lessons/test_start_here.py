"""Lesson 00: a margin mode is no formality, shown both ways; two parallel diagnostics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.lessons.start_here import explorers as lesson
from course.lessons.start_here.diagnostic import DIAGNOSTIC

moves = st.floats(-0.4, 0.4)


def final(frame, mode: str) -> float:
    return next(end["value"] for end in frame.data["ends"] if end["mode"] == mode)


def test_hedged_and_back_the_isolated_account_loses_a_leg_and_cross_nothing() -> None:
    frame = lesson.twins(0.08, 0.08, True, "the same")

    assert final(frame, "cross") == pytest.approx(2_000)
    assert final(frame, "isolated") < 2_000 - 700
    assert [c["label"] for c in frame.data["crosses"]] == ["ETH liquidated"]
    assert frame.sentence.startswith("You expected the same; it is cross.")


def test_one_bad_leg_costs_cross_the_pool_and_isolated_one_compartment() -> None:
    frame = lesson.twins(-0.25, 0.0, False)

    assert final(frame, "cross") < 500
    assert final(frame, "isolated") > 1_200


@given(moves, moves, st.booleans())
def test_isolated_never_loses_more_than_is_in_the_compartments(btc: float, eth: float, back: bool) -> None:
    """Closed at the mark of a fine path: no compartment goes below zero, and money is not made from nothing."""
    frame = lesson.twins(btc, eth, back)

    assert final(frame, "isolated") >= 0
    if not frame.data["crosses"] or isinstance(frame.data["crosses"], dict):
        assert final(frame, "cross") == pytest.approx(final(frame, "isolated"))


def test_the_table_of_pools_says_what_the_engine_says() -> None:
    text = lesson.words(-0.25, 0.0, False)

    assert "$−" not in text
    assert "liquidatable" in text
    assert text.count("<tr>") == 4


def test_the_diagnostic_asks_twelve_beliefs_or_more_in_two_parallel_forms() -> None:
    a, b = DIAGNOSTIC.items("A"), DIAGNOSTIC.items("B")
    beliefs = {n for q in DIAGNOSTIC.questions for n in q.misconceptions}

    assert len(a) == len(b) >= 12
    assert len(beliefs) >= 14
    for one, other, question in zip(a, b, DIAGNOSTIC.questions, strict=True):
        assert len(one.options) == len(other.options) >= 3
        if question.generate:
            texts = [(i.stem, sorted(o.text for o in i.options)) for i in (one, other)]
            assert texts[0] != texts[1], f"{question.name}: both forms show the same numbers"
