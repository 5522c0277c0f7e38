"""Closed forms for one linear position that is its own pool: what a choice of leverage means.

``L`` leverage, ``m`` maintenance fraction of notional at mark, ``s`` = +1 long, −1 short; prices as fractions of entry.
They are what :class:`course.margin.pool.Pool` gives for one position with collateral ``notional / L`` (tests hold them
together); written out because this is what lesson 01 derives.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.validation import ArgumentError, one_of, positive, within

#: ``"long"`` or ``"short"``, checked when used: it comes from controls, files and people.
Side = str


def sign(side: Side) -> int:
    """+1 for ``"long"``, −1 for ``"short"``."""
    one_of("side", side, ("long", "short"))
    return 1 if side == "long" else -1


def _scalar(value: Any) -> Any:
    return np.asarray(value).item() if np.ndim(value) == 0 else value


def liquidation_distance(
    leverage: ArrayLike,
    maintenance: ArrayLike,
    side: Side = "long",
    *,
    opening_fee: ArrayLike = 0.0,
    closing_fee: ArrayLike = 0.0,
) -> Any:
    """Adverse move, as a fraction of the entry price, that takes a fresh position to its liquidation price.

    ``d = (1/L − m) / (1 − s·m)``: for a long the notional, and so the requirement, shrinks on the way down; for a short it
    grows on the way up. An opening fee is taken from the collateral (``1/L − fee``), a closing fee that the venue counts
    inside the requirement is added to ``m``.

    Returns:
        Fraction > 0; for a long ``≥ 1`` means that no positive price liquidates it.

    Raises:
        ArgumentError: if the leverage leaves less than the maintenance requirement at once (``L > 1/m`` without fees).

    >>> round(liquidation_distance(10, 0.025), 4), round(liquidation_distance(10, 0.025, "short"), 4)
    (0.0769, 0.0732)
    """
    s = sign(side)
    leverage = positive("leverage", leverage)
    required = within("maintenance", maintenance, 0.0, 1.0, open_high=True) + within(
        "closing_fee", closing_fee, 0.0, 1.0, open_high=True
    )
    margin = 1.0 / np.asarray(leverage) - within("opening_fee", opening_fee, 0.0, 1.0, open_high=True)
    distance = (margin - required) / (1.0 - s * required)
    if np.any(distance < -1e-12):
        worst = np.max(leverage).item()
        most = 1.0 / np.max(required + np.asarray(opening_fee))
        raise ArgumentError(
            "leverage", worst, f"at most {most:g}, where the margin posted is all needed to keep the position"
        )
    return _scalar(np.maximum(distance, 0.0))


def liquidation_price(
    entry_price: ArrayLike, leverage: ArrayLike, maintenance: ArrayLike, side: Side = "long", **fees: ArrayLike
) -> Any:
    """``entry · (1 − s·d)`` with d of :func:`liquidation_distance`; ``None`` (NaN in arrays) if no positive price does it.

    >>> round(liquidation_price(100, 1, 0.025, "short"), 1), liquidation_price(100, 1, 0.025, "long")
    (195.1, None)
    """
    distance = np.asarray(liquidation_distance(leverage, maintenance, side, **fees))
    price = np.asarray(positive("entry_price", entry_price)) * (1.0 - sign(side) * distance)
    # The solver's threshold too: below a trillionth of the entry price a root is the rounding of zero.
    price = np.where(price > 1e-12 * np.asarray(entry_price), price, np.nan)
    if price.ndim == 0:
        return None if np.isnan(price) else price.item()
    return price


def max_leverage_for(move: ArrayLike, maintenance: ArrayLike, side: Side = "long") -> Any:
    """Highest leverage that survives an adverse ``move`` (fraction of entry): ``L = 1 / (m + move · (1 − s·m))``.

    The inverse of :func:`liquidation_distance`. Without a move it is ``1/m``, the market's own limit.
    """
    move = within("move", move, 0.0)
    m = within("maintenance", maintenance, 0.0, 1.0, open_high=True)
    needed = m + np.asarray(move) * (1.0 - sign(side) * np.asarray(m))
    if np.any(needed <= 0):
        raise ArgumentError("move", 0.0, "above 0 where the maintenance fraction is 0")
    return _scalar(1.0 / needed)


def collateral_for_move(notional: ArrayLike, move: ArrayLike, maintenance: ArrayLike, side: Side = "long") -> Any:
    """Collateral with which a fresh position just meets its requirement after an adverse ``move``: ``N·(m + x·(1 − s·m))``.

    :func:`max_leverage_for` turned round: a long's requirement shrinks on the way down, a short's grows on the way up.

    Args:
        notional: at entry, USD, above 0.
        move: adverse, as a fraction of the entry price, at least 0.
        maintenance: fraction of notional at mark, in [0, 1).
        side: ``"long"`` or ``"short"``.

    >>> round(collateral_for_move(10_000, 0.1, 0.025), 2), round(collateral_for_move(10_000, 0.1, 0.025, "short"), 2)
    (1225.0, 1275.0)
    """
    x = np.asarray(within("move", move, 0.0), float)
    m = np.asarray(within("maintenance", maintenance, 0.0, 1.0, open_high=True), float)
    return _scalar(np.asarray(positive("notional", notional), float) * (m + x * (1.0 - sign(side) * m)))


def effective_leverage(leverage: ArrayLike, move: ArrayLike, side: Side = "long") -> Any:
    """Leverage after the price has moved by ``move`` (signed fraction of entry): notional now / equity now.

    ``L·(1 + move) / (1 + s·L·move)``; infinite once the equity is gone.
    """
    s = sign(side)
    start = np.asarray(positive("leverage", leverage))
    change = np.asarray(within("move", move, -1.0, open_low=True))
    equity = 1.0 + s * start * change
    left = np.where(equity > 0, equity, 1.0)
    return _scalar(np.where(equity > 0, start * (1.0 + change) / left, np.inf))


def return_on_margin(leverage: ArrayLike, move: ArrayLike, side: Side = "long") -> Any:
    """Profit or loss as a fraction of the collateral posted: ``s · L · move``."""
    return _scalar(sign(side) * np.asarray(positive("leverage", leverage)) * np.asarray(within("move", move, -1.0)))
