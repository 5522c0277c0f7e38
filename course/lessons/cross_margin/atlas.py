"""The tables of a liquidation map: regions, contours, border, slices, and where the names stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course.charts.places import Plan, Spot, around
from course.lessons.cross_margin.book import BTC, ETH, START, Array, X, Y, at, border
from course.margin import Pool, Portfolio
from course.texts import say
from course.words import usd

#: Room between two contours, USD; every second one is drawn as a line.
STEP, BANDS = 2_500.0, 20
LEVELS = STEP * np.arange(BANDS)
GRID = np.linspace(*X, 31)
#: The plot at the narrowest, in pixels: a phone of 390.
NARROW, TALL = 262.0, 440.0
#: Cells a side in which a region is looked at.
CELLS = 96
#: Weight of one band; bands lie over each other.
SHADE = 0.042


@dataclass(frozen=True)
class View:
    """A part of the plane, and how dollars become shares of it."""

    x: tuple[float, float] = X
    y: tuple[float, float] = Y
    height: float = TALL
    width: float = NARROW

    def unit(self, btc: Any, eth: Any) -> tuple[Array, Array]:
        """Prices as shares of the view."""
        return (
            (np.asarray(btc, float) - self.x[0]) / (self.x[1] - self.x[0]),
            (np.asarray(eth, float) - self.y[0]) / (self.y[1] - self.y[0]),
        )

    def point(self, btc: float, eth: float) -> tuple[float, float]:
        """One pair of prices as shares of the view."""
        u, v = self.unit(btc, eth)
        return float(u), float(v)

    def price(self, spot: Spot) -> tuple[float, float]:
        """The prices at which a text is anchored."""
        return (self.x[0] + spot.x * (self.x[1] - self.x[0]), self.y[0] + spot.y * (self.y[1] - self.y[0]))

    def lattice(self) -> dict[str, Any]:
        """Pairs of prices all over the view, as arrays that broadcast to a square: BTC down, ETH across."""
        edges = np.linspace(0, 1, CELLS + 1)
        return at(
            (self.x[0] + edges * (self.x[1] - self.x[0]))[:, np.newaxis],
            (self.y[0] + edges * (self.y[1] - self.y[0]))[np.newaxis, :],
        )

    def plan(self) -> Plan:
        """An empty plan of the texts in it, at its narrowest."""
        return Plan(self.width, self.height)


WHOLE = View()


def rows(key: str, hue: str, x: Any, low: Any, high: Any, alpha: float) -> dict[str, Any]:
    """One area."""
    n = len(x)
    return {
        "key": [key] * n,
        "hue": [hue] * n,
        "x": np.asarray(x, float),
        "low": np.broadcast_to(np.asarray(low, float), n),
        "high": np.broadcast_to(np.asarray(high, float), n),
        "alpha": np.full(n, alpha),
    }


def joined(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Tables of the same columns, one below the other."""
    return {c: np.concatenate([np.asarray(t[c]) for t in tables]) for c in tables[0]} if tables else {}


def terraces(pool: Pool, view: View = WHOLE, grid: Array = GRID) -> tuple[dict[str, Any], dict[str, Any]]:
    """Areas and contour lines of a pool: nested regions with at least so much room, and with at most so little."""
    way = 1 if pool.position(ETH).size > 0 else -1
    # A long's safe side lies above its border, a short's below.
    floor, ceiling = view.y
    safe_edge, dead_edge = (ceiling, floor) if way > 0 else (floor, ceiling)
    hues, n = ("cross", "liquidation"), len(grid)
    edges = np.concatenate([border(pool, grid, levels) for levels in (LEVELS, -LEVELS)])
    keys = np.array([say("{hue} {k}", hue=hue, k=str(k)) for hue in hues for k in range(BANDS)], object)
    hue = np.repeat(np.array(hues, object), BANDS)
    drawn = np.tile((np.arange(BANDS) > 0) & (np.arange(BANDS) % 2 == 0), len(hues))
    areas = {
        "key": np.repeat(keys, n),
        "hue": np.repeat(hue, n),
        "x": np.tile(grid, len(keys)),
        "low": np.repeat([safe_edge, dead_edge], BANDS * n),
        "high": edges.ravel(),
        "alpha": np.full(edges.size, SHADE),
    }
    lines = {
        "key": np.repeat(keys[drawn], n),
        "hue": np.repeat(hue[drawn], n),
        "x": np.tile(grid, int(drawn.sum())),
        "y": edges[drawn].ravel(),
    }
    return areas, lines


def path(key: str, hue: str, x: Any, y: Any) -> dict[str, Any]:
    """One line of the border."""
    n = len(x)
    return {
        "key": [key] * n,
        "hue": [hue] * n,
        "x": np.asarray(x, float),
        "y": np.asarray(y, float),
        "step": np.arange(n),
    }


def pale(line: Mapping[str, Any]) -> dict[str, Any]:
    """A border of the other mode, drawn without its colour."""
    return {name: line[name] for name in ("key", "x", "y", "step")}


def frontier(pool: Pool, grid: Array = GRID, key: str = "cross") -> dict[str, Any]:
    """Where the pool is liquidated."""
    return path(key, "liquidation", grid, border(pool, grid))


def walls(portfolio: Portfolio, view: View = WHOLE, hue: str = "liquidation") -> dict[str, Any]:
    """The borders of two compartments: one straight line each."""
    btc, eth = wall_prices(portfolio)
    return joined([path("wall btc", hue, [btc, btc], view.y), path("wall eth", hue, view.x, [eth, eth])])


def wall_prices(portfolio: Portfolio) -> tuple[float, float]:
    """Liquidation price of either compartment; 0 where there is none."""
    return tuple(  # type: ignore[return-value]
        portfolio.pool(s).liquidation_price(s, START) or 0.0 for s in (BTC, ETH)
    )


def chambers(portfolio: Portfolio, view: View = WHOLE) -> dict[str, Any]:
    """The four parts of the plane that two compartments make: both alive, one lost, both lost."""
    btc, eth = wall_prices(portfolio)
    left, right = [view.x[0], btc], [btc, view.x[1]]
    below, above = (view.y[0], eth), (eth, view.y[1])
    alive, lost = (above, below) if portfolio.pool(ETH).position(ETH).size > 0 else (below, above)
    return joined(
        [
            rows("both alive", "isolated", right, *alive, 0.30),
            rows("btc lost", "liquidation", left, *alive, 0.14),
            rows("eth lost", "liquidation", right, *lost, 0.14),
            rows("both lost", "liquidation", left, *lost, 0.34),
        ]
    )


def differences(pool: Pool, portfolio: Portfolio, view: View = WHOLE) -> dict[str, Any]:
    """Where the two modes differ: cross saves a leg that isolated loses, or loses one that isolated keeps."""
    btc, eth = wall_prices(portfolio)
    long = pool.position(ETH).size > 0
    floor, ceiling = view.y
    wall = min(max(btc, view.x[0]), view.x[1])
    left, right = np.linspace(view.x[0], wall, 9), np.linspace(wall, view.x[1], 23)
    edge_left, edge_right = border(pool, left), border(pool, right)
    safe, dead = (ceiling, floor) if long else (floor, ceiling)
    inside = np.maximum(edge_right, floor) if long else np.minimum(edge_right, ceiling)
    return joined(
        [
            rows("saved", "cross", left, edge_left, safe, 0.34),
            rows("saved too", "cross", right, inside, eth, 0.34),
            rows("given up", "isolated", right, dead, edge_right, 0.42),
            rows("given up too", "isolated", left, edge_left, eth, 0.42),
            rows("both alive", "quiet", right, eth, safe, 0.08),
            rows("both lost", "liquidation", left, eth, dead, 0.30),
        ]
    )


# ---- names -------------------------------------------------------------------------------------------------------

Texts = list[dict[str, Any]]
#: Size of a text in pixels → in units of 13.
SIZES = {12: 0.93, 13: 1.0, 17: 1.32}


def no_texts() -> Texts:
    """An empty list of texts."""
    return []


def write(
    plan: Plan, texts: Texts, view: View, text: str, kind: str, spots: Sequence[Spot], size: int = 13, most: float = 3.0
) -> bool:
    """Put a text where it is clear, if there is such a place."""
    spot = plan.put(text, spots, scale=SIZES[size], most=most)
    if spot is None:
        return False
    # Lines of text run downwards, so they hang from the top edge of their box, whatever the spot's own baseline.
    x, y = view.price(spot)
    top = plan.box(text, spot, SIZES[size])[3]
    texts.append(
        {
            "x": x,
            "y": y,
            "text": text,
            "kind": kind,
            "align": spot.align,
            "size": size,
            "dx": spot.dx,
            "dy": (spot.y - top) * plan.height + 2,
        }
    )
    return True


#: Where the name of a region may stand: the corners of the plane first, then all over it.
_CORNERS = [
    Spot(x, y, align, base)
    for x, align in ((0.03, "left"), (0.97, "right"))
    for y, base in ((0.03, "bottom"), (0.97, "top"))
]
_LATTICE = np.stack(np.meshgrid(np.linspace(0.12, 0.88, 39), np.linspace(0.05, 0.95, 37)), axis=-1).reshape(-1, 2)
#: So many of the spots that fit are tried for clear space.
TRIED = 60


def name_region(
    plan: Plan, texts: Texts, text: str, kind: str, inside: NDArray[np.bool_], view: View, size: int = 17
) -> None:
    """Write the name of a region wholly inside it, if it is large enough.

    ``inside`` says of every pair of prices on the view's lattice whether it belongs to the region. A text with ``|`` in it is broken there into lines where it does not fit as it is.
    """
    if "|" in text:
        wide = text.replace("|", " ")
        done = len(texts)
        name_region(plan, texts, wide, kind, inside, view, size)
        if len(texts) > done:
            return
        text = text.replace("|", "\n")
    outside = ~inside
    # Sums over all cells to the lower left: how much lies outside is four look-ups for any box.
    total = np.zeros((CELLS + 2, CELLS + 2), int)
    total[1:, 1:] = outside.cumsum(axis=0).cumsum(axis=1)
    # A large name keeps to a corner, a small one to the middle of its region.
    cells = np.argwhere(~outside)
    middle = cells.mean(axis=0) / CELLS if cells.size else np.full(2, 0.5)
    lattice = _LATTICE[np.argsort(((_LATTICE - middle) ** 2).sum(axis=1), kind="stable")]
    left, bottom, right, top = plan.box(text, Spot(0, 0, "center"), SIZES[size])
    boxes = np.hstack([np.add(lattice, (left, bottom)), np.add(lattice, (right, top))])
    corners = _CORNERS if size > 13 else []
    if corners:
        boxes = np.vstack([[plan.box(text, spot, SIZES[size]) for spot in corners], boxes])
    low = np.floor(boxes[:, :2] * CELLS).astype(int).clip(0, CELLS + 1)
    high = (np.ceil(boxes[:, 2:] * CELLS).astype(int) + 1).clip(0, CELLS + 1)
    (a, b), (c, d) = low.T, high.T
    fits = np.flatnonzero(total[c, d] - total[a, d] - total[c, b] + total[a, b] == 0)
    n = len(corners)
    spots = [
        corners[i] if i < n else Spot(float(lattice[i - n, 0]), float(lattice[i - n, 1]), "center")
        for i in fits[:TRIED]
    ]
    write(plan, texts, view, text, kind, spots, size)


def name_halves(plan: Plan, texts: Texts, view: View, pool: Pool) -> None:
    """Write "safe" and "liquidated" on their sides of the border."""
    safe = np.asarray(pool.health(view.lattice())) > 0
    name_region(plan, texts, "liquidated", "liquidation", ~safe, view)
    name_region(plan, texts, "safe", "cross", safe, view)


def name_contours(plan: Plan, texts: Texts, view: View, pool: Pool) -> None:
    """Room written on some of the contours, at the edge of the map: its middle belongs to the learner."""
    btc = np.linspace(view.x[0], view.x[1], 19)[1:-1]
    levels = np.concatenate([LEVELS[4::4], -LEVELS[4::4]])
    for level, eth in zip(levels, border(pool, btc, levels), strict=True):
        u, v = view.unit(btc, eth)
        spots = [Spot(float(a), float(b), "center") for a, b in zip(u, v, strict=True) if 0.03 < b < 0.97]
        spots.sort(key=lambda s: -max(abs(s.x - 0.5), abs(s.y - 0.5)))
        if spots:
            write(plan, texts, view, usd(level, 0), "quiet", spots, 12, most=0.5)


def name_point(
    plan: Plan,
    texts: Texts,
    view: View,
    text: str,
    kind: str,
    btc: float,
    eth: float,
    first: Sequence[Spot] = (),
    size: int = 13,
    most: float = 60.0,
) -> None:
    """Write beside a point, at one of the ``first`` spots if it is clear there."""
    write(plan, texts, view, text, kind, [*first, *around(*view.point(btc, eth))], size, most)


def table(texts: Texts) -> dict[str, Any]:
    """Texts as columns."""
    names = ("x", "y", "text", "kind", "align", "size", "dx", "dy")
    return {name: [t[name] for t in texts] for name in names}
