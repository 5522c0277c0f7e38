"""Margin schedules: how much margin a position of a given size needs.

One type covers what venues publish. The requirement is piecewise linear in notional,

    requirement = rate_k · N − deduction_k        for N in tier k,

and a venue chooses

* the **tiers**: one rate (:meth:`Schedule.flat`), brackets whose rate applies to the slice, made continuous by
  deductions (:meth:`Schedule.brackets`), or a rate that applies to the whole position and so jumps at a tier's edge
  (:meth:`Schedule.whole_position`);
* the **basis**: N is measured at the mark price (most venues) or stays at entry (BitMEX, older Bybit, GMX);
* the **measure** of the tiers: notional, or position size, so that the price moves nobody into another tier (OKX, which
  counts contracts);
* a **size premium**: the rate itself grows with position size (Drift, Synthetix);
* a **closing fee** counted inside the requirement (OKX, Bybit), always at the mark price.

For a given size and entry price every one of these is piecewise linear in the *mark price*. That is all the solver in
:mod:`course.margin.solver` needs, so it finds liquidation prices exactly for all of them (:meth:`Schedule.lines`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from course.validation import ArgumentError, finite, one_of, within

Basis = Literal["mark", "entry"]
Boundary = Literal["upper", "lower"]
Measure = Literal["notional", "size"]


@dataclass(frozen=True)
class SizePremium:
    """A rate that grows with position size: ``rate(q) = max(rate, base_share · rate + coefficient · |q|**power)``.

    Drift: base_share 0.8, power ½, coefficient the market's IMF factor. Synthetix v3: base_share 1, power 1,
    coefficient a / skew scale. With a ``step`` what grows, and what the share gives up, are floored to its multiples
    (Drift: 0.0001).
    """

    coefficient: float
    power: float
    base_share: float = 1.0
    step: float = 0.0

    def __post_init__(self) -> None:
        within("coefficient", self.coefficient, 0.0)
        within("power", self.power, 0.0)
        within("base_share", self.base_share, 0.0, 1.0)
        within("step", self.step, 0.0)

    def rate(self, rate: ArrayLike, size: ArrayLike) -> Any:
        """The rate that a position of ``size`` (base units, sign ignored) needs."""
        base = np.asarray(rate, float)
        premium = self.coefficient * np.abs(size) ** self.power
        given_up = (1.0 - self.base_share) * base
        if self.step:
            # A hair up: a multiple of the step may lie just below it in binary.
            premium, given_up = (np.floor(x / self.step * (1 + 1e-12)) * self.step for x in (premium, given_up))
        return np.maximum(base, base - given_up + premium)


@dataclass(frozen=True)
class Schedule:
    """Requirement of one position, in quote currency (USD).

    Attributes:
        floors: lower edge of each tier in notional (USD) or in size (base units, see ``measure``), rising, the first 0.
        rates: requirement per unit of notional in each tier, a fraction.
        deductions: subtracted in each tier (in the unit of the floors); 0 in the first, unless one bracket is held fixed.
        basis: ``"mark"`` if the notional follows the mark price, ``"entry"`` if it stays at the entry price.
        boundary: the tier of a notional that lies exactly on an edge.
        measure: what the floors are counted in, ``"notional"`` or ``"size"``.
        size_premium: growth of the rate with position size, if any.
        closing_fee: fraction of the notional *at mark* added to the requirement for the fee of closing.

    Raises:
        ArgumentError: if the tiers do not start at 0, do not rise, or the lists differ in length.
    """

    floors: tuple[float, ...]
    rates: tuple[float, ...]
    deductions: tuple[float, ...]
    basis: Basis = "mark"
    boundary: Boundary = "upper"
    size_premium: SizePremium | None = None
    closing_fee: float = 0.0
    measure: Measure = "notional"

    def __post_init__(self) -> None:
        for name in ("floors", "rates", "deductions"):
            given = getattr(self, name)
            # Tables of many tiers are mostly made of others: what is right already is not gone through number by number.
            if not (type(given) is tuple and set(map(type, given)) == {float} and all(map(math.isfinite, given))):
                object.__setattr__(self, name, tuple(float(finite(name, x)) for x in given))
        if not self.floors or self.floors[0] != 0.0:
            raise ArgumentError("floors", self.floors, "tiers that start at 0")
        if any(b <= a for a, b in zip(self.floors, self.floors[1:], strict=False)):
            raise ArgumentError("floors", self.floors, "strictly rising tier floors")
        if not len(self.floors) == len(self.rates) == len(self.deductions):
            raise ArgumentError(
                "rates", self.rates, f"one rate and one deduction for each of {len(self.floors)} floors"
            )
        for rate in self.rates:
            within("rates", rate, 0.0, 1.0)
        within("closing_fee", self.closing_fee, 0.0, 1.0, open_high=True)
        one_of("basis", self.basis, ("mark", "entry"))
        one_of("boundary", self.boundary, ("upper", "lower"))
        one_of("measure", self.measure, ("notional", "size"))

    # ---- constructors -------------------------------------------------------------------------------------------

    @classmethod
    def flat(cls, rate: float, **options: Any) -> Schedule:
        """One rate for every size: ``requirement = rate · N``."""
        return cls((0.0,), (rate,), (0.0,), **options)

    @classmethod
    def brackets(cls, floors: Sequence[float], rates: Sequence[float], **options: Any) -> Schedule:
        """Each rate applies to its slice only, as an income tax does; the requirement is continuous.

        ``deduction_k = deduction_(k−1) + floor_k · (rate_k − rate_(k−1))`` (Binance "cum", Bybit "mm deduction",
        Hyperliquid "maintenance deduction").
        """
        floors, rates = ([float(finite(name, x)) for x in xs] for name, xs in (("floors", floors), ("rates", rates)))
        steps = (floor * (high - low) for floor, (low, high) in zip(floors[1:], pairwise(rates), strict=False))
        return cls(tuple(floors), tuple(rates), tuple(accumulate(steps, initial=0.0)), **options)

    @classmethod
    def whole_position(cls, floors: Sequence[float], rates: Sequence[float], **options: Any) -> Schedule:
        """The tier's rate applies to the whole position (OKX, BitMEX): crossing an edge makes the requirement jump."""
        return cls(tuple(floors), tuple(rates), (0.0,) * len(floors), **options)

    def with_closing_fee(self, fee: float) -> Schedule:
        """The same schedule with the fee of closing counted inside the requirement."""
        return replace(self, closing_fee=fee)

    @cached_property
    def _table(self) -> tuple[np.ndarray[Any, Any], ...]:
        """Floors, rates and deductions as arrays."""
        return np.array(self.floors), np.array(self.rates), np.array(self.deductions)

    # ---- values -------------------------------------------------------------------------------------------------

    def tier(self, notional: ArrayLike) -> Any:
        """Index of the tier that a notional (USD ≥ 0; a size, if that is the measure) lies in, from 0. Scalars and arrays."""
        side: Literal["left", "right"] = "right" if self.boundary == "upper" else "left"
        index = self._table[0].searchsorted(notional, side=side) - 1
        return np.maximum(index, 0)

    def rate(self, notional: ArrayLike, size: ArrayLike = 0.0) -> Any:
        """Marginal rate at a notional (at a size, if that is the measure): a fraction, size premium included, closing fee not."""
        return self._rate(self.tier(notional), size)

    def _rate(self, tier: Any, size: ArrayLike) -> Any:
        rate = self._table[1][tier]
        return self.size_premium.rate(rate, size) if self.size_premium else rate

    def requirement(self, size: ArrayLike, price: ArrayLike, entry_price: ArrayLike | None = None) -> Any:
        """Requirement in USD of a position.

        Args:
            size: base units, sign ignored.
            price: mark price, USD per base unit.
            entry_price: needed only where the basis is ``"entry"``.

        Returns:
            ``rate · N − deduction + closing_fee · |size| · price``, broadcast over all arguments.
        """
        size = np.abs(size)
        at_mark = size * np.asarray(price)
        notional = at_mark if self.basis == "mark" else size * np.asarray(self._entry(entry_price))
        if len(self.floors) == 1 and self.size_premium is None and not self.deductions[0]:
            return (
                (self.rates[0] + self.closing_fee) * at_mark
                if self.basis == "mark"
                else (self.rates[0] * notional + self.closing_fee * at_mark)
            )
        if self.measure == "size":
            at = np.asarray(price) if self.basis == "mark" else np.asarray(entry_price)
            return self._per_unit(size) * at + self.closing_fee * at_mark
        k = self.tier(notional)
        return self._rate(k, size) * notional - self._table[2][k] + self.closing_fee * at_mark

    def _per_unit(self, size: ArrayLike) -> Any:
        """Requirement per USD of price where the tiers are counted in size: no price moves a position across an edge."""
        k = self.tier(size)
        return self._rate(k, size) * size - self._table[2][k]

    def lines(self, size: ArrayLike, entry_price: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The requirement as straight lines in the mark price p.

        Returns:
            ``(edges, slopes, intercepts)``, each of shape (tiers, *broadcast shape of the arguments): the requirement is
            ``slopes[k] · p + intercepts[k]`` for p from ``edges[k]`` up to ``edges[k+1]``.
        """
        units: Any = np.abs(np.asarray(size, float))
        entry = np.asarray(self._entry(entry_price, needed=False))
        if units.shape != entry.shape:
            units, entry = np.broadcast_arrays(units, entry)
        fee = self.closing_fee * units
        if self.basis == "entry":
            fixed = self.requirement(units, 0.0, entry)[np.newaxis]
            return np.zeros_like(fixed), fee[np.newaxis] + 0.0 * fixed, fixed
        if self.measure == "size":
            slope = np.asarray(self._per_unit(units) + fee, float)[np.newaxis]
            return np.zeros_like(slope), slope, np.zeros_like(slope)
        if self.straight and self.size_premium is None:
            slope = (self.rates[0] * units + fee)[np.newaxis]
            return np.zeros_like(slope), slope, np.full_like(slope, 0.0 - self.deductions[0])
        floors, rates, deductions = (x.reshape((-1,) + (1,) * units.ndim) for x in self._table)
        if self.size_premium:
            rates = self.size_premium.rate(rates, units)
        with np.errstate(divide="ignore", invalid="ignore"):  # size 0 pushes every further tier to an infinite price
            edges = np.where(floors > 0, floors / units, 0.0)
        return edges, rates * units + fee, -deductions + 0.0 * edges.clip(max=0.0)

    def line(self, size: ArrayLike, price: ArrayLike, entry_price: ArrayLike | None = None) -> tuple[Any, Any]:
        """``(slope, intercept)`` of that one of :meth:`lines` on which the requirement lies at ``price``.

        ``requirement(size, price) = slope · price + intercept``. Simulations keep it while the price stays in its tier;
        :attr:`straight` says that it holds at every price.
        """
        size = np.abs(size)
        if self.basis == "entry":
            return self.closing_fee * size, self.requirement(size, 0.0, entry_price)
        if self.measure == "size":
            return self._per_unit(size) + self.closing_fee * size, 0.0
        if self.straight and self.size_premium is None:
            return (self.rates[0] + self.closing_fee) * size, -self.deductions[0]
        notional = size * np.asarray(price)
        slope = (self.rate(notional, size) + self.closing_fee) * size
        return slope, -np.asarray(self.deductions)[self.tier(notional)]

    @property
    def straight(self) -> bool:
        """Whether the requirement of a fixed size is one straight line in the mark price."""
        return self.basis == "entry" or self.measure == "size" or len(self.floors) == 1

    @property
    def continuous(self) -> bool:
        """Whether the requirement of a fixed size never jumps as the mark price moves."""
        if self.straight:
            return True
        if self.size_premium is not None:
            return False
        gaps = np.asarray(self.floors[1:]) * np.diff(self.rates) - np.diff(self.deductions)
        return bool(np.all(np.abs(gaps) <= 1e-9 * np.asarray(self.floors[1:])))

    def _entry(self, entry_price: ArrayLike | None, needed: bool = True) -> ArrayLike:
        if entry_price is None:
            if self.basis == "entry" and needed:
                raise ArgumentError("entry_price", None, "a price, since this schedule is measured at entry")
            return 0.0
        return entry_price
