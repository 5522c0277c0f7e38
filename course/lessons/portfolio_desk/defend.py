"""An event that nobody announced, played against three if-then lines that were written before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import desk as looks
from course.charts.label_placement import PlacedNames, Spot, around
from course.explorers import View
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.common import table, way
from course.lessons.portfolio_desk.touch_first import FEE
from course.margin import Marks, Pool, Terrain
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
#: What the place of a name in the picture may cost: any that lies on lines, none that lies on another name.
LEAST_BAD = 99.0


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
        path: (step, equity) as the night went; a step at which cash came or a fee went stands there twice.
    """

    dead: int | None
    equity: float
    acted: tuple[tuple[str, int, float], ...]
    put: float
    path: tuple[tuple[int, float], ...]


def play(pool: Pool, marks: Mapping[str, float], found: Night, ratio: float, rings: str, halts: str, gone: str) -> Fate:
    """One night. At every step, in this order: what it costs to hold, what the venue takes, the venue's look, the lines.

    In a halt no line can trade; cash arrives. A line acts once. ``rings`` "": there are no lines.
    """
    quarter = SHARE * max(float(pool.equity(marks)), 0.0)
    acted: list[tuple[str, int, float]] = []
    path: list[tuple[int, float]] = []
    put = lost = 0.0
    prices = {s: marks[s] * (1 + found.moves[:, k]) for k, s in enumerate(found.symbols)}
    begin = 0
    while begin <= STEPS:  # from one step at which something is done to the next, all at once
        if found.kind == "taken" and begin == TAKEN:
            now = {s: float(price[begin]) for s, price in prices.items()}
            lost = sum(float(p.notional(now[p.symbol])) for p in pool.positions if p.symbol in found.hedge)
            for p in [p for p in pool.positions if p.symbol in found.hedge]:
                pool = pool.trade(p.market, -p.size, now[p.symbol], fee=0.0, side=p.side)
        steps = np.arange(begin, TAKEN if found.kind == "taken" and begin < TAKEN else STEPS + 1)
        ahead = Marks({s: price[steps] for s, price in prices.items()})
        due = np.zeros(len(steps))
        if found.kind == "funding":
            due = np.cumsum((steps > 0) * 3 * found.hard * sum(p.size * ahead[p.symbol] for p in pool.positions))
        held = replace(pool, collateral=pool.collateral - due)
        equity, shut = held.equity(ahead), (found.kind == "halt") & (steps >= SHUT[0]) & (steps < SHUT[1])
        dead = (held.health(ahead) < 0) & bool(pool.positions)
        closes = (steps == TAKEN) & bool(rings and lost and gone == "close")
        tops = (steps == SHUT[0]) & bool(rings and found.kind == "halt" and halts == "cash")
        waits = bool(rings) and all(line != "ratio" for line, *_ in acted)  # the alarm, which rings once
        may_ring = waits & (~shut | (rings == "cash"))
        acts = closes | tops | (may_ring & (held.margin_ratio(ahead) >= ratio) & bool(pool.positions))
        ends = np.flatnonzero(dead | acts)
        last = int(ends[0]) if len(ends) else len(steps) - 1
        path += zip(steps[: last + 1].tolist(), equity[: last + 1].tolist(), strict=True)
        step, pool, begin = int(steps[last]), pool.deposit(-float(due[last])), int(steps[last]) + 1
        if dead[last]:
            return Fate(step, float(equity[last]), tuple(acted), put, tuple(path))
        if not acts[last]:
            continue
        now = {s: float(price[step]) for s, price in prices.items()}
        if closes[last]:
            pool, traded = _closed(pool, now, lost)
            acted.append(("taken", step, traded))
        if tops[last]:
            pool, put = pool.deposit(quarter), put + quarter
            acted.append(("halt", step, quarter))
        if may_ring[last] and pool.positions and float(pool.margin_ratio(now)) >= ratio:
            if rings == "cash":
                pool, put, traded = pool.deposit(quarter), put + quarter, quarter
            else:
                pool, traded = _closed(pool, now, float(pool.notional(now)) * (0.5 if rings == "half" else 1.0))
            acted.append(("ratio", step, traded))
        path.append((step, float(pool.equity(now))))
    return Fate(None, path[-1][1], tuple(acted), put, tuple(path))


def _closed(pool: Pool, now: Mapping[str, float], dollars: float) -> tuple[Pool, float]:
    """The pool after so much of its notional is closed, of each position the same share; and the USD traded."""
    held = float(pool.notional(now))
    share = min(dollars / held, 1.0) if held > 0 else 0.0
    for p in pool.positions:
        pool = pool.trade(p.market, -p.size * share, now[p.symbol], fee=FEE, side=p.side) if share else pool
    return pool, share * held


@lru_cache(maxsize=4)
def _all(pool: Pool, marks: tuple[tuple[str, float], ...], lines: tuple[float, str, str, str]) -> tuple[Fate, ...]:
    """Every night of a pool under some lines."""
    known = dict(marks)
    t = Terrain.of(pool, known)
    return tuple(play(pool, known, night(t, pool, known, k), *lines) for k in range(1, len(NIGHTS) + 1))


def defend(book: Book, night_: int, ratio: float, rings: str, halts: str, gone: str) -> View:
    """All nights with the lines and without, or the one that is drawn before the others."""
    pool, marks, t = book.pools[book.main], book.marks, book.terrains[book.main]
    start = float(t.equity())
    if t.health() < 0:
        return View(
            data=_drawn(start, [], [], None),
            title=say("“{name}” has been liquidated already", name=book.main),
            subtitle=say("“{name}”, equity {e:$0} today: the dashed line", name=book.main, e=start),
            sentence=say("No line can act for it any more."),
            table=table({"": [NO_LINES, WITH], "equity ($)": [start, start]}),
        )
    known = tuple((s, float(m)) for s, m in marks.items())
    bares, mines = _all(pool, known, (0.0, "", "wait", "wait")), _all(pool, known, (ratio, rings, halts, gone))
    if not night_:
        return View(
            data=_drawn(start, bares, mines, None),
            title=_tally(bares, mines),
            subtitle=say("“{name}”, equity {e:$0} today: the dashed line", name=book.main, e=start),
            sentence=_overview(bares, mines),
            table=table(
                {
                    "night": list(range(1, len(bares) + 1)),
                    "no lines ($)": [f.equity for f in bares],
                    "liquidated at step": [_step(f) for f in bares],
                    "your lines ($)": [f.equity for f in mines],
                    "liquidated at step, with them": [_step(f) for f in mines],
                }
            ),
        )
    found, bare, mine = night(t, pool, marks, night_), bares[night_ - 1], mines[night_ - 1]
    ends = {NO_LINES: bare, WITH: mine}
    unit = "day" if found.kind == "funding" else "hour"
    return View(
        data=_drawn(start, bares, mines, night_, found, cash=rings == "cash"),
        title=_title(found, bare, mine, unit),
        subtitle=say(
            "“{name}”, equity {e:$0} before: the dashed line; closing costs {fee:%3}", name=book.main, e=start, fee=FEE
        ),
        sentence=_sentence(found, bare, mine, unit, cash=rings == "cash"),
        table=table(
            {
                "": list(ends),
                "equity ($)": [f.equity for f in ends.values()],
                say("liquidated in {unit}", unit=unit): [_step(f) for f in ends.values()],
                "put in ($)": [f.put for f in ends.values()],
            }
        ),
    )


def _step(fate: Fate) -> float:
    return float("nan") if fate.dead is None else fate.dead


def _since(fate: Fate) -> list[tuple[int, float]]:
    """The part of a night that the lines made another: from the first that acted."""
    if not fate.acted:
        return []
    first = fate.acted[0][1]
    return [at for at in fate.path if at[0] >= first]


def _acts(fate: Fate) -> list[tuple[int, float]]:
    """Where its lines acted: at the equity that they found, so that the dot lies on the night without them."""
    found: dict[int, float] = {}
    for step, equity in fate.path:
        found.setdefault(step, equity)
    return [(step, found[step]) for _, step, _ in fate.acted]


def _drawn(
    start: float,
    bares: Sequence[Fate],
    mines: Sequence[Fate],
    drawn: int | None,
    found: Night | None = None,
    *,
    cash: bool = False,
) -> dict[str, Any]:
    """The tables of :func:`course.charts.desk.nights`: all nights, or one of them before the others."""
    shown = [(bares[drawn - 1], mines[drawn - 1])] if drawn else list(zip(bares, mines, strict=True))
    paths: list[tuple[str, str, int, float]] = []
    if drawn:
        paths += [(f"other {k}", "other", *at) for k, f in enumerate(bares) for at in f.path if k != drawn - 1]
    for k, (bare, mine) in enumerate(shown):
        paths += [(f"bare {k}", "bare", *at) for at in bare.path]
        paths += [(f"mine {k}", "mine", *at) for at in _since(mine)]
    dead = [f.path[-1] for pair in shown for f in dict.fromkeys(pair) if f.dead is not None]
    acts = [at for _, mine in shown for at in _acts(mine)]
    reach = [start, 0.0, *(y for f in (*bares, *mines) for _, y in f.path)]
    room = 0.06 * (max(reach) - min(reach) or 1.0)
    low, high = min(reach) - room, max(reach) + room
    names = PlacedNames((0.0, STEPS), (low, high), looks.NIGHT_HIGH)
    for bare, mine in shown:
        for path in (bare.path, _since(mine)):
            if len(path) > 1:
                names.line(*zip(*path, strict=True))
    names.line([0, STEPS], [start, start])
    for at in (*dead, *acts):
        names.mark(*at, 7)
    if drawn and found is not None:
        _name_one(names, shown[0], acts, cash=cash)
        if found.kind == "halt":
            middle = (SHUT[0] + SHUT[1]) / 2 / STEPS
            names.put(
                "nobody trades", "soft", [Spot(middle, y, "center", "bottom") for y in (0.03, 0.12, 0.85)], most=20
            )
    else:
        for text, kind, points in (("a line acts", "mine", acts), ("liquidated", "red", dead)):
            spots = [spot for at in sorted(points) for spot in (*_over(names, *at), *around(*names.point(*at)))]
            if spots:
                names.put(text, kind, spots, most=LEAST_BAD)
    shut = found is not None and found.kind == "halt"
    return {
        "frame": {"x": [0.0, STEPS], "y": [low, high]},
        "today": {"y": [start]},
        "shut": {"x": [float(SHUT[0])] if shut else [], "x2": [float(SHUT[1])] if shut else []},
        "paths": {column: [path[k] for path in paths] for k, column in enumerate(("key", "kind", "x", "y"))},
        "acts": {"x": [x for x, _ in acts], "y": [y for _, y in acts]},
        "gone": {"x": [x for x, _ in dead], "y": [y for _, y in dead]},
        "texts": names.table,
    }


def _name_one(names: PlacedNames, pair: tuple[Fate, Fate], acts: Sequence[tuple[int, float]], *, cash: bool) -> None:
    """What became of the pool without lines and with them, at the ends of the two; what a line did, where it did."""
    bare, mine = pair
    for fate, name, kind in ((mine, WITH, "mine"), (bare, NO_LINES, "soft")):
        if kind == "mine" and not fate.acted:
            continue
        end = (
            say("{name}: liquidated", name=name)
            if fate.dead is not None
            else wordless("{name}: {e:$0}", name=name, e=fate.equity)
        )
        names.beside(end, "red" if fate.dead is not None else kind, *fate.path[-1], most=LEAST_BAD)
    for (line, _, dollars), at in zip(mine.acted, acts, strict=True):
        puts = line == "halt" or (line == "ratio" and cash)
        what = say("puts in {d:$0}", d=dollars) if puts else say("closes {d:$0}", d=dollars)
        names.put(what, "mine", [*_over(names, *at), *around(*names.point(*at))], most=LEAST_BAD)


def _over(names: PlacedNames, step: float, equity: float) -> list[Spot]:
    """Over a point, to its right or left: nights fall, so that there is nothing but their beginnings."""
    x, y = names.point(step, equity)
    return [Spot(x, y, align, "bottom", dx, 8.0) for align, dx in (("left", 2.0), ("right", -2.0))]


def _tally(bares: Sequence[Fate], mines: Sequence[Fate]) -> Said:
    """How many nights end the pool, without the lines and with them."""
    alone, n = _ended(bares), len(bares)
    if not any(f.acted for f in mines):
        return say(
            "{alone} of {n} nights {alone_2:ends|end} this pool, and none of your lines acts",
            alone=alone,
            n=n,
            alone_2=alone,
        )
    return say(
        "{alone} of {n} nights {alone_2:ends|end} this pool; with your lines {mine}",
        alone=alone,
        n=n,
        alone_2=alone,
        mine=_ended(mines),
    )


def _ended(fates: Sequence[Fate]) -> int:
    return sum(f.dead is not None for f in fates)


def _overview(bares: Sequence[Fate], mines: Sequence[Fate]) -> Said:
    told: list[Said | str] = [say("Each grey line is a night in which nobody acts, each red cross a liquidation.")]
    if any(f.acted for f in mines):
        told.append(say("At a blue dot a line of yours acts, and that night goes on in blue."))
    pairs = list(zip(bares, mines, strict=True))
    saved = sum(b.dead is not None and m.dead is None for b, m in pairs)
    lost = sum(b.dead is None and m.dead is not None for b, m in pairs)
    told.append(
        say(
            "Your lines **save** the pool in {saved} and end it in {lost} that it would have lived through.",
            saved=saved,
            lost=lost,
        )
        if lost
        else say("Your lines **save** the pool in **{saved}**.", saved=saved)
    )
    told.append(say("Which night comes is not said before: write your lines, then draw one."))
    return joined(" ", told)


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
