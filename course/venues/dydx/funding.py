"""Funding on dYdX: votes every block, a sample every minute, a rate every hour, an index, a settlement.

Source: dydxprotocol/v4-chain@84d4664, protocol/x/clob/memclob (premium votes), x/perpetuals/keeper/perpetual.go (samples,
ticks), x/perpetuals/funding/funding.go (index), x/perpetuals/lib/lib.go (settlement).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from course.validation import ArgumentError
from course.venues.dydx.parameters import MIN_VOTES, RATE_CLAMP_FACTOR, SAMPLE_SECONDS, TICK_SECONDS
from course.venues.dydx.units import MILLION, QUOTE, ceil, decimal, exact, floor, ppm, trunc, usdc

#: The rate is quoted for this many seconds.
RATE_SECONDS = 8 * 3_600


def clamp_ppm(factor: Any, base_imf: Any, maintenance_fraction: Any) -> int:
    """``factor·(IMF − MMF)`` in ppm, floored at each step: 6 for rates, 60 for votes."""
    base = ppm("base_imf", base_imf)
    maintenance = floor(Fraction(base * ppm("maintenance_fraction", maintenance_fraction), MILLION))
    if maintenance > base:
        raise ArgumentError("maintenance_fraction", maintenance_fraction, "at most 1")
    return floor(Fraction(ppm("factor", factor) * (base - maintenance), MILLION))


def _impact_price(levels: Sequence[tuple[Fraction, Fraction]], notional: Fraction) -> Fraction | None:
    """Average price of an order for ``notional`` USDC, best level first; ``None`` if the book is too thin."""
    if notional == 0:
        return levels[0][0] if levels else None
    left, base = notional, Fraction(0)
    for price, size in levels:
        taken = min(left, price * size)
        base += taken / price
        left -= taken
        if left == 0:
            return notional / base
    return None


def premium_vote(
    bids: Iterable[tuple[Any, Any]],
    asks: Iterable[tuple[Any, Any]],
    index_price: Any,
    impact_notional: Any,
    max_abs_ppm: int,
) -> int:
    """A proposer's vote in ppm: how far the book is from the index, truncated toward zero, clamped.

    ``impact bid / index − 1`` if the index is below the best bid and the impact bid; ``impact ask / index − 1`` if above the
    best ask and the impact ask; otherwise 0, and 0 where the book is thinner than the impact notional.

    Args:
        bids: ``(price, size)``.
        asks: ``(price, size)``.
        index_price: USDC.
        impact_notional: size of the imagined order, USDC; 0: the best price counts.
        max_abs_ppm: the vote clamp, see :func:`clamp_ppm`.
    """
    index, notional = exact("index_price", index_price), exact("impact_notional", impact_notional)
    if index <= 0:
        raise ArgumentError("index_price", index_price, "above 0")
    buy = sorted(((exact("bids", p), exact("bids", s)) for p, s in bids), reverse=True)
    sell = sorted((exact("asks", p), exact("asks", s)) for p, s in asks)
    if buy and index < buy[0][0]:
        impact = _impact_price(buy, notional)
        outside = impact is not None and impact > index
    elif sell and index > sell[0][0]:
        impact = _impact_price(sell, notional)
        outside = impact is not None and impact < index
    else:
        return 0
    if not outside or impact is None:
        return 0
    return min(max(trunc((impact / index - 1) * MILLION), -max_abs_ppm), max_abs_ppm)


def premium_sample(non_zero_votes: Iterable[int], votes: int, min_votes: int = MIN_VOTES) -> int:
    """A minute's premium in ppm: the median of the votes, those missing counted as 0, at least ``min_votes`` of them.

    With an even number the two in the middle are averaged and rounded away from zero.
    """
    values = list(non_zero_votes)
    values = sorted(values + [0] * max(votes - len(values), min_votes - len(values), 0))
    if not values:
        return 0
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    pair = Fraction(values[middle - 1] + values[middle], 2)
    return ceil(pair) if pair > 0 else floor(pair)


def index_delta(oracle_price: Any, rate_8h: Any, seconds: int, granularity: Any) -> Decimal:
    """Change of the funding index, USDC per base unit: ``trunc(rate·P·seconds / 28800)`` to ``granularity``.

    On chain the granularity is 10^(−12 − atomic resolution).
    """
    grain = exact("granularity", granularity)
    if grain <= 0:
        raise ArgumentError("granularity", granularity, "above 0")
    amount = exact("rate_8h", rate_8h) * exact("oracle_price", oracle_price) * seconds / RATE_SECONDS
    return decimal(trunc(amount / grain) * grain)


@dataclass(frozen=True)
class Tick:
    """An hour's result: the rate per 8 hours, and the change of the index by this one hour (an eighth of it)."""

    rate_8h: Decimal
    index_delta: Decimal


def funding_tick(
    samples_ppm: Sequence[int],
    oracle_price: Any,
    base_imf: Any,
    maintenance_fraction: Any,
    *,
    default_8h_ppm: int = 0,
    clamp_factor: Any = RATE_CLAMP_FACTOR,
    sample_seconds: int = SAMPLE_SECONDS,
    tick_seconds: int = TICK_SECONDS,
    granularity: Any = Decimal("0.000001"),
) -> Tick:
    """The hourly rate: mean of the samples + default funding, clamped to ``±factor·(IMF − MMF)``.

    Missing samples count as 0 (60 are expected), more than expected are all averaged; the mean is truncated to a ppm.

    Args:
        samples_ppm: the hour's samples.
        oracle_price: USDC.
        base_imf: of the liquidity tier.
        maintenance_fraction: of the liquidity tier.
        default_8h_ppm: the market's default funding: 0 at mainnet genesis, 100 for markets listed since.
        clamp_factor: 6 on mainnet.
        sample_seconds: length of a sample.
        tick_seconds: length of a tick.
        granularity: of the index, USDC per base unit.
    """
    expected = ceil(Fraction(tick_seconds, sample_seconds))
    count = max(len(samples_ppm), expected)
    mean = trunc(Fraction(sum(samples_ppm), count))
    bound = clamp_ppm(clamp_factor, base_imf, maintenance_fraction)
    rate = Fraction(min(max(mean + default_8h_ppm, -bound), bound), MILLION)
    return Tick(decimal(rate), index_delta(oracle_price, rate, tick_seconds, granularity))


def settlement(size: Any, index_before: Any, index_now: Any) -> Decimal:
    """Funding of one position, exact USDC: ``−(index now − index before)·size``; positive: received."""
    change = exact("index_now", index_now) - exact("index_before", index_before)
    return decimal(-change * exact("size", size))


def settle(balance: Any, positions: Iterable[tuple[Any, Any, Any]], other_delta: Any = 0) -> Decimal:
    """An account's USDC after funding: the total of all positions is floored once to 0.000001.

    Args:
        balance: USDC before.
        positions: ``(size, index before, index now)``.
        other_delta: a further change of the balance, USDC.
    """
    total = sum((-(exact("index", n) - exact("index", b)) * exact("size", s) for s, b, n in positions), Fraction(0))
    base = exact("balance", balance) + exact("other_delta", other_delta)
    return usdc(floor(total * QUOTE)) + decimal(base)
