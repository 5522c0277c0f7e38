"""What a learner's function may touch while it runs, and what is put back afterwards.

Printed text is kept; numpy and the built-in names are made whole again; ``exit()`` raises instead of ending the kernel; Stop
is told from a ``raise KeyboardInterrupt`` of theirs.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import math
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from types import FrameType, ModuleType
from typing import Any

import numpy as np

KEPT = 20_000
"""Characters of printed output kept while a function runs; more is let go, so that printing without end fills nothing."""

_WHOLE: tuple[tuple[ModuleType, dict[str, Any]], ...] = tuple(
    (module, dict(vars(module))) for module in (np, np.linalg, np.random, math)
)


class Kept(io.StringIO):
    """Printed text; closing it does nothing, and no more than :data:`KEPT` characters stay."""

    def close(self) -> None:
        """A function that closes what it prints to has still printed."""

    def write(self, text: str) -> int:
        """Keep ``text`` while there is room."""
        if self.tell() < KEPT:
            super().write(text[:KEPT])
        return len(text)


def make_whole(modules: tuple[tuple[ModuleType, dict[str, Any]], ...] = _WHOLE) -> None:
    """Give modules back the names that were replaced or deleted in them."""
    for module, was in modules:
        now = vars(module)
        changed = {name: value for name, value in was.items() if now.get(name, was) is not value}
        if changed:
            now.update(changed)


class Stop:
    """Whether the person pressed Stop while the block ran."""

    pressed = False


@contextlib.contextmanager
def stoppable() -> Iterator[Stop]:
    """Note that an interrupt came from outside. Only the main thread can be interrupted at all."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def pressed(number: int, frame: FrameType | None) -> None:
        stop.pressed = True
        raise KeyboardInterrupt

    try:
        previous = signal.signal(signal.SIGINT, pressed)
    except (ValueError, OSError, AttributeError):  # no signals here: Stop, if there is one, looks like any error
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, previous if previous is not None else signal.default_int_handler)


def _leave(*_: Any, **__: Any) -> None:
    raise SystemExit


@contextlib.contextmanager
def staying() -> Iterator[None]:
    """``exit`` and ``quit`` raise SystemExit here: IPython's would end the kernel after the cell, without an error."""
    shell = getattr(builtins, "get_ipython", lambda: None)()
    if shell is None or not hasattr(shell, "ask_exit"):
        yield
        return
    own = vars(shell).get("ask_exit")
    shell.ask_exit = _leave
    try:
        yield
    finally:
        if own is None:
            del shell.ask_exit
        else:
            shell.ask_exit = own


@contextlib.contextmanager
def contained(output: io.StringIO) -> Iterator[None]:
    """Run the block so that what it changes around itself is put back."""
    limit, source = sys.getrecursionlimit(), sys.stdin
    names = (builtins, dict(vars(builtins)))
    make_whole()
    try:
        with (
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(output),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
            staying(),
        ):
            sys.stdin = io.StringIO()  # Python's own `exit` closes it
            warnings.simplefilter("ignore")
            yield
    finally:
        make_whole((*_WHOLE, names))
        sys.stdin = source
        sys.setrecursionlimit(limit)
