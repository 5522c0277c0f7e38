"""How far a learner is: read off the events of :mod:`course.teaching.progress_events`, never stored twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from course.teaching.drill import mastered
from course.teaching.progress import Event, Store
from course.texts import say

Part = tuple[str, str]
"""``("exercise" | "drill" | "question" | "task" | "diagnostic", name)``."""


def opened(store: Store, lesson: str, parts: Iterable[Part]) -> None:
    """Note that a lesson was opened and what there is to do in it; nothing is written if that is known already."""
    now = [list(part) for part in parts]
    before = store.events("opened", lesson)
    if not before or before[-1].get("parts") != now:
        store.record("opened", lesson, "lesson", parts=now)


def is_done(events: Iterable[Event], kind: str) -> bool:
    """Whether one part is done, from its events in order of time.

    An exercise once it was correct, a drill once three in a row were right, a question while the last answer is right, a
    diagnostic once it was taken, a task once it was found.
    """
    if kind in ("diagnostic", "task"):
        return any(True for _ in events)
    rights = [event.get("outcome") == "correct" or event.get("correct") is True for event in events]
    if kind == "drill":
        return mastered(rights)
    return rights[-1:] == [True] if kind == "question" else any(rights)


@dataclass(frozen=True)
class Standing:
    """How far one lesson is: whether it was opened, and how many of its parts are done."""

    opened: bool
    done: int
    of: int

    @property
    def complete(self) -> bool:
        """Everything in it is done."""
        return self.opened and self.done >= self.of > 0

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.done / self.of if self.of else 0.0

    @property
    def words(self) -> str:
        """For people: "Not started", "3 of 9 done", "All 9 done"."""
        if not self.opened and not self.done:
            return "Not started"
        if self.complete:
            return say("All {of} done", of=self.of)
        return say("{done} of {of} done", done=self.done, of=self.of) if self.of else "Opened"


def by_part(events: Iterable[Event]) -> dict[Part, list[Event]]:
    """The events of one lesson by kind and item, each in order of time; nothing for a part without any."""
    found: dict[Part, list[Event]] = defaultdict(list)
    for event in events:
        found[event["kind"], event["item"]].append(event)
    return found


def parts_done(of_part: dict[Part, list[Event]]) -> list[tuple[Part, bool]] | None:
    """Every part that a lesson held when it was last opened, and whether it is done; None if it never was."""
    openings = of_part["opened", "lesson"]
    if not openings:
        return None
    return [((kind, name), is_done(of_part[kind, name], kind)) for kind, name in openings[-1]["parts"]]


def standing(store: Store, lesson: str) -> Standing:
    """How far one lesson is. Needs no import of the lesson: what it holds was noted when it was opened."""
    done = parts_done(by_part(store.events(lesson=lesson)))
    return Standing(done is not None, sum(is_so for _, is_so in done or ()), len(done or ()))
