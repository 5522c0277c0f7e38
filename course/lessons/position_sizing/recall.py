"""Recall of lesson 08: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.margin import compounded, grown_over, growth, kelly_share
from course.simulation.fact_tables import stored
from course.teaching.quiz import Question, Quiz, right, wrong

TEN = compounded(0.02, 10)
#: A bet won in 55 of 100 cases, even money, a fifth of the account at stake each time, over 200 trades: what exactly so many wins make.
EDGE = [1.0] * 11 + [-1.0] * 9
FIFTH, TWENTIETH = (1 + grown_over(growth(EDGE, share), 200) for share in (0.2, 0.05))
KELLY = kelly_share(0.55, 1.0)
WEEKS = stored("week_long")
OUT = {x: WEEKS.value("thrown_out", "ETH", x, "kept") for x in (5.0, 10.0)}
WORST = {x: -WEEKS.value("worst", "ETH", x, "kept") for x in (1.0, 10.0)}
DAYS = stored("best").value("days", "BTC", "all")
FIVE_SIGMA, NORMAL = (stored("beyond").value(k, "BTC", 5) for k in ("seen", "normal"))
YEARS = round(DAYS / NORMAL / 365, -2)
BEST = stored("best").value("best", "BTC", "all")
BY_YEAR, ERRORS = zip(*(row[5:7] for row in stored("best").pick(symbol="BTC").rows if row[1] != "all"), strict=True)


RECALL = Quiz(
    "position_sizing",
    Question(
        "setting",
        "You keep the size and the stop, and move the leverage setting from 5× to 10× (isolated; the stop stays"
        " first). What you lose at the stop",
        right(
            "stays the same",
            "Size times the way to the stop: no leverage in it. You post half as much, and the venue's wall moves"
            " nearer.",
        ),
        wrong(
            "doubles",
            "It would if you kept the *margin* and doubled the position. The size is what you chose, so it stays.",
            misconception=38,
        ),
        wrong(
            "halves, because only half as much is posted",
            "The post is the most that can be lost. Your stop comes before it, and costs size times the way to it.",
        ),
        claim="C19",
    ),
    Question(
        "ten_losses",
        "Ten losses in a row, each 2 % of what is left. The account is down by",
        right(
            "{lost:%1}", "0.98 ten times over leaves {left:%1}. At 10 % a trade the same ten losses take {at_tenth:%1}."
        ),
        wrong(
            "{added:%1}",
            "Each loss is a share of what is left, so together they take a little less: {lost:%1}.",
            misconception=40,
        ),
        wrong("{gained:%1}", "That is what ten *gains* of 2 % make. Ten losses take {lost:%1}."),
        numbers={"lost": -TEN, "left": 1 + TEN, "at_tenth": -compounded(0.1, 10), "added": 0.2, "gained": 1.02**10 - 1},
    ),
    Question(
        "good_edge",
        "You win 55 of 100 even bets and put a fifth of the account on each. After 200 bets with just that share of"
        " wins you stand at",
        right(
            "{fifth:#} times the start",
            "The best share is {kelly:%0}, and at twice of it growth is gone. With a twentieth it would be"
            " {twentieth:#} times.",
        ),
        wrong(
            "{added:#1} times the start",
            "You added 200 times the edge of 2 %. Compounded, +20 % and −20 % do not cancel, and {fifth:#} is left.",
            misconception=39,
        ),
        wrong(
            "{twentieth:#} times the start",
            "So much you would have with a twentieth at stake. With a fifth it is {fifth:#}.",
        ),
        numbers={"fifth": FIFTH, "kelly": KELLY, "twentieth": TWENTIETH, "added": 1 + 200 * 0.2 * 0.1},
    ),
    Question(
        "volatility",
        "Volatility doubles. For the same risk over the same days, your position should be",
        right(
            "half as large: size × volatility stays",
            "Size is what may be lost over k · σ · √t. Halving it is not caution: it is the same risk as before.",
        ),
        wrong(
            "1/√2 as large: about 0.7 times",
            "The root belongs to time, not to volatility: four times the days are twice the move.",
            misconception=44,
        ),
        wrong(
            "just as large, with a stop twice as far away",
            "Then the loss at the stop is twice what it was. With the wider stop the size must halve.",
            misconception=38,
        ),
        claim="C28",
    ),
    Question(
        "low_or_small",
        "{notional:$} of ETH for a week: in a cross account of {notional:$}, or isolated at 10× with {posted:$} (the"
        " venue keeps what a liquidation leaves). Over the weeks from December 2019 to May 2026",
        right(
            "isolated was thrown out more often and lost less at worst",
            "It was thrown out in {out:%1} of the weeks and lost at most {isolated:$0}; cross was never thrown out and"
            " lost {cross:$0} in its worst week.",
        ),
        wrong(
            "they gave the same, since the exposure is the same",
            "Only while both are there. In {out:%1} of the weeks the compartment was closed on the way.",
            misconception=43,
        ),
        wrong(
            "isolated was better in both: closed less often, and losing less",
            "It bounded the loss at {isolated:$0}, and was closed in {out:%1} of the weeks.",
            misconception=9,
        ),
        wrong(
            "cross was better in both: closed less often, and losing less",
            "It was never closed, and its worst week cost {cross:$0} instead of {isolated:$0}.",
            misconception=10,
        ),
        claim="C21",
        numbers={"notional": 10000, "posted": 1000, "out": OUT[10.0], "isolated": WORST[10.0], "cross": WORST[1.0]},
    ),
    Question(
        "halve_it",
        "A tail that you could not bear: you isolate {posted:$} at 10× on {notional:$} of ETH, and in {out:%1} of the"
        " weeks you are thrown out. You keep the {posted:$} and halve the exposure. Now you are thrown out in",
        right(
            "{halved:%1} of the weeks, and {posted:$} is still the most to lose",
            "Half the exposure is 5×: the wall is more than twice as far away, and {halved:%1} of the weeks reached"
            " it. Isolating bounds the loss, sizing down keeps you in.",
        ),
        wrong(
            "{half_out:%1} of the weeks, and {posted:$} is still the most to lose",
            "Closures do not halve with the exposure. Far weeks are rare: {halved:%1}.",
        ),
        wrong(
            "{out:%1} of the weeks as before, but only {less:$} can be lost",
            "What is posted can be lost: still {posted:$}. The wall moves away, to {halved:%1} of the weeks.",
        ),
        claim="C17",
        numbers={
            "posted": 1000,
            "notional": 10000,
            "out": OUT[10.0],
            "halved": OUT[5.0],
            "half_out": OUT[10.0] / 2,
            "less": 500,
        },
    ),
    Question(
        "five_sigma",
        "By the bell curve a day beyond five standard deviations comes once in {years:#0} years. How many did BTC have"
        " in the {days:#0} days to May 2026?",
        right(
            "{seen:#0}",
            "{seen:#0} instead of {normal:#4}. Who sizes by “three sigma at worst” has not seen a March 2020.",
        ),
        wrong("0", "So the bell curve says. There were {seen:#0}.", misconception=41),
        wrong(
            "{stored:#0}",
            "So many lay beyond *three*, where the bell curve expects {normal_three:#1}. Beyond five there were"
            " {seen:#0}.",
        ),
        numbers={
            "years": YEARS,
            "days": DAYS,
            "seen": FIVE_SIGMA,
            "normal": NORMAL,
            "stored": stored("beyond").value("seen", "BTC", 3),
            "normal_three": stored("beyond").value("normal", "BTC", 3),
        },
    ),
    Question(
        "best_leverage",
        "By the formula μ/σ² the best leverage for BTC was {best:#1}× over the whole record. In its single years, 2020 to"
        " 2025, it lay between",
        right(
            "{least:#1}× and {most:#1}×",
            "It jumps about, and no year tells the next. The number that the formula needs is the number that nobody"
            " has.",
        ),
        wrong(
            "{below:#1}× and {above:#1}×",
            "One year leaves a standard error of {error:#1} to {largest:#1}: it ran from {least:#1}× to {most:#1}×.",
            misconception=42,
        ),
        wrong("{zero:#1}× and {twice:×}", "In one year it was below zero, in another {most:#1}×.", misconception=42),
        numbers={
            "best": BEST,
            "least": min(BY_YEAR),
            "most": max(BY_YEAR),
            "below": BEST - 0.4,
            "above": BEST + 0.4,
            "error": min(ERRORS),
            "largest": max(ERRORS),
            "zero": 0.0,
            "twice": 2 * round(BEST, 1),
        },
    ),
)
