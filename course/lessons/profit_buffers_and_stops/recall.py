"""Recall of lesson 09: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.profit_buffers_and_stops.acts import lived
from course.lessons.profit_buffers_and_stops.book import ENTRY, STAKE
from course.lessons.profit_buffers_and_stops.drift import month
from course.lessons.profit_buffers_and_stops.fleeting import ways
from course.lessons.profit_buffers_and_stops.hedge import fortnight
from course.lessons.profit_buffers_and_stops.predict import LEVERAGE, RISE, bought, wall
from course.margin import wall_shift
from course.simulation.fact_tables import stored
from course.teaching.quiz import Question, Quiz, right, wrong

WAYS = ways(LEVERAGE, RISE)
FIRST = float(WAYS["nothing"].wall or 0.0)
TAKEN = float(WAYS["taken"].wall or 0.0)
PROFIT = WAYS["taken"].wallet
AWAY = FIRST - wall_shift(PROFIT, 1.0, 0.03)
DAILY, HOURLY = (month("BTC", "5", look, "both") for look in ("day", "hour"))
HALVED, ALONE = (float(lived("slow", 0.2, rule, 8.0).final[0]) for rule in ("half", "nothing"))
HALVINGS = len(lived("slow", 0.2, "half", 8.0).events[0])
TOPPED = lived("slow", 0.3, "topped", 3.0)
BESIDE = float(TOPPED.wallet[0])
LEGS, NOBODY, ACCOUNT = (fortnight("10", rule) for rule in ("stops 8%", "nothing", "account"))
CRASH = stored("crash_days").pick(symbol="BTC", stop=0.08, day="2020-03-12")
LOW, CLOSE = (float(CRASH.column(k)[0]) for k in ("low", "close"))
WICKS, ONLY = (int(stored("wicks").value(k, "BTC", 0.05)) for k in ("last", "only_last"))


RECALL = Quiz(
    "profit_buffers_and_stops",
    Question(
        "lock",
        "Long 1 BTC from {entry:$} with {stake:$}; maintenance 3 %, closed at {first:$0}. BTC rises 10 % and you move"
        " the {profit:$0} of profit to your wallet. The position is now closed at",
        right(
            "{taken:$0}",
            "The profit stood behind it and is gone from there: the wall has come {nearer:$0} nearer. What you took is"
            " safe, the position is not.",
        ),
        wrong(
            "{first:$0}",
            "So it was while the profit lay in the account. With it gone, equity meets the requirement at {taken:$0}.",
            misconception=51,
        ),
        wrong(
            "{away:$0}", "The wall would move there if you *added* the {profit:$0}. You took it out.", misconception=51
        ),
        claim="C23",
        numbers={
            "entry": ENTRY,
            "stake": STAKE,
            "first": FIRST,
            "profit": PROFIT,
            "taken": TAKEN,
            "nearer": TAKEN - FIRST,
            "away": AWAY,
        },
    ),
    Question(
        "bought",
        "The same long, but at +10 % you buy on the profit until you are at 10× again. You are closed",
        right(
            "at {wall:$0}, above your first entry",
            "The wall counts from the new price. Your average is {entry_price:$} now.",
        ),
        wrong(
            "at {first:$0} as before: the profit pays for what was bought",
            "The profit is behind both parts, and it leaves with the price.",
            misconception=14,
        ),
        wrong(
            "at {entry:$0}, 10 % below the price of the purchase",
            "There nothing would be left. The venue closes it earlier, at {wall:$0}.",
            misconception=1,
        ),
        claim="C23",
        numbers={
            "wall": wall(),
            "entry_price": bought()[1].positions[0].entry_price,
            "first": FIRST,
            "entry": 1.1 * ENTRY * 0.9,
        },
    ),
    Question(
        "often",
        "A month's 5× long of BTC, put back to 5× every hour instead of every day, down and up. On the record that"
        " meant",
        right(
            "fewer liquidations, and a typical month that ended lower",
            "{hourly:#0} instead of {daily:#0} of 1,000 months closed, {hourly_fees:$0} of fees instead of {daily_fees:$0},"
            " and {hourly_median:$0} instead of {daily_median:$0} in the typical month.",
        ),
        wrong(
            "fewer liquidations, and a typical month that ended higher",
            "It ended at {hourly_median:$0} instead of {daily_median:$0}: each look buys after rises and sells after"
            " falls.",
            misconception=53,
        ),
        wrong(
            "just as many liquidations, and more fees",
            "In the record a day was too long: {daily:#0} of 1,000 months were closed with daily looks, {hourly:#0} with"
            " hourly ones.",
        ),
        claim="C26",
        numbers={
            "hourly": 1_000 * HOURLY["closed"],
            "daily": 1_000 * DAILY["closed"],
            "hourly_fees": HOURLY["fees"],
            "daily_fees": DAILY["fees"],
            "hourly_median": HOURLY["median"],
            "daily_median": DAILY["median"],
        },
    ),
    Question(
        "halving",
        "8× on $10,000, a slow fall of 20 %. A rule closes half of the position whenever the ratio reaches 50 %. It is"
        " never liquidated, while doing nothing is, and ends with {alone:$0}. The rule ends with",
        right(
            "{halved:$0}",
            "It halves {halvings:#0} times, too late each time, and pays for all of the fall until then. A reduce"
            " needs a last line: and there, everything.",
        ),
        wrong(
            "{twice:$0}", "Never liquidated is not the same as little lost: it ends with {halved:$0}.", misconception=52
        ),
        wrong(
            "{posted:$}",
            "That would take a rule that acts at once. This one waits for the ratio, and ends with {halved:$0}.",
            misconception=52,
        ),
        claim="C27",
        numbers={"alone": ALONE, "halved": HALVED, "halvings": HALVINGS, "twice": 2 * ALONE, "posted": 5000},
    ),
    Question(
        "buffer",
        "3× on $10,000, of which half lies beside; a rule tops up whenever the ratio reaches 50 %. After a slow fall"
        " of 30 % there lies beside",
        right(
            "{beside:$0}",
            "Step by step the rule has carried it in. A buffer that is always sent in is cross margin with a delay;"
            " only a jump, or a limit, leaves it beside.",
        ),
        wrong("{whole:$}", "It would, had no rule sent it in. So there is {beside:$0}.", misconception=57),
        wrong("{posted:$}", "The rule knows no half: it moves what the ratio asks for, and {beside:$0} is left."),
        claim="C27",
        numbers={"beside": BESIDE, "whole": 5000, "posted": 2500},
    ),
    Question(
        "closing",
        "Your pool is short of room. You close $15,000 of a small coin, neither won nor lost, maintenance 10 %. The"
        " others may now lose",
        right("$1,500 more", "What goes is its requirement. The notional was never yours."),
        wrong("$15,000 more", "That is what the position was worth, not what stood behind it.", misconception=54),
        wrong("nothing more: it had neither won nor lost", "It needed $1,500 of the same equity.", misconception=7),
        claim="C27",
    ),
    Question(
        "legs",
        "A hedge of BTC against ETH at 10×, with a stop 8 % off on each leg. Of 100 fortnights of the record one leg"
        " stood alone for a time in",
        right(
            "{of_hundred:#0}",
            "Each stop knows its leg only. The worst twentieth lost {tail:$0} in the mean instead of {nobody:$0}. A"
            " rule on the account left no leg alone, and {closed:%1} were liquidated instead of {nobody_closed:%1}.",
        ),
        wrong(
            "{nobody_of_hundred:#0}",
            "In so many the hedge was liquidated when nobody watched. The stops left one leg alone in {of_hundred:#0}.",
            misconception=55,
        ),
        wrong(
            "none: the other stop closes the other leg",
            "The other leg is winning: its stop is far away.",
            misconception=55,
        ),
        claim="C14",
        numbers={
            "of_hundred": round(100 * LEGS["alone"]),
            "tail": -LEGS["tail"],
            "nobody": -NOBODY["tail"],
            "closed": ACCOUNT["closed"],
            "nobody_closed": NOBODY["closed"],
            "nobody_of_hundred": round(100 * NOBODY["closed"]),
        },
    ),
    Question(
        "fill",
        "12 March 2020, a long of BTC from midnight with a stop 8 % below. The hour that reached it went down to"
        " {low:%1} and closed at {close:%1}. The stop, watched by the venue, was filled",
        right(
            "somewhere from {stop:%0} to {low:%1}",
            "A stop is an order that is sent at a price. What it gets is what the book pays when it arrives.",
        ),
        wrong(
            "at {stop:%0}: the market was open all the time",
            "It did not gap, it rushed. Between trigger and fill lies time, and in that hour the price fell by a"
            " quarter.",
            misconception=56,
        ),
        wrong(
            "at {close:%1}, where the hour closed",
            "That is what somebody gets who looks at the end of the hour. The venue watches all the time.",
        ),
        claim="C25",
        numbers={"low": LOW, "close": CLOSE, "stop": -0.08},
    ),
    Question(
        "wick",
        "In {wicks:#0} hours from December 2019 to May 2026 the last price of BTC fell at least 5 % below the hour's"
        " open. In how many of them did the mark price, by which liquidations are judged, not fall so far?",
        right(
            "{only:#0}",
            "A stop on the last price sold into these wicks; the venue's own judgement left the position alone.",
        ),
        wrong("none", "In {only:#0}: the mark is made to leave such wicks out.", misconception=17),
        wrong("{wicks_only:#0}", "In so many both fell. In {only:#0} only the last price did."),
        claim="C25",
        numbers={"wicks": WICKS, "only": ONLY, "wicks_only": WICKS - ONLY},
    ),
)
