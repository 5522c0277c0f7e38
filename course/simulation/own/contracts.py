"""What a contract holds, where an export counts contracts and does not say it: its own profits and fees tell.

A fill that closes brings ``contracts · unit · (price − entry)``, and the entry is known from the fills before it. Where none of a
market's fills closes with a profit, the fee tells less: it is a few hundredths of a per cent of ``contracts · unit · price``, and
venues let a contract hold 1 coin, or ten, a hundred, a tenth of one … so that only one power of ten fits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from course.simulation.own.records import InContracts
from course.venues.portfolios.okx import step

#: Fees of takers lie between these, as fractions of the notional; less than a power of ten apart.
LEAST_FEE, MOST_FEE = 0.00012, 0.0012
#: A profit tells only where the price has moved more than this: both are rounded.
MOVED = 1e-5
#: How far the profits may be from the round number, relative.
ROUND = 0.02


def unit_of(rows: Sequence[InContracts]) -> tuple[float, str] | None:
    """What one contract holds, base units, and by what that is known; None where nothing tells.

    Args:
        rows: of one market, in the order of time.
    """
    found = _by_profits(rows)
    if found is not None:
        return found, "profits"
    found = _by_fees(rows)
    return None if found is None else (found, "fees")


def _by_profits(rows: Sequence[InContracts]) -> float | None:
    told = []
    held: dict[str, tuple[float, float]] = {}
    for row in rows:
        fill = row.fill
        size, entry = held.get(fill.leg, (0.0, 0.0))
        after = size + fill.size
        if size * fill.size >= 0:
            if fill.closes and not size:
                return None  # it was open before: its entry is not known
            held[fill.leg] = after, (size * entry + fill.size * fill.price) / after
            continue
        closed = -fill.size if abs(fill.size) <= abs(size) else size
        moved = closed * (fill.price - entry)
        if row.profit and abs(fill.price / entry - 1.0) > MOVED and row.profit / moved > 0:
            told.append(row.profit / moved)
        held[fill.leg] = after, entry if after * size > 0 else fill.price
    if not told:
        return None
    middle = median(told)
    unit = step(middle)
    return unit if abs(middle / unit - 1.0) <= ROUND else None


def _by_fees(rows: Sequence[InContracts]) -> float | None:
    rates = [r.fill.fee / (abs(r.fill.size) * r.fill.price) for r in rows if r.fill.fee > 0]
    if not rates:
        return None
    power = math.ceil(math.log10(max(rates) / MOST_FEE))
    unit = 10.0**power
    return unit if LEAST_FEE <= max(rates) / unit <= MOST_FEE else None
