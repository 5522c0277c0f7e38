"""Recall of lesson 14, first half: the same shock in a world of pools and in a world of compartments."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course.lessons.liquidation_cascades.books import BTC, ETH, LEVERAGE, LONG, PRICES, SEED, SIZE, crowd, exchange
from course.margin import Portfolio, Position
from course.simulation import Cascade, Film, Paths, Rows, population, replay
from course.teaching.quiz import Question, right, wrong

# ---- what the questions speak of --------------------------------------------------------------------------------------

SHOCK, FALL = 0.05, 0.10
DEEP, THIN = 5.0, 2.5
MARGIN = 1_000.0
TOGETHER, ALONE = (SHOCK, SHOCK), (SHOCK, 0.0)


@lru_cache(maxsize=2)
def alike(cross_share: float) -> Rows:
    """Longs whose legs are all alike: one leverage a trader, entered today, equal halves."""
    return population(
        np.random.default_rng(SEED),
        SIZE,
        [BTC, ETH],
        PRICES,
        leverage=LEVERAGE,
        leverage_spread=0.45,
        long_share=1.0,
        cross_share=cross_share,
        collateral_spread=1.2,
        entry_spread=0.0,
        concentration=np.inf,
    )


@lru_cache(maxsize=12)
def shocked(who: str, mode: str, shock: tuple[float, float], depth: float = DEEP) -> Film:
    """One shock for one crowd, all of it in one mode; the fund is as large as it takes, so that only selling matters.

    Args:
        who: ``"crowd"`` the lesson's, ``"alike"`` equal longs, ``"hedged"`` dollar-neutral pairs.
        mode: ``"cross"`` or ``"isolated"``.
        shock: fall of BTC and of ETH, fractions.
        depth: of the books, over open interest.
    """
    share = float(mode == "cross")
    rows = alike(share) if who == "alike" else crowd(LEVERAGE, LONG, share, float(who == "hedged"))
    venue = exchange(rows, depth, insurance=1.0, deleveraging="none")
    return Cascade(venue, rows, PRICES).run([PRICES * (1 - np.array(shock))])


@lru_cache(maxsize=2)
def left(mode: str) -> float:
    """What one trader of that crowd has in the end, long both markets at the crowd's leverage: closed at the mark, USD."""
    film = shocked("crowd", mode, ALONE, THIN)
    prices = np.concatenate([PRICES[np.newaxis], film.column("mark")])[:, :, np.newaxis]
    trades = [
        Position(market, LEVERAGE * MARGIN / price, float(price))
        for market, price in zip((BTC, ETH), PRICES, strict=True)
    ]
    book = Portfolio.cross(2 * MARGIN, trades) if mode == "cross" else Portfolio.isolated([MARGIN, MARGIN], trades)
    lived = replay({mode: book}, Paths(("BTC", "ETH"), np.arange(float(len(prices))), prices))
    return float(lived[mode].final[0])


def _falls(who: str, mode: str, shock: tuple[float, float], market: int = 0, depth: float = DEEP) -> float:
    return float(shocked(who, mode, shock, depth).fall[market])


def _closed(who: str, mode: str, shock: tuple[float, float], depth: float = DEEP) -> float:
    return shocked(who, mode, shock, depth).liquidated_share


def _next_door(mode: str) -> float:
    """What ETH falls when only BTC has news, in the thin book."""
    return _falls("crowd", mode, ALONE, 1, THIN)


WORLDS = (
    Question(
        "next_door",
        "The lesson's crowd holds BTC and ETH; the books are thin, {thin:#1} times the open interest. **Only BTC** is"
        " hit, by {shock:%0}. What happens to **ETH** if everyone uses cross?",
        right(
            "It falls: pools that BTC broke sell their ETH too",
            "ETH falls by {cross:%1} without any news of its own, and {cross_closed:%0} of the open interest is closed. With"
            " everyone in isolated: {isolated:%1}, and {isolated_closed:%0}.",
        ),
        wrong(
            "Nothing: there is no news about ETH",
            "Forced sellers need no news. One pool is judged as one, and closed as one: ETH falls by {cross:%1}.",
            misconception=7,
        ),
        wrong(
            "Nothing: ETH is what keeps those pools alive",
            "It keeps some alive, and those that fail sell everything. ETH falls by {cross:%1}; only compartments would"
            " have kept it out ({isolated:%1}).",
            misconception=10,
        ),
        claim="C07",
        numbers={
            "thin": THIN,
            "shock": SHOCK,
            "cross": lambda _: _next_door("cross"),
            "cross_closed": lambda _: _closed("crowd", "cross", ALONE, THIN),
            "isolated": lambda _: _next_door("isolated"),
            "isolated_closed": lambda _: _closed("crowd", "isolated", ALONE, THIN),
        },
    ),
    Question(
        "your_part",
        "You are one of them: long {leg:$} of BTC and as much of ETH, {margin:$} behind it ({leverage:×}). Only BTC"
        " has news, and its cascade runs. Which world leaves you more?",
        right(
            "Isolated: the ETH half stands untouched",
            "{isolated:$0} of {margin:$} are left: one compartment is gone, the other never had any news. In the world"
            " of pools {cross:$0} are left: both legs are sold, at prices that pools have pushed down in *both*"
            " markets.",
        ),
        wrong(
            "Cross: twice the money stands behind BTC",
            "Twice the money, and all of it at stake: {cross:$0} are left, against {isolated:$0} in compartments. A"
            " pool helps until it does not.",
            misconception=10,
        ),
        wrong(
            "Neither: everything is lost either way",
            "In compartments the loss stops at what stood behind BTC: {isolated:$0} are left. In the pool {cross:$0}"
            " are.",
            misconception=12,
        ),
        claim="C08",
        numbers={
            "leg": LEVERAGE * MARGIN,
            "margin": 2 * MARGIN,
            "leverage": LEVERAGE,
            "isolated": lambda _: left("isolated"),
            "cross": lambda _: left("cross"),
        },
    ),
    Question(
        "same_crash",
        "A crowd of longs, every leg alike (entry, leverage, size). **Both** markets are hit by {shock:%0}. In which"
        " world is the crash deeper?",
        right(
            "In neither: the same accounts fall in the same round",
            "{cross:%1} and {isolated:%1}. Where nothing nets there is nothing for a pool to share, good or bad.",
        ),
        wrong(
            "In the cross world: pools drag everything down",
            "A pool carries trouble from one market to another. Here both have the same trouble already: {cross:%1}"
            " against {isolated:%1}.",
            misconception=9,
        ),
        wrong(
            "In the isolated world: small compartments fail first",
            "Each has half the collateral and half the load. They fail when the pool fails: {isolated:%1} against"
            " {cross:%1}.",
            misconception=10,
        ),
        numbers={
            "shock": SHOCK,
            "cross": lambda _: _falls("alike", "cross", TOGETHER),
            "isolated": lambda _: _falls("alike", "isolated", TOGETHER),
        },
    ),
    Question(
        "hedged_crowd",
        "Now everyone holds a dollar-neutral pair, long one and short the other. Both markets are hit by {fall:%0}."
        " Which mode makes the crash?",
        right(
            "Isolated, where losing legs fall alone",
            "Losing legs are closed one by one: {isolated_closed:%0} of the open interest is closed and BTC ends"
            " {isolated:%1} down. In pools the legs net: {cross_closed:%0} is closed, and the fall stays {cross:%1}.",
        ),
        wrong(
            "Cross, since contagion runs through pools",
            "Through pools that fail. These do not: gain and loss meet inside them. Cross closes {cross_closed:%0} of the"
            " open interest, isolated {isolated_closed:%0}.",
            misconception=9,
        ),
        wrong(
            "Neither: they are all hedged",
            "A hedge cut in two is two bets, and one of them is losing: {isolated_closed:%0} of the open interest is"
            " closed in the isolated world.",
            misconception=9,
        ),
        numbers={
            "fall": FALL,
            "isolated_closed": lambda _: _closed("hedged", "isolated", (FALL, FALL)),
            "isolated": lambda _: _falls("hedged", "isolated", (FALL, FALL)),
            "cross_closed": lambda _: _closed("hedged", "cross", (FALL, FALL)),
            "cross": lambda _: _falls("hedged", "cross", (FALL, FALL)),
        },
    ),
    Question(
        "walls",
        "“My BTC and my ETH sit in isolated compartments, so a crash is two small risks.” Both are hit by {shock:%0}."
        " What does the isolated crowd live through?",
        right(
            "Two crashes at once: walls keep money apart, not prices",
            "BTC falls {btc:%1}, ETH {eth:%1}, and {closed:%0} of the open interest is closed. With news for BTC alone it was"
            " {btc_alone:%0}.",
        ),
        wrong(
            "One crash: the other compartment is behind its wall",
            "The wall stops what comes through your account. This comes through the price: {closed:%0} of the open"
            " interest is closed, against {btc_alone:%0} when only BTC is hit.",
            misconception=11,
        ),
        wrong(
            "No crash: isolated crowds do not cascade",
            "A forced sale is a forced sale. BTC falls {btc:%1} on news of {shock:%0}: every market feeds itself.",
            misconception=9,
        ),
        claim="C22",
        numbers={
            "shock": SHOCK,
            "btc": lambda _: _falls("crowd", "isolated", TOGETHER),
            "eth": lambda _: _falls("crowd", "isolated", TOGETHER, 1),
            "closed": lambda _: _closed("crowd", "isolated", TOGETHER),
            "btc_alone": lambda _: _closed("crowd", "isolated", ALONE),
        },
    ),
)
