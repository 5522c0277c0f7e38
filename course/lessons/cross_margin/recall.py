"""Recall of lesson 05: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.cross_margin import pool_tank, profit
from course.lessons.cross_margin.book import BTC, COLLATERAL, ENTRY, ETH, MAINTENANCE, START, at, pooled, split
from course.lessons.cross_margin.common_move import along
from course.lessons.cross_margin.predict import shown_prices
from course.number_format import usd
from course.teaching.quiz import Option, Question, Quiz
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
    (
        Question(
            "walking_line",
            say(
                "{book} The app shows {shown:$0} as BTC's liquidation price. ETH rises 10 % and BTC does not"
                " move. What happens?",
                book=BOOK,
                shown=SHOWN,
            ),
            (
                Option(
                    say("The pool is liquidated, with BTC at {entry:$}", entry=ENTRY[BTC]),
                    correct=True,
                    explain=say(
                        "BTC's line has walked to {after_ten:$0}, above the price. At +5 % it stood at"
                        " {after_five:$0}.",
                        after_ten=AFTER_TEN,
                        after_five=AFTER_FIVE,
                    ),
                ),
                Option(
                    say("Nothing: BTC is far above {shown:$0}", shown=SHOWN),
                    explain=say(
                        "{shown:$0} was true for ETH at {entry:$}. The pool has one border over both prices.",
                        shown=SHOWN,
                        entry=ENTRY[ETH],
                    ),
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
            say(
                "1 A long at {flat_entry:$} on {flat_collateral:$}, maintenance {flat_rate:%1}: liquidated at"
                " {a_alone:$2}. You add {value:$} of B at its present price. If B never moves, A is liquidated"
                " at",
                flat_entry=pool_tank.FLAT_ENTRY,
                flat_collateral=pool_tank.FLAT_COLLATERAL,
                flat_rate=pool_tank.FLAT_RATE,
                a_alone=A_ALONE,
                value=1000,
            ),
            (
                Option(
                    usd(A_BESIDE, 2),
                    correct=True,
                    explain=say(
                        "B requires {flat_rate:$} of the same {flat_collateral:$}, and that is most of it.",
                        flat_rate=1000 * pool_tank.FLAT_RATE,
                        flat_collateral=pool_tank.FLAT_COLLATERAL,
                    ),
                ),
                Option(
                    usd(A_ALONE, 2),
                    explain=say(
                        "B has made nothing, but it needs maintenance margin from the same equity: {a_beside:$2}.",
                        a_beside=A_BESIDE,
                    ),
                    misconception=7,
                ),
                Option(
                    usd(pool_tank.FLAT_ENTRY),
                    explain=say(
                        "It is near, but not there: {a_beside:$2}. B takes its requirement, not its notional.",
                        a_beside=A_BESIDE,
                    ),
                ),
            ),
            claim="C07",
        ),
        Question(
            "covers",
            say(
                "{book} BTC goes to {winning:$}, ETH to {winning_2:$}: the short has lost {short_loss:$0}, as"
                " much as half of the collateral. Why is it still open?",
                book=BOOK,
                winning=WINNING[BTC],
                winning_2=WINNING[ETH],
                short_loss=-SHORT_LOSS,
            ),
            (
                Option(
                    "The BTC long's unrealised profit is in the same pool and covers it",
                    correct=True,
                    explain=say(
                        "Equity is {equity:$0}, the requirement {maintenance_requirement:$0}. Alone on half of"
                        " the collateral the short would have been liquidated at {walls:$0}.",
                        equity=POOL.equity(WINNING),
                        maintenance_requirement=POOL.maintenance_requirement(WINNING),
                        walls=WALLS[ETH],
                    ),
                ),
                Option(
                    "The long's profit was paid out to the collateral first, and made it larger",
                    explain="Nothing was realised. Equity counts profit while it is only on paper, which is also why it can leave again.",
                    misconception=14,
                ),
                Option(
                    say("It stands on its own half, and that lasts to {walls:$0}", walls=WALLS[ETH]),
                    explain=say(
                        "{winning:$} is beyond {walls:$0}: in a compartment of its own it would be gone.",
                        winning=WINNING[ETH],
                        walls=WALLS[ETH],
                    ),
                    misconception=12,
                ),
            ),
            claim="C03",
        ),
        Question(
            "coupling",
            say(
                "{book} Together BTC and ETH may fall {together:%0}. What if BTC falls alone?",
                book=BOOK,
                together=-TOGETHER,
            ),
            (
                Option(
                    say("At {alone:%1} the whole pool is liquidated, the winning short included", alone=ALONE),
                    correct=True,
                    explain="The hedge was two prices moving together. One large move of one market takes everything in the pool.",
                ),
                Option(
                    say("It lasts to {together:%0} as well", together=TOGETHER),
                    explain=say(
                        "That is along the common move. Across it the border is {alone:%1} away.", alone=-ALONE
                    ),
                    misconception=6,
                ),
                Option(
                    "The BTC long alone is liquidated; the ETH short, which is winning, stays open",
                    explain="That would be isolated margin. Cross has no compartment that could stay behind.",
                    misconception=12,
                ),
                Option(
                    say("At {longs:%1}, as it would with two longs", longs=LONGS),
                    explain=say(
                        "{longs:%1} is the common fall that two longs survive; BTC alone here gets {alone:%1}.",
                        longs=LONGS,
                        alone=-ALONE,
                    ),
                ),
            ),
            claim="C07",
        ),
        Question(
            "rectangle",
            say(
                "{book} In two compartments of half the collateral the walls are BTC {walls:$0} and ETH"
                " {walls_2:$0}. Both prices fall 5 %. Which is true?",
                book=BOOK,
                walls=WALLS[BTC],
                walls_2=WALLS[ETH],
            ),
            (
                Option(
                    "Isolated has lost BTC; the pool has lost nothing",
                    correct=True,
                    explain=say(
                        "The long's loss is mostly the short's gain. The pool holds {health:$0} of room there.",
                        health=POOL.health(at(57000, 2850)),
                    ),
                ),
                Option(
                    "Both have lost BTC",
                    explain=say("The pool's border is {together:%0} away along this line.", together=-TOGETHER),
                    misconception=9,
                ),
                Option(
                    "Neither: the short pays for the long in both modes",
                    explain=say(
                        "In isolated nothing crosses a wall: {value:$} is below {walls:$0}.",
                        value=57000,
                        walls=WALLS[BTC],
                    ),
                    misconception=12,
                ),
            ),
            claim="C04",
        ),
        Question(
            "fleeting",
            say(
                "1 BTC long from {entry:$} on {collateral:$}. BTC rises 10 % and you put all that is free up"
                " for more at 10×. BTC comes back to where it was. You",
                entry=ENTRY[BTC],
                collateral=COLLATERAL,
            ),
            (
                Option(
                    say("were liquidated on the way, at {spent:$0}", spent=SPENT),
                    correct=True,
                    explain="The profit left with the price; what was bought on it did not. At the top you were back at 10×.",
                ),
                Option(
                    say("have your {collateral:$} again", collateral=COLLATERAL),
                    explain=say(
                        "That is the account that touched nothing. Yours was larger on the way down: gone at"
                        " {spent:$0}.",
                        spent=SPENT,
                    ),
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
