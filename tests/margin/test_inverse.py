"""Inverse contracts: funding has the sign of the contract's side, whatever route the payment takes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import Market, Pool, Portfolio, Position, funding_payment, inverse_position
from course.simulation import Funding, Paths, replay

contracts = st.floats(1, 1e7)
usd = st.floats(0.5, 200_000)
rates = st.floats(-0.01, 0.01)
MARKET = Market("BTC", 0.02, 0.01)


@given(contracts, usd, usd, rates)
def test_the_long_pays_what_the_short_receives_and_a_positive_rate_is_paid_by_the_long(size, entry, mark, rate):
    paid = {}
    for sign in (1, -1):
        held = inverse_position(MARKET, sign * size, entry)
        assert held.side == ("long" if sign > 0 else "short")
        paid[sign] = held.funding_payment(1 / mark, rate)
        assert paid[sign] == pytest.approx(sign * size / mark * rate)
        assert funding_payment(sign * size, mark, rate, inverse=True) == pytest.approx(paid[sign])
        pool = Pool(0.0, (held,)).settle_funding({"BTC": rate}, {"BTC": 1 / mark})
        assert pool.collateral == pytest.approx(-paid[sign])
    assert paid[1] == -paid[-1]
    assert np.sign(paid[1]) == np.sign(rate)


@given(contracts, usd, st.lists(usd, min_size=3, max_size=3), rates, st.booleans())
def test_a_linear_and_an_inverse_contract_of_one_side_pay_in_the_same_direction(size, entry, marks, rate, long):
    sign = 1 if long else -1
    coins = inverse_position(MARKET, sign * size, entry).funding_payment(1 / np.array(marks), rate)
    dollars = Position(MARKET, sign * size, entry).funding_payment(np.array(marks), rate)
    assert (np.sign(coins) == np.sign(dollars)).all()


@given(contracts, st.floats(0.9, 1.1), st.floats(-0.001, 0.001), st.booleans())
def test_a_replay_settles_what_the_engine_settles(size, move, rate, long):
    """Two settlements on a path of 1 / price."""
    entry, held = 8_000.0, inverse_position(MARKET, size if long else -size, 8_000.0)
    pool = Pool(size / entry, (held,))
    prices = 1 / np.array([entry, entry * move, entry])
    path = Paths(("BTC",), [0, 28_800, 57_600], prices[:, np.newaxis])

    outcome = replay(Portfolio(0.0, {"coins": pool}), path, funding=Funding({"BTC": rate}))["portfolio"]

    for price in prices[1:]:
        pool = pool.settle_funding({"BTC": rate}, {"BTC": price})
    assert outcome.final[0] == pytest.approx(pool.equity({"BTC": prices[-1]}), rel=1e-12)


def test_trading_keeps_the_kind_and_zero_contracts_are_refused():
    pool = Pool(1.0, (inverse_position(MARKET, 100, 8_000.0),)).trade(MARKET, -50, 1 / 9_000.0)
    assert pool.position("BTC", "long").size == -150
    assert pool.position("BTC").market.inverse
