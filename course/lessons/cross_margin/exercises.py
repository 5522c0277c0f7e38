"""Code of lesson 05: one inequality over many positions, and the questions one can ask of it."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong
from course.texts import say

PRICES = (60_000.0, 3_000.0, 150.0, 20.0)


def _positions(rng: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """``count`` positions of some thousand dollars each, opened a little off their marks."""
    marks = np.array(PRICES[:count])
    notional = rng.choice([-1, 1], count) * rng.choice([5, 10, 20, 30], count) * 1_000.0
    return {
        "sizes": notional / marks,
        "entries": marks * (1 + rng.choice([-10, -5, 0, 5, 10], count) / 100),
        "marks": marks,
    }


def _parallel(**case: Any) -> bool:
    """Lists of one length, prices above zero, positions that are some."""
    lengths = {len(case[name]) for name in ("sizes", "entries", "marks") if name in case}
    return (
        len(lengths) == 1
        and lengths != {0}
        and all(np.all(np.asarray(case[n]) > 0) for n in ("entries", "marks") if n in case)
        and bool(np.all(np.asarray(case["sizes"]) != 0))
    )


#: The lesson's account, and three small ones.
HAND = {"collateral": 6_000.0, "sizes": np.array([1.0, -15.0]), "entries": np.array([60_000.0, 3_000.0])}

# ---- pool_equity -------------------------------------------------------------------------------------------------


def pool_equity(collateral, sizes, entries, marks):
    pnl = sizes * (marks - entries)
    return collateral + pnl.sum()


def _equity_by_accounts(collateral, sizes, entries, marks):
    """What the positions are worth now, less what was paid for them."""
    total = float(collateral)
    for size, entry, mark in zip(sizes, entries, marks, strict=True):
        total += size * mark
        total -= size * entry
    return total


EQUITY = Exercise(
    name="pool_equity",
    title="What the pool holds",
    prompt=(
        "Many positions stand on one pool. `sizes`, `entries` and `marks` are numpy arrays, one entry a position; sizes are"
        " **signed**: a short's is negative.\n\nWrite the pool's equity in USD."
    ),
    starter="def pool_equity(collateral, sizes, entries, marks):\n    ...\n",
    reference=pool_equity,
    second=_equity_by_accounts,
    hints=(
        (
            "What has each position made since it was opened? A short makes money when its price falls: does the sign of the size"
            " take care of that?"
        ),
        (
            "A position's unrealised PnL is its signed size times how far the mark has come from the entry. Arrays do that for all"
            " of them at once."
        ),
        "Multiply the sizes by the differences of marks and entries, add up the products, and put the collateral on top.",
    ),
    wrong=(
        Wrong(
            lambda collateral, sizes, entries, marks: collateral + np.sum(sizes * marks),
            "This adds what the positions are worth and forgets what was paid for them. A perpetual brings its *profit* into"
            " the pool, not its notional.",
        ),
        Wrong(
            lambda collateral, sizes, entries, marks: collateral + np.sum(np.abs(sizes) * (marks - entries)),
            "Right for longs. A short loses when its mark rises: keep the sign of the size.",
            misconception=3,
        ),
        Wrong(
            lambda collateral, sizes, entries, marks: collateral + np.sum(np.maximum(sizes * (marks - entries), 0)),
            "This counts the winners only. Losses are in the pool too, long before anything is closed.",
            misconception=14,
        ),
        Wrong(
            lambda collateral, sizes, entries, marks: collateral + np.sum(np.minimum(sizes * (marks - entries), 0)),
            "This counts the losers only. In a pool unrealised profit supports the other positions: that is what pooling is.",
            misconception=6,
        ),
    ),
    cases=lambda rng: {
        "collateral": float(rng.choice([2_000, 5_000, 6_000, 10_000, 1_234.5])),
        **_positions(rng, int(rng.integers(2, 5))),
    },
    hand_cases=(
        {**HAND, "marks": np.array([60_000.0, 3_150.0])},
        {**HAND, "marks": np.array([66_000.0, 3_000.0])},
        {
            "collateral": 100.0,
            "sizes": np.array([1.0, -1.0]),
            "entries": np.array([100.0, 100.0]),
            "marks": np.array([110.0, 120.0]),
        },
    ),
    units={"collateral": "USD", "entries": "USD", "marks": "USD", "return": "USD"},
    bounds={"collateral": (0, 1e6), "sizes": (-1e5, 1e5), "entries": (0.01, 1e6), "marks": (0.01, 1e6)},
    shrink={"collateral": (100.0, 1_000.0), "sizes": (1.0, -1.0), "entries": (100.0,), "marks": (110.0, 90.0)},
    allowed=_parallel,
    difficulty=1,
    minutes=4,
    notice="Nothing here knows which position made the money. That is all that cross margin is: one number for all of them.",
    next="Put the requirement beside it, and ask for the price of one market at which the two meet.",
)

# ---- liquidation_price_in_pool -----------------------------------------------------------------------------------


def liquidation_price_in_pool(k, collateral, sizes, entries, marks, maintenance):
    rest = np.arange(len(sizes)) != k
    profit = sizes[rest] * (marks[rest] - entries[rest])
    required = maintenance[rest] * np.abs(sizes[rest]) * marks[rest]
    base = collateral + profit.sum() - required.sum()
    price = (sizes[k] * entries[k] - base) / (sizes[k] - maintenance[k] * abs(sizes[k]))
    return price if price > 0 else None


def _price_by_two_looks(k, collateral, sizes, entries, marks, maintenance):
    """Health is a straight line in one price: look at it twice and follow it to zero."""

    def health(price):
        at = marks.copy()
        at[k] = price
        return collateral + np.sum(sizes * (at - entries)) - np.sum(maintenance * np.abs(sizes) * at)

    first, second = health(0.0), health(1.0)
    price = first / (first - second)
    return price if price > 0 else None


def _price_from_room(k, collateral, sizes, entries, marks, maintenance):
    """From today's mark, as far as today's room lasts: room over what one dollar of the price changes in it."""
    equity = collateral + np.sum(sizes * (marks - entries))
    required = np.sum(maintenance * np.abs(sizes) * marks)
    room = equity - required
    slope = sizes[k] - maintenance[k] * np.abs(sizes[k])
    price = marks[k] - room / slope
    return price if price > 0 else None


def _solve(k, base, sizes, entries, maintenance):
    price = (sizes[k] * entries[k] - base) / (sizes[k] - maintenance[k] * abs(sizes[k]))
    return price if price > 0 else None


def _rest(k, sizes):
    return np.arange(len(sizes)) != k


def _alone(k, collateral, sizes, entries, marks, maintenance):
    return _solve(k, collateral, sizes, entries, maintenance)


def _no_requirement(k, collateral, sizes, entries, marks, maintenance):
    r = _rest(k, sizes)
    return _solve(k, collateral + np.sum(sizes[r] * (marks - entries)[r]), sizes, entries, maintenance)


def _no_profit(k, collateral, sizes, entries, marks, maintenance):
    r = _rest(k, sizes)
    base = collateral - np.sum((maintenance * np.abs(sizes) * marks)[r])
    return _solve(k, base, sizes, entries, maintenance)


def _twice(k, collateral, sizes, entries, marks, maintenance):
    r = _rest(k, sizes)
    base = collateral + np.sum(sizes * (marks - entries)) - np.sum((maintenance * np.abs(sizes) * marks)[r])
    return _solve(k, base, sizes, entries, maintenance)


def _requirement_today(k, collateral, sizes, entries, marks, maintenance):
    r = _rest(k, sizes)
    base = collateral + np.sum(sizes[r] * (marks - entries)[r]) - np.sum(maintenance * np.abs(sizes) * marks)
    price = (sizes[k] * entries[k] - base) / sizes[k]
    return price if price > 0 else None


def _netted(k, collateral, sizes, entries, marks, maintenance):
    """Requirement on the difference of longs and shorts."""
    r = _rest(k, sizes)
    base = collateral + np.sum(sizes[r] * (marks - entries)[r]) - np.sum((maintenance * sizes * marks)[r])
    price = (sizes[k] * entries[k] - base) / (sizes[k] - maintenance[k] * sizes[k])
    return price if price > 0 else None


def _draw_pool(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.integers(2, 5))
    held = _positions(rng, count)
    maintenance = rng.choice([0.01, 0.02, 0.03, 0.05], count)
    need = np.sum(maintenance * np.abs(held["sizes"]) * held["marks"])
    loss = -np.sum(held["sizes"] * (held["marks"] - held["entries"]))
    # Enough collateral to be alive, rounded: liquidated pools have no price to show.
    collateral = float(np.ceil((max(need + loss, 0) + rng.choice([500, 2_000, 6_000])) / 500) * 500)
    return {"k": int(rng.integers(count)), "collateral": collateral, **held, "maintenance": maintenance}


def _alive(**case: Any) -> bool:
    """A pool above its requirement, whose shapes fit."""
    if not _parallel(**case) or len(case["maintenance"]) != len(case["sizes"]):
        return False
    if not 0 <= case["k"] < len(case["sizes"]):
        return False
    sizes, entries, marks, m = (np.asarray(case[n], float) for n in ("sizes", "entries", "marks", "maintenance"))
    return bool(case["collateral"] + np.sum(sizes * (marks - entries)) > np.sum(m * np.abs(sizes) * marks))


_THREES = np.array([0.03, 0.03])
IN_POOL = Exercise(
    name="liquidation_price_in_pool",
    title="The displayed price",
    prompt=(
        "Write what an app shows for position number `k` (counted from zero): the price of *its* market at which the pool's equity"
        " meets the pool's requirement, **all other marks standing still**.\n\n"
        "- `sizes` (signed), `entries`, `marks`, `maintenance`: numpy arrays, one entry a position\n"
        "- a position requires its maintenance fraction of |size| × *its* mark\n"
        "- return `None` if the price is not above zero"
    ),
    starter="def liquidation_price_in_pool(k, collateral, sizes, entries, marks, maintenance):\n    ...\n",
    reference=liquidation_price_in_pool,
    second=_price_by_two_looks,
    ways=(_price_from_room,),
    hints=(
        "Only one price moves. Which parts of equity and of the requirement do not depend on it? Put them into one number first.",
        (
            "That number is the collateral plus what the others have made, less what the others require. Position k brings its own PnL"
            " and its own requirement, both at the unknown price."
        ),
        (
            "Write: fixed part + size × (p − entry) = maintenance × |size| × p, bring the terms with p to one side and divide. Mind the"
            " sign of the size, and check that p is above zero at the end."
        ),
    ),
    wrong=(
        Wrong(
            _alone,
            "This is what the position would show if it were alone in the pool. The others' PnL and the others' requirement belong to"
            " the same pool.",
            misconception=6,
        ),
        Wrong(
            _no_requirement,
            "The others' PnL is in, their requirement is not. They need maintenance margin from the same equity, even when they have"
            " made nothing.",
            misconception=7,
        ),
        Wrong(
            _no_profit,
            "The others' requirement is in, their PnL is not: unrealised profit and loss are part of the pool's equity.",
        ),
        Wrong(
            _twice,
            "Position k's profit so far is counted twice: once in today's equity, once more in size × (p − entry).",
        ),
        Wrong(
            _requirement_today,
            "Position k's requirement is taken at today's mark. It is measured at the price you are looking for.",
        ),
        Wrong(
            _netted,
            "This nets longs against shorts before taking the requirement. The requirement is a plain sum: a hedge still needs margin"
            " on both legs.",
        ),
    ),
    cases=_draw_pool,
    hand_cases=(
        {"k": 0, **HAND, "marks": np.array([60_000.0, 3_150.0]), "maintenance": _THREES},
        {"k": 1, **HAND, "marks": np.array([66_000.0, 3_000.0]), "maintenance": _THREES},
        {  # a price of zero
            "k": 0,
            "collateral": 125.0,
            "sizes": np.array([1.0, 1.0]),
            "entries": np.array([100.0, 100.0]),
            "marks": np.array([100.0, 100.0]),
            "maintenance": np.array([0.25, 0.25]),
        },
        {
            "k": 0,
            "collateral": 5.0,
            "sizes": np.array([1.0, 10.0]),
            "entries": np.array([100.0, 100.0]),
            "marks": np.array([100.0, 100.0]),
            "maintenance": np.array([0.004, 0.004]),
        },
        {
            "k": 0,
            "collateral": 200.0,
            "sizes": np.array([1.0, -1.0]),
            "entries": np.array([100.0, 100.0]),
            "marks": np.array([100.0, 90.0]),
            "maintenance": np.array([0.05, 0.05]),
        },
    ),
    units={"collateral": "USD", "entries": "USD", "marks": "USD", "maintenance": "fraction", "return": "USD"},
    bounds={
        "k": (0, 3),
        "collateral": (1, 1e6),
        "sizes": (-1e5, 1e5),
        "entries": (0.01, 1e6),
        "marks": (0.01, 1e6),
        "maintenance": (0.001, 0.2),
    },
    shrink={
        "k": (0, 1),
        "collateral": (100.0, 50.0, 20.0, 1_000.0),
        "sizes": (1.0, -1.0, 2.0, -2.0),
        "entries": (100.0,),
        "marks": (100.0, 110.0, 90.0),
        "maintenance": (0.05, 0.1),
    },
    allowed=_alive,
    difficulty=3,
    minutes=12,
    notice="Change any other mark and the answer changes. The number in the app is a slice through a border, taken at today's other"
    " prices.",
    next="So ask for the border itself: which price pairs are safe?",
)

# ---- safe --------------------------------------------------------------------------------------------------------


def safe(btc, eth, collateral, sizes, entries, maintenance):
    equity = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])
    required = maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)
    return equity >= required


def _safe_by_lines(btc, eth, collateral, sizes, entries, maintenance):
    """Health as a plane over the two prices: a constant and a slope for each."""
    constant = collateral - sizes[0] * entries[0] - sizes[1] * entries[1]
    slopes = [size - maintenance * abs(size) for size in sizes]
    return np.asarray(constant + slopes[0] * btc + slopes[1] * eth) >= 0


def _half(btc, eth, collateral, sizes, entries, maintenance):
    first = collateral / 2 + sizes[0] * (btc - entries[0]) >= maintenance * abs(sizes[0]) * btc
    second = collateral / 2 + sizes[1] * (eth - entries[1]) >= maintenance * abs(sizes[1]) * eth
    return first & second


_BOOKS = (
    {"collateral": 6_000.0, "sizes": [1.0, -15.0], "entries": [60_000.0, 3_000.0], "maintenance": 0.03},
    {"collateral": 6_000.0, "sizes": [1.0, 15.0], "entries": [60_000.0, 3_000.0], "maintenance": 0.03},
    {"collateral": 10_000.0, "sizes": [-1.0, 25.0], "entries": [60_000.0, 3_000.0], "maintenance": 0.05},
)


def _clear(btc: Any, eth: Any, **book: Any) -> bool:
    """Not on the border itself, where a rounding error decides; two positions, opened at their own prices."""
    if len(book["sizes"]) != 2 or list(book["entries"]) != _BOOKS[0]["entries"] or not all(book["sizes"]):
        return False
    sizes, entries = book["sizes"], book["entries"]
    room = (
        book["collateral"]
        + sizes[0] * (np.asarray(btc) - entries[0])
        + sizes[1] * (np.asarray(eth) - entries[1])
        - book["maintenance"] * (abs(sizes[0]) * np.asarray(btc) + abs(sizes[1]) * np.asarray(eth))
    )
    return bool(np.all(np.abs(room) > 1e-6))


def _draw_prices(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "btc": 60_000.0 * (1 + float(rng.choice(np.arange(-30, 31))) / 100),
        "eth": 3_000.0 * (1 + float(rng.choice(np.arange(-30, 31))) / 100),
        **_BOOKS[int(rng.integers(len(_BOOKS)))],
    }


def _behind(btc: float, eth: float, collateral: float, sizes: Any, entries: Any, maintenance: float) -> str:
    equity = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])
    required = maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)
    return say("Equity is {equity:$2} here, and the requirement is {required:$2}.", equity=equity, required=required)


SAFE = Exercise(
    name="safe",
    title="Draw the map yourself",
    prompt=(
        "Two positions in one pool. `sizes` and `entries` are pairs (BTC first), `maintenance` is one fraction for both.\n\n"
        "Write whether the pool is safe at the prices `btc` and `eth`: `True` when its equity covers its requirement. The prices"
        " may be **arrays of any shape** (a whole grid); the answer has their shape."
    ),
    starter="def safe(btc, eth, collateral, sizes, entries, maintenance):\n    ...\n",
    reference=safe,
    second=_safe_by_lines,
    hints=(
        "Write equity and requirement as you would for two single prices. Does any part of it mind if they are arrays?",
        (
            "Equity is the collateral and two profits; the requirement is the maintenance fraction of both notionals at these prices,"
            " each with the size taken positive."
        ),
        "Compare the two with a comparison sign instead of an `if`: on arrays it answers for every entry at once.",
    ),
    wrong=(
        Wrong(
            _half,
            "This gives each leg half of the collateral and asks both: a rectangle. That is isolated margin; in one pool the legs"
            " support each other.",
            misconception=6,
        ),
        Wrong(
            lambda btc, eth, collateral, sizes, entries, maintenance: (
                (collateral + sizes[0] * (btc - entries[0]) >= maintenance * abs(sizes[0]) * btc)
                & (collateral + sizes[1] * (eth - entries[1]) >= maintenance * abs(sizes[1]) * eth)
            ),
            "This asks each leg by itself, with the whole collateral behind it. There is one pool: what one leg has made carries"
            " the other, and the requirements of both stand against the same equity.",
            misconception=6,
        ),
        Wrong(
            lambda btc, eth, collateral, sizes, entries, maintenance: (
                collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])
                >= maintenance * np.abs(sizes[0] * btc + sizes[1] * eth)
            ),
            "This takes the requirement on the *net* notional. Each leg requires margin of its own, however well they hedge.",
        ),
        Wrong(
            lambda btc, eth, collateral, sizes, entries, maintenance: (
                collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1]) >= 0 * btc
            ),
            "That is the bankruptcy border, where nothing is left. The venue acts while the requirement is still there.",
            misconception=1,
        ),
        Wrong(
            lambda btc, eth, collateral, sizes, entries, maintenance: (
                collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])
                >= maintenance * (abs(sizes[0]) * entries[0] + abs(sizes[1]) * entries[1]) + 0 * btc
            ),
            "The requirement is taken at the entry prices. It moves with the prices, and so tilts the border.",
        ),
        Wrong(
            lambda btc, eth, collateral, sizes, entries, maintenance: (
                collateral + sizes[0] * (btc - entries[0]) >= maintenance * abs(sizes[0]) * btc + 0 * eth
            ),
            "The other leg is missing: this border is a vertical line, as if BTC had a liquidation price of its own.",
            misconception=6,
        ),
    ),
    cases=_draw_prices,
    hand_cases=(
        {"btc": 60_000.0, "eth": 3_000.0, **_BOOKS[0]},
        {"btc": 60_000.0, "eth": 3_300.0, **_BOOKS[0]},
        {"btc": 58_000.0, "eth": 3_000.0, **_BOOKS[0]},
        {"btc": 50_000.0, "eth": 2_500.0, **_BOOKS[0]},
        {"btc": 66_000.0, "eth": 3_300.0, **_BOOKS[0]},
    ),
    units={"btc": "USD", "eth": "USD", "collateral": "USD", "maintenance": "fraction"},
    bounds={
        "btc": (1_000, 200_000),
        "eth": (100, 10_000),
        "collateral": (1_000, 1e6),
        "sizes": (-100, 100),
        "entries": (1, 200_000),
        "maintenance": (0.005, 0.2),
    },
    shrink={
        "btc": (60_000.0, 50_000.0),
        "eth": (3_000.0, 2_000.0),
        "collateral": (6_000.0, 10_000.0),
        "sizes": (1.0, -15.0, 15.0),
        "maintenance": (0.05, 0.1),
    },
    behind=_behind,
    allowed=_clear,
    arrays=("btc", "eth"),
    difficulty=2,
    minutes=8,
    notice="Call it with np.meshgrid of two price ranges: the True entries are the blue of the map. The border is where they end.",
    next="One practical question is left: the room is too small, so which position goes first?",
)

# ---- reduce_first ------------------------------------------------------------------------------------------------


def reduce_first(sizes, maintenance, moves):
    side = np.sign(sizes)
    loss_avoided = -side * moves
    requirement_freed = maintenance * (1 + moves)
    return int(np.argmax(loss_avoided + requirement_freed))


def _first_by_trying(sizes, maintenance, moves):
    """Close one dollar of each in turn and look at the room after the stress (marks are 1 now, sizes in dollars)."""

    def room(held):
        stressed = 1 + moves
        return np.sum(held * (stressed - 1)) - np.sum(maintenance * np.abs(held) * stressed)

    best, most = 0, -np.inf
    for i in range(len(sizes)):
        lighter = np.where(sizes > 0, 1_000.0, -1_000.0)
        lighter[i] -= np.sign(lighter[i])
        if room(lighter) > most + 1e-12:
            best, most = i, room(lighter)
    return best


def _scores(sizes: Any, maintenance: Any, moves: Any) -> Any:
    sizes, maintenance, moves = (np.asarray(x, float) for x in (sizes, maintenance, moves))
    return -np.sign(sizes) * moves + maintenance * (1 + moves)


def _one_winner(sizes: Any, maintenance: Any, moves: Any) -> bool:
    if not len(sizes) == len(maintenance) == len(moves) >= 2 or not np.all(np.asarray(sizes) != 0):
        return False
    ranked = np.sort(_scores(sizes, maintenance, moves))
    return bool(ranked[-1] - ranked[-2] > 1e-6)


def _draw_stress(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        count = int(rng.integers(2, 6))
        case = {
            "sizes": rng.choice([-1, 1], count) * rng.choice([5, 10, 20, 40], count) * 1_000.0,
            "maintenance": rng.choice([0.01, 0.02, 0.03, 0.05, 0.1, 0.2], count),
            "moves": rng.choice([-30, -25, -20, -15, -10, -5, 5, 10], count) / 100,
        }
        if _one_winner(**case):
            return case


FIRST = Exercise(
    name="reduce_first",
    title="Which one first?",
    prompt=(
        "You fear a stress in which every market makes its own move (`moves`: signed fractions). You will close **one dollar's worth**"
        " of one position now. Which one leaves the pool with most room after the stress?\n\n"
        "- `sizes`: signed notionals in USD, long above zero\n"
        "- `maintenance`: requirement per dollar of notional\n\n"
        "Return its number, counted from zero."
    ),
    starter="def reduce_first(sizes, maintenance, moves):\n    ...\n",
    reference=reduce_first,
    second=_first_by_trying,
    hints=(
        "Closing a dollar of a position does two things to the pool after the stress. Which?",
        (
            "It avoids that dollar's loss (or gives up its gain: think of a hedge), and it frees the requirement of what that dollar would"
            " have become."
        ),
        (
            "For every position add: minus side times move, and the maintenance fraction of the dollar after its move. Take the place of the"
            " largest sum."
        ),
    ),
    wrong=(
        Wrong(
            lambda sizes, maintenance, moves: int(np.argmax(np.abs(sizes))),
            "The largest position is not the dearest per dollar. And if it is your hedge, closing it costs room.",
        ),
        Wrong(
            lambda sizes, maintenance, moves: int(np.argmax(maintenance)),
            "The largest requirement frees most margin, but the loss that a dollar avoids counts too, and it is often larger.",
        ),
        Wrong(
            lambda sizes, maintenance, moves: int(np.argmax(-sizes * moves)),
            "That is the position that loses most in all. Per *dollar closed* a small one may lose more.",
        ),
        Wrong(
            lambda sizes, maintenance, moves: int(
                np.argmax(-sizes * moves + maintenance * np.abs(sizes) * (1 + moves))
            ),
            "That is what closing a *whole* position would win. You close one dollar's worth: count what each dollar wins.",
        ),
        Wrong(
            lambda sizes, maintenance, moves: int(np.argmax(np.abs(moves) + maintenance * (1 + moves))),
            "This ignores the side. A short gains when its market falls: it is what holds the pool up there.",
            misconception=3,
        ),
        Wrong(
            lambda sizes, maintenance, moves: int(np.argmax(-np.sign(sizes) * moves)),
            "The loss is right; closing also frees the requirement, and between two similar losses that decides.",
        ),
    ),
    cases=_draw_stress,
    hand_cases=(
        {
            "sizes": np.array([60_000.0, -45_000.0]),
            "maintenance": np.array([0.03, 0.03]),
            "moves": np.array([-0.2, -0.2]),
        },
        {
            "sizes": np.array([10_000.0, 20_000.0]),
            "maintenance": np.array([0.1, 0.05]),
            "moves": np.array([-0.2, -0.2]),
        },
        {  # the requirement before the stress would choose the other one
            "sizes": np.array([10_000.0, -10_000.0]),
            "maintenance": np.array([0.2, 0.15]),
            "moves": np.array([-0.3, 0.3]),
        },
        {
            "sizes": np.array([40_000.0, 5_000.0]),
            "maintenance": np.array([0.05, 0.05]),
            "moves": np.array([-0.1, -0.3]),
        },
    ),
    units={"sizes": "USD", "maintenance": "fraction", "moves": "fraction"},
    bounds={"sizes": (-1e5, 1e5), "maintenance": (0.005, 0.2), "moves": (-0.5, 0.5)},
    shrink={
        "sizes": (10_000.0, -10_000.0, 20_000.0, -20_000.0),
        "maintenance": (0.05, 0.1),
        "moves": (-0.1, -0.2, 0.1),
    },
    allowed=_one_winner,
    difficulty=2,
    minutes=8,
    notice="Closing a leg that gains in the stress gives that gain up, and with it what keeps the others alive: it adds room only"
    " where the requirement that it frees is larger still.",
    next="Lesson 06 runs the same trades through thousands of paths in both modes.",
)

EXERCISES = (EQUITY, IN_POOL, SAFE, FIRST)
