"""What there is to find on the desk: the capstone's tasks first, then one for each picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.explorers import Task, View
from course.lessons import own_history
from course.lessons.portfolio_desk.days import alarms, outcome, partitioned
from course.lessons.portfolio_desk.defend import Fate, night, play
from course.lessons.portfolio_desk.desk import desk
from course.lessons.portfolio_desk.touch_first import changed
from course.lessons.portfolio_desk.walls import shifted
from course.lessons.portfolio_desk.weather import weather
from course.margin import Terrain
from course.simulation.stress import day

#: What the second task asks for: the common fall, and the most that may be traded.
AIM, MOST = 0.27, 5_100.0


def _after(v: Mapping[str, Any]) -> tuple[Terrain, Terrain]:
    """The pool of the what-if before and after, at today's marks."""
    book = desk().book
    name, after = changed(book, v["which"], v["trade"], v["cash"], 0.00045)
    return book.terrains[name], Terrain.of(after, book.marks)


def _fall(t: Terrain) -> float:
    found = float(t.ray(-np.ones(len(t.symbols))))
    return np.inf if np.isnan(found) else found


def _repaired(frame: View, v: Mapping[str, Any]) -> bool:
    old, new = _after(v)
    cheap = (abs(v["trade"]) <= MOST and v["cash"] == 0) or (v["trade"] == 0 and 0 < v["cash"] <= 1_500)
    return bool(cheap and _fall(old) < AIM <= _fall(new))


def _nearer_by_less(frame: View, v: Mapping[str, Any]) -> bool:
    """A position is reduced, and the border comes nearer."""
    book = desk().book
    name, after = changed(book, v["which"], v["trade"], v["cash"], 0.00045)
    old, new = book.terrains[name], Terrain.of(after, book.marks)
    return bool(v["cash"] == 0 and new.notional < old.notional and _fall(new) < _fall(old))


def _all_live(name: str) -> Any:
    def reached(frame: View, v: Mapping[str, Any]) -> bool:
        pools = partitioned(desk().book, v["ways"])
        return all(
            outcome(Terrain.of(p, desk().book.marks), day(name), v["share"])[1] == "alive" for p in pools.values()
        )

    return reached


def _none_live(frame: View, v: Mapping[str, Any]) -> bool:
    book = desk().book
    pools = partitioned(book, v["ways"])
    states = [outcome(Terrain.of(p, book.marks), day("2025-10-10 lows"), v["share"])[1] for p in pools.values()]
    return bool(v["share"] <= 1 and "alive" not in states)


def _room_of_one(frame: View, v: Mapping[str, Any]) -> bool:
    book = desk().book
    t = shifted(book, v["first"])[book.main]
    near = np.nanmin(np.abs(t.walls())) if t.health() >= 0 else 1.0
    return bool(0 < near < 0.05)


def _five(frame: View, v: Mapping[str, Any]) -> bool:
    t = desk().book.terrains[v["pool"]]
    return bool(t.sigmas(weather(t.symbols, v["shift"]).day) < 5)


def _both(frame: View, v: Mapping[str, Any]) -> bool:
    return bool(sum(row == "liquidated" for row in frame.table()["state"]) >= 2)


def _saved(frame: View, v: Mapping[str, Any]) -> bool:
    """A fall of the one that ends a pool alone, and does not together with the other."""
    table = frame.table()
    if v["x"] >= 0 or v["y"] >= 0 or not all(state == "alive" for state in table["state"]):
        return False
    book = desk().book
    for t in book.terrains.values():
        if v["across"] in t.symbols and v["up"] in t.symbols:
            alone = np.array([v["x"] if s == v["across"] else 0.0 for s in t.symbols])
            if t.health(alone) < 0:
                return True
    return False


def _far(frame: View, v: Mapping[str, Any]) -> bool:
    walls: Any = frame.data["walls"]
    return bool(any(row["off"] >= 0.25 for row in walls)) if isinstance(walls, list) else False


def _fates(v: Mapping[str, Any]) -> tuple[Fate, Fate] | None:
    book = desk().book
    if not v["night"] or book.terrains[book.main].health() < 0:
        return None
    found = night(book.terrains[book.main], book.pools[book.main], book.marks, int(v["night"]))
    pool = book.pools[book.main]
    bare = play(pool, book.marks, found, v["ratio"], "", "wait", "wait")
    return bare, play(pool, book.marks, found, v["ratio"], v["rings"], v["halts"], v["gone"])


def _defended(frame: View, v: Mapping[str, Any]) -> bool:
    fates = _fates(v)
    return fates is not None and fates[0].dead is not None and fates[1].dead is None and bool(fates[1].acted)


def _too_late(frame: View, v: Mapping[str, Any]) -> bool:
    fates = _fates(v)
    return fates is not None and fates[1].dead is not None and bool(fates[1].acted)


TASKS = {
    "walls": (
        Task("near", "Find the common move after which the app’s nearest number is **under 5 %**.", _room_of_one),
    ),
    "likely": (
        Task("apart", "Bring the border under **five standard deviations**, by correlations alone.", _five),
    ),
    "map": (
        Task("saved", "Find a fall of one price that ends the pool alone, and **not** if the other falls too.", _saved),
        Task("both", "Find two moves that end **two pools** at once.", _both),
    ),
    "touch": (
        Task(
            "unchanged",
            "Choose the order in which **cash** comes first, with acts of $2,000 or less.",
            lambda frame, v: v["sort"] == "cash" and v["dollars"] <= 2_000,
        ),
    ),
    "whatif": (
        Task(
            "repair",
            "Repair it: bring the common fall to **27 %** with at most $5,100 traded, or at most $1,500 of cash.",
            _repaired,
        ),
        Task("wrong", "Close part of a position so that the border comes **nearer**.", _nearer_by_less),
    ),
    "days": (
        Task(
            "closes",
            "Choose pools in which **everything lives** at the closes of 10 October 2025.",
            lambda frame, v: v["share"] >= 1 and _all_live("2025-10-10 closes")(frame, v),
        ),
        Task("lows", "Now find pools of which **nothing is left alive** at all its lows at once, with the whole move or less.", _none_live),
    ),
    "wait": (
        Task(
            "tenfold",
            "Find rates at which a month takes **half of the health**.",
            lambda frame, v: _month(v) >= 0.5,
        ),
    ),
    "alarm": (
        Task(
            "early",
            "Set an alarm that rings **five points or more** before the end.",
            lambda frame, v: _gap(v) >= 0.05,
        ),
    ),
    "defend": (
        Task(
            "lives",
            "Write your lines, then draw nights until one comes in which the pool would have ended, and **lives by a line**.",
            _defended,
        ),
        Task("late", "Find a night in which a line acts, and the pool ends **all the same**.", _too_late),
    ),
    "bots": (
        Task("far", "Find a position of which a tool shows the wall at least **a quarter too far** away.", _far),
    ),
    "own_history": own_history.TASKS,
}  # fmt: skip


def _month(v: Mapping[str, Any]) -> float:
    from course.lessons.portfolio_desk.days import funding

    book = desk().book
    paid = sum(x for pool, _, x in funding(book, v["majors"], v["others"]) if pool == book.main)
    health = float(book.terrains[book.main].health())
    return 30 * paid / health if health > 0 else 0.0


def _gap(v: Mapping[str, Any]) -> float:
    t = desk().book.terrains[v["pool"]]
    end = alarms(t)[-1]
    mine = abs(end) - float(t.at_ratio(v["ratio"]).ray(np.sign(end) * np.ones(len(t.symbols)))) if end else 0.0
    return 0.0 if np.isnan(mine) or mine >= abs(end) else mine
