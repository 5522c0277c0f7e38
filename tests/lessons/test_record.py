"""The record of a lesson, its one-line calls, and what frames its page."""

from __future__ import annotations

import subprocess
import sys

import pytest

from course.lessons import SYLLABUS, entry, lessons, record
from course.lessons.head_and_foot import LessonFoot, LessonHead
from course.lessons.lesson import Lesson
from course.notebooks.prose import typeset
from course.teaching.progress import Store
from course.teaching.standing import standing


def test_the_syllabus_loads_nothing_but_the_standard_library():
    script = "import sys, course.lessons as c; c.lessons(); print({'numpy', 'pandas', 'anywidget'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("key", ["leverage", "01", "1", 1, "01_leverage"])
def test_a_lesson_is_found_by_any_of_its_names(key):
    assert entry(key).slug == "leverage"


def test_an_unknown_lesson_is_answered_with_those_there_are():
    with pytest.raises(ValueError, match="no lesson 'margin': choose one of 00_start_here"):
        entry("margin")


def test_neighbours_end_at_the_ends():
    assert entry(0).previous is None
    assert SYLLABUS[-1].next is None
    assert entry(0).next is entry(1)
    assert SYLLABUS[-1].previous is SYLLABUS[-2]


def test_a_cell_run_again_shows_the_same_part():
    found = record("leverage")
    for name in found.explorers:
        assert found.explore(name) is found.explore(name)
    assert found.header() is found.header()
    assert found.recall() is found.recall()


def test_unknown_names_are_answered_with_those_there_are():
    found = record("leverage")
    with pytest.raises(LookupError, match="no explorer 'dail' here; there is predict"):
        found.explore("dail")
    with pytest.raises(LookupError, match="no text 'x' here"):
        found.explain("x")
    with pytest.raises(LookupError, match="no part 'x' here"):
        found.drill("x")
    with pytest.raises(LookupError, match="has no quiz"):
        Lesson(slug="leverage", explorers={}).recall()


def test_a_verdict_reaches_the_panel_of_its_exercise():
    found = record("leverage")
    exercise = found.exercises[0]
    panel = found.exercise(exercise.name)
    verdict = found.check(exercise.reference, exercise.name)
    assert verdict.correct
    assert panel.verdict is verdict


def test_in_an_app_nothing_is_checked(monkeypatch):
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    assert record("leverage").check(...) is None


def test_review_draws_on_earlier_lessons_only():
    here = entry("leverage")
    earlier = {slug for slug, _ in record("leverage").earlier_questions()}
    assert earlier == {e.slug for e in lessons() if e.number < here.number}


def test_a_lesson_counts_as_opened_once_a_page_shows_it():
    store = Store(memory=True)
    head = LessonHead(entry("leverage"), [("drill", "a"), ("exercise", "b")], store)
    assert not standing(store, "leverage").opened
    assert head.summary().endswith("Your progress: Not started.")
    head.on_event({"event": "seen"})
    head.on_event({"event": "seen"})
    assert len(store.events("opened")) == 1
    assert head.state["progress"] == "0 of 2 done"
    store.record("exercise", "leverage", "b", outcome="correct")
    assert head.state["done"] == 1


def test_the_foot_says_in_words_what_it_shows():
    foot = LessonFoot("Keep **$1** of $2 <safe>.", (("A & B", "https://example.org/?a=1&b=2"),), (("Next", entry(2)),))
    assert repr(foot).splitlines() == [
        "A rule to keep: Keep $1 of $2 <safe>.",
        "Read on: A & B (https://example.org/?a=1&b=2)",
        "Next: 02 · Liquidation price",
    ]
    html = foot._repr_html_()
    assert "&lt;safe&gt;" in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert 'href="02_liquidation_price.ipynb"' in html
    assert typeset(html) == []
