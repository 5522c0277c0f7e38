"""The engine of cascades against :mod:`tests.oracles.exchange`, round by round, on venues of every kind."""

from __future__ import annotations

import numpy as np
import pytest

from course.margin import Market
from course.simulation import Book, Cascade, Exchange, Feed, FundingTerms, open_interest, population
from tests.oracles.exchange import Terms, played

STARTS = np.array([60_000.0, 3_000.0])
SAME = {
    "exogenous": "news", "perp": "perp", "index": "index", "mark": "mark", "depth": "depth", "longs": "longs",
    "shorts": "shorts", "deleveraged": "handed", "funding": "rate", "insurance": "fund", "socialised": "socialised",
}  # fmt: skip


@pytest.mark.parametrize("case", range(40))
def test_every_round_is_what_the_documentation_describes(case: int) -> None:
    rng = np.random.default_rng([case, 3])
    markets = [Market(s, 0.02, 0.01, liquidation_fee=0.005) for s in ("BTC", "ETH")[: 1 + case % 2]]
    start = STARTS[: len(markets)]
    rows = population(
        rng, 400, markets, start, leverage=rng.uniform(2, 10), long_share=rng.uniform(0.55, 1),
        cross_share=rng.choice([0.0, 0.5]), hedged_share=rng.choice([0.0, 0.3]) * (len(markets) - 1),
    )  # fmt: skip
    interest = open_interest(rows, start)
    terms = Terms(
        depth=rng.uniform(3, 8) * interest,
        recovery=rng.uniform(2, 20),
        refill=rng.uniform(2, 20),
        withdrawal=rng.uniform(0, 20),
        fund=rng.choice([0.0, 0.001, 0.02]) * float(interest.sum()),
        queue=bool(rng.integers(2)),
        passed=rng.choice([0.0, 0.5, 1.0]),
        smoothing=rng.uniform(0.1, 1),
        band=rng.choice([0.01, 0.05, np.inf]),
        every=int(rng.integers(0, 4)),
        cap=0.003,
    )
    logs = np.cumsum(rng.normal(-0.01, 0.03, (30, len(markets))), axis=0)
    path = start * np.exp(np.vstack([np.zeros(len(markets)), logs]))
    books = [Book(float(d), terms.recovery, terms.refill, terms.withdrawal) for d in terms.depth]
    venue = Exchange(
        markets, books, Feed(pass_through=terms.passed, smoothing=terms.smoothing, band=terms.band),
        insurance=terms.fund, deleveraging="queue" if terms.queue else "none",
        funding=FundingTerms(terms.every, terms.cap),
    )  # fmt: skip
    film = Cascade(venue, rows, start, band=rng.choice([None, 0.05])).run(path[1:])
    rounds = list(played(rows.cash, rows.size, rows.entry, path, terms))
    assert [(f.tick, f.round) for f in film] == [(r.tick, r.round) for r in rounds]
    for engine, mine in SAME.items():
        found, told = film.column(engine), np.array([getattr(r, mine) for r in rounds])
        assert found == pytest.approx(told, rel=1e-9, abs=1e-6), engine
    # Margin is measured, funding paid and safety judged at one mark: the one that the film shows.
    assert film.mark == pytest.approx(film[-1].mark)
