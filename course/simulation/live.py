"""Candles and funding rates from a public exchange, through ccxt: an optional extra, never needed.

Whatever is fetched is checked like a file, kept in a cache, and not asked for again. No key is used and none is asked for.
With no network, or without ccxt, :class:`LiveDataError` says so and what to do instead.
"""

from __future__ import annotations

import importlib
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from course.simulation.data import Candles, FundingRates, candles, funding
from course.simulation.exported_tables import seconds, when
from course.validation import ArgumentError

#: Most rows asked for at once.
PAGE = 500


class LiveDataError(RuntimeError):
    """Live data cannot be had now; a file can be loaded instead."""


class Client(Protocol):
    """The part of a ccxt exchange that is used; anything like it will do."""

    id: str

    def parse_timeframe(self, timeframe: str) -> int:
        """Seconds of a time frame such as ``"1h"``."""

    def fetch_ohlcv(self, symbol: str, timeframe: str, since: int, limit: int) -> list[list[float]]:
        """Rows ``[milliseconds, open, high, low, close, volume]`` from ``since`` on."""

    def fetch_funding_rate_history(self, symbol: str, since: int, limit: int) -> list[dict[str, Any]]:
        """Records with ``timestamp`` (milliseconds) and ``fundingRate`` from ``since`` on."""


def client(name: str = "binanceusdm", **options: Any) -> Client:
    """A ccxt exchange by name, without keys.

    Raises:
        LiveDataError: if ccxt is not installed.
        ArgumentError: for a name that ccxt does not know.
    """
    try:
        ccxt = importlib.import_module("ccxt")
    except ImportError:
        raise LiveDataError(
            "Live data needs the optional package ccxt (install the course with its extra 'live')."
            " Or load a file with `course.simulation.data.candles`."
        ) from None
    if name not in ccxt.exchanges:
        raise ArgumentError("name", name, "an exchange of ccxt, such as 'binanceusdm' or 'hyperliquid'")
    made: Client = getattr(ccxt, name)({"enableRateLimit": True, "timeout": 10_000, **options})
    return made


def live_candles(
    symbol: str,
    start: str | int,
    end: str | int,
    *,
    timeframe: str = "1h",
    exchange: str | Client = "binanceusdm",
    cache: str | Path | None = None,
) -> Candles:
    """Candles opened from ``start`` to before ``end``.

    Args:
        symbol: as ccxt writes it, e.g. ``"BTC/USDT:USDT"``.
        start: UTC text or seconds.
        end: likewise; the last candle before it must be over, an unfinished one is no candle.
        timeframe: ``"1m"``, ``"15m"``, ``"1h"``, ``"1d"``, …
        exchange: a name, or a ccxt exchange.
        cache: folder; the user's cache folder unless given.

    Volume is NaN where the market counts contracts that are not one base unit each.
    """
    source = client(exchange) if isinstance(exchange, str) else exchange
    step = source.parse_timeframe(timeframe)

    def fetch(since: int) -> list[list[float]]:
        rows = source.fetch_ohlcv(symbol, timeframe, since, PAGE)
        if any(since <= row[0] and row[0] / 1000 + step > time.time() and row[0] < seconds(end) * 1000 for row in rows):
            raise ArgumentError("end", when(seconds(end)), f"an end before which every candle of {timeframe} is over")
        size = (getattr(source, "markets", None) or {}).get(symbol, {}).get("contractSize")
        return rows if size in (None, 1) else [[*row[:5], ""] for row in rows]  # type: ignore[list-item]

    columns = ("time", "open", "high", "low", "close", "volume")
    file = _cached(source.id, symbol, timeframe, start, end, step, fetch, columns, cache, candles)
    return candles(file)


def live_funding(
    symbol: str,
    start: str | int,
    end: str | int,
    *,
    exchange: str | Client = "binanceusdm",
    cache: str | Path | None = None,
) -> FundingRates:
    """Funding rates settled from ``start`` to before ``end``; arguments as for :func:`live_candles`."""
    source = client(exchange) if isinstance(exchange, str) else exchange

    def fetch(since: int) -> list[list[float]]:
        found = source.fetch_funding_rate_history(symbol, since, PAGE)
        return [[r["timestamp"], r["fundingRate"]] for r in found]

    columns = ("time", "rate")
    file = _cached(source.id, symbol, "funding", start, end, 60, fetch, columns, cache, funding)
    return funding(file)


def _cached(
    exchange: str,
    symbol: str,
    kind: str,
    start: str | int,
    end: str | int,
    step: int,
    fetch: Callable[[int], list[list[float]]],
    columns: tuple[str, ...],
    cache: str | Path | None,
    check: Callable[[Path], object],
) -> Path:
    """The file that holds the window, fetched page by page if it is not there yet."""
    first, last = seconds(start), seconds(end)
    if not first < last <= time.time():
        raise ArgumentError("end", when(last), f"after {when(first)} and not in the future")
    folder = _folder() if cache is None else Path(cache)
    name = "-".join(re.sub(r"[^A-Za-z0-9]", "_", str(x)) for x in (exchange, symbol, kind, first, last))
    file = folder / f"{name}.csv"
    if file.exists():
        return file
    rows: list[list[float]] = []
    since = first * 1000
    while since < last * 1000:
        try:
            page = fetch(since)
        except Exception as error:
            if isinstance(error, ArgumentError):
                raise
            raise LiveDataError(
                f"{exchange} did not answer ({type(error).__name__}: {error})."
                " Without a connection, load a file with `course.simulation.data.candles`."
            ) from error
        page = [row for row in page if since <= row[0] < last * 1000]
        if not page:
            break
        rows += page
        since = int(page[-1][0]) + step * 1000
    if len(rows) < 2:
        raise LiveDataError(f"{exchange} has no {kind} of {symbol} from {when(first)} to {when(last)}.")
    folder.mkdir(parents=True, exist_ok=True)
    # Written and checked whole, or not at all: a cache must not keep half a window or a broken one.
    part = folder / f"{name}.{os.getpid()}.part.csv"
    text = [",".join(columns), *(",".join(str(x) for x in row[: len(columns)]) for row in rows)]
    try:
        part.write_text("\n".join(text) + "\n", encoding="utf-8")
        check(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "margin-course"
