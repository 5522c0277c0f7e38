"""Exports of an account's past: every form as it is written, every bad row with its line, nothing dropped in silence."""

from __future__ import annotations

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.simulation.own import FORMS, Fill, HistoryError, Payment, Transfer, example_text, read_history, text_rows
from course.validation import ArgumentError

BINANCE = """Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Fee Coin,Realized Profit,Quote Asset
2026-09-01 10:00:00,BTCUSDT,BUY,60000,0.1,6000,2.4,USDT,0,USDT
2026-09-11 11:00:00,BTCUSDT,SELL,61000,0.1,6100,2.44,USDT,100,USDT
2026-09-30 12:00:00,ETHUSDT,BUY,3000,2,6000,0.0004,BNB,0,USDT
"""
MONEY = """Time,Type,Amount,Asset,Symbol,Transaction ID
2026-09-01 09:00:00,TRANSFER,5000,USDT,,t1
2026-09-01 16:00:00,FUNDING_FEE,-0.8,USDT,BTCUSDT,123
2026-09-01 16:00:00,FUNDING_FEE,-0.8,USDT,BTCUSDT,123
2026-09-02 16:00:00,FUNDING_FEE,-0.1,BNB,BTCUSDT,125
2026-09-11 11:00:00,REALIZED_PNL,100,USDT,BTCUSDT,124
2026-09-12 11:00:00,INSURANCE_CLEAR,-7.5,USDT,BTCUSDT,126
"""
BYBIT = """UID: 531298197,Company Name: ,Country:
Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,\
Action,Time(UTC)
1,USDT,BTCUSDT,TRADE,BUY,2,2,100,0,-0.11,0,-0.11,999.89,OPEN,2026-01-10 10:00:00
1,USDT,BTCUSDT,SETTLEMENT,BUY,0,2,108,-0.0216,0,0,-0.0216,999.8684,SETTLEMENT,2026-01-11 08:00:00
1,USDT,BTC-27MAR26-120-C-USDT,TRADE,BUY,1,1,5,0,-0.03,-5,-5.03,1000,OPEN,2026-01-11 09:00:00
1,USDT,,INTEREST,--,0,0,0,0,0,-0.004,-0.004,-40,--,2026-01-11 11:00:00
1,USDT,,TRANSFER_IN,--,0,0,0,0,0,250,250,1249.8,--,2026-01-12 11:00:00
1,BTC,BTCUSDT,TRADE,BUY,10,0,2,0,0,10,10,10,--,2026-01-12 12:00:00
1,USDT,BTCUSDT,LIQUIDATION,SELL,2,0,120,0,-0.066,40,39.934,1000,CLOSE,2026-01-20 10:00:00
"""
BYBIT_TRADES = """Market,Filled Type,Filled Quantity,Filled Price,Order Price,Fee Rate,Trading Fee,feeCoin,ExecFeeV2,\
Direction,Order Type,Trasaction ID,Order No.,Transaction Time(UTC+0)
ETHUSDT,Trade,2,100,100,0.00055,0.11,USDT,0.11,Long,Market, a1, o1,10:00 2026-01-10
ETHUSDT,Funding,2,108,0,0.0001,0.0216,USDT,0.0216,Long,--, f1, g1,08:00 2026-01-11
ETHUSDT,Trade,2,110,110,0.0002,0.044,USDT,0.044,Short,Limit, a2, o2,12:00 2026-01-12
"""
FILL = {
    "coin": "BTC", "px": "60000", "sz": "0.1", "side": "B", "time": 1760130900000, "startPosition": "0.0",
    "dir": "Open Long", "closedPnl": "0.0", "hash": "0xab", "oid": 1, "crossed": True, "fee": "2.7", "tid": 7,
    "feeToken": "USDC",
}  # fmt: skip
CLOSE = {
    **FILL,
    "side": "A",
    "px": "61000",
    "time": 1760140900000,
    "startPosition": "0.1",
    "dir": "Close Long",
    "tid": 8,
}
DELTA = {"type": "funding", "coin": "BTC", "usdc": "-0.5", "szi": "0.1", "fundingRate": "0.00001"}
PAGE = """time,coin,dir,px,sz,ntl,fee,closedPnl
18/03/2026 - 11:15:00,ETH,Open Long,2000,0.1,200,0.02,-0.02
18/03/2026 - 12:00:00,ETH,Close Long,2010,0.1,201,0.02,0.98
18/03/2026 - 12:10:00,HYPE/USDC,Buy,20,1,20,0.01,0
time,coin,sz,side,payment,rate
18/03/2026 - 11:30:00,ETH,0.1,Long,-0.0012,0.0000125
"""
DYDX_FILL = {
    "id": "a", "side": "BUY", "liquidity": "TAKER", "type": "MARKET", "market": "ETH-USD", "marketType": "PERPETUAL",
    "price": "3000", "size": "2", "fee": "1.5", "createdAt": "2025-10-10T20:00:00.000Z", "createdAtHeight": "1",
    "orderId": "x", "subaccountNumber": 0,
}  # fmt: skip
DYDX_FUNDING = {
    "createdAt": "2025-10-10T21:00:00.000Z", "createdAtHeight": "1", "perpetualId": "1", "ticker": "ETH-USD",
    "oraclePrice": "3000", "size": "2", "side": "LONG", "rate": "0.0001", "payment": "0.6", "subaccountNumber": "0",
}  # fmt: skip
CCXT = {
    "id": "1", "timestamp": 1760130900000, "datetime": "2025-10-10T21:15:00.000Z", "symbol": "BTC/USDT:USDT",
    "side": "buy", "price": 60000, "amount": 10, "cost": 6000, "fee": {"cost": 2.4, "currency": "USDT"}, "info": {"a": 1},
    "fees": [{"cost": 2.4, "currency": "USDT"}],
}  # fmt: skip


def reasons(history):
    return {x.reason: x.rows for x in history.left_out}


def test_binance_trades_and_money_in_one_text():
    history = read_history(BINANCE + MONEY)
    assert [(f.symbol, f.size, f.price, f.fee, f.line) for f in history.fills] == [
        ("BTC", 0.1, 60_000, 2.4, 2), ("BTC", -0.1, 61_000, 2.44, 3), ("ETH", 2.0, 3_000, 0.0, 4),
    ]  # fmt: skip
    assert history.payments == (Payment(1788278400.0, "BTC", -0.8, 7),)
    assert history.transfers == (Transfer(1788253200.0, 5_000.0, 6),)
    assert reasons(history) == {
        "rows that stand twice, by their id": 1,
        "amounts in BNB, which has no price here": 1,
        "REALIZED_PNL: it follows from the trades themselves": 1,
        "INSURANCE_CLEAR": 1,
    }
    assert {x.reason: x.amount for x in history.left_out}["INSURANCE_CLEAR"] == -7.5
    assert any("1 fee paid in BNB" in note for note in history.notes)
    # Every row of both tables is somewhere.
    assert history.rows == 9


def test_two_files_are_one_history_in_the_order_of_time(tmp_path):
    one, two = tmp_path / "trades.csv", tmp_path / "money.csv"
    one.write_text(BINANCE)
    two.write_text(MONEY)
    assert read_history([two, one]).fills == read_history(BINANCE).fills
    newest_first = "\n".join([BINANCE.splitlines()[0], *reversed(BINANCE.splitlines()[1:])])
    assert [f.price for f in read_history(newest_first).fills] == [60_000, 61_000, 3_000]


def test_binance_by_its_interface():
    trade = {
        "symbol": "BTCUSDT", "id": 5, "orderId": 1, "side": "SELL", "price": "60000", "qty": "0.2", "realizedPnl": "0",
        "quoteQty": "12000", "commission": "4.8", "commissionAsset": "USDT", "time": 1760130900000, "positionSide": "BOTH",
        "maker": False, "buyer": False,
    }  # fmt: skip
    income = {
        "symbol": "BTCUSDT", "incomeType": "FUNDING_FEE", "income": "1.25", "asset": "USDT", "info": "FUNDING_FEE",
        "time": 1760140900000, "tranId": 9, "tradeId": "",
    }  # fmt: skip
    history = read_history(json.dumps([trade, trade, income]))
    assert history.fills == (Fill(1760130900.0, "BTC", -0.2, 60_000.0, 4.8, 1),)
    assert history.payments == (Payment(1760140900.0, "BTC", 1.25, 3),)
    assert reasons(history) == {"rows that stand twice, by their id": 1}


def test_bybit_log():
    history = read_history(BYBIT)
    assert history.start == pytest.approx(1_000)
    assert [(f.size, f.fee, f.liquidation) for f in history.fills] == [(2, 0.11, False), (-2, 0.066, True)]
    assert [p.amount for p in history.payments] == [-0.0216]
    assert [t.amount for t in history.transfers] == [250]
    assert reasons(history) == {
        "lines above the header": 1, "options": 1, "INTEREST": 1, "spot trades, which take no margin": 1,
    }  # fmt: skip
    # Some logs write what was paid above zero: the change of the balance says which.
    other = BYBIT.replace("0,-0.11,0,-0.11", "0,0.11,0,-0.11").replace("0,-0.066,40,39.934", "0,0.066,40,39.934")
    assert [f.fee for f in read_history(other).fills] == [0.11, 0.066]


def test_bybit_trade_history():
    history = read_history(BYBIT_TRADES)
    assert [(f.size, f.fee) for f in history.fills] == [(2, 0.11), (-2, 0.044)]
    assert [p.amount for p in history.payments] == [-0.0216]
    assert history.fills[0].time == 1768039200


def test_hyperliquid_by_its_interface():
    text = json.dumps([FILL, CLOSE, {**FILL, "coin": "@107", "tid": 9}]) + json.dumps(
        [
            {"time": 1760132900000, "hash": "0x00", "delta": DELTA},
            {"time": 1760120000000, "hash": "0x01", "delta": {"type": "deposit", "usdc": "1000"}},
            {"time": 1760121000000, "hash": "0x02", "delta": {"type": "withdraw", "usdc": "100", "fee": "1"}},
            {
                "time": 1760122000000,
                "hash": "0x03",
                "delta": {"type": "accountClassTransfer", "usdc": "50", "toPerp": False},
            },
            {"time": 1760123000000, "hash": "0x04", "delta": {"type": "vaultDeposit", "usdc": "5"}},
        ]
    )
    history = read_history(text)
    assert [(f.size, f.before) for f in history.fills] == [(0.1, 0.0), (-0.1, 0.1)]
    assert [p.amount for p in history.payments] == [-0.5]
    assert [t.amount for t in history.transfers] == [1_000, -101, -50]
    assert reasons(history) == {"spot trades, which take no margin": 1, "vaultDeposit": 1}
    struck = {**CLOSE, "liquidation": {"liquidatedUser": "0x", "method": "market"}}
    assert [f.liquidation for f in read_history(json.dumps([FILL, struck])).fills] == [False, True]


def test_hyperliquid_s_page():
    history = read_history(PAGE)
    assert [(f.size, f.price) for f in history.fills] == [(0.1, 2_000), (-0.1, 2_010)]
    assert [p.amount for p in history.payments] == [-0.0012]
    assert reasons(history) == {"spot trades, which take no margin": 1}
    assert any("read as UTC" in note for note in history.notes)
    tokyo = read_history(PAGE, timezone="Asia/Tokyo")
    assert tokyo.fills[0].time == history.fills[0].time - 9 * 3_600
    american = PAGE.replace("18/03/2026", "3/18/2026")
    assert read_history(american).fills == history.fills
    unclear = PAGE.replace("18/03/2026", "04/03/2026")
    with pytest.raises(ArgumentError, match="day_first"):
        read_history(unclear)
    assert read_history(unclear, day_first=True).fills[0].time != read_history(unclear, day_first=False).fills[0].time


def test_dydx():
    transfer = {
        "id": "t",
        "sender": {"address": "x"},
        "size": "1000",
        "createdAt": "2025-10-10T19:00:00.000Z",
        "symbol": "USDC",
        "type": "DEPOSIT",
    }
    text = json.dumps({"fills": [DYDX_FILL, {**DYDX_FILL, "id": "b", "type": "LIQUIDATED", "side": "SELL"}]})
    text += json.dumps({"fundingPayments": [DYDX_FUNDING]}) + json.dumps({"transfers": [transfer]})
    history = read_history(text)
    assert [(f.symbol, f.size, f.liquidation) for f in history.fills] == [("ETH", 2, False), ("ETH", -2, True)]
    # A long pays where the rate is above zero, whichever sign the payment is written with.
    assert [p.amount for p in history.payments] == [-0.6]
    assert [t.amount for t in history.transfers] == [1_000]
    short = {**DYDX_FUNDING, "side": "SHORT", "payment": "-0.6"}
    assert read_history(json.dumps([DYDX_FILL, short])).payments[0].amount == 0.6


def test_ccxt():
    funding = {
        "info": {},
        "symbol": "BTC/USDT:USDT",
        "code": "USDT",
        "timestamp": 1760132900000,
        "id": "f",
        "amount": -0.7,
    }
    history = read_history(json.dumps([CCXT, funding]))
    # What was paid says how many coins ten contracts were.
    assert [(f.symbol, f.size, f.fee) for f in history.fills] == [("BTC", 0.1, 2.4)]
    assert [p.amount for p in history.payments] == [-0.7]
    spot = {**CCXT, "symbol": "BTC/USDT", "id": "2"}
    assert reasons(read_history(json.dumps([CCXT, spot]))) == {"spot trades, which take no margin": 1}


def test_a_table_of_one_s_own():
    text = "time;symbol;size;price;fee\n2026-01-01 10:00;BTC;0,5;60000,5;1,5\n2026-01-02 10:00;BTC;-0,5;61000,5;1,5\n"
    text += "time;symbol;funding\n2026-01-01 16:00;BTC;-1,25\ntime;deposit;note\n2026-01-01 09:00;1000,5;first\n"
    history = read_history(text)
    assert [(f.size, f.price, f.fee) for f in history.fills] == [(0.5, 60_000.5, 1.5), (-0.5, 61_000.5, 1.5)]
    assert [p.amount for p in history.payments] == [-1.25]
    assert [t.amount for t in history.transfers] == [1_000.5]


def test_a_position_that_was_open_before_is_left_out_until_it_is_flat():
    fills = [
        {**FILL, "startPosition": "0.3", "tid": 1},
        {**FILL, "side": "A", "sz": "0.4", "time": 1760131900000, "startPosition": "0.4", "tid": 2},
        {**FILL, "time": 1760132900000, "tid": 3},
    ]
    before = {"time": 1760131000000, "hash": "0x00", "delta": DELTA}
    history = read_history(json.dumps([*fills, before]))
    assert [f.line for f in history.fills] == [3]
    assert sum(reasons(history).values()) == 3
    assert any("entry is not known" in reason for reason in reasons(history))
    # Without a word about the position before, the first fill gives itself away by its profit.
    closing = BINANCE.replace("2.4,USDT,0,USDT", "2.4,USDT,55,USDT")
    history = read_history(closing)
    assert [f.symbol for f in history.fills] == ["ETH"]


def test_missing_rows_are_seen_where_the_export_says_the_position():
    with pytest.raises(HistoryError, match="rows are missing") as caught:
        read_history(json.dumps([FILL, {**CLOSE, "startPosition": "0.7"}]), skip=True)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.value) == (2, "startPosition", "0.7")


#: What stands wrong: (form, what is replaced, by what, line, column, what must be in the message).
WRONG_CELLS = [
    (BINANCE, "60000,0.1", "sixty,0.1", 2, "Price", "a number"),
    (BINANCE, "60000,0.1", ",0.1", 2, "Price", "a number"),
    (BINANCE, "60000,0.1", "-60000,0.1", 2, "Price", "above 0"),
    (BINANCE, "60000,0.1", "0,0.1", 2, "Price", "above 0"),
    (BINANCE, "60000,0.1", "1e999,0.1", 2, "Price", "number"),
    (BINANCE, "60000,0.1", "60000,0.1.1", 2, "Quantity", "a number"),
    (BINANCE, "60000,0.1", "60000,-0.1", 2, "Quantity", "above 0"),
    (BINANCE, "BTCUSDT,BUY", "BTCUSDT,LONG", 2, "Side", "one of"),
    (BINANCE, "BTCUSDT,BUY", "BTCUSDT,", 2, "Side", "one of"),
    (BINANCE, "BTCUSDT,BUY", ",BUY", 2, "Symbol", "market"),
    (BINANCE, "2026-09-01 10:00:00", "yesterday", 2, "Date(UTC)", "a time"),
    (BINANCE, "2026-09-01 10:00:00", "", 2, "Date(UTC)", "a time"),
    (BINANCE, "2026-09-01 10:00:00", "2026-13-01 10:00:00", 2, "Date(UTC)", "a time"),
    (BINANCE, "2026-09-01 10:00:00", "1.76E+12", 2, "Date(UTC)", "spreadsheet"),
    (BINANCE, "2026-09-01 10:00:00", "42", 2, "Date(UTC)", "stamp"),
    (BINANCE, "2.4,USDT,0", "two,USDT,0", 2, "Fee", "a number"),
    (BINANCE, "2.4,USDT,0,USDT", "2.4,USDT,none of it,USDT", 2, "Realized Profit", "a number"),
    (BINANCE, "6000,2.4,USDT,0,USDT", "6,000,2.4,USDT,0,USDT", 2, "", "cells"),
    (BINANCE + MONEY, "-0.8,USDT", "much,USDT", 7, "Amount", "a number"),
    (BINANCE + MONEY, "FUNDING_FEE,-0.8,USDT,BTCUSDT,123", "FUNDING_FEE,-0.8,USDT,,123", 7, "Symbol", "market"),
    (BINANCE + MONEY, "09:00:00,TRANSFER", "soon,TRANSFER", 6, "Time", "a time"),
    (BYBIT, "BUY,2,2,100", "UP,2,2,100", 3, "Direction", "one of"),
    (BYBIT, "BUY,2,2,100", "BUY,two,2,100", 3, "Quantity", "a number"),
    (BYBIT, "BUY,2,2,100", "BUY,2,2,-", 3, "Filled Price", "a number"),
    (BYBIT, "0,-0.11,0,-0.11", "0,-0.11,0,-5", 3, "Change", "is the row whole"),
    (BYBIT_TRADES, "Trade,2,100", "Trade,2,free", 2, "Filled Price", "a number"),
    (BYBIT_TRADES, "0.11,Long", "0.11,Sideways", 2, "Direction", "one of"),
    (BYBIT_TRADES, "10:00 2026-01-10", "ten o'clock", 2, "Transaction Time(UTC+0)", "a time"),
    (PAGE, "ETH,Open Long", "ETH,Maybe Long", 2, "dir", "one of"),
    (PAGE, "2000,0.1", "2000,lots", 2, "sz", "a number"),
    (PAGE, "Long,-0.0012", "Long,", 6, "payment", "a number"),
]  # fmt: skip


#: Where the bad row is the one that opens the only position, nothing is left to replay.
ONLY_OPENINGS = {"BUY,2,2,100", "0,-0.11,0,-0.11", "ETH,Open Long", "2000,0.1"}


@pytest.mark.parametrize(("text", "old", "new", "line", "column", "word"), WRONG_CELLS)
def test_a_wrong_cell_is_named_by_line_column_and_value(text, old, new, line, column, word):
    assert old in text
    with pytest.raises(HistoryError) as caught:
        read_history(text.replace(old, new, 1))
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert word in problem.allowed
    assert f"line {line}" in str(caught.value)
    if old in ONLY_OPENINGS:
        with pytest.raises(ArgumentError, match="1 × rows that could not be read"):
            read_history(text.replace(old, new, 1), skip=True)
        return
    skipped = read_history(text.replace(old, new, 1), skip=True)
    assert reasons(skipped)["rows that could not be read"] == 1
    assert skipped.rows == read_history(text).rows


#: Records of interfaces: what is put in, and in which column it is noticed.
WRONG_RECORDS = [
    (FILL, {"px": None}, "px"), (FILL, {"px": "nan"}, "px"), (FILL, {"sz": True}, "sz"), (FILL, {"side": "X"}, "side"),
    (FILL, {"time": -5}, "time"), (FILL, {"time": None}, "time"), (FILL, {"coin": ""}, "coin"),
    (FILL, {"sz": [1]}, ""), (FILL, {"fee": "free"}, "fee"), (FILL, {"startPosition": "a lot"}, "startPosition"),
    (DYDX_FILL, {"size": "0"}, "size"), (DYDX_FILL, {"createdAt": "2025-10-10T25:00:00Z"}, "createdAt"),
    (DYDX_FILL, {"side": "NEUTRAL"}, "side"), (DYDX_FILL, {"price": "1,2,3"}, "price"),
    (CCXT, {"price": 0}, "price"), (CCXT, {"amount": None}, "amount"), (CCXT, {"timestamp": "now"}, "timestamp"),
    (CCXT, {"side": "hold"}, "side"), (CCXT, {"fee": {"cost": "x", "currency": "USDT"}}, "fee"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "change", "column"), WRONG_RECORDS)
def test_a_wrong_record_is_named(record, change, column):
    good = {**record, "tid": 99, "id": "z"}
    with pytest.raises(HistoryError) as caught:
        read_history(json.dumps([good, {**record, **change}]))
    assert [(p.line, p.column, p.unit) for p in caught.value.problems] == [(2, column, "record")]
    assert "record 2" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"), ("   \n", "empty"), ("hello", "known set of columns"), ("a,b,c\n1,2,3", "known set of columns"),
        ("[]", "list of fills"), ("{}", "list of fills"), ("{", "cut off"), ('[{"coin": "BTC"', "cut off"),
        ('{"fills": []}', "list of fills"), ('[{"x": 1}]', "one of these exports"),
        ('[{"coin": "BTC", "coin": "ETH"}]', "each name once"), ("[" * 3_000 + "]" * 3_000, "nested"),
        (MONEY, "fills of perpetuals"), (BINANCE.splitlines()[0], "fills of perpetuals"),
        ("Symbol,Side,Price,Quantity,Fee,Realized Profit,price\nBTC,BUY,1,1,1,1,1", "each column once"),
        ("<html><body>Sign in</body></html>", "web page"), ("api_key=abc\n" + BINANCE, "a key or a password"),
        ("PK\x03\x04", "known set of columns"), ("a\x00b", "no text"),
        (PAGE.replace("18/03/2026 - 11:15", "03/18/2026 - 11:15"), "one order"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_as_a_whole(text, word):
    with pytest.raises(ArgumentError, match=word) as caught:
        read_history(text)
    assert caught.value.argument == "history"


def test_all_bad_rows_are_told_at_once():
    bad = BINANCE.replace("60000,0.1", "x,0.1").replace("61000,0.1", "y,0.1")
    with pytest.raises(HistoryError, match="1 more row") as caught:
        read_history(bad)
    assert [p.value for p in caught.value.problems] == ["x", "y"]


def test_too_many_rows_are_refused_before_they_are_kept(monkeypatch):
    monkeypatch.setattr(text_rows, "MOST_ROWS", 50)
    head, row = BINANCE.splitlines()[:2]
    assert len(read_history(head + ("\n" + row) * 49).fills) == 49
    with pytest.raises(ArgumentError, match="at most 50 rows"):
        read_history(head + ("\n" + row) * 50)
    with pytest.raises(ArgumentError, match="at most 50 rows"):
        read_history(json.dumps([FILL] * 51))


def test_a_file_that_is_none(tmp_path):
    with pytest.raises(ArgumentError, match="a file that exists"):
        read_history(tmp_path / "none.csv")
    with pytest.raises(ArgumentError, match="an export"):
        read_history([])
    with pytest.raises(ArgumentError, match="characters"):
        read_history("x" * 20_000_001)
    with pytest.raises(ArgumentError, match="timezone"):
        read_history(BINANCE, timezone="Mars/Olympus")


SAMPLES = (
    BINANCE + MONEY, BYBIT, BYBIT_TRADES, PAGE, json.dumps([FILL, CLOSE]), json.dumps({"fills": [DYDX_FILL]}),
    json.dumps([CCXT]), json.dumps([DYDX_FILL, DYDX_FUNDING]), example_text(),
)  # fmt: skip
SCRAPS = (
    "",
    ",",
    ";",
    "\t",
    '"',
    "'",
    "-",
    "−",
    "1e999",
    "nan",
    "null",
    "0",
    "{",
    "[",
    "]",
    "}",
    "\n",
    "\n\n",
    "€",
    "é",
    ":",
    ".",
    "Z",
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 10**6), st.integers(0, 40), st.sampled_from(SCRAPS), st.booleans())
def test_whatever_is_damaged_is_read_or_refused_in_words(text, at, cut, scrap, skip):
    """Cut somewhere, something put in: a history, or an error that says what to do; never another exception, never a lost row."""
    at %= len(text)
    damaged = text[:at] + scrap + text[at + cut :]
    try:
        history = read_history(damaged, skip=skip)
    except ArgumentError as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert refused.allowed
        assert all(p.allowed and p.line > 0 for p in getattr(refused, "problems", ()))
        return
    if not damaged.lstrip().startswith(("{", "[")):
        lines = [line for line in damaged.splitlines() if line.strip(" ,;\t\r")]
        headers = len(lines) - history.rows
        assert 1 <= headers <= 4


def test_no_export_is_taken_for_another():
    """Of the columns that each form needs, the form itself is the first that fits."""
    for form in FORMS:
        for columns in product(*(need.split("|") for need in form.needs)):
            first = next(f for f in FORMS if f.fits(frozenset(columns)))
            assert first.name == form.name, columns


def test_the_example_reads_back_whole():
    history = read_history(example_text())
    assert history.left_out == ()
    assert history.rows == len(example_text().splitlines()) - 1
    assert history.start == pytest.approx(10_000, abs=1e-6)


# ---- OKX ------------------------------------------------------------------------------------------------------------

#: Its page's export: marks of byte order before every line, the zone above the columns, contracts, fees below zero.
OKX = """\ufeffUID:1,\ufeffAccount Type:Main,\ufeffTime Zone:UTC+3
\ufeffid,Order id,Time,Trade Type,Symbol,Action,Amount,Trading Unit,Filled Price,PnL,Fee,Fee Unit,Position Change,\
Position Balance,Balance Change,Balance,Balance Unit
\ufeff9,90,2026-08-12 06:06:16,Swap,ETH-USDT-SWAP,Close long,98,cont,3050,490,-14.945,USDT,0,0,475.055,1455.51,USDT
\ufeff8,80,2026-08-11 11:00:00,Swap,ETH-USDT-SWAP,Funding fee expense,98,cont,3000,-2.94,0,USDT,0,0,-2.94,980.455,USDT
\ufeff7,70,2026-08-11 09:00:00,Swap,SOL-USDT-SWAP,Open short,5,cont,200,0,-0.5,USDT,0,0,-0.5,983.395,USDT
\ufeff6,60,2026-08-10 18:00:00,Swap,ETH-USDT-SWAP,Manual margin increase,0,cont,0,0,0,USDT,0,0,-1.405,983.895,USDT
\ufeff5,50,2026-08-10 15:30:21,Swap,ETH-USDT-SWAP,Open long,58,cont,3000,0,-8.7,USDT,0,0,-8.7,985.3,USDT
\ufeff4,50,2026-08-10 15:30:21,Swap,ETH-USDT-SWAP,Open long,40,cont,3000,0,-6,USDT,0,0,-6,994,USDT
\ufeff3,30,2026-08-10 15:00:00,Spot,BTC-USDT,Buy,0.1,BTC,60000,0,-0.0001,BTC,0,0,0.0999,0.0999,BTC
\ufeff2,20,2026-08-10 14:30:00,Swap,BTC-USD-SWAP,Open long,1,cont,60000,0,-0.0000008,BTC,0,0,0,1,BTC
\ufeff1,10,2026-08-10 14:00:00,Transfer,,Transfer in,0,cont,0,0,0,USDT,0,0,900,1000,USDT
"""


def test_okx_trading_history():
    history = read_history(OKX)
    # 490 of profit over 98 contracts and 50 a coin: a tenth of a coin; of SOL only the fee tells.
    assert [(f.symbol, round(f.size, 9), f.fee, f.leg, f.line) for f in history.fills] == [
        ("ETH", 4.0, 6.0, "long", 8), ("ETH", 5.8, 8.7, "long", 7), ("SOL", -5.0, 0.5, "short", 5),
        ("ETH", -9.8, 14.945, "long", 3),
    ]  # fmt: skip
    assert history.fills[0].time == 1786365021.0  # 12:30:21 in UTC
    assert [(p.symbol, p.amount) for p in history.payments] == [("ETH", -2.94)]
    assert [t.amount for t in history.transfers] == [900]
    assert history.start == pytest.approx(100)
    assert reasons(history) == {
        "lines above the header": 1, "manual margin increase": 1, "spot trades, which take no margin": 1,
        "contracts margined in coins": 1,
    }  # fmt: skip
    assert any("One contract of ETH counts as 0.1 ETH" in note and "profits" in note for note in history.notes)
    assert any("One contract of SOL counts as 1 SOL" in note and "fees" in note for note in history.notes)
    assert any("read as UTC+3" in note for note in history.notes)
    assert history.rows == 10
    # What the file says of its zone goes before what was typed for files that say nothing.
    assert read_history(OKX, timezone="Asia/Tokyo").fills == history.fills
    head, columns, *rest = OKX.splitlines()
    assert read_history("\n".join([head, columns, *rest[::-1]])).start == pytest.approx(100)


BILL = {
    "bal": "994", "balChg": "-6", "billId": "4", "ccy": "USDT", "execType": "T", "fee": "-6", "instId": "ETH-USDT-SWAP",
    "instType": "SWAP", "mgnMode": "cross", "pnl": "0", "px": "3000", "subType": "3", "sz": "40", "ts": "1786365021000",
    "type": "2",
}  # fmt: skip
OKX_FILL = {
    "side": "buy", "fillSz": "40", "fillPx": "3000", "fillPnl": "0", "fee": "-6", "feeCcy": "USDT", "ts": "1786365021000",
    "instId": "ETH-USDT-SWAP", "instType": "SWAP", "posSide": "long", "billId": "4", "tradeId": "77", "subType": "3",
}  # fmt: skip


def test_okx_by_its_interface():
    struck = {
        **BILL,
        "billId": "5",
        "subType": "104",
        "px": "2900",
        "pnl": "-400",
        "fee": "-5.8",
        "ts": "1786375021000",
    }
    funding = {
        **BILL,
        "billId": "6",
        "subType": "173",
        "type": "8",
        "pnl": "-1.5",
        "balChg": "-1.5",
        "fee": "0",
        "ts": "1786370000000",
    }
    money = {**BILL, "billId": "7", "subType": "11", "type": "1", "balChg": "50", "instId": "", "ts": "1786360000000"}
    bills = json.dumps({"code": "0", "msg": "", "data": [BILL, struck, funding, money]})
    history = read_history(bills)
    assert [(f.size, f.price, f.fee, f.liquidation) for f in history.fills] == [
        (4.0, 3_000, 6.0, False), (-4.0, 2_900, 5.8, True),
    ]  # fmt: skip
    assert [p.amount for p in history.payments] == [-1.5]
    assert [t.amount for t in history.transfers] == [50]
    # The same fill among the bills and in a list of fills is one.
    both = read_history([bills, json.dumps({"code": "0", "data": [OKX_FILL]})])
    assert both.fills == history.fills
    assert reasons(both) == {"rows that stand twice, by their id": 1}
    alone = read_history(json.dumps([OKX_FILL, {**OKX_FILL, "billId": "8", "side": "sell", "subType": "5"}]))
    assert [(f.size, f.leg, f.closes) for f in alone.fills] == [(4.0, "long", False), (-4.0, "long", True)]


def test_what_a_contract_holds_is_asked_for_where_nothing_tells():
    free = {**OKX_FILL, "fee": "0"}
    with pytest.raises(HistoryError, match="40 contracts of ETH") as caught:
        read_history(json.dumps([free]))
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.unit) == (1, "fillSz", "record")
    for unit in (0.001, 0.01, 0.1, 1.0, 10.0, 1_000.0):
        for rate in (0.0002, 0.0005, 0.001):
            fee = -40 * 3_000 * unit * rate
            (fill,) = read_history(json.dumps([{**OKX_FILL, "fee": fee}])).fills
            assert fill.size == pytest.approx(40 * unit)


def test_sides_that_are_kept_apart_stay_so_and_a_hole_in_one_is_seen():
    short = {**OKX_FILL, "billId": "11", "side": "sell", "posSide": "short", "fillSz": "10", "fee": "-1.5"}
    history = read_history(json.dumps([OKX_FILL, short]))
    assert [(f.leg, f.size) for f in history.fills] == [("long", 4.0), ("short", -1.0)]
    mixed = read_history(json.dumps([OKX_FILL, {**short, "posSide": "net"}]))
    assert [f.leg for f in mixed.fills] == ["", ""]
    much = {**OKX_FILL, "billId": "12", "side": "sell", "fillSz": "50", "fee": "-7.5", "ts": "1786375021000"}
    with pytest.raises(HistoryError, match="5 ETH of the long closed.*at most 4"):
        read_history(json.dumps([OKX_FILL, much]), skip=True)


OKX_WRONG = [
    ("Open long,58,cont,3000", "Open sideways,58,cont,3000", None, "", ""),
    ("Open long,58,cont,3000", "Open long,many,cont,3000", 7, "Amount", "a number"),
    ("Open long,58,cont,3000", "Open long,58,lots,3000", 7, "Trading Unit", "contracts"),
    ("Open long,58,cont,3000", "Open long,58,cont,0", 7, "Filled Price", "above 0"),
    (
        "2026-08-10 15:30:21,Swap,ETH-USDT-SWAP,Open long,58",
        "soon,Swap,ETH-USDT-SWAP,Open long,58",
        7,
        "Time",
        "a time",
    ),
    ("-14.945,USDT", "none of it,USDT", 3, "Fee", "a number"),
    ("-2.94,980.455", "x,980.455", 4, "Balance Change", "a number"),
]


@pytest.mark.parametrize(("old", "new", "line", "column", "word"), OKX_WRONG)
def test_a_wrong_cell_of_okx_is_named(old, new, line, column, word):
    assert old in OKX
    text = OKX.replace(old, new, 1)
    if line is None:  # a word that is not known is no trade: counted, and missed where more is closed than was opened
        with pytest.raises(HistoryError, match="line 3: 9.8 ETH of the long closed"):
            read_history(text)
        return
    with pytest.raises(HistoryError) as caught:
        read_history(text)
    (problem,) = [p for p in caught.value.problems if p.column == column]
    assert problem.line == line
    assert word in problem.allowed


def test_rows_of_one_second_keep_their_order_in_a_file_that_goes_back_in_time():
    rows = [
        "3,1,2026-08-10 15:30:21,Swap,ETH-USDT-SWAP,Close long,40,cont,3100,400,-6.2,USDT,0,0,393.8,1387.8,USDT",
        "2,1,2026-08-10 15:30:21,Swap,ETH-USDT-SWAP,Open long,40,cont,3000,0,-6,USDT,0,0,-6,994,USDT",
        "1,1,2026-08-09 15:30:21,Transfer,,Transfer in,0,cont,0,0,0,USDT,0,0,1000,1000,USDT",
    ]
    columns = OKX.splitlines()[1]
    back, forth = (read_history("\n".join([columns, *x])) for x in (rows, rows[::-1]))
    assert [f.size for f in back.fills] == [f.size for f in forth.fills] == [4.0, -4.0]
    assert back.start == forth.start == 0.0
