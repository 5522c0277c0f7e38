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
from course.simulation import Cascade, Feed, Film
from course.simulation.events import event
from course.teaching.quiz import Question, Quiz, right, wrong

NEWS = 0.03
SLIDE, STEPS, LAG = 0.02, 8, 4


def _in_all(depth: float, shock: float = NEWS) -> float:
    return float(ladder(LEVERAGE, depth).response(shock).move)


@lru_cache(maxsize=2)
def slide(lag: int) -> Film:
    """A fall in eight steps, judged by an index that is so many steps late."""
    path = PRICES * np.cumprod(np.full((STEPS, 1), 1 - SLIDE), axis=0)
    path = np.concatenate([path, np.repeat(path[-1:], LAG + 1, axis=0)])
    rows = crowd()
    feed = Feed(lag=lag, pass_through=0.0, band=0.0)
    return Cascade(exchange(rows, DEEP, feed=feed, deleveraging="none"), rows, PRICES).run(path)


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


def _figure(name: str) -> float:
    return event("2025-10-10").figure(name).value


QUIZ = Quiz(
    "liquidation_cascades",
    Question(
        "half_the_depth",
        "Longs at a median of {leverage:×}, a book of {deep:#0} times the open interest. News of {news:%0} ends in a"
        " fall of {deep_fall:%1}. The same news, the same crowd, **half the depth**: how far does it fall?",
        right(
            "Far more than twice as far",
            "{thin_fall:%1}. Half the depth is twice the κ, and the multiplier is 1/(1 − κ): near one it has no sense of"
            " proportion. (On 10 October 2025, within the same ninety minutes, BTC fell by {btc:%0} and {what} by"
            " {median:%0}. {source}.)",
        ),
        wrong(
            "About twice as far",
            "That would be right if nobody were liquidated on the way. It is {thin_fall:%1}: every fall sells more, and"
            " each sale now weighs double.",
        ),
        wrong(
            "As far: the news is the same",
            "News is the first domino. The book decides how many follow: {deep_fall:%1} in the deep one, {thin_fall:%1} in"
            " the thin one.",
        ),
        numbers={
            "leverage": LEVERAGE,
            "deep": DEEP,
            "news": NEWS,
            "deep_fall": lambda _: _in_all(DEEP),
            "thin_fall": lambda _: _in_all(THIN),
            "btc": -OCTOBER_BTC.value,
            "what": lambda _: word(OCTOBER_MEDIAN.what).split(",")[0],
            "median": -OCTOBER_MEDIAN.value,
            "source": OCTOBER_MEDIAN.source,
        },
    ),
    *WORLDS,
    Question(
        "spike",
        "A pool of {margin:$}: long {leg:$} BTC, short {leg:$} ETH. Funding of BTC spikes to {rate:%1} and is paid"
        " {times} times; at −{first:%0} the whole winning short is deleveraged; then both prices go on to −{last:%0}."
        " What broke the pool?",
        right(
            "Both together: either alone it would have survived",
            "Room at the end: {end:$0}. Without the funding {unpaid:$0}, without the deleveraging {hedged:$0}. The"
            " spike eats the buffer, the deleveraging takes the hedge, and the fall finds a naked long.",
        ),
        wrong(
            "The fall alone",
            "A whole hedge does not feel it: with the short in place and no funding the room would be {neither:$0}. It"
            " was {end:$0}.",
        ),
        wrong(
            "The deleveraging alone: the funding is only small change",
            "{rate:%1} of the *notional*, {times} times, is {paid:$0} out of {margin:$}. Without it the room would be"
            " {unpaid:$0}, and the pool would stand.",
            misconception=16,
        ),
        wrong(
            "The funding alone: the short is my own and stays",
            "Nobody is spared as the owner of a hedge, and where a venue ranks, *winners* come first: in a fall your"
            " short is one. With it in place the room would be {hedged:$0}.",
            misconception=20,
        ),
        claim="C09",
        numbers={
            "margin": MARGIN,
            "leg": LEG,
            "rate": RATE,
            "times": TIMES,
            "first": FIRST,
            "last": LAST,
            "end": lambda _: room(RATE, TAKEN),
            "unpaid": lambda _: room(0.0, TAKEN),
            "hedged": lambda _: room(RATE, 0.0),
            "neither": lambda _: room(0.0, 0.0),
            "paid": TIMES * RATE * LEG,
        },
    ),
    Question(
        "october",
        "“Before every great crash funding spikes, so I shall be warned.” What do the five events say about the most"
        " extreme rate of BTC around them?",
        right(
            "Sometimes extreme, sometimes nothing at all",
            "{march:%2} per 8 hours in March 2020, at the venue's cap, and no extreme in October 2025 ({october:%2};"
            " computed from public bars). A spike can break a pool; its absence promises nothing.",
        ),
        wrong(
            "It spiked each time",
            "Not in October 2025, the largest liquidation of the five: {october:%2}. A model that always shows a spike"
            " is wrong.",
        ),
        wrong(
            "It never moves, funding has nothing to do with crashes",
            "{march:%2} per 8 hours in March 2020: on a tenfold position that is {of_margin:%0} of the margin in one"
            " payment.",
            misconception=16,
        ),
        claim="C09",
        numbers={
            "march": lambda _: _crash("2020-03-12", "BTC").funding,
            "october": lambda _: _crash("2025-10-10", "BTC").funding,
            "of_margin": lambda _: -10 * _crash("2020-03-12", "BTC").funding,
        },
    ),
    Question(
        "slow_price",
        "A venue judges accounts by a price that is {lag} steps old, “so that wicks liquidate nobody”. The market"
        " slides by {fall:%0} in {steps} steps and stays there. What has the delay changed?",
        right(
            "Accounts are closed later, at worse prices: more bad debt",
            "Bad debt is {late:%1} of the open interest instead of {prompt:%1}. Calm is borrowed: the fund and the winners"
            " pay it back.",
        ),
        wrong(
            "It has protected them: the wick was not seen",
            "A price that comes back is not seen, and one that does not come back is seen too late: bad debt is {late:%1}"
            " of the open interest instead of {prompt:%1}.",
            misconception=17,
        ),
        wrong(
            "Nothing: the price is the same in the end",
            "The fills are not: what could be sold at −{step:%0} is now sold steps further down. Bad debt: {late:%1}"
            " instead of {prompt:%1}.",
        ),
        numbers={
            "lag": LAG,
            "fall": 1 - (1 - SLIDE) ** STEPS,
            "steps": STEPS,
            "late": lambda _: slide(LAG).bad_debt_share,
            "prompt": lambda _: slide(0).bad_debt_share,
            "step": SLIDE,
        },
    ),
    Question(
        "who_left",
        "In October 2025 open interest fell by about {fell:%0}. How much of what there had been was liquidated?",
        right(
            "About {liquidated:%0}, by the published count",
            "Most of it left in other ways: stops, deleveraging, people closing. (Press counts, and a lower bound; the"
            " lesson's model knows only forced sellers, which is one of the places where it fails.)",
        ),
        wrong(
            "All of it: {fell:%0}",
            "The published count is {liquidated:%0}. That everything is forced is true in the lesson's model, and it is"
            " the model that is wrong there.",
        ),
        wrong(
            "Next to nothing: it was deleveraging",
            "Hyperliquid, whose chain can be read, closed {deleveraged:$} billion that way, of some {in_all:$1}"
            " billion liquidated in all by the published count.",
        ),
        numbers={
            "fell": lambda _: _figure("open interest fall"),
            "liquidated": lambda _: _figure("liquidated share"),
            "deleveraged": lambda _: event("2025-10-10").figure("deleveraged").value / 1000000000.0,
            "in_all": lambda _: event("2025-10-10").figure("liquidations").value / 1000000000.0,
        },
    ),
)

RULE = (
    "Ask of every market how much must be sold on the next step down, and how much the book takes there. As the two"
    " come close, size"
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
