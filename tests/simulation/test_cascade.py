"""Cascades: invariants every round, closed forms, the three theorems on cross and isolated, deleveraging by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Market, Schedule, liquidation_distance
from course.simulation import (
    Book,
    Cascade,
    Exchange,
    Feed,
    FundingTerms,
    Ladder,
    LiquidationRules,
    Rows,
    chain,
    entrants,
    impact,
    landscape,
    linear_response,
    open_interest,
    population,
    response_matrix,
    spectral_radius,
)
from course.simulation.deleveraging import allocate, zero_prices
from course.simulation.scan import Scanner, below
from course.validation import ArgumentError

FLAT = Market("A", initial=0.02, maintenance=0.01, liquidation_fee=0.005)
TIERED = Market("B", 0.04, Schedule.brackets([0, 20_000, 100_000], [0.01, 0.025, 0.05]), liquidation_fee=0.005)
THIRD = Market("C", initial=0.04, maintenance=Schedule.flat(0.02, basis="entry"), liquidation_fee=0.01)
PRICES = np.array([100.0, 50.0, 10.0])
#: Relative size of rounding that an invariant may show: sums of 10⁴ amounts in double precision.
ROUNDING = 1e-12


def people(rng, n=2_000, markets=(FLAT, TIERED, THIRD), **options):
    return population(rng, n, list(markets), PRICES[: len(markets)], **options)


def walk(rng, ticks, markets=3, volatility=0.02, drift=-0.005):
    steps = volatility * rng.standard_normal((ticks, markets)) + drift
    return PRICES[:markets] * np.exp(np.cumsum(steps, axis=0))


# ---- invariants ---------------------------------------------------------------------------------------------------

RULES = [
    LiquidationRules(),
    LiquidationRules("initial", share=0.2, minimum=100),
    LiquidationRules("share", share=0.25, minimum=50, backstop=2 / 3, seizes_remainder=True),
]


@pytest.mark.parametrize("deleveraging", ["queue", "pro rata", "none"])
@pytest.mark.parametrize("rules", RULES)
def test_invariants_hold_after_every_round(rules, deleveraging):
    rng = np.random.default_rng(11)
    rows = people(rng, leverage=8, long_share=0.7, cross_share=0.4, hedged_share=0.3)
    oi = open_interest(rows, PRICES)
    exchange = Exchange(
        [FLAT, TIERED, THIRD],
        [Book(1.2 * x, recovery=20, refill=10, withdrawal=3) for x in oi],
        Feed(lag=1, pass_through=0.5, smoothing=0.4, band=0.05),
        rules,
        insurance=1e4,
        deleveraging=deleveraging,
        funding=FundingTerms(4),
    )
    film = Cascade(
        exchange, rows, PRICES, audited=True, inflow=entrants(people(rng, 200), per_tick=2, feedback=50)
    ).run(walk(rng, 25))
    assert film.rounds > 25
    assert film.counts.bad_debt + film.counts.deleveraged.sum() > 0
    assert set(film.violations) == {"I1", "I2", "I3", "I4", "I5"}
    assert max(film.violations.values()) < ROUNDING, film.violations
    if deleveraging == "none":
        assert film.counts.socialised > 0
    else:
        assert film.counts.deleveraged_rows > 0


@given(
    seed=st.integers(0, 2**31),
    leverage=st.floats(1.5, 15),
    depth=st.floats(0.1, 5),
    cross=st.floats(0, 1),
    long=st.floats(0, 1),
    pass_through=st.floats(0, 1),
    insurance=st.sampled_from([0.0, 1e3, 1e6]),
    how=st.sampled_from(["queue", "pro rata", "none"]),
    shock=st.floats(-0.3, 0.3),
)
@settings(max_examples=40, deadline=None)
def test_invariants_hold_for_any_population(seed, leverage, depth, cross, long, pass_through, insurance, how, shock):
    """Upward shocks too: a short squeeze may buy more than the book holds."""
    rng = np.random.default_rng(seed)
    rows = people(rng, 300, leverage=leverage, cross_share=cross, long_share=long)
    books = [Book(depth * max(x, 1.0)) for x in open_interest(rows, PRICES)]
    exchange = Exchange(
        [FLAT, TIERED, THIRD], books, Feed(0, pass_through, 0.5, 0.1),
        insurance=insurance, deleveraging=how, funding=FundingTerms(1),
    )  # fmt: skip
    film = Cascade(exchange, rows, PRICES, audited=True).run(PRICES * np.exp([[shock] * 3, [shock / 2] * 3]))
    assert max(film.violations.values()) < ROUNDING, film.violations
    assert np.all(film.column("perp") > 0)


def test_the_number_of_rounds_is_bounded_by_the_steps_left():
    rng = np.random.default_rng(12)
    rules = LiquidationRules("initial", share=0.2, minimum=50)
    rows = people(rng, 500, leverage=10, long_share=0.9)
    bound = sum(rules.steps(n) for n in rows.notional(PRICES))
    exchange = Exchange([FLAT, TIERED, THIRD], Book(1e5), rules=rules, insurance=1e12)
    film = Cascade(exchange, rows, PRICES).run(walk(rng, 20))
    assert 0 < film.rounds <= bound
    for a, b in pairwise(film):
        assert b.rows >= a.rows


# ---- watchlist ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("band", [0.01, 0.05, 0.2])
def test_the_watchlist_finds_exactly_what_the_full_scan_finds(band):
    rng = np.random.default_rng(13)
    rows = people(rng, 5_000, leverage=5, cross_share=0.6, hedged_share=0.3, long_share=0.6)
    exchange = Exchange(
        [FLAT, TIERED, THIRD],
        [Book(3 * x, recovery=5) for x in open_interest(rows, PRICES)],
        Feed(1, 0.3, 0.5, 0.1),
        LiquidationRules("initial", share=0.2, minimum=100),
        1e4,
        "queue",
        FundingTerms(8),
    )
    path = walk(rng, 60, volatility=0.01, drift=-0.001)
    full, watched = (Cascade(exchange, rows, PRICES, band=b) for b in (None, band))
    a, b = full.run(path), watched.run(path)
    assert a.rounds == b.rounds > 10
    assert np.array_equal(a.closed_round, b.closed_round)
    assert np.array_equal(a.column("perp"), b.column("perp"))
    assert np.array_equal(full.rows.cash, watched.rows.cash)
    if band == 0.05:
        assert watched.scanner.evaluations < full.scanner.evaluations


def test_a_watchlist_refuses_requirements_that_jump():
    market = Market("A", 0.1, Schedule.whole_position([0, 1_000], [0.01, 0.05]))
    rows = Rows([market], [1.0], [[1.0]], [[1.0]])
    with pytest.raises(ArgumentError, match="band"):
        Scanner(rows, band=0.05)


# ---- closed forms -------------------------------------------------------------------------------------------------


@given(st.floats(1.5, 40), st.floats(0.001, 0.02), st.sampled_from(["long", "short"]), st.floats(0.1, 1e5))
@settings(max_examples=60, deadline=None)
def test_c1_one_position_is_liquidated_where_the_engine_says(leverage, m, side, price):
    distance = liquidation_distance(leverage, m, side)
    s = 1 if side == "long" else -1
    size = s * 1_000 * leverage / price
    rows = Rows([Market("A", 0.001, m)], [1_000 - size * price], [[size]], [[price]])
    for factor, hit in ((1 - 1e-9, 0), (1 + 1e-9, 1)):
        assert len(below(rows, np.array([price * (1 - s * distance * factor)]))) == hit
    ladder = Ladder.of(rows, price, 1.0, side)
    if s > 0 or distance > 0:
        assert s / ladder.triggers[0] == pytest.approx(price * (1 - s * distance))


@given(st.floats(1, 20), st.floats(0.001, 0.02))
def test_c2_halving_leverage_more_than_doubles_the_distance(leverage, m):
    half, full = liquidation_distance(leverage / 2 + 0.5, m), liquidation_distance(leverage + 1, m)
    assert half == pytest.approx(2 * full + m / (1 - m))
    half, full = (liquidation_distance(x, m, "short") for x in (leverage / 2 + 0.5, leverage + 1))
    assert half == pytest.approx(2 * full + m / (1 + m))


def rungs(count, kappa, spacing=2.0**-12, depth=1.0, gap=None):
    """Evenly spaced triggers in 1/p as a population of longs: price 1, so 1/p starts at 1."""
    market = Market("A", 0.5, 0.0)
    y = 1.0 + (spacing if gap is None else gap) + spacing * np.arange(count)
    q = np.full(count, kappa * depth * spacing)
    return Rows([market], -q / y, q[np.newaxis], np.ones((1, count))), market


@given(st.integers(1, 60), st.integers(0, 15), st.integers(0, 200), st.sampled_from([0.0, 0.5, 1.0, 2.0]))
@settings(max_examples=150, deadline=None)
def test_c3_a_chain_is_exact_to_the_row(count, sixteenths, steps, gap):
    """Quarters and sixteenths are exact in binary, so counts must agree to the integer, at the boundaries too."""
    kappa, h = sixteenths / 16, 2.0**-12
    delta = steps / 8 * h
    expected = chain(delta, kappa, count, spacing=h, gap=gap * h)
    y = 1.0 + gap * h + h * np.arange(count)
    ladder = Ladder(1.0, y, np.full(count, kappa * h), 1.0)
    shock = delta / (1 + delta)
    level = 1.0 / (1.0 - shock)
    if abs(level - 1 - delta) > 0:  # the shock as a price rounds; ask the curve for the level itself
        reach, _ = ladder._curve
        assert np.searchsorted(reach, 1 + delta, side="right") == expected
    else:
        assert ladder.response(shock).rows == expected
    assert chain(delta, 1.0, count, spacing=h, gap=gap * h) == (count if delta >= gap * h else 0)


@pytest.mark.parametrize("kappa", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("gap", [None, 5 * 2.0**-12])
def test_c3_the_multiplier_is_one_over_one_minus_kappa(kappa, gap):
    h, shock = 2.0**-12, 0.05
    rows, market = rungs(100_000, kappa, gap=gap)
    exchange = Exchange([market], Book(1.0), rules=LiquidationRules(at_equality=True), insurance=1e9)
    film = Cascade(exchange, rows, [1.0]).run([[1 - shock]])
    delta = 1 / (1 - shock) - 1
    first = h if gap is None else gap
    assert film[-1].rows == pytest.approx(chain(delta, kappa, 100_000, spacing=h, gap=gap), abs=1)
    total = 1 / film[-1].perp[0] - 1
    assert total == pytest.approx(first - h + (delta - first + h) / (1 - kappa), abs=2 * h / (1 - kappa))


@given(st.floats(0.1, 1e5), st.floats(-0.4, 3), st.floats(-0.4, 3), st.floats(1, 1e9))
def test_c4_impact_is_additive(price, x1, x2, depth):
    q1, q2 = x1 * depth / price, x2 * depth / price
    middle, first = impact(price, q1, depth)
    end, second = impact(middle, q2, depth)
    whole, average = impact(price, q1 + q2, depth)
    assert end == pytest.approx(whole, rel=1e-9)
    assert q1 * first + q2 * second == pytest.approx((q1 + q2) * average, abs=1e-9 * depth)


def test_impact_is_of_any_shape_and_names_a_depth_that_is_none():
    price, sold, depth = np.array([[100.0], [50.0]]), np.array([0.0, 3.0, -10.0, -11.0]), 1_000.0
    after, average = impact(price, sold, depth)
    assert after.shape == average.shape == (2, 4)
    for i, j in np.ndindex(2, 4):
        one = impact(float(price[i, 0]), float(sold[j]), depth)
        np.testing.assert_array_equal(one, (after[i, j], average[i, j]))
    assert np.isinf([after[0, 2], average[0, 2]]).all(), "all that the book has has no price"
    assert np.isnan(average[0, 3])
    assert np.ndim(impact(100, 3, depth)[0]) == 0
    with pytest.raises(ArgumentError, match="depth"):
        impact(100, 3, 0)


def test_c6_linear_response_in_several_markets():
    """Cross rows with three legs: simulated totals follow (I − K)⁻¹ · shock while K stays what it is."""
    rng = np.random.default_rng(14)
    markets = [Market(s, 0.02, 0.0) for s in "ABC"]
    n = 60_000
    size = rng.uniform(0.5, 1.5, (3, n))
    trigger = 0.4 * (rng.permutation(n) + 0.5) / n  # fall of the whole book that takes the row to zero
    rows = Rows(markets, -size.sum(axis=0) * (1 - trigger), size, np.ones((3, n)))
    depth = 8.0 * open_interest(rows, np.ones(3))
    k = response_matrix(rows, np.ones(3), depth, step=0.01)
    np.testing.assert_array_equal(response_matrix(rows, np.ones(3), depth, step=0.01, fallen=[2, 0]), k[:, [2, 0]])
    with pytest.raises(ArgumentError, match="fallen"):
        response_matrix(rows, np.ones(3), depth, fallen=[3])
    assert spectral_radius(k) == pytest.approx(0.3, abs=0.02)
    assert k[1, 0] > 0.05
    shock = np.array([0.01, 0.0, 0.0])
    expected = linear_response(k, shock / (1 - shock))
    exchange = Exchange(markets, [Book(d) for d in depth], insurance=1e12)
    film = Cascade(exchange, rows, np.ones(3)).run([1 - shock])
    assert 1 / film[-1].perp - 1 == pytest.approx(expected, rel=0.01)


def test_linear_response_refuses_a_critical_population():
    with pytest.raises(ArgumentError, match="spectral radius"):
        linear_response([[1.0]], [0.01])


# ---- cross against isolated ---------------------------------------------------------------------------------------

THREE = [Market(s, initial=0.02, maintenance=0.01, liquidation_fee=0.005) for s in "ABC"]


def run(rows, exchange, shock):
    film = Cascade(exchange, rows, PRICES).run([PRICES * (1 - np.asarray(shock))])
    return film, film.fall


def test_t1_the_mode_does_not_matter_when_all_legs_are_alike():
    """Same sign, entry and leverage on every leg, equity split by notional, one common shock: identical falls."""
    falls = []
    for cross in (0.0, 0.5, 1.0):
        rows = population(
            np.random.default_rng(15), 4_000, THREE, PRICES, leverage=5, long_share=1.0,
            cross_share=cross, entry_spread=0.0, concentration=np.inf,
        )  # fmt: skip
        oi = open_interest(rows, PRICES)
        exchange = Exchange(THREE, [Book(2 * x) for x in oi], insurance=1e12)
        film, fall = run(rows, exchange, [0.08] * 3)
        falls.append(fall)
        assert film.liquidated_share > 0.1
    assert falls[0] == pytest.approx(falls[1], rel=1e-9)
    assert falls[0] == pytest.approx(falls[2], rel=1e-9)
    assert falls[0] == pytest.approx(np.full(3, falls[0][0]), rel=1e-9)


def test_t2_isolated_contains_what_cross_passes_on():
    shares = []
    for cross in (0.0, 0.5, 1.0):
        rows = population(
            np.random.default_rng(16), 4_000, THREE, PRICES, leverage=5, long_share=1.0, cross_share=cross
        )
        exchange = Exchange(THREE, [Book(1.5 * x) for x in open_interest(rows, PRICES)], insurance=1e12)
        film, fall = run(rows, exchange, [0.15, 0.0, 0.0])
        shares.append(film.liquidated_share)
        if cross == 0:
            assert np.all(fall[1:] == 0.0)
        else:
            assert np.all(fall[1:] > 0.15)
    assert shares[1] > 1.5 * shares[0]


def test_t3_netting_makes_cross_the_calmer_mode_for_hedged_books():
    seen = []
    for cross in (0.0, 1.0):
        rows = population(
            np.random.default_rng(17), 4_000, THREE, PRICES, leverage=5, hedged_share=1.0,
            long_share=0.5, cross_share=cross, entry_spread=0.0,
        )  # fmt: skip
        exchange = Exchange(THREE, [Book(1.5 * x) for x in open_interest(rows, PRICES)], insurance=1e12)
        film, _ = run(rows, exchange, [0.15] * 3)
        seen.append((film.multiplier.mean(), film.liquidated_share, film.bad_debt_share))
    isolated, cross = seen
    assert cross[0] < isolated[0]
    assert cross[1] < 0.5 * isolated[1]
    assert cross[2] < isolated[2]


def test_contagion_has_a_sign():
    """K off the diagonal: long-only cross books pass falls on, dollar-neutral ones buy the other market back."""
    k = []
    for options in ({"long_share": 1.0}, {"hedged_share": 1.0}, {"long_share": 1.0, "cross_share": 0.0}):
        rows = population(
            np.random.default_rng(18), 50_000, THREE, PRICES, leverage=5, collateral_spread=0.5,
            **{"cross_share": 1.0, **options},
        )  # fmt: skip
        k.append(response_matrix(rows, PRICES, 1.5 * open_interest(rows, PRICES)))
    off = ~np.eye(3, dtype=bool)
    assert k[0][off].min() > 0.1
    assert k[1][0, 1:].max() < -0.1
    assert k[1][1:, 0].max() < -0.1
    assert np.all(k[2][off] == 0)


# ---- mechanisms ---------------------------------------------------------------------------------------------------


def one_sided(leverage=5.0, n=4_000, seed=19):
    rows = population(np.random.default_rng(seed), n, [FLAT], [100.0], leverage=leverage, long_share=1.0)
    return rows, float(open_interest(rows, [100.0])[0])


def test_late_oracles_turn_fewer_liquidations_into_more_bad_debt():
    rows, oi = one_sided(3)
    falling = 100 * 0.98 ** np.arange(1, 9)[:, np.newaxis]
    seen = {}
    for lag in (0, 4):
        feed = Feed(lag=lag, pass_through=0.0, band=0.0)
        film = Cascade(Exchange([FLAT], Book(20 * oi), feed, insurance=1e12), rows, [100.0]).run(falling)
        seen[lag] = (film.counts.bad_debt, film.counts.rows)
    assert seen[4][0] > 3 * seen[0][0]
    assert seen[4][1] < seen[0][1]


def test_a_mark_on_an_index_that_feels_no_impact_stops_the_spiral():
    rows, oi = one_sided(5)
    falls = [
        Cascade(Exchange([FLAT], Book(1.5 * oi), Feed(pass_through=phi, band=0.0), insurance=1e12), rows, [100.0]).run(
            [[95.0]]
        )
        for phi in (0.0, 1.0)
    ]
    assert falls[0][-1].mark[0] == 95.0
    assert falls[1].fall[0] > 1.5 * falls[0].fall[0]
    assert falls[1].bad_debt_share > falls[0].bad_debt_share


def test_depth_recovers_and_is_withdrawn():
    book = Book(1_000.0, recovery=10, refill=5, withdrawal=20, least=0.05)
    rows = Rows([FLAT], [1e6], [[1.0]], [[100.0]])
    film = Cascade(Exchange([FLAT], book), rows, [100.0]).run([[100.0], [90.0], [90.0], [90.0]])
    depth = film.column("depth")[:, 0]
    assert depth[0] == 1_000
    assert depth[1] == pytest.approx(1_000 * np.exp(-20 * abs(np.log(0.9))))
    assert depth[2] == pytest.approx(1_000 + (depth[1] - 1_000) * np.exp(-1 / 5))
    crash = Cascade(Exchange([FLAT], book), rows, [100.0]).run([[50.0]])
    assert crash[-1].depth[0] == 50.0


def test_impact_decays():
    rows, oi = one_sided(6)
    exchange = Exchange([FLAT], Book(3 * oi, recovery=2.0), Feed(pass_through=0.0, band=0.0), insurance=1e12)
    film = Cascade(exchange, rows, [100.0]).run([[92.0]] * 6)
    gap = 1 / film.column("perp")[:, 0] - 1 / 92
    last = [g for f, g in zip(film, gap, strict=True) if f.tick >= 2 and f.round == 0]
    assert np.diff(np.log(last)) == pytest.approx(-0.5)


def test_funding_moves_cash_from_longs_to_shorts_and_the_provider():
    rows = Rows([FLAT], [-50.0, 250.0], [[1.0, -2.0]], [[100.0, 100.0]])
    exchange = Exchange([FLAT], Book(1e6), Feed(smoothing=1.0, band=1.0), funding=FundingTerms(1, 0.01))
    cascade = Cascade(exchange, rows, [100.0], audited=True)
    cascade.skew = np.array([-0.02 / 102])  # perp 2 % above the index once pass-through is off
    cascade.feed = Feed(pass_through=0.0)
    cascade.run([[100.0]])
    paid = cascade.rows.cash - rows.cash
    assert cascade.rate[0] == 0.01  # capped
    assert paid == pytest.approx([-cascade.mark[0] * 0.01, 2 * cascade.mark[0] * 0.01])
    assert sum(paid) + cascade.provider_cash + 100.0 == pytest.approx(0)


def test_newcomers_come_less_when_their_side_pays():
    def arrivals(feedback):
        rng = np.random.default_rng(20)
        crowd = population(rng, 1_000, [FLAT], [100.0], leverage=3, long_share=1.0)
        inflow = entrants(crowd, per_tick=10, feedback=feedback)
        depth = 5 * open_interest(crowd, [100.0])[0]
        exchange = Exchange([FLAT], Book(depth), Feed(pass_through=0.0), funding=FundingTerms(1, 0.003))
        rows = Rows([FLAT], [1e6], [[-1e-6]], [[100.0]])
        cascade = Cascade(exchange, rows, [100.0], inflow=inflow, audited=True)
        film = cascade.run(np.full((40, 1), 100.0))
        assert max(film.violations.values()) < ROUNDING
        return int((cascade.rows.size[0] > 0).sum())

    assert arrivals(0) == 400
    assert arrivals(300) < 300


# ---- deleveraging by hand -----------------------------------------------------------------------------------------


def test_deleveraging_takes_the_best_ranked_first_at_the_bankruptcy_price():
    """A long of 10 at 100 with 50: bankrupt at 95. At 90 nobody will pay the 50 that is missing but its winners."""
    cash = [50 - 1_000, 2_000 + 700, 1_000 + 800, 1_000 + 525]
    size = [[10.0, -7.0, -8.0, -5.0]]
    entry = [[100.0, 100.0, 100.0, 105.0]]
    rows = Rows([FLAT], cash, size, entry)
    exchange = Exchange([FLAT], Book(1e9), rules=LiquidationRules(fee=0.0), deleveraging="queue")
    cascade = Cascade(exchange, rows, [100.0], audited=True)
    film = cascade.run([[90.0]])
    # Profit × leverage: row 3 14.3 % × 450/1075, row 2 10 % × 720/1080, row 1 10 % × 630/2070: rows 2, 3, 1.
    assert cascade.rows.size[0].tolist() == [0.0, -7.0, 0.0, -3.0]
    assert cascade.rows.cash[0] == 0.0
    assert cascade.rows.cash[2] == pytest.approx(1_800 - 8 * 95)
    assert film.counts.bankrupt_rows == 1
    assert film.counts.deleveraged_rows == 2
    assert film.counts.bad_debt == 0
    assert film[-1].perp[0] == 90.0  # the book was not touched
    assert max(film.violations.values()) < ROUNDING


def test_deleveraging_pro_rata_and_the_provider_as_last_resort():
    rows = Rows([FLAT], [50 - 1_000, 700.0 + 200], [[10.0, -4.0]], [[100.0, 100.0]])
    exchange = Exchange([FLAT], Book(1e9), rules=LiquidationRules(fee=0.0), deleveraging="pro rata")
    cascade = Cascade(exchange, rows, [100.0], audited=True)
    before = cascade.inventory.copy()
    film = cascade.run([[90.0]])
    assert cascade.rows.size[0].tolist() == [0.0, 0.0]
    assert cascade.inventory[0] == before[0] + 6
    assert max(film.violations.values()) < ROUNDING


def test_zero_prices_leave_nothing_also_over_several_legs(rng):
    rows = people(rng, 200, cross_share=1.0, hedged_share=0.5)
    chosen = np.arange(50)
    price = zero_prices(rows, chosen, PRICES)
    left = rows.cash[chosen] + (rows.size[:, chosen] * price).sum(axis=0)
    assert left == pytest.approx(np.zeros(50), abs=1e-9 * np.abs(rows.cash[chosen]).max())


@given(
    st.lists(st.floats(0.1, 100), min_size=1, max_size=20), st.floats(0, 500), st.sampled_from(["queue", "pro rata"])
)
def test_allocation_gives_what_is_needed_and_never_more_than_is_held(held, needed, how):
    capacity = np.array(held)
    taken = allocate(needed, capacity, np.arange(len(held), dtype=float), how)
    assert np.all((taken >= 0) & (taken <= capacity * (1 + 1e-12)))
    assert taken.sum() == pytest.approx(min(needed, capacity.sum()))


# ---- films and landscapes -----------------------------------------------------------------------------------------


def test_a_film_can_be_played_stepped_rewound_and_cancelled():
    rows, oi = one_sided(6)
    exchange = Exchange([FLAT], Book(3 * oi), insurance=1e12)
    path = 100 * 0.98 ** np.arange(1, 6)[:, np.newaxis]
    film = Cascade(exchange, rows, [100.0]).run(path)
    frames = list(Cascade(exchange, rows, [100.0]).play(path))
    assert [f.perp[0] for f in frames] == film.column("perp")[:, 0].tolist()
    assert film[0].round == 0
    assert film[-1].tick == 5
    assert film[3].rows == (film.closed_round[film.closed_round >= 0] <= 3).sum()
    table = film.frame()
    assert len(table) == len(film)
    assert (table.perp > 0).all()
    seen = []
    part = Cascade(exchange, rows, [100.0]).run(path, lambda done, ticks: seen.append((done, ticks)) or done < 2)
    assert seen == [(1, 5), (2, 5)]
    assert (part.ticks, part.complete, film.complete) == (2, False, True)
    assert len(rows) == (rows.size[0] != 0).sum()  # the population given is not touched


def test_the_landscape_counts_every_row_once():
    rng = np.random.default_rng(21)
    rows = people(rng, 3_000, cross_share=0.5, leverage=6, long_share=0.6)
    land = landscape(rows, PRICES, market=0, reach=0.3, bins=40)
    lowest = PRICES * np.array([0.7, 1, 1])
    down = below(rows, lowest)
    notional = np.abs(rows.size[0]) * 100
    assert land.frame().query("high <= 100.0001")[["long", "short"]].to_numpy().sum() == pytest.approx(
        notional[down].sum(), rel=1e-3
    )
    assert land.edges[40] == pytest.approx(100.0)
    assert np.all(land.cross <= land.long + land.short + 1e-9)
    apart = people(rng, 1_000, leverage=6)
    assert landscape(apart, PRICES).elsewhere.sum() == 0


def test_kappa_of_a_landscape_is_the_response_matrix():
    rows, oi = one_sided(8, 50_000)
    depth = 2 * oi
    k = response_matrix(rows, [100.0], [depth], step=1 / 99)[0, 0]
    land = landscape(rows, [100.0], reach=0.3, bins=30)
    assert land.kappa(depth)[29] == pytest.approx(k, rel=0.02)


def test_population_is_what_it_was_asked_to_be():
    rng = np.random.default_rng(22)
    rows = people(rng, 20_000, markets=[FLAT], leverage=5, long_share=0.7, entry_spread=0.0)
    leverage = rows.notional([100.0]) / rows.equity([100.0])
    assert np.median(leverage) == pytest.approx(5, rel=0.03)
    assert leverage.min() >= 1.05 - 1e-9
    assert (rows.size[0] > 0).mean() == pytest.approx(0.7, abs=0.015)
    both = people(rng, 2_000, cross_share=1.0, hedged_share=1.0, entry_spread=0.0)
    net = (both.size * PRICES[:, np.newaxis]).sum(axis=0)
    assert np.abs(net).max() < 1e-9 * both.notional(PRICES).max()
    assert np.all(both.health(PRICES) > 0)


def alone(prices=(100.0,)):
    return Cascade(Exchange([FLAT], Book(1e6)), Rows([FLAT], [1.0], [[1.0]], [[100.0]]), prices)


def test_one_market_may_be_a_plain_list():
    assert alone().run([100.0, 99.0])[-1].perp == pytest.approx([99.0])


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: Book(0), "depth"),
        (lambda: Book(1, recovery=0), "recovery"),
        (lambda: Feed(smoothing=0), "smoothing"),
        (lambda: Feed(band=-1), "band"),
        (lambda: Exchange([FLAT], [Book(1), Book(1)]), "books"),
        (lambda: Exchange([FLAT], Book(1), deleveraging="lottery"), "deleveraging"),
        (lambda: population(np.random.default_rng(1), 5, [FLAT], [100.0], hedged_share=0.5), "hedged_share"),
        (lambda: population(np.random.default_rng(1), 5, [FLAT], [100.0, 1.0]), "prices"),
        (lambda: Ladder.of(people(np.random.default_rng(1), 5), 100.0, 1.0), "rows"),
        (lambda: Ladder(1.0, np.ones(2), np.ones(3), 1.0), "quantity"),
        (lambda: alone().run([[1.0, 2.0]]), "exogenous"),
        (lambda: alone().run([0.0]), "exogenous"),
        (lambda: alone([1.0, 2.0]), "prices"),
        (lambda: Ladder(1.0, np.ones(2), np.ones(2), 1.0).settle(1.0), "shock"),
    ],
)
def test_bad_input_names_its_argument(make, argument):
    with pytest.raises(ArgumentError) as error:
        make()
    assert error.value.argument == argument


# ---- ladders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["long", "short"])
def test_ladder_rounds_window_curve_and_cascade_agree(side):
    for leverage, depth in ((3, 3.0), (6, 3.0), (10, 1.0)):
        rows = population(
            np.random.default_rng(23), 3_000, [FLAT], [100.0], leverage=leverage, long_share=float(side == "long")
        )
        d = depth * float(open_interest(rows, [100.0])[0])
        ladder = Ladder.of(rows, 100.0, d, side)
        s = 1 if side == "long" else -1
        for shock in (0.0, 0.01, 0.03, 0.08):
            curve, once = ladder.response(shock), ladder.settle(shock)
            film = Cascade(Exchange([FLAT], Book(d), insurance=1e15), rows, [100.0]).run([[100 * (1 - s * shock)]])
            stages = [n for n, _, _ in ladder.rounds(shock)]
            assert int(curve.rows) == once.rows == (stages[-1] if stages else 0)
            assert once.sold == pytest.approx(float(curve.sold))
            if np.isfinite(curve.move):
                assert int(curve.rows) == film[-1].rows
                assert len(stages) == film.rounds
                assert s * film.fall[0] == pytest.approx(float(curve.move))


def test_many_shocks_in_one_call_and_the_jump_at_criticality():
    for kappa, jump in ((0.5, False), (1.25, True)):
        rows, _ = rungs(10_000, kappa, spacing=1e-5)
        ladder = Ladder.of(rows, 1.0, 1.0)
        move = ladder.response(np.linspace(0, 0.02, 2_001)).move
        assert np.all(np.diff(move) >= 0)
        assert (np.diff(move).max() > 0.05) == jump
