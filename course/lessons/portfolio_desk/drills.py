"""Practice of lesson 15: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.number_format import number, percent, usd
from course.teaching.drill import Drill, WrongAnswer


def _pick(rng: np.random.Generator, *values: float) -> float:
    return float(rng.choice(values))


def _cash_numbers(rng: np.random.Generator) -> dict[str, Any]:
    btc, eth = _pick(rng, 0.5, 0.8, 1, 1.5, 2), _pick(rng, 4, 6, 10, 15, 20)
    entry, other = _pick(rng, 50_000, 58_000, 60_000, 64_000), _pick(rng, 2_500, 3_000, 3_100)
    collateral = _pick(rng, 2_000, 4_000, 6_000, 7_500, 9_000)
    return {"cash": collateral - btc * entry + eth * other, "btc": btc, "entry": entry, "eth": eth, "other": other}


def _collateral(cash: float, btc: float, entry: float, eth: float, other: float) -> float:
    paid_for_btc = btc * entry
    received_for_eth = eth * other
    return cash + paid_for_btc - received_for_eth


def _book_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "health": _pick(rng, 3_000, 4_000, 5_000, 6_000, 8_000),
        "btc": _pick(rng, 30_000, 40_000, 48_000, 60_000),
        "eth": _pick(rng, 10_000, 15_000, 20_000),
        "sol": _pick(rng, 6_000, 10_000, 14_000),
    }


def _together(health: float, btc: float, eth: float, sol: float) -> float:
    loss_in_a_full_fall = btc - eth + sol
    return 100 * health / loss_in_a_full_fall


def _sigma_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "health": _pick(rng, 2_000, 3_000, 5_000, 8_000),
        "worth": _pick(rng, 20_000, 30_000, 40_000, 50_000),
        "volatility": _pick(rng, 0.5, 0.6, 0.8, 1.0, 1.2),
    }


def _sigmas(health: float, worth: float, volatility: float) -> float:
    volatility_of_a_day = volatility / float(365**0.5)
    loss_on_an_ordinary_day = worth * volatility_of_a_day
    return health / loss_on_an_ordinary_day


def _touch_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "health": _pick(rng, 5_000, 6_000, 8_000, 9_000),
        "slope": _pick(rng, 25_000, 30_000, 35_000, 40_000),
        "closed": _pick(rng, 4_000, 5_000, 6_000, 8_000),
        "maintenance": _pick(rng, 0.02, 0.03, 0.04, 0.05),
    }


def _touch(health: float, slope: float, closed: float, maintenance: float) -> float:
    requirement_freed = maintenance * closed
    further_loss_in_a_full_fall = closed * (1 + maintenance)
    return 100 * (health + requirement_freed) / (slope + further_loss_in_a_full_fall)


def _alarm_numbers(rng: np.random.Generator) -> dict[str, Any]:
    notional = _pick(rng, 40_000, 50_000, 60_000, 80_000)
    return {
        "price": _pick(rng, 50_000, 60_000, 80_000, 100_000),
        "equity": notional * _pick(rng, 0.15, 0.2, 0.25),
        "notional": notional,
        "maintenance": _pick(rng, 0.02, 0.025, 0.03),
        "ratio": _pick(rng, 0.3, 0.5, 0.7),
    }


def _alarm(price: float, equity: float, notional: float, maintenance: float, ratio: float) -> float:
    equity_needed = maintenance * notional / ratio
    room = equity - equity_needed
    loss_in_a_full_fall = notional - equity_needed
    fall = room / loss_in_a_full_fall
    return price * (1 - fall)


DRILLS = (
    Drill(
        "cash_in_file",
        "Cash in a file",
        ask="A file says **{cash:$0}** of USDC: longs have paid for their coins out of it, shorts have put in what"
        " they sold for. Open are **long {btc:#} BTC** from {entry:$0} and **short {eth:#} ETH** from {other:$0}. What"
        " is the collateral?",
        terms={
            "cash": "cash in the file",
            "btc": "amount of BTC",
            "eth": "amount of ETH",
            "entry": "price of BTC",
            "other": "price of ETH",
        },
        generate=_cash_numbers,
        answer=lambda cash, btc, entry, eth, other: cash - (eth * other - btc * entry),
        ways=(_collateral,),
        unit="$",
        rel_tol=0.001,
        wrong=(
            WrongAnswer(
                lambda cash, btc, entry, eth, other: cash,
                "that is the cash as it stands. What the long cost is a position now, not a loss.",
                misconception=84,
            ),
            WrongAnswer(
                lambda cash, btc, entry, eth, other: cash + btc * entry + eth * other,
                "a short brought its notional into the cash: that share must go out again.",
            ),
            WrongAnswer(
                lambda cash, btc, entry, eth, other: cash - btc * entry + eth * other,
                "both signs are turned: the long's cost has left the cash and comes back in.",
            ),
        ),
        explain=lambda cash, btc, entry, eth, other: (
            f"{usd(cash, 0)} + {number(btc)} · {usd(entry, 0)} − {number(eth)} · {usd(other, 0)} ="
            f" **{usd(_collateral(cash, btc, entry, eth, other), 0)}**"
        ),
    ),
    Drill(
        "all_together",
        "All together",
        ask="A pool can lose **{health:$0}**. Requirements aside, a fall of all prices to zero would cost its BTC long"
        " **{btc:$0}** and its SOL long **{sol:$0}**, and bring its ETH short **{eth:$0}**. At which common fall is it"
        " liquidated?",
        terms={
            "health": "what may be lost",
            "btc": "what BTC would cost",
            "eth": "what the short would bring",
            "sol": "what SOL would cost",
        },
        generate=_book_numbers,
        answer=lambda health, btc, eth, sol: 100 * (1 / ((btc + sol - eth) / health)),
        ways=(_together,),
        unit="%",
        wrong=(
            WrongAnswer(
                lambda health, btc, eth, sol: 100 * (health / btc),
                "that is the wall of BTC alone. In a common fall SOL loses too and the short earns.",
                misconception=6,
            ),
            WrongAnswer(
                lambda health, btc, eth, sol: 100 * (health / (btc + eth + sol)),
                "the short does not lose in a fall: its share comes off.",
            ),
            WrongAnswer(
                lambda health, btc, eth, sol: 100 * (health / (btc + sol)),
                "the short is missing: what it earns pays for a part of the fall.",
            ),
        ),
        explain=lambda health, btc, eth, sol: (
            f"{usd(health, 0)} ÷ ({usd(btc, 0)} + {usd(sol, 0)} − {usd(eth, 0)}) = **{percent(_together(health, btc, eth, sol) / 100, 1)}**"
        ),
    ),
    Drill(
        "ordinary_days",
        "Counted in ordinary days",
        ask="A pool with one market can lose **{health:$0}**; each 1 % of its price costs {a_percent:$0}. The market's"
        " volatility is **{volatility:%0}** a year (365 days). How many standard deviations of **one day** away is the"
        " border?",
        terms={"health": "what may be lost", "worth": "notional"},
        generate=_sigma_numbers,
        answer=lambda health, worth, volatility: health / worth / volatility * float(365**0.5),
        ways=(_sigmas,),
        unit="",
        wrong=(
            WrongAnswer(
                lambda health, worth, volatility: health / worth / volatility,
                "those are standard deviations of a year. A day has 1/√365 of them.",
            ),
            WrongAnswer(
                lambda health, worth, volatility: health / worth / volatility * 365,
                "time enters by its root: a day's volatility is a year's over √365.",
                misconception=44,
            ),
        ),
        explain=lambda health, worth, volatility: (
            f"{usd(health, 0)} ÷ ({usd(worth, 0)} · {percent(volatility, 0)} ÷ √365) ="
            f" **{number(_sigmas(health, worth, volatility), 2)}**"
        ),
        numbers={"a_percent": lambda q: q.worth / 100},
    ),
    Drill(
        "first_touch",
        "Less of the hedge",
        ask="A pool can lose **{health:$0}**, and a fall of all prices to zero would cost it **{slope:$0}** of that,"
        " requirements included. You close **{closed:$0}** of its *short* at the mark, without a fee; that short"
        " requires **{maintenance:%~}** of its notional. At which common fall is the pool liquidated now?",
        terms={"health": "what may be lost", "slope": "what the fall would cost", "closed": "what is closed"},
        generate=_touch_numbers,
        answer=lambda health, slope, closed, maintenance: (
            100 * ((health + closed * maintenance) / (slope + closed + closed * maintenance))
        ),
        ways=(_touch,),
        unit="%",
        rel_tol=0.003,
        wrong=(
            WrongAnswer(
                lambda health, slope, closed, maintenance: 100 * ((health + maintenance * closed) / slope),
                "the requirement that was freed is counted, and what the short would have earned in the fall is not.",
                misconception=82,
            ),
            WrongAnswer(
                lambda health, slope, closed, maintenance: (
                    100 * ((health + maintenance * closed) / (slope - closed * (1 + maintenance)))
                ),
                "that would be true of a long. A short earns in the fall: without it the fall costs *more*.",
                misconception=82,
            ),
            WrongAnswer(
                lambda health, slope, closed, maintenance: health / slope, "that is the border before the trade."
            ),
        ),
        explain="({health:$0} + {freed:$0}) ÷ ({slope:$0} + {closed:$0} + {freed:$0}) = **{touch:%1}**, before it was"
        " {days:%1}",
        numbers={
            "freed": lambda q: q.maintenance * q.closed,
            "touch": lambda q: _touch(q.health, q.slope, q.closed, q.maintenance) / 100,
            "days": lambda q: q.health / q.slope,
        },
    ),
    Drill(
        "alarm_price",
        "The price of an alarm",
        ask="One long of **{notional:$0}** at a mark of **{price:$0}**, equity **{equity:$0}**, maintenance"
        " **{maintenance:%~}** of the notional at the price of the moment. At which price is the margin ratio"
        " **{ratio:%0}**?",
        generate=_alarm_numbers,
        answer=lambda price, equity, notional, maintenance, ratio: (
            price * (notional - equity) / (notional - maintenance * notional / ratio)
        ),
        ways=(_alarm,),
        unit="$",
        rel_tol=0.001,
        wrong=(
            WrongAnswer(
                lambda price, equity, notional, maintenance, ratio: (
                    price * (1 - ratio * (equity - maintenance * notional) / (notional * (1 - maintenance)))
                ),
                "that is {ratio:%0} of the *way* to liquidation. The ratio grows slowly at first and very fast at the"
                " end.",
                misconception=83,
            ),
            WrongAnswer(
                lambda price, equity, notional, maintenance, ratio: (
                    price * (1 - (equity - maintenance * notional) / (notional * (1 - maintenance)))
                ),
                "that is the liquidation price, where the ratio is 100 %.",
            ),
            WrongAnswer(
                lambda price, equity, notional, maintenance, ratio: (
                    price * (1 - (equity - maintenance * notional / ratio) / notional)
                ),
                "the requirement is held still. It is a fraction of the notional of the moment and falls with the"
                " price.",
            ),
        ),
        explain="at a fall x: equity − notional · x = maintenance · notional · (1 − x) ÷ {ratio:%0}; so the price is"
        " **{alarm:$0}**",
        numbers={"alarm": lambda q: _alarm(q.price, q.equity, q.notional, q.maintenance, q.ratio)},
    ),
)
