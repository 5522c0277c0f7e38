"""The package that `pip install .` makes holds all that the verbs need."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from email import message_from_string

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
    tops = {name.split("/")[0] for name in names}

    assert tops == {"course", f"margin_course-{course.__version__}.dist-info"}
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
