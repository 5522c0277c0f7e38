"""Correlation matrices: what is possible, what is refused, and how many bets there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import (
    correlation_matrix,
    correlations_moved,
    covariance,
    hedged_volatility,
    independent_bets,
    portfolio_volatility,
)
from course.validation import ArgumentError

seeds = st.integers(0, 10_000)
counts = st.integers(1, 8)
shares = st.floats(0, 1)


def some_matrix(seed: int, n: int) -> np.ndarray:
    """A correlation matrix of any rank: of a few random factors."""
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((n, int(rng.integers(1, n + 1)))) + 1e-6
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    matrix = rows @ rows.T
    np.fill_diagonal(matrix, 1.0)
    return matrix


@given(seeds, counts, shares, st.sampled_from([0.0, 0.5, 1.0]))
def test_what_lies_between_two_possible_matrices_is_possible(seed, n, share, end):
    moved = correlations_moved(some_matrix(seed, n), share, end)

    assert np.linalg.eigvalsh(moved)[0] > -1e-9
    assert np.allclose(np.diag(moved), 1.0)
    other = correlations_moved(some_matrix(seed, n), share, some_matrix(seed + 1, n))
    assert correlation_matrix("x", other) is not None


def test_the_ends_are_the_two_matrices():
    start = some_matrix(1, 4)
    assert np.array_equal(correlations_moved(start, 0.0), start)
    assert np.allclose(correlations_moved(start, 1.0), 1.0)
    assert np.allclose(correlations_moved(0.2, 0.5, 0.6, markets=3), correlation_matrix("x", 0.4, 3))


@pytest.mark.parametrize(
    ("matrix", "why"),
    [
        ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "positive semidefinite"),
        ([[1, 1.2], [1.2, 1]], "positive semidefinite"),
        ([[1, 0.5], [0.4, 1]], "symmetric"),
        ([[2, 0.5], [0.5, 1]], "diagonal"),
        ([[1, 0.5, 0.2], [0.5, 1, 0.1]], "symmetric"),
        ([], "symmetric"),
        (np.nan, "finite"),
        ("high", "finite"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused_by_name(matrix, why):
    count = 3 if np.ndim(matrix) == 0 else max(len(matrix), 1)
    for act, name in (
        (lambda: correlation_matrix("in_stress", matrix, count), "in_stress"),
        (lambda: correlations_moved(0.5, 0.5, matrix, markets=count), "towards"),
        (lambda: correlations_moved(matrix, 0.5, markets=count), "correlation"),
    ):
        with pytest.raises(ArgumentError, match=why) as refused:
            act()
        assert refused.value.argument == name


def test_one_number_between_three_may_not_fall_below_minus_a_half():
    assert correlation_matrix("x", -0.5, 3) is not None
    with pytest.raises(ArgumentError, match="-0.5 to 1"):
        correlation_matrix("x", -0.51, 3)
    with pytest.raises(ArgumentError, match="how many"):
        correlation_matrix("x", 0.5)
    with pytest.raises(ArgumentError, match="share"):
        correlations_moved(0.5, 1.1, markets=2)


@given(seeds, counts)
def test_a_books_volatility_is_that_of_its_profits(seed, n):
    rng = np.random.default_rng(seed)
    sigma, held = rng.uniform(0, 2, n), rng.uniform(-1e4, 1e4, (3, n))
    matrix = some_matrix(seed, n)

    found = portfolio_volatility(held, sigma, matrix)

    for row, one in zip(held, found, strict=True):  # a plain loop
        variance = sum(row[i] * row[j] * sigma[i] * sigma[j] * matrix[i, j] for i in range(n) for j in range(n))
        assert one == pytest.approx(np.sqrt(max(variance, 0.0)), abs=1e-3)
        assert portfolio_volatility(row, sigma, matrix) == pytest.approx(one)
    assert covariance(sigma, matrix).shape == (n, n)


@given(st.floats(0, 2), st.floats(0, 2), st.floats(-1, 1), st.floats(-3, 3))
def test_a_hedge_is_a_book_of_two(own, other, rho, ratio):
    book = portfolio_volatility([1.0, -ratio], [own, other], rho)
    assert hedged_volatility(own, other, rho, ratio) == pytest.approx(book, abs=1e-6)


def test_bets_of_the_storm():
    assert independent_bets([0.767, 0.954], 33) == pytest.approx([1.29, 1.05], abs=0.005)
    assert independent_bets(0.77, 10) == pytest.approx(1.26, abs=0.005)


@given(st.floats(0, 1), st.integers(1, 40))
def test_bets_of_equal_correlations_are_those_of_their_matrix(rho, n):
    found = independent_bets(rho, n)
    assert found == pytest.approx(independent_bets(correlation_matrix("x", rho, n)))
    assert 1.0 - 1e-9 <= found <= n + 1e-9
    assert rho == 0 or found <= 1 / rho + 1e-9


@given(seeds, st.integers(2, 8))
def test_bets_spread_as_much_as_so_many_independent_ones(seed, n):
    """The definition: n dollars in these bets vary like n dollars in that many independent ones."""
    matrix, weights = some_matrix(seed, n), np.random.default_rng(seed).uniform(0.1, 1, n)
    bets = independent_bets(matrix, weights=weights)
    spread = portfolio_volatility(weights, np.ones(n), matrix)
    if np.isfinite(bets):
        assert spread**2 == pytest.approx(weights.sum() ** 2 / bets)


def test_bets_that_cancel_and_bad_ones():
    assert independent_bets(-1.0, 2) == np.inf
    assert independent_bets([[1.0, -1.0], [-1.0, 1.0]]) == np.inf
    assert independent_bets(-0.5, 2) == pytest.approx(4.0)
    for act, name in (
        (lambda: independent_bets(-0.6, 3), "correlation"),
        (lambda: independent_bets(1.1, 3), "correlation"),
        (lambda: independent_bets(0.5, 0), "n"),
        (lambda: independent_bets(0.5), "correlation"),
        (lambda: independent_bets([[1, 2], [2, 1]]), "correlation"),
        (lambda: independent_bets(np.eye(2), weights=[0, 0]), "weights"),
        (lambda: independent_bets(np.eye(2), weights=[1, -1]), "weights"),
        (lambda: independent_bets(np.eye(2), weights=[1, 1, 1]), "weights"),
        (lambda: independent_bets(0.5, 2, weights=[1, 1]), "weights"),
        (lambda: portfolio_volatility([1, 2, 3], [0.5, 0.5]), "exposures"),
        (lambda: portfolio_volatility([1, 2], [0.5, -0.5]), "volatility"),
        (lambda: covariance([[0.5]]), "volatility"),
    ):
        with pytest.raises(ArgumentError) as refused:
            act()
        assert refused.value.argument == name
