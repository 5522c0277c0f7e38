"""Practice of lesson 14: impact, κ, the multiplier, contagion through one pool, and who pays, with fresh numbers each time."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import Market, Pool, Portfolio, Position
from course.simulation import Rows, impact, linear_response, response_matrix
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say

MILLION = 1e6
M = 0.01

# ---- impact ---------------------------------------------------------------------------------------------------------


def _after(price: float, coins: float, depth: float) -> float:
    """Depth in million USD on the first 1 %."""
    return float(impact(price, coins, 100 * depth * MILLION)[0])


def _sale(rng: np.random.Generator) -> dict[str, Any]:
    price = float(rng.choice([100, 200, 2_000, 3_000, 50_000, 60_000]))
    depth = float(rng.choice([1, 2, 4, 5]))
    share = float(rng.choice([15, 20, 25, 30, 40, 50]))
    return {"price": price, "coins": share * depth * MILLION / price, "depth": depth}


def _after_by_hand(price: float, coins: float, depth: float) -> float:
    depth_of_the_first_per_cent = depth * 1e6
    depth_of_the_book = 100 * depth_of_the_first_per_cent
    value_sold = coins * price
    value_over_depth = value_sold / depth_of_the_book
    coins_over_depth = coins / depth_of_the_book
    inverse_price = 1 / price
    return 1 / (inverse_price + coins_over_depth)


IMPACT = Drill(
    "impact",
    "One forced sale",
    ask="The price is **{price:$}**. The book takes about {a_percent:$} on the first 1\u202f%, so its depth is"
    " **{whole_book:$}** per unit of log price. Liquidations sell **{coins:#0} coins** at once, and every coin sold"
    " makes 1/price larger by 1/depth. Where is the price afterwards?",
    generate=_sale,
    answer=_after,
    ways=(_after_by_hand,),
    unit="USD",
    rel_tol=0.001,
    wrong=(
        WrongAnswer(
            lambda price, coins, depth: price * (1 - price * coins / (100 * depth * MILLION)),
            "that is a straight line in the price. Coins get cheaper on the way, so each next one presses a little"
            " less: it is"
            " 1/price that moves in a straight line.",
        ),
        WrongAnswer(
            lambda price, coins, depth: price * float(np.exp(-price * coins / (100 * depth * MILLION))),
            "that sells a fixed number of *dollars*. The accounts hold a fixed number of coins, and these fetch less"
            " as the price"
            " falls.",
        ),
        WrongAnswer(
            lambda price, coins, depth: float(impact(price, coins, 100 * depth * MILLION)[1]),
            "that is the average price that the sellers get. The last of them leaves the price lower than that.",
        ),
        WrongAnswer(
            lambda price, coins, depth: float(impact(price, -coins, 100 * depth * MILLION)[0]),
            "the wrong way: forced *buying*, of shorts, would lift the price there.",
        ),
    ),
    explain="1/price goes from 1/{price:#0} up by {coins:#0}/{whole_book:#0}: the price is **{after:$}**, {fallen:%1}"
    " lower.",
    numbers={
        "a_percent": lambda q: q.depth * MILLION,
        "whole_book": lambda q: 100 * q.depth * MILLION,
        "after": lambda q: _after(q.price, q.coins, q.depth),
        "fallen": lambda q: 1 - _after(q.price, q.coins, q.depth) / q.price,
    },
)

# ---- kappa ----------------------------------------------------------------------------------------------------------

PLACES = (0.004, 0.011, 0.016, 0.024, 0.037)


def _kappa(step: float, amounts: tuple[float, ...], depth: float) -> float:
    """κ by the engine: one long an amount (million USD), liquidated at its place below a price of 1."""
    size = np.array([amounts]) * MILLION
    rows = Rows([Market("BTC", 0.02, 0.0)], -(size * (1 - np.array(PLACES)))[0], size, np.ones_like(size))
    return float(response_matrix(rows, [1.0], [100 * depth * MILLION], step=step)[0, 0])


def _inside(step: float, amounts: tuple[float, ...]) -> float:
    return sum(a for place, a in zip(PLACES, amounts, strict=True) if place < step)


def _shelf(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "step": float(rng.choice([0.01, 0.02, 0.03])),
        "amounts": tuple(float(x) for x in rng.choice([1, 2, 3, 4, 5, 6, 8], len(PLACES))),
        "depth": float(rng.choice([4, 5, 8, 10])),
    }


def _piles(step: float, amounts: tuple[float, ...]) -> tuple[float, ...]:
    """Sums of the list, million USD: on the way, of all, with one more and one fewer, and its last and first on the way."""
    met = sum(place < step for place in PLACES)
    one_fewer = sum(amounts[: met - 1]) if met > 1 else np.nan
    return sum(amounts[:met]), sum(amounts), sum(amounts[: met + 1]), one_fewer, amounts[met - 1], amounts[0]


def _ratio(step: float, amounts: tuple[float, ...], depth: float) -> float:
    (
        amount_on_the_way,
        amount_of_the_whole_list,
        amount_with_the_next_one,
        amount_without_the_last_one,
        amount_of_the_last_one_alone,
        amount_of_the_first_one_alone,
    ) = _piles(step, amounts)
    mean_amount_of_the_list = amount_of_the_whole_list / 5
    amount_beyond = amount_of_the_whole_list - amount_on_the_way
    way_in_per_cent = 100 * step
    book_of_one_per_cent = depth
    book_on_the_way = book_of_one_per_cent * way_in_per_cent
    return amount_on_the_way / book_on_the_way


SHELF = Drill(
    "fuse",
    "κ from a list",
    ask=lambda step, amounts, depth: (
        say("Longs that will be liquidated, by how far the price has to fall for it:\n\n")
        + "\n".join(
            say("- at −{place:%1}: {a:$}", place=place, a=a * MILLION) for place, a in zip(PLACES, amounts, strict=True)
        )
        + say(
            "\n\nThe book takes **{depth:$} for every 1\u202f%**. What is κ over the next **{step:%0}**?",
            depth=depth * MILLION,
            step=step,
        )
    ),
    generate=_shelf,
    answer=_kappa,
    ways=(_ratio,),
    unit="",
    wrong=(
        WrongAnswer(
            lambda step, amounts, depth: sum(amounts) / (100 * step * depth),
            "you counted what lies further down as well. That is fuel for later; κ asks what goes off on this way.",
        ),
        WrongAnswer(
            lambda step, amounts, depth: _inside(step, amounts) / depth if step > 0.01 else None,
            "the book takes {a_percent:$} for *every* 1\u202f%, and you go down {width:#0} of them.",
        ),
        WrongAnswer(
            lambda step, amounts, depth: (
                100 * step * depth / _inside(step, amounts) if _inside(step, amounts) else None
            ),
            "upside down: what is sold by force stands above, what the book takes stands below.",
        ),
    ),
    explain="{inside:$} go off; the book takes {taken:$} on the way: κ = **{kappa:#}**",
    numbers={
        "inside": lambda q: _inside(q.step, q.amounts) * MILLION,
        "taken": lambda q: 100 * q.step * q.depth * MILLION,
        "kappa": lambda q: _kappa(q.step, q.amounts, q.depth),
        "a_percent": lambda q: q.depth * MILLION,
        "width": lambda q: 100 * q.step,
    },
)

# ---- multiplier -----------------------------------------------------------------------------------------------------


def _in_all(shock: float, kappa: float, left: float) -> float:
    return float(100 * linear_response([[kappa / left]], [shock])[0])


def _thinned(rng: np.random.Generator) -> dict[str, Any]:
    while True:
        drawn = {
            "shock": float(rng.choice([0.5, 1, 1.5, 2])) / 100,
            "kappa": float(rng.choice([0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5])),
            "left": float(rng.choice([0.4, 0.5, 0.6, 0.8])),
        }
        if drawn["kappa"] / drawn["left"] <= 0.85:
            return drawn


def _in_all_by_hand(shock: float, kappa: float, left: float) -> float:
    depth_that_is_there = left
    depth_that_left = 1 - depth_that_is_there
    kappa_now = kappa / depth_that_is_there
    news = shock
    first_round = news * kappa_now
    damping = 1 - kappa_now
    multiplier = 1 / damping
    return 100 * (news * multiplier)


MULTIPLIER = Drill(
    "multiplier",
    "The same shock, a thinner book",
    ask="In quiet hours κ is **{kappa:#}**. Market makers leave until **{left:%0}** of the depth is there; the crowd"
    " has not changed. News takes the price down by **{shock:%1}**. How far does it fall in all? (κ is the same all"
    " the way, the move is small.)",
    generate=_thinned,
    answer=_in_all,
    ways=(_in_all_by_hand,),
    unit="%",
    wrong=(
        WrongAnswer(
            lambda shock, kappa, left: 100 * shock / (1 - kappa),
            "that is the answer in quiet hours. κ has the depth below its line: with less of it, κ is larger.",
        ),
        WrongAnswer(
            lambda shock, kappa, left: 100 * shock * (1 + kappa / left),
            "that is the first round only. What it sells sets off the next one: s + κ·s + κ·κ·s + …",
        ),
        WrongAnswer(
            lambda shock, kappa, left: 100 * shock / (1 - kappa) / left,
            "the depth does not divide the fall, it divides κ. Near κ = 1 that is a very different thing.",
        ),
        WrongAnswer(
            lambda shock, kappa, left: 100 * shock / (1 - kappa * left),
            "κ went the wrong way: half the depth is *twice* the κ.",
        ),
    ),
    explain="κ is now {kappa:#} / {left:#} = {kappa_thin:#3}, and the fall is {shock:%1} / (1 − {kappa_thin:#3}) ="
    " **{in_all:%}**",
    numbers={"kappa_thin": lambda q: q.kappa / q.left, "in_all": lambda q: _in_all(q.shock, q.kappa, q.left) / 100},
)

# ---- coupling -------------------------------------------------------------------------------------------------------

PRICE = 100.0
PAIR = {symbol: Market(symbol, initial=0.02, maintenance=M) for symbol in ("BTC", "ETH")}
FLAT = dict.fromkeys(PAIR, PRICE)


def _longs(sizes: dict[str, float]) -> list[Position]:
    return [Position(PAIR[s], notional / PRICE, PRICE) for s, notional in sizes.items()]


def _fall(pool: Pool) -> float:
    price = pool.liquidation_price("BTC", FLAT)
    assert price is not None
    return 100 * (1 - float(price) / PRICE)


def _pooled_fall(btc: float, eth: float, leverage: float) -> float:
    collateral = (btc + eth) / leverage
    trades = _longs({"BTC": btc, "ETH": eth})
    return _fall(Portfolio.cross(collateral, trades).pool("cross"))


def _apart_fall(btc: float, eth: float, leverage: float) -> float:
    return _fall(Pool(btc / leverage, tuple(_longs({"BTC": btc}))))


def _reached(btc: float, eth: float, leverage: float) -> float:
    maintenance_rate = M
    gross_notional = btc + eth
    net_notional = btc - eth
    equity = gross_notional / leverage
    requirement_now = maintenance_rate * gross_notional
    requirement_of_btc = maintenance_rate * btc
    requirement_of_eth = maintenance_rate * eth
    room = equity - requirement_now
    notional_that_falls = btc
    requirement_released = maintenance_rate * notional_that_falls
    cost_of_a_full_fall = notional_that_falls - requirement_released
    share_of_the_margin = 1 / leverage
    return 100 * (room / cost_of_a_full_fall)


COUPLED = Drill(
    "carried_over",
    "When the other market is hit",
    ask="A trader is long **{btc:$} of BTC** and **{eth:$} of ETH** in **one pool** with {margin:$} ({leverage:#0}×);"
    " maintenance is {m:%0} of the present notional. **Only BTC falls.** After how large a fall is the trader's *ETH*"
    " sold?",
    generate=lambda rng: {
        "btc": float(rng.choice([5_000, 8_000, 10_000, 20_000])),
        "eth": float(rng.choice([1_000, 2_000, 4_000, 5_000])),
        "leverage": float(rng.choice([4, 5, 8, 10])),
    },
    answer=_pooled_fall,
    ways=(_reached,),
    unit="%",
    wrong=(
        WrongAnswer(
            _apart_fall,
            "that is where an isolated BTC compartment fails, and then no ETH is sold at all. In the pool ETH's"
            " collateral"
            " stands behind BTC too: later, and then both.",
            misconception=6,
        ),
        WrongAnswer(
            lambda btc, eth, leverage: 100 * (btc + eth) / leverage / btc,
            "that is where the pool has nothing left. The venue acts at the requirement, of *both* legs.",
            misconception=1,
        ),
        WrongAnswer(
            lambda btc, eth, leverage: 100 * ((btc + eth) / leverage - M * btc) / (btc * (1 - M)),
            "you left out what ETH requires. It neither gains nor loses, and still asks for its part of the same"
            " equity.",
            misconception=7,
        ),
    ),
    explain="Equity {margin:$} − {btc:$} × fall meets {m:%0} of what both are worth then, at a fall of"
    " **{pooled_fall:%}**. An isolated BTC position would go at {apart_fall:%}, and leave ETH alone.",
    numbers={
        "margin": lambda q: (q.btc + q.eth) / q.leverage,
        "m": M,
        "pooled_fall": lambda q: _pooled_fall(q.btc, q.eth, q.leverage) / 100,
        "apart_fall": lambda q: _apart_fall(q.btc, q.eth, q.leverage) / 100,
    },
)

# ---- what is missing ------------------------------------------------------------------------------------------------


def _missing(collateral: float, leverage: float, fill: float, accounts: float) -> float:
    """Bad debt of so many equal longs that are filled ``fill`` below their entry, USD."""
    long = Position(PAIR["BTC"], collateral * leverage / PRICE, PRICE)
    equity = Pool(collateral, (long,)).equity({"BTC": PRICE * (1 - fill)})
    return accounts * max(-float(equity), 0.0)


def _haircut(collateral: float, leverage: float, fill: float, accounts: float, fund: float, winners: float) -> float:
    rest = max(_missing(collateral, leverage, fill, accounts) - fund, 0.0)
    return 100 * rest / winners


def _wave(rng: np.random.Generator) -> dict[str, Any]:
    leverage = float(rng.choice([5, 8, 10, 20]))
    drawn = {
        "collateral": float(rng.choice([1_000, 2_000])),
        "leverage": leverage,
        "fill": round(1 / leverage + float(rng.choice([2, 3, 4, 5])) / 100, 4),
        "accounts": float(rng.choice([100, 200, 500])),
    }
    missing = _missing(**drawn)
    share, lost = float(rng.choice([0.2, 0.25, 0.4, 0.5])), float(rng.choice([0.02, 0.05, 0.1]))
    drawn["fund"] = float(round(share * missing, -3))
    drawn["winners"] = float(round((missing - drawn["fund"]) / lost, -4))
    return drawn


def _from_the_winners(
    collateral: float, leverage: float, fill: float, accounts: float, fund: float, winners: float
) -> float:
    notional = collateral * leverage
    loss_of_each = notional * fill
    loss_of_all = accounts * loss_of_each
    collateral_of_all = accounts * collateral
    shortfall_of_each = loss_of_each - collateral
    bad_debt = accounts * shortfall_of_each
    rest_to_pay = bad_debt - fund
    winners_and_fund = winners + fund
    return 100 * (rest_to_pay / winners)


PAYING = Drill(
    "haircut",
    "What the winners lose",
    ask="**{accounts:#0} longs**, each {collateral:$} at {leverage:#0}×, are closed in a cascade; the book fills them"
    " **{fill:%1} below their entry**. The insurance fund holds **{fund:$}**, the winners have **{winners:$}** of"
    " equity together. What share of their equity do they lose? (No fees.)",
    generate=_wave,
    answer=_haircut,
    ways=(_from_the_winners,),
    unit="%",
    wrong=(
        WrongAnswer(
            lambda collateral, leverage, fill, accounts, fund, winners: (
                100 * _missing(collateral, leverage, fill, accounts) / winners
            ),
            "the fund pays first. Take it off before you ask the winners.",
        ),
        WrongAnswer(
            lambda collateral, leverage, fill, accounts, fund, winners: (
                100 * max(accounts * collateral * leverage * fill - fund, 0.0) / winners
            ),
            "that is all they lost. Their own collateral pays first; bad debt is only what is missing beyond it.",
        ),
        WrongAnswer(
            lambda collateral, leverage, fill, accounts, fund, winners: (
                100 * max(_missing(collateral, leverage, fill, accounts) / leverage - fund, 0.0) / winners
            ),
            "the fall works on the notional, collateral times leverage, not on the collateral.",
        ),
    ),
    explain="Each is {missing:$} short: {proceeds:$} lost on {collateral:$}. In all {missing_in_all:$}, less {fund:$}"
    " of the fund, over {winners:$}: **{haircut:%}**",
    numbers={
        "missing": lambda q: _missing(q.collateral, q.leverage, q.fill, 1),
        "proceeds": lambda q: q.leverage * q.collateral * q.fill,
        "missing_in_all": lambda q: _missing(q.collateral, q.leverage, q.fill, q.accounts),
        "haircut": lambda q: _haircut(q.collateral, q.leverage, q.fill, q.accounts, q.fund, q.winners) / 100,
    },
)

DRILLS = (IMPACT, SHELF, MULTIPLIER, COUPLED, PAYING)
