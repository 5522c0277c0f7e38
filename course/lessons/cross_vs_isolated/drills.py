"""Practice of lesson 06: rooms, frequencies and severities, with fresh numbers each time."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.cross_vs_isolated.book import NOTIONAL, START, portfolios
from course.margin import Market, Portfolio, Position
from course.number_format import usd
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say

MARGINS = (600.0, 800.0, 1_000.0, 1_200.0, 1_500.0, 2_000.0)
M = 0.025


def _pair(margin: float, wallet: float = 0.0) -> dict[str, Portfolio]:
    return portfolios("hedged", margin, wallet)


def _both(move: float) -> dict[str, float]:
    return {symbol: price * (1 + move) for symbol, price in START.items()}


def _short_room(margin: float, move: float) -> float:
    return float(_pair(margin)["isolated"].pool("ETH").health(_both(move)))


def _cross_room(margin: float, move: float) -> float:
    return float(_pair(margin)["cross"].pool("cross").health(_both(move)))


def _moved(rng: np.random.Generator) -> dict[str, Any]:
    return {"margin": float(rng.choice(MARGINS)), "move": float(rng.choice([2, 3, 4, 5, 6, 8, 10, 12])) / 100}


_PAIR = say(
    "You are long {notional:$} of BTC and short {notional:$} of ETH; maintenance is {m:%1} of the present notional.",
    notional=NOTIONAL,
    m=M,
)


def _expected_loss(account: float, frequency: float, severity: float) -> float:
    return account * frequency * severity


def _wallet_left(account: float, margin: float, mode: str) -> float:
    """What liquidation at a fall of a tenth, of one long of 10,000, leaves of the account."""
    trade = Position(Market("BTC", initial=0.04, maintenance=M), NOTIONAL / 100.0, 100.0)
    book = (
        Portfolio.cross(account, [trade])
        if mode == "cross"
        else Portfolio.isolated([margin], [trade], wallet=account - margin)
    )
    (pool,) = book.pools.values()
    price = pool.liquidation_price("BTC", {"BTC": 100.0})
    return float(book.equity({"BTC": price}))


def _room_of_the_short(margin: float, move: float) -> float:
    notional_at_entry = NOTIONAL
    maintenance_rate = M
    loss = notional_at_entry * move
    both_margins = 2 * margin
    loss_on_the_margin = margin * move
    equity = margin - loss
    notional_now = notional_at_entry * (1 + move)
    requirement = maintenance_rate * notional_now
    requirement_at_entry = maintenance_rate * notional_at_entry
    return equity - requirement


def _room_of_both(margin: float, move: float) -> float:
    pool = 2 * margin
    half_of_the_pool = margin
    notional_of_each_at_entry = NOTIONAL
    notional_of_each_now = notional_of_each_at_entry * (1 + move)
    maintenance_rate = M
    profit_of_the_long = notional_of_each_at_entry * move
    loss_of_the_short = notional_of_each_at_entry * move
    equity = pool + profit_of_the_long - loss_of_the_short
    requirement_of_the_long = maintenance_rate * notional_of_each_now
    requirement_of_the_short = maintenance_rate * notional_of_each_now
    requirement = requirement_of_the_long + requirement_of_the_short
    return equity - requirement


def _on_average(account: float, frequency: float, severity: float) -> float:
    cost_of_such_a_week = account * severity
    rest_of_the_account = account - cost_of_such_a_week
    cost_of_a_year = 52 * (frequency * cost_of_such_a_week)
    return frequency * cost_of_such_a_week


def _on_average_by_shares(account: float, frequency: float, severity: float) -> float:
    share_lost = frequency * severity
    return account * share_lost


def _all_of_them(chance: float, alike: bool) -> float:
    trades = 5
    chance_of_none = (1 - chance) ** trades
    chance_of_at_least_one = 1 - chance_of_none
    chances_of_all_five_added = trades * chance
    chance_of_two_together = chance**2
    chance_that_one_is_spared = 1 - chance
    chance_if_independent = chance**trades
    return 100 * (chance if alike else chance_if_independent)


def _after_closing(account: float, margin: float, mode: str) -> float:
    collateral_behind_the_trade = account if mode == "cross" else margin
    wallet = 0.0 if mode == "cross" else account - margin
    maintenance_rate = M
    notional_at_entry = NOTIONAL
    notional_at_bankruptcy = notional_at_entry - collateral_behind_the_trade
    notional_then = notional_at_bankruptcy / (1 - maintenance_rate)
    requirement_at_entry = maintenance_rate * notional_at_entry
    requirement_then = maintenance_rate * notional_then
    loss = notional_at_entry - notional_then
    return wallet + requirement_then


DRILLS = (
    Drill(
        "short_room",
        "Room of a compartment",
        ask="{pair} **Isolated**, {margin:$} behind each. Both prices rise by **{move:%0}**. What is the *room*"
        " (equity less requirement) of the **ETH** compartment? (Below zero is liquidatable.)",
        generate=_moved,
        answer=_short_room,
        ways=(_room_of_the_short,),
        unit="USD",
        wrong=(
            WrongAnswer(
                _cross_room,
                "that is the room of one pool with both trades. The compartment of the short does not see the long's"
                " profit.",
                misconception=9,
            ),
            WrongAnswer(
                lambda margin, move: margin - NOTIONAL * move,
                "that is the equity. The venue wants the requirement on top: take it off.",
                misconception=1,
            ),
            WrongAnswer(
                lambda margin, move: 2 * margin - NOTIONAL * move - M * NOTIONAL * (1 + move),
                "you let the other compartment's margin stand in. It cannot: only what is posted behind the short"
                " backs it.",
                misconception=12,
            ),
        ),
        explain="{margin:$} − {notional:$} − {m:%1} of {notional_now:$} = **{short_room:$0}**",
        numbers={
            "pair": _PAIR,
            "notional": lambda q: NOTIONAL * q.move,
            "m": M,
            "notional_now": lambda q: NOTIONAL * (1 + q.move),
            "short_room": lambda q: _short_room(q.margin, q.move),
        },
    ),
    Drill(
        "pool_room",
        "Room of the pool",
        ask="{pair} **Cross**, {margins:$} in one pool. Both prices rise by **{move:%0}**. What is the *room* (equity"
        " less requirement) of the pool?",
        generate=_moved,
        answer=_cross_room,
        ways=(_room_of_both,),
        unit="USD",
        wrong=(
            WrongAnswer(
                _short_room,
                "that is the ETH compartment alone. In the pool the long's profit meets the short's loss.",
                misconception=9,
            ),
            WrongAnswer(
                lambda margin, move: 2 * margin,
                "profit and loss cancel, requirements do not in plain cross margin: each leg's notional asks for its"
                " own.",
            ),
            WrongAnswer(
                lambda margin, move: 2 * margin - M * NOTIONAL * (1 + move),
                "there are two legs, so two requirements. Plain cross margin nets profit and loss, not requirements"
                " (portfolio"
                " margin, where a venue has it, may).",
            ),
        ),
        explain="{margins:$} + {notional:$} − {notional:$} − {m:%1} of {notionals_now:$} = **{cross_room:$0}**",
        numbers={
            "pair": _PAIR,
            "margins": lambda q: 2 * q.margin,
            "notional": lambda q: NOTIONAL * q.move,
            "m": M,
            "notionals_now": lambda q: 2 * NOTIONAL * (1 + q.move),
            "cross_room": lambda q: _cross_room(q.margin, q.move),
        },
    ),
    Drill(
        "mean_loss",
        "Frequency times severity",
        ask="An account of **{account:$}** is liquidated in **{frequency:%0}** of the weeks; such a week costs"
        " **{severity:%0}** of the account. What do these weeks cost on the average week?",
        generate=lambda rng: {
            "account": float(rng.choice([2_000, 4_000, 5_000, 10_000])),
            "frequency": float(rng.choice([2, 4, 5, 8, 10, 20, 30])) / 100,
            "severity": float(rng.choice([15, 25, 35, 45, 60, 75])) / 100,
        },
        answer=_expected_loss,
        ways=(_on_average, _on_average_by_shares),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda account, frequency, severity: account * severity,
                "that is what it costs *when* it happens. Most weeks it does not.",
            ),
            WrongAnswer(
                lambda account, frequency, severity: account * frequency,
                "that would be right if every liquidation took the whole account.",
                misconception=10,
            ),
        ),
        explain="{frequency:%0} × {severity:%0} × {account:$} = **{expected_loss:$2}**. Two modes may share this"
        " number and feel nothing alike.",
        numbers={"expected_loss": lambda q: _expected_loss(q.account, q.frequency, q.severity)},
    ),
    Drill(
        "all_five",
        "All five at once",
        ask=lambda chance, alike: (
            say("Each of your five isolated trades is liquidated in **{chance:%0}** of the weeks. ", chance=chance)
            + (
                say(
                    "They **always move together** (equal size, equal leverage, correlation one)."
                    if alike
                    else "They are **independent** of each other."
                )
            )
            + say(" In what share of the weeks are **all five** liquidated?")
        ),
        generate=lambda rng: {"chance": float(rng.integers(8, 61)) / 100, "alike": bool(rng.integers(2))},
        answer=lambda chance, alike: 100 * (chance if alike else chance**5),
        ways=(_all_of_them,),
        unit="%",
        wrong=(
            WrongAnswer(
                lambda chance, alike: 100 * (chance**5 if alike else chance),
                lambda chance, alike: (
                    "you multiplied as if they were independent. What moves as one is one trade in five compartments."
                    if alike
                    else "that is the chance of one trade. Independent trades must all fail by themselves: multiply."
                ),
                misconception=11,
            ),
            WrongAnswer(
                lambda chance, alike: 100 * chance / 5,
                "compartments do not share the risk out among them.",
                misconception=11,
            ),
        ),
        explain=lambda chance, alike: (
            say("When they move as one, the chance of all is the chance of any: **{chance:%0}**", chance=chance)
            if alike
            else say("{chance:#} to the power of five = **{chance_2:%3}**", chance=chance, chance_2=chance**5)
        ),
    ),
    Drill(
        "left_over",
        "What is left of the account",
        ask=lambda account, margin, mode: (
            say(
                "Your account holds **{account:$}**. You buy {notional:$} of BTC, maintenance {m:%1}, in"
                " **{mode}** mode",
                account=account,
                notional=NOTIONAL,
                m=M,
                mode=mode,
            )
            + (say(" with {margin:$} posted", margin=margin) if mode == "isolated" else "")
            + say(
                ". The price falls until the venue closes you at the mark, without fees, and returns what is left."
                " What is the whole account worth then?"
            )
        ),
        generate=lambda rng: {
            "margin": float(rng.choice([500, 600, 800, 900, 1_000, 1_200, 1_500])),
            "account": float(rng.choice([2_000, 2_500, 3_000, 4_000, 5_000])),
            "mode": str(rng.choice(["cross", "isolated"])),
        },
        answer=_wallet_left,
        ways=(_after_closing,),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda account, margin, mode: _wallet_left(
                    account, margin, "cross" if mode == "isolated" else "isolated"
                ),
                lambda account, margin, mode: (
                    "only what was posted is at stake: the wallet stays whole."
                    if mode == "isolated"
                    else "in cross the whole account backs the trade and is spent before it is closed."
                ),
                misconception=12,
            ),
            WrongAnswer(
                lambda account, margin, mode: account - margin if mode == "isolated" else 0.0,
                "liquidation comes before the last dollar: the requirement is still there when the venue acts.",
                misconception=1,
            ),
        ),
        explain=lambda account, margin, mode: (
            (
                say("{account:$} in the wallet and what is left of the margin:", account=account - margin)
                if mode == "isolated"
                else say("Closed where equity equals the requirement, so only that is left:")
            )
            + f" **{usd(_wallet_left(account, margin, mode), 2)}**"
        ),
    ),
)
