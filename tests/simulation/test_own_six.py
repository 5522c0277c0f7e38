"""Exports as people have them: partial fills, a turn through zero, fees in another coin, both sides, two markets, cut files."""

from __future__ import annotations

import io
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from course.simulation.data import candles
from course.simulation.own import CANDLES, HistoryError, assumptions, marks_of, read_history, replay_history

HOUR = 3_600_000
BEGIN = 1_767_225_600_000  # 1 January 2026


def price(symbol: str, hour: float) -> float:
    """A straight fall: $100 an hour for BTC, $8 for ETH."""
    return 60_000.0 - 100 * hour if symbol == "BTC" else 3_000.0 - 8 * hour


def bars(symbol: str) -> str:
    lines = ["time,open,high,low,close"]
    for h in range(72):
        first, last = price(symbol, h), price(symbol, h + 1)
        lines.append(f"{(BEGIN + h * HOUR) // 1000},{first},{first},{last},{last}")
    return "\n".join(lines)


MARKS = marks_of({s: candles(io.StringIO(bars(s))) for s in ("BTC", "ETH")})


def binance(
    number: int, symbol: str, hour: float, size: float, fee: float = 1.0, coin: str = "USDT", leg: str = "BOTH"
) -> dict[str, Any]:
    return {
        "symbol": f"{symbol}USDT", "id": number, "orderId": 1, "side": "BUY" if size > 0 else "SELL", "positionSide": leg,
        "price": str(price(symbol, hour)), "qty": str(abs(size)), "quoteQty": str(abs(size) * price(symbol, hour)),
        "realizedPnl": "0", "commission": str(fee), "commissionAsset": coin, "time": BEGIN + int(hour * HOUR),
    }  # fmt: skip


def hyperliquid(number: int, hour: float, size: float, before: float) -> dict[str, Any]:
    return {
        "coin": "BTC", "px": str(price("BTC", hour)), "sz": str(abs(size)), "side": "B" if size > 0 else "A",
        "time": BEGIN + int(hour * HOUR), "startPosition": str(before), "dir": "", "closedPnl": "0", "hash": "0x0", "oid": number,
        "crossed": True, "fee": "2", "tid": number, "feeToken": "USDC",
    }  # fmt: skip


def ccxt(number: int, symbol: str, hour: float, size: float, coin: str) -> dict[str, Any]:
    return {
        "id": str(number), "order": "1", "timestamp": BEGIN + int(hour * HOUR), "symbol": f"{symbol}/USDT:USDT",
        "side": "buy" if size > 0 else "sell", "price": price(symbol, hour), "amount": abs(size),
        "cost": abs(size) * price(symbol, hour), "fee": {"cost": 3.0, "currency": coin},
    }  # fmt: skip


#: Rows, and what was traded by hand: symbol, hour, size, fee that counts.
EXPORTS: dict[str, tuple[list[dict[str, Any]], list[tuple[str, float, float, float]]]] = {
    "one order in three parts, two fees in BNB": (
        [binance(1, "BTC", 2, 0.1, 0.01, "BNB"), binance(2, "BTC", 2, 0.15, 0.02, "BNB"), binance(3, "BTC", 2.01, 0.05),
         binance(4, "BTC", 30, -0.3)],
        [("BTC", 2, 0.1, 0), ("BTC", 2, 0.15, 0), ("BTC", 2.01, 0.05, 1), ("BTC", 30, -0.3, 1)],
    ),
    "a turn through zero, newest first": (
        [hyperliquid(3, 40, 0.3, -0.3), hyperliquid(2, 20, -0.8, 0.5), hyperliquid(1, 2, 0.5, 0)],
        [("BTC", 2, 0.5, 2), ("BTC", 20, -0.8, 2), ("BTC", 40, 0.3, 2)],
    ),
    "two markets, fees in another coin": (
        [ccxt(1, "BTC", 1, 0.2, "BNB"), ccxt(2, "ETH", 3, -4, "USDT"), ccxt(3, "BTC", 50, -0.2, "BNB"),
         ccxt(4, "ETH", 60, 4, "USDT")],
        [("BTC", 1, 0.2, 0), ("ETH", 3, -4, 3), ("BTC", 50, -0.2, 0), ("ETH", 60, 4, 3)],
    ),
    "both sides at once": (
        [binance(1, "BTC", 2, 0.3, leg="LONG"), binance(2, "BTC", 3, -0.3, leg="SHORT"), binance(3, "BTC", 40, -0.3, leg="LONG"),
         binance(4, "BTC", 41, 0.3, leg="SHORT")],
        [("BTC", 2, 0.3, 1), ("BTC", 3, -0.3, 1), ("BTC", 40, -0.3, 1), ("BTC", 41, 0.3, 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "trades"), EXPORTS.values(), ids=EXPORTS.keys())
def test_as_it_was_by_a_plain_ledger(rows: list[dict[str, Any]], trades: list[tuple[str, float, float, float]]) -> None:
    """Cash less what was bought, plus what was sold, less fees in dollars: all positions are closed, nothing else is left."""
    history = read_history(json.dumps(rows))
    assert [(f.symbol, round(f.size, 9), f.fee) for f in history.fills] == [
        (s, pytest.approx(q), fee) for s, _, q, fee in trades
    ]
    cash = 20_000.0 - sum(q * price(s, h) + fee for s, h, q, fee in trades)
    for venue in ("binance", "hyperliquid", "bybit"):
        found = replay_history(history, MARKS, venue, leverage=2, start=20_000.0)
        assert float(found.own[-1]) == pytest.approx(cash)
        for run in found.runs.values():  # at so little leverage nothing is lost
            assert run.final == pytest.approx(cash)
    coins = [row for row in rows if "BNB" in json.dumps(row)]
    assert any("BNB" in note and str(len(coins)) in note for note in history.notes) is bool(coins)


def words(rows: list[dict[str, Any]]) -> str:
    history = read_history(json.dumps(rows))
    found = replay_history(history, MARKS, "binance", leverage=2, start=20_000.0)
    return " ".join(a.words for a in assumptions(history, found, CANDLES) if a.name == "fees and funding")


def test_what_the_file_lacks_is_in_no_figure_and_said() -> None:
    fills = EXPORTS["both sides at once"][0]
    assert "no funding payments" in words(fills)
    free = [{**row, "commission": "0"} for row in fills]
    assert "neither fees in dollars nor funding" in words(free)
    paid = {
        "symbol": "BTCUSDT", "incomeType": "FUNDING_FEE", "income": "-1.5", "asset": "USDT", "time": BEGIN + 10 * HOUR,
        "tranId": 9, "info": "", "tradeId": "",
    }  # fmt: skip
    both = words([*fills, paid])
    assert "Fees and funding are those of your file" in both
    assert "no fu" not in both
    assert "It has no fees in dollars" in words([*free, paid])


# ---- one history in the words of four exports, as people have them ------------------------------------------------------


def lived(seed: int) -> tuple[list[tuple[str, float, float, float]], list[tuple[str, float, float]]]:
    """Trades in parts, turns through zero, fees that are sometimes in another coin (then 0 counts), funding at changing hours."""
    rng = random.Random(seed)
    held, trades, paid = {"BTC": 0.0, "ETH": 0.0}, [], []
    hour = 1.0
    for _ in range(8):
        s = rng.choice(("BTC", "ETH"))
        unit = 0.1 if s == "BTC" else 2.0
        size = rng.choice((-held[s], -2 * held[s], unit, -unit)) if held[s] else rng.choice((unit, -unit))
        for part in rng.choice(((1.0,), (0.5, 0.5), (0.25, 0.5, 0.25))):
            trades.append((s, round(hour, 3), round(size * part, 6), rng.choice((0.0, 1.5, 2.25))))
            hour += rng.choice((0.0, 0.0, 0.02))
        held[s] = round(held[s] + size, 6)
        hour += rng.uniform(1, 6)
    for s, h in ((s, h) for s in held for h in (8, 16, 20, 24, 25, 26, 32)):
        paid.append((s, float(h), round(rng.uniform(-2, 2), 2)))
    return trades, paid


def when(hour: float, zone: int = 0) -> str:
    return (datetime.fromtimestamp(BEGIN / 1000 + hour * 3600, UTC) + timedelta(hours=zone)).strftime(
        "%Y-%m-%d %H:%M:%S.%f"
    )[:-3]


def written(form: str, seed: int) -> tuple[str | list[str], dict[str, Any]]:
    """The history as one of the exports, its rows twice where they have an id, shuffled as far as the form tells its order."""
    trades, paid = lived(seed)
    rng = random.Random(-seed)
    if form == "Binance":
        rows: list[Any] = [
            binance(i, s, h, q, f or 0.01, "USDT" if f else "BNB") for i, (s, h, q, f) in enumerate(trades, 1)
        ]
        money = [
            {"symbol": f"{s}USDT", "incomeType": "FUNDING_FEE", "income": str(x), "asset": "USDT", "time": BEGIN + int(h * HOUR),
             "tranId": i, "info": "FUNDING_FEE", "tradeId": ""} for i, (s, h, x) in enumerate(paid, 1)
        ]  # fmt: skip
        money += rng.sample(money, 3)
        rng.shuffle(money)
        return [json.dumps([*rows, *rng.sample(rows, 3)]), json.dumps(money)], {}
    if form == "ccxt":
        fills = [{**ccxt(i, s, h, q, ""), "fee": {"cost": f or 0.01, "currency": "USDT" if f else "BNB"}}
                 for i, (s, h, q, f) in enumerate(trades, 1)]  # fmt: skip
        money = [
            {"info": {}, "symbol": f"{s}/USDT:USDT", "code": "USDT", "timestamp": BEGIN + int(h * HOUR), "id": f"f{i}",
             "amount": x} for i, (s, h, x) in enumerate(paid, 1)
        ]  # fmt: skip
        return json.dumps(list(reversed(fills))) + json.dumps(money + money[:2]), {}
    if form == "Hyperliquid":
        held: dict[str, float] = {}
        fills = []
        for i, (s, h, q, f) in enumerate(trades, 1):
            fills.append(
                hyperliquid(i, h, q, held.get(s, 0.0))
                | {"coin": s, "px": str(price(s, h)), "fee": str(f or 0.01), "feeToken": "USDC" if f else "HYPE"}
            )
            held[s] = round(held.get(s, 0.0) + q, 6)  # fmt: skip
        money = [
            {"time": BEGIN + int(h * HOUR), "hash": f"0x{i}",
             "delta": {"type": "funding", "coin": s, "usdc": str(x), "szi": "1", "fundingRate": "0.00001"}}
            for i, (s, h, x) in enumerate(paid, 1)
        ]  # fmt: skip
        rng.shuffle(money)
        return [json.dumps(fills[::-1]), json.dumps(money)], {}
    lines = [f"{when(h, 9)},{s},{q},{price(s, h)},{f}" for s, h, q, f in trades]
    bills = [f"{when(h, 9)},{s},{x}" for s, h, x in paid]
    rng.shuffle(bills)
    return "time,symbol,size,price,fee\n" + "\n".join(lines) + "\ntime,symbol,funding\n" + "\n".join(bills), {
        "timezone": "Asia/Tokyo"
    }


@pytest.mark.parametrize("form", ["Binance", "ccxt", "Hyperliquid", "a table of one's own"])
def test_one_history_in_the_words_of_every_export(form: str) -> None:
    for seed in range(25):
        trades, paid = lived(seed)
        text, reading = written(form, seed)
        history = read_history(text, **reading)
        found = sorted(
            (f.symbol, round((f.time - BEGIN / 1000) / 3600, 2), round(f.size, 6), f.fee) for f in history.fills
        )
        assert found == sorted((s, round(h, 2), q, f) for s, h, q, f in trades), seed
        # What stood before a market was ever held is no payment of it.
        begun = {s: min(h for t, h, *_ in trades if t == s) for s in {t for t, *_ in trades}}
        due = sorted((s, h, x) for s, h, x in paid if s in begun)
        got = sorted((p.symbol, round((p.time - BEGIN / 1000) / 3600, 2), p.amount) for p in history.payments)
        assert got == due or {(s, h) for s, h, _ in due} - {(s, h) for s, h, _ in got} <= {
            (s, h) for s, h, _ in due if h < begun[s]
        }
        if form == "a table of one's own":
            continue
        replayed = replay_history(history, MARKS, "binance", leverage=2, start=50_000.0)
        last = {s: price(s, 72) for s in ("BTC", "ETH")}
        worth = (
            50_000.0
            + sum(q * (last[s] - price(s, h)) - f for s, h, q, f in trades)
            + sum(p.amount for p in history.payments)
        )
        assert float(replayed.own[-1]) == pytest.approx(worth)


OWNERS = {"dYdX": ("subaccountNumber", 0, 1), "Binance": ("userId", "11", "22")}


def test_rows_of_two_accounts_are_refused_each_with_its_place() -> None:
    """A parent and its isolated children are one account: subaccounts 0, 128 and 256, not 1."""
    rows = EXPORTS["both sides at once"][0]
    for column, mine, other in OWNERS.values():
        own = [{**row, column: mine} for row in rows]
        assert len(read_history(json.dumps(own)).fills) == 4
        mixed = [own[0], {**own[1], column: other}, own[2], {**own[3], column: other}]
        with pytest.raises(HistoryError) as error:
            read_history(json.dumps(mixed))
        assert [p.line for p in error.value.problems] == [2, 4]
        assert "one account at a time" in str(error.value)
        with pytest.raises(HistoryError, match="one account at a time"):
            read_history([json.dumps(own), json.dumps([{**row, column: other, "id": row["id"] + 9} for row in own])])
    children = [{**row, "subaccountNumber": 128 * i} for i, row in enumerate(rows)]
    assert len(read_history(json.dumps(children)).fills) == 4


TABLE = """Date(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit
2026-01-01 02:00:00,BTCUSDT,BUY,59800,0.1,5980,2.4,0
2026-01-01 20:00:00,BTCUSDT,SELL,58000,0.1,5800,2.3,-180
"""


@pytest.mark.parametrize("kept", [",5800,2.3", ",5800", ",58", "", ",5800,"])
def test_a_table_that_breaks_off_is_not_taken_for_whole(kept: str) -> None:
    cut = TABLE.replace(",5800,2.3,-180\n", kept)
    with pytest.raises(HistoryError) as error:
        read_history(cut)
    (problem,) = error.value.problems
    assert problem.line == 3
    assert "breaks off" in str(error.value)
    assert len(read_history(TABLE).fills) == 2


def test_a_table_whose_rows_are_all_short_is_read() -> None:
    short = "time,symbol,size,price,fee,note\n2026-01-01 02:00,BTC,1,59800,30\n2026-01-02 02:00,BTC,-1,57400,25\n"
    assert len(read_history(short).fills) == 2
