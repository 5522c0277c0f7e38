"""Makes the table of :mod:`course.simulation.history` from series: derived constants, never the series.

Run it on files of your own, as an exchange or a tool exports them (:mod:`course.simulation.data` reads them)::

    python -m course.simulation.measure --mark BTC=btc_mark.csv --funding BTC=btc_funding.csv --source "…" --to mine.json

and read the result with ``course.simulation.history.load("mine.json")``. Shares and quantiles are of observations: the
smallest that covers a share, no interpolation (:func:`course.margin.covering`).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from course.margin import liquidation_distance
from course.simulation.data import Candles, FundingRates, candles, funding
from course.simulation.measure_funding import (
    FINE,
    LEVELS,
    funding_facts,
    kept,
    pair_facts,
    premium_facts,
    short,
    span,
    years_of,
)
from course.simulation.windows import DAY, adverse_moves, results, starts
from course.validation import ArgumentError

#: Days of a window → days between starts: weeks begin on Mondays, the others every day.
HORIZONS = {1: 1, 7: 7, 30: 1, 365: 1}
#: Leverages whose closures are counted exactly, at this maintenance fraction.
LEVERAGES = (1, 2, 3, 4, 5, 8, 10, 15, 20, 25)
MAINTENANCE = 0.025
WALLS = (3, 5, 10, 20)


# ---- moves ----------------------------------------------------------------------------------------------------------


def move_facts(mark: Candles) -> dict[str, Any]:
    """Quantiles of the adverse move by side and days, and the share closed by leverage."""
    found: dict[str, Any] = {}
    for side in ("long", "short"):
        found[side] = {}
        for days, every in HORIZONS.items():
            moves = adverse_moves(mark, side, days, every)
            walls = liquidation_distance(np.array(LEVERAGES, float), MAINTENANCE, side)
            found[side][str(days)] = {
                "windows": len(moves),
                "moves": kept(moves, FINE),
                "closed": [short((moves > wall).mean()) for wall in walls],
            }
    return {"span": span(mark.time), "sides": found}


def week_facts(mark: Candles) -> dict[str, Any]:
    """A long from Monday to Sunday: results left alone, and cut off at the wall of a leverage; fractions of notional."""
    moves, alone = adverse_moves(mark, "long", 7, 7), results(mark, 7, 7)
    year = years_of(mark.time[starts(mark, 7, 7)])
    walls = {}
    for leverage in WALLS:
        wall = liquidation_distance(leverage, MAINTENANCE)
        shut = moves > wall
        walls[str(leverage)] = {
            "results": kept(np.where(shut, -wall, alone)),
            "mean": short(np.where(shut, -wall, alone).mean()),
            "mean_if_kept": short(np.where(shut, -1 / leverage, alone).mean()),
            "closed": short(shut.mean()),
            "closed_by_year": {str(y): [int(shut[year == y].sum()), int((year == y).sum())] for y in np.unique(year)},
            "back_above_wall": short((alone[shut] > -wall).mean()) if shut.any() else None,
            "back_above_entry": short((alone[shut] > 0).mean()) if shut.any() else None,
        }
    tail = np.sort(alone)[: int(np.ceil(0.05 * len(alone)))]
    return {
        "weeks": len(alone),
        "alone": {"results": kept(alone), "mean": short(alone.mean()), "worst_5": short(tail.mean())},
        "walls": walls,
    }


def reopened(mark: Candles, leverage: float) -> dict[str, dict[str, float]]:
    """By whole calendar year: a long of one USD of notional, closed at its wall and opened again at the next candle's open.

    Nothing is returned at a closure. ``net`` is the result of all of them, ``alone`` that of holding, fractions of notional.
    """
    year, wall, found = years_of(mark.time), liquidation_distance(leverage, MAINTENANCE), {}
    for y in np.unique(year):
        at = np.flatnonzero(year == y)
        if len(at) < 365 * DAY // mark.step:
            continue
        low, opens = mark.low[at], mark.open[at]
        begin, lost = 0, 0
        while begin < len(at):
            below = np.flatnonzero(low[begin:] < opens[begin] * (1 - wall))
            if not len(below):
                break
            lost, begin = lost + 1, begin + int(below[0]) + 1
        last = mark.close[at[-1]]
        open_now = last / opens[begin] - 1 if begin < len(at) else 0.0
        found[str(y)] = {
            "lost": lost,
            "net": short(open_now - lost / leverage),
            "alone": short(last / opens[0] - 1),
            "low": short(low.min() / opens[0] - 1),
        }
    return found


def both_closed(first: Candles, second: Candles, leverage: float) -> float:
    """Share of the weeks in which a long of each was closed at that leverage; the weeks that both records have."""
    wall = liquidation_distance(leverage, MAINTENANCE)
    times = [c.time[starts(c, 7, 7)] for c in (first, second)]
    _, i, j = np.intersect1d(*times, return_indices=True)
    a, b = (adverse_moves(c, "long", 7, 7) > wall for c in (first, second))
    return short((a[i] & b[j]).mean())


# ---- the whole table ------------------------------------------------------------------------------------------------


def measure(
    mark: Mapping[str, Candles],
    rates: Mapping[str, FundingRates],
    *,
    perp: Mapping[str, Candles] | None = None,
    spot: Mapping[str, Candles] | None = None,
    source: str,
) -> dict[str, Any]:
    """Everything that the series at hand allow, as plain data for JSON.

    Args:
        mark: candles of the price that liquidates, by symbol; at least one year.
        rates: settled funding by symbol, at one interval.
        perp: candles of the perpetual, for the premium, by symbol; without this and spot it is left out.
        spot: candles of spot, for the premium, by symbol.
        source: where the series are from, in words.
    """
    if not str(source).strip():
        raise ArgumentError("source", source, "where the series are from, in words")
    symbols: dict[str, Any] = {s: {} for s in (*mark, *rates)}
    for s, bars in mark.items():
        symbols[s] |= {"moves": move_facts(bars), "week": week_facts(bars)}
        symbols[s]["reopened"] = {str(x): reopened(bars, x) for x in (10, 20)}
    for s, series in rates.items():
        symbols[s]["funding"] = funding_facts(series, mark.get(s))
        if s in (perp or {}) and s in (spot or {}):
            symbols[s]["premium"] = premium_facts(series, (perp or {})[s], (spot or {})[s])
    table: dict[str, Any] = {"source": source, "levels": LEVELS, "fine": FINE, "leverages": LEVERAGES}
    table |= {"maintenance": MAINTENANCE, "symbols": symbols, "pairs": {}}
    for a, b in _pairs([*symbols]):
        both = table["pairs"].setdefault(f"{a}/{b}", {})
        if a in rates and b in rates:
            both["funding"] = pair_facts(rates[a], rates[b])
        if a in mark and b in mark:
            both["both_closed"] = {str(x): both_closed(mark[a], mark[b], x) for x in WALLS}
    return table


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(a, b) for k, a in enumerate(names) for b in names[k + 1 :]]


def main(argv: Sequence[str] | None = None) -> int:
    """Read the files named, write the table; 0, or 2 with a sentence where a file is not understood."""
    parser = argparse.ArgumentParser("course.simulation.measure", description="Derived constants from your own series.")
    for name in ("mark", "funding", "perp", "spot"):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="SYMBOL=FILE")
    parser.add_argument("--source", required=True, help="where the series are from, in words")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE.json")
    said = parser.parse_args(argv)
    try:
        files = {n: dict(_named(x) for x in getattr(said, n)) for n in ("mark", "funding", "perp", "spot")}
        bars = {n: {s: candles(f, gaps="fill") for s, f in files[n].items()} for n in ("mark", "perp", "spot")}
        rates = {s: funding(f) for s, f in files["funding"].items()}
        table = measure(bars["mark"], rates, perp=bars["perp"], spot=bars["spot"], source=said.source)
    except (ArgumentError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    text = json.dumps(table, ensure_ascii=False, indent=1)
    row = lambda found: re.sub(r"\s+", " ", found.group())  # noqa: E731
    said.to.write_text(re.sub(r"\[[^\[\]{}]*\]", row, text) + "\n", encoding="utf-8")
    return 0


def _named(text: str) -> tuple[str, str]:
    symbol, _, file = text.partition("=")
    if not symbol or not file:
        raise ArgumentError("file", text, "SYMBOL=FILE, as BTC=btc.csv")
    return symbol, file


if __name__ == "__main__":
    raise SystemExit(main())
