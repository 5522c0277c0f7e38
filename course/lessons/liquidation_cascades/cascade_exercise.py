"""Code of lesson 14: a cascade, round after round."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.liquidation_cascades.kappa_exercise import crowd_of_longs, whole
from course.teaching.exercise import Exercise, Wrong

# ---- cascade --------------------------------------------------------------------------------------------------------


def cascade(triggers, sizes, price, shock, depth):
    import numpy as np

    triggers, sizes = np.asarray(triggers, dtype=float), np.asarray(sizes, dtype=float)
    shocked = now = price * (1 - shock)
    closed = np.zeros(len(triggers), dtype=bool)
    while (triggers[~closed] >= now).any():
        closed |= triggers >= now
        now = 1 / (1 / shocked + sizes[closed].sum() / depth)
    return {"accounts": closed.sum(), "price": now}


def _cascade_by_rungs(triggers, sizes, price, shock, depth):
    """From the highest trigger down, one account at a time: the order does not change where it ends."""
    inverse = 1 / (price * (1 - shock))
    count = 0
    for trigger, size in sorted(zip(triggers, sizes, strict=True), reverse=True):
        if trigger * inverse < 1:
            break
        inverse += size / depth
        count += 1
    return {"accounts": count, "price": 1 / inverse}


def _cascade_by_rounds(triggers, sizes, price, shock, depth):
    """Round by round: who is reached now, what they sell, what it does to the price."""
    start = now = price * (1 - shock)
    sold, count = 0.0, 0
    left = list(zip(triggers, sizes, strict=True))
    while any(trigger >= now for trigger, _ in left):
        sold += sum(size for trigger, size in left if trigger >= now)
        count += sum(1 for trigger, _ in left if trigger >= now)
        left = [(trigger, size) for trigger, size in left if trigger < now]
        now = 1 / (1 / start + sold / depth)
    return {"accounts": count, "price": now}


def _one_round(triggers: Any, sizes: Any, price: float, shock: float, depth: float) -> Any:
    shocked = price * (1 - shock)
    closed = np.asarray(triggers) >= shocked
    after = 1 / (1 / shocked + np.asarray(sizes)[closed].sum() / depth)
    return {"accounts": int(closed.sum()), "price": after}


def _no_impact(triggers: Any, sizes: Any, price: float, shock: float, depth: float) -> Any:
    shocked = price * (1 - shock)
    return {"accounts": int((np.asarray(triggers) >= shocked).sum()), "price": shocked}


def _sold_again(triggers: Any, sizes: Any, price: float, shock: float, depth: float) -> Any:
    triggers, sizes = np.asarray(triggers), np.asarray(sizes)
    now, before = price * (1 - shock), -1
    while (count := int((triggers >= now).sum())) > before:
        before = count
        now = 1 / (1 / now + sizes[triggers >= now].sum() / depth)
    return {"accounts": before, "price": now}


def _shock_forgotten(triggers: Any, sizes: Any, price: float, shock: float, depth: float) -> Any:
    triggers, sizes = np.asarray(triggers), np.asarray(sizes)
    now = price * (1 - shock)
    closed = np.zeros(len(triggers), dtype=bool)
    while (triggers[~closed] >= now).any():
        closed |= triggers >= now
        now = 1 / (1 / price + sizes[closed].sum() / depth)
    return {"accounts": int(closed.sum()), "price": now}


def _one_pass(triggers: Any, sizes: Any, price: float, shock: float, depth: float) -> Any:
    now, count = price * (1 - shock), 0
    for trigger, size in zip(triggers, sizes, strict=True):
        if trigger >= now:
            now, count = 1 / (1 / now + size / depth), count + 1
    return {"accounts": count, "price": now}


def _straight(triggers: Any, sizes: Any, price: float, shock: float, depth: float) -> Any:
    triggers, sizes = np.asarray(triggers), np.asarray(sizes)
    shocked = now = price * (1 - shock)
    closed = np.zeros(len(triggers), dtype=bool)
    while (triggers[~closed] >= now).any():
        closed |= triggers >= now
        now = shocked * (1 - shocked * sizes[closed].sum() / depth)
    return {"accounts": int(closed.sum()), "price": now}


def _no_tie(triggers: Any, sizes: Any, price: float, shock: float, depth: float) -> bool:
    """Where a trigger is met to the last digit, two right programs may differ: such cases are not asked."""
    now = price * (1 - shock)
    return (
        whole(triggers, sizes)
        and 0 < shock < 1
        and bool(np.all(np.abs(np.asarray(triggers) - now) > 1e-6))
        and bool(np.all(np.asarray(triggers) < price))
    )


CASCADE = Exercise(
    name="cascade",
    title="Round after round",
    prompt=(
        "Write the loop. Longs are liquidated at their `triggers`, each selling its `sizes` in coins, **once**. The price starts"
        " at `price`; news takes it down by the fraction `shock`. Then, in rounds: all who are not closed yet and whose trigger is"
        " at or above the present price are closed together; their sale pushes the price down; look again.\n\n"
        "Impact: with q coins sold **in all**, 1/price is q / `depth` larger than right after the shock.\n\n"
        'Return a dict: `"accounts"`, how many are closed in the end, and `"price"`, where it ends.'
    ),
    starter=('def cascade(triggers, sizes, price, shock, depth):\n    return {"accounts": ..., "price": ...}\n'),
    reference=cascade,
    second=_cascade_by_rungs,
    ways=(_cascade_by_rounds,),
    hints=(
        "What do you have to remember from one round to the next? The price right after the shock, and who is closed already.",
        "A mask of true and false for the closed. Each round: who is new? If nobody, stop. Otherwise add them to the mask.",
        "After each round reckon the price anew from the price *right after the shock* and the coins of all who are closed.",
    ),
    wrong=(
        Wrong(
            _one_round,
            "You stopped after one round. The sale itself has moved the price: look who is below water *now*.",
        ),
        Wrong(
            _no_impact,
            "Your liquidations cost nothing: the coins are sold, and somebody has to take them at a lower price.",
        ),
        Wrong(_sold_again, "You sell the closed ones again in every round. A position can be liquidated once."),
        Wrong(
            _shock_forgotten,
            "You reckon the impact from the price before the news. The shock does not go away when the selling begins.",
        ),
        Wrong(
            _one_pass,
            "You go through the list once, in the order in which it stands. Somebody you have passed may be reached by a sale"
            " further on: look again until nobody new is found.",
        ),
        Wrong(
            _straight,
            "A price that falls in a straight line with coins sold can fall below zero. In this book it is 1/price that moves in"
            " a straight line.",
        ),
    ),
    cases=lambda rng: {
        **crowd_of_longs(rng, 99),
        "price": 100.0,
        "shock": float(rng.integers(2, 13)) / 100,
        "depth": float(rng.choice([20_000, 30_000, 50_000, 100_000])),
    },
    hand_cases=(
        {
            "triggers": np.array([96.5, 94.5, 80.5]),
            "sizes": np.array([20.0, 30.0, 50.0]),
            "price": 100.0,
            "shock": 0.05,
            "depth": 50_000.0,
        },
        {  # met exactly
            "triggers": np.array([95.0, 80.5]),
            "sizes": np.array([20.0, 50.0]),
            "price": 100.0,
            "shock": 0.05,
            "depth": 50_000.0,
        },
        {
            "triggers": np.array([97.5, 96.5, 95.5, 94.5, 93.5, 92.5]),
            "sizes": np.array([10.0, 10.0, 10.0, 10.0, 10.0, 10.0]),
            "price": 100.0,
            "shock": 0.03,
            "depth": 100_000.0,
        },
        {
            "triggers": np.array([90.5, 98.5, 93.5]),
            "sizes": np.array([50.0, 80.0, 80.0]),
            "price": 100.0,
            "shock": 0.02,
            "depth": 100_000.0,
        },
    ),
    units={
        "triggers": "USD",
        "sizes": "coins",
        "price": "USD",
        "shock": "fraction",
        "depth": "USD",
        "return": {"accounts": "", "price": "USD"},
    },
    bounds={
        "triggers": (50, 99.5),
        "sizes": (1, 200),
        "price": (100, 100),
        "shock": (0.01, 0.2),
        "depth": (10_000, 1_000_000),
    },
    shrink={"shock": (0.05, 0.1, 0.02), "depth": (100_000, 50_000), "sizes": (50, 100, 20)},
    allowed=_no_tie,
    difficulty=2,
    minutes=12,
    notice="Sell them one by one, from the top or in any other order, and it ends at the same price: with longs only there is one"
    " place where it can stop. With shorts in between the order would matter.",
    next="Feed it equal dominoes, evenly spaced in 1/price: the rise of 1/price in all is the shock's over 1 − κ. Then let a second"
    " market share the accounts.",
)
