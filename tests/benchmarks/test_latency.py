"""The latency benchmark runs, and the order of its ways at their best is beyond doubt even on a busy machine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from .latency import CELLS, measure, table

pytestmark = [pytest.mark.browser, pytest.mark.benchmark]


def test_an_explorer_answers_before_what_one_could_have_used_instead():
    # In a thread: another browser test may keep this one's loop running.
    with ThreadPoolExecutor(1) as thread:
        rows = thread.submit(measure, "voila", steps=4, rounds=2).result()

    best = {row.way: min(row.times) for row in rows}
    assert best.keys() == CELLS.keys()
    assert 0 < best["explorer"] < best["JupyterChart"] < best["interact"]
    assert len(table(rows).splitlines()) == 2 + len(rows)
