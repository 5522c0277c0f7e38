"""What happens to an account's files on their way: other wrappings, other countries, other tools, the same file twice."""

from __future__ import annotations

import contextlib
import io
import json

import numpy as np
import pytest

from course import venues
from course.simulation.data import candles
from course.simulation.own import read_history
from course.validation import ArgumentError
from course.venues import portfolios
from course.venues.portfolios.keys import secret_in

BINANCE = """Uid,Time(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Buyer,Maker,Trade ID,Order ID
1,2025-10-09 10:00:00,BTCUSDT,BUY,60000,0.5,30000,12 USDT,0 USDT,true,false,1,11
1,2025-10-10 10:00:00,BTCUSDT,SELL,61000,0.5,30500,12.2 USDT,500 USDT,false,false,2,12
"""
BYBIT = """Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,\
Action,OrderId,TradeId,Time(UTC)
7,USDT,BTCUSDT,TRADE,BUY,0.5,0.5,60000,0,12,0,-12,4988,OPEN,o1,t1,2025-10-09 10:00:00
7,USDT,BTCUSDT,TRADE,SELL,0.5,0,61000,0,12.2,500,487.8,5472.8,CLOSE,o3,t3,2025-10-10 10:00:00
"""
OKX = """id,Order id,Time,Trade Type,Symbol,Action,Amount,Trading Unit,Filled Price,Filled Price Unit,PnL,Fee,Fee Unit,\
Position Change,Position Balance,Position Unit,Balance Change,Balance,Balance Unit
1,1,2025-10-09 10:00:00,Swap,BTC-USDT-SWAP,Buy,50,cont,60000,USDT,0,-12,USDT,50,50,cont,-12,4988,USDT
3,1,2025-10-10 10:00:00,Swap,BTC-USDT-SWAP,Sell,50,cont,61000,USDT,500,-12.2,USDT,-50,0,cont,487.8,5475.8,USDT
"""
OWN = """time,symbol,size,price,fee
2025-10-09 10:00:00,BTC,0.5,60000,12
2025-10-10 10:00:00,BTC,-0.5,61000,12.2
"""
TRADES = [
    {"id": i, "timestamp": time, "symbol": "BTC/USDT:USDT", "side": side, "price": price, "amount": 0.5, "cost": price / 2,
     "fee": {"cost": fee, "currency": "USDT"}, "fees": [], "info": {"x": 1}}
    for i, time, side, price, fee in (("1", 1760004000000, "buy", 60000, 12), ("2", 1760090400000, "sell", 61000, 12.2))
]  # fmt: skip
FILLS = [
    {"coin": "BTC", "px": "60000", "sz": "0.5", "side": "B", "time": 1760004000000, "startPosition": "0.0", "dir": "Open Long",
     "closedPnl": "0.0", "hash": "0x1", "fee": "12", "tid": 1},
    {"coin": "BTC", "px": "61000", "sz": "0.5", "side": "A", "time": 1760090400000, "startPosition": "0.5", "dir": "Close Long",
     "closedPnl": "500", "hash": "0x2", "fee": "12.2", "tid": 2},
]  # fmt: skip
RIGHT = [("BTC", 0.5, 60000.0, 12.0, 1760004000.0), ("BTC", -0.5, 61000.0, 12.2, 1760090400.0)]
TABLES = {"binance": BINANCE, "bybit": BYBIT, "okx": OKX, "own": OWN}


def read(text, *more):
    found = read_history([text, *more])
    return [(f.symbol, f.size, f.price, f.fee, f.time) for f in found.fills]


def each_cell(text, change, separator=","):
    return "\n".join(separator.join(change(c) for c in line.split(",")) for line in text.splitlines())


WAYS = {
    "tabs": lambda t: t.replace(",", "\t"),
    "semicolons": lambda t: t.replace(",", ";"),
    "all in quotation marks": lambda t: each_cell(t, lambda c: f'"{c}"'),
    "a space behind each comma": lambda t: t.upper().replace(",", " , ").replace("TRUE", "true"),
    "decimal commas": lambda t: each_cell(t, lambda c: c.replace(".", ","), ";"),
    "a mark of the byte order in another encoding": lambda t: "ï»¿" + t,
    "what a spreadsheet is told": lambda t: "sep=,\n" + t,
    "carriage returns only": lambda t: t.replace("\n", "\r"),
    "notes of two lines": lambda t: "\n".join(
        line + (',"of two\nlines, with a comma"' if i else ",Note") for i, line in enumerate(t.splitlines())
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_the_same_whatever_it_went_through(name, way):
    assert read(WAYS[way](TABLES[name])) == RIGHT


@pytest.mark.parametrize("name", ["binance", "bybit", "okx"])
def test_rows_with_a_number_of_their_own_count_once(name):
    assert read(2 * TABLES[name]) == read(TABLES[name], TABLES[name]) == RIGHT


def test_a_quotation_mark_within_a_cell_takes_no_row_along():
    lines = OWN.splitlines()
    inches = [
        lines[0] + ",note",
        *(line + ',a 5" screen' for line in lines[1:]),
        '2025-10-11 10:00:00,BTC,1,1,0,"a ""5"" b"',
    ]
    assert read("\n".join(inches))[:2] == RIGHT
    assert len(read("\n".join(inches))) == 3
    assert read("\n".join([lines[0] + ",note", lines[1] + ',"never closed', lines[2] + ",x"])) == RIGHT
    with pytest.raises(ArgumentError, match="line 2"):
        read(OWN.replace("BTC,0.5", '"BTC,0.5'))


@pytest.mark.parametrize("records", [TRADES, FILLS])
def test_records_are_found_in_whatever_they_are_wrapped(records):
    for content in (
        records,
        {"code": 0, "data": {"fills": records}},
        {"result": {"list": records}},
        {"retCode": 0, "retMsg": "OK", "result": {"category": "linear", "list": records}, "retExtInfo": {}, "time": 1},
        {"code": 0, "msg": "", "ts": 1, "next": "", "rows": records},
        [records, {"fundingPayments": []}],
    ):
        assert read(json.dumps(content)) == RIGHT
    with pytest.raises(ArgumentError, match="record 1: code, msg"):
        read_history(json.dumps({"code": -2014, "msg": "format invalid"}))


def test_money_that_stands_twice_counts_once():
    moved = "Time(UTC),type,Amount,Asset,Symbol,Transaction ID\n2025-10-08 00:00:00,TRANSFER,5000,USDT,,90\n"
    assert len(read_history([BINANCE, moved, moved]).transfers) == 1
    delta = {"type": "funding", "coin": "BTC", "usdc": "-3.0", "szi": "0.5", "fundingRate": "0.0001"}
    funding = json.dumps([{"time": 1760025600000, "hash": "0x0", "delta": delta}])
    deposit = json.dumps([{"time": 1760000000000, "hash": "0x9", "delta": {"type": "deposit", "usdc": "50"}}])
    found = read_history([json.dumps(FILLS), funding, funding, deposit, deposit])
    assert [p.amount for p in found.payments] == [-3.0]
    assert [t.amount for t in found.transfers] == [50.0]
    assert {(x.reason, x.rows) for x in found.left_out} == {("rows that stand twice, by their id", 2)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("BTCUSDT", "BTCUSD_PERP"),
        ("BTCUSDT", "BTCUSD"),
        ("BTC/USDT:USDT", "BTC/USD:BTC"),
        ("BTC/USDT:USDT", "ETH/BTC:BTC"),
    ],
)
def test_contracts_margined_in_coins_are_left_out_by_name(old, new):
    text = next(t for t in (BINANCE, json.dumps(TRADES)) if old in t).replace(old, new)
    found = read_history([text, OWN])
    assert ("contracts margined in coins", 2) in {(x.reason, x.rows) for x in found.left_out}
    assert len(found.fills) == 2


def test_fees_of_ccxt_are_found_in_its_tables():
    head = "id,timestamp,symbol,side,price,amount,cost"
    printed = f"{head},fee\n" + "".join(
        f'{t["id"]},{t["timestamp"]},{t["symbol"]},{t["side"]},{t["price"]},0.5,{t["cost"]},"{t["fee"]}"\n'
        for t in TRADES
    )
    flat = f"{head},fee.cost,fee.currency\n" + "".join(
        f"{t['id']},{t['timestamp']},{t['symbol']},{t['side']},{t['price']},0.5,{t['cost']},{t['fee']['cost']},USDT\n"
        for t in TRADES
    )
    assert read(printed) == read(flat) == RIGHT


@pytest.mark.parametrize(
    "written", ["09.10.2025 10:00", "9.10.2025 10:00:00", "2025/10/09 10:00", "2025/10/9 10:00:00"]
)
def test_dates_whose_order_is_not_open_are_read(written):
    assert read(OWN.replace("2025-10-09 10:00:00", written)) == RIGHT


def test_thousands_are_not_taken_for_decimals_where_semicolons_separate():
    table = "pool;market;size;entry;mark;maintenance\ncross;USD;7.500;;;\ncross;BTC;8;58.000;60.000;{}\n"
    with pytest.raises(portfolios.PortfolioError, match="line 2, column 3: size is '7.500'"):
        portfolios.read(table.format(""))
    assert portfolios.read(table.format("0,0125")).marks == {"BTC": 60_000.0}
    assert portfolios.read(table.format("0.0125")).marks == {"BTC": 60.0}
    with pytest.raises(ArgumentError, match=r"line 2, price: 60\.000"):
        read_history(OWN.replace(",", ";").replace("0.5", "5").replace("60000", "60.000").replace("12.2", "12"))


@pytest.mark.parametrize("cut", ["6E+04", "6.04E+04", "6,04E+04"])
def test_numbers_that_a_spreadsheet_has_cut_are_refused(cut):
    with pytest.raises(ArgumentError, match="line 2, price.*a spreadsheet has cut it"):
        read_history(OWN.replace("60000", f'"{cut}"'))
    with pytest.raises(ArgumentError, match="line 3, column 4: entry.*a spreadsheet has cut it"):
        portfolios.read(f'market,pool,size,entry,mark\nUSD,a,7500\nBTC,a,1,"{cut}",60000\n')


def test_numbers_as_programs_write_them_are_read():
    assert read(OWN.replace("60000", "6e4").replace("0.5", "5e-1")) == RIGHT
    assert portfolios.read("pool,market,size,entry,mark\na,USD,7.5e3\na,BTC,1,5.8e+04,6.0E4\n").marks == {
        "BTC": 60_000.0
    }


# ---- positions --------------------------------------------------------------------------------------------------------

ROW = {"symbol": "BTCUSDT", "positionSide": "BOTH", "positionAmt": "0.5", "entryPrice": "58000", "markPrice": "60000",
       "isolatedMargin": "0", "isolatedWallet": "0", "maintMargin": "150", "marginAsset": "USDT"}  # fmt: skip
UNIFIED = {"symbol": "BTC/USDT:USDT", "side": "long", "contracts": 0.5, "contractSize": 1, "entryPrice": 58000,
           "markPrice": 60000, "marginMode": "cross", "maintenanceMargin": 150}  # fmt: skip


@pytest.mark.parametrize("row", [ROW, UNIFIED])
def test_positions_are_found_in_whatever_they_are_wrapped(row):
    plain = json.dumps([row])
    for text in (
        json.dumps({"result": {"list": [row]}}), json.dumps({"exchange": "x", "positions": [row]}),
        json.dumps({"data": {"rows": [row]}}), "ï»¿" + plain, "\ufeff" + plain, plain.replace("BTC", "\u200bBTC"),
    ):  # fmt: skip
        assert portfolios.read(text).marks == {"BTC": 60_000.0}


def test_futures_with_a_date_and_positions_without_a_size_are_refused():
    for row, change, says in (
        (ROW, {"symbol": "BTCUSDT_260327"}, "futures with a date"),
        (UNIFIED, {"symbol": "BTC/USDT:USDT-260327"}, "futures with a date"),
        (UNIFIED, {"contracts": None, "notional": 30000}, "“contracts” is missing here"),
    ):
        with pytest.raises(portfolios.PortfolioError, match=says):
            portfolios.read(json.dumps([row, {**row, **change}]))


def test_any_page_is_told_from_data():
    for page in ("<center><h1>502 Bad Gateway</h1></center>", "\n<div>Log in</div>", "<!-- x --><p>"):
        with pytest.raises(portfolios.PortfolioError, match="web page"):
            portfolios.read(page)


def test_invisible_signs_hide_no_names():
    table = "\u200bpool,market,si\u200bze,entry,mark,maintenance\na,USD,5\na,BTC,1,5,5,0.1\nb,USD,7\nb,ETH,1,5,5,0.1\n"
    assert list(portfolios.read("sep=,\n" + table).pools) == ["a", "b"]
    with pytest.raises(portfolios.PortfolioError, match="a key or a password"):
        portfolios.read("api\u200bKey: x\n" + table)


def test_headers_are_no_seed_phrases_and_hide_none():
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    for name, text in TABLES.items():
        head = text.splitlines()[0]
        for separator in ("\t", " , ", '","', "\n", " "):
            assert secret_in(head.replace(",", separator)) == "", (name, separator)
            for found in (f"{head.replace(',', separator)}\n{phrase}", f"{phrase}\n{head.replace(',', separator)}"):
                assert secret_in(found), (name, separator)
    assert secret_in("key: " + "0x" + "ab" * 32)
    assert not secret_in('"hash": "0x' + "ab" * 32 + '"')


def test_a_number_that_is_none_names_another_account():
    fill = {
        "id": "a",
        "market": "BTC-USD",
        "side": "BUY",
        "price": "60000",
        "size": "0.5",
        "createdAt": "2025-10-09T10:00:00Z",
    }
    assert len(read_history(json.dumps([{**fill, "subaccountNumber": "²"}])).fills) == 1
    with pytest.raises(ArgumentError, match="one account at a time"):
        read_history(json.dumps([{**fill, "subaccountNumber": "²"}, {**fill, "id": "b", "subaccountNumber": "2"}]))


TIERS = [
    {
        "symbol": "BTCUSDT",
        "notionalCoef": 1,
        "brackets": [{"initialLeverage": 50, "notionalFloor": 0, "maintMarginRatio": 0.01}],
    }
]
META = [{"universe": [{"name": "BTC", "maxLeverage": 40, "marginTableId": 56}],
         "marginTables": [[56, {"marginTiers": [{"lowerBound": "0.0", "maxLeverage": 40}]}]]}]  # fmt: skip
CCXT = {"BTC/USDT:USDT": [{"minNotional": 0, "maintenanceMarginRate": 0.01, "maxLeverage": 50, "info": {}}]}
ODD = (None, True, -1, 10**400, "", "0x1", "²", float("nan"), float("inf"), [], [[]], {"a": 1})


def changed(content, value):
    """The content with every value in it, one after the other, exchanged for another."""
    for key, inner in content.items() if isinstance(content, dict) else enumerate(content):
        for new in [value, *(changed(inner, value) if isinstance(inner, dict | list) else ())]:
            copy = dict(content) if isinstance(content, dict) else list(content)
            copy[key] = new
            yield copy


@pytest.mark.parametrize("content", [TIERS, META, CCXT])
def test_whatever_stands_in_a_table_of_tiers_is_read_or_refused(tmp_path, content):
    file = tmp_path / "tiers.json"
    read = refused = 0
    for value in ODD:
        for other in changed(content, value):
            file.write_text(json.dumps(other))
            try:
                found = venues.load_tiers(file, source="s", as_of="2026-01-01")
            except ArgumentError:
                refused += 1
            else:
                read += 1
                assert all(0 <= r <= 1 for table in found.values() for r in (*table.maintenance, *table.initial))
    assert read > 2
    assert refused > 20


@pytest.mark.parametrize(
    ("reader", "content"),
    [(portfolios.read, [ROW]), (portfolios.read, [UNIFIED]), (read_history, FILLS), (read_history, TRADES)],
)
def test_whatever_stands_in_an_answer_is_read_or_refused(reader, content):
    for value in ODD:
        for other in changed(content, value):
            with contextlib.suppress(ArgumentError):
                reader(json.dumps(other))


CANDLES = ["time,open,high,low,close,volume", *(f"2025-03-30 0{i}:00,100,110,90,105,{i + 1}" for i in range(6))]


@pytest.mark.parametrize("also", [[], ['2025-03-30 06:00,100,110,90,105,"7"']])
def test_an_open_quotation_mark_leaves_no_row_out(also):
    lines = [*CANDLES[:4], '2025-03-30 03:00,100,110,90,105,"4', *CANDLES[5:], *also]
    with pytest.raises(ArgumentError, match="row 4"):
        candles(io.StringIO("\n".join(lines)))
    notes = [CANDLES[0] + ",note", *(f'{row},"two\nlines"' for row in CANDLES[1:])]
    assert candles(io.StringIO("\n".join(notes))).volume.tolist() == [1, 2, 3, 4, 5, 6]


def test_an_export_may_lack_the_column_that_counts_its_volume():
    head = "candle_date_time_utc,opening_price,high_price,low_price,trade_price,candle_acc_trade_price"
    rows = [f"2025-03-30T0{i}:00:00,100,110,90,105,1000" for i in range(4)]
    assert np.isnan(candles(io.StringIO("\n".join([head, *rows]))).volume).all()
