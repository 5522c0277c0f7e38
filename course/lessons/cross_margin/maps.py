"""The liquidation map: two prices as a plane, with the account's border in it; the signature of the course."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts.cross_margin import tables
from course.charts.places import Plan, Spot
from course.explorers import Frame
from course.lessons.cross_margin import atlas
from course.lessons.cross_margin.atlas import View
from course.lessons.cross_margin.book import (
    BTC,
    ENTRY,
    ETH,
    MAINTENANCE,
    START,
    at,
    border,
    pooled,
    side_words,
    split,
    worth,
)
from course.margin import Pool, Portfolio
from course.words import percent, usd



def _slices(btc: float, eth: float, shown: dict[str, float | None]) -> list[tuple[float, float, float, float]]:
    """From the learner to the border, along either price."""
    found = []
    if shown[BTC] is not None:
        found.append((btc, eth, shown[BTC], eth))
    if shown[ETH] is not None:
        found.append((btc, eth, btc, shown[ETH]))
    return found  # type: ignore[return-value]


def _shown(pool: Pool | None, parts: Portfolio | None, btc: float, eth: float) -> dict[str, float | None]:
    """What the app shows for both, for a pool or for compartments."""
    here = at(btc, eth)
    if pool is not None:
        return {s: pool.liquidation_price(s, here) for s in (BTC, ETH)}
    assert parts is not None
    return {s: parts.pool(s).liquidation_price(s, here) for s in (BTC, ETH)}


def _name_slice(plan: Plan, texts: atlas.Texts, view: View, symbol: str, price: float, btc: float, eth: float) -> None:
    """The displayed price beside its end on the border, or at the edge of the map where it lies beyond."""
    text = f"{symbol} {usd(price, 0)}"
    x, y = (price, eth) if symbol == BTC else (btc, price)
    (u,), (v,) = view.unit([x], [y])
    if 0 <= u <= 1 and 0 <= v <= 1:
        # Beyond the border, seen from the learner: there is no other line there.
        left, up = (price < btc, True) if symbol == BTC else (True, price > eth)
        beyond = (
            [Spot(u - 0.03 if left else u + 0.03, v, "right" if left else "left")]
            if symbol == BTC
            else [Spot(u - 0.02, v + (0.018 if up else -0.018), "right", "bottom" if up else "top")]
        )
        atlas.name_point(plan, texts, view, text, "liquidation", x, y, beyond)
        return
    arrow = ("←", "→")[u > 1] if symbol == BTC else ("↓", "↑")[v > 1]
    u, v = float(np.clip(u, 0.02, 0.98)), float(np.clip(v, 0.02, 0.98))
    align = "left" if u < 0.5 else "right"
    spots = (
        [Spot(u, v + d, align, b) for d, b in ((0.015, "bottom"), (-0.015, "top"))]
        if symbol == BTC
        else [Spot(u + 0.03, v, "left", "top" if v > 0.5 else "bottom"), Spot(u - 0.03, v, "right", "top" if v > 0.5 else "bottom")]
    )
    atlas.write(plan, texts, view, f"{arrow} {text}", "liquidation", spots, 13, 60)


def liquidation_map(btc: float, eth: float, side: str, mode: str, collateral: float) -> Frame:
    """The two prices as a plane: where the account lives, and the slices of it that an app would show."""
    view = atlas.WHOLE
    pool, parts = pooled(side, collateral), split(side, collateral)
    here = at(btc, eth)
    cross = mode != "isolated"
    shown = _shown(pool if cross else None, parts, btc, eth)
    lost = {name: bool(gone) for name, gone in parts.liquidatable(here).items()}
    dead = bool(pool.liquidatable(here)) if cross else all(lost.values())
    walls = atlas.wall_prices(parts)
    plan, texts = view.plan(), []
    if cross:
        plan.line(*view.unit(atlas.GRID, border(pool, atlas.GRID)))
    if mode != "cross":
        plan.line(*view.unit([walls[0]] * 2, view.y))
        plan.line(*view.unit(view.x, [walls[1]] * 2))
    lines = [] if dead else _slices(btc, eth, shown)
    if not cross:
        lines = [s for s, symbol in zip(lines, [k for k in (BTC, ETH) if shown[k]], strict=True) if not lost[symbol]]
    if mode == "both":
        lines = []
    for x, y, x2, y2 in lines:
        plan.line(*view.unit([x, x2], [y, y2]))
    (u,), (v,) = view.unit([btc], [eth])
    plan.keep_off([(u - 0.03, v - 0.018, u + 0.03, v + 0.018)])
    areas, contours, edges, ghost = _layers(pool, parts, mode)
    room = pool.health(here)
    who = "you" if dead or mode != "cross" else f"you: {usd(room, 0)} of room"
    # On the safe side, away from the border: below a short ETH's, above a long's.
    down = side == "short"
    clear = [Spot(u + 0.03, v + (-0.025 if down else 0.025), "left", "top" if down else "bottom"),
             Spot(u, v + (-0.035 if down else 0.035), "center", "top" if down else "bottom")]
    atlas.name_point(plan, texts, view, who, "you", btc, eth, clear)
    for symbol in (BTC, ETH):
        price = shown[symbol]
        if price is not None and any((x2 == price) if symbol == BTC else (y2 == price) for _, _, x2, y2 in lines):
            _name_slice(plan, texts, view, symbol, price, btc, eth)
    _name_regions(plan, texts, view, pool, parts, mode)
    if mode == "cross":
        atlas.name_contours(plan, texts, view, pool)
    title, sentence = _told(pool, parts, mode, here, shown, lost, dead)
    return Frame(
        data=tables(
            areas=areas,
            contours=contours,
            border=edges,
            ghost=ghost,
            slices={k: [line[i] for line in lines] for i, k in enumerate(("x", "y", "x2", "y2"))},
            dots={
                "x": [btc, *(line[2] for line in lines)],
                "y": [eth, *(line[3] for line in lines)],
                "kind": ["dead" if dead else "you", *["edge"] * len(lines)],
            },
            texts=atlas.table(texts),
        ),
        title=title,
        subtitle=f"{side_words(side)}, {usd(collateral)} "
        + ("in one pool" if mode == "cross" else "in two halves" if mode == "isolated" else "pooled (cross) or in two halves (isolated)")
        + f", maintenance {percent(MAINTENANCE, 0)}; opened at {usd(ENTRY[BTC])} and {usd(ENTRY[ETH])}"
        + (f"; lines every {usd(2 * atlas.STEP)} of room" if mode == "cross" else ""),
        sentence=sentence,
    )


def _layers(pool: Pool, parts: Portfolio, mode: str) -> tuple[Any, Any, Any, Any]:
    """Areas, contours, dashed borders and pale ones of a mode."""
    nothing = {c: [] for c in ("key", "hue", "x", "y")}
    pale = {c: [] for c in ("key", "x", "y", "step")}
    if mode == "cross":
        areas, contours = atlas.terraces(pool)
        return areas, contours, atlas.frontier(pool), pale
    if mode == "isolated":
        ghost = atlas.frontier(pool)
        return atlas.chambers(parts), nothing, atlas.walls(parts), {k: ghost[k] for k in pale}
    ghost = atlas.walls(parts)
    return atlas.differences(pool, parts), nothing, atlas.frontier(pool), {k: ghost[k] for k in pale}


def _name_regions(plan: Plan, texts: atlas.Texts, view: View, pool: Pool, parts: Portfolio, mode: str) -> None:
    """The regions' names, each wholly inside its region."""

    def alive(symbol: str) -> Any:
        return lambda b, e: parts.pool(symbol).health(at(b, e)) > 0

    def safe(b: Any, e: Any) -> Any:
        return pool.health(at(b, e)) > 0

    btc_up, eth_up = alive(BTC), alive(ETH)
    both, neither = (lambda b, e: btc_up(b, e) & eth_up(b, e)), (lambda b, e: ~btc_up(b, e) & ~eth_up(b, e))
    only_btc, only_eth = (lambda b, e: btc_up(b, e) & ~eth_up(b, e)), (lambda b, e: ~btc_up(b, e) & eth_up(b, e))
    names = {
        "cross": [
            ("liquidated", "liquidation", lambda b, e: ~safe(b, e), 17),
            ("safe", "cross", safe, 17),
        ],
        "isolated": [
            ("both lost", "liquidation", neither, 17),
            ("both alive", "isolated", both, 17),
            ("ETH lost,\nBTC alive", "liquidation", only_btc, 13),
            ("BTC lost,\nETH alive", "liquidation", only_eth, 13),
        ],
        "both": [
            ("both modes\nlose both", "liquidation", neither, 13),
            ("both modes\nkeep both", "quiet", both, 13),
            ("cross saves\nETH", "cross", lambda b, e: safe(b, e) & only_btc(b, e), 13),
            ("cross saves\nBTC", "cross", lambda b, e: safe(b, e) & only_eth(b, e), 13),
            ("cross loses\nBTC too", "isolated", lambda b, e: ~safe(b, e) & only_btc(b, e), 13),
            ("cross loses\nETH too", "isolated", lambda b, e: ~safe(b, e) & only_eth(b, e), 13),
        ],
    }[mode]
    for text, kind, inside, size in names:
        atlas.name_region(plan, texts, view, text, kind, inside, size)


def _money(price: float | None) -> str:
    return "none" if price is None else f"**{usd(price, 0)}**"


def _told(
    pool: Pool,
    parts: Portfolio,
    mode: str,
    here: dict[str, Any],
    shown: dict[str, float | None],
    lost: dict[str, bool],
    dead: bool,
) -> tuple[str, str]:
    """Title and sentence of the map."""
    prices = f"BTC {usd(here[BTC], 0)}, ETH {usd(here[ETH], 0)}"
    equity, required = pool.equity(here), pool.maintenance_requirement(here)
    if mode == "both":
        gone = [s for s in (BTC, ETH) if lost[s]]
        alone = "isolated keeps both" if not gone else f"isolated has lost {' and '.join(gone)}"
        joint = f"cross has lost both legs, {usd(-pool.health(here), 0)} short" if dead else f"cross keeps both, with {usd(pool.health(here), 0)} of room"
        title = "Cross saves a leg in the blue and loses a second one in the amber"
        return title, (
            f"At {prices}: **{joint}**; **{alone}**. The border of the pool runs exactly through the corner where the two walls"
            " meet: what it wins on one side of that corner it gives up on the other."
        )
    if mode == "isolated":
        walls = [_money(parts.pool(s).liquidation_price(s, START)) for s in (BTC, ETH)]
        plain = [w.replace("*", "") for w in walls]
        gone = [s for s in (BTC, ETH) if lost[s]]
        state = "both compartments are alive" if not gone else f"the compartment of {' and '.join(gone)} is lost"
        moves = [
            percent(p / ENTRY[s] - 1, 1, sign=True)
            for s in (BTC, ETH)
            if (p := parts.pool(s).liquidation_price(s, START)) is not None
        ]
        return (
            f"Isolated: two straight walls, BTC {plain[0]} and ETH {plain[1]}, wherever the other goes",
            f"At {prices} **{state}**. BTC's liquidation price is {walls[0]} and ETH's is {walls[1]}"
            + (f" ({' and '.join(moves)} from entry)" if moves else "")
            + "; neither can see the other. The safe region is a rectangle, and the dotted line is the border that one pool would have.",
        )
    if dead:
        return (
            f"At {prices} the pool is liquidated",
            f"The pool's equity is **{usd(equity, 0)}** and its positions require **{usd(required, 0)}**: it is"
            f" **{usd(required - equity, 0)}** short, and everything in it is closed, winners and losers alike.",
        )
    dear = worth(pool, here[BTC], here[ETH])  # type: ignore[arg-type]
    line = shown[BTC]
    title = (
        f"While ETH stands at {usd(here[ETH], 0)}, nothing BTC does liquidates this pool"
        if line is None
        else f"While ETH stands at {usd(here[ETH], 0)}, BTC's liquidation price is {usd(line, 0)}"
    )
    return title, (
        f"At {prices} the app shows {_money(line)} for BTC and {_money(shown[ETH])} for ETH: two slices of one border, each true"
        f" only while the other price stands still. You have **{usd(pool.health(here), 0)}** of room. The next 1 % up in BTC"
        f" {_costs(dear[BTC])}, the next 1 % up in ETH {_costs(dear[ETH])}."
    )


def _costs(worth_of: float) -> str:
    return f"adds {usd(worth_of, 0)}" if worth_of > 0 else f"costs {usd(-worth_of, 0)}"


