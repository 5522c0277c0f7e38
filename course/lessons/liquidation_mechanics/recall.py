"""Recall of lesson 11: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course import venues
from course.charts.liquidation_mechanics import PLACES
from course.lessons.facts import HYPERLIQUID_ADL_LEVERAGE
from course.lessons.liquidation_mechanics import adl_queue, healing, limits, walk
from course.lessons.liquidation_mechanics.books import SIZE, still_open, story
from course.number_format import usd
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say
from course.venues import dydx

START, WORSE = 0.9, 0.001
SMALL = dydx.LIQUIDITY_TIERS["Large-Cap"].maintenance
CHAIN, MID = (healing.on_dydx(tier, START, WORSE) for tier in ("Large-Cap", "Mid-Cap"))
HYPER = healing.on_hyperliquid(START, WORSE)
NEAR = {name: story(name, walk.JUST_PAST, walk.NEAR, walk.AMPLE) for name in ("dydx", "hyperliquid", "bybit")}
STUCK, STUCK_EQUITY = 0.01, 0.8
LIMIT = limits.prices("Large-Cap", STUCK_EQUITY, "long")
BELOW = -0.2
UNDER = limits.fill("Large-Cap", BELOW, "long", WORSE, limits.CODE)
SHORT = limits.prices("Large-Cap", 0.5, "short")
PRINTED = limits.printed("Large-Cap", 0.5)
GONE = 14.0
LINED = adl_queue.line_up("hyperliquid", 2.0, GONE, 1)
PLACE = 1 + [t.name for t in LINED.order].index(adl_queue.YOU)
CALM, WILD = (adl_queue.odds(leverage, GONE) for leverage in (1.0, 10.0))

RECALL = Quiz(
    "liquidation_mechanics",
    (
        Question(
            "a_tenth_is_sold",
            say(
                "A dYdX account holds only a BTC long and has {start:%0} of the equity it needs. The chain"
                " sells a tenth of the position, {worse:%1} below the oracle price. What share of its (smaller)"
                " requirement does the account have now?",
                start=START,
                worse=WORSE,
            ),
            (
                Option(
                    say("{health:%0}, as before: the slice takes its share", health=CHAIN.health[1]),
                    correct=True,
                    explain=say(
                        "The slice's whole share of the equity went to the market and to the insurance fund: in"
                        " this tier it is {start:%} of the notional, below the cap of {max_fee:%1}.",
                        start=START * SMALL,
                        max_fee=limits.MAX_FEE,
                    ),
                ),
                Option(
                    "More than all of it: selling a part heals",
                    explain=say(
                        "On Hyperliquid it does ({health:%0} after a fifth), and on dYdX it helps in a market"
                        " with a larger requirement ({health_2:%0} in a Mid-Cap). Here the fee takes all that"
                        " the slice frees.",
                        health=HYPER.health[1],
                        health_2=MID.health[1],
                    ),
                    misconception=19,
                ),
                Option(
                    "None: a liquidation closes everything at once",
                    explain=say(
                        "At most a tenth (or {value:$}) goes in one block. It takes {closed} blocks, if the"
                        " price does not move, until nothing is left.",
                        value=1000,
                        closed=len(CHAIN.closed),
                    ),
                    misconception=19,
                ),
            ),
            claim="C33",
        ),
        Question(
            "same_account_two_venues",
            say(
                "The same {size:#~} BTC at 10×, just past the trigger, a book {near:%1} below the mark. What is"
                " left of the equity on Hyperliquid, and what on Bybit?",
                size=SIZE,
                near=walk.NEAR,
            ),
            (
                Option(
                    say(
                        "{equity_after:$} and {equity_after_2:$}",
                        equity_after=NEAR["hyperliquid"].equity_after,
                        equity_after_2=NEAR["bybit"].equity_after,
                    ),
                    correct=True,
                    explain="Hyperliquid sells a fifth on the market and stops once that is enough. Bybit's fund takes over at the"
                    " bankruptcy price, which leaves nothing by definition.",
                ),
                Option(
                    say(
                        "{equity_after:$} and {equity_before:$}",
                        equity_after=NEAR["hyperliquid"].equity_after,
                        equity_before=NEAR["bybit"].equity_before * (1 - 0.1),
                    ),
                    explain=say(
                        "A takeover at the bankruptcy price is a sale for exactly what is owed: the rest"
                        " belongs to the fund, all {equity_before:$}.",
                        equity_before=NEAR["bybit"].equity_before,
                    ),
                    misconception=19,
                ),
                Option(
                    "$0 on both: a liquidated account is empty",
                    explain=say(
                        "On Hyperliquid {equity_after:$} and {still_open:#~} of the {size:#~} BTC are still there.",
                        equity_after=NEAR["hyperliquid"].equity_after,
                        still_open=still_open(NEAR["hyperliquid"]),
                        size=SIZE,
                    ),
                    misconception=19,
                ),
            ),
            claim="C30",
        ),
        Question(
            "nobody_bids",
            say(
                "On dYdX a long has {stuck_equity:%0} of the equity it needs; its order's limit is {limit:$}."
                " The best bid is {oracle:$}. What happens?",
                stuck_equity=STUCK_EQUITY,
                limit=LIMIT.limit,
                oracle=limits.ORACLE * (1 - STUCK),
            ),
            (
                Option(
                    "Nothing is filled; the account waits for the next block",
                    correct=True,
                    explain="The bid is beyond the limit, and equity is not negative: there is no loss that anybody else would have"
                    " to bear. The limit widens if equity falls.",
                ),
                Option(
                    "The insurance fund buys the position",
                    explain="dYdX's fund holds no positions. It only settles the difference to the bankruptcy price of a fill.",
                ),
                Option(
                    "Other traders are deleveraged",
                    explain=say(
                        "Only for an account below zero. This one still has {stuck_equity:%} of its notional.",
                        stuck_equity=STUCK_EQUITY * SMALL,
                    ),
                    misconception=20,
                ),
            ),
            claim="C33",
        ),
        Question(
            "below_zero",
            say(
                "A dYdX long is below zero ({below:%0} of its requirement). Bids stand {worse:%1} below the"
                " oracle price, and the fund is full. What happens first?",
                below=BELOW,
                worse=WORSE,
            ),
            (
                Option(
                    "The order fills on the book and the fund pays the difference",
                    correct=True,
                    explain=say(
                        "The book comes first whatever the equity: this block's fill costs the fund {fee:$}."
                        " One page of the documentation says otherwise; the code and its tests decide.",
                        fee=-UNDER.fee,
                    ),
                ),
                Option(
                    "The fund is skipped, and other traders are deleveraged at once",
                    explain="So says the page on contract losses. In the code deleveraging is tried only after an order of which"
                    " nothing could be filled.",
                ),
                Option(
                    "The trader is sent a bill",
                    explain="The chain can take no more than the account holds. The loss falls on the fund, then on others.",
                ),
            ),
            claim="C30",
        ),
        Question(
            "printed_short",
            say(
                "A dYdX short has half of the equity it needs; the oracle price is {oracle:$}. The manual's"
                " formula gives {printed:$} as the limit of its order. What does the chain use?",
                oracle=limits.ORACLE,
                printed=PRINTED,
            ),
            (
                Option(
                    usd(SHORT.limit),
                    correct=True,
                    explain="A short is bought back. To be filled, the order must be ready to pay *more* than the oracle price.",
                ),
                Option(
                    usd(PRINTED),
                    explain="A bid below the oracle price finds no seller just when one is needed. The sign is a misprint.",
                    misconception=3,
                ),
                Option(
                    usd(SHORT.bankruptcy),
                    explain="That is the bankruptcy price. The limit follows its own rule, and may lie on either side of it.",
                ),
            ),
            claim="C33",
        ),
        Question(
            "my_hedge",
            say(
                "You own 1 BTC and are short 1 BTC at 2× as a hedge. After a crash {gone:#~} of {total:#~} BTC must"
                " be closed against the shorts of the explorer, by Hyperliquid's rank. Your short is",
                gone=GONE,
                total=adl_queue.TOTAL,
            ),
            (
                Option(
                    "closed, and what you own is unhedged",
                    correct=True,
                    explain=say(
                        "You are {ordinal} of {places}. A queue that is long enough reaches careful winners: in"
                        " October 2025 the median account that was hit had a leverage of {value:×}.",
                        ordinal=adl_queue.ordinal(PLACE),
                        places=PLACES,
                        value=HYPERLIQUID_ADL_LEVERAGE.value,
                    ),
                ),
                Option(
                    "safe: 2× is careful, the queue takes the reckless",
                    explain=say(
                        "It takes them *first*. {place} traders with {sum:#~} BTC stand before you, and {gone:#~} BTC"
                        " must go.",
                        place=PLACE - 1,
                        sum=sum(t.size for t in LINED.order[: PLACE - 1]),
                        gone=GONE,
                    ),
                    misconception=20,
                ),
                Option(
                    "safe: it is a hedge, without risk",
                    explain="The queue sees a short in profit. What you own elsewhere it does not see.",
                    misconception=20,
                ),
            ),
            claim="C30",
        ),
        Question(
            "less_leverage",
            "You cut the leverage of your short from 10× to 1×. How does the chance change that dYdX's deleveraging reaches it?",
            (
                Option(
                    "Not at all",
                    correct=True,
                    explain=say(
                        "The chain begins at a random account: {wild:%0} at 10× and {calm:%0} at 1× in the"
                        " explorer. (It passes over an account that the trade would leave short of margin; this"
                        " is left out there.)",
                        wild=WILD,
                        calm=CALM,
                    ),
                ),
                Option(
                    "It falls to almost nothing",
                    explain=say("So it would where the queue is ranked. Here it is {calm:%0} either way.", calm=CALM),
                    misconception=20,
                ),
                Option(
                    "It rises",
                    explain=say("More equity does not move you in the list: {calm:%0} either way.", calm=CALM),
                ),
            ),
            claim="C33",
        ),
        Question(
            "what_to_look_up",
            "You want to know beforehand what a liquidation would cost you. What must a venue's documentation tell?",
            (
                Option(
                    "How much is closed first, at which limit, what fee, who keeps the rest, who bears a loss",
                    correct=True,
                    explain=say(
                        "With these five you can write the waterfall yourself. All of them are rules with a"
                        " date ({title}: {as_of}).",
                        title=venues.get("dydx").title,
                        as_of=venues.get("dydx").source.as_of,
                    ),
                ),
                Option(
                    "The highest leverage and the taker fee",
                    explain="They say what opening costs. What is left at the end depends on the steps after the trigger.",
                ),
                Option(
                    "The maintenance fraction: that much is lost",
                    explain=say(
                        "It is what is *there* at the trigger. How much of it you keep ran from"
                        " {equity_after:%0} to {equity_after_2:%0} in the first chart.",
                        equity_after=NEAR["dydx"].equity_after / NEAR["dydx"].equity_before,
                        equity_after_2=NEAR["hyperliquid"].equity_after / NEAR["hyperliquid"].equity_before,
                    ),
                    misconception=19,
                ),
            ),
            claim="C30",
        ),
    ),
)
