"""What all panels share: a state for the page, a store of progress, events that are method calls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar, Protocol

from traitlets import Dict

from course.frontend import Part, address
from course.language import spoken
from course.teaching.markup import inline, to_html
from course.teaching.panels.keeper import follow
from course.teaching.progress import NOT_KEPT, SOLVED, Store, shared
from course.teaching.record import Entry
from course.teaching.terms import GLOSSARY
from course.texts import capital
from course.validation import ArgumentError


class LessonEntry(Entry, Protocol):
    """What panels need to know about a lesson from outside (``course.lessons.syllabus.Entry`` has it)."""

    @property
    def minutes(self) -> int: ...  # noqa: D102
    @property
    def can_do(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def stem(self) -> str: ...  # noqa: D102


class Panel(Part):
    """A widget over records: :attr:`state` is all that the page needs, :meth:`refresh` computes it anew.

    ``EVENTS`` maps an event of the page to the method it calls and the fields it passes, so that Python and the page drive
    a panel by the same code.
    """

    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {}
    state = Dict().tag(sync=True)

    def __init__(self, store: Store | None = None) -> None:
        self.store = store if store is not None else shared()
        super().__init__(state=self._now())  # a page never meets a panel without its state
        follow(self, self.store)

    def on_event(self, event: dict[str, Any]) -> None:
        """Call the method that an event names; pass over what no page sends."""
        name = event.get("event") if isinstance(event, dict) else None
        if not isinstance(name, str) or name not in self.EVENTS:
            self.ignore(event)
            return
        try:
            getattr(self, name)(*(event.get(field) for field in self.EVENTS[name]))
        except ArgumentError:
            self.send({"event": "failed"})

    def compute(self) -> dict[str, Any]:
        """The state for the page."""
        raise NotImplementedError

    def _now(self) -> dict[str, Any]:
        return {**self.compute(), "notice": self.notice}

    def refresh(self) -> None:
        """Show what is now."""
        self.state = self._now()

    def arrived(self, first: bool) -> None:
        """Events have come from the page; ``first``: those that it held when it began."""
        self.refresh()

    @property
    def notice(self) -> str:
        """What the learner should know about saving: "" while all is well, or while nothing is meant to be saved."""
        return "" if self.store.message in (NOT_KEPT, SOLVED) else self.store.message

    def say(self, text: str) -> None:
        """Have a screen reader say something, politely."""
        self.send({"event": "say", "text": text})


def typed(value: Any) -> str | float:
    """What a learner has typed: a text of some length, or a number; "" for anything else."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else ""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST
    return float(value) if fits else ""


LONGEST = 200
MOST = 1e300


def index(argument: str, value: Any, length: int) -> int:
    """A whole number from 0 to ``length`` − 1.

    Raises:
        ArgumentError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < length:
        raise ArgumentError(argument, value, f"a whole number from 0 to {length - 1}")
    return value


def block(text: str) -> str:
    """Paragraphs of markup as HTML, terms of the glossary explained."""
    return _block(text, spoken())


@lru_cache(maxsize=1024)
def _block(text: str, _language: object) -> str:
    """Kept: a panel says all its texts anew with every click, and looking for terms is most of that work."""
    return GLOSSARY.mark_up(to_html(text))


def line(text: str) -> str:
    """One line of markup as HTML."""
    return inline(text)


def link(slug: str, entries: Sequence[LessonEntry]) -> dict[str, str]:
    """Title and address of a lesson; without an address if it is not among ``entries``."""
    for entry in entries:
        if entry.slug == slug:
            return {"title": entry.title, "file": address(entry.stem)}
    return {"title": capital(slug.replace("_", " ")), "file": ""}
