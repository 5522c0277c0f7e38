"""Tables as one binary block: what travels from Python to the page.

Numbers go as little-endian float64 (NaN is a gap), dates as milliseconds since 1970 UTC, texts as
codes into their distinct values. Decoded by ``decode`` in ``static/chart.js``.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..language import words

#: A table: a DataFrame, a mapping of column name to array (scalars are repeated), or a list of
#: rows that all have the same keys.
Table = Any


def _array(column: Any) -> NDArray[Any]:
    """A pandas column with a time zone becomes UTC; everything else is what numpy makes of it."""
    if getattr(getattr(column, "dtype", None), "tz", None) is not None:
        return np.asarray(column.to_numpy(dtype="datetime64[ms]"))
    return np.asarray(column)


def columns_of(table: Table) -> dict[str, NDArray[Any]]:
    """The columns of a DataFrame or mapping as equally long one-dimensional arrays."""
    if isinstance(table, list):
        table = {name: [row[name] for row in table] for name in (table[0] if table else ())}
    items = {str(name): np.atleast_1d(_array(column)) for name, column in table.items()}
    rows = max((len(values) for values in items.values()), default=0)
    # A table without rows stays one even where a scalar column stands beside empty ones.
    if any(values.size == 0 for values in items.values()):
        rows = 0
    for name, values in items.items():
        if values.ndim != 1:
            raise ValueError(f"column {name!r} has {values.ndim} dimensions, one is needed")
        if len(values) == 1 and rows != 1:
            items[name] = np.repeat(values, rows)
        elif len(values) != rows:
            raise ValueError(f"column {name!r} has {len(values)} rows, others have {rows}")
    return items


def pack(tables: Mapping[str, Table], deciding: Container[str] = ()) -> tuple[dict[str, Any], bytes]:
    """``tables`` as (layout, block); the layout says where in the block each column lies.

    Texts are the reader's, but for those columns that are ``deciding`` how something looks.
    """
    block: list[bytes] = []
    size = 0

    def put(values: NDArray[Any]) -> int:
        nonlocal size
        start = size
        raw = values.tobytes()
        raw += b"\0" * (-len(raw) % 8)  # every column starts on a float64 boundary
        block.append(raw)
        size += len(raw)
        return start

    layout: dict[str, Any] = {}
    for name, table in tables.items():
        columns = columns_of(table)
        where: dict[str, Any] = {}
        for column, values in columns.items():
            if values.dtype.kind == "M":
                stamps = values.astype("datetime64[ms]")
                numbers = stamps.astype(np.int64).astype("<f8")
                numbers[np.isnat(stamps)] = np.nan
                where[column] = {"at": put(numbers)}
            elif values.dtype.kind in "fiu":
                where[column] = {"at": put(values.astype("<f8"))}
            elif values.dtype.kind == "b":
                where[column] = {"at": put(values.astype("<f8")), "levels": [False, True]}
            else:
                where[column] = _texts(values, put, column not in deciding)
        layout[name] = {"rows": len(next(iter(columns.values()), ())), "columns": where}
    return layout, b"".join(block)


def _texts(values: NDArray[Any], put: Any, read: bool) -> dict[str, Any]:
    """Codes and levels; ``None`` and NaN are level None; a level that is ``read`` is the reader's."""
    items = values.tolist()
    levels: dict[str | None, int] = {}
    code = {
        item: levels.setdefault(None if item is None or item != item else str(item), len(levels))
        for item in dict.fromkeys(items)
    }
    codes = np.fromiter(map(code.__getitem__, items), "<f8", len(items))
    return {"at": put(codes), "levels": words(list(levels)) if read else list(levels)}


def rows_of(table: Table, deciding: Container[str] = ()) -> list[dict[str, Any]]:
    """``table`` as JSON rows, for a picture; gaps become None, dates milliseconds, texts as in :func:`pack`."""
    columns: dict[str, list[Any]] = {}
    for name, values in columns_of(table).items():
        if values.dtype.kind == "M":
            stamps = values.astype("datetime64[ms]")
            whole = stamps.astype(np.int64).tolist()
            gone = np.isnat(stamps).tolist()
            columns[name] = [None if g else w for w, g in zip(whole, gone, strict=True)]
        elif values.dtype.kind == "f":
            columns[name] = [v if np.isfinite(v) else None for v in values.tolist()]
        else:
            texts = values.dtype.kind not in "iub"
            listed = [None if v is None or v != v else str(v) if texts else v for v in values.tolist()]
            columns[name] = words(listed) if texts and name not in deciding else listed
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
