"""Files of every form with what they come to, worked out by hand.

``PUBLIC`` are records that others have published,
    with the venue's own liquidation price where they have one. All other files are
made up; amounts, addresses and times in them belong to nobody. A wall by hand is
``mark ∓ health / (|size| · (1 ∓ maintenance))``, the lower sign for a short.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Pool:
    """One pool as it must come out: collateral, equity, maintenance in USD; walls by market."""

    mode: str
    collateral: float
    equity: float
    maintenance: float
    walls: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """Texts, answers to what they do not say, and what they come to."""

    form: str
    texts: tuple[str, ...]
    pools: dict[str, Pool]
    answers: dict[str, Any] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    tolerance: float = 1e-9
    left_out: dict[str, int] = field(default_factory=dict)


def text(*contents: Any) -> tuple[str, ...]:
    """Contents as the texts of files, one field a line."""
    return tuple(c if isinstance(c, str) else json.dumps(c, indent=1) for c in contents)


def long(mark: float, health: float, size: float, rate: float) -> float:
    """Where a long's pool ends if its price alone falls."""
    return mark - health / (size * (1 - rate))


def short(mark: float, health: float, size: float, rate: float) -> float:
    """Where a short's pool ends if its price alone rises."""
    return mark + health / (size * (1 + rate))


# ---- the example of the desk: 9,500 of equity, 1,650 required, 7,850 to lose; DOGE alone: 1,100 and 300 ---------------

DESK = {
    "cross": Pool(
        "cross", 7_500, 9_500, 1_650,
        {
            "BTC": long(60_000, 7_850, 0.8, 0.0125),
            "ETH": short(3_000, 7_850, 10, 0.02),
            "SOL": long(150, 7_850, 120, 0.025),
        },
    ),
    "isolated DOGE": Pool("isolated", 1_500, 1_100, 300, {"DOGE": long(0.15, 800, 40_000, 0.05)}),
}  # fmt: skip

CSV_DESK = """pool,market,size,entry,mark,maintenance,initial
cross,USD,7500,,,,
cross,BTC,0.8,58000,60000,0.0125,0.025
cross,ETH,-10,3100,3000,0.02,0.04
cross,SOL,120,155,150,0.025,0.05
isolated DOGE,USD,1500,,,,
isolated DOGE,DOGE,40000,0.16,0.15,0.05,0.1
"""
# A spreadsheet of a country with decimal commas: other names, sides instead of signs, percent.
CSV_COMMAS = """Account;Symbol;Side;Qty;Entry Price;Mark Price;MMR;Note
cross;USD;;7500;;;;
cross;BTCUSDT;Long;0,8;58000,0;60000,0;1,25%;first
cross;ETHUSDT;Short;10;3100,5;3000,5;2%;
"""


def hyperliquid(coin: str, size: str, entry: str, value: str, most: int, leverage: dict[str, Any], **more: str) -> Any:
    position = {"coin": coin, "szi": size, "entryPx": entry, "positionValue": value, "leverage": leverage}
    return {"type": "oneWay", "position": {**position, "maxLeverage": most, **more}}


CROSS_10 = {"type": "cross", "value": 10}
HYPERLIQUID_DESK = {
    "marginSummary": {"accountValue": "10600", "totalNtlPos": "102000", "totalRawUsd": "-31400"},
    "crossMarginSummary": {"accountValue": "9500", "totalNtlPos": "96000", "totalRawUsd": "-26500"},
    "crossMaintenanceMarginUsed": "1650",
    "withdrawable": "0",
    "assetPositions": [
        hyperliquid("BTC", "0.8", "58000", "48000", 40, CROSS_10, unrealizedPnl="1600"),
        hyperliquid("ETH", "-10", "3100", "30000", 25, CROSS_10, unrealizedPnl="1000"),
        hyperliquid("SOL", "120", "155", "18000", 20, CROSS_10, unrealizedPnl="-600"),
        hyperliquid("DOGE", "40000", "0.16", "6000", 10, {"type": "isolated", "value": 5, "rawUsd": "-4900"},
            marginUsed="1100"),
    ],
    "time": 1790000000000,
}  # fmt: skip


def dydx(number: int, cash: str, positions: dict[str, Any], **more: Any) -> Any:
    side = "SHORT" if cash.startswith("-") else "LONG"
    usdc = {"symbol": "USDC", "side": side, "size": cash.lstrip("-"), "assetId": "0"}
    return {"subaccountNumber": number, "openPerpetualPositions": positions, "assetPositions": {"USDC": usdc}, **more}


def leg(market: str, size: str, entry: str, profit: str, **more: Any) -> dict[str, Any]:
    side = "SHORT" if size.startswith("-") else "LONG"
    return {
        "market": market,
        "status": "OPEN",
        "side": side,
        "size": size,
        "entryPrice": entry,
        "unrealizedPnl": profit,
        **more,
    }


DYDX_PARENT = {
    "subaccount": {
        "parentSubaccountNumber": 0,
        "childSubaccounts": [
            dydx(0, "-9000", {"BTC-USD": leg("BTC-USD", "1", "60000", "0"), "ETH-USD": leg("ETH-USD", "-15", "3000",
                "0")}, equity="6000", freeCollateral="3900"),
        ],
    }
}  # fmt: skip
DYDX_ADDRESS = {
    "subaccounts": [
        dydx(0, "1000", {"BTC-USD": leg("BTC-USD", "0.01", "50000", "100")}),
        dydx(1, "250", {}),
        dydx(128, "-800", {"SOL-USD": leg("SOL-USD", "10", "100", "-50"), "OLD-USD": leg("OLD-USD", "0", "1", "0")}),
        dydx(256, "300", {"SOL-USD": leg("SOL-USD", "-1", "100", "5")}),
    ],
    "totalTradingRewards": "0",
}
SOL_MARKET = {
    "markets": {"SOL-USD": {"oraclePrice": "95", "initialMarginFraction": "0.1", "maintenanceMarginFraction": "0.05"}}
}

# ---- published records ----------------------------------------------------------------------------------------------

# dydxprotocol/v4-abacus, mock of the channel v4_parent_subaccounts (7 June 2024): two positions, two children with cash only.
DYDX_RECORD = {
    "subaccount": {
        "address": "dydx1" + "q" * 38,
        "parentSubaccountNumber": 0,
        "equity": "1109.619011799",
        "freeCollateral": "1107.3573440191",
        "childSubaccounts": [
            dydx(0, "1004.771214", {"TIA-USD": leg("TIA-USD", "0.5", "10.51", "0.055261655", exitPrice=None,
                subaccountNumber=0)},
                 equity="1010.081475655", freeCollateral="1009.5504494895", marginEnabled=True),
            dydx(128, "2.23112", {"ARB-USD": leg("ARB-USD", "16", "1.11", "-0.453583856", exitPrice=None,
                subaccountNumber=128)},
                 equity="19.537536144", freeCollateral="17.8068945296"),
            dydx(256, "60", {}, equity="60", freeCollateral="60"),
            {"subaccountNumber": 512, "equity": "0", "freeCollateral": "0", "openPerpetualPositions": {}, "assetPositions": {}},
        ],
    }
}  # fmt: skip
# Opening took 0.1 of the notional there (equity − freeCollateral = 0.5310261655 of 5.310261655); maintenance is half of it here.
_TENTH = {"initialMarginFraction": "0.1", "maintenanceMarginFraction": "0.05"}
DYDX_RECORD_MARKETS = {
    "markets": {name: {"ticker": name, "oraclePrice": mark, **_TENTH}
                for name, mark in (("TIA-USD", "10.62052331"), ("ARB-USD", "1.081651009"))}
}  # fmt: skip
# The same file's isolated short of cash: APE, USDC −0.00929.
DYDX_APE = {
    "subaccount": dydx(128, "-0.00929", {"APE-USD": leg("APE-USD", "20", "0.929", "-0.03259292")}, equity="18.53811708")
}

# Hyperliquid's documentation of the info endpoint (clearinghouseState; BTC and ETH had a maximum of 50 then).
HYPERLIQUID_DOCS = {
    "assetPositions": [
        hyperliquid("ETH", "0.0335", "2986.3", "100.02765", 50, {"rawUsd": "-95.059824", "type": "isolated", "value": 20},
                    liquidationPx="2866.26936529", marginUsed="4.967826", unrealizedPnl="-0.0134"),
    ],
    "crossMaintenanceMarginUsed": "0.0",
    "crossMarginSummary": {"accountValue": "13104.514502", "totalMarginUsed": "0.0", "totalNtlPos": "0.0",
        "totalRawUsd": "13104.514502"},
    "marginSummary": {"accountValue": "13109.482328", "totalMarginUsed": "4.967826", "totalNtlPos": "100.02765",
        "totalRawUsd": "13009.454678"},
    "time": 1708622398623,
    "withdrawable": "13104.514502",
}  # fmt: skip
# ccxt/ccxt #27078: IMX, isolated; its venue said 0.560941037.
HYPERLIQUID_IMX = {
    "assetPositions": [
        hyperliquid("IMX", "15.0", "0.757", "11.3847", 5, {"type": "isolated", "value": "3", "rawUsd": "-7.572704"},
            marginUsed="3.811996", unrealizedPnl="0.0297"),
    ],
    "marginSummary": {"accountValue": "3.811996"},
}  # fmt: skip

# Binance's documentation of /fapi/v3/positionRisk; the wallet is made up.
BINANCE_DOCS = [
    {
        "symbol": "ADAUSDT", "positionSide": "BOTH", "positionAmt": "30", "entryPrice": "0.385", "breakEvenPrice": "0.385077",
        "markPrice": "0.41047590", "unRealizedProfit": "0.76427700", "liquidationPrice": "0", "isolatedMargin": "0",
        "notional": "12.31427700", "marginAsset": "USDT", "isolatedWallet": "0", "initialMargin": "0.61571385",
        "maintMargin": "0.08004280", "positionInitialMargin": "0.61571385", "openOrderInitialMargin": "0", "adl": 2,
        "bidNotional": "0", "askNotional": "0", "updateTime": 1720736417660,
    }
]  # fmt: skip
# ccxt/ccxt #20003: GAS, isolated short, in Binance's words (v2) and in ccxt's; the venue said 10.03654386.
GAS_BINANCE = [
    {
        "symbol": "GASUSDT", "positionAmt": "-1.0", "entryPrice": "8.616", "breakEvenPrice": "8.611692",
            "markPrice": "8.73600000",
        "unRealizedProfit": "-0.12000000", "liquidationPrice": "10.03654386", "leverage": "15", "maxNotionalValue": "37500",
        "marginType": "isolated", "isolatedMargin": "1.45109202", "isAutoAddMargin": "false", "positionSide": "BOTH",
        "notional": "-8.73600000", "isolatedWallet": "1.57109202", "updateTime": "1700147205685", "isolated": True,
    }
]  # fmt: skip
GAS_CCXT = [
    {
        "id": None, "symbol": "GAS/USDT:USDT", "contracts": 1, "contractSize": 1, "unrealizedPnl": -0.12, "leverage": 15,
        "liquidationPrice": 10.03654386, "collateral": 1.45109202, "notional": 8.736, "markPrice": 8.736, "entryPrice": 8.616,
        "initialMargin": 0.58240002, "initialMarginPercentage": 0.06666667, "maintenanceMargin": 0.13104,
        "maintenanceMarginPercentage": 0.015, "marginRatio": 0.0903, "marginMode": "isolated", "side": "short", "hedged": False,
    }
]  # fmt: skip
# ccxt/ccxt #28121: BIGTIME, isolated; 613 contracts of 10. The venue said 0.0116677335375191.
OKX_BIGTIME = {
    "code": "0", "msg": "",
    "data": [
        {
            "instId": "BIGTIME-USDT-SWAP", "instType": "SWAP", "mgnMode": "isolated", "posSide": "net", "pos": "613",
            "avgPx": "0.01305", "markPx": "0.01304", "margin": "9.9995625", "mmr": "1.5987040000000001", "lever": "8",
            "notionalUsd": "79.937598056", "upl": "-0.0613000000000081", "liqPx": "0.0116677335375191", "ccy": "USDT",
                "imr": "",
        }
    ],
}  # fmt: skip
# nautilus-bybit 0.57.0, test_data/http_get_positions.json, its first position; the wallet is made up.
BYBIT_NAUTILUS = {
    "retCode": 0, "retMsg": "OK",
    "result": {
        "list": [
            {
                "positionIdx": 0, "riskId": 1, "riskLimitValue": "150", "symbol": "BTCUSDT", "side": "Buy", "size": "0.5",
                "avgPrice": "50000.00", "positionValue": "25000", "tradeMode": 0, "positionStatus": "Normal", "leverage": "10",
                "positionBalance": "2500.00", "markPrice": "50500.00", "liqPrice": "45000.00", "bustPrice": "44500.00",
                "positionMM": "250.00", "positionIM": "2500.00", "unrealisedPnl": "250.00",
            }
        ],
        "category": "linear",
    },
    "time": 1697684980172,
}  # fmt: skip

# A published test of a client in Rust: one account of sixteen positions, as its venue answered on 14 January 2026.
HYPERLIQUID_SIXTEEN = {
    "marginSummary": {"accountValue": "8272576.5729350001", "totalNtlPos": "9077249.2563109994",
                      "totalRawUsd": "8099875.5474460004", "totalMarginUsed": "1120386.813659"},
    "crossMarginSummary": {"accountValue": "8259027.0754620004", "totalNtlPos": "9038408.6103639994",
                           "totalRawUsd": "8047485.4040259998", "totalMarginUsed": "1106837.3161859999"},
    "crossMaintenanceMarginUsed": "356978.709123",
    "assetPositions": [
        hyperliquid(coin, size, entry, value, most, {"type": "cross", "value": lever}, liquidationPx=wall)
        for coin, size, entry, value, lever, most, wall in (
            ("BTC", "-1.47472", "95137.8", "140406.61648", 20, 40, "5387394.7801264981"),
            ("ETH", "-45.7436", "3297.47", "151232.91596", 20, 25, "172665.4473515121"),
            ("SOL", "30390.93", "144.1206", "4398175.3896000003", 20, 20, None),
            ("LTC", "3.51", "98.87", "277.72875", 10, 10, None),
            ("LDO", "16332.0", "0.66227", "10661.85624", 10, 10, None),
            ("XRP", "-92720.0", "2.127177", "197317.432", 20, 20, "85.2742980086"),
            ("WIF", "146.0", "0.344551", "60.85864", 5, 5, None),
            ("SAGA", "-220.2", "0.10448", "13.899024", 3, 3, "30759.3016032192"),
            ("MOODENG", "54674.0", "0.084892", "4618.58615", 3, 3, None),
            ("PURR", "-552200.0", "0.069135", "34082.3362", 3, 3, "12.3275383017"),
            ("HYPE", "-149078.45", "25.4825", "3878574.0336500001", 5, 10, "76.4988794996"),
            ("VIRTUAL", "-9594.1", "1.92458", "10004.72748", 5, 5, "749.8030102371"),
            ("MORPHO", "-1286.7", "1.3869", "1801.50867", 5, 5, "5584.4267052968"),
            ("IP", "55968.6", "3.75896", "211180.72152", 3, 3, None),
        )
    ] + [
        hyperliquid("MON", "-1114261.0", "0.024464", "26961.773417", 5, {"type": "isolated", "value": 3,
                    "rawUsd": "36359.245859"}, liquidationPx="0.0296643783", marginUsed="9397.472442"),
        hyperliquid("MET", "-43463.0", "0.27653", "11878.87253", 3, {"type": "isolated", "value": 3, "rawUsd": "16030.897561"},
                    liquidationPx="0.316148663", marginUsed="4152.025031"),
    ],
    "time": 1768397010203,
}  # fmt: skip
# A comment of a published script (29 September 2025): a market of a builder's venue, isolated and short; cash in the rest.
HYPERLIQUID_BUILDER = {
    "marginSummary": {"accountValue": "260002.055391", "totalNtlPos": "2463.0", "totalRawUsd": "262465.055391"},
    "crossMarginSummary": {"accountValue": "259847.8598", "totalNtlPos": "0.0", "totalRawUsd": "259847.8598"},
    "crossMaintenanceMarginUsed": "0.0",
    "assetPositions": [
        hyperliquid("z:XYZ100", "-0.1", "24647.0", "2463.0", 20, {"type": "isolated", "value": 20, "rawUsd": "2617.195591"},
                    liquidationPx="25533.6155219512", marginUsed="154.195591", unrealizedPnl="1.7"),
    ],
}  # fmt: skip
# Binance's documentation of account.position (v2) and of account.status over a socket: the answer lies in an envelope.
BINANCE_SOCKET = {
    "id": "605a6d20-6588-4cb9-afa0-b0ab087507ba", "status": 200, "result": BINANCE_DOCS,
    "rateLimits": [{"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400, "count": 20}],
}  # fmt: skip
# A published fixture after Binance's documentation: the totals are dollar values, the asset's row is the balance itself.
BINANCE_ACCOUNT_V3 = {
    "totalMaintMargin": "4.99700000", "totalWalletBalance": "999.40000000", "totalCrossWalletBalance": "999.40000000",
    "assets": [{"asset": "USDT", "walletBalance": "1000.00000000", "crossWalletBalance": "1000.00000000"}],
    "positions": [{"symbol": "BTCUSDT", "positionSide": "BOTH", "positionAmt": "0.015", "unrealizedProfit": "12.50000000",
                   "isolatedMargin": "0", "notional": "1252.50000000", "isolatedWallet": "0", "initialMargin": "125.25000000",
                   "maintMargin": "5.01000000", "updateTime": 1790638000000}],
}  # fmt: skip
# A recorded message of Bybit's position stream (nautilus_trader, test data of its Bybit adapter, 3 November 2025).
BYBIT_STREAM = {
    "id": "1003076014fb7eedb-c7e6-45d6-a8c1-270f0169171a", "topic": "position", "creationTime": 1762199126022,
    "data": [{"positionIdx": 0, "tradeMode": 0, "riskId": 11, "symbol": "ETHUSDT", "side": "Sell", "size": "0.01",
              "entryPrice": "3641.075", "leverage": "30", "positionBalance": "0", "markPrice": "3641.33",
              "positionMM": "0.20281586", "liqPrice": "51764.83003276", "category": "linear"}],
}  # fmt: skip
# A recorded answer of OKX in a published tutorial (12 September 2025); the balance is made up.
OKX_NEAR = {
    "code": "0", "msg": "",
    "data": [{"instId": "NEAR-USDT-SWAP", "instType": "SWAP", "mgnMode": "cross", "posSide": "net", "pos": "0.1",
              "avgPx": "2.704", "markPx": "2.718", "margin": "", "imr": "0.906", "mmr": "0.02718", "lever": "3",
              "notionalUsd": "2.71862514", "upl": "0.0139999999999998", "liqPx": "", "ccy": "USDT"}],
}  # fmt: skip
# A recorded answer of ccxt for a position at Bybit (19 June 2024): the fraction is of the value at entry, the amount is today's.
CCXT_BYBIT = [
    {
        "symbol": "BTC/USDT:USDT", "initialMargin": 651.2116198, "initialMarginPercentage": 0.100495,
        "maintenanceMargin": 35.6078198, "maintenanceMarginPercentage": 0.005495, "entryPrice": 64800.4, "notional": 6480.04,
        "leverage": 10.0, "unrealizedPnl": -2.057, "contracts": 0.1, "contractSize": 1.0, "liquidationPrice": None,
        "markPrice": 64779.83, "collateral": 0.0, "marginMode": None, "side": "long",
    }
]  # fmt: skip
# dYdX's documentation of the channel v4_subaccounts: the answer lies under "contents"; the position is made up.
DYDX_CHANNEL = {
    "type": "subscribed", "channel": "v4_subaccounts", "id": "dydx1" + "q" * 38 + "/0",
    "contents": {"subaccount": dydx(0, "400", {"BTC-USD": leg("BTC-USD", "0.01", "60000", "-50")}, equity="950"),
                 "orders": [], "blockHeight": "5"},
}  # fmt: skip

# ---- made up, as the venues write them ------------------------------------------------------------------------------


def risk(
    symbol: str, amount: str, entry: str, mark: str, kept: str, side: str = "BOTH", wallet: str = "0"
) -> dict[str, Any]:
    isolated = "0" if wallet == "0" else wallet
    return {
        "symbol": symbol, "positionSide": side, "positionAmt": amount, "entryPrice": entry, "markPrice": mark,
            "marginAsset": "USDT",
        "isolatedMargin": isolated, "isolatedWallet": wallet, "maintMargin": kept, "notional": str(float(amount) * float(mark)),
    }  # fmt: skip


BINANCE_HEDGED = [
    risk("BTCUSDT", "0.5", "58000", "60000", "150", "LONG"),
    risk("BTCUSDT", "-0.2", "61000", "60000", "60", "SHORT"),
    risk("ZZZUSDT", "1000", "2", "2.5", "50", "LONG", "400"),
    risk("ETHUSDT", "0", "0", "3000", "0"),
]
BINANCE_ACCOUNT = {
    "totalWalletBalance": "5400", "totalCrossWalletBalance": "5000", "totalMaintMargin": "260", "multiAssetsMargin": False,
    "assets": [
        {"asset": "USDT", "walletBalance": "5400", "crossWalletBalance": "5000"},
        {"asset": "BNB", "walletBalance": "1", "crossWalletBalance": "1"},
    ],
    # Version 3 gives neither entries nor marks: 61,000 and 60,000 follow from profit and notional.
    "positions": [
        {"symbol": "BTCUSDT", "positionSide": "BOTH", "positionAmt": "-0.2", "unrealizedProfit": "200", "isolatedMargin": "0",
         "notional": "-12000", "isolatedWallet": "0", "initialMargin": "600", "maintMargin": "60"},
    ],
}  # fmt: skip


def bybit(
    symbol: str, side: str, size: str, entry: str, mark: str, kept: str, mode: int = 0, posted: str = "0"
) -> dict[str, Any]:
    return {
        "positionIdx": 0, "symbol": symbol, "side": side, "size": size, "avgPrice": entry, "markPrice": mark, "tradeMode": mode,
        "positionMM": kept, "positionBalance": posted, "leverage": "10", "liqPrice": "",
        "unrealisedPnl": str(float(size) * (float(mark) - float(entry)) * (1 if side == "Buy" else -1)),
    }  # fmt: skip


BYBIT_UNIFIED = {
    "retCode": 0, "retMsg": "OK",
    "result": {"category": "linear", "list": [
        bybit("AAAUSDT", "Buy", "100", "10", "11", "11"),
        bybit("BBBUSDT", "Sell", "20", "50", "45", "18"),
        {**bybit("CCCUSDT", "", "0", "0", "1", "0")},
    ]},
    "time": 1790000000000,
}  # fmt: skip
BYBIT_WALLET = {
    "result": {
        "list": [
            {
                "totalEquity": "900",
                "coin": [{"coin": "USDT", "walletBalance": "500"}, {"coin": "ETH", "walletBalance": "1"}],
            }
        ]
    }
}
BYBIT_CLASSIC = {
    "result": {"category": "linear", "list": [bybit("AAAUSDT", "Sell", "100", "10", "11", "11", 1, "300")]}
}


def okx(
    instrument: str, side: str, count: str, entry: str, mark: str, value: str, mode: str, **more: str
) -> dict[str, Any]:
    return {
        "instId": instrument, "instType": "SWAP", "posSide": side, "pos": count, "avgPx": entry, "markPx": mark,
        "notionalUsd": value, "mgnMode": mode, "margin": "", "lever": "5", **more,
    }  # fmt: skip


OKX_CROSS = {
    "code": "0",
    "data": [
        okx("ETH-USDT-SWAP", "net", "-20", "3100", "3000", "6003", "cross", mmr="24"),
        okx("BTC-USDT-SWAP", "net", "10", "59000", "60000", "6001", "cross", mmr="24"),
    ],
}
OKX_BALANCE = {
    "code": "0",
    "data": [{"totalEq": "9999", "details": [{"ccy": "USDT", "cashBal": "1200"}, {"ccy": "BTC", "cashBal": "0.1"}]}],
}


def ccxt(
    symbol: str, side: str, count: float, unit: float | None, entry: float, mark: float, rate: float, **more: Any
) -> Any:
    return {
        "symbol": symbol, "side": side, "contracts": count, "contractSize": unit, "entryPrice": entry, "markPrice": mark,
        "maintenanceMarginPercentage": rate, "marginMode": None, "collateral": 0, "liquidationPrice": None, **more,
    }  # fmt: skip


CCXT_CROSS = [
    ccxt("BTC/USDT:USDT", "long", 50, 0.01, 58_000, 60_000, 0.01),
    ccxt("ETH/USDT:USDT", "short", 4, 1, 3_100, 3_000, 0.02, notional=-12_000),
    ccxt("SOL/USDT:USDT", "long", 0, 1, 0, 150, 0.02),
]
OWN_JSON = {
    "format": "margin-course-portfolio/1",
    "venue": "",
    "taken": "2026-11-29T14:03:00Z",
    "marks": {"BTC": 60_000, "ETH": 3_000},
    "pools": [
        {
            "name": "main", "mode": "cross", "collateral": 1_000,
            "positions": [
                {"market": "BTC", "size": 0.5, "entry": 60_000, "initial": 0.02,
                 "maintenance": {"floors": [0, 20_000], "rates": [0.01, 0.02], "deductions": [0, 200]}},
            ],
            "holdings": [{"asset": "ETH", "amount": 2, "initial_weight": 0.8, "maintenance_weight": 0.9}],
        }
    ],
}  # fmt: skip

EXAMPLES: dict[str, Example] = {
    "own table": Example("own", (CSV_DESK,), DESK),
    # 7,500 + 0.8 · 2,000 + 10 · 100 = 10,100; 600 + 600.1 required
    "own table, commas": Example(
        "own", (CSV_COMMAS,),
        {"cross": Pool("cross", 7_500, 10_100, 1_200.1, {"BTC": long(60_000, 8_899.9, 0.8, 0.0125), "ETH": short(3_000.5,
         8_899.9, 10, 0.02)})},
        left_out={"column “note”": 1},
    ),
    # ETH counts with 6,000 and a tenth of it is required; BTC 0.02 · 30,000 − 200; equity 7,000. The walls: in the second tier.
    "own JSON": Example(
        "own", text(OWN_JSON),
        {"main": Pool("cross", 1_000, 7_000, 400 + 600, {"BTC": long(60_000, 6_000, 0.5, 0.02)})},
    ),
    "dYdX, a parent": Example(
        "dydx", text(DYDX_PARENT),
        {"cross": Pool("cross", 6_000, 6_000, 1_260, {"BTC": long(60_000, 4_740, 1, 0.012), "ETH": short(3_000, 4_740, 15,
         0.012)})},
    ),
    # 1,000 + 500; 100 profit; BTC at 60,000: 0.012 · 600. Child 128: −800 + 1,000 at 95. Child 256: 300 − 100 at 95.
    "dYdX, an address and its markets": Example(
        "dydx", text(DYDX_ADDRESS, SOL_MARKET),
        {
            "cross": Pool("cross", 1_500, 1_600, 7.2, {"BTC": None}),
            "cross 1": Pool("cross", 250, 250, 0),
            "isolated SOL": Pool("isolated", 200, 150, 47.5, {"SOL": long(95, 102.5, 10, 0.05)}),
            "isolated SOL 256": Pool("isolated", 200, 205, 4.75, {"SOL": short(95, 200.25, 1, 0.05)}),
        },
        left_out={"positions of size 0": 1},
    ),
    "Hyperliquid, the desk's": Example("hyperliquid", text(HYPERLIQUID_DESK), DESK),
    # Without its summary of the cross part: 10,600 in all, 1,100 of it DOGE's own.
    "Hyperliquid, one summary": Example(
        "hyperliquid", text({k: v for k, v in HYPERLIQUID_DESK.items() if k != "crossMarginSummary"}), DESK
    ),
    # Money in spot: the account is worth 0.00, and who holds it says what backs it.
    "Hyperliquid, unified": Example(
        "hyperliquid",
        text({"assetPositions": HYPERLIQUID_DESK["assetPositions"][:1], "crossMarginSummary": {"accountValue": "0.0"}}),
        {"cross": Pool("cross", 2_000, 3_600, 600, {"BTC": long(60_000, 3_000, 0.8, 0.0125)})},
        {"collateral:cross": 2_000}, frozenset({"collateral:cross"}),
    ),
    # 5,000 + 1,000 + 200; 150 + 60 at Binance's 0.4 % of 30,000 and 12,000 … the file says 0.5 %, so its own fractions hold.
    "Binance, hedge mode and wallet": Example(
        "binance", text(BINANCE_HEDGED, BINANCE_ACCOUNT),
        {
            "cross": Pool("cross", 5_000, 6_200, 210),
            "isolated ZZZ long": Pool("isolated", 400, 900, 50, {"ZZZ": long(2.5, 850, 1_000, 0.02)}),
        },
        left_out={"markets without a position": 1, "collateral in BNB, whose weight the file does not say": 1},
    ),
    "Binance, the account alone": Example(
        "binance", text(BINANCE_ACCOUNT | {"totalMaintMargin": "60"}),
        {"cross": Pool("cross", 5_000, 5_200, 60, {"BTC": short(60_000, 5_140, 0.2, 0.005)})},
        left_out={"collateral in BNB, whose weight the file does not say": 1},
    ),
    "Bybit, unified": Example(
        "bybit", text(BYBIT_UNIFIED, BYBIT_WALLET),
        {"cross": Pool("cross", 500, 700, 29, {"AAA": long(11, 671, 100, 0.01), "BBB": short(45, 671, 20, 0.02)})},
        {"mode": "cross"}, frozenset({"mode"}),
        left_out={"markets without a position": 1, "collateral in ETH, whose weight the file does not say": 1},
    ),
    "Bybit, classic": Example(
        "bybit", text(BYBIT_CLASSIC),
        {"isolated AAA": Pool("isolated", 300, 200, 11, {"AAA": short(11, 189, 100, 0.01)})},
    ),
    # 1,200 + 2 · 100 + 0.1 · 1,000; 0.4 % of 6,000 twice, and 0.05 % of both for closing, which OKX counts beside it.
    "OKX, cross and balance": Example(
        "okx", text(OKX_CROSS, OKX_BALANCE),
        {"cross": Pool("cross", 1_200, 1_500, 54, {"BTC": long(60_000, 1_446, 0.1, 0.0045), "ETH": short(3_000, 1_446, 2,
         0.0045)})},
        left_out={"collateral in BTC, whose weight the file does not say": 1},
    ),
    # 3,000 + 0.5 · 2,000 + 4 · 100; 1 % of 30,000 and 2 % of 12,000
    "ccxt, cross": Example(
        "ccxt", text(CCXT_CROSS),
        {"cross": Pool("cross", 3_000, 4_400, 540, {"BTC": long(60_000, 3_860, 0.5, 0.01), "ETH": short(3_000, 3_860, 4,
         0.02)})},
        {"mode": "cross", "collateral:cross": 3_000}, frozenset({"mode"}),
        left_out={"markets without a position": 1},
    ),
}  # fmt: skip

PUBLIC: dict[str, Example] = {
    "dYdX, a recorded parent": Example(
        "dydx", text(DYDX_RECORD, DYDX_RECORD_MARKETS),
        {
            "cross": Pool("cross", 1_010.026214, 1_010.081475655, 0.05 * 5.310261655, {"TIA": None}),
            "isolated ARB": Pool("isolated", 19.99112, 19.537536144, 0.05 * 17.306416144, {"ARB": None}),
            "child 256": Pool("isolated", 60, 60, 0),
        },
    ),
    "dYdX, a recorded child": Example(
        "dydx", text(DYDX_APE),
        {"isolated APE": Pool("isolated", 18.57071, 18.53811708, 0.05 * 18.54740708, {"APE": long(0.927370354,
         18.53811708 - 0.927370354, 20, 0.05)})},
        {"maintenance:APE": 0.05}, frozenset({"maintenance:APE"}),
    ),
    "Hyperliquid's documentation": Example(
        "hyperliquid", text(HYPERLIQUID_DOCS),
        {
            "isolated ETH": Pool("isolated", -95.059824 + 0.0335 * 2986.3, 4.967826, 1.0002765, {"ETH": 2866.26936529}),
            "cross": Pool("cross", 13_104.514502, 13_104.514502, 0),
        },
    ),
    "Hyperliquid, recorded IMX": Example(
        "hyperliquid", text(HYPERLIQUID_IMX),
        {"isolated IMX": Pool("isolated", 3.782296, 3.811996, 1.13847, {"IMX": 0.560941037})},
    ),
    # 30 · (0.4104759 − 0.385) = 0.764277 of profit; 0.0800428 is 0.65 % of 12.314277
    "Binance's documentation": Example(
        "binance", text(BINANCE_DOCS),
        {"cross": Pool("cross", 1, 1.764277, 0.0800428, {"ADA": long(0.4104759, 1.6842342, 30, 0.0065)})},
        {"collateral:cross": 1}, frozenset({"collateral:cross"}), tolerance=1e-7,
    ),
    "Binance, recorded GAS": Example(
        "binance", text(GAS_BINANCE),
        {"isolated GAS": Pool("isolated", 1.57109202, 1.45109202, 0.13104, {"GAS": 10.03654386})},
        {"maintenance:GAS": 0.015}, frozenset({"maintenance:GAS"}),
    ),
    "ccxt, recorded GAS": Example(
        "ccxt", text(GAS_CCXT),
        {"isolated GAS": Pool("isolated", 1.57109202, 1.45109202, 0.13104, {"GAS": 10.03654386})},
    ),
    # 6,130 · 0.01304 · 2 % = 1.598704, and 0.05 % for closing. The venue's own 0.0116677 lies one step of the price above.
    "OKX, recorded BIGTIME": Example(
        "okx", text(OKX_BIGTIME),
        {"isolated BIGTIME": Pool("isolated", 9.9995625, 9.9382625, 1.598704 + 0.0399676,
         {"BIGTIME": 69.9969375 / (6_130 * 0.9795)})},
    ),
    # Equity and maintenance of the cross part are the venue's own figures. The walls are its own as well, to the last digits.
    "Hyperliquid, a recorded account of sixteen": Example(
        "hyperliquid", text(HYPERLIQUID_SIXTEEN),
        {
            "cross": Pool("cross", 8_307_971.406457, 8_259_027.075462, 356_978.709123,
                          {"HYPE": 76.4988794996, "XRP": 85.2742980086, "SOL": None, "VIRTUAL": 749.8030102371}),
            "isolated MON": Pool("isolated", 36_359.245859 - 1_114_261 * 0.024464, 9_397.472442, 26_961.773417 / 10,
                                 {"MON": 0.0296643783}),
            "isolated MET": Pool("isolated", 16_030.897561 - 43_463 * 0.27653, 4_152.025031, 11_878.87253 / 6,
                                 {"MET": 0.316148663}),
        },
    ),
    # 2,617.195591 − 0.1 · 24,647; half of a twentieth of 2,463
    "Hyperliquid, a builder's market": Example(
        "hyperliquid", text(HYPERLIQUID_BUILDER),
        {
            "isolated Z:XYZ100": Pool("isolated", 152.495591, 154.195591, 61.575, {"Z:XYZ100": 25_533.6155219512}),
            "cross": Pool("cross", 259_847.8598, 259_847.8598, 0),
        },
    ),
    "Binance's documentation, over a socket": Example(
        "binance", text(BINANCE_SOCKET),
        {"cross": Pool("cross", 1, 1.764277, 0.0800428, {"ADA": long(0.4104759, 1.6842342, 30, 0.0065)})},
        {"collateral:cross": 1}, frozenset({"collateral:cross"}), tolerance=1e-7,
    ),
    # Mark 1,252.5 / 0.015 = 83,500, entry 83,500 − 12.5 / 0.015; 0.4 % of 1,252.5. 5.01 of the account, not 4.997 dollars of it.
    "Binance, account of version 3": Example(
        "binance", text({"status": 200, "result": BINANCE_ACCOUNT_V3}),
        {"cross": Pool("cross", 1_000, 1_012.5, 5.01, {"BTC": long(83_500, 1_007.49, 0.015, 0.004)})},
    ),
    # 500 is made up; profit −0.01 · 0.255; 0.5 % and the fee of closing, 0.055 %: the file has that fee at the bankruptcy
    # price and agrees to within half a per cent, so that the venue's tiers hold.
    "Bybit, a recorded message": Example(
        "bybit", text(BYBIT_STREAM),
        {"cross": Pool("cross", 500, 499.99745, 0.00555 * 36.4133, {"ETH": short(3_641.33, 499.99745 - 0.202093815, 0.01,
         0.00555)})},
        {"mode": "cross", "collateral:cross": 500}, frozenset({"mode"}),
    ),
    # A tenth of a contract of ten: one NEAR. 0.02718 is 1 % of it, and 0.05 % for closing.
    "OKX, recorded NEAR": Example(
        "okx", text(OKX_NEAR),
        {"cross": Pool("cross", 2, 2.014, 0.02718 + 0.0005 * 2.718, {"NEAR": long(2.718, 2.014 - 0.028539, 1, 0.0105)})},
        {"collateral:cross": 2}, frozenset({"collateral:cross"}),
    ),
    "ccxt, recorded at Bybit": Example(
        "ccxt", text(CCXT_BYBIT),
        {"cross": Pool("cross", 1_000, 997.943, 35.6078198, {"BTC": long(64_779.83, 962.3351802, 0.1,
         35.6078198 / 6_477.983)})},
        {"mode": "cross", "collateral:cross": 1_000}, frozenset({"mode"}),
    ),
    # 400 + 0.01 · 60,000 = 1,000; the profit puts the mark at 55,000; 1.2 % of 550
    "dYdX, a channel's message": Example(
        "dydx", text(DYDX_CHANNEL),
        {"cross": Pool("cross", 1_000, 950, 6.6, {"BTC": None})},
    ),
    # 250 of 25,250: the venue counts the fee of closing in. 3,000 is made up.
    "Bybit, a recorded list": Example(
        "bybit", text(BYBIT_NAUTILUS),
        {"cross": Pool("cross", 3_000, 3_250, 250, {"BTC": long(50_500, 3_000, 0.5, 250 / 25_250)})},
        {"mode": "cross", "collateral:cross": 3_000}, frozenset({"mode"}),
    ),
}  # fmt: skip
ALL = {**EXAMPLES, **PUBLIC}
