"""Reconstructions pass through what was published; the model beside them is honest and reproducible."""

from __future__ import annotations

import numpy as np
import pytest

from course.margin import Market
from course.simulation import Book, Cascade, Exchange, adverse_path, open_interest, population
from course.simulation.data import candles, funding
from course.simulation.event_model import Setting, busiest_share, comparison, run_event
from course.simulation.events import EVENTS, event
from course.validation import ArgumentError

#: From the table of published falls: perp, mark, spot, by market.
PUBLISHED = {
    "2020-03-12": {"BTC": (0.508, 0.483, 0.486), "ETH": (0.499, 0.482, 0.489)},
    "2021-05-19": {"BTC": (0.289, 0.268, 0.257), "ETH": (0.529, 0.407, 0.365)},
    "2022-11-08": {"BTC": (0.218, 0.214, 0.211), "ETH": (0.281, 0.279, 0.279)},
    "2024-08-05": {"BTC": (0.175, 0.172, 0.173), "ETH": (0.234, 0.229, 0.234)},
    "2025-10-10": {"BTC": (0.129, 0.126, 0.125), "ETH": (0.149, 0.143, 0.140)},
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_embedded_figures_are_the_published_ones(name):
    for symbol, (perp, mark, spot) in PUBLISHED[name].items():
        c = event(name).markets[symbol]
        assert 1 - c.low / c.open == pytest.approx(perp, abs=0.0011)
        assert 1 - c.mark_low / c.open == pytest.approx(mark, abs=0.0011)
        assert 1 - c.spot_low / c.spot_open == pytest.approx(spot, abs=0.0015)


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("kind", ["perp", "spot"])
def test_paths_pass_through_open_low_and_recovery_and_never_below(name, kind):
    e = event(name)
    paths = e.paths(np.random.default_rng(1), kind=kind, step=300, paths=4)
    for symbol, c in e.markets.items():
        series = paths[symbol]
        first, low = (c.open, c.low) if kind == "perp" else (c.spot_open, c.spot_low)
        assert np.all(series[0] == first)
        assert series.min(axis=0) == pytest.approx(np.full(4, low))
        assert np.all(series[-1] == pytest.approx(low + c.recovered * (first - low), rel=1e-12))
    assert "not a recording" in e.label
    assert all(f.source and f.grade in "DPS" for f in e.figures)


@pytest.mark.parametrize("name", PUBLISHED)
def test_embedded_prices_agree_with_real_bars(real_data, name):
    """Opens, lows and funding extremes against the exchange's own bars."""
    e = event(name)
    for symbol, c in e.markets.items():
        for kind, first, low in (("perp", c.open, c.low), ("spot", c.spot_open, c.spot_low)):
            bars = candles(real_data / f"{symbol.lower()}usdt_{kind}_1h.parquet", gaps="fill")
            hour = np.datetime64(e.end.replace(" ", "T"), "s").astype(int) + 3_600
            seen = bars.window(e.start, int(hour))
            assert seen.open[0] == pytest.approx(first, rel=4e-5)
            assert seen.low.min() == pytest.approx(low, rel=4e-5)
            at = c.low_at if kind == "perp" else c.spot_low_at
            assert seen.time[seen.low.argmin()] == np.datetime64(at.replace(" ", "T"), "s").astype(int)
        rates = funding(real_data / f"{symbol.lower()}usdt_funding_8h.parquet")
        start, end = (np.datetime64(x.replace(" ", "T"), "s").astype(int) for x in (e.start, e.end))
        inside = (rates.time >= start) & (rates.time <= end + 86_400)
        extreme = rates.rate[inside][np.abs(rates.rate[inside]).argmax()]
        if c.funding < -1e-4:
            assert extreme == pytest.approx(c.funding, abs=6e-6)


def test_the_comparison_is_reproducible_and_has_the_known_signs():
    events = [EVENTS["2021-05-19"], EVENTS["2025-10-10"]]
    setting = Setting(traders=3_000)
    table = comparison(events, 1, setting)
    assert table.equals(comparison(events, 1, setting))
    assert table.equals(comparison(events[::-1], 1, setting).sort_values("event", kind="stable", ignore_index=True))
    wedge = table[table.quantity == "perp low beneath spot low"]
    assert (wedge.model > 0).all()  # liquidations take the perp below spot
    forced = table.query("event == '2025-10-10' and quantity == 'open interest fall'").iloc[0]
    assert forced.model < forced.published  # most of the fall was not forced: the model cannot show it


def test_a_film_knows_its_busiest_minutes():
    film = run_event(EVENTS["2025-10-10"], np.random.default_rng(2), Setting(traders=1_000))
    shares = [busiest_share(film, s, 300) for s in (300, 2_400, 10**6)]
    assert 0 < shares[0] <= shares[1] <= shares[2] == 1.0


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: event("1929-10-24"), "name"),
        (lambda: event("2025-10-10").figure("mood"), "name"),
        (lambda: event("2025-10-10").paths(np.random.default_rng(1), step=7), "step"),
        (lambda: event("2025-10-10").paths(np.random.default_rng(1), kind="nft"), "kind"),
    ],
)
def test_bad_input_names_its_argument(make, argument):
    with pytest.raises(ArgumentError) as error:
        make()
    assert error.value.argument == argument


def test_a_real_crash_is_the_same_with_and_without_a_watchlist(real_data):
    """Real hourly candles of four days, played low first: identical liquidations, far fewer looks."""
    bars = {
        s: candles(real_data / f"{s.lower()}usdt_perp_1h.parquet").window("2020-03-11", "2020-03-15")
        for s in ("BTC", "ETH")
    }
    prices = adverse_path(bars, {"BTC": "long", "ETH": "long"}).prices[:, :, 0]
    assert len(prices) == 384
    markets = [Market(s, initial=0.01, maintenance=0.005) for s in bars]
    rows = population(np.random.default_rng(1), 20_000, markets, prices[0], leverage=3, cross_share=1.0)
    exchange = Exchange(markets, [Book(20 * x, recovery=4) for x in open_interest(rows, prices[0])], insurance=1e15)
    full, watched = (Cascade(exchange, rows, prices[0], band=band) for band in (None, 0.05))
    assert np.array_equal(full.run(prices[1:]).closed_round, watched.run(prices[1:]).closed_round)
    assert (full.film.closed_round >= 0).mean() > 0.2
    assert watched.scanner.evaluations < 0.2 * full.scanner.evaluations
