"""A portfolio on many paths at once: the state of a replay and everything that may change it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from course.margin import Portfolio, funding_split
from course.simulation.rows import ALL, Floats, Rows
from course.simulation.rules import PoolRules, Rules, everything
from course.validation import ArgumentError

if TYPE_CHECKING:
    from course.simulation.paths import Held

Columns = np.ndarray[Any, np.dtype[np.intp]]

#: What an event may be, by code.
KINDS = (
    "liquidation",
    "partial liquidation",
    "shortfall",
    "stop",
    "reduce",
    "top-up",
    "lock profit",
    "rebalance",
    "reopen",
    "trailing stop",
    "take profit",
)


@dataclass
class Log:
    """Events as columns; each entry of a list is an array over the rows that it struck together."""

    columns: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, kind: str, paths: Columns, steps: Columns, pool: int, leg: int, **what: Any) -> None:
        """Record ``kind`` for some rows; ``what``: size (base units traded), price (fill), amount (USD)."""
        n = len(paths)
        entry = [paths, steps, *(np.full(n, code) for code in (KINDS.index(kind), pool, leg))]
        for k in ("size", "price", "amount"):
            column = np.empty(n)
            column[:] = what.get(k, 0.0)
            entry.append(column)
        self.columns.append(tuple(entry))

    def arrays(self) -> tuple[Any, ...]:
        """``(path, step, kind, pool, leg, size, price, amount)``, by path and step, in the order of happening."""
        if not self.columns:
            return tuple(np.empty(0, t) for t in (int, int, int, int, int, float, float, float))
        path, step, *rest = (np.concatenate(c) for c in zip(*self.columns, strict=True))
        order = np.argsort(path * (step.max(initial=0) + 1) + step, kind="stable")
        return tuple(x[order] for x in (path, step, *rest))


class Account:
    """One portfolio on ``paths`` paths.

    Attributes:
        names: pool names; ``pools[i]`` holds the rows of ``names[i]``, one a path.
        wallet: unallocated cash, USD, shape (paths,).
        first: step of each pool's first liquidation, −1 if none, shape (pools, paths).
        shortfall, fees, funding: USD per pool and path: debt left to the venue, fees paid, funding paid.
        symbols: columns of the prices; ``times``: seconds of their steps.
    """

    def __init__(
        self,
        portfolio: Portfolio,
        symbols: Sequence[str],
        paths: int,
        rules: Rules | PoolRules,
        times: np.ndarray[Any, Any] | None = None,
        prices: Floats | None = None,
    ) -> None:
        self.names = tuple(portfolio.pools)
        self.symbols = tuple(symbols)
        self.times = np.zeros(0) if times is None else times
        self._path: Floats = np.zeros((0, len(symbols), paths)) if prices is None else prices
        self._extremes: dict[tuple[int, bool], Floats] = {}
        self._kept: dict[Hashable, Floats] = {}
        self._templates = tuple(portfolio.pools.values())
        self.pools = [Rows.of(pool, paths) for pool in portfolio.pools.values()]
        self.wallet: Floats = np.full(paths, float(portfolio.wallet))
        self.rules = rules
        self._everything = everything(rules)
        # Asked once, and only where it may be: a check against a protocol costs more than a liquidation.
        self._pool_rules = rules if not self._everything and isinstance(rules, PoolRules) else None
        self.log = Log()
        self.market = []
        for rows in self.pools:
            unknown = [s for s in rows.symbols if s not in symbols]
            if unknown:
                raise ArgumentError("paths", list(symbols), f"prices for {unknown[0]!r} too")
            self.market.append([list(symbols).index(s) for s in rows.symbols])
        shape = (len(self.pools), paths)
        self.first = np.full(shape, -1)
        self.ready = np.zeros(shape)  # time from which a partial liquidation may follow
        self.shortfall, self.fees, self.funding = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self._frozen = [rows.take(ALL) for rows in self.pools]
        self._frozen_notional = np.zeros(shape)
        self._spent: dict[Any, Any] = {}

    def prices(self, pool: int, prices: Floats) -> list[Any]:
        """The columns of ``prices`` (…, markets, rows) that a pool's legs follow."""
        return [prices[..., m, :] for m in self.market[pool]]

    def legs(self, pool: int, symbol: str, side: str | None = None) -> list[int]:
        """Columns of a pool's positions in a market, of one side as it was at the start if one is named."""
        positions = enumerate(self._templates[pool].positions)
        return [a for a, p in positions if p.symbol == symbol and side in (None, p.side)]

    def opening(self, pool: int, marks: Sequence[Any]) -> list[tuple[int, Any]]:
        """``(leg, signed size)`` of a pool's positions with the notional that they were opened with, at other prices."""
        positions = enumerate(self._templates[pool].positions)
        return [(a, p.size * p.entry_price / marks[a]) for a, p in positions]

    def chosen(self, name: str) -> list[int]:
        """Indices of the pools meant by a name; ``"*"``: all."""
        if name == "*":
            return list(range(len(self.names)))
        if name not in self.names:
            raise ArgumentError("pool", name, f'"*" or one of {list(self.names)}')
        return [self.names.index(name)]

    def equity(self, prices: Floats) -> Floats:
        """Total account value, USD: ``wallet + Σ pool equity``."""
        return np.asarray(self.wallet + sum(r.equity(self.prices(i, prices)) for i, r in enumerate(self.pools)))

    # ---- the venue ------------------------------------------------------------------------------------------------

    def endangered(self, pool: int, prices: Floats, times: Any, columns: Any) -> Any:
        """Whether the venue would act, shape of the prices' rows."""
        below = self.below(pool, self.prices(pool, prices), columns)
        if below.any():  # a closed row has nothing to liquidate, whatever rounding has left of it
            below &= self.pools[pool].open(columns)
        if self.rules.cooldown and below.any():
            below &= times >= self.ready[pool][columns]
        return below

    def below(self, pool: int, marks: Sequence[Any], columns: Any) -> Any:
        """Whether a pool's equity is less than the venue leaves it with, at the marks of its legs."""
        health = self.pools[pool].health(marks, columns)
        return health <= 0 if self.rules.at_equality else health < 0

    @property
    def alone(self) -> bool:
        """Whether no liquidation asks what another did before: each closes all of its pool, whose requirements are straight."""
        return self._everything and not self.rules.cooldown and all(rows.straight for rows in self.pools)

    def at_risk(self, pool: int, low: Floats, high: Floats, least: Callable[[Held], Floats] | None = None) -> Any:
        """On which rows a pool might be liquidated while prices stay within these bounds, (…, markets, rows).

        With ``least`` the bounds are those of spans of steps, and legs that hedge each other are looked at together:
        :func:`course.simulation.paths.least_sums` of the same steps.
        """
        rows = self.pools[pool]
        if least and len(rows.legs) > 1 and (sums := rows.least_sum(self.market[pool], least)) is not None:
            return (sums <= 1e-9 * (1.0 + np.abs(rows.cash))) & rows.open()
        worst = rows.least_health(self.prices(pool, low), self.prices(pool, high))
        return (worst <= 0 if self.rules.at_equality else worst < 0) & rows.open()

    def liquidate(self, pool: int, columns: Columns, steps: Columns, times: Any, prices: Floats) -> None:
        """Close what the rules say at the mark of that step; the fee takes at most what equity is left."""
        self.ready[pool][columns] = times + self.rules.cooldown
        if self._pool_rules is not None:
            self._by_pool(self._pool_rules, pool, columns, steps, prices)
            return
        rules = cast(Rules, self.rules)
        rows, marks = self.pools[pool], self.prices(pool, prices)
        equity, notional = rows.equity(marks, columns), rows.notional(marks, columns)
        rates = [
            0.0 if not leg.position else leg.liquidation_fee if rules.fee is None else rules.fee for leg in rows.legs
        ]
        sizes = [size[columns] for size in rows.size]
        cost = sum(r * np.abs(s) * m for r, s, m in zip(rates, sizes, marks, strict=True))
        if self._everything:
            fraction = np.ones_like(equity)
        else:
            fraction = np.asarray(
                rules.close_fraction(
                    equity, rows.maintenance(marks, columns), rows.initial(marks, columns), notional, cost
                )
            )
        self._freeze(pool, columns, steps, notional)
        whole = fraction >= 1.0
        self._note(pool, columns, steps, equity, fraction)
        for a, (leg, size, mark) in enumerate(zip(rows.legs, sizes, marks, strict=True)):
            if leg.position:
                fill = mark * (1.0 - np.sign(size) * rules.slippage)
                if self._everything:
                    rows.close(columns, a, fill)
                else:
                    rows.trade(columns, a, np.where(whole, -size, -fraction * size), fill)
        self._settle_holdings(pool, columns[whole], [m[whole] for m in marks])
        left = rows.equity(marks, columns)
        fee = np.minimum(fraction * cost, np.maximum(left, 0.0))
        if rules.seizes_remainder:
            fee = np.where(whole, np.maximum(left, 0.0), fee)
        debt = np.where(whole, np.maximum(-left, 0.0), 0.0)
        rows.pay(columns, fee - debt)
        self._book(pool, columns, steps, fee, debt)

    def _by_pool(self, rules: PoolRules, pool: int, columns: Columns, steps: Columns, prices: Floats) -> None:
        """The same, one pool at a time."""
        rows, marks, template = self.pools[pool], self.prices(pool, prices), self._templates[pool]
        equity, notional = rows.equity(marks, columns), rows.notional(marks, columns)
        self._freeze(pool, columns, steps, notional)
        taken, debt = np.empty(len(columns)), np.empty(len(columns))
        for k, row in enumerate(columns):
            at = {s: float(m[k]) for s, m in zip(rows.symbols, marks, strict=True)}
            after, taken[k], debt[k] = rules.liquidate_pool(rows.pool(int(row), template), at)
            rows.put(int(row), after, template)
        self._note(pool, columns, steps, equity, 1.0 - rows.notional(marks, columns) / notional)
        self._book(pool, columns, steps, taken, debt)

    def _note(self, pool: int, columns: Columns, steps: Columns, equity: Any, fraction: Any) -> None:
        """Log liquidations, whole and partial."""
        whole = fraction >= 1.0
        for kind, struck in (("liquidation", whole), ("partial liquidation", ~whole)):
            if struck.any():
                what = {"size": fraction[struck], "amount": equity[struck]}
                self.log.add(kind, columns[struck], steps[struck], pool, -1, **what)

    def _book(self, pool: int, columns: Columns, steps: Columns, fee: Any, debt: Any) -> None:
        """Count what was taken from the trader and what others bore."""
        self.fees[pool][columns] += fee
        self.shortfall[pool][columns] += debt
        owed = debt > 0
        if owed.any():
            self.log.add("shortfall", columns[owed], steps[owed], pool, -1, amount=debt[owed])

    def _settle_holdings(self, pool: int, columns: Columns, marks: list[Any]) -> None:
        """Once all positions are closed: what was borrowed is bought back, what is owned sold as far as cash is owed."""
        rows = self.pools[pool]
        holdings = [a for a, leg in enumerate(rows.legs) if not leg.position]
        for a in holdings:
            rows.trade(columns, a, np.maximum(-rows.size[a][columns], 0.0), marks[a])
        for a in holdings:
            owned = rows.size[a][columns]
            owed = np.maximum(-rows.cash[columns], 0.0)
            rows.trade(columns, a, -np.minimum(owed / marks[a], owned), marks[a])

    def _freeze(self, pool: int, columns: Columns, steps: Columns, notional: Any) -> None:
        """Remember the state before a row's first liquidation: had it been left alone, would it live at the end?"""
        new = self.first[pool][columns] < 0
        struck, rows, frozen = columns[new], self.pools[pool], self._frozen[pool]
        self.first[pool][struck] = steps[new]
        self._frozen_notional[pool][struck] = notional[new]
        frozen.put_rows(struck, rows)

    def regrets(self, last: Floats) -> tuple[Any, Any]:
        """False liquidations: whether each pool, frozen before its first liquidation, is safe at the last prices.

        Returns:
            ``(false, notional)``, each (pools, paths): notional is the weight, 0 where nothing was liquidated.
        """
        safe = [f.health(self.prices(i, last)) > 0 for i, f in enumerate(self._frozen)]
        false = np.reshape(safe, self.first.shape) & (self.first >= 0)
        return false, self._frozen_notional

    # ---- what the trader's rules may do ---------------------------------------------------------------------------

    def column(self, argument: str, symbol: str) -> int:
        """Which column of the prices is called so; it may be one that no position follows, such as a last price."""
        if symbol not in self.symbols:
            raise ArgumentError(argument, symbol, f"one of {list(self.symbols)}")
        return self.symbols.index(symbol)

    def side(self, pool: int, leg: int) -> int:
        """+1 for a leg that was long at the start, −1 for a short."""
        return 1 if self._templates[pool].positions[leg].size > 0 else -1

    def extreme(self, market: int, highest: bool) -> Floats:
        """The highest or lowest price of a market up to each step, shape (steps + 1, paths)."""
        if (market, highest) not in self._extremes:
            running = np.maximum if highest else np.minimum
            self._extremes[market, highest] = running.accumulate(self._path[:, market], axis=0)
        return self._extremes[market, highest]

    def kept(self, key: Hashable, default: float) -> Floats:
        """What a rule keeps for each path between two looks, shape (paths,); to be written into."""
        if key not in self._kept:
            self._kept[key] = np.full(len(self.wallet), default)
        return self._kept[key]

    def spent(self, rule: Hashable, columns: Any) -> Any:
        """Whether a rule that acts once has acted on these rows."""
        return self._spent.get(rule, np.zeros(len(self.wallet), bool))[columns]

    def spend(self, rule: Hashable, columns: Columns) -> None:
        """Note that a rule has acted on these rows."""
        self._spent.setdefault(rule, np.zeros(len(self.wallet), bool))[columns] = True

    def trade(self, kind: str, pool: int, leg: int, columns: Columns, steps: Columns, change: Any, price: Any) -> None:
        """A voluntary trade: pays the market's taker fee. Rows without such a position have nothing to trade."""
        rows = self.pools[pool]
        real = np.asarray(change) != 0
        if not real.all():
            columns, steps, change, price = columns[real], steps[real], change[real], price[real]
        rows.trade(columns, leg, change, price)
        fee = rows.legs[leg].taker_fee * np.abs(change) * price
        rows.pay(columns, fee)
        self.fees[pool][columns] += fee
        self.log.add(kind, columns, steps, pool, leg, size=change, price=price, amount=-fee)

    def transfer(self, kind: str, pool: int, columns: Columns, steps: Columns, amount: Any) -> None:
        """Move cash from the wallet into a pool (negative: out of it)."""
        self.wallet[columns] -= amount
        self.pools[pool].pay(columns, -amount)
        self.log.add(kind, columns, steps, pool, -1, amount=amount)

    def settle_funding(self, prices: Floats, rates: Sequence[float], source: str = "margin") -> None:
        """One settlement of every pool, out of one of two pockets, see :meth:`course.margin.Portfolio.settle_funding`."""
        due = [
            np.broadcast_to(
                rows.funding_payment(self.prices(i, prices), [rates[m] for m in self.market[i]]), self.wallet.shape
            )
            for i, rows in enumerate(self.pools)
        ]
        taken: Sequence[Any] = due
        if source == "wallet" and due:
            self.wallet, taken = funding_split(self.wallet, due)
        for i, (rows, whole, own) in enumerate(zip(self.pools, due, taken, strict=True)):
            if np.any(own):
                rows.pay(slice(None), own)
            self.funding[i] += whole
