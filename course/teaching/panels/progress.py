"""Progress on the page: where it is kept, take it along, bring it back, begin anew."""

from __future__ import annotations

from typing import Any, ClassVar

from traitlets import Unicode

from course.teaching.panels.base import Panel
from course.teaching.progress import NOT_KEPT, SOLVED, NotProgress, Store
from course.words import number

LARGEST = 20_000_000
"""Characters of a file that is taken in."""


class ProgressPanel(Panel):
    """Download, upload and reset of the learner's progress; files go through the browser only.

    Args:
        store: where progress is kept; by default the kernel's.

    Attributes:
        message: what happened last, in words.
    """

    _part = Unicode("progress").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"download": (), "upload": ("text",), "reset": ()}

    def __init__(self, store: Store | None = None) -> None:
        self.message = ""
        super().__init__(store)
        self.store.watchers.add(self)

    def download(self) -> str:
        """Hand the file to the page, which saves it; returns its text."""
        text = self.store.export()
        self.send({"event": "file", "name": "course-progress.json", "text": text})
        return text

    def upload(self, text: str) -> str:
        """Merge the text of a file; returns what happened, in words."""
        if not isinstance(text, str) or len(text) > LARGEST:
            self._tell("That file is too large to be saved progress. Nothing has changed.")
            return self.message
        try:
            new = self.store.load(text)
        except NotProgress as error:
            self._tell(f"That file was not taken in: {error}. Nothing has changed.")
        else:
            said = {0: "It held nothing that is not here already.", 1: "One result was added."}
            words = said.get(new, f"{number(new, 0)} results were added.")
            self._tell(f"{words} {self.store.left_out}." if self.store.left_out else words)
        return self.message

    def reset(self) -> str:
        """Begin anew; the old file is kept. Returns what happened, in words."""
        aside = self.store.reset()
        self._tell(f"You begin anew. The old results are kept in {aside}." if aside else "You begin anew.")
        return self.message

    def _tell(self, message: str) -> None:
        self.message = message
        self.refresh()
        self.say(message)

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        count = len(self.store.all())
        kept = "Kept on this machine only." if self.store.path else SOLVED if self.store.message == SOLVED else NOT_KEPT
        return {
            "count": count,
            "words": f"{self._words(count)}. {kept}",
            "path": str(self.store.path) if self.store.path else "",
            "message": self.message,
        }

    @staticmethod
    def _words(count: int) -> str:
        return f"{number(count, 0)} result{'' if count == 1 else 's'}" if count else "No results yet"

    def summary(self) -> str:
        """How much there is; not where, which differs from machine to machine."""
        return f"Your progress: {self._words(len(self.store.all())).lower()}"

    def static_html(self) -> str:
        """For pages without a kernel."""
        return "<p>Your progress is kept on your own machine.</p>"
