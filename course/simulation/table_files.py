"""Opening a table: a file of separated values or Parquet, or a DataFrame, as columns with the names that it gives them."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course.textfiles import cells, decimal_sign, read_text, separator_of
from course.validation import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

#: A cell of a line that is no header: a number, or whether a candle is over.
_VALUE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|nan|inf|true|false", re.ASCII | re.IGNORECASE)
#: A quoted cell with a comma in it, where commas separate.
_QUOTED_COMMA = re.compile(r'(?:^|,)\s*"[^"\n]*,[^"\n]*"', re.MULTILINE)
#: Lines above the header that are no part of the table, at most.
_TITLE = 5


@dataclass(frozen=True)
class OpenedTable:
    """What a file holds.

    Attributes:
        frame: its rows below the header.
        headless: whether there was no header: columns are numbered.
        sign: the decimal sign, ``"."`` or ``","``; ``""`` if the file does not show it.
    """

    frame: pd.DataFrame
    headless: bool = False
    sign: str = "."


def opened(source: str | Path | io.StringIO | pd.DataFrame) -> OpenedTable:
    """The table in a file, in a text (as a ``StringIO``; a string is a path) or a DataFrame."""
    import pandas as pd

    if isinstance(source, io.StringIO):
        return _from_text(source.getvalue().removeprefix("\ufeff"), "the text")
    if isinstance(source, pd.DataFrame):
        frame = source if isinstance(source.index, pd.RangeIndex) else _with_index(source)
        return OpenedTable(frame, all(isinstance(c, int) for c in frame.columns), _sign(frame))
    return _from_file(Path(source))


def _with_index(source: pd.DataFrame) -> pd.DataFrame:
    """Times are often the index; anything else there is only a numbering."""
    import pandas as pd

    named = source.index.name is not None or isinstance(source.index, pd.DatetimeIndex)
    return source.reset_index() if named else source.reset_index(drop=True)


def _from_file(path: Path) -> OpenedTable:
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
        frame = frame if isinstance(frame.index, pd.RangeIndex) else _with_index(frame)
        return OpenedTable(frame, sign=_sign(frame))
    if ending not in (".csv", ".txt", ".tsv", ".gz", ".zip"):
        raise ArgumentError("source", str(path), "a .csv, .tsv, .txt (also packed: .gz, .zip) or .parquet file")
    return _from_text(read_text(path, "source"), str(path))


def _from_text(content: str, shown: str) -> OpenedTable:
    """A table of separated values; ``shown`` is what a message calls it."""
    import pandas as pd

    lines = _without_comments(content.splitlines()) if "#" in content else content.splitlines()
    # Some archives put their address on a line of its own above the header, spreadsheets a line "sep=;".
    above = 0
    while above < min(_TITLE, len(lines)) and _is_title(lines[above]):
        above += 1
    lines = lines[above:]
    if not lines or _is_title(lines[0]):
        raise ArgumentError("source", shown, "a table of separated values")
    separator = separator_of(lines[0])
    first = cells(lines[0], separator)
    headless = bool(re.match(r"[+-]?\d", first[0])) and all(not c or _VALUE.fullmatch(c) for c in first[2:])
    header = None if headless else _header(lines, first, separator)
    quoted = '"' in content
    body = "\n".join(lines if headless else lines[1:])
    wide = next((i for i, line in enumerate(lines) if _count(line, separator, quoted) > len(first)), None)
    if wide is not None:
        raise ArgumentError("source", f"row {wide + headless}: {lines[wide]}", f"{len(first)} cells in every row")
    # Commas inside numbers have to be understood first; where there are none, columns of numbers are read as such.
    commas = ("," in body) if separator != "," else quoted and _QUOTED_COMMA.search(body) is not None
    # Stamps that a spreadsheet has cut have to be seen as they are written.
    cut = "E+" in body or "e+" in body
    try:
        with warnings.catch_warnings():
            # A quotation mark that is not closed joins rows, and what is too many cells then would be left out.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(body), header=None, sep=separator, dtype=str if commas or cut else None,
                names=list(range(len(first))), index_col=False, keep_default_na=False, na_values=[""],
                skipinitialspace=True, on_bad_lines="error", low_memory=False,
            )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as error:
        unclosed = next((i for i, line in enumerate(lines) if line.count('"') % 2), None)
        if unclosed is not None and ("EOF" in str(error) or isinstance(error, pd.errors.ParserWarning)):
            row = f"row {unclosed + headless}: {lines[unclosed]}"
            raise ArgumentError("source", row, "a quotation mark that is closed in its cell") from None
        raise ArgumentError("source", shown, f"{len(first)} cells in every row ({_line(error)})") from None
    if header is not None:
        frame.columns = pd.Index(header)
    return OpenedTable(frame.dropna(how="all"), headless, _sign(frame) if commas else ".")


def _sign(frame: pd.DataFrame) -> str:
    """The decimal sign of the cells that are text; a point where none of them has a comma."""
    import pandas as pd

    text = [
        frame.iloc[:, i].dropna().astype(str)
        for i, kind in enumerate(frame.dtypes)
        if pd.api.types.is_object_dtype(kind) or pd.api.types.is_string_dtype(kind)
    ]
    if not any(column.str.contains(",", regex=False).any() for column in text):
        return "."
    return decimal_sign(cell for column in text for cell in column.str.strip())


def _without_comments(lines: list[str]) -> list[str]:
    """Without lines that begin with ``#``, unless the last of them names the columns of a table that has no other header."""
    table = [line for line in lines if not line.startswith("#")]
    above = next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)
    if above and table:
        separator = separator_of(table[0])
        names, first = (cells(line.lstrip("# "), separator) for line in (lines[above - 1], table[0]))
        if len(names) == len(first) > 1 and re.match(r"[+-]?\d", first[0]):
            return [lines[above - 1].lstrip("# "), *table]
    return table


def _is_title(line: str) -> bool:
    return line.lower().startswith("sep=") or len(cells(line, separator_of(line))) < 2


def _header(lines: list[str], first: list[str], separator: str) -> list[str]:
    """The names of the columns; Yahoo's client writes them on three lines, which it takes away."""
    if len(lines) > 2 and first[0] == "Price" and lines[1].startswith("Ticker"):
        markets = set(cells(lines[1], separator)[1:])
        if len(markets) > 1:
            raise ArgumentError("source", sorted(markets), "candles of one market")
        del lines[1:3]
        # Its volume is in dollars for coins, in shares for stocks: a name that nothing here takes for base units.
        return ["Date", *("Volume (Yahoo)" if name == "Volume" else name for name in first[1:])]
    # pandas leaves the name of an index out, and reads it back as "Unnamed: 0".
    return first if first[0] or len(first) < 2 else ["Unnamed: 0", *first[1:]]


def _count(line: str, separator: str, quoted: bool) -> int:
    return len(cells(line, separator)) if quoted and '"' in line else line.count(separator) + 1


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
