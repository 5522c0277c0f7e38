"""Two legs of one market in a pool: whoever means one of them says which, and the order of the legs decides nothing."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import venues
from course.margin import Market, Pool, Portfolio, Position
from course.simulation import LiquidationRules, Paths, Reduce, Stop, VenueRules, replay
from course.validation import ArgumentError

X, Y = Market("X", 0.1, 0.05, taker_fee=0.0005), Market("Y", 0.2, 0.1)
MARKS = {"X": 105.0, "Y": 10.0}
sizes = st.floats(0.01, 100)
entries = st.floats(50, 200)


@st.composite
def books(draw):
    """A long and a short of X, perhaps Y beside them, each with a leverage setting or none."""
    legs = [Position(X, sign * draw(sizes), draw(entries), draw(st.sampled_from([None, 2.0, 5.0]))) for sign in (1, -1)]
    other = [Position(Y, draw(st.sampled_from([-20.0, 20.0])), 10.0)] if draw(st.booleans()) else []
    return legs + other


def seen(pool):
    """A pool without the order of its positions."""
    return round(pool.collateral, 9), frozenset((p.symbol, p.size, p.entry_price, p.leverage) for p in pool.positions)


def outcome(act):
    try:
        return act()
    except ArgumentError as refusal:
        return str(refusal)


def the_same(results):
    first, *rest = results
    assert all(r == first for r in rest)
    return first


@given(books(), st.sampled_from([None, "long", "short"]), st.floats(-120, 120).filter(bool), entries)
@settings(max_examples=150)
def test_a_trade_has_one_result_in_every_order(legs, side, size, price):
    orders = [Pool(1_000.0, order) for order in permutations(legs)]

    result = the_same([outcome(lambda p=p: seen(p.trade(X, size, price, side=side))) for p in orders])

    if side is None:
        assert "side" in result  # refused: nobody said which leg
    elif not isinstance(result, str):  # the other leg is as it was
        other = orders[0].position("X", "short" if side == "long" else "long")
        assert (other.symbol, other.size, other.entry_price, other.leverage) in result[1]
    else:
        leg = orders[0].position("X", side)
        assert leg.size * size < 0
        assert abs(size) > abs(leg.size)


@given(books(), st.floats(0.5, 2))
@settings(max_examples=50)
def test_whatever_else_looks_a_market_up_has_one_answer_in_every_order(legs, move):
    marks = {"X": 105.0 * move, "Y": 10.0}
    orders = [Pool(1_000.0, order) for order in permutations(legs)]
    with pytest.raises(ArgumentError, match="side"):
        orders[0].position("X")
    for side in ("long", "short"):
        assert the_same([p.position("X", side) for p in orders]).side == side
    names = the_same([frozenset(Portfolio.isolated([1.0] * len(legs), p.positions).pools) for p in orders])
    assert {"X long", "X short"} <= names
    assert len(names) == len(legs)
    for quantity in ("equity", "maintenance_requirement", "free_collateral"):
        values = [getattr(p, quantity)(marks) for p in orders]
        assert values == pytest.approx([values[0]] * len(values))
    prices = np.array([p.liquidation_price("X", marks) for p in orders], float)
    assert np.allclose(prices, prices[0], rtol=1e-6, equal_nan=True)
    book = [Portfolio(0.0, {"cross": p.deposit(1e6)}) for p in orders]
    assert "side" in the_same([outcome(lambda b=b: b.move("X", "cross", "alone", 1e5, MARKS)) for b in book])
    moved = [b.move("X", "cross", "alone", 1e5, MARKS, side="short") for b in book]
    assert the_same([seen(m.pool("alone")) for m in moved])[1]
    assert len(the_same([seen(m.pool("cross")) for m in moved])[1]) == len(legs) - 1


def test_opening_and_closing_by_leg():
    pool = Pool(1_000.0).trade(X, 1, 100, side="long", fee=0.0).trade(X, -1, 110, side="short", fee=0.0)
    assert [p.side for p in pool.positions] == ["long", "short"]
    assert pool.trade(X, -1, 105, side="long", fee=0.0).collateral == 1_005
    assert pool.trade(X, 1, 105, side="short", fee=0.0).collateral == 1_005
    with pytest.raises(ArgumentError, match="opens a short"):
        Pool(1_000.0).trade(X, 1, 100, side="short")
    with pytest.raises(ArgumentError, match="one side"):
        Position(X, np.array([1.0, -1.0]), 100.0).side  # noqa: B018
    with pytest.raises(ArgumentError, match="side"):
        Pool(0.0, (Position(X, 1, 100),)).position("X", "short")
    with pytest.raises(ArgumentError, match="side"):
        Pool(0.0, (Position(X, 1, 100),)).position("X", "up")
    with pytest.raises(ArgumentError, match="make them one"):
        Pool(0.0, (Position(X, 1, 100), Position(X, 2, 101))).position("X", "long")
    with pytest.raises(ArgumentError, match="market and side"):
        Portfolio.isolated([1, 1], (Position(X, 1, 100), Position(X, 2, 101)))


def test_moving_to_a_pool_that_holds_the_side_makes_one_position_of_them():
    legs = (Position(X, 1, 100, 5.0), Position(X, 3, 104, 2.0))
    for first, second in (legs, legs[::-1]):
        book = Portfolio(0.0, {"a": Pool(500.0, (first,)), "b": Pool(500.0, (second,))})
        moved = book.move("X", "a", "b", 500.0, MARKS)
        held = moved.pool("b").position("X")
        assert (held.size, held.entry_price, held.leverage) == (4, 103, 2.0)
        assert moved.equity(MARKS) == book.equity(MARKS)


# ---- venues and replays ---------------------------------------------------------------------------------------------

PRICES = {"BTC": 60_000.0, "ETH": 3_000.0}
HEDGED = [("BTC", 1.0, 61_000.0), ("BTC", -0.4, 58_000.0), ("ETH", 5.0, 3_000.0)]


TWO_SIDES = [v for v in venues.everything() if v.hedge_mode and v.hedge_margin]


@pytest.mark.parametrize("venue", TWO_SIDES, ids=lambda v: v.name)
@pytest.mark.parametrize("crash", [0.6, 0.9, 0.97])
def test_a_liquidation_takes_the_legs_in_an_order_of_its_own(venue, crash):
    marks = {**PRICES, "BTC": 60_000.0 * crash}
    stories = [venue.liquidation_steps(venue.pool(500, *order), marks) for order in permutations(HEDGED)]
    told = [[(s.name, s.symbol, round(s.size, 9), s.text) for s in story.steps] for story in stories]
    the_same(told)
    assert len(told[0]) > 2


@pytest.mark.parametrize("venue", venues.everything(), ids=lambda v: v.name)
def test_a_venue_shows_the_same_in_every_order(venue):
    legs = [Position(Market(s, 0.01, 0.005), q, e, lev) for (s, q, e), lev in zip(HEDGED, (10, 5, None), strict=True)]
    again = Position(Market("BTC", 0.01, 0.005), 0.5, 60_500.0, 20)
    for book in (legs, [*legs, again]):
        shown = []
        for order in permutations(book):
            found = venue.express(Portfolio.cross(20_000, order), PRICES)
            if not venue.hedge_margin:
                assert [e.status for e in found] == ["impossible"]
                continue
            rows = [
                (
                    e.status,
                    round(e.pool.equity(PRICES), 6),
                    round(e.pool.initial_requirement(PRICES), 6),
                    round(e.pool.liquidation_price("BTC", PRICES) or 0.0, 6),
                )
                for e in found
                if any(p.symbol == "BTC" for p in e.pool.positions)
            ]
            shown.append(sorted(rows))
        the_same(shown or [[]])
    if not venue.hedge_margin:
        with pytest.raises(ArgumentError, match="one side of a market"):
            venue.pool(1_000, *HEDGED[:2])
        return
    held = sum(len(e.pool.positions) for e in venue.express(Portfolio.cross(20_000, legs), PRICES))
    assert held == (3 if venue.hedge_mode else 2)  # no leg is lost
    if venue.hedge_mode:
        with pytest.raises(ArgumentError, match="market and side"):
            venue.pool(1_000, ("BTC", 1, 60_000), ("BTC", 1, 60_000))
    else:
        with pytest.raises(ArgumentError, match="net size"):
            venue.pool(1_000, *HEDGED[:2])


@pytest.mark.parametrize("actions", [[], [Stop("X", 95.0, side="long")], [Reduce(0.5)]], ids=["none", "stop", "reduce"])
@pytest.mark.parametrize(
    "rules", [LiquidationRules(), LiquidationRules("maintenance", buffer=0.1)], ids=["all", "part"]
)
def test_a_replay_has_one_outcome_in_every_order(actions, rules):
    legs = [Position(X, 3, 100.0), Position(X, -1, 108.0), Position(Y, 5, 10.0)]
    steps = np.array([[100.0, 10.0], [96.0, 10.0], [94.0, 9.0], [70.0, 9.0], [60.0, 8.0], [90.0, 10.0]])
    path = Paths(("X", "Y"), list(range(6)), steps)
    finals = []
    for order in permutations(legs):
        run = replay(Portfolio.cross(120.0, order), path, rules=rules, actions=actions)["portfolio"]
        finals.append((run.final[0], run.first[0, 0]))
    assert finals == [pytest.approx(finals[0])] * len(finals)


def test_a_stop_names_its_leg_and_a_venue_runs_both():
    legs = [Position(X, 1, 100.0), Position(X, -1, 108.0)]
    path = Paths(("X",), [0, 1, 2], np.array([[100.0], [94.0], [90.0]]))
    with pytest.raises(ArgumentError, match="both are held"):
        replay(Portfolio.cross(100.0, legs), path, actions=[Stop("X", 95.0)])
    run = replay(Portfolio.cross(100.0, legs), path, actions=[Stop("X", 95.0, side="long")])["portfolio"]
    assert run.final[0] == pytest.approx(100 - 6 - 0.0005 * 94 + 18)  # the long stopped at 94, the short still gains
    venue = venues.get("binance")
    btc = Paths(("BTC",), [0, 1], np.array([[60_000.0], [40_000.0]]))
    held = Portfolio(0.0, {"cross": venue.pool(2_000, *HEDGED[:2])})
    assert replay(held, btc, rules=VenueRules(venue))["portfolio"].liquidated.all()
