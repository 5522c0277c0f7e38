"""Recall of lesson 10: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.planner_fields import EXAMPLE
from course.lessons.trade_checklist.book import FAILING_SUMS, SUMS
from course.lessons.trade_checklist.which_mode import figures, of_hundred
from course.number_format import usd
from course.simulation.plans import swing
from course.simulation.plans.rules import TOGETHER
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

SIX = swing(6)
ALONE, POOLED = (figures("ETH", "nobody", lever) for lever in (10.0, 0.0))

RECALL = Quiz(
    "trade_checklist",
    (
        Question(
            "dead_stop",
            say(
                "“Isolated at {leverage:×} I can only lose the {budget:$} that I post, so my stop 5 % below is"
                " the plan.” What is true?",
                leverage=EXAMPLE.leverage,
                budget=FAILING_SUMS.budget,
            ),
            (
                Option(
                    "The bound is true, and the stop is dead",
                    correct=True,
                    explain=say(
                        "The venue is there first: with a maintenance of 1.2 % the wall stands {wall:%1} below"
                        " the entry. The exit line of that plan is never reached.",
                        wall=1 - FAILING_SUMS.wall / EXAMPLE.entry,
                    ),
                ),
                Option(
                    "Both: the post bounds the loss, and the stop keeps it smaller than that",
                    explain="It would if it were reached. Its price lies behind the liquidation price.",
                    misconception=61,
                ),
                Option(
                    "Neither: isolated draws on the rest of the account",
                    explain="It does not by itself. The post is all that can be lost, beside the fees.",
                    misconception=12,
                ),
            ),
            claim="C24",
        ),
        Question(
            "at_the_stop",
            say(
                "{size:#3} ETH, bought at {entry:$}, stop at {stop:$}, filled 1 % beyond, 0.05 % fee each way."
                " The stop costs",
                size=EXAMPLE.size,
                entry=EXAMPLE.entry,
                stop=EXAMPLE.stop,
            ),
            (
                Option(
                    usd(FAILING_SUMS.planned, 0),
                    correct=True,
                    explain=say(
                        "The way to the *fill* is {entry:$2}, and both fees come on top. For {budget:$} it may"
                        " be {fitting:#3} ETH.",
                        entry=EXAMPLE.entry - FAILING_SUMS.fill,
                        budget=FAILING_SUMS.budget,
                        fitting=FAILING_SUMS.fitting,
                    ),
                ),
                Option(
                    usd(FAILING_SUMS.at_distance, 0),
                    explain="That is size times the way to the stop. You are filled beyond it, and pay to get in and out.",
                    misconception=62,
                ),
                Option(
                    usd(FAILING_SUMS.at_distance + FAILING_SUMS.fees, 0),
                    explain="That counts the fees, and not the slip.",
                    misconception=62,
                ),
            ),
            claim="C19",
        ),
        Question(
            "thesis",
            "Which of these theses can be found to be wrong?",
            (
                Option(
                    "Fees fall by half; wrong if the upgrade is moved beyond June",
                    correct=True,
                    explain="A fact and a date: somebody who does not know you can look it up, and so can you.",
                ),
                Option(
                    "ETH will do well after the upgrade, since everybody is waiting for it",
                    explain="How well, and by when? Whatever happens, it may still do well later.",
                    misconception=63,
                ),
                Option(
                    "I leave when it turns against me",
                    explain="That is an exit without a price, and no thesis. Any price is against you for a moment.",
                    misconception=63,
                ),
            ),
            claim="C24",
        ),
        Question(
            "six_plans",
            say(
                "You have six open longs of the same size in coins whose correlation is {together:#}. How many"
                " times as far as six independent ones do they swing?",
                together=TOGETHER,
            ),
            (
                Option(
                    say("{six:#} times", six=SIX),
                    correct=True,
                    explain=say(
                        "√(1 + 5 · {together:#}) = {six:#}. Six plans of 2 % are one bet of nearly 12 %.",
                        together=TOGETHER,
                        six=SIX,
                    ),
                ),
                Option(
                    "just as far: each has its own stop",
                    explain=say("Each has its own stop, and they are reached on the same day: {six:#} times.", six=SIX),
                    misconception=11,
                ),
                Option(
                    say("{value:#0} times", value=6.0),
                    explain=say(
                        "Six independent ones swing √6 times as far as one, six that move as one six times:"
                        " {value:#} times as far. At a correlation of {together:#} it is {six:#}.",
                        value=6**0.5,
                        together=TOGETHER,
                        six=SIX,
                    ),
                ),
            ),
        ),
        Question(
            "nobody_watches",
            say(
                "Nobody watches a long of {notional:$0} of ETH for a week. By the record, isolated at 10×"
                " beside cross with an account of {equity:$}",
                notional=SUMS.notional,
                equity=EXAMPLE.equity,
            ),
            (
                Option(
                    "is thrown out more often and loses less at worst",
                    correct=True,
                    explain=say(
                        "Closed by the venue {of_hundred}, {worst:$0} lost at most. Cross was never closed by"
                        " the venue, and its worst week cost {worst_2:$0}.",
                        of_hundred=of_hundred(ALONE["closed"]),
                        worst=-ALONE["worst"],
                        worst_2=-POOLED["worst"],
                    ),
                ),
                Option(
                    "is better in both: it stays in for longer, and it loses less",
                    explain=say(
                        "The bound is real, and so is its price: thrown out {of_hundred}.",
                        of_hundred=of_hundred(ALONE["closed"]),
                    ),
                    misconception=9,
                ),
                Option(
                    "is worse in both: thrown out, and losing more",
                    explain=say(
                        "It is thrown out {of_hundred}; but cross lost up to {worst:$0} where it lost {worst_2:$0}.",
                        of_hundred=of_hundred(ALONE["closed"]),
                        worst=-POOLED["worst"],
                        worst_2=-ALONE["worst"],
                    ),
                    misconception=10,
                ),
                Option(
                    "does the same, since the size is the same",
                    explain="Only in the weeks in which the wall is not reached.",
                    misconception=65,
                ),
            ),
            claim="C16",
        ),
        Question(
            "last_year",
            "You open a plan that you wrote a year ago. Its entry, stop, size and leverage are what they were. What must be computed anew?",
            (
                Option(
                    "the liquidation price, by today's parameters of the venue",
                    correct=True,
                    explain="Venues change tiers, maintenance and fees. A wall is not a property of the trade alone.",
                ),
                Option(
                    "nothing: the prices, the size and the leverage are what they were then",
                    explain="The wall follows from the venue's maintenance too, and that may have changed.",
                    misconception=64,
                ),
                Option(
                    "the size, since the account may have changed, and nothing else",
                    explain="The size too; but the wall also moves while the account stands still, when the venue changes its rules.",
                    misconception=64,
                ),
            ),
        ),
    ),
)
