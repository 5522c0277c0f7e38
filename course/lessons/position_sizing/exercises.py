"""Code of lesson 08: the size of a risk, how often half is lost, growth by a record."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import growth
from course.number_format import percent
from course.teaching.exercise import Exercise, Wrong
from course.texts import joined, say

# ---- size_for_risk --------------------------------------------------------------------------------------------------


def size_for_risk(equity, budget, entry, stop, fee):
    may_be_lost = equity * budget
    per_unit = abs(entry - stop) + fee * (entry + stop)
    side = 1 if stop < entry else -1
    return side * may_be_lost / per_unit


def _size_by_trying(equity, budget, entry, stop, fee):
    """What a long or a short of one unit makes, fees taken off; the size that makes it the budget."""
    direction = (entry > stop) - (entry < stop)
    made = direction * (stop - entry) - fee * entry - fee * stop
    return direction * equity * budget / -made


def _direction(entry: float, stop: float) -> int:
    return 1 if stop < entry else -1


def _size_numbers(rng: np.random.Generator) -> dict[str, Any]:
    entry = float(rng.choice([100, 250, 2_000, 60_000]))
    way = float(rng.choice([0.02, 0.03, 0.05, 0.1, 0.2])) * (1 if rng.random() < 0.6 else -1)
    return {
        "equity": float(rng.choice([2_000, 5_000, 10_000, 25_000])),
        "budget": float(rng.choice([0.005, 0.01, 0.02, 0.03])),
        "entry": entry,
        "stop": round(entry * (1 - way), 2),
        "fee": float(rng.choice([0.0, 0.0002, 0.0005, 0.001])),
    }


SIZE = Exercise(
    name="size_for_risk",
    title="First the loss, then the size",
    prompt=(
        "Write the size, in coins, that loses just the budget when the stop acts: **above zero for a long, below zero for a"
        " short**. The stop says which it is: below the entry for a long, above it for a short.\n\n"
        "- `equity`: the account, USD\n"
        "- `budget`: the share of it that may be lost, a fraction\n"
        "- `entry`, `stop`: prices, USD\n"
        "- `fee`: a fraction of what is traded, paid on the way in (at `entry`) *and* on the way out (at `stop`)"
    ),
    starter="def size_for_risk(equity, budget, entry, stop, fee):\n    ...\n",
    reference=size_for_risk,
    second=_size_by_trying,
    hints=(
        "How many dollars may be lost? And how many does one single coin lose between entry and stop?",
        "One coin loses the way from entry to stop, and two fees: one on the entry price, one on the stop price.",
        "Divide the first by the second. If the stop lies above the entry, it is a short: turn the sign.",
    ),
    wrong=(
        Wrong(
            lambda equity, budget, entry, stop, fee: _direction(entry, stop) * equity * budget / entry,
            "This buys coins *for* the budget. One coin loses only the way to your stop, so far more fit into it.",
        ),
        Wrong(
            lambda equity, budget, entry, stop, fee: _direction(entry, stop) * equity * budget / abs(entry - stop),
            "The fees are missing: they are part of what a coin loses, on the way in and on the way out.",
        ),
        Wrong(
            lambda equity, budget, entry, stop, fee: equity * budget / (abs(entry - stop) + fee * (entry + stop)),
            "The sign: with its stop above the entry it is a short, and its size is below zero.",
        ),
        Wrong(
            lambda equity, budget, entry, stop, fee: (
                _direction(entry, stop) * equity * budget / (abs(entry - stop) + fee * entry)
            ),
            "One fee is missing: it is paid again on the way out, at the stop.",
        ),
        Wrong(
            lambda equity, budget, entry, stop, fee: equity * budget / (entry - stop + fee * (entry + stop)),
            "For a short entry − stop is below zero, and the fees make it smaller. Fees add to the loss on both sides: take the way"
            " without its sign, and turn the sign of the size at the end.",
        ),
        Wrong(
            lambda equity, budget, entry, stop, fee: (
                _direction(entry, stop) * equity * budget / (abs(entry - stop) / entry + fee * (1 + stop / entry))
            ),
            "This is the position in dollars. Divide it by the entry price to have coins.",
        ),
    ),
    cases=_size_numbers,
    hand_cases=(
        {"equity": 10_000.0, "budget": 0.01, "entry": 100.0, "stop": 95.0, "fee": 0.0005},
        {"equity": 10_000.0, "budget": 0.02, "entry": 60_000.0, "stop": 63_000.0, "fee": 0.0005},
        {"equity": 10_000.0, "budget": 0.01, "entry": 100.0, "stop": 95.0, "fee": 0.0},
    ),
    units={"equity": "USD", "budget": "fraction", "entry": "USD", "stop": "USD", "fee": "fraction", "return": "coins"},
    bounds={"equity": (100, 1e6), "budget": (0.001, 0.1), "entry": (1, 1e5), "stop": (0.5, 1.5e5), "fee": (0, 0.01)},
    shrink={
        "equity": (10_000, 1_000),
        "budget": (0.01, 0.02),
        "entry": (100,),
        "stop": (95, 105, 90),
        "fee": (0.001, 0),
    },
    allowed=lambda entry, stop, **_: bool(entry != stop),
    arrays=("equity", "budget"),
    difficulty=1,
    minutes=8,
    notice="There is no leverage among the arguments. It is chosen afterwards, and changes what is posted, not what is lost at the"
    " stop.",
    next="One trade is sized. Now two hundred of them.",
)

# ---- half_lost ------------------------------------------------------------------------------------------------------


def half_lost(outcomes, share):
    import numpy as np

    account = np.cumprod(1 + share * np.asarray(outcomes, dtype=float), axis=1)
    return (account.min(axis=1) <= 0.5).mean()


def _half_by_loop(outcomes, share):
    count = 0
    for life in outcomes:
        account = 1.0
        for outcome in life:
            account += account * share * outcome
            if account <= 0.5:
                count += 1
                break
    return count / len(outcomes)


def _count_half(outcomes: Any, share: float, path: Any) -> float:
    return float(np.mean([min(path(np.asarray(life, dtype=float) * share)) <= 0.5 for life in outcomes]))


def _peaks(steps: Any) -> Any:
    account = np.cumprod(np.concatenate([[1.0], 1 + steps]))
    return account / np.maximum.accumulate(np.maximum(account, 1e-12))


def _some_lives(rng: np.random.Generator) -> dict[str, Any]:
    kinds = np.array([1.5, -1.0, -3.0])
    return {
        "outcomes": rng.choice(kinds, (8, 9), p=[0.42, 0.5, 0.08]),
        # No sum of these outcomes comes to just a half of the account: whoever adds is known by it, however it is rounded.
        "share": float(rng.choice([0.08, 0.11, 0.12, 0.15, 0.21])),
    }


HALF = Exercise(
    name="half_lost",
    title="How often is half lost?",
    prompt=(
        "Every row of `outcomes` is a life, every column a trade, in units of what was risked: −1 lost it, 1.5 won one and a half"
        " times of it. Each trade risks the same `share` of **what is left** of the account. Return the share of the lives in which"
        " the account was **at some time** down to half of its start, or less.\n\n"
        "- `outcomes[life, trade]`: an array\n"
        "- `share`: a fraction"
    ),
    starter="def half_lost(outcomes, share):\n    ...\n",
    reference=half_lost,
    second=_half_by_loop,
    hints=(
        "What does one trade do to the account if a share of what is left is at stake?",
        "It multiplies it. So an account after several trades is a running product, beginning at 1.",
        "Take the lowest point of every life's running product and compare it with a half; then the mean of true and false.",
    ),
    wrong=(
        Wrong(
            lambda outcomes, share: _count_half(outcomes, share, lambda steps: [np.prod(1 + steps)]),
            "This looks at the end only. Lives that fell to half and came back have lost half too, and most people stop there.",
        ),
        Wrong(
            lambda outcomes, share: _count_half(outcomes, share, lambda steps: 1 + np.cumsum(steps)),
            "This adds. Each trade risks a share of what is *left*: ten losses of 10 % leave 34.9 %, not nothing.",
            misconception=40,
        ),
        Wrong(
            lambda outcomes, share: float(
                np.cumprod(1 + share * np.asarray(outcomes, dtype=float), axis=1).mean(axis=0).min() <= 0.5
            ),
            "This follows the mean life. Nobody lives it: count the lives one by one.",
        ),
        Wrong(
            lambda outcomes, share: _count_half(outcomes, share, _peaks),
            "This is half lost from the highest point so far. Asked is half of the start.",
        ),
        Wrong(
            lambda outcomes, share: float(
                (np.cumprod(1 + share * np.asarray(outcomes, dtype=float), axis=1) <= 0.5).mean()
            ),
            "This counts the *trades* after which half is gone. Count the lives: each once, however long it stays down there.",
        ),
    ),
    cases=_some_lives,
    hand_cases=(
        {"outcomes": np.array([[-1.0, -1.0, 1.5, 1.5], [1.5, 1.5, -1.0, 1.5]]), "share": 0.3},
        {"outcomes": np.array([[-1.0, 1.5, 1.5], [1.5, -1.0, -1.0]]), "share": 0.5},
        {
            "outcomes": np.array([[1.5, 1.5, -3.0, -1.0], [-1.0, -1.0, -1.0, -1.0], [1.5, -1.0, 1.5, -1.0]]),
            "share": 0.15,
        },
        {"outcomes": np.array([[1.5, 1.5, -3.0, 1.5], [1.5, -1.0, 1.5, -1.0]]), "share": 0.2},
    ),
    units={"outcomes": "units of risk", "share": "fraction", "return": "fraction"},
    bounds={"share": (0.01, 0.5)},
    shrink={"share": (0.11, 0.21, 0.5)},
    difficulty=2,
    minutes=12,
    notice="Try it on 2,000 lives of 200 trades, `Trades(0.45, 1.5).draw(…)` of `course.simulation`: at 3 % it is rare, at 10 % about every second life.",
    next="How much growth does a record give at which leverage?",
)

EIGHT = np.array([0.10, -0.08, 0.05, -0.06, 0.04, 0.03, -0.05, 0.02])

# ---- growth_of_record -----------------------------------------------------------------------------------------------


def growth_of_record(returns, leverage):
    import math

    total = 0.0
    for r in returns:
        left = 1 + leverage * r
        if left <= 0:
            return -math.inf
        total += math.log(left)
    return total / len(returns)


def _growth_by_account(returns, leverage):
    """Grow one dollar, then take the logarithm of what became of it, a period."""
    left = 1 + leverage * np.asarray(returns, dtype=float)
    if left.min() <= 0:
        return float("-inf")
    return float(np.log(np.prod(left)) / len(left))


def _returns(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "returns": np.round(rng.normal(0.004, 0.05, int(rng.integers(5, 9))), 2),
        "leverage": float(rng.choice([0.5, 1, 1.5, 2, 3, 4])),
    }


def _growth_by_logarithms(returns, leverage):
    left = 1 + leverage * np.asarray(returns, dtype=float)
    if left.min() <= 0:
        return float("-inf")
    return float(np.mean(np.log(left)))


GROWTH = Exercise(
    name="growth_of_record",
    title="Growth by a record",
    prompt=(
        "An exposure of `leverage` times the account is set anew at the start of every period, and `returns` are the simple returns"
        " of the periods. Write the **mean logarithm** by which the account grows a period, and minus infinity"
        ' (`float("-inf")`) if one period leaves nothing, or less.\n\n'
        "- `returns`: an array of fractions\n"
        "- `leverage`: ×"
    ),
    starter="def growth_of_record(returns, leverage):\n    ...\n",
    reference=growth_of_record,
    second=_growth_by_account,
    ways=(_growth_by_logarithms,),
    hints=(
        "By what is the account multiplied in one period with return r?",
        "By 1 + leverage · r. The logarithm of a product is the sum of the logarithms.",
        "Take the mean of these logarithms. Where a factor is zero or below, there is no logarithm: the account is over.",
    ),
    wrong=(
        Wrong(
            lambda returns, leverage: (
                float(leverage * np.mean(returns)) if np.min(1 + leverage * np.asarray(returns)) > 0 else float("-inf")
            ),
            "The mean return times the leverage always grows with the leverage. Compounding does not: take logarithms.",
            misconception=40,
        ),
        Wrong(
            lambda returns, leverage: (
                float(np.log1p(leverage * np.mean(returns)))
                if np.min(1 + leverage * np.asarray(returns)) > 0
                else float("-inf")
            ),
            "This is the logarithm of the mean. The mean of the logarithms is smaller, and the difference is what swings cost.",
        ),
        Wrong(
            lambda returns, leverage: (
                float(np.log1p(leverage * np.asarray(returns)).sum())
                if np.min(1 + leverage * np.asarray(returns)) > 0
                else float("-inf")
            ),
            "This is the growth of the whole record. Divide by the number of periods.",
        ),
        Wrong(
            lambda returns, leverage: float(
                np.mean([np.log(1 + leverage * r) if leverage * r > -1 else 0.0 for r in returns])
            ),
            "You leave the fatal period out of the mean. After it there is no account left that could grow: −∞.",
            misconception=41,
        ),
        Wrong(
            lambda returns, leverage: (
                float(leverage * np.mean(np.log1p(returns)))
                if np.min(1 + leverage * np.asarray(returns)) > 0
                else float("-inf")
            ),
            "This multiplies the growth at 1×. Leverage multiplies each *return*, before the logarithm.",
        ),
        Wrong(
            lambda returns, leverage: (
                float(np.log(np.prod(1 + leverage * np.asarray(returns))) / len(returns))
                if np.prod(1 + leverage * np.asarray(returns)) > 0
                else float("-inf")
            ),
            "This asks only what the end makes of it. Two fatal periods multiply to a number above zero again, but after the first"
            " there was no account: look at each period.",
        ),
        Wrong(
            lambda returns, leverage: (
                float(np.prod(1 + leverage * np.asarray(returns)) ** (1 / len(returns)) - 1)
                if np.min(1 + leverage * np.asarray(returns)) > 0
                else float("-inf")
            ),
            "That is the growth itself, a period. Asked is its logarithm, which is a little smaller.",
        ),
        Wrong(
            lambda returns, leverage: (
                float(leverage * np.mean(returns) - leverage**2 * np.var(returns) / 2)
                if np.min(1 + leverage * np.asarray(returns)) > 0
                else float("-inf")
            ),
            "That is the formula L · μ − L² · σ² / 2, which is only near. The record itself was asked: the mean of the logarithms.",
        ),
        Wrong(
            lambda returns, leverage: (
                float(np.log10(1 + leverage * np.asarray(returns)).mean())
                if np.min(1 + leverage * np.asarray(returns)) > 0
                else float("-inf")
            ),
            "You took the logarithm to base 10. Growth is counted with the natural one.",
        ),
        Wrong(
            lambda returns, leverage: (
                float(np.log1p(leverage * np.asarray(returns)).mean())
                if np.min(1 + leverage * np.asarray(returns)) > 0
                else 0.0
            ),
            "Zero says that the account is as large as before. Where a period leaves nothing, its logarithm is minus infinity.",
        ),
    ),
    cases=_returns,
    hand_cases=(
        {"returns": EIGHT, "leverage": 1.0},
        {"returns": EIGHT, "leverage": 5.0},
        {"returns": np.array([0.5, 0.5, -0.4]), "leverage": 3.0},
        {"returns": np.array([0.5, -0.5, 0.1]), "leverage": 2.0},
        {
            "returns": np.array([-0.6, 0.2, -0.5]),
            "leverage": 3.0,
        },  # two fatal periods, whose product is above zero again
    ),
    units={"returns": "fraction", "leverage": "×", "return": "a period"},
    bounds={"leverage": (0.1, 20)},
    shrink={"leverage": (1, 2, 5)},
    difficulty=2,
    minutes=10,
    notice=say(
        "At 1, 2 and 5× the eight returns of the example grow {growth} a period: more leverage, and then less"
        " of everything.",
        growth=joined(", ", (percent(growth(EIGHT, x), sign=True) for x in (1, 2, 5))),
    ),
    next="The rule to keep stands below.",
)

EXERCISES = (SIZE, HALF, GROWTH)
