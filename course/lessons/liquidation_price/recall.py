"""Recall of lesson 02: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.liquidation_price import edge, tiers
from course.lessons.liquidation_price.books import ENTRY, TABLES, account, at, big
from course.lessons.liquidation_price.levels import crossings, formula
from course.lessons.liquidation_price.trigger_to_fill import after_liquidation
from course.lessons.liquidation_price.wick import CALM, paths, patience
from course.margin import liquidation_price
from course.number_format import usd
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say
from course.venues.judging import JUDGES

M = 0.025
LEVELS = crossings("long", 1_000, 10_000, M)
BETWEEN = 94.0
POOL = account("long", 1_000, 10_000, M, initial=2 * M)
EQUITY, OPENING, KEEPING = (
    of(at(BETWEEN)) for of in (POOL.equity, POOL.initial_requirement, POOL.maintenance_requirement)
)
LEFT = POOL.equity(at(LEVELS["liquidation"] or 0.0))
SHORT_ONCE = liquidation_price(ENTRY, 1, M, "short")
RAW = formula("long", 12_000, 10_000, M)
ANN, BEN = tiers.pair_rooms()
BIG = TABLES[tiers.PAIR_TABLE].maintenance_schedule()
BEN_NEEDS = float(BIG.requirement(tiers.BEN, 1.0))
DEPTH, WALL = 0.15, 92.0
WICK = paths("here", DEPTH, 1)
MARK = float(JUDGES["Binance"].of(WICK["index"], WICK["mid"], WICK["last"]).min())
LASTING = {name: patience(judge, DEPTH, WALL) for name, judge in JUDGES.items()}
END = after_liquidation(account("long", 1_000, 10_000, M), LEVELS["liquidation"] or 0.0, fee=0.005, slippage=0.03)
EDGE = account("long", 5_000, 96_000, edge.edge_schedule("whole"))
STEP = ENTRY * edge.EDGE / 96_000

RECALL = Quiz(
    "liquidation_price",
    (
        Question(
            "between_the_levels",
            say(
                "Opening takes {m:%0} of the notional, keeping {m_2:%1}. Your equity has fallen to {equity:$0};"
                " opening your position now would take {opening:$0}, keeping it takes {keeping:$0}. What does"
                " the venue do?",
                m=2 * M,
                m_2=M,
                equity=EQUITY,
                opening=OPENING,
                keeping=KEEPING,
            ),
            (
                Option(
                    "Nothing, while you open no more",
                    correct=True,
                    explain=say(
                        "To hold a position you need the smaller requirement. It acts at {liquidation:$}, when"
                        " equity meets what keeping takes.",
                        liquidation=LEVELS["liquidation"],
                    ),
                ),
                Option(
                    "It closes the position",
                    explain=say(
                        "That would be so if the opening level closed positions. It only stops you from opening"
                        " more: equity {equity:$0} is above the {keeping:$0} that keeping takes.",
                        equity=EQUITY,
                        keeping=KEEPING,
                    ),
                    misconception=13,
                ),
                Option(
                    "It closes the position once equity is zero",
                    explain=say(
                        "Earlier: at {liquidation:$}, while {left:$0} is left. Zero is reached at"
                        " {bankruptcy:$}, the bankruptcy price.",
                        liquidation=LEVELS["liquidation"],
                        left=LEFT,
                        bankruptcy=LEVELS["bankruptcy"],
                    ),
                    misconception=1,
                ),
            ),
            claim="C30",
        ),
        Question(
            "no_price_shown",
            say(
                "You put {value:$} behind a long of {value_2:$}. The app shows a dash where the liquidation"
                " price should be.",
                value=12000,
                value_2=10000,
            ),
            (
                Option(
                    "That is right: no price above zero liquidates it",
                    correct=True,
                    explain=say(
                        "The formula gives {raw:$}. A price cannot go there, so there is none to show.", raw=RAW
                    ),
                ),
                Option(
                    "The app has a fault: every position has such a price",
                    explain=say(
                        "It has not. The long is paid for in full; the formula answers {raw:$}, and no price"
                        " goes there.",
                        raw=RAW,
                    ),
                    misconception=8,
                ),
                Option(
                    say("It is {raw:$}; the app does not show the minus", raw=-RAW),
                    explain="A negative result is not a price with a wrong sign: it says that there is none.",
                    misconception=8,
                ),
            ),
        ),
        Question(
            "once_short",
            say(
                "A short at 1×, margined in dollars, sold at {entry:$}, maintenance {m:%1}. Can the price"
                " liquidate it?",
                entry=ENTRY,
                m=M,
            ),
            (
                Option(
                    say("Yes, at {short_once:$}", short_once=SHORT_ONCE),
                    correct=True,
                    explain=say(
                        "A rise of {short_once:%1} does it. A price can more than double; it cannot fall below zero.",
                        short_once=SHORT_ONCE / ENTRY - 1,
                    ),
                ),
                Option(
                    "No, at 1× nobody can",
                    explain=say(
                        "A *long* at 1×, margined in dollars, is closed by no price above zero. The short loses"
                        " without limit and is closed at {short_once:$}.",
                        short_once=SHORT_ONCE,
                    ),
                    misconception=4,
                ),
                Option(
                    say("Yes, at {entry:$}", entry=2 * ENTRY),
                    explain=say(
                        "There nothing is left. The venue acts at {short_once:$}, while it still finds its {m:%1}.",
                        short_once=SHORT_ONCE,
                        m=M,
                    ),
                    misconception=1,
                ),
            ),
        ),
        Question(
            "more_size",
            say(
                "Ann holds {big} and Ben {big_2} of the same perpetual, both long at {pair_leverage:×}. Ann has"
                " {ann:%} of room. Ben has",
                big=big(tiers.ANN),
                big_2=big(tiers.BEN),
                pair_leverage=tiers.PAIR_LEVERAGE,
                ann=ANN,
            ),
            (
                Option(
                    "less, since his slices cost more",
                    correct=True,
                    explain=say(
                        "{ben:%}: his notional reaches tiers with higher rates, so more must be left when he is"
                        " closed.",
                        ben=BEN,
                    ),
                ),
                Option(
                    "the same, since leverage is the same",
                    explain=say(
                        "That holds while both lie in the same tier. Ben's slices reach tiers of higher rates:"
                        " {ben:%}.",
                        ben=BEN,
                    ),
                ),
                Option(
                    "more, since he has more behind it",
                    explain=say(
                        "More in dollars, the same share of the notional, and a larger share must be kept: {ben:%}.",
                        ben=BEN,
                    ),
                ),
            ),
            claim="C20",
        ),
        Question(
            "deduction",
            say(
                "A table says: from {big}, keeping takes {maintenance:%0}, deduction {deductions:$}. What does"
                " keeping {big_2} take?",
                big=big(TABLES[tiers.PAIR_TABLE].floors[5]),
                maintenance=TABLES[tiers.PAIR_TABLE].maintenance[5],
                deductions=round(TABLES[tiers.PAIR_TABLE].deductions[5], 2),
                big_2=big(tiers.BEN),
            ),
            (
                Option(
                    usd(BEN_NEEDS),
                    correct=True,
                    explain="The rate on everything, minus the deduction: the same as charging each slice its own rate.",
                ),
                Option(
                    usd(0.05 * tiers.BEN),
                    explain=say(
                        "That charges the top rate on the lower slices too. The deduction gives it back:"
                        " {ben_needs:$}.",
                        ben_needs=BEN_NEEDS,
                    ),
                ),
                Option(
                    usd(0.05 * (tiers.BEN - TABLES[tiers.PAIR_TABLE].floors[5])),
                    explain=say(
                        "That is the top slice alone; the slices below are charged too: {ben_needs:$}.",
                        ben_needs=BEN_NEEDS,
                    ),
                ),
            ),
            claim="C30",
        ),
        Question(
            "one_wick",
            say(
                "Binance, long, liquidation price {wall:$}. For one second the last price is {calm:$};"
                " elsewhere the price stays at {calm_2:$}.",
                wall=WALL,
                calm=CALM * (1 - DEPTH),
                calm_2=CALM,
            ),
            (
                Option(
                    "You are left alone, as the mark hardly moves",
                    correct=True,
                    explain=say(
                        "The mark price is a median that forgets a wick: it falls to {mark:$}. The wick would"
                        " have to last {binance} seconds.",
                        mark=MARK,
                        binance=LASTING["Binance"],
                    ),
                ),
                Option(
                    "You are closed, the chart has been below your price",
                    explain=say(
                        "The chart shows the last price. The venue judges by its mark price, which fell to {mark:$}.",
                        mark=MARK,
                    ),
                    misconception=17,
                ),
                Option(
                    "You are left alone, and would be however long it lasts",
                    explain=say(
                        "After {binance} seconds the average has followed, and you are closed. Only an oracle"
                        " price, as on dYdX, never looks at this market.",
                        binance=LASTING["Binance"],
                    ),
                ),
            ),
            claim="C30",
        ),
        Question(
            "beyond_bankruptcy",
            say(
                "A long is closed at {liquidation:$}; its bankruptcy price is {bankruptcy:$}. The order fills"
                " at {fill:$}. Who bears the difference to the bankruptcy price?",
                liquidation=LEVELS["liquidation"],
                bankruptcy=LEVELS["bankruptcy"],
                fill=END["fill"],
            ),
            (
                Option(
                    "Others: an insurance fund, a liquidity pool or other traders",
                    correct=True,
                    explain=say(
                        "With the fee {left:$0} is missing. Your collateral is used up; what is missing is paid"
                        " by others.",
                        left=-END["left"],
                    ),
                ),
                Option(
                    "Nobody: the venue always closes before that",
                    explain=say(
                        "It *acts* before that. Where the order fills is up to the market, here at {fill:$}.",
                        fill=END["fill"],
                    ),
                ),
                Option(
                    "You still own the rest of your margin",
                    explain=say(
                        "The fill is beyond the price at which nothing is left: {left:$0} is missing.",
                        left=-END["left"],
                    ),
                    misconception=19,
                ),
            ),
            claim="C30",
        ),
        Question(
            "winner_closed",
            "A venue applies one rate to the whole position and counts its tiers in dollars at the mark price. Can it close a"
            " long that is *winning*?",
            (
                Option(
                    "Yes, where the notional rises over a tier's edge",
                    correct=True,
                    explain=say(
                        "In the explorer the long has won {unrealised_pnl:$0} when the requirement jumps from"
                        " {below:$0} to {above:$0}, above its equity of {equity:$0}.",
                        unrealised_pnl=EDGE.unrealised_pnl(at(STEP)),
                        below=edge.BELOW * edge.EDGE,
                        above=edge.ABOVE * edge.EDGE,
                        equity=EDGE.equity(at(STEP)),
                    ),
                ),
                Option(
                    "No, a winner's equity only grows",
                    explain=say(
                        "Its equity grows evenly, the requirement jumps: to {above:$0} against {equity:$0} of"
                        " equity. Where a table takes slices, or counts contracts, no move of the price makes it jump.",
                        above=edge.ABOVE * edge.EDGE,
                        equity=EDGE.equity(at(STEP)),
                    ),
                ),
            ),
        ),
    ),
)
