"""Code of lesson 06: the room of a pool, frequency and severity, the capital of a path, one factor."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

# ---- first_liquidation --------------------------------------------------------------------------------------------


def first_liquidation(rooms, wallet, mode):
    import numpy as np

    rooms = np.asarray(rooms, dtype=float)
    down = rooms.sum(axis=1) + wallet < 0 if mode == "cross" else (rooms < 0).any(axis=1)
    return int(down.argmax()) if down.any() else -1


def _first_by_loop(rooms, wallet, mode):
    for step, row in enumerate(rooms):
        if mode == "cross" and sum(row) + wallet < 0:
            return step
        if mode == "isolated" and min(row) < 0:
            return step
    return -1


def _first(rooms: Any, falls: Any) -> int:
    for step, row in enumerate(rooms):
        if falls(row):
            return step
    return -1


def _rooms(rng: np.random.Generator) -> dict[str, Any]:
    walk = np.cumsum(rng.normal(0, 150, (8, 2)), axis=0) + rng.choice([200, 400, 600])
    if rng.random() < 0.5:
        walk[:, 1] = 900 - walk[:, 0] + rng.normal(0, 60, 8)
    return {
        "rooms": np.round(walk, -1) + 5.0,
        "wallet": float(rng.choice([0, 0, 200, 500])),
        "mode": str(rng.choice(["cross", "isolated"])),
    }


def _hand(mode: str, wallet: float = 0.0) -> dict[str, Any]:
    return {
        "rooms": np.array([[700.0, 700.0], [200.0, 1_200.0], [-100.0, 1_500.0], [-900.0, 600.0]]),
        "wallet": wallet,
        "mode": mode,
    }


_TIES = (  # a room of exactly zero is not below it; a sum is no mean
    {"rooms": np.array([[100.0, 100.0], [-100.0, 100.0], [-200.0, 100.0]]), "wallet": 0.0, "mode": "cross"},
    {"rooms": np.array([[100.0, 100.0], [0.0, 200.0], [-50.0, 250.0]]), "wallet": 0.0, "mode": "isolated"},
    {"rooms": np.array([[100.0, 100.0], [-100.0, -100.0], [-300.0, 100.0]]), "wallet": 120.0, "mode": "cross"},
)

FIRST = Exercise(
    name="first_liquidation",
    title="Who falls first?",
    prompt=(
        "Along a path you know the **room** (equity less requirement) that each trade would have in a compartment of its own:"
        " `rooms[step, trade]`, USD. Write the first step at which the account loses something, −1 if it never does.\n\n"
        '- `mode`: `"isolated"` (every trade its compartment) or `"cross"` (one pool)\n'
        "- `wallet`: money beside, USD. The pool counts it, compartments do not.\n\n"
        "A pool is liquidatable while its room is **below** zero."
    ),
    starter="def first_liquidation(rooms, wallet, mode):\n    ...\n",
    reference=first_liquidation,
    second=_first_by_loop,
    hints=(
        "What is the room of a pool that holds all the trades and all the money?",
        "Profit and loss add up and requirements add up, so rooms add up. Isolated asks for the smallest instead.",
        "Make an array of true and false over the steps; `argmax` gives the place of the first true, if there is any.",
    ),
    wrong=(
        Wrong(
            lambda rooms, wallet, mode: _first(
                rooms, (lambda r: min(r) < 0) if mode == "cross" else (lambda r: sum(r) + wallet < 0)
            ),
            "The modes are the wrong way round: the pool adds the rooms, compartments fall one by one.",
            misconception=6,
        ),
        Wrong(
            lambda rooms, wallet, mode: _first(
                rooms, (lambda r: sum(r) + wallet < 0) if mode == "cross" else (lambda r: min(r) + wallet < 0)
            ),
            "You let the wallet back the compartments. It lies beside them, full, while they are closed.",
            misconception=12,
        ),
        Wrong(
            lambda rooms, wallet, mode: _first(
                rooms, (lambda r: sum(r) < 0) if mode == "cross" else (lambda r: min(r) < 0)
            ),
            "The pool forgets the wallet: in cross all the money of the account counts.",
        ),
        Wrong(
            lambda rooms, wallet, mode: _first(
                rooms, (lambda r: sum(r) + wallet < 0) if mode == "cross" else (lambda r: max(r) < 0)
            ),
            "Isolated loses something as soon as the *first* compartment is empty, not the last.",
            misconception=11,
        ),
    ),
    cases=_rooms,
    hand_cases=(_hand("cross"), _hand("isolated"), _hand("cross", 500.0), _hand("isolated", 500.0), *_TIES),
    units={"rooms": "USD", "wallet": "USD", "return": "step"},
    bounds={"wallet": (0, 10_000)},
    shrink={"wallet": (0, 100, 500)},
    difficulty=1,
    minutes=8,
    notice="With the same money the cross answer is never an earlier step: if a sum is negative, one of its parts is.",
    next="Now count it over thousands of weeks.",
)

# ---- frequency_and_severity ------------------------------------------------------------------------------------------


def frequency_and_severity(results, liquidated, account):
    import numpy as np

    results, liquidated = np.asarray(results, dtype=float), np.asarray(liquidated, dtype=bool)
    return {"frequency": liquidated.mean(), "severity": -results[liquidated].mean() / account}


def _by_counting(results, liquidated, account):
    count, lost = 0, 0.0
    for result, hit in zip(results, liquidated, strict=True):
        if hit:
            count += 1
            lost -= result
    return {"frequency": count / len(results), "severity": lost / count / account}


def _weeks(rng: np.random.Generator) -> dict[str, Any]:
    account = float(rng.choice([1_000, 2_000, 5_000]))
    liquidated = rng.random(8) < 0.4
    liquidated[0] = True
    results = np.where(liquidated, -0.6, 0.1) * account + rng.normal(0, 0.15, 8) * account
    return {"results": np.round(results, -1), "liquidated": liquidated, "account": account}


FREQUENCY = Exercise(
    name="frequency_and_severity",
    title="How often, how much",
    prompt=(
        "From many weeks: `results` (USD, an array), `liquidated` (an array of true and false) and the value of the `account` at the"
        " start, USD. Return a dict with\n\n"
        '- `"frequency"`: the share of the weeks with a liquidation\n'
        '- `"severity"`: the mean **loss** in those weeks, as a share of the account (a loss is positive here)\n\n'
        "At least one week has a liquidation."
    ),
    starter=(
        'def frequency_and_severity(results, liquidated, account):\n    return {"frequency": ..., "severity": ...}\n'
    ),
    reference=frequency_and_severity,
    second=_by_counting,
    hints=(
        "The mean of an array of true and false is the share that is true.",
        "An array can be picked by an array of true and false of the same length.",
        "Severity looks at the weeks with a liquidation only; turn the sign and divide by the account.",
    ),
    wrong=(
        Wrong(
            lambda results, liquidated, account: {
                "frequency": np.mean(liquidated),
                "severity": -np.mean(np.asarray(results) * liquidated) / account,
            },
            "Your severity averages over *all* weeks: that is frequency times severity, the mean cost.",
        ),
        Wrong(
            lambda results, liquidated, account: {
                "frequency": np.mean(liquidated),
                "severity": np.mean(np.asarray(results)[np.asarray(liquidated)]) / account,
            },
            "The sign: severity is a loss, counted as a positive share.",
        ),
        Wrong(
            lambda results, liquidated, account: {
                "frequency": np.mean(np.asarray(results) < 0),
                "severity": -np.mean(np.asarray(results)[np.asarray(results) < 0]) / account,
            },
            "You counted losing weeks. A week may lose without a liquidation, and a liquidated leg may sit in a week that wins.",
        ),
        Wrong(
            lambda results, liquidated, account: {
                "frequency": float(np.sum(liquidated)),
                "severity": -np.mean(np.asarray(results)[np.asarray(liquidated)]) / account,
            },
            "Frequency is a share of the weeks, not their number.",
        ),
    ),
    cases=_weeks,
    hand_cases=(
        {
            "results": np.array([-500.0, 100.0, -100.0, 50.0]),
            "liquidated": np.array([True, False, False, False]),
            "account": 1_000.0,
        },
        {
            "results": np.array([-750.0, 40.0, -450.0, 300.0]),
            "liquidated": np.array([True, False, True, True]),
            "account": 1_000.0,
        },
    ),
    units={"results": "USD", "account": "USD", "return": {"frequency": "fraction", "severity": "fraction"}},
    bounds={"account": (1, 1_000_000)},
    shrink={"account": (1_000, 100, 2_000)},
    allowed=lambda results, liquidated, account: bool(np.any(liquidated) and account > 0),
    difficulty=1,
    minutes=6,
    notice="Two accounts with the same product of the two may live very different lives. Ask for both numbers.",
    next="Turn the question round: how much capital would have survived a path?",
)

# ---- collateral_needed ------------------------------------------------------------------------------------------------


def collateral_needed(prices, size, maintenance):
    import numpy as np

    prices = np.asarray(prices, dtype=float)
    pnl = size * (prices - prices[0])
    requirement = maintenance * abs(size) * prices
    return (requirement - pnl).max()


def _needed_by_step(prices, size, maintenance):
    worst = None
    for price in prices:
        must_have = maintenance * abs(size * price) + size * (prices[0] - price)
        worst = must_have if worst is None else max(worst, must_have)
    return worst


def _path(rng: np.random.Generator) -> dict[str, Any]:
    prices = 100 * np.exp(np.concatenate([[0.0], np.cumsum(rng.normal(0, 0.05, 6))]))
    return {
        "prices": np.round(prices),
        "size": float(rng.choice([-20, -10, -5, 5, 10, 20])),
        "maintenance": float(rng.choice([0.01, 0.025, 0.05])),
    }


NEEDED = Exercise(
    name="collateral_needed",
    title="What a path asks for",
    prompt=(
        "Write the least collateral, USD, with which one position passes a path: at every price its equity must be at least the"
        " requirement.\n\n"
        "- `prices`: along the path; the position is opened at the first one\n"
        "- `size`: base units, negative for a short\n"
        "- `maintenance`: share of the notional at the present price\n\n"
        "The share of paths that ask for no more than you post is your chance of survival: the efficiency frontier in one line."
    ),
    starter="def collateral_needed(prices, size, maintenance):\n    ...\n",
    reference=collateral_needed,
    second=_needed_by_step,
    hints=(
        "At one price: equity = collateral + profit and loss. How much collateral makes that equal to the requirement?",
        "requirement − profit and loss, at each price of the path. The notional of a short is positive too.",
        "You must have enough at every price, so it is the largest of them that counts.",
    ),
    wrong=(
        Wrong(
            lambda prices, size, maintenance: maintenance * abs(size) * prices[-1] - size * (prices[-1] - prices[0]),
            "You looked at the end only. On the way the price was worse, and the venue does not wait for it to come back.",
        ),
        Wrong(
            lambda prices, size, maintenance: float(np.max(-size * (np.asarray(prices) - prices[0]))),
            "That is the largest loss. The venue wants the requirement to be there on top of it.",
            misconception=1,
        ),
        Wrong(
            lambda prices, size, maintenance: float(
                np.max(maintenance * abs(size) * prices[0] - size * (np.asarray(prices) - prices[0]))
            ),
            "The requirement is a share of the *present* notional, not of the one at entry.",
        ),
        Wrong(
            lambda prices, size, maintenance: float(
                np.max(maintenance * abs(size) * np.asarray(prices) + abs(size) * (prices[0] - np.asarray(prices)))
            ),
            "Right for a long. A short loses when the price *rises*: keep the sign of the size in the profit and loss.",
            misconception=3,
        ),
    ),
    cases=_path,
    hand_cases=(
        {"prices": np.array([100.0, 90.0, 110.0]), "size": 10.0, "maintenance": 0.025},
        {"prices": np.array([100.0, 90.0, 110.0]), "size": -10.0, "maintenance": 0.025},
        {"prices": np.array([100.0, 120.0]), "size": 5.0, "maintenance": 0.01},
    ),
    units={"prices": "USD", "size": "base units", "maintenance": "fraction", "return": "USD"},
    bounds={"maintenance": (0.001, 0.2)},
    shrink={"size": (10, -10, 1), "maintenance": (0.025, 0.05, 0.1)},
    allowed=lambda prices, size, maintenance: bool(np.min(prices) > 0 and size != 0),
    difficulty=2,
    minutes=8,
    notice="For several positions in one pool, add their requirements and their profits before you take the largest. In"
    " compartments you take the largest of each first. The largest of a sum is never above the sum of the largest: that gap is"
    " what pooling saves.",
    next="What closes the gap is prices that move as one. Make some.",
)

# ---- together ---------------------------------------------------------------------------------------------------------


def together(common, own, correlation):
    import numpy as np

    return np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own


def _by_powers(common, own, correlation):
    return correlation**0.5 * common + (1 - correlation) ** 0.5 * own


TOGETHER = Exercise(
    name="together",
    title="One factor",
    prompt=(
        "`common` is a shock that strikes the whole market, `own` one that strikes a single coin; both are independent and have"
        " the same volatility. Mix them into the coin's move so that\n\n"
        "- its volatility stays the **same** whatever the correlation, and\n"
        "- any two coins made with the same `common` are correlated by `correlation` (from 0 to 1)."
    ),
    starter="def together(common, own, correlation):\n    ...\n",
    reference=together,
    second=_by_powers,
    hints=(
        "Call the weights a and b. Variances of independent things add: what must a² + b² be?",
        "Two coins share only the common part: their covariance is a² times its variance. What is a² then?",
        "a² is the correlation and a² + b² is one. Take roots.",
    ),
    wrong=(
        Wrong(
            lambda common, own, correlation: correlation * common + (1 - correlation) * own,
            "With these weights the variances do not add up to one: in the middle your coin is calmer than it should be, and too"
            " few walls fall.",
        ),
        Wrong(
            lambda common, own, correlation: correlation * common + np.sqrt(1 - np.asarray(correlation) ** 2) * own,
            "That correlates the coin with the *factor* by that much. Two coins then share only its square.",
        ),
        Wrong(
            lambda common, own, correlation: np.sqrt(correlation) * common + own,
            "The own part keeps its full size, so the volatility grows with the correlation.",
        ),
        Wrong(
            lambda common, own, correlation: np.sqrt(1 - np.asarray(correlation)) * common + np.sqrt(correlation) * own,
            "The weights are swapped: at correlation one the coins should share everything.",
            misconception=11,
        ),
    ),
    cases=lambda rng: {
        "common": float(np.round(rng.normal(0, 0.05), 3)),
        "own": float(np.round(rng.normal(0, 0.05), 3)),
        "correlation": float(rng.choice([0.1, 0.25, 0.36, 0.5, 0.64, 0.81, 0.9])),
    },
    hand_cases=(
        {"common": -0.1, "own": 0.02, "correlation": 0.25},
        {"common": -0.1, "own": 0.0, "correlation": 0.64},
        {"common": 0.0, "own": 0.1, "correlation": 0.36},
        {"common": -0.1, "own": 0.05, "correlation": 1.0},
    ),
    units={"common": "fraction", "own": "fraction", "correlation": "fraction", "return": "fraction"},
    bounds={"common": (-0.5, 0.5), "own": (-0.5, 0.5), "correlation": (0, 1)},
    shrink={"common": (-0.1, 0.1), "own": (0.1, 0), "correlation": (0.25, 0.64, 0.5)},
    arrays=("common", "own"),
    difficulty=2,
    minutes=6,
    notice="Each coin is as wild as before, so each wall is hit as often as before. What changes is *when*: all at once.",
    next="Lesson 07 uses this to see a hedge appear and vanish.",
)

EXERCISES = (FIRST, FREQUENCY, NEEDED, TOGETHER)
