"""Small tables of facts derived from real series: what a lesson may say without carrying the series.

A table knows where it is from, over which span, when it was made and by which function, so whoever has the series, or others
of the same kind, can make it again with :mod:`course.simulation.derived`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from course.validation import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

#: The course's own files of tables: hedges and correlations, sizes and compounding, stops and rebalancing, plans, late prices.
STORED = ("storms", "sizes", "rules", "plans", "feeds")


@dataclass(frozen=True)
class FactTable:
    """Rows of derived numbers.

    Attributes:
        name: of the table; ``title``: what it shows, with its units.
        source: the series; ``span``: from when to when, UTC; ``made``: the day on which it was derived; ``by``: the function.
        columns: names, the first one of the row's key.
        rows: numbers and texts.
    """

    name: str
    title: str
    source: str
    span: str
    made: str
    by: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ArgumentError("rows", row, f"{len(self.columns)} values, one a column")

    def column(self, name: str) -> Any:
        """One column as an array (numbers) or a tuple (texts)."""
        if name not in self.columns:
            raise ArgumentError("name", name, f"one of {list(self.columns)}")
        values = tuple(row[self.columns.index(name)] for row in self.rows)
        return values if any(isinstance(v, str) for v in values) else np.array(values, float)

    def value(self, name: str, *key: Any) -> Any:
        """One cell: the row whose first columns are ``key``."""
        self.column(name)
        for row in self.rows:
            if row[: len(key)] == key:
                return row[self.columns.index(name)]
        raise ArgumentError(
            "key", key, f"the first columns of one of {len(self.rows)} rows, such as {self.rows[0][: len(key)]}"
        )

    def pick(self, **wanted: Any) -> FactTable:
        """The rows in which these columns have these values."""
        for name in wanted:
            self.column(name)
        places = {self.columns.index(n): v for n, v in wanted.items()}
        rows = tuple(row for row in self.rows if all(row[i] == v for i, v in places.items()))
        if not rows:
            raise ArgumentError("wanted", wanted, f"values that stand in {self.name}")
        return FactTable(self.name, self.title, self.source, self.span, self.made, self.by, self.columns, rows)

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame."""
        import pandas as pd

        return pd.DataFrame([dict(zip(self.columns, row, strict=True)) for row in self.rows])


def rounded(value: Any, digits: int = 5) -> Any:
    """A number to so many significant digits, as Python's; whole numbers, texts and infinities as they are."""
    if isinstance(value, str | int | np.integer):
        return value if isinstance(value, str) else int(value)
    return float(f"{float(value):.{digits}g}")


def rows_of(rows: Iterable[Sequence[Any]], digits: int = 5) -> tuple[tuple[Any, ...], ...]:
    """Rows with every number rounded, see :func:`rounded`."""
    return tuple(tuple(rounded(v, digits) for v in row) for row in rows)


def to_json(tables: Iterable[FactTable]) -> str:
    """Tables as JSON, a row a line."""
    parts = []
    for table in tables:
        head = {k: getattr(table, k) for k in ("name", "title", "source", "span", "made", "by", "columns")}
        lines = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}," for k, v in head.items()]
        rows = ",\n".join(f"   {json.dumps(row, ensure_ascii=False)}" for row in table.rows)
        parts.append(" {\n" + "\n".join(lines) + '\n  "rows": [\n' + rows + "\n  ]\n }")
    return "[\n" + ",\n".join(parts) + "\n]\n"


def from_json(text: str, shown: str = "text") -> dict[str, FactTable]:
    """The tables of such a text, by name.

    Raises:
        ArgumentError: for a text that is none of :func:`to_json`.
    """
    try:
        found = [
            FactTable(**{**one, "columns": tuple(one["columns"]), "rows": tuple(tuple(row) for row in one["rows"])})
            for one in json.loads(text)
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArgumentError("path", shown, f"tables made by course.simulation.derived ({error})") from None
    return {table.name: table for table in found}


def load(path: str | Path) -> dict[str, FactTable]:
    """Tables of your own, as ``python3 -m course.simulation.derived`` writes them, by name."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ArgumentError("path", str(path), f"a readable file ({error})") from None
    return from_json(text, str(path))


@lru_cache(maxsize=1)
def _stored() -> dict[str, FactTable]:
    folder = files("course.simulation")
    return {
        name: table
        for which in STORED
        for name, table in from_json(folder.joinpath(f"{which}.json").read_text(encoding="utf-8"), which).items()
    }


def stored(name: str) -> FactTable:
    """A table of the course's own, by name.

    >>> round(stored("storm").value("fall", "DOGE"), 3)
    -0.642
    """
    tables = _stored()
    if name not in tables:
        raise ArgumentError("name", name, f"one of {sorted(tables)}")
    return tables[name]
