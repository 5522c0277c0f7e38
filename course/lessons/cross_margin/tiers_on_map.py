"""The same book, larger: margin tiers bend the border and bring it nearer."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import venues
from course.charts.label_placement import Spot
from course.charts.liquidation_map import tables
from course.explorers import View
from course.lessons.cross_margin import map_tables
from course.lessons.cross_margin.book import BTC, COLLATERAL, ENTRY, ETH, SIZE, START, Array, at, border
from course.lessons.cross_margin.picture_tables import of_borders
from course.margin import Pool
from course.number_format import number
from course.texts import say

VENUES = {name: venues.get(name).title.split()[0] for name in ("binance", "hyperliquid", "dydx")}


def scaled(venue: str, times: float) -> Pool:
    """The lesson's book, ``times`` as large in everything, in a venue's markets."""
    return venues.get(venue).pool(
        times * COLLATERAL, (BTC, times * SIZE[BTC], ENTRY[BTC]), (ETH, -times * SIZE[ETH], ENTRY[ETH])
    )


def nearer(venue: str, times: float) -> float:
    """By how many dollars size alone lifts BTC's displayed liquidation price."""
    small, large = (scaled(venue, n).liquidation_price(BTC, START) or 0.0 for n in (1.0, times))
    return float(large - small)


def edges(pool: Pool, symbol: str, span: tuple[float, float]) -> list[float]:
    """Prices inside ``span`` at which a leg passes into another tier."""
    prices = pool.position(symbol).requirement_lines()[0]
    return [float(p) for p in np.ravel(prices) if span[0] < p < span[1]]


def _grid(pool: Pool) -> Array:
    """BTC prices with every kink of the border among them: those of BTC's tiers, and where ETH passes into one of its own."""
    kinks = edges(pool, BTC, map_tables.WHOLE.x)
    crossed = [pool.liquidation_price(BTC, at(ENTRY[BTC], eth)) for eth in edges(pool, ETH, map_tables.WHOLE.y)]
    return np.sort(np.concatenate([map_tables.GRID, kinks, [p for p in crossed if p is not None]]))


def bends(venue: str, times: float) -> View:
    """The border of a book and of the same book ``times`` as large."""
    view, small, large = map_tables.WHOLE, scaled(venue, 1.0), scaled(venue, times)
    source = venues.get(venue)
    grid = _grid(large)
    areas = [
        map_tables.rows("dead", "liquidation", grid, border(small, grid), view.y[1], 0.12),
        map_tables.rows("safe", "cross", grid, view.y[0], border(large, grid), 0.16),
        map_tables.rows("taken", "liquidation", grid, border(large, grid), border(small, grid), 0.34),
    ]
    names = view.names()
    for pool in (small, large):
        names.line(grid, border(pool, grid))
    names.mark(ENTRY[BTC], ENTRY[ETH])
    lines: list[dict[str, Any]] = []
    for symbol, span in ((BTC, view.x), (ETH, view.y)):
        for price in edges(large, symbol, span):
            ends = ([price, price], view.y) if symbol == BTC else (view.x, [price, price])
            names.line(*ends)
            lines.append({"key": [f"{symbol} {price}"] * 2, "x": ends[0], "y": ends[1], "step": [0, 1]})
    dead = bool(large.liquidatable(START))
    shown = {name: pool.liquidation_price(BTC, START) for name, pool in (("small", small), ("large", large))}
    for symbol, span in ((BTC, view.x), (ETH, view.y)):
        for price in edges(large, symbol, span):
            rate = _rate(large, symbol, price)
            u, v = names.point(price, price)
            spots = (
                [Spot(u, w, align, "bottom", dx) for w in (0.02, 0.08) for align, dx in (("left", 4), ("right", -4))]
                if symbol == BTC
                else [
                    Spot(x, v, align, base, dy=dy)
                    for x, align in ((0.98, "right"), (0.02, "left"))
                    for dy, base in ((3, "bottom"), (-3, "top"))
                ]
            )
            names.put(say("{symbol} {rate:%1} above", symbol=symbol, rate=rate), "quiet", spots, size=12)
    names.beside("you", "you", ENTRY[BTC], ENTRY[ETH])
    map_tables.name_halves(names, large)
    title, said = _said(source.title, times, small, large, grid, shown, dead)
    return View(
        data=tables(
            areas=map_tables.joined(areas),
            border=map_tables.frontier(large, grid),
            ghost=map_tables.joined([map_tables.pale(map_tables.frontier(small, grid)), *lines]),
            dots={"x": [ENTRY[BTC]], "y": [ENTRY[ETH]], "kind": ["dead" if dead else "you"]},
            texts=names.table,
        ),
        title=title,
        table=of_borders(
            {"one BTC": small, say("{many} BTC", many=_many(times)): large} if times > 1 else {"one BTC": small}, grid
        ),
        subtitle=say(
            "{many} BTC long, {many_2} ETH short, {the_times:$0} in one pool; {title} as of {as_of}",
            many=_many(times),
            many_2=_many(15 * times),
            the_times=times * COLLATERAL,
            title=source.title,
            as_of=source.table(BTC).source.as_of,
        ),
        sentence=say("{said} Tiers change; look yours up.", said=said),
    )


def _many(value: float) -> str:
    """A multiple, with a decimal where it is small and has one."""
    return number(value, 0 if value >= 100 or value == round(value) else 2)


def bent_at(pool: Pool) -> int:
    """At how many edges of tiers the border bends within the map."""
    view = map_tables.WHOLE
    btc = edges(pool, BTC, view.x)
    across = border(pool, np.array(btc)) if btc else np.array([])
    up = [pool.liquidation_price(BTC, at(ENTRY[BTC], eth)) for eth in edges(pool, ETH, view.y)]
    bends_btc = sum(view.y[0] <= eth <= view.y[1] for eth in across)
    bends_eth = sum(p is not None and view.x[0] <= p <= view.x[1] for p in up)
    return int(bends_btc + bends_eth)


def _said(
    title: str, times: float, small: Pool, large: Pool, grid: Array, shown: dict[str, Any], dead: bool
) -> tuple[str, str]:
    """The finding, and what size did to requirement, price and border."""
    many = _many(times)
    rates = [pool.maintenance_requirement(START) / pool.notional(START) for pool in (small, large)]
    kinks = bent_at(large)
    bend = (
        "is straight on this map"
        if kinks == 0
        else say("bends at {kinks} tier {kinks_2:edge|edges} on this map", kinks=kinks, kinks_2=kinks)
    )
    if dead:
        return (
            say("{many} times larger, this book cannot even be kept at {title}", many=many, title=title),
            (
                say(
                    "The requirement rises from {rates:%2} of the notional to **{rates_2:%2}**: even at its"
                    " entry prices this book is liquidatable. The border {bend}.",
                    rates=rates[0],
                    rates_2=rates[1],
                    bend=bend,
                )
            ),
        )
    price = say("BTC's displayed liquidation price is **{large:$0}**", large=shown["large"])
    if times == 1:
        return (
            say("This is the book itself at {title}: make it larger", title=title),
            say(
                "Keeping it takes **{rates:%2}** of the notional, and {price}. The border {bend}.",
                rates=rates[1],
                price=price,
                bend=bend,
            ),
        )
    nearer = shown["large"] - shown["small"]
    if np.allclose(border(small, grid), border(large, grid), rtol=1e-9):
        return (
            say("{many} times larger, this book keeps its border at {title}", many=many, title=title),
            say(
                "Keeping it still takes **{rates:%2}** of the notional, and {price}, as for one BTC. The border"
                " {bend}.",
                rates=rates[1],
                price=price,
                bend=bend,
            ),
        )
    where = say(" (dotted: one BTC, dashed: {many}). The border {bend}.", many=many, bend=bend)
    if abs(nearer) < 0.5:
        return (
            say("{many} times larger, the border bends, though BTC's displayed price stays", many=many),
            (
                say(
                    "At entry keeping it takes **{rates:%2}** of the notional, and {price}, as for one BTC."
                    " Elsewhere the two borders part{where}",
                    rates=rates[1],
                    price=price,
                    where=where,
                )
            ),
        )
    return (
        say("{many} times larger, BTC's liquidation price is {nearer:$0} nearer", many=many, nearer=nearer),
        (
            say(
                "The requirement goes from {rates:%2} of the notional to **{rates_2:%2}**, and BTC's displayed"
                " liquidation price from **{small:$0}** to **{large:$0}**{where}",
                rates=rates[0],
                rates_2=rates[1],
                small=shown["small"],
                large=shown["large"],
                where=where,
            )
        ),
    )


def _rate(pool: Pool, symbol: str, price: float) -> float:
    """The marginal maintenance rate just above an edge."""
    leg = pool.position(symbol)
    return float(leg.market.maintenance_schedule.rate(leg.notional(price) * (1 + 1e-9), abs(leg.size)))
