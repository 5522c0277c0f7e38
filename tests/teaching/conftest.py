"""The sample exercises and an empty store as fixtures."""

from __future__ import annotations

import pytest

from course.teaching.progress import Store

from .samples import SAMPLES


@pytest.fixture(params=sorted(SAMPLES))
def sample(request):
    """Each of the sample exercises in turn."""
    return SAMPLES[request.param]


@pytest.fixture
def samples():
    """All sample exercises by name."""
    return SAMPLES


@pytest.fixture
def store(tmp_path):
    """An empty store of progress in a file of its own."""
    return Store(tmp_path / "progress.json")
