"""What there is to find in the pictures of lesson 10."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.explorers import Task, View
from course.lessons.trade_checklist.bad_day import cost
from course.lessons.trade_checklist.book import SUMS
from course.lessons.trade_checklist.which_mode import figures


def _isolated_loses_more(frame: View, v: Mapping[str, Any]) -> bool:
    here, there = (cost(v["day"], mode, v["leverage"], v["watched"]).high for mode in ("isolated", "cross"))
    return v["mode"] == "isolated" and here > there + 0.5


def _as_planned(frame: View, v: Mapping[str, Any]) -> bool:
    return bool(0 < cost(**v).high <= SUMS.budget)


TASKS = {
    "bad_day": (
        Task("isolated_more", "Find a day on which the **isolated** position loses more than cross does.", _isolated_loses_more),
        Task("as_planned", "Find a setting with which a day costs something, but **no more than planned**.", _as_planned),
    ),
    "which_mode": (
        Task(
            "alike", "Find who must watch so that **both modes** end every week alike.",
            lambda frame, v: figures(v["coin"], v["watched"], float(v["leverage"]))["closed"] == 0,
        ),
        Task(
            "never", "Find a setting with which a stop is watched, and still **never acts**.",
            lambda frame, v: v["watched"] != "nobody" and figures(v["coin"], v["watched"], float(v["leverage"]))["stopped"] == 0,
        ),
    ),
}  # fmt: skip
