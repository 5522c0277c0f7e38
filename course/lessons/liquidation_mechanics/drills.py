"""Practice of lesson 11: who gives up what, how far an order may go, who pays, what is left, who is next."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import venues
from course.lessons.liquidation_mechanics import limits
from course.number_format import number, usd
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say
from course.venues import dydx, hyperliquid
from course.venues.dydx import LIQUIDITY_TIERS, Perpetual, PerpetualPosition, Subaccount

# ---- share: what one position gives up ------------------------------------------------------------------------------

BTC_PRICE, ETH_PRICE = 50_000.0, 2_500.0


def _pair(size: float, other: float, share: float) -> Subaccount:
    """A BTC long (Large-Cap) and an ETH short (Mid-Cap rates) with equity as a share of what both need."""
    held = tuple(
        PerpetualPosition(
            Perpetual(name, price, LIQUIDITY_TIERS[tier].initial, LIQUIDITY_TIERS[tier].maintenance_ppm / 1e6), n
        )
        for name, tier, price, n in (
            ("BTC", "Large-Cap", BTC_PRICE, size), ("ETH", "Mid-Cap", ETH_PRICE, -other),
        )
    )  # fmt: skip
    needed = sum(p.risk.maintenance for p in held)
    worth = sum(int(p.risk.equity) for p in held)
    return Subaccount(dydx.usdc(round(share * needed) - worth), held)


def _needs(size: float, other: float, share: float) -> tuple[float, float, float]:
    """Requirement of BTC, of ETH, and the account's equity, USD."""
    both = _pair(size, other, share)
    one, two = (float(p.risk.maintenance) / 1e6 for p in both.positions)
    return one, two, float(both.equity)


def _given_up(size: float, other: float, share: float) -> float:
    both = _pair(size, other, share)
    quote = dydx.bankruptcy_quote(both, "BTC", dydx.exact("size", -size))
    return size * BTC_PRICE - float(quote)


def _in_proportion(size: float, other: float, share: float) -> float:
    btc_requirement, eth_requirement, equity = _needs(size, other, share)
    both_requirements = btc_requirement + eth_requirement
    missing_equity = both_requirements - equity
    share_of_btc = btc_requirement / both_requirements
    return equity * share_of_btc


def _shared(rng: np.random.Generator) -> dict[str, Any]:
    """Sizes and a share that give an equity of whole dollars, as the question prints it."""
    while True:
        drawn = {
            "size": float(rng.choice([0.5, 1.0, 2.0, 3.0, 4.0])),
            "other": float(rng.choice([5.0, 8.0, 15.0, 25.0, 40.0])),
            "share": float(rng.choice([0.3, 0.4, 0.6, 0.7, 0.8, 0.9])),
        }
        if _needs(**drawn)[2].is_integer():
            return drawn


SHARE = Drill(
    "share_given_up",
    "What one position gives up",
    ask=lambda **n: say(
        "A dYdX account has **{needs:$}** of equity. Its BTC requires **{needs_2:$}**, its ETH"
        " **{needs_3:$}**. All of the BTC is closed at its bankruptcy price. How much of the equity goes"
        " with it?",
        needs=_needs(**n)[2],
        needs_2=_needs(**n)[0],
        needs_3=_needs(**n)[1],
    ),
    generate=_shared,
    answer=_given_up,
    ways=(_in_proportion,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda **n: _needs(**n)[2],
            "that is all of it. The other position has a claim too: each gives up equity in proportion to its"
            " requirement.",
            misconception=19,
        ),
        WrongAnswer(lambda **n: _needs(**n)[2] / 2, "halves would be fair only if both required the same."),
        WrongAnswer(
            lambda **n: _needs(**n)[0],
            "that is what the position *requires*. The account has less than its requirements: it gives up its share"
            " of what"
            " is there.",
            misconception=13,
        ),
    ),
    explain=lambda **n: say(
        "equity × its requirement / all requirements = {needs:$} × {needs_2:$} / {sum:$} = **{given_up:$2}**",
        needs=_needs(**n)[2],
        needs_2=_needs(**n)[0],
        sum=sum(_needs(**n)[:2]),
        given_up=_given_up(**n),
    ),
)

# ---- limit: how far the order may go --------------------------------------------------------------------------------


def _limit(side: str, tier: str, equity: float) -> float:
    return 100 * limits.away(limits.prices(tier, equity, side).limit)


def _m(tier: str) -> float:
    return LIQUIDITY_TIERS[tier].maintenance


def _away(side: str, tier: str, equity: float) -> float:
    direction = 1 if side == "long" else -1
    maintenance_fraction = _m(tier)
    spread_factor = limits.SMMR
    equity_that_is_there = equity
    missing_equity = 1 - equity_that_is_there
    widest_spread = spread_factor * maintenance_fraction
    distance_to_the_bankruptcy_price = -1 * (direction * (equity_that_is_there * maintenance_fraction))
    return -100 * (direction * (widest_spread * missing_equity))


LIMIT = Drill(
    "limit_distance",
    "How far the order may go",
    ask="On dYdX a **{side}** in a market with maintenance **{m:%1}** is liquidated. The account has **{equity:%0}**"
    " of the equity it needs; the widest spread is {smmr:#~} maintenance margins ({as_of}). How far from the oracle"
    " price may the order fill? (Below it: a minus.)",
    generate=lambda rng: {
        "side": str(rng.choice(["long", "short"])),
        "tier": str(rng.choice(["FX", "Large-Cap", "Mid-Cap", "Small-Cap", "Long-Tail"])),
        "equity": float(rng.choice([0.1, 0.2, 0.3, 0.4, 0.7, 0.8, 0.9])),
    },
    answer=_limit,
    ways=(_away,),
    unit="%",
    wrong=(
        WrongAnswer(
            lambda side, tier, equity: -_limit(side, tier, equity) if side == "short" else None,
            "that is the sign which the documentation prints for both sides. Whoever is short must *buy*: at the limit"
            " the"
            " order pays more than the oracle price.",
        ),
        WrongAnswer(
            lambda side, tier, equity: _limit(side, tier, 1 - equity),
            "turned round: the order goes further the *less* equity is left.",
        ),
        WrongAnswer(
            lambda side, tier, equity: _limit(side, tier, 0.0),
            "that is the widest spread, allowed only when no equity is left.",
        ),
        WrongAnswer(
            lambda side, tier, equity: _limit(side, tier, equity) / limits.SMMR, "you left out the factor {smmr:#~}."
        ),
    ),
    explain="{sign} {smmr:#~} · m · (1 − equity / requirement) = {smmr:#~} · {m:%1} · {shortfall:#2} → **{limit:%2+}**",
    numbers={
        "m": lambda q: _m(q.tier),
        "smmr": limits.SMMR,
        "as_of": dydx.MAINNET.source.as_of,
        "sign": lambda q: "−" if q.side == "long" else "+",
        "shortfall": lambda q: 1 - q.equity,
        "limit": lambda q: _limit(q.side, q.tier, q.equity) / 100,
    },
)

# ---- fund: who pays after the fill ----------------------------------------------------------------------------------


def _paid(tier: str, equity: float, worse: float) -> float:
    return limits.fill(tier, equity, "long", worse, limits.CODE).fee


def _figures(tier: str, equity: float, worse: float) -> tuple[float, float, float]:
    """BTC sold, price of the fill, bankruptcy price."""
    found = limits.prices(tier, equity, "long")
    return abs(found.order), limits.ORACLE * (1 - worse), found.bankruptcy


def _uncapped(tier: str, equity: float, worse: float) -> float:
    size, fill, bankruptcy = _figures(tier, equity, worse)
    return size * (fill - bankruptcy)


def _to_the_fund(tier: str, equity: float, worse: float) -> float:
    size_sold, fill_price, bankruptcy_price = _figures(tier, equity, worse)
    highest_share = limits.MAX_FEE
    surplus_per_btc = fill_price - bankruptcy_price
    surplus_of_the_fill = size_sold * surplus_per_btc
    amount_traded = size_sold * fill_price
    highest_fee = highest_share * amount_traded
    highest_fee_for_one_btc = highest_share * fill_price
    return min(surplus_of_the_fill, highest_fee)


FUND = Drill(
    "fund_payment",
    "Who pays after the fill",
    ask=lambda **n: say(
        "dYdX sells **{figures:#1} BTC** of a long at **{figures_2:$}**; the bankruptcy price is"
        " **{figures_3:$}**. The fund takes at most {max_fee:%1} of what is traded. How much does the"
        " insurance fund receive? (It pays: a minus.)",
        figures=_figures(**n)[0],
        figures_2=_figures(**n)[1],
        figures_3=_figures(**n)[2],
        max_fee=limits.MAX_FEE,
    ),
    generate=lambda rng: {
        "tier": str(rng.choice(["Large-Cap", "Mid-Cap", "Small-Cap", "Long-Tail"])),
        "equity": float(rng.choice([-0.3, -0.2, -0.1, 0.2, 0.3, 0.5, 0.6, 0.8, 0.9])),
        "worse": float(rng.choice([0.001, 0.0015, 0.0025, 0.003, 0.0055, 0.007])),
    },
    answer=_paid,
    ways=(_to_the_fund,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda **n: _uncapped(**n) if _uncapped(**n) > 1.02 * _paid(**n) > 0 else None,
            "that is all that the fill left. The fee is capped at {max_fee:%1} of what is traded; the rest stays with"
            " the account.",
            misconception=19,
        ),
        WrongAnswer(
            lambda **n: -_paid(**n),
            "the direction is turned round. Above the bankruptcy price of a long something is left, and the fund"
            " receives;"
            " below it something is missing, and the fund pays.",
        ),
        WrongAnswer(
            lambda **n: (
                limits.MAX_FEE * _figures(**n)[0] * _figures(**n)[1]
                if abs(_paid(**n)) < 0.98 * limits.MAX_FEE * _figures(**n)[0] * _figures(**n)[1]
                else None
            ),
            "{max_fee:%1} is the *most* that is taken, not what is always taken: only what lies between the fill and"
            " the bankruptcy price can be.",
        ),
    ),
    explain=lambda **n: say(
        "{figures:#1} × ({figures_2:$} − {figures_3:$}) = {uncapped:$2}, at most {max_fee:$2}: **{paid:$2}**",
        figures=_figures(**n)[0],
        figures_2=_figures(**n)[1],
        figures_3=_figures(**n)[2],
        uncapped=_uncapped(**n),
        max_fee=limits.MAX_FEE * _figures(**n)[0] * _figures(**n)[1],
        paid=_paid(**n),
    ),
    abs_tol=0.05,
    numbers={"max_fee": limits.MAX_FEE},
)

# ---- left: what comes back ------------------------------------------------------------------------------------------

PLACES = ("hyperliquid", "gmx", "bybit", "bitmex")


def _told(venue: str, notional: float, above: float, slippage: float) -> Any:
    """A small BTC long, just below a venue's requirement, closed on it."""
    place, price = venues.get(venue), 50_000.0
    bare = place.pool(0.0, ("BTC", notional / price, price))
    needed = float(bare.maintenance_requirement({"BTC": price}))
    pool = place.pool(round(above * needed, 2), *[("BTC", notional / price, price)])
    return place.liquidation_steps(pool, {"BTC": price}, slippage=slippage, insurance_fund=1e9)


def _charges(venue: str) -> float:
    """Share of the position that a venue charges for closing it by force."""
    place = venues.get(venue)
    return float(place.liquidation_fee + place.taker_fee) if venue == "gmx" else 0.0


def _after_all_costs(venue: str, notional: float, above: float, slippage: float) -> float:
    equity_left = float(_told(venue, notional, above, slippage).equity_before)
    fee_rate = _charges(venue)
    cost_of_the_fill = slippage * notional
    fee = fee_rate * notional
    costs = cost_of_the_fill + fee
    proceeds = notional - cost_of_the_fill
    rest_kept_by_the_venue = equity_left - cost_of_the_fill
    return (
        equity_left - costs
        if venue in ("hyperliquid", "gmx")
        else equity_left - cost_of_the_fill - rest_kept_by_the_venue
    )


def _left(venue: str, notional: float, above: float, slippage: float) -> float:
    return float(_told(venue, notional, above, slippage).equity_after)


def _rule(venue: str) -> str:
    return {
        "hyperliquid": "sends a market order for all of it and charges no fee",
        "gmx": (
            say(
                "closes all of it and charges {liquidation_fee:%1} of the position for that and {taker_fee:%2}"
                " for closing",
                liquidation_fee=venues.get("gmx").liquidation_fee,
                taker_fee=venues.get("gmx").taker_fee,
            )
        ),
        "bybit": "takes the position over at its bankruptcy price",
        "bitmex": "takes the position over at its bankruptcy price",
    }[venue]


LEFT = Drill(
    "what_comes_back",
    "What comes back",
    ask="Your **{notional:$}** long has **{equity_before:$2}** of equity left, less than {title} requires. It {rule}"
    " ({as_of}). The market pays **{slippage:%1}** less than the mark. What comes back to you?",
    generate=lambda rng: {
        "venue": str(rng.choice(PLACES)),
        "notional": float(rng.choice([10_000, 20_000, 40_000, 50_000, 80_000])),
        "above": float(rng.choice([0.92, 0.95, 0.98])),
        "slippage": 0.001,
    },
    answer=_left,
    ways=(_after_all_costs,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda **n: float(_told(**n).equity_before),
            "that is what was there at the trigger. Somebody is always paid on the way: the market, the venue or its"
            " fund.",
            misconception=19,
        ),
        WrongAnswer(
            lambda **n: (
                float(_told(**n).equity_before) - n["slippage"] * n["notional"] if n["venue"] != "hyperliquid" else None
            ),
            lambda **n: (
                say("you took off what the market costs. ")
                + say(
                    "Two fees come on top."
                    if n["venue"] == "gmx"
                    else "A takeover at the bankruptcy price is a sale for exactly what you owe: the rest is the fund's."
                )
            ),
            misconception=19,
        ),
        WrongAnswer(
            lambda **n: 0.0 if n["venue"] in ("hyperliquid", "gmx") else None,
            "not every venue keeps the rest: this one sells on the market, and what is left after costs is yours.",
            misconception=19,
        ),
    ),
    explain=lambda **n: (
        " ".join(s.text for s in _told(**n).steps[1:]) + say(" You get **{left:$2}**.", left=_left(**n))
    ),
    abs_tol=0.05,
    numbers={
        "equity_before": lambda q: _told(**vars(q)).equity_before,
        "title": lambda q: venues.get(q.venue).title,
        "rule": lambda q: _rule(q.venue),
        "as_of": lambda q: venues.get(q.venue).source.as_of,
    },
)

# ---- score: who is next ---------------------------------------------------------------------------------------------


def _score(side: str, size: float, entry: float, mark: float, account: float) -> float:
    return hyperliquid.adl_score(size if side == "long" else -size, entry, mark, account)


def _rank(side: str, size: float, entry: float, mark: float, account: float) -> float:
    price_ratio = mark / entry if side == "long" else entry / mark
    notional_at_entry = size * entry
    notional_now = size * mark
    leverage_now = notional_now / account
    profit = notional_now - notional_at_entry if side == "long" else notional_at_entry - notional_now
    profit_ratio = profit / notional_at_entry
    account_with_the_profit = account + profit
    account_without_the_profit = account - profit
    return price_ratio * leverage_now


SCORE = Drill(
    "queue_score",
    "Your place in the queue",
    ask="You are **{side} {size:#~} BTC** from **{entry:$}**; the mark is **{mark:$}** and your account is worth"
    " **{account:$}**. Hyperliquid ranks by price ratio in your favour × leverage now. What is your score?",
    generate=lambda rng: {
        "side": str(rng.choice(["long", "short"])),
        "size": float(rng.choice([0.5, 1, 2, 4, 5])),
        "entry": float(rng.choice([40_000, 50_000, 60_000, 64_000])),
        "mark": float(rng.choice([45_000, 48_000, 54_000, 56_000])),
        "account": float(rng.choice([15_000, 20_000, 25_000, 40_000, 90_000])),
    },
    answer=_score,
    ways=(_rank,),
    unit="×",
    wrong=(
        WrongAnswer(
            lambda side, size, entry, mark, account: size * mark / account,
            "that is your leverage now. The move in your favour (or against you) multiplies it.",
            misconception=20,
        ),
        WrongAnswer(
            lambda side, size, entry, mark, account: _score(
                "short" if side == "long" else "long", size, entry, mark, account
            ),
            "the ratio is turned round: a long's favour is mark / entry, a short's is entry / mark.",
            misconception=3,
        ),
        WrongAnswer(
            lambda side, size, entry, mark, account: _score(side, size, entry, mark, account) * entry / mark,
            "that takes the notional at entry. Leverage now is the notional at the mark over what the account is worth"
            " now.",
        ),
    ),
    explain=lambda side, size, entry, mark, account: (
        f"{f'{mark:,.0f} / {entry:,.0f}' if side == 'long' else f'{entry:,.0f} / {mark:,.0f}'} ×"
        f" ({size:g} · {usd(mark)} / {usd(account)}) = **{number(_score(side, size, entry, mark, account), 3)}**"
    ),
)

DRILLS = (SHARE, LIMIT, FUND, LEFT, SCORE)
