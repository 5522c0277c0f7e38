"""Practice of lesson 09: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import move_to_leverage, rebalancing_trade, sign, wall_shift
from course.teaching.drill import Drill, WrongAnswer


def _pick(rng: np.random.Generator, *values: float) -> float:
    return float(rng.choice(values))


# ---- the wall after a lock ------------------------------------------------------------------------------------------


def _lock_numbers(rng: np.random.Generator) -> dict[str, Any]:
    wall = _pick(rng, 1_800, 2_000, 2_400, 2_600, 3_200)
    size = _pick(rng, 2, 4, 5, 8, 10)
    return {
        "side": str(rng.choice(["long", "short"])),
        "size": size,
        "wall": wall,
        "amount": round(wall * size * _pick(rng, 0.06, 0.08, 0.1, 0.12), -1),
        "maintenance": _pick(rng, 0.02, 0.03, 0.04, 0.05),
    }


def _wall_after(side: str, size: float, wall: float, amount: float, maintenance: float) -> float:
    loss_per_dollar_of_the_price = size * (1 - maintenance) if side == "long" else size * (1 + maintenance)
    shift_of_the_price = amount / loss_per_dollar_of_the_price
    return wall + shift_of_the_price if side == "long" else wall - shift_of_the_price


def _moved(side: str, nearer: float, wall: float) -> float:
    return wall + sign(side) * nearer


# ---- back to the leverage -------------------------------------------------------------------------------------------


def _sell_numbers(rng: np.random.Generator) -> dict[str, Any]:
    leverage = _pick(rng, 3, 4, 5, 8)
    return {
        "equity": _pick(rng, 2_000, 4_000, 5_000, 10_000, 20_000),
        "leverage": leverage,
        "fall": _pick(rng, *(x for x in (0.02, 0.03, 0.04, 0.05, 0.06, 0.08) if x * leverage < 0.6)),
    }


def _to_sell(equity: float, leverage: float, fall: float) -> float:
    notional = equity * leverage
    notional_now = notional * (1 - fall)
    loss = notional * fall
    equity_now = equity - loss
    position_wanted = leverage * equity_now
    return notional_now - position_wanted


# ---- room that a closed position frees ------------------------------------------------------------------------------


def _freed_numbers(rng: np.random.Generator) -> dict[str, Any]:
    maintenance = _pick(rng, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1)
    return {
        "notional": _pick(rng, 5_000, 8_000, 9_000, 12_000, 15_000, 18_000, 20_000, 25_000),
        "maintenance": maintenance,
        "initial": 2 * maintenance,
        "fee": _pick(rng, 0.0004, 0.0005, 0.001),
    }


def _freed(notional: float, maintenance: float, initial: float, fee: float) -> float:
    requirement_gone = maintenance * notional
    fee_paid = fee * notional
    return requirement_gone - fee_paid


# ---- a band -----------------------------------------------------------------------------------------------------------


def _band_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {"leverage": _pick(rng, 2, 2.5, 3, 4, 6, 8, 10), "band": _pick(rng, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)}


def _band_left(leverage: float, band: float) -> float:
    leverage_there = leverage * (1 + band)
    fall = band / (leverage_there - 1)
    return 100 * fall


# ---- looking late ---------------------------------------------------------------------------------------------------


def _late_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "notional": _pick(rng, 5_000, 10_000, 20_000, 40_000),
        "stop": _pick(rng, 0.03, 0.04, 0.05, 0.06, 0.08),
        "speed": _pick(rng, 0.001, 0.002, 0.003, 0.004),
        "minutes": _pick(rng, 5, 10, 15, 30),
    }


def _late(notional: float, stop: float, speed: float, minutes: float) -> float:
    fall_beyond_the_stop = speed * minutes
    fall = stop + fall_beyond_the_stop
    return notional * fall


DRILLS = (
    Drill(
        "wall_after_lock",
        "The wall after a lock",
        ask="A **{side}** of **{size:#0} ETH** would be liquidated at **{wall:$}**; maintenance is"
        " **{maintenance:%~0}**. You move **{amount:$}** of its profit to the wallet. At which price is it liquidated"
        " now?",
        generate=_lock_numbers,
        answer=lambda side, size, wall, amount, maintenance: (
            wall + sign(side) * wall_shift(amount, size, maintenance, side)
        ),
        ways=(_wall_after,),
        terms={"wall": "liquidation price", "amount": "amount taken out"},
        unit="USD",
        rel_tol=0.0003,
        wrong=(
            WrongAnswer(
                lambda side, size, wall, amount, maintenance: wall,
                "unchanged? What leaves was collateral: the same loss now meets less of it.",
                misconception=51,
            ),
            WrongAnswer(
                lambda side, size, wall, amount, maintenance: _moved(
                    side, -wall_shift(amount, size, maintenance, side), wall
                ),
                "that is the other way: so the wall moves if you *put in* as much.",
                misconception=51,
            ),
            WrongAnswer(
                lambda side, size, wall, amount, maintenance: _moved(side, amount / size, wall),
                "almost: on the way to its wall a {side}'s requirement {shrinks_or_grows} too, so divide by the size"
                " times 1 {less_or_more} m.",
            ),
            WrongAnswer(
                lambda side, size, wall, amount, maintenance: _moved(
                    side, wall_shift(amount, size, maintenance, "short" if side == "long" else "long"), wall
                ),
                "that is the shift of a {other_side}: its requirement goes the other way.",
                misconception=3,
            ),
        ),
        explain="x ÷ (size · (1 {less_or_more} m)) = {amount:$} ÷ ({size:#0} · {sign:#~}) = {wall_shift:$} nearer:"
        " **{wall_after:$}**",
        numbers={
            "less_or_more": lambda q: "−" if q.side == "long" else "+",
            "sign": lambda q: 1 - sign(q.side) * q.maintenance,
            "wall_shift": lambda q: wall_shift(q.amount, q.size, q.maintenance, q.side),
            "wall_after": lambda q: _wall_after(q.side, q.size, q.wall, q.amount, q.maintenance),
            "shrinks_or_grows": lambda q: "shrinks" if q.side == "long" else "grows",
            "other_side": lambda q: "short" if q.side == "long" else "long",
        },
    ),
    Drill(
        "to_sell",
        "Back to the leverage",
        ask="**{equity:$}** in the account, a long at **{leverage:×}**. The price falls by **{fall:%~0}**. For how"
        " many dollars do you sell, so that you are at {leverage:×} again? (Fees left out.)",
        generate=_sell_numbers,
        answer=lambda equity, leverage, fall: (
            -rebalancing_trade(equity * leverage, 1 - fall, equity * (1 - leverage * fall), leverage) * (1 - fall)
        ),
        ways=(_to_sell,),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda equity, leverage, fall: equity * leverage * fall,
                "that is the loss, and selling as much leaves {leverage_short:×}: the account has shrunk by it too.",
            ),
            WrongAnswer(
                lambda equity, leverage, fall: equity * leverage**2 * fall,
                "the position is smaller already: the fall has taken its share of the notional. Take that off first.",
            ),
            WrongAnswer(
                lambda equity, leverage, fall: equity * leverage * (1 - fall) * fall,
                "that is the fall's share of the position. What counts is how much smaller the *account* has become.",
            ),
            WrongAnswer(
                lambda equity, leverage, fall: equity * leverage * (1 - leverage * fall),
                "that is the position you want to have. Asked is what must go, from {notional_now:$}.",
            ),
        ),
        explain="position {notional_now:$}, account {equity_now:$}; {leverage:×} of it is {notional_wanted:$}, so sell"
        " **{to_sell:$}**",
        numbers={
            "notional_now": lambda q: q.equity * q.leverage * (1 - q.fall),
            "equity_now": lambda q: q.equity * (1 - q.leverage * q.fall),
            "notional_wanted": lambda q: q.equity * q.leverage * (1 - q.leverage * q.fall),
            "to_sell": lambda q: _to_sell(q.equity, q.leverage, q.fall),
            "leverage_short": lambda q: q.leverage * (1 - 2 * q.fall) / (1 - q.leverage * q.fall),
        },
    ),
    Drill(
        "freed",
        "What a closed position frees",
        ask="In your pool lies a position of **{notional:$}** without profit or loss: initial margin"
        " **{initial:%~0}**, maintenance **{maintenance:%~0}**. You close it for a fee of **{fee:%~2}**. How much more"
        " can the others lose now before the pool is liquidated?",
        generate=_freed_numbers,
        answer=lambda notional, maintenance, initial, fee: (maintenance - fee) * notional,
        ways=(_freed,),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda notional, maintenance, initial, fee: notional,
                "the notional was never yours: it is what the position is worth, not what the venue holds of you for"
                " it.",
                misconception=54,
            ),
            WrongAnswer(
                lambda notional, maintenance, initial, fee: initial * notional,
                "that is what *opening* asked for. What keeps the pool from liquidation is the maintenance"
                " requirement.",
                misconception=13,
            ),
            WrongAnswer(
                lambda notional, maintenance, initial, fee: maintenance * notional,
                "almost: the fee of closing leaves the pool.",
            ),
            WrongAnswer(
                lambda notional, maintenance, initial, fee: (initial - fee) * notional,
                "that is the initial margin, less the fee. A pool is liquidated by the maintenance requirement.",
                misconception=13,
            ),
            WrongAnswer(
                lambda notional, maintenance, initial, fee: (maintenance + fee) * notional,
                "the fee is paid, not received.",
            ),
        ),
        explain="its requirement goes, the fee is paid: ({maintenance:#~} − {fee:#~}) · {notional:$} = **{needs:$}**",
        numbers={"needs": lambda q: (q.maintenance - q.fee) * q.notional},
    ),
    Drill(
        "band_left",
        "When a band is left",
        ask="A long at **{leverage:×}**. A rule puts its leverage right once it has grown by more than **{band:%~0}**"
        " of that, beyond {highest:×}. After which fall of the price does the rule act?",
        generate=_band_numbers,
        answer=lambda leverage, band: 100 * float(move_to_leverage(leverage, leverage * (1 + band))),
        ways=(_band_left,),
        terms={"band": "band"},
        unit="%",
        wrong=(
            WrongAnswer(
                lambda leverage, band: 100 * band,
                "a fall of {band:%~0} takes {move:#0} % of the account. Leverage grows far sooner.",
            ),
            WrongAnswer(
                lambda leverage, band: 100 * band / leverage if leverage * band != 1 else None,
                "there {band:%~0} of the account is lost. Leverage is the notional over what is left, so it has grown"
                " more.",
            ),
            WrongAnswer(
                lambda leverage, band: 100 * band / (leverage * (1 + band)),
                "almost: that leaves the notional as it was. It falls with the price, which holds the leverage back a"
                " little.",
            ),
            WrongAnswer(
                lambda leverage, band: 100 * band / (leverage - 1) if leverage > 1 else None,
                "divide by the leverage *at which the rule acts*, less one.",
            ),
        ),
        explain="L · (1 − f) ÷ (1 − L · f) = L · (1 + b) gives f = b ÷ (L · (1 + b) − 1) = {band:#~} ÷ {borrowed:#~} ="
        " **{band_left:#} %**",
        numbers={
            "highest": lambda q: q.leverage * (1 + q.band),
            "borrowed": lambda q: q.leverage * (1 + q.band) - 1,
            "band_left": lambda q: _band_left(q.leverage, q.band),
            "move": lambda q: 100 * q.band * q.leverage,
        },
    ),
    Drill(
        "late",
        "Who looks late",
        ask="A position of **{notional:$}** with a stop **{stop:%~0}** below the entry. Your program looks every"
        " **{minutes:#0} minutes** and then sells at the price it finds. The price falls by **{speed:%~}** of the"
        " entry a minute. How much do you lose at most?",
        generate=_late_numbers,
        answer=lambda notional, stop, speed, minutes: notional * (stop + speed * minutes),
        ways=(_late,),
        terms={"stop": "way to the stop", "speed": "fall a minute", "minutes": "number of minutes"},
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda notional, stop, speed, minutes: notional * stop,
                "that is the loss *at* the stop. It sets the order off; it is not the price that the order gets.",
                misconception=56,
            ),
            WrongAnswer(
                lambda notional, stop, speed, minutes: notional * (stop + speed * minutes / 2),
                "so it is on average. At worst the price passes your stop just after you have looked.",
            ),
            WrongAnswer(
                lambda notional, stop, speed, minutes: notional * (stop + speed),
                "one minute's fall. Up to {minutes:#0} minutes pass before you look again.",
            ),
            WrongAnswer(
                lambda notional, stop, speed, minutes: notional * speed * minutes,
                "that is what comes *after* the stop. The way to it is lost too.",
            ),
        ),
        explain="the way to the stop and {minutes:#0} minutes beyond it: ({stop:#~} + {minutes:#0} · {speed:#~}) ·"
        " {notional:$} = {fall:%1} of it = **{late:$}**",
        numbers={
            "fall": lambda q: q.stop + q.speed * q.minutes,
            "late": lambda q: _late(q.notional, q.stop, q.speed, q.minutes),
        },
    ),
)
