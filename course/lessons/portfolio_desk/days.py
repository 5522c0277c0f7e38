"""Which day, what it costs to wait, and when to act: real days over the book, funding, alarms as prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.portfolio_desk.book import Book, coin
from course.lessons.portfolio_desk.common import ROWS, common, falls, framed, labels, listed, nothing, table, way
from course.lessons.portfolio_desk.touch_first import NAMES
from course.lessons.portfolio_desk.walls import beyond, chosen
from course.margin import Pool, Terrain, split_evenly
from course.simulation.stress import DAYS, INSTEAD
from course.simulation.stress import day as day_of
from course.texts import Said, capital, joined, say, wordless
from course.validation import ArgumentError

#: How the positions are sorted into pools for the days.
WAYS = {"own": "as they are", "one": "one pool", "each": "each alone"}
#: What a row is called.
SHORT = {
    "2020-03-12": "12 Mar 2020", "2021-05-19": "19 May 2021", "2022-11-08": "8 Nov 2022", "2024-08-05": "5 Aug 2024",
    "2025-10-10": "10 Oct 2025", "2025-10-10 closes": "… its closes", "2025-10-10 lows": "… all lows",
}  # fmt: skip


def partitioned(book: Book, ways: str) -> dict[str, Pool]:
    """The positions as they are, in one pool with all the equity, or each alone with its share by initial requirement.

    Raises:
        ArgumentError: coins are collateral, or one market and side is held in two pools: then they stay as they are.
    """
    if ways == "own":
        return book.pools
    legs = [p for pool in book.pools.values() for p in pool.positions]
    sides = [(p.symbol, p.side) for p in legs]
    if any(pool.holdings for pool in book.portfolio.pools.values()):
        raise ArgumentError("ways", WAYS[ways], "as they are: coins that are collateral cannot be shared out like cash")
    if len(set(sides)) < len(sides):
        raise ArgumentError(
            "ways", WAYS[ways], "as they are: one market and side is held in two pools, join those two first"
        )
    from course.margin.portfolio import leg_names

    names = leg_names(legs)
    groups = {say("one pool"): tuple(names)} if ways == "one" else {n: (n,) for n in names}
    return split_evenly(book.portfolio.pools, groups, book.marks)  # cash without a position is the account's, too


def outcome(t: Terrain, day: Any, share: float) -> tuple[float, str, tuple[str, ...]]:
    """Equity of a pool after a share of a day's moves, its state, and the markets that were given another coin's move."""
    moves, lent = day.row([coin(s) for s in t.symbols])
    moves = np.maximum(share * moves, -0.999)
    equity, health = float(t.equity(moves)), float(t.health(moves))
    return equity, "bankrupt" if equity < 0 else "liquidated" if health < 0 else "alive", lent


def days(book: Book, ways: str, share: float) -> View:
    """Every day over every pool: what is left, and who is gone."""
    try:
        pools = partitioned(book, ways)
    except ArgumentError as error:
        return nothing(
            WAYS[ways],
            say("These positions cannot be put into other pools"),
            say("Pools stay **{allowed}**.", allowed=error.allowed),
        )
    terrains = {n: Terrain.of(p, book.marks) for n, p in pools.items()} if ways != "own" else book.terrains
    found = {day.name: {n: outcome(t, day, share) for n, t in terrains.items()} for day in DAYS}
    rods: dict[str, list[Any]] = {"row": [], "x": [], "x2": [], "kind": []}
    dots: dict[str, list[Any]] = {"row": [], "x": [], "kind": []}
    gone: dict[str, list[Any]] = {"row": [], "x": []}
    words: dict[str, list[Any]] = {k: [] for k in NAMES}
    names = [SHORT[day.name] for day in DAYS]
    for day in DAYS:
        row = found[day.name]
        lost = [n for n, (_, state, _) in row.items() if state != "alive"]
        for equity, state, _ in row.values():
            if state == "alive":
                for key, value in zip(("row", "x", "kind"), (SHORT[day.name], equity, "after"), strict=True):
                    dots[key].append(value)
            else:
                gone["row"].append(SHORT[day.name])
                gone["x"].append(equity)
        ends = [e for e, _, _ in row.values()]
        for key, value in zip(
            ("row", "x", "x2", "kind"), (SHORT[day.name], min(ends), max(ends), "plain"), strict=True
        ):
            rods[key].append(value)
        text = _state_words(lost, len(row))
        label = (SHORT[day.name], max(ends), str(text), "red" if lost else "better", False, float(len(row) - len(lost)))
        for key, value in zip(NAMES, label, strict=True):
            words[key].append(value)
    words["lost"] = [float(sum(s != "alive" for _, s, _ in found[d.name].values())) for d in DAYS]
    lent = sorted({c for row in found.values() for _, _, given in row.values() for c in given})
    title, sentence = _days_said(found, book.idle if ways == "own" else 0.0, share)
    return View(
        data=framed(
            names,
            1.0, rules={"x": [0.0], "kind": ["soft"]}, rods=rods, dots=dots, gone=gone, names=words),
        title=title,
        subtitle=say("falls from the open to the low, all lows at once (a bound)\nBinance perpetuals, UTC")
        + (say("; {coins} then without a number of {n:its|their} own: {instead}’s", coins=listed(lent), n=len(lent), instead=INSTEAD) if lent else ""),
        sentence=sentence,
        table=table(
            {
                "day": [SHORT[d.name] for d in DAYS],
                **{
                    wordless("{n}: {what}", n=n, what=what): [found[d.name][n][k] for d in DAYS]
                    for n in pools
                    for k, what in ((0, "equity ($)"), (1, "state"))
                },
            }
        ),
    )  # fmt: skip


def _state_words(lost: list[str], many: int) -> Said:
    if not lost:
        return say("alive") if many == 1 else say("all alive")
    if len(lost) == many:
        return say("gone") if many == 1 else say("all gone")
    return say("{names} gone", names=lost[0] if len(lost) == 1 else say("{lost} of {many}", lost=len(lost), many=many))


def _days_said(found: dict[str, Any], idle: float, share: float) -> tuple[Said, Said]:
    safe = sum(all(state == "alive" for _, state, _ in row.values()) for row in found.values())
    if safe == len(found):
        head = say("Every pool lives through all {of} rows", of=len(found))
    elif safe:
        head = say("Every pool lives through {n} of {of} rows", n=safe, of=len(found))
    else:
        head = say("In each of {of} rows some pool is lost", of=len(found))
    if share != 1:
        head = head + say(", with {share:%0} of each move", share=share)
    parts: list[str] = []
    for name, what in (
        ("2025-10-10 closes", "at the closes of 10 October 2025"),
        ("2025-10-10 lows", "at all its lows at once"),
    ):
        row = found[name]
        lost = [n for n, (_, state, _) in row.items() if state != "alive"]
        left = idle + sum(max(e, 0.0) for n, (e, state, _) in row.items() if state == "alive")
        owed = -sum(min(e, 0.0) for e, _, _ in row.values())
        part = say("{what} **{left:$0}** {n:is|are} left in what lives", what=what, left=left, n=1)
        if lost:
            part = part + say("; gone: {names}", names=listed([f"“{n}”" for n in lost]))
        if owed > 0:
            part = part + say(", {owed:$0} below zero", owed=owed)
        parts.append(part)
    text = joined(". ", [capital(p) for p in parts]) + "."
    return head, text + say(" {idle:$0} of it lies in pools without a position.", idle=idle) if idle else text


# ---- what it costs to wait ---------------------------------------------------------------------------------------------

SETTLEMENTS = 3


def funding(book: Book, majors: float, others: float) -> list[tuple[str, str, float]]:
    """Pool, label and funding due a day, USD (above 0: paid), of every position: 8-hourly rates at today's marks."""
    named = labels(book)
    found = []
    for (pool, name), (_, _, leg) in zip(named, book.names, strict=True):
        rate = majors if coin(leg.market) in ("BTC", "ETH") else others
        position = next(
            p for p in book.pools[pool].positions if p.symbol == leg.market and (p.size > 0) == (leg.size > 0)
        )
        found.append(
            (pool, named[pool, name], float(SETTLEMENTS * position.funding_payment(book.marks[leg.market], rate)))
        )
    return found


def wait(book: Book, majors: float, others: float) -> View:
    """Funding a day of every position, and how much of the health it takes in a month."""
    due = funding(book, majors, others)
    by_pool = {n: sum(x for p, _, x in due if p == n) for n in book.pools}
    order = sorted(due, key=lambda row: -abs(row[2]))[:ROWS]
    names = [label for _, label, _ in order]
    paid = [x for _, _, x in order]
    words: dict[str, list[Any]] = {k: [] for k in NAMES}
    for _, label, x in order:
        text = say("{x:$2} a day", x=abs(x)) if abs(x) >= 0.005 else "nothing"
        for key, value in zip(
            NAMES, (label, x, text, "worse" if x > 0 else "better" if x < 0 else "soft", x < 0, x), strict=True
        ):
            words[key].append(value)
    total = sum(by_pool.values())
    title, sentence = _wait_said(book, by_pool, total)
    return View(
        data=framed(
            names,
            1.0,
            rules={"x": [0.0], "kind": ["soft"]},
            rods={"row": names, "x": [0.0] * len(names), "x2": paid, "kind": ["worse" if x > 0 else "better" for x in paid]},
            dots={"row": names, "x": paid, "kind": ["after"] * len(names)},
            names=words,
        ),
        title=title,
        subtitle=say("three settlements a day at rates that you set, prices still\nRight of the line is paid, left received."),
        sentence=sentence,
        table=table(
            {
                "pool": [p for p, _, _ in due],
                "position": [label for _, label, _ in due],
                "a day ($)": [x for *_, x in due],
                "a month ($)": [30 * x for *_, x in due],
            }
        ),
    )  # fmt: skip


def _wait_said(book: Book, by_pool: dict[str, float], total: float) -> tuple[Said, Said]:
    if abs(total) < 0.005:
        title = say("Waiting costs nothing at these rates")
    elif total > 0:
        title = say("Waiting costs {d:$2} a day, {m:$0} a month", d=total, m=30 * total)
    else:
        title = say("Waiting earns {d:$2} a day, {m:$0} a month", d=-total, m=-30 * total)
    name, t = book.main, book.terrains[book.main]
    mine, health = by_pool[name], float(t.health())
    if health < 0:
        return title, say("“{name}” lies beyond its border already.", name=name)
    if abs(mine) < 0.005:
        return title, say("“{name}” neither pays nor receives: **{m:$0}** a month.", name=name, m=0.0)
    verb = "pays" if mine > 0 else "receives"
    said = say("“{name}” {verb} **{m:$0}** a month", name=name, verb=verb, m=30 * abs(mine))
    if health > 0:
        said = said + say(", **{share:%1}** of its health", share=30 * abs(mine) / health)
        if mine > 0:
            said = said + say(
                "; if prices stood still and the rate too, that alone would reach the border in {d:#0} days",
                d=health / mine,
            )
    return title, said + "."


# ---- when do I act -----------------------------------------------------------------------------------------------------

RATIOS = (0.3, 0.5, 0.7, 0.9, 1.0)


def alarms(t: Terrain) -> list[float]:
    """The common move at which the margin ratio reaches each of :data:`RATIOS`; NaN where it does not."""
    toward = way(t)
    return [toward * float(t.at_ratio(r).ray(toward * np.ones(len(t.symbols)))) for r in RATIOS]


def alarm(book: Book, pool: str, ratio: float) -> View:
    """Alarms on the margin ratio as common moves, and the prices of one of them."""
    t = chosen(book, pool)
    if t.health() < 0:
        return beyond(pool, t)
    toward = way(t)
    moves = alarms(t)
    mine = toward * float(t.at_ratio(ratio).ray(toward * np.ones(len(t.symbols))))
    names = [*(say("ratio {r:%0}", r=r) for r in RATIOS), "yours"]
    words: dict[str, list[Any]] = {k: [] for k in NAMES}
    dots: dict[str, list[Any]] = {"row": [], "x": [], "kind": []}
    for row, x, kind in [
        *((n, x, "together" if r == 1 else "before") for n, x, r in zip(names, moves, RATIOS, strict=False)),
        ("yours", mine, "after"),
    ]:
        if np.isnan(x):
            continue
        for key, value in zip(("row", "x", "kind"), (row, x, kind), strict=True):
            dots[key].append(value)
        text = "now" if x == 0 else wordless("{x:%1+}", x=x)
        for key, value in zip(NAMES, (row, x, text, "red" if kind == "together" else "plain", x < 0, x), strict=True):
            words[key].append(value)
    words["ratio"] = [
        float(next((r for n, r in zip(names, (*RATIOS, ratio), strict=True) if n == row), 0.0)) for row in words["row"]
    ]
    title, sentence = _alarm_said(t, pool, ratio, mine, moves, toward)
    return View(
        data=framed(
            names, dots=dots, names=words, rules={"x": [0.0], "kind": ["soft"]}),
        title=title,
        subtitle=say("“{pool}”: maintenance over equity, if all prices {toward} together; the desk watches nothing", pool=pool, toward=falls(toward)),
        sentence=sentence,
        table=table(
            {
                "margin ratio (%)": [100 * r for r in (*RATIOS, ratio)],
                say("common {falls} (%)", falls=falls(toward)): [100 * x for x in (*moves, mine)],
                **{wordless("{s} ($)", s=s): [float(p) * (1 + x) for x in (*moves, mine)] for s, p in zip(t.symbols, t.marks, strict=True)},
            }
        ),
    )  # fmt: skip


def _alarm_said(t: Terrain, pool: str, ratio: float, mine: float, moves: list[float], toward: int) -> tuple[Said, Said]:
    end = common(t)
    if np.isnan(end) or np.isnan(mine):
        return (
            say(
                "No common {toward} brings “{pool}” to a margin ratio of {r:%0}",
                toward=falls(toward),
                pool=pool,
                r=ratio,
            ),
            say("There is **no common {toward}** at which this alarm would ring.", toward=falls(toward)),
        )
    if not t.equity():  # nor is anything required
        return (
            say("An alarm at a margin ratio of {r:%0} rings now", r=ratio),
            say("“{pool}” stands **on its border**: nothing is left in it.", pool=pool),
        )
    if mine == 0:
        return (
            say("An alarm at a margin ratio of {r:%0} rings now", r=ratio),
            say("The margin ratio of “{pool}” is **{now:%1}** today; a common {toward} of {end:%1+} ends it.",
                pool=pool, now=float(t.requirement()) / float(t.equity()), toward=falls(toward), end=end),
        )  # fmt: skip
    gap = 100 * (abs(end) - abs(mine))
    title = say("An alarm at a margin ratio of {r:%0} rings {gap:#1} points before the end", r=ratio, gap=gap)
    prices: list[str] = [
        wordless("{s} {p:$}", s=s, p=float(p) * (1 + mine)) for s, p in list(zip(t.symbols, t.marks, strict=True))[:4]
    ]
    return title, say(
        "It rings at **{mine:%1+}**, the end is at **{end:%1+}**. As prices, if they come together: {prices}.",
        mine=mine, end=end, prices=joined(", ", prices),
    )  # fmt: skip


def left(book: Book, share: float) -> list[str]:
    """The pools that live at the closes of 10 October 2025, as they are."""
    closes = day_of("2025-10-10 closes")
    return [name for name, t in book.terrains.items() if outcome(t, closes, share)[1] == "alive"]
