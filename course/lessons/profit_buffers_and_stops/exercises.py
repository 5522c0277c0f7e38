"""Code of lesson 09: the wall after buying on profit, the fill of who looks now and then, the trade that keeps a leverage."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

# ---- wall_after_adding ----------------------------------------------------------------------------------------------


def wall_after_adding(entry, size, collateral, price, leverage, maintenance):
    return price * (1 - 1 / leverage) / (1 - maintenance)


def _wall_step_by_step(entry, size, collateral, price, leverage, maintenance):
    equity = collateral + size * (price - entry)
    new_size = leverage * equity / price
    average = (size * entry + (new_size - size) * price) / new_size
    return (new_size * average - collateral) / (new_size * (1 - maintenance))


def _wall_from_equity(entry, size, collateral, price, leverage, maintenance):
    profit = size * (price - entry)
    equity = collateral + profit
    new_size = leverage * equity / price
    return (price - equity / new_size) / (1 - maintenance)


def _bought_numbers(rng: np.random.Generator) -> dict[str, Any]:
    entry = float(rng.choice([100, 250, 2_000, 60_000]))
    leverage = float(rng.choice([3, 4, 5, 8, 10]))
    size = float(rng.choice([0.5, 1, 2, 4]))
    return {
        "entry": entry,
        "size": size,
        "collateral": round(entry * size / leverage, 2),
        "price": round(entry * (1 + float(rng.choice([0.05, 0.1, 0.15, 0.2]))), 2),
        "leverage": leverage,
        "maintenance": float(rng.choice([0.02, 0.025, 0.03, 0.05])),
    }


def _new_size(size: float, collateral: float, entry: float, price: float, leverage: float) -> float:
    return leverage * (collateral + size * (price - entry)) / price


WALL = Exercise(
    name="wall_after_adding",
    title="Bought on profit",
    prompt=(
        "A long of `size` coins was opened at `entry` with `collateral`. At `price` its unrealised profit is used as margin: coins are"
        " **bought at that price until the position is `leverage` times the equity**. Return the price at which it is then liquidated"
        " (equity meets `maintenance` times what the position is worth). No fees.\n\n"
        "- `entry`, `price`: USD, `price` above `entry`\n"
        "- `size`: coins; `collateral`: USD\n"
        "- `leverage`: ×, after the purchase\n"
        "- `maintenance`: a fraction"
    ),
    starter="def wall_after_adding(entry, size, collateral, price, leverage, maintenance):\n    ...\n",
    reference=wall_after_adding,
    second=_wall_step_by_step,
    ways=(_wall_from_equity, _wall_step_by_step),
    hints=(
        "What is the equity at `price`, with the profit in it? How many coins does that carry at the new leverage?",
        "New size = leverage · equity / price. From there a fall of Δ costs new size · Δ.",
        "Set equity − new size · (price − wall) equal to maintenance · new size · wall and solve for the wall.",
    ),
    wrong=(
        Wrong(
            lambda entry, size, collateral, price, leverage, maintenance: (
                (size * entry - collateral) / (size * (1 - maintenance))
            ),
            "That was your wall before you bought. The coins that you added stand on the same equity.",
            misconception=14,
        ),
        Wrong(
            lambda entry, size, collateral, price, leverage, maintenance: (
                entry * (1 - 1 / leverage) / (1 - maintenance)
            ),
            "This counts from the old entry. You paid `price` for the new coins, and the equity is what it is there.",
        ),
        Wrong(
            lambda entry, size, collateral, price, leverage, maintenance: (
                (n := _new_size(size, collateral, entry, price, leverage))
                and (n * (size * entry + (n - size) * price) / n - collateral - size * (price - entry))
                / (n * (1 - maintenance))
            ),
            "The profit is counted twice: it is in the difference from the average price already, so do not add it as cash too.",
            misconception=14,
        ),
        Wrong(
            lambda entry, size, collateral, price, leverage, maintenance: price * (1 - 1 / leverage),
            "That is where nothing is left. The venue closes it earlier, when equity meets the requirement.",
            misconception=1,
        ),
        Wrong(
            lambda entry, size, collateral, price, leverage, maintenance: price * (1 - 1 / leverage + maintenance),
            "Almost: the requirement is a fraction of what the position is worth *at the wall*, not at the price of the purchase.",
        ),
    ),
    cases=_bought_numbers,
    hand_cases=(
        {"entry": 60_000.0, "size": 1.0, "collateral": 6_000.0, "price": 66_000.0, "leverage": 10.0, "maintenance": 0.03},
        {"entry": 100.0, "size": 2.0, "collateral": 40.0, "price": 120.0, "leverage": 4.0, "maintenance": 0.025},
    ),
    units={
        "entry": "USD", "size": "coins", "collateral": "USD", "price": "USD", "leverage": "×", "maintenance": "fraction",
        "return": "USD",
    },
    bounds={
        "entry": (1, 1e5), "size": (0.1, 10), "collateral": (1, 1e5), "price": (1, 1.5e5), "leverage": (1.5, 20),
        "maintenance": (0.005, 0.1),
    },
    shrink={"entry": (100,), "size": (1, 2), "price": (110, 120), "leverage": (10, 5), "maintenance": (0.05, 0.025)},
    allowed=lambda entry, size, collateral, price, leverage, **_: bool(
        price > entry and _new_size(size, collateral, entry, price, leverage) > size
    ),
    arrays=True,
    difficulty=2,
    minutes=12,
    notice="Entry, size and collateral cancel. Bought back to its leverage, a position knows nothing of the profit behind it: its wall"
    " counts from the new price.",
    next="Now the stop, and who looks at it.",
)  # fmt: skip

# ---- watched_fill ---------------------------------------------------------------------------------------------------


def watched_fill(path, stop, every):
    for i in range(every, len(path), every):
        if path[i] <= stop:
            return path[i]
    return None


def _fill_by_slice(path, stop, every):
    seen = np.asarray(path, dtype=float)[::every][1:]
    below = np.flatnonzero(seen <= stop)
    return float(seen[below[0]]) if len(below) else None


def _watch_numbers(rng: np.random.Generator) -> dict[str, Any]:
    length = int(rng.integers(6, 11))
    steps = rng.choice([-2.5, -1.5, -1.0, -0.5, 0.5, 1.0, 2.0], length - 1)
    path = np.round(100 + np.cumsum(np.concatenate([[0.0], steps])), 1)
    return {"path": path, "stop": float(rng.choice([99, 98, 97, 96, 95])), "every": int(rng.choice([1, 2, 3, 4]))}


def _first_touch(path: Any) -> Any:
    return lambda stop: next((float(x) for x in path[1:] if x <= stop), None)


def _looked(path: Any, every: int) -> Any:
    return [float(x) for x in np.asarray(path)[::every][1:]]


FILL = Exercise(
    name="watched_fill",
    title="Looking now and then",
    prompt=(
        "`path` is a price minute by minute; at `path[0]` you bought. You look **every `every` minutes** (at `path[every]`,"
        " `path[2 * every]`, …) and sell when the price you see is **at the stop or below**. Return the price that you get, or `None`"
        " if you never sell.\n\n"
        "- `path`: an array of prices, USD\n"
        "- `stop`: USD\n"
        "- `every`: a whole number of minutes, at least 1"
    ),
    starter="def watched_fill(path, stop, every):\n    ...\n",
    reference=watched_fill,
    second=_fill_by_slice,
    hints=(
        "At which places of the path do you look? The first is not the entry.",
        "`range(every, len(path), every)` gives these places.",
        "Return the price at the first of them that is at the stop or below; after the loop, None.",
    ),
    wrong=(
        Wrong(
            lambda path, stop, every: stop if any(x <= stop for x in _looked(path, every)) else None,
            "The stop is what sets the order off. You get the price that is there when you look.",
            misconception=56,
        ),
        Wrong(
            lambda path, stop, every: _first_touch(path)(stop),
            "This is who looks every minute. Between two looks you see nothing, and the price goes on.",
        ),
        Wrong(
            lambda path, stop, every: min(_looked(path, every)) if any(x <= stop for x in _looked(path, every)) else None,
            "This is the lowest price that you ever saw. You sell at the first one that is at the stop or below.",
        ),
        Wrong(
            lambda path, stop, every: next((float(x) for x in np.asarray(path)[::every] if x <= stop), None),
            "This looks at the entry too: minute 0 is where you bought, and the first look is at `path[every]`.",
        ),
        Wrong(
            lambda path, stop, every: float(path[-1]) if any(x <= stop for x in _looked(path, every)) else None,
            "This waits for the end of the path. You sell when you see it.",
        ),
        Wrong(
            lambda path, stop, every: next((float(x) for x in path[every - 1 :: every][0 if every > 1 else 1 :] if x <= stop), None),
            "You look one minute early: the entry is minute 0, so the first look is at `path[every]`.",
        ),
    ),
    cases=_watch_numbers,
    hand_cases=(
        {"path": np.array([100.0, 97.0, 95.5, 94.2, 93.1, 91.0, 94.0, 97.0]), "stop": 95.0, "every": 1},
        {"path": np.array([100.0, 97.0, 95.5, 94.2, 93.1, 91.0, 94.0, 97.0]), "stop": 95.0, "every": 2},
        {"path": np.array([100.0, 97.0, 95.5, 94.2, 96.1, 91.0, 94.0, 97.0, 98.0]), "stop": 95.0, "every": 4},
        {"path": np.array([100.0, 98.0, 95.0, 99.0, 94.0]), "stop": 95.0, "every": 2},
        {"path": np.array([94.0, 98.0, 96.0, 93.0]), "stop": 95.0, "every": 1},
    ),
    units={"path": "USD", "stop": "USD", "every": "minutes", "return": "USD"},
    bounds={"stop": (80, 120), "every": (1, 6)},
    shrink={"stop": (95, 98), "every": (1, 2, 3)},
    difficulty=1,
    minutes=8,
    notice="Who looks seldom is sometimes spared by a price that came back, and sometimes sold far below. Overshoot is about speed times"
    " the time until somebody looks.",
    next="Last, the trade that keeps a leverage.",
)  # fmt: skip

# ---- rebalance ------------------------------------------------------------------------------------------------------


def rebalance(size, price, equity, leverage, band, down_only):
    now = abs(size) * price / equity
    if abs(now / leverage - 1) <= band:
        return 0.0
    if down_only and now < leverage:
        return 0.0
    return size * (leverage / now - 1)


def _rebalance_by_size(size, price, equity, leverage, band, down_only):
    """The size that there should be, its sign kept, less the one that is there."""
    side = 1 if size > 0 else -1
    wanted = side * leverage * equity / price
    off = abs(size) / abs(wanted) - 1
    if -band <= off <= band or (down_only and off < 0):
        return 0.0
    return wanted - size


def _off(size: float, price: float, equity: float, leverage: float) -> float:
    return abs(size) * price / equity / leverage - 1


def _rebalance_numbers(rng: np.random.Generator) -> dict[str, Any]:
    price = float(rng.choice([100, 250, 3_300, 60_000]))
    equity = float(rng.choice([2_000, 5_000, 12_000, 20_000]))
    leverage = float(rng.choice([2, 3, 4, 5]))
    off = float(rng.choice([0.6, 0.75, 0.85, 0.93, 1.07, 1.15, 1.3, 1.6]))
    return {
        "size": round(leverage * off * equity / price, 4) * (1 if rng.random() < 0.5 else -1),
        "price": price,
        "equity": equity,
        "leverage": leverage,
        "band": float(rng.choice([0, 0, 0.1, 0.2])),
        "down_only": bool(rng.random() < 0.4),
    }


def _decided(size: float, price: float, equity: float, leverage: float, band: float, **_: Any) -> bool:
    """Neither on the band's edge nor at the leverage itself: there rounding would decide."""
    off = abs(_off(size, price, equity, leverage))
    return off > 1e-6 and abs(off - band) > 1e-6


def _rebalance_by_leverage(size, price, equity, leverage, band, down_only):
    side = 1 if size > 0 else -1
    now = abs(size) * price / equity
    if abs(now - leverage) <= band * leverage or (down_only and now < leverage):
        return 0.0
    return side * (leverage - now) * equity / price


KEEP = Exercise(
    name="rebalance",
    title="Back to the leverage",
    prompt=(
        "A position of `size` coins (above zero long, below zero short) stands at `price`, with `equity` behind it. Return the **trade**"
        " that brings it back to `leverage`: above zero buys, below zero sells. Return `0` while its leverage is off by no more than"
        " `band` (a fraction of `leverage`), and, with `down_only`, also when the trade would make the position larger.\n\n"
        "- `size`: coins, signed; `price`, `equity`: USD\n"
        "- `leverage`: ×, what it should be\n"
        "- `band`: a fraction\n"
        "- `down_only`: true or false"
    ),
    starter="def rebalance(size, price, equity, leverage, band, down_only):\n    ...\n",
    reference=rebalance,
    second=_rebalance_by_size,
    ways=(_rebalance_by_leverage,),
    hints=(
        "What is the leverage now? Notional over equity; a short's notional is above zero too.",
        "So many coins should be there: leverage · equity / price, with the sign of the position.",
        "The trade is what should be there less what is there. First ask whether the band, or `down_only`, says 0.",
    ),
    wrong=(
        Wrong(
            lambda size, price, equity, leverage, band, down_only: (
                0.0
                if abs(_off(size, price, equity, leverage)) <= band
                or (down_only and _off(size, price, equity, leverage) < 0)
                else leverage * equity / price - size
            ),
            "The sign of a short is lost: it should hold *minus* so many coins. This trade turns it round.",
        ),
        Wrong(
            lambda size, price, equity, leverage, band, down_only: (
                0.0
                if abs(_off(size, price, equity, leverage)) <= band
                or (down_only and _off(size, price, equity, leverage) < 0)
                else leverage * equity / price - abs(size)
            ),
            "For a short this has the wrong sign: to grow it you sell, to shrink it you buy back.",
        ),
        Wrong(
            lambda size, price, equity, leverage, band, down_only: (
                0.0 if down_only and _off(size, price, equity, leverage) < 0 else size * (leverage * equity / (abs(size) * price) - 1)
            ),
            "The band is not looked at: within it nothing is traded.",
        ),
        Wrong(
            lambda size, price, equity, leverage, band, down_only: (
                0.0
                if abs(_off(size, price, equity, leverage)) <= band
                else size * (leverage * equity / (abs(size) * price) - 1)
            ),
            "`down_only` is not looked at: then a trade that makes the position larger is left out.",
        ),
        Wrong(
            lambda size, price, equity, leverage, band, down_only: (
                0.0
                if abs(_off(size, price, equity, leverage)) <= band
                or (down_only and _off(size, price, equity, leverage) < 0)
                else size * (leverage * equity / (abs(size) * price))
            ),
            "This is the position that there should be. The trade is the difference from the one that is there.",
        ),
    ),
    cases=_rebalance_numbers,
    hand_cases=(
        {"size": -10.0, "price": 3_300.0, "equity": 12_000.0, "leverage": 3.0, "band": 0.0, "down_only": False},
        {"size": -10.0, "price": 3_300.0, "equity": 12_000.0, "leverage": 3.0, "band": 0.0, "down_only": True},
        {"size": 10.0, "price": 100.0, "equity": 400.0, "leverage": 2.0, "band": 0.1, "down_only": True},
        {"size": 10.0, "price": 100.0, "equity": 480.0, "leverage": 2.0, "band": 0.1, "down_only": False},
        {"size": -10.0, "price": 100.0, "equity": 250.0, "leverage": 2.0, "band": 0.0, "down_only": True},
    ),
    units={
        "size": "coins", "price": "USD", "equity": "USD", "leverage": "×", "band": "fraction", "down_only": "yes or no",
        "return": "coins",
    },
    bounds={"price": (1, 1e5), "equity": (10, 1e6), "leverage": (1, 10), "band": (0, 0.5)},
    shrink={"size": (10, -10), "price": (100,), "equity": (400, 250), "leverage": (2, 3), "band": (0, 0.1)},
    allowed=lambda **case: bool(_decided(**case)),
    difficulty=2,
    minutes=12,
    notice="In the first case the short has grown small beside its equity, so putting it right means selling more: the rule doubles up on"
    " what has worked. With `down_only` it never does.",
    next="The rule to keep stands below.",
)  # fmt: skip

EXERCISES = (WALL, FILL, KEEP)
