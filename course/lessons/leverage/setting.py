"""Explore: the leverage setting is not the position."""

from __future__ import annotations

from course.explorers import View
from course.lessons.leverage.book import ENTRY, MAINTENANCE, at
from course.margin import Market, Pool, Position
from course.texts import say

SETTING_COLLATERAL, SETTING_SIZE = 3_000.0, 100.0


def setting(leverage: float) -> View:
    """The leverage *setting* of a position in a shared pool: it reserves margin, it moves no liquidation price."""
    market = Market("PERP", initial=MAINTENANCE, maintenance=MAINTENANCE)
    pool = Pool(SETTING_COLLATERAL, (Position(market, SETTING_SIZE, ENTRY, leverage=leverage),))
    reserved, free = pool.initial_requirement(at(ENTRY)), pool.free_collateral(at(ENTRY))
    liquidation = pool.liquidation_price("PERP", at(ENTRY))
    return View(
        data={
            "bars": [
                {
                    "part": "reserved",
                    "start": 0.0,
                    "end": reserved,
                    "label": say("reserved {reserved:$}", reserved=reserved),
                },
                {
                    "part": "free",
                    "start": reserved,
                    "end": SETTING_COLLATERAL,
                    "label": say("free {free:$}", free=free),
                },
            ],
            "levels": {
                "price": [ENTRY, liquidation],
                "label_price": [ENTRY, liquidation],
                "kind": ["entry", "liquidation"],
                "label": [
                    say("entry {entry:$}", entry=ENTRY),
                    say("liquidation {liquidation:$}", liquidation=liquidation),
                ],
            },
        },
        title=say("The setting reserves margin; liquidation stays at {liquidation:$}", liquidation=liquidation),
        subtitle=say(
            "{setting_collateral:$} in one pool, {notional:$} long at {entry:$}\nVenues whose setting posts"
            " collateral to an isolated pool behave differently.",
            setting_collateral=SETTING_COLLATERAL,
            notional=pool.notional(at(ENTRY)),
            entry=ENTRY,
        ),
        sentence=say(
            "At a setting of {leverage:×} the venue reserves **{reserved:$}** and leaves **{free:$}** for"
            " other orders. The liquidation price is **{liquidation:$}** at every setting, and the leverage you"
            " really run is {the_leverage_2:×}.",
            leverage=leverage,
            reserved=reserved,
            free=free,
            liquidation=liquidation,
            the_leverage_2=pool.leverage(at(ENTRY)),
        ),
    )
