"""Compounding: the record against a plain loop, the formulas against each other, the best leverage against a grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import (
    best_leverage,
    best_leverage_error,
    best_leverage_on_record,
    chance_of_fall,
    compounded,
    grown_over,
    growth,
    growth_formula,
    kelly_share,
    losses_to,
    mean_error,
    share_of_best_growth,
    way_back,
    wiped_out_from,
)
from course.validation import ArgumentError

RETURNS = [0.10, -0.08, 0.05, -0.06, 0.04, 0.03, -0.05, 0.02]
rows = st.lists(st.floats(-0.9, 1.5), min_size=1, max_size=30)
shares = st.floats(0.001, 0.9)


@given(rows, st.floats(-3, 5))
def test_growth_is_the_logarithm_of_a_compounded_account(returns, leverage):
    account = 1.0
    for r in returns:
        account *= max(1 + leverage * r, 0.0)
    found = growth(returns, leverage)
    if account == 0.0:
        assert found == -np.inf
    else:
        assert math.exp(found * len(returns)) == pytest.approx(account, rel=1e-9)
        assert found <= leverage * np.mean(returns) + 1e-12  # the mean of logs is below the log of the mean


@given(rows, st.floats(-2, 3), st.integers(1, 40))
def test_what_growth_makes_of_an_account_is_the_account(returns, leverage, repeats):
    account = 1.0
    for r in returns * repeats:
        account *= max(1 + leverage * r, 0.0)
    made = grown_over(growth(returns, leverage), len(returns) * repeats)
    assert made == pytest.approx(account - 1, rel=1e-9, abs=1e-12)


@given(st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=50), st.integers(2, 50))
def test_the_error_of_a_mean_is_a_scaled_error_of_the_best_leverage(returns, periods):
    sigma = float(np.std(returns)) + 1e-3
    assert mean_error(sigma, periods) ** 2 * periods == pytest.approx(sigma**2)
    assert best_leverage(mean_error(sigma, periods), sigma) == pytest.approx(best_leverage_error(sigma, periods))


def test_growth_of_the_storyboard():
    assert growth(RETURNS, [1, 2, 5]) == pytest.approx([0.00452, 0.00557, -0.01365], abs=5e-6)
    assert growth(RETURNS, 12.5) == -np.inf
    assert growth(RETURNS, [[1.0], [12.5]]).shape == (2, 1)
    mean, sigma = np.mean(RETURNS), np.std(RETURNS)
    assert best_leverage(mean, sigma) == pytest.approx(1.81, abs=0.005)


@given(st.floats(-0.5, 0.5), st.floats(0.01, 2))
def test_the_formula_peaks_at_its_best_leverage_and_is_zero_at_twice(mean, sigma):
    best = best_leverage(mean, sigma)
    peak = growth_formula(mean, sigma, best)
    assert peak == pytest.approx((mean / sigma) ** 2 / 2)
    assert growth_formula(mean, sigma, 2 * best) == pytest.approx(0.0, abs=1e-9 * max(1.0, peak))
    grid = growth_formula(mean, sigma, best + np.linspace(-2, 2, 41))
    assert np.all(grid <= peak + 1e-9 * max(1.0, peak))
    for f in (0.25, 0.5, 1.5):
        assert growth_formula(mean, sigma, f * best) == pytest.approx(share_of_best_growth(f) * peak, abs=1e-12)


def test_the_formula_is_the_limit_of_small_steps():
    rng = np.random.default_rng(1)
    steps = rng.normal(0.0001, 0.005, 200_000)
    steps += 0.0001 - steps.mean()
    for leverage in (0.5, 1.0, 3.0):
        formula = growth_formula(0.0001, steps.std(), leverage)
        assert growth(steps, leverage) == pytest.approx(formula, abs=2e-6)


def test_the_error_of_the_best_leverage_is_what_samples_scatter():
    rng = np.random.default_rng(2)
    samples = rng.normal(0.001, 0.03, (4_000, 500))
    found = samples.mean(axis=1) / 0.03**2
    assert found.std() == pytest.approx(best_leverage_error(0.03, 500), rel=0.05)


@given(st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=20).filter(lambda r: min(r) < -0.01))
def test_no_leverage_on_a_grid_grew_more(returns):
    best = best_leverage_on_record(returns)
    wall = wiped_out_from(returns)
    assert wall == pytest.approx(-1 / min(returns))
    assert 0 <= best < wall
    grid = growth(returns, np.linspace(0, wall * 0.9999, 301))
    assert growth(returns, best) >= grid.max() - 1e-9
    assert growth(returns, wall * (1 + 1e-9)) == -np.inf


@given(st.floats(0.01, 0.99), st.floats(0.1, 10))
def test_the_kelly_share_grows_most(win, payoff):
    share = kelly_share(win, payoff)
    logs = lambda f: win * math.log1p(f * payoff) + (1 - win) * math.log1p(-f)  # noqa: E731
    if share > 0:
        assert all(logs(share) >= logs(f) - 1e-12 for f in np.linspace(0, 0.99, 34))
    else:
        assert all(logs(f) <= 1e-12 for f in np.linspace(0, 0.99, 34))


def test_the_chance_of_a_fall_is_what_paths_do():
    """A Brownian log account, half Kelly: one in eight halves at some time. Watched on a grid, corrected for it."""
    rng = np.random.default_rng(3)
    sigma, fraction, dt, steps, lives = 1.0, 0.5, 0.005, 4_000, 4_000
    drift = fraction * (1.0 - fraction / 2)  # μ = σ² = 1: leverage f grows f − f²/2, with volatility f
    walk = np.zeros(lives)
    low = np.zeros(lives)
    for _ in range(steps):
        walk += drift * dt + fraction * sigma * math.sqrt(dt) * rng.standard_normal(lives)
        np.minimum(low, walk, out=low)
    level = math.log(0.5) + 0.5826 * fraction * math.sqrt(dt)
    assert (low <= level).mean() == pytest.approx(chance_of_fall(0.5, fraction), abs=0.02)
    assert chance_of_fall(0.5, [1.0, 2.0, 3.0]).tolist() == [0.5, 1.0, 1.0]
    assert chance_of_fall(1.0, 0.3) == 1.0


@given(st.floats(0.01, 1), shares)
def test_losses_in_a_row_by_a_plain_loop(left, share):
    account, count = 1.0, 0
    while account > left * (1 + 1e-9):
        account *= 1 - share
        count += 1
    assert losses_to(left, share) == count
    assert compounded(share, count) == pytest.approx(account - 1)


def test_losses_and_the_way_back_of_the_storyboard():
    f = [0.01, 0.02, 0.03, 0.05, 0.10]
    assert losses_to(0.5, f).tolist() == [69, 35, 23, 14, 7]
    assert losses_to(0.25, 0.5) == 2
    ten = compounded(f, 10)
    assert (100 * ten) == pytest.approx([-9.6, -18.3, -26.3, -40.1, -65.1], abs=0.05)
    assert 100 * way_back(-ten) == pytest.approx([11, 22, 36, 67, 187], abs=0.5)


@given(st.floats(0, 0.99))
def test_the_way_back_leads_back(loss):
    assert (1 - loss) * (1 + way_back(loss)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda: growth([], 1), "returns"),
        (lambda: growth([[0.1]], 1), "returns"),
        (lambda: growth([-1.5], 1), "returns"),
        (lambda: growth([0.1], np.inf), "leverage"),
        (lambda: growth_formula(0.1, -1, 1), "volatility"),
        (lambda: grown_over(np.inf, 1), "growth"),
        (lambda: grown_over(np.nan, 1), "growth"),
        (lambda: grown_over(0.1, 0), "periods"),
        (lambda: mean_error(-0.1, 10), "volatility"),
        (lambda: mean_error(0.1, 0), "periods"),
        (lambda: best_leverage(0.1, 0), "volatility"),
        (lambda: best_leverage_error(0.1, 0), "periods"),
        (lambda: best_leverage_on_record([0.1, 0.2]), "returns"),
        (lambda: kelly_share(1.1, 1), "win"),
        (lambda: kelly_share(0.5, 0), "payoff"),
        (lambda: chance_of_fall(0, 1), "left"),
        (lambda: chance_of_fall(0.5, 0), "fraction"),
        (lambda: compounded(1.1, 1), "share"),
        (lambda: compounded(0.1, -1), "losses"),
        (lambda: losses_to(0, 0.1), "left"),
        (lambda: losses_to(0.5, 1), "share"),
        (lambda: way_back(1), "loss"),
    ],
)
def test_bad_input_is_refused_by_name(act, name):
    with pytest.raises(ArgumentError) as refused:
        act()
    assert refused.value.argument == name


def test_a_record_without_a_gain_wants_nothing():
    assert best_leverage_on_record([-0.1, 0.05]) == 0.0
    assert wiped_out_from([0.1]) == np.inf
