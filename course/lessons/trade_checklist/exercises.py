"""Code of lesson 10: what a plan may cost, whether its stop is alive, and how it ended."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong
from course.texts import say

SIDES = ("long", "short")
MODES = ("isolated", "cross")

# ---- worst_case -------------------------------------------------------------------------------------------------------


def worst_case(mode, size, entry, leverage, equity):
    notional = size * entry
    if mode == "isolated":
        return min(notional / leverage, notional)
    return min(equity, notional)


def _worst_by_price(mode, size, entry, leverage, equity):
    """What stands behind the long, or all that its price can fall."""
    behind = {"isolated": size * entry / leverage, "cross": equity}[mode]
    return behind if behind < size * entry else size * entry


WORST = Exercise(
    name="worst_case",
    title="The most that the mode lets it cost",
    prompt=(
        "Write the most that a **long** can cost if the price jumps over every order, USD; fees and later payments left out.\n\n"
        '- `mode`: `"isolated"` or `"cross"` (nothing else is open in the account)\n'
        "- `size`: coins, `entry`: price, USD\n"
        "- `leverage`: the setting\n"
        "- `equity`: the account, USD\n\n"
        "In isolated only the post can be lost. In cross the account stands behind it, but a long cannot lose more than its price."
    ),
    starter="def worst_case(mode, size, entry, leverage, equity):\n    ...\n",
    reference=worst_case,
    second=_worst_by_price,
    hints=(
        "What can the venue take in each mode? And what does the long lose if its price falls to nothing?",
        "Isolated: the position over the leverage. Cross: the account. Neither can be more than the whole position.",
        "`min(what stands behind it, size * entry)`, with something else behind it in each mode.",
    ),
    wrong=(
        Wrong(
            lambda mode, size, entry, leverage, equity: size * entry / leverage,
            "The setting decides what is *posted*. In cross the whole account stands behind the position, whatever the setting.",
            misconception=5,
        ),
        Wrong(
            lambda mode, size, entry, leverage, equity: equity,
            "The whole account, in both modes: isolated stops at the post, and a long cannot lose more than its price.",
            misconception=12,
        ),
        Wrong(
            lambda mode, size, entry, leverage, equity: min(equity, size * entry),
            "Right for cross. Isolated, the rest of the account is not behind it: only the post is.",
            misconception=12,
        ),
        Wrong(
            lambda mode, size, entry, leverage, equity: size * entry / leverage if mode == "isolated" else equity,
            "In cross a position smaller than the account cannot lose all of it: a price of zero costs the position's price.",
        ),
        Wrong(
            lambda mode, size, entry, leverage, equity: min(
                equity / leverage if mode == "isolated" else equity, size * entry
            ),
            "You divided the account. What is posted is the *position* over the leverage.",
        ),
        Wrong(
            lambda mode, size, entry, leverage, equity: (
                size * entry * leverage if mode == "isolated" else min(equity, size * entry)
            ),
            "Isolated, you multiplied by the leverage. What is posted is the position *over* the leverage.",
        ),
        Wrong(
            lambda mode, size, entry, leverage, equity: size * entry,
            "That is the whole price of the position. Isolated ends with the post, and an account may be smaller than the position.",
        ),
    ),
    cases=lambda rng: {
        "mode": str(rng.choice(MODES)),
        "size": float(rng.choice([0.5, 2, 5, 20])),
        "entry": float(rng.choice([100, 250, 3_000])),
        "leverage": float(rng.choice([2, 4, 5, 10, 20])),
        "equity": float(rng.choice([500, 2_000, 10_000, 40_000])),
    },
    hand_cases=(
        {"mode": "isolated", "size": 2.0, "entry": 3_000.0, "leverage": 10.0, "equity": 20_000.0},
        {"mode": "cross", "size": 2.0, "entry": 3_000.0, "leverage": 10.0, "equity": 20_000.0},
        {"mode": "cross", "size": 2.0, "entry": 3_000.0, "leverage": 10.0, "equity": 2_000.0},
        {"mode": "isolated", "size": 2.0, "entry": 3_000.0, "leverage": 1.0, "equity": 20_000.0},
    ),
    units={"size": "coins", "entry": "USD", "leverage": "×", "equity": "USD", "return": "USD"},
    bounds={"size": (0.01, 100), "entry": (1, 1e5), "leverage": (1, 100), "equity": (10, 1e6)},
    shrink={"size": (1, 2), "entry": (1_000, 100), "leverage": (10, 5, 2), "equity": (10_000, 1_000, 500)},
    difficulty=1,
    minutes=6,
    notice="The planned loss is not among the arguments: a stop does not enter what the mode allows.",
    next="Now the other question: is the stop there in time?",
)

# ---- stop_holds -------------------------------------------------------------------------------------------------------


def stop_holds(side, distance, slip, leverage, maintenance):
    direction = 1 if side == "long" else -1
    stop = 1 - direction * distance
    fill = stop * (1 - direction * slip)
    equity = 1 / leverage + direction * (fill - 1)
    return equity > maintenance * fill


def _holds_by_wall(side, distance, slip, leverage, maintenance):
    """The liquidation price beside the fill."""
    if side == "long":
        return (1 - distance) * (1 - slip) > (1 - 1 / leverage) / (1 - maintenance)
    return (1 + distance) * (1 + slip) < (1 + 1 / leverage) / (1 + maintenance)


def _holds_by_limit(side, distance, slip, leverage, maintenance):
    """The setting beside the highest one that reaches the fill."""
    s = 1 if side == "long" else -1
    way = s * (1 - (1 - s * distance) * (1 - s * slip))
    return leverage < 1 / (maintenance + way * (1 - s * maintenance))


def _side(side: str) -> int:
    return 1 if side == "long" else -1


def _fill(side: str, distance: float, slip: float) -> float:
    return (1 - _side(side) * distance) * (1 - _side(side) * slip)


def _left(side: str, fill: float, leverage: float) -> float:
    """What is left of the post at a price."""
    return 1 / leverage + _side(side) * (fill - 1)


def _stop_numbers(rng: np.random.Generator) -> dict[str, Any]:
    side, distance = str(rng.choice(SIDES)), float(rng.choice([0.02, 0.03, 0.05, 0.08]))
    slip, m = float(rng.choice([0.0, 0.005, 0.01, 0.02])), float(rng.choice([0.005, 0.012, 0.025, 0.04]))
    # Near the border a wrong formula gives a wrong answer; between two borders only one of them does.
    fill = _fill(side, distance, slip)
    stop = 1 - _side(side) * distance
    limit, other = (
        1 / (_side(side) * (1 - fill) + m * at) for at in (fill, stop if slip and rng.random() < 0.5 else 1.0)
    )
    near = [round(limit * x, 2) for x in (0.8, 0.93, 0.97, 0.985, 1.01, 1.03, 1.07, 1.2)]
    leverage = float(rng.choice([*near, *[round((limit + other) / 2, 4)] * 4]))
    return {"side": side, "distance": distance, "slip": slip, "leverage": leverage, "maintenance": m}


def _off_the_border(side: str, distance: float, slip: float, leverage: float, maintenance: float) -> bool:
    fill = _fill(side, distance, slip)
    return leverage * maintenance < 1 and abs(_left(side, fill, leverage) - maintenance * fill) > 1e-6


HOLDS = Exercise(
    name="stop_holds",
    title="Is the stop alive?",
    prompt=(
        "Write whether an isolated position is closed by its stop **before** the venue closes it: `True` or `False`. Take the entry"
        " price as 1.\n\n"
        "- `side`: `\"long\"` or `\"short\"`\n"
        "- `distance`: of the stop from the entry, a fraction of the entry price\n"
        "- `slip`: how far beyond the stop it is filled, a fraction of the *stop* price\n"
        "- `leverage`: `1 / leverage` is posted for a position of 1\n"
        "- `maintenance`: what the venue requires, a fraction of what the position is worth **at that moment**\n\n"
        "The stop is alive if at the *fill* the equity is still above the requirement. Fees are left out."
    ),
    starter="def stop_holds(side, distance, slip, leverage, maintenance):\n    ...\n",
    reference=stop_holds,
    second=_holds_by_wall,
    ways=(_holds_by_limit,),
    hints=(
        "At which price are you filled? It lies below the stop of a long, and above that of a short.",
        "What is left of the post at that price? And what does the venue require there?",
        "Compare the post and what was won or lost up to the fill with `maintenance` times the fill.",
    ),
    wrong=(
        Wrong(
            lambda side, distance, slip, leverage, maintenance: _left(side, _fill(side, distance, slip), leverage) > 0,
            "This asks whether anything is left of the post. The venue acts earlier, when equity meets its requirement.",
            misconception=1,
        ),
        Wrong(
            lambda side, distance, slip, leverage, maintenance: (
                1 / leverage - distance > maintenance * (1 - _side(side) * distance)
            ),
            "This is judged at the stop's own price. You are filled beyond it, by the slip.",
            misconception=62,
        ),
        Wrong(
            lambda side, distance, slip, leverage, maintenance: (
                _left(side, _fill(side, distance, slip), leverage) > maintenance
            ),
            "The requirement is taken at the entry. It is a fraction of what the position is worth at the fill.",
        ),
        Wrong(
            lambda side, distance, slip, leverage, maintenance: (
                _left("long", _fill("long", distance, slip), leverage) > maintenance * _fill("long", distance, slip)
            ),
            "Right for a long. A short's stop lies above its entry, it is filled above that, and its requirement grows on the way.",
            misconception=3,
        ),
        Wrong(
            lambda side, distance, slip, leverage, maintenance: (
                _left(side, _fill(side, distance, -slip), leverage) > maintenance * _fill(side, distance, -slip)
            ),
            "The slip helps you here. It goes against you: further from the entry than the stop.",
        ),
        Wrong(
            lambda side, distance, slip, leverage, maintenance: (
                1 / leverage - distance - slip > maintenance * (1 - _side(side) * (distance + slip))
            ),
            "You added the slip to the distance. It is a fraction of the *stop* price, not of the entry's.",
        ),
        Wrong(
            lambda side, distance, slip, leverage, maintenance: (
                _left(side, _fill(side, distance, slip), leverage) > maintenance * (1 - _side(side) * distance)
            ),
            "The requirement is taken at the stop's price. It is a fraction of what the position is worth at the *fill*.",
        ),
    ),
    cases=_stop_numbers,
    hand_cases=(
        {"side": "long", "distance": 0.05, "slip": 0.01, "leverage": 20.0, "maintenance": 0.012},
        {"side": "long", "distance": 0.05, "slip": 0.01, "leverage": 14.0, "maintenance": 0.012},
        {"side": "long", "distance": 0.05, "slip": 0.01, "leverage": 16.0, "maintenance": 0.012},
        {"side": "long", "distance": 0.05, "slip": 0.0, "leverage": 16.0, "maintenance": 0.012},
        {"side": "short", "distance": 0.05, "slip": 0.01, "leverage": 13.8, "maintenance": 0.012},
    ),
    units={
        "distance": "fraction", "slip": "fraction", "leverage": "×", "maintenance": "fraction", "return": "True or False",
    },
    bounds={"distance": (0.001, 0.3), "slip": (0, 0.2), "leverage": (1, 100), "maintenance": (0.001, 0.2)},
    shrink={"distance": (0.05, 0.1), "slip": (0.01, 0), "leverage": (10, 20), "maintenance": (0.02, 0.01)},
    allowed=_off_the_border,
    behind=lambda side, distance, slip, leverage, maintenance: (
        say("Equity is {left:#5} at the fill of {fill:#5}, and {maintenance:#5} is required.", left=_left(side, _fill(side, distance, slip), leverage), fill=_fill(side, distance, slip), maintenance=maintenance * _fill(side, distance, slip))
    ),
    difficulty=2,
    minutes=8,
    notice="At 16× the answer depends on the slip alone: a stop may be alive on paper, and dead where it is filled.",
    next="A plan is written. Now let it live through a path of prices.",
)  # fmt: skip

# ---- left_at ----------------------------------------------------------------------------------------------------------


def left_at(prices, stop, wall, every):
    for step, price in enumerate(prices):
        if price <= wall:
            return wall
        if step % every == 0 and price <= stop:
            return price
    return prices[-1]


def _left_by_array(prices, stop, wall, every):
    import numpy as np

    path = np.asarray(prices, dtype=float)
    closed = np.flatnonzero(path <= wall)
    seen = np.flatnonzero((path <= stop) & (np.arange(len(path)) % every == 0))
    first_closed = closed[0] if len(closed) else len(path)
    first_seen = seen[0] if len(seen) else len(path)
    if min(first_closed, first_seen) == len(path):
        return float(path[-1])
    return float(wall) if first_closed <= first_seen else float(path[first_seen])


def _every_step(prices, stop, wall, every):
    return _left_by_array(prices, stop, wall, 1)


def _at_stop(prices, stop, wall, every):
    for step, price in enumerate(prices):
        if price <= wall:
            return wall
        if step % every == 0 and price <= stop:
            return stop
    return prices[-1]


def _no_wall(prices, stop, wall, every):
    return _left_by_array(prices, stop, float("-inf"), every)


def _wall_when_looking(prices, stop, wall, every):
    for step, price in enumerate(prices):
        if step % every == 0 and price <= stop:
            return max(price, wall)
    return prices[-1]


def _owner_first(prices, stop, wall, every):
    for step, price in enumerate(prices):
        if step % every == 0 and price <= stop:
            return price
        if price <= wall:
            return wall
    return prices[-1]


def _lowest(prices, stop, wall, every):
    return min(prices)


def _path(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.choice([5, 6, 8, 10]))
    moves = rng.normal(-0.8, 3.0, count)
    moves[0] = 0.0
    prices = [float(x) for x in np.round(100 + np.cumsum(moves), 1)]
    return {
        "prices": prices,
        "stop": float(rng.choice([96.0, 97.0, 95.0])),
        "wall": float(rng.choice([88.0, 91.0, 93.0])),
        "every": int(rng.choice([1, 2, 3, 4])),
    }


LEFT = Exercise(
    name="left_at",
    title="How it ended",
    prompt=(
        "`prices` is what a long lived through, hour by hour; it was opened at the first. Its owner looks at hours 0, `every`,"
        " 2·`every`, … and sells at the price of that hour if it is at `stop` or below. The **venue** never sleeps: at the first hour"
        " at `wall` or below it closes the position, and that counts as closed at `wall`.\n\n"
        "Write the price at which it was left: the owner's, the wall, or the last price if neither acted. In an hour at or below the"
        " wall the venue was first."
    ),
    starter="def left_at(prices, stop, wall, every):\n    ...\n",
    reference=left_at,
    second=_left_by_array,
    hints=(
        "Go through the hours one by one. Who may act in each of them, and who acts first?",
        "The venue is asked in every hour, the owner only if the hour's number divided by `every` leaves nothing over.",
        "Inside the loop: first `wall`, then the owner; after it the last price. The owner gets the hour's price, not the stop.",
    ),
    wrong=(
        Wrong(
            _at_stop,
            "You gave the owner the stop price. Nobody sells at a price that has passed: it is the price of the hour in which one looks.",
            misconception=62,
        ),
        Wrong(
            _every_step, "You look every hour. This owner looks only every few hours, and the price falls in between."
        ),
        Wrong(
            _no_wall,
            "The wall is missing: the venue closes it in between, whether somebody looks or not.",
            misconception=18,
        ),
        Wrong(_wall_when_looking, "The wall is only asked when the owner looks. The venue never sleeps."),
        Wrong(
            _owner_first,
            "In an hour at or below the wall the venue has been first, also if the owner looks in that hour.",
        ),
        Wrong(
            _lowest,
            "That is the lowest price. What counts is where it was left, and the price may have been higher or lower later.",
        ),
    ),
    cases=_path,
    hand_cases=(
        {"prices": [100.0, 98.0, 94.0, 97.5], "stop": 95.0, "wall": 90.0, "every": 1},
        {"prices": [100.0, 94.0, 98.0, 101.0], "stop": 95.0, "wall": 90.0, "every": 2},
        {"prices": [100.0, 89.0, 95.0, 99.0], "stop": 95.0, "wall": 90.0, "every": 2},
        {"prices": [100.0, 96.0, 89.0, 85.0], "stop": 95.0, "wall": 90.0, "every": 2},
        {"prices": [100.0, 97.0, 96.0, 99.0], "stop": 95.0, "wall": 90.0, "every": 1},
        {"prices": [100.0, 95.0, 96.0, 99.0], "stop": 95.0, "wall": 90.0, "every": 1},
        {"prices": [100.0, 96.0, 90.0, 99.0], "stop": 95.0, "wall": 90.0, "every": 3},
    ),
    units={"stop": "USD", "wall": "USD", "every": "hours", "return": "USD"},
    bounds={"stop": (1, 1_000), "wall": (1, 1_000), "every": (1, 10)},
    shrink={"stop": (95,), "wall": (90,), "every": (2, 1)},
    allowed=lambda prices, stop, wall, every: bool(
        len(prices) >= 2 and wall < stop < prices[0] and every >= 1 and every == int(every) and min(prices) > 0
    ),
    difficulty=2,
    minutes=10,
    notice="The stop price appears nowhere in the answer. It decides when one leaves, the market decides at which price.",
    next="The plan above does the same with your own lines: walk it through a day.",
)

EXERCISES = (WORST, HOLDS, LEFT)
