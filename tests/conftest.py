"""What every test may count on: nothing of the user's, the same numbers each run, and the browser's rule."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest

from course import places

from . import browser_rule
from .vectors import report as vectors

# The same examples each time, so that a red run can be repeated; no deadline, since two cores may be shared.
hypothesis.settings.register_profile("course", derandomize=True, deadline=None, print_blob=False)
hypothesis.settings.load_profile("course")

# A worker holds millions of objects that stay, and collecting garbage walks through them: seldom is often enough.
gc.set_threshold(20_000, 20, 100)

_scratch = pytest.StashKey[TemporaryDirectory]()


def pytest_configure(config):
    config.pluginmanager.register(browser_rule, "browser-rule")
    config.pluginmanager.register(vectors, "vectors-report")
    # A test must neither read nor write the progress of whoever runs it.
    config.stash[_scratch] = TemporaryDirectory(prefix="course-tests-", ignore_cleanup_errors=True)
    os.environ["COURSE_PROGRESS"] = str(Path(config.stash[_scratch].name, "progress.json"))


def pytest_unconfigure(config):
    if _scratch in config.stash:
        config.stash[_scratch].cleanup()


def pytest_collection_modifyitems(items):
    if places.in_checkout():
        return
    for item in items:
        if item.get_closest_marker("checkout"):
            item.add_marker(pytest.mark.skip(reason="about the repository; this is an installed copy"))
