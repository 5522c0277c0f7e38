"""Take what a learner's function returned into plain values, while its deadline still stands.

Whatever comes after (comparing, showing, remarking) then meets numbers, texts, lists, dicts and arrays of Python and numpy
only: nothing of the learner's runs any more, nothing is endless, and nothing is larger than :data:`MOST`. What has no plain
form becomes :class:`Odd`: its kind and words for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from course.texts import say

MOST = 2_000
"""Entries that are looked at, in all: the largest right answer of the course has under a hundred."""

DEEPEST = 8
"""Lists in lists that are followed."""

LONGEST = 400
"""Characters kept of one text."""


@dataclass(frozen=True)
class Odd:
    """A value that cannot be compared with anything: its kind (a key of ``values.SAID``) and what to call it."""

    kind: str
    text: str


def taken(value: Any) -> Any:
    """``value`` as plain data, or an :class:`Odd`. May run code of the learner: call it under their deadline."""
    return _Taking().take(value, 0)


class _Taking:
    """One value being taken: how many entries were met so far, and which containers are open."""

    def __init__(self) -> None:
        self.met = 0
        self.open: set[int] = set()

    def take(self, value: Any, depth: int) -> Any:
        if value is None or value is ... or type(value) in (bool, float):
            return value
        self.met += 1
        try:
            return self._container(value, depth) if _holds(value) else _single(value)
        except Exception:  # an object of the learner's own that cannot be looked at is still an answer to talk about
            return Odd("other", say("an object of type {type_name} that cannot be read", type_name=_type_name(value)))

    def _container(self, value: Any, depth: int) -> Any:
        if isinstance(value, np.ndarray):
            value = np.asarray(value)
            if value.size > MOST:
                return Odd("array", say("an array of shape {shape}", shape=value.shape))
            if value.dtype.kind in "biufcU" and value.dtype.itemsize <= 4 * LONGEST:
                return value.copy() if value.ndim else self.take(value.item(), depth)
            value = value.tolist()
            if not isinstance(value, list):
                return self.take(value, depth)
        if not isinstance(value, Mapping | Sequence):  # a table of another library, by the protocol that numpy defines
            return self.take(np.asarray(value), depth)
        mapping = isinstance(value, Mapping)
        name = "a dictionary" if mapping else "a tuple" if isinstance(value, tuple) else "a list"
        sort = "mapping" if mapping else "sequence"
        if id(value) in self.open:
            return Odd(sort, say("{name} that holds itself", name=name))
        count = len(value)
        if count > MOST - self.met:
            return Odd(sort, say("{name} of {count} values", name=name, count=count))
        if depth >= DEEPEST:
            return Odd(sort, say("{name} in lists more than {deepest} deep", name=name, deepest=DEEPEST))
        self.open.add(id(value))
        try:
            if mapping:
                items = dict.items(value) if isinstance(value, dict) else ((key, value[key]) for key in value)
                return {_key(key): self.take(entry, depth + 1) for key, entry in islice(items, count)}
            entries = [self.take(entry, depth + 1) for entry in islice(value, count)]
            return tuple(entries) if isinstance(value, tuple) else entries
        finally:
            self.open.discard(id(value))


def _holds(value: Any) -> bool:
    if isinstance(value, str | bytes | np.generic):
        return False
    return isinstance(value, np.ndarray | Mapping | Sequence) or (
        hasattr(type(value), "__array__") and not isinstance(value, type)
    )


def _single(value: Any) -> Any:
    """A number, truth value or text as Python's own; :class:`Odd` for anything else."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        text = str.__str__(value)
        return text if len(text) <= LONGEST else text[:LONGEST] + "…"
    if isinstance(value, int | np.integer):
        return _whole(int.__int__(value) if isinstance(value, int) else int(value))
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, np.floating):
        return float(value)
    if isinstance(value, Decimal):
        return math.nan if Decimal.is_nan(value) else _fraction(value)
    if isinstance(value, Fraction):
        return _fraction(value)
    if isinstance(value, complex | np.complexfloating):
        return complex(value)
    if isinstance(value, bytes):
        return Odd("other", say("bytes, {value}", value=repr(value[:40])))
    if callable(value):
        return Odd("function", _in_words(value))
    return Odd("other", _in_words(value))


def _whole(value: int) -> int | Odd:
    if abs(value) >= 1 << 1023:
        return Odd(
            "huge", say("a whole number of about {bit_length} digits", bit_length=int(value.bit_length() * 0.30103) + 1)
        )
    return value


def _fraction(value: Decimal | Fraction) -> float | Odd:
    try:
        number = float(value)
    except OverflowError:
        return Odd("huge", "a number beyond 10³⁰⁸")
    return Odd("huge", "a number beyond 10³⁰⁸") if math.isinf(number) and not _infinite(value) else number


def _infinite(value: Decimal | Fraction) -> bool:
    return isinstance(value, Decimal) and value.is_infinite()


def _key(key: Any) -> Any:
    """A key as Python's own text or number: one that the learner's class hashes or compares would run their code later."""
    if isinstance(key, str):
        return str.__str__(key)
    return key if type(key) in (int, float, bool, type(None)) else _in_words(key)


def _in_words(value: Any) -> str:
    try:
        text = repr(value)
    except Exception:
        return say("an object of type {type_name} that cannot be shown", type_name=_type_name(value))
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _type_name(value: Any) -> str:
    name = type.__dict__["__name__"].__get__(type(value))
    return str(name)[:60]
