"""The one liquidation-price solver: where does a piecewise-linear health cross zero?

A pool's health as a function of one price, the others held still, is

    health(p) = equity(p) − requirement(p) = Σ slopes · p + Σ intercepts,

with kinks or jumps where a position enters another tier. So the price is found exactly, segment by segment, with no
iteration, for every schedule there is, on scalars and arrays alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

#: ``(edges, slopes, intercepts)`` along axis 0, as :meth:`course.margin.schedule.Schedule.lines` gives them.
Lines = tuple[np.ndarray, np.ndarray, np.ndarray]


def crossing(slope: ArrayLike, intercept: ArrayLike, requirements: Sequence[Lines], price: ArrayLike) -> np.ndarray:
    """Price at which ``slope · p + intercept − Σ requirements(p)`` changes sign, seen from ``price``.

    Args:
        slope: of the equity line, USD per USD of price; arrays broadcast.
        intercept: of the equity line, USD.
        requirements: requirement lines of the positions whose requirement depends on this price.
        price: today's price; it decides which crossing counts. A safe pool looks first in the direction in which its
            health falls, a liquidatable one in the direction in which it heals; the nearest crossing there is returned, or,
            if there is none, the nearest in the other direction (a whole-position tier can liquidate a *winning* long).

    Returns:
        Array of prices > 0 (broadcast shape), NaN where the sign never changes.
    """
    slope, intercept, price = (np.asarray(x, float) for x in (slope, intercept, price))
    if all(len(edges) == 1 for edges, _, _ in requirements):  # one line: one crossing, wherever one looks from
        for _, (own_slope,), (own_intercept,) in requirements:
            slope, intercept = np.subtract(slope, own_slope), np.subtract(intercept, own_intercept)
        with np.errstate(divide="ignore", invalid="ignore"):  # a level line crosses nowhere: infinite, or no number
            root = np.divide(np.negative(intercept), slope)
            return np.where((root > np.multiply(1e-12, price)) & np.isfinite(root), root, np.nan)
    shapes = {slope.shape, intercept.shape, price.shape, *(edges.shape[1:] for edges, _, _ in requirements)}
    shape = shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)
    legs = [tuple(_spread(x, shape) for x in leg) for leg in requirements]

    edges = np.sort(np.concatenate([np.zeros((1, *shape)), *(e[1:] for e, _, _ in legs)]), axis=0)
    upper = np.concatenate([edges[1:], np.full((1, *shape), np.inf)])
    # A point inside each segment tells which line of each leg holds there.
    inside = np.where(np.isfinite(upper), (edges + upper) / 2, edges + 1.0)
    a = np.broadcast_to(slope, edges.shape).copy()
    b = np.broadcast_to(intercept, edges.shape).copy()
    for leg_edges, slopes, intercepts in legs:
        which = (leg_edges[:, np.newaxis] <= inside).sum(axis=0) - 1
        a -= _taken(slopes, which)
        b -= _taken(intercepts, which)

    with np.errstate(divide="ignore", invalid="ignore"):
        roots = np.where(a != 0, -b / a, np.nan)
        roots = np.where((roots >= edges) & (roots <= upper), roots, np.nan)
        # At an inner edge the requirement may jump: the sign can change without a root on either side.
        before = a[:-1] * edges[1:] + b[:-1]
        after = a[1:] * edges[1:] + b[1:]
        jumps = np.where(np.sign(before) * np.sign(after) < 0, edges[1:], np.nan)
        candidates = np.concatenate([roots, jumps])
        # Below a trillionth of today's price a root is the rounding of zero: no price.
        candidates = np.where((candidates > 1e-12 * price) & np.isfinite(candidates), candidates, np.nan)

        here = (edges <= price).sum(axis=0)[np.newaxis] - 1
        slope_here = _taken(a, here)[0]
        health_here = slope_here * price + _taken(b, here)[0]
        down = (slope_here >= 0) == (health_here >= 0)
        below = np.where(candidates <= price, candidates, -np.inf).max(axis=0)
        above = np.where(candidates >= price, candidates, np.inf).min(axis=0)
        first, second = np.where(down, below, above), np.where(down, above, below)
    nearest = np.where(np.isfinite(first), first, second)
    return np.where(np.isfinite(nearest), nearest, np.nan)


def _spread(lines: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Broadcast everything but the leading axis of tiers."""
    tiers, *own = lines.shape
    if (*own,) == shape:
        return lines
    return np.broadcast_to(lines.reshape(tiers, *(1,) * (len(shape) - len(own)), *own), (tiers, *shape))


def _taken(lines: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Of each entry the line in which it is."""
    return lines[which] if lines.ndim == 1 else np.take_along_axis(lines, which, axis=0)
