"""The floors of the house, as pyproject.toml lists them: arrows point down, and the check of it can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from course import places

pytestmark = pytest.mark.checkout

#: A file, and a line that must not stand in it.
PLANTED = {
    "course/margin/pool.py": "import pandas",
    "course/venues/okx.py": "from course.simulation import paths",
    "course/teaching/quiz.py": "from course.margin import Pool",
    "course/frontend/part.py": "from course.charts import COLORS",
    "course/lessons/facts.py": "from course.apps import main",
    "course/simulation/paths.py": "import ipywidgets",
}


def linted(folder):
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)})


@pytest.fixture
def house(tmp_path):
    shutil.copytree(places.PACKAGE, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__", "*.gz"))
    shutil.copy(places.root() / "pyproject.toml", tmp_path)
    return tmp_path


def test_arrows_only_point_down(house):
    found = linted(house)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("file", PLANTED)
def test_an_arrow_that_points_up_is_found(house, file):
    path = house / file
    text = path.read_text(encoding="utf-8")
    anchor = "from __future__ import annotations\n"
    path.write_text(text.replace(anchor, anchor + PLANTED[file] + "\n", 1), encoding="utf-8")

    found = linted(house)
    assert found.returncode == 1
    assert file.removesuffix(".py").replace("/", ".") in found.stdout
