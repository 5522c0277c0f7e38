"""Prices alone, to bring a portfolio that is read already up to date: lines of symbol and price, or what a venue answers.

JSON may be an object from symbols to prices (Hyperliquid's ``allMids``, ``{"BTC": 60000}``), or rows, however they are wrapped,
that name a symbol and a mark: Binance's ``premiumIndex``, Bybit's ``tickers``, OKX's ``mark-price``, dYdX's ``perpetualMarkets``.
A price of the last trade is no mark and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from course.textfiles import decimal_sign
from course.texts import joined, say
from course.venues.dumps import base_asset, plain
from course.venues.portfolios.text import (
    At,
    Fault,
    Path,
    PortfolioError,
    documents,
    guard,
    is_json,
    load,
    locate,
    said,
    typed,
)

SYMBOLS = ("symbol", "instId", "market", "coin", "ticker", "name")
PRICES = ("markPrice", "markPx", "oraclePrice", "mark", "price")
AT_MOST = 5.0
"""A mark that is so many times the one before, or that part of it, is taken for a slip of a point or a comma."""
_LINE = re.compile(r"\s*[\"']?([\w.:/$+-]*\w)[\"']?(?:\s*[,;|=\t]\s*|:\s+|\s+)[\"']?\s*(\S.*?)\s*[\"']?\s*[,;]?\s*")


@dataclass(frozen=True)
class Marks:
    """What a text of prices says.

    Attributes:
        prices: USD by the portfolio's own names of its markets.
        others: prices of markets that it does not hold.
        missing: markets of which the text has no price.
    """

    prices: dict[str, float]
    others: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """One price of the text: how the text calls its market, and what to raise about it."""

    symbol: str
    price: At
    line: int = 0
    column: int = 0


def read_marks(text: str, held: Mapping[str, float]) -> Marks:
    """New prices of markets.

    Args:
        text: lines such as ``BTC,60000``, or JSON.
        held: the marks until now, by market.

    Raises:
        PortfolioError: a line or a value is no price, a market has two, or none of ``held`` is there.
    """
    text = guard(text, argument="marks", least="the prices of what is held")
    prices: dict[str, tuple[str, float]] = {}
    others: set[str] = set()
    bases: dict[str, list[str]] = {}
    for name in held:
        bases.setdefault(base_asset(name), []).append(name)
    pairs = _of_json(text, bases) if is_json(text) else _of_lines(text)
    for parts, found in pairs:
        try:
            market = found.symbol if found.symbol in held else _market(found, bases)
            if market is None:
                others.add(found.symbol)
                continue
            _take(prices, market, found, held[market])
        except Fault as fault:
            raise _placed(parts, found.price.path, fault, found) from None
    if not prices:
        names = ", ".join(list(held)[:4])
        allowed = say(
            "no price of {names} is in it: lines such as BTC,60000, or JSON with symbols and marks", names=names
        )
        raise PortfolioError("marks", None, allowed)
    taken = {market: price for market, (_, price) in prices.items()}
    return Marks(taken, len(others), tuple(m for m in held if m not in taken))


def _take(prices: dict[str, tuple[str, float]], market: str, found: _Found, before: float) -> None:
    """Add one price."""
    price = found.price.positive("a price")
    if not 1 / AT_MOST < price / before < AT_MOST:
        raise found.price.fault(
            say(
                "a price of {market} that can be compared with the one before, {before}: is a point or a comma in the way? If it"
                " is meant, type it into its box",
                market=market, before=format(before, ",.10g"),
            )
        )  # fmt: skip
    symbol, known = prices.get(market, (found.symbol, price))
    exact = found.symbol == market
    if known != price and (exact == (symbol == market)):
        already = say("“{symbol}” says {known} already", symbol=symbol, known=format(known, ",.10g"))
        raise found.price.fault(
            say("one price of {market}: {already}; keep one of them", market=market, already=already)
        )
    if known == price or exact:
        prices[market] = (found.symbol, price)


def _market(found: _Found, bases: Mapping[str, list[str]]) -> str | None:
    """The market of the portfolio that a symbol means."""
    markets = bases.get(base_asset(found.symbol), [None])
    if len(markets) > 1:
        raise Fault(
            found.price.path,
            found.symbol,
            say("one of {markets}: which is meant?", markets=joined(", ", map(str, markets))),
        )
    return markets[0]


def _of_lines(text: str) -> Iterator[tuple[list[str], _Found]]:
    """Symbol and price of every line; a first line without a price is a header."""
    lines = [re.sub(r"^\s*\|(.*)\|\s*$", r"\1", line) for line in text.split("\n")]
    rows = [
        (n, _LINE.fullmatch(line))
        for n, line in enumerate(lines, start=1)
        if line.strip(" -|:") and line.lstrip()[:1] != "#"
    ]
    sign = decimal_sign(row.group(2).lstrip("$") for _, row in rows if row)
    first = rows[0][0] if rows else 0
    for n, row in rows:
        if row is None:
            raise PortfolioError("line", lines[n - 1].strip()[:40], "a symbol and a price, such as BTC,60000", n)
        symbol, price = row.group(1), row.group(2).lstrip("$").strip()
        if n == first and plain(symbol) in (*map(plain, SYMBOLS), "pair", "asset") and not re.search(r"\d", price):
            continue
        try:
            yield [], _Found(symbol, At(typed(price, None, sign)), n, row.start(2) + 1)
        except ValueError as error:
            raise PortfolioError(symbol, row.group(2)[:40], str(error), n, row.start(2) + 1) from None


def _of_json(text: str, bases: Mapping[str, list[str]]) -> Iterator[tuple[list[str], _Found]]:
    """Symbol and price wherever they stand in the answers of a text."""
    parts = documents(text)
    for number, part in enumerate(parts):
        try:
            for found in _walk(At(load(part), (number,)), bases):
                yield parts, found
        except Fault as fault:  # of the text itself: of what is found in it the caller says
            raise _placed(parts, fault.path, fault) from None


def _walk(at: At, bases: Mapping[str, list[str]]) -> Iterator[_Found]:
    if isinstance(at.value, list):
        for item in at.items():
            yield from _walk(item, bases)
    if not isinstance(at.value, dict):
        return
    row = at.object()
    symbol = next((row[n] for n in SYMBOLS if isinstance(row.get(n), str)), None)
    if symbol is not None:
        price = at.get(*PRICES)
        if price is not None:
            yield _Found(symbol, price)
        return
    # An object from symbols to prices: what else is a number in it is another market's price; elsewhere it is a time or a code.
    priced = any(not isinstance(value, dict | list) and base_asset(name) in bases for name, value in row.items())
    for name, item in zip(row, at.items(), strict=True):
        inner = item.get(*PRICES) if isinstance(item.value, dict) else None
        if inner is not None and not isinstance(inner.value, dict | list):
            yield _Found(name, inner)
        elif isinstance(item.value, dict | list):
            yield from _walk(item, bases)
        elif priced:
            yield _Found(name, item)


def _placed(parts: Sequence[str], path: Path, fault: Fault, found: _Found | None = None) -> PortfolioError:
    """A fault with its line and column: at a path into JSON, or where a line's price was found."""
    if not parts and found is not None:
        return PortfolioError(found.symbol, fault.value, fault.allowed, found.line, found.column)
    line, column = locate(parts[int(path[0])], path[1:])
    return PortfolioError(said(path[1:]), fault.value, fault.allowed, line, column)
