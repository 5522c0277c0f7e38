"""The latency benchmark runs, and its order of ways is beyond doubt even on a busy machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from .latency import CELLS, measure, table

pytestmark = [pytest.mark.browser, pytest.mark.benchmark]


def test_an_explorer_answers_before_what_one_could_have_used_instead():
    with ThreadPoolExecutor(
        1
    ) as thread:  # another browser test may keep this thread's loop running
        rows = thread.submit(measure, "voila", steps=5, rounds=1).result()

    medians = {row.way: row.median for row in rows}
    assert medians.keys() == CELLS.keys()
    assert 0 < medians["explorer"] < medians["JupyterChart"] < medians["interact"] * 2
    assert len(table(rows).splitlines()) == 2 + len(rows)
