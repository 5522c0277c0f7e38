"""What to touch first: the example's figures, the pool's own trades, and the least of an act by closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import venues
from course.margin import Pool, Terrain, acts, covariance, least, split_evenly
from course.validation import ArgumentError
from tests.margin.strategies import cross_pools

HYPER = venues.get("hyperliquid")
MARKS = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15}
CROSS = HYPER.pool(7_500.0, ("BTC", 0.8, 58_000.0), ("ETH", -10.0, 3_100.0), ("SOL", 120.0, 155.0))
DOGE = HYPER.pool(1_500.0, ("DOGE", 40_000.0, 0.16))
DOWN, FEE = [-1.0, -1.0, -1.0], 0.00045
DAY = covariance(np.array([0.62, 0.80, 0.95]) / np.sqrt(365), [[1, 0.84, 0.78], [0.84, 1, 0.80], [0.78, 0.80, 1]])


def test_the_figures_of_the_example():
    tried = acts(CROSS, MARKS, 5_000.0, fee=FEE, cash=500.0, others={"DOGE": DOGE})
    names = [a.name for a in tried.acts]
    assert names == [
        "as it is", "close BTC", "close ETH", "close SOL", "add to ETH", "deposit", "free cash of DOGE", "dissolve DOGE",
    ]  # fmt: skip
    falls = dict(zip(names, tried.after.ray(DOWN), strict=True))
    assert falls == pytest.approx(
        {
            "as it is": 0.2285, "close BTC": 0.2689, "close ETH": 0.2015, "close SOL": 0.2705, "add to ETH": 0.2649,
            "deposit": 0.2431, "free cash of DOGE": 0.2431, "dissolve DOGE": 0.2605,
        },
        abs=6e-5,
    )  # fmt: skip
    sigma = dict(zip(names, tried.after.sigmas(DAY), strict=True))
    assert [sigma[n] for n in ("close BTC", "close ETH", "close SOL", "add to ETH", "deposit")] == pytest.approx(
        [6.63, 5.47, 6.95, 6.31, 6.29], abs=0.005
    )
    free = dict(zip(names, tried.after.free, strict=True))
    assert [free[n] for n in ("close BTC", "close ETH", "close SOL", "add to ETH", "deposit")] == pytest.approx(
        [6_323, 6_398, 6_448, 5_998, 6_700], abs=0.5
    )
    per = tried.per(DOWN, "fee")
    assert np.isnan(per[0])
    assert np.isnan(per[5])
    assert per[3] == pytest.approx((falls["close SOL"] - falls["as it is"]) / 2.25)


def test_the_least_that_reaches_27_percent():
    found = {
        (of, kind): least(CROSS, MARKS, DOWN, 0.27, of=of, kind=kind, fee=FEE)
        for of, kind in (("SOL", "close"), ("BTC", "close"), ("ETH", "add"), ("ETH", "close"))
    }
    assert found["SOL", "close"] == pytest.approx(4_950, abs=1)
    assert found["BTC", "close"] == pytest.approx(5_112, abs=1)
    assert found["ETH", "add"] == pytest.approx(5_587, abs=1)
    assert found["ETH", "close"] is None
    assert least(CROSS, MARKS, DOWN, 0.27, kind="cash") == pytest.approx(1_424.5)
    assert least(CROSS, MARKS, DOWN, 0.2, of="SOL") == 0.0
    # By hand: health and slope are lines in what is closed.
    m = 0.025
    by_hand = (0.27 * 34_350 - 7_850) / (m - FEE + 0.27 * (1 - m))
    assert found["SOL", "close"] == pytest.approx(by_hand, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(cross_pools(), st.floats(100, 50_000), st.floats(0, 0.01))
def test_an_act_is_what_the_pool_makes_of_it(drawn, dollars, fee):
    pool, marks = drawn
    tried = acts(pool, marks, dollars, fee=fee, cash=77.0)
    sizes = {p.symbol: p for p in pool.positions}
    for k, one in enumerate(tried.acts):
        if one.kind in ("close", "add"):
            leg = sizes[one.of]
            way = -np.sign(leg.size) if one.kind == "close" else np.sign(leg.size)
            after = pool.trade(leg.market, float(way) * one.traded / marks[one.of], marks[one.of], fee=fee)
        else:
            after = pool.deposit(one.cash)
        same = {"rel": 1e-9, "abs": 1e-6 * pool.notional(marks)}
        assert np.asarray(tried.after.health())[k] == pytest.approx(after.health(marks), **same)
        assert np.asarray(tried.after.free)[k] == pytest.approx(after.free_collateral(marks), **same)


def test_any_partition_keeps_the_equity_and_every_position():
    pools = {"cross": CROSS, "DOGE": DOGE}
    total = sum(p.equity(MARKS) for p in pools.values())
    for groups in (
        {"one": ("BTC", "ETH", "SOL", "DOGE")},
        {s: (s,) for s in MARKS},
        {"hedge": ("BTC", "ETH"), "rest": ("SOL", "DOGE")},
    ):
        made = split_evenly(pools, groups, MARKS)
        assert list(made) == list(groups)
        assert sum(p.equity(MARKS) for p in made.values()) == pytest.approx(total)
        shares = [p.equity(MARKS) / p.initial_requirement(MARKS) for p in made.values()]
        assert shares == pytest.approx([shares[0]] * len(shares))
        assert sorted(p.symbol for pool in made.values() for p in pool.positions) == sorted(MARKS)


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (lambda: acts(CROSS, MARKS, 0.0), "dollars"),
        (lambda: acts(CROSS, MARKS, 500.0, fee=-0.1), "fee"),
        (lambda: acts(CROSS, MARKS, 500.0, cash=-1.0), "cash"),
        (lambda: least(CROSS, MARKS, DOWN, 1.5, of="BTC"), "reach"),
        (lambda: least(CROSS, MARKS, DOWN, 0.3, of="DOGE"), "of"),
        (lambda: least(CROSS, MARKS, DOWN, 0.3, of="BTC", kind="hold"), "kind"),
        (lambda: split_evenly({"cross": CROSS}, {"a": ("BTC", "ETH")}, MARKS), "groups"),
        (lambda: split_evenly({"cross": CROSS}, {"a": ("BTC", "ETH", "SOL"), "b": ("BTC",)}, MARKS), "groups"),
        (lambda: acts(CROSS, MARKS, 500.0).per(DOWN, "time"), "what"),
    ],
)
def test_bad_input_is_named(act, named):
    with pytest.raises(ArgumentError) as told:
        act()
    assert told.value.argument == named


def test_nothing_is_tried_on_the_side_that_loses_in_the_common_move():
    longs = Pool(7_500.0, tuple(p for p in CROSS.positions if p.size > 0))
    assert not [a for a in acts(longs, MARKS, 1_000.0).acts if a.kind == "add"]
    assert Terrain.of(longs, MARKS).ray([-1, -1]) < Terrain.of(CROSS, MARKS).ray(DOWN)
