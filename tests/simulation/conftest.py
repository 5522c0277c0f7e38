"""What the simulation's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from course.margin import Market


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)


@pytest.fixture
def btc():
    return Market("BTC", initial=0.05, maintenance=0.03, taker_fee=0.0005, liquidation_fee=0.01)


@pytest.fixture
def eth():
    return Market("ETH", initial=0.05, maintenance=0.03, taker_fee=0.0005, liquidation_fee=0.01)


@pytest.fixture(scope="session")
def real_data():
    """Folder of real exchange series; the project does not contain them."""
    folder = os.environ.get("COURSE_DATA")
    if not folder:
        pytest.skip("COURSE_DATA does not name a folder of real series")
    return Path(folder)
