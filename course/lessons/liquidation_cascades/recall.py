"""Recall of lesson 14: beliefs about crashes, answered with the crowd and the books of the lesson."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.lessons.facts import OCTOBER_BTC, OCTOBER_MEDIAN
from course.lessons.liquidation_cascades.books import BTC, ETH, LEVERAGE, PRICES, crowd, exchange, ladder
from course.lessons.liquidation_cascades.recall_worlds import DEEP, THIN, WORLDS
from course.margin import Pool, Position
from course.simulation import Cascade, Feed, Film
from course.simulation.events import event
from course.teaching.quiz import Option, Question, Quiz
from course.words import number, percent, times, usd

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
            lambda: (
                f"Longs at a median of {times(LEVERAGE)}, a book of {number(DEEP, 0)} times the open interest. News of"
                f" {percent(NEWS, 0)} ends in a fall of {_in_all(DEEP)}. The same news, the same crowd, **half the depth**: how"
                " far does it fall?"
            ),
            (
                Option(
                    "Far more than twice as far",
                    correct=True,
                    explain=lambda: (
                        f"{_in_all(THIN)}. Half the depth is twice the κ, and the multiplier is 1/(1 − κ): near one it has no"
                        " sense of proportion. (On 10 October 2025, within the same ninety minutes, BTC fell by"
                        f" {percent(-OCTOBER_BTC.value, 0)} and {OCTOBER_MEDIAN.what.removesuffix(' on 10 October 2025')} by"
                        f" {percent(-OCTOBER_MEDIAN.value, 0)}. {OCTOBER_MEDIAN.source}.)"
                    ),
                ),
                Option(
                    "About twice as far",
                    explain=lambda: (
                        f"That would be right if nobody were liquidated on the way. It is {_in_all(THIN)}: every fall sells more,"
                        " and each sale now weighs double."
                    ),
                ),
                Option(
                    "As far: the news is the same",
                    explain=lambda: (
                        f"News is the first domino. The book decides how many follow: {_in_all(DEEP)} in the deep one,"
                        f" {_in_all(THIN)} in the thin one."
                    ),
                ),
            ),
        ),
        *WORLDS,
        Question(
            "spike",
            lambda: (
                f"A pool of {usd(MARGIN)}: long {usd(LEG)} BTC, short {usd(LEG)} ETH. Funding of BTC spikes to"
                f" {percent(RATE, 1)} and is paid {TIMES} times; at −{percent(FIRST, 0)} the whole winning short is deleveraged; then"
                f" both prices go on to −{percent(LAST, 0)}. What broke the pool?"
            ),
            (
                Option(
                    "Both together: either alone it would have survived",
                    correct=True,
                    explain=lambda: (
                        f"Room at the end: {usd(room(RATE, TAKEN), 0)}. Without the funding {usd(room(0.0, TAKEN), 0)}, without the"
                        f" deleveraging {usd(room(RATE, 0.0), 0)}. The spike eats the buffer, the deleveraging takes the hedge, and the"
                        " fall finds a naked long."
                    ),
                ),
                Option(
                    "The fall alone",
                    explain=lambda: (
                        "A whole hedge does not feel it: with the short in place and no funding the room would be"
                        f" {usd(room(0.0, 0.0), 0)}. It was {usd(room(RATE, TAKEN), 0)}."
                    ),
                ),
                Option(
                    "The deleveraging alone: the funding is only small change",
                    explain=lambda: (
                        f"{percent(RATE, 1)} of the *notional*, {TIMES} times, is {usd(TIMES * RATE * LEG, 0)} out of {usd(MARGIN)}."
                        f" Without it the room would be {usd(room(0.0, TAKEN), 0)}, and the pool would stand."
                    ),
                    misconception=16,
                ),
                Option(
                    "The funding alone: the short is my own and stays",
                    explain=lambda: (
                        "Deleveraging closes mostly *winners*, and in a fall your short wins. With it in place the room would be"
                        f" {usd(room(RATE, 0.0), 0)}."
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
                    explain=lambda: (
                        f"{percent(_crash('2020-03-12', 'BTC').funding, 2)} per 8 hours in March 2020, at the venue's cap, and no"
                        f" extreme in October 2025 ({percent(_crash('2025-10-10', 'BTC').funding, 2)}; computed from public bars). A"
                        " spike can break a pool; its absence promises nothing."
                    ),
                ),
                Option(
                    "It spiked each time",
                    explain=lambda: (
                        "Not in October 2025, the largest liquidation of the five:"
                        f" {percent(_crash('2025-10-10', 'BTC').funding, 2)}. A model that always shows a spike is wrong."
                    ),
                ),
                Option(
                    "It never moves, funding has nothing to do with crashes",
                    explain=lambda: (
                        f"{percent(_crash('2020-03-12', 'BTC').funding, 2)} per 8 hours in March 2020: on a tenfold position that is"
                        f" {percent(-10 * _crash('2020-03-12', 'BTC').funding, 0)} of the margin in one payment."
                    ),
                    misconception=16,
                ),
            ),
            claim="C09",
        ),
        Question(
            "slow_price",
            lambda: (
                f"A venue judges accounts by a price that is {LAG} steps old, “so that wicks liquidate nobody”. The market slides by"
                f" {percent(1 - (1 - SLIDE) ** STEPS, 0)} in {STEPS} steps and stays there. What has the delay changed?"
            ),
            (
                Option(
                    "Accounts are closed later, at worse prices: more bad debt",
                    correct=True,
                    explain=lambda: (
                        f"Bad debt is {_debt(LAG)} of the open interest instead of {_debt(0)}. Calm is borrowed: the fund and the"
                        " winners pay it back."
                    ),
                ),
                Option(
                    "It has protected them: the wick was not seen",
                    explain=lambda: (
                        "A price that comes back is not seen, and one that does not come back is seen too late: bad debt is"
                        f" {_debt(LAG)} of the open interest instead of {_debt(0)}."
                    ),
                    misconception=17,
                ),
                Option(
                    "Nothing: the price is the same in the end",
                    explain=lambda: (
                        f"The fills are not: what could be sold at −{percent(SLIDE, 0)} is now sold steps further down. Bad debt:"
                        f" {_debt(LAG)} instead of {_debt(0)}."
                    ),
                ),
            ),
        ),
        Question(
            "who_left",
            lambda: (
                f"In October 2025 open interest fell by about {_figure('open interest fall')}. How much of what there had been was"
                " liquidated?"
            ),
            (
                Option(
                    lambda: f"About {_figure('liquidated share')}, by the published count",
                    correct=True,
                    explain=lambda: (
                        "Most of it left in other ways: stops, deleveraging, people closing. (Press counts, and a lower bound; the"
                        " lesson's model knows only forced sellers, which is one of the places where it fails.)"
                    ),
                ),
                Option(
                    lambda: f"All of it: {_figure('open interest fall')}",
                    explain=lambda: (
                        f"The published count is {_figure('liquidated share')}. That everything is forced is true in the lesson's"
                        " model, and it is the model that is wrong there."
                    ),
                ),
                Option(
                    "Next to nothing: it was deleveraging",
                    explain=lambda: (
                        f"Hyperliquid, whose chain can be read, closed {usd(event('2025-10-10').figure('deleveraged').value / 1e9)}"
                        " billion that way, of some"
                        f" {usd(event('2025-10-10').figure('liquidations').value / 1e9, 1)} billion liquidated in all by the published"
                        " count."
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
