"""Code of lesson 14: κ of a book, a cascade round by round, and what a whole market and a whole pool go through."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.liquidation_cascades.matrix_exercise import FALLS
from course.lessons.liquidation_cascades.pool_exercises import PAYERS, POOL
from course.teaching.exercise import Exercise, Wrong


def _crowd(rng: np.random.Generator, top: float) -> dict[str, np.ndarray]:
    """Six to nine longs: liquidation prices a little off round numbers, so that none is met exactly."""
    count = int(rng.integers(6, 10))
    places = rng.choice(np.arange(70, int(top)), count, replace=False)
    return {
        "triggers": np.sort(places)[::-1] + 0.5,
        "sizes": rng.choice([10.0, 20.0, 30.0, 50.0, 80.0], count),
    }


def _longs(triggers: Any, sizes: Any, **_: Any) -> bool:
    """Two lists of one length, coins above zero."""
    return len(triggers) == len(sizes) > 0 and bool(np.all(np.asarray(sizes) > 0))


# ---- kappa ----------------------------------------------------------------------------------------------------------


def kappa(triggers, sizes, price, low, depth):
    import numpy as np

    triggers, sizes = np.asarray(triggers, dtype=float), np.asarray(sizes, dtype=float)
    falling = sizes[triggers >= low].sum()
    taken = depth * (1 / low - 1 / price)
    return falling / taken


def _kappa_by_loop(triggers, sizes, price, low, depth):
    coins = 0.0
    for trigger, size in zip(triggers, sizes, strict=True):
        if not trigger < low:
            coins += size
    return coins * price * low / (depth * (price - low))


def _between(triggers: Any, low: float) -> Any:
    return np.asarray(triggers, float) >= low


def _absorbed(price: float, low: float, depth: float) -> float:
    return depth * (1 / low - 1 / price)


KAPPA = Exercise(
    name="kappa",
    title="How long is the fuse?",
    prompt=(
        "Longs will be liquidated at the prices `triggers` (all below today's `price`; met exactly counts); `sizes` are their"
        " **coins**. The book is `depth` USD deep per unit of log price: while the price falls from one price to a lower one, it"
        " takes `depth` × (the rise of **1/price**) coins.\n\n"
        "Write **κ** between `price` and `low`: the coins that are liquidated on the way ÷ the coins that the book takes on the way."
    ),
    starter="def kappa(triggers, sizes, price, low, depth):\n    ...\n",
    reference=kappa,
    second=_kappa_by_loop,
    hints=(
        "Two numbers, both in coins: what is sold by force between the two prices, and what the book can take between them.",
        "A long is liquidated on the way if its trigger is not below `low`. Pick those out of `sizes` and add them up.",
        "The book: how much larger is one over `low` than one over `price`? Times `depth` that is coins.",
    ),
    wrong=(
        Wrong(
            lambda triggers, sizes, price, low, depth: (
                float(np.sum(sizes)) / _absorbed(price, low, depth)
            ),
            "You counted every long there is. Those who stand further down are fuel for later: only what lies on the way counts.",
        ),
        Wrong(
            lambda triggers, sizes, price, low, depth: (
                float(_between(triggers, low).sum()) / _absorbed(price, low, depth)
            ),
            "You counted accounts. The book does not care how many they are, only how many coins they must sell.",
        ),
        Wrong(
            lambda triggers, sizes, price, low, depth: (
                float(np.asarray(sizes)[_between(triggers, low)].sum()) * price / depth
            ),
            "You divided by the depth of a whole unit of log price. Ask what the book takes on *this* way only, which is far less.",
        ),
        Wrong(
            lambda triggers, sizes, price, low, depth: (
                float(np.asarray(sizes)[~_between(triggers, low)].sum())
                / _absorbed(price, low, depth)
            ),
            "Those are the longs that survive the fall to `low`: their triggers lie below it.",
        ),
        Wrong(
            lambda triggers, sizes, price, low, depth: (
                float(np.asarray(sizes)[_between(triggers, low)].sum())
                * price
                / (depth * (price - low))
            ),
            "Coins over dollars: the numerator has to be in the same unit as what the book takes.",
        ),
    ),
    cases=lambda rng: {
        **_crowd(rng, 100),
        "price": 100.0,
        "low": float(rng.choice([99, 98, 95, 92, 90, 85, 80])),
        "depth": float(rng.choice([20_000, 50_000, 100_000, 200_000])),
    },
    hand_cases=(
        {
            "triggers": np.array([99.5, 97.0, 94.0]),
            "sizes": np.array([10.0, 20.0, 50.0]),
            "price": 100.0,
            "low": 95.0,
            "depth": 95_000.0,
        },
        {
            "triggers": np.array([96.0, 95.0, 90.0]),
            "sizes": np.array([30.0, 10.0, 60.0]),
            "price": 100.0,
            "low": 95.0,
            "depth": 19_000.0,
        },
    ),
    units={"triggers": "USD", "sizes": "coins", "price": "USD", "low": "USD", "depth": "USD"},
    bounds={
        "triggers": (50, 99.5),
        "sizes": (1, 1_000),
        "price": (100, 100),
        "low": (50, 99),
        "depth": (1_000, 1_000_000),
    },
    shrink={"low": (80, 90, 95), "depth": (100_000, 10_000), "sizes": (10, 20, 100)},
    allowed=lambda triggers, sizes, price, low, depth: (
        _longs(triggers, sizes) and 0 < low < price and bool(np.all(np.asarray(triggers) < price))
    ),
    difficulty=1,
    minutes=7,
    notice="Nobody's leverage is in the formula, and nobody's mode. κ is about *where* the liquidations stand and how deep the"
    " book is there.",
    next="κ says what a small step does. Now let the whole cascade run.",
)

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
        _longs(triggers, sizes)
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
    starter=(
        "def cascade(triggers, sizes, price, shock, depth):\n"
        '    return {"accounts": ..., "price": ...}\n'
    ),
    reference=cascade,
    second=_cascade_by_rungs,
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
        Wrong(
            _sold_again,
            "You sell the closed ones again in every round. A position can be liquidated once.",
        ),
        Wrong(
            _shock_forgotten,
            "You reckon the impact from the price before the news. The shock does not go away when the selling begins.",
        ),
        Wrong(
            _straight,
            "A price that falls in a straight line with coins sold can fall below zero. In this book it is 1/price that moves in"
            " a straight line.",
        ),
    ),
    cases=lambda rng: {
        **_crowd(rng, 99),
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
    shrink={
        "shock": (0.05, 0.1, 0.02),
        "depth": (100_000, 50_000),
        "sizes": (50, 100, 20),
    },
    allowed=_no_tie,
    difficulty=2,
    minutes=12,
    notice="Sell them one by one, from the top or in any other order, and it ends at the same price: with longs only there is one"
    " place where it can stop. With shorts in between the order would matter.",
    next="Feed it equal dominoes, evenly spaced in 1/price: the rise of 1/price in all is the shock's over 1 − κ. Then let a second"
    " market share the accounts.",
)

EXERCISES = (KAPPA, CASCADE, FALLS, PAYERS, POOL)
