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
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say, wordless

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
    (
        Question(
            "both_double",
            say(
                "One pool with {both:$}: {book}, maintenance {m:%1}. ETH may run {gap:%1} ahead of BTC. Now both have **doubled**;"
                " profit and loss have cancelled to nothing. How far may ETH run ahead from there?",
                both=2 * POSTED, book=BOOK, m=MAINTENANCE, gap=GAP,
            ),
            (
                Option(
                    wordless("{x:%1}", x=DOUBLED),
                    correct=True,
                    explain=say(
                        "The money is the same, both notionals have doubled, and so have both requirements: {x:%1}. A hedge that"
                        " has doubled is a hedge at twice the leverage.",
                        x=DOUBLED,
                    ),
                ),
                Option(
                    say("{x:%1}, as before", x=GAP),
                    explain="Nothing was earned or lost, and still: each point of ETH's lead now costs twice as many dollars, and"
                    " the venue asks for twice as much.",
                    misconception=35,
                ),
                Option(
                    wordless("{x:%1}", x=2 * GAP),
                    explain="The wrong way round: larger notionals on the same money leave less room.",
                ),
                Option(
                    wordless("{x:%1}", x=GAP / 2),
                    explain=say(
                        "Half would be right if only the cost of ETH's lead had doubled. The requirement has doubled too: {x:%1}.",
                        x=DOUBLED,
                    ),
                ),
            ),
            claim="C13",
        ),
        Question(
            "hedge_apart",
            say(
                "The same pair, {posted:$} behind **each** leg in a compartment of its own. In how many of {weeks} real weeks was at"
                " least one leg liquidated?",
                posted=POSTED, weeks=weeks(),
            ),
            (
                Option(
                    say("{x:%0} of them", x=ANY),
                    correct=True,
                    explain=say(
                        "{any:%0}, and in {one:%0} exactly one leg, which leaves the other naked. The same money in one pool was"
                        " liquidated in {pooled:%0} of the weeks.",
                        any=ANY, one=ONE, pooled=POOLED,
                    ),
                ),
                Option(
                    say("{x:%0} of them", x=POOLED),
                    explain=say("That is the pool. Apart, every common move is a danger to one of the legs: {x:%0}.", x=ANY),
                    misconception=9,
                ),
                Option(
                    say("{x:%0} of them", x=FATES.value("apart_any", "both long")),
                    explain=say("That is a book of two longs, which only falls endanger. A hedge apart has a wall on both sides: {x:%0}.", x=ANY),
                ),
            ),
            claim="C11",
        ),
        Question(
            "asked_for",
            "You open a long of BTC and a short of ETH in one pool. What do the eight venues modelled here ask for at opening?",
            (
                Option(
                    "As much as for the two positions apart",
                    correct=True,
                    explain="Requirements add up, leg by leg. What the pool saves is the room: money that would otherwise stand"
                    " behind each leg. Portfolio margin, where a venue has it, is another rule.",
                ),
                Option(
                    "Less, since what one leg loses the other earns",
                    explain="Not a cent. None of them nets two markets; the saving is in what you must post to *live*.",
                    misconception=34,
                ),
                Option(
                    "Nothing, if it is hedged in equal dollars",
                    explain="Each leg is asked for in full, long and short alike; and equal dollars is seldom a hedge.",
                    misconception=33,
                ),
            ),
            claim="C18",
        ),
        Question(
            "high_correlation",
            say(
                "In the storm of October 2025 the mean correlation among 33 coins rose from {calm:#2} to {wild:#2}. Coins hedged by"
                " their betas of the days before",
                calm=CALM, wild=WILD,
            ),
            (
                Option(
                    say("lost {x:%0} of the coin's leg at the lows, in the median", x=LOST),
                    correct=True,
                    explain=say(
                        "The share that was common rose. The dollars that were not rose too: the median coin fell"
                        " {times:#1} times as far as BTC, and {beta:#1} dollars had been sold.",
                        times=float(np.median(STORM.column("fall")[1:])) / STORM.column("fall")[0],
                        beta=float(np.median(STORM.column("beta")[1:])),
                    ),
                ),
                Option(
                    say("lost about {x:%0} of the coin's leg, what correlation leaves over", x=1 - WILD),
                    explain=say("Correlation leaves over a *share* of the move, and the move was huge: {x:%0} in the median.", x=LOST),
                    misconception=32,
                ),
                Option(
                    "earned a little in the median, since BTC fell as well",
                    explain=say(
                        "One of 32 did, ETH. The others fell further than their beta said, by {x:%0} of the leg in the median.",
                        x=-float(np.median(GAPS[GAPS < 0])),
                    ),
                    misconception=33,
                ),
            ),
            claim="C22",
        ),
        Question(
            "who_gains",
            "Correlation jumps up, and nothing else changes: each market moves as wildly as before. Who is worse off?",
            (
                Option(
                    "The many longs",
                    correct=True,
                    explain="What was spread is now one bet. A hedge needs less, as long as its ratio still fits.",
                ),
                Option(
                    "The hedged book",
                    explain="More of the move is common, and the common part is what a hedge takes away. What ruins hedges is the"
                    " beta that changes with it.",
                    misconception=32,
                ),
                Option(
                    "Both equally",
                    explain="They stand on opposite sides of it: one lives on what is common, the other on what is not.",
                ),
            ),
            claim="C22",
        ),
        Question(
            "ten_coins",
            say("You hold ten equal longs; any two have a correlation of {calm:#2}. How many independent bets is that?", calm=CALM),
            (
                Option(
                    wordless("{x:#2}", x=BETS),
                    correct=True,
                    explain=say("1 / (ρ + (1 − ρ)/10) = {x:#2}. A hundred of them would be {hundred:#2}.", x=BETS, hundred=float(independent_bets(CALM, 100))),
                ),
                Option("10.00", explain="Ten positions, and most of each move is the same move.", misconception=11),
                Option(
                    wordless("{x:#2}", x=10 * (1 - CALM)),
                    explain=say("That would grow with every coin you add. In truth it never passes 1/ρ = {x:#2}.", x=1 / CALM),
                    misconception=11,
                ),
            ),
            claim="C22",
        ),
        Question(
            "spot_hedged",
            say(
                "You hold one BTC, {w:%0} of it counted as collateral, and are short one BTC of the perpetual; nothing else is in the"
                " pool, maintenance {m:%1}. Both prices move together. Where is it liquidated?",
                w=WEIGHT, m=MAINTENANCE,
            ),
            (
                Option(
                    say("At {x:#0} times the entry price", x=WALL),
                    correct=True,
                    explain=say("Equity never moves; what is required grows with the price, and meets it at 1 / (m + 1 − w) = {x:#0} times.", x=WALL),
                ),
                Option(
                    "Nowhere: it is hedged",
                    explain=say("Equity stands still, but the requirement does not: at {x:#0} times the entry it has caught up.", x=WALL),
                    misconception=35,
                ),
                Option(
                    say("Before it has doubled, at {x:#2} times", x=1 + SHORT),
                    explain="That is a short with as many dollars behind it. Here the coin gains what the short loses.",
                ),
            ),
            claim="C13",
        ),
        Question(
            "picked",
            say(
                "Among the calmer half of BTC's hours its correlation with ETH was {calm:#2}, among the wildest hour in a thousand"
                " {wild:#2}."
                " What does that prove?",
                calm=SIZES.value("record", "calmer half"), wild=SIZES.value("record", "beyond"),
            ),
            (
                Option(
                    "Little: picking large moves does that",
                    correct=True,
                    explain=say(
                        "A normal pair whose correlation never changes would show {a:#2} and {b:#2}.",
                        a=SIZES.value("normal", "calmer half"), b=SIZES.value("normal", "beyond"),
                    ),
                ),
                Option(
                    "That correlation jumps whenever BTC moves far",
                    explain=say(
                        "A pair whose correlation never changes shows as much, {b:#2} among the wildest hours. The record lies below it"
                        " in every group.",
                        b=SIZES.value("normal", "beyond"),
                    ),
                    misconception=36,
                ),
                Option(
                    "That a hedge is safest when it is needed most",
                    explain="A higher correlation is a higher share. What is left in dollars may be larger all the same.",
                    misconception=32,
                ),
            ),
        ),
    ),
)  # fmt: skip
