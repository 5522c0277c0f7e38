"""Choosing the lines of a solution: one choice is right, every other line is wrong somewhere, and is answered like code."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from course.lessons import lessons, record
from course.teaching import puzzle as module
from course.teaching.checking import check
from course.teaching.panels import ExercisePanel
from course.teaching.progress import Store
from course.teaching.puzzle import LINES, made, name, puzzle, saved

EXERCISES = [(about.slug, exercise) for about in lessons() for exercise in record(about.slug).exercises]
every_exercise = pytest.mark.parametrize(("slug", "exercise"), EXERCISES, ids=[f"{s}.{e.name}" for s, e in EXERCISES])


NAMED: list[bool] = []


@every_exercise
def test_one_choice_is_right_and_every_other_line_beside_it_wrong(slug, exercise):
    shown = puzzle(exercise)
    right = [shown.lines[i].right for i in shown.open]
    assert 1 <= len(shown.open) <= LINES
    assert check(exercise, shown.function(right)).outcome == "correct"
    for place, line in enumerate(shown.open):
        options = shown.lines[line].options
        assert len(set(options)) == len(options)
        for wrong in sorted(set(range(len(options))) - {right[place]})[:: 1 if place == 0 else 2]:
            verdict = check(exercise, shown.function([*right[:place], wrong, *right[place + 1 :]]))
            assert verdict.outcome == "not yet", shown.source([*right[:place], wrong, *right[place + 1 :]])
            NAMED.append(bool(verdict.misconception))


def test_most_single_mistakes_are_named():
    if len(NAMED) > 100:  # all of the above were run in this process
        assert sum(NAMED) / len(NAMED) >= 0.9, f"{sum(NAMED)} of {len(NAMED)}"


def test_of_several_wrong_lines_one_is_explained():
    exercise = next(e for slug, e in EXERCISES if e.name == "effective_leverage")
    shown = puzzle(exercise)
    right = [shown.lines[i].right for i in shown.open]
    silent = 0
    for picks in itertools.product(*(range(len(shown.lines[i].options)) for i in shown.open)):
        verdict = check(exercise, shown.function(picks))
        told = shown.explained(verdict, picks)
        if sum(a != b for a, b in zip(picks, right, strict=True)) < 2:
            assert told is verdict
        elif verdict.outcome == "not yet" and not verdict.misconception:
            silent += 1
            assert told.misconception.startswith("**More than one** of your lines goes wrong. One by itself: ")
            assert len(told.text) <= 600
    assert silent  # else this has shown nothing


@pytest.mark.parametrize("about", lessons(), ids=lambda about: about.stem)
def test_the_stored_puzzles_are_those_that_are_made_now(about):
    """All of them and no others; where this fails, ``course derive --designs`` writes them."""
    file = Path(module.__file__).with_name(module.FOLDER) / f"{about.slug}.json"
    there = json.loads(file.read_text(encoding="utf-8"))
    assert there == {name(one): saved(made(one)) for one in record(about.slug).exercises}


def test_no_page_makes_one_that_is_stored(monkeypatch):
    monkeypatch.setattr(module, "made", lambda exercise: pytest.fail(f"{exercise.name} is not stored"))
    for _, exercise in EXERCISES:
        assert puzzle(exercise).lines


def test_one_whose_solution_was_changed_is_made_anew():
    def together(equity, requirement):
        return requirement - equity

    _, exercise = next((slug, one) for slug, one in EXERCISES if one.name == "together")
    assert name(replace(exercise, reference=together)) != name(exercise)


def test_the_panel_judges_what_was_chosen_and_keeps_it(tmp_path, monkeypatch):
    monkeypatch.setattr("course.teaching.panels.exercise.in_app", lambda: True)
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
