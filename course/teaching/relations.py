"""What happens to the right answer and to a learner's when a case is changed.

Where the first keeps a rule and the second does not, or where the second becomes right, something can be said about a mistake
that fits no known one. Everything here is counted, nothing is guessed: a text says on how many cases it was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from course.teaching.calling import known, run
from course.teaching.changes import Case, changed_in, like
from course.teaching.values import agree, is_number
from course.texts import listed, say

if TYPE_CHECKING:
    from course.teaching.exercise import Exercise

TRIED = 24
"""Cases on which a rule is looked at."""
LEAST = 6
"""Cases that must speak for a statement, at least."""
DIFFERENT = 4
"""Right answers among them that must differ: where all are 0, being right says nothing."""
TOGETHER = 4
"""Arguments that are doubled together, at most."""
EVERY = {1.0: "stays as it is", 2.0: "is doubled", 4.0: "becomes four times as large", 0.5: "is halved"}
"""What a number does when a case is changed."""


@dataclass(frozen=True)
class Changed:
    """A change of cases: what it does, and its words."""

    change: Callable[[Case], Case]
    text: str


@dataclass(frozen=True)
class Rule:
    """What the right answer does under a change, on every case that was tried: it is ``factor`` times what it was."""

    of: Changed
    factor: float
    cases: tuple[Case, ...]


# -- rules that the right answer keeps ---------------------------------------------------------------------------------------


def rules(exercise: Exercise, cases: Sequence[Case]) -> list[Rule]:
    """The rules that the right answer keeps, the simplest first; of two that say the same, the shorter."""
    found: list[Rule] = []
    kept: list[set[str]] = []
    right = [(case, value) for case in cases if (value := _right(exercise, case))]
    for names, changed in _doublings(exercise, cases):
        if any(known_names <= names for known_names in kept):
            continue
        rule = _rule(exercise, right, changed)
        if rule is not None:
            found.append(rule)
            kept.append(names)
    return found + [rule for c in _of_rows(exercise, cases) if (rule := _rule(exercise, right, c)) is not None]


def _doublings(exercise: Exercise, cases: Sequence[Case]) -> Iterator[tuple[set[str], Changed]]:
    names = [
        name for name in exercise.parameters if name not in exercise.space.whole and _numeric([c[name] for c in cases])
    ]
    for count in range(1, TOGETHER + 1):
        for some in combinations(names, count):
            said = listed([f"`{name}`" for name in some])
            text = say("double {said}", said=said) if count == 1 else say("double {said} together", said=said)
            yield set(some), Changed(partial(changed_in, some, _doubled), text)


def _numeric(values: Sequence[Any]) -> bool:
    return all(is_number(v) for v in values) or all(_floats(v) is not None for v in values)


def _floats(value: Any) -> np.ndarray[Any, Any] | None:
    """A list or array of numbers."""
    if not isinstance(value, list | tuple | np.ndarray) or not np.size(value):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return None
    return array if array.dtype.kind in "if" and array.ndim else None


def _doubled(value: Any) -> Any:
    return 2 * value if is_number(value) else like(lambda row: 2 * row)(value)


def _rows(exercise: Exercise, cases: Sequence[Case]) -> list[str]:
    """The arguments that are lists of equal length in every case."""
    names = [n for n in exercise.parameters if all(isinstance(c[n], list | tuple | np.ndarray) for c in cases)]
    names = [n for n in names if all(np.ndim(c[n]) == 1 for c in cases)]
    return [n for n in names if all(len(c[n]) == len(c[names[0]]) for c in cases)]


def _of_rows(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Changed]:
    names = _rows(exercise, cases)
    if names:
        said = listed([f"`{name}`" for name in names])
        turned, twice = like(lambda row: row[::-1]), like(lambda row: np.repeat(row, 2))
        yield Changed(partial(changed_in, names, turned), say("turn the order of {said} round", said=said))
        yield Changed(partial(changed_in, names, twice), say("put every entry of {said} in twice", said=said))


def _right(exercise: Exercise, case: Case) -> float | None:
    """The right answer of a case, where it is one number and the exercise is meant for the case."""
    if not (exercise.permits(case) and _inside(exercise.bounds, case)):
        return None
    result = known(exercise.reference, case, exercise.time_limit)
    return float(result.value) if result.returned and is_number(result.value) else None


def _inside(bounds: Mapping[str, tuple[float, float]], case: Case) -> bool:
    return all(low <= np.min(case[n]) and np.max(case[n]) <= high for n, (low, high) in bounds.items() if n in case)


def _rule(exercise: Exercise, right: Sequence[tuple[Case, float]], changed: Changed) -> Rule | None:
    """The rule behind a change, if the right answers keep one: those of cases, none of them zero."""
    factor, used, values = 0.0, [], set()
    for case, before in right:
        after = _right(exercise, changed.change(case))
        if after is None:
            continue
        now = next((k for k in EVERY if agree(after, k * before, 1e-7, 0.0)), 0.0)
        if not now or (factor and now != factor):
            return None
        factor = now
        used.append(case)
        values.add(round(before, 9))
    if len(used) < LEAST or len(values) <= 2 * DIFFERENT:  # few values: that one stays the same may be chance
        return None
    return Rule(changed, factor, tuple(used))


def broken(exercise: Exercise, learner: Callable[..., Any], rules: Sequence[Rule]) -> str:
    """The rule that a learner's function breaks most often, in words; else ""."""
    best, text = 0.0, ""
    for rule in rules:
        ratios = []
        for case in rule.cases:
            before, after = (run(learner, c, exercise.time_limit) for c in (case, rule.of.change(case)))
            usable = all(r.returned and is_number(r.value) and np.isfinite(float(r.value)) for r in (before, after))
            if usable and before.value:
                ratios.append(float(after.value) / float(before.value))
        off = [k for k in ratios if not agree(k, rule.factor, 1e-6, 0.0)]
        if len(off) < LEAST or len(off) < len(ratios) / 4 or len(off) / len(ratios) <= best:
            continue
        best = len(off) / len(ratios)
        same = next((said for k, said in EVERY.items() if all(agree(x, k, 1e-6, 0.0) for x in off)), "does not")
        text = say(
            "**A test**: {change}. The right answer then {becomes}, in all {count} cases tried; yours {same} in {off} of"
            " {ratios}.",
            change=rule.of.text,
            becomes=EVERY[rule.factor],
            count=len(rule.cases),
            same=same,
            off=len(off),
            ratios=len(ratios),
        )
    return text


# -- changes that make a wrong answer right ----------------------------------------------------------------------------------


def _easier(exercise: Exercise, cases: Sequence[Case]) -> list[list[tuple[Changed, str]]]:
    """Changes after which an argument makes no difference any more and where to look then; the most telling kind first."""
    found: list[list[tuple[Changed, str]]] = [[], [], [], []]
    for name in exercise.parameters:
        values = [case[name] for case in cases]
        how = say("the part that `{name}` enters", name=name)
        if all(is_number(v) for v in values):
            counts = name in exercise.space.whole or exercise.units.get(name) in ("fraction", "×", "times")
            for number in (0, 1) if counts else (0,):
                text = say("{number:#~} for `{name}`", number=number, name=name)
                found[0].append((Changed(partial(changed_in, [name], partial(_typed, number)), text), how))
            if any(v < 0 for v in values):
                found[1].append((Changed(partial(changed_in, [name], abs), say("`{name}` above zero", name=name)), how))
        elif all(isinstance(v, list | tuple | np.ndarray) and np.ndim(v) == 1 and len(v) for v in values):
            kind = 2 if all(np.asarray(v).dtype.kind in "if" for v in values) else 1
            for place, fn, words in ROWS:
                if kind == 2 or place == 1:
                    found[place].append((Changed(partial(changed_in, [name], like(fn)), say(words, name=name)), how))
    rows = _rows(exercise, cases)
    if rows:
        said = listed([f"`{name}`" for name in rows])
        first = Changed(
            partial(changed_in, rows, like(lambda row: row[:1])), say("only one entry in {said}", said=said)
        )
        found[3].append((first, say("what is done with several")))
    return found


ROWS: tuple[tuple[int, Callable[[Any], Any], str], ...] = (
    (1, lambda row: np.full(len(row), row[0]), "all of `{name}` alike"),
    (2, np.abs, "none of `{name}` below zero"),
)


def _typed(number: float, value: Any) -> Any:
    """A number of the kind that another one is."""
    return type(value)(number)


def right_when(exercise: Exercise, learner: Callable[..., Any], wrong: Sequence[Case], usual: frozenset[str]) -> str:
    """The change of an argument that makes every wrong answer right, in words; else ""."""
    for changes in _easier(exercise, wrong) if wrong else ():
        best, text = 0, ""
        for changed, how in changes:
            seen = _made_right(exercise, learner, wrong[:TRIED], usual, changed)
            different = len({repr(value) for value in seen if _something(value)})
            if len(seen) >= LEAST and different >= DIFFERENT and different > best:
                best = different
                text = say(
                    "With {change} and all else as it was, yours is **right** in all {count} cases tried, each of them wrong"
                    " before: look at {how}.",
                    change=changed.text,
                    count=len(seen),
                    how=how,
                )
        if text:
            return text
    return ""


def _something(value: Any) -> bool:
    """A right answer that is not zero all over: there anything may be right."""
    return bool(np.any(np.asarray(list(value.values()) if isinstance(value, Mapping) else value)))


def _made_right(
    exercise: Exercise, learner: Callable[..., Any], wrong: Sequence[Case], usual: frozenset[str], changed: Changed
) -> list[Any]:
    """The right answers of the changed cases, if the learner has them all; nothing if a wrong case was so already."""
    seen: list[Any] = []
    for case in wrong:
        new = changed.change(case)
        if all(np.array_equal(case[name], new[name]) for name in case):
            return []
        trial = exercise.trial(new, usual) if _sensible(exercise, new) else None
        if trial is None or not trial.expected.returned or trial.expected.value is None:
            continue
        yours, right = run(learner, new, exercise.time_limit), trial.expected.value
        if not (yours.returned and agree(yours.value, right, exercise.rel_tol, exercise.abs_tol)):
            return []
        seen.append(right)
    return seen


def _sensible(exercise: Exercise, case: Case) -> bool:
    """Nothing is divided by zero on the way to the right answer."""
    try:
        with np.errstate(divide="raise", invalid="raise"):
            exercise.reference(**case)
    except Exception as error:  # it refuses the case, or cannot be meant for it
        return isinstance(error, exercise.raises)
    return True
