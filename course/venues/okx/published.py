"""OKX's published formulas and what its API shows. The golden vectors call this, the venue does not.

Sources: as :mod:`course.venues.okx.venue`, which is the venue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from course.margin import Market, Pool, Position, Schedule
from course.validation import finite, positive, within
from course.venues.okx.venue import TAKER_FEE


def isolated_liquidation_price(
    margin: float, size: float, entry_price: float, maintenance_rate: float, fee: float = TAKER_FEE
) -> float | None:
    """``(E − s·W/q) / (1 − s·(m + f))``: requirement and closing fee at mark, on the whole position."""
    rule = Schedule.flat(maintenance_rate, closing_fee=fee)
    pool = Pool(margin, (Position(Market("X", 1.0, rule), size, entry_price),))
    price = pool.liquidation_price("X", {"X": entry_price})
    return None if price is None else float(price)


class PositionFigures(NamedTuple):
    """What OKX's API shows of a position."""

    initial: float
    maintenance: float
    unrealised_pnl: float
    pnl_ratio: float
    equity: float
    liquidation_price: float | None


def position_figures(
    size: float,
    average_price: float,
    mark: float,
    leverage: float,
    maintenance_rate: float,
    margin_ratio: float,
    fee: float = TAKER_FEE,
) -> PositionFigures:
    """Margins and liquidation price from the margin ratio ``equity / (MM + closing fee)``.

    Args:
        size: base units, signed.
        average_price: USD.
        mark: USD.
        leverage: the setting.
        maintenance_rate: of the position's tier, on all of it.
        margin_ratio: as shown, a multiple (1: liquidation).
        fee: taker fee.
    """
    rule = Schedule.flat(maintenance_rate, closing_fee=fee)
    held = Position(Market("X", 1.0 / leverage, rule), size, average_price)
    pnl = float(held.unrealised_pnl(mark))
    equity = float(margin_ratio * held.maintenance_requirement(mark))
    price = Pool(equity - pnl, (held,)).liquidation_price("X", {"X": mark})
    return PositionFigures(
        float(held.notional(mark) / leverage),
        float(maintenance_rate * held.notional(mark)),
        pnl,
        float(pnl / (held.notional(average_price) / leverage)),
        equity,
        None if price is None else float(price),
    )


def discounted_value(amount: float, price: float, tiers: Iterable[tuple[float, float]]) -> float:
    """USD that an asset counts as collateral: each slice of the amount at its rate, nothing beyond the last tier.

    Args:
        amount: units of the asset.
        price: USD.
        tiers: ``(upper limit in units, rate)``, rising.
    """
    left, below, total = within("amount", amount, 0.0), 0.0, 0.0
    for limit, rate in tiers:
        taken = min(left, positive("limit", limit) - below)
        total += taken * within("rate", rate, 0.0, 1.0)
        left, below = left - taken, limit
    return float(total * finite("price", price))
