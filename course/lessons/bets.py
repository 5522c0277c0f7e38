"""Guesses that last: what was placed on a question is kept with the learner's progress, and stands there when they come back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from course.explorers import Explorer
from course.teaching.progress import Store


class Bet:
    """The guess of one explorer, kept for ever and taken up again.

    Args:
        explorer: one that asks for a prediction.
        lesson: its lesson's slug.
        name: what the lesson calls it.
        store: where progress is kept.
    """

    def __init__(self, explorer: Explorer, lesson: str, name: str, store: Store) -> None:
        self.explorer, self.lesson, self.name, self.store = explorer, lesson, name, store
        self._placing = False
        explorer.on_guess(self.placed)
        store.watchers.add(self)
        self.refresh()

    def placed(self, value: Any) -> None:
        """Keep a guess, or that it was taken back."""
        self._placing = True
        try:
            self.store.record("guess", self.lesson, self.name, value=value)
        finally:
            self._placing = False

    def refresh(self) -> None:
        """Take up the guess of an earlier visit, where the question still waits."""
        if self._placing or not self.explorer.closed:
            return
        kept = self.store.events("guess", self.lesson, self.name)
        if kept and kept[-1]["value"] is not None:
            day = datetime.fromtimestamp(kept[-1]["at"], UTC)
            self.explorer.recall(kept[-1]["value"], f"{day.day} {day:%B}")
