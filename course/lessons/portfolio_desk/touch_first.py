"""What should I touch first, and what if: acts of one size side by side, and one act seen from every side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.common import ROWS, common, falls, framed, labels, move, nothing, table, way
from course.lessons.portfolio_desk.walls import NOW, TOP, beyond, chosen
from course.lessons.portfolio_desk.weather import weather
from course.margin import Pool, Terrain, acts
from course.texts import Said, capital, joined, listed, say, wordless
from course.validation import ArgumentError

#: By what the acts are sorted.
SORTS = {
    "far": "how far the border moves",
    "fee": "… in points, per $100 of fee",
    "cash": "… in points, per $100 of cash",
}
#: Of more acts than there is room for, so many of the last are shown.
LAST = 4
NAMES = ("row", "x", "label", "kind", "left", "value")


def touch(book: Book, pool: str, dollars: float, fee: float, sort: str) -> View:
    """Every act of one size on a pool: where the common move to the border stands after it."""
    now = chosen(book, pool)
    if now.health() < 0:
        return beyond(pool, now)
    toward = way(now)
    direction = toward * np.ones(len(now.symbols))
    others = {name: p for name, p in book.portfolio.pools.items() if name != pool}
    tried = acts(book.pools[pool], book.marks, dollars, fee=fee, cash=dollars / 10, others=others)
    reach = np.asarray(tried.after.ray(direction), float)
    start = float(reach[0])
    if np.isnan(start):
        return nothing(
            pool,
            say("No common {toward} ends “{pool}”", toward=falls(toward), pool=pool),
            say("There is **no border** that way to move: look at its walls, one price at a time."),
        )
    gain = np.where(np.isnan(reach), np.inf, reach - start)
    kinds = {"fee": np.array([a.fee for a in tried.acts]), "cash": np.array([a.cash for a in tried.acts])}
    by = gain
    if sort != "far":
        cost = kinds[sort]
        by = np.where(cost > 0, gain / np.where(cost > 0, cost, 1.0), -np.inf)
    order = [int(i) for i in np.argsort(-by[1:], kind="stable") + 1]
    if sort != "far":
        order = [i for i in order if kinds[sort][i] > 0]
    if not order:
        return nothing(
            pool,
            say("Without a fee nothing is gained per dollar of fee"),
            say("Set a fee **above 0**, or another order."),
        )
    # Of many the first and the last: what brings the border nearer is the finding too.
    shown = order if len(order) <= ROWS else [*order[: ROWS - LAST], *order[-LAST:]]
    sigma = np.asarray(tried.after.sigmas(weather(now.symbols).day), float)
    called = _rows(tried.acts)
    names = [NOW, *(called[i] for i in shown)]
    ends = toward * np.where(np.isnan(reach), start, reach)
    better = [bool(gain[i] > 1e-9) for i in shown]
    kind = ["better" if b else "worse" if gain[i] < -1e-9 else "plain" for i, b in zip(shown, better, strict=True)]
    dots = {"better": "better", "worse": "worse", "plain": "before"}
    words: dict[str, list[Any]] = {k: [] for k in NAMES}
    rows = [
        (NOW, toward * start, wordless("{x:%1+}", x=toward * start), "soft", toward > 0),
        *(
            (
                called[i],
                float(ends[i]),
                "none" if np.isnan(reach[i]) else str(_labelled(sort, float(ends[i]), float(by[i]))),
                kind[n],
                bool(ends[i] < toward * start),
            )
            for n, i in enumerate(shown)
        ),
    ]
    for row, x, text, tone, left in rows:
        for key, value in zip(NAMES, (row, x, text, tone, left, x), strict=True):
            words[key].append(value)
    words["per"] = [0.0, *(float(by[i]) if np.isfinite(by[i]) else 0.0 for i in shown)]
    title, sentence = _touch_said(tried.acts, reach, start, toward, dollars, order, sort, by)
    return View(
        data=framed(
            names,
            rules={"x": [toward * start], "kind": ["soft"]},
            rods={"row": names[1:], "x": [toward * start] * len(shown), "x2": [float(ends[i]) for i in shown], "kind": kind},
            dots={"row": names[1:], "x": [float(ends[i]) for i in shown], "kind": [dots[k] for k in kind]},
            names=words,
        ),
        title=title,
        subtitle=say(
            "“{pool}”; trades at the mark, fee {fee:%3}; a deposit of a tenth; nothing here is advice", pool=pool, fee=fee
        ),
        sentence=sentence,
        table=table(
            {
                "act": [a.name for a in tried.acts],
                "traded ($)": [a.traded for a in tried.acts],
                "fee ($)": [a.fee for a in tried.acts],
                "cash ($)": [a.cash for a in tried.acts],
                "health ($)": np.asarray(tried.after.health()).tolist(),
                "free ($)": np.asarray(tried.after.free).tolist(),
                say("common {falls} (%)", falls=falls(toward)): (100 * toward * reach).tolist(),
                "σ of a day": sigma.tolist(),
            }
        ),
    )  # fmt: skip


def _rows(made: Sequence[Any]) -> list[str]:
    """What acts are called in the picture: "isolated" in a pool's name would push its market out of sight."""
    short = [str(a.name).replace(" isolated ", " ") for a in made]
    return short if len(set(short)) == len(short) else [str(a.name) for a in made]


def _labelled(sort: str, end: float, per: float) -> Said:
    if sort == "far":
        return wordless("{x:%1+}", x=end)
    return say("{per:#2} per $100", per=1e4 * per)


def _touch_said(
    made: Any, reach: Any, start: float, toward: int, dollars: float, order: list[int], sort: str, by: Any
) -> tuple[Said, Said]:
    """The act that moves the border most away and the one that brings it nearest, among trades."""
    trades = [i for i in range(1, len(made)) if made[i].kind in ("close", "add") and made[i].traded > 0]
    points = {i: np.inf if np.isnan(reach[i]) else 100 * (reach[i] - start) for i in trades}
    # Of equals the first and the last, as the rows stand.
    best, worst = max(trades, key=lambda i: points[i]), min(reversed(trades), key=lambda i: points[i])

    def does(i: int) -> Said:
        if np.isinf(points[i]):
            return say("“{act}” leaves no common {toward} that ends it", act=made[i].name, toward=falls(toward))
        if abs(points[i]) < 0.05:
            return say("“{act}” changes nothing", act=made[i].name)
        verb = "buys" if points[i] > 0 else "costs"
        return say("“{act}” {verb} {p:#1} points", act=made[i].name, verb=verb, p=abs(points[i]))

    title = wordless("{d:$0}: {best}", d=dollars, best=does(best))
    if worst != best:
        title = title + wordless("; {worst}", worst=does(worst))
    toward_word = falls(toward)
    sentence = say(
        "A common move of {start:%1+} ends the pool today. First in this order: **{act}**, then **{after}**. ",
        start=toward * start, act=made[order[0]].name,
        after=say("no such {toward_word}", toward_word=toward_word) if np.isnan(reach[order[0]]) else move(toward * float(reach[order[0]])),
    )  # fmt: skip
    nearer = [made[i].name for i in trades if points[i] < -0.05]
    if nearer:
        more = len(nearer) - 3
        sentence = sentence + say(
            "{n:This brings|These bring} the border nearer: {names}{more}.",
            n=len(nearer), names=joined(", ", nearer[:3]), more=say(" and {more} more", more=more) if more > 0 else "",
        )  # fmt: skip
    else:
        sentence = sentence + say("No trade of this size brings the border nearer.")
    return title, sentence


# ---- what if -----------------------------------------------------------------------------------------------------------


def position(book: Book, which: str) -> tuple[str, int]:
    """Pool, and number in that pool, of the position with this label."""
    named = labels(book)
    for pool in book.pools:
        for k, (at, name) in enumerate((p, n) for p, n in named if p == pool):
            if named[at, name] == which:
                return pool, k
    raise ArgumentError("which", which, f"one of {', '.join(named.values())}")


def changed(book: Book, which: str, trade: float, cash: float, fee: float) -> tuple[str, Pool]:
    """The pool of a position after a trade in it (USD, above 0 buys) and cash put in (below 0: taken out).

    Raises:
        ArgumentError: more cash is taken out than is free.
    """
    name, k = position(book, which)
    pool = book.pools[name]
    if cash < 0 and -cash > max(float(pool.free_collateral(book.marks)), 0.0):
        free = max(float(pool.free_collateral(book.marks)), 0.0)
        raise ArgumentError("cash", cash, f"at least {-free:,.0f}: no more is free in “{name}”")
    leg = pool.positions[k]
    after = pool.deposit(cash) if cash else pool
    if trade:
        price = book.marks[leg.symbol]
        size = trade / price
        if size * leg.size < 0 and abs(size) >= abs(leg.size) * (1 - 1e-12):
            size = -leg.size  # to nothing, never to the other side
        if len(pool.positions) == 1 and size == -leg.size:
            raise ArgumentError("trade", trade, "a trade that leaves something of the pool’s only position")
        after = after.trade(leg.market, size, price, fee=fee, side=leg.side)
    return name, after


def whatif(book: Book, which: str, trade: float, cash: float, move_all: float) -> View:
    """One change seen from every side: before as rings, after as dots."""
    fee = FEE
    name, after = changed(book, which, trade, cash, fee)
    marks = {m: p * (1 + move_all) for m, p in book.marks.items()}
    old, new = book.terrains[name], Terrain.of(after, marks)
    walls = dict(zip(old.symbols, old.walls(), strict=True)) if old.health() >= 0 else {}
    moved = (
        {s: (1 + w) * (1 + move_all) - 1 for s, w in zip(new.symbols, new.walls(), strict=True)}
        if new.health() >= 0
        else {}
    )
    first = common(old) if old.health() >= 0 else np.nan
    then = (1 + common(new)) * (1 + move_all) - 1 if new.health() >= 0 else np.nan
    pairs = [(TOP, first, then)]
    pairs += [(say("{s} alone", s=s), walls.get(s, np.nan), moved.get(s, np.nan)) for s in old.symbols[: ROWS - 1]]
    rods: dict[str, list[Any]] = {"row": [], "x": [], "x2": [], "kind": []}
    dots: dict[str, list[Any]] = {"row": [], "x": [], "kind": []}
    words: dict[str, list[Any]] = {k: [] for k in NAMES}
    for row, a, b in pairs:
        known = [x for x in (a, b) if not np.isnan(x)]
        if len(known) == 2:
            tone = "plain" if abs(b - a) < 1e-9 else "better" if abs(b) > abs(a) else "worse"
            for key, value in zip(("row", "x", "x2", "kind"), (row, a, b, tone), strict=True):
                rods[key].append(value)
        for x, kind in ((a, "before"), (b, "after")):
            if not np.isnan(x):
                for key, value in zip(("row", "x", "kind"), (row, x, kind), strict=True):
                    dots[key].append(value)
        if not known and row != TOP:
            for key, value in zip(NAMES, (row, 0.0, "none", "soft", False, 0.0), strict=True):
                words[key].append(value)
        if known:
            out = max(known, key=abs)
            text = move(b) if not np.isnan(b) else say("none") if new.health() >= 0 else say("liquidated")
            for key, value in zip(NAMES, (row, out, str(text), "plain", out < 0, float(np.nan_to_num(b))), strict=True):
                words[key].append(value)
    title, sentence = _whatif_said(book, name, after, marks, old, new, first, then, trade, cash, which, move_all)
    return View(
        data=framed(
            [row for row, *_ in pairs], rods=rods, dots=dots, names=words, rules={"x": [0.0], "kind": ["soft"]}
        ),
        title=title,
        subtitle=say(
            "“{name}”, in moves from today’s marks; rings: today; the trade at today’s mark, fee {fee:%3}",
            name=name,
            fee=fee,
        ),
        sentence=sentence,
        table=lambda: _whatif_table(old, new, [first, then], [walls, moved])(),
    )


def _whatif_table(old: Terrain, new: Terrain, together: list[float], alone: list[dict[str, float]]) -> Any:
    heads = [
        "equity ($)",
        "requires ($)",
        "health ($)",
        "free ($)",
        "all together (%)",
        *(say("{s} alone (%)", s=s) for s in old.symbols),
    ]
    columns = [
        [
            *(float(x) for x in (t.equity(), t.requirement(), t.health(), t.free)),
            100 * both,
            *(100 * own.get(s, np.nan) for s in old.symbols),
        ]
        for t, both, own in zip((old, new), together, alone, strict=True)
    ]
    return table({"": heads, "before": columns[0], "after": columns[1]})


#: Taker fee of trades on the desk, where nothing else is set: Hyperliquid's first tier.
FEE = 0.00045


def deed(book: Book, which: str, trade: float, cash: float) -> Said:
    """The change in words, without the move of the prices; "" for none."""
    name, k = position(book, which)
    leg = book.pools[name].positions[k]
    parts: list[str] = []
    if trade:
        verb = "buy" if trade > 0 else "sell"
        most = abs(leg.size) * book.marks[leg.symbol]
        whole = trade * leg.size < 0 and abs(trade) >= most * (1 - 1e-12)
        parts.append(
            say("close all of {s}", s=which) if whole else say("{verb} {d:$0} of {s}", verb=verb, d=abs(trade), s=which)
        )
    if cash:
        parts.append(say("put in {d:$0}", d=cash) if cash > 0 else say("take out {d:$0}", d=-cash))
    return listed(parts)


def _whatif_said(
    book: Book, name: str, after: Pool, marks: Any, old: Terrain, new: Terrain, first: float, then: float,
    trade: float, cash: float, which: str, move_all: float,
) -> tuple[Said, Said]:  # fmt: skip
    done = deed(book, which, trade, cash)
    what = done if done else say("nothing traded")
    if move_all:
        what = what + say(", all prices {m:%0+}", m=move_all)
    if not done and not move_all:
        title = say("Nothing changed yet: all together {a}", a=move(first))
    elif new.health() < 0:
        title = say("{what}: “{name}” is liquidated", what=what, name=name)
    elif np.isnan(then):
        title = say("{what}: no common {toward} ends it", what=what, toward=falls(way(new)))
    else:
        title = say("{what}: all together {b}, was {a}", what=what, a=move(first), b=move(then))
    title = capital(title)
    health, before = float(new.health()), float(old.health())
    equity = float(new.equity())
    changed_from = say(" instead of {a:$0}", a=before) if done or move_all else ""
    sentence = say("Health **{b:$0}**", b=health) + changed_from + say(", free {f:$0}", f=float(new.free))
    if equity > 0:
        sentence = sentence + say(", margin ratio **{r:%1}**", r=float(new.requirement()) / equity)
    sigma = float(new.sigmas(weather(new.symbols).day))
    if health >= 0 and np.isfinite(sigma):
        sentence = sentence + say(", **{s:#1}** ordinary days’ standard deviations to the border", s=sigma)
    return title, sentence + "."


def made_so(book: Book, which: str, trade: float, cash: float) -> Book:
    """The book after the change, at today's marks."""
    name, after = changed(book, which, trade, cash, FEE)
    return replace(book.with_pools({**book.portfolio.pools, name: after}, book.told), taken=book.taken)


def moves_it(book: Book, pool: str, dollars: float, fee: float) -> bool:
    """Whether any act on the pool alone moves its border to another finite place, so that its code has something to show."""
    t = book.terrains[pool]
    found = np.asarray(
        acts(book.pools[pool], book.marks, dollars, fee=fee).gain(way(t) * np.ones(len(t.symbols))), float
    )
    return bool((np.isfinite(found) & (np.abs(found) > 1e-9)).any())
