"""Choosing the lines of a solution: one choice is right, every other line is wrong somewhere, and is answered like code."""

from __future__ import annotations

import itertools

import pytest

from course.lessons import lessons, record
from course.teaching.checking import check
from course.teaching.panels import ExercisePanel
from course.teaching.progress import Store
from course.teaching.puzzle import LINES, puzzle

EXERCISES = [(about.slug, exercise) for about in lessons() for exercise in record(about.slug).exercises]
every_exercise = pytest.mark.parametrize(("slug", "exercise"), EXERCISES, ids=[f"{s}.{e.name}" for s, e in EXERCISES])


NAMED: list[bool] = []


@every_exercise
def test_one_choice_is_right_and_every_other_line_beside_it_wrong(slug, exercise):
    made = puzzle(exercise)
    right = [made.lines[i].right for i in made.open]
    assert 1 <= len(made.open) <= LINES
    assert check(exercise, made.function(right)).outcome == "correct"
    for place, line in enumerate(made.open):
        options = made.lines[line].options
        assert len(set(options)) == len(options)
        for wrong in sorted(set(range(len(options))) - {right[place]})[:: 1 if place == 0 else 2]:
            verdict = check(exercise, made.function([*right[:place], wrong, *right[place + 1 :]]))
            assert verdict.outcome == "not yet", made.source([*right[:place], wrong, *right[place + 1 :]])
            NAMED.append(bool(verdict.misconception))


def test_most_single_mistakes_are_named():
    if len(NAMED) > 100:  # all of the above were run in this process
        assert sum(NAMED) / len(NAMED) >= 0.9, f"{sum(NAMED)} of {len(NAMED)}"


def test_it_is_the_same_puzzle_every_time():
    exercise = EXERCISES[2][1]
    assert puzzle(exercise).lines == puzzle(exercise).lines


def test_the_panel_judges_what_was_chosen_and_keeps_it(tmp_path, monkeypatch):
    monkeypatch.setattr("course.teaching.panels.exercise.in_voila", lambda: True)
    slug, exercise = EXERCISES[2]
    store = Store(tmp_path / "progress.json")
    panel = ExercisePanel(exercise, slug, store)
    assert len(panel.state["lines"]) == len(panel.puzzle.lines)
    right = [panel.puzzle.lines[i].right for i in panel.puzzle.open]
    wrong = next(
        list(picks)
        for picks in itertools.product(*(range(len(panel.puzzle.lines[i].options)) for i in panel.puzzle.open))
        if list(picks) != right
    )
    panel.on_event({"event": "choose", "picks": wrong})
    assert not panel.done
    assert panel.state["verdict"]
    for nonsense in (None, [], [*right, 0], ["a"] * len(right), [99] * len(right), [True] * len(right), "000"):
        panel.on_event({"event": "choose", "picks": nonsense})
    assert not panel.done
    panel.on_event({"event": "choose", "picks": right})
    assert panel.done
    assert store.events("exercise", slug, exercise.name)[-1]["outcome"] == "correct"
