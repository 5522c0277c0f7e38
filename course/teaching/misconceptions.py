"""The beliefs about margin that this course sets right, by number. Quiz options, drills and exercises refer to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """One belief.

    Attributes:
        number: what questions refer to it by; it never changes, and none is used twice.
        number: 1 to 20, which the diagnostic asks about; later ones come with their lessons, and gaps are left for those.
        belief: as someone who holds it would say it.
        correction: what is true, in one or two sentences.
        lesson: slug of the lesson in which it is seen to fail.
    """

    number: int
    belief: str
    correction: str
    lesson: str


MISCONCEPTIONS: dict[int, Misconception] = {
    row.number: row
    for row in (
        Misconception(1, "At 10× a fall of 10 % is what liquidates me.",
            "That is where nothing is left. The venue acts when equity meets the maintenance requirement, which is earlier.",
            "leverage"),
        Misconception(2, "Half the leverage gives double the room.",
            "It gives more than double: the strip that the maintenance requirement takes is paid once, not twice.", "leverage"),
        Misconception(3, "A long and a short at the same leverage have the same room.",
            "A short's notional, and with it the requirement, grows as the price moves against it; a long's shrinks. "
            "In contracts margined in dollars the short has less room; in those margined in the coin itself, the long.",
            "leverage"),
        Misconception(4, "At 1× nobody can be liquidated.",
            "In contracts margined in dollars no price above zero closes a long at 1×, but a short at 1× is closed shortly "
            "before the price has doubled. In those margined in the coin itself the long at 1× is the one that can be closed.",
            "leverage"),
        Misconception(5, "In cross margin, a higher leverage setting brings liquidation nearer.",
            "The setting limits what you may open. Liquidation follows from size, equity and the maintenance fraction, which it "
            "does not touch; venues differ in details.", "liquidation_price"),
        Misconception(6, "Each of my cross positions has its own liquidation price.",
            "The pool has one border over all prices. What the app shows is where it lies if every other price stands still.",
            "cross_margin"),
        Misconception(7, "My other positions do not matter as long as they neither gain nor lose.",
            "Each needs maintenance margin from the same equity, so each moves the border of the others.", "cross_margin"),
        Misconception(8, "No liquidation price shown means the app is broken.",
            "With enough collateral no price above zero liquidates the position: there is none to show.", "liquidation_price"),
        Misconception(9, "Isolated margin is always the safer choice.",
            "It bounds the loss of one position and gives each a smaller cushion. A hedge cut in two pieces loses one leg first "
            "and leaves you with the naked other.", "cross_vs_isolated"),
        Misconception(10, "Cross margin is always the better choice.",
            "It spends the whole pool on one bad leg; isolated margin stops at what backs that leg.", "cross_vs_isolated"),
        Misconception(11, "Five isolated trades are five small, separate risks.",
            "They are separate accounts, not separate risks: when prices fall together, all five compartments fail together.",
            "cross_vs_isolated"),
        Misconception(12, "An isolated position in trouble draws on the rest of my wallet.",
            "Not by itself. It is closed while the wallet beside it is full, unless you move collateral to it in time or have "
            "switched on an automatic top-up, where the venue offers one.",
            "isolated_margin"),
        Misconception(13, "I am liquidated when my equity falls below the initial margin.",
            "Initial margin is needed to open. To hold, the smaller maintenance requirement counts.", "liquidation_price"),
        Misconception(14, "Unrealised profit is mine to use like cash.",
            "It may count as margin, and it leaves with the price. What was opened on it then stands on less.", "cross_margin"),
        Misconception(15, "Orders that only rest in the book cost me nothing.",
            "Most venues set margin aside for them: what you can withdraw or open falls at once.", "cross_margin"),
        Misconception(16, "Funding is a small fee and has nothing to do with liquidation.",
            "One side pays it, the other receives it. What you pay out of the margin brings the liquidation price nearer while "
            "the price stands still; some venues take it from the free balance first.",
            "funding"),
        Misconception(17, "The last price on the chart decides when I am liquidated.",
            "Venues judge by a mark or oracle price. A wick in the last price may leave you alone, and a move in the index may "
            "close you without one.", "liquidation_price"),
        Misconception(18, "With a stop I cannot be liquidated.",
            "A stop waits for a price to be traded or marked. If the price jumps over both, liquidation may come first or the "
            "stop may be filled far beyond its level.", "profit_buffers_and_stops"),
        Misconception(19, "A liquidation always takes everything, or always returns what is left.",
            "Venues differ: some close in parts, some take a fee and return the rest, some keep it for their insurance fund.",
            "liquidation_mechanics"),
        Misconception(20, "Auto-deleveraging only hits the reckless; my hedge is safe.",
            "It closes positions on the other side of the bankrupt one: where venues rank, mostly winners; on dYdX from a random "
            "account on, profit or not. The winning leg of a hedge may be reached, and then the other leg stands alone.",
            "liquidation_mechanics"),
        Misconception(21, "Funding is charged on the margin that I posted.",
            "It is charged on the whole position: at 10× every rate takes ten times its share of the margin.", "funding"),
        Misconception(22, "A positive funding rate proves that the perpetual stands above the index.",
            "Where the rule adds an interest term inside a clamp, the rate stays positive while the perpetual stands a little "
            "below.", "funding"),
        Misconception(23, "A venue that takes less at each settlement is cheaper.",
            "Count the settlements: an eighth of the rate every hour is the same rent as all of it every eight hours.",
            "funding"),
        Misconception(24, "Funding is a fee that the venue keeps.",
            "It goes from one side to the other: what longs pay, shorts receive (some venues cap what is received). Fees for "
            "trading, and on some venues for borrowing, come on top.", "funding"),
        Misconception(26, "My carry is hedged, so its short cannot be liquidated.",
            "The sum is hedged. Where the coin lies apart, the short stands on its own margin and is closed when the coin rises "
            "far enough.", "funding"),
        Misconception(27, "A margin that passes 95 of 100 weeks passes 95 of 100 years.",
            "Weeks in a row multiply: if each is a fresh draw, fewer than one year in ten goes by without a closing.",
            "isolated_margin"),
        Misconception(28, "With automatic top-up my loss is still limited to what I posted.",
            "A compartment that refills itself from the wallet is backed by the wallet: all of it can be lost.",
            "isolated_margin"),
        Misconception(29, "The price came back after my liquidation, so the liquidation was wrong.",
            "Of prices that have touched a wall about half are back on its near side at the end of the week, wherever it stands. "
            "It stood where the margin had put it.",
            "isolated_margin"),
        Misconception(30, "The floor that an isolated position gives me costs nothing.",
            "Without drift the floor itself costs nothing on average. What the venue keeps at a closing is its price, paid as "
            "often as the compartment is closed.", "isolated_margin"),
        Misconception(32, "A high correlation means that the hedge is safe.",
            "Correlation is the share of a move that is common. What the hedge leaves is counted in dollars, and in a storm they "
            "may grow while the share shrinks.", "hedges_and_correlation"),
        Misconception(33, "Equal dollars long and short is hedged.",
            "The hedge that leaves least sells beta dollars for each dollar held, and even that only as long as beta stays what "
            "it was.", "hedges_and_correlation"),
        Misconception(34, "A venue asks less margin of a hedge.",
            "Requirements add up, leg by leg, on every venue modelled here. What a pool saves is the room that each compartment "
            "would need; portfolio margin is another rule.", "hedges_and_correlation"),
        Misconception(35, "A hedge that has earned and lost nothing has the room it began with.",
            "Profits cancel, notionals and requirements do not: when both legs have doubled, the same money holds twice as much.",
            "hedges_and_correlation"),
        Misconception(36, "Correlations among large moves show that correlation jumps.",
            "Picking large moves raises the correlation of any pair, also of one whose correlation never changes.",
            "hedges_and_correlation"),
        Misconception(38, "A higher leverage makes the position, and what I may lose at the stop, larger.",
            "Only if the margin is what is held fixed. The size follows from what may be lost and from the way to the stop; the "
            "setting then decides what is posted, and whether the position is still there at the stop.", "position_sizing"),
        Misconception(39, "With a good edge I can risk a large share of the account on each trade.",
            "Beyond a point more risk makes the typical account grow less, and soon shrink, however real the edge.",
            "position_sizing"),
        Misconception(40, "Losses add up: ten losses of 2 % cost 20 %, and +50 % makes up for −50 %.",
            "Each is a share of what is left. Ten of 2 % leave 81.7 %, and after −50 % it takes +100 % to be back.",
            "position_sizing"),
        Misconception(41, "Three standard deviations are about the worst that a day can bring.",
            "Real prices have far more days beyond three, four and five of them than the bell curve allows.",
            "position_sizing"),
        Misconception(42, "The leverage that was best so far is a property of the coin.",
            "It is an estimate with a large error: computed year by year it jumps from below zero to several times.",
            "position_sizing"),
        Misconception(43, "A tenth of my money at 10×, isolated, is the same as no leverage.",
            "The exposure is the same as long as the position is there. It may be closed on the way, and then misses the way "
            "back; in exchange it can lose no more than the tenth.", "position_sizing"),
        Misconception(44, "A week's volatility is seven days' worth.",
            "Moves of different days partly cancel: volatility grows with the root of time, so a week has √7 = 2.6 days' worth.",
            "position_sizing"),
        Misconception(51, "Taking the profit out makes the position safer.",
            "It makes the profit safe. What leaves stood behind the position, so its liquidation price comes nearer.",
            "profit_buffers_and_stops"),
        Misconception(52, "A rule that was never liquidated has lost little.",
            "In a slow fall halving is not liquidated, and pays for most of the fall. Count what is left, not liquidations.",
            "profit_buffers_and_stops"),
        Misconception(53, "The more often a rule puts my leverage right, the more I end up with.",
            "It is liquidated less often. But it buys after rises and sells after falls, and every look costs fees: the typical "
            "account may end lower.", "profit_buffers_and_stops"),
        Misconception(54, "Closing a position frees its notional.",
            "It frees its requirement, a few per cent of the notional, less the fee.", "profit_buffers_and_stops"),
        Misconception(55, "A stop on every leg makes a hedge safer.",
            "A stop knows its leg only: it closes the one that loses and leaves the other alone. What watches a hedge must look "
            "at the account.", "profit_buffers_and_stops"),
        Misconception(56, "A market that never shuts has no gaps, so my stop fills at its price.",
            "It rushes instead. Between trigger and fill lies time, and the order gets whatever the book pays when it arrives.",
            "profit_buffers_and_stops"),
        Misconception(57, "Money beside the account is safe, also if a rule sends it in.",
            "In a slow fall the rule sends it in, bit by bit: cross margin with a delay. Only what no rule may touch is beside.",
            "profit_buffers_and_stops"),
        Misconception(61, "What I post is my stop: more than that cannot be lost.",
            "The post bounds the loss, and brings the wall so near that the stop behind it never acts. Then the venue chooses "
            "the exit, not the plan.", "trade_checklist"),
        Misconception(62, "At the stop I lose the way from the entry to the stop.",
            "A stop becomes a market order: it is filled beyond its price, and fees are paid on the way in and out.",
            "trade_checklist"),
        Misconception(63, "A plan with all its lines filled in has been thought through.",
            "The lines are one sum and can contradict each other; and a thesis that nothing could prove wrong is no line at all.",
            "trade_checklist"),
        Misconception(64, "My plan's liquidation price stays where it was when I wrote it.",
            "It follows from the venue's parameters, from funding and, in cross, from everything else in the account. All of "
            "these move.", "trade_checklist"),
        Misconception(65, "The margin mode is a setting, and has nothing to do with what I may lose.",
            "It is the third line of the loss: with the same size and stop it decides the most that a jump can cost, and how "
            "often the venue ends the trade.", "trade_checklist"),
        Misconception(71, "The higher my leverage, the less time the venue has before it makes a loss.",
            "Bankruptcy lies one maintenance fraction beyond the liquidation price at any leverage. Leverage decides where that "
            "stretch lies, not how long the price needs for it.", "oracles_and_latency"),
        Misconception(72, "The faster the price, the safer I am.",
            "A price of every instant is true on a wick too, and closes you before it comes back. A smoothed one spares you "
            "that, and is late in a fall.", "oracles_and_latency"),
        Misconception(73, "A median is not late: it only throws outliers away.",
            "In a steady fall a median is as late as a mean, by half of its window. A median of several sources at one moment is "
            "not.", "oracles_and_latency"),
        Misconception(74, "An old price is a wrong price.",
            "A feed that publishes on a move keeps its error within that move, however long nothing happens. What is delayed is "
            "wrong, not what is old.", "oracles_and_latency"),
        Misconception(75, "While the venue stands still, my risk stands still.",
            "The price goes on elsewhere, and you can neither close nor add. You are judged by the first price after it.",
            "oracles_and_latency"),
        Misconception(76, "A false liquidation needs somebody who cheats.",
            "A thin market, one source or one wick is enough: the feed shows truly what was traded there.",
            "oracles_and_latency"),
        Misconception(77, "A heartbeat bounds the error of a feed.",
            "It bounds the age. The error is bounded by the deviation threshold, and by what the price does within the delay.",
            "oracles_and_latency"),
        Misconception(81, "Correlations that jump hurt every book.",
            "They turn a book of longs into one bet. A hedged book lives from correlation: "
            "what it must fear is that prices part.",
            "portfolio_desk"),
        Misconception(82, "Every reduction makes an account safer.",
            "Closing a part of a hedge frees some margin and gives up what it would have earned. Where that is more, as it is "
            "in a large common fall, the border comes nearer.",
            "portfolio_desk"),
        Misconception(83, "An alarm at a margin ratio of 90 % leaves time to act.",
            "The ratio is requirement over equity, and equity runs out: the last tenth is a sliver of the way.",
            "portfolio_desk"),
        Misconception(84, "A negative cash balance in an account's file is a debt.",
            "On venues that keep the cost of positions in the cash it is the price paid for longs: add size times entry to "
            "see the collateral.", "portfolio_desk"),
        Misconception(85, "Freed margin is free: closing an isolated position helps the pool.",
            "Cash in a compartment backs that compartment. The pool's border moves only once the cash is moved.",
            "portfolio_desk"),
    )
}  # fmt: skip
"""Number → misconception."""
