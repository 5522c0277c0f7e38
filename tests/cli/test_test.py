"""`course test`: what it hands to pytest, in which order, and what it answers."""

from __future__ import annotations

import re

import pytest

from course import places
from course.cli import testing
from course.cli.processes import guarded


@pytest.fixture
def runs(monkeypatch):
    """The command lines of pytest, each of which ends with the status that is given last."""
    seen, statuses = [], [0]

    def follow(command, environ, folder):
        seen.append(command)
        return statuses[-1]

    monkeypatch.setattr(testing, "follow", follow)
    return seen, statuses


@pytest.mark.checkout
def test_everything_is_run_at_once(runs):
    seen, _ = runs
    assert testing.main(["-q"]) == 0
    (only,) = seen
    assert only[: len(guarded("pytest"))] == guarded("pytest")
    assert "-n" in only
    assert only[-4:] == ["tests", "lessons", "solutions", "-q"]


@pytest.mark.checkout
@pytest.mark.parametrize("named", ["tests/benchmarks", "tests/cli/test_test.py::test_whatever", "lessons"])
def test_what_is_named_is_run_alone(runs, named):
    seen, _ = runs
    testing.main([named, "-q"])
    (only,) = seen
    assert only[-2:] == [named, "-q"]
    assert "tests" not in only


@pytest.mark.checkout
@pytest.mark.parametrize("status", [0, 1, 2, 4, 5])
def test_the_answer_is_pytest_s(runs, status):
    _, given = runs
    given.append(status)
    assert testing.main([]) == status


def test_what_measures_time_lies_in_that_folder():
    marked = [
        path.relative_to(places.root()).as_posix()
        for path in (places.root() / "tests").rglob("*.py")
        if re.search(r"mark\.benchmark\b", path.read_text(encoding="utf-8"))
    ]
    assert marked
    assert [path for path in marked if not path.startswith("tests/benchmarks/")] == []
