"""What there is to find in the pictures of lesson 03."""

from __future__ import annotations

from course.explorers import Task
from course.lessons.funding.book import MAINTENANCE, USUAL, settled
from course.lessons.funding.carry import closed_pooled
from course.lessons.funding.drip import MOST, outlived, wall_after
from course.lessons.funding.pockets import pockets_of
from course.lessons.funding.rates import STEP, rate_shown
from course.margin import days_until_liquidation

TASKS = {
    "drip": (
        Task(
            "after",
            "Find a fall that you would have survived on the first day, and that **closes you later**.",
            lambda frame, v: (
                not outlived(v["leverage"], v["rate"], v["days"])
                and wall_after(v["leverage"], v["rate"], 0)
                <= v["price"]
                < wall_after(v["leverage"], v["rate"], v["days"])
            ),
        ),
        Task(
            "year",
            "Find the highest leverage that lives through **a whole year** at the ordinary rate.",
            lambda frame, v: (
                abs(v["rate"] - USUAL) < 1e-12
                and days_until_liquidation(v["leverage"] + 0.5, MAINTENANCE, USUAL)
                <= MOST
                < days_until_liquidation(v["leverage"], MAINTENANCE, USUAL)
            ),
        ),
        Task("away", "Make the liquidation price walk **away** from the price.", lambda frame, v: v["rate"] < 0),
    ),
    "pockets": (
        Task(
            "short",
            "Find rates at which the **ETH** compartment is closed, and BTC's is not.",
            lambda frame, v: (
                [one.closed(settled(v["days"])) for one in pockets_of(v["btc"], v["eth"])][:2] == [False, True]
            ),
        ),
        Task(
            "pool",
            "Find rates at which sharing does not help: **the pool** is closed too.",
            lambda frame, v: pockets_of(v["btc"], v["eth"])[2].closed(settled(v["days"])),
        ),
    ),
    "carry": (
        Task(
            "unlevered",
            "Take **no leverage** at all, and hold it for a year: see how many years lose the short.",
            lambda frame, v: v["days"] == 365 and v["leverage"] == 1,
        ),
        Task(
            "weight",
            "Find a venue so strict with the coin that even the short behind it is lost in **one year of ten**.",
            lambda frame, v: v["days"] == 365 and closed_pooled(365, v["weight"]) >= 0.1,
        ),
    ),
    "rates": (
        Task(
            "turned",
            "Find a venue on which the same small gap below the index makes **shorts** pay.",
            lambda frame, v: -0.0004 < v["premium"] < 0 and rate_shown(v["venue"], v["premium"], "period") < 0,
        ),
        Task(
            "edge",
            "Find how far below the index the perpetual may stand with **longs still paying**.",
            lambda frame, v: (
                rate_shown(v["venue"], v["premium"], "period") > 1e-12
                and v["premium"] < 0
                and rate_shown(v["venue"], v["premium"] - STEP, "period") < 1e-12
            ),
        ),
    ),
}
