"""Explore: the same money through two compartments and through one pool, while a long pays and a short receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.charts import apart
from course.explorers import View
from course.lessons.funding.book import A_DAY, COLLATERAL, ENTRY, LEVERAGE, MAINTENANCE, day_of, settled, size_of
from course.margin import Market, Pool, Portfolio, Position, funding_payment, settlements_until_liquidation
from course.texts import Said, joined, listed, say, wordless

MOST = 90
#: What the picture reaches up to, USD; names stand at least this far apart, and this far up.
TOP, GAP, FOOT = 2_700.0, 165.0, 620.0
SIZES = {"BTC": size_of(LEVERAGE), "ETH": -size_of(LEVERAGE)}
NAMED = {"BTC": "BTC long", "ETH": "ETH short"}
POOL = "pool"


def book() -> Portfolio:
    """Long BTC and short ETH, each in a compartment of its own, and beside them the same two legs in one pool."""
    legs = {s: Position(Market(s, MAINTENANCE, MAINTENANCE), q, ENTRY) for s, q in SIZES.items()}
    apart = {s: Pool(COLLATERAL, (leg,)) for s, leg in legs.items()}
    return Portfolio(0.0, {**apart, POOL: Pool(2 * COLLATERAL, tuple(legs.values()))})


@dataclass(frozen=True)
class Pocket:
    """One pool of collateral over the settlements.

    Attributes:
        name: of the leg that it holds, or :data:`POOL`.
        began: collateral at the start, USD.
        due: what it pays a settlement, USD; negative: it receives.
        last: the settlement that liquidates it, or None.
    """

    name: str
    began: float
    due: float
    last: float | None

    def closed(self, count: int) -> bool:
        """Whether it has been liquidated by then."""
        return self.last is not None and count >= self.last

    def held(self, count: Any) -> Any:
        """What it holds after so many settlements; once it is closed, what it held then."""
        return self.began - self.due * np.minimum(count, np.inf if self.last is None else self.last)


def pockets_of(btc: float, eth: float) -> list[Pocket]:
    """The two compartments and the pool, at one rate each."""
    rates = {"BTC": btc, "ETH": eth}
    due = {s: funding_payment(q, ENTRY, rates[s]) for s, q in SIZES.items()}
    last = {
        "BTC": settlements_until_liquidation(LEVERAGE, MAINTENANCE, btc),
        "ETH": settlements_until_liquidation(LEVERAGE, MAINTENANCE, eth, "short"),
        # Two legs of equal size pay what one long would at half of the difference, each.
        POOL: settlements_until_liquidation(LEVERAGE, MAINTENANCE, (btc - eth) / 2),
    }
    each = {POOL: (2 * COLLATERAL, sum(due.values()))}
    return [Pocket(name, *each.get(name, (COLLATERAL, due.get(name, 0.0))), last[name]) for name in last]


def pockets(btc: float, eth: float, days: float) -> View:
    """What the two compartments and the pool hold over the days, and which of them is closed."""
    days = float(int(days))
    count, every = settled(days), pockets_of(btc, eth)
    lines: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    crosses: list[dict[str, Any]] = []
    for one in every:
        upto = int(min(count, count if one.last is None else one.last))
        steps = np.unique(np.append(np.arange(0, upto + 1, A_DAY), upto))
        mode = "cross" if one.name == POOL else "isolated"
        lines += [{"day": float(k / A_DAY), "usd": float(one.held(k)), "pocket": one.name, "mode": mode} for k in steps]
        held, words = float(one.held(count)), say("{name} closed", name=one.name)
        if one.closed(count):
            crosses.append({"day": upto / A_DAY, "usd": held})
        else:
            words = wordless("{name} {held:$0}", name=one.name, held=held)
        ends.append(
            {
                "day": upto / A_DAY,
                "usd": held,
                "label_usd": min(held, TOP),
                "label": str(words),
                "mode": mode,
                "left": upto / A_DAY <= 0.6 * MOST,
            }
        )
    needed = MAINTENANCE * COLLATERAL * LEVERAGE
    return View(
        data={
            "lines": lines,
            "ends": apart(ends, "label_usd", GAP, FOOT, TOP, into="label_usd"),
            "crosses": crosses or {"day": [], "usd": []},
            "needs": [
                {"usd": needed, "label": say("each compartment needs {usd:$0}", usd=needed)},
                {"usd": 2 * needed, "label": say("the pool needs {usd:$0}", usd=2 * needed)},
            ],
        },
        title=_title(every, count, days),
        subtitle=say(
            "{notional:$} long BTC and {notional:$} short ETH, {each:$} behind each, or {both:$} in one pool\nPrices stand still;"
            " maintenance {maintenance:%~}.",
            notional=COLLATERAL * LEVERAGE, each=COLLATERAL, both=2 * COLLATERAL, maintenance=MAINTENANCE,
        ),
        sentence=_sentence(every, count, days),
        table=lambda: _table(every),
    )  # fmt: skip


def _title(every: list[Pocket], count: int, days: float) -> Said:
    """The first pocket that is closed, and what lies beside it then."""
    pool = every[2]
    gone = [one for one in every[:2] if one.closed(count)]
    if not gone:
        if all(one.due == 0 for one in every[:2]):
            return say("Where nothing is paid, every pocket keeps what it has")
        return say("Nothing is closed by day {days:#0}: the compartments hold {one:$0} and {two:$0}, the pool {all:$0}",
                   days=days, one=every[0].held(count), two=every[1].held(count), all=pool.held(count))  # fmt: skip
    first = min(gone, key=lambda one: one.last or 0)
    other = every[1] if first is every[0] else every[0]
    if first.last == other.last:
        return say("Both legs pay: compartments and pool are all closed on day {day}", day=day_of(first.last or 0))
    head = say("The pool pays nothing net; the") if pool.due == 0 else say("The")
    return say("{head} {name} compartment is closed on day {day}, the other has {beside:$0}",
               head=head, name=first.name, day=day_of(first.last or 0), beside=other.held(first.last))  # fmt: skip


def _sentence(every: list[Pocket], count: int, days: float) -> Said:
    """What flows at each settlement, and what each pocket holds on that day."""
    pool = every[2]
    flows = [say("the {leg} {does}", leg=NAMED[one.name], does=_does(one)) for one in every[:2]]
    if pool.due == 0:
        both = say("nothing in all")
    elif pool.due > 0:
        both = say("{due:$2} paid in all", due=pool.due)
    else:
        both = say("{due:$2} received in all", due=-pool.due)
    states = [
        say("{name} **closed on day {day}**", name=name, day=day_of(one.last or 0))
        if one.closed(count)
        else wordless("{name} **{held:$0}**", name=name, held=one.held(count))
        for name, one in zip(
            (say("the BTC compartment"), say("the ETH compartment"), say("the pool")), every, strict=True
        )
    ]
    said = say("Every {hours:#0} hours {flows}: {both}. On day {days:#0}: {states}.", hours=24 / A_DAY, days=days, both=both,
               flows=listed(tuple(flows)), states=joined(", ", tuple(states)))  # fmt: skip
    gone = [one for one in every[:2] if one.closed(count)]
    if len(gone) == 1 and not pool.closed(count):
        left = every[1] if gone[0] is every[0] else every[0]
        said = said + say(" Apart, only the {leg} is left, a bet of its own; in the pool both legs are still open.",
                          leg=NAMED[left.name])  # fmt: skip
    return said


def _does(one: Pocket) -> Said:
    if one.due == 0:
        return say("pays nothing")
    return say("pays {due:$2}", due=one.due) if one.due > 0 else say("receives {due:$2}", due=-one.due)


def _table(every: list[Pocket]) -> object:
    """Every ten days: what each pocket holds."""
    from pandas import DataFrame

    days = range(0, MOST + 1, 10)
    rows = [
        {"day": d, **{say("{name}, USD", name=one.name): float(one.held(settled(d))) for one in every}} for d in days
    ]
    return DataFrame(rows)
