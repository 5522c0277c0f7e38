"""The three lines of the capstone's night held against the rules of lesson 10, by their names there.

A rule of a plan speaks of one trade; here the trade is the whole main pool, its stop the alarm, its wall the common move that ends
it. What every rule asks is the same, and so are its thresholds (:mod:`course.simulation.plans.rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

from course.language import word
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.common import common, falls, listed, move, way
from course.lessons.portfolio_desk.days import SETTLEMENTS
from course.lessons.portfolio_desk.defend import LINES, SHARE, SHUT, STEPS, hedge_of, most_profit
from course.lessons.portfolio_desk.desk import desk
from course.lessons.portfolio_desk.touch_first import FEE
from course.margin import Pool, Terrain
from course.number_format import times
from course.simulation.plans.plan import DEFAULTS
from course.simulation.plans.rules import FUNDING_SHARE, MUCH_IN_ALL, SELDOM_ABOVE, TOGETHER, swing
from course.simulation.plans.rules import RULES as OF_A_PLAN
from course.texts import Said, capital, say

#: How far beyond a trigger the fill is expected, and what funding is usual, per 8 hours: what a plan has without a word of its owner.
SLIP, FUNDING = float(DEFAULTS["slip"]), float(DEFAULTS["funding"])
ALL = "all three lines"
SEVERITY = {rule.code: rule.severity for rule in OF_A_PLAN}


@dataclass(frozen=True)
class Lines:
    """What was written, over the pool it is about.

    Attributes:
        alarm: the common move at which the alarm rings, a fraction; NaN where none does, 0 where it rings at once.
        end: the common move that ends the pool; NaN where none does.
    """

    book: Book
    pool: Pool
    t: Terrain
    ratio: float
    rings: str
    halts: str
    gone: str
    alarm: float
    end: float

    @property
    def late(self) -> bool:
        """Whether the venue comes before the fill; cash has no fill to wait for."""
        slip = 0.0 if self.rings == "cash" else SLIP
        return bool(abs(self.alarm) + slip >= abs(self.end))


@dataclass(frozen=True)
class Judged:
    """One rule over one line: ``kept``, or what is wrong with it."""

    code: str
    line: str
    kept: bool
    text: Said | str


def lines_of(book: Book, ratio: float, rings: str, halts: str, gone: str) -> Lines:
    """The lines with what the engine makes of the alarm."""
    t = book.terrains[book.main]
    toward = way(t)
    rung = t.at_ratio(ratio)
    far = 0.0 if float(rung.health()) < 0 else toward * float(rung.ray(toward * np.ones(len(t.symbols))))
    return Lines(book, book.pools[book.main], t, ratio, rings, halts, gone, far, common(t))


Found = Iterator[tuple[str, bool, Said | str]]


def _written(lines: Lines) -> Found:
    """R1: every line is there."""
    yield ALL, True, "Each has an if and a then."


def _falsified(lines: Lines) -> Found:
    """R2: what sets it off is a fact."""
    yield ALL, True, "A ratio, a halt and a lost position are facts that others can check."


def _loss(lines: Lines) -> Found:
    """R3: the planned loss is within the budget: here within the equity, fill and fee included."""
    if np.isnan(lines.alarm) or lines.rings == "cash" or lines.late:
        return
    fill = lines.alarm + way(lines.t) * SLIP
    fee = FEE * float(lines.t.notional) * (1 + fill) * (0.5 if lines.rings == "half" else 1.0)
    left = float(lines.t.equity(np.full(len(lines.t.symbols), fill))) - fee
    if left < 0:
        yield (
            "ratio",
            False,
            say(
                "With {slip:%0} of slip and the fee the fill leaves {left:$0}: more is lost than is there.",
                slip=SLIP,
                left=left,
            ),
        )
    else:
        yield (
            "ratio",
            True,
            say("With {slip:%0} of slip and the fee {left:$0} are left after the fill.", slip=SLIP, left=left),
        )


def _side(lines: Lines) -> Found:
    """R4: the alarm lies where it loses: above today's ratio."""
    now = float(lines.pool.margin_ratio(lines.book.marks))
    if now >= lines.ratio:
        yield (
            "ratio",
            False,
            say("Its ratio stands at {now:%1} today, so that {ratio:%0} rings at once.", now=now, ratio=lines.ratio),
        )
    else:
        yield "ratio", True, say("{ratio:%0} lies above today’s {now:%1}.", ratio=lines.ratio, now=now)


def _wall(lines: Lines) -> Found:
    """R5: the venue does not come before the fill. R6: nor close behind it."""
    if np.isnan(lines.end) or np.isnan(lines.alarm):
        yield "ratio", True, say("No common {falls} ends this pool.", falls=falls(way(lines.t)))
    else:
        ends = say("the venue closes at {end}", end=move(lines.end))
        said = (
            say("It rings at {alarm}, and {ends}.", alarm=move(lines.alarm), ends=ends)
            if lines.rings == "cash"
            else say(
                "It rings at {alarm}, the fill is expected {slip:%0} beyond, and {ends}.",
                alarm=move(lines.alarm), slip=SLIP, ends=ends,
            )
        )  # fmt: skip
        yield "ratio", not lines.late, said
    what = hedge_of(lines.t, lines.pool) or most_profit(lines.pool, lines.book.marks)
    names = listed(what)
    pool = lines.pool
    for p in [p for p in pool.positions if p.symbol in what]:
        pool = pool.trade(p.market, -p.size, lines.book.marks[p.symbol], fee=0.0, side=p.side)
    if not pool.positions:
        yield "taken", True, say("If {names} is taken, nothing is left that could be liquidated.", names=names)
        return
    rest = Terrain.of(pool, lines.book.marks)
    if float(rest.health()) < 0:
        short = say("Without {names} the pool is {short:$0} short at once", names=names, short=-float(rest.health()))
        late = say(": no line is in time.") if lines.gone == "close" else say(", and you wait.")
        yield "taken", False, short + late
        return
    end = common(rest)
    then = (
        say("no common {falls} ends it", falls=falls(way(rest)))
        if np.isnan(end)
        else say("it ends at {end}", end=move(end))
    )
    does = say("you wait") if lines.gone == "wait" else say("as much of the rest is closed")
    yield "taken", True, say("Without {names} {then}, and {does}.", names=names, then=then, does=does)


def _close(lines: Lines) -> Found:
    """R6: the wall is not close behind the alarm."""
    if np.isnan(lines.end) or np.isnan(lines.alarm) or lines.late:
        return
    room = abs(lines.end) - abs(lines.alarm)
    near = room <= 2 * SLIP
    said = say("The end lies {room:%1} of a common move behind the alarm", room=room)
    yield "ratio", not near, (
        say("{said}: at most twice the slip of {slip:%0}, so that a worse fill is the venue’s.", said=said, slip=SLIP)
        if near
        else say("{said}, more than twice the slip of {slip:%0}.", said=said, slip=SLIP)
    )  # fmt: skip


def _seen(lines: Lines) -> Found:
    """R7: the exit can be seen, and while nobody trades something can be done."""
    yield "ratio", True, say("A margin ratio of {ratio:%0} is a number that others can check.", ratio=lines.ratio)
    if lines.halts == "wait" and lines.rings == "cash":
        yield "halt", True, "The alarm’s line sends cash, and cash arrives while nobody can trade."
    elif lines.halts == "wait":
        yield "halt", False, say(
            "While the venue is shut, {a:#0} hours in these nights, nothing acts: a trade cannot, and no cash is sent.", a=SHUT[1] - SHUT[0]
        )  # fmt: skip
    else:
        yield "halt", True, "Cash arrives while nobody can trade."


def _watched(lines: Lines) -> Found:
    """R8: who looks seldom uses little leverage."""
    lever = float(lines.pool.leverage(lines.book.marks))
    if not np.isfinite(lever):
        return
    said = say("The night looks every hour at a pool of {lever}.", lever=times(round(lever, 1)))
    if lever > SELDOM_ABOVE:
        said = said + say(" Who looks once a day breaks this one: above {most}.", most=times(SELDOM_ABOVE))
    yield "ratio", True, said


def _much(lines: Lines) -> Found:
    """R9: what may be lost before a line acts is not much."""
    equity = float(lines.t.equity())
    if np.isnan(lines.alarm) or equity <= 0:
        return
    lost = 1 - float(lines.t.equity(np.full(len(lines.t.symbols), lines.alarm))) / equity
    yield "ratio", lost <= MUCH_IN_ALL, say(
        "When it rings {lost:%0} of the pool’s equity are gone; the course takes {much:%0} in all open plans for much.",
        lost=lost, much=MUCH_IN_ALL,
    )  # fmt: skip


def _alike(lines: Lines) -> Found:
    """R10: positions of one side are one bet."""
    sides = {side: sum(p.side == side for p in lines.pool.positions) for side in ("long", "short")}
    side = max(sides, key=lambda s: sides[s])
    count = sides[side]
    yield ALL, count < 2, (
        say(
            "Its {count:#0} {side}s (correlation {rho:#2}) swing {times:#2} times as far as {count:#0} independent ones: one line is"
            " for all of them.",
            count=count, side=side, rho=TOGETHER, times=swing(count),
        )
        if count >= 2
        else say("No two of its positions are on the same side.")
    )  # fmt: skip


def _opens(lines: Lines) -> Found:
    """R11: the money of a line is there."""
    paying = [key for key, then in (("ratio", lines.rings), ("halt", lines.halts)) if then == "cash"]
    need = SHARE * max(float(lines.t.equity()), 0.0) * len(paying)
    spare = sum(
        max(float(p.free_collateral(lines.book.marks)), 0.0)
        for n, p in lines.book.pools.items()
        if n != lines.book.main
    )
    spare += sum(float(p.collateral) for n, p in lines.book.portfolio.pools.items() if n not in lines.book.pools)
    for line in paying:
        yield line, spare >= need, say(
            "{need:$0} would be put in, and {spare:$0} of this account are free outside the pool{rest}",
            need=need, spare=spare, rest="." if spare >= need else ": the rest must be ready somewhere else.",
        )  # fmt: skip
    if not paying:
        yield ALL, True, "No line needs money from outside."


def _funding(lines: Lines) -> Found:
    """R12: funding over the time is small beside what may be lost."""
    health = float(lines.t.health())
    due = (
        STEPS
        * SETTLEMENTS
        * sum(float(p.funding_payment(lines.book.marks[p.symbol], FUNDING)) for p in lines.pool.positions)
    )
    if health <= 0:
        return
    share = max(due, 0.0) / health
    yield ALL, share <= FUNDING_SHARE, say(
        "{n:#0} days of funding at {rate:%2} per 8 h cost {share:%1} of the health{rest}",
        n=STEPS, rate=FUNDING, share=share,
        rest="." if share <= FUNDING_SHARE else ", and none of the lines sees it come.",
    )  # fmt: skip


def _even(lines: Lines) -> Found:
    """R13: what the alarm's line leads to."""
    if np.isnan(lines.alarm) or lines.rings != "half":
        return
    here = {s: m * (1 + lines.alarm) for s, m in lines.book.marks.items()}
    pool = lines.pool
    for p in lines.pool.positions:
        pool = pool.trade(p.market, -p.size / 2, here[p.symbol], fee=FEE, side=p.side)
    after = Terrain.of(pool, here)
    end = np.nan if float(after.health()) < 0 else common(after)
    if not np.isnan(end) and not np.isnan(lines.end):
        yield "ratio", True, say(
            "After it the pool ends at {then} from today instead of {end}.", then=move((1 + lines.alarm) * (1 + end) - 1), end=move(lines.end)
        )  # fmt: skip


MEANT: dict[str, Callable[[Lines], Found]] = {
    "R1": _written, "R2": _falsified, "R3": _loss, "R4": _side, "R5": _wall, "R6": _close, "R7": _seen, "R8": _watched,
    "R9": _much, "R10": _alike, "R11": _opens, "R12": _funding, "R13": _even,
}  # fmt: skip


def judged(lines: Lines) -> list[Judged]:
    """Every rule over the lines: what is broken first, the most severe of it first, then what is kept."""
    found = [Judged(code, line, kept, text) for code, rule in MEANT.items() for line, kept, text in rule(lines)]
    order = [rule.code for rule in OF_A_PLAN]
    return sorted(found, key=lambda j: (j.kept, order.index(j.code)))


def words(ratio: float, rings: str, halts: str, gone: str, night: float) -> str:
    """The rules under the lines that are set now, as HTML; of a pool that is liquidated none."""
    book = desk().book
    if float(book.terrains[book.main].health()) < 0:
        return "<p>This pool has been liquidated already: no line can act for it.</p>"
    found = judged(lines_of(book, ratio, rings, halts, gone))
    broken = [j for j in found if not j.kept]
    head = (
        say("{n:#0} {n:rule|rules} of lesson 10 {n:is|are} broken by these lines:", n=len(broken))
        if broken
        else say("These lines break no rule of lesson 10.")
    )
    items = "".join(f"<li>{_item(j)}</li>" for j in broken)
    kept = "".join(f"<li>{_item(j)}</li>" for j in found if j.kept)
    return (
        f"<p><strong>{escape(head)}</strong></p>"
        + (f"<ul class='cx-checked'>{items}</ul>" if items else "")
        + f"<details><summary>{escape(say('Kept'))}</summary><ul class='cx-checked'>{kept}</ul></details>"
    )


def _item(j: Judged) -> str:
    mark = "✓" if j.kept else {"error": "✗", "warning": "!", "note": "·"}[SEVERITY[j.code]]
    line = ALL if j.line == ALL else LINES[j.line]
    return f"{mark} <strong>{escape(capital(word(line)))}</strong>: {escape(j.text)} <small>{j.code}</small>"


__all__ = ["MEANT", "Judged", "Lines", "judged", "lines_of", "words"]
