"""A portfolio: a wallet and the pools into which its positions are partitioned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.market import Position
from course.margin.pool import Pool
from course.validation import ArgumentError, finite, one_of, plain, within

#: Money comparisons forgive rounding of this many USD per USD compared.
TOLERANCE = 1e-9


def leg_names(positions: Sequence[Position]) -> list[str]:
    """A name for each position: its symbol, with the side behind it where a market is held on both.

    Raises:
        ArgumentError: for two positions of one market and side.
    """
    symbols = Counter(p.symbol for p in positions)
    names = [p.symbol if symbols[p.symbol] == 1 else f"{p.symbol} {p.side}" for p in positions]
    for name, count in Counter(names).items():
        if count > 1:
            raise ArgumentError("positions", name, "one position a market and side")
    return names


#: Where a funding payment is taken from, and a receipt goes to.
SOURCES = ("margin", "wallet")


def funding_split(wallet: ArrayLike, due: Sequence[ArrayLike]) -> tuple[Any, list[Any]]:
    """One settlement through the wallet: receipts enter it, payments leave it, and what it lacks falls on the payers.

    Each pool that pays bears the shortage in proportion to what it pays, so their order does not matter.

    Args:
        wallet: free cash before, USD, ≥ 0.
        due: what each pool pays (negative: receives), USD.

    Returns:
        ``(wallet afterwards, what each pool pays itself)``; their sum falls by what is due in all.

    >>> funding_split(50.0, [60.0, 20.0, -10.0])
    (0.0, [15.0, 5.0, 0.0])
    """
    owed = [np.maximum(np.asarray(x, float), 0.0) for x in due]
    total = sum(owed, np.asarray(0.0))
    free = wallet - sum((np.minimum(np.asarray(x, float), 0.0) for x in due), np.asarray(0.0))
    missing = np.maximum(total - free, 0.0)
    share = missing / np.where(total > 0, total, 1.0)
    after, taken = np.maximum(free - total, 0.0), [x * share for x in owed]
    if np.ndim(after) == 0:
        return float(after), [float(x) for x in taken]
    return after, taken


def top_up(pool: Pool, marks: Mapping[str, ArrayLike], ratio: ArrayLike = 1.0) -> Any:
    """Cash that brings a pool's margin ratio down to ``ratio``: ``max(0, requirement / ratio − equity)``, USD.

    At 1 it is the least that keeps the pool open. Where a wallet pays it by itself, ``min(wallet, top_up)`` has moved once the
    price has come to ``marks`` by a way that was nowhere worse; the wallet and the pool then stand like one pool of both.

    Args:
        pool: that lacks it.
        marks: prices by symbol, USD; arrays broadcast.
        ratio: margin ratio to reach, in (0, 1]; the pool is liquidated above 1.

    >>> from course.margin.market import Market
    >>> pool = Pool(1_000.0, (Position(Market("X", 0.025, 0.025), 100.0, 100.0),))
    >>> top_up(pool, {"X": 95.0}), top_up(pool, {"X": 80.0}), top_up(pool, {"X": 100.0}, 0.2)
    (0.0, 1200.0, 250.0)
    """
    aim = np.asarray(within("ratio", ratio, 0.0, 1.0, open_low=True), float)
    return plain(np.maximum(np.asarray(pool.maintenance_requirement(marks)) / aim - pool.equity(marks), 0.0))


@dataclass(frozen=True)
class Portfolio:
    """``wallet`` backs nothing until it is moved into a pool; each pool backs its own positions and no others.

    Attributes:
        wallet: unallocated cash in USD, ≥ 0.
        pools: pools by name.
    """

    wallet: float = 0.0
    pools: Mapping[str, Pool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        within("wallet", self.wallet, 0.0)
        object.__setattr__(self, "pools", MappingProxyType(dict(self.pools)))

    def __reduce__(self) -> tuple[Any, ...]:
        # A read-only mapping does not pickle by itself; simulations send portfolios between processes.
        return Portfolio, (self.wallet, dict(self.pools))

    # ---- the two classic partitions -----------------------------------------------------------------------------

    @classmethod
    def cross(cls, collateral: float, positions: Iterable[Position], wallet: float = 0.0) -> Portfolio:
        """One pool, named ``"cross"``, with every position."""
        return cls(wallet, {"cross": Pool(collateral, tuple(positions))})

    @classmethod
    def isolated(cls, collaterals: Iterable[float], positions: Iterable[Position], wallet: float = 0.0) -> Portfolio:
        """One pool a position, named by its symbol (and side, where both are held), each with its own collateral.

        Raises:
            ArgumentError: for two positions of one market and side.
        """
        held = tuple(positions)
        return cls(wallet, {n: Pool(c, (p,)) for n, c, p in zip(leg_names(held), collaterals, held, strict=True)})

    # ---- totals -------------------------------------------------------------------------------------------------

    def equity(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``wallet + Σ pool equity`` in USD. A pool below zero counts below zero: venues differ in who bears that."""
        return self.wallet + sum(pool.equity(marks) for pool in self.pools.values())

    def unrealised_pnl(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``Σ pools' unrealised PnL`` in USD."""
        return sum(pool.unrealised_pnl(marks) for pool in self.pools.values())

    def notional(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``Σ pools' gross notional`` in USD."""
        return sum(pool.notional(marks) for pool in self.pools.values())

    def initial_requirement(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``Σ pools' initial requirement`` in USD."""
        return sum(pool.initial_requirement(marks) for pool in self.pools.values())

    def maintenance_requirement(self, marks: Mapping[str, ArrayLike]) -> Any:
        """``Σ pools' maintenance requirement`` in USD."""
        return sum(pool.maintenance_requirement(marks) for pool in self.pools.values())

    def pool(self, name: str) -> Pool:
        """The pool of that name."""
        if name not in self.pools:
            raise ArgumentError("pool", name, f"one of {sorted(self.pools)}")
        return self.pools[name]

    def liquidatable(self, marks: Mapping[str, ArrayLike]) -> dict[str, Any]:
        """Pool name → whether it is liquidatable: compartments fail one by one, a cross pool as a whole."""
        return {name: pool.liquidatable(marks) for name, pool in self.pools.items()}

    # ---- changes ------------------------------------------------------------------------------------------------

    def with_pool(self, name: str, pool: Pool) -> Portfolio:
        """The portfolio with that pool added or replaced."""
        return replace(self, pools={**self.pools, name: pool})

    def transfer(self, source: str, target: str, amount: float, marks: Mapping[str, ArrayLike]) -> Portfolio:
        """Move collateral between ``"wallet"`` and pools.

        A pool may give only free collateral (``equity − initial requirement``), so unrealised profit can leave wherever
        this holds; venues that forbid that check it themselves (see :mod:`course.venues`).

        Raises:
            ArgumentError: if the amount is negative or above what the source can give.
        """
        within("amount", amount, 0.0)
        available = self.wallet if source == "wallet" else max(self.pool(source).free_collateral(marks), 0.0)
        if amount > available + TOLERANCE * max(1.0, abs(available)):
            raise ArgumentError("amount", amount, f"at most {available:,.2f} USD, what {source!r} can give")
        return self._add(source, -amount)._add(target, amount)

    def move(
        self,
        symbol: str,
        source: str,
        target: str,
        collateral: float,
        marks: Mapping[str, ArrayLike],
        *,
        side: str | None = None,
    ) -> Portfolio:
        """Change a position's margin mode: move it, with ``collateral`` USD, from one pool to another.

        The position keeps its size and entry price, so its unrealised PnL moves with it and total equity does not change.
        A target that does not exist is made; one that holds the same market and side takes both as one position; an emptied
        source is closed and its cash returned to the wallet. ``side`` names the leg where a long and a short are held.

        Raises:
            ArgumentError: if it is not clear which position is meant, or if either pool would not meet its initial requirement
                afterwards.
        """
        giver, position = self.pool(source), self.pool(source).position(symbol, side)
        finite("collateral", collateral)
        receiver = self.pools.get(target, Pool(0.0))
        giver = replace(
            giver,
            collateral=giver.collateral - collateral,
            positions=tuple(p for p in giver.positions if p is not position),
        )
        receiver = receiver.deposit(collateral).with_position(position)
        for name, pool in ((source, giver), (target, receiver)):
            short = -pool.free_collateral(marks)
            if short > TOLERANCE * max(1.0, abs(pool.collateral)):
                raise ArgumentError(
                    "collateral",
                    collateral,
                    f"an amount that leaves {name!r} above its initial requirement (now {short:,.2f} USD short)",
                )
        moved = self.with_pool(source, giver).with_pool(target, receiver)
        if giver.positions or giver.holdings:
            return moved
        remaining = {name: pool for name, pool in moved.pools.items() if name != source}
        return replace(moved, wallet=moved.wallet + giver.collateral, pools=remaining)

    def settle_funding(
        self, rates: Mapping[str, float], prices: Mapping[str, ArrayLike], source: str = "margin"
    ) -> Portfolio:
        """The portfolio after one funding payment of every pool, see :meth:`Pool.funding_due`.

        Args:
            rates: funding rate of the interval by symbol, a fraction; a market that is not named pays nothing.
            prices: the price that the venue multiplies with (oracle or mark).
            source: which pocket pays. ``"margin"``: each pool's own collateral, at once, so that its liquidation price moves.
                ``"wallet"``: what is free in the wallet first, and the pools only what it lacks; see :func:`funding_split`.
                Venues differ (:attr:`course.venues.base.Venue.funding_source`).
        """
        one_of("source", source, SOURCES)
        due = {name: pool.funding_due(rates, prices) for name, pool in self.pools.items()}
        wallet, taken = self.wallet, list(due.values())
        if source == "wallet" and due:
            wallet, taken = funding_split(self.wallet, taken)
        pools = {n: p.deposit(-x) for (n, p), x in zip(self.pools.items(), taken, strict=True)}
        return replace(self, wallet=wallet, pools=pools)

    def _add(self, name: str, amount: float) -> Portfolio:
        if name == "wallet":
            return replace(self, wallet=max(self.wallet + amount, 0.0))
        return self.with_pool(name, self.pool(name).deposit(amount))
