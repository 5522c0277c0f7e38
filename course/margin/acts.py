"""What to touch first: every act of the same size on a pool, and what it does to its border, per dollar of fee or of cash.

An act is a trade at the mark (part of a position closed, or more of it taken), or cash put in: from outside, or out of another
pool. Nothing here says what to trade; it says what a change does.

>>> from course.margin import Market, Position
>>> pool = Pool(6_000.0, (Position(Market("BTC", 0.05, 0.03), 1, 60_000.0), Position(Market("ETH", 0.05, 0.03), -15, 3_000.0)))
>>> tried = acts(pool, {"BTC": 60_000.0, "ETH": 3_000.0}, 3_000.0, cash=300.0)
>>> [act.name for act in tried.acts]
['as it is', 'close BTC', 'close ETH', 'add to ETH', 'deposit']
>>> [round(float(x), 3) for x in tried.after.ray([-1.0, -1.0])]
[0.241, 0.329, 0.197, 0.315, 0.266]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.border import Terrain
from course.margin.pool import Marks, Pool
from course.margin.portfolio import leg_names
from course.validation import ArgumentError, finite, one_of, positive, within


@dataclass(frozen=True)
class Act:
    """One thing that could be done.

    Attributes:
        name: in words: "close BTC".
        kind: ``"none"``, ``"close"``, ``"add"``, ``"deposit"``, ``"move"`` (free cash of another pool) or ``"dissolve"``
            (another pool is closed and all that is left of it comes).
        of: the position or the pool.
        traded: USD of notional that change hands.
        fee: USD that they cost.
        cash: USD that come into this pool, before the fee of trades in it.
    """

    name: str
    kind: str
    of: str = ""
    traded: float = 0.0
    fee: float = 0.0
    cash: float = 0.0


@dataclass(frozen=True)
class Tried:
    """Acts, and the pool after each of them: row i of every answer is act i. The first is to do nothing."""

    acts: tuple[Act, ...]
    after: Terrain

    def gain(self, direction: ArrayLike) -> np.ndarray[Any, Any]:
        """How much farther along a direction the border lies after each act, in units of the direction."""
        reach = np.asarray(self.after.ray(direction))
        return np.asarray(reach - reach[0])

    def per(self, direction: ArrayLike, what: str = "fee") -> np.ndarray[Any, Any]:
        """:meth:`gain` per dollar of ``"fee"`` or of ``"cash"``; NaN for acts that cost none of it."""
        one_of("what", what, ("fee", "cash"))
        cost = np.array([getattr(act, what) for act in self.acts])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(cost > 0, self.gain(direction) / np.where(cost > 0, cost, 1.0), np.nan))


def acts(
    pool: Pool,
    marks: Mapping[str, ArrayLike],
    dollars: float,
    *,
    fee: float = 0.0,
    cash: float = 0.0,
    others: Mapping[str, Pool] | None = None,
) -> Tried:
    """Every act of one size.

    Args:
        pool: scalars.
        marks: prices today, USD, also those of the other pools.
        dollars: notional of each trade, USD; a smaller position is closed whole.
        fee: fraction of what is traded.
        cash: of the deposit, USD; 0: none is tried.
        others: further pools of the account, by name: their free cash may move here, and each that holds positions may be
            dissolved.

    Returns:
        Nothing done; each position closed in part; more of each position on whose rise or fall the whole pool does *not* lose
        (a hedge against a common fall); the deposit; the cash of the others.
    """
    positive("dollars", dollars)
    within("fee", fee, 0.0, 1.0, open_high=True)
    within("cash", cash, 0.0)
    prices = Marks.of(marks)
    sizes = np.array([p.size for p in pool.positions], float)
    names = leg_names(pool.positions)
    made, rows, money = [Act("as it is", "none")], [sizes], [0.0]

    def trade(kind: str, k: int, traded: float, sign: float) -> None:
        cost = traded * fee
        made.append(Act(f"close {names[k]}" if kind == "close" else f"add to {names[k]}", kind, names[k], traded, cost))
        after = sizes.copy()
        whole = kind == "close" and traded >= abs(sizes[k]) * prices[pool.positions[k].symbol]
        after[k] = 0.0 if whole else after[k] + sign * traded / prices[pool.positions[k].symbol]
        rows.append(after)
        money.append(-cost)

    for k, leg in enumerate(pool.positions):
        trade("close", k, min(dollars, abs(leg.size) * prices[leg.symbol]), -np.sign(leg.size))
    falls = {s: g for s, g in pool.gradient(prices).items() if g < 0}
    whole = sum(pool.gradient(prices).values())
    for k, leg in enumerate(pool.positions):
        if (whole > 0) == (leg.symbol in falls) and len(pool.positions) > 1:
            trade("add", k, dollars, np.sign(leg.size))

    def pay(act: Act, comes: float) -> None:
        made.append(act)
        rows.append(sizes)
        money.append(comes)

    if cash > 0:
        pay(Act("deposit", "deposit", cash=cash), cash)
    for name, other in (others or {}).items():
        free = max(float(other.free_collateral(prices)), 0.0)
        pay(Act(f"free cash of {name}", "move", name, cash=free), free)
        notional = float(other.notional(prices))
        left = float(other.equity(prices)) - notional * fee
        if left > 0 and other.positions:
            pay(Act(f"dissolve {name}", "dissolve", name, notional, notional * fee, left), left)
    return Tried(tuple(made), Terrain.traded(pool, prices, np.array(rows), np.array(money)))


def least(
    pool: Pool,
    marks: Mapping[str, ArrayLike],
    direction: ArrayLike,
    reach: float,
    *,
    of: str = "",
    kind: str = "close",
    fee: float = 0.0,
    most: float = 1e12,
) -> float | None:
    """The least that brings the border along a direction out to ``reach``: notional of a trade, or cash.

    Args:
        pool: scalars.
        marks: prices today, USD.
        direction: relative moves, one a market in the order of first use (:attr:`Terrain.symbols`).
        reach: how far, in units of the direction; every price must stay above 0 there.
        of: the position's name (:func:`course.margin.portfolio.leg_names`); not for cash.
        kind: ``"close"``, ``"add"`` or ``"cash"``.
        fee: fraction of what is traded.
        most: USD beyond which is not looked.

    Returns:
        USD, 0 if it reaches so far already; ``None`` if closing all of it, or ``most``, does not do it. Found by halving, to a
        hundredth of a cent of what is asked: exact where more of the act never brings the border back.
    """
    one_of("kind", kind, ("close", "add", "cash"))
    prices, far = Marks.of(marks), positive("reach", reach)
    here = Terrain.of(pool, prices)
    there = far * np.asarray(finite("direction", direction), float)
    if np.any(there <= -1.0):
        raise ArgumentError("reach", reach, "a reach at which every price is above 0")
    if kind == "cash":
        return max(-float(here.health(there)), 0.0)
    names = leg_names(pool.positions)
    one_of("of", of, tuple(names))
    k, sizes = names.index(of), np.array([p.size for p in pool.positions], float)
    price = float(prices[pool.positions[k].symbol])
    top = min(most, abs(sizes[k]) * price) if kind == "close" else most
    sign = np.sign(sizes[k]) * (-1 if kind == "close" else 1)

    def reaches(traded: float) -> bool:
        row = sizes.copy()
        row[k] = row[k] + sign * traded / price if traded < abs(sizes[k]) * price or kind == "add" else 0.0
        found = Terrain.traded(pool, prices, row, -traded * fee).ray(direction)
        return bool(np.isnan(found) or found >= far)

    if reaches(0.0):
        return 0.0
    high = min(top, max(abs(sizes[k]) * price, 1.0))
    while not reaches(high):
        if high >= top:
            return None
        high = min(high * 4, top)
    low = 0.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
        if middle in (low, high) and high - low <= 1e-12 * high:
            break
    return float(high)


def split_evenly(
    pools: Mapping[str, Pool], groups: Mapping[str, tuple[str, ...]], marks: Mapping[str, ArrayLike]
) -> dict[str, Pool]:
    """The same positions in other pools: any partition, with the account's equity shared out by what opening each takes.

    Args:
        pools: the account today; their equity together is what is shared out.
        groups: new pool → names of positions, each exactly once: the symbol, with ``" long"`` or ``" short"`` behind it where
            both are held (:func:`course.margin.portfolio.leg_names` of all positions).
        marks: prices today, USD.

    Returns:
        New pools, in the order of ``groups``. Collateral is the share of equity less the open profit that comes along.

    Raises:
        ArgumentError: for a position that is named twice, or not at all, or is not there; for collateral that is not cash.
    """
    prices = Marks.of(marks)
    legs = [leg for pool in pools.values() for leg in pool.positions]
    if any(pool.holdings for pool in pools.values()):
        raise ArgumentError("pools", sorted(pools), "pools whose collateral is cash")
    by_name = dict(zip(leg_names(legs), legs, strict=True))
    named = [name for group in groups.values() for name in group]
    for name in named:
        if name not in by_name or named.count(name) > 1:
            raise ArgumentError("groups", name, f"each of {sorted(by_name)} once")
    missing = sorted(set(by_name) - set(named))
    if missing:
        raise ArgumentError("groups", missing[0], f"each of {sorted(by_name)} once")
    bare = {g: Pool(0.0, tuple(by_name[n] for n in names)) for g, names in groups.items()}
    needs = {g: float(pool.initial_requirement(prices)) for g, pool in bare.items()}
    equity, total = sum(float(p.equity(prices)) for p in pools.values()), sum(needs.values())
    return {
        g: pool.deposit(equity * (needs[g] / total if total else 1 / len(bare)) - float(pool.unrealised_pnl(prices)))
        for g, pool in bare.items()
    }
