"""What there is to find in the pictures of lesson 09."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.explorers import Task, View
from course.lessons.profit_buffers_and_stops.acts import lived
from course.lessons.profit_buffers_and_stops.drift import LOOKS, month
from course.lessons.profit_buffers_and_stops.fleeting import price_of, ways
from course.lessons.profit_buffers_and_stops.hedge import fortnight
from course.lessons.profit_buffers_and_stops.stops import fills


def _closed(v: Mapping[str, Any]) -> dict[str, bool]:
    price = price_of(**v)
    return {name: way.left(price)[0] for name, way in ways(v["leverage"], v["rise"]).items()}


def _final(v: Mapping[str, Any], rule: str) -> float:
    return float(lived(v["shape"], v["fall"], rule, v["leverage"]).final[0])


def _worse_if_often(frame: View, v: Mapping[str, Any]) -> bool:
    never = month(v["asset"], v["leverage"], "never", "both")["closed"]
    return v["look"] != "never" and month(**v)["closed"] > never


TASKS = {
    "fleeting": (
        Task(
            "taken_first",
            "Find a fall that closes who **took the profit out**, but not who left it in.",
            lambda frame, v: (c := _closed(v))["taken"] and not c["nothing"],
        ),
        Task(
            "half_safe",
            "Find a leverage and a rise after which **no price** above zero closes who sold half.",
            lambda frame, v: ways(v["leverage"], v["rise"])["half"].wall is None,
        ),
    ),
    "drift": (
        Task("worse", "Find a rule that was closed **more often** than doing nothing.", _worse_if_often),
        Task(
            "down",
            "Find a rule that was closed less than half as often as doing nothing, and whose typical month **ended higher**.",
            lambda frame, v: (
                v["look"] in LOOKS
                and 2 * month(**v)["closed"] < (never := month(v["asset"], v["leverage"], "never", "both"))["closed"]
                and month(**v)["median"] > never["median"]
            ),
        ),
    ),
    "stops": (
        Task(
            "fourth",
            "Find who sold **more than 1 % beyond** the stop in over half of the cases.",
            lambda frame, v: fills(v["asset"], float(v["stop"]), v["watched"])["over_1"] > 0.5,
        ),
        Task(
            "no_help",
            "Find a stop with which the worst twentieth of weeks ended **lower** than without.",
            lambda frame, v: (row := fills(v["asset"], float(v["stop"]), v["watched"]))["tail"] < row["tail_none"],
        ),
    ),
    "acts": (
        Task(
            "beside",
            "Find a fall in which half of the money beside is **all you keep**.",
            lambda frame, v: (
                v["rule"] in ("beside", "topped")
                and float(lived(**v).equity.sum()) < 1
                and _final(v, v["rule"]) > _final(v, "nothing") + 1
            ),
        ),
        Task(
            "sold_low",
            "Find a path on which a stop keeps **less** than doing nothing.",
            lambda frame, v: v["rule"] == "stop" and _final(v, "stop") < _final(v, "nothing") - 1,
        ),
    ),
    "hedge": (
        Task(
            "whole",
            "Find a rule under which no leg was ever alone, and **fewer fortnights** were closed than with nobody watching.",
            lambda frame, v: (
                (row := fortnight(v["leverage"], v["rule"]))["alone"] == 0
                and row["closed"] < fortnight(v["leverage"], "nothing")["closed"]
            ),
        ),
        Task(
            "sharper",
            "Find stops on the legs under which the worst twentieth left **more** than with nobody watching.",
            lambda frame, v: (
                v["rule"].startswith("stops")
                and fortnight(v["leverage"], v["rule"])["tail"] > fortnight(v["leverage"], "nothing")["tail"]
            ),
        ),
    ),
}
