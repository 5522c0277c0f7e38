"""The rules that a plan is held against. They check whether its lines fit together, never whether the trade is good.

A rule is data: a code, what it means to break it, the lines of the plan that fall with it, and a function that says what is
wrong, in a sentence with the numbers. An *error* means that the lines contradict each other or are not there, a *warning* that
something is unusual, a *note* is for knowing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from course.simulation.plans.plan import TradePlan
from course.simulation.plans.sums import Sums, coin, reckon, right_side
from course.texts import joined, say

#: The five lines, in the order of thought, and what each is called.
LINES = {
    "thesis": "Entry thesis",
    "loss": "Max loss",
    "size": "Position size",
    "mode": "Margin mode",
    "exit": "Exit trigger",
}
#: Share of equity: what the course takes for much in one trade, and in all open ones together.
MUCH, MUCH_IN_ALL = 0.03, 0.06
#: Correlation of coins that rise and fall together: measured between hourly BTC and ETH returns.
TOGETHER = 0.84
#: Leverage above which looking once a day is seldom.
SELDOM_ABOVE = 5.0
#: Share of the budget above which funding is worth a word.
FUNDING_SHARE = 0.1
#: Fewest words that say why.
WORDS = 3
PLACEHOLDERS = frozenset(
    {"", "tbd", "todo", "n/a", "na", "none", "later", "idk", "see", "x", "xx", "xxx", "asdf", "test", "tba"}
)


@dataclass(frozen=True)
class Finding:
    """One rule that a plan breaks.

    Attributes:
        code: of the rule, such as ``"R5"``.
        severity: ``"error"``, ``"warning"`` or ``"note"``.
        lines: keys of :data:`LINES` that it belongs to.
        text: what is wrong, with its numbers.
    """

    code: str
    severity: str
    lines: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Rule:
    """One rule: ``judge`` gives (lines, sentence) for every place where a plan breaks it."""

    code: str
    severity: str
    judge: Callable[[TradePlan, Sums], Iterator[tuple[tuple[str, ...], str]]]


def is_empty(text: str) -> bool:
    """Whether a text only keeps a place: nothing, ``tbd``, dots, dashes."""
    bare = text.strip().lower().strip(".…-–—?!_ ")
    return bare in PLACEHOLDERS or not re.search(r"\w", bare)


def _words(text: str) -> int:
    return len(re.findall(r"\w+", text))


Found = Iterator[tuple[tuple[str, ...], str]]


def _written(plan: TradePlan, sums: Sums) -> Found:
    """R1: every line is there."""
    missing: dict[str, list[str]] = {line: [] for line in LINES}
    asked: tuple[tuple[str, str, Any], ...] = (
        ("thesis", "the market", None if is_empty(plan.market) else 1),
        ("thesis", "the entry price", plan.entry),
        ("thesis", "the reason, in three words at least", None if is_empty(plan.why) or _words(plan.why) < WORDS else 1),
        ("thesis", "the horizon", plan.horizon_days),
        ("loss", "the account", plan.equity),
        ("loss", "the share of it that may be lost", plan.risk),
        ("size", "a size, or the loss, entry and stop that give one", sums.size),
        ("mode", "the leverage setting", plan.leverage),
        ("mode", "the venue's maintenance fraction", plan.maintenance),
    )  # fmt: skip
    for line, what, value in asked:
        if value is None:
            missing[line].append(what)
    for line, things in missing.items():
        if things:
            yield (line,), say("Not written yet: {things}.", things=joined(", ", things))


def _falsified(plan: TradePlan, sums: Sums) -> Found:
    """R2: something would prove the thesis wrong."""
    text = plan.wrong_if
    if is_empty(text) or (_words(text) < WORDS and not re.search(r"\d", text)):
        yield (
            ("thesis",),
            "Nothing is named that would prove it wrong: a price, a fact or a date that others can check.",
        )


def _budget(plan: TradePlan, sums: Sums) -> Found:
    """R3: the planned loss is within the budget."""
    if sums.planned is None or sums.budget is None or sums.fitting is None or sums.size is None:
        return
    if sums.planned > sums.budget * (1 + 1e-9):
        yield (
            ("loss", "size"),
            say(
                "With slip and fees the stop costs {planned:$0}, and {budget:$0} may be lost: at most {fitting:#4} units, not"
                " {size:#4}.",
                planned=sums.planned, budget=sums.budget, fitting=_down(sums.fitting), size=sums.size,
            ),
        )  # fmt: skip


def _side(plan: TradePlan, sums: Sums) -> Found:
    """R4: the stop lies where it loses, the target where it wins."""
    if plan.stop is not None and plan.entry is not None and not right_side(plan):
        where = "below" if plan.side == "long" else "above"
        yield (
            ("exit", "size"),
            say(
                "The stop of a {side} lies {where} its entry; {stop:$~} is not {where} {entry:$~}.",
                side=plan.side, where=where, stop=plan.stop, entry=plan.entry,
            ),
        )  # fmt: skip
    if plan.target is not None and plan.entry is not None and plan.sign * (plan.target - plan.entry) <= 0:
        where = "above" if plan.side == "long" else "below"
        yield (
            ("exit",),
            say(
                "The target of a {side} lies {where} its entry; {target:$~} is not {where} {entry:$~}.",
                side=plan.side, where=where, target=plan.target, entry=plan.entry,
            ),
        )  # fmt: skip


def _wall(plan: TradePlan, sums: Sums) -> Found:
    """R5: the venue does not come before the fill."""
    if sums.stop_first is not False or sums.wall is None or sums.fill is None or plan.stop is None:
        return
    behind = plan.sign * (plan.stop - sums.wall) > 0
    met = say(
        "The venue closes it at {wall:$~}, {how} your stop at {stop:$~}",
        wall=sums.wall, stop=plan.stop,
        how="behind" if behind else "before",
    )  # fmt: skip
    met = met + (say(", but before the fill at {fill:$~} that you expect", fill=sums.fill) if behind else "")
    if plan.mode == "isolated" and sums.most is not None and sums.careful is not None:
        rest = say(
            ": the stop is first up to {most:#1}×, with your slip up to {careful:#1}×.",
            most=_down(sums.most, 1), careful=_down(sums.careful, 1),
        )  # fmt: skip
    else:
        rest = say(": the size is too large for what stands behind it, {backing:$0}.", backing=sums.backing)
    yield ("mode", "exit"), met + rest


def _close(plan: TradePlan, sums: Sums) -> Found:
    """R6: the wall leaves twice the slip."""
    if not sums.stop_first or sums.wall is None or plan.stop is None:
        return
    room = abs(plan.stop - sums.wall) / plan.stop
    if room <= 2 * plan.slip:
        yield (
            ("mode",),
            say(
                "The wall at {wall:$~} is {room:%1} behind your stop, at most twice the slip of {slip:%~}: a worse fill is the"
                " venue's.",
                wall=sums.wall, room=room, slip=plan.slip,
            ),
        )  # fmt: skip


def _seen(plan: TradePlan, sums: Sums) -> Found:
    """R7: the exit can be seen."""
    if plan.stop is None:
        timed = not is_empty(plan.time_exit)
        said = "A time alone ends it" if timed else "No price and no time ends it"
        yield ("exit",), say("{said}: without a stop price nobody can say what it may lose.", said=said)


def _watched(plan: TradePlan, sums: Sums) -> Found:
    """R8: who looks seldom uses little leverage."""
    if not sums.backing or sums.backing <= 0 or sums.notional is None or plan.watched_hours < 24:
        return
    lever = sums.notional / sums.backing
    if lever > SELDOM_ABOVE * (1 + 1e-9):
        yield (
            ("exit", "mode"),
            say(
                "You look every {hours:#0} hours at a position of {lever:×} what stands behind it: nothing acts in between.",
                hours=plan.watched_hours, lever=lever,
            ),
        )  # fmt: skip


def _much(plan: TradePlan, sums: Sums) -> Found:
    """R9: the budget is not large, alone and with the others."""
    if plan.risk is None:
        return
    if plan.risk > MUCH:
        yield (
            ("loss",),
            say("{risk:%~} in one trade is above {much:%0}; ten losses in a row would take {ten:%0} of the account.",
                risk=plan.risk, much=MUCH, ten=1 - (1 - plan.risk) ** 10),
        )  # fmt: skip
    together = plan.risk + plan.open_risk
    if plan.open_risk and together > MUCH_IN_ALL:
        yield (
            ("loss",),
            say("With the {open_risk:%~} of your other open plans {together:%~} may be lost at once, above {much:%0}.",
                open_risk=plan.open_risk, together=together, much=MUCH_IN_ALL),
        )  # fmt: skip


def swing(count: float) -> float:
    """How many times as far as independent ones so many equal positions of one side swing together: ``√(1 + (n − 1)·ρ)``.

    ρ is :data:`TOGETHER`.
    """
    return math.sqrt(1.0 + (count - 1.0) * TOGETHER)


def _alike(plan: TradePlan, sums: Sums) -> Found:
    """R10: open plans of the same side are one bet."""
    if plan.open_same < 1:
        return
    count = plan.open_same + 1
    yield (
        ("loss",),
        say(
            "Your {count:#0} {side}s in coins that move together (correlation {rho:#2}) swing {times:#2} times as far as"
            " {count:#0} independent ones.",
            count=count, side=plan.side, rho=TOGETHER, times=swing(count),
        ),
    )  # fmt: skip


def _opens(plan: TradePlan, sums: Sums) -> Found:
    """R11: the account can open and keep it."""
    if sums.posted is None or sums.notional is None or plan.equity is None:
        return
    free = plan.equity - plan.reserved
    cost = sums.posted + plan.fee * sums.notional
    if cost > free * (1 + 1e-9):
        yield (
            ("mode", "size"),
            say(
                "Opening it takes {cost:$0} with the fee, and {free:$0} of the account is free.",
                cost=cost,
                free=max(free, 0.0),
            ),
        )
    elif sums.opens is False and plan.maintenance is not None:
        yield (
            ("mode",),
            say(
                "What stands behind it, {backing:$0}, does not exceed what the venue requires: {needed:%~} of {notional:$0}.",
                backing=sums.backing, needed=plan.maintenance, notional=sums.notional,
            ),
        )  # fmt: skip


def _funding(plan: TradePlan, sums: Sums) -> Found:
    """R12: funding over the horizon is small beside the budget."""
    if sums.funding is None or sums.budget is None or sums.funding <= FUNDING_SHARE * sums.budget:
        return
    yield (
        ("thesis", "loss"),
        say("{days:#0} {days:day|days} of funding at {rate:%~} per 8 h cost {funding:$0}, {share:%0} of the budget.",
            days=plan.horizon_days, rate=plan.funding, funding=sums.funding, share=sums.funding / sums.budget),
    )  # fmt: skip


def _even(plan: TradePlan, sums: Sums) -> Found:
    """R13: what the target asks of the thesis."""
    if sums.r is not None and sums.break_even is not None and plan.target is not None:
        yield (
            ("thesis",),
            say("At {target:$} it makes {r:#2} times the planned loss: such trades break even with {share:%0} of them won.",
                target=plan.target, r=sums.r, share=sums.break_even),
        )  # fmt: skip


RULES = (
    Rule("R1", "error", _written),
    Rule("R2", "error", _falsified),
    Rule("R3", "error", _budget),
    Rule("R4", "error", _side),
    Rule("R5", "error", _wall),
    Rule("R7", "error", _seen),
    Rule("R11", "error", _opens),
    Rule("R6", "warning", _close),
    Rule("R8", "warning", _watched),
    Rule("R9", "warning", _much),
    Rule("R10", "warning", _alike),
    Rule("R12", "warning", _funding),
    Rule("R13", "note", _even),
)
"""Every rule, the most severe first."""


def findings(plan: TradePlan, sums: Sums | None = None) -> tuple[Finding, ...]:
    """What the rules say of a plan, the most severe first."""
    known = reckon(plan) if sums is None else sums
    return tuple(
        Finding(rule.code, rule.severity, lines, str(text)) for rule in RULES for lines, text in rule.judge(plan, known)
    )


def holding(found: tuple[Finding, ...]) -> tuple[str, ...]:
    """The lines that no error falls on."""
    broken = {line for one in found if one.severity == "error" for line in one.lines}
    return tuple(line for line in LINES if line not in broken)


def verdict(plan: TradePlan) -> str:
    """The plan in one sentence: how many of its lines hold, and if all do its three losses. Nothing is ever approved."""
    sums = reckon(plan)
    hold = holding(findings(plan, sums))
    if len(hold) < len(LINES) or sums.planned is None or sums.bad is None or sums.worst is None:
        return say("{hold} of {lines} lines hold", hold=len(hold), lines=len(LINES))
    said = say(
        "All {all} lines hold: planned {planned:$0}, bad {bad:$0}, worst {worst:$0}",
        all=len(LINES), planned=-sums.planned, bad=-sums.bad, worst=-sums.worst,
    )  # fmt: skip
    if sums.r is not None and plan.target is not None:
        said = said + say("; {r:#2+} R at {target:$}", r=sums.r, target=plan.target)
    return str(said)


def bad_words(plan: TradePlan, sums: Sums) -> str:
    """What the bad loss is, in words."""
    stands = coin(plan.market)
    stands_in = "" if plan.market.upper().startswith(stands) else ", which stands for it here"
    return say(
            "closed at the worst price of the hour of 12 March 2020 that went furthest against a {side}: {move:%1}"
            " ({coin}{stands_in})",
            side=plan.side, move=sums.bad_move or 0.0, coin=stands, stands_in=stands_in,
        )  # fmt: skip


def _down(value: float, digits: int = 4) -> float:
    """Rounded down: what is named as a limit is within it."""
    return math.floor(value * 10.0**digits + 1e-9) / 10.0**digits
