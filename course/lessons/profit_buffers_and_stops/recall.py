"""Recall of lesson 09: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.profit_buffers_and_stops.acts import lived
from course.lessons.profit_buffers_and_stops.book import ENTRY, STAKE
from course.lessons.profit_buffers_and_stops.drift import month
from course.lessons.profit_buffers_and_stops.fleeting import ways
from course.lessons.profit_buffers_and_stops.hedge import fortnight
from course.lessons.profit_buffers_and_stops.predict import LEVERAGE, RISE, bought, wall
from course.margin import wall_shift
from course.number_format import number, usd
from course.simulation.fact_tables import stored
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

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
            say(
"Long 1 BTC from {entry:$} with {stake:$}; maintenance 3 %, closed at {first:$0}. BTC rises 10"
" % and you move the {profit:$0} of profit to your wallet. The position is now closed at", entry=ENTRY, stake=STAKE, first=FIRST, profit=PROFIT),
            (
                Option(
                    usd(TAKEN, 0),
                    correct=True,
                    explain=say(
"The profit stood behind it and is gone from there: the wall has come {taken:$0}"
" nearer. What you took is safe, the position is not.", taken=TAKEN - FIRST),
                ),
                Option(
                    usd(FIRST, 0),
                    explain=say(
"So it was while the profit lay in the account. With it gone, equity meets the"
" requirement at {taken:$0}.", taken=TAKEN),
                    misconception=51,
                ),
                Option(
                    usd(AWAY, 0),
                    explain=say("The wall would move there if you *added* the {profit:$0}. You took it out.", profit=PROFIT),
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
                    say("at {wall:$0}, above your first entry", wall=wall()),
                    correct=True,
                    explain=say("The wall counts from the new price. Your average is {entry_price:$} now.", entry_price=bought()[1].positions[0].entry_price),
                ),
                Option(
                    say("at {first:$0} as before: the profit pays for what was bought", first=FIRST),
                    explain="The profit is behind both parts, and it leaves with the price.",
                    misconception=14,
                ),
                Option(
                    say("at {entry:$0}, 10 % below the price of the purchase", entry=1.1 * ENTRY * 0.9),
                    explain=say("There nothing would be left. The venue closes it earlier, at {wall:$0}.", wall=wall()),
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
                    explain=say(
"{thousand} instead of {thousand_2} of 1,000 months closed, {fees:$0} of fees instead"
" of {fees_2:$0}, and {median:$0} instead of {median_2:$0} in the typical month.", thousand=_thousand(HOURLY['closed']), thousand_2=_thousand(DAILY['closed']), fees=HOURLY['fees'], fees_2=DAILY['fees'], median=HOURLY['median'], median_2=DAILY['median']),
                ),
                Option(
                    "fewer liquidations, and a typical month that ended higher",
                    explain=say(
"It ended at {median:$0} instead of {median_2:$0}: each look buys after rises and sells"
" after falls.", median=HOURLY['median'], median_2=DAILY['median']),
                    misconception=53,
                ),
                Option(
                    "just as many liquidations, and more fees",
                    explain=say(
"In the record a day was too long: {thousand} of 1,000 months were closed with daily"
" looks, {thousand_2} with hourly ones.", thousand=_thousand(DAILY['closed']), thousand_2=_thousand(HOURLY['closed'])),
                ),
            ),
            claim="C26",
        ),
        Question(
            "halving",
            say(
"8× on $10,000, a slow fall of 20 %. A rule closes half of the position whenever the ratio"
" reaches 50 %. It is never liquidated, while doing nothing is, and ends with {alone:$0}. The"
" rule ends with", alone=ALONE),
            (
                Option(
                    usd(HALVED, 0),
                    correct=True,
                    explain=say(
"It halves {halvings:#0} times, too late each time, and pays for all of the fall until"
" then. A reduce needs a last line: and there, everything.", halvings=HALVINGS),
                ),
                Option(
                    usd(2 * ALONE, 0),
                    explain=say("Never liquidated is not the same as little lost: it ends with {halved:$0}.", halved=HALVED),
                    misconception=52,
                ),
                Option(
                    usd(5_000),
                    explain=say(
"That would take a rule that acts at once. This one waits for the ratio, and ends with"
" {halved:$0}.", halved=HALVED),
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
                    explain=say("It would, had no rule sent it in. So there is {beside:$0}.", beside=BESIDE),
                    misconception=57,
                ),
                Option(
                    usd(2_500),
                    explain=say("The rule knows no half: it moves what the ratio asks for, and {beside:$0} is left.", beside=BESIDE),
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
                    explain=say(
"Each stop knows its leg only. The worst twentieth lost {tail:$0} in the mean instead"
" of {tail_2:$0}. A rule on the account left no leg alone, and {closed:%1} were"
" liquidated instead of {closed_2:%1}.", tail=-LEGS['tail'], tail_2=-NOBODY['tail'], closed=ACCOUNT['closed'], closed_2=NOBODY['closed']),
                ),
                Option(
                    number(round(100 * NOBODY["closed"]), 0),
                    explain=say(
"In so many the hedge was liquidated when nobody watched. The stops left one leg alone"
" in {alone:#0}.", alone=round(100 * LEGS['alone'])),
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
            say(
"12 March 2020, a long of BTC from midnight with a stop 8 % below. The hour that reached it"
" went down to {low:%1} and closed at {close:%1}. The stop, watched by the venue, was filled", low=LOW, close=CLOSE),
            (
                Option(
                    say("somewhere from {value:%0} to {low:%1}", value=-0.08, low=LOW),
                    correct=True,
                    explain="A stop is an order that is sent at a price. What it gets is what the book pays when it arrives.",
                ),
                Option(
                    say("at {value:%0}: the market was open all the time", value=-0.08),
                    explain="It did not gap, it rushed. Between trigger and fill lies time, and in that hour the price fell by a quarter.",
                    misconception=56,
                ),
                Option(
                    say("at {close:%1}, where the hour closed", close=CLOSE),
                    explain="That is what somebody gets who looks at the end of the hour. The venue watches all the time.",
                ),
            ),
            claim="C25",
        ),
        Question(
            "wick",
            say(
"In {wicks:#0} hours from December 2019 to May 2026 the last price of BTC fell at least 5 %"
" below the hour's open. In how many of them did the mark price, by which liquidations are"
" judged, not fall so far?", wicks=WICKS),
            (
                Option(
                    number(ONLY, 0),
                    correct=True,
                    explain="A stop on the last price sold into these wicks; the venue's own judgement left the position alone.",
                ),
                Option("none", explain=say("In {only:#0}: the mark is made to leave such wicks out.", only=ONLY), misconception=17),
                Option(
                    number(WICKS - ONLY, 0),
                    explain=say("In so many both fell. In {only:#0} only the last price did.", only=ONLY),
                ),
            ),
            claim="C25",
        ),
    ),
)  # fmt: skip
