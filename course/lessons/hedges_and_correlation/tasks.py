"""What there is to find in the pictures of lesson 07."""

from __future__ import annotations

from course.explorers import Task
from course.lessons.hedges_and_correlation.book import at, compartments
from course.lessons.hedges_and_correlation.october import closed
from course.lessons.hedges_and_correlation.saved import NOTHING, has_pool, less
from course.lessons.hedges_and_correlation.squeeze import CALM, risks

TASKS = {
    "corridor": (
        Task(
            "doubled",
            "Let both legs **double**, and see how little ETH may still run ahead.",
            lambda frame, v: v["book"] == "pair" and v["mode"] == "pool" and v["together"] >= 1 and v["apart"] == 0,
        ),
        Task(
            "naked",
            "Find a common move that leaves **one leg naked**.",
            lambda frame, v: (
                v["mode"] == "apart"
                and v["book"] == "pair"
                and abs(v["apart"]) <= 0.1
                and sum(
                    bool(p.liquidatable(at("pair", v["together"], v["apart"]))) for p in compartments("pair").values()
                )
                == 1
            ),
        ),
    ),
    "saved": (
        Task(
            "nothing",
            "Find a book and a demand for which one pool saves **nothing**.",
            lambda frame, v: has_pool(v["venue"]) and less(v["book"], v["venue"], v["share"]) < NOTHING,
        ),
        Task("no_pool", "Find the venue that has **no pool** to save with.", lambda frame, v: not has_pool(v["venue"])),
    ),
    "october": (
        Task(
            "alive",
            "At the lows, find the **highest leverage** at which every hedge by beta lives in one pool.",
            lambda frame, v: (
                (v["hedge"], v["mode"], v["prices"]) == ("beta", "pool", "low")
                and not closed(v["leverage"], "beta", "pool", "low").any()
                and bool(closed(v["leverage"] + 0.5, "beta", "pool", "low").any())
            ),
        ),
    ),
    "squeeze": (
        Task(
            "dollars",
            "With a **higher** correlation than in the calm, make the hedge leave **more** dollars.",
            lambda frame, v: (
                v["correlation"] > CALM
                and risks(v["correlation"], v["eth"], v["btc"])["hedged"] > risks(CALM, 1.0, 1.0)["hedged"]
            ),
        ),
    ),
}
