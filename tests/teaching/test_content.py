"""The course's own terms, misconceptions and claims are complete and point to lessons that are planned."""

from __future__ import annotations

import inspect
import re
from importlib import import_module

import pytest

from course.lessons import SYLLABUS, lessons
from course.teaching import misconceptions
from course.teaching.claims import CLAIMS, Claim, homes
from course.teaching.misconceptions import MISCONCEPTIONS
from course.teaching.terms import GLOSSARY, TERMS

SLUGS = {entry.slug: entry for entry in SYLLABUS}

# The standard terms of the field that the course uses.
NAMES = """mark price, oracle price, index price, notional, position size, entry price, collateral, equity, total account value,
initial margin fraction, initial margin requirement, maintenance margin fraction, maintenance margin requirement,
free collateral, margin ratio, leverage, liquidation price, bankruptcy price, liquidation fee, insurance fund,
auto-deleveraging, ADL, open interest, funding rate, funding payment, premium, basis, haircut, tier, bracket"""


def test_terms():
    assert len(TERMS) >= 45
    words = [word.lower() for term in TERMS for word in term.words]
    assert len(set(words)) == len(words)
    assert {term.lesson for term in TERMS} <= set(SLUGS)
    assert all(term.definition.endswith(".") and len(term.definition) < 200 for term in TERMS)


@pytest.mark.parametrize("word", re.split(r",\s*", NAMES))
def test_every_standard_name_is_explained(word):
    assert GLOSSARY[word].definition


def test_misconceptions():
    source = inspect.getsource(misconceptions)
    numbers = [int(number) for number in re.findall(r"Misconception\((\d+),", source)]
    assert numbers[:20] == list(range(1, 21))
    assert numbers == sorted(set(numbers)) == list(MISCONCEPTIONS), "each number once, in order"
    assert {m.lesson for m in MISCONCEPTIONS.values()} <= set(SLUGS)
    assert all(m.belief.endswith(".") and m.correction.endswith(".") for m in MISCONCEPTIONS.values())


def test_claims():
    assert list(CLAIMS) == [f"C{n:02d}" for n in range(1, 34)]
    for claim in CLAIMS.values():
        assert claim.number in SLUGS[claim.lesson].claims, "its home lesson is where the syllabus has it"
        assert set(claim.also) <= set(SLUGS)


def test_every_claim_of_the_syllabus_is_known_and_comes_back_where_it_says():
    for entry in SYLLABUS:
        for number in entry.claims:
            claim = CLAIMS[number]
            assert entry.slug in (claim.lesson, *claim.also), f"{number} in {entry.slug}"


def test_every_claim_of_a_written_lesson_has_its_home():
    written = {e.slug: import_module(f"course.lessons.{e.slug}").LESSON for e in lessons()}
    found = homes(written)
    assert found.homeless == {}
    planned = {number for numbers in found.planned.values() for number in numbers}
    assert set(found.homed) | planned == set(CLAIMS)
    assert not planned & set(found.homed)
    assert not set(found.planned) & set(written)


class Part:
    def __init__(self, name):
        self.name = name


class Written:
    explorers = ("dial",)
    exercises = (Part("distance"),)
    drills = (Part("margin"),)
    quiz = None


@pytest.mark.parametrize(
    ("explorer", "practice", "fault"),
    [
        ("dial", "distance", None),
        ("dial", "margin", None),
        ("", "margin", "one has no explorer named for it"),
        ("map", "margin", "one has no explorer 'map' (it has: dial)"),
        ("dial", "", "one has no exercise, drill or question named for it"),
        (
            "map",
            "x",
            (
                "one has no explorer 'map' (it has: dial) and no exercise, drill or question 'x'"
                " (it has: distance, margin)"
            ),
        ),
    ],
)
def test_homes_say_what_is_missing(explorer, practice, fault):
    claims = {"C1": Claim("C1", "…", "one", explorer, practice), "C2": Claim("C2", "…", "later")}
    found = homes({"one": Written}, claims)
    assert found.planned == {"later": ("C2",)}
    assert found.homeless == ({"C1": fault} if fault else {})
    assert found.homed == (() if fault else ("C1",))
