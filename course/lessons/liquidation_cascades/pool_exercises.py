"""Code of lesson 14: who pays for what is missing, and a hedge that loses a leg."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

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
    starter=('def who_pays(closed, fund, winners):\n    return {"bad_debt": ..., "fund": ..., "haircut": ...}\n'),
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
            lambda closed, fund, winners: {
                **_chain(_debt(closed), fund, winners),
                "bad_debt": max(_debt(closed) - fund, 0.0),
            },
            "This is what is left of the bad debt when the fund has paid. Bad debt is what the accounts owe, whoever pays it.",
        ),
        Wrong(
            lambda closed, fund, winners: {**_chain(_debt(closed), 0.0, winners), "fund": fund},
            "The winners pay although there is a fund. It stands in front of them until it is empty.",
        ),
        Wrong(
            lambda closed, fund, winners: {"bad_debt": _debt(closed), "fund": fund - _debt(closed), "haircut": 0.0},
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
        {"closed": np.array([-300.0, 100.0]), "fund": 100.0, "winners": np.array([1_000.0, 3_000.0])},
        {"closed": np.array([-300.0, 100.0]), "fund": 1_000.0, "winners": np.array([1_000.0, 3_000.0])},
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
    collateral: Any, leg: Any, rate: Any, payments: Any, fall: Any, taken: Any, bottom: Any, maintenance: Any
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
    starter=("def pool_room(collateral, leg, rate, payments, fall, taken, bottom, maintenance):\n    ...\n"),
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
            "You kept the hedge whole. A share of the short, which was winning, is taken by deleveraging: from there part of the long"
            " falls alone.",
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
                _room(**{**case, "rate": 0.0 * case["rate"]}) - case["payments"] * case["rate"] * case["collateral"]
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
