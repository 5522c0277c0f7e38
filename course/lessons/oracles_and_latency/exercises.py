"""Code of lesson 12: how long maintenance lasts, what a push feed shows, what a window makes of it."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.simulation import push, trailing
from course.teaching.exercise import Exercise, Wrong

# ---- time_to_act ---------------------------------------------------------------------------------------------------------


def time_to_act(maintenance, fall, seconds):
    import math

    return seconds * math.log(1 - maintenance) / math.log(1 - fall)


def _act_by_share(maintenance, fall, seconds):
    """What the price keeps of itself in one second; how many of them until the maintenance is gone."""
    kept = (1 - fall) ** (1 / seconds)
    return np.log1p(-maintenance) / np.log(kept)


def _time_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "maintenance": float(rng.choice([0.004, 0.005, 0.01, 0.012, 0.02, 0.025, 0.05])),
        "fall": float(rng.choice([0.02, 0.05, 0.1, 0.2, 0.3, 0.4])),
        "seconds": float(rng.choice([60, 300, 900, 3_600])),
    }


TIME = Exercise(
    name="time_to_act",
    title="How long does maintenance last?",
    prompt=(
        "A long has just passed its liquidation price: what is left of its margin is the maintenance requirement. The price goes on"
        " falling, **each second by the same share**. Write the seconds until the margin is gone.\n\n"
        "- `maintenance`: fraction of notional at that price\n"
        "- `fall`: by which fraction the price falls\n"
        "- `seconds`: within how many seconds"
    ),
    starter="def time_to_act(maintenance, fall, seconds):\n    ...\n",
    reference=time_to_act,
    second=_act_by_share,
    hints=(
        "At which price is nothing left, as a share of the liquidation price? Is there a leverage in it?",
        "At 1 − maintenance of it. After t seconds the price stands at (1 − fall) to the power of t/seconds.",
        "Set both equal and solve for t: take the logarithm of both sides.",
    ),
    wrong=(
        Wrong(
            lambda maintenance, fall, seconds: seconds * maintenance / fall,
            "You divided the two shares. A fall of the same share each second is faster in dollars at its start: compound it.",
        ),
        Wrong(
            lambda maintenance, fall, seconds: seconds * np.log(1 - fall) / np.log(1 - maintenance),
            "Upside down: this many times the seconds fit the other way round. A small maintenance lasts a short time.",
        ),
        Wrong(
            lambda maintenance, fall, seconds: seconds * np.log(1 + maintenance) / np.log(1 + fall),
            "This is a short in a price that rises. For a long both shares are lost: 1 − maintenance and 1 − fall.",
        ),
        Wrong(
            lambda maintenance, fall, seconds: np.log(1 - maintenance) / np.log(1 - fall),
            "This is a part of the time. Multiply by the seconds that the whole fall takes.",
        ),
    ),
    cases=_time_numbers,
    hand_cases=(
        {"maintenance": 0.012, "fall": 0.2934, "seconds": 3_600.0},
        {"maintenance": 0.2, "fall": 0.36, "seconds": 60.0},
    ),
    units={"maintenance": "fraction", "fall": "fraction", "seconds": "s", "return": "s"},
    bounds={"maintenance": (0.001, 0.5), "fall": (0.005, 0.9), "seconds": (1, 86_400)},
    shrink={"maintenance": (0.01, 0.1), "fall": (0.1, 0.2), "seconds": (60, 3_600)},
    difficulty=1,
    minutes=8,
    notice="At dYdX's 1.2 % and in the worst hour it is 125 seconds, at 2× and at 40×: there is no leverage in the formula.",
    next="What does the venue see meanwhile?",
)

# ---- push_feed -----------------------------------------------------------------------------------------------------------


def push_feed(prices, deviation, heartbeat):
    shown = []
    last = prices[0]
    published = 0
    for i, price in enumerate(prices):
        if abs(price / last - 1) >= deviation or i - published >= heartbeat:
            last = price
            published = i
        shown.append(last)
    return shown


def _push_by_array(prices, deviation, heartbeat):
    return push(np.asarray(prices, float), deviation, int(heartbeat))


def _steps(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        n = int(rng.integers(7, 11))
        moves = rng.choice([-0.6, -0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.6], n - 1)
        moves += rng.choice([-0.15, 0.0, 0.15])
        case: dict[str, Any] = {
            "prices": np.round(100 + np.concatenate([[0.0], np.cumsum(moves)]), 2),
            "deviation": float(rng.choice([0.004, 0.005, 0.008])),
            "heartbeat": int(rng.integers(3, 6)),
        }
        if _clear(**case):
            return case


def _clear(prices: Any, deviation: float, heartbeat: int) -> bool:
    """Whether no price stands just at the threshold of another: there the last digit of a float would decide."""
    p = np.asarray(prices, float)
    gaps = np.abs(p[:, np.newaxis] / p - 1)
    return bool(np.all(p > 0) and np.all(np.abs(gaps - deviation) > 1e-7) and heartbeat == int(heartbeat))


def _feed(prices: Any, publish: Any) -> list[float]:
    """A feed that publishes when ``publish(i, price, last, published)``."""
    shown, last, at = [], prices[0], 0
    for i, price in enumerate(prices):
        if publish(i, price, last, at):
            last, at = price, i
        shown.append(float(last))
    return shown


def _against_last_price(prices, deviation, heartbeat):
    shown, last, at = [], prices[0], 0
    for i, price in enumerate(prices):
        before = prices[max(i - 1, 0)]
        if abs(price / before - 1) >= deviation or i - at >= heartbeat:
            last, at = price, i
        shown.append(float(last))
    return shown


def _one_late(prices, deviation, heartbeat):
    now = push_feed(prices, deviation, heartbeat)
    return [float(now[0]), *map(float, now[:-1])]


PUSH = Exercise(
    name="push_feed",
    title="What a push feed shows",
    prompt=(
        "A push feed publishes the first price. Later it publishes a price **as soon as** it lies `deviation` or more away from the"
        " one published last, up or down, or when the last publication is `heartbeat` steps ago. Write the list of prices that it"
        " shows, one for each step.\n\n"
        "- `prices`: the true price, step by step\n"
        "- `deviation`: a fraction of the price published last\n"
        "- `heartbeat`: steps"
    ),
    starter="def push_feed(prices, deviation, heartbeat):\n    ...\n",
    reference=push_feed,
    second=_push_by_array,
    hints=(
        "Two things have to be remembered from step to step: what was published last, and when.",
        "Compare with the price *published* last, not with the one before: `abs(price / last - 1)`.",
        "If either reason holds, the new price becomes the published one and this step its time. Then append what is published.",
    ),
    wrong=(
        Wrong(
            _against_last_price,
            "You compare with the price one step before. A price that creeps is then never published, however far it goes.",
        ),
        Wrong(
            lambda prices, deviation, heartbeat: _feed(
                prices, lambda i, p, last, at: abs(p / last - 1) >= deviation or (i and i % heartbeat == 0)
            ),
            "Your heartbeat strikes at fixed steps. It counts from the *last publication*, whatever caused that.",
        ),
        Wrong(_one_late, "Everything comes one step late: a price that is published is shown in its own step."),
        Wrong(
            lambda prices, deviation, heartbeat: _feed(
                prices, lambda i, p, last, at: abs(p - last) >= deviation or i - at >= heartbeat
            ),
            "You compare dollars with a fraction. The deviation is a share of the price published last.",
        ),
        Wrong(
            lambda prices, deviation, heartbeat: _feed(prices, lambda i, p, last, at: abs(p / last - 1) >= deviation),
            "There is no heartbeat: a price that hardly moves must be published again after so many steps.",
        ),
        Wrong(
            lambda prices, deviation, heartbeat: _feed(prices, lambda i, p, last, at: i - at >= heartbeat),
            "Only the heartbeat publishes here. A price that moves far is published at once.",
        ),
        Wrong(
            lambda prices, deviation, heartbeat: _feed(
                prices, lambda i, p, last, at: p / last - 1 >= deviation or i - at >= heartbeat
            ),
            "Falls are not published: take the distance without its sign.",
        ),
    ),
    cases=_steps,
    hand_cases=(
        {"prices": np.array([100, 99.8, 99.6, 99.4, 99.2, 99.0, 98.8]), "deviation": 0.005, "heartbeat": 60},
        {"prices": np.array([100, 100.1, 100.2, 100.1, 100.0, 100.1]), "deviation": 0.005, "heartbeat": 3},
        {"prices": np.array([100, 101, 101.1, 101.2, 101.3, 101.2]), "deviation": 0.005, "heartbeat": 3},
        {"prices": np.array([100, 105.2, 104.6, 99.7, 103.0]), "deviation": 0.05, "heartbeat": 60},
    ),
    units={"prices": "USD", "deviation": "fraction", "heartbeat": "steps", "return": "USD"},
    bounds={"deviation": (0.001, 0.05), "heartbeat": (1, 100)},
    allowed=_clear,
    difficulty=2,
    minutes=12,
    notice="A price that crept 1.2 % down was shown in two steps, and what was shown was never 0.5 % off. An old price is not a wrong"
    " one, as long as the feed is not delayed.",
    next="A venue may smooth what it sees.",
)

# ---- seen ----------------------------------------------------------------------------------------------------------------


def seen(prices, window, kind):
    import numpy as np

    shown = []
    for i in range(len(prices)):
        last = prices[max(0, i - window + 1) : i + 1]
        shown.append(np.mean(last) if kind == "mean" else np.median(last))
    return shown


def _seen_by_array(prices, window, kind):
    return trailing(np.asarray(prices, float), int(window), kind)


def _smoothed(prices: Any, kind: str, chosen: Any) -> list[float]:
    p = np.asarray(prices, float)
    fold = np.mean if kind == "mean" else np.median
    return [float(fold(chosen(p, i))) for i in range(len(p))]


def _wicks(rng: np.random.Generator) -> dict[str, Any]:
    n = int(rng.integers(6, 10))
    prices = np.round(100 + rng.normal(0, 1.5, n), 1)
    prices[int(rng.integers(1, n - 1))] -= 12
    return {"prices": prices, "window": int(rng.integers(2, 5)), "kind": str(rng.choice(["mean", "median"]))}


SEEN = Exercise(
    name="seen",
    title="What a window makes of it",
    prompt=(
        "A venue judges by the mean or the median of the last `window` prices, this step's among them. At the start there are fewer:"
        " then it takes those there are. Write the list of what it sees, one value for each step.\n\n"
        "- `prices`: one for each step\n"
        "- `window`: how many\n"
        '- `kind`: `"mean"` or `"median"`'
    ),
    starter="def seen(prices, window, kind):\n    ...\n",
    reference=seen,
    second=_seen_by_array,
    hints=(
        "Which prices does the venue know at step i? None of the later ones.",
        "The last `window` of them end with `prices[i]`: `prices[i - window + 1 : i + 1]`. What does a negative start do?",
        "Let the start be at least 0, then take the mean or the median of the slice.",
    ),
    wrong=(
        Wrong(
            lambda prices, window, kind: _smoothed(
                prices, kind, lambda p, i: p[max(0, i - window // 2) : i - window // 2 + window]
            ),
            "Your window is centred: it knows prices that come later. A venue knows only those up to now.",
        ),
        Wrong(
            lambda prices, window, kind: _smoothed(
                prices, kind, lambda p, i: np.concatenate([np.zeros(window), p])[i + 1 : i + 1 + window]
            ),
            "You count zeros for what was before the start. There are fewer prices then: take those there are.",
        ),
        Wrong(
            lambda prices, window, kind: _smoothed(prices, "mean", lambda p, i: p[max(0, i - window + 1) : i + 1]),
            "This is the mean also where the median was asked for.",
        ),
        Wrong(
            lambda prices, window, kind: _smoothed(prices, kind, lambda p, i: p[i - i % window : i + 1]),
            "Your window begins anew every few steps. It slides: each step it loses its oldest price.",
        ),
        Wrong(
            lambda prices, window, kind: _smoothed(prices, kind, lambda p, i: p[max(0, i - window) : max(i, 1)]),
            "Your window ends one step too early: this step's price belongs to it.",
        ),
        Wrong(
            lambda prices, window, kind: _smoothed(prices, kind, lambda p, i: p[max(0, i - window) : i + 1]),
            "Your window is one too long: count this step's price among the `window`.",
        ),
    ),
    cases=_wicks,
    hand_cases=(
        {"prices": np.array([100.0, 90.0, 100.0, 100.0, 100.0]), "window": 3, "kind": "median"},
        {"prices": np.array([100.0, 90.0, 100.0, 100.0, 100.0]), "window": 3, "kind": "mean"},
        {"prices": np.array([100.0, 99.0, 98.0, 97.0, 96.0, 95.0]), "window": 4, "kind": "median"},
    ),
    units={"prices": "USD", "window": "steps", "return": "USD"},
    bounds={"window": (1, 20)},
    difficulty=2,
    minutes=10,
    notice="In a steady fall both are late by the same: half of the window. A wick shorter than that the median forgets altogether, the"
    " mean takes a share of it.",
    next="The rule to keep stands below.",
)

EXERCISES = (TIME, PUSH, SEEN)
