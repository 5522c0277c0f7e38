"""How long a maintenance fraction lasts: against the engine, turned round, and step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import (
    Market,
    Pool,
    Position,
    bad_debt,
    liquidation_price,
    needed_maintenance,
    price_after,
    time_to_act,
)
from course.validation import ArgumentError

MAINTENANCE = st.floats(1e-4, 0.1)
MOVE = st.floats(0.001, 0.9)
SPAN = st.floats(1.0, 86_400.0)
SIDE = st.sampled_from(["long", "short"])


@given(maintenance=MAINTENANCE, move=MOVE, seconds=SPAN, side=SIDE, share=st.floats(0.05, 0.95))
def test_it_ends_where_the_engine_is_bankrupt_at_any_leverage(maintenance, move, seconds, side, share):
    leverage = 1 + share * (1 / maintenance - 1) * 0.9
    s = 1 if side == "long" else -1
    market = Market("BTC", initial=max(1 / leverage, maintenance), maintenance=maintenance)
    pool = Pool(100_000 / leverage, (Position(market, s * 1_000, 100.0),))
    wall = liquidation_price(100.0, leverage, maintenance, side)
    if wall is None:
        return
    lasts = time_to_act(maintenance, move, seconds, side)
    end = price_after(wall, move, seconds, lasts, side)
    assert pool.equity({"BTC": end}) == pytest.approx(0.0, abs=1e-4)
    assert pool.equity({"BTC": price_after(wall, move, seconds, lasts / 2, side)}) > 0


@given(maintenance=MAINTENANCE, move=MOVE, seconds=SPAN, side=SIDE)
def test_what_is_needed_for_the_time_it_lasts_is_what_there_is(maintenance, move, seconds, side):
    lasts = time_to_act(maintenance, move, seconds, side)
    assert needed_maintenance(lasts, move, seconds, side) == pytest.approx(maintenance, rel=1e-9)


@given(move=MOVE, seconds=SPAN, side=SIDE)
def test_a_whole_span_brings_the_whole_move(move, seconds, side):
    s = 1 if side == "long" else -1
    assert price_after(100.0, move, seconds, seconds, side) == pytest.approx(100 * (1 - s * move))
    assert needed_maintenance(seconds, move, seconds, side) == pytest.approx(move)
    assert price_after(100.0, move, seconds, 0.0, side) == 100.0


@given(size=st.floats(-1e4, 1e4), entry=st.floats(1, 1e5), collateral=st.floats(0, 1e6), price=st.floats(1, 1e5))
def test_debt_is_what_equity_lacks(size, entry, collateral, price):
    equity = collateral + size * (price - entry)
    owed = bad_debt(size, entry, collateral, price)
    assert owed >= 0
    assert owed == pytest.approx(max(-equity, 0.0), rel=1e-9, abs=1e-6)


def test_arrays_go_through_the_same_code():
    m = np.array([0.004, 0.012, 0.05])
    found = time_to_act(m, 0.29345, 3_600)
    assert found == pytest.approx([time_to_act(x, 0.29345, 3_600) for x in m])
    assert bad_debt(1_000, 100, 10_000, [91.093, 90.0, 88.495]) == pytest.approx([0, 0, 1_505])
    assert needed_maintenance([0, 60, 3_600], 0.29345, 3_600)[0] == 0


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: time_to_act(1.0, 0.3, 60), "maintenance"),
        (lambda: time_to_act(0.01, 0.0, 60), "move"),
        (lambda: time_to_act(0.01, 1.0, 60), "move"),
        (lambda: time_to_act(0.01, 0.3, 0), "seconds"),
        (lambda: time_to_act(0.01, 0.3, 60, "up"), "side"),
        (lambda: needed_maintenance(-1, 0.3, 60), "lag"),
        (lambda: price_after(0, 0.3, 60, 1), "price"),
        (lambda: price_after(100, 0.3, 60, -1), "after"),
        (lambda: bad_debt(1, 0, 1, 1), "entry_price"),
        (lambda: bad_debt(float("nan"), 1, 1, 1), "size"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, name):
    with pytest.raises(ArgumentError, match=name):
        call()
