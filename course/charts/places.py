"""Where the names in a plane go: beside what they name, clear of lines, of each other and of the edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Pixels that a letter and a line of 13 px text take, rounded up.
LETTER, LINE = 7.3, 17.0
#: How densely lines are sampled, points a unit of length.
DENSITY = 160


@dataclass(frozen=True)
class Spot:
    """Where a text is anchored: unit coordinates (0 to 1, y up), an offset in pixels, and how it lies there.

    Attributes:
        x, y: the anchor.
        align: "left", "center" or "right": which end of the text stands there.
        baseline: "bottom", "middle" or "top": which edge of the text stands there.
        dx, dy: pixels to the right of and above the anchor.
    """

    x: float
    y: float
    align: str = "left"
    baseline: str = "middle"
    dx: float = 0.0
    dy: float = 0.0


def beside(x: float, y: float, far: float = 1.0) -> list[Spot]:
    """Spots next to a point, the ones that people read first coming first; ``far`` stretches the distance."""
    dx, dy, side = 9 * far, 9 * far, 13 * far
    return [
        Spot(x, y, "left", "top", dx, -dy),
        Spot(x, y, "left", "bottom", dx, dy),
        Spot(x, y, "right", "top", -dx, -dy),
        Spot(x, y, "right", "bottom", -dx, dy),
        Spot(x, y, "left", "middle", side),
        Spot(x, y, "right", "middle", -side),
        Spot(x, y, "center", "top", 0, -1.4 * dy),
        Spot(x, y, "center", "bottom", 0, 1.4 * dy),
    ]


def around(x: float, y: float) -> list[Spot]:
    """Spots around a point, near ones before far ones."""
    return [spot for far in (1.0, 1.8, 2.8, 4.0) for spot in beside(x, y, far)]


class Plan:
    """Texts in one plane of ``width`` × ``height`` pixels: the narrowest it is drawn at.

    What is clear there is clear in a wider plane too, since a text never needs a larger share of that.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._points: NDArray[np.float64] = np.empty((0, 2))
        self._boxes: list[tuple[float, float, float, float]] = []

    def line(self, x: ArrayLike, y: ArrayLike) -> None:
        """A polyline that names keep off, in unit coordinates."""
        corners = np.column_stack([np.asarray(x, float).ravel(), np.asarray(y, float).ravel()])
        starts, steps = corners[:-1], np.diff(corners, axis=0)
        counts = np.ceil(np.hypot(*steps.T) * DENSITY).astype(int).clip(2, 8 * DENSITY)
        which = np.repeat(np.arange(len(counts)), counts)
        first = np.repeat(np.cumsum(counts) - counts, counts)
        share = (np.arange(which.size) - first) / np.repeat(counts - 1, counts)
        points = starts[which] + share[:, np.newaxis] * steps[which]
        inside = np.all((points > -0.05) & (points < 1.05), axis=1)
        self._points = np.vstack([self._points, points[inside]])

    def box(self, text: str, spot: Spot, scale: float = 1.0) -> tuple[float, float, float, float]:
        """``(left, bottom, right, top)`` of a text; ``scale`` is its size in units of 13 px."""
        lines = text.split("\n")
        w = scale * LETTER * max(map(len, lines)) / self.width
        h = scale * LINE * len(lines) / self.height
        x, y = spot.x + spot.dx / self.width, spot.y + spot.dy / self.height
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[spot.align] * w
        low = y - {"bottom": 0.0, "middle": 0.5, "top": 1.0}[spot.baseline] * h
        return left, low, left + w, low + h

    def put(self, text: str, spots: Iterable[Spot], *, scale: float = 1.0, most: float = 3.0) -> Spot | None:
        """The first of ``spots`` where a text is clear, or the least bad; None if that is worse than ``most``.

        Outside the plane counts worst, then another text, then every sample of a line beneath.
        """
        rated: list[tuple[float, int, Spot]] = []
        for order, spot in enumerate(spots):
            cost = self._cost(self.box(text, spot, scale))
            if cost == 0:
                rated = [(0.0, order, spot)]
                break
            rated.append((cost, order, spot))
        if not rated or min(rated)[0] > most:
            return None
        found = min(rated, key=lambda r: r[:2])[2]
        self._boxes.append(self.box(text, found, scale))
        return found

    def keep_off(self, boxes: Sequence[tuple[float, float, float, float]]) -> None:
        """Rectangles ``(left, bottom, right, top)`` in which no text may stand."""
        self._boxes.extend(boxes)

    def _cost(self, box: tuple[float, float, float, float]) -> float:
        left, low, right, high = box
        if left < -1e-9 or low < -1e-9 or right > 1 + 1e-9 or high > 1 + 1e-9:
            return np.inf
        cost = 0.0
        for a, b, c, d in self._boxes:
            if left < c and right > a and low < d and high > b:
                cost += 100.0
        padx, pady = 3 / self.width, 2 / self.height
        x, y = self._points.T
        on_lines = (x > left - padx) & (x < right + padx) & (y > low - pady) & (y < high + pady)
        return cost + float(np.count_nonzero(on_lines))
