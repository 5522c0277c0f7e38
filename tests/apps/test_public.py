"""A server for others: any host is answered, nothing is shared, a progress file is read and forgotten."""

from __future__ import annotations

import json

import pytest

from course.teaching.progress import LARGEST, Store, dump

from ..browser import support
from .test_hostile import raw
from .test_server import PAGE, ask, cookie_of, leave

READ = "course/progress"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    show = "from course.teaching.progress import shared\nprint(shared().path, len(shared().all()))"
    support.notebook(folder / "lessons" / "01_leverage.ipynb", ["# 01 \u00b7 Leverage", show])
    done = Store(folder / "progress.json")
    done.record("opened", "leverage", "lesson", parts=[["drill", "x"], ["question", "y"]])
    return folder


@pytest.fixture(scope="module")
def server(root, tmp_path_factory):
    made = support.apps(root, tmp_path_factory.mktemp("server"), "--warm", "0", "--public")
    made.environ = {**made.environ, "COURSE_PROGRESS": str(root / "progress.json")}
    with made:
        yield made
        assert "Traceback" not in made.text()


def post(server, body, cookie=None):
    cookie = cookie if cookie is not None else cookie_of(ask(server, ""))
    headers = {"Cookie": cookie, "X-XSRFToken": cookie.partition("=")[2]}
    return ask(server, READ, body if isinstance(body, bytes) else body.encode(), **headers)


@pytest.mark.parametrize(
    "headers", [{"Host": "course.example"}, {"Host": "localhost", "X-Forwarded-For": "10.0.0.1"}], ids=str
)
def test_any_host_is_answered_and_nobody_sees_the_file_of_this_machine(server, root, headers):
    before = (root / "progress.json").read_bytes()
    status, text = raw(server, "/", **headers)

    assert status == 200
    assert "card-begun" not in text
    assert str(root) not in text
    answer = ask(server, PAGE)
    leave(server, answer)
    assert "None 0" in answer.text
    assert str(root) not in answer.text
    assert (root / "progress.json").read_bytes() == before


def test_a_progress_file_is_read_and_forgotten(server, root):
    mine = Store(root / "progress.json")
    reply = json.loads(post(server, mine.export()).text)

    assert reply["events"] == mine.all()
    assert [card["state"] for card in reply["facts"]["cards"].values()].count("begun") == 1
    assert "card-begun" not in ask(server, "").text


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"1", b"null", b"\xff\xfe", b"[" * 200_000, b'{"a":' * 100_000, b"\x00" * 1000, b" " * (LARGEST + 1),
        b'{"schema": 99, "events": {}}', b'{"schema": 1}', b'{"schema": 1, "events": {"a": 1}}', b'{"schema": 1, "events": []}',
    ],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_what_is_no_progress_file_is_refused_in_words(server, body):
    answer = post(server, body)

    assert answer.status == 200
    assert json.loads(answer.text)["refused"]


@pytest.mark.parametrize(
    "odd", [{"parts": None}, {"parts": 7}, {"parts": [1]}, {"parts": [[[], {}]]}, {"right": "five"}, {"of": "x"}, {}]
)
@pytest.mark.parametrize("kind", ["opened", "diagnostic", "drill", "question", "exercise", "other"])
def test_odd_events_cost_no_error(server, kind, odd):
    event = {"at": 1, "kind": kind, "lesson": "leverage", "item": "lesson", **odd}

    assert post(server, dump({"a": event})).status == 200


def test_only_ones_own_pages_may_ask(server):
    assert ask(server, READ, b"{}").status == 403
    assert ask(server, READ).status == 405


def test_what_is_larger_than_any_file_is_not_even_read(server):
    try:
        answer = post(server, b" " * (3 * LARGEST))
    except OSError:
        return  # the line is closed while the rest is still on its way
    assert answer.status >= 400


def test_a_local_server_reads_nothing(root, tmp_path):
    with support.apps(root, tmp_path / "server", "--warm", "0") as server:
        answer = ask(server, "")
        assert 'id="keep"' not in answer.text
        assert post(server, "{}").status == 404
