"""Deleveraging queues: who is closed against whom, once the ranks are known.

Each venue's rank is in its module (``hyperliquid.adl_score``, ``binance.adl_score``, ``bitmex.adl_score``); dYdX has none: it
begins anywhere (:func:`course.venues.dydx.deleverage`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from course.validation import ArgumentError, within

Name = TypeVar("Name", bound=Hashable)

#: Lights that venues show: the fifths of the queue.
LIGHTS = 5


def queue(accounts: Sequence[tuple[Name, float, float]], size: float) -> dict[Name, float]:
    """Close ``size`` against the highest ranks first.

    Args:
        accounts: ``(name, size held on the other side, rank)``.
        size: base units to close.

    Returns:
        What each account loses of its position, in the order of the queue; together less than ``size`` if they hold less.
    """
    left = within("size", size, 0.0)
    fills: dict[Name, float] = {}
    for name, held, _ in sorted(accounts, key=lambda a: -a[2]):
        if left <= 0:
            break
        taken = min(within("held", held, 0.0), left)
        if taken > 0:
            fills[name] = taken
            left -= taken
    return fills


def random_queue(accounts: Mapping[Name, float], size: float, generator: np.random.Generator) -> dict[Name, float]:
    """Close ``size`` as dYdX does: from a random place in the list on, in the list's order, whatever profit or leverage."""
    names = list(accounts)
    if not names:
        return {}
    start = int(generator.integers(len(names)))
    around = names[start:] + names[:start]
    return queue([(n, accounts[n], float(-i)) for i, n in enumerate(around)], size)


def lights(scores: ArrayLike) -> np.ndarray:
    """How many of five lights each account sees: 5 for the fifth of the *accounts* that ranks highest.

    Ties share the better place. The place counts accounts, not the quantity that they hold.
    """
    values = np.asarray(scores, float)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ArgumentError("scores", scores, "a list of finite numbers")
    if not len(values):
        return np.zeros(0, int)
    ahead = (values[np.newaxis, :] > values[:, np.newaxis]).sum(axis=1)
    return np.asarray(LIGHTS - np.minimum(ahead * LIGHTS // len(values), LIGHTS - 1))
