"""Recall of lesson 14: beliefs about crashes, answered with the crowd and the books of the lesson."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.language import word
from course.lessons.facts import OCTOBER_BTC, OCTOBER_MEDIAN
from course.lessons.liquidation_cascades.books import BTC, ETH, LEVERAGE, PRICES, crowd, exchange, ladder
from course.lessons.liquidation_cascades.recall_worlds import DEEP, THIN, WORLDS
from course.margin import Pool, Position
from course.number_format import percent
from course.simulation import Cascade, Feed, Film
from course.simulation.events import event
from course.teaching.quiz import Option, Question, Quiz
from course.texts import Template, say

NEWS = 0.03
SLIDE, STEPS, LAG = 0.02, 8, 4


def _in_all(depth: float, shock: float = NEWS) -> str:
    return percent(float(ladder(LEVERAGE, depth).response(shock).move), 1)


@lru_cache(maxsize=2)
def slide(lag: int) -> Film:
    """A fall in eight steps, judged by an index that is so many steps late."""
    path = PRICES * np.cumprod(np.full((STEPS, 1), 1 - SLIDE), axis=0)
    path = np.concatenate([path, np.repeat(path[-1:], LAG + 1, axis=0)])
    rows = crowd()
    feed = Feed(lag=lag, pass_through=0.0, band=0.0)
    return Cascade(exchange(rows, DEEP, feed=feed, deleveraging="none"), rows, PRICES).run(path)


def _debt(lag: int) -> str:
    return percent(slide(lag).bad_debt_share, 1)


# ---- the pool of the funding question --------------------------------------------------------------------------------

MARGIN, LEG, RATE, TIMES = 2_500.0, 10_000.0, 0.003, 12
FIRST, TAKEN, LAST = 0.10, 1.0, 0.32


def room(rate: float, taken: float) -> float:
    """Room of a pool, long BTC and short ETH alike, after funding, deleveraging at ``FIRST`` and a fall to ``LAST``, USD."""
    long = Position(BTC, LEG / PRICES[0], float(PRICES[0]))
    short = Position(ETH, -LEG / PRICES[1], float(PRICES[1]))
    realised = taken * short.unrealised_pnl(float(PRICES[1]) * (1 - FIRST))
    left = Position(ETH, short.size * (1 - taken), short.entry_price) if taken < 1 else None
    paid = TIMES * rate * LEG
    pool = Pool(MARGIN - paid + realised, (long, left) if left else (long,))
    return float(pool.health(dict(zip(("BTC", "ETH"), PRICES * (1 - LAST), strict=True))))


def _crash(name: str, symbol: str) -> Any:
    return event(name).markets[symbol]


def _figure(name: str) -> str:
    return percent(event("2025-10-10").figure(name).value, 0)


QUIZ = Quiz(
    "liquidation_cascades",
    (
        Question(
            "half_the_depth",
            lambda: say(
                "Longs at a median of {leverage:×}, a book of {deep:#0} times the open interest. News of"
                " {news:%0} ends in a fall of {in_all}. The same news, the same crowd, **half the depth**:"
                " how far does it fall?",
                leverage=LEVERAGE,
                deep=DEEP,
                news=NEWS,
                in_all=_in_all(DEEP),
            ),
            (
                Option(
                    "Far more than twice as far",
                    correct=True,
                    explain=lambda: say(
                        "{in_all}. Half the depth is twice the κ, and the multiplier is 1/(1 − κ): near one"
                        " it has no sense of proportion. (On 10 October 2025, within the same ninety"
                        " minutes, BTC fell by {value:%0} and {what} by {value_2:%0}. {source}.)",
                        in_all=_in_all(THIN),
                        value=-OCTOBER_BTC.value,
                        what=word(OCTOBER_MEDIAN.what).split(",")[0],
                        value_2=-OCTOBER_MEDIAN.value,
                        source=OCTOBER_MEDIAN.source,
                    ),
                ),
                Option(
                    "About twice as far",
                    explain=lambda: say(
                        "That would be right if nobody were liquidated on the way. It is {in_all}: every"
                        " fall sells more, and each sale now weighs double.",
                        in_all=_in_all(THIN),
                    ),
                ),
                Option(
                    "As far: the news is the same",
                    explain=lambda: say(
                        "News is the first domino. The book decides how many follow: {in_all} in the deep"
                        " one, {in_all_2} in the thin one.",
                        in_all=_in_all(DEEP),
                        in_all_2=_in_all(THIN),
                    ),
                ),
            ),
        ),
        *WORLDS,
        Question(
            "spike",
            Template(
                "A pool of {margin:$}: long {leg:$} BTC, short {leg:$} ETH. Funding of BTC spikes to"
                " {rate:%1} and is paid {times} times; at −{first:%0} the whole winning short is"
                " deleveraged; then both prices go on to −{last:%0}. What broke the pool?",
                margin=MARGIN,
                leg=LEG,
                rate=RATE,
                times=TIMES,
                first=FIRST,
                last=LAST,
            ),
            (
                Option(
                    "Both together: either alone it would have survived",
                    correct=True,
                    explain=lambda: say(
                        "Room at the end: {room:$0}. Without the funding {room_2:$0}, without the"
                        " deleveraging {room_3:$0}. The spike eats the buffer, the deleveraging takes the"
                        " hedge, and the fall finds a naked long.",
                        room=room(RATE, TAKEN),
                        room_2=room(0.0, TAKEN),
                        room_3=room(RATE, 0.0),
                    ),
                ),
                Option(
                    "The fall alone",
                    explain=lambda: say(
                        "A whole hedge does not feel it: with the short in place and no funding the room"
                        " would be {room:$0}. It was {room_2:$0}.",
                        room=room(0.0, 0.0),
                        room_2=room(RATE, TAKEN),
                    ),
                ),
                Option(
                    "The deleveraging alone: the funding is only small change",
                    explain=lambda: say(
                        "{rate:%1} of the *notional*, {times} times, is {times_2:$0} out of {margin:$}."
                        " Without it the room would be {room:$0}, and the pool would stand.",
                        rate=RATE,
                        times=TIMES,
                        times_2=TIMES * RATE * LEG,
                        margin=MARGIN,
                        room=room(0.0, TAKEN),
                    ),
                    misconception=16,
                ),
                Option(
                    "The funding alone: the short is my own and stays",
                    explain=lambda: say(
                        "Nobody is spared as the owner of a hedge, and where a venue ranks, *winners* come first: in a fall"
                        " your short is one. With it in place the room would be {room:$0}.",
                        room=room(RATE, 0.0),
                    ),
                    misconception=20,
                ),
            ),
            claim="C09",
        ),
        Question(
            "october",
            lambda: (
                "“Before every great crash funding spikes, so I shall be warned.” What do the five events say about the most extreme"
                " rate of BTC around them?"
            ),
            (
                Option(
                    "Sometimes extreme, sometimes nothing at all",
                    correct=True,
                    explain=lambda: say(
                        "{funding:%2} per 8 hours in March 2020, at the venue's cap, and no extreme in"
                        " October 2025 ({funding_2:%2}; computed from public bars). A spike can break a"
                        " pool; its absence promises nothing.",
                        funding=_crash("2020-03-12", "BTC").funding,
                        funding_2=_crash("2025-10-10", "BTC").funding,
                    ),
                ),
                Option(
                    "It spiked each time",
                    explain=lambda: say(
                        "Not in October 2025, the largest liquidation of the five: {funding:%2}. A model"
                        " that always shows a spike is wrong.",
                        funding=_crash("2025-10-10", "BTC").funding,
                    ),
                ),
                Option(
                    "It never moves, funding has nothing to do with crashes",
                    explain=lambda: say(
                        "{funding:%2} per 8 hours in March 2020: on a tenfold position that is {value:%0}"
                        " of the margin in one payment.",
                        funding=_crash("2020-03-12", "BTC").funding,
                        value=-10 * _crash("2020-03-12", "BTC").funding,
                    ),
                    misconception=16,
                ),
            ),
            claim="C09",
        ),
        Question(
            "slow_price",
            Template(
                "A venue judges accounts by a price that is {lag} steps old, “so that wicks liquidate nobody”. The"
                " market slides by {slide:%0} in {steps} steps and stays there. What has the delay changed?",
                lag=LAG,
                slide=1 - (1 - SLIDE) ** STEPS,
                steps=STEPS,
            ),
            (
                Option(
                    "Accounts are closed later, at worse prices: more bad debt",
                    correct=True,
                    explain=lambda: say(
                        "Bad debt is {debt} of the open interest instead of {debt_2}. Calm is borrowed: the"
                        " fund and the winners pay it back.",
                        debt=_debt(LAG),
                        debt_2=_debt(0),
                    ),
                ),
                Option(
                    "It has protected them: the wick was not seen",
                    explain=lambda: say(
                        "A price that comes back is not seen, and one that does not come back is seen too"
                        " late: bad debt is {debt} of the open interest instead of {debt_2}.",
                        debt=_debt(LAG),
                        debt_2=_debt(0),
                    ),
                    misconception=17,
                ),
                Option(
                    "Nothing: the price is the same in the end",
                    explain=lambda: say(
                        "The fills are not: what could be sold at −{slide:%0} is now sold steps further"
                        " down. Bad debt: {debt} instead of {debt_2}.",
                        slide=SLIDE,
                        debt=_debt(LAG),
                        debt_2=_debt(0),
                    ),
                ),
            ),
        ),
        Question(
            "who_left",
            lambda: say(
                "In October 2025 open interest fell by about {figure}. How much of what there had been was liquidated?",
                figure=_figure("open interest fall"),
            ),
            (
                Option(
                    lambda: say("About {figure}, by the published count", figure=_figure("liquidated share")),
                    correct=True,
                    explain=lambda: (
                        "Most of it left in other ways: stops, deleveraging, people closing. (Press counts, and a lower bound; the"
                        " lesson's model knows only forced sellers, which is one of the places where it fails.)"
                    ),
                ),
                Option(
                    lambda: say("All of it: {figure}", figure=_figure("open interest fall")),
                    explain=lambda: say(
                        "The published count is {figure}. That everything is forced is true in the lesson's"
                        " model, and it is the model that is wrong there.",
                        figure=_figure("liquidated share"),
                    ),
                ),
                Option(
                    "Next to nothing: it was deleveraging",
                    explain=lambda: say(
                        "Hyperliquid, whose chain can be read, closed {value:$} billion that way, of some"
                        " {value_2:$1} billion liquidated in all by the published count.",
                        value=event("2025-10-10").figure("deleveraged").value / 1000000000.0,
                        value_2=event("2025-10-10").figure("liquidations").value / 1000000000.0,
                    ),
                ),
            ),
        ),
    ),
)

RULE = (
    "Ask of every market how much must be sold on the next step down, and how much the book takes there. As the two come close, size"
    " down: a pool carries the fall to all you hold, and isolated keeps your money apart, not your prices."
)

LINKS = (
    (
        "Brunnermeier and Pedersen: Market Liquidity and Funding Liquidity (loss spirals and margin spirals)",
        "https://doi.org/10.1093/rfs/hhn098",
    ),
    (
        "Cont and Wagalath: Fire Sales Forensics (how forced selling raises volatility and correlations)",
        "https://ssrn.com/abstract=2051013",
    ),
    (
        "Chitra: Autodeleveraging: Impossibilities and Optimization (solvency, revenue, fairness; October 2025 as the case)",
        "https://arxiv.org/abs/2512.01112",
    ),
    (
        "10 October 2025 on Hyperliquid, reconstructed from the chain's data",
        "https://github.com/ConejoCapital/HyperMultiAssetedADL",
    ),
)
