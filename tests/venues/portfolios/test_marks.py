"""New marks for a portfolio that is there already: lines, and what venues answer about their marks."""

from __future__ import annotations

import json

import pytest

from course.venues.portfolios import PortfolioError, read_marks

HELD = {"BTC": 60_000.0, "ETH": 3_000.0, "DOGE-USD": 0.15}
BTC, ETH, BOTH = {"BTC": 61_000.5}, {"ETH": 3_001.25}, {"BTC": 61_000.5, "ETH": 3_001.25}

READ = {
    "lines": ("BTC,61000.5\nETH,3001.25\nDOGE-USD,0.16", {**BOTH, "DOGE-USD": 0.16}, 0),
    "blanks, tabs, signs": ("BTC 61000.5\nETH\t3001.25\n", BOTH, 0),
    "a header and a comment": ("# today\nsymbol,price\nBTC,61000.5", BTC, 0),
    "as notes have them": ("| coin | price |\n|---|---|\n| BTC | 61,000.5 |\n| ETH | $3,001.25 |", BOTH, 0),
    "decimal commas": ("BTC;61.000,50\nETH;3.001,25", BOTH, 0),
    "colons": ("BTC: 61000.5\nSOL: 150\n", BTC, 1),
    "a market's name in full": ("BTC/USDT:USDT,61000.5\nETHUSDT=3001.25", BOTH, 0),
    "an object": ('{"BTC": "61000.5", "SOL": "3", "ETH": 3001.25}', BOTH, 1),
    "Binance": ('[{"symbol": "BTCUSDT", "markPrice": "61000.5", "time": 1}, {"symbol": "SOLUSDT", "markPrice": "1"}]', BTC, 1),
    "Binance, with a dated one": (
        '[{"symbol": "BTCUSDT_261225", "markPrice": "63000"}, {"symbol": "BTCUSDT", "markPrice": "61000.5"}]', BTC, 1,
    ),
    "Bybit, and not its last price": (
        '{"retCode": 0, "time": 1, "result": {"list": [{"symbol": "ETHUSDT", "lastPrice": "1", "markPrice": "3001.25"}]}}',
        ETH, 0,
    ),
    "OKX": ('{"code": "0", "data": [{"instId": "BTC-USDT-SWAP", "markPx": "61000.5", "ts": "1597026383085"}]}', BTC, 0),
    "dYdX": ('{"markets": {"BTC-USD": {"oraclePrice": "61000.5"}, "SOL-USD": {"oraclePrice": "9"}}}', BTC, 1),
    "two answers": ('{"BTC": 61000.5}\n{"ETH": 3001.25}', BOTH, 0),
    "fenced": ("```\nBTC,61000.5\n```", BTC, 0),
    "its own name first": ('{"BTC": 61000.5, "BTCUSDT": 61001}', BTC, 0),
}  # fmt: skip


@pytest.mark.parametrize(("text", "prices", "others"), READ.values(), ids=READ.keys())
def test_marks_are_read(text: str, prices: dict[str, float], others: int) -> None:
    found = read_marks(text, HELD)
    assert found.prices == prices
    assert found.others == others
    assert found.missing == tuple(m for m in HELD if m not in prices)


REFUSED = {
    "thousands or decimals": ("BTC,61000\nETH 2,900", 2, 5, "commas"),
    "a point of thousands": ("BTC,60.000", 1, 5, "the one before, 60,000"),
    "a digit lost": ("BTC,61000\nETH,300", 2, 5, "a point or a comma"),
    "zero": ("BTC,0", 1, 5, "above zero"),
    "below zero": ("BTC,-61000", 1, 5, "above zero"),
    "no price": ("BTC", 1, None, "a symbol and a price"),
    "the wrong way round": ("60000,BTC", 1, 7, "a number"),
    "a remark": ("BTC,61000 # now", 1, 5, "a number"),
    "null": ('{"BTC": null}', 1, 9, "a price"),
    "NaN": ('{"BTC": NaN}', 1, 9, "a price"),
    "two prices": (
        '[{"symbol": "BTCUSDT", "markPrice": "61000"}, {"symbol": "BTCUSDC", "markPrice": "61001"}]',
        1, 82, "“BTCUSDT” says 61,000 already",
    ),
    "cut off": ('{"BTC": 61000', 1, 14, "copy the whole answer"),
    "a name twice": ('{"BTC": 61000, "BTC": 61001}', 1, 23, "stands twice in one object"),
    "a name twice, deeper": ('[{"data": {"b": 1, "b": 2}}]', 1, 25, "stands twice in one object"),
    "other markets": ("SOL,150", None, None, "no price of BTC, ETH, DOGE-USD"),
    "numbers alone": ("[1, 2, 3]", None, None, "no price of"),
    "a last price only": ('[{"symbol": "BTCUSDT", "lastPrice": "61000"}]', None, None, "no price of"),
    "nothing": ("  \n", None, None, "it is empty"),
    "a key": ("BTC,61000\napiKey: HUSH", None, None, "never needs one"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_mark_is_named(text: str, line: int | None, column: int | None, says: str) -> None:
    with pytest.raises(PortfolioError) as error:
        read_marks(text, HELD)
    assert says in str(error.value)
    assert "HUSH" not in str(error.value)
    assert (error.value.line, error.value.column) == (line, column), str(error.value)


def test_a_symbol_that_may_mean_two_markets_is_asked() -> None:
    held = {"BTC-USD": 60_000.0, "BTCUSDT": 60_010.0}
    with pytest.raises(PortfolioError, match="BTC-USD, BTCUSDT: which is meant"):
        read_marks(json.dumps({"BTC": 61_000}), held)
    assert read_marks("BTCUSDT,61000", held).prices == {"BTCUSDT": 61_000.0}
