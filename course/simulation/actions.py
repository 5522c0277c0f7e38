"""What a trader may have decided in advance: reduces, top-ups, profit locks, rebalancing; stops are in :mod:`.stops`.

Each is a small rule with two parts: where it *would* act (looked at for many steps and paths at once) and what it does
there. Orders fill at the price of the step that triggered them, so a gap fills them beyond their level. The venue comes
first: a pool that is liquidatable at a step is liquidated before any rule can save it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.margin import rebalancing_factor
from course.simulation.replay_account import Account, Columns
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of, positive, within


@dataclass(frozen=True)
class When:
    """When a rule looks.

    Attributes:
        steps: of the path; of the alarm's shape, or spread over it.
        clock: whether the rule's own clock has struck; what a rule without one sees is always in time.
    """

    steps: Any
    clock: bool = False


@dataclass(frozen=True, kw_only=True)
class Action:
    """A rule of the trader.

    Attributes:
        pool: the pool it looks after; ``"*"``: each of them.
        every: seconds between two actions for rules that act by the clock; 0 for rules that watch prices.
    """

    pool: str = "*"
    every: int = 0

    @property
    def watches(self) -> bool:
        """Whether it must be asked at every step, not only when its clock strikes."""
        return not self.every

    def watch(self, account: Account, start: Floats, prices: Floats, columns: Any, steps: Any) -> Any:
        """Whether it would act: ``prices`` (steps, markets, rows) → (steps, rows). ``start``: first prices by market."""
        alarm = np.zeros((len(prices), prices.shape[-1]), bool)
        for i in account.chosen(self.pool):
            alarm |= self._alarm(account, i, start, prices, columns, When(np.reshape(steps, (-1, 1))))
        return alarm

    def act(
        self, account: Account, columns: Columns, steps: Columns, start: Floats, prices: Floats, clock: bool = False
    ) -> None:
        """Act on those rows, at those steps, at ``prices`` (markets, rows), wherever the rule says so."""
        for i in account.chosen(self.pool):
            struck = self._alarm(account, i, start, prices, columns, When(steps, clock))
            if struck.any():
                self._apply(account, i, columns[struck], steps[struck], prices[:, struck])

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        """Whether pool ``i`` calls for it, shape of the prices less the markets axis."""
        raise NotImplementedError

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        """Do it to pool ``i`` of those rows."""
        raise NotImplementedError


def scale(
    account: Account,
    kind: str,
    i: int,
    columns: Columns,
    steps: Columns,
    prices: Floats,
    factor: Any,
    slippage: float = 0.0,
    legs: Sequence[int] | None = None,
) -> None:
    """Trade ``factor`` × size of every position of a pool (or of some legs), worse than mark by ``slippage``."""
    rows = account.pools[i]
    for a, (leg, mark) in enumerate(zip(rows.legs, account.prices(i, prices), strict=True)):
        if leg.position and (legs is None or a in legs):
            change = factor * rows.size[a][columns]
            account.trade(kind, i, a, columns, steps, change, mark * (1 + np.sign(change) * slippage))


@dataclass(frozen=True)
class _OnRatio(Action):
    """Rules that act on a pool when its margin ratio (requirement / equity) reaches ``at``."""

    at: float

    def __post_init__(self) -> None:
        within("at", self.at, 0.0, 1.0, open_low=True)

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        rows, marks = account.pools[i], account.prices(i, prices)
        required = rows.maintenance(marks, columns)
        return np.asarray((required > 0) & (required >= self.at * rows.equity(marks, columns)))


@dataclass(frozen=True)
class Reduce(_OnRatio):
    """Close ``share`` of every position of a pool when its margin ratio reaches ``at``; again at the next step if need be.

    Attributes:
        at: margin ratio, fraction.
        share: closed at once, fraction.
        slippage: how much worse than mark it fills, fraction.
    """

    share: float = 0.5
    slippage: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        within("share", self.share, 0.0, 1.0, open_low=True)
        within("slippage", self.slippage, 0.0, 1.0, open_high=True)

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        scale(account, "reduce", i, columns, steps, prices, -self.share, self.slippage)


@dataclass(frozen=True)
class TopUp(_OnRatio):
    """Move cash from the wallet into a pool when its margin ratio reaches ``at``, as much as brings it to ``to``.

    Attributes:
        at: margin ratio, fraction.
        to: margin ratio aimed at, below ``at``.
        limit: most that one step may move, USD.
    """

    to: float = 0.5
    limit: float = np.inf

    def __post_init__(self) -> None:
        super().__post_init__()
        within("to", self.to, 0.0, self.at, open_low=True, open_high=True)

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        low = super()._alarm(account, i, start, prices, columns, when)
        return np.asarray(low & (account.wallet[columns] > 0))

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        rows, marks = account.pools[i], account.prices(i, prices)
        needed = rows.maintenance(marks, columns) / self.to - rows.equity(marks, columns)
        amount = np.minimum(np.minimum(needed, self.limit), account.wallet[columns])
        account.transfer("top-up", i, columns, steps, amount)


@dataclass(frozen=True)
class LockProfit(Action):
    """Move profit out of a pool into the wallet whenever equity exceeds ``base`` by the fraction ``at``.

    What is moved is the excess over ``base``, at most the pool's free collateral (equity − initial requirement).

    Attributes:
        base: equity that stays, USD.
        at: fraction of base.
    """

    base: float
    at: float = 0.2

    def __post_init__(self) -> None:
        positive("base", self.base)
        within("at", self.at, 0.0, open_low=True)

    def _excess(self, account: Account, i: int, prices: Floats, columns: Any) -> Any:
        rows, marks = account.pools[i], account.prices(i, prices)
        equity = rows.equity(marks, columns)
        excess = np.minimum(equity - self.base, rows.free_collateral(marks, columns))
        return np.where((equity > (1.0 + self.at) * self.base) & rows.open(columns), excess, 0.0)

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        return np.asarray(self._excess(account, i, prices, columns) > 0)

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        excess = self._excess(account, i, prices, columns)
        account.transfer("lock profit", i, columns, steps, -excess)


@dataclass(frozen=True)
class TakeShare(Action):
    """Close ``share`` of every position of a pool each time its equity has grown by ``at`` since it last did.

    What is closed is profit that the price can no longer take; it stays in the pool, see :class:`LockProfit` for moving it out.

    Attributes:
        base: equity from which the first growth is counted, USD.
        at: growth of equity, fraction.
        share: closed at once, fraction.
        slippage: how much worse than mark it fills, fraction.
    """

    base: float
    at: float = 0.5
    share: float = 0.5
    slippage: float = 0.0

    def __post_init__(self) -> None:
        positive("base", self.base)
        within("at", self.at, 0.0, open_low=True)
        within("share", self.share, 0.0, 1.0, open_low=True)
        within("slippage", self.slippage, 0.0, 1.0, open_high=True)

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        rows, marks = account.pools[i], account.prices(i, prices)
        since = account.kept((id(self), i), self.base)[columns]
        return np.asarray(rows.open(columns) & (rows.equity(marks, columns) >= (1.0 + self.at) * since))

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        rows, marks = account.pools[i], account.prices(i, prices)
        account.kept((id(self), i), self.base)[columns] = rows.equity(marks, columns)
        scale(account, "take profit", i, columns, steps, prices, -self.share, self.slippage)


@dataclass(frozen=True)
class Rebalance(Action):
    """Trade every position of a pool by one factor so that gross notional / equity is ``leverage`` again.

    By the clock, or with a band and ``every=0`` whenever it is left; see :func:`course.margin.rebalancing_factor`.

    Attributes:
        leverage: aimed at.
        band: how far the leverage may lie from it before anything is traded, fraction of it.
        only: ``"down"`` only makes positions smaller, ``"up"`` only larger (it buys on profit), ``"both"``.
        every: seconds between two; a day unless given.
    """

    leverage: float
    band: float = field(default=0.0, kw_only=True)
    only: str = field(default="both", kw_only=True)
    every: int = field(default=86_400, kw_only=True)

    def __post_init__(self) -> None:
        positive("leverage", self.leverage)
        within("band", self.band, 0.0)
        one_of("only", self.only, ("both", "down", "up"))
        within("every", self.every, 0 if self.band > 0 else 1)

    def _factor(self, account: Account, i: int, prices: Floats, columns: Any) -> Any:
        rows, marks = account.pools[i], account.prices(i, prices)
        equity, there = rows.equity(marks, columns), rows.open(columns)
        alive = there & (equity > 0)
        gross = np.where(alive, rows.notional(marks, columns), 1.0)
        left = np.where(alive, equity, 1.0)
        return np.where(alive, rebalancing_factor(gross, left, self.leverage, self.band, self.only), 0.0)

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        return np.asarray(self._factor(account, i, prices, columns) != 0)

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        scale(account, "rebalance", i, columns, steps, prices, self._factor(account, i, prices, columns))


@dataclass(frozen=True)
class Reopen(Action):
    """Open a liquidated pool again: the same notional at the mark of that step, behind ``collateral`` from the wallet.

    It acts on a pool that stands empty after a liquidation, at once, or with ``every`` at the next step by that clock, as
    often as the wallet pays for it. What liquidation left in the pool counts towards ``collateral``; what is over returns to
    the wallet.

    Attributes:
        collateral: posted each time, USD, at least what opening those positions requires.
    """

    collateral: float

    def __post_init__(self) -> None:
        positive("collateral", self.collateral)
        within("every", self.every, 0)

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        rows, marks = account.pools[i], account.prices(i, prices)
        empty = (account.first[i][columns] >= 0) & ~rows.open(columns)
        if not np.any(empty):
            return np.zeros(np.delete(prices.shape, -2), bool)
        return np.asarray(empty & (account.wallet[columns] + rows.equity(marks, columns) >= self.collateral))

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        rows, marks = account.pools[i], account.prices(i, prices)
        account.transfer("reopen", i, columns, steps, self.collateral - rows.equity(marks, columns))
        for a, size in account.opening(i, marks):
            account.trade("reopen", i, a, columns, steps, size, marks[a])
        needed = float(np.max(rows.initial(marks, columns)))
        if self.collateral < needed * (1 - 1e-9):
            raise ArgumentError("collateral", self.collateral, f"at least {needed:,.2f} USD, what opening requires")
