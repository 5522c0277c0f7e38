"""Optional modules are hidden for a moment and no longer."""

from __future__ import annotations

import sys

import pytest

from course.imports import without

NAME = "wave"  # of the standard library, and used by nothing here


def test_a_module_is_hidden_in_the_block_and_found_after_it(monkeypatch):
    monkeypatch.delitem(sys.modules, NAME, raising=False)

    with without(NAME), pytest.raises(ImportError):
        __import__(NAME)
    assert __import__(NAME) is sys.modules[NAME]


def test_also_when_the_block_fails(monkeypatch):
    monkeypatch.delitem(sys.modules, NAME, raising=False)

    with pytest.raises(ZeroDivisionError), without(NAME):
        raise ZeroDivisionError
    assert NAME not in sys.modules


def test_one_that_is_loaded_stays(monkeypatch):
    module = __import__(NAME)

    with without(NAME):
        assert __import__(NAME) is module
    assert sys.modules[NAME] is module
