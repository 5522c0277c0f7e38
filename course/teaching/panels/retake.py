"""The diagnostic once more, in its second form: what became of every belief, and how much of it may be luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.teaching.markup import inline
from course.teaching.misconceptions import MISCONCEPTIONS, Misconception
from course.teaching.panels.base import LessonEntry, link
from course.teaching.panels.quiz import QuizPanel
from course.teaching.progress import Store
from course.teaching.quiz import Quiz
from course.teaching.retake import HAKE, SECOND, Comparison, comparison, conditions, takes
from course.texts import say

GROUPS = {
    "lost": "You knew it at the start, and not now",
    "open": "Still open",
    "learnt": "Learnt",
    "kept": "Known both times",
}
"""What became of a belief, in the order in which it is worth reading."""


class RetakePanel(QuizPanel):
    """The second form of a diagnostic, once what comes before it is done, and then the two takes side by side.

    Args:
        quiz: the diagnostic.
        lesson: slug of the lesson it stands in.
        tasks: ``(lesson, item, words)`` of the tasks to be found first.
        entries: the lessons that exist, for links.
        beliefs: the misconceptions by number.
        store: where progress is kept; by default the kernel's.
    """

    def __init__(
        self,
        quiz: Quiz,
        lesson: str,
        *,
        tasks: Sequence[tuple[str, str, str]] = (),
        entries: Sequence[LessonEntry] = (),
        beliefs: Mapping[int, Misconception] = MISCONCEPTIONS,
        store: Store | None = None,
    ) -> None:
        self.tasks = tuple(tasks)
        super().__init__(quiz, lesson, form=SECOND, mode="diagnostic", entries=entries, beliefs=beliefs, store=store)
        self.title = "The retake"
        self.store.watchers.add(self)
        self.refresh()

    def compute(self) -> dict[str, Any]:
        """What the page shows: before it opens what is still missing, then the questions, then the comparison."""
        state = super().compute()
        before = conditions(self.store, self.quiz, self.tasks)
        if not self.choices and not all(c.met for c in before):
            waiting = [{"text": c.text, "met": c.met} for c in before]
            words = "The same beliefs with other numbers. It opens when everything here is done."
            return {**state, "items": [], "waiting": waiting, "intro": words}
        return state

    @property
    def intro(self) -> str:
        """How the retake works."""
        return say(
            "{items} questions about the same beliefs, with other numbers. Say how sure you are; a guess is"
            " fine. At the end you see both takes side by side.",
            items=len(self.items),
        )

    def result(self) -> dict[str, Any] | None:
        """The gain with what chance does, every belief in one of four groups, and how far being sure could be trusted."""
        result = super().result()
        finished = takes(self.store, self.quiz, SECOND)
        if result is None or not finished:  # the last answer is just being kept
            return None
        both = comparison(self.store, self.quiz)
        if both is None:
            return result
        now, rows = both.changes(), []
        for kind in GROUPS:
            rows += [
                self._became(number, kind, both) for number in now if now[number] == kind and number in self.beliefs
            ]
        rows += [self._other(both.after.answers[place]) for place in both.after.score.others]
        more = len(finished) > 1
        again = [
            inline("The first take of each form is compared: whoever takes one again has seen its answers.")
        ] * more
        missing = any(row["state"] in ("lost", "open") for row in rows)
        where = [inline("The lessons named below are where to look.")] * (missing and both.gain.gained <= 0)
        return {
            **result,
            "gain": "",
            "notes": [inline(both.gain.sentence), *where, *again, inline(_classes(both))],
            "sure": [
                {"word": word, "before": _of(*before), "after": _of(*after)} for word, before, after in both.sure()
            ],
            "groups": [[kind, title] for kind, title in (*GROUPS.items(), ("other", "Wrong in another way"))],
            "rows": rows,
        }

    def _became(self, number: int, kind: str, both: Comparison) -> dict[str, Any]:
        belief = self.beliefs[number]
        held = both.after.score.held.get(number, 0)
        guessed = number in both.after.score.guessed
        said = {
            "lost": "Right the first time, not now",
            "open": "Not right either time",
            "learnt": "Right now, but by a guess" if guessed else "Right now",
            "kept": "Right both times, now by a guess" if guessed else "Right both times",
        }[kind]
        certain = held == 3
        return {
            "state": kind,
            "said": say("{said}, and you were certain", said=said) if certain else said,
            "certain": certain,
            "belief": belief.belief,
            "correction": belief.correction if kind in ("lost", "open") else "",
            "lesson": link(belief.lesson, self.entries) if kind in ("lost", "open") else None,
        }


def _of(right: int, of: int) -> str:
    return say("{right} of {of} right", right=right, of=of) if of else "never"


def _classes(both: Comparison) -> str:
    """What classes gain, as a yardstick and no mark."""
    told, lectures, worked, courses = HAKE
    return say(
        "For comparison, and as no mark: {lectures} classes of physics that were lectured to gained {told:#~}"
        " of what was missing on average, {courses} that worked at questions {worked:#~} (Hake 1998). One"
        " person's {of} questions scatter far more than the mean of a class.",
        lectures=lectures,
        told=told,
        courses=courses,
        worked=worked,
        of=both.after.score.of,
    )
