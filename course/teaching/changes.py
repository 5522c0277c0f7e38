"""Mistakes made to what goes into a right function and to what comes out of it, each with the words for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, permutations
from operator import itemgetter
from typing import Any

import numpy as np

from course.teaching.result_rows import ENDLESS, MARK, NO_NUMBER, NOTHING, RAISED, Layout
from course.texts import listed, say

Case = dict[str, Any]
Row = np.ndarray[Any, Any]
COINS = ("units", "base units", "coins")
"""Units of sizes."""


@dataclass(frozen=True)
class Inside:
    """A change of the arguments: what it does, its words (after "Yours behaves like the right one …"), its cost."""

    change: Callable[[Case], Case]
    text: str
    cost: float


@dataclass(frozen=True)
class Outside:
    """A change of the answer.

    Attributes:
        fn: new numbers from old ones and the numbers of the argument it uses (or None).
        text: a whole sentence without its full stop, or a part after "Yours behaves like the right one …".
        cost: how far-fetched it is.
        also: how it is said as the second of two mistakes.
        uses: an argument whose value enters.
        times: a list; the argument enters once for each of its entries but one.
        option: the value of that argument for which it happens; None if it enters as a number.
        key: the one entry of a dictionary that is changed, or "" for everything.
        marks: it changes marks (None) instead of numbers.
        turned: the entries of every case stand in the opposite order.
        quiet: it is not worth saying beside another mistake.
    """

    fn: Callable[[Row, Any], Row]
    text: str
    cost: float
    also: str = ""
    uses: str = ""
    option: Any = None
    times: str = ""
    key: str = ""
    marks: bool = False
    quiet: bool = False
    turned: bool = False

    def apply(self, rows: Row, cases: Sequence[Case], layouts: Sequence[Layout]) -> Row:
        """Changed rows; the last axis runs over all entries of all cases."""
        return self.changed(rows, self.given(cases, layouts), layouts)

    def given(self, cases: Sequence[Case], layouts: Sequence[Layout]) -> Row | None:
        """The numbers of the argument that enters, one for every entry of all cases."""
        if not self.uses:
            return None
        parts = [_spread(c[self.uses], x, self.option) for c, x in zip(cases, layouts, strict=True)]
        if self.times:
            parts = [part * (len(c[self.times]) - 1) for part, c in zip(parts, cases, strict=True)]
        return np.concatenate(parts)

    def changed(self, rows: Row, given: Row | None, layouts: Sequence[Layout]) -> Row:
        """Changed rows, where ``given`` enters. What numpy says of a division by zero is for the caller to mute."""
        if self.turned:
            ends = np.cumsum([layout.size for layout in layouts])
            places = [
                range(int(end) - 1, int(end) - layout.size - 1, -1) for end, layout in zip(ends, layouts, strict=True)
            ]
            return rows[..., np.concatenate([np.array(place, dtype=int) for place in places])]
        changed = self.fn(rows, given)
        if not self.marks:
            changed = np.where(np.abs(rows) < MARK, changed, rows)
            changed = np.where(np.isfinite(changed), changed, 3e300)
        if self.key:
            wanted = np.concatenate([[k == self.key for k in x.keys] or [False] * x.size for x in layouts])
            changed = np.where(wanted, changed, rows)
        return changed


def _spread(value: Any, layout: Layout, option: Any) -> Row:
    """An argument's value at every entry of a row: nan where it has another length."""
    if option is not None:
        return np.full(layout.size, float(value == option))
    if scalar(value):
        return np.full(layout.size, float(value))
    return np.asarray(value, float) if np.shape(value) == layout.shape else np.full(layout.size, np.nan)


# -- what goes in ------------------------------------------------------------------------------------------------------------


def changed_in(names: Iterable[str], fn: Callable[[Any], Any], case: Case) -> Case:
    """A case with those of its arguments changed."""
    return {**case, **{name: fn(case[name]) for name in names}}


def _constant(name: str, value: Any, case: Case) -> Case:
    return {**case, name: value}


def _swapped(a: str, b: str, case: Case) -> Case:
    return {**case, a: case[b], b: case[a]}


def _instead(a: str, b: str, case: Case) -> Case:
    return {**case, a: case[b]}


def _scaled(a: str, b: str, fn: Callable[..., Any], case: Case) -> Case:
    found = fn(np.asarray(case[a], float), np.asarray(case[b], float))
    return {**case, a: found if isinstance(case[a], np.ndarray) else type(case[a])(found.tolist())}


def _cut(names: Sequence[str], keep: Any, case: Case) -> Case:
    return {**case, **{name: case[name][keep] for name in names}}


def scalar(value: Any) -> bool:
    """One number."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _sequence(value: Any) -> bool:
    return isinstance(value, list | tuple | np.ndarray) and np.ndim(value) == 1


def like(fn: Callable[[Row], Row]) -> Callable[[Any], Any]:
    """A function of arrays that gives lists back for lists."""

    def changed(value: Any) -> Any:
        found = fn(np.asarray(value))
        return found if isinstance(value, np.ndarray) else type(value)(found.tolist())

    return changed


SIZES: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (abs, "as if neither `{a}` nor `{b}` were ever negative: their **sign** is lost"),
    (lambda v: -abs(v), "as if both `{a}` and `{b}` were always negative"),
)


def inputs(cases: Sequence[Case], parameters: Sequence[str], units: Mapping[str, Any]) -> Iterator[Inside]:
    """Every change of the arguments that could be a mistake."""
    seen = {name: [case[name] for case in cases] for name in parameters}
    scalars = [name for name in parameters if all(map(scalar, seen[name]))]
    rows = [name for name in parameters if all(map(_sequence, seen[name]))]
    hundred = any(len(set(seen[name])) == 1 and seen[name][0] == 100 for name in scalars)
    for name in scalars:
        found = _of_number(name, seen[name])
        whole = hundred or units.get(name) == "USD"  # nobody writes that in per cent
        yield from (change for change in found if not (whole and "100 times" in change.text))
    yield from _wrong_base(scalars, seen, units)
    for name in scalars:
        yield from _of_many(name, seen, parameters, units.get(name) == "USD")
    for name in rows:
        yield from _of_row(name, seen[name])
    for name in parameters:
        if name not in scalars and name not in rows:
            yield from _of_other(name, seen[name])
    yield from _marked(rows, seen)
    for group in (scalars, rows):
        for a, b in combinations(group, 2):
            if group is scalars or all(len(x) == len(y) for x, y in zip(seen[a], seen[b], strict=True)):
                kin = units.get(a) == units.get(b)
                yield Inside(
                    partial(_swapped, a, b), say("with `{a}` and `{b}` **swapped**", a=a, b=b), 0.9 if kin else 1.3
                )
                if kin and group is scalars and all(any(v < 0 for v in seen[name]) for name in (a, b)):
                    for fn, text in SIZES:
                        yield Inside(partial(changed_in, (a, b), fn), say(text, a=a, b=b), 1.3)
        for a, b in permutations(group, 2):
            if group is scalars or all(len(x) == len(y) for x, y in zip(seen[a], seen[b], strict=True)):
                kin = units.get(a) == units.get(b)
                yield Inside(
                    partial(_instead, a, b), say("as if `{a}` were the same as `{b}`", a=a, b=b), 1.2 if kin else 1.5
                )
                if kin and group is scalars and units.get(a):
                    yield from _mixed(a, b, units[a] == "fraction")
                if group is rows and all(np.asarray(v).dtype.kind in "iuf" for n in (a, b) for v in seen[n][:3]):
                    times, over = partial(_scaled, a, b, np.multiply), partial(_scaled, a, b, np.divide)
                    yield Inside(times, say("with `{a}` × `{b}` in place of `{a}`", a=a, b=b), 1.3)
                    yield Inside(over, say("with `{a}` ÷ `{b}` in place of `{a}`", a=a, b=b), 1.3)
    if rows and all(len({len(case[name]) for name in rows}) == 1 for case in cases):
        names = rows
        yield Inside(partial(_cut, names, slice(0, 1)), "as if **only the first** entry counted", 0.95)
        yield Inside(partial(_cut, names, slice(-1, None)), "as if **only the last** entry counted", 0.95)
        yield Inside(partial(_cut, names, slice(1, None)), "without the first entry", 1.3)
        yield Inside(partial(_cut, names, slice(0, -1)), "without the last entry", 1.2)


def is_place(name: str, cases: Sequence[Case]) -> bool:
    """The argument is a place in a list, counted from zero."""
    values = [case[name] for case in cases]
    lists = [[case[row] for case in cases] for row in cases[0]]
    return any(all(map(_sequence, rows)) and _places(values, [len(row) for row in rows]) for rows in lists)


def _places(values: Sequence[Any], lengths: Sequence[int]) -> bool:
    """The values are places, counted from zero, in lists of these lengths."""
    whole = all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in values)
    return whole and min(values) == 0 and all(v < length for v, length in zip(values, lengths, strict=True))


def _wrong_base(
    scalars: Sequence[str], seen: Mapping[str, Sequence[Any]], units: Mapping[str, Any]
) -> Iterator[Inside]:
    """A position as large as another amount: per cent of the price are taken of the wrong money."""
    money = [name for name in scalars if units.get(name) == "USD"]
    for name in scalars:
        if units.get(name) in COINS:
            for a, b in permutations(money, 2):
                text = say("with `{a}` ÷ `{b}` in place of the size of `{name}`", a=a, b=b, name=name)
                yield Inside(partial(_sized, name, a, b), text, 1.5)


def _sized(name: str, a: str, b: str, case: Case) -> Case:
    return {**case, name: float(np.sign(case[name])) * case[a] / case[b]}


def _of_many(name: str, seen: Mapping[str, Sequence[Any]], parameters: Sequence[str], money: bool) -> Iterator[Inside]:
    """A number counted once for every entry beside it, or a place off by one in a list."""
    for rows in parameters:
        shapes = [np.shape(value) for value in seen[rows]]
        if not (all(len(shape) in (1, 2) for shape in shapes) and len({shape[-1] for shape in shapes} - {1})):
            continue
        each = "column" if len(shapes[0]) == 2 else "entry"
        text = say("with `{name}` counted once for **every** {each} of `{rows}`", name=name, each=each, rows=rows)
        if money:
            yield Inside(partial(_for_every, name, rows), text, 1.0)
        if _places(seen[name], [shape[0] for shape in shapes]):
            for step, words in (
                (-1, "with `{name}` one too low: counting starts at zero"),
                (1, "with `{name}` one too high"),
            ):
                yield Inside(partial(_moved, name, rows, step), say(words, name=name), 1.1)
        return


def _for_every(name: str, rows: str, case: Case) -> Case:
    return {**case, name: case[name] * np.shape(case[rows])[-1]}


def _moved(name: str, rows: str, step: int, case: Case) -> Case:
    return {**case, name: (case[name] + step) % len(case[rows])}


def _marked(rows: Sequence[str], seen: Mapping[str, Sequence[Any]]) -> Iterator[Inside]:
    """True and false read off other numbers."""
    for a in rows:
        for b in rows:
            signed = all(np.asarray(v).dtype.kind in "if" for v in seen[b]) and any(np.min(v) < 0 for v in seen[b])
            if signed and all(np.asarray(v).dtype.kind == "b" for v in seen[a]):
                text = say("taking every negative entry of `{b}` for one where `{a}` is true", a=a, b=b)
                yield Inside(partial(_read_off, a, b), text, 1.1)


def _read_off(a: str, b: str, case: Case) -> Case:
    return {**case, a: np.asarray(case[b]) < 0}


def _mixed(a: str, b: str, fractions: bool) -> Iterator[Inside]:
    """One number of two that are of a kind."""
    for sign, fn in (("−", np.subtract), ("+", np.add), *((("×", np.multiply),) if fractions else ())):
        text = say("with `{a}` {sign} `{b}` in place of `{a}`", a=a, sign=sign, b=b)
        yield Inside(partial(_put, a, b, fn), text, 1.7)
    if fractions:
        text = say("with `{b}` and `{a}` one **on top of** the other in place of `{a}`", a=a, b=b)
        yield Inside(partial(_put, a, b, lambda x, y: 1 - (1 - x) * (1 - y)), text, 1.7)


def _put(a: str, b: str, fn: Callable[[Any, Any], Any], case: Case) -> Case:
    return {**case, a: fn(case[a], case[b])}


def lonely(reference: Callable[..., Any], cases: Sequence[Case], parameters: Sequence[str]) -> Iterator[Inside]:
    """Entries that alone have no answer, or an infinite one, passed over."""
    rows = [name for name in parameters if all(_sequence(case[name]) for case in cases)]
    if rows and all(len({len(case[name]) for name in rows}) == 1 for case in cases):
        said = listed([f"`{name}`" for name in rows])
        text = say("leaving out the entries of {said} for which alone there is no finite answer", said=said)
        yield Inside(partial(_finite, reference, rows), text, 1.1)


def _finite(reference: Callable[..., Any], rows: Sequence[str], case: Case) -> Case:
    def alone(place: int) -> bool:
        try:
            return bool(np.isfinite(reference(**_cut(rows, slice(place, place + 1), case))))
        except Exception:  # it refuses the case, or answers None
            return False

    return _cut(rows, [alone(i) for i in range(len(case[rows[0]]))], {**case, **{r: np.asarray(case[r]) for r in rows}})


Way = tuple[Callable[[Any], Any], str, float]
"""What is done to an argument, its words, its cost."""
LEFT_OUT: Way = (lambda v: 0 * v, "as if `{name}` were zero: it is left out", 0.9)
AS_ONE: Way = (lambda v: 1 + 0 * v, "as if `{name}` were 1", 1.3)
OTHER_SIGN: Way = (lambda v: -v, "with the **sign** of `{name}` turned round", 1.0)
OF_NUMBER: tuple[Way, ...] = (
    (lambda v: 2 * v, "with `{name}` counted **twice**", 1.1),
    (lambda v: v / 2, "with **half** of `{name}`", 1.2),
    (lambda v: 100 * v, "with `{name}` **100 times** too large: per cent and fraction are confused", 1.0),
    (lambda v: v / 100, "with `{name}` **100 times** too small: per cent and fraction are confused", 1.0),
    (lambda v: 1e9 * v, "as if `{name}` were far too large: it sets **no limit**", 1.05),
    (lambda v: 1 / v, "with `{name}` **upside down**: 1 divided by it", 1.1),
    (lambda v: v * v, "with the square of `{name}`", 1.2),
    (lambda v: np.sqrt(v), "with the square root of `{name}`", 1.2),
    (lambda v: 1 - v, "with 1 − `{name}` in place of `{name}`", 1.1),
    (lambda v: 1 + v, "with 1 + `{name}` in place of `{name}`", 1.3),
    (round, "with `{name}` rounded", 1.4),
)
OF_SIGNED_NUMBER: tuple[Way, ...] = (
    (abs, "as if `{name}` were never negative: its **sign** is lost", 0.9),
    (lambda v: -abs(v), "as if `{name}` were always negative", 1.35),
    (lambda v: 1 if v > 0 else -1, "with the **sign** of `{name}` alone, not its size", 1.1),
    (lambda v: max(v, 0), "with a negative `{name}` cut off at zero", 1.0),
    (lambda v: min(v, 0), "with a positive `{name}` cut off at zero", 1.2),
)
OF_COUNT: tuple[Way, ...] = (
    (lambda v: v + 1, "with `{name}` one too high: counting starts at zero", 1.1),
    (lambda v: v - 1, "with `{name}` one too low: counting starts at zero", 1.1),
)
OF_MARKS: tuple[Way, ...] = (
    (lambda v: ~v, "with true and false in `{name}` swapped", 1.0),
    (np.ones_like, "as if every entry of `{name}` were true", 1.0),
    (np.zeros_like, "as if no entry of `{name}` were true", 1.0),
)
BACKWARDS: Way = (lambda v: v[::-1], "with `{name}` in the opposite order", 1.3)
ALL_ONE: Way = (np.ones_like, "as if all of `{name}` were 1: what they are does not enter", 1.0)
OF_SIGNED_ROW: tuple[Way, ...] = (
    (np.abs, "as if `{name}` were never negative: their **sign** is lost", 0.9),
    (lambda v: -np.abs(v), "as if `{name}` were always negative", 1.3),
    (np.sign, "with the **sign** of `{name}` alone, not their size", 1.1),
    (lambda v: np.maximum(v, 0), "with the negative ones of `{name}` cut off at zero", 1.0),
    (lambda v: np.minimum(v, 0), "with the positive ones of `{name}` cut off at zero", 1.0),
)
OF_ROW: tuple[Way, ...] = (
    (lambda v: 2 * v, "with `{name}` counted **twice**", 1.2),
    (lambda v: v / 2, "with **half** of `{name}`", 1.3),
    (lambda v: v / 100, "with `{name}` **100 times** too small: per cent and fraction are confused", 1.1),
    (lambda v: 100 * v, "with `{name}` **100 times** too large: per cent and fraction are confused", 1.1),
    (lambda v: 1 / v, "with `{name}` **upside down**", 1.3),
    (np.square, "with the squares of `{name}`", 1.3),
    (np.sqrt, "with the square roots of `{name}`", 1.35),
    (lambda v: np.full(len(v), v[0]), "with the **first** of `{name}` for all of them", 1.1),
    (lambda v: np.full(len(v), v[-1]), "with the **last** of `{name}` for all of them", 1.03),
    (lambda v: np.full(len(v), v.mean()), "with the **mean** of `{name}` for all of them", 1.15),
    (lambda v: np.full(len(v), v.max()), "with the **largest** of `{name}` for all of them", 1.15),
    (lambda v: np.full(len(v), v.min()), "with the **smallest** of `{name}` for all of them", 1.15),
    (lambda v: np.append(v[1:], v[-1]), "with `{name}` shifted by **one** place: the next entry is taken", 1.1),
    (lambda v: np.append(v[:1], v[:-1]), "with `{name}` shifted by **one** place: the entry before is taken", 1.1),
    (lambda v: v[[np.argmin(v)]], "as if only the **smallest** of `{name}` counted", 1.1),
    (lambda v: v[[np.argmax(v)]], "as if only the **largest** of `{name}` counted", 1.1),
    (lambda v: v - v[0], "with the first of `{name}` taken off all of them", 1.3),
    (lambda v: 1e9 * v, "as if `{name}` were far too large: it sets **no limit**", 1.25),
    (np.cumsum, "with `{name}` added up along the way", 1.3),
    (np.sort, "with `{name}` sorted, apart from what belongs to them", 1.3),
)
OF_MATRIX: tuple[Way, ...] = (
    (np.transpose, "with **rows and columns** of `{name}` swapped", 1.0),
    (lambda m: np.diag(np.diag(m)), "with only the **diagonal** of `{name}`", 1.0),
    (lambda m: m - np.diag(np.diag(m)), "without the **diagonal** of `{name}`", 1.1),
    (lambda m: -m, "with the **sign** of `{name}` turned round", 1.1),
    (lambda m: 0 * m, "as if `{name}` were all zero", 1.1),
    (lambda m: m[::-1], "going through `{name}` from the end", 1.3),
    (lambda m: np.cumsum(m, axis=0), "with `{name}` added up along the way", 1.3),
    (lambda m: m[:, :1], "with only the first column of `{name}`", 1.2),
    (lambda m: m[:, -1:], "with only the last column of `{name}`", 1.2),
)


def _done_to(name: str, ways: Iterable[Way]) -> Iterator[Inside]:
    for fn, text, cost in ways:
        yield Inside(partial(changed_in, (name,), fn), say(text, name=name), cost)


def _of_number(name: str, values: Sequence[Any]) -> Iterator[Inside]:
    left_out = (LEFT_OUT,) if any(v != 0 for v in values) else ()
    signed = OF_SIGNED_NUMBER if any(v < 0 for v in values) else ()
    counts = OF_COUNT if all(isinstance(v, int | np.integer) for v in values) else ()
    yield from _done_to(name, (*left_out, AS_ONE, OTHER_SIGN, *signed, *OF_NUMBER, *counts))


def _of_row(name: str, values: Sequence[Any]) -> Iterator[Inside]:
    kind = np.asarray(values[0]).dtype.kind
    ways: tuple[Way, ...] = (BACKWARDS,)
    if kind == "b":
        ways += OF_MARKS
    elif kind in "iuf":
        rising = all((np.diff(np.asarray(v)) >= 0).all() for v in values)  # edges of a table: nobody forgets those
        zero: Way = (np.zeros_like, "as if `{name}` were all zero: they are left out", 1.05 if rising else 0.95)
        signed = OF_SIGNED_ROW if any((np.asarray(v) < 0).any() for v in values) else ()
        ways += (zero, ALL_ONE, *signed, OTHER_SIGN, *OF_ROW)
    yield from _done_to(name, [(like(fn), text, cost) for fn, text, cost in ways])


def _of_other(name: str, values: Sequence[Any]) -> Iterator[Inside]:
    if all(isinstance(v, str | bool) for v in values):
        options = list(dict.fromkeys(values))
        for option in options:
            yield Inside(
                partial(_constant, name, option),
                say("treating every case as `{name}={option}`", name=name, option=repr(option)),
                0.9,
            )
        if len(options) == 2:
            a, b = options
            text = say("with `{a}` and `{b}` of `{name}` **swapped**", a=repr(a), b=repr(b), name=name)
            yield Inside(partial(changed_in, (name,), lambda v: b if v == a else a), text, 0.9)
    if all(isinstance(v, list | tuple) and all(isinstance(b, bool | np.bool_) for b in v) for v in values):
        yield from _of_row(name, values)
    if all(isinstance(v, np.ndarray) and v.ndim == 2 for v in values):
        yield from _done_to(name, OF_MATRIX)


FOLDS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("the sum of", np.sum),
    ("the mean of", np.mean),
    ("the median of", np.median),
    ("the largest of", np.max),
    ("the smallest of", np.min),
    ("the position of the largest of", lambda v: int(np.argmax(v))),
    ("the position of the smallest of", lambda v: int(np.argmin(v))),
    ("the position of the largest, by size, of", lambda v: int(np.argmax(np.abs(v)))),
    ("the first of", lambda v: v[0]),
    ("the last of", lambda v: v[-1]),
    ("how many there are of", len),
)


def from_inputs(cases: Sequence[Case], parameters: Sequence[str]) -> Iterator[tuple[str, Callable[[Case], Any], float]]:
    """Answers that are nothing but one or two arguments."""
    scalars = [name for name in parameters if all(scalar(case[name]) for case in cases)]
    rows = [name for name in parameters if all(_sequence(case[name]) for case in cases)]
    for name in scalars:
        yield say("Your answer is nothing but `{name}`", name=name), itemgetter(name), 0.9
    for a, b in permutations(scalars, 2):
        for sign, fn in (("+", np.add), ("×", np.multiply), ("−", np.subtract), ("÷", np.divide)):
            if sign in "−÷" or a < b:
                yield (
                    say("Your answer is just `{a}` {sign} `{b}`", a=a, sign=sign, b=b),
                    partial(_joined, a, b, fn),
                    1.3,
                )
    for name in rows:
        yield say("Your answer is nothing but `{name}`", name=name), itemgetter(name), 1.0
        for said, fold in FOLDS:
            yield (say("Your answer is just {said} `{name}`", said=said, name=name), partial(_folded, name, fold), 1.2)

    for a, b in permutations(rows, 2):
        for words, one in PAIRS:
            yield (say(words, a=a, b=b), partial(_joined, a, b, one), 1.25)


PAIRS: tuple[tuple[str, Callable[[Any, Any], Any]], ...] = (
    ("Your answer is just the mean of `{a}` ÷ `{b}`", lambda x, y: np.mean(np.divide(x, y))),
    ("Your answer is just the sum of `{a}` ÷ `{b}`", lambda x, y: np.sum(np.divide(x, y))),
    ("Your answer is just the sum of `{a}` ÷ the sum of `{b}`", lambda x, y: np.sum(x) / np.sum(y)),
    ("Your answer is just the last of `{a}` ÷ the last of `{b}`", lambda x, y: x[-1] / y[-1]),
    ("Your answer is just the mean of `{a}` × `{b}`", lambda x, y: np.mean(np.multiply(x, y))),
)
"""One number made of two lists."""


def _joined(a: str, b: str, fn: Callable[..., Any], case: Case) -> Any:
    return fn(case[a], case[b])


def _folded(name: str, fold: Callable[[Any], Any], case: Case) -> Any:
    return fold(case[name])


# -- what comes out ----------------------------------------------------------------------------------------------------------


def _rounded(digits: int, rows: Row) -> Row:
    return np.round(rows, digits)


def _plain(text: str, also: str, cost: float, fn: Callable[[Row], Row], quiet: bool = False) -> Outside:
    return Outside(lambda rows, used: fn(rows), text, cost, also, quiet=quiet)


def _given(was: float, now: float, text: str, also: str, cost: float = 0.9, *, quiet: bool = True) -> Outside:
    """A mark or number given where another one is asked for."""
    return Outside(lambda rows, used: np.where(rows == was, now, rows), text, cost, also, marks=True, quiet=quiet)


def _nothing_where(on_this_side: Callable[[Row, int], Row], text: str, also: str) -> Outside:
    """``None`` given for the numbers on one side of zero."""

    def fn(rows: Row, used: Any) -> Row:
        return np.where(on_this_side(rows, 0) & (rows > -MARK), NOTHING, rows)

    return Outside(fn, text, 0.9, also, marks=True, quiet=True)


GENERAL: tuple[Outside, ...] = (
    _plain(
        "In every case, only the **sign** is turned round: look for one minus",
        "the sign turned round",
        0.8,
        lambda x: -x,
    ),
    _plain(
        "Your answer is **100 times** the right one: per cent where a fraction is wanted?",
        "100 times that",
        0.7,
        lambda x: 100 * x,
    ),
    _plain(
        "Your answer is **one hundredth** of the right one: a fraction where per cent is wanted?",
        "a 100th of that",
        0.7,
        lambda x: x / 100,
    ),
    _plain(
        "Your answer is **twice** the right one: is something counted two times?", "twice that", 0.8, lambda x: 2 * x
    ),
    _plain("Your answer is **half** the right one", "half of that", 0.8, lambda x: x / 2),
    _plain(
        "Your answer is 1 divided by the right one: the fraction stands **upside down**",
        "upside down",
        0.8,
        lambda x: 1 / x,
    ),
    _plain("with a negative answer **cut off at zero**", "cut off at zero", 0.9, lambda x: np.maximum(x, 0)),
    _plain("with a positive answer **cut off at zero**", "cut off at zero from above", 1.1, lambda x: np.minimum(x, 0)),
    _plain("with the **sign** of the answer lost: yours is never negative", "without its sign", 1.0, np.abs),
    _plain("with the answer **cut off at 1**", "cut off at 1", 1.1, lambda x: np.minimum(x, 1)),
    _plain(
        "In every case, the fraction is cut off: `//` and `int(…)` do that", "cut off to a whole number", 0.9, np.floor
    ),
    _plain(
        "In every case, the fraction is cut off: `//` and `int(…)` do that", "cut off to a whole number", 0.95, np.trunc
    ),
    _plain("with the answer rounded up", "rounded up", 1.2, np.ceil),
    *(
        _plain(
            say("Your answer is the right one **rounded** to {d} decimals: return it unrounded", d=d),
            say("rounded to {d} decimals", d=d),
            0.9 + 0.01 * d,
            partial(_rounded, d),
        )
        for d in range(7)
    ),
    _plain("Your answer is **one too high**: counting starts at zero", "one too high", 0.9, lambda x: x + 1),
    _plain(
        "Your answer is **one too high**: counting starts at zero",
        "one too high",
        0.95,
        lambda x: np.where(x >= 0, x + 1, x),
    ),
    _plain("Your answer is **one too low**", "one too low", 0.9, lambda x: x - 1),
    _plain(
        "Your answer is 1 − the right one: what is left is not what is asked for",
        "1 − it instead of it",
        0.9,
        lambda x: 1 - x,
    ),
    _plain("Your answer is 1 + the right one", "1 too much", 1.0, lambda x: 1 + x),
    _plain("with the answer squared", "squared", 1.2, lambda x: x * x),
    _plain("with the square root of the answer", "its square root", 1.2, np.sqrt),
    _given(NOTHING, 0.0, "giving **0** where there is no answer and `None` is asked for", "0 in place of `None`", 0.8),
    _given(NOTHING, -1.0, "giving **−1** where `None` is asked for", "−1 in place of `None`", 0.8),
    _given(NOTHING, NO_NUMBER, "giving **nan** where `None` is asked for", "nan in place of `None`", 0.8),
    _given(NOTHING, ENDLESS, "giving **infinity** where `None` is asked for", "infinity in place of `None`", 0.8),
    _given(-1, NOTHING, "giving **None** where −1 is asked for", "`None` in place of −1", 0.8),
    _given(0, NOTHING, "giving **None** where the answer is 0", "`None` in place of 0", quiet=False),
    _nothing_where(
        np.less_equal, "giving **None** where the answer is not above zero", "`None` where it is not above zero"
    ),
    _nothing_where(np.less, "giving **None** where the answer is negative", "`None` where it is negative"),
    _given(RAISED, NO_NUMBER, "giving **nan** where an **error** must be raised", "no error"),
    _given(RAISED, 0.0, "giving **zeros** where an **error** must be raised", "no error"),
    _given(RAISED, NOTHING, "giving **None** where an **error** must be raised", "no error"),
)


TRUTH = (
    _plain(
        "with **True and False** swapped: the comparison is turned round",
        "True and False swapped",
        0.8,
        lambda x: 1 - x,
    ),
)


JoinedTo = tuple[Callable[[Row, Any], Row], str, str, float]
"""What is made of the right answer and an argument, its words, those beside another mistake, its cost."""
JOINED: tuple[JoinedTo, ...] = (
    (lambda x, p: x * p, "Your answer is the right one **times** `{name}`", "times `{name}`", 1.0),
    (lambda x, p: x / p, "Your answer is the right one **divided** by `{name}`", "divided by `{name}`", 1.0),
    (lambda x, p: x + p, "Your answer is the right one **plus** `{name}`", "plus `{name}`", 1.0),
)
LEFT_OF_ROW: JoinedTo = (
    lambda x, p: p - x,
    "Your answer is what is **left** of `{name}`: `{name}` minus the right one",
    "taken from `{name}`",
    0.9,
)
WITHOUT_ROW: JoinedTo = (
    lambda x, p: x - p,
    "Your answer is the right one **without** `{name}`: it is missing",
    "without `{name}`",
    1.0,
)
JOINED_NUMBERS: tuple[JoinedTo, ...] = (
    *JOINED,
    (lambda x, p: x - p, "Your answer is the right one **minus** `{name}`", "minus `{name}`", 1.0),
    (lambda x, p: p - x, "Your answer is `{name}` minus the right one", "taken from `{name}`", 1.1),
    (
        lambda x, p: x * abs(p),
        "Your answer is the right one **times** the size of `{name}`",
        "times the size of `{name}`",
        1.1,
    ),
    (
        lambda x, p: x / abs(p),
        "Your answer is the right one **divided** by the size of `{name}`",
        "divided by the size of `{name}`",
        1.1,
    ),
    (
        lambda x, p: x * np.sign(p),
        "Your answer is the right one with the **sign** turned round wherever `{name}` is negative",
        "the sign turned round wherever `{name}` is negative",
        1.0,
    ),
    (
        lambda x, p: 1 - x / p,
        "Your answer is a **fraction** of `{name}` where the value itself is asked for",
        "as a fraction of `{name}`",
        1.3,
    ),
    (
        lambda x, p: x / p - 1,
        "Your answer is the **change** as a fraction of `{name}`",
        "as a fraction of `{name}`",
        1.3,
    ),
)


NEVER: tuple[tuple[Callable[[Row, Any], Row], str], ...] = (
    (lambda x, p: np.where(p < 0, NOTHING, x), "Your answer is always **None** where `{name}` is negative"),
    (lambda x, p: np.where(p > 0, NOTHING, x), "Your answer is always **None** where `{name}` is positive"),
)
"""Answers for one sign alone."""

AT_A_KEY = (("times", np.multiply), ("divided by", np.divide), ("plus", np.add), ("minus", np.subtract))


def _joined_to(name: str, ways: Iterable[JoinedTo]) -> Iterator[Outside]:
    for fn, text, also, cost in ways:
        yield Outside(fn, say(text, name=name), cost, say(also, name=name), name)


def outputs(
    cases: Sequence[Case], parameters: Sequence[str], layouts: Sequence[Layout], truth: bool
) -> Iterator[Outside]:
    """Every change of the answer that could be a mistake."""
    if truth:
        yield from TRUTH
        return
    scalars = [name for name in parameters if all(scalar(case[name]) for case in cases)]
    still = {float(cases[0][name]) for name in scalars if len({case[name] for case in cases}) == 1}
    yield from (change for change in GENERAL if not ("100" in change.also and still & {100.0, 0.01}))
    yield _given(-1, 0.0, "giving **0** where −1 is asked for", "0 in place of −1", quiet=False)
    if any(layout.shape for layout in layouts):
        yield Outside(
            lambda x, p: x,
            "with the values in the **opposite order**: they are swapped",
            0.8,
            "the other way round",
            turned=True,
        )
    for name in parameters:
        values = [case[name] for case in cases]
        if all(v in ("long", "short") for v in values if isinstance(v, str)) and isinstance(values[0], str):
            yield Outside(
                lambda x, p: np.where(p == 1, 1 - x, 1 + x),
                "Your answer is where the price **stands** then, with 1 for the entry; how far that is was asked for",
                0.9,
                "the price itself",
                name,
                "long",
            )
        if all(isinstance(v, str | bool) for v in values):
            for option in dict.fromkeys(values):
                where = say("wherever `{name}={option}`", name=name, option=repr(option))
                yield Outside(
                    lambda x, p: np.where(p == 1, -x, x),
                    say("with the **sign** of the answer turned round {where}", where=where),
                    0.85,
                    say("the sign turned round {where}", where=where),
                    name,
                    option,
                )
                text = say("Your answer is always **None** {where}", where=where)
                yield Outside(
                    lambda x, p: np.where(p == 1, NOTHING, x), text, 0.9, f"`None` {where}", name, option, marks=True
                )
                yield Outside(
                    lambda x, p: np.where(p == 1, 0 * x, x),
                    say("giving 0 {where}", where=where),
                    1.0,
                    f"0 {where}",
                    name,
                    option,
                )
        if all(_sequence(v) and np.asarray(v).dtype.kind in "iuf" for v in values) and all(
            np.shape(v) == x.shape for v, x in zip(values, layouts, strict=True) if x.shape
        ):
            yield from _joined_to(name, (LEFT_OF_ROW, *JOINED, WITHOUT_ROW))
    for name in scalars:
        yield from _joined_to(name, JOINED_NUMBERS)
        if any(case[name] < 0 for case in cases):
            for fn, text in NEVER:
                yield Outside(fn, say(text, name=name), 0.85, say("`None` there"), name, marks=True)
    rows = [name for name in parameters if all(_sequence(case[name]) for case in cases)]
    for name in scalars if rows else ():
        text = say("with `{name}` counted once for **every** entry of `{rows}`", name=name, rows=rows[0])
        yield Outside(
            lambda x, p: x + p, text, 1.0, say("`{name}` once for every entry", name=name), name, times=rows[0]
        )
    keys = layouts[0].keys
    for key in keys:
        for change in GENERAL:
            if not change.marks:
                text = (
                    say("Only `{key}` goes wrong. {text}", key=repr(key), text=change.text)
                    if change.text[0].isupper()
                    else say("except in `{key}`: there {text}", key=repr(key), text=change.text)
                )
                yield Outside(change.fn, text, change.cost + 0.1, f"`{key!r}` {change.also}", key=key)
        for name in scalars:
            for said, fn in AT_A_KEY:
                text = say(
                    "Only `{key}` goes wrong: yours is the right one **{said}** `{name}`",
                    key=repr(key), said=said, name=name,
                )  # fmt: skip
                yield Outside(fn, text, 1.1, f"`{key!r}` {said} `{name}`", name, key=key)
                yield Outside(
                    lambda x, p: p,
                    say("Only `{key}` goes wrong: yours is nothing but `{name}`", key=repr(key), name=name),
                    1.1,
                    say("`{key}` nothing but `{name}`", key=repr(key), name=name),
                    name,
                    key=key,
                )
