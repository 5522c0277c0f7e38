"""Whether closing a part of a position makes the account healthy again: on dYdX, tier by tier, and on Hyperliquid."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from course import venues
from course.charts import spread
from course.explorers import Frame
from course.lessons.liquidation_mechanics.limits import MAX_FEE, ORACLE, SIZE, SOURCES, TICKER, account
from course.lessons.liquidation_mechanics.walk import btc
from course.venues import dydx
from course.venues.dydx import LIQUIDITY_TIERS
from course.words import percent, usd


class Path(NamedTuple):
    """How an account fares while it is closed bit by bit: shares closed, equity over requirement, and the end in words."""

    closed: tuple[float, ...]
    health: tuple[float, ...]
    ending: str
    left: float
    position: float


@lru_cache(256)
def on_dydx(tier: str, equity: float, worse: float) -> Path:
    """Block after block on dYdX, each at ``worse`` below the oracle price, until it is healthy, empty or stuck."""
    now = account(tier, equity)
    price = dydx.exact("price", round(ORACLE * (1 - worse), 2))
    shares, health, ending = [0.0], [float(now.equity / now.maintenance_requirement)], ""
    while not ending:
        held = now.positions[0].size
        done = dydx.liquidate_against_book(now, TICKER, [(price, held)], 10**9)
        now = done.account
        if not done.fills:
            ending = "waits"
        elif not now.positions:
            ending = "closed"
        else:
            shares.append(1 - float(now.positions[0].size) / SIZE)
            health.append(float(now.equity / now.maintenance_requirement))
            ending = "" if now.risk.liquidatable else "healthy"
    size = float(now.positions[0].size) if now.positions else 0.0
    return Path(tuple(shares), tuple(health), ending, float(now.equity), size)


@lru_cache(256)
def on_hyperliquid(equity: float, worse: float) -> Path:
    """The same position on Hyperliquid: a fifth, and the rest only if that was not enough."""
    venue, marks = venues.get("hyperliquid"), {TICKER: ORACLE}
    needed = venue.pool(0.0, (TICKER, SIZE, ORACLE)).maintenance_requirement(marks)
    pool = venue.pool(equity * needed, (TICKER, SIZE, ORACLE))
    told = venue.liquidation_steps(pool, marks, slippage=worse)
    first = next(s.size for s in told.steps if s.name == "fill")
    after = pool.trade(pool.positions[0].market, -first, ORACLE * (1 - worse), fee=0.0)
    names = {s.name for s in told.steps}
    ending = "healthy" if told.pool.positions else "taken over" if "takeover" in names else "closed"
    return Path(
        (0.0, first / SIZE),
        (equity, float(after.equity(marks) / after.maintenance_requirement(marks))),
        ending,
        told.equity_after,
        sum(p.size for p in told.pool.positions),
    )


def _ending(path: Path, blocks: bool = False) -> str:
    count = len(path.closed) - 1
    return {
        "waits": f"waits at {percent(path.health[-1], 0)}, {percent(path.closed[-1], 0)} closed" if count else "waits",
        "healthy": f"healthy, {percent(path.closed[-1], 0)} closed",
        "closed": f"all closed, {usd(max(path.left, 0.0), 0)} left",
        "taken over": "taken over, nothing left",
    }[path.ending] + (f", {count} blocks" if blocks and path.ending == "healthy" else "")


def healing(tier: str, equity: float, worse: float) -> Frame:
    """Health over the share closed, on dYdX in a market of a tier and on Hyperliquid."""
    chain, other = on_dydx(tier, equity, worse), on_hyperliquid(equity, worse)
    both = {"dydx": chain, "hyperliquid": other}
    rows = [
        {"closed": c, "health": h, "venue": name}
        for name, path in both.items()
        for c, h in zip(path.closed, path.health, strict=True)
    ]
    # dYdX's words stand below its line, Hyperliquid's above, and those of the healthy line keep clear of both.
    wanted = [chain.health[-1] - 0.07, other.health[-1] + 0.03, 1.035]
    *places, name = spread(wanted, 0.075, 0.45, 1.35)
    m = LIQUIDITY_TIERS[tier].maintenance
    flat = abs(chain.health[-1] - chain.health[0]) < 1e-3 and len(chain.closed) > 1
    hyper = venues.get("hyperliquid")
    verdict = {
        "closed": "Closing more never helps on dYdX: the rest is as sick as before, until nothing is left"
        if flat
        else "Closing helps a little on dYdX, not enough: all of it goes",
        "healthy": f"On dYdX {percent(chain.closed[-1], 0)} of the position heals the account",
        "waits": f"A part helps: dYdX stops at {percent(chain.health[-1], 0)}, where its limit is closer than the book"
        if len(chain.closed) > 1
        else "dYdX does not sell at this price: the account waits",
        "taken over": "",
    }[chain.ending]
    cap = (
        f"What a fill leaves of each slice's equity, up to {percent(MAX_FEE, 1)}, goes to the fund; a slice holds"
        f" {percent(equity * m)} or less"
        if equity * m <= MAX_FEE + worse
        else f"A slice holds {percent(equity * m)} of equity, the fund takes at most {percent(MAX_FEE, 1)}: the rest heals"
    )
    return Frame(
        data={
            "paths": rows,
            "dots": rows,
            "ends": {
                "closed": [path.closed[-1] for path in both.values()],
                "health": [path.health[-1] for path in both.values()],
                "place": places,
                "label": [
                    f"{title}: {'all closed' if path.ending == 'closed' else path.ending}"
                    for title, path in zip(("dYdX", "Hyperliquid"), both.values(), strict=True)
                ],
                "venue": list(both),
                "left": [path.closed[-1] > 0.45 for path in both.values()],
            },
            "healthy": {"health": [1.0], "place": [name], "label": ["healthy from here up"]},
        },
        title=verdict,
        subtitle=f"{btc(SIZE)} long at {usd(ORACLE)}, {tier} market ({percent(m, 1)}) against Hyperliquid's BTC"
        f" ({percent(hyper.table('BTC').maintenance[0])}, documentation of {hyper.source.as_of}); dYdX: {SOURCES}",
        sentence=f"Both begin with {percent(equity, 0)} of what they need and sell {percent(worse)} below the mark. dYdX:"
        f" **{_ending(chain, blocks=True)}**. Hyperliquid: **{_ending(other)}**. {cap}.",
    )
