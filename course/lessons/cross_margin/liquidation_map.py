"""The liquidation map: two prices as a plane, with the account's border in it; the signature of the course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.charts.label_placement import PlacedNames, Spot
from course.charts.liquidation_map import tables
from course.explorers import View
from course.lessons.cross_margin import map_tables
from course.lessons.cross_margin.book import BTC, ENTRY, ETH, MAINTENANCE, at, border, pooled, side_words, split
from course.lessons.cross_margin.map_texts import told
from course.lessons.cross_margin.picture_tables import both_modes, of_pools
from course.margin import Pool, Portfolio
from course.number_format import usd
from course.texts import say

#: What stands behind the legs, by margin mode.
HOW = {"cross": "in one pool", "isolated": "in two halves", "both": "pooled (cross) or in two halves (isolated)"}


def _shown(pool: Pool, parts: Portfolio, mode: str, here: Mapping[str, Any]) -> dict[str, float | None]:
    """What the app shows for either leg: in isolated its compartment's price, else the pool's."""
    return {s: (parts.pool(s) if mode == "isolated" else pool).liquidation_price(s, here) for s in (BTC, ETH)}


def shown_btc(btc: float, eth: float, side: str, mode: str, collateral: float) -> float | None:
    """Where BTC's displayed liquidation price stands on the map."""
    found = _shown(pooled(side, collateral), split(side, collateral), mode, at(btc, eth))
    return found[BTC]


def _name_slice(names: PlacedNames, symbol: str, price: float, btc: float, eth: float) -> None:
    """The displayed price beside its end on the border, or at the edge of the map where it lies beyond."""
    text = f"{symbol} {usd(price, 0)}"
    x, y = (price, eth) if symbol == BTC else (btc, price)
    u, v = names.point(x, y)
    left, up = price < btc, price > eth
    if 0 <= u <= 1 and 0 <= v <= 1:
        # Beyond the border, seen from the learner: there is no other line there.
        beyond = (
            Spot(u, v, "right" if left else "left", dx=-9 if left else 9)
            if symbol == BTC
            else Spot(u, v, "right", "bottom" if up else "top", -6, 8 if up else -8)
        )
        names.beside(text, "liquidation", x, y, [beyond])
        return
    u, v = min(max(u, 0.02), 0.98), min(max(v, 0.02), 0.98)
    if symbol == BTC:
        text = f"← {text}" if left else f"{text} →"
        spots = [Spot(u, v, "left" if left else "right", base, dy=d) for d, base in ((6, "bottom"), (-6, "top"))]
    else:
        text = f"{text} {'↑' if up else '↓'}"
        spots = [Spot(u, v, align, "top" if up else "bottom", d) for d, align in ((8, "left"), (-8, "right"))]
    names.put(text, "liquidation", spots, most=60)


def liquidation_map(btc: float, eth: float, side: str, mode: str, collateral: float) -> View:
    """The two prices as a plane: where the account lives, and the slices of it that an app would show."""
    view, here = map_tables.WHOLE, at(btc, eth)
    pool, parts = pooled(side, collateral), split(side, collateral)
    shown = _shown(pool, parts, mode, here)
    lost = {name: bool(gone) for name, gone in parts.liquidatable(here).items()}
    dead = all(lost.values()) if mode == "isolated" else bool(pool.liquidatable(here))
    gone = lost if mode == "isolated" else dict.fromkeys(lost, dead)
    slices = {
        symbol: {"x": btc, "y": eth, "x2": btc, "y2": eth, ("x2" if symbol == BTC else "y2"): price}
        for symbol, price in shown.items()
        if mode != "both" and price is not None and not gone[symbol]
    }
    names = view.names()
    if mode != "isolated":
        names.line(map_tables.GRID, border(pool, map_tables.GRID))
    if mode != "cross":
        walls = map_tables.wall_prices(parts)
        names.line([walls[0]] * 2, view.y)
        names.line(view.x, [walls[1]] * 2)
    for s in slices.values():
        names.line([s["x"], s["x2"]], [s["y"], s["y2"]])
    u, v = names.point(btc, eth)
    names.mark(btc, eth)
    # On the safe side, away from the border: below a short ETH's, above a long's.
    base, way = ("top", -1) if side == "short" else ("bottom", 1)
    clear = [Spot(u, v, "left", base, 9, 10 * way), Spot(u, v, "center", base, 0, 15 * way)]
    who = "you" if dead or mode != "cross" else say("you are here\nroom {health:$0}", health=pool.health(here))
    names.beside(who, "you", btc, eth, clear)
    for symbol in slices:
        _name_slice(names, symbol, shown[symbol], btc, eth)  # type: ignore[arg-type]
    name_regions(names, pool, parts, mode)
    if mode == "cross":
        map_tables.name_contours(names, pool)
    title, sentence = told(pool, parts, mode, here, shown, lost, dead)
    return View(
        data=tables(
            **_layers(pool, parts, mode),
            slices={k: [s[k] for s in slices.values()] for k in ("x", "y", "x2", "y2")},
            dots={
                "x": [btc, *(s["x2"] for s in slices.values())],
                "y": [eth, *(s["y2"] for s in slices.values())],
                "kind": ["dead" if dead else "you", *["edge"] * len(slices)],
            },
            texts=names.table,
        ),
        title=title,
        subtitle=say(
            "{side_words}, {collateral:$} {how}, maintenance {maintenance:%0}\nOpened at {entry:$} and {entry_2:$}",
            side_words=side_words(side),
            collateral=collateral,
            how=HOW[mode],
            maintenance=MAINTENANCE,
            entry=ENTRY[BTC],
            entry_2=ENTRY[ETH],
        )
        + (say("; a line every {step:$} of room", step=2 * map_tables.STEP) if mode == "cross" else ""),
        sentence=sentence,
        table=of_pools(here, both_modes(pool, parts)),
    )


def _layers(pool: Pool, parts: Portfolio, mode: str) -> dict[str, Any]:
    """Areas, contours, the dashed border, and the other mode's border pale."""
    if mode == "cross":
        areas, contours = map_tables.terraces(pool)
        return {"areas": areas, "contours": contours, "border": map_tables.frontier(pool)}
    cross, isolated = map_tables.frontier(pool), map_tables.walls(parts)
    if mode == "isolated":
        return {"areas": map_tables.chambers(parts), "border": isolated, "ghost": map_tables.pale(cross)}
    return {"areas": map_tables.differences(pool, parts), "border": cross, "ghost": map_tables.pale(isolated)}


def name_regions(placed: PlacedNames, pool: Pool, parts: Portfolio, mode: str) -> None:
    """The regions' names, each wholly inside its region."""
    everywhere = at(*placed.lattice())
    safe = np.asarray(pool.health(everywhere)) > 0
    btc, eth = (np.broadcast_to(parts.pool(s).health(everywhere) > 0, safe.shape) for s in (BTC, ETH))
    names = {
        "cross": [("liquidated", "liquidation", ~safe, 17), ("safe", "cross", safe, 17)],
        "isolated": [
            ("both lost", "liquidation", ~btc & ~eth, 17),
            ("both alive", "isolated", btc & eth, 17),
            ("ETH lost,\nBTC alive", "liquidation", btc & ~eth, 13),
            ("BTC lost,\nETH alive", "liquidation", eth & ~btc, 13),
        ],
        "both": [
            ("both modes\nlose both", "liquidation", ~btc & ~eth, 13),
            ("both modes\nkeep both", "quiet", btc & eth, 13),
            ("cross|saves\nETH", "cross", safe & btc & ~eth, 13),
            ("cross|saves\nBTC", "cross", safe & eth & ~btc, 13),
            ("cross|loses\nBTC too", "isolated", ~safe & btc & ~eth, 13),
            ("cross|loses\nETH too", "isolated", ~safe & eth & ~btc, 13),
        ],
    }[mode]
    for text, kind, inside, size in names:
        placed.region(text, kind, inside, size=size)
