"""Wallet and pools: moving collateral, changing margin mode, funding."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import Market, Pool, Portfolio, Position, annualised, funding_payment, funding_rate, top_up
from course.validation import ArgumentError

BTC, ETH = Market("BTC", 0.1, 0.05), Market("ETH", 0.1, 0.05)
MARKS = {"BTC": 100.0, "ETH": 50.0}
LEGS = [Position(BTC, 10, 100), Position(ETH, -20, 50)]


def cross(collateral: float = 400.0, wallet: float = 600.0) -> Portfolio:
    return Portfolio.cross(collateral, LEGS, wallet)


def test_changing_margin_mode_keeps_equity_size_and_entry() -> None:
    marks = {"BTC": 104.0, "ETH": 51.0}
    before = cross()
    after = before.move("BTC", "cross", "BTC", collateral=150.0, marks=marks)

    assert after.equity(marks) == pytest.approx(before.equity(marks))
    assert after.pool("BTC").position("BTC") == LEGS[0]
    assert after.pool("BTC").collateral == 150
    assert [p.symbol for p in after.pool("cross").positions] == ["ETH"]
    back = after.move("BTC", "BTC", "cross", collateral=150.0, marks=marks)
    assert set(back.pools) == {"cross"}
    assert back.pool("cross").equity(marks) == pytest.approx(before.pool("cross").equity(marks))


def test_an_emptied_pool_returns_its_cash_to_the_wallet() -> None:
    apart = cross().move("BTC", "cross", "BTC", collateral=200.0, marks=MARKS)
    back = apart.move("BTC", "BTC", "cross", collateral=50.0, marks=MARKS)

    assert back.wallet == 600 + 150


def test_a_move_that_would_leave_either_pool_short_is_refused() -> None:
    for collateral in (50.0, 390.0):
        with pytest.raises(ArgumentError, match=r"collateral"):
            cross().move("BTC", "cross", "BTC", collateral=collateral, marks=MARKS)


@given(st.floats(0, 600))
def test_transfers_conserve_equity(amount: float) -> None:
    there = cross().transfer("wallet", "cross", amount, MARKS)

    assert there.equity(MARKS) == pytest.approx(1_000)
    assert there.transfer("cross", "wallet", amount, MARKS).wallet == pytest.approx(600)


def test_only_free_collateral_can_leave_a_pool() -> None:
    with pytest.raises(ArgumentError, match=r"at most 200.00 USD"):
        cross().transfer("cross", "wallet", 201, MARKS)
    with pytest.raises(ArgumentError, match=r"at most 600.00 USD"):
        cross().transfer("wallet", "cross", 601, MARKS)


def test_isolated_compartment_fails_while_the_wallet_is_full() -> None:
    isolated = Portfolio.isolated([100, 100], LEGS, wallet=800)

    assert isolated.liquidatable({"BTC": 94.0, "ETH": 50.0}) == {"BTC": True, "ETH": False}
    assert isolated.wallet == 800


@given(st.floats(600, 5_000), st.floats(0, 5_000), st.floats(0.001, 0.9), st.sampled_from([1, -1]))
def test_a_wallet_that_tops_up_makes_one_pool_of_both(posted: float, wallet: float, move: float, way: int) -> None:
    """Walked in small steps, each adding just what is missing, it pays what one look at the end says; then both are empty."""
    position = Position(Market("X", 0.05, 0.05), way * 100.0, 100.0)
    pool, moved = Pool(posted, (position,)), 0.0
    for step in range(1, 201):
        marks = {"X": 100 - way * 100 * move * step / 200}
        adds = min(wallet - moved, top_up(pool.deposit(moved), marks))
        moved += adds
    assert moved == pytest.approx(min(wallet, top_up(pool, marks)), abs=1e-6)
    both = pool.deposit(wallet)
    if abs(both.health(marks)) > 1e-6:
        assert pool.deposit(moved).health(marks) < -1e-9 if both.liquidatable(marks) else True
        assert both.liquidatable(marks) == (top_up(pool, marks) > wallet)


@given(st.floats(0.05, 1))
def test_a_top_up_reaches_the_ratio_it_aims_at(ratio: float) -> None:
    pool = Pool(1_000, (Position(Market("X", 0.1, 0.025), 100, 100),))
    prices = np.array([80.0, 92.0, 100.0, 130.0])
    missing = top_up(pool, {"X": prices}, ratio)
    for price, adds in zip(prices, missing, strict=True):
        assert adds == pytest.approx(top_up(pool, {"X": price}, ratio))
        after = pool.deposit(adds).margin_ratio({"X": price})
        assert after == pytest.approx(ratio) if adds > 0 else after <= ratio + 1e-12
    with pytest.raises(ArgumentError, match="ratio"):
        top_up(pool, {"X": 100.0}, 0.0)


def test_funding_moves_the_liquidation_price_with_the_price_still() -> None:
    """10×, 1,000 margin, m = 2.5 %: 240 USD of funding moves 92.31 to 94.77."""
    pool = Pool(1_000, (Position(Market("X", 0.1, 0.025), 100, 100),))
    paid = pool.settle_funding({"X": 0.024}, {"X": 100.0})

    assert paid.collateral == 760
    assert round(pool.liquidation_price("X", {"X": 100}), 2) == 92.31
    assert round(paid.liquidation_price("X", {"X": 100}), 2) == 94.77


@given(st.floats(-0.01, 0.01), st.floats(0.1, 100), st.floats(0.1, 1e5))
def test_funding_is_zero_sum_between_the_two_sides(rate: float, size: float, price: float) -> None:
    assert funding_payment(size, price, rate) + funding_payment(-size, price, rate) == 0


def test_funding_rate_formula_and_its_year() -> None:
    """Hyperliquid's worked example: impact bid 10,100 over spot 10,000: 0.95 % per 8 h."""
    assert funding_rate(0.01) == pytest.approx(0.0095)
    assert funding_rate(0.0) == pytest.approx(0.0001)
    assert funding_rate(0.05, cap=0.04) == 0.04
    assert annualised(0.0001, 8) == pytest.approx(0.1095)
    assert annualised(0.0001, 8, compound=True) == pytest.approx(1.0001**1095 - 1)
    assert annualised(-0.0001, 8, compound=True) == pytest.approx(1 - 1.0001**1095)
    assert annualised([0.0001, 0.0, -0.0001], 8, compound=True).tolist() == pytest.approx(
        [1.0001**1095 - 1, 0, 1 - 1.0001**1095]
    )


def test_portfolios_travel_between_processes() -> None:
    assert pickle.loads(pickle.dumps(cross())).equity(MARKS) == cross().equity(MARKS)


def test_unknown_pools_are_named() -> None:
    with pytest.raises(ArgumentError, match=r"'isolated'.*'cross'"):
        cross().pool("isolated")
