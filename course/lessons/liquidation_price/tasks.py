"""What there is to find in the pictures of lesson 02."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import Task
from course.lessons.liquidation_price import edge, levels, tiers, trigger_to_fill, wick
from course.lessons.liquidation_price.books import ENTRY, SYMBOL, TABLES, account, at
from course.venues.judging import JUDGES


def _left(v: Any) -> float:
    """What the liquidation order of the ladder leaves, USD."""
    pool = trigger_to_fill.fee_account(v["side"], v["leverage"], v["fee"], v["counted"])
    end = trigger_to_fill.after_liquidation(pool, pool.liquidation_price(SYMBOL, at(ENTRY)), v["fee"], v["slippage"])
    return end["left"]


def _rates(v: Any) -> tuple[float, float]:
    """What is asked of the next dollar, and of all of them on average."""
    size, table = 1e6 * v["millions"], TABLES[v["table"]]
    tier = int(np.searchsorted(table.floors, size, side="right")) - 1
    schedule = tiers.schedule_of(table, v["rule"])
    return table.maintenance[tier], float(schedule.requirement(size / ENTRY, ENTRY)) / size


def _steps(v: Any) -> tuple[float, bool]:
    """Where the tier's edge stands, and whether a stretch in which the venue closes begins or ends there."""
    pool = account(v["side"], v["collateral"], v["size"], edge.edge_schedule(v["rule"]))
    step = edge.EDGE * ENTRY / v["size"]
    closed = edge.closed_between(pool, *edge.EDGE_WINDOW)
    return step, any(min(abs(a - step), abs(b - step)) < 1e-6 for a, b in closed)


def _wick(v: Any) -> tuple[bool, bool]:
    """Whether the last price reaches your liquidation price, and whether the venue's own price does."""
    path = wick.paths(v["place"], v["depth"], v["seconds"])
    mark = JUDGES[v["venue"]].of(path["index"], path["mid"], path["last"])
    return bool(path["last"].min() <= v["liquidation"]), bool(mark.min() <= v["liquidation"])


def _gone(v: Any) -> bool:
    """Whether nothing would be left at the price."""
    return bool(account(v["side"], v["collateral"], v["size"], v["maintenance"]).equity(at(v["price"])) <= 0)


def _ends(v: Any) -> bool:
    return levels.crossings(v["side"], v["collateral"], v["size"], v["maintenance"])["liquidation"] is not None


TASKS = {
    "levels": (
        Task(
            "nothing", "Run the ball down to where **nothing** would be left.", lambda frame, v: _gone(v) and _ends(v)
        ),
        Task("none", "Find a long that **no price** above zero liquidates.", lambda frame, v: not _ends(v)),
    ),
    "tiers": (
        Task(
            "twice",
            "Find a position whose next dollar asks at least **twice** what all its dollars together ask.",
            lambda frame, v: (rates := _rates(v))[0] >= 2 * rates[1],
        ),
        Task(
            "flat",
            "Find a position of **$1M** or more that size has not touched yet: every dollar still asks the same.",
            lambda frame, v: v["rule"] == "slice" and v["millions"] >= 1 and abs((r := _rates(v))[0] - r[1]) < 1e-12,
        ),
    ),
    "wick": (
        Task(
            "long_enough",
            "Leave the wick on this venue alone, and let it last until **Binance** closes you all the same.",
            lambda frame, v: v["venue"] == "Binance" and v["place"] == "here" and _wick(v)[1],
        ),
        Task(
            "never",
            "Find a venue with a book of its own that leaves you alone although the last price lies beyond your line for a **whole minute**.",
            lambda frame, v: (
                v["venue"] != "GMX" and v["place"] == "here" and v["seconds"] >= 60 and _wick(v) == (True, False)
            ),
        ),
    ),
    "ladder": (
        Task("nothing", "Let the fill be so bad that **nothing** is left.", lambda frame, v: _left(v) <= 0),
        Task(
            "moved",
            "Let the same fee **move** the liquidation price.",
            lambda frame, v: v["counted"] == "inside" and v["fee"] > 0,
        ),
    ),
    "edge": (
        Task(
            "harmless",
            "Keep one rate for the whole position, and find the collateral at which its step closes **nobody**.",
            lambda frame, v: (
                v["rule"] == "whole"
                and edge.EDGE_WINDOW[0] < (found := _steps(v))[0] < edge.EDGE_WINDOW[1]
                and not found[1]
            ),
        ),
    ),
    "vanish": (
        Task(
            "none",
            "Add collateral until this long has **no** liquidation price.",
            lambda frame, v: v["side"] == "long" and v["collateral"] >= levels.VANISH_SIZE,
        ),
        Task(
            "double",
            "Find a short that lives until the price has more than **doubled**.",
            lambda frame, v: (
                v["side"] == "short"
                and account("short", v["collateral"], levels.VANISH_SIZE, v["maintenance"]).liquidation_price(
                    SYMBOL, at(ENTRY)
                )
                > 2 * ENTRY
            ),
        ),
    ),
}
