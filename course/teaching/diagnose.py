"""What a good teacher would notice about a row of wrong answers, without knowing the subject.

Every remark is a fact about *all* the cases tried; nothing is guessed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.teaching.values import is_number, number, show
from course.texts import say


@dataclass(frozen=True)
class Answer:
    """One tried case: the arguments, what the learner's function returned, what was expected, and whether they agree."""

    case: Mapping[str, Any]
    yours: Any
    expected: Any
    right: bool


def remarks(answers: Sequence[Answer]) -> list[str]:
    """Up to two remarks on the wrong answers, the most telling first."""
    found = [remark(answers) for remark in (_always_the_same, _relation, _where_wrong)]
    return [text for text in found if text][:2]


def _numbers(answers: Sequence[Answer]) -> list[tuple[float, float]]:
    """(yours, expected) of every number that is wrong, or nothing where something else than numbers is.

    Arrays and dictionaries are taken apart; entries that are right, and a None in its place, say nothing.
    """
    wrong = [a for a in answers if not a.right]
    pairs = [pair for a in wrong for pair in _parts(a.yours, a.expected)]
    if len(wrong) < 3 or not all(is_number(y) and is_number(e) for y, e in pairs):
        return []
    numbers = [(float(y), float(e)) for y, e in pairs]
    if not all(math.isfinite(y) and math.isfinite(e) for y, e in numbers):
        return []
    return [(y, e) for y, e in numbers if not _close(y, e)]


def _parts(yours: Any, expected: Any) -> list[tuple[Any, Any]]:
    """Two values entry by entry; two that are None do not count."""
    if yours is None and expected is None:
        return []
    if isinstance(expected, Mapping) and isinstance(yours, Mapping) and set(expected) <= set(yours):
        return [pair for key in expected for pair in _parts(yours[key], expected[key])]
    if isinstance(expected, np.ndarray | list | tuple) and _shape(yours) == _shape(expected):
        return [pair for y, e in zip(list(yours), list(expected), strict=True) for pair in _parts(y, e)]
    if isinstance(expected, bool | np.bool_) and isinstance(yours, bool | np.bool_):
        return [(int(yours), int(expected))]
    return [(yours, expected)]


def _shape(value: Any) -> tuple[int, ...] | None:
    """The shape of an array or list; None of anything else."""
    if not isinstance(value, np.ndarray | list | tuple) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return None
    try:
        return np.shape(value)
    except ValueError:  # ragged
        return None


def _always_the_same(answers: Sequence[Answer]) -> str:
    values = [a.yours for a in answers]
    wanted = [a.expected for a in answers]
    if len(values) < 3 or not all(map(_simple, values + wanted)):
        return ""
    if len(set(values)) == 1 and values[0] is not None and len(set(wanted)) > 1:
        return say("In every case tried, your function answers {show}, whatever it is given.", show=show(values[0]))
    return ""


def _simple(value: Any) -> bool:
    """One number, text, truth value or None: can be put into a set."""
    return is_number(value) or value is None or isinstance(value, str | bool)


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def _relation(answers: Sequence[Answer]) -> str:
    pairs = _numbers(answers)
    if not pairs or len({e for _, e in pairs}) < 2:
        return ""
    everywhere = "In every case tried" if not any(a.right for a in answers) else "Where it is wrong"
    if all(e != 0 and _close(y, -e) for y, e in pairs):
        return say("{everywhere}, only the sign is turned round: look for one minus.", everywhere=everywhere)
    if all(e != 0 for _, e in pairs):
        ratio = pairs[0][0] / pairs[0][1]
        if ratio != 0 and all(_close(y, ratio * e) for y, e in pairs):
            return say("{everywhere}, your answer is {times}", everywhere=everywhere, times=_times(ratio))
        if all(y != 0 and _close(y * e, 1.0) for y, e in pairs):
            return say(
                "{everywhere}, your answer is 1 divided by the right one: the fraction stands upside down.",
                everywhere=everywhere,
            )
    gap = pairs[0][0] - pairs[0][1]
    if all(math.isclose(y - e, gap, rel_tol=1e-6, abs_tol=1e-12) for y, e in pairs):
        return say(
            "{everywhere}, your answer is {gap} too {gap_2}: by the same amount.",
            everywhere=everywhere,
            gap=number(abs(gap)),
            gap_2="high" if gap > 0 else "low",
        )
    for digits in range(5):
        if all(y == round(e, digits) for y, e in pairs) and any(y for y, _ in pairs):
            return say(
                "{everywhere}, your answer is the right one rounded to {digits} decimals: return it unrounded.",
                everywhere=everywhere,
                digits=digits,
            )
    if all(y == math.floor(e) or y == int(e) for y, e in pairs) and any(y for y, _ in pairs):
        return say("{everywhere}, the fraction is cut off: `//` and `int(…)` do that.", everywhere=everywhere)
    return ""


def _times(ratio: float) -> str:
    said = {
        100.0: "100 times the right one: per cent where a fraction is wanted?",
        0.01: "one hundredth of the right one: a fraction where per cent is wanted?",
        2.0: "twice the right one: is something counted two times?",
        0.5: "half the right one.",
    }
    text = next((words for value, words in said.items() if _close(ratio, value)), "")
    return text or say("{ratio} times the right one, always the same factor.", ratio=number(ratio))


def _where_wrong(answers: Sequence[Answer]) -> str:
    """The one choice or sign that all wrong answers share and no right one has."""
    right = [a for a in answers if a.right]
    wrong = [a for a in answers if not a.right]
    if len(right) < 3 or len(wrong) < 2:
        return ""
    for name in wrong[0].case:
        for label, test in _features(name, wrong[0].case[name]):
            same = [_has(a, name, test) for a in wrong]
            if all(same) and not any(_has(a, name, test) for a in right):
                return say("Every case with {label} is wrong, every other one is right.", label=label)
    return ""


def _features(name: str, value: Any) -> list[tuple[str, Callable[[Any], bool]]]:
    if isinstance(value, str | bool):
        return [(f"`{name}={value!r}`", lambda v: bool(v == value))]
    if is_number(value):
        return [
            (say("a negative `{name}`", name=name), lambda v: is_number(v) and v < 0),
            (say("`{name}` zero", name=name), lambda v: is_number(v) and v == 0),
            (say("a positive `{name}`", name=name), lambda v: is_number(v) and v > 0),
        ]
    return []


def _has(answer: Answer, name: str, test: Callable[[Any], bool]) -> bool:
    return name in answer.case and test(answer.case[name])
