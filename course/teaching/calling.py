"""Run a learner's function so that nothing it does can hurt: copies in, a deadline, output kept, errors turned into words."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # what `signal` wraps in enumerations, ten times as dear
import contextlib
import copy
import dis
import importlib
import inspect
import linecache
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any, NamedTuple

import numpy as np

from course.teaching.containing import Kept, contained, stoppable
from course.teaching.returned_values import taken
from course.teaching.values import scrub, show
from course.texts import say

PLAIN = (float, bool, type(None))
"""What may be kept as it is."""
SINGLE = {float, bool, type(None), int, str}
"""What needs no copy, and asks nothing of a learner's when it is looked at."""
SPOKEN = {ValueError, TypeError, ZeroDivisionError, OverflowError, KeyError, IndexError, RuntimeError, RecursionError}
"""Errors whose words are made of what they were given, and of nothing else that may have been set on them."""
FEW = 100
"""Values in a list of theirs that are looked at one by one, to know that it holds nothing else."""
PRINT_LIMIT = 300
"""Characters of printed output kept from one call."""


class TimeUp(BaseException):
    """The deadline passed. A BaseException, so that a learner's ``except Exception`` does not swallow it."""


class CallResult(NamedTuple):
    """What one call did: returned, raised, or ran out of time.

    Attributes:
        value: what it returned (None if it did not return).
        error: what it raised, if it raised.
        said: what the error says, taken while the deadline still stood; see :func:`message`.
        where: the line of the function that raised, in words; "" if unknown.
        printed: what it printed, shortened.
        timed_out: it was stopped at the deadline.
        seconds: how long it took by the clock on the wall: what a person waits. Never part of a verdict's text.
        work: seconds that the processor worked on it, which do not grow while something else runs beside it.
    """

    value: Any = None
    error: BaseException | None = None
    said: str = ""
    where: str = ""
    printed: str = ""
    timed_out: bool = False
    seconds: float = 0.0
    work: float = 0.0

    @property
    def returned(self) -> bool:
        """It came back with a value."""
        return self.error is None and not self.timed_out


def deadline(seconds: float) -> contextlib.AbstractContextManager[None]:
    """Raise :class:`TimeUp` inside the block once ``seconds`` have passed.

    An interval timer where there is one and this is the main thread (a Linux or macOS kernel): no cost while running, and it
    fires again should the code swallow the first. Elsewhere (Windows, Pyodide, a worker thread) a trace function looks at
    the clock on every line. Neither can stop a single call into C that never comes back.
    """
    rings = hasattr(signal, "setitimer") and sys.platform != "emscripten"
    if rings and threading.current_thread() is threading.main_thread():
        return _timer(seconds)
    return _traced(seconds)


@contextlib.contextmanager
def _timer(seconds: float) -> Iterator[None]:
    armed = True

    def ring(number: int, frame: FrameType | None) -> None:
        if armed:
            raise TimeUp

    started = time.monotonic()
    previous = _signal.signal(signal.SIGALRM, ring)
    left, every = signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        try:
            yield
        finally:
            armed = False  # a ring that comes late must not keep the lines below from running
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _signal.signal(signal.SIGALRM, previous)
        if left:  # someone else's timer was running: give it back what it has left
            rest = max(left - (time.monotonic() - started), 0.001)
            signal.setitimer(signal.ITIMER_REAL, rest, every)


@contextlib.contextmanager
def _traced(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if time.monotonic() > end:
            raise TimeUp
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(previous)


_running = 0
work = getattr(time, "thread_time", time.process_time)
"""Seconds that the processor has worked for this thread; for all of them in a page, where Python has but one."""


def running() -> bool:
    """A learner's function is being called just now."""
    return _running > 0


def run(fn: Callable[..., Any], case: Mapping[str, Any], limit: float) -> CallResult:
    """Call ``fn(**case)`` on a deep copy of ``case`` for at most ``limit`` seconds, and take what it returns as plain data.

    Raises:
        KeyboardInterrupt: the person pressed Stop (one that the function raises itself is a result like any other).
    """
    global _running
    arguments = copied(case)
    output = Kept()
    started, worked = time.monotonic(), work()
    with stoppable() as stop:
        _running += 1
        try:
            with contained(output) as names, deadline(limit):
                try:
                    try:
                        value = fn(**arguments)
                    finally:
                        names.put_back()  # what looks at the value, and every other thread, needs them too
                    if type(value) not in PLAIN:
                        names.whole = _simple(value)  # if not, its own code may run now
                        value = taken(value)
                    outcome: dict[str, Any] = {"value": value}
                except TimeUp:
                    raise
                except BaseException as error:  # a learner may raise anything, SystemExit included
                    names.whole = names.whole and _says_itself(error)
                    outcome = {"error": error, "said": _says(error)}
        except TimeUp:
            outcome = {"timed_out": True}
        except BaseException as error:  # Stop, or what came of leaving the block
            outcome = {"error": error}
        finally:
            _running -= 1
    if stop.pressed:
        raise KeyboardInterrupt
    if "error" in outcome:
        outcome["where"] = _where(outcome["error"], fn)
    seconds, used = time.monotonic() - started, work() - worked
    return CallResult(printed=_shortened(output), seconds=seconds, work=used, **outcome)


def bring(fn: Any) -> None:
    """Import what a function imports when it is called, before a clock runs.

    The first import of a large package takes seconds on a busy machine, and a deadline in the midst of it would leave half of it.
    """
    code = getattr(inspect.unwrap(fn), "__code__", None) if callable(fn) else None
    waiting = [code] if code else []
    while waiting:
        code = waiting.pop()
        waiting += [part for part in code.co_consts if inspect.iscode(part)]
        for step in dis.get_instructions(code):
            if step.opname == "IMPORT_NAME" and step.argval not in sys.modules:
                with contextlib.suppress(Exception), contained(Kept()):
                    importlib.import_module(step.argval)


def _simple(value: Any) -> bool:
    """A single value of Python's or numpy's, or some of them: looking at it runs nothing of a learner's."""
    sort = type(value)
    if sort is np.ndarray:
        return value.dtype.kind in "biuf"
    if sort in (list, tuple, dict):
        if len(value) > FEW:
            return False
        inside = (*value, *value.values()) if sort is dict else value
        return all(type(one) in SINGLE for one in inside)
    return sort in SINGLE or (isinstance(value, np.generic) and sort.__module__ == "numpy")


def copied(case: Mapping[str, Any]) -> dict[str, Any]:
    """A deep copy; most arguments are single values, which nothing can change."""
    met: dict[int, Any] = {}
    return {name: value if type(value) in SINGLE else copy.deepcopy(value, met) for name, value in case.items()}


def _says_itself(error: BaseException) -> bool:
    """An error of Python's that says only what it was given, which is nothing of a learner's."""
    return type(error) in SPOKEN and all(type(one) in SINGLE for one in error.args)


def known(fn: Callable[..., Any], case: Mapping[str, Any], limit: float) -> CallResult:
    """What a function of the course itself does, which needs no containing: it changes nothing around it."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), deadline(limit):
            warnings.simplefilter("ignore")
            return CallResult(taken(fn(**copied(case))))
    except TimeUp:
        return CallResult(timed_out=True)
    except Exception as error:
        return CallResult(error=error, said=_says(error))


def _shortened(output: Kept) -> str:
    text = output.getvalue()
    text = scrub(text) if text else ""
    return text if len(text) <= PRINT_LIMIT else text[:PRINT_LIMIT] + "\n… (shortened)"


def _where(error: BaseException, fn: Callable[..., Any]) -> str:
    """``line 3 of your function: `…``` for the innermost line of the learner's own code that the error passed through."""
    code = getattr(inspect.unwrap(getattr(fn, "learner", fn)), "__code__", None)
    if code is None:
        return ""
    found = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename != code.co_filename:
            continue
        text = linecache.getline(code.co_filename, line).strip()
        inside = frame.f_code is code
        place = (
            say("line {line} of your function", line=line - code.co_firstlineno + 1)
            if inside
            else f"`{frame.f_code.co_name}`"
        )
        found = say("in {place}", place=place) + (f": `{text}`" if text else "")
    return found


ARRAY_IN_A_TEST = (
    "It is given an array here: `if`, `min` and `max` look at one value; use `np.where`, `np.minimum` or `np.maximum`."
)
ARRAY_AS_NUMBER = "It is given an array here: `float(…)` and `math.…` take one value; use numpy's functions."
ADVICE: tuple[tuple[type[BaseException], str, str], ...] = (
    (ZeroDivisionError, "", "Which value makes the divisor zero?"),
    (RecursionError, "", "It calls itself without end."),
    (UnboundLocalError, "", "A name is used before it gets its value on this way through."),
    (NameError, "", "Is a name spelled differently from where you defined it?"),
    (ValueError, "truth value of an array", ARRAY_IN_A_TEST),
    (TypeError, "only 0-dimensional arrays", ARRAY_AS_NUMBER),
    (TypeError, "only length-1 arrays", ARRAY_AS_NUMBER),
    (TypeError, "NoneType", "One of the values is None: does a function of yours lack a `return`?"),
    (TypeError, "not callable", "Something is called like a function that is not one: is an operator missing before a bracket?"),
    (TypeError, "not subscriptable", "Something is indexed with [ ] that cannot be."),
    (ModuleNotFoundError, "", "That package is not installed; you need none beyond numpy."),
    (KeyError, "", "A dictionary has no such key."),
    (IndexError, "", "An index points past the end."),
    (AttributeError, "", "That kind of object has no such attribute."),
    (SystemExit, "", "A function should return, not leave Python."),
    (KeyboardInterrupt, "", "You stopped it."),
)  # fmt: skip
"""Error type, part of its message, what a teacher would say first. The first row that fits is used."""


SAYING = 2.0
"""Seconds that an error which no deadline watches over may take to say what it is."""


def message(error: BaseException) -> str:
    """What an error says, at most a line; "" if it cannot say it."""
    try:
        with contained(Kept()), deadline(SAYING):
            return _says(error)
    except (TimeUp, Exception):
        return ""


def _says(error: BaseException) -> str:
    """What an error says, at most a line; may run code of the learner's, so a deadline must stand."""
    try:
        text = scrub(str.__str__(str(error)))
    except Exception:
        return ""
    return text if len(text) <= 160 else text[:159] + "…"


def advice(error: BaseException, said: str) -> str:
    """A first question to ask about an error that says ``said``; "" for kinds that explain themselves."""
    return next((text for cls, part, text in ADVICE if isinstance(error, cls) and part in said), "")


def describe_error(error: BaseException, said: str) -> str:
    """``ZeroDivisionError: division by zero``."""
    name = type(error).__name__
    return f"{name}: {said}" if said else name


def call_text(name: str, case: Mapping[str, Any]) -> str:
    """The call as one would type it: ``f(leverage=10, side='long')``."""
    return f"{name}({', '.join(f'{key}={show(value)}' for key, value in case.items())})"


def adapt(fn: Callable[..., Any], names: tuple[str, ...]) -> Callable[..., Any] | str:
    """``fn`` callable with keyword arguments ``names``, or what is wrong with its first line.

    A learner may rename the parameters as long as the order stays; by name wins where the names are there.
    """
    try:
        signature = inspect.signature(fn)
    except (TypeError, ValueError):
        return positional(fn, names)
    try:
        signature.bind(**dict.fromkeys(names))
    except TypeError:
        try:
            signature.bind(*names)
        except TypeError:
            has, wanted = ", ".join(signature.parameters), ", ".join(names)
            return say("takes `({has})`, and the exercise calls it with `({wanted})`", has=has, wanted=wanted)
        return positional(fn, names)
    return fn


def positional(fn: Callable[..., Any], names: tuple[str, ...]) -> Callable[..., Any]:
    """``fn`` taking its arguments by position, in the order of ``names``."""

    def by_position(**arguments: Any) -> Any:
        return fn(*(arguments[name] for name in names))

    by_position.learner = fn  # type: ignore[attr-defined]
    return by_position
