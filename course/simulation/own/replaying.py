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
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.margin import Marks, Pool, Position, funding_split
from course.simulation.files import when
from course.simulation.own.marks import span, with_moves
from course.simulation.own.records import Fill, History, LeftOut, Payment, Transfer
from course.simulation.paths import Paths
from course.simulation.rows import Floats
from course.simulation.rules import VenueRules
from course.texts import say
from course.validation import ArgumentError, within
from course.venues import Venue, get
from course.words import usd

MODES = ("cross", "isolated")
#: Positions smaller than this share of what they were are flat.
FLAT = 1e-9
#: Money comparisons forgive rounding of this many USD per USD.
ROUNDING = 1e-9
#: A trade farther than this from the prices around it was not made in this market at this time: another market, another zone.
FARTHEST = 0.1
#: A stretch whose requirement, held straight, lets it go so many times as far as the nearest so far is not looked at closer.
AWAY = 1.5


@dataclass(frozen=True)
class Closed:
    """One liquidation.

    Attributes:
        time: of the mark at which the venue acted, seconds, UTC.
        pool: ``"cross"``, or the isolated position's market.
        marks: prices of what was held.
        notional: held before, USD.
        equity: of the pool before, USD.
        loss: of equity by the process itself (fees, what the taker kept), USD.
        debt: what others bore, USD.
        left: notional still held afterwards, USD.
    """

    time: float
    pool: str
    marks: Mapping[str, float]
    notional: float
    equity: float
    loss: float
    debt: float
    left: float


@dataclass(frozen=True)
class Refused:
    """A fill, or a part of it, that a mode could not margin; ``needed`` and ``free`` USD."""

    fill: Fill
    needed: float
    free: float


@dataclass(frozen=True)
class Nearest:
    """The moment at which a pool was nearest to its liquidation, of those pools that no liquidation ended.

    Attributes:
        time: of the mark.
        pool: which.
        move: of all its prices together that would have closed it, a fraction (below 0: a fall).
        sigmas: the same distance in standard deviations of a day's profit of what it held.
        health: USD left above the requirement.
    """

    time: float
    pool: str
    move: float
    sigmas: float
    health: float


@dataclass(frozen=True)
class Run:
    """One mode.

    Attributes:
        mode: ``"cross"`` or ``"isolated"``.
        equity: of the whole account at every mark, USD.
        paid_in: net money that came from outside, USD.
        liquidations, refused: in the order of time.
        skipped: fills that were to add to a position which the mode had lost.
        unpaid: withdrawals that the mode could not pay, USD.
        fees, funding: paid and received, USD.
        nearest: nearest approach, if anything was held.
    """

    mode: str
    equity: Floats
    paid_in: float
    liquidations: tuple[Closed, ...]
    refused: tuple[Refused, ...]
    skipped: int
    unpaid: float
    fees: float
    funding: float
    nearest: Nearest | None

    @property
    def final(self) -> float:
        """Equity at the last mark, USD."""
        return float(self.equity[-1])

    @property
    def gain(self) -> float:
        """What was made of the money put in, USD."""
        return self.final - self.paid_in

    @property
    def lowest(self) -> float:
        """Lowest equity, USD."""
        return float(self.equity.min())


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
    """

    times: Floats
    own: Floats
    own_liquidations: tuple[Fill, ...]
    runs: Mapping[str, Run]
    venue: Venue
    leverage: float
    start: float
    scale: float
    markets: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    apart: float

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
    runs = {m: _Mode(m, chosen, leverage, symbols, times, prices, queue, money, sigma).run() for m in MODES}
    struck = tuple(f for f in fills if f.liquidation)
    return OwnReplay(times, own, struck, runs, chosen, leverage, money, scale, symbols, left_out, apart)


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
        reason = None
        if symbol is not None and symbol not in venue.symbols:
            reason = say(
                "{symbol}: its tiers on {title} are not known here", symbol=str(symbol), title=str(venue.title)
            )
        elif symbol is not None and symbol not in marks.symbols:
            reason = say("{symbol}: no candles of it", symbol=str(symbol))
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
    cash, held = money, np.zeros(len(symbols))
    equity = np.empty(len(times))
    last = 0
    for step in sorted(queue):
        equity[last:step] = cash + prices[last:step] @ held
        last = step
        for record in queue[step]:
            if isinstance(record, Fill):
                # Buying turns cash into coins at the price paid: entries and realised profit are in it.
                held[symbols.index(record.symbol)] += record.size
                cash -= record.size * record.price + record.fee
            else:
                cash += record.amount
    equity[last:] = cash + prices[last:] @ held
    return equity


class _Mode:
    """One mode's account along the marks."""

    def __init__(
        self, mode: str, venue: Venue, leverage: float, symbols: tuple[str, ...], times: Floats, prices: Floats,
        queue: Mapping[int, list[Any]], money: float, sigma: Floats,
    ) -> None:  # fmt: skip
        self.mode, self.venue, self.leverage = mode, venue, leverage
        self.symbols, self.times, self.prices, self.queue = symbols, times, prices, queue
        self.sigma, self.rules = sigma, VenueRules(venue)
        self.cross = mode == "cross"
        self.wallet = 0.0 if self.cross else money
        self.pools: dict[str, Pool] = {"cross": Pool(money)} if self.cross else {}
        self.own = dict.fromkeys(symbols, 0.0)
        self.lost = dict.fromkeys(symbols, False)
        self.paid_in, self.unpaid, self.fees, self.funding, self.skipped = money, 0.0, 0.0, 0.0, 0
        self.closed: list[Closed] = []
        self.refused: list[Refused] = []
        self.near: dict[tuple[str, int], Nearest] = {}
        self.lives: dict[str, int] = {}
        self.equity = np.empty(len(times))

    # ---- along the marks --------------------------------------------------------------------------------------------

    def run(self) -> Run:
        """From the first mark to the last."""
        steps = [0, *sorted(s for s in self.queue if s > 0), len(self.times)]
        for begin, end in itertools.pairwise(steps):
            for record in self.queue.get(begin, ()):
                self._take(record, begin)
            self._stretch(begin, end)
        return Run(
            self.mode, self.equity, self.paid_in, tuple(self.closed), tuple(self.refused), self.skipped, self.unpaid,
            self.fees, self.funding, min(self.near.values(), key=lambda n: abs(n.move), default=None),
        )  # fmt: skip

    def _stretch(self, begin: int, end: int) -> None:
        """Marks between which only the venue may act."""
        at = begin
        while at < end:
            marks = Marks({s: self.prices[at:end, k] for k, s in enumerate(self.symbols)})
            total = np.full(end - at, self.wallet)
            struck = np.zeros(end - at, bool)
            for pool in self.pools.values():
                total += pool.equity(marks)
                struck |= np.broadcast_to(self.venue.liquidatable(pool, marks), struck.shape)
            stop = int(np.argmax(struck)) if struck.any() else end - at
            self._approach(marks, at, min(stop, end - at))
            self.equity[at : at + stop] = total[:stop]
            if stop == end - at:
                return
            at += stop
            self._liquidate(at)
            here = self._marks(at)
            self.equity[at] = self.wallet + sum(float(p.equity(here)) for p in self.pools.values())
            at += 1

    def _marks(self, step: int) -> dict[str, float]:
        return {s: float(self.prices[step, k]) for k, s in enumerate(self.symbols)}

    def _liquidate(self, step: int) -> None:
        marks = self._marks(step)
        for name, pool in list(self.pools.items()):
            if not bool(self.venue.liquidatable(pool, marks)):
                continue
            # Of a pool that was liquidated there is no nearest approach: it was there.
            life = self.lives.get(name, 0)
            self.near.pop((name, life), None)
            self.lives[name] = life + 1
            before = float(pool.equity(marks))
            after, _, debt = self.rules.liquidate_pool(pool, marks)
            seen = {p.symbol: marks[p.symbol] for p in pool.positions}
            left = float(after.notional(marks))
            self.closed.append(
                Closed(
                    float(self.times[step]),
                    name,
                    seen,
                    float(pool.notional(marks)),
                    before,
                    before + debt - float(after.equity(marks)),
                    debt,
                    left,
                )
            )
            kept = {p.symbol: p.size for p in after.positions}
            for position in pool.positions:
                if kept.get(position.symbol) != position.size:
                    self.lost[position.symbol] = True
            self._put(name, after)

    def _put(self, name: str, pool: Pool) -> None:
        """The pool in its place; an isolated one without a position is dissolved into the wallet."""
        if self.cross or pool.positions:
            self.pools[name] = pool
            return
        self.wallet += max(float(pool.collateral), 0.0)
        self.pools.pop(name, None)

    # ---- what the history does --------------------------------------------------------------------------------------

    def _take(self, record: Any, step: int) -> None:
        if isinstance(record, Transfer):
            self._transfer(record.amount, step)
        elif isinstance(record, Payment):
            self._payment(record)
        else:
            self._fill(record, step)

    def _transfer(self, amount: float, step: int) -> None:
        if amount < 0:
            free = self.wallet
            if self.cross:
                free = max(float(self.pools["cross"].free_collateral(self._before(step))), 0.0)
            paid = -min(-amount, free)
            self.unpaid += paid - amount
            amount = paid
        self.paid_in += amount
        if self.cross:
            self.pools["cross"] = self.pools["cross"].deposit(amount)
        else:
            self.wallet += amount

    def _payment(self, record: Payment) -> None:
        own = self.own[record.symbol]
        held = self._held(record.symbol)
        size = 0.0 if held is None else float(held.size)
        share = size / own if own else float(not self.lost[record.symbol])
        amount = record.amount * share
        self.funding += amount
        name = "cross" if self.cross else record.symbol
        pool = self.pools.get(name)
        if pool is None:
            self.wallet = max(self.wallet + amount, 0.0)
        elif not self.cross and self.venue.funding_source == "wallet":
            self.wallet, (rest,) = funding_split(self.wallet, [-amount])
            self.pools[name] = pool.deposit(-rest)
        else:
            self.pools[name] = pool.deposit(amount)

    def _fill(self, fill: Fill, step: int) -> None:
        own = self.own[fill.symbol]
        closing = -np.sign(own) * min(abs(fill.size), abs(own)) if own * fill.size < 0 else 0.0
        opening = fill.size - closing
        after = own + fill.size
        if abs(after) <= FLAT * max(abs(own), abs(fill.size)):
            after = opening = 0.0
        self.own[fill.symbol] = after
        if closing:
            self._close(fill, float(abs(closing) / abs(own)) if after * own > 0 else 1.0)
            if after * own <= 0:
                self.lost[fill.symbol] = False
        if opening:
            if self.lost[fill.symbol]:
                self.skipped += 1
            else:
                self._open(fill, opening, step)

    def _held(self, symbol: str) -> Position | None:
        pool = self.pools.get("cross" if self.cross else symbol)
        return None if pool is None else next((p for p in pool.positions if p.symbol == symbol), None)

    def _close(self, fill: Fill, share: float) -> None:
        """The same share of what the mode holds, at the fill's price."""
        held = self._held(fill.symbol)
        if held is None:
            return
        size = -held.size * share
        fee = fill.fee * abs(size / fill.size)
        left, realised = (None, float(held.unrealised_pnl(fill.price))) if share == 1 else held.trade(size, fill.price)
        self.fees += fee
        name = "cross" if self.cross else fill.symbol
        pool = self.pools[name]
        positions = tuple(p for p in ((left if p is held else p) for p in pool.positions) if p is not None)
        if self.cross:
            self.pools[name] = replace(pool, collateral=pool.collateral + realised - fee, positions=positions)
            return
        freed = float(pool.collateral) * share
        out = freed + realised - fee
        rest = float(pool.collateral) - freed + min(out, 0.0)
        self.wallet += max(out, 0.0)
        self._put(name, replace(pool, collateral=rest, positions=positions))

    def _open(self, fill: Fill, size: float, step: int) -> None:
        """Open or add, if the mode can margin it at the fill's price."""
        fee = fill.fee * abs(size / fill.size)
        name = "cross" if self.cross else fill.symbol
        pool = self.pools.get(name, Pool(0.0))
        held = self._held(fill.symbol)
        new = self.venue.position(fill.symbol, size, fill.price)
        if held is not None:
            joined, _ = held.trade(size, fill.price)
            assert joined is not None
            new = joined
        positions = (*(p for p in pool.positions if p is not held), new)
        if self.cross:
            after = replace(pool, collateral=pool.collateral - fee, positions=positions)
            prices = {**self._before(step), fill.symbol: fill.price}
            needed, free = float(after.initial_requirement(prices)), float(after.equity(prices))
            # What the market does not count of an open profit does not margin anything either.
            short = float(after.free_collateral(prices)) < -ROUNDING * max(1.0, needed)
        else:
            rate = new.market.initial_schedule.requirement(new.size, fill.price, new.entry_price) / new.notional(
                fill.price
            )
            margin = abs(size) * fill.price * max(1.0 / self.leverage, float(rate))
            needed, free = margin + fee, self.wallet
            short = needed > free + ROUNDING * max(1.0, needed)
            after = replace(pool, collateral=pool.collateral + margin, positions=positions)
        if short:
            self.refused.append(Refused(replace(fill, size=size), needed, free))
            self.lost[fill.symbol] = True
            return
        self.fees += fee
        if not self.cross:
            self.wallet = max(self.wallet - needed, 0.0)
        self.pools[name] = after

    def _before(self, step: int) -> dict[str, float]:
        """The marks that were known when a fill came: those of the mark before it."""
        return self._marks(max(step - 1, 0))

    # ---- how near it came -------------------------------------------------------------------------------------------

    def _approach(self, marks: Mapping[str, Floats], begin: int, count: int) -> None:
        """The nearest approach of a stretch in which nothing was liquidated."""
        if not count:
            return
        for name, pool in self.pools.items():
            if not pool.positions:
                continue
            seen = Marks({s: x[:count] for s, x in marks.items()})
            health = np.broadcast_to(pool.health(seen), count)
            worth = np.stack([p.size * seen[p.symbol] for p in pool.positions])
            slopes = [
                p.market.maintenance_schedule.line(p.size, seen[p.symbol], p.entry_price)[0] * seen[p.symbol]
                for p in pool.positions
            ]
            tilt = np.abs(worth.sum(axis=0) - sum(slopes))
            straight = health / np.maximum(tilt, 1e-12)
            at = int(np.argmin(straight))
            best = self.near.get((name, self.lives.get(name, 0)))
            if best is not None and straight[at] > AWAY * abs(best.move):
                continue
            here = {p.symbol: float(seen[p.symbol][at]) for p in pool.positions}
            move, life = common_move(pool, here), (name, self.lives.get(name, 0))
            if move is None or (life in self.near and abs(self.near[life].move) <= abs(move)):
                continue
            which = [self.symbols.index(p.symbol) for p in pool.positions]
            spread = float(np.sqrt(max(worth[:, at] @ self.sigma[np.ix_(which, which)] @ worth[:, at], 0.0)))
            sigmas = float(health[at]) / spread if spread > 0 else float("inf")
            self.near[life] = Nearest(float(self.times[begin + at]), name, move, sigmas, float(health[at]))


#: Moves that are tried first: to a tenth of a per cent up to doubling, to a whole one beyond, falls to nothing.
_FALLS = np.linspace(0.0, 0.999, 1_000)
_RISES = np.concatenate([np.linspace(0.0, 1.0, 1_001), np.linspace(1.0, 9.0, 801)[1:]])


def common_move(pool: Pool, marks: Mapping[str, float]) -> float | None:
    """The smallest move of all prices together at which a pool's health is gone: a fraction, below 0 a fall; None: none does.

    Looked for on a grid, then twice on a thousand times finer ones: to a billionth.
    """
    found: list[float] = []
    for way, grid in ((-1.0, _FALLS), (1.0, _RISES)):
        for _ in range(3):
            gone = (
                np.broadcast_to(pool.health(Marks({s: p * (1.0 + way * grid) for s, p in marks.items()})), grid.shape)
                <= 0
            )
            if not gone.any():
                break
            first = int(np.argmax(gone))
            grid = np.linspace(grid[max(first - 1, 0)], grid[first], 1_001)
        else:
            found.append(way * float(grid[-1]))
    return min(found, key=abs) if found else None
