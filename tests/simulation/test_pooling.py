"""Pools against compartments, one exposure in both modes, and stress with betas of its own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Market, Pool, Portfolio, Position, correlations_moved, hedge_ratio, liquidation_price
from course.simulation import (
    GBM,
    LiquidationRules,
    Needs,
    Paths,
    Stress,
    from_one_start,
    held,
    margin_saved,
    needs,
    needs_as_correlation_jumps,
    replay,
    same_exposure,
)
from course.validation import ArgumentError

A, B = Market("A", 0.05, 0.025), Market("B", 0.05, 0.025)
START = {"A": 100.0, "B": 100.0}
sizes = st.floats(-20, 20).filter(lambda x: abs(x) > 0.1)


def walk(seed, steps=20, paths=5, correlation=0.8):
    return GBM(START, {"A": 1.0, "B": 2.0}, correlation).draw(
        np.random.default_rng(seed), days=30, steps=steps, paths=paths
    )


def test_the_exercise_of_the_storyboard():
    path = Paths(("A", "B"), [0, 1, 2, 3], np.array([[100.0, 100], [110, 112], [90, 95], [105, 120]]))
    found = needs([Position(A, 10, 100.0), Position(B, -10, 100.0)], path)
    assert found.legs[:, 0] == pytest.approx([122.5, 230.0])
    assert found.pooled[0] == pytest.approx(206.25)
    assert found.saved[0] == pytest.approx(146.25)


@given(st.integers(0, 1_000), sizes, sizes)
@settings(max_examples=50)
def test_a_pool_never_needs_more_and_its_need_is_that_of_a_plain_loop(seed, a, b):
    paths, legs = walk(seed), [Position(A, a, 100.0), Position(B, b, 100.0)]
    found = needs(legs, paths)

    assert np.all(found.saved >= -1e-9)
    assert np.array_equal(found.saved, margin_saved(legs, paths))
    for k in range(paths.paths):
        worst = [-np.inf] * 3
        for x, y in paths.prices[:, :, k]:
            own = [0.025 * abs(a) * x - a * (x - 100), 0.025 * abs(b) * y - b * (y - 100)]
            worst = [max(w, n) for w, n in zip(worst, (*own, sum(own)), strict=True)]
        assert [*found.legs[:, k], found.pooled[k]] == pytest.approx(worst)


@given(st.integers(0, 1_000), st.sampled_from([0.0, 0.2, 0.5, 0.6, 0.95, 1.0]))
@settings(max_examples=25)
def test_what_is_posted_lives_through_that_share_and_a_cent_less_does_not(seed, level):
    paths = walk(seed, paths=20)
    found = needs([Position(A, 1, 100.0), Position(B, -1, 100.0)], paths)
    posted = float(found.pool_for(level))
    assert (found.pooled <= posted).mean() >= level - 1e-12
    if level > 0.05:
        assert (found.pooled <= posted - 0.01).mean() < level
    assert found.legs_for(level) == pytest.approx(
        sum(needs([leg], paths).pool_for(level) for leg in (Position(A, 1, 100.0), Position(B, -1, 100.0)))
    )
    assert found.pool_for([0.5, 1.0]).shape == (2,)
    # Compartments that all live: no lower step of every leg's own record would do, and a pool never needs more.
    ordered = np.sort(found.legs, axis=1)
    alive = [
        (found.legs <= ordered[:, k, np.newaxis]).all(axis=0).mean() >= max(level, 0.05) - 1e-12 for k in range(20)
    ]
    assert found.all_legs_for(level) == pytest.approx(ordered[:, np.argmax(alive)].sum())
    assert found.all_legs_for(level) >= max(posted, float(found.legs_for(level))) - 1e-9
    assert found.all_legs_for([0.5, 1.0]).shape == (2,)


def test_a_sum_of_quantiles_may_lie_below_the_quantile_of_the_sum():
    found = Needs(np.array([1.0, 1.0, 9.0, 9.0]), np.array([[0.0, 0.0, 0.0, 9.0], [1.0, 1.0, 9.0, 0.0]]))
    assert found.pool_for(0.75) == 9.0
    assert found.legs_for(0.75) == 1.0
    assert found.all_legs_for(0.75) == 18.0  # each leg at the same chance of its own


def test_more_correlation_helps_the_hedge_and_hurts_the_diversified():
    model, values = GBM(START, {"A": 0.62, "B": 0.8}, 0.84), [0.0, 0.5, 0.84, 0.95, 0.99]
    rng = np.random.default_rng(1)
    before = rng.bit_generator.state
    ends = {}
    for book, sign in (("pair", -1), ("both", 1)):
        legs = [Position(A, 100, 100.0), Position(B, sign * 100, 100.0)]
        found = needs_as_correlation_jumps(legs, model, values, rng, paths=1_500)
        ends[book] = [float(n.pool_for(0.95)) for n in found]
    assert rng.bit_generator.state == before  # left as it was
    assert ends["pair"] == sorted(ends["pair"], reverse=True)
    assert ends["both"] == sorted(ends["both"])
    assert ends["pair"] == pytest.approx([3_276, 2_536, 1_791, 1_407, 1_217], rel=0.06)
    assert ends["both"] == pytest.approx([2_951, 3_479, 3_779, 3_872, 3_909], rel=0.06)


def test_matrices_may_jump_too_and_impossible_ones_are_named():
    model = Stress({"A": 1.0, "B": 1.0, "C": 1.0}, 0.5, 0.3)
    legs = [Position(A, 1, 1.0)]
    matrices = [correlations_moved(0.3, s, markets=3) for s in (0.0, 0.5, 1.0)]
    draw = lambda values, name: needs_as_correlation_jumps(  # noqa: E731
        legs, model, values, np.random.default_rng(1), name=name, steps=10, paths=5
    )
    assert len(draw(matrices, "stress_correlation")) == 3
    for name in ("correlation", "stress_correlation"):
        with pytest.raises(ArgumentError, match="positive semidefinite") as refused:
            draw([0.5, [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]], name)
        assert refused.value.argument == name
    with pytest.raises(ArgumentError, match="correlation"):
        draw([0.5], "volatility")
    with pytest.raises(ArgumentError, match="positions"):
        needs([], walk(1))


# ---- stress with betas ----------------------------------------------------------------------------------------------

LOUD = {"starts_in_stress": True, "days_of_stress": 1e9, "per_year": 0.0}


@given(st.floats(0.2, 6), st.floats(-0.9, 0.99), st.floats(0.5, 6))
@settings(max_examples=15)
def test_in_stress_a_market_moves_by_its_beta_and_keeps_its_own(beta, rho, multiple):
    model = Stress(START, {"A": 0.6, "B": 0.8}, 0.5, 0.0, rho, multiple, beta={"B": beta}, **LOUD)
    paths = model.draw(np.random.default_rng(2), days=10, steps=4_000, paths=10)
    r = np.diff(np.log(paths.prices), axis=0)
    a, b = r[:, 0].ravel(), r[:, 1].ravel()
    own = multiple * 0.8 * np.sqrt(1 - rho**2)
    assert hedge_ratio(b, a) == pytest.approx(beta, abs=5 * own / (multiple * 0.6) / np.sqrt(len(a)) + 1e-9)
    yearly = np.sqrt(4_000 * 36.5)
    assert np.std(b - beta * a) * yearly == pytest.approx(own, rel=0.02)

    sigma, matrix = model.in_stress()
    assert sigma == pytest.approx([multiple * 0.6, np.hypot(beta * multiple * 0.6, own)])
    assert matrix[0, 1] == pytest.approx(beta * multiple * 0.6 / sigma[1])
    assert np.std(b) * yearly == pytest.approx(sigma[1], rel=0.02)


@given(st.integers(0, 1_000), st.integers(2, 6), st.lists(st.floats(-8, 8), min_size=6, max_size=6))
def test_no_choice_of_betas_asks_for_the_impossible(seed, n, betas):
    names = "ABCDEF"[:n]
    rows = np.random.default_rng(seed).standard_normal((n, n))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    matrix = rows @ rows.T
    np.fill_diagonal(matrix, 1.0)
    model = Stress(
        dict.fromkeys(names, 1.0), 0.5, 0.2, stress_correlation=matrix, beta=dict(zip(names[1:], betas, strict=False))
    )
    _, found = model.in_stress()
    assert np.allclose(np.diag(found), 1.0)
    assert np.linalg.eigvalsh(found)[0] > -1e-9


def test_the_beta_that_correlation_and_volatility_imply_changes_nothing():
    plain = Stress(START, {"A": 0.62, "B": 0.8}, 0.84, stress_correlation=0.95)
    implied = Stress(START, {"A": 0.62, "B": 0.8}, 0.84, stress_correlation=0.95, beta={"B": 0.95 * 0.8 / 0.62})
    a, b = (m.draw(np.random.default_rng(3), days=7, steps=50, paths=20).prices for m in (plain, implied))
    assert np.allclose(a, b)


def test_multiples_by_market():
    model = Stress(START, 0.5, 0.2, stress_correlation=0.6, multiple={"A": 2.0, "B": 5.0})
    sigma, matrix = model.in_stress()
    assert sigma == pytest.approx([1.0, 2.5])
    assert matrix[0, 1] == pytest.approx(0.6)


def test_a_stressed_beta_makes_the_hedge_the_riskier_book():
    model = Stress(START, {"A": 0.62, "B": 0.8}, 0.84, per_year=12, stress_correlation=0.95)
    legs = [Position(A, 100, 100.0), Position(B, -100, 100.0)]
    rng = np.random.default_rng(4)
    betas = [{"B": x} for x in (1.3, 2.0, 3.0, 5.0)]
    found = needs_as_correlation_jumps(legs, model, betas, rng, name="beta", paths=3_000)
    needed = [float(n.pool_for(0.99)) for n in found]
    assert needed == sorted(needed)
    assert needed == pytest.approx([2_658, 4_264, 7_704, 16_087], rel=0.15)
    naked = float(needs(legs[:1], model.draw(np.random.default_rng(4), days=7, steps=168, paths=3_000)).pool_for(0.99))
    assert needed[0] < naked < needed[1]


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"beta": {"A": 2.0}}, "beta"),
        ({"beta": {"X": 2.0}}, "beta"),
        ({"beta": {"B": np.nan}}, "beta"),
        ({"multiple": 0.0}, "multiple"),
        ({"multiple": {"A": 1.0}}, "multiple"),
        ({"stress_correlation": 1.5}, "stress_correlation"),
    ],
)
def test_a_stress_that_cannot_be_is_refused_by_name(options, name):
    with pytest.raises(ArgumentError) as refused:
        Stress(START, **options)
    assert refused.value.argument == name


# ---- the same exposure twice ----------------------------------------------------------------------------------------


@given(st.integers(0, 500), st.floats(1.5, 30), st.sampled_from(["long", "short"]))
@settings(max_examples=30, deadline=None)
def test_one_exposure_in_both_modes_is_what_a_replay_gives(seed, leverage, side):
    paths = walk(seed, steps=60, paths=12)
    both = same_exposure(A, 10_000, 10_000, 10_000 / leverage, paths, side=side)
    sign = 1 if side == "long" else -1
    position = Position(A, sign * 100.0, 100.0)
    for mode, money in (("cross", 10_000), ("isolated", 10_000 / leverage)):
        # Everything is sold at the mark, without fees; what is left is the venue's.
        run = replay(Portfolio(0.0, {"x": Pool(money, (position,))}), paths, rules=LiquidationRules())["portfolio"]
        assert both[mode].out.tolist() == run.liquidated.tolist()
        alive = ~both[mode].out
        assert both[mode].result[alive] == pytest.approx(run.pnl[alive])
        assert np.all(both[mode].result[~alive] == -money)
        assert both[mode].thrown_out == pytest.approx(run.liquidation_frequency)


@given(st.integers(0, 500), st.floats(1.5, 30))
@settings(max_examples=30)
def test_what_is_returned_is_the_equity_at_the_liquidation_price(seed, leverage):
    paths, money = walk(seed, paths=30), 10_000 / leverage
    position = Position(A, 100.0, 100.0)
    kept, returned = (held(position, money, paths, rest=r) for r in ("kept", "returned"))
    assert np.array_equal(kept.out, returned.out)
    assert np.array_equal(kept.result[~kept.out], returned.result[~kept.out])
    if kept.out.any():
        wall = liquidation_price(100.0, leverage, 0.025)
        assert returned.result[kept.out] == pytest.approx(100 * (wall - 100))
        assert np.all(returned.result[kept.out] >= kept.result[kept.out])


def test_both_earn_the_same_wherever_both_are_there_and_the_small_one_has_a_floor():
    paths = walk(1, steps=100, paths=400)
    both = same_exposure(A, 10_000, 10_000, 1_000, paths)
    there = ~both["isolated"].out & ~both["cross"].out
    assert np.array_equal(both["isolated"].result[there], both["cross"].result[there])
    assert both["isolated"].thrown_out > both["cross"].thrown_out
    assert both["isolated"].summary()["worst"] == -1_000
    assert both["cross"].summary()["worst"] < -1_000
    tail = np.sort(both["cross"].result)[:20].mean()
    assert both["cross"].summary()["worst_tail"] == pytest.approx(tail)


def test_paths_from_one_start():
    paths = from_one_start(Paths(("A",), [0, 1], np.array([[[50.0, 80.0]], [[60.0, 40.0]]])))
    assert paths.prices[:, 0].tolist() == [[100, 100], [120, 50]]


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda p: held(Position(A, 1, 100.0), 2.0, p), "backing"),
        (lambda p: held(Position(A, 1, 100.0), 0.0, p), "backing"),
        (lambda p: held(Position(A, [1, 2], 100.0), 10.0, p), "position"),
        (lambda p: held(Position(A, 1, 100.0), 10.0, p, rest="burnt"), "rest"),
        (lambda p: same_exposure(A, 100, 100, 200, p), "posted"),
        (lambda p: same_exposure(A, 100, 100, 10, p, side="up"), "side"),
        (lambda p: same_exposure(A, 0, 100, 10, p), "notional"),
        (lambda p: same_exposure(Market("Z", 0.1, 0.1), 10, 100, 10, p), "symbol"),
        (lambda p: same_exposure(A, 10, 100, 10, Paths(("A",), [0], np.array([[[1.0, 2.0]]]))), "paths"),
        (lambda p: held(Position(A, 1, 100.0), 10.0, p).summary(0), "tail"),
    ],
)
def test_bad_input_is_refused_by_name(act, name):
    with pytest.raises(ArgumentError) as refused:
        act(walk(1))
    assert refused.value.argument == name
