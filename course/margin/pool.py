"""The pool: the one place where equity, requirement, health, liquidation and bankruptcy are defined.

A margin mode is a partition of positions into pools. Cross is one pool with every position, isolated is one pool a
position. Nothing here asks which it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.market import Holding, Market, Position
from course.margin.solver import crossing
from course.validation import ArgumentError, finite, nonzero, one_of, positive, within


class Marks(dict[str, Any]):
    """Prices by symbol, checked once: positive and finite. Values may be arrays (paths × time) that broadcast."""

    def __init__(self, prices: Mapping[str, ArrayLike]) -> None:
        super().__init__({symbol: positive("marks", price) for symbol, price in prices.items()})

    @classmethod
    def of(cls, prices: Mapping[str, ArrayLike]) -> Marks:
        """The prices as they are if they have been checked already."""
        return prices if isinstance(prices, Marks) else cls(prices)

    def __missing__(self, symbol: str) -> Any:
        raise ArgumentError("marks", sorted(self), f"a price for {symbol!r}")


def _scalar(value: Any) -> Any:
    """Python float for 0-d results, arrays as they are."""
    return value.item() if isinstance(value, np.generic) or getattr(value, "ndim", None) == 0 else value


def _price_or_none(price: np.ndarray) -> Any:
    """NaN means that there is none: ``None`` for a scalar, NaN inside an array."""
    if price.ndim == 0:
        return None if np.isnan(price) else price.item()
    return price


@dataclass(frozen=True)
class Pool:
    """Collateral that backs a set of positions together.

    Attributes:
        collateral: cash in quote currency (USD); may be an array, may be negative after losses were realised.
        positions: perpetual positions; a long and a short of one market may stand side by side (hedge mode). Then whoever
            asks for one of them names its side; the order of the tuple never decides.
        holdings: further collateral whose price moves.
    """

    collateral: Any
    positions: tuple[Position, ...] = field(default=())
    holdings: tuple[Holding, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "collateral", finite("collateral", self.collateral))
        object.__setattr__(self, "positions", tuple(self.positions))
        object.__setattr__(self, "holdings", tuple(self.holdings))

    # ---- account state ------------------------------------------------------------------------------------------

    def _sum(self, items: Iterable[Position | Holding], quantity: str, marks: Mapping[str, ArrayLike]) -> Any:
        marks = Marks.of(marks)
        return _scalar(sum((getattr(item, quantity)(marks[item.symbol]) for item in items), 0.0))

    def unrealised_pnl(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``Σ size · (mark − entry)`` in USD."""
        return self._sum(self.positions, "unrealised_pnl", marks)

    def equity(self, marks: Mapping[str, ArrayLike]) -> Any:
        """Total account value: ``collateral + Σ holdings' value + Σ unrealised PnL`` in USD."""
        return _scalar(self.collateral + self._sum(self.holdings, "value", marks) + self.unrealised_pnl(marks))

    def notional(self, marks: Mapping[str, ArrayLike]) -> Any:
        """Gross notional ``Σ |size| · mark`` in USD."""
        return self._sum(self.positions, "notional", marks)

    def initial_requirement(self, marks: Mapping[str, ArrayLike]) -> Any:
        """What opening these positions takes now, in USD: the plain sum, no netting between markets."""
        return self._sum((*self.positions, *self.holdings), "initial_requirement", marks)

    def maintenance_requirement(self, marks: Mapping[str, ArrayLike]) -> Any:
        """What keeping these positions takes now, in USD: the plain sum, no netting between markets."""
        return self._sum((*self.positions, *self.holdings), "maintenance_requirement", marks)

    def free_collateral(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``equity − initial requirement`` in USD: what can back new orders or be withdrawn; may be negative.

        Open profit that the venue does not count here (:attr:`Market.profit_counted`) is left out.
        """
        uncounted = self._sum(self.positions, "uncounted_profit", marks)
        return _scalar(self.equity(marks) - uncounted - self.initial_requirement(marks))

    def health(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``equity − maintenance requirement`` in USD: the loss that this pool can still take, requirements fixed."""
        return _scalar(self.equity(marks) - self.maintenance_requirement(marks))

    def gradient(self, marks: Mapping[str, ArrayLike]) -> dict[str, Any]:
        """Health to relative price: USD that a rise of 100 % of each price would be worth at today's pace.

        ``Σ (size − slope of the requirement) · mark`` over what follows that price. Within a tier health is
        ``health + Σ gradient · move``; a short, and what a hedge asks for itself, make it smaller.

        Returns:
            By symbol, in the order of first use; arrays where the pool or the prices are arrays.
        """
        marks = Marks.of(marks)
        found: dict[str, Any] = {}
        items: list[Position | Holding] = [*self.positions, *self.holdings]
        for item in items:
            price = marks[item.symbol]
            slope = np.subtract(item.equity_line()[0], item.requirement_slope(price))
            found[item.symbol] = _scalar(np.asarray(found.get(item.symbol, 0.0) + slope * price))
        return found

    def margin_ratio(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``maintenance requirement / equity``: liquidation at 1. Infinite once equity is gone, 0 where nothing is required."""
        required, equity = (np.asarray(self.maintenance_requirement(marks)), np.asarray(self.equity(marks)))
        gone = self.exposed & ((equity < 0) | ((equity == 0) & (required > 0)))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(gone, np.inf, np.where(equity > 0, required / equity, 0.0))
        return _scalar(ratio)

    def leverage(self, marks: Mapping[str, ArrayLike]) -> Any:
        """Effective leverage ``gross notional / equity``; infinite once equity is gone."""
        notional, equity = np.asarray(self.notional(marks)), np.asarray(self.equity(marks))
        with np.errstate(divide="ignore", invalid="ignore"):
            leverage = np.where(notional <= 0, 0.0, np.where(equity > 0, notional / equity, np.inf))
        return _scalar(leverage)

    def liquidatable(self, marks: Mapping[str, ArrayLike], *, at_equality: bool = False) -> Any:
        """Whether ``equity < maintenance requirement`` (``≤`` for venues that say so), however little is required.

        A pool that holds nothing is safe, whatever it owes: there is nothing to liquidate.
        """
        health = np.asarray(self.health(marks))
        return _scalar(self.exposed & ((health <= 0) if at_equality else (health < 0)))

    @property
    def exposed(self) -> Any:
        """Whether it holds anything whose price moves."""
        held = [np.asarray(h.amount) != 0 for h in self.holdings]
        return True if self.positions else np.any(np.broadcast_arrays(False, *held), axis=0)

    # ---- prices -------------------------------------------------------------------------------------------------

    def liquidation_price(self, symbol: str, marks: Mapping[str, ArrayLike]) -> Any:
        """Price of ``symbol`` at which equity meets the maintenance requirement, *all other prices still*.

        Exact for every schedule; where a whole-position tier makes the requirement jump it may be the edge itself.
        The pool's present state decides which crossing is meant, see :func:`course.margin.solver.crossing`.

        Returns:
            USD per base unit; ``None`` when there is none (NaN inside arrays).
        """
        return self._crossing(symbol, marks, with_requirement=True)

    def bankruptcy_price(self, symbol: str, marks: Mapping[str, ArrayLike]) -> Any:
        """Price of ``symbol`` at which equity is zero, all other prices still; ``None`` (NaN) when there is none."""
        return self._crossing(symbol, marks, with_requirement=False)

    def _crossing(self, symbol: str, marks: Mapping[str, ArrayLike], with_requirement: bool) -> Any:
        marks = Marks.of(marks)
        items: list[Position | Holding] = [*self.positions, *self.holdings]
        own = [item for item in items if item.symbol == symbol]
        if not own:
            raise ArgumentError("symbol", symbol, f"one of {sorted({item.symbol for item in items})}")
        rest = replace(
            self,
            positions=tuple(p for p in self.positions if p.symbol != symbol),
            holdings=tuple(h for h in self.holdings if h.symbol != symbol),
        )
        slope, intercept = (sum(parts) for parts in zip(*(item.equity_line() for item in own), strict=True))
        base = rest.health(marks) if with_requirement else rest.equity(marks)
        legs = [item.requirement_lines() for item in own] if with_requirement else []
        return _price_or_none(crossing(slope, np.add(intercept, base), legs, marks[symbol]))

    # ---- changes ------------------------------------------------------------------------------------------------

    def position(self, symbol: str, side: str | None = None) -> Position:
        """The position in a market.

        Args:
            symbol: the market.
            side: ``"long"`` or ``"short"``; needed where both are held.

        Raises:
            ArgumentError: if there is no such position, or more than one.
        """
        found = self._legs(symbol, side)
        if found:
            return found[0]
        if side is not None and self._legs(symbol, None, several=True):
            raise ArgumentError("side", side, f"the side of a position that is held in {symbol}")
        raise ArgumentError("symbol", symbol, f"one of {sorted({p.symbol for p in self.positions})}")

    def _legs(self, symbol: str, side: str | None, *, several: bool = False) -> list[Position]:
        """Positions of a market and a side; refuses to choose among several."""
        if side is not None:
            one_of("side", side, ("long", "short"))
        found = [p for p in self.positions if p.symbol == symbol and (side is None or p.side == side)]
        if several or len(found) < 2:
            return found
        if side is None:
            raise ArgumentError(
                "side", side, f'"long" or "short": {len(found)} positions in {symbol} are held side by side'
            )
        raise ArgumentError("symbol", symbol, f"a market with one {side}, not {len(found)}: make them one first")

    def with_position(self, position: Position) -> Pool:
        """The pool with one more position; one of the same market and side becomes one with it, averaged by size.

        The lower of the two leverage settings stays, whichever was there first.
        """
        held = self._legs(position.symbol, position.side)
        if not held:
            return replace(self, positions=(*self.positions, position))
        settings = [p.leverage for p in (*held, position) if p.leverage is not None]
        joined, _ = held[0].trade(position.size, position.entry_price)
        assert joined is not None
        joined = replace(joined, leverage=min(settings, default=None))
        return self._with(held[0], joined)

    def _with(self, old: Position, new: Position | None) -> Pool:
        """The pool with one position put in another's place, or taken out."""
        pairs = ((new if p is old else p) for p in self.positions)
        return replace(self, positions=tuple(p for p in pairs if p is not None))

    def deposit(self, amount: float) -> Pool:
        """The pool with ``amount`` USD more (less, if negative) collateral."""
        return replace(self, collateral=self.collateral + finite("amount", amount))

    def trade(
        self, market: Market, size: float, price: float, *, fee: float | None = None, side: str | None = None
    ) -> Pool:
        """The pool after buying (size > 0) or selling at ``price``.

        Realised profit enters the collateral; the fee ``|size| · price · fee`` leaves it. Whether a venue *allows* a trade is
        the venue's rule. Without a ``side`` a trade meets the position that is held (one-way mode) and may turn it round; with
        one it meets that leg alone (hedge mode), opens it, adds to it or reduces it, at most to nothing.

        Args:
            market: where.
            size: base units, signed.
            price: USD per base unit.
            fee: fraction of traded notional; the market's taker fee unless given.
            side: the leg, ``"long"`` or ``"short"``; needed where both are held.

        Raises:
            ArgumentError: if the trade does not say which of two legs it meets, or would close more than there is of one.
        """
        nonzero("size", size)
        positive("price", price)
        rate = market.taker_fee if fee is None else within("fee", fee, -1.0, 1.0)
        cost = abs(size) * price * rate
        legs = self._legs(market.symbol, side)
        if not legs:
            new = Position(market, size, price)
            if side not in (None, new.side):
                raise ArgumentError("size", size, f"a trade that opens a {side}: none is held in {market.symbol}")
            return replace(self, collateral=self.collateral - cost, positions=(*self.positions, new))
        held = legs[0]
        after, realised = held.trade(size, price)
        if side is not None and after is not None and after.side != side:
            raise ArgumentError("size", size, f"at most {abs(held.size):g}, what the {side} of {market.symbol} holds")
        return replace(self._with(held, after), collateral=self.collateral + realised - cost)

    def expire(self, symbol: str, price: float) -> Pool:
        """The pool after a dated future's day: each of its positions is settled at ``price``, without a fee.

        Args:
            symbol: of a dated market (:attr:`Market.dated`) that is held.
            price: settlement price, USD: the index, so that the gap to spot is gone by then.

        Raises:
            ArgumentError: if nothing is held in that market, or if it is a perpetual, which never ends.
        """
        held = self._legs(symbol, None, several=True)
        if not held:
            raise ArgumentError("symbol", symbol, f"one of {sorted({p.symbol for p in self.positions})}")
        after = self
        for leg in held:
            if not leg.market.dated:
                raise ArgumentError("symbol", symbol, "a dated future: a perpetual has no expiry")
            after = after.trade(leg.market, -leg.size, price, fee=0.0, side=leg.side)
        return after

    def funding_due(self, rates: Mapping[str, float], prices: Mapping[str, ArrayLike]) -> Any:
        """What its positions pay at one settlement, USD: ``Σ notional · rate`` with longs counted > 0; negative: received.

        Args:
            rates: funding rate of the interval by symbol, a fraction; a market that is not named pays nothing.
            prices: the price that the venue multiplies with (oracle or mark).
        """
        prices = Marks.of(prices)
        paid = (
            p.funding_payment(prices[p.symbol], finite("rates", rates[p.symbol]))
            for p in self.positions
            if p.symbol in rates
        )
        return _scalar(sum(paid, 0.0))

    def settle_funding(self, rates: Mapping[str, float], prices: Mapping[str, ArrayLike]) -> Pool:
        """The pool after one funding payment out of its collateral, see :meth:`funding_due`; rate > 0: longs pay shorts."""
        return replace(self, collateral=self.collateral - self.funding_due(rates, prices))
