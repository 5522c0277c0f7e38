"""Ranges are read as pip reads them, for the few operators that pyproject.toml uses."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement as Judge

from course.cli import requirements
from course.cli.requirements import Requirement

VERSIONS = [
    "0.5.10",
    "0.5.11",
    "0.5.13",
    "0.6",
    "0.10",
    "1.9.0.post1",
    "2.0",
    "2.10",
    "3",
    "3.0.0",
    "3.1.1",
    "4.4.9",
    "4.10",
]
RANGES = ["x>=0.5.11,<0.6", "x>=3,<4", "x>=2.1,<3", "x>=4.4.9,<5", "x==3", "x==3.0", "x>=1.9,<2", "x>=2"]


@pytest.mark.parametrize("text", RANGES)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_is_judged_as_packaging_judges_it(text, version):
    assert Requirement(text).allows(version) == Judge(text).specifier.contains(version)


def test_the_course_uses_no_other_operators():
    for one in requirements.needed(("test",)):
        assert re.fullmatch(r"[\w.-]+((>=|<|==)[\d.]+)(,(>=|<|==)[\d.]+)*", one.text), one.text


def test_here_nothing_is_missing():
    assert requirements.missing(("test",)) == []


def test_what_is_missing_or_out_of_range_is_named():
    assert Requirement("no-such-package>=1").problem() == "no-such-package is not installed"
    assert "is not in pytest>=1,<2" in Requirement("pytest>=1,<2").problem()


def test_the_metadata_of_an_installed_course_are_read_alike(monkeypatch):
    monkeypatch.setattr(requirements.places, "in_checkout", lambda: False)
    monkeypatch.setattr(
        requirements.metadata, "requires",
        lambda name: ["altair<7,>=6", 'pytest<10,>=9.2; extra == "test"', 'dask>=1; extra == "dask"'],
    )  # fmt: skip

    assert [one.text for one in requirements.needed()] == ["altair<7,>=6"]
    assert [one.name for one in requirements.needed(("test",))] == ["altair", "pytest"]
    assert requirements.needed(("test",))[1].allows("9.2.0")
