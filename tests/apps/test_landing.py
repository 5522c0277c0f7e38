"""The landing page: every lesson, what the learner has done, and a page whatever the progress file holds."""

from __future__ import annotations

import re
from html import unescape

import jinja2
import pytest

from course.apps import landing_tanks
from course.apps.config import SHARE
from course.apps.landing import PARTS, landing
from course.apps.lesson import Site
from course.lessons.syllabus import SYLLABUS
from course.site.pages import Here
from course.teaching.progress import Store
from course.teaching.standing import opened

LEVERAGE = SYLLABUS[1]
PARTS_OF_LEVERAGE = (("exercise", "one"), ("exercise", "two"))


@pytest.fixture
def site(tmp_path):
    """A course of which three lessons exist."""
    (tmp_path / "lessons").mkdir()
    for lesson in SYLLABUS[:3]:
        (tmp_path / lesson.notebook).write_text("{}")
    return Site(tmp_path)


@pytest.fixture
def store():
    return Store(memory=True)


def finish(store, lesson, parts=PARTS_OF_LEVERAGE):
    opened(store, lesson.slug, parts)
    for kind, item in parts:
        store.record(kind, lesson.slug, item, outcome="correct")


def rendered(page):
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SHARE / "voila" / "templates" / "course"), autoescape=True
    )
    names = dict.fromkeys(("include_css", "include_url"), lambda name: name)
    return environment.get_template("landing.html").render(course=page, play=landing_tanks, **names)


def test_every_lesson_has_one_card_in_order(site, store):
    assert [card.lesson for card in landing(site, store).cards] == list(SYLLABUS)
    assert [first for first, _, _ in PARTS] == sorted({first for first, _, _ in PARTS})


def test_only_lessons_that_exist_can_be_opened(site, store):
    page = landing(site, store)
    html = rendered(page)

    assert [bool(card.url) for card in page.cards] == [True] * 3 + [False] * 13
    assert {card.state for card in page.cards[3:]} == {"planned"}
    links = re.findall(r'<h3><a href="([^"]+)"', html)
    assert links == [f"/voila/render/lessons/{lesson.stem}.ipynb" for lesson in SYLLABUS[:3]]
    assert html.count("In preparation") == 13


def test_a_card_says_what_the_lesson_is(site, store):
    html = unescape(rendered(landing(site, store)))

    for lesson in SYLLABUS:
        assert lesson.title in html
        assert all(ability in html for ability in lesson.can_do)
    assert html.count("<h1") == 1


def test_who_has_done_nothing_begins_at_the_beginning(site, store):
    page = landing(site, store)

    assert not page.begun
    assert page.on.lesson.number == 0
    assert "Begin: 00 · Start here" in rendered(page)


def test_who_has_begun_goes_on_there(site, store):
    finish(store, SYLLABUS[0], (("question", "q"),))
    opened(store, LEVERAGE.slug, PARTS_OF_LEVERAGE)
    store.record("exercise", LEVERAGE.slug, "one", outcome="correct")
    page = landing(site, store)

    assert page.on.lesson == LEVERAGE
    assert page.cards[1].words == "1 of 2 done"
    assert "Go on: 01 · Leverage" in rendered(page)


def test_a_finished_lesson_is_ticked_off_and_the_next_one_offered(site, store):
    finish(store, LEVERAGE)
    page = landing(site, store)

    assert page.cards[1].state == "done"
    assert page.done == 1
    assert page.on.lesson.number == 0


def test_when_all_is_done_nothing_is_pressed_upon_the_learner(site, store):
    for lesson in SYLLABUS[:3]:
        finish(store, lesson)
    page = landing(site, store)

    assert page.on is None
    assert "Any lesson can be opened again" in rendered(page)


def test_a_damaged_progress_file_is_kept_and_said_and_the_page_is_there(site, tmp_path):
    path = tmp_path / "progress.json"
    path.write_text('{"schema": 1, "events": ')
    html = rendered(landing(site, Store(path)))

    assert "could not be used" in html
    assert [p.read_text() for p in tmp_path.glob("*set-aside*")] == ['{"schema": 1, "events": ']
    assert html.count('class="card card-') == len(SYLLABUS)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b'{"schema": 99, "events": {}}'])
def test_whatever_the_progress_file_holds_there_is_a_page(site, tmp_path, content):
    path = tmp_path / "progress.json"
    path.write_bytes(content)

    assert rendered(landing(site, Store(path))).count('class="card card-') == len(SYLLABUS)


def test_progress_that_is_not_kept_is_no_topic_here(site, store):
    assert store.message
    assert landing(site, store).message == ""


def test_words_from_a_progress_file_are_text(site, store):
    opened(store, LEVERAGE.slug, (("exercise", "<script>alert(1)</script>"),))
    store.record("exercise", LEVERAGE.slug, "<b>", outcome="<i>")

    assert "<script>" not in rendered(landing(site, store))


def test_one_script_says_what_cannot_be_done_and_one_plays(site, store):
    scripts = re.findall(r"<script ([^>]*)>", rendered(landing(site, store)))

    assert scripts == [
        'type="module" src="static/tanks.js"',
        'src="static/able.js"',
        'type="application/json" id="played"',
    ]


def test_a_trader_can_be_tested_at_once_until_that_is_done(site, store):
    first = SYLLABUS[0]
    assert landing(site, store).check == f"/voila/render/lessons/{first.stem}.ipynb#Recall"
    assert "I trade already: test me" in rendered(landing(site, store))

    finish(store, first, (("question", "q"),))
    assert landing(site, store).check == ""
    assert "test me" not in rendered(landing(site, store))


def test_where_the_first_lesson_is_missing_nobody_is_sent_to_its_diagnostic(tmp_path, store):
    page = landing(Site(tmp_path), store)

    assert (page.on, page.check) == (None, "")
    assert "hero-action" not in rendered(page)


def test_a_card_says_what_the_core_path_takes_and_what_stands_beside_it(site, store):
    html = unescape(rendered(landing(site, store)))

    for lesson in SYLLABUS:
        beside = [f"{name} {n}" for name in ("practice", "deeper", "code") if (n := getattr(lesson, name))]
        said = f"{lesson.minutes} minutes" + (f" <span>+ {', '.join(beside)}</span>" if beside else "")
        assert f'<p class="card-minutes">{said}</p>' in html


def test_the_desk_is_one_press_away_where_it_has_a_page(site, store):
    assert 'href="/desk"' in rendered(landing(site, store))
    assert landing(site, store).facts()["desk"] == "/desk"
    below = Site(site.root, base="/user/a/", home="course")
    assert landing(below, store).desk == "/user/a/desk"
    assert 'href="lessons/desk.html"' in rendered(landing(Here(site.root), store))
