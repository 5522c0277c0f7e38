"""Code of lesson 03: small functions, checked by counterexample."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

# ---- liquidation_after_funding ------------------------------------------------------------------------------------------


def liquidation_after_funding(entry_price, size, collateral, maintenance, mark, rates):
    paid = size * mark * sum(rates)
    side = 1 if size > 0 else -1
    return (entry_price - (collateral - paid) / size) / (1 - side * maintenance)


def _one_after_the_other(entry_price, size, collateral, maintenance, mark, rates):
    """Settle every payment out of the collateral, then ask where equity meets the requirement."""
    left = collateral
    for rate in rates:
        left = left - rate * mark * size
    if size > 0:
        return (size * entry_price - left) / (size * (1 - maintenance))
    units = -size
    return (units * entry_price + left) / (units * (1 + maintenance))


def _after(entry_price, size, left, maintenance):
    side = 1 if size > 0 else -1
    return (entry_price - left / size) / (1 - side * maintenance)


def _draw_after(rng: np.random.Generator) -> dict[str, Any]:
    """A position that lives, on both sides, and rates of either sign."""
    entry = float(rng.choice([50, 80, 100, 120, 200]))
    size = float(rng.choice([5, 10, 20, 40, 100])) * (1 if rng.random() < 0.5 else -1)
    return {
        "entry_price": entry,
        "size": size,
        "collateral": float(np.round(abs(size) * entry * rng.choice([0.1, 0.125, 0.2, 0.25, 0.4]), 2)),
        "maintenance": float(rng.choice([0.01, 0.02, 0.025, 0.05])),
        "mark": float(np.round(entry * rng.uniform(0.93, 1.07), 0)),
        "rates": np.round(rng.choice([-0.002, -0.0005, 0.0001, 0.0005, 0.001, 0.003], int(rng.integers(1, 7))), 6),
    }


def _lives(entry_price: float, size: float, collateral: float, maintenance: float, mark: float, rates: Any) -> bool:
    """Open still after the payments, with a liquidation price above zero."""
    left = collateral - size * mark * float(np.sum(rates))
    margin = left - maintenance * abs(size) * entry_price
    return bool(size != 0 and margin > 0 and _after(entry_price, size, left, maintenance) > 0)


AFTER = Exercise(
    name="liquidation_after_funding",
    title="The price that walks",
    prompt=(
        "Write the liquidation price of one position after it has paid funding out of its own collateral.\n\n"
        "- `entry_price`: USD a unit\n"
        "- `size`: units, **signed**: a long is above zero, a short below\n"
        "- `collateral`: USD behind it when it was opened\n"
        "- `maintenance`: fraction of the notional that the venue requires\n"
        "- `mark`: the price at which every payment was made\n"
        "- `rates`: the rate of each settlement; above zero longs pay shorts\n\n"
        "The venue closes it where its equity equals the requirement."
    ),
    starter="def liquidation_after_funding(entry_price, size, collateral, maintenance, mark, rates):\n    ...\n",
    reference=liquidation_after_funding,
    second=_one_after_the_other,
    hints=(
        "First only the money: what has one settlement taken from the collateral, and what have all of them?",
        "With a signed size, size times mark times rate is what the position pays; for a short it comes out negative, a receipt.",
        (
            "Take what is left of the collateral and solve as in lesson 02: left + size × (price − entry) equals the maintenance"
            " fraction of the notional at that price."
        ),
    ),
    wrong=(
        Wrong(
            lambda entry_price, size, collateral, maintenance, mark, rates: _after(entry_price, size, collateral, maintenance),
            "This is the price before anything was paid. Funding goes out of the collateral, and the price walks.",
            misconception=16,
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, mark, rates: _after(
                entry_price, size, collateral - abs(size) * mark * sum(rates), maintenance
            ),
            "You let a short pay like a long. What one side pays, the other receives: let the sign of the size do it.",
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, mark, rates: _after(
                entry_price, size, collateral + size * mark * sum(rates), maintenance
            ),
            "You gave the payments to the position. Above zero the rate goes *from* longs to shorts.",
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, mark, rates: _after(
                entry_price, size, collateral * (1 - (1 if size > 0 else -1) * sum(rates)), maintenance
            ),
            "You charged the rate on the collateral. It is charged on the whole position, at the mark.",
            misconception=21,
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, mark, rates: (
                _after(entry_price, size, collateral, maintenance) + mark * sum(rates)
            ),
            "You moved it by what was paid a unit. The requirement moves with the price as well: divide by one less (for a short:"
            " one more) the maintenance fraction.",
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, mark, rates: (
                (entry_price - (collateral - size * mark * sum(rates)) / size) / (1 - maintenance)
            ),
            "Right for a long. A short's requirement *grows* as the price rises against it, so its denominator is another one.",
            misconception=3,
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, mark, rates: (
                entry_price
                - (collateral - size * mark * sum(rates) - maintenance * abs(size) * entry_price) / size
            ),
            "You held the requirement at entry. It is a share of the notional at the price at which it is asked for, so it moves"
            " with that price.",
        ),
    ),
    cases=_draw_after,
    hand_cases=(
        {
            "entry_price": 100.0, "size": 100.0, "collateral": 1_000.0, "maintenance": 0.025, "mark": 100.0,
            "rates": np.array([0.003] * 10),
        },
        {
            "entry_price": 100.0, "size": -100.0, "collateral": 1_000.0, "maintenance": 0.025, "mark": 100.0,
            "rates": np.array([0.003] * 10),
        },
        {
            "entry_price": 100.0, "size": 10.0, "collateral": 200.0, "maintenance": 0.05, "mark": 110.0,
            "rates": np.array([0.01, -0.005]),
        },
    ),
    units={"entry_price": "USD", "collateral": "USD", "mark": "USD", "return": "USD"},
    bounds={
        "entry_price": (10, 500), "size": (-500, 500), "collateral": (10, 100_000), "maintenance": (0.001, 0.1),
        "mark": (10, 500), "rates": (-0.02, 0.02),
    },
    shrink={
        "entry_price": (100, 50, 200), "size": (10, -10, 100, -100), "collateral": (100, 1_000, 200, 500), "mark": (100, 50, 200),
        "maintenance": (0.05, 0.025, 0.01), "rates": (0.01, -0.01, 0.005),
    },
    allowed=_lives,
    difficulty=2,
    minutes=8,
    notice="A rate that a short receives moves its price away. Nothing else in the formula asks which side you are on.",
    next="Turn it round: how long until this price reaches a mark that stands still?",
)  # fmt: skip


# ---- days_until_liquidation ---------------------------------------------------------------------------------------------


def days_until_liquidation(leverage, maintenance, rate, interval_hours):
    if rate <= 0:
        return None
    room = 1 / leverage - maintenance
    settlements = room // rate + 1
    return settlements * interval_hours / 24


def _day_by_counting(leverage, maintenance, rate, interval_hours):
    """Pay until what is left is less than what is required."""
    if rate <= 0:
        return None
    left, count = 1 / leverage, 0
    while left >= maintenance:
        left = left - rate
        count = count + 1
    return count * interval_hours / 24


def _until(room, rate, interval_hours):
    return None if rate <= 0 else (math.floor(room / rate) + 1) * interval_hours / 24


def _draw_until(rng: np.random.Generator) -> dict[str, Any]:
    pays = rng.random() < 0.85
    case = {
        "leverage": float(rng.choice([2, 3, 4, 5, 8, 10, 12, 15])),
        "maintenance": float(rng.choice([0.005, 0.01, 0.02, 0.025, 0.03])),
        "rate": float(
            rng.choice([0.0003, 0.0007, 0.0011, 0.0013, 0.0021, 0.0037]) if pays else rng.choice([-0.0003, 0.0])
        ),
        "interval_hours": float(rng.choice([1, 2, 4, 8])),
    }
    return case if _far_from_whole(**case) else _draw_until(rng)


#: Powers of two, in which every way of counting is exact: 128 payments leave just what is required.
EXACT = {"leverage": 4.0, "maintenance": 0.125, "rate": 2.0**-10, "interval_hours": 8.0}


def _far_from_whole(leverage: float, maintenance: float, rate: float, interval_hours: float) -> bool:
    """Open at first, closed within some thousand payments, and not so near a whole number of them that rounding decides."""
    if leverage * maintenance >= 1:
        return False
    if rate <= 0 or {"leverage": leverage, "maintenance": maintenance, "rate": rate} == _EXACT_ROOM:
        return True
    # Also where one forgets the requirement, or takes the rate of the collateral: an error is known by what it gives.
    counts = [(1 / leverage - maintenance) / rate, 1 / leverage / rate, (1 - leverage * maintenance) / rate]
    return counts[0] < 5_000 and all(abs(count - round(count)) > 1e-3 for count in counts)


_EXACT_ROOM = {name: EXACT[name] for name in ("leverage", "maintenance", "rate")}

DAYS = Exercise(
    name="days_until_liquidation",
    title="Days until the rent is due",
    prompt=(
        "A long stands still. Write after how many **days** funding alone has it liquidated.\n\n"
        "- `leverage`: notional over collateral when it was opened\n"
        "- `maintenance`: fraction of the notional that the venue requires\n"
        "- `rate`: what a long pays at **each settlement**, a fraction of the notional\n"
        "- `interval_hours`: hours between settlements; the first comes one interval after opening\n\n"
        "It is closed at the first settlement after which it has *less* than the requirement. A rate of zero or below never does"
        " it: return `None`."
    ),
    starter="def days_until_liquidation(leverage, maintenance, rate, interval_hours):\n    ...\n",
    reference=days_until_liquidation,
    second=_day_by_counting,
    hints=(
        "Count in shares of the notional. What has been posted, what must stay, and what lies between?",
        "Each settlement takes the rate out of that room. How many whole payments fit, and which is the first that does not?",
        "The number of whole payments that fit, plus one more, times the hours between them, in days of 24 hours.",
    ),
    wrong=(
        Wrong(
            lambda leverage, maintenance, rate, interval_hours: _until(1 / leverage, rate, interval_hours),
            "This waits until nothing is left. The venue acts when what is left no longer covers the requirement.",
            misconception=1,
        ),
        Wrong(
            lambda leverage, maintenance, rate, interval_hours: _until(1 / leverage - maintenance, rate, 24),
            "This takes payments for days, or pays once a day. How often it is paid is `interval_hours`.",
        ),
        Wrong(
            lambda leverage, maintenance, rate, interval_hours: _until(1 / leverage - maintenance, rate, 8),
            "You read every rate as one per 8 hours. How often it is paid is `interval_hours`.",
            misconception=23,
        ),
        Wrong(
            lambda leverage, maintenance, rate, interval_hours: (
                None if rate <= 0 else math.ceil((1 / leverage - maintenance) / rate) * interval_hours / 24
            ),
            "Right unless the payments fit exactly: then equity *equals* the requirement, and it is the next one that closes you.",
        ),
        Wrong(
            lambda leverage, maintenance, rate, interval_hours: (
                None if rate <= 0 else (1 / leverage - maintenance) / rate * interval_hours / 24
            ),
            "Funding does not flow, it is paid at settlements: count whole payments, and the first that does not fit.",
        ),
        Wrong(
            lambda leverage, maintenance, rate, interval_hours: _until(
                1 - maintenance * leverage, rate, interval_hours
            ),
            "You took the rate out of the collateral as if it were charged on it. It is charged on the notional: leverage times as"
            " fast.",
            misconception=21,
        ),
    ),
    cases=_draw_until,
    hand_cases=(
        {"leverage": 10.0, "maintenance": 0.025, "rate": 0.0007, "interval_hours": 8.0},
        EXACT,
        {"leverage": 10.0, "maintenance": 0.025, "rate": 0.0007, "interval_hours": 1.0},
        {"leverage": 10.0, "maintenance": 0.025, "rate": -0.0007, "interval_hours": 8.0},
        {"leverage": 5.0, "maintenance": 0.03, "rate": 0.0, "interval_hours": 4.0},
    ),
    units={"leverage": "×", "maintenance": "fraction", "rate": "fraction", "interval_hours": "hours", "return": "days"},
    bounds={"leverage": (1, 40), "maintenance": (0, 0.2), "rate": (-0.01, 0.02), "interval_hours": (1, 24)},
    shrink={
        "leverage": (10, 5, 4, 2),
        "maintenance": (0.025, 0.05, 0.02, 0.125),
        "rate": (0.007, 0.0007, -0.01),
        "interval_hours": (8, 1, 4),
    },
    allowed=_far_from_whole,
    difficulty=2,
    minutes=8,
    notice="Halve the leverage and the days more than double: the requirement is taken out of the room only once.",
    next="Now the other side of the rent: what does whoever receives it earn, and on what?",
)


# ---- carry_return -------------------------------------------------------------------------------------------------------


def carry_return(rate, days, cost, leverage, pooled):
    earned = rate * days / 365 - cost
    capital = 1 if pooled else 1 + 1 / leverage
    return earned / capital


def _carry_in_dollars(rate, days, cost, leverage, pooled):
    """A coin of a thousand dollars."""
    coin = 1000
    tied_up = coin
    if not pooled:
        tied_up = tied_up + coin / leverage
    a_day = coin * rate / 365
    return (a_day * days - coin * cost) / tied_up


def _draw_carry(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "rate": float(rng.choice([-0.05, 0.03, 0.05, 0.08, 0.11, 0.12, 0.2, 0.3])),
        "days": float(rng.choice([7, 30, 60, 90, 180, 365, 730])),
        "cost": float(rng.choice([0.0005, 0.001, 0.002, 0.003])),
        "leverage": float(rng.choice([1, 2, 3, 4, 5, 8, 10])),
        "pooled": bool(rng.random() < 0.4),
    }


CARRY = Exercise(
    name="carry_return",
    title="What a carry earns",
    prompt=(
        "You buy a coin and sell its perpetual: the price cancels, the funding stays. Write what this earns on the **capital** that"
        " it ties up, as a fraction, over the days that you hold it.\n\n"
        "- `rate`: funding that the short receives a year, a fraction of the notional\n"
        "- `days`: how long it is held; a year has 365\n"
        "- `cost`: of opening and closing both legs together, a fraction of the notional\n"
        "- `leverage`: of the short leg, notional over margin\n"
        "- `pooled`: True where the coin itself is the short's margin, and no other money is needed"
    ),
    starter="def carry_return(rate, days, cost, leverage, pooled):\n    ...\n",
    reference=carry_return,
    second=_carry_in_dollars,
    hints=(
        "Take a coin worth one dollar. What comes in over these days, what is lost on the way in and out?",
        "Then the capital: what did you pay for the coin, and what did you post behind the short?",
        "The margin of the short is one over the leverage. Where the coin is the margin, it is not posted a second time.",
    ),
    wrong=(
        Wrong(
            lambda rate, days, cost, leverage, pooled: (rate * days / 365 - cost) * (1 if pooled else leverage),
            "This divides by the short's margin alone. The coin had to be bought as well: it is most of the capital.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: rate * days / 365 / (1 if pooled else 1 + 1 / leverage),
            "You left out what it costs to get in and out again.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: rate * days / 365 - cost,
            "This is the return where the coin itself is the margin. Where it lies apart, the short's margin is tied up too.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: (rate * days / 365 - cost) / (1 + 1 / leverage),
            "Where the coin is the margin, no second money is tied up: that is what pooling saves.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: (rate - cost) / (1 if pooled else 1 + 1 / leverage),
            "That is a whole year's funding, however long you hold it. Take the share of the year.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: (rate - cost) * days / 365 / (1 if pooled else 1 + 1 / leverage),
            "The funding grows with the days, the costs do not: they are paid once, however long you hold it.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: (rate - cost * 365 / days) / (1 if pooled else 1 + 1 / leverage),
            "This is what it would come to in a whole year, held again and again. Asked is what these days have earned.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: (
                ((1 + rate) ** (days / 365) - 1 - cost) / (1 if pooled else 1 + 1 / leverage)
            ),
            "You compounded the year's rate. Funding is counted on the notional, which does not grow by it: take the share of the"
            " year.",
        ),
        Wrong(
            lambda rate, days, cost, leverage, pooled: (rate * days / 360 - cost) / (1 if pooled else 1 + 1 / leverage),
            "A year has 365 days here: you divided by 360.",
        ),
    ),
    cases=_draw_carry,
    hand_cases=(
        {"rate": 0.12, "days": 365.0, "cost": 0.002, "leverage": 3.0, "pooled": False},
        {"rate": 0.12, "days": 30.0, "cost": 0.002, "leverage": 10.0, "pooled": False},
        {"rate": 0.12, "days": 365.0, "cost": 0.002, "leverage": 3.0, "pooled": True},
    ),
    units={"rate": "fraction", "days": "days", "cost": "fraction", "leverage": "×", "return": "fraction"},
    bounds={"rate": (-0.5, 1), "days": (1, 1_000), "cost": (0, 0.02), "leverage": (1, 40)},
    shrink={"rate": (0.1, 0.2), "days": (365, 73), "cost": (0.01, 0.001), "leverage": (1, 2, 4, 10)},
    difficulty=2,
    minutes=6,
    notice="At 10× the coin is ten elevenths of the capital: more leverage hardly adds to the return, and it brings the short's wall"
    " to your door.",
    next="The return is the smaller half of the question. The other is how often the short survives the time you hold it.",
)

EXERCISES = (AFTER, DAYS, CARRY)
