"""Recall of lesson 09: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.profit_buffers_and_stops.acts import lived
from course.lessons.profit_buffers_and_stops.book import ENTRY, STAKE
from course.lessons.profit_buffers_and_stops.bought import LEVERAGE, RISE, bought, wall
from course.lessons.profit_buffers_and_stops.drift import month
from course.lessons.profit_buffers_and_stops.fleeting import ways
from course.lessons.profit_buffers_and_stops.hedge import fortnight
from course.margin import wall_shift
from course.simulation.facts import stored
from course.teaching.quiz import Option, Question, Quiz
from course.words import number, percent, usd

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


def _thousand(share: float) -> str:
    return number(round(1_000 * share), 0)


RECALL = Quiz(
    "profit_buffers_and_stops",
    (
        Question(
            "lock",
            f"Long 1 BTC from {usd(ENTRY)} with {usd(STAKE)}; maintenance 3 %, closed at {usd(FIRST, 0)}. BTC rises 10 % and you move the"
            f" {usd(PROFIT, 0)} of profit to your wallet. The position is now closed at",
            (
                Option(
                    usd(TAKEN, 0),
                    correct=True,
                    explain=f"The profit stood behind it and is gone from there: the wall has come {usd(TAKEN - FIRST, 0)} nearer. What"
                    " you took is safe, the position is not.",
                ),
                Option(
                    usd(FIRST, 0),
                    explain=f"So it was while the profit lay in the account. With it gone, equity meets the requirement at {usd(TAKEN, 0)}.",
                    misconception=51,
                ),
                Option(
                    usd(AWAY, 0),
                    explain=f"The wall would move there if you *added* the {usd(PROFIT, 0)}. You took it out.",
                    misconception=51,
                ),
            ),
            claim="C23",
        ),
        Question(
            "bought",
            "The same long, but at +10 % you buy on the profit until you are at 10× again. You are closed",
            (
                Option(
                    f"at {usd(wall(), 0)}, above your first entry",
                    correct=True,
                    explain=f"The wall counts from the new price. Your average is {usd(bought()[1].positions[0].entry_price)} now.",
                ),
                Option(
                    f"at {usd(FIRST, 0)} as before: the profit pays for what was bought",
                    explain="The profit is behind both parts, and it leaves with the price.",
                    misconception=14,
                ),
                Option(
                    f"at {usd(1.1 * ENTRY * 0.9, 0)}, 10 % below the price of the purchase",
                    explain=f"There nothing would be left. The venue closes it earlier, at {usd(wall(), 0)}.",
                    misconception=1,
                ),
            ),
            claim="C23",
        ),
        Question(
            "often",
            "A month's 5× long of BTC, put back to 5× every hour instead of every day, down and up. On the record that meant",
            (
                Option(
                    "fewer liquidations, and a typical month that ended lower",
                    correct=True,
                    explain=f"{_thousand(HOURLY['closed'])} instead of {_thousand(DAILY['closed'])} of 1,000 months closed, {usd(HOURLY['fees'], 0)}"
                    f" of fees instead of {usd(DAILY['fees'], 0)}, and {usd(HOURLY['median'], 0)} instead of {usd(DAILY['median'], 0)} in the"
                    " typical month.",
                ),
                Option(
                    "fewer liquidations, and a typical month that ended higher",
                    explain=f"It ended at {usd(HOURLY['median'], 0)} instead of {usd(DAILY['median'], 0)}: each look buys after rises and sells"
                    " after falls.",
                    misconception=53,
                ),
                Option(
                    "just as many liquidations, and more fees",
                    explain=f"In the record a day was too long: {_thousand(DAILY['closed'])} of 1,000 months were closed with daily looks,"
                    f" {_thousand(HOURLY['closed'])} with hourly ones.",
                ),
            ),
            claim="C26",
        ),
        Question(
            "halving",
            "8× on $10,000, a slow fall of 20 %. A rule closes half of the position whenever the ratio reaches 50 %. It is never"
            f" liquidated, while doing nothing is, and ends with {usd(ALONE, 0)}. The rule ends with",
            (
                Option(
                    usd(HALVED, 0),
                    correct=True,
                    explain=f"It halves {number(HALVINGS, 0)} times, too late each time, and pays for all of the fall until then. A reduce"
                    " needs a last line: and there, everything.",
                ),
                Option(
                    usd(2 * ALONE, 0),
                    explain=f"Never liquidated is not the same as little lost: it ends with {usd(HALVED, 0)}.",
                    misconception=52,
                ),
                Option(
                    usd(5_000),
                    explain=f"That would take a rule that acts at once. This one waits for the ratio, and ends with {usd(HALVED, 0)}.",
                    misconception=52,
                ),
            ),
            claim="C27",
        ),
        Question(
            "buffer",
            "3× on $10,000, of which half lies beside; a rule tops up whenever the ratio reaches 50 %. After a slow fall of 30 % there lies"
            " beside",
            (
                Option(
                    usd(BESIDE, 0),
                    correct=True,
                    explain="Step by step the rule has carried it in. A buffer that is always sent in is cross margin with a delay; only a"
                    " jump, or a limit, leaves it beside.",
                ),
                Option(
                    usd(5_000),
                    explain=f"It would, had no rule sent it in. So there is {usd(BESIDE, 0)}.",
                    misconception=57,
                ),
                Option(
                    usd(2_500),
                    explain=f"The rule knows no half: it moves what the ratio asks for, and {usd(BESIDE, 0)} is left.",
                ),
            ),
            claim="C27",
        ),
        Question(
            "closing",
            "Your pool is short of room. You close $15,000 of a small coin, neither won nor lost, maintenance 10 %. The others may now lose",
            (
                Option(
                    "$1,500 more",
                    correct=True,
                    explain="What goes is its requirement. The notional was never yours.",
                ),
                Option(
                    "$15,000 more",
                    explain="That is what the position was worth, not what stood behind it.",
                    misconception=54,
                ),
                Option(
                    "nothing more: it had neither won nor lost",
                    explain="It needed $1,500 of the same equity.",
                    misconception=7,
                ),
            ),
            claim="C27",
        ),
        Question(
            "legs",
            "A hedge of BTC against ETH at 10×, with a stop 8 % off on each leg. Of 100 fortnights of the record one leg stood alone for a"
            " time in",
            (
                Option(
                    number(round(100 * LEGS["alone"]), 0),
                    correct=True,
                    explain=f"Each stop knows its leg only. The worst twentieth lost {usd(-LEGS['tail'], 0)} in the mean instead of"
                    f" {usd(-NOBODY['tail'], 0)}. A rule on the account left no leg alone, and {percent(ACCOUNT['closed'], 1)} were"
                    f" liquidated instead of {percent(NOBODY['closed'], 1)}.",
                ),
                Option(
                    number(round(100 * NOBODY["closed"]), 0),
                    explain=f"In so many the hedge was liquidated when nobody watched. The stops left one leg alone in"
                    f" {number(round(100 * LEGS['alone']), 0)}.",
                    misconception=55,
                ),
                Option(
                    "none: the other stop closes the other leg",
                    explain="The other leg is winning: its stop is far away.",
                    misconception=55,
                ),
            ),
            claim="C14",
        ),
        Question(
            "fill",
            f"12 March 2020, a long of BTC from midnight with a stop 8 % below. The hour that reached it went down to {percent(LOW, 1)} and"
            f" closed at {percent(CLOSE, 1)}. The stop, watched by the venue, was filled",
            (
                Option(
                    f"somewhere from {percent(-0.08, 0)} to {percent(LOW, 1)}",
                    correct=True,
                    explain="A stop is an order that is sent at a price. What it gets is what the book pays when it arrives.",
                ),
                Option(
                    f"at {percent(-0.08, 0)}: the market was open all the time",
                    explain="It did not gap, it rushed. Between trigger and fill lies time, and in that hour the price fell by a quarter.",
                    misconception=56,
                ),
                Option(
                    f"at {percent(CLOSE, 1)}, where the hour closed",
                    explain="That is what somebody gets who looks at the end of the hour. The venue watches all the time.",
                ),
            ),
            claim="C25",
        ),
        Question(
            "wick",
            f"In {number(WICKS, 0)} hours from December 2019 to May 2026 the last price of BTC fell at least 5 % below the hour's open. In how"
            " many of them did the mark price, by which liquidations are judged, not fall so far?",
            (
                Option(
                    number(ONLY, 0),
                    correct=True,
                    explain="A stop on the last price sold into these wicks; the venue's own judgement left the position alone.",
                ),
                Option("none", explain=f"In {number(ONLY, 0)}: the mark is made to leave such wicks out.", misconception=17),
                Option(
                    number(WICKS - ONLY, 0),
                    explain=f"In so many both fell. In {number(ONLY, 0)} only the last price did.",
                ),
            ),
            claim="C25",
        ),
    ),
)  # fmt: skip
