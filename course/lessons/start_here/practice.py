"""Practice of lesson 00: small enough to learn how drills and exercises work here."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import Market, Pool, Position
from course.teaching.drill import Drill, WrongAnswer
from course.teaching.exercise import Exercise, Wrong
from course.texts import say


def _equity(collateral: float, size: float, entry: float, price: float) -> float:
    market = Market("PERP", initial=0.05, maintenance=0.025)
    return float(Pool(collateral, (Position(market, size, entry),)).equity({"PERP": price}))


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    entry = float(rng.choice([50, 80, 100, 200]))
    return {
        "collateral": float(rng.choice([200, 500, 800, 1_000])),
        "size": float(rng.choice([-20, -10, -5, 5, 10, 20])),
        "entry": entry,
        "price": entry + float(rng.choice([-6, -4, -2, 2, 4, 6])),
    }


def _held(size: float) -> str:
    return say("{size} {size_2:#~} units", size="long" if size > 0 else "short", size_2=abs(size))


def _equity_by_hand(collateral: float, size: float, entry: float, price: float) -> float:
    change_of_the_price = price - entry
    price_ratio = price / entry
    profit = size * change_of_the_price
    value_of_the_position = size * price
    value_at_entry = size * entry
    return collateral + profit


DRILLS = (
    Drill(
        "equity",
        "Equity of a pool",
        ask="A pool holds **{collateral:$}** of collateral and is **{held}** opened at **{entry:$}**. The price is"
        " **{price:$}**. What is the pool's equity?",
        generate=_draw,
        answer=_equity,
        ways=(_equity_by_hand,),
        unit="USD",
        rel_tol=0.001,
        wrong=(
            WrongAnswer(
                lambda collateral, size, entry, price: collateral,
                "that is the collateral. Equity moves with the price: add the profit or loss.",
            ),
            WrongAnswer(
                lambda collateral, size, entry, price: _equity(collateral, -size, entry, price),
                "the sign of the profit is turned round: a long gains when the price rises, a short when it falls.",
            ),
            WrongAnswer(
                lambda collateral, size, entry, price: _equity(0.0, size, entry, price),
                "that is the profit or loss alone. The collateral is still there: add it.",
            ),
            WrongAnswer(
                lambda collateral, size, entry, price: collateral + abs(size) * price,
                "you added the whole notional. A perpetual is not bought: only its profit or loss counts.",
            ),
        ),
        explain="equity = collateral + size × (price − entry) = {collateral:$} + ({size:#~}) × ({price:#~} −"
        " {entry:#~}) = **{equity:$}**",
        numbers={"held": lambda q: _held(q.size), "equity": lambda q: _equity(q.collateral, q.size, q.entry, q.price)},
    ),
)


# ---- pool_equity ------------------------------------------------------------------------------------------------


def pool_equity(collateral, size, entry_price, price):
    return collateral + size * (price - entry_price)


def _by_cash(collateral, size, entry_price, price):
    """Pay for it at entry, own it at the price."""
    cash = collateral - size * entry_price
    return cash + size * price


def _cases(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "collateral": float(np.round(rng.uniform(100, 5_000))),
        "size": float(np.round(rng.uniform(0.5, 50), 1) * rng.choice([-1, 1])),
        "entry_price": float(np.round(rng.uniform(10, 200))),
        "price": float(np.round(rng.uniform(10, 200))),
    }


UNITS = {"collateral": "USD", "size": "units", "entry_price": "USD", "price": "USD"}
BOUNDS = {"collateral": (0, 10_000), "size": (-100, 100), "entry_price": (1, 500), "price": (1, 500)}
ROUND = {"collateral": (100, 1_000), "size": (1, -1, 10), "entry_price": (100,), "price": (101, 99, 110, 90)}

EQUITY = Exercise(
    name="pool_equity",
    title="Equity of a pool",
    prompt=("Write the equity of a pool with one position. `size` is signed: above zero is long, below zero is short."),
    starter="def pool_equity(collateral, size, entry_price, price):\n    ...\n",
    reference=pool_equity,
    second=_by_cash,
    hints=(
        "What would be left if the position were closed at `price` this moment?",
        (
            "A long of one unit gains the difference between the price and its entry; a short loses it. The sign of"
            " `size` already"
            " says which."
        ),
        "Start from the collateral and add the size times the difference of the two prices, the present one first.",
    ),
    wrong=(
        Wrong(
            lambda collateral, size, entry_price, price: collateral + abs(size) * (price - entry_price),
            "Every position is treated as a long. A short gains when the price falls: keep the sign of `size`.",
        ),
        Wrong(
            lambda collateral, size, entry_price, price: collateral + size * price,
            "This adds the whole notional. A perpetual is not bought: only the difference to its entry counts.",
        ),
        Wrong(
            lambda collateral, size, entry_price, price: size * (price - entry_price),
            "This is the profit or loss alone; the collateral is still in the pool.",
        ),
        Wrong(
            lambda collateral, size, entry_price, price: collateral,
            "The collateral alone stands still; equity moves with the price.",
        ),
    ),
    cases=_cases,
    hand_cases=(
        {"collateral": 1_000, "size": 10, "entry_price": 100, "price": 96},
        {"collateral": 1_000, "size": -10, "entry_price": 100, "price": 96},
    ),
    units={**UNITS, "return": "USD"},
    bounds=BOUNDS,
    shrink=ROUND,
    arrays=("collateral", "price"),
    difficulty=1,
    minutes=4,
    notice="The same line serves a long and a short, one price and a whole array of prices. Everything else in the"
    " course is"
    " built on it.",
    next="Now compare it with what the venue wants to see.",
)


# ---- liquidatable -----------------------------------------------------------------------------------------------


def liquidatable(collateral, size, entry_price, price, maintenance):
    equity = collateral + size * (price - entry_price)
    return equity < maintenance * abs(size) * price


def _by_ratio(collateral, size, entry_price, price, maintenance):
    """The other way round: what remains after the requirement is set aside."""
    requirement = maintenance * price * (size if size > 0 else -size)
    return collateral - size * entry_price + size * price - requirement < 0


def _behind(collateral: float, size: float, entry_price: float, price: float, maintenance: float) -> str:
    equity, required = collateral + size * (price - entry_price), maintenance * abs(size) * price
    return say("Equity is {equity:$2} here, and the requirement is {required:$2}.", equity=equity, required=required)


LIQUIDATABLE = Exercise(
    name="liquidatable",
    title="The one rule",
    prompt=(
        "Write the rule that decides everything: `True` when the pool's equity is **below** its requirement. The"
        " requirement is"
        " `maintenance` times the notional at the present price."
    ),
    starter=(
        "def liquidatable(collateral, size, entry_price, price, maintenance):\n"
        "    equity = ...\n"
        "    requirement = ...\n"
        "    return equity < requirement\n"
    ),
    reference=liquidatable,
    second=_by_ratio,
    hints=(
        "You have the equity already. How large is the position at the present price, whichever side it is on?",
        "Notional has no sign: a short needs margin as a long does. Python's `abs` takes the sign away.",
        "The requirement is the maintenance fraction, times the size without its sign, times the present price.",
    ),
    wrong=(
        Wrong(
            lambda collateral, size, entry_price, price, maintenance: collateral + size * (price - entry_price) < 0,
            "This waits until nothing is left. The venue acts while the requirement is still there.",
            misconception=1,
        ),
        Wrong(
            lambda collateral, size, entry_price, price, maintenance: (
                collateral + size * (price - entry_price) < maintenance * size * price
            ),
            "Right for a long. A short's size is negative, and so becomes its requirement here: take the sign away.",
        ),
        Wrong(
            lambda collateral, size, entry_price, price, maintenance: (
                collateral + size * (price - entry_price) < maintenance * abs(size) * entry_price
            ),
            "The requirement is measured at the present price, not at entry.",
        ),
    ),
    cases=lambda rng: {
        **(case := _cases(rng)),
        "size": float(np.round(10_000 / case["entry_price"], 1) * rng.choice([-1, 1])),
        "price": float(np.round(case["entry_price"] * rng.uniform(0.85, 1.15), 1)),
        "collateral": float(np.round(rng.uniform(200, 1_500))),
        "maintenance": float(rng.choice([0.01, 0.025, 0.05])),
    },
    hand_cases=(
        {"collateral": 1_000, "size": 100, "entry_price": 100, "price": 92, "maintenance": 0.025},
        {"collateral": 1_000, "size": 100, "entry_price": 100, "price": 93, "maintenance": 0.025},
        {"collateral": 1_000, "size": -100, "entry_price": 100, "price": 108, "maintenance": 0.025},
        {"collateral": 1_000, "size": 100, "entry_price": 100, "price": 92.32, "maintenance": 0.025},
        {"collateral": 1_000, "size": 100, "entry_price": 100, "price": 92.27, "maintenance": 0.025},
        {
            "collateral": 500,
            "size": 160,
            "entry_price": 100,
            "price": 100,
            "maintenance": 0.03125,
        },  # met without rounding
    ),
    units={**UNITS, "maintenance": "fraction", "return": ""},
    bounds={**BOUNDS, "size": (-1_000, 1_000), "maintenance": (0.001, 0.2)},
    behind=_behind,
    shrink={**ROUND, "maintenance": (0.025, 0.05)},
    difficulty=1,
    minutes=5,
    notice="There is no word for cross or isolated in it. The margin mode decides only *which* positions and which"
    " collateral stand"
    " in this one comparison.",
    next="Take the diagnostic below, then open lesson 01.",
)

EXERCISES = (EQUITY, LIQUIDATABLE)
