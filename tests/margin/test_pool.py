"""The pool: definitions, the exact solver, and the laws that hold for every schedule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import Holding, Market, Pool, Portfolio, Position, Schedule, SizePremium
from course.validation import ArgumentError

from .strategies import continuous_schedules, cross_pools, positions, prices, whole_position_schedules

BTC = Market("BTC", initial=0.05, maintenance=0.03)
ETH = Market("ETH", initial=0.05, maintenance=0.03)
MARKS = {"BTC": 60_000.0, "ETH": 3_000.0}
BOOK = Pool(6_000, (Position(BTC, 1, 60_000), Position(ETH, -15, 3_000)))


def close(a: float, b: float, scale: float, tolerance: float = 1e-9) -> bool:
    return abs(a - b) <= tolerance * max(1.0, abs(scale))


# ---- by hand ----------------------------------------------------------------------------------------------------


def test_account_state_of_the_two_legged_book_by_hand() -> None:
    """Long 1 BTC at 60,000, short 15 ETH at 3,000, 6,000 USD, 3 % maintenance; BTC +1,000, ETH +100."""
    marks = {"BTC": 61_000.0, "ETH": 3_100.0}

    assert BOOK.unrealised_pnl(marks) == 1_000 - 1_500
    assert BOOK.equity(marks) == 5_500
    assert BOOK.notional(marks) == 61_000 + 46_500
    assert BOOK.maintenance_requirement(marks) == pytest.approx(0.03 * 107_500)
    assert BOOK.initial_requirement(marks) == pytest.approx(0.05 * 107_500)
    assert BOOK.free_collateral(marks) == pytest.approx(5_500 - 5_375)
    assert BOOK.health(marks) == pytest.approx(5_500 - 3_225)
    assert BOOK.margin_ratio(marks) == pytest.approx(3_225 / 5_500)
    assert BOOK.leverage(marks) == pytest.approx(107_500 / 5_500)
    assert BOOK.liquidatable(marks) is False


def test_shown_price_walks_when_the_other_price_moves() -> None:
    """(6000 − 60000 − 15·(ETH − 3000) − 0.45·ETH + 0.97·p = 0: 57,062 at 3,000; 59,451 at 3,150; gone at 3,300."""
    walk = [BOOK.liquidation_price("BTC", {**MARKS, "ETH": eth}) for eth in (3_000, 3_150, 3_300)]

    assert [round(p) for p in walk] == [57_062, 59_451, 61_840]
    assert BOOK.liquidatable({**MARKS, "ETH": 3_300})


def test_another_markets_requirement_moves_my_liquidation_price() -> None:
    """Long 1 at 100 with collateral 5.554: alone at 95.4; once another position needs 4 USD of maintenance, 99.4-ish."""
    x, y = Market("X", 0.02, 0.01), Market("Y", 0.08, 0.04)
    alone = Pool(5.554, (Position(x, 1, 100),))
    beside = Pool(5.554, (Position(x, 1, 100), Position(y, 1, 100)))

    assert alone.liquidation_price("X", {"X": 100}) == pytest.approx(95.4, abs=1e-9)
    assert beside.liquidation_price("X", {"X": 100, "Y": 100}) == pytest.approx(95.4 + 4 / 0.99)


@pytest.mark.parametrize(("side", "expected"), [(1, None), (-1, 195.1219512195122)])
def test_one_times_long_cannot_be_liquidated_but_a_short_can(side: int, expected: float | None) -> None:
    pool = Pool(100.0, (Position(Market("X", 0.05, 0.025), side, 100),))

    assert expected == pytest.approx(pool.liquidation_price("X", {"X": 100}))


def test_boundary_is_safe_unless_the_venue_says_at_equality() -> None:
    pool = Pool(5.0, (Position(Market("X", 0.1, 0.05), 1, 100),))

    assert pool.health({"X": 100.0}) == 0
    assert not pool.liquidatable({"X": 100.0})
    assert pool.liquidatable({"X": 100.0}, at_equality=True)


def test_pool_that_holds_nothing_is_never_liquidatable_even_below_zero() -> None:
    assert not Pool(-1.0).liquidatable({})
    assert Pool(-1.0).margin_ratio({}) == 0


def test_whole_position_tier_can_liquidate_a_winning_long() -> None:
    """998 USD need 1 % = 9.98; from 1,000 USD on 2 % = 20. With equity 12 the long dies by *rising* to the edge."""
    market = Market("X", 0.1, Schedule.whole_position([0, 1_000], [0.01, 0.02]))
    pool = Pool(12.0, (Position(market, 1.0, 998.0),))

    assert pool.liquidation_price("X", {"X": 998.0}) == pytest.approx((998 - 12) / 0.99)
    hedged = Pool(-980.0 + 2_000.0, (Position(market, 1.0, 998.0),))
    assert hedged.liquidation_price("X", {"X": 998.0}) is None
    sure = Pool(998.0, (Position(market, 1.0, 998.0),), ())
    assert sure.liquidation_price("X", {"X": 998.0}) is None


def test_short_is_liquidated_at_the_edge_where_the_requirement_jumps() -> None:
    market = Market("X", 0.1, Schedule.whole_position([0, 1_000], [0.01, 0.05]))
    pool = Pool(40.0, (Position(market, -1.0, 980.0),))

    assert pool.liquidation_price("X", {"X": 980.0}) == 1_000
    assert not pool.liquidatable({"X": 999.999})
    assert pool.liquidatable({"X": 1_000.0})


def test_collateral_that_moves_liquidates_an_unmoved_position() -> None:
    """A short of SOL backed by ETH: SOL stands still, ETH falls. 30,000 SOL at 15, 10 ETH, 1 % at entry."""
    sol = Market("SOL", 0.02, Schedule.flat(0.01, basis="entry"))
    pool = Pool(0.0, (Position(sol, -30_000, 15),), (Holding("ETH", 10.0),))

    assert pool.liquidation_price("ETH", {"SOL": 15, "ETH": 3_000}) == pytest.approx(450)


def test_weights_count_a_share_of_a_holding() -> None:
    pool = Pool(100.0, (), (Holding("SOL", 2.0, 0.8, 0.9),))

    assert pool.equity({"SOL": 50}) == 200
    assert pool.free_collateral({"SOL": 50}) == pytest.approx(100 + 0.8 * 100)
    assert pool.health({"SOL": 50}) == pytest.approx(100 + 0.9 * 100)


def test_chosen_leverage_raises_the_initial_requirement_and_moves_nothing_else() -> None:
    five, twenty = (Pool(2_000, (Position(BTC, 0.1, 60_000, leverage=x),)) for x in (5, 20))

    assert five.initial_requirement(MARKS) == 1_200
    assert twenty.initial_requirement(MARKS) == 300
    assert five.liquidation_price("BTC", MARKS) == twenty.liquidation_price("BTC", MARKS)


# ---- laws -------------------------------------------------------------------------------------------------------


@given(cross_pools())
def test_at_the_liquidation_price_equity_equals_the_requirement(case: tuple[Pool, dict[str, float]]) -> None:
    pool, marks = case
    for symbol in marks:
        price = pool.liquidation_price(symbol, marks)
        if price is not None:
            there = {**marks, symbol: price}
            scale = (
                pool.notional(there)
                + abs(pool.collateral)
                + pool.position(symbol).size * pool.position(symbol).entry_price
            )
            assert close(pool.equity(there), pool.maintenance_requirement(there), scale)


@given(cross_pools())
def test_at_the_bankruptcy_price_equity_is_zero(case: tuple[Pool, dict[str, float]]) -> None:
    pool, marks = case
    for symbol in marks:
        price = pool.bankruptcy_price(symbol, marks)
        if price is not None:
            there = {**marks, symbol: price}
            assert close(pool.equity(there), 0.0, pool.notional(there) + abs(pool.collateral) + pool.notional(marks))


@given(cross_pools(st.one_of(continuous_schedules(), whole_position_schedules())), st.floats(0.2, 3.0))
def test_no_price_between_the_mark_and_the_liquidation_price_changes_the_verdict(
    case: tuple[Pool, dict[str, float]], share: float
) -> None:
    """Jumps included: on the way from the mark to the liquidation price a safe pool stays safe."""
    pool, marks = case
    price = pool.liquidation_price("A", marks)
    if price is None:
        probe = {**marks, "A": marks["A"] * share}
    else:
        probe = {**marks, "A": marks["A"] + (price - marks["A"]) * min(share / 3.0, 0.999)}
    margin = abs(pool.health(probe)) / max(1.0, pool.notional(probe))

    assert pool.liquidatable(probe) == pool.liquidatable(marks) or margin < 1e-9


@given(positions(), st.floats(0.001, 2.0))
def test_one_position_in_a_cross_pool_is_isolated_with_the_same_collateral(position: Position, share: float) -> None:
    marks = {"A": position.entry_price}
    collateral = share * position.notional(position.entry_price)
    cross = Portfolio.cross(collateral, [position]).pool("cross")
    isolated = Portfolio.isolated([collateral], [position]).pool("A")

    for quantity in ("equity", "health", "margin_ratio", "leverage", "free_collateral", "liquidatable"):
        assert getattr(cross, quantity)(marks) == getattr(isolated, quantity)(marks)
    assert cross.liquidation_price("A", marks) == isolated.liquidation_price("A", marks)


@given(cross_pools(), st.floats(0.01, 1_000_000))
def test_adding_collateral_never_brings_liquidation_nearer(case: tuple[Pool, dict[str, float]], amount: float) -> None:
    pool, marks = case
    if pool.liquidatable(marks):
        return
    before, after = (p.liquidation_price("A", marks) for p in (pool, pool.deposit(amount)))
    if after is not None:
        assert before is not None
        assert abs(after - marks["A"]) >= abs(before - marks["A"]) * (1 - 1e-9)


@given(prices, prices, st.floats(0.001, 1_000))
def test_profit_is_zero_sum_between_the_two_sides(entry: float, mark: float, size: float) -> None:
    long, short = (Position(BTC, s * size, entry) for s in (1, -1))

    assert long.unrealised_pnl(mark) + short.unrealised_pnl(mark) == 0


@given(st.lists(st.tuples(st.floats(-5, 5).filter(lambda x: abs(x) > 1e-3), prices), min_size=1, max_size=8), prices)
def test_trading_conserves_money(trades: list[tuple[float, float]], mark: float) -> None:
    """However a position came about: equity = cash paid and received + its value now."""
    pool, cash, held = Pool(1_000.0), 1_000.0, 0.0
    for size, price in trades:
        pool = pool.trade(BTC, size, price, fee=0.001)
        cash -= size * price + abs(size) * price * 0.001
        held += size
    marks = {"BTC": mark}
    scale = sum(abs(s) * p for s, p in trades) + abs(held) * mark

    assert close(pool.equity(marks), cash + held * mark, scale)
    assert close(sum(p.size for p in pool.positions), held, sum(abs(s) for s, _ in trades))


@given(continuous_schedules(), prices, st.floats(1, 5e6))
def test_margin_is_continuous_where_the_schedule_says_so(schedule: Schedule, price: float, notional: float) -> None:
    for floor in (*schedule.floors[1:], notional):
        size = floor / price
        below, above = (schedule.requirement(size * x, price, price) for x in (1 - 1e-9, 1 + 1e-9))
        assert close(below, above, floor + above, 1e-8)


@given(whole_position_schedules(), prices)
def test_whole_position_tiers_jump_at_every_edge(schedule: Schedule, price: float) -> None:
    for floor, low, high in zip(schedule.floors[1:], schedule.rates, schedule.rates[1:], strict=False):
        below, above = (schedule.requirement(floor / price * x, price) for x in (1 - 1e-12, 1 + 1e-12))
        assert close(above - below, floor * (high - low), floor, 1e-9)


@given(st.one_of(continuous_schedules(), whole_position_schedules()), st.floats(0.001, 100), prices, prices)
def test_lines_are_the_requirement(schedule: Schedule, size: float, entry: float, price: float) -> None:
    edges, slopes, intercepts = schedule.lines(size, entry)
    k = int((edges <= price).sum()) - 1
    on_edge = np.any(np.isclose(edges[1:], price, rtol=1e-12)) if len(edges) > 1 else False
    if not on_edge:
        assert close(slopes[k] * price + intercepts[k], schedule.requirement(size, price, entry), size * price)


@given(cross_pools(st.one_of(continuous_schedules(), whole_position_schedules())), st.integers(1, 4))
def test_arrays_give_what_scalars_give(case: tuple[Pool, dict[str, float]], n: int) -> None:
    pool, marks = case
    moves = np.linspace(0.8, 1.2, n)
    last = pool.positions[-1].symbol
    table = {**marks, last: marks[last] * moves}

    for quantity in ("equity", "maintenance_requirement", "health", "margin_ratio", "leverage"):
        many = np.broadcast_to(getattr(pool, quantity)(table), (n,))
        one = [getattr(pool, quantity)({**marks, last: marks[last] * x}) for x in moves]
        np.testing.assert_allclose(many, one, rtol=1e-12, atol=1e-9)
    many = np.broadcast_to(pool.liquidation_price("A", table), (n,))
    one = [pool.liquidation_price("A", {**marks, last: marks[last] * x}) for x in moves]
    np.testing.assert_allclose(many, [np.nan if p is None else p for p in one], rtol=1e-12)


def test_a_population_of_positions_goes_through_the_same_code() -> None:
    schedule = Schedule.brackets([0, 50_000, 600_000], [0.004, 0.005, 0.0065])
    market = Market("X", 0.1, schedule)
    sizes, entries = np.array([1.0, -10.0, 100.0]), np.array([60_000.0, 50_000.0, 40_000.0])
    collateral = np.array([6_000.0, 60_000.0, 50_000.0])
    together = Pool(collateral, (Position(market, sizes, entries),))
    alone = [Pool(c, (Position(market, s, e),)) for c, s, e in zip(collateral, sizes, entries, strict=True)]

    np.testing.assert_allclose(
        together.liquidation_price("X", {"X": 55_000.0}), [p.liquidation_price("X", {"X": 55_000.0}) for p in alone]
    )


# ---- refusals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: Position(BTC, 0, 100), "size"),
        (lambda: Position(BTC, 1, 0), "entry_price"),
        (lambda: Position(BTC, 1, -5), "entry_price"),
        (lambda: Position(BTC, float("nan"), 100), "size"),
        (lambda: Position(BTC, 1, 100, leverage=21), "leverage"),
        (lambda: Pool(float("inf")), "collateral"),
        (lambda: BOOK.equity({"BTC": 0, "ETH": 1}), "marks"),
        (lambda: BOOK.equity({"BTC": 60_000}), "marks"),
        (lambda: BOOK.equity({"BTC": np.array([1.0, np.nan]), "ETH": 1}), "marks"),
        (lambda: BOOK.liquidation_price("SOL", MARKS), "symbol"),
        (lambda: Schedule((1.0,), (0.1,), (0.0,)), "floors"),
        (lambda: Schedule.brackets([0, 10, 10], [0.1, 0.2, 0.3]), "floors"),
        (lambda: Schedule((0.0, 5.0), (0.1,), (0.0,)), "rates"),
        (lambda: Schedule.flat(1.5), "rates"),
        (lambda: Schedule.flat(0.1, basis="index"), "basis"),
        (lambda: Schedule.flat(0.1, basis="entry").requirement(1, 100), "entry_price"),
        (lambda: SizePremium(-1, 0.5), "coefficient"),
        (lambda: Market("X", 0.1, -0.1), "maintenance"),
        (lambda: Holding("ETH", 1.0, 1.2), "initial_weight"),
        (lambda: Holding("ETH", -1.0, 1.0, 0.9), "maintenance_weight"),
        (lambda: Pool(0).trade(BTC, 0, 100), "size"),
        (lambda: Pool(0).trade(BTC, 1, -100), "price"),
    ],
)
def test_bad_input_names_the_argument_the_value_and_the_range(make, argument: str) -> None:
    with pytest.raises(ArgumentError) as error:
        make()

    assert error.value.argument == argument
    assert argument in str(error.value)
    assert error.value.allowed in str(error.value)
