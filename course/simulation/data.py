"""Real series from a user's file: candles and funding rates, recognised, checked, in UTC.

The exports of the usual exchanges and tools differ in names, order and units; :data:`TIME` and the tables below it list what is
understood. Anything that could silently change a result (gaps, disorder, missing or negative prices, another time zone, a rate
in percent) is refused with a message that says where and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course.simulation.replays import Funding
from course.simulation.rows import Floats
from course.validation import ArgumentError, one_of

if TYPE_CHECKING:
    import pandas as pd

    from course.simulation.paths import Paths

#: Column names by meaning, without capitals, spaces, dots and underscores; the first that is found counts.
TIME = (
    "opentime", "timestamp", "time", "date", "datetime", "unix", "startedat", "start", "starttime", "begin",
    "t", "ts", "fundingtime", "fundingratetimestamp", "calctime", "effectiveat", "unnamed:0", "index",
)  # fmt: skip
PRICES = {
    "open": ("open", "o", "openprice", "priceopen"),
    "high": ("high", "h", "highprice", "pricehigh"),
    "low": ("low", "l", "lowprice", "pricelow"),
    "close": ("close", "c", "closeprice", "priceclose", "last"),
}
VOLUME = (
    "volume",
    "v",
    "vol",
    "basevolume",
    "basetokenvolume",
    "volumebase",
    "volumebtc",
    "volumeeth",
    "amount",
)
RATE = (
    "fundingrate",
    "rate",
    "lastfundingrate",
    "realizedrate",
    "realrate",
    "funding",
    "value",
    "open",
)
#: Exports without a header: number of columns → names (Binance's archive; Kraken's; the common six).
HEADERLESS = {
    12: ("open_time", "open", "high", "low", "close", "volume"),
    7: ("time", "open", "high", "low", "close", "volume"),
    6: ("time", "open", "high", "low", "close", "volume"),
}
#: A funding rate beyond this per interval is a percentage by mistake: venues cap far below.
LARGEST_RATE = 0.1

Seconds = np.ndarray[Any, np.dtype[np.int64]]


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
        return f"Candles({len(self):,} of {self.step:,} s, {_when(self.time[0])} to {_when(self.time[-1])})"

    def window(self, start: str | int, end: str | int) -> Candles:
        """Candles opened from ``start`` to before ``end``: UTC text such as ``"2020-03-12 10:00"``, or seconds."""
        chosen = (self.time >= _seconds(start)) & (self.time < _seconds(end))
        if not chosen.any():
            raise ArgumentError(
                "start", start, f"a window within {_when(self.time[0])} to {_when(self.time[-1])}"
            )
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

        return pd.DataFrame(
            {"time": pd.to_datetime(self.time, unit="s", utc=True), "rate": self.rate}
        )


def candles(
    source: str | Path | pd.DataFrame, *, timezone: str | None = None, gaps: str = "refuse"
) -> Candles:
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
    frame = _read(source)
    time = _times(frame, timezone)
    columns = {name: _numbers(frame, name, aliases) for name, aliases in PRICES.items()}
    order, step = _order(time)
    time, columns = time[order], {k: v[order] for k, v in columns.items()}
    for name, values in columns.items():
        _refuse(~np.isfinite(values), time, name, "no number")
        _refuse(values <= 0, time, name, "not above 0")
    body = np.stack([columns["open"], columns["close"]])
    wrong = (columns["high"] < body.max(axis=0)) | (columns["low"] > body.min(axis=0))
    _refuse(wrong, time, "high", "not around open and close; are the columns in another order?")
    found = _find(frame, VOLUME, prefix="volume")
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
    frame = _read(source)
    time = _times(frame, timezone, snap=60)
    rate = _numbers(frame, "rate", RATE)
    order, step = _order(time)
    time, rate = time[order], rate[order]
    _refuse(~np.isfinite(rate), time, "rate", "no number")
    _refuse(
        np.abs(rate) > LARGEST_RATE,
        time,
        "rate",
        f"beyond {LARGEST_RATE:g}: a fraction, not a percentage, is needed",
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
            raise ArgumentError("rates", symbol, f"a settlement at {_when(due[~found][0])}")
        chosen[symbol] = series.rate[at]
    return Funding(chosen, every)


# ---- reading ------------------------------------------------------------------------------------------------------


def _read(source: str | Path | pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    if isinstance(source, pd.DataFrame):
        return source.reset_index() if isinstance(source.index, pd.DatetimeIndex) else source
    path = Path(source)
    if not path.is_file():
        raise ArgumentError("source", str(source), "a file that exists")
    if path.suffix.lower() in (".parquet", ".pq"):
        try:
            return pd.read_parquet(path)
        except ImportError:
            raise ArgumentError("source", str(source), "CSV, unless pyarrow is installed") from None
    if path.suffix.lower() not in (".csv", ".txt", ".tsv", ".gz", ".zip"):
        raise ArgumentError("source", str(source), "a .csv or .parquet file")
    try:
        head = pd.read_csv(path, nrows=1, header=None, sep=None, engine="python").iloc[0]
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError, ValueError):
        raise ArgumentError("source", str(source), "a table of comma-separated values") from None
    # Some archives put their address on a line of its own above the header.
    skip = 1 if str(head.iloc[0]).startswith("http") else 0
    bare = not skip and all(_is_number(x) for x in head)
    if bare and len(head) not in HEADERLESS:
        raise ArgumentError(
            "source", str(source), f"a header, or {sorted(HEADERLESS)} columns without one"
        )
    if bare:
        table = pd.read_csv(path, header=None, sep=None, engine="python")
        names = HEADERLESS[len(head)]
        return table.rename(columns=dict(enumerate(names)))[list(names)]
    return pd.read_csv(path, skiprows=skip, sep=None, engine="python")


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _find(frame: pd.DataFrame, aliases: tuple[str, ...], prefix: str = "") -> Any:
    names = {re.sub(r"[\s_.]", "", str(c)).lower(): c for c in reversed(list(frame.columns))}
    for alias in aliases:
        if alias in names:
            return names[alias]
    return next((c for n, c in names.items() if prefix and n.startswith(prefix)), None)


def _numbers(frame: pd.DataFrame, name: str, aliases: tuple[str, ...]) -> Floats:
    import pandas as pd

    column = _find(frame, aliases)
    if column is None:
        raise ArgumentError(
            "source",
            [str(c) for c in frame.columns],
            f"a column for {name!r}: one of {list(aliases)}",
        )
    values = frame[column]
    if not pd.api.types.is_numeric_dtype(values):
        text = values.astype(str).str.strip()
        percent = text.str.endswith("%")
        values = pd.to_numeric(text.str.rstrip("%"), errors="coerce")
        values = values.where(~percent, values / 100)
    return np.asarray(values.to_numpy(float, na_value=np.nan))


def _times(frame: pd.DataFrame, timezone: str | None, snap: int = 1) -> Seconds:
    import pandas as pd

    column = _find(frame, TIME)
    if column is None:
        raise ArgumentError(
            "source", [str(c) for c in frame.columns], f"a time column: one of {list(TIME)}"
        )
    if not len(frame):
        raise ArgumentError("source", 0, "at least two rows")
    values = frame[column]
    if pd.api.types.is_numeric_dtype(values):
        stamps = values.to_numpy(float)
        if not np.isfinite(stamps).all():
            raise ArgumentError(
                "source", f"row {int(np.argmin(np.isfinite(stamps)))}", "a time in every row"
            )
        # Seconds, milli-, micro- and nanoseconds since 1970 differ by their size alone.
        power = next((p for p in (0, 3, 6, 9) if 1e8 <= abs(stamps[0]) / 10.0**p < 5e9), None)
        if power is None:
            raise ArgumentError(
                "source", stamps[0], "times in (milli-, micro-, nano-)seconds since 1970"
            )
        return np.asarray(np.rint(stamps / 10.0**power / snap) * snap, np.int64)
    if not isinstance(values.dtype, pd.DatetimeTZDtype) and not pd.api.types.is_datetime64_dtype(
        values
    ):
        text = values.astype(str).str.strip().str.replace(r"\s*UTC$", "+00:00", regex=True)
        offset = text.str.extract(r"\d([+-]\d\d:?\d\d)$")[0].dropna()
        foreign = offset[~offset.str.contains(r"00:?00$")]
        if len(foreign) and timezone is None:
            raise _not_utc(foreign.iloc[0])
        try:
            parsed = pd.to_datetime(
                text, utc=bool(len(offset)) or text.str.endswith("Z").any(), format="ISO8601"
            )
        except ValueError:
            raise ArgumentError(
                "source", text.iloc[0], "times such as 2025-10-10 21:15:00, in UTC"
            ) from None
    else:
        parsed = values
    if parsed.isna().any():
        raise ArgumentError("source", f"row {int(parsed.isna().argmax())}", "a time in every row")
    if parsed.dt.tz is None:
        try:
            parsed = parsed.dt.tz_localize(timezone or "UTC")
        except (ValueError, KeyError) as error:
            raise ArgumentError(
                "timezone", timezone, f"the zone of the file's times ({error})"
            ) from None
    elif timezone is None and str(parsed.dt.tz) not in ("UTC", "UTC+00:00"):
        raise _not_utc(str(parsed.dt.tz))
    seconds = (
        parsed.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[ms]").astype(np.int64)
        / 1000
    )
    return np.asarray(np.rint(seconds / snap) * snap, np.int64)


def _not_utc(zone: str) -> ArgumentError:
    return ArgumentError(
        "source", f"times in {zone}", 'times in UTC; convert them, or pass timezone="…"'
    )


# ---- checking -----------------------------------------------------------------------------------------------------


def _when(seconds: Any) -> str:
    return str(np.datetime64(int(seconds), "s")).replace("T", " ") + " UTC"


def _seconds(moment: str | int) -> int:
    if isinstance(moment, str):
        try:
            return int(np.datetime64(moment.replace(" ", "T").rstrip("Z"), "s").astype(np.int64))
        except ValueError:
            raise ArgumentError("start", moment, "a UTC time such as 2020-03-12 10:00") from None
    return int(moment)


def _order(time: Seconds) -> tuple[slice, int]:
    """How to read the rows so that time rises, and the usual step."""
    if len(time) < 2:
        raise ArgumentError("source", len(time), "at least two rows")
    steps = np.diff(time)
    order = slice(None, None, -1) if np.all(steps < 0) else slice(None)
    rising = steps[::-1] * -1 if order.step else steps
    if np.any(rising <= 0):
        at = int(np.argmax(rising <= 0))
        what = "twice" if rising[at] == 0 else "after a later time"
        raise ArgumentError(
            "source", f"{_when(time[order][at + 1])} {what}", "rising times, each once"
        )
    sizes, counts = np.unique(rising, return_counts=True)
    return order, int(sizes[np.argmax(counts)])


def _refuse(bad: np.ndarray[Any, Any], time: Seconds, name: str, why: str) -> None:
    if bad.any():
        count, first = int(bad.sum()), _when(time[int(np.argmax(bad))])
        raise ArgumentError(
            "source", f"{name} at {first}", f"a number in every row ({count} bad): {why}"
        )


def _check_grid(time: Seconds, step: int) -> None:
    """Exchanges open candles on the round times of UTC; half an hour beside them means another zone."""
    if 3_600 <= step <= 86_400 and 86_400 % step == 0:
        off = time % step
        if np.all(off == off[0]) and off[0]:
            raise ArgumentError(
                "source", f"candles of {step:,} s opened at {_when(time[0])}",
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
            "source", f"{int(wide.sum())} gaps, the first after {_when(found.time[at])}",
            f'a candle every {found.step:,} s; gaps="fill" repeats the last close',
        )  # fmt: skip
    time = np.arange(found.time[0], found.time[-1] + 1, found.step)
    last = np.searchsorted(found.time, time, side="right") - 1
    real = found.time[last] == time
    flat = found.close[last]
    prices = {name: np.where(real, getattr(found, name)[last], flat) for name in PRICES}
    volume = None if found.volume is None else np.where(real, found.volume[last], 0.0)
    return Candles(time, found.step, **prices, volume=volume)
