"""Which notebooks are pages, and what a page knows of its neighbours."""

from __future__ import annotations

import pytest

from course import places
from course.apps.glossary_page import words
from course.apps.lesson import Site
from course.lessons.syllabus import SYLLABUS
from course.teaching.terms import TERMS


@pytest.fixture
def site(tmp_path):
    for folder in ("lessons", "lessons/.ipynb_checkpoints", "solutions"):
        (tmp_path / folder).mkdir()
    for name in (
        "lessons/00_start_here.ipynb", "lessons/01_leverage.ipynb", "lessons/notes.txt", "lessons/.secret.ipynb",
        "lessons/.ipynb_checkpoints/01_leverage.ipynb", "solutions/01_leverage.ipynb", "other.ipynb",
    ):  # fmt: skip
        (tmp_path / name).write_text("{}")
    return Site(tmp_path, "/base/", "course")


def test_lessons_are_shown(site):
    assert site.serves("lessons/01_leverage.ipynb")


@pytest.mark.parametrize(
    "path",
    [
        "", "lessons", "lessons/", "lessons/02_liquidation_price.ipynb", "lessons/notes.txt", "lessons/.secret.ipynb",
        "lessons/.ipynb_checkpoints/01_leverage.ipynb", "solutions/01_leverage.ipynb", "other.ipynb",
        "lessons/../solutions/01_leverage.ipynb", "/etc/passwd", "lessons//01_leverage.ipynb",
        "lessons/..\\solutions\\01_leverage.ipynb",
    ],
)  # fmt: skip
def test_nothing_else_is(site, path):
    assert not site.serves(path)


def test_a_page_knows_its_place(site):
    page = site.page("01_leverage")

    assert (page.number, page.title) == (1, SYLLABUS[1].title)
    assert page.home == "/base/course"
    assert page.previous.url == "/base/voila/render/lessons/00_start_here.ipynb"
    assert (page.next.heading, page.next.url) == ("02 · Liquidation price", "")


def test_the_ends_of_the_course(site):
    assert site.page("00_start_here").previous is None
    assert site.page(SYLLABUS[-1].stem).next is None


def test_a_notebook_that_is_no_lesson_has_no_place(site):
    assert site.page("anything") is None


def test_the_glossary_has_every_word_once_and_knows_its_lesson(site):
    found = [word for _, some in words(site) for word in some]

    assert sorted(word.term.name for word in found) == sorted(term.name for term in TERMS)
    assert len({word.anchor for word in found} - {""}) == len(found)
    letters = [letter for letter, _ in words(site)]
    assert len(set(letters)) == len(letters)
    by_name = {word.term.name: word for word in found}
    assert by_name["perpetual"].lesson.url == "/base/voila/render/lessons/01_leverage.ipynb"
    assert by_name["mark price"].lesson.url == ""  # in preparation here


def test_every_page_names_the_pages_that_are_no_lessons():
    ours, jupyters = Site(places.root()), Site(places.root(), "/base/", "course")

    assert [link.url for link in ours.page("01_leverage").more] == ["/desk", "/glossary"]
    assert [link.url for link in ours.page("desk").more] == ["/desk", "/glossary"]
    assert [link.url for link in jupyters.page("01_leverage").more] == ["/base/course/glossary"]
