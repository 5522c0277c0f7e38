"""What there is to find in the pictures of lesson 04."""

from __future__ import annotations

from course.explorers import Task
from course.lessons.isolated_margin.passing import asked
from course.lessons.isolated_margin.posted_again import outcome
from course.lessons.isolated_margin.vessels import rooms
from course.lessons.isolated_margin.wall import worst_weeks
from course.lessons.isolated_margin.weeks import YEAR, alive_after

TASKS = {
    "compartment": (
        Task(
            "emptied",
            "Switch the top-up to automatic, and find the move at which the venue closes you with the wallet **empty**.",
            lambda frame, v: v["valve"] == "open" and v["against"] > rooms(v["side"], v["posted"])["open"],
        ),
        Task(
            "quarter",
            "Without a top-up, post enough to be **still open** after a quarter has gone against you.",
            lambda frame, v: (
                v["valve"] == "shut" and v["against"] >= 0.25 and v["against"] <= rooms(v["side"], v["posted"])["shut"]
            ),
        ),
    ),
    "many_small": (
        Task(
            "half",
            "Find the chance a week with which about **every second** trader with one compartment gets through a year.",
            lambda frame, v: (
                v["compartments"] == 1
                and v["weeks"] == YEAR
                and abs(alive_after(v["chance"], YEAR, 1, False) - 0.5) < 0.03
            ),
        ),
        Task(
            "one_risk",
            "Open at least four compartments that are **no more risk** than one.",
            lambda frame, v: v["compartments"] >= 4 and v["moves"] == "together",
        ),
    ),
    "again": (
        Task(
            "on_the_way_up",
            "Find a year in which the price **rose** and at least five compartments were lost on the way.",
            lambda frame, v: outcome(v["symbol"], v["leverage"], v["year"]).rose_and_lost >= 5,
        ),
        Task(
            "ahead",
            "Find a year in which posting again ended **higher** than leaving alone.",
            lambda frame, v: outcome(v["symbol"], v["leverage"], v["year"]).ahead > 0,
        ),
    ),
    "survival": (
        Task(
            "long",
            "Find where the **long** needs more than the short.",
            lambda frame, v: (
                asked(v["symbol"], v["days"], v["chance"])["long"] > asked(v["symbol"], v["days"], v["chance"])["short"]
            ),
        ),
    ),
    "wall_price": (
        Task(
            "no_better",
            "Find a wall behind which the worst week is **no better** than without it.",
            lambda frame, v: (
                worst_weeks(v["symbol"], v["leverage"], v["rest"])[1]
                <= worst_weeks(v["symbol"], v["leverage"], v["rest"])[0]
            ),
        ),
    ),
}
