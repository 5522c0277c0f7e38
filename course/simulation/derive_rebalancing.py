"""Tables about rules that keep a position as it should be, replayed on real hours: part of what ``rules.json`` holds.

Windows begin at every midnight (UTC) and overlap. A long's month is judged at the open and the low of every hour; the hedge's
fortnight at every hour's open, since the worst of two markets need not fall together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.margin import Market, Portfolio, Position, covering
from course.simulation.actions import Action, Rebalance, Reduce
from course.simulation.data import Candles
from course.simulation.fact_tables import FactTable, rows_of
from course.simulation.outcome import Outcome
from course.simulation.paths import Paths
from course.simulation.replays import replay
from course.simulation.rows import Floats
from course.simulation.stops import Stop
from course.simulation.windows import starts
from course.validation import ArgumentError

ACCOUNT, START = 10_000.0, 100.0
FEE, LIQUIDATION_FEE, MAINTENANCE = 0.0005, 0.01, 0.03
#: Name of how often → seconds between two looks.
LOOKS = {"week": 604_800, "3 days": 259_200, "day": 86_400, "8 hours": 28_800, "hour": 3_600}
LEVERAGES = (2.0, 3.0, 5.0, 8.0)
BANDS = (0.0, 0.2)
MONTH, FORTNIGHT = 30, 14
HEDGED = (5.0, 10.0, 15.0)
STOPS = (0.05, 0.08, 0.12)


def _market(symbol: str) -> Market:
    return Market(symbol, initial=0.05, maintenance=MAINTENANCE, taker_fee=FEE, liquidation_fee=LIQUIDATION_FEE)


def month_paths(mark: Candles, symbol: str) -> Paths:
    """Every month of 30 days from a midnight: the open and the low of each hour, and the last close; it starts at 100."""
    at, length = starts(mark, MONTH), MONTH * 86_400 // mark.step
    place = at[:, np.newaxis] + np.arange(length)
    both = np.stack([mark.open[place], mark.low[place]], axis=2).reshape(len(at), -1)
    prices = np.concatenate([both, mark.close[place[:, -1:]]], axis=1)
    times = np.append((mark.step * np.arange(length)[:, np.newaxis] + [0.0, mark.step / 2]).ravel(), mark.step * length)
    return Paths((symbol,), times, (START * prices / prices[:, :1]).T[:, np.newaxis])


def month_of(leverage: float, paths: Paths, rule: Action | None) -> Outcome:
    """A long of so much leverage on an account of 10,000, alone or with a rule, on every month."""
    symbol = paths.symbols[0]
    position = Position(_market(symbol), leverage * ACCOUNT / START, START)
    return replay(Portfolio.cross(ACCOUNT, [position]), paths, actions=[rule] if rule else ()).only


def rebalanced_table(marks: Mapping[str, Candles], **about: Any) -> FactTable:
    """A month's long put back to its leverage every so often: closed by the venue, fees of the rule, what is left.

    ``fees``, ``median``, ``mean`` and ``low`` (the worst twentieth end no higher) in USD of an account of 10,000.
    """
    rows = []
    for symbol, mark in marks.items():
        paths = month_paths(mark, symbol)
        for leverage in LEVERAGES:
            never = month_of(leverage, paths, None)
            rows.append((symbol, leverage, "never", "both", 0.0, *_month(never)))
            for only in ("both", "down"):
                for band in BANDS:
                    for look, every in LOOKS.items():
                        rule = Rebalance(leverage, band=band, only=only, every=every)
                        rows.append((symbol, leverage, look, only, band, *_month(month_of(leverage, paths, rule))))
    columns = ("symbol", "leverage", "look", "only", "band", "months", "closed", "fees", "median", "mean", "low")
    return FactTable(
        title="A month's long of an account of $10,000, put back to its leverage: share closed; fees and account, USD",
        by="derive_rebalancing.rebalanced_table", columns=columns, rows=rows_of(rows), **about,
    )  # fmt: skip


def _month(out: Outcome) -> tuple[Any, ...]:
    rule = np.zeros(len(out.final))
    path, _, kind, *_, amount = out.events
    from course.simulation.replay_account import KINDS

    traded = kind == KINDS.index("rebalance")
    np.add.at(rule, path[traded], -amount[traded])
    final = out.final
    return len(final), out.liquidated.mean(), rule.mean(), covering(final, 0.5), final.mean(), covering(final, 0.05)


def hedge_paths(marks: Mapping[str, Candles]) -> Paths:
    """Every fortnight from a midnight that two records share, at every hour's open, each market from 100."""
    (a, first), (b, second) = marks.items()
    ats = [starts(bars, FORTNIGHT) for bars in (first, second)]
    _, i, j = np.intersect1d(first.time[ats[0]], second.time[ats[1]], return_indices=True)
    hours = np.arange(FORTNIGHT * 86_400 // first.step)
    cut = [bars.open[at[k][:, np.newaxis] + hours] for bars, at, k in zip((first, second), ats, (i, j), strict=True)]
    prices = np.stack([START * x / x[:, :1] for x in cut], axis=1)
    return Paths((a, b), first.step * hours.astype(float), prices.transpose(2, 1, 0))


def hedge_rules(leverage: float, symbols: tuple[str, str]) -> dict[str, tuple[bool, list[Action]]]:
    """Name of a rule → whether the legs lie apart, and what it does to a long of the first and a short of the second."""
    a, b = symbols
    rules: dict[str, tuple[bool, list[Action]]] = {"nothing": (False, [])}
    for stop in STOPS:
        rules[f"stops {stop:.0%}"] = (False, [Stop(a, START * (1 - stop)), Stop(b, START * (1 + stop))])
    rules["account"] = (False, [Reduce(at=0.6, share=0.5)])
    rules["daily"] = (False, [Rebalance(leverage, only="down")])
    rules["apart"] = (True, [])
    return rules


def hedge_table(marks: Mapping[str, Candles], **about: Any) -> FactTable:
    """A fortnight's hedge, as many dollars long of the first market as short of the second, under rules on legs or account.

    ``closed``: a pool was liquidated; ``alone``: for a time only one leg was there; ``median``, ``tail`` (mean of the worst
    twentieth) and ``worst`` are profits or losses of an account of 10,000, USD. Leverage is both legs over the account.
    """
    if len(marks) < 2:
        raise ArgumentError("mark", list(marks), "two markets, the one held long first")
    pair = dict(list(marks.items())[:2])
    paths, (a, b) = hedge_paths(pair), tuple(pair)
    rows = []
    for leverage in HEDGED:
        leg = leverage * ACCOUNT / 2 / START
        legs = [Position(_market(a), leg, START), Position(_market(b), -leg, START)]
        for name, (apart, actions) in hedge_rules(leverage, (a, b)).items():
            book = Portfolio.isolated([ACCOUNT / 2] * 2, legs) if apart else Portfolio.cross(ACCOUNT, legs)
            out = replay(book, paths, actions=actions).only
            gone = _gone(out, len(paths.times))
            pnl = out.pnl
            rows.append(
                (f"{a}/{b}", leverage, name, len(pnl), out.liquidated.mean(), (gone[0] != gone[1]).mean(),
                 covering(pnl, 0.5), -out.tail_loss()[1], pnl.min())
            )  # fmt: skip
    return FactTable(
        title="A fortnight's hedge of an account of $10,000 under rules: share closed, share with one leg alone; results, USD",
        by="derive_rebalancing.hedge_table",
        columns=("pair", "leverage", "rule", "windows", "closed", "alone", "median", "tail", "worst"),
        rows=rows_of(rows), **about,
    )  # fmt: skip


def _gone(out: Outcome, never: int) -> Floats:
    """Step at which each of two legs was gone, shape (2, paths); ``never`` where it is there at the end."""
    from course.simulation.replay_account import KINDS

    gone = np.full((2, len(out.final)), float(never))
    path, step, kind, pool, leg, *_ = out.events
    for i in range(len(path)):
        if kind[i] == KINDS.index("liquidation"):
            legs = (0, 1) if len(out.pools) == 1 else (pool[i],)
        elif kind[i] == KINDS.index("stop"):
            legs = (leg[i],)
        else:
            continue
        for k in legs:
            gone[k, path[i]] = min(gone[k, path[i]], step[i])
    return gone
