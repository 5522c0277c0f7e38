"""The benchmark runs, and all its ways of running a cascade liquidate the same rows (it stops if not)."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def test_the_one_command_prints_its_table(capsys):
    path = Path(__file__).parents[1] / "benchmarks" / "bench_simulation.py"
    spec = importlib.util.spec_from_file_location("bench_simulation", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.main(["--sizes", "3", "4", "--clock", "cpu"]) == 0
    said = capsys.readouterr().out
    for words in ("GB/s", "settle", "watchlist", "× the floor", "both modes", "exponent"):
        assert words in said
