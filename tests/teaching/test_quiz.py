"""Quizzes: parallel forms, confidence, scores, gain; and which questions come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.teaching.proof import demand, prove_question, prove_quiz
from course.teaching.quiz import Gain, Question, Quiz, QuizAnswer, Score, gain, right, score, wrong
from course.teaching.review import CONFIDENT_ERROR, GUESSED, KNOWN, MISSED, due

SUM = Question(
    "sum",
    "{a} + {b}?",
    right("{sum}", "You add."),
    wrong("{product}", lambda a, b: f"{a * b} is {a} times {b}.", misconception=1),
    wrong("{difference}", "That takes away.", misconception=2),
    numbers={"sum": lambda q: q.a + q.b, "product": lambda q: q.a * q.b, "difference": lambda q: q.a - q.b},
    generate=lambda rng: {"a": int(rng.integers(20, 90)), "b": int(rng.integers(5, 20))},
)
COLOUR = Question(
    "colour",
    "Colour of the sky?",
    right("blue", "It scatters."),
    wrong("green", "That is grass.", misconception=1),
    wrong("none", "At night."),
)
ORDER = Question("order", "How many?", wrong("1", "Fewer."), right("2", "Yes."), wrong("3", "More."), shuffle=False)
QUIZ = Quiz("mixed", SUM, COLOUR, ORDER)


def choose(question, correct, confidence, misconception=None, form="A"):
    item = question.item(form)
    for place, option in enumerate(item.options):
        if option.correct == correct and (correct or option.misconception == misconception):
            return QuizAnswer(item, place, confidence)
    raise LookupError


def test_every_promise_holds():
    assert demand(prove_quiz(QUIZ)) >= 40


def test_forms_are_parallel():
    a, b = SUM.item("A"), SUM.item("B")
    assert a.stem != b.stem
    assert a.right.text != b.right.text
    assert (a.right.explain, b.right.explain) == ("You add.", "You add.")


def test_order_is_mixed_unless_told_otherwise():
    forms = [COLOUR.item(f"form {n}") for n in range(20)]
    assert len({tuple(option.text for option in item.options) for item in forms}) > 2
    assert [option.text for option in ORDER.item("any").options] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ((wrong("a", "x"), wrong("b", "x")), "exactly one right option"),
        ((right("a", "x"), right("b", "x")), "exactly one right option"),
        ((right("a", "x"), wrong("a", "x")), "its options differ"),
        ((right("a", "x"), wrong("b", "")), "every option explains itself"),
        ((right("a", "x {m:%}"), wrong("b", "x")), "each of its numbers is said"),
    ],
)
def test_faulty_questions_are_noticed(options, fault):
    question = Question("q", "?", *options, numbers={"m": 0.1, "move": 0.2} if "numbers" in fault else {})
    failed = [p.name for p in prove_question(question) if not p.ok]
    assert any(fault in name for name in failed)


def test_a_misconception_that_does_not_exist_is_noticed():
    stray = Question("q", "?", right("a", "x"), wrong("b", "x", misconception=99))
    failed = [p.name for p in prove_quiz(Quiz("z", stray)) if not p.ok]
    assert failed == ["q: its misconceptions exist"]


def test_score_counts_beliefs():
    now = score([choose(SUM, False, 3, 2), choose(COLOUR, True, 2), choose(ORDER, True, 1)])
    # The question of the sum asks about belief 1 too, and was wrong: that the other question was right clears nothing.
    assert now == Score(right=2, of=3, held={2: 3}, cleared=(), guessed=())
    better = score([choose(SUM, True, 3), choose(COLOUR, True, 2), choose(ORDER, False, 1)])
    assert better == Score(right=2, of=3, held={}, cleared=(1, 2), guessed=(), others=(2,))
    guess = score([choose(COLOUR, True, 1)])
    assert (guess.cleared, guess.guessed) == ((), (1,))
    both = score([choose(SUM, False, 2, 1), choose(COLOUR, True, 3)])
    assert (both.held, both.cleared) == ({1: 2}, ())


def test_confident_error():
    assert choose(SUM, False, 3, 1).confident_error
    assert not choose(SUM, False, 2, 1).confident_error
    assert not choose(SUM, True, 3).confident_error


@given(st.integers(0, 12), st.integers(0, 12))
def test_gain(before, after):
    found = gain(Score(before, 12, {}, (), ()), Score(after, 12, {}, (), ()))
    if before == 12:
        assert found.normalised is None
    else:
        assert found.normalised == pytest.approx((after - before) / (12 - before))
    assert f"**{round(100 * after / 12)}\u202f%** now" in found.sentence


def test_gain_in_words():
    assert Gain(0.5, 0.75).sentence.endswith("**50\u202f%** of what was missing is learnt.")
    assert "no gain yet" in Gain(0.5, 0.5).sentence
    assert "nothing left to gain" in Gain(1.0, 1.0).sentence


# -- review ----------------------------------------------------------------------------------------------------------------


def questions(*names):
    return [Question(name, "?", *COLOUR.options) for name in names]


def test_nothing_earlier_nothing_due(store):
    assert due(store, []) == []


def test_confident_errors_come_first_then_misses_then_guesses_and_nothing_new(store):
    names = ("known", "guessed", "missed", "certain", "fresh")
    pool = [("one", question) for question in questions(*names)]
    for name, correct, confidence in (
        ("known", True, 3), ("guessed", True, 1), ("missed", False, 2), ("certain", False, 3),
    ):  # fmt: skip
        store.record("question", "one", name, correct=correct, confidence=confidence)
    found = due(store, pool, 5)
    assert [d.question.name for d in found] == ["certain", "missed", "guessed", "known"]
    assert [d.reason for d in found] == [CONFIDENT_ERROR, MISSED, GUESSED, KNOWN]
    assert len(due(store, pool)) == 3


def test_only_the_last_answer_counts(store):
    pool = [("one", question) for question in questions("a", "b")]
    store.record("question", "one", "a", correct=False, confidence=3)
    store.record("question", "one", "a", correct=True, confidence=3)
    store.record("question", "one", "b", correct=True, confidence=3)
    store.record("question", "one", "b", correct=False, confidence=2)
    assert [d.reason for d in due(store, pool)] == [MISSED, KNOWN]


def test_what_is_known_comes_back_longest_ago_first(store, monkeypatch):
    pool = [("one", question) for question in questions("a", "b", "c")]
    for at, name in ((30, "a"), (10, "b"), (20, "c")):
        monkeypatch.setattr("course.teaching.progress.time.time", lambda at=at: at)
        store.record("question", "one", name, correct=True, confidence=2)
    assert [d.question.name for d in due(store, pool)] == ["b", "c", "a"]


def test_what_was_never_answered_is_not_asked(store):
    pool = [("old", q) for q in questions("a", "b", "c")]
    assert due(store, pool) == []
    store.record("question", "old", "b", correct=True, confidence=2)
    assert [d.question.name for d in due(store, pool)] == ["b"]


def test_a_question_comes_back_with_other_numbers(store):
    pool = [("one", SUM)]
    store.record("question", "one", "sum", correct=False, confidence=2)
    before = due(store, pool)[0].item.stem
    store.record("question", "one", "sum", correct=False, confidence=2)
    assert due(store, pool)[0].item.stem != before
