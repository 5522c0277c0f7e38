"""Tier tables in the forms in which venues and tools hand them out, brought to rows under our names.

Recognised: our own form, ``fetch_leverage_tiers`` of ccxt (and freqtrade's file of it), Binance ``leverageBracket`` (and the
brackets of its page), Bybit ``risk-limit``, OKX ``position-tiers``, KuCoin and Gate risk limits, Bitget position levels,
Hyperliquid ``meta``. What is in none of these forms is refused with the columns found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from course.texts import say
from course.validation import ArgumentError

Row = Mapping[str, Any]

#: What venues call the columns, compared without capitals, spaces and underscores. The first name is ours.
COLUMNS: dict[str, tuple[str, ...]] = {
    "floor": (
        "floor", "minnotional", "notionalfloor", "bracketnotionalfloor", "minrisklimit", "startunit", "qtyfloor",
        "minsz", "lowerbound", "from", "minsize", "numnoncontractunits", "minvol",
    ),
    "cap": (
        "cap", "maxnotional", "notionalcap", "bracketnotionalcap", "maxrisklimit", "endunit", "qtycap", "maxsz",
        "risklimitvalue", "risklimit", "upperbound", "to", "maxsize", "maxvol",
    ),
    "maintenance": (
        "maintenance", "mmr", "maintmarginratio", "maintenancemarginrate", "bracketmaintenancemarginrate",
        "maintenancemargin", "maintainmargin", "maintenancerate", "keepmarginrate", "maintenancemarginratio", "mmratio",
    ),
    "initial": ("initial", "imr", "initialmargin", "initialrate", "initialmarginrate", "initialmarginratio"),
    "max_leverage": (
        "maxleverage", "maxlev", "initialleverage", "maxopenposleverage", "maxlever", "leveragemax", "leverage",
    ),
    "deduction": ("deduction", "cum", "cumfastmaintenanceamount", "mmdeduction", "maintenanceamount"),
}  # fmt: skip
#: Columns whose numbers count base units, and those that count contracts; the first two are OKX's, whose rates cover the whole
#: position.
_SIZES = {"qtyfloor", "qtycap"}
_OKX = {"minsz", "maxsz"}
_CONTRACTS = {*_OKX, "minsize", "maxsize", "minvol", "maxvol", "riskbasevol", "riskincrvol"}
#: Limits that count what a market is margined in: dollars, or coins in a market such as Bybit's BTCUSD.
_MARGINED = {
    "risklimitvalue",
    "risklimit",
    "maxrisklimit",
    "minrisklimit",
    "startunit",
    "endunit",
    "minnotional",
    "maxnotional",
}
_SYMBOL = ("symbol", "instfamily", "uly", "instid", "contract", "market", "pair", "ticker", "coin", "name")
_ENVELOPES = ("data", "result", "list", "rows", "brackets", "resultList", "tiers", "instruments")
_NESTED = ("brackets", "riskBrackets", "tiers", "riskTiers", "marginLevels")
#: Currencies that a notional may be counted in.
DOLLARS = ("USDT", "USDC", "USD", "BUSD", "FDUSD", "USDE", "USDD", "DAI", "TUSD", "PERP")
_ALIASES = {"XBT": "BTC"}


@dataclass
class Dump:
    """What a file says: rows by the file's own symbols, and what holds for all of them."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)
    form: str = "own"  # or "venue": names are markets; or "hyperliquid": names are assets


@lru_cache(4_096)
def plain(name: str) -> str:
    """A column's name for comparison."""
    return re.sub(r"[\s_\-]", "", str(name)).lower()


def base_asset(symbol: str) -> str:
    """The base asset of a market: ``btc``, ``BTCUSDT``, ``BTC/USDT:USDT``, ``BTC-USDT-SWAP``, ``XBTUSDTM`` are all BTC.

    Dated contracts keep their date: they are other markets.
    """
    # dYdX names a coin that is traded on a chain with the pool it is priced in: FARTCOIN,RAYDIUM,9BB6…-USD.
    symbol = re.sub(r"^([^,]+),[^,]+,[^,]+-(USD)$", r"\1-\2", symbol.strip())
    name = re.sub(
        r"^(PERP|PF|CMT)_|([-_](SWAP|PERP|PERPETUAL|UM|CM|UMCBL)|[.]P| PERPETUAL)$", "", symbol.strip().upper()
    )
    split = re.fullmatch(rf"([A-Z0-9]+)[/\-_ ]({'|'.join(DOLLARS)})(?::({'|'.join(DOLLARS)}|[A-Z]+))?", name)
    if split is None:
        # Without a sign between them the base asset is the longer part: XBTUSD is XBT in USD, not XB in TUSD.
        split = re.fullmatch(rf"([A-Z0-9]{{2,}}?)({'|'.join(d for d in DOLLARS if d != 'TUSD')})M?", name)
    base = split.group(1) if split else name
    return _ALIASES.get(base, base)


def is_market(symbol: str) -> bool:
    """Whether a name is that of a market, not of an asset alone."""
    return base_asset(symbol) not in (symbol.strip().upper(), _ALIASES.get(symbol.strip().upper()))


#: Names of venues whose sizes count contracts: Gate and MEXC, KuCoin, OKX; and of contracts that count dollars.
_IN_CONTRACTS = re.compile(
    r"[A-Z0-9]+_USD[TC]?|[A-Z0-9]+USD[TC]?M|[A-Z0-9]+-USD[TC]?-SWAP|[A-Z0-9]+USD_PERP|XBTUSD|PI_\w+"
)


def coins_wanted(symbol: str) -> str:
    """What to write for a market named as only venues name it whose sizes count contracts, not coins; "" for any other."""
    if not _IN_CONTRACTS.fullmatch(symbol.strip().upper()):
        return ""
    coin = base_asset(symbol)
    return say("write {coin}, with the size in coins: venues with such names count contracts", coin=coin)


def from_json(content: Any) -> Dump:
    """The tiers in what a JSON file holds.

    Raises:
        ArgumentError: for a form that is not recognised, with what was found.
    """
    if isinstance(content, dict) and "tables" in content:
        return _own(content)
    if isinstance(content, list) and content and isinstance(content[0], dict) and "universe" in content[0]:
        content = content[0]
    if isinstance(content, dict) and {"universe", "marginTables"} <= set(content):
        return _hyperliquid(content)
    if isinstance(content, dict) and "symbols" in content and "rateLimits" in content:
        raise ArgumentError("path", "exchangeInfo", "leverageBracket: exchangeInfo holds no tiers")
    dump = Dump(form="venue")
    for symbol, row in _records(content, None, 0):
        if symbol is None:
            raise ArgumentError("symbol", None, f"a symbol in every row; the columns are {sorted(map(str, row))[:12]}")
        dump.rows.setdefault(symbol, []).append(row)
    if not dump.rows:
        found = list(content)[:8] if isinstance(content, dict) else type(content).__name__
        raise ArgumentError("path", found, 'JSON with "tables": {symbol: [rows]}, or what a venue or ccxt returns')
    return dump


def counted(dump: Dump) -> None:
    """Write into a dump's head what its floors and caps count, where the names of its columns say so."""
    # ccxt keeps the venue's own row: there stand the deduction, and whether sizes are contracts.
    seen = {n for rows in dump.rows.values() for r in rows for n in (*r, *(r.get("info") or {}))}
    names = {plain(n) for n in seen}
    if names & _SIZES:
        dump.head.setdefault("measure", "size")
    if names & _CONTRACTS:
        dump.head.setdefault("measure", "contracts")
    if names & _OKX:
        dump.head.setdefault("applies", "whole")
    if names & _MARGINED and any(in_coins(symbol, rows[0]) for symbol, rows in dump.rows.items() if rows):
        dump.head.setdefault("measure", "coins")


def in_coins(symbol: str, row: Row) -> bool:
    """Whether a market is margined in its own coin: ccxt says so (``BTC/USD:BTC``), venues call it by plain USD (``BTCUSD``)."""
    name, currency = symbol.strip().upper(), str(row.get("currency") or "").upper()
    if "/" in name:
        return name.partition(":")[2] == name.partition("/")[0] or currency == name.partition("/")[0]
    named = re.fullmatch(r"([A-Z0-9]{2,}?)[-_]?USD(M|_PERP|-SWAP)?", name)
    return bool(named) and base_asset(name) not in (name, f"{name}T") and not name.startswith(("PF_", "PERP_"))


def _own(content: dict[str, Any]) -> Dump:
    try:
        rows = {s: list(t["tiers"] if isinstance(t, dict) else t) for s, t in content["tables"].items()}
    except (TypeError, KeyError, AttributeError):
        raise ArgumentError("path", content["tables"], '"tables": {symbol: [rows]}') from None
    if not all(isinstance(r, dict) for table in rows.values() for r in table):
        raise ArgumentError("path", "tables", "rows with named columns, {…}")
    return Dump(rows, {key: value for key, value in content.items() if key != "tables"})


def _records(content: Any, symbol: str | None, depth: int) -> Iterator[tuple[str | None, Row]]:
    """``(symbol, row)`` of every tier in lists of rows, rows nested under their market, and envelopes around both."""
    if depth > 8:
        raise ArgumentError("path", "…", "tables nested at most eight deep")
    if isinstance(content, list):
        for item in content:
            yield from _records(item, symbol, depth + 1)
    elif isinstance(content, dict):
        named = {plain(k): v for k, v in content.items()}
        own = next((str(named[n]) for n in _SYMBOL if isinstance(named.get(n), str) and named[n]), symbol)
        coefficient = content.get("notionalCoef")
        if coefficient not in (None, "") and float(coefficient) != 1.0:
            raise ArgumentError(
                "notionalCoef", coefficient,
                f"{own}: brackets without an account's own multiplier; multiply floors and caps by it, or take it out",
            )  # fmt: skip
        if any(a in named for a in COLUMNS["maintenance"]) and not isinstance(named.get("tiers"), list):
            yield own, content
            return
        nested = next((content[k] for k in (*_NESTED, *_ENVELOPES) if isinstance(content.get(k), (list, dict))), None)
        if nested is not None:
            yield from _records(nested, own, depth + 1)
        elif all(isinstance(v, list) for v in content.values()):
            for name, rows in content.items():
                yield from _records(rows, str(name), depth + 1)


def _hyperliquid(content: dict[str, Any]) -> Dump:
    """Tiers by maximum leverage; the maintenance rate is half of the initial one at that leverage."""
    tables = {int(number): table["marginTiers"] for number, table in content["marginTables"]}
    dump = Dump(head={"applies": "slice", "measure": "notional"}, form="hyperliquid")
    for market in content["universe"]:
        if market.get("isDelisted"):
            continue
        plain_tier = [{"lowerBound": 0, "maxLeverage": market["maxLeverage"]}]
        tiers = tables.get(int(market.get("marginTableId", -1)), plain_tier)
        dump.rows[str(market["name"])] = [
            {"floor": t["lowerBound"], "max_leverage": t["maxLeverage"], "maintenance": 0.5 / float(t["maxLeverage"])}
            for t in tiers
        ]
    return dump
