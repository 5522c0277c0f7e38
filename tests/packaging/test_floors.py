"""The floors of the house, as pyproject.toml lists them: arrows point down, none runs in a circle, and the checks can fail."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from course import places

pytestmark = pytest.mark.checkout

#: A file, and a line that must not stand in it.
PLANTED = {
    "course/margin/pool.py": "import pandas",
    "course/venues/okx/venue.py": "from course.simulation import paths",
    "course/teaching/quiz.py": "from course.margin import Pool",
    "course/frontend/part.py": "from course.charts import COLORS",
    "course/lessons/facts.py": "from course.apps import main",
    "course/simulation/paths.py": "import ipywidgets",
    "course/charts/leverage.py": "import altair as alt",
    "course/charts/price_ladder.py": "from course.charts.altair_lite import alt",
}

#: The same for circles: an arrow back, one that waits inside a function, one for types alone, one from a package's own part.
BACK = {
    "course/teaching/exercise.py": "from course.teaching.checking import check",
    "course/venues/liquidation.py": "from course.venues.base import Venue",
    "course/simulation/film.py": "if TYPE_CHECKING:\n    from course.simulation.cascade import Cascade",
    "course/venues/dydx/story.py": "def late():\n    from course.venues.dydx.venue import DydxVenue",
    "course/venues/tier_files.py": "from course.venues import names",
    "course/lessons/lesson.py": "from course.lessons import record",
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
    planted(house, file, PLANTED[file])
    found = linted(house)
    assert found.returncode == 1
    assert file.removesuffix(".py").replace("/", ".") in found.stdout


def planted(house, file, line):
    path = house / file
    text = path.read_text(encoding="utf-8")
    anchor = "from __future__ import annotations\n"
    path.write_text(text.replace(anchor, anchor + line + "\n", 1), encoding="utf-8")


CIRCLE = """
import graphlib, json, grimp
graph = grimp.build_graph("course", cache_dir=None)
assert graph.modules
try:
    graphlib.TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}).prepare()
    print("[]")
except graphlib.CycleError as error:
    print(json.dumps(error.args[1]))
"""


def circle(folder):
    """The modules of an import circle, lazy imports and those for types included; none if there is none."""
    env = {"PYTHONPATH": str(folder)}  # another Python: this one has its `course` already
    done = subprocess.run(
        [sys.executable, "-c", CIRCLE], cwd=folder, capture_output=True, text=True, env=env, check=True
    )
    return json.loads(done.stdout)


def test_no_module_imports_what_imports_it(house):
    assert circle(house) == []


@pytest.mark.parametrize("file", BACK)
def test_a_circle_is_found(house, file):
    planted(house, file, BACK[file])
    assert file.removesuffix(".py").replace("/", ".") in circle(house)
