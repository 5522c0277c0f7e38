"""Code of lesson 11: dYdX's two prices, the insurance fund, the order of work and the queue."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

import numpy as np

from course.lessons.liquidation_mechanics.order_exercises import BLOCK, QUEUE
from course.lessons.liquidation_mechanics.price_exercises import BANKRUPTCY, LIMIT
from course.teaching.exercise import Exercise, Wrong

# ---- fund_payment ---------------------------------------------------------------------------------------------------


def fund_payment(size, fill, bankruptcy, max_fee):
    import numpy as np

    surplus = size * (fill - bankruptcy)
    return np.minimum(surplus, max_fee * abs(size) * fill)


def _fund_by_side(size, fill, bankruptcy, max_fee):
    better = (fill - bankruptcy) if size > 0 else (bankruptcy - fill)
    left = better * abs(size)
    most = max_fee * abs(size) * fill
    return np.where(left > most, most, left) * 1.0


FUND = Exercise(
    name="fund_payment",
    title="What the insurance fund gets",
    prompt=(
        "A position (or a part of it) of `size` units, signed, was closed at `fill`. Whatever the fill leaves above its `bankruptcy`"
        " price goes to the insurance fund, but at most `max_fee` (a fraction) of what was traded. Whatever is missing, the fund"
        " pays, without a cap here.\n\nWrite the payment to the fund in USD; negative where the fund pays."
    ),
    starter="def fund_payment(size, fill, bankruptcy, max_fee):\n    ...\n",
    reference=fund_payment,
    second=_fund_by_side,
    hints=(
        "Is a fill above the bankruptcy price good or bad for a long? And for a short, which is bought back?",
        "With a signed size one product gives the surplus of both sides.",
("Then compare with the cap, which is measured on what was traded, and take the smaller: a negative surplus passes the cap"
        " untouched."),
    ),
    wrong=(
        Wrong(
            lambda size, fill, bankruptcy, max_fee: size * (fill - bankruptcy),
            "This hands over everything that was left. The fee is capped; what lies above the cap stays with the account.",
            misconception=19,
        ),
        Wrong(
            lambda size, fill, bankruptcy, max_fee: np.maximum(
                np.minimum(size * (fill - bankruptcy), max_fee * abs(size) * fill), 0
            ),
            "The fund also *pays*: where the fill is beyond the bankruptcy price, something is missing, and the answer is negative.",
            misconception=19,
        ),
        Wrong(
            lambda size, fill, bankruptcy, max_fee: np.minimum(
                abs(size) * (fill - bankruptcy), max_fee * abs(size) * fill
            ),
            "Right for a long. For a short a fill *below* the bankruptcy price leaves something.",
            misconception=3,
        ),
        Wrong(
            lambda size, fill, bankruptcy, max_fee: max_fee * abs(size) * fill,
            "This takes the largest fee always. It can only be taken out of what the fill has left.",
        ),
    ),
    cases=lambda rng: {
        "size": float(rng.choice([0.1, 0.5, 1, 2])) * (1 if rng.random() < 0.5 else -1),
        "fill": float(rng.choice([49_000, 49_500, 50_000, 50_400, 51_000])),
        "bankruptcy": float(rng.choice([48_000, 48_900, 49_400, 50_100, 50_600, 52_000])),
        "max_fee": float(rng.choice([0.005, 0.01, 0.015])),
    },
    hand_cases=(
        {"size": 1.0, "fill": 49_900.0, "bankruptcy": 49_520.0, "max_fee": 0.015},
        {"size": 1.0, "fill": 49_900.0, "bankruptcy": 48_000.0, "max_fee": 0.015},
        {"size": -1.0, "fill": 50_100.0, "bankruptcy": 50_400.0, "max_fee": 0.015},
        {"size": 1.0, "fill": 49_000.0, "bankruptcy": 49_500.0, "max_fee": 0.015},
    ),
    units={"size": "units", "fill": "USD", "bankruptcy": "USD", "max_fee": "fraction", "return": "USD"},
    bounds={
        "size": (-100, 100),
        "fill": (1, 1_000_000),
        "bankruptcy": (1, 1_000_000),
        "max_fee": (0.001, 0.1),
    },
    shrink={
        "size": (1, -1, 2),
        "fill": (100, 50_000),
        "bankruptcy": (90, 110, 99, 49_500),
        "max_fee": (0.01, 0.015),
    },
    allowed=lambda size, fill, bankruptcy, max_fee: bool(size != 0 and fill > 0 and bankruptcy > 0),
    arrays=("fill",),
    difficulty=1,
    minutes=5,
    notice="Where the cap is larger than the maintenance fraction, as in dYdX's largest markets, a fill near the oracle price costs"
    " the slice all its equity.",
    next="The second bug in the manual: what happens to an account that is already below zero?",
)  # fmt: skip

EXERCISES = (BANKRUPTCY, LIMIT, FUND, BLOCK, QUEUE)
