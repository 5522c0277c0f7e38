"""Real days as rows of moves, to be laid over any book: what each market had fallen by at the worst, or at one close.

Lows are taken as simultaneous, which they were not: what a book keeps at all lows at once is a bound, not a price of that day.
A market that was not listed then, or is not in the table, is given the move of another one, and the row says so.

>>> [round(day.moves["BTC"], 3) for day in DAYS[:5]]
[-0.508, -0.289, -0.218, -0.175, -0.129]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.simulation.events import EVENTS
from course.simulation.fact_tables import stored
from course.validation import ArgumentError

#: Whose move a market without one of its own is given.
INSTEAD = "ETH"


@dataclass(frozen=True)
class Day:
    """A historical day.

    Attributes:
        name: its date, and which prices: unique.
        title: what it is called.
        how: which prices of it.
        moves: by coin, fractions.
        source: where they are from.
    """

    name: str
    title: str
    how: str
    moves: Mapping[str, float]
    source: str

    def row(self, coins: Sequence[str], instead: str = INSTEAD) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
        """The moves of these coins, and those among them that had none of their own and got that of ``instead``."""
        if instead not in self.moves:
            raise ArgumentError("instead", instead, f"one of {sorted(self.moves)}")
        lent = tuple(coin for coin in coins if coin not in self.moves)
        return np.array([self.moves.get(coin, self.moves[instead]) for coin in coins], float), lent


def _days() -> tuple[Day, ...]:
    lows = [
        Day(
            event.name,
            event.title,
            "lows at once",
            {coin: crash.low / crash.open - 1 for coin, crash in event.markets.items()},
            "Binance public hourly bars of perpetuals: low of the window over its open",
        )
        for event in EVENTS.values()
    ]
    table = stored("storm")
    coins = table.column("coin")
    storm = [
        Day(
            f"2025-10-10 {name}",
            "The largest liquidation, coin by coin",
            how,
            dict(zip(coins, map(float, table.column(column)), strict=True)),
            f"{table.source}; {table.span}",
        )
        for name, how, column in (
            ("closes", "closes of the half-hour in which BTC was lowest", "fall_at_close"),
            ("lows", "all lows at once", "fall"),
        )
    ]
    return (*lows, *storm)


#: The five days of :mod:`course.simulation.events`, then the tenth of October 2025 with each coin's own numbers.
DAYS = _days()


def day(name: str) -> Day:
    """A day by name."""
    for one in DAYS:
        if one.name == name:
            return one
    raise ArgumentError("name", name, f"one of {[d.name for d in DAYS]}")
