"""Oracles: what an explorer tells at random settings, held against a plain loop that has not seen its code.

A file for each lesson, ``test_SLUG.py``, registers one function for each explorer::

    @oracle("leverage", "halving")
    def halving(told: Told, leverage: float, maintenance: float) -> None:
        ...recompute with plain Python, then assert what told.title, told.sentence, told.table and told.data claim

    test_every_sentence = held("leverage")

The function gets the values of the controls by name (``guess`` too, where one is asked). It uses nothing of
``course.lessons`` and ``course.charts``, and from the engine at most what vectors of venues hold.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from course.charts.columns import columns_of
from course.explorers import Choice, Explorer, Number, View
from course.explorers.records import BREATH, BRIEF, HEADLINE
from course.lessons import record
from tests.oracles.planted import CURVE, IN_ALL, IN_TEXTS, faults

# The texts of tables as a learner without pyarrow has them: to make and to read a table of Arrow's costs twice as much.
pd.options.mode.string_storage = "python"

#: Settings of each explorer: its start, corners of its controls, and the rest in between.
SETTINGS = 500
CORNERS = 128
SEED = 20260101

_ORACLES: dict[str, dict[str, Callable[..., Any]]] = {}
_CONSTANTS: dict[tuple[str, str], tuple[float, ...]] = {}
_LOOSE: dict[tuple[str, str], frozenset[str]] = {}
_WHOLE: dict[tuple[str, str], bool] = {}
_NUMBER = re.compile(
    r"(?<![A-Za-z\d.,])(?P<minus>[−-]?)\$?(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<scale>[kMB]?)\s?(?P<unit>%?)"
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SCALES = {"": 1.0, "k": 1e3, "M": 1e6, "B": 1e9}


class UndecidedError(Exception):
    """Raised by an oracle where the last digit of a float decides: of such a place nothing can be said."""


@dataclass(frozen=True)
class Told:
    """What one setting shows.

    Attributes:
        title, subtitle, sentence, explain: the texts, without marks for bold.
        bold: the parts of the sentence that are bold, in order.
        data: the tables that the charts draw, by name.
        twin: the twin of the chart, or what makes it (:attr:`table`).
        idle: what is said of controls that change nothing here, by name.
    """

    title: str
    subtitle: str
    sentence: str
    explain: str
    bold: tuple[str, ...]
    data: Tables
    twin: Any
    idle: dict[str, str]

    @cached_property
    def table(self) -> Any:
        """The twin of the chart as a DataFrame, or None; made when it is asked for."""
        return self.twin() if callable(self.twin) else self.twin

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        """The rows of the twin as plain records, only to be read: ``table.to_dict("records")`` at a fifth of its cost."""
        columns = {name: cells.tolist() for name, cells in self.table.items()}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def unclaimed(self, known: Sequence[Any]) -> list[str]:
        """What the texts state beyond what was looked for in them and what is ``known``."""
        left = []
        for text in (self.title, self.sentence, self.explain):
            for shown, half in numbers(text):
                given = any(abs(abs(shown) - abs(v)) <= half + 1e-9 for v in known if isinstance(v, int | float))
                if not given and (abs(shown), half) not in text.found:
                    left.append(f"{shown:g}")
        return left

    def apart(self, known: Sequence[float], loose: frozenset[str]) -> list[str]:
        """Labels with a number that is neither in their row, nor the distance of two in it, nor in the texts, nor ``known``."""
        wrong = []
        found = self.title.found
        for name in self.data:
            columns = self.data.arrays(name)
            texts = [
                c for c, values in columns.items() if values.dtype.kind not in "fiub" and f"{name}.{c}" not in loose
            ]
            figures = [values.astype(float).tolist() for values in columns.values() if values.dtype.kind in "fiu"]
            for column in texts:
                for place, label in enumerate(columns[column].tolist()[:CURVE]):
                    for shown, half in numbers(str(label)):
                        size, row = abs(shown), [figure[place] for figure in figures]
                        beside = [
                            *map(abs, row),
                            *(abs(a - b) for a, b in itertools.combinations(row, 2)),
                            *map(abs, known),
                        ]
                        if not any(abs(size - x) <= half * (1 + 1e-6) + 1e-9 for x in beside) and not any(
                            abs(size - x) <= half + other for x, other in found
                        ):
                            wrong.append(f"{name}.{column}[{place}] {label}")
        return wrong

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table of the chart, as plain records; the same whoever asks, so only to be read."""
        return self.data.records(name)


class Column(np.ndarray[Any, Any]):
    """The cells of a column as an array; what of pandas an array has not, a Series of them does."""

    def to_numpy(self) -> Any:
        return np.asarray(self)

    @property
    def iloc(self) -> Column:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(pd.Series(np.asarray(self)), name)


def _column(values: NDArray[Any]) -> Column:
    """Numbers with gaps are numbers: a gap is none."""
    if values.dtype.kind == "O" and all(x is None or isinstance(x, int | float) for x in values):
        values = values.astype(float)
    return values.view(Column)


class Drawn:
    """A table that a chart draws, as arrays: to make DataFrames of all of them costs more than to hold them against a loop.

    What is asked of it beyond columns, rows that fulfil something and their number, a DataFrame of it answers.
    """

    def __init__(self, columns: dict[str, Column]) -> None:
        self.columns = columns

    def __getitem__(self, what: Any) -> Any:
        if isinstance(what, str):
            return self.columns[what]
        if isinstance(what, np.ndarray) and what.dtype.kind == "b":
            return Drawn({name: values[what] for name, values in self.columns.items()})
        return self.frame[what]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    @cached_property
    def frame(self) -> pd.DataFrame:
        return pd.DataFrame({name: np.asarray(values) for name, values in self.columns.items()})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.frame, name)


class Tables(Mapping[str, Drawn]):
    """The tables that a chart draws, or their rows as records."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = dict(tables)
        self._arrays: dict[str, dict[str, NDArray[Any]]] = {}
        self._made: dict[str, Drawn] = {}
        self._records: dict[str, list[dict[str, Any]]] = {}

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The columns of one table."""
        if name not in self._arrays:
            self._arrays[name] = columns_of(self.tables[name])
        return self._arrays[name]

    def __getitem__(self, name: str) -> Drawn:
        if name not in self._made:
            self._made[name] = Drawn({column: _column(values) for column, values in self.arrays(name).items()})
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def records(self, name: str) -> list[dict[str, Any]]:
        """One table as plain records, made once."""
        if name not in self._records:
            columns = self.arrays(name)
            rows = zip(*(c.tolist() for c in columns.values()), strict=True)
            self._records[name] = [dict(zip(columns, row, strict=True)) for row in rows]
        return self._records[name]


class Text(str):
    """A text that remembers which of its numbers were looked for and found, in itself and in whatever is cut out of it."""

    found: set[tuple[float, float]]

    @classmethod
    def of(cls, text: str, found: set[tuple[float, float]]) -> Text:
        made = cls(text)
        made.found = found
        return made

    def claim(self, needle: Any, known: bool) -> bool:
        """Note the numbers of ``needle`` as looked for, if it was found; returns whether it was."""
        if known:
            self.found.update((abs(shown), half) for shown, half in numbers(str(needle)))
        return known

    def __contains__(self, needle: Any) -> bool:
        return self.claim(needle, super().__contains__(needle))

    def __eq__(self, other: object) -> bool:
        return self.claim(other, super().__eq__(other))

    __hash__ = str.__hash__

    def startswith(self, needle: Any, *places: Any) -> bool:
        return self.claim(needle, super().startswith(needle, *places))

    def endswith(self, needle: Any, *places: Any) -> bool:
        return self.claim(needle, super().endswith(needle, *places))

    def __getitem__(self, place: Any) -> Text:
        return Text.of(super().__getitem__(place), self.found)

    def split(self, *how: Any) -> list[Any]:
        return [Text.of(part, self.found) for part in super().split(*how)]

    def rsplit(self, *how: Any) -> list[Any]:
        return [Text.of(part, self.found) for part in super().rsplit(*how)]

    def partition(self, at: str) -> tuple[Any, Any, Any]:
        first, middle, last = (Text.of(part, self.found) for part in super().partition(at))
        return first, middle, last

    def rpartition(self, at: str) -> tuple[Any, Any, Any]:
        first, middle, last = (Text.of(part, self.found) for part in super().rpartition(at))
        return first, middle, last

    def lstrip(self, what: str | None = None) -> Text:
        return Text.of(super().lstrip(what), self.found)

    def rstrip(self, what: str | None = None) -> Text:
        return Text.of(super().rstrip(what), self.found)


def numbers(text: str) -> list[tuple[float, float]]:
    """The numbers in a text as (value, half of its last digit); per cent as fractions, k and M as what they mean."""
    return list(_numbers(str(text)))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[tuple[float, float], ...]:
    found = []
    # The day on which something was read is no number.
    for hit in _NUMBER.finditer(_DAY.sub(lambda day: "_" * len(day[0]), text)):
        digits = hit["digits"].replace(",", "")
        unit = _SCALES[hit["scale"]] * (0.01 if hit["unit"] else 1.0)
        sign = -1 if hit["minus"] else 1
        found.append((sign * float(digits) * unit, 0.5001 * 10.0 ** -len(digits.partition(".")[2]) * unit))
    return tuple(found)


def says(text: str, value: float, *, signed: bool = False) -> bool:
    """Whether ``text`` prints ``value``, rounded as it rounds."""
    known = False
    for shown, half in numbers(text):
        one, two = (shown, value) if signed else (abs(shown), abs(value))
        if abs(one - two) <= half * (1 + 1e-6) + 1e-9 * abs(two):
            known = True
            read(text, shown, half)
    return known


def read(text: str, shown: float, half: float) -> float:
    """Note that a number of a text was looked at; returns it."""
    if isinstance(text, Text):
        text.found.add((abs(shown), half))
    return shown


def first(text: str) -> float:
    """The first number of a text, which the caller holds against something."""
    return read(text, *numbers(text)[0])


def ends(control: Any) -> list[Any]:
    """The values at the edges of a control."""
    if isinstance(control, Number):
        return [control.min, control.max]
    return list(control.labels) if isinstance(control, Choice) else [False, True]


def anywhere(control: Any, rng: np.random.Generator) -> Any:
    """A value that a learner might choose: mostly on the slider's stops, sometimes typed in between, sometimes an end."""
    if not isinstance(control, Number):
        return ends(control)[rng.integers(len(ends(control)))]
    if rng.random() < 0.1:
        return ends(control)[rng.integers(2)]
    low, high = (math.log(control.min), math.log(control.max)) if control.log else (control.min, control.max)
    drawn = float(rng.uniform(low, high))
    if control.log:
        return min(max(float(f"{math.exp(drawn):.3g}"), control.min), control.max)
    if control.step and rng.random() < 0.8:
        drawn = control.min + round((drawn - control.min) / control.step) * control.step
    return min(max(drawn, control.min), control.max)


def settings(
    explorer: Explorer, count: int = SETTINGS, corners: int = CORNERS, seed: int = SEED
) -> list[dict[str, Any]]:
    """The start, corners of all controls, and places in between: ``count`` in all, each with a guess where one is asked."""
    rng = np.random.default_rng(seed)
    controls = dict(explorer.controls)
    if explorer.prediction:
        controls["guess"] = explorer.prediction.control
    start = {name: control.value for name, control in controls.items()}
    edges = [
        dict(zip(controls, corner, strict=True))
        for corner in itertools.islice(itertools.product(*map(ends, controls.values())), 4096)
    ]
    if len(edges) > corners:
        edges = [edges[i] for i in sorted(rng.choice(len(edges), corners, replace=False))]
    places = [start, *edges]
    places += [{n: anywhere(c, rng) for n, c in controls.items()} for _ in range(max(count - len(places), 0))]
    return places


def once(explorer: Explorer, places: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each setting the first time it was drawn: choices have only so many, and a second time tells nothing new."""
    controls = dict(explorer.controls)
    if explorer.prediction:
        controls["guess"] = explorer.prediction.control

    def key(place: dict[str, Any]) -> tuple[Any, ...]:
        # A whole number is typed with a fraction and taken without.
        return tuple(
            (round(v) if controls[n].whole else float(v)) if isinstance(controls[n], Number) else repr(v)
            for n, v in place.items()
        )

    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for place in places:
        found.setdefault(key(place), place)
    return list(found.values())


#: Settings at which a control that is said to change nothing is turned.
IDLES = 3
#: Explorers that stand open at once, one for each guess; for a further guess the oldest is asked again.
OPEN = 8


class Watched:
    """Explorers of one kind, set to values; one for each guess, since a guess is locked.

    Any exception but a refusal of input comes through.
    """

    def __init__(self, make: Callable[[], Explorer]) -> None:
        self.make = make
        self.by_guess: dict[Any, Explorer] = {}

    def at(self, values: dict[str, Any]) -> Explorer:
        given = dict(values)
        guess = given.pop("guess", None)
        if guess not in self.by_guess:
            if len(self.by_guess) < OPEN:
                explorer = self.make()
            else:
                explorer = self.by_guess.pop(next(iter(self.by_guess)))
                explorer.ask_again()
            if explorer.prediction:
                explorer.predict(guess)
            self.by_guess[guess] = explorer
            if not given:
                return explorer
        explorer = self.by_guess[guess]
        explorer.set(**given)
        return explorer


def close(one: Any, two: Any, tolerance: float, gaps: bool = False) -> bool:
    """Whether all numbers of both agree to a tolerance, of their size or of one; with ``gaps`` NaN agrees with NaN."""
    a, b = np.asarray(one, float), np.asarray(two, float)
    with np.errstate(invalid="ignore"):
        right = (np.abs(a - b) <= tolerance * (1 + np.abs(b))) | (a == b)
    return bool((right | (np.isnan(a) & np.isnan(b)) if gaps else right).all())


def same(column: Any, expected: Any) -> bool:
    """Whether a column holds these numbers, an empty cell where there is none."""
    shown, wanted = _floats(column), _floats(expected)
    return shown.shape == wanted.shape and close(shown, wanted, 1e-6, gaps=True)


def _floats(cells: Any) -> Any:
    """Cells as numbers; an empty one is none."""
    known = np.asarray(cells)
    if known.ndim == 1 and known.dtype.kind in "fiu":
        return known.astype(float)
    return np.array([math.nan if x is None else float(x) for x in cells])


class About:
    """A number, or as many as there are, up to the sixth digit: what ``pytest.approx`` is, at a fortieth of its cost for one."""

    __array_ufunc__ = None
    __array_priority__ = 100

    def __init__(self, value: Any, rel: float = 1e-6, abs: float = 1e-12) -> None:  # noqa: A002
        self.value, self.rel, self.abs = value, rel, abs

    def __eq__(self, other: object) -> bool:
        value = self.value
        if isinstance(value, int | float) and isinstance(other, int | float):
            return value == other or bool(math.fabs(value - other) <= max(self.rel * math.fabs(value), self.abs))
        if type(value) is type(other) and type(value) in (list, tuple):
            return len(value) == len(other) and all(  # type: ignore[arg-type]
                b == About(a, self.rel, self.abs)
                for a, b in zip(value, other, strict=True)  # type: ignore[call-overload]
            )
        return bool(other == pytest.approx(value, rel=self.rel, abs=self.abs))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"about {self.value!r}"


def _plain(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text)


NO_NUMBER = re.compile(r"\b(?:nan|inf|None)\b|∞")


def answered(at: Explorer, tables: Tables | None = None) -> None:
    """What holds of whatever is shown: a title, a sentence and finite numbers, or one friendly line beside a control.

    Args:
        at: what is shown.
        tables: those of its view, if somebody reads them too.

    Raises:
        AssertionError: where it does not.
    """
    if at.error:
        assert not NO_NUMBER.search(at.error), at.error
        assert at.error_control in at.controls or not at.error_control, at.error_control
        return
    for text in (at.view.sentence, at.view.title):
        assert text.strip()
    assert len(at.view.inputs) <= BRIEF, f"a subtitle of {len(at.view.inputs)} characters: {at.view.inputs}"
    begins = at.view.basis
    assert not begins[:1].islower() or begins.startswith("dYdX"), f"what it rests on begins like no sentence: {begins}"
    assert len(at.view.title) <= HEADLINE, f"a title of {len(at.view.title)} characters: {at.view.title}"
    for said in re.split(r"(?<=[.!?])\s+", _plain(at.view.sentence)):
        words = len(said.split())
        assert words <= BREATH, f"a sentence of {words} words: {said}"
    for text in (at.view.sentence, at.view.title, at.view.explain):
        assert not NO_NUMBER.search(text), text
    tables = Tables(at.view.data) if tables is None else tables
    for table in tables:
        for column, values in tables.arrays(table).items():
            numeric = values if values.dtype.kind == "f" else [x for x in values.tolist() if isinstance(x, float)]
            assert np.isfinite(numeric).all(), f"{table}.{column} holds a number that is none"


def told(view: View, tables: Tables | None = None) -> Told:
    """What a frame shows; ``tables``: its own, if they were read before."""
    found: set[tuple[float, float]] = set()
    title, subtitle, sentence, explain = (
        Text.of(_plain(x), found) for x in (view.title, view.subtitle, view.sentence, view.explain)
    )
    return Told(
        title=title,
        subtitle=subtitle,
        sentence=sentence,
        explain=explain,
        bold=tuple(Text.of(part, found) for part in re.findall(r"\*\*(.+?)\*\*", view.sentence)),
        data=Tables(view.data) if tables is None else tables,
        twin=view.table,
        idle=dict(view.idle),
    )


def oracle(
    slug: str, *names: str, constants: Sequence[float] = (), loose: Sequence[str] = (), whole: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the oracle of an explorer (of several, where one loop serves them).

    Args:
        slug: the lesson.
        names: the explorers.
        constants: what title and sentence say at every setting: what the lesson has settled.
        loose: labels, as ``table.column``, whose numbers stand neither in their row nor in the texts: the oracle reads them.
        whole: False where some numbers of the texts are left to other tests, such as a venue's own words for a step.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        for name in names:
            assert name not in _ORACLES.setdefault(slug, {}), f"{slug} has two oracles of {name}"
            _ORACLES[slug][name] = function
            _CONSTANTS[slug, name] = tuple(constants)
            _LOOSE[slug, name] = frozenset(loose)
            _WHOLE[slug, name] = whole
        return function

    return register


def judge(slug: str, name: str, view: View, values: Mapping[str, Any], tables: Tables | None = None) -> None:
    """Hold a frame against its oracle: whatever it states was looked for, was set by the learner, or is a constant.

    ``tables``: those of the frame, if they were read before.

    Raises:
        AssertionError: or whatever the oracle stumbles over.
    """
    shown = told(view, tables)
    try:
        _ORACLES[slug][name](shown, **values)
    except UndecidedError:
        return
    known = [v for v in (*values.values(), *_CONSTANTS[slug, name]) if isinstance(v, int | float)]
    left = shown.unclaimed(known) if _WHOLE[slug, name] else []
    assert not left, f"nobody has checked {left}"
    apart = shown.apart(known, _LOOSE[slug, name])
    assert not apart, f"these labels say what is not drawn beside them: {apart}"


def idles(watched: Watched, values: dict[str, Any], said: View, seen: dict[str, int]) -> None:
    """Hold what is said to change nothing here: turned to its other ends, it does not.

    Raises:
        AssertionError: naming the control, and what it changes.
    """
    for name in said.idle:
        if seen.setdefault(name, 0) >= IDLES:
            continue
        seen[name] += 1
        control = watched.at(values).controls[name]
        for other in ends(control):
            if other == values[name]:
                continue
            at = watched.at({**values, name: other})
            assert not at.error, f"{name} changes nothing, and yet {at.error}"
            for part in ("title", "sentence", "explain"):
                one, two = getattr(said, part), getattr(at.view, part)
                assert one == two, f"{name} changes nothing, but the {part}: {one} | {two}"
            for table, data in said.data.items():
                one, two = columns_of(data), columns_of(at.view.data[table])
                drawn = one.keys() == two.keys() and all(
                    np.array_equal(one[c], two[c], equal_nan=one[c].dtype.kind == "f") for c in one
                )
                assert drawn, f"{name} changes nothing, but the picture: {table}"


@dataclass(frozen=True)
class Known:
    """What tests choose an explorer by.

    Attributes:
        make: makes one.
        title: how its page calls it.
        asks: whether it begins with a question.
        pulls: the names of its results that can be pulled.
    """

    make: Callable[[], Explorer]
    title: str
    asks: bool
    pulls: tuple[str, ...]


@lru_cache(maxsize=32)
def known(slug: str) -> dict[str, Known]:
    """The explorers of a lesson: what of it shows numbers of its own. To find them each is made, so they are looked for once."""
    made = {name: (make, make()) for name, make in record(slug).explorers.items()}
    return {
        name: Known(make, one.name, one.prediction is not None, tuple(one.pulls))
        for name, (make, one) in made.items()
        if isinstance(one, Explorer)
    }


def explorers(slug: str) -> dict[str, Callable[[], Explorer]]:
    """What makes each explorer of a lesson."""
    return {name: one.make for name, one in known(slug).items()}


#: Settings at which faults are planted.
PLACES = 3


def found_faults(slug: str, name: str) -> tuple[dict[str, list[int]], list[str]]:
    """Faults planted one at a time at a few settings: ``(kind → [found, planted], those that nobody noticed)``."""
    watched = Watched(explorers(slug)[name])
    rng = np.random.default_rng(SEED)
    counts: dict[str, list[int]] = {}
    missed, seen = [], 0
    # The start, and places of the random rest: corners show least.
    start, *places = settings(watched.make())
    for values in [start, *reversed(places)]:
        at = watched.at(values)
        if at.error:
            continue
        if seen == PLACES:
            break
        seen += 1
        whole = {**values, **at.values}
        for kind, where, frame in faults(at.view, rng, at.frame["panels"]):
            noticed = counts.setdefault(kind, [0, 0])
            noticed[1] += 1
            try:
                judge(slug, name, frame, whole)
            except Exception:
                noticed[0] += 1
            else:
                missed.append(f"{kind} {where}")
    return counts, missed


def held(slug: str) -> Callable[..., None]:
    """The test of a lesson: every explorer has an oracle, it agrees at every setting, and it notices planted faults."""

    @pytest.mark.parametrize("name", list(explorers(slug)))
    def test(name: str) -> None:
        assert name in _ORACLES.get(slug, {}), f"{slug} has no oracle of {name}"
        watched = Watched(explorers(slug)[name])
        explorer = watched.make()
        places = once(explorer, settings(explorer))
        assert not watched.at(places[0]).error, "it starts with something to see"
        refused, wrong, seen = 0, [], {}
        for values in places:
            at = watched.at(values)
            try:
                view = at.view
                tables = Tables(view.data) if view else None
                answered(at, tables)
                if at.error:
                    refused += 1
                    continue
                # What the explorer answers for: a control may have been taken back to where its film ends.
                given = {**values, **at.values}
                judge(slug, name, view, given, tables)
                if view.idle:
                    idles(watched, given, view, seen)
            except AssertionError as error:
                wrong.append(f"{values}: {error}\n  {at.view.title} | {_plain(at.view.sentence)}")
        assert not wrong, f"{len(wrong)} of {len(places)} settings\n" + "\n".join(wrong[:5])
        assert refused <= 0.5 * len(places), f"{refused} of {len(places)} settings are refused"
        counts, missed = found_faults(slug, name)
        for kinds, least in ((("title", "sentence", "explain"), IN_TEXTS), (tuple(counts), IN_ALL)):
            noticed, planted = (sum(counts.get(kind, [0, 0])[k] for kind in kinds) for k in (0, 1))
            report = f"{noticed} of {planted} faults planted in {', '.join(kinds)} were noticed"
            assert noticed >= least * planted, "\n".join([report, *missed[:40]])

    return test
