"""The texts of lesson 05, with the numbers of the explorers they follow."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from course.explorers.prose import aside
from course.lessons.cross_margin import profit
from course.lessons.cross_margin.book import BTC, ENTRY, ETH, MAINTENANCE, SIZE, at, pooled, split
from course.number_format import usd
from course.texts import joined, listed, say, wordless


def _table(caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A small table; the first cell of each row names it. On a phone every other cell carries its column's name."""
    top = "".join(f"<th scope='col'>{cell}</th>" for cell in head)
    body = [
        say(
            "<tr><th scope='row'>{first}</th>{rest}</tr>",
            first=first,
            rest=joined(
                "",
                [
                    say("<td data-label='{name}'>{cell}</td>", name=name, cell=c)
                    for name, c in zip(head[1:], rest, strict=True)
                ],
            ),
        )
        for first, *rest in rows
    ]
    return say(
        "<table><caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>",
        caption=caption, top=top, body=joined("", body),
    )  # fmt: skip


def inequality(side: str, collateral: float, mode: str, btc: float, eth: float) -> str:
    """The one inequality, leg by leg, and the line it draws."""
    here = at(btc, eth)
    pool = pooled(side, collateral)
    rows = []
    for leg in pool.positions:
        price = here[leg.symbol]
        rows.append(
            (
                wordless("{symbol} {size}", symbol=leg.symbol, size="long" if leg.size > 0 else "short"),
                usd(float(leg.unrealised_pnl(price)), 0, sign=True),
                usd(float(leg.maintenance_requirement(price)), 0),
            )
        )
    equity, need = pool.equity(here), pool.maintenance_requirement(here)
    rows.append(("collateral", usd(collateral, 0), ""))
    rows.append(("the pool", usd(equity, 0), usd(need, 0)))
    verdict = "so it is safe" if equity >= need else "so it is liquidated"
    way = 1 if side == "long" else -1
    step = -(1 - MAINTENANCE) * SIZE[BTC] / (way * (1 - way * MAINTENANCE) * SIZE[ETH])
    shown = pool.liquidation_price(BTC, here)
    none = (
        "At this ETH price no BTC price above zero liquidates the pool, so the app shows nothing."
        if shown is None
        else say(
            "Hold ETH at {eth:$0} and it says that BTC's price must stay above {shown:$0}: the number in the"
            " app. With enough collateral there would be no such price, and the app would show nothing.",
            eth=eth,
            shown=shown,
        )
    )
    parts = split(side, collateral)
    walls = listed(
        wordless(
            "{s} {p}",
            s=s,
            p="none" if (p := parts.pool(s).liquidation_price(s, at(ENTRY[BTC], ENTRY[ETH]))) is None else usd(p, 0),
        )
        for s in (BTC, ETH)
    )
    direction = "rise" if step > 0 else "fall"
    return (
        say(
            "<p>A pool is <strong>one inequality</strong>: collateral + Σ PnL ≥ Σ requirement. Nothing in it"
            " belongs to one position. With the map's prices it reads:</p>"
        )
        + _table(
            say("The pool at BTC {btc:$0} and ETH {eth:$0}", btc=btc, eth=eth),
            ("position", "puts in", "requires"),
            rows,
        )
        + say(
            "<p>{equity:$0} against {need:$0}, {verdict}. Each price enters once on either side, so over the"
            " two prices the border is a straight line: when BTC rises {value:$}, the ETH price on the border"
            " must {direction} by {step:$2}, whatever the collateral. Collateral moves the border in parallel;"
            " only the positions turn it.</p><p>{none}</p><p>Two compartments are two inequalities with one"
            " price each: {walls}. Add them up and you have the pool's. So where both compartments live the"
            " pool lives; what lies between the two is what the margin mode decides.</p>",
            equity=equity,
            need=need,
            verdict=verdict,
            value=1000,
            direction=direction,
            step=abs(step) * 1000,
            none=none,
            walls=walls,
        )
    )


def rules(**_values: Any) -> str:
    """What venues let one do with unrealised profit, each with its source and date."""
    rows = [(escape(profit.VENUES[name]), escape(rule.words)) for name, rule in profit.RULES.items()]
    sources = [(escape(profit.VENUES[name]), escape(rule.source)) for name, rule in profit.RULES.items()]
    return (
        say(
            "<p>Whether unrealised profit may also be <em>used</em>, for new positions or to be withdrawn, is a"
            " rule of the venue:</p>"
        )
        + _table("Unrealised profit, by venue", ("venue", "rule"), rows)
        + aside("Where these rules stand, and as of when", _table("Sources", ("venue", "source"), sources))
        + say(
            "<p>The pictures leave out fees, funding and price impact, and take {maintenance:%0} maintenance"
            " and 10× as an example: on a venue that asks less to open, more of the profit can be used, and the"
            " way back is shorter.</p>",
            maintenance=MAINTENANCE,
        )
    )
