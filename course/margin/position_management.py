"""What is done to a position while it is open: leverage put right or bought on, profit taken out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.leverage import Side, sign
from course.validation import finite, one_of, positive, within


def _scalar(value: Any) -> Any:
    return np.asarray(value).item() if np.ndim(value) == 0 else value


def rebalancing_factor(
    notional: ArrayLike, equity: ArrayLike, leverage: ArrayLike, band: ArrayLike = 0.0, only: str = "both"
) -> Any:
    """Share of every position to trade so that its leverage is what it should be: ``leverage · equity / notional − 1``.

    Below zero: so much of it is closed. Zero while ``notional / equity`` lies within ``band`` of ``leverage``, and on the side
    that is not wanted.

    Args:
        notional: gross, at mark, USD, above 0.
        equity: USD, above 0.
        leverage: aimed at.
        band: how far the leverage may be off, as a fraction of ``leverage``; beyond it is brought back to ``leverage`` itself.
        only: ``"down"``: only smaller; ``"up"``: only larger, which is buying on profit; ``"both"``.

    >>> round(rebalancing_factor(33_000, 12_000, 3), 4), rebalancing_factor(33_000, 12_000, 3, band=0.1)
    (0.0909, 0.0)
    """
    one_of("only", only, ("both", "down", "up"))
    wanted = np.asarray(positive("leverage", leverage), float) * np.asarray(positive("equity", equity), float)
    there = np.asarray(positive("notional", notional), float)
    factor = wanted / there - 1.0
    off = np.abs(there / wanted - 1.0) > within("band", band, 0.0)
    if only != "both":
        off &= factor < 0 if only == "down" else factor > 0
    return _scalar(np.where(off, factor, 0.0))


def rebalancing_trade(
    size: ArrayLike, price: ArrayLike, equity: ArrayLike, leverage: ArrayLike, band: ArrayLike = 0.0, only: str = "both"
) -> Any:
    """Signed size to trade, base units: ``size ·`` :func:`rebalancing_factor`. A short that is to grow sells.

    Args:
        size: signed, base units, not 0.
        price: mark, USD.
        equity: USD, above 0.
        leverage: aimed at.
        band: see :func:`rebalancing_factor`.
        only: see :func:`rebalancing_factor`.

    >>> round(rebalancing_trade(-10, 3_300, 12_000, 3), 3)
    -0.909
    """
    held = np.asarray(finite("size", size), float)
    notional = positive("size", np.abs(held)) * np.asarray(positive("price", price), float)
    return _scalar(held * rebalancing_factor(notional, equity, leverage, band, only))


def move_to_leverage(leverage: ArrayLike, to: ArrayLike, side: Side = "long") -> Any:
    """Adverse move, a fraction of the price, after which an untouched position has leverage ``to``: ``(L'/L − 1)/(L' − s)``.

    The inverse of :func:`course.margin.effective_leverage`.

    Args:
        leverage: before the move, above 0; for a long above 1 (else a fall lowers it).
        to: after it, no less than ``leverage``.
        side: ``"long"`` or ``"short"``.

    >>> round(move_to_leverage(5, 6), 4), round(move_to_leverage(5, 6, "short"), 4)
    (0.04, 0.0286)
    """
    s = sign(side)
    before = np.asarray(within("leverage", leverage, 1.0 if s > 0 else 0.0, open_low=True), float)
    after = np.asarray(within("to", to, float(np.max(before))), float)
    return _scalar((after / before - 1.0) / (after - s))


def wall_shift(amount: ArrayLike, size: ArrayLike, maintenance: ArrayLike, side: Side = "long") -> Any:
    """How far the liquidation price comes nearer when ``amount`` leaves the collateral: ``amount / (|size| · (1 − s·m))``.

    Up for a long, down for a short; the other way for a deposit (a negative amount). Of one position in its own pool, with one
    maintenance fraction, as long as there is a liquidation price before and after.

    Args:
        amount: taken out, USD.
        size: base units, its sign does not count, not 0.
        maintenance: fraction of notional, in [0, 1).
        side: ``"long"`` or ``"short"``.

    >>> round(wall_shift(6_000, 1, 0.03), 2), round(wall_shift(6_000, 1, 0.03, "short"), 2)
    (6185.57, 5825.24)
    """
    m = np.asarray(within("maintenance", maintenance, 0.0, 1.0, open_high=True), float)
    held = np.asarray(positive("size", np.abs(np.asarray(finite("size", size), float))), float)
    return _scalar(np.asarray(finite("amount", amount), float) / (held * (1.0 - sign(side) * m)))
