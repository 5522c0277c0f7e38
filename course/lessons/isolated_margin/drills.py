"""Practice of lesson 04: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.isolated_margin.book import SIDES, at, compartment, left_at_closing
from course.margin import chance_alive, collateral_for_move, each_must_pass, top_up
from course.number_format import number
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say

RATES = (0.01, 0.02, 0.025, 0.03, 0.05)


def _of(rng: np.random.Generator, *values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


# ---- left_in_all --------------------------------------------------------------------------------------------------


def _account(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "wallet": float(_of(rng, 2_000, 3_000, 4_000, 6_000, 8_000, 9_000)),
        "posted": float(_of(rng, 400, 500, 800, 1_000, 1_200)),
        "leverage": float(_of(rng, 5, 8, 10, 15)),
        "maintenance": float(_of(rng, *RATES[:4])),
        "rest": str(_of(rng, "returned", "kept")),
    }


def _left(posted: float, leverage: float, maintenance: float) -> float:
    return left_at_closing(compartment("long", posted, posted * leverage, maintenance))


def _left_in_all(wallet: float, posted: float, leverage: float, maintenance: float, rest: str) -> float:
    return wallet + (_left(posted, leverage, maintenance) if rest == "returned" else 0.0)


def _left_by_steps(wallet: float, posted: float, leverage: float, maintenance: float, rest: str) -> float:
    notional = posted * leverage
    fall = (1 / leverage - maintenance) / (1 - maintenance)
    loss = notional * fall
    amount_still_there = posted - loss
    return wallet + amount_still_there if rest == "returned" else wallet


LEFT = Drill(
    "left_in_all",
    "What is left in all",
    ask="**{posted:$}** is posted, isolated, behind a long at **{leverage:×}** (maintenance **{maintenance:%~}**);"
    " **{wallet:$}** lies in the wallet. The price crashes, and the venue closes the position just at its liquidation"
    " price. What is left in the compartment is **{rule}**. How much do you have in all?",
    generate=_account,
    answer=_left_in_all,
    ways=(_left_by_steps,),
    unit="USD",
    rel_tol=0.0005,
    wrong=(
        WrongAnswer(
            lambda wallet, posted, leverage, maintenance, rest: (
                wallet + _left(posted, leverage, maintenance) if rest == "kept" else wallet
            ),
            lambda wallet, posted, leverage, maintenance, rest: (
                "that is if what is left were returned; here the venue keeps it."
                if rest == "kept"
                else say(
                    "that is if the venue kept what is left. At the closing {left:$} is still there, and here"
                    " you get it back.",
                    left=_left(posted, leverage, maintenance),
                )
            ),
        ),
        WrongAnswer(
            lambda wallet, posted, leverage, maintenance, rest: _left(posted, leverage, maintenance),
            "that is the compartment alone. The wallet beside it has not lost a cent.",
            misconception=12,
        ),
        WrongAnswer(
            lambda wallet, posted, leverage, maintenance, rest: wallet + posted,
            "that is everything you had before. The loss down to the liquidation price is real.",
        ),
        WrongAnswer(
            lambda wallet, posted, leverage, maintenance, rest: wallet - posted,
            "that takes the loss out of the wallet. The wallet is not behind an isolated position.",
            misconception=12,
        ),
        WrongAnswer(
            lambda wallet, posted, leverage, maintenance, rest: (
                wallet + posted * leverage * maintenance if rest == "returned" else None
            ),
            "close: that is the requirement at entry. At the liquidation price the notional, and with it the"
            " requirement, has"
            " shrunk.",
        ),
    ),
    explain="The wallet is untouched: {wallet:$}. At its liquidation price the compartment holds just the requirement,"
    " {left:$}, which is {whose}: **{left_in_all:$}**.",
    numbers={
        "rule": lambda q: "returned to you" if q.rest == "returned" else "kept by the venue",
        "left": lambda q: _left(q.posted, q.leverage, q.maintenance),
        "whose": lambda q: "yours" if q.rest == "returned" else "not yours here",
        "left_in_all": lambda q: _left_in_all(q.wallet, q.posted, q.leverage, q.maintenance, q.rest),
    },
)


# ---- for_a_move ---------------------------------------------------------------------------------------------------


def _move(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "notional": float(_of(rng, 2_000, 5_000, 8_000, 10_000, 20_000, 50_000)),
        "move": float(_of(rng, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3)),
        "maintenance": float(_of(rng, *RATES)),
        "side": str(_of(rng, *SIDES)),
    }


def _for_a_move(notional: float, move: float, maintenance: float, side: str) -> float:
    loss = notional * move
    notional_there = notional - loss if side == "long" else notional + loss
    requirement = maintenance * notional_there
    return loss + requirement


FOR_A_MOVE = Drill(
    "for_a_move",
    "Posted for a move",
    ask="A **{side}** of **{notional:$}** shall survive a move of **{move:%0}** against it. Maintenance is"
    " **{maintenance:%~}** of the notional at that price. How much do you post?",
    generate=_move,
    answer=lambda notional, move, maintenance, side: collateral_for_move(notional, move, maintenance, side),
    ways=(_for_a_move,),
    unit="USD",
    rel_tol=0.001,
    wrong=(
        WrongAnswer(
            lambda notional, move, maintenance, side: notional * move,
            "that is the loss, so nothing is left: the venue has closed you before, when the requirement was still"
            " there.",
            misconception=1,
        ),
        WrongAnswer(
            lambda notional, move, maintenance, side: notional * (move + maintenance),
            "almost: that takes the requirement at entry. It is measured on the notional after the move.",
        ),
        WrongAnswer(
            lambda notional, move, maintenance, side: _for_a_move(
                notional, move, maintenance, "short" if side == "long" else "long"
            ),
            "that is for a {other_side}. A long's requirement shrinks as it loses, a short's grows.",
            misconception=3,
        ),
    ),
    explain="loss {loss:$} + requirement {maintenance:%~} · {notional:$} · (1 {sign} {move:#2}) ="
    " **{collateral_for_move:$}**",
    numbers={
        "loss": lambda q: q.notional * q.move,
        "sign": lambda q: "−" if q.side == "long" else "+",
        "collateral_for_move": lambda q: collateral_for_move(q.notional, q.move, q.maintenance, q.side),
        "other_side": lambda q: "short" if q.side == "long" else "long",
    },
)


# ---- no_closure ---------------------------------------------------------------------------------------------------


def _weeks(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "chance": float(_of(rng, 0.9, 0.95, 0.97, 0.98, 0.99)),
        "weeks": float(_of(rng, 4, 5, 8, 10, 13)),
        "compartments": float(_of(rng, 2, 3, 4)),
        "together": bool(_of(rng, True, False)),
    }


def _no_closure(chance: float, weeks: float, compartments: float, together: bool) -> float:
    draws = weeks if together else weeks * compartments
    return float(100 * chance**draws)


NO_CLOSURE = Drill(
    "no_closure",
    "No closing at all",
    ask="You keep **{compartments:#0} compartments**; each passes a week with **{chance:%0}**, and every week is a"
    " fresh draw. They fall **{how}**. With which chance is none of them closed in **{weeks:#0} weeks**?",
    generate=_weeks,
    answer=lambda chance, weeks, compartments, together: 100 * chance_alive(chance, weeks, compartments, together),
    ways=(_no_closure,),
    unit="%",
    rel_tol=0.005,
    wrong=(
        WrongAnswer(
            lambda chance, weeks, compartments, together: 100 * chance,
            "that is one week. It has to go well {weeks:#0} times in a row.",
            misconception=27,
        ),
        WrongAnswer(
            lambda chance, weeks, compartments, together: 100 * chance**compartments,
            "that is one week of {compartments:#0} that fall independently. The question is about {weeks:#0} weeks.",
        ),
        WrongAnswer(
            lambda chance, weeks, compartments, together: 100 * (1 - weeks * (1 - chance)),
            "you took the losing chance once for each week. Chances in a row multiply: the second week only counts for"
            " those who"
            " passed the first.",
        ),
        WrongAnswer(
            lambda chance, weeks, compartments, together: (
                100 * chance ** (weeks * compartments) if together else 100 * chance**weeks
            ),
            lambda chance, weeks, compartments, together: (
                "they fall together, so they are one draw a week, not several."
                if together
                else "that is for one compartment. Independent ones must *all* pass, so their chances multiply too."
            ),
        ),
    ),
    explain="{chance:#2} to the power of {weeks:#0}{factor}: **{chance_alive:%1}**",
    numbers={
        "how": lambda q: "all together or not at all" if q.together else "independently of each other",
        "factor": lambda q: "" if q.together else f" × {number(q.compartments, 0)}",
        "chance_alive": lambda q: chance_alive(q.chance, q.weeks, q.compartments, q.together),
    },
)


# ---- each_must ----------------------------------------------------------------------------------------------------


def _wanted(rng: np.random.Generator) -> dict[str, Any]:
    return {"chance": float(_of(rng, 0.5, 0.6, 0.7, 0.8, 0.9)), "compartments": float(_of(rng, 2, 3, 4, 5, 6, 8, 10))}


def _each_must(chance: float, compartments: float) -> float:
    return float(100 * chance ** (1 / compartments))


EACH_MUST = Drill(
    "each_must",
    "What each must pass",
    ask="You keep **{compartments:#0} compartments** that fall independently of each other. In **{chance:%0}** of the"
    " weeks *none* of them shall be closed. With which chance must each of them pass a week?",
    generate=_wanted,
    answer=lambda chance, compartments: 100 * each_must_pass(chance, compartments=compartments),
    ways=(_each_must,),
    unit="%",
    rel_tol=0.003,
    wrong=(
        WrongAnswer(
            lambda chance, compartments: 100 * chance,
            "if each passes {chance:%0}, all {compartments:#0} pass together in only {all_pass:%0}.",
            misconception=11,
        ),
        WrongAnswer(
            lambda chance, compartments: 100 * chance**compartments,
            "the other way round: that is what all of them pass if each has this chance.",
        ),
        WrongAnswer(
            lambda chance, compartments: 100 * chance / compartments,
            "a chance cannot be shared out: each must be *safer* than the whole, not less safe.",
        ),
    ),
    explain="p to the power of {compartments:#0} = {chance:#2}, so p = {chance:#2} to the power of 1/{compartments:#0}"
    " = **{each_must_pass:%}**",
    numbers={
        "each_must_pass": lambda q: each_must_pass(q.chance, compartments=q.compartments),
        "all_pass": lambda q: q.chance**q.compartments,
    },
)


# ---- top_up -------------------------------------------------------------------------------------------------------


def _low(rng: np.random.Generator) -> dict[str, Any]:
    notional = float(_of(rng, 5_000, 8_000, 10_000, 20_000, 40_000))
    maintenance = float(_of(rng, *RATES[1:]))
    return {
        "notional": notional,
        "maintenance": maintenance,
        "equity": round(notional * maintenance * float(_of(rng, 1.1, 1.25, 1.4, 1.5))),
        "ratio": float(_of(rng, 0.25, 0.4, 0.5)),
    }


def _top_up(notional: float, maintenance: float, equity: float, ratio: float) -> float:
    requirement = notional * maintenance
    equity_wanted = requirement / ratio
    return equity_wanted - equity


def _missing(notional: float, maintenance: float, equity: float, ratio: float) -> float:
    return float(top_up(compartment("long", equity, notional, maintenance), at(100.0), ratio))


TOP_UP = Drill(
    "top_up",
    "Top up",
    ask="A position of **{notional:$}** (maintenance **{maintenance:%~}**) has **{equity:$}** of equity left. The"
    " margin ratio is requirement over equity, and you want it down to **{ratio:%0}**. How much do you add?",
    generate=_low,
    answer=_missing,
    ways=(_top_up,),
    unit="USD",
    rel_tol=0.002,
    wrong=(
        WrongAnswer(
            lambda notional, maintenance, equity, ratio: notional * maintenance / ratio,
            "that is all the equity you want. Part of it is there already.",
        ),
        WrongAnswer(
            lambda notional, maintenance, equity, ratio: equity - notional * maintenance,
            "that is how much may still be lost before the venue closes it. You are asked what to add.",
        ),
        WrongAnswer(
            lambda notional, maintenance, equity, ratio: equity / ratio - equity,
            "that brings *equity* up by the ratio. The ratio is measured against the requirement.",
        ),
        WrongAnswer(
            lambda notional, maintenance, equity, ratio: notional * ratio - equity,
            "that is a share of the notional. The ratio is requirement over equity; the requirement is the small part"
            " of the"
            " notional that maintenance asks for.",
        ),
    ),
    explain="requirement {requirement:$} ÷ {ratio:#2} = {needed:$} of equity wanted; less {equity:$} that is there:"
    " **{missing:$}**",
    numbers={
        "requirement": lambda q: q.notional * q.maintenance,
        "needed": lambda q: q.notional * q.maintenance / q.ratio,
        "missing": lambda q: _missing(q.notional, q.maintenance, q.equity, q.ratio),
    },
)

DRILLS = (LEFT, FOR_A_MOVE, NO_CLOSURE, EACH_MUST, TOP_UP)
