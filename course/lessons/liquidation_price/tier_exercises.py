"""Code of lesson 02, the two exercises on tier tables."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

# ---- bracket_requirement --------------------------------------------------------------------------------------------


def bracket_requirement(notional, floors, rates):
    tops = [*floors[1:], float("inf")]
    required = 0.0
    for floor, top, rate in zip(floors, tops, rates, strict=True):
        if notional > floor:
            required += rate * (min(notional, top) - floor)
    return required


def _by_deduction(notional, floors, rates):
    """The venue's way: the top rate on everything, minus a deduction that makes the edges meet."""
    deduction, k = 0.0, 0
    while k + 1 < len(floors) and notional > floors[k + 1]:
        k += 1
        deduction += floors[k] * (rates[k] - rates[k - 1])
    return rates[k] * notional - deduction


def _tier(notional, floors):
    return max(k for k, floor in enumerate(floors) if notional > floor or k == 0)


def _tier_above(notional, floors):
    return max(k for k, floor in enumerate(floors) if notional >= floor)


_STAIRS = {"floors": [0.0, 20_000.0, 100_000.0, 800_000.0], "rates": [0.005, 0.0065, 0.01, 0.02]}
#: Where the tier of a first guess is not the one that counts.
_STEEP_STAIRS = {"floors": [0.0, 2_000.0, 9_000.0], "rates": [0.01, 0.03, 0.2]}
_ROUND_STAIRS = {"floors": [0.0, 1_000.0], "rates": [0.01, 0.05]}


def _draw_table(rng: np.random.Generator) -> dict[str, list[float]]:
    """Two to four tiers of rising floors and rates."""
    count = int(rng.integers(2, 5))
    floors = np.sort(rng.choice([1, 2, 5, 10, 20, 50, 100], count - 1, replace=False)) * 1_000.0
    rates = np.sort(rng.choice([0.005, 0.01, 0.015, 0.02, 0.025, 0.05, 0.1], count, replace=False))
    return {"floors": [0.0, *floors.tolist()], "rates": rates.tolist()}


def _rising(floors: list[float], rates: list[float], **_rest: Any) -> bool:
    return (
        len(floors) == len(rates) > 0
        and floors[0] == 0
        and all(a < b for a, b in pairwise(floors))
        and all(a <= b for a, b in pairwise(rates))
        and rates[0] > 0
    )


def _slice_by_slice(notional, floors, rates):
    required, k = 0.0, 0
    while k + 1 < len(floors) and notional > floors[k + 1]:
        required += rates[k] * (floors[k + 1] - floors[k])
        k += 1
    remainder = rates[k] * (notional - floors[k])
    return required + remainder


BRACKET = Exercise(
    name="bracket_requirement",
    title="Up the stairs",
    prompt=(
        "A table of tiers: `floors` are the lower edges of notional in USD, rising, the first zero; `rates` the maintenance"
        " fraction of each tier. Each rate applies **to its slice only**, as an income tax does.\n\n"
        "Write what keeping a position of `notional` takes, in USD."
    ),
    starter="def bracket_requirement(notional, floors, rates):\n    ...\n",
    reference=bracket_requirement,
    second=_by_deduction,
    ways=(_slice_by_slice,),
    hints=(
        "Cut the notional into slices, one for each tier it reaches. How large is each?",
        "A slice goes from its floor to the next floor, or to the notional if that comes first. The last tier has no top.",
        (
            "Walk through floor, next floor and rate together; add rate times the part of the notional between the two; stop where"
            " the notional ends."
        ),
    ),
    wrong=(
        # With slices an edge belongs to either tier; with these mistakes it matters.
        *(
            Wrong(lambda notional, floors, rates, tier=tier: rates[tier(notional, floors)] * notional, said)
            for tier, said in (
                (
                    _tier,
                    (
                        "This charges the top tier's rate on everything. Then one more dollar could make the requirement jump; with"
                        " slices it never does."
                    ),
                ),
                (
                    _tier_above,
                    (
                        "This charges the top tier's rate on everything, and at an edge that of the tier above. One more dollar could"
                        " make the requirement jump; with slices it never does."
                    ),
                ),
            )
        ),
        Wrong(
            lambda notional, floors, rates: rates[0] * notional,
            "The first tier's rate, whatever the size: right only below the second floor.",
        ),
        *(
            Wrong(
                lambda notional, floors, rates, tier=tier: (
                    rates[tier(notional, floors)] * (notional - floors[tier(notional, floors)])
                ),
                said,
            )
            for tier, said in (
                (_tier, "This is the top slice alone. The slices below it are charged too, each its own rate."),
                (
                    _tier_above,
                    "This is the top slice alone, and nothing at an edge. The slices below are charged too, each its own rate.",
                ),
            )
        ),
        Wrong(
            lambda notional, floors, rates: (
                bracket_requirement(notional, floors, rates)
                + (notional > floors[1]) * floors[1] * (rates[1] - rates[0])
                if len(floors) > 1
                else rates[0] * notional
            ),
            "The first slice is charged the second tier's rate: look at which rate belongs to which floor.",
        ),
    ),
    cases=lambda rng: {
        "notional": float(rng.choice([1, 2, 5]) * 10.0 ** rng.integers(3, 6) + rng.choice([0, 0, 123.45])),
        **_draw_table(rng),
    },
    hand_cases=(
        {"notional": 2_000.0, **_ROUND_STAIRS},
        {"notional": 1_000.0, **_ROUND_STAIRS},
        {"notional": 500.0, **_ROUND_STAIRS},
        {"notional": 1_000_000.0, **_STAIRS},
    ),
    units={"notional": "USD", "floors": "USD", "rates": "fraction", "return": "USD"},
    bounds={"notional": (1, 10_000_000), "floors": (0, 1_000_000), "rates": (0.001, 0.5)},
    shrink={"notional": (2_000, 1_000, 10_000), "floors": (0, 1_000), "rates": (0.01, 0.05)},
    allowed=_rising,
    difficulty=2,
    minutes=6,
    notice="Top rate times notional minus a fixed deduction gives the same: that is the column “deduction” (or “cum”) in"
    " a venue's table.",
    next="Put the stairs under the liquidation price.",
)


# ---- liquidation_price_tiered ---------------------------------------------------------------------------------------


def liquidation_price_tiered(entry_price, size, collateral, floors, rates):
    side = 1 if size > 0 else -1
    units = abs(size)
    deduction = 0.0
    for k, rate in enumerate(rates):
        if k > 0:
            deduction += floors[k] * (rate - rates[k - 1])
        price = (collateral + deduction - size * entry_price) / (units * (rate - side))
        top = floors[k + 1] if k + 1 < len(floors) else float("inf")
        if floors[k] <= units * price <= top:
            return price if price > 0 else None
    return None


def _tiered_by_search(entry_price, size, collateral, floors, rates):
    """Health is continuous and falls from the entry price on: halve the interval."""

    def health(price):
        notional = abs(size) * price
        return collateral + size * (price - entry_price) - bracket_requirement(notional, floors, rates)

    safe, closed = entry_price, 0.0 if size > 0 else 2 * entry_price
    while size < 0 and health(closed) > 0:
        closed *= 2
    if size > 0 and collateral >= size * entry_price:
        return None
    for _ in range(200):
        middle = (safe + closed) / 2
        safe, closed = (middle, closed) if health(middle) > 0 else (safe, middle)
    return (safe + closed) / 2


def _fixed_tier(entry_price, size, collateral, floors, rates, k, with_deduction=True):
    side = 1 if size > 0 else -1
    deduction = sum(floors[i] * (rates[i] - rates[i - 1]) for i in range(1, k + 1)) * with_deduction
    price = (collateral + deduction - size * entry_price) / (abs(size) * (rates[k] - side))
    return price if price > 0 else None


def _tier_of_liquidation(entry_price, size, collateral, floors, rates):
    price = liquidation_price_tiered(entry_price, size, collateral, floors, rates)
    return 0 if price is None else _tier(abs(size) * price, floors)


def _draw_tiered(rng: np.random.Generator) -> dict[str, Any]:
    table = _draw_table(rng)
    size = float(rng.choice([20, 50, 100, 200, 400, 900])) * (1 if rng.random() < 0.5 else -1)
    leverage = float(rng.choice([2, 3, 4, 5, 6]))
    return {"entry_price": 100.0, "size": size, "collateral": float(np.round(abs(size) * 100.0 / leverage, 0)), **table}


def _tiered_openable(
    entry_price: float, size: float, collateral: float, floors: list[float], rates: list[float]
) -> bool:
    return (
        _rising(floors, rates)
        and size != 0
        and collateral > bracket_requirement(abs(size) * entry_price, floors, rates)
    )


TIERED = Exercise(
    name="liquidation_price_tiered",
    title="Liquidation price on the stairs",
    prompt=(
        "The same table of slices, now under a position. Write the price at which its equity meets the requirement; `size` is"
        " signed, and `None` is the answer where there is no such price.\n\n"
        "The row that counts is the one of the notional **at the liquidation price**, which you do not know yet."
    ),
    starter="def liquidation_price_tiered(entry_price, size, collateral, floors, rates):\n    ...\n",
    reference=liquidation_price_tiered,
    second=_tiered_by_search,
    hints=(
        (
            "Inside one tier the requirement is a straight line: its rate times the notional, minus a deduction. What is the"
            " liquidation price if that tier held everywhere?"
        ),
        "Do that for every tier. Only one of the answers lies inside its own tier.",
        (
            "Deduction of a tier: that of the tier before, plus its floor times the step in the rates. For each tier solve for the"
            " price with rate and deduction, and keep it if the notional there lies between the tier's floor and the next."
        ),
    ),
    wrong=(
        *(
            Wrong(
                lambda entry_price, size, collateral, floors, rates, tier=tier: _fixed_tier(
                    entry_price, size, collateral, floors, rates, tier(abs(size) * entry_price, floors)
                ),
                said,
            )
            for tier, said in (
                (
                    _tier,
                    (
                        "This uses the row of the *entry* notional. On its way a long may slide into a milder row, a short into a"
                        " stricter one: the row that counts is the one at the liquidation price."
                    ),
                ),
                (
                    _tier_above,
                    (
                        "This uses the row of the *entry* notional, and on an edge the one above. On its way a long may slide into a"
                        " milder row, a short into a stricter one: the row that counts is the one at the liquidation price."
                    ),
                ),
            )
        ),
        Wrong(
            lambda entry_price, size, collateral, floors, rates: _fixed_tier(
                entry_price,
                size,
                collateral,
                floors,
                rates,
                _tier_of_liquidation(entry_price, size, collateral, floors, rates),
                with_deduction=False,
            ),
            "The right row, without its deduction: that charges one rate on the whole position.",
        ),
        Wrong(
            lambda entry_price, size, collateral, floors, rates: _fixed_tier(
                entry_price, size, collateral, floors, rates, 0
            ),
            "The first row for every size. That is the liquidation price of a small position.",
        ),
    ),
    cases=_draw_tiered,
    hand_cases=(
        {"entry_price": 100.0, "size": 50.0, "collateral": 1_000.0, **_ROUND_STAIRS},
        {"entry_price": 100.0, "size": -50.0, "collateral": 1_000.0, **_ROUND_STAIRS},
        {"entry_price": 100.0, "size": 11.0, "collateral": 300.0, **_ROUND_STAIRS},
        {"entry_price": 100.0, "size": -9.0, "collateral": 300.0, **_ROUND_STAIRS},
        {"entry_price": 100.0, "size": 5.0, "collateral": 500.0, **_ROUND_STAIRS},
        {"entry_price": 100.0, "size": 100.0, "collateral": 1_140.0, **_STEEP_STAIRS},
    ),
    units={
        "entry_price": "USD",
        "size": "units",
        "collateral": "USD",
        "floors": "USD",
        "rates": "fraction",
        "return": "USD",
    },
    bounds={
        "entry_price": (1, 1_000),
        "size": (-1_000, 1_000),
        "collateral": (1, 100_000),
        "floors": (0, 1_000_000),
        "rates": (0.001, 0.5),
    },
    shrink={
        "entry_price": (100,),
        "size": (10, -10, 11, -9, 20, 50),
        "collateral": (1_000, 300, 100),
        "floors": (0, 1_000),
        "rates": (0.01, 0.05),
    },
    allowed=_tiered_openable,
    difficulty=3,
    minutes=10,
    notice="The requirement is continuous, so exactly one tier answers for itself. With one rate for the whole position it would"
    " jump, and the edge itself can be the liquidation price.",
    next="One question is left: the price of *what*?",
)
