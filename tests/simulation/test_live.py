"""Live data without the world: a fake exchange, and ccxt itself against a server on this machine."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import pytest

from course.simulation.live import LiveDataError, client, live_candles, live_funding
from course.validation import ArgumentError

T0 = 1_584_007_200  # 2020-03-12 10:00 UTC
HOURS = 700
WINDOW = (T0, T0 + 3600 * 650)


def bar(i):
    base = 7_000 + i
    return [(T0 + 3600 * i) * 1000, base, base + 10.0, base - 10.0, base + 1.0, 5.0 + i]


class Fake:
    id = "fake"

    def __init__(self):
        self.calls = 0

    def parse_timeframe(self, timeframe):
        return {"1h": 3600}[timeframe]

    def fetch_ohlcv(self, symbol, timeframe, since, limit):
        self.calls += 1
        return [b for b in map(bar, range(HOURS)) if b[0] >= since][:limit]

    def fetch_funding_rate_history(self, symbol, since, limit):
        self.calls += 1
        stamps = [(T0 + 28_800 * i) * 1000 + 7 for i in range(80)]
        return [{"timestamp": t, "fundingRate": -0.003} for t in stamps if t >= since][:limit]


def test_pages_are_joined_checked_and_cached(tmp_path):
    fake = Fake()
    bars = live_candles("BTC/USDT:USDT", *WINDOW, exchange=fake, cache=tmp_path)
    assert len(bars) == 650
    assert (bars.time[0], bars.step, bars.volume[649]) == (T0, 3600, 654.0)
    assert fake.calls == 2
    again = live_candles("BTC/USDT:USDT", *WINDOW, exchange=fake, cache=tmp_path)
    assert (again.close == bars.close).all()
    assert fake.calls == 2


def test_funding_is_fetched_too(tmp_path):
    rates = live_funding("BTC/USDT:USDT", "2020-03-12 10:00", "2020-03-13 11:00", exchange=Fake(), cache=tmp_path)
    assert (len(rates), rates.interval, rates.rate[0]) == (4, 28_800, -0.003)
    assert rates.time[0] == T0


def test_a_broken_answer_is_refused_and_not_cached(tmp_path):
    class Holes(Fake):
        def fetch_ohlcv(self, *args):
            return [b for b in super().fetch_ohlcv(*args) if b[1] != 7_010]

    with pytest.raises(ArgumentError, match="gaps"):
        live_candles("X", *WINDOW, exchange=Holes(), cache=tmp_path)
    assert not list(tmp_path.iterdir())

    class Dead(Fake):
        def fetch_ohlcv(self, *args):
            raise OSError("no route")

    with pytest.raises(LiveDataError, match="load a file"):
        live_candles("Y", *WINDOW, exchange=Dead(), cache=tmp_path)

    class Empty(Fake):
        def fetch_ohlcv(self, *args):
            return []

    with pytest.raises(LiveDataError, match="has no"):
        live_candles("Z", *WINDOW, exchange=Empty(), cache=tmp_path)


def test_a_candle_that_is_still_running_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("course.simulation.live.time.time", lambda: T0 + 3600 * 649 + 1800)
    with pytest.raises(ArgumentError, match="over"):
        live_candles("X", T0, T0 + 3600 * 649 + 1800, exchange=Fake(), cache=tmp_path)
    assert not list(tmp_path.iterdir())
    assert len(live_candles("X", T0, T0 + 3600 * 649, exchange=Fake(), cache=tmp_path)) == 649


def test_contracts_are_no_base_units(tmp_path):
    fake = Fake()
    fake.markets = {"X": {"contractSize": 0.01}, "Y": {"contractSize": 1.0}}
    assert live_candles("X", *WINDOW, exchange=fake, cache=tmp_path).volume.tolist() == pytest.approx(
        [float("nan")] * 650, nan_ok=True
    )
    assert live_candles("Y", *WINDOW, exchange=fake, cache=tmp_path).volume[0] == 5.0


def test_windows_must_be_over(tmp_path):
    with pytest.raises(ArgumentError, match="future"):
        live_candles("X", T0, 10**11, exchange=Fake(), cache=tmp_path)


def test_without_ccxt_it_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "ccxt", None)
    with pytest.raises(LiveDataError, match="ccxt"):
        client()


# ---- ccxt itself --------------------------------------------------------------------------------------------------

MARKET = {
    "symbol": "BTCUSDT", "pair": "BTCUSDT", "contractType": "PERPETUAL", "deliveryDate": 4133404800000,
    "onboardDate": 1569398400000, "status": "TRADING", "baseAsset": "BTC", "quoteAsset": "USDT",
    "marginAsset": "USDT", "pricePrecision": 2, "quantityPrecision": 3, "baseAssetPrecision": 8,
    "quotePrecision": 8, "underlyingType": "COIN", "filters": [], "orderTypes": ["LIMIT"], "timeInForce": ["GTC"],
}  # fmt: skip


class Shape(BaseHTTPRequestHandler):
    """The three public answers of a large exchange that are needed, in its own shape."""

    def do_GET(self):
        url = urlparse(self.path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        since, limit = int(query.get("startTime", 0)), int(query.get("limit", 500))
        if url.path.endswith("exchangeInfo"):
            answer = {"symbols": [MARKET], "timezone": "UTC", "serverTime": T0 * 1000, "rateLimits": []}
        elif url.path.endswith("klines"):
            found = [b for b in map(bar, range(HOURS)) if b[0] >= since][:limit]
            answer = [
                [b[0], *(f"{x:.2f}" for x in b[1:5]), f"{b[5]:.3f}", b[0] + 3_599_999, "1.0", 3, "1.0", "1.0", "0"]
                for b in found
            ]
        elif url.path.endswith("fundingRate"):
            stamps = [(T0 + 28_800 * i) * 1000 + 3 for i in range(80)]
            answer = [
                {"symbol": "BTCUSDT", "fundingRate": "-0.00300000", "fundingTime": t, "markPrice": "5000.0"}
                for t in stamps
                if t >= since
            ][:limit]
        else:
            answer = []
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shape)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def venue(server):
    pytest.importorskip("ccxt", reason="the live extra is not installed")
    exchange = client("binanceusdm", options={"fetchCurrencies": False, "fetchMarkets": {"types": ["linear"]}})
    exchange.urls["api"] = dict.fromkeys(exchange.urls["api"], f"{server}/fapi/v1")
    return exchange


def test_ccxt_speaks_to_a_server_of_the_same_shape(venue, tmp_path):
    bars = live_candles("BTC/USDT:USDT", *WINDOW, exchange=venue, cache=tmp_path)
    assert len(bars) == 650
    assert bars.low[10] == 7_000
    rates = live_funding("BTC/USDT:USDT", T0, T0 + 86_400, exchange=venue, cache=tmp_path)
    assert rates.rate.tolist() == [-0.003] * 3


def test_unknown_exchanges_are_refused():
    pytest.importorskip("ccxt", reason="the live extra is not installed")
    with pytest.raises(ArgumentError, match="name"):
        client("mtgox_reborn")
