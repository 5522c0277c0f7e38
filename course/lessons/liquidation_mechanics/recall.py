"""Recall of lesson 11: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course import venues
from course.charts.liquidation_mechanics import PLACES
from course.lessons.facts import HYPERLIQUID_ADL_LEVERAGE
from course.lessons.liquidation_mechanics import adl_queue, healing, limits, walk
from course.lessons.liquidation_mechanics.books import SIZE, still_open, story
from course.teaching.quiz import Question, Quiz, right, wrong
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
    Question(
        "a_tenth_is_sold",
        "A dYdX account holds only a BTC long and has {start:%0} of the equity it needs. The chain sells a tenth of"
        " the position, {worse:%1} below the oracle price. What share of its (smaller) requirement does the account"
        " have now?",
        right(
            "{now:%0}, as before: the slice takes its share",
            "The slice's whole share of the equity went to the market and to the insurance fund: in this tier it is"
            " {left:%} of the notional, below the cap of {cap:%1}.",
        ),
        wrong(
            "More than all of it: selling a part heals",
            "On Hyperliquid it does ({hyperliquid:%0} after a fifth), and on dYdX it helps in a market with a larger"
            " requirement ({mid_cap:%0} in a Mid-Cap). Here the fee takes all that the slice frees.",
            misconception=19,
        ),
        wrong(
            "None: a liquidation closes everything at once",
            "At most a tenth (or {least:$}) goes in one block. It takes {blocks} blocks, if the price does not move,"
            " until nothing is left.",
            misconception=19,
        ),
        claim="C33",
        numbers={
            "start": START,
            "worse": WORSE,
            "now": CHAIN.health[1],
            "left": START * SMALL,
            "cap": limits.MAX_FEE,
            "hyperliquid": HYPER.health[1],
            "mid_cap": MID.health[1],
            "least": 1000,
            "blocks": len(CHAIN.closed),
        },
    ),
    Question(
        "same_account_two_venues",
        "The same {size:#~} BTC at 10×, just past the trigger, a book {near:%1} below the mark. What is left of the"
        " equity on Hyperliquid, and what on Bybit?",
        right(
            "{hyperliquid:$} and {bybit:$}",
            "Hyperliquid sells a fifth on the market and stops once that is enough. Bybit's fund takes over at the"
            " bankruptcy price, which leaves nothing by definition.",
        ),
        wrong(
            "{hyperliquid:$} and {less_fee:$}",
            "A takeover at the bankruptcy price is a sale for exactly what is owed: the rest belongs to the fund, all"
            " {before:$}.",
            misconception=19,
        ),
        wrong(
            "$0 on both: a liquidated account is empty",
            "On Hyperliquid {hyperliquid:$} and {still_open:#~} of the {size:#~} BTC are still there.",
            misconception=19,
        ),
        claim="C30",
        numbers={
            "size": SIZE,
            "near": walk.NEAR,
            "hyperliquid": NEAR["hyperliquid"].equity_after,
            "bybit": NEAR["bybit"].equity_after,
            "less_fee": NEAR["bybit"].equity_before * (1 - 0.1),
            "before": NEAR["bybit"].equity_before,
            "still_open": still_open(NEAR["hyperliquid"]),
        },
    ),
    Question(
        "nobody_bids",
        "On dYdX a long has {has:%0} of the equity it needs; its order's limit is {limit:$}. The best bid is {bid:$}."
        " What happens?",
        right(
            "Nothing is filled; the account waits for the next block",
            "The bid is beyond the limit, and equity is not negative: there is no loss that anybody else would have to"
            " bear. The limit widens if equity falls.",
        ),
        wrong(
            "The insurance fund buys the position",
            "dYdX's fund holds no positions. It only settles the difference to the bankruptcy price of a fill.",
        ),
        wrong(
            "Other traders are deleveraged",
            "Only for an account below zero. This one still has {left:%} of its notional.",
            misconception=20,
        ),
        claim="C33",
        numbers={
            "has": STUCK_EQUITY,
            "limit": LIMIT.limit,
            "bid": limits.ORACLE * (1 - STUCK),
            "left": STUCK_EQUITY * SMALL,
        },
    ),
    Question(
        "below_zero",
        "A dYdX long is below zero ({below:%0} of its requirement). Bids stand {worse:%1} below the oracle price, and"
        " the fund is full. What happens first?",
        right(
            "The order fills on the book and the fund pays the difference",
            "The book comes first whatever the equity: this block's fill costs the fund {fee:$}. One page of the"
            " documentation says otherwise; the code and its tests decide.",
        ),
        wrong(
            "The fund is skipped, and other traders are deleveraged at once",
            "So says the page on contract losses. In the code deleveraging is tried only after an order of which"
            " nothing could be filled.",
        ),
        wrong(
            "The trader is sent a bill",
            "The chain can take no more than the account holds. The loss falls on the fund, then on others.",
        ),
        claim="C30",
        numbers={"below": BELOW, "worse": WORSE, "fee": -UNDER.fee},
    ),
    Question(
        "printed_short",
        "A dYdX short has half of the equity it needs; the oracle price is {oracle:$}. The manual's formula gives"
        " {printed:$} as the limit of its order. What does the chain use?",
        right(
            "{short_limit:$}",
            "A short is bought back. To be filled, the order must be ready to pay *more* than the oracle price.",
        ),
        wrong(
            "{printed:$}",
            "A bid below the oracle price finds no seller just when one is needed. The sign is a misprint.",
            misconception=3,
        ),
        wrong(
            "{short_bankruptcy:$}",
            "That is the bankruptcy price. The limit follows its own rule, and may lie on either side of it.",
        ),
        claim="C33",
        numbers={
            "oracle": limits.ORACLE,
            "printed": PRINTED,
            "short_limit": SHORT.limit,
            "short_bankruptcy": SHORT.bankruptcy,
        },
    ),
    Question(
        "my_hedge",
        "You own 1 BTC and are short 1 BTC at 2× as a hedge. After a crash {gone:#~} of {total:#~} BTC must be closed"
        " against the shorts of the explorer, by Hyperliquid's rank. Your short is",
        right(
            "closed, and what you own is unhedged",
            "You are {ordinal} of {places}. A queue that is long enough reaches careful winners: in October 2025 the"
            " median account that was hit had a leverage of {median:×}.",
        ),
        wrong(
            "safe: 2× is careful, the queue takes the reckless",
            "It takes them *first*. {place} traders with {before:#~} BTC stand before you, and {gone:#~} BTC must go.",
            misconception=20,
        ),
        wrong(
            "safe: it is a hedge, without risk",
            "The queue sees a short in profit. What you own elsewhere it does not see.",
            misconception=20,
        ),
        claim="C30",
        numbers={
            "gone": GONE,
            "total": adl_queue.TOTAL,
            "ordinal": adl_queue.ordinal(PLACE),
            "places": PLACES,
            "median": HYPERLIQUID_ADL_LEVERAGE.value,
            "place": PLACE - 1,
            "before": sum(t.size for t in LINED.order[: PLACE - 1]),
        },
    ),
    Question(
        "less_leverage",
        "You cut the leverage of your short from 10× to 1×. How does the chance change that dYdX's deleveraging"
        " reaches it?",
        right(
            "Not at all",
            "The chain begins at a random account: {wild:%0} at 10× and {calm:%0} at 1× in the explorer. (It passes"
            " over an account that the trade would leave short of margin; this is left out there.)",
        ),
        wrong(
            "It falls to almost nothing",
            "So it would where the queue is ranked. Here it is {calm:%0} either way.",
            misconception=20,
        ),
        wrong("It rises", "More equity does not move you in the list: {calm:%0} either way."),
        claim="C33",
        numbers={"wild": WILD, "calm": CALM},
    ),
    Question(
        "what_to_look_up",
        "You want to know beforehand what a liquidation would cost you. What must a venue's documentation tell?",
        right(
            "How much is closed first, at which limit, what fee, who keeps the rest, who bears a loss",
            "With these five you can write the waterfall yourself. All of them are rules with a date ({title}:"
            " {as_of}).",
        ),
        wrong(
            "The highest leverage and the taker fee",
            "They say what opening costs. What is left at the end depends on the steps after the trigger.",
        ),
        wrong(
            "The maintenance fraction: that much is lost",
            "It is what is *there* at the trigger. How much of it you keep ran from {least:%0} to {most:%0} in the"
            " first chart.",
            misconception=19,
        ),
        claim="C30",
        numbers={
            "title": venues.get("dydx").title,
            "as_of": venues.get("dydx").source.as_of,
            "least": NEAR["dydx"].equity_after / NEAR["dydx"].equity_before,
            "most": NEAR["hyperliquid"].equity_after / NEAR["hyperliquid"].equity_before,
        },
    ),
)
