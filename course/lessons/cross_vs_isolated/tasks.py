"""What there is to find in the pictures of lesson 06."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import Task
from course.lessons.cross_vs_isolated.book import DAYS, MODES, runs, tail
from course.lessons.cross_vs_isolated.capital_frontier import asked_for
from course.lessons.cross_vs_isolated.crowds import needs, suits
from course.lessons.cross_vs_isolated.duel import LEVEL, leads, lived, step_of
from course.lessons.cross_vs_isolated.five_trades import lived as five_lived
from course.lessons.cross_vs_isolated.twin_accounts import day, fallen, lives_through
from course.margin import covering
from course.simulation import Replay


def _week(v: Any) -> Replay:
    return lived(v["book"], v["margin"], v["correlation"], round(v["number"]))[1]


def _falls(result: Replay, upto: float = np.inf) -> dict[str, list[int]]:
    """Steps at which something falls, by mode, until a step."""
    return {mode: [s for _, s in fallen(result[mode]) if s <= upto] for mode in MODES}


def _ends(v: Any) -> Any:
    """By how much cross ends ahead."""
    return leads(v["book"], v["margin"], v["correlation"])


def _weeks(v: Any) -> Replay:
    return runs(v["book"], v["margin"], v["wallet"], v["volatility"], v["correlation"])


def _seldom_and_much(both: Replay) -> bool:
    """Whether the mode that is liquidated in fewer weeks loses clearly more in the worst twentieth."""
    seldom, often = sorted(MODES, key=lambda mode: both[mode].liquidation_frequency)
    fewer = both[seldom].liquidation_frequency < both[often].liquidation_frequency
    return bool(fewer and tail(both[seldom]) >= tail(both[often]) + 0.005)


def _saved(v: Any) -> dict[str, float]:
    """What pooling saves, by book, as a share."""
    found = {}
    for book in ("hedged", "one-sided"):
        cross, isolated = (
            float(covering(asked_for(book, v["volatility"], v["correlation"])[mode], v["survival"])) for mode in MODES
        )
        found[book] = 1 - cross / isolated
    return found


def _shock(v: Any) -> dict[str, list[int]]:
    return _falls(lives_through(v["book"], v["margin"], v["wallet"], day(v["shock"], v["size"])))


def _together(v: Any) -> float:
    return float((five_lived(v["correlation"], v["leverage"])["isolated"].first >= 0).all(axis=0).mean())


TASKS = {
    "week": (
        Task(
            "luck",
            "Find a week in which isolated loses a leg and **still wins** the duel.",
            lambda frame, v: (
                v["day"] == DAYS
                and len(_falls(_week(v))["isolated"]) == 1
                and _ends(v)[round(v["number"]) - 1] <= -LEVEL
            ),
        ),
        Task(
            "both",
            "Find a week in which the **pool** falls too, and the hour at which it goes.",
            lambda frame, v: bool(_falls(_week(v), step_of(v["day"]))["cross"]),
        ),
        Task(
            "level",
            "Choose a book and a correlation for which every week of the season ends **level**, although compartments fall.",
            lambda frame, v: (
                bool(np.abs(_ends(v)).max() < LEVEL) and len(_falls(_week(v), step_of(v["day"]))["isolated"]) > 0
            ),
        ),
    ),
    "outcomes": (
        Task(
            "seldom",
            "Find a setting in which the mode that is liquidated in **fewer** weeks loses **more** in the worst of them.",
            lambda frame, v: _seldom_and_much(_weeks(v)),
        ),
        Task(
            "same",
            "Let both modes be liquidated in the very **same** weeks.",
            lambda frame, v: (
                bool((both := _weeks(v))["cross"].liquidated.any())
                and bool(np.array_equal(both["cross"].liquidated, both["isolated"].liquidated))
            ),
        ),
    ),
    "frontier": (
        Task(
            "nothing",
            "Find the correlation at which pooling saves the one-sided book **nothing**.",
            lambda frame, v: _saved(v)["one-sided"] < 0.005,
        ),
        Task(
            "turned",
            "Find a correlation at which pooling saves the one-sided book **more** than the hedge.",
            lambda frame, v: (saved := _saved(v))["one-sided"] > saved["hedged"],
        ),
    ),
    "shocks": (
        Task(
            "contained",
            "Find a shock that takes the **whole** pool, while isolated keeps a leg.",
            lambda frame, v: bool((falls := _shock(v))["cross"]) and len(falls["isolated"]) < 2,
        ),
        Task(
            "delayed",
            "Put so much money beside that it **delays** the pool, and goes with it.",
            lambda frame, v: (
                v["wallet"] > 0
                and bool((falls := _shock(v))["cross"] and falls["isolated"])
                and falls["cross"][0] > max(falls["isolated"])
            ),
        ),
    ),
    "five": (
        Task(
            "together",
            "Leave the leverage at 6×, and have all five fall together in more than **one week in ten**.",
            lambda frame, v: v["leverage"] == 6 and _together(v) > 0.1,
        ),
    ),
    "which": (
        Task(
            "pooled",
            "Find a correlation at which our rule pools even the **one-sided** book.",
            lambda frame, v: suits(needs(v["volatility"], v["correlation"])["one-sided"]) == "cross",
        ),
    ),
}
