"""Four questions that no lesson has asked: what was learnt, on a book that is new. Asked beside the retake, counted apart."""

from __future__ import annotations

import numpy as np

from course import venues
from course.margin import Marks, Pool, Terrain
from course.simulation.stress import day
from course.teaching.quiz import Option, Question, Quiz, right, wrong
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


_ASKED = say(
    "A new book: one pool of {value:$0}, short 1 BTC at {value_2:$0}, long 12 ETH at {value_3:$0}, both entered now.",
    value=9000,
    value_2=50000,
    value_3=2500,
)

TRANSFER = Quiz(
    "desk_transfer",
    Question(
        "transfer_direction",
        "{asked} Which common move of all prices is its danger?",
        right(
            "a rise: it ends at {end:%1+}",
            "Its short is larger than its long, so it is short on balance: {short:$0} against {long:$0}.",
        ),
        wrong(
            "a fall, as for every account with a long in it",
            "The short earns more in a fall than the long loses.",
            misconception=6,
        ),
        wrong("none: one is long and one is short", "They do not cancel: {left:$0} of short is left over."),
        numbers={"asked": _ASKED, "end": _TOGETHER, "short": 50000, "long": 30000, "left": 20000},
    ),
    Question(
        "transfer_shown",
        "{asked} The app shows {shown:%1+} for BTC. If all prices rise together, the pool ends",
        right("later, at {together:%1+}", "The long earns in that rise. Without it the short would end at {bare:%1+}."),
        wrong("at {shown:%1+}, as shown", "What is shown holds while ETH stands still.", misconception=6),
        wrong("sooner: two positions are two dangers", "Here the second pays for a part of the first."),
        numbers={"asked": _ASKED, "shown": _ALONE, "together": _TOGETHER, "bare": _BARE},
    ),
    Question(
        "transfer_reduce",
        "{asked} You may close {closed:$0} of one of the two. Which takes the border of a common rise nearer?",
        right("closing ETH", "It is the hedge: less of it, and more of the short stands alone."),
        wrong("closing BTC", "That is what loses in the rise: less of it moves the border away."),
        wrong(
            "neither: a reduction never brings it nearer",
            "A reduction frees a little requirement. What it takes from the hedge may cost far more.",
            misconception=82,
        ),
        numbers={"asked": _ASKED, "closed": 10000},
    ),
    Question(
        "transfer_modes",
        "{asked} Suppose each had a compartment, its cash in proportion. On the lows of 10 October 2025 (BTC {btc:%1+},"
        " ETH {eth:%1+})",
        Option(
            "the one pool lives, and of two compartments the long’s is lost",
            POOL_LIVES and (not LONG_LIVES),
            "In the pool the short’s gain pays for the long. Alone the long has {posted:$0} for a loss of {loss:$0}.",
        ),
        Option(
            "the pool is lost, and compartments would have saved one half",
            not POOL_LIVES,
            "The pool gains: it is short on balance, and prices fell.",
            misconception=9,
        ),
        Option(
            "both ways end alike: the same positions, the same money",
            POOL_LIVES and LONG_LIVES,
            "What one compartment gains no other can use.",
            misconception=10,
        ),
        numbers={
            "asked": _ASKED,
            "btc": _FALLS["BTC"],
            "eth": _FALLS["ETH"],
            "posted": _PARTS["ETH"],
            "loss": -30000 * _FALLS["ETH"],
        },
    ),
    title="Four questions on a book that is new",
)
