"""What there is to find in the pictures of lesson 13."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.explorers import Task, View
from course.lessons.choosing_a_platform import bots, own_venue, portfolio_on_venues, scorecard
from course.texts import say

#: So many times the most lenient asks the strictest.
FAR = 8.0
#: A small position, USD.
SMALL = 10_000.0
#: So much too far, and so much too near, tools are to be caught.
TOO_FAR, TOO_NEAR = 0.5, -0.3


def _leaders(weights: Any, cells: Any) -> set[str]:
    """The venues that trade today and lead by these weights."""
    score = scorecard.totals(weights, cells)
    live = {v.name: float(score[i]) for i, v in enumerate(portfolio_on_venues.VENUES) if v.live}
    return {name for name, total in live.items() if total > max(live.values()) - 1e-9}


def _weights(v: Mapping[str, Any]) -> list[float]:
    return [v[criterion] for criterion in scorecard.CRITERIA]


def _overruled(frame: View, v: Mapping[str, Any]) -> bool:
    """One reading of the learner's takes the lead from whoever has it by the course's."""
    cells = scorecard.ratings(v["venue"], v["check"], v["reading"])
    return not _leaders(_weights(v), cells) & _leaders(_weights(v), scorecard.RATINGS)


def _turned(frame: View, v: Mapping[str, Any]) -> bool:
    """By weights alone none of those leads that lead when all weights are equal."""
    equal = _leaders([1.0] * len(scorecard.CRITERIA), scorecard.RATINGS)
    return v["reading"] == scorecard.COURSE and not _leaders(_weights(v), scorecard.RATINGS) & equal


def _later_and_sound(frame: View, v: Mapping[str, Any]) -> bool:
    """Later than all real ones of the comparison, and nobody bears a loss."""
    mine = own_venue.outcome(
        own_venue.described(*(v[k] for k in ("maintenance", "tiers", "fee_in_trigger", "liquidation_fee"))),
        v["refresh"],
    )
    others = [row["move"] for row in frame.data["walls"] if not row["own"]]
    return bool(mine["bad"] == 0 and mine["price"] / own_venue.PRICE - 1 < min(others))


def _cheapest(frame: View) -> str:
    return str(frame.data["here"]["venue"][0])


def _apart(frame: View, v: Mapping[str, Any]) -> bool:
    rates = frame.data["here"]["rate"]
    return bool(max(rates) >= FAR * min(rates))


def _errors(frame: View) -> list[float]:
    return [row["error"] for row in frame.data["points"]]


TASKS = {
    "venues": (
        Task(
            "some",
            "Find a portfolio that **some** venues would let you open and others would not.",
            lambda frame, v: frame.title.startswith("Where it can be opened"),
        ),
        Task(
            "never",
            "Find one that **no price** of one leg alone closes, wherever it is held.",
            lambda frame, v: frame.title.startswith("No price of one leg"),
        ),
    ),
    "size": (
        Task(
            "turned",
            "Find a size at which the venue that asks **least** of $10,000 no longer asks least.",
            lambda frame, v: _cheapest(frame) != _cheapest(portfolio_on_venues.over_size(v["symbol"], SMALL)),
        ),
        Task("apart", say("Find a size for which the strictest asks at least **{far:#~} times** what the most lenient does.", far=FAR), _apart),
    ),
    "scorecard": (
        Task("weights", "Let your **weights alone** put somebody else in the lead than equal weights do.", _turned),
        Task("overruled", "Overrule **one answer** of the course so that the lead changes hands.", _overruled),
    ),
    "own": (
        Task("late", "Describe a venue that comes **too late**: somebody else must bear a loss.", lambda frame, v: "too late" in frame.title),
        Task("sound", "Describe one that acts **later than both** real ones, and still nobody bears a loss.", _later_and_sound),
    ),
    "bots": (
        Task("far", "Find a position whose wall some tool shows **half as far again** as it is, or farther.", lambda frame, v: max(_errors(frame)) >= TOO_FAR),
        Task("near", "Find one that some tool puts at least **30 % too near** its wall.", lambda frame, v: min(_errors(frame)) <= TOO_NEAR),
        Task("none", "Make a tool that shows a price show **none**.", lambda frame, v: any(row["label"] == bots.SILENT for row in frame.data["walls"])),
    ),
}  # fmt: skip
