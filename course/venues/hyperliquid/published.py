"""Hyperliquid's published formulas. The golden vectors call this, the venue does not. Lessons use ``adl_score``.

Sources: as :mod:`course.venues.hyperliquid.venue`, which is the venue.
"""

from __future__ import annotations

from collections.abc import Iterable

from course.margin import Market, Pool, Position, Schedule, funding_rate
from course.validation import finite, positive
from course.venues.hyperliquid.venue import maintenance_rate


def market(symbol: str, max_leverage: float) -> Market:
    """A market without tiers, from its maximum leverage."""
    rate = maintenance_rate(max_leverage)
    return Market(symbol, initial=Schedule.flat(min(2 * rate, 1.0)), maintenance=rate)


def initial_margin(notional: float, leverage: float) -> float:
    """``notional / leverage``, checked when a position is opened, USD."""
    return float(positive("notional", notional) / positive("leverage", leverage))


def maintenance_margin(positions: Iterable[tuple[float, float]]) -> float:
    """Total of an account from ``(notional, maximum leverage)``, USD."""
    return float(sum(positive("notional", n) * maintenance_rate(m) for n, m in positions))


def isolated_liquidation_price(size: float, entry_price: float, collateral: float, max_leverage: float) -> float | None:
    """Liquidation price of an isolated position with its margin: ``P − s·available / q / (1 − l·s)``, ``l = 1/(2·Lmax)``."""
    pool = Pool(collateral, (Position(market("X", max_leverage), size, entry_price),))
    price = pool.liquidation_price("X", {"X": entry_price})
    return None if price is None else float(price)


def liquidation_price_from_balance(size: float, raw_usd: float, max_leverage: float) -> float | None:
    """The same from the API's ``totalRawUsd``: cash after paying for the position, so equity is ``raw + size · price``."""
    entry = abs(finite("raw_usd", raw_usd) / size) or 1.0
    return isolated_liquidation_price(size, entry, raw_usd + size * entry, max_leverage)


def cross_liquidation_price(
    account_value: float,
    maintenance_total: float,
    size: float,
    notional: float,
    max_leverage: float,
    *,
    moving: bool = True,
) -> float | None:
    """Liquidation price of one position of a cross account, all other marks still.

    Args:
        account_value: equity, USD.
        maintenance_total: of all cross positions, USD.
        size: base units, signed.
        notional: of this position, USD.
        max_leverage: of this market.
        moving: whether its own requirement moves with the price (today's rule). The estimate of 2023 kept it at today's mark,
            which is the same formula without the divisor ``1 − l·s``.

    Returns:
        USD, or ``None`` where no positive price does it.
    """
    mark = abs(positive("notional", notional) / size)
    rate = maintenance_rate(max_leverage)
    schedule = Schedule.flat(rate, basis="mark" if moving else "entry")
    position = Position(Market("X", min(2 * rate, 1.0), schedule), size, mark)
    others = maintenance_total - position.maintenance_requirement(mark)
    price = Pool(account_value - others, (position,)).liquidation_price("X", {"X": mark})
    return None if price is None else float(price)


def impact_premium(impact_price: float, oracle_price: float) -> float:
    """Premium from the impact price on the side that trades away from the oracle: ``impact / oracle − 1``."""
    return float(positive("impact_price", impact_price) / positive("oracle_price", oracle_price) - 1.0)


def funding_rate_8h(premium: float, interest: float = 0.0001, clamp: float = 0.0005) -> float:
    """``premium + clamp(interest − premium, ±0.05 %)`` per 8 hours; an eighth is paid every hour on ``size · oracle``."""
    return float(funding_rate(premium, interest, clamp))


def adl_score(size: float, entry_price: float, mark: float, account_value: float) -> float:
    """Rank in deleveraging: ``(mark / entry)·(notional / account value)``, the price ratio turned over for shorts."""
    ratio = positive("mark", mark) / positive("entry_price", entry_price)
    return float((ratio if size > 0 else 1.0 / ratio) * abs(size) * mark / positive("account_value", account_value))
