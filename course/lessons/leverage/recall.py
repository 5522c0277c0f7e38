"""Recall of lesson 01: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.margin import effective_leverage, liquidation_distance, touch_probability
from course.teaching.quiz import Question, Quiz, right, wrong

M = 0.025
LONG, SHORT = (liquidation_distance(10, M, side) for side in ("long", "short"))
HALF = liquidation_distance(5, M)
AFTER = effective_leverage(10, -0.05, "long")
WEEK = {x: touch_probability(liquidation_distance(x, M), 0.8, 7 / 365) for x in (10, 20)}

RECALL = Quiz(
    "leverage",
    Question(
        "ten_times_dies",
        "A 10× long in a market with maintenance {m:%1}. At which fall does the venue close it?",
        right(
            "{fall:%}",
            "(1/10 − {m:#~}) / (1 − {m:#~}) = {long:%}. What is left of your margin there is exactly the requirement.",
        ),
        wrong(
            "{whole:%}",
            "At {whole:%0} your margin is gone. The venue acts while the requirement is still there, at {fall:%}.",
            misconception=1,
        ),
        wrong(
            "{kept:%}",
            "{m:%1} is what must *remain*, not what may be lost. You may lose {long:%} of the price.",
            misconception=13,
        ),
        wrong(
            "{rise:%}",
            "That is a short's distance, upwards. A long's requirement shrinks on the way, so it gets {long:%}.",
            misconception=3,
        ),
        claim="C20",
        numbers={"m": M, "fall": -LONG, "long": LONG, "whole": -0.1, "kept": -M, "rise": -SHORT},
    ),
    Question(
        "halving",
        "You go from 10× to 5× (long, maintenance {m:%1}). Your room was {long:%}. Now it is",
        right(
            "{half:%}",
            "Twice {long:%} is {twice:%}; the other {more:%} is the requirement that you no longer pay twice.",
        ),
        wrong(
            "{twice:%}",
            "Nearly: doubling the room also doubles the requirement. You get {more:%} more.",
            misconception=2,
        ),
        wrong("{fifth:%}", "That is 1/5, where the margin is gone. The venue acts at {half:%}.", misconception=1),
        claim="C20",
        numbers={"m": M, "long": LONG, "half": HALF, "twice": 2 * LONG, "more": HALF - 2 * LONG, "fifth": 0.2},
    ),
    Question(
        "drift",
        "You open a long at 10× and touch nothing. The price falls 5 %. Your leverage is now",
        right(
            "{after:×}",
            "Half the margin is lost, the notional is down only 5 %: {after:×}. Losing positions lever themselves up.",
        ),
        wrong("10×", "10× is what you chose at the start. Notional over equity is now {after:×}.", misconception=5),
        wrong("{risen:×}", "That is where it stands after a *rise* of 5 %: a winning position levers itself down."),
        numbers={"after": AFTER, "risen": effective_leverage(10, 0.05, "long")},
    ),
    Question(
        "volatility",
        "Volatility is 80 % a year. You halve 20× to 10×. The odds of being liquidated within a week (by the model of"
        " the lesson) go from {before:%0} to",
        right(
            "{after:%0}",
            "The distance more than doubles, the odds fall to {after:%0}. Still about a coin toss: in high volatility"
            " less leverage is needed for the same peace of mind.",
        ),
        wrong(
            "{half:%0}",
            "Odds do not halve with leverage; they follow the distance in units of what the price does in a week:"
            " {after:%0}.",
        ),
        wrong("{quarter:%0}", "That would hold for a much calmer market. At 80 % it is {after:%0}."),
        claim="C28",
        numbers={"before": WEEK[20], "after": WEEK[10], "half": WEEK[20] / 2, "quarter": WEEK[20] / 4},
    ),
    Question(
        "setting",
        "Two traders hold the same size with the same money in one pool. One sets the leverage to 5×, the other to"
        " 20×. Who is liquidated first (on a venue that measures maintenance on the position, such as dYdX)?",
        right(
            "Both at the same price",
            "Same size, same equity, same requirement: same price. The setting decides only how much margin is"
            " reserved for it.",
        ),
        wrong(
            "The one at 20×",
            "The position is not larger because of the setting. Notional over equity, which decides, is the same for"
            " both.",
            misconception=5,
        ),
        wrong(
            "The one at 5×, who has less free",
            "Reserved margin still backs the position. Liquidation looks at all of the pool's equity.",
            misconception=13,
        ),
        claim="C20",
    ),
)
