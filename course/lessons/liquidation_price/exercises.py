"""Code of lesson 02: small functions, checked by counterexample."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.liquidation_price.tier_exercises import BRACKET, TIERED
from course.teaching.exercise import Exercise, Wrong

FEES = (0.0, 0.0005, 0.001, 0.002, 0.005)
RATES = (0.005, 0.01, 0.02, 0.025, 0.03, 0.05)


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    """A position with enough behind it to be opened; now and then with more than it is worth."""
    entry_price = float(np.round(rng.uniform(20, 200), 1))
    size = float(np.round(rng.uniform(1, 50), 1)) * (1 if rng.random() < 0.5 else -1)
    share = float(rng.choice([0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 1.2]))
    collateral = float(np.round(share * abs(size) * entry_price, 0))
    if (
        abs(collateral - abs(size) * entry_price) < 0.01
    ):  # whether such a price is above zero would be rounding's to decide
        collateral += 1
    return {"entry_price": entry_price, "size": size, "collateral": collateral}


def _draw_with_rates(rng: np.random.Generator) -> dict[str, Any]:
    return {**_draw(rng), "maintenance": float(rng.choice(RATES)), "fee": float(rng.choice(FEES))}


def _openable(
    entry_price: float, size: float, collateral: float, maintenance: float = 0.0, fee: float = 0.0, **_rest: Any
) -> bool:
    return bool(size != 0 and collateral > (maintenance + fee) * abs(size) * entry_price)


# ---- bankruptcy_price -----------------------------------------------------------------------------------------------


def bankruptcy_price(entry_price, size, collateral):
    price = entry_price - collateral / size
    return price if price > 0 else None


def _bankruptcy_by_distance(entry_price, size, collateral):
    """Count the dollars a unit may lose."""
    a_unit = collateral / abs(size)
    if size < 0:
        return entry_price + a_unit
    if a_unit >= entry_price:
        return None
    return entry_price - a_unit


def _unsigned_bankruptcy(entry_price, size, collateral):
    price = entry_price - collateral / abs(size)
    return price if price > 0 else None


BANKRUPTCY = Exercise(
    name="bankruptcy_price",
    title="Where nothing is left",
    prompt=(
        "Write the price at which the equity of one position is zero.\n\n"
        "- `entry_price`: USD a unit\n"
        "- `size`: units, **signed**: a long is above zero, a short below\n"
        "- `collateral`: USD behind it\n\n"
        "If no price above zero does it, return `None`."
    ),
    starter="def bankruptcy_price(entry_price, size, collateral):\n    ...\n",
    reference=bankruptcy_price,
    second=_bankruptcy_by_distance,
    hints=(
        "How many dollars may the position lose, and how many may one unit lose?",
        "Equity is the collateral plus size × (price − entry). With a signed size this holds for longs and shorts alike.",
        (
            "Set that to zero and solve for the price: divide the collateral by the signed size and take it off the entry price. Then"
            " ask whether the result is a price at all."
        ),
    ),
    wrong=(
        Wrong(
            lambda entry_price, size, collateral: entry_price - collateral / size,
            "The formula is right and its answer is not always a price. Where it falls to zero or below, the position cannot"
            " lose everything: answer `None`.",
            misconception=8,
        ),
        Wrong(
            _unsigned_bankruptcy,
            "Right for a long. A short is bankrupt when the price *rises*: let the sign of the size do it.",
            misconception=3,
        ),
        Wrong(
            lambda entry_price, size, collateral: (
                entry_price * (1 - collateral / size) if entry_price * (1 - collateral / size) > 0 else None
            ),
            "Collateral over size is already dollars a unit. Multiplying it by the entry price counts the price twice.",
        ),
    ),
    cases=_draw,
    hand_cases=(
        {"entry_price": 100.0, "size": 10.0, "collateral": 100.0},
        {"entry_price": 100.0, "size": -10.0, "collateral": 100.0},
        {"entry_price": 100.0, "size": 1.0, "collateral": 120.0},
        {"entry_price": 100.0, "size": 10.0, "collateral": 1_000.0},
    ),
    units={"entry_price": "USD", "size": "units", "collateral": "USD", "return": "USD"},
    bounds={"entry_price": (1, 1_000), "size": (-100, 100), "collateral": (1, 100_000)},
    shrink={"entry_price": (100, 50, 200), "size": (10, 1, -10, -1), "collateral": (100, 1_000, 10)},
    allowed=_openable,
    difficulty=1,
    minutes=3,
    notice="Nothing in it is the venue's: bankruptcy is arithmetic. What the venue adds is when it acts before that.",
    next="Now the venue's requirement and its fee.",
)


# ---- liquidation_price ----------------------------------------------------------------------------------------------


def liquidation_price(entry_price, size, collateral, maintenance, fee):
    side = 1 if size > 0 else -1
    price = (collateral - size * entry_price) / (abs(size) * (maintenance + fee - side))
    return price if price > 0 else None


def _liquidation_by_crossing(entry_price, size, collateral, maintenance, fee):
    """Equity minus requirement is a straight line in the price: take two points and find its zero."""

    def health(price):
        return collateral + size * (price - entry_price) - (maintenance + fee) * abs(size) * price

    slope = health(1.0) - health(0.0)
    price = -health(0.0) / slope
    return price if price > 0 else None


def _liquidation(entry_price, size, collateral, required):
    side = 1 if size > 0 else -1
    return (collateral - size * entry_price) / (abs(size) * (required - side))


def _or_none(price):
    return price if price > 0 else None


def _liquidation_from_room(entry_price, size, collateral, maintenance, fee):
    """What is left above the requirement at entry, over what one dollar of the price takes of it."""
    units = abs(size)
    notional = units * entry_price
    room = collateral - maintenance * notional - fee * notional
    a_dollar = size - maintenance * units - fee * units
    price = entry_price - room / a_dollar
    return price if price > 0 else None


LIQUIDATION = Exercise(
    name="liquidation_price",
    title="Where the venue acts",
    prompt=(
        "Write the price at which the equity of one position equals what the venue requires.\n\n"
        "- `size`: units, signed (a long is above zero)\n"
        "- `maintenance`: share of the notional *at the present price* that must be there\n"
        "- `fee`: closing fee, a share of the same notional, counted **inside** the requirement\n\n"
        "Return `None` if no price above zero does it."
    ),
    starter="def liquidation_price(entry_price, size, collateral, maintenance, fee):\n    ...\n",
    reference=liquidation_price,
    second=_liquidation_by_crossing,
    ways=(_liquidation_from_room,),
    hints=(
        "Write down equity and requirement at a price p. Both are straight lines in p.",
        "Notional is the size without its sign, times p. Maintenance and fee are both shares of it, so they add up.",
        (
            "Bring the terms with p to one side. For a long the divisor is the required share minus one, times the units; for a short"
            " the required share plus one. Check whether the result is a price."
        ),
    ),
    wrong=(
        Wrong(
            lambda entry_price, size, collateral, maintenance, fee: _or_none(
                _liquidation(entry_price, size, collateral, maintenance)
            ),
            "The fee is missing. Counted inside the requirement, it is added to the maintenance fraction.",
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, fee: _liquidation(
                entry_price, size, collateral, maintenance + fee
            ),
            "Right wherever there is a liquidation price. With enough collateral there is none, and the quotient turns zero or"
            " negative: answer `None`.",
            misconception=8,
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, fee: _or_none(entry_price - collateral / size),
            "That is the bankruptcy price, where nothing is left. The venue acts while the requirement is still there.",
            misconception=1,
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, fee: entry_price - collateral / size,
            "That is the bankruptcy price, and even where no price reaches it. Write down equity *and* requirement at a price p, and"
            " answer `None` where they meet at no price.",
            misconception=1,
        ),
        Wrong(
            lambda entry_price, size, collateral, maintenance, fee: _or_none(
                entry_price - (collateral - (maintenance + fee) * abs(size) * entry_price) / size
            ),
            "This takes the requirement on the *entry* notional. It is a share of the notional at the price where the venue"
            " acts.",
        ),
    ),
    cases=_draw_with_rates,
    hand_cases=(
        {"entry_price": 100.0, "size": 100.0, "collateral": 1_000.0, "maintenance": 0.025, "fee": 0.0},
        {"entry_price": 100.0, "size": -100.0, "collateral": 1_000.0, "maintenance": 0.025, "fee": 0.001},
        {"entry_price": 100.0, "size": -1.0, "collateral": 100.0, "maintenance": 0.025, "fee": 0.0},
        {"entry_price": 100.0, "size": 1.0, "collateral": 120.0, "maintenance": 0.025, "fee": 0.0},
        {"entry_price": 100.0, "size": 1.0, "collateral": 100.0, "maintenance": 0.025, "fee": 0.0},  # a price of zero
    ),
    units={
        "entry_price": "USD",
        "size": "units",
        "collateral": "USD",
        "maintenance": "fraction",
        "fee": "fraction",
        "return": "USD",
    },
    bounds={
        "entry_price": (1, 1_000),
        "size": (-200, 200),
        "collateral": (1, 100_000),
        "maintenance": (0, 0.2),
        "fee": (0, 0.02),
    },
    shrink={
        "entry_price": (100, 50, 200),
        "size": (10, -10, 1, -1),
        "collateral": (100, 1_000, 200),
        "maintenance": (0.025, 0.05),
        "fee": (0.0, 0.001, 0.005),
    },
    allowed=_openable,
    difficulty=2,
    minutes=6,
    notice="Set maintenance and fee to zero and it becomes the bankruptcy price; the fraction between them is the venue's safety"
    " strip.",
    next="So far one rate for every size. Real tables have stairs.",
)


# ---- mark_price -----------------------------------------------------------------------------------------------------


def mark_price(index, basis, last):
    return float(np.median([index, index + np.mean(basis), last]))


def _middle_by_clamping(index, basis, last):
    """The last price, held between the other two."""
    average = index + sum(basis) / len(basis)
    return min(max(last, min(index, average)), max(index, average))


def _draw_prices(rng: np.random.Generator) -> dict[str, Any]:
    index = float(rng.choice([50, 80, 100, 200]))
    way = float(rng.choice([-1, 1]))
    length = int(rng.integers(2, 6))
    quiet = np.round(rng.uniform(-0.004, 0.004, length) * index, 2)
    quiet[-1] = np.round(way * index * rng.uniform(0.02, 0.1), 2)
    return {
        "index": index,
        "basis": quiet.tolist(),
        "last": float(np.round(index * (1 + way * rng.uniform(-0.02, 0.15)), 2)),
    }


MARK = Exercise(
    name="mark_price",
    title="The price that judges",
    prompt=(
        "Many venues judge by a mark price that is the **median** of three:\n\n"
        "- `index`: the spot price elsewhere\n"
        "- the index plus the average of `basis`: a list of recent differences between this order book and the index\n"
        "- `last`: the last trade here\n\n"
        "Write it. (The first price also carries a trace of funding; leave that out. `np` is there.)"
    ),
    starter="def mark_price(index, basis, last):\n    ...\n",
    reference=mark_price,
    second=_middle_by_clamping,
    hints=(
        "Three numbers, sorted: the median is the one in the middle.",
        "The second price moves only as fast as the average of the basis does.",
        "Average the list, add it to the index, put the three prices in a list and take the median.",
    ),
    wrong=(
        Wrong(
            lambda index, basis, last: last,
            "That is the last price, one trade in one market. If it judged, a single large order could close everybody.",
            misconception=17,
        ),
        Wrong(
            lambda index, basis, last: (2 * index + sum(basis) / len(basis) + last) / 3,
            "That is the mean. One wild price pulls it along; a median goes no further than the next price.",
        ),
        Wrong(
            lambda index, basis, last: float(np.median([index, index + basis[-1], last])),
            "This takes the latest basis, not its average: the memory that lets a short wick pass is gone.",
        ),
        Wrong(
            lambda index, basis, last: min(index, index + sum(basis) / len(basis), last),
            "The lowest of the three: then every wick down would count, and no wick up.",
        ),
    ),
    cases=_draw_prices,
    hand_cases=(
        {"index": 100.0, "basis": [0.0, 0.0, 0.0, -15.0], "last": 85.0},
        {"index": 100.0, "basis": [1.0, 1.0], "last": 100.5},
        {"index": 100.0, "basis": [0.0, 10.0], "last": 110.0},
    ),
    units={"index": "USD", "basis": "USD", "last": "USD", "return": "USD"},
    bounds={"index": (10, 1_000), "basis": (-100, 100), "last": (1, 2_000)},
    shrink={"index": (100,), "basis": (0, -10, 10), "last": (90, 110, 100)},
    difficulty=2,
    minutes=4,
    notice="It can never be further out than the average basis: a wick counts only as much as it lasts.",
    next="That was the last exercise of this lesson. The questions below go back over all of it.",
)

EXERCISES = (BANKRUPTCY, LIQUIDATION, BRACKET, TIERED, MARK)
