"""Code of lesson 04: what a move asks for, what a share of the weeks asks for, what a good week is worth in a year."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

SIDES = ("long", "short")

# ---- collateral_for_move --------------------------------------------------------------------------------------------


def collateral_for_move(notional, move, maintenance, side):
    direction = 1 if side == "long" else -1
    loss = notional * move
    requirement = maintenance * notional * (1 - direction * move)
    return loss + requirement


def _by_price(notional, move, maintenance, side):
    """One unit bought or sold at 100: what is missing at the new price, times the units."""
    price = 100 - 100 * move if side == "long" else 100 + 100 * move
    loss = 100 - price if side == "long" else price - 100
    return (loss + maintenance * price) * notional / 100


def _by_share(notional, move, maintenance, side):
    there = 1 - move if side == "long" else 1 + move
    share = move + maintenance * there
    return notional * share


MOVE = Exercise(
    name="collateral_for_move",
    title="What a move asks for",
    prompt=(
        "Write what must be posted behind one isolated position so that it is *just* still open after the price has moved"
        " against it.\n\n"
        "- `notional`: USD at entry\n"
        "- `move`: how far the price goes against you, a fraction of entry\n"
        "- `maintenance`: share of the notional *at that price* that the venue requires\n"
        '- `side`: `"long"` or `"short"`'
    ),
    starter="def collateral_for_move(notional, move, maintenance, side):\n    ...\n",
    reference=collateral_for_move,
    second=_by_price,
    ways=(_by_share,),
    hints=(
        "Two things must be paid for: what the move takes, and what the venue still wants to see afterwards.",
        "The venue looks at the notional after the move. For a long that is smaller than at entry, for a short larger.",
        "Write down the loss, then the notional after the move times the maintenance fraction, and add the two.",
    ),
    wrong=(
        Wrong(
            lambda notional, move, maintenance, side: notional * move,
            "This pays for the loss and nothing else. With nothing left you have been closed before: the venue wants to see the"
            " requirement.",
            misconception=1,
        ),
        Wrong(
            lambda notional, move, maintenance, side: notional * (move + maintenance),
            "This takes the requirement on the *entry* notional. After the move the notional is another one.",
        ),
        Wrong(
            lambda notional, move, maintenance, side: notional * (move + maintenance * (1 - move)),
            "Right for a long. A short's notional grows as it loses, and its requirement with it.",
            misconception=3,
        ),
        Wrong(
            lambda notional, move, maintenance, side: notional * (move + maintenance * (1 + move)),
            "Right for a short. A long's notional shrinks as it loses, and its requirement with it.",
            misconception=3,
        ),
        Wrong(
            lambda notional, move, maintenance, side: np.maximum(
                notional * move, maintenance * notional * (1 - move if side == "long" else 1 + move)
            ),
            "You took the larger of the two. The requirement must still be there *after* the loss: both are needed, one on top of"
            " the other.",
            misconception=1,
        ),
    ),
    cases=lambda rng: {
        "notional": float(rng.choice([1_000, 2_500, 10_000, 40_000])),
        "move": float(np.round(rng.uniform(0.01, 0.6), 3)),
        "maintenance": float(rng.choice([0.005, 0.01, 0.02, 0.025, 0.05])),
        "side": str(rng.choice(SIDES)),
    },
    hand_cases=(
        {"notional": 10_000.0, "move": 0.1, "maintenance": 0.025, "side": "long"},
        {"notional": 10_000.0, "move": 0.1, "maintenance": 0.025, "side": "short"},
        {"notional": 1_000.0, "move": 0.0, "maintenance": 0.05, "side": "long"},
    ),
    units={"notional": "USD", "move": "fraction", "maintenance": "fraction", "return": "USD"},
    bounds={"notional": (1, 1e6), "move": (0, 0.99), "maintenance": (0.001, 0.2)},
    shrink={"notional": (10_000, 1_000, 100), "move": (0.1, 0.2, 0.5), "maintenance": (0.025, 0.05, 0.1)},
    arrays=("notional", "move", "maintenance"),
    difficulty=1,
    minutes=6,
    notice="Divide the notional by it and you have the highest leverage that survives the move: the question of lesson 01, asked in"
    " dollars.",
    next="Now let every week of a record ask for its own amount.",
)

# ---- collateral_for_survival ----------------------------------------------------------------------------------------


def collateral_for_survival(needs, chance):
    enough = []
    for post in needs:
        passed = sum(need <= post for need in needs)
        if passed >= chance * len(needs):
            enough.append(post)
    return min(enough)


def _by_rank(needs, chance):
    import math

    rank = max(math.ceil(chance * len(needs)), 1)
    return sorted(needs)[rank - 1]


def _by_array(needs, chance):
    import numpy as np

    needs = np.sort(np.asarray(needs, dtype=float))
    share = np.arange(1, len(needs) + 1) / len(needs)
    return float(needs[share >= chance][0])


def _next_up(needs, chance):
    rank = min(math.floor(chance * len(needs)), len(needs) - 1)
    return sorted(needs)[rank]


def _other_end(needs, chance):
    return _by_rank(needs, round(1 - chance, 9))


def _interpolated(needs, chance):
    return float(np.quantile(needs, chance))


def _normal(needs, chance, ddof=0):
    inside = min(max(chance, 0.001), 0.999)
    return float(np.mean(needs) + NormalDist().inv_cdf(inside) * np.std(needs, ddof=ddof))


def _needs(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.choice([4, 5, 8, 10, 12, 20]))
    drawn = np.sort(np.round(np.exp(rng.normal(6.3, 0.7, count)), -1))
    needs = [float(x) + 3.5 * k for k, x in enumerate(drawn)]
    rng.shuffle(needs)
    return {"needs": needs, "chance": float(rng.choice([0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 1.0]))}


def _exact(needs: Any, chance: float) -> bool:
    """A share of the needs that no rounding pushes over a whole number."""
    wanted = chance * len(needs)
    whole = round(wanted)
    return len(needs) > 0 and (wanted == whole or abs(wanted - whole) > 1e-6) and whole / len(needs) >= (
        chance if wanted == whole else 0
    )  # fmt: skip


TEN = [3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 18.0, 40.0]

SURVIVAL = Exercise(
    name="collateral_for_survival",
    title="What a share of the weeks asks for",
    prompt=(
        "`needs` lists what each week of a record would have asked for, USD, in any order. Write the **smallest post** with which"
        " at least the share `chance` of these weeks is passed.\n\n"
        "A week is passed if its need is not above the post. Post what a week asked for: nobody needs an amount between two."
    ),
    starter="def collateral_for_survival(needs, chance):\n    ...\n",
    reference=collateral_for_survival,
    second=_by_rank,
    ways=(_by_array,),
    hints=(
        "Try the needs one after the other, the smallest first. When may you stop?",
        "For each candidate count how many needs are not above it, and compare that count with the share of all that you want.",
        "With ten weeks and a chance of nine tenths you may stop at the ninth smallest, not at the tenth.",
    ),
    wrong=(
        Wrong(
            _interpolated,
            "This draws a line between two weeks. No week needed that amount: the post must be one of the needs, and the next higher"
            " one already passes enough.",
        ),
        Wrong(
            _normal,
            "Mean plus so many standard deviations is a bell curve's answer. The record has its own tail; count it.",
        ),
        Wrong(
            lambda needs, chance: _normal(needs, chance, ddof=1),
            "A sample's mean and deviation make a bell curve's answer. No bell curve was asked: count the weeks of the record.",
        ),
        Wrong(
            lambda needs, chance: float(np.mean(needs)),
            "The mean need passes whatever share it happens to pass; the chance that was asked for does not enter.",
        ),
        Wrong(
            lambda needs, chance: sorted(needs)[max(math.floor(chance * len(needs)), 1) - 1],
            "One too few: where the share is no whole number of weeks, this post passes less than was asked for. Round the count up.",
        ),
        Wrong(
            lambda needs, chance: min(
                [x for x in needs if sum(need < x for need in needs) >= chance * len(needs)], default=max(needs)
            ),
            "A week whose need *equals* the post is passed as well: count the needs that are not above it, not those below.",
        ),
        Wrong(_next_up, "One too many: the week before that one in the sorted list already passes enough."),
        Wrong(
            _other_end,
            "Counted from the wrong end: this is the post with which the *other* share of the weeks is passed.",
        ),
        Wrong(
            lambda needs, chance: float(max(needs)),
            "This passes every week. The chance that was asked for is not used.",
        ),
        Wrong(
            lambda needs, chance: chance * max(needs),
            "This takes a share of the worst *amount*. What is asked for is a share of the *weeks*.",
        ),
    ),
    cases=_needs,
    hand_cases=(
        {"needs": TEN, "chance": 0.9},
        {"needs": TEN, "chance": 0.5},
        {"needs": TEN, "chance": 0.95},
        {"needs": [400.0, 300.0, 900.0, 500.0], "chance": 0.75},
        {"needs": [400.0, 300.0, 300.0, 300.0], "chance": 0.5},
        {"needs": [900.0, 400.0, 400.0, 400.0], "chance": 0.75},
        {"needs": TEN[:4], "chance": 1.0},
    ),
    units={"needs": "USD", "chance": "fraction", "return": "USD"},
    bounds={"chance": (0.05, 1)},
    shrink={"chance": (0.5, 0.75, 0.9)},
    allowed=_exact,
    difficulty=2,
    minutes=10,
    notice="The chances between two weeks cost the same: what survival costs is a staircase, and its last stair is the worst week you"
    " have seen, not the worst there is.",
    next="One good week is not a good year.",
)

# ---- year_alive -----------------------------------------------------------------------------------------------------


def year_alive(chance, weeks, compartments, together):
    draws = weeks if together else weeks * compartments
    return chance**draws


def _week_by_week(chance, weeks, compartments, together):
    alive = 1.0
    for _ in range(weeks):
        alive = alive * chance if together else alive * chance**compartments
    return alive


YEAR = Exercise(
    name="year_alive",
    title="From a week to a year",
    prompt=(
        "Every compartment passes a week with `chance`, and every week is a fresh draw. Write the chance that **none** of your"
        " `compartments` is closed in `weeks` weeks.\n\n"
        "- `together`: `True` if all of them fall in the same weeks, `False` if each falls by itself"
    ),
    starter="def year_alive(chance, weeks, compartments, together):\n    ...\n",
    reference=year_alive,
    second=_week_by_week,
    hints=(
        "What is the chance to pass two weeks in a row?",
        "Chances of independent draws multiply. How many draws are there, if each compartment draws for itself?",
        "Those that move as one draw once a week, however many they are. Raise the chance to the number of draws.",
    ),
    wrong=(
        Wrong(
            lambda chance, weeks, compartments, together: chance,
            "That is one week. It has to go well again and again.",
            misconception=27,
        ),
        Wrong(
            lambda chance, weeks, compartments, together: chance if together else chance**compartments,
            "That is one week of your compartments. It has to go well `weeks` times over.",
            misconception=27,
        ),
        Wrong(
            lambda chance, weeks, compartments, together: 1 - weeks * (1 - chance),
            "This takes the losing chance once for each week, and falls below zero in the end. Chances in a row multiply.",
        ),
        Wrong(
            lambda chance, weeks, compartments, together: (
                1 - (weeks if together else weeks * compartments) * (1 - chance)
            ),
            "The count of draws is right, but their losing chances do not add up. What is left after each draw is multiplied.",
        ),
        Wrong(
            lambda chance, weeks, compartments, together: np.maximum(
                1 - (weeks if together else weeks * compartments) * (1 - chance), 0.0
            ),
            "You added the losing chances and cut them off at zero. Nothing has to be cut off where the chances multiply.",
        ),
        Wrong(
            lambda chance, weeks, compartments, together: chance**weeks,
            "Right for one compartment, or for several that move as one. Independent ones must *all* pass, week by week.",
            misconception=11,
        ),
        Wrong(
            lambda chance, weeks, compartments, together: chance ** (weeks * compartments),
            "Right for compartments that fall by themselves. Those that move as one are a single draw a week, not several.",
        ),
        Wrong(
            lambda chance, weeks, compartments, together: 1 - (1 - chance) ** weeks,
            "That is the chance that *some* week goes well. All of them have to.",
        ),
    ),
    cases=lambda rng: {
        "chance": float(np.round(rng.uniform(0.8, 0.999), 3)),
        "weeks": int(rng.choice([1, 4, 13, 26, 52])),
        "compartments": int(rng.integers(1, 7)),
        "together": bool(rng.random() < 0.5),
    },
    hand_cases=(
        {"chance": 0.95, "weeks": 52, "compartments": 1, "together": False},
        {"chance": 0.95, "weeks": 1, "compartments": 4, "together": False},
        {"chance": 0.95, "weeks": 1, "compartments": 4, "together": True},
        {"chance": 0.9, "weeks": 2, "compartments": 3, "together": False},
    ),
    units={"chance": "fraction", "return": "fraction"},
    bounds={"chance": (0.01, 1), "weeks": (1, 104), "compartments": (1, 20)},
    shrink={"chance": (0.95, 0.9, 0.5), "weeks": (1, 2, 4), "compartments": (1, 2, 4)},
    arrays=("chance",),
    difficulty=2,
    minutes=6,
    notice="A closing a week in twenty sounds seldom. Over a year it is two or three, and a year without any is the exception.",
    next="Lesson 05 takes the walls away and puts everything into one pool.",
)

EXERCISES = (MOVE, SURVIVAL, YEAR)
