"""Newer tiers from a file: JSON or CSV, validated row by row.

Tables change often. Whoever has a newer one saves it and loads it; nothing here needs the network.

JSON, one table a symbol::

    {"source": "venue page …", "as_of": "2026-11-01", "applies": "slice",
     "tables": {"BTC": [{"floor": 0, "cap": 50000, "maintenance": 0.004, "max_leverage": 125, "deduction": 0}, …]}}

CSV, one row a tier, the source in columns or as arguments::

    symbol,floor,maintenance,max_leverage,deduction
    BTC,0,0.004,125,0

``initial`` may stand for ``max_leverage``; ``cap`` and ``deduction`` are optional, and checked if they are there.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from course.validation import ArgumentError
from course.venues.tables import DEDUCTION_TOLERANCE, Source, TierTable

#: What venues call the columns. The first name is ours.
COLUMNS: dict[str, tuple[str, ...]] = {
    "floor": ("floor", "min_notional", "notionalFloor"),
    "cap": ("cap", "max_notional", "notionalCap"),
    "maintenance": ("maintenance", "mmr", "maintMarginRatio"),
    "initial": ("initial", "imr"),
    "max_leverage": ("max_leverage", "max_lev", "initialLeverage"),
    "deduction": ("deduction", "cum"),
}


def load_tiers(
    path: str | Path,
    *,
    source: str | None = None,
    as_of: str | None = None,
    applies: str | None = None,
    measure: str | None = None,
) -> dict[str, TierTable]:
    """Read tier tables, by symbol, ready for :meth:`course.venues.Venue.with_tiers`.

    Args:
        path: a ``.json`` or ``.csv`` file in the form above.
        source: where the table is from, if the file does not say.
        as_of: its date, if the file does not say.
        applies: ``"slice"`` or ``"whole"``, if the file does not say; slices otherwise.
        measure: ``"notional"`` or ``"size"``, if the file does not say; notional otherwise.

    Raises:
        ArgumentError: naming the symbol and the row, where floors do not rise, a cap is not the next floor, a deduction does
            not follow from the rates, a number is missing or is none, or nobody says where the table is from.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        head, tables = _from_json(path)
    elif path.suffix.lower() == ".csv":
        head, tables = _from_csv(path)
    else:
        raise ArgumentError("path", str(path), "a file ending in .json or .csv")
    given = {"source": source, "as_of": as_of, "applies": applies, "measure": measure}
    head = {**head, **{name: value for name, value in given.items() if value is not None}}
    for name in ("source", "as_of"):
        if not head.get(name):
            raise ArgumentError(name, None, f"said in {path.name} or given: numbers without it age unseen")
    if not tables:
        raise ArgumentError("path", str(path), "a file with at least one table")
    options = {name: head[name] for name in ("applies", "measure") if head.get(name)}
    where = Source(str(head["source"]), str(head["as_of"]))
    return {symbol: tier_table(symbol, rows, where, **options) for symbol, rows in tables.items()}


def tier_table(symbol: str, rows: Iterable[Mapping[str, Any]], source: Source, **options: Any) -> TierTable:
    """A checked :class:`TierTable` from records with the columns above; extra columns are ignored."""
    records = [_record(symbol, number, row) for number, row in enumerate(rows, start=1)]
    if not records:
        raise ArgumentError("tiers", symbol, "at least one row")
    for number, (low, high) in enumerate(pairwise(records), start=1):
        if low["cap"] is not None and low["cap"] != high["floor"]:
            raise ArgumentError("cap", low["cap"], f"{symbol}, row {number}: the floor of the next, {high['floor']:g}")
    table = TierTable(
        symbol,
        tuple(r["floor"] for r in records),
        tuple(r["maintenance"] for r in records),
        tuple(r["initial"] for r in records),
        source,
        cap=records[-1]["cap"],
        **options,
    )
    for number, (record, due) in enumerate(zip(records, table.deductions, strict=True), start=1):
        said = record["deduction"]
        if said is not None and abs(said - due) > max(0.01, DEDUCTION_TOLERANCE * abs(due)):
            raise ArgumentError("deduction", said, f"{symbol}, row {number}: {due:g}, which follows from the rates")
    return table


def _record(symbol: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """One row under our names; numbers as floats, what is absent as None."""
    record: dict[str, Any] = {}
    for name, aliases in COLUMNS.items():
        value = next((row[a] for a in aliases if row.get(a) not in (None, "")), None)
        try:
            record[name] = None if value is None else float(value)
        except (TypeError, ValueError):
            raise ArgumentError(name, value, f"{symbol}, row {number}: a number") from None
    if record["initial"] is None and record["max_leverage"]:
        record["initial"] = 1.0 / record["max_leverage"]
    for name in ("floor", "maintenance", "initial"):
        if record[name] is None:
            what = "initial or max_leverage" if name == "initial" else name
            raise ArgumentError(name, None, f"{symbol}, row {number}: a value for {what}")
    return record


def _from_json(path: Path) -> tuple[dict[str, Any], dict[str, list[Mapping[str, Any]]]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        tables = content["tables"]
        rows = {s: list(t["tiers"] if isinstance(t, dict) else t) for s, t in tables.items()}
    except json.JSONDecodeError as error:
        raise ArgumentError("path", str(path), f"JSON that can be read: {error}") from None
    except (TypeError, KeyError, AttributeError):
        raise ArgumentError("path", str(path), 'JSON with "tables": {symbol: [rows]}') from None
    return {key: value for key, value in content.items() if key != "tables"}, rows


def _from_csv(path: Path) -> tuple[dict[str, Any], dict[str, list[Mapping[str, Any]]]]:
    tables: dict[str, list[Mapping[str, Any]]] = {}
    head: dict[str, Any] = {}
    with path.open(newline="", encoding="utf-8-sig") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=1):
            if not row.get("symbol"):
                raise ArgumentError("symbol", row.get("symbol"), f"row {number}: a symbol")
            tables.setdefault(row["symbol"], []).append(row)
            head = {k: row[k] for k in ("source", "as_of", "applies", "measure") if row.get(k)} or head
    return head, tables
