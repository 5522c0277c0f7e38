"""What there is to find in the pictures of lesson 11."""

from __future__ import annotations

from typing import Any

from course.explorers import Task
from course.lessons.liquidation_mechanics import adl_queue, healing, limits, walk
from course.lessons.liquidation_mechanics.books import SIZE, still_open, story
from course.venues import Liquidation
from course.venues.drift import SOCIALISED
from course.venues.liquidation import COUNTERPARTIES, FUND


def _told(v: Any) -> Liquidation:
    return story(v["venue"], v["past"], v["slippage"], v["fund"])


def _paid(v: Any, *who: str) -> bool:
    """Whether one of these has paid when all is over; less than half a cent is rounding."""
    sums = _told(v).totals()
    return any(sums.get(party, 0.0) < -0.005 for party in who)


def _beyond(v: Any) -> bool:
    """Whether the order may fill where more is lost than the account has."""
    found = limits.prices(v["tier"], v["equity"], v["side"], v["formula"])
    way = 1 if v["side"] == "long" else -1
    return bool(way * (float(found.bankruptcy) - float(found.limit)) > 1e-6)


def _cut(v: Any) -> float:
    """How much of your short is closed, as a share."""
    lined = adl_queue.line_up(v["rule"], v["leverage"], v["size"], round(v["start"]))
    return lined.fills.get(adl_queue.YOU, 0.0) / adl_queue.YOURS


TASKS = {
    "predict": (
        Task(
            "waits",
            "Move the market away until dYdX sells **nothing** at all.",
            lambda frame, v: still_open(story("dydx", walk.JUST_PAST, v["slippage"], walk.AMPLE)) == SIZE,
        ),
    ),
    "walk": (
        Task("fund", "Jump so far past the trigger that an **insurance fund** pays.", lambda frame, v: _paid(v, FUND)),
        Task("others", "Now make it **other traders** who pay.", lambda frame, v: _paid(v, COUNTERPARTIES, SOCIALISED)),
    ),
    "healing": (
        Task(
            "heals",
            "Find a market and a health at which dYdX **heals** the account by closing a part.",
            lambda frame, v: healing.on_dydx(v["tier"], v["equity"], v["worse"]).ending == "healthy",
        ),
        Task(
            "waits",
            "Find a book at which dYdX sells **nothing**, so that the account waits.",
            lambda frame, v: (
                (path := healing.on_dydx(v["tier"], v["equity"], v["worse"])).ending == "waits"
                and len(path.closed) == 1
            ),
        ),
    ),
    "queue": (
        Task(
            "spared",
            "By Hyperliquid's rank, with as much to be closed as at the start or more, **keep** your whole hedge.",
            lambda frame, v: v["rule"] == "hyperliquid" and v["size"] >= 14 and _cut(v) == 0,
        ),
        Task("careful", "Lose your **whole** hedge at 1×.", lambda frame, v: v["leverage"] == 1 and _cut(v) > 1 - 1e-9),
    ),
    "limits": (
        Task(
            "beyond",
            "Find the equity at which the order may fill **beyond** the bankruptcy price.",
            lambda frame, v: v["formula"] == limits.CODE and _beyond(v),
        ),
        Task(
            "nobody",
            "Take a short, and choose the formula by which **nobody** in this book sells to its order.",
            lambda frame, v: (
                v["side"] == "short"
                and v["formula"] == limits.PRINTED
                and v["equity"] > 0
                and not limits.fill(v["tier"], v["equity"], v["side"], v["worse"], v["formula"]).taken
            ),
        ),
    ),
}
