"""Recall of lesson 08: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.margin import compounded, grown_over, growth, kelly_share
from course.simulation.facts import stored
from course.teaching.quiz import Option, Question, Quiz
from course.words import number, percent, times, usd

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


def _one(leverage: float) -> str:
    return f"{number(leverage, 1)}×"


RECALL = Quiz(
    "position_sizing",
    (
        Question(
            "setting",
            "You keep the size and the stop, and move the leverage setting from 5× to 10× (isolated; the stop stays first). What you"
            " lose at the stop",
            (
                Option(
                    "stays the same",
                    correct=True,
                    explain="Size times the way to the stop: no leverage in it. You post half as much, and the venue's wall moves nearer.",
                ),
                Option(
                    "doubles",
                    explain="It would if you kept the *margin* and doubled the position. The size is what you chose, so it stays.",
                    misconception=38,
                ),
                Option(
                    "halves, because only half as much is posted",
                    explain="The post is the most that can be lost. Your stop comes before it, and costs size times the way to it.",
                ),
            ),
            claim="C19",
        ),
        Question(
            "ten_losses",
            "Ten losses in a row, each 2 % of what is left. The account is down by",
            (
                Option(
                    percent(-TEN, 1),
                    correct=True,
                    explain=f"0.98 ten times over leaves {percent(1 + TEN, 1)}. At 10 % a trade the same ten losses take"
                    f" {percent(-compounded(0.1, 10), 1)}.",
                ),
                Option(
                    percent(0.2, 1),
                    explain=f"Each loss is a share of what is left, so together they take a little less: {percent(-TEN, 1)}.",
                    misconception=40,
                ),
                Option(
                    percent(1.02**10 - 1, 1),
                    explain=f"That is what ten *gains* of 2 % make. Ten losses take {percent(-TEN, 1)}.",
                ),
            ),
        ),
        Question(
            "good_edge",
            "You win 55 of 100 even bets and put a fifth of the account on each. After 200 bets with just that share of wins you stand"
            " at",
            (
                Option(
                    f"{number(FIFTH)} times the start",
                    correct=True,
                    explain=f"The best share is {percent(KELLY, 0)}, and at twice of it growth is gone. With a twentieth it would be"
                    f" {number(TWENTIETH)} times.",
                ),
                Option(
                    f"{number(1 + 200 * 0.2 * 0.1, 1)} times the start",
                    explain=f"You added 200 times the edge of 2 %. Compounded, +20 % and −20 % do not cancel, and {number(FIFTH)} is"
                    " left.",
                    misconception=39,
                ),
                Option(
                    f"{number(TWENTIETH)} times the start",
                    explain=f"So much you would have with a twentieth at stake. With a fifth it is {number(FIFTH)}.",
                ),
            ),
        ),
        Question(
            "volatility",
            "Volatility doubles. For the same risk over the same days, your position should be",
            (
                Option(
                    "half as large",
                    correct=True,
                    explain="Size is what may be lost over k · σ · √t. Halving it is not caution: it is the same risk as before.",
                ),
                Option(
                    "1/√2 as large: about 0.7 times",
                    explain="The root belongs to time, not to volatility: four times the days are twice the move.",
                    misconception=44,
                ),
                Option(
                    "just as large, with a stop twice as far away",
                    explain="Then the loss at the stop is twice what it was. With the wider stop the size must halve.",
                    misconception=38,
                ),
            ),
            claim="C28",
        ),
        Question(
            "low_or_small",
            f"{usd(10_000)} of ETH for a week: in a cross account of {usd(10_000)}, or isolated at 10× with {usd(1_000)} (the venue"
            " keeps what a liquidation leaves). Over the weeks from December 2019 to May 2026",
            (
                Option(
                    "isolated was thrown out more often and lost less at worst",
                    correct=True,
                    explain=f"It was thrown out in {percent(OUT[10.0], 1)} of the weeks and lost at most {usd(WORST[10.0], 0)}; cross"
                    f" was never thrown out and lost {usd(WORST[1.0], 0)} in its worst week.",
                ),
                Option(
                    "they gave the same, since the exposure is the same",
                    explain=f"Only while both are there. In {percent(OUT[10.0], 1)} of the weeks the compartment was closed on the way.",
                    misconception=43,
                ),
                Option(
                    "isolated was better in both: closed less often, and losing less",
                    explain=f"It bounded the loss at {usd(WORST[10.0], 0)}, and was closed in {percent(OUT[10.0], 1)} of the weeks.",
                    misconception=9,
                ),
                Option(
                    "cross was better in both: closed less often, and losing less",
                    explain=f"It was never closed, and its worst week cost {usd(WORST[1.0], 0)} instead of {usd(WORST[10.0], 0)}.",
                    misconception=10,
                ),
            ),
            claim="C21",
        ),
        Question(
            "halve_it",
            f"A tail that you could not bear: you isolate {usd(1_000)} at 10× on {usd(10_000)} of ETH, and in {percent(OUT[10.0], 1)}"
            f" of the weeks you are thrown out. You keep the {usd(1_000)} and halve the exposure. Now you are thrown out in",
            (
                Option(
                    f"{percent(OUT[5.0], 1)} of the weeks, and {usd(1_000)} is still the most to lose",
                    correct=True,
                    explain=f"Half the exposure is 5×: the wall is more than twice as far away, and {percent(OUT[5.0], 1)} of the"
                    " weeks reached it. Isolating bounds the loss, sizing down keeps you in.",
                ),
                Option(
                    f"{percent(OUT[10.0] / 2, 1)} of the weeks, and {usd(1_000)} is still the most to lose",
                    explain=f"Closures do not halve with the exposure. Far weeks are rare: {percent(OUT[5.0], 1)}.",
                ),
                Option(
                    f"{percent(OUT[10.0], 1)} of the weeks as before, but only {usd(500)} can be lost",
                    explain=f"What is posted can be lost: still {usd(1_000)}. The wall moves away, to {percent(OUT[5.0], 1)} of the"
                    " weeks.",
                ),
            ),
            claim="C17",
        ),
        Question(
            "five_sigma",
            f"By the bell curve a day beyond five standard deviations comes once in {number(YEARS, 0)} years. How many did BTC have in"
            f" the {number(DAYS, 0)} days to May 2026?",
            (
                Option(
                    number(FIVE_SIGMA, 0),
                    correct=True,
                    explain=f"{number(FIVE_SIGMA, 0)} instead of {number(NORMAL, 4)}. Who sizes by “three sigma at worst” has not seen"
                    " a March 2020.",
                ),
                Option("0", explain=f"So the bell curve says. There were {number(FIVE_SIGMA, 0)}.", misconception=41),
                Option(
                    number(stored("beyond").value("seen", "BTC", 3), 0),
                    explain=f"So many lay beyond *three*, where the bell curve expects {number(stored('beyond').value('normal', 'BTC', 3), 1)}."
                    f" Beyond five there were {number(FIVE_SIGMA, 0)}.",
                ),
            ),
        ),
        Question(
            "best_leverage",
            f"By the formula μ/σ² the best leverage for BTC was {_one(BEST)} over the whole record. In its single years, 2020 to 2025,"
            " it lay between",
            (
                Option(
                    f"{_one(min(BY_YEAR))} and {_one(max(BY_YEAR))}",
                    correct=True,
                    explain="It jumps about, and no year tells the next. The number that the formula needs is the number that nobody"
                    " has.",
                ),
                Option(
                    f"{_one(BEST - 0.4)} and {_one(BEST + 0.4)}",
                    explain=f"One year leaves a standard error of {number(min(ERRORS), 1)} to {number(max(ERRORS), 1)}: it ran from"
                    f" {_one(min(BY_YEAR))} to {_one(max(BY_YEAR))}.",
                    misconception=42,
                ),
                Option(
                    f"{_one(0.0)} and {times(2 * round(BEST, 1))}",
                    explain=f"In one year it was below zero, in another {_one(max(BY_YEAR))}.",
                    misconception=42,
                ),
            ),
        ),
    ),
)
