"""Files as exchanges and tools export them, and everything that must be refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.simulation import replay
from course.simulation.data import candles, funding, funding_along
from course.simulation.paths import Paths
from course.validation import ArgumentError

T0 = 1_760_129_100  # 2025-10-10 20:45 UTC
ROWS = [
    (117_000, 117_100, 112_800, 113_000),
    (113_000, 113_500, 109_100, 110_000),
    (110_000, 111_000, 101_500, 109_000),
]
VOLUMES = [26.6, 27.9, 69.6]


def iso(i):
    return str(np.datetime64(T0 + 900 * i, "s")).replace("T", " ")


def lines(header, row):
    body = [row(i, *ROWS[i], VOLUMES[i]) for i in range(3)]
    return "\n".join([*([header] if header else []), *body]) + "\n"


EXPORTS = {
    "binance archive, no header": lines(
        "", lambda i, o, h, low, c, v: f"{(T0 + 900 * i) * 1000},{o},{h},{low},{c},{v},{(T0 + 900 * i) * 1000 + 899999},1,2,3,4,0"
    ),
    "binance archive, microseconds": lines(
        "", lambda i, o, h, low, c, v: f"{(T0 + 900 * i) * 10**6},{o},{h},{low},{c},{v},0,1,2,3,4,0"
    ),
    "binance archive, header": lines(
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
        lambda i, o, h, low, c, v: f"{(T0 + 900 * i) * 1000},{o},{h},{low},{c},{v},0,1,2,3,4,0",
    ),
    "bybit": lines("start_time,open,high,low,close,volume,turnover",
                   lambda i, o, h, low, c, v: f"{(T0 + 900 * i) * 1000},{o},{h},{low},{c},{v},1"),
    "okx": lines("instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm",
                 lambda i, o, h, low, c, v: f"BTC-USDT-SWAP,{o},{h},{low},{c},{v * 100},{v},{v * c},{(T0 + 900 * i) * 1000},1"),
    "kraken, no header": lines("", lambda i, o, h, low, c, v: f"{T0 + 900 * i},{o},{h},{low},{c},{v},7"),
    "coinbase": lines("time,low,high,open,close,volume",
                      lambda i, o, h, low, c, v: f"{T0 + 900 * i},{low},{h},{o},{c},{v}"),
    "dydx": lines("startedAt,ticker,resolution,low,high,open,close,baseTokenVolume,usdVolume,trades",
                  lambda i, o, h, low, c, v: f"{iso(i).replace(' ', 'T')}.000Z,BTC-USD,15MINS,{low},{h},{o},{c},{v},1,1"),
    "hyperliquid": lines("t,T,s,i,o,c,h,l,v,n",
                         lambda i, o, h, low, c, v: f"{T0 + 900 * i}000,{T0 + 900 * i + 899}999,BTC,15m,{o},{c},{h},{low},{v},9"),
    "cryptodatadownload": "https://www.example.org\n" + lines(
        "Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT",
        lambda i, o, h, low, c, v: f"{T0 + 900 * i},{iso(i)},BTCUSDT,{o},{h},{low},{c},{v},1"),
    "tradingview": lines("time,open,high,low,close,Volume",
                         lambda i, o, h, low, c, v: f"{iso(i).replace(' ', 'T')}Z,{o},{h},{low},{c},{v}"),
    "freqtrade": lines("date,open,high,low,close,volume",
                       lambda i, o, h, low, c, v: f"{iso(i)}+00:00,{o},{h},{low},{c},{v}"),
    "semicolons": lines("Date;Open;High;Low;Close;Volume",
                        lambda i, o, h, low, c, v: f"{iso(i)};{o};{h};{low};{c};{v}"),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_recognised(name, tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(EXPORTS[name])
    bars = candles(file)
    assert (bars.time.tolist(), bars.step) == ([T0, T0 + 900, T0 + 1800], 900)
    assert list(zip(bars.open, bars.high, bars.low, bars.close, strict=True)) == ROWS
    assert bars.volume.tolist() == VOLUMES


def table(**change):
    columns = {
        "time": [iso(i) for i in range(3)],
        **{k: [r[j] for r in ROWS] for j, k in enumerate(("open", "high", "low", "close"))},
    }
    return pd.DataFrame(columns | change)


def test_newest_first_is_turned_round_and_parquet_is_read(tmp_path):
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    file = tmp_path / "export.parquet"
    table().iloc[::-1].to_parquet(file)
    assert candles(file).open.tolist() == [117_000, 113_000, 110_000]
    assert np.isnan(candles(file).volume).all()


def test_frames_indexed_by_time_and_other_zones():
    frame = table()
    frame.index = pd.to_datetime(frame.pop("time"), utc=True)
    assert candles(frame).time[0] == T0
    tokyo = table(time=[str(np.datetime64(T0 + 9 * 3600 + 900 * i, "s")) for i in range(3)])
    assert candles(tokyo, timezone="Asia/Tokyo").time[0] == T0
    offset = table(time=[str(np.datetime64(T0 + 9 * 3600 + 900 * i, "s")) + "+09:00" for i in range(3)])
    assert candles(offset).time[0] == candles(offset, timezone="Asia/Tokyo").time[0] == T0
    aware = table(time=pd.date_range("2025-10-10 22:45", periods=3, freq="15min", tz="Europe/Berlin"))
    assert candles(aware).time[0] == T0


def late(i, seconds):
    return [str(np.datetime64(T0 + 900 * k + (seconds if k >= i else 0), "s")) for k in range(3)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"time": late(2, 900)}, "1 gaps, the first after 2025-10-10 21:00:00 UTC"),
        ({"time": [iso(1), iso(0), iso(2)]}, "after a later time"),
        ({"time": [iso(0), iso(1), iso(1)]}, "twice"),
        ({"low": [112_800, np.nan, 101_500]}, "low at 2025-10-10 21:00:00 UTC"),
        ({"low": [112_800, "n/a", 101_500]}, "no number"),
        ({"low": [112_800, -1, 101_500]}, "not above 0"),
        ({"open": [0, 113_000, 110_000]}, "not above 0"),
        ({"high": [100, 113_500, 111_000]}, "not around open and close"),
        ({"time": [iso(0), iso(1) + "+02:00", iso(2) + "+02:00"]}, "a zone in every row"),
        ({"time": pd.date_range("2025-10-10 05:30", periods=3, freq="h")}, "round steps of UTC"),
        ({"time": pd.date_range("2025-10-10 02:00", periods=3, freq="D")}, "round steps of UTC"),
        ({"time": ["yesterday", "today", "tomorrow"]}, "times such as"),
        ({"time": [1, 2, 3]}, "since 1970"),
        ({"time": [T0, np.nan, T0 + 1800]}, "a time in every row"),
        ({"time": [iso(0), None, iso(2)]}, "time"),
    ],
)
def test_what_would_change_a_result_is_refused(change, says):
    with pytest.raises(ArgumentError) as error:
        candles(table(**change))
    assert says in str(error.value)
    assert error.value.argument == "source"


def test_gaps_can_be_filled():
    bars = candles(table(time=late(2, 1800)), gaps="fill")
    assert bars.close.tolist() == [113_000, 110_000, 110_000, 110_000, 109_000]
    assert bars.low[2] == bars.high[2] == 110_000
    with pytest.raises(ArgumentError, match="gaps"):
        candles(table(), gaps="ignore")


def test_files_that_are_no_tables(tmp_path):
    with pytest.raises(ArgumentError, match="exists"):
        candles(tmp_path / "nothing.csv")
    for name, text in (("a.csv", ""), ("b.csv", "1,2,3\n4,5,6\n"), ("c.xlsx", "x"), ("d.csv", "time,open\n1,2\n")):
        (tmp_path / name).write_text(text)
        with pytest.raises(ArgumentError, match="source"):
            candles(tmp_path / name)
    with pytest.raises(ArgumentError, match="two rows"):
        candles(table().iloc[:1])


def test_windows():
    bars = candles(table())
    assert bars.window("2025-10-10 21:00", "2025-10-10 21:15").open.tolist() == [113_000]
    assert len(bars.window(T0, T0 + 1800)) == 2
    for start in ("tea time", "2030-01-01"):
        with pytest.raises(ArgumentError, match="start"):
            bars.window(start, "2031-01-01")
    assert "2025-10-10 20:45:00 UTC" in repr(bars)
    assert str(bars.frame().time.dt.tz) == "UTC"


# ---- funding ------------------------------------------------------------------------------------------------------

F0 = 1_584_057_600  # 2020-03-13 00:00 UTC


@pytest.mark.parametrize(
    "text",
    [
        "calc_time,funding_interval_hours,last_funding_rate\n{0}003,8,0.0001\n{1}001,8,-0.003\n{2}000,8,0.0002\n",
        "symbol,fundingRate,fundingRateTimestamp\nBTC,0.0001,{0}000\nBTC,-0.003,{1}000\nBTC,0.0002,{2}000\n",
        "Time,Symbol,Funding Rate\n2020-03-13 00:00,X,0.0100%\n2020-03-13 08:00,X,-0.3000%\n2020-03-13 16:00,X,0.0200%\n",
    ],
)
def test_funding_exports_are_recognised(text, tmp_path):
    file = tmp_path / "funding.csv"
    file.write_text(text.format(F0, F0 + 28_800, F0 + 57_600))
    rates = funding(file)
    assert (rates.time.tolist(), rates.interval) == ([F0, F0 + 28_800, F0 + 57_600], 28_800)
    assert rates.rate == pytest.approx([0.0001, -0.003, 0.0002])
    assert len(rates.frame()) == len(rates) == 3


def test_funding_in_percent_is_refused():
    with pytest.raises(ArgumentError, match="percentage"):
        funding(pd.DataFrame({"time": [F0, F0 + 28_800], "rate": [0.3, 0.01]}))


def test_funding_falls_due_along_paths(btc):
    from course.margin import Portfolio, Position

    rates = funding(pd.DataFrame({"time": [F0, F0 + 28_800, F0 + 57_600], "rate": [0.01, -0.003, 0.002]}))
    times = np.arange(F0, F0 + 57_601, 3600)
    paths = Paths(("BTC",), times, np.full((17, 1), 5_000.0))
    out = replay(Portfolio.cross(5_000, [Position(btc, 1, 5_000)]), paths, funding=funding_along({"BTC": rates}, paths))
    assert out.only.funding.item() == pytest.approx(5_000 * (-0.003 + 0.002))
    with pytest.raises(ArgumentError, match="settlement"):
        funding_along({"BTC": rates}, Paths(("BTC",), times + 28_800, np.full((17, 1), 1.0)))


# ---- real series --------------------------------------------------------------------------------------------------

LOWS = {  # published lows: perp, spot
    ("btcusdt", "2020-03-12 10:00", "2020-03-13 04:00"): (3_621.8, 3_782.1),
    ("ethusdt", "2021-05-19 10:00", "2021-05-19 16:00"): (1_400.7, 1_888.0),
    ("btcusdt", "2025-10-10 20:00", "2025-10-11 00:00"): (101_516.5, None),
}


@pytest.mark.parametrize("event", LOWS)
def test_real_files_read_and_show_the_published_lows(real_data, event):
    symbol, start, end = event
    for kind, low in zip(("perp", "spot"), LOWS[event], strict=True):
        if low is not None:
            bars = candles(real_data / f"{symbol}_{kind}_1h.parquet", gaps="fill").window(start, end)
            assert bars.low.min() == pytest.approx(low, abs=0.1)


def test_real_funding_reads(real_data):
    rates = funding(real_data / "btcusdt_funding_8h.parquet")
    assert rates.interval == 28_800
    assert rates.rate[rates.time == F0 + 28_800] == pytest.approx(-0.003)
