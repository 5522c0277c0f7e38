"""Recall of lesson 02: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.liquidation_price import edge, tiers
from course.lessons.liquidation_price.books import ENTRY, TABLES, account, at, big
from course.lessons.liquidation_price.ladder import after_liquidation
from course.lessons.liquidation_price.levels import crossings, formula
from course.lessons.liquidation_price.marks import CALM, paths, patience
from course.margin import liquidation_price
from course.teaching.quiz import Option, Question, Quiz
from course.venues.judging import JUDGES
from course.words import percent, times, usd

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
            f"Opening takes {percent(2 * M, 0)} of the notional, keeping {percent(M, 1)}. Your equity has fallen to"
            f" {usd(EQUITY, 0)}; opening your position now would take {usd(OPENING, 0)}, keeping it takes {usd(KEEPING, 0)}."
            " What does the venue do?",
            (
                Option(
                    "Nothing",
                    correct=True,
                    explain=f"To hold a position you need the smaller requirement. It acts at {usd(LEVELS['liquidation'])}, when"
                    f" equity meets what keeping takes.",
                ),
                Option(
                    "It closes the position",
                    explain=f"That would be so if the opening level closed positions. It only stops you from opening more: equity"
                    f" {usd(EQUITY, 0)} is above the {usd(KEEPING, 0)} that keeping takes.",
                    misconception=13,
                ),
                Option(
                    "It closes the position once equity is zero",
                    explain=f"Earlier: at {usd(LEVELS['liquidation'])}, while {usd(LEFT, 0)} is left. Zero is reached at"
                    f" {usd(LEVELS['bankruptcy'])}, the bankruptcy price.",
                    misconception=1,
                ),
            ),
            claim="C30",
        ),
        Question(
            "no_price_shown",
            f"You put {usd(12_000)} behind a long of {usd(10_000)}. The app shows a dash where the liquidation price should be.",
            (
                Option(
                    "That is right: no price above zero liquidates it",
                    correct=True,
                    explain=f"The formula gives {usd(RAW)}. A price cannot go there, so there is none to show.",
                ),
                Option(
                    "The app has a fault: every position has such a price",
                    explain=f"It has not. The long is paid for in full; the formula answers {usd(RAW)}, and no price goes there.",
                    misconception=8,
                ),
                Option(
                    f"It is {usd(-RAW)}; the app does not show the minus",
                    explain="A negative result is not a price with a wrong sign: it says that there is none.",
                    misconception=8,
                ),
            ),
        ),
        Question(
            "once_short",
            f"A short at 1×, margined in dollars, sold at {usd(ENTRY)}, maintenance {percent(M, 1)}. Can the price liquidate it?",
            (
                Option(
                    f"Yes, at {usd(SHORT_ONCE)}",
                    correct=True,
                    explain=f"A rise of {percent(SHORT_ONCE / ENTRY - 1, 1)} does it. A price can more than double;"
                    " it cannot fall below zero.",
                ),
                Option(
                    "No, at 1× nobody can",
                    explain=f"A *long* at 1×, margined in dollars, is closed by no price above zero. The short loses without limit and is closed"
                    f" at {usd(SHORT_ONCE)}.",
                    misconception=4,
                ),
                Option(
                    f"Yes, at {usd(2 * ENTRY)}",
                    explain=f"There nothing is left. The venue acts at {usd(SHORT_ONCE)}, while it still finds its"
                    f" {percent(M, 1)}.",
                    misconception=1,
                ),
            ),
        ),
        Question(
            "more_size",
            f"Ann holds {big(tiers.ANN)} and Ben {big(tiers.BEN)} of the same perpetual, both long at"
            f" {times(tiers.PAIR_LEVERAGE)}. Ann has {percent(ANN)} of room. Ben has",
            (
                Option(
                    "less",
                    correct=True,
                    explain=f"{percent(BEN)}: his notional reaches tiers with higher rates, so more must be left when he is"
                    " closed.",
                ),
                Option(
                    "the same, since leverage is the same",
                    explain=f"That holds while both lie in the same tier. Ben's slices reach tiers of higher rates:"
                    f" {percent(BEN)}.",
                ),
                Option(
                    "more, since he has more behind it",
                    explain=f"More in dollars, the same share of the notional, and a larger share must be kept: {percent(BEN)}.",
                ),
            ),
            claim="C20",
        ),
        Question(
            "deduction",
            f"A table says: from {big(TABLES[tiers.PAIR_TABLE].floors[5])}, keeping takes"
            f" {percent(TABLES[tiers.PAIR_TABLE].maintenance[5], 0)}, deduction"
            f" {usd(round(TABLES[tiers.PAIR_TABLE].deductions[5], 2))}. What does keeping {big(tiers.BEN)} take?",
            (
                Option(
                    usd(BEN_NEEDS),
                    correct=True,
                    explain="The rate on everything, minus the deduction: the same as charging each slice its own rate.",
                ),
                Option(
                    usd(0.05 * tiers.BEN),
                    explain=f"That charges the top rate on the lower slices too. The deduction gives it back: {usd(BEN_NEEDS)}.",
                ),
                Option(
                    usd(0.05 * (tiers.BEN - TABLES[tiers.PAIR_TABLE].floors[5])),
                    explain=f"That is the top slice alone; the slices below are charged too: {usd(BEN_NEEDS)}.",
                ),
            ),
            claim="C30",
        ),
        Question(
            "one_wick",
            f"Binance, long, liquidation price {usd(WALL)}. For one second the last price is {usd(CALM * (1 - DEPTH))}; elsewhere"
            f" the price stays at {usd(CALM)}.",
            (
                Option(
                    "You are left alone",
                    correct=True,
                    explain=f"The mark price is a median that forgets a wick: it falls to {usd(MARK)}. The wick would have to"
                    f" last {LASTING['Binance']} seconds.",
                ),
                Option(
                    "You are closed, the chart has been below your price",
                    explain=f"The chart shows the last price. The venue judges by its mark price, which fell to {usd(MARK)}.",
                    misconception=17,
                ),
                Option(
                    "You are left alone, and would be however long it lasts",
                    explain=f"After {LASTING['Binance']} seconds the average has followed, and you are closed. Only an oracle"
                    " price, as on dYdX, never looks at this market.",
                ),
            ),
            claim="C30",
        ),
        Question(
            "beyond_bankruptcy",
            f"A long is closed at {usd(LEVELS['liquidation'])}; its bankruptcy price is {usd(LEVELS['bankruptcy'])}. The order"
            f" fills at {usd(END['fill'])}. Who bears the difference to the bankruptcy price?",
            (
                Option(
                    "Others: an insurance fund, a liquidity pool or other traders",
                    correct=True,
                    explain=f"With the fee {usd(-END['left'], 0)} is missing. Your collateral is used up; what is missing is"
                    " paid by others.",
                ),
                Option(
                    "Nobody: the venue always closes before that",
                    explain=f"It *acts* before that. Where the order fills is up to the market, here at {usd(END['fill'])}.",
                ),
                Option(
                    "You still own the rest of your margin",
                    explain=f"The fill is beyond the price at which nothing is left: {usd(-END['left'], 0)} is missing.",
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
                    explain=f"In the explorer the long has won {usd(EDGE.unrealised_pnl(at(STEP)), 0)} when the requirement jumps"
                    f" from {usd(edge.BELOW * edge.EDGE, 0)} to {usd(edge.ABOVE * edge.EDGE, 0)}, above its equity of"
                    f" {usd(EDGE.equity(at(STEP)), 0)}.",
                ),
                Option(
                    "No, a winner's equity only grows",
                    explain=f"Its equity grows evenly, the requirement jumps: to {usd(edge.ABOVE * edge.EDGE, 0)} against"
                    f" {usd(EDGE.equity(at(STEP)), 0)} of equity. That is why venues take slices, or count contracts.",
                ),
            ),
        ),
    ),
)
