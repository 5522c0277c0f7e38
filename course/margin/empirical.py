"""Distributions that were observed: chances and quantiles from a record instead of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.validation import ArgumentError, finite, within

#: chance × n this close to a whole number is that number: 0.07 × 100 is 7.
_WHOLE = 1e-9


def covering(values: ArrayLike, chance: ArrayLike, axis: int = -1) -> Any:
    """The smallest observation that at least a share ``chance`` of the observations does not exceed.

    The k-th smallest of n with ``k = max(1, ⌈chance · n⌉)``: posting it covers that share, posting anything less does not. No
    interpolation, which would post what nothing asked for.

    Args:
        values: observations, finite, along ``axis``.
        chance: share to cover, in [0, 1], a number or an array.
        axis: along which the observations lie.

    Returns:
        A number for one row of values and one chance; else the shape of ``chance`` followed by that of the other axes.

    >>> covering([3, 4, 5, 6, 7, 8, 10, 12, 18, 40], 0.9)
    18.0
    """
    observed = np.atleast_1d(finite("values", values))
    n = observed.shape[axis]
    if n == 0:
        raise ArgumentError("values", [], "at least one observation")
    level = np.asarray(within("chance", chance, 0.0, 1.0), float)
    k = np.maximum(np.ceil(level * n - _WHOLE).astype(int), 1) - 1
    # For one of them the others need no order among themselves.
    ordered = np.sort(observed, axis=axis) if k.size > 1 else np.partition(observed, k.ravel(), axis=axis)
    found = np.moveaxis(ordered, axis, 0)[k]
    return found.item() if np.ndim(found) == 0 else found


@dataclass(frozen=True)
class Quantiles:
    """A distribution kept as a few of its quantiles; straight lines between them.

    Attributes:
        levels: shares, rising from 0 to 1, shape (k,).
        values: the smallest observation that covers each share (:func:`covering`), never falling, shape (k,).
    """

    levels: Any
    values: Any

    def __post_init__(self) -> None:
        for name in ("levels", "values"):
            object.__setattr__(self, name, np.atleast_1d(finite(name, getattr(self, name))))
        k = len(self.levels)
        if k < 2 or self.levels[0] != 0.0 or self.levels[-1] != 1.0 or np.any(np.diff(self.levels) <= 0):
            raise ArgumentError("levels", self.levels.tolist(), "at least two, rising from 0 to 1")
        if self.values.shape != self.levels.shape or np.any(np.diff(self.values) < 0):
            raise ArgumentError("values", self.values.tolist(), f"{k} that do not fall, one for each level")

    @classmethod
    def of(cls, observations: ArrayLike, levels: ArrayLike) -> Quantiles:
        """From observations, shape (n,)."""
        return cls(levels, covering(observations, levels))

    def covering(self, chance: ArrayLike) -> Any:
        """What covers a share ``chance`` of the record: exact at the stored levels, between them on the line."""
        value = np.interp(within("chance", chance, 0.0, 1.0), self.levels, self.values)
        return value.item() if np.ndim(value) == 0 else value

    def share(self, value: ArrayLike) -> Any:
        """Share of the record that does not exceed ``value``: 0 below the smallest observation, 1 from the largest on."""
        x = np.asarray(finite("value", value), float)
        # Where several levels share one value, the highest of them is the share that it covers.
        last = np.append(np.diff(self.values) > 0, True)
        share = np.interp(x, self.values[last], self.levels[last], left=0.0)
        share = np.where(x < self.values[0], 0.0, share)
        return share.item() if share.ndim == 0 else share
