"""The line between a kernel's progress and the page that keeps it, where the course is served as web apps.

On a public server nothing of a visitor is kept but by their own browser. The page sends what it holds as soon as it hears of
the kernel's :class:`Keeper`, in the form of a progress file; from then on each side tells the other what is new. What is told
twice changes nothing, since events are merged by identity (:func:`course.teaching.progress.merge`).

Where a file keeps progress, the keeper only lets the page know that it does, so that the page's words are true should this
kernel die.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Callable
from typing import Any, Protocol

from traitlets import Dict, Unicode

from course.frontend import Part, in_app
from course.teaching.progress import BROWSER, UNSAVED, VARIABLE, Event, NotProgress, Store, parse, shared
from course.texts import say

PIECE = 2000
"""Events told to the page in one message."""

LONGEST = 200
"""Characters of what the page says went wrong."""


class Follower(Protocol):
    """What shows progress."""

    def arrived(self, first: bool) -> None:
        """Events have come from the page; ``first``: those that it held when it began."""


class Keeper(Part):
    """Tells the page what is to be kept, and takes in what it holds. Has nothing to show.

    Attributes:
        store: the kernel's progress.
        held: what the page is known to hold.
        known: whether the page has told all that it held when it began.
        followers: panels that are told when events come from the page.
    """

    _part = Unicode("keeper").tag(sync=True)
    at_once = True
    state = Dict().tag(sync=True)

    def __init__(self, store: Store) -> None:
        self.store = store
        self.held: dict[str, Event] = {}
        self.known = False
        self.followers: weakref.WeakSet[Any] = weakref.WeakSet()
        self._waiting: list[Callable[[], None]] = []
        super().__init__(state={"kept": kept(store)})
        store.watchers.add(self)

    def on_event(self, event: dict[str, Any]) -> None:
        """What the page holds, whether it could keep what it was told, or that another tab began anew."""
        name = event.get("event") if self.store.path is None else None
        if name == "held" and isinstance(event.get("text"), str):
            self.take(event["text"], last=event.get("last") is True)
            self.confirm(event.get("why"))
        elif name == "kept":
            self.confirm(event.get("why"))
        elif name == "cleared":
            self.held = {}
            self.store.reset()
        else:
            self.ignore(event)

    def take(self, text: str, *, last: bool) -> None:
        """Merge what the page holds; tell it what it lacks once it has told everything."""
        try:
            self.held |= parse(text)
            self.store.load(text)
        except NotProgress:
            self.ignore(text)
        first = last and not self.known
        if first:
            self.known = True
        for follower in list(self.followers):
            follower.arrived(first)
        if first:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()
        self.refresh()

    def confirm(self, why: Any) -> None:
        """The page keeps what it was told, or says why it cannot."""
        reason = why[:LONGEST] if isinstance(why, str) else ""
        message = (
            say("{unsaved}, since {reason}. Download it before you close the page.", unsaved=UNSAVED, reason=reason)
            if reason
            else ""
        )
        if message != self.store.message:
            self.store.message = message
            for follower in list(self.followers):
                follower.refresh()
        self.state = {"kept": kept(self.store)}

    def when_known(self, act: Callable[[], None]) -> None:
        """Act once it is known what the page holds."""
        if self.known or self.store.path is not None:
            act()
        else:
            self._waiting.append(act)

    def refresh(self) -> None:
        """The store has changed: tell the page what it does not hold yet, or that everything was set aside."""
        self.state = {"kept": kept(self.store)}
        if self.store.path is not None or not self.known:
            return
        now = self.store.all()
        if not self.held.keys() <= now.keys():
            self.held = {}
            self.send({"event": "clear"})
        lacking = [(key, event) for key, event in now.items() if self.held.get(key) != event]
        for start in range(0, len(lacking), PIECE):
            self.send({"event": "keep", "events": dict(lacking[start : start + PIECE])})
        self.held |= dict(lacking)

    def summary(self) -> str:
        """Where progress is kept."""
        return say("Progress is kept: {value}", value=self.state["kept"] or "unknown")


def kept(store: Store) -> str:
    """Where new results are safe at this moment: ``"file"``, ``"browser"``, ``"no"``: nowhere, "": while Binder runs."""
    if store.message.startswith(UNSAVED):
        return "no"
    if store.path is None:
        return BROWSER if os.environ.get(VARIABLE) == BROWSER and not store.message else "no"
    if on_binder():
        return ""
    # A browser's Python has no files but those of the browser.
    return BROWSER if sys.platform == "emscripten" else "file"


def on_binder() -> bool:
    """Whether this is a session of Binder, which forgets its files."""
    return "BINDER_LAUNCH_HOST" in os.environ


_keepers: weakref.WeakKeyDictionary[Store, Keeper] = weakref.WeakKeyDictionary()


def keeper(store: Store) -> Keeper | None:
    """The keeper of this kernel's own store; None where no page keeps anything, or for any other store."""
    if not in_app() or store is not shared():
        return None
    if store not in _keepers:
        _keepers[store] = Keeper(store)
    return _keepers[store]


def follow(follower: Follower, store: Store) -> None:
    """Have a panel told when events come from the page."""
    found = keeper(store)
    if found is not None:
        found.followers.add(follower)


def when_known(store: Store, act: Callable[[], None]) -> None:
    """Act at once, or, where the page keeps progress, as soon as it has said what it holds."""
    found = keeper(store)
    if found is None or os.environ.get(VARIABLE) != BROWSER:
        act()
    else:
        found.when_known(act)
