"""Faults to plant in what an explorer shows, one at a time: an oracle that lets them pass holds nothing.

A number in the title, the sentence or what explains it gets another last digit, so does a cell of the table and a number on a
label; a mark is moved by a fourteenth of what its column spans, a flag is turned. Where a curve has many points, all of them
are moved: nobody miscomputes one point of a curve.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from course.charts.columns import columns_of
from course.explorers import View

_NUMBER = re.compile(r"(?<![A-Za-z\d])\d(?:[\d,]*\d)?(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Tables that hold no marks but the corners of a picture or the places of words, and columns that only place words
#: or say how strongly an area is painted (weights lie over each other; what an area covers is what it claims).
_CORNERS = re.compile(r"frame|^reach$|corner")
_LAYOUT = re.compile(rf"{_CORNERS.pattern}|names$|texts$")
_PLACING = {
    "left",
    "label_value",
    "label_price",
    "label_move",
    "align",
    "side",
    "anchor",
    "dx",
    "dy",
    "row",
    "words",
    "place",
    "order",
    "step",
    "top",
    "bottom",
    "nothing",
    "whole",
    "alpha",
}
#: The share of faults that an oracle has to notice: of those in the texts, and of all.
IN_TEXTS, IN_ALL = 0.93, 0.85
#: More points than this are a curve, an area or a map; their texts are names, not labels.
CURVE = 24


def other_digit(text: str, hit: re.Match[str]) -> str:
    """The text with another last digit in one of its numbers."""
    digit = int(text[hit.end() - 1])
    return f"{text[: hit.end() - 1]}{(digit + 3) % 10}{text[hit.end() :]}"


def in_text(text: str) -> Iterator[str]:
    """The text with each of its numbers changed, one at a time; the day on which something was read is none."""
    for hit in _NUMBER.finditer(_DAY.sub(lambda day: "_" * len(day[0]), text)):
        yield other_digit(text, hit)


def moved(values: Any, at: int) -> Any:
    """A column with one value moved, or all of a curve."""
    known = values[np.isfinite(values)].astype(float)
    span = float(np.ptp(known)) if len(known) else 0.0
    by = (span or max(abs(float(values[at])), 1.0)) / 14
    out = values.astype(float).copy()
    out[slice(None) if len(values) > CURVE else at] += by
    return out


def in_cell(cell: Any) -> Any:
    """Another cell in place of this one; None where there is nothing to change."""
    if isinstance(cell, bool | np.bool_):
        return not cell
    if isinstance(cell, int | float | np.number):
        return float(cell) * 1.07 + (0.07 if not cell else 0.0) if np.isfinite(float(cell)) else None
    found = list(_NUMBER.finditer(str(cell)))
    return other_digit(str(cell), found[-1]) if found else None


def only_words(part: Any, source: str = "") -> tuple[set[str], set[str]]:
    """The tables of a specification that it writes as text, and those that it draws as anything else."""
    source = (part.get("data") or {}).get("name", source)
    mark = part.get("mark")
    kind = mark.get("type") if isinstance(mark, dict) else mark
    written, drawn = ({source} if kind == "text" else set()), ({source} if kind not in ("text", None) else set())
    for inner in part.get("layer", []):
        more = only_words(inner, source)
        written, drawn = written | more[0], drawn | more[1]
    return written, drawn


def faults(frame: View, rng: np.random.Generator, panels: Sequence[Any] = ()) -> Iterator[tuple[str, str, View]]:
    """``(kind, where, frame)`` for every fault: each number of the texts; of tables a cell and a mark by column.

    Where a table is written as text by all ``panels`` that read it, its numbers place words, which are kept apart from
    each other and are held by tests/charts/test_lettering.py: they claim nothing. What the words say is planted as ever.
    """
    sides = [only_words(panel) for panel in panels]
    words = set().union(*(written for written, _ in sides)) - set().union(*(drawn for _, drawn in sides))
    for kind in ("title", "sentence", "explain"):
        for text in in_text(getattr(frame, kind)):
            yield kind, text, dataclasses.replace(frame, **{kind: text})
    twin = frame.table() if callable(frame.table) else frame.table
    for column in [] if twin is None else list(twin.columns):
        at = int(rng.integers(len(twin)))
        cell = in_cell(twin[column].iloc[at])
        if cell is not None:
            other = twin.astype({column: object})
            other.iloc[at, other.columns.get_loc(column)] = cell
            yield "table", f"{column} {at}", dataclasses.replace(frame, table=other)
    for name, table in frame.data.items():
        columns = columns_of(table)
        if set(columns) == {"x", "row"} and name == "span":
            continue  # how far the rows of the desk reach
        for column, values in columns.items():
            if not len(values):
                continue
            at = int(rng.integers(len(values)))
            where = f"{name}.{column}[{at} of {len(values)}]"
            if values.dtype.kind in "fiub":
                if name in words or _LAYOUT.search(name) or column in _PLACING:
                    continue
                if values.dtype.kind == "b":
                    turned = values.copy()
                    turned[at] = not turned[at]
                    kind = "flag"
                elif np.isfinite(values[at]):
                    kind, turned = "mark", moved(values, at)
                else:
                    continue
            else:
                # What groups the points of a line, and which row a corner lies in, is written nowhere.
                unseen = column == "key" or _CORNERS.search(name)
                text = None if unseen else in_cell(str(values[at]))
                if text is None:
                    continue
                kind, turned = "label", values.astype(object)
                turned[at] = text
            yield kind, where, dataclasses.replace(frame, data={**frame.data, name: {**columns, column: turned}})
