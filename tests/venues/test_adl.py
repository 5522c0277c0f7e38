from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.validation import ArgumentError
from course.venues import adl, binance, bitmex, bybit, gmx, hyperliquid

accounts = st.lists(st.tuples(st.floats(0.01, 100), st.floats(-10, 10)), max_size=12)


@given(accounts, st.floats(0, 500))
def test_a_queue_closes_what_it_is_asked_for_or_all_there_is_highest_rank_first(entries, size):
    named = [(n, held, rank) for n, (held, rank) in enumerate(entries)]

    fills = adl.queue(named, size)

    assert sum(fills.values()) == pytest.approx(min(size, sum(h for _, h, _ in named)))
    ranks = [named[n][2] for n in fills]
    assert ranks == sorted(ranks, reverse=True)
    partly = [n for n, taken in fills.items() if taken < named[n][1] * (1 - 1e-12)]
    assert partly in ([], list(fills)[-1:])


def test_random_is_not_by_rank_and_can_be_repeated():
    held = {f"account {n}": 1.0 for n in range(10)}

    seen = {next(iter(adl.random_queue(held, 3, np.random.default_rng(seed)))) for seed in range(40)}
    again = [adl.random_queue(held, 3, np.random.default_rng(7)) for _ in range(2)]

    assert len(seen) > 5
    assert again[0] == again[1]
    assert adl.random_queue({}, 3, np.random.default_rng(0)) == {}


def test_five_lights_are_fifths_of_the_accounts():
    assert adl.lights([6, 5, 4, 3, 2, 1, 0, -1, -2, -3]).tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert adl.lights([1, 1]).tolist() == [5, 5]
    assert adl.lights([]).tolist() == []
    with pytest.raises(ArgumentError):
        adl.lights([float("nan")])


def test_ranks_reward_profit_and_leverage_as_each_venue_says():
    assert hyperliquid.adl_score(1, 50_000, 60_000, 6_000) == pytest.approx(1.2 * 10)
    assert hyperliquid.adl_score(-1, 60_000, 50_000, 5_000) == pytest.approx(1.2 * 10)  # shorts: the ratio turned over
    assert binance.adl_score(-5, 100, 0.5) == (0, 0)
    assert binance.adl_score(5, 0.2, 0.5) == (5, 2.5)  # a wallet below 1 counts as 1
    assert bitmex.adl_score(0.2, 10) == pytest.approx(2)
    assert bitmex.adl_score(-0.2, 10) == pytest.approx(-0.02)


def test_pools_that_start_it():
    assert bybit.adl_state(100, 29) == (-0.29, False)
    assert bybit.adl_state(100, 30) == (-0.3, True)
    assert bybit.adl_state(100, 26, active=True) == (-0.26, True)
    assert bybit.adl_state(100, 24, active=True) == (-0.24, False)
    assert gmx.adl_needed(85.1, 100, 0.85)
    assert not gmx.adl_needed(85, 100, 0.85)
