"""Replays whose funding comes out of one of two pockets, and pools that are opened again after a loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Market, Portfolio, Position
from course.simulation import GBM, Funding, LiquidationRules, Paths, Reopen, frontier, replay
from course.validation import ArgumentError

A, B = Market("A", 0.1, 0.025), Market("B", 0.1, 0.025)
PAIR = [Position(A, 100, 100.0), Position(B, -100, 100.0)]


@settings(max_examples=30, deadline=None)
@given(
    st.floats(0, 600),
    st.lists(st.floats(-0.004, 0.004), min_size=6, max_size=6),
    st.lists(st.floats(-0.004, 0.004), min_size=6, max_size=6),
    st.sampled_from(["margin", "wallet"]),
)
def test_a_replay_settles_as_the_portfolio_does(wallet: float, a: list[float], b: list[float], source: str) -> None:
    start = Portfolio.isolated([5_000, 5_000], PAIR, wallet)
    marks = np.array([[100.0, 100.0], *([[100.0 + k, 100.0 - k] for k in range(6)])])
    found = replay(
        start, Paths(("A", "B"), np.arange(7) * 3_600.0, marks), funding=Funding({"A": a, "B": b}, 3_600, source=source)
    ).only
    plain = start
    for k in range(6):
        plain = plain.settle_funding({"A": a[k], "B": b[k]}, dict(zip("AB", marks[k + 1], strict=True)), source)
    last = dict(zip("AB", marks[-1], strict=True))
    assert found.wallet[0] == pytest.approx(plain.wallet, abs=1e-6)
    assert found.equity[:, 0] == pytest.approx([p.equity(last) for p in plain.pools.values()], abs=1e-6)
    assert start.equity(last) - found.final[0] == pytest.approx(found.funding.sum(), abs=1e-6)


def test_two_pockets_and_one_pool() -> None:
    """Long and short at equal rates: net nothing, and the long's compartment is closed by settlement 151 (day 50.3)."""
    path = Paths(("A", "B"), np.arange(301) * 28_800.0, np.full((301, 2), 100.0))
    paid = {"A": 0.0005, "B": 0.0005}
    both = {"isolated": Portfolio.isolated([1_000, 1_000], PAIR, 500), "cross": Portfolio.cross(2_000, PAIR, 500)}
    own, free = (replay(both, path, funding=Funding(paid, 28_800, source=s)) for s in ("margin", "wallet"))
    assert own["isolated"].first[:, 0].tolist() == [151, -1]
    assert not own["cross"].liquidated.any()
    assert own["cross"].final == pytest.approx(2_500)
    # Through the wallet the short's receipts pay for the long: nothing is closed.
    assert not free["isolated"].liquidated.any()
    assert free["isolated"].wallet == pytest.approx(500)


def test_a_dated_future_pays_nothing_in_a_replay() -> None:
    held = [Position(Market("A", 0.1, 0.025, dated=True), 100, 100.0)]
    path = Paths(("A",), np.arange(10) * 3_600.0, np.full((10, 1), 100.0))
    found = replay(Portfolio.cross(1_000, held), path, funding=Funding({"A": 0.001}, 3_600)).only
    assert found.funding.sum() == 0
    assert found.final == 1_000


def test_an_unknown_pocket_is_refused() -> None:
    with pytest.raises(ArgumentError, match="source"):
        Funding({"A": 0.1}, source="bank")


# ---- opened again ---------------------------------------------------------------------------------------------------


def lived(prices: list[float], posted: float, wallet: float, every: int, kept: bool) -> tuple[float, int]:
    """One compartment of 10,000 of notional in a plain loop: value at the end, and how often it was closed."""
    size, entry, cash, closed = 10_000 / prices[0], prices[0], posted, 0
    for step, price in enumerate(prices):
        equity = cash + size * (price - entry)
        if size and step and equity < 0.025 * size * price:
            cash, size, closed = 0.0 if kept else max(equity, 0.0), 0.0, closed + 1
        if not size and (not every or (step and step % every == 0)) and wallet + cash >= posted:
            wallet, cash = wallet + cash - posted, posted
            size, entry = 10_000 / price, price
    return wallet + cash + size * (prices[-1] - entry), closed


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0, 3]), st.booleans(), st.sampled_from([500.0, 1_000.0, 2_000.0]))
def test_opening_again_is_the_plain_loop(seed: int, every: int, kept: bool, posted: float) -> None:
    paths = GBM({"A": 50.0}, 2.5).draw(np.random.default_rng(seed), days=60, steps=60, paths=3)
    market = Market("A", 0.05, 0.025)
    start = Portfolio.isolated([posted], [Position(market, 200.0, 50.0)], wallet=3_000)
    found = replay(
        start, paths, rules=LiquidationRules(seizes_remainder=kept), actions=[Reopen(posted, every=every * 86_400)]
    ).only
    events = found.event_frame()
    for path in range(3):
        value, closed = lived(paths["A"][:, path].tolist(), posted, 3_000, every, kept)
        # A debt left by a gap is the venue's, so neither the loop nor the replay goes below nothing.
        assert found.final[path] == pytest.approx(value, abs=1e-6)
        assert ((events.path == path) & (events.kind == "liquidation")).sum() == closed


def test_opening_again_needs_what_the_market_asks() -> None:
    path = Paths(("A",), [0, 1, 2], np.array([[100.0], [50.0], [50.0]]))
    start = Portfolio.isolated([1_000], [PAIR[0]], wallet=5_000)
    with pytest.raises(ArgumentError, match=r"at least 1,000\.00 USD"):
        replay(start, path, actions=[Reopen(500)])
    with pytest.raises(ArgumentError, match="collateral"):
        Reopen(0)


def test_a_pool_that_was_not_liquidated_is_left_alone() -> None:
    path = Paths(("A",), [0, 1, 2], np.array([[100.0], [101.0], [102.0]]))
    start = Portfolio.isolated([1_000], [PAIR[0]], wallet=5_000)
    found = replay(start, path, actions=[Reopen(1_000)]).only
    assert len(found.event_frame()) == 0
    assert found.final == 6_200


# ---- the frontier ---------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1_000), st.integers(2, 60), st.data())
def test_the_frontier_posts_the_least_that_passes_the_share(seed: int, n: int, data: st.DataObject) -> None:
    """Nothing less passes it: also where chance × paths is whole, where one observation too much used to be posted."""
    chance = data.draw(st.integers(1, n)) / n
    paths = GBM({"A": 100.0}, 1.0).draw(np.random.default_rng(seed), days=7, steps=20, paths=n)
    book = Portfolio.cross(0.0, [PAIR[0]])
    asked = frontier(book, paths, chance)
    posted = float(asked["capital"][0])
    assert asked["all_survive"][0] >= chance - 1e-9
    less = replay(Portfolio.cross(posted * (1 - 1e-9), [PAIR[0]]), paths).only
    assert (~less.liquidated).mean() < chance
