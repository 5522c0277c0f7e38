"""Lesson 08: first the loss, then the size; leverage is what is left over."""

from __future__ import annotations

from course.lessons.lesson import Lesson
from course.lessons.position_sizing.drills import DRILLS
from course.lessons.position_sizing.exercises import EXERCISES
from course.lessons.position_sizing.explain import words
from course.lessons.position_sizing.explorers import EXPLORERS
from course.lessons.position_sizing.recall import RECALL
from course.lessons.position_sizing.tasks import TASKS

LESSON = Lesson(
    slug="position_sizing",
    explorers=EXPLORERS,
    deeper=frozenset({"calm"}),
    tasks=TASKS,
    prose={"chain": ("calculator", words)},
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Write the loss first. If you cannot say what one trade may cost, you have not chosen a size, only a leverage.",
    misconceptions=(5, 9, 10, 18, 38, 39, 40, 41, 42, 43, 44),
    links=(
        (
            "Kelly: A new interpretation of information rate, 1956 (where growth by the logarithm begins)",
            "https://doi.org/10.1002/j.1538-7305.1956.tb03809.x",
        ),
    ),
)
