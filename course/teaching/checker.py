"""``check(fn)`` of a lesson: finds the exercise by the function's name, judges, and keeps the outcome in progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.teaching.calling import running
from course.teaching.checking import AGAIN, check, not_attempted
from course.teaching.exercise import Exercise
from course.teaching.notebook_cells import announced, earlier_version
from course.teaching.progress import Store
from course.teaching.verdict import Verdict
from course.texts import say


@dataclass(frozen=True)
class Checker:
    """Callable that judges functions for the exercises of one lesson.

    Attributes:
        lesson: slug, for saved progress.
        exercises: those it knows.
        store: gives the progress to write to, asked anew for every check.
        told: called with every verdict after it is recorded (an open panel shows it).
        waits: called before a check with the exercise's name and what to show while it runs; whether a panel shows it.
    """

    lesson: str
    exercises: Sequence[Exercise]
    store: Callable[[], Store]
    told: Callable[[Verdict], None] | None = None
    waits: Callable[[str, str], bool] | None = None

    def __call__(self, fn: Any, name: str = "") -> Verdict:
        """The verdict on ``fn``; ``name`` picks the exercise where the function is called differently."""
        wanted = name or getattr(fn, "__name__", "")
        found = next((e for e in self.exercises if e.name == wanted), None)
        if found is None and not name and len(self.exercises) == 1:
            found = self.exercises[0]
        if found is None:
            return self._unknown(fn, wanted)
        if running():  # called by the function that is being checked: nothing to keep, nothing to show
            return check(found, fn)
        waits, asked = self.waits, found.name
        with announced((lambda text: waits(asked, text)) if waits else None):
            verdict = check(found, fn)
        earlier = earlier_version(fn) if verdict.counts else ""
        if earlier:
            verdict = replace(verdict, summary=f"{earlier} {verdict.summary}")
        if verdict.counts:
            self.store().record(
                "exercise", self.lesson, found.name, outcome=verdict.outcome, misconception=verdict.belief
            )
        if self.told:
            self.told(verdict)
        return verdict

    def _unknown(self, fn: Any, wanted: str) -> Verdict:
        if fn is ...:
            return not_attempted("", "The name still stands for `...`: define your function first.")
        names = ", ".join(f"`{exercise.name}`" for exercise in self.exercises)
        said = say("No exercise here is called `{wanted}`", wanted=wanted) if wanted else "That is not a function"
        return Verdict(
            "", "could not run", say("{said}. This lesson asks for {names}.", said=said, names=names), next_step=AGAIN
        )
