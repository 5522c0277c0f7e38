"""Where there is no pandas, every explorer's table says the same."""

from __future__ import annotations

import sys

import pytest

from course.explorers import Explorer
from course.explorers.explorer import _table_json
from course.lessons import lessons, record
from course.site import tables

MADE = [(about.slug, name) for about in lessons() for name in record(about.slug).explorers]


@pytest.mark.parametrize(("slug", "name"), MADE)
def test_numbers_are_shown_without_pandas(slug, name, monkeypatch):
    made = record(slug).explorers[name]

    def shown():
        explorer = made()
        if not isinstance(explorer, Explorer):
            return None
        if explorer.closed:
            explorer.predict(explorer.prediction.control.value)
        assert explorer.view is not None
        return explorer.view.table and _table_json(explorer.view.table)

    with_pandas = shown()
    monkeypatch.setitem(sys.modules, "pandas", tables)
    assert shown() == with_pandas


def test_most_explorers_have_a_table():
    found = [record(slug).explorers[name]() for slug, name in MADE]
    assert sum(isinstance(one, Explorer) and one.view is not None and one.view.table is not None for one in found) > 20


def test_what_it_cannot_do_it_does_not_pretend_to():
    with pytest.raises(ValueError, match="lengths"):
        tables.DataFrame({"a": [1, 2], "b": [1]})
    with pytest.raises(AttributeError):
        tables.DataFrame({"a": [1]}).groupby  # noqa: B018
