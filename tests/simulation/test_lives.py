"""Lives of repeated trades against plain loops, closed forms and the laws of what is drawn. Seeds fixed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import chance_of_ruin, compounded, growth, liquidation_distance
from course.simulation import (
    Tally,
    Trades,
    accounts,
    chances_to_fall,
    deepest_fall,
    fallen_to,
    fan,
    from_quantiles,
    longest_losing_run,
    student_t,
)
from course.simulation.fact_tables import stored
from course.validation import ArgumentError

outcomes = st.lists(st.floats(-5, 5), min_size=1, max_size=30)
shares = st.floats(0, 0.5)


def loop(row, share, rule, closed_at):
    """One life, one trade after the other."""
    account, told = 1.0, [1.0]
    for outcome in row:
        if account > 0:
            account += share * outcome * (account if rule == "fraction" else 1.0)
            if account <= 0 or (closed_at is not None and outcome <= -closed_at):
                account = 0.0
        told.append(account)
    return told


@given(outcomes, shares, st.sampled_from(["fraction", "fixed"]), st.sampled_from([None, 1.0, 2.5]))
def test_an_account_is_a_plain_loop(row, share, rule, closed_at):
    found = accounts([row, row[::-1]], share, rule=rule, closed_at=closed_at)

    assert found.shape == (2, len(row) + 1)
    assert found[0] == pytest.approx(loop(row, share, rule, closed_at), abs=1e-9)
    assert found[1] == pytest.approx(loop(row[::-1], share, rule, closed_at), abs=1e-9)
    assert accounts(row, share, rule=rule, closed_at=closed_at)[0] == pytest.approx(found[0])


@given(outcomes, shares, st.floats(0.05, 0.95))
def test_falls_and_runs_are_plain_loops(row, share, left):
    account = accounts(row, share)
    peak, fall, run, most = 0.0, 0.0, 0, 0
    for value in account[0]:
        peak = max(peak, value)
        fall = max(fall, 1 - value / peak)
    for outcome in row:
        run = run + 1 if outcome < 0 else 0
        most = max(most, run)
    assert deepest_fall(account)[0] == pytest.approx(fall)
    assert longest_losing_run(row)[0] == most
    assert fallen_to(account, left)[0] == (min(account[0]) <= left * (1 + 1e-12))


@given(
    st.floats(0.05, 0.95),
    st.floats(0.1, 4),
    st.floats(0, 1),
    st.floats(1, 12),
    st.lists(st.floats(0, 1.2), min_size=1, max_size=4),
    st.floats(0.05, 0.95),
    st.integers(1, 300),
)
def test_counted_lives_are_those_that_are_lived(win, payoff, tail, tail_loss, shares, left, trades):
    """What is counted is what the plain loop over the accounts finds, whatever is risked: nothing, or more than there is."""
    kind = Trades(win, payoff, tail, tail_loss)
    luck = np.random.default_rng(3).random((40, trades))
    lived = kind.draw(np.random.default_rng(3), 40, trades)
    tally = Tally.of(kind, luck)
    for counted, outcomes in ((tally, lived), (tally.planned, np.maximum(lived, -1.0))):
        assert counted.chances_to_fall(shares, left).tolist() == chances_to_fall(outcomes, shares, left).tolist()
        for share in shares:
            wanted = accounts(outcomes, share)[:, 1:]
            np.testing.assert_allclose(
                counted.accounts(share, np.arange(1, trades + 1)), wanted, rtol=1e-9, atol=1e-290
            )


@given(st.lists(st.floats(-0.2, 0.3), min_size=1, max_size=30), st.floats(0, 3))
def test_an_account_grows_as_the_engine_says(returns, leverage):
    end = accounts(returns, leverage)[0, -1]
    assert end == pytest.approx(np.exp(growth(returns, leverage) * len(returns)))


@given(st.integers(1, 20), st.floats(0.001, 0.5))
def test_losses_in_a_row_compound(count, share):
    assert accounts(-np.ones(count), share)[0, -1] - 1 == pytest.approx(compounded(share, count))


def test_a_fixed_size_is_ruined_as_often_as_the_gambler():
    """Ten units, one at a time, at 55 %: the closed form over all time; after 2,000 trades next to nobody follows."""
    rng = np.random.default_rng(1)
    lives = Trades(0.55).draw(rng, 4_000, 2_000)
    ruined = (accounts(lives, 0.1, rule="fixed")[:, -1] == 0).mean()
    expected = chance_of_ruin(0.55, 10)
    assert ruined == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 4_000))
    assert chance_of_ruin([0.5, 0.3, 1.0], 3).tolist() == [1.0, 1.0, 0.0]
    # A share of what is left never loses everything.
    assert np.all(accounts(lives[:, :200], 0.1)[:, -1] > 0)


def test_trades_have_their_edge_and_the_tail_touches_losses_alone():
    plain, tailed = (Trades(0.45, 1.5, tail, 5.0) for tail in (0.0, 0.02))
    assert (plain.edge, tailed.edge) == (pytest.approx(0.125), pytest.approx(0.081))
    a, b = (t.draw(np.random.default_rng(2), 1_000, 400) for t in (plain, tailed))
    for trades, drawn in ((plain, a), (tailed, b)):
        assert drawn.mean() == pytest.approx(trades.edge, abs=4 * drawn.std() / np.sqrt(drawn.size))
    assert set(np.unique(b)) == {-5.0, -1.0, 1.5}
    assert np.all(b[a > 0] == 1.5)
    assert (b[a < 0] == -5.0).mean() == pytest.approx(0.02, abs=0.001)


@given(
    st.floats(0.1, 0.9), st.floats(0.3, 4), st.floats(1, 10), st.lists(st.floats(0, 1.2), min_size=1, max_size=5),
    st.floats(0.1, 0.9),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_the_curve_of_chances_is_each_share_by_itself(win, payoff, tail_loss, shares, left):
    outcomes = Trades(win, payoff, 0.1, tail_loss).draw(np.random.default_rng(9), 60, 40)
    one_by_one = [fallen_to(accounts(outcomes, share), left).mean() for share in shares]
    assert chances_to_fall(outcomes, shares, left).tolist() == one_by_one


def test_one_trade_in_fifty_that_loses_five_times_as_much_is_ten_times_the_danger():
    """Half lost at 3 % a trade: 2 % of lives, and 21 % if two trades (not losses) in a hundred lose five."""
    plain, tailed = (
        Trades(0.45, 1.5, tail, 5.0).draw(np.random.default_rng(3), 20_000, 200) for tail in (0.0, 0.02 / 0.55)
    )
    assert (tailed == -5).mean() == pytest.approx(0.02, abs=5e-4)
    assert chances_to_fall(plain, [0.03])[0] == pytest.approx(0.022, abs=0.004)
    assert chances_to_fall(tailed, [0.03])[0] == pytest.approx(0.214, abs=0.01)


def test_the_lives_of_the_storyboard():
    """Win 45 %, payoff 1.5, 200 trades: half lost in so many lives in a hundred, with and without one loss in fifty fivefold."""
    wanted = {0.0: [0.0, 0.2, 2.3, 14.0, 49.9, 86.5], 0.02: [0.0, 1.8, 10.1, 33.6, 73.2, 98.2]}
    for tail, shown in wanted.items():
        lives = Trades(0.45, 1.5, tail, 5.0).draw(np.random.default_rng(3), 20_000, 200)
        seen = [100 * fallen_to(accounts(lives, f)).mean() for f in (0.01, 0.02, 0.03, 0.05, 0.1, 0.2)]
        assert seen == pytest.approx(shown, abs=1.0)
        assert np.median(accounts(lives, 0.1)[:, -1]) == pytest.approx(0.75 if tail else 2.69, abs=0.05)
    assert np.quantile(longest_losing_run(lives), [0.5, 0.95]).tolist() == [8, 12]


@given(st.floats(2.5, 30), st.floats(0.001, 2))
@settings(max_examples=20)
def test_student_t_has_its_spread_and_tails(degrees, spread):
    drawn = student_t(np.random.default_rng(4), 200_000, degrees, spread=spread, mean=0.1)
    middle = np.quantile((drawn - 0.1) / spread, [0.25, 0.5, 0.75])
    assert middle[1] == pytest.approx(0.0, abs=0.02)
    assert middle[2] == pytest.approx(-middle[0], abs=0.02)
    if degrees > 6:  # below, the sample's own deviation hardly settles
        assert drawn.std() == pytest.approx(spread, rel=0.05)


def test_fat_tails_are_fatter_than_a_normal_of_the_same_spread():
    rng = np.random.default_rng(5)
    beyond = [(np.abs(student_t(rng, 400_000, nu)) > 4).mean() for nu in (3, 5, 1_000)]
    assert beyond[0] > beyond[1] > 10 * beyond[2]
    assert beyond[0] == pytest.approx(0.00616, rel=0.1)  # 2·P(t₃ > 4√3)


def test_draws_from_quantiles_have_those_quantiles_and_nothing_beyond():
    table = stored("days").pick(symbol="BTC")
    levels, values = table.column("level"), table.column("value")
    drawn = from_quantiles(np.random.default_rng(6), (400, 500), levels, values)
    assert drawn.shape == (400, 500)
    assert drawn.min() >= values[0]
    assert drawn.max() <= values[-1]
    inner = slice(4, -4)
    assert np.quantile(drawn, levels[inner]) == pytest.approx(values[inner], abs=8e-4)


def test_a_fat_tail_ruins_leverage_that_a_normal_one_forgives():
    """A year of days of the record's spread, 4×, posted whole: the venue closes at −23 %."""
    wall = liquidation_distance(4.0, 0.025)
    rng = np.random.default_rng(7)
    fat = accounts(student_t(rng, (4_000, 365), 3.0, spread=0.03), 4.0, closed_at=wall)
    thin = accounts(0.03 * rng.standard_normal((4_000, 365)), 4.0, closed_at=wall)
    assert (fat[:, -1] == 0).mean() > 0.05
    assert (thin[:, -1] == 0).mean() < 0.001


def test_the_fan_is_quantiles_after_every_trade():
    account = accounts(Trades(0.5).draw(np.random.default_rng(8), 101, 5), 0.1)
    found = fan(account, [0.0, 0.5, 1.0])
    assert found.shape == (3, 6)
    assert found[1] == pytest.approx(np.median(account, axis=0))
    assert fan([[1.0, 4.0], [1.0, 2.0], [1.0, 8.0], [1.0, 6.0]], [0.5, 0.51])[:, 1].tolist() == [4.0, 6.0]
    assert np.all(found[:, 0] == 1)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda: Trades(1.1), "win"),
        (lambda: Trades(0.5, 0), "payoff"),
        (lambda: Trades(0.5, 1, 2), "tail"),
        (lambda: Trades(0.5, 1, 0.1, 0.5), "tail_loss"),
        (lambda: Trades(0.5).draw(np.random.default_rng(1), 0, 1), "lives"),
        (lambda: Trades(0.5).draw(np.random.default_rng(1), 1, 0), "trades"),
        (lambda: chances_to_fall(np.zeros((0, 3)), [0.1]), "outcomes"),
        (lambda: chances_to_fall([[1.0]], [-0.1]), "shares"),
        (lambda: Tally.of(Trades(0.5), [[1.5]]), "luck"),
        (lambda: Tally.of(Trades(0.5), [[0.5]]).accounts(0.1, 2), "after"),
        (lambda: Tally.of(Trades(0.5), [[0.5]]).chances_to_fall([-0.1]), "shares"),
        (lambda: chances_to_fall([[1.0]], [0.1], 1.0), "left"),
        (lambda: student_t(np.random.default_rng(1), 3, 2.0), "degrees"),
        (lambda: student_t(np.random.default_rng(1), 3, 3.0, spread=-1), "spread"),
        (lambda: from_quantiles(np.random.default_rng(1), 3, [0.1, 1], [0, 1]), "levels"),
        (lambda: from_quantiles(np.random.default_rng(1), 3, [0, 0.5, 0.5, 1], [0, 1, 2, 3]), "levels"),
        (lambda: from_quantiles(np.random.default_rng(1), 3, [0, 1], [1, 0]), "values"),
        (lambda: from_quantiles(np.random.default_rng(1), 3, [0, 1], [1, 2, 3]), "values"),
        (lambda: accounts([], 0.1), "outcomes"),
        (lambda: accounts([np.nan], 0.1), "outcomes"),
        (lambda: accounts([1.0], -0.1), "share"),
        (lambda: accounts([1.0], 0.1, rule="martingale"), "rule"),
        (lambda: accounts([1.0], 0.1, closed_at=0), "closed_at"),
        (lambda: fallen_to([[1.0, 0.5]], 1.0), "left"),
        (lambda: deepest_fall([[0.0, 1.0]]), "account"),
        (lambda: deepest_fall([[1.0, -1.0]]), "account"),
        (lambda: fan([[1.0, 0.5]], [1.5]), "levels"),
        (lambda: chance_of_ruin(0, 10), "win"),
        (lambda: chance_of_ruin(0.5, 1.5), "units"),
    ],
)
def test_bad_input_is_refused_by_name(act, name):
    with pytest.raises(ArgumentError) as refused:
        act()
    assert refused.value.argument == name
