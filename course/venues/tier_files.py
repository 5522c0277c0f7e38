"""Newer tiers from a file: JSON or CSV, validated row by row.

Tables change often. Whoever has a newer one saves it and loads it; nothing here needs the network.

JSON, one table a symbol::

    {"source": "venue page …", "as_of": "2026-11-01", "applies": "slice",
     "tables": {"BTC": [{"floor": 0, "cap": 50000, "maintenance": 0.004, "max_leverage": 125, "deduction": 0}, …]}}

CSV, one row a tier, the source in columns or as arguments::

    symbol,floor,maintenance,max_leverage,deduction
    BTC,0,0.004,125,0

``initial`` may stand for ``max_leverage``; ``cap`` and ``deduction`` are optional, and checked if they are there. A table with
caps alone has the cap below as its floor. What venues and ccxt hand out is read too: :mod:`course.venues.dumps`.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from course.textfiles import decimal_sign, each_once, loads, plain_number, read_text, repeated, separator_of
from course.texts import say
from course.validation import ArgumentError
from course.venues.dumps import COLUMNS, DOLLARS, Dump, base_asset, counted, from_json, is_market, plain
from course.venues.registry import everything
from course.venues.tables import COURSE_DAY, DEDUCTION_TOLERANCE, Source, TierTable

#: A cap and the next floor may be apart by this: venues that count whole contracts write 500, then 501.
WHOLE_STEP = 1.0
#: The smallest positions need at most this maintenance rate (3x: 0.167); 0.4 is 0.4 % without its sign.
LARGEST_FIRST = 0.2
#: A maximum leverage is published in whole numbers, an initial rate is not: 1 / rate may differ from it by less than this.
LEVERAGE_STEP = 1.0
_MEANING = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
#: What stands for a cap where there is none.
_NO_CAP = {"∞", "+∞", "infinite", "unlimited", "no limit", "none", "null", "nan", "n/a", "na", "-", "–", "—", "max"}


def load_tiers(
    path: str | Path,
    *,
    source: str | None = None,
    as_of: str | None = None,
    applies: str | None = None,
    measure: str | None = None,
    symbols: Mapping[str, str] | None = None,
) -> dict[str, TierTable]:
    """Read tier tables, by symbol, ready for :meth:`course.venues.Venue.with_tiers`.

    Args:
        path: a ``.json`` or ``.csv`` file in a form above.
        source: where the table is from, if the file does not say.
        as_of: its date, if the file does not say: ISO, such as ``2026-11-01``, not in the future.
        applies: ``"slice"`` or ``"whole"``, if the file does not say; slices otherwise.
        measure: ``"notional"`` or ``"size"``, if the file does not say; notional otherwise.
        symbols: which of the file's symbols to take, and what they are called in the course, e.g.
            ``{"BTC/USDT:USDT": "BTC"}``; needed where two mean the same asset, or one is unknown here.

    Raises:
        ArgumentError: naming the symbol and the row, where floors do not rise, a cap is not the next floor, a deduction does
            not follow from the rates, a number is missing or is none, a symbol is unknown or meant twice, or nobody says
            where and of which day the table is.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in (".json", ".csv", ".tsv", ".txt"):
        raise ArgumentError("path", str(path), "a file ending in .json or .csv")
    text = read_text(path, "path")
    dump = _from_json(text, path) if ending == ".json" else _from_csv(text, path)
    given = {"source": source, "as_of": as_of, "applies": applies, "measure": measure}
    head = {**dump.head, **{name: value for name, value in given.items() if value is not None}}
    for name in ("source", "as_of"):
        if not head.get(name):
            raise ArgumentError(name, None, f"said in {path.name} or given: numbers without it age unseen")
    if not dump.rows:
        raise ArgumentError("path", str(path), "a file with at least one table")
    if head.get("measure") == "coins":
        raise ArgumentError(
            "measure", None,
            '"size", said by you: this market is margined in its own coin, so its limits count coins and not dollars',
        )  # fmt: skip
    if head.get("measure") == "contracts":
        raise ArgumentError(
            "measure", None,
            '"size", said by you: this venue counts contracts, so sizes of positions are then contracts as well'
            " (× contract value in base units, if you multiply floors and caps by it)",
        )  # fmt: skip
    options = {name: head[name] for name in ("applies", "measure") if head.get(name)}
    where = Source(str(head["source"]), _date(head["as_of"]))
    names = _names(dump, symbols)
    return {names[s]: tier_table(names[s], rows, where, **options) for s, rows in dump.rows.items() if s in names}


def tier_table(symbol: str, rows: Iterable[Mapping[str, Any]], source: Source, **options: Any) -> TierTable:
    """A checked :class:`TierTable` from records with the columns above; extra columns are ignored."""
    records = [_record(symbol, number, row, options) for number, row in enumerate(rows, start=1)]
    if not records:
        raise ArgumentError("tiers", symbol, "at least one row")
    if len(records) > 1 and all(r["floor"] is not None for r in records) and records[0]["floor"] > records[-1]["floor"]:
        records.reverse()  # largest first
    if all(r["floor"] is None for r in records):
        records.sort(key=lambda r: math.inf if r["cap"] is None else r["cap"])
        for below, record in zip([None, *records], records, strict=False):
            record["floor"] = 0.0 if below is None else below["cap"]
    for number, record in enumerate(records, start=1):
        if record["floor"] is None:
            columns = [str(k) for k in record["row"]]
            raise ArgumentError(
                "floor", None, f"{symbol}, row {number}: a value for floor (or cap); the columns are {columns}"
            )
    if records[0]["maintenance"] > LARGEST_FIRST and not records[0]["max_leverage"]:
        raise ArgumentError(
            "maintenance", records[0]["maintenance"],
            f"{symbol}, row 1: at most {LARGEST_FIRST:g}, as a fraction, or text such as 0.4%: a number in percent?",
        )  # fmt: skip
    if _whole_steps(records):
        # Between 500 and 501 there is nothing to hold, or (with parts of contracts) the stricter tier.
        for low, high in pairwise(records):
            high["floor"] = low["cap"]
        options = {"boundary": "lower", **options}
    for number, (low, high) in enumerate(pairwise(records), start=1):
        if low["cap"] is not None and low["cap"] != high["floor"]:
            raise ArgumentError("cap", low["cap"], f"{symbol}, row {number}: the floor of the next, {high['floor']:g}")
    last = records[-1]["cap"]
    table = TierTable(
        symbol,
        tuple(r["floor"] for r in records),
        tuple(r["maintenance"] for r in records),
        tuple(r["initial"] for r in records),
        source,
        cap=None if last is not None and math.isinf(last) else last,
        **options,
    )
    if all(r["deduction"] is None for r in records):
        return table
    for number, (record, due) in enumerate(zip(records, table.deductions, strict=True), start=1):
        said = record["deduction"]
        if said is not None and abs(said - due) > max(0.01, DEDUCTION_TOLERANCE * abs(due)):
            raise ArgumentError("deduction", said, f"{symbol}, row {number}: {due:g}, which follows from the rates")
    return table


# ---- rows -----------------------------------------------------------------------------------------------------------


def _record(symbol: str, number: int, row: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """One row under our names; numbers as floats, what is absent as None."""
    cells = _cells(row)
    info = row.get("info")
    where = say("{symbol}, row {number}", symbol=symbol, number=number)
    currency = str(cells.get("currency") or "USD").upper()
    if currency not in DOLLARS and options.get("measure") is None:
        raise ArgumentError("currency", currency, f'{where}: a notional in dollars, or measure="size" for one in coins')
    record: dict[str, Any] = dict.fromkeys(COLUMNS)
    _fill(record, cells, COLUMNS, where)
    # ccxt keeps what it has no name for in the venue's own row.
    absent = [
        n for n in ("initial", "deduction") if record[n] is None and not (n == "initial" and record["max_leverage"])
    ]
    if isinstance(info, dict) and absent:
        _fill(record, _cells(info), absent, where)
    if record["initial"] is None and record["max_leverage"]:
        record["initial"] = 1.0 / record["max_leverage"]
    both = record["initial"] and record["max_leverage"]
    if both and abs(1.0 / record["initial"] - record["max_leverage"]) >= LEVERAGE_STEP:
        raise ArgumentError(
            "max_leverage", record["max_leverage"],
            f"{where}: 1 / the initial rate, which is {record['initial']:g}, or one of the two",
        )  # fmt: skip
    for name in ("maintenance", "initial"):
        if record[name] is None:
            what = "initial or max_leverage" if name == "initial" else name
            columns = [str(k) for k in row]
            raise ArgumentError(name, None, f"{where}: a value for {what}; the columns are {columns}")
    record["row"] = row
    return record


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, by plain names; a rate whose column says percent is text in percent."""
    cells = {}
    for name, value in row.items():
        key = plain(name)
        bare = _percent(key)
        cells[bare or key] = f"{value}%" if bare and value not in (None, "") and "%" not in str(value) else value
    return cells


@lru_cache(4_096)
def _percent(key: str) -> str | None:
    """A name without its mark of percent, if it has one."""
    found = re.fullmatch(r"(.+?)(\(%\)|%|\(percent\)|percent|pct)", key)
    return found.group(1) if found else None


def _fill(record: dict[str, Any], cells: Mapping[str, Any], names: Iterable[str], where: str) -> None:
    """Values under our names; the venues' names for one thing must agree."""
    for key, value in cells.items():
        name = _MEANING.get(key)
        if name is None or name not in names or value is None or value == "":
            continue
        number = _number(name, value, where)
        if number is None or record[name] == number:
            continue
        if record[name] is not None:
            found = [k for k in cells if _MEANING.get(k) == name]
            raise ArgumentError(name, value, f"{where}: one column, not {found}, which differ")
        record[name] = number


def _number(name: str, value: Any, where: str) -> float | None:
    """A finite number (a cap may be infinite, or none); text in percent as a fraction, ``125x`` as 125."""
    divisor = 1.0
    if isinstance(value, str):
        text = value.strip()
        if name == "cap" and text.lower() in _NO_CAP:
            return None
        if text.endswith("%") and name in ("maintenance", "initial"):
            text, divisor = text[:-1].strip(), 100.0
        elif name == "max_leverage":
            text = text.rstrip("xX×").strip()
        elif name in ("floor", "cap", "deduction"):
            text = _MONEY.sub("", text)
        text = "x" if "_" in text else text  # float takes 1_000, no table writes it
    else:
        text = "x" if isinstance(value, bool) else value
    try:
        number = float(text) / divisor
    except (TypeError, ValueError, OverflowError):
        raise ArgumentError(name, value, f"{where}: a number") from None
    if not math.isfinite(number) and not (name == "cap" and number > 0):
        raise ArgumentError(name, value, f"{where}: a finite number")
    return number


#: What says dollars before or behind an amount.
_MONEY = re.compile(r"^\$\s*|\s*(?:USDT|USDC|USD)$")


def _whole_steps(records: list[dict[str, Any]]) -> bool:
    """Whether every tier begins one and the same small step above the cap below it."""
    gaps = {round(high["floor"] - low["cap"], 9) for low, high in pairwise(records) if low["cap"] is not None}
    if len(gaps) != 1 or any(r["cap"] is None for r in records[:-1]):
        return False
    (gap,) = gaps
    return 0 < gap <= WHOLE_STEP and all(gap <= 0.05 * r["cap"] for r in records[:-1])


def _date(as_of: Any) -> str:
    """A day, so that a reader can tell how old the numbers are."""
    text = str(as_of).strip()
    try:
        day = datetime.date.fromisoformat(text[:10] if len(text) > 10 and text[10] in " T" else text)
    except ValueError:
        raise ArgumentError("as_of", as_of, "a day in ISO form, such as 2026-11-01") from None
    # A clock may be behind, and it is tomorrow already further east.
    latest = max(datetime.date.today(), datetime.date.fromisoformat(COURSE_DAY)) + datetime.timedelta(days=1)
    if day > latest:
        raise ArgumentError("as_of", as_of, f"a day that has come, until {latest}: the table was published by then")
    return text[:10]


# ---- symbols --------------------------------------------------------------------------------------------------------


def _names(dump: Dump, symbols: Mapping[str, str] | None) -> dict[str, str]:
    """What each of the file's symbols is called here, of those that are taken."""
    if symbols is not None:
        for name in symbols:
            if name not in dump.rows:
                raise ArgumentError("symbols", name, f"one of {list(dump.rows)[:12]}")
        twice = repeated(list(symbols.values()))
        if twice is not None:
            raise ArgumentError("symbols", twice, "each symbol of the course once")
        return dict(symbols)
    known = _known()
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for symbol in dump.rows:
        name = base_asset(symbol)
        # A venue's own list holds further markets; in a table written by hand an unknown name is a slip.
        listed = dump.form == "hyperliquid" or (dump.form == "venue" and is_market(symbol))
        if name not in known and not listed:
            raise ArgumentError(
                "symbol", symbol,
                f"a market that a venue of the course has ({', '.join(sorted(known))}), or"
                f' symbols={{"{symbol}": what it is called here}}',
            )  # fmt: skip
        if name in taken:
            raise ArgumentError(
                "symbol", symbol,
                f'one market of {name}, not {taken[name]!r} and {symbol!r}: choose by symbols={{"{taken[name]}": "{name}"}}',
            )  # fmt: skip
        names[symbol], taken[name] = name, symbol
    return names


def _known() -> set[str]:
    return {symbol for venue in everything() for symbol in venue.symbols}


# ---- files ----------------------------------------------------------------------------------------------------------


def _from_json(text: str, path: Path) -> Dump:
    try:
        content = loads(text, object_pairs_hook=partial(each_once, "path"))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArgumentError("path", str(path), f"JSON that can be read: {error}") from None
    try:
        dump = from_json(content)
        counted(dump)
        return dump
    except ArgumentError:
        raise
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise ArgumentError(
            "path", str(path), f"a recognised form of tiers ({type(error).__name__}: {error})"
        ) from None


def _from_csv(text: str, path: Path) -> Dump:
    dump = Dump()
    lines = [line for line in text.splitlines() if line.strip(" ,;\t\r")]
    if not lines:
        raise ArgumentError("path", str(path), "a file with at least one table")
    separator = separator_of(lines[0])
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, skipinitialspace=True)
    header = [name.strip() for name in next(reader)]
    keys = [plain(name) for name in header]
    if len(set(keys)) < len(keys):
        raise ArgumentError("path", header, "each column once")
    at = next(
        (keys.index(n) for n in ("symbol", "market", "contract", "pair", "ticker", "coin", "asset") if n in keys), None
    )
    if at is None:
        raise ArgumentError("symbol", header, "a column with the symbol")
    content = list(reader)
    sign = decimal_sign((cell.strip() for cells in content for cell in cells), separator)
    for number, cells in enumerate(content, start=1):
        if len(cells) > len(header):
            raise ArgumentError("path", cells, f"row {number}: {len(header)} cells; the columns are {header}")
        symbol = cells[at].strip() if at < len(cells) else ""
        if not symbol:
            raise ArgumentError("symbol", symbol, f"row {number}: a symbol")
        row = {k: _cell(c.strip(), sign) for k, c in zip(keys, cells, strict=False)}
        dump.rows.setdefault(symbol, []).append(row)
        for name in ("source", "as_of", "applies", "measure"):
            said = row.get(plain(name))
            if said and dump.head.setdefault(name, said) != said:
                raise ArgumentError(name, said, f"row {number}: the same in all rows, {dump.head[name]!r} before")
    counted(dump)
    return dump


def _cell(text: str, sign: str) -> str:
    """A cell with its number in plain form, if it holds one."""
    number, percent, _ = _MONEY.sub("", text).partition("%")
    return plain_number(number.strip(), sign) + percent
