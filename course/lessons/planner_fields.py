"""What the planner's page asks for, field by field, and what it says under each card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.simulation.plans import Sums, TradePlan
from course.simulation.plans.rules import bad_words
from course.texts import say

#: The plan that the lesson begins with: written in full, and wrong in every line.
EXAMPLE: Any = TradePlan(
    market="ETH",
    side="long",
    entry=3_000,
    why="ETH will do well after the upgrade",
    horizon_days=7,
    equity=20_000,
    risk=0.02,
    size=2.667,
    mode="isolated",
    leverage=20,
    maintenance=0.012,
    venue="dYdX",
    as_of="2026-04-22",
    stop=2_850,
    contingency=(
        ("the stop fills worse than with the slip", "close what is left at the market, and write down the fill"),
        ("the venue is silent for two hours", "hedge the same size elsewhere"),
        ("funding is above 0.1 % per 8 h", "halve the position"),
    ),
)

#: The reconstructed days that a plan can be walked through.
DAYS = {
    "2020-03-12": "12 March 2020",
    "2021-05-19": "19 May 2021",
    "2022-11-08": "8 November 2022",
    "2024-08-05": "5 August 2024",
    "2025-10-10": "10 October 2025",
}


@dataclass(frozen=True)
class FieldBox:
    """One field on the page.

    Attributes:
        field: of the plan.
        label: beside it.
        unit: behind the number, ``"$"`` before it.
        help: a few words for those who ask.
        kind: ``"number"``, ``"text"`` or ``"choice"``.
        options: of a choice, value and what is shown.
        wide: whether it takes a line of its own.
    """

    field: str
    label: str
    unit: str = ""
    help: str = ""
    kind: str = "number"
    options: tuple[tuple[str, str], ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class PlanCard:
    """One line of the plan: its fields, those that few need, and what follows from it, in words."""

    boxes: tuple[FieldBox, ...]
    told: Callable[[TradePlan, Sums], str]
    more: str = ""
    rest: tuple[FieldBox, ...] = ()


def _thesis(plan: TradePlan, sums: Sums) -> str:
    if sums.funding is None:
        return ""
    verb = "costs" if sums.funding >= 0 else "brings"
    return say(
        "Funding at the rate you expect {verb} {funding:$} over the horizon.", verb=verb, funding=abs(sums.funding)
    )


def _loss(plan: TradePlan, sums: Sums) -> str:
    parts = [] if sums.budget is None else [say("May be lost: {the_budget:$}.", the_budget=sums.budget)]
    if sums.planned is not None:
        parts.append(
            say(
                "At the stop with slip and fees: {planned:$0}; the way to the stop alone is {at_distance:$0}.",
                planned=sums.planned,
                at_distance=sums.at_distance,
            )
        )
    if sums.bad is not None:
        parts.append(say("Bad: {bad_words}.", bad_words=bad_words(plan, sums)))
    return " ".join(parts)


def _size(plan: TradePlan, sums: Sums) -> str:
    if sums.size is None or sums.notional is None:
        return ""
    what = say("{the_size:#4} units, {the_notional:$0}", the_size=sums.size, the_notional=sums.notional)
    if plan.size is None:
        return say("{what}: as many as the budget, the stop, slip and fees allow.", what=what)
    fits = "" if sums.fitting is None else say(" The budget allows {fitting:#4}.", fitting=sums.fitting)
    return say("{what}, by hand.{fits}", what=what, fits=fits)


def _mode(plan: TradePlan, sums: Sums) -> str:
    if sums.posted is None or plan.entry is None:
        return ""
    posted = (
        say("{amount:$0} posted", amount=sums.posted)
        if plan.mode == "isolated"
        else say("{amount:$0} reserved", amount=sums.posted)
    )
    if sums.opens is False:
        return f"{posted}."
    if sums.opens is None:
        return say(
            "{posted}. The wall needs the venue's maintenance fraction and what stands behind the position.",
            posted=posted,
        )
    if sums.wall is None:
        return say(
            "{posted}; no price above zero closes it while the other positions stay where they are.", posted=posted
        )
    return say(
        "{posted}; the venue closes it at {wall:$~}, {wall_2:%1} away.",
        posted=posted,
        wall=sums.wall,
        wall_2=abs(1 - sums.wall / plan.entry),
    )


def _exit(plan: TradePlan, sums: Sums) -> str:
    parts = []
    if sums.distance is not None:
        parts.append(
            say(
                "{distance:%1} from the entry; filled with the slip at {fill:$~}.",
                distance=sums.distance,
                fill=sums.fill,
            )
        )
    if sums.r is not None and plan.target is not None:
        parts.append(say("At the target: {reward:$0+}, {r:#} times the planned loss.", reward=sums.reward, r=sums.r))
    return " ".join(parts)


CARDS: dict[str, PlanCard] = {
    "thesis": PlanCard(
        (
            FieldBox("market", "Market", kind="text"),
            FieldBox("side", "Side", kind="choice", options=(("long", "long"), ("short", "short"))),
            FieldBox("entry", "Entry price", "$"),
            FieldBox("horizon_days", "Horizon", "days"),
            FieldBox("why", "Why", kind="text", wide=True, help="One sentence."),
            FieldBox("wrong_if", "What would prove it wrong", kind="text", wide=True, help="A price, a fact or a date."),
        ),
        _thesis,
        "Funding",
        (FieldBox("funding", "Funding expected per 8 h", "%", help="As your side pays it; below zero if it receives."),),
    ),
    "loss": PlanCard(
        (
            FieldBox("equity", "Account", "$"),
            FieldBox("risk", "May be lost", "% of it"),
            FieldBox("slip", "Slip beyond the stop", "%", help="How much further than the stop price you expect the fill."),
            FieldBox("fee", "Fee, each way", "%"),
        ),
        _loss,
        "Other open plans",
        (
            FieldBox("open_risk", "They may lose together", "% of it"),
            FieldBox("open_same", "Of the same side in coins that move together", "plans"),
        ),
    ),
    "size": PlanCard(
        (FieldBox("size", "Size by hand", "units", help="Leave it empty for as many as the budget allows."),),
        _size,
    ),
    "mode": PlanCard(
        (
            FieldBox("mode", "Margin mode", kind="choice", options=(("isolated", "isolated"), ("cross", "cross"))),
            FieldBox("leverage", "Leverage setting", "×"),
            FieldBox("maintenance", "Maintenance", "%", help="What the venue requires of the position; look it up for your size."),
        ),
        _mode,
        "Venue, and other positions",
        (
            FieldBox("venue", "Venue", kind="text"),
            FieldBox("as_of", "Parameters as of", kind="text"),
            FieldBox("reserved", "Needed by other positions", "$", help="Posted for them, or their requirement in cross."),
        ),
    ),
    "exit": PlanCard(
        (
            FieldBox("stop", "Stop", "$"),
            FieldBox("target", "Target", "$"),
            FieldBox("watched_hours", "Looked at every (0: stop at the venue)", "hours"),
            FieldBox("trigger", "Set off by", kind="choice", options=(("mark", "mark"), ("last", "last"), ("oracle", "oracle"))),
            FieldBox("time_exit", "Left at the latest", kind="text", wide=True),
        ),
        _exit,
    ),
}  # fmt: skip

AFTER_FIELDS = (
    FieldBox("fill", "Opened at", "$"),
    FieldBox("exit_price", "Closed at", "$"),
    FieldBox("result_r", "Result", "× planned loss"),
    FieldBox("kept", "Kept to the plan", kind="choice", options=(("", "—"), ("yes", "yes"), ("no", "no"))),
    FieldBox("note", "Note", kind="text", wide=True),
)


def boxes(line: str, *, more: bool = False) -> tuple[FieldBox, ...]:
    """The fields of a card; ``more``: those that few need."""
    return CARDS[line].rest if more else CARDS[line].boxes
