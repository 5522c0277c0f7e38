"""The learner's record on the page, and as a file to print or to keep."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, ClassVar

from traitlets import Unicode

from course.teaching.markup import plain
from course.teaching.panels.base import LessonEntry, Panel
from course.teaching.panels.keeper import when_known
from course.teaching.progress import Store
from course.teaching.quiz import Quiz
from course.teaching.record import DOES_NOT_SAY, KINDS, SAYS, CourseRecord, markdown, page, record
from course.teaching.retake import comparison
from course.texts import say

FORMS = {"html": ("course-record.html", "text/html", page), "markdown": ("course-record.md", "text/markdown", markdown)}


class RecordPanel(Panel):
    """What was done in every lesson, said as counts, with what they do not say.

    Args:
        entries: the lessons that exist.
        quiz: the diagnostic, for what its retake showed; None leaves that out.
        store: where progress is kept; by default the kernel's.
    """

    _part = Unicode("record").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"take": ("form",)}

    def __init__(self, entries: Sequence[LessonEntry], quiz: Quiz | None = None, store: Store | None = None) -> None:
        self.entries, self.quiz = tuple(entries), quiz
        super().__init__(store)
        self.store.watchers.add(self)
        when_known(self.store, self.refresh)

    @property
    def found(self) -> CourseRecord:
        """The record as it stands."""
        return record(self.store, self.entries)

    @property
    def extra(self) -> list[str]:
        """What the retake of the diagnostic showed, plain text."""
        both = comparison(self.store, self.quiz) if self.quiz else None
        return [plain(both.gain.sentence)] if both else []

    def take(self, form: Any) -> str:
        """Hand the record to the page as a file, which saves it; returns its text."""
        if not isinstance(form, str) or form not in FORMS:
            return ""
        name, kind, write = FORMS[form]
        text = write(self.found, self.extra)
        self.send({"event": "file", "name": name, "type": kind, "text": text})
        return text

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        found = self.found
        return {
            "words": found.words,
            "days": found.days,
            "extra": self.extra,
            "columns": ["Lesson", *KINDS.values()],
            "rows": found.rows(),
            "small": [SAYS, DOES_NOT_SAY] if found.lines else [],
        }

    def summary(self) -> str:
        """The sentences; the counts differ from learner to learner."""
        return say("What you have done: {words}", words=self.found.words)

    def static_html(self) -> str:
        """For pages without a kernel."""
        return say("<p><strong>What you have done.</strong> {words}</p>", words=html.escape(self.found.words))
