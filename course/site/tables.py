"""What "Show the numbers" needs of pandas, for a page that does not carry it: a table that is made, cut, rounded and read.

Five million bytes for a table of twenty rows would be much to ask of a phone. :func:`course.site.inside.begin` puts this in
pandas' place; whatever else is asked of it is not there, and a test has every explorer's table made with both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np


class Column(list[Any]):
    """The cells of one column."""

    @property
    def iloc(self) -> Column:
        """The same, by place."""
        return self


class DataFrame:
    """Columns of equal length.

    Args:
        data: a mapping of columns (single values are repeated), a list of rows as mappings, or one of rows as sequences.
        columns: the names, where rows have none.
    """

    def __init__(self, data: Any, columns: Any = None) -> None:
        if isinstance(data, Mapping):
            lengths = {len(cells) for cells in data.values() if _is_column(cells)}
            if len(lengths) > 1:
                raise ValueError(f"columns of different lengths: {sorted(lengths)}")
            rows = max(lengths, default=1)
            self._columns = {name: list(cells) if _is_column(cells) else [cells] * rows for name, cells in data.items()}
        else:
            given = list(data)
            if columns is None:
                columns = list(dict.fromkeys(name for row in given for name in row))
                given = [[row.get(name) for name in columns] for row in given]
            self._columns = {name: [row[k] for row in given] for k, name in enumerate(columns)}

    @property
    def columns(self) -> list[Any]:
        """Their names."""
        return list(self._columns)

    def __getitem__(self, name: Any) -> Any:
        if isinstance(name, list):
            return DataFrame({one: self._columns[one] for one in name})
        return Column(self._columns[name])

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), ()))

    def head(self, n: int = 5) -> DataFrame:
        """The first rows."""
        return DataFrame({name: cells[:n] for name, cells in self._columns.items()})

    def round(self, decimals: int = 0) -> DataFrame:
        """Its numbers rounded, half to even."""
        return DataFrame({name: [_rounded(cell, decimals) for cell in cells] for name, cells in self._columns.items()})

    def itertuples(self, *, index: bool = True) -> Iterator[tuple[Any, ...]]:
        """Its rows, numbered unless told otherwise."""
        rows = zip(*map(_plain, self._columns.values()), strict=True)
        return ((number, *row) for number, row in enumerate(rows)) if index else iter(rows)


def _is_column(cells: Any) -> bool:
    return isinstance(cells, list | tuple | range | np.ndarray)


def _rounded(cell: Any, decimals: int) -> Any:
    return float(np.round(cell, decimals)) if isinstance(cell, float | np.floating) else cell


def _plain(cells: list[Any]) -> list[Any]:
    """Cells as pandas hands them out: whole numbers beside what is not whole, or not there, become fractions."""
    numbers = [cell for cell in cells if cell is not None]
    kinds = {type(cell.item() if isinstance(cell, np.generic) else cell) for cell in numbers}
    if kinds and kinds <= {int, float} and (float in kinds or len(numbers) < len(cells)):
        return [float("nan") if cell is None else float(cell) for cell in cells]
    return [cell.item() if isinstance(cell, np.generic) else cell for cell in cells]
