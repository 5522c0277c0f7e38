"""Where no browser is found, the tests that need one are left out and the last lines say so; or the run is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course import places
from course.cli import browser

TESTS = """
import pytest

def test_of_numbers():
    assert 1 + 1 == 2

def test_with_a_page(page):
    page.goto("about:blank")

@pytest.mark.browser
def test_with_a_mark():
    assert "only where there is a browser"
"""


@pytest.fixture
def project(tmp_path):
    """A small project under the rule."""
    (tmp_path / "tests" / "anywhere").mkdir(parents=True)
    rule = Path(__file__).parents[1] / "browser_rule.py"
    shutil.copy(rule, tmp_path / "tests" / "conftest.py")
    shutil.copy(places.root() / "pyproject.toml", tmp_path)
    (tmp_path / "tests" / "anywhere" / "test_things.py").write_text(TESTS)
    return tmp_path


#: Plugins that such a project does without: most of a run's time was to import them.
SPARED = [word for name in ("nbval", "hypothesispytest", "pytest_cov", "anyio") for word in ("-p", f"no:{name}")]


def run(project, *argv, **environ):
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *SPARED, *argv],
        cwd=project, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(places.PACKAGE.parent), browser.REQUIRE: ""} | environ,
    )  # fmt: skip
    return result.returncode, result.stdout, result.stderr


@pytest.mark.parametrize("workers", [(), ("-n", "1", "--dist", "loadfile")], ids=["alone", "workers"])
def test_without_a_browser_the_rest_runs_and_the_end_says_what_was_left_out(project, workers):
    status, out, _ = run(project, *workers, COURSE_BROWSER="/no/such/browser")

    assert status == 0
    ending = out[out.rindex("left out ==") :]
    assert "2 tests need a browser and none was found:" in ending
    assert "2 tests/anywhere/test_things.py" in ending
    assert browser.how_to_get() in ending
    assert "1 passed, 2 skipped" in out.splitlines()[-1]


def test_where_a_browser_is_required_its_absence_is_a_failure(project):
    status, out, err = run(project, COURSE_BROWSER="/no/such/browser", COURSE_REQUIRE_BROWSER="1")

    assert status != 0
    assert "passed" not in out
    assert "COURSE_REQUIRE_BROWSER is set and no browser was found" in err


@pytest.mark.browser
def test_with_a_browser_all_run(project):
    status, out, _ = run(project, COURSE_REQUIRE_BROWSER="1")

    assert status == 0, out
    assert "3 passed" in out.splitlines()[-1]


def test_tests_do_not_write_into_the_users_progress():
    assert "course-tests-" in os.environ["COURSE_PROGRESS"]


def test_a_browser_elsewhere_can_be_named(monkeypatch, tmp_path):
    program = tmp_path / "my-chromium"
    program.touch()
    monkeypatch.setenv(browser.VARIABLE, str(program))

    assert browser.find() == program


def test_a_name_on_path_is_found_before_other_places(monkeypatch, tmp_path):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    program = tmp_path / "google-chrome"
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert browser.find() == program


def test_playwrights_own_is_found_last(monkeypatch, tmp_path):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert browser.find() is None
    program = tmp_path / ".cache" / "ms-playwright" / "chromium-1234" / "chrome-linux" / "chrome"
    program.parent.mkdir(parents=True)
    program.touch()

    assert browser.find() == program


@pytest.mark.parametrize("system", ["linux", "darwin", "win32", "freebsd"])
def test_every_system_is_told_how(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)

    assert "install" in browser.how_to_get()
    assert browser.VARIABLE in browser.how_to_get()
