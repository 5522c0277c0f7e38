"""Recall of lesson 06: beliefs about the two modes, answered with the numbers of the same weeks."""

from __future__ import annotations

from functools import lru_cache

from course.lessons.cross_vs_isolated.book import CORRELATION, NOTIONAL, VOLATILITY, portfolios, runs, tail
from course.lessons.cross_vs_isolated.capital_frontier import needed
from course.lessons.cross_vs_isolated.crowds import MARGIN
from course.lessons.cross_vs_isolated.five_trades import lived
from course.lessons.cross_vs_isolated.twin_accounts import HOURS, QUARTERS, day
from course.number_format import percent, usd
from course.simulation import Replay, replay
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

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


STEPPED = say(
    " (Prices go in steps of {hours:#~} minutes, as in the lesson: the venue acts at the first step beyond its"
    " level, so a little less is left than at the level itself.)",
    hours=60 * HOURS / QUARTERS,
)
BOOK = say("{notional:$} a leg, {margin:$} of margin each", notional=NOTIONAL, margin=MARGIN)

RECALL = Quiz(
    "cross_vs_isolated",
    (
        Question(
            "hedge_apart",
            say(
                "Long BTC, short ETH, {book}. Both prices rise by {rise:%0} and come back. Which account has"
                " lost money?",
                book=BOOK,
                rise=RISE,
            ),
            (
                Option(
                    "The isolated one: its short was closed",
                    correct=True,
                    explain=lambda: (
                        say(
                            "Its short is closed near the top, and the long that is left rides all the way"
                            " back: {ends} against {ends_2} in cross.",
                            ends=_ends("hedged", "back", RISE, "isolated"),
                            ends_2=_ends("hedged", "back", RISE, "cross"),
                        )
                        + STEPPED
                    ),
                ),
                Option(
                    "The cross one, since everything is at stake there",
                    explain=lambda: say(
                        "Everything is at stake, and nothing is in danger: gain and loss cancel in the"
                        " pool. Cross ends with {ends}, isolated with {ends_2}.",
                        ends=_ends("hedged", "back", RISE, "cross"),
                        ends_2=_ends("hedged", "back", RISE, "isolated"),
                    ),
                    misconception=9,
                ),
                Option(
                    "Neither: prices are where they were",
                    explain=lambda: say(
                        "A liquidation on the way is not undone by the way back: isolated ends with {ends}.",
                        ends=_ends("hedged", "back", RISE, "isolated"),
                    ),
                    misconception=9,
                ),
            ),
            claim="C04",
        ),
        Question(
            "one_leg",
            say(
                "The same two trades, with {wallet:$} more in the account. BTC falls by {fall:%0}, ETH stands"
                " still. Which account keeps more?",
                wallet=WALLET,
                fall=-FALL,
            ),
            (
                Option(
                    "The isolated one: the loss ends at its wall",
                    correct=True,
                    explain=lambda: (
                        say(
                            "It loses the BTC compartment and no more: {ends} are left, in cross {ends_2}.",
                            ends=_ends("hedged", "alone", FALL, "isolated", WALLET),
                            ends_2=_ends("hedged", "alone", FALL, "cross", WALLET),
                        )
                        + STEPPED
                    ),
                ),
                Option(
                    "The cross one: a pool is always the better cushion",
                    explain=lambda: say(
                        "A larger cushion is a larger stake. The pool feeds the losing leg until {ends};"
                        " the compartment stopped at {ends_2}.",
                        ends=_ends("hedged", "alone", FALL, "cross", WALLET),
                        ends_2=_ends("hedged", "alone", FALL, "isolated", WALLET),
                    ),
                    misconception=10,
                ),
                Option(
                    "The same: the loss is the same trade's",
                    explain=lambda: say(
                        "It is closed at different prices, since different money stands behind it: {ends}"
                        " in cross, {ends_2} in isolated.",
                        ends=_ends("hedged", "alone", FALL, "cross", WALLET),
                        ends_2=_ends("hedged", "alone", FALL, "isolated", WALLET),
                    ),
                    misconception=12,
                ),
            ),
            claim="C08",
        ),
        Question(
            "same_fate",
            say(
                "Long BTC and long ETH, {book}, no other money. Both prices fall by the same share, all the way"
                " down. Who is liquidated first?",
                book=BOOK,
            ),
            (
                Option(
                    "Both at the same moment",
                    correct=True,
                    explain=lambda: (
                        say(
                            "Equal legs have equal room, and the pool's room is their sum: it changes sign when"
                            " they do. Both end with {ends}.",
                            ends=_ends("one-sided", "together", -0.3, "cross"),
                        )
                        + STEPPED
                    ),
                ),
                Option(
                    "Isolated: compartments are smaller",
                    explain=lambda: say(
                        "Smaller, and each carries a smaller load. Without anything to net there is nothing"
                        " to gain from a pool: both end with {ends}.",
                        ends=_ends("one-sided", "together", -0.3, "isolated"),
                    ),
                    misconception=10,
                ),
                Option(
                    "Cross: the losses add up there",
                    explain=lambda: say(
                        "Losses add up and so does the collateral. Isolated protects from *other* trades,"
                        " and here there is no other: both end with {ends}.",
                        ends=_ends("one-sided", "together", -0.3, "isolated"),
                    ),
                    misconception=9,
                ),
            ),
            claim="C01",
        ),
        Question(
            "tail",
            say(
                "Long BTC and long ETH, {book}, {wallet:$} beside. Over the lesson's weeks isolated is"
                " liquidated far more often than cross. What about the worst twentieth of the weeks?",
                book=BOOK,
                wallet=WALLET,
            ),
            (
                Option(
                    "There cross loses more",
                    correct=True,
                    explain=lambda: say(
                        "{tail} of the account against {tail_2}: the money that kept the pool alive is the"
                        " money that it then loses.",
                        tail=_tail("one-sided", "cross"),
                        tail_2=_tail("one-sided", "isolated"),
                    ),
                ),
                Option(
                    "There isolated loses more: it is liquidated more often",
                    explain=lambda: say(
                        "Often ({often} of the weeks against {often_2}) is not much. Its worst weeks cost"
                        " {tail}, those of cross {tail_2}.",
                        often=_often("one-sided", "isolated", WALLET),
                        often_2=_often("one-sided", "cross", WALLET),
                        tail=_tail("one-sided", "isolated"),
                        tail_2=_tail("one-sided", "cross"),
                    ),
                    misconception=10,
                ),
                Option(
                    "The same, the prices are the same",
                    explain=lambda: say(
                        "The prices are, the stake is not: {tail} against {tail_2}.",
                        tail=_tail("one-sided", "cross"),
                        tail_2=_tail("one-sided", "isolated"),
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
                    explain=lambda: say(
                        "At correlation one the pool saves {saving}; the hedge saves {saving_2} at"
                        " {correlation:#~}. And what is pooled is shared: one leg can spend it all.",
                        saving=_saving("one-sided", 1.0),
                        saving_2=_saving("hedged", CORRELATION),
                        correlation=CORRELATION,
                    ),
                ),
                Option(
                    "A long and a short whose prices move together",
                    explain=lambda: say(
                        "There it saves most: {saving} of the capital for the same safety.",
                        saving=_saving("hedged", CORRELATION),
                    ),
                    misconception=9,
                ),
                Option(
                    "None: it always saves something",
                    explain=lambda: say(
                        "It saves what nets. Where everything moves as one, that is {saving}.",
                        saving=_saving("one-sided", 1.0),
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
                    explain=lambda: say(
                        "From {all_five} to {all_five_2} of the weeks (at 6×). Each trade alone is as risky as before.",
                        all_five=_all_five(0.0),
                        all_five_2=_all_five(1.0),
                    ),
                ),
                Option(
                    "Nothing: compartments do not touch each other",
                    explain=lambda: say(
                        "Their money does not, their prices do: from {all_five} to {all_five_2} of the weeks.",
                        all_five=_all_five(0.0),
                        all_five_2=_all_five(1.0),
                    ),
                    misconception=11,
                ),
                Option(
                    "They become five times as frequent",
                    explain=lambda: say(
                        "From {all_five} to {all_five_2} is far more than fivefold: five stories have become one.",
                        all_five=_all_five(0.0),
                        all_five_2=_all_five(1.0),
                    ),
                    misconception=11,
                ),
            ),
            claim="C22",
        ),
        Question(
            "full_wallet",
            say(
                "An isolated long of {notional:$} with {margin:$} posted, and {wallet:$} in the wallet. The"
                " price falls to its liquidation price. What does the wallet do, if you do not act and no"
                " automatic top-up is switched on?",
                notional=NOTIONAL,
                margin=MARGIN,
                wallet=WALLET,
            ),
            (
                Option(
                    "Nothing: the position is closed while the wallet is full",
                    correct=True,
                    explain="Only what was posted backs it. That bounds the loss, and it is why isolated is liquidated more often.",
                ),
                Option(
                    "It tops the position up",
                    explain=say(
                        "That would be cross margin. Here {margin:$} is all there is behind the trade; you may"
                        " move money to it in time; a venue does so only where you have switched that on.",
                        margin=MARGIN,
                    ),
                    misconception=12,
                ),
                Option(
                    "It pays what the position lost beyond its margin",
                    explain=say(
                        "The position is closed before its {margin:$} are gone; what a gap takes beyond that"
                        " falls on the venue's backstops, not on your wallet.",
                        margin=MARGIN,
                    ),
                    misconception=12,
                ),
            ),
            claim="C05",
        ),
    ),
)
