"""The same exposure held twice: the whole account behind it at low leverage, or a small compartment at high leverage.

Both earn the same dollars on every path on which both are still there. The compartment loses at most what was posted, and pays
for that floor with a hole: it is thrown out by moves that the account would have sat through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.margin import Market, Pool, Position
from course.simulation.capital_needed import collateral_needed
from course.simulation.paths import Paths
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of, positive, within


@dataclass(frozen=True)
class HeldExposure:
    """One exposure with one amount behind it, on every path.

    Attributes:
        result: profit or loss at the end, USD, shape (paths,).
        out: whether the venue closed it on the way, shape (paths,).
    """

    result: Floats
    out: np.ndarray[Any, Any]

    @property
    def thrown_out(self) -> float:
        """Share of the paths on which the venue closed it."""
        return float(self.out.mean())

    def summary(self, tail: float = 0.05) -> dict[str, float]:
        """``thrown_out``, ``mean``, ``worst`` and ``worst_tail``: the mean of the worst share of results, USD.

        Args:
            tail: that share, above 0 to 1; at least one path is taken.
        """
        within("tail", tail, 0.0, 1.0, open_low=True)
        count = max(int(tail * len(self.result) + 1e-9), 1)
        return {
            "thrown_out": self.thrown_out,
            "mean": float(self.result.mean()),
            "worst": float(self.result.min()),
            "worst_tail": float(np.sort(self.result)[:count].mean()),
        }


def held(position: Position, backing: float, paths: Paths, *, rest: str = "kept") -> HeldExposure:
    """What becomes of one position with an amount behind it: closed for good at the first price below its requirement.

    Without funding and fees. :func:`course.simulation.replay` knows those, and venues' rules; this is its closed form.

    Args:
        position: its size and entry price are one number each.
        backing: USD: the account's equity in cross, the post in isolated.
        paths: prices of its market; the first row counts too.
        rest: what happens to the equity that is left when it is closed: ``"kept"`` by the venue (all of the backing is
            lost), or ``"returned"`` (it closes just at its liquidation price; a gap would take more).

    Raises:
        ArgumentError: for a backing that is below the requirement at entry.
    """
    one_of("rest", rest, ("kept", "returned"))
    money = positive("backing", backing)
    if np.ndim(position.size) or np.ndim(position.entry_price):
        raise ArgumentError("position", np.shape(position.size), "one size and one entry price")
    pool, entry = Pool(money, (position,)), {position.symbol: position.entry_price}
    if pool.liquidatable(entry):
        needed = pool.maintenance_requirement(entry)
        raise ArgumentError("backing", money, f"at least {needed:,.2f} USD, what keeping the position takes")
    prices = paths[position.symbol]
    out = np.asarray(collateral_needed(pool, paths) > money)
    result = np.array(position.unrealised_pnl(prices[-1]), float)
    wall = pool.liquidation_price(position.symbol, entry) if rest == "returned" and out.any() else None
    result[out] = -money if wall is None else max(float(position.unrealised_pnl(wall)), -money)
    return HeldExposure(result, out)


def same_exposure(
    market: Market,
    notional: float,
    account: float,
    posted: float,
    paths: Paths,
    *,
    side: str = "long",
    rest: str = "kept",
) -> dict[str, HeldExposure]:
    """The same dollars of exposure in both modes: the account behind them, and a compartment in it.

    Args:
        market: what is held; the price at the start of each path is the entry.
        notional: USD, the same in both.
        account: USD, backs the position in cross.
        posted: USD, backs it in isolated; at most the account.
        paths: prices, starting at 1 price for all.
        side: ``"long"`` or ``"short"``.
        rest: as in :func:`held`.

    Returns:
        ``"cross"`` and ``"isolated"``.
    """
    one_of("side", side, ("long", "short"))
    within("posted", posted, 0.0, positive("account", account), open_low=True)
    start = paths[market.symbol][0]
    if np.any(start != start[0]):
        raise ArgumentError("paths", float(start.max()), f"one price at the start of every path, here {start[0]:g}")
    size = (1 if side == "long" else -1) * market.long_sign * positive("notional", notional) / start[0]
    position = Position(market, float(size), float(start[0]))
    return {mode: held(position, money, paths, rest=rest) for mode, money in (("cross", account), ("isolated", posted))}


def from_one_start(paths: Paths, price: float = 100.0) -> Paths:
    """Paths of different times made comparable: every market of every path starts at the same price."""
    return replace(paths, prices=paths.prices / paths.prices[0] * positive("price", price))
