"""What your bot shows of a position of the book: the venue's wall beside those that popular tools work out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course import venues
from course.explorers import View
from course.lessons.choosing_a_platform.bots import beside
from course.lessons.portfolio_desk.book import Book, coin
from course.lessons.portfolio_desk.touch_first import position
from course.margin import Pool
from course.texts import say
from course.venues.tools import TOOLS

#: Tables of :func:`course.charts.bots.walls` where there is nothing to compare, but for the words that say why.
NOTHING: dict[str, Any] = {
    "walls": {"tool": [], "distance": [], "off": [], "beside": [], "label": [], "own": []},
    "venue": {"distance": []},
    "room": {"distance": [1.0]},
}


def at_venue(book: Book, pool: str) -> tuple[Pool, dict[str, float]] | None:
    """A pool and its marks by the venue's own names; None where a market is not by its tiers, or two have one name there."""
    held = book.pools[pool]
    legs = [leg for box in book.boxes if box.name == pool for leg in box.legs]
    if not book.venue or any(not x.tiered or coin(x.market) not in venues.get(book.venue).symbols for x in legs):
        return None
    names = dict.fromkeys([*(x.market for x in legs), *(h.symbol for h in held.holdings)])
    if len({coin(m) for m in names}) < len(names):
        return None
    positions = tuple(replace(p, market=replace(p.market, symbol=coin(p.symbol))) for p in held.positions)
    holdings = tuple(replace(h, asset=coin(h.symbol)) for h in held.holdings)
    marks = {coin(m): book.marks[m] for m in names}
    return replace(held, positions=positions, holdings=holdings), marks


def bots(book: Book, which: str) -> View:
    """The wall of a position by the venue's rule and by each tool; or why there is nothing to compare."""
    pool, k = position(book, which)
    if not book.venue:
        return _none(
            "No venue is chosen",
            "Tools stand in for a **venue’s** rule. Choose one under “Parameters” in “Bring it in”, and they are compared with it.",
        )
    title = venues.get(book.venue).title
    if book.hidden:
        return _none(
            "Amounts are hidden",
            "A venue’s tiers go by size, and this book holds no amounts: a wall and what tools make of it cannot be compared.",
        )
    if not any(book.venue in tool.venues for tool in TOOLS if tool.shows):
        return _none(
            say("No tool here stands in for {venue}", venue=title),
            say(
                "None of the tools read for this course has a rule of its own for **{venue}**: ask yours which one it applies.",
                venue=title,
            ),
        )
    here = at_venue(book, pool)
    if here is None:
        return _none(
            "Not by this venue’s tiers",
            say("“{pool}” holds a market that does not go by {venue}’s tiers here: there is no wall of the venue to hold the tools against.", pool=pool, venue=title),
        )  # fmt: skip
    held, marks = here
    leg = held.positions[k]
    many = sum(p.symbol == leg.symbol for p in held.positions) > 1
    found = beside(book.venue, held, leg.symbol, marks, leg.side if many else None)
    return found if found.data else _none(found.title, found.sentence)


def code(book: Book, which: str) -> str:
    """The same from the library."""
    pool, k = position(book, which)
    here = None if book.hidden else at_venue(book, pool)
    if here is None or here[0].holdings or len({p.symbol for p in here[0].positions}) < len(here[0].positions):
        return ""
    held, marks = here
    legs = ", ".join(f"({p.symbol!r}, {float(p.size)!r}, {float(p.entry_price)!r})" for p in held.positions)
    return (
        "from course import venues\nfrom course.venues import tools\n"
        f"pool = venues.get({book.venue!r}).pool({float(held.collateral)!r}, {legs})\n"
        f"found = tools.distances({book.venue!r}, pool, {held.positions[k].symbol!r}, {marks!r})\n"
        "[(r['tool'].title if r['tool'] else 'the venue', r['price'], r['distance'], r['error']) for r in found]"
    )


def _none(title: str, sentence: str) -> View:
    return View(data={**NOTHING, "why": {"label": [title]}}, title=title, sentence=sentence)
