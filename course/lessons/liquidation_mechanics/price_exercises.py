"""Code of lesson 11, the two exercises on dYdX's prices: bankruptcy and limit."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    """A position on either side, its requirement, and an account that has less than it needs."""
    size = float(rng.choice([0.5, 1, 2, 4, 5])) * (1 if rng.random() < 0.5 else -1)
    oracle = float(rng.choice([20_000, 40_000, 50_000, 60_000, 41_237.5]))
    requirement = round(abs(size) * oracle * float(rng.choice([0.012, 0.03, 0.05])), 2)
    total = round(requirement * float(rng.choice([1.0, 1.5, 2.0, 4.0])), 2)
    return {
        "size": size,
        "oracle": oracle,
        "equity": round(total * float(rng.choice([-0.4, -0.1, 0.2, 0.5, 0.9])), 2),
        "requirement": requirement,
        "total": total,
    }


def _below(equity: float, requirement: float, total: float, size: float, **_rest: Any) -> bool:
    return bool(size != 0 and 0 < requirement <= total and equity < total)


# ---- bankruptcy_price -----------------------------------------------------------------------------------------------


def bankruptcy_price(size, oracle, equity, requirement, total):
    share = equity * requirement / total
    return oracle - share / size


def _by_money(size, oracle, equity, requirement, total):
    """What the account must receive (or pay) for the position, divided by its size."""
    worth = size * oracle
    give_up = (requirement / total) * equity
    return (worth - give_up) / size


BANKRUPTCY = Exercise(
    name="bankruptcy_price",
    title="A price for one position among several",
    prompt=(
        "On dYdX all positions of an account share its equity. When one of them is closed, it gives up equity **in proportion to"
        " its requirement**. Write the price at which it gives up exactly that.\n\n"
        "- `size`: units, signed\n"
        "- `oracle`: oracle price, USD\n"
        "- `equity`: of the account, USD; it may be negative\n"
        "- `requirement`: maintenance requirement of this position, USD\n"
        "- `total`: of all positions together, USD"
    ),
    starter="def bankruptcy_price(size, oracle, equity, requirement, total):\n    ...\n",
    reference=bankruptcy_price,
    second=_by_money,
    hints=(
        "First the money: which part of the equity belongs to this position?",
        (
            "Selling a long below the oracle price by one dollar costs one dollar a unit. How far below may it be sold until its part"
            " is gone?"
        ),
        "Take the part, divide it by the signed size, and take that off the oracle price: for a short the sign turns by itself.",
    ),
    wrong=(
        Wrong(
            lambda size, oracle, equity, requirement, total: oracle - equity / size,
            "This lets one position spend the equity of all. The others have a claim in proportion to their requirements.",
            misconception=6,
        ),
        Wrong(
            lambda size, oracle, equity, requirement, total: oracle - equity * requirement / total / abs(size),
            "Right for a long. A short is bought back: its bankruptcy price lies *above* the oracle price while equity is left.",
            misconception=3,
        ),
        Wrong(
            lambda size, oracle, equity, requirement, total: oracle - requirement / size,
            "This gives up the requirement. The account has less than it is required to have: share out what is there.",
            misconception=13,
        ),
        Wrong(
            lambda size, oracle, equity, requirement, total: oracle - max(equity, 0.0) * requirement / total / size,
            "An account can be below zero. Then the bankruptcy price of a long lies *above* the oracle price, and somebody else"
            " has to pay the difference.",
        ),
    ),
    cases=_draw,
    hand_cases=(
        {"size": 1.0, "oracle": 50_000.0, "equity": 300.0, "requirement": 600.0, "total": 600.0},
        {"size": -1.0, "oracle": 50_000.0, "equity": 300.0, "requirement": 600.0, "total": 1_200.0},
        {"size": 1.0, "oracle": 50_000.0, "equity": -300.0, "requirement": 600.0, "total": 1_200.0},
    ),
    units={"size": "units", "oracle": "USD", "equity": "USD", "requirement": "USD", "total": "USD", "return": "USD"},
    bounds={
        "size": (-100, 100),
        "oracle": (1, 1_000_000),
        "equity": (-1_000_000, 1_000_000),
        "requirement": (1, 1_000_000),
        "total": (1, 1_000_000),
    },
    shrink={
        "size": (1, -1, 2),
        "oracle": (100, 50_000),
        "equity": (10, -10, 300),
        "requirement": (20, 600),
        "total": (20, 40, 1_200),
    },
    allowed=_below,
    difficulty=2,
    minutes=7,
    notice="The chain rounds this by a millionth of a dollar in favour of the insurance fund, so that closing at it never costs"
    " the fund anything.",
    next="Between the oracle price and this one lies the money. How far may the order go?",
)


# ---- limit_price ----------------------------------------------------------------------------------------------------


def limit_price(size, oracle, equity, total, maintenance, spread):
    import numpy as np

    bankrupt = np.clip(1 - equity / total, 0, 1)
    return oracle * (1 - np.sign(size) * spread * maintenance * bankrupt)


def _by_case(size, oracle, equity, total, maintenance, spread):
    widest = oracle * maintenance * spread
    missing = (total - equity) / total
    missing = np.minimum(np.maximum(missing, 0), 1)
    away = widest * missing
    return np.where(np.asarray(size) > 0, oracle - away, oracle + away) * 1.0


def _printed(size, oracle, equity, total, maintenance, spread):
    """The documentation's formula, word for word, with the rating kept within bounds."""
    return oracle * (1 - (spread * maintenance) * np.clip(1 - equity / total, 0, 1))


def _by_width(size, oracle, equity, total, maintenance, spread):
    widest = spread * maintenance
    missing = np.clip(1 - equity / total, 0, 1)
    return oracle * (1 - np.sign(size) * (widest * missing))


LIMIT = Exercise(
    name="limit_price",
    title="Spot the bug: the fillable price",
    prompt=(
        "dYdX's documentation (liquidations page, read in April 2026) prints the limit price of the liquidation order like this,"
        " *for both short and long positions*:\n\n"
        "```\nP x (1 - ((SMMR x MMF) x (BA x (1 - Q))))\n```\n\n"
        "with `Q` = equity / total requirement and BA = 1. The chain's own code does something else for one of the two sides,"
        " and it keeps the last bracket between 0 and 1. Think about who has to trade at that price, and write what the"
        " chain must do.\n\n"
        "- `size`: units, signed\n"
        "- `oracle`: P, USD\n"
        "- `equity`, `total`: of the account, USD\n"
        "- `maintenance`: MMF, a fraction\n"
        "- `spread`: SMMR"
    ),
    starter="def limit_price(size, oracle, equity, total, maintenance, spread):\n    ...\n",
    reference=limit_price,
    second=_by_case,
    ways=(_by_width,),
    hints=(
        "Closing a short means buying. Who would sell to an order that bids below the oracle price?",
        "The order should become easier to fill the less equity is left: lower for a seller. And for a buyer?",
        "Let the sign of the size decide whether the spread is taken off or added, and clip the rating before you use it.",
    ),
    wrong=(
        Wrong(
            _printed,
            "This is the printed formula: right for a long. A short has to be *bought back*, and a bid below the oracle price finds"
            " no seller: the code adds the spread.",
        ),
        Wrong(
            lambda size, oracle, equity, total, maintenance, spread: (
                oracle * (1 - np.sign(size) * spread * maintenance * (1 - equity / total))
            ),
            "The rating is not kept within 0 and 1: with negative equity this goes further than the widest spread.",
        ),
        Wrong(
            lambda size, oracle, equity, total, maintenance, spread: (
                oracle * (1 - np.sign(size) * spread * maintenance * np.clip(equity / total, 0, 1))
            ),
            "Turned round: here the order goes furthest while the account is still almost healthy.",
        ),
        Wrong(
            lambda size, oracle, equity, total, maintenance, spread: (
                oracle * (1 - np.sign(size) * spread * maintenance * (equity < np.inf))
            ),
            "This is the widest spread at once. The limit begins at the oracle price and widens as equity falls.",
        ),
    ),
    cases=lambda rng: {
        **{k: v for k, v in _draw(rng).items() if k in ("size", "oracle", "equity", "total")},
        "maintenance": float(rng.choice([0.012, 0.03, 0.05, 0.1])),
        "spread": float(rng.choice([1.5, 0.1, 1.0])),
    },
    hand_cases=(
        {"size": -1.0, "oracle": 50_000.0, "equity": 300.0, "total": 600.0, "maintenance": 0.012, "spread": 1.5},
        {"size": 1.0, "oracle": 50_000.0, "equity": 300.0, "total": 600.0, "maintenance": 0.012, "spread": 1.5},
        {"size": 1.0, "oracle": 50_000.0, "equity": -300.0, "total": 600.0, "maintenance": 0.012, "spread": 1.5},
        {"size": -1.0, "oracle": 50_000.0, "equity": -300.0, "total": 600.0, "maintenance": 0.012, "spread": 1.5},
    ),
    units={
        "size": "units",
        "oracle": "USD",
        "equity": "USD",
        "total": "USD",
        "maintenance": "fraction",
        "spread": "×",
        "return": "USD",
    },
    bounds={
        "size": (-100, 100),
        "oracle": (1, 1_000_000),
        "equity": (-1_000_000, 1_000_000),
        "total": (1, 1_000_000),
        "maintenance": (0.001, 0.3),
        "spread": (0.1, 3),
    },
    shrink={
        "size": (-1, 1),
        "oracle": (100, 50_000),
        "equity": (10, -10, 300),
        "total": (20, 600),
        "maintenance": (0.1, 0.05, 0.012),
        "spread": (1, 1.5),
    },
    allowed=lambda size, equity, total, **_rest: bool(size != 0 and total > 0 and equity < total),
    arrays=("equity",),
    difficulty=2,
    minutes=8,
    notice="Documentation is written by people, too. Where it and the code differ, the code moves the money: test a formula on"
    " both sides before you trust it.",
    next="The order has filled. Who gets the difference to the bankruptcy price?",
)  # fmt: skip
