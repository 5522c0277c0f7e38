"""Recall of lesson 15: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

import numpy as np

from course.lessons.portfolio_desk.book import EXAMPLE
from course.lessons.portfolio_desk.common import common
from course.lessons.portfolio_desk.days import alarms
from course.lessons.portfolio_desk.predict import DOLLARS, FEE, first, second
from course.lessons.portfolio_desk.walls import chosen
from course.lessons.portfolio_desk.weather import weather
from course.margin import acts
from course.number_format import percent
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

TOGETHER, FRIEND = common(first()), common(second())
BTC, BTC_OF_FRIEND = (float(t.walls()[0]) for t in (first(), second()))
_T = chosen(EXAMPLE, "cross")
NOW, JUMP = (float(_T.sigmas(weather(_T.symbols, s).day)) for s in (0.0, 1.0))
_TRIED = acts(
    EXAMPLE.pools["cross"], EXAMPLE.marks, DOLLARS, fee=FEE, cash=500.0, others={"DOGE": EXAMPLE.pools["DOGE"]}
)
AFTER = dict(zip((a.name for a in _TRIED.acts), -np.asarray(_TRIED.after.ray(-np.ones(3))), strict=True))
RINGS = dict(zip((0.3, 0.5, 0.7, 0.9, 1.0), alarms(_T), strict=True))


def _move(x: float) -> str:
    return percent(float(x), 1, sign=True)


RECALL = Quiz(
    "portfolio_desk",
    (
        Question(
            "nearest_shown",
            say(
                "The app's nearest number is {move} for BTC. Longs in BTC and SOL, a short in ETH, one pool. A"
                " common fall ends it",
                move=_move(BTC),
            ),
            (
                Option(
                    say("farther away, as the short earns: {move}", move=_move(TOGETHER)),
                    correct=True,
                    explain=say(
                        "The short earns in the fall. Without it the same longs end at {move}, *nearer* than"
                        " the {move_2} that is shown.",
                        move=_move(FRIEND),
                        move_2=_move(BTC_OF_FRIEND),
                    ),
                ),
                Option(
                    say("at {move}: the nearest number is the nearest danger", move=_move(BTC)),
                    explain="That number is true while all other prices stand still. A common fall moves the others too, and here they"
                    " help.",
                    misconception=6,
                ),
                Option(
                    "nearer, as always when everything falls",
                    explain="So it is in a book of longs. Here the short pays for a part of the fall.",
                ),
            ),
            claim="C32",
        ),
        Question(
            "jump",
            "Every correlation jumps to one. For this hedged book that is",
            (
                Option(
                    say(
                        "good: the border is {jump:#1} ordinary days' deviations away instead of {now:#1}",
                        jump=JUMP,
                        now=NOW,
                    ),
                    correct=True,
                    explain="Its hedge works the better the more the prices move as one. What it must fear is that they part.",
                ),
                Option(
                    "bad: correlations that jump hurt every book",
                    explain="They hurt books of longs, which then are one bet. A hedge lives from correlation.",
                    misconception=81,
                ),
                Option(
                    "neither: correlation enters neither the equity nor the requirement of an account",
                    explain="It does not enter the *requirement*. It decides which moves come, and so how far the border is in days.",
                ),
            ),
            claim="C02",
        ),
        Question(
            "reduce",
            say(
                "You close {dollars:$0} of the ETH short, since less is safer. The common fall to the border"
                " goes from {move} to",
                dollars=DOLLARS,
                move=_move(TOGETHER),
            ),
            (
                Option(
                    say("{move}: nearer, since a hedge is gone", move=_move(AFTER["close ETH"])),
                    correct=True,
                    explain=say(
                        "A little requirement is freed, and a hedge is gone. Closing as much SOL would bring {move}.",
                        move=_move(AFTER["close SOL"]),
                    ),
                ),
                Option(
                    say("{move}: farther, as every reduction does", move=_move(AFTER["close BTC"])),
                    explain="So much closing BTC does. A short that earns in the fall is what keeps the border away.",
                    misconception=82,
                ),
                Option(
                    say("{move}: unchanged, since the freed margin and the lost hedge cancel", move=_move(TOGETHER)),
                    explain="They do not: what is freed is a small fraction of the notional, what is lost is all of it times the fall.",
                ),
            ),
            claim="C27",
        ),
        Question(
            "inside",
            "You close the isolated DOGE position; its cash stays in its compartment. The cross pool's border",
            (
                Option(
                    "does not move: nothing of it was in there",
                    correct=True,
                    explain=say(
                        "Nothing of it is in the pool. Moved there, what is left of the compartment brings {move}.",
                        move=_move(AFTER["dissolve DOGE"]),
                    ),
                ),
                Option(
                    "moves away, since the margin is free now",
                    explain="Free, but not here: cash in a compartment backs that compartment. It helps once it is moved.",
                    misconception=85,
                ),
                Option(
                    "comes nearer, since a position less diversifies less",
                    explain="The pool never had it: a compartment's position neither helps nor hurts the others.",
                ),
            ),
            claim="C27",
        ),
        Question(
            "alarm",
            "You set your alarm at a margin ratio of 90 %. In a common fall it rings",
            (
                Option(
                    say("{rings:#1} points before the end", rings=100 * (RINGS[0.9] - RINGS[1.0])),
                    correct=True,
                    explain=say(
                        "At {move}; the end is at {move_2}. At 50 % it would ring at {move_3}.",
                        move=_move(RINGS[0.9]),
                        move_2=_move(RINGS[1.0]),
                        move_3=_move(RINGS[0.5]),
                    ),
                ),
                Option(
                    "with a tenth of the way still to go",
                    explain="The ratio is requirement over equity, and equity runs out: it creeps at first and races at the end.",
                    misconception=83,
                ),
                Option(
                    "half-way, since the ratio doubles from there",
                    explain="It cannot double from 90 %: the venue acts at 100.",
                ),
            ),
            claim="C14",
        ),
        Question(
            "debt",
            "A file of your account says USDC −9,000. You",
            (
                Option(
                    "look at the positions before you worry: their cost was paid out of it",
                    correct=True,
                    explain="With long 1 BTC from 60,000 and short 15 ETH from 3,000 the collateral behind them is 6,000.",
                ),
                Option(
                    "owe the venue 9,000",
                    explain="The cash has paid for the longs. Their notional is a position, not a loss.",
                    misconception=84,
                ),
                Option(
                    "have been liquidated, since cash cannot be below zero",
                    explain="On venues that keep the cost of a position in the cash it can, on the first day.",
                    misconception=84,
                ),
            ),
        ),
        Question(
            "no_wall",
            "The app shows no liquidation price for one of your positions. That means",
            (
                Option(
                    "no price of that market alone can end its pool; others may",
                    correct=True,
                    explain="A blank is a statement about one price. The common fall, or another price, may still end the pool.",
                ),
                Option(
                    "that position is safe",
                    explain="It is closed with its pool. The blank says only that its own price alone does not do it.",
                ),
                Option(
                    "the app could not compute it",
                    explain="That can happen too, but a pool may truly have no such price: its other collateral may be enough.",
                    misconception=8,
                ),
            ),
        ),
    ),
)
