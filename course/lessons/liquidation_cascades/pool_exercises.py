"""Code of lesson 14: two markets that share accounts, who pays for what is missing, and a hedge that loses a leg."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

# ---- total_falls ----------------------------------------------------------------------------------------------------


def total_falls(matrix, shock):
    import numpy as np

    matrix, shock = np.asarray(matrix, dtype=float), np.asarray(shock, dtype=float)
    if np.abs(np.linalg.eigvals(matrix)).max() >= 1:
        raise ValueError("it feeds itself: there is no end")
    return np.linalg.solve(np.eye(len(shock)) - matrix, shock)


def _by_rounds(matrix, shock):
    """Shock + K·shock + K²·shock + …, doubling the number of rounds each time."""
    power, total = np.array(matrix, float), np.eye(len(shock))
    for _ in range(16):
        total = total + power @ total
        power = power @ power
        if not np.abs(power).max() < 1e9:
            raise ValueError("the rounds grow")
    if np.abs(power).max() > 1e-9:
        raise ValueError("the rounds do not die out")
    return total @ shock


def _radius(matrix: Any) -> float:
    return float(np.abs(np.linalg.eigvals(np.asarray(matrix, float))).max())


def _refuse(matrix: Any) -> None:
    if _radius(matrix) >= 1:
        raise ValueError("no end")


def _alone(matrix: Any, shock: Any) -> Any:
    own = np.diag(np.asarray(matrix, float))
    if own.max() >= 1:
        raise ValueError("no end")
    return np.asarray(shock) / (1 - own)


def _across(matrix: Any, shock: Any) -> Any:
    _refuse(matrix)
    return np.linalg.solve(np.eye(len(shock)) - np.asarray(matrix, float).T, shock)


def _solve(matrix: Any, shock: Any) -> Any:
    return np.linalg.solve(np.eye(len(shock)) - np.asarray(matrix, float), shock)


def _by_diagonal(matrix: Any, shock: Any) -> Any:
    if np.diag(np.asarray(matrix, float)).max() >= 1:
        raise ValueError("no end")
    return _solve(matrix, shock)


def _square(matrix: Any, shock: Any) -> bool:
    """Two markets, and not so near to criticality that two right programs could differ."""
    return (
        np.shape(matrix) == (2, 2) and np.shape(shock) == (2,) and abs(_radius(matrix) - 1) > 0.01
    )


def _markets(rng: np.random.Generator) -> dict[str, Any]:
    own = rng.choice([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], 2)
    other = rng.choice([-0.1, 0.0, 0.05, 0.1, 0.2, 0.3, 0.6, 0.8], 2)
    matrix = np.array([[own[0], other[0]], [other[1], own[1]]])
    shock = np.array([float(rng.choice([0.01, 0.02, 0.05])), float(rng.choice([0, 0, 0.01]))])
    return {"matrix": matrix, "shock": shock} if _square(matrix, shock) else _markets(rng)


def _pair(own: float, other: float, back: float, first: float = 0.01) -> dict[str, Any]:
    return {"matrix": np.array([[own, other], [back, own]]), "shock": np.array([first, 0.0])}


FALLS = Exercise(
    name="total_falls",
    title="Two markets, one crowd",
    prompt=(
        "`matrix[b, a]` says how far liquidations push market **b** per unit that market **a** has fallen: κ of each market on the"
        " diagonal, contagion beside it. (Isolated accounts only: nothing beside it.) `shock` is what the news does to each market.\n\n"
        "Every fall sets off the next one: `shock`, then `matrix` on it, then `matrix` on that, and so on. Write how far each market"
        " has fallen **in all**, an array. If the rounds do not die out, raise a `ValueError`: the test is whether the largest size"
        " of an eigenvalue of `matrix` is 1 or more.\n\n"
        "(A small-shock law: it holds while the matrix stays what it is.)"
    ),
    starter="def total_falls(matrix, shock):\n    ...\n",
    reference=total_falls,
    second=_by_rounds,
    hints=(
        "One market first: s + κs + κ²s + … What is the sum, and when is there none?",
        "With F for the total: the total is the shock plus what the total itself sets off. Solve that for F.",
        "`np.linalg.eigvals` gives the eigenvalues, `np.abs` their sizes; `np.eye(2)` is the matrix that stands for the number one,"
        " and `np.linalg.solve` divides.",
    ),
    wrong=(
        Wrong(
            lambda matrix, shock: np.asarray(shock) + np.asarray(matrix) @ np.asarray(shock),
            "You stopped after the first round. What it pushed down sets off the next.",
        ),
        Wrong(
            _alone,
            "Each market by itself: that is a world of isolated accounts. Shared accounts carry the fall across, and back.",
            misconception=11,
        ),
        Wrong(
            _across,
            "Rows and columns are the wrong way round: `matrix[b, a]` is what a fall of **a** does to **b**.",
        ),
        Wrong(
            _solve,
            "You give a finite fall where there is none: the formula has an answer even when the rounds grow. Look before you solve.",
        ),
        Wrong(
            _by_diagonal,
            "You asked whether each market *alone* feeds itself. Two tame markets can be wild together: ask the whole matrix.",
            misconception=11,
        ),
    ),
    cases=_markets,
    hand_cases=(
        _pair(0.5, 0.0, 0.0),
        _pair(0.5, 0.2, 0.2),
        _pair(0.4, 0.0, 0.3),
        _pair(0.6, 0.6, 0.6),
        _pair(1.1, 0.0, 0.0),
        _pair(0.2, 0.9, 0.8),
        _pair(0.2, 0.9, 1.0),
    ),
    units={"matrix": "", "shock": "fraction", "return": "fraction"},
    bounds={"matrix": (-0.2, 1.2), "shock": (0, 0.1)},
    shrink={"matrix": (0, 0.5, 0.6, 0.2), "shock": (0.01, 0)},
    allowed=_square,
    raises=(ValueError,),
    difficulty=3,
    minutes=12,
    notice="Take the contagion away and a market that was never hit does not move at all; put it in and even the first market"
    " falls further, since its neighbour's trouble comes back.",
    next="The price has stopped. Somebody still has to pay.",
)

# ---- who_pays -------------------------------------------------------------------------------------------------------


def who_pays(closed, fund, winners):
    import numpy as np

    closed, winners = np.asarray(closed, dtype=float), np.asarray(winners, dtype=float)
    bad_debt = np.maximum(-closed, 0).sum()
    from_fund = min(bad_debt, fund)
    haircut = (bad_debt - from_fund) / winners.sum()
    return {"bad_debt": bad_debt, "fund": fund - from_fund, "haircut": haircut}


def _by_account(closed, fund, winners):
    debt = 0.0
    for equity in closed:
        if equity < 0:
            debt -= equity
    uncovered = debt - fund if debt > fund else 0.0
    return {"bad_debt": debt, "fund": max(fund - debt, 0.0), "haircut": uncovered / sum(winners)}


def _debt(closed: Any) -> float:
    return float(np.maximum(-np.asarray(closed, float), 0).sum())


def _chain(debt: float, fund: float, winners: Any) -> dict[str, float]:
    rest = max(debt - fund, 0.0)
    return {"bad_debt": debt, "fund": max(fund - debt, 0.0), "haircut": rest / sum(winners)}


def _solvent(closed: Any, fund: float, winners: Any) -> bool:
    return (
        len(closed) > 0
        and len(winners) > 0
        and bool(np.all(np.asarray(winners) > 0))
        and _debt(closed) - fund <= 0.9 * float(np.sum(winners))
    )


PAYERS = Exercise(
    name="who_pays",
    title="Who pays",
    prompt=(
        "A wave of positions has been closed, each at what the book gave. `closed` is the equity of each account **after its"
        " fill**, USD; below zero is bad debt. The accounts are separate: what one has left is its own.\n\n"
        "The insurance `fund` pays first. What it cannot pay is taken from the `winners` (an array of their equities, all above"
        " zero), the same share of each.\n\n"
        'Return a dict: `"bad_debt"` (USD), `"fund"` (what is left of it, USD) and `"haircut"` (the share of its equity that every'
        " winner loses, a fraction)."
    ),
    starter=(
        "def who_pays(closed, fund, winners):\n"
        '    return {"bad_debt": ..., "fund": ..., "haircut": ...}\n'
    ),
    reference=who_pays,
    second=_by_account,
    hints=(
        "Bad debt is what is missing below zero, added up over the accounts. Somebody with money left does not make it smaller.",
        "The fund pays the debt or all it has, whichever is less.",
        "The rest, as a share of what all winners have together: each loses that share.",
    ),
    wrong=(
        Wrong(
            lambda closed, fund, winners: _chain(max(0.0, -float(np.sum(closed))), fund, winners),
            "You netted the closed accounts. That is what one pool would do; these are separate, and what is left of a solvent"
            " one goes back to its owner.",
            misconception=12,
        ),
        Wrong(
            lambda closed, fund, winners: {**_chain(_debt(closed), 0.0, winners), "fund": fund},
            "The winners pay although there is a fund. It stands in front of them until it is empty.",
        ),
        Wrong(
            lambda closed, fund, winners: {
                "bad_debt": _debt(closed),
                "fund": fund - _debt(closed),
                "haircut": 0.0,
            },
            "A fund cannot pay what it does not have. Below zero it is somebody else's loss, and that is the winners'.",
            misconception=20,
        ),
        Wrong(
            lambda closed, fund, winners: {
                **_chain(_debt(closed), fund, winners),
                "haircut": max(_debt(closed) - fund, 0.0) / len(winners),
            },
            "That is dollars a head, the same for a small winner and a large one. A haircut is a share of what each has.",
        ),
    ),
    cases=lambda rng: {
        "closed": rng.choice([-800.0, -500.0, -200.0, -100.0, 0.0, 50.0, 100.0, 300.0], 5),
        "fund": float(rng.choice([0, 100, 300, 500, 1_000, 3_000])),
        "winners": rng.choice([500.0, 1_000.0, 2_000.0, 5_000.0], 3) * 2,
    },
    hand_cases=(
        {
            "closed": np.array([-300.0, 100.0]),
            "fund": 100.0,
            "winners": np.array([1_000.0, 3_000.0]),
        },
        {
            "closed": np.array([-300.0, 100.0]),
            "fund": 1_000.0,
            "winners": np.array([1_000.0, 3_000.0]),
        },
        {"closed": np.array([50.0, 0.0]), "fund": 100.0, "winners": np.array([1_000.0, 500.0])},
    ),
    units={
        "closed": "USD",
        "fund": "USD",
        "winners": "USD",
        "return": {"bad_debt": "USD", "fund": "USD", "haircut": "fraction"},
    },
    bounds={"closed": (-1_000, 1_000), "fund": (0, 10_000), "winners": (100, 20_000)},
    shrink={"closed": (-100, 100, 0), "fund": (0, 100, 1_000), "winners": (1_000, 2_000)},
    allowed=_solvent,
    difficulty=2,
    minutes=8,
    notice="Add up all equities and the fund before the loss is shared out and after: the sum has not changed. Paying for bad debt"
    " moves dollars, it does not make any.",
    next="Last, be one of the winners: a hedge whose good leg is taken away.",
)

# ---- pool_room ------------------------------------------------------------------------------------------------------


def pool_room(collateral, leg, rate, payments, fall, taken, bottom, maintenance):
    funding = payments * rate * leg
    profit_of_short = taken * leg * fall + (1 - taken) * leg * bottom
    equity = collateral - funding - leg * bottom + profit_of_short
    requirement = maintenance * (leg + (1 - taken) * leg) * (1 - bottom)
    return equity - requirement


def _by_what_is_naked(collateral, leg, rate, payments, fall, taken, bottom, maintenance):
    """The hedged part makes nothing; the part that lost its short falls alone from ``fall`` to ``bottom``."""
    naked = taken * leg
    left = collateral - rate * leg * payments - naked * (bottom - fall)
    return left - maintenance * (1 - bottom) * (2 * leg - naked)


def _room(
    collateral: Any,
    leg: Any,
    rate: Any,
    payments: Any,
    fall: Any,
    taken: Any,
    bottom: Any,
    maintenance: Any,
) -> Any:
    return pool_room(collateral, leg, rate, payments, fall, taken, bottom, maintenance)


def _hand(**changes: float) -> dict[str, float]:
    story = {
        "collateral": 2_000.0,
        "leg": 10_000.0,
        "rate": 0.01,
        "payments": 3.0,
        "fall": 0.1,
        "taken": 0.5,
        "bottom": 0.4,
        "maintenance": 0.02,
    }
    return {**story, **changes}


POOL = Exercise(
    name="pool_room",
    title="The day that breaks a pool",
    prompt=(
        "A pool of `collateral` USD holds a hedge: long `leg` USD of one perpetual and short `leg` USD of another; their prices"
        " move together. Then, in this order:\n\n"
        "- funding of the long's market spikes: the long pays `rate` × `leg`, `payments` times (the short's market pays nothing)\n"
        "- all prices fall by the fraction `fall`. The venue deleverages: it closes the share `taken` of your **winning** short at"
        " that price. What the short has made stays yours\n"
        "- prices fall on, to `bottom` below the start in all\n\n"
        "Write the pool's **room** there: equity less `maintenance` × gross notional at the present prices, USD. Below zero the"
        " pool is gone."
    ),
    starter=(
        "def pool_room(collateral, leg, rate, payments, fall, taken, bottom, maintenance):\n    ...\n"
    ),
    reference=pool_room,
    second=_by_what_is_naked,
    hints=(
        "Equity is the collateral, less funding, plus what each leg has made. The long is easy: it went all the way down.",
        "The short made money in two parts: the share that was taken stopped at `fall`, the rest went on to `bottom`.",
        "The requirement: the long in full and the short that is left, both at prices that have fallen by `bottom`.",
    ),
    wrong=(
        Wrong(
            lambda **case: _room(**{**case, "rate": 0.0 * case["rate"]}),
            "You left funding out. It is paid out of the pool before the price has moved, and it is room that is missing later.",
            misconception=16,
        ),
        Wrong(
            lambda **case: _room(**{**case, "taken": 0.0 * case["taken"]}),
            "You kept the hedge whole. Deleveraging takes winners, and the short was winning: from there part of the long falls"
            " alone.",
            misconception=20,
        ),
        Wrong(
            lambda **case: _room(**{**case, "fall": 0.0 * case["fall"]}),
            "You took the profit away with the leg. The short is closed at the fallen price: what it made until then stays in the"
            " pool.",
        ),
        Wrong(
            lambda **case: (
                _room(**{**case, "maintenance": 0.0 * case["maintenance"]})
                - case["maintenance"] * (2 - case["taken"]) * case["leg"]
            ),
            "The requirement is a share of the *present* notional, and that has fallen with the price.",
        ),
        Wrong(
            lambda **case: (
                _room(**{**case, "rate": 0.0 * case["rate"]})
                - case["payments"] * case["rate"] * case["collateral"]
            ),
            "Funding is charged on the notional of the leg, not on the money behind it.",
            misconception=16,
        ),
    ),
    cases=lambda rng: _hand(
        collateral=float(rng.choice([1_000, 1_500, 2_000, 3_000])),
        leg=float(rng.choice([5_000, 10_000, 20_000])),
        rate=float(rng.choice([0.001, 0.003, 0.005, 0.01])),
        payments=float(rng.integers(1, 7)),
        fall=float(rng.choice([5, 10, 15, 20])) / 100,
        taken=float(rng.choice([0.25, 0.5, 0.75, 1.0])),
        bottom=float(rng.choice([25, 30, 40, 50])) / 100,
        maintenance=float(rng.choice([0.01, 0.02, 0.05])),
    ),
    hand_cases=(_hand(), _hand(taken=1.0), _hand(rate=0.0, taken=0.0, bottom=0.1)),
    units={
        "collateral": "USD",
        "leg": "USD",
        "rate": "fraction",
        "payments": "times",
        "fall": "fraction",
        "taken": "fraction",
        "bottom": "fraction",
        "maintenance": "fraction",
        "return": "USD",
    },
    bounds={
        "collateral": (100, 100_000),
        "leg": (1_000, 100_000),
        "rate": (0, 0.02),
        "payments": (0, 10),
        "fall": (0, 0.5),
        "taken": (0, 1),
        "bottom": (0, 0.9),
        "maintenance": (0, 0.1),
    },
    shrink={
        "collateral": (1_000, 2_000),
        "leg": (10_000, 1_000),
        "rate": (0, 0.01),
        "payments": (1, 2),
        "fall": (0, 0.1),
        "taken": (0, 0.5, 1),
        "bottom": (0.1, 0.2, 0.5),
        "maintenance": (0, 0.01, 0.05),
    },
    allowed=lambda **case: bool(np.all(np.asarray(case["bottom"]) >= np.asarray(case["fall"]))),
    arrays=True,
    difficulty=2,
    minutes=10,
    notice="With the hedge whole, no fall could have hurt the pool, only the funding. Neither blow alone is deadly; one after the"
    " other they are.",
    next="Give `bottom` an array and find the price at which your pool is gone; then try another `collateral`.",
)
