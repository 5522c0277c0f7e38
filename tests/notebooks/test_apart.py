"""Notebooks that are replayed, and those of worked solutions, neither read nor write what a learner has done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course import places
from course.lessons import record
from course.notebooks.execute import ThisPython
from course.teaching import progress
from course.teaching.progress import SOLVED, Store
from course.teaching.standing import opened, standing

LESSON = record("leverage")
NAME = "01_leverage.ipynb"
CELLS = (
    "from course.lessons.leverage import LESSON as lesson\nlesson.header().seen()",
    "from course.lessons.leverage import LESSON, exercises\nlesson.check(LESSON.exercises[0].reference)",
    "lesson.recall().choose(0, 0, 3)",
    "print(lesson.header().state['progress'], '|', lesson.header().state['notice'])",
)


@pytest.fixture
def filled(tmp_path):
    """A learner's progress with everything in the lesson done, some of it wrong."""
    store = Store(tmp_path / "mine" / "progress.json")
    opened(store, LESSON.slug, LESSON.parts)
    for kind, name in LESSON.parts:
        fields = {"outcome": "correct"} if kind == "exercise" else {"correct": kind == "drill"}
        for _ in range(3):
            store.record(kind, LESSON.slug, name, **fields)
    return store.path


@pytest.mark.parametrize("option", ["--nbval", "--nbval-lax"])
@pytest.mark.parametrize("place", ["COURSE_PROGRESS", "XDG_DATA_HOME"])
def test_a_plain_replay_passes_whatever_was_done_and_leaves_it_as_it_was(tmp_path, filled, option, place):
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("COURSE_", "PYTEST_"))}
    environ["PYTHONPATH"] = str(places.root())
    if place == "COURSE_PROGRESS":
        environ[place] = str(filled)
    else:
        environ[place] = str(tmp_path / "data")
        shutil.copytree(filled.parent, tmp_path / "data" / "margin-course")
        filled = tmp_path / "data" / "margin-course" / filled.name
    before = filled.read_bytes()
    for folder in ("lessons", "solutions"):
        (tmp_path / folder).mkdir()
        shutil.copy(places.root() / folder / NAME, tmp_path / folder)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", option, "lessons", "solutions"]
    found = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3_000:]
    assert " failed" not in found.stdout
    assert filled.read_bytes() == before
    assert sorted(p.name for p in filled.parent.iterdir() if p.suffix != ".lock") == ["progress.json"]


@pytest.fixture
def run(tmp_path, filled, monkeypatch):
    """Run the cells in a kernel as Jupyter starts it for a notebook of a folder; what the last cell printed."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)

    def of(folder, named=True):
        place = tmp_path / folder
        place.mkdir(parents=True)
        environ = {**os.environ, "COURSE_PROGRESS": str(filled), "PYTHONPATH": str(places.root())}
        if named:
            environ["JPY_SESSION_NAME"] = str(place / NAME)
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
        where = place if not named else tmp_path
        client = NotebookClient(
            notebook, kernel_manager_class=ThisPython, resources={"metadata": {"path": str(where)}}, timeout=120
        )
        client.execute(env=environ)
        return notebook.cells[-1].outputs[0].text

    return of


@pytest.mark.parametrize("named", [True, False])
def test_worked_solutions_never_count_and_say_so(run, filled, named):
    before = filled.read_bytes()
    said = run("solutions", named)
    assert said.startswith(f"1 of {len(LESSON.parts)} done")  # what this kernel itself was asked, nothing of the file
    assert SOLVED in said
    assert filled.read_bytes() == before


def test_the_same_cells_in_a_lesson_count(run, filled):
    before = len(Store(filled).events("exercise"))
    said = run("lessons")
    assert said.split(" | ")[1].strip() == ""
    assert len(Store(filled).events("exercise")) == before + 1
    assert standing(Store(filled), LESSON.slug).opened


@pytest.mark.parametrize(
    ("current", "replayed"),
    [
        ("lessons/01_leverage.ipynb::Cell 0 (setup)", True),
        ("tests/notebooks/test_derive.py::test_01_leverage_ipynb (call)", False),
        ("", False),
    ],
)
def test_only_a_notebook_is_replayed(monkeypatch, current, replayed):
    monkeypatch.setenv("PYTEST_CURRENT_TEST", current)
    assert progress.is_replayed() is replayed


def test_outside_of_a_kernel_no_folder_means_solutions(monkeypatch, tmp_path):
    (tmp_path / "solutions").mkdir()
    monkeypatch.chdir(tmp_path / "solutions")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "solutions" / NAME))
    assert not progress.is_solved()
    assert Path.cwd().name == "solutions"
