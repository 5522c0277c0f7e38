"""Explore: a hedge is what its legs do together and what they do apart."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import hedges_and_correlation as looks
from course.charts.label_placement import PlacedNames, Spot
from course.explorers import Choice, Explorer, Number, Pull, View
from course.lessons.hedges_and_correlation.book import (
    BOOKS,
    BTC,
    ENTRY,
    MAINTENANCE,
    NOTIONAL,
    POSTED,
    SECOND,
    WEIGHT,
    at,
    compartments,
    pooled,
    twin,
    wall_apart,
    walls,
)
from course.lessons.hedges_and_correlation.corridor_texts import held, of_compartments, of_pool
from course.margin import Pool
from course.texts import say, wordless

MODES = {"pool": "one pool", "apart": "compartments"}
GRID = np.linspace(*looks.TOGETHER, 85)
#: Beyond any edge of the picture.
FAR = 9.0


def _edge(pool: Pool, book: str) -> np.ndarray[Any, Any]:
    """Where the pool is liquidated, over the grid; far below where nothing of the second leg does it."""
    return np.asarray(np.nan_to_num(wall_apart(pool, book, GRID), nan=-FAR))


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
    own = walls(book)
    edge = _edge(pooled(book), book)
    pool = _line("pool", GRID[edge > -FAR], edge[edge > -FAR])
    second = SECOND[book][0]
    parts = [_line(second, GRID, _second(own[second], GRID))]
    if BTC in own:
        parts.append(_line(BTC, [own[BTC]] * 2, looks.APART))
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
    own = walls(book)
    first = own.get(BTC, looks.TOGETHER[0])
    right = np.concatenate([[first], GRID[first < GRID]])
    left = np.concatenate([GRID[first > GRID], [first]])
    edge = _second(own[SECOND[book][0]], right)
    above = book == "long"
    return _joined(
        _area("alive", "isolated", right, edge if above else floor, top if above else edge),
        _area("second", "liquidation", right, floor if above else edge, edge if above else top),
        *([_area("first", "liquidation", left, floor, top)] if BTC in own else []),
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


@lru_cache(maxsize=8)
def _regions(book: str, mode: str) -> list[tuple[str, list[tuple[str, list[Spot]]]]]:
    """What may be written into each region, and where: its name, in two lines where it is narrow, or a shorter one."""
    names = _empty()
    found = []
    for text, kind, wanted in REGIONS[mode, book == "spot" and mode == "apart"]:
        states = zip(_alive(book, mode, *np.broadcast_arrays(*names.lattice())).values(), wanted, strict=True)
        there = np.logical_and.reduce([alive == want for alive, want in states])
        tries = (text, text.replace(" ", "\n"), "lost" if wanted == (False,) else "")
        found.append((kind, [(one, names.inside(one, there)) for one in dict.fromkeys(tries) if one]))
    return found


def _empty() -> PlacedNames:
    return PlacedNames(looks.TOGETHER, looks.APART, float(looks.TALL))


def _names(book: str, mode: str, together: float, apart: float, lost: bool) -> PlacedNames:
    names = _empty()
    for line in _borders(book):
        for key in dict.fromkeys(line["key"]):
            own = line["key"] == key
            if own.sum() > 1:
                names.line(line["x"][own], line["y"][own])
    names.mark(together, apart, 11)
    u, v = names.point(together, apart)
    names.beside("you, liquidated" if lost else "you", "you", together, apart, [Spot(u, v, "left", "bottom", 12, 6)])
    for kind, places in _regions(book, mode):
        any(names.put(text, kind, spots) for text, spots in places)
    return names


def gap_at(book: str, mode: str, together: float, **_: Any) -> float | None:
    """How far the second leg may run away from the first once both have moved ``together``; None: as far as it likes."""
    gap = (
        wall_apart(pooled(book), book, together) if mode == "pool" else _second(walls(book)[SECOND[book][0]], together)
    )
    return float(gap) if np.isfinite(gap) else None


def corridor(book: str, mode: str, together: float, apart: float) -> View:
    """Where a book of two legs is liquidated: over what they do together and what they do apart."""
    alive = {name: bool(one) for name, one in _alive(book, mode, together, apart).items()}
    pool, parts = _borders(book)
    lost = not any(alive.values())
    gap, gone = gap_at(book, mode, together), not alive.get(SECOND[book][0], alive.get("pool"))
    names = _names(book, mode, together, apart, lost)
    title, sentence = (of_pool if mode == "pool" else of_compartments)(book, together, apart, alive)
    return View(
        data={
            "areas": _areas(book, mode),
            "border": pool if mode == "pool" else parts,
            "ghost": parts if mode == "pool" else pool,
            "dots": {"x": [together], "y": [apart], "kind": ["dead" if lost else "you"]},
            "gap": [] if gap is None or gone else [{"x": together, "y": apart, "wall": gap}],
            "texts": names.table,
        },
        title=title,
        subtitle=held(book, mode),
        sentence=sentence,
        table=lambda: _table(book, together),
    )


def _table(book: str, together: float) -> Any:
    """The walls in words."""
    second = SECOND[book][1]
    steps = sorted({-0.5, -0.2, 0.0, 0.2, 0.5, 1.0, 1.5, round(together, 4)})
    gaps = wall_apart(pooled(book), book, np.array(steps))
    wall = walls(book)[SECOND[book][0]]
    return twin(
        {
            "both together": [wordless("{x:%~0}", x=x) for x in steps],
            say("{second} alone, one pool", second=second): [
                "none" if np.isnan(g) else wordless("{g:%1+}", g=float(g)) for g in gaps
            ],
            say("{second} alone, compartment", second=second): [
                wordless("{g:%1+}", g=float(_second(wall, x))) for x in steps
            ],
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
                "together", "Both move together", 0.0, min=-0.6, max=1.5, step=0.05, unit="%").meaning("By so much both legs have moved since the book was opened."),
            Number(
                "apart", "The second leg moves further", 0.0, min=-0.5, max=0.5, step=0.01, unit="%").meaning("How far the second leg stands above (or below) where the common move alone would have left it."),
        ],
        compute=corridor,
        design=lambda book: looks.plane({"spot": "perpetual against coin"}.get(book, "ETH against BTC")),
        handles={"together": "x", "apart": "y"},
        pulls={"gap": Pull("together", "y", gap_at)},
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
