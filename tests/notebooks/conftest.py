from __future__ import annotations

import shutil

import pytest

from course.notebooks.derive import derive

from .support import ABOUT, EXERCISES, new_project, source


@pytest.fixture(scope="session")
def derived(tmp_path_factory):
    """A derived project that tests may read; those that change it copy it first."""
    root = new_project(tmp_path_factory.mktemp("derived"))
    derive(root, ABOUT, EXERCISES, source())
    return root


@pytest.fixture
def project(derived, tmp_path):
    shutil.copytree(derived, tmp_path / "project")
    return tmp_path / "project"
