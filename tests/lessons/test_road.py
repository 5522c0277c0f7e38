"""The road: guesses last over a reload, a restart and in the file taken along; what waits, lies deeper, was found."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path

import pytest

from course.explorers import Explorer, Number, Toggle
from course.lessons import lessons, record
from course.number_format import bold
from course.teaching import progress
from tests.oracles.support import known

ASKED = [
    pytest.param(about.slug, name, id=f"{about.slug}.{name}")
    for about in lessons()
    for name, one in known(about.slug).items()
    if one.asks
]


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv(progress.VARIABLE, str(path))
    return path


@pytest.mark.parametrize(("slug", "name"), ASKED)
def test_a_question_is_read_at_a_glance(slug, name):
    asked = bold(record(slug).explorers[name]().prediction.question)
    words = [word for word in asked.split() if any(letter.isalnum() for letter in word)]
    assert len(words) <= 40, f"{len(words)} words before a guess: {asked}"


def visit(slug, name):
    """The explorer as a new kernel shows it."""
    progress._shared.clear()
    return dataclasses.replace(record(slug)).explore(name)


def some_guess(control):
    return control.value


@pytest.mark.parametrize(("slug", "name"), ASKED)
def test_a_guess_is_there_at_the_next_visit(file, slug, name):
    first = visit(slug, name)
    assert first.closed
    first.predict(some_guess(first.prediction.control))
    assert first.guessed == ""

    again = visit(slug, name)
    assert not again.closed
    assert again.guess == first.guess
    assert again.guessed
    assert again.frame["guess"] == first.frame["guess"]
    assert again.sentence == first.sentence


def test_a_guess_that_is_taken_back_is_asked_for_again(file):
    slug, name = ASKED[0].values
    first = visit(slug, name)
    first.predict(some_guess(first.prediction.control))
    first.on_event({"event": "again"})
    assert first.closed
    assert first.frame["closed"]
    assert visit(slug, name).closed
    kept = [event for event in json.loads(file.read_text())["events"].values() if event["kind"] == "guess"]
    assert len(kept) == 2


def test_a_guess_that_today_s_question_would_not_take_is_left_alone(file):
    slug, name = ASKED[0].values
    progress._shared.clear()
    progress.shared().record("guess", slug, name, value="no option of it")
    assert visit(slug, name).closed


def test_a_guess_in_another_tab_opens_the_chart_here(file):
    slug, name = ASKED[0].values
    here = visit(slug, name)
    progress.Store(file).record("guess", slug, name, value=some_guess(here.prediction.control))
    progress.shared().record("drill", slug, "any", seed=1, correct=True)
    assert not here.closed


def lesson(slug):
    """The lesson as a new kernel shows it."""
    progress._shared.clear()
    return dataclasses.replace(record(slug))


ROADS = sorted({param.values[0] for param in ASKED if param.values[1] == "predict"})


@pytest.mark.parametrize("slug", ROADS)
def test_what_comes_after_the_question_waits_for_it(file, slug):
    here = lesson(slug)
    asked, *later = [here.explore(name) for name in here.explorers]
    later = [explorer for explorer in later if isinstance(explorer, Explorer)]
    assert {explorer.folded for explorer in later} == {"guess"}
    assert all(explorer.frame["folded"] == "guess" for explorer in later)
    asked.predict(asked.prediction.control.value)
    core = {name: here.explore(name).folded for name in here.explorers if isinstance(here.explore(name), Explorer)}
    assert core == {name: "deeper" if name in here.deeper else "" for name in core}
    for name in here.deeper:
        here.explore(name).on_event({"event": "unfold"})
        assert here.explore(name).folded == ""
    again = lesson(slug)
    assert not any(again.explore(name).folded for name in core)


@pytest.mark.parametrize("slug", ROADS)
def test_a_question_may_be_passed_over(file, slug):
    here = lesson(slug)
    for name in here.explorers:
        here.explore(name)
    here.predict().on_event({"event": "unfold"})
    assert here.predict().closed
    core = (here.explore(name) for name in set(here.explorers) - here.deeper)
    assert not any(explorer.folded for explorer in core if isinstance(explorer, Explorer))


def test_what_lies_deeper_is_an_explorer_of_the_lesson():
    for about in lessons():
        here = record(about.slug)
        assert here.deeper <= here.explorers.keys()


@pytest.mark.parametrize("about", lessons(), ids=lambda about: about.slug)
def test_every_explorer_but_a_question_has_something_to_find(file, about):
    here = record(about.slug)
    made = {name: here.explore(name) for name in here.explorers}
    asking = {name for name, one in made.items() if isinstance(one, Explorer) and not one.prediction}
    assert asking <= {name for name, tasks in here.tasks.items() if tasks}


TASKS = [
    (about.slug, name, task)
    for about in lessons()
    for name, tasks in record(about.slug).tasks.items()
    for task in tasks
]


@pytest.mark.parametrize(("slug", "name", "task"), TASKS, ids=[f"{s}.{n}.{t.name}" for s, n, t in TASKS])
def test_a_task_is_not_reached_at_the_start_and_can_be(file, slug, name, task):
    here = lesson(slug)
    explorer = here.explore(name)
    if explorer.prediction:
        explorer.predict(explorer.prediction.control.value)
    explorer.rest()
    assert task.name not in explorer.found
    assert reach(explorer, task, REACHED.get(f"{slug}.{name}.{task.name}")), (
        f"{slug}.{name}: nobody finds “{task.text}”"
    )
    explorer.rest()
    assert ("task", f"{name}.{task.name}") in here.parts
    assert progress.shared().events("task", slug, f"{name}.{task.name}")
    later = lesson(slug).explore(name)
    assert task.name in later.found


#: A setting that reaches each task, as the search found it: to look for all of them anew costs minutes.
REACHED = json.loads(Path(__file__).with_name("reached.json").read_text(encoding="utf-8"))


def reach(explorer, task, known=None):
    """Turn controls until the task is reached, and say how they stand; None if it never is.

    First as it was reached before, if that is ``known``; then each through its stops with the others at the start, then all at
    random. A task that is new, or another than it was, is so found without a word in the file.
    """
    start = dict(explorer.values)
    for values in tries(explorer, random.Random(task.name), known):
        if not values.keys() <= explorer.controls.keys():
            continue
        explorer.set(**{**start, **values})
        if not explorer.error and task.reached(explorer.view, explorer.values):
            return values
    return None


def tries(explorer, rng, known):
    """The settings at which :func:`reach` looks, each made when it is asked for."""
    if known:
        yield known
    there = {name: stops(control) for name, control in explorer.controls.items()}
    yield from ({name: value} for name, values in there.items() for value in values)
    yield from ({name: rng.choice(values) for name, values in there.items()} for _ in range(1_500))


def test_the_settings_kept_are_of_tasks_there_are():
    assert REACHED.keys() <= {f"{slug}.{name}.{task.name}" for slug, name, task in TASKS}


def stops(control):
    if isinstance(control, Number):
        step = max(1, (control.stops - 1) // 60)
        return [control.stop(i) for i in range(0, control.stops, step)]
    return [False, True] if isinstance(control, Toggle) else list(control.labels)
