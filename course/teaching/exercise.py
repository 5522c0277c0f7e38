"""Exercises: one record holds everything; :func:`course.teaching.checking.check` answers like a teacher."""

from __future__ import annotations

import inspect
import re
import textwrap
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from course.teaching.calling import CallResult, describe_error, known
from course.teaching.shrink import Case, Space
from course.teaching.values import is_number, kinds_in, show
from course.teaching.verdict import Verdict


@dataclass(frozen=True)
class Wrong:
    """A wrong answer with a name: the code of a known misconception and what to say to who wrote it.

    Attributes:
        fn: the wrong formula, called like the reference.
        message: one or two sentences of markup: what it forgets and why that matters.
        misconception: its number in ``course.teaching.misconceptions``, if it is one of those.
    """

    fn: Callable[..., Any]
    message: str
    misconception: int | None = None


@dataclass(frozen=True)
class Trial:
    """One case with what the reference does on it.

    Attributes:
        usual: the kinds that the reference returns on cases like this one.
        stacked: its numbers are arrays, made of plain cases.
    """

    case: Case
    expected: CallResult
    usual: frozenset[str]
    stacked: bool = False


_JUDGES: list[Callable[[Exercise, Any], Verdict]] = []


def judges(check: Callable[[Exercise, Any], Verdict]) -> Callable[[Exercise, Any], Verdict]:
    """Make ``check`` the one that judges exercises. An exercise is a record: it knows that it is judged, not how."""
    _JUDGES.append(check)
    return check


@dataclass(frozen=True, eq=False)
class Exercise:
    """Everything about one exercise.

    Attributes:
        name: the name of the function the learner writes.
        title: as shown.
        prompt: the task, markup.
        starter: code given to the learner, every gap marked ``...``.
        reference: the right function; its source is the worked solution.
        second: an independently written right function; only tests call it.
        hints: three, by degree; none holds the answer.
        wrong: at least three named wrong answers.
        cases: draws one case (dict of arguments) from a ``numpy.random.Generator``.
        ways: further right functions, each another way to the same answer: mistakes are searched for among their mutants.
        hand_cases: cases chosen by hand, tried first.
        units: unit per argument, and per "return" (a unit, or a dict of units if a dict is returned): "USD", "×",
            "fraction", ….
        bounds: lowest and highest allowed value per argument; counterexamples stay inside.
        shrink: per argument the round values to prefer in a counterexample, the most telling first.
        behind: what stands behind the right answer of a case, in words (equity and requirement behind a True); shown with a
            counterexample.
        allowed: true for a case that the reference is meant for (relations between arguments).
        raises: exceptions that the reference is specified to raise; a case where it does must raise for the learner too.
        rel_tol, abs_tol: two numbers agree within the larger of ``rel_tol · |expected|`` and ``abs_tol``.
        arrays: True if the reference also takes arrays for all its numbers, or the names of the arguments it does. They are
            demanded if the prompt says "array"; else a function for single values is right, and told how to take arrays.
        difficulty: 1 to 3.
        minutes: time a newcomer needs.
        notice: one thing to notice, said when it is right.
        next: the next step, said when it is right.
        time_limit: seconds one call may take.
        tried: how many cases are drawn.
    """

    name: str
    title: str
    prompt: str
    starter: str
    reference: Callable[..., Any]
    second: Callable[..., Any]
    hints: tuple[str, str, str]
    wrong: tuple[Wrong, ...]
    cases: Callable[[np.random.Generator], Case]
    hand_cases: tuple[Case, ...] = ()
    ways: tuple[Callable[..., Any], ...] = ()
    units: Mapping[str, Any] = field(default_factory=dict)
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    shrink: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    behind: Callable[..., str] | None = None
    allowed: Callable[..., bool] | None = None
    raises: tuple[type[Exception], ...] = ()
    rel_tol: float = 1e-6
    abs_tol: float = 1e-9
    arrays: bool | tuple[str, ...] = False
    difficulty: Literal[1, 2, 3] = 1
    minutes: int = 5
    notice: str = ""
    next: str = ""
    time_limit: float = 2.0
    tried: int = 60

    # -- what is tried -------------------------------------------------------------------------------------------------

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the arguments that cases give, in the reference's order."""
        given = {name for case in (*self.hand_cases, self._drawn[0]) for name in case}
        return tuple(name for name in inspect.signature(self.reference).parameters if name in given)

    @cached_property
    def _drawn(self) -> tuple[Case, ...]:
        rng = np.random.default_rng(zlib.crc32(self.name.encode()))
        return tuple(self.cases(rng) for _ in range(self.tried))

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """Hand-picked cases, drawn cases, then arrays of drawn cases; the same on every call."""
        single = [*self.hand_cases, *self._drawn]
        trials: list[Trial] = []
        for family, stacked in ((single, False), (self._stacked(single) if self.arrays else [], True)):
            expected = [self._expect(case) for case in family]
            usual = frozenset().union(*(kinds_in(e.value) for e in expected if e.returned))
            trials += [Trial(c, e, usual, stacked) for c, e in zip(family, expected, strict=True)]
        return tuple(trials)

    @property
    def arrays_demanded(self) -> bool:
        """The prompt asks for arrays."""
        return bool(self.arrays) and re.search(r"\barrays?\b", self.prompt) is not None

    def _stacked(self, cases: Sequence[Case]) -> list[Case]:
        """Arrays made of up to four plain cases; what cannot be stacked is the same in all: the first one's."""
        usable = [case for case in cases if self._stackable(case) and self._expect(case).returned]
        stacks = []
        for first in usable[: 4 * 12]:
            names = self._stackable(first)
            column = [first]
            for other in usable:
                row = {**first, **{name: other[name] for name in names}}
                if other is not first and self.permits(row) and known(self.reference, row, self.time_limit).returned:
                    column.append(row)
                if len(column) == 4:
                    break
            if len(column) > 1:
                arrays = {name: np.array([float(case[name]) for case in column]) for name in names}
                stacks.append({**first, **arrays})
        return stacks[::4]

    def _stackable(self, case: Case) -> tuple[str, ...]:
        """The arguments that may be arrays; none if one of them is no number in this case."""
        names = self.arrays if isinstance(self.arrays, tuple) else tuple(k for k, v in case.items() if is_number(v))
        return names if all(is_number(case[name]) for name in names) else ()

    def _arrays_in(self, case: Case) -> dict[str, list[Any]]:
        """The entries of the arrays in a case that stand for plain numbers."""
        plain = self._drawn[0]
        return {
            name: value.ravel().tolist()
            for name, value in case.items()
            if isinstance(value, np.ndarray) and not isinstance(plain.get(name), np.ndarray | list | tuple)
        }

    def permits(self, case: Case) -> bool:
        """Whether the reference is meant for a case; arrays that stand for plain numbers are asked value by value."""
        if self.allowed is None:
            return True
        stacked = self._arrays_in(case)
        rows = zip(*stacked.values(), strict=True) if stacked else [()]
        try:
            return all(self.allowed(**{**case, **dict(zip(stacked, row, strict=True))}) for row in rows)
        except Exception:  # a shrunk case may be odder than the author thought of; nobody is to see that as an error
            return False

    def _expect(self, case: Case) -> CallResult:
        result = known(self.reference, case, 10 * self.time_limit)
        if result.returned or isinstance(result.error, self.raises):
            return result
        problem = describe_error(result.error, result.said) if result.error else "takes too long"
        raise AssertionError(f"the reference of {self.name} fails on its own case {show(case)}: {problem}")

    def trial(self, case: Case, usual: frozenset[str]) -> Trial | None:
        """A case with its right answer, or None if the reference is not meant for it."""
        if not self.permits(case):
            return None
        result = known(self.reference, case, self.time_limit)
        if not (result.returned or isinstance(result.error, self.raises)):
            return None
        if result.returned and not kinds_in(result.value) <= usual:
            return None
        return Trial(case, result, usual, bool(self._arrays_in(case)))

    @cached_property
    def space(self) -> Space:
        """What counterexamples may be made of."""
        return Space.of([trial.case for trial in self.trials], self.bounds, self.shrink)

    def check(self, fn: Any) -> Verdict:
        """The verdict on whatever a learner hands in, from the judge that has said it is one: see :func:`judges`."""
        if not _JUDGES:
            raise LookupError("nobody judges exercises yet: import course.teaching.checking")
        return _JUDGES[-1](self, fn)

    @property
    def solution(self) -> str:
        """The worked solution: the source of the reference under the exercise's name."""
        source = textwrap.dedent(inspect.getsource(self.reference)).rstrip()
        own = self.reference.__name__
        return re.sub(rf"\bdef {re.escape(own)}\(", f"def {self.name}(", source, count=1)
