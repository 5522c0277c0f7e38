"""What is taken along: the portfolio as a file, a snapshot without amounts, the alarms as prices."""

from __future__ import annotations

import numpy as np

from course.language import word
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.common import falls, move, way
from course.lessons.portfolio_desk.days import RATIOS, alarms, outcome
from course.lessons.portfolio_desk.text_to_book import book_of, imported
from course.lessons.portfolio_desk.weather import weather
from course.simulation.stress import DAYS
from course.texts import say
from course.validation import ArgumentError
from course.venues import portfolios


def as_file(book: Book) -> str:
    """The portfolio as ``margin-course-portfolio/1``."""
    return portfolios.write(imported(book))


def two(value: float) -> float:
    """A number to two significant digits: three exact ratios can identify an account."""
    return float(f"{value:.2g}")


def redacted(book: Book) -> Book | None:
    """The same risks on an equity of 1 (:func:`course.venues.portfolios.redacted`); None where no equity is left.

    Tiers are by size, so they cannot be kept: the fractions in force today stand in their place.
    """
    if book.hidden:
        return book
    try:
        return book_of(portfolios.redacted(imported(book)), "A snapshot without amounts")
    except ArgumentError:
        return None


TITLE = "A portfolio without amounts"
NOTHING = "Nothing is left in this account: there are no multiples of it to show."
ROUNDED = "Rounded to two digits. On a chain accounts are public: ratios can still tell which one this is."


def without_amounts(book: Book) -> list[list[list[str]]]:
    """The account in multiples of its equity and in percentages, as tables with a header; empty where nothing is left of it.

    Nothing of it tells how large the account is, or whether it has won or lost.
    """
    hidden = redacted(book)
    if hidden is None:
        return []
    positions = [["pool", "market", "position, multiples of equity", "wall alone"]]
    shown = [
        (box, hid) for box, hid in zip(book.boxes, hidden.boxes, strict=True) if box.legs
    ]  # cash alone has no border
    for box, hid in shown:
        t = book.terrains[box.name]
        walls = dict(zip(t.symbols, t.walls() if t.health() >= 0 else np.full(len(t.symbols), np.nan), strict=True))
        for leg, own in zip(hid.legs, box.legs, strict=True):
            size = leg.size * hidden.marks[leg.market]
            positions.append([hid.name, leg.market, _short(size), _two(float(walls[own.market]))])
    pools = [["pool", "all together", "ordinary days’ σ"]]
    for box, hid in shown:
        t = book.terrains[box.name]
        far = way(t) * float(t.ray(way(t) * np.ones(len(t.symbols)))) if t.health() >= 0 else 0.0
        sigma = float(t.sigmas(weather(t.symbols).day))
        days_off = "beyond" if t.health() < 0 else _short(sigma).lstrip("+") if np.isfinite(sigma) else "none"
        pools.append([hid.name, _two(far), days_off])
    total = book.idle + sum(float(t.equity()) for t in book.terrains.values())
    days = [["day", "left, multiples of equity"]]
    for day in DAYS:
        left = book.idle + sum(max(outcome(t, day, 1.0)[0], 0.0) for t in book.terrains.values())
        days.append([day.name, _short(left / abs(total) if total else 0.0).lstrip("+")])
    return [positions, pools, days]


def snapshot(tables: list[list[list[str]]]) -> str:
    """What :func:`without_amounts` shows, as Markdown."""
    if not tables:
        return f"{word(NOTHING)}\n"
    lines = [f"# {word(TITLE)}"]
    for head, *rows in tables:
        lines += ["", *(f"| {' | '.join(map(word, row))} |" for row in (head, ["---"] * len(head), *rows))]
    lines += ["", word(ROUNDED)]
    return "\n".join(lines).replace("| --- |", "|---|").replace(" --- |", "---|") + "\n"


def _short(value: float) -> str:
    """Two digits with their sign, as people write it."""
    return f"{two(value):+g}".replace("-", "−")


def _two(fraction: float) -> str:
    return "none" if np.isnan(fraction) else str(move(two(fraction), 0 if abs(fraction) >= 0.1 else 1))


def prices_table(book: Book, most: int | None = None) -> list[list[str]]:
    """Alarms on the margin ratio of every pool as prices, a header first, with a line of what then is to be written.

    ``most``: rows that are wanted, the header among them.
    """
    head = [*map(word, ("pool", "margin ratio", "common move", "market", "price", "then"))]
    found = [head]
    for name, t in book.terrains.items():
        if t.health() < 0:
            continue
        if most is not None and len(found) >= most:
            break
        toward = falls(way(t))
        for ratio, far in zip(RATIOS, alarms(t), strict=True):
            if np.isnan(far):
                continue
            for symbol, mark in zip(t.symbols, t.marks, strict=True):
                price = float(mark) * (1 + far)
                found.append(
                    [_cell(word(name)), f"{ratio:.0%}", f"{far:+.2%}", _cell(symbol), f"{price:.6g}", say("if all prices {falls} so far then …", falls=toward)]
                )  # fmt: skip
    return found[:most]


def _cell(text: str) -> str:
    """A name as a cell of CSV: quoted where it must be, and never a formula."""
    safe = "'" + text if text[:1] in "=+-@\t\r" else text
    return '"' + safe.replace('"', '""') + '"' if any(c in safe for c in ',"\n') else safe
