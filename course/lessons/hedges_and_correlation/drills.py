"""Practice of lesson 07: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import Market, Pool, Position, independent_bets, residual_loss, spot_hedge_wall
from course.teaching.drill import Drill, WrongAnswer

Draw = dict[str, Any]


def _gap(posted: float, notional: float, together: float, maintenance: float) -> float:
    """How far the short may run ahead of the long until the pool is liquidated, in %."""
    a, b = (Market(name, maintenance, maintenance) for name in ("A", "B"))
    pool = Pool(posted, (Position(a, notional / 100, 100.0), Position(b, -notional / 100, 100.0)))
    level = 100 * (1 + together)
    return float(100 * (pool.liquidation_price("B", {"A": level, "B": level}) / level - 1))


def _gap_way(posted: float, notional: float, together: float, maintenance: float) -> float:
    notional_now = notional * (1 + together)
    requirement = 2 * maintenance * notional_now
    room = posted - requirement
    cost_of_gap = notional_now * (1 + maintenance)
    return 100 * room / cost_of_gap


def _draw_gap(rng: np.random.Generator) -> Draw:
    return {
        "posted": float(rng.choice([2_000, 3_000, 4_000])),
        "notional": float(rng.choice([10_000, 12_000, 15_000])),
        "together": float(rng.choice([-0.4, -0.2, 0.2, 0.4, 0.5, 0.8])),
        "maintenance": float(rng.choice([0.01, 0.02, 0.025, 0.03])),
    }


def _size_way(notional: float, beta: float, correlation: float, price: float) -> float:
    dollars_to_sell = notional * beta
    return dollars_to_sell / price


def _left_way(notional: float, beta: float, correlation: float, fall: float, btc_fall: float) -> float:
    coin_loss = notional * fall
    hedge_dollars = notional * beta
    hedge_profit = hedge_dollars * btc_fall
    return coin_loss - hedge_profit


def _bets_way(correlation: float, n: float) -> float:
    own_part = (1 - correlation) / n
    common_part = correlation + own_part
    return 1 / common_part


def _wall_way(entry: float, weight: float, maintenance: float) -> float:
    uncounted_share = 1 - weight
    required_share = maintenance + uncounted_share
    return entry / required_share


DRILLS = (
    Drill(
        "gap_left",
        "The room of a hedge",
        ask="A pool holds **{posted:$}**, a long of {notional:$} and a short of {notional:$}, maintenance"
        " **{maintenance:%1}**. Since then both coins have {word} by **{size:%0}**. How far may the short's coin now"
        " rise, the other standing still, before the pool is liquidated?",
        generate=_draw_gap,
        answer=_gap,
        ways=(_gap_way,),
        terms={"together": "move of both coins"},
        unit="%",
        wrong=(
            WrongAnswer(
                lambda posted, notional, together, maintenance: _gap_way(posted, notional, 0.0, maintenance),
                "that was its room at opening. Profit and loss have cancelled, but both notionals, and both"
                " requirements, have moved by {together:%0+}.",
                misconception=35,
            ),
            WrongAnswer(
                lambda posted, notional, together, maintenance: 100 * posted / (notional * (1 + together)),
                "that nets the requirement away. No venue here does: both legs are asked for in full.",
                misconception=34,
            ),
            WrongAnswer(
                lambda posted, notional, together, maintenance: (
                    100 * (posted - 2 * maintenance * notional * (1 + together)) / (notional * (1 + together))
                ),
                "almost: on the way the short's own requirement grows too.",
            ),
        ),
        explain="notional now {now:$0} a leg; (posted − 2·m·N) / (N·(1 + m)) = ({posted:$0} − {required:$0}) /"
        " {cost:$0} = **{gap:%2}**",
        numbers={
            "word": lambda q: "risen" if q.together > 0 else "fallen",
            "size": lambda q: abs(q.together),
            "now": lambda q: q.notional * (1 + q.together),
            "required": lambda q: 2 * q.maintenance * q.notional * (1 + q.together),
            "cost": lambda q: q.notional * (1 + q.together) * (1 + q.maintenance),
            "gap": lambda q: _gap(q.posted, q.notional, q.together, q.maintenance) / 100,
        },
    ),
    Drill(
        "hedge_size",
        "How much to sell",
        ask="You hold **{notional:$}** of a coin. Its beta on BTC is **{beta:#2}**, its correlation with BTC"
        " **{correlation:#2}**, and BTC costs {price:$}. How many BTC do you sell for the hedge that leaves the least"
        " variance?",
        generate=lambda rng: {
            "notional": float(rng.choice([6_000, 9_000, 12_000, 15_000, 20_000])),
            "beta": float(rng.choice([1.2, 1.3, 1.4, 1.5, 1.7])),
            "correlation": float(rng.choice([0.65, 0.7, 0.75, 0.8])),
            "price": float(rng.choice([40_000, 50_000, 60_000, 80_000, 100_000])),
        },
        answer=lambda notional, beta, correlation, price: notional * beta / price,
        ways=(_size_way,),
        unit="BTC",
        wrong=(
            WrongAnswer(
                lambda notional, beta, correlation, price: notional / price,
                "that is equal dollars. The coin moves {beta:#2} dollars for each of BTC, so the hedge is {beta:#2}"
                " times as large.",
                misconception=33,
            ),
            WrongAnswer(
                lambda notional, beta, correlation, price: notional / (beta * price),
                "you divided by beta: a coin that moves more than BTC needs *more* BTC against it, not less.",
            ),
            WrongAnswer(
                lambda notional, beta, correlation, price: notional * correlation / price,
                "correlation says what share of the move is common. How many dollars to sell is what beta says.",
                misconception=32,
            ),
            WrongAnswer(
                lambda notional, beta, correlation, price: notional * beta * correlation / price,
                "the correlation is in beta already: β = ρ·σ/σ′. Taking it once more sells too little.",
            ),
        ),
        explain="{notional:$} × {beta:#2} = {dollars:$0} of BTC; / {price:$} = **{size:#4} BTC**",
        numbers={"dollars": lambda q: q.notional * q.beta, "size": lambda q: q.notional * q.beta / q.price},
    ),
    Drill(
        "hedge_loss",
        "When beta is not what it was",
        ask="You hold **{notional:$}** of a coin and have sold BTC by its beta of **{beta:#2}**; their correlation is"
        " {correlation:#2}. In the storm the coin falls **{fall:%0}** and BTC **{btc_fall:%0}**. How much has the pair"
        " lost?",
        generate=lambda rng: {
            "notional": float(rng.choice([5_000, 8_000, 10_000, 20_000])),
            "beta": float(rng.choice([1.2, 1.3, 1.4, 1.5])),
            "correlation": float(rng.choice([0.8, 0.9, 0.95])),
            "fall": float(rng.choice([40, 45, 50, 60, 65])) / 100,
            "btc_fall": float(rng.choice([8, 10, 12, 15])) / 100,
        },
        answer=lambda notional, beta, correlation, fall, btc_fall: float(
            residual_loss(notional, beta, -fall, -btc_fall)
        ),
        ways=(_left_way,),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda notional, beta, correlation, fall, btc_fall: notional * fall,
                "that is the coin alone. The short of BTC has earned something.",
            ),
            WrongAnswer(
                lambda notional, beta, correlation, fall, btc_fall: notional * fall * (1 - correlation),
                "correlation is the share of a move that is common; it promises no share of the dollars.",
                misconception=32,
            ),
            WrongAnswer(
                lambda notional, beta, correlation, fall, btc_fall: notional * (fall - btc_fall),
                "that is a hedge of equal dollars. By beta you had sold more.",
                misconception=33,
            ),
            WrongAnswer(
                lambda notional, beta, correlation, fall, btc_fall: notional * (fall + beta * btc_fall),
                "you added both. A short earns when its market falls.",
            ),
        ),
        explain="the coin: −{coin:$0}; the short: {notional:$} × {beta:#2} × {btc_fall:%0} = +{short:$0}; left"
        " **−{loss:$0}**",
        numbers={
            "coin": lambda q: q.notional * q.fall,
            "short": lambda q: q.notional * q.beta * q.btc_fall,
            "loss": lambda q: q.notional * (q.fall - q.beta * q.btc_fall),
        },
    ),
    Drill(
        "bets",
        "How many bets are these?",
        ask="You hold **{count}** equal longs; any two have a correlation of **{correlation:#2}**. How many"
        " independent bets would spread as much?",
        generate=lambda rng: {
            "correlation": float(rng.choice([0.3, 0.4, 0.5, 0.6, 0.7, 0.8])),
            "n": float(rng.choice([3, 4, 5, 6, 8, 10])),
        },
        answer=lambda correlation, n: float(independent_bets(correlation, n)),
        ways=(_bets_way,),
        terms={"n": "number of longs"},
        unit="bets",
        wrong=(
            WrongAnswer(
                lambda correlation, n: n, "that is how many positions you have. They fall together.", misconception=11
            ),
            WrongAnswer(
                lambda correlation, n: n * (1 - correlation),
                "that would grow with every further long. However many you add, you never hold more than 1/ρ ="
                " {most:#2} bets.",
                misconception=11,
            ),
            WrongAnswer(
                lambda correlation, n: 1 / correlation,
                "that is the limit for very many longs. With so few there are fewer bets still.",
            ),
        ),
        explain="1 / (ρ + (1 − ρ)/n) = 1 / ({correlation:#2} + {own:#2}/{count}) = **{bets:#2}**",
        numbers={
            "count": lambda q: int(q.n),
            "own": lambda q: 1 - q.correlation,
            "bets": lambda q: float(independent_bets(q.correlation, q.n)),
            "most": lambda q: 1 / q.correlation,
        },
    ),
    Drill(
        "spot_wall",
        "The wall of a spot hedge",
        ask="You hold one coin bought at **{entry:$}**; it counts **{weight:%0}** as collateral. Against it you are"
        " short one coin of the perpetual at the same price, maintenance **{maintenance:%1}**, with nothing else in"
        " the pool. Both prices move together. At which price is the pool liquidated?",
        generate=lambda rng: {
            "entry": float(rng.choice([100, 2_000, 3_000, 40_000, 60_000])),
            "weight": float(rng.choice([0.7, 0.8, 0.85, 0.9])),
            "maintenance": float(rng.choice([0.02, 0.025, 0.03, 0.05])),
        },
        answer=lambda entry, weight, maintenance: float(spot_hedge_wall(entry, weight, maintenance)),
        ways=(_wall_way,),
        unit="USD",
        wrong=(
            WrongAnswer(
                lambda entry, weight, maintenance: entry / maintenance,
                "that counts the whole coin. {rest:%0} of its value is not counted, and that share grows with the"
                " price.",
            ),
            WrongAnswer(
                lambda entry, weight, maintenance: entry * 2 / (1 + maintenance),
                "that is a short with dollars behind it. Here the coin gains what the short loses.",
            ),
            WrongAnswer(
                lambda entry, weight, maintenance: entry / (1 - weight), "that leaves the maintenance of the short out."
            ),
        ),
        explain="equity stays at {entry:$}; required is (m + 1 − w)·P; they meet at {entry:$} / {share:#3} ="
        " **{wall:$0}**",
        numbers={
            "share": lambda q: q.maintenance + 1 - q.weight,
            "wall": lambda q: float(spot_hedge_wall(q.entry, q.weight, q.maintenance)),
            "rest": lambda q: 1 - q.weight,
        },
    ),
)
