"""The tables of a liquidation map: regions, contours, border, slices, and where the names stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.charts.label_placement import NARROW, PlacedNames, Spot
from course.lessons.cross_margin.book import BTC, ETH, START, Array, X, Y, at, border
from course.margin import Pool, Portfolio
from course.number_format import usd

#: Room between two contours, USD; every second one is drawn as a line.
STEP, BANDS = 2_500.0, 20
LEVELS = STEP * np.arange(BANDS)
GRID = np.linspace(*X, 31)
#: Height of the plot, pixels.
TALL = 440.0
#: Weight of one band; bands lie over each other.
SHADE = 0.042


@dataclass(frozen=True)
class MapWindow:
    """A part of the plane."""

    x: tuple[float, float] = X
    y: tuple[float, float] = Y
    height: float = TALL
    width: float = NARROW

    def names(self) -> PlacedNames:
        """No names yet."""
        return PlacedNames(self.x, self.y, self.height, self.width)


WHOLE = MapWindow()


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


def terraces(pool: Pool, view: MapWindow = WHOLE, grid: Array = GRID) -> tuple[dict[str, Any], dict[str, Any]]:
    """Areas and contour lines of a pool: nested regions with at least so much room, and with at most so little."""
    way = 1 if pool.position(ETH).size > 0 else -1
    # A long's safe side lies above its border, a short's below.
    floor, ceiling = view.y
    safe_edge, dead_edge = (ceiling, floor) if way > 0 else (floor, ceiling)
    hues, n = ("cross", "liquidation"), len(grid)
    edges = np.concatenate([border(pool, grid, levels) for levels in (LEVELS, -LEVELS)])
    keys = np.array([f"{hue} {k}" for hue in hues for k in range(BANDS)], object)
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


def walls(portfolio: Portfolio, view: MapWindow = WHOLE, hue: str = "liquidation") -> dict[str, Any]:
    """The borders of two compartments: one straight line each."""
    btc, eth = wall_prices(portfolio)
    return joined([path("wall btc", hue, [btc, btc], view.y), path("wall eth", hue, view.x, [eth, eth])])


def wall_prices(portfolio: Portfolio) -> tuple[float, float]:
    """Liquidation price of either compartment; 0 where there is none."""
    return tuple(  # type: ignore[return-value]
        portfolio.pool(s).liquidation_price(s, START) or 0.0 for s in (BTC, ETH)
    )


def chambers(portfolio: Portfolio, view: MapWindow = WHOLE) -> dict[str, Any]:
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


def differences(pool: Pool, portfolio: Portfolio, view: MapWindow = WHOLE) -> dict[str, Any]:
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


def name_halves(names: PlacedNames, pool: Pool) -> None:
    """Write "safe" and "liquidated" on their sides of the border."""
    safe = np.asarray(pool.health(at(*names.lattice()))) > 0
    names.region("liquidated", "liquidation", ~safe)
    names.region("safe", "cross", safe)


def name_contours(names: PlacedNames, pool: Pool) -> None:
    """Room written on some of the contours, at the edge of the map: its middle belongs to the learner."""
    btc = np.linspace(*names.x, 19)[1:-1]
    levels = np.concatenate([LEVELS[4::4], -LEVELS[4::4]])
    for level, eth in zip(levels, border(pool, btc, levels), strict=True):
        u, v = names.unit(btc, eth)
        spots = [Spot(float(a), float(b), "center") for a, b in zip(u, v, strict=True) if 0.03 < b < 0.97]
        spots.sort(key=lambda s: -max(abs(s.x - 0.5), abs(s.y - 0.5)))
        names.put(usd(level, 0), "quiet", spots, size=12, most=0.5)
