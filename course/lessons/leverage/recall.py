"""Recall of lesson 01: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.margin import effective_leverage, liquidation_distance, touch_probability
from course.number_format import percent, times
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

M = 0.025
LONG, SHORT = (liquidation_distance(10, M, side) for side in ("long", "short"))
HALF = liquidation_distance(5, M)
AFTER = effective_leverage(10, -0.05, "long")
WEEK = {x: touch_probability(liquidation_distance(x, M), 0.8, 7 / 365) for x in (10, 20)}

RECALL = Quiz(
    "leverage",
    (
        Question(
            "ten_times_dies",
            say("A 10× long in a market with maintenance {m:%1}. At which fall does the venue close it?", m=M),
            (
                Option(
                    percent(-LONG),
                    correct=True,
                    explain=say(
                        "(1/10 − {m:#~}) / (1 − {m:#~}) = {long:%}. What is left of your margin there is exactly the"
                        " requirement.",
                        m=M,
                        long=LONG,
                    ),
                ),
                Option(
                    percent(-0.10),
                    explain=say(
                        "At {value:%0} your margin is gone. The venue acts while the requirement is still"
                        " there, at {long:%}.",
                        value=-0.1,
                        long=-LONG,
                    ),
                    misconception=1,
                ),
                Option(
                    percent(-M),
                    explain=say(
                        "{m:%1} is what must *remain*, not what may be lost. You may lose {long:%} of the price.",
                        m=M,
                        long=LONG,
                    ),
                    misconception=13,
                ),
                Option(
                    percent(-SHORT),
                    explain=say(
                        "That is a short's distance, upwards. A long's requirement shrinks on the way, so it"
                        " gets {long:%}.",
                        long=LONG,
                    ),
                    misconception=3,
                ),
            ),
            claim="C20",
        ),
        Question(
            "halving",
            say("You go from 10× to 5× (long, maintenance {m:%1}). Your room was {long:%}. Now it is", m=M, long=LONG),
            (
                Option(
                    percent(HALF),
                    correct=True,
                    explain=say(
                        "Twice {long:%} is {long_2:%}; the other {half:%} is the requirement that you no longer"
                        " pay twice.",
                        long=LONG,
                        long_2=2 * LONG,
                        half=HALF - 2 * LONG,
                    ),
                ),
                Option(
                    percent(2 * LONG),
                    explain=say(
                        "Nearly: doubling the room also doubles the requirement. You get {half:%} more.",
                        half=HALF - 2 * LONG,
                    ),
                    misconception=2,
                ),
                Option(
                    percent(0.20),
                    explain=say("That is 1/5, where the margin is gone. The venue acts at {half:%}.", half=HALF),
                    misconception=1,
                ),
            ),
            claim="C20",
        ),
        Question(
            "drift",
            "You open a long at 10× and touch nothing. The price falls 5 %. Your leverage is now",
            (
                Option(
                    times(AFTER),
                    correct=True,
                    explain=say(
                        "Half the margin is lost, the notional is down only 5 %: {after:×}. Losing positions"
                        " lever themselves up.",
                        after=AFTER,
                    ),
                ),
                Option(
                    "10×",
                    explain=say(
                        "10× is what you chose at the start. Notional over equity is now {after:×}.", after=AFTER
                    ),
                    misconception=5,
                ),
                Option(
                    times(effective_leverage(10, 0.05, "long")),
                    explain="That is where it stands after a *rise* of 5 %: a winning position levers itself down.",
                ),
            ),
        ),
        Question(
            "volatility",
            say(
                "Volatility is 80 % a year. You halve 20× to 10×. The odds of being liquidated within a week"
                " (by the model of the lesson) go from {week:%0} to",
                week=WEEK[20],
            ),
            (
                Option(
                    percent(WEEK[10], 0),
                    correct=True,
                    explain=say(
                        "The distance more than doubles, the odds fall to {week:%0}. Still about a coin toss:"
                        " in high volatility less leverage is needed for the same peace of mind.",
                        week=WEEK[10],
                    ),
                ),
                Option(
                    percent(WEEK[20] / 2, 0),
                    explain=say(
                        "Odds do not halve with leverage; they follow the distance in units of what the price"
                        " does in a week: {week:%0}.",
                        week=WEEK[10],
                    ),
                ),
                Option(
                    percent(WEEK[20] / 4, 0),
                    explain=say("That would hold for a much calmer market. At 80 % it is {week:%0}.", week=WEEK[10]),
                ),
            ),
            claim="C28",
        ),
        Question(
            "setting",
            "Two traders hold the same size with the same money in one pool. One sets the leverage to 5×, the other to 20×. Who is"
            " liquidated first (on a venue that measures maintenance on the position, such as dYdX)?",
            (
                Option(
                    "Both at the same price",
                    correct=True,
                    explain="Same size, same equity, same requirement: same price. The setting decides only how much margin is"
                    " reserved for it.",
                ),
                Option(
                    "The one at 20×",
                    explain="The position is not larger because of the setting. Notional over equity, which decides, is the same for"
                    " both.",
                    misconception=5,
                ),
                Option(
                    "The one at 5×, who has less free",
                    explain="Reserved margin still backs the position. Liquidation looks at all of the pool's equity.",
                    misconception=13,
                ),
            ),
            claim="C20",
        ),
    ),
)
