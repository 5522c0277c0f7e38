"""The pool as a tank, and what a position that neither gains nor loses does to its neighbours."""

from __future__ import annotations

from typing import Any

from course.charts.price_ladder import levels
from course.explorers import View
from course.lessons.cross_margin.book import BTC, ENTRY, ETH, MARKETS, SIZE, at, pooled
from course.lessons.cross_margin.picture_tables import table
from course.margin import Market, Pool, Position
from course.number_format import usd
from course.texts import say, wordless

SOL = "SOL"
SOL_PRICE, SOL_SIZE = 150.0, 100.0
SOL_MARKET = Market(SOL, initial=0.10, maintenance=0.05)
CLOSE = {"none": "nothing", BTC: BTC, ETH: ETH}


def filled(btc: float, eth: float, collateral: float, flat: bool, close: str) -> tuple[Pool, Pool, dict[str, Any]]:
    """The pool before and after what is added or closed, and the prices."""
    marks = {**at(btc, eth), SOL: SOL_PRICE}
    before = after = pooled("short", collateral)
    if flat:
        after = after.trade(SOL_MARKET, SOL_SIZE, SOL_PRICE)
    if close != "none":
        after = after.trade(MARKETS[close], -after.position(close).size, marks[close])
    return before, after, marks


def _highest(pool: Pool, marks: dict[str, Any]) -> float:
    """The highest level that a bar of the picture reaches, USD."""
    levels = [pool.collateral]
    for leg in pool.positions:
        levels.append(levels[-1] + float(leg.unrealised_pnl(marks[leg.symbol])))
    return float(max(*levels, pool.maintenance_requirement(marks)))


def tank(btc: float, eth: float, collateral: float, flat: bool, close: str) -> View:
    """Deposit, profit and loss, level and requirement of one pool."""
    before, pool, marks = filled(btc, eth, collateral, flat, close)
    level, need = pool.equity(marks), pool.maintenance_requirement(marks)
    bars: list[dict[str, Any]] = []
    threads: list[dict[str, Any]] = []

    def pour(column: str, start: float, end: float, kind: str, label: str) -> None:
        if bars:
            threads.append({"column": bars[-1]["column"], "next": column, "level": start})
        bars.append(
            {"column": column, "start": start, "end": end, "kind": kind, "label": label, "label_at": max(start, end)}
        )

    pour("paid in", 0.0, pool.collateral, "deposit", usd(pool.collateral, 0))
    bars[0]["label_at"] = max(pool.collateral, 0.0)
    here = pool.collateral
    for leg in pool.positions:
        pnl = float(leg.unrealised_pnl(marks[leg.symbol]))
        side = "long" if leg.size > 0 else "short"
        pour(f"{leg.symbol} {side}", here, here + pnl, "gain" if pnl >= 0 else "loss", usd(pnl, 0, sign=True))
        here += pnl
    threads.append({"column": bars[-1]["column"], "next": "the pool", "level": here})
    dead = bool(pool.liquidatable(marks))
    bars.append(
        {
            "column": "the pool",
            "start": 0.0,
            "end": level,
            "kind": "short" if dead else "level",
            "label": usd(level, 0),
            "label_at": max(level, 0.0),
        }
    )
    foot = 0.0
    for leg in pool.positions:
        share = float(leg.maintenance_requirement(marks[leg.symbol]))
        bars.append(
            {
                "column": "it requires",
                "start": foot,
                "end": foot + share,
                "kind": "required",
                "label": "",
                "label_at": foot,
            }
        )
        foot += share
    bars[-1] |= {"label": usd(need, 0), "label_at": foot}
    # The same height whatever is closed or bought, so that the eye sees what stays and what moves.
    top = 1.06 * max(
        _highest(*filled(btc, eth, collateral, more, which)[1:]) for more in (False, True) for which in CLOSE
    )
    room = level - need
    line = pool.liquidation_price(BTC, marks) if close != BTC else pool.liquidation_price(ETH, marks)
    named = BTC if close != BTC else ETH
    change = need - before.maintenance_requirement(marks)
    late = close != "none" and bool(before.liquidatable(marks)) and not dead
    if dead:
        title = say("The level is {room:$0} below the line: the whole pool is liquidated", room=-room)
    elif late:
        title = say(
            "Closing {close} comes too late: with it the level is {health:$0} below the line",
            close=close,
            health=-before.health(marks),
        )
    elif close != "none" and not flat:
        title = say(
            "Closing {close} leaves the level where it is and lowers the line by {change:$0}",
            close=close,
            change=-change,
        )
    elif flat and close == "none":
        title = say("A position that has made nothing raises the line by {change:$0}", change=change)
    else:
        title = say("The level stands {room:$0} above the line", room=room)
    legs = ", ".join(
        wordless(
            "{symbol} {unrealised_pnl:$0+}",
            symbol=leg.symbol,
            unrealised_pnl=float(leg.unrealised_pnl(marks[leg.symbol])),
        )
        for leg in pool.positions
    )
    return View(
        data={
            "bars": bars,
            "steps": threads,
            "vessel": {"column": ["the pool"], "foot": [min(level, 0.0)], "top": [top]},
            "line": {"level": [need]},
        },
        title=title,
        table=table(
            {
                "": [bar["column"] for bar in bars],
                "from ($)": [bar["start"] for bar in bars],
                "to ($)": [bar["end"] for bar in bars],
            }
        ),
        subtitle=say(
            "long {the_size:#~} BTC from {entry:$}, short {the_size_2:#~} ETH from {entry_2:$}",
            the_size=SIZE[BTC],
            entry=ENTRY[BTC],
            the_size_2=SIZE[ETH],
            entry_2=ENTRY[ETH],
        )
        + (
            say(", long {sol_size:#~} SOL just bought at {sol_price:$}", sol_size=SOL_SIZE, sol_price=SOL_PRICE)
            if flat
            else ""
        )
        + say("\nTrading fees are left out."),
        sentence=say(
            "Paid in and realised {the_collateral:$0}, and unrealised {legs}: the pool holds **{level:$0}**."
            " Its positions require **{need:$0}**, so **{room:$0}** of room is ",
            the_collateral=pool.collateral,
            legs=legs,
            level=level,
            need=need,
            room=abs(room),
        )
        + (
            "missing: the whole pool is liquidated, winners and losers alike."
            if dead
            else say(
                "left. The app shows {line} as {named}'s liquidation price.",
                line="none" if line is None else usd(line, 0),
                named=named,
            )
        )
        + (
            say(" Closed before the level fell below the line, {close} would have left that.", close=close)
            if late
            else say(
                " Closing turned {close}'s unrealised PnL into collateral: the same dollars, no longer at risk.",
                close=close,
            )
            if close != "none" and not dead
            else ""
        ),
    )


# ---- a flat neighbour --------------------------------------------------------------------------------------------

FLAT_COLLATERAL, FLAT_RATE, FLAT_ENTRY = 5.0, 0.004, 100.0
#: Names on the ladder stand at least this far apart, USD.
LADDER_GAP = 0.42


def neighbours(notional: float) -> Pool:
    """One unit of A bought at 100, and ``notional`` USD of B bought just now; 5 USD behind both."""
    a, b = (Market(name, initial=FLAT_RATE, maintenance=FLAT_RATE) for name in "AB")
    legs = [Position(a, 1.0, FLAT_ENTRY)]
    if notional > 0:
        legs.append(Position(b, notional / FLAT_ENTRY, FLAT_ENTRY))
    return Pool(FLAT_COLLATERAL, tuple(legs))


def beside(notional: float) -> float | None:
    """The liquidation price of A beside so much of B."""
    found: float | None = neighbours(notional).liquidation_price("A", {"A": FLAT_ENTRY, "B": FLAT_ENTRY})
    return found


def flat(notional: float) -> View:
    """The liquidation price of A alone, and beside a flat position in B."""
    marks = {"A": FLAT_ENTRY, "B": FLAT_ENTRY}
    alone, pair = neighbours(0.0), neighbours(notional)
    prices = [FLAT_ENTRY, alone.liquidation_price("A", marks), pair.liquidation_price("A", marks)]
    need = pair.maintenance_requirement(marks) - alone.maintenance_requirement(marks)
    dead = pair.liquidatable(marks)
    labels = [
        say("price of A {prices:$2}", prices=prices[0]),
        say("A alone: {prices:$2}", prices=prices[1]),
        say("beside B: {prices:$2}", prices=prices[2]),
    ]
    shown = slice(None) if notional > 0 else slice(2)
    kinds = ["entry", "mark", "liquidation"] if notional > 0 else ["entry", "liquidation"]
    return View(
        data={
            "levels": levels(zip(kinds, prices[shown], labels[shown], strict=True), LADDER_GAP),
            "strip": {
                "low": [prices[1]],
                "high": [prices[2]],
                "label": [usd(prices[2] - prices[1], 2) + say(" nearer") if prices[2] - prices[1] > 0.8 else ""],
            },
        },
        title=say("Alone, A is liquidated at {prices:$2}", prices=prices[1])
        if notional == 0
        else "B needs so much that the pair is liquidated at once"
        if dead
        else say("B has made nothing, and A's liquidation price is {prices:$2} nearer", prices=prices[2] - prices[1]),
        table=table({"": labels[shown], "price of A ($)": prices[shown]}),
        subtitle=say(
            "1 A long at {flat_entry:$}, {flat_collateral:$} of collateral, maintenance {flat_rate:%1};"
            " {notional:$} of B bought at its present price",
            flat_entry=FLAT_ENTRY,
            flat_collateral=FLAT_COLLATERAL,
            flat_rate=FLAT_RATE,
            notional=notional,
        ),
        sentence=say("Alone, A is liquidated at **{prices:$2}**. Buy some of B, and look again.", prices=prices[1])
        if notional == 0
        else say(
            "Alone, A is liquidated at **{prices:$2}**. B has neither gained nor lost, but it requires"
            " **{need:$2}** of the same collateral, so A is liquidated at **{prices_2:$2}**.",
            prices=prices[1],
            need=need,
            prices_2=prices[2],
        ),
    )
