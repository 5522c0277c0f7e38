"""Tables survive the way to the page."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course.charts.columns import columns_of, pack, rows_of


def unpack(layout, block):
    """What static/chart.js does, in Python."""
    tables = {}
    for name, table in layout.items():
        columns = {}
        for column, where in table["columns"].items():
            values = np.frombuffer(block, "<f8", table["rows"], where["at"])
            levels = where.get("levels")
            columns[column] = [levels[int(v)] for v in values] if levels else values.tolist()
        tables[name] = columns
    return tables


@given(st.lists(arrays(float, st.just(7)), min_size=1, max_size=4))
def test_numbers_arrive_bit_for_bit(columns):
    table = {f"c{i}": values for i, values in enumerate(columns)}
    got = unpack(*pack({"t": table}))["t"]
    for name, values in table.items():
        np.testing.assert_array_equal(np.asarray(got[name]), values)


def test_every_kind_of_column():
    when = pd.to_datetime(["2025-10-10T21:00", None]).tz_localize("Europe/Berlin")
    table = pd.DataFrame(
        {
            "number": [1.5, np.nan],
            "whole": [1, 2],
            "yes": [True, False],
            "text": ["a", None],
            "when": when,
            "plain": pd.to_datetime(["2025-10-10", "2025-10-11"]),
        }
    )
    got = unpack(*pack({"t": table}))["t"]

    assert got["number"][0] == 1.5
    assert np.isnan(got["number"][1])
    assert got["whole"] == [1, 2]
    assert got["yes"] == [True, False]
    assert got["text"] == ["a", None]
    stamp = dt.datetime(2025, 10, 10, 19, tzinfo=dt.UTC).timestamp() * 1000
    assert got["when"][0] == stamp
    assert np.isnan(got["when"][1])
    assert got["plain"][1] - got["plain"][0] == 86_400_000


def test_every_column_starts_where_a_float_may():
    layout, _ = pack({"a": {"x": [1, 2, 3], "t": ["u", "v", "w"]}, "b": {"y": [1.0]}})
    starts = [where["at"] for table in layout.values() for where in table["columns"].values()]
    assert all(start % 8 == 0 for start in starts)
    assert len(set(starts)) == len(starts)


def test_scalars_are_repeated_and_empty_tables_stay_empty():
    assert columns_of({"x": [1, 2, 3], "label": "a"})["label"].tolist() == ["a"] * 3
    assert {k: len(v) for k, v in columns_of({"x": [], "label": "a"}).items()} == {"x": 0, "label": 0}
    assert pack({"t": {}})[0] == {"t": {"rows": 0, "columns": {}}}


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="'x' has 2 rows, others have 3"):
        columns_of({"x": [1, 2], "y": [1, 2, 3]})


def test_a_grid_is_no_column():
    with pytest.raises(ValueError, match="dimensions"):
        columns_of({"x": np.zeros((2, 2))})


def test_rows_for_a_picture():
    table = {"x": [1.0, np.nan], "s": ["a", None], "n": [1, 2], "b": [True, False]}
    assert rows_of(table) == [{"x": 1.0, "s": "a", "n": 1, "b": True}, {"x": None, "s": None, "n": 2, "b": False}]
    assert rows_of({"t": pd.to_datetime(["1970-01-02"])}) == [{"t": 86_400_000}]
