"""What the panels of a lesson say while a learner answers them, rightly, wrongly and not at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from course.frontend.part import Part
from course.lessons.lesson import Lesson

#: What a page acts by and does not show: kinds, names of files and of fields, code, what the learner typed.
UNSEEN = {"code", "field", "file", "form", "kind", "lesson", "lines", "name", "places", "solution", "starter", "typed"}
TYPED = ("x", "1", "-7.5")


def texts(thing: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a state, and the names under which it stands."""
    if isinstance(thing, str):
        yield where, thing
    elif isinstance(thing, dict):
        for name, value in thing.items():
            if name not in UNSEEN:
                yield from texts(value, f"{where}.{name}")
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from texts(value, where)


def after(part: Part, events: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    sent: list[Any] = []
    part.send = lambda content, buffers=None: sent.append(content)  # type: ignore[method-assign]
    name = type(part).__name__
    for event in ({}, *events):
        if event:
            part.on_event(event)
        yield from texts(getattr(part, "state", {}), f"{name} {event.get('event', '')}")
        yield f"{name} notice", getattr(part, "notice", "")
    yield f"{name} summary", part.summary()
    for content in sent:
        yield from texts({k: v for k, v in content.items() if k not in ("event", "type", "text")}, f"{name} sends")
        if content.get("event") == "say":
            yield f"{name} says", content["text"]


def pressed(part: Part) -> Iterator[tuple[str, str]]:
    """What a panel says when all that needs nothing typed is pressed."""
    events = getattr(part, "EVENTS", {})
    yield from after(part, [{"event": event} for event, fields in events.items() if not fields])


def answered(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Where it stands, and the text as the page receives it."""
    for drill in lesson.drills:
        typed = [{"event": "answer", "value": value} for value in TYPED]
        yield from after(lesson.drill(drill.name), [*typed, {"event": "next"}])
    for exercise in lesson.exercises:
        asked = [{"event": name} for name in ("hint", "hint", "hint", "hint", "solution", "lines")]
        yield from after(lesson.exercise(exercise.name), asked)
    if lesson.quiz:
        wrong = [
            {"event": "choose", "item": i, "option": i % 3, "confidence": 1 + i % 3}
            for i in range(len(lesson.quiz.questions))
        ]
        yield from after(lesson.recall(), [*wrong, {"event": "again"}, *wrong])
    for part in (lesson.header(), lesson.review(), lesson.bets()):
        yield from after(part, [])
