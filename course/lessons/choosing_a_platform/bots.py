"""What your bot shows: the wall by the shortcuts of popular tools, beside the venue's own rule, over size."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from course import venues
from course.charts import apart
from course.explorers import View
from course.language import word
from course.lessons.choosing_a_platform.portfolio_on_venues import big, dated, short
from course.margin import Pool
from course.number_format import percent, usd
from course.texts import Said, joined, listed, say, wordless
from course.venues import tools
from course.venues.tools import READ, Tool

#: Prices at which everything is opened and marked, USD; the other position is in the second of them.
MARKS = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15, "LINK": 15.0}
OTHER = "ETH"
MARKETS = {
    f"{venue} {symbol}": say("{symbol} on {short}", symbol=symbol, short=short(venues.get(venue)))
    for venue, symbols in (("binance", ("DOGE", "LINK", "SOL", "BTC")), ("hyperliquid", ("DOGE", "SOL")))
    for symbol in symbols
}
SMALLEST, LARGEST = 1e3, 1e7
SIZES = np.geomspace(SMALLEST, LARGEST, 121)
#: The axis of errors; what lies beyond is drawn at its edge.
LOW, HIGH = -0.55, 1.05
#: Apart from each other names at the lines' ends stand by this much.
GAP = 0.085
#: Off by less than this a figure counts as the venue's own, by more than that as another.
EXACT, CLOSE = 5e-4, 0.02
SILENT = "shows no price"


def allowed(venue: str, symbol: str, notional: Any) -> Any:
    """The most leverage that a venue allows for a position of this size: ``1 / initial rate`` of its tier."""
    return 1.0 / venues.get(venue).market(symbol).initial_schedule.rate(notional)


def leverage_used(venue: str, symbol: str, leverage: float, notional: Any, other: float) -> Any:
    """The chosen leverage, or the most that is allowed for either position of the account."""
    most = allowed(venue, symbol, notional)
    if other:
        most = np.minimum(most, allowed(venue, OTHER, abs(other) * np.asarray(notional)))
    return np.minimum(leverage, most)


def account(venue: str, symbol: str, leverage: float, notional: Any, other: float) -> Pool:
    """A long just opened, and the other position beside it in one pool if there is one; sizes may be an array."""
    held = leverage_used(venue, symbol, leverage, notional, other)
    cash = np.asarray(notional) * (1.0 + abs(other)) / held
    legs = [(symbol, notional / MARKS[symbol], MARKS[symbol])]
    if other:
        legs.append((OTHER, other * notional / MARKS[OTHER], MARKS[OTHER]))
    return venues.get(venue).pool(cash, *legs)


def found(venue: str, symbol: str, leverage: float, notional: Any, other: float) -> list[dict[str, Any]]:
    """:func:`course.venues.tools.distances` of that account."""
    return tools.distances(venue, account(venue, symbol, leverage, notional, other), symbol, MARKS)


@lru_cache(maxsize=64)
def _curves(venue: str, symbol: str, leverage: float, other: float) -> dict[str, Any]:
    """Errors over size of the tools that show a price."""
    lines = [r for r in found(venue, symbol, leverage, SIZES, other) if r["tool"] and r["tool"].shows]
    lines = [r for r in lines if r["error"] is not None]
    return {
        "tool": np.repeat([r["tool"].name for r in lines], len(SIZES)),
        "notional": np.tile(SIZES, len(lines)),
        "error": np.concatenate([r["error"] for r in lines]),
    }


def bots(market: str, leverage: float, notional: float, other: float) -> View:
    """What each tool shows of one position, and by how much of the distance it is off, over its size."""
    venue, symbol = market.split()
    held = float(leverage_used(venue, symbol, leverage, notional, other))
    records = found(venue, symbol, leverage, notional, other)
    own, rest = records[0], [r for r in records[1:] if r["tool"].shows]
    priced = [r for r in rest if r["error"] is not None]
    small = {r["tool"]: r["error"] for r in found(venue, symbol, leverage, SMALLEST, other)[1:]}
    curves = _curves(venue, symbol, leverage, other)
    last = len(SIZES) - 1
    at_end = {n: float(curves["error"][k * len(SIZES) + last]) for k, n in enumerate(dict.fromkeys(curves["tool"]))}
    at_end["rule"] = 0.0
    name = short(venues.get(venue))
    return View(
        data={
            "curves": curves,
            "here": {"notional": [notional]},
            "points": [{"tool": r["tool"].name, "notional": notional, "error": r["error"]} for r in priced],
            "ends": apart(
                (
                    {
                        "tool": n,
                        "notional": LARGEST,
                        "place": float(np.clip(at, LOW, HIGH)),
                        "label": name if n == "rule" else n,
                    }
                    for n, at in at_end.items()
                ),
                "place",
                GAP * (HIGH - LOW),
                LOW,
                HIGH,
                into="place",
            ),
            "walls": walls(records, name),
            "why": {"label": []},
            "venue": {"distance": [own["distance"]]},
            "room": {"distance": [2.4 * max(r["distance"] or 0.0 for r in (own, *rest))]},
        },
        title=_title(notional, priced, name),
        subtitle=_book(symbol, notional, held, other)
        + say(
            "\nJust opened; {name}'s tiers of {as_of}, tools read on {read}.",
            name=name,
            as_of=venues.get(venue).table(symbol).source.as_of,
            read=READ,
        ),
        sentence=joined(
            " ", list(filter(None, _sentence(own, rest, priced, small, name, symbol, held, leverage, notional)))
        ),
        table=lambda: _table(records, name, venue, symbol),
    )


def _book(symbol: str, notional: float, held: float, other: float) -> str:
    alone = say(
        "{big} {symbol} long at {marks:$}, {held:×}",
        big=big(notional),
        symbol=symbol,
        marks=MARKS[symbol],
        held=round(held, 2),
    )
    if not other:
        return say("{alone}, alone", alone=alone)
    side = "long" if other > 0 else "short"
    return say(
        "{alone}, with {big} {the_other} {side} in one account",
        alone=alone,
        big=big(abs(other) * notional),
        the_other=OTHER,
        side=side,
    )


def off(error: float) -> str:
    """An error of the distance in words: ``"26 % too far"``, ``"exact"``."""
    if abs(error) < EXACT:
        return "exact"
    return say(
        "{error} too {error_2}",
        error=percent(abs(error), 0 if abs(error) >= 0.0095 else 1),
        error_2="far" if error > 0 else "near",
    )


def walls(records: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Rows of the picture of walls: the venue's own first, then every tool that shows prices."""
    own, *rest = records
    mine = {"tool": name, "distance": own["distance"], "off": 0.0, "label": percent(own["distance"]), "own": True}
    rows = [mine, *(_bar(r) for r in rest if r["tool"].shows)]
    # What a bar says stands beyond the venue's wall, which runs through all rows.
    return [{**row, "beside": max(row["distance"], own["distance"])} for row in rows]


def _bar(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["error"] is None:
        return {"tool": row["tool"].name, "distance": 0.0, "off": 0.0, "label": SILENT, "own": False}
    label = f"{percent(row['distance'])}, {off(row['error'])}"
    return {"tool": row["tool"].name, "distance": row["distance"], "off": row["error"], "label": label, "own": False}


def _title(notional: float, priced: list[dict[str, Any]], name: str) -> str:
    return _worst(priced, say("At {big}", big=big(notional)), name)


def _worst(priced: list[dict[str, Any]], at: str, name: str) -> str:
    """The worst on either side; or that nobody is far off. ``at``: what it is said of."""
    worst = sorted(priced, key=lambda r: r["error"])
    near, far = worst[0], worst[-1]
    if max(-near["error"], far["error"]) < EXACT:
        return say(
            "{at} {and_} {priced:hits|hit} {name}'s wall exactly",
            at=at,
            and_=listed(r["tool"].name for r in priced),
            priced=len(priced),
            name=name,
        )
    if max(-near["error"], far["error"]) < CLOSE:
        return say("{at} no tool is off by more than {close:%0}", at=at, close=CLOSE)
    told = [r for r in ((far, near) if near is not far else (far,)) if abs(r["error"]) >= CLOSE]
    return (
        at
        + " "
        + ", ".join(
            wordless("{name}{k} {off}", name=r["tool"].name, k=" shows the wall" if k == 0 else "", off=off(r["error"]))
            for k, r in enumerate(told)
        )
    )


def _sentence(
    own: dict[str, Any],
    rest: list[dict[str, Any]],
    priced: list[dict[str, Any]],
    small: dict[Tool, float | None],
    name: str,
    symbol: str,
    held: float,
    leverage: float,
    notional: float,
) -> list[str | Said]:
    capped = held < leverage - 1e-9
    first = ((say("{venue} allows {held:×} at most here. ", venue=name, held=round(held, 2)) if capped else "") + say("By its own rule {venue} acts at **{price:$}**, when {symbol} has fallen **{distance:%}**.", venue=name, price=own['price'], symbol=symbol, distance=own['distance']))  # fmt: skip
    shown: list[str] = [
        (
            say("{tool} works out {price:$}", tool=r["tool"].name, price=r["price"])
            + (" before its buffer" if r["tool"].buffer else "")
        )
        for r in priced
    ]
    silent = [r["tool"].name for r in rest if r["error"] is None]
    exact = [r["tool"].name for r in priced if abs(small[r["tool"]] or 0.0) < EXACT]
    off_now = [r for r in priced if r["tool"].name in exact and abs(r["error"]) >= EXACT]
    who = listed(r["tool"].name for r in off_now) if off_now else ""
    quiet = (
        say(
            "At {big} {who} {off_now:is|are} **exact**: nobody with a small account sees what is left out.",
            big=big(SMALLEST),
            who=who,
            off_now=len(off_now),
        )
        if off_now and notional > SMALLEST
        else ""
    )
    return [
        first,
        joined("; ", shown) + ".",
        say("{and_} {silent:shows|show} no price in a shared account.", and_=listed(silent), silent=len(silent))
        if silent
        else "",
        quiet,
        word("When each is right, and where it passes on the venue's own figure, stands in the table."),
    ]


def _table(records: list[dict[str, Any]], name: str, venue: str, symbol: str) -> Any:
    import pandas as pd

    tiers = venues.get(venue).table(symbol).source
    first = {
        "who": name,
        "price": usd(records[0]["price"]),
        "distance": percent(records[0]["distance"]),
        "off by": "the venue's rule",
        "with its buffer": "none",
        "shortcut": "",
        "what it does": "Every tier on its slice, on the mark, all positions of the pool together.",
        "to be fair": "",
        "source": wordless(
            "{text} ({dated})", text=tiers.text, dated=dated({"as_of": tiers.as_of, "old": tiers.old()})
        ),
    }
    return pd.DataFrame([first, *map(_row, records[1:])])


def _row(record: dict[str, Any]) -> dict[str, Any]:
    tool: Tool = record["tool"]
    price = record["price"]
    moved = None if price is None or not tool.buffer else record["distance"] * (1 - tool.buffer)
    return {
        "who": tool.title,
        "price": "no price" if price is None else usd(price) if tool.shows else f"({usd(price)})",
        "distance": "no price" if price is None else percent(record["distance"]),
        "off by": "no price" if record["error"] is None else off(record["error"]),
        "with its buffer": "none" if moved is None else percent(moved),
        "shortcut": tool.shortcut,
        "what it does": tool.does,
        "to be fair": tool.fair,
        "source": str(tool.source),
    }


def beside(venue: str, pool: Pool, symbol: str, marks: Mapping[str, float], side: str | None = None) -> View:
    """The same of a position of one's own: the venue's wall and the tools', for the second picture alone.

    Args:
        venue: name of the venue in whose markets the pool is.
        pool: as it is held there.
        symbol: the position's market.
        marks: prices, USD.
        side: which leg, where both are held.
    """
    records = tools.distances(venue, pool, symbol, marks, side=side)
    own, rest = records[0], [r for r in records[1:] if r["tool"].shows]
    name = short(venues.get(venue))
    priced = [r for r in rest if r["error"] is not None]
    held = pool.position(symbol, side)
    what = wordless(
        "{the_notional:$0} {symbol} {side}",
        the_notional=float(held.notional(marks[symbol])),
        symbol=symbol,
        side=held.side,
    )
    # A pool that is below already may have no price of this market that brings it back: that is no wall far away.
    if pool.health(marks) < 0 or (own["distance"] is not None and own["error"] is None):
        return View(
            {},
            say("{venue} may close this position as it stands.", venue=name),
            title=say("{name} may close it now", name=name),
        )
    if own["distance"] is None:
        return View({}, say("No price of {symbol} alone closes this position on {venue}.", symbol=symbol, venue=name),
                     title=say("No price of {symbol} alone closes it", symbol=symbol))  # fmt: skip
    way = "fallen" if held.side == "long" else "risen"
    shown: list[str] = [say("{tool} works out {price:$}", tool=r["tool"].name, price=r["price"]) for r in priced]
    told = joined("; ", shown) + "." if shown else "No tool that is known here shows a price for it."
    return View(
        data={
            "walls": walls(records, name),
            "why": {"label": []},
            "venue": {"distance": [own["distance"]]},
            "room": {"distance": [3.2 * max(abs(r["distance"] or 0.0) for r in (own, *rest))]},
        },
        title=_worst(priced, say("Your {symbol}:", symbol=symbol), name) if priced else say("{name} acts after {distance:%}", name=name, distance=own['distance']),
        subtitle=say("{what}\n{name}'s tiers of {as_of}, tools read on {read}.", what=what, name=name, as_of=venues.get(venue).table(symbol).source.as_of, read=READ),
        sentence=say(
            "By its own rule {venue} acts at **{price:$}**, when {symbol} has {way} **{distance:%}**. {told}",
            venue=name, price=own["price"], symbol=symbol, way=way, distance=own["distance"], told=told,
        ),
        table=lambda: _table(records, name, venue, symbol),
    )  # fmt: skip


def code(market: str, leverage: float, notional: float, other: float) -> str:
    """The same figures from the library alone."""
    venue, symbol = market.split()
    held = float(leverage_used(venue, symbol, leverage, notional, other))
    legs = [(symbol, notional / MARKS[symbol], MARKS[symbol])]
    legs += [(OTHER, other * notional / MARKS[OTHER], MARKS[OTHER])] if other else []
    marks = {s: MARKS[s] for s, *_ in legs}
    return (
        "from course import venues\n"
        "from course.venues import tools\n"
        f"pool = venues.get('{venue}').pool({notional * (1 + abs(other)) / held!r}, *{legs!r})\n"
        f"found = tools.distances('{venue}', pool, '{symbol}', {marks!r})\n"
        "[(r['tool'].title if r['tool'] else 'the venue', r['price'], r['distance'], r['error']) for r in found]"
    )
