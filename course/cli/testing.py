"""``course test``: every check of the course, as an author or a cautious learner runs them."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from course import notebooks, places
from course.cli import browser
from course.cli.failures import CommandError
from course.cli.processes import follow, guarded

BENCHMARKS = "tests/benchmarks"
#: Exit statuses of pytest after which a further run makes sense: all well, something failed, nothing to do.
ENDED = {0: 0, 1: 1, 5: 0}


def main(argv: list[str]) -> int:
    """Run pytest over the tests and the notebooks; its exit status is the answer.

    Raises:
        CommandError: there is no such test.
    """
    options, rest = _parse(argv)
    for word, known in places_named(rest):
        if not known:
            raise CommandError(
                f"There is no test {word}.", f"Tests are named as files in {places.root()}: tests/margin, for example."
            )
    environ = dict(os.environ)
    if options.require_all:
        environ[browser.REQUIRE] = "1"
    if places.in_checkout():
        return _all(rest, environ, places.root())
    # Tests leave traces (caches, executed notebooks): an installed course stays as it was installed.
    with tempfile.TemporaryDirectory(prefix="course-test-", ignore_cleanup_errors=True) as scratch:
        copy = Path(scratch, "course-tests")
        shutil.copytree(places.root(), copy)
        return _all(rest, environ, copy)


def _all(rest: list[str], environ: dict[str, str], folder: Path) -> int:
    *first, last = commands(rest)
    failed = 0
    for command in first:
        status = follow(command, environ, folder)
        if status not in ENDED:
            return status
        failed |= ENDED[status]
    return follow(last, environ, folder) or failed


def commands(rest: list[str]) -> list[list[str]]:
    """The command lines of pytest: what ``rest`` names, or all tests and all notebooks.

    What measures time goes first and by itself: nothing else of this run keeps the processors busy then.
    """
    notebooks_too = notebooks.pytest_arguments()
    everything = ["tests", notebooks.LESSONS, notebooks.SOLUTIONS]
    named = any(known for _, known in places_named(rest))
    pytest = guarded("pytest")
    parallel = [
        *pytest,
        *(word for word in notebooks_too if word not in everything),
        # The cells of one notebook share a kernel, the tests of one file a server.
        # One more than processors: who drives a browser mostly waits for it.
        "-n", str(min((os.cpu_count() or 1) + 1, 8)), "--dist", "loadfile",
        # In their order: files with few and long tests, in a browser, come first, and the notebooks fill the end.
        "--no-loadscope-reorder",
    ]  # fmt: skip
    if named:
        return [[*parallel, *rest]]
    # No notebook is among what measures time, and what replays them is slow to import.
    return [[*pytest, "-p", "no:nbval", BENCHMARKS, *rest], [*parallel, f"--ignore={BENCHMARKS}", *everything, *rest]]


def places_named(rest: list[str]) -> Iterator[tuple[str, bool]]:
    """The words that name a test for pytest, each with whether it is one: a file or a folder of this course.

    What follows an option may be its value, and counts where it names one.
    """
    root = places.root()
    for before, word in pairwise(["", *rest]):
        path, _, _ = word.partition("::")
        known = bool(path) and (root / path).resolve().is_relative_to(root) and (root / path).exists()
        if not word.startswith("-") and (known or not before.startswith("-")):
            yield word, known


def _parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="course test",
        description="Run every check of the course: library, exercises, notebooks, pages in a browser.",
        epilog="Everything else is passed on to pytest: course test tests/margin -k liquidation",
    )
    parser.add_argument(
        "--require-all", action="store_true",
        help="fail, instead of leaving tests out, where no browser is found",
    )  # fmt: skip
    options, rest = parser.parse_known_args(argv)
    return options, [word for word in rest if word != "--"]
