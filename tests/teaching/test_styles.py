"""Right answers in any style are right, in every exercise; every reply to a named wrong one stays short."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from course.lessons import lessons, record
from course.teaching.checking import check
from course.teaching.proof import define

EXERCISES = {f"{e.slug}.{x.name}": x for e in lessons() for x in record(e.slug).exercises}


def leafwise(change):
    """A style that changes every number or truth value inside a result."""

    def style(value):
        if isinstance(value, dict):
            return {key: style(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(style, value))
        if isinstance(value, np.ndarray) and value.ndim:
            return [style(entry) for entry in value]
        return change(value)

    return style


def number(make):
    """``make`` for plain real numbers only."""

    def change(value):
        truth = isinstance(value, bool | np.bool_)
        real = isinstance(value, int | float | np.integer | np.floating) or (
            isinstance(value, np.ndarray) and not value.ndim
        )
        return make(float(value)) if real and not truth and not isinstance(value, str) else value

    return leafwise(change)


def truth(make):
    return leafwise(lambda value: make(value) if isinstance(value, bool | np.bool_) else value)


class Out(dict):
    """A dictionary of the learner's own."""


STYLES = {
    "float": number(float), "numpy scalar": number(np.float64), "0-d array": number(np.array),
    "fraction": number(lambda x: Fraction(x) if math.isfinite(x) else x),
    "decimal": number(lambda x: Decimal(repr(x))), "int where whole": number(lambda x: int(x) if x.is_integer() else x),
    "numpy truth": truth(np.bool_), "0-d truth": truth(np.array), "python truth": truth(bool),
    "list": lambda v: v.tolist() if isinstance(v, np.ndarray) else v,
    "tuple": lambda v: tuple(v) if isinstance(v, list) or (isinstance(v, np.ndarray) and v.ndim == 1) else v,
    "array": lambda v: np.asarray(v) if isinstance(v, list | tuple) else v,
    "object array": lambda v: np.array(v, dtype=object) if isinstance(v, np.ndarray) and v.ndim else v,
    "reversed dict": lambda v: dict(reversed(v.items())) if isinstance(v, dict) else v,
    "own dict": lambda v: Out(v) if isinstance(v, dict) else v,
    "more keys": lambda v: {**v, "why": "because"} if isinstance(v, dict) else v,
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_a_right_answer_in_this_style_is_right(style):
    change = STYLES[style]
    for name, exercise in EXERCISES.items():
        verdict = check(exercise, lambda fn=exercise.second, **case: change(fn(**case)))
        assert verdict.correct, f"{name}: {verdict}"


def test_single_values_are_enough_unless_the_prompt_says_array():
    for name, exercise in EXERCISES.items():
        stacked = [trial for trial in exercise.trials if trial.stacked]
        assert bool(stacked) == bool(exercise.arrays), f"{name}: arrays are declared and none is tried"

        def single(exercise=exercise, **case):
            arrays = exercise._arrays_in(case)
            if arrays:
                raise ValueError("The truth value of an array with more than one element is ambiguous")
            return exercise.reference(**case)

        verdict = check(exercise, single)
        assert verdict.correct != exercise.arrays_demanded, f"{name}: {verdict}"
        if exercise.arrays and not exercise.arrays_demanded:
            assert "To take whole arrays as well" in verdict.text


NATURAL = {
    "leverage.liquidation_distance": """
def liquidation_distance(leverage, maintenance, side):
    s = 1 if side == "long" else -1
    return max(0, (1/leverage - maintenance)/(1 - s*maintenance))
""",
    "leverage.effective_leverage": """
def effective_leverage(leverage, move, side):
    s = 1 if side == "long" else -1
    equity = 1 + s * leverage * move
    if equity <= 0:
        return None
    return float(leverage * (1 + move) / equity)
""",
    "liquidation_mechanics.fund_payment": """
def fund_payment(size, fill, bankruptcy, max_fee):
    return min(size*(fill-bankruptcy), max_fee*abs(size)*fill)
""",
    "liquidation_mechanics.limit_price": """
def limit_price(size, oracle, equity, total, maintenance, spread):
    b = min(1, max(0, 1 - equity/total))
    return oracle * (1 - (1 if size > 0 else -1) * spread * maintenance * b)
""",
    "start_here.pool_equity": """
def pool_equity(collateral, size, entry_price, price):
    return collateral + size * price - size * entry_price if price > 0 else None
""",
}


@pytest.mark.parametrize("name", sorted(NATURAL))
def test_natural_answers_for_single_values(name):
    exercise = EXERCISES[name]
    verdict = check(exercise, define(NATURAL[name], exercise.name))
    assert verdict.correct, verdict
    assert "To take whole arrays as well" in verdict.text


def test_a_truth_value_is_shown_with_what_stands_behind_it():
    for name in ("start_here.liquidatable", "cross_margin.safe"):
        exercise = EXERCISES[name]
        verdict = check(exercise, exercise.wrong[0].fn)
        assert "Equity is" in verdict.text, verdict
        assert "the requirement is" in verdict.text, verdict


def test_rows_are_dropped_from_a_table():
    exercise = EXERCISES["cross_vs_isolated.first_liquidation"]
    verdict = check(exercise, lambda rooms, wallet, mode: -1)
    assert len(verdict.case["rooms"]) == 1
