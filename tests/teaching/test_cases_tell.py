"""The cases tried tell every near double of a reference from it: a loosened comparison, an argument left out."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from course.lessons import lessons, record
from course.teaching.calling import known
from course.teaching.checking import check
from course.teaching.doubles import doubles, survivors
from course.teaching.values import agree

from .samples import SAMPLES, changed

EXERCISES = {f"{e.slug}.{x.name}": x for e in lessons() for x in record(e.slug).exercises}

EQUIVALENT = {
    "oracles_and_latency.push_feed": {
        "`abs(price / last - 1) >= deviation` loosened": "no price lies just at the threshold: rounding would decide"
    },
    "position_sizing.size_for_risk": {"`stop < entry` loosened": "a stop lies away from the entry"},
    "profit_buffers_and_stops.rebalance": {
        "`abs(now / leverage - 1) <= band` loosened": "on the band's edge rounding would decide",
        "`now < leverage` loosened": "at the leverage itself there is nothing to trade",
    },
    "funding.liquidation_after_funding": {"`size > 0` loosened": "a position has a size"},
    "liquidation_price.liquidation_price": {"`size > 0` loosened": "a position has a size"},
    "liquidation_price.bracket_requirement": {
        "`notional > floor` loosened": "at the floor itself nothing lies in the slice"
    },
    "liquidation_price.liquidation_price_tiered": {
        "`size > 0` loosened": "a position has a size",
        "`k > 0` loosened": "the first row has floor zero, so it deducts nothing",
        "`floors[k] <= units * price <= top` loosened": "on an edge both rows give the same price",
    },
    "trade_checklist.stop_holds": {
        "`equity > maintenance * fill` loosened": "the border itself is not tried: rounding would decide"
    },
    "cross_margin.safe": {"`equity >= required` loosened": "the border itself is not tried: rounding would decide"},
    "portfolio_desk.ray": {"`lost_per_move <= 0` loosened": "exactly zero is not tried: rounding would decide"},
    "choosing_a_platform.first_to_act": {
        f"`entry_price` in line 10 replaced by {value}": "the same is added to every room" for value in (0, 1)
    },
}
"""Changes that make no difference anywhere, and why."""


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_every_comparison_and_every_argument_matters(name):
    assert set(survivors(EXERCISES[name])) == set(EQUIVALENT.get(name, {}))


def in_whole_numbers(value):
    """A result with every float in it rounded to a whole number."""
    if isinstance(value, dict):
        return {key: in_whole_numbers(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(in_whole_numbers, value))
    if isinstance(value, np.ndarray):
        return np.round(value) if value.dtype.kind == "f" else value
    return float(round(value)) if isinstance(value, float) else value


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_an_answer_in_whole_numbers_is_told_apart(name):
    exercise = EXERCISES[name]
    floats = any(
        np.asarray(part).dtype.kind == "f"
        for trial in exercise.trials
        if trial.expected.returned
        for part in (
            trial.expected.value.values() if isinstance(trial.expected.value, dict) else [trial.expected.value]
        )
        if part is not None and not isinstance(part, str)
    )
    verdict = check(exercise, lambda *given, **named: in_whole_numbers(exercise.reference(*given, **named)))
    assert verdict.correct != floats


def test_there_are_doubles():
    assert sum(1 for exercise in EXERCISES.values() for _ in doubles(exercise.reference)) > 400


def test_a_missing_case_is_found():
    ticket = changed(
        SAMPLES["ticket"], hand_cases=(), cases=lambda rng: {"age": float(rng.uniform(20, 30)), "day": "Monday"}
    )
    assert any("age < 14" in what for what in survivors(ticket))


DECIMAL = {
    "isolated_margin.collateral_for_survival": "nine tenths of ten are nine, as its hint says, though the float is a little more"
}


def in_fractions(value):
    """A case with every float in it as the exact fraction that it is."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.array([Fraction(x) for x in value.ravel().tolist()], dtype=object).reshape(value.shape)
    if isinstance(value, list):
        return [in_fractions(one) for one in value]
    return Fraction(value) if isinstance(value, float) else value


def decided_by_rounding(exercise):
    """Cases on which the reference itself answers otherwise when nothing is rounded; roots and logarithms take no fractions."""
    for trial in exercise.trials:
        if not trial.stacked and trial.expected.returned:
            exact = known(exercise.reference, {k: in_fractions(v) for k, v in trial.case.items()}, exercise.time_limit)
            if exact.returned and not agree(exact.value, trial.expected.value, exercise.rel_tol, exercise.abs_tol):
                yield trial.case


@pytest.mark.parametrize("name", sorted(EXERCISES.keys() - DECIMAL.keys()))
def test_no_case_is_decided_by_rounding(name):
    assert list(decided_by_rounding(EXERCISES[name])) == []


def test_a_case_on_the_edge_is_noticed():
    edge = {"entry_price": 60.0, "size": 39.6, "collateral": 2376.0}
    exercise = changed(EXERCISES["liquidation_price.bankruptcy_price"], hand_cases=(edge,))
    assert list(decided_by_rounding(exercise)) == [edge]
