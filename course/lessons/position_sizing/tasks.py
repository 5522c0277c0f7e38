"""What there is to find in the pictures of lesson 08."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.explorers import Task, View
from course.lessons.position_sizing.calculator import fall_to, sized
from course.lessons.position_sizing.growth import GRID, believed, on_record
from course.lessons.position_sizing.ruin import TRADES, lives, trades
from course.margin import best_leverage, covering
from course.simulation.fact_tables import stored


def _last_that_is_first(frame: View, v: Mapping[str, Any]) -> bool:
    """The stop is first, and no longer at the next stop of the slider."""
    at = [sized(v["budget"], v["stop"], "isolated", min(v["leverage"] + more, 39.0)).stop_first for more in (0.0, 0.5)]
    return v["mode"] == "isolated" and bool(at[0]) and not at[1]


def _never_closed(frame: View, v: Mapping[str, Any]) -> bool:
    made = sized(**v)
    return fall_to(made) is None and bool(made.affordable)


def _typical_begins_to_lose(frame: View, v: Mapping[str, Any]) -> bool:
    tailed = lives(v["win"], v["payoff"], v["worse"])[1]
    here, less = (covering(tailed.accounts(share, TRADES)[:, -1], 0.5) for share in (v["share"], v["share"] - 0.0025))
    return trades(v["win"], v["payoff"], v["worse"]).edge > 0 and bool(here < 1 <= less)


def _grew_most(frame: View, v: Mapping[str, Any]) -> bool:
    return bool(v["leverage"] == max(GRID, key=lambda lever: on_record(v["asset"], lever)[0]))


TASKS = {
    "calculator": (
        Task(
            "together",
            "Find the highest leverage, isolated, at which **your stop is still first**.",
            _last_that_is_first,
        ),
        Task("never", "Make it a position that **no price** above zero closes.", _never_closed),
    ),
    "ruin": (
        Task(
            "typical",
            "Find the smallest share at which **the typical life loses**, although a trade is expected to win.",
            _typical_begins_to_lose,
        ),
        Task(
            "rare",
            "Leave the large losses in, and bring half lost under **one life in a hundred**.",
            lambda frame, v: v["worse"] >= 2 and frame.data["dots"][-1]["chance"] < 0.01,
        ),
    ),
    "growth": (
        Task("most", "Find the leverage with which **the record grew most**.", _grew_most),
        Task(
            "doubt",
            "Find a mean within two standard errors of the record's for which the best leverage is **under a half**.",
            lambda frame, v: (
                best_leverage(believed(v["asset"], v["belief"]), stored("best").value("volatility", v["asset"], "all"))
                < 0.5
            ),
        ),
    ),
    "calm": (
        Task(
            "none",
            "Find a leverage that **no week** after the calmest quarter closed.",
            lambda frame, v: (
                stored("after_calm").pick(symbol=v["asset"], leverage=float(v["leverage"])).column("closed")[0] == 0
            ),
        ),
    ),
    "same_exposure": (
        Task(
            "size_down",
            "Keep $1,000 posted, and be thrown out in **fewer than one week in ten**.",
            lambda frame, v: (
                v["exposure"] == 1_000 * float(v["leverage"])
                and stored("week_long").value("thrown_out", v["asset"], float(v["leverage"]), v["rest"]) < 0.1
            ),
        ),
    ),
}
