"""What a wrong answer does, seen from outside.

It has another form than the right one, is the right one and a product of arguments, or goes wrong in one part of the cases only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from typing import Any

import numpy as np

from course.teaching.calling import CallResult
from course.teaching.changes import Case
from course.teaching.result_rows import MARK, Layout, Row
from course.teaching.values import agree, is_number
from course.texts import say

TOGETHER: tuple[tuple[str, Callable[[Row], Any]], ...] = (
    ("the sum", np.sum),
    ("the mean", np.mean),
    ("the largest", np.max),
    ("the smallest", np.min),
    ("the last", lambda v: v[-1]),
    ("the first", lambda v: v[0]),
    ("the middle one by size", np.median),
)
"""One value made of several, the likeliest first."""
POWERS = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0)
TIMES = (1.0, 2.0, 0.5, 100.0, 0.01)
"""What a term may be multiplied by."""
SPARE = 4
"""Cases beyond those that a fit needs."""
JOINED = {
    ("plus", True): "Your answer is the right one **plus** {product}",
    ("plus", False): "Your answer is the right one **minus** {product}",
    ("times", True): "Your answer is the right one **times** {product}",
    ("times", False): "Your answer is minus the right one **times** {product}",
}
MOST = 3
"""Arguments in a term; with more of them nobody would see what is meant."""


# -- the form ----------------------------------------------------------------------------------------------------------------


def misformed(cases: Sequence[Case], yours: Sequence[CallResult], expected: Sequence[CallResult]) -> str:
    """How an answer of another form than the right one comes from it, if that is so in every case that tells; else ""."""
    told = [
        (c, y, e.value) for c, y, e in zip(cases, yours, expected, strict=True) if e.returned and e.value is not None
    ]
    if len(told) < 3 or not all(y.returned for _, y, _ in told):
        return ""
    rows = [(c, y.value, e) for c, y, e in told]
    for found in (
        _spelled,
        _as_text,
        _codes,
        _decided,
        _whether,
        _begins,
        _several,
        _table,
        _one,
        _length,
        _no_dictionary,
        _places,
    ):
        text = found(rows)
        if text:
            return text
    return ""


def _row(value: Any) -> Row | None:
    """A row of numbers, or None if it is no such thing."""
    if not isinstance(value, list | tuple | np.ndarray):
        return None
    try:
        row = np.asarray(value, float)
    except (TypeError, ValueError):
        return None
    return row if row.ndim == 1 else None


def _same(a: Any, b: Any) -> bool:
    return bool(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-9, atol=1e-9))


def _spelled(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    if not all(isinstance(y, str) and isinstance(e, str) for _, y, e in rows):
        return ""
    if all(y == e for _, y, e in rows) or not all(y.strip().casefold() == e.casefold() for _, y, e in rows):
        return ""
    yours, right = next((y, e) for _, y, e in rows if y != e)
    return say(
        "The words are the right ones, **spelled** otherwise: `{yours}` where `{right}` is asked for.",
        yours=repr(yours), right=repr(right),
    )  # fmt: skip


def _as_text(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    if not all(isinstance(y, str) and not isinstance(e, str) for _, y, e in rows):
        return ""
    for _, y, e in rows:
        try:
            if not (is_number(e) and agree(float(y), e, 1e-3, 0.01)) and y.strip() != str(e):
                return ""
        except ValueError:
            return ""
    return "Your answer is the right one as **text**: return the value itself, without quotes, `str` or `f`."


def _several(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """Several values where one is asked for."""
    made = [(c, _row(y), e) for c, y, e in rows]
    if not all(y is not None and y.size and is_number(e) for _, y, e in made):
        return ""
    given = [(y, float(e)) for _, y, e in made if y is not None]
    if max(len(y) for y, _ in given) > 1:
        for said, fold in TOGETHER:
            if all(_same(fold(y), e) for y, e in given):
                return say(
                    "Your answer is several numbers where **one** is asked for: {said} of them is right.", said=said
                )
    marks = [y for _, y, _ in rows if np.asarray(y).dtype.kind == "b"]
    if len(marks) == len(rows) and all(e == (np.argmax(y) if y.any() else -1) for y, e in given):
        return "Your answer says of **each** entry whether it is so; asked for is the **place** of the first that is."
    for name, value in rows[0][0].items():
        if np.ndim(value) == 1 and all(np.shape(c[name]) == y.shape for c, y, _ in made if y is not None):
            return say(
                "Your answer has one number for **each** entry of `{name}`, where one for all of them together is asked for.",
                name=name,
            )
    if max(len(y) for y, _ in given) > 1 and all(any(agree(x, e, 1e-9, 1e-9) for x in y) for y, e in given):
        return say(
            "Your answer is several numbers where **one** is asked for. In all {count} cases the right one is among them.",
            count=len(given),
        )
    return ""


def _codes(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """Other values in the place of a few words, or of True and False, one for each."""
    if not all(isinstance(e, str | bool | np.bool_) for _, _, e in rows):
        return ""
    if not all(is_number(y) or isinstance(y, str | bool | np.bool_) for _, y, _ in rows):
        return ""
    pairs = {(str(y), str(e)) for _, y, e in rows}
    yours, right = {y for y, _ in pairs}, {e for _, e in pairs}
    if not len(yours) == len(right) == len(pairs) >= 2 or yours & right:
        return ""
    mine, wanted = next((y, e) for _, y, e in rows)
    return say(
        "Your answer tells the cases apart as the right one does, all {count} of them, and **says it otherwise**: {mine} where"
        " {wanted} is asked for.",
        count=len(rows), mine=f"`{mine!r}`", wanted=f"`{wanted!r}`",
    )  # fmt: skip


DECIDED: tuple[tuple[str, Callable[[float], bool]], ...] = (
    ("above zero", lambda v: v > 0),
    ("zero or more", lambda v: v >= 0),
    ("below zero", lambda v: v < 0),
    ("zero or less", lambda v: v <= 0),
)


def _decided(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """A number where True or False is asked for."""
    if not all(is_number(y) and isinstance(e, bool | np.bool_) for _, y, e in rows):
        return ""
    if len({bool(e) for _, _, e in rows}) < 2:
        return ""
    for said, test in DECIDED:
        if all(test(float(y)) == bool(e) for _, y, e in rows):
            return say(
                "Your answer is a number where **True or False** is asked for. In all {count} cases it is {said} exactly where"
                " True is right: return that comparison.",
                count=len(rows), said=said,
            )  # fmt: skip
    return ""


def _whether(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """True or False where a number is asked for."""
    said = all(isinstance(y, bool | np.bool_) for _, y, _ in rows)
    if not said or not all(is_number(e) for _, _, e in rows):
        return ""
    return "Your answer is **True or False** where a number is asked for."


def _begins(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """No numbers at the beginning, and the right ones from there on."""
    made = [(_row(y), _row(e)) for _, y, e in rows]
    pairs = [(y, e) for y, e in made if y is not None and e is not None and y.shape == e.shape]
    if len(pairs) < len(rows) or not any(np.isnan(y).any() for y, _ in pairs):
        return ""
    blanks = [(int(np.isnan(y).sum()), y, e) for y, e in pairs]
    if not all(np.isnan(y[:count]).all() and _same(y[count:], e[count:]) for count, y, e in blanks):
        return ""
    return "Where yours has numbers, they are right. At the **beginning** it has none (nan): a value is asked for there too."


def _table(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """A table where a row is asked for."""
    made = [(np.asarray(y, float), _row(e)) for _, y, e in rows if isinstance(y, np.ndarray) and y.ndim == 2 and y.size]
    if len(made) < len(rows) or any(e is None for _, e in made):
        return ""
    for said, fold in (("the sum", np.sum), ("the mean", np.mean)):
        for axis, each in ((1, "row"), (0, "column")):
            if all(_same(fold(y, axis=axis), e) for y, e in made):
                return say(
                    "Your answer is a table where **one row** of numbers is asked for: {said} of each {each} is right.",
                    said=said, each=each,
                )  # fmt: skip
    return ""


def _places(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """Where something stands instead of what it is, or the other way round."""
    if not all(is_number(y) and is_number(e) for _, y, e in rows) or len({float(e) for _, _, e in rows}) < 3:
        return ""
    if all(agree(y, e, 1e-9, 1e-9) for _, y, e in rows):
        return ""
    for name, value in rows[0][0].items():
        if np.ndim(value) != 1:
            continue
        if all(_stands(c[name], y, e) for c, y, e in rows):
            return say("Your answer is a **place** in `{name}`; asked for is what stands there.", name=name)
        if all(_stands(c[name], e, y) for c, y, e in rows):
            return say("Your answer is what stands in `{name}`; asked for is its **place**, from zero.", name=name)
    return ""


def _stands(row: Any, place: Any, value: Any) -> bool:
    return bool(float(place).is_integer() and 0 <= place < len(row) and agree(row[int(place)], value, 1e-9, 1e-9))


def _one(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """One value where several are asked for."""
    made = [(y, _row(e)) for _, y, e in rows]
    if not all(is_number(y) and e is not None and e.size for y, e in made):
        return ""
    for said, fold in TOGETHER:
        if all(_same(float(y), fold(e)) for y, e in made if e is not None):
            return say(
                "Your answer is **one** number, {said} of those that are asked for: return all of them.", said=said
            )
    return ""


def _length(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """Too few values, or too many."""
    made = [(_row(y), _row(e)) for _, y, e in rows]
    pairs = [(y, e) for y, e in made if y is not None and e is not None]
    if len(pairs) < len(rows) or all(len(y) == len(e) for y, e in pairs):
        return ""
    if all(_same(y, e[len(e) - len(y) :]) for y, e in pairs if len(y) <= len(e)) and all(
        len(y) <= len(e) for y, e in pairs
    ):
        return "What is there is right; the **first** values are missing: there must be one for every entry, from the beginning."
    if all(len(y) <= len(e) and _same(y, e[: len(y)]) for y, e in pairs):
        return "What is there is right; the **last** values are missing: there must be one for every entry, to the end."
    if all(len(y) <= len(e) and _within(y, e) for y, e in pairs):
        return "The values that are there are right and in the right order; **some are missing** between them."
    if all(len(y) >= len(e) and _same(y[len(y) - len(e) :], e) for y, e in pairs):
        return "The right values are there; there is **too much before** them."
    if all(len(y) >= len(e) and _same(y[: len(e)], e) for y, e in pairs):
        return "The right values are there; there is **too much behind** them."
    for name, value in rows[0][0].items():
        if np.ndim(value) == 2:
            shapes = [np.shape(c[name]) for c, _, _ in rows]
            if all((len(e), len(y)) == shape for (y, e), shape in zip(pairs, shapes, strict=True)):
                return say(
                    "You have one value for each **column** of `{name}`; one for each **row** is asked for.", name=name
                )
            if all((len(y), len(e)) == shape for (y, e), shape in zip(pairs, shapes, strict=True)):
                return say(
                    "You have one value for each **row** of `{name}`; one for each **column** is asked for.", name=name
                )
    return ""


def _within(part: Row, whole: Row) -> bool:
    """Every value of one row stands in the other, in the same order."""
    rest = iter(whole.tolist())
    return all(any(abs(x - y) <= 1e-9 * max(1.0, abs(y)) for y in rest) for x in part.tolist())


def _no_dictionary(rows: Sequence[tuple[Case, Any, Any]]) -> str:
    """The right values without their keys, or with keys of another spelling."""
    if not all(isinstance(e, Mapping) for _, _, e in rows):
        return ""
    keys = list(rows[0][2])
    if all(_row(y) is not None and _same(_row(y), [float(e[k]) for k in keys]) for _, y, e in rows):
        return "The values are right: put them into a **dictionary** with the keys that the task names."
    if not all(isinstance(y, Mapping) and set(y) != set(keys) for _, y, _ in rows):
        return ""
    mine = [{str(k).strip().casefold(): v for k, v in y.items()} for _, y, _ in rows]
    if all(
        all(k.casefold() in y and agree(y[k.casefold()], e[k], 1e-9, 1e-9) for k in keys)
        for y, (_, _, e) in zip(mine, rows, strict=True)
    ):
        return "The values are right; the keys of the dictionary must be **spelled** as in the task."
    return ""


# -- the right answer and a product -----------------------------------------------------------------------------------------


def terms(
    cases: Sequence[Case], parameters: Sequence[str], right: Row, yours: Row
) -> Iterator[tuple[str, Callable[[Callable[..., Any], Case], Any], float]]:
    """What is added to the right answer, or multiplied into it, if it is a product of a few arguments: words, function, cost."""
    if right.shape != (len(cases),) or yours.shape != right.shape:
        return
    plain = (np.abs(right) < MARK) & (np.abs(yours) < MARK)
    sizes = np.maximum(1e-3, np.abs(right))
    with np.errstate(all="ignore"):
        ratio = (yours / right)[plain & (right != 0)]
        if ratio.size and np.ptp(ratio) <= 1e-9 * np.abs(ratio[0]):
            return  # always the same factor: that is simpler than a sum with a product
        for how, target in (("plus", yours - right), ("times", yours / right)):
            still = 0.0 if how == "plus" else 1.0
            apart = np.abs(target - still) > 1e-9 * (sizes if how == "plus" else 1.0)
            used = np.flatnonzero(plain & apart & np.isfinite(target) & (target != 0)).tolist()
            there = [cases[i] for i in used]
            columns = list(_columns(there, parameters)) if len(used) > SPARE else []
            tried = (columns, *([*columns, one] for one in _folded(there, parameters))) if len(used) > SPARE else ()
            found = next((made for made in (_product(target[used], one) for one in tried) if made is not None), None)
            if found is not None:
                yield from _said(how, *found)


def _columns(cases: Sequence[Case], parameters: Sequence[str]) -> Iterator[tuple[str, Callable[[Case], float], Row]]:
    """Numbers that a term may be made of: words, how to get one, and its values."""
    seen: list[Row] = []
    for name in parameters:
        sizes: list[tuple[str, Callable[[Case], float]]] = []
        if all(is_number(case[name]) for case in cases):
            sizes.append((f"`{name}`", partial(_number, name)))
        elif all(_row(case[name]) is not None and np.size(case[name]) for case in cases):
            sizes.append((say("how many `{name}` there are", name=name), partial(_count, name)))
        for said, fn in sizes:
            values = np.array([fn(case) for case in cases])
            known = any(np.array_equal(values, other) for other in seen)  # rows beside each other are equally long
            if _tells(values) and not known:
                seen.append(values)
                yield said, fn, values


def _tells(values: Row) -> bool:
    """They have logarithms, and not all the same one."""
    return bool(np.isfinite(values).all() and (values != 0).all() and np.ptp(np.log(np.abs(values))) > 1e-9)


def _folded(cases: Sequence[Case], parameters: Sequence[str]) -> Iterator[tuple[str, Callable[[Case], float], Row]]:
    """Single numbers made of rows, one of which may enter a term."""
    for name in parameters:
        if all(_row(case[name]) is not None and np.size(case[name]) for case in cases):
            for words, fold in FOLDS.items():
                values = np.array([_fold(name, fold, case) for case in cases])
                if _tells(values):
                    yield say(words, name=name), partial(_fold, name, fold), values


FOLDS: dict[str, Callable[[Any], Any]] = {
    "the sum of `{name}`": np.sum,
    "the largest of `{name}`": np.max,
    "the smallest of `{name}`": np.min,
    "the first of `{name}`": lambda row: row[0],
    "the last of `{name}`": lambda row: row[-1],
}


def _fold(name: str, fold: Callable[[Any], Any], case: Case) -> float:
    return float(fold(np.asarray(case[name], float)))


def _number(name: str, case: Case) -> float:
    return float(case[name])


def _count(name: str, case: Case) -> float:
    return float(len(case[name]))


def _product(
    target: Row, columns: Sequence[tuple[str, Callable[[Case], float], Row]]
) -> tuple[float, list[tuple[str, Callable[[Case], float], float, bool]]] | None:
    """The product of powers that ``target`` is: its factor, then words, value, power and "by its size alone" of each part."""
    if not columns or len(target) < len(columns) + 1 + SPARE:
        return None
    logs = np.array([np.ones(len(target)), *(np.log(np.abs(values)) for _, _, values in columns)]).T
    found, _, rank, _ = np.linalg.lstsq(logs, np.log(np.abs(target)), rcond=None)
    powers = np.round(2 * found[1:]) / 2
    if rank < logs.shape[1] or np.abs(powers - found[1:]).max() > 1e-4:
        return None
    factor = next((x for x in TIMES if abs(np.exp(found[0]) / x - 1) < 1e-4), None)
    chosen = [(*column, power) for column, power in zip(columns, powers, strict=True) if power]
    if factor is None or not 0 < len(chosen) <= MOST or not all(power in POWERS for *_, power in chosen):
        return None
    signed = [column for column in chosen if (column[2] < 0).any()]
    for left_out in range(2 ** len(signed)):
        bare = {signed[i][0] for i in range(len(signed)) if left_out >> i & 1}
        sign = np.sign(target)
        for said, _, values, power in chosen:
            if said not in bare and power % 2 == 1:
                sign = sign * np.sign(values)
        if (sign == sign[0]).all():
            return sign[0] * factor, [(said, fn, power, said in bare) for said, fn, _, power in chosen]
    return None


def _said(
    how: str, factor: float, parts: Sequence[tuple[str, Callable[[Case], float], float, bool]]
) -> Iterator[tuple[str, Callable[[Callable[..., Any], Case], Any], float]]:
    words = {2.0: "{said}²", 0.5: "√{said}", -1.0: "{said}", -2.0: "{said}²", -0.5: "√{said}", 1.0: "{said}"}
    over: list[str] = []
    under: list[str] = []
    for said, _, power, bare in parts:
        text = words[power].format(said=say("the size of {said}", said=said) if bare else said)
        (over if power > 0 else under).append(text)
    times = abs(factor)
    front = [f"{times:g}"] if times != 1 or not over else []
    product = " × ".join([*front, *over]) + "".join(f" ÷ {text}" for text in under)
    joined = JOINED[how, factor > 0]
    cost = 1.0 + 0.3 * len(parts)
    yield say(joined, product=product), partial(_changed, how, factor, parts), cost


def _changed(
    how: str,
    factor: float,
    parts: Sequence[tuple[str, Callable[[Case], float], float, bool]],
    reference: Callable[..., Any],
    case: Case,
) -> Any:
    value = reference(**case)
    if value is None:
        return None
    term = factor
    for _, fn, power, bare in parts:
        number = fn(case)
        size = abs(number) ** power
        term *= size if bare or power % 2 != 1 else size * np.sign(number)
    return value + term if how == "plus" else value * term


# -- where it goes wrong -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Region:
    """Some of the cases, or some of the entries of every answer: words for it, and which entries belong to it."""

    text: str
    holds: Callable[[Case, Layout], bool | Row]

    def mask(self, cases: Sequence[Case], layouts: Sequence[Layout]) -> Row:
        """Whether each entry of all cases belongs to it."""
        return np.concatenate(
            [np.broadcast_to(self.holds(c, x), (x.size,)) for c, x in zip(cases, layouts, strict=True)]
        )


def regions(
    cases: Sequence[Case],
    parameters: Sequence[str],
    layouts: Sequence[Layout],
    units: Mapping[str, Any],
    reference: Callable[..., Any],
) -> Iterator[Region]:
    """Every part of the cases, or of the answers, that has a short name."""
    numbers = [name for name in parameters if all(is_number(case[name]) for case in cases)]
    for name in parameters:
        values = [case[name] for case in cases]
        if all(isinstance(v, str | bool) for v in values):
            for option in dict.fromkeys(values):
                yield Region(say("where `{name}={option}`", name=name, option=repr(option)), partial(_is, name, option))
    for name in numbers:
        for words, fn in SIGNS.items():
            yield Region(say(words, name=name), partial(_signed, name, fn))
    for a, b in permutations(numbers, 2):
        if units.get(a) and units.get(a) == units.get(b):
            yield Region(say("where `{a}` is below `{b}`", a=a, b=b), partial(_below, a, b))
    if not layouts[0].keys and not layouts[0].shape:
        for words, under in (
            ("where the right answer is negative", True),
            ("where the right answer is positive", False),
        ):
            yield Region(words, partial(_beside, reference, "", under))
        for name in numbers:
            if units.get(name) and units.get(name) == units.get("return"):
                for words, under in SIDES.items():
                    yield Region(say(words, name=name), partial(_beside, reference, name, under))
    for name in parameters:
        if all(_row(case[name]) is not None for case in cases):
            yield Region(say("where `{name}` has more than one entry", name=name), partial(_long, name))
    for key in layouts[0].keys:
        yield Region(say("in `{key}`", key=repr(key)), partial(_keyed, key))
    if all(layout.shape for layout in layouts):
        for words, keep in PLACES.items():
            yield Region(say(words), partial(_placed, keep))


SIGNS: dict[str, Callable[[float], bool]] = {
    "where `{name}` is negative": lambda v: v < 0,
    "where `{name}` is positive": lambda v: v > 0,
    "where `{name}` is zero": lambda v: v == 0,
}
PLACES: dict[str, slice] = {
    "in the first entry": slice(0, 1),
    "in the last entry": slice(-1, None),
    "after the first entry": slice(1, None),
}


SIDES = {"where the right answer is below `{name}`": True, "where the right answer is above `{name}`": False}


def _beside(reference: Callable[..., Any], name: str, under: bool, case: Case, layout: Layout) -> bool:
    """The right answer is below an argument, or above it; without a name, zero."""
    try:
        value = reference(**case)
    except Exception:  # it refuses the case
        return False
    border = case[name] if name else 0
    return is_number(value) and bool(value < border if under else value > border)


def _long(name: str, case: Case, layout: Layout) -> bool:
    return len(case[name]) > 1


def _is(name: str, option: Any, case: Case, layout: Layout) -> bool:
    return bool(case[name] == option)


def _signed(name: str, fn: Callable[[float], bool], case: Case, layout: Layout) -> bool:
    return bool(fn(case[name]))


def _below(a: str, b: str, case: Case, layout: Layout) -> bool:
    return bool(case[a] < case[b])


def _keyed(key: str, case: Case, layout: Layout) -> Row:
    return np.array([k == key for k in layout.keys] or [False] * layout.size)


def _placed(keep: slice, case: Case, layout: Layout) -> Row:
    found = np.zeros(layout.size, dtype=bool)
    found[keep] = True
    return found
