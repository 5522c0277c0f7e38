"""An account's margins as Drift's program and SDK compute them. The golden vectors call this, the venue does not.

Sources: as :mod:`course.venues.drift.venue`, which is the venue. A lesson asks ``perp_margin`` what a resting order requires.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from course.margin import Holding, Market, Pool, Position, Schedule, SizePremium
from course.validation import finite, positive, within
from course.venues.drift.venue import buffered_collateral

#: The program keeps margin ratios in steps of a hundredth of a per cent.
RATIO_STEP = 1e-4
#: A resting order costs this much margin, USD.
OPEN_ORDER_MARGIN = 0.01


def schedule(ratio: float, imf: float = 0.0) -> Schedule:
    """``|q|·P·max(ratio, 0.8·ratio + imf·√q)``; the growing part in steps of 0.0001."""
    return Schedule.flat(ratio, size_premium=SizePremium(imf, 0.5, 0.8, RATIO_STEP) if imf else None)


def perp(
    symbol: str,
    base: float,
    quote: float,
    price: float,
    initial: float,
    maintenance: float | None = None,
    imf: float = 0.0,
) -> tuple[Position, float]:
    """A perp as the program stores it, ``base`` units and ``quote`` paid or received, for a :class:`Pool` at ``price``.

    Args:
        symbol: its market.
        base: units, signed.
        quote: USD received when opening (negative for a long).
        price: oracle price, USD.
        initial: margin ratio to open; above 1 only by a trader's own choice (a custom ratio).
        maintenance: margin ratio to keep it; the initial one unless given.
        imf: size premium.

    Returns:
        The position, entered at the oracle price, and the cash that makes its profit ``base · price + quote``.
    """
    custom = 1.0 / initial if initial > 1 else None
    market = Market(symbol, schedule(min(initial, 1.0), imf), schedule(min(maintenance or initial, 1.0), imf))
    return Position(market, base, price, custom), base * price + quote


class Margin(NamedTuple):
    """An account's two sums, USD."""

    requirement: float
    collateral: float


def margin(
    perps: Iterable[tuple[float, float, float, float]], spots: Iterable[tuple[float, float]] = (), open_orders: int = 0
) -> Margin:
    """Requirement and collateral of an account, USD.

    Args:
        perps: ``(base, oracle price, margin ratio, quote)`` each.
        spots: ``(value, weight)`` each: a deposit counts ``value · weight`` as collateral, a borrow (< 0) requires it.
        open_orders: resting orders, 0.01 USD each.
    """
    positions, cash = [], 0.0
    for number, (base, price, ratio, quote) in enumerate(perps):
        if base == 0:  # closed, but not settled: what it made or lost is still there
            cash += quote
            continue
        position, paid = perp(str(number), base, quote, price, ratio)
        positions.append(position)
        cash += paid
    pool = Pool(cash, tuple(positions))
    marks = {p.symbol: p.entry_price for p in positions}
    weighted = [finite("value", v) * within("weight", w, 0.0) for v, w in spots]
    required = pool.initial_requirement(marks) - sum(w for w in weighted if w < 0)
    return Margin(
        float(required + OPEN_ORDER_MARGIN * open_orders), float(pool.equity(marks) + sum(w for w in weighted if w > 0))
    )


def perp_margin(base: float, price: float, ratio: float, imf: float = 0.0, open_orders: int = 0) -> float:
    """Requirement of one perp position of ``base`` units (orders counted as filled), USD."""
    return float(schedule(ratio, imf).requirement(base, price)) + OPEN_ORDER_MARGIN * open_orders


def prediction_margin(base: float, price: float, ratio: float) -> float:
    """A prediction market ends between 0 and 1: a long risks the price, a short ``1 − price``, USD."""
    risk = within("price", price, 0.0, 1.0) if base > 0 else 1.0 - within("price", price, 0.0, 1.0)
    return float(abs(base) * risk * ratio)


def spot_order_margin(
    usdc: float, tokens: float, order: float, price: float, asset_weight: float, liability_weight: float
) -> Margin:
    """Requirement and collateral with one resting spot order, in the worse of two worlds: unfilled or filled.

    Args:
        usdc: deposit, USD.
        tokens: held, negative if borrowed.
        order: tokens bought (> 0) or sold.
        price: of the token and of the order, USD.
        asset_weight: of the token, deposited.
        liability_weight: of the token, borrowed.
    """

    def world(held: float, cash: float) -> Margin:
        token = Holding("X", held, asset_weight, asset_weight) if held >= 0 else None
        value = token.value(price) - token.initial_requirement(price) if token else 0.0
        borrowed = -held * price * liability_weight if held < 0 else 0.0
        required = borrowed + max(-cash, 0.0) + OPEN_ORDER_MARGIN * (order != 0)
        return Margin(float(required), float(usdc + value + max(cash, 0.0)))

    worlds = (world(tokens, 0.0), world(tokens + order, -order * positive("price", price)))
    return min(worlds, key=lambda m: m.collateral - m.requirement)


def strict_margin(
    usdc: float, base: float, price: float, ratio: float, quote_oracle: float, quote_average: float
) -> Margin:
    """Initial margin off the peg: required at the higher of oracle and 5-minute average of the quote, counted at the lower."""
    worse, better = max(quote_oracle, quote_average), min(quote_oracle, quote_average)
    return Margin(float(schedule(ratio).requirement(base, price) * worse), float(usdc * better))


def spot_equity(usdc: float, borrowed: float, price: float) -> float:
    """Deposit less the value of a borrow, without weights, USD."""
    return float(finite("usdc", usdc) - finite("borrowed", borrowed) * positive("price", price))


class IsolatedPair(NamedTuple):
    """A cross account and one isolated position beside it: plain, and with the liquidation buffer."""

    cross: Margin
    isolated: Margin
    cross_buffered: Margin
    isolated_buffered: Margin


def isolated_pair(
    usdc: float, borrowed_value: float, liability_weight: float, base: float, quote: float, price: float,
    deposit: float, ratio: float, buffer: float,
) -> IsolatedPair:  # fmt: skip
    """Two pools that do not see each other: an isolated loss leaves the cross account's test untouched.

    Args:
        usdc: cross deposit, USD.
        borrowed_value: of a cross borrow, USD.
        liability_weight: of that borrow.
        base: units of the isolated perp.
        quote: its quote amount, USD.
        price: oracle price, USD.
        deposit: of the isolated position, USD.
        ratio: its margin ratio.
        buffer: liquidation buffer.
    """
    cross = margin((), ((usdc, 1.0), (-borrowed_value, liability_weight)))
    alone = margin(((base, price, ratio, quote),), ((deposit, 1.0),))
    pnl = base * price + quote
    return IsolatedPair(
        cross,
        alone,
        Margin(cross.requirement + buffer * borrowed_value, cross.collateral),
        Margin(alone.requirement + buffer * abs(base) * price, buffered_collateral(alone.collateral, pnl, buffer)),
    )


def liquidation_price(
    base: float, quote: float, price: float, usdc: float, ratio: float,
    spot: float = 0.0, spot_weight: float = 1.0, spot_price: float | None = None, same_asset: bool = True,
) -> float | None:  # fmt: skip
    """What the SDK shows: the price where free collateral is gone, or today's price if it already is.

    Args:
        base: units of the perp, signed.
        quote: its quote amount, USD.
        price: oracle price, USD.
        usdc: deposit, USD.
        ratio: maintenance margin ratio.
        spot: tokens held as collateral (< 0: borrowed).
        spot_weight: their maintenance weight.
        spot_price: USD; the perp's oracle price unless given.
        same_asset: whether the tokens follow the perp's price.
    """
    position, cash = perp("perp", base, quote, price, ratio)
    asset = "perp" if same_asset else "spot"
    holdings = (Holding(asset, spot, 1.0, spot_weight),) if spot else ()
    pool = Pool(usdc + cash, (position,), holdings)
    marks = {"perp": price, "spot": price if spot_price is None else spot_price}
    if pool.health(marks) <= 0:
        return float(price)
    found = pool.liquidation_price("perp", marks)
    return None if found is None else float(found)


def funding_rate(mark_average: float, oracle_average: float, divisor: float = 33.0) -> float:
    """USD per base unit and hour: ``clamp(mark − oracle, ±oracle / divisor) / 24``; truncated to 9 places."""
    bound = max_funding_spread(oracle_average, divisor)
    spread = min(max(finite("mark_average", mark_average) - oracle_average, -bound), bound)
    return int(spread / 24.0 * 1e9) / 1e9


def max_funding_spread(oracle_average: float, divisor: float = 33.0) -> float:
    """``oracle / divisor``: 33 (3 %), 20 (5 %) or 10 (10 %) by the market's tier, USD."""
    return float(positive("oracle_average", oracle_average) / positive("divisor", divisor))


def scaled_weight(deposits_usd: float, scale_start: float, weight: float) -> float:
    """Initial asset weight once the whole market's deposits pass ``scale_start``: shrinks in proportion."""
    total = within("deposits_usd", deposits_usd, 0.0)
    return float(weight if scale_start <= 0 or total <= scale_start else weight * scale_start / total)


def size_discounted_weight(amount: float, imf: float, weight: float) -> tuple[float, float]:
    """``(1.1 / (1 + imf·√amount), the smaller of that and the weight)``: large deposits count less."""
    raw = 1.1 / (1.0 + within("imf", imf, 0.0) * within("amount", amount, 0.0) ** 0.5)
    return float(raw), float(min(raw, weight))
