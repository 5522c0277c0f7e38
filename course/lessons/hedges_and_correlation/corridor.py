"""Explore: a hedge is what its legs do together and what they do apart."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from course.charts import hedges_and_correlation as looks
from course.charts.places import Spot
from course.explorers import Choice, Explorer, Frame, Number
from course.lessons.hedges_and_correlation.book import (
    BOOKS,
    BTC,
    ENTRY,
    ETH,
    MAINTENANCE,
    NOTIONAL,
    PERP,
    POSTED,
    SECOND,
    WEIGHT,
    at,
    compartments,
    pooled,
    table,
    wall_apart,
    wall_together,
)  # fmt: skip
from course.lessons.hedges_and_correlation.placing import Names
from course.margin import Pool
from course.texts import Said, say

MODES = {"pool": "one pool", "apart": "compartments"}
GRID = np.linspace(*looks.TOGETHER, 85)
#: Beyond any edge of the picture.
FAR = 9.0
NAMES = {BTC: "BTC", ETH: "ETH", PERP: "perpetual"}


def _edge(pool: Pool, book: str) -> np.ndarray[Any, Any]:
    """Where the pool is liquidated, over the grid; far below where nothing of the second leg does it."""
    return np.asarray(np.nan_to_num(wall_apart(pool, book, GRID), nan=-FAR))


def _walls(book: str) -> dict[str, float]:
    """Move of its own price at which each compartment is liquidated."""
    return {
        s: float(p.liquidation_price(s, ENTRY)) / ENTRY[s] - 1.0  # each has one: leverage is above 1×
        for s, p in compartments(book).items()
    }


def _second(wall: float, together: Any) -> Any:
    """The gap at which a compartment's own wall is met by the second leg, where both have moved ``together``."""
    return (1.0 + wall) / (1.0 + np.asarray(together)) - 1.0


def _line(key: str, x: Any, y: Any) -> dict[str, Any]:
    return {
        "key": np.array([key] * len(x)),
        "x": np.asarray(x, float),
        "y": np.asarray(y, float),
        "step": np.arange(len(x)),
    }


def _joined(*tables: dict[str, Any]) -> dict[str, Any]:
    return {c: np.concatenate([np.asarray(t[c]) for t in tables]) for c in tables[0]}


def _area(key: str, hue: str, x: Any, low: Any, high: Any) -> dict[str, Any]:
    n, (floor, top) = len(x), looks.APART
    low, high = (np.clip(np.broadcast_to(v, n), floor, top) for v in (low, high))
    return {"key": [key] * n, "hue": [hue] * n, "x": np.asarray(x, float), "low": low, "high": high}


@lru_cache(maxsize=8)
def _borders(book: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Border of the pool, and the walls of the compartments."""
    walls = _walls(book)
    edge = _edge(pooled(book), book)
    pool = _line("pool", GRID[edge > -FAR], edge[edge > -FAR])
    second = SECOND[book][0]
    parts = [_line(second, GRID, _second(walls[second], GRID))]
    if BTC in walls:
        parts.append(_line(BTC, [walls[BTC]] * 2, looks.APART))
    return pool, _joined(*parts)


@lru_cache(maxsize=8)
def _areas(book: str, mode: str) -> dict[str, Any]:
    """What is alive, and what is liquidated."""
    floor, top = looks.APART
    if mode == "pool":
        edge = _edge(pooled(book), book)
        above = book == "long"
        return _joined(
            _area("alive", "cross", GRID, edge if above else floor, top if above else edge),
            _area("dead", "liquidation", GRID, floor if above else edge, edge if above else top),
        )
    walls = _walls(book)
    first = walls.get(BTC, looks.TOGETHER[0])
    right = np.concatenate([[first], GRID[first < GRID]])
    left = np.concatenate([GRID[first > GRID], [first]])
    edge = _second(walls[SECOND[book][0]], right)
    above = book == "long"
    return _joined(
        _area("alive", "isolated", right, edge if above else floor, top if above else edge),
        _area("second", "liquidation", right, floor if above else edge, edge if above else top),
        *([_area("first", "liquidation", left, floor, top)] if BTC in walls else []),
    )


def _alive(book: str, mode: str, together: Any, apart: Any) -> dict[str, Any]:
    """By leg (or ``pool``): whether it is still there."""
    marks = at(book, together, apart)
    pools = {"pool": pooled(book)} if mode == "pool" else compartments(book)
    return {name: np.logical_not(p.liquidatable(marks)) for name, p in pools.items()}


#: What is written into the regions: text, its colour, and which legs are alive there.
REGIONS: dict[tuple[str, bool], tuple[tuple[str, str, tuple[bool, ...]], ...]] = {
    ("pool", False): (("alive", "cross", (True,)), ("liquidated", "liquidation", (False,))),
    ("apart", True): (("short alive", "isolated", (True,)), ("short lost", "liquidation", (False,))),
    ("apart", False): (
        ("both alive", "isolated", (True, True)),
        ("ETH lost", "liquidation", (True, False)),
        ("BTC lost", "liquidation", (False, True)),
        ("both lost", "liquidation", (False, False)),
    ),
}


def _names(book: str, mode: str, together: float, apart: float, lost: bool) -> Names:
    names = Names(looks.TOGETHER, looks.APART, float(looks.TALL))
    for line in _borders(book):
        for key in dict.fromkeys(line["key"]):
            own = line["key"] == key
            if own.sum() > 1:
                names.plan.line(*names.unit(line["x"][own], line["y"][own]))
    names.off(together, apart, 11)
    u, v = names.unit(together, apart)
    names.beside("you, liquidated" if lost else "you", "you", together, apart, [Spot(u, v, "left", "bottom", 12, 6)])
    for text, kind, wanted in REGIONS[mode, book == "spot" and mode == "apart"]:

        def holds(t: Any, a: Any, wanted: tuple[bool, ...] = wanted) -> Any:
            states = _alive(book, mode, t, a).values()
            return np.logical_and.reduce([alive == want for alive, want in zip(states, wanted, strict=True)])

        # A narrow region takes a name in two lines, or a shorter one.
        tries = (text, text.replace(" ", "\n"), "lost" if wanted == (False,) else "")
        any(names.within(one, kind, holds) for one in dict.fromkeys(tries) if one)
    return names


def corridor(book: str, mode: str, together: float, apart: float) -> Frame:
    """Where a book of two legs is liquidated: over what they do together and what they do apart."""
    alive = {name: bool(one) for name, one in _alive(book, mode, together, apart).items()}
    pool, parts = _borders(book)
    lost = not any(alive.values())
    names = _names(book, mode, together, apart, lost)
    title, sentence = (_of_pool if mode == "pool" else _of_compartments)(book, together, apart, alive)
    return Frame(
        data={
            "areas": _areas(book, mode),
            "border": pool if mode == "pool" else parts,
            "ghost": parts if mode == "pool" else pool,
            "dots": {"x": [together], "y": [apart], "kind": ["dead" if lost else "you"]},
            "texts": names.table,
        },
        title=title,
        subtitle=_held(book, mode),
        sentence=sentence,
        table=lambda: _table(book, together),
    )


def _held(book: str, mode: str) -> Said:
    legs = {
        "pair": "long {notional:$} of BTC, short {notional:$} of ETH",
        "spot": "{notional:$} of BTC held, {notional:$} of the BTC perpetual short",
        "long": "long {notional:$} of BTC and {notional:$} of ETH",
    }[book]
    behind = {
        ("spot", "pool"): "; the coin itself is the margin, {weight:%0} of it counted",
        ("spot", "apart"): "; {posted:$} of dollars behind the short, the coin outside",
    }.get((book, mode), "; {both:$} in one pool" if mode == "pool" else "; {posted:$} behind each leg")
    return say(
        legs + behind + ", maintenance {m:%1}; dotted: the other way to hold it",
        notional=NOTIONAL, weight=WEIGHT, posted=POSTED, both=2 * POSTED, m=MAINTENANCE,
    )  # fmt: skip


def _place(book: str, together: float, apart: float) -> Said:
    """Where the two legs are."""
    if together == 0 and apart == 0:
        return say("Nothing has moved yet")
    moved = (
        say("Both have moved {together:%~0}", together=together)
        if together
        else say("{first} stands still", first="The coin" if book == "spot" else "BTC")
    )
    return moved + _gap(book, apart)


def _gap(book: str, apart: float) -> Said:
    who = {"pair": "ETH", "long": "ETH", "spot": "the perpetual"}[book]
    if apart == 0:
        return say("")
    where = "above" if apart > 0 else "below"
    return say(" and {who} is {apart:%~0} {where}", who=who, apart=abs(apart), where=where)


def _of_pool(book: str, together: float, apart: float, alive: dict[str, bool]) -> tuple[Said, Said]:
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
                ": the book has made {earned:$0+}, and the pool is **{short:$0}** short of what both legs together require. It is"
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
        "Both {size:%~0} {word}: now {who} {gap:%1} above ends the hedge",
        size=abs(together), word=word, who=who, gap=float(gap),
    )  # fmt: skip


def _ways_out(book: str, gap: float, common: float | None) -> Said:
    """What would end it from here: the second leg alone, and both together."""
    who = SECOND[book][1]
    if np.isnan(gap):
        alone = say("However far {who} falls from there, the pool lives", who=who)
    else:
        where = "above" if gap > 0 else "below"
        alone = say(
            "With {first} where it is, the pool is liquidated when {who} stands **{gap:%1}** {where} the common move",
            first="the coin" if book == "spot" else "BTC", who=who, gap=abs(float(gap)), where=where,
        )  # fmt: skip
    if common is None:
        return alone + say("; with the gap as it is, **no common move** liquidates it.")
    return alone + say(
        "; with the gap as it is, when both stand **{common:%1+}** from where they began.", common=common
    )


def _of_compartments(book: str, together: float, apart: float, alive: dict[str, bool]) -> tuple[Said, Said]:
    """Title and sentence of compartments."""
    walls, place = _walls(book), _place(book, together, apart)
    fates = table("fates")
    if book == "spot":
        wall = walls[PERP]
        rule = say(
            " The short is liquidated when the perpetual stands **{wall:%1+}** from where it began, whatever the coin beside it has"
            " gained.",
            wall=wall,
        )
        if alive[PERP]:
            return say(
                "The coin cannot help from outside: {wall:%1+} liquidates the short", wall=wall
            ), place + "." + rule
        return (
            say("The short is liquidated; the coin is left, and no hedge"),
            place + say(": the short's compartment is **liquidated** and the coin is left without a hedge.") + rule,
        )
    rule = say(
        " BTC's compartment is liquidated at **{btc:%1+}** of its price, ETH's at **{eth:%1+}**, whatever the other leg has earned.",
        btc=walls[BTC], eth=walls[ETH],
    )  # fmt: skip
    happened = say(
        " In {weeks:%0} of {count} real weeks at least one of two such walls was met.",
        weeks=fates.value("apart_any", "pair" if book == "pair" else "both long"), count=_weeks(),
    )  # fmt: skip
    gone = [NAMES[s] for s in walls if not alive[s]]
    if not gone:
        ends = (
            say(
                "Two compartments: both up {up:%1} loses the short, both down {down:%1} the long",
                up=walls[ETH], down=-walls[BTC],
            )
            if book == "pair"
            else say("Two compartments of one bet: both down {down:%1} loses both", down=-walls[BTC])
        )  # fmt: skip
        return ends, place + say(": both compartments live.") + rule + happened
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


def _weeks() -> int:
    """How many weeks the tables count."""
    return int("".join(c for c in table("fates").title.split(" weeks")[0].split(" of ")[1] if c.isdigit()))


def _table(book: str, together: float) -> pd.DataFrame:
    """The walls in words."""
    second = SECOND[book][1]
    steps = sorted({-0.5, -0.2, 0.0, 0.2, 0.5, 1.0, 1.5, round(together, 4)})
    gaps = wall_apart(pooled(book), book, np.array(steps))
    wall = _walls(book)[SECOND[book][0]]
    return pd.DataFrame(
        {
            "both together": [say("{x:%~0}", x=x) for x in steps],
            f"{second} alone, one pool": ["none" if np.isnan(g) else say("{g:%1+}", g=float(g)) for g in gaps],
            f"{second} alone, compartment": [say("{g:%1+}", g=float(_second(wall, x))) for x in steps],
        }
    )


def corridor_explorer() -> Explorer:
    """Together against apart."""
    return Explorer(
        name="corridor",
        title="Together and apart",
        controls=[
            Choice("book", "The book", BOOKS),
            Choice("mode", "Held in", MODES),
            Number(
                "together", "Both move together", 0.0, min=-0.6, max=1.5, step=0.05, unit="%",
                help="By so much both legs have moved since the book was opened.",
            ),
            Number(
                "apart", "The second leg moves further", 0.0, min=-0.5, max=0.5, step=0.01, unit="%",
                help="How far the second leg stands above (or below) where the common move alone would have left it.",
            ),
        ],
        compute=corridor,
        design=lambda book: looks.plane({"spot": "perpetual against coin"}.get(book, "ETH against BTC")),
        handles={"together": "x", "apart": "y"},
        code=code,
    )  # fmt: skip


def code(book: str, mode: str, together: float, apart: float) -> str:
    """What liquidates the second leg's side of the book, in Python."""
    second = SECOND[book][0]
    way = 1 if book == "long" else -1
    head = (
        f"from course.margin import {'Holding, ' if book == 'spot' and mode == 'pool' else ''}Market, Pool, Position\n"
    )
    size, entry = way * NOTIONAL / ENTRY[second], ENTRY[second]
    own = f"Position(Market('{second}', {MAINTENANCE}, {MAINTENANCE}), {size!r}, {entry:.0f})"
    if mode == "apart":
        return (
            head
            + f"pool = Pool({POSTED:.0f}, ({own},))\npool.liquidation_price('{second}', {{'{second}': {entry:.0f}}}) / {entry:.0f} - 1"
        )
    amount = NOTIONAL / ENTRY[BTC]
    if book == "spot":
        made = f"pool = Pool(0, ({own},), (Holding('BTC', {amount!r}, {WEIGHT}, {WEIGHT}),))\n"
    else:
        btc = f"Position(Market('BTC', {MAINTENANCE}, {MAINTENANCE}), {amount!r}, {ENTRY[BTC]:.0f})"
        made = f"pool = Pool({2 * POSTED:.0f}, ({btc},\n    {own}))\n"
    both = 1 + together
    return (
        head + made + f"marks = {{'BTC': {ENTRY[BTC] * both!r}, '{second}': {entry * both * (1 + apart)!r}}}\n"
        f"wall = pool.liquidation_price('{second}', marks)\n"
        f"pool.health(marks), wall and wall / {entry * both!r} - 1"
    )
