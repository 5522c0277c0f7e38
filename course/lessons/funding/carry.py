"""Explore: what a carry earns on its capital, against how often the record closed its short leg."""

from __future__ import annotations

from typing import Any

from course.explorers import View
from course.lessons.funding.book import A_DAY, ENTRY, MAINTENANCE, venue
from course.margin import break_even_days, carry_return, spot_hedge_wall
from course.margin.carry import DAYS_PER_YEAR
from course.simulation.history import record
from course.simulation.recorded import Moves
from course.texts import Said, capital, say

LEVERAGES = (1, 2, 3, 5, 10)
#: Of opening and closing both legs, a fraction of notional.
COST = 0.002
#: Days held → what one and many such windows of the record are called.
HELD = {7: ("week", "weeks"), 30: ("month", "months"), 365: ("year", "years")}
RATE = round(record().funding("BTC").mean_a_year, 4)
POOLED = "coin as margin"


def short_moves(days: int) -> Moves:
    """How far BTC rose within windows of so many days."""
    return record().moves("BTC", "short", days)


def wall(weight: float) -> float:
    """At which multiple of the entry a short is liquidated that stands on the coin itself."""
    return float(spot_hedge_wall(ENTRY, weight, MAINTENANCE)) / ENTRY


def closed_pooled(days: int, weight: float) -> float:
    """Share of the record's windows in which the price went beyond that wall."""
    return float(short_moves(days).touched(wall(weight) - 1))


def carry(rate: float, days: int, leverage: int, weight: float) -> View:
    """Return on capital over the chance of losing the short, by leverage, and with the coin as its margin."""
    moves = short_moves(days)
    earned = {x: float(carry_return(rate, days, COST, x)) for x in LEVERAGES}
    pooled, lost = float(carry_return(rate, days, COST, pooled=True)), closed_pooled(days, weight)
    dots: list[dict[str, Any]] = [
        {
            "closed": moves.closed[x],
            "earned": earned[x],
            "label": f"{x}×",
            "kind": _kind(moves.closed[x]),
            "own": x == leverage,
        }
        for x in LEVERAGES
    ]
    dots.append({"closed": lost, "earned": pooled, "label": POOLED, "kind": "pooled", "own": False})
    span = max(abs(pooled), abs(earned[10]), 0.001)
    return View(
        data={
            "dots": [{**dot, "left": dot["closed"] < 0.6} for dot in dots],
            "frame": {"earned": [min(pooled, 0.0) - 0.2 * span, max(pooled, 0.0) + 0.2 * span]},
        },
        title=_title(days, leverage, earned[leverage], pooled, moves.closed[leverage], lost),
        subtitle=say(
            "BTC bought, its perpetual sold for {span}; {cost:%~} for going in and out\nShares of all {windows} {held}{thirty} that begin on"
            " {begin}, mark price of {venue}, {first} to {last}, maintenance {maintenance:%~}.",
            span=_span(days), cost=COST, windows=moves.windows, held=HELD[days][1], thirty=" of thirty days" if days == 30 else "",
            begin=say("a Monday") if days == 7 else say("any day"), venue=venue(), first=moves.span[0], last=moves.span[1],
            maintenance=MAINTENANCE,
        ),
        sentence=_sentence(rate, days, leverage, weight, earned[leverage], pooled),
        table=lambda: _table(dots),
    )  # fmt: skip


def _kind(share: float) -> str:
    """Closed more often than not, or not."""
    return "mostly" if share > 0.5 else "alive"


def _span(days: int) -> Said:
    return say("a {held}", held=HELD[days][0])


def counted(share: float, days: int) -> Said:
    """A share of the record's windows in words, near its ends as a bound."""
    if share == 0:
        return say("in none of {windows} {held}", windows=short_moves(days).windows, held=HELD[days][1])
    return say("in {share:%?} of {held}", share=share, held=HELD[days][1])


def _title(days: int, leverage: int, earned: float, pooled: float, closed: float, seldom: float) -> Said:
    """How often the short is lost; against the coin as its margin, where that earns more and loses less."""
    lost = counted(closed, days)
    if earned < 0:
        return say("{span} of carry at {leverage:×} does not earn its costs, and loses its short {lost}",
                   span=capital(_span(days)), leverage=leverage, lost=lost)  # fmt: skip
    if pooled > earned and seldom < closed:
        there = say("in none") if seldom == 0 else say("in {share:%?}", share=seldom)
        return say("{leverage:×} loses its short {lost}; the coin as margin {there}, and it earns more",
                   leverage=leverage, lost=lost, there=there)  # fmt: skip
    return say("At {leverage:×} {span} of carry earns {earned:%}, and loses its short {lost}",
               leverage=leverage, span=_span(days), earned=earned, lost=lost)  # fmt: skip


def _sentence(rate: float, days: int, leverage: int, weight: float, earned: float, pooled: float) -> Said:
    """Both ways to hold it, and when the costs are earned back."""
    moves = short_moves(days)
    back = break_even_days(COST, rate / (A_DAY * DAYS_PER_YEAR))
    costs = (
        say("At {rate:%~2} a year the costs are never earned back.", rate=rate)
        if back is None
        else say("At {rate:%~2} a year the costs are earned back after {back:#1} days.", rate=rate, back=back)
    )
    return say(
        "With the coin apart the carry earns **{earned:%+}** on its capital in {span} if the hedge holds. The short at {leverage:×} was closed"
        " **{lost}**. With the coin as the short's margin, counted at {weight:%~0}, it earns **{pooled:%+}** and is closed at"
        " {wall:×} the entry: **{seldom}**. {costs}",
        earned=earned, span=_span(days), leverage=leverage, lost=counted(moves.closed[leverage], days), weight=weight,
        pooled=pooled, wall=wall(weight), seldom=counted(closed_pooled(days, weight), days), costs=costs,
    )  # fmt: skip


def _table(dots: list[dict[str, Any]]) -> object:
    """The menu in numbers."""
    from pandas import DataFrame

    rows = [
        {"short leg": d["label"], "earned on capital, %": 100 * d["earned"], "closed, %": 100 * d["closed"]}
        for d in dots
    ]
    return DataFrame(rows)
