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

from course.teaching.attempt import unfinished
from course.teaching.calling import Result, adapt, advice, call_text, describe_error, run
from course.teaching.noticing import Answer, remarks
from course.teaching.shrink import Case, Space, cost, shrink
from course.teaching.values import (
    agree,
    difference,
    is_number,
    kind,
    kinds_in,
    misfit,
    pair,
    show,
)
from course.teaching.verdict import Verdict

Judged = Literal["right", "wrong", "broken", "unfinished"]


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
                        name: np.array([float(case[name]) for case in chunk])
                        for name in self._stackable(chunk[0])
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
        raise AssertionError(
            f"the reference of {self.name} fails on its own case {show(case)}: {problem}"
        )

    @cached_property
    def _space(self) -> Space:
        return Space.of([trial.case for trial in self.trials], self.bounds, self.shrink)

    @cached_property
    def _wrong_results(self) -> tuple[tuple[Result, ...], ...]:
        return tuple(
            tuple(run(wrong.fn, trial.case, self.time_limit) for trial in self.trials)
            for wrong in self.wrong
        )

    # -- judging -------------------------------------------------------------------------------------------------------

    def judge(self, result: Result, trial: Trial) -> tuple[Judged, str]:
        """Whether one result is right, wrong or not even usable, and in the last case why."""
        expected = trial.expected
        if result.timed_out:
            return "broken", f"it did not finish within {self.time_limit:g} seconds"
        if result.error is not None:
            if isinstance(result.error, TypeError) and "ellipsis" in str(result.error):
                return "unfinished", "A `...` is still used in a calculation."
            if expected.error is not None and any(
                isinstance(result.error, base)
                for base in self.raises
                if isinstance(expected.error, base)
            ):
                return "right", ""
            if isinstance(result.error, self.raises):
                return "wrong", ""
            where = f", {result.where}" if result.where else ""
            return "broken", f"it raised `{describe_error(result.error)}`{where}"
        if result.value is ...:
            return "unfinished", "Your function returns `...`."
        if expected.error is not None:
            return "wrong", ""
        problem = misfit(result.value, expected.value, trial.usual)
        if problem:
            return "broken", problem
        same = agree(result.value, expected.value, self.rel_tol, self.abs_tol)
        return ("right" if same else "wrong"), ""

    def check(self, fn: Any) -> Verdict:
        """Judge a learner's function; the same function always gets the same verdict."""
        gap = unfinished(fn)
        if gap:
            return self._not_attempted(gap)
        if not callable(fn):
            return self._could_not_run(
                f"`check` wants the function itself, `{self.name}` without brackets, and was given {show(fn)}.",
            )
        learner = adapt(fn, self.parameters)
        if isinstance(learner, str):
            return self._could_not_run(
                f"Your function {learner}: keep the first line of the starter as it was."
            )
        results: list[Result] = []
        judged: list[tuple[Judged, str]] = []
        for trial in self.trials:
            results.append(run(learner, trial.case, self.time_limit))
            judged.append(self.judge(results[-1], trial))
            if judged[-1][0] == "unfinished":
                return self._not_attempted(judged[-1][1])
            if results[-1].timed_out:
                return self._broken(learner, trial, results[-1], judged[-1][1])
        failures = [i for i, (state, _) in enumerate(judged) if state != "right"]
        right = len(judged) - len(failures)
        if not failures:
            return self._correct(results[0])
        named = self._named(results)
        broken = [i for i in failures if judged[i][0] == "broken"]
        reason = ""
        if not broken and all(r.returned and r.value is None for r in results):
            broken, reason = failures, misfit(None, 0.0)
        if broken:  # what cannot be used at all comes before what is wrong
            trial = self._smallest(learner, broken[:1])
            return self._broken(learner, trial, None, reason, named, right)
        answers = [
            Answer(t.case, _seen(r), _seen(t.expected), state == "right")
            for t, r, (state, _) in zip(self.trials, results, judged, strict=True)
        ]
        telling = [i for i in failures if self.trials[i].expected.returned] or failures
        return self._not_yet(learner, self._smallest(learner, telling), named, answers)

    def _named(self, results: Sequence[Result]) -> Wrong | None:
        """The named wrong answer that gives the same as the learner on every case tried."""
        for wrong, theirs in zip(self.wrong, self._wrong_results, strict=True):
            if all(self._alike(a, b) for a, b in zip(results, theirs, strict=True)):
                return wrong
        return None

    def _alike(self, a: Result, b: Result) -> bool:
        if a.returned and b.returned:
            return agree(a.value, b.value, self.rel_tol, self.abs_tol)
        return type(a.error) is type(b.error) and a.error is not None

    def _smallest(self, learner: Callable[..., Any], failures: Sequence[int]) -> Trial:
        """The simplest trial on which the learner fails in the same way, starting from each of ``failures``."""
        found = [self._shrunk(learner, self.trials[i]) for i in failures[:4]]
        return min(found, key=lambda trial: cost(trial.case, self._space))

    def _shrunk(self, learner: Callable[..., Any], trial: Trial) -> Trial:
        def flavour(at: Trial) -> tuple[str, ...]:
            result = run(learner, at.case, self.time_limit)
            state, _ = self.judge(result, at)
            how = type(result.error).__name__ if result.error else kind(result.value)
            return (state, how, "timed out" if result.timed_out else _size(result, at))

        wanted = flavour(trial)
        gave_up = False

        def fails(case: Case) -> bool:
            nonlocal gave_up
            if gave_up or not self.is_allowed(case):
                return False
            candidate = self._trial(case, trial.usual)
            if candidate is None:
                return False
            now = flavour(candidate)
            gave_up = "timed out" in now  # one slow call is patience enough
            return now == wanted

        case = shrink(trial.case, fails, self._space)
        return trial if case is trial.case else (self._trial(case, trial.usual) or trial)

    def is_allowed(self, case: Case) -> bool:
        """True for a case that the exercise is meant for."""
        return self.allowed is None or bool(self.allowed(**case))

    def _trial(self, case: Case, usual: frozenset[str]) -> Trial | None:
        """A case with its right answer, or None if the reference is not meant for it."""
        result = run(self.reference, case, self.time_limit)
        if not (result.returned or isinstance(result.error, self.raises)):
            return None
        if result.returned and not kinds_in(result.value) <= usual:
            return None
        return Trial(case, result, usual)

    # -- saying it -----------------------------------------------------------------------------------------------------

    def _not_attempted(self, gap: str) -> Verdict:
        return Verdict(
            self.name,
            "not attempted",
            gap,
            next_step="Replace the three dots with your own code and run the cell again. If you are unsure how to begin, "
            "the first hint is for that.",
        )

    def _could_not_run(self, summary: str) -> Verdict:
        return Verdict(self.name, "could not run", summary, next_step="Then run this cell again.")

    def _broken(
        self,
        learner: Callable[..., Any],
        trial: Trial,
        result: Result | None,
        reason: str,
        named: Wrong | None = None,
        right: int = 0,
    ) -> Verdict:
        result = result or run(learner, trial.case, self.time_limit)
        reason = reason or self.judge(result, trial)[1]
        returned = show(result.value) if result.returned else ""
        first_aid = advice(result.error) if result.error else ""
        if result.timed_out:
            first_aid = "Does a loop in it never reach its end?"
        return Verdict(
            self.name,
            "could not run",
            f"{reason[0].upper()}{reason[1:]}.".replace("?.", "?"),
            call=call_text(self.name, trial.case),
            yours=returned,
            misconception=named.message if named else "",
            belief=named.misconception if named else None,
            remarks=(first_aid,) if first_aid else (),
            printed=result.printed,
            next_step="Run this one call in a cell of its own and look at what happens on the way.",
            case=trial.case,
            right=right,
            tried=len(self.trials),
        )

    def _not_yet(
        self,
        learner: Callable[..., Any],
        trial: Trial,
        named: Wrong | None,
        answers: Sequence[Answer],
    ) -> Verdict:
        result = run(learner, trial.case, self.time_limit)
        right, tried = sum(a.right for a in answers), len(answers)
        yours, expected, gap = self._compared(result, trial.expected)
        summary = "no case agrees yet." if right == 0 else f"right in {right} of {tried} cases."
        return Verdict(
            self.name,
            "not yet",
            summary + " The simplest one that goes wrong:",
            call=call_text(self.name, trial.case),
            yours=yours,
            expected=expected,
            difference=gap,
            misconception=named.message if named else "",
            belief=named.misconception if named else None,
            remarks=() if named else (*remarks(answers), *self._unmoved(learner, trial)),
            printed=result.printed,
            next_step="Work this one call out on paper and see where your function takes another road."
            + (" The hints go one step at a time." if self.hints else ""),
            case=trial.case,
            right=right,
            tried=tried,
        )

    def _compared(self, result: Result, expected: Result) -> tuple[str, str, str]:
        """Yours, expected, and the difference in words."""
        unit = self.units.get("return", "")
        if expected.error is not None:
            return (
                show(result.value),
                f"raises {type(expected.error).__name__}",
                f"these arguments must be refused: `{describe_error(expected.error)}`",
            )
        if result.error is not None:
            return (
                f"raises {describe_error(result.error)}",
                pair(None, expected.value, unit if isinstance(unit, str) else "")[1],
                "your function refuses arguments that are allowed",
            )
        flat = unit if isinstance(unit, str) else ""
        return (
            *pair(result.value, expected.value, flat),
            difference(result.value, expected.value, unit),
        )

    def _unmoved(self, learner: Callable[..., Any], trial: Trial) -> tuple[str, ...]:
        """The argument that the right answer depends on here and the learner's does not, if there is one."""
        for name in self.parameters:
            others = [
                t.case[name] for t in self.trials if name in t.case and is_number(t.case[name])
            ]
            if name not in trial.case or not is_number(trial.case[name]):
                continue
            yours, expected = [], []
            for value in others[:8]:
                other = self._trial({**trial.case, name: value}, trial.usual)
                if other and other.expected.returned and self.is_allowed(other.case):
                    expected.append(_seen(other.expected))
                    yours.append(_seen(run(learner, other.case, self.time_limit)))
            if len(yours) >= 4 and len(set(map(repr, yours))) == 1 < len(set(map(repr, expected))):
                return (
                    f"Changing only `{name}` changes the right answer, and leaves yours as it is.",
                )
        return ()

    def _correct(self, first: Result) -> Verdict:
        return Verdict(
            self.name,
            "correct",
            f"all {len(self.trials)} cases agree.",
            remarks=(self.notice,) if self.notice else (),
            printed=first.printed,
            next_step=self.next,
            right=len(self.trials),
            tried=len(self.trials),
        )

    @property
    def solution(self) -> str:
        """The worked solution: the source of the reference under the exercise's name."""
        source = textwrap.dedent(inspect.getsource(self.reference)).rstrip()
        own = self.reference.__name__
        return re.sub(rf"\bdef {re.escape(own)}\(", f"def {self.name}(", source, count=1)


def _seen(result: Result) -> Any:
    """The value of a call, or the name of what it raised."""
    return result.value if result.error is None else type(result.error).__name__


def _size(result: Result, trial: Trial) -> str:
    """Whether a wrong number is off by an amount one can see (half a per cent), so that shrinking does not hide it."""
    mine, theirs = result.value, trial.expected.value
    if not (result.returned and is_number(mine) and is_number(theirs)):
        return ""
    return "visible" if abs(float(mine) - float(theirs)) > 0.005 * abs(float(theirs)) else "slight"


def find(exercises: Sequence[Exercise], fn: Any, name: str = "") -> Exercise:
    """The exercise that a function is meant for: the one called like it, or like ``name``.

    Raises:
        LookupError: none of them is; the message lists their names.
    """
    wanted = name or getattr(fn, "__name__", "")
    for exercise in exercises:
        if exercise.name == wanted:
            return exercise
    names = ", ".join(f"`{exercise.name}`" for exercise in exercises)
    raise LookupError(f"no exercise here is called {wanted!r}: this lesson has {names}")
