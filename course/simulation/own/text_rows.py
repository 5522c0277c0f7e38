"""Text as rows: separated values under one or several headers, or JSON records, each with its line and its cells by key."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from course.language import word
from course.simulation.exports import key
from course.textfiles import cells, decimal_sign, each_once, is_cut, plain_number, repeated, separator_of, ungrouped
from course.validation import ArgumentError
from course.venues.portfolios.text import guard

#: More rows than this are not read at once: the replay keeps every one of them.
MOST_ROWS = 50_000
#: Characters of one text: so many rows of the widest export there is.
LARGEST = 20_000_000
#: A cell of text longer than this is shown cut.
SHOWN = 60
#: JSON nested deeper than this is no export.
DEEPEST = 8
_EARLIEST, _LATEST = 1e8, 5e9
_NOTHING = {"", "-", "--", "—", "n/a", "nan", "null", "none"}
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_AMOUNT = re.compile(r"([+\-−]?[\d.,]+(?:[eE][+\-]?\d+)?)\s*([A-Za-z][A-Za-z0-9]{1,11})?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s*-\s*|,?\s+)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)")
#: Where points separate the day comes first, where the year does the month follows: nothing is open in these.
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}),?(?: +(\d{1,2}:\d{2}\S*))?")
_YEAR_FIRST = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(?: +(\d{1,2}:\d{2}\S*))?")
_HOUR_FIRST = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?) (\d{4}-\d{2}-\d{2})")
_ZONE = re.compile(r"time ?zone\s*[:=]?\s*((?:UTC|GMT)\s*([+-]\d{1,2})?(?::?(\d{2}))?)(?!\w)", re.IGNORECASE)
#: A zone in a column's name: ``Time(UTC+8)``.
_ZONED = re.compile(r"(.*(?:time|date)\s*)\(?\s*((?:UTC|GMT)\s*([+-]\d{1,2})(?::?(\d{2}))?)\s*\)?", re.IGNORECASE)
_HEADER_CELLS = 3
#: Rows that the decimal sign of a table is sought in, and lines that one cell may have.
_LOOKED_AT, _CELL_LINES = 2_000, 30
_CLOSED = re.compile(r"""(^|[,;\t|])\s*"(?:[^"]|"")*"\s*(?=[,;\t|]|$)""")
_OPENING = re.compile(r'''(?:^|[,;\t|])\s*"''')
_DIGIT, _DIGITS = re.compile(r"\d"), 6
#: The only cell of a line that stands above the first header.
ABOVE = "above"
#: How a last row is marked that has fewer cells than the rows before it.
CUT = "cut off"


class RowError(Exception):
    """A cell that cannot be read: column, value and what would be right."""

    def __init__(self, column: str, value: Any, allowed: str) -> None:
        super().__init__(column, value, allowed)
        self.column, self.allowed = column, allowed
        text = (
            word("nothing") if value is None or value == "" else str(value)
        )  # what stands in the file is nobody's to translate
        self.value = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


@dataclass(frozen=True)
class TextConventions:
    """What holds for all rows of a text.

    Attributes:
        sign: the decimal sign; empty where it does not show.
        day_first: for dates such as 03/04/2026; ``None`` where the text does not show it.
        zone: where times without a zone are from.
        said: that zone as the text itself names it, above its header; "" where it does not.
    """

    sign: str = "."
    day_first: bool | None = None
    zone: datetime.tzinfo = datetime.UTC
    said: str = ""


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        line: as an editor counts lines, or the record's number in JSON.
        cells: values by :func:`course.simulation.exports.key` in small letters.
        names: the columns as they are written, by key.
        reading: what holds for the whole text.
        unit: what ``line`` counts.
    """

    line: int
    cells: Mapping[str, Any]
    names: Mapping[str, str]
    reading: TextConventions = field(default_factory=TextConventions)
    unit: str = "line"

    def find(self, *keys: str) -> str | None:
        """The first of these that is a column."""
        for name in keys:
            if name in self.cells:
                return name
        return None

    def name(self, *keys: str) -> str:
        """The column as the file names it."""
        found = self.find(*keys)
        return self.names.get(found, found) if found else keys[0]

    def raw(self, *keys: str) -> Any:
        """What stands there, or None."""
        found = self.find(*keys)
        return None if found is None else self.cells[found]

    def text(self, *keys: str) -> str:
        """A cell as text, stripped; empty where there is nothing."""
        value = self.raw(*keys)
        return "" if value is None else str(value).strip()

    def blank(self, *keys: str) -> bool:
        """Whether nothing stands there."""
        return self.text(*keys).lower() in _NOTHING

    def one_of(self, allowed: Mapping[str, Any], *keys: str) -> Any:
        """What a word stands for."""
        found = self.text(*keys).lower()
        if found not in allowed:
            words = ", ".join(sorted(dict.fromkeys(allowed)))
            raise RowError(self.name(*keys), self.raw(*keys), f"one of {words}")
        return allowed[found]

    def amount(self, *keys: str) -> tuple[float, str]:
        """A number and the unit written behind it (``"0.05 USDT"``), which may be empty."""
        value = self.raw(*keys)
        written = str(value).strip()
        if isinstance(value, bool) or value is None or written.lower() in _NOTHING:
            raise RowError(self.name(*keys), value, "a number")
        if is_cut(written):
            raise RowError(
                self.name(*keys), value, "a number with all its digits: a spreadsheet has cut it, export anew"
            )
        unit = ""
        if not isinstance(value, (int, float)) and not (self.reading.sign == "." and _PLAIN.fullmatch(written)):
            found = _AMOUNT.fullmatch(ungrouped(written.replace("\u00a0", "").replace("$", "")))
            if found is None:
                raise RowError(self.name(*keys), value, "a number, such as 1234.56")
            unit = (found[2] or "").upper()
            value = plain_number(found[1], self.reading.sign)
        try:
            number = float(value)
        except (ValueError, OverflowError):
            raise RowError(self.name(*keys), self.raw(*keys), "a number, such as 1234.56") from None
        if not math.isfinite(number):
            raise RowError(self.name(*keys), self.raw(*keys), "a finite number")
        return number, unit

    def number(self, *keys: str) -> float:
        """A finite number."""
        return self.amount(*keys)[0]

    def number_or_zero(self, *keys: str) -> float:
        """A finite number, 0 where nothing stands there."""
        return 0.0 if self.find(*keys) is None or self.blank(*keys) else self.number(*keys)

    def above_zero(self, *keys: str) -> float:
        """A number above zero."""
        number = self.number(*keys)
        if number <= 0:
            raise RowError(self.name(*keys), self.raw(*keys), "a number above 0")
        return number

    def time(self, *keys: str) -> float:
        """A moment: seconds since 1970, UTC."""
        return moment(self.raw(*keys), self.reading, self.name(*keys))


def moment(value: Any, reading: TextConventions, name: str = "time") -> float:
    """Seconds since 1970, UTC, from a stamp in any unit or a written time."""
    if isinstance(value, bool) or value is None or str(value).strip().lower() in _NOTHING:
        raise RowError(name, value, "a time")
    text = str(value).strip()
    if re.fullmatch(r"\d+(\.\d*)?", text) and not re.fullmatch(r"(19|20)\d{6}", text):
        for power in (0, 3, 6, 9):
            seconds = float(text) / 10.0**power
            if _EARLIEST <= seconds < _LATEST:
                return seconds
        raise RowError(name, value, "a stamp in (milli-, micro-, nano-)seconds since 1970")
    if re.fullmatch(r"\d+(\.\d*)?[eE]\+?\d+", text):
        raise RowError(name, value, "a whole stamp: a spreadsheet has cut it to a few digits, export anew")
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        first, second, year, clock = slashed.groups()
        day, month = (first, second) if reading.day_first is not False else (second, first)
        text = (
            f"{year}-{month:0>2}-{day:0>2}T{clock:0>8}"
            if clock.count(":") > 1
            else f"{year}-{month:0>2}-{day:0>2}T{clock:0>5}"
        )
    for form, order in ((_DOTTED, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if named := form.fullmatch(text):
            clock = named[4] or "00:00"
            text = "-".join(f"{named[i]:0>2}" for i in order) + f"T{'0' * (clock[1] == ':')}{clock}"
    hour_first = _HOUR_FIRST.fullmatch(text)
    if hour_first:
        text = f"{hour_first[2]}T{hour_first[1]:0>5}"
    text = re.sub(r"(\.\d{6})\d+", r"\1", text).replace(" UTC", "+00:00")
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise RowError(name, value, "a time such as 2025-10-10 21:15:00 (UTC) or 1760130900000") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=reading.zone)
    seconds = found.timestamp()
    if not _EARLIEST <= seconds < _LATEST:
        raise RowError(name, value, "a time after 1973")
    return seconds


def zone_of(name: str | None) -> datetime.tzinfo:
    """A time zone by name; UTC unless given."""
    if name is None:
        return datetime.UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ArgumentError("timezone", name, 'a zone such as "Europe/Berlin" or "UTC"') from None


def _said_zone(lines: Iterable[str], header: Iterable[str]) -> tuple[str, datetime.tzinfo] | None:
    """The zone that a column's name holds, or that lines above the header name: ``Time Zone:UTC+8``."""
    named = [_ZONED.fullmatch(cell) for cell in header]
    above = [_ZONE.search(line) for line in lines]
    for said, signed, rest in (m.groups()[-3:] for m in (*named, *above) if m):
        hours, minutes = int(signed or 0), int(rest or 0)
        if abs(hours) <= 14 and minutes < 60:
            offset = datetime.timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes)
            return said.strip(), datetime.timezone(offset)
    return None


def _key(name: str) -> str:
    """A column's name for comparison, without the offset of its zone."""
    zoned = _ZONED.fullmatch(name)
    return key(f"{zoned[1]}UTC" if zoned else name).lower()


def _order_of_days(text: str, said: bool | None) -> bool | None:
    """Whether dates with slashes begin with the day, by those that can only be one of the two."""
    firsts = {int(m[1]) for m in _SLASHED.finditer(text)}
    seconds = {int(m[2]) for m in _SLASHED.finditer(text)}
    if any(n > 12 for n in firsts) and any(n > 12 for n in seconds):
        raise ArgumentError("history", "dates with slashes", "one order of day and month in all rows")
    if any(n > 12 for n in firsts):
        return True
    if any(n > 12 for n in seconds):
        return False
    if firsts and said is None:
        raise ArgumentError(
            "day_first", None,
            "true or false: no date with a slash in the history is past the 12th, so 03/04/2026 may be March or April",
        )  # fmt: skip
    return said


def rows_of(
    text: str,
    is_header: Callable[[frozenset[str]], bool],
    *,
    timezone: str | None = None,
    day_first: bool | None = None,
) -> Iterator[Row]:
    """The rows of a text: JSON where it begins like it, separated values otherwise.

    Args:
        text: of the file, or what was pasted.
        is_header: whether these keys name the columns of a known export; such a line begins another table.
        timezone: where times without a zone are from; UTC unless given.
        day_first: order of dates with slashes, where the text does not show it.

    Raises:
        ArgumentError: for what is no table and no JSON, for too many rows, for an order of dates that cannot be told.
    """
    zone = zone_of(timezone)
    text = guard(text, argument="history", largest=LARGEST, least="cut the export to a shorter time")
    body = text.lstrip()
    if body[0] in "[{":
        records = list(_records(_parsed(body), is_header))
        if not records:
            raise ArgumentError("history", f"{body[0]}…", "JSON with a list of fills or of funding payments")
        _limited(len(records))
        reading = TextConventions(day_first=_order_of_days(body, day_first), zone=zone)
        for number, record in enumerate(records, start=1):
            keys, names, _ = _names(tuple(record))
            yield Row(number, dict(zip(keys, record.values(), strict=True)), names, reading, "record")
        return
    yield from _table(text, is_header, _order_of_days(text, day_first), zone)


def _limited(count: int) -> None:
    if count > MOST_ROWS:
        raise ArgumentError(
            "history", f"{count:,} rows", f"at most {MOST_ROWS:,} rows: cut the export to a shorter time"
        )


def _parsed(body: str) -> list[Any]:
    """One JSON document, or several written one below the other."""
    decoder = json.JSONDecoder(object_pairs_hook=partial(each_once, "history"))
    found, at = [], 0
    while at < len(body):
        try:
            document, at = decoder.raw_decode(body, at)
        except (json.JSONDecodeError, RecursionError) as error:
            line = body.count("\n", 0, getattr(error, "pos", at)) + 1
            what = getattr(error, "msg", "nested too deep")
            raise ArgumentError(
                "history", f"line {line}: {what}", "JSON that can be read to its end: is the file cut off?"
            ) from None
        found.append(document)
        while at < len(body) and body[at] in " \t\r\n,":
            at += 1
    return found


@lru_cache(256)
def _names(written: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str], frozenset[str]]:
    """The keys of a record's names, the names by key, and all keys; a JSON export has few different records."""
    keys = tuple(key(name).lower() for name in written)
    return keys, dict(zip(keys, written, strict=True)), frozenset(keys)


def _records(content: Any, is_known: Callable[[frozenset[str]], bool], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The flat records in lists and in the envelopes around them: what has the names of an export is one, whatever it holds.

    An envelope is what has records in it, or nothing but empty lists; all else is a record that nobody knows.
    """
    if depth > DEEPEST:
        raise ArgumentError("history", "…", f"records nested at most {DEEPEST} deep")
    if isinstance(content, list):
        for item in content:
            yield from _records(item, is_known, depth + 1)
    elif isinstance(content, dict) and content:
        flat = _flat(content)
        if is_known(_names(tuple(flat))[2]):
            yield flat
            return
        nested = [v for v in content.values() if isinstance(v, (dict, list))]
        inner = [record for value in nested for record in _records(value, is_known, depth + 1)]
        if any(is_known(_names(tuple(record))[2]) for record in inner):
            # Bybit says around its rows whether they are spot trades.
            shared = {"category": flat["category"]} if "category" in flat else {}
            yield from ({**shared, **record} for record in inner)
        elif inner and max(map(len, inner)) > len(flat):
            yield from inner  # nobody knows them, and they say more than what is around them
        elif not nested or any(nested):
            yield flat or dict.fromkeys(content)


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with what stands in its ``delta`` and ``fee`` beside the rest."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and name == "delta":
            found |= value
        elif isinstance(value, dict) and name == "fee":
            found["fee"], found["feeCurrency"] = value.get("cost"), value.get("currency")
        elif not isinstance(value, dict | list) or name == "liquidation":
            found[name] = value
    return found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, with their numbers; those inside of a cell in quotation marks are one with its first."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        if '"' in line and _opens(line):
            # A cell that is not closed within some lines was cut off.
            for more in range(end, min(at + _CELL_LINES, len(lines))):
                if '"' in lines[more] and not _opens("\n".join(lines[at : more + 1])):
                    line, end = "\n".join(lines[at : more + 1]), more + 1
                    break
        if line.strip(" ,;\t\r"):
            yield at + 1, line
        at = end


def _opens(line: str) -> bool:
    """Whether a cell in quotation marks begins in a line and does not end in it."""
    return _OPENING.search(_CLOSED.sub(r"\1", line)) is not None


def _table(
    text: str, is_header: Callable[[frozenset[str]], bool], day_first: bool | None, zone: datetime.tzinfo
) -> Iterator[Row]:
    filled = list(_lines(text))
    _limited(len(filled))
    header: list[str] | None = None
    separator = ","
    names: dict[str, str] = {}
    reading = TextConventions(day_first=day_first, zone=zone)
    above: list[tuple[int, str]] = []
    whole = False  # whether a row of this table had all its cells: then a last one without them was cut off
    for place, (number, line) in enumerate(filled):
        # A line of names has hardly a digit, a row has many: most lines are read once.
        own = separator_of(line) if header is None or len(_DIGIT.findall(line)) < _DIGITS else ""
        candidate = cells(line, own) if own else []
        keys = [_key(c) for c in candidate]
        if len(candidate) >= _HEADER_CELLS and is_header(frozenset(keys)):
            twice = repeated([k for k in keys if k])
            if twice is not None:
                raise ArgumentError("history", f"line {number}: {candidate[keys.index(twice)]}", "each column once")
            header, separator, names, whole = keys, own, dict(zip(keys, candidate, strict=True)), False
            said = _said_zone((title for _, title in above), candidate)
            reading = TextConventions(
                _sign([row for _, row in filled[place + 1 : place + 1 + _LOOKED_AT]], separator),
                day_first,
                said[1] if said else zone,
                said[0] if said else "",
            )
            for at, title in above:
                yield Row(at, {ABOVE: title}, {}, reading)
            above = []
            continue
        if header is None:
            above.append((number, line))
            continue
        found = cells(line, separator)
        if len(found) > len(header) and any(c for c in found[len(header) :]):
            yield Row(number, {"": line}, {"": ""}, reading)
            continue
        if number == filled[-1][0] and whole and len(found) < len(header):
            yield Row(number, {"": line}, {"": CUT}, reading)
            continue
        whole = whole or len(found) == len(header)
        found += [""] * (len(header) - len(found))
        yield Row(number, dict(zip(header, found, strict=False)), names, reading)
    if header is None:
        first = above[0][1] if above else ""
        raise ArgumentError(
            "history", first[:SHOWN],
            "an export with its header line, or a table of your own with time, symbol, size and price (and fee): the first"
            " lines name no known set of columns",
        )  # fmt: skip


def _sign(lines: list[str], separator: str) -> str:
    """The decimal sign of a table's cells."""
    found: list[str] = []
    for line in lines:
        found += [c for c in cells(line, separator) if c[:1].isdigit() or c[:1] in "+-−."]
    return decimal_sign(found, separator) or "."
