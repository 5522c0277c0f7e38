"""You in the crowd: the account of the course among the others, with its trigger and its turn.

It stands in the crowd's rows as one more, a thousand-millionth of its size: what happens to it is what happens to the whole, and it
moves no price.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course.lessons.liquidation_cascades.books import BTC, ETH, START
from course.margin import Pool, Position
from course.simulation import Film, Rows
from course.texts import Said, say

#: So much of the account stands in the rows.
GRAIN = 1e-9
COLLATERAL, SIZES = 6_000.0, (1.0, -15.0)
LEGS = tuple(
    Position(market, size, START[market.symbol]) for market, size in zip((BTC, ETH), SIZES, strict=True)
)  # fmt: skip
#: Both legs in one pool, and the BTC leg alone on the same money.
POOL, ALONE = Pool(COLLATERAL, LEGS), Pool(COLLATERAL, LEGS[:1])


def joined_by(others: Rows, pool: Pool) -> Rows:
    """The others, and you as the last row."""
    sizes, entries = np.zeros((len(others.legs), 1)), np.ones((len(others.legs), 1))
    for position in pool.positions:
        at = others.symbols.index(position.market.symbol)
        sizes[at], entries[at] = position.size, position.entry_price
    cash = pool.collateral - float((sizes * entries).sum())
    return Rows(
        others.legs,
        np.append(others.cash, GRAIN * cash),
        np.concatenate([others.size, GRAIN * sizes], axis=1),
        np.concatenate([others.entry, entries], axis=1),
    )


@lru_cache(maxsize=4)
def trigger(eth_per_btc: float) -> float | None:
    """The BTC price, below today's, at which your pool would be closed if ETH moves so much per move of BTC; None: none.

    Equity less requirement is a straight line in the move: two points of it tell where it is zero.
    """

    def health(move: float) -> float:
        marks = {"BTC": START["BTC"] * (1 + move), "ETH": START["ETH"] * (1 + eth_per_btc * move)}
        return float(POOL.health(marks))

    here, there = health(0.0), health(-0.5)
    if there >= here:
        return None
    move = -0.5 * here / (here - there)
    return START["BTC"] * (1 + move) if move > -1 else None


@dataclass(frozen=True)
class Turn:
    """When it is your turn.

    Attributes:
        frame: of the film, whose sales are yours among others; None if you come through.
        first: how many rows of the crowd are closed by then, you and those of the same round among them.
        rows: how many there are, you among them.
    """

    frame: int | None
    first: int
    rows: int


def turn(film: Film) -> Turn:
    """Your turn in a film whose last row you are."""
    mine = int(film.closed_round[-1])
    if mine < 0:
        return Turn(None, 0, len(film.closed_round))
    first = int(((film.closed_round >= 0) & (film.closed_round <= mine)).sum())
    return Turn(mine, first, len(film.closed_round))


def fate(who: str, found: Turn, when: str, what: str) -> Said:
    """Your turn in a sentence; ``what``: the rows of the crowd are."""
    if found.frame is None:
        return say("**You** ({who}) come through.", who=who)
    return say(
        "**You** ({who}) are closed {when}, among the first **{first}** of {rows} {what}.",
        who=who, when=when, first=found.first, rows=found.rows, what=what,
    )  # fmt: skip
