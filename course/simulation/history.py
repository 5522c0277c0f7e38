"""What prices and funding did: a small table of constants derived from years of series, with its source and its days.

No series is shipped. :mod:`course.simulation.measure` makes such a table from files, and :func:`load` reads one of your own.
Everything in it is a count of what happened once, in one market's own years: a record, not a promise.

>>> week = record().moves("BTC", "long", 7)
>>> round(week.collateral_needed(0.95, notional=10_000)), round(week.closed[10], 3)
(1842, 0.232)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Quantiles, collateral_for_move, liquidation_distance, max_leverage_for
from course.margin.leverage import Side
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of, within


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


class Record:
    """A table that :mod:`course.simulation.measure` made.

    Attributes:
        source: where its series are from, in words.
        symbols: markets in it.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self.source = str(table["source"])
        self.symbols = tuple(table["symbols"])

    def __repr__(self) -> str:
        return f"Record({', '.join(self.symbols)}: {self.source})"

    def _part(self, symbol: str, part: str) -> Any:
        one_of("symbol", symbol, tuple(s for s in self.symbols if part in self._table["symbols"][s]))
        return self._table["symbols"][symbol][part]

    def _quantiles(self, values: Any, levels: str = "levels") -> Quantiles:
        return Quantiles(self._table[levels], values)

    def moves(self, symbol: str, side: Side, days: int) -> Moves:
        """Adverse moves of a market within windows of ``days``.

        Raises:
            ArgumentError: listing the markets, sides or days there are.
        """
        found = self._part(symbol, "moves")
        one_of("side", side, tuple(found["sides"]))
        one_of("days", days, tuple(int(d) for d in found["sides"][side]))
        one = found["sides"][side][str(int(days))]
        closed = dict(zip(self._table["leverages"], one["closed"], strict=True))
        return Moves(
            symbol, side, int(days), tuple(found["span"]), one["windows"], self._quantiles(one["moves"], "fine"), closed,
            self._table["maintenance"],
        )  # fmt: skip

    def funding(self, symbol: str) -> Paid:
        """Settled funding of a market."""
        found = self._part(symbol, "funding")
        worst = dict(found["worst_month"])
        return Paid(
            symbol,
            tuple(found["span"]),
            found["settlements"],
            found["interval_hours"],
            found["mean_a_year"],
            {int(y): dict(x) for y, x in found["years"].items()},
            found["usual"],
            found["longs_paid"],
            self._quantiles(found["rates"]),
            self._quantiles(found["month"]),
            WorstMonth(worst.pop("start"), np.asarray(worst.pop("cumulative")), **worst),
            dict(self._table["symbols"][symbol].get("premium", {})),
        )

    def weeks(self, symbol: str) -> Weeks:
        """Results of a long's weeks in a market."""
        found = self._part(symbol, "week")
        walls = {}
        for text, wall in found["walls"].items():
            by_year = {int(y): (closed, weeks) for y, (closed, weeks) in wall["closed_by_year"].items()}
            results = self._quantiles(wall["results"])
            walls[int(text)] = Wall(int(text), **{**wall, "results": results, "closed_by_year": by_year})
        alone = found["alone"]
        return Weeks(symbol, found["weeks"], self._quantiles(alone["results"]), alone["mean"], alone["worst_5"], walls)

    def reopened(self, symbol: str, leverage: int) -> dict[int, dict[str, float]]:
        """By calendar year: ``lost`` compartments, ``net`` of them all, ``alone``, ``low``; fractions of notional.

        See :func:`course.simulation.measure.reopened`.
        """
        found = self._part(symbol, "reopened")
        one_of("leverage", leverage, tuple(int(x) for x in found))
        return {int(y): dict(x) for y, x in found[str(int(leverage))].items()}

    def pair_funding(self, pair: str) -> tuple[Quantiles, float]:
        """Thirty days long the first and short the second: quantiles of the net rate, and the typical net over gross."""
        both = self._pair(pair, "funding")
        return self._quantiles(both["net"]), both["net_of_gross"]

    def both_closed(self, pair: str, leverage: int) -> float:
        """Share of weeks in which a long of each was closed at that leverage."""
        both = self._pair(pair, "both_closed")
        one_of("leverage", leverage, tuple(int(x) for x in both))
        return float(both[str(int(leverage))])

    def _pair(self, pair: str, part: str) -> Any:
        one_of("pair", pair, tuple(p for p, x in self._table["pairs"].items() if part in x))
        return self._table["pairs"][pair][part]


def load(path: str | Path) -> Record:
    """A table of your own, as ``python -m course.simulation.measure`` writes it.

    Raises:
        ArgumentError: for a file that is not there or is not such a table.
    """
    try:
        found = Record(json.loads(Path(path).read_text(encoding="utf-8")))
        for symbol in found.symbols:
            parts = found._table["symbols"][symbol]
            if "moves" in parts:
                for side, by_days in parts["moves"]["sides"].items():
                    for days in by_days:
                        found.moves(symbol, side, int(days))
                found.weeks(symbol)
            if "funding" in parts:
                found.funding(symbol)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArgumentError("path", str(path), f"a table written by course.simulation.measure ({error})") from None
    return found


@lru_cache(maxsize=1)
def record() -> Record:
    """The course's own table: BTC and ETH, from Binance's public bars and settlements."""
    text = files("course.simulation").joinpath("history.json").read_text(encoding="utf-8")
    return Record(json.loads(text))
