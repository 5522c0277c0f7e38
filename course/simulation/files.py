"""Reading a table that an exchange or a tool has written: which column is what, and which moment each row means."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course.simulation.rows import Floats
from course.validation import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

Seconds = np.ndarray[Any, np.dtype[np.int64]]

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
VOLUME = ("volume", "v", "vol", "basevolume", "basetokenvolume", "volumebase", "volumebtc", "volumeeth", "amount")
RATE = ("fundingrate", "rate", "lastfundingrate", "realizedrate", "realrate", "funding", "value", "open")
#: Exports without a header: number of columns → names (Binance's archive; Kraken's; the common six).
HEADERLESS = {
    12: ("open_time", "open", "high", "low", "close", "volume"),
    7: ("time", "open", "high", "low", "close", "volume"),
    6: ("time", "open", "high", "low", "close", "volume"),
}


def read(source: str | Path | pd.DataFrame) -> pd.DataFrame:
    """The table in a file, with the names of its columns: given ones, or those that its shape implies."""
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
    # Some archives put their address on a line of its own above the header.
    for skip, separator in itertools.product((0, 1), ",;\t"):
        try:
            head = pd.read_csv(path, nrows=1, header=None, sep=separator, skiprows=skip).iloc[0]
        except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError):
            continue
        if len(head) > 1:
            break
    else:
        raise ArgumentError("source", str(source), "a table of comma-separated values")
    if not all(_is_number(x) for x in head):
        return pd.read_csv(path, skiprows=skip, sep=separator)
    if len(head) not in HEADERLESS:
        raise ArgumentError("source", str(source), f"a header, or {sorted(HEADERLESS)} columns without one")
    names = HEADERLESS[len(head)]
    table = pd.read_csv(path, header=None, skiprows=skip, sep=separator)
    return table.rename(columns=dict(enumerate(names)))[list(names)]


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def find(frame: pd.DataFrame, aliases: tuple[str, ...], prefix: str = "") -> Any:
    """The column that goes by one of these names (or begins with ``prefix``), else ``None``."""
    names = {re.sub(r"[\s_.]", "", str(c)).lower(): c for c in reversed(list(frame.columns))}
    for alias in aliases:
        if alias in names:
            return names[alias]
    return next((c for n, c in names.items() if prefix and n.startswith(prefix)), None)


def numbers(frame: pd.DataFrame, name: str, aliases: tuple[str, ...]) -> Floats:
    """A column as numbers: NaN where a cell is none, text in percent as a fraction."""
    import pandas as pd

    column = find(frame, aliases)
    if column is None:
        raise ArgumentError("source", [str(c) for c in frame.columns], f"a column for {name!r}: one of {list(aliases)}")
    values = frame[column]
    if not pd.api.types.is_numeric_dtype(values):
        text = values.astype(str).str.strip()
        percent = text.str.endswith("%")
        values = pd.to_numeric(text.str.rstrip("%"), errors="coerce")
        values = values.where(~percent, values / 100)
    return np.asarray(values.to_numpy(float, na_value=np.nan))


def times(frame: pd.DataFrame, timezone: str | None, snap: int = 1) -> Seconds:
    """The time column as UTC seconds, rounded to ``snap``; naive text is UTC unless a zone is given."""
    import pandas as pd

    column = find(frame, TIME)
    if column is None:
        raise ArgumentError("source", [str(c) for c in frame.columns], f"a time column: one of {list(TIME)}")
    if not len(frame):
        raise ArgumentError("source", 0, "at least two rows")
    values = frame[column]
    if pd.api.types.is_numeric_dtype(values):
        stamps = values.to_numpy(float)
        if not np.isfinite(stamps).all():
            raise ArgumentError("source", f"row {int(np.argmin(np.isfinite(stamps)))}", "a time in every row")
        # Seconds, milli-, micro- and nanoseconds since 1970 differ by their size alone.
        power = next((p for p in (0, 3, 6, 9) if 1e8 <= abs(stamps[0]) / 10.0**p < 5e9), None)
        if power is None:
            raise ArgumentError("source", stamps[0], "times in (milli-, micro-, nano-)seconds since 1970")
        return np.asarray(np.rint(stamps / 10.0**power / snap) * snap, np.int64)
    if not isinstance(values.dtype, pd.DatetimeTZDtype) and not pd.api.types.is_datetime64_dtype(values):
        text = values.astype(str).str.strip().str.replace(r"\s*UTC$", "+00:00", regex=True)
        offset = text.str.extract(r"\d([+-]\d\d:?\d\d)$")[0].dropna()
        foreign = offset[~offset.str.contains(r"00:?00$")]
        if len(foreign) and timezone is None:
            raise _not_utc(foreign.iloc[0])
        try:
            parsed = pd.to_datetime(text, utc=bool(len(offset)) or text.str.endswith("Z").any(), format="ISO8601")
        except ValueError:
            raise ArgumentError("source", text.iloc[0], "times such as 2025-10-10 21:15:00, in UTC") from None
    else:
        parsed = values
    if parsed.isna().any():
        raise ArgumentError("source", f"row {int(parsed.isna().argmax())}", "a time in every row")
    if parsed.dt.tz is None:
        try:
            parsed = parsed.dt.tz_localize(timezone or "UTC")
        except (ValueError, KeyError) as error:
            raise ArgumentError("timezone", timezone, f"the zone of the file's times ({error})") from None
    elif timezone is None and str(parsed.dt.tz) not in ("UTC", "UTC+00:00"):
        raise _not_utc(str(parsed.dt.tz))
    seconds = parsed.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[ms]").astype(np.int64) / 1000
    return np.asarray(np.rint(seconds / snap) * snap, np.int64)


def _not_utc(zone: str) -> ArgumentError:
    return ArgumentError("source", f"times in {zone}", 'times in UTC; convert them, or pass timezone="…"')


# ---- checking -----------------------------------------------------------------------------------------------------


def when(seconds: Any) -> str:
    """A moment as people read it."""
    return str(np.datetime64(int(seconds), "s")).replace("T", " ") + " UTC"


def seconds(moment: str | int) -> int:
    """A UTC text or seconds as seconds."""
    if isinstance(moment, str):
        try:
            return int(np.datetime64(moment.replace(" ", "T").rstrip("Z"), "s").astype(np.int64))
        except ValueError:
            raise ArgumentError("start", moment, "a UTC time such as 2020-03-12 10:00") from None
    return int(moment)


def order_of(time: Seconds) -> tuple[slice, int]:
    """How to read the rows so that time rises, and the usual step."""
    if len(time) < 2:
        raise ArgumentError("source", len(time), "at least two rows")
    steps = np.diff(time)
    order = slice(None, None, -1) if np.all(steps < 0) else slice(None)
    rising = steps[::-1] * -1 if order.step else steps
    if np.any(rising <= 0):
        at = int(np.argmax(rising <= 0))
        what = "twice" if rising[at] == 0 else "after a later time"
        raise ArgumentError("source", f"{when(time[order][at + 1])} {what}", "rising times, each once")
    sizes, counts = np.unique(rising, return_counts=True)
    return order, int(sizes[np.argmax(counts)])


def refuse(bad: np.ndarray[Any, Any], time: Seconds, name: str, why: str) -> None:
    """Raise for the first bad row, if there is any."""
    if bad.any():
        count, first = int(bad.sum()), when(time[int(np.argmax(bad))])
        raise ArgumentError("source", f"{name} at {first}", f"a number in every row ({count} bad): {why}")
