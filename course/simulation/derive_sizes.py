"""Tables about sizes and compounding, from candles: what ``sizes.json`` holds.

A reader with other files gives candles of their own, read by :func:`course.simulation.data.candles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.margin import (
    Market,
    Position,
    best_leverage,
    best_leverage_error,
    best_leverage_on_record,
    grown_over,
    growth,
    growth_formula,
    liquidation_distance,
    max_leverage_for,
    normal_cdf,
    wiped_out_from,
)
from course.simulation.data import Candles
from course.simulation.exported_tables import when
from course.simulation.exposure import held
from course.simulation.fact_tables import FactTable, rows_of
from course.simulation.lives import accounts, deepest_fall
from course.simulation.record_paths import daily_returns, trailing_volatility, week_starts, weeks
from course.simulation.windows import adverse_moves, starts
from course.validation import ArgumentError

LEVERAGES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 4.0)
MAINTENANCE = 0.025
#: 21 levels, a step of 5 %, and what lies beyond.
LEVELS = (0.0, 0.001, 0.005, 0.01, 0.025, *(round(0.05 * i, 2) for i in range(1, 20)), 0.975, 0.99, 0.995, 0.999, 1.0)
DAYS = 365


def growth_table(days: Mapping[str, Candles], **about: Any) -> FactTable:
    """Growth a year by leverage, set anew every midnight: by the formula, by the record, and the deepest fall on the way.

    Simple daily returns; no costs, no funding, and no liquidation within the day. A record that leaves nothing grows −100 %.
    """
    rows = []
    for symbol, bars in days.items():
        _, returns = daily_returns(bars)
        for leverage in LEVERAGES:
            formula = grown_over(growth_formula(returns.mean(), returns.std(), leverage), DAYS)
            record = grown_over(growth(returns, leverage), DAYS)
            rows.append((symbol, leverage, formula, record, deepest_fall(accounts(returns, leverage))[0]))
    columns = ("symbol", "leverage", "formula", "record", "deepest_fall")
    return FactTable(
        title="Growth a year and deepest fall from a peak by leverage, fractions", by="derive_sizes.growth_table",
        columns=columns, rows=rows_of(rows), **about,
    )  # fmt: skip


def best_table(days: Mapping[str, Candles], **about: Any) -> FactTable:
    """``μ/σ²`` with its standard error, over the whole record and each of its whole calendar years."""
    rows: list[tuple[Any, ...]] = []
    for symbol, bars in days.items():
        ends, returns = daily_returns(bars)
        # A return belongs to the day that ends at the midnight.
        year = (ends - 1).astype("datetime64[s]").astype("datetime64[Y]").astype(int) + 1970
        whole = [y for y in np.unique(year) if (year == y).sum() >= DAYS - 1]
        for label, r in [("all", returns), *((str(y), returns[year == y]) for y in whole)]:
            mean, sigma = r.mean(), r.std()
            rows.append(
                (symbol, label, len(r), mean, sigma, best_leverage(mean, sigma), best_leverage_error(sigma, len(r)))
            )
    columns = ("symbol", "year", "days", "mean", "volatility", "best", "error")
    return FactTable(
        title="Mean and standard deviation of simple daily returns, and the leverage μ/σ² with its standard error",
        by="derive_sizes.best_table", columns=columns, rows=rows_of(rows), **about,
    )  # fmt: skip


def wall_table(days: Mapping[str, Candles], marks: Mapping[str, Candles], **about: Any) -> FactTable:
    """The worst day, the leverage at which it takes everything, and the highest that no venue would have closed.

    ``worst_within``: deepest fall of the mark within a UTC day from its first price; ``never_closed``: leverage of an isolated
    long, opened anew at every midnight, that survives it at a maintenance of 2.5 %; ``best_on_record``: of daily closes.
    """
    rows = []
    for symbol, bars in days.items():
        _, returns = daily_returns(bars)
        within = adverse_moves(marks[symbol], "long", 1).max()
        rows.append(
            (symbol, returns.min(), wiped_out_from(returns), within, max_leverage_for(within, MAINTENANCE),
             best_leverage_on_record(returns))
        )  # fmt: skip
    columns = ("symbol", "worst_day", "wiped_out", "worst_within", "never_closed", "best_on_record")
    return FactTable(
        title="Worst days and the leverages that they decide", by="derive_sizes.wall_table", columns=columns,
        rows=rows_of(rows), **about,
    )  # fmt: skip


#: How many days of a record :func:`worst_days_table` keeps.
WORST_DAYS = 100


def worst_days_table(days: Mapping[str, Candles], marks: Mapping[str, Candles], **about: Any) -> FactTable:
    """The days on which the mark fell furthest from its first price, UTC, among those that the traded candles span.

    ``fall``: a positive fraction, down to the day's lowest mark; ``of``: how many days the record has.
    """
    rows: list[tuple[Any, ...]] = []
    for symbol, bars in days.items():
        opens = marks[symbol].time[starts(marks[symbol], 1)]
        falls = adverse_moves(marks[symbol], "long", 1)
        there = (opens >= bars.time[0]) & (opens <= bars.time[-1])
        order = np.flatnonzero(there)[np.argsort(-falls[there], kind="stable")][:WORST_DAYS]
        rows += [
            (symbol, rank, when(opens[i])[:10], falls[i], int(there.sum())) for rank, i in enumerate(order, start=1)
        ]
    return FactTable(
        title="Days on which the mark fell furthest from its first price of the day, UTC, fractions",
        by="derive_sizes.worst_days_table", columns=("symbol", "rank", "day", "fall", "of"), rows=rows_of(rows), **about,
    )  # fmt: skip


def beyond_table(days: Mapping[str, Candles], **about: Any) -> FactTable:
    """Days whose log return lies beyond k standard deviations from the mean, and how many a normal law would show."""
    rows = []
    for symbol, bars in days.items():
        _, returns = daily_returns(bars)
        logs = np.log1p(returns)
        scores = (logs - logs.mean()) / logs.std()
        for k in (2, 3, 4, 5, 6):
            expected = 2 * float(normal_cdf(-float(k))) * len(logs)
            rows.append((symbol, k, int((np.abs(scores) > k).sum()), int((scores < -k).sum()), expected))
    return FactTable(
        title="Days beyond k standard deviations of log returns: seen, seen downwards, expected of a normal law",
        by="derive_sizes.beyond_table", columns=("symbol", "k", "seen", "down", "normal"), rows=rows_of(rows), **about,
    )  # fmt: skip


def days_table(days: Mapping[str, Candles], **about: Any) -> FactTable:
    """Quantiles of simple daily returns, for :func:`course.simulation.lives.from_quantiles`."""
    rows = [
        (symbol, level, value)
        for symbol, bars in days.items()
        for level, value in zip(LEVELS, np.quantile(daily_returns(bars)[1], LEVELS), strict=True)
    ]
    return FactTable(
        title="Quantiles of simple daily returns, midnight to midnight UTC, fractions", by="derive_sizes.days_table",
        columns=("symbol", "level", "value"), rows=rows_of(rows), **about,
    )  # fmt: skip


def _after_a_week(symbol: str, bars: Candles) -> tuple[Any, Any]:
    """Which whole weeks have another before them, and the volatility of that one; at least two for each quarter."""
    starts = week_starts({symbol: bars})
    known = starts >= bars.time[0] + 8 * 86_400  # a whole week and its first return lie before
    if known.sum() < 8:
        raise ArgumentError("candles", f"{symbol}: {known.sum()} weeks with one before them", "at least 8 such weeks")
    return known, trailing_volatility(bars, starts[known])


def calm_table(marks: Mapping[str, Candles], **about: Any) -> FactTable:
    """How often a long was closed in a week, by how wild the week before it had been (quarters of its volatility).

    Isolated, maintenance 2.5 %, judged by the lows of the mark.
    """
    rows = []
    for symbol, bars in marks.items():
        known, volatility = _after_a_week(symbol, bars)
        low = weeks({symbol: bars}, extremes={symbol: "long"}).prices[:, 0, known].min(axis=0) / 100.0
        edges = np.quantile(volatility, [0.25, 0.5, 0.75])
        quarter = np.searchsorted(edges, volatility)
        bounds = [volatility.min(), *edges, volatility.max()]
        for q in range(4):
            for leverage in (3.0, 5.0, 10.0, 20.0):
                out = 1.0 - low[quarter == q] > liquidation_distance(leverage, MAINTENANCE)
                rows.append((symbol, q + 1, leverage, bounds[q], bounds[q + 1], int((quarter == q).sum()), out.mean()))
    columns = ("symbol", "quarter", "leverage", "from_volatility", "to_volatility", "weeks", "closed")
    return FactTable(
        title="Share of next weeks that closed an isolated long, by the yearly volatility of the week before",
        by="derive_sizes.calm_table", columns=columns, rows=rows_of(rows), **about,
    )  # fmt: skip


def volatility_table(days: Mapping[str, Candles], **about: Any) -> FactTable:
    """Quantiles of the volatility of a trailing week, taken at the start of every Monday that has one."""
    rows = []
    for symbol, bars in days.items():
        _, found = _after_a_week(symbol, bars)
        rows += [(symbol, level, np.quantile(found, level)) for level in (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)]
    return FactTable(
        title="Quantiles over Mondays of the week before's volatility, per √year, fractions",
        by="derive_sizes.volatility_table", columns=("symbol", "level", "value"), rows=rows_of(rows), **about,
    )  # fmt: skip


def weeks_table(marks: Mapping[str, Candles], notional: float = 10_000.0, **about: Any) -> FactTable:
    """A long of the same dollars for a week: thrown out, mean, worst and worst twentieth, by what stands behind it.

    Leverage 1 is the account of the notional's size in cross; the others are isolated posts. Closures by the lows of the mark.
    """
    rows = []
    for symbol, bars in marks.items():
        paths = weeks({symbol: bars}, extremes={symbol: "long"})
        position = Position(Market(symbol, 0.05, MAINTENANCE), notional / 100.0, 100.0)
        for leverage in (1.0, 3.0, 5.0, 10.0, 20.0):
            for rest in ("kept", "returned"):
                found = held(position, notional / leverage, paths, rest=rest).summary()
                rows.append((symbol, leverage, rest, *found.values()))
    columns = ("symbol", "leverage", "rest", "thrown_out", "mean", "worst", "worst_tail")
    return FactTable(
        title=f"A long of ${notional:,.0f} for a week: share thrown out; mean, worst and mean of the worst 5 %, USD",
        by="derive_sizes.weeks_table", columns=columns, rows=rows_of(rows), **about,
    )  # fmt: skip


def size_tables(
    days: Mapping[str, Candles], marks: Mapping[str, Candles], *, source: str, made: str
) -> list[FactTable]:
    """All tables of this module.

    Args:
        days: traded candles by symbol, hourly, whole days from a midnight on.
        marks: mark candles by symbol, hourly.
        source: of the series, in words.
        made: today.
    """
    first, other = (next(iter(x.values())) for x in (days, marks))
    daily: dict[str, Any] = {"source": source, "made": made, "span": f"{when(first.time[0])} to {when(first.time[-1])}"}
    weekly: dict[str, Any] = {
        "source": source,
        "made": made,
        "span": f"{when(other.time[0])} to {when(other.time[-1])}",
    }
    return [
        growth_table(days, name="grown", **daily),
        best_table(days, name="best", **daily),
        wall_table(days, marks, name="walls", **daily),
        worst_days_table(days, marks, name="worst_days", **daily),
        beyond_table(days, name="beyond", **daily),
        days_table(days, name="days", **daily),
        calm_table(marks, name="after_calm", **weekly),
        volatility_table(days, name="trailing", **daily),
        weeks_table(marks, name="week_long", **weekly),
    ]
