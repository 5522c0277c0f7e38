"""dYdX's limit and bankruptcy price as equity falls, and who pays after a fill."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from course.explorers import View
from course.explorers.prose import aside, derivation
from course.lessons.liquidation_mechanics.walk import btc
from course.margin import sign
from course.number_format import number, percent, usd
from course.texts import say, wordless
from course.venues import dydx
from course.venues.dydx import LIQUIDITY_TIERS, MAINNET, Perpetual, PerpetualPosition, Subaccount
from course.venues.dydx.parameters import TIERS_SOURCE

ORACLE, SIZE, TICKER = 50_000.0, 5.0, "BTC"
#: Tiers to choose from, with the maintenance fraction that goes with each.
TIERS = {
    name: wordless("{name} ({maintenance:%1})", name=name, maintenance=LIQUIDITY_TIERS[name].maintenance)
    for name in ("FX", "Large-Cap", "Mid-Cap", "Small-Cap", "Long-Tail")
}
CODE, PRINTED = "code", "printed"
SMMR, BA, MAX_FEE = (float(x) for x in (MAINNET.spread_to_mmr, MAINNET.bankruptcy_adjustment, MAINNET.max_fee))
#: Below this share of the requirement the limit lies beyond the bankruptcy price: ``k·(1 − v) = v``, k the widest spread.
MEETING = SMMR * BA / (1 + SMMR * BA)
SOURCES = say(
    "Parameters of the mainnet genesis, as of {as_of}; tiers of the documentation, as of {as_of_2}.",
    as_of=MAINNET.source.as_of,
    as_of_2=TIERS_SOURCE.as_of,
)
#: The order of the axis: from just liquidatable to well beyond bankruptcy.
HIGH, LOW = 1.0, -0.5


@lru_cache(256)
def account(tier: str, equity: float, side: str = "long") -> Subaccount:
    """5 BTC at an oracle price of $50,000 in a market of a tier, with ``equity`` as a share of the requirement."""
    found = LIQUIDITY_TIERS[tier]
    share = found.maintenance_ppm / 1e6
    market = Perpetual(TICKER, ORACLE, found.initial, share)
    size = sign(side) * SIZE
    held = PerpetualPosition(market, size)
    needed = held.risk.maintenance
    return Subaccount(dydx.usdc(round(equity * needed) - int(held.risk.equity)), (held,))


class Prices(NamedTuple):
    """What the chain computes for an account: prices in USDC, the order in BTC (signed)."""

    limit: float
    bankruptcy: float
    order: float


@lru_cache(256)
def prices(tier: str, equity: float, side: str, formula: str = CODE) -> Prices:
    """Limit and bankruptcy price, the limit by the chain's code or by the formula that the documentation prints."""
    held = account(tier, equity, side)
    position = held.positions[0]
    quote = dydx.bankruptcy_quote(held, TICKER, -position.size)
    limit = float(dydx.fillable_price(held, TICKER))
    if formula == PRINTED:
        limit = printed(tier, equity)
    order = dydx.liquidatable_size(position, position.perpetual.quantum)
    return Prices(limit, float(abs(quote)) / SIZE, float(order))


def printed(tier: str, equity: float) -> float:
    """``P·(1 − SMMR·MMF·BA·(1 − Q))`` "for both short and long": the documentation's formula, its rating kept within 0 and 1."""
    rating = min(max(BA * (1 - equity), 0.0), 1.0)
    return ORACLE * (1 - SMMR * LIQUIDITY_TIERS[tier].maintenance * rating)


def opened(tier: str, equity: float, side: str = "long") -> str:
    """The account in code."""
    held = account(tier, equity, side)
    position = held.positions[0]
    market = position.perpetual
    return (
        "from course.venues import dydx\n"
        f"market = dydx.Perpetual({TICKER!r}, {ORACLE:.0f}, '{float(market.base_imf):g}', '{float(market.maintenance_fraction):g}')\n"
        f"held = dydx.PerpetualPosition(market, {float(position.size):.12g})\n"
        f"account = dydx.Subaccount('{float(held.balance):.6f}', (held,))\n"
    )


def shown(side: str, tier: str, equity: float, worse: float, formula: str) -> str:
    """The two prices in code."""
    quote = f"dydx.bankruptcy_quote(account, {TICKER!r}, -held.size)"
    limit = f"dydx.fillable_price(account, {TICKER!r})"
    if formula == PRINTED:
        asked = f"{SMMR:g} * {LIQUIDITY_TIERS[tier].maintenance:g}"
        limit = f"{ORACLE:.0f} * (1 - {asked} * min(max({BA:g} * (1 - {equity:g}), 0), 1))"
    return f"{opened(tier, equity, side)}float({limit}), float(abs({quote})) / {SIZE:g}"


def away(price: float) -> float:
    """A price as a distance from the oracle price."""
    return price / ORACLE - 1


class Fill(NamedTuple):
    """One block's order against the book: whether it fills, and the payment to the fund (negative: from it)."""

    price: float
    taken: bool
    fee: float


def fill(tier: str, equity: float, side: str, worse: float, formula: str) -> Fill:
    """The first block's order against a book that pays ``worse`` (a share) less than the oracle price."""
    s = sign(side)
    found, price = prices(tier, equity, side, formula), ORACLE * (1 - s * worse)
    taken = s * (price - found.limit) >= -1e-6
    held = account(tier, equity, side)
    order = dydx.liquidatable_size(held.positions[0], held.positions[0].perpetual.quantum)
    fee = dydx.insurance_fund_delta(held, TICKER, order, dydx.exact("price", round(price, 2)))
    return Fill(price, taken, float(fee))


def limits(side: str, tier: str, equity: float, worse: float, formula: str) -> View:
    """Limit of the order and bankruptcy price over equity; what one fill leaves for the fund or takes from it."""
    s = sign(side)
    at = [HIGH, 0.0, LOW]
    along = {e: prices(tier, e, side, formula) for e in at}
    now, done = prices(tier, equity, side, formula), fill(tier, equity, side, worse, formula)
    heights = {
        "oracle": [0.0, 0.0, 0.0],
        "limit": [away(along[e].limit) for e in at],
        "bankruptcy": [away(along[e].bankruptcy) for e in at],
    }
    lines = [
        {"equity": e, "price": price, "kind": kind}
        for kind, column in heights.items()
        for e, price in zip(at, column, strict=True)
    ]
    here = away(done.price)
    shown = [here, *(price for column in heights.values() for price in column)]
    room = 0.14 * (max(shown) - min(shown))
    bank = away(now.bankruptcy)
    # Names stand at the end of their lines that the fill is not near.
    deep, far = heights["limit"][-1], equity >= -0.1
    end, last = (LOW, -1) if far else (HIGH, 0)
    crowded = abs(here - deep) < 0.12 * (max(shown) - min(shown))
    names = [
        {"equity": e, "price": p, "label": label, "kind": kind, "below": below, "left": e == LOW}
        for e, p, label, kind, below in (
            (end, 0.0, "oracle price", "oracle", s < 0),
            (end, heights["bankruptcy"][last], "bankruptcy price", "bankruptcy", (s > 0) != far),
            (LOW, deep, "limit of the order", "limit", (deep < 0) != crowded),
        )
    ]
    size, verb = abs(now.order), "sells" if s > 0 else "buys"
    # A hundredth of a cent is rounding of the chain's, not money.
    fee = abs(done.fee) if abs(done.fee) >= 1e-4 else 0.0
    on_fill = fee / (size * done.price)
    if not done.taken:
        label = "does not fill"
        title = (
            "Nothing fills, and equity is not negative: the account waits"
            if equity >= 0
            else "Nothing fills, and equity is negative: it falls to other traders, at the bankruptcy price"
        )
        if formula == PRINTED and side == "short":
            title = "As printed, a short's order bids below the oracle price, where nobody sells in this book"
        money = "That is beyond the limit: **nothing trades** in this block."
    elif fee and done.fee > 0:
        label = say("fund gets {fee:$}", fee=fee)
        title = say("The fill beats bankruptcy, and the insurance fund takes {on_fill:%} of it", on_fill=on_fill)
        kept = abs(done.price - now.bankruptcy) * size - fee
        # What rounding left of nothing is nothing.
        kept = kept if kept >= 0.005 else 0.0
        money = say(
            "That is better than the bankruptcy price: **{fee:$}** goes to the insurance fund and"
            " **{kept:$}** stays with the account (at most {max_fee:%1} of the fill is taken).",
            fee=fee,
            kept=kept,
            max_fee=MAX_FEE,
        )
    elif fee:
        label = say("fund pays {fee:$}", fee=fee)
        title = say("The fill is beyond bankruptcy, and the insurance fund pays {on_fill:%} of it", on_fill=on_fill)
        money = say("That is beyond the bankruptcy price: the insurance fund pays **{fee:$}**.", fee=fee)
    else:
        label = "exactly bankruptcy"
        title = "The fill is the bankruptcy price: nobody pays"
        money = "That is the bankruptcy price: **$0** is left and nobody pays."
    return View(
        data={
            "lines": lines,
            "band": [
                {"equity": e, "low": min(0.0, away(along[e].limit)), "high": max(0.0, away(along[e].limit))} for e in at
            ],
            "names": names,
            "gap": {
                "equity": [equity] * int(done.taken),
                "price": [here] * int(done.taken),
                "other": [bank] * int(done.taken),
                "kind": ["fee" if done.fee > 0 else "fund"] * int(done.taken),
            },
            "fill": {
                "equity": [equity],
                "price": [here],
                "label": [label],
                "left": [equity < 0.43],
                "below": [bool((here < bank) if done.taken else s > 0)],
                "taken": [done.taken],
            },
            "frame": {"equity": [HIGH, LOW], "price": [min(shown) - room, max(shown) + room]},
        },
        title=title,
        subtitle=say(
            "a {side} of {btc} at an oracle price of {oracle:$}, {tier} market\n{sources}",
            side=side,
            btc=btc(SIZE),
            oracle=ORACLE,
            tier=tier,
            sources=SOURCES,
        ),
        sentence=say(
            "With equity at {equity:%~0} of the requirement the order {verb} {btc} at **{limit:$}** or"
            " better ({away:%+}); the bankruptcy price is {bankruptcy:$} ({bank:%+}). The book offers"
            " {price:$}. {money}",
            equity=equity,
            verb=verb,
            btc=btc(size),
            limit=now.limit,
            away=away(now.limit),
            bankruptcy=now.bankruptcy,
            bank=bank,
            price=done.price,
            money=money,
        ),
        idle={} if side == "short" else {"formula": "For a long both formulas are the same: choose a short."},
    )


def words(side: str, tier: str, equity: float, worse: float, formula: str) -> str:
    """The two prices of the explorer, line by line (HTML)."""
    s, m = sign(side), LIQUIDITY_TIERS[tier].maintenance
    held, now = account(tier, equity, side), prices(tier, equity, side)
    needed, have = float(held.maintenance_requirement), float(held.equity)
    rating = min(max(BA * (1 - equity), 0.0), 1.0)
    minus, plus = ("−", "+") if s > 0 else ("+", "−")
    rows = [
        ("requirement = m · N", say("{m:%1} of {the_size:$} = {needed:$}", m=m, the_size=SIZE * ORACLE, needed=needed)),
        ("equity V", say("{equity:%~0} of it = {have:$}", equity=equity, have=have)),
        ("how bankrupt = BA · (1 − V / requirement), within 0 and 1", number(rating, 2)),
        (
            say("limit = P · (1 {minus} SMMR · m · how bankrupt)", minus=minus),
            f"{usd(ORACLE)} · (1 {minus} {SMMR:g} · {percent(m, 1)} · {number(rating, 2)}) = <strong>{usd(now.limit)}</strong>",
        ),
        (
            say("bankruptcy price = P {minus} V / size", minus=minus)
            if have >= 0
            else say("bankruptcy price = P {plus} missing / size", plus=plus),
            (
                f"{usd(ORACLE)} {minus if have >= 0 else plus} {usd(abs(have))} / {SIZE:g} ="
                f" <strong>{usd(now.bankruptcy)}</strong>"
            ),
        ),
        (
            "the fund gets at most",
            say(
                "{max_fee:%1} of the fill; a fill at P leaves {the_equity:%} of it",
                max_fee=MAX_FEE,
                the_equity=max(equity, 0.0) * m,
            ),
        ),
        (
            "they meet where SMMR · BA · (1 − v) = v",
            say(
                "v = {smmr:#~} / {smmr_2:#~} = <strong>{meeting:%0}</strong> of the requirement",
                smmr=SMMR * BA,
                smmr_2=1 + SMMR * BA,
                meeting=MEETING,
            ),
        ),
    ]
    about = say(
        "dYdX's two prices, with the explorer's numbers (one position: its share of the account's requirement is all of it)"
    )
    sources = wordless("{source}; {tiers_source}", source=MAINNET.source, tiers_source=TIERS_SOURCE)
    named = {
        "N": say("the position's worth"), "V": say("its equity"), "P": say("the oracle price"), "v": say("equity over requirement"),
        "BA": say("dYdX's bankruptcy adjustment"), "SMMR": say("its spread over the maintenance fraction"),
    }  # fmt: skip
    return derivation(about, rows, **named) + aside("Sources", f"<p>{sources}</p>")
