"""The text of lesson 02 whose numbers follow its explorers: the derivation, the tier table, the prices (HTML)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from course.explorers.prose import aside
from course.lessons.liquidation_price.books import ENTRY, SYMBOL, TABLES, account, at, big
from course.lessons.liquidation_price.levels import formula
from course.lessons.liquidation_price.tiers import schedule_of
from course.lessons.liquidation_price.wick import episode, patience
from course.margin import sign
from course.number_format import number, percent, times, usd
from course.texts import say
from course.venues import binance, bitmex, okx
from course.venues.judging import JUDGES, Judge

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
        f"<tr{CURRENT if marked else ''}><th scope='row' data-label='{head[0]}'>{'▸ ' if marked else ''}{cells[0]}</th>"
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
        ("requirement at p: m·q·p", say("{m:%1} of {plain} · p", m=m, plain=_plain(q))),
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
        end = say(
            "Between the two lie {there:$} of price and <strong>{left:$0}</strong> of your money: the strip"
            " out of which the venue closes you.",
            there=abs(there - gone),
            left=left,
        )
    fee = 0.001
    inside = account(side, collateral, size, m).positions[0].market.maintenance_schedule.with_closing_fee(fee)
    with_fee = account(side, collateral, size, inside).liquidation_price(SYMBOL, at(ENTRY))
    moved = (
        say(
            " With {fee:%1} of closing fee inside the requirement, m becomes {m:%1} and the price {with_fee:$}.",
            fee=fee,
            m=m + fee,
            with_fee=with_fee,
        )
        if there is not None
        else ""
    )
    return (
        _derivation(
            say(
                "W is the collateral, q the size, E the entry price, m the maintenance fraction; s is {s:#0}"
                " for this {side}",
                s=s,
                side=side,
            ),
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
        say(
            "{maintenance:%} of {big}",
            maintenance=row["maintenance"],
            big=big(min(size, row["cap"] or size) - row["floor"]),
        )
        for row in rows[: k + 1]
    ]
    total = float(schedule.requirement(size / ENTRY, ENTRY))
    shown = _table(
        say("{table}, as of {as_of}", table=escape(table), as_of=tiers.source.as_of),
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
            say(
                "{maintenance:%} of {big} − {deduction:$} = <strong>{total:$}</strong>",
                maintenance=here["maintenance"],
                big=big(size),
                deduction=round(here["deduction"], 2),
                total=total,
            ),
        ),
        (
            "if one rate covered it all",
            say(
                "{maintenance:%} of {big} = {maintenance_2:$}",
                maintenance=here["maintenance"],
                big=big(size),
                maintenance_2=here["maintenance"] * size,
            ),
        ),
    ]
    return (
        shown
        + _derivation(say("What keeping {big} takes", big=big(size)), steps)
        + say(
            "<p>The row that counts is that of the notional <em>at the liquidation price</em>. A long shrinks"
            " on its way there and may slide into a milder row; a short grows into a stricter one."
            " {counted}</p>",
            counted=_counted(),
        )
    )


def _counted() -> str:
    """How real venues avoid that a price move alone lifts a position over an edge."""
    return say(
        "Binance counts dollars at the mark price and takes slices, so nothing jumps. {title} and {title_2}"
        " apply one rate to the whole position, but count contracts and value at entry: there you cross an"
        " edge by adding to the position, never by a move of the price.",
        title=okx.VENUE.title,
        title_2=bitmex.VENUE.title,
    )


def prices(venue: str, place: str, depth: float, seconds: float, liquidation: float) -> str:
    """What each venue judges by, the chosen one marked, and one day on which it mattered."""
    question = say(
        "How long must a wick of {depth:%1} on that venue alone last to close a long at {liquidation:$}?",
        depth=depth,
        liquidation=liquidation,
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
        say(
            "<li><strong>{name}</strong>: {rule}. <small>Source: {source}.</small></li>",
            name=name,
            rule=judge.rule,
            source=escape(judge.source),
        )
        for name, judge in JUDGES.items()
    )
    fell = episode(binance.VENUE.table("ETH").maintenance[0])
    return say(
        "<p>{question}</p>{answers}{made}<p>{fell}</p>",
        question=question,
        answers=answers,
        made=aside(
            "How each is made, with sources",
            say(
                "<p>The explorer leaves out the trace of funding, and lets the order book move with the last"
                " price.</p><ul>{rules}</ul>",
                rules=rules,
            ),
        ),
        fell=fell,
    )


def _lasting(judge: Judge, depth: float, liquidation: float) -> str:
    seconds = patience(judge, depth, liquidation)
    return "it never does" if seconds is None else say("{seconds} s", seconds=seconds)
