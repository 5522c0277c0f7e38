"""The diagnostic: beliefs about margin, asked before the course (form A) and after it (form B, other numbers)."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import Market, Pool, Position, liquidation_distance, liquidation_price
from course.number_format import percent, usd
from course.teaching.quiz import Option, Question, Quiz
from course.texts import Template, say

HEDGED, HEDGED_M = 15, 0.02
"""Leverage of each leg of the hedge, and the maintenance fraction of both markets: every rise asked closes a short alone."""


def _choose(**options: tuple[float, ...]) -> Any:
    """A generator that draws one of the given values for every name."""

    def generate(rng: np.random.Generator) -> dict[str, Any]:
        return {name: float(rng.choice(values)) for name, values in options.items()}

    return generate


LEVERED = _choose(leverage=(8, 10, 16, 20), m=(0.01, 0.02, 0.025))


def _pair(other: float, equity: float) -> tuple[float, float]:
    """A long's liquidation price alone, and beside an unmoved position that needs ``other`` of maintenance."""
    x, y = Market("X", 0.1, 0.01), Market("Y", 0.1, 0.05)
    long = Position(x, 1.0, 100.0)
    alone = Pool(equity, (long,))
    beside = Pool(equity, (long, Position(y, other / 0.05 / 100.0, 100.0)))
    marks = {"X": 100.0, "Y": 100.0}
    return alone.liquidation_price("X", marks), beside.liquidation_price("X", marks)


def _after_funding(leverage: float, paid: float) -> tuple[float, float]:
    """Liquidation price of a 1,000 USD long before and after ``paid`` USD of funding, price still at 100."""
    pool = Pool(1_000.0, (Position(Market("X", 0.02, 0.02), leverage * 10, 100.0),))
    later = pool.deposit(-paid)
    return tuple(p.liquidation_price("X", {"X": 100.0}) for p in (pool, later))


DIAGNOSTIC = Quiz(
    "diagnostic",
    title="Where do you stand?",
    questions=(
        Question(
            "trigger",
            Template(
                "You are long at {leverage:×}. The market's maintenance fraction is {m:%1}. At which fall"
                " does the venue close you?"
            ),
            (
                Option(
                    lambda leverage, m: percent(-liquidation_distance(leverage, m)),
                    correct=True,
                    explain=lambda leverage, m: f"(1/L − m)/(1 − m) = {percent(liquidation_distance(leverage, m))}.",
                ),
                Option(
                    lambda leverage, m: percent(-1 / leverage),
                    explain=Template(
                        "There your margin is gone. The venue acts at {liquidation_distance:%}.",
                        liquidation_distance=lambda q: -liquidation_distance(q.leverage, q.m),
                    ),
                    misconception=1,
                ),
                Option(
                    lambda leverage, m: percent(-m),
                    explain="That fraction must remain; it is not what may be lost.",
                    misconception=13,
                ),
            ),
            claim="C20",
            generate=LEVERED,
        ),
        Question(
            "halving",
            Template(
                "A long at {leverage:×} has {liquidation_distance:%} of room (maintenance {m:%1}). At"
                " {leverage_2:×} it has",
                liquidation_distance=lambda q: liquidation_distance(q.leverage, q.m),
                leverage_2=lambda q: q.leverage / 2,
            ),
            (
                Option(
                    "more than twice as much",
                    correct=True,
                    explain=Template(
                        "{liquidation_distance:%}: the requirement is paid once, not twice.",
                        liquidation_distance=lambda q: liquidation_distance(q.leverage / 2, q.m),
                    ),
                ),
                Option(
                    "exactly twice as much",
                    explain="That would hold without a maintenance requirement.",
                    misconception=2,
                ),
                Option(
                    "less than twice as much", explain="The other way round: the requirement is paid once, not twice."
                ),
            ),
            claim="C20",
            generate=LEVERED,
        ),
        Question(
            "mirror",
            Template(
                "A long and a short of the same size, both at {leverage:×}, in a contract margined in"
                " dollars. Who has more room?"
            ),
            (
                Option(
                    "The long",
                    correct=True,
                    explain=lambda leverage, m: say(
                        "{liquidation_distance:%} against {liquidation_distance_2:%}: the short's"
                        " requirement grows on the way.",
                        liquidation_distance=liquidation_distance(leverage, m),
                        liquidation_distance_2=liquidation_distance(leverage, m, "short"),
                    ),
                ),
                Option(
                    "Both the same",
                    explain="They are not mirror images: the short's notional grows as it loses.",
                    misconception=3,
                ),
                Option(
                    "The short", explain="A short's requirement grows as the price rises against it: it has less room."
                ),
            ),
            generate=LEVERED,
        ),
        Question(
            "one_times",
            Template(
                "A contract margined in dollars, maintenance {m:%1}. Whom can a move of the price liquidate at 1×?"
            ),
            (
                Option(
                    "Only the short",
                    correct=True,
                    explain=Template(
                        "From 100 a short at 1× is closed at {liquidation_price:$}; a long by no price above zero.",
                        liquidation_price=lambda q: liquidation_price(100, 1, q.m, "short"),
                    ),
                ),
                Option(
                    "Neither of the two",
                    explain="A short owes whatever the price becomes: before it has doubled, the short is closed.",
                    misconception=4,
                ),
                Option("Both of them", explain="A long at 1× has paid in full; no price above zero takes its margin."),
            ),
            generate=_choose(m=(0.01, 0.02, 0.025, 0.05)),
        ),
        Question(
            "setting",
            Template(
                "In a cross pool you raise the leverage *setting* of a position from {low:×} to {high:×} and trade"
                " nothing (a venue that measures maintenance on the position). Its liquidation price"
            ),
            (
                Option(
                    "stays where it is",
                    correct=True,
                    explain="Size, equity and requirement are unchanged. The setting only reserves less margin.",
                ),
                Option(
                    "comes nearer",
                    explain="The position is the same size on the same equity. Nothing that decides has moved.",
                    misconception=5,
                ),
                Option("moves away", explain="More free collateral is shown, but the pool's equity is the same."),
            ),
            generate=_choose(low=(3, 5), high=(10, 20)),
        ),
        Question(
            "border",
            Template(
                "Cross: long BTC, short ETH. BTC stands still and ETH rises by {move:%0}. The liquidation"
                " price shown for BTC"
            ),
            (
                Option(
                    "comes nearer",
                    correct=True,
                    explain="The short's loss takes equity from the pool that backs the long, and its requirement grows.",
                ),
                Option(
                    "stays where it is",
                    explain="It is only where the pool's border lies if everything else stands still.",
                    misconception=6,
                ),
                Option("moves away", explain="It would if ETH fell: the short's profit would support the long."),
            ),
            claim="C02",
            generate=_choose(move=(0.03, 0.05, 0.08)),
        ),
        Question(
            "flat_neighbour",
            Template(
                "A pool holds a long that would be liquidated at {pair:$}. You add a position in another"
                " market that needs {other:$} of maintenance margin and whose price has not moved. The"
                " long's liquidation price is now",
                pair=lambda q: _pair(q.other, q.equity)[0],
            ),
            (
                Option(
                    lambda other, equity: usd(_pair(other, equity)[1]),
                    correct=True,
                    explain=Template("The pool must now keep {other:$} more, so the same equity reaches less far."),
                ),
                Option(
                    lambda other, equity: usd(_pair(other, equity)[0]),
                    explain="Unmoved is not weightless: it requires margin from the same equity.",
                    misconception=7,
                ),
                Option(
                    lambda other, equity: usd(2 * _pair(other, equity)[0] - _pair(other, equity)[1]),
                    explain="An added position takes margin; it does not give any.",
                ),
            ),
            claim="C03",
            generate=_choose(other=(2, 2.5, 3, 3.5, 4, 5), equity=(10, 12, 14, 16, 18, 20)),
        ),
        Question(
            "blank",
            "The app shows no liquidation price for your long. What is most likely?",
            (
                Option(
                    "No price above zero liquidates it",
                    correct=True,
                    explain="The equation has no positive solution; the honest answer is none.",
                ),
                Option(
                    "The app is broken", explain="A missing number is an answer here: there is none.", misconception=8
                ),
                Option(
                    "It will be liquidated at the entry price",
                    explain="That would need equity equal to the requirement at that price, and then it would be shown.",
                ),
            ),
        ),
        Question(
            "hedge",
            Template(
                "Long BTC, short ETH, the same notional, each leg at {hedged:×} (maintenance"
                " {hedged_m:%0}). Both prices rise by {move:%0} and come back. Which account is hurt?",
                hedged=HEDGED,
                hedged_m=HEDGED_M,
            ),
            (
                Option(
                    "The isolated one",
                    correct=True,
                    explain="Its short is closed at the top, alone; the profit of the long beside it could not help. In one pool they offset.",
                ),
                Option(
                    "The cross one",
                    explain="In one pool the profit of one leg covers the loss of the other.",
                    misconception=9,
                ),
                Option(
                    "Both, at the same time",
                    explain="The same trades on the same path end differently: that is what a margin mode is.",
                    misconception=9,
                ),
            ),
            claim="C01",
            generate=_choose(move=(0.08, 0.1)),
        ),
        Question(
            "worst_case",
            Template(
                "Two unrelated longs. One market falls by {fall:%0} in a minute. Where is the larger loss possible?"
            ),
            (
                Option(
                    "In cross: the whole pool backs the bad leg",
                    correct=True,
                    explain="Isolated stops at what backs that leg; a pool is spent to the end.",
                ),
                Option("In isolated", explain="A compartment can lose only what is in it.", misconception=9),
                Option(
                    "Nowhere: cross is always better",
                    explain="Pooling helps offsets and hurts in the tail.",
                    misconception=10,
                ),
            ),
            claim="C08",
            generate=_choose(fall=(0.25, 0.3, 0.4, 0.5)),
        ),
        Question(
            "five_trades",
            "You open five isolated longs in five different coins. When the whole market crashes, these are",
            (
                Option(
                    "five compartments that fail together",
                    correct=True,
                    explain="Separate accounts, one risk: when the whole market falls, all of them are tested at once.",
                ),
                Option(
                    "five small, independent risks",
                    explain="They are independent accounts, not independent prices.",
                    misconception=11,
                ),
                Option(
                    "protected by each other's profit",
                    explain="Isolated compartments cannot help each other, even when they could.",
                    misconception=12,
                ),
            ),
            claim="C22",
        ),
        Question(
            "wallet",
            Template(
                "Your isolated long is about to be liquidated. Your wallet holds {wallet:$}, and no"
                " automatic top-up is switched on. What happens?"
            ),
            (
                Option(
                    "It is liquidated, the wallet is untouched",
                    correct=True,
                    explain="Only what is in the compartment backs it, unless you move money in before.",
                ),
                Option(
                    "The wallet tops it up",
                    explain="Without an automatic top-up, which only some venues offer, you have to move it yourself.",
                    misconception=12,
                ),
                Option(
                    "The wallet pays the loss beyond the margin",
                    explain="What lies beyond falls on the venue's backstops, its insurance fund first, not on your wallet.",
                ),
            ),
            claim="C05",
            generate=_choose(wallet=(5_000, 20_000)),
        ),
        Question(
            "funding",
            Template(
                "You are long with {value:$} of margin at {leverage:×}. The price stands still, and you pay"
                " {paid:$} of funding out of that margin. Your liquidation price of {after_funding:$}",
                value=1000,
                after_funding=lambda q: _after_funding(q.leverage, q.paid)[0],
            ),
            (
                Option(
                    Template(
                        "rises to {after_funding:$}", after_funding=lambda q: _after_funding(q.leverage, q.paid)[1]
                    ),
                    correct=True,
                    explain="Funding leaves the collateral: less equity reaches less far.",
                ),
                Option(
                    "stays where it is",
                    explain="What is paid out of the margin moves the border with the price still.",
                    misconception=16,
                ),
                Option(
                    Template(
                        "falls to {after_funding:$}",
                        after_funding=lambda q: (
                            2 * _after_funding(q.leverage, q.paid)[0] - _after_funding(q.leverage, q.paid)[1]
                        ),
                    ),
                    explain="That would be so if you had received it.",
                ),
            ),
            claim="C09",
            generate=_choose(leverage=(5, 8, 10), paid=(100, 150, 200, 240)),
        ),
        Question(
            "wick",
            "On your venue, liquidation follows the mark price. The *last* price spikes through your liquidation price for a second; the mark"
            " does not. What happens to your position?",
            (
                Option(
                    "Nothing: the mark has not moved",
                    correct=True,
                    explain="One odd trade is not the mark. Which price decides differs by venue: look it up.",
                ),
                Option(
                    "It is liquidated",
                    explain="Only the price that the venue names decides, here the mark.",
                    misconception=17,
                ),
                Option(
                    "Your stop on the mark price closes it",
                    explain="A stop on the mark did not see the spike either.",
                    misconception=18,
                ),
            ),
            claim="C31",
        ),
        Question(
            "stop",
            "You have a stop above your liquidation price. The market gaps from above the stop to below the liquidation price. Then",
            (
                Option(
                    "the stop may fill below it, or not before liquidation",
                    correct=True,
                    explain="A stop is an order sent when the price is seen there; in a gap no trade happens at your level.",
                ),
                Option(
                    "you are out at the stop's price",
                    explain="A stop promises to send an order, not a price.",
                    misconception=18,
                ),
                Option(
                    "nothing: a stop that is set in time cancels the liquidation",
                    explain="Liquidation does not wait for your orders.",
                    misconception=18,
                ),
            ),
            claim="C25",
        ),
        Question(
            "deleveraging",
            "Your profitable short hedges a spot holding. In a crash the venue runs out of insurance. Your short",
            (
                Option(
                    "can be closed against you, and your hedge is gone",
                    correct=True,
                    explain="Auto-deleveraging closes positions on the other side: by rank, mostly winners, on some venues; from a random start on others.",
                ),
                Option(
                    "is safe: it makes money, and losers are closed first",
                    explain="Where venues rank, the largest profits come first; where they begin at random, profit protects nobody.",
                    misconception=20,
                ),
                Option(
                    "is safe, because it is a hedge",
                    explain="The venue sees the perpetual only, not your spot.",
                    misconception=20,
                ),
            ),
            claim="C30",
        ),
    ),
)
