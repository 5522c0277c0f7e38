"""Feeds as arrays against plain loops, laws of each, and the stored figures against the real series."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.margin import time_to_act
from course.simulation import (
    delayed,
    free_look,
    halted,
    least_window,
    look_ahead,
    most_window,
    of_sources,
    published,
    pull,
    push,
    trailing,
    window_lag,
)
from course.simulation.derived import main, tables
from course.simulation.fact_tables import load, stored
from course.validation import ArgumentError

NAMES = ("speeds", "feed", "looks", "halts", "halt_tails", "halt_extremes", "silence")
PRICES = st.lists(st.floats(50, 150), min_size=1, max_size=40).map(np.array)


@given(prices=PRICES, deviation=st.floats(0.001, 0.3), heartbeat=st.one_of(st.none(), st.integers(1, 10)))
def test_a_push_feed_is_never_further_off_than_its_threshold_nor_older_than_its_heartbeat(prices, deviation, heartbeat):
    shown = push(prices, deviation, heartbeat)
    at = published(prices, deviation, heartbeat)
    assert np.array_equal(shown, prices[at])
    assert np.all(np.abs(prices / shown - 1) < deviation)
    assert np.all(at <= np.arange(len(prices)))  # nothing is known before it happens
    assert np.all(np.diff(at) >= 0)
    if heartbeat is not None:
        assert np.all(np.arange(len(prices)) - at < heartbeat)
    # Whoever knows only the first half has seen the same.
    half = len(prices) // 2 + 1
    assert np.array_equal(push(prices[:half], deviation, heartbeat), shown[:half])


@given(prices=PRICES, window=st.integers(1, 50), kind=st.sampled_from(["mean", "median"]))
def test_a_window_is_the_mean_or_the_median_of_the_last(prices, window, kind):
    fold = statistics.fmean if kind == "mean" else statistics.median
    expected = [fold(prices[max(0, i - window + 1) : i + 1].tolist()) for i in range(len(prices))]
    assert trailing(prices, window, kind) == pytest.approx(expected)
    two = np.stack([prices, prices[::-1]], axis=1)
    assert trailing(two, window, kind)[:, 0] == pytest.approx(expected)


@given(
    prices=PRICES,
    steps=st.integers(0, 50),
    begin=st.integers(1, 30),
    silent=st.integers(0, 30),
    stale=st.integers(0, 5),
)
def test_late_and_silent_feeds_show_an_earlier_price(prices, steps, begin, silent, stale):
    n = len(prices)
    assert delayed(prices, steps).tolist() == [prices[max(i - steps, 0)] for i in range(n)]
    seen = halted(prices, begin, silent, stale)
    for i in range(n):
        dark = begin <= i < begin + silent + stale
        assert seen[i] == (prices[min(begin, n) - 1] if dark else prices[i])


@given(prices=PRICES, data=st.data())
def test_a_pull_feed_shows_what_was_brought_last(prices, data):
    brought = np.array(data.draw(st.lists(st.booleans(), min_size=len(prices), max_size=len(prices))))
    oldest = data.draw(st.one_of(st.none(), st.integers(0, 10)))
    shown, last = pull(prices, brought, oldest), None
    for i in range(len(prices)):
        last = i if brought[i] else last
        if last is None or (oldest is not None and i - last > oldest):
            assert np.isnan(shown[i])
        else:
            assert shown[i] == prices[last]


@given(wrong=st.integers(0, 2), by=st.sampled_from([0.1, 0.9, 1.1, 10.0]))
def test_a_median_of_five_sources_forgets_two(wrong, by):
    true = np.linspace(100, 90, 20)
    quotes = np.repeat(true[:, np.newaxis], 5, axis=1)
    quotes[7, :wrong] *= by
    assert of_sources(quotes) == pytest.approx(true)
    assert (of_sources(quotes, "mean")[7] != pytest.approx(true[7])) == (wrong > 0)


@given(
    depth=st.floats(0.02, 0.6),
    length=st.integers(1, 40),
    room=st.floats(0.02, 0.4),
    kind=st.sampled_from(["mean", "median"]),
)
def test_the_least_window_spares_and_one_less_does_not(depth, length, room, kind):
    least = least_window(depth, length, room, kind)
    wall = 100 * (1 - room)
    if abs(depth / 2 - room) < 1e-9 or abs(depth - room) < 1e-9:
        return

    def lowest(window):
        inside = min(window, length)
        samples = np.concatenate([np.full(window - inside, 100.0), np.full(inside, 100 * (1 - depth))])
        return trailing(samples, window, kind)[-1]

    assert lowest(least) >= wall - 1e-6
    if least > 1:
        assert lowest(least - 1) < wall + 1e-6


@given(window=st.integers(1, 200), kind=st.sampled_from(["mean", "median"]), fall=st.floats(0.01, 0.5))
def test_how_late_a_window_is_shows_in_what_it_sees(window, kind, fall):
    at = np.arange(-400, 1)
    true = 100 * (1 - fall) ** (at / 600)
    seen = trailing(true, window, kind)[-1]
    late = window_lag(window, fall, 600, kind)
    assert seen == pytest.approx(100 * (1 - fall) ** (-late / 600), rel=1e-9)
    assert (window - 1) / 2 - 1e-6 <= late <= (window - 1) / 2 + 3.0


@given(maintenance=st.floats(0.002, 0.03), kind=st.sampled_from(["mean", "median"]))
def test_the_widest_window_lasts_as_long_as_maintenance(maintenance, kind):
    most = most_window(maintenance, 0.3, 3_600, kind)
    lasts = time_to_act(maintenance, 0.3, 3_600)
    assert window_lag(most, 0.3, 3_600, kind) <= lasts < window_lag(most + 1, 0.3, 3_600, kind)


def plain_looks(true, seen, fee, least, two):
    """One trade at a time, step by step."""
    made, i, n = [], 0, len(true)
    while i < n:
        gap = true[i] / seen[i] - 1
        if abs(gap) < least:
            i += 1
            continue
        changes = [j for j in range(i + 1, n) if seen[j] != seen[j - 1]]
        if len(changes) < 1 + two:
            break
        begin, end = (changes[0], changes[1]) if two else (i, changes[0])
        made.append((1 if gap > 0 else -1) * (seen[end] / seen[begin] - 1) - 2 * fee)
        i = end
    return made


@given(seed=st.integers(0, 10_000), two=st.booleans(), delay=st.integers(0, 3), fee=st.sampled_from([0, 0.0005, 0.002]))
def test_who_looks_trades_as_a_plain_loop_does(seed, two, delay, fee):
    true = 100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.002, 120)))
    seen = delayed(push(true, 0.004, 30), delay)
    found = look_ahead(true, seen, fee, 2 * fee + 0.001, two)
    assert found.made == pytest.approx(plain_looks(true, seen, fee, 2 * fee + 0.001, two))
    assert np.all(found.opened <= found.closed)


def test_a_gap_that_is_closed_at_once_pays_what_the_formula_says():
    true, seen = np.array([100.0, 101.0, 101.0]), np.array([100.0, 100.0, 101.0])
    found = look_ahead(true, seen, 0.0005, 0.002)
    assert found.made == pytest.approx([free_look(101, 100, 0.0005)])
    assert free_look([101, 99, 100.05], 100, 0.0005) == pytest.approx([0.009, 0.009, 0.0])


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: push([], 0.01), "prices"),
        (lambda: push([100, -1], 0.01), "prices"),
        (lambda: push([[100.0]], 0.01), "prices"),
        (lambda: push([100], 0), "deviation"),
        (lambda: push([100], 0.01, 0), "heartbeat"),
        (lambda: push([100], 0.01, 1.5), "heartbeat"),
        (lambda: trailing([100], 0), "window"),
        (lambda: trailing([100], 2, "mode"), "kind"),
        (lambda: delayed([100], -1), "steps"),
        (lambda: halted([100], 0, 1), "start"),
        (lambda: pull([100, 100], [True]), "brought"),
        (lambda: of_sources([100, 101]), "quotes"),
        (lambda: least_window(0.0, 1, 0.1), "depth"),
        (lambda: least_window(0.1, 0, 0.1), "length"),
        (lambda: window_lag(0, 0.1, 60), "window"),
        (lambda: window_lag(1.5, 0.1, 60), "window"),
        (lambda: free_look(0, 100, 0), "true"),
        (lambda: look_ahead([100], [100, 100], 0, 0.1), "seen"),
        (lambda: look_ahead([100], [100], 0, 0), "least"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, name):
    with pytest.raises(ArgumentError, match=name):
        call()


# ---- the stored figures --------------------------------------------------------------------------------------------------


def asked(folder):
    """The command line that made the stored tables."""
    file = lambda coin, kind: f"{coin}={folder}/{coin.lower()}usdt_perp_{kind}.parquet"  # noqa: E731
    return [
        "feeds",
        "--minutes", f"BTC={folder}/btcperp_ftx_1m_2022-01.parquet",
        "--quarters", file("BTC", "15m_2025Q4"), "--quarters", file("ETH", "15m_2025Q4"),
        "--traded", file("BTC", "1h"), "--traded", file("ETH", "1h"),
        "--between", "2020-01-01", "2026-05-17", "--silence", "2025-10-10 21:30", "2025-10-11 04:00",
    ]  # fmt: skip


def test_the_stored_tables_are_those_of_the_real_series(real_data):
    found, _ = tables([*asked(real_data), "--source", stored("feed").source, "--made", stored("feed").made])
    assert [table.name for table in found] == list(NAMES)
    for table in found:
        assert table == stored(table.name)


def test_silences_of_the_record_counted_one_by_one(real_data):
    """Eight hours of BTC at 10×: a plain loop over opening prices."""
    import pandas as pd

    hours = pd.read_parquet(real_data / "btcusdt_perp_1h.parquet").set_index("timestamp")
    hours = hours.loc["2020-01-01":"2026-05-16 23:59"]
    opens, ranges = hours["open"].tolist(), ((hours["high"] - hours["low"]) / hours["open"]).tolist()
    seen = {"any": [0, 0, 0], "wild": [0, 0, 0]}
    for i in range(1, len(opens) - 8):
        move = opens[i + 8] / opens[i] - 1
        left = 0.1 + move
        for start in ("any", "wild") if ranges[i - 1] > 0.03 else ("any",):
            seen[start][0] += 1
            seen[start][1] += left < 0.012 * (1 + move)
            seen[start][2] += left < 0
    for start, counts in seen.items():
        row = stored("halts").pick(symbol="BTC", hours=8, start=start, side="long", leverage=10).rows[0]
        assert list(row[-3:]) == counts


def test_a_reader_makes_tables_of_files_of_their_own(tmp_path, capsys):
    def write(name, step, count):
        time = 1_600_000_000 - 1_600_000_000 % 3_600 + step * np.arange(count)
        close = 100 * np.exp(np.cumsum(np.random.default_rng(count).normal(0, 0.003, count)))
        opens = np.concatenate([[100.0], close[:-1]])
        rows = [
            f"{t},{o},{max(o, c) * 1.001},{min(o, c) * 0.999},{c}" for t, o, c in zip(time, opens, close, strict=True)
        ]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(["time,open,high,low,close", *rows]))
        return f"XYZ={path}"

    minutes, quarters, hours = write("m", 60, 400), write("q", 900, 50), write("h", 3_600, 200)
    words = ["feeds", "--minutes", minutes, "--quarters", quarters, "--traded", hours, "--source", "made up"]
    target = tmp_path / "mine.json"
    span = ["--silence", "2020-09-13 13:00", "2020-09-13 15:00"]
    assert main([*words, *span, "--to", str(target)]) == 0
    found = load(target)
    assert set(found) == set(NAMES)
    assert found["halts"].value("silences", "XYZ", 8, "any", "long", 10) == 200 - 9
    assert main(words) == 2
    assert "two moments" in capsys.readouterr().err
    assert main(["feeds", "--minutes", hours, "--quarters", quarters, "--traded", hours, *span, "--source", "x"]) == 2
    assert "candles of 60 s" in capsys.readouterr().err
    assert main(["feeds", "--quarters", quarters, "--traded", hours, *span, "--source", "x"]) == 2
    assert "at least one market" in capsys.readouterr().err
