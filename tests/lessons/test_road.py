"""Guesses last: over a reload, a restart and in the file that is taken along."""

from __future__ import annotations

import dataclasses
import json

import pytest

from course.explorers import Explorer
from course.lessons import lessons, record
from course.teaching import progress

ASKED = [
    pytest.param(about.slug, name, id=f"{about.slug}.{name}")
    for about in lessons()
    for name, make in record(about.slug).explorers.items()
    if isinstance(explorer := make(), Explorer) and explorer.prediction
]


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv(progress.VARIABLE, str(path))
    return path


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
