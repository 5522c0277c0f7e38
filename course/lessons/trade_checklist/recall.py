"""Recall of lesson 10: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.planner_fields import EXAMPLE
from course.lessons.trade_checklist.book import FAILING_SUMS, SUMS
from course.lessons.trade_checklist.which_mode import figures, of_hundred
from course.simulation.plans import swing
from course.simulation.plans.rules import TOGETHER
from course.teaching.quiz import Question, Quiz, right, wrong

SIX = swing(6)
ALONE, POOLED = (figures("ETH", "nobody", lever) for lever in (10.0, 0.0))

RECALL = Quiz(
    "trade_checklist",
    Question(
        "dead_stop",
        "“Isolated at {leverage:×} I can only lose the {budget:$} that I post, so my stop 5 % below is the plan.” What"
        " is true?",
        right(
            "The bound is true, and the stop is dead",
            "The venue is there first: with a maintenance of 1.2 % the wall stands {wall:%1} below the entry. The exit"
            " line of that plan is never reached.",
        ),
        wrong(
            "Both: the post bounds the loss, and the stop keeps it smaller than that",
            "It would if it were reached. Its price lies behind the liquidation price.",
            misconception=61,
        ),
        wrong(
            "Neither: isolated draws on the rest of the account",
            "It does not by itself. The post is all that can be lost, beside the fees.",
            misconception=12,
        ),
        claim="C24",
        numbers={
            "leverage": EXAMPLE.leverage,
            "budget": FAILING_SUMS.budget,
            "wall": 1 - FAILING_SUMS.wall / EXAMPLE.entry,
        },
    ),
    Question(
        "at_the_stop",
        "{size:#3} ETH, bought at {entry:$}, stop at {stop:$}, filled 1 % beyond, 0.05 % fee each way. The stop costs",
        right(
            "{planned:$0}",
            "The way to the *fill* is {way:$2}, and both fees come on top. For {budget:$} it may be {fitting:#3} ETH.",
        ),
        wrong(
            "{to_stop:$0}",
            "That is size times the way to the stop. You are filled beyond it, and pay to get in and out.",
            misconception=62,
        ),
        wrong("{with_fees:$0}", "That counts the fees, and not the slip.", misconception=62),
        claim="C19",
        numbers={
            "size": EXAMPLE.size,
            "entry": EXAMPLE.entry,
            "stop": EXAMPLE.stop,
            "planned": FAILING_SUMS.planned,
            "way": EXAMPLE.entry - FAILING_SUMS.fill,
            "budget": FAILING_SUMS.budget,
            "fitting": FAILING_SUMS.fitting,
            "to_stop": FAILING_SUMS.at_distance,
            "with_fees": FAILING_SUMS.at_distance + FAILING_SUMS.fees,
        },
    ),
    Question(
        "thesis",
        "Which of these theses can be found to be wrong?",
        right(
            "Fees fall by half; wrong if the upgrade is moved beyond June",
            "A fact and a date: somebody who does not know you can look it up, and so can you.",
        ),
        wrong(
            "ETH will do well after the upgrade, since everybody is waiting for it",
            "How well, and by when? Whatever happens, it may still do well later.",
            misconception=63,
        ),
        wrong(
            "I leave when it turns against me",
            "That is an exit without a price, and no thesis. Any price is against you for a moment.",
            misconception=63,
        ),
        claim="C24",
    ),
    Question(
        "six_plans",
        "You have six open longs of the same size in coins whose correlation is {together:#}. How many times as far as"
        " six independent ones do they swing?",
        right("{six:#} times", "√(1 + 5 · {together:#}) = {six:#}. Six plans of 2 % are one bet of nearly 12 %."),
        wrong(
            "just as far: each has its own stop",
            "Each has its own stop, and they are reached on the same day: {six:#} times.",
            misconception=11,
        ),
        wrong(
            "{all:#0} times",
            "Six independent ones swing √6 times as far as one, six that move as one six times: {independent:#} times"
            " as far. At a correlation of {together:#} it is {six:#}.",
        ),
        numbers={"together": TOGETHER, "six": SIX, "all": 6.0, "independent": 6**0.5},
    ),
    Question(
        "nobody_watches",
        "Nobody watches a long of {notional:$0} of ETH for a week. By the record, isolated at 10× beside cross with an"
        " account of {equity:$}",
        right(
            "is thrown out more often and loses less at worst",
            "Closed by the venue {of_hundred}, {isolated:$0} lost at most. Cross was never closed by the venue, and"
            " its worst week cost {cross:$0}.",
        ),
        wrong(
            "is better in both: it stays in for longer, and it loses less",
            "The bound is real, and so is its price: thrown out {of_hundred}.",
            misconception=9,
        ),
        wrong(
            "is worse in both: thrown out, and losing more",
            "It is thrown out {of_hundred}; but cross lost up to {cross:$0} where it lost {isolated:$0}.",
            misconception=10,
        ),
        wrong(
            "does the same, since the size is the same",
            "Only in the weeks in which the wall is not reached.",
            misconception=65,
        ),
        claim="C16",
        numbers={
            "notional": SUMS.notional,
            "equity": EXAMPLE.equity,
            "of_hundred": of_hundred(ALONE["closed"]),
            "isolated": -ALONE["worst"],
            "cross": -POOLED["worst"],
        },
    ),
    Question(
        "last_year",
        "You open a plan that you wrote a year ago. Its entry, stop, size and leverage are what they were. What must"
        " be computed anew?",
        right(
            "the liquidation price, by today's parameters of the venue",
            "Venues change tiers, maintenance and fees. A wall is not a property of the trade alone.",
        ),
        wrong(
            "nothing: the prices, the size and the leverage are what they were then",
            "The wall follows from the venue's maintenance too, and that may have changed.",
            misconception=64,
        ),
        wrong(
            "the size, since the account may have changed, and nothing else",
            "The size too; but the wall also moves while the account stands still, when the venue changes its rules.",
            misconception=64,
        ),
    ),
)
