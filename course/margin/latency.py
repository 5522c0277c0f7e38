"""A venue that judges late: how long its maintenance fraction lasts, and what it would need.

For one linear position the price of bankruptcy lies ``m`` beyond the price of liquidation, whatever the leverage: at the
liquidation price ``P`` the equity left is ``m·P`` a unit, so a long is bankrupt at ``P·(1 − m)`` and a short at ``P·(1 + m)``.
A price that moves evenly in proportion, by ``x`` within ``T`` seconds, has moved by ``1 − (1 − x)^(t/T)`` after ``t`` of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.margin.leverage import Side, _scalar, sign
from course.validation import finite, positive, within


def price_after(price: ArrayLike, move: ArrayLike, seconds: ArrayLike, after: ArrayLike, side: Side = "long") -> Any:
    """Price after a time of an even move against a side: ``price · (1 − s·x)^(t/T)``.

    Args:
        price: at the start, USD.
        move: adverse move within ``seconds``, a fraction in (0, 1) for a long, above 0 for a short.
        seconds: over which the move goes, above 0.
        after: seconds since the start, at least 0.
        side: ``"long"``: the price falls; ``"short"``: it rises.

    >>> round(price_after(100, 0.2935, 3_600, 60), 2)
    99.42
    """
    share = np.asarray(within("after", after, 0.0), float) / positive("seconds", seconds)
    return _scalar(np.asarray(positive("price", price), float) * np.exp(share * _log_of_move(move, side)))


def time_to_act(maintenance: ArrayLike, move: ArrayLike, seconds: ArrayLike, side: Side = "long") -> Any:
    """Seconds from the liquidation price to the bankruptcy price in an even move: ``T · ln(1 − s·m) / ln(1 − s·x)``.

    The longest delay of a venue that leaves no debt. There is no leverage in it: leverage decides where the stretch between
    the two prices lies, the maintenance fraction how wide it is.

    Args:
        maintenance: fraction of notional at mark, in [0, 1).
        move: adverse move within ``seconds``, a fraction in (0, 1) for a long, above 0 for a short.
        seconds: over which the move goes, above 0.
        side: ``"long"`` or ``"short"``.

    >>> round(time_to_act(0.012, 0.2934, 3_600), 1)
    125.1
    """
    m = np.asarray(within("maintenance", maintenance, 0.0, 1.0, open_high=True), float)
    return _scalar(np.asarray(positive("seconds", seconds)) * np.log1p(-sign(side) * m) / _log_of_move(move, side))


def needed_maintenance(lag: ArrayLike, move: ArrayLike, seconds: ArrayLike, side: Side = "long") -> Any:
    """Smallest maintenance fraction with which a venue that is ``lag`` seconds late leaves no debt: ``|(1 − s·x)^(lag/T) − 1|``.

    :func:`time_to_act` turned round. For a short it may pass 1.

    >>> round(needed_maintenance(3_600, 0.2934, 3_600), 4), round(needed_maintenance(60, 0.2934, 3_600), 4)
    (0.2934, 0.0058)
    """
    share = np.asarray(within("lag", lag, 0.0), float) / positive("seconds", seconds)
    return _scalar(np.abs(np.expm1(share * _log_of_move(move, side))))


def bad_debt(size: ArrayLike, entry_price: ArrayLike, collateral: ArrayLike, price: ArrayLike) -> Any:
    """What others must bear when a position is closed at ``price``: ``max(0, −(collateral + size · (price − entry)))``, USD.

    Args:
        size: in base units, above 0 for a long, below 0 for a short.
        entry_price: USD.
        collateral: that stands behind it, USD.
        price: at which it is closed, USD; fees are left out.

    >>> bad_debt(1_000, 100, 10_000, 88.495), bad_debt(1_000, 100, 10_000, 91.0)
    (1505.0, 0.0)
    """
    change = np.asarray(positive("price", price), float) - positive("entry_price", entry_price)
    equity = np.asarray(finite("collateral", collateral), float) + np.asarray(finite("size", size), float) * change
    # Rounded to a millionth of a cent: differences of prices leave traces beyond.
    return _scalar(np.maximum(0.0, -np.round(equity, 8)))


def _log_of_move(move: ArrayLike, side: Side) -> Any:
    s = sign(side)
    x = np.asarray(within("move", move, 0.0, 1.0 if s > 0 else np.inf, open_low=True, open_high=True), float)
    return np.log1p(-s * x)
