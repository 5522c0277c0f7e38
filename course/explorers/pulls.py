"""Dragging a consequence: which stop of a control brings a result where the hand wants it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from ..validation import ArgumentError
from .controls import Number

PROBES = 33
"""Stops that are tried before the search closes in: results that turn back between two of them are not seen."""


def nearest(control: Number, result: Callable[[float], float | None], to: float) -> float | None:
    """The stop of ``control`` whose result lies nearest to ``to``; where several do, that nearest to the lowest stop.

    The stops are tried at :data:`PROBES` places; between two of them whose results lie on either side of ``to`` the search
    halves. A stop at which there is no result, or which is refused, is passed over; None if that is every one.
    """
    last = control.stops - 1

    @cache
    def off(i: int) -> float:
        try:
            found = result(control.stop(i))
        except ArgumentError:
            return math.nan
        return math.nan if found is None else found - to

    def miss(i: int) -> float:
        return math.inf if math.isnan(off(i)) else abs(off(i))

    probes = sorted({round(last * k / (PROBES - 1)) for k in range(PROBES)})
    best = min(probes, key=miss)
    for low, high in pairwise(probes):
        a, b = off(low), off(high)
        if math.isnan(a) == math.isnan(b) and not a * b <= 0:
            continue  # both on one side, or no result at either end
        while high - low > 1:
            middle = (low + high) // 2
            # Where there is no result, the search goes on towards the end that has one.
            stays = math.isnan(off(middle)) == math.isnan(a) and (math.isnan(a) or off(middle) * a > 0)
            low, high = (middle, high) if stays else (low, middle)
        best = min((best, low, high), key=miss)
    return None if math.isinf(miss(best)) else control.stop(best)


def turns_back(control: Number, result: Callable[[float], float | None], found: float, to: float) -> bool:
    """Whether the results around a stop all lie on one side of ``to``: the result turns back there before it reaches it."""
    here = next(i for i in range(control.stops) if control.stop(i) == found)

    def off(i: int) -> float:
        try:
            there = result(control.stop(i))
        except ArgumentError:
            return math.nan
        return math.nan if there is None else there - to

    around = [miss for miss in map(off, range(max(here - 1, 0), min(here + 2, control.stops))) if not math.isnan(miss)]
    return all(miss > 0 for miss in around) or all(miss < 0 for miss in around)
