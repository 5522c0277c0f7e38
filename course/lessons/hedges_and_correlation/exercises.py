"""Code of lesson 07: how much to sell, what is left over, what a pool saves."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

# ---- hedge_ratio ------------------------------------------------------------------------------------------------------


def hedge_ratio(own, other):
    import numpy as np

    own, other = np.asarray(own, dtype=float), np.asarray(other, dtype=float)
    own, other = own - own.mean(), other - other.mean()
    return (own * other).sum() / (other**2).sum()


def _ratio_by_loop(own, other):
    n = len(own)
    mean_own, mean_other = sum(own) / n, sum(other) / n
    up = down = 0.0
    for x, y in zip(own, other, strict=True):
        up += (x - mean_own) * (y - mean_other)
        down += (y - mean_other) ** 2
    return up / down


def _returns(rng: np.random.Generator) -> dict[str, Any]:
    """Eight returns of a market and of another that goes with it, neither of which stands still."""
    other = np.round(rng.normal(0.003, 0.02, 8), 3)
    other[0] += 0.01
    own = np.round(float(rng.choice([0.6, 1.2, 1.5, 2.0, -0.8])) * other + rng.normal(0.002, 0.008, 8), 3)
    return {"own": own, "other": other}


RATIO = Exercise(
    name="hedge_ratio",
    title="How much to sell",
    prompt=(
        "You hold a coin and want to sell another against it. From the returns of both over the same times write the **hedge"
        " ratio**: dollars of the other to sell for each dollar of your own, so that what is left has the least variance.\n\n"
        "- `own`: returns of what you hold, fractions\n"
        "- `other`: returns of the hedge\n\n"
        "It is the covariance of both over the variance of the hedge, also called *beta*."
    ),
    starter="def hedge_ratio(own, other):\n    ...\n",
    reference=hedge_ratio,
    second=_ratio_by_loop,
    hints=(
        "Take the mean off both rows first: a drift that both share is no sign that one hedges the other.",
        "The covariance is the mean product of what is left; the variance of the hedge is the mean square of its own.",
        "Whether you take sums or means does not matter, as long as you take the same above and below.",
    ),
    wrong=(
        Wrong(
            lambda own, other: float(np.corrcoef(own, other)[0, 1]),
            "That is the correlation: what *share* of the move is common. It says nothing about size.",
            misconception=32,
        ),
        Wrong(
            lambda own, other: float(np.std(own) / np.std(other)),
            "The ratio of volatilities: right only if every move is common. It sells too much.",
        ),
        Wrong(
            lambda own, other: float(np.cov(own, other)[0, 1] / np.var(other)),
            "Covariance and variance are counted in two ways: `np.cov` divides by n − 1, `np.var` by n. Take the same for both.",
        ),
        Wrong(
            lambda own, other: float(np.cov(own, other)[0, 1] / np.var(own, ddof=1)),
            "Turned round: that is how much of your own to sell against the other.",
        ),
        Wrong(
            lambda own, other: float(np.dot(own, other) / np.dot(other, other)),
            "The means are still in it. A shared drift makes two markets look like a hedge of each other.",
        ),
        Wrong(
            lambda own, other: float(np.cov(own, other)[0, 1]),
            "That is the covariance alone, a product of two returns. Divide it by the variance of the hedge: dollars per dollar.",
        ),
        Wrong(
            lambda own, other: float(np.cov(own, other)[0, 1] / np.std(other, ddof=1)),
            "You divided by the standard deviation. Divide by the variance, its square.",
        ),
        Wrong(
            lambda own, other: float(np.sum(own) / np.sum(other)) if np.sum(other) else 0.0,
            "This compares how far both have come in all. Beta asks how they move *together*, return by return.",
        ),
    ),
    cases=_returns,
    hand_cases=(
        {"own": np.array([0.02, -0.01, 0.03, -0.02]), "other": np.array([0.01, -0.01, 0.02, -0.01])},
        {"own": np.array([0.04, 0.01, 0.02, 0.05]), "other": np.array([0.02, 0.01, 0.01, 0.03])},
        {"own": np.array([-0.03, 0.02, 0.01]), "other": np.array([0.02, -0.02, 0.01])},
    ),
    units={"own": "fraction", "other": "fraction", "return": "dollars per dollar"},
    allowed=lambda own, other: bool(len(own) == len(other) and len(own) > 2 and np.ptp(other) > 1e-4),
    difficulty=2,
    minutes=8,
    notice="The ratio is made from yesterday's returns. It is a promise about sizes, and nobody signs it.",
    next="What is left when the promise is not kept?",
)

# ---- residual_loss ----------------------------------------------------------------------------------------------------


def residual_loss(notional, ratio, fall, other_fall):
    own = notional * fall
    hedge = -ratio * notional * other_fall
    return -(own + hedge)


def _loss_by_prices(notional, ratio, fall, other_fall):
    """Both legs opened at 100, in units."""
    size, short = notional / 100, ratio * notional / 100
    price, other = 100 * (1 + fall), 100 * (1 + other_fall)
    before, after = size * 100 - short * 100, size * price - short * other
    return before - after


def _storm(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "notional": float(rng.choice([1_000, 5_000, 10_000, 20_000])),
        "ratio": float(np.round(rng.uniform(0.4, 1.8), 2)),
        "fall": float(np.round(rng.uniform(-0.85, 0.3), 3)),
        "other_fall": float(np.round(rng.uniform(-0.2, 0.1), 3)),
    }


RESIDUAL = Exercise(
    name="residual_loss",
    title="What is left over",
    prompt=(
        "You hold `notional` USD of a coin and have sold `ratio` dollars of BTC for each of them. Then the coin moves by `fall`"
        " and BTC by `other_fall`: **signed** fractions, negative when the price fell.\n\n"
        "Write the loss of both legs together, USD: above zero when you have lost, below when you have gained."
    ),
    starter="def residual_loss(notional, ratio, fall, other_fall):\n    ...\n",
    reference=residual_loss,
    second=_loss_by_prices,
    hints=(
        "How many dollars of BTC are sold? What does a short earn when its market falls?",
        "The coin changes your account by notional × fall. The short changes it by minus its own dollars × other_fall.",
        "Add the two changes; the loss is the sum with its sign turned.",
    ),
    wrong=(
        Wrong(
            lambda notional, ratio, fall, other_fall: -notional * fall,
            "That is the coin without its hedge. The short has earned or lost something too.",
        ),
        Wrong(
            lambda notional, ratio, fall, other_fall: notional * (other_fall - fall),
            "This sells equal dollars. You sold `ratio` dollars for each.",
            misconception=33,
        ),
        Wrong(
            lambda notional, ratio, fall, other_fall: -notional * (fall + ratio * other_fall),
            "Both legs are added as if both were long. A short earns when its market falls.",
        ),
        Wrong(
            lambda notional, ratio, fall, other_fall: notional * (fall - ratio * other_fall),
            "The size is right and the sign is turned: this is the profit, the loss was asked for.",
        ),
    ),
    cases=_storm,
    hand_cases=(
        {"notional": 10_000.0, "ratio": 1.5, "fall": -0.6, "other_fall": -0.1},
        {"notional": 10_000.0, "ratio": 1.5, "fall": -0.15, "other_fall": -0.1},
        {"notional": 10_000.0, "ratio": 1.52, "fall": -0.642, "other_fall": -0.132},
        {"notional": 1_000.0, "ratio": 1.0, "fall": 0.2, "other_fall": 0.1},
    ),
    units={
        "notional": "USD",
        "ratio": "dollars per dollar",
        "fall": "fraction",
        "other_fall": "fraction",
        "return": "USD",
    },
    bounds={"notional": (100, 100_000), "ratio": (0.1, 5), "fall": (-0.95, 1), "other_fall": (-0.95, 1)},
    shrink={"notional": (10_000, 1_000), "ratio": (1.5, 2, 1), "fall": (-0.5, -0.1, 0.1), "other_fall": (-0.1, 0.1)},
    arrays=("fall", "other_fall"),
    difficulty=1,
    minutes=5,
    notice="The third case is DOGE on 10 October 2025, rounded: hedged by the book, and $4,414 of $10,000 lost at the lows.",
    next="And what does one pool save you, if the hedge holds?",
)

# ---- margin_saved -----------------------------------------------------------------------------------------------------


def margin_saved(prices, sizes, maintenance):
    import numpy as np

    prices, sizes = np.asarray(prices, dtype=float), np.asarray(sizes, dtype=float)
    pnl = sizes * (prices - prices[0])
    requirement = maintenance * abs(sizes) * prices
    needed = requirement - pnl
    apart = needed.max(axis=0).sum()
    pooled = needed.sum(axis=1).max()
    return apart - pooled


def _saved_by_loop(prices, sizes, maintenance):
    worst, worst_pool = [0.0] * len(sizes), 0.0
    for row in prices:
        total = 0.0
        for leg, size in enumerate(sizes):
            need = maintenance * abs(size) * row[leg] - size * (row[leg] - prices[0][leg])
            worst[leg] = max(worst[leg], need)
            total += need
        worst_pool = max(worst_pool, total)
    return sum(worst) - worst_pool


def _needed(prices: Any, sizes: Any, maintenance: float) -> Any:
    prices, sizes = np.asarray(prices, float), np.asarray(sizes, float)
    return maintenance * np.abs(sizes) * prices - sizes * (prices - prices[0])


def _netted(prices, sizes, maintenance):
    """The pool as if it were asked for the difference of its legs' notionals."""
    needed = _needed(prices, sizes, maintenance)
    prices, sizes = np.asarray(prices, float), np.asarray(sizes, float)
    pnl = (sizes * (prices - prices[0])).sum(axis=1)
    net = maintenance * np.abs((sizes * prices).sum(axis=1))
    return float(needed.max(axis=0).sum() - (net - pnl).max())


def _at_the_end(prices, sizes, maintenance):
    """Compartments at their worst, the pool at its last price."""
    needed = _needed(prices, sizes, maintenance)
    return float(needed.max(axis=0).sum() - needed[-1].sum())


def _pool_alone(prices, sizes, maintenance):
    return float(_needed(prices, sizes, maintenance).sum(axis=1).max())


def _losses_only(prices, sizes, maintenance):
    """Losses without the requirement."""
    needed = _needed(prices, sizes, 0.0)
    return float(needed.max(axis=0).sum() - needed.sum(axis=1).max())


def _two_paths(rng: np.random.Generator) -> dict[str, Any]:
    common = np.cumsum(rng.normal(0, 0.06, 5))
    legs = [100 * np.exp(np.concatenate([[0.0], common + np.cumsum(rng.normal(0, 0.04, 5))])) for _ in range(2)]
    return {
        "prices": np.round(np.column_stack(legs)),
        "sizes": np.array([10.0, float(rng.choice([-10, -5, -15, 10]))]),
        "maintenance": float(rng.choice([0.01, 0.025, 0.05])),
    }


def _whole(prices: Any, sizes: Any, maintenance: float) -> bool:
    return bool(np.ndim(prices) == 2 and len(prices) > 1 and np.min(prices) > 0 and np.all(np.asarray(sizes) != 0))


SAVED = Exercise(
    name="margin_saved",
    title="What the pool saves",
    prompt=(
        "A book of several legs lives through a path of prices. Write how much collateral, USD, one pool **saves** against a"
        " compartment for each leg, if everything must just live.\n\n"
        "- `prices[step, leg]`: every leg is opened at the first step\n"
        "- `sizes[leg]`: base units, negative for a short\n"
        "- `maintenance`: share of each leg's present notional, the same for all legs\n\n"
        "Requirements add up, leg by leg, in a pool too."
    ),
    starter="def margin_saved(prices, sizes, maintenance):\n    ...\n",
    reference=margin_saved,
    second=_saved_by_loop,
    hints=(
        "What does one leg need at one step? Its requirement less its profit. Write that for all steps and legs at once.",
        "A compartment must have the largest of its own needs. A pool must have the largest of what all legs need together.",
        "Apart: the largest over time of each leg, then the sum. Pooled: the sum at each step, then the largest.",
    ),
    wrong=(
        Wrong(
            _netted,
            "This nets the requirement: long less short. No venue modelled here nets two markets; what a pool saves is the"
            " room.",
            misconception=34,
        ),
        Wrong(
            _at_the_end,
            "The pool is looked at in the end only. On the way it needed more, and the venue does not wait.",
        ),
        Wrong(_pool_alone, "That is what the pool needs. What does it save against the compartments?"),
        Wrong(
            _losses_only,
            "The requirement is left out, or taken at the opening price, where it cancels out. It is asked for on top of every loss,"
            " and it moves with the price.",
            misconception=1,
        ),
        Wrong(
            lambda prices, sizes, maintenance: float(_needed(prices, sizes, maintenance).max(axis=0).sum()),
            "That is what the compartments need. Take off what one pool would have needed.",
        ),
        Wrong(
            lambda prices, sizes, maintenance: float(
                1
                - _needed(prices, sizes, maintenance).sum(axis=1).max()
                / _needed(prices, sizes, maintenance).max(axis=0).sum()
            ),
            "That is the *share* that a pool saves. Asked are the dollars.",
        ),
    ),
    cases=_two_paths,
    hand_cases=(
        {
            "prices": np.array([[100.0, 100.0], [110.0, 112.0], [90.0, 95.0], [105.0, 120.0]]),
            "sizes": np.array([10.0, -10.0]),
            "maintenance": 0.025,
        },
        {
            "prices": np.array([[100.0, 100.0], [80.0, 80.0], [120.0, 110.0]]),
            "sizes": np.array([10.0, 10.0]),
            "maintenance": 0.025,
        },
        {
            "prices": np.array([[100.0, 100.0], [80.0, 80.0], [130.0, 120.0], [100.0, 100.0]]),
            "sizes": np.array([10.0, -10.0]),
            "maintenance": 0.05,
        },
    ),
    units={"prices": "USD", "sizes": "base units", "maintenance": "fraction", "return": "USD"},
    bounds={"maintenance": (0.001, 0.2)},
    shrink={"maintenance": (0.025, 0.05, 0.1)},
    allowed=_whole,
    difficulty=3,
    minutes=12,
    notice="The second case is two longs whose worst moments come together: the pool saves nothing. It saves where legs offset,"
    " and only as long as they do.",
    next="Lesson 08 asks how large a position may be at all.",
)

EXERCISES = (RATIO, RESIDUAL, SAVED)
