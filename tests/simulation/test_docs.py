"""Examples in the documentation are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import course.simulation

MODULES = sorted(m.name for m in pkgutil.iter_modules(course.simulation.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    module = importlib.import_module(f"course.simulation.{name}")
    assert doctest.testmod(module).failed == 0


def test_everything_offered_exists_and_says_what_it_is():
    for name in course.simulation.__all__:
        assert getattr(course.simulation, name).__doc__
