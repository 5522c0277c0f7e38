"""Replay: what becomes of portfolios along price paths, one or thousands, cross and isolated in the same call.

At every step, in this order: funding that has fallen due is settled at the mark; every pool that is liquidatable at the
mark is liquidated by the venue's rules; then the trader's own rules act. Nothing happens between steps: a price that
jumps over a level is seen only beyond it, as in life.

How it is fast: paths do not know each other, so each may be at another step. A block of steps is looked at for all paths at
once; paths to which nothing happens in it are done, and only the others are brought, each to its own first event, changed, and
looked at again. Time is spent on arithmetic over long arrays, memory is one block of paths. Where liquidations close all and
the trader has no rules, pools do not know each other either: each is brought to its own end at once.

>>> from course.margin import Market, Portfolio, Position
>>> from course.simulation.paths import Paths
>>> btc = Market("BTC", initial=0.05, maintenance=0.03)
>>> trade = Position(btc, 1.0, 100.0)
>>> path = Paths(("BTC",), [0, 1, 2], np.array([[100.0], [93.0], [110.0]]))
>>> both = replay({"cross": Portfolio.cross(20, [trade]), "isolated": Portfolio.isolated([8], [trade], wallet=12)}, path)
>>> both["cross"].liquidated.item(), both["isolated"].liquidated.item(), both["isolated"].false_liquidation_share
(False, True, 1.0)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Portfolio
from course.margin.portfolio import SOURCES
from course.simulation.actions import Action
from course.simulation.outcome import Outcome, Replay
from course.simulation.paths import SPAN, Held, Paths, by_span, least_sums
from course.simulation.replay_account import Account, Columns
from course.simulation.rows import Floats
from course.simulation.rules import LiquidationRules, PoolRules, Rules
from course.validation import ArgumentError, finite, one_of, positive, within

#: Numbers looked at together: a block of steps × paths that stays in a processor's cache.
_CELLS = 131_072
_PATHS = 2_048


@dataclass(frozen=True)
class Funding:
    """Funding rates to settle.

    Attributes:
        rates: by symbol, fraction per interval: one number, or one per settlement from the start of the path.
        interval: seconds between settlements, which fall on multiples of it.
        times: by symbol, the moments of the settlements, rising, if they are not multiples of one interval; then there is
            one rate for each. Those up to the start of the path are over, those after its end do not fall due.
        source: which pocket pays, ``"margin"`` or the ``"wallet"`` first; see :meth:`course.margin.Portfolio.settle_funding`.
    """

    rates: Mapping[str, ArrayLike]
    interval: int = 8 * 3600
    times: Mapping[str, ArrayLike] | None = None
    source: str = "margin"

    def __post_init__(self) -> None:
        one_of("source", self.source, SOURCES)

    def due(self, times: np.ndarray[Any, Any], symbols: Sequence[str]) -> Floats:
        """Rate falling due at each step, shape (steps + 1, markets); 0 where none does.

        A settlement is paid at the first step that is not before it.
        """
        due = np.zeros((len(times), len(symbols)))
        for symbol, rate in self.rates.items():
            if symbol not in symbols:
                raise ArgumentError("funding", symbol, f"one of {list(symbols)}")
            series = np.asarray(finite("funding", rate), float)
            fall = self._by_clock if self.times is None else self._at_their_times
            due[:, list(symbols).index(symbol)] = fall(symbol, series, np.asarray(times, float))
        return due

    def _by_clock(self, symbol: str, series: Floats, times: Floats) -> Floats:
        index = np.floor(times / positive("interval", self.interval) + 1e-9).astype(int)
        index -= index[0]
        if series.ndim and len(series) < index[-1]:
            raise ArgumentError("funding", len(series), f"{index[-1]} rates for {symbol!r}")
        settled = np.broadcast_to(series[..., : index[-1]] if series.ndim else series, index[-1])
        paid = np.concatenate([[0.0], np.cumsum(settled)])
        return np.diff(paid[index], prepend=0.0)

    def _at_their_times(self, symbol: str, series: Floats, times: Floats) -> Floats:
        assert self.times is not None
        moments = np.atleast_1d(np.asarray(finite("times", self.times.get(symbol, [])), float))
        if series.shape != moments.shape:
            raise ArgumentError("funding", series.shape, f"one rate for each of {len(moments)} times of {symbol!r}")
        if np.any(np.diff(moments) <= 0):
            raise ArgumentError("times", symbol, "rising moments of settlement")
        inside = (moments > times[0]) & (moments <= times[-1])
        due: Floats = np.zeros(len(times))
        np.add.at(due, np.searchsorted(times, moments[inside] - 1e-6), series[inside])
        return due


def replay(
    portfolios: Portfolio | Mapping[str, Portfolio],
    paths: Paths | Iterable[Paths],
    *,
    rules: Rules | PoolRules | None = None,
    funding: Funding | None = None,
    actions: Sequence[Action] | Mapping[str, Sequence[Action]] = (),
    keep: int = 0,
) -> Replay:
    """Run portfolios along the same paths.

    Args:
        portfolios: one, or several by name, e.g. ``{"cross": …, "isolated": …}``; any partition into pools.
        paths: a block of paths, or an iterable of blocks (:meth:`Model.blocks`) when they would not fit in memory.
        rules: the venue's liquidation process, as numbers (:class:`LiquidationRules`) or the venue itself
            (:class:`VenueRules`); everything is closed at mark unless given.
        funding: rates to settle; none unless given.
        actions: the trader's rules, for all portfolios or by portfolio name; they act in the order given.
        keep: for how many of the first paths the equity of every pool is kept at every step.

    Returns:
        A :class:`Replay`: outcomes by portfolio name, with tidy DataFrames.
    """
    named = {"portfolio": portfolios} if isinstance(portfolios, Portfolio) else dict(portfolios)
    if not named:
        raise ArgumentError("portfolios", named, "at least one portfolio")
    venue = LiquidationRules() if rules is None else rules
    by_name = actions if isinstance(actions, Mapping) else dict.fromkeys(named, actions)
    unknown = [name for name in by_name if name not in named]
    if unknown:
        raise ArgumentError("actions", unknown[0], f"one of {list(named)}")
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in named}
    left, first = int(within("keep", keep, 0)), None
    for block in [paths] if isinstance(paths, Paths) else paths:
        first = first or block
        if block.symbols != first.symbols or not np.array_equal(block.times, first.times):
            raise ArgumentError("paths", repr(block), f"blocks like the first, {first!r}")
        due = None if funding is None else funding.due(block.times, block.symbols)
        for chunk in _chunks(block, left):
            kept, bounds = min(left, chunk.shape[2]), _Bounds(block, chunk)
            for name, portfolio in named.items():
                run = _Run(portfolio, block, chunk, venue, by_name.get(name, ()), due, bounds)
                run.source = "margin" if funding is None else funding.source
                parts[name].append(run.result(kept))
            left -= kept
    if first is None:
        raise ArgumentError("paths", "an empty iterable", "at least one block of paths")
    return Replay({n: Outcome.join(n, named[n], first, p) for n, p in parts.items()})


def _chunks(block: Paths, keep: int) -> Iterator[Floats]:
    """Paths a cache-sized group at a time; those whose equity is kept form a group of their own."""
    edges = [0, *([keep] if 0 < keep < block.paths else [])]
    edges += list(range(edges[-1] + _PATHS, block.paths, _PATHS))
    for start, stop in zip(edges, [*edges[1:], block.paths], strict=True):
        yield block.prices[:, :, start:stop]


class _Bounds:
    """Worst prices of a group of paths by spans of a range of steps, found once for all portfolios."""

    def __init__(self, paths: Paths, prices: Floats) -> None:
        self.prices = prices
        self.whole = paths if prices.shape == paths.prices.shape else None
        self.known: dict[tuple[int, int], tuple[Floats, Floats]] = {(0, len(prices)): paths.spans} if self.whole else {}

    def __call__(self, begin: int, end: int) -> tuple[Floats, Floats]:
        """Lowest and highest prices, each of shape (spans, markets, paths)."""
        if (begin, end) not in self.known:
            block = self.prices[begin:end]
            self.known[begin, end] = by_span(np.minimum, block), by_span(np.maximum, block)
        return self.known[begin, end]

    def least(self, begin: int, end: int) -> Callable[[Held], Floats]:
        """Lowest worth of what is held, shape (spans, paths)."""
        if self.whole and end - begin == len(self.prices):
            return self.whole.least
        return partial(least_sums, self.prices[begin:end])


class _Run:
    """One portfolio on one group of paths."""

    def __init__(
        self,
        portfolio: Portfolio,
        paths: Paths,
        prices: Floats,
        rules: Rules | PoolRules,
        actions: Sequence[Action],
        due: Floats | None,
        bounds: _Bounds,
    ) -> None:
        self.account = Account(portfolio, paths.symbols, prices.shape[2], rules, paths.times, prices)
        self.times, self.prices, self.actions, self.due = paths.times, prices, tuple(actions), due
        self.source = "margin"
        self.start = prices[0, :, 0]
        self.series: dict[str, Floats] = {}
        self.bounds = bounds

    def result(self, keep: int) -> dict[str, Any]:
        """Run to the end; arrays over the group's paths."""
        account, pools = self.account, len(self.account.pools)
        steps, _, paths = self.prices.shape
        self.alone = not keep and account.alone and not any(a.watches for a in self.actions)
        if keep:
            shape = (steps, pools, paths)
            self.series = {k: np.empty(shape) for k in ("equity", "maintenance")}
            self.series["wallet"] = np.empty((steps, 1, paths))
        for begin, end in self._blocks():
            self._open_block(begin)
            self._block(begin, end)
        last = self.prices[-1]
        equity = [r.equity(account.prices(i, last)) for i, r in enumerate(account.pools)]
        false, weight = account.regrets(last)
        return {
            "wallet": account.wallet,
            "equity": np.reshape(equity, (pools, paths)),
            "first": account.first,
            "shortfall": account.shortfall,
            "fees": account.fees,
            "funding": account.funding,
            "false": false,
            "liquidated_notional": weight,
            "series": {k: v[:, :, :keep] for k, v in self.series.items()},
            "events": account.log.arrays(),
        }

    def _clocked(self, step: int) -> list[Action]:
        """Rules that act by the clock and are due at a step."""
        if step == 0:
            return []
        now, before = self.times[step] - self.times[0], self.times[step - 1] - self.times[0]
        return [a for a in self.actions if a.every and now // a.every > before // a.every]

    def _blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of steps between which nothing happens by the clock."""
        steps, _, paths = self.prices.shape
        most = steps if self.alone else max(1, _CELLS // paths)
        timeless = self.due is None and not any(a.every for a in self.actions)
        begin = 0
        while begin < steps:
            end = min(begin + most, steps) if timeless else begin + 1
            while end < steps and end - begin < most and not self._by_clock(end):
                end += 1
            yield begin, end
            begin = end

    def _by_clock(self, step: int) -> bool:
        return (self.due is not None and bool(self.due[step].any())) or bool(self._clocked(step))

    def _open_block(self, begin: int) -> None:
        """What falls due by the clock: funding first, then the venue, then clocked rules."""
        if not self._by_clock(begin):
            return
        prices = self.prices[begin]
        if self.due is not None:
            self.account.settle_funding(prices, self.due[begin], self.source)
        clocked = self._clocked(begin)
        if clocked:
            every = np.arange(prices.shape[1])
            steps = np.full(len(every), begin)
            self._venue(every, steps, prices)
            for action in clocked:
                action.act(self.account, every, steps, self.start, prices, clock=True)

    def _fall(self, pool: int, begin: int, end: int) -> None:
        """Bring a pool that knows no other to its liquidation, on all paths on which it is liquidated between two steps."""
        account = self.account
        risky = account.at_risk(pool, *self.bounds(begin, end), self.bounds.least(begin, end))
        columns = np.flatnonzero(risky.any(axis=0))
        offsets = np.arange(SPAN)[:, np.newaxis]
        found: list[tuple[Columns, Columns]] = []
        while len(columns):  # each looks at the steps of its first span at risk, then of its next
            span = risky[:, columns].argmax(axis=0)
            risky[span, columns] = False
            steps = np.minimum(begin + SPAN * span + offsets, end - 1)
            below = account.below(pool, [self.prices[steps, m, columns] for m in account.market[pool]], columns)
            struck = below.any(axis=0)
            found.append((columns[struck], steps[below.argmax(axis=0), np.arange(len(columns))][struck]))
            columns = columns[~struck]
            columns = columns[risky[:, columns].any(axis=0)]
        if found:
            gone, at = (np.concatenate(part) for part in zip(*found, strict=True))
            if len(gone):
                account.liquidate(pool, gone, at, self.times[at], self.prices[at, :, gone].T)

    def _block(self, begin: int, end: int) -> None:
        if self.alone:
            for pool in range(len(self.account.pools)):
                self._fall(pool, begin, end)
            return
        block = self.prices[begin:end]
        times = self.times[begin:end, np.newaxis]
        watched = [a for a in self.actions if a.watches]
        columns: Any = slice(None)
        if not watched and not self.series and all(rows.straight for rows in self.account.pools):
            # Most paths cannot be liquidated at any price of the block: no need to look at its steps.
            low, high = self.bounds(begin, end)
            bounds = low.min(axis=0), high.max(axis=0)
            risky = np.flatnonzero(
                np.any([self.account.at_risk(i, *bounds) for i in range(len(self.account.pools))], axis=0)
            )
            if not len(risky):
                return
            if 2 * len(risky) < block.shape[2]:
                columns, block = risky, block[:, :, risky]
        offsets = np.arange(end - begin)[:, np.newaxis]
        done = np.full(block.shape[2], -1)  # last step of the block that a column has lived through
        while True:
            alarm: Any = np.zeros(block.shape[::2], bool)
            for i in range(len(self.account.pools)):
                alarm |= self.account.endangered(i, block, times, columns)
            for action in watched:
                alarm |= action.watch(self.account, self.start, block, columns, begin + offsets)
            self._record(begin, block, columns, offsets >= done)
            if not isinstance(columns, slice):
                alarm &= offsets > done
            struck = alarm.any(axis=0)
            if not struck.any():
                return
            done = alarm[:, struck].argmax(axis=0)
            block = block[:, :, struck]
            columns = np.flatnonzero(struck) if isinstance(columns, slice) else columns[struck]
            prices = np.take_along_axis(block, done[np.newaxis, np.newaxis], axis=0)[0]
            self._venue(columns, begin + done, prices)
            for action in watched:
                action.act(self.account, columns, begin + done, self.start, prices)

    def _venue(self, columns: Columns, steps: Columns, prices: Floats) -> None:
        """Liquidate every pool that is liquidatable at these steps."""
        times = self.times[steps]
        for i in range(len(self.account.pools)):
            struck = self.account.endangered(i, prices, times, columns)
            if struck.any():
                self.account.liquidate(i, columns[struck], steps[struck], times[struck], prices[:, struck])

    def _record(self, begin: int, block: Floats, columns: Any, live: Any) -> None:
        """Write the state of a block into the kept series, from the step of each column's last change on."""
        if not self.series:
            return
        here = slice(begin, begin + len(block))
        for i, rows in enumerate(self.account.pools):
            marks = self.account.prices(i, block)
            for name in ("equity", "maintenance"):
                value = getattr(rows, name)(marks, columns)
                target = self.series[name][here, i]
                target[:, columns] = np.where(live, value, target[:, columns])
        wallet = self.series["wallet"][here, 0]
        wallet[:, columns] = np.where(live, self.account.wallet[columns], wallet[:, columns])
