"""What compounding makes of a bet: growth, the best share and why less of it is wiser, falls and the way back.

Kelly (Bell System Technical Journal 35, 1956) maximises the mean *logarithm* of the account. The formulas below know a mean
and a variance; a record knows its worst day. Both are here, because they part company where it matters: the formula forgives
a leverage at which one day of the record leaves less than nothing.

**The best share is an estimate.** Its standard error over n periods is about ``1 / (σ·√n)``, as large as the number itself for
years on end; it takes costs, funding and liquidation for zero; and beyond twice of it a real edge still shrinks the account.

>>> [round(growth([0.10, -0.08, 0.05, -0.06, 0.04, 0.03, -0.05, 0.02], L), 5) for L in (1, 2, 5)]
[0.00452, 0.00557, -0.01365]
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.validation import ArgumentError, finite, plain, positive, within


def _returns(returns: ArrayLike) -> Any:
    found = np.asarray(within("returns", returns, -1.0), float)
    if found.ndim != 1 or len(found) < 1:
        raise ArgumentError("returns", found.shape, "one row of simple returns")
    return found


def growth(returns: ArrayLike, leverage: ArrayLike) -> Any:
    """Mean logarithm by which an account grows a period: ``mean ln(1 + L · r)``; −∞ if one period leaves nothing.

    The exposure is set anew to L times the account at the start of every period.

    Args:
        returns: simple returns, fractions ≥ −1, shape (periods,).
        leverage: L, signed (short < 0), a number or an array of any shape.

    Returns:
        Per period, shape of ``leverage``; :func:`grown_over` says what n periods make.
    """
    rows = _returns(returns)
    after = 1.0 + np.multiply.outer(np.asarray(finite("leverage", leverage), float), rows)
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(after, 0.0))
    return plain(logs.mean(axis=-1))


def grown_over(growth: ArrayLike, periods: ArrayLike) -> Any:
    """What a mean logarithm of growth a period makes of an account in so many: ``exp(growth · n) − 1``, a fraction.

    Args:
        growth: of :func:`growth` or :func:`growth_formula`, per period; −∞ leaves nothing.
        periods: n, > 0.

    >>> grown_over([0.001, float("-inf")], 365).round(3).tolist()
    [0.441, -1.0]
    """
    rate = np.asarray(growth, float)
    if np.any(np.isnan(rate)) or np.any(rate == np.inf):
        raise ArgumentError("growth", float(rate.flat[0]), "numbers below infinity")
    return plain(np.expm1(rate * np.asarray(positive("periods", periods))))


def mean_error(volatility: ArrayLike, periods: ArrayLike) -> Any:
    """Standard error of a mean return from so many periods: ``σ / √n``.

    >>> round(mean_error(0.032162, 2_327), 5)
    0.00067
    """
    return plain(np.asarray(within("volatility", volatility, 0.0)) / np.sqrt(within("periods", periods, 1.0)))


def growth_formula(mean: ArrayLike, volatility: ArrayLike, leverage: ArrayLike) -> Any:
    """The same for small steps without tails: ``L·μ − L²·σ²/2`` per the time that μ and σ are for.

    Args:
        mean: μ, mean *simple* return, a fraction.
        volatility: σ, ≥ 0.
        leverage: L.
    """
    size = np.asarray(finite("leverage", leverage))
    spread = np.asarray(within("volatility", volatility, 0.0))
    return plain(size * finite("mean", mean) - (size * spread) ** 2 / 2.0)


def best_leverage(mean: ArrayLike, volatility: ArrayLike) -> Any:
    """Kelly's leverage by the formula, ``μ / σ²``: growth is ``μ²/2σ²`` there, and zero again at twice of it."""
    return plain(np.asarray(finite("mean", mean)) / np.square(positive("volatility", volatility)))


def best_leverage_error(volatility: ArrayLike, periods: ArrayLike) -> Any:
    """Standard error of :func:`best_leverage` from so many periods: ``(σ/√n) / σ²``, the volatility taken as known.

    >>> round(best_leverage_error(0.0322, 2_327), 2)
    0.64
    """
    return plain(1.0 / (np.asarray(positive("volatility", volatility)) * np.sqrt(within("periods", periods, 1.0))))


def kelly_share(win: ArrayLike, payoff: ArrayLike) -> Any:
    """Share of the account to risk on a bet that pays ``payoff`` times the stake or loses it: ``p − (1 − p)/payoff``.

    Zero or below: do not bet.

    Args:
        win: p, probability, 0 to 1.
        payoff: what a win brings per unit risked, > 0.

    >>> round(kelly_share(0.45, 1.5), 4)
    0.0833
    """
    p = np.asarray(within("win", win, 0.0, 1.0))
    return plain(p - (1.0 - p) / np.asarray(positive("payoff", payoff)))


def share_of_best_growth(fraction: ArrayLike) -> Any:
    """Growth at a fraction of the best leverage, as a share of the best growth: ``f · (2 − f)``; a half keeps three quarters."""
    f = np.asarray(finite("fraction", fraction))
    return plain(f * (2.0 - f))


def chance_of_fall(left: ArrayLike, fraction: ArrayLike) -> Any:
    """Probability of *ever* being down to a share of the start, betting a fraction of Kelly's leverage: ``left^(2/f − 1)``.

    For a geometric Brownian account without tails or costs, over all time (Thorp, The Kelly criterion, 2006): at the full
    leverage the account halves at some time in half of all lives, at half of it in one of eight; from twice on it surely does.

    Args:
        left: share of the start, above 0 to 1.
        fraction: of :func:`best_leverage`, > 0.

    >>> chance_of_fall(0.5, [0.5, 1, 2]).tolist()
    [0.125, 0.5, 1.0]
    """
    x = np.asarray(within("left", left, 0.0, 1.0, open_low=True), float)
    f = np.asarray(positive("fraction", fraction), float)
    return plain(x ** np.maximum(2.0 / f - 1.0, 0.0))


def chance_of_ruin(win: ArrayLike, units: ArrayLike) -> Any:
    """Probability of ever losing so many units, betting one unit at a time on winning or losing one: ``((1 − p)/p)^units``.

    Gambler's ruin, over all time: certain without an edge. A *fixed size*, unlike a share of what is left, can lose everything.

    Args:
        win: p, probability, above 0 to 1.
        units: what one has, in bets, ≥ 0; whole numbers.

    >>> round(chance_of_ruin(0.55, 10), 3)
    0.134
    """
    p = np.asarray(within("win", win, 0.0, 1.0, open_low=True), float)
    count = np.asarray(within("units", units, 0.0), float)
    if np.any(count != np.round(count)):
        raise ArgumentError("units", float(count.flat[0]), "whole numbers")
    return plain(np.minimum((1.0 - p) / p, 1.0) ** count)


def wiped_out_from(returns: ArrayLike) -> Any:
    """Leverage at which the worst period of a record takes everything: ``1 / |worst|``; infinite if none was a loss.

    A venue closes earlier: :func:`course.margin.max_leverage_for` knows the maintenance requirement.
    """
    worst = float(_returns(returns).min())
    return -1.0 / worst if worst < 0.0 else np.inf


def best_leverage_on_record(returns: ArrayLike) -> float:
    """The leverage ≥ 0 with which a record grew most. It is known only afterwards.

    :func:`growth` is concave in the leverage, so its slope ``mean r/(1 + L·r)`` falls through zero once; found by halving.

    Returns:
        0 where the mean return is not above 0.

    Raises:
        ArgumentError: for a record without a losing period: no leverage would have been too high.
    """
    rows = _returns(returns)
    if rows.mean() <= 0.0:
        return 0.0
    low, high = 0.0, wiped_out_from(rows)
    if high == np.inf:
        raise ArgumentError("returns", float(rows.min()), "a record with at least one loss")
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        low, high = (middle, high) if (rows / (1.0 + middle * rows)).sum() > 0.0 else (low, middle)
    return low


def compounded(share: ArrayLike, losses: ArrayLike) -> Any:
    """Change of an account after losses in a row, each the same share of what is left: ``(1 − share)^losses − 1``.

    >>> round(compounded(0.02, 10), 3)
    -0.183
    """
    return plain(
        (1.0 - np.asarray(within("share", share, 0.0, 1.0))) ** np.asarray(within("losses", losses, 0.0)) - 1.0
    )


def losses_to(left: ArrayLike, share: ArrayLike) -> Any:
    """Losses in a row until at most ``left`` of the account is left: ``ln(left) / ln(1 − share)``, rounded up.

    Args:
        left: share of the start, above 0 to 1.
        share: of what is left, lost each time; above 0 to below 1.

    Returns:
        Whole numbers.

    >>> losses_to(0.5, [0.01, 0.02, 0.03, 0.05, 0.10]).tolist()
    [69, 35, 23, 14, 7]
    """
    x = np.asarray(within("left", left, 0.0, 1.0, open_low=True), float)
    f = np.asarray(within("share", share, 0.0, 1.0, open_low=True, open_high=True), float)
    count = np.log(x) / np.log1p(-f)
    # Rounding must not add a loss where the last one lands on the level exactly.
    return plain(np.ceil(count - 1e-9 * np.maximum(count, 1.0)).astype(int))


def way_back(loss: ArrayLike) -> Any:
    """Gain that makes up for a loss: ``loss / (1 − loss)``; −50 % takes +100 %.

    >>> way_back(0.5)
    1.0
    """
    lost = np.asarray(within("loss", loss, 0.0, 1.0, open_high=True))
    return plain(lost / (1.0 - lost))
