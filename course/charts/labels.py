"""Direct labels that neither overlap each other nor drown in lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .theme import COLORS


def spread(positions: ArrayLike, gap: float, low: float = -np.inf, high: float = np.inf) -> NDArray[np.float64]:
    """Move ``positions`` as little as possible so that neighbours are at least ``gap`` apart.

    Least squares under the ordering, by pooling adjacent violators. The order of the input is kept;
    equal positions keep their order. NaNs (nothing to label) stay NaN and take no room.

    Args:
        positions: where the labels would like to be, in data units (or pixels).
        gap: the smallest allowed distance, in the same units.
        low: no label goes below this; where they do not all fit, this one holds.
        high: no label goes above this.

    >>> spread([10.0, 10.4, 20.0], gap=1.0).tolist()
    [9.7, 10.7, 20.0]
    """
    wanted = np.asarray(positions, dtype=float)
    out = wanted.copy()
    known = np.flatnonzero(~np.isnan(wanted))
    order = known[np.argsort(wanted[known], kind="stable")]
    # After taking i gaps off the i-th label, "at least a gap apart" reads "not falling".
    steps = np.arange(order.size) * gap
    blocks: list[list[float]] = []  # [sum, count] of labels that move as one
    for target in wanted[order] - steps:
        blocks.append([float(target), 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    flat = np.repeat([s / n for s, n in blocks], [int(n) for _, n in blocks]) if blocks else steps
    top = high - (steps[-1] if steps.size else 0.0)
    out[order] = np.maximum(np.minimum(flat, top), low) + steps
    return out


def apart(
    names: Iterable[Mapping[str, Any]],
    along: str,
    gap: float,
    low: float = -np.inf,
    high: float = np.inf,
    into: str = "",
) -> list[dict[str, Any]]:
    """Names with a column more, ``label_…``: where along an axis each is written, none on another.

    Args:
        names: rows of a table, each with a number under ``along``.
        along: the column that says where each would like to be.
        gap: what a name takes there.
        low: no name goes below this.
        high: no name goes above this.
        into: another column to write it to; may be ``along`` itself.

    >>> apart([{"y": 1.0, "label": "one"}, {"y": 1.0, "label": "two"}], "y", 2.0)
    [{'y': 1.0, 'label': 'one', 'label_y': 0.0}, {'y': 1.0, 'label': 'two', 'label_y': 2.0}]
    """
    rows = [dict(name) for name in names]
    places = spread([row[along] for row in rows], gap, low, high).tolist()
    return [{**row, into or f"label_{along}": place} for row, place in zip(rows, places, strict=True)]


def halo(width: float = 4) -> dict[str, Any]:
    """What makes free space around letters of ``mark_text``, over lines and areas: the same words drawn with it, below."""
    return {"stroke": COLORS["paper"], "strokeWidth": width, "strokeJoin": "round", "strokeOpacity": 0.9}
