"""The latency benchmark runs, and the order of its ways at their best is beyond doubt even on a busy machine."""

from __future__ import annotations

import pytest

from tests.apart import apart

from .latency import CELLS, measure, table

pytestmark = [pytest.mark.browser, pytest.mark.benchmark]


def test_an_explorer_answers_before_what_one_could_have_used_instead():
    rows = apart(measure, "voila", steps=6, rounds=1)

    best = {row.way: min(row.times) for row in rows}
    assert best.keys() == CELLS.keys()
    assert 0 < best["explorer"] < best["JupyterChart"] < best["interact"]
    assert len(table(rows).splitlines()) == 2 + len(rows)
