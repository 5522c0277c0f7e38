"""The crowd, the books and the venue of lesson 14.

Illustrative, not calibrated: nobody publishes every account of a market, nor the depth that is left in the worst minute.
Depth is therefore told as a multiple of open interest: ``depth=2`` means that a hundredth of the price takes two hundredths
of the open interest. Left out everywhere: people who close, add margin or buy the dip of their own accord; several venues;
strategic liquidators; liquidity that comes back because a price has become cheap (unless a recovery time is given).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.margin import Market
from course.simulation import (
    Book,
    Exchange,
    Feed,
    FundingTerms,
    Ladder,
    LiquidationRules,
    Rows,
    open_interest,
    population,
)
from course.simulation.rows import Floats
from course.texts import say

SEED = 14
#: Said after the number of a crowd: whose requirement is not met at its own entry is in no picture.
DRAWN = ", less those under water at once"
SIZE = 20_000
INITIAL, MAINTENANCE, FEE = 0.02, 0.01, 0.005
START = {"BTC": 60_000.0, "ETH": 3_000.0}
BTC, ETH = (Market(symbol, initial=INITIAL, maintenance=MAINTENANCE, liquidation_fee=FEE) for symbol in START)
MARKETS = {"BTC": BTC, "ETH": ETH}
PRICES: Floats = np.array(list(START.values()))
LEVERAGE, DEPTH, LONG, CROSS = 6.0, 2.5, 0.6, 0.5
#: What depth means, for the controls that set it.
DEPTH_HELP = say("At two, {value:%0} of the price takes {value_2:%0} of the open interest.", value=0.01, value_2=0.02)
#: Every picture of this lesson says so.
ILLUSTRATIVE = "illustrative, not calibrated"
#: What stands under the title of a picture of the crowd; who the crowd is, its explanation says.
MADE_UP = say("a made-up crowd; {illustrative}", illustrative=ILLUSTRATIVE)


@lru_cache(maxsize=64)
def crowd(
    leverage: float = LEVERAGE,
    long_share: float = LONG,
    cross_share: float = CROSS,
    hedged_share: float = 0.0,
    size: int = SIZE,
    symbols: tuple[str, ...] = ("BTC", "ETH"),
) -> Rows:
    """The traders. One seed, so that every slider bends the same people. Do not change what it returns.

    Args:
        leverage: median at entry.
        long_share: probability that a trader is long.
        cross_share: probability of one pool for all legs; the others hold a compartment a market.
        hedged_share: probability of a dollar-neutral book, long one market and short the other.
        size: traders.
        symbols: markets they trade.
    """
    return population(
        np.random.default_rng(SEED),
        size,
        [MARKETS[symbol] for symbol in symbols],
        start(symbols),
        leverage=leverage,
        leverage_spread=0.45,
        long_share=long_share,
        cross_share=cross_share,
        hedged_share=hedged_share,
        collateral_spread=1.2,
        entry_spread=0.04,
    )


def start(symbols: tuple[str, ...] = ("BTC", "ETH")) -> Floats:
    """Today's prices, USD."""
    return np.array([START[symbol] for symbol in symbols])


@lru_cache(maxsize=48)
def interest(*traits: Any) -> Floats:
    """Open interest by market of the :func:`crowd` with these traits, USD, shape (markets,)."""
    rows = crowd(*traits)
    return open_interest(rows, start(rows.symbols))


def depths(rows: Rows, depth: float = DEPTH) -> Floats:
    """Depth of the books: a multiple of the open interest, USD per unit of log price, shape (markets,)."""
    return depth * open_interest(rows, start(rows.symbols))


def exchange(
    rows: Rows,
    depth: float = DEPTH,
    *,
    feed: Feed | None = None,
    insurance: float = 0.002,
    deleveraging: Any = "queue",
    funding: FundingTerms | None = None,
    rules: LiquidationRules | None = None,
    **book: float,
) -> Exchange:
    """The venue for that crowd.

    Args:
        rows: who trades there.
        depth: over open interest.
        feed: how the mark is made; the perpetual's own price unless given.
        insurance: fund over open interest of all markets.
        deleveraging: ``"queue"``, ``"pro rata"`` or ``"none"``.
        funding: none unless given.
        rules: everything is closed at once unless given.
        book: ``recovery``, ``refill``, ``withdrawal``, ``least`` of every :class:`~course.simulation.Book`.
    """
    levels = depths(rows, depth)
    return Exchange(
        [MARKETS[symbol] for symbol in rows.symbols],
        [Book(float(level), **book) for level in levels],
        feed or Feed(),
        rules or LiquidationRules(),
        insurance * float(levels.sum()) / depth,
        deleveraging,
        funding or FundingTerms(),
    )


@lru_cache(maxsize=32)
def ladder(leverage: float = LEVERAGE, depth: float = DEPTH, size: int = SIZE) -> Ladder:
    """The long side of BTC alone, every account one position: closed forms and thousands of shocks at once."""
    alone = crowd(leverage, 1.0, 0.0, 0.0, size, ("BTC",))
    return Ladder.of(alone, START["BTC"], float(depths(alone, depth)[0]))


# ---- the same as code that is shown: the library alone ----------------------------------------------------------------


def crowd_in_code(
    leverage: float,
    long_share: float = LONG,
    cross_share: float = CROSS,
    hedged_share: float = 0.0,
    size: int = SIZE,
    symbols: tuple[str, ...] = ("BTC", "ETH"),
    **other: Any,
) -> str:
    """:func:`crowd` as code, with the markets and today's prices; needs ``numpy``, ``Market`` and ``population``."""
    said = {
        "leverage": leverage, "leverage_spread": 0.45, "long_share": long_share, "cross_share": cross_share,
        "hedged_share": hedged_share, "collateral_spread": 1.2, "entry_spread": 0.04, **other,
    }  # fmt: skip
    traits = ", ".join(f"{name}={'np.inf' if value == np.inf else f'{value:g}'}" for name, value in said.items())
    return (
        f"markets = [Market(s, {INITIAL:g}, {MAINTENANCE:g}, liquidation_fee={FEE:g}) for s in {symbols!r}]\n"
        f"today = np.array({[START[s] for s in symbols]!r})\n"
        f"crowd = population(np.random.default_rng({SEED}), {size}, markets, today, {traits})\n"
    )


def exchange_in_code(
    depth: float, insurance: float = 0.002, deleveraging: str = "queue", feed: str = "Feed()", book: str = ""
) -> str:
    """:func:`exchange` as code; needs ``Book``, ``Exchange``, ``Feed``, ``LiquidationRules``, ``open_interest``."""
    return (
        "interest = open_interest(crowd, today)\n"
        f"books = [Book(float(level){book}) for level in {depth:g} * interest]\n"
        f"venue = Exchange(markets, books, {feed}, LiquidationRules(), {insurance:g} * interest.sum(), {deleveraging!r})\n"
    )


CROWD_IMPORTS = "import numpy as np\nfrom course.margin import Market\n"
CASCADE_IMPORTS = (
    "from course.simulation import Book, Cascade, Exchange, Feed, LiquidationRules, open_interest, population\n"
)


def ladder_in_code(leverage: float, depth: float, size: int = SIZE) -> str:
    """:func:`ladder` as code."""
    return (
        f"{CROWD_IMPORTS}from course.simulation import Ladder, open_interest, population\n"
        f"{crowd_in_code(leverage, 1.0, 0.0, 0.0, size, ('BTC',))}"
        f"ladder = Ladder.of(crowd, today[0], {depth:g} * float(open_interest(crowd, today)[0]))\n"
    )
