"""Lesson 14 says exactly these things: the crowd, the laws and what is asked about them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from course.lessons.liquidation_cascades import books, recall, recall_worlds
from course.lessons.liquidation_cascades.drills import DRILLS, PLACES
from course.lessons.liquidation_cascades.exercises import EXERCISES
from course.margin import Market, Pool, Position
from course.simulation import (
    Book,
    Cascade,
    Exchange,
    Ladder,
    LiquidationRules,
    Rows,
    chain,
    impact,
    linear_response,
    open_interest,
    population,
    response_matrix,
    spectral_radius,
)
from course.simulation.events import EVENTS
from course.validation import ArgumentError

ASKED = {exercise.name: exercise for exercise in EXERCISES}
ANSWER = {name: exercise.reference for name, exercise in ASKED.items()}
DRILL = {drill.name: drill for drill in DRILLS}
NEVER = LiquidationRules(at_equality=True, fee=0.0)


def longs(triggers, sizes, price):
    """Accounts without a requirement, each liquidated at its trigger."""
    triggers, sizes = np.asarray(triggers, float), np.asarray(sizes, float)
    market = Market("A", 0.5, 0.0)
    return market, Rows([market], -triggers * sizes, sizes[np.newaxis], np.full((1, len(sizes)), price))


# ---- the crowd of the lesson -------------------------------------------------------------------------------------------


def test_the_crowd_is_one_and_the_same_for_every_picture() -> None:
    one, two = books.crowd(), books.crowd(books.LEVERAGE)
    np.testing.assert_array_equal(one.size, two.size)
    longer = books.crowd(2 * books.LEVERAGE)
    assert len(longer) == pytest.approx(len(one), rel=0.2)
    assert (one.health(books.PRICES) > 0).all()


def test_nobody_leaves_when_pools_are_cut_in_compartments() -> None:
    """The share of pools changes who is judged together, not who holds what (but for rows that start below water)."""
    for share in (0.5, 1.0):
        pooled, apart = books.crowd(cross_share=share), books.crowd(cross_share=0.0)
        held = [np.abs(rows.size).sum(axis=1) for rows in (pooled, apart)]
        np.testing.assert_allclose(held[0], held[1], rtol=0.02)


def test_depth_is_told_as_a_multiple_of_open_interest() -> None:
    """At depth 2, one per cent of the price takes two per cent of the open interest, to first order exactly."""
    rows = books.crowd()
    interest, depth = open_interest(rows, books.PRICES), books.depths(rows, 2.0)
    coins = 0.02 * interest / books.PRICES
    after, _ = impact(books.PRICES, coins, depth)
    np.testing.assert_allclose(books.PRICES / after - 1, 0.01, rtol=1e-12)


@pytest.mark.parametrize("deleveraging", ["queue", "pro rata", "none"])
@pytest.mark.parametrize("hedged", [0.0, 0.5])
def test_money_and_positions_are_conserved_in_every_round(deleveraging, hedged) -> None:
    rows = books.crowd(hedged_share=hedged, size=3_000)
    venue = books.exchange(rows, 2.0, deleveraging=deleveraging, recovery=8.0, refill=6.0, withdrawal=5.0)
    path = books.PRICES * np.array([[0.97, 1.0], [0.94, 0.95], [0.90, 0.93], [0.95, 0.94]])
    film = Cascade(venue, rows, books.PRICES, audited=True).run(path)
    assert film.rounds > 4
    assert film.counts.bad_debt + film.counts.deleveraged.sum() > 0
    assert max(film.violations.values()) < 1e-12, film.violations


def test_a_cascade_ends_after_at_most_as_many_rounds_as_there_are_accounts() -> None:
    rows = books.crowd(size=2_000)
    film = Cascade(books.exchange(rows, 1.0), rows, books.PRICES).run([0.9 * books.PRICES])
    assert 0 < film.rounds <= len(rows)
    for a, b in pairwise(film):
        assert b.rows >= a.rows


# ---- κ and the multiplier ----------------------------------------------------------------------------------------------


def test_kappa_as_asked_is_kappa_of_the_engine() -> None:
    rng = np.random.default_rng(1)
    for low in (99.0, 95.0, 80.0):
        triggers = 70.0 + 29.9 * rng.random(200)
        sizes = rng.choice([1.0, 5.0, 20.0], 200)
        _, rows = longs(triggers, sizes, 100.0)
        step = 100.0 / low - 1.0
        engine = response_matrix(rows, [100.0], [80_000.0], step=step)[0, 0]
        asked = ANSWER["kappa"](triggers, sizes, 100.0, low, 80_000.0)
        assert asked == pytest.approx(engine, rel=1e-9)


def test_the_loop_as_asked_is_the_cascade_of_the_engine() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        triggers, sizes = 70.0 + 29.0 * rng.random(60), rng.choice([1.0, 5.0, 20.0], 60)
        shock, depth = float(rng.uniform(0.01, 0.1)), float(rng.choice([5e3, 2e4, 1e5]))
        market, rows = longs(triggers, sizes, 100.0)
        venue = Exchange([market], Book(depth), rules=NEVER, insurance=1e12)
        film = Cascade(venue, rows, [100.0]).run([[100.0 * (1 - shock)]])
        asked = ANSWER["cascade"](triggers, sizes, 100.0, shock, depth)
        assert asked["accounts"] == film[-1].rows
        assert asked["price"] == pytest.approx(film[-1].perp[0], rel=1e-9)
        ladder = Ladder(100.0, 1 / triggers, sizes, depth).response(shock)
        assert asked["accounts"] == ladder.rows
        assert 1 - asked["price"] / 100 == pytest.approx(float(ladder.move), rel=1e-9)


@pytest.mark.parametrize("sixteenths", [0, 4, 8, 12, 15, 16, 20])
@pytest.mark.parametrize("eighths", [0, 7, 8, 9, 16, 40, 100])
def test_a_row_of_equal_dominoes_falls_as_the_closed_form_says_to_the_row(sixteenths, eighths) -> None:
    """C3. Sixteenths and powers of two are exact in binary, so the counts must agree as integers."""
    kappa, h, count = sixteenths / 16, 2.0**-12, 50
    delta = eighths / 8 * h
    rungs = 1.0 + h * np.arange(1, count + 1)
    level, taken = 1.0 + delta, 0
    while taken < count and rungs[taken] <= level:
        level += kappa * h
        taken += 1
    if kappa >= 1 or delta < h:
        by_hand = count if delta >= h else 0
    else:
        by_hand = min(count, int(np.floor((delta / h - 1) / (1 - kappa))) + 1)
    assert taken == by_hand == chain(delta, kappa, count, spacing=h)


@pytest.mark.parametrize("kappa", [0.1, 0.4, 0.6, 0.8])
def test_the_multiplier_is_one_over_one_minus_kappa(kappa) -> None:
    """In 1/p, with triggers as dense as one likes; the exercise's own loop and the ladder agree."""
    h, count, shock = 2.0**-13, 8_000, 0.02
    rungs = 1.0 + h * np.arange(1, count + 1)
    sizes = np.full(count, kappa * h)
    delta = 1 / (1 - shock) - 1
    end = ANSWER["cascade"](1 / rungs, sizes, 1.0, shock, 1.0)["price"]
    assert 1 / end - 1 == pytest.approx(delta / (1 - kappa), rel=0.01)
    assert 1 / end - 1 == pytest.approx(delta + kappa * h * chain(delta, kappa, count, spacing=h), abs=2 * h)
    assert linear_response([[kappa]], [delta])[0] == pytest.approx(delta / (1 - kappa))


def test_the_jump_stands_where_kappa_passes_one() -> None:
    """From just below one to just above, the same small shock goes from a stop to the end of the ladder."""
    h, count, shock = 2.0**-13, 2_000, 0.002
    rungs = 1.0 + h * np.arange(1, count + 1)
    taken = {}
    for kappa in (0.9, 0.98, 1.02):
        ladder = Ladder(1.0, rungs, np.full(count, kappa * h), 1.0)
        taken[kappa] = int(ladder.response(shock).rows)
    assert taken[0.9] < 0.1 * count
    assert taken[0.98] < 0.5 * count
    assert taken[1.02] == count


def test_a_thinner_book_scales_kappa_and_not_the_fall() -> None:
    rows = books.crowd(long_share=1.0, cross_share=0.0, symbols=("BTC",))
    k = [float(response_matrix(rows, [60_000.0], books.depths(rows, d))[0, 0]) for d in (5.0, 2.5)]
    assert k[1] == pytest.approx(2 * k[0], rel=1e-12)
    deep, thin = (float(books.ladder(depth=d).response(recall.NEWS).move) for d in (5.0, 2.5))
    assert thin > 4 * deep


# ---- contagion ---------------------------------------------------------------------------------------------------------


def test_two_markets_as_asked_are_the_linear_response_of_the_engine() -> None:
    rng = np.random.default_rng(3)
    refused = 0
    for _ in range(200):
        matrix, shock = rng.uniform(-0.2, 0.9, (2, 2)), rng.uniform(0, 0.05, 2)
        try:
            expected = linear_response(matrix, shock)
        except ArgumentError:
            refused += 1
            with pytest.raises(ValueError, match="feeds itself"):
                ANSWER["total_falls"](matrix, shock)
        else:
            np.testing.assert_allclose(ANSWER["total_falls"](matrix, shock), expected)
    assert 20 < refused < 180


def test_two_tame_markets_can_be_wild_together() -> None:
    matrix = np.array([[0.6, 0.6], [0.6, 0.6]])
    assert spectral_radius(matrix) == pytest.approx(1.2)
    assert spectral_radius(np.diag(np.diag(matrix))) == pytest.approx(0.6)
    with pytest.raises(ValueError, match="feeds itself"):
        ANSWER["total_falls"](matrix, np.array([0.01, 0.0]))


def test_isolated_rows_have_nothing_beside_the_diagonal_and_pools_have() -> None:
    apart, pooled = (books.crowd(long_share=1.0, cross_share=c) for c in (0.0, 1.0))
    k = response_matrix(apart, books.PRICES, books.depths(apart), step=0.05)
    assert k[0, 1] == k[1, 0] == 0
    k = response_matrix(pooled, books.PRICES, books.depths(pooled), step=0.05)
    assert k[0, 1] > 0.01
    assert k[1, 0] > 0.01


def test_in_a_crowd_of_hedges_contagion_is_negative() -> None:
    rows = books.crowd(cross_share=1.0, hedged_share=1.0)
    k = response_matrix(rows, books.PRICES, books.depths(rows), step=0.1)
    assert k[0, 1] < 0
    assert k[1, 0] < 0


def test_t1_equal_legs_and_a_common_shock_make_the_mode_irrelevant() -> None:
    """Round by round: the same prices, in other words the same people in the same round."""
    films = [recall_worlds.shocked("alike", m, recall_worlds.TOGETHER) for m in ("cross", "isolated")]
    assert films[0].rounds == films[1].rounds > 5
    np.testing.assert_allclose(films[0].column("perp"), films[1].column("perp"), rtol=1e-9)
    pools, compartments = (film.closed_round for film in films)
    count = len(compartments) // 2
    assert len(pools) == count
    np.testing.assert_array_equal(pools, compartments[:count])
    np.testing.assert_array_equal(pools, compartments[count:])


@pytest.mark.parametrize("depth", [recall_worlds.DEEP, recall_worlds.THIN])
def test_t2_compartments_contain_what_pools_pass_on(depth) -> None:
    films = {m: recall_worlds.shocked("crowd", m, recall_worlds.ALONE, depth) for m in ("cross", "isolated")}
    assert films["isolated"].fall[1] == 0
    assert films["isolated"].liquidated[1] == 0
    assert films["cross"].fall[1] > 0.005
    assert films["cross"].fall[0] < films["isolated"].fall[0]


def test_t3_pools_net_what_compartments_lose() -> None:
    fall = recall_worlds.FALL
    films = {m: recall_worlds.shocked("hedged", m, (fall, fall)) for m in ("cross", "isolated")}
    assert films["cross"].liquidated_share == 0
    np.testing.assert_allclose(films["cross"].fall, fall)
    assert films["isolated"].liquidated_share > 0.3
    assert (films["isolated"].fall > 1.5 * fall).all()


# ---- who pays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fund", [0.0, 50.0, 1e6])
def test_who_pays_is_how_the_engine_shares_a_loss(fund) -> None:
    """One round, losses shared by everyone with money: the asked waterfall gives the engine's fund and haircut."""
    market, depth = Market("A", 0.5, 0.05), 500_000.0
    collateral = np.array([100.0, 150.0, 140.0, 5_000.0, 8_000.0])
    size = np.array([[20.0, 20.0, 10.0, -10.0, -5.0]])
    entry = np.full_like(size, 100.0)
    rows = Rows([market], collateral - (size * entry)[0], size, entry)

    def closed(insurance):
        venue = Exchange([market], Book(depth), rules=LiquidationRules(fee=0.0), insurance=insurance)
        cascade = Cascade(venue, rows, [100.0])
        film = cascade.run([[90.0]])
        equity = cascade.rows.equity(cascade.mark)
        provider = cascade.provider_cash + float(cascade.inventory @ cascade.mark)
        return film, equity, provider

    film, before, provider = closed(1e9)  # a fund that pays everything: equities before any haircut
    paid = film.counts.bad_debt
    hit = film.closed_round >= 0
    assert hit.tolist() == [True, True, True, False, False]
    assert film.rounds == 1
    filled = float(impact(90.0, size[0][hit].sum(), depth)[1])
    equity = collateral[hit] + size[0][hit] * (filled - 100.0)
    assert (equity < 0).tolist() == [True, True, False]
    # The engine asks everyone who has money left: the solvent one, the shorts, and who stands behind the book.
    asked = ANSWER["who_pays"](equity, fund, np.append(before[before > 0], provider))
    film, after, _ = closed(fund)
    assert asked["bad_debt"] == pytest.approx(film.counts.bad_debt)
    assert asked["fund"] == pytest.approx(film[-1].insurance)
    np.testing.assert_allclose(after, before * (1 - asked["haircut"]), rtol=1e-9, atol=1e-6)
    assert (asked["haircut"] > 0) == (fund < paid)


def test_the_answers_to_who_pays_conserve_money() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        case = ASKED["who_pays"].cases(rng)
        said = ANSWER["who_pays"](**case)
        closed, winners = case["closed"], case["winners"]
        before = closed.sum() + case["fund"] + winners.sum()
        after = np.maximum(closed, 0).sum() + said["fund"] + winners.sum() * (1 - said["haircut"])
        assert after == pytest.approx(before)


def test_the_room_of_the_broken_pool_is_the_engines() -> None:
    """C09: funding, deleveraging of the winning leg at the mark, and the fall after it."""
    rng = np.random.default_rng(5)
    for _ in range(50):
        case = ASKED["pool_room"].cases(rng)
        leg, m = case["leg"], case["maintenance"]
        long = Position(Market("A", 0.2, m), leg / 100.0, 100.0)
        short = Position(Market("B", 0.2, m), -leg / 20.0, 20.0)
        cash = case["collateral"] - case["payments"] * case["rate"] * leg
        cash += case["taken"] * short.unrealised_pnl(20.0 * (1 - case["fall"]))
        left = [long]
        if case["taken"] < 1:
            left.append(Position(short.market, short.size * (1 - case["taken"]), 20.0))
        marks = {"A": 100.0 * (1 - case["bottom"]), "B": 20.0 * (1 - case["bottom"])}
        assert ANSWER["pool_room"](**case) == pytest.approx(Pool(cash, tuple(left)).health(marks))


def test_either_blow_alone_leaves_the_pool_standing_and_both_break_it() -> None:
    """C09, in the numbers of the question."""
    case = {
        "collateral": recall.MARGIN, "leg": recall.LEG, "payments": recall.TIMES, "fall": recall.FIRST,
        "bottom": recall.LAST, "maintenance": books.MAINTENANCE,
    }  # fmt: skip
    rooms = {}
    for rate in (0.0, recall.RATE):
        for taken in (0.0, recall.TAKEN):
            rooms[rate, taken] = recall.room(rate, taken)
            asked = ANSWER["pool_room"](rate=rate, taken=taken, **case)
            assert rooms[rate, taken] == pytest.approx(asked)
    assert rooms[recall.RATE, recall.TAKEN] < 0
    assert min(room for blows, room in rooms.items() if blows != (recall.RATE, recall.TAKEN)) > 0


# ---- drills, by formulas of their own ----------------------------------------------------------------------------------


def _told(name, seeds=range(30)):
    return [(q.numbers, q.answer) for q in map(DRILL[name].question, seeds)]


def test_drill_answers_by_hand() -> None:
    for n, answer in _told("impact"):
        assert 1 / answer == pytest.approx(1 / n["price"] + n["coins"] / (n["depth"] * 1e8))
    for n, answer in _told("fuse"):
        below = [a for place, a in zip(PLACES, n["amounts"], strict=True) if place < n["step"]]
        assert answer == pytest.approx(sum(below) / (100 * n["step"] * n["depth"]))
    for n, answer in _told("multiplier"):
        series = 100 * n["shock"] * sum((n["kappa"] / n["left"]) ** k for k in range(400))
        assert answer == pytest.approx(series)
    for n, answer in _told("carried_over"):
        fall = answer / 100
        equity = (n["btc"] + n["eth"]) / n["leverage"] - n["btc"] * fall
        assert equity == pytest.approx(0.01 * (n["btc"] * (1 - fall) + n["eth"]))
    for n, answer in _told("haircut"):
        each = n["collateral"] * (n["leverage"] * n["fill"] - 1)
        assert answer == pytest.approx(100 * (n["accounts"] * each - n["fund"]) / n["winners"])


# ---- recall ------------------------------------------------------------------------------------------------------------


def _item(name):
    return next(q for q in recall.QUIZ.questions if q.name == name).item("A")


@pytest.mark.parametrize("question", recall.QUIZ.questions, ids=lambda q: q.name)
def test_what_a_question_calls_right_is_right_by_its_numbers(question) -> None:
    """Each right option is the one that the engine's numbers single out."""
    w = recall_worlds
    fall = lambda who, mode, shock, depth=w.DEEP: w.shocked(who, mode, shock, depth).fall  # noqa: E731
    october = EVENTS["2025-10-10"]
    holds = {
        "half_the_depth": lambda: (
            books.ladder(depth=w.THIN).response(recall.NEWS).move
            > 4 * books.ladder(depth=w.DEEP).response(recall.NEWS).move
        ),
        "next_door": lambda: (
            fall("crowd", "cross", w.ALONE, w.THIN)[1] > 0.05 and fall("crowd", "isolated", w.ALONE, w.THIN)[1] == 0
        ),
        "your_part": lambda: w.left("isolated") >= w.MARGIN > 2 * w.left("cross"),
        "same_crash": lambda: np.allclose(
            fall("alike", "cross", w.TOGETHER), fall("alike", "isolated", w.TOGETHER), rtol=1e-9
        ),
        "hedged_crowd": lambda: (
            fall("hedged", "isolated", (w.FALL, w.FALL)).min() > 1.5 * w.FALL
            and w.shocked("hedged", "cross", (w.FALL, w.FALL)).liquidated_share == 0
        ),
        "walls": lambda: (
            fall("crowd", "isolated", w.TOGETHER).min() > 1.5 * w.SHOCK
            and w.shocked("crowd", "isolated", w.TOGETHER).liquidated_share
            > 2 * w.shocked("crowd", "isolated", w.ALONE).liquidated_share
        ),
        "spike": lambda: (
            recall.room(recall.RATE, recall.TAKEN)
            < 0
            < min(recall.room(0.0, recall.TAKEN), recall.room(recall.RATE, 0.0))
        ),
        "october": lambda: (
            EVENTS["2020-03-12"].markets["BTC"].funding <= -0.003 < -0.0001 < october.markets["BTC"].funding
        ),
        "slow_price": lambda: recall.slide(recall.LAG).bad_debt_share > 1.5 * recall.slide(0).bad_debt_share,
        "who_left": lambda: (
            october.figure("liquidated share").value < 0.25 * october.figure("open interest fall").value
        ),
    }
    assert holds[question.name]()


def test_the_trader_in_the_crowd_loses_a_compartment_or_the_pool() -> None:
    """C08: the isolated one keeps the ETH half to the cent, since ETH never moves in that world."""
    film = recall_worlds.shocked("crowd", "isolated", recall_worlds.ALONE, recall_worlds.THIN)
    assert (film.column("mark")[:, 1] == books.PRICES[1]).all()
    assert film.fall[0] > 1 / books.LEVERAGE
    remains = recall_worlds.left("isolated") - recall_worlds.MARGIN
    assert 0 <= remains < 0.1 * recall_worlds.MARGIN


def test_contagion_is_sometimes_an_absorber() -> None:
    """In the deeper book pools spread the fall of one market thinly: it ends higher than among compartments."""
    w = recall_worlds
    assert w.shocked("crowd", "cross", w.ALONE).fall[0] < 0.75 * w.shocked("crowd", "isolated", w.ALONE).fall[0]


def test_the_alike_crowd_is_the_engines_population() -> None:
    rows = population(
        np.random.default_rng(books.SEED), books.SIZE, [books.BTC, books.ETH], books.PRICES,
        leverage=books.LEVERAGE, leverage_spread=0.45, long_share=1.0, cross_share=1.0, collateral_spread=1.2,
        entry_spread=0.0, concentration=np.inf,
    )  # fmt: skip
    np.testing.assert_array_equal(rows.size, recall_worlds.alike(1.0).size)
    notional = rows.size * books.PRICES[:, np.newaxis]
    np.testing.assert_allclose(notional[0], notional[1])


def test_the_numbers_of_a_question_stand_in_its_explanations() -> None:
    right = _item("spike").right
    for rate, taken in ((recall.RATE, recall.TAKEN), (0.0, recall.TAKEN), (recall.RATE, 0.0)):
        value = recall.room(rate, taken)
        assert f"{'−' if value < 0 else ''}${abs(value):,.0f}" in right.explain
    film = recall_worlds.shocked("crowd", "cross", recall_worlds.ALONE, recall_worlds.THIN)
    assert f"{100 * film.fall[1]:.1f}\u202f%" in _item("next_door").right.explain
