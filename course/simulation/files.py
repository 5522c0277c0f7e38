"""Reading a table that an exchange or a tool has written: its columns by key, its numbers, and what is refused.

:mod:`course.simulation.exports` says what columns mean, :mod:`course.simulation.stamps` which moments rows mean.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course.simulation.exports import FINISHED, HEADERLESS, MARKET, PRICES, key
from course.simulation.rows import Floats
from course.textfiles import cells, plain_number, read_text, separator_of
from course.validation import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

Seconds = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

#: A cell of a line that is no header: a number, or whether a candle is over.
_VALUE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|nan|inf|true|false", re.ASCII | re.IGNORECASE)

#: Lines above the header that are no part of the table, at most.
_TITLE = 5


@dataclass(frozen=True)
class Table:
    """A table with its columns by key.

    Attributes:
        columns: values by :func:`course.simulation.exports.key`, in the file's order.
        names: as the file writes them, by key.
        rows: number of each row, as a reader counts them: the first below the header is 1.
        separator: what separated the cells.
    """

    columns: Mapping[str, pd.Series]
    names: Mapping[str, str]
    rows: np.ndarray[Any, np.dtype[np.int64]]
    separator: str = ","

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def shown(self) -> list[str]:
        """The columns' names, for a message."""
        return list(self.names.values())

    def take(self, chosen: Any) -> Table:
        """Some of the rows."""
        return Table({k: v[chosen] for k, v in self.columns.items()}, self.names, self.rows[chosen], self.separator)

    def find(self, keys: Sequence[str]) -> str | None:
        """The first of these keys that is a column."""
        return next((k for k in keys if k in self.columns), None)

    def one(self, meaning: str, keys: Sequence[str]) -> str:
        """The one column for a meaning; several are refused unless they agree."""
        found = [k for k in keys if k in self.columns]
        if not found:
            raise ArgumentError("source", self.shown, f'a column for {meaning!r}, or columns={{"{meaning}": its name}}')
        first = self.columns[found[0]]
        other = next((k for k in found[1:] if not self.columns[k].equals(first)), None)
        if other is not None:
            both = f"{self.names[found[0]]!r} and {self.names[other]!r}"
            raise ArgumentError(
                "source", self.shown,
                f'one column for {meaning!r}, not {both}, which differ: name it by columns={{"{meaning}": …}}',
            )  # fmt: skip
        return found[0]

    def numbers(self, column: str, *, percent: bool = False) -> Floats:
        """A column as numbers; NaN where a cell is none. Text in percent is a fraction where percent may be."""
        import pandas as pd

        values = self.columns[column]
        if pd.api.types.is_numeric_dtype(values):
            return np.asarray(values.to_numpy(float, na_value=np.nan))
        text = values.astype(str).str.strip()
        signed = text.str.endswith("%").to_numpy(bool)
        if percent and signed.any():
            if not signed.all():
                raise self.bad(~signed, column, "all in percent, or none")
            text = text.str.rstrip("%").str.strip()
        if text.str.contains(",", regex=False).any():
            text = text.map(lambda cell: plain_number(cell, self.separator))
        result = np.asarray(pd.to_numeric(text, errors="coerce").to_numpy(float, na_value=np.nan))
        return result / 100.0 if percent and signed.any() else result

    def bad(self, wrong: Any, column: str, allowed: str) -> ArgumentError:
        """The error for the first wrong row, which it quotes."""
        at = int(np.argmax(np.asarray(wrong)))
        cell = self.columns[column].iloc[at]
        return ArgumentError("source", f"{self.names[column]} in row {self.rows[at]}: {cell!s}", allowed)


def read(source: str | Path | pd.DataFrame, columns: Mapping[str, str] | None = None) -> Table:
    """The table in a file or a DataFrame, with the names of its columns: given ones, or those that its shape implies."""
    import pandas as pd

    separator = ","
    if isinstance(source, pd.DataFrame):
        frame = source if isinstance(source.index, pd.RangeIndex) else _with_index(source)
        headless = all(isinstance(c, (int, np.integer)) for c in frame.columns)
    else:
        frame, headless, separator = _from_file(Path(source))
    if not len(frame):
        raise ArgumentError("source", 0, "at least two rows")
    frame = frame.reset_index(drop=True)
    if headless:
        return _named(frame, separator)
    names = [str(c).strip() for c in frame.columns]
    keys = [key(n) for n in names]
    if {"O", "H", "L", "C"} <= set(keys):
        keys = [k.lower() for k in keys]
    chosen = {} if columns is None else dict(columns)
    for meaning, name in chosen.items():
        if names.count(name) != 1:
            raise ArgumentError("columns", {meaning: name}, f"one of {names}")
    twice = next((n for n, k in zip(names, keys, strict=True) if keys.count(k) > 1), None)
    if twice is not None and twice not in chosen.values():
        raise ArgumentError("source", names, f"each column once: two are called {twice!r}")
    by_key = {k: frame.iloc[:, i] for i, k in enumerate(keys)}
    table = Table(by_key, dict(zip(keys, names, strict=True)), np.arange(1, len(frame) + 1), separator)
    return _without_headers(table, _one_market(table))


def chosen_keys(table: Table, columns: Mapping[str, str] | None, meanings: Sequence[str]) -> dict[str, str]:
    """The keys of the columns that a caller has named, by meaning."""
    result = {}
    for meaning, name in (columns or {}).items():
        if meaning not in meanings:
            raise ArgumentError("columns", meaning, f"one of {list(meanings)}")
        result[meaning] = next(k for k, n in table.names.items() if n == name)
    return result


def finished(table: Table) -> Table:
    """Without the rows that are said to be unfinished: their prices and volume still change."""
    column = table.find(FINISHED)
    if column is None:
        return table
    said = table.columns[column].astype(str).str.strip().str.lower()
    yes = said.isin(["1", "1.0", "true", "t", "yes", "y"]).to_numpy(bool)
    no = said.isin(["0", "0.0", "false", "f", "no", "n"]).to_numpy(bool)
    if not (yes | no).all():
        raise table.bad(~(yes | no), column, "whether the candle is over: 1 or 0, true or false")
    return table.take(yes)


# ---- opening --------------------------------------------------------------------------------------------------------


def _with_index(source: pd.DataFrame) -> pd.DataFrame:
    """Times are often the index; anything else there is only a numbering."""
    import pandas as pd

    named = source.index.name is not None or isinstance(source.index, pd.DatetimeIndex)
    return source.reset_index() if named else source.reset_index(drop=True)


def _from_file(path: Path) -> tuple[pd.DataFrame, bool, str]:
    import pandas as pd

    ending = path.suffix.lower()
    if ending in (".parquet", ".pq", ".feather"):
        if not path.is_file():
            raise ArgumentError("source", str(path), "a file that exists")
        try:
            frame = pd.read_feather(path) if ending == ".feather" else pd.read_parquet(path)
        except ImportError:
            raise ArgumentError("source", str(path), "CSV, unless pyarrow is installed") from None
        except (OSError, ValueError) as error:  # pyarrow's own errors are among them
            raise ArgumentError("source", str(path), f"a file that can be read ({_line(error)})") from None
        return (frame if isinstance(frame.index, pd.RangeIndex) else _with_index(frame)), False, ","
    if ending not in (".csv", ".txt", ".tsv", ".gz", ".zip"):
        raise ArgumentError("source", str(path), "a .csv, .tsv, .txt (also packed: .gz, .zip) or .parquet file")
    lines = read_text(path, "source").splitlines()
    # Some archives put their address on a line of its own above the header, spreadsheets a line "sep=;".
    above = 0
    while above < min(_TITLE, len(lines)) and _is_title(lines[above]):
        above += 1
    lines = lines[above:]
    if not lines or _is_title(lines[0]):
        raise ArgumentError("source", str(path), "a table of separated values")
    separator = separator_of(lines[0])
    first = [c.strip() for c in cells(lines[0], separator)]
    headless = bool(re.match(r"[+-]?\d", first[0])) and all(not c or _VALUE.fullmatch(c) for c in first[2:])
    header = None if headless else _header(lines, first, separator)
    wide = next((i for i, line in enumerate(lines) if _count(line, separator) > len(first)), None)
    if wide is not None:
        raise ArgumentError("source", f"row {wide + headless}: {lines[wide]}", f"{len(first)} cells in every row")
    try:
        frame = pd.read_csv(
            io.StringIO("\n".join(lines if headless else lines[1:])), header=None, sep=separator, dtype=str,
            names=list(range(len(first))), index_col=False, keep_default_na=False, na_values=[""],
            skipinitialspace=True, on_bad_lines="error",
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ArgumentError("source", str(path), f"{len(first)} cells in every row ({_line(error)})") from None
    if header is not None:
        frame.columns = pd.Index(header)
    return frame.dropna(how="all"), headless, separator


def _is_title(line: str) -> bool:
    return line.lower().startswith("sep=") or len(cells(line, separator_of(line))) < 2


def _header(lines: list[str], first: list[str], separator: str) -> list[str]:
    """The names of the columns; Yahoo's client writes them on three lines, which it takes away."""
    if len(lines) > 2 and first[0] == "Price" and lines[1].startswith("Ticker"):
        markets = {c.strip() for c in cells(lines[1], separator)[1:]}
        if len(markets) > 1:
            raise ArgumentError("source", sorted(markets), "candles of one market")
        del lines[1:3]
        # Its volume is in dollars for coins, in shares for stocks: a name that nothing here takes for base units.
        return ["Date", *("Volume (Yahoo)" if name == "Volume" else name for name in first[1:])]
    return first


def _count(line: str, separator: str) -> int:
    return line.count(separator) + 1 if '"' not in line else len(cells(line, separator))


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


# ---- rows that are none ---------------------------------------------------------------------------------------------


def _without_headers(table: Table, skip: str | None) -> Table:
    """Without header lines between the rows, as joined files have them; ``skip`` names a column with the market."""
    first = next((k for k in table.columns if k != skip), None)
    if first is None:
        return table
    cell = table.columns[first].astype(str)
    again = (cell.str.strip() == table.names[first]).to_numpy(bool)
    if again.any():
        for name, column in table.columns.items():
            same = (column.astype(str).str.strip() == table.names[name]).to_numpy(bool)
            again &= same
    return table.take(~again) if again.any() else table


def _one_market(table: Table) -> str | None:
    column = table.find(MARKET)
    if column is not None and not np.issubdtype(np.asarray(table.columns[column]).dtype, np.number):
        found = table.columns[column].dropna().astype(str).str.strip()
        markets = sorted(set(found) - {table.names[column]})
        if len(markets) > 1:
            raise ArgumentError("source", markets[:5], f"one market in column {table.names[column]!r}: choose its rows")
    return column


def _named(frame: pd.DataFrame, separator: str) -> Table:
    """A table without a header: of the layouts with as many columns, those whose high and low are around open and close."""
    layouts = HEADERLESS.get(frame.shape[1])
    if layouts is None:
        raise ArgumentError(
            "source", f"{frame.shape[1]} columns without a header", f"a header, or {sorted(HEADERLESS)} columns"
        )
    rows = np.arange(1, len(frame) + 1)
    keep = ~_header_lines(frame)
    fits = []
    for layout in layouts:
        table = Table(
            {k: frame.iloc[:, i] for i, k in enumerate(layout)}, {k: f"column {i + 1}" for i, k in enumerate(layout)},
            rows, separator,
        ).take(keep)  # fmt: skip
        if _plausible(table):
            fits.append(table)
    if not fits:
        table = Table({str(i): frame.iloc[:, i] for i in range(frame.shape[1])},
                      {str(i): f"column {i + 1}" for i in range(frame.shape[1])}, rows, separator)  # fmt: skip
        shown = [str(x) for x in frame.iloc[0]]
        raise ArgumentError("source", shown, f"a header: {_why_not(table, layouts[-1])}")
    best = fits[0]
    for other in fits[1:]:
        if any(not best.columns[name].equals(other.columns[name]) for name in PRICES):
            raise ArgumentError("source", [str(x) for x in frame.iloc[0]], "a header: the columns may be in two orders")
    return best


def _header_lines(frame: pd.DataFrame) -> Flags:
    """Rows that are header lines: most cells are names of prices."""
    aliases = {a for names in PRICES.values() for a in names}
    odd = ~frame.iloc[:, 0].astype(str).str.strip().str.match(r"[+-]?\d").to_numpy(bool)
    for at in np.flatnonzero(odd):
        if sum(key(c) in aliases for c in frame.iloc[at]) < 4:
            odd[at] = False
    return np.asarray(odd)


def _plausible(table: Table) -> bool:
    """Whether prices stand around each other in every row, and what has a meaning of its own has its form."""
    o, h, low, c = (table.numbers(name) for name in PRICES)
    ok = np.isfinite(o) & np.isfinite(h) & np.isfinite(low) & np.isfinite(c)
    if not ok.any() or not np.all((h >= np.maximum(o, c))[ok] & (low <= np.minimum(o, c))[ok]):
        return False
    if "date" in table.columns:
        return bool(table.columns["time"].astype(str).str.contains(":", regex=False).all())
    for name in ("confirm", "closed"):
        if name in table.columns and not set(table.columns[name].astype(str).str.lower()) <= {
            "0",
            "1",
            "true",
            "false",
        }:
            return False
    for name in ("volume", "quotevolume", "basevolume", "turnover", "count", "vwap"):
        if name in table.columns:
            values = table.numbers(name)
            whole = name != "count" or np.all(values[ok] == np.rint(values[ok]))
            if not (np.isfinite(values[ok]).all() and whole):
                return False
    return True


def _why_not(table: Table, layout: Sequence[str]) -> str:
    """What keeps the first row from being a candle."""
    for i in range(1, len(layout)):
        values = table.numbers(str(i))
        if not np.isfinite(values).all() and layout[i] in PRICES:
            at = int(np.argmin(np.isfinite(values)))
            return f"row {at + 1} has no number in column {i + 1} ({table.columns[str(i)].iloc[at]!s})"
    return "high and low are not around open and close; are the columns in another order?"


# ---- checking -------------------------------------------------------------------------------------------------------


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


def refuse(
    bad: np.ndarray[Any, Any], time: Seconds, name: str, why: str, allowed: str = "a number in every row"
) -> None:
    """Raise for the first bad row, if there is any."""
    if bad.any():
        count, first = int(bad.sum()), when(time[int(np.argmax(bad))])
        raise ArgumentError("source", f"{name} at {first}", f"{allowed} ({count} bad): {why}")
