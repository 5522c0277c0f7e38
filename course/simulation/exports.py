"""Recognised exports: which column is what in the files that exchanges and tools write.

A name is compared without spaces, dots, dashes, brackets and underscores, and without capitals, except that names of one
letter keep theirs: Hyperliquid's ``t`` opens a candle, its ``T`` closes it (:func:`key`).

Three tables of names say what any file means, whoever wrote it; :data:`EXPORTS` lists those that must be read otherwise, by
the columns that give them away. What each rests on: the venues' public API pages and the records quoted in ccxt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


def key(name: object) -> str:
    """A column's name for comparison."""
    bare = re.sub(r"[\s_.<>\-()\[\]/]", "", str(name))
    return bare if len(bare) == 1 else bare.lower()


# ---- which moment ---------------------------------------------------------------------------------------------------

#: Names that say that a candle opens then; the first found counts. Beside one of them, other stamps do not matter.
OPENS = (
    "timeperiodstart", "intervalbegin", "opentime", "startedat", "starttime", "starttimestamp", "start", "periodstart",
    "candledatetimeutc", "begintime", "begin", "barstart", "timeopen", "candlebegintime", "from", "bucketstart",
    "opentimestamp", "tsopen", "tsstart", "timestart",
)  # fmt: skip
#: Names that do not say which moment they mean: the opening one, by custom, unless :data:`EXPORTS` knows better.
STAMPS = (
    "timestamp", "time", "date", "datetime", "unix", "unixtime", "unixtimestamp", "timestampms", "t", "ts", "ticks",
    "opentimems", "gmttime", "localtime", "utctime", "timeutc", "timestamputc", "dateutc", "unnamed:0", "index", "mts",
    "epoch", "dt",
)  # fmt: skip
#: Names that say that a candle closes then.
CLOSES = (
    "closetime", "endtime", "endtimestamp", "timeclose", "timeperiodend", "intervalend", "periodend", "endedat", "stop",
    "end", "to", "etime", "T",
    "closetimestamp", "tsclose", "tsend", "timeend",
)  # fmt: skip
#: Moments of settlement.
SETTLED_AT = (
    "fundingtime", "fundingratetimestamp", "fundingtimestamp", "calctime", "effectiveat", "timepoint", "settletime",
    "settlementtime", "settledat", "fundingtimeutc", "fundingdate", "eventtime", "fT", "ft",
    "intervalendtimestamp", "intervalend", "periodend", *STAMPS,
)  # fmt: skip

_BEFORE = "(kline|candlestick|candle|bar|bucket|window|period|interval|funding)?"
_BEHIND = "(utc|gmt|iso|iso8601|unix|epoch|seconds|secs|sec|millis|milliseconds|ms|us|ns|s)?"
#: The same moments in other words: what stands before and behind says whose they are, or in which unit.
_MOMENTS = (
    (re.compile(f"{_BEFORE}(open(ing|ed)?|start(ed)?|begin)(time|timestamp|ts|at|date|datetime){_BEHIND}"), "opentime"),
    (re.compile(f"{_BEFORE}(clos(e|ing|ed)|end(ed)?)(time|timestamp|ts|at|date|datetime){_BEHIND}"), "closetime"),
    (
        re.compile(
            "(candle|bar|kline|period|funding|settlement)?(time|timestamp|date|datetime|ts|epoch|unix)" + _BEHIND
        ),
        "timestamp",
    ),
)
_PRICE = re.compile("(px|price)?(open|high|low|close)(ing)?(price|px|usd|usdt|usdc|inusd)?")


def canonical(names: Iterable[str]) -> dict[str, str]:
    """Keys that only say in other words what a known one says, by key, where that one is not a column itself."""
    names = list(names)
    known = {*OPENS, *STAMPS, *CLOSES, *SETTLED_AT, *(a for aliases in PRICES.values() for a in aliases)}
    known |= {name for export in (*CANDLES, *FUNDING) for name in export.columns}
    found: dict[str, str] = {}
    for name in names:
        if name in known:
            continue
        price = _PRICE.fullmatch(name)
        meant = price.group(2) if price else next((k for form, k in _MOMENTS if form.fullmatch(name)), None)
        if meant and meant not in names and meant not in found.values():
            found[name] = meant
    return found


# ---- which price ----------------------------------------------------------------------------------------------------

PRICES = {
    "open": ("open", "o", "openprice", "priceopen", "openingprice"),
    "high": ("high", "h", "highprice", "pricehigh"),
    "low": ("low", "l", "lowprice", "pricelow"),
    "close": ("close", "c", "closeprice", "priceclose", "closingprice", "tradeprice", "last"),
}

# ---- which volume ---------------------------------------------------------------------------------------------------

#: Names that say base units.
BASE_VOLUME = (
    "basevolume", "basetokenvolume", "volumebase", "homenotional", "volumefrom", "baseassetvolume",
    "candleacctradevolume", "volumetraded", "basevol",
)  # fmt: skip
#: Names that do not say: base units, or contracts, or ticks.
SOME_VOLUME = ("volume", "v", "vol", "volccy", "volumeccy", "amount", "size")
#: A name that says of which asset: CryptoDataDownload's "Volume BTC", the base first. Averages are no volumes.
VOLUME_OF = re.compile(r"volume(?!ma$|sma$|ema$|yahoo$|delta$)[a-z0-9]{2,6}")
#: Names of amounts of quote currency (of base currency in contracts that are margined in it).
QUOTE_VOLUME = (
    "quotevolume", "quoteassetvolume", "volumequote", "turnover", "volccyquote", "volquote", "quotetokenvolume",
    "usdvolume", "volumeto", "foreignnotional", "cost", "q", "sum", "volumeusdt", "volumeusd", "volumeusdc",
    "candleacctradeprice", "quotevol", "tradeturnover", "notional", "value", "tr",
)  # fmt: skip

#: Columns that say whether a candle is over.
FINISHED = ("confirm", "confirmed", "closed", "isclosed", "final", "isfinal", "complete", "iscomplete", "finished", "x",
            "completed", "iscompleted", "isfinished", "isconfirmed", "windowclose", "windowclosed")  # fmt: skip
#: The same the other way round: whether it still runs.
RUNNING = ("isopen", "running", "isrunning", "unfinished", "isunfinished", "incomplete", "isincomplete", "partial",
           "ispartial", "inprogress", "unconfirmed", "unclosed", "forming", "isforming")  # fmt: skip
#: Columns that name the market; a file of candles holds one.
MARKET = (
    "symbol", "ticker", "pair", "market", "instrument", "instrumentname", "instrumentid", "instid", "coin",
    "contractcode", "contract", "currencypair", "productid", "symbolid", "marketid", "asset", "s", "tic", "exchange",
    "venue", "exchangeid",
)  # fmt: skip
#: Columns that say how long a candle is; a file of candles has one length.
LENGTH = ("interval", "timeframe", "resolution", "granularity", "tf", "barsize", "candlesize", "i")

# ---- which rate -----------------------------------------------------------------------------------------------------

#: Fractions that were settled, whatever stands beside them.
SETTLED_RATE = (
    "realizedrate", "realisedrate", "realrate", "realizedfundingrate", "realisedfundingrate", "realfundingrate",
    "settledfundingrate", "settledrate", "settlementrate", "relativefundingrate",
)  # fmt: skip
#: Rates by other names; the settled fraction by custom.
SOME_RATE = ("fundingrate", "lastfundingrate", "rate", "funding", "r", "fr", "value", "v", "f")
#: Names that say percent, or basis points: what to divide by.
SCALED_RATE = {
    "fundingrate%": 100.0, "rate%": 100.0, "funding%": 100.0, "fundingratepct": 100.0, "fundingratepercent": 100.0,
    "fundingratepercentage": 100.0, "ratepct": 100.0, "ratepercent": 100.0, "fundingpct": 100.0,
    "fundingpercent": 100.0, "fundingratebps": 10_000.0, "ratebps": 10_000.0, "fundingbps": 10_000.0,
}  # fmt: skip
#: Hours between settlements, as a file may say them (BitMEX writes a moment of the year 2000).
INTERVAL_HOURS = ("fundingintervalhours", "intervalhours", "fundingintervalhour", "fundingperiodhours")


@dataclass(frozen=True)
class Export:
    """An export that has to be read otherwise than its names suggest.

    Attributes:
        name: whose it is.
        columns: keys that give it away; all must be there.
        stamp: key of the column with the time, where several might be it.
        closes: whether that stamp closes the candle.
        volume: key of the column that counts base units where the figures do not tell; ``""``: none does.
        rate: key of the settled fraction.
        refuse: why it cannot be read, and what to do.
    """

    name: str
    columns: frozenset[str]
    stamp: str | None = None
    closes: bool = False
    volume: str | None = None
    rate: str | None = None
    refuse: str | None = None


def _export(name: str, columns: str, **rest: object) -> Export:
    return Export(name, frozenset(columns.split()), **rest)  # type: ignore[arg-type]


#: The first that fits counts.
CANDLES: tuple[Export, ...] = (
    _export("BitMEX buckets", "timestamp homenotional foreignnotional", stamp="timestamp", closes=True),
    _export("BitMEX buckets", "timestamp vwap lastsize", stamp="timestamp", closes=True, volume=""),
    _export("Upbit", "candledatetimeutc tradeprice", stamp="candledatetimeutc", volume="candleacctradevolume"),
    _export("HTX", "id amount vol", stamp="id", volume="amount"),
    _export("OKX", "vol volccy", volume=""),
    _export("Gate futures", "t v sum", volume=""),
    _export("FTX", "starttime time volume", stamp="starttime", volume=""),
    _export("CoinMarketCap", "timeopen marketcap", stamp="timeopen", volume=""),
    _export("Yahoo", "adjclose volume", volume=""),
    _export("Yahoo", "dividends stocksplits", volume=""),
    _export("Databento bars", "tsevent rtype", stamp="tsevent"),
    _export("MetaTrader 5", "tickvol", volume=""),
    _export("MetaTrader", "tickvolume", volume=""),
    _export(
        "Nautilus bars", "tsevent tsinit",
        refuse="its stamps close a bar, or open it where it was told so: write the opening time into a column and pass"
        ' columns={"time": …}',
    ),
    _export(
        "Tardis trade bars", "opentimestamp closetimestamp timestamp",
        refuse="its stamps are those of the first and the last trade, not of the candle: write the opening time into a"
        ' column and pass columns={"time": …}',
    ),
)  # fmt: skip
FUNDING: tuple[Export, ...] = (
    _export("Kraken Futures", "fundingrate relativefundingrate", rate="relativefundingrate"),
    _export("OKX, HTX", "fundingrate realizedrate", rate="realizedrate"),
    _export("Crypto.com", "t v", rate="v"),
    _export(
        "Drift", "fundingrate oraclepricetwap",
        refuse="fundingRate there is USD per unit: divide it by oraclePriceTwap and pass the fraction",
    ),
    _export(
        "Paradex", "fundingindex fundingpremium fundingrate",
        refuse="its rates are observations of one second, nothing that was settled: use the change of funding_index",
    ),
    _export("Lighter", "direction rate", refuse="its rates have no sign, direction has it: write it into the rate"),
)  # fmt: skip

#: Exports without a header, by number of columns: the meanings in order. Which one it is, the prices must tell.
HEADERLESS: dict[int, tuple[tuple[str, ...], ...]] = {
    5: (("time", "open", "high", "low", "close"),),
    6: (
        ("time", "open", "high", "low", "close", "confirm"),  # OKX, index and mark
        ("time", "open", "high", "low", "close", "volume"),  # ccxt and most others
        ("time", "low", "high", "open", "close", "volume"),  # Coinbase Exchange
        ("time", "open", "close", "high", "low", "volume"),  # Bitfinex, Bithumb
        ("time", "volume", "close", "high", "low", "open"),  # Gate, downloads
    ),
    7: (
        ("date", "time", "open", "high", "low", "close", "tickvol"),  # MetaTrader 4
        ("time", "open", "high", "low", "close", "volume", "count"),  # Kraken, downloads
        ("time", "open", "high", "low", "close", "volume", "turnover"),  # Bybit, Bitget, KuCoin Futures
        ("time", "open", "close", "high", "low", "volume", "turnover"),  # KuCoin
        ("time", "quotevolume", "close", "high", "low", "open", "basevolume"),  # Gate, spot
    ),
    8: (
        ("time", "open", "high", "low", "close", "vwap", "volume", "count"),  # Kraken, API
        ("time", "open", "high", "low", "close", "volume", "close_time", "quotevolume"),  # MEXC, BingX
        ("time", "open", "high", "low", "close", "basevolume", "volumeusdt", "quotevolume"),  # Bitget, spot
        ("time", "quotevolume", "close", "high", "low", "open", "basevolume", "closed"),  # Gate, spot
    ),
    9: (("time", "open", "high", "low", "close", "vol", "volccy", "volccyquote", "confirm"),),  # OKX
    11: (("opentime", "open", "high", "low", "close", "volume", "closetime", "quotevolume", "count", "b1", "b2"),),
    12: (("opentime", "open", "high", "low", "close", "volume", "closetime", "quotevolume", "count", "b1", "b2", "b3"),),
}  # fmt: skip


def recognised(keys: Iterable[str], exports: tuple[Export, ...]) -> Export | None:
    """The export whose columns are all there."""
    found = frozenset(keys)
    return next((e for e in exports if e.columns <= found), None)
