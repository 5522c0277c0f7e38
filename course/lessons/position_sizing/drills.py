"""Practice of lesson 08: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course.margin import compounded, losses_to, max_leverage_for_stop, notional_for_volatility, size_for_risk
from course.teaching.drill import Drill, WrongAnswer


def _pick(rng: np.random.Generator, *values: float) -> float:
    return float(rng.choice(values))


def _units_numbers(rng: np.random.Generator) -> dict[str, Any]:
    entry = _pick(rng, 50, 80, 100, 200, 400)
    stop = round(entry * (1 - _pick(rng, 0.02, 0.025, 0.03, 0.04, 0.05)), 2)
    return {
        "equity": _pick(rng, 5_000, 8_000, 10_000, 20_000, 40_000),
        "budget": _pick(rng, 0.005, 0.01, 0.015, 0.02),
        "entry": entry,
        "stop": stop,
        "fee": _pick(rng, 0.0005, 0.001),
        "leverage": _pick(rng, 3, 5, 8),
    }


def _units(equity: float, budget: float, entry: float, stop: float, fee: float, leverage: float) -> float:
    amount_that_may_be_lost = equity * budget
    way_to_the_stop = entry - stop
    fees = fee * (entry + stop)
    return amount_that_may_be_lost / (way_to_the_stop + fees)


def _stop_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "distance": _pick(rng, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1),
        "maintenance": _pick(rng, 0.02, 0.025, 0.03, 0.05),
        "side": str(rng.choice(["long", "short"])),
    }


def _stop_first(distance: float, maintenance: float, side: str) -> float:
    price_there = 1 - distance if side == "long" else 1 + distance
    requirement = maintenance * price_there
    return 1 / (distance + requirement)


def _volatility_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "equity": _pick(rng, 5_000, 10_000, 20_000, 50_000),
        "budget": _pick(rng, 0.01, 0.02, 0.03),
        "volatility": _pick(rng, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2),
        "days": _pick(rng, 3, 5, 7, 14, 30),
        "deviations": _pick(rng, 2, 3),
    }


def _by_volatility(equity: float, budget: float, volatility: float, days: float, deviations: float) -> float:
    amount_that_may_be_lost = equity * budget
    volatility_over_the_days = volatility * float((days / 365) ** 0.5)
    move = deviations * volatility_over_the_days
    return amount_that_may_be_lost / move


def _losses_to(share: float, gone: float) -> float:
    share_that_is_left = 1 - gone
    share_that_each_leaves = 1 - share
    return float(np.ceil(np.log(share_that_is_left) / np.log(share_that_each_leaves) - 1e-9))


def _margin_numbers(rng: np.random.Generator) -> dict[str, Any]:
    exposure = _pick(rng, 4_000, 6_000, 8_000, 10_000, 12_000)
    return {
        "account": exposure * _pick(rng, 2, 2.5, 4),
        "exposure": exposure,
        "most": exposure / _pick(rng, 4, 5, 8, 10, 12.5),
    }


def _margin_for(account: float, exposure: float, most: float) -> float:
    posted = most
    return exposure / posted


DRILLS = (
    Drill(
        "units",
        "Size from a loss",
        ask="Account **{equity:$}**, of which this trade may cost **{budget:%~}**. You buy at **{entry:$}**, your stop"
        " is at **{stop:$}**, fees are **{fee:%~2}** of the traded amount on the way in and out, and you set the"
        " leverage to **{leverage:×}**. How many coins?",
        generate=_units_numbers,
        answer=lambda equity, budget, entry, stop, fee, leverage: size_for_risk(equity, budget, entry, stop, fee=fee),
        ways=(_units,),
        unit="coins",
        rel_tol=0.002,
        wrong=(
            WrongAnswer(
                lambda equity, budget, entry, stop, fee, leverage: equity * budget / entry,
                "that buys coins *for* {at_risk:$}. One coin loses only {way:$} at your stop, and fees.",
            ),
            WrongAnswer(
                lambda equity, budget, entry, stop, fee, leverage: equity * budget / (entry - stop),
                "almost: the fees, paid on the way in and on the way out, are part of what a coin loses.",
            ),
            WrongAnswer(
                lambda equity, budget, entry, stop, fee, leverage: equity * budget / (entry - stop + fee * entry),
                "one fee is missing: it is paid again on the way out, at the stop.",
            ),
            WrongAnswer(
                lambda equity, budget, entry, stop, fee, leverage: equity / (entry - stop + fee * (entry + stop)),
                "that loses the whole account at the stop. It may cost {budget:%~} of it.",
            ),
            WrongAnswer(
                lambda equity, budget, entry, stop, fee, leverage: (
                    leverage * _units(equity, budget, entry, stop, fee, leverage)
                ),
                "you multiplied by the leverage. At your stop that loses {leverage:#0} times what you meant to risk.",
                misconception=38,
            ),
        ),
        explain="what may be lost ÷ what a coin loses = {at_risk:$} ÷ ({way:$} + {fee:#~} · ({entry:$} + {stop:$})) ="
        " **{units:#3} coins**, whatever the leverage",
        numbers={
            "at_risk": lambda q: q.equity * q.budget,
            "way": lambda q: q.entry - q.stop,
            "units": lambda q: _units(q.equity, q.budget, q.entry, q.stop, q.fee, q.leverage),
        },
    ),
    Drill(
        "stop_first",
        "Is the stop first?",
        ask="An isolated **{side}** with a stop **{distance:%0}** from the entry, maintenance **{maintenance:%1}**. At"
        " which leverage do the stop and the liquidation price fall together?",
        generate=_stop_numbers,
        answer=lambda distance, maintenance, side: max_leverage_for_stop(distance, maintenance, side),
        ways=(_stop_first,),
        unit="×",
        rel_tol=0.0005,
        wrong=(
            WrongAnswer(
                lambda distance, maintenance, side: 1 / distance,
                "at {inverse:×} your stop is where the margin is gone. The venue closes you earlier, and your stop"
                " waits behind it.",
                misconception=1,
            ),
            WrongAnswer(
                lambda distance, maintenance, side: 1 / (distance + maintenance),
                "almost: the requirement is measured on the notional at the stop, not at the entry.",
            ),
            WrongAnswer(
                lambda distance, maintenance, side: max_leverage_for_stop(
                    distance, maintenance, "short" if side == "long" else "long"
                ),
                "that is the leverage of a {other_side}. On the way to its stop a long's requirement shrinks, a"
                " short's grows.",
                misconception=3,
            ),
        ),
        explain="L = 1 ÷ (d + m · (1 {sign} d)) = 1 ÷ ({distance:#~} + {maintenance:#~} · {price_there:#~}) ="
        " **{stop_first:#3}×**; above it the venue is first",
        numbers={
            "sign": lambda q: "−" if q.side == "long" else "+",
            "price_there": lambda q: 1 - q.distance if q.side == "long" else 1 + q.distance,
            "stop_first": lambda q: _stop_first(q.distance, q.maintenance, q.side),
            "inverse": lambda q: 1 / q.distance,
            "other_side": lambda q: "short" if q.side == "long" else "long",
        },
    ),
    Drill(
        "by_volatility",
        "Size from volatility",
        ask="Account **{equity:$}**. A move of **{deviations:#0} standard deviations** over **{days:#0} days** may"
        " cost **{budget:%0}** of it. Volatility is **{volatility:%0}** a year (365 days). How large is the position?",
        generate=_volatility_numbers,
        answer=lambda equity, budget, volatility, days, deviations: notional_for_volatility(
            equity, budget, volatility, days, deviations
        ),
        ways=(_by_volatility,),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda equity, budget, volatility, days, deviations: (
                    equity * budget / (deviations * volatility * days / 365)
                ),
                "you took {days:#0}/365 of a year's volatility. It grows with the *root* of time.",
                misconception=44,
            ),
            WrongAnswer(
                lambda equity, budget, volatility, days, deviations: equity * budget / (deviations * volatility),
                "that is a whole year's move. You hold the position for some days.",
            ),
            WrongAnswer(
                lambda equity, budget, volatility, days, deviations: (
                    equity * budget / (volatility * math.sqrt(days / 365))
                ),
                "that is for a move of one standard deviation. {deviations:#0} were asked.",
            ),
            WrongAnswer(
                lambda equity, budget, volatility, days, deviations: _by_volatility(
                    equity, 1.0, volatility, days, deviations
                ),
                "there such a move costs the whole account. It may cost {budget:%0} of it.",
            ),
        ),
        explain="what may be lost ÷ (k · σ · √(t/365)) = {at_risk:$} ÷ ({deviations:#0} · {volatility:#~} ·"
        " √({days:#0}/365)) = **{by_volatility:$0}**",
        numbers={
            "at_risk": lambda q: q.equity * q.budget,
            "by_volatility": lambda q: _by_volatility(q.equity, q.budget, q.volatility, q.days, q.deviations),
        },
    ),
    Drill(
        "losses_to",
        "Losses in a row",
        ask="Each trade risks **{share:%~0}** of what is left of the account. After how many losses in a row is"
        " **{gone:%0}** of it, or more, gone?",
        generate=lambda rng: {
            "share": _pick(rng, *(n / 1000 for n in (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 100, 120, 150))),
            "gone": _pick(rng, 0.3, 0.4, 0.5, 0.6),
        },
        answer=lambda share, gone: float(losses_to(1 - gone, share)),
        ways=(_losses_to,),
        terms={"share": "share risked", "gone": "share that is gone"},
        unit="losses",
        rel_tol=0.0,
        abs_tol=0.01,
        wrong=(
            WrongAnswer(
                lambda share, gone: float(math.ceil(round(gone / share, 9))),
                "you added: {share:%~0} each. But each loss is a share of what the ones before have left.",
                misconception=40,
            ),
            WrongAnswer(
                lambda share, gone: float(losses_to(1 - gone, share)) - 1,
                "one too few: they leave {then:%}, more than {left:%0}.",
            ),
            WrongAnswer(
                lambda share, gone: float(losses_to(gone, share)) if gone != 0.5 else None,
                "after these {gone:%0} is *left*. Asked is when {gone:%0} is gone, and {left:%0} is left.",
            ),
        ),
        explain="ln({left:#~}) ÷ ln(1 − {share:#~}) = {log:#}, so **{losses_to:#0}** whole losses; they leave"
        " {compounded:%}",
        numbers={
            "left": lambda q: 1 - q.gone,
            "log": lambda q: math.log(1 - q.gone) / math.log(1 - q.share),
            "losses_to": lambda q: _losses_to(q.share, q.gone),
            "compounded": lambda q: 1 + compounded(q.share, _losses_to(q.share, q.gone)),
            "then": lambda q: 1 + compounded(q.share, losses_to(1 - q.gone, q.share) - 1),
        },
    ),
    Drill(
        "margin_for",
        "The same exposure, capped",
        ask="Account **{account:$}**. You want **{exposure:$}** of exposure and could not bear to lose more than"
        " **{most:$}** with it, whatever the price does. You choose isolated and never top up. Which leverage do you"
        " set?",
        generate=_margin_numbers,
        answer=lambda account, exposure, most: exposure / most,
        ways=(_margin_for,),
        terms={"most": "most that may be lost"},
        unit="×",
        wrong=(
            WrongAnswer(
                lambda account, exposure, most: exposure / account,
                "that is the leverage of the whole account, as in cross: all {account:$} would stand behind it.",
                misconception=10,
            ),
            WrongAnswer(
                lambda account, exposure, most: account / most,
                "you divided the account. What is posted carries the exposure, not the account.",
            ),
            WrongAnswer(
                lambda account, exposure, most: most / exposure,
                "upside down: that is the share that is posted, margin over exposure.",
            ),
            WrongAnswer(
                lambda account, exposure, most: account / exposure,
                "that is how many times the exposure fits into the account. Leverage is the exposure over what is"
                " posted for it.",
            ),
        ),
        explain="post {most:$}: that is all an isolated position can lose. {exposure:$} ÷ {most:$} = **{leverage:×}**."
        " The price of the cap: it may be closed while you still want it",
        numbers={"leverage": lambda q: q.exposure / q.most},
    ),
)
