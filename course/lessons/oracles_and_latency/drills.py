"""Practice of lesson 12: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course.margin import liquidation_distance, needed_maintenance, time_to_act
from course.number_format import percent, stated, usd
from course.simulation import free_look, least_window
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say


def _pick(rng: np.random.Generator, *values: float) -> float:
    return float(rng.choice(values))


def _seconds_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "maintenance": _pick(rng, 0.005, 0.01, 0.0125, 0.02, 0.025, 0.03),
        "fall": _pick(rng, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3),
        "minutes": _pick(rng, 5, 10, 15, 20, 30, 60),
        "leverage": _pick(rng, 3, 5, 8, 10, 12),
    }


def _seconds_left(maintenance: float, fall: float, minutes: float, leverage: float) -> float:
    way_to_bankruptcy = float(np.log(1 - maintenance))
    way_of_the_fall = float(np.log(1 - fall))
    seconds = 60 * minutes
    return seconds * way_to_bankruptcy / way_of_the_fall


def _needed_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "lag": _pick(rng, 3, 5, 10, 20, 30, 45, 60, 90, 120),
        "fall": _pick(rng, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3),
        "minutes": _pick(rng, 5, 10, 15, 20, 30, 60),
    }


def _needed(lag: float, fall: float, minutes: float) -> float:
    share_of_the_time = lag / (60 * minutes)
    share_of_the_price_left = (1 - fall) ** share_of_the_time
    return float(100 * (1 - share_of_the_price_left))


def _spares_numbers(rng: np.random.Generator) -> dict[str, Any]:
    """Where the mean's window is no whole number by itself, so that rounding up shows."""
    while True:
        room = _pick(rng, 0.04, 0.05, 0.06, 0.08, 0.09, 0.1)
        depth = round(room * _pick(rng, 1.25, 1.4, 1.5, 1.75, 1.8), 4)
        length = _pick(rng, 8, 12, 15, 18, 22, 25, 33, 41, 45)
        if 0.05 < length * depth / room % 1 < 0.95:
            return {"kind": str(rng.choice(["mean", "median"])), "depth": depth, "length": length, "room": room}


def _spares(kind: str, depth: float, length: float, room: float) -> float:
    multiple_of_the_length = depth / room if kind == "mean" else 2
    return float(np.ceil(length * multiple_of_the_length))


def _look_numbers(rng: np.random.Generator) -> dict[str, Any]:
    seen = _pick(rng, 100, 200, 2_000, 50_000)
    return {
        "seen": seen,
        "true": round(seen * (1 + _pick(rng, 0.006, 0.008, 0.01, 0.012, 0.015, 0.02)), 2),
        "fee": _pick(rng, 0.0005, 0.001, 0.0015, 0.002),
        "leverage": _pick(rng, 3, 5, 10),
    }


def _look(seen: float, true: float, fee: float, leverage: float) -> float:
    gap = true / seen - 1
    fees_both_ways = 2 * fee
    return 100 * (gap - fees_both_ways)


def _blocks_numbers(rng: np.random.Generator) -> dict[str, Any]:
    limit = _pick(rng, 50_000, 100_000, 200_000)
    return {
        "notional": limit * (int(rng.integers(5, 60)) + _pick(rng, 0.25, 0.4, 0.5, 0.75)),
        "limit": limit,
        "block": _pick(rng, 0.5, 0.8, 1.5, 2),
    }


def _blocks(notional: float, limit: float, block: float) -> float:
    blocks_needed = float(np.ceil(notional / limit))
    return blocks_needed * block


DRILLS = (
    Drill(
        "seconds_left",
        "How long does maintenance last?",
        ask="The price falls evenly, **{fall:%0}** within **{minutes:#0} minutes** (each second by the same share). A"
        " long at **{leverage:×}** has just passed its liquidation price; maintenance is **{maintenance:%~}** of"
        " notional. How many seconds until its margin is gone?",
        generate=_seconds_numbers,
        answer=lambda maintenance, fall, minutes, leverage: time_to_act(maintenance, fall, 60 * minutes),
        ways=(_seconds_left,),
        terms={"minutes": "number of minutes"},
        unit="seconds",
        wrong=(
            WrongAnswer(
                lambda maintenance, fall, minutes, leverage: 60 * minutes * maintenance / fall,
                "you divided the two shares. A fall of the same share each second is faster in dollars at its start:"
                " compound it,"
                " with logarithms.",
            ),
            WrongAnswer(
                lambda maintenance, fall, minutes, leverage: time_to_act(
                    liquidation_distance(leverage, maintenance), fall, 60 * minutes
                ),
                "that is the time from the *entry* to the liquidation price. The question begins there.",
                misconception=71,
            ),
            WrongAnswer(
                lambda maintenance, fall, minutes, leverage: time_to_act(1 / leverage, fall, 60 * minutes),
                "that is the time from the entry on: {inverse:%1} of margin. All but the maintenance is spent before"
                " the venue may act.",
                misconception=71,
            ),
            WrongAnswer(
                lambda maintenance, fall, minutes, leverage: time_to_act(maintenance, fall, 60 * minutes) / leverage,
                "you divided by the leverage. It decides where the liquidation price lies, not how far bankruptcy is"
                " from it.",
                misconception=71,
            ),
            WrongAnswer(
                lambda maintenance, fall, minutes, leverage: time_to_act(maintenance, fall, minutes),
                "these are minutes; the question asks for seconds.",
            ),
            WrongAnswer(
                lambda maintenance, fall, minutes, leverage: (
                    60 * minutes * math.log(1 - fall) / math.log(1 - maintenance)
                ),
                "upside down: so long the price would need for the whole fall if the minutes were those of the"
                " maintenance.",
            ),
            WrongAnswer(
                lambda maintenance, fall, minutes, leverage: time_to_act(maintenance, fall, 60 * minutes, "short"),
                "that is a short in a price that rises. A long's price keeps 1 − f of itself, and bankruptcy lies at 1"
                " − m.",
            ),
        ),
        explain="bankruptcy lies m below the liquidation price: T · ln(1 − m) ÷ ln(1 − f) = {seconds:#0} ·"
        " ln({kept:#~}) ÷ ln({remaining:#~}) = **{seconds_left:#1} s**, at any leverage",
        numbers={
            "seconds": lambda q: 60 * q.minutes,
            "kept": lambda q: 1 - q.maintenance,
            "remaining": lambda q: 1 - q.fall,
            "seconds_left": lambda q: _seconds_left(q.maintenance, q.fall, q.minutes, q.leverage),
            "inverse": lambda q: 1 / q.leverage,
        },
    ),
    Drill(
        "needed_m",
        "What would maintenance have to be?",
        ask="A venue acts **{lag:#0} seconds** after the liquidation price is passed. The price falls evenly,"
        " **{fall:%0}** within **{minutes:#0} minutes** (each second by the same share). From which maintenance on, in"
        " % of notional, is nothing owed?",
        generate=_needed_numbers,
        answer=lambda lag, fall, minutes: 100 * needed_maintenance(lag, fall, 60 * minutes),
        ways=(_needed,),
        terms={"lag": "seconds that the venue is late", "minutes": "number of minutes"},
        unit="%",
        wrong=(
            WrongAnswer(
                lambda lag, fall, minutes: 100 * fall * lag / (60 * minutes),
                "you took a part of the fall by the part of the time. The same share each second compounds, so at its"
                " start the fall"
                " is faster than that.",
            ),
            WrongAnswer(
                lambda lag, fall, minutes: 100 * fall,
                "that is the whole fall. The venue is late by a part of its time only.",
            ),
            WrongAnswer(
                lambda lag, fall, minutes: 100 * needed_maintenance(lag, fall, minutes),
                "you divided seconds by minutes.",
            ),
            WrongAnswer(
                lambda lag, fall, minutes: 100 * ((1 - fall) ** (-lag / (60 * minutes)) - 1),
                "that is the way back up, as a share of the lower price. What is asked is the fall, as a share of the"
                " price at which"
                " the venue should have acted.",
            ),
        ),
        explain="what the price loses in that time: 1 − (1 − f)^(lag ÷ T) = 1 − {remaining:#~}^({lag:#0} ÷"
        " {seconds:#0}) = **{needed:%3}**",
        numbers={
            "remaining": lambda q: 1 - q.fall,
            "seconds": lambda q: 60 * q.minutes,
            "needed": lambda q: _needed(q.lag, q.fall, q.minutes) / 100,
        },
    ),
    Drill(
        "spares",
        "A window against a wick",
        ask="A wick is **{depth:%~}** deep and lasts **{length:#0} seconds**; then the price is back. Your liquidation"
        " price lies **{room:%0}** away. The venue judges by the **{kind}** of the last W seconds, one price a second."
        " What is the smallest W that spares you?",
        generate=_spares_numbers,
        answer=lambda kind, depth, length, room: float(least_window(depth, int(length), room, kind)),
        ways=(_spares,),
        terms={"depth": "depth of the wick", "length": "seconds of the wick", "room": "way to the liquidation price"},
        unit="seconds",
        rel_tol=0.0,
        abs_tol=0.01,
        wrong=(
            WrongAnswer(
                lambda kind, depth, length, room: _spares("median" if kind == "mean" else "mean", depth, length, room),
                lambda kind, depth, length, room: (
                    "that is for a median. A mean takes a share of the depth, as large as the wick's share of the"
                    " window."
                    if kind == "mean"
                    else "that is for a mean. A median shows the wick only when half of the window lies in it."
                ),
            ),
            WrongAnswer(
                lambda kind, depth, length, room: float(length),
                "a window as long as the wick is filled by it: it shows the whole depth.",
            ),
            WrongAnswer(
                lambda kind, depth, length, room: float(np.ceil(length / 2)),
                "then the window lies wholly in the wick for a while, and shows all of it.",
            ),
            WrongAnswer(
                lambda kind, depth, length, room: (
                    float(math.floor(length * depth / room)) if kind == "mean" else 2 * length - 1
                ),
                "one too few: the window still shows you beyond your liquidation price.",
            ),
            WrongAnswer(
                lambda kind, depth, length, room: _spares(kind, depth, length, room) + 1,
                "one too many: with a second less you are spared too.",
            ),
        ),
        explain=lambda kind, depth, length, room: (
            say(
                "a mean shows depth · k ÷ W at worst, so W ≥ {length:#0} · {depth:#~} ÷ {room:#~} = {length_2:#2}:"
                " **{spares:#0}**",
                length=length,
                depth=depth,
                room=room,
                length_2=length * depth / room,
                spares=_spares(kind, depth, length, room),
            )
            if kind == "mean"
            else say(
                "a median of W shows nothing while less than half lies in the wick, and half of the depth,"
                " {depth:%~2}, when just half does: W = 2 · {length:#0} = **{spares:#0}**",
                depth=depth / 2,
                length=length,
                spares=_spares(kind, depth, length, room),
            )
        ),
    ),
    Drill(
        "free_look",
        "What a late price is worth",
        ask="A venue fills at the price it sees, **{seen:$}**; everywhere else it is **{true:$}**. You buy there at"
        " **{leverage:×}** and sell when the venue sees the new price. The fee is **{fee:%~}** of the position, each"
        " way. What do you make, in % of the position at entry?",
        generate=_look_numbers,
        answer=lambda seen, true, fee, leverage: 100 * free_look(true, seen, fee),
        ways=(_look,),
        terms={"seen": "price that the venue sees", "true": "price everywhere else"},
        unit="%",
        wrong=(
            WrongAnswer(
                lambda seen, true, fee, leverage: 100 * (true / seen - 1 - fee),
                "one fee is missing: you pay it on the way in and on the way out.",
            ),
            WrongAnswer(
                lambda seen, true, fee, leverage: 100 * (true / seen - 1), "the fees are missing, both of them."
            ),
            WrongAnswer(
                lambda seen, true, fee, leverage: 100 * leverage * (true / seen - 1 - 2 * fee),
                "that is on your margin. Of the *position* it is {leverage:×} less.",
            ),
            WrongAnswer(
                lambda seen, true, fee, leverage: 100 * (1 - seen / true - 2 * fee),
                "you divided by the new price. You bought at the old one.",
            ),
            WrongAnswer(
                lambda seen, true, fee, leverage: 100 * (true / seen - 1 - 2 * fee * leverage),
                "the fee is a share of the position, and so is what is asked: there is no leverage in either.",
            ),
        ),
        explain=lambda seen, true, fee, leverage: (
            f"{usd(true)} ÷ {usd(seen)} − 1 − 2 · {stated(fee)} = {percent(true / seen - 1, 3)} −"
            f" {percent(2 * fee, 2)} = **{percent(_look(seen, true, fee, leverage) / 100, 3)}**"
        ),
    ),
    Drill(
        "blocks",
        "A limit a block",
        ask="A venue closes at most **{limit:$}** of one account a block, and a block takes **{block:#~} seconds**."
        " How many seconds does it need at the least to close **{notional:$}**, the last block counted?",
        generate=_blocks_numbers,
        answer=lambda notional, limit, block: math.ceil(notional / limit) * block,
        ways=(_blocks,),
        terms={"limit": "limit a block", "block": "seconds of a block"},
        unit="seconds",
        rel_tol=0.0001,
        wrong=(
            WrongAnswer(
                lambda notional, limit, block: float(math.ceil(notional / limit)),
                "these are blocks. Each takes {block:#~} seconds.",
            ),
            WrongAnswer(
                lambda notional, limit, block: math.floor(notional / limit) * block,
                "one block is missing: what is left over needs one of its own.",
            ),
            WrongAnswer(
                lambda notional, limit, block: notional / limit * block,
                "there is no part of a block: the last one counts whole.",
            ),
            WrongAnswer(
                lambda notional, limit, block: block, "in one block it closes {limit:$}, and no more.", misconception=19
            ),
        ),
        explain="{notional:$} ÷ {limit:$} = {ratio:#2}, so {ceil:#0} blocks of {block:#~} s: **{blocks:#1} s**,"
        " however fast the oracle is",
        numbers={
            "ratio": lambda q: q.notional / q.limit,
            "ceil": lambda q: math.ceil(q.notional / q.limit),
            "blocks": lambda q: _blocks(q.notional, q.limit, q.block),
        },
    ),
)
