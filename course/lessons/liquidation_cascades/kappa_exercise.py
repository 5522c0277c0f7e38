"""Code of lesson 14: κ of a book, from the list of who is liquidated where."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong


def crowd_of_longs(rng: np.random.Generator, top: float) -> dict[str, np.ndarray]:
    """Six to nine longs: liquidation prices a little off round numbers, so that none is met exactly."""
    count = int(rng.integers(6, 10))
    places = rng.choice(np.arange(70, int(top)), count, replace=False)
    if rng.random() < 0.5:
        places = np.sort(places)[::-1]
    return {"triggers": places + 0.5, "sizes": rng.choice([10.0, 20.0, 30.0, 50.0, 80.0], count)}


def whole(triggers: Any, sizes: Any, **_: Any) -> bool:
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
            lambda triggers, sizes, price, low, depth: float(np.sum(sizes)) / _absorbed(price, low, depth),
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
                float(np.asarray(sizes)[~_between(triggers, low)].sum()) / _absorbed(price, low, depth)
            ),
            "Those are the longs that survive the fall to `low`: their triggers lie below it.",
        ),
        Wrong(
            lambda triggers, sizes, price, low, depth: (
                float(np.asarray(sizes)[_between(triggers, low)].sum()) * price / (depth * (1 - low / price))
            ),
            "You let the book take `depth` times the fall, in dollars of the old price. Close by that is nearly right; on a long way"
            " it is not: coins and the rise of 1/price keep in step.",
        ),
    ),
    cases=lambda rng: {
        **crowd_of_longs(rng, 100),
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
        whole(triggers, sizes) and 0 < low < price and bool(np.all(np.asarray(triggers) < price))
    ),
    difficulty=1,
    minutes=7,
    notice="Nobody's leverage is in the formula, and nobody's mode. κ is about *where* the liquidations stand and how deep the"
    " book is there.",
    next="κ says what a small step does. Now let the whole cascade run.",
)
