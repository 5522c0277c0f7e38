"""Recall of lesson 02: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.liquidation_price import edge, tiers
from course.lessons.liquidation_price.books import ENTRY, TABLES, account, at, big
from course.lessons.liquidation_price.levels import crossings, formula
from course.lessons.liquidation_price.trigger_to_fill import after_liquidation
from course.lessons.liquidation_price.wick import CALM, paths, patience
from course.margin import liquidation_price
from course.teaching.quiz import Question, Quiz, right, wrong
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
    Question(
        "between_the_levels",
        "Opening takes {initial:%0} of the notional, keeping {m:%1}. Your equity has fallen to {equity:$0}; opening"
        " your position now would take {opening:$0}, keeping it takes {keeping:$0}. What does the venue do?",
        right(
            "Nothing, while you open no more",
            "To hold a position you need the smaller requirement. It acts at {liquidation:$}, when equity meets what"
            " keeping takes.",
        ),
        wrong(
            "It closes the position",
            "That would be so if the opening level closed positions. It only stops you from opening more: equity"
            " {equity:$0} is above the {keeping:$0} that keeping takes.",
            misconception=13,
        ),
        wrong(
            "It closes the position once equity is zero",
            "Earlier: at {liquidation:$}, while {left:$0} is left. Zero is reached at {bankruptcy:$}, the bankruptcy"
            " price.",
            misconception=1,
        ),
        claim="C30",
        numbers={
            "initial": 2 * M,
            "m": M,
            "equity": EQUITY,
            "opening": OPENING,
            "keeping": KEEPING,
            "liquidation": LEVELS["liquidation"],
            "left": LEFT,
            "bankruptcy": LEVELS["bankruptcy"],
        },
    ),
    Question(
        "no_price_shown",
        "You put {posted:$} behind a long of {notional:$}. The app shows a dash where the liquidation price should be.",
        right(
            "That is right: no price above zero liquidates it",
            "The formula gives {raw:$}. A price cannot go there, so there is none to show.",
        ),
        wrong(
            "The app has a fault: every position has such a price",
            "It has not. The long is paid for in full; the formula answers {raw:$}, and no price goes there.",
            misconception=8,
        ),
        wrong(
            "It is {without_minus:$}; the app does not show the minus",
            "A negative result is not a price with a wrong sign: it says that there is none.",
            misconception=8,
        ),
        numbers={"posted": 12000, "notional": 10000, "raw": RAW, "without_minus": -RAW},
    ),
    Question(
        "once_short",
        "A short at 1×, margined in dollars, sold at {entry:$}, maintenance {m:%1}. Can the price liquidate it?",
        right(
            "Yes, at {wall:$}", "A rise of {rise:%1} does it. A price can more than double; it cannot fall below zero."
        ),
        wrong(
            "No, at 1× nobody can",
            "A *long* at 1×, margined in dollars, is closed by no price above zero. The short loses without limit and"
            " is closed at {wall:$}.",
            misconception=4,
        ),
        wrong(
            "Yes, at {twice:$}",
            "There nothing is left. The venue acts at {wall:$}, while it still finds its {m:%1}.",
            misconception=1,
        ),
        numbers={"entry": ENTRY, "m": M, "wall": SHORT_ONCE, "rise": SHORT_ONCE / ENTRY - 1, "twice": 2 * ENTRY},
    ),
    Question(
        "more_size",
        "Ann holds {ann_holds} and Ben {ben_holds} of the same perpetual, both long at {leverage:×}. Ann has {ann:%}"
        " of room. Ben has",
        right(
            "less, since his slices cost more",
            "{ben:%}: his notional reaches tiers with higher rates, so more must be left when he is closed.",
        ),
        wrong(
            "the same, since leverage is the same",
            "That holds while both lie in the same tier. Ben's slices reach tiers of higher rates: {ben:%}.",
        ),
        wrong(
            "more, since he has more behind it",
            "More in dollars, the same share of the notional, and a larger share must be kept: {ben:%}.",
        ),
        claim="C20",
        numbers={
            "ann_holds": big(tiers.ANN),
            "ben_holds": big(tiers.BEN),
            "leverage": tiers.PAIR_LEVERAGE,
            "ann": ANN,
            "ben": BEN,
        },
    ),
    Question(
        "deduction",
        "A table says: from {floor}, keeping takes {maintenance:%0}, deduction {deduction:$}. What does keeping {held}"
        " take?",
        right(
            "{ben_needs:$}",
            "The rate on everything, minus the deduction: the same as charging each slice its own rate.",
        ),
        wrong(
            "{on_all:$}",
            "That charges the top rate on the lower slices too. The deduction gives it back: {ben_needs:$}.",
        ),
        wrong("{on_top:$}", "That is the top slice alone; the slices below are charged too: {ben_needs:$}."),
        claim="C30",
        numbers={
            "floor": big(TABLES[tiers.PAIR_TABLE].floors[5]),
            "maintenance": TABLES[tiers.PAIR_TABLE].maintenance[5],
            "deduction": round(TABLES[tiers.PAIR_TABLE].deductions[5], 2),
            "held": big(tiers.BEN),
            "ben_needs": BEN_NEEDS,
            "on_all": 0.05 * tiers.BEN,
            "on_top": 0.05 * (tiers.BEN - TABLES[tiers.PAIR_TABLE].floors[5]),
        },
    ),
    Question(
        "one_wick",
        "Binance, long, liquidation price {wall:$}. For one second the last price is {wick:$}; elsewhere the price"
        " stays at {calm:$}.",
        right(
            "You are left alone, as the mark hardly moves",
            "The mark price is a median that forgets a wick: it falls to {mark:$}. The wick would have to last"
            " {binance} seconds.",
        ),
        wrong(
            "You are closed, the chart has been below your price",
            "The chart shows the last price. The venue judges by its mark price, which fell to {mark:$}.",
            misconception=17,
        ),
        wrong(
            "You are left alone, and would be however long it lasts",
            "After {binance} seconds the average has followed, and you are closed. Only an oracle price, as on dYdX,"
            " never looks at this market.",
        ),
        claim="C30",
        numbers={"wall": WALL, "wick": CALM * (1 - DEPTH), "calm": CALM, "mark": MARK, "binance": LASTING["Binance"]},
    ),
    Question(
        "beyond_bankruptcy",
        "A long is closed at {liquidation:$}; its bankruptcy price is {bankruptcy:$}. The order fills at {fill:$}. Who"
        " bears the difference to the bankruptcy price?",
        right(
            "Others: an insurance fund, a liquidity pool or other traders",
            "With the fee {left:$0} is missing. Your collateral is used up; what is missing is paid by others.",
        ),
        wrong(
            "Nobody: the venue always closes before that",
            "It *acts* before that. Where the order fills is up to the market, here at {fill:$}.",
        ),
        wrong(
            "You still own the rest of your margin",
            "The fill is beyond the price at which nothing is left: {left:$0} is missing.",
            misconception=19,
        ),
        claim="C30",
        numbers={
            "liquidation": LEVELS["liquidation"],
            "bankruptcy": LEVELS["bankruptcy"],
            "fill": END["fill"],
            "left": -END["left"],
        },
    ),
    Question(
        "winner_closed",
        "A venue applies one rate to the whole position and counts its tiers in dollars at the mark price. Can it"
        " close a long that is *winning*?",
        right(
            "Yes, where the notional rises over a tier's edge",
            "In the explorer the long has won {won:$0} when the requirement jumps from {below:$0} to {above:$0}, above"
            " its equity of {equity:$0}.",
        ),
        wrong(
            "No, a winner's equity only grows",
            "Its equity grows evenly, the requirement jumps: to {above:$0} against {equity:$0} of equity. Where a"
            " table takes slices, or counts contracts, no move of the price makes it jump.",
        ),
        numbers={
            "won": EDGE.unrealised_pnl(at(STEP)),
            "below": edge.BELOW * edge.EDGE,
            "above": edge.ABOVE * edge.EDGE,
            "equity": EDGE.equity(at(STEP)),
        },
    ),
)
