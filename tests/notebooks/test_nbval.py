"""Replaying saved notebooks really compares them: what is true passes, and every way to be wrong fails."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from course.notebooks import pytest_arguments
from course.notebooks.document import read, write
from course.notebooks.execute import isolation

from .support import ABOUT

STEM = f"{ABOUT.stem}.ipynb"


DEFECTS = {
    "good": lambda cells: None,
    "tampered_words": lambda cells: cells["explore-2"].outputs[-1].data.update({"text/plain": "The line rises."}),
    "tampered_html": lambda cells: cells["recall-2"].outputs[0].data.update({"text/html": "<p>No rule.</p>"}),
    "tampered_stream": lambda cells: cells["practise-2"].outputs[0].update(text="other\n"),
    "missing_output": lambda cells: cells["predict-2"].update(outputs=[]),
    "missing_count": lambda cells: cells["predict-2"].update(execution_count=None, outputs=[]),
    "switched_off": lambda cells: cells["predict-2"].metadata.update(tags=["nbval-ignore-output"]),
    "skipped": lambda cells: cells["predict-2"].update(source="# NBVAL_SKIP\nguess = 3\nguess"),
    "out_of_order": lambda cells: cells["code-2"].update(source="double(1)"),
    "partial": lambda cells: cells["start-2"].update(source="lesson.header()"),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(derived, tmp_path_factory):
    """Which of the damaged notebooks pass; one run of pytest over all of them, as the course's own test run calls it."""
    root = tmp_path_factory.mktemp("nbval")
    for folder in ("lessons", "solutions"):
        (root / folder).mkdir()
        shutil.copy(derived / "lessons" / "tiny.py", root / folder)
    for name, damage in DEFECTS.items():
        notebook = read(derived / "lessons" / STEM)
        damage({cell.id: cell for cell in notebook.cells})
        write(notebook, root / "lessons" / f"{name}.ipynb")
    shutil.copy(derived / "solutions" / STEM, root / "solutions" / "solved.ipynb")
    (root / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "-q", *pytest_arguments()]
    environment = {**os.environ, **isolation(root)}
    report = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    verdicts = re.findall(r"^(PASSED|FAILED|ERROR|SKIPPED|XFAIL) (?:\w+/)(\w+)\.ipynb::Cell (\d+)", report.stdout, re.M)
    assert verdicts, report.stdout + report.stderr
    return {
        name: {int(cell) for verdict, notebook, cell in verdicts if notebook == name and verdict != "PASSED"}
        for name in {notebook for _, notebook, _ in verdicts}
    }


def test_every_notebook_was_replayed(outcomes):
    assert set(outcomes) == {*DEFECTS, "solved"}


@pytest.mark.parametrize("name", ["good", "solved"])
def test_the_true_ones_pass_although_pictures_and_widgets_differ(outcomes, name):
    assert outcomes[name] == set()


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("tampered_words", {2}),
        ("tampered_html", {6}),
        ("tampered_stream", {3}),
        ("missing_output", {1}),
        ("missing_count", {1}),
        ("switched_off", {1}),
        ("skipped", {1}),
        ("out_of_order", {4, 5}),
        ("partial", {0, 2, 5, 6}),
    ],
)
def test_every_defect_fails_in_its_own_cells(outcomes, name, cells):
    assert outcomes[name] == cells
