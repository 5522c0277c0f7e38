"""Tables about stops and rules: made of candles that a seed draws, and again by plain loops over one window after the other."""

from __future__ import annotations

import numpy as np
import pytest

from course.margin import covering
from course.simulation import Rebalance
from course.simulation.data import Candles
from course.simulation.derive_rebalancing import hedge_table, month_of, month_paths
from course.simulation.derive_stops import crash_table, fills_table, gap_table, given_back_table, stop_fills, wick_table
from course.validation import ArgumentError

DAY = 86_400
#: 12 March 2020, 00:00 UTC.
FIRST = 1_583_971_200
ABOUT = {"name": "t", "source": "made up", "span": "x to y", "made": "2026-11-29"}


def bars_of(seed, hours=24 * 20, wild=0.012, gap=0.0):
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(wild * rng.standard_normal(hours)))
    opened = np.concatenate([[100.0], close[:-1]]) * (1 + gap * rng.standard_normal(hours))
    high = np.maximum(opened, close) * (1 + 0.004 * rng.random(hours))
    low = np.minimum(opened, close) * (1 - 0.004 * rng.random(hours))
    return Candles(FIRST + 3_600 * np.arange(hours), 3_600, opened, high, low, close)


BTC, ETH = bars_of(1), bars_of(2, wild=0.016)


def one_stop(bars, first, stop, hours, every):
    """One window, hour after hour: ``(at, fill)`` or None."""
    level = bars.open[first] * (1 - stop)
    for hour in range(hours):
        if every == 0 and bars.low[first + hour] <= level:
            return hour, bars.low[first + hour] / bars.open[first] - 1
        if every and (hour + 1) % every == 0 and bars.close[first + hour] <= level:
            return hour, bars.close[first + hour] / bars.open[first] - 1
    return None


@pytest.mark.parametrize("every", [0, 1, 4, 24])
@pytest.mark.parametrize("stop", [0.02, 0.05])
def test_stops_by_a_plain_loop(stop, every):
    found = stop_fills(BTC, stop, 48, every)
    assert len(found.hit) == len(BTC) - 47
    for first in range(len(found.hit)):
        wanted = one_stop(BTC, first, stop, 48, every)
        assert found.hit[first] == (wanted is not None)
        assert found.end[first] == pytest.approx(BTC.close[first + 47] / BTC.open[first] - 1)
        if wanted:
            assert (found.at[first], found.fill[first]) == (wanted[0], pytest.approx(wanted[1]))
            assert found.fill[first] <= -stop


def test_what_the_table_of_fills_counts():
    table = fills_table({"A": BTC}, **ABOUT)
    beyond, results, ends, back, above = [], [], [], 0, 0
    for first in range(len(BTC) - 167):
        stopped, end = one_stop(BTC, first, 0.05, 168, 4), BTC.close[first + 167] / BTC.open[first] - 1
        ends.append(end)
        results.append(stopped[1] if stopped else end)
        if stopped:
            beyond.append(-0.05 - stopped[1])
            back += end > -0.05
            above += end > 0
    key = ("A", 0.05, "4 hours")
    assert table.value("hit", *key) == pytest.approx(len(beyond) / len(ends), rel=1e-4)
    for limit, name in ((0.005, "over_0.5"), (0.01, "over_1"), (0.05, "over_5")):
        assert table.value(name, *key) == pytest.approx(np.mean([x > limit for x in beyond]), rel=1e-4)
    assert table.value("worst", *key) == pytest.approx(max(beyond), rel=1e-4)
    assert table.value("back", *key) == pytest.approx(back / len(beyond), rel=1e-4)
    assert table.value("above", *key) == pytest.approx(above / len(beyond), rel=1e-4)
    assert table.value("tail", *key) == pytest.approx(sorted(results)[int(np.ceil(0.05 * len(results))) - 1], rel=1e-4)
    assert table.value("tail_none", *key) == pytest.approx(covering(np.array(ends), 0.05), rel=1e-4)


def test_known_days_gaps_and_wicks():
    day = [row for row in crash_table({"A": BTC}, **ABOUT).rows if row[1] == 0.03]
    hours = [h for h in range(24) if BTC.low[h] <= BTC.open[0] * 0.97]
    if hours:
        ((_, _, date, hour, low, close, deepest),) = day
        assert (date, hour) == ("2020-03-12", f"{hours[0]:02d}:00")
        assert low == pytest.approx(BTC.low[hours[0]] / BTC.open[0] - 1, rel=1e-4)
        assert close == pytest.approx(BTC.close[hours[0]] / BTC.open[0] - 1, rel=1e-4)
        assert deepest == pytest.approx(BTC.low[:24].min() / BTC.open[0] - 1, rel=1e-4)
    else:
        assert not day
    gapped = bars_of(5, gap=0.001)
    gaps = [gapped.open[i] / gapped.close[i - 1] - 1 for i in range(1, len(gapped))]
    ((_, opens, worst, _, over),) = gap_table({"A": gapped}, **ABOUT).rows
    assert (opens, over) == (len(gaps), sum(abs(g) > 0.001 for g in gaps))
    assert worst == pytest.approx(-min(gaps), rel=1e-4)
    for _, fall, count, last, only_last, only_mark in wick_table({"A": ETH}, {"A": BTC}, **ABOUT).rows:
        a, b = ([x.low[i] <= x.open[i] * (1 - fall) for i in range(len(x))] for x in (ETH, BTC))
        assert count == len(BTC)
        assert (last, only_last, only_mark) == (
            sum(a), sum(x and not y for x, y in zip(a, b, strict=True)), sum(y and not x for x, y in zip(a, b, strict=True)),
        )  # fmt: skip


def test_what_months_give_back():
    bars = bars_of(7, hours=24 * 40)
    table = given_back_table({"A": bars}, days=5, every=6, **ABOUT)
    for rise, leverage in ((0.05, 10.0), (0.1, 5.0)):
        up = closed = entry = months = 0
        for first in range(0, len(bars) - 119, 6):
            months += 1
            start = bars.open[first]
            at = next((h for h in range(120) if bars.high[first + h] >= start * (1 + rise)), None)
            if at is None:
                continue
            up += 1
            later = [bars.low[first + h] for h in range(at + 1, 120)]
            wall = start * (1 + rise) * (1 - 1 / leverage) / 0.97
            closed += any(low <= wall * (1 + 1e-12) for low in later)
            entry += any(low <= start for low in later)
        assert table.value("months", "A", rise, leverage) == months
        assert table.value("up", "A", rise, leverage) == pytest.approx(up / months, rel=1e-4)
        assert table.value("closed", "A", rise, leverage) == pytest.approx(closed / up, rel=1e-4)
        assert table.value("entry", "A", rise, leverage) == pytest.approx(entry / up, rel=1e-4)


def month_by_hand(prices, leverage, every, only, band):
    """One month: a long of an account of 10,000; the venue first, then the rule by its clock, fees paid."""
    size, cash = leverage * 100.0, 10_000.0 - leverage * 10_000.0
    half_hours = 0
    for step, price in enumerate(prices):
        half_hours = step
        equity = cash + size * price
        if size and equity < 0.03 * size * price:
            cash, size = max(equity, 0.0) - min(0.01 * size * price, max(equity, 0.0)), 0.0
            continue
        now, before = 1_800 * step, 1_800 * (step - 1)
        if size and every and step and now // every > before // every and equity > 0:
            wanted = leverage * equity / price
            off = abs(size / wanted - 1) > band + 1e-12
            if off and (only == "both" or wanted < size):
                cash -= (wanted - size) * price + 0.0005 * abs(wanted - size) * price
                size = wanted
    assert half_hours == 1_440
    return cash + size * prices[-1]


@pytest.mark.parametrize(("every", "only", "band"), [(0, "both", 0.0), (86_400, "both", 0.0), (28_800, "down", 0.2)])
def test_a_month_by_hand(every, only, band):
    bars = bars_of(3, hours=24 * 34, wild=0.01)
    paths = month_paths(bars, "A")
    assert paths.prices.shape == (1_441, 1, 5)
    assert paths.prices[1, 0, 2] == pytest.approx(100 * bars.low[48] / bars.open[48])
    rule = Rebalance(5.0, band=band, only=only, every=every) if every else None
    out = month_of(5.0, paths, rule)
    wanted = [month_by_hand(paths.prices[:, 0, k], 5.0, every, only, band) for k in range(5)]
    assert out.final.tolist() == pytest.approx(wanted, rel=1e-6, abs=1e-4)


def test_who_watches_a_hedge():
    table = hedge_table({"A": BTC, "B": ETH}, **ABOUT)
    alone = {row[2]: row[5] for row in table.pick(leverage=10.0).rows}
    assert alone["nothing"] == alone["account"] == alone["daily"] == 0
    windows, seen = 20 - 14 + 1, 0
    for first in range(windows):
        hours = [first * 24 + h for h in range(14 * 24)]
        a, b = ([x.open[h] / x.open[hours[0]] for h in hours] for x in (BTC, ETH))
        gone = [
            next((h for h, p in enumerate(s) if hit(p)), None)
            for s, hit in ((a, lambda p: p <= 0.95), (b, lambda p: p >= 1.05))
        ]
        # As long as the venue has not closed both before.
        seen += gone[0] != gone[1]
    row = table.pick(leverage=5.0, rule="stops 5%").rows[0]
    assert row[3] == windows
    if row[4] == 0:
        assert row[5] == pytest.approx(seen / windows, rel=1e-4)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: stop_fills(BTC, 0.0, 24), "stop"),
        (lambda: stop_fills(BTC, 0.05, 10_000), "hours"),
        (lambda: hedge_table({"A": BTC}, **ABOUT), "mark"),
        (lambda: given_back_table({"A": BTC}, **ABOUT), "days"),
        (lambda: fills_table({"A": bars_of(1, hours=200, wild=0.0001)}, **ABOUT), "traded"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(make, named):
    with pytest.raises(ArgumentError, match=named):
        make()
