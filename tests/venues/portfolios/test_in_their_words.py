"""Random accounts written down as each venue would, and read back: account, health and walls by a plain loop.

The fields are those of the venues' public documents (Binance's positionRisk of versions 2 and 3 and account, Bybit's position
list, OKX's positions, Hyperliquid's clearinghouseState, dYdX's subaccounts, ccxt's positions). The loop knows an account
before it is written, and nothing of how it is read.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from course import venues
from course.venues import portfolios

ACCOUNTS = 50


@dataclass
class Held:
    """A position before it is written: its margin rate is flat."""

    coin: str
    size: float
    entry: float
    mark: float
    rate: float


@dataclass
class Account:
    """Cross positions on one collateral, and others, each with its own."""

    cash: float
    cross: list[Held]
    alone: list[tuple[float, Held]]


def account(rng: random.Random, rates: tuple[float, ...] = (0.004, 0.01, 0.025, 0.1)) -> Account:
    coins = rng.sample(["QAA", "QBB", "QCC", "QDD", "QEE", "QFF"], rng.randint(2, 6))
    held = []
    for coin in coins:
        mark = float(f"{10 ** rng.uniform(-5, 5):.6g}")
        size = float(f"{rng.choice((-1, 1)) * 10 ** rng.uniform(1, 5) / mark:.5g}")
        held.append(Held(coin, size, float(f"{mark * rng.uniform(0.6, 1.6):.7g}"), mark, rng.choice(rates)))
    some = rng.randint(1, len(held))
    return Account(
        float(f"{rng.uniform(-1e4, 5e5):.8g}"),
        held[:some],
        [(float(f"{rng.uniform(1, 1e5):.7g}"), h) for h in held[some:]],
    )


def said(rng: random.Random, value: float) -> Any:
    """A number as venues write it: text, more digits than are needed, with an exponent, or a number."""
    forms: list[Callable[[float], Any]] = [repr, lambda v: f"{v:.17g}", lambda v: f"{v:.16e}", lambda v: v]
    return rng.choice(forms)(value)


def profit(h: Held) -> float:
    return h.size * (h.mark - h.entry)


def kept(h: Held) -> float:
    return h.rate * abs(h.size) * h.mark


# ---- as the venues write it ---------------------------------------------------------------------------------------------


def binance(rng: random.Random, a: Account, version: int) -> list[Any]:
    rows = []
    for posted, h in [(None, h) for h in a.cross] + list(a.alone):
        row = {
            "symbol": h.coin + "USDT", "positionSide": rng.choice(("BOTH", "LONG" if h.size > 0 else "SHORT")),
            "positionAmt": said(rng, h.size), "entryPrice": said(rng, h.entry), "markPrice": said(rng, h.mark),
            "unRealizedProfit": said(rng, profit(h)), "notional": said(rng, h.size * h.mark), "liquidationPrice": "0",
            "maintMargin": said(rng, kept(h)), "marginAsset": "USDT",
            "isolatedMargin": "0" if posted is None else said(rng, posted + profit(h)),
            "isolatedWallet": "0" if posted is None else said(rng, posted), "updateTime": 1720736417660,
        }  # fmt: skip
        if version == 2:
            row |= {"marginType": "cross" if posted is None else "isolated", "leverage": "5"}
        rows.append(row)
    rows.insert(rng.randint(0, len(rows)), {"symbol": "ZZZUSDT", "positionAmt": "0.000", "entryPrice": "0.0"})
    wallet = {
        "totalWalletBalance": "1", "totalCrossWalletBalance": "1",
        "assets": [{"asset": "USDT", "crossWalletBalance": said(rng, a.cash)}, {"asset": "BNB", "crossWalletBalance": "0.0"}],
        "positions": [],
    }  # fmt: skip
    return [rows, wallet]


def bybit(rng: random.Random, a: Account) -> list[Any]:
    rows = []
    for posted, h in [(None, h) for h in a.cross] + list(a.alone):
        rows.append({
            "positionIdx": 0, "symbol": h.coin + "USDT", "side": "Buy" if h.size > 0 else "Sell", "size": said(rng, abs(h.size)),
            "avgPrice": said(rng, h.entry), "markPrice": said(rng, h.mark), "positionValue": said(rng, abs(h.size) * h.entry),
            "tradeMode": 0 if posted is None else 1, "positionBalance": said(rng, posted or 0.0), "liqPrice": "",
            "positionMM": said(rng, kept(h)), "unrealisedPnl": said(rng, profit(h)), "leverage": "10",
        })  # fmt: skip
    wallet = {
        "result": {"list": [{"totalEquity": "1", "coin": [{"coin": "USDT", "walletBalance": said(rng, a.cash)}]}]}
    }
    return [
        {"retCode": 0, "retMsg": "OK", "result": {"category": "linear", "list": rows}, "time": 1697684980172},
        wallet,
    ]


def okx(rng: random.Random, a: Account) -> list[Any]:
    rows = []
    for posted, h in [(None, h) for h in a.cross] + list(a.alone):
        each = rng.choice((0.001, 0.01, 0.1, 1, 10, 1_000))
        net = rng.random() < 0.5
        rows.append({
            "instId": h.coin + "-USDT-SWAP", "instType": "SWAP", "ccy": "USDT",
            "posSide": "net" if net else "long" if h.size > 0 else "short",
            "pos": said(rng, (h.size if net else abs(h.size)) / each), "avgPx": said(rng, h.entry), "markPx": said(rng, h.mark),
            "notionalUsd": said(rng, abs(h.size) * h.mark * rng.uniform(0.999, 1.001)), "upl": said(rng, profit(h)),
            "mgnMode": "cross" if posted is None else "isolated", "margin": "" if posted is None else said(rng, posted),
            "mmr": said(rng, kept(h)), "lever": "5", "liqPx": "",
        })  # fmt: skip
    return [
        {"code": "0", "msg": "", "data": rows},
        {"code": "0", "data": [{"totalEq": "1", "details": [{"ccy": "USDT", "cashBal": said(rng, a.cash)}]}]},
    ]


def hyperliquid(rng: random.Random, a: Account) -> list[Any]:
    rows = []
    for posted, h in [(None, h) for h in a.cross] + list(a.alone):
        lever: dict[str, Any] = {"type": "cross", "value": 2}
        if posted is not None:
            lever = {"type": "isolated", "value": 2, "rawUsd": said(rng, posted - h.size * h.entry)}
        rows.append({"type": "oneWay", "position": {
            "coin": h.coin, "szi": said(rng, h.size), "entryPx": said(rng, h.entry), "leverage": lever, "liquidationPx": None,
            "positionValue": said(rng, abs(h.size) * h.mark), "unrealizedPnl": said(rng, profit(h)),
            "maxLeverage": round(0.5 / h.rate), "marginUsed": said(rng, (posted or 0.0) + profit(h)),
        }})  # fmt: skip
    worth = a.cash + sum(map(profit, a.cross))
    raw = worth - sum(h.size * h.mark for h in a.cross)
    return [{
        "assetPositions": rows, "time": 1708622398623, "withdrawable": "0.0",
        "crossMarginSummary": {"accountValue": said(rng, worth), "totalRawUsd": said(rng, raw)},
        "marginSummary": {"accountValue": said(rng, worth + sum(c + profit(h) for c, h in a.alone))},
        "crossMaintenanceMarginUsed": said(rng, sum(map(kept, a.cross))),
    }]  # fmt: skip


def dydx(rng: random.Random, a: Account) -> list[Any]:
    def child(number: int, cash: float, held: list[Held]) -> dict[str, Any]:
        left = cash - sum(h.size * h.entry for h in held)
        return {
            "subaccountNumber": number, "equity": said(rng, cash + sum(map(profit, held))),
            "openPerpetualPositions": {f"{h.coin}-USD": {
                "market": f"{h.coin}-USD", "status": "OPEN", "side": "LONG" if h.size > 0 else "SHORT", "size": said(rng, h.size),
                "entryPrice": said(rng, h.entry), "unrealizedPnl": said(rng, profit(h)), "netFunding": "-1.5",
            } for h in held},
            "assetPositions": {"USDC": {
                "symbol": "USDC", "side": "LONG" if left > 0 else "SHORT", "size": said(rng, abs(left)),
            }},
        }  # fmt: skip

    children = [child(0, a.cash, a.cross)] + [child(128 * (i + 1), c, [h]) for i, (c, h) in enumerate(a.alone)]
    rng.shuffle(children)
    markets = {
        f"{h.coin}-USD": {
            "ticker": f"{h.coin}-USD", "oraclePrice": said(rng, h.mark), "maintenanceMarginFraction": said(rng, h.rate),
            "initialMarginFraction": said(rng, min(2 * h.rate, 1.0)),
        }
        for h in [*a.cross, *(h for _, h in a.alone)]
    }  # fmt: skip
    return [{"subaccount": {"parentSubaccountNumber": 0, "childSubaccounts": children}}, {"markets": markets}]


def ccxt(rng: random.Random, a: Account) -> list[Any]:
    rows = []
    for posted, h in [(None, h) for h in a.cross] + list(a.alone):
        each = rng.choice((1.0, 0.01, 10.0))
        value = abs(h.size) * h.mark
        rows.append({
            "symbol": f"{h.coin}/USDT:USDT", "contracts": abs(h.size) / each, "contractSize": each, "entryPrice": h.entry,
            "markPrice": h.mark, "notional": rng.choice((1, -1)) * value, "side": "long" if h.size > 0 else "short",
            "maintenanceMargin": kept(h), "maintenanceMarginPercentage": h.rate, "initialMarginPercentage": min(2 * h.rate, 1.0),
            "unrealizedPnl": profit(h), "collateral": 0.0 if posted is None else posted + profit(h), "liquidationPrice": None,
            "marginMode": "cross" if posted is None else "isolated", "leverage": 3,
        })  # fmt: skip
    return [rows]


WRITERS: dict[str, tuple[Callable[[random.Random, Account], list[Any]], float]] = {
    "Binance, version 2": (lambda rng, a: binance(rng, a, 2), 0.0),
    "Binance, version 3": (lambda rng, a: binance(rng, a, 3), 0.0),
    "Bybit": (bybit, 0.0),
    "OKX": (okx, float(venues.get("okx").taker_fee)),  # what closing costs is counted beside the maintenance there
    "Hyperliquid": (hyperliquid, 0.0),
    "dYdX": (dydx, 0.0),
    "ccxt": (ccxt, 0.0),
}


@pytest.mark.parametrize(("write", "fee"), WRITERS.values(), ids=WRITERS.keys())
def test_an_account_is_read_as_it_was_before_it_was_written(write: Any, fee: float) -> None:
    for seed in range(ACCOUNTS):
        rng = random.Random(seed)
        rates = (0.005, 0.01, 0.025, 0.1) if write is hyperliquid else (0.004, 0.0125, 0.05, 0.2)
        due = account(rng, rates)
        if write is ccxt:  # what was lost leaves no collateral there, so that it is asked for
            due.alone = [(c, h) for c, h in due.alone if c + profit(h) > 0]
        texts = [json.dumps(part, indent=rng.choice((None, 1))) for part in write(rng, due)]
        found = portfolios.read(*texts, answers={"collateral:cross": due.cash, "mode": "cross"})
        assert found.ready, (seed, found.asked)
        assert found.differences == (), seed
        pools = [(due.cash, due.cross), *((c, [h]) for c, h in due.alone)]
        assert len(found.pools) == len(pools)
        for cash, held in pools:
            pool = next(p for p in found.pools.values() if {x.symbol for x in p.positions} == {h.coin for h in held})
            scale = abs(cash) + sum(abs(h.size) * (h.mark + h.entry) for h in held)
            assert float(pool.collateral) == pytest.approx(cash, abs=1e-9 * scale)
            equity = cash + sum(map(profit, held))
            health = equity - sum((h.rate + fee) * abs(h.size) * h.mark for h in held)
            assert float(pool.equity(found.marks)) == pytest.approx(equity, abs=1e-9 * scale)
            assert float(pool.health(found.marks)) == pytest.approx(health, abs=1e-9 * scale)
            for h in held:
                assert found.marks[h.coin] == pytest.approx(h.mark, rel=1e-9)
                if health < 1e-6 * scale:
                    continue
                wall = h.mark - health / (h.size - (h.rate + fee) * abs(h.size))
                ours = pool.liquidation_price(h.coin, found.marks)
                if wall <= 1e-9 * h.mark:
                    assert ours is None or float(ours) <= 1e-6 * h.mark, (seed, h)
                else:
                    assert float(ours) == pytest.approx(wall, rel=1e-7, abs=1e-9 * scale / abs(h.size)), (seed, h)
