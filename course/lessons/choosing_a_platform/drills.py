"""Practice of lesson 13: tables, fees and funding of real venues, read by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import venues
from course.language import word
from course.lessons.choosing_a_platform.portfolio_on_venues import MARKS, big, short
from course.margin import Market, Position, Schedule
from course.number_format import number, percent
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say
from course.venues.dydx.parameters import LIQUIDITY_TIERS

BTC = MARKS["BTC"]
BINANCE, DYDX = venues.get("binance"), venues.get("dydx")


# ---- the tier table -------------------------------------------------------------------------------------------------


def _tier(notional: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row that the notional lies in, and the first."""
    rows = BINANCE.table("BTC").rows()
    return [r for r in rows if notional > r["floor"]][-1], rows[0]


def _keep(notional: float) -> float:
    position = BINANCE.position("BTC", notional / BTC, BTC)
    return float(position.maintenance_requirement(BTC))


def _print(notional: float) -> str:
    """The rows of the table up to one beyond the position's."""
    rows = BINANCE.table("BTC").rows()
    last = _tier(notional)[0]["tier"]
    return "\n".join(
        say(
            "- from {floor:$0}: maintenance {maintenance:%}, at most {max_leverage:×}, deduction {deduction:$0}",
            floor=r["floor"],
            maintenance=r["maintenance"],
            max_leverage=r["max_leverage"],
            deduction=r["deduction"],
        )
        for r in rows[: last + 1]
    )


def _neighbours(notional: float) -> tuple[float, ...]:
    """Rate, deduction, floor and highest leverage of the row; rate and deduction of the rows before and after; first rate."""
    rows = BINANCE.table("BTC").rows()
    own = _tier(notional)[0]
    place = rows.index(own)
    none = {"maintenance": np.nan, "deduction": np.nan}
    before = rows[place - 1] if place else none
    after = rows[place + 1] if place + 1 < len(rows) else none
    beside = (row[key] for row in (before, after) for key in ("maintenance", "deduction"))
    return (own["maintenance"], own["deduction"], own["floor"], own["max_leverage"], *beside, rows[0]["maintenance"])


def _by_row(notional: float) -> float:
    (
        rate_of_the_row,
        deduction,
        floor_of_the_row,
        highest_leverage,
        rate_of_the_row_before,
        deduction_of_the_row_before,
        rate_of_the_row_after,
        deduction_of_the_row_after,
        rate_of_the_first_row,
    ) = _neighbours(notional)
    part_above_the_floor = notional - floor_of_the_row
    top_slice = rate_of_the_row * part_above_the_floor
    rate_before_on_everything = rate_of_the_row_before * notional
    rate_after_on_everything = rate_of_the_row_after * notional
    margin_by_the_row_before = rate_before_on_everything - deduction_of_the_row_before
    margin_by_the_row_after = rate_after_on_everything - deduction_of_the_row_after
    first_rate_on_everything = rate_of_the_first_row * notional
    initial_margin = notional / highest_leverage
    rate_on_everything = rate_of_the_row * notional
    return rate_on_everything - deduction


TIER = Drill(
    "bracket_row",
    "Find your row",
    ask="Binance BTC, as of {as_of}:\n\n{print}\n\nYou hold **{big}**. What is the maintenance margin?",
    generate=lambda rng: {"notional": float(f"{10 ** rng.uniform(4.8, 7.7):.2g}")},
    answer=_keep,
    ways=(_by_row,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda notional: notional * _tier(notional)[0]["maintenance"],
            "that is the row's rate on everything. The deduction gives back what the lower rows ask less.",
        ),
        WrongAnswer(
            lambda notional: notional * _tier(notional)[1]["maintenance"],
            "that is the first row, the one in the advertisement. Your position lies further down.",
        ),
        WrongAnswer(
            lambda notional: notional / _tier(notional)[0]["max_leverage"],
            "that is the *initial* margin of the row: what opening takes, not what keeping takes.",
            misconception=13,
        ),
    ),
    explain="rate × notional − deduction = {maintenance:%} × {notional:$0} − {deduction:$0} = **{keep:$0}**",
    numbers={
        "as_of": BINANCE.table("BTC").source.as_of,
        "print": lambda q: _print(q.notional),
        "big": lambda q: big(q.notional),
        "maintenance": lambda q: _tier(q.notional)[0]["maintenance"],
        "deduction": lambda q: _tier(q.notional)[0]["deduction"],
        "keep": lambda q: _keep(q.notional),
    },
)


# ---- free collateral ------------------------------------------------------------------------------------------------


def _account(equity: float, btc: float, leverage: float | None) -> Any:
    return DYDX.pool(equity, ("BTC", btc, BTC, leverage))


def _set(leverage: float | None) -> str:
    """Which leverage the position is set to."""
    if leverage is None:
        return "with **no leverage set** for the position, so that the market's own maximum counts"
    return say("with the leverage of the position set to **{leverage:×}**", leverage=leverage)


def _unreserved(equity: float, btc: float, leverage: float | None) -> float:
    rate_to_open, rate_to_keep = _rates_of_btc()
    highest_leverage = 1 / rate_to_open
    leverage_that_counts = highest_leverage if leverage is None else leverage
    price_of_btc = BTC
    notional = btc * price_of_btc
    initial_margin_of_the_market = notional * rate_to_open
    initial_margin_of_one_btc = price_of_btc / leverage_that_counts
    maintenance_margin = notional * rate_to_keep
    initial_margin = notional / leverage_that_counts
    both_margins = initial_margin + maintenance_margin
    return equity - initial_margin


def _rates_of_btc() -> tuple[float, float]:
    """What BTC takes to open and to keep on dYdX."""
    table = DYDX.table("BTC")
    return float(table.initial[0]), float(table.maintenance[0])


FREE = Drill(
    "free_on_dydx",
    "Free collateral on dYdX",
    ask="dYdX, as of {as_of}: BTC takes {initial:%} to open and {maintenance:%} to keep. You have {equity:$0} of"
    " equity and {btc:#1} BTC at {price:$}, {set}. What is your free collateral?",
    generate=lambda rng: {
        "equity": float(rng.choice([20_000, 30_000, 40_000, 50_000])),
        "btc": float(rng.choice([0.5, 1, 1.5, 2])),
        "leverage": (None, 10.0, 12.0, 15.0, 20.0, 25.0, None)[int(rng.integers(7))],
    },
    answer=lambda equity, btc, leverage: float(_account(equity, btc, leverage).free_collateral({"BTC": BTC})),
    ways=(_unreserved,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda equity, btc, leverage: leverage and equity - btc * BTC * DYDX.table("BTC").initial[0],
            "that reserves by the market's maximum. You set less, so more is reserved: notional over the leverage set.",
        ),
        WrongAnswer(
            lambda equity, btc, leverage: equity - btc * BTC * DYDX.table("BTC").maintenance[0],
            "that is what is left before *liquidation*. Opening and withdrawing look at the initial margin.",
            misconception=13,
        ),
    ),
    explain="equity − notional / leverage = {equity:$0} − {notional:$0} / {leverage_used:#~} ="
    " **{free_collateral:$0}**",
    numbers={
        "as_of": DYDX.table("BTC").source.as_of,
        "initial": DYDX.table("BTC").initial[0],
        "maintenance": DYDX.table("BTC").maintenance[0],
        "price": BTC,
        "set": lambda q: _set(q.leverage),
        "notional": lambda q: q.btc * BTC,
        "leverage_used": lambda q: q.leverage or 1 / DYDX.table("BTC").initial[0],
        "free_collateral": lambda q: float(_account(q.equity, q.btc, q.leverage).free_collateral({"BTC": BTC})),
    },
)


# ---- the fee in the trigger -----------------------------------------------------------------------------------------

OKX = venues.get("okx")


def _room(leverage: float) -> float:
    price = OKX.pool(BTC / leverage, ("BTC", 1.0, BTC)).liquidation_price("BTC", {"BTC": BTC})
    return float(100 * (1 - price / BTC))


def _without(leverage: float, m: float) -> float:
    return 100 * (1 / leverage - m) / (1 - m)


OKX_RATE = OKX.table("BTC").maintenance[0]


def _reach(leverage: float) -> float:
    maintenance_rate = OKX_RATE
    closing_fee = OKX.taker_fee
    margin = 1 / leverage
    rate_with_fee = maintenance_rate + closing_fee
    room = margin - rate_with_fee
    part_that_counts = 1 - rate_with_fee
    return 100 * (room / part_that_counts)


FEE = Drill(
    "fee_in_trigger",
    "A fee inside the requirement",
    ask="OKX counts the fee of closing into the requirement. BTC, as of {as_of}: maintenance {okx_rate:%}, closing fee"
    " {taker_fee:%}. One BTC long at **{leverage:×}**. How far may the price fall before the venue acts?",
    generate=lambda rng: {"leverage": float(rng.integers(4, 51))},
    answer=_room,
    ways=(_reach,),
    unit="%",
    rel_tol=0.0002,
    wrong=(
        WrongAnswer(
            lambda leverage: _without(leverage, OKX_RATE),
            "that leaves the fee out. It stands inside the requirement here and adds to the rate.",
        ),
        WrongAnswer(
            lambda leverage: 100 * (1 / leverage - OKX_RATE - OKX.taker_fee),
            "rate and fee are right, but both are shares of the notional at the *lower* price.",
        ),
        WrongAnswer(
            lambda leverage: 100 / leverage,
            "that is where your margin is gone. The venue acts before.",
            misconception=1,
        ),
    ),
    explain=lambda leverage: (
        f"m = {percent(OKX_RATE)} + {percent(OKX.taker_fee)}; (1/{leverage:g} − m) / (1 − m) = **{number(_room(leverage), 3)} %**"
    ),
    numbers={"as_of": OKX.table("BTC").source.as_of, "okx_rate": OKX_RATE, "taker_fee": OKX.taker_fee},
)


# ---- what a liquidation costs ---------------------------------------------------------------------------------------


FEE_TIERS = ("Large-Cap", "Mid-Cap")
"""Liquidity tiers: the maintenance fraction of one is below the fee's share of the notional, that of the other above."""


def _kept(tier: str) -> float:
    return LIQUIDITY_TIERS[tier].maintenance


def _charged(tier: str, notional: float, equity: float) -> float:
    rules = LIQUIDITY_TIERS[tier]
    market = Market(
        tier, Schedule.flat(rules.initial), Schedule.flat(rules.maintenance), liquidation_fee=DYDX.liquidation_fee
    )
    return float(DYDX.liquidation_cost(Position(market, notional / 100, 100.0), 100.0, equity)[1])


def _below_requirement(rng: np.random.Generator) -> dict[str, Any]:
    """The only position of an account that may be liquidated: its equity is below what the market requires."""
    tier = str(rng.choice(FEE_TIERS))
    notional = float(rng.choice([20_000, 40_000, 50_000, 60_000, 80_000, 100_000]))
    share = rng.choice([0.2, 0.4, 0.5, 0.7, 0.8, 0.9])
    return {"tier": tier, "notional": notional, "equity": float(np.round(notional * _kept(tier) * share, 0))}


def _highest_fee(tier: str, notional: float, equity: float) -> float:
    highest_share = DYDX.liquidation_fee
    maintenance_fraction = _kept(tier)
    maintenance_requirement = maintenance_fraction * notional
    share_of_the_notional = highest_share * notional
    share_of_the_equity = highest_share * equity
    return min(share_of_the_notional, equity)


COST = Drill(
    "liquidation_fee",
    "A fee as far as it goes",
    ask="dYdX, as of {as_of}: the liquidation fee is at most {liquidation_fee:%1} of what is liquidated, and never"
    " more than the equity. A {tier_in_words} market takes {kept:%1} to keep. Your only position, {notional:$0} in"
    " such a market, is closed at the oracle price with **{equity:$0}** of equity left. What is the most that the fee"
    " can be?",
    generate=_below_requirement,
    answer=_charged,
    ways=(_highest_fee,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda tier, notional, equity: (
                notional * DYDX.liquidation_fee if notional * DYDX.liquidation_fee > equity else None
            ),
            "that is more than there is. The fee stops where the equity does; what it would have taken is not owed.",
            misconception=19,
        ),
        WrongAnswer(
            lambda tier, notional, equity: equity if notional * DYDX.liquidation_fee < equity else None,
            "the rest is still yours: the cap is a share of the notional.",
            misconception=19,
        ),
        WrongAnswer(
            lambda tier, notional, equity: equity * DYDX.liquidation_fee,
            "the share is of the *notional*, not of what you have left.",
        ),
        WrongAnswer(
            lambda tier, notional, equity: notional * _kept(tier),
            "that is the maintenance requirement. It says when the venue acts, not what it takes.",
        ),
    ),
    explain="min({liquidation_fee:%1} × {notional:$0}, {equity:$0}) = **{charged:$0}**",
    numbers={
        "as_of": DYDX.source.as_of,
        "liquidation_fee": DYDX.liquidation_fee,
        "tier_in_words": lambda q: word(q.tier).lower(),
        "kept": lambda q: _kept(q.tier),
        "charged": lambda q: _charged(q.tier, q.notional, q.equity),
    },
)


# ---- funding over a holding period ----------------------------------------------------------------------------------


def _funding(venue: str, btc: float, premium: float, days: float) -> float:
    return float(venues.get(venue).funding_cost("BTC", btc, BTC, premium, 24 * days))


def _rule(venue: str) -> Any:
    return venues.get(venue).funding_rule("BTC")


def _rate(venue: str, premium: float) -> float:
    return float(_rule(venue).rate(premium))


def _settled(venue: str, btc: float, premium: float, days: float) -> float:
    price_of_btc = BTC
    notional = btc * price_of_btc
    funding_rate = _rate(venue, premium)
    hours_of_the_rate = _rule(venue).period_hours
    hours_between_settlements = _rule(venue).interval_hours
    hours_held = 24 * days
    settlements = hours_held / hours_between_settlements
    periods_of_the_rate = hours_held / hours_of_the_rate
    payment_per_period = notional * funding_rate
    return float(payment_per_period * periods_of_the_rate)


HOLD = Drill(
    "funding_of_a_hold",
    "Funding over a holding period",
    ask="{short} settles funding every {interval_hours:#~} h; its rate for {period_hours:#~} h is now **{rate:%3}**"
    " and stays there. You hold {btc:#1} BTC **{side}** at {price:$} for {days:#0} days. What do you pay? (What you"
    " receive is negative.)",
    generate=lambda rng: {
        "venue": str(rng.choice(["dydx", "hyperliquid", "binance"])),
        "btc": float(rng.choice([-2, -1, -0.5, 0.5, 1, 2])),
        "premium": float(rng.choice([0.0007, 0.0008, 0.001, 0.0012])),
        "days": float(rng.choice([1, 2, 3, 5, 7, 10])),
    },
    answer=_funding,
    ways=(_settled,),
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda venue, btc, premium, days: -_funding(venue, btc, premium, days),
            "the sign is turned: a positive rate is paid by longs and received by shorts.",
        ),
        WrongAnswer(
            lambda venue, btc, premium, days: btc * BTC * _rate(venue, premium) * days,
            "that takes the rate once a day. It is for {period_hours:#~} hours.",
        ),
        WrongAnswer(
            lambda venue, btc, premium, days: (
                btc * BTC * _rate(venue, premium) * 24 * days / _rule(venue).interval_hours
                if _rule(venue).interval_hours != _rule(venue).period_hours
                else None
            ),
            "the rate is for its period; one settlement pays only its share of that.",
        ),
    ),
    explain="notional × rate × periods = {notional:$0} × {rate:%3} × {settlements:#~} = **{funding:$+}**",
    numbers={
        "short": lambda q: short(venues.get(q.venue)),
        "interval_hours": lambda q: _rule(q.venue).interval_hours,
        "period_hours": lambda q: _rule(q.venue).period_hours,
        "rate": lambda q: _rate(q.venue, q.premium),
        "side": lambda q: "long" if q.btc > 0 else "short",
        "price": BTC,
        "notional": lambda q: q.btc * BTC,
        "settlements": lambda q: 24 * q.days / _rule(q.venue).period_hours,
        "funding": lambda q: _funding(q.venue, q.btc, q.premium, q.days),
    },
)

DRILLS = (FREE, TIER, FEE, COST, HOLD)
