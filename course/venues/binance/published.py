"""Binance's published formulas. The golden vectors call this, the venue does not. Lessons use ``adl_score``.

Sources: as :mod:`course.venues.binance.venue`, which is the venue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course.margin import Market, Pool, Position, Schedule
from course.validation import finite, positive, within


def bracket(rate: float, deduction: float) -> Schedule:
    """One bracket held fixed: ``requirement = rate · notional − deduction``, as Binance's own formula takes it."""
    return Schedule((0.0,), (rate,), (deduction,))


def position(symbol: str, size: float, entry_price: float, rate: float, deduction: float = 0.0) -> Position:
    """A position in one fixed bracket."""
    return Position(Market(symbol, initial=1.0, maintenance=bracket(rate, deduction)), size, entry_price)


def isolated_liquidation_price(
    wallet: float, size: float, entry_price: float, rate: float, deduction: float = 0.0
) -> float | None:
    """``(WB + cum − s·q·E) / (q·(m − s))``: the price where the margin of one position meets its requirement.

    Args:
        wallet: margin of the position *without* its unrealised PnL, USD.
        size: base units, signed.
        entry_price: USD.
        rate: maintenance rate of the bracket that holds at the result.
        deduction: its "cum", USD.
    """
    pool = Pool(wallet, (position("X", size, entry_price, rate, deduction),))
    price = pool.liquidation_price("X", {"X": entry_price})
    return None if price is None else float(price)


def wallet_of_isolated_margin(isolated_margin: float, unrealised_pnl: float) -> float:
    """The API's ``isolatedMargin`` contains the unrealised PnL: ``wallet = isolatedMargin − uPnL``."""
    return float(finite("isolated_margin", isolated_margin) - finite("unrealised_pnl", unrealised_pnl))


def cross_liquidation_price(
    wallet: float, positions: Iterable[Position], marks: dict[str, float], target: str
) -> float | None:
    """``(WB − MM of the others + uPnL of the others + cum − s·q·E) / (q·(m − s))``, the others' marks still."""
    price = Pool(wallet, tuple(positions)).liquidation_price(target, marks)
    return None if price is None else float(price)


def deductions(floors: Sequence[float], rates: Sequence[float]) -> tuple[float, ...]:
    """``cum_k = cum_(k−1) + floor_k·(m_k − m_(k−1))``, so that the requirement is continuous."""
    return Schedule.brackets(floors, rates).deductions


def next_deduction(previous: float, steps: Iterable[tuple[float, float, float]]) -> float:
    """The recursion from a known deduction on; a step is ``(floor, rate below, rate from there)``."""
    return float(previous + sum(floor * (rate - below) for floor, below, rate in steps))


def adl_score(unrealised_pnl: float, wallet: float, margin_ratio: float) -> tuple[float, float]:
    """``(PnL share, rank)``: ``max(0, uPnL) / max(1, WB)`` and that times the margin ratio."""
    share = max(0.0, finite("unrealised_pnl", unrealised_pnl)) / max(1.0, finite("wallet", wallet))
    return share, share * within("margin_ratio", margin_ratio, 0.0)


def funding_received(size: float, mark: float, rate: float, share_of_interval: float = 1.0) -> float:
    """USD *received* at one settlement: ``−size · mark · rate``; a short receives where the rate is positive."""
    return float(-finite("size", size) * positive("mark", mark) * finite("rate", rate) * share_of_interval)
