"""Four questions that no lesson has asked: what was learnt, on a book that is new. Asked beside the retake, counted apart."""

from __future__ import annotations

import numpy as np

from course import venues
from course.margin import Marks, Pool, Terrain
from course.number_format import percent
from course.simulation.stress import day
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

#: A book of another shape than the course's: a short that is hedged by longs, and its marks.
MARKS = {"BTC": 50_000.0, "ETH": 2_500.0}
_VENUE = venues.get("hyperliquid")
_SHORT, _LONG = ("BTC", -1.0, 50_000.0), ("ETH", 12.0, 2_500.0)
BOOK = _VENUE.pool(9_000.0, _SHORT, _LONG)
_T = Terrain.of(BOOK, MARKS)
_ALONE = float(_T.walls()[_T.symbols.index("BTC")])
_TOGETHER = float(_T.ray(np.ones(2)))
#: The same without the longs.
_BARE = float(Terrain.of(_VENUE.pool(9_000.0, _SHORT), MARKS).ray(np.ones(1)))
#: Its cash in two compartments, each as large as its position.
_PARTS = {s: float(9_000.0 * abs(q) * p / 80_000.0) for s, q, p in (_SHORT, _LONG)}
_FALLS = dict(zip(("BTC", "ETH"), day("2025-10-10 lows").row(["BTC", "ETH"])[0], strict=True))


def _lives(pool: Pool, moves: dict[str, float]) -> bool:
    return float(pool.health(Marks({s: p * (1 + moves[s]) for s, p in MARKS.items()}))) >= 0


_ETH_ALONE = _VENUE.pool(_PARTS["ETH"], _LONG)
#: What the day does to the pool and to the compartment of the long.
POOL_LIVES, LONG_LIVES = _lives(BOOK, _FALLS), _lives(_ETH_ALONE, _FALLS)


def _move(x: float) -> str:
    return percent(x, 1, sign=True)


_ASKED = say(
    "A new book: one pool of {value:$0}, short 1 BTC at {value_2:$0}, long 12 ETH at {value_3:$0}, both entered now.",
    value=9000,
    value_2=50000,
    value_3=2500,
)

TRANSFER = Quiz(
    "desk_transfer",
    (
        Question(
            "transfer_direction",
            say("{asked} Which common move of all prices is its danger?", asked=_ASKED),
            (
                Option(
                    say("a rise: it ends at {move}", move=_move(_TOGETHER)),
                    correct=True,
                    explain=say(
                        "Its short is larger than its long, so it is short on balance: {value:$0} against"
                        " {value_2:$0}.",
                        value=50000,
                        value_2=30000,
                    ),
                ),
                Option(
                    "a fall, as for every account with a long in it",
                    explain="The short earns more in a fall than the long loses.",
                    misconception=6,
                ),
                Option(
                    "none: one is long and one is short",
                    explain=say("They do not cancel: {value:$0} of short is left over.", value=20000),
                ),
            ),
        ),
        Question(
            "transfer_shown",
            say(
                "{asked} The app shows {move} for BTC. If all prices rise together, the pool ends",
                asked=_ASKED,
                move=_move(_ALONE),
            ),
            (
                Option(
                    say("later, at {move}", move=_move(_TOGETHER)),
                    correct=True,
                    explain=say(
                        "The long earns in that rise. Without it the short would end at {move}.", move=_move(_BARE)
                    ),
                ),
                Option(
                    say("at {move}, as shown", move=_move(_ALONE)),
                    explain="What is shown holds while ETH stands still.",
                    misconception=6,
                ),
                Option(
                    "sooner: two positions are two dangers", explain="Here the second pays for a part of the first."
                ),
            ),
        ),
        Question(
            "transfer_reduce",
            say(
                "{asked} You may close {value:$0} of one of the two. Which takes the border of a common rise nearer?",
                asked=_ASKED,
                value=10000,
            ),
            (
                Option(
                    "closing ETH",
                    correct=True,
                    explain="It is the hedge: less of it, and more of the short stands alone.",
                ),
                Option("closing BTC", explain="That is what loses in the rise: less of it moves the border away."),
                Option(
                    "neither: a reduction never brings it nearer",
                    explain="A reduction frees a little requirement. What it takes from the hedge may cost far more.",
                    misconception=82,
                ),
            ),
        ),
        Question(
            "transfer_modes",
            say(
                "{asked} Suppose each had a compartment, its cash in proportion. On the lows of 10 October 2025"
                " (BTC {move}, ETH {move_2})",
                asked=_ASKED,
                move=_move(_FALLS["BTC"]),
                move_2=_move(_FALLS["ETH"]),
            ),
            (
                Option(
                    "the one pool lives, and of two compartments the long’s is lost",
                    correct=POOL_LIVES and not LONG_LIVES,
                    explain=say(
                        "In the pool the short’s gain pays for the long. Alone the long has {eth:$0} for a loss"
                        " of {value:$0}.",
                        eth=_PARTS["ETH"],
                        value=-30000 * _FALLS["ETH"],
                    ),
                ),
                Option(
                    "the pool is lost, and compartments would have saved one half",
                    correct=not POOL_LIVES,
                    explain="The pool gains: it is short on balance, and prices fell.",
                    misconception=9,
                ),
                Option(
                    "both ways end alike: the same positions, the same money",
                    correct=POOL_LIVES and LONG_LIVES,
                    explain="What one compartment gains no other can use.",
                    misconception=10,
                ),
            ),
        ),
    ),
    title="Four questions on a book that is new",
)
