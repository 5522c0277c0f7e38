"""What the result of a diagnostic says is true of every pattern of answers, and chance is counted, not guessed."""

from __future__ import annotations

from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.lessons.start_here.diagnostic import DIAGNOSTIC
from course.lessons.syllabus import SYLLABUS
from course.teaching.markup import inline, plain
from course.teaching.misconceptions import MISCONCEPTIONS
from course.teaching.panels import QuizPanel
from course.teaching.progress import Store
from course.teaching.quiz import RARE, Gain, chance_of_gain

QUESTIONS = DIAGNOSTIC.questions
answers = st.tuples(*(st.tuples(st.integers(0, len(q.options) - 1), st.integers(1, 3)) for q in QUESTIONS))
# Learners are mostly right: patterns in which few questions fail are where a belief is cleared, or nearly.
mostly_right = st.tuples(
    *(st.tuples(st.sampled_from([None, None, None, *range(len(q.options))]), st.sampled_from([1, 2, 3, 3])) for q in QUESTIONS)
)  # fmt: skip


def take(pattern, form="A", store=None, lesson="start_here"):
    """A diagnostic filled in; None stands for the right option."""
    panel = QuizPanel(
        DIAGNOSTIC, lesson, form=form, mode="diagnostic", entries=SYLLABUS, store=store or Store(memory=True)
    )
    if panel.complete:
        panel.again()
    for place, (option, confidence) in enumerate(pattern):
        shown = panel.items[place].options
        index = next(i for i, o in enumerate(shown) if (o.correct if option is None else o.index == option))
        panel.choose(place, index, confidence)
    return panel


@given(answers | mostly_right, st.sampled_from("AB"))
def test_what_the_result_says_is_true_of_every_pattern(pattern, form):
    panel = take(pattern, form)
    result = panel.state["result"]
    rows = {
        state: [r for r in result["rows"] if r["state"] == state] for state in ("held", "other", "guessed", "cleared")
    }

    # By a plain loop over the questions as they were written, not as they were shown.
    right = 0
    chosen, others, wrong_about, guessed_about, asked_about = {}, [], set(), set(), set()
    for question, (option, confidence) in zip(QUESTIONS, pattern, strict=True):
        beliefs = {o.misconception for o in question.options} - {None}
        asked_about |= beliefs
        picked = next(o for i, o in enumerate(question.options) if (o.correct if option is None else i == option))
        if picked.correct:
            right += 1
            if confidence == 1:
                guessed_about |= beliefs
            continue
        wrong_about |= beliefs
        if picked.misconception is None:
            others.append((question, confidence))
        else:
            chosen[picked.misconception] = max(confidence, chosen.get(picked.misconception, 0))

    guessing = sum(1 / len(question.options) for question in QUESTIONS)
    assert result["text"] == inline(
        f"**{right} of {len(QUESTIONS)}** right. Who guesses every answer has {guessing:.1f} right on average."
    )
    assert {r["belief"]: r["certain"] for r in rows["held"]} == {
        MISCONCEPTIONS[n].belief: confidence == 3 for n, confidence in chosen.items()
    }
    assert len(rows["other"]) == len(others)
    for row, (question, confidence) in zip(rows["other"], others, strict=True):
        assert row["belief"] == plain(question.item(form).stem)
        assert any(row["correction"].startswith(f"You answered “{plain(o.text)}”") for o in question.item(form).options)
        assert row["certain"] == (confidence == 3)
    assert {r["belief"] for r in rows["cleared"]} == {
        MISCONCEPTIONS[n].belief for n in asked_about - wrong_about - guessed_about
    }
    assert {r["belief"] for r in rows["guessed"]} == {
        MISCONCEPTIONS[n].belief for n in (asked_about - wrong_about) & guessed_about
    }
    # Every wrong answer is spoken of, and every question stands there with its answer and the right one.
    if right < len(QUESTIONS):
        assert rows["held"] or rows["other"]
    for item, shown, (option, confidence) in zip(panel.state["items"], panel.items, pattern, strict=True):
        marks = [o["correct"] for o in item["options"]]
        assert marks == [o.correct for o in shown.options]
        assert sum(marks) == 1
        assert all(o["explain"] for o in item["options"])
        assert item["confidence"] == confidence
        assert item["correct"] == marks[item["chosen"]] == (option is None or shown.question.options[option].correct)


def test_a_right_answer_clears_nothing_that_another_one_denies():
    """Five isolated longs answered rightly, the wallet wrongly and with certainty, by an option that stands for no belief."""
    pattern = [(None, 3)] * len(QUESTIONS)
    names = [q.name for q in QUESTIONS]
    stray = next(
        i for i, o in enumerate(QUESTIONS[names.index("wallet")].options) if not o.correct and o.misconception is None
    )
    pattern[names.index("wallet")] = (stray, 3)
    rows = take(pattern).state["result"]["rows"]
    said = {row["state"]: [r["belief"] for r in rows if r["state"] == row["state"]] for row in rows}
    assert MISCONCEPTIONS[12].belief not in said["cleared"]
    assert len(said["other"]) == 1
    assert next(row for row in rows if row["state"] == "other")["certain"]


@given(st.lists(st.integers(2, 4), min_size=1, max_size=4), st.integers(-4, 4))
def test_chance_is_counted_over_every_pair_of_guessed_takes(options, gained):
    # The right answer is option 0 of each; every pair of takes is equally likely.
    takes = list(product(*(range(k) for k in options)))
    hits = sum(b.count(0) - a.count(0) >= gained for a in takes for b in takes)
    assert chance_of_gain(options, gained) == pytest.approx(hits / len(takes) ** 2)


@pytest.mark.parametrize("gained", range(-3, 17))
def test_chance_for_the_actual_diagnostic_by_two_binomials(gained):
    counts = [len(q.options) for q in QUESTIONS]
    assert set(counts) == {3}, "then the closed form below no longer serves: count by pairs of takes"
    n = len(counts)
    right = [comb(n, k) * (1 / 3) ** k * (2 / 3) ** (n - k) for k in range(n + 1)]
    expected = sum(right[a] * right[b] for a in range(n + 1) for b in range(n + 1) if b - a >= gained)
    assert chance_of_gain(counts, gained) == pytest.approx(expected)


def test_three_of_fourteen_come_about_by_chance_in_one_retake_in_six():
    assert 1 / chance_of_gain([3] * 14, 3) == pytest.approx(6, abs=0.5)


@given(mostly_right, mostly_right)
def test_the_gain_says_what_chance_alone_gives(before, after):
    store = Store(memory=True)
    first = take(before, "A", store)
    assert first.state["result"]["gain"] == ""
    then = take(after, "B", store, "portfolio_desk")
    n = len(QUESTIONS)
    was, now = first.score.right, then.score.right
    said = then.state["result"]["gain"]
    assert f"<strong>{round(100 * was / n)}\u202f%</strong> right at the start" in said
    assert f"<strong>{round(100 * now / n)}\u202f%</strong> now" in said
    if was == n:
        assert ("nothing left to gain" if now == n else f"{n - now} fewer of {n}") in said
    elif now <= was:
        assert "no gain yet" in said
        assert "hance" not in said
    else:
        chance = chance_of_gain([3] * n, now - was)
        assert f": {now - was} more of {n}, <strong>{round(100 * (now - was) / (n - was))}\u202f%</strong>" in said
        assert ("can do that" in said) == (chance >= RARE)
        assert ("seldom does that" in said) == (chance < RARE)
        number = f"{100 * chance:.1f}" if chance >= 0.001 else "fewer than <strong>0.1"
        assert number in said
    # Taken once more in the first form, this is no retake in another one.
    again = take(after, "A", store)
    assert again.state["result"]["gain"] == ""


def test_a_gain_without_its_questions_speaks_of_no_chance():
    assert Gain(0.25, 0.5).chance is None
    assert Gain(0.25, 0.5, (3,) * 16).gained == 4
