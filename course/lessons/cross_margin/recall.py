"""Recall of lesson 05: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.cross_margin import pool_tank, profit
from course.lessons.cross_margin.book import BTC, COLLATERAL, ENTRY, ETH, MAINTENANCE, START, at, pooled, split
from course.lessons.cross_margin.common_move import along
from course.lessons.cross_margin.predict import shown_prices
from course.teaching.quiz import Question, Quiz, right, wrong
from course.texts import say

SHOWN, AFTER_FIVE, AFTER_TEN = shown_prices()
POOL = pooled()
WALLS = {s: split().pool(s).liquidation_price(s, START) for s in (BTC, ETH)}
ALONE = SHOWN / ENTRY[BTC] - 1
TOGETHER, LONGS = (along(pooled(side), 1.0) or -1.0 for side in ("short", "long"))
A_ALONE, A_BESIDE = (
    pool_tank.neighbours(n).liquidation_price("A", {"A": pool_tank.FLAT_ENTRY, "B": pool_tank.FLAT_ENTRY})
    for n in (0.0, 1_000.0)
)
TOP = ENTRY[BTC] * 1.1
OPENED, _ = profit.used("dydx", "open", 1.0, TOP)
SPENT = OPENED.liquidation_price(BTC, {BTC: TOP})
WINNING = at(66_000.0, 3_200.0)
SHORT_LOSS = POOL.position(ETH).unrealised_pnl(WINNING[ETH])
BOOK = say(
    "Long 1 BTC from {entry:$}, short 15 ETH from {entry_2:$}, {collateral:$} in one pool, maintenance"
    " {maintenance:%0}.",
    entry=ENTRY[BTC],
    entry_2=ENTRY[ETH],
    collateral=COLLATERAL,
    maintenance=MAINTENANCE,
)

RECALL = Quiz(
    "cross_margin",
    Question(
        "walking_line",
        "{book} The app shows {shown:$0} as BTC's liquidation price. ETH rises 10 % and BTC does not move. What"
        " happens?",
        right(
            "The pool is liquidated, with BTC at {btc:$}",
            "BTC's line has walked to {after_ten:$0}, above the price. At +5 % it stood at {after_five:$0}.",
        ),
        wrong(
            "Nothing: BTC is far above {shown:$0}",
            "{shown:$0} was true for ETH at {eth:$}. The pool has one border over both prices.",
            misconception=6,
        ),
        wrong(
            "Only the ETH short is liquidated",
            "There is no ETH account. The short's loss comes out of the pool that BTC stands on as well.",
            misconception=6,
        ),
        claim="C02",
        numbers={
            "book": BOOK,
            "shown": SHOWN,
            "btc": ENTRY[BTC],
            "after_ten": AFTER_TEN,
            "after_five": AFTER_FIVE,
            "eth": ENTRY[ETH],
        },
    ),
    Question(
        "flat_neighbour",
        "1 A long at {entry:$} on {collateral:$}, maintenance {m:%1}: liquidated at {alone:$2}. You add {added:$} of B"
        " at its present price. If B never moves, A is liquidated at",
        right("{beside:$2}", "B requires {asks:$} of the same {collateral:$}, and that is most of it."),
        wrong(
            "{alone:$2}",
            "B has made nothing, but it needs maintenance margin from the same equity: {beside:$2}.",
            misconception=7,
        ),
        wrong("{entry:$}", "It is near, but not there: {beside:$2}. B takes its requirement, not its notional."),
        claim="C07",
        numbers={
            "entry": pool_tank.FLAT_ENTRY,
            "collateral": pool_tank.FLAT_COLLATERAL,
            "m": pool_tank.FLAT_RATE,
            "alone": A_ALONE,
            "added": 1000,
            "beside": A_BESIDE,
            "asks": 1000 * pool_tank.FLAT_RATE,
        },
    ),
    Question(
        "covers",
        "{book} BTC goes to {btc:$}, ETH to {eth:$}: the short has lost {lost:$0}, as much as half of the collateral."
        " Why is it still open?",
        right(
            "The BTC long's unrealised profit is in the same pool and covers it",
            "Equity is {equity:$0}, the requirement {requirement:$0}. Alone on half of the collateral the short would"
            " have been liquidated at {wall:$0}.",
        ),
        wrong(
            "The long's profit was paid out to the collateral first, and made it larger",
            "Nothing was realised. Equity counts profit while it is only on paper, which is also why it can leave"
            " again.",
            misconception=14,
        ),
        wrong(
            "It stands on its own half, and that lasts to {wall:$0}",
            "{eth:$} is beyond {wall:$0}: in a compartment of its own it would be gone.",
            misconception=12,
        ),
        claim="C03",
        numbers={
            "book": BOOK,
            "btc": WINNING[BTC],
            "eth": WINNING[ETH],
            "lost": -SHORT_LOSS,
            "equity": POOL.equity(WINNING),
            "requirement": POOL.maintenance_requirement(WINNING),
            "wall": WALLS[ETH],
        },
    ),
    Question(
        "coupling",
        "{book} Together BTC and ETH may fall {fall:%0}. What if BTC falls alone?",
        right(
            "At {alone:%1} the whole pool is liquidated, the winning short included",
            "The hedge was two prices moving together. One large move of one market takes everything in the pool.",
        ),
        wrong(
            "It lasts to {together:%0} as well",
            "That is along the common move. Across it the border is {away:%1} away.",
            misconception=6,
        ),
        wrong(
            "The BTC long alone is liquidated; the ETH short, which is winning, stays open",
            "That would be isolated margin. Cross has no compartment that could stay behind.",
            misconception=12,
        ),
        wrong(
            "At {longs:%1}, as it would with two longs",
            "{longs:%1} is the common fall that two longs survive; BTC alone here gets {away:%1}.",
        ),
        claim="C07",
        numbers={"book": BOOK, "fall": -TOGETHER, "alone": ALONE, "together": TOGETHER, "away": -ALONE, "longs": LONGS},
    ),
    Question(
        "rectangle",
        "{book} In two compartments of half the collateral the walls are BTC {btc:$0} and ETH {eth:$0}. Both prices"
        " fall 5 %. Which is true?",
        right(
            "Isolated has lost BTC; the pool has lost nothing",
            "The long's loss is mostly the short's gain. The pool holds {health:$0} of room there.",
        ),
        wrong("Both have lost BTC", "The pool's border is {together:%0} away along this line.", misconception=9),
        wrong(
            "Neither: the short pays for the long in both modes",
            "In isolated nothing crosses a wall: {there:$} is below {btc:$0}.",
            misconception=12,
        ),
        claim="C04",
        numbers={
            "book": BOOK,
            "btc": WALLS[BTC],
            "eth": WALLS[ETH],
            "health": POOL.health(at(57000, 2850)),
            "together": -TOGETHER,
            "there": 57000,
        },
    ),
    Question(
        "fleeting",
        "1 BTC long from {entry:$} on {collateral:$}. BTC rises 10 % and you put all that is free up for more at 10×."
        " BTC comes back to where it was. You",
        right(
            "were liquidated on the way, at {spent:$0}",
            "The profit left with the price; what was bought on it did not. At the top you were back at 10×.",
        ),
        wrong(
            "have your {collateral:$} again",
            "That is the account that touched nothing. Yours was larger on the way down: gone at {spent:$0}.",
            misconception=14,
        ),
        wrong(
            "keep the profit, since it was put to work",
            "It was never realised. It was margin, and it went with the price.",
            misconception=14,
        ),
        claim="C23",
        numbers={"entry": ENTRY[BTC], "collateral": COLLATERAL, "spent": SPENT},
    ),
    Question(
        "resting",
        "Ten buy orders rest in the book, none filled. What have they done to the collateral that you could use"
        " otherwise?",
        right(
            "It depends on the venue: reserved on some, untouched on others",
            "Drift counted every order as filled where that is worse; dYdX Chain checks each order alone and again at"
            " the match, and reserves nothing (see the explorer for the dates). Look it up where you trade.",
        ),
        wrong(
            "Nothing, anywhere: they are not positions",
            "On venues that count the worst case they take initial margin from the moment they rest.",
            misconception=15,
        ),
        wrong(
            "They are reserved in full on every venue",
            "dYdX Chain reserves nothing for them; the price of that is a refusal at the match.",
        ),
    ),
)
