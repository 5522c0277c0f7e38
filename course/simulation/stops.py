"""Stops as they are sent: which price sets one off, who looks and how often, how long the order takes, and its limit.

A stop is an order that is sent at a price, not a price. Between the price that sets it off and the price that it is filled at
lies the time that it takes, and whatever the market does in it.

>>> from course.margin import Market, Portfolio, Position
>>> from course.simulation import Paths, replay
>>> long = Portfolio.cross(20, [Position(Market("BTC", initial=0.05, maintenance=0.03), 1.0, 100.0)])
>>> path = Paths(("BTC",), [0, 60, 120, 180], [[[100.0]], [[94.0]], [[91.0]], [[97.0]]])
>>> fills = [replay(long, path, actions=[Stop("BTC", 95.0, **how)]).events().price.iloc[0] for how in
...          ({}, {"delay": 60.0}, {"every": 120}, {"limit": 94.5})]
>>> [float(fill) for fill in fills]
[94.0, 91.0, 91.0, 94.5]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.simulation.actions import Action, When, scale
from course.simulation.replay_account import Account, Columns
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of, positive, within


@dataclass(frozen=True)
class _Once(Action):
    """Rules that close a share of a position in one market, once.

    Attributes:
        symbol: the market.
    """

    symbol: str

    def _held(self, account: Account, i: int, side: str | None) -> list[int]:
        """The leg that it closes, in a list; empty if the pool never had one."""
        held = account.legs(i, self.symbol, side)
        if len(held) > 1:
            raise ArgumentError("side", side, f'"long" or "short": both are held in {self.symbol}')
        return held

    def _armed(self, account: Account, i: int, held: list[int], columns: Any) -> Any:
        there = (account.pools[i].size[held][:, columns] != 0).any(axis=0)
        return there & ~account.spent((id(self), i), columns)


def _checked(share: float, slippage: float, side: str | None) -> None:
    within("share", share, 0.0, 1.0, open_low=True)
    within("slippage", slippage, 0.0, 1.0, open_high=True)
    if side is not None:
        one_of("side", side, ("long", "short"))


@dataclass(frozen=True)
class Stop(_Once):
    """Send an order that closes a position when a price reaches ``price``, once.

    Below the first price it is a long's stop-loss, above it a take-profit. The venue watches every step; with ``every`` somebody
    looks only so often (a program, a person), and a price that was reached and left again in between is not seen. The order
    reaches the market ``delay`` seconds later, at the first step that is not before. Without a limit it fills there at whatever
    the price is. With one it fills there if the price is no worse than the limit, else it rests at the limit until the market
    comes back to it, which may be never.

    Attributes:
        symbol: the market.
        price: what sets it off, USD.
        share: of the position, fraction closed.
        slippage: how much worse it fills, fraction; not at a limit.
        side: ``"long"`` or ``"short"``; needed where a pool holds both of the market side by side.
        trigger: whose price sets it off: a column of the paths, such as ``"BTC last"`` or ``"BTC oracle"``; the market's own,
            by which the venue judges, unless given.
        book: at whose price it fills, likewise.
        delay: seconds from the trigger until the order is in the market.
        limit: worst price at which it may fill, USD; none unless given.
        every: seconds between two looks; 0: watched by the venue.
    """

    price: float
    share: float = 1.0
    slippage: float = 0.0
    side: str | None = None
    trigger: str | None = None
    book: str | None = None
    delay: float = 0.0
    limit: float | None = None

    def __post_init__(self) -> None:
        positive("price", self.price)
        _checked(self.share, self.slippage, self.side)
        within("delay", self.delay, 0.0)
        within("every", self.every, 0)
        if self.limit is not None:
            positive("limit", self.limit)

    @property
    def watches(self) -> bool:
        """Between two looks only an order that is on its way, or rests, has to be followed."""
        return not self.every or self.delay > 0 or self.limit is not None

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        held = self._held(account, i, self.side)
        if not held:
            return np.zeros(np.delete(prices.shape, -2), bool)
        sent, resting = self._state(account, i)
        gone = np.isfinite(sent[columns])
        arrived = gone & (account.times[when.steps] >= sent[columns] + self.delay)
        if self.limit is not None:
            arrived &= (resting[columns] == 0) | self._allowed(account, i, held[0], prices)
        call = np.broadcast_to(arrived, np.delete(prices.shape, -2))
        if when.clock or not self.every:
            market = account.column("trigger", self.trigger or self.symbol)
            seen = prices[..., market, :]
            reached = seen >= self.price if self.price > start[market] else seen <= self.price
            call = call | (reached & ~gone)
        return np.asarray(call & self._armed(account, i, held, columns))

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        (held,) = self._held(account, i, self.side)
        sent, resting = self._state(account, i)
        now = account.times[steps]
        sent[columns] = np.where(np.isfinite(sent[columns]), sent[columns], now)
        fills = now >= sent[columns] + self.delay
        change = -self.share * account.pools[i].size[held][columns]
        price = self._market(account, prices) * (1 + np.sign(change) * self.slippage)
        if self.limit is not None:
            allowed = self._allowed(account, i, held, prices)
            price = np.where(resting[columns] > 0, self.limit, price)
            resting[columns[fills & ~allowed]] = 1.0
            fills &= allowed
        account.trade("stop", i, held, columns[fills], steps[fills], change[fills], price[fills])
        account.spend((id(self), i), columns[fills])

    def _state(self, account: Account, i: int) -> tuple[Floats, Floats]:
        """When its order was sent (infinite: not yet), and whether it rests at its limit; one a path."""
        return account.kept((id(self), i, "sent"), np.inf), account.kept((id(self), i, "resting"), 0.0)

    def _market(self, account: Account, prices: Floats) -> Any:
        return prices[..., account.column("book", self.book or self.symbol), :]

    def _allowed(self, account: Account, i: int, leg: int, prices: Floats) -> Any:
        """Whether the price is no worse than the limit: no lower for who sells a long, no higher for who buys a short back."""
        s = account.side(i, leg)
        return s * self._market(account, prices) * (1 - s * self.slippage) >= s * (self.limit or 0.0)


@dataclass(frozen=True)
class Trail(_Once):
    """A stop that follows: close a position when its mark has come back by ``by`` from its best price since the start, once.

    A long's level is ``(1 − by) × highest mark so far``, a short's ``(1 + by) × lowest``. It never moves back.

    Attributes:
        symbol: the market.
        by: how far back, fraction of the best price, above 0 to below 1.
        share: of the position, fraction closed.
        slippage: how much worse than mark it fills, fraction.
        side: ``"long"`` or ``"short"``; needed where a pool holds both of the market side by side.
        every: seconds between two looks; 0: watched by the venue. What was best is known either way.
    """

    by: float
    share: float = 1.0
    slippage: float = 0.0
    side: str | None = None

    def __post_init__(self) -> None:
        within("by", self.by, 0.0, 1.0, open_low=True, open_high=True)
        _checked(self.share, self.slippage, self.side)
        within("every", self.every, 0)

    def _alarm(
        self, account: Account, i: int, start: Floats, prices: Floats, columns: Any, when: When
    ) -> np.ndarray[Any, Any]:
        held = self._held(account, i, self.side)
        if not held:
            return np.zeros(np.delete(prices.shape, -2), bool)
        s, market = account.side(i, held[0]), account.market[i][held[0]]
        rows = np.arange(prices.shape[-1]) if isinstance(columns, slice) else columns
        best = account.extreme(market, s > 0)[when.steps, rows]
        back = s * prices[..., market, :] <= s * (1.0 - s * self.by) * best
        return np.asarray(back & self._armed(account, i, held, columns))

    def _apply(self, account: Account, i: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        held = self._held(account, i, self.side)
        scale(account, "trailing stop", i, columns, steps, prices, -self.share, self.slippage, held)
        account.spend((id(self), i), columns)
