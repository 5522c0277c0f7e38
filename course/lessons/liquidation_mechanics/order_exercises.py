"""Code of lesson 11, the two exercises on who comes first: the order of work in a block, and the queue."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

# ---- block_outcome --------------------------------------------------------------------------------------------------


def block_outcome(equity, bid, limit, bankruptcy, size, fund):
    missing = max(bankruptcy - bid, 0) * size
    if bid >= limit and missing <= fund:
        return "book"
    if equity < 0:
        return "deleveraging"
    return "waits"


def _by_questions(equity, bid, limit, bankruptcy, size, fund):
    crosses = not bid < limit
    afterwards = fund + min(bid - bankruptcy, 0.0) * size
    if crosses and afterwards >= 0:
        return "book"
    return "waits" if equity >= 0 else "deleveraging"


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "equity": float(rng.choice([-2_000, -500, 0, 200, 400])),
        "bid": float(rng.choice([48_800, 49_200, 49_600, 49_900])),
        "limit": float(rng.choice([49_000, 49_100, 49_500, 49_800])),
        "bankruptcy": float(rng.choice([49_300, 49_700, 50_000, 50_400])),
        "size": float(rng.choice([0.1, 0.5, 1, 2])),
        "fund": float(rng.choice([0, 100, 1_000, 100_000])),
    }


BLOCK = Exercise(
    name="block_outcome",
    title="Spot the bug: who comes first",
    prompt=(
        "dYdX's page on contract losses says that an account *below zero* skips the insurance fund and is deleveraged. The chain's"
        " code (and its own test) does something else: **the book is always tried first**, and the fund pays what is missing if"
        " it can. Write what happens to a long in one block.\n\n"
        '- `"book"`: the best `bid` reaches the order\'s `limit`, and the `fund` can pay what the fill of `size` units leaves missing'
        " below the `bankruptcy` price\n"
        '- `"deleveraging"`: nothing could be filled, and the account\'s `equity` is below zero\n'
        '- `"waits"`: nothing could be filled, and it is not below zero'
    ),
    starter="def block_outcome(equity, bid, limit, bankruptcy, size, fund):\n    ...\n",
    reference=block_outcome,
    second=_by_questions,
    hints=(
        "Three questions in this order: is there a bid at the limit or above, can the fund afford the fill, is equity below zero?",
("What the fund must pay is the distance from the bid up to the bankruptcy price, times the size; nothing if the bid is"
        " higher."),
        "Equity plays no part in the first two questions. Only when the answer is not the book do you look at its sign.",
    ),
    wrong=(
        Wrong(
            lambda equity, bid, limit, bankruptcy, size, fund: (
                "deleveraging"
                if equity < 0
                else block_outcome(equity, bid, limit, bankruptcy, size, fund)
            ),
            "This is what the page says. In the code the order meets the book first, whatever the equity, and the fund may pay.",
        ),
        Wrong(
            lambda equity, bid, limit, bankruptcy, size, fund: (
                "book" if bid >= limit else "deleveraging" if equity < 0 else "waits"
            ),
            "The fund is asked before the fill: if it cannot pay what is missing, the fill does not happen.",
        ),
        Wrong(
            lambda equity, bid, limit, bankruptcy, size, fund: (
                "book"
                if bid >= limit and max(bankruptcy - bid, 0) * size <= fund
                else "deleveraging"
            ),
            "Nobody is deleveraged for an account that still has equity: it waits for a better book.",
            misconception=19,
        ),
        Wrong(
            lambda equity, bid, limit, bankruptcy, size, fund: (
                "book"
                if bid >= limit and bid >= bankruptcy
                else "deleveraging"
                if equity < 0
                else "waits"
            ),
            "The order may fill beyond the bankruptcy price: that is what the insurance fund is for.",
        ),
    ),
    cases=_draw,
    hand_cases=(
        {"equity": -500.0, "bid": 49_600.0, "limit": 49_100.0, "bankruptcy": 50_000.0, "size": 0.5, "fund": 1_000.0},
        {"equity": -500.0, "bid": 49_600.0, "limit": 49_100.0, "bankruptcy": 50_000.0, "size": 0.5, "fund": 100.0},
        {"equity": 200.0, "bid": 49_200.0, "limit": 49_500.0, "bankruptcy": 49_700.0, "size": 0.5, "fund": 1_000.0},
        {"equity": 200.0, "bid": 49_500.0, "limit": 49_500.0, "bankruptcy": 49_700.0, "size": 0.5, "fund": 1_000.0},
        {"equity": -500.0, "bid": 98.0, "limit": 97.0, "bankruptcy": 100.0, "size": 10.0, "fund": 5.0},
        {"equity": 200.0, "bid": 49_600.0, "limit": 49_500.0, "bankruptcy": 49_300.0, "size": 0.5, "fund": 0.0},
    ),
    units={
        "equity": "USD",
        "bid": "USD",
        "limit": "USD",
        "bankruptcy": "USD",
        "size": "units",
        "fund": "USD",
    },
    bounds={
        "equity": (-100_000, 100_000),
        "bid": (1, 1_000_000),
        "limit": (1, 1_000_000),
        "bankruptcy": (1, 1_000_000),
        "size": (0.01, 100),
        "fund": (0, 1_000_000),
    },
    shrink={
        "equity": (-10, 10, 0),
        "bid": (98, 97, 99),
        "limit": (97, 99),
        "bankruptcy": (101, 96, 100),
        "size": (1, 2),
        "fund": (0, 1, 10, 100),
    },
    allowed=lambda bid, limit, bankruptcy, **_rest: max(bid, limit, bankruptcy) <= 1.1 * min(bid, limit, bankruptcy),
    difficulty=2,
    minutes=6,
    notice="A partly filled order also ends the block: deleveraging is tried only after an order of which nothing was filled.",
    next="And if it comes to deleveraging: who is closed?",
)  # fmt: skip


# ---- deleverage -----------------------------------------------------------------------------------------------------


def deleverage(sizes, scores, amount):
    import numpy as np

    sizes = np.asarray(sizes, dtype=float)
    order = np.argsort(-np.asarray(scores))
    ahead = np.cumsum(sizes[order]) - sizes[order]
    closed = np.zeros(len(sizes))
    closed[order] = np.clip(amount - ahead, 0, sizes[order])
    return closed


def _one_by_one(sizes, scores, amount):
    closed = [0.0] * len(sizes)
    for k in sorted(range(len(sizes)), key=lambda i: scores[i], reverse=True):
        closed[k] = min(float(sizes[k]), amount)
        amount -= closed[k]
    return np.array(closed)


def _draw_queue(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.integers(2, 6))
    sizes = rng.choice([0.5, 1, 1.5, 2, 3], count)
    scores = rng.choice(np.arange(1, 30) / 10, count, replace=False)
    share = float(rng.choice([0.1, 0.3, 0.5, 0.75, 0.9, 1.2]))
    return {"sizes": sizes.tolist(), "scores": scores.tolist(), "amount": round(share * float(sizes.sum()), 1)}


def _distinct(sizes: list[float], scores: list[float], amount: float) -> bool:
    return len(sizes) == len(scores) > 0 and len(set(scores)) == len(scores) and min(sizes) > 0 and amount >= 0


QUEUE = Exercise(
    name="deleverage",
    title="The queue",
    prompt=(
        "`amount` units must be closed against the traders on the other side, the highest score first. `sizes` is what each of them"
        " holds, `scores` their ranks (no two alike). Write an array of what each one loses, in the order in which they were given."
        " The last one may lose a part; if they hold too little together, all of it goes."
    ),
    starter="def deleverage(sizes, scores, amount):\n    ...\n",
    reference=deleverage,
    second=_one_by_one,
    hints=(
        "Sort the places, not the sizes: you need to write the answer back in the order given.",
        "How much has been closed before it is a trader's turn? What is left for them then?",
        (
            "For each, what is left is the amount minus the sizes ahead; keep it between nothing and their own size. A running sum gives"
            " the sizes ahead without a loop."
        ),
    ),
    wrong=(
        Wrong(
            lambda sizes, scores, amount: np.minimum(np.asarray(sizes, float) * amount / np.sum(sizes), sizes),
            "This shares the loss out evenly. In a queue the first lose all and the last nothing.",
            misconception=20,
        ),
        Wrong(
            lambda sizes, scores, amount: deleverage(sizes, -np.asarray(scores), amount),
            "Turned round: the highest score is closed first, however careful its owner feels.",
            misconception=20,
        ),
        Wrong(
            lambda sizes, scores, amount: deleverage(sizes, np.asarray(scores), amount)[
                np.argsort(-np.asarray(scores))
            ],
            "The amounts are right and stand in the queue's order: give them back in the order of the arguments.",
        ),
        Wrong(
            lambda sizes, scores, amount: np.where(
                deleverage(sizes, scores, amount) > 0, np.asarray(sizes, float), 0.0
            ),
            "The last trader that is needed loses only what is still missing, not the whole position.",
            misconception=19,
        ),
    ),
    cases=_draw_queue,
    hand_cases=(
        {"sizes": [1.0, 2.0], "scores": [1.0, 3.0], "amount": 1.0},
        {"sizes": [1.0, 2.0], "scores": [1.0, 3.0], "amount": 2.5},
        {"sizes": [2.0, 1.0, 3.0], "scores": [1.4, 7.1, 0.9], "amount": 2.0},
        {"sizes": [2.0, 1.0], "scores": [1.4, 7.1], "amount": 5.0},
    ),
    units={"sizes": "units", "scores": "×", "amount": "units", "return": "units"},
    bounds={"sizes": (0.1, 100), "scores": (0.01, 100), "amount": (0, 1_000)},
    shrink={"sizes": (1, 2), "scores": (1, 2, 3), "amount": (1, 2)},
    allowed=_distinct,
    difficulty=3,
    minutes=10,
    notice="Nothing in the queue knows what the position is for: a hedge is a position like any other.",
    next="Lesson 12 asks how good the price is by which all of this is set off.",
)
