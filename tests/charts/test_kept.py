"""Designs built once: the same ones again while nothing changed, and never anybody else's."""

from __future__ import annotations

import json
import os

import pytest

from course.charts import kept as module
from course.charts.kept import kept


@pytest.fixture
def place(monkeypatch, tmp_path):
    """Sources and a place of their own."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "one.py").write_text("x = 1")
    monkeypatch.setattr(module, "PACKAGE", package)
    monkeypatch.setattr(module.places, "settings", lambda: tmp_path / "settings")
    module.folder.cache_clear()
    yield package
    module.folder.cache_clear()


def again():
    """What a new process does: look at the sources once more."""
    module.folder.cache_clear()


def ours(source="lambda: None"):
    """A design as the course's own modules define them."""
    return eval(source, {"__name__": "course.lessons.somewhere"})


class Builder:
    def __init__(self, result):
        self.result, self.calls = result, 0

    def __call__(self):
        self.calls += 1
        return self.result


SPEC = [{"mark": "line", "height": 300}]


@pytest.mark.usefixtures("place")
def test_what_was_built_is_read_back():
    design, first, second = ours(), Builder(SPEC), Builder([{"mark": "bar"}])

    assert kept(design, "about", first) == kept(design, "about", second) == SPEC
    assert (first.calls, second.calls) == (1, 0)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("design", "about"),
    [("lambda: None", ("dial", {"leverage": 2})), ("\nlambda: None", ("dial", {"leverage": 1}))],
    ids=["other values", "another place"],
)
def test_another_design_is_another_one(design, about):
    kept(ours(), ("dial", {"leverage": 1}), Builder(SPEC))
    other = Builder([{"mark": "bar"}])

    assert kept(ours(design), about, other) == other.result


def test_an_edit_of_any_source_forgets_everything(place):
    kept(ours(), "about", Builder(SPEC))
    old = module.folder()
    status = (place / "one.py").stat()
    os.utime(place / "one.py", ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    again()
    anew = Builder([{"mark": "bar"}])

    assert kept(ours(), "about", anew) == anew.result
    assert not old.exists()


@pytest.mark.usefixtures("place")
def test_a_learners_design_and_one_that_sees_more_than_its_arguments_are_built_anew():
    def makes(thing):
        return lambda: thing

    closing = makes(1)
    closing.__module__ = "course.lessons.somewhere"
    for design in (makes, closing, print):
        builder = Builder(SPEC)
        kept(design, "about", builder)
        kept(design, "about", builder)
        assert builder.calls == 2


@pytest.mark.usefixtures("place")
def test_a_damaged_file_is_replaced():
    kept(ours(), "about", Builder(SPEC))
    (file,) = module.folder().glob("*.json")
    file.write_text("{")

    assert kept(ours(), "about", Builder(SPEC)) == SPEC
    assert json.loads(file.read_text()) == SPEC


def test_where_nothing_can_be_written_charts_are_drawn_all_the_same(place, monkeypatch):
    (place / "file").write_text("")
    monkeypatch.setattr(module.places, "settings", lambda: place / "file" / "settings")
    again()

    assert kept(ours(), "about", Builder(SPEC)) == SPEC
