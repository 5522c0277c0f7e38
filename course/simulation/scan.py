"""Finding the rows below their requirement, over and over, without looking at all of them each time.

The full scan reads every row. The watchlist reads only those that can be in danger: with
``steepness = Σ |d health / d ln price|`` a row is safe while no price has moved by more than ``health / steepness`` since it
was looked at. Rows within a band of danger are copied together and scanned; once a price has moved by the band, the list is
made anew. The result is exact: both find the same rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from course.simulation.rows import Floats, Index, Rows
from course.validation import ArgumentError, within

Found = np.ndarray[Any, np.dtype[np.intp]]

#: Rows evaluated together: temporaries stay in the processor's cache.
BLOCK = 65_536


def below(rows: Rows, prices: Floats, at_equality: bool = False) -> Found:
    """Indices of the open rows with health < 0 (≤ 0)."""
    found = []
    for begin in range(0, len(rows), BLOCK):
        health = rows.health(prices, slice(begin, begin + BLOCK))
        hit = np.flatnonzero(health <= 0 if at_equality else health < 0)
        if len(hit):
            found.append(hit + begin)
    if not found:
        return np.empty(0, np.intp)
    hits = np.concatenate(found)
    return np.asarray(hits[rows.open(hits)])


class Scanner:
    """Scans rows; with a ``band`` it keeps a watchlist.

    Attributes:
        evaluations: rows evaluated so far, the measure of work.
    """

    def __init__(self, rows: Rows, *, at_equality: bool = False, band: float | None = None) -> None:
        if band is not None:
            within("band", band, 0.0, open_low=True)
            if not all(leg.maintenance.continuous for leg in rows.legs):
                raise ArgumentError("band", band, "None where a tier makes the requirement jump: no bound holds there")
        self.rows, self.at_equality, self.band = rows, at_equality, band
        self.evaluations = 0
        self._reference: Floats | None = None

    def find(self, prices: Floats) -> Found:
        """Indices of the rows to liquidate at these prices."""
        if self.band is None:
            self.evaluations += len(self.rows)
            return below(self.rows, prices, self.at_equality)
        if self._reference is None or np.abs(prices / self._reference - 1.0).max() > self.band:
            self._build(prices)
        self.evaluations += len(self._listed)
        self._found = below(self._copy, prices, self.at_equality)
        return self._listed[self._found]

    def changed(self) -> None:
        """The rows found last have been traded: bring their copies up to date."""
        if self._reference is not None:
            where, rows = self._found, self._listed[self._found]
            self._copy.cash[where] = self.rows.cash[rows]
            self._copy.size[:, where] = self.rows.size[:, rows]
            self._copy.entry[:, where] = self.rows.entry[:, rows]
            self._copy.refresh(where)

    def forget(self) -> None:
        """Anything may have changed: make the list anew at the next scan."""
        self._reference = None

    def _build(self, prices: Floats) -> None:
        assert self.band is not None
        self.evaluations += len(self.rows)
        near = []
        for begin in range(0, len(self.rows), BLOCK):
            block: Index = slice(begin, begin + BLOCK)
            reach = self.band * self.rows.steepness(prices, block)
            close = (self.rows.health(prices, block) <= reach) & (reach > 0)  # 0: holds nothing
            near.append(np.flatnonzero(close) + begin)
        self._listed: Found = np.concatenate(near)
        self._copy = self.rows.take(self._listed)
        self._reference = np.array(prices, float)
