"""Practice of lesson 03: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.funding.book import ENTRY, RULE
from course.margin import (
    annualised,
    break_even_days,
    days_until_liquidation,
    funding_payment,
    liquidation_after_funding,
    sign,
)
from course.number_format import number
from course.teaching.drill import Drill, WrongAnswer
from course.texts import capital, say

SIDES = ("long", "short")
#: Rates as venues settle them, in hundredths of a basis point (millionths), by the hours between settlements.
RATES = {
    1.0: (10, 12, 15, 20, 25, 30, 40, 50),
    2.0: (25, 30, 40, 50, 60, 80, 100),
    4.0: (50, 60, 80, 100, 120, 150, 200),
    8.0: (100, 120, 150, 200, 250, 300, 400, 500),
}
#: Notional of the drill on prices, USD.
NOTIONAL = 10_000.0


# ---- payment ----------------------------------------------------------------------------------------------------------


def _draw_payment(rng: np.random.Generator) -> dict[str, Any]:
    side = str(rng.choice(SIDES))
    units, mark = (
        float(rng.choice([0.5, 1, 2, 2.5, 4, 5])),
        float(rng.choice([1_500, 1_800, 2_400, 3_000, 3_200, 4_000])),
    )
    return {
        "side": side,
        "units": units,
        "mark": mark,
        "collateral": units * mark / float(rng.choice([4, 5, 8, 10])),
        "rate": float(rng.choice([-0.02, -0.01, 0.01, 0.015, 0.03, 0.05, 0.1])) / 100,
    }


def _payment(side: str, units: float, mark: float, collateral: float, rate: float) -> float:
    direction = 1 if side == "long" else -1
    notional = units * mark
    return direction * notional * rate


PAYMENT = Drill(
    "payment",
    "One payment",
    ask="You are **{side} {units:#~} ETH** with {collateral:$} behind it. The mark price is **{mark:$}** and the"
    " funding rate of this settlement is **{rate:%~2}**. What do you pay? (What you receive is negative.)",
    generate=_draw_payment,
    answer=lambda side, units, mark, collateral, rate: funding_payment(sign(side) * units, mark, rate),
    ways=(_payment,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda side, units, mark, collateral, rate: sign(side) * collateral * rate,
            "you charged the rate on your collateral. It is charged on the whole position: {units:#~} ETH at {mark:$}.",
            misconception=21,
        ),
        WrongAnswer(
            lambda side, units, mark, collateral, rate: units * mark * rate if side == "short" else None,
            "above zero the rate goes from longs to shorts, below zero from shorts to longs. A short's payment has the"
            " other"
            " sign.",
        ),
        WrongAnswer(
            lambda side, units, mark, collateral, rate: 100 * sign(side) * units * mark * rate,
            "that is a hundred times as much: the rate is in %, so divide by 100 first.",
        ),
    ),
    explain="payment = size × mark × rate = {minus}{units:#~} × {mark:$} × {rate:%~2} = **{paid:$+}**: you {do}.",
    numbers={
        "minus": lambda q: "" if q.side == "long" else "−",
        "paid": lambda q: funding_payment(sign(q.side) * q.units, q.mark, q.rate),
        "do": lambda q: "pay" if sign(q.side) * q.rate > 0 else "receive",
    },
)


# ---- a year -----------------------------------------------------------------------------------------------------------


def _draw_rate(rng: np.random.Generator) -> dict[str, Any]:
    hours = float(rng.choice(list(RATES)))
    return {"rate": float(rng.choice(RATES[hours])) / 1e6, "hours": hours}


def _every(hours: float) -> str:
    return "every hour" if hours == 1 else say("every {hours:#~} hours", hours=hours)


def _year(rate: float, hours: float) -> float:
    settlements_a_day = 24 / hours
    settlements_a_year = 365 * settlements_a_day
    return 100 * rate * settlements_a_year


A_YEAR = Drill(
    "a_year",
    "A rate a year",
    ask="A venue settles funding **{every}**, each time **{rate:%~2}**. What is that a year, with all payments added"
    " up?",
    generate=_draw_rate,
    answer=lambda rate, hours: 100 * annualised(rate, hours),
    ways=(_year,),
    unit="%",
    rel_tol=0.003,
    wrong=(
        WrongAnswer(
            lambda rate, hours: 100 * rate * 365, "that is one payment a day. {every_first} makes {a_day:#~} a day."
        ),
        WrongAnswer(
            lambda rate, hours: 100 * annualised(rate, RULE.interval_hours) if hours != RULE.interval_hours else None,
            "you read it as a rate per {interval_hours:#~} hours; this venue settles {every}.",
            misconception=23,
        ),
        WrongAnswer(
            lambda rate, hours: 100 * annualised(rate, 1.0) if hours != 1 else None,
            "you read it as a rate per hour; this venue settles {every}.",
        ),
        WrongAnswer(
            lambda rate, hours: 100 * annualised(rate, hours, compound=True),
            "that compounds the payments. They were to be added up: the notional does not grow by what was paid.",
        ),
    ),
    explain="365 × 24 / {hours:#~} = {settlements:#0} payments of {rate:%~2} = **{annualised:%}** a year",
    numbers={
        "every": lambda q: _every(q.hours),
        "settlements": lambda q: 8760 / q.hours,
        "annualised": lambda q: annualised(q.rate, q.hours),
        "every_first": lambda q: capital(_every(q.hours)),
        "a_day": lambda q: 24 / q.hours,
        "interval_hours": RULE.interval_hours,
    },
)


# ---- the price after payments -----------------------------------------------------------------------------------------


def _draw_shift(rng: np.random.Generator) -> dict[str, Any]:
    leverage, maintenance = float(rng.choice([4, 5, 8, 10])), float(rng.choice([0.02, 0.025, 0.03, 0.04, 0.05]))
    room = 1 / leverage - maintenance
    choices = [share for share in (0.02, 0.025, 0.03, 0.04, 0.05, 0.06) if share < 0.8 * room]
    return {
        "side": str(rng.choice(SIDES)),
        "collateral": NOTIONAL / leverage,
        "maintenance": maintenance,
        "paid": NOTIONAL * float(rng.choice(choices)),
    }


def _wall(side: str, collateral: float, maintenance: float, paid: float = 0.0) -> float:
    """Liquidation price once ``paid`` has gone, USD: opened and held at the example's price."""
    size = sign(side) * NOTIONAL / ENTRY
    return float(liquidation_after_funding(ENTRY, size, collateral, maintenance, ENTRY, sign(side) * paid / NOTIONAL))


def _shifted(side: str, collateral: float, maintenance: float, paid: float) -> float:
    direction = 1 if side == "long" else -1
    collateral_left = collateral - paid
    size = direction * 100
    bankruptcy_price = 100 - collateral_left / size
    return bankruptcy_price / (1 - direction * maintenance)


SHIFTED = Drill(
    "shifted_price",
    "The price that walks",
    ask="A **{side}** of {notional:$}, opened at {entry:$}, with **{collateral:$}** of its own behind it and"
    " maintenance **{maintenance:%~}**. The price stands still, and by now it has paid **{paid:$}** of funding. At"
    " which price is it liquidated?",
    generate=_draw_shift,
    answer=_wall,
    ways=(_shifted,),
    unit="USD",
    rel_tol=0.0,
    abs_tol=0.02,
    wrong=(
        WrongAnswer(
            lambda side, collateral, maintenance, paid: _wall(side, collateral, maintenance),
            "that was the price before anything was paid. What goes out of the collateral brings liquidation nearer.",
            misconception=16,
        ),
        WrongAnswer(
            lambda side, collateral, maintenance, paid: _wall(side, collateral, maintenance, -paid),
            "you moved it away. That is what happens to whoever *receives* the funding.",
        ),
        WrongAnswer(
            lambda side, collateral, maintenance, paid: (
                _wall(side, collateral, maintenance) + sign(side) * paid / (NOTIONAL / ENTRY)
            ),
            "nearly: you moved it by what was paid a unit. The requirement moves with the price too, so divide by 1"
            " {minus} {maintenance:#~}.",
        ),
        WrongAnswer(
            lambda side, collateral, maintenance, paid: ENTRY - (collateral - paid) / (sign(side) * NOTIONAL / ENTRY),
            "that is where nothing is left. The venue acts while the requirement is still there.",
            misconception=1,
        ),
        WrongAnswer(
            lambda side, collateral, maintenance, paid: (
                ENTRY - (collateral - paid - maintenance * NOTIONAL) / (sign(side) * NOTIONAL / ENTRY)
            ),
            "nearly: you held the requirement at entry. It is a share of the notional at the price at which it is"
            " asked for.",
        ),
    ),
    explain="({entry:$} {minus} ({collateral:$} − {paid:$}) / {units:#0}) / (1 {minus} {maintenance:%~}) ="
    " **{wall:$2}**; before it was {before:$2}",
    numbers={
        "notional": NOTIONAL,
        "entry": ENTRY,
        "minus": lambda q: "−" if q.side == "long" else "+",
        "units": NOTIONAL / ENTRY,
        "wall": lambda q: _wall(q.side, q.collateral, q.maintenance, q.paid),
        "before": lambda q: _wall(q.side, q.collateral, q.maintenance),
    },
)


# ---- days left --------------------------------------------------------------------------------------------------------


def _draw_days(rng: np.random.Generator) -> dict[str, Any]:
    hours = float(rng.choice([1, 4, 8]))
    return {
        "leverage": float(rng.choice([4, 5, 8, 10, 12])),
        "maintenance": float(rng.choice([0.01, 0.02, 0.025, 0.03])),
        "rate": float(rng.choice(RATES[hours])) / 1e6,
        "hours": hours,
    }


def _days(leverage: float, maintenance: float, rate: float, hours: float) -> Any:
    margin = 1 / leverage
    room = margin - maintenance
    settlements = np.ceil(room / rate * (1 + 1e-9))
    return settlements * hours / 24


DAYS_LEFT = Drill(
    "days_left",
    "Days left",
    ask="A long at **{leverage:#~}×**, maintenance **{maintenance:%1}**, pays **{rate:%~2}** **{every}** out of its"
    " own collateral. The price stands still. After how many days does the venue close it?",
    generate=_draw_days,
    answer=lambda leverage, maintenance, rate, hours: days_until_liquidation(leverage, maintenance, rate, hours),
    ways=(_days,),
    unit="days",
    wrong=(
        WrongAnswer(
            lambda leverage, maintenance, rate, hours: days_until_liquidation(leverage, 0.0, rate, hours),
            "by then all of the collateral is gone. The venue acts while {maintenance:%1} of the notional is left.",
            misconception=1,
        ),
        WrongAnswer(
            lambda leverage, maintenance, rate, hours: (1 / leverage + maintenance) / rate * hours / 24,
            "you added the requirement to what you posted. It is what must *stay*: the room is what lies above it.",
        ),
        WrongAnswer(
            lambda leverage, maintenance, rate, hours: days_until_liquidation(leverage, maintenance, rate, 24.0),
            "that is one payment a day; here there are {a_day:#~}.",
        ),
        WrongAnswer(
            lambda leverage, maintenance, rate, hours: (
                days_until_liquidation(leverage, maintenance, rate, RULE.interval_hours)
                if hours != RULE.interval_hours
                else None
            ),
            "you read the rate as one per {interval_hours:#~} hours; it is paid {every}.",
            misconception=23,
        ),
        WrongAnswer(
            lambda leverage, maintenance, rate, hours: days_until_liquidation(
                leverage, maintenance, rate / leverage, hours
            ),
            "you charged the rate on the collateral. It is charged on the notional, so it eats the margin leverage"
            " times as fast.",
            misconception=21,
        ),
    ),
    explain="room = 1/{leverage:#~} − {maintenance:#~} = {above:%3} of the notional, a payment takes {rate:%~2}:"
    " payment {settlements} is the first that does not fit, after **{days_until_liquidation:#1} days**",
    numbers={
        "every": lambda q: _every(q.hours),
        "above": lambda q: 1 / q.leverage - q.maintenance,
        "settlements": lambda q: _settlements(q.leverage, q.maintenance, q.rate, q.hours),
        "days_until_liquidation": lambda q: days_until_liquidation(q.leverage, q.maintenance, q.rate, q.hours),
        "a_day": lambda q: 24 / q.hours,
        "interval_hours": RULE.interval_hours,
    },
)


def _settlements(leverage: float, maintenance: float, rate: float, hours: float) -> str:
    return number(days_until_liquidation(leverage, maintenance, rate, hours) * 24 / hours, 0)


# ---- break-even -------------------------------------------------------------------------------------------------------


def _draw_costs(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "entering": float(rng.choice([0.06, 0.08, 0.1, 0.12, 0.15])) / 100,
        "leaving": float(rng.choice([0.06, 0.08, 0.1, 0.12, 0.15])) / 100,
        "rate": float(rng.choice([0.003, 0.005, 0.01, 0.015, 0.02])) / 100,
        "leverage": float(rng.choice([2, 4, 5])),
    }


def _break_even(entering: float, leaving: float, rate: float, leverage: float) -> Any:
    costs = entering + leaving
    settlements = np.ceil(costs / rate * (1 - 1e-9))
    return settlements * 8 / 24


BREAK_EVEN = Drill(
    "break_even",
    "When has it paid?",
    ask="You buy a coin and sell its perpetual at {leverage:#~}×. Going in costs **{entering:%}** of the notional,"
    " going out **{leaving:%}**; the short receives **{rate:%3}** of the notional every 8 hours. After how many days"
    " are the costs earned back?",
    generate=_draw_costs,
    answer=lambda entering, leaving, rate, leverage: break_even_days(entering + leaving, rate),
    ways=(_break_even,),
    unit="days",
    rel_tol=0.01,
    wrong=(
        WrongAnswer(
            lambda entering, leaving, rate, leverage: break_even_days(entering, rate),
            "that covers the way in. You also have to get out again.",
        ),
        WrongAnswer(
            lambda entering, leaving, rate, leverage: break_even_days(entering + leaving, rate * leverage),
            "leverage does not matter here: costs and funding are both counted on the notional.",
            misconception=21,
        ),
        WrongAnswer(
            lambda entering, leaving, rate, leverage: break_even_days(entering + leaving, rate, 24.0),
            "those are payments, not days: there are three a day.",
        ),
    ),
    explain="({entering:%} + {leaving:%}) / {rate:%3} needs {break_even_days:#0} payments, three a day: **{days:#}"
    " days**",
    numbers={
        "break_even_days": lambda q: 3 * break_even_days(q.entering + q.leaving, q.rate),
        "days": lambda q: break_even_days(q.entering + q.leaving, q.rate),
    },
)

DRILLS = (PAYMENT, A_YEAR, SHIFTED, DAYS_LEFT, BREAK_EVEN)
