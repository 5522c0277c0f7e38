"""What a record says, as types: adverse moves, funding paid, weeks behind a wall. :mod:`course.simulation.history` fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Quantiles, collateral_for_move, liquidation_distance, max_leverage_for
from course.simulation.rows import Floats
from course.validation import within


@dataclass(frozen=True)
class Moves:
    """How far one price went against one side within windows of some days.

    Attributes:
        symbol: the market.
        side: against which side, ``"long"`` or ``"short"``.
        days: length of a window; weeks begin on Mondays, the others on every day and overlap.
        span: first and last day of the record, ISO.
        windows: how many there were.
        quantiles: of the largest adverse move of a window, fractions of its opening price.
        closed: share of windows that closed a fresh position, by leverage, counted exactly, at ``maintenance``.
        maintenance: requirement of those counts, a fraction of notional.
    """

    symbol: str
    side: str
    days: int
    span: tuple[str, str]
    windows: int
    quantiles: Quantiles
    closed: Mapping[int, float]
    maintenance: float

    def touched(self, move: ArrayLike) -> Any:
        """Share of windows in which the price went further against the side than ``move``, a fraction ≥ 0; any shape.

        Between stored quantiles on a straight line; beyond the worst move of the record 0, which is not a promise.
        """
        return 1.0 - self.quantiles.share(within("move", move, 0.0))

    def survival(self, leverage: ArrayLike, maintenance: ArrayLike = 0.025) -> Any:
        """Share of windows that a fresh isolated position passes: its distance to liquidation is not touched; any shape.

        Raises:
            ArgumentError: for a leverage beyond ``1 / maintenance``.
        """
        return 1.0 - self.touched(liquidation_distance(leverage, maintenance, self.side))

    def collateral_needed(self, survival: ArrayLike, maintenance: ArrayLike = 0.025, notional: ArrayLike = 1.0) -> Any:
        """Collateral, USD, with which a share of the windows is passed: ``N·(m + x·(1 − s·m))``, x the quantile of moves.

        What a path asks for rises with its worst move, so the quantile of one is that of the other, whatever m is.

        Args:
            survival: share to pass, in [0, 1].
            maintenance: fraction of notional at mark, in [0, 1).
            notional: at entry, USD; 1 gives a fraction of it.
        """
        within("survival", survival, 0.0, 1.0)
        return collateral_for_move(notional, self.quantiles.covering(survival), maintenance, self.side)

    def leverage_for(self, survival: ArrayLike, maintenance: ArrayLike = 0.025) -> Any:
        """Highest leverage that passes a share of the windows: notional / :meth:`collateral_needed`."""
        within("survival", survival, 0.0, 1.0)
        return max_leverage_for(self.quantiles.covering(survival), maintenance, self.side)


@dataclass(frozen=True)
class WorstMonth:
    """The thirty days in which longs paid most: waypoints, a reconstruction between them.

    Attributes:
        start: of the first settlement, UTC.
        cumulative: sum of the rates after 0, 1, … 30 days, fractions of notional, shape (31,).
        paid_of_entry: what a long paid on the marks of those days, a fraction of its notional at the start.
        price_change: of the mark over them, a fraction.
    """

    start: str
    cumulative: Floats
    paid_of_entry: float | None = None
    price_change: float | None = None

    def rates(self, settlements_a_day: int = 3) -> Floats:
        """Rates whose daily sums are those of the record, equal within a day, shape (30 · settlements_a_day,).

        What happens with them happens on the right day; at which settlement of the day is a guess.
        """
        n = int(within("settlements_a_day", settlements_a_day, 1))
        return np.repeat(np.diff(self.cumulative) / n, n)


@dataclass(frozen=True)
class Paid:
    """Settled funding of one market. Rates are fractions of notional; longs pay when positive.

    Attributes:
        symbol: the market.
        span: first and last day, ISO.
        settlements: how many.
        interval_hours: hours between them.
        mean_a_year: mean rate, simple, a year.
        years: by calendar year: ``settlements``, ``mean_a_year``, ``usual``.
        usual: share of settlements at exactly 0.01 % per 8 hours, what the interest term alone makes.
        longs_paid: share of settlements with a rate above 0.
        rates: quantiles of the rate of a settlement.
        month: quantiles of the sum over thirty days in a row; the windows overlap.
        worst_month: the dearest of those for a long.
        premium: median gap of perpetual over spot before a settlement, and the share below 0 where longs paid.
    """

    symbol: str
    span: tuple[str, str]
    settlements: int
    interval_hours: float
    mean_a_year: float
    years: Mapping[int, Mapping[str, float]]
    usual: float
    longs_paid: float
    rates: Quantiles
    month: Quantiles
    worst_month: WorstMonth
    premium: Mapping[str, float]


@dataclass(frozen=True)
class Wall:
    """A long from Monday to Sunday behind the wall of one leverage; money as fractions of notional.

    Attributes:
        leverage: of the fresh position.
        results: quantiles of a week's result, what is left at a closure returned.
        mean: of those results; ``mean_if_kept``: where the venue keeps what is left.
        closed: share of weeks; ``closed_by_year``: ``(closed, weeks)`` by the year of the Monday.
        back_above_wall: share of the closed weeks that ended above the price that closed them; ``back_above_entry``: above
            the entry; ``None`` where none was closed.
    """

    leverage: int
    results: Quantiles
    mean: float
    mean_if_kept: float
    closed: float
    closed_by_year: Mapping[int, tuple[int, int]]
    back_above_wall: float | None
    back_above_entry: float | None

    @property
    def results_if_kept(self) -> Quantiles:
        """Quantiles of a week's result where the venue keeps what is left at a closure: closed weeks lose ``1 / leverage``.

        No week that stayed open ended below the wall, so the closed ones are the lowest of all.
        """
        shut = np.asarray(self.results.levels) <= self.closed + 5e-7  # the share is kept to a millionth
        shut[0] = self.closed > 0
        return Quantiles(self.results.levels, np.where(shut, -1.0 / self.leverage, self.results.values))

    def result_mean(self, kept: bool) -> float:
        """Mean of a week's result, the rest at a closure kept by the venue or returned."""
        return self.mean_if_kept if kept else self.mean


@dataclass(frozen=True)
class Weeks:
    """A long from Monday to Sunday, left alone and behind walls; money as fractions of notional.

    Attributes:
        symbol: the market.
        count: weeks.
        alone: quantiles of the result without a wall.
        mean: of those; ``worst_5``: mean of the worst twentieth, rounded up to whole weeks.
        walls: by leverage.
    """

    symbol: str
    count: int
    alone: Quantiles
    mean: float
    worst_5: float
    walls: Mapping[int, Wall]
