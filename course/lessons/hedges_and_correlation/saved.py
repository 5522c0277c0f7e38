"""Explore: what a venue asks of a hedge, and what the hedge needs to live."""

from __future__ import annotations

from course import venues
from course.charts import hedges_and_correlation as looks
from course.explorers import Choice, Code, Explorer, View
from course.language import word
from course.lessons.hedges_and_correlation.book import BTC, ENTRY, ETH, NOTIONAL, days, leg, source, table, twin, weeks
from course.margin import Pool, Position
from course.texts import Said, say, wordless

#: Books of the table → in words.
BOOKS = {"pair": "long BTC, short ETH", "reverse": "short BTC, long ETH", "both long": "both long"}
SIGNS = {"pair": (1, -1), "reverse": (-1, 1), "both long": (1, 1)}
FLAT = "2.5 %"
SHARES = {0.5: "half of them", 0.9: "90 %", 0.95: "95 %", 0.99: "99 %", 1.0: "all of them"}
#: A saving that rounds to nothing.
NOTHING = 0.005
ROWS = {"pool": "one pool", "apart": "apart"}


def _venues() -> dict[str, str]:
    """Name → title, the plain rule first."""
    return {FLAT: say("a flat {flat}", flat=FLAT), **{venue.name: venue.title for venue in venues.everything()}}


def _legs(book: str, venue: str) -> list[Position]:
    """Both legs, $10,000 each, in the venue's own markets."""
    pairs = zip((BTC, ETH), SIGNS[book], strict=True)
    if venue == FLAT:
        return [leg(symbol, way) for symbol, way in pairs]
    rules = venues.get(venue)
    return [rules.position(symbol, way * NOTIONAL / ENTRY[symbol], ENTRY[symbol]) for symbol, way in pairs]


def asked(book: str, venue: str) -> tuple[float, float]:
    """What is asked for at opening, USD: of one pool with both legs, and of both legs alone."""
    legs = _legs(book, venue)
    apart = sum(float(Pool(0.0, (one,)).initial_requirement(ENTRY)) for one in legs)
    return float(Pool(0.0, tuple(legs)).initial_requirement(ENTRY)), apart


def has_pool(venue: str) -> bool:
    """Whether the venue lets two markets share a pool."""
    return venue == FLAT or "cross" in venues.get(venue).modes


def less(book: str, venue: str, share: float) -> float:
    """Share of the compartments' collateral that one pool needed less."""
    pooled, apart = (float(table("needed").value(column, book, venue, share)) for column in ("pooled", "apart_all"))
    return 1 - pooled / apart


def saved(book: str, venue: str, share: float) -> View:
    """What is asked at opening, and what was needed to live through a share of the weeks, pooled and apart."""
    found = table("needed")
    pooled, apart = (float(found.value(column, book, venue, share)) for column in ("pooled", "apart_all"))
    opening = asked(book, venue)
    title, sentence = _said(book, venue, share, opening, pooled, apart)
    shown = ("pool", "apart") if has_pool(venue) else ("apart",)
    rows = [
        {
            "row": wordless("{what}, {how}", what=what, how=ROWS[k]),
            "mode": "cross" if k == "pool" else "isolated",
            "amount": amount,
            "label": wordless("{amount:$0}", amount=amount),
        }
        for what, amounts in (("asked", opening), ("needed", (pooled, apart)))
        for k, amount in zip(ROWS, amounts, strict=True)
        if k in shown
    ]
    return View(
        # Room for the name of the longest bar.
        data={"bars": rows, "frame": {"amount": [0.0, 1.5 * max(apart, *opening)]}},
        title=title,
        subtitle=say(
            "{book}, {notional:$} a leg; compartments: equally safe, both live\n{weeks} weeks, {span}, hourly marks; {source}",
            book=word(BOOKS[book]), notional=NOTIONAL, weeks=weeks(), span=days("needed"), source=source("needed"),
        ),
        sentence=sentence,
        table=lambda: twin(
            {
                "venue": list(_venues().values()),
                "asked at opening, $": [round(asked(book, v)[1]) for v in _venues()],
                "one pool needs, $": [
                    round(found.value("pooled", book, v, share)) if has_pool(v) else None for v in _venues()
                ],
                "compartments need, $": [round(found.value("apart_all", book, v, share)) for v in _venues()],
                "saved, %": [
                    round(100 * (1 - found.value("pooled", book, v, share) / found.value("apart_all", book, v, share)), 1)
                    if has_pool(v) else None
                    for v in _venues()
                ],
            }
        ),
    )  # fmt: skip


def _said(
    book: str, venue: str, share: float, opening: tuple[float, float], pooled: float, apart: float
) -> tuple[Said, Said]:
    """Title and sentence."""
    name = _venues()[venue]
    lived = say("{share:%0} of the {weeks} weeks", share=share, weeks=weeks())
    if share in (0.5, 1.0):
        lived = say("{part} of the {weeks} weeks", part="half" if share == 0.5 else "every one", weeks=weeks())
    if not has_pool(venue):
        return (
            say("{name} has no pool for two markets: nothing can be saved here", name=name),
            say(
                "{name} asks **{opening:$0}** at opening and holds every position apart. To live through {lived} whole, the two"
                " equally safe compartments needed **{apart:$0}**; with one pool at the same rates it would have been {pooled:$0}.",
                name=name, opening=opening[1], lived=lived, apart=apart, pooled=pooled,
            ),
        )  # fmt: skip
    part = less(book, venue, share)
    amount = wordless("{part:%0}", part=part) if part >= NOTHING else say("nothing")
    title = say("Asked for: not a cent less. Needed to live: {part} less in one pool", part=amount)
    if book == "both long":
        title = say(
            "Two longs: the pool saves {part}, where it saves the hedge {hedge:%0}",
            part=amount, hedge=less("pair", venue, share),
        )  # fmt: skip
    return title, say(
        "{where} asks **{opening:$0}** at opening, in one pool or apart: requirements add up, leg by leg. To live through {lived},"
        " one pool needed **{pooled:$0}**, two equally safe compartments of which both live **{apart:$0}**: the pool saves"
        " **{part}**.",
        where="The plain rule" if venue == FLAT else name,
        opening=opening[0], lived=lived, pooled=pooled, apart=apart, part=amount,
    )  # fmt: skip


def saved_explorer() -> Explorer:
    """What pooling saves."""
    return Explorer(
        name="saved",
        title="What the pool saves",
        controls=[
            Choice("book", "The book", BOOKS),
            Choice("venue", "Rules of", _venues(), value="dydx"),
            Choice("share", "Weeks to live through", SHARES, value=0.95),
        ],
        compute=saved,
        design=looks.bars,
        code=Code(
            """from course.simulation.fact_tables import stored
            needed = stored("needed").pick(book=$book, venue=$venue, share=$share)
            pooled, apart = needed.column("pooled")[0], needed.column("apart_all")[0]
            pooled, apart, 1 - pooled / apart"""
        ),
    )
