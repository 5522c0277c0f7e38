"""Showing a portfolio without telling what one owns: everything as a multiple of equity, rounded, without entries and names.

Nothing in a snapshot changes with the size of the account. So a requirement is the one of the *first* tier of its market, which
the venue publishes; what a larger position needs beyond it would tell how large it is. Three exact ratios can point to one
account on a public chain, so all are rounded to two figures. Whoever shows an account of a chain should know that its address is
public all the same.
"""

from __future__ import annotations

import math
from dataclasses import replace

from course.margin import Pool, Position
from course.margin.market import Market
from course.texts import say
from course.validation import ArgumentError
from course.venues.portfolios.imported import Assumption, Imported

FIGURES = 2
UNDERSTOOD = "A portfolio shown without amounts"
TIERS = "Maintenance is that of each market’s first tier: a large position needs more and ends earlier."


def rounded(value: float, figures: int = FIGURES) -> float:
    """To so many significant figures."""
    return float(f"{value:.{figures}g}") if value and math.isfinite(value) else 0.0


def redacted(found: Imported) -> Imported:
    """The portfolio with equity 1: sizes as multiples of equity at a price of 1, requirements as fractions, nothing else.

    Every position is entered at its mark, so that open profit, entries and prices do not show; pools are named by their mode and
    number. ``size`` is notional over the equity of the whole portfolio, ``collateral`` the pool's cash and open profit over it.

    Raises:
        ArgumentError: the portfolio is not whole, or worth nothing.
    """
    if found.redacted:
        return found
    whole = found.portfolio
    equity = float(whole.equity(found.marks))
    if equity <= 0:
        raise ArgumentError("equity", equity, "above zero: a portfolio worth nothing has no multiples of it")
    pools, modes = {}, {}
    for number, (name, pool) in enumerate(whole.pools.items(), start=1):
        label = f"{found.modes[name]} {number}"
        cash = float(pool.collateral + pool.unrealised_pnl(found.marks))
        pools[label] = Pool(
            rounded(cash / equity),
            tuple(_shown(p, found.marks[p.symbol], equity) for p in pool.positions),
            tuple(replace(h, amount=rounded(float(h.amount) * found.marks[h.asset] / equity)) for h in pool.holdings),
        )
        modes[label] = found.modes[name]
    symbols = {p.symbol for pool in pools.values() for p in pool.positions}
    symbols |= {h.asset for pool in pools.values() for h in pool.holdings}
    return Imported(
        "own",
        "",
        pools,
        modes,
        dict.fromkeys(sorted(symbols), 1.0),
        UNDERSTOOD,
        (Assumption("tiers", "first", TIERS),),
        redacted=True,
    )


def _shown(position: Position, mark: float, equity: float) -> Position:
    kept, first = (
        rounded(schedule.rates[0] + schedule.closing_fee)
        for schedule in (position.market.maintenance_schedule, position.market.initial_schedule)
    )
    size = math.copysign(rounded(abs(float(position.size)) * mark / equity), float(position.size))
    return Position(Market(position.symbol, max(first, kept), kept), size, 1.0)


def _multiple(value: float) -> str:
    return f"{value:+.{FIGURES}g}".replace("-", "\u2212")


def markdown(found: Imported) -> str:
    """What :func:`redacted` shows, as Markdown."""
    shown = found if found.redacted else redacted(found)
    lines = [TIERS, "", "| Pool | Market | Size, × equity | Maintenance |", "| --- | --- | --- | --- |"]
    for name, pool in shown.pools.items():
        lines.append(
            say("| {name} | cash and open profit | {multiple} | |", name=name, multiple=_multiple(pool.collateral))
        )
        lines += [
            say("| {name} | {asset} held | {multiple} | |", name=name, asset=h.asset, multiple=_multiple(h.amount))
            for h in pool.holdings
        ]
        for p in pool.positions:
            rate = p.market.maintenance_schedule.rates[0]
            lines.append(f"| {name} | {p.symbol} | {_multiple(p.size)} | {100 * rate:g}\u202f% |")
    return "\n".join(lines) + "\n"
