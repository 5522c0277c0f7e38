"""Resting orders: what they cost differs by venue, and so does the moment at which one is refused."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from course import venues
from course.explorers import View
from course.lessons.cross_margin.book import BTC, ENTRY
from course.lessons.cross_margin.picture_tables import table
from course.margin import Pool
from course.texts import Said, joined, say
from course.venues import drift, dydx
from course.venues.dydx import check_update

HELD = 1.0
VENUES = {name: venues.get(name).title for name in ("dydx", "drift")}
#: The other of the two, which is drawn beside the chosen one; and what they are called in a picture.
OTHER = {"dydx": "drift", "drift": "dydx"}
SHORT = {"dydx": "dYdX", "drift": "Drift"}
MOST = 10


def account(venue: str, collateral: float) -> Pool:
    """One BTC held at its entry price."""
    return venues.get(venue).pool(collateral, (BTC, HELD, ENTRY[BTC]))


@lru_cache(maxsize=4 * (MOST + 1))
def free_after(venue: str, collateral: float, size: float, orders: int) -> tuple[float, float]:
    """Free collateral while so many buy orders rest, and once all of them have been filled, USD."""
    marks, price = {BTC: ENTRY[BTC]}, ENTRY[BTC]
    pool = account(venue, collateral)
    filled = pool.trade(pool.position(BTC).market, orders * size, price, fee=0.0) if orders else pool
    after = float(filled.free_collateral(marks))
    if venue == "dydx":
        return float(pool.free_collateral(marks)), after
    ratio = venues.get(venue).table(BTC).initial[0]
    worst = drift.perp_margin(HELD + orders * size, price, ratio, open_orders=orders)
    return float(pool.equity(marks)) - worst, after


@lru_cache(maxsize=4)
def accepted(venue: str, collateral: float, size: float, orders: int) -> tuple[int, int]:
    """How many of so many buy orders may rest, and how many of those can be filled."""
    if venue == "drift":
        resting = sum(free_after(venue, collateral, size, k)[0] >= 0 for k in range(1, orders + 1))
        return resting, resting
    marks = {BTC: ENTRY[BTC]}
    state = dydx.VENUE.subaccount(account(venue, collateral), marks)
    market = dydx.VENUE.perpetual(BTC, str(ENTRY[BTC]))
    cost, lot = f"{-size * ENTRY[BTC]:.6f}", f"{size:.10f}"
    alone = check_update(state, cost, lot, market) == "ok"
    fills = 0
    while fills < orders and alone and check_update(state, cost, lot, market) == "ok":
        state = state.updated(cost, lot, market)
        fills += 1
    return (orders if alone else 0), fills


def in_code(venue: str, collateral: float, size: float, orders: float) -> str:
    """What is free while the orders that are taken rest, and once they have been filled, in code."""
    rest, fills = accepted(venue, collateral, size, int(orders))
    price = ENTRY[BTC]
    head = (
        "from course import venues\n"
        f"pool, mark = venues.get({venue!r}).pool({collateral:.12g}, ({BTC!r}, {HELD:g}, {price:.12g})), {{{BTC!r}: {price:.12g}}}\n"
        f"resting, can_fill = {rest}, {fills}\n"
        f"filled = pool.trade(pool.position({BTC!r}).market, resting * {size:.12g}, {price:.12g}, fee=0.0) if resting else pool\n"
    )
    if venue == "dydx":
        return head + "pool.free_collateral(mark), filled.free_collateral(mark), resting, can_fill"
    ratio = venues.get(venue).table(BTC).initial[0]
    return (
        "from course.venues import drift\n" + head
        + f"worst = drift.perp_margin({HELD:g} + resting * {size:.12g}, {price:.12g}, {ratio:.12g}, open_orders=resting)\n"
        "pool.equity(mark) - worst, filled.free_collateral(mark), resting, can_fill"
    )  # fmt: skip


def resting(venue: str, collateral: float, size: float, orders: float) -> View:
    """Collateral in layers while 0, 1, 2 … orders rest."""
    count = int(orders)
    rest, fills = accepted(venue, collateral, size, count)
    bars: list[dict[str, Any]] = []
    ticks, crosses = [], []
    base = float(account(venue, collateral).initial_requirement({BTC: ENTRY[BTC]}))
    for k in range(min(count, MOST) + 1):
        free, after = free_after(venue, collateral, size, k)
        taken = min(collateral - base - free, collateral - base)
        if k > rest:
            crosses.append({"orders": k, "at": collateral / 2})
            continue
        bars += [
            {"orders": k, "start": 0.0, "end": min(base, collateral), "kind": "position"},
            {"orders": k, "start": base, "end": base + taken, "kind": "orders"},
            {"orders": k, "start": base + taken, "end": max(collateral, base + taken), "kind": "free"},
        ]
        if k > fills:
            crosses.append({"orders": k, "at": max(collateral - after, 0.0) if after > 0 else collateral})
        elif k:
            ticks.append({"orders": k, "at": collateral - after})
    free_now, _ = free_after(venue, collateral, size, rest)
    free_none, _ = free_after(venue, collateral, size, 0)
    first = min(base, collateral)
    names = [{"at": first / 2, "label": "position"}, {"at": first + (collateral - first) * 0.85, "label": "free"}]
    if venue == "drift" and rest:
        names.append({"at": first + 0.35 * (free_none - free_now), "label": "orders"})
    other = OTHER[venue]
    there, _ = accepted(other, collateral, size, count)
    held = [min(collateral - free_after(other, collateral, size, k)[0], collateral) for k in range(there + 1)]
    stops = say("{other} takes no more", other=SHORT[other]) if there < count else SHORT[other]
    title, where = _said(venue, count, rest, fills, free_now, free_none)
    if rest:
        title += _beside(other, count, there, held[-1] - held[0])
    return View(
        data={
            "bars": bars,
            "fills": ticks or {"orders": [], "at": []},
            "refused": crosses or {"orders": [], "at": []},
            "names": names,
            "other": {"orders": list(range(there + 1)), "at": held},
            "other_names": {"orders": [there], "at": held[-1:], "label": [stops], "left": [there > MOST / 2]},
        },
        title=title,
        table=table(
            {
                "orders resting": list(range(rest + 1)),
                "free ($)": [free_after(venue, collateral, size, k)[0] for k in range(rest + 1)],
                "free once all are filled ($)": [free_after(venue, collateral, size, k)[1] for k in range(rest + 1)],
            }
        ),
        subtitle=say(
            "1 BTC held at {entry:$}; buy orders of {size:#2} BTC at that price{marks}\nInitial margin {initial:%0}."
            " {title}, as of {as_of}.",
            entry=ENTRY[BTC],
            size=size,
            marks=joined("", [say("; line: once filled") if ticks else "", say("; cross: refused") if crosses else ""]),
            initial=venues.get(venue).table(BTC).initial[0],
            title=venues.get(venue).title,
            as_of=venues.get(venue).source.as_of,
        ),
        sentence=say(
            "With no order resting **{free_none:$0}** is free to open more or to withdraw", free_none=free_none
        )
        + (say("; with {rest} resting it is **{free_now:$0}**", rest=rest, free_now=free_now) if rest else "")
        + say(". {where}Other venues have other rules again.", where=where),
    )


def _beside(other: str, count: int, there: int, held: float) -> Said:
    """What the other venue makes of the same orders."""
    name = SHORT[other]
    if there == 0:
        return say("; {name} refuses the first", name=name)
    if other == "dydx":
        return say("; {name} reserves nothing", name=name)
    if there < count:
        return say("; {name} holds {held:$0} for {there}, then refuses", name=name, held=held, there=there)
    return say("; {name} holds {held:$0}", name=name, held=held)


def _said(
    venue: str, count: int, rest: int, fills: int, free_now: float, free_none: float
) -> tuple[Said | str, Said | str]:
    """The finding, and which of so many orders are accepted and filled."""
    some = say("{rest} resting {rest_2:order|orders}", rest=rest, rest_2=rest)
    if count == 0:
        return say("No order rests, and {free_none:$0} is free", free_none=free_none), ""
    if rest == 0:
        return (
            "No order of this size is accepted",
            say(
                "Of {count} {count:order|orders} **0** are accepted: the first is refused when it is placed. ",
                count=count,
            ),
        )
    if venue == "dydx":
        few = "" if fills == rest else ", the next is refused at the match"
        return (
            say("{some} {rest:reserves|reserve} nothing", some=some, rest=rest),
            (
                say(
                    "Each order is checked alone when it is placed, as if filled, and again at the match. Of"
                    " {count} resting, **{fills}** can be filled{few}. ",
                    count=count,
                    fills=fills,
                    few=few,
                )
            ),
        )
    few = "" if rest == count else ", the next is refused when it is placed"
    return (
        say(
            "{some} {rest:takes|take} {free_none:$0} of what was free",
            some=some,
            rest=rest,
            free_none=free_none - free_now,
        ),
        (
            say(
                "Every order counts as filled where that is worse: **{rest}** of {count} {rest_2:is|are}"
                " accepted{few}. ",
                rest=rest,
                count=count,
                rest_2=rest,
                few=few,
            )
        ),
    )
