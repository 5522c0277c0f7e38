"""What the plane of together and apart says: its title, its inputs and its sentence."""

from __future__ import annotations

import numpy as np

from course.lessons.hedges_and_correlation.book import (
    BTC,
    ETH,
    MAINTENANCE,
    NOTIONAL,
    PERP,
    POSTED,
    SECOND,
    WEIGHT,
    at,
    pooled,
    table,
    wall_apart,
    wall_together,
    walls,
    weeks,
)
from course.texts import Said, say

NAMES = {BTC: "BTC", ETH: "ETH", PERP: "perpetual"}


def held(book: str, mode: str) -> Said:
    legs = {
        "pair": "long {notional:$} of BTC, short {notional:$} of ETH",
        "spot": "{notional:$} of BTC held, as much of its perpetual short",
        "long": "long {notional:$} of BTC and {notional:$} of ETH",
    }[book]
    behind = {
        ("spot", "pool"): "; {weight:%0} of the coin counts as margin",
        ("spot", "apart"): "; {posted:$} behind the short, the coin outside",
    }.get((book, mode), "; {both:$} in one pool" if mode == "pool" else "; {posted:$} behind each leg")
    return (say(legs, notional=NOTIONAL, weight=WEIGHT, posted=POSTED, both=2 * POSTED, m=MAINTENANCE, other='compartments' if mode == 'pool' else 'one pool') + say(behind, notional=NOTIONAL, weight=WEIGHT, posted=POSTED, both=2 * POSTED, m=MAINTENANCE, other='compartments' if mode == 'pool' else 'one pool') + say("\nMaintenance {m:%1}; dotted: {other}.", m=MAINTENANCE, other='compartments' if mode == 'pool' else 'one pool'))  # fmt: skip


def _place(book: str, together: float, apart: float) -> Said:
    """Where the two legs are."""
    if together == 0 and apart == 0:
        return say("Nothing has moved yet")
    if not together:
        first = "The coin" if book == "spot" else "BTC"
        return say("{first} stands still", first=first) + _gap(book, apart, say("where it began"))
    word = "risen" if together > 0 else "fallen"
    moved = say("Both have {word} by {size:%~0}", word=word, size=abs(together))
    return moved + _gap(book, apart, say("that"))


def _gap(book: str, apart: float, level: Said) -> Said:
    """By how much the second leg stands off the level to which both have moved."""
    if apart == 0:
        return Said("")
    where = "above" if apart > 0 else "below"
    return say(
        ", and {who} stands {gap:%~0} {where} {level}", who=SECOND[book][1], gap=abs(apart), where=where, level=level
    )


def _first(book: str) -> str:
    return "the coin" if book == "spot" else "BTC"


def of_pool(book: str, together: float, apart: float, alive: dict[str, bool]) -> tuple[Said, Said]:
    """Title and sentence of one pool."""
    pool, marks = pooled(book), at(book, together, apart)
    earned = pool.equity(marks) - pool.equity(at(book, 0.0))
    place = _place(book, together, apart)
    if not alive["pool"]:
        short = -pool.health(marks)
        return (
            say("Here the pool is liquidated, {short:$0} short of its requirement", short=short),
            place
            + say(
                ". The book has made {earned:$0+}, and the pool is **{short:$0}** short of what both legs together require. It is"
                " liquidated.",
                earned=earned, short=short,
            ),
        )  # fmt: skip
    gap = wall_apart(pool, book, together)
    common = wall_together(pool, book, apart)
    room = say(
        ": the book has made {earned:$0+} and has **{room:$0}** of room. ", earned=earned, room=pool.health(marks)
    )
    return _title(book, together, gap, common), place + room + _ways_out(book, gap, common)


def _title(book: str, together: float, gap: float, common: float | None) -> Said:
    who = SECOND[book][1]
    if book == "long":
        if common is None or np.isnan(gap):
            return say("With both {together:%~0} higher, {who} may fall to nothing", together=together, who=who)
        return say("Two longs are no hedge: a common move to {common:%1+} ends them", common=common)
    if together == 0:
        return say("No common fall ends this hedge; {who} alone, {gap:%1+}, does", who=who, gap=float(gap))
    word = "higher" if together > 0 else "lower"
    return say(
        "Both {size:%~0} {word}: now {who} may run {gap:%1} ahead",
        size=abs(together),
        word=word,
        who=who,
        gap=float(gap),
    )


def _ways_out(book: str, gap: float, common: float | None) -> Said:
    """What would end it from here: the second leg alone, and both together."""
    who = SECOND[book][1]
    if np.isnan(gap):
        alone = say("However far {who} falls from there, the pool lives", who=who)
    else:
        how = "ahead of" if gap > 0 else "behind"
        alone = say(
            "With {first} where it is, the pool is liquidated when {who} is **{gap:%1}** {how} it",
            first=_first(book), who=who, gap=abs(float(gap)), how=how,
        )  # fmt: skip
    if common is None:
        return alone + say(". If their distance stays as it is, **no common move** does it.")
    return alone + say(
        ". If their distance stays as it is, it is when the common move is **{common:%1+}** from the start.",
        common=common,
    )


def of_compartments(book: str, together: float, apart: float, alive: dict[str, bool]) -> tuple[Said, Said]:
    """Title and sentence of compartments."""
    wall, place = walls(book), _place(book, together, apart)
    fates = table("fates")
    if book == "spot":
        alone = wall[PERP]
        rule = say(
            " The short is liquidated when the perpetual stands **{wall:%1+}** from where it began, whatever the coin beside it has"
            " gained.",
            wall=alone,
        )
        if alive[PERP]:
            return say(
                "The coin cannot help from outside: {wall:%1+} liquidates the short", wall=alone
            ), place + "." + rule
        return (
            say("The short is liquidated; the coin is left, and no hedge"),
            place + say(": the short's compartment is **liquidated** and the coin is left without a hedge.") + rule,
        )
    rule = say(
        " BTC's compartment is liquidated **{btc:%1+}** from its entry price, ETH's **{eth:%1+}**, whatever the other leg has"
        " earned.",
        btc=wall[BTC], eth=wall[ETH],
    )  # fmt: skip
    happened = say(
        " In {weeks:%0} of {count} real weeks at least one of two such walls was met.",
        weeks=fates.value("apart_any", "pair" if book == "pair" else "both long"), count=weeks(),
    )  # fmt: skip
    gone = [NAMES[s] for s in wall if not alive[s]]
    if not gone:
        ends = (
            say(
                "Two compartments: both up {up:%1} loses the short, both down {down:%1} the long",
                up=wall[ETH], down=-wall[BTC],
            )
            if book == "pair"
            else say("Two compartments of one bet: both down {down:%1} loses both", down=-wall[BTC])
        )  # fmt: skip
        still = together == 0 and apart == 0
        live = (
            say(": both compartments live.")
            if still
            else say(": both compartments live, if neither wall was met on the way.")
        )
        return ends, place + live + rule + happened
    if len(gone) == 2:
        return say("Here both legs are lost"), place + say(": **both** compartments are liquidated.") + rule + happened
    left = "ETH" if gone == ["BTC"] else "BTC"
    side = "short" if left == "ETH" and book == "pair" else "long"
    return (
        say("{gone} is liquidated, and a naked {side} {left} is left", gone=gone[0], side=side, left=left),
        place
        + say(": the compartment of {gone} is **liquidated**; a **naked {side} {left}** is left.", gone=gone[0], side=side, left=left)
        + rule
        + happened,
    )  # fmt: skip
