"""Reading a table that an exchange or a tool has written: its columns by key, its numbers, and what is refused.

:mod:`course.simulation.exports` says what columns mean, :mod:`course.simulation.stamps` which moments rows mean.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course.simulation.exports import (
    CLOSES,
    FINISHED,
    HEADERLESS,
    LENGTH,
    MARKET,
    OPENS,
    PRICES,
    RUNNING,
    SETTLED_AT,
    STAMPS,
    canonical,
    key,
)
from course.simulation.rows import Floats
from course.simulation.table_files import opened
from course.textfiles import plain_number
from course.validation import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

Seconds = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class ExportedTable:
    """A table with its columns by key.

    Attributes:
        columns: values by :func:`course.simulation.exports.key`, in the file's order.
        names: as the file writes them, by key.
        rows: number of each row, as a reader counts them: the first below the header is 1.
        sign: the decimal sign of the cells that are text; ``""`` if it does not show.
    """

    columns: Mapping[str, pd.Series]
    names: Mapping[str, str]
    rows: np.ndarray[Any, np.dtype[np.int64]]
    sign: str = "."

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def shown(self) -> list[str]:
        """The columns' names, for a message."""
        return list(self.names.values())

    def take(self, chosen: Any) -> ExportedTable:
        """Some of the rows."""
        return ExportedTable({k: v[chosen] for k, v in self.columns.items()}, self.names, self.rows[chosen], self.sign)

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
        if is_number(values):
            return np.asarray(values.to_numpy(float, na_value=np.nan))
        text = values.astype(str).str.strip()
        signed = text.str.endswith("%").to_numpy(bool)
        if percent and signed.any():
            if not signed.all():
                raise self.bad(~signed, column, "all in percent, or none")
            text = text.str.rstrip("%").str.strip()
        if self.sign == ",":
            text = text.map(lambda cell: plain_number(cell, ","), na_action="ignore")
        result = np.array(pd.to_numeric(text, errors="coerce").to_numpy(float, na_value=np.nan))
        odd = np.flatnonzero(~np.isfinite(result))
        if odd.size:
            again = text.iloc[odd].map(lambda cell: plain_number(cell, self.sign), na_action="ignore")
            result[odd] = pd.to_numeric(again, errors="coerce").to_numpy(float, na_value=np.nan)
        return result / 100.0 if percent and signed.any() else result

    def blank(self, column: str) -> Flags:
        """Where a column holds nothing."""
        values = self.columns[column]
        empty = values.isna().to_numpy(bool)
        return empty if is_number(values) else empty | (values.astype(str).str.strip() == "").to_numpy(bool)

    def bad(self, wrong: Any, column: str, allowed: str) -> ArgumentError:
        """The error for the first wrong row, which it quotes."""
        at = int(np.argmax(np.asarray(wrong)))
        cell = self.columns[column].iloc[at]
        return ArgumentError("source", f"{self.names[column]} in row {self.rows[at]}: {cell!s}", allowed)


def read(source: str | Path | io.StringIO | pd.DataFrame, columns: Mapping[str, str] | None = None) -> ExportedTable:
    """The table in a file or a DataFrame, with the names of its columns: given ones, or those that its shape implies."""
    file = opened(source)
    frame = file.frame
    if not len(frame):
        raise ArgumentError("source", 0, "at least two rows")
    frame = frame.reset_index(drop=True)
    if file.headless:
        return _named(frame, file.sign)
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
    other = canonical(keys)
    keys = [other.get(k, k) for k in keys]
    by_key = {k: frame.iloc[:, i] for i, k in enumerate(keys)}
    table = _without_headers(
        ExportedTable(by_key, dict(zip(keys, names, strict=True)), np.arange(1, len(frame) + 1), file.sign)
    )
    _one_of_each(table, MARKET, "one market")
    return table


def chosen_keys(table: ExportedTable, columns: Mapping[str, str] | None, meanings: Sequence[str]) -> dict[str, str]:
    """The keys of the columns that a caller has named, by meaning."""
    result = {}
    for meaning, name in (columns or {}).items():
        if meaning not in meanings:
            raise ArgumentError("columns", meaning, f"one of {list(meanings)}")
        result[meaning] = next(k for k, n in table.names.items() if n == name)
    return result


def finished(table: ExportedTable) -> ExportedTable:
    """Without the rows that are said to be unfinished: their prices and volume still change."""
    over, running = table.find(FINISHED), table.find(RUNNING)
    column = over or running
    if column is None:
        return table
    said = table.columns[column].astype(str).str.strip().str.lower()
    yes = said.isin(["1", "1.0", "true", "t", "yes", "y"]).to_numpy(bool)
    no = said.isin(["0", "0.0", "false", "f", "no", "n"]).to_numpy(bool)
    if not (yes | no).all():
        raise table.bad(~(yes | no), column, "whether the candle is over: 1 or 0, true or false")
    return table.take(yes if over else no)


def one_length(table: ExportedTable) -> None:
    """Refuse candles of several lengths in one file."""
    _one_of_each(table, LENGTH, "candles of one length")


# ---- rows that are none ---------------------------------------------------------------------------------------------


def is_number(values: pd.Series) -> bool:
    """Whether a column holds numbers, not text and not truth."""
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values))


def _without_headers(table: ExportedTable) -> ExportedTable:
    """Without header lines between the rows, as joined files have them."""
    again = np.ones(len(table), bool)
    for name, column in table.columns.items():
        if table.names[name].startswith("Unnamed"):
            continue
        if is_number(column):
            return table
        again = again & (column.astype(str).str.strip() == table.names[name]).to_numpy(bool)
        if not again.any():
            return table
    return table.take(~again)


def _one_of_each(table: ExportedTable, names: Sequence[str], allowed: str) -> None:
    """Refuse several values in a column that names what all rows have in common."""
    for column in (k for k in names if k in table.columns):
        values = table.columns[column]
        if len(column) == 1 and is_number(values):
            continue
        found = sorted({str(v).strip() for v in values.dropna().unique()})
        if len(found) > 1:
            raise ArgumentError("source", found[:5], f"{allowed} in column {table.names[column]!r}: choose its rows")


def _named(frame: pd.DataFrame, sign: str) -> ExportedTable:
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
        table = ExportedTable(
            {k: frame.iloc[:, i] for i, k in enumerate(layout)}, {k: f"column {i + 1}" for i, k in enumerate(layout)},
            rows, sign,
        ).take(keep)  # fmt: skip
        if _plausible(table):
            fits.append(table)
    if not fits:
        table = ExportedTable({str(i): frame.iloc[:, i] for i in range(frame.shape[1])},
                      {str(i): f"column {i + 1}" for i in range(frame.shape[1])}, rows, sign)  # fmt: skip
        shown = [str(x) for x in frame.iloc[0]]
        raise ArgumentError("source", shown, f"a header: {_why_not(table, layouts[-1])}")
    best = fits[0]
    for other in fits[1:]:
        if any(not best.columns[name].equals(other.columns[name]) for name in PRICES):
            raise ArgumentError("source", [str(x) for x in frame.iloc[0]], "a header: the columns may be in two orders")
    return best


def _header_lines(frame: pd.DataFrame) -> Flags:
    """Rows that are header lines: most cells are names of prices."""
    if is_number(frame.iloc[:, 0]):
        return np.zeros(len(frame), bool)
    aliases = {a for names in PRICES.values() for a in names}
    odd = ~frame.iloc[:, 0].astype(str).str.strip().str.match(r"[+-]?\d").to_numpy(bool)
    for at in np.flatnonzero(odd):
        if sum(key(c) in aliases for c in frame.iloc[at]) < 4:
            odd[at] = False
    return np.asarray(odd)


def _plausible(table: ExportedTable) -> bool:
    """Whether prices stand around each other in every row, and what has a meaning of its own has its form."""
    o, h, low, c = (table.numbers(name) for name in PRICES)
    ok = np.isfinite(o) & np.isfinite(h) & np.isfinite(low) & np.isfinite(c)
    if not ok.any() or not np.all((h >= np.maximum(o, c))[ok] & (low <= np.minimum(o, c))[ok]):
        return False
    if "date" in table.columns:
        return bool(table.columns["time"].astype(str).str.contains(":", regex=False).all())
    said = {"0", "1", "true", "false"}
    for name in ("confirm", "closed"):
        if name in table.columns and not {str(v).lower() for v in table.columns[name].unique()} <= said:
            return False
    for name in ("volume", "quotevolume", "basevolume", "turnover", "count", "vwap"):
        if name in table.columns:
            values = table.numbers(name)
            whole = name != "count" or np.all(values[ok] == np.rint(values[ok]))
            if not (np.isfinite(values[ok]).all() and whole):
                return False
    return True


def _why_not(table: ExportedTable, layout: Sequence[str]) -> str:
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


def each_once(table: ExportedTable, time: Seconds) -> tuple[ExportedTable, Seconds]:
    """Without the rows that repeat the one before them: pages of an export overlap. Only stamps may differ, by their lateness.

    A row with the same time and other figures stays, and is refused by :func:`order_of`.
    """
    again = np.concatenate([[False], np.diff(time) == 0])
    if not again.any():
        return table, time
    at = np.flatnonzero(again)
    stamps = {*OPENS, *STAMPS, *CLOSES, *SETTLED_AT}
    for name, column in table.columns.items():
        if name not in stamps:
            one, other = (column.iloc[rows].reset_index(drop=True) for rows in (at, at - 1))
            again[at] &= ((one == other) | (one.isna() & other.isna())).to_numpy(bool)
    return table.take(~again), time[~again]


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
        raise ArgumentError("source", f"{name} at {first}", f"{allowed} ({count} without): {why}")
