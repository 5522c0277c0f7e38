"""Recall of lesson 14, first half: the same shock in a world of pools and in a world of compartments."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course.lessons.liquidation_cascades.books import BTC, ETH, LEVERAGE, LONG, PRICES, SEED, SIZE, crowd, exchange
from course.margin import Portfolio, Position
from course.number_format import percent
from course.simulation import Cascade, Film, Paths, Rows, population, replay
from course.teaching.quiz import Option, Question
from course.texts import Template, say

# ---- what the questions speak of --------------------------------------------------------------------------------------

SHOCK, FALL = 0.05, 0.10
DEEP, THIN = 5.0, 2.5
MARGIN = 1_000.0
TOGETHER, ALONE = (SHOCK, SHOCK), (SHOCK, 0.0)


@lru_cache(maxsize=2)
def alike(cross_share: float) -> Rows:
    """Longs whose legs are all alike: one leverage a trader, entered today, equal halves."""
    return population(
        np.random.default_rng(SEED), SIZE, [BTC, ETH], PRICES, leverage=LEVERAGE, leverage_spread=0.45, long_share=1.0,
        cross_share=cross_share, collateral_spread=1.2, entry_spread=0.0, concentration=np.inf,
    )  # fmt: skip


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


def _falls(who: str, mode: str, shock: tuple[float, float], market: int = 0, depth: float = DEEP) -> str:
    return percent(float(shocked(who, mode, shock, depth).fall[market]), 1)


def _closed(who: str, mode: str, shock: tuple[float, float], depth: float = DEEP) -> str:
    return percent(shocked(who, mode, shock, depth).liquidated_share, 0)


def _next_door(mode: str) -> str:
    """What ETH falls when only BTC has news, in the thin book."""
    return _falls("crowd", mode, ALONE, 1, THIN)


WORLDS = (
    Question(
        "next_door",
        Template(
            "The lesson's crowd holds BTC and ETH; the books are thin, {thin:#1} times the open interest."
            " **Only BTC** is hit, by {shock:%0}. What happens to **ETH** if everyone uses cross?",
            thin=THIN,
            shock=SHOCK,
        ),
        (
            Option(
                "It falls: pools that BTC broke sell their ETH too",
                correct=True,
                explain=lambda: say(
                    "ETH falls by {next_door} without any news of its own, and {closed} of the open"
                    " interest is closed. With everyone in isolated: {next_door_2}, and {closed_2}.",
                    next_door=_next_door("cross"),
                    closed=_closed("crowd", "cross", ALONE, THIN),
                    next_door_2=_next_door("isolated"),
                    closed_2=_closed("crowd", "isolated", ALONE, THIN),
                ),
            ),
            Option(
                "Nothing: there is no news about ETH",
                explain=lambda: say(
                    "Forced sellers need no news. One pool is judged as one, and closed as one: ETH falls"
                    " by {next_door}.",
                    next_door=_next_door("cross"),
                ),
                misconception=7,
            ),
            Option(
                "Nothing: ETH is what keeps those pools alive",
                explain=lambda: say(
                    "It keeps some alive, and those that fail sell everything. ETH falls by {next_door};"
                    " only compartments would have kept it out ({next_door_2}).",
                    next_door=_next_door("cross"),
                    next_door_2=_next_door("isolated"),
                ),
                misconception=10,
            ),
        ),
        claim="C07",
    ),
    Question(
        "your_part",
        Template(
            "You are one of them: long {leverage:$} of BTC and as much of ETH, {margin:$} behind it"
            " ({leverage_2:×}). Only BTC has news, and its cascade runs. Which world leaves you more?",
            leverage=LEVERAGE * MARGIN,
            margin=2 * MARGIN,
            leverage_2=LEVERAGE,
        ),
        (
            Option(
                "Isolated: the ETH half stands untouched",
                correct=True,
                explain=lambda: say(
                    "{left:$0} of {margin:$} are left: one compartment is gone, the other never had any"
                    " news. In the world of pools {left_2:$0} are left: both legs are sold, at prices that"
                    " pools have pushed down in *both* markets.",
                    left=left("isolated"),
                    margin=2 * MARGIN,
                    left_2=left("cross"),
                ),
            ),
            Option(
                "Cross: twice the money stands behind BTC",
                explain=lambda: say(
                    "Twice the money, and all of it at stake: {left:$0} are left, against {left_2:$0} in"
                    " compartments. A pool helps until it does not.",
                    left=left("cross"),
                    left_2=left("isolated"),
                ),
                misconception=10,
            ),
            Option(
                "Neither: everything is lost either way",
                explain=lambda: say(
                    "In compartments the loss stops at what stood behind BTC: {left:$0} are left. In the"
                    " pool {left_2:$0} are.",
                    left=left("isolated"),
                    left_2=left("cross"),
                ),
                misconception=12,
            ),
        ),
        claim="C08",
    ),
    Question(
        "same_crash",
        Template(
            "A crowd of longs, every leg alike (entry, leverage, size). **Both** markets are hit by"
            " {shock:%0}. In which world is the crash deeper?",
            shock=SHOCK,
        ),
        (
            Option(
                "In neither: the same accounts fall in the same round",
                correct=True,
                explain=lambda: say(
                    "{falls} and {falls_2}. Where nothing nets there is nothing for a pool to share, good or bad.",
                    falls=_falls("alike", "cross", TOGETHER),
                    falls_2=_falls("alike", "isolated", TOGETHER),
                ),
            ),
            Option(
                "In the cross world: pools drag everything down",
                explain=lambda: say(
                    "A pool carries trouble from one market to another. Here both have the same trouble"
                    " already: {falls} against {falls_2}.",
                    falls=_falls("alike", "cross", TOGETHER),
                    falls_2=_falls("alike", "isolated", TOGETHER),
                ),
                misconception=9,
            ),
            Option(
                "In the isolated world: small compartments fail first",
                explain=lambda: say(
                    "Each has half the collateral and half the load. They fail when the pool fails: {falls}"
                    " against {falls_2}.",
                    falls=_falls("alike", "isolated", TOGETHER),
                    falls_2=_falls("alike", "cross", TOGETHER),
                ),
                misconception=10,
            ),
        ),
    ),
    Question(
        "hedged_crowd",
        Template(
            "Now everyone holds a dollar-neutral pair, long one and short the other. Both markets are hit"
            " by {fall:%0}. Which mode makes the crash?",
            fall=FALL,
        ),
        (
            Option(
                "Isolated, where losing legs fall alone",
                correct=True,
                explain=lambda: say(
                    "Losing legs are closed one by one: {closed} of the open interest is closed and BTC"
                    " ends {falls} down. In pools the legs net: {closed_2} is closed, and the fall stays"
                    " {falls_2}.",
                    closed=_closed("hedged", "isolated", (FALL, FALL)),
                    falls=_falls("hedged", "isolated", (FALL, FALL)),
                    closed_2=_closed("hedged", "cross", (FALL, FALL)),
                    falls_2=_falls("hedged", "cross", (FALL, FALL)),
                ),
            ),
            Option(
                "Cross, since contagion runs through pools",
                explain=lambda: say(
                    "Through pools that fail. These do not: gain and loss meet inside them. Cross closes"
                    " {closed} of the open interest, isolated {closed_2}.",
                    closed=_closed("hedged", "cross", (FALL, FALL)),
                    closed_2=_closed("hedged", "isolated", (FALL, FALL)),
                ),
                misconception=9,
            ),
            Option(
                "Neither: they are all hedged",
                explain=lambda: say(
                    "A hedge cut in two is two bets, and one of them is losing: {closed} of the open"
                    " interest is closed in the isolated world.",
                    closed=_closed("hedged", "isolated", (FALL, FALL)),
                ),
                misconception=9,
            ),
        ),
    ),
    Question(
        "walls",
        Template(
            "“My BTC and my ETH sit in isolated compartments, so a crash is two small risks.” Both are hit"
            " by {shock:%0}. What does the isolated crowd live through?",
            shock=SHOCK,
        ),
        (
            Option(
                "Two crashes at once: walls keep money apart, not prices",
                correct=True,
                explain=lambda: say(
                    "BTC falls {falls}, ETH {falls_2}, and {closed} of the open interest is closed. With"
                    " news for BTC alone it was {closed_2}.",
                    falls=_falls("crowd", "isolated", TOGETHER),
                    falls_2=_falls("crowd", "isolated", TOGETHER, 1),
                    closed=_closed("crowd", "isolated", TOGETHER),
                    closed_2=_closed("crowd", "isolated", ALONE),
                ),
            ),
            Option(
                "One crash: the other compartment is behind its wall",
                explain=lambda: say(
                    "The wall stops what comes through your account. This comes through the price: {closed}"
                    " of the open interest is closed, against {closed_2} when only BTC is hit.",
                    closed=_closed("crowd", "isolated", TOGETHER),
                    closed_2=_closed("crowd", "isolated", ALONE),
                ),
                misconception=11,
            ),
            Option(
                "No crash: isolated crowds do not cascade",
                explain=lambda: say(
                    "A forced sale is a forced sale. BTC falls {falls} on news of {shock:%0}: every market"
                    " feeds itself.",
                    falls=_falls("crowd", "isolated", TOGETHER),
                    shock=SHOCK,
                ),
                misconception=9,
            ),
        ),
        claim="C22",
    ),
)
