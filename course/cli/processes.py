"""Starting other programs and standing aside, alike on every system."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

GUARD = """\
import sys
try:
    import runpy, signal
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
except KeyboardInterrupt:
    sys.stderr.write("\\nStopped.\\n")
    sys.exit(130)
"""
"""What ``python -m`` does, for programs that need seconds before they know what Ctrl-C means."""


def guarded(module: str, *argv: str) -> list[str]:
    """The command line that runs a module of this Python's; whoever stops it while it is imported reads one word.

    Start it with interrupts held (:func:`hand_over`, :func:`follow`): a Ctrl-C that comes before it listens then waits for it.
    """
    return [sys.executable, "-c", GUARD, module, *argv]


@contextmanager
def held(argv: Sequence[str]) -> Iterator[None]:
    """Keep Ctrl-C waiting while a program starts that lets it in itself, where signals can be kept waiting."""
    if GUARD not in argv or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hand_over(argv: Sequence[str], environ: Mapping[str, str], cwd: Path | None = None) -> NoReturn:
    """Let another program take this one's place: its terminal, its Ctrl-C, its exit status."""
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        # There execv starts a second process and lets the first one end, which returns the prompt
        # to the terminal while the program still writes to it.
        sys.exit(follow(argv, environ, cwd))
    if cwd:
        os.chdir(cwd)
    with held(argv):
        os.execve(argv[0], list(argv), dict(environ))


def follow(argv: Sequence[str], environ: Mapping[str, str], cwd: Path | None = None) -> int:
    """Run a program to its end and return its exit status.

    Ctrl-C reaches both processes; the program decides what it means, this one waits for it.
    """
    with held(argv):
        process = subprocess.Popen(list(argv), env=dict(environ), cwd=cwd)
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    end = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, end)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends; wait while another one holds it."""
    with path.open("a", encoding="utf-8") as file:
        told = False
        while not _lock(file):
            if not told:
                print("Another course command is preparing the environment: waiting for it.")
                told = True
            time.sleep(0.5)
        yield


def _lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except PermissionError:
        if sys.platform == "win32":  # how Windows says that another process holds the lock
            return False
        raise
    return True
