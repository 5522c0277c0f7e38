"""What single venues do differently, and what the engine learned for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import Market, Pool, Position, Schedule, SizePremium, inverse_position
from course.validation import ArgumentError
from course.venues import binance, bitmex, bybit, drift, generic, gmx, hyperliquid, okx

sides = st.sampled_from([1, -1])


# ---- the engine -----------------------------------------------------------------------------------------------------


@given(st.floats(0.1, 1_000), st.floats(1, 1e5), sides)
def test_tiers_in_size_do_not_move_with_the_price(size, price, side):
    rule = Schedule.whole_position([0, 10, 100], [0.01, 0.02, 0.05], measure="size", boundary="lower")
    rate = 0.01 if size <= 10 else 0.02 if size <= 100 else 0.05

    assert rule.requirement(size, price) == pytest.approx(rate * size * price)
    assert rule.straight
    assert rule.continuous
    pool = Pool(0.3 * size * price, (Position(Market("X", 1.0, rule), side * size, price),))
    assert pool.liquidation_price("X", {"X": price}) == pytest.approx(price * (1 - side * 0.3) / (1 - side * rate))
    slope, intercept = rule.line(size, price)
    assert slope * price + intercept == pytest.approx(rule.requirement(size, price))


def test_tiers_in_size_take_arrays_and_keep_slices_continuous():
    rule = Schedule.brackets([0, 10], [0.01, 0.02], measure="size", closing_fee=0.001)
    sizes = np.array([5.0, 10.0, 20.0])

    assert rule.requirement(sizes, 100.0) == pytest.approx([5.5, 11.0, 32.0])
    edges, slopes, intercepts = rule.lines(sizes)
    assert slopes[0] * 100 + intercepts[0] == pytest.approx(rule.requirement(sizes, 100.0))
    assert (edges == 0).all()
    entry = Schedule.whole_position([0, 10], [0.01, 0.02], measure="size", basis="entry")
    assert entry.requirement(20, 1.0, 100.0) == pytest.approx(40)


def test_one_bracket_held_fixed_counts_its_deduction_everywhere():
    rule = Schedule((0.0,), (0.025,), (16_300.0,))

    assert rule.requirement(100, 32_000) == pytest.approx(80_000 - 16_300)
    slope, intercept = rule.line(100, 32_000)
    assert slope * 32_000 + intercept == pytest.approx(rule.requirement(100, 32_000))


@given(st.floats(0, 1e6), st.floats(1e-5, 0.05))
def test_a_premium_with_a_step_is_a_little_below_the_one_without(size, coefficient):
    plain, stepped = (SizePremium(coefficient, 0.5, 0.8, step).rate(0.05, size) for step in (0.0, 1e-4))

    assert plain - 1e-4 - 1e-12 <= stepped <= plain + 1e-12


@given(st.floats(100, 1e6), st.floats(10, 1e5), st.floats(1.1, 20), sides)
def test_an_inverse_position_goes_broke_where_its_margin_in_coins_is_gone(contracts, entry, leverage, side):
    held = inverse_position(Market("X", 1.0, 0.0), side * contracts, entry)
    margin = contracts / entry / leverage

    price = 1 / Pool(margin, (held,)).bankruptcy_price("X", {"X": 1 / entry})

    assert side * contracts * (1 / entry - 1 / price) == pytest.approx(-margin, rel=1e-9)
    assert price == pytest.approx(bybit.inverse_bankruptcy_price(side, entry, leverage))


# ---- one requirement at entry, one at mark ----------------------------------------------------------------------------


@given(st.floats(1, 1e5), st.floats(2, 50), st.floats(0.001, 0.019), sides)
def test_entry_and_mark_rules_differ_by_the_denominator(entry, leverage, rate, side):
    at_entry = bybit.entry_based(side, entry, 1 / leverage, rate)
    at_mark = binance.isolated_liquidation_price(entry / leverage, side, entry, rate)

    assert at_entry.liquidation_price == pytest.approx(entry * (1 - side / leverage + side * rate))
    assert at_entry.bankruptcy_price == pytest.approx(entry * (1 - side / leverage))
    assert at_mark == pytest.approx(entry * (1 - side / leverage) / (1 - side * rate))
    # a mark rule charges a short that rises for a larger value, a long that falls for a smaller one
    assert at_mark <= at_entry.liquidation_price + 1e-9 * entry
    later = bitmex.isolated_prices(side, entry, 1 / leverage, rate, 0.0001)
    assert (later.liquidation_price - at_entry.liquidation_price) * side > 0  # owed funding comes first


def test_okx_puts_the_closing_fee_into_the_trigger():
    without = okx.isolated_liquidation_price(1_000, 1, 10_000, 0.01, fee=0.0)

    assert okx.isolated_liquidation_price(1_000, 1, 10_000, 0.01, fee=0.0005) > without
    assert okx.discounted_value(30, 2.0, [(10, 1.0), (20, 0.5)]) == 2 * (10 + 5)  # beyond the last tier: nothing


def test_hyperliquid_shows_none_where_no_price_liquidates_and_changed_its_estimate():
    safe = {"account_value": 10_000.0, "maintenance_total": 50.0, "notional": 1_000.0, "max_leverage": 40}

    assert hyperliquid.cross_liquidation_price(size=1.0, **safe) is None
    now = hyperliquid.cross_liquidation_price(size=-1.0, **safe)
    then = hyperliquid.cross_liquidation_price(size=-1.0, moving=False, **safe)
    assert now == pytest.approx(1_000 + 9_950 / 1.0125)
    assert then == pytest.approx(1_000 + 9_950)
    pool = hyperliquid.VENUE.pool(10_000, ("BTC", 1, 60_000, 10))
    assert hyperliquid.VENUE.withdrawable(pool, {"BTC": 62_000}) == pytest.approx(12_000 - 6_200)
    pool = hyperliquid.VENUE.pool(10_000, ("BTC", 1, 60_000, 20))
    assert hyperliquid.VENUE.withdrawable(pool, {"BTC": 62_000}) == pytest.approx(
        12_000 - 6_200
    )  # 10 % of notional stays


def test_gmx_requires_a_dollar_of_the_smallest_position_and_ignores_good_price_impact():
    assert gmx.liquidation_schedule(0.005).requirement(1, 0, 100) == pytest.approx(1)
    assert gmx.liquidation_schedule(0.005).requirement(1, 0, 1_000) == pytest.approx(5)
    plain = gmx.check(1_000, 10, 10, 100, 1, 0.01)
    assert gmx.check(1_000, 10, 10, 100, 1, 0.01, price_impact=50).remaining == plain.remaining
    assert gmx.check(1_000, 10, 10, 100, 1, 0.01, price_impact=-50).remaining == plain.remaining - 50
    assert gmx.check(1_000, 10, 10, 100, 1, 0.01, price_impact=-50, max_impact_share=0.0).remaining == plain.remaining
    assert gmx.opening_factor(gmx.CONFIGS["BTC"], 95e6) == pytest.approx(0.0057)
    with pytest.raises(ArgumentError):
        gmx.liquidation_schedule(0.0)


@given(st.just(0.0) | st.floats(1, 1e9), st.just(0.0) | st.floats(1, 1e9))
def test_gmx_funding_pays_out_what_it_takes_in(longs, shorts):
    rates = gmx.funding_per_second(longs, shorts, 2e-8)

    if min(longs, shorts) > 0:
        assert rates.larger_pays * max(longs, shorts) == pytest.approx(rates.smaller_receives * min(longs, shorts))
    else:
        assert rates.smaller_receives == 0


def test_gmx_price_impact_and_borrowing():
    assert gmx.price_impact(50_000, 0, 2, 2e-7) == pytest.approx(500)
    assert gmx.price_impact(50_000, 0, 2, 2e-7, positive_factor=1e-7) == pytest.approx(250)
    assert gmx.price_impact(-10_000, 20_000, 2, 2e-7, 1e-7) == pytest.approx(10 - 80)
    assert gmx.borrowing_rate(0.5) == pytest.approx(0.225)
    assert gmx.borrowing_rate(0.85) == pytest.approx(0.3825)
    assert gmx.borrowing_rate(1.0) == pytest.approx(0.9)


# ---- Drift ----------------------------------------------------------------------------------------------------------


@given(st.floats(0.1, 100), sides, st.floats(1, 1_000), st.floats(-0.1, 0.068), st.floats(0, 0.02), st.floats(0, 0.02))
def test_a_drift_transfer_moves_money_and_covers_the_shortage_or_takes_all(size, side, price, equity, fee, most):
    base = side * size
    quote = -base * price  # opened at the oracle price
    deposit = equity * size * price

    done = drift.liquidation.liquidate_perp(base, quote, deposit, price, 0.05, 0.02, fee, most)

    assert abs(done.left) + done.base == pytest.approx(size)
    scale = size * price
    # what the user gives up is what the liquidator gains at the oracle price, plus the fee to the fund
    given_up = -(done.left * price + done.user_quote)
    gained = side * done.base * price + done.liquidator_quote
    assert given_up == pytest.approx(gained + done.insurance_fee, abs=1e-9 * scale)
    assert gained == pytest.approx(fee * done.base * price, abs=1e-9 * scale)
    if done.ratio is not None and done.base > 0 and size * price > 50:
        losses = max(given_up, 0.0) * 0.02  # realised losses are counted 2 % larger from now on
        assert done.ratio >= 0.07 - (losses + 1e-6 * scale) / (abs(done.left) * price)


def test_drift_fees_rise_after_a_while_and_never_bankrupt():
    assert drift.liquidation.liquidation_fee(0.02, 0.05, 1_499) == 0.02
    assert drift.liquidation.liquidation_fee(0.02, 0.05, 1_500) == pytest.approx(0.0215)
    assert drift.liquidation.liquidation_fee(0.02, 0.05, 10**6) == 0.05
    assert drift.liquidation.base_to_cover(10, 100, 0.05, 0.05) == np.inf
    assert drift.liquidation.insurance_fee_rate(1, 0, 100, 0.05, 0.01, 0.05) == 0
    assert drift.liquidation.liability_to_cover(10, 100, 1.1, 1, 1.1, 1) == np.inf
    with pytest.raises(ArgumentError):
        drift.liquidation.socialise(100, 0, 0)


@given(st.floats(0, 1e6), st.floats(1, 1e4), st.floats(0, 1e4), st.floats(0, 2e6))
def test_a_socialised_loss_is_covered_by_those_who_bear_it(loss, longs, shorts, pool):
    done = drift.liquidation.socialise(loss, longs, -shorts, pool, base=3)

    assert done.per_base * (longs + shorts) >= max(loss - pool, 0.0) * (1 - 1e-9)
    assert done.per_base * (longs + shorts) <= max(loss - pool, 0.0) + 1.1e-6 * (longs + shorts)
    assert done.loss == pytest.approx(3 * done.per_base)


def test_drift_counts_a_long_whole_and_a_short_from_one_in_prediction_markets():
    assert drift.prediction_margin(10, 0.25, 1.0) == pytest.approx(2.5)
    assert drift.prediction_margin(-10, 0.25, 1.0) == pytest.approx(7.5)


def test_drift_worst_case_orders_and_closed_perps():
    assert drift.spot_order_margin(10_000, 0, 500, 100, 0.8, 1.2) == (50_000.01, 50_000)
    assert drift.spot_order_margin(10_000, 0, 0, 100, 0.8, 1.2) == (0, 10_000)
    # selling half of what is held: unfilled is worse, since tokens count less than dollars
    assert drift.spot_order_margin(0, 100, -50, 100, 0.8, 1.2) == (0.01, 8_000)
    assert drift.margin([(0, 100, 0.1, -25)], [(100, 1.0)]) == (0, 75)


@pytest.mark.parametrize(("divisor", "most"), [(33, 3.03), (20, 5), (10, 10)])
def test_drift_funding_is_clamped_by_the_tier_and_truncated(divisor, most):
    assert drift.funding_rate(200, 100, divisor) == pytest.approx(most / 24, abs=2e-4)
    assert drift.funding_rate(1, 100, divisor) == -drift.funding_rate(200, 100, divisor)


def test_a_framework_is_no_venue():
    assert generic.margin(100_000, 0.8, 0.03) == pytest.approx(2_400)
    assert generic.margin(100_000, 0.8, 0.03, leverage=50) == pytest.approx(48)
