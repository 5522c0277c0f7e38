"""Auto-deleveraging: bankrupt rows hand their positions to the other side, without touching the book."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.simulation.exchange import Deleveraging
from course.simulation.rows import Floats, Index, Rows
from course.simulation.scan import Found


def zero_prices(rows: Rows, bankrupt: Found, marks: Floats) -> Floats:
    """Prices, by leg, at which each bankrupt row ends with exactly nothing, shape (legs, rows).

    ``p_a = M_a − E · share_a / q_a`` with share_a the leg's share of the row's gross notional: a row under water hands
    over at prices better for itself than the mark, by the same fraction of notional on every leg. One leg: the
    bankruptcy price ``−cash / q``.
    """
    equity, gross = rows.equity(marks, bankrupt), rows.notional(marks, bankrupt)
    price = np.asarray(marks, float)[:, np.newaxis]
    return np.asarray(price * (1.0 - equity / gross * np.sign(rows.size[:, bankrupt])))


def rank(rows: Rows, chosen: Index, leg: int, marks: Floats) -> Floats:
    """The usual ranking: return on entry notional × effective leverage for winners, divided by it for losers."""
    size, entry = rows.size[leg][chosen], rows.entry[leg][chosen]
    profit = np.sign(size) * (marks[leg] / entry - 1.0)
    leverage = rows.notional(marks, chosen) / rows.equity(marks, chosen)
    return np.asarray(np.where(profit > 0, profit * leverage, profit / leverage))


def allocate(needed: float, capacity: Floats, score: Floats, how: Deleveraging) -> Floats:
    """How much each counterparty gives up: the best ranked first, or everyone in proportion to what they hold."""
    if how == "pro rata":
        total = capacity.sum()
        return capacity * min(1.0, needed / total) if total > 0 else capacity
    order = np.argsort(-score, kind="stable")
    before = np.cumsum(capacity[order]) - capacity[order]
    taken = np.empty_like(capacity)
    taken[order] = np.clip(needed - before, 0.0, capacity[order])
    return taken


def deleverage(
    rows: Rows, bankrupt: Found, excluded: np.ndarray[Any, Any], marks: Floats, how: Deleveraging
) -> tuple[Floats, float, Found, Floats]:
    """Close the bankrupt rows against the opposite side, at prices that leave them exactly nothing.

    Args:
        rows: the population; changed in place.
        bankrupt: rows to close.
        excluded: mask of rows that cannot take part (about to be liquidated themselves).
        marks: mark prices.
        how: ``"queue"`` or ``"pro rata"``.

    Returns:
        ``(inventory, cash, touched, notional)``: base units (markets,) and USD that the liquidity provider takes over
        because no trader was left on the other side; rows that gave up positions; notional handed over by market.
    """
    prices = zero_prices(rows, bankrupt, marks)
    markets = len(rows.legs)
    inventory, cash, handed = np.zeros(markets), 0.0, np.zeros(markets)
    touched: list[Found] = []
    for a in range(markets):
        size = rows.size[a][bankrupt].copy()
        for side in (1.0, -1.0):
            mine = size * side > 0
            given = size[mine]
            if not len(given):
                continue
            quantity = float(np.abs(given).sum())
            price = float((given * prices[a][mine]).sum() / given.sum())
            others = np.flatnonzero((rows.size[a] * side < 0) & ~excluded)
            others = others[rows.equity(marks, others) > 0]
            taken = allocate(quantity, np.abs(rows.size[a][others]), rank(rows, others, a, marks), how)
            gave = taken > 0
            rows.trade(others[gave], a, side * taken[gave], price)
            touched.append(others[gave])
            rest = side * (quantity - float(taken.sum()))
            inventory[a] += rest
            cash -= rest * price
            handed[a] += quantity * marks[a]
        rows.trade(bankrupt, a, -size, prices[a])
    # What rounding left of "exactly nothing" goes to the provider, so that the ledger still adds up.
    cash += float(rows.cash[bankrupt].sum())
    rows.pay(bankrupt, rows.cash[bankrupt].copy())
    touched.append(np.empty(0, np.intp))
    return inventory, cash, np.unique(np.concatenate(touched)), handed
