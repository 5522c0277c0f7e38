"""A file that several programs write: swapped whole, under a lock, a link staying a link."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import stat
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path


def file_or_nothing(path: Path) -> Path | None:
    """The path, or None if a device or a pipe is there, which keeps nothing (``/dev/null``)."""
    try:
        mode = path.stat().st_mode
    except OSError:  # not there yet, or not to be seen: writing will tell
        return path
    return path if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else None


def real(path: Path) -> Path:
    """The file itself, where ``path`` is a link to it: a link stays a link.

    Raises:
        OSError: the links lead in a circle.
    """
    try:
        return path.resolve()
    except RuntimeError:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None


def text_of(path: Path) -> str:
    """The text of a file, without the mark that some editors put before it.

    Raises:
        OSError: it cannot be read, or is no file (a folder, a device).
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return path.read_text(encoding="utf-8-sig")


def stamp(path: Path) -> tuple[int, int, int] | None:
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


@contextlib.contextmanager
def locked(path: Path, patience: float = 2.0) -> Iterator[None]:
    """Hold the lock that belongs to ``path``; the system lets go of it should this process die.

    Waits for ``patience`` seconds, then raises TimeoutError.
    Where locks do not exist (a browser, some network drives) the block runs without: the write itself stays atomic.
    """
    with path.with_name(path.name + ".lock").open("a+b") as file:
        release = _take(file.fileno(), patience)
        try:
            yield
        finally:
            release()


def _take(handle: int, patience: float) -> Callable[[], object]:
    """Lock an open file, waiting for at most ``patience`` seconds; returns what unlocks it."""
    end = time.monotonic() + patience
    try:
        if sys.platform == "win32":
            import msvcrt

            lock = partial(msvcrt.locking, handle, msvcrt.LK_NBLCK, 1)
            unlock = partial(msvcrt.locking, handle, msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            lock = partial(fcntl.flock, handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unlock = partial(fcntl.flock, handle, fcntl.LOCK_UN)
    except (ImportError, AttributeError):  # JupyterLite has a fcntl that knows no locks
        return lambda: None
    while True:
        try:
            lock()
        except (BlockingIOError, PermissionError):
            if time.monotonic() > end:
                raise TimeoutError("another notebook holds the progress file") from None
            time.sleep(random.uniform(0.001, 0.01))
        except OSError:  # this file system knows no locks
            return lambda: None
        else:
            return unlock
