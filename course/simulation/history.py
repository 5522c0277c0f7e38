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
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from course.margin import Quantiles
from course.margin.leverage import Side
from course.simulation.recorded import Moves, Paid, Wall, Weeks, WorstMonth
from course.validation import ArgumentError, one_of

__all__ = ["Moves", "Paid", "Record", "Wall", "Weeks", "WorstMonth", "load", "record"]


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
