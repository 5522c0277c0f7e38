"""Text out of a file, whatever wrote it: packed or not, UTF-8, UTF-16 or Latin-1, commas, semicolons or tabs.

Below pandas and below every part of the course, so that tables of tiers and series of prices are opened by one mechanism.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from course.validation import ArgumentError

#: More text than this is not read: a year of candles by the minute has 60 MB.
LARGEST = 1_000_000_000
#: Lists and objects within one another in a JSON text, at most: files of the course and of venues have a dozen.
NESTED = 200
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
#: What separates cells. A comma comes last: it may stand inside numbers where another sign separates.
SEPARATORS = ("\t", ";", "|", ",")

#: Cells in which the decimal sign is certain: three digits behind a sign may be thousands, any other number of them is not.
_CERTAIN = {
    ".": re.compile(r"[+-]?(0?\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{4,}\.\d+|\d{1,3}(,\d{3})+\.\d+)"),
    ",": re.compile(r"[+-]?(0?,\d+|\d+,(\d{1,2}|\d{4,})|\d{4,},\d+|\d{1,3}(\.\d{3})+,\d+)"),
}
_MILLIONS = re.compile(r"[+-]?\d{1,3}((,\d{3}){2,}|(\.\d{3}){2,})")
#: Groups of three digits that a space (of any kind) or an apostrophe keeps apart: no sign means anything else there.
_GROUPS = re.compile(r"([+-]?\d{1,3})((?:[\s'’]\d{3})+)((?:[.,]\d+)?)")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
#: The decimal sign of a table that may have either: where semicolons separate cells, 60.000 may be sixty thousand.
UNSETTLED = "?"
_THOUSANDS = {".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"), ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")}


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


def loads(text: str, **how: Any) -> Any:
    """What a JSON text from anywhere holds; ``how``: what :func:`json.loads` takes.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested without end. Python in a browser's page does not find that out by itself: it ends.
    """
    if sys.platform == "emscripten" and nested(text):
        raise RecursionError(f"more than {NESTED} lists and objects within one another")
    return json.loads(text, **how)


def nested(text: str) -> bool:
    """Whether a JSON text has more than :data:`NESTED` lists and objects within one another."""
    if text.count("[") + text.count("{") <= NESTED:
        return False
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(text[found.start()], 0)
        if depth > NESTED:
            return True
    return False


def separator_of(line: str) -> str:
    """What separates the cells of a line; a comma where nothing does."""
    bare = re.sub(r'"[^"]*"', "", line)
    return next((s for s in SEPARATORS if s in bare), ",")


def cells(line: str, separator: str) -> list[str]:
    """The cells of one line without the blanks around them; the whole line where its quotation marks make no row of it."""
    try:
        rows = list(csv.reader(io.StringIO(line, newline=""), delimiter=separator, skipinitialspace=True))
    except csv.Error:
        return [line]
    return [cell.strip() for cell in rows[0]] if len(rows) == 1 else [line]


def repeated(names: Sequence[str]) -> str | None:
    """The first name that stands more than once; None where none does."""
    if len(set(names)) == len(names):
        return None
    count = Counter(names)
    return next(name for name in names if count[name] > 1)


def each_once(argument: str, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The names and values of a JSON object, for ``object_pairs_hook``: a name that stands twice is refused.

    Raises:
        ArgumentError: of ``argument``, for such a name.
    """
    twice = repeated([name for name, _ in pairs])
    if twice is not None:
        raise ArgumentError(argument, twice, "each name once in a JSON object")
    return dict(pairs)


def decimal_sign(numbers: Iterable[str], separator: str = ",") -> str:
    """The decimal sign of a file, a point or a comma, by the cells in which it is certain; ``""`` if none or both are.

    Spreadsheets separate cells by semicolons where the comma is the decimal sign: there a number such as 60.000 leaves it
    :data:`UNSETTLED`.
    """
    plain = {ungrouped(text.rstrip("%xX× \u00a0\u202f")) for text in numbers}
    signs = {sign for text in plain for sign, form in _CERTAIN.items() if form.fullmatch(text)}
    if not signs and separator == ";" and any(_EITHER.fullmatch(text) for text in plain):
        return UNSETTLED
    return signs.pop() if len(signs) == 1 else ""


def plain_number(text: str, sign: str) -> str:
    """A number with its signs for thousands taken out and its decimal sign (:func:`decimal_sign`) turned into a point.

    Spaces and apostrophes between groups of three digits always go. In a file with decimal points ``50,000`` is fifty
    thousand, and in one with decimal commas ``50.000`` is. What may be either is no number: ``50,000`` is returned as it
    stands, and ``50.000`` so too where the sign is unsettled. A printed minus sign is one.
    """
    text = ungrouped(text.replace("−", "-"))
    if _MILLIONS.fullmatch(text):
        return text.replace(",", "").replace(".", "")
    if sign == UNSETTLED:
        return text.replace(".", ",") if _EITHER.fullmatch(text) else text
    if sign and _THOUSANDS[sign].fullmatch(text):
        return text.replace("." if sign == "," else ",", "").replace(",", ".")
    if sign == "," and _CERTAIN[","].fullmatch(text):
        return text.replace(",", ".")
    return text


_CUT = re.compile(r"[+-]?\d(?:[.,]\d{0,5})?E\+\d\d")


def is_cut(text: str) -> bool:
    """Whether a spreadsheet has written a large number with the digits that its column had room for: ``1.23E+05``."""
    return _CUT.fullmatch(text) is not None


def ungrouped(text: str) -> str:
    """A number without what keeps its groups of three digits apart, if that can be nothing else: a space or an apostrophe."""
    grouped = _GROUPS.fullmatch(text)
    return grouped[1] + re.sub(r"\D", "", grouped[2]) + grouped[3] if grouped else text
