"""Progress: one JSON file on the learner's own machine, written so that no crash and no second notebook can hurt it.

The file holds *events* (an answer, a passed exercise), each with an identity of its own. Merging two files is the union of
their events: it does not matter in which order or how often it is done. A writer takes a lock, reads what is there, adds
its own events, writes a new file beside the old one, and swaps them in one step: a kill at any moment leaves the old file
or the new one. Nothing leaves the machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

SCHEMA = 1
VARIABLE = "COURSE_PROGRESS"
"""Environment variable with another place for the file; ``memory`` keeps nothing, ``browser`` lets the page keep it."""
BROWSER = "browser"
LOCK_SECONDS = 5.0
LARGEST = 5_000_000
"""Bytes of a file that is taken in: as a message, quoted, it still fits into a line that carries ten million."""

MOMENT = 0.1
"""Seconds within which events that the clock cannot tell apart keep the order in which they came."""

Event = dict[str, Any]
"""``{"at": seconds, "kind": "drill", "lesson": "leverage", "item": "margin", …}``, kept under its identity."""


class NotProgress(ValueError):  # noqa: N818 (says what the text is: not progress)
    """A text that is not saved progress, or is of a newer version; the message says which."""


def default_path() -> Path | None:
    """Where progress is kept: ``COURSE_PROGRESS``, or the user's data folder; None for memory only."""
    wish = os.environ.get(VARIABLE, "")
    if wish in ("memory", BROWSER):
        return None
    if wish:
        path = Path(wish).expanduser()
        return path / "progress.json" if path.is_dir() else path
    try:
        home = Path.home()
    except RuntimeError:  # a user without a home folder
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "margin-course" / "progress.json"


def dump(events: dict[str, Event]) -> str:
    """Events as the text of a progress file; equal events give equal text."""
    ordered = dict(sorted(events.items(), key=lambda row: (row[1]["at"], row[0])))
    return json.dumps({"schema": SCHEMA, "events": ordered}, indent=1, ensure_ascii=False) + "\n"


def parse(text: str) -> dict[str, Event]:
    """The events in the text of a progress file.

    Raises:
        NotProgress: it is damaged, something else, or written by a newer version of the course.
    """
    try:
        data = json.loads(text)
    except ValueError:
        raise NotProgress("it is damaged (not valid JSON)") from None
    if not isinstance(data, dict) or not isinstance(data.get("schema"), int):
        raise NotProgress("it is not a progress file of this course")
    if data["schema"] > SCHEMA:
        raise NotProgress(f"it was written by a newer version of the course (format {data['schema']})")
    events = data.get("events")
    if not isinstance(events, dict) or not all(map(_is_event, events.values())):
        raise NotProgress("it is damaged (events without time, kind, lesson or item)")
    return events


def _is_event(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and isinstance(event.get("at"), int | float)
        and all(isinstance(event.get(key), str) for key in ("kind", "lesson", "item"))
    )


def merge(a: dict[str, Event], b: dict[str, Event]) -> dict[str, Event]:
    """All events of both; the same whichever way round and however often.

    Should one identity ever stand for two different events (a file edited by hand), the same one of them is kept always.
    """
    merged = dict(a)
    for key, event in b.items():
        rival = merged.setdefault(key, event)
        if rival != event:
            merged[key] = max(rival, event, key=lambda e: json.dumps(e, sort_keys=True))
    return merged


class Store:
    """The learner's progress, in a file or, if there can be none, in memory.

    Args:
        path: the file; by default :func:`default_path`. ``None`` with ``memory=True`` keeps everything in memory.

    Attributes:
        path: the file, or None.
        message: "" or what the learner should know: progress is not being saved, a damaged file was set aside.
        watchers: objects whose ``refresh()`` is called after every change made through this store.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, *, memory: bool = False) -> None:
        self.path = None if memory else Path(path) if path is not None else default_path()
        self.message = "" if self.path else NOT_KEPT
        self._unsaved: dict[str, Event] = {}
        self._seen: dict[str, Event] = {}
        self._stamp: tuple[int, int, int] | None = None
        self._latest = 0.0
        self.watchers: weakref.WeakSet[Any] = weakref.WeakSet()

    # -- reading -------------------------------------------------------------------------------------------------------

    def all(self) -> dict[str, Event]:
        """Every event by its identity, the file's and those that could not be written yet."""
        self._refresh()
        return merge(self._seen, self._unsaved)

    def events(self, kind: str = "", lesson: str = "", item: str = "") -> list[Event]:
        """Events in order of time, filtered by what is given."""
        wanted = {"kind": kind, "lesson": lesson, "item": item}
        found = [
            (event["at"], key, event)
            for key, event in self.all().items()
            if all(not value or event[name] == value for name, value in wanted.items())
        ]
        return [event for _, _, event in sorted(found, key=lambda row: row[:2])]

    def _refresh(self) -> None:
        """Read the file again if it has changed since."""
        if self.path is None:
            return
        stamp = _stamp(self.path)
        if stamp != self._stamp:
            self._seen = self._read() or {}
            self._stamp = stamp

    def _read(self, *, alone: bool = False) -> dict[str, Event] | None:
        """The file's events; None if there is a file that may be neither used nor overwritten.

        A file that cannot be used is set aside by whoever holds the lock (``alone``).
        """
        if self.path is None:
            return None
        try:
            return parse(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._degrade(error)
            return None
        except (NotProgress, UnicodeDecodeError) as error:
            why = str(error) if isinstance(error, NotProgress) else "it is damaged (not text)"
            if alone:
                return self._set_aside(self.path, why)
        try:
            with locked(self.path):  # another notebook may have set it aside by now: look again
                return self._read(alone=True)
        except OSError:
            self._give_up(why)
            return None

    def _set_aside(self, path: Path, why: str) -> dict[str, Event] | None:
        aside = free_name(path, "set-aside")
        try:
            path.rename(aside)
        except OSError:
            self._give_up(why)
            return None
        self.message = f"The progress file could not be used: {why}. It is kept as {aside}; a new one is begun."
        return {}

    def _give_up(self, why: str) -> None:
        """Leave an unusable file alone that cannot even be renamed, and go on in memory."""
        self.message = f"The progress file {self.path} cannot be used: {why}. {NOT_KEPT}"
        self.path = None

    # -- writing -------------------------------------------------------------------------------------------------------

    def record(self, kind: str, lesson: str, item: str, **fields: Any) -> Event:
        """Add one event and save it; if that is impossible it stays in memory and :attr:`message` says so."""
        now = round(time.time(), 3)
        if now <= self._latest < now + MOMENT:
            now = round(self._latest + 0.001, 3)
        self._latest = now
        event = {"at": now, "kind": kind, "lesson": lesson, "item": item, **fields}
        json.dumps(event)  # an event that cannot be saved is a mistake of the caller: say so here
        self._unsaved[uuid.uuid4().hex] = event
        self._save()
        self._tell()
        return event

    def _tell(self) -> None:
        for watcher in list(self.watchers):
            watcher.refresh()

    def _save(self) -> None:
        """Write what is not yet written."""
        if self.path is None or not self._unsaved:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path):
                kept = self._read(alone=True)
                if kept is not None:
                    self._write(self.path, merge(kept, self._unsaved))
        except OSError as error:
            self._degrade(error)

    def _write(self, path: Path, events: dict[str, Event]) -> None:
        sweep(path)
        write_atomically(path, dump(events))
        self._seen, self._unsaved = events, {}
        self._stamp = _stamp(path)
        if self.message.startswith(UNSAVED):
            self.message = ""

    def _degrade(self, error: OSError) -> None:
        why = error.strerror or str(error)
        self.message = f"{UNSAVED} ({why}: {self.path}). Download it before you close the page."

    def reset(self) -> Path | None:
        """Begin anew; the old file is kept beside it and its path returned (None if there was none)."""
        self._refresh()
        aside = None
        if self.path is not None and self.path.exists():
            try:
                with locked(self.path):
                    aside = free_name(self.path, "before-reset")
                    self.path.rename(aside)
            except OSError as error:
                self._degrade(error)
                return None
        self._unsaved, self._seen, self._stamp = {}, {}, None
        self._tell()
        return aside

    # -- taking it along -----------------------------------------------------------------------------------------------

    def export(self) -> str:
        """Everything as the text of a progress file."""
        return dump(self.all())

    def load(self, text: str) -> int:
        """Merge the text of another progress file; returns how many events were new.

        Raises:
            NotProgress: the text is not usable; nothing has changed.
        """
        have = self.all()
        new = {key: event for key, event in parse(text).items() if key not in have}
        self._unsaved = merge(self._unsaved, new)
        self._save()
        self._tell()
        return len(new)


_shared: dict[Path | None, Store] = {}


def shared() -> Store:
    """The store of this kernel for the place that the environment names now."""
    path = default_path()
    if path not in _shared:
        _shared[path] = Store(memory=path is None)
    return _shared[path]


UNSAVED = "Progress is not being saved"
NOT_KEPT = "Progress is kept only while this page is open; download it to keep it."


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever the file is replaced; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def free_name(path: Path, word: str) -> Path:
    """A name beside ``path`` that no file has yet."""
    number = 1
    while (found := path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")).exists():
        number += 1
    return found


def sweep(path: Path) -> None:
    """Remove what a writer that was killed more than a minute ago has left behind."""
    for part in path.parent.glob(f".{path.name}.*.part"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > 60:
                part.unlink()


def write_atomically(path: Path, text: str) -> None:
    """Replace a file in one step: readers and crashes see the old text or the new one, never a part."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _replace(Path(name), path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the swap itself survive a power cut, where folders can be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _replace(new: Path, path: Path) -> None:
    """``os.replace``, tried again for a moment where another program has the file open (Windows)."""
    for _ in range(20 if sys.platform == "win32" else 0):
        try:
            new.replace(path)
        except PermissionError:
            time.sleep(0.05)
        else:
            return
    new.replace(path)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock that belongs to ``path``; the system lets go of it should this process die.

    Where locks do not exist (a browser, some network drives) the block runs without: the write itself stays atomic.
    """
    with path.with_name(path.name + ".lock").open("a+b") as file:
        release = _take(file.fileno())
        try:
            yield
        finally:
            release()


def _take(handle: int) -> Callable[[], object]:
    """Lock an open file, waiting for at most :data:`LOCK_SECONDS`; returns what unlocks it."""
    end = time.monotonic() + LOCK_SECONDS
    try:
        if sys.platform == "win32":
            import msvcrt

            lock = partial(msvcrt.locking, handle, msvcrt.LK_NBLCK, 1)
            unlock = partial(msvcrt.locking, handle, msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            lock = partial(fcntl.flock, handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unlock = partial(fcntl.flock, handle, fcntl.LOCK_UN)
    except ImportError:
        return lambda: None
    while True:
        try:
            lock()
        except (BlockingIOError, PermissionError):
            if time.monotonic() > end:
                raise TimeoutError("another notebook holds the progress file") from None
            time.sleep(0.02)
        except OSError:  # this file system knows no locks
            return lambda: None
        else:
            return unlock
