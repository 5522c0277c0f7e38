"""Texts with numbers in them: plain strings whose fields carry a name and a unit, filled in one place.

``say("You post **{collateral:$}** at {leverage:×}.", collateral=500, leverage=20)`` is "You post **$500** at 20×.". What
stands after the colon is the unit, how many digits, and ``+`` where a gain shows its sign:

========= ============================================== ==================
``$``     money                                          ``{pnl:$2+}``
``%``     a fraction as per cent                         ``{move:%1}``
``%?``    a probability from a model, its ends as bounds ``{odds:%?}``
``%~``    a fraction that somebody has set, as it was    ``{maintenance:%~}``
``×``     a multiple                                     ``{leverage:×}``
``#``     a plain number                                 ``{ratio:#3}``
``a|b``   ``a`` where the number is one, else ``b``      ``{days} {days:day|days}``
========= ============================================== ==================

A field without a unit is a word or a whole number. An "a" before a number agrees with it: "a 10× long", "an 8× long". In
another language than English the template, and every field that is a word, is taken from its catalogue
(:mod:`course.language`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache, partial
from string import Formatter
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeAlias

from .language import catalogue, word
from .words import article, chance, number, percent, stated, times, usd

UNIT = re.compile(r"(?P<unit>[$#×]|%[?~]?)(?P<digits>\d?)(?P<sign>\+?)")
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
        said = super().__new__(cls, text)
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
    text = ""
    places: list[tuple[int, int, str]] = []
    for words, agrees, name, write, bare, shown in _pieces(word(template)):
        if name is None or write is None:
            text += words
            continue
        value = values[name]
        said = write(value)
        if agrees and said and article(said) != "a" and not catalogue() and _ARTICLE.search(text[-2:] + words):
            words = words[:-1] + "n "
        text += words
        at = len(text)
        text += said
        if shown:
            places.append((at, at + len(said), name))
        if bare and type(value) is _Said:
            places += _moved(value, at)
    return _Said(text, tuple(places))


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


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date | str) -> Said:
    """A day: ``"2020-03-12"`` or one with a time of day → ``"12 March 2020"``."""
    found = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return say("{day} {month} {year}", day=found.day, month=MONTHS[found.month - 1], year=str(found.year))


def day_of_year(when: date) -> Said:
    """A day whose year is clear: ``"12 March"``."""
    return say("{day} {month}", day=when.day, month=MONTHS[when.month - 1])


def month(when: date | str, names: tuple[str, ...] = MONTHS) -> Said:
    """A month: ``"March 2020"``, with :data:`SHORT` ``"Mar 2020"``."""
    found = date.fromisoformat(when[:10]) if isinstance(when, str) else when
    return say("{month} {year}", month=names[found.month - 1], year=str(found.year))


_Piece = tuple[str, bool, str | None, Callable[[Any], str] | None, bool, bool]


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[_Piece, ...]:
    """The words before each field, whether they end in an article; its name; what writes it; whether it is a word, or shown."""
    found: list[_Piece] = []
    for words, name, spec, _ in Formatter().parse(template):
        write = None if name is None else _writer(spec or "", name)
        found.append(
            (words, words == " " or words.endswith(("a ", "A ")), name, write, not spec, "|" not in (spec or ""))
        )
    return tuple(found)


def _writer(spec: str, name: str) -> Callable[[Any], str]:
    """What writes a value as a field says it."""
    if "|" in spec:
        one, many = spec.split("|")
        return lambda value: one if value == 1 else many
    if spec:
        return _unit(spec, name)

    def write(value: Any) -> str:
        if isinstance(value, str):
            return word(value)
        if hasattr(value, "__index__"):  # a whole number, Python's or numpy's
            return number(int(value), 0)
        raise ValueError(f"the field {name!r} needs a unit for {value!r}")

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
    if unit == "$":
        return partial(usd, digits=digits, sign=sign)
    given: dict[str, Any] = {} if digits is None else {"digits": digits}
    if unit in "%#":
        return partial({"%": percent, "#": number}[unit], sign=sign, **given)
    return partial({"%?": chance, "%~": stated}[unit], **given)
