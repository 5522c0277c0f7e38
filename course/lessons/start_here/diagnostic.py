"""The diagnostic: beliefs about margin, asked before the course (form A) and after it (form B, other numbers)."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import Market, Pool, Position, liquidation_distance, liquidation_price
from course.number_format import percent
from course.teaching.quiz import Question, Quiz, right, wrong

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
    Question(
        "trigger",
        "You are long at {leverage:×}. The market's maintenance fraction is {m:%1}. At which fall does the venue close"
        " you?",
        right("{fall:%}", lambda leverage, m: f"(1/L − m)/(1 − m) = {percent(liquidation_distance(leverage, m))}."),
        wrong("{whole:%}", "There your margin is gone. The venue acts at {fall:%}.", misconception=1),
        wrong("{kept:%}", "That fraction must remain; it is not what may be lost.", misconception=13),
        claim="C20",
        numbers={
            "fall": lambda q: -liquidation_distance(q.leverage, q.m),
            "whole": lambda q: -1 / q.leverage,
            "kept": lambda q: -q.m,
        },
        generate=LEVERED,
    ),
    Question(
        "halving",
        "A long at {leverage:×} has {room:%} of room (maintenance {m:%1}). At {half:×} it has",
        right("more than twice as much", "{after:%}: the requirement is paid once, not twice."),
        wrong("exactly twice as much", "That would hold without a maintenance requirement.", misconception=2),
        wrong("less than twice as much", "The other way round: the requirement is paid once, not twice."),
        claim="C20",
        numbers={
            "room": lambda q: liquidation_distance(q.leverage, q.m),
            "half": lambda q: q.leverage / 2,
            "after": lambda q: liquidation_distance(q.leverage / 2, q.m),
        },
        generate=LEVERED,
    ),
    Question(
        "mirror",
        "A long and a short of the same size, both at {leverage:×}, in a contract margined in dollars. Who has more"
        " room?",
        right("The long", "{long:%} against {short:%}: the short's requirement grows on the way."),
        wrong("Both the same", "They are not mirror images: the short's notional grows as it loses.", misconception=3),
        wrong("The short", "A short's requirement grows as the price rises against it: it has less room."),
        numbers={
            "long": lambda q: liquidation_distance(q.leverage, q.m),
            "short": lambda q: liquidation_distance(q.leverage, q.m, "short"),
        },
        generate=LEVERED,
    ),
    Question(
        "one_times",
        "A contract margined in dollars, maintenance {m:%1}. Whom can a move of the price liquidate at 1×?",
        right("Only the short", "From 100 a short at 1× is closed at {wall:$}; a long by no price above zero."),
        wrong(
            "Neither of the two",
            "A short owes whatever the price becomes: before it has doubled, the short is closed.",
            misconception=4,
        ),
        wrong("Both of them", "A long at 1× has paid in full; no price above zero takes its margin."),
        numbers={"wall": lambda q: liquidation_price(100, 1, q.m, "short")},
        generate=_choose(m=(0.01, 0.02, 0.025, 0.05)),
    ),
    Question(
        "setting",
        "In a cross pool you raise the leverage *setting* of a position from {low:×} to {high:×} and trade nothing (a"
        " venue that measures maintenance on the position). Its liquidation price",
        right(
            "stays where it is", "Size, equity and requirement are unchanged. The setting only reserves less margin."
        ),
        wrong(
            "comes nearer",
            "The position is the same size on the same equity. Nothing that decides has moved.",
            misconception=5,
        ),
        wrong("moves away", "More free collateral is shown, but the pool's equity is the same."),
        generate=_choose(low=(3, 5), high=(10, 20)),
    ),
    Question(
        "border",
        "Cross: long BTC, short ETH. BTC stands still and ETH rises by {move:%0}. The liquidation price shown for BTC",
        right(
            "comes nearer",
            "The short's loss takes equity from the pool that backs the long, and its requirement grows.",
        ),
        wrong(
            "stays where it is",
            "It is only where the pool's border lies if everything else stands still.",
            misconception=6,
        ),
        wrong("moves away", "It would if ETH fell: the short's profit would support the long."),
        claim="C02",
        generate=_choose(move=(0.03, 0.05, 0.08)),
    ),
    Question(
        "flat_neighbour",
        "A pool holds a long that would be liquidated at {alone:$}. You add a position in another market that needs"
        " {other:$} of maintenance margin and whose price has not moved. The long's liquidation price is now",
        right("{beside:$}", "The pool must now keep {other:$} more, so the same equity reaches less far."),
        wrong("{alone:$}", "Unmoved is not weightless: it requires margin from the same equity.", misconception=7),
        wrong("{mirrored:$}", "An added position takes margin; it does not give any."),
        claim="C03",
        numbers={
            "alone": lambda q: _pair(q.other, q.equity)[0],
            "beside": lambda q: _pair(q.other, q.equity)[1],
            "mirrored": lambda q: 2 * _pair(q.other, q.equity)[0] - _pair(q.other, q.equity)[1],
        },
        generate=_choose(other=(2, 2.5, 3, 3.5, 4, 5), equity=(10, 12, 14, 16, 18, 20)),
    ),
    Question(
        "blank",
        "The app shows no liquidation price for your long. What is most likely?",
        right("No price above zero liquidates it", "The equation has no positive solution; the honest answer is none."),
        wrong("The app is broken", "A missing number is an answer here: there is none.", misconception=8),
        wrong(
            "It will be liquidated at the entry price",
            "That would need equity equal to the requirement at that price, and then it would be shown.",
        ),
    ),
    Question(
        "hedge",
        "Long BTC, short ETH, the same notional, each leg at {hedged:×} (maintenance {hedged_m:%0}). Both prices rise"
        " by {move:%0} and come back. Which account is hurt?",
        right(
            "The isolated one",
            "Its short is closed at the top, alone; the profit of the long beside it could not help. In one pool they"
            " offset.",
        ),
        wrong("The cross one", "In one pool the profit of one leg covers the loss of the other.", misconception=9),
        wrong(
            "Both, at the same time",
            "The same trades on the same path end differently: that is what a margin mode is.",
            misconception=9,
        ),
        claim="C01",
        numbers={"hedged": HEDGED, "hedged_m": HEDGED_M},
        generate=_choose(move=(0.08, 0.1)),
    ),
    Question(
        "worst_case",
        "Two unrelated longs. One market falls by {fall:%0} in a minute. Where is the larger loss possible?",
        right(
            "In cross: the whole pool backs the bad leg",
            "Isolated stops at what backs that leg; a pool is spent to the end.",
        ),
        wrong("In isolated", "A compartment can lose only what is in it.", misconception=9),
        wrong("Nowhere: cross is always better", "Pooling helps offsets and hurts in the tail.", misconception=10),
        claim="C08",
        generate=_choose(fall=(0.25, 0.3, 0.4, 0.5)),
    ),
    Question(
        "five_trades",
        "You open five isolated longs in five different coins. When the whole market crashes, these are",
        right(
            "five compartments that fail together",
            "Separate accounts, one risk: when the whole market falls, all of them are tested at once.",
        ),
        wrong(
            "five small, independent risks", "They are independent accounts, not independent prices.", misconception=11
        ),
        wrong(
            "protected by each other's profit",
            "Isolated compartments cannot help each other, even when they could.",
            misconception=12,
        ),
        claim="C22",
    ),
    Question(
        "wallet",
        "Your isolated long is about to be liquidated. Your wallet holds {wallet:$}, and no automatic top-up is"
        " switched on. What happens?",
        right(
            "It is liquidated, the wallet is untouched",
            "Only what is in the compartment backs it, unless you move money in before.",
        ),
        wrong(
            "The wallet tops it up",
            "Without an automatic top-up, which only some venues offer, you have to move it yourself.",
            misconception=12,
        ),
        wrong(
            "The wallet pays the loss beyond the margin",
            "What lies beyond falls on the venue's backstops, its insurance fund first, not on your wallet.",
        ),
        claim="C05",
        generate=_choose(wallet=(5000, 20000)),
    ),
    Question(
        "funding",
        "You are long with {posted:$} of margin at {leverage:×}. The price stands still, and you pay {paid:$} of"
        " funding out of that margin. Your liquidation price of {before:$}",
        right("rises to {after:$}", "Funding leaves the collateral: less equity reaches less far."),
        wrong(
            "stays where it is",
            "What is paid out of the margin moves the border with the price still.",
            misconception=16,
        ),
        wrong("falls to {mirrored:$}", "That would be so if you had received it."),
        claim="C09",
        numbers={
            "posted": 1000,
            "before": lambda q: _after_funding(q.leverage, q.paid)[0],
            "after": lambda q: _after_funding(q.leverage, q.paid)[1],
            "mirrored": lambda q: 2 * _after_funding(q.leverage, q.paid)[0] - _after_funding(q.leverage, q.paid)[1],
        },
        generate=_choose(leverage=(5, 8, 10), paid=(100, 150, 200, 240)),
    ),
    Question(
        "wick",
        "On your venue, liquidation follows the mark price. The *last* price spikes through your liquidation price for"
        " a second; the mark does not. What happens to your position?",
        right(
            "Nothing: the mark has not moved",
            "One odd trade is not the mark. Which price decides differs by venue: look it up.",
        ),
        wrong("It is liquidated", "Only the price that the venue names decides, here the mark.", misconception=17),
        wrong(
            "Your stop on the mark price closes it",
            "A stop on the mark did not see the spike either.",
            misconception=18,
        ),
        claim="C31",
    ),
    Question(
        "stop",
        "You have a stop above your liquidation price. The market gaps from above the stop to below the liquidation"
        " price. Then",
        right(
            "the stop may fill below it, or not before liquidation",
            "A stop is an order sent when the price is seen there; in a gap no trade happens at your level.",
        ),
        wrong("you are out at the stop's price", "A stop promises to send an order, not a price.", misconception=18),
        wrong(
            "nothing: a stop that is set in time cancels the liquidation",
            "Liquidation does not wait for your orders.",
            misconception=18,
        ),
        claim="C25",
    ),
    Question(
        "deleveraging",
        "Your profitable short hedges a spot holding. In a crash the venue runs out of insurance. Your short",
        right(
            "can be closed against you, and your hedge is gone",
            "Auto-deleveraging closes positions on the other side: by rank, mostly winners, on some venues; from a"
            " random start on others.",
        ),
        wrong(
            "is safe: it makes money, and losers are closed first",
            "Where venues rank, the largest profits come first; where they begin at random, profit protects nobody.",
            misconception=20,
        ),
        wrong("is safe, because it is a hedge", "The venue sees the perpetual only, not your spot.", misconception=20),
        claim="C30",
    ),
    title="Where do you stand?",
)
