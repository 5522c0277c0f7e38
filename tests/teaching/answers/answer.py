"""How a plausible answer is written down: the body of the function, whether it is right, and what its naming must say."""

from __future__ import annotations

import textwrap
import zlib
from dataclasses import dataclass
from typing import Any

from course.teaching.exercise import Exercise
from course.teaching.proof import define


@dataclass(frozen=True)
class Answer:
    """One answer to an exercise.

    Attributes:
        exercise: its name within the lesson.
        body: what stands under the first line of the starter.
        right: it must be accepted.
        says: a pattern that a right naming of the mistake contains; None where silence is right.
    """

    exercise: str
    body: str
    right: bool = False
    says: str | None = None

    @property
    def held_back(self) -> bool:
        """One of the third that was not looked at while the search for mistakes was built."""
        return zlib.crc32(f"{self.exercise}:{self.body}".encode()) % 3 == 0

    def function(self, exercise: Exercise) -> Any:
        """The answer as a notebook would define it."""
        first = f"def {exercise.name}({', '.join(exercise.parameters)}):\n"
        return define(first + textwrap.indent(textwrap.dedent(self.body).strip("\n"), "    ") + "\n", exercise.name)


def right(exercise: str, body: str) -> Answer:
    """An answer that must be accepted."""
    return Answer(exercise, body, right=True)


def wrong(exercise: str, says: str | None, body: str) -> Answer:
    """A plausible answer that must be refused, and whose naming contains ``says``."""
    return Answer(exercise, body, says=says)
