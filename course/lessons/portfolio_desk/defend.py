"""An event that nobody announced, played against three if-then lines that were written before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.common import framed, table, way
from course.lessons.portfolio_desk.touch_first import FEE
from course.margin import Pool, Terrain
from course.texts import Said, joined, listed, say, wordless

#: Steps of a night: hours, or days where it is funding that comes.
STEPS = 24
#: From when to when nobody trades in a halt; at which step the hedge is taken.
SHUT, TAKEN = (4, 12), 2
#: How hard each kind comes: moves as fractions, funding per 8 hours as a fraction.
KINDS: dict[str, tuple[float, float, float]] = {
    "squeeze": (0.2, 0.3, 0.4), "halt": (0.15, 0.25, 0.35), "funding": (0.001, 0.002, 0.003), "taken": (0.1, 0.15, 0.2),
}  # fmt: skip
#: Which of them each night is; the same for everybody, and not in an order.
SEED = 15
NIGHTS = [
    (kind, hard)
    for k in np.random.default_rng(SEED).permutation(12)
    for kind, hard in [(list(KINDS)[k % 4], KINDS[list(KINDS)[k % 4]][k // 4])]
]
#: What the lines may do.
RINGS = {"half": "close half of everything", "all": "close everything", "cash": "put in a quarter of the equity"}
HALTS = {"wait": "wait", "cash": "put in a quarter of the equity"}
GONE = {"wait": "wait", "close": "close as much of the rest"}
#: What a line is called.
LINES = {"ratio": "the alarm’s line", "halt": "the line for a halt", "taken": "the line for a lost hedge"}
NO_LINES, WITH = "no lines", "your lines"
SHARE = 0.25


@dataclass(frozen=True)
class Night:
    """One event over a pool.

    Attributes:
        kind: one of :data:`KINDS`; ``hard`` how far it goes.
        moves: of every price from today's mark, (steps + 1, markets).
        symbols: the markets; ``hedge`` those that are squeezed, or taken.
    """

    kind: str
    hard: float
    moves: Any
    symbols: tuple[str, ...]
    hedge: tuple[str, ...]


def hedge_of(t: Terrain, pool: Pool) -> tuple[str, ...]:
    """Markets whose positions earn while a common move costs; coins that are collateral nobody takes or squeezes."""
    gradient, held = t.gradient, {p.symbol for p in pool.positions}
    return tuple(s for s, g in zip(t.symbols, gradient, strict=True) if s in held and g * gradient.sum() < 0)


def most_profit(pool: Pool, marks: Mapping[str, float]) -> tuple[str, ...]:
    """The market with the most open profit, which deleveraging takes first."""
    held = dict.fromkeys(p.symbol for p in pool.positions)
    profit = {s: sum(float(p.unrealised_pnl(marks[s])) for p in pool.positions if p.symbol == s) for s in held}
    return (max(held, key=lambda s: profit[s]),)


def night(t: Terrain, pool: Pool, marks: Mapping[str, float], number: int) -> Night:
    """What night ``number`` (from 1) brings to a pool.

    The hedge is what earns while a common move costs; a book without one is squeezed in its largest market, and loses the
    position with the most open profit.
    """
    kind, hard = NIGHTS[number - 1]
    toward, gradient = way(t), t.gradient
    held = [k for k, s in enumerate(t.symbols) if any(p.symbol == s for p in pool.positions)]
    hedge = hedge_of(t, pool) or (
        most_profit(pool, marks) if kind == "taken" else (t.symbols[max(held, key=lambda k: abs(gradient[k]))],)
    )
    steps = np.linspace(0.0, 1.0, STEPS + 1)[:, np.newaxis]
    if kind == "squeeze":
        ways = np.array([-np.sign(g) * hard if s in hedge else 0.0 for s, g in zip(t.symbols, gradient, strict=True)])
    else:
        ways = np.full(len(t.symbols), 0.0 if kind == "funding" else toward * hard)
    return Night(kind, hard, steps * ways, t.symbols, hedge)


@dataclass(frozen=True)
class Fate:
    """How a night went: ``dead`` the step at which the pool was liquidated, ``equity`` then or at the end, USD.

    Attributes:
        acted: the lines that acted, in order: which, at which step, and the USD traded or put in.
        put: USD that came in from outside.
    """

    dead: int | None
    equity: float
    acted: tuple[tuple[str, int, float], ...]
    put: float


def play(pool: Pool, marks: Mapping[str, float], found: Night, ratio: float, rings: str, halts: str, gone: str) -> Fate:
    """One night. At every step, in this order: what it costs to hold, what the venue takes, the venue's look, the lines.

    In a halt no line can trade; cash arrives. A line acts once. ``rings`` "": there are no lines.
    """
    quarter = SHARE * max(float(pool.equity(marks)), 0.0)
    acted: list[tuple[str, int, float]] = []
    put = 0.0
    for step in range(STEPS + 1):
        now = {s: marks[s] * (1 + m) for s, m in zip(found.symbols, found.moves[step], strict=True)}
        if found.kind == "funding" and step:
            due = sum(p.size * now[p.symbol] for p in pool.positions)
            pool = pool.deposit(-3 * found.hard * due)
        lost = 0.0
        if found.kind == "taken" and step == TAKEN:
            lost = sum(float(p.notional(now[p.symbol])) for p in pool.positions if p.symbol in found.hedge)
            for p in [p for p in pool.positions if p.symbol in found.hedge]:
                pool = pool.trade(p.market, -p.size, now[p.symbol], fee=0.0, side=p.side)
        if pool.positions and float(pool.health(now)) < 0:
            return Fate(step, float(pool.equity(now)), tuple(acted), put)
        done = {name for name, *_ in acted}
        if not rings:
            continue
        if lost and gone == "close":
            pool, traded = _closed(pool, now, lost)
            acted.append(("taken", step, traded))
        if found.kind == "halt" and step == SHUT[0] and halts == "cash":
            pool, put = pool.deposit(quarter), put + quarter
            acted.append(("halt", step, quarter))
        shut = found.kind == "halt" and SHUT[0] <= step < SHUT[1]
        if "ratio" in done or not pool.positions or float(pool.margin_ratio(now)) < ratio:
            continue
        if rings == "cash":
            pool, put = pool.deposit(quarter), put + quarter
            acted.append(("ratio", step, quarter))
        elif not shut:
            held = float(pool.notional(now))
            pool, traded = _closed(pool, now, held * (0.5 if rings == "half" else 1.0))
            acted.append(("ratio", step, traded))
    return Fate(None, float(pool.equity(now)), tuple(acted), put)


def _closed(pool: Pool, now: Mapping[str, float], dollars: float) -> tuple[Pool, float]:
    """The pool after so much of its notional is closed, of each position the same share; and the USD traded."""
    held = float(pool.notional(now))
    share = min(dollars / held, 1.0) if held > 0 else 0.0
    for p in pool.positions:
        pool = pool.trade(p.market, -p.size * share, now[p.symbol], fee=FEE, side=p.side) if share else pool
    return pool, share * held


def defend(book: Book, night_: int, ratio: float, rings: str, halts: str, gone: str) -> View:
    """The night with the lines and without, beside each other."""
    pool, marks, t = book.pools[book.main], book.marks, book.terrains[book.main]
    start = float(t.equity())
    if not night_ or t.health() < 0:
        why = (
            say("“{name}” has been liquidated already", name=book.main)
            if t.health() < 0
            else say("Write three lines, then draw a night")
        )
        return View(
            data=framed(
                [NO_LINES, WITH], least=max(0.3 * abs(start), 1e-6), rules={"x": [start], "kind": ["soft"]},
            ),
            title=why,
            subtitle=say("“{name}”, equity {e:$0} today: the upright", name=book.main, e=start),
            sentence=say("What the night brings is not said before. Lines that are written in it come too late."),
            table=table({"": [NO_LINES, WITH], "equity ($)": [start, start]}),
        )  # fmt: skip
    found = night(t, pool, marks, night_)
    bare, mine = (
        play(pool, marks, found, ratio, "", "wait", "wait"),
        play(pool, marks, found, ratio, rings, halts, gone),
    )
    ends = {NO_LINES: bare, WITH: mine}
    alive = [n for n, f in ends.items() if f.dead is None]
    unit = "day" if found.kind == "funding" else "hour"
    names: dict[str, list[Any]] = {k: [] for k in ("row", "x", "label", "kind", "left", "value")}
    for name, fate in ends.items():
        gone_ = fate.dead is not None
        text = (
            say("liquidated, {unit} {dead}", unit=unit, dead=fate.dead) if gone_ else wordless("{e:$0}", e=fate.equity)
        )
        for key, value in zip(
            names, (name, fate.equity, text, "red" if gone_ else "plain", False, fate.equity), strict=True
        ):
            names[key].append(value)
    return View(
        data=framed(
            list(ends),
            least=max(0.3 * abs(start), 1e-6),
            rules={"x": [start], "kind": ["soft"]},
            rods={"row": list(ends), "x": [start] * 2, "x2": [f.equity for f in ends.values()],
                  "kind": ["better" if f.equity >= start else "worse" for f in ends.values()]},
            dots={"row": alive, "x": [ends[n].equity for n in alive], "kind": ["after"] * len(alive)},
            gone={"row": [n for n in ends if n not in alive], "x": [f.equity for n, f in ends.items() if n not in alive]},
            names=names,
        ),
        title=_title(found, bare, mine, unit),
        subtitle=say("“{name}”, equity {e:$0} before: the upright; closing costs {fee:%3}", name=book.main, e=start, fee=FEE),
        sentence=_sentence(found, bare, mine, unit, cash=rings == "cash"),
        table=table(
            {
                "": list(ends),
                "equity ($)": [f.equity for f in ends.values()],
                say("liquidated in {unit}", unit=unit): [float("nan") if f.dead is None else f.dead for f in ends.values()],
                "put in ($)": [f.put for f in ends.values()],
            }
        ),
    )  # fmt: skip


def _title(found: Night, bare: Fate, mine: Fate, unit: str) -> Said:
    what = {"squeeze": "A squeeze", "halt": "A halt", "funding": "Funding", "taken": "The hedge is taken"}[found.kind]
    head = joined(": ", [what, ""])
    if mine.dead is not None:
        if bare.dead is None:
            return head + say(
                "the account would have lived, and your lines end it in {unit} {n}", unit=unit, n=mine.dead
            )
        tail = (
            say(", after {line} acted", line=LINES[mine.acted[-1][0]]) if mine.acted else say(", before any line acted")
        )
        return head + say("liquidated in {unit} {n}", unit=unit, n=mine.dead) + tail
    if not mine.acted:
        return head + say("no line acts, and none was needed")
    line, step, _ = mine.acted[0]
    saved = say(", and the pool lives") if bare.dead is not None else say("; it would have lived without")
    return head + say("{line} acts in {unit} {n}", line=LINES[line], unit=unit, n=step) + saved


def _sentence(found: Night, bare: Fate, mine: Fate, unit: str, *, cash: bool) -> Said:
    hedge, hard = listed(found.hedge), found.hard
    toward = float(found.moves[-1].sum())
    told: list[Said | str] = [
        {
            "squeeze": say("{hedge} moves {hard:%0} against you in a day, all else stands still.", hedge=hedge, hard=hard),
            "halt": say(
                "All prices {way} {hard:%0} in a day; from hour {a} to {b} nobody trades.",
                way="fall" if toward < 0 else "rise", hard=hard, a=SHUT[0], b=SHUT[1],
            ),
            "funding": say("Prices stand still, and funding is {hard:%1} every 8 hours, for {n} days.", hard=hard, n=STEPS),
            "taken": say(
                "In hour {a} the venue closes your {hedge} (deleveraging); all prices {way} {hard:%0} in the day.",
                a=TAKEN, hedge=hedge, way="fall" if toward < 0 else "rise", hard=hard,
            ),
        }[found.kind]
    ]  # fmt: skip
    told.append(
        say("Without lines the pool is liquidated in {unit} {n}.", unit=unit, n=bare.dead)
        if bare.dead is not None
        else say("Without lines it ends with {e:$0}.", e=bare.equity)
    )
    for line, step, dollars in mine.acted:
        verb = "puts in" if line == "halt" or (line == "ratio" and cash) else "closes"
        told.append(
            say("In {unit} {n} {line} {verb} {d:$0}.", unit=unit, n=step, line=LINES[line], verb=verb, d=dollars)
        )
    told.append(
        say("With them it ends with **{e:$0}**", e=mine.equity)
        + (say(", of which {p:$0} was put in.", p=mine.put) if mine.put else ".")
        if mine.dead is None
        else say("With them it is liquidated in {unit} **{n}**.", unit=unit, n=mine.dead)
    )
    return joined(" ", told)
