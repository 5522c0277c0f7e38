"""What explorers of every lesson say to values and messages that nobody ought to send."""

from __future__ import annotations

import json
import math
import random

import numpy as np
import pytest

from course.explorers import Choice, Explorer, Number
from course.explorers.controls import refusal
from course.lessons import lessons, record
from course.validation import ArgumentError, within

JUNK = [
    None, True, False, 0, -1, 10**400, -(10**400), 1e308, 5e-324, math.nan, math.inf, -math.inf, "", "x", "x" * 10_000,
    "\ud800", [], [1], [math.inf], {}, {"a": 1}, [[[]]], {1, 2}, b"x",
    np.array([1.0, 2.0]), np.float64(2), np.array(3.0), object(),
]  # fmt: skip


SLUGS = [entry.slug for entry in lessons()]


def one(slug):
    """An explorer of a lesson, with its guess locked in where it asks for one; which of them changes with the lesson."""
    made = record(slug).explorers
    names = random.Random(slug).sample(sorted(made), len(made))
    explorer = next((part for part in (made[name]() for name in names) if isinstance(part, Explorer)), None)
    if explorer is None:
        pytest.skip("this lesson has no explorer")
    return explorer


def opened(explorer):
    if explorer.closed:
        explorer.predict(explorer.prediction.control.value)
    return explorer


def is_json(frame):
    json.dumps({name: value for name, value in frame.items() if name != "block"}, allow_nan=False)
    return True


def messages(explorer):
    yield from ({}, None, [], "set", 1, {"event": None}, {"event": ["set"]}, {"event": {}}, {"event": "what"})
    for junk in JUNK:
        yield {"event": junk}
        for whole in (
            {"event": "set", "view": "v", "turn": 1, "values": {}, "slide": True},
            {"event": "pull", "name": "x", "to": 1, "view": "v", "turn": 1, "values": {}},
            {"event": "predict", "value": 1},
            {"event": "table", "open": True},
            {"event": "hello", "number": 0},
            {"event": "own", "act": "tell", "values": {}},
        ):
            for field in whole:
                if field != "event":
                    yield {**whole, field: junk}
                    yield {name: value for name, value in whole.items() if name != field}
        yield {"event": "set", "view": "v", "turn": 1, "values": {"no such control": junk}}
        for name in explorer.controls:
            yield {"event": "set", "view": "v", "turn": 1, "values": {name: junk}}


@pytest.mark.parametrize("slug", SLUGS)
def test_whatever_a_page_sends_is_answered_or_passed_over(slug):
    explorer = one(slug)
    start = dict(explorer.values)
    control = explorer.prediction.control if explorer.closed else None
    rng = random.Random(7)
    tried = list(messages(explorer))
    for message in rng.sample(tried, min(len(tried), 250)):
        explorer.on_event(message)
        assert explorer.last_exception is None, message
        assert is_json(explorer.frame), message
        if isinstance(message, dict) and isinstance(message.get("event"), str) and message["event"] == "set":
            explorer.on_event({"event": "set", "view": "v", "turn": 1, "values": start})
    assert explorer.error == ""
    if control is not None and explorer.closed:
        explorer.predict(control.value)


@pytest.mark.parametrize("slug", SLUGS)
def test_junk_is_refused_beside_its_control(slug):
    explorer = opened(one(slug))
    for name, control in explorer.controls.items():
        for junk in (None, 10**400, math.inf, [], [1], {}, {"a": 1}, {1}, object(), np.array([1.0, 2.0])):
            explorer.set(**{name: junk})
            assert explorer.error_control == name, junk
            assert explorer.error.startswith(control.label), explorer.error
            assert is_json(explorer.frame)
        explorer.set(**{name: control.value})
    assert explorer.error == ""


LEVERAGE = Number("leverage", "Leverage", 10, min=1, max=40, unit="×")
RATE = Number("rate", "Maintenance", 0.025, min=0, max=0.1, unit="%")
SIZE = Number("millions", "Position, in millions", 1, min=1, max=1000, unit="$", log=True)


@pytest.mark.parametrize(
    ("control", "value", "allowed", "said"),
    [
        (LEVERAGE, 40, "at most 20, where it ends", "Leverage 40× is not allowed: at most 20×, where it ends."),
        (LEVERAGE, 40.0, "at most 12.5", "Leverage 40× is not allowed: at most 12.5×."),
        (LEVERAGE, 40, "at most 20×, where …", "Leverage 40× is not allowed: at most 20×, where …."),
        (LEVERAGE, 40, "at most 20 positions", "Leverage 40× is not allowed: at most 20 positions."),
        (RATE, 0.058, "above 0 and at most 0.05", "Maintenance 5.8\u202f% is not allowed: above 0\u202f% and at most 5\u202f%."),
        (SIZE, 1000, "at most $400M, the largest", "Position $1,000 million is not allowed: at most $400M, the largest."),
        (LEVERAGE, 10**400, "a finite number", "Leverage: enter a number."),
        (Choice("side", "Side", ["long", "short"]), "flat", "one of 'long', 'short'", "Side: choose long or short."),
        (Choice("n", "Assets", [1, 2, 3]), [], "one of 1, 2, 3", "Assets: choose 1, 2 or 3."),
    ],
)  # fmt: skip
def test_a_refusal_speaks_of_the_controls_own_unit(control, value, allowed, said):
    assert refusal(control, ArgumentError(control.name, value, allowed)) == said


def test_bounds_of_the_library_are_said_in_the_controls_unit():
    with pytest.raises(ArgumentError) as caught:
        within("rate", 0.2, 0.0, 0.1, open_low=True)
    assert refusal(RATE, caught.value) == "Maintenance 20\u202f% is not allowed: above 0\u202f% and at most 10\u202f%."


def ends(control):
    if isinstance(control, Number):
        return (control.min, control.max)
    return tuple(control.labels) if isinstance(control, Choice) else (True, False)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_bound_in_a_refusal_has_its_controls_unit(slug):
    explorer = opened(one(slug))
    for name, control in explorer.controls.items():
        for end in ends(control):
            explorer.set(**{name: end})
            refused = explorer.controls.get(explorer.error_control)
            if isinstance(refused, Number) and refused.unit in ("×", "%"):
                assert refused.unit in explorer.error.partition("not allowed:")[2], explorer.error
            explorer.set(**{name: control.value})
