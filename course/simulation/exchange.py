"""The place where a cascade happens: order book, price feed, liquidation, insurance fund, deleveraging, funding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from course.margin import Market
from course.simulation.rules import LiquidationRules, PoolRules, Rules
from course.validation import ArgumentError, one_of, positive, within

#: A book never sells above this multiple of the price that would hold without any impact: beyond it the liquidity
#: provider sells. Needed because buying D/P base units would take the price to infinity.
CEILING = 10.0


def sale(price: float, sold: float, depth: float) -> tuple[float, float]:
    """:func:`impact` in plain numbers: for a market or two arrays cost many times as much as what is worked out in them."""
    x = price * sold / depth
    if x <= -1.0:  # all that the book has up to any price, and more than that: there is no price
        return (math.inf, math.inf) if x == -1.0 else (price / (1.0 + x), math.nan)
    return price / (1.0 + x), price * math.log1p(x) / x if abs(x) > 1e-12 else price


def impact(price: ArrayLike, sold: ArrayLike, depth: ArrayLike) -> tuple[Any, Any]:
    """``(price after, average price)`` of selling ``sold`` base units (negative: buying) into a book.

    The inverse price moves by quantity over depth, ``1/P₁ = 1/P₀ + q/D``, so the average is
    ``ln(P₀/P₁) / (1/P₁ − 1/P₀)``. Two orders one after the other cost exactly what one order of their sum costs.

    Args:
        price: USD before.
        sold: base units, net.
        depth: USD per unit of log price: about ``0.01 · depth`` USD trade within one percent.

    Raises:
        ArgumentError: a depth is not positive.
    """
    given = np.broadcast_arrays(*(np.asarray(x, float) for x in (price, sold, positive("depth", depth))))
    each = [sale(*one) for one in zip(*(x.ravel().tolist() for x in given), strict=True)]
    after, average = np.reshape(each, (*given[0].shape, 2)).T
    return after.T[()], average.T[()]


def fill(price: Any, sold: Any, depth: Any, highest: Any) -> tuple[Any, Any]:
    """``(base units that the book takes, average price of all that is sold)``, arrays by market.

    As :func:`impact`, up to a ceiling: what is asked for beyond ``highest`` the provider sells at that price.
    """
    each = [_filled(*one) for one in zip(*(x.tolist() for x in (price, sold, depth, highest)), strict=True)]
    return np.array([taken for taken, _ in each]), np.array([average for _, average in each])


def _filled(price: float, sold: float, depth: float, highest: float) -> tuple[float, float]:
    taken = max(sold, (1.0 / highest - 1.0 / price) * depth)
    after, average = sale(price, taken, depth)
    share = taken / sold if sold else 1.0
    return taken, share * average + (1.0 - share) * after


@dataclass(frozen=True)
class Book:
    """Resting liquidity of one market. Times are in ticks.

    Attributes:
        depth: D̄, USD per unit of log price; the amount within one percent is about a hundredth of it.
        recovery: τ, in which 1/e of a price impact is left; ``inf``: impact stays.
        refill: τ_D, in which depth returns towards ``depth``.
        withdrawal: c: a log return r of the last tick scales depth by ``exp(−c·|r|)``.
        least: depth never falls below this share of ``depth``.
    """

    depth: float
    recovery: float = np.inf
    refill: float = np.inf
    withdrawal: float = 0.0
    least: float = 0.02

    def __post_init__(self) -> None:
        positive("depth", self.depth)
        for name in ("recovery", "refill"):
            if not getattr(self, name) > 0:
                raise ArgumentError(name, getattr(self, name), "above 0 ticks")
        within("withdrawal", self.withdrawal, 0.0)
        within("least", self.least, 0.0, 1.0, open_low=True)


@dataclass(frozen=True)
class Feed:
    """How the venue makes its mark price out of an index and its own perp price. Times are in ticks.

    ``S = 1/(1/X(t − lag) + pass_through·J)``; ``M = S·(1 + clip(π, ±band))`` with the premium smoothed,
    ``π ← π + smoothing·(P/S − 1 − π)``. The defaults make the mark the perp price itself.

    Attributes:
        lag: ℓ, ticks by which the index is late.
        pass_through: φ, share of the perp's impact that reaches the markets behind the index.
        smoothing: α in (0, 1]; 1: the premium counts at once.
        band: b, largest premium that the mark follows, fraction; 0: the mark is the index.
    """

    lag: int = 0
    pass_through: float = 1.0
    smoothing: float = 1.0
    band: float = np.inf

    def __post_init__(self) -> None:
        within("lag", self.lag, 0)
        within("pass_through", self.pass_through, 0.0, 1.0)
        within("smoothing", self.smoothing, 0.0, 1.0, open_low=True)
        if not self.band >= 0:
            raise ArgumentError("band", self.band, "at least 0")


@dataclass(frozen=True)
class FundingTerms:
    """Funding settled every ``every`` ticks at ``clip(π, ±cap)``; longs pay shorts when it is positive.

    Attributes:
        every: ticks between settlements; 0: none.
        cap: largest rate, fraction per settlement.
    """

    every: int = 0
    cap: float = 0.003

    def __post_init__(self) -> None:
        within("every", self.every, 0)
        within("cap", self.cap, 0.0)


@dataclass(frozen=True)
class Inflow:
    """Traders who have not entered yet: each has cash and one planned position, opened through the book.

    Attributes:
        cash: USD, shape (n,).
        planned: signed base units, shape (markets, n); one market each.
        per_tick: arrivals a tick and side while funding is 0.
        feedback: by how much the *paying* side's arrivals fall per unit of the last funding rate (and the receiving
            side's rise): arrivals ∝ max(0, 1 − feedback·side·rate).
    """

    cash: np.ndarray[Any, Any]
    planned: np.ndarray[Any, Any]
    per_tick: float = 1.0
    feedback: float = 0.0

    def __post_init__(self) -> None:
        if np.any((np.asarray(self.planned) != 0).sum(axis=0) != 1):
            raise ArgumentError("planned", "several markets", "exactly one market a trader")
        within("per_tick", self.per_tick, 0.0)
        within("feedback", self.feedback, 0.0)


class Arrivals:
    """Who of an inflow comes next: the two sides queue apart."""

    def __init__(self, inflow: Inflow) -> None:
        self.inflow = inflow
        net = np.asarray(inflow.planned).sum(axis=0)
        self._waiting = [np.flatnonzero(net > 0), np.flatnonzero(net < 0)]
        self._due = [0.0, 0.0]

    def next(self, rate: float) -> np.ndarray[Any, np.dtype[np.intp]]:
        """Indices of the traders who enter this tick, given the last funding rate."""
        entering = []
        for s, side in enumerate((1.0, -1.0)):
            self._due[s] += self.inflow.per_tick * max(0.0, 1.0 - self.inflow.feedback * side * rate)
            whole = int(self._due[s])
            self._due[s] -= whole
            entering.append(self._waiting[s][:whole])
            self._waiting[s] = self._waiting[s][whole:]
        return np.concatenate(entering)


Deleveraging = Literal["queue", "pro rata", "none"]


@dataclass(frozen=True)
class Exchange:
    """Everything about the venue that a cascade needs.

    Attributes:
        markets: what is traded.
        books: one for each market; a single one serves all.
        feed: index and mark.
        rules: what liquidation closes and costs.
        insurance: the fund at the start, USD.
        deleveraging: what happens when the fund cannot pay: the ``"queue"`` (profit × leverage first), ``"pro rata"`` to
            all opposite positions, or ``"none"``: the loss is shared by everyone with positive equity.
        funding: when and how much.
    """

    markets: Sequence[Market]
    books: Sequence[Book] | Book
    feed: Feed = field(default_factory=Feed)
    rules: Rules | PoolRules = field(default_factory=LiquidationRules)
    insurance: float = 0.0
    deleveraging: Deleveraging = "none"
    funding: FundingTerms = field(default_factory=FundingTerms)

    def __post_init__(self) -> None:
        object.__setattr__(self, "markets", tuple(self.markets))
        books = (self.books,) if isinstance(self.books, Book) else tuple(self.books)
        if len(books) == 1:
            books *= len(self.markets)
        object.__setattr__(self, "books", books)
        if not self.markets or len(books) != len(self.markets):
            raise ArgumentError("books", len(books), f"one, or one for each of {len(self.markets)} markets")
        within("insurance", self.insurance, 0.0)
        one_of("deleveraging", self.deleveraging, ("queue", "pro rata", "none"))

    @property
    def symbols(self) -> tuple[str, ...]:
        """Market names, in order."""
        return tuple(m.symbol for m in self.markets)

    def book_array(self, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """One attribute of every book, shape (markets,)."""
        assert not isinstance(self.books, Book)
        return np.array([getattr(book, name) for book in self.books], float)
