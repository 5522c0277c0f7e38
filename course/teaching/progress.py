"""Progress: one JSON file on the learner's own machine, written so that no crash and no second notebook can hurt it.

The file holds *events* (:mod:`course.teaching.progress_events`: an answer, a passed exercise), each with an identity of its own.
Merging two files is the union of their events: it does not matter in which order or how often it is done. A writer takes a
lock, reads what is there, adds its own events, writes a new file beside the old one, and swaps them in one step: a kill at
any moment leaves the old file or the new one. Nothing leaves the machine.

What was answered later counts as later, whatever the clock did: an event is given the clock's time, but never one before
what is known already of the same thing. A clock set back gives a thousandth of a second more than that.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import time
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from course.teaching import progress_events as _events
from course.teaching.locked_file import file_or_nothing, free_name, locked, real, stamp, sweep, text_of
from course.teaching.progress_events import SCHEMA, Event, NotProgress, dump, merge, parse
from course.texts import say
from course.writing import write_atomically

__all__ = [
    "SCHEMA",
    "Event",
    "NotProgress",
    "Store",
    "aside",
    "default_path",
    "dump",
    "locked",
    "merge",
    "parse",
    "shared",
]

VARIABLE = "COURSE_PROGRESS"
"""Environment variable with another place for the file; ``memory`` keeps nothing, ``browser`` lets the page keep it."""
BROWSER = "browser"
LARGEST = 5_000_000
"""Bytes of a file that is taken in: as a message, quoted, it still fits into a line that carries ten million."""

LOCK_SECONDS = 3.0
"""How long a writer waits for another one. One that was not let in waits a tenth of that with every further event."""
MOMENT = 0.1
"""Seconds within which events that the clock cannot tell apart keep the order in which they came."""
TICK = 0.001
"""Seconds between two events of which the clock does not say which was later."""

UNSAVED = "Progress is not being saved"
NOT_KEPT = "Progress is kept only while this page is open; download it to keep it."
SOLVED = "This notebook holds worked solutions: what is done in it does not count as your progress, and is not kept."


DRIVE = Path("/drive")
"""Where JupyterLite keeps files in the reader's browser; whatever else its Python writes goes with the page."""


def default_path() -> Path | None:
    """Where progress is kept: ``COURSE_PROGRESS``, or the user's data folder; None for memory only.

    A notebook that is only replayed by pytest and one of worked solutions never touch the learner's file.
    """
    wish = os.environ.get(VARIABLE, "")
    if wish in ("memory", BROWSER) or is_replayed() or is_solved():
        return None
    try:
        if wish:
            path = Path(wish).expanduser()
            return path / "progress.json" if os.path.isdir(path) else file_or_nothing(path)  # noqa: PTH112 (never raises)
        home = Path.home()
    except RuntimeError:  # a user without a home folder
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "emscripten" and DRIVE.is_dir():
        base = DRIVE
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "margin-course" / "progress.json"


def is_replayed() -> bool:
    """Whether pytest runs the notebook of this kernel to compare its outputs (nbval and its like hand on this variable)."""
    return ".ipynb::" in os.environ.get("PYTEST_CURRENT_TEST", "")


def is_solved() -> bool:
    """Whether this is the kernel of a notebook in a folder of worked solutions."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is None:
        return False
    # Jupyter names the notebook; other programs at least start its kernel in its folder.
    return "solutions" in (Path(os.environ.get("JPY_SESSION_NAME", "")).parent.name, Path.cwd().name)


class _Known:
    """Events as they are asked for: all of them, and each lesson's, in order of time."""

    def __init__(self, events: dict[str, Event]) -> None:
        self.events = events
        self._of: dict[str, list[Event]] | None = None

    def ordered(self, lesson: str) -> list[Event]:
        """Those of a lesson; of all lessons for ""."""
        if self._of is None:
            self._of = {"": [event for _, event in sorted(self.events.items(), key=_events.order)]}
            for event in self._of[""]:
                self._of.setdefault(event["lesson"], []).append(event)
        return self._of.get(lesson, [])


class Store:
    """The learner's progress, in a file or, if there can be none, in memory.

    Args:
        path: the file; by default :func:`default_path`. ``None`` with ``memory=True`` keeps everything in memory.

    Attributes:
        path: the file, or None.
        message: "" or what the learner should know: progress is not being saved, a damaged file was set aside.
        left_out: "" or what the last text that was taken in held and could not be read, in words.
        watchers: objects whose ``refresh()`` is called after every change made through this store.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, *, memory: bool = False) -> None:
        wish = default_path() if path is None else file_or_nothing(Path(path))
        self.path = None if memory else wish
        self.message = "" if self.path else SOLVED if is_solved() else NOT_KEPT
        self.left_out = ""
        self._unsaved: dict[str, Event] = {}
        self._seen: dict[str, Event] = {}
        self._stamp: tuple[int, int, int] | None = None
        self._shut_out = False
        self._latest = 0.0
        self._known: _Known | None = None
        self.watchers: weakref.WeakSet[Any] = weakref.WeakSet()

    # -- reading -------------------------------------------------------------------------------------------------------

    def all(self) -> dict[str, Event]:
        """Every event by its identity, the file's and those that could not be written yet."""
        return dict(self._now_known().events)

    def events(self, kind: str = "", lesson: str = "", item: str = "") -> list[Event]:
        """Events in order of time, filtered by what is given."""
        found = self._now_known().ordered(lesson)
        return [e for e in found if (not kind or e["kind"] == kind) and (not item or e["item"] == item)]

    def _now_known(self) -> _Known:
        """All events as they are read, worked out once after every change: a page asks some fifty times for each."""
        self._refresh()
        if self._known is None:
            self._known = _Known(merge(self._seen, self._unsaved))
        return self._known

    def _refresh(self) -> None:
        """Read the file again if it has changed since."""
        if self.path is None:
            return
        now = stamp(self.path)
        if now != self._stamp:
            self._seen = self._read() or {}
            self._stamp, self._known = now, None

    def _read(self, *, alone: bool = False) -> dict[str, Event] | None:
        """The file's events; None if there is a file that may be neither used nor overwritten.

        A file that cannot be used as it is is set aside by whoever holds the lock (``alone``).
        """
        if self.path is None:
            return None
        reading = None
        try:
            path = real(self.path)
            reading = _events.read(text_of(path))
            if not reading.skipped:
                return reading.events
            why = reading.words
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._degrade(error)
            return None
        except (NotProgress, UnicodeDecodeError) as error:
            why = str(error) if isinstance(error, NotProgress) else "it is damaged (not text)"
        if alone:
            return self._set_aside(path, why) if reading is None else self._mend(path, reading)
        try:
            with locked(path, LOCK_SECONDS):  # another notebook may have mended it or set it aside by now: look again
                return self._read(alone=True)
        except OSError:
            if reading is None:
                self._give_up(why)
                return None
            self.message = say("In the progress file {path} {why}.", path=path, why=why)
            return reading.events

    def _mend(self, path: Path, reading: _events.ReadEvents) -> dict[str, Event]:
        """Leave out of the file what cannot be read; the file as it was is kept beside it.

        Raises:
            OSError: there can be no copy; the file is as it was.
        """
        aside = free_name(path, "set-aside")
        shutil.copyfile(path, aside)
        write_atomically(path, dump(reading.events), private=True, lasting=True)
        self.message = say(
            "In the progress file {words}. The file as it was is kept as {aside}.", words=reading.words, aside=aside
        )
        return reading.events

    def _set_aside(self, path: Path, why: str) -> dict[str, Event] | None:
        aside = free_name(path, "set-aside")
        try:
            path.rename(aside)
        except OSError:
            self._give_up(why)
            return None
        self.message = say(
            "The progress file could not be used: {why}. It is kept as {aside}; a new one is begun.",
            why=why,
            aside=aside,
        )
        return {}

    def _give_up(self, why: str) -> None:
        """Leave an unusable file alone that cannot even be renamed, and go on in memory."""
        self.message = say(
            "The progress file {path} cannot be used: {why}. {not_kept}", path=self.path, why=why, not_kept=NOT_KEPT
        )
        self.path = None

    # -- writing -------------------------------------------------------------------------------------------------------

    def record(self, kind: str, lesson: str, item: str, **fields: Any) -> Event:
        """Add one event and save it; if that is impossible it stays in memory and :attr:`message` says so.

        Raises:
            TypeError: the event has not the shape of its kind, or cannot be written: a mistake of the caller.
        """
        return self._add(uuid.uuid4().hex, kind, lesson, item, fields)

    def replace(self, kind: str, lesson: str, item: str, **fields: Any) -> Event:
        """As :meth:`record`, in the place of what was kept of this item before: the later of two is kept.

        For what is a state and no history, such as what lies on the desk.
        """
        return self._add(f"{kind}-{lesson}-{item}", kind, lesson, item, fields)

    def _add(self, key: str, kind: str, lesson: str, item: str, fields: dict[str, Any]) -> Event:
        event = {"at": self._now(kind, lesson, item), "kind": kind, "lesson": lesson, "item": item, **fields}
        if why := _events.fault(event):
            raise TypeError(f"{kind} {item}: {why}")
        self._unsaved[key], self._known = event, None
        self.save()
        self._tell()
        return event

    def _now(self, kind: str, lesson: str, item: str) -> float:
        """The time of an event: the clock's, but after what came a moment ago, and after all that is known of the same item.

        A diagnostic is about all the questions of its lesson, so it comes after them, and answers of the next after it.
        """
        now = max(time.time(), 0.0)
        if now <= self._latest + TICK < now + MOMENT:
            now = self._latest + TICK
        same = (
            event["at"] + TICK
            for event in self._now_known().events.values()
            if (event["item"] == item and event["kind"] == kind)
            or (event["lesson"] == lesson and (event["item"] == item or "diagnostic" in (kind, event["kind"])))
        )
        self._latest = min(round(max([now, *same]), 3), _events.LATEST)
        return self._latest

    def _tell(self) -> None:
        for watcher in list(self.watchers):
            watcher.refresh()

    def save(self) -> None:
        """Write what is not yet written."""
        if self.path is None or not self._unsaved:
            return
        try:
            path = real(self.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            # Whoever holds the lock may never let go of it: that costs one click a wait, not every one.
            with locked(path, LOCK_SECONDS / 10 if self._shut_out else LOCK_SECONDS):
                self._shut_out = False
                kept = self._read(alone=True)
                if kept is not None:
                    self._write(path, merge(kept, self._unsaved))
        except OSError as error:
            self._shut_out = isinstance(error, TimeoutError)
            self._degrade(error)

    def _write(self, path: Path, events: dict[str, Event]) -> None:
        sweep(path)
        write_atomically(path, dump(events), private=True, lasting=True)
        self._seen, self._unsaved, self._known = events, {}, None
        self._stamp = stamp(path)
        if self.message.startswith(UNSAVED):
            self.message = ""

    def _degrade(self, error: OSError) -> None:
        why = error.strerror or str(error)
        self.message = say(
            "{unsaved} ({why}: {path}). Download it before you close the page.",
            unsaved=UNSAVED,
            why=why,
            path=self.path,
        )

    def reset(self) -> Path | None:
        """Begin anew; the old file is kept beside it and its path returned (None if there was none)."""
        self._refresh()
        aside = None
        if self.path is not None and self.path.is_file():
            try:
                path = real(self.path)
                with locked(path, LOCK_SECONDS):
                    aside = free_name(path, "before-reset")
                    path.rename(aside)
            except OSError as error:
                self._degrade(error)
                return None
        self._unsaved, self._seen, self._stamp, self._known = {}, {}, None, None
        self._tell()
        return aside

    # -- taking it along -----------------------------------------------------------------------------------------------

    def export(self) -> str:
        """Everything as the text of a progress file."""
        return dump(self.all())

    def load(self, text: str) -> int:
        """Merge the text of another progress file; returns how many events were new, or later than what is kept once.

        What of it could not be read is then said in :attr:`left_out`.

        Raises:
            NotProgress: the text is not usable; nothing has changed.
        """
        have = self.all()
        reading = _events.read(text)
        other = {key: event for key, event in merge(have, reading.events).items() if event is not have.get(key)}
        self.left_out = reading.words
        self._unsaved, self._known = merge(self._unsaved, other), None
        self.save()
        self._tell()
        return len(other)


_shared: dict[Path | None, Store] = {}


def shared() -> Store:
    """The store of this kernel for the place that the environment names now."""
    path = default_path()
    if path not in _shared:
        store = _shared[path] = Store(memory=path is None)
        atexit.register(store.save)  # what another notebook's lock has kept out gets one more chance
    return _shared[path]


@contextmanager
def aside() -> Iterator[None]:
    """Let nothing in the block be anybody's progress: it meets an empty store, which is forgotten."""
    before, kept = os.environ.get(VARIABLE), dict(_shared)
    os.environ[VARIABLE] = "memory"
    _shared.clear()
    try:
        yield
    finally:
        _shared.clear()
        _shared.update(kept)
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
