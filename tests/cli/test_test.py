"""`course test`: what it hands to pytest, in which order, and what it answers."""

from __future__ import annotations

import re

import pytest

from course import places
from course.cli import testing
from course.cli.processes import guarded


@pytest.fixture
def runs(monkeypatch):
    """The command lines of pytest, which end with these statuses one after the other."""
    statuses, seen = [], []

    def follow(command, environ, folder):
        seen.append(command)
        return statuses.pop(0) if statuses else 0

    monkeypatch.setattr(testing, "follow", follow)
    return seen, statuses


@pytest.mark.checkout
def test_benchmarks_run_first_and_by_themselves(runs):
    seen, _ = runs
    assert testing.main(["-q"]) == 0
    alone, together = seen
    assert alone == guarded("pytest", "-p", "no:nbval", "tests/benchmarks", "-q")
    assert "--ignore=tests/benchmarks" in together
    assert "-n" in together
    assert together[-4:] == ["tests", "lessons", "solutions", "-q"]


@pytest.mark.checkout
@pytest.mark.parametrize("named", ["tests/benchmarks", "tests/cli/test_test.py::test_whatever", "lessons"])
def test_what_is_named_is_run_at_once(runs, named):
    seen, _ = runs
    testing.main([named, "-q"])
    (only,) = seen
    assert only[-2:] == [named, "-q"]
    assert not [word for word in only if "ignore" in word]


@pytest.mark.checkout
@pytest.mark.parametrize(
    ("statuses", "answer", "runs_made"),
    [([0, 0], 0, 2), ([0, 1], 1, 2), ([1, 0], 1, 2), ([5, 0], 0, 2), ([5, 5], 5, 2), ([2], 2, 1), ([4], 4, 1)],
    ids=["well", "a test fails", "a benchmark fails", "no benchmark", "nothing", "stopped by hand", "wrong options"],
)
def test_the_answer_is_that_of_both(runs, statuses, answer, runs_made):
    seen, given = runs
    given += statuses
    assert testing.main([]) == answer
    assert len(seen) == runs_made


def test_what_measures_time_lies_in_that_folder():
    marked = [
        path.relative_to(places.root()).as_posix()
        for path in (places.root() / "tests").rglob("*.py")
        if re.search(r"mark\.benchmark\b", path.read_text(encoding="utf-8"))
    ]
    assert marked
    assert [path for path in marked if not path.startswith(f"{testing.BENCHMARKS}/")] == []
