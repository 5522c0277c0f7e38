"""Lesson 09: what a profit buys, who watches, and what a rule does when the price skips it."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.profit_buffers_and_stops.drills import DRILLS
from course.lessons.profit_buffers_and_stops.exercises import EXERCISES
from course.lessons.profit_buffers_and_stops.explain import words
from course.lessons.profit_buffers_and_stops.explorers import EXPLORERS
from course.lessons.profit_buffers_and_stops.recall import RECALL
from course.lessons.profit_buffers_and_stops.tasks import TASKS

LESSON = Lesson(
    slug="profit_buffers_and_stops",
    explorers=EXPLORERS,
    deeper=frozenset({"acts", "hedge"}),
    tasks=TASKS,
    prose={"laws": ("fleeting", words)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Decide at the entry what a profit buys, who watches and how often; then ask of each rule what it does if the price skips it.",
    misconceptions=(1, 14, 17, 18, 51, 52, 53, 54, 55, 56, 57),
    links=(
        (
            "Kaminski and Lo: When do stop-loss rules stop losses? (under a random walk they lower the expected return)",
            "https://papers.ssrn.com/sol3/papers.cfm?abstract_id=968338",
        ),
    ),
)
