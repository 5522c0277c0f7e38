"""What there is to find in the pictures of lesson 00."""

from __future__ import annotations

from course.explorers import Task, View


def _ahead(frame: View) -> float:
    """By how many dollars cross ends the day ahead of isolated."""
    ends = {row["mode"]: row["value"] for row in frame.data["ends"]}
    return float(ends["cross"] - ends["isolated"])


TASKS = {
    "your_day": (
        Task(
            "same",
            "Find a day on which prices move and the mode makes **no difference** at all.",
            lambda frame, v: abs(_ahead(frame)) < 0.5 and (v["btc"] != 0 or v["eth"] != 0),
        ),
        Task("cross", "Find a day on which **cross** ends ahead.", lambda frame, v: _ahead(frame) >= 0.5),
    ),
    "crash": (
        Task(
            "falls",
            "Find the moment at which one account has lost a leg and the other still holds **both**.",
            lambda frame, v: "cross holds both legs" in frame.title and "isolated has lost" in frame.title,
        ),
    ),
}
