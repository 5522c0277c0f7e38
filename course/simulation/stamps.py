"""Which moment a row means: seconds since 1970, UTC, from stamps in any unit and from written times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from course.simulation.exported_tables import ExportedTable, Seconds, is_number
from course.simulation.exports import CLOSES, OPENS, STAMPS, Export
from course.simulation.rows import Floats
from course.validation import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

#: Seconds, milli-, micro- and nanoseconds since 1970 differ by their size alone: 1973 to 2128.
_EARLIEST, _LATEST = 1e8, 5e9
#: A settlement that is due on the hour is recorded at most so many seconds later, by venues on a chain.
LATEST_AFTER = 300
_FORMS = "times such as 2025-10-10 21:15:00 (UTC) or 2025-10-10T21:15:00-04:00"


def opening_times(
    table: ExportedTable, export: Export | None, chosen: str | None, timezone: str | None
) -> tuple[Seconds, bool, bool]:
    """``(seconds, closes, certain)``: a time for every row, whether it closes the candle, and whether its zone is certain.

    A column whose name says that candles open then is taken as it is. Where only columns are found that do not say it,
    they must agree; where one of them stands beside a closing time it must come before it.
    """
    if chosen is not None:
        time, certain = moments(table, chosen, timezone)
        return time, False, certain
    if export is not None and export.stamp is not None:
        time, certain = moments(table, export.stamp, timezone)
        return time, export.closes, certain
    table, apart = _joined(table)
    opens = table.find(OPENS)
    if opens is not None:
        time, certain = moments(table, opens, timezone)
        return time, False, certain
    neutral = [apart] if apart is not None else [k for k in STAMPS if k in table.columns]
    closing = table.find(CLOSES)
    if not neutral and closing is None:
        raise ArgumentError("source", table.shown, 'a time column, or columns={"time": its name}')
    if not neutral:
        time, certain = moments(table, closing or "", timezone)
        if closing == "T" and not _just_before(table, [closing], time):
            raise ArgumentError(
                "source", table.shown,
                "one column T of whole minutes opens candles on one venue and closes them on another: if it opens them,"
                ' columns={"time": "T"}; if it closes them, name it close_time',
            )  # fmt: skip
        return _round_close(time), True, certain
    time, certain = _agreeing(table, neutral, timezone)
    if closing is None and _just_before(table, neutral, time):
        return -(-time // 60) * 60, True, certain
    if closing is not None and not _a_step_before(table, time, closing, timezone):
        raise ArgumentError(
            "source", table.shown,
            f"{table.names[neutral[0]]!r} a step before {table.names[closing]!r} in every row, if it opens the candle:"
            ' say which column does by columns={"time": …}',
        )  # fmt: skip
    return time, False, certain


def _just_before(table: ExportedTable, columns: Sequence[str], time: Seconds) -> bool:
    """Whether every stamp lies in the last second of a minute (…:59, …:59.999): no candle opens then, each closes.

    Their fractions are looked for in the text, since seconds are rounded when they are read.
    """
    if np.all(time % 60 == 59):
        return True
    if np.any(time % 60):
        return False
    texts = (table.columns[column].astype(str).str.strip() for column in columns)
    return any(t.str.contains(r":59[.,]9|^\d{8}\d\d9{3}(?:9{3}){0,2}(?:\.0*)?$", regex=True).all() for t in texts)


def _a_step_before(table: ExportedTable, time: Seconds, closing: str, timezone: str | None) -> bool:
    """Whether stamps are those of opening, by the column that says when candles close, if that can be read."""
    try:
        close = _round_close(moments(table, closing, timezone)[0])
    except ArgumentError:
        return True
    if len(time) < 2:
        return True
    steps, counts = np.unique(np.abs(np.diff(time)), return_counts=True)
    return bool(np.all(close - time == steps[np.argmax(counts)]))


def cut_short(table: ExportedTable, time: Seconds, step: int, timezone: str | None) -> bool:
    """Whether the last candle still ran when it was written: all before it close after one step, and it closes sooner."""
    closing = table.find(CLOSES)
    if closing is None or len(time) < 3:
        return False
    try:
        lasts = moments(table, closing, timezone)[0] - time
    except ArgumentError:
        return False
    return bool(np.all(np.abs(lasts[:-1] - step) <= 1) and 0 <= lasts[-1] < step - 1)


def settlement_times(table: ExportedTable, keys: Sequence[str], timezone: str | None) -> Seconds:
    """The moment of settlement of every row: venues record it late, by milliseconds or, on a chain, by minutes.

    Where all rows lie within :data:`LATEST_AFTER` after the hour, each in an hour of its own, they were due on the hour;
    otherwise on the minute that is nearest.
    """
    table, apart = _joined(table)
    found = [apart] if apart is not None else [k for k in keys if k in table.columns]
    if not found:
        raise ArgumentError("source", table.shown, 'a time column, or columns={"time": its name}')
    named = [k for k in found if k not in STAMPS]
    exact = _agreeing(table, named or found, timezone)[0]
    past = (exact + 60) % 3_600 - 60
    if np.all(np.abs(past) <= 1) or (np.all(past <= LATEST_AFTER) and np.all(np.diff(exact - past) != 0)):
        return exact - past
    return np.asarray(np.rint(exact / 60) * 60, np.int64)


def moments(table: ExportedTable, column: str, timezone: str | None, snap: int = 1) -> tuple[Seconds, bool]:
    """A column as UTC seconds rounded to ``snap``, and whether its zone is certain: written out, or given.

    Times without a zone are UTC unless ``timezone`` says otherwise; it does not touch those that name their own.
    """
    import pandas as pd

    values = table.columns[column]
    if values.isna().any():
        raise table.bad(values.isna(), column, "a time in every row")
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return _seconds(values.dt.tz_convert("UTC"), snap), True
    if pd.api.types.is_datetime64_dtype(values):
        return _localised(table, column, values, timezone, snap), timezone is not None
    if is_number(values) and not (pd.api.types.is_integer_dtype(values) and values.between(19000101, 20991231).all()):
        return _stamps(table, column, np.asarray(values.to_numpy(float, na_value=np.nan), np.float64), snap), True
    text = values.astype(str).str.strip()
    if re.fullmatch(r"\d{1,3}(,\d{3}){2,}", text.iloc[0]):
        text = text.str.replace(",", "", regex=False)
    if not re.fullmatch(r"[+-]?[\d.eE+]+", text.iloc[0]):
        fast = _alike(text) if timezone is None else None
        if fast is not None:
            return np.asarray(np.rint(fast[0] / 1000 / snap) * snap, np.int64), fast[1]
    number = text.str.fullmatch(r"[+-]?\d+(\.\d*)?").to_numpy(bool)
    day = text.str.fullmatch(r"(19|20)\d{6}").to_numpy(bool)
    science = text.str.fullmatch(r"[+-]?\d+(\.\d*)?[eE][+]?\d+").to_numpy(bool)
    if science.any():
        raise table.bad(science, column, "whole stamps: a spreadsheet has cut these to a few digits, export them anew")
    if number.all() and not day.all():
        return _stamps(table, column, np.asarray(text.astype(float), np.float64), snap), True
    if number.any() and not day.all():
        odd = ~number if number.sum() * 2 >= len(number) else number
        raise table.bad(odd, column, "stamps in every row, or written times in every row")
    return _written(table, column, text, timezone, snap)


def _stamps(table: ExportedTable, column: str, stamps: Floats, snap: int) -> Seconds:
    """Numbers as seconds; each row has its own unit, since archives have changed theirs."""
    seconds = np.full(len(stamps), np.nan)
    for power in (0, 3, 6, 9):
        scaled = stamps / 10.0**power
        seconds = np.where((scaled >= _EARLIEST) & (scaled < _LATEST), scaled, seconds)
    if not np.isfinite(seconds).all():
        raise table.bad(~np.isfinite(seconds), column, "times in (milli-, micro-, nano-)seconds since 1970")
    return np.asarray(np.rint(seconds / snap) * snap, np.int64)


def _alike(text: pd.Series) -> tuple[Seconds, bool] | None:
    """``(milliseconds, whether a zone is written)`` of ISO times that are all written alike; ``None`` for any others."""
    first = re.fullmatch(r"(\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{3})?)?)?)(Z|[+-]00:?00)?", text.iloc[0])
    if first is None:
        return None
    cells = text.to_numpy(str)
    signs = cells.view(np.uint32).reshape(len(cells), -1)
    pattern, width = signs[0], len(first.group(1))
    digit = (pattern >= ord("0")) & (pattern <= ord("9"))
    digit[width:] = False  # the zone is the same in all rows
    alike = np.all(signs[:, ~digit] == pattern[~digit]) and np.all(
        (signs[:, digit] >= ord("0")) & (signs[:, digit] <= ord("9"))
    )
    if not alike:
        return None
    try:
        moments = cells.astype(f"<U{width}").astype("datetime64[ms]")
    except ValueError:  # a day or an hour that no calendar has
        return None
    return moments.astype(np.int64), first.group(2) is not None


def _written(
    table: ExportedTable, column: str, text: pd.Series, timezone: str | None, snap: int
) -> tuple[Seconds, bool]:
    import pandas as pd

    text = text.str.replace(r"\s*(UTC|GMT)$", "+00:00", regex=True)
    text = text.str.replace(r"^(\d{4})[./](\d\d?)[./](\d\d?)", r"\1-\2-\3", regex=True)
    offset = text.str.contains(r"\d\d:\d\d.*?(?:Z|[+-]\d\d(?::?\d\d)?)$", regex=True).to_numpy(bool)
    if offset.any() and not offset.all():
        raise table.bad(~offset, column, "a zone in every row, or in none")
    parsed = pd.to_datetime(text, format="ISO8601", utc=bool(offset.any()), errors="coerce")
    for form in ("%b %d, %Y", "%B %d, %Y", "%d %b %Y"):
        if parsed.isna().all():
            parsed = pd.to_datetime(text, format=form, errors="coerce")
    if parsed.isna().any():
        raise table.bad(parsed.isna(), column, _FORMS)
    if offset.any():
        return _seconds(parsed, snap), True
    return _localised(table, column, parsed, timezone, snap), timezone is not None


def _localised(table: ExportedTable, column: str, parsed: pd.Series, timezone: str | None, snap: int) -> Seconds:
    try:
        local = parsed.dt.tz_localize(timezone or "UTC", ambiguous="NaT", nonexistent="NaT")
    except (ValueError, KeyError, OSError) as error:
        raise ArgumentError("timezone", timezone, f"the zone of the file's times ({error})") from None
    if local.isna().any():
        raise table.bad(
            local.isna(), column,
            f"times that clocks in {timezone} show once: that night they were changed. Write each time with its offset"
            " (…-04:00) or in UTC, then no timezone is needed",
        )  # fmt: skip
    return _seconds(local.dt.tz_convert("UTC"), snap)


def _seconds(moments: pd.Series, snap: int) -> Seconds:
    millis = moments.dt.tz_localize(None).to_numpy("datetime64[ms]").astype(np.int64)
    return np.asarray(np.rint(millis / 1000 / snap) * snap, np.int64)


# ---- several columns ------------------------------------------------------------------------------------------------


def _joined(table: ExportedTable) -> tuple[ExportedTable, str | None]:
    """A date and a time of day in two columns as one; else ``None``."""
    if "date" not in table.columns or "time" not in table.columns:
        return table, None
    clock = table.columns["time"].astype(str).str.strip()
    if clock.str.fullmatch(r"\d{1,6}").all() and clock.str.len().max() > 4:
        clock = clock.str.zfill(6)  # 093000, of which a reader of numbers leaves 93000
    if clock.str.fullmatch(r"\d{6}").all() or clock.str.fullmatch(r"\d{4}").all():
        clock = clock.str.replace(r"^(\d\d)(\d\d)(\d\d)?$", r"\1:\2:\3", regex=True).str.removesuffix(":")
    if not clock.str.fullmatch(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?").all():
        return table, None
    day = table.columns["date"].astype(str).str.strip().str.replace(r"[ T]00:00(:00)?$", "", regex=True)
    day = day.str.replace(r"^((?:19|20)\d\d)(\d\d)(\d\d)$", r"\1-\2-\3", regex=True)
    both = day + " " + clock.str.replace(r"^(\d):", r"0\1:", regex=True)
    names = {**table.names, "datetime": f"{table.names['date']} {table.names['time']}"}
    return ExportedTable({**table.columns, "datetime": both}, names, table.rows, table.sign), "datetime"


def _agreeing(
    table: ExportedTable, columns: Sequence[str], timezone: str | None, snap: int = 1
) -> tuple[Seconds, bool]:
    """The moments that several columns mean alike; a day stands for its midnight."""
    read: list[tuple[str, Seconds, bool]] = []
    failed: ArgumentError | None = None
    for column in columns:
        try:
            time, certain = moments(table, column, timezone, snap)
        except ArgumentError as error:
            failed = failed or error
        else:
            read.append((column, time, certain))
    if not read:
        raise failed or ArgumentError("source", table.shown, "a time column")
    read.sort(key=lambda r: not np.any(r[1] % 86_400))
    first, time, certain = read[0]
    for other, its, _ in read[1:]:
        only_day = not np.any(its % 86_400)
        if not np.array_equal(its, time - time % 86_400 if only_day else time):
            both = f"{table.names[first]!r} and {table.names[other]!r}"
            raise ArgumentError(
                "source", table.shown,
                f'one time of a row, not {both}, which differ: say which counts by columns={{"time": …}}',
            )  # fmt: skip
    return time, certain


def _round_close(time: Seconds) -> Seconds:
    """Some venues close a candle a second before the next opens."""
    return time + 1 if np.all(time % 60 == 59) else time
