"""Exports as exchanges and tools write them, from knowledge of their forms: each is read right, or refused in words.

``data/exports.json`` and ``data/further.json`` hold them with their text; ``right`` is as in :mod:`tests.cases.test_files`. What
they held against the readers: stamps in the last second of a minute close a candle, whatever their column is called; limits of a
market that is margined in its own coin are no dollars; the highest leverage falls from tier to tier; a lone ``T`` opens candles
on one venue and closes them on another; pages overlap by whole rows; a column called base units may hold the other currency.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cases.test_files import DATA, judge

CASES: dict[str, dict[str, Any]] = {
    f"{name}-{case['id']}": case
    for name in ("exports", "further")
    for case in json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["cases"]
}


@pytest.mark.parametrize("name", list(CASES))
def test_an_export_is_read_right_or_refused(tmp_path, name):
    case = CASES[name]
    inputs = dict(case["inputs"])
    sign = "\ufeff" if inputs["encoding"] == "utf-16-be" else ""
    file = tmp_path / inputs["file"]
    file.write_bytes((sign + inputs["text"]).encode(inputs["encoding"]))
    judge({**case, "inputs": {**inputs, "file": str(file)}})
