"""Recall of lesson 13: every figure is asked of the venues' models, so that newer tiers change the questions too."""

from __future__ import annotations

from collections.abc import Mapping

from course import venues
from course.lessons.choosing_a_platform import own_venue, portfolio_on_venues, scorecard
from course.lessons.choosing_a_platform.portfolio_on_venues import big, by_venue, rate, rows, short, total
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

EXAMPLE = by_venue(rows(portfolio_on_venues.BTC, portfolio_on_venues.ETH, portfolio_on_venues.COLLATERAL))
BINANCE, LIQUID, DYDX = (venues.get(n) for n in ("binance", "hyperliquid", "dydx"))
SMALL, LARGE = 50_000.0, 40e6
SMALL_RATES = {v.name: float(rate(v, "BTC", SMALL)) for v in (BINANCE, LIQUID)}
LARGE_RATES = {v.name: float(rate(v, "BTC", LARGE)) for v in (BINANCE, LIQUID)}
GMX = EXAMPLE["gmx"]
ROOM = {n: min(r["distance"] for r in EXAMPLE[n]) for n in ("gmx", "dydx", "binance")}
STALE, HIGH, LOW = 600.0, 0.05, 0.01
SLIP = 1 - own_venue.seen(1.0, STALE)
STRICT, WEAK = (own_venue.outcome(own_venue.described(m, "flat", False, 0.0), STALE) for m in (HIGH, LOW))


def _ended(outcome: Mapping[str, float]) -> str:
    """What a liquidation leaves, in words: equity, or bad debt."""
    if outcome["bad"] > 0:
        return say("{bad:$0} of bad debt", bad=outcome["bad"])
    return say("{left:$0} of equity", left=outcome["left"])


#: A position on a subaccount with this leverage setting, for the question on dYdX.
SETTINGS = (10.0, 40.0)
PRICES = [
    DYDX.pool(9_000, ("BTC", 1.0, portfolio_on_venues.MARKS["BTC"], s)).liquidation_price(
        "BTC", portfolio_on_venues.MARKS
    )
    for s in SETTINGS
]
RESERVED = [portfolio_on_venues.MARKS["BTC"] / s for s in SETTINGS]

RECALL = Quiz(
    "choosing_a_platform",
    (
        Question(
            "granularity",
            "A venue without cross margin holds your long BTC and your short ETH, with your collateral split between them. Compared"
            " with a pooled account on a venue of similar rates, the first liquidation comes",
            (
                Option(
                    "sooner: neither leg can use the other's profit or collateral",
                    correct=True,
                    explain=say(
"In the example GMX acts after {gmx:%}, although it asks only {total:$0}; dYdX, which"
" asks {total_2:$0}, acts after {dydx:%}.", gmx=ROOM['gmx'], total=total(GMX, 'pool_maintenance'), total_2=total(EXAMPLE['dydx'], 'pool_maintenance'), dydx=ROOM['dydx']),
                ),
                Option(
                    "later: isolated margin protects each leg from what the other loses",
                    explain=say(
"It protects the *other* leg's collateral from this one. The leg itself has less behind"
" it and goes after {gmx:%} instead of {dydx:%}.", gmx=ROOM['gmx'], dydx=ROOM['dydx']),
                    misconception=9,
                ),
                Option(
                    "at the same move, if the requirement is the same",
                    explain="The requirement is only half of the comparison. The other half is which equity it is compared with.",
                ),
            ),
            claim="C29",
        ),
        Question(
            "cheap_for_whom",
            say(
"{short} asks {small_rates:%1} to keep {big} of BTC, {short_2} {small_rates_2:%}. You plan"
" {big_2}. Which asks less?", short=short(BINANCE), small_rates=SMALL_RATES[BINANCE.name], big=big(SMALL), short_2=short(LIQUID), small_rates_2=SMALL_RATES[LIQUID.name], big_2=big(LARGE)),
            (
                Option(
                    short(LIQUID),
                    correct=True,
                    explain=say(
"At {big} it is {large_rates:%} against {large_rates_2:%}: tiers rise with size, at"
" each venue in another place.", big=big(LARGE), large_rates=LARGE_RATES[LIQUID.name], large_rates_2=LARGE_RATES[BINANCE.name]),
                ),
                Option(
                    short(BINANCE),
                    explain=say("Only for small positions. At {big} its average rate is {large_rates:%}.", big=big(LARGE), large_rates=LARGE_RATES[BINANCE.name]),
                ),
                Option(
                    "the same: rates are rates",
                    explain="A headline rate is the first row of a table. Read the row in which *your* position lies.",
                ),
            ),
            claim="C30",
        ),
        Question(
            "low_requirement",
            "Two venues differ in one thing: one asks less maintenance margin. What does the smaller requirement buy you?",
            (
                Option(
                    "More room before the venue acts, and less equity left when it does",
                    correct=True,
                    explain="The requirement is what remains at the trigger. Acting later leaves less for fees, for a gap, and for you.",
                ),
                Option(
                    "A cheaper liquidation",
                    explain="What is lost by then is larger, not smaller. The fee is a rule of its own.",
                    misconception=19,
                ),
                Option(
                    "More leverage, nothing else",
                    explain="Maximum leverage follows from the *initial* margin. Maintenance decides when you are closed.",
                    misconception=13,
                ),
            ),
            claim="C30",
        ),
        Question(
            "stale_price",
            say(
"Prices fall as in BTC's worst hour and a venue's price may be {stale:#0} minutes old. At which"
" venue is bad debt more likely?", stale=STALE / 60),
            (
                Option(
                    "the one with the low maintenance fraction",
                    correct=True,
                    explain=say(
"In {stale:#0} minutes such a fall goes on by {slip:%}. With {high:%0} of maintenance the"
" position in the lesson leaves {ended}, with {low:%0} {ended_2}.", stale=STALE / 60, slip=SLIP, high=HIGH, ended=_ended(STRICT), low=LOW, ended_2=_ended(WEAK)),
                ),
                Option(
                    "the one with the high maintenance fraction",
                    explain=say(
"It acts earlier, so that more is there when the old price is replaced. In the lesson's"
" example it leaves {ended}, against {ended_2} where maintenance is low.", ended=_ended(STRICT), ended_2=_ended(WEAK)),
                ),
                Option(
                    "both alike: the refresh decides",
                    explain=say(
"Refresh decides how far the price runs on ({slip:%}); maintenance decides how much"
" there is to absorb it. One needs both.", slip=SLIP),
                ),
            ),
            claim="C31",
        ),
        Question(
            "tools",
            "Which display tells you most about the risk of a cross account?",
            (
                Option(
                    "equity, requirement and free collateral of the account, with each position's share",
                    correct=True,
                    explain="The account is what is liquidated. Shares tell you what to reduce; a single price does not.",
                ),
                Option(
                    "the liquidation price of each position, with the distance from the present price to it",
                    explain=say("Each holds only while everything else stands still. One venue's own words: “{tools}”.", tools=scorecard.FACTS['bybit']['tools']),
                    misconception=6,
                ),
                Option(
                    "the leverage setting of each position",
                    explain="In a pool the setting reserves margin; it does not tell how far you are from the edge.",
                    misconception=5,
                ),
            ),
            claim="C32",
        ),
        Question(
            "dydx_setting",
            say(
"On dYdX you hold 1 BTC in a subaccount and raise the position's leverage setting from"
" {settings:#0}× to {settings_2:#0}×. What changes?", settings=SETTINGS[0], settings_2=SETTINGS[1]),
            (
                Option(
                    "free collateral; the liquidation price stays",
                    correct=True,
                    explain=say(
"Reserved are {reserved:$0} instead of {reserved_2:$0}; the liquidation price is"
" {prices:$} before and {prices_2:$} after.", reserved=RESERVED[1], reserved_2=RESERVED[0], prices=PRICES[0], prices_2=PRICES[1]),
                ),
                Option(
                    "the liquidation price moves towards the mark",
                    explain=say("It stays at {prices:$}: maintenance is a share of the position, whatever you set.", prices=PRICES[1]),
                    misconception=5,
                ),
                Option(
                    "both",
                    explain=say("Only what is reserved for opening changes. The liquidation price stays at {prices:$}.", prices=PRICES[1]),
                    misconception=13,
                ),
            ),
            claim="C33",
        ),
        Question(
            "as_of",
            "You find a tier table for a venue without a date. What is it good for?",
            (
                Option(
                    "for the shape of the rule; the figures you take from the venue today",
                    correct=True,
                    explain="Rules change rarely, figures often. Load the newer table into the model and compare again.",
                ),
                Option(
                    "for nothing",
                    explain="Whether rates apply to slices or to the whole, and whether a fee is inside, outlives many tables.",
                ),
                Option(
                    "for everything, if the page is the venue's own",
                    explain="A page without a date may be read years later. Even venues announce changes in other places.",
                ),
            ),
            claim="C29",
        ),
    ),
)  # fmt: skip
