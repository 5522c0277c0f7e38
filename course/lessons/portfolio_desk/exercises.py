"""Code of lesson 15: collateral out of a file, the common fall of a book, its distance in standard deviations."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong
from course.texts import say

#: Marks of the markets that the cases take from.
PRICES = (60_000.0, 3_000.0, 150.0)


def _sizes(rng: np.random.Generator, count: int, least: float = 0.0) -> np.ndarray[Any, Any]:
    worth = rng.choice([10_000, 15_000, 20_000, 30_000, 45_000, 60_000], count) * rng.choice([1, -1], count)
    if least and worth.sum() < least:
        worth = np.abs(worth)
    return np.asarray(worth / np.array(PRICES[:count]))


# ---- collateral_of -----------------------------------------------------------------------------------------------------


def collateral_of(cash, sizes, entries):
    return cash + sum(size * entry for size, entry in zip(sizes, entries))


def _by_arrays(cash, sizes, entries):
    """What was paid for the longs comes back in, what was received for the shorts goes out."""
    return float(np.dot(np.asarray(sizes, float), np.asarray(entries, float)) + cash)


def _cash_numbers(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.integers(1, 4))
    sizes = _sizes(rng, count)
    entries = np.array(PRICES[:count]) * rng.choice([0.8, 0.9, 1.0, 1.1], count)
    collateral = float(rng.choice([2_000, 5_432.5, 6_000, 9_876.25]))
    return {"cash": float(collateral - sizes @ entries), "sizes": sizes, "entries": entries}


COLLATERAL = Exercise(
    name="collateral_of",
    title="Am I in debt?",
    prompt=(
        "dYdX keeps what a trade costs in the cash: a long *pays* its notional at entry out of it, a short *receives* it. So a file"
        " may say −9,000 USDC for an account with plenty of collateral. Write the **collateral** that stands behind the positions.\n\n"
        "- `cash`: USDC in the file, signed\n- `sizes`: base units, short below 0\n- `entries`: average prices paid, USD"
    ),
    starter="def collateral_of(cash, sizes, entries):\n    ...\n",
    reference=collateral_of,
    second=_by_arrays,
    hints=(
        "Somebody with 6,000 buys 1 BTC at 60,000. What does the cash say afterwards? And what is the collateral?",
        "The cash is the collateral less what the longs cost, plus what the shorts brought.",
        "Add size times entry of every position to the cash; a short's size is below 0 and takes its share off by itself.",
    ),
    wrong=(
        Wrong(
            lambda cash, sizes, entries: cash,
            "This is the cash as it stands in the file. It has paid for the longs: their notional is not lost, it is a position.",
            misconception=84,
        ),
        Wrong(
            lambda cash, sizes, entries: cash + np.sum(np.abs(sizes) * entries),
            "A short *brought* its notional into the cash. Its size is below 0: leave the sign in.",
        ),
        Wrong(
            lambda cash, sizes, entries: cash - np.dot(sizes, entries),
            "The sign is turned: what the longs cost has left the cash and must come back in.",
        ),
        Wrong(
            lambda cash, sizes, entries: cash + np.sum(sizes),
            "Coins are no dollars: each size counts at the price that was paid for it.",
        ),
    ),
    cases=_cash_numbers,
    hand_cases=(
        {"cash": -9_000.0, "sizes": np.array([1.0, -15.0]), "entries": np.array([60_000.0, 3_000.0])},
        {"cash": -54_000.0, "sizes": np.array([1.0]), "entries": np.array([60_000.0])},
        {"cash": 51_000.0, "sizes": np.array([-15.0]), "entries": np.array([3_000.0])},
        # Collateral may be gone, and more: then it stands below 0.
        {"cash": -61_000.0, "sizes": np.array([1.0]), "entries": np.array([60_000.0])},
    ),
    units={"cash": "USD", "sizes": "base units", "entries": "USD", "return": "USD"},
    bounds={"cash": (-1e6, 1e6), "sizes": (-1e4, 1e4), "entries": (1, 1e5)},
    shrink={"cash": (0.0, -9_000.0)},
    allowed=lambda cash, sizes, entries: bool(
        len(sizes) == len(entries) and np.all(np.asarray(sizes) != 0) and np.all(np.asarray(entries) > 0)
    ),
    behind=lambda cash, sizes, entries: say(
        "The positions cost {dot:$0} in sum at their entries, shorts counted below 0.",
        dot=float(np.dot(sizes, entries)),
    ),
    difficulty=1,
    minutes=6,
    notice="No mark appears: collateral is what was put in, less what was realised. Open profit comes on top of it.",
    next="With the collateral known, the whole border is.",
)

# ---- ray ---------------------------------------------------------------------------------------------------------------


def ray(collateral, sizes, entries, marks, maintenance, betas):
    health = collateral
    lost_per_move = 0.0
    for size, entry, mark, m, beta in zip(sizes, entries, marks, maintenance, betas):
        required = m * abs(size) * mark
        health += size * (mark - entry) - required
        lost_per_move += beta * (size * mark - required)
    if lost_per_move <= 0:
        return None
    return health / lost_per_move


def _ray_by_two_points(collateral, sizes, entries, marks, maintenance, betas):
    """Health on a line through two of its points: here, and a fall of a quarter on."""
    rooms = []
    for fall in (0.0, 0.25):
        p = np.asarray(marks, float) * (1 - fall * np.asarray(betas, float))
        equity = collateral + np.sum(np.asarray(sizes) * (p - entries))
        rooms.append(float(equity - np.sum(np.asarray(maintenance) * np.abs(sizes) * p)))
    lost = (rooms[0] - rooms[1]) / 0.25
    return rooms[0] / lost if lost > 1e-6 else None


def _parts(collateral: float, sizes: Any, entries: Any, marks: Any, maintenance: Any, betas: Any) -> tuple[Any, ...]:
    s, e, p, m, b = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance, betas))
    equity = float(collateral + np.sum(s * (p - e)))
    required = m * np.abs(s) * p
    return s * p, required, equity, float(equity - required.sum()), b


def _over(top: float, bottom: float) -> float | None:
    return top / bottom if bottom > 0 else None


def _wrong_ray(what: str) -> Any:
    def fn(collateral: float, sizes: Any, entries: Any, marks: Any, maintenance: Any, betas: Any) -> float | None:
        worth, required, equity, health, b = _parts(collateral, sizes, entries, marks, maintenance, betas)
        g = worth - required
        if what == "equity":
            return _over(equity, float(b @ g))
        if what == "held":
            return _over(health, float(b @ worth))
        if what == "gross":
            return _over(health, float(b @ (np.abs(worth) - required)))
        if what == "betas":
            return _over(health, float(g.sum()))
        if what == "net":
            return _over(equity - float(np.abs(np.sum(np.sign(worth) * required))), float(b @ g))
        slopes = np.abs(g)
        return float(health / slopes.max()) if float(b @ g) > 0 else None

    return fn


def _ray_numbers(rng: np.random.Generator) -> dict[str, Any]:
    count = int(rng.integers(2, 4))
    sizes = _sizes(rng, count, 0.0 if rng.random() < 0.12 else 20_000.0)
    marks = np.array(PRICES[:count])
    entries = marks * rng.choice([0.95, 1.0, 1.05], count)
    maintenance = rng.choice([0.0125, 0.02, 0.025, 0.03, 0.05], count)
    health = float(rng.choice([2_000, 4_000, 8_000]))
    collateral = health + float(np.sum(maintenance * np.abs(sizes) * marks) - np.sum(sizes * (marks - entries)))
    betas = np.array([1.0, *rng.choice([0.8, 1.0, 1.1, 1.2, 1.3], count - 1)])
    return {
        "collateral": round(collateral, 2), "sizes": sizes, "entries": entries, "marks": marks, "maintenance": maintenance,
        "betas": betas,
    }  # fmt: skip


def _clear(**case: Any) -> bool:
    """A book that is alive, of positions on both sides of nothing, whose slope does not hang on a rounding."""
    lengths = {len(np.atleast_1d(case[k])) for k in ("sizes", "entries", "marks", "maintenance", "betas")}
    if len(lengths) != 1 or not np.all(np.asarray(case["sizes"]) != 0):
        return False
    if any(np.any(np.asarray(case[k]) <= 0) for k in ("entries", "marks", "maintenance", "betas")):
        return False
    worth, required, _, health, b = _parts(**case)
    return bool(health > 1.0 and abs(float(b @ (worth - required))) > 10.0)


_BOOK = {
    "collateral": 7_500.0,
    "sizes": np.array([0.8, -10.0, 120.0]),
    "entries": np.array([58_000.0, 3_100.0, 155.0]),
    "marks": np.array([60_000.0, 3_000.0, 150.0]),
    "maintenance": np.array([0.0125, 0.02, 0.025]),
}

RAY = Exercise(
    name="ray",
    title="How far together?",
    prompt=(
        "One pool, no tiers. When the whole market falls by x, the price of each position falls by `beta` times x. Write the **fall**"
        " x (0.2 for −20 %) at which the pool is liquidated, that is, at which its health is zero; `None` if no such fall costs it"
        " anything.\n\n"
        "- `collateral`: USD\n- `sizes`, `entries`, `marks`, `maintenance`, `betas`: one entry a position; short below 0; requirements"
        " are a fraction of the notional **at the price of the moment**"
    ),
    starter="def ray(collateral, sizes, entries, marks, maintenance, betas):\n    ...\n",
    reference=ray,
    second=_ray_by_two_points,
    hints=(
        "How much health is there now, and how much of it does a fall of 1 % take? Both are sums over the positions.",
        "A position loses beta · size · mark per unit of x, and its requirement shrinks by beta · maintenance · |size| · mark.",
        "Health ÷ Σ beta · (size · mark − maintenance · |size| · mark). If that sum is not above zero, no fall ends it.",
    ),
    wrong=(
        Wrong(
            _wrong_ray("nearest"),
            "This is the nearest wall of one price alone. A common fall moves the others too, and whether that helps or hurts the book"
            " decides.",
            misconception=6,
        ),
        Wrong(
            _wrong_ray("equity"),
            "This is where the equity is gone. The venue acts earlier, while the requirement is still covered.",
            misconception=1,
        ),
        Wrong(
            _wrong_ray("held"),
            "The requirement is held still here. It is a fraction of the notional of the moment, and falls with the price.",
        ),
        Wrong(
            _wrong_ray("gross"),
            "A short *earns* in a fall: its size is below 0 and must keep its sign.",
        ),
        Wrong(
            _wrong_ray("betas"),
            "The betas are missing: every price falls alike here.",
        ),
    ),
    cases=_ray_numbers,
    hand_cases=(
        {**_BOOK, "betas": np.array([1.0, 1.0, 1.0])},
        {**_BOOK, "betas": np.array([1.0, 1.09, 1.3])},
        {
            "collateral": 6_000.0, "sizes": np.array([-1.0, 15.0]), "entries": np.array([60_000.0, 3_000.0]),
            "marks": np.array([60_000.0, 3_000.0]), "maintenance": np.array([0.03, 0.03]), "betas": np.array([1.0, 1.0]),
        },
    ),
    units={"collateral": "USD", "sizes": "base units", "entries": "USD", "marks": "USD", "maintenance": "fraction", "return": "fraction"},
    bounds={
        "collateral": (100, 1e6), "sizes": (-1e4, 1e4), "entries": (1, 1e5), "marks": (1, 1e5), "maintenance": (0.001, 0.2),
        "betas": (0.1, 3),
    },
    shrink={"collateral": (6_000.0, 7_500.0)},
    allowed=_clear,
    difficulty=2,
    minutes=12,
    notice="It can lie farther away than every number that the app shows, and nearer than all of them. The rest of the book decides.",
    next="How likely is such a fall? Count it in ordinary days.",
)  # fmt: skip

# ---- sigmas ------------------------------------------------------------------------------------------------------------


def sigmas(health, gradient, volatility, correlation):
    variance = 0.0
    for i in range(len(gradient)):
        for j in range(len(gradient)):
            a = gradient[i] * volatility[i]
            b = gradient[j] * volatility[j]
            variance += a * b * correlation[i][j]
    day = variance**0.5 / 365**0.5
    return health / day


def _sigmas_by_matrix(health, gradient, volatility, correlation):
    risk = np.asarray(gradient, float) * np.asarray(volatility, float) / np.sqrt(365)
    return float(health / np.sqrt(risk @ np.asarray(correlation, float) @ risk))


def _wrong_sigmas(what: str) -> Any:
    def fn(health: float, gradient: Any, volatility: Any, correlation: Any) -> float:
        g, v, c = (np.asarray(x, float) for x in (gradient, volatility, correlation))
        risk = g * v / np.sqrt(365)
        if what == "apart":
            return float(health / np.sqrt(np.sum(risk**2)))
        if what == "added":
            return float(health / np.sum(np.abs(risk)))
        r = {"year": g * v, "signs": np.abs(risk), "days": g * v / 365}[what]
        return float(health / np.sqrt(r @ c @ r))

    return fn


def _sigma_numbers(rng: np.random.Generator) -> dict[str, Any]:
    rho = float(rng.choice([0.3, 0.5, 0.7, 0.84, 0.9]))
    g = rng.choice([10_000, 20_000, 30_000, 47_400], 2) * np.array([1, rng.choice([1, -1])])
    return {
        "health": float(rng.choice([2_000, 5_000, 7_850])),
        "gradient": np.asarray(g, float),
        "volatility": rng.choice([0.5, 0.62, 0.8, 0.95], 2),
        "correlation": np.array([[1.0, rho], [rho, 1.0]]),
    }


def _possible(health: float, gradient: Any, volatility: Any, correlation: Any) -> bool:
    c = np.asarray(correlation, float)
    n = len(np.atleast_1d(gradient))
    if (
        c.shape != (n, n)
        or len(np.atleast_1d(volatility)) != n
        or not np.allclose(c, c.T)
        or not np.allclose(np.diag(c), 1)
    ):
        return False
    if n < 1 or np.linalg.eigvalsh(c)[0] < 0.01 or np.any(np.asarray(volatility) <= 0) or not np.all(gradient):
        return False
    return bool(health > 0)


SIGMAS = Exercise(
    name="sigmas",
    title="How many ordinary days?",
    prompt=(
        "`gradient` is what a rise of 100 % in each price would be worth to the pool's health, in dollars; below 0 where the pool is"
        " short. Write how many **standard deviations of one ordinary day** lie between the pool and its border.\n\n"
        "- `health`: USD\n- `volatility`: of each price, a fraction **a year** (365 days)\n- `correlation[i][j]`: between prices"
    ),
    starter="def sigmas(health, gradient, volatility, correlation):\n    ...\n",
    reference=sigmas,
    second=_sigmas_by_matrix,
    hints=(
        "What is the standard deviation, in dollars, of what one day does to the health? The answer is the health over that.",
        "The variance is the sum over all pairs of gradient · volatility of one, times that of the other, times their correlation.",
        "Keep the signs of the gradient: a hedge makes pairs below zero. A day's standard deviation is a year's over √365.",
    ),
    wrong=(
        Wrong(
            _wrong_sigmas("apart"),
            "This takes the prices as independent. A hedge works because they are not, and longs together are riskier.",
        ),
        Wrong(
            _wrong_sigmas("added"),
            "The risks are added as if every price hurt at once. A hedge takes some of them away.",
        ),
        Wrong(
            _wrong_sigmas("year"),
            "These are standard deviations of a year. One day has 1/√365 of them.",
        ),
        Wrong(
            _wrong_sigmas("days"),
            "Volatility grows with the *root* of time: a day has 1/√365 of a year's, not 1/365.",
            misconception=44,
        ),
        Wrong(
            _wrong_sigmas("signs"),
            "The signs are gone: a long and a short that move together help each other, two longs do not.",
        ),
    ),
    cases=_sigma_numbers,
    hand_cases=(
        {
            "health": 7_850.0, "gradient": np.array([47_400.0, -30_600.0, 17_550.0]), "volatility": np.array([0.62, 0.80, 0.95]),
            "correlation": np.array([[1, 0.84, 0.78], [0.84, 1, 0.80], [0.78, 0.80, 1]]),
        },
        {
            "health": 5_000.0, "gradient": np.array([20_000.0, 20_000.0]), "volatility": np.array([0.8, 0.8]),
            "correlation": np.array([[1, 0.5], [0.5, 1]]),
        },
    ),
    units={"health": "USD", "gradient": "USD", "volatility": "fraction a year", "return": "standard deviations"},
    bounds={"health": (100, 1e5), "gradient": (-1e6, 1e6), "volatility": (0.05, 3), "correlation": (-1, 1)},
    shrink={"health": (1_000.0, 5_000.0)},
    allowed=_possible,
    difficulty=2,
    minutes=10,
    notice="Raise every correlation to 1 and a hedged book is *safer*. The slogan about correlations that jump is about books of longs.",
    next="The likeliest way to get there is −health · Σg / g'Σg: the desk draws it.",
)  # fmt: skip

EXERCISES = (COLLATERAL, RAY, SIGMAS)
