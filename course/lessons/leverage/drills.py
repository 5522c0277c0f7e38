"""Practice of lesson 01: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.leverage.book import ENTRY, SIDES, at, opened
from course.margin import effective_leverage, liquidation_distance, max_leverage_for, return_on_margin, sign
from course.number_format import percent, times
from course.teaching.drill import Drill, WrongAnswer


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "collateral": float(rng.choice([200, 250, 400, 500, 800, 1_000, 1_500, 2_000])),
        "leverage": float(rng.choice([2, 3, 4, 5, 8, 10, 12, 15, 20, 25])),
        "maintenance": float(rng.choice([0.005, 0.01, 0.012, 0.02, 0.025, 0.03])),
        "side": str(rng.choice(SIDES)),
        "move": float(rng.choice([0.5, 1, 1.5, 2, 2.5, 3, 4])) / 100,
    }


def _pick(*names: str) -> Any:
    """A generator of only these numbers of :func:`_draw`."""
    return lambda rng: {name: value for name, value in _draw(rng).items() if name in names}


def _notional(collateral: float, leverage: float) -> float:
    return collateral * leverage


def _return(leverage: float, side: str, move: float) -> float:
    direction = 1 if side == "long" else -1
    move_for_you = direction * move
    price_after = 1 + move
    move_of_the_new_price = move_for_you / price_after
    return 100 * (leverage * move_for_you)


def _distance(leverage: float, maintenance: float, side: str) -> float:
    direction = 1 if side == "long" else -1
    margin = 1 / leverage
    room = margin - maintenance
    share_of_the_margin_required = maintenance * leverage
    return 100 * (room / (1 - direction * maintenance))


def _survive(maintenance: float, side: str, fall: float) -> float:
    direction = 1 if side == "long" else -1
    requirement_at_entry = maintenance
    price_then = 1 - direction * fall
    requirement_then = maintenance * price_then
    margin_needed = fall + requirement_then
    return 1 / margin_needed


def _effective(leverage: float, side: str, move: float) -> float:
    direction = 1 if side == "long" else -1
    notional_at_entry = leverage
    price_now = 1 - direction * move
    notional_now = notional_at_entry * price_now
    loss = leverage * move
    equity_at_entry = 1.0
    equity_now = equity_at_entry - loss
    return notional_now / equity_now


DRILLS = (
    Drill(
        "notional",
        "Notional",
        ask="You post **{collateral:$}** and open at **{leverage:×}**. What is the notional of your position?",
        generate=_pick("collateral", "leverage"),
        answer=lambda collateral, leverage: opened("long", collateral, leverage, 0.0).notional(at(ENTRY)),
        ways=(_notional,),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda collateral, leverage: collateral * (leverage - 1),
                "that is what you borrow. The notional is everything you hold, your own share included.",
            ),
            WrongAnswer(
                lambda collateral, leverage: collateral / leverage,
                "you divided. Leverage multiplies what you post; dividing a notional by it gives the margin.",
            ),
        ),
        explain="notional = collateral × leverage = {collateral:$} × {leverage:×} = **{notional:$}**",
        numbers={"notional": lambda q: q.collateral * q.leverage},
    ),
    Drill(
        "return_on_margin",
        "Return on margin",
        ask="You are **{side}** at **{leverage:×}**. The price rises by **{move:%1}**. What is the return on your"
        " margin? (A loss is negative.)",
        generate=_pick("leverage", "side", "move"),
        answer=lambda leverage, side, move: 100 * return_on_margin(leverage, move, side),
        ways=(_return,),
        unit="%",
        wrong=(
            WrongAnswer(
                lambda leverage, side, move: 100 * sign(side) * move,
                "that is the move of the price. Your margin carries {leverage:×} its own size, so the move counts"
                " {leverage:#0} times.",
            ),
            WrongAnswer(
                lambda leverage, side, move: 100 * leverage * move if side == "short" else None,
                "a short loses when the price rises.",
            ),
        ),
        explain="{sign} leverage × move = {leverage:×} × {move:%1} → **{return_on_margin:%1+}**",
        numbers={
            "sign": lambda q: "+" if q.side == "long" else "−",
            "return_on_margin": lambda q: return_on_margin(q.leverage, q.move, q.side),
        },
    ),
    Drill(
        "distance",
        "Distance to liquidation",
        ask="A **{side}** at **{leverage:×}** in a market with maintenance **{maintenance:%1}**. How far may the price"
        " move against you before the venue closes you?",
        generate=_pick("leverage", "maintenance", "side"),
        answer=lambda leverage, maintenance, side: 100 * liquidation_distance(leverage, maintenance, side),
        ways=(_distance,),
        unit="%",
        rel_tol=0.002,
        wrong=(
            WrongAnswer(
                lambda leverage, maintenance, side: 100 / leverage,
                "that is where your margin is gone. The venue acts while {maintenance:%1} of the notional is still"
                " there, which is earlier.",
                misconception=1,
            ),
            WrongAnswer(
                lambda leverage, maintenance, side: 100 * (1 / leverage - maintenance),
                "close, but that takes the requirement on the entry notional. It is measured on the notional *there*.",
            ),
            WrongAnswer(
                lambda leverage, maintenance, side: (
                    100 * liquidation_distance(leverage, maintenance, "short" if side == "long" else "long")
                ),
                "that is the distance of a {other_side}. A long's requirement shrinks on the way to liquidation, a"
                " short's grows.",
                misconception=3,
            ),
        ),
        explain=lambda leverage, maintenance, side: (
            f"d = (1/L − m) / (1 {'−' if side == 'long' else '+'} m) ="
            f" (1/{leverage:g} − {maintenance:g}) / (1 {'−' if side == 'long' else '+'} {maintenance:g}) ="
            f" **{percent(liquidation_distance(leverage, maintenance, side))}**"
        ),
        numbers={"other_side": lambda q: "short" if q.side == "long" else "long"},
    ),
    Drill(
        "survive",
        "Leverage that survives a move",
        ask="You want a **{side}** to survive an adverse move of **{fall:%0}**. Maintenance is **{maintenance:%1}**."
        " What is the highest leverage?",
        generate=lambda rng: {
            **_pick("maintenance", "side")(rng),
            "fall": float(rng.choice([5, 8, 10, 15, 20, 25, 30])) / 100,
        },
        answer=lambda maintenance, side, fall: max_leverage_for(fall, maintenance, side),
        ways=(_survive,),
        unit="×",
        wrong=(
            WrongAnswer(
                lambda maintenance, side, fall: 1 / fall,
                "at {inverse:×} a move of {fall:%0} takes *all* your margin; the venue has closed you before, when"
                " {maintenance:%1} of the notional was left.",
                misconception=1,
            ),
            WrongAnswer(
                lambda maintenance, side, fall: 1 / (fall + maintenance),
                "almost: the requirement is measured on the notional after the move, not before it.",
            ),
        ),
        explain=lambda maintenance, side, fall: (
            f"L = 1 / (m + d · (1 {'−' if side == 'long' else '+'} m)) ="
            f" 1 / ({maintenance:g} + {fall:g} · (1 {'−' if side == 'long' else '+'} {maintenance:g})) ="
            f" **{times(max_leverage_for(fall, maintenance, side))}**"
        ),
        numbers={"inverse": lambda q: 1 / q.fall},
    ),
    Drill(
        "effective",
        "Effective leverage after a move",
        ask="You opened a **{side}** at **{leverage:×}**. The price has since moved **{move:%1}** *against* you. What"
        " leverage do you run now?",
        generate=lambda rng: (
            lambda lev: {
                "leverage": lev,
                "side": str(rng.choice(SIDES)),
                "move": round(float(rng.choice([0.2, 0.3, 0.4, 0.5, 0.6])) / lev, 3),
            }
        )(float(rng.choice([2, 4, 5, 8, 10, 20]))),
        answer=lambda leverage, side, move: effective_leverage(leverage, -sign(side) * move, side),
        ways=(_effective,),
        unit="×",
        wrong=(
            WrongAnswer(
                lambda leverage, side, move: leverage,
                "{leverage:×} was true when you opened. The loss has eaten equity, so the same position now rests on"
                " less.",
            ),
            WrongAnswer(
                lambda leverage, side, move: leverage / (1 - leverage * move),
                "you counted the loss, but the notional has moved with the price too.",
            ),
        ),
        explain="leverage now = notional now / equity now = {notional_now:#3} / {equity_now:#3} ="
        " **{effective_leverage:×}** (per unit of collateral)",
        numbers={
            "notional_now": lambda q: q.leverage * (1 - sign(q.side) * q.move),
            "equity_now": lambda q: 1 - q.leverage * q.move,
            "effective_leverage": lambda q: effective_leverage(q.leverage, -sign(q.side) * q.move, q.side),
        },
    ),
)
