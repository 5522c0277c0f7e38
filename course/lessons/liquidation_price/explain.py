"""The text of lesson 02 whose numbers follow its explorers: the derivation, the tier table, the prices (HTML)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from course.lessons.liquidation_price.books import ENTRY, SYMBOL, TABLES, account, at, big
from course.lessons.liquidation_price.levels import formula
from course.lessons.liquidation_price.marks import episode, patience
from course.lessons.liquidation_price.tiers import schedule_of
from course.margin import sign
from course.venues import binance, bitmex, okx
from course.venues.judging import JUDGES, Judge
from course.words import number, percent, times, usd

CURRENT = " aria-current='true'"


def _plain(value: float, digits: int = 4) -> str:
    """A number inside a formula: no more digits than it needs, brackets around a negative one."""
    text = number(value, digits).rstrip("0").rstrip(".")
    return f"({text})" if value < 0 else text


def _derivation(caption: str, rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    return f"<table class='cx-derivation'><caption>{caption}</caption><tbody>{body}</tbody></table>"


def _table(caption: str, head: Sequence[str], rows: Iterable[tuple[bool, Sequence[str]]]) -> str:
    """A table whose marked rows are the ones that count now; on a phone every cell carries its column's name."""
    columns = "".join(f"<th scope='col'>{name}</th>" for name in head)
    body = "".join(
        f"<tr{CURRENT if marked else ''}><th scope='row'>{'▸ ' if marked else ''}{cells[0]}</th>"
        + "".join(
            f"<td data-label='{name}:'>{f'<strong>{cell}</strong>' if marked else cell}</td>"
            for name, cell in zip(head[1:], cells[1:], strict=True)
        )
        + "</tr>"
        for marked, cells in rows
    )
    return f"<table><caption>{caption}</caption><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>"


def derivation(side: str, collateral: float, size: float, maintenance: float, price: float) -> str:
    """Liquidation and bankruptcy price of the position in the three-levels explorer, line by line."""
    m, s, q = maintenance, sign(side), size / ENTRY
    pool = account(side, collateral, size, m)
    there, gone = (pool.liquidation_price(SYMBOL, at(ENTRY)), pool.bankruptcy_price(SYMBOL, at(ENTRY)))
    top, below = _plain(collateral - s * size, 2), f"{_plain(q)} · ({m:g} − {_plain(s)})"
    rows = [
        ("equity at p: W + s·q·(p − E)", f"{usd(collateral)} {'+' if s > 0 else '−'} {_plain(q)} · (p − {usd(ENTRY)})"),
        ("requirement at p: m·q·p", f"{percent(m, 1)} of {_plain(q)} · p"),
        (
            "equal at p = (W − s·q·E) / (q·(m − s))",
            f"{top} / ({below}) = <strong>{usd(formula(side, collateral, size, m))}</strong>",
        ),
        (
            "equity zero at p = E − s·W/q",
            (
                f"{usd(ENTRY)} {'−' if s > 0 else '+'} {usd(collateral / q)} ="
                f" <strong>{usd(ENTRY - s * collateral / q)}</strong>"
            ),
        ),
    ]
    if there is None:
        end = (
            "No position ends at a price below zero: there is <strong>no liquidation price</strong>, and no bankruptcy"
            " price."
        )
    else:
        left = pool.equity(at(there))
        end = (
            f"Between the two lie {usd(abs(there - gone))} of price and <strong>{usd(left, 0)}</strong> of your money: the"
            " strip out of which the venue closes you."
        )
    fee = 0.001
    inside = account(side, collateral, size, m).positions[0].market.maintenance_schedule.with_closing_fee(fee)
    with_fee = account(side, collateral, size, inside).liquidation_price(SYMBOL, at(ENTRY))
    moved = (
        f" With {percent(fee, 1)} of closing fee inside the requirement, m becomes {percent(m + fee, 1)} and the price"
        f" {usd(with_fee)}."
        if there is not None
        else ""
    )
    return (
        _derivation(
            f"W is the collateral, q the size, E the entry price, m the maintenance fraction; s is {number(s, 0)} for this {side}",
            rows,
        )
        + f"<p>{end}{moved}</p>"
    )


def bracket(table: str, rule: str, side: str, leverage: float, millions: float) -> str:
    """The venue's own table with the position's row marked, and what the deduction is for."""
    tiers, size = TABLES[table], 1e6 * millions
    rows = tiers.rows()
    schedule = schedule_of(tiers, "slice")
    k = int(schedule.tier(size))
    here = rows[k]
    slices = [
        f"{percent(row['maintenance'])} of {big(min(size, row['cap'] or size) - row['floor'])}" for row in rows[: k + 1]
    ]
    total = float(schedule.requirement(size / ENTRY, ENTRY))
    shown = _table(
        f"{escape(table)}, as of {tiers.source.as_of}",
        ("Tier", "Position from", "Keeping takes", "Deduction", "Highest leverage"),
        (
            (
                row is here,
                (
                    str(row["tier"]),
                    big(row["floor"]),
                    percent(row["maintenance"]),
                    usd(round(row["deduction"], 2)),
                    times(row["max_leverage"]),
                ),
            )
            for row in rows
        ),
    )
    long_way = " + ".join(slices) if len(slices) <= 4 else " + ".join([*slices[:2], "…", slices[-1]])
    steps = [
        ("slice by slice", f"{long_way} = {usd(total)}"),
        (
            "the same with the deduction",
            f"{percent(here['maintenance'])} of {big(size)} − {usd(round(here['deduction'], 2))} = <strong>{usd(total)}</strong>",
        ),
        (
            "if one rate covered it all",
            f"{percent(here['maintenance'])} of {big(size)} = {usd(here['maintenance'] * size)}",
        ),
    ]
    return (
        shown
        + _derivation(f"What keeping {big(size)} takes", steps)
        + f"<p>The row that counts is that of the notional <em>at the liquidation price</em>. A long shrinks on its way"
        f" there and may slide into a milder row; a short grows into a stricter one. {_counted()}</p>"
    )


def _counted() -> str:
    """How real venues avoid that a price move alone lifts a position over an edge."""
    return (
        f"Binance counts dollars at the mark price and takes slices, so nothing jumps. {okx.VENUE.title} and"
        f" {bitmex.VENUE.title} apply one rate to the whole position, but count contracts and value at entry: there you cross"
        " an edge by adding to the position, never by a move of the price."
    )


def prices(venue: str, place: str, depth: float, seconds: float, liquidation: float) -> str:
    """What each venue judges by, the chosen one marked, and one day on which it mattered."""
    question = (
        f"How long must a wick of {percent(depth, 1)} on that venue alone last to close a long at {usd(liquidation)}?"
    )
    answers = _table(
        "Which price can liquidate you",
        ("Venue", "Judges by", "The wick must last", "As of"),
        (
            (name == venue, (name, judge.name, _lasting(judge, depth, liquidation), judge.as_of))
            for name, judge in JUDGES.items()
        ),
    )
    rules = "".join(
        f"<li><strong>{name}</strong>: {judge.rule}. <small>Source: {escape(judge.source)}.</small></li>"
        for name, judge in JUDGES.items()
    )
    fell = episode(binance.VENUE.table("ETH").maintenance[0])
    return (
        f"<p>{question}</p>{answers}<p>How each is made (the explorer leaves out the trace of funding, and lets the order book"
        f" move with the last price):</p><ul>{rules}</ul><p>{fell}</p>"
    )


def _lasting(judge: Judge, depth: float, liquidation: float) -> str:
    seconds = patience(judge, depth, liquidation)
    return "it never does" if seconds is None else f"{seconds} s"
