"""The browser's rule, as a pytest plugin: ``tests/conftest.py`` registers it.

Where no browser is found, the tests that need one are left out, and the last lines of the run say so and how to get one.
With ``COURSE_REQUIRE_BROWSER=1`` (`course test --require-all`) the run refuses to start instead.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from course.cli import browser

#: Nothing that a page asks of another host leaves this machine.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
LEFT_OUT = "left out: no browser found"
FIXTURES = {"page", "browser", "context", "browser_context"}


def pytest_configure():
    if os.environ.get(browser.REQUIRE) and browser.find() is None:
        raise pytest.UsageError(f"{browser.REQUIRE} is set and no browser was found: {browser.how_to_get()}")


def pytest_collection_modifyitems(items):
    missing = browser.find() is None
    for item in items:
        if FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if missing and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


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
    """The arguments of pytest-playwright, with the browser that is installed here instead of its own download."""
    found = browser.find()
    args = [*browser.FLAGS, ALONE]
    return {**browser_type_launch_args, "executable_path": str(found) if found else None, "args": args}
