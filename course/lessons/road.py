"""The road through a lesson: what stands open, what waits for a guess, what lies off the core path, what was found.

Guesses, unfolded pictures and found tasks are kept with the learner's progress, and stand there when they come back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from course.explorers import Explorer, Number
from course.teaching.progress import Store
from course.texts import day_of_year

FIRST = "predict"
"""The explorer whose question comes before all others of its lesson."""


class Road:
    """One lesson's road for one learner.

    Args:
        lesson: its slug.
        deeper: names of explorers off the core path.
        asks: whether the lesson begins with a question; then the later pictures wait for it.
        store: where progress is kept.
    """

    def __init__(self, lesson: str, deeper: frozenset[str], asks: bool, store: Store) -> None:
        self.lesson, self.deeper, self.asks, self.store = lesson, deeper, asks, store
        self.explorers: dict[str, Explorer] = {}
        self._recording = False
        store.watchers.add(self)

    def lay(self, name: str, explorer: Explorer) -> None:
        """Put an explorer in its place on the road."""
        self.explorers[name] = explorer
        if explorer.prediction is not None:
            explorer.on_guess(partial(self._guessed, name))
        explorer.on_found(lambda task: self._record("task", f"{name}.{task}"))
        explorer.on_unfold(partial(self._unfold, name))
        self._place(name)

    @property
    def opened(self) -> bool:
        """Whether the lesson's question is answered, or was passed over."""
        return not self.asks or self._guess(FIRST) is not None or self._has("unfolded", FIRST)

    def refresh(self) -> None:
        """Progress has changed: what was guessed, opened and found elsewhere stands here too."""
        if not self._recording:
            for name in self.explorers:
                self._place(name)

    def _place(self, name: str) -> None:
        explorer = self.explorers[name]
        kept = self._guess(name)
        if kept is not None and explorer.closed:
            day = datetime.fromtimestamp(kept["at"], UTC)
            explorer.recall(kept["value"], day_of_year(day))
        found = {task.name for task in explorer.tasks if self._has("task", f"{name}.{task.name}")}
        if found - explorer.found:
            explorer.recall_found(found)
        if name == FIRST:
            return
        waits = "" if self.opened else "guess"
        aside = "deeper" if name in self.deeper and not self._has("unfolded", name) else ""
        explorer.fold(waits or aside)

    def _guess(self, name: str) -> dict[str, Any] | None:
        kept = self.store.events("guess", self.lesson, name)
        return kept[-1] if kept and kept[-1]["value"] is not None else None

    def _has(self, kind: str, name: str) -> bool:
        return bool(self.store.events(kind, self.lesson, name))

    def _guessed(self, name: str, value: Any) -> None:
        asked = self.explorers[name].prediction
        told = {}
        if value is not None and asked is not None and asked.answer is not None:
            control, answer = asked.control, asked.answer()
            if isinstance(control, Number):
                truth, right = control.told(answer), control.reaches(value, answer)
            else:
                truth, right = control.shown(answer), value == answer
            told = {"asked": self.explorers[name].title, "said": control.shown(value), "truth": truth, "right": right}
        self._record("guess", name, value=value, **told)

    def _unfold(self, name: str) -> None:
        """The page asks for more: a picture that waits for the question opens all that wait, one that lies aside itself."""
        self._record("unfolded", name if self.opened else FIRST)

    def _record(self, kind: str, name: str, **fields: Any) -> None:
        self._recording = True
        try:
            self.store.record(kind, self.lesson, name, **fields)
        finally:
            self._recording = False
        self.refresh()
