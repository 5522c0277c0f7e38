"""Real series from a user's file: candles and funding rates, recognised, checked, in UTC.

The exports of the usual exchanges and tools differ in names, order and units; :mod:`course.simulation.files` lists what is
understood. Anything that could silently change a result (gaps, disorder, missing or negative prices, another time zone, a rate
in percent) is refused with a message that says where and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course.simulation.files import (
    PRICES,
    RATE,
    VOLUME,
    Seconds,
    find,
    numbers,
    order_of,
    read,
    refuse,
    seconds,
    times,
    when,
)
from course.simulation.replays import Funding
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of

if TYPE_CHECKING:
    import pandas as pd

    from course.simulation.paths import Paths

#: A funding rate beyond this per interval is a percentage by mistake: venues cap far below.
LARGEST_RATE = 0.1


@dataclass(frozen=True)
class Candles:
    """Open, high, low, close at regular times.

    Attributes:
        time: opening times, UTC, whole seconds since 1970, shape (n,).
        step: seconds between candles.
        open, high, low, close: USD.
        volume: base units; NaN where a file has none.
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


@dataclass(frozen=True)
class FundingRates:
    """Settled funding rates.

    Attributes:
        time: of settlement, UTC, whole seconds since 1970.
        rate: fraction per interval; longs pay when positive.
        interval: seconds between settlements.
    """

    time: Seconds
    rate: Floats
    interval: int

    def __len__(self) -> int:
        return len(self.time)

    def frame(self) -> pd.DataFrame:
        """One row a settlement."""
        import pandas as pd

        return pd.DataFrame({"time": pd.to_datetime(self.time, unit="s", utc=True), "rate": self.rate})


def candles(source: str | Path | pd.DataFrame, *, timezone: str | None = None, gaps: str = "refuse") -> Candles:
    """Candles from a CSV or Parquet file (or a DataFrame).

    Args:
        source: a file as an exchange or a tool exports it; newest first is turned round.
        timezone: where the times in it are from, if not UTC, e.g. ``"Asia/Tokyo"``.
        gaps: ``"refuse"``, or ``"fill"`` with flat candles at the last close and no volume.

    Raises:
        ArgumentError: for a file that is not understood, for gaps, disorder, missing or non-positive prices, a high
            below a low, or times that are not UTC.
    """
    one_of("gaps", gaps, ("refuse", "fill"))
    frame = read(source)
    time = times(frame, timezone)
    columns = {name: numbers(frame, name, aliases) for name, aliases in PRICES.items()}
    order, step = order_of(time)
    time, columns = time[order], {k: v[order] for k, v in columns.items()}
    for name, values in columns.items():
        refuse(~np.isfinite(values), time, name, "no number")
        refuse(values <= 0, time, name, "not above 0")
    body = np.stack([columns["open"], columns["close"]])
    wrong = (columns["high"] < body.max(axis=0)) | (columns["low"] > body.min(axis=0))
    refuse(wrong, time, "high", "not around open and close; are the columns in another order?")
    found = find(frame, VOLUME, prefix="volume")
    volume = np.full(len(time), np.nan) if found is None else frame[found].to_numpy(float)[order]
    _check_grid(time, step)
    result = Candles(time, step, **columns, volume=volume)
    return _close_gaps(result, gaps)


def funding(source: str | Path | pd.DataFrame, *, timezone: str | None = None) -> FundingRates:
    """Settled funding rates from a CSV or Parquet file (or a DataFrame), as fractions per interval.

    Stamps are snapped to the whole minute, since venues record them some milliseconds late. Text such as ``0.0100%`` is
    read as a percentage.

    Raises:
        ArgumentError: as :func:`candles`, and for rates so large that they must be percentages.
    """
    frame = read(source)
    time = times(frame, timezone, snap=60)
    rate = numbers(frame, "rate", RATE)
    order, step = order_of(time)
    time, rate = time[order], rate[order]
    refuse(~np.isfinite(rate), time, "rate", "no number")
    refuse(
        np.abs(rate) > LARGEST_RATE, time, "rate", f"beyond {LARGEST_RATE:g}: a fraction, not a percentage, is needed"
    )
    return FundingRates(time, rate, step)


def funding_along(rates: Mapping[str, FundingRates], paths: Paths) -> Funding:
    """The settlements that fall within paths whose times are UTC seconds, for :func:`replay`."""
    interval = {r.interval for r in rates.values()}
    if len(interval) != 1:
        raise ArgumentError("rates", sorted(interval), "one interval for all markets")
    (every,) = interval
    first, last = int(paths.times[0] // every), int(paths.times[-1] // every)
    due = np.arange(first + 1, last + 1) * every
    chosen = {}
    for symbol, series in rates.items():
        at = np.searchsorted(series.time, due)
        found = series.time[np.minimum(at, len(series) - 1)] == due
        if not found.all():
            raise ArgumentError("rates", symbol, f"a settlement at {when(due[~found][0])}")
        chosen[symbol] = series.rate[at]
    return Funding(chosen, every)


# ---- checking -----------------------------------------------------------------------------------------------------


def _check_grid(time: Seconds, step: int) -> None:
    """Exchanges open candles on the round times of UTC; half an hour beside them means another zone."""
    if 3_600 <= step <= 86_400 and 86_400 % step == 0:
        off = time % step
        if np.all(off == off[0]) and off[0]:
            raise ArgumentError(
                "source", f"candles of {step:,} s opened at {when(time[0])}",
                'times on round steps of UTC; are they local? Pass timezone="…"',
            )  # fmt: skip


def _close_gaps(found: Candles, gaps: str) -> Candles:
    steps = np.diff(found.time)
    wide = steps != found.step
    if not wide.any():
        return found
    at = int(np.argmax(wide))
    if gaps == "refuse" or np.any(steps % found.step):
        raise ArgumentError(
            "source", f"{int(wide.sum())} gaps, the first after {when(found.time[at])}",
            f'a candle every {found.step:,} s; gaps="fill" repeats the last close',
        )  # fmt: skip
    time = np.arange(found.time[0], found.time[-1] + 1, found.step)
    last = np.searchsorted(found.time, time, side="right") - 1
    real = found.time[last] == time
    flat = found.close[last]
    prices = {name: np.where(real, getattr(found, name)[last], flat) for name in PRICES}
    volume = None if found.volume is None else np.where(real, found.volume[last], 0.0)
    return Candles(time, found.step, **prices, volume=volume)
