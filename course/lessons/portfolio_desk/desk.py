"""The desk: one record that every panel shares, with undo, both kept with the learner's progress."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable
from typing import Any

from course.lessons.portfolio_desk.book import EXAMPLE, Book
from course.teaching.panels.keeper import when_known
from course.teaching.progress import Store, shared
from course.textfiles import loads
from course.validation import ArgumentError

SLUG = "portfolio_desk"
KIND, ITEM = "desk", "book"
#: Steps that can be undone.
STEPS = 50
#: Letters of what can be undone that are kept for the next visit, the newest first: a browser has little room.
KEPT = 100_000


class Desk:
    """The book of the moment.

    Args:
        store: where it is kept; by default the kernel's.

    Attributes:
        book: what every panel shows.
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store = store if store is not None else shared()
        self.book: Book = EXAMPLE
        self._past: list[Book] = []
        self._followers: list[tuple[weakref.ref[Any], Callable[[Any], None]]] = []
        self._kept = ""
        self._take_in()
        self.store.watchers.add(self)
        when_known(self.store, self.refresh)

    @property
    def steps(self) -> int:
        """How many changes can be undone."""
        return len(self._past)

    def put(self, book: Book) -> None:
        """Lay another book on the desk; the one before can be had back by :meth:`undo`, one from another page too."""
        before = self.book
        self._take_in()
        if book != self.book:
            self._lay(book, [*self._past[-STEPS + 1 :], self.book])
        elif self.book != before:
            self._show()

    def undo(self) -> None:
        """Take the last change back; one that another page has made meanwhile is shown first."""
        before = self.book
        self._take_in()
        if self.book != before:
            self._show()
        elif self._past:
            self._lay(self._past[-1], self._past[:-1])

    def follow(self, follower: Any, act: Callable[[Any], None]) -> None:
        """Call ``act(follower)`` after every change of the book, for as long as somebody else holds the follower."""
        self._followers.append((weakref.ref(follower), act))

    def refresh(self) -> None:
        """Progress has changed: a book that was laid down elsewhere, or at an earlier visit, lies here too."""
        before = self.book
        self._take_in()
        if self.book != before:
            self._show()

    def _lay(self, book: Book, past: list[Book]) -> None:
        self.book, self._past = book, past
        self._keep()  # first: what was brought is not lost, whatever becomes of a panel
        self._show()

    def _show(self) -> None:
        self._followers = [(ref, act) for ref, act in self._followers if ref() is not None]
        for ref, act in self._followers:
            follower = ref()
            if follower is not None:
                act(follower)

    def _keep(self) -> None:
        past: list[dict[str, Any]] = []
        room = KEPT
        for book in reversed(self._past):
            room -= len(json.dumps(record := _record(book), ensure_ascii=False))
            if room < 0:
                break
            past.insert(0, record)
        self._kept = json.dumps({**_record(self.book), "past": past}, ensure_ascii=False)
        self.store.replace(KIND, SLUG, ITEM, text=self._kept)

    def _take_in(self) -> None:
        events = self.store.events(KIND, SLUG, ITEM)
        if not events or events[-1]["text"] == self._kept:
            return
        self._kept = events[-1]["text"]
        try:
            data: Any = loads(self._kept)
            self.book, self._past = _read(data), [_read(one) for one in data.get("past", ())]
        except (ValueError, KeyError, TypeError, AttributeError, ArgumentError):
            pass  # of a newer version, or edited by hand: the desk starts as it is


def _record(book: Book) -> dict[str, Any]:
    """A book as it is kept."""
    return {**book.as_json(), "told": book.told, "assumed": book.assumed}


def _read(data: Any) -> Book:
    """What :func:`_record` gave."""
    return Book.from_json(data, str(data.get("told", "")), data.get("assumed", ()))


_desks: dict[int, Desk] = {}


def desk() -> Desk:
    """The desk of this kernel's store."""
    store = shared()
    if id(store) not in _desks:
        _desks[id(store)] = Desk(store)
    return _desks[id(store)]
