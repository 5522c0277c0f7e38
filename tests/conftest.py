"""What every test may count on: nothing of the user's, the same numbers each run, and the browser's rule.

The browser's rule: where no browser is found, the tests that need one are left out, and the last lines of
the run say so and how to get one. With ``COURSE_REQUIRE_BROWSER=1`` (`course test --require-all`) the run refuses to
start instead.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest

from course.cli import browser, places

from .vectors import report as vectors

LEFT_OUT = "left out: no browser found"
BROWSER_FIXTURES = {"page", "browser", "context", "browser_context"}

# The same examples each time, so that a red run can be repeated; no deadline, since two cores may be shared.
hypothesis.settings.register_profile("course", derandomize=True, deadline=None, print_blob=False)
hypothesis.settings.load_profile("course")

_scratch = pytest.StashKey[TemporaryDirectory]()


def pytest_configure(config):
    if os.environ.get(browser.REQUIRE) and browser.find() is None:
        raise pytest.UsageError(
            f"{browser.REQUIRE} is set and no browser was found: {browser.how_to_get()}"
        )
    config.pluginmanager.register(vectors, "vectors-report")
    # A test must neither read nor write the progress of whoever runs it.
    config.stash[_scratch] = TemporaryDirectory(prefix="course-tests-", ignore_cleanup_errors=True)
    os.environ["COURSE_PROGRESS"] = str(Path(config.stash[_scratch].name, "progress.json"))


def pytest_unconfigure(config):
    if _scratch in config.stash:
        config.stash[_scratch].cleanup()


def pytest_collection_modifyitems(items):
    missing = browser.find() is None
    for item in items:
        needs = BROWSER_FIXTURES & set(getattr(item, "fixturenames", ()))
        if needs:
            item.add_marker("browser")
        if missing and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))
        if not places.in_checkout() and item.get_closest_marker("checkout"):
            item.add_marker(
                pytest.mark.skip(reason="about the repository; this is an installed copy")
            )


def pytest_terminal_summary(terminalreporter):
    """After everything else: what was left out, and how to get it."""
    left = Counter(
        report.nodeid.split("::")[0]
        for report in terminalreporter.stats.get("skipped", ())
        if LEFT_OUT in str(report.longrepr)
    )
    if left:
        terminalreporter.section("left out")
        terminalreporter.line(f"{left.total()} tests need a browser and none was found:")
        for file, count in sorted(left.items()):
            terminalreporter.line(f"  {count:4} {file}")
        terminalreporter.line(f"To run them too: {browser.how_to_get()}.")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """pytest-playwright's, with the browser that is installed here instead of a download of its own."""
    found = browser.find()
    return {
        **browser_type_launch_args,
        "executable_path": str(found) if found else None,
        "args": list(browser.FLAGS),
    }
