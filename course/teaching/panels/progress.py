"""Progress on the page: where it is kept, take it along, bring it back, begin anew."""

from __future__ import annotations

from typing import Any, ClassVar

from traitlets import Unicode

from course.language import word
from course.teaching.panels.base import Panel
from course.teaching.panels.keeper import kept
from course.teaching.progress import LARGEST, NOT_KEPT, SOLVED, NotProgress, Store
from course.teaching.progress_events import RESULTS
from course.texts import say

TOO_LARGE = say(
    "That file is too large to be saved progress: at most {largest} MB are taken. Nothing has changed.",
    largest=LARGEST // 1000000,
)

WHERE = {
    "file": "Kept on this machine only.",
    "browser": "Kept in this browser only; a download keeps it for good.",
    "no": NOT_KEPT,
    "": "Kept for this session of Binder only; download it before you leave.",
}


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
            self._tell(TOO_LARGE)
            return self.message
        before = self._count
        try:
            added = self.store.load(text)
        except NotProgress as error:
            self._tell(say("That file was not taken in: {error}. Nothing has changed.", error=error))
        else:
            new = self._count - before
            none = "It held no new result; what else was new in it was added."
            said = {0: none if added else "It held nothing that is not here already.", 1: "One result was added."}
            words = said.get(new, say("{new:#0} results were added.", new=new))
            self._tell(f"{words} {self.store.left_out}." if self.store.left_out else words)
        return self.message

    def reset(self) -> str:
        """Begin anew; the old results are kept in a file beside, or offered to the page as one. Returns what happened."""
        offered = self.store.path is None and bool(self.store.all())
        if offered:
            self.download()
        aside = self.store.reset()
        old = (
            say(" The old results are kept in {aside}.", aside=aside)
            if aside
            else " The old results were offered as a download."
        )
        self._tell(say("You begin anew.{old}", old=old if aside or offered else ""))
        return self.message

    def _tell(self, message: str) -> None:
        self.message = message
        self.refresh()
        self.say(message)

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        count = self._count
        where = SOLVED if self.store.message == SOLVED else WHERE[kept(self.store)]
        return {
            "count": count,
            "empty": not self.store.all(),
            "words": f"{self._words(count)}. {where}".strip(),
            "limit": LARGEST,
            "path": str(self.store.path) if self.store.path else "",
            "message": self.message,
        }

    @property
    def _count(self) -> int:
        """Results; what was opened, guessed, written into a plan or laid on the desk is kept too, but is none."""
        return sum(event["kind"] in RESULTS for event in self.store.all().values())

    @staticmethod
    def _words(count: int) -> str:
        return say("{count:#0} result{count:|s}", count=count) if count else word("No results yet")

    def summary(self) -> str:
        """How much there is; not where, which differs from machine to machine."""
        return say("Your progress: {words}", words=self._words(self._count).lower())

    def static_html(self) -> str:
        """For pages without a kernel."""
        return "<p>Here you see how much you have done, and can take it along.</p>"
