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
from operator import is_
from types import FrameType, ModuleType
from typing import Any

import numpy as np

KEPT = 20_000
"""Characters of printed output kept while a function runs; more is let go, so that printing without end fills nothing."""


class Whole:
    """The names of a module as they were, to be given back."""

    def __init__(self, module: ModuleType) -> None:
        self.now = vars(module)
        self.names, self.values = list(self.now), list(self.now.values())

    # After every call of a learner's function, and hardly ever is anything changed: so first the names and values are held
    # against each other in their order, which looks nothing up and is no loop in Python.

    def changed(self) -> bool:
        """Whether a name stands for something else. May ask what a learner put there: call it under their deadline."""
        try:
            return self.values != list(self.now.values()) or self.names != list(self.now)
        except Exception:  # an array in the place of a function: neither the same nor another
            return True

    def give_back(self) -> None:
        """Give the module back the names that were replaced or deleted in it; nothing of a learner's is asked."""
        now = self.now
        same = len(now) == len(self.names) and all(map(is_, self.names, now))
        if not (same and all(map(is_, self.values, now.values()))):
            was = zip(self.names, self.values, strict=True)
            now.update({name: value for name, value in was if now.get(name, self) is not value})

    def take_in(self) -> None:
        """Names that came later, with an import, belong to the module too."""
        known = {**self.now, **dict(zip(self.names, self.values, strict=True))}
        self.names, self.values = list(known), list(known.values())


_WHOLE = tuple(Whole(module) for module in (np, np.linalg, np.random, math))


class Kept(io.StringIO):
    """Printed text; closing it does nothing, and no more than :data:`KEPT` characters stay."""

    def close(self) -> None:
        """A function that closes what it prints to has still printed."""

    def write(self, text: str) -> int:
        """Keep ``text`` while there is room."""
        if self.tell() < KEPT:
            super().write(text[:KEPT])
        return len(text)


def make_whole() -> None:
    """Give numpy and math back the names that an earlier cell replaced or deleted in them."""
    for module in _WHOLE:
        module.give_back()
        module.take_in()


class Interruption:
    """Whether the person pressed Stop while the block ran."""

    pressed = False


_open: list[Interruption] = []
"""The blocks that are being watched, the innermost last: one handler serves them all."""


@contextlib.contextmanager
def stoppable() -> Iterator[Interruption]:
    """Note that an interrupt came from outside. Only the main thread can be interrupted at all."""
    stop = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    _open.append(stop)
    try:
        if len(_open) > 1:
            yield stop
            return
        with _heard():
            yield stop
    finally:
        _open.remove(stop)


@contextlib.contextmanager
def _heard() -> Iterator[None]:
    """Stop is told to every open block and raised."""

    def pressed(number: int, frame: FrameType | None) -> None:
        for stop in _open:
            stop.pressed = True
        raise KeyboardInterrupt

    try:
        previous = signal.signal(signal.SIGINT, pressed)
    except (ValueError, OSError, AttributeError):  # no signals here: Stop, if there is one, looks like any error
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous if previous is not None else signal.default_int_handler)


def _leave(*_: Any, **__: Any) -> None:
    raise SystemExit


def staying() -> contextlib.AbstractContextManager[None]:
    """``exit`` and ``quit`` raise SystemExit here: IPython's would end the kernel after the cell, without an error."""
    shell = getattr(builtins, "get_ipython", lambda: None)()
    return _staying(shell) if shell is not None and hasattr(shell, "ask_exit") else contextlib.nullcontext()


@contextlib.contextmanager
def _staying(shell: Any) -> Iterator[None]:
    own = vars(shell).get("ask_exit")
    shell.ask_exit = _leave
    try:
        yield
    finally:
        if own is None:
            del shell.ask_exit
        else:
            shell.ask_exit = own


class SharedNames:
    """The names around a block: numpy's, math's, and Python's own.

    Attributes:
        whole: nothing of the learner's has run since they were put back.
    """

    def __init__(self) -> None:
        self.modules = (*_WHOLE, Whole(builtins))
        self.whole = False

    def put_back(self) -> None:
        """Put back what was changed, at once; call it under the learner's deadline."""
        for module in self.modules:
            if module.changed():
                module.give_back()
        self.whole = True


@contextlib.contextmanager
def contained(output: io.StringIO) -> Iterator[SharedNames]:
    """Run the block so that what it changes around itself is put back."""
    limit, streams = sys.getrecursionlimit(), (sys.stdin, sys.stdout, sys.stderr)
    names = SharedNames()
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), staying():
            sys.stdout = sys.stderr = output
            sys.stdin = io.StringIO()  # Python's own `exit` closes it
            warnings.simplefilter("ignore")
            yield names
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        if not names.whole:
            for module in names.modules:
                module.give_back()
        sys.setrecursionlimit(limit)
