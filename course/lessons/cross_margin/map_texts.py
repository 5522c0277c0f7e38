"""What the liquidation map says: its title and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.lessons.cross_margin.book import BTC, ENTRY, ETH, START, worth
from course.margin import Pool, Portfolio
from course.number_format import percent, usd
from course.texts import listed, say


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
    prices = say("BTC {here:$0}, ETH {here_2:$0}", here=here[BTC], here_2=here[ETH])
    equity, required = pool.equity(here), pool.maintenance_requirement(here)
    if mode == "both":
        gone = [s for s in (BTC, ETH) if lost[s]]
        alone = "isolated keeps both" if not gone else say("isolated has lost {gone}", gone=listed(gone))
        joint = (
            say("cross has lost both legs, {health:$0} short", health=-pool.health(here))
            if dead
            else say("cross keeps both, with {health:$0} of room", health=pool.health(here))
        )
        title = "Cross saves a leg in the blue and loses a second one in the amber"
        return title, (
            say(
                "At {prices}: **{joint}**; **{alone}**. The border of the pool runs exactly through the corner"
                " where the two walls meet: what it wins on one side of that corner it gives up on the other.",
                prices=prices,
                joint=joint,
                alone=alone,
            )
        )
    if mode == "isolated":
        walls = [_money(parts.pool(s).liquidation_price(s, START)) for s in (BTC, ETH)]
        plain = [w.replace("*", "") for w in walls]
        gone = [s for s in (BTC, ETH) if lost[s]]
        state = (
            "both compartments are alive" if not gone else say("the compartment of {gone} is lost", gone=listed(gone))
        )
        moves = [
            percent(p / ENTRY[s] - 1, 1, sign=True)
            for s in (BTC, ETH)
            if (p := parts.pool(s).liquidation_price(s, START)) is not None
        ]
        return (
            say(
                "Isolated: two straight walls, BTC {plain} and ETH {plain_2}, wherever the other goes",
                plain=plain[0],
                plain_2=plain[1],
            ),
            say(
                "At {prices} **{state}**. BTC's liquidation price is {walls} and ETH's is {walls_2}",
                prices=prices,
                state=state,
                walls=walls[0],
                walls_2=walls[1],
            )
            + (say(" ({moves} from entry)", moves=listed(moves)) if moves else "")
            + say(
                "; neither can see the other. The safe region is a rectangle, and the dotted line is the border"
                " that one pool would have."
            ),
        )
    if dead:
        return (
            say("At {prices} the pool is liquidated", prices=prices),
            (
                say(
                    "The pool's equity is **{equity:$0}** and its positions require **{required:$0}**: it is"
                    " **{required_2:$0}** short, and everything in it is closed, winners and losers alike.",
                    equity=equity,
                    required=required,
                    required_2=required - equity,
                )
            ),
        )
    dear = worth(pool, here[BTC], here[ETH])
    line = shown[BTC]
    title = (
        say("While ETH stands at {here:$0}, nothing BTC does liquidates this pool", here=here[ETH])
        if line is None
        else say("While ETH stands at {here:$0}, BTC's liquidation price is {line:$0}", here=here[ETH], line=line)
    )
    return title, (
        say(
            "At {prices} the app shows {money} for BTC and {money_2} for ETH: two slices of one border, each"
            " true only while the other price stands still. You have **{health:$0}** of room. The next"
            " {value:%0} up in BTC {costs}, the next {value:%0} up in ETH {costs_2}.",
            prices=prices,
            money=_money(line),
            money_2=_money(shown[ETH]),
            health=pool.health(here),
            value=0.01,
            costs=_costs(dear[BTC]),
            costs_2=_costs(dear[ETH]),
        )
    )


def _costs(worth_of: float) -> str:
    return (
        say("adds {worth_of:$0}", worth_of=worth_of) if worth_of > 0 else say("costs {worth_of:$0}", worth_of=-worth_of)
    )
