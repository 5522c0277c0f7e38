"""Lesson 05 says exactly these things."""

from __future__ import annotations

import numpy as np
import pytest

from course.charts import label_placement
from course.lessons.cross_margin import (
    book,
    common_move,
    crash,
    exercises,
    explain,
    liquidation_map,
    map_tables,
    orders,
    pool_tank,
    predict,
    profit,
    recall,
    summary,
    tiers_on_map,
)
from course.lessons.cross_margin.book import BTC, ENTRY, ETH, START, at, pooled, split
from course.lessons.facts import DRIFT_PROFIT_CAP
from course.simulation.events import EVENTS
from course.venues import drift

THIN = "\u202f"


# -- the line that walks --------------------------------------------------------------------------------------------


def test_the_displayed_price_walks_while_btc_stands_still() -> None:
    """57,062 → 59,451 when ETH rises 5 %; at +10 % it is 61,840, above an unchanged 60,000."""
    assert predict.shown_prices() == pytest.approx([57_061.86, 59_451.03, 61_840.21], abs=0.01)
    pool = pooled()
    assert not pool.liquidatable(at(60_000, 3_150))
    assert pool.liquidatable(at(60_000, 3_300))

    frame = predict.walk(58_000)

    assert frame.sentence.startswith("You said $58,000, $1,451 too low.")
    assert "**$59,451** instead of $57,062" in frame.sentence
    assert "**$61,840**" in frame.sentence
    assert predict.walk(59_450).sentence.startswith("You said $59,450, as good as right")


def test_the_map_shows_two_slices_of_one_border() -> None:
    frame = liquidation_map.liquidation_map(60_000, 3_000, "short", "cross", 6_000)

    assert frame.title.endswith("BTC's liquidation price is $57,062")
    assert "**$57,062** for BTC and **$3,184** for ETH" in frame.sentence
    assert "**$2,850** of room" in frame.sentence
    ends = list(zip(frame.data["dots"]["x"][1:], frame.data["dots"]["y"][1:], strict=True))
    for btc, eth in ends:
        assert pooled().health(at(btc, eth)) == pytest.approx(0, abs=1e-6)


def test_ten_per_cent_of_eth_liquidates_on_the_map_too() -> None:
    frame = liquidation_map.liquidation_map(60_000, 3_300, "short", "cross", 6_000)

    assert frame.title.endswith("the pool is liquidated")
    assert frame.data["dots"]["kind"] == ["dead"]


# -- the border -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", book.SIDES)
@pytest.mark.parametrize("room", [0.0, 5_000.0, -10_000.0])
def test_contours_are_where_the_engine_says(side: str, room: float) -> None:
    pool = pooled(side)
    btc = np.linspace(*book.X, 25)
    eth = book.border(pool, btc, room)
    real = eth > 0

    assert real.any()
    assert pool.health(at(btc[real], eth[real])) == pytest.approx(room, abs=1e-6)


def test_collateral_moves_the_border_in_parallel() -> None:
    btc = np.linspace(*book.X, 9)
    shift = book.border(pooled("short", 9_000), btc) - book.border(pooled("short", 6_000), btc)

    assert shift == pytest.approx(np.full(9, 3_000 / (15 * 1.03)))


def test_a_long_turns_the_border_round() -> None:
    btc = np.linspace(*book.X, 9)

    assert np.all(np.diff(book.border(pooled("short"), btc)) > 0)
    assert np.all(np.diff(book.border(pooled("long"), btc)) < 0)


@pytest.mark.parametrize("side", book.SIDES)
def test_two_compartments_that_live_are_a_pool_that_lives(side: str) -> None:
    """The rectangle lies inside the area, and its corner on the border."""
    pool, parts = pooled(side), split(side)
    here = at(*map_tables.WHOLE.names().lattice())
    alive = (parts.pool(BTC).health(here) >= 0) & (parts.pool(ETH).health(here) >= 0)
    walls = map_tables.wall_prices(parts)

    assert np.all(np.asarray(pool.health(here))[np.broadcast_to(alive, (97, 97))] >= -1e-9)
    assert pool.health(at(*walls)) == pytest.approx(0, abs=1e-6)


def test_the_walls_of_the_compartments() -> None:
    """BTC −2.1 %, ETH +3.6 %: half of the collateral behind each."""
    walls = map_tables.wall_prices(split())

    assert walls[0] / ENTRY[BTC] - 1 == pytest.approx(-0.0206, abs=5e-5)
    assert walls[1] / ENTRY[ETH] - 1 == pytest.approx(0.0356, abs=5e-5)
    sentence = liquidation_map.liquidation_map(60_000, 3_000, "short", "isolated", 6_000).sentence
    assert f"(−2.1{THIN}% and +3.6{THIN}% from entry)" in sentence


def test_nested_areas_cover_the_plane_without_a_seam() -> None:
    """Every pair of prices lies in the outermost blue area or in the outermost red one, and in both only on the border."""
    areas, _ = map_tables.terraces(pooled())
    first = {key: np.array(areas["key"]) == key for key in ("cross 0", "liquidation 0")}
    edge = {key: np.asarray(areas["high"])[where] for key, where in first.items()}

    assert edge["cross 0"] == pytest.approx(edge["liquidation 0"])
    assert set(np.asarray(areas["low"])[first["cross 0"]]) == {book.Y[0]}
    assert set(np.asarray(areas["low"])[first["liquidation 0"]]) == {book.Y[1]}


# -- together -------------------------------------------------------------------------------------------------------


def test_along_the_common_move_the_book_lasts_to_minus_24_per_cent() -> None:
    assert common_move.along(pooled(), 1.0) == pytest.approx(-0.2405, abs=5e-5)
    frame = common_move.together(60_000, 1.0, "short", 7, 0.84)
    assert frame.title == f"Together: −24.1{THIN}% liquidates. BTC alone: −4.9{THIN}%"


def test_the_end_of_the_ray_is_on_the_border() -> None:
    for side in book.SIDES:
        for beta in (0.0, 0.5, 1.0, 1.12, 2.0):
            pool, end = pooled(side), common_move.along(pooled(side), beta)
            if end is not None:
                there = at(ENTRY[BTC] * (1 + end), ENTRY[ETH] * (1 + beta * end))
                assert pool.health(there) == pytest.approx(0, abs=1e-6)


def test_without_beta_the_ray_is_btc_alone() -> None:
    alone = pooled().liquidation_price(BTC, START) / ENTRY[BTC] - 1

    assert common_move.along(pooled(), 0.0) == pytest.approx(alone)


def test_the_odds_are_those_of_a_drawn_million() -> None:
    rng = np.random.default_rng(5)
    days, rho = 7, 0.84
    a, b = rng.standard_normal((2, 1_000_000))
    scale = np.sqrt(days / 365)
    btc = 60_000 * (1 + 0.62 * scale * a)
    eth = 3_000 * (1 + 0.80 * scale * (rho * a + np.sqrt(1 - rho**2) * b))
    share = np.mean(pooled().health(at(np.maximum(btc, 1), np.maximum(eth, 1))) < 0)

    assert common_move.beyond(pooled(), rho, days) == pytest.approx(share, abs=0.002)


# -- the pool, the neighbour, tiers ---------------------------------------------------------------------------------


def test_closing_moves_the_line_and_not_the_level() -> None:
    before, after, marks = pool_tank.filled(66_000, 3_300, 6_000, False, ETH)

    assert after.equity(marks) == pytest.approx(before.equity(marks))
    assert before.maintenance_requirement(marks) - after.maintenance_requirement(marks) == pytest.approx(1_485)
    assert "lowers the line by $1,485" in pool_tank.tank(66_000, 3_300, 6_000, False, ETH).title


def test_the_tanks_bars_hang_together() -> None:
    bars = pool_tank.tank(66_000, 3_300, 6_000, True, "none").data["bars"]
    flow = [bar for bar in bars if bar["column"] not in ("the pool", "it requires")]

    assert [bar["end"] for bar in flow[:-1]] == pytest.approx([bar["start"] for bar in flow[1:]])
    assert flow[-1]["end"] == pytest.approx(next(b for b in bars if b["column"] == "the pool")["end"])


def test_a_flat_neighbour_moves_95_4_to_99_4() -> None:
    sentence = pool_tank.flat(1_000).sentence

    assert "**$95.38**" in sentence
    assert "requires **$4.00**" in sentence
    assert "**$99.40**" in sentence


def test_tiers_bend_the_border_and_bring_it_nearer() -> None:
    small, large = tiers_on_map.scaled("binance", 1), tiers_on_map.scaled("binance", 1_200)
    shown = [pool.liquidation_price(BTC, START) for pool in (small, large)]
    btc = np.linspace(*book.X, 9)
    edge = book.border(large, btc)

    assert shown[1] > shown[0]
    assert np.ptp(np.diff(edge)) > 1  # not one straight line
    assert large.health(at(btc, edge)) == pytest.approx(0, abs=1e-3)
    assert tiers_on_map.edges(large, BTC, book.X) == pytest.approx([58_333.33], abs=0.01)
    assert "is straight" in tiers_on_map.bends("dydx", 1_000).sentence


# -- profit and orders ----------------------------------------------------------------------------------------------


def test_profit_that_was_used_liquidates_above_the_start() -> None:
    """+10 %, all that is free put up at 10×: gone at 61,237 on the way back; withdrawing it comes to the same price."""
    for use in ("open", "withdraw"):
        pool, amount = profit.used("dydx", use, 1.0, 66_000)
        assert amount == pytest.approx(5_400)
        assert pool.liquidation_price(BTC, {BTC: 66_000}) == pytest.approx(61_237.11, abs=0.01)
    assert profit.fleeting("dydx", 0.1, "open", 1.0).title.startswith("Liquidated at $61,237, above")


def test_untouched_profit_comes_and_goes() -> None:
    frame = profit.fleeting("dydx", 0.1, "nothing", 1.0)

    assert frame.data["equity"]["value"][[0, -1]] == pytest.approx([6_000, 6_000])
    assert frame.data["dead"]["step"] == []


def test_what_a_venue_lets_one_do_with_profit() -> None:
    pool, marks = profit.opened(), {BTC: 66_000.0}
    can = {name: (r.spend(pool, marks), r.withdraw(pool, marks)) for name, r in profit.RULES.items()}

    assert can["dydx"] == pytest.approx((5_400, 5_400))
    assert can["hyperliquid"] == pytest.approx((5_400, 5_400))
    assert can["gmx"] == (0, 0)
    assert can["drift"] == (0, 0)  # 6,000 + 100 of profit against 6,600
    assert DRIFT_PROFIT_CAP.value == drift.MAX_PROFIT_FOR_INITIAL
    assert all("as of 20" in rule.source or "read on 20" in rule.source for rule in profit.RULES.values())


def test_resting_orders_reserve_nothing_on_dydx_and_the_worst_case_on_drift() -> None:
    free = {v: [orders.free_after(v, 10_000, 0.25, n)[0] for n in range(4)] for v in orders.VENUES}

    assert free["dydx"] == [8_800] * 4
    assert free["drift"] == pytest.approx([4_000, 2_499.99, 999.98, -500.03])
    assert orders.accepted("drift", 10_000, 0.25, 6) == (2, 2)


def test_dydx_refuses_at_the_match() -> None:
    """1,800 free, orders that need 1,200 each: all may rest, one can be filled."""
    assert orders.accepted("dydx", 3_000, 1.0, 10) == (10, 1)
    assert orders.accepted("dydx", 3_000, 2.0, 10) == (0, 0)


# -- many -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", summary.BOOKS)
def test_the_common_move_is_on_the_border(name: str) -> None:
    pool = summary.book(name, 8_000)
    end = summary.common(pool)

    assert end is not None
    assert pool.health(summary.moved(pool, end)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", summary.BOOKS)
@pytest.mark.parametrize("stress", [-0.3, 0.2])
def test_what_to_reduce_first_is_what_the_exercise_says(name: str, stress: float) -> None:
    pool = summary.book(name, 8_000)
    won = summary.relief(pool, stress)
    sizes, rates = (
        np.array(column)
        for column in zip(*((np.sign(p.size), summary.MARKETS[p.symbol][1]) for p in pool.positions), strict=True)
    )
    best = exercises.reduce_first(sizes, rates, np.full(sizes.size, stress))

    assert list(won.values())[best] == pytest.approx(max(won.values()))


def test_exercises_agree_with_the_engine() -> None:
    pool, marks = pooled(), np.array([61_000.0, 3_100.0])
    sizes, entries = np.array([1.0, -15.0]), np.array([60_000.0, 3_000.0])
    rates = np.array([0.03, 0.03])

    assert exercises.pool_equity(6_000, sizes, entries, marks) == pytest.approx(pool.equity(at(*marks)))
    for k, symbol in enumerate((BTC, ETH)):
        own = exercises.liquidation_price_in_pool(k, 6_000, sizes, entries, marks, rates)
        assert own == pytest.approx(pool.liquidation_price(symbol, at(*marks)))
    here = at(*map_tables.WHOLE.names().lattice())
    safe = exercises.safe(here[BTC], here[ETH], 6_000, sizes, entries, 0.03)
    assert np.array_equal(safe, ~np.asarray(pool.liquidatable(here)))


# -- words ----------------------------------------------------------------------------------------------------------


def test_the_inequality_says_how_the_border_leans() -> None:
    text = explain.inequality("short", 6_000, "cross", 60_000, 3_000)

    assert "must rise by $62.78" in text
    assert "$6,000 against $3,150, so it is safe" in text
    assert "must fall by $66.67" in explain.inequality("long", 6_000, "cross", 60_000, 3_000)


def test_recall_quotes_the_engine() -> None:
    assert pytest.approx(61_237.11, abs=0.01) == recall.SPENT
    assert pytest.approx(99.3976, abs=1e-4) == recall.A_BESIDE


# -- names in the map -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", book.SIDES)
@pytest.mark.parametrize("mode", ["cross", "isolated", "both"])
@pytest.mark.parametrize("collateral", [4_000, 6_000, 20_000])
def test_no_name_of_the_map_touches_another(side: str, mode: str, collateral: float) -> None:
    """At the narrowest, all over the plane."""
    names = map_tables.WHOLE.names()
    for btc in np.linspace(*book.X, 7):
        for eth in np.linspace(*book.Y, 7):
            texts = liquidation_map.liquidation_map(btc, eth, side, mode, collateral).data["texts"]
            boxes = []
            for text, x, y, align, size, dx, dy in zip(
                *(texts[k] for k in ("text", "x", "y", "align", "size", "dx", "dy")), strict=True
            ):
                spot = label_placement.Spot(*names.point(x, y), align, "top", dx, 2 - dy)
                box = names.box(text, spot, size)
                assert box[0] > -0.01
                assert box[1] > -0.01
                assert box[2] < 1.01
                assert box[3] < 1.01
                for name, other in boxes:
                    apart = (
                        box[2] <= other[0] + 1e-9
                        or other[2] <= box[0] + 1e-9
                        or box[3] <= other[1] + 1e-9
                        or other[3] <= box[1] + 1e-9
                    )
                    assert apart, f"{text!r} lies on {name!r} at {btc:.0f}, {eth:.0f}"
                boxes.append((text, box))


# -- a crash walked through -----------------------------------------------------------------------------------------


def test_spot_is_nearer_to_the_mark_than_the_perpetual() -> None:
    """Nine of the ten published lows, as the module says: why spot stands for the mark."""
    markets = [market for event in EVENTS.values() for market in event.markets.values()]
    nearer = [abs(m.spot_low - m.mark_low) < abs(m.low - m.mark_low) for m in markets]

    assert (sum(nearer), len(nearer)) == (9, 10)


def test_a_walk_ends_a_day_after_the_low_and_says_what_it_is() -> None:
    for name in EVENTS:
        frame = crash.through(name, "short", 6_000, crash.LONGEST)

        assert frame.limits == {"hour": crash.hours(name)}
        assert EVENTS[name].label in frame.subtitle
        assert frame.title.startswith(crash.clock(name, len(crash.walked(name).times) - 1))


def test_black_thursday_takes_the_pool_of_the_hedge_and_october_does_not() -> None:
    """Every one of the drawn paths says so: it does not hang on the draw."""
    for name, fallen in (("2020-03-12", crash.DRAWN), ("2025-10-10", 0)):
        last = len(crash.walked(name).times) - 1
        life = crash.lived(name, "short", 6_000)

        assert life.drawn("cross", last) == fallen
        assert life.drawn("isolated", last) == crash.DRAWN
