"""Lesson 12: a price that is late, smoothed, or not there, and what maintenance buys."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.oracles_and_latency.drills import DRILLS
from course.lessons.oracles_and_latency.exercises import EXERCISES
from course.lessons.oracles_and_latency.explain import errors, free, words
from course.lessons.oracles_and_latency.explorers import EXPLORERS
from course.lessons.oracles_and_latency.recall import RECALL
from course.lessons.oracles_and_latency.tasks import TASKS

LESSON = Lesson(
    slug="oracles_and_latency",
    explorers=EXPLORERS,
    deeper=frozenset({"halt", "clocks"}),
    tasks=TASKS,
    prose={"late_lines": ("late", words), "two_errors": ("windows", errors), "free_lines": ("looks", free)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Ask a venue three numbers: how old may the price be, over how long is it smoothed, and what happens to me while it is"
    " silent. Then look at what maintenance buys.",
    misconceptions=(17, 18, 19, 71, 72, 73, 74, 75, 76, 77),
    links=(
        (
            "Pyth: best practices (age and confidence of a price)",
            "https://docs.pyth.network/price-feeds/best-practices",
        ),
        ("Chainlink: data feeds (deviation, heartbeat, updatedAt)", "https://docs.chain.link/data-feeds"),
        (
            "Chainlink: L2 sequencer uptime feeds (the grace period after a halt)",
            "https://docs.chain.link/data-feeds/l2-sequencer-feeds",
        ),
        ("Synthetix: SIP-32, 2019 (a threshold larger than the fee)", "https://sips.synthetix.io/sips/sip-32"),
    ),
)
