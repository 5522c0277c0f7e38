"""The common move: a ray over the liquidation map, and how far some days reach."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts.places import beside
from course.charts.plane import tables
from course.explorers import Frame
from course.lessons.cross_margin import atlas
from course.lessons.cross_margin.atlas import View
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
from course.lessons.facts import BTC_ETH_CORRELATION, BTC_VOLATILITY, ETH_VOLATILITY
from course.margin import Pool, normal_cdf
from course.words import number, percent, usd

#: Moves along the ray at which health is looked at, as moves of BTC.
REACH = np.linspace(-0.99, 4.0, 4_991)
#: Squared radius that holds 95 % of a normal pair.
NINETEEN_OF_TWENTY = -2 * np.log(0.05)
DAYS = 365.0


def along(pool: Pool, beta: float) -> float | None:
    """The move of BTC (a fraction) at which the pool is liquidated when ETH moves ``beta`` times as much; None if none.

    The nearest crossing on either side of where both prices are, exact between two samples since health is a line there.
    """
    moves = REACH[1 + beta * REACH > 0]
    room = np.asarray(pool.health(at(ENTRY[BTC] * (1 + moves), ENTRY[ETH] * (1 + beta * moves))))
    changes = np.flatnonzero(np.sign(room[:-1]) * np.sign(room[1:]) <= 0)
    if changes.size == 0:
        return None
    a, b, x, y = room[changes], room[changes + 1], moves[changes], moves[changes + 1]
    crossings = x + (y - x) * a / (a - b)
    return float(crossings[np.argmin(np.abs(crossings))])


def beyond(pool: Pool, correlation: float, days: float) -> float:
    """Chance that both prices end ``days`` later beyond the border, returns normal and together."""
    w = worth(pool, ENTRY[BTC], ENTRY[ETH])
    scale = np.array([BTC_VOLATILITY.value, ETH_VOLATILITY.value]) * np.sqrt(days / DAYS)
    risk = np.array([w[BTC], w[ETH]]) * 100 * scale
    spread = np.sqrt(risk @ np.array([[1, correlation], [correlation, 1]]) @ risk)
    return float(normal_cdf(-pool.health(START) / spread)) if spread > 0 else 0.0


def oval(correlation: float, days: float, view: View) -> dict[str, Any]:
    """The ellipse that holds 95 % of the pairs of prices after some days, returns normal."""
    angle = np.linspace(0, 2 * np.pi, 73)
    radius = np.sqrt(NINETEEN_OF_TWENTY * days / DAYS)
    u = radius * BTC_VOLATILITY.value * np.cos(angle)
    v = radius * ETH_VOLATILITY.value * (correlation * np.cos(angle) + np.sqrt(1 - correlation**2) * np.sin(angle))
    return {"x": ENTRY[BTC] * (1 + u), "y": ENTRY[ETH] * (1 + v), "step": np.arange(angle.size)}


def together(btc: float, beta: float, side: str, days: float, correlation: float) -> Frame:
    """The common move: a ray over the map, where it leaves the safe region, and how far a few days reach."""
    view, pool = atlas.WHOLE, pooled(side)
    move = btc / ENTRY[BTC] - 1
    eth = ENTRY[ETH] * max(1 + beta * move, 1e-3)
    end = along(pool, beta)
    alone = pool.liquidation_price(BTC, START) / ENTRY[BTC] - 1
    reach = np.array([-2 * SPAN, 2 * SPAN])
    ray = {"x": ENTRY[BTC] * (1 + reach), "y": ENTRY[ETH] * (1 + beta * reach), "step": [0, 1]}
    areas, contours = atlas.terraces(pool)
    oval_line = oval(correlation, days, view)
    odds = beyond(pool, correlation, days)
    plan, texts = view.plan(), atlas.no_texts()
    plan.line(*view.unit(atlas.GRID, border(pool, atlas.GRID)))
    plan.line(*view.unit(ray["x"], ray["y"]))
    plan.line(*view.unit(oval_line["x"], oval_line["y"]))
    u, v = view.point(btc, eth)
    plan.keep_off([(u - 0.03, v - 0.018, u + 0.03, v + 0.018)])
    dots: dict[str, list[Any]] = {
        "x": [btc],
        "y": [eth],
        "kind": ["dead" if pool.liquidatable(at(btc, eth)) else "you"],
    }
    if end is not None and max(1.0, beta) * abs(end) <= SPAN:
        x, y = ENTRY[BTC] * (1 + end), ENTRY[ETH] * (1 + beta * end)
        dots = {"x": [x, *dots["x"]], "y": [y, *dots["y"]], "kind": ["dead", *dots["kind"]]}
        a, b = view.point(x, y)
        plan.keep_off([(a - 0.03, b - 0.018, a + 0.03, b + 0.018)])
        atlas.name_point(
            plan, texts, view, f"together {percent(end, 0 if abs(end) >= 0.1 else 1, sign=True)}", "liquidation", x, y
        )
    atlas.name_point(plan, texts, view, "you", "you", btc, eth)
    span = "1 day" if days == 1 else f"{days:g} days"
    atlas.name_halves(plan, texts, view, pool)
    us, vs = view.unit(oval_line["x"][::6], oval_line["y"][::6])
    spots = [spot for a, b in zip(us, vs, strict=True) for spot in beside(float(a), float(b))]
    atlas.write(plan, texts, view, f"reach of {span}", "ray", spots, 13, 30)
    how = "in step" if beta == 1 else f"{number(beta, 1)} times as far"
    if end is None:
        title = f"If ETH moves {how}, no common move liquidates this pool"
        far = f"If ETH goes {how}, no move of BTC liquidates the pool"
    else:
        title = f"Together: {percent(end, 1, sign=True)} liquidates. BTC alone: {percent(alone, 1, sign=True)}"
        far = f"If ETH goes {how}, the pool is liquidated when BTC has moved **{percent(end, 1, sign=True)}**"
    return Frame(
        data=tables(
            areas=areas,
            contours=contours,
            border=atlas.frontier(pool),
            ray=ray,
            ellipse=oval_line,
            dots=dots,
            texts=atlas.table(texts),
        ),
        title=title,
        subtitle=f"{side_words(side)}, {usd(COLLATERAL)} in one pool; volatility {percent(BTC_VOLATILITY.value, 0)} and"
        f" {percent(ETH_VOLATILITY.value, 0)} a year, returns normal (real tails are fatter)",
        sentence=f"{far}; if BTC moves alone, at **{percent(alone, 1, sign=True)}**. The ellipse holds {percent(0.95, 0)} of the price pairs"
        f" {span} later; **{percent(odds, 1)}** of all pairs end beyond the border, and more touch it on the way."
        f" Measured correlation of BTC and ETH: {number(BTC_ETH_CORRELATION.value, 2)}.",
    )
