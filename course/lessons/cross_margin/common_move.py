"""The common move: a ray over the liquidation map, and how far some days reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.charts.label_placement import beside
from course.charts.liquidation_map import tables
from course.explorers import View
from course.lessons.cross_margin import map_tables
from course.lessons.cross_margin.book import (
    BTC,
    COLLATERAL,
    ENTRY,
    ETH,
    SPAN,
    START,
    at,
    border,
    pooled,
    side_words,
    worth,
)
from course.lessons.cross_margin.picture_tables import table
from course.lessons.facts import BTC_ETH_CORRELATION, BTC_VOLATILITY, ETH_VOLATILITY
from course.margin import Pool, Terrain, normal_cdf
from course.number_format import percent, usd
from course.texts import say

#: Squared radius that holds 95 % of a normal pair.
NINETEEN_OF_TWENTY = -2 * np.log(0.05)
DAYS = 365.0


def along(pool: Pool, beta: float, here: Mapping[str, float] = START) -> float | None:
    """The move of BTC (a fraction) at which the pool is liquidated when ETH moves ``beta`` times as much.

    None if no such move does it, or if it has been liquidated already.
    """
    plane = Terrain.of(pool, here)
    move = float(plane.move([{BTC: 1.0, ETH: beta}[s] for s in plane.symbols]))
    return move if move and np.isfinite(move) else None


def beyond(pool: Pool, correlation: float, days: float, here: Mapping[str, float] = START) -> float:
    """Chance that both prices end ``days`` later beyond the border, returns normal and together."""
    w = worth(pool, here[BTC], here[ETH])
    scale = np.array([BTC_VOLATILITY.value, ETH_VOLATILITY.value]) * np.sqrt(days / DAYS)
    risk = np.array([w[BTC], w[ETH]]) * 100 * scale
    spread = np.sqrt(risk @ np.array([[1, correlation], [correlation, 1]]) @ risk)
    return float(normal_cdf(-pool.health(here) / spread)) if spread > 0 else 0.0


def oval(correlation: float, days: float, here: Mapping[str, float] = START) -> dict[str, Any]:
    """The ellipse that holds 95 % of the pairs of prices after some days, returns normal."""
    angle = np.linspace(0, 2 * np.pi, 73)
    radius = np.sqrt(NINETEEN_OF_TWENTY * days / DAYS)
    u = radius * BTC_VOLATILITY.value * np.cos(angle)
    v = radius * ETH_VOLATILITY.value * (correlation * np.cos(angle) + np.sqrt(1 - correlation**2) * np.sin(angle))
    return {"x": here[BTC] * (1 + u), "y": here[ETH] * (1 + v), "step": np.arange(angle.size)}


def together(btc: float, beta: float, side: str, days: float, correlation: float) -> View:
    """The common move: a ray over the map, where it leaves the safe region, and how far a few days reach."""
    view, pool = map_tables.WHOLE, pooled(side)
    move = btc / ENTRY[BTC] - 1
    eth = ENTRY[ETH] * max(1 + beta * move, 1e-3)
    here = at(btc, eth)
    dead = bool(pool.liquidatable(here))
    end = along(pool, beta, here)
    reach = np.array([-4 * SPAN, 4 * SPAN])
    ray: dict[str, Any] = {"x": btc * (1 + reach), "y": eth * (1 + beta * reach), "step": [0, 1]}
    areas, contours = map_tables.terraces(pool)
    oval_line = oval(correlation, days, here)
    odds = beyond(pool, correlation, days, here)
    names = view.names()
    names.line(map_tables.GRID, border(pool, map_tables.GRID))
    names.line(ray["x"], ray["y"])
    names.line(oval_line["x"], oval_line["y"])
    u, _ = names.point(btc, eth)
    # The point, and the ring on the axis below it that moves it.
    names.mark(btc, eth)
    names.keep_off([(u - 0.045, 0.0, u + 0.045, 0.045)])
    dots: dict[str, list[Any]] = {"x": [btc], "y": [eth], "kind": ["dead" if dead else "you"]}
    x, y = (btc * (1 + (end or 0.0)), eth * (1 + beta * (end or 0.0)))
    if not dead and end is not None and view.x[0] <= x <= view.x[1] and view.y[0] <= y <= view.y[1]:
        dots = {"x": [x, *dots["x"]], "y": [y, *dots["y"]], "kind": ["dead", *dots["kind"]]}
        names.mark(x, y)
        names.beside(
            say("together {end}", end=percent(end, 0 if abs(end) >= 0.1 else 1, sign=True)), "liquidation", x, y
        )
    names.beside("you", "you", btc, eth)
    span = "1 day" if days == 1 else say("{days:#~} days", days=days)
    map_tables.name_halves(names, pool)
    us, vs = names.unit(oval_line["x"][::6], oval_line["y"][::6])
    spots = [spot for a, b in zip(us, vs, strict=True) for spot in beside(float(a), float(b))]
    names.put(say("reach of {span}", span=span), "ray", spots, most=30)
    title, said = _said(pool, beta, here, dead, end)
    if not dead:
        said += say(
            " The ellipse holds {value:%0} of the price pairs {span} later; **{odds:%?1}** of all pairs end"
            " beyond the border, and more touch it on the way.",
            value=0.95,
            span=span,
            odds=odds,
        )
    return View(
        data=tables(
            areas=areas,
            contours=contours,
            border=map_tables.frontier(pool),
            ray=ray,
            ellipse=oval_line,
            dots=dots,
            texts=names.table,
        ),
        title=title,
        subtitle=say(
            "{side_words}, {the_collateral:$} in one pool\nVolatility {value:%0} and {value_2:%0} a year,"
            " returns normal (real tails are fatter).",
            side_words=side_words(side),
            the_collateral=COLLATERAL,
            value=BTC_VOLATILITY.value,
            value_2=ETH_VOLATILITY.value,
        ),
        table=table(
            {
                "if": ["BTC moves alone", "ETH moves along"],
                "BTC moves until liquidation (%)": [
                    None if dead or m is None else 100 * m for m in (alone_of(pool, here), end)
                ],
            }
        ),
        sentence=say(
            "{said} Measured correlation of BTC and ETH: {value:#2}.", said=said, value=BTC_ETH_CORRELATION.value
        ),
    )


def alone_of(pool: Pool, here: Mapping[str, float]) -> float | None:
    """The move of BTC alone at which the pool is liquidated."""
    found = pool.liquidation_price(BTC, here)
    return None if found is None else float(found / here[BTC] - 1)


def _said(pool: Pool, beta: float, here: Mapping[str, float], dead: bool, end: float | None) -> tuple[str, str]:
    """The finding, and how far BTC goes from here with ETH and without."""
    where = say("With BTC at {here:$0} and ETH at {here_2:$0}", here=here[BTC], here_2=here[ETH])
    if dead:
        short = usd(-pool.health(here), 0)
        return say("{where} the pool is liquidated", where=where), say(
            "{where} the pool is **{short}** short: it has been liquidated.", where=where, short=short
        )
    alone = pool.liquidation_price(BTC, here) / here[BTC] - 1
    if beta == 0:
        return (
            say("BTC alone: {alone:%1+} liquidates", alone=alone),
            say(
                "{where}, if ETH stands still, the pool is liquidated when BTC moves **{alone:%1+}**.",
                where=where,
                alone=alone,
            ),
        )
    how = "in step" if beta == 1 else say("{beta:#2} times as far", beta=beta)
    if end is None:
        title = say("If ETH moves {how}, no common move liquidates this pool", how=how)
        far = say("{where}, if ETH goes {how}, no move of BTC liquidates the pool", where=where, how=how)
    else:
        title = say("Together: {end:%1+} liquidates. BTC alone: {alone:%1+}", end=end, alone=alone)
        far = say(
            "{where}, if ETH goes {how}, the pool is liquidated when BTC moves **{end:%1+}**",
            where=where,
            how=how,
            end=end,
        )
    return title, say("{far}. BTC alone liquidates it at **{alone:%1+}**.", far=far, alone=alone)
