"""A lesson opened in JupyterLab is alive by itself, stands at its top, and is left alone where somebody works already."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import expect

from course import places
from course.cli import jupyter

from .support import PATIENCE, idle_in_lab, lab, notebook

pytestmark = pytest.mark.browser
LESSON = "01_leverage.ipynb"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lessons")
    shutil.copy(places.root() / "lessons" / LESSON, folder)
    notebook(folder / "own.ipynb", ["print('ran')"])
    made = lab(folder, tmp_path_factory.mktemp("alive"))
    made.environ = {**made.environ, "JUPYTER_PATH": os.pathsep.join([str(jupyter.FOLDER / "share")])}
    with made as running:
        yield running


TOP = "document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer').scrollTop"


def test_a_lesson_runs_as_it_is_opened_and_stays_at_its_top(page, server):
    page.goto(server.url(f"lab/tree/{LESSON}"))
    page.locator(".cx-head-state").wait_for(timeout=PATIENCE)
    page.locator(".cx-prediction").wait_for(state="attached", timeout=PATIENCE)
    idle_in_lab(page)
    page.wait_for_timeout(600)
    assert page.evaluate(TOP) == 0

    # Whoever reloads finds the kernel as it was: nothing runs a second time.
    page.reload()
    page.locator(".jp-InputPrompt").get_by_text("[2]:", exact=True).wait_for()
    idle_in_lab(page)
    page.wait_for_timeout(2_000)
    assert page.locator(".jp-InputPrompt").all_inner_texts().count("[*]:") == 0


def test_what_is_no_lesson_is_left_alone(page, server):
    page.goto(server.url("lab/workspaces/own/tree/own.ipynb"))  # where no lesson is open behind it
    expect(page.locator(".jp-CodeCell")).to_have_count(1)
    idle_in_lab(page)
    page.wait_for_timeout(2_000)
    assert page.get_by_text("ran", exact=True).count() == 0
