"""Tables about hedges and correlations, from candles: what ``storms.json`` holds.

A reader with other files gives candles of their own, read by :func:`course.simulation.data.candles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course import venues
from course.margin import Market, Position
from course.simulation.data import Candles
from course.simulation.exported_tables import when
from course.simulation.fact_tables import FactTable, rows_of
from course.simulation.paths import Paths
from course.simulation.pooling import needs
from course.simulation.record_paths import weeks
from course.simulation.storms import Span, Storm, correlation_by_size, storm
from course.validation import ArgumentError

#: Shares of weeks at which needs are kept.
LEVELS = (0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
#: Shares that cut moves by size, and what the group below each is called.
CUTS = {0.5: "calmer half", 0.9: "to 90 %", 0.99: "to 99 %", 0.999: "to 99.9 %"}
BOOKS = {"pair": (1, -1), "reverse": (-1, 1), "both long": (1, 1)}


def storm_table(found: Storm, **about: Any) -> FactTable:
    """A row a coin: calm beta, correlation with the reference, fall at the low and at the close, and the gap each leaves."""
    columns = ("coin", "beta", "correlation", "fall", "fall_at_close", "gap", "gap_at_close")
    arrays = (found.beta, found.correlation, found.fall, found.fall_at_close, found.gap, found.gap_at_close)
    title = "Each coin's beta and correlation with the first in the calm, and its fall in the storm (fractions)"
    return FactTable(
        title=title, by="derive_storms.storm_table", columns=columns,
        rows=rows_of(zip(found.coins, *arrays, strict=True)), **about,
    )  # fmt: skip


def storm_figures(found: Storm, **about: Any) -> FactTable:
    """What a storm says in one number each: mean correlations, wildness, what is unexplained."""
    rows = [
        ("mean correlation of pairs", found.calm, found.storm),
        ("candles", *found.bars),
        ("spread of the reference, calm = 1", 1.0, found.wildness),
        ("unexplained share (median coin)", *found.unexplained),
        ("residual a candle, calm beta kept (median coin)", *found.residual[:2]),
        ("residual a candle, beta of the time (median coin)", found.residual[0], found.residual[2]),
        ("residual, calm beta kept, calm = 1 (median coin)", 1.0, found.growth[0]),
        ("residual, beta of the time, calm = 1 (median coin)", 1.0, found.growth[1]),
    ]
    return FactTable(
        title="Calm beside storm", by="derive_storms.storm_figures", columns=("figure", "calm", "storm"),
        rows=rows_of(rows), **about,
    )  # fmt: skip


def size_table(own: Candles, other: Candles, **about: Any) -> FactTable:
    """Correlation of log returns by size of the other's move, and what selecting alone makes of a constant one."""
    if not np.array_equal(own.time, other.time):
        raise ArgumentError("other", repr(other), f"candles at the times of {own!r}")
    # A short record has too few moves beyond the far cuts: they are left out, and "beyond" begins earlier.
    cuts = {c: name for c, name in CUTS.items() if (1 - c) * (len(own) - 1) >= 4}
    seen, normal = correlation_by_size(np.diff(np.log(own.close)), np.diff(np.log(other.close)), list(cuts))
    groups = (*cuts.values(), "beyond")
    title = "Correlation among moves of like size: in the record, and for a normal pair of the record's correlation"
    return FactTable(
        title=title, by="derive_storms.size_table", columns=("group", "record", "normal"),
        rows=rows_of(zip(groups, seen, normal, strict=True)), **about,
    )  # fmt: skip


def needs_table(
    first: Candles, second: Candles, prices: Mapping[str, float], notional: float = 10_000.0, **about: Any
) -> FactTable:
    """What three books of two legs needed to live through each week, pooled and apart, by venue.

    Args:
        first: mark candles of the first market of ``prices``.
        second: of the second, over the same times.
        prices: entry prices by symbol, USD, at which each week begins.
        notional: of each leg, USD.
        about: name, source, span and made of the table.

    Returns:
        A row a (book, venue, level), USD: least collateral of one pool (``pooled``); of compartments of which each lives
        through that share (``apart``); of compartments that all do (``apart_all``). ``"2.5 %"`` is a flat maintenance of that
        rate. GMX has no pool to put both in: its row is what one would need there.
    """
    symbols = tuple(prices)
    plain = weeks(dict(zip(symbols, (first, second), strict=True)))
    start = np.array([prices[s] for s in symbols])[:, np.newaxis] / 100.0
    paths = Paths(symbols, plain.times, plain.prices * start)
    rows: list[tuple[Any, ...]] = []
    for book, signs in BOOKS.items():
        sizes = [s * notional / prices[symbol] for s, symbol in zip(signs, symbols, strict=True)]
        for venue in (None, *venues.everything()):
            legs = [
                Position(Market(s, 0.05, 0.025), q, prices[s]) if venue is None else venue.position(s, q, prices[s])
                for s, q in zip(symbols, sizes, strict=True)
            ]
            found = needs(legs, paths)
            rows += [
                (
                    book,
                    "2.5 %" if venue is None else venue.name,
                    level,
                    found.pool_for(level),
                    found.legs_for(level),
                    found.all_legs_for(level),
                )
                for level in LEVELS
            ]
    title = (
        f"Collateral that two legs of ${notional:,.0f} needed to live through that share of {paths.paths} weeks, USD"
    )
    return FactTable(
        title=title, by="derive_storms.needs_table", columns=("book", "venue", "share", "pooled", "apart", "apart_all"),
        rows=rows_of(rows), **about,
    )  # fmt: skip


def fate_table(
    first: Candles, second: Candles, posted: float = 1_000.0, notional: float = 10_000.0, **about: Any
) -> FactTable:
    """How often books of two legs were closed within a week: pooled, and apart at least one, and just one leg."""
    paths = weeks({"A": first, "B": second})
    rows = []
    for book, signs in BOOKS.items():
        legs = [Position(Market(s, 0.05, 0.025), q * notional / 100.0, 100.0) for s, q in zip("AB", signs, strict=True)]
        found = needs(legs, paths)
        closed = found.legs > posted
        pooled = (found.pooled > 2 * posted).mean()
        rows.append((book, pooled, closed.any(axis=0).mean(), (closed.sum(axis=0) == 1).mean()))
    title = f"Share of {paths.paths} weeks that closed two legs of ${notional:,.0f}, ${posted:,.0f} a leg, maintenance 2.5 %"
    return FactTable(
        title=title, by="derive_storms.fate_table", columns=("book", "pooled", "apart_any", "apart_one"),
        rows=rows_of(rows), **about,
    )  # fmt: skip


def storm_tables(
    cross: Mapping[str, Candles], marks: Mapping[str, Candles], *, calm: Span, storm_span: Span, source: str, made: str
) -> list[FactTable]:
    """All tables of this module.

    Args:
        cross: candles of many coins, the first of ``marks`` among them.
        marks: mark candles of two markets over the same times, such as BTC and ETH; venues must know both.
        calm: span before the storm.
        storm_span: span of the storm.
        source: of the series, in words.
        made: today.
    """
    if len(marks) != 2:
        raise ArgumentError("mark", sorted(marks), "two markets")
    (one, first), (other, second) = marks.items()
    found = storm(cross, calm=calm, storm=storm_span, reference=one)
    spans = f"calm {calm[0]} to {calm[1]}, storm {storm_span[0]} to {storm_span[1]}, UTC"
    day: dict[str, Any] = {"source": source, "made": made, "span": spans}
    years: dict[str, Any] = {"source": source, "made": made, "span": f"{when(first.time[0])} to {when(first.time[-1])}"}
    return [
        storm_table(found, name="storm", **day),
        storm_figures(found, name="storm_figures", **day),
        size_table(second, first, name="by_size", **years),
        fate_table(first, second, name="fates", **years),
        needs_table(first, second, {one: 60_000.0, other: 3_000.0}, name="needed", **years),
    ]
