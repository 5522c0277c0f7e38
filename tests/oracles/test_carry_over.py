"""What lesson 14 carries from picture to picture, held against a diary of what was turned, rested on and taken over.

The controls are those of the lesson, the pictures empty: what is computed from the market is held elsewhere.
"""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

from course.explorers import Choice, Explorer, Number, View
from course.lessons import record
from course.lessons.carry_over import CarryOver
from course.lessons.liquidation_cascades import market

SLUG = "liquidation_cascades"
REAL = {name: record(SLUG).explorers[name]() for name in market.CARRY}
#: Picture → control → what it holds. The landscape is pushed to a price, the others by a fall.
HELD = {
    "landscape": {"leverage": "median leverage", "depth": "depth", "cross": "traders in cross", "price": "push"},
    "player": {"leverage": "median leverage", "depth": "depth", "shock": "push"},
    "response": {"leverage": "median leverage", "depth": "depth", "shock": "push"},
    "contagion": {"leverage": "median leverage", "depth": "depth", "share": "traders in cross", "fall": "push"},
    "phase": {"leverage": "median leverage", "depth": "depth", "shock": "push"},
}


def no_picture() -> list[Any]:
    return []


def bare(name: str) -> Explorer:
    return Explorer(
        name=name,
        title=REAL[name].title,
        controls=list(REAL[name].controls.values()),
        compute=lambda **values: View({}, "A sentence."),
        design=no_picture,
    )


def nearest(dial: Number, value: float) -> float:
    """The stop that lies nearest, the lower of two; 200 equal ratios of three digits on a logarithmic slider."""
    if not dial.log:
        return dial.min + dial.step * math.ceil((value - dial.min) / dial.step - 0.5 - 1e-9)
    ratio, shown = dial.max / dial.min, 100 if dial.unit == "%" else 1
    return min(
        (float(f"{shown * dial.min * ratio ** (i / 200):.3g}") / shown for i in range(201)),
        key=lambda x: abs(x - value),
    )


class Diary:
    """By word, what was set last and where; by picture, where its controls stand and where they stood at its last rest."""

    def __init__(self) -> None:
        self.stands = {n: {c: REAL[n].controls[c].value for c in REAL[n].controls} for n in HELD}
        self.rested = {n: self.says(n) for n in HELD}
        self.market: dict[str, tuple[Any, str]] = {}

    def says(self, name: str) -> dict[str, Any]:
        """What a picture has of the market; a push in the landscape is one less price over today's."""
        found = {}
        for control, word in HELD[name].items():
            value = self.stands[name][control]
            found[word] = 1 - value / 60_000 if control == "price" else value
        return found

    def rest(self, name: str) -> None:
        if self.says(name) != self.rested[name]:
            self.rested[name] = self.says(name)
            for word, value in self.says(name).items():
                self.market[word] = (value, name)

    def offered(self, name: str) -> dict[str, tuple[Any, str]]:
        """Control → the stop it would be turned to, and where that was set."""
        found = {}
        for control, word in HELD[name].items():
            if word not in self.market or self.market[word][1] == name:
                continue
            value, source = self.market[word]
            dial = REAL[name].controls[control]
            if isinstance(dial, Number):
                value = 60_000 * (1 - value) if control == "price" else value
                if value < dial.min - 1e-9 or value > dial.max + 1e-9:
                    continue
                value = nearest(dial, value)
            if abs(value - self.stands[name][control]) > 1e-9:
                found[control] = (value, source)
        return found

    def words(self, name: str) -> str:
        found = self.offered(name)
        if not found:
            return ""
        sources = [f"“{REAL[s].title}”" for s in dict.fromkeys(source for _, source in found.values())]
        titles = sources[0] if len(sources) == 1 else f"{', '.join(sources[:-1])} and {sources[-1]}"
        parts = [f"{HELD[name][c]} {written(c, value)}" for c, (value, _) in found.items()]
        return f"Take over the market from {titles}: {', '.join(parts)}"

    def take(self, name: str) -> None:
        for control, (value, _) in self.offered(name).items():
            self.stands[name][control] = value
        self.rested[name] = self.says(name)


def written(control: str, value: float) -> str:
    if control == "price":
        return f"${value:,.0f}"
    if control in ("leverage", "depth"):
        return f"{round(value, 6):g}×"
    return f"{round(100 * value, 6):g}\u202f%"


def story(rng: random.Random, steps: int) -> None:
    carry, diary = CarryOver(market.CARRY), Diary()
    here = {name: bare(name) for name in HELD}
    for name, explorer in here.items():
        carry.lay(name, explorer)
    for _ in range(steps):
        name = rng.choice(list(here))
        act = rng.choice(("turn", "turn", "rest", "take"))
        explorer = here[name]
        if act == "turn":
            control = rng.choice(list(explorer.controls.values()))
            if isinstance(control, Number):
                value = rng.choice([control.min, control.max, control.stop(rng.randrange(control.stops))])
            else:
                value = rng.choice(list(control.labels) if isinstance(control, Choice) else [True, False])
            explorer.set(**{control.name: value})
            diary.stands[name][control.name] = explorer.values[control.name]
            continue  # nothing is said until the hand rests
        if act == "rest":
            explorer.on_event({"event": "rest"})
            diary.rest(name)
        elif not explorer.frame["offer"]:
            continue
        else:
            # Whoever turned since the offer was made takes what is wanted now.
            explorer.on_event({"event": "take"})
            diary.take(name)
            assert {c: pytest.approx(v, abs=1e-9) for c, v in numbers(diary.stands[name]).items()} == numbers(
                explorer.values
            )
        for other in here if act == "rest" else [name]:
            assert here[other].frame["offer"] == diary.words(other), (act, name, other)


def numbers(values: dict[str, Any]) -> dict[str, float]:
    return {c: float(v) for c, v in values.items() if isinstance(v, int | float)}


def stories(count: int, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        story(rng, 30)


def test_what_is_offered_and_taken() -> None:
    stories(60, 11)


def wanted_of_all(carry: CarryOver, name: str) -> dict[str, Any]:
    """Without a look at the ends of the control."""
    found = {}
    for word, held in carry.plan[name].items():
        if word in carry._set and carry._source[word] != name:
            control = carry.explorers[name].controls[held.control]
            value = min(max(held.take(carry._set[word]), control.min), control.max)
            if control.nearest(value) != carry.explorers[name].values[held.control]:
                found[word] = control.nearest(value)
    return found


def one_source(carry: CarryOver, name: str) -> None:
    given = carry._given(name)
    if given != carry._seen[name]:
        carry._seen[name] = given
        carry._set |= given
        carry._source = dict.fromkeys(carry._set, name)
    for other in carry.explorers:
        carry._offer(other)


def first_set_counts(carry: CarryOver, name: str) -> None:
    for word, value in carry._given(name).items():
        if carry._given(name) != carry._seen[name]:
            carry._set.setdefault(word, value)
            carry._source.setdefault(word, name)
    carry._seen[name] = carry._given(name)
    for other in carry.explorers:
        carry._offer(other)


def taken_is_set(carry: CarryOver, name: str) -> None:
    """What was taken over counts as a change of the market at the next rest."""
    held = carry.plan[name]
    carry.explorers[name].set(**{held[word].control: value for word, value in carry._wanted(name).items()})
    carry._offer(name)


@pytest.mark.parametrize(
    ("method", "fault"),
    [("_wanted", wanted_of_all), ("_rested", one_source), ("_rested", first_set_counts), ("_take", taken_is_set)],
)
def test_a_wrong_carry_is_noticed(method: str, fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CarryOver, method, fault)
    with pytest.raises(AssertionError):
        stories(20, 12)
