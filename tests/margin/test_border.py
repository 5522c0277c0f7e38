"""The border in all prices at once: against closed forms, against the pool itself, against bisection."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import venues
from course.margin import Holding, Market, Pool, Position, covariance
from course.margin.border import Terrain, likeliest, sigmas, spread_of
from course.validation import ArgumentError
from tests.margin.strategies import cross_pools, whole_position_schedules

MARKS = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15}
HYPER = venues.get("hyperliquid")


def example(*without: str) -> Pool:
    legs = [("BTC", 0.8, 58_000.0), ("ETH", -10.0, 3_100.0), ("SOL", 120.0, 155.0)]
    return Pool(7_500.0, tuple(HYPER.position(*leg) for leg in legs if leg[0] not in without))


def moved(pool: Pool, marks: dict, x, symbols) -> float:
    return pool.health({s: marks[s] * (1 + m) for s, m in zip(symbols, x, strict=True)})


def bisected(alive, most: float) -> float | None:
    """The least t with ``not alive(t)``, by trying every step and halving the one where it happens."""
    steps = np.linspace(0, most, 401)[:-1]
    for low, high in itertools.pairwise(steps):
        if not alive(high):
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (middle, high) if alive(middle) else (low, middle)
            return high
    return None


def test_the_figures_of_the_example():
    pool, doge = example(), Pool(1_500.0, (HYPER.position("DOGE", 40_000.0, 0.16),))
    here = Terrain.of(pool, MARKS)

    assert pool.gradient(MARKS) == pytest.approx({"BTC": 47_400.0, "ETH": -30_600.0, "SOL": 17_550.0})
    assert here.health() == pytest.approx(7_850.0)
    assert here.free == pytest.approx(6_200.0)
    assert here.ray([-1, -1, -1]) == pytest.approx(7_850 / 34_350)
    assert Terrain.of(example("ETH"), MARKS).ray([-1, -1]) == pytest.approx(0.1148, abs=5e-4)
    assert here.ray([-1, -1.09, -1.3]) == pytest.approx(0.2130, abs=5e-5)
    walls = dict(zip(here.symbols, here.marks * (1 + here.walls()), strict=True))
    assert walls == pytest.approx({"BTC": 50_063.3, "ETH": 3_769.6, "SOL": 82.9}, rel=1e-3)
    assert Terrain.of(doge, MARKS).walls() == pytest.approx([0.12895 / 0.15 - 1], abs=1e-4)
    correlation = [[1, 0.84, 0.78], [0.84, 1, 0.80], [0.78, 0.80, 1]]
    day = covariance(np.array([0.62, 0.80, 0.95]) / np.sqrt(365), correlation)
    assert here.sigmas(day) == pytest.approx(5.91, abs=0.005)
    assert here.fatal(day) == pytest.approx([-0.165, -0.132, -0.232], abs=5e-4)
    at = [Terrain.of(pool, MARKS).at_ratio(r).ray([-1, -1, -1]) for r in (0.3, 0.5, 0.7, 0.9)]
    assert at == pytest.approx([0.131, 0.190, 0.212, 0.224], abs=6e-4)


@settings(max_examples=60, deadline=None)
@given(cross_pools(), st.integers(0, 10_000))
def test_a_ray_ends_where_halving_ends_it(drawn, seed):
    pool, marks = drawn
    here = Terrain.of(pool, marks)
    way = np.random.default_rng(seed).uniform(-1, 1, len(here.symbols))
    most = min(1 / max(-way.min(), 1e-9), 5.0)
    found = here.ray(way)
    slow = bisected(lambda t: moved(pool, marks, t * way, here.symbols) >= 0, most)

    if pool.liquidatable(marks):
        assert found == 0.0
    elif slow is None:
        assert np.isnan(found) or found > most * 0.999
    else:
        # Steps may leap over a short visit beyond the border, never over its first.
        assert found <= slow * (1 + 1e-6) + 1e-9
        assert abs(moved(pool, marks, found * way, here.symbols)) <= 1e-6 * (
            abs(pool.health(marks)) + pool.notional(marks)
        )


@settings(max_examples=40, deadline=None)
@given(cross_pools(whole_position_schedules()), st.integers(0, 10_000))
def test_a_ray_stops_at_a_jump_of_the_requirement(drawn, seed):
    pool, marks = drawn
    here = Terrain.of(pool, marks)
    way = np.random.default_rng(seed).uniform(-1, 1, len(here.symbols))
    found = here.ray(way)
    if pool.liquidatable(marks):
        assert found == 0.0
        return
    most = min(1 / max(-way.min(), 1e-9), 5.0)
    reach = min(found, most) if np.isfinite(found) else most
    for t in np.linspace(0, reach, 200)[:-1]:
        assert moved(pool, marks, t * way, here.symbols) >= -1e-6 * pool.notional(marks)
    if np.isfinite(found) and found < most * 0.99:
        assert moved(pool, marks, found * (1 + 1e-9) * way, here.symbols) <= 1e-6 * pool.notional(marks)


@settings(max_examples=60, deadline=None)
@given(cross_pools())
def test_walls_and_states_are_the_pools_own(drawn):
    pool, marks = drawn
    here = Terrain.of(pool, marks)
    walls = here.walls()
    for k, symbol in enumerate(here.symbols):
        own = pool.liquidation_price(symbol, marks)
        if own is None:
            assert np.isnan(walls[k])
        else:
            assert marks[symbol] * (1 + walls[k]) == pytest.approx(own, rel=1e-9)
    x = np.linspace(-0.3, 0.3, len(here.symbols))
    assert here.health(x) == pytest.approx(moved(pool, marks, x, here.symbols), abs=1e-6 * pool.notional(marks))
    assert here.free == pytest.approx(pool.free_collateral(marks), abs=1e-6 * pool.notional(marks))
    assert here.gradient.tolist() == pytest.approx([pool.gradient(marks)[s] for s in here.symbols], rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(cross_pools(), st.floats(-0.95, 1.5), st.floats(-500, 500))
def test_trading_in_arrays_is_trading(drawn, share, cash):
    """Each row of sizes is what :meth:`Pool.trade` makes of it without a fee."""
    pool, marks = drawn
    sizes = np.array([p.size for p in pool.positions])
    rows = np.array([sizes, sizes * (1 + share * np.eye(len(sizes))[0])])
    many = Terrain.traded(pool, marks, rows, [0.0, cash])
    first = pool.positions[0]
    traded = pool.deposit(cash)
    if abs(share) > 1e-9:
        traded = traded.trade(first.market, rows[1][0] - first.size, marks[first.symbol], fee=0.0)
    alone = Terrain.of(traded, marks)
    same = {"abs": 1e-6 * pool.notional(marks), "rel": 1e-9}
    down = -np.ones(len(many.symbols))
    assert many.health()[0] == pytest.approx(pool.health(marks), **same)
    assert many.health()[1] == pytest.approx(traded.health(marks), **same)
    assert many.free[1] == pytest.approx(traded.free_collateral(marks), **same)
    again = np.asarray(many.ray(down))[1]
    if alone.symbols == many.symbols:
        assert again == pytest.approx(alone.ray(down), rel=1e-6, abs=1e-9, nan_ok=True)
        np.testing.assert_allclose(many.walls()[1], alone.walls(), rtol=1e-6, atol=1e-9)


def test_a_closed_leg_leaves_its_profit_behind_and_no_wall():
    pool = example()
    gone = Terrain.traded(pool, MARKS, [0.8, 0.0, 120.0], 0.0)
    assert gone.equity() == pytest.approx(pool.equity(MARKS))
    assert np.isnan(gone.walls()[1])
    assert gone.gradient[1] == 0.0


@given(st.integers(2, 5), st.integers(0, 10_000), st.floats(1, 1e5))
def test_the_likeliest_move_is_on_the_border_and_none_there_is_likelier(n, seed, health):
    rng = np.random.default_rng(seed)
    g, root = rng.uniform(-1e5, 1e5, n), rng.standard_normal((n, n + 2)) * 0.03
    matrix = root @ root.T
    x = likeliest(health, g, matrix)
    assert health + g @ x == pytest.approx(0.0, abs=1e-6 * health)
    assert spread_of(x, matrix) == pytest.approx(sigmas(health, g, matrix), rel=1e-6)
    other = rng.standard_normal(n)
    other *= -health / (g @ other)
    assert spread_of(other, matrix) >= sigmas(health, g, matrix) * (1 - 1e-9)


@settings(max_examples=15, deadline=None)
@given(cross_pools(), st.integers(0, 10_000))
def test_no_prices_end_a_pool_that_is_called_endless(drawn, seed):
    pool, marks = drawn
    rich = pool.deposit(4 * pool.notional(marks))
    rng = np.random.default_rng(seed)
    for held in (pool, rich):
        here = Terrain.of(held, marks)
        n = len(here.symbols)
        ways = np.concatenate([-np.ones((1, n)), np.eye(n), -np.eye(n), rng.uniform(-1, 1, (20, n))])
        reached = not all(np.isnan(here.ray(way)) for way in ways)
        assert not (here.endless and reached)
        assert np.isinf(here.sigmas(np.eye(n))) == here.endless or not here.gradient.any()
        assert here.endless or reached
        variants = Terrain.traded(held, marks, np.outer([1.0, 2.0], [p.size for p in held.positions]), 0.0)
        assert variants.endless.shape == (2,)
        assert variants.endless[0] == here.endless


def test_no_exposure_has_no_fatal_move_and_collateral_that_moves_has_a_wall():
    assert sigmas(100.0, [0.0, 0.0], np.eye(2)) == np.inf
    assert np.isnan(likeliest(100.0, [0.0, 0.0], np.eye(2))).all()
    assert sigmas([100.0, -50.0], [[3.0, 4.0], [3.0, 4.0]], np.eye(2)).tolist() == pytest.approx([20.0, -10.0])
    coin = Pool(-30_000.0, (), (Holding("BTC", 1.0, 0.9, 0.95),))
    there = Terrain.of(coin, MARKS)
    assert there.ray([-1.0]) == pytest.approx(1 - 30_000 / 0.95 / 60_000)
    short = Pool(1_000.0, (Position(Market("BTC", 0.05, 0.03), -0.1, 60_000.0),))
    assert np.isnan(Terrain.of(short, MARKS).ray([-1.0]))
    assert Terrain.of(short, MARKS).walls()[0] > 0


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (lambda: Terrain.of(example(), MARKS).ray([-1.0]), "direction"),
        (lambda: Terrain.of(example(), MARKS).ray([-1.0, np.nan, 0.0]), "direction"),
        (lambda: Terrain.of(example(), MARKS).at_ratio(0.0), "ratio"),
        (lambda: sigmas(1.0, [1.0, 2.0], np.eye(3)), "covariance"),
        (lambda: sigmas(1.0, [1.0, 2.0], [[1.0, 0.5], [0.1, 1.0]]), "covariance"),
        (lambda: likeliest(np.inf, [1.0], np.eye(1)), "health"),
    ],
)
def test_bad_input_is_named(act, named):
    with pytest.raises(ArgumentError) as told:
        act()
    assert told.value.argument == named


def test_the_nearer_of_both_ways_along_a_direction():
    """The example falls to its border; a book that is long on balance and short by its betas rises to it; a dead one is there."""
    t = Terrain.of(example(), MARKS)
    ones = np.ones(3)
    assert t.move(ones) == pytest.approx(-float(t.ray(-ones)))
    book = HYPER.pool(700.0, ("BTC", 0.2, 60_000.0), ("ETH", -3.8, 3_000.0))
    near = Terrain.of(book, MARKS)
    assert near.gradient.sum() > 0
    beta = np.array([{"BTC": 1.0, "ETH": 1.6}[s] for s in near.symbols])
    found = near.move(beta)
    assert found > 0
    assert moved(book, MARKS, found * beta, near.symbols) == pytest.approx(0, abs=1e-6)
    assert np.isnan(near.ray(-beta))
    assert Terrain.of(HYPER.pool(1.0, ("BTC", 0.2, 60_000.0)), MARKS).move([1.0]) == 0
    assert np.isnan(Terrain.of(HYPER.pool(1e6, ("BTC", 0.2, 60_000.0)), MARKS).move([1.0]))
