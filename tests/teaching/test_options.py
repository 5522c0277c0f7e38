"""Nobody passes a quiz by picking the longest option, and what quizzes state about one another's numbers holds."""

from __future__ import annotations

from importlib import import_module

import pytest

from course.lessons import lessons, record
from course.lessons.choosing_a_platform import recall as platforms
from course.teaching.markup import plain

FORMS = ("A", "B", *(f"review {n}" for n in range(1, 9)))
DIAGNOSTIC = import_module("course.lessons.start_here.diagnostic")  # the package has a function of this name
QUIZZES = {e.slug: record(e.slug).quiz for e in lessons() if record(e.slug).quiz}


def telling(quiz):
    """In how many items of all forms the right option is longer than every other, and of how many."""
    found = []
    for form in FORMS:
        for item in quiz.items(form):
            others = [len(plain(option.text)) for option in item.options if not option.correct]
            found.append(len(plain(item.right.text)) > max(others))
    return sum(found), len(found)


@pytest.mark.parametrize("slug", sorted(QUIZZES))
def test_the_right_option_is_no_longer_than_chance_would_have_it(slug):
    longest, of = telling(QUIZZES[slug])
    assert longest <= of / 3


def test_over_all_quizzes_too():
    counts = [telling(quiz) for quiz in QUIZZES.values()]
    assert 0.1 < sum(longest for longest, _ in counts) / sum(of for _, of in counts) <= 1 / 3


def test_bad_debt_is_called_bad_debt():
    for outcome in (platforms.STRICT, platforms.WEAK):
        assert not (outcome["left"] > 0 and outcome["bad"] > 0)
    texts = [
        option.explain
        for q in QUIZZES["choosing_a_platform"].questions
        if q.name == "stale_price"
        for option in q.options
    ]
    assert not any("$0" in text for text in texts)
    assert platforms.STRICT["bad"] < platforms.WEAK["bad"]
