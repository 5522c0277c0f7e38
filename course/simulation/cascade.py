"""Cascades: a population of margin accounts, a book, a fund, and what one fall of the price sets off.

The loop in one line: price falls → rows fall below their requirement → they are sold into the book → price falls. One
tick brings a new exogenous price X and settles everything that follows from it, in *rounds*: all rows found below
their requirement at the same mark trade together at the book's average price (Jacobi), the mark is made anew, and so on
until nobody is below.

    perp  1/P = 1/X + J        selling q base units:  J ← J + q/D,  D in USD per unit of log price

Each round executes at least one step of closing a row, liquidation and deleveraging never enlarge a position, so there
are at most as many rounds as steps left. Money and positions are conserved: see :mod:`course.simulation.audit`.

>>> from course.margin import Market
>>> from course.simulation.exchange import Book, Exchange
>>> from course.simulation.populations import population
>>> btc = Market("BTC", initial=0.02, maintenance=0.01)
>>> rows = population(np.random.default_rng(1), 10_000, [btc], [100.0], leverage=8, long_share=1.0)
>>> film = Cascade(Exchange([btc], Book(depth=1.5e8)), rows, [100.0]).run([[100.0], [95.0]])
>>> bool(film.multiplier[0] > 1.0)
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.simulation.audit import Audit
from course.simulation.deleveraging import deleverage
from course.simulation.exchange import CEILING, Arrivals, Exchange, Inflow, fill, impact
from course.simulation.film import Counts, Film, Frame, Frozen
from course.simulation.populations import open_interest
from course.simulation.rows import Floats, Rows
from course.simulation.rules import PoolRules, everything
from course.simulation.scan import Found, Scanner
from course.validation import ArgumentError, positive

#: What a tick needs of the books, as arrays by market.
_BOOK = ("depth", "recovery", "refill", "withdrawal", "least")

#: Called after every tick with (ticks done, ticks in all); returning False cancels the run.
Progress = Callable[[int, int], bool | None]


class Cascade:
    """One population on one exchange.

    Args:
        exchange: the venue.
        rows: the population; a copy is worked on.
        prices: exogenous prices at the start, USD, one a market.
        inflow: traders who may enter later.
        band: relative price change for which a watchlist of endangered rows is kept; ``None``: every scan reads every
            row. Exact either way; worth it for many ticks and 10⁵ rows or more.
        audited: whether the invariants are checked after every round (reads everything, slow).

    Attributes:
        rows: the state of the population.
        provider_cash, inventory: what the liquidity provider has: USD, base units (markets,). It takes the other side
            of the book and of all that traders do not match among themselves, and starts with equity 0.
        insurance, fees: the fund and what it has collected in fees so far, USD.
        joined: number of rows at the start; newcomers stand behind them.
        counts: running totals.
    """

    def __init__(
        self,
        exchange: Exchange,
        rows: Rows,
        prices: ArrayLike,
        *,
        inflow: Inflow | None = None,
        band: float | None = None,
        audited: bool = False,
    ) -> None:
        if rows.symbols != exchange.symbols:
            raise ArgumentError("rows", rows.symbols, f"one leg a market: {exchange.symbols}")
        if isinstance(exchange.rules, PoolRules):
            raise ArgumentError("rules", exchange.rules, "rules on arrays, such as LiquidationRules")
        self.exchange, self.rules, self.feed = exchange, exchange.rules, exchange.feed
        start = np.asarray(positive("prices", prices), float)
        if start.shape != (len(exchange.markets),):
            raise ArgumentError("prices", start.shape, f"one a market: ({len(exchange.markets)},)")
        self.rows = rows.take(slice(None))
        self.inflow = inflow
        self.joined = len(self.rows)
        if inflow is not None:
            self._arrivals = Arrivals(inflow)
            nothing = np.zeros_like(inflow.planned)
            entry = np.concatenate([self.rows.entry, nothing], axis=1)
            size = np.concatenate([self.rows.size, nothing], axis=1)
            self.rows = Rows(rows.legs, np.concatenate([self.rows.cash, inflow.cash]), size, entry)
        self.exogenous = self.index_source = start
        self._late = [start] * (self.feed.lag + 1)
        self.skew = np.zeros_like(start)  # J
        self._books = {name: exchange.book_array(name) for name in _BOOK}
        self._decay, self._refill = (np.exp(-1.0 / self._books[name]) for name in ("recovery", "refill"))
        self._everything = everything(self.rules)
        self._rates = np.array(
            [leg.liquidation_fee if self.rules.fee is None else self.rules.fee for leg in self.rows.legs]
        )
        self.depth: Floats = self._books["depth"]
        self.premium = np.zeros_like(start)  # π
        self.inventory: Floats = -self.rows.size.sum(axis=1)
        self.provider_cash = -float(self.inventory @ start)
        self.insurance, self.fees = float(exchange.insurance), 0.0
        self.rate = np.zeros_like(start)
        self.scanner = Scanner(self.rows, at_equality=self.rules.at_equality, band=band)
        self.tick = 0
        self._before = start
        self._seen: tuple[Any, ...] = ()
        self._made: tuple[Floats, Floats, Floats, Floats]
        self.closed_round = np.full(len(self.rows), -1)
        self._frozen: list[Frozen] = []
        self._frames: list[Frame] = []
        self._start, self._open_interest = start, open_interest(rows, start)
        nothing = np.zeros_like(start)
        self.counts = Counts(nothing, nothing.copy(), nothing.copy())
        self._complete = True
        self._audit = Audit(self) if audited else None

    def fork(self) -> Cascade:
        """A copy as it stands: what follows happens to one of the two alone."""
        other = copy(self)
        other.rows = self.rows.take(slice(None))
        other.scanner = Scanner(other.rows, at_equality=self.scanner.at_equality, band=self.scanner.band)
        other.closed_round = self.closed_round.copy()
        other._late, other._frozen, other._frames = list(self._late), list(self._frozen), list(self._frames)
        other.counts, other._audit = deepcopy(self.counts), deepcopy(self._audit)
        if self.inflow is not None:
            other._arrivals = deepcopy(self._arrivals)
        return other

    # ---- prices ---------------------------------------------------------------------------------------------------

    @property
    def perp(self) -> Floats:
        """P, the perpetual's own price: ``1 / (1/X + J)``."""
        return self._prices()[0]

    @property
    def index(self) -> Floats:
        """S, what the index reports: late by the feed's lag, moved by its share of the impact."""
        return self._prices()[1]

    @property
    def mark(self) -> Floats:
        """M, at which margin is measured: the index plus the smoothed premium within its band."""
        return self._prices()[3]

    def _prices(self) -> tuple[Floats, Floats, Floats, Floats]:
        """``(P, S, premium smoothed, M)``, made once for a state: what they follow from is replaced, never written into."""
        x, late, skew, premium = state = self.exogenous, self.index_source, self.skew, self.premium
        seen = self._seen
        if not (seen and x is seen[0] and late is seen[1] and skew is seen[2] and premium is seen[3]):
            feed = self.feed
            perp = 1.0 / (1.0 / self.exogenous + self.skew)
            index = 1.0 / (1.0 / self.index_source + feed.pass_through * self.skew)
            smoothed = self.premium + feed.smoothing * (perp / index - 1.0 - self.premium)
            mark = index * (1.0 + np.minimum(np.maximum(smoothed, -feed.band), feed.band))
            self._seen, self._made = state, (perp, index, smoothed, mark)
        return self._made

    def _push(self, sold: Floats) -> Floats:
        """Sell ``sold`` base units (markets,) into the books; returns the average prices."""
        highest = CEILING * np.maximum(self.exogenous, self.index_source)
        taken, average = fill(self.perp, sold, self.depth, highest)
        self.skew = self.skew + taken / self.depth
        self.inventory = self.inventory + sold
        self.provider_cash -= float(sold @ average)
        return np.asarray(average)

    # ---- one tick -------------------------------------------------------------------------------------------------

    def advance(self, exogenous: ArrayLike) -> Iterator[Frame]:
        """One tick: yields a frame at its start and one after every round."""
        self.tick += 1
        self._new_prices(np.asarray(positive("exogenous", exogenous), float))
        yield self._shoot(0)
        number = 0
        while self._round():
            number += 1
            yield self._shoot(number)
        # Settled at the mark of this tick: once the premium is kept, a mark made anew would have smoothed it twice.
        _, _, self.premium, mark = self._prices()
        self._settle_funding(mark)
        self._let_in()

    def _new_prices(self, exogenous: Floats) -> None:
        book = self._books
        self.exogenous = exogenous
        self._late = [*self._late[1:], exogenous] if self.feed.lag else [exogenous]
        self.index_source = self._late[0]
        lowest = (1.0 / CEILING - 1.0) / np.maximum(exogenous, self.index_source)
        self.skew = np.maximum(self.skew * self._decay, lowest)
        full = book["depth"]
        self.depth = full + (self.depth - full) * self._refill
        now = self.perp
        shrunk = self.depth * np.exp(-book["withdrawal"] * np.abs(np.log(now / self._before)))
        self.depth = np.minimum(self.depth, np.maximum(book["least"] * full, shrunk))
        self._before = now

    def _round(self) -> bool:
        marks = self.mark
        hit = self.scanner.find(marks)
        if not len(hit):
            return False
        rows, counts = self.rows, self.counts
        notional = rows.notional(marks, hit)
        rates = self._rates
        quantity = rows.size.take(hit, axis=1)
        if self._everything:
            fraction = np.ones(len(hit))
        else:
            equity = rows.equity(marks, hit)
            cost = (np.abs(quantity) * (rates * marks)[:, np.newaxis]).sum(axis=0)
            fraction = np.asarray(
                self.rules.close_fraction(
                    equity, rows.maintenance(marks, hit), rows.initial(marks, hit), notional, cost
                )
            )
            quantity = fraction * quantity
        self._freeze(hit, fraction, notional)
        hit, quantity, whole = self._deleverage(hit, quantity, fraction >= 1.0, marks)
        counts.partial += int((~whole).sum())
        average = self._push(quantity.sum(axis=1))
        worth = np.abs(quantity) * average[:, np.newaxis]
        counts.longs += np.where(quantity > 0, worth, 0.0).sum(axis=1)
        counts.shorts += np.where(quantity < 0, worth, 0.0).sum(axis=1)
        for a in range(len(rows.legs)):
            if not quantity[a].any():
                continue
            if self._everything:
                rows.close(hit, a, average[a])
            else:
                rows.trade(hit, a, -quantity[a], average[a])
        after = rows.cash[hit] if self._everything else rows.equity(self.mark, hit)
        fee = np.minimum((worth * rates[:, np.newaxis]).sum(axis=0), np.maximum(after, 0.0))
        if self.rules.seizes_remainder:
            fee = np.where(whole, np.maximum(after, 0.0), fee)
        debt = np.where(whole, np.maximum(-after, 0.0), 0.0)
        rows.pay(hit, fee - debt)
        self.insurance += float(fee.sum())
        self.fees += float(fee.sum())
        self.scanner.changed()
        self._cover(float(debt.sum()))
        return True

    def _deleverage(self, hit: Found, quantity: Floats, whole: Any, marks: Floats) -> tuple[Found, Floats, Any]:
        """Take bankrupt rows out of the round if closing them in the book would cost more than the fund holds."""
        how = self.exchange.deleveraging
        if how == "none":
            return hit, quantity, whole
        _, average = impact(self.perp, quantity.sum(axis=1), self.depth)
        projected = self.rows.cash[hit] + (quantity * average[:, np.newaxis]).sum(axis=0)
        bankrupt = whole & (projected < 0)
        if -projected[bankrupt].sum() <= self.insurance:
            return hit, quantity, whole
        excluded = np.zeros(len(self.rows), bool)
        excluded[hit] = True
        inventory, cash, touched, handed = deleverage(self.rows, hit[bankrupt], excluded, marks, how)
        self.inventory = self.inventory + inventory
        self.provider_cash += cash
        self.counts.deleveraged += handed
        self.counts.deleveraged_rows += len(touched)
        self.counts.bankrupt_rows += int(bankrupt.sum())
        self.scanner.forget()
        return hit[~bankrupt], quantity[:, ~bankrupt], whole[~bankrupt]

    def _cover(self, debt: float) -> None:
        """Who pays for negative equity: the fund; then everyone with positive equity, in proportion."""
        counts = self.counts
        counts.bad_debt += debt
        paid = min(debt, self.insurance)
        self.insurance -= paid
        rest = debt - paid
        if rest <= 0:
            return
        counts.socialised += rest
        equity = np.maximum(self.rows.equity(self.mark), 0.0)
        provider = max(self.provider_cash + float(self.inventory @ self.mark), 0.0)
        total = float(equity.sum()) + provider
        share = min(1.0, rest / total) if total > 0 else 0.0
        self.rows.pay(slice(None), share * equity)
        # What even that cannot pay stays with the provider.
        self.provider_cash -= rest - share * float(equity.sum())
        self.scanner.forget()

    def _freeze(self, hit: Found, fraction: Floats, notional: Floats) -> None:
        """Remember rows before their first liquidation, for the question whether it was needed."""
        new = self.closed_round[hit] < 0
        chosen = hit[new]
        self.counts.rows += len(chosen)
        self.closed_round[chosen] = len(self._frames)
        rows = self.rows
        state = rows.cash[chosen], rows.size.take(chosen, axis=1), rows.entry.take(chosen, axis=1)
        self._frozen.append((*state, fraction[new] * notional[new]))

    # ---- funding and newcomers ------------------------------------------------------------------------------------

    def _settle_funding(self, mark: Floats) -> None:
        terms = self.exchange.funding
        if not terms.every or self.tick % terms.every:
            return
        self.rate = np.clip(self.premium, -terms.cap, terms.cap)
        self.rows.pay(slice(None), self.rows.funding_payment(mark, self.rate))
        self.provider_cash -= float(self.inventory @ (mark * self.rate))
        self.scanner.forget()

    def _let_in(self) -> None:
        """Newcomers open their planned positions together, through the book."""
        if self.inflow is None:
            return
        chosen = self._arrivals.next(float(self.rate.mean()))
        if len(chosen):
            planned = self.inflow.planned[:, chosen]
            average = self._push(-planned.sum(axis=1))
            for a in range(len(planned)):
                self.rows.trade(chosen + self.joined, a, planned[a], average[a])
            self.scanner.forget()

    # ---- film -----------------------------------------------------------------------------------------------------

    def _shoot(self, number: int) -> Frame:
        """Take a frame of the state as it stands."""
        counts = self.counts
        frame = Frame(
            tick=self.tick,
            round=number,
            rows=counts.rows,
            exogenous=self.exogenous,
            perp=self.perp,
            index=self.index,
            mark=self.mark,
            depth=self.depth,
            longs=counts.longs.copy(),
            shorts=counts.shorts.copy(),
            deleveraged=counts.deleveraged.copy(),
            funding=self.rate,
            insurance=self.insurance,
            bad_debt=counts.bad_debt,
            socialised=counts.socialised,
        )
        self._frames.append(frame)
        if self._audit is not None:
            self._audit.look(self)
        return frame

    @property
    def film(self) -> Film:
        """What has happened so far, as a value: the population is copied each time it is asked for."""
        return Film(
            frames=tuple(self._frames),
            symbols=self.exchange.symbols,
            start=self._start,
            open_interest=self._open_interest,
            insurance=float(self.exchange.insurance),
            counts=deepcopy(self.counts),
            rows=self.rows.take(slice(None)),
            mark=self._frames[-1].mark if self._frames else self.mark,
            closed_round=self.closed_round.copy(),
            frozen=tuple(self._frozen),
            complete=self._complete,
            violations=dict(self._audit.violations) if self._audit is not None else {},
        )

    # ---- whole runs -----------------------------------------------------------------------------------------------

    def play(self, exogenous: ArrayLike) -> Iterator[Frame]:
        """Every frame of a run, as it happens: stop asking, and it stops. ``exogenous``: (ticks, markets), USD."""
        for prices in self._series(exogenous):
            yield from self.advance(prices)

    def _series(self, exogenous: ArrayLike) -> Floats:
        series = np.asarray(positive("exogenous", exogenous), float)
        markets = len(self.exogenous)
        if series.ndim == 1 and markets == 1:
            series = series[:, np.newaxis]
        if series.ndim != 2 or series.shape[1] != markets:
            raise ArgumentError("exogenous", series.shape, f"prices of shape (ticks, {markets})")
        return series

    def run(self, exogenous: ArrayLike, progress: Progress | None = None) -> Film:
        """Play to the end, or until ``progress(ticks done, ticks in all)`` returns False."""
        series = self._series(exogenous)
        for done, prices in enumerate(series, start=1):
            for _ in self.advance(prices):
                pass
            if progress is not None and progress(done, len(series)) is False:
                self._complete = done == len(series)
                break
        return self.film
