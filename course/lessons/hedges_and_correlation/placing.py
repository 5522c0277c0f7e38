"""Where the names in this lesson's pictures stand: clear of lines, of each other and of the edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.charts.places import Plan, Spot, around

#: The plot at the narrowest, in pixels: a phone of 390.
NARROW = 262.0
_ALL_OVER = np.array([(i / 24, j / 16) for i in range(1, 24) for j in range(1, 16)])
#: So many of the places that fit are tried for clear space.
TRIED = 40


@dataclass
class Names:
    """Texts in one picture, in the units of its axes.

    Attributes:
        x, y: what the axes reach.
        height: of the plot, pixels.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    height: float
    rows: list[dict[str, Any]] = field(default_factory=list)
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.plan = Plan(NARROW, self.height)

    def unit(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Places as shares of the picture."""
        return (x - self.x[0]) / (self.x[1] - self.x[0]), (y - self.y[0]) / (self.y[1] - self.y[0])

    def off(self, x: float, y: float, pixels: float = 9.0) -> None:
        """Keep names off a mark."""
        u, v = self.unit(x, y)
        du, dv = pixels / NARROW, pixels / self.height
        self.plan.keep_off([(u - du, v - dv, u + du, v + dv)])

    def put(self, text: str, kind: str, spots: Sequence[Spot], most: float = 3.0) -> bool:
        """Write a text at the first clear one of some spots; False where there is none."""
        spot = self.plan.put(text, spots, most=most)
        if spot is None:
            return False
        top = self.plan.box(text, spot)[3]
        self.rows.append(
            {
                "x": self.x[0] + spot.x * (self.x[1] - self.x[0]),
                "y": self.y[0] + spot.y * (self.y[1] - self.y[0]),
                "text": text,
                "kind": kind,
                "align": spot.align,
                "dx": spot.dx,
                # Lines of text run downwards, so they hang from the top edge of their box.
                "dy": (spot.y - top) * self.height + 2,
            }
        )
        return True

    def beside(self, text: str, kind: str, x: float, y: float, first: Sequence[Spot] = (), most: float = 60.0) -> bool:
        """Write a text beside a point, at one of the ``first`` spots if it is clear there."""
        return self.put(text, kind, [*first, *around(*map(float, self.unit(x, y)))], most)

    def inside(self, text: str, holds: Callable[[Any, Any], Any]) -> list[Spot]:
        """Where a text lies wholly inside a region, nearest to its middle first.

        ``holds`` says of arrays of places whether they belong to the region.
        """
        left, low, right, high = self.plan.box(text, Spot(0.0, 0.0, "center"))
        fits = np.ones(len(_ALL_OVER), bool)
        for du in (left, right):
            for dv in (low, high):
                u, v = _ALL_OVER[:, 0] + du, _ALL_OVER[:, 1] + dv
                inside = (u > 0) & (u < 1) & (v > 0) & (v < 1)
                fits &= inside & np.asarray(holds(*self._at(u, v)))
        found = _ALL_OVER[fits]
        if not len(found):
            return []
        nearest = np.argsort(((found - found.mean(axis=0)) ** 2).sum(axis=1), kind="stable")
        return [Spot(float(u), float(v), "center") for u, v in found[nearest[:TRIED]]]

    def _at(self, u: Any, v: Any) -> tuple[Any, Any]:
        return self.x[0] + u * (self.x[1] - self.x[0]), self.y[0] + v * (self.y[1] - self.y[0])

    @property
    def table(self) -> dict[str, Any]:
        """The texts as columns."""
        names = ("x", "y", "text", "kind", "align", "dx", "dy")
        return {name: [row[name] for row in self.rows] for name in names}
