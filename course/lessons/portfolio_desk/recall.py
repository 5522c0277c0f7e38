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
from course.teaching.quiz import Question, Quiz, right, wrong

TOGETHER, FRIEND = common(first()), common(second())
BTC, BTC_OF_FRIEND = (float(t.walls()[0]) for t in (first(), second()))
_T = chosen(EXAMPLE, "cross")
NOW, JUMP = (float(_T.sigmas(weather(_T.symbols, s).day)) for s in (0.0, 1.0))
_TRIED = acts(
    EXAMPLE.pools["cross"], EXAMPLE.marks, DOLLARS, fee=FEE, cash=500.0, others={"DOGE": EXAMPLE.pools["DOGE"]}
)
AFTER = dict(zip((a.name for a in _TRIED.acts), -np.asarray(_TRIED.after.ray(-np.ones(3))), strict=True))
RINGS = dict(zip((0.3, 0.5, 0.7, 0.9, 1.0), alarms(_T), strict=True))


RECALL = Quiz(
    "portfolio_desk",
    Question(
        "nearest_shown",
        "The app's nearest number is {shown:%1+} for BTC. Longs in BTC and SOL, a short in ETH, one pool. A common fall"
        " ends it",
        right(
            "farther away, as the short earns: {together:%1+}",
            "The short earns in the fall. Without it the same longs end at {friend:%1+}, *nearer* than the {friend_shown:%1+}"
            " that is shown.",
        ),
        wrong(
            "at {shown:%1+}: the nearest number is the nearest danger",
            "That number is true while all other prices stand still. A common fall moves the others too, and here they"
            " help.",
            misconception=6,
        ),
        wrong(
            "nearer, as always when everything falls",
            "So it is in a book of longs. Here the short pays for a part of the fall.",
        ),
        claim="C32",
        numbers={"shown": BTC, "together": TOGETHER, "friend": FRIEND, "friend_shown": BTC_OF_FRIEND},
    ),
    Question(
        "jump",
        "Every correlation jumps to one. For this hedged book that is",
        right(
            "good: the border is {jump:#1} ordinary days' deviations away instead of {now:#1}",
            "Its hedge works the better the more the prices move as one. What it must fear is that they part.",
        ),
        wrong(
            "bad: correlations that jump hurt every book",
            "They hurt books of longs, which then are one bet. A hedge lives from correlation.",
            misconception=81,
        ),
        wrong(
            "neither: correlation enters neither the equity nor the requirement of an account",
            "It does not enter the *requirement*. It decides which moves come, and so how far the border is in days.",
        ),
        claim="C02",
        numbers={"jump": JUMP, "now": NOW},
    ),
    Question(
        "reduce",
        "You close {dollars:$0} of the ETH short, since less is safer. The common fall to the border goes from"
        " {before:%1+} to",
        right(
            "{eth:%1+}: nearer, since a hedge is gone",
            "A little requirement is freed, and a hedge is gone. Closing as much SOL would bring {sol:%1+}.",
        ),
        wrong(
            "{btc:%1+}: farther, as every reduction does",
            "So much closing BTC does. A short that earns in the fall is what keeps the border away.",
            misconception=82,
        ),
        wrong(
            "{before:%1+}: unchanged, since the freed margin and the lost hedge cancel",
            "They do not: what is freed is a small fraction of the notional, what is lost is all of it times the fall.",
        ),
        claim="C27",
        numbers={
            "dollars": DOLLARS,
            "before": TOGETHER,
            "eth": AFTER["close ETH"],
            "sol": AFTER["close SOL"],
            "btc": AFTER["close BTC"],
        },
    ),
    Question(
        "inside",
        "You close the isolated DOGE position; its cash stays in its compartment. The cross pool's border",
        right(
            "does not move: nothing of it was in there",
            "Nothing of it is in the pool. Moved there, what is left of the compartment brings {move:%1+}.",
        ),
        wrong(
            "moves away, since the margin is free now",
            "Free, but not here: cash in a compartment backs that compartment. It helps once it is moved.",
            misconception=85,
        ),
        wrong(
            "comes nearer, since a position less diversifies less",
            "The pool never had it: a compartment's position neither helps nor hurts the others.",
        ),
        claim="C27",
        numbers={"move": AFTER["dissolve DOGE"]},
    ),
    Question(
        "alarm",
        "You set your alarm at a margin ratio of 90 %. In a common fall it rings",
        right(
            "{rings:#1} points before the end",
            "At {move:%1+}; the end is at {whole:%1+}. At 50 % it would ring at {half:%1+}.",
        ),
        wrong(
            "with a tenth of the way still to go",
            "The ratio is requirement over equity, and equity runs out: it creeps at first and races at the end.",
            misconception=83,
        ),
        wrong("half-way, since the ratio doubles from there", "It cannot double from 90 %: the venue acts at 100."),
        claim="C14",
        numbers={"rings": 100 * (RINGS[0.9] - RINGS[1.0]), "move": RINGS[0.9], "whole": RINGS[1.0], "half": RINGS[0.5]},
    ),
    Question(
        "debt",
        "A file of your account says USDC −9,000. You",
        right(
            "look at the positions before you worry: their cost was paid out of it",
            "With long 1 BTC from 60,000 and short 15 ETH from 3,000 the collateral behind them is 6,000.",
        ),
        wrong(
            "owe the venue 9,000",
            "The cash has paid for the longs. Their notional is a position, not a loss.",
            misconception=84,
        ),
        wrong(
            "have been liquidated, since cash cannot be below zero",
            "On venues that keep the cost of a position in the cash it can, on the first day.",
            misconception=84,
        ),
    ),
    Question(
        "no_wall",
        "The app shows no liquidation price for one of your positions. That means",
        right(
            "no price of that market alone can end its pool; others may",
            "A blank is a statement about one price. The common fall, or another price, may still end the pool.",
        ),
        wrong(
            "that position is safe",
            "It is closed with its pool. The blank says only that its own price alone does not do it.",
        ),
        wrong(
            "the app could not compute it",
            "That can happen too, but a pool may truly have no such price: its other collateral may be enough.",
            misconception=8,
        ),
    ),
)
