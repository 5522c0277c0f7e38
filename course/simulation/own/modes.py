"""One mode of an account along the marks: what the trader does, then what the venue does, and how near it came.

Between two liquidations everything that happens is known beforehand: which fills, payments and transfers come at which mark. So a
block of marks is gone through twice: event by event for what is held and for the money behind it, then as arrays for what the
venue sees. Where it would have acted, the block ends, and the next begins behind that mark with what was left. Positions that
nobody touches cost nothing but arithmetic on arrays, however many marks and payments pass.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from course.margin import Marks, Pool, Position, funding_split
from course.simulation.own.records import Fill, Payment, Transfer
from course.simulation.rows import Floats
from course.simulation.rules import VenueRules
from course.venues import Venue

#: Positions smaller than this share of what they were are flat.
FLAT = 1e-9
#: Money comparisons forgive rounding of this many USD per USD.
ROUNDING = 1e-9
#: A stretch whose requirement, held straight, lets it go so many times as far as the nearest so far is not looked at closer.
AWAY = 1.5
#: Marks that are gone through at once.
BLOCK = 4_096

#: What tells positions apart: the market, and the side of one that is held beside its opposite; "" where there is one a market.
Key = tuple[str, str]
Record = Fill | Payment | Transfer


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
class RefusedFill:
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
class ModeRun:
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
    refused: tuple[RefusedFill, ...]
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


def called(key: Key) -> str:
    """The name of an isolated pool: its market, and its side where both are held."""
    return " ".join(key).rstrip()


@dataclass
class State:
    """The account at one mark; a copy of it is the account a mark later.

    Attributes:
        wallet: USD outside every pool; 0 in cross.
        cash: collateral of each pool, USD.
        held: positions, the one touched last at the end.
        own: what the trader holds, base units.
        lost: positions that this mode has lost, until the trader is flat there.
    """

    wallet: float
    cash: dict[str, float]
    paid_in: float
    held: dict[Key, Position] = field(default_factory=dict)
    own: dict[Key, float] = field(default_factory=dict)
    lost: set[Key] = field(default_factory=set)
    unpaid: float = 0.0
    fees: float = 0.0
    funding: float = 0.0
    skipped: int = 0
    refused: tuple[RefusedFill, ...] = ()

    def copy(self) -> State:
        """The same, to be changed."""
        made = object.__new__(State)
        made.__dict__.update(self.__dict__)
        made.cash, made.held, made.own, made.lost = dict(self.cash), dict(self.held), dict(self.own), set(self.lost)
        return made


class Mode:
    """One mode's account along the marks.

    Args:
        legs: markets whose long and short stay two positions.
        queue: what happens before the venue looks at a mark, by its number.
        sigma: covariance of a day, for :attr:`Nearest.sigmas`.
    """

    def __init__(
        self, mode: str, venue: Venue, leverage: float, symbols: tuple[str, ...], times: Floats, prices: Floats,
        queue: Mapping[int, Sequence[Record]], money: float, sigma: Floats, legs: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.mode, self.venue, self.leverage, self.legs = mode, venue, leverage, legs
        self.symbols, self.times, self.prices, self.queue = symbols, times, prices, queue
        self.steps = sorted(queue)
        self.sigma, self.rules = sigma, VenueRules(venue)
        # A venue may ask a long and a short of the same market for different fees of closing.
        self.markets = {(s, way): venue.position(s, way, 1.0).market for s in symbols for way in (-1.0, 1.0)}
        self.cross = mode == "cross"
        self.state = State(0.0, {"cross": money}, money) if self.cross else State(money, {}, money)
        self.closed: list[Closed] = []
        self.near: dict[tuple[str, int], Nearest] = {}
        self.lives: dict[str, int] = {}
        self.equity = np.empty(len(times))

    # ---- along the marks --------------------------------------------------------------------------------------------

    def run(self) -> ModeRun:
        """From the first mark to the last."""
        at = 0
        while at < len(self.times):
            at = self._block(at, min(at + BLOCK, len(self.times)))
        end = self.state
        return ModeRun(
            self.mode, self.equity, end.paid_in, tuple(self.closed), end.refused, end.skipped, end.unpaid, end.fees, end.funding,
            min(self.near.values(), key=lambda n: abs(n.move), default=None),
        )  # fmt: skip

    def _block(self, begin: int, end: int) -> int:
        """Marks up to the first at which the venue acts, at most to ``end``; returns where to go on."""
        moments, states = self._acted(begin, end)
        spans = np.diff([*moments, end])
        total = np.repeat([s.wallet for s in states], spans)
        seen: dict[str, tuple[Floats, Floats]] = {}
        stop = end - begin
        for name, keys in self._pools(states).items():
            health, equity, straight = self._looked(name, keys, states, spans, begin, end)
            total += equity
            struck = np.isfinite(straight) & ((health <= 0) if self.venue.at_equality else (health < 0))
            if struck.any():
                stop = min(stop, int(np.argmax(struck)))
            seen[name] = health, straight
        for name, (health, straight) in seen.items():
            self._approach(name, states, moments, health[:stop], straight[:stop])
        self.equity[begin : begin + stop] = total[:stop]
        if stop == end - begin:
            self.state = states[-1]
            return end
        at = begin + stop
        self.state = states[bisect_right(moments, at) - 1].copy()
        self._liquidate(at)
        here = self._marks(at)
        self.equity[at] = self.state.wallet + sum(
            float(self._pool(n, self.state).equity(here)) for n in self._pools([self.state])
        )
        return at + 1

    def _acted(self, begin: int, end: int) -> tuple[list[int], list[State]]:
        """The account after everything that happens in a block, if the venue does nothing: from which mark on, and how."""
        moments, states = [begin], [self.state]
        for step in self.steps[bisect_left(self.steps, begin) : bisect_left(self.steps, end)]:
            self.state = states[-1].copy()
            for record in self.queue[step]:
                self._take(record, step)
            if step == begin:
                moments, states = [], []
            moments.append(step)
            states.append(self.state)
        return moments, states

    def _pools(self, states: Sequence[State]) -> dict[str, list[Key]]:
        """The pools that hold money or positions at one of the moments, with all that they hold."""
        keys = {called(k): k for s in states for k in s.held}
        if self.cross:
            return {"cross": list(keys.values())}
        return {name: [keys[name]] for name in dict.fromkeys(n for s in states for n in s.cash)}

    def _looked(
        self, name: str, keys: Sequence[Key], states: Sequence[State], spans: Any, begin: int, end: int
    ) -> tuple[Floats, Floats, Floats]:
        """Health, equity, and the common move to the border if the requirement kept its slope: infinite without a position."""
        equity = np.repeat([s.cash.get(name, 0.0) for s in states], spans)
        need, tilt = np.zeros(end - begin), np.zeros(end - begin)
        exposed = np.zeros(end - begin, bool)
        for key in keys:
            price = self.prices[begin:end, self.symbols.index(key[0])]
            held = [s.held.get(key) for s in states]
            for market in {id(p.market): p.market for p in held if p is not None}.values():
                here = [None if p is None or p.market is not market else p for p in held]
                size = np.repeat([0.0 if p is None else p.size for p in here], spans)
                entry = np.repeat([1.0 if p is None else p.entry_price for p in here], spans)
                slope, fixed = market.maintenance_schedule.line(size, price, entry)
                equity += size * (price - entry)
                need += slope * price + fixed
                tilt += (size - slope) * price
                exposed |= size != 0
        health = equity - need
        return health, equity, np.where(exposed, health / np.maximum(np.abs(tilt), 1e-12), np.inf)

    def _marks(self, step: int) -> dict[str, float]:
        return {s: float(self.prices[step, k]) for k, s in enumerate(self.symbols)}

    def _pool(self, name: str, state: State) -> Pool:
        """A pool as the engine has it."""
        held = state.held.items()
        return Pool(state.cash.get(name, 0.0), tuple(p for k, p in held if self.cross or called(k) == name))

    def _liquidate(self, step: int) -> None:
        marks, state = self._marks(step), self.state
        for name, keys in self._pools([state]).items():
            pool = self._pool(name, state)
            if not bool(self.venue.liquidatable(pool, marks)):
                continue
            # Of a pool that was liquidated there is no nearest approach: it was there.
            life = self.lives.get(name, 0)
            self.near.pop((name, life), None)
            self.lives[name] = life + 1
            before = float(pool.equity(marks))
            after, _, debt = self.rules.liquidate_pool(pool, marks)
            self.closed.append(
                Closed(
                    float(self.times[step]),
                    name,
                    {p.symbol: marks[p.symbol] for p in pool.positions},
                    float(pool.notional(marks)),
                    before,
                    before + debt - float(after.equity(marks)),
                    debt,
                    float(after.notional(marks)),
                )
            )
            kept = {self._key(p.symbol, p.side): p for p in after.positions}
            for key in keys:
                if key not in kept or kept[key].size != state.held[key].size:
                    state.lost.add(key)
                state.held.pop(key)
            state.held |= kept
            self._settle(name, float(after.collateral), bool(kept))

    def _settle(self, name: str, cash: float, holds: bool) -> None:
        """The collateral in its place; that of an isolated pool without a position goes back to the wallet."""
        if self.cross or holds:
            self.state.cash[name] = cash
            return
        self.state.wallet += max(cash, 0.0)
        self.state.cash.pop(name, None)

    # ---- what the history does --------------------------------------------------------------------------------------

    def _key(self, symbol: str, leg: str) -> Key:
        return symbol, leg if symbol in self.legs else ""

    def _take(self, record: Record, step: int) -> None:
        if isinstance(record, Transfer):
            self._transfer(record.amount, step)
        elif isinstance(record, Payment):
            self._payment(record)
        else:
            self._fill(record, step)

    def _transfer(self, amount: float, step: int) -> None:
        state = self.state
        if amount < 0:
            free = state.wallet
            if self.cross:
                free = max(float(self._pool("cross", state).free_collateral(self._before(step))), 0.0)
            paid = -min(-amount, free)
            state.unpaid += paid - amount
            amount = paid
        state.paid_in += amount
        if self.cross:
            state.cash["cross"] += amount
        else:
            state.wallet += amount

    def _payment(self, record: Payment) -> None:
        """Funding goes by the net size: each position's part of it is its size over the trader's own net size."""
        state = self.state
        net = sum(q for (s, _), q in state.own.items() if s == record.symbol)
        held = {k: float(p.size) for k, p in state.held.items() if k[0] == record.symbol}
        if not net:
            share = float(not any(s == record.symbol for s, _ in state.lost))
            state.funding += record.amount * share
            self._receive(record.amount * share)
            return
        state.funding += record.amount * sum(held.values()) / net
        for key, size in held.items():
            amount, name = record.amount * size / net, "cross" if self.cross else called(key)
            if not self.cross and self.venue.funding_source == "wallet":
                state.wallet, (rest,) = funding_split(state.wallet, [-amount])
                amount = -rest
            state.cash[name] += amount

    def _receive(self, amount: float) -> None:
        """Money that no position earns: into the pool of all, or the wallet, which cannot owe."""
        if self.cross:
            self.state.cash["cross"] += amount
        else:
            self.state.wallet = max(self.state.wallet + amount, 0.0)

    def _fill(self, fill: Fill, step: int) -> None:
        state, key = self.state, self._key(fill.symbol, fill.leg)
        own = state.own.get(key, 0.0)
        closing = -math.copysign(min(abs(fill.size), abs(own)), own) if own * fill.size < 0 else 0.0
        opening = fill.size - closing
        after = own + fill.size
        if abs(after) <= FLAT * max(abs(own), abs(fill.size)):
            after = opening = 0.0
        state.own[key] = after
        if closing:
            self._close(fill, key, float(abs(closing) / abs(own)) if after * own > 0 else 1.0)
            if after * own <= 0:
                state.lost.discard(key)
        if opening:
            if key in state.lost:
                state.skipped += 1
            else:
                self._open(fill, key, opening, step)

    def _close(self, fill: Fill, key: Key, share: float) -> None:
        """The same share of what the mode holds, at the fill's price."""
        state = self.state
        held = state.held.get(key)
        if held is None:
            return
        size = -held.size * share
        fee = fill.fee * abs(size / fill.size)
        left, realised = (None, float(held.unrealised_pnl(fill.price))) if share == 1 else held.trade(size, fill.price)
        state.fees += fee
        if left is None:
            state.held.pop(key)
        else:
            state.held[key] = left
        if self.cross:
            state.cash["cross"] += realised - fee
            return
        name = called(key)
        freed = state.cash[name] * share
        out = freed + realised - fee
        state.wallet += max(out, 0.0)
        self._settle(name, state.cash[name] - freed + min(out, 0.0), left is not None)

    def _open(self, fill: Fill, key: Key, size: float, step: int) -> None:
        """Open or add, if the mode can margin it at the fill's price."""
        state = self.state
        fee = fill.fee * abs(size / fill.size)
        held = state.held.get(key)
        new = Position(self.markets[fill.symbol, math.copysign(1.0, size)], size, fill.price)
        if held is not None:
            joined, _ = held.trade(size, fill.price)
            assert joined is not None
            new = joined
        if self.cross:
            others = tuple(p for k, p in state.held.items() if k != key)
            after = Pool(state.cash["cross"] - fee, (*others, new))
            prices = Marks({**self._before(step), fill.symbol: fill.price})
            # What the market does not count of an open profit does not margin anything either.
            short = -float(after.free_collateral(prices))
            if short > 0:
                needed = float(after.initial_requirement(prices))
                if short > ROUNDING * max(1.0, needed):
                    self._refuse(fill, key, size, needed, float(after.equity(prices)))
                    return
            state.cash["cross"] -= fee
        else:
            rate = new.market.initial_schedule.requirement(new.size, fill.price, new.entry_price) / new.notional(
                fill.price
            )
            margin = abs(size) * fill.price * max(1.0 / self.leverage, float(rate))
            needed = margin + fee
            if needed > state.wallet + ROUNDING * max(1.0, needed):
                self._refuse(fill, key, size, needed, state.wallet)
                return
            state.wallet = max(state.wallet - needed, 0.0)
            state.cash[called(key)] = state.cash.get(called(key), 0.0) + margin
        state.fees += fee
        state.held.pop(key, None)
        state.held[key] = new

    def _refuse(self, fill: Fill, key: Key, size: float, needed: float, free: float) -> None:
        self.state.refused = (*self.state.refused, RefusedFill(replace(fill, size=size), needed, free))
        self.state.lost.add(key)

    def _before(self, step: int) -> dict[str, float]:
        """The marks that were known when a fill came: those of the mark before it."""
        return self._marks(max(step - 1, 0))

    # ---- how near it came -------------------------------------------------------------------------------------------

    def _approach(
        self, name: str, states: Sequence[State], moments: Sequence[int], health: Floats, straight: Floats
    ) -> None:
        """The nearest approach of marks at which nothing was liquidated, looked for where each stretch was nearest.

        Stretches come in the order of their distance with the requirement held straight; where no tier's edge lies within that
        distance, it is the distance, and all later ones of that kind are farther.
        """
        begin = moments[0]
        starts = [m - begin for m in moments if m - begin < len(straight)]
        if not starts:
            return
        ends = [*starts[1:], len(straight)]
        nearest = np.minimum.reduceat(straight, starts)
        life = (name, self.lives.get(name, 0))
        for j in np.argsort(nearest, kind="stable"):
            best = self.near.get(life)
            if not np.isfinite(nearest[j]) or (best is not None and nearest[j] > AWAY * abs(best.move)):
                return
            at = starts[j] + int(np.argmin(straight[starts[j] : ends[j]]))
            pool, here = self._pool(name, states[j]), self._marks(begin + at)
            move = self._straight_move(pool, here, float(nearest[j]))
            if move is None:
                move = common_move(pool, here)
            if move is None or (best is not None and abs(best.move) <= abs(move)):
                continue
            worth = np.array([p.size * here[p.symbol] for p in pool.positions])
            which = [self.symbols.index(p.symbol) for p in pool.positions]
            spread = float(np.sqrt(max(worth @ self.sigma[np.ix_(which, which)] @ worth, 0.0)))
            sigmas = float(health[at]) / spread if spread > 0 else float("inf")
            self.near[life] = Nearest(float(self.times[begin + at]), name, move, sigmas, float(health[at]))

    def _straight_move(self, pool: Pool, here: Mapping[str, float], far: float) -> float | None:
        """The common move at which a pool ends, if no tier's edge lies within that distance; None where one does."""
        if far > _FALLS[-1]:
            return None
        tilt = 0.0
        for p in pool.positions:
            schedule, price = p.market.maintenance_schedule, here[p.symbol]
            tilt += float((p.size - schedule.line(p.size, price, p.entry_price)[0]) * price)
            if not schedule.straight and len(set(schedule.tier(abs(p.size) * price * _around(far)).tolist())) > 1:
                return None
        return -far if tilt > 0 else far


def _around(far: float) -> Floats:
    """As it is, and as far below and above it."""
    return np.array([1.0 - far, 1.0, 1.0 + far])


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
