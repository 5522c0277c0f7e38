"""The package that `pip install .` makes holds all that the verbs need."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from email import message_from_string
from pathlib import Path

import numpy
import pytest

import course

from .support import ROOT, tracked

pytestmark = pytest.mark.checkout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built, without the network, from a copy that holds only what belongs to the repository."""
    copy = tmp_path_factory.mktemp("source")
    for path in tracked():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=copy, check=True, capture_output=True,
    )  # fmt: skip
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_the_whole_package(names):
    own = {path.relative_to(ROOT).as_posix() for path in tracked() if path.is_relative_to(ROOT / "course")}

    assert own <= names
    assert any(name.endswith(".js") for name in own)
    assert any(name.endswith(".css") for name in own)
    assert "course/cli/pins.txt" in own
    assert "course/charts/designs/leverage.json" in own


@pytest.mark.parametrize("folder", ["lessons", "solutions", "tests"])
def test_it_carries_what_stands_beside_the_package(names, folder):
    beside = {
        f"course/shipped/{path.relative_to(ROOT).as_posix()}"
        for path in tracked()
        if path.is_relative_to(ROOT / folder)
    }

    assert beside
    assert beside <= names
    assert "course/shipped/pyproject.toml" in names


def test_it_carries_nothing_else(names):
    ours = f"margin_course-{course.__version__}"
    alive = f"{ours}.data/data/share/jupyter/labextensions/course-alive/"

    assert {name.split("/")[0] for name in names} == {"course", f"{ours}.dist-info", f"{ours}.data"}
    assert {name for name in names if name.startswith(f"{ours}.data")} == {
        f"{alive}package.json",
        f"{alive}static/alive.js",
    }
    assert not [name for name in names if "__pycache__" in name or "/." in name]


def test_its_metadata_are_right(wheel):
    info = f"margin_course-{course.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        metadata = message_from_string(archive.read(f"{info}/METADATA").decode())
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
        licences = [name for name in archive.namelist() if name.startswith(f"{info}/licenses/")]

    assert metadata["Name"] == "margin-course"
    assert metadata["Version"] == course.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT AND CC-BY-4.0"
    assert "course = course.__main__:main" in entry_points
    assert f"{info}/licenses/LICENSE" in licences


def test_it_is_small_enough_to_send(wheel):
    assert wheel.stat().st_size < 10_000_000


#: What somebody writes who uses the library.
USE = """
from course.margin import Market, Pool, Position
pool = Pool(6_000.0, (Position(Market("BTC", 0.02, 0.01), 1.0, 60_000.0),))
reveal_type(pool.positions)
reveal_type(pool.position("BTC").market.symbol)
Pool(6_000.0, "BTC")
"""


def checked(wheel, folder, marked):
    """What strict mypy says of that in an environment where the wheel is installed, with its mark ``py.typed`` or without."""
    venv.create(folder / "env", with_pip=False)
    packages = next((folder / "env").glob("lib*/**/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages, [name for name in archive.namelist() if not name.startswith("course/shipped/")])
    if not marked:
        (packages / "course" / "py.typed").unlink()
    (packages / "numpy.pth").write_text(f"{Path(numpy.__file__).parents[1]}\n", encoding="utf-8")
    (folder / "use.py").write_text(USE, encoding="utf-8")
    python = next(path for place in ("bin/python", "Scripts/python.exe") if (path := folder / "env" / place).exists())
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), "--config-file="]
    command += ["--python-executable", str(python), "use.py"]
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MYPYPATH")}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env)
    return done.stdout + done.stderr


def test_who_uses_it_sees_its_types(wheel, tmp_path):
    said = checked(wheel, tmp_path, marked=True)

    assert 'Revealed type is "tuple[course.margin.market.Position, ...]"' in said
    assert 'Revealed type is "str"' in said or 'Revealed type is "builtins.str"' in said
    assert 'Argument 2 to "Pool" has incompatible type "str"' in said


def test_without_its_mark_nothing_is_seen(wheel, tmp_path):
    said = checked(wheel, tmp_path, marked=False)

    assert "py.typed" in said
    assert 'Revealed type is "Any"' in said
