"""The same trades in two modes: as they were, all in one pool, each position with a margin of its own.

At every mark, in this order: what the history has up to then takes effect (transfers, fills, funding, in the order of time), then
the venue looks, and acts by its own process where a pool is below its requirement. Nothing is looked at between marks.

The trader's own run has no venue in it: fills, fees and funding are those of the file, and a liquidation in it is a fill too.
A mode follows that run as far as its money goes. How, where it differs, is said in words by
:func:`course.simulation.own.assumptions.assumptions`; this is what they mean:

- a fill that reduces the trader's position closes the same *share* of the mode's;
- a fill that opens or adds is refused where the mode cannot margin it;
- after a refusal or a liquidation nothing is added to that position until the trader's own was flat again;
- fees and funding are those of the file, in proportion to what the mode trades and holds.

A long and a short of one market held at once stay two positions where the venue has them and it is known here what it asks of
both; else they are one net position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.number_format import usd
from course.simulation.exported_tables import when
from course.simulation.own.marks import span, with_moves
from course.simulation.own.modes import FLAT, Mode, ModeRun
from course.simulation.own.records import Fill, History, LeftOut, Payment, Transfer
from course.simulation.paths import Paths
from course.simulation.rows import Floats
from course.texts import say
from course.validation import ArgumentError, within
from course.venues import Venue, get

MODES = ("cross", "isolated")
#: A trade farther than this from the prices around it was not made in this market at this time: another market, another zone.
FARTHEST = 0.1


@dataclass(frozen=True)
class OwnReplay:
    """A history replayed.

    Attributes:
        times: of the marks, seconds, UTC.
        own: equity of the trader's own run at every mark, USD.
        own_liquidations: fills of the file that the venue made.
        runs: by mode.
        venue, leverage, start, scale: what it was asked with.
        markets: that took part.
        left_out: of the history, and further rows that could not take part.
        apart: how far the farthest trade lies from the prices of its mark and of the marks beside it, a fraction.
        beside: markets of which both sides were held at once (hedge mode).
        netted: whether these are counted as one net position: the venue keeps one, or what it asks of two is not known here.
    """

    times: Floats
    own: Floats
    own_liquidations: tuple[Fill, ...]
    runs: Mapping[str, ModeRun]
    venue: Venue
    leverage: float
    start: float
    scale: float
    markets: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    apart: float
    beside: tuple[str, ...] = ()
    netted: bool = False

    @property
    def ahead(self) -> str | None:
        """The mode that ends with more gain; None where they end within a cent."""
        gains = {m: self.runs[m].gain for m in MODES}
        if abs(gains["cross"] - gains["isolated"]) < 0.01:
            return None
        return max(gains, key=gains.__getitem__)


def replay_history(
    history: History,
    marks: Paths,
    venue: str | Venue,
    *,
    leverage: float = 5.0,
    start: float | None = None,
    scale: float = 1.0,
) -> OwnReplay:
    """Run a history on marks, once as it was and once in each mode.

    Args:
        history: what :func:`course.simulation.own.read_history` gives.
        marks: one path of prices (:func:`course.simulation.own.marks.marks_of`, or a reconstruction), from before the first fill.
        venue: whose requirements and whose process of liquidation.
        leverage: of every isolated position: its margin is notional / leverage, or the venue's initial margin if that is more.
        start: USD in the account before the first row, if the history does not say it.
        scale: every move since the first mark is so many times as large; fills keep their place beside the mark.

    Raises:
        ArgumentError: naming what is missing: money, marks before the first fill, a market that can be replayed, a mode.
    """
    chosen = get(venue) if isinstance(venue, str) else venue
    if not set(MODES) <= set(chosen.modes):
        raise ArgumentError("venue", chosen.name, "a venue with cross and isolated margin")
    within("leverage", leverage, 1.0, 1_000.0)
    if marks.paths != 1:
        raise ArgumentError("marks", marks.paths, "one path")
    entering, left_out = _entering(history, marks, chosen)
    fills = [e for e in entering if isinstance(e, Fill)]
    if not fills:
        said = ", ".join(f"{x.rows} × {x.reason}" for x in left_out) or "nothing"
        raise ArgumentError("history", said, f"a market with candles whose tiers on {chosen.title} are known here")
    first = fills[0].time
    if first < marks.times[0]:
        raise ArgumentError("candles", span(marks), f"candles that begin before the first fill, {when(first)}")
    money = _start(history, start, first)
    apart = _apart(fills, marks)
    moved = with_moves(marks, scale)
    # Where every move is larger, a fill stays where it stood beside the mark before it.
    ratio = (moved.prices / marks.prices)[:, :, 0]
    before = np.clip(np.searchsorted(marks.times, [e.time for e in entering], side="right") - 1, 0, None)
    places = {s: marks.symbols.index(s) for s in {f.symbol for f in fills}}
    if scale != 1:
        entering = [_scaled(e, ratio[b], places) for e, b in zip(entering, before, strict=True)]
    symbols = tuple(sorted(places))
    prices = moved.prices[:, [places[s] for s in symbols], 0]
    steps = np.searchsorted(marks.times, [e.time for e in entering], side="left")
    queue: dict[int, list[Fill | Payment | Transfer]] = {}
    for record, step in zip(entering, steps, strict=True):
        queue.setdefault(int(step), []).append(record)
    sigma = _daily(marks.times, prices)
    times = np.asarray(marks.times, float)
    own = _own(symbols, times, prices, queue, money)
    beside = _both_sides(fills)
    two = chosen.hedge_mode and chosen.hedge_margin
    legs = beside if two else frozenset()
    runs = {m: Mode(m, chosen, leverage, symbols, times, prices, queue, money, sigma, legs).run() for m in MODES}
    struck = tuple(f for f in fills if f.liquidation)
    return OwnReplay(
        times, own, struck, runs, chosen, leverage, money, scale, symbols, left_out, apart, tuple(sorted(beside)), not two
    )  # fmt: skip


def _both_sides(fills: Iterable[Fill]) -> frozenset[str]:
    """Markets of which a long and a short are held at once, by an export that keeps them apart."""
    held: dict[tuple[str, str], float] = {}
    found = set()
    named: dict[str, bool] = {}
    for fill in fills:
        named[fill.symbol] = named.get(fill.symbol, True) and bool(fill.leg)
        key = (fill.symbol, fill.leg)
        had = held.get(key, 0.0)
        held[key] = 0.0 if abs(had + fill.size) <= FLAT * max(abs(had), abs(fill.size)) else had + fill.size
        if held.get((fill.symbol, "long")) and held.get((fill.symbol, "short")):
            found.add(fill.symbol)
    return frozenset(s for s in found if named[s])


def _start(history: History, start: float | None, first: float) -> float:
    """Money before the first row: given, or of the history, or 0 where it was paid in before the first fill."""
    if start is not None:
        return float(within("start", start, 0.0))
    if history.start is not None:
        return max(history.start, 0.0)
    if any(t.amount > 0 and t.time <= first for t in history.transfers):
        return 0.0
    raise ArgumentError(
        "start", None, "the money in the account before the first fill, USD: the history does not say it"
    )


def _apart(fills: Iterable[Fill], marks: Paths) -> float:
    """How far the farthest fill lies outside the marks around it, a fraction; too far, and the marks are not of this history."""
    farthest = 0.0
    for fill in fills:
        k = int(np.searchsorted(marks.times, fill.time, side="right")) - 1
        # A candle is four marks: the one before, this one, the one after.
        around = marks[fill.symbol][max(k - 4, 0) : k + 6, 0]
        off = max(float(around.min()) / fill.price - 1.0, fill.price / float(around.max()) - 1.0, 0.0)
        if off > FARTHEST:
            raise ArgumentError(
                "candles",
                f"{fill.symbol} between {usd(float(around.min()))} and {usd(float(around.max()))} at {when(fill.time)}",
                f"prices around the trade in line {fill.line}, {usd(fill.price)}: another market, or times of another zone?",
            )
        farthest = max(farthest, off)
    return farthest


def _entering(
    history: History, marks: Paths, venue: Venue
) -> tuple[list[Fill | Payment | Transfer], tuple[LeftOut, ...]]:
    """What takes part, in the order of time, and what does not, with its reason."""
    out: dict[str, LeftOut] = {x.reason: x for x in history.left_out}
    kept: list[Fill | Payment | Transfer] = []
    records: Iterable[Fill | Payment | Transfer] = (*history.transfers, *history.fills, *history.payments)
    for record in records:
        symbol = getattr(record, "symbol", None)
        reason: str | None = None
        if symbol is not None and symbol not in venue.symbols:
            reason = say("{symbol}: its tiers on {title} are not known here", symbol=symbol, title=venue.title)
        elif symbol is not None and symbol not in marks.symbols:
            reason = say("{symbol}: no candles of it", symbol=symbol)
        elif record.time > marks.times[-1]:
            reason = "rows after the last candle"
        if reason is None:
            kept.append(record)
            continue
        had = out.get(reason, LeftOut(reason, 0, record.line))
        out[reason] = replace(had, rows=had.rows + 1, amount=had.amount + getattr(record, "amount", 0.0))
    # Sorted by time; at one moment transfers come first, then fills, then funding.
    return sorted(kept, key=lambda r: r.time), tuple(out.values())


def _scaled(record: Fill | Payment | Transfer, ratio: Floats, places: Mapping[str, int]) -> Fill | Payment | Transfer:
    if isinstance(record, Transfer) or record.symbol not in places:
        return record
    k = float(ratio[places[record.symbol]])
    if isinstance(record, Fill):
        return replace(record, price=record.price * k, fee=record.fee * k)
    return replace(record, amount=record.amount * k)


def _daily(times: Any, prices: Floats) -> Floats:
    """Covariance of the markets' relative moves over a day, from the marks themselves, an hour (or a step) apart."""
    gap = max(3_600.0, float(np.median(np.diff(times))))
    grid = np.arange(times[0], times[-1] + 1, gap)
    at = np.clip(np.searchsorted(times, grid, side="right") - 1, 0, None)
    moves = np.diff(np.log(prices[at]), axis=0)
    if len(moves) < 2:
        return np.zeros((prices.shape[1], prices.shape[1]))
    return np.atleast_2d(np.cov(moves, rowvar=False)) * (86_400.0 / gap)


def _own(
    symbols: tuple[str, ...], times: Floats, prices: Floats, queue: Mapping[int, list[Any]], money: float
) -> Floats:
    """Equity as it was at every mark: cash, and what is held at the mark."""
    cash, held = np.zeros(len(times)), np.zeros((len(times), len(symbols)))
    cash[0] = money
    for step, records in queue.items():
        for record in records:
            if isinstance(record, Fill):
                # Buying turns cash into coins at the price paid: entries and realised profit are in it.
                held[step, symbols.index(record.symbol)] += record.size
                cash[step] -= record.size * record.price + record.fee
            else:
                cash[step] += record.amount
    return np.asarray(cash.cumsum() + (prices * held.cumsum(axis=0)).sum(axis=1))
