"""The search for mistakes: how many plausible wrong answers are named, that none is named wrongly, and what it may cost."""

from __future__ import annotations

import importlib
import math
import re
from collections import Counter
from itertools import count

import numpy as np
import pytest

from course.lessons import lessons, record
from course.teaching import calling
from course.teaching.calling import adapt
from course.teaching.checking import check
from course.teaching.drill import Drill, WrongAnswer
from course.teaching.markup import plain
from course.teaching.mutants import EndlessError, Program
from course.teaching.proof import _answers
from course.teaching.values import agree, difference, with_unit
from tests.teaching.answers.answer import wrong
from tests.teaching.answers.eighth import EIGHTH
from tests.teaching.answers.fifth import FIFTH
from tests.teaching.answers.fourth import FOURTH
from tests.teaching.answers.later import LATER
from tests.teaching.answers.seventh import SEVENTH
from tests.teaching.answers.sixth import SIXTH
from tests.teaching.answers.strangers import STRANGERS
from tests.teaching.answers.typed import TYPED, figures
from tests.teaching.samples import changed, largest_root

SLUGS = [about.slug for about in lessons() if record(about.slug).exercises]
FACTS = ("In this one case", "Every case with", "Equity is ")
"""Remarks that say where an answer is wrong, not what the mistake is."""


def answers(slug):
    """Every answer to a lesson's exercises, with the exercise."""
    exercises = {e.name: e for e in record(slug).exercises}
    own = importlib.import_module(f"tests.teaching.answers.{slug}").ANSWERS
    listed = [
        *own,
        *(
            answer
            for more in (LATER, STRANGERS, FOURTH, FIFTH, SIXTH, SEVENTH, EIGHTH)
            for answer in more.get(slug, ())
        ),
    ]
    return [(exercises[a.exercise], a) for a in listed]


def told(verdict):
    """What is said about the mistake, or ""."""
    if verdict.correct:
        return ""
    remarks = [text for text in verdict.remarks if not text.startswith(FACTS)]
    return plain(" ".join([verdict.misconception, *remarks])).replace("`", "").strip()


@pytest.fixture(scope="module")
def judged():
    """Verdicts on all wrong answers, by lesson."""
    return {
        slug: [(e, a, check(e, a.function(e))) for e, a in answers(slug) if not a.right] for slug in SLUGS
    }  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_right_answers_of_every_style_are_accepted(slug):
    refused = [(a.body, check(e, a.function(e)).text) for e, a in answers(slug) if a.right]
    assert [row for row in refused if not row[1].startswith("✓")] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_wrong_answers_are_refused(judged, slug):
    accepted = [a.body for _, a, v in judged[slug] if v.correct]
    assert accepted == []


def test_nine_of_ten_wrong_answers_are_named(judged):
    count = Counter()
    for slug in SLUGS:
        for _, _, verdict in judged[slug]:
            if not verdict.correct:
                count[slug, bool(told(verdict))] += 1
    named = sum(n for (_, is_named), n in count.items() if is_named)
    assert named / count.total() >= 0.93, count
    for slug in SLUGS:
        assert count[slug, True] / (count[slug, True] + count[slug, False]) >= 0.85, (slug, count)


@pytest.mark.parametrize("slug", SLUGS)
def test_none_is_named_wrongly(judged, slug):
    off = [
        (a.exercise, a.body, told(v))
        for _, a, v in judged[slug]
        if told(v)
        and not re.search(a.says, told(v), re.I)
        and not left_out(a.body, told(v))
        and not COUNTED.search(told(v))
    ]
    assert off == []


def left_out(body, text):
    """Whether it is said that an argument does not enter which the answer does not so much as name."""
    asked = re.match(r"Does (\w+) enter your answer", text)
    return asked is not None and not re.search(rf"\b{asked[1]}\b", body)


COUNTED = re.compile(
    r"With (?P<number>[01]) for (?P<set>\w+) and all|With (?P<change>.*?) and all else as it was, yours is right"
    r"|A test: double (?P<doubled>.*?)(?: together)?\. The right answer then (?P<does>.*?), in all|A test: "
)
"""What is said of a mistake that fits no known one: a count, which the next test counts again."""
TIMES = {"stays as it is": 1, "is doubled": 2, "becomes four times as large": 4, "is halved": 0.5}


@pytest.mark.parametrize("slug", SLUGS)
def test_what_was_counted_is_so(judged, slug):
    for e, a, v in judged[slug]:
        said, fn = COUNTED.search(told(v)), a.function(e)
        trials = [t for t in e.trials if not t.stacked and t.expected.returned and t.expected.value is not None]
        if said and said["set"]:
            wrong = [t for t in trials if not same(e, fn, t.case)]
            one = type(wrong[0].case[said["set"]])(said["number"])
            changed = [e.trial({**t.case, said["set"]: one}, t.usual) for t in wrong[:20]]
            made = [same(e, fn, t.case) for t in changed if t and t.expected.returned and t.expected.value is not None]
            assert len(made) >= 6
            assert all(made), (a.body, told(v))
        elif said and said["doubled"]:
            names, off = re.findall(r"\w+", said["doubled"].replace(" and ", " ")), 0
            for case in (t.case for t in trials[:20]):
                twice = {
                    n: [2 * x for x in y] if type(y) is list else 2 * y if n in names else y for n, y in case.items()
                }
                twice = {n: twice[n] if n in names else y for n, y in case.items()}
                if e.permits(twice) and (right := e.reference(**case)):
                    assert e.reference(**twice) == pytest.approx(TIMES[said["does"]] * right), told(v)
                    off += fn(**twice) != pytest.approx(TIMES[said["does"]] * fn(**case))
            assert off >= 4, (a.body, told(v))


def same(exercise, fn, case):
    try:
        return agree(fn(**case), exercise.reference(**case), exercise.rel_tol, exercise.abs_tol)
    except Exception:
        return False


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_said_gives_no_answer_away(judged, slug):
    leaks = []
    for e, _, verdict in judged[slug]:
        said = re.sub(r"\s+|`", "", told(verdict))
        leaks += [(e.name, told(verdict)) for fn in (e.reference, e.second, *e.ways) for x in _answers(fn) if x in said]
    assert leaks == []


MOST_CALLS = 1_000
"""Calls of a learner's function in one check; half of all take 260, nine of ten 350, the most seen is 610."""


def test_the_same_answer_gets_the_same_reply_however_busy_the_machine_is(judged, monkeypatch):
    """Each call seems to take ten milliseconds, a hundred times what it does, as where other programs have the processor."""
    clock, calls = count(), []
    monkeypatch.setattr(calling.time, "monotonic", lambda: 0.005 * next(clock))
    for slug in SLUGS:
        for e, a, first in judged[slug][::24]:
            fn = adapt(a.function(e), e.parameters)

            def counted(fn=fn, **case):
                calls[-1] += 1
                return fn(**case)

            calls.append(0)
            assert check(e, counted).text == first.text, (e.name, a.body)
    assert sorted(calls)[-1] <= MOST_CALLS


# -- what it must be able to do, on exercises about something else -----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fn", "said"),
    [
        ("area", lambda length, width: 100 * length * width, "100 times the right one"),
        ("area", lambda length, width: length, "nothing but length"),
        ("area", lambda length, width: length / width, "width upside down"),
        ("root", lambda b, c: -b / 2 + (b * b / 4 - c) ** 0.5 if b * b / 4 >= c else 0, "giving 0 where there is no answer"),
        ("root", lambda b, c: None if b * b / 4 < -c else -b / 2 + (b * b / 4 + c) ** 0.5, "c"),
        ("bill", lambda net, guests: {"tax": 0.2 * net, "each": 100 * 1.2 * net / guests}, "Only 'each' goes wrong"),
        ("bill", lambda net, guests: {"tax": -0.2 * net, "each": 1.2 * net / guests}, "Only 'tax' goes wrong"),
        ("shares", lambda weights: 100 * weights / weights.sum(), "100 times the right one"),
        ("shares", lambda weights: -weights / weights.sum(), "sign"),
        ("ticket", lambda age, day: (5 if age < 14 else 10) - 2 * (day == "Monday"), "no error is raised"),
        ("enough", lambda have, need: not have >= need, "True and False swapped"),
        ("label", lambda score, limit: "fail" if score >= limit else "pass", "swapped"),
        ("span", lambda values: (max(values), min(values)), "swapped"),
        ("area", lambda length, width: length * width + length / width, "the right one plus length ÷ width"),
        ("area", lambda length, width: length**1.5 * width, "the right one times √length"),
        ("area", lambda length, width: 7 * length**1.3 + 2, "Does width enter your answer?"),
        ("area", lambda length, width: str(length * width), "as text"),
        ("shares", lambda weights: float((weights / weights.sum()).max()), "one number, the largest"),
        ("shares", lambda weights: (weights / weights.sum())[1:], "the first values are missing"),
        ("shares", lambda weights: (weights / weights.sum())[:-1], "the last values are missing"),
        ("shares", lambda weights: np.append(weights / weights.sum(), 1.0), "too much behind"),
        ("shares", lambda weights: np.roll(weights / weights.sum(), 1), "in the wrong order"),
        ("label", lambda score, limit: "Pass" if score >= limit else "fail", "'Pass' where 'pass' is asked for"),
        ("bill", lambda net, guests: (0.2 * net, 1.2 * net / guests), "into a dictionary"),
        ("bill", lambda net, guests: {"Tax": 0.2 * net, "each": 1.2 * net / guests}, "spelled as in the task"),
        ("root", lambda b, c: largest_root(b, -c if b < 0 else c), "only where b is negative. There it behaves like"),
        ("area", lambda length, width: length * width * (1 + 0.1 * length), "double length. The right answer then is doubled"),
        ("area", lambda length, width: length**0.7 * width**1.3, "yours does not in 24 of 24"),
        ("bill", lambda net, guests: {"tax": 0.2 * net, "each": 1.2 * net / guests**1.4}, "With 1 for guests and all"),
        ("shares", lambda weights: np.sqrt(weights) / np.sqrt(weights).sum(), "with the square roots of weights"),
        ("shares", lambda weights: weights**1.7 / (weights**1.7).sum(), "With all of weights alike"),
        ("enough", lambda have, need: have - need, "zero or more exactly where True is right"),
        ("enough", lambda have, need: "yes" if have >= need else "no", "'yes' where True is asked for"),
        ("label", lambda score, limit: int(score >= limit), "says it otherwise: "),
    ],
)  # fmt: skip
def test_values_of_every_form_are_named(samples, name, fn, said):
    found = {"root": "largest_root"}.get(name, name)
    exercise = changed(samples[found], arrays=False, wrong=())
    assert said in told(check(exercise, fn))
    assert check(exercise, fn).outcome in ("not yet", "could not run")


def test_a_message_written_by_hand_holds_inside_the_references_own_errors(samples):
    ticket = samples[
        "ticket"
    ]  # the third named wrong answer takes every age; this one does not, and forgets the children
    fn = lambda age, day: (_ for _ in ()).throw(ValueError("age")) if age < 0 else (8.0 if day == "Monday" else 10.0)  # noqa: E731
    assert told(check(ticket, fn)) == "You forget the children."


@pytest.mark.parametrize("body", ["print(collateral + size * (price - entry_price))", "return no_such_name"])
def test_what_never_returns_anything_is_no_mistake_with_a_name(body):
    exercise = record("start_here").exercises[0]
    verdict = check(exercise, wrong(exercise.name, None, body).function(exercise))
    assert verdict.outcome == "could not run"
    assert verdict.misconception == ""


def test_silent_where_nothing_fits(samples):
    exercise = changed(samples["area"], arrays=False)
    odd = lambda length, width: length * width + 0.37 * length**1.7 + 0.011 * width**2.3  # noqa: E731
    assert re.sub(r"^A test: double \w+\. .* yours does not in (\d+) of \1\.$", "", told(check(exercise, odd))) == ""


def test_what_fails_in_every_call_is_no_mistake_that_is_known():
    """A right answer that fails everywhere, for whatever reason, would be alike."""
    exercise = record("leverage").exercises[0]
    for error in (NameError, ValueError, ZeroDivisionError):

        def failing(leverage, maintenance, side, error=error):
            raise error

        assert check(exercise, failing).misconception == ""


def test_an_argument_that_enters_somewhere_is_not_said_to_be_left_out(samples):
    exercise = changed(samples["area"], arrays=False, wrong=())
    said = told(check(exercise, lambda length, width: 7 * length**1.3 + (width > 7)))
    assert "Does width" not in said


def endless(limit):
    """Counts."""
    n = 0
    while n < limit:
        n += 1
    return n


def test_a_mutant_that_never_ends_is_stopped_without_a_clock():
    program = Program(endless, ("limit",), lambda name: ())
    assert program((), {"limit": 5}) == 5
    backwards = next(c for c in program.changes if "**subtracted**" in c.text)
    with pytest.raises(EndlessError):
        program((backwards,), {"limit": 5})
    once = next(c for c in program.changes if "one round" in c.text)
    assert program((once,), {"limit": 5}) == 1


def test_a_share_of_the_requirement_is_not_taken_for_none():
    e = next(e for e in record("start_here").exercises if e.name == "liquidatable")
    said = told(check(e, lambda c, s, e, p, m: c + s * (p - e) < m / 100 * abs(s) * p))
    assert "100 times" in said or said == ""


# -- drills --------------------------------------------------------------------------------------------------------------------


DRILL = Drill(
    name="walls",
    title="Walls",
    ask=lambda size, price: f"{size} m² at ${price}: what does it cost?",
    generate=lambda rng: {"size": float(rng.integers(11, 99)), "price": round(float(rng.uniform(1, 9)), 2)},
    answer=lambda size, price: size * price * 1.19,
    unit="USD",
    explain=lambda size, price: "size × price × 1.19",
    wrong=(WrongAnswer(lambda size, price: size * price, "you forget the tax."),),
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (lambda size, price: size * price, "you forget the tax"),
        (lambda size, price: 2 * size * price * 1.19, "twice the right answer"),
        (lambda size, price: size * price * 119, "100 times"),
        (lambda size, price: price * 1.19, "divided by the size"),
        (lambda size, price: size * price * 1.19 + price, "plus the price"),
        (lambda size, price: -size * price * 1.19, "sign is turned round"),
    ],
)  # fmt: skip
def test_slips_behind_a_typed_number(value, said):
    for seed in range(5):
        question = DRILL.question(seed)
        reply = question.mark(f"{value(**question.numbers):.3f}")
        assert reply.named, reply.text
        assert said in plain(reply.text)


@pytest.mark.parametrize("value", [lambda size, price: 0, lambda size, price: size, lambda size, price: price])
def test_a_number_of_the_question_explains_nothing(value):
    for seed in range(5):
        question = DRILL.question(seed)
        typed = value(**question.numbers)
        reply = question.mark(str(typed))
        assert ("stands in the question: it is given" in reply.text) == (
            typed != 0
        )  # of no formula there, and of no belief
        assert reply.named == (typed != 0)
        assert reply.misconception is None


def typed_values():
    """Every wrong value that can be told from the right one: what its naming contains, and the reply."""
    for slug, drills in TYPED.items():
        known = {drill.name: drill for drill in record(slug).drills}
        assert set(known) == set(drills), slug
        for name, values in drills.items():
            for says, formula in values:
                for seed in range(2):
                    question = known[name].question(seed)
                    value = formula(*figures(question))
                    if value is None or not math.isfinite(value):
                        continue
                    reply = question.mark(f"{value:.2f}" if abs(value) >= 1 else f"{value:.4g}")
                    apart = abs(value - question.answer) > 2 * known[name].tolerance(question.answer) + 1e-9
                    if apart and reply.outcome != "right":
                        yield says, reply


def test_most_wrong_numbers_are_named():
    count = Counter(reply.named or reply.outcome == "unit" for _, reply in typed_values())
    assert count.total() > 400
    assert count[True] / count.total() >= 0.9, count


# -- wording -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (with_unit(-1, "step"), "−1"),
        (with_unit(1, "units"), "1 unit"),
        (with_unit(2, "units"), "2 units"),
        (difference(3, 2.5, "score"), "yours is 0.5 too high (20\u202f% more than expected)"),
        (difference(0.02, 0.01, "fraction"), "yours is 0.01 too high, which is 1 percentage point"),
        (difference(0.03, 0.01, "fraction"), "yours is 0.02 too high, which is 2 percentage points"),
        (difference(100, 1, "fraction"), "yours is 99 too high"),
    ],
)  # fmt: skip
def test_amounts_as_people_say_them(text, said):
    assert text == said
