"""Events of progress: what each kind holds, which are fit to be read, and their text.

=========== ============== ==================================================================
kind        item           further fields
=========== ============== ==================================================================
opened      "lesson"       ``parts``: list of [kind, name] of everything that can be done there
exercise    its name       ``outcome``, ``misconception``
help        exercise       ``degree``: 1, 2, 3, or 4 for the solution
drill       its name       ``seed``, ``correct``, ``misconception``
question    its name       ``form``, ``option``, ``correct``, ``confidence``, ``misconception``
guess       explorer       ``value``: a number, an option, or None where the guess was taken back;
                           ``asked``, ``said``, ``truth``: question, guess and answer in words;
                           ``right``: whether the control can be set no nearer
unfolded    explorer       (none: opened although its question waits, or it lies off the core path)
task        its name       (none: found in an explorer; "explorer.task")
plan        "plan"         ``fields``: name → value of what was written into a trade plan;
                           ``fresh``: whether it begins a plan anew
diagnostic  quiz's name    ``form``, ``right``, ``of``, ``held``
desk        "book"         ``text``: what lies on the desk, a JSON object; kept once (:meth:`Store.replace`)
own         "position"     ``fields``: name → value of the learner's own position; none: it is to be forgotten; kept once
=========== ============== ==================================================================

:data:`KINDS` says the same to the program. It is asked at the two doors, where a text is read and where an event is
recorded, so that no reader meets an event of a wrong shape. Kinds that are not in the table are those of a newer version:
they are kept as they are, and nobody reads them.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course.textfiles import loads
from course.texts import say

SCHEMA = 1
LATEST = 3e10
"""Seconds since 1970 beyond which a time is no time of this course (the year 2920), nor is one before 1970: every system can
tell the day of those between."""
DEPTH = 8
"""Lists and objects within one another in an event; the course itself writes three."""
LARGEST = 2**53
"""Whole numbers beyond which a browser would not read what Python wrote."""

Event = dict[str, Any]
"""``{"at": seconds, "kind": "drill", "lesson": "leverage", "item": "margin", …}``, kept under its identity."""
Fits = Callable[[Any], bool]


class NotProgress(ValueError):  # noqa: N818 (says what the text is: not progress)
    """A text that is not saved progress, or is of a newer version; the message says which."""


def _whole(low: int, high: int) -> Fits:
    return lambda value: type(value) is int and low <= value <= high


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _belief(value: Any) -> bool:
    return value is None or _whole(0, LARGEST)(value)


def _parts(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= 1_000
        and all(isinstance(part, list) and len(part) == 2 and all(map(_text, part)) for part in value)
    )


def _guess(value: Any) -> bool:
    return value is None or isinstance(value, str | bool) or (isinstance(value, int | float) and math.isfinite(value))


def _fields(value: Any) -> bool:
    return isinstance(value, dict) and len(value) <= 100


def _held(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_whole(1, 3), value.values()))


def _record(value: Any) -> bool:
    """A JSON object as a text; what holds for the values of an event holds for its own."""
    try:
        found = loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and _is_plain(found)


@dataclass(frozen=True)
class Kind:
    """The fields of one kind of event: those that a reader cannot do without, and those that may be absent."""

    needed: Mapping[str, Fits]
    others: Mapping[str, Fits]


KINDS: dict[str, Kind] = {
    "opened": Kind({"parts": _parts}, {}),
    "exercise": Kind({}, {"outcome": _text, "misconception": _belief}),
    "help": Kind({}, {"degree": _whole(1, 4)}),
    "drill": Kind({}, {"seed": _whole(0, LARGEST), "correct": _flag, "misconception": _belief}),
    "question": Kind(
        {},
        {
            "form": _text,
            "option": _whole(0, 1_000),
            "correct": _flag,
            "confidence": _whole(1, 3),
            "misconception": _belief,
        },
    ),
    "guess": Kind({"value": _guess}, {"asked": _text, "said": _text, "truth": _text, "right": _flag}),
    "unfolded": Kind({}, {}),
    "task": Kind({}, {}),
    "plan": Kind({"fields": _fields}, {"fresh": _flag}),
    "desk": Kind({"text": _record}, {}),
    "own": Kind({"fields": _fields}, {}),
    "diagnostic": Kind({"form": _text, "right": _whole(0, 1_000), "of": _whole(0, 1_000)}, {"held": _held}),
}
"""Each kind that this version reads."""

RESULTS = ("exercise", "drill", "question", "task", "diagnostic")
"""Kinds that are results, and counted as such; the page counts alike (keep.js)."""


def fault(event: Any) -> str:
    """What is wrong with the shape of an event, in words; "" if it may be kept.

    Every event is plain data (what JSON holds, numbers finite, texts that can be written) with a time, a kind, a lesson
    and an item; those of a kind in :data:`KINDS` hold its fields.
    """
    if not isinstance(event, dict):
        return "not an event"
    if not _is_plain(event):
        return "holds what cannot be saved"
    at = event.get("at")
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at <= LATEST:
        return "no time"
    for name in ("kind", "lesson", "item"):
        if not isinstance(event.get(name), str):
            return say("no {name}", name=name)
    kind = KINDS.get(event["kind"])
    if kind is None:
        return ""
    for name, fits in kind.needed.items():
        if name not in event or not fits(event[name]):
            return say("without a usable “{name}”", name=name)
    for name, fits in kind.others.items():
        if name in event and not fits(event[name]):
            return say("without a usable “{name}”", name=name)
    if event["kind"] == "diagnostic" and event["right"] > event["of"]:
        return "more right than were asked"
    return ""


def _is_plain(value: Any, depth: int = DEPTH) -> bool:
    """Whether a value can be written as JSON and read again, here and in a browser."""
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        return is_text(value)
    if isinstance(value, int):
        return abs(value) <= LARGEST
    if isinstance(value, float):
        return math.isfinite(value)
    if depth == 0:
        return False
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_text(key) and _is_plain(part, depth - 1) for key, part in value.items())
    return isinstance(value, list) and all(_is_plain(part, depth - 1) for part in value)


def is_text(value: str) -> bool:
    """Whether a text can be written: half a surrogate pair cannot."""
    return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)


@dataclass(frozen=True)
class ReadEvents:
    """What a text held.

    Attributes:
        events: those that are fit to be kept, by their identity.
        skipped: kind → how many of that kind were left out, their shape being wrong.
    """

    events: dict[str, Event]
    skipped: Mapping[str, int]

    @property
    def words(self) -> str:
        """What was left out, in words: "2 entries could not be read and were left out (1 opened, 1 diagnostic)"; or ""."""
        count = sum(self.skipped.values())
        if not count:
            return ""
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.skipped.items()))
        one = count == 1
        return say(
            "{count} {one} could not be read and {one_2} left out ({kinds})",
            count=count,
            one="entry" if one else "entries",
            one_2="was" if one else "were",
            kinds=kinds,
        )


def read(text: str) -> ReadEvents:
    """What the text of a progress file holds, event by event.

    Raises:
        NotProgress: it is damaged as a whole (not one event can be read), something else, or of a newer version.
    """
    try:
        data = loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise NotProgress("it is damaged (not valid JSON)") from None
    if not isinstance(data, dict) or type(data.get("schema")) is not int:
        raise NotProgress("it is not a progress file of this course")
    if data["schema"] > SCHEMA:
        raise NotProgress("it was written by a newer version of the course")
    found = data.get("events")
    if not isinstance(found, dict):
        raise NotProgress("it is damaged (it holds no events)")
    faults = {key: fault(event) if is_text(key) else "no identity" for key, event in found.items()}
    events = {key: event for key, event in found.items() if not faults[key]}
    if found and not events:
        raise NotProgress(f"it is damaged (not one of its events can be read: {next(iter(faults.values()))})")
    return ReadEvents(events, Counter(_kind(found[key]) for key, why in faults.items() if why))


def _kind(event: Any) -> str:
    """The kind of an event that is not fit to be read, as far as it is one of ours."""
    kind = event.get("kind") if isinstance(event, dict) else None
    return kind if isinstance(kind, str) and kind in KINDS else "of no known kind"


def parse(text: str) -> dict[str, Event]:
    """The events in the text of a progress file that are fit to be kept.

    Raises:
        NotProgress: it is damaged, something else, or written by a newer version of the course.
    """
    return read(text).events


def order(row: tuple[str, Event]) -> tuple[float, str]:
    """What events are sorted by: time, and where that is the same, identity."""
    key, event = row
    return event["at"], key


def dump(events: Mapping[str, Event]) -> str:
    """Events as the text of a progress file; equal events give equal text."""
    ordered = dict(sorted(events.items(), key=order))
    return json.dumps({"schema": SCHEMA, "events": ordered}, indent=1, ensure_ascii=False) + "\n"


def merge(a: Mapping[str, Event], b: Mapping[str, Event]) -> dict[str, Event]:
    """All events of both; the same whichever way round and however often.

    Where one identity stands for two different events (what is kept once, or a file edited by hand) the later one is kept.
    """
    merged = dict(a)
    for key, event in b.items():
        rival = merged.setdefault(key, event)
        if rival is not event:
            # The later one of what is kept once; then by text, since Python takes 1, 1.0 and True for equal.
            merged[key] = max(rival, event, key=lambda e: (e["at"], json.dumps(e, sort_keys=True)))
    return merged
