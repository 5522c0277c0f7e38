"""What there is to find in the pictures of lesson 12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.explorers import Task, View
from course.lessons.oracles_and_latency.clocks import blocks
from course.lessons.oracles_and_latency.halt import share
from course.lessons.oracles_and_latency.late_venue import STEP, acted
from course.lessons.oracles_and_latency.stale_price import look
from course.lessons.oracles_and_latency.windows import KINDS, edges


def _last_without_debt(frame: View, v: Mapping[str, Any]) -> bool:
    """Nothing is owed here, and something is one stop later."""
    return acted(**v)["debt"] == 0 < acted(**{**v, "lag": v["lag"] + STEP})["debt"]


def _edges(v: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    return {kind: edges(v["depth"], v["length"], v["speed"], kind) for kind in KINDS}


def _both(v: Mapping[str, Any]) -> bool:
    """The window spares the wick and leaves no debt, as a mean and as a median."""
    return all(least <= v["window"] <= most for least, most in _edges(v).values())


def _wins(frame: View, v: Mapping[str, Any]) -> bool:
    found = _edges(v)
    return found["median"][0] < found["mean"][0]


TASKS = {
    "late": (
        Task("edge", "Find the last delay at which **nobody else pays**.", _last_without_debt),
        Task(
            "wide",
            "At the speed of the worst minute of January 2022, make a venue that is **a minute late** leave no debt.",
            lambda frame, v: v["speed"] == "minute" and v["lag"] >= 60 and acted(**v)["debt"] == 0,
        ),
    ),
    "windows": (
        Task("both", "Find a window that **does both**, as a mean and as a median.", lambda frame, v: _both(v)),
        Task("deep", "Find a wick for which **the median needs less** than the mean.", _wins),
        Task(
            "none",
            "Find a wick and a fall for which **no window is right**.",
            lambda frame, v: all(least > most for least, most in _edges(v).values()),
        ),
    ),
    "looks": (
        Task(
            "worthless",
            "Keep the price seen now, and make looking **worth nothing**.",
            lambda frame, v: v["fill"] == "seen" and look(**v)["total"] <= 0,
        ),
        Task(
            "sure",
            "Find a setting in which **every trade won**.",
            lambda frame, v: look(**v)["trades"] == look(**v)["won"] > 0,
        ),
    ),
    "halt": (
        Task(
            "fifty",
            "Find a silence that found **one long in fifty**, or more, past its wall, at 10× or less.",
            lambda frame, v: (
                int(v["leverage"]) <= 10 and share(v["asset"], v["hours"], v["start"], "long", v["leverage"]) >= 0.02
            ),
        ),
        Task(
            "none",
            "Find a silence after which **no long** at 5× or more was past its wall.",
            lambda frame, v: (
                int(v["leverage"]) >= 5 and share(v["asset"], v["hours"], v["start"], "long", v["leverage"]) == 0
            ),
        ),
    ),
    "clocks": (
        Task(
            "whale",
            "Find a position that dYdX's blocks **cannot close in time**.",
            lambda frame, v: bool(frame.data["needs"][0]["late"]) and blocks(1e6 * v["millions"]) > 1,
        ),
    ),
}
