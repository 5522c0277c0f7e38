"""Texts with numbers in them: plain strings whose fields carry a name and a unit, filled in one place.

``say("You post **{collateral:$}** at {leverage:×}.", collateral=500, leverage=20)`` is "You post **$500** at 20×.". What
stands after the colon is the unit, how many digits, and ``+`` where a gain shows its sign:

========= ============================================== ==================
``$``     money                                          ``{pnl:$2+}``
``$~``    a price, with the digits that one of its size has  ``{wall:$~}``
``%``     a fraction as per cent                         ``{move:%1}``
``%?``    a probability from a model, its ends as bounds ``{odds:%?}``
``%~``    a fraction that somebody has set, as it was    ``{maintenance:%~}``
``×``     a multiple                                     ``{leverage:×}``
``#``     a plain number                                 ``{ratio:#3}``
``#~``    a number that names or was set: as it was      ``{year:#~}``
``a|b``   ``a`` where the number is one, else ``b``      ``{days} {days:day|days}``
========= ============================================== ==================

A field without a unit is a word, a whole number, or what says itself what it is (a source, a refusal, a path); between
backticks it is code, the same in every language. Where signs
alone stand between the fields it is :func:`wordless`: nothing to translate. The texts of questions and drills
are the same, with their numbers beside them (:func:`told`). An "a" before a number agrees with it: "a 10×
long", "an 8× long". In another language than English the template, and every field that is a word, is taken from its catalogue
(:mod:`course.language`): it may order the fields as it likes, and give a counted word as many forms as it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from numbers import Number
from string import Formatter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeAlias

from .language import catalogue, plural, word
from .number_format import as_set, chance, number, percent, price, stated, times, usd, vowel_first

UNIT = re.compile(r"(?P<unit>\$~?|×|#~?|%[?~]?)(?P<digits>\d?)(?P<sign>\+?)")
_ARTICLE = re.compile(r"(?:^|\W)[aA] $")


class _Said(str):
    """A text that knows which of its letters stand for which name; what is added to it is looked up as it is.

    Attributes:
        places: start, end and name of every field, in the order of the text.
    """

    __slots__ = ("places",)
    places: tuple[tuple[int, int, str], ...]

    def __new__(cls, text: str, places: tuple[tuple[int, int, str], ...] = ()) -> _Said:
        """``text``, and where the fields stand in it."""
        said = str.__new__(cls, text)
        said.places = places
        return said

    def __add__(self, other: str) -> _Said:
        other = other if isinstance(other, _Said) else word(other)
        return _Said(str.__add__(self, other), self.places + _moved(other, len(self)))

    def __radd__(self, other: str) -> _Said:
        other = word(other)
        return _Said(other + str(self), _moved(self, len(other)))

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        return str(self)[key]

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.places


if TYPE_CHECKING:
    Said: TypeAlias = str  # to a type checker it is a text like any other, so that lists and branches may mix them
else:
    Said = _Said


def _moved(text: str, by: int) -> tuple[tuple[int, int, str], ...]:
    return tuple((start + by, end + by, name) for start, end, name in getattr(text, "places", ()))


def say(template: str, /, **values: Any) -> Said:
    """``template`` in the language that is spoken, its fields filled from ``values``.

    Raises:
        KeyError: a field has no value of its name.
        ValueError: a field's unit is none of the table above, or a fraction has none.
    """
    return _filled(word(template), values)


def wordless(template: str, /, **values: Any) -> Said:
    """``template`` with its fields filled as :func:`say` does, where only signs stand between them: the same in every language.

    ``wordless("{posted:$} × {leverage:×} = {notional:$}", …)`` is a formula, ``wordless("{side} {symbol}", …)`` a label.
    """
    return _filled(template, values)


class Numbers(Mapping[str, Any]):
    """What a question draws, and what ``fields`` stand for beside it: a constant each, or a formula, computed when it is said.

    >>> asked = Numbers({"rate": 0.5, "half": lambda q: q.size / 2}, {"size": 4})
    >>> asked["half"], asked["size"]
    (2.0, 4)
    """

    def __init__(self, fields: Mapping[str, Any], drawn: Mapping[str, Any]) -> None:
        self.drawn, self._fields = drawn, fields
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            field = self._fields[name] if name in self._fields else self.drawn[name]
            self._known[name] = field(SimpleNamespace(**self.drawn)) if callable(field) else field
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.drawn, **self._fields})

    def __len__(self) -> int:
        return len({**self.drawn, **self._fields})


def told(text: str | Callable[..., str], numbers: Numbers) -> str:
    """A text as :func:`say` has it, with a question's numbers in its fields; or what a function of those drawn returns."""
    return _filled(word(text), numbers) if isinstance(text, str) else text(**numbers.drawn)


def _filled(template: str, values: Mapping[str, Any]) -> Said:
    parts: list[str] = [""]  # joined at the end: a text that is added to another would be looked up again
    places: list[tuple[int, int, str]] = []
    at = 0
    for words, agrees, name, write, bare, shown in _pieces(template):
        if write is None:
            parts.append(words)
            continue
        value = values[name]
        said = write(value)
        if agrees and vowel_first(said) and not catalogue() and _ARTICLE.search("".join(parts)[-2:] + words):
            words = words[:-1] + "n "
        start = at + len(words)
        at = start + len(said)
        parts += words, said
        if shown:
            places.append((start, at, name))
        if bare and type(value) is _Said:
            places += _moved(value, start)
    return _Said("".join(parts), tuple(places))


def joined(separator: str, texts: Iterable[str]) -> Said:
    """The texts one after the other, as ``str.join`` has them, with their places."""
    whole: str = _Said("")
    for i, text in enumerate(texts):
        whole = whole + (word(separator) if i else "") + word(text)
    return whole


def listed(names: Iterable[str], last: str = " and ") -> Said:
    """``"A"``, ``"A and B"``, ``"A, B and C"``; nothing of none."""
    *head, end = list(names) or [""]
    return joined(", ", head) + last + word(end) if head else _Said("") + end


def capital(text: str) -> Said:
    """A text as it begins a sentence."""
    said = word(text)
    return _Said(said[:1].upper() + str(said)[1:], _moved(said, 0))


def small(text: str) -> str:
    """A text as it stands within a sentence; one that begins with a name in capitals stays."""
    said = word(text)
    return said if said[1:2].isupper() else _Said(said[:1].lower() + str(said)[1:], _moved(said, 0))


def time_of_day(when: datetime) -> str:
    """Hours and minutes: ``"14:05"``."""
    return f"{when:%H:%M}"


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


#: How days and months are put together: without a word, and yet for each language to order.
DAY, DAY_OF_YEAR, MONTH = "{day} {month} {year:#~}", "{day} {month}", "{month} {year:#~}"


def day(when: date | str) -> Said:
    """A day: ``"2020-03-12"`` or one with a time of day → ``"12 March 2020"``."""
    found = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return say(DAY, day=found.day, month=MONTHS[found.month - 1], year=found.year)


def day_of_year(when: date) -> Said:
    """A day whose year is clear: ``"12 March"``."""
    return say(DAY_OF_YEAR, day=when.day, month=MONTHS[when.month - 1])


def month(when: date | str, names: tuple[str, ...] = MONTHS) -> Said:
    """A month: ``"March 2020"``, with :data:`SHORT` ``"Mar 2020"``."""
    found = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return say(MONTH, month=names[found.month - 1], year=found.year)


_Piece = tuple[str, bool, str, Callable[[Any], str] | None, bool, bool]


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[_Piece, ...]:
    """The words before each field, whether they end in an article; its name; what writes it; whether it is a word, or shown."""
    found: list[_Piece] = []
    code = False
    for words, name, spec, _ in Formatter().parse(template):
        code ^= words.count("`") % 2 == 1
        write = None if name is None else str if code and not spec else _writer(spec or "", name)
        agrees = words == " " or words.endswith(("a ", "A "))
        found.append((words, agrees, name or "", write, not spec, "|" not in (spec or "")))
    return tuple(found)


def _writer(spec: str, name: str) -> Callable[[Any], str]:
    """What writes a value as a field says it."""
    if "|" in spec:
        forms = spec.split("|")
        return lambda value: forms[min(plural(value), len(forms) - 1)]
    if spec:
        return _unit(spec, name)

    def write(value: Any) -> str:
        if isinstance(value, str):
            return word(value)
        if hasattr(value, "__index__"):  # a whole number, Python's or numpy's
            return number(int(value), 0)
        if value is None or isinstance(value, Number | date):
            raise ValueError(f"the field {name!r} needs a unit for {value!r}")
        return word(str(value))

    return write


@lru_cache(maxsize=256)
def _unit(spec: str, name: str) -> Callable[[Any], str]:
    """What writes a value in a unit."""
    found = UNIT.fullmatch(spec)
    if found is None:
        raise ValueError(f"the unit {spec!r} of the field {name!r} is not in the table of course.texts")
    unit, sign = found["unit"], bool(found["sign"])
    digits = int(found["digits"]) if found["digits"] else None
    if unit == "×":
        return times
    if unit == "#~":
        return as_set
    writers: dict[str, Callable[..., str]] = {
        "$": usd,
        "$~": price,
        "%": percent,
        "#": number,
        "%?": chance,
        "%~": stated,
    }
    write = writers[unit]
    given = {name: value for name, value in (("digits", digits), ("sign", sign or None)) if value is not None}
    return partial(write, **given) if given else write
