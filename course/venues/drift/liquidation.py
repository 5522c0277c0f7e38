"""How Drift v2 liquidates: a shortage, how much covers it, who is paid, and what happens to a loss.

The golden vectors call this; of the formulas the venue itself needs three, which stand with it in ``venue``.

Sources: drift-labs/protocol-v2@0ae3e3b: programs/drift/src/math/liquidation.rs, controller/liquidation.rs and their tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, inf
from typing import NamedTuple

from course.validation import ArgumentError, positive, within
from course.venues.drift.published import OPEN_ORDER_MARGIN
from course.venues.drift.venue import base_to_cover, buffered_collateral, insurance_fee_rate

#: Below this shortage, or position value, everything may go at once, USD.
SMALL = 50.0
GRACE_SLOTS, FEE_PER_SLOT = 1_500, 1e-6
#: Quote amounts have six places, spot weights in the formulas five, shares of a shortage four.
QUOTE_STEP, WEIGHT_STEP, SHARE_STEP = 1e-6, 1e-5, 1e-4


def _floor(value: float, step: float) -> float:
    """Down to a multiple, forgiving binary noise."""
    return floor(value / step * (1 + 1e-12)) * step


def _ceil(value: float, step: float) -> float:
    """Up to a multiple, forgiving binary noise."""
    return ceil(value / step * (1 - 1e-12)) * step


def liquidation_fee(base_fee: float, max_fee: float, slots_elapsed: int) -> float:
    """The liquidator's fee: constant for 1,500 slots, then 0.0001 % more for every slot elapsed, up to a maximum."""
    if slots_elapsed < GRACE_SLOTS:
        return base_fee
    return min(base_fee + FEE_PER_SLOT * slots_elapsed, max_fee)


def liability_to_cover(
    shortage: float,
    liability_price: float,
    asset_weight: float,
    asset_multiplier: float,
    liability_weight: float,
    liability_multiplier: float,
    insurance_fee: float = 0.0,
) -> float:
    """Tokens of a borrow that a liquidator pays back for assets, to free ``shortage``.

    ``shortage / (P·(w_l − w_a·m_a/m_l) − P·insurance fee·w_l)`` with the asset side floored to five places.

    Returns:
        Infinite where the weights are equal: such a transfer frees nothing.
    """
    if asset_weight >= liability_weight:
        return inf
    swapped = _floor(
        asset_weight * asset_multiplier / positive("liability_multiplier", liability_multiplier), WEIGHT_STEP
    )
    freed = liability_price * (liability_weight - swapped) - liability_price * insurance_fee * liability_weight
    return inf if freed <= 0 else shortage / freed


def liability_for_asset(
    asset: float, asset_price: float, asset_multiplier: float, liability_price: float, liability_multiplier: float
) -> float:
    """Tokens of a borrow that an amount of an asset pays back: ``asset·P_a·m_l / (P_l·m_a)``."""
    per_token = positive("liability_price", liability_price) * positive("asset_multiplier", asset_multiplier)
    return float(asset * asset_price * liability_multiplier / per_token)


def spot_insurance_fee_rate(
    shortage: float,
    tokens: float,
    price: float,
    asset_weight: float,
    asset_multiplier: float,
    liability_weight: float,
    liability_multiplier: float,
    max_fee: float,
) -> float:
    """``min(max, (w_l − w_a·m_a/m_l − shortage / (tokens·P)) / w_l)``, at least 0."""
    if asset_weight >= liability_weight or tokens == 0 or price == 0:
        return 0.0
    left = (
        liability_weight
        - asset_weight * asset_multiplier / positive("liability_multiplier", liability_multiplier)
        - shortage / (tokens * price)
    )
    return float(min(max_fee, max(left, 0.0) / liability_weight))


class Transfer(NamedTuple):
    """A liquidator's take-over of part of a perp.

    Attributes:
        base: units taken, > 0.
        left: units that the user keeps, signed.
        user_quote: the user's quote amount afterwards, USD.
        liquidator_quote: the liquidator's, USD.
        insurance_fee: to the fund, USD.
        ratio: collateral over value of what is left; ``None`` if nothing is.
        ends: whether what was computed to cover the shortage was taken: the liquidation is over.
    """

    base: float
    left: float
    user_quote: float
    liquidator_quote: float
    insurance_fee: float
    ratio: float | None
    ends: bool


def _shortage(
    base: float, quote: float, deposit: float, price: float, ratio: float, buffer: float, orders: float
) -> float:
    """Missing to requirement and buffer; resting orders (base units) count as filled where that is worse."""
    pnl = base * price + quote
    worst = abs(base) + orders
    required = worst * price * (ratio + buffer) + (OPEN_ORDER_MARGIN if orders else 0.0)
    return required - buffered_collateral(deposit + pnl, pnl, buffer)


def liquidate_perp(
    base: float,
    quote: float,
    deposit: float,
    price: float,
    maintenance_ratio: float,
    buffer: float,
    liquidator_fee: float,
    max_insurance_fee: float,
    *,
    max_base: float | None = None,
    step: float = 0.0,
    allowed_share: float = 1.0,
) -> Transfer:
    """One call: enough of the position to free the shortage, no more than the liquidator wants or the slots allow.

    The liquidator takes it at ``P·(1 ∓ fee)``; the fund gets its fee from the user. Sizes are rounded up to the step; a position
    below 50 USD may go whole.

    Args:
        base: units of the perp, signed.
        quote: its quote amount, USD.
        deposit: quote deposit, USD.
        price: oracle price, USD.
        maintenance_ratio: of the position.
        buffer: added to the ratio, and to losses.
        liquidator_fee: fraction of value.
        max_insurance_fee: fraction of value.
        max_base: most that the liquidator takes.
        step: order step size, 0: none.
        allowed_share: of what would cover the shortage, by slots elapsed.
    """
    size, side = abs(base), 1 if base > 0 else -1
    ratio = maintenance_ratio + buffer
    shortage = max(_shortage(base, quote, deposit, price, maintenance_ratio, buffer, 0.0), 0.0)
    fee = insurance_fee_rate(shortage, size, price, ratio, liquidator_fee, max_insurance_fee)
    cover = base_to_cover(shortage, price, ratio, liquidator_fee, fee)
    cover = _ceil(cover, step) if step and cover < inf else cover
    allowed = max(cover * allowed_share, 0.0 if size * price > SMALL else size)
    taken = min(size, inf if max_base is None else max_base, allowed)
    taken = min(_ceil(taken, step), size) if step else taken
    paid = side * taken * price * (1 - side * liquidator_fee)
    insurance = fee * taken * price
    left = base - side * taken
    if abs(left) <= 1e-12 * size:
        left = 0.0
    user_quote = quote + paid - insurance
    worth = deposit + left * price + user_quote
    return Transfer(
        taken, left, user_quote, -paid, insurance, worth / (abs(left) * price) if left else None, taken >= cover
    )


class SlotTrace(NamedTuple):
    """State after each call of a liquidation over several slots."""

    freed: tuple[float, ...]
    left: tuple[float, ...]


def _allowed_share(missing: float, freed: float, slots: int, initial: float, duration: int) -> float:
    """Share of what would cover the shortage that may be taken now: what time allows of the total, less what was freed."""
    if missing <= 0:
        return 0.0
    if missing < SMALL:
        return 1.0
    elapsed = _floor(slots / duration, SHARE_STEP) if duration else 1.0
    allowed = min(elapsed + initial, 1.0) * (missing + freed)
    return _floor(max(allowed - freed, 0.0) / missing, SHARE_STEP)


def liquidate_over_slots(
    base: float,
    quote: float,
    deposit: float,
    price: float,
    maintenance_ratio: float,
    buffer: float,
    liquidator_fee: float,
    max_insurance_fee: float,
    slots: Iterable[int],
    *,
    last_active: int,
    open_orders: float = 0.0,
    initial_share: float = 0.1,
    duration: int = 150,
    step: float = 0.0,
) -> SlotTrace:
    """Calls at given slots. The first cancels the orders; then a share of the total shortage may be freed that grows with time.

    ``share = initial + slots elapsed / duration``, all at once below a shortage of 50 USD. It ends with the call that takes all
    that was computed to cover the shortage; ``freed`` has an entry for every call that leaves the account in liquidation.

    Args:
        base: units of the perp, signed.
        quote: its quote amount, USD.
        deposit: quote deposit, USD.
        price: oracle price, USD.
        maintenance_ratio: of the position.
        buffer: liquidation buffer.
        liquidator_fee: fraction of value.
        max_insurance_fee: fraction of value.
        slots: of the calls, rising.
        last_active: slot from which time counts.
        open_orders: base units of resting orders on the position's side.
        initial_share: allowed at once.
        duration: slots until all is allowed.
        step: order step size.
    """
    freed, left, total = list[float](), list[float](), 0.0
    if duration < 0:
        raise ArgumentError("duration", duration, "at least 0")

    def shortage(orders: float) -> float:
        return max(_shortage(base, quote, deposit, price, maintenance_ratio, buffer, orders), 0.0)

    for slot in slots:
        missing = shortage(open_orders)
        if open_orders:
            total, open_orders = total + missing - shortage(0.0), 0.0
            missing = shortage(0.0)
        over = missing <= 0
        share = _allowed_share(missing, total, slot - last_active, initial_share, duration)
        if base and share > 0:
            done = liquidate_perp(
                base, quote, deposit, price, maintenance_ratio, buffer, liquidator_fee, max_insurance_fee,
                step=step, allowed_share=share,
            )  # fmt: skip
            base, quote = done.left, done.user_quote
            total += missing - shortage(0.0)
            over = done.ends
        left.append(abs(base))
        if over:
            total = 0.0
        else:
            freed.append(total)
    return SlotTrace(tuple(freed), tuple(left))


class BorrowForPnl(NamedTuple):
    """What is left after a profitable perp paid down a borrow."""

    borrow_left: float
    pnl_left: float


def liquidate_borrow_for_pnl(
    borrow: float,
    price: float,
    pnl: float,
    pnl_weight: float,
    liability_weight: float,
    buffer: float,
    pnl_fee: float,
    liability_fee: float,
) -> BorrowForPnl:
    """Cross margin at work: the profit of a perp pays back a spot borrow, as far as the shortage asks.

    Args:
        borrow: tokens.
        price: of the token, USD.
        pnl: of the perp, USD.
        pnl_weight: maintenance weight of the profit.
        liability_weight: maintenance weight of the borrow.
        buffer: liquidation buffer.
        pnl_fee: the liquidator's on the profit.
        liability_fee: the liquidator's on the borrow.
    """
    weight = liability_weight + buffer
    shortage = max(borrow * price * weight - pnl * pnl_weight, 0.0)
    gain, cut = 1.0 + pnl_fee, 1.0 - liability_fee
    cover = liability_to_cover(shortage, price, pnl_weight, gain, weight, cut)
    paid = min(borrow, cover, liability_for_asset(pnl, 1.0, gain, price, cut))
    return BorrowForPnl(borrow - paid, pnl - paid * price * gain / cut)


class Socialised(NamedTuple):
    """A loss spread over all open interest."""

    per_base: float
    loss: float


def socialise(loss: float, longs: float, shorts: float, fee_pool: float = 0.0, base: float = 0.0) -> Socialised:
    """What every unit of open interest pays for a bankrupt account, after the market's fee pool: through the funding index.

    Args:
        loss: USD, > 0.
        longs: base units held long.
        shorts: base units held short (sign ignored).
        fee_pool: what the market's fees (and the insurance fund) cover first, USD.
        base: a holder's units.

    Returns:
        USD per base unit, rounded up to 0.000001, and the loss of a holder of ``base`` units.
    """
    total = abs(longs) + abs(shorts)
    if total == 0:
        raise ArgumentError("longs", longs, "open interest to spread the loss over")
    rest = max(within("loss", loss, 0.0) - within("fee_pool", fee_pool, 0.0), 0.0)
    each = _ceil(rest / total, QUOTE_STEP)
    return Socialised(each, each * abs(base))
