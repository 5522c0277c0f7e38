"""By what? What the app shows for each position beside what all prices do together, and the likeliest fatal move."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.common import ROWS, common, falls, framed, labels, listed, move, nothing, table, way
from course.lessons.portfolio_desk.weather import ASSUMED, WITH_BTC, WITH_OTHERS, weather
from course.margin import Terrain
from course.texts import Said, joined, say, wordless
from course.validation import ArgumentError

#: Shifts of the correlations at which the distance is drawn.
SHIFTS = np.linspace(-1, 1, 41)
TOP, NOW = "all together", "today"
#: Two places nearer than this are one: the same wall worked out in two ways.
ALIKE = 1e-6


def shifted(book: Book, first: float) -> dict[str, Terrain]:
    """The pools after a first common move."""
    if not first:
        return book.terrains
    marks = {m: p * (1 + first) for m, p in book.marks.items()}
    return {name: Terrain.of(pool, marks) for name, pool in book.pools.items()}


def walls(book: Book, first: float) -> View:
    """The displayed wall of every position, alone; the common move of its pool; the same by betas."""
    terrains, named = shifted(book, first), labels(book)
    dead = [name for name, t in terrains.items() if t.health() < 0]
    found: list[dict[str, Any]] = []
    for pool, t in terrains.items():
        own = weather(t.symbols)
        gone = pool in dead
        alone = dict(zip(t.symbols, t.walls(), strict=True))
        together, betas = (np.nan, np.nan) if gone else (common(t), common(t, own.beta))
        for at, name, leg in book.names:
            if at == pool:
                market, label = leg.market, named[at, name]
                x = np.nan if gone else float(alone[market])
                found.append(
                    {"pool": pool, "name": label, "market": market, "alone": x, "together": together, "betas": betas,
                     "mark": book.marks[market] * (1 + first)}
                )  # fmt: skip
    found.sort(key=lambda r: (np.isnan(r["alone"]), abs(r["alone"])))
    shown = found[:ROWS]
    names = [TOP, *(r["name"] for r in shown)]
    main = terrains[book.main]
    both = common(main) if book.main not in dead else np.nan
    dots: dict[str, list[Any]] = {"row": [], "x": [], "kind": []}
    for r in shown:
        for kind in ("together", "betas", "alone"):
            if not np.isnan(r[kind]):
                _add(dots, row=r["name"], x=r[kind], kind=kind)
    words: dict[str, list[Any]] = {"row": [], "x": [], "label": [], "kind": [], "left": [], "value": []}
    for r in shown:
        if np.isnan(r["alone"]):
            text = "liquidated" if r["pool"] in dead else "no price alone"
            _add(
                words,
                row=r["name"],
                x=0.0,
                label=text,
                kind="red" if r["pool"] in dead else "soft",
                left=False,
                value=0.0,
            )
            continue
        price = r["mark"] * (1 + r["alone"])
        text = wordless("{x:%1+}", x=r["alone"])
        ends = [r[k] for k in ("alone", "together", "betas") if not np.isnan(r[k])]
        left = r["alone"] < 0 and r["alone"] <= min(ends) + ALIKE < max(ends)
        _add(
            words,
            row=r["name"],
            x=min(ends) if left else max(ends),
            label=text,
            kind="plain",
            left=left,
            value=r["alone"],
        )
        words["price"] = [*words.get("price", [0.0] * (len(words["row"]) - 1)), price]
    words["price"] = [*words.get("price", []), *[0.0] * (len(words["row"]) - len(words.get("price", [])))]
    rules: dict[str, list[Any]] = {"x": [], "kind": []}
    if not np.isnan(both):
        _add(rules, x=both, kind="red")
        _add(dots, row=TOP, x=both, kind="together")
        _add(
            words, row=TOP, x=both, label=wordless("{x:%1+}", x=both), kind="red", left=both > 0, value=both, price=0.0
        )
    title, sentence = _walls_said(book, terrains, found, dead)
    return View(
        data=framed(
            names, holds=(0.0,), rules=rules, dots=dots, names=words,
        ),
        title=title,
        subtitle=_about(book, first),
        sentence=sentence,
        table=table(
            {
                "pool": [r["pool"] for r in found],
                "position": [r["name"] for r in found],
                "mark ($)": [r["mark"] for r in found],
                "alone (%)": [100 * r["alone"] for r in found],
                "wall shown ($)": [r["mark"] * (1 + r["alone"]) for r in found],
                "all together (%)": [100 * r["together"] for r in found],
                "BTC, all by betas (%)": [100 * r["betas"] for r in found],
            }
        ),
    )  # fmt: skip


def _add(columns: dict[str, list[Any]], **values: Any) -> None:
    for name, value in values.items():
        columns.setdefault(name, []).append(value)


def _about(book: Book, first: float) -> Said:
    said = say(
        "{told}\nRings: that price alone, diamonds: all by their betas, red circles: all alike",
        told=book.told or "Your book",
    )
    return said + say("; after a common move of {first:%0+}", first=first) if first else said


def _walls_said(
    book: Book, terrains: dict[str, Terrain], found: list[dict[str, Any]], dead: list[str]
) -> tuple[Said, Said]:
    """The finding for the main pool, then the pool that a common move ends first."""
    name, t = book.main, terrains[book.main]
    if name in dead:
        return (
            say("The pool “{name}” is liquidated here", name=name),
            say("“{name}” is **{short:$0}** short of what its positions require: it has been liquidated.", name=name, short=-t.health()),
        )  # fmt: skip
    both, own = common(t), [r for r in found if r["pool"] == name and not np.isnan(r["alone"])]
    toward = falls(way(t))
    by_beta = common(t, weather(t.symbols).beta)
    single = len(t.symbols) == 1 and bool(own) and not np.isnan(both)
    if single:
        title = say("“{name}” ends when {market} has moved {alone:%1+}", name=name, market=own[0]["name"], alone=both)
    elif own and not np.isnan(both):
        title = say(
            "{where}he nearest number shown is {market} {alone:%1+}; all together {both:%1+}",
            where=say("In “{name}” t", name=name) if len(terrains) > 1 else "T", market=own[0]["name"], alone=own[0]["alone"], both=both,
        )  # fmt: skip
    elif own:
        title = say(
            "No common {toward} ends “{name}”; {market} alone does, at {alone:%1+}",
            toward=toward, name=name, market=own[0]["name"], alone=own[0]["alone"],
        )  # fmt: skip
    elif np.isnan(both):
        title = say("No single price ends “{name}”, and no common {toward}", name=name, toward=toward)
    else:
        title = say("No single price ends “{name}”; all together do, at {both:%1+}", name=name, both=both)
    parts: list[str] = []
    if single:
        parts.append(
            say("It holds one market: what the app shows, **{market} {x:%1+}**, is where it ends. ", market=own[0]["name"], x=both)
        )  # fmt: skip
    elif own:
        parts.append(
            say(
                "In “{name}” the app’s nearest number is **{market} {alone:%1+}**, true while all other prices stand still. ",
                name=name, market=own[0]["name"], alone=own[0]["alone"],
            )
        )  # fmt: skip
    if single:
        pass
    elif not np.isnan(both):
        parts.append(
            say("If all prices {toward} together, it is liquidated at **{both:%1+}**", toward=toward, both=both)
        )
        parts.append(
            say("; by their betas, when BTC has moved **{x:%1+}**. ", x=by_beta) if not np.isnan(by_beta) else ". "
        )
    else:
        parts.append(say("No common {toward} liquidates it. ", toward=toward))
    others = {n: common(x) for n, x in terrains.items() if n != name and n not in dead}
    reached = {n: x for n, x in others.items() if not np.isnan(x)}
    if reached:
        near = min(reached, key=lambda n: abs(reached[n]))
        nearer = np.isnan(both) or abs(reached[near]) < abs(both)
        parts.append(
            say(
                "The pool “{near}” goes {when}, at **{x:%1+}**.",
                near=near, when="before it" if nearer else "after it", x=reached[near],
            )
        )  # fmt: skip
    if dead:
        parts.append(say("Already liquidated: {names}.", names=listed(dead)))
    return title, joined("", parts)


# ---- the likeliest fatal move ------------------------------------------------------------------------------------------


def chosen(book: Book, pool: str) -> Terrain:
    """A pool of the book.

    Raises:
        ArgumentError: there is no such pool.
    """
    if pool not in book.terrains:
        raise ArgumentError("pool", pool, f"one of {', '.join(book.terrains)}")
    return book.terrains[pool]


def beyond(pool: str, t: Terrain, **more: Any) -> View:
    """What is said of a pool whose border is behind it."""
    return nothing(
        pool,
        say("“{pool}” lies beyond its border", pool=pool),
        say(
            "It is **{short:$0}** short of what its positions require: there is no way to the border any more.",
            short=-t.health(),
        ),
        **more,
    )


def ends_of(t: Terrain) -> tuple[float, float, float]:
    """Standard deviations of a day to the border if nothing moved together, as it is, and if all moved as one."""
    apart, now, one = (float(t.sigmas(weather(t.symbols, s).day)) for s in (-1.0, 0.0, 1.0))
    return apart, now, one


def distances(ends: tuple[float, float, float]) -> np.ndarray[Any, Any]:
    """The same at every one of :data:`SHIFTS`: correlations move on a line, and so does the variance, 1 over the distance squared."""
    if not all(ends):  # it stands on the border
        return np.zeros(len(SHIFTS))
    apart, now, one = (0.0 if np.isinf(x) else x**-2.0 for x in ends)
    share = np.abs(SHIFTS)
    mixed = (1 - share) * now + share * np.where(SHIFTS > 0, one, apart)
    with np.errstate(divide="ignore"):
        return np.asarray(mixed**-0.5)


def likely(book: Book, pool: str, shift: float) -> View:
    """How many ordinary days' standard deviations the border is away, and the moves that reach it likeliest."""
    t = chosen(book, pool)
    if t.health() < 0:
        return beyond(pool, t, curve={"x": [], "y": []}, here={"x": [], "y": [], "label": [], "left": []})
    now = weather(t.symbols, shift)
    far, fatal = float(t.sigmas(now.day)), t.fatal(now.day)
    none = bool(np.isnan(fatal).any())
    order = np.argsort(-np.abs(np.nan_to_num(fatal)), kind="stable") if not none else np.arange(len(t.symbols))
    shown = [int(i) for i in order[:ROWS]]
    by_size = sorted(shown, key=lambda i: -abs(float(t.gradient[i])))
    names = [t.symbols[i] for i in by_size]
    rods: dict[str, list[Any]] = {"row": [], "x": [], "x2": [], "kind": []}
    dots: dict[str, list[Any]] = {"row": [], "x": [], "kind": []}
    words: dict[str, list[Any]] = {"row": [], "x": [], "label": [], "kind": [], "left": [], "value": []}
    for i in by_size if not none else []:
        x = float(fatal[i])
        _add(rods, row=t.symbols[i], x=0.0, x2=x, kind="move")
        _add(dots, row=t.symbols[i], x=x, kind="together")
        _add(words, row=t.symbols[i], x=x, label=move(x), kind="plain", left=x < 0, value=x)
    ends = ends_of(t)
    curve = distances(ends)
    finite = np.isfinite(curve)
    title, sentence = _likely_said(t, pool, shift, far, fatal, by_size, ends)
    return View(
        data={
            **framed(
            names, rods=rods, dots=dots, names=words, rules={"x": [0.0], "kind": ["soft"]},
            ),
            "curve": {"x": SHIFTS[finite], "y": curve[finite]},
            "here": {
                "x": [shift], "y": [far if np.isfinite(far) else 0.0],
                "label": [say("{far:#1} days’ σ", far=far) if np.isfinite(far) else "no end"], "left": [shift > 0],
            },
        },
        title=title,
        subtitle=_assumed(now.assumed),
        sentence=sentence,
        table=table(
            {
                "market": list(t.symbols),
                "$ per 1 % up": (t.gradient / 100).tolist(),
                "likeliest fatal move (%)": (100 * fatal).tolist(),
                "volatility a year (%)": (100 * now.volatility).tolist(),
            }
        ),
    )  # fmt: skip


def _assumed(coins: tuple[str, ...]) -> Said:
    said = say("normal days\nVolatility and correlation of BTC and ETH measured, hourly, 2019 to 2026")
    if not coins:
        return said
    return said + say(
        "; of {coins} assumed: {vol:%0} a year, {a:#2} with BTC, {b:#2} with others",
        coins=listed(coins), vol=ASSUMED, a=WITH_BTC, b=WITH_OTHERS,
    )  # fmt: skip


def _likely_said(
    t: Terrain, pool: str, shift: float, far: float, fatal: Any, order: list[int], ends: tuple[float, float, float]
) -> tuple[Said, Said]:
    if t.endless:
        return (
            say("No prices end “{pool}”", pool=pool),
            say(
                "Whatever its prices do, even at 0 **nothing more is required** than it has: there is no border to reach."
            ),
        )
    if not np.isfinite(far):
        return (
            say("In this weather no move ends “{pool}”", pool=pool),
            say("With these correlations the risks of “{pool}” cancel: **no standard deviation** leads to its border.", pool=pool),
        )  # fmt: skip
    if np.isnan(fatal).any():
        title = say("The border of “{pool}” is {far:#1} days’ standard deviations away", pool=pool, far=far)
        sentence = say(
            "The likeliest way would take a price below zero first: **{far:#1}** standard deviations of an ordinary day by the"
            " slope of today. ",
            far=far,
        )
    else:
        moves: list[str] = [wordless("{s} {x:%1+}", s=t.symbols[i], x=float(fatal[i])) for i in order[:3]]
        title = say("The likeliest way to lose “{pool}”: {moves}", pool=pool, moves=joined(", ", moves))
        sentence = say(
            "The border lies **{far:#1}** standard deviations of an ordinary day away, and this is the likeliest move that"
            " reaches it. ",
            far=far,
        )
    low, _, high = ends
    if len(t.symbols) == 1:
        return title, sentence + say("With one market there is nothing to correlate.")
    both = [x for x in (low, high) if np.isfinite(x)]
    if len(both) < 2:
        return title, sentence + say("Where its risks cancel, no move leads there.")
    if abs(high - low) < 0.05:
        return title, sentence + say("What correlations do hardly matters to it.")
    what = (
        "if all moved as one: for **this** book the break of correlations is the danger, not the jump"
        if high > low
        else "if all moved as one: for **this** book the jump of correlations is the danger"
    )
    return title, sentence + say(
        "It would be **{low:#1}** if nothing moved together and **{high:#1}** {what}.", low=low, high=high, what=what
    )
