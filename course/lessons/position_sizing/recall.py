"""Recall of lesson 08: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.margin import compounded, grown_over, growth, kelly_share
from course.number_format import number, percent
from course.simulation.fact_tables import stored
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

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
                    explain=say(
                        "0.98 ten times over leaves {ten:%1}. At 10 % a trade the same ten losses take"
                        " {compounded:%1}.",
                        ten=1 + TEN,
                        compounded=-compounded(0.1, 10),
                    ),
                ),
                Option(
                    percent(0.2, 1),
                    explain=say(
                        "Each loss is a share of what is left, so together they take a little less: {ten:%1}.", ten=-TEN
                    ),
                    misconception=40,
                ),
                Option(
                    percent(1.02**10 - 1, 1),
                    explain=say("That is what ten *gains* of 2 % make. Ten losses take {ten:%1}.", ten=-TEN),
                ),
            ),
        ),
        Question(
            "good_edge",
            "You win 55 of 100 even bets and put a fifth of the account on each. After 200 bets with just that share of wins you stand"
            " at",
            (
                Option(
                    say("{fifth:#} times the start", fifth=FIFTH),
                    correct=True,
                    explain=say(
                        "The best share is {kelly:%0}, and at twice of it growth is gone. With a twentieth it"
                        " would be {twentieth:#} times.",
                        kelly=KELLY,
                        twentieth=TWENTIETH,
                    ),
                ),
                Option(
                    say("{value:#1} times the start", value=1 + 200 * 0.2 * 0.1),
                    explain=say(
                        "You added 200 times the edge of 2 %. Compounded, +20 % and −20 % do not cancel, and"
                        " {fifth:#} is left.",
                        fifth=FIFTH,
                    ),
                    misconception=39,
                ),
                Option(
                    say("{twentieth:#} times the start", twentieth=TWENTIETH),
                    explain=say(
                        "So much you would have with a twentieth at stake. With a fifth it is {fifth:#}.", fifth=FIFTH
                    ),
                ),
            ),
        ),
        Question(
            "volatility",
            "Volatility doubles. For the same risk over the same days, your position should be",
            (
                Option(
                    "half as large: size × volatility stays",
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
            say(
                "{value:$} of ETH for a week: in a cross account of {value:$}, or isolated at 10× with"
                " {value_2:$} (the venue keeps what a liquidation leaves). Over the weeks from December 2019 to"
                " May 2026",
                value=10000,
                value_2=1000,
            ),
            (
                Option(
                    "isolated was thrown out more often and lost less at worst",
                    correct=True,
                    explain=say(
                        "It was thrown out in {out:%1} of the weeks and lost at most {worst:$0}; cross was"
                        " never thrown out and lost {worst_2:$0} in its worst week.",
                        out=OUT[10.0],
                        worst=WORST[10.0],
                        worst_2=WORST[1.0],
                    ),
                ),
                Option(
                    "they gave the same, since the exposure is the same",
                    explain=say(
                        "Only while both are there. In {out:%1} of the weeks the compartment was closed on the way.",
                        out=OUT[10.0],
                    ),
                    misconception=43,
                ),
                Option(
                    "isolated was better in both: closed less often, and losing less",
                    explain=say(
                        "It bounded the loss at {worst:$0}, and was closed in {out:%1} of the weeks.",
                        worst=WORST[10.0],
                        out=OUT[10.0],
                    ),
                    misconception=9,
                ),
                Option(
                    "cross was better in both: closed less often, and losing less",
                    explain=say(
                        "It was never closed, and its worst week cost {worst:$0} instead of {worst_2:$0}.",
                        worst=WORST[1.0],
                        worst_2=WORST[10.0],
                    ),
                    misconception=10,
                ),
            ),
            claim="C21",
        ),
        Question(
            "halve_it",
            say(
                "A tail that you could not bear: you isolate {value:$} at 10× on {value_2:$} of ETH, and in"
                " {out:%1} of the weeks you are thrown out. You keep the {value:$} and halve the exposure. Now"
                " you are thrown out in",
                value=1000,
                value_2=10000,
                out=OUT[10.0],
            ),
            (
                Option(
                    say("{out:%1} of the weeks, and {value:$} is still the most to lose", out=OUT[5.0], value=1000),
                    correct=True,
                    explain=say(
                        "Half the exposure is 5×: the wall is more than twice as far away, and {out:%1} of the"
                        " weeks reached it. Isolating bounds the loss, sizing down keeps you in.",
                        out=OUT[5.0],
                    ),
                ),
                Option(
                    say(
                        "{out:%1} of the weeks, and {value:$} is still the most to lose", out=OUT[10.0] / 2, value=1000
                    ),
                    explain=say("Closures do not halve with the exposure. Far weeks are rare: {out:%1}.", out=OUT[5.0]),
                ),
                Option(
                    say("{out:%1} of the weeks as before, but only {value:$} can be lost", out=OUT[10.0], value=500),
                    explain=say(
                        "What is posted can be lost: still {value:$}. The wall moves away, to {out:%1} of the weeks.",
                        value=1000,
                        out=OUT[5.0],
                    ),
                ),
            ),
            claim="C17",
        ),
        Question(
            "five_sigma",
            say(
                "By the bell curve a day beyond five standard deviations comes once in {years:#0} years. How"
                " many did BTC have in the {days:#0} days to May 2026?",
                years=YEARS,
                days=DAYS,
            ),
            (
                Option(
                    number(FIVE_SIGMA, 0),
                    correct=True,
                    explain=say(
                        "{five_sigma:#0} instead of {normal:#4}. Who sizes by “three sigma at worst” has not"
                        " seen a March 2020.",
                        five_sigma=FIVE_SIGMA,
                        normal=NORMAL,
                    ),
                ),
                Option(
                    "0",
                    explain=say("So the bell curve says. There were {five_sigma:#0}.", five_sigma=FIVE_SIGMA),
                    misconception=41,
                ),
                Option(
                    number(stored("beyond").value("seen", "BTC", 3), 0),
                    explain=say(
                        "So many lay beyond *three*, where the bell curve expects {value:#1}. Beyond five there"
                        " were {five_sigma:#0}.",
                        value=stored("beyond").value("normal", "BTC", 3),
                        five_sigma=FIVE_SIGMA,
                    ),
                ),
            ),
        ),
        Question(
            "best_leverage",
            say(
                "By the formula μ/σ² the best leverage for BTC was {one} over the whole record. In its single"
                " years, 2020 to 2025, it lay between",
                one=_one(BEST),
            ),
            (
                Option(
                    say("{one} and {one_2}", one=_one(min(BY_YEAR)), one_2=_one(max(BY_YEAR))),
                    correct=True,
                    explain="It jumps about, and no year tells the next. The number that the formula needs is the number that nobody"
                    " has.",
                ),
                Option(
                    say("{one} and {one_2}", one=_one(BEST - 0.4), one_2=_one(BEST + 0.4)),
                    explain=say(
                        "One year leaves a standard error of {errors:#1} to {errors_2:#1}: it ran from {one} to"
                        " {one_2}.",
                        errors=min(ERRORS),
                        errors_2=max(ERRORS),
                        one=_one(min(BY_YEAR)),
                        one_2=_one(max(BY_YEAR)),
                    ),
                    misconception=42,
                ),
                Option(
                    say("{one} and {best:×}", one=_one(0.0), best=2 * round(BEST, 1)),
                    explain=say("In one year it was below zero, in another {one}.", one=_one(max(BY_YEAR))),
                    misconception=42,
                ),
            ),
        ),
    ),
)
