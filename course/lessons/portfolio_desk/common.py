"""What several panels of the desk ask: the common move of a pool, names of positions, code that rebuilds a pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course import texts
from course.charts.desk import tables
from course.explorers import View
from course.lessons.portfolio_desk.book import Book, coin
from course.margin import Pool, Terrain
from course.number_format import percent
from course.texts import Said, joined, say, wordless

if TYPE_CHECKING:
    import pandas as pd

#: Rows that a picture shows; the table holds all of them.
ROWS = 12


def way(terrain: Terrain) -> int:
    """The common move that costs this pool: −1, all prices fall, or +1, they rise."""
    return -1 if float(terrain.gradient.sum()) >= 0 else 1


def common(terrain: Terrain, beta: Any = None) -> float:
    """The common move, a signed fraction, at which it is liquidated; NaN if there is none.

    Args:
        terrain: one pool.
        beta: what each market moves when BTC moves by one; 1 for all without. The result is BTC's move.
    """
    if (
        beta is not None
    ):  # which way costs is another question then: a short of what moves more may outweigh a larger long
        return float(terrain.move(beta))
    toward = way(terrain)
    return toward * float(terrain.ray(toward * np.ones(len(terrain.symbols))))


def falls(toward: int) -> str:
    """``"fall"`` or ``"rise"``."""
    return "fall" if toward < 0 else "rise"


def move(fraction: float, digits: int = 1) -> Said:
    """A signed move, or that there is none."""
    return say("none") if np.isnan(fraction) else percent(float(fraction), digits, sign=True)


def labels(book: Book) -> dict[tuple[str, str], str]:
    """What a position is called in a row: its name, with its pool where that is not the main one and not called the same."""
    named = book.names
    known = [name for _, name, _ in named]
    return {
        (pool, name): name if known.count(name) == 1 else wordless("{name}, {pool}", name=name, pool=pool)
        for pool, name, _ in named
    }


def listed(words: Sequence[str]) -> Said:
    """Words in a row: BTC, ETH and SOL; from the fifth on they are counted."""
    if len(words) > 4:
        return say("{first} and {more} more", first=joined(", ", words[:3]), more=len(words) - 3)
    return texts.listed(words) if words else ""


def snippet(book: Book, pool: str) -> str:
    """Two lines of Python that rebuild a pool of the book and its marks."""
    held, box = book.pools[pool], next(b for b in book.boxes if b.name == pool)
    modelled = book.venue and all(coin(leg.market) == leg.market for leg in box.legs) and _on_venue(book, held)
    marks = {leg.market: book.marks[leg.market] for leg in box.legs}
    if modelled and not any(leg.market for leg in box.legs if [x.market for x in box.legs].count(leg.market) > 1):
        legs = ", ".join(f"({x.market!r}, {x.size!r}, {x.entry!r})" for x in box.legs)
        return f"from course import venues\npool = venues.get({book.venue!r}).pool({box.collateral!r}, {legs})\nmarks = {marks!r}\n"
    legs = ", ".join(
        f"Position(Market({x.market!r}, {max(x.initial, x.maintenance)!r}, {x.maintenance!r}), {x.size!r}, {x.entry!r})"
        for x in box.legs
    )
    return f"from course.margin import Market, Pool, Position\npool = Pool({box.collateral!r}, [{legs}])\nmarks = {marks!r}\n"


def _on_venue(book: Book, pool: Pool) -> bool:
    from course import venues

    return all(p.symbol in venues.get(book.venue).symbols for p in pool.positions)


def table(columns: dict[str, Sequence[Any]]) -> Callable[[], pd.DataFrame]:
    """Columns as a table that is made when it is asked for."""

    def made() -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame({name: list(column) for name, column in columns.items()})

    return made


#: Pixels that the plot is wide at the least, and that a letter of a name takes.
NARROW, LETTER, BESIDE = 176.0, 6.9, 14.0
#: How many times as wide as its marks a plot becomes at most, where names need room.
MOST_WIDE = 5.0


def span(
    data: dict[str, dict[str, Sequence[Any]]], names: Sequence[str], least: float = 0.05, holds: Sequence[float] = ()
) -> dict[str, Any]:
    """Every row, and an axis that reaches as far as its marks and the names beside them need.

    Args:
        data: the tables with marks, by name; ``names`` among them has the words.
        names: all rows, from the top.
        least: how much of the axis is seen at the least.
        holds: what must be on it beside the marks, as the place where one stands.
    """
    marks = [float(x) for table in data.values() for key in ("x", "x2") for x in table.get(key, ())]
    marks = [*marks, *holds] or [0.0]
    low, high = min(marks), max(marks)
    middle = (low + high) / 2
    low, high = min(low, middle - least / 2), max(high, middle + least / 2)
    words = data.get("names", {"x": (), "label": (), "left": ()})
    most = MOST_WIDE * (high - low)
    for _ in range(60):
        pixel = min(high - low, most) / NARROW
        for x, text, left in zip(words["x"], words["label"], words["left"], strict=True):
            need = (BESIDE + LETTER * len(text)) * pixel
            low, high = (min(low, x - need), high) if left else (low, max(high, x + need))
    pad = 0.03 * (high - low)
    ends = (low - pad, high + pad)
    return {
        "x": [ends[i % 2] for i in range(max(len(names), 2))],
        "row": [*names, *list(names)[-1:] * (2 - len(names))],
    }


def nothing(row: str, title: str, sentence: str, **more: Any) -> View:
    """A view with nothing to draw, and why: a book may be such that a question has no answer."""
    return View(data={**framed([row]), **more}, title=title, sentence=sentence)


def framed(every_row: Sequence[str], least: float = 0.05, holds: Sequence[float] = (), **filled: Any) -> dict[str, Any]:
    """The tables of :func:`course.charts.desk.rows`, with an axis on which all of it has room."""
    filled = clear(filled, span(filled, every_row, least, holds)["x"])
    return tables(span=span(filled, every_row, least, holds), **filled)


def clear(data: Mapping[str, Any], reach: Sequence[float]) -> dict[str, Any]:
    """The same tables, where an upright would go through a name and its row has room on the other side: there.

    Args:
        data: tables of :func:`course.charts.desk.rows`.
        reach: places up to which the axis goes; at its narrowest a letter takes the largest share of it.
    """
    if "names" not in data or "rules" not in data:
        return dict(data)
    words = {name: list(column) for name, column in data["names"].items()}
    pixel = (max(reach) - min(reach)) / NARROW
    rows: dict[str, list[float]] = {}
    for table_ in (t for name, t in data.items() if name in ("rods", "dots", "gone")):
        for key in ("x", "x2"):
            for row, x in zip(table_["row"], table_.get(key, ()), strict=False):
                rows.setdefault(row, []).append(float(x))
    for i, (row, x, text, left) in enumerate(zip(*(words[key] for key in ("row", "x", "label", "left")), strict=True)):
        need = (BESIDE + LETTER * len(text)) * pixel
        ends = [*rows.get(row, ()), x]

        def crossed(at: float, far: float) -> bool:
            return any(min(at, far) < rule < max(at, far) for rule in data["rules"]["x"])

        here, there = (x - need, max(ends)) if left else (x + need, min(ends))
        end = there + need if left else there - need
        if crossed(x, here) and not crossed(there, end) and min(reach) <= end <= max(reach):
            words["x"][i], words["left"][i] = there, not left
    return {**data, "names": words}
