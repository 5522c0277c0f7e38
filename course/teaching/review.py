"""Spaced review: which earlier questions a lesson opens with."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from course.teaching.progress import Event, Store
from course.teaching.quiz import CONFIDENCE, Item, Question


@dataclass(frozen=True, eq=False)
class Due:
    """A question that is due, with the lesson it comes from and why it comes back."""

    lesson: str
    question: Question
    reason: str
    times: int

    @property
    def item(self) -> Item:
        """The question with numbers not yet seen, where it has numbers."""
        return self.question.item(f"review:{self.times}")


CONFIDENT_ERROR = "You were certain, and it was wrong"
MISSED = "Missed last time"
GUESSED = "A lucky guess last time"
KNOWN = "Right last time"
REASONS = (CONFIDENT_ERROR, MISSED, GUESSED, KNOWN)
"""Why an item comes back, in the order in which items come back."""


def reason(events: Sequence[Event]) -> str:
    """Why a question with these answers (in order of time, one at least) comes back."""
    last = events[-1]
    if last.get("correct") is not True:
        return CONFIDENT_ERROR if last.get("confidence") == max(CONFIDENCE) else MISSED
    return GUESSED if last.get("confidence") == min(CONFIDENCE) else KNOWN


def due(store: Store, pool: Sequence[tuple[str, Question]], count: int = 3, salt: str = "") -> list[Due]:
    """The ``count`` questions that should come back, out of ``pool`` = (lesson, question) of the earlier lessons.

    Only what was answered before comes back: confident errors first, then other misses, lucky guesses, and last what was
    right, longest ago first. Ties are broken the same way every time for the same ``salt`` (the lesson's slug).
    """
    rows = []
    for lesson, question in pool:
        events = store.events("question", lesson, question.name)
        if not events:
            continue
        why = reason(events)
        mix = zlib.crc32(f"{salt} {question.name}".encode())
        rows.append((REASONS.index(why), events[-1]["at"], mix, Due(lesson, question, why, len(events))))
    rows.sort(key=lambda row: row[:3])
    return [row[3] for row in rows[:count]]
