"""Showing a portfolio without telling what one owns: everything as a multiple of equity, rounded, without entries and names.

Three exact ratios can point to one account on a public chain, so all of them are rounded to two figures (requirements, which
are the venue's and no secret, to three). Whoever shows an account
of a chain should know that its address is public all the same.
"""

from __future__ import annotations

import math

from course.margin import Pool, Position
from course.margin.market import Market
from course.validation import ArgumentError
from course.venues.portfolios.record import Imported

FIGURES = 2


def rounded(value: float, figures: int = FIGURES) -> float:
    """To so many significant figures."""
    return float(f"{value:.{figures}g}") if value and math.isfinite(value) else 0.0


def redacted(found: Imported) -> Imported:
    """The portfolio with equity 1: sizes as multiples of equity at a price of 1, requirements as fractions, nothing else.

    Every position is entered at its mark, so that open profit, entries and prices do not show; pools are named by their mode and
    number. ``size`` is notional over the equity of the whole portfolio, ``collateral`` the pool's equity over it.

    Raises:
        ArgumentError: the portfolio is not whole, or worth nothing.
    """
    whole = found.portfolio
    equity = float(whole.equity(found.marks))
    if equity <= 0:
        raise ArgumentError("equity", equity, "above zero: a portfolio worth nothing has no multiples of it")
    pools, modes = {}, {}
    for number, (name, pool) in enumerate(whole.pools.items(), start=1):
        mode = found.modes[name]
        label = f"{mode} {number}"
        pools[label] = Pool(
            rounded(float(pool.equity(found.marks)) / equity),
            tuple(_shown(p, found.marks[p.symbol], equity) for p in pool.positions),
        )
        modes[label] = mode
    symbols = sorted({p.symbol for pool in pools.values() for p in pool.positions})
    return Imported(
        "own", "", pools, modes, dict.fromkeys(symbols, 1.0), "A portfolio shown without amounts", redacted=True
    )


def _shown(position: Position, mark: float, equity: float) -> Position:
    notional = abs(float(position.size)) * mark
    kept, first = (
        rounded(float(r) / notional)
        for r in (position.maintenance_requirement(mark), position.initial_requirement(mark))
    )
    size = math.copysign(rounded(notional / equity), float(position.size))
    return Position(Market(position.symbol, max(first, kept), kept), size, 1.0)


def markdown(found: Imported) -> str:
    """What :func:`redacted` shows, as Markdown."""
    shown = found if found.redacted else redacted(found)
    lines = ["| Pool | Market | Size, × equity | Maintenance |", "| --- | --- | --- | --- |"]
    for name, pool in shown.pools.items():
        lines.append(f"| {name} | equity | {pool.collateral:g} | |")
        for p in pool.positions:
            rate = p.market.maintenance_schedule.rates[0]
            lines.append(f"| {name} | {p.symbol} | {p.size:+g} | {100 * rate:g}\u202f% |")
    return "\n".join(lines) + "\n"
