"""A file written whole or not at all: readers and crashes see what was there before or what is there now, never a part."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import time
from pathlib import Path


def write_atomically(path: Path, content: str | bytes, *, private: bool = False, lasting: bool = False) -> None:
    """Replace a file in one step, beside which nothing is left if that fails.

    Args:
        path: the file, in a folder that exists; a link is replaced, not followed.
        content: text (written as UTF-8, line ends as they are) or bytes.
        private: readable by its owner alone; otherwise as the system's settings say.
        lasting: wait until it would survive a power cut.

    Raises:
        OSError: it could not be written; the file is as it was.
    """
    mode = 0o600 if private else 0o666  # less what the umask takes away
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        _replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    if lasting:
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
