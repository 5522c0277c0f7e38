"""Exercises: one record holds everything, and :meth:`Exercise.check` answers like a teacher, never with a traceback."""

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

from course.teaching.calling import Result, describe_error, run
from course.teaching.checking import examine
from course.teaching.mistakes import Mistakes
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
    """One case with what the reference does on it; ``usual`` are the kinds it returns on cases like this one."""

    case: Case
    expected: Result
    usual: frozenset[str]


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
        allowed: true for a case that the reference is meant for (relations between arguments).
        raises: exceptions that the reference is specified to raise; a case where it does must raise for the learner too.
        rel_tol, abs_tol: two numbers agree within the larger of ``rel_tol · |expected|`` and ``abs_tol``.
        arrays: True if the function must also take arrays for all its numbers, or the names of the arguments it must.
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
        families = [single, self._stacked(single) if self.arrays else []]
        trials: list[Trial] = []
        for family in families:
            expected = [self._expect(case) for case in family]
            usual = frozenset().union(*(kinds_in(e.value) for e in expected if e.returned))
            trials += [Trial(c, e, usual) for c, e in zip(family, expected, strict=True)]
        return tuple(trials)

    def _stacked(self, cases: Sequence[Case]) -> list[Case]:
        """Arrays made of up to four plain cases that agree in every other argument."""
        groups: dict[str, list[Case]] = {}
        for case in cases:
            stackable = self._stackable(case)
            if all(is_number(case[name]) for name in stackable) and self._expect(case).returned:
                rest = {name: value for name, value in case.items() if name not in stackable}
                groups.setdefault(repr(rest), []).append(case)
        stacks = []
        for group in groups.values():
            for start in range(0, min(len(group), 12), 4):
                chunk = group[start : start + 4]
                if len(chunk) > 1:
                    arrays = {
                        name: np.array([float(case[name]) for case in chunk]) for name in self._stackable(chunk[0])
                    }
                    stacks.append({**chunk[0], **arrays})
        return stacks[:12]

    def _stackable(self, case: Case) -> tuple[str, ...]:
        if isinstance(self.arrays, tuple):
            return self.arrays
        return tuple(name for name, value in case.items() if is_number(value))

    def _expect(self, case: Case) -> Result:
        result = run(self.reference, case, 10 * self.time_limit)
        if result.returned or isinstance(result.error, self.raises):
            return result
        problem = describe_error(result.error) if result.error else "takes too long"
        raise AssertionError(f"the reference of {self.name} fails on its own case {show(case)}: {problem}")

    def trial(self, case: Case, usual: frozenset[str]) -> Trial | None:
        """A case with its right answer, or None if the reference is not meant for it."""
        if self.allowed is not None and not self.allowed(**case):
            return None
        result = run(self.reference, case, self.time_limit)
        if not (result.returned or isinstance(result.error, self.raises)):
            return None
        if result.returned and not kinds_in(result.value) <= usual:
            return None
        return Trial(case, result, usual)

    @cached_property
    def space(self) -> Space:
        """What counterexamples may be made of."""
        return Space.of([trial.case for trial in self.trials], self.bounds, self.shrink)

    @cached_property
    def wrong_results(self) -> tuple[tuple[Result, ...], ...]:
        """What every named wrong answer does on every trial."""
        return tuple(tuple(run(wrong.fn, trial.case, self.time_limit) for trial in self.trials) for wrong in self.wrong)

    @cached_property
    def mistakes(self) -> Mistakes:
        """What can be wrong about an answer; made when the first wrong one comes."""
        return Mistakes(self)

    def check(self, fn: Any) -> Verdict:
        """Judge a learner's function; the same function always gets the same verdict. Never raises."""
        return examine(self, fn)

    @property
    def solution(self) -> str:
        """The worked solution: the source of the reference under the exercise's name."""
        source = textwrap.dedent(inspect.getsource(self.reference)).rstrip()
        own = self.reference.__name__
        return re.sub(rf"\bdef {re.escape(own)}\(", f"def {self.name}(", source, count=1)
