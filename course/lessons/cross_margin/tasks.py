"""What there is to find in the pictures of lesson 05."""

from __future__ import annotations

from typing import Any

from course.explorers import Task
from course.lessons.cross_margin import orders, pool_tank, profit, summary, tiers_on_map
from course.lessons.cross_margin.book import BTC, ENTRY, ETH, at, pooled, split
from course.lessons.cross_margin.common_move import alone_of, along
from course.lessons.cross_margin.crash import lived, step_of
from course.texts import say


def _modes(v: Any) -> tuple[bool, int]:
    """Whether the pool is liquidated, and how many compartments are."""
    here = at(v["btc"], v["eth"])
    gone = split(v["side"], v["collateral"]).liquidatable(here)
    return bool(pooled(v["side"], v["collateral"]).liquidatable(here)), sum(map(bool, gone.values()))


def _gone(v: Any) -> dict[str, int]:
    """How many legs each account has lost in the crash by now."""
    step = step_of(v["crash"], v["hour"])
    life = lived(v["crash"], v["side"], v["collateral"])
    return {mode: len(life.gone(mode, step)) for mode in life.lost}


def _tanks(v: Any) -> tuple[bool, bool]:
    """Whether the pool is liquidatable before and after what is bought and closed."""
    before, after, marks = pool_tank.filled(v["btc"], v["eth"], v["collateral"], v["flat"], v["close"])
    return bool(before.liquidatable(marks)), bool(after.liquidatable(marks))


def _common(v: Any) -> tuple[float | None, float | None]:
    """The move of BTC that liquidates if ETH comes along, and if it does not; None where there is none, or it is too late."""
    pool = pooled(v["side"])
    here = at(v["btc"], ENTRY[ETH] * max(1 + v["beta"] * (v["btc"] / ENTRY[BTC] - 1), 1e-3))
    return along(pool, v["beta"], here), alone_of(pool, here)


def _used(v: Any) -> tuple[float, bool]:
    """Dollars of profit used, and whether the way back ends above the start."""
    pool, amount = profit.used(v["venue"], v["use"], v["share"], ENTRY[BTC] * (1 + v["rise"]))
    return amount, bool(pool.liquidatable({BTC: ENTRY[BTC]}))


def _orders(v: Any) -> tuple[int, int]:
    """How many orders rest, and how many of those can be filled."""
    return orders.accepted(v["venue"], v["collateral"], v["size"], int(v["orders"]))


TASKS = {
    "map": (
        Task(
            "unmoved",
            say(
                "Leave BTC where it was opened, at {entry:$}, and have the pool **liquidated** all the same.",
                entry=ENTRY[BTC],
            ),
            lambda frame, v: v["btc"] == ENTRY[BTC] and v["mode"] == "cross" and _modes(v)[0],
        ),
        Task(
            "saves",
            "Compare both modes, and stand where isolated has lost a leg and cross **keeps** it.",
            lambda frame, v: v["mode"] == "both" and not _modes(v)[0] and _modes(v)[1] > 0,
        ),
        Task(
            "loses",
            "Stand where cross loses a leg that isolated would have **kept**.",
            lambda frame, v: v["mode"] == "both" and _modes(v)[0] and _modes(v)[1] < 2,
        ),
    ),
    "pool": (
        Task(
            "flat",
            "Liquidate the whole pool by **buying** something that has neither gained nor lost.",
            lambda frame, v: v["flat"] and v["close"] == "none" and _tanks(v) == (False, True),
        ),
        Task(
            "late",
            "Close the leg that would have saved the pool, and be **too late**.",
            lambda frame, v: v["close"] != "none" and _tanks(v) == (True, False),
        ),
    ),
    "together": (
        Task(
            "never",
            "Find the beta at which **no** common move, up or down, liquidates this pool.",
            lambda frame, v: v["beta"] > 0 and room(v) and _common(v)[0] is None,
        ),
        Task(
            "nearer",
            "Find a book for which moving together is **more** dangerous than BTC alone.",
            lambda frame, v: room(v) and None not in _common(v) and abs(_common(v)[0]) < abs(_common(v)[1]),  # type: ignore[arg-type]
        ),
    ),
    "crash": (
        Task(
            "falls",
            "Find the moment at which isolated has lost a leg and cross still holds **both**.",
            lambda frame, v: (gone := _gone(v))["isolated"] > 0 and gone["cross"] == 0,
        ),
        Task(
            "cross_too",
            "Find a crash in which the cross account with the **short** falls too, while isolated keeps a leg.",
            lambda frame, v: v["side"] == "short" and (gone := _gone(v))["cross"] > 0 and gone["isolated"] < 2,
        ),
        Task(
            "whole",
            "Find a crash, and enough collateral, for **both** accounts to come out a day later with both legs.",
            lambda frame, v: v["hour"] >= frame.limits["hour"] and not any(_gone(v).values()),
        ),
    ),
    "flat": (
        Task(
            "a_dollar",
            "Buy so much of B that A is liquidated within **one dollar** of its price.",
            lambda frame, v: (p := pool_tank.beside(v["notional"])) is not None and p >= pool_tank.FLAT_ENTRY - 1,
        ),
    ),
    "bends": (
        Task(
            "nearer",
            "Let size alone bring BTC's liquidation price at least **$2,000** nearer.",
            lambda frame, v: tiers_on_map.nearer(v["venue"], v["times"]) >= 2_000,
        ),
        Task(
            "straight",
            "Find a book at least **fifty** times as large whose border is still straight on this map.",
            lambda frame, v: (
                v["times"] >= 50 and tiers_on_map.bent_at(tiers_on_map.scaled(v["venue"], v["times"])) == 0
            ),
        ),
    ),
    "fleeting": (
        Task(
            "useless",
            "Find a venue at which **nothing** of this profit can be used.",
            lambda frame, v: v["use"] != "nothing" and v["share"] > 0 and v["rise"] > 0 and _used(v)[0] == 0,
        ),
        Task(
            "back",
            "Use some of the profit, and still come back to the start **alive**.",
            lambda frame, v: v["rise"] > 0 and _used(v)[0] > 0 and not _used(v)[1],
        ),
    ),
    "orders": (
        Task(
            "match",
            "Have an order accepted that is refused only **at the match**.",
            lambda frame, v: v["venue"] == "dydx" and (found := _orders(v))[1] < found[0],
        ),
        Task(
            "placed",
            "Have one refused as soon as it is **placed**, after others were taken.",
            lambda frame, v: v["venue"] == "drift" and 0 < _orders(v)[0] < int(v["orders"]),
        ),
    ),
    "many": (
        Task(
            "none",
            "Find a book, and what it takes, for **no** common move to liquidate it.",
            lambda frame, v: summary.common(summary.book(v["name"], v["collateral"])) is None,
        ),
        Task(
            "costs",
            "Find a move in which closing any leg of the hedged book **wins** room.",
            lambda frame, v: (
                v["name"] == "hedged"
                and min(summary.relief(summary.book(v["name"], v["collateral"]), v["stress"]).values()) > 0
            ),
        ),
    ),
}


def room(v: Any) -> bool:
    """Whether the pool is alive where the ray begins."""
    here = at(v["btc"], ENTRY[ETH] * max(1 + v["beta"] * (v["btc"] / ENTRY[BTC] - 1), 1e-3))
    return not pooled(v["side"]).liquidatable(here)
