"""Everything the contract promises of every exercise holds for the samples, and its proof notices what is broken."""

from __future__ import annotations

import pytest

from course.teaching.checking import check
from course.teaching.exercise import Wrong
from course.teaching.proof import Proof, demand, prove

from .samples import changed


def failures(exercise):
    return [proof.name for proof in prove(exercise) if not proof.ok]


def test_every_promise_holds(sample):
    assert demand(prove(sample)) >= 45


def test_demand_names_what_fails():
    with pytest.raises(AssertionError, match="✗ second: because"):
        demand([Proof("first", True), Proof("second", False, "because")])


def test_wrong_second_solution_is_noticed(samples):
    broken = changed(samples["area"], second=lambda length, width: length + width)
    assert "area: second solution passes" in failures(broken)


def test_second_solution_may_not_be_the_reference(samples):
    area = samples["area"]
    broken = changed(area, second=area.reference)
    assert "area: second solution is another function" in failures(broken)


def test_wrong_answer_that_is_right_is_noticed(samples):
    area = samples["area"]
    broken = changed(area, wrong=(*area.wrong, Wrong(lambda length, width: width * length, "No.")))
    assert "area: wrong answer 4 fails" in failures(broken)


def test_two_wrong_answers_that_cannot_be_told_apart_are_noticed(samples):
    area = samples["area"]
    twin = Wrong(lambda length, width: width + length, "You add.")
    broken = changed(area, wrong=(*area.wrong, twin))
    assert failures(broken) == ["area: wrong answer 4 is answered by its own message"]


def test_finished_starter_is_noticed(samples):
    broken = changed(samples["area"], starter="def area(length, width):\n    return length\n")
    assert "area: starter is not attempted" in failures(broken)


def test_starter_with_other_arguments_is_noticed(samples):
    broken = changed(samples["area"], starter="def area(length):\n    return ...\n")
    assert failures(broken) == ["area: starter takes the cases' arguments"]


def test_hint_that_holds_the_answer_is_noticed(samples):
    hints = ("Easy.", "It is `length*width`.", "Try.")
    assert failures(changed(samples["area"], hints=hints)) == ["area: hint 2 does not hold the answer"]


def test_cases_out_of_bounds_are_noticed(samples):
    broken = changed(samples["area"], bounds={"length": (0.5, 2), "width": (0.5, 20)})
    assert "area: cases stay inside their bounds" in failures(broken)


def test_too_few_wrong_answers_are_noticed(samples):
    area = samples["area"]
    assert "area: at least three wrong answers" in failures(changed(area, wrong=area.wrong[:2]))


def test_reference_that_fails_on_a_case_is_the_authors_mistake(samples):
    broken = changed(samples["ticket"], raises=())
    with pytest.raises(AssertionError, match="reference of ticket fails on its own case"):
        check(broken, lambda age, day: 1.0)
