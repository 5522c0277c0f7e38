"""Real series from a user's file: candles and funding rates, recognised, checked, in UTC.

The exports of the usual exchanges and tools differ in names, order and units; :mod:`course.simulation.exports` lists what is
understood. Anything that could silently change a result (gaps, disorder, missing or negative prices, another time zone, a rate
in percent) is refused with a message that says where and what to do.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course.simulation.exported_tables import (
    ExportedTable,
    Flags,
    Seconds,
    chosen_keys,
    each_once,
    finished,
    one_length,
    order_of,
    read,
    refuse,
    seconds,
    when,
)
from course.simulation.exports import (
    CANDLES,
    FUNDING,
    INTERVAL_HOURS,
    PRICES,
    SCALED_RATE,
    SETTLED_AT,
    SETTLED_RATE,
    SOME_RATE,
    recognised,
)
from course.simulation.rows import Floats
from course.simulation.settlements import FundingRates, funding_along, missing, yearly
from course.simulation.stamps import cut_short, opening_times, settlement_times
from course.simulation.volumes import base_volume
from course.validation import ArgumentError, one_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Candles", "FundingRates", "candles", "funding", "funding_along"]

#: A funding rate beyond this per interval is a percentage by mistake: venues cap far below.
LARGEST_RATE = 0.1
#: Half of the rates may come to this a year, in fewer than ten rows and in more: a crash of a day has cost 330 %, weeks of
#: euphoria 110 %. The usual 0.01 % every 8 hours, written as 0.01 and read as a fraction, comes to 1,095 %.
LARGEST_YEARLY = (5.0, 2.0)
#: So many candles may be filled in whatever the rows: a day of minutes, a year of hours.
MOST_FILLED = 10_000


@dataclass(frozen=True)
class Candles:
    """Open, high, low, close at regular times.

    Attributes:
        time: opening times, UTC, whole seconds since 1970, shape (n,).
        step: seconds between candles.
        open, high, low, close: USD.
        volume: base units; NaN where a file has none, or does not say that it counts them.
    """

    time: Seconds
    step: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats | None = None

    def __len__(self) -> int:
        return len(self.time)

    def __repr__(self) -> str:
        return f"Candles({len(self):,} of {self.step:,} s, {when(self.time[0])} to {when(self.time[-1])})"

    def window(self, start: str | int, end: str | int) -> Candles:
        """Candles opened from ``start`` to before ``end``: UTC text such as ``"2020-03-12 10:00"``, or seconds."""
        chosen = (self.time >= seconds(start)) & (self.time < seconds(end))
        if not chosen.any():
            raise ArgumentError("start", start, f"a window within {when(self.time[0])} to {when(self.time[-1])}")
        volume = None if self.volume is None else self.volume[chosen]
        return replace(
            self, time=self.time[chosen], open=self.open[chosen], high=self.high[chosen],
            low=self.low[chosen], close=self.close[chosen], volume=volume,
        )  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """One row a candle; ``time`` is a UTC timestamp."""
        import pandas as pd

        columns = {name: getattr(self, name) for name in (*PRICES, "volume")}
        return pd.DataFrame({"time": pd.to_datetime(self.time, unit="s", utc=True), **columns})


def candles(
    source: str | Path | io.StringIO | pd.DataFrame,
    *,
    timezone: str | None = None,
    gaps: str = "refuse",
    columns: Mapping[str, str] | None = None,
) -> Candles:
    """Candles from a CSV or Parquet file (or a DataFrame).

    Args:
        source: a file as an exchange or a tool exports it, or its text as a ``StringIO``; newest first is turned round, a
            candle that the file calls unfinished, or whose closing time comes too early for its length, is left out, closing
            times are turned into opening times.
        timezone: where the times in it are from, if they name no zone and are not UTC, e.g. ``"Asia/Tokyo"``.
        gaps: ``"refuse"``, or ``"fill"`` with flat candles at the last close and no volume: at most :data:`MOST_FILLED`
            or ten times the rows, whichever is more.
        columns: names of columns by meaning, where a file is not understood or ambiguous: ``time`` (of opening),
            ``open``, ``high``, ``low``, ``close``, ``volume`` (in base units).

    Raises:
        ArgumentError: for a file that is not understood, or in which two columns may be meant; for gaps, disorder,
            missing or non-positive prices, a high below a low, negative volume, or times that are not UTC.
    """
    one_of("gaps", gaps, ("refuse", "fill"))
    table = read(source, columns)
    chosen = chosen_keys(table, columns, ("time", *PRICES, "volume"))
    export = recognised(table.columns, CANDLES)
    if export is not None and export.refuse and "time" not in chosen:
        raise ArgumentError("source", table.shown, f"another file than {export.name}: {export.refuse}")
    one_length(table)
    table = finished(table)
    if len(table) < 2:
        raise ArgumentError("source", len(table), "at least two rows of candles that are over")
    time, closes, certain = opening_times(table, export, chosen.get("time"), timezone)
    table, time = each_once(table, time)
    order, step = order_of(time)
    table, time = table.take(order), time[order] - (step if closes else 0)
    if cut_short(table, time, step, timezone):
        table, time = table.take(slice(-1)), time[:-1]
    prices = {}
    for name, aliases in PRICES.items():
        column = chosen.get(name) or table.one(name, aliases)
        prices[name] = values = table.numbers(column)
        refuse(~np.isfinite(values), time, name, f"no number; row {_row(table, ~np.isfinite(values), column)}")
        refuse(values <= 0, time, name, "not above 0")
    body = np.stack([prices["open"], prices["close"]])
    wrong = (prices["high"] < body.max(axis=0)) | (prices["low"] > body.min(axis=0))
    refuse(wrong, time, "high", "not around open and close; are the columns in another order?", "prices in order")
    if not certain:
        _check_grid(time, step)
    volume = base_volume(table, export, prices["low"], prices["high"], chosen.get("volume"))
    return _close_gaps(Candles(time, step, **prices, volume=volume), gaps)


def funding(
    source: str | Path | io.StringIO | pd.DataFrame,
    *,
    timezone: str | None = None,
    gaps: str = "refuse",
    unit: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> FundingRates:
    """Settled funding rates from a CSV or Parquet file (or a DataFrame), as fractions of the position's value.

    Stamps are snapped to the hour or the minute at which they were due, since venues record them late. Text such as
    ``0.0100%``, or a column called so, is read as a percentage.

    Args:
        source: a file as an exchange or a tool exports it, or its text as a ``StringIO``. The interval may change: each
            settlement keeps its time.
        timezone: as for :func:`candles`.
        gaps: ``"refuse"`` where a settlement is missing, or ``"skip"``: nothing is paid then.
        unit: ``"fraction"`` or ``"percent"``, for numbers that may be either; see :data:`LARGEST_YEARLY`.
        columns: names of columns by meaning: ``time`` (of settlement), ``rate`` (the settled fraction).

    Raises:
        ArgumentError: as :func:`candles`, and for rates so large that they must be percentages.
    """
    one_of("gaps", gaps, ("refuse", "skip"))
    one_of("unit", unit, (None, "fraction", "percent"))
    table = read(source, columns)
    chosen = chosen_keys(table, columns, ("time", "rate"))
    export = recognised(table.columns, FUNDING)
    if export is not None and export.refuse and "rate" not in chosen:
        raise ArgumentError("source", table.shown, f"another file than {export.name}: {export.refuse}")
    time = settlement_times(table, [chosen["time"]] if "time" in chosen else SETTLED_AT, timezone)
    table, time = each_once(table, time)
    order, _ = order_of(time)
    table, time = table.take(order), time[order]
    column = chosen.get("rate") or (export.rate if export else None) or _rate_column(table, time)
    rate = table.numbers(column, percent=True) / (100.0 if unit == "percent" else 1.0)
    if "rate" not in chosen and not table.columns[column].astype(str).str.contains("%").any():
        rate = rate / SCALED_RATE.get(column, 1.0)
    why = f"no number; row {_row(table, ~np.isfinite(rate), column)}"
    refuse(~np.isfinite(rate), time, "rate", why)
    refuse(
        np.abs(rate) > LARGEST_RATE, time, "rate",
        "a fraction, not a percentage and not an amount, is needed", f"at most {LARGEST_RATE:g} either way",
    )  # fmt: skip
    _check_unit(time, rate, sure=unit is not None or column in SCALED_RATE or column == "relativefundingrate")
    steps = np.diff(time)
    hours = table.find(INTERVAL_HOURS)
    lost = missing(time, table.numbers(hours) if hours else None)
    if lost.any() and gaps == "refuse":
        at = int(np.argmax(lost))
        raise ArgumentError(
            "source", f"{int(lost.sum())} gaps, the first of {steps[at] / 3_600:g} h after {when(time[at])}",
            'every settlement; gaps="skip" pays nothing where one is missing',
        )  # fmt: skip
    sizes, counts = np.unique(steps[~lost] if not lost.all() else steps, return_counts=True)
    return FundingRates(time, rate, int(sizes[np.argmax(counts)]) if len(sizes) == 1 else None)


# ---- checking -----------------------------------------------------------------------------------------------------


def _row(table: ExportedTable, wrong: Flags, column: str) -> str:
    """A bad row's number and what stands there; empty where none is bad."""
    if not wrong.any():
        return ""
    at = int(np.argmax(wrong))
    cell = table.columns[column].iloc[at]
    return f"{table.rows[at]} says {'nothing' if cell != cell else cell!s}"


def _rate_column(table: ExportedTable, time: Seconds) -> str:
    """The key of the settled fraction where no export says it."""
    settled = table.find(SETTLED_RATE)
    if settled is not None:
        return settled
    if "interest1h" in table.columns or "interest8h" in table.columns:
        # Deribit pays continuously: a row says what was paid in the hour, and the sum over the last eight.
        hours = {3_600: "interest1h", 28_800: "interest8h"}
        steps, counts = np.unique(np.diff(time), return_counts=True)
        found = hours.get(int(steps[np.argmax(counts)]))
        if found in table.columns:
            return str(found)
        raise ArgumentError(
            "source", table.shown,
            "rates of the time between rows: interest_1h every hour, or interest_8h every 8 hours (its sums overlap"
            " where rows are closer)",
        )  # fmt: skip
    if any(k in table.columns for k in (*SOME_RATE, *SCALED_RATE)):
        return table.one("rate", (*SOME_RATE, *SCALED_RATE))
    if all(k in table.columns for k in ("open", "high", "low", "close")):
        # freqtrade keeps rates as candles whose open is the rate and whose other prices are 0.
        rate, *others = (table.numbers(k) for k in ("open", "high", "low", "close"))
        if all(np.all((o == 0) | (o == rate)) for o in others):
            return "open"
        raise ArgumentError("source", table.shown, "settled rates: these are candles of a rate, in a unit not said")
    if "open" in table.columns:
        return "open"
    return table.one("rate", SOME_RATE)


def _check_unit(time: Seconds, rate: Floats, *, sure: bool) -> None:
    """Numbers in percent look like fractions a hundred times too large: refused beyond a bound, unless the unit is said."""
    bound = LARGEST_YEARLY[0] if len(rate) < 10 else LARGEST_YEARLY[1]
    median = yearly(time, rate)
    if not sure and median > bound:
        raise ArgumentError(
            "source", f"rates with a median of {median:.0%} a year",
            f'fractions, of which so many rows come to at most {bound:.0%} a year: numbers in percent? Pass unit="percent"'
            ' or unit="fraction"',
        )  # fmt: skip


def _check_grid(time: Seconds, step: int) -> None:
    """Exchanges open candles on the round times of UTC; half an hour beside them, in times without a zone, means another."""
    if 3_600 <= step <= 86_400 and 86_400 % step == 0:
        off = time % step
        if np.all(off == off[0]) and off[0]:
            raise ArgumentError(
                "source", f"candles of {step:,} s opened at {when(time[0])}",
                "times on round steps of UTC, or the zone they are from: are they local? Pass"
                ' timezone="…" (timezone="UTC" if they are UTC)',
            )  # fmt: skip


def _close_gaps(found: Candles, gaps: str) -> Candles:
    steps = np.diff(found.time)
    wide = steps != found.step
    if not wide.any():
        return found
    at = int(np.argmax(wide))
    if np.any(steps % found.step):
        at = int(np.argmax(steps % found.step != 0))
        raise ArgumentError(
            "source", f"a step of {steps[at]:,} s after {when(found.time[at])}",
            f"candles of one length, {found.step:,} s or a multiple apart",
        )  # fmt: skip
    absent = int((steps // found.step).sum()) - len(steps)
    if gaps == "refuse":
        raise ArgumentError(
            "source", f"{int(wide.sum())} gaps, the first after {when(found.time[at])}",
            f'a candle every {found.step:,} s; gaps="fill" repeats the last close ({absent:,} times)',
        )  # fmt: skip
    most = max(MOST_FILLED, 10 * len(found))
    if absent > most:
        raise ArgumentError(
            "gaps", gaps,
            f"at most {most:,} candles to fill {len(found):,} rows (the larger of {MOST_FILLED:,} and 10 × the rows);"
            f" {absent:,} are missing, the first after {when(found.time[at])}",
        )  # fmt: skip
    time = np.arange(found.time[0], found.time[-1] + 1, found.step)
    last = np.searchsorted(found.time, time, side="right") - 1
    real = found.time[last] == time
    flat = found.close[last]
    prices = {name: np.where(real, getattr(found, name)[last], flat) for name in PRICES}
    volume = None if found.volume is None else np.where(real, found.volume[last], 0.0)
    return Candles(time, found.step, **prices, volume=volume)
