"""Recall of lesson 05: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.cross_margin import profit, tank
from course.lessons.cross_margin.book import BTC, COLLATERAL, ENTRY, ETH, MAINTENANCE, START, at, pooled, split
from course.lessons.cross_margin.guess import shown_prices
from course.lessons.cross_margin.together import along
from course.teaching.quiz import Option, Question, Quiz
from course.words import percent, usd

SHOWN, AFTER_FIVE, AFTER_TEN = shown_prices()
POOL = pooled()
WALLS = {s: split().pool(s).liquidation_price(s, START) for s in (BTC, ETH)}
ALONE = SHOWN / ENTRY[BTC] - 1
TOGETHER, LONGS = (along(pooled(side), 1.0) or -1.0 for side in ("short", "long"))
A_ALONE, A_BESIDE = (
    tank.neighbours(n).liquidation_price("A", {"A": tank.FLAT_ENTRY, "B": tank.FLAT_ENTRY}) for n in (0.0, 1_000.0)
)
TOP = ENTRY[BTC] * 1.1
OPENED, _ = profit.used("dydx", "open", 1.0, TOP)
SPENT = OPENED.liquidation_price(BTC, {BTC: TOP})
WINNING = at(66_000.0, 3_200.0)
SHORT_LOSS = POOL.position(ETH).unrealised_pnl(WINNING[ETH])
BOOK = f"Long 1 BTC from {usd(ENTRY[BTC])}, short 15 ETH from {usd(ENTRY[ETH])}, {usd(COLLATERAL)} in one pool, maintenance {percent(MAINTENANCE, 0)}."

RECALL = Quiz(
    "cross_margin",
    (
        Question(
            "walking_line",
            f"{BOOK} The app shows {usd(SHOWN, 0)} as BTC's liquidation price. ETH rises 10 % and BTC does not move. What happens?",
            (
                Option(
                    f"The pool is liquidated, with BTC at {usd(ENTRY[BTC])}",
                    correct=True,
                    explain=f"BTC's line has walked to {usd(AFTER_TEN, 0)}, above the price. At +5 % it stood at {usd(AFTER_FIVE, 0)}.",
                ),
                Option(
                    f"Nothing: BTC is far above {usd(SHOWN, 0)}",
                    explain=f"{usd(SHOWN, 0)} was true for ETH at {usd(ENTRY[ETH])}. The pool has one border over both prices.",
                    misconception=6,
                ),
                Option(
                    "Only the ETH short is liquidated",
                    explain="There is no ETH account. The short's loss comes out of the pool that BTC stands on as well.",
                    misconception=6,
                ),
            ),
            claim="C02",
        ),
        Question(
            "flat_neighbour",
            f"1 A long at {usd(tank.FLAT_ENTRY)} on {usd(tank.FLAT_COLLATERAL)}, maintenance {percent(tank.FLAT_RATE, 1)}: liquidated at"
            f" {usd(A_ALONE, 2)}. You add {usd(1_000)} of B at its present price. If B never moves, A is liquidated at",
            (
                Option(
                    usd(A_BESIDE, 2),
                    correct=True,
                    explain=f"B requires {usd(1_000 * tank.FLAT_RATE)} of the same {usd(tank.FLAT_COLLATERAL)}, and that is most of it.",
                ),
                Option(
                    usd(A_ALONE, 2),
                    explain=f"B has made nothing, but it needs maintenance margin from the same equity: {usd(A_BESIDE, 2)}.",
                    misconception=7,
                ),
                Option(
                    usd(tank.FLAT_ENTRY),
                    explain=f"It is near, but not there: {usd(A_BESIDE, 2)}. B takes its requirement, not its notional.",
                ),
            ),
            claim="C07",
        ),
        Question(
            "covers",
            f"{BOOK} BTC goes to {usd(WINNING[BTC])}, ETH to {usd(WINNING[ETH])}: the short has lost {usd(-SHORT_LOSS, 0)}, as much as half of the"
            " collateral. Why is it still open?",
            (
                Option(
                    "The BTC long's unrealised profit is in the same pool and covers it",
                    correct=True,
                    explain=f"Equity is {usd(POOL.equity(WINNING), 0)}, the requirement {usd(POOL.maintenance_requirement(WINNING), 0)}. Alone"
                    f" on half of the collateral the short would have been liquidated at {usd(WALLS[ETH], 0)}.",
                ),
                Option(
                    "The long's profit was paid out to the collateral first, and made it larger",
                    explain="Nothing was realised. Equity counts profit while it is only on paper, which is also why it can leave again.",
                    misconception=14,
                ),
                Option(
                    f"It stands on its own half, and that lasts to {usd(WALLS[ETH], 0)}",
                    explain=f"{usd(WINNING[ETH])} is beyond {usd(WALLS[ETH], 0)}: in a compartment of its own it would be gone.",
                    misconception=12,
                ),
            ),
            claim="C03",
        ),
        Question(
            "coupling",
            f"{BOOK} Together BTC and ETH may fall {percent(-TOGETHER, 0)}. What if BTC falls alone?",
            (
                Option(
                    f"At {percent(ALONE, 1)} the whole pool is liquidated, the winning short included",
                    correct=True,
                    explain="The hedge was two prices moving together. One large move of one market takes everything in the pool.",
                ),
                Option(
                    f"It lasts to {percent(TOGETHER, 0)} as well",
                    explain=f"That is along the common move. Across it the border is {percent(-ALONE, 1)} away.",
                    misconception=6,
                ),
                Option(
                    "The BTC long alone is liquidated; the ETH short, which is winning, stays open",
                    explain="That would be isolated margin. Cross has no compartment that could stay behind.",
                    misconception=12,
                ),
                Option(
                    f"At {percent(LONGS, 1)}, as it would with two longs",
                    explain=f"{percent(LONGS, 1)} is the common fall that two longs survive; BTC alone here gets {percent(-ALONE, 1)}.",
                ),
            ),
            claim="C07",
        ),
        Question(
            "rectangle",
            f"{BOOK} In two compartments of half the collateral the walls are BTC {usd(WALLS[BTC], 0)} and ETH {usd(WALLS[ETH], 0)}. Both prices"
            " fall 5 %. Which is true?",
            (
                Option(
                    "Isolated has lost BTC; the pool has lost nothing",
                    correct=True,
                    explain=f"The long's loss is mostly the short's gain. The pool holds"
                    f" {usd(POOL.health(at(57_000, 2_850)), 0)} of room there.",
                ),
                Option(
                    "Both have lost BTC",
                    explain=f"The pool's border is {percent(-TOGETHER, 0)} away along this line.",
                    misconception=9,
                ),
                Option(
                    "Neither: the short pays for the long in both modes",
                    explain=f"In isolated nothing crosses a wall: {usd(57_000)} is below {usd(WALLS[BTC], 0)}.",
                    misconception=12,
                ),
            ),
            claim="C04",
        ),
        Question(
            "fleeting",
            f"1 BTC long from {usd(ENTRY[BTC])} on {usd(COLLATERAL)}. BTC rises 10 % and you put all that is free up for more at 10×. BTC comes"
            " back to where it was. You",
            (
                Option(
                    f"were liquidated on the way, at {usd(SPENT, 0)}",
                    correct=True,
                    explain="The profit left with the price; what was bought on it did not. At the top you were back at 10×.",
                ),
                Option(
                    f"have your {usd(COLLATERAL)} again",
                    explain=f"That is the account that touched nothing. Yours was larger on the way down: gone at {usd(SPENT, 0)}.",
                    misconception=14,
                ),
                Option(
                    "keep the profit, since it was put to work",
                    explain="It was never realised. It was margin, and it went with the price.",
                    misconception=14,
                ),
            ),
            claim="C23",
        ),
        Question(
            "resting",
            "Ten buy orders rest in the book, none filled. What have they done to the collateral that you could use otherwise?",
            (
                Option(
                    "It depends on the venue: reserved on some, untouched on others",
                    correct=True,
                    explain="Drift counted every order as filled where that is worse; dYdX Chain checks each order alone and again at the"
                    " match, and reserves nothing (see the explorer for the dates). Look it up where you trade.",
                ),
                Option(
                    "Nothing, anywhere: they are not positions",
                    explain="On venues that count the worst case they take initial margin from the moment they rest.",
                    misconception=15,
                ),
                Option(
                    "They are reserved in full on every venue",
                    explain="dYdX Chain reserves nothing for them; the price of that is a refusal at the match.",
                ),
            ),
        ),
    ),
)
