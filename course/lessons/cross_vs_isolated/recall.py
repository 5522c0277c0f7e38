"""Recall of lesson 06: beliefs about the two modes, answered with the numbers of the same weeks."""

from __future__ import annotations

from functools import lru_cache

from course.lessons.cross_vs_isolated.book import CORRELATION, NOTIONAL, VOLATILITY, portfolios, runs, tail
from course.lessons.cross_vs_isolated.capital_frontier import needed
from course.lessons.cross_vs_isolated.crowds import MARGIN
from course.lessons.cross_vs_isolated.five_trades import lived
from course.lessons.cross_vs_isolated.twin_accounts import HOURS, QUARTERS, day
from course.simulation import Replay, replay
from course.teaching.quiz import Question, Quiz, right, wrong
from course.texts import say

WALLET = 2 * MARGIN
RISE, FALL = 0.08, -0.38


@lru_cache(maxsize=8)
def _shock(book: str, shock: str, size: float, wallet: float = 0.0) -> Replay:
    return replay(portfolios(book, MARGIN, wallet), day(shock, size))


def _ends(book: str, shock: str, size: float, mode: str, wallet: float = 0.0) -> float:
    return float(_shock(book, shock, size, wallet)[mode].final[0])


@lru_cache(maxsize=4)
def _often(book: str, mode: str, wallet: float = 0.0) -> float:
    return runs(book, MARGIN, wallet, VOLATILITY, CORRELATION)[mode].liquidation_frequency


@lru_cache(maxsize=4)
def _tail(book: str, mode: str) -> float:
    return tail(runs(book, MARGIN, WALLET, VOLATILITY, CORRELATION)[mode])


@lru_cache(maxsize=2)
def _saving(book: str, correlation: float) -> float:
    from course.lessons.cross_vs_isolated.book import weeks
    from course.margin import covering

    amounts = needed(book, weeks(VOLATILITY, correlation))
    cross, apart = (float(covering(amounts[m], 0.95)) for m in ("cross", "isolated"))
    return max(0.0, 1 - cross / apart)


@lru_cache(maxsize=2)
def _all_five(correlation: float) -> float:
    return float((lived(correlation, 6.0)["isolated"].first >= 0).all(axis=0).mean())


STEPPED = say(
    " (Prices go in steps of {hours:#~} minutes, as in the lesson: the venue acts at the first step beyond its"
    " level, so a little less is left than at the level itself.)",
    hours=60 * HOURS / QUARTERS,
)
BOOK = say("{notional:$} a leg, {margin:$} of margin each", notional=NOTIONAL, margin=MARGIN)

RECALL = Quiz(
    "cross_vs_isolated",
    Question(
        "hedge_apart",
        "Long BTC, short ETH, {book}. Both prices rise by {rise:%0} and come back. Which account has lost money?",
        right(
            "The isolated one: its short was closed",
            "Its short is closed near the top, and the long that is left rides all the way back: {isolated:$0} against"
            " {cross:$0} in cross.{stepped}",
        ),
        wrong(
            "The cross one, since everything is at stake there",
            "Everything is at stake, and nothing is in danger: gain and loss cancel in the pool. Cross ends with"
            " {cross:$0}, isolated with {isolated:$0}.",
            misconception=9,
        ),
        wrong(
            "Neither: prices are where they were",
            "A liquidation on the way is not undone by the way back: isolated ends with {isolated:$0}.",
            misconception=9,
        ),
        claim="C04",
        numbers={
            "book": BOOK,
            "rise": RISE,
            "isolated": lambda _: _ends("hedged", "back", RISE, "isolated"),
            "cross": lambda _: _ends("hedged", "back", RISE, "cross"),
            "stepped": STEPPED,
        },
    ),
    Question(
        "one_leg",
        "The same two trades, with {wallet:$} more in the account. BTC falls by {fall:%0}, ETH stands still. Which"
        " account keeps more?",
        right(
            "The isolated one: the loss ends at its wall",
            "It loses the BTC compartment and no more: {isolated:$0} are left, in cross {cross:$0}.{stepped}",
        ),
        wrong(
            "The cross one: a pool is always the better cushion",
            "A larger cushion is a larger stake. The pool feeds the losing leg until {cross:$0}; the compartment stopped"
            " at {isolated:$0}.",
            misconception=10,
        ),
        wrong(
            "The same: the loss is the same trade's",
            "It is closed at different prices, since different money stands behind it: {cross:$0} in cross, {isolated:$0} in"
            " isolated.",
            misconception=12,
        ),
        claim="C08",
        numbers={
            "wallet": WALLET,
            "fall": -FALL,
            "isolated": lambda _: _ends("hedged", "alone", FALL, "isolated", WALLET),
            "cross": lambda _: _ends("hedged", "alone", FALL, "cross", WALLET),
            "stepped": STEPPED,
        },
    ),
    Question(
        "same_fate",
        "Long BTC and long ETH, {book}, no other money. Both prices fall by the same share, all the way down. Who is"
        " liquidated first?",
        right(
            "Both at the same moment",
            "Equal legs have equal room, and the pool's room is their sum: it changes sign when they do. Both end with"
            " {cross:$0}.{stepped}",
        ),
        wrong(
            "Isolated: compartments are smaller",
            "Smaller, and each carries a smaller load. Without anything to net there is nothing to gain from a pool:"
            " both end with {isolated:$0}.",
            misconception=10,
        ),
        wrong(
            "Cross: the losses add up there",
            "Losses add up and so does the collateral. Isolated protects from *other* trades, and here there is no"
            " other: both end with {isolated:$0}.",
            misconception=9,
        ),
        claim="C01",
        numbers={
            "book": BOOK,
            "cross": lambda _: _ends("one-sided", "together", -0.3, "cross"),
            "stepped": STEPPED,
            "isolated": lambda _: _ends("one-sided", "together", -0.3, "isolated"),
        },
    ),
    Question(
        "tail",
        "Long BTC and long ETH, {book}, {wallet:$} beside. Over the lesson's weeks isolated is liquidated far more"
        " often than cross. What about the worst twentieth of the weeks?",
        right(
            "There cross loses more",
            "{cross:%0} of the account against {isolated:%0}: the money that kept the pool alive is the money that it then"
            " loses.",
        ),
        wrong(
            "There isolated loses more: it is liquidated more often",
            "Often ({isolated_often:%0} of the weeks against {cross_often:%0}) is not much. Its worst weeks cost {isolated:%0},"
            " those of cross {cross:%0}.",
            misconception=10,
        ),
        wrong(
            "The same, the prices are the same",
            "The prices are, the stake is not: {cross:%0} against {isolated:%0}.",
            misconception=12,
        ),
        claim="C08",
        numbers={
            "book": BOOK,
            "wallet": WALLET,
            "cross": lambda _: _tail("one-sided", "cross"),
            "isolated": lambda _: _tail("one-sided", "isolated"),
            "isolated_often": lambda _: _often("one-sided", "isolated", WALLET),
            "cross_often": lambda _: _often("one-sided", "cross", WALLET),
        },
    ),
    Question(
        "efficient",
        "“Cross is always more capital-efficient.” For which book does pooling save nothing at all?",
        right(
            "Equal longs whose prices move as one",
            "At correlation one the pool saves {as_one:%0}; the hedge saves {hedged:%0} at {correlation:#~}. And what is"
            " pooled is shared: one leg can spend it all.",
        ),
        wrong(
            "A long and a short whose prices move together",
            "There it saves most: {hedged:%0} of the capital for the same safety.",
            misconception=9,
        ),
        wrong(
            "None: it always saves something",
            "It saves what nets. Where everything moves as one, that is {as_one:%0}.",
            misconception=10,
        ),
        claim="C18",
        numbers={
            "as_one": lambda _: _saving("one-sided", 1.0),
            "hedged": lambda _: _saving("hedged", CORRELATION),
            "correlation": CORRELATION,
        },
    ),
    Question(
        "five_apart",
        "Five isolated longs in five coins, each liquidated about as often as the others. The correlation rises from"
        " zero to one. What becomes of the weeks in which all five are liquidated?",
        right(
            "They become as frequent as the liquidation of a single one",
            "From {before:%1} to {after:%1} of the weeks (at 6×). Each trade alone is as risky as before.",
        ),
        wrong(
            "Nothing: compartments do not touch each other",
            "Their money does not, their prices do: from {before:%1} to {after:%1} of the weeks.",
            misconception=11,
        ),
        wrong(
            "They become five times as frequent",
            "From {before:%1} to {after:%1} is far more than fivefold: five stories have become one.",
            misconception=11,
        ),
        claim="C22",
        numbers={"before": lambda _: _all_five(0.0), "after": lambda _: _all_five(1.0)},
    ),
    Question(
        "full_wallet",
        "An isolated long of {notional:$} with {margin:$} posted, and {wallet:$} in the wallet. The price falls to its"
        " liquidation price. What does the wallet do, if you do not act and no automatic top-up is switched on?",
        right(
            "Nothing: the position is closed while the wallet is full",
            "Only what was posted backs it. That bounds the loss, and it is why isolated is liquidated more often.",
        ),
        wrong(
            "It tops the position up",
            "That would be cross margin. Here {margin:$} is all there is behind the trade; you may move money to it in"
            " time; a venue does so only where you have switched that on.",
            misconception=12,
        ),
        wrong(
            "It pays what the position lost beyond its margin",
            "The position is closed before its {margin:$} are gone; what a gap takes beyond that falls on the venue's"
            " backstops, not on your wallet.",
            misconception=12,
        ),
        claim="C05",
        numbers={"notional": NOTIONAL, "margin": MARGIN, "wallet": WALLET},
    ),
)
