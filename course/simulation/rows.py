"""Rows: many pools as arrays, the one state that replays and cascades share.

A row is a *solvency unit*: an isolated position is a row of its own, a cross account one row with several legs. In a
replay a row is one pool on one path and every row has its own prices; in a cascade a row is one account of a population
and all share the market's price. Cross against isolated is only a change of rows.

Money is kept in *cash form*: ``cash = collateral − Σ size · entry price``, so that

    equity = cash + Σ size · price        health = equity − Σ requirement(size, price)

and a trade only moves ``size · price`` between the two. The formulas are those of :class:`course.margin.pool.Pool` (an
equity line and a schedule per position), evaluated on arrays; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Holding, Market, Pool, Position, Schedule
from course.validation import ArgumentError

Floats = np.ndarray[Any, np.dtype[np.float64]]
#: Which rows: all, a range, or indices.
Index = slice | np.ndarray[Any, np.dtype[np.intp]]
#: One price a leg: a scalar, an array over the chosen rows, or (steps, rows).
Prices = Sequence[Any] | np.ndarray[Any, Any]

ALL = slice(None)


@dataclass(frozen=True)
class Leg:
    """What stands in one column of the size matrix.

    Attributes:
        symbol: whose price it follows.
        initial, maintenance: schedules of the requirement.
        liquidation_fee, taker_fee: fractions of traded notional.
        setting: leverage setting; the initial requirement is at least notional / setting. ``inf``: none.
        position: False for a holding, which is collateral: it earns no fee and pays no funding.
        long_sign: sign of a long's size, see :attr:`course.margin.Market.long_sign`.
        profit_counted: see :attr:`course.margin.Market.profit_counted`.
        dated: whether it is a dated future, which pays no funding.
    """

    symbol: str
    initial: Schedule
    maintenance: Schedule
    liquidation_fee: float = 0.0
    taker_fee: float = 0.0
    setting: float = np.inf
    position: bool = True
    long_sign: int = 1
    profit_counted: float = np.inf
    dated: bool = False

    @classmethod
    def of(cls, item: Market | Position | Holding) -> Leg:
        """The leg of a market, a position or a holding."""
        if isinstance(item, Holding):
            # The share of its value that the venue does not count as collateral is what it requires.
            initial, maintenance = (
                Schedule.flat(abs(1.0 - weight)) for weight in (item.initial_weight, item.maintenance_weight)
            )
            return cls(item.asset, initial, maintenance, position=False)
        market, setting = (item.market, item.leverage) if isinstance(item, Position) else (item, None)
        return cls(
            market.symbol,
            market.initial_schedule,
            market.maintenance_schedule,
            market.liquidation_fee,
            market.taker_fee,
            np.inf if setting is None else setting,
            long_sign=market.long_sign,
            profit_counted=market.profit_counted,
            dated=market.dated,
        )


def _amount(item: Position | Holding) -> float:
    return float(item.size if isinstance(item, Position) else item.amount)


class Rows:
    """N solvency units with up to A legs each.

    Attributes:
        legs: the A columns.
        cash: USD in cash form, shape (N,).
        size: signed base units, shape (A, N); 0 where a row does not hold that leg.
        entry: average entry price, USD, shape (A, N).
    """

    def __init__(self, legs: Sequence[Leg | Market], cash: ArrayLike, size: ArrayLike, entry: ArrayLike) -> None:
        self.legs = tuple(leg if isinstance(leg, Leg) else Leg.of(leg) for leg in legs)
        self.cash: Floats = np.array(cash, float)
        shape = (len(self.legs), *self.cash.shape)
        for name, array in (("size", size), ("entry", entry)):
            if np.shape(array) != shape:
                raise ArgumentError(name, np.shape(array), f"an array of shape {shape}")
        self.size: Floats = np.array(size, float, order="C")
        self.entry: Floats = np.array(entry, float, order="C")
        self.symbols = tuple(leg.symbol for leg in self.legs)
        #: Legs whose requirement is one line in the price: their slope is kept ready, not recomputed each time.
        self._straight = tuple(leg.maintenance.straight for leg in self.legs)
        self._slope: Floats = np.empty_like(self.size)
        at_entry = any(leg.maintenance.basis == "entry" for leg in self.legs)
        self._fixed: Floats = np.zeros_like(self.cash) if at_entry else np.empty(0)
        self.refresh(ALL)

    @classmethod
    def of(cls, pool: Pool, paths: int) -> Rows:
        """One pool of the engine on ``paths`` paths."""
        items: list[Position | Holding] = [*pool.positions, *pool.holdings]
        size = [p.size for p in pool.positions] + [h.amount for h in pool.holdings]
        entry = [p.entry_price for p in pool.positions] + [0.0 for _ in pool.holdings]
        cash = pool.collateral - sum(p.size * p.entry_price for p in pool.positions)
        columns = (len(items), paths)
        return cls(
            [Leg.of(item) for item in items],
            np.broadcast_to(cash, (paths,)),
            np.broadcast_to(np.reshape(size, (len(items), -1)), columns),
            np.broadcast_to(np.reshape(entry, (len(items), -1)), columns),
        )

    def pool(self, row: int, template: Pool) -> Pool:
        """One row as a pool of the engine again; ``template`` is the pool that the rows were made of."""
        held = zip(template.positions, self.size[:, row], self.entry[:, row], strict=False)
        positions = [replace(p, size=float(q), entry_price=float(e)) for p, q, e in held if q]
        amounts = self.size[len(template.positions) :, row]
        holdings = [replace(h, amount=float(q)) for h, q in zip(template.holdings, amounts, strict=True) if q]
        booked = sum(p.size * p.entry_price for p in positions)
        return Pool(float(self.cash[row]) + booked, tuple(positions), tuple(holdings))

    def put(self, row: int, pool: Pool, template: Pool) -> None:
        """Write a changed pool back into its row; what it no longer holds becomes 0."""
        items: list[Position | Holding] = [*template.positions, *template.holdings]
        left: list[Position | Holding] = [*pool.positions, *pool.holdings]
        at = np.array([row])
        cash = pool.collateral
        for a, item in enumerate(items):
            old = self.size[a, row]
            same = [x for x in left if x.symbol == item.symbol and type(x) is type(item)]
            # Hedge mode: two positions in one market are told apart by their side.
            found = next((x for x in same if _amount(x) * old > 0), None)
            self.size[a, row] = 0.0 if found is None else _amount(found)
            if isinstance(found, Position):
                self.entry[a, row] = found.entry_price
                cash -= found.size * found.entry_price
        self.cash[row] = cash
        self.refresh(at)

    def __len__(self) -> int:
        return len(self.cash)

    def take(self, rows: Index) -> Rows:
        """A compact copy of some rows."""
        taken = copy(self)
        # By ``take`` several times as fast as by an index, and as compact.
        state = (x[..., rows].copy() if isinstance(rows, slice) else x.take(rows, axis=-1) for x in self._state())
        taken.cash, taken.size, taken.entry, taken._slope, *fixed = state
        taken._fixed = fixed[0] if fixed else self._fixed
        return taken

    def put_rows(self, rows: Index, other: Rows) -> None:
        """Write the same rows of others with the same legs into these."""
        for mine, theirs in zip(self._state(), other._state(), strict=True):
            mine[..., rows] = theirs[..., rows]

    def _state(self) -> list[Floats]:
        """All that is kept by row, rows last."""
        return [self.cash, self.size, self.entry, self._slope, *([self._fixed] if len(self._fixed) else [])]

    # ---- state ----------------------------------------------------------------------------------------------------

    def equity(self, prices: Prices, rows: Index = ALL) -> Any:
        """``cash + Σ size · price``, USD."""
        total = self.cash[rows]
        for size, price in zip(self.size, prices, strict=True):
            total = total + size[rows] * price
        return total

    def notional(self, prices: Prices, rows: Index = ALL) -> Any:
        """Gross notional ``Σ |size| · price`` of the positions, USD."""
        total: Any = 0.0
        for leg, size, price in zip(self.legs, self.size, prices, strict=True):
            if leg.position:
                total = total + np.abs(size[rows]) * price
        return total

    def maintenance(self, prices: Prices, rows: Index = ALL) -> Any:
        """Maintenance requirement, USD: the plain sum over legs."""
        total: Any = 0.0
        for a, (leg, price) in enumerate(zip(self.legs, prices, strict=True)):
            total = total + leg.maintenance.requirement(self.size[a][rows], price, self.entry[a][rows])
        return total

    def initial(self, prices: Prices, rows: Index = ALL) -> Any:
        """Initial requirement, USD: what each leg's schedule and leverage setting ask, summed."""
        total: Any = 0.0
        for a, (leg, price) in enumerate(zip(self.legs, prices, strict=True)):
            size = self.size[a][rows]
            required = leg.initial.requirement(size, price, self.entry[a][rows])
            if np.isfinite(leg.setting):
                required = np.maximum(required, np.abs(size) * price / leg.setting)
            total = total + required
        return total

    def free_collateral(self, prices: Prices, rows: Index = ALL) -> Any:
        """``equity − initial requirement``, USD, without profit that does not count (:attr:`Leg.profit_counted`)."""
        total = self.equity(prices, rows) - self.initial(prices, rows)
        for a, (leg, price) in enumerate(zip(self.legs, prices, strict=True)):
            if leg.profit_counted != np.inf:
                profit = self.size[a][rows] * (price - self.entry[a][rows])
                total = total - np.maximum(profit - leg.profit_counted, 0.0)
        return total

    def funding_payment(self, prices: Prices, rates: Sequence[float] | Floats) -> Any:
        """What every row pays at one settlement: its positions' notional, longs > 0, times each leg's rate, USD."""
        total: Any = 0.0
        for leg, size, price, rate in zip(self.legs, self.size, prices, rates, strict=True):
            if leg.position and not leg.dated and rate:
                total = total + leg.long_sign * size * price * rate
        return total

    def health(self, prices: Prices, rows: Index = ALL) -> Any:
        """``equity − maintenance requirement``, USD: below zero an open row is liquidatable, whatever it requires.

        While every requirement stays on one line, this is ``fixed + Σ slope · price`` with both kept ready; a leg with
        tiers reads its requirement at the price instead.
        """
        total: Any = (self._fixed if len(self._fixed) else self.cash)[rows]
        for a, price in enumerate(prices):
            change = self._slope[a][rows] * price
            # Into what was just made, if it is large enough: blocks of prices are read faster than memory is found.
            total = np.add(total, change, out=change if np.size(change) >= np.size(total) else None)
            if not self._straight[a]:
                leg = self.legs[a]
                total -= leg.maintenance.requirement(self.size[a][rows], price, self.entry[a][rows])
        return total

    def least_health(self, low: Prices, high: Prices) -> Any:
        """Health that no row falls short of while every price stays between ``low`` and ``high``: that of its worst corner.

        Straight requirements only (:attr:`straight`). Exact in the last digit too: rounding keeps the order of what it rounds.
        """
        rises = [slope > 0 for slope in self._slope]
        worst = (
            a if up.all() else np.where(up, a, b) if up.any() else b for up, a, b in zip(rises, low, high, strict=True)
        )
        return self.health(list(worst))

    def least_sum(self, market: Sequence[int], least: Callable[[tuple[tuple[int, float], ...]], Floats]) -> Any:
        """:meth:`least_health` of rows that hold the same, along a path each, by span of steps; exact but for the sum's rounding.

        Straight requirements only; None where rows differ. ``least`` is :meth:`course.simulation.Paths.least` of the paths.
        """
        if len(self) and not (self._slope == self._slope[:, :1]).all():
            return None
        held = tuple(zip(market, self._slope[:, 0].tolist(), strict=True))
        return (self._fixed if len(self._fixed) else self.cash) + least(held)

    @property
    def straight(self) -> bool:
        """Whether every leg's requirement is one line in its price."""
        return all(self._straight)

    def steepness(self, prices: Prices, rows: Index = ALL) -> Any:
        """``Σ |d health / d ln price|``, USD: no row loses more than this times the largest relative price change.

        Holds for schedules that never jump (:attr:`Schedule.continuous`); a tiered leg counts its steepest tier.
        """
        total: Any = 0.0
        for a, (leg, price) in enumerate(zip(self.legs, prices, strict=True)):
            if self._straight[a]:
                slope = np.abs(self._slope[a][rows])
            else:
                size = np.abs(self.size[a][rows])
                _, slopes, _ = leg.maintenance.lines(1.0)
                slope = size * (1.0 + slopes.max())
            total = total + slope * price
        return total

    def open(self, rows: Index = ALL) -> Any:
        """Whether a row holds any position."""
        held = np.zeros(self.cash[rows].shape, bool)
        for leg, size in zip(self.legs, self.size, strict=True):
            if leg.position:
                held |= size[rows] != 0
        return held

    # ---- changes --------------------------------------------------------------------------------------------------

    def trade(self, rows: Index, leg: int, change: Any, price: Any) -> None:
        """Buy (> 0) or sell ``change`` base units of a leg at ``price``; fees are the caller's.

        The entry price is averaged by size when adding, kept when reducing, and starts anew beyond zero.
        """
        old, entry = self.size[leg][rows], self.entry[leg][rows]
        new = old + change
        with np.errstate(divide="ignore", invalid="ignore"):
            averaged = (old * entry + change * price) / new
        adding, flipped = old * change > 0, old * new < 0
        self.entry[leg][rows] = np.where(adding, averaged, np.where(flipped | (old == 0), price, entry))
        self.size[leg][rows] = new
        self.cash[rows] -= change * price
        self.refresh(rows, leg)

    def close(self, rows: Index, leg: int, price: Any) -> None:
        """:meth:`trade` all that some rows hold of a leg: what is left is nothing, and needs no working out."""
        old = self.size[leg][rows]
        self.entry[leg][rows] = np.where(old == 0, price, self.entry[leg][rows])
        self.size[leg][rows] = self._slope[leg][rows] = 0.0
        self.cash[rows] += old * price
        if len(self._fixed):
            self.refresh(rows, leg)

    def pay(self, rows: Index, amount: Any) -> None:
        """Take ``amount`` USD out of the cash (negative: put in)."""
        self.cash[rows] -= amount
        if len(self._fixed):
            self._fixed[rows] -= amount

    def refresh(self, rows: Index, leg: int | None = None) -> None:
        """Bring the kept lines up to date after sizes changed."""
        for a in range(len(self.legs)) if leg is None else (leg,):
            size = self.size[a][rows]
            if self._straight[a]:
                slope, _ = self.legs[a].maintenance.line(size, 1.0, self.entry[a][rows])
                self._slope[a][rows] = size - slope
            else:
                self._slope[a][rows] = size
        if len(self._fixed):
            fixed = self.cash[rows].copy()
            for a, schedule in enumerate(leg.maintenance for leg in self.legs):
                if schedule.basis == "entry":
                    fixed -= schedule.line(self.size[a][rows], 1.0, self.entry[a][rows])[1]
            self._fixed[rows] = fixed
