"""Results as rows of numbers: values, ``None``, texts, dictionaries and errors alike, so that thousands compare at once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.teaching.calling import CallResult

Row = np.ndarray[Any, Any]
MARK = 1e150
"""Whatever is larger is no number but a mark."""
NOTHING, RAISED, FAILED, NO_NUMBER, ENDLESS, TEXT = 1e300, 2e300, 3e300, 4e300, 5e300, 1e200
LARGE = 1e100
"""Whatever is larger counts as infinite."""
UNLIKE = float("nan")
"""Something that has not even the form of the right answer; equal to nothing."""


@dataclass(frozen=True)
class Layout:
    """How the right answer of one case is laid out.

    Attributes:
        size: how many numbers.
        keys: of a dictionary, in order.
        shape: of an array or list; () for one value.
        refused: an error is expected; an array in its place is known by its first entry.
    """

    size: int
    keys: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()
    refused: bool = False

    @classmethod
    def of(cls, expected: CallResult) -> Layout:
        """The layout of what is expected."""
        value = expected.value
        if expected.error is not None:
            return cls(1, refused=True)
        if isinstance(value, Mapping):
            return cls(len(value), tuple(value))
        if isinstance(value, np.ndarray | list | tuple):
            shape = np.shape(value)
            return cls(int(np.prod(shape)), (), shape)
        return cls(1)

    def write(self, result: CallResult, raises: tuple[type[Exception], ...]) -> Row:
        """A result in this layout."""
        if result.error is not None or result.timed_out:
            return self.of_error(result.error, raises)
        return self.of_value(result.value)

    def of_error(self, error: BaseException | None, raises: tuple[type[Exception], ...]) -> Row:
        """Something raised, or (None) never came back."""
        return np.full(self.size, RAISED if isinstance(error, raises) else FAILED)

    def of_value(self, value: Any) -> Row:
        """A value in this layout."""
        if self.keys:
            if not isinstance(value, Mapping):
                return np.full(self.size, _number(value) if value is None else UNLIKE)
            return np.array([_number(value.get(key, ...)) for key in self.keys])
        if self.shape:
            if value is None:
                return np.full(self.size, NOTHING)
            try:
                shape = np.shape(value)
            except (ValueError, TypeError):
                shape = ()
            if shape != self.shape:
                return np.full(self.size, UNLIKE)
            if isinstance(value, np.ndarray) and value.dtype.kind in "bif" and (np.abs(value) < LARGE).all():
                return value.ravel().astype(float)
            return np.array([_number(entry) for entry in np.ravel(np.asarray(value, dtype=object))])
        if self.refused and isinstance(value, np.ndarray | list | tuple) and np.size(value):
            value = np.ravel(np.asarray(value, dtype=object))[0]
        return np.array([_number(value)])


def _number(value: Any) -> float:
    if type(value) in (float, np.float64) and -LARGE <= value <= LARGE:
        return float(value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return TEXT * (1 + zlib.crc32(value.encode()) / 2**32)
    if isinstance(value, bool | int | float | np.number | np.bool_) and not isinstance(value, np.complexfloating):
        try:
            number = float(value)
        except OverflowError:
            return ENDLESS
        if np.isnan(number):
            return NO_NUMBER
        return ENDLESS * np.sign(number) if abs(number) > LARGE else number
    try:
        return float(value)
    except Exception:  # whatever a learner returns
        return UNLIKE


def close(a: Row, b: Row, rel: float, abs_: float) -> Row:
    """Entry by entry: the same up to ``max(rel · |b|, abs)``; marks exactly. What numpy says of nan is for the caller to mute.

    Of a number no mark is within reach, as ``b`` holds nothing between :data:`LARGE` and the marks.
    """
    size = np.abs(b)
    near: Row = np.abs(a - b) <= np.maximum(rel * size, abs_)
    marks = size > MARK
    return np.where(marks, a == b, near) if marks.any() else near


def alike(a: Row, b: Row, rel: float, abs_: float) -> bool:
    """Every entry is :func:`close`."""
    if a.size == 1 == b.size:
        x, y = a.item(), b.item()
        return bool(x == y) if abs(x) > MARK or abs(y) > MARK else bool(abs(x - y) <= max(rel * abs(y), abs_))
    return bool(close(a, b, rel, abs_).all())
