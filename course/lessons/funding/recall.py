"""Recall of lesson 03: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.funding.book import COLLATERAL, ENTRY, LEVERAGE, MAINTENANCE, RULE, USUAL, size_of
from course.lessons.funding.carry import short_moves
from course.lessons.funding.pockets import pockets_of
from course.margin import annualised, liquidation_after_funding
from course.teaching.quiz import Question, Quiz, right, wrong

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
    Question(
        "walking_price",
        "A {leverage:×} long of {notional:$} from {entry:$}, {collateral:$} of its own behind it, maintenance"
        " {maintenance:%~}: liquidated at {before:$}. It has paid {paid:$} of funding out of that, and the price is"
        " where it was. It is now liquidated at",
        right(
            "{after:$}",
            "Each unit has {unit:$} less behind it, and the requirement moves with the price: {unit:$} / (1 −"
            " {maintenance:%~}) nearer.",
        ),
        wrong(
            "{before:$}, as before",
            "What was paid is missing behind the position: {after:$}. Where a venue takes funding from the free"
            " balance first, that is so until the balance is empty.",
            misconception=16,
        ),
        wrong("{received:$}", "Paying brings liquidation nearer, to {after:$}. It walks away from whoever receives."),
        wrong(
            "{bankrupt:$}",
            "There nothing would be left. The venue acts while the requirement is still there, at {after:$}.",
            misconception=1,
        ),
        numbers={
            "leverage": LEVERAGE,
            "notional": COLLATERAL * LEVERAGE,
            "entry": ENTRY,
            "collateral": COLLATERAL,
            "maintenance": MAINTENANCE,
            "before": BEFORE,
            "paid": PAID,
            "after": AFTER,
            "unit": PAID / size_of(LEVERAGE),
            "received": BEFORE - (AFTER - BEFORE),
            "bankrupt": BANKRUPT,
        },
    ),
    Question(
        "on_what",
        "You post {collateral:$} and hold {notional:$} long. The rate of the settlement is {rate:%~2}. You pay",
        right(
            "{due:$2}, to those who are short",
            "The rate is on the whole position, {leverage:×} what you posted; one side pays the other.",
        ),
        wrong(
            "{on_posted:$2}, to those who are short",
            "That is the rate on your collateral. It is charged on the position: {due:$2}.",
            misconception=21,
        ),
        wrong(
            "{due:$2}, to the venue",
            "The amount is right; it goes to the shorts. What the venue earns are its trading fees, and on some venues"
            " a fee for borrowing.",
            misconception=24,
        ),
        numbers={
            "collateral": COLLATERAL,
            "notional": COLLATERAL * LEVERAGE,
            "rate": USUAL,
            "due": COLLATERAL * LEVERAGE * USUAL,
            "leverage": LEVERAGE,
            "on_posted": COLLATERAL * USUAL,
        },
    ),
    Question(
        "below_index",
        "A venue adds the common interest of {usual:%~2} and a clamp of ±{clamp:%~2}. The perpetual has stood"
        " {gap:%~2} below the index. Who pays?",
        right(
            "Longs, {rate:%~2}",
            "Inside the step the rate is the interest term alone: {rate:%~2} per {hours:#0} hours, wherever the"
            " perpetual stands.",
        ),
        wrong(
            "Shorts, {gap:%~2}",
            "So it is where the rate is the premium alone. With the interest term longs still pay {rate:%~2}.",
            misconception=22,
        ),
        wrong(
            "Nobody: the gap is too small",
            "There is no such zone. Where the premium is small, the interest term is what is left: longs pay"
            " {rate:%~2}.",
        ),
        numbers={
            "usual": RULE.interest,
            "clamp": RULE.clamp,
            "gap": -BELOW,
            "rate": STILL,
            "hours": RULE.interval_hours,
        },
    ),
    Question(
        "hourly",
        "One venue charges {eight:%~2} every {hours:#0} hours, another {one:%5} every hour. A long that holds for"
        " weeks pays",
        right(
            "the same on both",
            "{hours:#0} × {one:%5} = {eight:%~2}: {year:%} a year on both. The stairs are finer, the slope is the"
            " same.",
        ),
        wrong(
            "less on the hourly one",
            "Each payment is smaller and there are {hours:#0} times as many: {year:%} a year on both.",
            misconception=23,
        ),
        wrong("more on the hourly one", "More payments, each smaller by as much: {year:%} a year on both."),
        numbers={"eight": USUAL, "hours": RULE.interval_hours, "one": HOURLY, "year": YEAR},
    ),
    Question(
        "two_pockets",
        "Long BTC and short ETH, {notional:$} each at {leverage:×}, both isolated. Both rates stay at {rate:%~2},"
        " prices stand still. After two months",
        right(
            "the BTC long has been liquidated, the ETH short has grown fat",
            "What BTC's compartment pays comes back into ETH's, where it does not help: BTC was closed beside"
            " {beside:$0}. One pool would have held {both:$0} all along.",
        ),
        wrong(
            "nothing has happened: net funding is zero",
            "In one pool, yes. In two compartments one pays the gross and is closed beside {beside:$0}.",
            misconception=9,
        ),
        wrong(
            "the BTC compartment has been topped up from the other one",
            "Compartments do not help each other unless you move the money yourself, in time.",
            misconception=12,
        ),
        claim="C15",
        numbers={
            "notional": COLLATERAL * LEVERAGE,
            "leverage": LEVERAGE,
            "rate": 0.0005,
            "beside": BESIDE,
            "both": 2 * COLLATERAL,
        },
    ),
    Question(
        "hedged_carry",
        "BTC bought, its perpetual sold at {leverage:×}, margin apart. The price cancels. In how many of the months of"
        " the record was the short liquidated all the same?",
        right(
            "about {share:%0}",
            "The coin gains what the short loses, but it lies elsewhere. At {one:×} it was {year:%0} of the years:"
            " then the coin had nearly doubled, or more.",
        ),
        wrong(
            "in none: it is hedged",
            "Hedged is the sum. The short's margin stands alone and was used up in {share:%0} of the months.",
            misconception=26,
        ),
        wrong("about {closed:%0}", "That was so at {ten:×}; at {leverage:×} it was {share:%0}."),
        claim="C15",
        numbers={
            "leverage": 3.0,
            "share": MONTH.closed[3],
            "one": 1.0,
            "year": YEARLY.closed[1],
            "closed": MONTH.closed[10],
            "ten": 10.0,
        },
    ),
)
