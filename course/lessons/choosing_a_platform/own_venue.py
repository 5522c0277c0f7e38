"""A venue that the learner describes, beside two real ones."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from course import venues
from course.explorers import View
from course.lessons.choosing_a_platform.portfolio_on_venues import MARKS, ages, dated, short
from course.lessons.facts import WORST_BTC_HOUR
from course.margin import Pool, price_after
from course.number_format import number, percent, usd
from course.texts import say, wordless
from course.validation import ArgumentError
from course.venues import Source, Venue

#: The position of the comparison: large enough to climb a tier.
SIZE, COLLATERAL = 10.0, 60_000.0
PRICE = MARKS["BTC"]
#: Where the second tier of the described venue starts, USD.
FLOOR = 250_000.0
TIERS = {"flat": "one rate", "slice": "double above, slices", "whole": "double above, all of it"}
#: Fee of closing that the described venue puts into its trigger if it does: that of a real venue which does so.
FEE = venues.get("okx").taker_fee
REAL = ("dydx", "binance")
HOUR = 3_600.0


def described(maintenance: float, tiers: str, fee_in_trigger: bool, liquidation_fee: float) -> Venue:
    """The venue in the terms of ``course.venues``: opening takes twice what keeping takes."""
    source = Source("your own description", "today")
    rates = [maintenance] if tiers == "flat" else [maintenance, 2 * maintenance]
    rows = [
        {"floor": f, "maintenance": m, "max_leverage": 1 / (2 * m)} for f, m in zip((0.0, FLOOR), rates, strict=False)
    ]
    applies: Any = "whole" if tiers == "whole" else "slice"
    return Venue(
        name="yours",
        title="Yours",
        tables={"BTC": venues.tier_table("BTC", rows, source, applies=applies)},
        source=source,
        takeover=False,
        taker_fee=FEE,
        fee_in_trigger=fee_in_trigger,
        liquidation_fee=liquidation_fee,
    )


def in_code(maintenance: float, tiers: str, fee_in_trigger: bool, liquidation_fee: float, refresh: float) -> str:
    """The venue and where it closes the position, in code."""
    table = described(maintenance, tiers, fee_in_trigger, liquidation_fee).tables["BTC"]
    rows = [
        {"floor": f, "maintenance": m, "max_leverage": round(1 / i, 6)}
        for f, m, i in zip(table.floors, table.maintenance, table.initial, strict=True)
    ]
    return (
        "from course import venues\n"
        "source = venues.Source('your own description', 'today')\n"
        f"table = venues.tier_table('BTC', {rows!r}, source, applies={'whole' if tiers == 'whole' else 'slice'!r})\n"
        f"yours = venues.Venue('yours', 'Yours', {{'BTC': table}}, source, takeover=False, taker_fee={FEE:g},\n"
        f"                     fee_in_trigger={fee_in_trigger}, liquidation_fee={liquidation_fee:.12g})\n"
        f"pool = yours.pool({COLLATERAL:g}, ('BTC', {SIZE:g}, {PRICE:g}))\n"
        f"1 - pool.liquidation_price('BTC', {{'BTC': {PRICE:g}}}) / {PRICE:g}"
    )


def seen(price: float, refresh: float) -> float:
    """Price at which the venue acts: one refresh below the trigger, falling as evenly as BTC's worst hour as a whole."""
    return float(price_after(price, -WORST_BTC_HOUR.value, HOUR, refresh))


def outcome(venue: Venue, refresh: float) -> dict[str, Any]:
    """Where the venue's trigger lies, where it acts, and how the collateral is then divided, USD."""
    pool: Pool = venue.pool(COLLATERAL, ("BTC", SIZE, PRICE))
    marks = {"BTC": PRICE}
    price = pool.liquidation_price("BTC", marks)
    acted = seen(price, refresh)
    position = pool.position("BTC")
    equity = float(pool.equity({"BTC": acted}))
    least, most = map(float, venue.liquidation_cost(position, acted, equity))
    return {
        "venue": venue,
        "refresh": refresh,
        "required": float(pool.maintenance_requirement(marks)),
        "initial": float(pool.initial_requirement(marks)),
        "price": float(price),
        "acted": acted,
        "bankruptcy": float(pool.bankruptcy_price("BTC", marks)),
        "left": max(equity, 0.0) - most,
        "left_most": max(equity, 0.0) - least,
        "fee": most,
        "bad": max(-equity, 0.0),
    }


@lru_cache(maxsize=1)
def _real() -> tuple[dict[str, Any], ...]:
    known = [(v, v.refresh_seconds) for v in map(venues.get, REAL)]
    return tuple(outcome(v, seconds) for v, seconds in known if seconds is not None)


def compare_own(maintenance: float, tiers: str, fee_in_trigger: bool, liquidation_fee: float, refresh: float) -> View:
    """The described venue and two real ones on one long position."""
    venue = described(maintenance, tiers, fee_in_trigger, liquidation_fee)
    pool = venue.pool(COLLATERAL, ("BTC", SIZE, PRICE))
    if venue.liquidatable(pool, {"BTC": PRICE}):
        need = float(pool.maintenance_requirement({"BTC": PRICE}))
        raise ArgumentError(
            "maintenance",
            maintenance,
            f"with these tiers the venue would want {usd(need, 0)} and liquidate the position as it is opened; a lower one"
            " is possible",
        )
    mine = outcome(venue, refresh)
    found = [mine, *_real()]
    names = [short(o["venue"]) for o in found]
    moves = {k: [o[k] / PRICE - 1 for o in found] for k in ("price", "acted", "bankruptcy")}
    slip = 1 - mine["acted"] / mine["price"]
    late = percent(slip) if slip >= 5e-5 else say("under {value:%}", value=0.0001)
    room = -moves["price"][0]
    if mine["bad"] > 0:
        title = say("Your venue comes too late: {whole} of bad debt", whole=whole(mine["bad"]))
        end = say("By then the account is bankrupt and somebody else bears **{whole}**.", whole=whole(mine["bad"]))
    else:
        title = say(
            "Your venue acts after {room:%} and leaves {left:$0} of {the_collateral:$0}",
            room=room,
            left=mine["left"],
            the_collateral=COLLATERAL,
        )
        end = say("The trader keeps **{left:$0}**, the fund takes {fee:$0}.", left=mine["left"], fee=mine["fee"])
    unopened = (
        say(" It would not let you open this: {initial:$0} of initial margin.", initial=mine["initial"])
        if mine["initial"] > COLLATERAL
        else ""
    )
    old = wordless("{refresh:#0}" if refresh >= 10 else "{refresh:#1}", refresh=refresh)
    others = "; ".join(
        say("{n} acts after {p:%} and leaves {kept}", n=n, p=-p, kept=_kept(o))
        for n, p, o in zip(names[1:], moves["price"][1:], found[1:], strict=True)
    )
    widest = max(o["left"] + o["fee"] + o["bad"] for o in found)
    low = min([*moves["acted"], *moves["bankruptcy"]])
    return View(
        data={
            "walls": [
                {"venue": n, "move": m, "label": percent(m), "own": k == 0}
                for k, (n, m) in enumerate(zip(names, moves["price"], strict=True))
            ],
            "late": [
                {"venue": n, "start": a, "end": b}
                for n, a, b in zip(names, moves["price"], moves["acted"], strict=True)
            ],
            "bankrupt": {
                "move": [moves["bankruptcy"][0]],
                "label": [say("bankrupt {bankruptcy:%0}", bankruptcy=moves['bankruptcy'][0])],
            },
            "frame": {"move": [min(low * 1.05, -0.12), -low * 0.35]},
            "parts": [
                {"venue": n, "part": part, "start": a, "end": b}
                for n, o in zip(names, found, strict=True)
                for part, a, b in (
                    ("left", 0.0, o["left"]),
                    ("either", o["left"], o["left_most"]),
                    ("fee", o["left_most"], o["left"] + o["fee"]),
                    ("bad debt", 0.0, -o["bad"]),
                )
            ],
            "says": [{"venue": n, **_says(o)} for n, o in zip(names, found, strict=True)],
            "room": {"value": [-max(mine["bad"] * 1.05, 0.02 * widest), widest * 2.2]},
        },
        title=title,
        subtitle=say(
"{size:#0} BTC long at {price:$}, {the_collateral:$0} of collateral ({size_2:×})\nThe price falls"
" as in BTC's worst hour, {value:%0}, spread evenly; real rushes are faster.", size=SIZE, price=PRICE, the_collateral=COLLATERAL, size_2=SIZE * PRICE / COLLATERAL, value=WORST_BTC_HOUR.value),
        sentence=say("Your venue wants {required:$0} and acts when BTC has fallen **{room:%}**; with a price up to {old} s old it may act"
" {late} further down. {end}{unopened} For comparison: {others}.{ages}", required=mine["required"], room=room, old=old, late=late, end=end, unopened=unopened, others=others, ages=ages((o["venue"] for o in found[1:]), ["BTC"])),
        table=lambda: _table(found),
    )  # fmt: skip


def wall(maintenance: float, tiers: str, fee_in_trigger: bool, liquidation_fee: float, refresh: float) -> float | None:
    """Where the described venue acts, as a move of the price; None where it would not even hold the position."""
    venue = described(maintenance, tiers, fee_in_trigger, liquidation_fee)
    pool = venue.pool(COLLATERAL, ("BTC", SIZE, PRICE))
    if venue.liquidatable(pool, {"BTC": PRICE}):
        return None
    return float(outcome(venue, refresh)["price"]) / PRICE - 1


def whole(amount: float) -> str:
    """Money in whole dollars; a little is not nothing."""
    return "under $1" if 0 < amount < 0.5 else usd(amount, 0)


def _kept(o: dict[str, Any]) -> str:
    """What the trader keeps: a sum, or from worst to best where the venue's rules allow either."""
    least, most = o["left"], o["left_most"]
    return usd(least, 0) if most - least < 0.5 else say("{least:$0} to {most:$0}", least=least, most=most)


def _says(o: dict[str, Any]) -> dict[str, str]:
    """What the chart writes beside a venue's bar, and which part of it that is about."""
    if o["bad"] > 0:
        return {"label": say("bad debt {whole}", whole=whole(o["bad"])), "fee": "", "part": "bad debt"}
    fixed = o["left_most"] - o["left"] < 0.5
    return {
        "label": say("keeps {kept}", kept=_kept(o)),
        "fee": say("fee {fee:$0}", fee=o["fee"]) if fixed and o["fee"] else "",
        "part": "left" if fixed else "either",
    }


def _table(found: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "venue": o["venue"].title,
                "maintenance": usd(o["required"], 0),
                "liquidation price": usd(o["price"]),
                "acts at": usd(o["acted"]),
                "bankruptcy price": usd(o["bankruptcy"]),
                "refresh": f"{number(o['refresh'], 1)} s",
                "fee at most": usd(o["fee"], 0),
                "trader keeps": _kept(o),
                "bad debt": usd(o["bad"], 0),
                "as of": dated({"as_of": (tiers := o["venue"].table("BTC").source).as_of, "old": tiers.old()}),
                "source": tiers.text,
            }
            for o in found
        ]
    )
