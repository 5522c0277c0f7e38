"""Lesson 02: where a position ends, and by which price."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.liquidation_price.drills import DRILLS
from course.lessons.liquidation_price.exercises import EXERCISES
from course.lessons.liquidation_price.explain import bracket, derivation, prices
from course.lessons.liquidation_price.explorers import EXPLORERS
from course.lessons.liquidation_price.recall import RECALL
from course.lessons.liquidation_price.tasks import TASKS

LESSON = Lesson(
    slug="liquidation_price",
    explorers=EXPLORERS,
    deeper=frozenset({"ladder", "edge", "vanish"}),
    tasks=TASKS,
    prose={"derivation": ("levels", derivation), "table": ("tiers", bracket), "prices": ("wick", prices)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Before you open, know three things: the price at which the venue acts, which price that is, and how it moves with your"
    " size.",
    misconceptions=(4, 8, 13, 17),
    links=(
        (
            "dYdX: liquidations (liquidation price, fillable price, fees)",
            "https://docs.dydx.xyz/concepts/trading/liquidations",
        ),
        (
            "Hyperliquid: robust price indices (how a mark price is made)",
            "https://hyperliquid.gitbook.io/hyperliquid-docs/trading/robust-price-indices",
        ),
    ),
)
