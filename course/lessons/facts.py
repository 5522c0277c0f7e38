"""Figures from the world that the lessons compare with, each with its source and date. Nothing else is typed into a lesson."""

from __future__ import annotations

from dataclasses import dataclass

from course.texts import say


@dataclass(frozen=True)
class Fact:
    """One figure, what it is, and where it comes from."""

    value: float
    what: str
    source: str


BTC_VOLATILITY = Fact(
    0.62,
    "annualised volatility of BTC from hourly returns, 2019 to 2026",
    "Binance BTCUSDT perpetual, hourly bars 2019-09-08 to 2026-05-17",
)
ETH_VOLATILITY = Fact(
    0.80,
    "annualised volatility of ETH from hourly returns, 2019 to 2026",
    "Binance ETHUSDT perpetual, hourly bars 2019-11-27 to 2026-05-17",
)
WORST_BTC_HOUR = Fact(
    -0.293,
    "the worst hour of BTC since 2019, on 12 March 2020",
    "Binance BTCUSDT perpetual, hourly bars, window 2020-03-12 10:00 to 2020-03-13 03:00 UTC",
)
_ETH_CRASH = "window 2021-05-19 10:00 to 15:00 UTC, low against the open at 10:00, hourly bars of"
ETH_CRASH_LAST = Fact(
    -0.529, "ETH on 19 May 2021, last price", say("Binance ETHUSDT perpetual, {eth_crash} trades", eth_crash=_ETH_CRASH)
)
ETH_CRASH_MARK = Fact(
    -0.407,
    "ETH on 19 May 2021, mark price",
    say("Binance ETHUSDT perpetual, {eth_crash} the mark price", eth_crash=_ETH_CRASH),
)
ETH_CRASH_INDEX = Fact(
    -0.365, "ETH on 19 May 2021, spot price", say("Binance ETHUSDT spot, {eth_crash} trades", eth_crash=_ETH_CRASH)
)
_PAIR = "Binance BTCUSDT and ETHUSDT perpetuals, hourly bars 2019-11-27 to 2026-05-17"
BTC_ETH_CORRELATION = Fact(0.84, "correlation of the hourly returns of BTC and ETH", _PAIR)
ETH_BETA = Fact(1.12, "what ETH moves when BTC moves by one, daily returns by least squares", _PAIR)
DRIFT_PROFIT_CAP = Fact(
    100.0,
    "unrealised profit that counts for the initial margin on Drift v2, USD",
    "drift-labs/protocol-v2@0ae3e3b: programs/drift/src/math/margin.rs (as of 2026-04-01)",
)
HYPERLIQUID_ADL_LEVERAGE = Fact(
    0.20,
    "median account leverage of those whom Hyperliquid deleveraged on 10 October 2025, upper of two estimates",
    "ConejoCapital/HyperMultiAssetedADL, reconstruction of 10 October 2025 from the chain's data",
)
HYPERLIQUID_ADL_NOTIONAL = Fact(
    2.10e9,
    "notional in USD that Hyperliquid closed by auto-deleveraging on 10 October 2025",
    "ConejoCapital/HyperMultiAssetedADL, reconstruction of 10 October 2025 from the chain's data",
)
_OCTOBER = "Binance USDT-margined perpetuals, half-hour bars 2025-10-10 20:30 to 22:00 UTC, low against open"
OCTOBER_BTC = Fact(-0.132, "BTC on 10 October 2025", _OCTOBER)
OCTOBER_MEDIAN = Fact(
    -0.638, "the median of 33 perpetuals, 10 October 2025", say("{october}, 33 markets", october=_OCTOBER)
)
