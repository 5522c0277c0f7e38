"""Whether closing a part of a position makes the account healthy again: on dYdX, tier by tier, and on Hyperliquid."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from course import venues
from course.charts.labels import spread
from course.explorers import View
from course.lessons.liquidation_mechanics.limits import MAX_FEE, ORACLE, SIZE, SOURCES, TICKER, TIERS, account, opened
from course.lessons.liquidation_mechanics.walk import btc
from course.number_format import percent, stated
from course.texts import say, wordless
from course.venues import dydx
from course.venues.dydx import LIQUIDITY_TIERS


class Path(NamedTuple):
    """How an account fares while it is closed bit by bit: shares closed, equity over requirement, and how it ends.

    An account without a position has no health: where all is closed, the last point stands where the last order was sent.
    """

    closed: tuple[float, ...]
    health: tuple[float, ...]
    ending: str
    left: float
    position: float


@lru_cache(256)
def on_dydx(tier: str, equity: float, worse: float) -> Path:
    """Block after block on dYdX, each at ``worse`` below the oracle price, until it is healthy, empty or stuck."""
    price = dydx.exact("price", round(ORACLE * (1 - worse), 2))
    accounts, ending = dydx.liquidate_in_blocks(account(tier, equity), TICKER, price)
    held = [a for a in accounts if a.positions]
    shares = [1 - float(a.positions[0].size) / SIZE for a in held]
    health = [float(a.equity / a.maintenance_requirement) for a in held]
    if ending == "closed":
        shares.append(1.0)
        health.append(health[-1])
    size = float(held[-1].positions[0].size) if ending != "closed" else 0.0
    return Path(tuple(shares), tuple(health), ending, float(accounts[-1].equity), size)


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
    shares, health = [0.0, first / SIZE], [equity, float(after.equity(marks) / after.maintenance_requirement(marks))]
    if ending != "healthy":
        shares.append(1.0)
        health.append(health[-1])
    return Path(tuple(shares), tuple(health), ending, told.equity_after, sum(p.size for p in told.pool.positions))


def shown(tier: str, equity: float, worse: float) -> str:
    """Both venues' closing in code."""
    needed = venues.get("hyperliquid").pool(0.0, (TICKER, SIZE, ORACLE)).maintenance_requirement({TICKER: ORACLE})
    return (
        f"{opened(tier, equity)}"
        f"accounts, ending = dydx.liquidate_in_blocks(account, {TICKER!r}, '{ORACLE * (1 - worse):.2f}')\n"
        "from course import venues\n"
        "venue = venues.get('hyperliquid')\n"
        f"pool = venue.pool({equity * needed:.12g}, ({TICKER!r}, {SIZE:g}, {ORACLE:.0f}))\n"
        f"told = venue.liquidation_steps(pool, {{{TICKER!r}: {ORACLE:.0f}}}, slippage={worse:.12g})\n"
        f"closed = [1 - sum(float(p.size) for p in held) / {SIZE:g} for held in (accounts[-1].positions, told.pool.positions)]\n"
        "held = [a for a in accounts if a.positions][-1]\n"
        "*closed, float(held.equity / held.maintenance_requirement), float(accounts[-1].equity), told.equity_after"
    )


def _dydx_end(path: Path) -> str:
    count = len(path.closed) - 1
    blocks = say("{count} {count:block|blocks}", count=count)
    return {
        "waits": say(
            "waits at {health:%0}, {closed:%0} closed in {blocks}",
            health=path.health[-1],
            closed=path.closed[-1],
            blocks=blocks,
        )
        if count
        else "sells nothing and waits",
        "healthy": say("healthy, {closed:%0} closed in {blocks}", closed=path.closed[-1], blocks=blocks),
        "closed": say("all closed in {blocks}, {left:$0} left", blocks=blocks, left=max(path.left, 0.0)),
    }[path.ending]


def _hyperliquid_end(path: Path) -> str:
    if path.ending == "healthy":
        return say("healthy, {closed:%0} closed", closed=path.closed[-1])
    first = say(
        "{closed:%0} closed lifts it to {health:%0}, which is not enough", closed=path.closed[1], health=path.health[1]
    )
    if path.health[1] <= path.health[0] + 1e-9:
        first = say("{closed:%0} closed leaves it at {health:%0}", closed=path.closed[1], health=path.health[1])
    return first + (
        say("; then all is closed, {left:$0} left", left=max(path.left, 0.0))
        if path.ending == "closed"
        else "; then the vault takes all of it, and nothing is left"
    )


def slice_of(m: float, equity: float, worse: float) -> tuple[float, float, float]:
    """What a slice holds in equity, what the fund takes of it, and what stays, as shares of its value at the mark."""
    holds = equity * m
    fee = min(max(holds - worse, 0.0), MAX_FEE * (1 - worse))
    return holds, fee, holds - worse - fee


def _why(m: float, equity: float, worse: float, sold: bool) -> str:
    holds, fee, stays = slice_of(m, equity, worse)
    start = say("a slice holds {holds:%} of its value in equity", holds=holds)
    if not sold:
        return say("{start}, but the limit of its order is closer to the mark than the book", start=start)
    gives = say(
        "{start}. The fill gives up {the_worse}, the fund takes {fee:%}",
        start=start,
        the_worse=stated(worse, 2) if worse else "nothing",
        fee=fee,
    )
    if stays > 1e-9:
        return say(
            "{gives} (at most {max_fee:%1} of the fill), and {stays:%} stays to heal the rest",
            gives=gives,
            max_fee=MAX_FEE,
            stays=stays,
        )
    return say("{gives}, all that is left of it: nothing stays to heal the rest", gives=gives)


def healing(tier: str, equity: float, worse: float) -> View:
    """Health over the share closed, on dYdX in a market of a tier and on Hyperliquid."""
    chain, other = on_dydx(tier, equity, worse), on_hyperliquid(equity, worse)
    both = {"dydx": chain, "hyperliquid": other}
    rows = [
        {"closed": c, "health": h, "venue": name}
        for name, path in both.items()
        for c, h in zip(path.closed, path.health, strict=True)
    ]
    # dYdX's words stand below its line, Hyperliquid's above, and those of the healthy line keep clear of both.
    wanted = [chain.health[-1] - 0.07, other.health[-1] + 0.05, 1.035]
    *places, name = spread(wanted, 0.075, 0.45, 1.35)
    m = LIQUIDITY_TIERS[tier].maintenance
    flat = abs(chain.health[-1] - chain.health[0]) < 1e-3
    sold = len(chain.closed) > 1
    hyper = venues.get("hyperliquid")
    verdict = {
        "closed": "In this market closing more never helps on dYdX: the rest is as sick as before"
        if flat
        else "On dYdX closing helps a little, not enough: all of it goes",
        "healthy": say("On dYdX {closed:%0} of the position heals the account", closed=chain.closed[-1]),
        "waits": say(
            "A part helps: dYdX stops at {health:%0}, where its limit is closer than the book", health=chain.health[-1]
        )
        if sold
        else "dYdX does not sell at this price: the account waits",
    }[chain.ending]
    gone = {"closed": "all closed", "taken over": "taken over"}
    return View(
        data={
            "paths": rows,
            "dots": [row for row in rows if not (row["closed"] == 1.0 and both[str(row["venue"])].ending in gone)],
            "gone": [
                {"closed": 1.0, "health": path.health[-1], "venue": name}
                for name, path in both.items()
                if path.ending in gone
            ],
            "ends": {
                "closed": [path.closed[-1] for path in both.values()],
                "health": [path.health[-1] for path in both.values()],
                "place": places,
                "label": [
                    wordless("{title}: {gone}", title=title, gone=gone.get(path.ending, path.ending))
                    for title, path in zip(("dYdX", "Hyperliquid"), both.values(), strict=True)
                ],
                "venue": list(both),
                "left": [path.closed[-1] > 0.45 for path in both.values()],
            },
            "healthy": {"health": [1.0], "place": [name], "label": ["healthy from here up"]},
        },
        title=verdict,
        subtitle=say(
            "{btc} long at {oracle:$}, {tier} market ({m:%1}) against Hyperliquid's BTC ({maintenance:%})\nHyperliquid:"
            " documentation of {as_of}; dYdX: {sources}",
            btc=btc(SIZE),
            oracle=ORACLE,
            tier=tier,
            m=m,
            maintenance=hyper.table("BTC").maintenance[0],
            as_of=hyper.source.as_of,
            sources=SOURCES,
        ),
        sentence=say(
            "Both begin with {equity:%~0} of what they need and sell {say} the mark. dYdX: **{dydx_end}**."
            " Hyperliquid: **{hyperliquid_end}**. On dYdX {why}.",
            equity=equity,
            say=say("{worse:%~2} below", worse=worse) if worse else "at",
            dydx_end=_dydx_end(chain),
            hyperliquid_end=_hyperliquid_end(other),
            why=_why(m, equity, worse, sold),
        ),
    )


def slices(tier: str, equity: float, worse: float) -> str:
    """What becomes of a slice's equity on dYdX, market by market, with the explorer's numbers (HTML)."""
    heads = ("market", "the slice holds", "the fill gives up", "the fund takes", "stays")
    rows = []
    for name in TIERS:
        m = LIQUIDITY_TIERS[name].maintenance
        holds, fee, stays = slice_of(m, equity, worse)
        cells = (percent(holds), percent(worse), percent(fee), percent(max(stays, 0.0)))
        if len(on_dydx(name, equity, worse).closed) == 1:
            cells = (percent(holds), "not sold: the limit is closer than the book", "", "")
        label = wordless("{name} ({m:%1})", name=name, m=m)
        rows.append(
            f"<tr><th scope='row'>{f'<strong>{label}</strong>' if name == tier else label}</th>"
            + "".join(f"<td data-label='{h}'>{c}</td>" for h, c in zip(heads[1:], cells, strict=True))
            + "</tr>"
        )
    head = "".join(f"<th scope='col'>{h}</th>" for h in heads)
    return say(
        "<table><caption>One slice on dYdX with equity at {equity:%~0} of the requirement, as shares of"
        " the slice's value; the fund takes at most {max_fee:%1} of the"
        " fill</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>",
        equity=equity,
        max_fee=MAX_FEE,
        head=head,
        rows="".join(rows),
    )
