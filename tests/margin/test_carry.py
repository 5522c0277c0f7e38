"""What holding costs and earns: closed forms against the pool, loop by loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import (
    Holding,
    Market,
    Pool,
    Portfolio,
    Position,
    annualised,
    basis_rate,
    basis_return,
    break_even_days,
    carry_return,
    collateral_for_move,
    days_until_liquidation,
    funding_paid,
    funding_split,
    liquidation_after_funding,
    liquidation_walk,
    max_leverage_for,
    settlements_until_liquidation,
    sign,
)
from course.validation import ArgumentError

leverages = st.floats(1.0, 30.0)
maintenances = st.floats(0.001, 0.03)
sides = st.sampled_from(["long", "short"])


# ---- days and prices ------------------------------------------------------------------------------------------------


@given(leverages, maintenances, st.floats(0.0005, 0.01), sides, st.booleans())
def test_the_count_is_what_paying_one_settlement_after_the_other_gives(
    leverage: float, m: float, rate: float, side: str, at_equality: bool
) -> None:
    s = sign(side)
    pool, held = Pool(1e4 / leverage, (Position(Market("X", 1.0, m), s * 100.0, 100.0),)), {"X": 100.0}
    count = 0
    while not pool.liquidatable(held, at_equality=at_equality):
        pool, count = pool.settle_funding({"X": s * rate}, held), count + 1
    found = settlements_until_liquidation(leverage, m, s * rate, side, at_equality=at_equality)
    # Where equity meets the requirement to rounding, the loop may fall on either side of it.
    whole = (1 / leverage - m) / rate
    assert found == count or abs(whole - round(whole)) < 1e-6


def test_days_of_the_lesson() -> None:
    """10×, 2.5 %: equity equals the requirement at settlement 750, and the 751st closes it."""
    assert settlements_until_liquidation([5, 10, 20], 0.025, 0.0001).tolist() == [1751, 751, 251]
    assert days_until_liquidation(10, 0.025, 0.0001, 8) == pytest.approx(751 / 3)
    assert days_until_liquidation(10, 0.025, 0.0001, 8, at_equality=True) == pytest.approx(250)
    assert days_until_liquidation(10, 0.025, 0.0008) == pytest.approx(94 / 3)
    assert days_until_liquidation(10, 0.025, 0.003) == pytest.approx(26 / 3)
    assert days_until_liquidation(10, 0.025, 0.0001 / 8, 1) == pytest.approx(6001 / 24)


def test_a_side_that_receives_is_never_closed_by_funding() -> None:
    assert days_until_liquidation(10, 0.025, 0.0) is None
    assert days_until_liquidation(10, 0.025, 0.001, 8, "short") is None
    assert days_until_liquidation(10, 0.025, -0.001, 8, "short") == pytest.approx(76 / 3)
    assert np.isnan(days_until_liquidation(10, 0.025, [-0.01, 0.0, 0.01])).tolist() == [True, True, False]


@given(st.lists(leverages, min_size=2, max_size=4), st.floats(-0.01, 0.01), sides)
def test_arrays_are_the_scalars_side_by_side(many: list[float], rate: float, side: str) -> None:
    together = days_until_liquidation(many, 0.02, rate, [8.0], side)
    apart = [days_until_liquidation(x, 0.02, rate, 8.0, side) for x in many]
    assert np.array_equal(together, np.array(apart, float), equal_nan=True)


rates = st.lists(st.floats(-0.01, 0.01), min_size=1, max_size=12)


@given(rates, st.floats(0.1, 100), sides, maintenances, st.randoms(use_true_random=False))
def test_the_price_after_funding_is_the_pools(rs: list[float], size: float, side: str, m: float, random) -> None:
    q = sign(side) * size
    marks = [random.uniform(50, 200) for _ in rs]
    pool = Pool(20 * size, (Position(Market("X", 1.0, m), q, 100.0),))
    for mark, rate in zip(marks, rs, strict=True):
        pool = pool.settle_funding({"X": rate}, {"X": mark})
    assert funding_paid(q, marks, rs) == pytest.approx(20 * size - pool.collateral, abs=1e-9 * size)
    found = liquidation_after_funding(100.0, q, 20 * size, m, marks, rs)
    assert found == pytest.approx(pool.liquidation_price("X", {"X": 100.0}), rel=1e-9)


def test_prices_after_funding_of_the_lesson() -> None:
    ten = [0.003] * 10
    assert liquidation_after_funding(100, 100, 1_000, 0.025, 100, ten) == pytest.approx(95.3846, abs=1e-4)
    assert liquidation_after_funding(100, -100, 1_000, 0.025, 100, ten) == pytest.approx(110.2439, abs=1e-4)
    assert liquidation_after_funding(100, 1, 300, 0.025, 100, 0.0) is None
    both = liquidation_after_funding(100, [100, -100], 1_000, 0.025, 100, ten)
    assert both == pytest.approx([95.3846, 110.2439], abs=1e-4)


@given(
    st.lists(st.tuples(st.floats(20.0, 300.0), st.floats(-0.01, 0.01)), min_size=1, max_size=12),
    st.floats(1.0, 30.0),
    maintenances,
    st.sampled_from([100.0, -100.0]),
)
def test_the_walk_is_the_pool_after_each_settlement(
    paid: list[tuple[float, float]], leverage: float, m: float, size: float
) -> None:
    marks, rates = (np.array(column) for column in zip(*paid, strict=True))
    pool = Pool(1e4 / leverage, (Position(Market("X", 1.0, m), size, 100.0),))
    walk = liquidation_walk(100.0, size, 1e4 / leverage, m, marks, rates)
    assert walk.shape == (len(rates) + 1,)
    prices = [pool.liquidation_price("X", {"X": 100.0})]
    for mark, rate in paid:
        pool = pool.settle_funding({"X": rate}, {"X": mark})
        prices.append(pool.liquidation_price("X", {"X": 100.0}))
    assert walk == pytest.approx([np.nan if p is None else p for p in prices], nan_ok=True, rel=1e-6, abs=1e-6)
    last = liquidation_after_funding(100.0, size, 1e4 / leverage, m, marks, rates)
    assert walk[-1] == pytest.approx(np.nan if last is None else last, nan_ok=True)


def test_a_walk_takes_arrays_and_refuses_marks_that_do_not_belong_to_its_rates() -> None:
    both = liquidation_walk(100.0, [100.0, -100.0], 1_000.0, 0.025, 100.0, [0.003] * 10)
    assert both.shape == (2, 11)
    assert both[0, [0, -1]] == pytest.approx([92.3077, 95.3846], abs=1e-4)
    assert both[1, [0, -1]] == pytest.approx([107.3171, 110.2439], abs=1e-4)
    with pytest.raises(ArgumentError, match="one for each of 2 rates"):
        liquidation_walk(100.0, 100.0, 1_000.0, 0.025, [100.0, 101.0, 102.0], [0.003] * 2)


# ---- carry ----------------------------------------------------------------------------------------------------------


@given(st.floats(-0.5, 0.5), st.floats(0, 400), st.floats(0, 0.01), st.floats(0.5, 20), st.booleans())
def test_carry_is_the_profit_of_its_legs_on_what_they_tie_up(
    rate: float, days: float, cost: float, leverage: float, pooled: bool
) -> None:
    """Spot of 1,000 USD bought, 1,000 sold as a perpetual, the price still: only funding and costs are left."""
    earned = 1_000 * rate / 365 * days - 1_000 * cost
    tied = 1_000 if pooled else 1_000 + 1_000 / leverage
    assert carry_return(rate, days, cost, leverage, pooled) == pytest.approx(earned / tied, abs=1e-12)


def test_carry_of_the_lesson() -> None:
    assert carry_return(0.1187, 365, 0.002, 3) == pytest.approx(0.0875, abs=5e-5)
    assert carry_return(0.1187, 30, 0.002, 3) == pytest.approx(0.0058, abs=5e-5)
    on_capital = carry_return(0.1187, 365, 0.0, np.array([1.0, 3.0, 10.0]))
    assert np.round(100 * on_capital, 1).tolist() == [5.9, 8.9, 10.8]
    assert carry_return(0.1187, 365, pooled=True) == pytest.approx(0.1187)
    assert carry_return(annualised(0.0001, 8), 365, pooled=True) == pytest.approx(0.1095)


@given(st.floats(0, 0.02), st.floats(1e-5, 0.01), st.sampled_from([1.0, 4.0, 8.0]))
def test_break_even_is_the_first_settlement_that_has_earned_the_costs(cost: float, rate: float, hours: float) -> None:
    count = break_even_days(cost, rate, hours) * 24 / hours
    assert round(count) == pytest.approx(count)
    assert round(count) * rate >= cost * (1 - 1e-6)
    assert count == 0 or (round(count) - 1) * rate < cost
    assert (count == 0) == (cost == 0)


def test_break_even_of_the_lesson_and_of_what_never_earns() -> None:
    assert break_even_days(0.002, 0.0001) == pytest.approx(20 / 3)
    assert break_even_days(0.002, -0.0001) is None
    assert break_even_days(0.0, -0.0001) == 0
    assert np.isnan(break_even_days(0.002, [0.0, 0.0001])).tolist() == [True, False]


@given(st.floats(10, 1e5), st.floats(0.8, 1.2), st.floats(1, 365), st.floats(0.2, 3.0), st.floats(0, 0.01))
def test_a_basis_is_locked_whatever_the_price_does(
    spot: float, gap: float, days: float, move: float, cost: float
) -> None:
    """Coin and short future in one pool: at expiry equity has grown by the gap, wherever the index stands."""
    future = spot * gap
    dated = Market("BTC-DEC", 0.1, 0.05, dated=True)
    pool = Pool(0.0, (Position(dated, -1.0, future),), (Holding("BTC", 1.0),))
    index = spot * move
    pool = pool.settle_funding({"BTC-DEC": 0.01}, {"BTC-DEC": future}).expire("BTC-DEC", index)
    assert not pool.positions
    gained = pool.equity({"BTC": index}) - spot
    assert gained / spot - cost == pytest.approx(basis_return(spot, future, days, cost, pooled=True), abs=1e-9)
    assert basis_rate(spot, future, days) * days / 365 == pytest.approx(gap - 1, abs=1e-9)


def test_only_a_dated_future_expires() -> None:
    pool = Pool(100.0, (Position(Market("BTC", 0.1, 0.05), 1.0, 100.0),))
    with pytest.raises(ArgumentError, match="perpetual has no expiry"):
        pool.expire("BTC", 100.0)
    with pytest.raises(ArgumentError, match="symbol"):
        pool.expire("ETH", 100.0)


@given(st.floats(1, 1e5), st.floats(0.005, 0.1), st.floats(0.3, 1.0))
def test_the_wall_of_a_short_backed_by_its_own_coin(entry: float, m: float, weight: float) -> None:
    """Equity stands still at entry; m of the short and 1 − w of the coin are required: entry / (m + 1 − w)."""
    short = Position(Market("BTC", 1.0, m), -1.0, entry)
    pool = Pool(0.0, (short,), (Holding("BTC", 1.0, weight, weight),))
    if m + 1 - weight < 1:
        found = pool.liquidation_price("BTC", {"BTC": entry})
        assert found == pytest.approx(entry / (m + 1 - weight), rel=1e-9)


# ---- which pocket ---------------------------------------------------------------------------------------------------

dues = st.lists(st.floats(-500, 500), min_size=1, max_size=5)


@given(st.floats(0, 1_000), dues)
def test_through_the_wallet_no_dollar_is_lost_and_the_wallet_is_emptied_first(wallet: float, due: list[float]) -> None:
    after, taken = funding_split(wallet, due)
    assert after >= 0
    assert (wallet - after) + sum(taken) == pytest.approx(sum(due), abs=1e-9)
    for own, whole in zip(taken, due, strict=True):
        assert 0 <= own <= max(whole, 0.0) + 1e-9
    assert after == pytest.approx(0, abs=1e-9) or sum(taken) == pytest.approx(0, abs=1e-9)


@given(st.floats(0, 100), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01), st.sampled_from(["margin", "wallet"]))
def test_the_pocket_changes_no_total(wallet: float, first: float, second: float, source: str) -> None:
    legs = [Position(Market("A", 0.1, 0.025), 100, 100), Position(Market("B", 0.1, 0.025), -100, 100)]
    before, marks = Portfolio.isolated([1_000, 1_000], legs, wallet), {"A": 100.0, "B": 100.0}
    after = before.settle_funding({"A": first, "B": second}, marks, source)
    assert before.equity(marks) - after.equity(marks) == pytest.approx(10_000 * (first - second), abs=1e-6)


def test_a_wallet_that_pays_leaves_the_liquidation_price_where_it_was() -> None:
    legs, marks = [Position(Market("X", 0.1, 0.025), 100, 100)], {"X": 100.0}
    start = Portfolio.isolated([1_000], legs, wallet=240.0)
    own, free = (start.settle_funding({"X": 0.024}, marks, s).pool("X") for s in ("margin", "wallet"))
    assert round(own.liquidation_price("X", marks), 2) == 94.77
    assert round(free.liquidation_price("X", marks), 2) == 92.31
    again = start.settle_funding({"X": 0.024}, marks, "wallet").settle_funding({"X": 0.024}, marks, "wallet")
    assert again.wallet == 0
    assert round(again.pool("X").liquidation_price("X", marks), 2) == 94.77
    many = start.settle_funding({"X": 0.024}, {"X": np.array([100.0, 200.0])}, "wallet")
    assert many.wallet.tolist() == [0.0, 0.0]
    assert many.pool("X").collateral.tolist() == [1_000.0, 760.0]


# ---- collateral for a move ------------------------------------------------------------------------------------------


@given(st.floats(1, 1e6), st.floats(0, 0.9), maintenances, sides)
def test_what_a_move_needs_is_where_the_pool_is_touched(notional: float, move: float, m: float, side: str) -> None:
    s = sign(side)
    posted = collateral_for_move(notional, move, m, side)
    pool = Pool(posted, (Position(Market("X", 1.0, m), s * notional / 100, 100.0),))
    assert pool.health({"X": 100 * (1 - s * move)}) == pytest.approx(0, abs=1e-7 * notional)
    assert posted == pytest.approx(notional / max_leverage_for(move, m, side))


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: days_until_liquidation(50, 0.025, 0.0001), "leverage"),
        (lambda: days_until_liquidation(0, 0.025, 0.0001), "leverage"),
        (lambda: days_until_liquidation(10, 1.0, 0.0001), "maintenance"),
        (lambda: days_until_liquidation(10, 0.025, float("nan")), "rate"),
        (lambda: days_until_liquidation(10, 0.025, 0.0001, 0), "interval_hours"),
        (lambda: days_until_liquidation(10, 0.025, 0.0001, 8, "up"), "side"),
        (lambda: liquidation_after_funding(100, 0, 10, 0.025, 100, 0.1), "size"),
        (lambda: liquidation_after_funding(100, 1, 10, 1, 100, 0.1), "maintenance"),
        (lambda: funding_paid(1, [100, 100, 100], [0.1, 0.1]), "marks"),
        (lambda: carry_return(0.1, -1), "days"),
        (lambda: carry_return(0.1, 1, -0.1), "cost"),
        (lambda: carry_return(0.1, 1, 0.1, 0), "leverage"),
        (lambda: break_even_days(-0.1, 0.1), "cost"),
        (lambda: basis_rate(0, 100, 30), "spot"),
        (lambda: basis_rate(100, 100, 0), "days"),
        (lambda: collateral_for_move(100, -0.1, 0.025), "move"),
        (lambda: Portfolio(1.0).settle_funding({}, {}, "bank"), "source"),
    ],
)
def test_bad_input_is_refused_by_name(call, argument: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        call()
    assert caught.value.argument == argument
