"""Recall of lesson 06: beliefs about the two modes, answered with the numbers of the same weeks."""

from __future__ import annotations

from functools import lru_cache

from course.lessons.cross_vs_isolated.book import CORRELATION, NOTIONAL, VOLATILITY, portfolios, runs, tail
from course.lessons.cross_vs_isolated.capital import needed
from course.lessons.cross_vs_isolated.crowds import MARGIN
from course.lessons.cross_vs_isolated.five import lived
from course.lessons.cross_vs_isolated.replays import HOURS, QUARTERS, day
from course.simulation import Replay, replay
from course.teaching.quiz import Option, Question, Quiz
from course.words import percent, usd

WALLET = 2 * MARGIN
RISE, FALL = 0.08, -0.38


@lru_cache(maxsize=8)
def _shock(book: str, shock: str, size: float, wallet: float = 0.0) -> Replay:
    return replay(portfolios(book, MARGIN, wallet), day(shock, size))


def _ends(book: str, shock: str, size: float, mode: str, wallet: float = 0.0) -> str:
    return usd(float(_shock(book, shock, size, wallet)[mode].final[0]), 0)


@lru_cache(maxsize=4)
def _often(book: str, mode: str, wallet: float = 0.0) -> str:
    return percent(runs(book, MARGIN, wallet, VOLATILITY, CORRELATION)[mode].liquidation_frequency, 0)


@lru_cache(maxsize=4)
def _tail(book: str, mode: str) -> str:
    return percent(tail(runs(book, MARGIN, WALLET, VOLATILITY, CORRELATION)[mode]), 0)


@lru_cache(maxsize=2)
def _saving(book: str, correlation: float) -> str:
    from course.lessons.cross_vs_isolated.book import weeks
    from course.margin import covering

    amounts = needed(book, weeks(VOLATILITY, correlation))
    cross, apart = (float(covering(amounts[m], 0.95)) for m in ("cross", "isolated"))
    return percent(max(0.0, 1 - cross / apart), 0)


@lru_cache(maxsize=2)
def _all_five(correlation: float) -> str:
    return percent(float((lived(correlation, 6.0)["isolated"].first >= 0).all(axis=0).mean()), 1)


STEPPED = (
    f" (Prices go in steps of {60 * HOURS / QUARTERS:g} minutes, as in the lesson: the venue acts at the first step beyond its"
    " level, so a little less is left than at the level itself.)"
)
BOOK = f"{usd(NOTIONAL)} a leg, {usd(MARGIN)} of margin each"

RECALL = Quiz(
    "cross_vs_isolated",
    (
        Question(
            "hedge_apart",
            f"Long BTC, short ETH, {BOOK}. Both prices rise by {percent(RISE, 0)} and come back. Which account has lost money?",
            (
                Option(
                    "The isolated one",
                    correct=True,
                    explain=lambda: (
                        f"Its short is closed near the top, and the long that is left rides all the way back:"
                        f" {_ends('hedged', 'back', RISE, 'isolated')} against {_ends('hedged', 'back', RISE, 'cross')} in cross."
                        + STEPPED
                    ),
                ),
                Option(
                    "The cross one, since everything is at stake there",
                    explain=lambda: (
                        f"Everything is at stake, and nothing is in danger: gain and loss cancel in the pool. Cross ends with"
                        f" {_ends('hedged', 'back', RISE, 'cross')}, isolated with {_ends('hedged', 'back', RISE, 'isolated')}."
                    ),
                    misconception=9,
                ),
                Option(
                    "Neither: prices are where they were",
                    explain=lambda: (
                        f"A liquidation on the way is not undone by the way back: isolated ends with"
                        f" {_ends('hedged', 'back', RISE, 'isolated')}."
                    ),
                    misconception=9,
                ),
            ),
            claim="C04",
        ),
        Question(
            "one_leg",
            f"The same two trades, with {usd(WALLET)} more in the account. BTC falls by {percent(-FALL, 0)}, ETH stands still. Which account"
            " keeps more?",
            (
                Option(
                    "The isolated one",
                    correct=True,
                    explain=lambda: (
                        f"It loses the BTC compartment and no more: {_ends('hedged', 'alone', FALL, 'isolated', WALLET)} are left,"
                        f" in cross {_ends('hedged', 'alone', FALL, 'cross', WALLET)}." + STEPPED
                    ),
                ),
                Option(
                    "The cross one: a pool is always the better cushion",
                    explain=lambda: (
                        f"A larger cushion is a larger stake. The pool feeds the losing leg until"
                        f" {_ends('hedged', 'alone', FALL, 'cross', WALLET)}; the compartment stopped at"
                        f" {_ends('hedged', 'alone', FALL, 'isolated', WALLET)}."
                    ),
                    misconception=10,
                ),
                Option(
                    "The same: the loss is the same trade's",
                    explain=lambda: (
                        f"It is closed at different prices, since different money stands behind it:"
                        f" {_ends('hedged', 'alone', FALL, 'cross', WALLET)} in cross,"
                        f" {_ends('hedged', 'alone', FALL, 'isolated', WALLET)} in isolated."
                    ),
                    misconception=12,
                ),
            ),
            claim="C08",
        ),
        Question(
            "same_fate",
            f"Long BTC and long ETH, {BOOK}, no other money. Both prices fall by the same share, all the way down. Who is"
            " liquidated first?",
            (
                Option(
                    "Both at the same moment",
                    correct=True,
                    explain=lambda: (
                        "Equal legs have equal room, and the pool's room is their sum: it changes sign when they do. Both end with"
                        f" {_ends('one-sided', 'together', -0.3, 'cross')}." + STEPPED
                    ),
                ),
                Option(
                    "Isolated: compartments are smaller",
                    explain=lambda: (
                        "Smaller, and each carries a smaller load. Without anything to net there is nothing to gain from a pool:"
                        f" both end with {_ends('one-sided', 'together', -0.3, 'isolated')}."
                    ),
                    misconception=10,
                ),
                Option(
                    "Cross: the losses add up there",
                    explain=lambda: (
                        "Losses add up and so does the collateral. Isolated protects from *other* trades, and here there is no"
                        f" other: both end with {_ends('one-sided', 'together', -0.3, 'isolated')}."
                    ),
                    misconception=9,
                ),
            ),
            claim="C01",
        ),
        Question(
            "tail",
            f"Long BTC and long ETH, {BOOK}, {usd(WALLET)} beside. Over the lesson's weeks isolated is liquidated far more often"
            " than cross. What about the worst twentieth of the weeks?",
            (
                Option(
                    "There cross loses more",
                    correct=True,
                    explain=lambda: (
                        f"{_tail('one-sided', 'cross')} of the account against {_tail('one-sided', 'isolated')}: the money that"
                        " kept the pool alive is the money that it then loses."
                    ),
                ),
                Option(
                    "There isolated loses more: it is liquidated more often",
                    explain=lambda: (
                        f"Often ({_often('one-sided', 'isolated', WALLET)} of the weeks against"
                        f" {_often('one-sided', 'cross', WALLET)}) is not much. Its worst weeks cost"
                        f" {_tail('one-sided', 'isolated')}, those of cross {_tail('one-sided', 'cross')}."
                    ),
                    misconception=10,
                ),
                Option(
                    "The same, the prices are the same",
                    explain=lambda: (
                        f"The prices are, the stake is not: {_tail('one-sided', 'cross')} against {_tail('one-sided', 'isolated')}."
                    ),
                    misconception=12,
                ),
            ),
            claim="C08",
        ),
        Question(
            "efficient",
            "“Cross is always more capital-efficient.” For which book does pooling save nothing at all?",
            (
                Option(
                    "Equal longs whose prices move as one",
                    correct=True,
                    explain=lambda: (
                        f"At correlation one the pool saves {_saving('one-sided', 1.0)}; the hedge saves"
                        f" {_saving('hedged', CORRELATION)} at {CORRELATION:g}. And what is pooled is shared: one leg can spend it all."
                    ),
                ),
                Option(
                    "A long and a short whose prices move together",
                    explain=lambda: (
                        f"There it saves most: {_saving('hedged', CORRELATION)} of the capital for the same safety."
                    ),
                    misconception=9,
                ),
                Option(
                    "None: it always saves something",
                    explain=lambda: (
                        f"It saves what nets. Where everything moves as one, that is {_saving('one-sided', 1.0)}."
                    ),
                    misconception=10,
                ),
            ),
            claim="C18",
        ),
        Question(
            "five_apart",
            "Five isolated longs in five coins, each liquidated about as often as the others. The correlation rises from zero to one."
            " What becomes of the weeks in which all five are liquidated?",
            (
                Option(
                    "They become as frequent as the liquidation of a single one",
                    correct=True,
                    explain=lambda: (
                        f"From {_all_five(0.0)} to {_all_five(1.0)} of the weeks (at 6×). Each trade alone is as risky as before."
                    ),
                ),
                Option(
                    "Nothing: compartments do not touch each other",
                    explain=lambda: (
                        f"Their money does not, their prices do: from {_all_five(0.0)} to {_all_five(1.0)} of the weeks."
                    ),
                    misconception=11,
                ),
                Option(
                    "They become five times as frequent",
                    explain=lambda: (
                        f"From {_all_five(0.0)} to {_all_five(1.0)} is far more than fivefold: five stories have become one."
                    ),
                    misconception=11,
                ),
            ),
            claim="C22",
        ),
        Question(
            "full_wallet",
            f"An isolated long of {usd(NOTIONAL)} with {usd(MARGIN)} posted, and {usd(WALLET)} in the wallet. The price falls to its"
            " liquidation price. What does the wallet do, if you do not act and no automatic top-up is switched on?",
            (
                Option(
                    "Nothing: the position is closed while the wallet is full",
                    correct=True,
                    explain="Only what was posted backs it. That bounds the loss, and it is why isolated is liquidated more often.",
                ),
                Option(
                    "It tops the position up",
                    explain=f"That would be cross margin. Here {usd(MARGIN)} is all there is behind the trade; you may move money to it"
                    " in time; a venue does so only where you have switched that on.",
                    misconception=12,
                ),
                Option(
                    "It pays what the position lost beyond its margin",
                    explain=f"The position is closed before its {usd(MARGIN)} are gone; what a gap takes beyond that falls on the"
                    " venue's backstops, not on your wallet.",
                    misconception=12,
                ),
            ),
            claim="C05",
        ),
    ),
)
