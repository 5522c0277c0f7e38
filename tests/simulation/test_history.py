"""The embedded record: it is what the script makes of the series, and what it says is consistent with itself."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import Market, Pool, Position, covering, liquidation_distance, settlements_until_liquidation
from course.simulation import Paths, adverse_path, collateral_needed
from course.simulation.data import Candles, FundingRates, candles, funding
from course.simulation.history import load, record
from course.simulation.measure import FINE, HORIZONS, LEVERAGES, main, measure, reopened
from course.simulation.windows import DAY, adverse_moves, results, starts
from course.validation import ArgumentError

SIDES = ("long", "short")


def walk(seed: int, days: int, step: int = 3_600, first: str = "2023-12-30") -> Candles:
    """Random candles from midnight."""
    rng, n = np.random.default_rng(seed), days * DAY // step
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, n)))
    opens = np.concatenate([[100.0], close[:-1]])
    spread = 1 + np.abs(rng.normal(0, 0.004, (2, n)))
    high, low = np.maximum(opens, close) * spread[0], np.minimum(opens, close) / spread[1]
    time = int(pd.Timestamp(first, tz="UTC").timestamp()) + step * np.arange(n)
    return Candles(time, step, opens, high, low, close)


# ---- windows --------------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1_000), st.sampled_from([1, 3, 7]), st.sampled_from([1, 7]), st.sampled_from(SIDES))
def test_windows_are_those_of_a_plain_loop(seed: int, days: int, every: int, side: str) -> None:
    bars = walk(seed, 40, 3_600 * 4)
    moves, ends, at = [], [], []
    for k in range(len(bars)):
        when = pd.Timestamp(bars.time[k], unit="s", tz="UTC")
        n = days * 6
        if when.hour == 0 and (every == 1 or when.weekday() == 0) and k + n <= len(bars):
            part = slice(k, k + n)
            far = (
                1 - bars.low[part].min() / bars.open[k] if side == "long" else bars.high[part].max() / bars.open[k] - 1
            )
            moves.append(max(far, 0.0))
            ends.append(bars.close[k + n - 1] / bars.open[k] - 1)
            at.append(k)
    assert starts(bars, days, every).tolist() == at
    assert adverse_moves(bars, side, days, every) == pytest.approx(moves)
    assert results(bars, days, every) == pytest.approx(ends)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.sampled_from(SIDES), st.floats(0.005, 0.05))
def test_what_a_window_needs_follows_from_its_move(seed: int, side: str, m: float) -> None:
    """m + x·(1 − s·m) of the worst move is what the engine asks for, path by path: also cut out one at a time."""
    bars, s = walk(seed, 30), 1 if side == "long" else -1
    pool = Pool(0.0, (Position(Market("X", 1.0, m), s * 1.0, 100.0),))
    whole = adverse_path({"X": bars}, {"X": side})
    length = 4 * 7 * (DAY // bars.step)
    cut = np.array([whole.prices[4 * k : 4 * k + length, 0, 0] for k in starts(bars, 7, 7)]).T[:, None]
    paths = Paths(("X",), whole.times[:length], 100 * cut / cut[0])
    needed = collateral_needed(pool, paths)
    moves = adverse_moves(bars, side, 7, 7)
    assert needed / 100 == pytest.approx(m + moves * (1 - s * m))
    k = starts(bars, 7, 7)[1]
    alone = adverse_path({"X": bars.window(int(bars.time[k]), int(bars.time[k]) + 7 * DAY)}, {"X": side})
    assert paths.prices[:, 0, 1] == pytest.approx(alone.prices[:, 0, 0] * 100 / alone.prices[0, 0, 0])


# ---- what the table says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("symbol", ["BTC", "ETH"])
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("days", list(HORIZONS))
def test_the_curve_agrees_with_the_exact_counts(symbol: str, side: str, days: int) -> None:
    moves = record().moves(symbol, side, days)
    for leverage in LEVERAGES:
        passed = moves.survival(leverage, moves.maintenance)
        assert passed == pytest.approx(1 - moves.closed[leverage], abs=0.01), leverage
    asked = moves.collateral_needed(np.array([0.5, 0.9, 0.99, 1.0]), 0.025, 10_000)
    assert np.all(np.diff(asked) > 0)
    assert 10_000 / asked == pytest.approx(moves.leverage_for([0.5, 0.9, 0.99, 1.0], 0.025))
    for chance, posted in zip([0.5, 0.9, 0.99, 1.0], asked, strict=True):
        wall = liquidation_distance(10_000 / posted, 0.025, side)
        assert moves.touched(wall) == pytest.approx(1 - chance, abs=1e-6)


def test_the_figures_of_the_two_lessons() -> None:
    week = record().moves("BTC", "long", 7)
    assert np.round(week.collateral_needed([0.5, 0.75, 0.9, 0.95, 0.99, 1], 0.025, 100), 2).tolist() == [
        6.64, 9.58, 15.54, 18.42, 27.49, 53.86,
    ]  # fmt: skip
    paid = record().funding("BTC")
    assert [round(100 * paid.years[y]["mean_a_year"], 1) for y in range(2020, 2027)] == [
        17.2, 30.6, 4.2, 7.9, 11.9, 5.1, 0.3,
    ]  # fmt: skip
    assert record().reopened("ETH", 20)[2024]["lost"] == 9
    wall = record().weeks("BTC").walls[10]
    assert (wall.mean - wall.mean_if_kept) * 10_000 == pytest.approx(53.5, abs=0.05)
    assert record().both_closed("BTC/ETH", 10) == pytest.approx(0.223, abs=5e-4)
    net, typical = record().pair_funding("BTC/ETH")
    assert net.covering(0.5) < 0 < typical < 0.2


def test_the_weeks_of_a_venue_that_keeps_the_rest(real_data) -> None:
    """The quantiles with the rest kept are those of the weeks themselves, closed ones at −1/leverage."""
    for symbol in ("BTC", "ETH"):
        bars = candles(real_data / f"{symbol.lower()}usdt_mark_1h.parquet", gaps="fill")
        moves, alone = adverse_moves(bars, "long", 7, 7), results(bars, 7, 7)
        for leverage, wall in record().weeks(symbol).walls.items():
            shut = moves > liquidation_distance(leverage, 0.025)
            made = np.where(shut, -1 / leverage, alone)
            kept = wall.results_if_kept
            assert kept.values == pytest.approx(covering(made, kept.levels), abs=2e-6)
            assert wall.result_mean(kept=True) == pytest.approx(made.mean(), abs=2e-6)
            assert wall.result_mean(kept=False) == pytest.approx(wall.mean)


def test_the_worst_month_closes_at_its_settlement() -> None:
    """10×, the price still: ETH's at settlement 72, day 24; between waypoints a reconstruction."""
    month = record().funding("ETH").worst_month
    sums = np.cumsum(month.rates())
    assert int(np.argmax(sums > 0.1 - 0.025)) + 1 == 72
    assert len(sums) == 90
    assert sums[-1] == pytest.approx(month.cumulative[-1])


def test_one_record_has_one_mean() -> None:
    """Yearly means, weighted by their settlements, are the mean of all; the usual shares likewise."""
    for symbol in record().symbols:
        paid = record().funding(symbol)
        n = np.array([y["settlements"] for y in paid.years.values()])
        assert n.sum() == paid.settlements
        for name, whole in (("mean_a_year", paid.mean_a_year), ("usual", paid.usual)):
            each = [y[name] for y in paid.years.values()]
            assert np.average(each, weights=n) == pytest.approx(whole, abs=2e-6)
        assert paid.rates.share(0.0) == pytest.approx(1 - paid.longs_paid, abs=0.05)


# ---- the script -----------------------------------------------------------------------------------------------------


def rates_of(seed: int, days: int) -> FundingRates:
    time = int(pd.Timestamp("2023-12-30", tz="UTC").timestamp()) + 28_800 * np.arange(3 * days)
    return FundingRates(time, np.random.default_rng(seed).normal(1e-4, 2e-4, 3 * days), 28_800)


def test_a_reader_makes_a_table_of_their_own_files(tmp_path, capsys) -> None:
    bars, rates = walk(5, 800), rates_of(6, 800)
    pd.DataFrame(
        {"time": bars.time, "open": bars.open, "high": bars.high, "low": bars.low, "close": bars.close}
    ).to_csv(tmp_path / "mark.csv", index=False)
    pd.DataFrame({"fundingTime": rates.time, "fundingRate": rates.rate}).to_csv(tmp_path / "funding.csv", index=False)
    to = tmp_path / "mine.json"
    named = [f"--mark=SOL={tmp_path / 'mark.csv'}", f"--funding=SOL={tmp_path / 'funding.csv'}"]
    assert main([*named, "--source", "a walk", "--to", str(to)]) == 0
    mine = load(to)
    assert (mine.source, mine.symbols) == ("a walk", ("SOL",))
    month = mine.moves("SOL", "short", 30)
    expected = covering(adverse_moves(bars, "short", 30), FINE)
    assert month.quantiles.values == pytest.approx(expected, abs=1e-6)
    assert mine.funding("SOL").settlements == len(rates)
    assert settlements_until_liquidation(10, 0.025, mine.funding("SOL").worst_month.cumulative[-1]) >= 1

    assert main([f"--mark=SOL={tmp_path / 'none.csv'}", "--source", "x", "--to", str(to)]) == 2
    assert main(["--mark=SOL", "--source", "x", "--to", str(to)]) == 2
    assert "SYMBOL=FILE" in capsys.readouterr().err


def test_opened_again_is_the_plain_loop() -> None:
    bars = walk(7, 800)
    wall, year = liquidation_distance(10, 0.025), pd.to_datetime(bars.time, unit="s").year
    found = reopened(bars, 10)
    assert list(found) == ["2024", "2025"]
    for y in (2024, 2025):
        lost, net, entry = 0, 0.0, None
        for k in np.flatnonzero(year == y):
            entry = bars.open[k] if entry is None else entry
            if bars.low[k] < entry * (1 - wall):
                lost, net, entry = lost + 1, net - 0.1, None
        net += 0.0 if entry is None else bars.close[k] / entry - 1
        assert (found[str(y)]["lost"], found[str(y)]["net"]) == (lost, pytest.approx(net, abs=1e-6))


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: record().moves("DOGE", "long", 7), "symbol"),
        (lambda: record().moves("BTC", "up", 7), "side"),
        (lambda: record().moves("BTC", "long", 8), "days"),
        (lambda: record().moves("BTC", "long", 7).collateral_needed(1.1), "survival"),
        (lambda: record().moves("BTC", "long", 7).touched(-0.1), "move"),
        (lambda: record().moves("BTC", "long", 7).survival(50), "leverage"),
        (lambda: record().reopened("BTC", 7), "leverage"),
        (lambda: record().both_closed("BTC/SOL", 10), "pair"),
        (lambda: load("/nowhere/at/all.json"), "path"),
        (lambda: starts(walk(1, 3), 5), "days"),
        (lambda: starts(walk(1, 3), 1.5), "days"),
        (lambda: measure({}, {}, source=" "), "source"),
    ],
)
def test_bad_input_is_refused_by_name(call, argument: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        call()
    assert caught.value.argument == argument


def test_a_file_that_is_no_table_is_refused(tmp_path) -> None:
    for text in ("[]", "{}", "no json", '{"source": "x", "symbols": {"A": {"moves": {}}}}'):
        (tmp_path / "x.json").write_text(text)
        with pytest.raises(ArgumentError, match=r"course\.simulation\.measure"):
            load(tmp_path / "x.json")


def test_the_table_is_what_the_script_makes_of_the_real_series(real_data) -> None:
    read = {k: {s: candles(real_data / f"{s.lower()}usdt_{k}_1h.parquet", gaps="fill") for s in ("BTC", "ETH")}
            for k in ("mark", "perp", "spot")}  # fmt: skip
    rates = {s: funding(real_data / f"{s.lower()}usdt_funding_8h.parquet") for s in ("BTC", "ETH")}
    stored = json.loads(files("course.simulation").joinpath("history.json").read_text(encoding="utf-8"))
    made = measure(read["mark"], rates, perp=read["perp"], spot=read["spot"], source=stored["source"])
    assert json.loads(json.dumps(made)) == stored
    # The dearest month in daily waypoints closes on the very day, if not at the very settlement.
    for symbol, series in rates.items():
        count, month = 90, record().funding(symbol).worst_month
        total = np.concatenate([[0.0], np.cumsum(series.rate)])
        real = series.rate[(at := int(np.argmax(total[count:] - total[:-count]))) : at + count]
        for leverage in (10, 12, 15, 20, 25, 30):
            room = 1 / leverage - 0.025
            found = [int(np.argmax(np.cumsum(x) > room)) for x in (real, month.rates())]
            assert found[0] // 3 == found[1] // 3, (symbol, leverage)
    # Between the stored quantiles the curve is within a percentage point of the count.
    for symbol, bars in read["mark"].items():
        for side in SIDES:
            for days, every in HORIZONS.items():
                moves, kept = adverse_moves(bars, side, days, every), record().moves(symbol, side, days)
                for x in np.linspace(0.0, moves.max(), 200):
                    assert kept.touched(x) == pytest.approx((moves > x).mean(), abs=0.01)
