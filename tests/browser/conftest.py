"""Fixtures for tests in a real browser. Whether there is one is decided in ``tests/conftest.py``.

``lab_server``, ``voila_server``, ``apps_server``: factories; ``lab_server(folder)`` gives a server on
a folder of notebooks (copy lessons there first) that lives as long as the module's tests.
``page`` is pytest-playwright's, watched: when the test is over it must have asked no other host for
anything, and no error must have gone unhandled (``page.watch`` has both lists). ``lasting`` opens such pages for a whole module.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import expect

from course import places

from . import support

expect.set_options(timeout=support.PATIENCE)


@pytest.fixture(scope="module")
def _start(tmp_path_factory):
    running = {}
    with ExitStack() as servers:

        def start(make, folder, *options):
            asked = (make, folder, *options)
            if asked not in running:
                scratch = tmp_path_factory.mktemp("server")
                running[asked] = servers.enter_context(make(folder, scratch, *options))
            return running[asked]

        yield start


@pytest.fixture(scope="module")
def lab_server(_start):
    return lambda folder: _start(support.lab, folder)


@pytest.fixture(scope="module")
def voila_server(_start):
    return lambda folder, *options: _start(support.voila, folder, *options)


@pytest.fixture(scope="module")
def apps_server(_start):
    return lambda root, *options: _start(support.apps, root, *options)


@pytest.fixture(scope="session")
def course_server(tmp_path_factory):
    """That of ``apps`` and ``fresh``, started once; each module finds the progress that it asks for, and nobody else's."""
    # Seats to spare: a browser that is closed all at once does not say that its pages are gone.
    with support.apps(places.root(), tmp_path_factory.mktemp("course"), "--warm=0", "--most=32") as server:
        yield server


@pytest.fixture(scope="module")
def apps(course_server):
    """The course's own server on the project's lessons, of a learner who has opened what is folded and done nothing else."""
    course_server.learner.unlink(missing_ok=True)
    support.unfolded(course_server.learner)
    return course_server


@pytest.fixture(scope="module")
def fresh(course_server):
    """The same, for modules without ``apps``, of a learner who has done nothing yet: the guesses are still to be made."""
    course_server.learner.unlink(missing_ok=True)
    return course_server


@contextmanager
def watched(page):
    """A page with the tests' patience; at the end it must have asked no other host and no error have gone unhandled."""
    page.set_default_timeout(support.PATIENCE)
    page.set_default_navigation_timeout(support.PATIENCE)
    watch = page.watch = support.Watch(page)
    yield page
    assert watch.foreign == [], "the page asked another host"
    assert watch.errors == [], "an error on the page went unhandled"


@pytest.fixture
def page(page):
    with watched(page):
        yield page


@pytest.fixture(scope="module")
def lasting(browser):
    """Opens pages, watched too, that live as long as the module's tests: for tests that each touch another part of one."""
    with ExitStack() as pages:

        def opened(**how):
            made = browser.new_page(**how)
            pages.callback(made.close)
            return pages.enter_context(watched(made))

        yield opened
