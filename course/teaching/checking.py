"""Judging a learner's function against an exercise: try every case, find the simplest failure, say what a teacher would."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal

import numpy as np

from course.frontend import in_page
from course.language import spoken
from course.teaching.attempt import unfinished
from course.teaching.calling import CallResult, adapt, advice, bring, call_text, describe_error, run, running
from course.teaching.containing import make_whole, stoppable
from course.teaching.diagnose import Answer, remarks
from course.teaching.exercise import Exercise, Trial, judges
from course.teaching.mistakes import Found, Mistakes
from course.teaching.shrink import Case, cost, shrink
from course.teaching.values import agree, difference, is_number, kind, misfit, pair, show, show_rounded
from course.teaching.verdict import Verdict
from course.texts import capital, say

Judged = Literal["right", "wrong", "broken", "unfinished"]
BUSY = 50
"""A machine may be so many times slower than alone, and an answer is still judged by its own work; what waits works less."""
PATIENCE = 5
"""The calls of a whole check may take this many times the limit of one call, by the clock on the wall: what a person waits."""

SLOW = 0.25
"""An answer whose calls have together kept the processor this many times the limit of one call is slow: a hundred times the
usual. Only of a slow one fewer cases are tried for the one to show."""

TRIES, TRIES_WHEN_SLOW = 200, 4
"""Cases tried on the way from a failure to a simpler one. Their number ends the search, not a clock, so that the reply does
not depend on what else the machine does."""

FOLDED: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (np.all, "For single values yours is right. Of an array it says whether **all** are so: say it of each entry."),
    (np.any, "For single values yours is right. Of an array it says whether **any** is so: say it of each entry."),
)
"""One value made of a whole array, in words."""
STARTS = 4
"""Failures from which the simplest is sought."""


def mistakes_of(exercise: Exercise) -> Mistakes:
    """What can be wrong about answers to an exercise; made when the first wrong one comes, and kept."""
    return _mistakes(exercise, spoken())


@cache
def _mistakes(exercise: Exercise, _language: object) -> Mistakes:
    """Its words are of the language in which it was made."""
    return Mistakes(exercise)


@judges
def check(exercise: Exercise, fn: Any) -> Verdict:
    """The verdict on whatever a learner hands in; the same function always gets the same one. Never raises."""
    if running():
        text = "`check` is called inside the function that is being checked: call it in a line of its own, below the function."
        return Verdict(exercise.name, "could not run", text, next_step=AGAIN)
    try:
        with stoppable():
            make_whole()  # an earlier cell may have changed numpy
            return _checked(exercise, fn)
    except KeyboardInterrupt:
        return Verdict(exercise.name, "stopped", "you stopped the check; nothing was judged and nothing is lost.")


def _checked(exercise: Exercise, fn: Any) -> Verdict:
    gap = unfinished(fn)
    if gap:
        return not_attempted(exercise.name, gap)
    if not callable(fn):
        text = say(
            "`check` wants the function itself, `{name}` without brackets, and was given {show}.",
            name=exercise.name,
            show=show(fn),
        )
        return Verdict(exercise.name, "could not run", text, next_step=AGAIN)
    learner = adapt(fn, exercise.parameters)
    if isinstance(learner, str):
        text = say("Your function {learner}: keep the first line of the starter as it was.", learner=learner)
        return Verdict(exercise.name, "could not run", text, next_step=AGAIN)
    bring(fn)
    return Examination(exercise, learner).verdict()


AGAIN = "Then check again." if in_page() else "Then run this cell again."
DOTS = (
    "Replace the three dots with your own code and check again."
    if in_page()
    else "Replace the three dots with your own code and run the cell again."
)
LOOK = (
    "Let your function `print` what it has on the way: what it prints during this call is shown here."
    if in_page()
    else "Run this one call in a cell of its own and look at what happens on the way."
)
"""What to do next, in words that are true where the function was written."""


def not_attempted(name: str, gap: str) -> Verdict:
    """There is still a ``...`` where the learner's code belongs."""
    return Verdict(
        name,
        "not attempted",
        gap,
        next_step=say("{dots} If you are unsure how to begin, the first hint is for that.", dots=DOTS),
    )


def judge(exercise: Exercise, result: CallResult, trial: Trial) -> tuple[Judged, str]:
    """Whether one result is right, wrong or not even usable, and in the last case why."""
    expected = trial.expected
    if result.timed_out:
        return "broken", say("it did not finish within {time_limit:#~} seconds", time_limit=exercise.time_limit)
    if result.error is not None:
        return _judge_error(exercise, result, expected)
    if result.value is ...:
        return "unfinished", "Your function returns `...`."
    if expected.error is not None:
        return "wrong", ""
    problem = misfit(result.value, expected.value, trial.usual)
    if problem:
        return "broken", problem
    same = agree(result.value, expected.value, exercise.rel_tol, exercise.abs_tol)
    return ("right" if same else "wrong"), ""


def _judge_error(exercise: Exercise, result: CallResult, expected: CallResult) -> tuple[Judged, str]:
    """The learner's function raised: as it should, where it should not, or by accident."""
    error, said = result.error, result.said
    assert error is not None
    if isinstance(error, TypeError) and "ellipsis" in said:
        return "unfinished", "A `...` is still used in a calculation."
    specified = [base for base in exercise.raises if isinstance(expected.error, base)]
    if any(isinstance(error, base) for base in specified):
        return "right", ""
    if isinstance(error, exercise.raises):
        return "wrong", ""
    where = f", {result.where}" if result.where else ""
    return "broken", say("it raised `{describe_error}`{where}", describe_error=describe_error(error, said), where=where)


class Examination:
    """One learner's function on all trials of one exercise."""

    def __init__(self, exercise: Exercise, learner: Callable[..., Any]) -> None:
        self.exercise = exercise
        self.learner = learner
        self.results: list[CallResult] = []
        self.judged: list[tuple[Judged, str]] = []
        self.spent = 0.0
        self.worked = 0.0
        self.slow = False
        self._met: dict[bytes, tuple[Trial, tuple[str, ...]] | None] = {}

    def run(self, case: Case) -> CallResult:
        """The learner's function on one case; how long it took, and how long it worked, is added up."""
        result = run(self.learner, case, self.exercise.time_limit)
        # What computes is not late because something else runs beside it; what waits is.
        self.spent += result.work if result.work > result.seconds / BUSY else result.seconds
        self.worked += result.work
        return result

    def verdict(self) -> Verdict:
        """Try everything, then say the most useful thing."""
        exercise = self.exercise
        for trial in exercise.trials:
            result = self.run(trial.case)
            state, reason = judge(exercise, result, trial)
            if state == "unfinished":
                return not_attempted(exercise.name, reason)
            late = self._late(PATIENCE)
            if trial.stacked and not exercise.arrays_demanded and (result.timed_out or late):
                break
            if result.timed_out:
                return self._broken(trial, result, reason)
            if late or (state == "broken" and self._late(1)):
                slow = say(
                    "all cases together took longer than {patience:#~} seconds", patience=PATIENCE * exercise.time_limit
                )
                return self._broken(trial, result, reason if state == "broken" else slow)
            self.results.append(result)
            self.judged.append((state, reason))
        trials = exercise.trials
        self.slow = self.worked > SLOW * exercise.time_limit
        failures = [i for i, (state, _) in enumerate(self.judged) if state != "right"]
        plain = [i for i in failures if not trials[i].stacked]
        if not failures or (not plain and not exercise.arrays_demanded):
            return self._correct(failures)
        failures = plain or failures  # what goes wrong with single values comes before arrays
        broken = [i for i in failures if self.judged[i][0] == "broken"]
        reason, raised = "", [i for i in broken if self.results[i].error is not None]
        if not broken and all(r.returned and r.value is None for r in self.results):
            broken, reason = failures, misfit(None, 0.0)
        if broken and not (broken == raised and 2 * len(broken) < len(failures)):
            trial = self._smallest(broken[:1])  # what cannot be used at all comes before what is wrong
            return self._broken(trial, self.run(trial.case), reason)
        telling = [i for i in failures if trials[i].expected.returned and i not in broken]
        return self._not_yet(self._smallest(telling or failures), tuple(self._also(broken)))

    def _late(self, times: float) -> bool:
        """Their function has taken so many times the limit of one call by now."""
        return self.spent > times * self.exercise.time_limit

    def _also(self, broken: Sequence[int]) -> list[str]:
        """What else happened, where a few calls raise and many more are wrong."""
        if not broken:
            return []
        error, said = self.results[broken[0]].error, self.results[broken[0]].said
        assert error is not None
        return [
            say(
                "In {broken} of {results} cases it raises `{describe_error}`. {advice}",
                broken=len(broken),
                results=len(self.results),
                describe_error=describe_error(error, said),
                advice=advice(error, said),
            ).strip()
        ]

    # -- finding the case to show --------------------------------------------------------------------------------------

    def _smallest(self, failures: Sequence[int]) -> Trial:
        """The simplest trial on which the learner fails in the same way, starting from the first few of ``failures``."""
        found = [self._shrunk(self.exercise.trials[i]) for i in failures[: 1 if self.slow else STARTS]]
        return min(found, key=lambda trial: cost(trial.case, self.exercise.space))

    def _flavour(self, trial: Trial) -> tuple[str, ...]:
        """How the learner fails on a trial: shrinking keeps to it."""
        result = self.run(trial.case)
        state, _ = judge(self.exercise, result, trial)
        how = type(result.error).__name__ if result.error else kind(result.value)
        return state, how, "timed out" if result.timed_out else _size(result, trial)

    def _tried(self, case: Case, usual: frozenset[str]) -> tuple[Trial, tuple[str, ...]] | None:
        """A case as a trial, if it is one, and its flavour: the ways from several failures lead over the same cases."""
        key = pickle.dumps((case, sorted(usual)))
        if key not in self._met:
            trial = self.exercise.trial(case, usual)
            self._met[key] = (trial, self._flavour(trial)) if trial else None
        return self._met[key]

    def _shrunk(self, trial: Trial) -> Trial:
        wanted = self._flavour(trial)
        best, gave_up = trial, False

        def fails(case: Case) -> bool:
            nonlocal best, gave_up
            gave_up = gave_up or self._late(PATIENCE)
            tried = None if gave_up else self._tried(case, trial.usual)
            if tried is None:
                return False
            candidate, now = tried
            gave_up = "timed out" in now  # one slow call is patience enough
            if now != wanted:
                return False
            best = candidate
            return True

        shrink(trial.case, fails, self.exercise.space, TRIES_WHEN_SLOW if self.slow else TRIES)
        return best

    def _named(self) -> Found | None:
        """The mistake: a named wrong answer that does the same on every case tried, else one that is searched for."""
        return mistakes_of(self.exercise).find(self.learner, self.results)

    # -- saying it -----------------------------------------------------------------------------------------------------

    @property
    def _right(self) -> int:
        return sum(state == "right" for state, _ in self.judged)

    def _correct(self, failures: Sequence[int]) -> Verdict:
        """Right; ``failures`` are arrays that it cannot take, where nobody asked for arrays."""
        exercise = self.exercise
        count = sum(not trial.stacked for trial in exercise.trials) if failures else len(self.results)
        arrays = (self._about_arrays(failures[0]),) if failures else ()
        return Verdict(
            exercise.name,
            "correct",
            say("all {count} cases agree.", count=count),
            remarks=((exercise.notice,) if exercise.notice else ()) + arrays,
            printed=self.results[0].printed,
            next_step=exercise.next,
            right=count,
            tried=count,
        )

    def _about_arrays(self, index: int) -> str:
        """How to make a function for single values take arrays too."""
        result = self.results[index]
        how = advice(result.error, result.said) if result.error else ""
        how = (
            how.removeprefix("It is given an array here: ") or "use numpy's functions, and `np.where` instead of `if`."
        )
        return say(
            "It takes one value at a time, which is all that was asked. To take whole arrays as well: {how}", how=how
        )

    def _broken(self, trial: Trial, result: CallResult, reason: str = "") -> Verdict:
        exercise, named = self.exercise, self._named()
        reason = reason or judge(exercise, result, trial)[1]
        first_aid = advice(result.error, result.said) if result.error else ""
        if result.timed_out:
            first_aid = "Does a loop in it never reach its end?"
        return Verdict(
            exercise.name,
            "could not run",
            f"{capital(reason)}.".replace("?.", "?"),
            call=call_text(exercise.name, trial.case),
            yours=show(result.value) if result.returned else "",
            misconception=named.text if named else "",
            belief=named.belief if named else None,
            remarks=(first_aid,) if first_aid else (),
            printed=result.printed,
            next_step=LOOK,
            case=trial.case,
            right=self._right,
            tried=len(exercise.trials),
        )

    def _not_yet(self, trial: Trial, also: tuple[str, ...] = ()) -> Verdict:
        exercise, found = self.exercise, self._named()
        vague = found.text if found and found.vague else ""
        named = None if vague else found
        result = self.run(trial.case)
        right, tried = self._right, len(self.results)
        yours, expected, gap = self._compared(result, trial.expected)
        summary = (
            "no case agrees yet." if right == 0 else say("right in {right} of {tried} cases.", right=right, tried=tried)
        )
        return Verdict(
            exercise.name,
            "not yet",
            say("{summary} The simplest one that goes wrong:", summary=summary),
            call=call_text(exercise.name, trial.case),
            yours=yours,
            expected=expected,
            difference=gap,
            misconception=named.text if named else "",
            belief=named.belief if named else None,
            remarks=(
                *self._behind(trial),
                *also,
                *self._in_one(trial),
                *(() if named else self._remarks(trial, vague)),
            ),
            printed=result.printed,
            next_step="Work this one call out on paper and see where your function takes another road. "
            "The hints go one step at a time.",
            case=trial.case,
            right=right,
            tried=tried,
        )

    def _behind(self, trial: Trial) -> tuple[str, ...]:
        """The quantities behind the right answer, where an exercise can say them and the case is no array."""
        told = self.exercise.behind
        return (told(**trial.case),) if told and trial.expected.returned and not trial.stacked else ()

    def _in_one(self, trial: Trial) -> tuple[str, ...]:
        """What an answer does that is right for single values and gives one for a whole array."""
        wrong = [i for i, (state, _) in enumerate(self.judged) if state != "right"]
        if not trial.stacked or not all(self.exercise.trials[i].stacked and self.results[i].returned for i in wrong):
            return ()
        pairs = [(self.results[i].value, self.exercise.trials[i].expected.value) for i in wrong]
        if not all(np.ndim(yours) == 0 and np.ndim(right) for yours, right in pairs):
            return ()
        for fold, text in FOLDED:
            if all(agree(yours, fold(right), 1e-9, 1e-9) for yours, right in pairs):
                return (text,)
        return (
            "For single values yours is right. For arrays it gives **one** value: asked for is one for each entry.",
        )

    def _compared(self, result: CallResult, expected: CallResult) -> tuple[str, str, str]:
        """Yours, expected, and the difference in words."""
        unit = self.exercise.units.get("return", "")
        flat = unit if isinstance(unit, str) else ""
        if expected.error is not None:
            return (
                show_rounded(result.value),
                say("raises {name}", name=type(expected.error).__name__),
                say(
                    "these arguments must be refused: `{describe_error}`",
                    describe_error=describe_error(expected.error, expected.said),
                ),
            )
        if result.error is not None:
            return (
                say("raises {describe_error}", describe_error=describe_error(result.error, result.said)),
                pair(None, expected.value, flat)[1],
                "your function refuses arguments that are allowed",
            )
        a, b = pair(result.value, expected.value, flat)
        return a, b, difference(result.value, expected.value, unit)

    def _remarks(self, trial: Trial, vague: str) -> tuple[str, ...]:
        """What strikes the eye; where nothing does, what was found out about it from outside."""
        rows = zip(self.exercise.trials, self.results, self.judged, strict=True)
        answers = [Answer(t.case, _seen(result), _seen(t.expected), state == "right") for t, result, (state, _) in rows]
        seen = remarks(answers)
        return (*seen, *((vague,) if vague and not seen else ()), *self._unmoved(trial))

    def _unmoved(self, trial: Trial) -> tuple[str, ...]:
        """The argument that the right answer depends on here and the learner's does not, if there is one."""
        if not trial.expected.returned:
            return ()
        for name, now in trial.case.items():
            if not is_number(now):
                continue
            yours, expected = set(), set()
            values = dict.fromkeys(t.case[name] for t in self.exercise.trials if is_number(t.case[name]))
            for value in list(values)[:8]:
                other = self.exercise.trial({**trial.case, name: value}, trial.usual)
                if other and other.expected.returned:
                    expected.add(repr(other.expected.value))
                    yours.add(repr(_seen(self.run(other.case))))
            if len(yours) == 1 and len(expected) >= 4:
                same = "the right answer changes, and yours stays the same"
                return (
                    say(
                        "In this one case: with other values of `{name}` and all else as it is, {same}.",
                        name=name,
                        same=same,
                    ),
                )
        return ()


def _seen(result: CallResult) -> Any:
    """The value of a call, or the name of what it raised."""
    return result.value if result.error is None else type(result.error).__name__


def _size(result: CallResult, trial: Trial) -> str:
    """Whether a wrong number is off by an amount one can see (half a per cent), so that shrinking does not hide it."""
    mine, theirs = result.value, trial.expected.value
    if not (result.returned and is_number(mine) and is_number(theirs)):
        return ""
    return "visible" if abs(float(mine) - float(theirs)) > 0.005 * abs(float(theirs)) else "slight"
