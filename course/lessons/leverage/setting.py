"""Explore: the leverage setting is not the position."""

from __future__ import annotations

from course.explorers import Frame
from course.lessons.leverage.book import ENTRY, MAINTENANCE, at
from course.margin import Market, Pool, Position
from course.words import times, usd

SETTING_COLLATERAL, SETTING_SIZE = 3_000.0, 100.0


def setting(leverage: float) -> Frame:
    """The leverage *setting* of a position in a shared pool: it reserves margin, it moves no liquidation price."""
    market = Market("PERP", initial=MAINTENANCE, maintenance=MAINTENANCE)
    pool = Pool(SETTING_COLLATERAL, (Position(market, SETTING_SIZE, ENTRY, leverage=leverage),))
    reserved, free = pool.initial_requirement(at(ENTRY)), pool.free_collateral(at(ENTRY))
    liquidation = pool.liquidation_price("PERP", at(ENTRY))
    return Frame(
        data={
            "bars": [
                {"part": "reserved", "start": 0.0, "end": reserved, "label": f"reserved {usd(reserved)}"},
                {"part": "free", "start": reserved, "end": SETTING_COLLATERAL, "label": f"free {usd(free)}"},
            ],
            "levels": {
                "price": [ENTRY, liquidation],
                "label_price": [ENTRY, liquidation],
                "kind": ["entry", "liquidation"],
                "label": [f"entry {usd(ENTRY)}", f"liquidation {usd(liquidation)}"],
            },
        },
        title=f"The setting reserves margin; liquidation stays at {usd(liquidation)}",
        subtitle=f"{usd(SETTING_COLLATERAL)} in one pool, {usd(pool.notional(at(ENTRY)))} long at {usd(ENTRY)};"
        " venues whose setting posts collateral to an isolated pool behave differently",
        sentence=f"At a setting of {times(leverage)} the venue reserves **{usd(reserved)}** and leaves **{usd(free)}** for"
        f" other orders. The liquidation price is **{usd(liquidation)}** at every setting, and the leverage you really run is"
        f" {times(pool.leverage(at(ENTRY)))}.",
    )
