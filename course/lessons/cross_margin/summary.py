"""Many assets: a border in as many dimensions, summed up by its slices, its common move and what to reduce first."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.cross_margin.picture_tables import table
from course.margin import Market, Pool, Position, Terrain
from course.number_format import percent, usd
from course.texts import joined, say, wordless

#: Symbol: example price, maintenance fraction.
MARKETS = {
    "BTC": (60_000.0, 0.03),
    "ETH": (3_000.0, 0.03),
    "SOL": (150.0, 0.05),
    "LINK": (15.0, 0.05),
    "DOGE": (0.2, 0.05),
}
#: Notional of each leg at entry, USD, long > 0.
BOOKS = {
    "hedged": {"BTC": 60_000, "ETH": -45_000, "SOL": 15_000, "LINK": -12_000, "DOGE": 0},
    "one way": {"BTC": 30_000, "ETH": 20_000, "SOL": 15_000, "LINK": 10_000, "DOGE": 5_000},
    "mixed": {"BTC": 50_000, "ETH": 20_000, "SOL": -30_000, "LINK": 10_000, "DOGE": -8_000},
}


@cache
def market(symbol: str) -> Market:
    """An example market: twice the maintenance fraction to open."""
    rate = MARKETS[symbol][1]
    return Market(symbol, initial=2 * rate, maintenance=rate)


def book(name: str, collateral: float) -> Pool:
    """A book of several legs in one pool, every leg at its entry price."""
    return Pool(
        collateral,
        tuple(
            Position(market(s), notional / MARKETS[s][0], MARKETS[s][0])
            for s, notional in BOOKS[name].items()
            if notional
        ),
    )


def moved(pool: Pool, move: Any) -> dict[str, Any]:
    """All prices after one common move."""
    return {p.symbol: MARKETS[p.symbol][0] * (1 + np.asarray(move)) for p in pool.positions}


def common(pool: Pool) -> float | None:
    """The common move at which the pool is liquidated; None if there is none, or if it has been liquidated already."""
    book = Terrain.of(pool, moved(pool, 0.0))
    move = float(book.move(np.ones(len(book.symbols))))
    return move if move and np.isfinite(move) else None


def relief(pool: Pool, move: float, dollars: float = 1_000.0) -> dict[str, float]:
    """Room won in the stress by closing ``dollars`` of each leg now, USD: its loss there and its requirement there."""
    now, stressed = moved(pool, 0.0), moved(pool, move)
    before = pool.health(stressed)
    won = {}
    for leg in pool.positions:
        size = -np.sign(leg.size) * min(dollars / MARKETS[leg.symbol][0], abs(leg.size))
        less = pool.trade(leg.market, float(size), float(now[leg.symbol]), fee=0.0)
        won[leg.symbol] = float(less.health(stressed) - before)
    return won


def in_code(name: str, collateral: float, stress: float) -> str:
    """The common move, the room in the stress and the most that a thousand dollars less wins there, by the library alone."""
    legs = {s: (*MARKETS[s], notional) for s, notional in BOOKS[name].items() if notional}
    return (
        "import numpy as np\nfrom course.margin import Market, Pool, Position\n"
        f"legs = {legs!r}  # price, maintenance, notional\n"
        f"pool = Pool({collateral:.12g}, tuple(Position(Market(s, 2 * m, m), n / p, p) for s, (p, m, n) in legs.items()))\n"
        "def after(move): return {s: p * (1 + move) for s, (p, _, _) in legs.items()}\n"
        f"room, stressed = pool.health(after(0)), pool.health(after({stress:.12g}))\n"
        "slope = (pool.health(after(1e-3)) - room) / 1e-3  # without tiers room is a line in the move\n"
        "def relief(leg):\n"
        "    less = -np.sign(leg.size) * min(1_000 / leg.entry_price, abs(leg.size))\n"
        f"    return pool.trade(leg.market, float(less), leg.entry_price, fee=0.0).health(after({stress:.12g})) - stressed\n"
        "-room / slope, stressed, max(map(relief, pool.positions))"
    )


def many(name: str, collateral: float, stress: float) -> View:
    """Slices of a border in many dimensions, and what a thousand dollars less of each leg wins in a stress."""
    pool = book(name, collateral)
    now = moved(pool, 0.0)
    if pool.liquidatable(now):
        # The slices of a dead pool say nothing; the sentence does.
        slices: dict[str, float | None] = {p.symbol: None for p in pool.positions}
    else:
        slices = {
            p.symbol: None if (q := pool.liquidation_price(p.symbol, now)) is None else q / float(now[p.symbol]) - 1
            for p in pool.positions
        }
    together = common(pool)
    sides = {p.symbol: "long" if p.size > 0 else "short" for p in pool.positions}
    rows = [(wordless("{s} {sides}", s=s, sides=sides[s]), move, "plain") for s, move in slices.items()]
    rows.append(("all together", together, "required"))
    won = relief(pool, stress)
    most = max(won.values())
    best = [s for s in won if np.isclose(won[s], most)]
    room = pool.health(moved(pool, stress))
    nearest = min((abs(m) for m in slices.values() if m is not None), default=None)
    who = [s for s, m in slices.items() if m is not None and abs(m) == nearest]
    if together is None:
        title = (
            "No common move liquidates this book; single ones do"
            if who
            else "Neither a single move nor a common one liquidates this book"
        )
    elif not who:
        title = say("No single market can liquidate this book; all together can, at {together:%1+}", together=together)
    else:
        move = slices[who[0]]
        title = say("{who} alone: {move:%1+}. All together: {together:%1+}", who=who[0], move=move, together=together)
    return View(
        data={
            "rows_alone": [_row(row, move, kind, _far(move)) for row, move, kind in rows],
            "rows_relief": [
                _row(
                    wordless("{s} {sides}", s=s, sides=sides[s]),
                    gain,
                    "first" if s in best else "plain",
                    usd(gain, 0, sign=True),
                )
                for s, gain in won.items()
            ],
        },
        title=title,
        table=table(
            {
                "leg": [wordless("{s} {sides}", s=s, sides=sides[s]) for s in slices],
                "alone it liquidates at (%)": [None if m is None else 100 * m for m in slices.values()],
                "room won by closing $1,000 ($)": [won[s] for s in slices],
            }
        ),
        subtitle=say(
            "{n} positions, {the_collateral:$} in one pool\nHeld: ", n=len(pool.positions), the_collateral=collateral
        )
        + ", ".join(
            wordless(
                "{sides} {the_notional:$0} {symbol}",
                sides=sides[p.symbol],
                the_notional=p.notional(float(now[p.symbol])),
                symbol=p.symbol,
            )
            for p in pool.positions
        )
        + wordless("."),
        sentence=say("Left: the move that liquidates if it comes alone, and if every price makes it. ")
        + (
            say("All together: **{together:%1+}**. ", together=together)
            if together is not None
            else "Together: **no move** does. "
        )
        + say(
            "Right: if every price moves {stress:%0+}, the room is **{room:$0}**, and closing $1,000 of"
            " **{best}** now would add most, **{most:$0}**",
            stress=stress,
            room=room,
            best=joined(" or ", best),
            most=most,
        )
        + (". Closing a winner of that move costs room." if min(won.values()) < 0 else "."),
    )


def _far(move: float | None) -> str:
    return "none" if move is None else percent(move, 1, sign=True)


def _row(row: str, value: float | None, kind: str, label: str) -> dict[str, Any]:
    """A bar with its figure behind it, or in it where there is no room behind; what is beyond the axis ends at it."""
    share = "%" in label
    shown = 0.0 if value is None else float(np.clip(value, -0.6, 0.6)) if share else float(value)
    room = 0.45 if share else 280.0
    return {"row": row, "value": shown, "kind": kind, "label": label, "at": shown if 0 < shown < room else 0.0}
