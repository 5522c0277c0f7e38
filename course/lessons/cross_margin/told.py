"""What the liquidation map says: its title and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.lessons.cross_margin.book import BTC, ENTRY, ETH, START, worth
from course.margin import Pool, Portfolio
from course.words import percent, usd


def _money(price: float | None) -> str:
    return "none" if price is None else f"**{usd(price, 0)}**"


def told(
    pool: Pool,
    parts: Portfolio,
    mode: str,
    here: Mapping[str, Any],
    shown: Mapping[str, float | None],
    lost: Mapping[str, bool],
    dead: bool,
) -> tuple[str, str]:
    """Title and sentence of the map."""
    prices = f"BTC {usd(here[BTC], 0)}, ETH {usd(here[ETH], 0)}"
    equity, required = pool.equity(here), pool.maintenance_requirement(here)
    if mode == "both":
        gone = [s for s in (BTC, ETH) if lost[s]]
        alone = "isolated keeps both" if not gone else f"isolated has lost {' and '.join(gone)}"
        joint = (
            f"cross has lost both legs, {usd(-pool.health(here), 0)} short"
            if dead
            else f"cross keeps both, with {usd(pool.health(here), 0)} of room"
        )
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
            (
                f"The pool's equity is **{usd(equity, 0)}** and its positions require **{usd(required, 0)}**: it is"
                f" **{usd(required - equity, 0)}** short, and everything in it is closed, winners and losers alike."
            ),
        )
    dear = worth(pool, here[BTC], here[ETH])
    line = shown[BTC]
    title = (
        f"While ETH stands at {usd(here[ETH], 0)}, nothing BTC does liquidates this pool"
        if line is None
        else f"While ETH stands at {usd(here[ETH], 0)}, BTC's liquidation price is {usd(line, 0)}"
    )
    return title, (
        f"At {prices} the app shows {_money(line)} for BTC and {_money(shown[ETH])} for ETH: two slices of one border, each true"
        f" only while the other price stands still. You have **{usd(pool.health(here), 0)}** of room. The next {percent(0.01, 0)} up in BTC"
        f" {_costs(dear[BTC])}, the next {percent(0.01, 0)} up in ETH {_costs(dear[ETH])}."
    )


def _costs(worth_of: float) -> str:
    return f"adds {usd(worth_of, 0)}" if worth_of > 0 else f"costs {usd(-worth_of, 0)}"
