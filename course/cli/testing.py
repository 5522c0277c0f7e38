"""``course test``: every check of the course, as an author or a cautious learner runs them."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from course import notebooks, places
from course.cli import browser
from course.cli.processes import follow


def main(argv: list[str]) -> int:
    """Run pytest over the tests and the notebooks; its exit status is the answer."""
    options, rest = _parse(argv)
    environ = dict(os.environ)
    if options.require_all:
        environ[browser.REQUIRE] = "1"
    if places.in_checkout():
        return follow(command(rest), environ, places.root())
    # Tests leave traces (caches, executed notebooks): an installed course stays as it was installed.
    with tempfile.TemporaryDirectory(prefix="course-test-", ignore_cleanup_errors=True) as scratch:
        copy = Path(scratch, "course-tests")
        shutil.copytree(places.root(), copy)
        return follow(command(rest), environ, copy)


def command(rest: list[str]) -> list[str]:
    """The command line of pytest: all tests and all notebooks unless ``rest`` names some."""
    notebooks_too = notebooks.pytest_arguments()
    everything = ["tests", notebooks.LESSONS, notebooks.SOLUTIONS]
    named = any((places.root() / word.split("::")[0]).exists() for word in rest)
    return [
        sys.executable, "-m", "pytest",
        *(word for word in notebooks_too if word not in everything),
        # The cells of one notebook share a kernel, the tests of one file a server.
        "-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadfile",
        *([] if named else everything),
        *rest,
    ]  # fmt: skip


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
