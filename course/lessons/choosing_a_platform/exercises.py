"""Code of lesson 13: reading tables, and turning readings into a decision."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong


def _table(rng: np.random.Generator) -> dict[str, list[float]]:
    count = int(rng.integers(2, 5))
    floors = np.sort(rng.choice([10, 20, 50, 100, 250, 500, 1_000], count - 1, replace=False)) * 1e3
    rates = np.sort(rng.choice([4, 5, 10, 15, 20, 25, 50, 100], count, replace=False)) / 1_000
    return {"floors": [0.0, *floors.tolist()], "rates": rates.tolist()}


def _rising(floors: list[float], rates: list[float], **_rest: Any) -> bool:
    return (
        len(floors) == len(rates) > 0
        and floors[0] == 0
        and all(a < b for a, b in itertools.pairwise(floors))
        and all(a < b for a, b in itertools.pairwise(rates))
    )


# ---- requirement_by_rule --------------------------------------------------------------------------------------------


def requirement_by_rule(notional, floors, rates, applies):
    k = max(i for i, floor in enumerate(floors) if notional > floor)
    if applies == "whole":
        return rates[k] * notional
    deduction = 0.0
    for i in range(1, k + 1):
        deduction += floors[i] * (rates[i] - rates[i - 1])
    return rates[k] * notional - deduction


def _by_slices(notional, floors, rates, applies):
    """Sum the slices; for the whole-position rule find the rate of the last slice that is filled."""
    tops = [*floors[1:], float("inf")]
    filled = [min(notional, top) - floor for floor, top in zip(floors, tops, strict=True)]
    if applies == "slice":
        return sum(max(part, 0.0) * rate for part, rate in zip(filled, rates, strict=True))
    return notional * [rate for part, rate in zip(filled, rates, strict=True) if part > 0][-1]


RULE = Exercise(
    name="requirement_by_rule",
    title="One table, two rules",
    prompt=(
        "Two venues print the *same* tier table. `floors` are the lower edges in USD, rising, the first zero; `rates` the"
        " maintenance fraction of each tier.\n\n"
        '- `applies="slice"`: a rate applies to the part of the position inside its tier\n'
        '- `applies="whole"`: the rate of the tier that the position lies in applies to all of it\n\n'
        "Write the maintenance margin of a position of `notional` (above zero), in USD. A position exactly on an edge still lies"
        " in the tier below."
    ),
    starter="def requirement_by_rule(notional, floors, rates, applies):\n    ...\n",
    reference=requirement_by_rule,
    second=_by_slices,
    hints=(
        "Which tier does the position lie in? That is enough for one of the two rules.",
        "For slices, go through the tiers: how much of the position lies between this floor and the next?",
        ("Or as venues do: the rate of the top tier on everything, minus a deduction that grows at each floor by floor × (new rate"
        " − old rate)."),
    ),
    wrong=(
        Wrong(
            lambda notional, floors, rates, applies: requirement_by_rule(
                notional, floors, rates, "whole"
            ),
            "This takes the rate of the last tier for everything, on both venues. Under slices the lower rates still hold for the"
            " lower part.",
        ),
        Wrong(
            lambda notional, floors, rates, applies: requirement_by_rule(
                notional, floors, rates, "slice"
            ),
            "This is right for slices. Under the other rule one dollar above an edge raises the rate of the *whole* position.",
        ),
        Wrong(
            lambda notional, floors, rates, applies: rates[0] * notional,
            "This stops at the first row, the one that advertisements quote. Your position lies further down the table.",
        ),
    ),
    cases=lambda rng: {
        "notional": float(np.round(10 ** rng.uniform(3.5, 6.5), -2)),
        **_table(rng),
        "applies": str(rng.choice(["slice", "whole"])),
    },
    hand_cases=(
        {"notional": 60_000.0, "floors": [0.0, 50_000.0], "rates": [0.01, 0.02], "applies": "slice"},
        {"notional": 60_000.0, "floors": [0.0, 50_000.0], "rates": [0.01, 0.02], "applies": "whole"},
        {"notional": 50_000.0, "floors": [0.0, 50_000.0], "rates": [0.01, 0.02], "applies": "whole"},
    ),
    units={"notional": "USD", "return": "USD"},
    bounds={"notional": (1, 1e9)},
    shrink={"notional": (100_000.0, 60_000.0, 1_000_000.0), "floors": (0.0, 50_000.0, 80_000.0)},
    allowed=lambda notional, floors, rates, applies: notional > 0 and _rising(floors, rates) and min(floors[1:], default=np.inf) >= 1_000,
    difficulty=2,
    minutes=8,
    notice="Under the second rule the requirement jumps at an edge: adding one dollar can cost hundreds. Look for the word that"
    " tells you which rule a table means.",
    next="That was what it takes to stay. What does it take to open the next trade?",
)  # fmt: skip


# ---- free_collateral ------------------------------------------------------------------------------------------------


def free_collateral(equity, notionals, max_leverages, chosen):
    initial = 0.0
    for notional, most, own in zip(notionals, max_leverages, chosen):
        initial += notional / min(own, most)
    return equity - initial


def _free_by_fractions(equity, notionals, max_leverages, chosen):
    """Fractions instead of leverage: the larger of the market's and the chosen one."""
    fractions = np.maximum(1 / np.array(max_leverages), 1 / np.array(chosen))
    return float(equity - np.dot(fractions, notionals))


def _draw_account(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.integers(1, 4))
    return {
        "equity": float(rng.integers(5, 60) * 500),
        "notionals": (rng.integers(2, 60, count) * 1_000.0).tolist(),
        "max_leverages": rng.choice([10.0, 20.0, 25.0, 50.0, 100.0], count).tolist(),
        "chosen": rng.choice([2.0, 3.0, 5.0, 10.0, 15.0, 30.0, 50.0], count).tolist(),
    }


def _free_by_arrays(equity, notionals, max_leverages, chosen):
    leverages = np.minimum(max_leverages, chosen)
    return float(equity - np.sum(np.asarray(notionals) / leverages))


FREE = Exercise(
    name="free_collateral",
    title="What is left to use",
    prompt=(
        "An account in cross margin, as dYdX counts it. `notionals` are the sizes of its positions in USD, `max_leverages` what"
        " each market allows, `chosen` the leverage set for each position. Setting more than the market allows changes nothing.\n\n"
        "Write the free collateral in USD: the equity that no position's **initial** margin reserves. It may be negative; then"
        " nothing more can be opened or withdrawn, although nothing is liquidated yet."
    ),
    starter="def free_collateral(equity, notionals, max_leverages, chosen):\n    ...\n",
    reference=free_collateral,
    second=_free_by_fractions,
    ways=(_free_by_arrays,),
    hints=(
        "How much does one position reserve? Its notional divided by a leverage: which one?",
        "The one that counts is the smaller of what is set and what the market allows.",
        "Add that up over the positions and take it from the equity. Do not cut at zero.",
    ),
    wrong=(
        Wrong(
            lambda equity, notionals, max_leverages, chosen: (
                equity - sum(n / m for n, m in zip(notionals, max_leverages, strict=True))
            ),
            "This reserves by the market's maximum and ignores the leverage that is set. Who sets less reserves more.",
        ),
        Wrong(
            lambda equity, notionals, max_leverages, chosen: (
                equity - sum(n / c for n, c in zip(notionals, chosen, strict=True))
            ),
            "This trusts the setting everywhere. Above the market's maximum it has no effect: the market's own fraction is the"
            " least that is reserved.",
        ),
        Wrong(
            lambda equity, notionals, max_leverages, chosen: (
                equity - sum(n / min(c, m) for n, m, c in zip(notionals, max_leverages, chosen, strict=True)) / 2
            ),
            "Half of it is the maintenance margin of some venues: what *keeps* positions. Opening and withdrawing are decided by"
            " the initial margin.",
            misconception=13,
        ),
        Wrong(
            lambda equity, notionals, max_leverages, chosen: max(
                0.0,
                equity - sum(n / min(c, m) for n, m, c in zip(notionals, max_leverages, chosen, strict=True)),
            ),
            "Cut at zero, this hides by how much the account is short. A negative figure is a state that lasts until something"
            " changes, and it is not liquidation.",
        ),
    ),
    cases=_draw_account,
    hand_cases=(
        {"equity": 6_000.0, "notionals": [60_000.0, 45_000.0], "max_leverages": [50.0, 50.0], "chosen": [20.0, 50.0]},
        {"equity": 6_000.0, "notionals": [60_000.0], "max_leverages": [50.0], "chosen": [100.0]},
        {"equity": 3_000.0, "notionals": [60_000.0], "max_leverages": [50.0], "chosen": [10.0]},
    ),
    units={"equity": "USD", "return": "USD"},
    bounds={"equity": (0, 1e6)},
    shrink={"equity": (10_000.0, 5_000.0)},
    allowed=lambda equity, notionals, max_leverages, chosen: (
        len(notionals) == len(max_leverages) == len(chosen) > 0 and min(*max_leverages, *chosen) >= 1
    ),
    difficulty=2,
    minutes=7,
    notice="A venue with a low maintenance margin may still reserve much: compare both columns before you call it cheap.",
    next="Now several venues at once: which of them acts first?",
)  # fmt: skip


# ---- first_to_act ---------------------------------------------------------------------------------------------------


def first_to_act(side, collateral, size, entry_price, rates, fees, on_entry):
    direction = 1 if side == "long" else -1
    rooms = []
    for rate, fee, fixed in zip(rates, fees, on_entry):
        m = rate + fee
        if fixed:
            price = entry_price * (1 + direction * m) - direction * collateral / size
        else:
            price = (entry_price - direction * collateral / size) / (1 - direction * m)
        rooms.append(direction * (entry_price - price))
    return rooms.index(min(rooms))


def _room_by_amounts(side, collateral, size, entry_price, rates, fees, on_entry):
    """Room in USD of price: spare margin at entry over what one dollar of adverse move costs."""
    direction = 1.0 if side == "long" else -1.0
    m = np.array(rates) + np.array(fees)
    spare = collateral - m * size * entry_price
    per_dollar = size * np.where(on_entry, 1.0, 1.0 - direction * m)
    return int(np.argmin(spare / per_dollar))


def _draw_venues(rng: np.random.Generator) -> dict[str, Any]:
    """Close rates, so that the fee and the basis decide as often as the rate itself; drawn again until nothing ties."""
    size, price = float(rng.choice([0.5, 1, 2, 10])), float(rng.choice([100, 3_000, 60_000]))
    while True:
        count, base = int(rng.integers(2, 5)), float(rng.choice([0.01, 0.02, 0.03]))
        case = {
            "side": str(rng.choice(["long", "short"])),
            "collateral": size * price * float(rng.choice([0.1, 0.2, 0.5, 0.7])),
            "size": size,
            "entry_price": price,
            "rates": (base + rng.choice(13, count, replace=False) * 0.0001).round(6).tolist(),
            "fees": rng.choice([0.0, 0.0005, 0.001], count).tolist(),
            "on_entry": [bool(x) for x in rng.integers(0, 2, count)],
        }
        if _decided(**case):
            return case


def _rooms(
    side: str, collateral: float, size: float, entry_price: float,
    rates: list[float], fees: list[float], on_entry: list[bool],
) -> Any:  # fmt: skip
    m = np.array(rates) + np.array(fees)
    direction = 1 if side == "long" else -1
    return (collateral / (size * entry_price) - m) / np.where(on_entry, 1, 1 - direction * m)


def _decided(**case: Any) -> bool:
    """No tie, and no venue at which the position could not live."""
    lists = [case[n] for n in ("rates", "fees", "on_entry")]
    if len({len(x) for x in lists}) != 1 or len(lists[0]) < 2:
        return False
    rooms = np.sort(_rooms(**case))
    return bool(rooms[0] > 0 and rooms[1] - rooms[0] > 1e-9)


FIRST = Exercise(
    name="first_to_act",
    title="Who acts first?",
    prompt=(
        "The same position on several venues: `size` units (above zero) at `entry_price`, `side` long or short, `collateral` in"
        " USD. For each venue a list gives\n\n"
        "- `rates`: the maintenance fraction\n"
        "- `fees`: the closing fee that is part of the requirement, a fraction, zero where it is not\n"
        "- `on_entry`: `True` where the requirement is a share of the notional **at entry** and stands still; `False` where it"
        " follows the price\n\n"
        "Write the index (from 0) of the venue that liquidates first. Ties do not occur."
    ),
    starter="def first_to_act(side, collateral, size, entry_price, rates, fees, on_entry):\n    ...\n",
    reference=first_to_act,
    second=_room_by_amounts,
    hints=(
        "Find the liquidation price on each venue; then ask which is nearest to the entry price.",
        "The fee adds to the rate. With a fixed requirement the price is linear: collateral minus loss equals a constant.",
        ("A long's following requirement shrinks on the way, a short's grows: divide by one minus, or one plus, the fraction. Then"
        " take the smallest distance, not the smallest price."),
    ),
    wrong=(
        Wrong(
            lambda side, collateral, size, entry_price, rates, fees, on_entry: int(np.argmax(rates)),
            "This looks at the rate alone. A closing fee inside the requirement is a higher rate by another name.",
        ),
        Wrong(
            lambda side, collateral, size, entry_price, rates, fees, on_entry: int(
                np.argmax(np.array(rates) + np.array(fees))
            ),
            "Rate and fee are right. What is missing is the notional they apply to: one requirement follows the price, the other"
            " stays where you opened.",
        ),
        Wrong(
            lambda side, collateral, size, entry_price, rates, fees, on_entry: int(
                np.argmin(_rooms("long", collateral, size, entry_price, rates, fees, on_entry))
            ),
            "Right for a long. A short's following requirement grows on the way to liquidation.",
            misconception=3,
        ),
        Wrong(
            lambda side, collateral, size, entry_price, rates, fees, on_entry: int(
                np.argmax(_rooms(side, collateral, size, entry_price, rates, fees, on_entry))
            ),
            "This is the venue that acts last: it has the largest distance.",
        ),
    ),
    cases=_draw_venues,
    hand_cases=(
        {"side": "long", "collateral": 6_000.0, "size": 1.0, "entry_price": 60_000.0,
         "rates": [0.01, 0.0101], "fees": [0.0, 0.0], "on_entry": [True, False]},
        {"side": "short", "collateral": 6_000.0, "size": 1.0, "entry_price": 60_000.0,
         "rates": [0.01, 0.0099], "fees": [0.0, 0.0], "on_entry": [True, False]},
        {"side": "long", "collateral": 6_000.0, "size": 1.0, "entry_price": 60_000.0,
         "rates": [0.01, 0.0098], "fees": [0.0, 0.0005], "on_entry": [False, False]},
    ),
    units={"collateral": "USD", "entry_price": "USD", "return": "index"},
    bounds={"collateral": (1, 1e7), "size": (0.01, 1_000), "entry_price": (1, 1e6)},
    shrink={"size": (1.0,), "entry_price": (100.0,), "collateral": (20.0, 10.0)},
    allowed=_decided,
    difficulty=3,
    minutes=10,
    notice="With equal rates a long is closed earlier where the requirement stays at entry, a short where it follows the price.",
    next="Last: from readings to one decision, with your own weights.",
)  # fmt: skip


# ---- weighted_scores ------------------------------------------------------------------------------------------------


def weighted_scores(ratings, weights):
    total = sum(weights)
    if total <= 0:
        raise ValueError("at least one weight must be above zero")
    return np.array([sum(w * r for w, r in zip(weights, row)) / total for row in ratings])


def _scores_by_matrix(ratings, weights):
    """A matrix product with weights that add up to one."""
    w = np.asarray(weights, float)
    if not w.sum() > 0:
        raise ValueError("weights")
    return np.asarray(ratings, float) @ (w / w.sum())


SCORES = Exercise(
    name="weighted_scores",
    title="Your weights, normalised",
    prompt=(
        "`ratings` has one row a venue and one column a criterion, each between 0 and 1; `weights` has one number a criterion, zero"
        " or more, on any scale.\n\n"
        "Write the score of each venue as an array (`np` is imported): the weighted mean, which stays between 0 and 1 and does not change when all"
        " weights are doubled. Raise `ValueError` if no weight is above zero."
    ),
    starter="def weighted_scores(ratings, weights):\n    ...\n",
    reference=weighted_scores,
    second=_scores_by_matrix,
    hints=(
        "Multiply each rating by its weight and add up along a row. What is the largest value this can have?",
        "Divide by what a venue with all ratings at one would get.",
        "`np.asarray(ratings) @ weights` gives all rows at once; check the sum of the weights before you divide by it.",
    ),
    wrong=(
        Wrong(
            lambda ratings, weights: np.asarray(ratings, float) @ np.asarray(weights, float),
            "This is not normalised: double all weights and every score doubles. Divide by the sum of the weights.",
        ),
        Wrong(
            lambda ratings, weights: np.mean(np.asarray(ratings, float), axis=1),
            "This is the plain mean: the weights do not enter.",
        ),
        Wrong(
            lambda ratings, weights: (
                np.asarray(ratings, float) @ np.asarray(weights, float) / len(weights)
            ),
            "This divides by the *number* of criteria. A weight of three counts as three votes: divide by the sum of the weights.",
        ),
        Wrong(
            lambda ratings, weights: (
                np.asarray(ratings, float) @ np.asarray(weights, float) / max(*weights, 1e-9)
            ),
            "Divided by the largest weight a score can exceed one.",
        ),
    ),
    cases=lambda rng: (
        lambda rows, columns: {
            "ratings": (rng.integers(0, 5, (rows, columns)) / 4).tolist(),
            "weights": [float(w) for w in rng.integers(0, 10, columns)],
        }
    )(int(rng.integers(2, 5)), int(rng.integers(2, 5))),
    hand_cases=(
        {"ratings": [[1.0, 0.5], [0.5, 1.0]], "weights": [3.0, 1.0]},
        {"ratings": [[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]], "weights": [2.0, 2.0, 0.0]},
        {"ratings": [[1.0, 0.0]], "weights": [0.0, 0.0]},
    ),
    units={"return": "score"},
    raises=(ValueError,),
    allowed=lambda ratings, weights: (
        len(ratings) > 0 and len(weights) > 1 and all(len(row) == len(weights) for row in ratings)
    ),
    difficulty=1,
    minutes=6,
    notice="A lead that one changed rating can turn is a tie. Before you believe a ranking, move its most doubtful entry.",
    next="Take the scorecard with you: lesson 15 asks you to defend a choice.",
)  # fmt: skip

EXERCISES = (RULE, FREE, FIRST, SCORES)
