"""Make a failing case small and round, so that a learner can redo it in the head.

A case is a dict of arguments; its *leaves* are the numbers, texts and truth values in it, however deep in lists, tuples,
dicts or arrays. Shrinking goes leaf by leaf to simpler values inside the bounds and drops entries of parallel lists, as
long as the case still fails. Deterministic, and every step lowers :func:`cost`, so it ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from course.teaching.values import is_number

Case = dict[str, Any]
Path = tuple[str | int, ...]

ROUND = tuple(sorted({float(f"{lead}e{power}") for lead in (1, 2, 5) for power in range(-4, 8)} | {0.0, 3.0, 4.0}))
"""Numbers that people call round."""


@dataclass(frozen=True)
class Space:
    """What a case may be made of.

    Attributes:
        bounds: lowest and highest value an argument (or dictionary key) may take.
        preferred: values to try first, the most telling first.
        choices: the texts and truth values seen per argument, in order of first appearance.
        whole: arguments that only ever hold integers.
    """

    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    preferred: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    choices: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    _liked: dict[str, tuple[dict[float, float], list[tuple[Any, float]]]] = field(default_factory=dict, repr=False)

    def liked(self, key: str) -> tuple[dict[float, float], list[tuple[Any, float]]]:
        """What the author's preferred values of an argument cost, by their order: the numbers, and the others."""
        if key not in self._liked:
            priced = [(liked, 0.01 * place) for place, liked in enumerate(self.preferred.get(key, ()))]
            numbers = {float(liked): price for liked, price in reversed(priced) if is_number(liked)}
            self._liked[key] = (numbers, [row for row in priced if not is_number(row[0])])
        return self._liked[key]

    @classmethod
    def of(
        cls, cases: Sequence[Case], bounds: Mapping[str, tuple[float, float]], preferred: Mapping[str, Sequence[Any]]
    ) -> Space:
        """Complete the given bounds with the ranges and choices that the cases show."""
        seen: dict[str, list[Any]] = {}
        for case in cases:
            for path, value in leaves(case):
                seen.setdefault(_key(path), []).append(value)
        ranges = dict(bounds)
        choices: dict[str, list[Any]] = {}
        whole = set()
        for key, values in seen.items():
            numbers = [value for value in values if is_number(value)]
            if numbers and key not in ranges:
                ranges[key] = (float(min(numbers)), float(max(numbers)))
            if numbers and all(isinstance(value, int | np.integer) for value in numbers):
                whole.add(key)
            choices[key] = list(dict.fromkeys(value for value in values if isinstance(value, str | bool)))
        return cls(ranges, dict(preferred), choices, frozenset(whole))


def _key(path: Path) -> str:
    """The name that bounds are looked up by: the innermost name on the way to the leaf."""
    return next(step for step in reversed(path) if isinstance(step, str))


def leaves(case: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Every number, text and truth value in a case, with the way to it."""

    def walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                yield from walk(inner, (*path, key))
        elif isinstance(value, list | tuple):
            for index, inner in enumerate(value):
                yield from walk(inner, (*path, index))
        elif isinstance(value, np.ndarray) and value.ndim > 0:
            for index, inner in enumerate(value.tolist()):
                yield from walk(inner, (*path, index))
        elif is_number(value) or isinstance(value, str | bool):
            yield path, value

    yield from walk(case, ())


def put(container: Any, path: Path, value: Any) -> Any:
    """A copy of ``container`` with the leaf at ``path`` replaced."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(container, Mapping):
        return {**container, step: put(container[str(step)], rest, value)}
    if isinstance(container, np.ndarray):
        entries = container.tolist()
        entries[int(step)] = put(entries[int(step)], rest, value)
        return np.array(entries, dtype=container.dtype)
    entries = list(container)
    entries[int(step)] = put(entries[int(step)], rest, value)
    return type(container)(entries)


@lru_cache(maxsize=4096)
def number_cost(x: float) -> float:
    """How hard a number is to compute with in the head: digits first, then size, then sign.

    >>> number_cost(0) < number_cost(1) < number_cost(10) < number_cost(5000) < number_cost(0.0769)
    True
    """
    if x == 0:
        return 0.0
    sign, digits, exponent = Decimal(repr(float(x))).normalize().as_tuple()
    lead = 0.0 if digits == (1,) else 0.3 if digits in ((2,), (5,)) else 0.6
    order = len(digits) - 1 + int(exponent)
    return 0.5 + 4.0 * (len(digits) - 1) + lead + 0.5 * abs(order) + 0.4 * sign


def leaf_cost(path: Path, value: Any, space: Space) -> float:
    """Cost of one leaf; the author's preferred values cost nearly nothing, in their order."""
    key = _key(path)
    numbers, others = space.liked(key)
    if is_number(value):
        x = float(value)
        return numbers[x] if x in numbers else 1.0 + number_cost(x)
    for liked, price in others:
        if type(value) is type(liked) and value == liked:
            return price
    choices = list(space.choices.get(key, ()))
    return 1.0 + (choices.index(value) if value in choices else len(choices))


def cost(case: Case, space: Space) -> float:
    """Cost of a whole case; every leaf adds, so fewer entries cost less."""
    return sum(2.0 + leaf_cost(path, value, space) for path, value in leaves(case))


def simpler(path: Path, value: Any, space: Space) -> list[Any]:
    """Values that could replace a leaf, each cheaper than it, cheapest first, all inside the bounds."""
    key = _key(path)
    options: list[Any] = list(space.preferred.get(key, ()))
    if is_number(value):
        x = float(value)
        low, high = space.bounds.get(key, (-math.inf, math.inf))
        numbers = [float(option) for option in options if is_number(option)]
        numbers += [*ROUND, *(-r for r in ROUND if low < 0), low, high, -x]
        numbers += [float(f"{x:.{digits}g}") for digits in (1, 2, 3, 4)]
        inside = dict.fromkeys(n + 0.0 for n in numbers if low <= n <= high and math.isfinite(n))
        whole = key in space.whole
        options = [int(n) if whole else n for n in inside if not whole or n.is_integer()]
    elif not options:
        options = list(space.choices.get(key, ()))
    now = leaf_cost(path, value, space)
    priced = [(leaf_cost(path, option, space), option) for option in options]
    return [option for price, option in sorted(priced, key=lambda row: row[0]) if price < now]


def shorter(case: Case) -> Iterator[Case]:
    """The case with entries dropped from its lists; lists of the same length lose the same entry, being parallel."""
    lengths: dict[int, list[str]] = {}
    for name, value in case.items():
        if isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0):
            lengths.setdefault(len(value), []).append(name)
    for length, names in lengths.items():
        if length < 2:
            continue
        keeps = [range(length // 2), range(length // 2, length)]
        if length <= 16:
            keeps += [[i for i in range(length) if i != drop] for drop in range(length)]  # type: ignore[misc]
        for keep in keeps:
            yield {name: _pick(value, keep) if name in names else value for name, value in case.items()}


def _pick(value: Any, keep: Sequence[int]) -> Any:
    if isinstance(value, np.ndarray):
        square = value.ndim == 2 and value.shape[0] == value.shape[1]  # a matrix loses the column with the row
        return value[np.ix_(keep, keep)] if square else value[list(keep)]
    return type(value)([value[i] for i in keep])


def shrink(case: Case, fails: Callable[[Case], bool], space: Space, calls: int = 200) -> Case:
    """The simplest case reachable from ``case`` for which ``fails`` stays true, using at most ``calls`` tries."""
    left = calls

    def still(candidate: Case) -> bool:
        nonlocal left
        left -= 1
        return fails(candidate)

    improved = True
    while improved and left > 0:
        improved = False
        for candidate in shorter(case):
            if left > 0 and still(candidate):
                case, improved = candidate, True
                break
        if improved:
            continue
        for path, value in list(leaves(case)):
            for option in simpler(path, value, space):
                if left <= 0:
                    break
                candidate = put(case, path, option)
                if still(candidate):
                    case, improved = candidate, True
                    break
    return case
