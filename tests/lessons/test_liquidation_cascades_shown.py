"""What the pictures of lesson 14 say, worked out again by other means: plain loops instead of the engine."""

from __future__ import annotations

import numpy as np
import pytest

from course.lessons.liquidation_cascades import (
    books,
    contagion,
    five_crashes,
    funding_then_fall,
    hedged,
    landscape,
    oracle,
    phase,
    player,
    predict,
    response,
)
from course.simulation import Cascade, Feed, Ladder, chain
from course.simulation.events import EVENTS

FEE = books.FEE


def by_hand(rows, exogenous, depths, fund):
    """One shock, everything closed, losses beyond the fund shared: the model in twenty lines.

    Returns prices after the shock and after every round, notional sold by market, bad debt.
    """
    rate = books.MAINTENANCE
    cash, size = rows.cash.copy(), rows.size.copy()
    skew, inventory = np.zeros(len(depths)), -size.sum(axis=1)
    provider = float(-(inventory @ books.start(rows.symbols)))
    prices, sold, owed = [np.array(exogenous, float)], np.zeros(len(depths)), 0.0
    while True:
        now = prices[-1]
        equity = cash + size.T @ now
        hit = (equity - rate * (np.abs(size).T @ now) < 0) & (size != 0).any(axis=0)
        if not hit.any():
            return np.array(prices), sold, owed
        coins = size[:, hit].sum(axis=1)
        skew = skew + coins / depths
        after = 1 / (1 / np.array(exogenous) + skew)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(coins != 0, np.log(now / after) / (1 / after - 1 / now), now)
        inventory, provider = inventory + coins, provider - float(coins @ mean)
        worth = np.abs(size[:, hit]) * mean[:, np.newaxis]
        cash[hit] += size[:, hit].T @ mean
        size[:, hit] = 0.0
        fee = np.minimum(FEE * worth.sum(axis=0), np.maximum(cash[hit], 0.0))
        debt = np.maximum(-cash[hit], 0.0)
        cash[hit] += debt - fee
        fund += float(fee.sum())
        rest = max(float(debt.sum()) - fund, 0.0)
        fund = max(fund - float(debt.sum()), 0.0)
        left = np.maximum(cash + size.T @ after, 0.0)
        total = float(left.sum()) + max(provider + float(inventory @ after), 0.0)
        share = min(1.0, rest / total)
        cash -= share * left
        provider -= rest - share * float(left.sum())
        sold, owed = sold + worth.sum(axis=1), owed + float(debt.sum())
        prices.append(after)


# ---- two markets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", contagion.WHO)
@pytest.mark.parametrize("legs", contagion.LEGS)
@pytest.mark.parametrize(("share", "fall", "depth"), [(0.0, 0.1, 2.5), (0.5, 0.1, 2.5), (1.0, 0.06, 5.0)])
def test_contagion_round_by_round(who, legs, share, fall, depth) -> None:
    shown = contagion.run(share, legs, who, fall, depth)
    rows = contagion.people(share, legs)
    prices, sold, _ = by_hand(rows, contagion.shock(who, fall), books.depths(rows, depth), np.inf)
    np.testing.assert_allclose(shown.moves, prices / books.PRICES - 1, rtol=1e-9, atol=1e-12)
    interest = books.depths(rows, 1.0).sum()
    assert shown.liquidated == pytest.approx(sold.sum() / interest, rel=1e-9)


def test_equal_legs_under_one_common_shock_are_the_same_in_either_mode_everywhere() -> None:
    """T1, at every share of pools, size of shock and depth that the learner can set (to rounding)."""
    for fall in (0.03, 0.1, 0.2):
        for depth in (1.5, 2.5, 6.0):
            apart = contagion.run(0.0, "equal", "together", fall, depth).moves
            for share in (0.35, 1.0):
                pooled = contagion.run(share, "equal", "together", fall, depth).moves
                np.testing.assert_allclose(pooled, apart, rtol=1e-9)


def test_without_pools_eth_never_moves() -> None:
    """T2, to the last digit."""
    for legs in contagion.LEGS:
        for fall in (0.05, 0.15, 0.25):
            run = contagion.run(0.0, legs, "alone", fall, 2.5)
            assert (run.moves[:, 1] == 0).all()
            assert run.matrix[1, 0] == run.matrix[0, 1] == 0


@pytest.mark.parametrize("who", contagion.WHO)
@pytest.mark.parametrize(("mode", "share"), [("cross", 1.0), ("isolated", 1.0), ("cross", 0.25)])
def test_hedged_books_round_by_round(mode, share, who) -> None:
    shown = hedged.run(mode, share, who, 0.1, 6.0)
    rows = books.crowd(6.0, 1.0, hedged.MODES[mode], share, hedged.TRADERS)
    prices, _, _ = by_hand(rows, contagion.shock(who, 0.1), books.depths(rows), np.inf)
    np.testing.assert_allclose(shown.moves, prices / books.PRICES - 1, rtol=1e-9, atol=1e-12)


def test_hedged_pools_net_a_common_fall_and_push_the_other_market_up_when_one_falls_alone() -> None:
    """T3, and the sign of contagion."""
    pooled = hedged.run("cross", 1.0, "together", 0.1, 6.0)
    apart = hedged.run("isolated", 1.0, "together", 0.1, 6.0)
    assert pooled.liquidated == 0 < apart.liquidated
    np.testing.assert_allclose(pooled.moves[-1], -0.1)
    alone = hedged.run("cross", 1.0, "alone", 0.1, 6.0)
    assert alone.matrix[1, 0] <= 0
    assert alone.moves[-1, 1] >= 0


# ---- the landscape -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("along", [True, False])
@pytest.mark.parametrize(
    ("leverage", "cross", "depth", "price"), [(6, 0.5, 2.5, 57_000), (4, 1.0, 3.0, 51_000), (8, 0.0, 6.0, 63_000)]
)
def test_where_a_push_ends_in_the_landscape(leverage, cross, along, depth, price) -> None:
    end, share, rounds = landscape.ends(leverage, cross, along, depth, price)
    rows = books.crowd(leverage, landscape.LONG, cross)
    interest = books.depths(rows, 1.0)
    prices, sold, _ = by_hand(rows, landscape.pushed(price, along), depth * interest, 0.002 * float(interest.sum()))
    assert end == pytest.approx(prices[-1][0], rel=1e-9)
    assert rounds == len(prices) - 1
    assert share == pytest.approx(sold[0] / interest[0], rel=1e-9)


def test_kappa_of_the_landscape_counts_the_accounts_between_two_prices() -> None:
    """Over a reach of many bins the bars add up to exactly the accounts that fall between its ends."""
    rows = books.crowd(6.0, landscape.LONG, 0.5)
    hill = landscape.hills(6.0, 0.5, False)
    oi = float(books.depths(rows, 1.0)[0])
    below = hill.edges[: landscape.BINS + 1]
    for low, high in ((below[10], below[30]), (below[0], below[-1])):
        health = [rows.health([price, books.PRICES[1]]) for price in (high, low)]
        fallen = (health[0] >= 0) & (health[1] < 0)
        # A bin counts who falls somewhere between its ends; shorts are only ever helped on the way down.
        counted = (np.abs(rows.size[0]) * books.PRICES[0])[fallen].sum()
        bars = hill.frame()
        mine = bars[(bars["low"] >= low * (1 - 1e-12)) & (bars["high"] <= high * (1 + 1e-12))]
        assert mine["long"].sum() + mine["short"].sum() == pytest.approx(counted, rel=1e-9)
        kappa = counted / (2.5 * oi * np.log(high / low))
        widths = np.log(mine["high"] / mine["low"])
        assert (hill.kappa(2.5 * oi)[mine.index] * widths).sum() / widths.sum() == pytest.approx(kappa)


# ---- the response curve ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [2.0, 4.0, 8.0])
def test_the_even_ladder_multiplies_by_one_over_one_minus_kappa(depth) -> None:
    """C3 on the curve's own ladder: integer-exact counts, and the forecast within two rungs."""
    leverage = 4.0
    steps = response.rungs("even", leverage, depth)
    spacing = 2 / leverage / response.RUNGS
    kappa = 1 / depth / response.RUNGS / spacing
    for shock in (0.0131, 0.0377, 0.05):
        delta = 1 / (1 - shock) - 1
        got = steps.response(shock)
        assert int(got.rows) == chain(delta, kappa, response.RUNGS, spacing=spacing)
        if kappa < 1 and int(got.rows) < response.RUNGS:
            lift = 1 / (1 - float(got.move)) - 1
            assert lift == pytest.approx(delta / (1 - kappa), abs=2 * spacing / (1 - kappa))
            assert float(response.linear(shock, kappa)) == pytest.approx(1 - 1 / (1 + delta / (1 - kappa)), abs=1e-12)


def test_the_curve_of_the_crowd_is_the_loop_of_the_lesson() -> None:
    """The loop that the learner writes, on twenty thousand accounts."""
    steps = response.rungs("people", 6.0, 4.0)
    assert isinstance(steps, Ladder)
    for shock in (0.02, 0.05, 0.1):
        start = level = 1 / (response.PRICE * (1 - shock))
        closed = np.zeros(len(steps.triggers), bool)
        while (steps.triggers[~closed] <= level).any():
            closed |= steps.triggers <= level
            level = start + steps.quantity[closed].sum() / steps.depth
        assert float(steps.response(shock).move) == pytest.approx(1 - 1 / (response.PRICE * level), rel=1e-9)


def test_kappa_that_the_shock_meets_is_sales_over_what_the_book_takes() -> None:
    steps = response.rungs("people", 6.0, 4.0)
    for shock in (0.02, 0.07):
        low = response.PRICE * (1 - shock)
        coins = steps.quantity[1 / steps.triggers >= low].sum()
        takes = steps.depth * (1 / low - 1 / response.PRICE)
        assert response.first_kappa(steps, shock) == pytest.approx(coins / takes, rel=1e-9)


# ---- the map of phases -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("leverage", [3.0, 5.0, 8.0])
@pytest.mark.parametrize("level", [1.1, 1.5, 3.0])
def test_contours_of_the_phase_map_separate_what_they_say(leverage, level) -> None:
    """A hair deeper than the contour the fall is at most so many times the shock, a hair shallower it is more."""
    shock = 0.05
    depth = phase.depth_needed(leverage, shock, level * shock)
    assert depth > 0
    deeper, shallower = (
        float(books.ladder(leverage, depth * k, phase.TRADERS).response(shock).move) for k in (1 + 1e-6, 1 - 1e-6)
    )
    assert deeper <= level * shock * (1 + 1e-5)
    assert shallower >= level * shock * (1 - 1e-5)


def steepest(leverage: float, shock: float) -> tuple[float, float]:
    """The largest step of the fall over a fine grid of depths, and the depth at which it stands."""
    depths = np.geomspace(1.0, phase.HIGH, 300)
    falls = [float(books.ladder(leverage, d, phase.TRADERS).response(shock).move) for d in depths.tolist()]
    at = int(np.argmin(np.diff(falls)))
    return falls[at] - falls[at + 1], float(depths[at])


@pytest.mark.parametrize(("leverage", "shock"), [(6.0, 0.02), (8.0, 0.02), (6.0, 0.03), (4.0, 0.05), (3.0, 0.1)])
def test_the_line_kappa_one_stands_where_the_fall_jumps(leverage, shock) -> None:
    step, depth = steepest(leverage, shock)
    edge = phase.critical_depth(leverage, shock)
    assert step > 0.08
    assert edge == pytest.approx(depth, rel=0.1)


@pytest.mark.parametrize(("leverage", "shock"), [(10.0, 0.03), (6.0, 0.05), (8.0, 0.05), (4.0, 0.1)])
def test_where_the_map_has_no_line_the_fall_has_no_jump(leverage, shock) -> None:
    assert phase.critical_depth(leverage, shock) is None
    assert steepest(leverage, shock)[0] < 0.02


# ---- the first question ------------------------------------------------------------------------------------------------


def test_the_answer_to_the_first_question_is_the_closed_form() -> None:
    assert float(predict.falls()[-1]) == pytest.approx(0.03 / (1 - 0.8), abs=1e-5)


# ---- the feed ----------------------------------------------------------------------------------------------------------


def seen_late(lag, passed, averaged, speed, depth):
    """One market, many minutes, the mark made of a late index and a smoothed premium; a fund without a bottom."""
    rows = books.crowd(books.LEVERAGE, books.LONG, 0.0, 0.0, oracle.TRADERS, oracle.SYMBOLS)
    cash, size, first = rows.cash.copy(), rows.size[0].copy(), books.START["BTC"]
    book = float(books.depths(rows, depth)[0])
    outside = np.concatenate([np.full(lag, first), oracle.falling(speed)[:, 0]])
    skew, premium, owed, sold, closed = 0.0, 0.0, 0.0, 0.0, np.zeros(len(cash), bool)
    for minute, now in enumerate(oracle.falling(speed)[:, 0]):
        while True:
            perp = 1 / (1 / now + skew)
            index = 1 / (1 / outside[minute] + passed * skew)
            leaning = premium + (perp / index - 1 - premium) / averaged
            mark = index * (1 + np.clip(leaning, -oracle.BAND, oracle.BAND))
            hit = (cash + size * mark < books.MAINTENANCE * np.abs(size) * mark) & (size != 0)
            if not hit.any():
                break
            coins = size[hit].sum()
            after = 1 / (1 / perp + coins / book)
            mean = np.log(perp / after) / (1 / after - 1 / perp)
            skew += coins / book
            left = cash[hit] + size[hit] * mean
            owed += np.maximum(-left, 0).sum()
            sold += np.abs(size[hit]).sum() * mean
            cash[hit], size[hit], closed = 0.0, 0.0, closed | hit
        premium = leaning
    return closed.mean(), owed / (book / depth), sold / (book / depth)


@pytest.mark.parametrize(
    ("lag", "passed", "averaged", "speed", "depth"),
    [(0, 0.5, 1.0, 0.02, 5.0), (4, 0.5, 3.0, 0.02, 5.0), (8, 0.0, 5.0, 0.03, 3.0), (2, 1.0, 2.0, 0.01, 8.0)],
)
def test_what_a_feed_costs(lag, passed, averaged, speed, depth) -> None:
    shown = oracle.run(lag, passed, averaged, speed, depth)
    accounts, owed, sold = seen_late(lag, passed, averaged, speed, depth)
    assert shown.accounts == pytest.approx(accounts)
    assert shown.debt == pytest.approx(owed, rel=1e-6, abs=1e-12)
    assert shown.sold == pytest.approx(sold, rel=1e-6)


def test_accounts_in_order_of_their_triggers_make_the_engine_s_cascade() -> None:
    """The late feed's short loop against the engine, end by end."""
    rows = books.crowd(books.LEVERAGE, books.LONG, 0.0, 0.0, oracle.TRADERS, oracle.SYMBOLS)
    for lag, passed, averaged, speed, depth in [
        (0, 0.0, 30, 0.02, 6.0),
        (5, 0.6, 4.0, 0.03, 3.0),
        (8, 1.0, 1.0, 0.06, 2.0),
    ]:
        feed = Feed(lag=lag, pass_through=passed, smoothing=1 / averaged, band=oracle.BAND)
        venue = books.exchange(rows, depth, feed=feed, insurance=1.0, deleveraging="none")
        film = Cascade(venue, rows, books.start(oracle.SYMBOLS)).run(oracle.falling(speed))
        shown = oracle.run(lag, passed, averaged, speed, depth)
        assert shown.debt == pytest.approx(film.bad_debt_share, rel=1e-9)
        assert shown.sold == pytest.approx(film.liquidated_share, rel=1e-9)
        assert shown.accounts == pytest.approx(film.counts.rows / len(rows))
        assert shown.mark[-1] == pytest.approx(film[-1].mark[0] / books.START["BTC"] - 1)


def test_the_later_the_feed_the_more_debt() -> None:
    debts = [oracle.run(lag, 0.5, 1.0, 0.02, 5.0).debt for lag in range(oracle.MOST + 1)]
    assert debts[-1] > 2 * debts[0]
    assert debts[4] > debts[0]


# ---- funding, then the fall (C09) --------------------------------------------------------------------------------------


def test_the_pool_survives_either_and_not_both() -> None:
    told = funding_then_fall.histories(**funding_then_fall.explorer().values)
    assert told["spike"].broken is None
    assert told["fall"].broken is None
    assert told["both"].broken is not None
    assert told["both"].pooled[-1] < 0.05 < 0.5 < min(told[k].pooled[-1] for k in ("spike", "fall"))


def test_the_spike_takes_rate_times_notional_until_prices_move() -> None:
    """While the perp stands still each settlement costs rate × leverage of the collateral; before the fall, no difference."""
    values = funding_then_fall.explorer().values
    told = funding_then_fall.histories(**values)
    cost = values["rate"] * values["leverage"]
    still = int(np.flatnonzero(told["spike"].perp)[0])
    assert still >= 2
    np.testing.assert_allclose(told["spike"].pooled[:still], 1 - cost * np.arange(still), atol=1e-4)
    days = funding_then_fall.A_DAY * round(values["days"])
    np.testing.assert_array_equal(told["spike"].pooled[: days + 1], told["both"].pooled[: days + 1])
    assert (told["fall"].pooled[: days + 1] == 1).all()
    assert told["both"].perp.min() < 3 * told["fall"].perp.min()


def test_without_funding_the_fall_has_one_value() -> None:
    """No rate, no days, or no spike: the same history but for its length, whatever the others are."""
    plain = funding_then_fall.history(0.003, 7, 0.05, 4.0, "alone", False)
    for rate, days, spike in [(0.0, 7, True), (0.003, 0, True), (0.005, 14, False)]:
        other = funding_then_fall.history(rate, days, 0.05, 4.0, "alone", spike)
        assert other.pooled[-1] == plain.pooled[-1]
        np.testing.assert_allclose(other.perp[-1], plain.perp[-1], rtol=1e-12)
        assert (other.rate == 0).all()


# ---- the player --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", player.WAYS)
def test_the_player_loses_no_position_between_two_frames(way) -> None:
    """What waits on the wall only shrinks, by what is sold or handed over; the film is the engine's."""
    tape = player.reel(0.08, 8.0, 2.0, way)
    total = tape.open.sum(axis=1)
    assert (np.diff(total) <= 1e-12).all()
    assert len(tape.open) == len(tape.film) + 1
    last = tape.film[-1]
    assert last.longs.sum() > 0
    assert (last.deleveraged.sum() > 0) == (way == "queue")
    assert last.rows == (tape.film.closed_round >= 0).sum()


# ---- the five crashes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVENTS)
def test_published_figures_are_shown_as_they_were_published(name) -> None:
    run = five_crashes.replayed(name, five_crashes.OURS.leverage, five_crashes.OURS.depth, five_crashes.DRAWS[0])
    figures = {f.name: f for f in EVENTS[name].figures}
    for record in run.records:
        quantity, market = record["quantity"], record["market"]
        assert five_crashes.WHY[quantity]
        if market == "all":
            known = figures.get(quantity)
            assert np.isfinite(record["published"]) == (known is not None)
            if known:
                assert record["published"] == known.value
                assert five_crashes.graded(record["source"]) == (known.source, known.grade)
            continue
        crash = EVENTS[name].markets[market]
        expected = {
            "perp fall": 1 - crash.low / crash.open,
            "perp low beneath spot low": crash.spot_low / crash.spot_open - crash.low / crash.open,
            "perp low beneath mark low": (crash.mark_low - crash.low) / crash.open,
            "lowest funding rate": crash.funding,
        }
        assert record["published"] == pytest.approx(expected[quantity], abs=1e-12)


def test_the_model_fails_where_the_lesson_says_it_fails() -> None:
    """October 2025: no funding spike in BTC, and most of the fall in open interest was not forced."""
    october = EVENTS["2025-10-10"]
    assert october.markets["BTC"].funding > -1e-4
    assert EVENTS["2020-03-12"].markets["BTC"].funding == pytest.approx(-0.003)
    assert october.figure("liquidated share").value < 0.25 * october.figure("open interest fall").value
    run = five_crashes.replayed(
        "2025-10-10", five_crashes.OURS.leverage, five_crashes.OURS.depth, five_crashes.DRAWS[0]
    )
    model = {(r["quantity"], r["market"]): r["model"] for r in run.records}
    assert model["liquidated share", "all"] == model["open interest fall", "all"]
