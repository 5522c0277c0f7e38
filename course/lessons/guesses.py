"""Your guesses against the venue: what was placed on the questions of a lesson, or of the whole course, and how it came out."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from traitlets import Unicode

from course.lessons.syllabus import Entry
from course.teaching.panels.base import Panel
from course.teaching.panels.keeper import when_known
from course.teaching.progress import Event, Store
from course.texts import day_of_year, say


class Bets(Panel):
    """The learner's guesses beside what is true, first guess of each question first.

    A guess counts as it was first placed: one that is placed again after the answer was seen is no guess.

    Args:
        lessons: whose guesses.
        store: where progress is kept; by default the kernel's.
    """

    _part = Unicode("bets").tag(sync=True)

    def __init__(self, lessons: Sequence[Entry], store: Store | None = None) -> None:
        self.lessons = tuple(lessons)
        super().__init__(store)
        self.store.watchers.add(self)
        when_known(self.store, self.refresh)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Question, guess, truth, day and lesson of every guess whose answer is known."""
        rows = []
        for lesson in self.lessons:
            first: dict[str, Event] = {}
            for event in self.store.events("guess", lesson.slug):
                if event["value"] is not None and "truth" in event:
                    first.setdefault(event["item"], event)
            for event in first.values():
                day = datetime.fromtimestamp(event["at"], UTC)
                rows.append(
                    {
                        "lesson": lesson.title,
                        "asked": event.get("asked", ""),
                        "said": event.get("said", ""),
                        "truth": event["truth"],
                        "right": event.get("right", event.get("said") == event["truth"]),
                        "day": day_of_year(day),
                    }
                )
        return rows

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        rows = self.rows
        return {"rows": rows, "words": self.words(rows), "several": len(self.lessons) > 1}

    def words(self, rows: Sequence[dict[str, Any]]) -> str:
        """How it came out, in one sentence; before the first guess what will stand here."""
        if not rows:
            return "What you guess stands here beside what is true."
        right = sum(row["right"] for row in rows)
        if len(rows) == 1:
            return say(
                "You placed one guess, and it was {right}.",
                right="right, as near as its slider stops" if right else "not what the venue says",
            )
        return say(
            "You placed {rows} guesses; {value} of them {right:was|were} right, as near as the sliders stop.",
            rows=len(rows),
            value=right or "none",
            right=right,
        )

    def summary(self) -> str:
        """The guesses in words."""
        rows = self.rows
        lines = [
            say("{asked}: you said {said}, it is {truth}", asked=row["asked"], said=row["said"], truth=row["truth"])
            for row in rows
        ]
        return "\n".join(["Your guesses against the venue: " + self.words(rows), *lines])

    def static_html(self) -> str:
        """The heading and the sentence, for pages without a kernel."""
        return say(
            "<p><strong>Your guesses against the venue.</strong> {words}</p>", words=html.escape(self.words(self.rows))
        )
