"""Files from practice, read through the public functions as a judge outside would call them.

``data/files.json`` and ``data/forms.json`` list them: what the file is, what is right and why.

``reads`` is what must come out, ``refused`` a clear
:class:`ArgumentError`; ``or_refused`` allows either, since a silently different number is the only failure there.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from course import venues
from course.simulation.data import candles, funding, funding_along
from course.simulation.paths import Paths
from course.validation import ArgumentError

DATA = Path(__file__).parent / "data"
CASES = {
    c["id"]: c
    for name in ("files.json", "forms.json")
    for c in json.loads((DATA / name).read_text(encoding="utf-8"))["cases"]
}


def seconds(text):
    return int(np.datetime64(text.replace(" ", "T"), "s").astype(np.int64))


def in_table(kind, inputs, arguments):
    read = candles if kind.startswith("candles") else funding
    return read(DATA / "files" / inputs["file"], **arguments)


def judge_table(found, right, *, volume_may_be_nan):
    expected = right["reads"]
    got = {"rows": len(found), "first": found.time[0], "last": found.time[-1]}
    for name in ("step", "interval"):
        got[name] = getattr(found, name, None)
    for name in ("first", "last"):
        if name in expected:
            expected = {**expected, name: seconds(expected[name])}
    for name in expected.keys() & got.keys():
        assert got[name] == expected[name], name
    for name in expected.keys() & {"open", "high", "low", "close"}:
        assert getattr(found, name).tolist() == pytest.approx(expected[name], rel=1e-12), name
    if "rates" in expected:
        assert found.rate.tolist() == pytest.approx(expected["rates"], rel=1e-9)
    if "times" in expected:
        assert found.time.tolist() == [seconds(t) for t in expected["times"]]
    if "volume" in expected:
        due = [math.nan if v is None else v for v in expected["volume"]]
        if not (volume_may_be_nan and np.isnan(found.volume).all()):
            assert found.volume.tolist() == pytest.approx(due, rel=1e-9, nan_ok=True)


def judge_tiers(tables, right):
    for symbol, checks in right["reads"].items():
        if symbol == "*":
            (table,) = tables.values()
        else:
            table = tables[symbol]
        schedule = table.maintenance_schedule()
        for notional, requirement in checks.get("requirement_at_notional", ()):
            assert float(schedule.requirement(1.0, notional)) == pytest.approx(requirement)
        for size, rate in checks.get("requirement_rate_at_size", ()):
            assert float(schedule.requirement(size, 7.0)) / (size * 7.0) == pytest.approx(rate)
        for notional, leverage in checks.get("max_leverage_at_notional", ()):
            assert 1 / float(table.initial_schedule().rate(notional)) == pytest.approx(leverage)


def judge(case):
    kind, inputs, right = case["kind"], case["inputs"], case["right"]
    tries = inputs.get("any_of_arguments", [inputs.get("arguments", {})])
    refusals = []
    for arguments in tries:
        try:
            if kind == "tiers":
                judge_tiers(venues.load_tiers(DATA / "files" / inputs["file"], **arguments), right)
            elif kind == "funding_along":
                start, end, step = inputs["paths"]
                times = np.arange(seconds(start), seconds(end) + 1, step)
                paths = Paths(("X",), times, np.ones((len(times), 1)))
                found = funding_along({"X": in_table(kind, inputs, arguments)}, paths)
                due = found.due(paths.times, paths.symbols)
                assert due.sum() == pytest.approx(right["sum_of_rates"], rel=1e-9)
            else:
                found = in_table(kind, inputs, arguments)
                judge_table(found, right, volume_may_be_nan=right.get("or_volume_nan", False))
        except ArgumentError as error:
            refusals.append(str(error))
        else:
            assert not right.get("refused"), "read, though it has to be refused"
            return
    assert right.get("refused") or right.get("or_refused"), refusals
    for refusal in refusals:
        for word in right.get("refusal_must_not_say", ()):
            assert word not in refusal
        for word in right.get("refusal_says", ()):
            assert word in refusal


@pytest.mark.parametrize("name", [n for n, c in CASES.items() if c["kind"] != "candles_memory"])
def test_what_was_published_is_read_right_or_refused(name):
    judge(CASES[name])


@pytest.mark.parametrize("name", [n for n, c in CASES.items() if c["kind"] == "candles_memory"])
def test_a_small_file_needs_little_memory(name):
    limit = CASES[name]["inputs"]["memory_mib"] * 2**20
    code = f"from tests.cases.test_files import CASES, judge; judge(CASES[{name!r}])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "OPENBLAS_NUM_THREADS": "1", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]


#: Files of candles and rates with a header and commas, which can be read right.
PLAIN = [
    n for n, c in CASES.items()
    if c["kind"] in ("candles", "funding") and "reads" in c["right"] and "any_of_arguments" not in c["inputs"]
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_remark_with_a_comma_changes_nothing(name, tmp_path):
    """It makes the reader take every cell as text; alone, columns of numbers and of equal times are read faster."""
    case = CASES[name]
    inputs = case["inputs"]
    try:
        found = in_table(case["kind"], inputs, inputs.get("arguments", {}))
        lines = (DATA / "files" / inputs["file"]).read_text(encoding="utf-8-sig").splitlines()
    except (ArgumentError, UnicodeDecodeError):
        return
    if "," not in lines[0] or ";" in lines[0] or lines[0].strip('"')[:1].isdigit() or lines[1].startswith("Ticker"):
        return
    path, remark = tmp_path / "remarked.csv", '"a, b"'
    path.write_text(
        "\n".join(
            [
                f"{lines[0]},remark",
                *(f"{line},{'remark' if line == lines[0] else remark}" for line in lines[1:] if line),
            ]
        )
    )
    read = candles if case["kind"] == "candles" else funding
    again = read(path, **inputs.get("arguments", {}))
    for field, values in vars(found).items():
        np.testing.assert_array_equal(getattr(again, field), values, err_msg=field)
