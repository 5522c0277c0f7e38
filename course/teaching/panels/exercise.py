"""An exercise on the page: task, starter to copy, hints by degree, the solution on request, the last verdict."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from traitlets import Unicode

from course.frontend import in_app, in_page
from course.teaching.checking import AGAIN, PATIENCE, check
from course.teaching.exercise import Exercise
from course.teaching.markup import plain, to_html
from course.teaching.panels.base import Panel, block, index
from course.teaching.progress import Store
from course.teaching.puzzle import Puzzle, puzzle
from course.teaching.standing import is_done
from course.teaching.verdict import MARKS, Verdict
from course.texts import say
from course.validation import ArgumentError

LONGEST = 600
"""Seconds that no check lasts."""

DIFFICULTY = {1: "gentle", 2: "medium", 3: "hard"}


class ExercisePanel(Panel):
    """Shows one exercise; the learner's function itself is checked from a notebook cell.

    In a served app, where nobody can write code, the lines of the solution are chosen among others instead, and judged alike.
    Where the page runs its own Python there is an editor beside them; what is written there is judged in a second Python
    (:mod:`course.site.bench`), which the page throws away should the code never end.

    Args:
        exercise: what to show.
        lesson: slug of its lesson, for saved progress.
        store: where progress is kept; by default the kernel's.
    """

    _part = Unicode("exercise").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "hint": (),
        "solution": (),
        "lines": (),
        "choose": ("picks",),
        "judged": ("verdict", "counts"),
        "endless": ("seconds",),
    }

    def __init__(self, exercise: Exercise, lesson: str = "", store: Store | None = None) -> None:
        self.exercise = exercise
        self.lesson = lesson
        self.verdict: Verdict | None = None
        self.hints = 0
        self.solved = False
        self.picks: list[int] = []
        self.choosing = in_app() and not in_page()
        super().__init__(store)

    def check(self, fn: Any) -> Verdict:
        """Judge a learner's function, keep the outcome, show the verdict."""
        verdict = check(self.exercise, fn)
        self._keep(verdict)
        self.show(verdict)
        return verdict

    def _keep(self, verdict: Verdict) -> None:
        if verdict.counts:
            self.store.record(
                "exercise", self.lesson, self.exercise.name, outcome=verdict.outcome, misconception=verdict.belief
            )

    @cached_property
    def puzzle(self) -> Puzzle:
        """The lines to choose from."""
        return puzzle(self.exercise)

    def lines(self) -> None:
        """Offer the lines to choose from, where code can be written as well: finding them takes a moment."""
        self.choosing = in_app()
        self.refresh()

    def choose(self, picks: Any) -> Verdict:
        """Judge the function that is made of the chosen lines, one for each that is open.

        Raises:
            ArgumentError: as many lines as are open are not chosen, or there is no such line.
        """
        places = self.puzzle.open
        if not isinstance(picks, list) or len(picks) != len(places):
            raise ArgumentError("picks", picks, f"one line for each of {len(places)} places")
        self.picks = [
            index("picks", pick, len(self.puzzle.lines[i].options)) for pick, i in zip(picks, places, strict=True)
        ]
        verdict = self.puzzle.explained(self.check(self.puzzle.function(self.picks)), self.picks)
        self.show(verdict)
        self.say(plain(verdict.summary))
        return verdict

    def show(self, verdict: Verdict) -> None:
        """Show a verdict that was given elsewhere."""
        self.verdict = verdict
        self.refresh()

    def judged(self, verdict: Any, counts: Any) -> Verdict:
        """Keep and show what the page's second Python said; ``counts``: the function could be judged.

        Raises:
            ArgumentError: it is no verdict on this exercise, or nobody can write code here.
        """
        try:
            found = Verdict(**{**verdict, "remarks": tuple(verdict["remarks"])}) if in_page() else None
        except (TypeError, KeyError, AttributeError):
            found = None
        if found is None or found.exercise != self.exercise.name or found.outcome not in MARKS:
            raise ArgumentError("verdict", verdict, "a verdict on this exercise")
        if counts is True:
            self._keep(found)
        self.show(found)
        self.say(plain(found.summary))
        return found

    def endless(self, seconds: Any) -> Verdict:
        """The page has thrown the second Python away: the code had not ended after so many seconds.

        Raises:
            ArgumentError: that is no number of seconds.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < LONGEST:
            raise ArgumentError("seconds", seconds, f"a number between 0 and {LONGEST}")
        text = say(
            "It did not finish within {seconds:#~} seconds and was stopped. Nothing else is lost.", seconds=seconds
        )
        remark = ("Does a loop in it never reach its end?",)
        verdict = Verdict(self.exercise.name, "could not run", text, remarks=remark, next_step=AGAIN)
        self._keep(verdict)
        self.show(verdict)
        self.say(plain(verdict.summary))
        return verdict

    def wait(self, text: str) -> None:
        """Show ``text`` (HTML) in place of the verdict until the next one."""
        self.state = {**self._now(), "verdict": text}

    def hint(self) -> str:
        """Show the next hint and return it; after the third there is none left ("")."""
        if self.hints == len(self.exercise.hints):
            return ""
        self.hints += 1
        self.store.record("help", self.lesson, self.exercise.name, degree=self.hints)
        self.refresh()
        text = self.exercise.hints[self.hints - 1]
        self.say(say("Hint {hints}: {plain}", hints=self.hints, plain=plain(text)))
        return text

    def solution(self) -> str:
        """Show the worked solution and return it."""
        if not self.solved:
            self.solved = True
            self.store.record("help", self.lesson, self.exercise.name, degree=4)
            self.refresh()
            self.say("The solution is shown.")
        return self.exercise.solution

    @property
    def done(self) -> bool:
        """It was solved, now or earlier."""
        return is_done(self.store.events("exercise", self.lesson, self.exercise.name), "exercise")

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        exercise = self.exercise
        return {
            "title": exercise.title,
            "name": exercise.name,
            "difficulty": exercise.difficulty,
            "difficultyWord": DIFFICULTY[exercise.difficulty],
            "minutes": exercise.minutes,
            "prompt": block(exercise.prompt),
            "starter": exercise.starter,
            "hints": [to_html(text) for text in exercise.hints[: self.hints]],
            "hintsLeft": len(exercise.hints) - self.hints,
            "solution": exercise.solution if self.solved else "",
            "verdict": self.verdict.html() if self.verdict else "",
            "done": self.done,
            # Where the learner writes code: in a cell, in the page, or nowhere.
            "code": "page" if in_page() else "" if in_app() else "cell",
            "lines": [[line.indent, list(line.options)] for line in self.puzzle.lines] if self.choosing else [],
            "lesson": self.lesson,
            "patience": PATIENCE * exercise.time_limit,
            "picks": self.picks,
        }

    def summary(self) -> str:
        """``Exercise "Title" (name, gentle, 6 min): not yet``."""
        exercise = self.exercise
        state = MARKS[self.verdict.outcome][1].lower() if self.verdict else "to do"
        if not self.verdict and self.done:
            state = "done"
        about = say(
            "{name}, {difficulty}, {minutes} min",
            name=exercise.name,
            difficulty=DIFFICULTY[exercise.difficulty],
            minutes=exercise.minutes,
        )
        return say("Exercise “{title}” ({about}): {state}", title=exercise.title, about=about, state=state)

    def static_html(self) -> str:
        """The task, for pages without a kernel."""
        return f"<h4>{self.exercise.title}</h4>{to_html(self.exercise.prompt)}"
