"""The liquidation map of a book: which moves of two prices end which pool, all other prices still."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts.desk import SPAN
from course.charts.label_placement import PlacedNames, Spot, around
from course.charts.liquidation_map import tables
from course.explorers import View
from course.lessons.cross_margin import map_tables
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.common import listed, table
from course.lessons.portfolio_desk.weather import weather
from course.margin import Terrain
from course.texts import Said, joined, say
from course.validation import ArgumentError

VIEW = map_tables.MapWindow((-SPAN, SPAN), (-SPAN, SPAN), 420.0)
#: Moves along each side at which a pool is looked at.
GRID = np.linspace(-SPAN, SPAN, 61)
#: Squared radius that holds 95 % of a normal pair, and the days of the ellipse.
NINETEEN_OF_TWENTY, WEEK = -2 * np.log(0.05), 7
#: Pools that get a name in the picture.
NAMED = 4


def dead(t: Terrain, across: str, up: str) -> tuple[np.ndarray[Any, Any], list[tuple[Any, Any]]]:
    """Moves across, and for each the parts of the other axis in which the pool is liquidated.

    Returns:
        The moves (those of :data:`GRID`, and where an upright border stands), and one or two areas, each its lower and its upper
        edge: from the bottom up to the first border where the bottom is lost, from the last border to the top where that is.
        Between two moves of the grid a border is drawn straight.
    """
    x = GRID
    here = t.seen_by((across, up))
    if up not in here.symbols or across == up:
        wall = here.seen_by((across,)).walls() if across in here.symbols else np.array([])
        for w in wall[np.isfinite(wall)]:
            x = np.sort(np.concatenate([x, [w - 1e-9, w + 1e-9]]))
    x = x[(x >= -SPAN) & (x <= SPAN)]
    y = GRID
    moves = np.zeros((len(x), len(y), len(here.symbols)))
    for k, symbol in enumerate(here.symbols):
        moves[..., k] = x[:, np.newaxis] if symbol == across else y[np.newaxis, :]
    lost = np.asarray(here.health(moves)) if here.symbols else np.full((len(x), len(y)), float(here.cash))
    below, above = lost[:, 0] < 0, lost[:, -1] < 0
    with np.errstate(divide="ignore", invalid="ignore"):
        cut = y[:-1] + (y[1] - y[0]) * lost[:, :-1] / (lost[:, :-1] - lost[:, 1:])
    turns = np.signbit(lost[:, :-1]) != np.signbit(lost[:, 1:])
    first = np.where(turns, cut, np.inf).min(axis=1)
    last = np.where(turns, cut, -np.inf).max(axis=1)
    whole = below & ~turns.any(axis=1)
    areas = []
    if below.any():
        areas.append((np.full(len(x), -SPAN), np.where(below, np.where(whole, SPAN, np.minimum(first, SPAN)), -SPAN)))
    if (above & ~whole).any():
        areas.append((np.where(above & ~whole, np.maximum(last, -SPAN), SPAN), np.full(len(x), SPAN)))
    return x, areas


def plane(book: Book, across: str, up: str, x: float, y: float) -> View:
    """Where two prices may go before which pool ends; you, the common move from there, and what a week reaches."""
    for name, market in (("across", across), ("up", up)):
        if market not in book.markets:
            raise ArgumentError(name, market, f"one of {', '.join(book.markets)}")
    if across == up and len(book.markets) > 1:
        raise ArgumentError("up", up, "another market than the one across")
    names = VIEW.names()
    areas, border, state = [], [], {}
    hue_of = {name: "cross" if len(pool.positions) > 1 else "isolated" for name, pool in book.pools.items()}
    for name, t in book.terrains.items():
        if across not in t.symbols and up not in t.symbols:
            state[name] = bool(t.health() < 0)
            continue
        at = np.array([x if s == across else y if s == up else 0.0 for s in t.symbols])
        state[name] = bool(t.health(at) < 0)
        grid, parts = dead(t, across, up)
        for n, (low, high) in enumerate(parts):
            areas.append(map_tables.rows(f"{name} {n}", "liquidation", grid, low, high, 0.16))
            edge = high if n == 0 and np.all(low == -SPAN) else low
            seen = (np.abs(edge) < SPAN - 1e-12) | _upright(grid, edge)
            if seen.any():
                border.append(map_tables.path(f"{name} {n}", hue_of[name], grid[seen], edge[seen]))
                names.line(grid[seen], edge[seen])
    main = book.terrains[book.main]
    away, to = _common(book, across, up, x, y)
    ray: dict[str, list[Any]] = {"x": [], "y": [], "step": []}
    dots: dict[str, list[Any]] = {"x": [x], "y": [y], "kind": ["dead" if state[book.main] else "you"]}
    if away is not None:
        far = to
        ray = {"x": [x, far[0]], "y": [y, far[1]], "step": [0, 1]}
        names.line(ray["x"], ray["y"])
        dots = {"x": [far[0], x], "y": [far[1], y], "kind": ["dead", dots["kind"][0]]}
    oval = _oval(across, up, x, y)
    names.line(oval["x"], oval["y"])
    for a, b in zip(dots["x"], dots["y"], strict=True):
        names.mark(a, b)
    names.beside("you", "you", x, y)
    for line in border[:NAMED]:
        pool = line["key"][0].rsplit(" ", 1)[0]
        k = len(line["x"])
        spots = [
            s
            for i in (k // 2, k // 4, 3 * k // 4, k // 8)
            for s in around(*names.point(float(line["x"][i]), float(line["y"][i])))
        ]
        names.put(say("{pool} ends here", pool=pool), "liquidation", spots, most=60)
    _name_axes(names, across, up)
    title, sentence = _said(book, main, across, up, x, y, state, away)
    return View(
        data=tables(
            areas=map_tables.joined(areas) or {c: [] for c in ("key", "hue", "x", "low", "high", "alpha")},
            border=map_tables.joined(border) or {c: [] for c in ("key", "hue", "x", "y", "step")},
            ray=ray, ellipse=oval, dots=dots, texts=names.table,
        ),
        title=title,
        subtitle=say("moves from today’s marks; all other prices stand still\nThe dotted ellipse holds 95 % of a normal week."),
        sentence=sentence,
        table=_table(book, across, up, x, y),
    )  # fmt: skip


def _upright(grid: Any, edge: Any) -> Any:
    """Which points belong to an upright border: the edge jumps from one side of the map to the other there."""
    jump = np.abs(np.diff(edge)) > 2 * SPAN - 1e-9
    near = np.diff(grid) < 1e-6
    both = jump & near
    return np.concatenate([[False], both]) | np.concatenate([both, [False]])


def _common(book: Book, across: str, up: str, x: float, y: float) -> tuple[float | None, tuple[float, float]]:
    """The least further fall of the two prices together, in points of today's marks, that ends a pool that is alive; and where."""
    best: float | None = None
    for t in book.terrains.values():
        if across not in t.symbols and up not in t.symbols:
            continue
        at = np.array([x if s == across else y if s == up else 0.0 for s in t.symbols])
        if t.health(at) < 0:
            continue
        marks = dict(zip(t.symbols, t.marks * (1 + at), strict=True))
        pool = next(book.pools[n] for n, other in book.terrains.items() if other is t)
        there = Terrain.of(pool, marks)
        # The same points of today's marks for both: in shares of the moved price that is 1 / (1 + move).
        toward = np.array([-1 / (1 + (x if s == across else y)) if s in (across, up) else 0.0 for s in t.symbols])
        far = float(there.ray(toward))
        if np.isfinite(far) and (best is None or far < best):
            best = far
    if best is None or min(x, y) - best < -1:
        return None, (x, y)
    return best, (x - best, y - best)


def _oval(across: str, up: str, x: float, y: float) -> dict[str, Any]:
    """The ellipse that holds 95 % of the pairs of moves after a week, returns normal."""
    pair = weather((across, up))
    root = np.linalg.cholesky(pair.day * WEEK + 1e-15 * np.eye(2)) if across != up else np.zeros((2, 2))
    angle = np.linspace(0, 2 * np.pi, 73)
    circle = np.sqrt(NINETEEN_OF_TWENTY) * np.stack([np.cos(angle), np.sin(angle)])
    around_you = root @ circle
    return {"x": x + (1 + x) * around_you[0], "y": y + (1 + y) * around_you[1], "step": np.arange(angle.size)}


def _name_axes(names: PlacedNames, across: str, up: str) -> None:
    right = [Spot(0.98, v, "right", "bottom") for v in (0.02, 0.06, 0.1, 0.2, 0.3, 0.9)]
    names.put(f"{across} →", "quiet", right, most=90)
    left = [Spot(u, 0.98, "left", "top") for u in (0.02, 0.06, 0.1, 0.3, 0.6)]
    names.put(f"↑ {up}", "quiet", left, most=90)


def _said(
    book: Book, main: Terrain, across: str, up: str, x: float, y: float, state: dict[str, bool], away: float | None
) -> tuple[Said, Said]:
    lost = [name for name, gone in state.items() if gone]
    where = (
        say("At today’s prices")
        if x == y == 0 or (across == up and x == 0)
        else say("With {a} {x:%0+} and {b} {y:%0+}", a=across, b=up, x=x, y=y)
        if across != up
        else say("With {a} {x:%0+}", a=across, x=x)
    )
    if lost:
        title = where + say(" {names} {n:is|are} liquidated", names=listed([f"“{n}”" for n in lost]), n=len(lost))
    elif away is None:
        title = where + say(" every pool is alive")
    else:
        pair = "both" if across != up else across
        title = where + say(" every pool is alive; {pair} {far:#1} points lower, one ends", pair=pair, far=100 * away)
    at = np.array([x if s == across else y if s == up else 0.0 for s in main.symbols])
    health = float(main.health(at))
    parts: list[str] = [
        say("“{name}” has **{h:$0}** of room there. ", name=book.main, h=health)
        if health >= 0
        else say("“{name}” is **{h:$0}** short there. ", name=book.main, h=-health)
    ]
    marks = {s: p * (1 + m) for s, p, m in zip(main.symbols, main.marks, at, strict=True)}
    there = Terrain.of(book.pools[book.main], marks)
    own = dict(zip(there.symbols, there.gradient, strict=True))
    costs: list[str] = [
        say(
            "the next {one:%0} up in {s} {does} {d:$0}",
            one=0.01,
            s=s,
            does="adds" if own[s] >= 0 else "costs",
            d=abs(own[s]) / 100,
        )
        for s in dict.fromkeys((across, up))
        if s in own
    ]
    if costs:
        first, *rest = costs
        parts.append(say("From there {costs}.", costs=joined(", ", [first, *rest])))
    else:
        parts.append(say("Neither price matters to it."))
    return title, joined("", parts)


def _table(book: Book, across: str, up: str, x: float, y: float) -> Any:
    states = []
    for t in book.terrains.values():
        at = np.array([x if s == across else y if s == up else 0.0 for s in t.symbols])
        states.append((float(t.equity(at)), float(t.requirement(at)), float(t.health(at))))
    return table(
        {
            "pool": list(book.terrains),
            "equity ($)": [s[0] for s in states],
            "requires ($)": [s[1] for s in states],
            "health ($)": [s[2] for s in states],
            "state": ["liquidated" if s[2] < 0 else "alive" for s in states],
        }
    )
