"""Files that are broken: one sentence each, with line and column, the field and what was found there, and what to do."""

from __future__ import annotations

import json

import pytest

from course.validation import ArgumentError
from course.venues import portfolios
from course.venues.portfolios import LARGEST, PortfolioError
from tests.venues.portfolios import examples

# ---- JSON: what is changed in a good file; ¦ marks the place that must be named ---------------------------------------

HYPERLIQUID = """{"assetPositions": [
  {"type": "oneWay", "position": {"coin": "BTC", "szi": "0.8", "entryPx": "58000",
    "positionValue": "48000", "leverage": {"type": "cross", "value": 10}, "maxLeverage": 40}},
  {"type": "oneWay", "position": {"coin": "DOGE", "szi": "40000", "entryPx": "0.16",
    "positionValue": "6000", "leverage": {"type": "isolated", "value": 5, "rawUsd": "-4900"}}}],
  "crossMarginSummary": {"accountValue": "9500"}, "time": 1790000000000}"""
DYDX = """{"subaccount": {"parentSubaccountNumber": 0, "childSubaccounts": [
  {"subaccountNumber": 0, "equity": "6000", "openPerpetualPositions": {
    "BTC-USD": {"market": "BTC-USD", "status": "OPEN", "side": "LONG", "size": "1", "entryPrice": "60000",
      "unrealizedPnl": "0"},
    "ETH-USD": {"market": "ETH-USD", "status": "OPEN", "side": "SHORT", "size": "-15", "entryPrice": "3000",
      "unrealizedPnl": "7"}},
   "assetPositions": {"USDC": {"symbol": "USDC", "side": "SHORT", "size": "9000"}}},
  {"subaccountNumber": 128, "openPerpetualPositions": {}, "assetPositions": {
    "USDC": {"symbol": "USDC", "side": "LONG", "size": "5"}}}
]}}"""
BINANCE = """[{"symbol": "BTCUSDT", "positionSide": "LONG", "positionAmt": "0.5", "entryPrice": "58000", "markPrice": "60000",
  "isolatedMargin": "0", "isolatedWallet": "0", "maintMargin": "150", "marginAsset": "USDT"},
 {"symbol": "ETHUSDT", "positionSide": "SHORT", "positionAmt": "-3", "entryPrice": "3000", "markPrice": "3100",
  "isolatedMargin": "0", "isolatedWallet": "0", "maintMargin": "60", "marginAsset": "USDT"}]"""
BYBIT = """{"retCode": 0, "result": {"category": "linear", "list": [
 {"symbol": "AAAUSDT", "side": "Buy", "size": "100", "avgPrice": "10", "markPrice": "11", "tradeMode": 0,
  "positionMM": "11"},
 {"symbol": "BBBUSDT", "side": "Sell", "size": "20", "avgPrice": "50", "markPrice": "45", "tradeMode": 0,
  "positionMM": "18"}]}}"""
OKX = """{"code": "0", "data": [
 {"instId": "ETH-USDT-SWAP", "instType": "SWAP", "posSide": "long", "pos": "20", "avgPx": "3100", "markPx": "3000",
  "notionalUsd": "6003", "mgnMode": "cross", "mmr": "24"}]}"""
CCXT = """[
 {"symbol": "BTC/USDT:USDT", "side": "long", "contracts": 50, "contractSize": 0.01, "entryPrice": 58000, "markPrice": 60000,
  "maintenanceMarginPercentage": 0.01, "marginMode": "cross"}]"""
OWN = """{"format": "margin-course-portfolio/1", "venue": "hyperliquid",
 "marks": {"BTC": 60000},
 "pools": [{"name": "main", "mode": "cross", "collateral": 1000,
   "positions": [{"market": "BTC", "size": 0.5, "entry": 58000, "maintenance": 0.01}],
   "holdings": [{"asset": "BTC", "amount": 0.1, "weight": 0.9}]}]}"""

# Parts of these that are exchanged as a whole.
DOGE = HYPERLIQUID[HYPERLIQUID.index('"DOGE"') : HYPERLIQUID.index("],")]
MORE_BTC = (
    '"BTC", "szi": "1", "entryPx": "58000", "positionValue": "60000", "leverage": {"type": "cross", "value": 5}}}'
)
CHILD = DYDX[DYDX.index('{"subaccountNumber": 128') : DYDX.index("\n]}}")]
FALLING = '{"floors": [0, 9, 5], "rates": [0.1, 0.1, 0.1], "deductions": [0, 0, 0]}'

JSON_FILES = {
    # numbers
    "a word for a size": (HYPERLIQUID, '"0.8"', '¦"zero"', "assetPositions[0].position.szi is 'zero'", "a number"),
    "NaN as text": (HYPERLIQUID, '"0.8"', '¦"NaN"', "szi is 'NaN'", "a number"),
    "NaN": (HYPERLIQUID, '"0.8"', "¦NaN", "szi is", "a size"),
    "infinity": (HYPERLIQUID, '"58000"', "¦Infinity", "entryPx is", "an entry price"),
    "too large": (HYPERLIQUID, '"58000"', "¦1e300", "entryPx is", "no larger than"),
    "past all numbers": (HYPERLIQUID, '"58000"', '¦"1e999"', "entryPx is '1e999'", "finite"),
    "true": (HYPERLIQUID, '"0.8"', "¦true", "szi is True", "a size"),
    "no object": (HYPERLIQUID, '{"type": "cross", "value": 10}', '¦"cross"', "leverage is 'cross'", "{…}"),
    "both signs, 1,000.5": (HYPERLIQUID, '"48000"', '¦"48,000.5"', "'48,000.5'", "1000.5 is read"),
    "both signs, 1.000,5": (HYPERLIQUID, '"48000"', '¦"48.000,5"', "'48.000,5'", "1000.5 is read"),
    "thousands or decimals": (HYPERLIQUID, '"48000"', '¦"48,000"', "'48,000'", "commas"),
    "a unit": (HYPERLIQUID, '"48000"', '¦"48000 USD"', "'48000 USD'", "a number"),
    "a number without end": (HYPERLIQUID, '"48000"', f'¦"{"4" * 100}"', "positionValue", "at most 60 characters"),
    "negative price": (HYPERLIQUID, '"58000"', '¦"-58000"', "entryPx is '-58000'", "above zero"),
    "price of zero": (HYPERLIQUID, '"58000"', '¦"0.0"', "entryPx is '0.0'", "above zero"),
    "a third mode": (
        HYPERLIQUID,
        '"type": "cross"',
        '"type": ¦"portfolio"',
        "leverage.type is 'portfolio'",
        "cross or isolated",
    ),
    "leverage below one": (
        HYPERLIQUID,
        '"maxLeverage": 40',
        '"maxLeverage": ¦0',
        "maxLeverage is 0",
        "between 1 and 1000",
    ),
    "a time that is none": (HYPERLIQUID, "1790000000000", '¦"today"', "time is 'today'", "a number"),
    "a market that is none": (HYPERLIQUID, '"BTC"', '¦"<b>BTC</b>"', "coin is '<b>BTC</b>'", "a market's name"),
    "a market without a name": (HYPERLIQUID, '"BTC"', '¦"   "', "coin", "a name"),
    "the same market twice": (HYPERLIQUID, DOGE, MORE_BTC, "one long of BTC in the pool “cross”", "twice"),
    "two marks for one market": (
        HYPERLIQUID,
        '"DOGE", "szi": "40000"',
        '"BTC", "szi": "-40000"',
        "one mark for BTC",
        "60000",
    ),
    # fields
    "no size": (HYPERLIQUID, '"szi": "0.8", ', "", "“szi” is missing here", "copy the whole answer"),
    "a size of nothing": (HYPERLIQUID, '"0.8"', '""', "“szi” is missing here", "copy the whole answer"),
    "a size of null": (HYPERLIQUID, '"0.8"', "null", "“szi” is missing here", "copy the whole answer"),
    "no value of the account": (
        HYPERLIQUID,
        '{"accountValue": "9500"}',
        "¦{}",
        "“accountValue” is missing here",
        "copy",
    ),
    "a field twice": (HYPERLIQUID, '"szi": "0.8"', '"szi": "0.8", "szi": ¦"8"', "“szi” stands twice", "keep one"),
    "positions that are none": (
        HYPERLIQUID,
        '"assetPositions": [',
        '"assetPositions": [¦7,',
        "assetPositions[0] is 7",
        "{…}",
    ),
    # dYdX
    "sign against side": (DYDX, '"-15"', '¦"15"', "size is '15'", "its side, which is short here"),
    "minus on a long": (DYDX, '"size": "1"', '"size": ¦"-1"', "size is '-1'", "its side, which is long here"),
    "a side that is none": (
        DYDX,
        '"SHORT", "size": "-15"',
        '¦"DOWN", "size": "-15"',
        "side is 'DOWN'",
        "long or short",
    ),
    "a side of the cash that is none": (
        DYDX,
        '"side": "SHORT", "size": "9000"',
        '"side": ¦"DEBT", "size": "9000"',
        "DEBT",
        "long or short",
    ),
    "a profit that cannot be": (
        DYDX,
        '"unrealizedPnl": "7"',
        '"unrealizedPnl": ¦"70000"',
        "'70000'",
        "price above zero",
    ),
    "a subaccount of another number": (
        DYDX,
        '"unrealizedPnl": "7"',
        '"subaccountNumber": ¦3',
        "is 3",
        "subaccount that it stands in",
    ),
    "a subaccount twice": (DYDX, '"subaccountNumber": 128', '"subaccountNumber": ¦0', "subaccountNumber is 0", "twice"),
    "half a subaccount": (DYDX, '"subaccountNumber": 128', '"subaccountNumber": ¦0.5', "is 0.5", "whole number"),
    "children that are none": (DYDX, CHILD, "¦5", "childSubaccounts[1] is 5", "{…}"),
    # Binance
    "short with a plus": (BINANCE, '"-3"', '¦"3"', "positionAmt is '3'", "its side, which is short here"),
    "margined in coins": (BINANCE, '"ETHUSDT"', '¦"ETHUSD_PERP"', "symbol is 'ETHUSD_PERP'", "coin-margined"),
    "a dated one in coins": (BINANCE, '"ETHUSDT"', '¦"ETHUSD_261225"', "symbol is 'ETHUSD_261225'", "coin-margined"),
    "margined in BTC": (
        BINANCE,
        '"maintMargin": "60", "marginAsset": "USDT"',
        '"maintMargin": "60", "marginAsset": "BTC"',
        "symbol is 'ETHUSDT'",
        "coin-margined",
    ),
    "a requirement above the notional": (BINANCE, '"60"', '"60000"', "[1]", "between 0 and the notional"),
    "a negative requirement": (BINANCE, '"60"', '¦"-60"', "maintMargin is '-60'", "at least 0"),
    # Bybit
    "a side unknown": (BYBIT, '"Sell"', '¦"Short"', "side is 'Short'", "buy or sell"),
    "no side": (BYBIT, '"side": "Sell", ', "", "“side” is missing here", "copy"),
    "inverse": (BYBIT, '"linear"', '¦"inverse"', "result.category is 'inverse'", "not read here"),
    "options": (BYBIT, '"linear"', '¦"option"', "result.category is 'option'", "not read here"),
    "an inverse symbol": (BYBIT, '"BBBUSDT"', '¦"BBBUSD"', "symbol is 'BBBUSD'", "margined in coins"),
    "portfolio margin": (BYBIT, '"18"', '""', "BBBUSDT", "portfolio margin"),
    "a future in coins": (BYBIT, '"BBBUSDT"', '¦"BTCUSDM26"', "symbol is 'BTCUSDM26'", "dated futures"),
    "a future in dollars": (BYBIT, '"BBBUSDT"', '¦"BTCUSDT-26DEC25"', "'BTCUSDT-26DEC25'", "dated futures"),
    "an option of Bybit": (BYBIT, '"BBBUSDT"', '¦"BTC-26DEC25-50000-C"', "'BTC-26DEC25-50000-C'", "options"),
    "a mode that is none": (
        BYBIT,
        '"tradeMode": 0,\n  "positionMM": "18"',
        '"tradeMode": ¦[],\n  "positionMM": "18"',
        "tradeMode is […]",
        "0 or 1",
    ),
    "a refusal of the venue": (
        BYBIT,
        '"retCode": 0',
        '"retCode": 10003, "retMsg": "API key is invalid."',
        "API key is invalid",
        "refusal",
    ),
    # OKX
    "spot margin": (OKX, '"instType": "SWAP"', '"instType": ¦"MARGIN"', "instType is 'MARGIN'", "spot margin"),
    "an option": (OKX, '"instType": "SWAP"', '"instType": ¦"OPTION"', "instType is 'OPTION'", "options"),
    "a date": (
        OKX,
        '"instId": "ETH-USDT-SWAP", "instType": "SWAP"',
        '"instId": ¦"ETH-USDT-261225"',
        "'ETH-USDT-261225'",
        "date",
    ),
    "in coins": (OKX, '"ETH-USDT-SWAP"', '¦"ETH-USD-SWAP"', "instId is 'ETH-USD-SWAP'", "margined in coins"),
    "margin in coins": (OKX, '"mmr": "24"', '"mmr": "24", "ccy": ¦"BTC"', "ccy is 'BTC'", "margined in coins"),
    "a long below zero": (OKX, '"20"', '¦"-20"', "pos is '-20'", "its side, which is long here"),
    "an unknown mode of margin": (OKX, '"cross"', '¦"cash"', "mgnMode is 'cash'", "cross or isolated"),
    "an error of the venue": (OKX, '"code": "0"', '"code": "50111", "msg": "Invalid sign"', "Invalid sign", "refusal"),
    # ccxt
    "an inverse contract": (CCXT, '"BTC/USDT:USDT"', '¦"BTC/USD:BTC"', "symbol is 'BTC/USD:BTC'", "margined in coins"),
    "a future with a date": (
        CCXT,
        '"BTC/USDT:USDT"',
        '¦"BTC/USDT:USDT-261225"',
        "'BTC/USDT:USDT-261225'",
        "futures with a date",
    ),
    "a quanto contract": (CCXT, '"BTC/USDT:USDT"', '¦"ETH/USD:BTC"', "symbol is 'ETH/USD:BTC'", "margined in coins"),
    "maintenance above what opening takes": (
        CCXT,
        '"maintenanceMarginPercentage": 0.01',
        '"initialMarginPercentage": 0.05, "maintenanceMarginPercentage": ¦0.5',
        "maintenanceMarginPercentage is 0.5",
        "in per cent",
    ),
    "no side in ccxt": (CCXT, '"long"', "null", "“side” is missing here", "copy"),
    "a contract of nothing": (CCXT, '0.01, "entryPrice"', '¦0, "entryPrice"', "contractSize is 0", "above zero"),
    "maintenance in percent": (
        CCXT,
        '"maintenanceMarginPercentage": 0.01',
        '"maintenanceMarginPercentage": ¦1.5',
        "1.5",
        "between 0 and 1",
    ),
    "a mode of ccxt": (CCXT, '"cross"', '¦"hedged"', "marginMode is 'hedged'", "cross or isolated"),
    # our own
    "another version": (
        OWN,
        "portfolio/1",
        "portfolio/9",
        "format is 'margin-course-portfolio/9'",
        "the form that this course writes",
    ),
    "an unknown venue": (OWN, '"hyperliquid"', '¦"ftx"', "venue is 'ftx'", "one of"),
    "a mark of nothing": (OWN, "60000}", "¦0}", "marks.BTC is 0", "above zero"),
    "a third mode of ours": (OWN, '"cross"', '¦"mixed"', "mode is 'mixed'", "cross or isolated"),
    "a weight of percent": (OWN, '"weight": 0.9', '"weight": ¦90', "weight is 90", "between 0 and 2"),
    "no pools": (OWN, '"pools"', '"pool"', "“pools” is missing here", "copy"),
    "a pool without a name": (OWN, '"name": "main", ', "", "“name” is missing here", "copy"),
    "tiers that fall": (OWN, '"maintenance": 0.01', '"maintenance": ¦' + FALLING, "maintenance", "rising"),
    "a tier with a stray field": (
        OWN,
        '"maintenance": 0.01',
        '"maintenance": {"floors": [0], "cap": ¦3}',
        "maintenance.cap is 3",
        "one of floors",
    ),
    # JSON itself
    "cut off": (OWN, '"amount": 0.1, "weight": 0.9}]}]}', '"amount": ', "to its end", "JSON"),
    "a comma too many": (OWN, "0.9}]}", "0.9},¦]}", "to its end", "JSON"),
    "printed by Python": (
        OWN,
        '{"format": "margin-course-portfolio/1"',
        "{¦'format': 'margin-course-portfolio/1'",
        "Python",
        "json.dumps",
    ),
    "Python's None": (OWN, '"hyperliquid"', "¦None", "Python", "json.dumps"),
    "typographic quotation marks": (OWN, '"venue"', "¦“venue”", "typographic", "straight"),
    "typographic inside": (OWN, '"hyperliquid"', "¦„hyperliquid“", "typographic", "straight"),
    "a comment": (OWN, '"marks"', '¦// now\n "marks"', "a comment begins here", "take it away"),
    "a comment in between": (OWN, '"marks":', '"marks": ¦/* now */', "a comment begins here", "take it away"),
    "a comment of Python": (OWN, '"marks"', '¦# now\n "marks"', "a comment begins here", "take it away"),
    "a comma too many in an object": (OWN, '"weight": 0.9}', '"weight": 0.9,¦}', "comma", "take it away"),
    "two commas": (OWN, '"venue": "hyperliquid",', '"venue": "hyperliquid",¦,', "to its end", "JSON"),
    "no comma": (OWN, '"venue": "hyperliquid",', '"venue": "hyperliquid"', "expecting ',' delimiter", "JSON"),
    "as JavaScript has it": (OWN, '{"format"', "{¦format", "JSON.stringify", "quotation marks"),
    "a bracket too early": (OWN, '"amount": 0.1, "weight": 0.9}]}]}', '"amount": ¦}', "comma too many", "JSON"),
    "an open quotation mark": (OWN, '"hyperliquid",', '"hyperliquid,', "not closed in it", "quotation mark"),
    "a point before digits": (OWN, '"weight": 0.9', '"weight": ¦.9', "a number begins with a digit", "JSON"),
    "a plus before digits": (OWN, '"size": 0.5', '"size": ¦+0.5', "a number begins with a digit", "JSON"),
    "a decimal comma": (OWN, '"weight": 0.9', '"weight": 0,9', "property name", "JSON"),
    "hexadecimal": (OWN, '"size": 0.5', '"size": 0¦x1F', "expecting ',' delimiter", "JSON"),
    "more after the end": (OWN, "0.9}]}]}", "0.9}]}]} ¦and so on", "to its end", "JSON"),
    "nothing after the end": (OWN, "0.9}]}]}", "0.9}]}]}\n ¦{}", "no positions", "empty"),
    "a number of thousands of digits": (OWN, "60000}", "9" * 5_000 + "}", "numbers of an ordinary length", "JSON"),
}


def marked(text: str) -> tuple[str, int, int] | tuple[str, None, None]:
    """A text without its mark, and the line and column of the mark."""
    at = text.find("¦")
    if at < 0:
        return text, None, None
    return text.replace("¦", ""), text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


@pytest.mark.parametrize(("base", "old", "new", "says", "do"), JSON_FILES.values(), ids=JSON_FILES.keys())
def test_a_bad_answer_is_named(base: str, old: str, new: str, says: str, do: str) -> None:
    portfolios.read(base)
    assert old in base
    text, line, column = marked(base.replace(old, new, 1))
    with pytest.raises(PortfolioError) as error:
        portfolios.read(text)
    message = str(error.value)
    assert says in message, message
    assert do in message, message
    assert "\n" not in message
    assert len(message) < 300
    if line is not None:
        assert (error.value.line, error.value.column) == (line, column), message
        assert message.startswith(f"line {line}, column {column}: ")
    elif "ordinary length" not in says:
        assert None not in (error.value.line, error.value.column), message


# ---- tables: what is changed, and the line and cell that must be named -------------------------------------------------

TABLES = {
    "a size of a word": ("0.8,", "some,", 3, 3, "size is 'some'"),
    "no size": ("0.8,", ",", 3, 3, "it is missing"),
    "no entry": ("58000,", ",", 3, 4, "it is missing"),
    "an entry below zero": ("58000", "-58000", 3, 4, "entry is '-58000'"),
    "an entry of zero": ("58000", "0", 3, 4, "entry is '0'"),
    "an infinite mark": ("60000", "inf", 3, 5, "mark is 'inf'"),
    "a mark past all numbers": ("60000", "1e999", 3, 5, "mark is '1e999'"),
    "NaN in a table": ("0.0125", "nan", 3, 6, "maintenance is 'nan'"),
    "a maintenance in percent without its sign": ("0.0125", "1.25", 3, 6, "between 0 and 1"),
    "a maintenance of all": ("0.0125", "100%", 3, 2, "between 0 and the notional"),
    "an initial below zero": ("0.025\n", "-0.025\n", 3, 7, "initial is '-0.025'"),
    "no market": ("cross,ETH", "cross,", 4, 2, "it is missing"),
    "a market with a sign of HTML": ("ETH", "<ETH>", 4, 2, "market is '<ETH>'"),
    "the collateral twice": ("cross,ETH,-10,3100,3000,0.02,0.04", "cross,USD,7", 4, 2, "one row with the collateral of “cross”"),
    "a pool without its amount": ("USD,7500", "USD,", 2, 3, "it is missing"),
    "one market twice": ("cross,ETH,-10,3100,3000", "cross,BTC,2,3100,60000", 4, 2, "twice"),
    "two marks": ("isolated DOGE,DOGE,40000,0.16,0.15", "isolated DOGE,SOL,40000,0.16,15", 7, 2, "one mark for SOL"),
    "a cell too many": ("0.05,0.1", "0.05,0.1,7", 7, 8, "as many as columns"),
    "an open quotation": ('cross,SOL', '"cross,SOL', 5, 1, "quotation mark"),
    "a long number": ("0.8,", "0." + "8" * 80 + ",", 3, 3, "at most 60 characters"),
    "a column twice": ("entry,mark", "entry,entry", 1, 5, "one column for entry"),
    "two names of one column": ("entry,mark", "entry,avg price", 1, 5, "one column for entry"),
    "no column for the size": ("size,", "count,", 1, 1, "size is missing here"),
    "a letter in a date's place": ("150,", "1 50,", 5, 5, "mark is '1 50'"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "column", "says"), TABLES.values(), ids=TABLES.keys())
def test_a_bad_table_is_named(old: str, new: str, line: int, column: int | None, says: str) -> None:
    assert old in examples.CSV_DESK
    with pytest.raises(PortfolioError) as error:
        portfolios.read(examples.CSV_DESK.replace(old, new, 1))
    assert (error.value.line, error.value.column) == (line, column), str(error.value)
    assert says in str(error.value)


def test_thousands_or_decimals_are_asked_in_a_table() -> None:
    table = 'market,size,entry,mark\nBTC,1,"60,000","61,000"\n'
    with pytest.raises(PortfolioError, match="commas"):
        portfolios.read(table)
    settled = portfolios.read('market,size,entry,mark\nBTC,1,"60,000.5","61,000"\n', answers={"collateral:cross": 1})
    assert settled.marks == {"BTC": 61_000.0}


def test_a_side_is_read_and_checked() -> None:
    table = "market,side,size,entry,mark,maintenance\nBTC,{},{},58000,60000,0.01\n"
    answers = {"collateral:cross": 1_000}
    for side, size, due in (
        ("Short", "2", -2),
        ("sell", "-2", -2),
        ("long", "2", 2),
        ("", "-2", -2),
        ("BOTH", "-2", -2),
    ):
        found = portfolios.read(table.format(side, size), answers=answers)
        assert found.pools["cross"].positions[0].size == due
    for side, size, column in (("long", "-2", 3), ("up", "2", 2)):
        with pytest.raises(PortfolioError) as error:
            portfolios.read(table.format(side, size), answers=answers)
        assert (error.value.line, error.value.column) == (2, column)


# ---- whole texts -------------------------------------------------------------------------------------------------------

WHOLE = {
    "nothing": ("", "it is empty"),
    "blanks": (" \n\t\n", "it is empty"),
    "a page": ("<!DOCTYPE html><html><body>404</body></html>", "web page"),
    "XML": ("<?xml version='1.0'?><a/>", "web page"),
    "bytes": ('{"a": "\x00"}', "no text"),
    "prose": ("My positions are good.", "market, size, entry is missing here"),
    "a number": ("42", "is missing here"),
    "an empty list": ("[]", "an empty account is safe"),
    "an empty object": ("{}", "an empty account is safe"),
    "a list of nothing": ("[[]]", "this is none of them"),
    "another answer": ('{"symbol": "BTC", "price": 3}', "symbol, price"),
    "an error of the indexer": (
        '{"errors": [{"msg": "No subaccount found with address x and subaccountNumber 3"}]}', "No subaccount found",
    ),
    "an error of Binance": ('{"code": -2015, "msg": "Invalid IP, or permissions for action"}', "Invalid IP"),
    "nothing open on dYdX": ('{"positions": []}', "an empty account is safe"),
    "all closed": (
        '{"positions": [{"market": "BTC-USD", "status": "CLOSED", "side": "LONG", "size": "0", "entryPrice": "1"}]}',
        "1 closed positions left out",
    ),
    "nothing open on Binance": (
        json.dumps([examples.risk("BTCUSDT", "0", "0", "1", "0")]), "1 markets without a position left out",
    ),
    "only its header": ("pool,market,size,entry\n", "an empty account is safe"),
    "too deep": ("[" * 100 + "]" * 100, "nested"),
    "much too deep": ("[" * 100_000 + "]" * 100_000, "nested"),
    "nested under its own name": ('{"subaccount": ' * 60 + "{}" + "}" * 60, "nested"),
    "too long": ("x" * (LARGEST + 1), "at most 1,000,000"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), WHOLE.values(), ids=WHOLE.keys())
def test_a_text_that_is_no_portfolio(text: str, says: str) -> None:
    with pytest.raises(PortfolioError) as error:
        portfolios.read(text)
    assert says in str(error.value)


def test_more_positions_than_can_be_held() -> None:
    rows = "".join(f"cross,M{i},1,10,10,0.01,0.02\n" for i in range(201))
    with pytest.raises(PortfolioError, match="line 202, column 2: market is 'M200': at most 200 positions"):
        portfolios.read("pool,market,size,entry,mark,maintenance,initial\n" + rows)


def test_texts_that_do_not_belong_together() -> None:
    for texts, says in (
        ((HYPERLIQUID, DYDX), "answers of one venue at a time"),
        ((examples.CSV_DESK, HYPERLIQUID), "one table at a time"),
        ((OWN, OWN), "one portfolio at a time"),
        ((DYDX, DYDX), "every subaccount once"),
        ((BINANCE, BINANCE), "one long of BTC"),
        ((HYPERLIQUID, HYPERLIQUID), "one account at a time"),
        ((7,), "text"),
        ((), "dYdX"),
    ):
        with pytest.raises(PortfolioError, match=says):
            portfolios.read(*texts)


def test_an_answer_that_is_none_names_its_question() -> None:
    for key, wrong, said in (
        ("collateral:cross", "much", "“Collateral of the pool “cross”” is 'much': "),
        (
            "mode",
            "both",
            "“Margin mode of this account (a unified account's answer does not say it)” is 'both': cross or isolated",
        ),
        ("maintenance:GAS", 1.5, "“Maintenance requirement of GAS” is 150 %: a share above 0 % and below 100 %"),
        ("mark:BTC", -1, "“Price of BTC now” is -1: a price above zero"),
    ):
        texts = {
            "mode": examples.ALL["Bybit, unified"].texts,
            "maintenance:GAS": examples.ALL["Binance, recorded GAS"].texts,
            "mark:BTC": ("market,size,entry\nBTC,1,5\n",),
        }.get(key, examples.ALL["Binance's documentation"].texts)
        with pytest.raises(PortfolioError) as error:
            portfolios.read(*texts, answers={key: wrong})
        assert str(error.value).replace("\u202f", " ").startswith(said)
        assert isinstance(error.value, ArgumentError)


# ---- secrets -----------------------------------------------------------------------------------------------------------

WORDS = [
    "abandon",
    "ability",
    "able",
    "about",
    "above",
    "absent",
    "absorb",
    "abstract",
    "absurd",
    "abuse",
    "access",
    "accident",
    "acid",
    "acoustic",
    "acquire",
    "across",
]
HEX = "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"
BASE58 = "5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvd3VyK5qMZXj3hS"
WIF = "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"
SECRETS = {
    "a key of an exchange": ('{"apiKey": "HUSH", "positions": []}', "HUSH"),
    "its secret": ('{"secret": "HUSH"}', "HUSH"),
    "inside a longer name": ('{"binanceApiKey": "HUSH"}', "HUSH"),
    "with underscores": ("wallet_private_key=HUSH", "HUSH"),
    "in capitals": ("API_SECRET: HUSH", "HUSH"),
    "in a table": ("market,size,entry,apiSecret\nBTC,1,2,HUSH\n", "HUSH"),
    "in Python": ("ccxt.binance({'apiKey': 'HUSH', 'secret': 'HUSH'})", "HUSH"),
    "a header": ("Authorization: Bearer HUSH", "HUSH"),
    "a passphrase": ('{"passphrase": "HUSH"}', "HUSH"),
    "a mnemonic": ('{"mnemonic": "HUSH"}', "HUSH"),
    "PEM": ("-----BEGIN EC PRIVATE KEY-----\nHUSH\n", "HUSH"),
    "OpenSSH": ("-----BEGIN OPENSSH PRIVATE KEY-----\nHUSH\n", "HUSH"),
    "hex alone": (HEX, HEX),
    "hex with 0x": (f"\n0x{HEX}\n", HEX),
    "hex in quotes": (f'"{HEX}"', HEX),
    "hex under key": (f'{{"key": "0x{HEX}"}}', HEX),
    "a wallet's": (BASE58, BASE58),
    "twelve words": (" ".join(WORDS[:12]), "absorb"),
    "twelve capitals": (" ".join(WORDS[:12]).upper(), "ABSORB"),
    "sixteen words with commas": (", ".join(WORDS), "absorb"),
    "one a line": ("\n".join(WORDS[:12]), "absorb"),
    "numbered": ("\n".join(f"{i}. {w}" for i, w in enumerate(WORDS[:12], 1)), "absorb"),
    "in JSON": (json.dumps({"note": " ".join(WORDS[:15])}), "absorb"),
    "as a list": (json.dumps(WORDS[:12]), "absorb"),
    "behind a table": (examples.CSV_DESK + " ".join(WORDS[:12]), "absorb"),
    "hex under a name of its own": (f'{{"HL_PRIVATE": "0x{HEX}"}}', HEX),
    "hex of an agent": (f'{{"agentKey": "{HEX}"}}', HEX),
    "hex of 63 digits": (f"0x{HEX[1:]}", HEX[1:]),
    "a wallet's in JSON": (json.dumps({"k": BASE58}), BASE58),
    "a wallet's in a sentence": (f"mine is {WIF}, yours?", WIF),
    "a wallet's of a test net": ("c" + WIF[1:], WIF[1:]),
    "bytes as numbers": (json.dumps([*range(100, 164)]), "137"),
    "a token of three parts": (json.dumps({"a": JWT}), JWT[:12]),
    "a signed address": (f"https://fapi.binance.com/fapi/v3/account?timestamp=17&signature={HEX}", HEX),
    "a signed address of a store": (f"https://s3.example/a?X-Amz-Signature={HEX}&x=1", HEX),
    "a password in an address": ("https://me:HUSH@example.org/x", "HUSH"),
    "a signature of OKX": ("OK-ACCESS-SIGN: HUSH=", "HUSH"),
    "a cookie": ("Cookie: session=HUSH; a=b", "HUSH"),
    "a cookie that is set": ("set-cookie: token=HUSH; HttpOnly", "HUSH"),
    "a key of a cloud": ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"),
    "a token of a host of code": ("ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a", "16C7e42F"),
    "a key of a stream": ('{"listenKey": "HUSH"}', "HUSH"),
    "a file of a wallet": (json.dumps({"crypto": {"ciphertext": HEX}}), HEX),
    "words with a capital": (" ".join(WORDS[:12]).capitalize(), "absorb"),
    "words with commas alone": (",".join(WORDS[:12]), "absorb"),
    "words of Japanese": ("\u3000".join(("あいこくしん", "あいさつ", "あいだ", "あおぞら") * 3), "あおぞら"),
    "in a good file": (HYPERLIQUID.replace('"time"', '"privateKey": "HUSH", "time"'), "HUSH"),
}


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_refused_unread_and_not_repeated(text: str, secret: str) -> None:
    with pytest.raises(PortfolioError) as error:
        portfolios.read(text)
    assert "never needs one" in str(error.value)
    assert secret not in repr(error.value) + str(error.value) + repr(error.value.__dict__)
    assert error.value.__context__ is None
    assert error.value.value is None


def test_what_is_no_key_is_not_taken_for_one() -> None:
    address = (
        '"address": "0x' + "ab" * 20 + '", "hash": "0x' + HEX + '", "proceeds": 1, "note": "seeded, passed on", "time"'
    )
    assert portfolios.read(HYPERLIQUID.replace('"time"', address)).ready
    assert portfolios.read(DYDX.replace('"parentSub', '"address": "dydx1' + "q" * 38 + '", "parentSub')).ready


SIGNATURE = "4NMwxzmYj2uvHuq8xoqhY8RXg63KSVJM1DXkpbmkUY7YQWuoyQgFnnzn6yo3CMnqZasnNPNuAT2TLwQsCaKkUddp"


@pytest.mark.parametrize("name", ["hash", "txHash", "address", "id", "note", "orderId", "publicKey", "x"])
@pytest.mark.parametrize("value", [
    "0x" + "ab" * 20, "0x" + HEX, HEX.upper(), "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", SIGNATURE,
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "7EqQdEULxWcraVx3mXKFjc84LhCkMGZCkRuDpvcMwJeK",
    "cosmosvaloper1" + "q" * 38, "605a6d20-6588-4cb9-afa0-b0ab087507ba", "https://example.org/a?page=2&sort=time",
    "a note that somebody wrote for himself, with quite a few words in it",
])  # fmt: skip
def test_addresses_and_hashes_are_no_keys(name: str, value: str) -> None:
    assert portfolios.read(HYPERLIQUID.replace('"time"', f'"{name}": {json.dumps(value)}, "time"')).ready
    table = f"market,size,entry,mark,maintenance,{name}\nUSD,100\nBTC,1,2,2,0.01,{value.replace(',', '')}\n"
    assert portfolios.read(table).ready


def test_a_header_of_short_words_is_no_seed_phrase() -> None:
    table = "market,side,size,entry,mark,mode,pool,fee,time,note,order,trader\nBTC,long,1,2,2,cross,mine,0,now,a,b,me\n"
    assert portfolios.read(table, answers={"maintenance:BTC": 0.01, "collateral:mine": 1}).ready


def test_open_profit_that_the_numbers_do_not_give_is_told() -> None:
    """0.5 · (60,000 − 58,000) is 1,000; the file says minus that, as if the position were a short."""
    rows = json.loads(BINANCE)
    rows[0]["unRealizedProfit"] = "-1000"
    found = portfolios.read(json.dumps(rows), answers={"collateral:cross": 9_000})
    assert [(d.what, d.file, d.ours) for d in found.differences] == [("open profit of BTC", -1_000, 1_000)]
    rows[0]["unRealizedProfit"] = "1000"
    assert portfolios.read(json.dumps(rows), answers={"collateral:cross": 9_000}).differences == ()


def test_a_contract_that_is_no_round_number_is_not_made_one() -> None:
    """20 contracts of ETH at 3,000, worth 180,000: 3 each, which is none of 1, 2 and 5 times a power of ten."""
    found = portfolios.read(OKX.replace('"6003"', '"180000"'), answers={"collateral:cross": 9_000})
    assert float(found.pools["cross"].positions[0].size) == pytest.approx(60)
    found = portfolios.read(OKX, answers={"collateral:cross": 9_000})
    assert float(found.pools["cross"].positions[0].size) == 2


def test_the_mode_of_a_portfolio_margin_account_is_asked() -> None:
    """What ``/papi/v1/um/positionRisk`` answers has neither a margin type nor isolated margin."""
    row = json.loads(BINANCE)[0]
    bare = {k: v for k, v in row.items() if not k.startswith("isolated")}
    assert [q.key for q in portfolios.read(json.dumps([bare])).asked] == ["mode", "collateral:cross"]
    # All of the isolated margin is lost, but what was put in is still said.
    lost = {**row, "isolatedMargin": "0", "isolatedWallet": "500"}
    assert portfolios.read(json.dumps([lost])).pools["isolated BTC long"].collateral == 500


def test_what_is_not_understood_is_not_repeated_if_it_may_be_anything() -> None:
    with pytest.raises(PortfolioError) as error:
        portfolios.read("hunter2-and-my-other-password")
    assert "hunter2" not in str(error.value)


def test_there_are_enough() -> None:
    assert len(JSON_FILES) + len(TABLES) + len(WHOLE) >= 120
