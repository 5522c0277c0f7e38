"""Many lives of the same trader: one trade after the other, a share risked each time, and what becomes of the account.

Outcomes are counted in *units of risk* (−1: lost what was risked, +1.5: won one and a half times of it), shape (lives,
trades); or they are simple returns, and the share is the leverage. Where they come from is a choice: :class:`Trades` knows
two outcomes and a tail, :func:`student_t` and :func:`from_quantiles` know fat tails.

>>> lives = Trades(win=0.45, payoff=1.5).draw(np.random.default_rng(1), 10_000, 200)
>>> print(f"{fallen_to(accounts(lives, 0.05)).mean():.0%} of lives have lost half at some time")
14% of lives have lost half at some time
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import covering
from course.simulation.rows import Floats
from course.validation import ArgumentError, finite, one_of, positive, within


@dataclass(frozen=True)
class Trades:
    """Trades that win ``payoff`` or lose 1, and now and then lose more.

    Attributes:
        win: probability of winning.
        payoff: what a win brings, units of risk, > 0.
        tail: share of the *losses* that are larger, 0 to 1.
        tail_loss: how large those are, units of risk, ≥ 1.
    """

    win: float
    payoff: float = 1.0
    tail: float = 0.0
    tail_loss: float = 1.0

    def __post_init__(self) -> None:
        within("win", self.win, 0.0, 1.0)
        positive("payoff", self.payoff)
        within("tail", self.tail, 0.0, 1.0)
        within("tail_loss", self.tail_loss, 1.0)

    @property
    def edge(self) -> float:
        """Expected outcome of a trade: ``p·payoff − (1 − p)·(1 + tail·(tail_loss − 1))`` units of risk."""
        return self.win * self.payoff - (1.0 - self.win) * (1.0 + self.tail * (self.tail_loss - 1.0))

    @property
    def first_large(self) -> float:
        """From which even draw on a loss is a larger one: what is left of a draw beyond the wins is as good as a second."""
        return 1.0 - self.tail * (1.0 - self.win)

    def draw(self, rng: np.random.Generator, lives: int, trades: int) -> Floats:
        """Independent outcomes in units of risk, shape (lives, trades).

        Worlds with and without a tail differ, from the same generator, in nothing but the losses that grew.
        """
        shape = (int(within("lives", lives, 1)), int(within("trades", trades, 1)))
        chance = rng.random(shape)
        large = chance >= self.first_large
        return np.where(chance < self.win, self.payoff, np.where(large, -self.tail_loss, -1.0))


def student_t(
    rng: np.random.Generator, shape: int | tuple[int, ...], degrees: float, *, spread: float = 1.0, mean: float = 0.0
) -> Floats:
    """Draws from Student's t, scaled to a standard deviation: fewer degrees, fatter tails.

    ``mean + spread · √((ν − 2)/ν) · t_ν``. The chance of a move beyond x falls as ``x^−ν``.

    Args:
        rng: source of randomness.
        shape: of the result.
        degrees: ν, above 2 (below there is no standard deviation).
        spread: standard deviation, ≥ 0.
        mean: of the draws.
    """
    nu = within("degrees", degrees, 2.0, open_low=True)
    scale = within("spread", spread, 0.0) * np.sqrt((nu - 2.0) / nu)
    return np.asarray(finite("mean", mean) + scale * rng.standard_t(nu, shape))


def from_quantiles(
    rng: np.random.Generator, shape: int | tuple[int, ...], levels: ArrayLike, values: ArrayLike
) -> Floats:
    """Draws from a distribution that is known by its quantiles, straight between them.

    Nothing is drawn beyond the first and last value: what a record did not see, this does not know.

    Args:
        rng: source of randomness.
        shape: of the result.
        levels: rising from 0 to 1, shape (n,).
        values: the quantiles at these levels, never falling, shape (n,).
    """
    at, table = np.asarray(finite("levels", levels), float), np.asarray(finite("values", values), float)
    if at.ndim != 1 or len(at) < 2 or at[0] != 0.0 or at[-1] != 1.0 or np.any(np.diff(at) <= 0.0):
        raise ArgumentError("levels", at.tolist(), "at least two numbers that rise from 0 to 1")
    if table.shape != at.shape or np.any(np.diff(table) < 0.0):
        raise ArgumentError("values", table.tolist(), f"{len(at)} numbers that never fall, one a level")
    return np.asarray(np.interp(rng.random(shape), at, table))


def accounts(outcomes: ArrayLike, share: float, *, rule: str = "fraction", closed_at: float | None = None) -> Floats:
    """The account after every trade, as a multiple of its start.

    ``"fraction"`` risks a share of what is left: ``A ← A · max(1 + share · outcome, 0)``. ``"fixed"`` risks the same money
    each time, a share of the start: ``A ← A + share · outcome``, and ends where nothing is left.

    Args:
        outcomes: units of risk, shape (lives, trades) or (trades,) for one life; or simple returns.
        share: risked each time, ≥ 0; for returns the leverage.
        rule: ``"fraction"`` or ``"fixed"``.
        closed_at: an adverse outcome this large (> 0) takes everything that was at stake: for returns under leverage L,
            posted whole, :func:`course.margin.liquidation_distance`. Then the life is over.

    Returns:
        Shape (lives, trades + 1), the first column 1; never below 0, and 0 for ever once it is 0.
    """
    one_of("rule", rule, ("fraction", "fixed"))
    moves = np.atleast_2d(np.asarray(finite("outcomes", outcomes), float))
    if moves.ndim != 2 or not moves.size:
        raise ArgumentError("outcomes", moves.shape, "shape (lives, trades), at least one of each")
    steps = within("share", share, 0.0) * moves
    closed = None if closed_at is None else moves <= -positive("closed_at", closed_at)
    found = np.ones((len(moves), moves.shape[1] + 1))
    if rule == "fraction":
        steps += 1.0
        np.maximum(steps, 0.0, out=steps)
        if closed is not None:
            steps[closed] = 0.0
        np.cumprod(steps, axis=1, out=found[:, 1:])
        return found
    np.cumsum(steps, axis=1, out=found[:, 1:])
    found[:, 1:] += 1.0
    over = np.logical_or.accumulate((found[:, 1:] <= 0.0) | (False if closed is None else closed), axis=1)
    found[:, 1:][over] = 0.0
    return found


def fallen_to(account: ArrayLike, left: float = 0.5) -> np.ndarray[Any, Any]:
    """Whether each life was *ever* down to that share of its start, shape (lives,). The end alone would hide most of it.

    Args:
        account: of :func:`accounts`, shape (lives, trades + 1).
        left: share of the start, above 0 to below 1.
    """
    values = _table(account)
    level = within("left", left, 0.0, 1.0, open_low=True, open_high=True)
    return np.asarray(values.min(axis=1) <= level * values[:, 0] * (1.0 + 1e-12))


def chances_to_fall(outcomes: ArrayLike, shares: ArrayLike, left: float = 0.5) -> Floats:
    """Share of the lives that were ever down to ``left``, for each of several shares risked: a curve in one pass.

    The mean of :func:`fallen_to` of :func:`accounts` with the rule ``"fraction"``.

    Args:
        outcomes: units of risk, shape (lives, trades).
        shares: risked each time, ≥ 0, shape (shares,).
        left: share of the start, above 0 to below 1.

    Returns:
        Shape (shares,).
    """
    moves = np.atleast_2d(np.asarray(finite("outcomes", outcomes), float))
    if moves.ndim != 2 or not moves.size:
        raise ArgumentError("outcomes", moves.shape, "shape (lives, trades), at least one of each")
    risked = np.atleast_1d(np.asarray(within("shares", shares, 0.0), float))
    level = within("left", left, 0.0, 1.0, open_low=True, open_high=True) * (1.0 + 1e-12)
    account = np.ones((len(risked), len(moves)))
    lowest, step = account.copy(), np.empty_like(account)
    for trade in np.ascontiguousarray(moves.T):
        np.multiply.outer(risked, trade, out=step)
        step += 1.0
        account *= np.maximum(step, 0.0, out=step)
        np.minimum(lowest, account, out=lowest)
    return np.asarray((lowest <= level).mean(axis=1))


def deepest_fall(account: ArrayLike) -> Floats:
    """Largest fall of each life from a peak before it: ``max over time of 1 − A / (highest A so far)``, shape (lives,)."""
    values = _table(account)
    return np.asarray((1.0 - values / np.maximum.accumulate(values, axis=1)).max(axis=1))


def longest_losing_run(outcomes: ArrayLike) -> np.ndarray[Any, Any]:
    """Most losses in a row in each life, shape (lives,); an outcome of 0 ends a run."""
    lost = np.atleast_2d(np.asarray(finite("outcomes", outcomes), float)) < 0.0
    run = np.zeros(len(lost), int)
    most = run.copy()
    for trade in range(lost.shape[1]):
        run = np.where(lost[:, trade], run + 1, 0)
        np.maximum(most, run, out=most)
    return most


def fan(account: ArrayLike, levels: ArrayLike = (0.05, 0.25, 0.5, 0.75, 0.95)) -> Floats:
    """After every trade the least account that each share of the lives does not exceed, shape (levels, trades + 1).

    An account that occurred (:func:`course.margin.covering`), never one between two.
    """
    return np.asarray(covering(_table(account), np.atleast_1d(within("levels", levels, 0.0, 1.0)), axis=0))


def _table(account: ArrayLike) -> Floats:
    values = np.atleast_2d(np.asarray(within("account", account, 0.0), float))
    if values.ndim != 2 or not values.size or np.any(values[:, 0] <= 0.0):
        raise ArgumentError("account", values.shape, "accounts of shape (lives, trades + 1) that begin above 0")
    return values
