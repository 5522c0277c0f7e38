"""The border of a pool in the space of all its prices: how far, in which direction, and by which move it is likeliest met.

While no position changes its tier, health is a line in the relative moves x of the prices: ``H(x) = H + g·x``, where the
*gradient* g is what a doubling of each price would be worth in USD (:meth:`course.margin.Pool.gradient`). Then

- one price alone ends the pool at ``−H / g_k``, all prices together at ``−H / Σ g``, with betas at ``−H / Σ βg``;
- in ordinary weather with covariance Σ the border is ``H / √(g'Σg)`` standard deviations away, and the likeliest move that
  reaches it is ``−H · Σg / (g'Σg)``: the x of least ``x'Σ⁻¹x`` with ``H(x) = 0`` (Lagrange; known as reverse stress testing).

Tiers bend the border. :class:`Terrain` knows every tier, so that its rays and walls are exact.

>>> round(sigmas(7_850.0, [47_400.0, -30_600.0], [[0.00105, 0.00115], [0.00115, 0.00175]]), 1)
9.7
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.market import Holding, Position
from course.margin.pool import Marks, Pool
from course.margin.solver import crossing
from course.validation import ArgumentError, finite, plain, within

Array = np.ndarray[Any, Any]


def _quadratic(gradient: Any, covariance: Any) -> tuple[Array, Array, Array]:
    """Gradient, ``Σg`` and ``g'Σg``, checked."""
    g = np.atleast_1d(np.asarray(finite("gradient", gradient), float))
    matrix = np.asarray(finite("covariance", covariance), float)
    if matrix.shape != (g.shape[-1],) * 2 or not np.allclose(matrix, matrix.T):
        raise ArgumentError(
            "covariance", matrix.shape, f"a symmetric {g.shape[-1]}×{g.shape[-1]} matrix, a row a market"
        )
    towards = g @ matrix
    return g, towards, np.maximum((towards * g).sum(axis=-1), 0.0)


def sigmas(health: ArrayLike, gradient: ArrayLike, covariance: Any) -> Any:
    """Standard deviations of ordinary weather between a pool and its border: ``H / √(g'Σg)``.

    Args:
        health: H, USD; negative where the border has been crossed, and so is the result.
        gradient: g, USD per 100 % of each price, shape (…, markets).
        covariance: Σ of the relative moves over the time that one standard deviation is to mean, (markets, markets).

    Returns:
        Shape of health and gradient without its last axis; infinite where no price matters.
    """
    _, _, variance = _quadratic(gradient, covariance)
    room = np.asarray(finite("health", health), float)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = room / np.sqrt(variance)
    return plain(np.where(np.isnan(found), 0.0, found))


def likeliest(health: ArrayLike, gradient: ArrayLike, covariance: Any) -> Any:
    """The likeliest moves that take a pool to its border: ``−H · Σg / (g'Σg)``, fractions.

    Args:
        health: H, USD.
        gradient: g, USD per 100 % of each price, shape (…, markets).
        covariance: Σ of the relative moves; only its shape matters here, not the time that it is for.

    Returns:
        Shape (…, markets): the health there, ``H + g·x``, is 0. NaN where no price matters.
    """
    _, towards, variance = _quadratic(gradient, covariance)
    room = np.asarray(finite("health", health), float)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = -(room / variance)[..., np.newaxis] * towards
    return np.where(np.isfinite(found), found, np.nan)


def spread_of(moves: ArrayLike, covariance: Any) -> Any:
    """How unusual moves are: ``√(x'Σ⁻¹x)``, the standard deviations that they lie away from no move at all.

    Args:
        moves: x, fractions, shape (…, markets).
        covariance: Σ, (markets, markets); where it is singular its pseudo-inverse is used.
    """
    x = np.atleast_1d(np.asarray(finite("moves", moves), float))
    inverse = np.linalg.pinv(np.asarray(finite("covariance", covariance), float), hermitian=True)
    return plain(np.sqrt(np.maximum(np.einsum("...i,ij,...j->...", x, inverse, x), 0.0)))


@dataclass(frozen=True)
class Terrain:
    """A pool at its prices as arrays, so that hundreds of positions, or hundreds of variants, are asked at once.

    Its variants stand along leading axes: :meth:`traded` makes one for each row of sizes.

    Attributes:
        symbols: the prices that matter, in the order of first use; ``markets`` of them.
        marks: today's, USD, shape (markets,).
        own: which of them each position or holding follows, shape (legs,).
        cash: USD, shape (…).
        slope, intercept: equity of each leg as a line in its price, (…, legs).
        edges, rates, offsets: its maintenance requirement as lines from each edge on, (tiers, …, legs).
        initial: what opening takes today, USD, (…).
        uncounted: open profit that does not back new positions, USD, (…).
    """

    symbols: tuple[str, ...]
    marks: Array
    own: Array
    cash: Array
    slope: Array
    intercept: Array
    edges: Array
    rates: Array
    offsets: Array
    initial: Array
    uncounted: Array

    @classmethod
    def of(cls, pool: Pool, marks: Mapping[str, ArrayLike]) -> Terrain:
        """A pool as it is; its numbers are scalars."""
        return cls.traded(pool, marks, [p.size for p in pool.positions], 0.0)

    @classmethod
    def traded(cls, pool: Pool, marks: Mapping[str, ArrayLike], sizes: ArrayLike, cash: ArrayLike) -> Terrain:
        """The pool after its positions are brought to other sizes at today's marks, and cash has come in or gone.

        What is closed becomes cash, what is added is entered at the mark, so equity changes by ``cash`` alone: fees and
        deposits are in it.

        Args:
            pool: scalars.
            marks: prices today, USD.
            sizes: base units, signed, shape (…, positions); 0 closes.
            cash: USD that comes in, shape (…).
        """
        prices = Marks.of(marks)
        items: list[Position | Holding] = [*pool.positions, *pool.holdings]
        symbols = tuple(dict.fromkeys(item.symbol for item in items))
        own = np.array([symbols.index(item.symbol) for item in items], int)
        at = np.array([float(prices[s]) for s in symbols])
        new = np.asarray(finite("sizes", sizes), float).reshape(*np.shape(sizes)[:-1], len(pool.positions))
        shape = np.broadcast_shapes(new.shape[:-1], np.shape(cash))
        new = np.broadcast_to(new, (*shape, len(pool.positions)))
        held = pool.collateral + np.broadcast_to(np.asarray(finite("cash", cash), float), shape)
        initial, uncounted = np.zeros(shape), np.zeros(shape)
        legs: list[tuple[Any, Any, Any, Any, Any]] = []
        for i, item in enumerate(items):
            price = at[own[i]]
            if not isinstance(item, Position):
                a, b = item.equity_line()
                legs.append((np.full(shape, a), np.full(shape, b), *_over(item.requirement_lines(), shape)))
                initial = initial + item.initial_requirement(price)
                continue
            size = new[..., i]
            added = np.abs(size) > abs(item.size)
            turned = size * item.size < 0
            with np.errstate(divide="ignore", invalid="ignore"):
                mean = np.where(
                    added, (item.size * item.entry_price + (size - item.size) * price) / size, item.entry_price
                )
            entry = np.where(turned, price, mean)
            maintenance, opening = item.market.maintenance_schedule, item.market.initial_schedule
            # Equity at the mark is what it was: the difference between old and new line there is cash.
            legs.append((size, -size * entry, *_over(maintenance.lines(size, entry), shape)))
            held = held + item.size * (price - item.entry_price) - size * (price - entry)
            required = opening.requirement(size, price, entry)
            if item.leverage is not None:
                value = np.abs(size) * (price if opening.basis == "mark" else entry)
                required = np.maximum(required, value / item.leverage + opening.closing_fee * np.abs(size) * price)
            initial = initial + required
            if item.market.profit_counted != np.inf:
                uncounted = uncounted + np.maximum(size * (price - entry) - item.market.profit_counted, 0.0)
        tiers = max((len(leg[2]) for leg in legs), default=1)
        slope, intercept = (
            np.stack([leg[k] for leg in legs], axis=-1) if legs else np.zeros((*shape, 0)) for k in (0, 1)
        )
        edges, rates, offsets = (
            np.stack([_padded(leg[k], tiers, fill) for leg in legs], axis=-1) if legs else np.zeros((1, *shape, 0))
            for k, fill in ((2, np.inf), (3, 0.0), (4, 0.0))
        )
        return cls(symbols, at, own, held, slope, intercept, edges, rates, offsets, initial, uncounted)

    # ---- state ----------------------------------------------------------------------------------------------------

    def _requirement(self, prices: Array) -> Array:
        """Maintenance of each leg at prices of shape (…, legs), USD."""
        # Axes of the prices that the variants do not have come between tiers and variants.
        more = (1,) * max(prices.ndim - self.edges.ndim + 1, 0)
        edges, rates, offsets = (x.reshape(len(x), *more, *x.shape[1:]) for x in (self.edges, self.rates, self.offsets))
        which = np.maximum((edges <= prices).sum(axis=0) - 1, 0)[np.newaxis]
        rate, offset = (
            np.take_along_axis(np.broadcast_to(x, (len(x), *which.shape[1:])), which, axis=0)[0]
            for x in (rates, offsets)
        )
        return np.asarray(rate * prices + offset)

    def _prices(self, moves: ArrayLike | None) -> Array:
        x = np.zeros(len(self.marks)) if moves is None else np.asarray(finite("moves", moves), float)
        return np.asarray((self.marks * (1.0 + x))[..., self.own])

    def equity(self, moves: ArrayLike | None = None) -> Any:
        """Account value after relative moves of all prices, shape (…, markets); of today without. USD."""
        p = self._prices(moves)
        return plain(self.cash + (self.slope * p + self.intercept).sum(axis=-1))

    def requirement(self, moves: ArrayLike | None = None) -> Any:
        """Maintenance requirement after relative moves, USD."""
        return plain(self._requirement(self._prices(moves)).sum(axis=-1) + 0.0 * self.cash)

    def health(self, moves: ArrayLike | None = None) -> Any:
        """``equity − requirement`` after relative moves, USD."""
        return plain(np.asarray(self.equity(moves)) - self.requirement(moves))

    @property
    def free(self) -> Any:
        """Equity that counts less what opening takes, today, USD."""
        return plain(np.asarray(self.equity()) - self.uncounted - self.initial)

    @property
    def notional(self) -> Any:
        """Gross notional of the positions today, USD; coins that are collateral are none (their line begins at 0)."""
        held = np.where(self.intercept != 0, np.abs(self.slope), 0.0)
        return plain((held * self._prices(None)).sum(axis=-1))

    @property
    def gradient(self) -> Array:
        """Health to relative price, USD per 100 %, shape (…, markets): see :meth:`course.margin.Pool.gradient`."""
        p = self._prices(None)
        which = np.maximum((self.edges <= p).sum(axis=0) - 1, 0)[np.newaxis]
        rate = np.take_along_axis(np.broadcast_to(self.rates, (len(self.rates), *which.shape[1:])), which, axis=0)[0]
        found = np.zeros((*self.slope.shape[:-1], len(self.marks)))
        for leg, k in enumerate(self.own):
            found[..., k] += ((self.slope - rate) * p)[..., leg]
        return found

    def seen_by(self, symbols: Sequence[str], moves: ArrayLike | None = None) -> Terrain:
        """The same as a matter of a few prices, all others held where ``moves`` put them; symbols it does not hold are left out.

        What the other legs are worth there, requirement included, is part of its cash: health is right, equity is not.
        """
        kept = [s for s in symbols if s in self.symbols]
        which = np.array([self.symbols.index(s) for s in kept], int)
        mine = np.isin(self.own, which)
        p = self._prices(moves)
        rest = (self.slope * p + self.intercept - self._requirement(p))[..., ~mine].sum(axis=-1)
        place = {k: i for i, k in enumerate(which)}
        return replace(
            self,
            symbols=tuple(kept),
            marks=self.marks[which],
            own=np.array([place[k] for k in self.own[mine]], int),
            cash=self.cash + rest,
            slope=self.slope[..., mine],
            intercept=self.intercept[..., mine],
            edges=self.edges[..., mine],
            rates=self.rates[..., mine],
            offsets=self.offsets[..., mine],
        )

    def at_ratio(self, ratio: float) -> Terrain:
        """The same with its requirement over ``ratio``: its border is where the margin ratio of this one reaches it."""
        share = float(within("ratio", ratio, 0.0, 1.0, open_low=True))
        return replace(self, rates=self.rates / share, offsets=self.offsets / share)

    # ---- distances ------------------------------------------------------------------------------------------------

    def move(self, direction: ArrayLike) -> Any:
        """The move along a direction or against it that reaches the border first, in units of the direction: below 0, against.

        0 where the border is crossed already, NaN where neither way reaches it before some price is 0.
        """
        d = np.asarray(direction, float)
        there, back = np.asarray(self.ray(d), float), np.asarray(self.ray(-d), float)
        against = np.isnan(there) | (back < there)
        return plain(np.where(against, -back, there) + 0.0)

    def ray(self, direction: ArrayLike) -> Any:
        """How far along a direction of all prices the border lies: the least t ≥ 0 at which the health of ``t · direction`` is 0.

        ``−1`` for every market is the common fall; ``−β`` the one with betas. Exact through every tier, also where a
        whole-position tier makes the requirement jump.

        Args:
            direction: relative moves, shape (…, markets).

        Returns:
            In units of the direction; 0 where the border is crossed already, NaN where there is none before some price is 0.
        """
        d = np.asarray(finite("direction", direction), float)
        if d.shape[-1:] != (len(self.marks),):
            raise ArgumentError("direction", d.shape, f"{len(self.marks)} along the last axis, one a market")
        p, way = self.marks[self.own], d[..., self.own]
        speed = p * way
        shape = np.broadcast_shapes(speed.shape, self.slope.shape)
        speed = np.broadcast_to(speed, shape)
        fall = np.maximum(-d, 0.0).max(axis=-1, initial=0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            end = np.where(fall > 0, 1.0 / fall, np.inf)
            t = (self.edges[1:] - p) / speed
        ahead = np.where(speed > 0, t > 0, t >= 0) & np.isfinite(t) & (speed != 0)
        t = np.where(ahead, t, np.inf)
        which = np.maximum((self.edges <= p).sum(axis=0) - 1, 0)[np.newaxis]
        rate, offset = (np.take_along_axis(x, which, axis=0)[0] for x in (self.rates, self.offsets))
        level = self.cash + ((self.slope - rate) * p + self.intercept - offset).sum(axis=-1)
        pace = ((self.slope - rate) * speed).sum(axis=-1)
        # Passing an edge changes the line: upwards into its tier, downwards out of it.
        turn = np.where(speed > 0, -1.0, 1.0)
        steeper, higher = np.diff(self.rates, axis=0), np.diff(self.offsets, axis=0)
        levels = np.where(ahead, turn * (steeper * p + higher), 0.0)
        paces = np.where(ahead, turn * steeper * speed, 0.0)
        flat = (*shape[:-1], -1)
        t, levels, paces = (
            np.moveaxis(np.broadcast_to(x, (len(steeper), *shape)), 0, -1).reshape(flat) for x in (t, levels, paces)
        )
        order = np.argsort(t, axis=-1)
        t, levels, paces = (np.take_along_axis(x, order, axis=-1) for x in (t, levels, paces))
        first = np.zeros((*shape[:-1], 1))
        starts = np.concatenate([first, t], axis=-1)
        ends = np.concatenate([t, np.full_like(first, np.inf)], axis=-1)
        a = np.asarray(level)[..., np.newaxis] + np.concatenate([first, levels.cumsum(axis=-1)], axis=-1)
        b = np.asarray(pace)[..., np.newaxis] + np.concatenate([first, paces.cumsum(axis=-1)], axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            there = np.where(np.isfinite(starts), a + b * starts, np.inf)
            root = np.where(b < 0, -a / b, np.inf)
        dust = 1e-9 * (1.0 + np.abs(a))
        found = np.where(there < -dust, starts, np.where((root >= starts - 1e-12) & (root <= ends), root, np.inf))
        nearest = np.maximum(found.min(axis=-1), 0.0)
        return plain(np.where(nearest < end * (1 - 1e-12), nearest, np.nan))

    def walls(self) -> Array:
        """The move of each price alone at which the pool is liquidated, all others still: what an app shows.

        The same crossing as :meth:`course.margin.Pool.liquidation_price`.

        Returns:
            Fractions, shape (…, markets); NaN where there is none.
        """
        p = self._prices(None)
        own_health = self.slope * p + self.intercept - self._requirement(p)
        total = np.asarray(self.cash + own_health.sum(axis=-1))
        many = len(self.marks)
        rows = [np.flatnonzero(self.own == k) for k in range(many)]
        lead = self.slope.shape[:-1]
        slope, rest = np.zeros((*lead, many)), np.zeros((*lead, many))
        deepest = max((len(r) for r in rows), default=0)
        legs = []
        for j in range(deepest):
            has = np.array([k for k in range(many) if len(rows[k]) > j], int)
            chosen = np.array([rows[k][j] for k in has], int)
            edges = np.full((len(self.edges), *lead, many), np.inf)
            edges[0] = 0.0
            rates, offsets = np.zeros_like(edges), np.zeros_like(edges)
            edges[..., has] = self.edges[..., chosen]
            rates[..., has], offsets[..., has] = self.rates[..., chosen], self.offsets[..., chosen]
            slope[..., has] += self.slope[..., chosen]
            rest[..., has] += self.intercept[..., chosen] - own_health[..., chosen]
            legs.append((edges, rates, offsets))
        found = crossing(slope, total[..., np.newaxis] + rest, legs, self.marks) / self.marks - 1.0
        return np.asarray(found)

    @property
    def endless(self) -> Any:
        """Whether no prices at all end the pool: no single one does, nor do all together on their way to 0; shape (…)."""
        lives = np.isnan(np.asarray(self.ray(np.full(len(self.marks), -1.0))))
        return plain(lives & np.isnan(self.walls()).all(axis=-1) if lives.any() else lives)

    def sigmas(self, covariance: Any) -> Any:
        """:func:`sigmas` of today's health and gradient; infinite where no prices end the pool, which no slope knows."""
        return plain(np.where(self.endless, np.inf, sigmas(self.health(), self.gradient, covariance)))

    def fatal(self, covariance: Any) -> Array:
        """The likeliest moves that reach the border: the direction of :func:`likeliest`, gone exactly as far as the tiers say.

        Returns:
            Fractions, shape (…, markets); NaN where that way meets no border before some price is 0.
        """
        way = np.asarray(likeliest(1.0, self.gradient, covariance))
        lost = np.isnan(way).any(axis=-1)
        far = np.asarray(self.ray(np.where(np.isnan(way), 0.0, way)))
        return np.asarray(np.where(lost, np.nan, far)[..., np.newaxis] * way)


def _padded(lines: Array, tiers: int, fill: float) -> Array:
    """Lines with as many tiers as the most have."""
    return np.concatenate([lines, np.full((tiers - len(lines), *lines.shape[1:]), fill)])


def _over(lines: tuple[Any, Any, Any], shape: tuple[int, ...]) -> tuple[Any, ...]:
    """Every row of requirement lines at the same shape; a tier that begins nowhere begins at infinity."""
    return tuple(
        np.broadcast_to(np.asarray(x, float).reshape(len(x), *np.shape(x)[1:]), (len(x), *shape)) for x in lines
    )
