"""Stops, trailing stops, bands and share-taking locks, replayed and run again by plain loops over one path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import (
    Market,
    Portfolio,
    Position,
    effective_leverage,
    move_to_leverage,
    rebalancing_factor,
    rebalancing_trade,
    wall_shift,
)
from course.simulation import Paths, Rebalance, Stop, TakeShare, Trail, replay
from course.validation import ArgumentError

FREE = Market("A", initial=0.05, maintenance=0.03)
STEP = 60
walks = st.lists(st.floats(0.9, 1.1), min_size=3, max_size=25)


def paths_of(*columns, symbols=("A", "A last")):
    prices = np.stack([np.asarray(c, float) for c in columns], axis=1)[:, :, np.newaxis]
    return Paths(symbols[: len(columns)], STEP * np.arange(len(prices)), prices)


def rich(side=1):
    """So much cash that no price here liquidates it."""
    return Portfolio.cross(10_000, [Position(FREE, 1.0 * side, 100.0)])


def stop_fill(mark, last, side, level, every, delay, limit, by_last):
    """The order's life, second by second of the path: ``(step, price)`` or None."""
    sent = None
    resting = False
    for step in range(len(mark)):
        now = STEP * step
        look = every == 0 or (step > 0 and now // every > (now - STEP) // every)
        if sent is None:
            seen = last[step] if by_last else mark[step]
            first = last[0] if by_last else mark[0]
            reached = seen >= level if level > first else seen <= level
            if look and reached:
                sent = now
        if sent is not None and now >= sent + delay:
            price = last[step]
            if limit is None:
                return step, price
            if side * price >= side * limit:
                return step, (limit if resting else price)
            resting = True
    return None


@settings(max_examples=150, deadline=None)
@given(
    walks,
    walks,
    st.sampled_from([1, -1]),
    st.floats(85, 115),
    st.sampled_from([0, 60, 120, 300]),
    st.sampled_from([0.0, 60.0, 90.0, 200.0]),
    st.one_of(st.none(), st.floats(85, 115)),
    st.booleans(),
)
def test_an_order_is_sent_travels_and_fills(moves, others, side, level, every, delay, limit, by_last):
    n = min(len(moves), len(others))
    mark = 100.0 * np.cumprod([1.0, *moves[:n]])
    last = mark * np.array([1.0, *others[:n]])
    rule = Stop("A", level, trigger="A last" if by_last else None, book="A last", delay=delay, limit=limit, every=every)
    out = replay(rich(side), paths_of(mark, last), actions=[rule]).only.event_frame()
    wanted = stop_fill(mark, last, side, level, every, delay, limit, by_last)
    if wanted is None:
        assert out.empty
    else:
        assert out.kind.tolist() == ["stop"]
        assert (out.step[0], out.price[0]) == (wanted[0], pytest.approx(wanted[1]))


@settings(max_examples=60, deadline=None)
@given(walks, st.sampled_from([1, -1]), st.floats(0.02, 0.3), st.sampled_from([0, 120, 300]))
def test_a_trailing_stop_follows_and_never_steps_back(moves, side, by, every):
    mark = 100.0 * np.cumprod([1.0, *moves])
    out = replay(rich(side), paths_of(mark), actions=[Trail("A", by, every=every)]).only.event_frame()
    best, wanted = mark[0], None
    for step, price in enumerate(mark):
        best = max(best, price) if side > 0 else min(best, price)
        now = STEP * step
        look = every == 0 or (step > 0 and now // every > (now - STEP) // every)
        back = price <= (1 - by) * best if side > 0 else price >= (1 + by) * best
        if look and back and wanted is None:
            wanted = step
    assert out.step.tolist() == ([] if wanted is None else [wanted])
    assert set(out.kind) <= {"trailing stop"}


@settings(max_examples=60, deadline=None)
@given(walks, st.floats(0.0, 0.5), st.sampled_from(["both", "down", "up"]), st.sampled_from([0, 60, 180]))
def test_rebalancing_waits_for_its_band_and_keeps_to_its_side(moves, band, only, every):
    if band == 0 and every == 0:
        with pytest.raises(ArgumentError, match="every"):
            Rebalance(3, band=0.0, every=0)
        return
    mark = 100.0 * np.cumprod([1.0, *np.clip(moves, 0.95, 1.05)])
    pool = Portfolio.cross(100.0 / 3, [Position(FREE, 1.0, 100.0)])
    out = replay(pool, paths_of(mark), actions=[Rebalance(3, band=band, only=only, every=every)]).only
    size, cash, dead = 1.0, 100.0 / 3 - 100.0, False
    trades = []
    for step, price in enumerate(mark):
        equity = cash + size * price
        dead = dead or equity < 0.03 * size * price
        look = every == 0 or (step > 0 and STEP * step // every > STEP * (step - 1) // every)
        if dead or not look:
            continue
        now = size * price / equity
        wanted = 3 * equity / price
        if abs(now / 3 - 1) > band + 1e-12 and (only == "both" or (wanted < size) == (only == "down")):
            trades.append((step, wanted - size))
            cash -= (wanted - size) * price
            size = wanted
    found = out.event_frame()
    found = found[(found.kind == "rebalance") & (found["size"].abs() > 1e-9)]
    trades = [t for t in trades if abs(t[1]) > 1e-9]
    if not dead:
        assert found.step.tolist() == [s for s, _ in trades]
        assert found["size"].tolist() == pytest.approx([x for _, x in trades], rel=1e-6)


def test_a_share_is_taken_at_every_growth_of_equity():
    mark = [100, 110, 121, 100, 160, 130]
    pool = Portfolio.cross(20.0, [Position(FREE, 1.0, 100.0)])
    out = replay(pool, paths_of(mark), actions=[TakeShare(base=20.0, at=0.5, share=0.5)]).only
    taken = out.event_frame()
    # 20 → 30 at 110: half goes; 30 + 0.5 · 30 is 45, reached at 140 and so seen at 160.
    assert taken.kind.tolist() == ["take profit"] * 2
    assert taken.step.tolist() == [1, 4]
    assert taken["size"].tolist() == [-0.5, -0.25]
    assert out.final.item() == pytest.approx(20 + 0.5 * 10 + 0.25 * 60 + 0.25 * 30)


@given(
    st.floats(0.01, 50), st.floats(1, 1e5), st.floats(1, 1e6), st.floats(0.2, 50), st.floats(0, 1), st.booleans(),
    st.sampled_from(["both", "down", "up"]),
)  # fmt: skip
def test_a_trade_brings_the_leverage_back_or_is_none(size, price, equity, leverage, band, short, only):
    held = -size if short else size
    trade = rebalancing_trade(held, price, equity, leverage, band, only)
    now = size * price / equity
    if trade:
        assert abs(held + trade) * price / equity == pytest.approx(leverage)
        assert (abs(held + trade) < abs(held)) == (now > leverage)
        assert abs(now / leverage - 1) > band
        assert only in ("both", "down" if now > leverage else "up")
    elif only == "both":
        assert abs(now / leverage - 1) <= band + 1e-12
    assert trade == pytest.approx(held * rebalancing_factor(size * price, equity, leverage, band, only))
    many = rebalancing_trade(np.array([held, held]), price, equity, leverage, band, only)
    assert many == pytest.approx([trade, trade])


@given(st.floats(1.2, 20), st.floats(1.01, 3), st.sampled_from(["long", "short"]))
def test_the_move_that_makes_a_leverage_is_the_inverse_of_what_a_move_makes(leverage, times, side):
    move = move_to_leverage(leverage, times * leverage, side)
    s = 1 if side == "long" else -1
    assert effective_leverage(leverage, -s * move, side) == pytest.approx(times * leverage)


@given(st.floats(0.5, 3), st.floats(0.01, 0.2), st.sampled_from(["long", "short"]), st.floats(0.01, 0.5))
def test_what_leaves_brings_the_wall_nearer_by_so_much(size, maintenance, side, share):
    market = Market("A", initial=0.3, maintenance=maintenance)
    s = 1 if side == "long" else -1
    amount = share * 40 * size
    pool = Portfolio.cross(60 * size, [Position(market, s * size, 100.0)]).pools["cross"]
    walls = [p.liquidation_price("A", {"A": 100.0}) for p in (pool, pool.deposit(-amount))]
    assert s * (walls[1] - walls[0]) == pytest.approx(wall_shift(amount, size, maintenance, side))


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Stop("A", 0), "price"),
        (lambda: Stop("A", 90, delay=-1), "delay"),
        (lambda: Stop("A", 90, limit=0), "limit"),
        (lambda: Stop("A", 90, side="up"), "side"),
        (lambda: Trail("A", 1.0), "by"),
        (lambda: Rebalance(3, band=-0.1), "band"),
        (lambda: Rebalance(3, only="sometimes"), "only"),
        (lambda: TakeShare(base=0), "base"),
        (lambda: replay(rich(), paths_of([100, 90]), actions=[Stop("A", 95, trigger="A mark")]), "trigger"),
        (lambda: replay(rich(), paths_of([100, 90]), actions=[Stop("A", 95, book="B")]), "book"),
        (lambda: rebalancing_trade(0, 100, 10, 3), "size"),
        (lambda: wall_shift(10, 1, 1.0), "maintenance"),
        (lambda: move_to_leverage(5, 4), "to"),
        (lambda: move_to_leverage(1, 4), "leverage"),
    ],
)
def test_what_no_rule_can_mean_is_refused_by_name(make, named):
    with pytest.raises(ArgumentError, match=named):
        make()
