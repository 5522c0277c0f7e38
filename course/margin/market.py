"""What can be traded and what is held: markets, positions, holdings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.funding import funding_payment
from course.margin.schedule import Schedule
from course.margin.solver import Lines
from course.validation import ArgumentError, finite, nonzero, positive, within

#: Most markets are made with the same few fractions again and again.
_flat = lru_cache(maxsize=64)(Schedule.flat)


@dataclass(frozen=True)
class Market:
    """A perpetual, or a dated future, whose profit is ``size · (price − entry)``, in the currency of the collateral.

    An inverse contract is that too, in 1 / price (:mod:`course.margin.inverse`); what is turned round there is which side
    is the long, and a market knows it, so nothing that asks for a side or settles funding has to.

    Attributes:
        symbol: its name, also the key of its price.
        initial: margin needed to open, a :class:`Schedule` or one fraction of notional.
        maintenance: margin needed to keep it open, a :class:`Schedule` or one fraction of notional.
        taker_fee: fraction of traded notional.
        liquidation_fee: fraction of liquidated notional.
        inverse: whether sizes and prices are those of 1 / price: then the long of the contract has a size below 0.
        profit_counted: most of a position's open profit that backs new positions and withdrawals, USD (Drift: 100, GMX: 0).
        dated: whether it is a future with an expiry: it pays no funding, and its day ends it (:meth:`Pool.expire`).
    """

    symbol: str
    initial: Schedule | float
    maintenance: Schedule | float
    taker_fee: float = 0.0
    liquidation_fee: float = 0.0
    inverse: bool = False
    profit_counted: float = np.inf
    dated: bool = False

    def __post_init__(self) -> None:
        for name in ("initial", "maintenance"):
            value = getattr(self, name)
            if not isinstance(value, Schedule):
                object.__setattr__(self, name, _flat(within(name, value, 0.0, 1.0)))
        within("taker_fee", self.taker_fee, 0.0, 1.0, open_high=True)
        within("liquidation_fee", self.liquidation_fee, 0.0, 1.0, open_high=True)
        if self.profit_counted != np.inf:
            within("profit_counted", self.profit_counted, 0.0)

    @property
    def long_sign(self) -> int:
        """Sign of a long's size: +1, in an inverse market −1."""
        return -1 if self.inverse else 1

    @property
    def initial_schedule(self) -> Schedule:
        """The initial schedule; a plain fraction has become one."""
        assert isinstance(self.initial, Schedule)
        return self.initial

    @property
    def maintenance_schedule(self) -> Schedule:
        """The maintenance schedule; a plain fraction has become one."""
        assert isinstance(self.maintenance, Schedule)
        return self.maintenance

    @property
    def max_leverage(self) -> float:
        """1 / initial rate of the first tier; infinite where nothing is required to open."""
        rate = self.initial_schedule.rates[0]
        return 1.0 / rate if rate > 0 else np.inf


@dataclass(frozen=True)
class Position:
    """A signed amount of one market, opened at an average price. Every number may be an array.

    Attributes:
        market: what is held.
        size: base units, long > 0, short < 0.
        entry_price: average price paid, USD per base unit.
        leverage: the leverage *setting*, if one was chosen: it raises the initial requirement to notional / leverage (beside
            the fee of closing, where the market counts one) and moves nothing else. ``None`` means the market's own initial
            schedule alone.
    """

    market: Market
    size: Any
    entry_price: Any
    leverage: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", nonzero("size", self.size))
        object.__setattr__(self, "entry_price", positive("entry_price", self.entry_price))
        if self.leverage is not None:
            within("leverage", self.leverage, 0.0, self.market.max_leverage * (1 + 1e-12), open_low=True)

    @property
    def symbol(self) -> str:
        """Key of its price: the market's symbol."""
        return self.market.symbol

    @property
    def side(self) -> str:
        """``"long"`` or ``"short"``.

        Raises:
            ArgumentError: where an array holds both.
        """
        signs = np.unique(np.sign(self.size))
        if len(signs) > 1:
            raise ArgumentError("size", self.size, "sizes of one side")
        return "long" if signs[0] == self.market.long_sign else "short"

    def notional(self, price: ArrayLike) -> Any:
        """``|size| · price`` in USD."""
        return np.abs(self.size) * price

    def unrealised_pnl(self, price: ArrayLike) -> Any:
        """``size · (price − entry_price)`` in USD."""
        return self.size * (np.asarray(price) - self.entry_price)

    def uncounted_profit(self, price: ArrayLike) -> Any:
        """Open profit beyond what the venue counts towards new positions and withdrawals, USD: 0 almost everywhere."""
        cap = self.market.profit_counted
        return 0.0 if cap == np.inf else np.maximum(self.unrealised_pnl(price) - cap, 0.0)

    def funding_payment(self, price: ArrayLike, rate: ArrayLike) -> Any:
        """What it pays at one settlement, see :func:`course.margin.funding.funding_payment`; negative: it receives.

        A dated future pays nothing: that it must meet the index on its day keeps it near.
        """
        due = funding_payment(np.multiply(self.market.long_sign, self.size), price, rate)
        return due * 0.0 if self.market.dated else due

    def initial_requirement(self, price: ArrayLike) -> Any:
        """``max(initial schedule, notional / leverage + closing fee · notional at mark)`` in USD.

        The notional is that of the schedule's basis, so where it stays at entry the price moves neither. Most markets count no
        fee of closing here.
        """
        schedule = self.market.initial_schedule
        required = schedule.requirement(self.size, price, self.entry_price)
        if self.leverage is None:
            return required
        value = self.notional(price if schedule.basis == "mark" else self.entry_price)
        return np.maximum(required, value / self.leverage + schedule.closing_fee * self.notional(price))

    def maintenance_requirement(self, price: ArrayLike) -> Any:
        """The maintenance schedule's requirement in USD."""
        return self.market.maintenance_schedule.requirement(self.size, price, self.entry_price)

    def equity_line(self) -> tuple[Any, Any]:
        """``(slope, intercept)`` of its contribution to equity as a function of its price."""
        return self.size, -np.multiply(self.size, self.entry_price)

    def requirement_lines(self) -> Lines:
        """Its maintenance requirement as lines in its price, for :func:`course.margin.solver.crossing`."""
        return self.market.maintenance_schedule.lines(self.size, self.entry_price)

    def requirement_slope(self, price: ArrayLike) -> Any:
        """What its maintenance requirement grows by per USD of price, in the tier in which it is."""
        return self.market.maintenance_schedule.line(self.size, price, self.entry_price)[0]

    def trade(self, size: float, price: float) -> tuple[Position | None, float]:
        """Buy (size > 0) or sell (< 0) at ``price``.

        Returns:
            The new position (``None`` if closed) and the profit realised in USD. Adding averages the entry price by size;
            reducing realises ``closed size · (price − entry_price)`` and keeps it; crossing zero does both.
        """
        nonzero("size", size)
        positive("price", price)
        total = self.size + size
        if self.size * size > 0:
            entry = (self.size * self.entry_price + size * price) / total
            return Position(self.market, total, entry, self.leverage), 0.0
        closed = -size if abs(size) <= abs(self.size) else self.size
        realised = closed * (price - self.entry_price)
        if abs(total) <= 1e-12 * abs(self.size):
            return None, realised
        entry = self.entry_price if total * self.size > 0 else price
        return Position(self.market, total, entry, self.leverage), realised


@dataclass(frozen=True)
class Holding:
    """An asset held as collateral whose price moves: coins, staked tokens, a spot hedge, a borrowed amount (< 0).

    It adds ``amount · price`` to equity. Venues that count only a share of it as collateral (a *weight*, or one minus a
    haircut) are modelled by requiring the rest: ``(1 − weight) · |amount| · price``. For a borrowed asset the weight is
    above 1 and the surplus is required.

    Attributes:
        asset: key of its price (the same key as a market's symbol where both follow one price).
        amount: units of the asset.
        initial_weight, maintenance_weight: share counted, fractions; above 1 for liabilities.
    """

    asset: str
    amount: Any
    initial_weight: float = 1.0
    maintenance_weight: float = 1.0

    def __post_init__(self) -> None:
        finite("amount", self.amount)
        for name in ("initial_weight", "maintenance_weight"):
            weight = within(name, getattr(self, name), 0.0)
            if np.any(np.asarray(self.amount) > 0) and weight > 1:
                raise ArgumentError(name, weight, "at most 1 for an asset that is owned")
            if np.any(np.asarray(self.amount) < 0) and weight < 1:
                raise ArgumentError(name, weight, "at least 1 for an asset that is borrowed")

    @property
    def symbol(self) -> str:
        """Key of its price: the asset."""
        return self.asset

    def value(self, price: ArrayLike) -> Any:
        """``amount · price`` in USD."""
        return np.multiply(self.amount, price)

    def initial_requirement(self, price: ArrayLike) -> Any:
        """``|1 − initial weight| · |amount| · price`` in USD."""
        return abs(1.0 - self.initial_weight) * np.abs(self.value(price))

    def maintenance_requirement(self, price: ArrayLike) -> Any:
        """``|1 − maintenance weight| · |amount| · price`` in USD."""
        return abs(1.0 - self.maintenance_weight) * np.abs(self.value(price))

    def equity_line(self) -> tuple[Any, Any]:
        """``(slope, intercept)`` of its contribution to equity as a function of its price."""
        return self.amount, 0.0

    def requirement_lines(self) -> Lines:
        """Its maintenance requirement as lines in its price."""
        slope = abs(1.0 - self.maintenance_weight) * np.abs(np.asarray(self.amount, float))[np.newaxis]
        return np.zeros_like(slope), slope, np.zeros_like(slope)

    def requirement_slope(self, price: ArrayLike) -> Any:
        """What its maintenance requirement grows by per USD of price."""
        return abs(1.0 - self.maintenance_weight) * np.abs(self.amount)
