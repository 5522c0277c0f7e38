"""Examples in the engine's documentation are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import course.margin

MODULES = sorted(m.name for m in pkgutil.iter_modules(course.margin.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    module = importlib.import_module(f"course.margin.{name}")
    assert doctest.testmod(module).failed == 0


def test_everything_offered_exists_and_says_what_it_is():
    for name in course.margin.__all__:
        assert hasattr(course.margin, name)
        assert name == "Side" or getattr(course.margin, name).__doc__
