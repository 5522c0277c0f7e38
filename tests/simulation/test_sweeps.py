"""Sweeps: the same numbers from every executor, streaming, resuming, cancelling."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest

from course.margin import Market
from course.simulation import (
    GBM,
    Book,
    Exchange,
    Ladder,
    Serial,
    grid,
    open_interest,
    population,
    run_scenarios,
    sweep,
    table,
)
from course.simulation.sweeps import generator
from course.validation import ArgumentError

CASES = grid(depth=[0.5, 2.0], leverage=[3, 6])
A = Market("A", 0.02, 0.01)


def task(depth, leverage, rng):
    rows = population(rng, 300, [A], [100.0], leverage=leverage, long_share=1.0)
    response = Ladder.of(rows, 100.0, depth * open_interest(rows, [100.0])[0]).response(0.05)
    return {"move": response.move, "rows": response.rows, "curve": np.arange(2)}


def record(x, folder):
    with open(f"{folder}/calls", "a") as file:  # noqa: PTH123
        file.write(f"{x}\n")
    if x == 3 and os.path.exists(f"{folder}/broken"):  # noqa: PTH110
        raise RuntimeError("the lights went out")
    return x * x


def test_grid_and_table_keep_the_order():
    assert CASES[:2] == [{"depth": 0.5, "leverage": 3}, {"depth": 0.5, "leverage": 6}]
    columns = table(reversed(list(sweep(task, CASES, seed=1, executor=Serial()))))
    assert columns["leverage"] == [3, 6, 3, 6]
    assert columns["curve"] == [[0, 1]] * 4


def test_processes_give_the_same_numbers_as_the_calling_thread():
    serial = table(sweep(task, CASES, seed=1, executor=Serial()))
    assert table(sweep(task, CASES, seed=1, workers=2)) == serial
    assert table(sweep(task, CASES, seed=2, executor=Serial()))["move"] != serial["move"]


def test_a_case_does_not_depend_on_its_neighbours():
    alone = table(sweep(task, CASES[3:], seed=1, executor=Serial()))
    assert alone["move"] == table(sweep(task, CASES, seed=1, executor=Serial()))["move"][3:]
    a, b = generator(1, "00" * 16).random(), generator(1, "01" + "00" * 15).random()
    assert a != b


def test_a_dask_cluster_gives_the_same_numbers():
    distributed = pytest.importorskip("distributed", reason="the dask extra is not installed")
    serial = table(sweep(task, CASES, seed=1, executor=Serial()))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc://"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert table(sweep(task, CASES, seed=1, executor=client.get_executor(), ahead=3)) == serial


def test_an_interrupted_sweep_resumes_from_what_it_saved(tmp_path):
    folder, save = str(tmp_path), tmp_path / "sweep.jsonl"
    (tmp_path / "broken").touch()
    cases = [{"x": x, "folder": folder} for x in range(6)]
    with pytest.raises(RuntimeError, match="lights"):
        list(sweep(record, cases, executor=Serial(), save=save, ahead=1))
    (tmp_path / "broken").unlink()
    with save.open("a") as file:
        file.write('{"key": "half a li')  # killed while writing
    results = list(sweep(record, cases, executor=Serial(), save=save, ahead=1))
    assert table(results)["value"] == [0, 1, 4, 9, 16, 25]
    assert [r.restored for r in sorted(results, key=lambda r: r.index)] == [True] * 3 + [False] * 3
    calls = (tmp_path / "calls").read_text().split()
    assert calls == ["0", "1", "2", "3", "3", "4", "5"]
    assert len(list(sweep(record, [*cases, {"x": 9, "folder": folder}], executor=Serial(), save=save))) == 7
    assert (tmp_path / "calls").read_text().split()[7:] == ["9"]


def test_saved_numbers_come_back_exactly(tmp_path):
    save = tmp_path / "s.jsonl"
    first = table(sweep(task, CASES, seed=1, executor=Serial(), save=save))
    again = list(sweep(task, CASES, seed=1, executor=Serial(), save=save))
    assert all(r.restored for r in again)
    assert table(again) == first
    assert not any(r.restored for r in sweep(task, CASES, seed=2, executor=Serial(), save=save))


def test_closing_a_sweep_starts_nothing_more(tmp_path):
    cases = [{"x": x, "folder": str(tmp_path)} for x in range(50)]
    results = sweep(record, cases, executor=Serial(), ahead=2)
    next(results)
    results.close()
    assert len((tmp_path / "calls").read_text().split()) == 2


def test_progress_is_the_stream_itself(tmp_path):
    """A result is there while later cases have not begun."""
    cases = [{"x": x, "folder": str(tmp_path)} for x in range(4)]
    results = sweep(record, cases, executor=Serial(), ahead=1)
    seen = [len((tmp_path / "calls").read_text().split()) for _ in results]
    assert seen == [1, 2, 3, 4]


def test_what_cannot_work_is_refused_at_once(tmp_path):
    with pytest.raises(ArgumentError, match="task"):
        list(sweep(lambda x: x, grid(x=[1])))
    bad = tmp_path / "not_a_sweep"
    bad.write_text("hello\n")
    with pytest.raises(ArgumentError, match="save"):
        list(sweep(record, grid(x=[1]), executor=Serial(), save=bad))
    with pytest.raises(ArgumentError, match="value"):
        list(sweep(record, [{"x": object()}], executor=Serial()))


def test_scenarios_give_value_and_liquidations_at_risk():
    rng = np.random.default_rng(3)
    rows = population(rng, 500, [A], [100.0], leverage=5, long_share=1.0)
    exchange = Exchange([A], Book(2 * open_interest(rows, [100.0])[0]), insurance=1e3)
    paths = GBM({"A": 100.0}, 1.5).draw(rng, days=7, steps=7, paths=40)
    result = run_scenarios(exchange, rows, paths)
    assert len(result) == 40
    for name, measure in (("bad_debt", result.value_at_risk), ("liquidated", result.liquidations_at_risk)):
        sorted_ = sorted(result[name])
        for level, place in ((0.95, 38), (0.951, 39), (0.96, 39), (0.975, 39), (1.0, 40), (0.0, 1), (0.5, 20)):
            assert measure(level) == sorted_[place - 1]
        assert measure(0.5) <= measure(0.95) <= result[name].max()
    assert len(result.frame()) == 40
    some = run_scenarios(exchange, rows, paths, progress=lambda done: done < 5)
    assert len(some) == 5
    assert np.array_equal(some["bad_debt"], result["bad_debt"][:5])
    with pytest.raises(ArgumentError, match="name"):
        result["nothing"]


def test_a_long_run_can_be_watched_and_stopped():
    rng = np.random.default_rng(4)
    rows = population(rng, 200, [A], [100.0])
    exchange = Exchange([A], Book(1e9))
    watched = []
    run_scenarios(exchange, rows, GBM({"A": 100.0}).blocks(rng, days=1, steps=5, paths=10**9, block=5),
                  progress=lambda done: watched.append(done) or done < 7)  # fmt: skip
    assert watched == [1, 2, 3, 4, 5, 6, 7]
    assert math.isfinite(rows.cash.sum())
