"""The exports that are understood, one short function each: which columns give it away, and what a row of it means.

Columns as they stand in public parsers and in the venues' API pages, looked up in November 2026: Binance's futures trade history
and transaction history (and ``userTrades``, ``income``), Bybit's transaction log and derivatives trade history, of its page and
of its interface (``/v5/account/transaction-log``, ``/v5/execution/list``), Hyperliquid's
``userFills``, ``userFunding`` and ledger updates with the two tables its page exports, dYdX's indexer (fills, fundingPayments,
transfers), OKX's trading history (its page's export of the trading account: ``id, Order id, Time, Trade Type, Symbol, Action,
Amount, Trading Unit, Filled Price, PnL, Fee, Fee Unit, …, Balance Change, Balance, Balance Unit``, with the zone of its times in
a line above), its ``bills`` and ``fills-history``, ccxt's ``fetch_my_trades`` and ``fetch_funding_history``, and a plain table of
one's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from course.simulation.own.contracts import LEAST_FEE, MOST_FEE
from course.simulation.own.records import Fill, InContracts, Payment, Transfer
from course.simulation.own.text_rows import Row, RowError
from course.texts import say
from course.venues.dumps import DOLLARS, base_asset, coins_wanted


@dataclass(frozen=True)
class Out:
    """A row that does not enter: why, and what money it moved."""

    reason: str
    amount: float = 0.0


Found = Fill | InContracts | Payment | Transfer | Out
SIDES = {"buy": 1, "sell": -1, "b": 1, "a": -1, "bid": 1, "ask": -1}
_TIMES = (
    "dateutc",
    "timeutc",
    "transactiontimeutc",
    "transactiontime",
    "exectime",
    "tradedtime",
    "createdat",
    "timestamp",
    "time",
    "date",
    "datetime",
    "ts",
)
#: Nobody is paid back more than this, as a fraction of the notional.
MOST_REBATE = 0.0003
_FEES = ("fee", "commission", "tradingfee", "execfeev2", "execfee", "feepaid", "feecost")
IN_COINS = "contracts margined in coins"
#: How Python prints a fee of ccxt.
_PRINTED = re.compile(
    r"""\{(?=.*'cost': *'?(-?\d+\.?\d*(?:[eE][+-]?\d+)?)\b)(?=.*'currency': *'(\w+)').*\}""", re.DOTALL
)
_DATED = re.compile(r"-?\d{1,2}[A-Z]{3}\d{2}|_\d{6}|-\d{6}|USD[FGHJKMNQUVXZ]\d{2}$")
_FEE_UNIT = ("feecoin", "feecurrency", "feetoken", "commissionasset", "feeasset", "feeunit", "feeccy", "ccy")


@dataclass(frozen=True)
class Form:
    """An export.

    Attributes:
        name: whose it is, as people call it.
        needs: keys of columns that must all be there; ``|`` stands between names of one.
        take: from a row to what it means.
        lacks: keys that another export has and this one never.
        ids: columns that tell two rows apart, where the first of them says something.
    """

    name: str
    needs: frozenset[str]
    take: Callable[[Row], Found]
    lacks: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()

    def fits(self, keys: frozenset[str]) -> bool:
        """Whether a table with these columns is one."""
        return not self.lacks & keys and all(any(k in keys for k in need.split("|")) for need in self.needs)


def _dollars(unit: str) -> bool:
    return not unit or unit.upper() in {*DOLLARS, "USD", "USDC", "USDT", "FDUSD", "BUSD"}


def market(row: Row, *keys: str) -> str | Out:
    """The base asset of a perpetual in dollars; or why it is none."""
    name = row.text(*keys)
    if not name:
        raise RowError(row.name(*keys), None, "the name of a market")
    return _asset(name)


@lru_cache(4_096)
def _asset(name: str) -> str | Out:
    """What a market's name means; an export has few different ones."""
    settled = name.partition(":")[2].partition("-")[0]  # ccxt: BTC/USD:BTC
    if "/" in name and settled and not _dollars(settled):
        return Out(IN_COINS)
    if name.startswith("@") or ("/" in name and ":" not in name):
        return Out("spot trades, which take no margin")
    if re.search(r"-[CP](-|$)", name):
        return Out("options")
    if "," not in name and _DATED.search(name.upper()):
        return Out("dated futures")
    return base_asset(name.removesuffix("PERP") + "USDC" if re.fullmatch(r"[A-Z0-9]{2,}PERP", name) else name)


def _venue_market(row: Row, *keys: str) -> str | Out:
    """As :func:`market`, on venues whose plain dollar (BTCUSD, BTCUSD_PERP) is that of contracts margined in coins."""
    return Out(IN_COINS) if re.fullmatch(r"[A-Z0-9]+USD(_.+)?", row.text(*keys).upper()) else market(row, *keys)


def _fee(row: Row, *keys: str, sign: int = 1) -> tuple[float, str]:
    """The fee in dollars, and the coin it was paid in where that is none."""
    if row.find(*keys) is None or row.blank(*keys):
        return 0.0, ""
    printed = _PRINTED.fullmatch(row.text(*keys))
    amount, unit = (float(printed[1]), printed[2]) if printed else row.amount(*keys)
    unit = unit or row.text(*_FEE_UNIT)
    return (sign * amount, "") if _dollars(unit) or amount == 0 else (0.0, unit)


def fill(
    row: Row, symbol: str | Out, side: int, size: float, price: float, fee: tuple[float, str], **more: object
) -> Found:
    """A fill, or why it is left out."""
    if isinstance(symbol, Out):
        return symbol
    if size == 0:
        return Out("rows of size 0")
    if -fee[0] > MOST_REBATE * abs(size) * price:
        raise RowError(
            row.name(*_FEES), row.raw(*_FEES),
            "a fee above 0: less was paid back, and no venue pays back so much; is it a minus for what was paid?",
        )  # fmt: skip
    return Fill(row.time(*_TIMES), symbol, side * abs(size), price, fee[0], row.line, **more)  # type: ignore[arg-type]


def _leg(row: Row, *keys: str) -> str:
    """The side of a position that is held beside its opposite; "" where there is one a market."""
    word = row.text(*keys).lower()
    return word if word in ("long", "short") else ""


def _binance_trade(row: Row) -> Found:
    profit = row.number_or_zero("realizedprofit", "realizedpnl")
    return fill(
        row, _venue_market(row, "symbol"), row.one_of(SIDES, "side"), row.above_zero("quantity", "qty"), row.above_zero("price"),
        _fee(row, "fee", "commission"), closes=profit != 0, leg=_leg(row, "positionside"),
    )  # fmt: skip


def _income(row: Row, kind: str, amount: float, unit: str) -> Found:
    if not _dollars(unit):
        return Out(say("amounts in {unit}, which has no price here", unit=unit))
    if kind == "FUNDING_FEE":
        symbol = _venue_market(row, "symbol")
        return symbol if isinstance(symbol, Out) else Payment(row.time(*_TIMES), symbol, amount, row.line)
    if kind in ("TRANSFER", "DEPOSIT", "WITHDRAW", "WITHDRAWAL", "INTERNAL_TRANSFER", "CROSS_COLLATERAL_TRANSFER"):
        return Transfer(row.time(*_TIMES), amount, row.line)
    if kind in ("COMMISSION", "REALIZED_PNL"):
        return Out(say("{kind}: it follows from the trades themselves", kind=kind), amount)
    return Out(f"{kind or 'rows without a type'}", amount)


def _binance_income(row: Row) -> Found:
    amount, unit = row.amount("amount", "income")
    kind = row.text("type", "incometype").upper().replace(" ", "_")
    return _income(row, kind, amount, unit or row.text("asset"))


def _bybit_log(row: Row) -> Found:
    """A row of the page's table, whose action says what is no spot trade, or of the interface, whose category does."""
    kind = row.text("type").upper()
    change = row.number_or_zero("change")
    unit = row.text("currency")
    if kind in ("TRADE", "LIQUIDATION", "LIQ", "ADL", "SETTLEMENT"):
        action = row.text("action").upper()
        if kind == "TRADE" and action not in ("OPEN", "CLOSE") and row.text("category") in ("", "spot"):
            return Out("spot trades, which take no margin")
        symbol = _venue_market(row, "contract", "symbol")
        if isinstance(symbol, Out) or not _dollars(unit):
            return (
                symbol if isinstance(symbol, Out) else Out(say("amounts in {unit}, which has no price here", unit=unit))
            )
        funding, paid, flow = (row.number_or_zero(*k) for k in (("funding",), ("feepaid", "fee"), ("cashflow",)))
        sign = -1 if abs(flow + funding + paid - change) <= abs(flow + funding - paid - change) else 1
        if abs(flow + funding - sign * paid - change) > 1e-6 + 1e-6 * abs(change):
            raise RowError(
                row.name("change"), row.raw("change"),
                f"Cash Flow, Funding and Fee Paid together, {flow + funding - sign * paid:g}: is the row whole?",
            )  # fmt: skip
        if kind == "SETTLEMENT":
            return Payment(row.time(*_TIMES), symbol, funding, row.line)
        return fill(
            row, symbol, row.one_of(SIDES, "direction", "side"), row.number("quantity", "qty"),
            row.above_zero("filledprice", "tradeprice"), (sign * paid, ""), liquidation=kind != "TRADE",
            closes=action == "CLOSE" or (not action and flow != 0),
        )  # fmt: skip
    if kind in ("TRANSFER_IN", "TRANSFER_OUT", "DEPOSIT", "WITHDRAW"):
        if not _dollars(unit):
            return Out(say("amounts in {unit}, which has no price here", unit=unit))
        return Transfer(row.time(*_TIMES), change, row.line)
    return Out(f"{kind or 'rows without a type'}", change if _dollars(unit) else 0.0)


def _bybit_trade(row: Row) -> Found:
    symbol = _venue_market(row, "market", "contracts")
    if isinstance(symbol, Out):
        return symbol
    kind = row.text("filledtype").lower()
    side = row.one_of({**SIDES, "long": 1, "short": -1}, "direction")
    fee = _fee(row, "tradingfee", "execfeev2", "feepaid")
    if kind == "funding":
        return Payment(row.time(*_TIMES), symbol, -fee[0], row.line)
    if kind not in ("trade", "liquidation", "adl"):
        return Out(f"{row.text('filledtype') or 'rows without a type'}")
    size, price = row.above_zero("filledquantity"), row.above_zero("filledprice")
    return fill(row, symbol, side, size, price, fee, liquidation=kind != "trade")


def _bybit_execution(row: Row) -> Found:
    """Nothing but the category, which stands around the rows, tells a spot trade."""
    category, kind = row.text("category").lower(), row.text("exectype")
    if category == "spot":
        return Out("spot trades, which take no margin")
    if category not in ("linear", "inverse", "option"):
        raise RowError("category", category, "the whole answer: its category says whether these are spot trades")
    symbol = _venue_market(row, "symbol")
    if isinstance(symbol, Out):
        return symbol
    fee = _fee(row, "execfee")
    if kind == "Funding":
        return Payment(row.time(*_TIMES), symbol, -fee[0], row.line)
    if kind not in ("Trade", "BlockTrade", "BustTrade", "AdlTrade"):
        return Out(kind or "rows without a type")
    return fill(
        row, symbol, row.one_of(SIDES, "side"), row.above_zero("execqty"), row.above_zero("execprice"), fee,
        liquidation=kind in ("BustTrade", "AdlTrade"), closes=row.number_or_zero("closedsize") > 0,
    )  # fmt: skip


def _hyperliquid_fill(row: Row) -> Found:
    direction = row.text("dir")
    symbol = market(row, "coin")
    before = row.number("startposition") if row.find("startposition") and not row.blank("startposition") else None
    struck = (
        "iquidat" in direction or not row.blank("liquidation") if row.find("liquidation") else "iquidat" in direction
    )
    return fill(
        row, symbol, row.one_of(SIDES, "side"), row.above_zero("sz"), row.above_zero("px"), _fee(row, "fee"),
        before=before, liquidation=struck, closes=row.number_or_zero("closedpnl") != 0,
    )  # fmt: skip


#: What Hyperliquid's page writes as a direction: whether it buys.
_DIRECTIONS = {
    "open long": 1, "close short": 1, "short > long": 1, "buy": 1,
    "open short": -1, "close long": -1, "long > short": -1, "sell": -1,
}  # fmt: skip


def _hyperliquid_page(row: Row) -> Found:
    direction = row.text("dir").lower()
    struck = "liquidat" in direction
    words = {**_DIRECTIONS, **({direction: -1 if "long" in direction else 1} if struck else {})}
    return fill(
        row, market(row, "coin"), row.one_of(words, "dir"), row.above_zero("sz"), row.above_zero("px"), _fee(row, "fee"),
        liquidation=struck, closes="close" in direction or struck,
    )  # fmt: skip


def _hyperliquid_funding(row: Row) -> Found:
    symbol = market(row, "coin")
    return (
        symbol
        if isinstance(symbol, Out)
        else Payment(row.time(*_TIMES), symbol, row.number("usdc", "payment"), row.line)
    )


def _hyperliquid_ledger(row: Row) -> Found:
    kind, amount = row.text("type"), row.number_or_zero("usdc")
    if kind == "funding":
        return _hyperliquid_funding(row)
    if kind == "deposit":
        return Transfer(row.time(*_TIMES), amount, row.line)
    if kind == "withdraw":
        return Transfer(row.time(*_TIMES), -abs(amount) - row.number_or_zero("fee"), row.line)
    if kind == "accountClassTransfer":
        into = row.text("toperp").lower() in ("true", "1")
        return Transfer(row.time(*_TIMES), amount if into else -amount, row.line)
    return Out(f"{kind or 'rows without a type'}", 0.0)


def _dydx_fill(row: Row) -> Found:
    struck = row.text("type").upper() in ("LIQUIDATED", "DELEVERAGED")
    if row.text("type").upper() in ("LIQUIDATION", "OFFSETTING"):
        return Out("fills on the other side of somebody's liquidation")
    return fill(
        row, market(row, "market"), row.one_of(SIDES, "side"), row.above_zero("size"), row.above_zero("price"),
        _fee(row, "fee"), liquidation=struck,
    )  # fmt: skip


def _dydx_funding(row: Row) -> Found:
    symbol = market(row, "ticker")
    if isinstance(symbol, Out):
        return symbol
    side = row.one_of({"long": 1, "short": -1}, "side")
    rate = row.number("rate")
    paid = abs(row.number("payment")) * side * (1 if rate > 0 else -1)
    return Payment(row.time(*_TIMES), symbol, -paid, row.line)


def _dydx_transfer(row: Row) -> Found:
    way = row.one_of({"deposit": 1, "transfer_in": 1, "withdrawal": -1, "transfer_out": -1}, "type")
    if not _dollars(row.text("symbol")):
        return Out(say("amounts in {text}, which has no price here", text=row.text("symbol")))
    return Transfer(row.time(*_TIMES), way * row.above_zero("size"), row.line)


#: OKX's bills: whether one buys, which side's position it is where both are kept, and whether the venue did it.
_OKX_TRADES = {
    "buy": (1, "", False), "sell": (-1, "", False),
    "open long": (1, "long", False), "open short": (-1, "short", False),
    "close long": (-1, "long", False), "close short": (1, "short", False),
    "partial liquidation close long": (-1, "long", True), "partial liquidation close short": (1, "short", True),
    "partial liquidation buy": (1, "", True), "partial liquidation sell": (-1, "", True),
    "liquidation long": (-1, "long", True), "liquidation short": (1, "short", True),
    "liquidation buy": (1, "", True), "liquidation sell": (-1, "", True),
    "adl close long": (-1, "long", True), "adl close short": (1, "short", True),
    "adl buy": (1, "", True), "adl sell": (-1, "", True),
    "delivery long": (-1, "long", False), "delivery short": (1, "short", False),
    "block trade buy": (1, "", False), "block trade sell": (-1, "", False),
    "block trade open long": (1, "long", False), "block trade open short": (-1, "short", False),
    "block trade close long": (-1, "long", False), "block trade close short": (1, "short", False),
}  # fmt: skip
_OKX_FUNDING = ("funding fee expense", "funding fee income", "funding fee")
_OKX_TRANSFERS = (
    "transfer in", "transfer out", "system transfer in", "manually transfer in", "system transfer out", "manually transfer out",
)  # fmt: skip
#: The numbers that its interface writes in their place.
_OKX_NUMBERS = {
    **dict(zip("123456", list(_OKX_TRADES)[:6], strict=True)),
    "11": "transfer in", "12": "transfer out", "112": "delivery long", "113": "delivery short", "125": "adl close long",
    "126": "adl close short", "127": "adl buy", "128": "adl sell", "173": "funding fee expense", "174": "funding fee income",
    **dict(zip(map(str, range(100, 108)), [k for k in _OKX_TRADES if "liquidation" in k], strict=True)),
    **dict(zip(map(str, range(200, 204)), [_OKX_TRANSFERS[i] for i in (2, 3, 4, 5)], strict=True)),
    **dict(zip(map(str, range(204, 210)), [k for k in _OKX_TRADES if k.startswith("block")], strict=True)),
}  # fmt: skip


def _okx_market(row: Row, *keys: str) -> str | Out:
    """As :func:`market`; OKX's spot pairs look like others' perpetuals."""
    parts = row.text(*keys).upper().split("-")
    if len(parts) == 2:
        return Out("spot trades, which take no margin")
    if len(parts) == 3 and parts[2] == "SWAP" and parts[1] not in {*DOLLARS, "USD_UM"} - {"USD"}:
        return Out(IN_COINS)
    return market(row, *keys)


def _okx_bill(row: Row) -> Found:
    """A row of its trading history, or a bill of its interface."""
    word = row.text("action", "subtype").lower()
    word = _OKX_NUMBERS.get(word, word)
    unit = row.text("balanceunit", "ccy")
    change = row.number_or_zero("balancechange", "balchg")
    if word in _OKX_TRANSFERS:
        return Transfer(row.time(*_TIMES), change, row.line) if _dollars(unit) else _unpriced(unit)
    if word not in _OKX_TRADES and word not in _OKX_FUNDING:
        return Out(f"{word or 'rows without an action'}", change if _dollars(unit) else 0.0)
    symbol = _okx_market(row, "symbol", "instid")
    if isinstance(symbol, Out):
        return symbol
    if word in _OKX_FUNDING:
        amount = row.number_or_zero("pnl") or change
        return Payment(row.time(*_TIMES), symbol, amount, row.line) if _dollars(unit) else _unpriced(unit)
    side, leg, struck = _OKX_TRADES[word]
    return _okx_fill(row, symbol, side, leg, struck, ("amount", "sz"), ("filledprice", "px"), "pnl")


def _okx_api_fill(row: Row) -> Found:
    word = _OKX_NUMBERS.get(row.text("subtype"), "")
    symbol = _okx_market(row, "instid")
    if isinstance(symbol, Out):
        return symbol
    struck = _OKX_TRADES.get(word, (0, "", False))[2]
    side, leg = row.one_of(SIDES, "side"), _leg(row, "posside")
    return _okx_fill(row, symbol, side, leg, struck, ("fillsz",), ("fillpx",), "fillpnl")


def _okx_fill(
    row: Row, symbol: str, side: int, leg: str, struck: bool, size: tuple[str, ...], price: tuple[str, ...], profit: str
) -> Found:
    """A fee below zero was paid. Sizes count contracts, unless the row names the coin as its unit."""
    count = abs(row.number(*size))
    gained = row.number_or_zero(profit)
    closes = gained != 0 or (leg == "long" and side < 0) or (leg == "short" and side > 0)
    found = fill(
        row, symbol, side, count, row.above_zero(*price), _fee(row, "fee", sign=-1), liquidation=struck, closes=closes, leg=leg
    )  # fmt: skip
    unit = row.text("tradingunit").upper()
    if unit not in ("", "CONT", "CONTS", symbol):
        raise RowError(row.name("tradingunit"), row.raw("tradingunit"), f"cont (contracts) or {symbol}")
    if not isinstance(found, Fill) or unit == symbol:
        return found
    return InContracts(found, gained, row.name(*size), row.unit)


def _unpriced(unit: str) -> Out:
    return Out(say("amounts in {unit}, which has no price here", unit=unit))


def _ccxt_trade(row: Row) -> Found:
    symbol = market(row, "symbol")
    if isinstance(symbol, Out):
        return symbol
    price, size, fee = row.above_zero("price"), row.above_zero("amount"), _fee(row, "fee", "feecost")
    # Some venues count contracts: what was paid says how many coins they were, and without it a fee that fits coins only.
    if not row.blank("cost"):
        size = row.above_zero("cost") / price
    elif not LEAST_FEE <= fee[0] / (size * price) <= MOST_FEE:
        raise RowError(
            row.name("cost"), None, "what was paid: amounts may count contracts, and it tells how many coins"
        )
    return fill(row, symbol, row.one_of(SIDES, "side"), size, price, fee)


def _ccxt_funding(row: Row) -> Found:
    symbol = market(row, "symbol")
    if isinstance(symbol, Out) or not _dollars(row.text("code")):
        return (
            symbol
            if isinstance(symbol, Out)
            else Out(say("amounts in {text}, which has no price here", text=row.text("code")))
        )
    return Payment(row.time(*_TIMES), symbol, row.number("amount"), row.line)


_OWN_SIZE, _OWN_SIDE = ("size", "quantity", "qty"), ("side", "direction", "action")
_OWN_TIME = "time|date|timeutc|dateutc"
_OWN_STATUS = ("status", "orderstatus", "state")


def _own_fill(row: Row) -> Found:
    size = row.number(*_OWN_SIZE)
    sided = row.find(*_OWN_SIDE) or ("type" if row.text("type").lower() in SIDES else None)
    side = row.one_of(SIDES, sided) if sided else 1 if size > 0 else -1
    if size < 0 < side:
        raise RowError(row.name(*_OWN_SIZE), row.raw(*_OWN_SIZE), "a size with the sign of its side, which buys here")
    if row.find(*_OWN_STATUS) and row.text(*_OWN_STATUS).lower() not in ("filled", "closed", "executed"):
        raise RowError(
            row.name(*_OWN_STATUS), row.raw(*_OWN_STATUS), "filled: an order that was not filled is no trade"
        )
    if row.number_or_zero("funding"):
        raise RowError(row.name("funding"), row.raw("funding"), "funding in rows of their own: time, symbol, funding")
    name = row.text("symbol", "market")
    if wanted := coins_wanted(name):
        raise RowError(row.name("symbol", "market"), name, wanted)
    return fill(row, market(row, "symbol", "market"), side, size, row.above_zero("price"), _fee(row, "fee"))


def _own_funding(row: Row) -> Found:
    symbol = market(row, "symbol", "market")
    return symbol if isinstance(symbol, Out) else Payment(row.time(*_TIMES), symbol, row.number("funding"), row.line)


def _own_transfer(row: Row) -> Found:
    taken = abs(row.number_or_zero("withdrawal", "withdraw"))
    came = row.number_or_zero("deposit", "transfer") if taken else row.number("deposit", "transfer")
    return Transfer(row.time(*_TIMES), came - taken, row.line)


def _form(name: str, needs: str, take: Callable[[Row], Found], lacks: str = "", ids: str = "") -> Form:
    return Form(name, frozenset(needs.split()), take, frozenset(lacks.split()), tuple(ids.split()))


#: In the order in which they are tried: the more particular first.
FORMS = (
    _form(
        "Bybit, transaction log",
        "contract type direction quantity filledprice funding feepaid change",
        _bybit_log,
        ids="tradeid",
    ),
    _form(
        "Bybit, transaction log",
        "symbol category side type qty tradeprice funding fee change",
        _bybit_log,
        ids="id tradeid",
    ),
    _form("Bybit, derivatives trade history", "filledtype filledquantity filledprice direction", _bybit_trade),
    _form(
        "Bybit, executions", "symbol side execqty execprice execfee exectype exectime", _bybit_execution, ids="execid"
    ),
    _form("Hyperliquid, userFills", "coin px sz side dir time", _hyperliquid_fill, ids="tid"),
    _form("Hyperliquid, trade history of the page", "time coin dir px sz fee", _hyperliquid_page, lacks="side"),
    _form(
        "Hyperliquid, funding history of the page",
        "time coin sz side payment rate",
        _hyperliquid_funding,
        ids="time coin",
    ),
    _form("Hyperliquid, userFunding", "time coin usdc fundingrate", _hyperliquid_funding, ids="time coin"),
    _form(
        "Hyperliquid, ledger updates",
        "time type hash",
        _hyperliquid_ledger,
        lacks="coin symbol",
        ids="hash type time usdc",
    ),
    _form("dYdX, fills", "market side price size createdat", _dydx_fill, ids="id"),
    _form(
        "dYdX, fundingPayments",
        "ticker side rate payment createdat",
        _dydx_funding,
        ids="createdat ticker subaccountnumber",
    ),
    _form("dYdX, transfers", "type size symbol createdat", _dydx_transfer, lacks="price", ids="id"),
    _form(
        "Binance USDS-M, userTrades",
        "symbol side price qty commission commissionasset time",
        _binance_trade,
        ids="id symbol",
    ),
    _form(
        "Binance USDS-M, trade history",
        "symbol side price quantity|qty fee realizedprofit",
        _binance_trade,
        ids="tradeid symbol",
    ),
    _form("Binance USDS-M, income", "incometype income asset time", _binance_income, ids="tranid incometype"),
    _form(
        "Binance USDS-M, transaction history",
        "type amount asset",
        _binance_income,
        lacks="side price",
        ids="transactionid type symbol",
    ),
    _form("OKX, trading history", "tradetype symbol action amount filledprice balancechange", _okx_bill, ids="id"),
    _form("OKX, bills", "billid instid subtype balchg ts", _okx_bill, ids="billid"),
    _form("OKX, fills", "instid fillpx fillsz side ts", _okx_api_fill, ids="billid"),
    _form("ccxt, fetch_my_trades", "symbol side price amount timestamp", _ccxt_trade, ids="id symbol"),
    _form(
        "ccxt, fetch_funding_history",
        "symbol amount timestamp code",
        _ccxt_funding,
        lacks="price side",
        ids="id symbol",
    ),
    _form("a table of your own: fills", f"{_OWN_TIME} symbol|market {'|'.join(_OWN_SIZE)} price", _own_fill),
    _form("a table of your own: funding", f"{_OWN_TIME} symbol|market funding", _own_funding, lacks="price"),
    _form("a table of your own: deposits", f"{_OWN_TIME} deposit|transfer", _own_transfer),
)


@lru_cache(256)
def form_of(keys: frozenset[str]) -> Form | None:
    """The export that has these columns."""
    return next((form for form in FORMS if form.fits(keys)), None)


def unit_of_fee(row: Row) -> str:
    """The coin of a fee that is not in dollars; empty for all others."""
    for name in _FEES:
        if row.find(name) and not row.blank(name):
            return _fee(row, name)[1]
    return ""
