"""Recall of lesson 07: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

import numpy as np

from course.lessons.hedges_and_correlation.book import (
    MAINTENANCE,
    NOTIONAL,
    POSTED,
    WEIGHT,
    pooled,
    table,
    wall_apart,
    weeks,
)
from course.margin import independent_bets, spot_hedge_wall
from course.teaching.quiz import Question, Quiz, right, wrong
from course.texts import say

GAP, DOUBLED = (float(wall_apart(pooled("pair"), "pair", x)) for x in (0.0, 1.0))
FATES, STORM, FIGURES, SIZES = (table(name) for name in ("fates", "storm", "storm_figures", "by_size"))
GAPS = STORM.column("gap")[1:]
LOST = -float(np.median(GAPS))
CALM, WILD = (FIGURES.value(when, "mean correlation of pairs") for when in ("calm", "storm"))
BETS = float(independent_bets(CALM, 10))
WALL = spot_hedge_wall(1.0, WEIGHT, MAINTENANCE)
BOOK = say("long {n:$} of BTC, short {n:$} of ETH", n=NOTIONAL)
ANY, ONE, POOLED = (FATES.value(column, "pair") for column in ("apart_any", "apart_one", "pooled"))
SHORT = (2 - MAINTENANCE * 2) / (1 + MAINTENANCE) - 1

RECALL = Quiz(
    "hedges_and_correlation",
    Question(
        "both_double",
        "One pool with {both:$}: {book}, maintenance {m:%1}. ETH may run {gap:%1} ahead of BTC. Now both have"
        " **doubled**; profit and loss have cancelled to nothing. How far may ETH run ahead from there?",
        right(
            "{doubled:%1}",
            "The money is the same, both notionals have doubled, and so have both requirements: {doubled:%1}. A hedge"
            " that has doubled is a hedge at twice the leverage.",
        ),
        wrong(
            "{gap:%1}, as before",
            "Nothing was earned or lost, and still: each point of ETH's lead now costs twice as many dollars, and the"
            " venue asks for twice as much.",
            misconception=35,
        ),
        wrong("{twice:%1}", "The wrong way round: larger notionals on the same money leave less room."),
        wrong(
            "{half:%1}",
            "Half would be right if only the cost of ETH's lead had doubled. The requirement has doubled too:"
            " {doubled:%1}.",
        ),
        claim="C13",
        numbers={
            "both": 2 * POSTED,
            "book": BOOK,
            "m": MAINTENANCE,
            "gap": GAP,
            "doubled": DOUBLED,
            "twice": 2 * GAP,
            "half": GAP / 2,
        },
    ),
    Question(
        "hedge_apart",
        "The same pair, {posted:$} behind **each** leg in a compartment of its own. In how many of {weeks} real weeks"
        " was at least one leg liquidated?",
        right(
            "{hedged:%0} of them",
            "{hedged:%0}, and in {one:%0} exactly one leg, which leaves the other naked. The same money in one pool"
            " was liquidated in {pooled:%0} of the weeks.",
        ),
        wrong(
            "{pooled:%0} of them",
            "That is the pool. Apart, every common move is a danger to one of the legs: {hedged:%0}.",
            misconception=9,
        ),
        wrong(
            "{both_long:%0} of them",
            "That is a book of two longs, which only falls endanger. A hedge apart has a wall on both sides:"
            " {hedged:%0}.",
        ),
        claim="C11",
        numbers={
            "posted": POSTED,
            "weeks": weeks(),
            "hedged": ANY,
            "one": ONE,
            "pooled": POOLED,
            "both_long": FATES.value("apart_any", "both long"),
        },
    ),
    Question(
        "asked_for",
        "You open a long of BTC and a short of ETH in one pool. What do the eight venues modelled here ask for at"
        " opening?",
        right(
            "As much as for the two positions apart",
            "Requirements add up, leg by leg. What the pool saves is the room: money that would otherwise stand behind"
            " each leg. Portfolio margin, where a venue has it, is another rule.",
        ),
        wrong(
            "Less, since what one leg loses the other earns",
            "Not a cent. None of them nets two markets; the saving is in what you must post to *live*.",
            misconception=34,
        ),
        wrong(
            "Nothing, if it is hedged in equal dollars",
            "Each leg is asked for in full, long and short alike; and equal dollars is seldom a hedge.",
            misconception=33,
        ),
        claim="C18",
    ),
    Question(
        "high_correlation",
        "In the storm of October 2025 the mean correlation among 33 coins rose from {calm:#2} to {wild:#2}. Coins"
        " hedged by their betas of the days before",
        right(
            "lost {x:%0} of the coin's leg at the lows, in the median",
            "The share that was common rose. The dollars that were not rose too: the median coin fell {times:#1} times"
            " as far as BTC, and {beta:#1} dollars had been sold.",
        ),
        wrong(
            "lost about {rest:%0} of the coin's leg, what correlation leaves over",
            "Correlation leaves over a *share* of the move, and the move was huge: {x:%0} in the median.",
            misconception=32,
        ),
        wrong(
            "earned a little in the median, since BTC fell as well",
            "One of 32 did, ETH. The others fell further than their beta said, by {median:%0} of the leg in the"
            " median.",
            misconception=33,
        ),
        claim="C22",
        numbers={
            "calm": CALM,
            "wild": WILD,
            "x": LOST,
            "times": float(np.median(STORM.column("fall")[1:])) / STORM.column("fall")[0],
            "beta": float(np.median(STORM.column("beta")[1:])),
            "rest": 1 - WILD,
            "median": -float(np.median(GAPS[GAPS < 0])),
        },
    ),
    Question(
        "who_gains",
        "Correlation jumps up, and nothing else changes: each market moves as wildly as before. Who is worse off?",
        right("The many longs", "What was spread is now one bet. A hedge needs less, as long as its ratio still fits."),
        wrong(
            "The hedged book",
            "More of the move is common, and the common part is what a hedge takes away. What ruins hedges is the beta"
            " that changes with it.",
            misconception=32,
        ),
        wrong(
            "Both equally", "They stand on opposite sides of it: one lives on what is common, the other on what is not."
        ),
        claim="C22",
    ),
    Question(
        "ten_coins",
        "You hold ten equal longs; any two have a correlation of {calm:#2}. How many independent bets is that?",
        right("{x:#2}", "1 / (ρ + (1 − ρ)/10) = {x:#2}. A hundred of them would be {hundred:#2}."),
        wrong("10.00", "Ten positions, and most of each move is the same move.", misconception=11),
        wrong(
            "{tenfold:#2}",
            "That would grow with every coin you add. In truth it never passes 1/ρ = {inverse:#2}.",
            misconception=11,
        ),
        claim="C22",
        numbers={
            "calm": CALM,
            "x": BETS,
            "hundred": float(independent_bets(CALM, 100)),
            "tenfold": 10 * (1 - CALM),
            "inverse": 1 / CALM,
        },
    ),
    Question(
        "spot_hedged",
        "You hold one BTC, {w:%0} of it counted as collateral, and are short one BTC of the perpetual; nothing else is"
        " in the pool, maintenance {m:%1}. Both prices move together. Where is it liquidated?",
        right(
            "At {x:#0} times the entry price",
            "Equity never moves; what is required grows with the price, and meets it at 1 / (m + 1 − w) = {x:#0}"
            " times.",
        ),
        wrong(
            "Nowhere: it is hedged",
            "Equity stands still, but the requirement does not: at {x:#0} times the entry it has caught up.",
            misconception=35,
        ),
        wrong(
            "Before it has doubled, at {end:#2} times",
            "That is a short with as many dollars behind it. Here the coin gains what the short loses.",
        ),
        claim="C13",
        numbers={"w": WEIGHT, "m": MAINTENANCE, "x": WALL, "end": 1 + SHORT},
    ),
    Question(
        "picked",
        "Among the calmer half of BTC's hours its correlation with ETH was {calm:#2}, among the wildest hour in a"
        " thousand {wild:#2}. What does that prove?",
        right(
            "Little: picking large moves does that",
            "A normal pair whose correlation never changes would show {a:#2} and {b:#2}.",
        ),
        wrong(
            "That correlation jumps whenever BTC moves far",
            "A pair whose correlation never changes shows as much, {b:#2} among the wildest hours. The record lies"
            " below it in every group.",
            misconception=36,
        ),
        wrong(
            "That a hedge is safest when it is needed most",
            "A higher correlation is a higher share. What is left in dollars may be larger all the same.",
            misconception=32,
        ),
        numbers={
            "calm": SIZES.value("record", "calmer half"),
            "wild": SIZES.value("record", "beyond"),
            "a": SIZES.value("normal", "calmer half"),
            "b": SIZES.value("normal", "beyond"),
        },
    ),
)
