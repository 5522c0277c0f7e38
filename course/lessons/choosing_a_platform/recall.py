"""Recall of lesson 13: every figure is asked of the venues' models, so that newer tiers change the questions too."""

from __future__ import annotations

from collections.abc import Mapping

from course import venues
from course.lessons.choosing_a_platform import own_venue, portfolio_on_venues, scorecard
from course.lessons.choosing_a_platform.portfolio_on_venues import big, by_venue, rate, rows, short, total
from course.teaching.quiz import Question, Quiz, right, wrong
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
    Question(
        "granularity",
        "A venue without cross margin holds your long BTC and your short ETH, with your collateral split between them."
        " Compared with a pooled account on a venue of similar rates, the first liquidation comes",
        right(
            "sooner: neither leg can use the other's profit or collateral",
            "In the example GMX acts after {gmx:%}, although it asks only {asks:$0}; dYdX, which asks {dydx_asks:$0},"
            " acts after {dydx:%}.",
        ),
        wrong(
            "later: isolated margin protects each leg from what the other loses",
            "It protects the *other* leg's collateral from this one. The leg itself has less behind it and goes after"
            " {gmx:%} instead of {dydx:%}.",
            misconception=9,
        ),
        wrong(
            "at the same move, if the requirement is the same",
            "The requirement is only half of the comparison. The other half is which equity it is compared with.",
        ),
        claim="C29",
        numbers={
            "gmx": ROOM["gmx"],
            "asks": total(GMX, "pool_maintenance"),
            "dydx_asks": total(EXAMPLE["dydx"], "pool_maintenance"),
            "dydx": ROOM["dydx"],
        },
    ),
    Question(
        "cheap_for_whom",
        "{binance} asks {asks:%1} to keep {small} of BTC, {liquid} {liquid_asks:%}. You plan {large}. Which asks less?",
        right(
            short(LIQUID),
            "At {large} it is {less:%} against {more:%}: tiers rise with size, at each venue in another place.",
        ),
        wrong(short(BINANCE), "Only for small positions. At {large} its average rate is {more:%}."),
        wrong(
            "the same: rates are rates",
            "A headline rate is the first row of a table. Read the row in which *your* position lies.",
        ),
        claim="C30",
        numbers={
            "binance": short(BINANCE),
            "asks": SMALL_RATES[BINANCE.name],
            "small": big(SMALL),
            "liquid": short(LIQUID),
            "liquid_asks": SMALL_RATES[LIQUID.name],
            "large": big(LARGE),
            "less": LARGE_RATES[LIQUID.name],
            "more": LARGE_RATES[BINANCE.name],
        },
    ),
    Question(
        "low_requirement",
        "Two venues differ in one thing: one asks less maintenance margin. What does the smaller requirement buy you?",
        right(
            "More room before the venue acts, and less equity left when it does",
            "The requirement is what remains at the trigger. Acting later leaves less for fees, for a gap, and for"
            " you.",
        ),
        wrong(
            "A cheaper liquidation",
            "What is lost by then is larger, not smaller. The fee is a rule of its own.",
            misconception=19,
        ),
        wrong(
            "More leverage, nothing else",
            "Maximum leverage follows from the *initial* margin. Maintenance decides when you are closed.",
            misconception=13,
        ),
        claim="C30",
    ),
    Question(
        "stale_price",
        "Prices fall as in BTC's worst hour and a venue's price may be {minutes:#0} minutes old. At which venue is bad"
        " debt more likely?",
        right(
            "the one with the low maintenance fraction",
            "In {minutes:#0} minutes such a fall goes on by {slip:%}. With {high:%0} of maintenance the position in"
            " the lesson leaves {strict}, with {low:%0} {weak}.",
        ),
        wrong(
            "the one with the high maintenance fraction",
            "It acts earlier, so that more is there when the old price is replaced. In the lesson's example it leaves"
            " {strict}, against {weak} where maintenance is low.",
        ),
        wrong(
            "both alike: the refresh decides",
            "Refresh decides how far the price runs on ({slip:%}); maintenance decides how much there is to absorb it."
            " One needs both.",
        ),
        claim="C31",
        numbers={
            "minutes": STALE / 60,
            "slip": SLIP,
            "high": HIGH,
            "strict": _ended(STRICT),
            "low": LOW,
            "weak": _ended(WEAK),
        },
    ),
    Question(
        "tools",
        "Which display tells you most about the risk of a cross account?",
        right(
            "equity, requirement and free collateral of the account, with each position's share",
            "The account is what is liquidated. Shares tell you what to reduce; a single price does not.",
        ),
        wrong(
            "the liquidation price of each position, with the distance from the present price to it",
            "Each holds only while everything else stands still. One venue's own words: “{tools}”.",
            misconception=6,
        ),
        wrong(
            "the leverage setting of each position",
            "In a pool the setting reserves margin; it does not tell how far you are from the edge.",
            misconception=5,
        ),
        claim="C32",
        numbers={"tools": scorecard.FACTS["bybit"]["tools"]},
    ),
    Question(
        "dydx_setting",
        "On dYdX you hold 1 BTC in a subaccount and raise the position's leverage setting from {low:#0}× to"
        " {high:#0}×. What changes?",
        right(
            "free collateral; the liquidation price stays",
            "Reserved are {less:$0} instead of {more:$0}; the liquidation price is {before:$} before and {after:$}"
            " after.",
        ),
        wrong(
            "the liquidation price moves towards the mark",
            "It stays at {after:$}: maintenance is a share of the position, whatever you set.",
            misconception=5,
        ),
        wrong(
            "both",
            "Only what is reserved for opening changes. The liquidation price stays at {after:$}.",
            misconception=13,
        ),
        claim="C33",
        numbers={
            "low": SETTINGS[0],
            "high": SETTINGS[1],
            "less": RESERVED[1],
            "more": RESERVED[0],
            "before": PRICES[0],
            "after": PRICES[1],
        },
    ),
    Question(
        "as_of",
        "You find a tier table for a venue without a date. What is it good for?",
        right(
            "for the shape of the rule; the figures you take from the venue today",
            "Rules change rarely, figures often. Load the newer table into the model and compare again.",
        ),
        wrong(
            "for nothing",
            "Whether rates apply to slices or to the whole, and whether a fee is inside, outlives many tables.",
        ),
        wrong(
            "for everything, if the page is the venue's own",
            "A page without a date may be read years later. Even venues announce changes in other places.",
        ),
        claim="C29",
    ),
)
