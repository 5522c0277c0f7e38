"""Recall of lesson 03: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.funding.book import COLLATERAL, ENTRY, LEVERAGE, MAINTENANCE, RULE, USUAL, size_of
from course.lessons.funding.carry import short_moves
from course.lessons.funding.pockets import pockets_of
from course.margin import annualised, liquidation_after_funding
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say, wordless

PAID = 240.0
BEFORE, AFTER = (
    liquidation_after_funding(ENTRY, size_of(LEVERAGE), COLLATERAL, MAINTENANCE, ENTRY, x / (size_of(LEVERAGE) * ENTRY))
    for x in (0.0, PAID)
)
BANKRUPT = ENTRY - (COLLATERAL - PAID) / size_of(LEVERAGE)
BELOW = -0.0003
STILL = float(RULE.rate(BELOW))
HOURLY = USUAL / RULE.interval_hours
YEAR = round(annualised(USUAL, RULE.interval_hours), 12)
PAIR = pockets_of(0.0005, 0.0005)
BESIDE = float(PAIR[1].held(PAIR[0].last))
MONTH, YEARLY = short_moves(30), short_moves(365)

RECALL = Quiz(
    "funding",
    (
        Question(
            "walking_price",
            say(
                "A {leverage:×} long of {notional:$} from {entry:$}, {collateral:$} of its own behind it, maintenance"
                " {maintenance:%~}: liquidated at {before:$}. It has paid {paid:$} of funding out of that, and the price is where"
                " it was. It is now liquidated at",
                leverage=LEVERAGE, notional=COLLATERAL * LEVERAGE, entry=ENTRY, collateral=COLLATERAL,
                maintenance=MAINTENANCE, before=BEFORE, paid=PAID,
            ),
            (
                Option(
                    wordless("{after:$}", after=AFTER),
                    correct=True,
                    explain=say(
                        "Each unit has {unit:$} less behind it, and the requirement moves with the price: {unit:$} / (1 −"
                        " {maintenance:%~}) nearer.",
                        unit=PAID / size_of(LEVERAGE), maintenance=MAINTENANCE,
                    ),
                ),
                Option(
                    say("{before:$}, as before", before=BEFORE),
                    explain=say("What was paid is missing behind the position: {after:$}. Where a venue takes funding from the free"
                                " balance first, that is so until the balance is empty.", after=AFTER),
                    misconception=16,
                ),
                Option(
                    wordless("{wrong:$}", wrong=BEFORE - (AFTER - BEFORE)),
                    explain=say("Paying brings liquidation nearer, to {after:$}. It walks away from whoever receives.", after=AFTER),
                ),
                Option(
                    wordless("{wrong:$}", wrong=BANKRUPT),
                    explain=say("There nothing would be left. The venue acts while the requirement is still there, at {after:$}.",
                                after=AFTER),
                    misconception=1,
                ),
            ),
        ),
        Question(
            "on_what",
            say("You post {collateral:$} and hold {notional:$} long. The rate of the settlement is {rate:%~2}. You pay",
                collateral=COLLATERAL, notional=COLLATERAL * LEVERAGE, rate=USUAL),
            (
                Option(
                    say("{due:$2}, to those who are short", due=COLLATERAL * LEVERAGE * USUAL),
                    correct=True,
                    explain=say("The rate is on the whole position, {leverage:×} what you posted; one side pays the other.",
                                leverage=LEVERAGE),
                ),
                Option(
                    say("{due:$2}, to those who are short", due=COLLATERAL * USUAL),
                    explain=say("That is the rate on your collateral. It is charged on the position: {due:$2}.",
                                due=COLLATERAL * LEVERAGE * USUAL),
                    misconception=21,
                ),
                Option(
                    say("{due:$2}, to the venue", due=COLLATERAL * LEVERAGE * USUAL),
                    explain=say("The amount is right; it goes to the shorts. What the venue earns are its trading fees, and on some"
                                " venues a fee for borrowing."),
                    misconception=24,
                ),
            ),
        ),
        Question(
            "below_index",
            say("A venue adds the common interest of {usual:%~2} and a clamp of ±{clamp:%~2}. The perpetual has stood {gap:%~2}"
                " below the index. Who pays?", usual=RULE.interest, clamp=RULE.clamp, gap=-BELOW),
            (
                Option(
                    say("Longs, {rate:%~2}", rate=STILL),
                    correct=True,
                    explain=say("Inside the step the rate is the interest term alone: {rate:%~2} per {hours:#0} hours, wherever the"
                                " perpetual stands.", rate=STILL, hours=RULE.interval_hours),
                ),
                Option(
                    say("Shorts, {rate:%~2}", rate=-BELOW),
                    explain=say("So it is where the rate is the premium alone. With the interest term longs still pay {rate:%~2}.",
                                rate=STILL),
                    misconception=22,
                ),
                Option(
                    "Nobody: the gap is too small",
                    explain=say("There is no such zone. Where the premium is small, the interest term is what is left: longs pay"
                                " {rate:%~2}.", rate=STILL),
                ),
            ),
        ),
        Question(
            "hourly",
            say("One venue charges {eight:%~2} every {hours:#0} hours, another {one:%5} every hour. A long that holds for weeks"
                " pays", eight=USUAL, hours=RULE.interval_hours, one=HOURLY),
            (
                Option(
                    "the same on both",
                    correct=True,
                    explain=say("{hours:#0} × {one:%5} = {eight:%~2}: {year:%} a year on both. The stairs are finer, the slope is the"
                                " same.", hours=RULE.interval_hours, one=HOURLY, eight=USUAL, year=YEAR),
                ),
                Option(
                    "less on the hourly one",
                    explain=say("Each payment is smaller and there are {hours:#0} times as many: {year:%} a year on both.",
                                hours=RULE.interval_hours, year=YEAR),
                    misconception=23,
                ),
                Option(
                    "more on the hourly one",
                    explain=say("More payments, each smaller by as much: {year:%} a year on both.", year=YEAR),
                ),
            ),
        ),
        Question(
            "two_pockets",
            say("Long BTC and short ETH, {notional:$} each at {leverage:×}, both isolated. Both rates stay at {rate:%~2}, prices"
                " stand still. After two months", notional=COLLATERAL * LEVERAGE, leverage=LEVERAGE, rate=0.0005),
            (
                Option(
                    "the BTC long has been liquidated, the ETH short has grown fat",
                    correct=True,
                    explain=say("What BTC's compartment pays comes back into ETH's, where it does not help: BTC was closed beside"
                                " {beside:$0}. One pool would have held {both:$0} all along.", beside=BESIDE, both=2 * COLLATERAL),
                ),
                Option(
                    "nothing has happened: net funding is zero",
                    explain=say("In one pool, yes. In two compartments one pays the gross and is closed beside {beside:$0}.",
                                beside=BESIDE),
                    misconception=9,
                ),
                Option(
                    "the BTC compartment has been topped up from the other one",
                    explain="Compartments do not help each other unless you move the money yourself, in time.",
                    misconception=12,
                ),
            ),
            claim="C15",
        ),
        Question(
            "hedged_carry",
            say("BTC bought, its perpetual sold at {leverage:×}, margin apart. The price cancels. In how many of the months of the"
                " record was the short liquidated all the same?", leverage=3.0),
            (
                Option(
                    say("about {share:%0}", share=MONTH.closed[3]),
                    correct=True,
                    explain=say("The coin gains what the short loses, but it lies elsewhere. At {one:×} it was {year:%0} of the years:"
                                " then the coin had nearly doubled, or more.", one=1.0, year=YEARLY.closed[1]),
                ),
                Option(
                    "in none: it is hedged",
                    explain=say("Hedged is the sum. The short's margin stands alone and was used up in {share:%0} of the months.",
                                share=MONTH.closed[3]),
                    misconception=26,
                ),
                Option(
                    say("about {share:%0}", share=MONTH.closed[10]),
                    explain=say("That was so at {ten:×}; at {three:×} it was {share:%0}.", ten=10.0, three=3.0,
                                share=MONTH.closed[3]),
                ),
            ),
            claim="C15",
        ),
    ),
)  # fmt: skip
