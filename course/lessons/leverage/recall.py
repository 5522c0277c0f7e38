"""Recall of lesson 01: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.margin import effective_leverage, liquidation_distance, touch_probability
from course.teaching.quiz import Option, Question, Quiz
from course.words import percent, times

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
            f"A 10× long in a market with maintenance {percent(M, 1)}. At which fall does the venue close it?",
            (
                Option(
                    percent(-LONG),
                    correct=True,
                    explain=f"(1/10 − {M}) / (1 − {M}) = {percent(LONG)}. What is left of your margin there is exactly the"
                    " requirement.",
                ),
                Option(
                    percent(-0.10),
                    explain=f"At {percent(-0.10, 0)} your margin is gone. The venue acts while the requirement is still there, at"
                    f" {percent(-LONG)}.",
                    misconception=1,
                ),
                Option(
                    percent(-M),
                    explain=f"{percent(M, 1)} is what must *remain*, not what may be lost. You may lose {percent(LONG)} of the price.",
                    misconception=13,
                ),
                Option(
                    percent(-SHORT),
                    explain=f"That is a short's distance, upwards. A long's requirement shrinks on the way, so it gets"
                    f" {percent(LONG)}.",
                    misconception=3,
                ),
            ),
            claim="C20",
        ),
        Question(
            "halving",
            f"You go from 10× to 5× (long, maintenance {percent(M, 1)}). Your room was {percent(LONG)}. Now it is",
            (
                Option(
                    percent(HALF),
                    correct=True,
                    explain=f"Twice {percent(LONG)} is {percent(2 * LONG)}; the other {percent(HALF - 2 * LONG)} is the requirement"
                    " that you no longer pay twice.",
                ),
                Option(
                    percent(2 * LONG),
                    explain=f"Nearly: doubling the room also doubles the requirement. You get {percent(HALF - 2 * LONG)} more.",
                    misconception=2,
                ),
                Option(
                    percent(0.20),
                    explain=f"That is 1/5, where the margin is gone. The venue acts at {percent(HALF)}.",
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
                    explain=f"Half the margin is lost, the notional is down only 5 %: {times(AFTER)}. Losing positions lever"
                    " themselves up.",
                ),
                Option(
                    "10×",
                    explain=f"10× is what you chose at the start. Notional over equity is now {times(AFTER)}.",
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
            "Volatility is 80 % a year. You halve 20× to 10×. The odds of being liquidated within a week (by the model of the"
            " lesson) go from "
            f"{percent(WEEK[20], 0)} to",
            (
                Option(
                    percent(WEEK[10], 0),
                    correct=True,
                    explain=f"The distance more than doubles, the odds fall to {percent(WEEK[10], 0)}. Still about a coin toss: in"
                    " high volatility less leverage is needed for the same peace of mind.",
                ),
                Option(
                    percent(WEEK[20] / 2, 0),
                    explain=f"Odds do not halve with leverage; they follow the distance in units of what the price does in a week:"
                    f" {percent(WEEK[10], 0)}.",
                ),
                Option(
                    percent(WEEK[20] / 4, 0),
                    explain=f"That would hold for a much calmer market. At 80 % it is {percent(WEEK[10], 0)}.",
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
