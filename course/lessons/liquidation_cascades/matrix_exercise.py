"""Code of lesson 14: two markets that share accounts, and where a small shock ends in both."""

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
    return np.shape(matrix) == (2, 2) and np.shape(shock) == (2,) and abs(_radius(matrix) - 1) > 0.1


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
        "One market first: s + κ·s + κ·κ·s + … What is the sum, and when is there none?",
        "With F for the total: the total is the shock plus what the total itself sets off. Solve that for F.",
        (
            "`np.linalg.eigvals` gives the eigenvalues, `np.abs` their sizes; `np.eye(2)` is the matrix that stands for the"
            " number one, and `np.linalg.solve` divides."
        ),
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
            _across, "Rows and columns are the wrong way round: `matrix[b, a]` is what a fall of **a** does to **b**."
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
        _pair(1.0, 0.0, 0.0),
        _pair(0.2, 0.8, 0.6),
        _pair(0.2, 0.9, 1.0),
    ),
    units={"matrix": "", "shock": "fraction", "return": "fraction"},
    bounds={"matrix": (-0.2, 1.2), "shock": (0, 0.1)},
    shrink={"matrix": (0, 0.5, 0.6, 0.2), "shock": (0.01, 0)},
    allowed=_square,
    raises=(ValueError,),
    rel_tol=1e-4,
    difficulty=3,
    minutes=12,
    notice="Take the contagion away and a market that was never hit does not move at all; put it in and even the first market"
    " falls further, since its neighbour's trouble comes back.",
    next="The price has stopped. Somebody still has to pay.",
)
