"""Where the names in a plane go: beside what they name, clear of lines, of each other and of the edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Pixels that a letter and a line of 13 px text take, rounded up.
LETTER, LINE = 7.3, 17.0
#: How densely lines are sampled, points a unit of length.
DENSITY = 160
#: Width of a plot at the narrowest, in pixels: a phone of 390.
NARROW = 262.0
#: And at the widest: a desk of 1280, beside the controls.
WIDE = 720.0
Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in shares of the plane."""
#: Size of a text in pixels → in units of 13.
SIZES = {12: 0.93, 13: 1.0, 17: 1.32}
#: Cells a side in which a region is looked at.
CELLS = 96
#: Of the spots inside a region, so many are tried for clear space.
TRIED = 60


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


#: Where the name of a region may stand: the corners of the plane, and all over it.
_CORNERS = [
    Spot(x, y, align, base)
    for x, align in ((0.03, "left"), (0.97, "right"))
    for y, base in ((0.03, "bottom"), (0.97, "top"))
]
#: The columns and the rows of the spots all over it.
_ACROSS, _UP = np.linspace(0.12, 0.88, 39), np.linspace(0.05, 0.95, 37)


class PlacedNames:
    """The names in one plane, one after the other, where they are clear at the narrowest and at the widest that it is drawn.

    Both are looked at: in a wider plane a text needs a smaller share, but what stands some pixels beside a point stands nearer
    to it there, and lines are flatter. Lines and points are told in the units of the axes, spots in shares of the plane.

    Args:
        x, y: what the axes reach.
        height: of the plot, pixels.
        width: of the plot at the narrowest, pixels.
    """

    def __init__(self, x: tuple[float, float], y: tuple[float, float], height: float, width: float = NARROW) -> None:
        self.x, self.y, self.width, self.height = x, y, width, height
        self._widths = (width, max(width, WIDE))
        # Samples of the lines, from the lowest up.
        self._points: NDArray[np.float64] = np.empty((2, 0))
        # What is taken, at either width.
        self._boxes: list[tuple[Box, Box]] = []
        self._rows: list[dict[str, Any]] = []

    # ---- where ---------------------------------------------------------------------------------------------------

    def unit(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Places as shares of the plane."""
        return (
            (np.asarray(x, float) - self.x[0]) / (self.x[1] - self.x[0]),
            (np.asarray(y, float) - self.y[0]) / (self.y[1] - self.y[0]),
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """One place as shares of the plane."""
        u, v = self.unit(x, y)
        return float(u), float(v)

    def lattice(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Places all over the plane, as arrays that broadcast to a square: the first axis down, the second across."""
        edges = np.linspace(0, 1, CELLS + 1)
        return (
            (self.x[0] + edges * (self.x[1] - self.x[0]))[:, np.newaxis],
            (self.y[0] + edges * (self.y[1] - self.y[0]))[np.newaxis, :],
        )

    # ---- what names keep off -------------------------------------------------------------------------------------

    def line(self, x: ArrayLike, y: ArrayLike) -> None:
        """A polyline."""
        u, v = self.unit(x, y)
        corners = np.column_stack([u.ravel(), v.ravel()])
        starts, steps = corners[:-1], np.diff(corners, axis=0)
        counts = np.ceil(np.hypot(*steps.T) * DENSITY).astype(int).clip(2, 8 * DENSITY)
        which = np.repeat(np.arange(len(counts)), counts)
        first = np.repeat(np.cumsum(counts) - counts, counts)
        share = (np.arange(which.size) - first) / np.repeat(counts - 1, counts)
        points = starts[which] + share[:, np.newaxis] * steps[which]
        inside = np.all((points > -0.05) & (points < 1.05), axis=1)
        known = np.hstack([self._points, points[inside].T])
        self._points = known.take(known[1].argsort(), axis=1)

    def mark(self, x: float, y: float, pixels: float = 8.0) -> None:
        """A mark that reaches so far to all sides."""
        u, v = self.point(x, y)
        dv = pixels / self.height
        narrow, wide = ((u - pixels / width, v - dv, u + pixels / width, v + dv) for width in self._widths)
        self._boxes.append((narrow, wide))

    def keep_off(self, boxes: Sequence[Box]) -> None:
        """Rectangles, in shares of the plane."""
        self._boxes.extend((box, box) for box in boxes)

    # ---- names ---------------------------------------------------------------------------------------------------

    def put(self, text: str, kind: str, spots: Iterable[Spot], *, size: int = 13, most: float = 3.0) -> bool:
        """Write at the first of ``spots`` where a text is clear, or at the least bad; not at all if that is worse than ``most``.

        Outside the plane counts worst, then another text, then every sample of a line beneath.
        """
        spot = self._clear(text, spots, size, most)
        if spot is None:
            return False
        box, wide = (self.box(text, spot, size, width) for width in self._widths)
        self._boxes.append((box, wide))
        self._rows.append(
            {
                "x": self.x[0] + spot.x * (self.x[1] - self.x[0]),
                "y": self.y[0] + spot.y * (self.y[1] - self.y[0]),
                "text": text,
                "kind": kind,
                "align": spot.align,
                "size": size,
                "dx": spot.dx,
                # Lines of text run downwards, so they hang from the top edge of their box, whatever the spot's own baseline.
                "dy": (spot.y - box[3]) * self.height + 2,
            }
        )
        return True

    def beside(
        self,
        text: str,
        kind: str,
        x: float,
        y: float,
        first: Sequence[Spot] = (),
        *,
        size: int = 13,
        most: float = 60.0,
    ) -> bool:
        """Write beside a point, at one of the ``first`` spots if it is clear there."""
        return self.put(text, kind, [*first, *around(*self.point(x, y))], size=size, most=most)

    def region(self, text: str, kind: str, inside: NDArray[np.bool_], *, size: int = 17) -> bool:
        """Write the name of a region wholly inside it, if it is large enough.

        ``inside`` says of every place of :meth:`lattice` whether it belongs to the region. A text with ``|`` in it is broken
        there into lines where it does not fit as it is.
        """
        whole = text.replace("|", " ")
        if self.put(whole, kind, self.inside(whole, inside, size=size), size=size):
            return True
        broken = text.replace("|", "\n")
        return broken != whole and self.put(broken, kind, self.inside(broken, inside, size=size), size=size)

    def inside(self, text: str, inside: NDArray[np.bool_], *, size: int = 13) -> list[Spot]:
        """Where a text lies wholly inside a region of the :meth:`lattice`: a large one in a corner, any nearest to its middle."""
        # Sums over all cells to the lower left: how much lies outside is four look-ups for any box.
        total = np.zeros((CELLS + 2, CELLS + 2), int)
        total[1:, 1:] = (~inside).cumsum(axis=0).cumsum(axis=1)

        def first(low: Any) -> Any:
            return np.floor(low * CELLS).astype(int).clip(0, CELLS + 1)

        def beyond(high: Any) -> Any:
            return (np.ceil(high * CELLS).astype(int) + 1).clip(0, CELLS + 1)

        def outside(a: Any, b: Any, c: Any, d: Any) -> Any:
            return total[c, d] - total[a, d] - total[c, b] + total[a, b]

        found = []
        for spot in _CORNERS if size > 13 else []:
            low, high = np.reshape(self.box(text, spot, size), (2, 2))
            if outside(*first(low), *beyond(high)) == 0:
                found.append(spot)
        left, bottom, right, top = self.box(text, Spot(0, 0, "center"), size)
        rows, columns = (first(_UP + bottom), beyond(_UP + top)), (first(_ACROSS + left), beyond(_ACROSS + right))
        row, column = np.nonzero(outside(columns[0], rows[0][:, np.newaxis], columns[1], rows[1][:, np.newaxis]) == 0)
        if not row.size:
            return found
        x, y = _ACROSS[column], _UP[row]
        # A box fits only where there is a region, which then has a middle.
        along = np.arange(CELLS + 1)
        middle = [np.count_nonzero(inside, axis=1 - a) @ along / np.count_nonzero(inside) / CELLS for a in (0, 1)]
        nearest = np.argsort((x - middle[0]) ** 2 + (y - middle[1]) ** 2, kind="stable")[: TRIED - len(found)]
        return found + [Spot(u, v, "center") for u, v in zip(x[nearest].tolist(), y[nearest].tolist(), strict=True)]

    @property
    def table(self) -> dict[str, Any]:
        """What was written, as columns."""
        names = ("x", "y", "text", "kind", "align", "size", "dx", "dy")
        return {name: [row[name] for row in self._rows] for name in names}

    def box(self, text: str, spot: Spot, size: int = 13, width: float = 0.0) -> Box:
        """Where a text lies in a plane of that width, by default the narrowest."""
        width = width or self.width
        lines, scale = text.split("\n"), SIZES[size]
        w = scale * LETTER * max(map(len, lines)) / width
        h = scale * LINE * len(lines) / self.height
        x, y = spot.x + spot.dx / width, spot.y + spot.dy / self.height
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[spot.align] * w
        low = y - {"bottom": 0.0, "middle": 0.5, "top": 1.0}[spot.baseline] * h
        return left, low, left + w, low + h

    def _clear(self, text: str, spots: Iterable[Spot], size: int, most: float) -> Spot | None:
        """The first spot without any cost, or the cheapest; None if that costs more than ``most``.

        Where no spot will do at both widths, the narrowest decides.
        """
        narrow, best, least = [], None, np.inf
        for spot in spots:
            cost = self._cost(0, self.box(text, spot, size, self._widths[0]), most)
            narrow.append((spot, cost))
            if cost < least:  # else the other width cannot make it better
                cost = max(cost, self._cost(1, self.box(text, spot, size, self._widths[1]), most))
            if cost < least:
                best, least = spot, cost
            if cost == 0:
                break
        if best is None and narrow:
            best, least = min(narrow, key=lambda tried: tried[1])
        return best if least <= most else None

    def _cost(self, at: int, box: Box, most: float) -> float:
        """What lies beneath a text; infinite beyond ``most``."""
        left, low, right, high = box
        if left < -1e-9 or low < -1e-9 or right > 1 + 1e-9 or high > 1 + 1e-9:
            return np.inf
        cost = 0.0
        for a, b, c, d in (taken[at] for taken in self._boxes):
            if left < c and right > a and low < d and high > b:
                cost += 100.0
        if cost > most:
            return np.inf
        padx, pady = 3 / self._widths[at], 2 / self.height
        x, y = self._points
        level = x[y.searchsorted(low - pady, "right") : y.searchsorted(high + pady, "left")]
        cost += float(np.count_nonzero((level > left - padx) & (level < right + padx)))
        return cost if cost <= most else np.inf
