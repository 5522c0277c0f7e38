"""One shock settled without accounts, and a cascade gone on with twice: both against the full cascade."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Market, Portfolio, Position
from course.simulation import (
    Book,
    Cascade,
    Exchange,
    Feed,
    FundingTerms,
    Paths,
    Rows,
    collateral_needed,
    open_interest,
    population,
    replay,
    settle,
)
from course.validation import ArgumentError

PRICES = np.array([60_000.0, 3_000.0])
MARKETS = [Market(s, initial=0.02, maintenance=0.01, liquidation_fee=0.005) for s in ("BTC", "ETH")]
share = st.sampled_from([0.0, 1.0]) | st.floats(0, 1)


def _people(seed: int, leverage: float, long: float, cross: float, hedged: float) -> Rows:
    return population(
        np.random.default_rng(seed), 400, MARKETS, PRICES,
        leverage=leverage, long_share=long, cross_share=cross, hedged_share=hedged,
    )  # fmt: skip


@given(
    st.integers(0, 99), st.floats(2, 12), share, share, share, st.floats(0.5, 8), st.floats(-0.3, 0.3), st.booleans()
)
@settings(max_examples=80, deadline=None)
def test_a_settled_shock_has_the_prices_of_the_cascade(
    seed: int, leverage: float, long: float, cross: float, hedged: float, depth: float, fall: float, both: bool
) -> None:
    rows = _people(seed, leverage, long, cross, hedged)
    interest = open_interest(rows, PRICES)
    if not interest.all():
        return
    outside = PRICES * (1 - fall * np.array([1.0, both]))
    books = [Book(float(d)) for d in depth * interest]
    film = Cascade(Exchange(MARKETS, books, insurance=1e6 * interest.sum()), rows, PRICES).run([outside])
    end = settle(rows, PRICES, outside, depth * interest)
    assert end.prices == pytest.approx(film.column("perp"), rel=1e-9)
    assert end.sold == pytest.approx(film.liquidated, rel=1e-9)
    assert end.liquidated_share == pytest.approx(film.liquidated_share, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "argument"),
    [({"start": [1.0]}, "start"), ({"outside": [1.0, -1.0]}, "outside"), ({"depths": [1.0, 1.0, 1.0]}, "depths")],
)
def test_a_shock_that_fits_no_market_is_refused(change: dict[str, object], argument: str) -> None:
    given_ = {"start": PRICES, "outside": PRICES, "depths": PRICES} | change
    with pytest.raises(ArgumentError, match=argument):
        settle(_people(1, 5.0, 0.6, 0.5, 0.0), **given_)


def test_a_forked_cascade_goes_on_as_if_it_were_alone_and_leaves_the_other_alone() -> None:
    rows = _people(3, 8.0, 0.6, 0.5, 0.0)
    books = [Book(float(d), 8.0, 6.0, 5.0) for d in 2 * open_interest(rows, PRICES)]
    venue = Exchange(
        MARKETS, books, Feed(0, 0.5, 0.4, 0.05), insurance=1e4, deleveraging="queue", funding=FundingTerms(2)
    )
    before, after = ([PRICES * (1 - f) for f in falls] for falls in ((0.01, 0.03, 0.05), (0.08, 0.12, 0.11)))
    whole = Cascade(venue, rows, PRICES, band=0.05).run([*before, *after])
    first = Cascade(venue, rows, PRICES, band=0.05)
    first.run(before)
    frames, cash = len(first.film), first.rows.cash.copy()
    second = first.fork()
    again = second.run(after)
    assert (len(first.film), first.rows.cash.tolist()) == (frames, cash.tolist())
    assert again.frame().equals(whole.frame())
    assert again.summary() == whole.summary()
    assert first.run(after).summary() == whole.summary()


@given(st.integers(0, 999), st.floats(1.1, 30), st.sampled_from([1.0, -1.0]), st.floats(0.2, 3))
@settings(max_examples=60, deadline=None)
def test_a_replay_that_looks_at_bounds_first_finds_what_every_step_shows(
    seed: int, leverage: float, side: float, volatility: float
) -> None:
    """First liquidations against a look at every step; and the worst moment of one position against the same."""
    rng = np.random.default_rng(seed)
    moves = np.cumsum(volatility * 0.02 * rng.standard_normal((120, 2, 40)), axis=0)
    prices = PRICES[:, np.newaxis] * np.exp(np.concatenate([np.zeros((1, 2, 40)), moves]))
    paths = Paths(("BTC", "ETH"), np.arange(121.0), prices)
    trades = [
        Position(m, s * 10_000 / p, p) for m, s, p in zip(MARKETS, (1.0, side), PRICES, strict=True)
    ]  # fmt: skip
    margin = 10_000 / leverage
    both = replay(
        {"cross": Portfolio.cross(2 * margin, trades), "isolated": Portfolio.isolated([margin] * 2, trades)}, paths
    )
    health = [
        margin + t.size * (prices[:, k] - PRICES[k]) - 0.01 * abs(t.size) * prices[:, k] for k, t in enumerate(trades)
    ]
    for k, alone in enumerate(health):
        first = [next((i for i, h in enumerate(path) if h < 0), -1) for path in alone.T]
        assert both["isolated"].first[k].tolist() == first
        needed = collateral_needed(Portfolio.cross(0.0, [trades[k]]).pool("cross"), paths)
        assert needed == pytest.approx(margin - alone.min(axis=0))
    pooled = [next((i for i, h in enumerate(path) if h < 0), -1) for path in (health[0] + health[1]).T]
    assert both["cross"].first[0].tolist() == pooled
