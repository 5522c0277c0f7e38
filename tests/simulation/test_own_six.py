"""Exports as people have them: partial fills, a turn through zero, fees in another coin, both sides, two markets, cut files."""

from __future__ import annotations

import io
import json
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
        "fee": {"cost": 3.0, "currency": coin},
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
