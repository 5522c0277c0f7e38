"""What a learner is told, outcome by outcome."""

from __future__ import annotations

import copy
import functools
import math
import threading
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.teaching import calling
from course.teaching.attempt import unfinished
from course.teaching.calling import run
from course.teaching.checking import check
from course.teaching.proof import define

from .samples import SAMPLES, changed


def checked(exercise, source, **names):
    return check(exercise, define(source, exercise.name, names))


# -- not attempted ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "    ...\n",
        "    pass\n",
        '    """Only a docstring."""\n',
        "    return ...\n",
        "    x = ...\n    return x * width\n",
        "    if length > ...:\n        return 1.0\n    return 2.0\n",
        "    def inner(x):\n        return ...\n    return inner(length)\n",
        "    return (lambda x: ...)(length)\n",
        "    return [length, ...][0]\n",
    ],
)
def test_any_gap_left_is_not_attempted(samples, body):
    verdict = checked(samples["area"], f"def area(length, width):\n{body}")
    assert verdict.outcome == "not attempted"
    assert "hint" in verdict.next_step


def test_the_line_with_the_gap_is_shown(samples):
    source = "def area(length, width):\n    a = length\n    b = ...\n    return a * b\n"
    assert "Line 3 of your function still has a gap: `b = ...`." in checked(samples["area"], source).summary


@pytest.mark.parametrize("value", [..., "..."])
def test_a_name_that_still_stands_for_the_sentinel(samples, value):
    assert check(samples["area"], value).outcome == "not attempted"


@pytest.mark.parametrize(
    "body",
    [
        "    # ... done\n    return length * width\n",
        "    '''How ... long?'''\n    return length * width\n",
        "    table = np.ones((1, 1))\n    return table[..., 0][0] * length * width\n",
        "    note: tuple[float, ...] = (length, width)\n    return note[0] * note[1]\n",
        "    print('...')\n    return length * width\n",
        "    out = np.empty(np.shape(length))\n    out[...] = np.multiply(length, width)\n    return out\n",
        "    class Out(dict): ...\n    return Out(a=length * width)['a']\n",
        "    class Out(dict):\n        ...\n    return Out(a=length * width)['a']\n",
    ],
)
def test_three_dots_that_are_no_gap(samples, body):
    assert checked(samples["area"], f"def area(length, width):\n{body}").correct


def test_gap_is_found_without_source(samples):
    scope = {}
    exec("def area(length, width):\n    factor = ...\n    return length * factor", scope)
    assert "Somewhere" in check(samples["area"], scope["area"]).summary


def test_gap_in_a_helper_shows_when_it_is_called(samples):
    scope = {}
    exec("def helper(x):\n    return ...", scope)
    returned = define("def area(length, width):\n    return helper(length)", "area", scope)
    assert check(samples["area"], returned).outcome == "not attempted"
    used = define("def area(length, width):\n    return helper(length) * 2.0", "area", scope)
    assert check(samples["area"], used).outcome == "not attempted"


def test_what_is_no_function_has_no_gap():
    assert unfinished(3) == ""
    assert unfinished(math.sqrt) == ""
    assert unfinished(lambda x: x) == ""


# -- could not run ---------------------------------------------------------------------------------------------------------


def test_an_error_is_told_with_call_line_and_a_question(samples):
    source = "def area(length, width):\n    gap = 0\n    return length / gap\n"
    verdict = checked(samples["area"], source)
    assert verdict.outcome == "could not run"
    assert verdict.summary == (
        "It raised `ZeroDivisionError: float division by zero`, in line 3 of your function: `return length / gap`."
    )
    assert verdict.call == "area(length=1, width=1)"
    assert verdict.remarks == ("Which value makes the divisor zero?",)


def test_the_call_that_fails_is_made_simple(samples):
    source = "def area(length, width):\n    if length > 5:\n        return lenght\n    return length * width\n"
    verdict = checked(samples["area"], source)
    assert "NameError" in verdict.summary
    assert verdict.case["length"] == 10.0
    assert verdict.case["width"] == 1.0
    assert 0 < verdict.right < verdict.tried


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "does every way through it end in a `return`?"),
        (math.nan, "`nan`, not a number"),
        (math.inf, "it divides by zero"),
        ("12", "It returned text, '12', where a number is expected"),
        (1 + 2j, "complex number"),
        (True, "where a number is expected"),
        ([1.0, 2.0], "where a number is expected"),
        (np.zeros(3), "an array of shape (3,) where a number is expected"),
        (math.sqrt, "brackets missing"),
        ({"a": 1.0}, "a dictionary"),
        (np.array(math.nan), "`nan`"),
    ],
)
def test_unusable_values_are_named(samples, value, words):
    verdict = check(samples["area"], lambda length, width: value)
    assert verdict.outcome == "could not run"
    assert words in verdict.text
    assert verdict.call.startswith("area(length=")
    assert verdict.yours


def test_shape_of_arrays_and_names_in_dictionaries(samples):
    wrong_shape = check(samples["shares"], lambda weights: np.append(weights, 1.0))
    assert "shape" in wrong_shape.summary
    nan_inside = check(samples["shares"], lambda weights: weights * np.nan)
    assert "at position 0" in nan_inside.summary.lower()
    missing = check(samples["bill"], lambda net, guests: {"tax": 0.2 * net})
    assert "has no 'each'" in missing.summary
    short = check(samples["span"], lambda values: (min(values),))
    assert "1 values where 2 are expected" in short.summary


@pytest.mark.parametrize("fn", [3.0, None, "area", [1]])
def test_what_is_no_function_is_explained(samples, fn):
    verdict = check(samples["area"], fn)
    assert verdict.outcome == "could not run"
    assert "the function itself" in verdict.summary


def test_wrong_number_of_arguments_is_explained(samples):
    verdict = checked(samples["area"], "def area(length):\n    return length\n")
    assert verdict.outcome == "could not run"
    assert "takes `(length)`, and the exercise calls it with `(length, width)`" in verdict.summary


def test_whatever_is_raised_is_caught(samples):
    for error in (SystemExit(), KeyboardInterrupt(), MemoryError(), GeneratorExit()):

        def fn(length, width, error=error):
            raise error

        assert check(samples["area"], fn).outcome == "could not run"


def test_endless_recursion_is_named(samples):
    source = "def area(length, width):\n    return area(length, width)\n"
    verdict = checked(samples["area"], source)
    assert "RecursionError" in verdict.summary
    assert "calls itself without end" in verdict.text


def endless(**_):
    while True:
        pass


def test_hanging_code_is_stopped_in_time():
    result = run(endless, {"x": 1}, 0.2)
    assert result.timed_out
    assert 0.2 <= result.seconds < 60


def test_hanging_code_that_catches_everything_but_exits_is_stopped():
    def stubborn(x):
        while True:
            try:
                x += 1
            except Exception:
                x = 0

    assert run(stubborn, {"x": 1}, 0.2).timed_out


def test_hanging_code_is_stopped_where_there_is_no_timer(monkeypatch):
    monkeypatch.delattr(calling.signal, "setitimer")
    assert run(endless, {"x": 1}, 0.2).timed_out
    assert run(lambda x: x, {"x": 1}, 0.2).value == 1


def test_hanging_code_is_stopped_in_a_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(run(endless, {"x": 1}, 0.2)))
    thread.start()
    thread.join(60)
    assert results[0].timed_out


def test_a_timer_that_was_running_goes_on():
    signal = calling.signal
    rang = []
    previous = signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        assert run(endless, {"x": 1}, 0.1).timed_out
        end = time.monotonic() + 60
        while not rang and time.monotonic() < end:
            time.sleep(0.01)
        assert rang == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


# -- not yet ---------------------------------------------------------------------------------------------------------------


def test_smallest_counterexample_difference_and_message(samples):
    verdict = check(samples["area"], lambda length, width: length + width)
    assert verdict.outcome == "not yet"
    assert verdict.call == "area(length=1, width=1)"
    assert (verdict.yours, verdict.expected) == ("2 m²", "1 m²")
    assert verdict.difference == "yours is 1 m² too high (100\u202f% more than expected)"
    assert verdict.misconception == "You add the sides."


def test_number_of_the_misconception(samples):
    assert check(samples["area"], lambda length, width: length**2).belief == 7


def test_a_mistake_that_matches_only_some_cases_is_not_named(samples):
    def nearly(length, width):
        return np.where(np.asarray(length) > 8, 0.0, length + width)

    verdict = check(samples["area"], nearly)
    assert verdict.outcome == "not yet"
    assert verdict.misconception == ""


def test_only_cases_that_fail_are_shown(samples):
    source = (
        "def ticket(age, day):\n    if age < 0:\n        raise ValueError\n"
        "    return (10.0 if age > 14 else 5.0) - 2.0 * (day == 'Monday')\n"
    )
    verdict = checked(samples["ticket"], source)
    assert verdict.outcome == "not yet"
    assert verdict.case["age"] == 14


def test_preferred_values_come_first(samples):
    area = changed(samples["area"], shrink={"length": (4.0, 2.0), "width": (3.0,)})
    assert check(area, lambda length, width: length + width).call == "area(length=4, width=3)"


def test_arguments_that_must_be_refused(samples):
    verdict = check(samples["ticket"], lambda age, day: (5.0 if age < 14 else 10.0) - 2.0 * (day == "Monday"))
    assert verdict.outcome == "not yet"
    assert verdict.expected == "raises ValueError"
    assert verdict.case["age"] < 0


def test_refusing_what_is_allowed(samples):
    def strict(age, day):
        raise ValueError("no")

    verdict = check(samples["ticket"], strict)
    assert verdict.outcome == "not yet"
    assert verdict.difference == "your function refuses arguments that are allowed"


def test_none_where_there_is_a_value_is_wrong_not_unusable(samples):
    root = samples["largest_root"].reference

    def shy(b, c):
        return None if c > 0 else root(b, c)

    verdict = check(samples["largest_root"], shy)
    assert verdict.outcome == "not yet"
    assert verdict.yours == "None"


def test_lists_are_shown_with_few_entries(samples):
    verdict = check(samples["span"], lambda values: (values[0], values[-1]))
    assert len(verdict.case["values"]) == 2


@pytest.mark.parametrize(
    ("fn", "remark"),
    [
        (lambda length, width: -length * width, "only the sign is turned round"),
        (lambda length, width: 100 * length * width, "per cent where a fraction is wanted"),
        (lambda length, width: 3 * length * width, "3 times the right one, always the same factor"),
        (lambda length, width: length * width + 2.5, "2.5 too high: by the same amount"),
        (lambda length, width: 0 * length + 5.0, "Your answer is 5 in every case that was tried"),
        (lambda length, width: np.round(length * width, 0), "rounded to 0 decimals"),
        (lambda length, width: 1 / (length * width), "stands upside down"),
        (lambda length, width: np.floor(length * width), "the fraction is cut off"),
    ],
)
def test_what_a_teacher_would_notice(samples, fn, remark):
    single = changed(samples["area"], arrays=False)
    assert remark in check(single, fn).text


def test_where_it_is_wrong_is_noticed(samples):
    source = "def ticket(age, day):\n    if age < 0:\n        raise ValueError\n    p = 5.0 if age < 14 else 10.0\n"
    verdict = checked(samples["ticket"], source + "    return p - 3.25 if day == 'Monday' else p\n")
    assert "Every case with `day='Monday'` is wrong, every other one is right." in verdict.text


def test_an_argument_that_is_not_used_is_noticed(samples):
    single = changed(samples["area"], arrays=False)
    verdict = check(single, lambda length, width: 7 * width)
    assert "Does `length` enter your answer? In 61 of 61 pairs of cases" in verdict.text


# -- correct ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fn",
    [
        lambda a, b: a * b,
        lambda *sides: sides[0] * sides[1],
        lambda width, length: length * width,
        functools.partial(lambda factor, length, width: factor * length * width, 1),
        np.multiply,
        lambda length, width, unused=3: width * length,
    ],
)
def test_any_way_of_writing_it_passes(samples, fn):
    assert check(samples["area"], fn).correct


def test_an_object_with_a_call_passes(samples):
    class Area:
        def __call__(self, length, width):
            return length * width

    assert check(samples["area"], Area()).correct


@pytest.mark.parametrize("kind", [Fraction, Decimal, np.float32, np.array])
def test_any_kind_of_number_passes(samples, kind):
    single = changed(samples["area"], arrays=False)
    assert check(single, lambda length, width: kind(round(length * width, 4))).correct


def test_a_correct_answer_is_told_what_to_notice_and_what_is_next(samples):
    verdict = check(samples["area"], samples["area"].second)
    assert verdict.remarks == ("Twice both sides is four times the space.",)
    assert verdict.next_step == "Now the walls."


def scalars_only(length, width):
    return length * width if length > 0 else 0.0


def test_scalars_only_is_right_and_told_how_to_take_arrays(samples):
    verdict = check(samples["area"], scalars_only)
    assert verdict.correct
    assert verdict.tried == sum(not trial.stacked for trial in samples["area"].trials)
    assert "To take whole arrays as well: `if`, `min` and `max` look at one value; use `np.where`" in verdict.text


def test_scalars_only_is_not_enough_where_the_prompt_asks_for_arrays(samples):
    asked = changed(samples["area"], prompt="Write `area(length, width)`; both may be arrays.")
    verdict = check(asked, scalars_only)
    assert verdict.outcome == "could not run"
    assert "np.where" in verdict.text
    assert check(asked, asked.reference).correct


def test_conditions_on_arguments_are_asked_value_by_value(samples):
    picky = changed(
        samples["area"], prompt="Both may be arrays.", allowed=lambda length, width: length * width < 400 and length > 0
    )
    assert check(picky, scalars_only).outcome == "could not run"


def test_wrong_with_single_values_comes_before_arrays(samples):
    verdict = check(samples["area"], lambda length, width: length + width if length > 0 else 0.0)
    assert verdict.outcome == "not yet"
    assert verdict.misconception == "You add the sides."


def test_many_wrong_cases_come_before_a_few_that_raise(samples):
    single = changed(samples["area"], arrays=False, bounds={"length": (0, 20), "width": (0, 20)})
    corner = changed(single, hand_cases=({"length": 4.0, "width": 4.0}, *single.hand_cases))
    verdict = check(corner, lambda length, width: length / (length - width))
    assert verdict.outcome == "not yet"
    assert "In 1 of 62 cases it raises `ZeroDivisionError: float division by zero`." in verdict.text


# -- always --------------------------------------------------------------------------------------------------------------------


def test_learners_get_copies(samples):
    before = copy.deepcopy([t.case for t in samples["shares"].trials])

    def greedy(weights):
        weights[:] = 0
        return weights

    check(samples["shares"], greedy)
    after = [t.case for t in samples["shares"].trials]
    assert all((a["weights"] == b["weights"]).all() for a, b in zip(before, after, strict=True))
    assert check(samples["shares"], samples["shares"].reference).correct


def test_printing_is_kept_and_not_let_out(samples, capsys):
    def chatty(length, width):
        print("length is", length)  # noqa: T201 (what is tested)
        return length + width

    verdict = check(samples["area"], chatty)
    assert capsys.readouterr().out == ""
    assert verdict.printed == "length is 1.0\n"
    assert "length is 1.0" in verdict.text


def test_much_printing_is_shortened(samples):
    def noisy(length, width):
        print("x" * 100_000)  # noqa: T201 (what is tested)
        return length * width

    assert len(check(samples["area"], noisy).printed) < 2_100


def test_html_escapes_what_a_learner_made(samples):
    def hostile(length, width):
        print("<script>alert(1)</script>")  # noqa: T201 (what is tested)
        return "<img src=x onerror=alert(1)>"

    page = check(samples["area"], hostile)._repr_html_()
    assert "<script" not in page
    assert "<img" not in page


def test_addresses_do_not_get_into_replies(samples):
    verdict = check(samples["area"], lambda length, width: object())
    assert " at 0x" not in verdict.text


@given(st.sampled_from(["area", "ticket", "span", "bill", "label"]), st.integers(0, 10_000))
def test_replies_never_change_and_counterexamples_are_real(name, seed):
    exercise = SAMPLES[name]
    rng = np.random.default_rng(seed)
    fraction, offset = rng.uniform(0, 1), float(rng.integers(1, 4))

    def sometimes(*values, **named):
        values = values or tuple(named.values())
        right = exercise.reference(*values)
        odd = (sum(map(ord, repr(values))) % 97) / 97 < fraction
        if isinstance(right, float) and odd:
            return right + offset
        return right

    first, again = check(exercise, sometimes), check(exercise, sometimes)
    assert first.text == again.text
    if first.outcome == "not yet":
        assert repr(sometimes(**first.case)) != repr(exercise.reference(**first.case))
