"""A text becomes a book: by the importer of the venues' files, or as the desk's own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from course import venues
from course.lessons.portfolio_desk.book import Book, BookPool, coin, told_leg
from course.number_format import usd
from course.texts import say
from course.validation import ArgumentError
from course.venues import portfolios
from course.venues.portfolios.imported import symbol_of
from course.venues.portfolios.text import BIGGEST, At, Fault


class TextRefused(ValueError):  # noqa: N818 (says what became of the text)
    """A text that cannot be used, in one sentence for the learner; ``place``: row and column of a typed table."""

    def __init__(self, why: str, place: tuple[int, int] | tuple[()] = ()) -> None:
        super().__init__(why)
        self.place = place


_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")


def number_in(text: str, where: str, place: tuple[int, int] | tuple[()] = ()) -> float:
    """A typed number.

    Raises:
        Refused: it is none, or a comma leaves open which is meant.
    """
    tidy = text.strip().replace("−", "-").replace("\u2009", "").replace(" ", "").lstrip("$")
    if "," in tidy:
        raise TextRefused(
            f"{where}: write “{text.strip()[:20]}” without commas, with a point for decimals. Which is meant?", place
        )
    if not _PLAIN.fullmatch(tidy) or not math.isfinite(float(tidy)):
        raise TextRefused(
            f"{where}: “{text.strip()[:20]}” is not a number." if tidy else f"{where}: a number is missing.", place
        )
    if abs(float(tidy)) > BIGGEST:
        raise TextRefused(f"{where}: a number no larger than {BIGGEST:.0e} is needed.", place)
    return float(tidy)


def market_in(text: str, where: str, place: tuple[int, int] | tuple[()] = ()) -> str:
    """A typed market, called as the importer calls it: what is saved can be read again.

    Raises:
        Refused: no market is called so.
    """
    try:
        return symbol_of(At(text, ("market",)))
    except Fault as fault:
        raise TextRefused(f"{where}: {fault.allowed} is needed.", place) from None


def read(text: str, answers: Mapping[str, Any] | None = None) -> portfolios.Imported:
    """What a text holds, by the importer of the venues' files.

    Raises:
        Refused: one sentence that says where and why.
    """
    try:
        return portfolios.read(text, answers=answers)
    except portfolios.PortfolioError as error:
        raise TextRefused(str(error)) from None


def book_of(found: portfolios.Imported, told: str = "") -> Book:
    """A whole import as a book.

    Raises:
        Refused: it is more than the desk can hold.
    """
    boxes = []
    for name, pool in found.pools.items():
        legs = []
        for p in pool.positions:
            leg = told_leg(p, found.marks[p.symbol])
            own = found.venue and coin(p.symbol) in venues.get(found.venue).symbols
            same = (
                own
                and p.market.maintenance_schedule == venues.get(found.venue).market(coin(p.symbol)).maintenance_schedule
            )
            legs.append(replace(leg, tiered=bool(same)))
        boxes.append(BookPool(name, float(pool.collateral), tuple(legs), pool.holdings, found.modes.get(name, "")))
    try:
        return Book(
            tuple(boxes),
            dict(found.marks),
            venue=found.venue,
            taken=found.taken,
            told=told or found.understood.partition(": ")[0] or "Read from a file",
            hidden=found.redacted,
            assumed=assumptions(found),
        )
    except ArgumentError as error:
        raise TextRefused(f"{error.argument} {error.value!r} is not allowed on the desk: {error.allowed}.") from None


def imported(book: Book) -> portfolios.Imported:
    """The book as the importer's record, to be written."""
    modes = {box.name: box.mode for box in book.boxes}
    return portfolios.Imported(
        "own",
        book.venue,
        dict(book.portfolio.pools),
        modes,
        dict(book.marks),
        book.told,
        taken=book.dated,
        redacted=book.hidden,
    )


def assumptions(found: portfolios.Imported) -> tuple[str, ...]:
    """What was assumed, left out, or does not agree with the file, in words."""
    said = [a.text for a in found.assumed]
    said += [say("Left out: {what} ({count})", what=what, count=count) for what, count in found.left_out]
    said += [
        say(
            "{what}: the file says {file:#}, we computed {ours:#} of it; something in it is not modelled here",
            what=d.what,
            file=d.file,
            ours=d.ours,
        )
        for d in found.differences
    ]
    said += [_beside(x) for x in found.shown]
    tiers = any(len(p.market.maintenance_schedule.floors) > 1 for pool in found.pools.values() for p in pool.positions)
    if tiers and not found.venue:
        said.append("the tiers of the file are taken at today’s sizes")
    return tuple(said)


#: The file's own liquidation price is ours up to this share of it: venues print so many digits.
SAME = 2e-5


def _beside(x: portfolios.ShownPrice) -> str:
    """The venue's own liquidation price beside ours; of the file as it was read, for the book may be another one by now."""
    theirs = say("{market}: the file showed {price} as its liquidation price", market=x.market, price=price(x.file))
    if x.ours is None:
        return say("{theirs}; by the rule here there was none", theirs=theirs)
    if x.apart <= SAME:
        return say("{theirs}, and so did we", theirs=theirs)
    if 0.99 < x.steps < 1.01:
        return say(
            "{theirs}, we computed {price}: one step of its price apart, as in the one public record in"
            " which OKX’s number could be checked",
            theirs=theirs,
            price=price(x.ours),
        )
    return say("{theirs}, we computed {price}, {apart:%2} apart", theirs=theirs, price=price(x.ours), apart=x.apart)


def price(value: float) -> str:
    """USD with as many digits as a price of that size has."""
    return f"${value:,.6g}" if value < 1_000 else usd(value, 0 if value >= 10_000 else 2)
