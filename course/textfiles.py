"""Text out of a file, whatever wrote it: packed or not, UTF-8, UTF-16 or Latin-1, commas, semicolons or tabs.

Below pandas and below every part of the course, so that tables of tiers and series of prices are opened by one mechanism.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from pathlib import Path

from course.validation import ArgumentError

#: More text than this is not read: a year of candles by the minute has 60 MB.
LARGEST = 1_000_000_000
#: What separates cells. A comma comes last: it may stand inside numbers where another sign separates.
SEPARATORS = ("\t", ";", "|", ",")

_DECIMAL_COMMA = re.compile(r"[+-]?(0|\d+),\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?|[+-]?\d{1,3}(,\d{3})+\.\d+")


def read_text(path: Path, argument: str) -> str:
    """The whole text of a file; ``.gz`` and ``.zip`` (of one file) are unpacked.

    Raises:
        ArgumentError: for what is no file, cannot be unpacked, holds several files, or is no text.
    """
    if not path.is_file():
        raise ArgumentError(argument, str(path), "a file that exists")
    try:
        content = _unpacked(path, argument)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ArgumentError(argument, str(path), f"a file that can be read to its end ({error})") from None
    if len(content) > LARGEST:
        raise ArgumentError(argument, str(path), f"at most {LARGEST:,} bytes")
    return _decoded(content, path, argument)


def _unpacked(path: Path, argument: str) -> bytes:
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path) as packed:
            return packed.read(LARGEST + 1)
    if start == b"PK\x03\x04" and path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX")]
            if len(names) != 1:
                raise ArgumentError(argument, str(path), f"an archive of one file, not of {len(names)}: {names[:4]}")
            with archive.open(names[0]) as member:
                return member.read(LARGEST + 1)
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _decoded(content: bytes, path: Path, argument: str) -> str:
    """UTF-16 and UTF-8 by their marks (or by their zeros), then UTF-8, then Latin-1."""
    zeros = (content[:2_000:2].count(0), content[1:2_000:2].count(0))
    half = len(content[:2_000]) // 4
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif max(zeros) > half and min(zeros) == 0:
        encodings = ["utf-16-le" if zeros[1] else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text[:100_000]) or "\x00" in text:
            break
        return text
    raise ArgumentError(argument, str(path), "a text file: this one holds bytes that are no text")


def separator_of(line: str) -> str:
    """What separates the cells of a line; a comma where nothing does."""
    bare = re.sub(r'"[^"]*"', "", line)
    return next((s for s in SEPARATORS if s in bare), ",")


def cells(line: str, separator: str) -> list[str]:
    """The cells of one line."""
    return next(csv.reader(io.StringIO(line), delimiter=separator, skipinitialspace=True), [])


def plain_number(text: str, separator: str) -> str:
    """A number with its signs for thousands taken out and a decimal comma turned into a point, where that is certain.

    Where a comma separates the cells, ``1,234.5`` and ``1,234,567`` are thousands. Elsewhere ``0,004`` and ``50000,25``
    have a decimal comma, but ``50,000`` may be either: it is returned as it stands, which is no number.
    """
    if _THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    if separator != "," and _DECIMAL_COMMA.fullmatch(text):
        whole, fraction = text.split(",")
        if len(fraction) != 3 or whole.lstrip("+-") == "0" or len(whole.lstrip("+-")) > 3:
            return f"{whole}.{fraction}"
    return text
