"""Sweeps: one function over many cases, on processes or on a cluster, streaming and resumable.

Any :class:`concurrent.futures.Executor` will do. Without one, a pool of processes is used; where there are none (Python in the
browser) the cases run one after the other. A Dask cluster lends its executor: ``Client(...).get_executor()``.

Numbers do not depend on where or in which order cases run: each case's random generator is made from the seed and the case
itself. So a sweep may be interrupted, extended or moved, and what was saved stays valid.

>>> from course.simulation.sweeps import Serial, grid, sweep, table
>>> def area(a, b):
...     return {"area": a * b}
>>> table(sweep(area, grid(a=[1, 2], b=[3, 4]), executor=Serial()))["area"]
[3, 4, 6, 8]
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from course.validation import ArgumentError, within

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """One case and what the function returned for it.

    Attributes:
        case: the arguments.
        value: the returned mapping (or number), in plain Python types.
        index: the position of the case among those given.
        restored: whether it was read from what an earlier run saved.
    """

    case: Case
    value: Any
    index: int
    restored: bool = False


class Serial(Executor):
    """An executor that runs everything at once in the calling thread: for debugging, and where there is nothing else."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run now; the returned future is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def grid(**axes: Iterable[Any]) -> list[dict[str, Any]]:
    """Every combination of the given values, the last axis fastest."""
    names = list(axes)
    return [dict(zip(names, values, strict=True)) for values in itertools.product(*axes.values())]


def sweep(
    task: Callable[..., Any],
    cases: Iterable[Case],
    *,
    seed: int | None = None,
    executor: Executor | None = None,
    save: str | Path | None = None,
    ahead: int = 64,
    workers: int | None = None,
) -> Iterator[Result]:
    """Call ``task(**case)`` for every case and yield results as they come.

    Args:
        task: a function of an importable module; returns a number or a mapping of numbers, lists and strings.
        cases: keyword arguments of each call; plain values.
        seed: if given, the task also gets ``rng``, a generator that depends on the seed and the case only.
        executor: where to run; a pool of processes unless given, and then closed at the end.
        save: file to which every result is appended at once (JSON lines); cases found in it are not run again.
        ahead: how many cases may be under way.
        workers: processes of the default pool.

    Stop asking for results (close the iterator) and what has not begun is cancelled.

    Raises:
        ArgumentError: if the task cannot be sent to other processes, or a value cannot be saved.
    """
    within("ahead", ahead, 1)
    todo = [dict(case) for case in cases]
    keys = [_key(task, seed, case) for case in todo]
    saved = _load(Path(save)) if save is not None else {}
    for index, (case, key) in enumerate(zip(todo, keys, strict=True)):
        if key in saved:
            yield Result(case, saved[key], index, restored=True)
    waiting = [i for i, key in enumerate(keys) if key not in saved]
    if not waiting:
        return
    pool = executor or _default(task, workers)
    running: dict[Future[Any], int] = {}
    queue = iter(waiting)
    try:
        while True:
            for i in itertools.islice(queue, ahead - len(running)):
                running[pool.submit(_call, task, todo[i], seed, keys[i])] = i
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                index = running.pop(future)
                value = future.result()
                if save is not None:
                    _append(Path(save), keys[index], todo[index], value)
                yield Result(todo[index], value, index)
    finally:
        for future in running:
            future.cancel()
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)


def table(results: Iterable[Result]) -> dict[str, list[Any]]:
    """All results as columns, in the order of the cases: arguments and returned values."""
    ordered = sorted(results, key=lambda r: r.index)
    rows = [{**r.case, **(r.value if isinstance(r.value, Mapping) else {"value": r.value})} for r in ordered]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}


def generator(seed: int, key: str) -> np.random.Generator:
    """The random generator of one case: depends on the seed and the case, not on its place or process."""
    words = np.frombuffer(bytes.fromhex(key), dtype=">u4").tolist()
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(words)))


def _call(task: Callable[..., Any], case: dict[str, Any], seed: int | None, key: str) -> Any:
    extra = {} if seed is None else {"rng": generator(seed, key)}
    return _plain(task(**case, **extra))


def _plain(value: Any) -> Any:
    """Numpy numbers and arrays as Python's: the same whether a result was computed or read back."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _text(value: Any) -> str:
    try:
        return json.dumps(_plain(value), sort_keys=True)
    except TypeError as error:
        raise ArgumentError("value", value, f"numbers, strings, lists and mappings ({error})") from None


def _key(task: Callable[..., Any], seed: int | None, case: Case) -> str:
    name = f"{getattr(task, '__module__', '')}.{getattr(task, '__qualname__', repr(task))}"
    return hashlib.sha256(_text([name, seed, case]).encode()).hexdigest()[:32]


def _load(path: Path) -> dict[str, Any]:
    """Results saved earlier. An unfinished last line, left by a run that was killed, is cut off."""
    if not path.exists():
        return {}
    text = path.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if len(whole) < len(text):
        path.write_bytes(whole)
    found = {}
    for number, line in enumerate(whole.decode().splitlines(), start=1):
        try:
            entry = json.loads(line)
            found[entry["key"]] = entry["value"]
        except (ValueError, KeyError, TypeError):
            raise ArgumentError("save", str(path), f"a file of a sweep; line {number} is not") from None
    return found


def _append(path: Path, key: str, case: Case, value: Any) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(_text({"key": key, "case": dict(case), "value": value}) + "\n")


def _default(task: Callable[..., Any], workers: int | None) -> Executor:
    if sys.platform == "emscripten":
        return Serial()
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    module, name = getattr(task, "__module__", None), getattr(task, "__qualname__", "")
    if module == "__main__" or "<" in name:
        raise ArgumentError(
            "task", name or repr(task), "a function of a module that can be imported, or executor=Serial()"
        )
    # Fresh processes: a copy of a notebook's kernel, with its threads, may hang.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
