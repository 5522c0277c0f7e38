"""Files that are broken, and what is said: a clear refusal that names the row, never a traceback, never another number."""

from __future__ import annotations

import gzip
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import venues
from course.simulation import Funding
from course.simulation.data import MOST_FILLED, FundingRates, candles, funding, funding_along
from course.simulation.paths import Paths
from course.validation import ArgumentError

HEAD = "time,open,high,low,close,volume"
GOOD = [f"2025-01-01 0{i}:00:00,100,110,90,105,{i + 1}" for i in range(6)]


def write(folder, lines, name="broken.csv", encoding="utf-8"):
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding=encoding)
    return file


def changed(row, line):
    return [HEAD, *(line if i == row else good for i, good in enumerate(GOOD, start=1))]


@pytest.mark.parametrize(
    ("row", "line", "says"),
    [
        (2, "yesterday,100,110,90,105,1", "row 2: yesterday"),
        (4, "2025-01-01 03:00:00,100,110,90,105,some", "row 4: some"),
        (4, "2025-01-01 03:00:00,100,110,90,105,-3", "row 4: -3"),
        (3, "2025-01-01 02:00:00,1%,1%,1%,1%,3", "row 3 says 1%"),
        (3, "2025-01-01 02:00:00,100%,110%,90%,105%,3", "row 3 says 100%"),
        (3, "2025-01-01 02:00:00,inf,inf,90,105,3", "row 3 says inf"),
        (5, "2025-01-01 04:00:00,100,110,90,105,5,7", "row 5"),
        (2, '2025-01-01 01:00:00,"100,110,90,105,5', "row 2: 2025-01-01 01:00:00"),
        (6, "Total,,,,,", "row 6: Total"),
        (6, "1735707600,100,110,90,105,6", "row 6: 1735707600"),
        (6, "2025-01-01 05:00:00,100,110", "row 6"),
        (6, "2025-01-01 05:00:00+02:00,100,110,90,105,6", "a zone in every row"),
        (6, "2025-01-01 04:00:00,100,110,90,105,6", "twice"),
    ],
)
def test_a_bad_row_of_candles_is_named(tmp_path, row, line, says):
    with pytest.raises(ArgumentError) as error:
        candles(write(tmp_path, changed(row, line)))
    assert says in str(error.value)


def test_columns_of_one_name_are_refused(tmp_path):
    for head in ("time,open,open,low,close,volume", "time,open,Open,low,close,high"):
        with pytest.raises(ArgumentError, match="each column once"):
            candles(write(tmp_path, [head, *GOOD]))


def test_what_cannot_be_opened_is_refused(tmp_path):
    whole = "\n".join([HEAD, *GOOD]).encode()
    packed = gzip.compress(whole)
    files = {
        "cut.csv.gz": packed[:-20],
        "wrong.csv.gz": b"\x1f\x8bno more than the first two bytes",
        "binary.csv": bytes(range(256)) * 20,
        "broken.parquet": b"PAR1 and nothing else PAR1",
        "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "empty.csv": b"",
        "header.csv": HEAD.encode() + b"\n",
        "line.csv": b"no table at all\n",
        "broken.zip": b"PK\x03\x04 and nothing else",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", whole)
        archive.writestr("b.csv", whole)
    (tmp_path / "folder.csv").mkdir()
    for name in [*files, "two.zip", "folder.csv", "absent.csv", "absent.parquet"]:
        for read in (candles, funding):
            with pytest.raises(ArgumentError):
                read(tmp_path / name)


def test_packed_files_are_read(tmp_path):
    whole = "\n".join([HEAD, *GOOD]).encode()
    (tmp_path / "one.csv.gz").write_bytes(gzip.compress(whole))
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr("a.csv", whole)
    for name in ("one.csv.gz", "one.zip"):
        assert candles(tmp_path / name).volume.tolist() == [1, 2, 3, 4, 5, 6]


def test_filling_is_bounded_and_says_so(tmp_path):
    lines = [HEAD, *GOOD, "2035-01-01 00:00:00,100,110,90,105,1"]
    with pytest.raises(ArgumentError) as error:
        candles(write(tmp_path, lines), gaps="fill")
    assert error.value.argument == "gaps"
    assert f"{MOST_FILLED:,}" in str(error.value)
    assert "87,642" in str(error.value)  # 3,652 days less six hours


def test_months_are_not_called_gaps(tmp_path):
    lines = [HEAD, *(f"2025-{m:02}-01,100,110,90,105,1" for m in range(1, 7))]
    with pytest.raises(ArgumentError, match="one length"):
        candles(write(tmp_path, lines), gaps="fill")


@given(cut=st.integers(0, 400), byte=st.integers(0, 255))
def test_any_damage_is_read_or_refused(tmp_path_factory, cut, byte):
    whole = bytearray("\n".join([HEAD, *GOOD]).encode())
    whole[cut % len(whole)] = byte
    file = tmp_path_factory.getbasetemp() / "damaged.csv"
    file.write_bytes(bytes(whole))
    for read in (candles, funding):
        try:
            found = read(file)
        except ArgumentError:
            continue
        if read is candles:
            assert np.all(np.diff(found.time) == found.step)
            assert np.all(found.low <= found.high)


# ---- funding --------------------------------------------------------------------------------------------------------


def rates(times, values):
    return pd.DataFrame({"time": times, "rate": values})


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([0.0001, "text", 0.0001], "row 2 says text"),
        ([0.0001, None, 0.0001], "row 2"),
        (["0.01%", "0.0001", "0.01%"], "row 2: 0.0001"),
        ([0.01, 0.01, 0.01], "percent"),
        ([0.0001, 0.2, 0.0001], "0.1"),
    ],
)
def test_a_bad_rate_is_named(values, says):
    with pytest.raises(ArgumentError) as error:
        funding(rates([1_700_006_400 + 28_800 * i for i in range(3)], values))
    assert says in str(error.value)


@st.composite
def schedules(draw):
    """Runs of settlements, each of an interval that divides the day."""
    steps = []
    for _ in range(draw(st.integers(1, 4))):
        steps += [draw(st.sampled_from([1, 2, 4, 8]))] * draw(st.integers(3, 9))
    start = 1_700_006_400 + 3_600 * draw(st.integers(0, 23))
    times = start + 3_600 * np.cumsum([0, *steps])
    values = draw(st.lists(st.integers(-50, 50), min_size=len(times), max_size=len(times)))
    return times, np.array(values) * 1e-6, steps


@given(schedules(), st.data())
def test_payments_are_those_of_a_plain_loop(schedule, data):
    times, values, steps = schedule
    read = funding(rates(times, values))
    assert read.time.tolist() == times.tolist()
    assert read.interval == (steps[0] * 3_600 if len(set(steps)) == 1 else None)
    first = data.draw(st.integers(int(times[0]), int(times[-2])))
    last = data.draw(st.integers(first + 1, int(times[-1] + steps[-1] * 3_600 - 1)))
    step = data.draw(st.integers(60, 20_000))
    grid = [*range(first, last, step), last]
    price = 100.0 + np.arange(len(grid), dtype=float)
    paths = Paths(("X",), np.array(grid), price[:, np.newaxis])
    due = funding_along({"X": read}, paths).due(paths.times, paths.symbols)[:, 0]

    paid = 0.0
    for moment, rate in zip(times, values, strict=True):
        if first < moment <= last:
            paid += rate * next(p for t, p in zip(grid, price, strict=True) if t >= moment)
    assert float((due * price).sum()) == pytest.approx(paid, abs=1e-12)


def test_markets_may_settle_at_different_hours():
    start = 1_700_006_400
    often = FundingRates(start + 3_600 * np.arange(9), np.full(9, 1e-5), 3_600)
    rarely = FundingRates(start + 14_400 + 28_800 * np.arange(-1, 2), np.full(3, 1e-4), 28_800)
    paths = Paths(("A", "B"), start + 3_600 * np.arange(9), np.ones((9, 2)))
    due = funding_along({"A": often, "B": rarely}, paths).due(paths.times, paths.symbols)
    assert due.sum(axis=0) == pytest.approx([8e-5, 1e-4])
    assert due[4, 1] == 1e-4


def test_times_of_settlements_are_checked():
    paths = Paths(("A",), [0, 1, 2], np.ones((3, 1)))
    for times in ({}, {"A": [1]}, {"A": [2, 1]}):
        with pytest.raises(ArgumentError):
            Funding({"A": [0.1, 0.2]}, times=times).due(paths.times, paths.symbols)


@given(schedules(), st.data())
def test_a_lost_settlement_is_noticed(schedule, data):
    times, values, steps = schedule
    inner = [i for i in range(1, len(steps)) if steps[i - 1] == steps[i] and 0 < i < len(steps)]
    at = data.draw(st.sampled_from(inner))
    frame = rates(np.delete(times, at), np.delete(values, at))
    hours = np.delete([steps[0], *steps], at)
    with pytest.raises(ArgumentError, match="gaps"):
        funding(frame.assign(funding_interval_hours=hours))
    assert len(funding(frame, gaps="skip")) == len(times) - 1


# ---- tiers ----------------------------------------------------------------------------------------------------------

SAID = {"source": "s", "as_of": "2026-01-01"}


def test_tier_files_that_cannot_be_opened_are_refused(tmp_path):
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "twice.json").write_text('{"tables": {"BTC": [], "BTC": []}}')
    (tmp_path / "number.json").write_text("7")
    (tmp_path / "folder.json").mkdir()
    for name in ("binary.csv", "empty.csv", "deep.json", "twice.json", "number.json", "folder.json", "absent.csv"):
        with pytest.raises(ArgumentError):
            venues.load_tiers(tmp_path / name, **SAID)


def test_many_symbols_take_moments_not_minutes(tmp_path):
    import time

    row = [{"floor": 0, "maintenance": 0.004, "max_leverage": 125, "deduction": 0}]
    file = tmp_path / "many.json"

    def work(count):
        file.write_text(json.dumps({"tables": {f"S{i}": row for i in range(count)}}))
        begun = time.process_time()
        with pytest.raises(ArgumentError, match="S0"):
            venues.load_tiers(file, **SAID)
        return time.process_time() - begun

    # 32 times as many take some 32 times as long; where each is compared with every other, a thousand times.
    assert work(80_000) < 400 * min(work(2_500) for _ in range(3))


def test_a_market_written_otherwise_replaces_the_old_tiers(tmp_path):
    for symbol in ("btc", "BTCUSDT", "BTC-USDT-SWAP", "BTC/USDT:USDT"):
        file = write(tmp_path, ["symbol,floor,maintenance,max_leverage", f"{symbol},0,0.07,9"])
        venue = venues.get("binance").with_tiers(venues.load_tiers(file, **SAID))
        assert venue.market("BTC").maintenance_schedule.rates == (0.07,)
        assert venue.symbols == venues.get("binance").symbols


@pytest.mark.parametrize("as_of", ["yesterday", "2026-13-01", "2026-02-30", "1/2/2026", "d", "20"])
def test_dates_are_days(tmp_path, as_of):
    file = write(tmp_path, ["symbol,floor,maintenance,max_leverage", "BTC,0,0.07,9"])
    with pytest.raises(ArgumentError, match="as_of"):
        venues.load_tiers(file, source="s", as_of=as_of)


def test_rows_of_different_days_are_refused(tmp_path):
    lines = [
        "symbol,floor,maintenance,max_leverage,as_of,source",
        "BTC,0,0.07,9,2026-01-01,s",
        "ETH,0,0.07,9,2025-01-01,s",
    ]
    with pytest.raises(ArgumentError, match="row 2"):
        venues.load_tiers(write(tmp_path, lines))
