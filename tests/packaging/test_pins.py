"""One list of versions: complete, plain, within the ranges, and the same on Binder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course import places
from course.cli import environment, requirements

ROOT = places.root()
LINES = requirements.PINS.read_text(encoding="utf-8").splitlines()
BINDER = (ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8").splitlines() if places.in_checkout() else []
# What Binder's image brings along and must not get twice.
IMAGE = {"jupyterlab", "ipywidgets"}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_a_name_a_version_and_at_most_a_marker(line):
    assert re.fullmatch(r"[a-z0-9-]+==[a-z0-9.]+( ; [a-z_]+ .+)?", line), line
    Requirement(line)


def pinned():
    """name → pins: more than one where markers tell them apart."""
    found = {}
    for line in LINES:
        found.setdefault(canonicalize_name(Requirement(line).name), []).append(line)
    return found


@pytest.mark.parametrize("one", requirements.needed(("test",)), ids=lambda one: one.name)
def test_every_requirement_is_pinned_within_its_range(one):
    lines = pinned()[canonicalize_name(one.name)]

    for line in lines:
        version = Requirement(line.split(";")[0]).specifier
        assert one.allows(str(version).removeprefix("==")), line


MACHINES = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "x86_64"), ("darwin", "arm64"), ("win32", "AMD64")]
PYTHONS = ["3.11.2", "3.11.9", "3.12.1", "3.13.0", "3.14.0"]


@pytest.mark.parametrize(("system", "machine"), MACHINES)
@pytest.mark.parametrize("python", PYTHONS)
def test_of_several_pins_of_a_package_one_holds(python, system, machine):
    environment = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": system,
        "platform_machine": machine,
    }
    for name, lines in pinned().items():
        if len(lines) > 1:
            markers = [Marker(line.split(";")[1]) for line in lines]
            assert sum(marker.evaluate(environment) for marker in markers) == 1, name


def test_what_the_pinned_packages_need_is_pinned_too():
    """The list is closed: an installation under it takes no version that it does not name."""
    names = pinned()
    for name in names:
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # for another system
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert canonicalize_name(need.name) in names, f"{name} needs {need}"


@pytest.mark.skipif(
    Path(sys.prefix) != environment.folder(),
    reason="about the environment that `python3 -m course` makes; this is another one",
)
def test_the_private_environment_holds_the_pins_and_nothing_else():
    own = {requirements.DISTRIBUTION, "pip", "setuptools", "uv", "wheel"}  # the installers themselves
    found = {f"{canonicalize_name(one.metadata['Name'])}=={one.version}" for one in metadata.distributions()}

    assert {line for line in found if line.split("==")[0] not in own} <= {line.split(" ;")[0] for line in LINES}


@pytest.mark.checkout
def test_binder_installs_the_same_versions():
    assert BINDER
    assert set(BINDER) <= {line.split(" ;")[0] for line in LINES}


@pytest.mark.checkout
def test_binder_and_its_image_together_have_everything():
    there = {Requirement(line).name for line in BINDER} | IMAGE

    assert {one.name for one in requirements.needed()} <= there
    assert not {Requirement(line).name for line in BINDER} & IMAGE


@pytest.mark.checkout
def test_binders_python_is_one_the_course_supports():
    name, version = (ROOT / "binder" / "runtime.txt").read_text().strip().split("-")

    assert name == "python"
    assert tuple(map(int, version.split("."))) >= (3, 11)


@pytest.mark.checkout
@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_binders_scripts_can_be_run(name):
    script = ROOT / "binder" / name
    subprocess.run(["bash", "-n", str(script)], check=True)

    assert os.access(script, os.X_OK)
    assert script.read_text().startswith("#!/usr/bin/env bash\n")


@pytest.mark.checkout
def test_binders_start_becomes_the_server():
    assert (ROOT / "binder" / "start").read_text().rstrip().endswith('exec "$@"')
