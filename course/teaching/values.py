"""Values of learners and references: what kind they are, whether they agree, and how to say it to a person.

A *kind* is a coarse type, because any correct approach must pass: a list may stand for an array, ``numpy.float64`` or
``Fraction`` for a number. Numbers that cannot be compared (NaN, infinities, complex) are kinds of their own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from course.language import word
from course.number_format import MINUS, THIN
from course.teaching.returned_values import Odd
from course.texts import say

SAID: dict[str, str] = {
    "number": "a number",
    "truth": "True or False",
    "text": "text",
    "nothing": "None",
    "array": "an array",
    "sequence": "a tuple or list",
    "mapping": "a dictionary",
    "nan": "nan",
    "infinite": "an infinite number",
    "complex": "a complex number",
    "function": "a function",
    "huge": "a number too large to compare",
    "other": "an object",
}
"""Each kind in words."""


def is_number(value: Any) -> bool:
    """True for anything that is one real number; bool is not a number here."""
    if isinstance(value, bool | np.bool_):
        return False
    if isinstance(value, int | float | Decimal | Fraction | np.integer | np.floating):
        return True
    return isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "iuf"


def kind(value: Any) -> str:
    """The coarse type of ``value``: a key of :data:`SAID`."""
    if isinstance(value, Odd):
        return value.kind
    if is_number(value):
        number = float(value)
        return "nan" if math.isnan(number) else "infinite" if math.isinf(number) else "number"
    if isinstance(value, bool | np.bool_):
        return "truth"
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "text"
    if isinstance(value, complex | np.complexfloating):
        return "complex"
    if isinstance(value, Mapping):
        return "mapping"
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return kind(value.item())
    if isinstance(value, np.ndarray) or (hasattr(value, "__array__") and np.ndim(value) > 0):
        return "array"
    if isinstance(value, Sequence):
        return "sequence"
    return "function" if callable(value) else "other"


def kinds_in(value: Any) -> set[str]:
    """The kind of a value and of everything in it."""
    found = {kind(value)}
    if isinstance(value, Odd):
        return found
    if "array" in found:
        array = np.asarray(value)
        entries = array.ravel().tolist()
        return found | {kind(entry) for entry in entries}
    if "mapping" in found:
        return found.union(*(kinds_in(entry) for entry in value.values()))
    if "sequence" in found:
        return found.union(*(kinds_in(entry) for entry in value))
    return found


def _as_array(value: Any) -> np.ndarray[Any, Any] | None:
    """``value`` as a numeric, boolean or text array; None if it is ragged or holds objects."""
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    if array.dtype == object:
        try:
            array = array.astype(float)
        except (TypeError, ValueError):
            return None
    return array


def misfit(yours: Any, expected: Any, usual: frozenset[str] = frozenset()) -> str:
    """Why ``yours`` cannot even be compared with ``expected``; "" if it can.

    ``usual`` are the kinds that the reference returns somewhere: returning one of them in the wrong place is a wrong value,
    not a wrong type.
    """
    wanted, got = kind(expected), kind(yours)
    if isinstance(yours, Odd):
        return _unusable(yours, SAID[wanted])
    if wanted == "array" and got in ("array", "sequence"):
        return _array_misfit(yours, np.asarray(expected), usual)
    if wanted == "sequence" and got in ("array", "sequence"):
        mine = list(yours)
        if len(mine) != len(expected):
            return say(
                "it returned {mine} values where {expected} are expected", mine=len(mine), expected=len(expected)
            )
        inner = (misfit(a, b, usual) for a, b in zip(mine, expected, strict=True))
        return next((text for text in inner if text), "")
    if wanted == "mapping" and got == "mapping":
        missing = [key for key in expected if key not in yours]
        if missing:
            return say("the dictionary it returned has no {missing}", missing=repr(missing[0]))
        inner = (misfit(yours[key], expected[key], usual) for key in expected)
        return next((text for text in inner if text), "")
    if got == wanted or got in usual:
        return ""
    if wanted == "other":
        return "" if type(yours) is type(expected) else _unusable(yours, type(expected).__name__)
    if got == "array":
        shape = np.shape(yours)
        return say("it returned an array of shape {shape} where {said} is expected", shape=shape, said=SAID[wanted])
    return _unusable(yours, SAID[wanted])


def _array_misfit(yours: Any, expected: np.ndarray[Any, Any], usual: frozenset[str]) -> str:
    array = _as_array(yours)
    if array is None:
        return say("it returned {show}, which is not an array of numbers", show=show(yours))
    if array.shape != expected.shape:
        return say(
            "it returned an array of shape {shape} where shape {shape_2} is expected",
            shape=array.shape,
            shape_2=expected.shape,
        )
    pairs = zip(array.ravel().tolist(), expected.ravel().tolist(), strict=True)
    for index, (a, b) in enumerate(pairs):
        text = misfit(a, b, usual)
        if text:
            return say("at position {index}, {text}", index=index, text=text)
    return ""


def _unusable(yours: Any, wanted: str) -> str:
    got = kind(yours)
    said = {
        "nothing": "it returned nothing (`None`): does every way through it end in a `return`?",
        "nan": "it returned `nan`, not a number: what comes of 0/0, of infinity less infinity, of a root or logarithm below zero",
        "huge": say("it returned {show}, too large to be the answer", show=show(yours)),
        "infinite": say("it returned `{yours}`: somewhere it divides by zero", yours=show(yours)),
        "complex": say("it returned the complex number {yours}: a negative number under a root?", yours=show(yours)),
        "function": "it returned a function: is a pair of brackets missing after a name?",
    }
    if isinstance(yours, Odd) and got in ("sequence", "mapping"):
        return say("it returned {show} where {wanted} is expected", show=show(yours), wanted=wanted)
    return said.get(got) or say(
        "it returned {said}, {show}, where {wanted} is expected", said=SAID[got], show=show(yours), wanted=wanted
    )


def agree(yours: Any, expected: Any, rel_tol: float, abs_tol: float) -> bool:
    """True if the two values are the same up to ``max(rel_tol · |expected|, abs_tol)``; never raises."""
    wanted, got = kind(expected), kind(yours)
    if isinstance(yours, Odd) or isinstance(expected, Odd):
        return isinstance(yours, Odd) and isinstance(expected, Odd) and yours == expected
    if wanted in ("array", "sequence") and got in ("array", "sequence"):
        mine, theirs = list(yours), list(expected)
        return len(mine) == len(theirs) and all(
            agree(a, b, rel_tol, abs_tol) for a, b in zip(mine, theirs, strict=True)
        )
    if wanted == "mapping" and got == "mapping":
        return all(key in yours and agree(yours[key], expected[key], rel_tol, abs_tol) for key in expected)
    if wanted != got:
        return False
    if wanted == "number":
        a, b = float(yours), float(expected)
        return abs(a - b) <= max(rel_tol * abs(b), abs_tol)
    if wanted == "nan":
        return True
    if wanted == "infinite":
        return float(yours) == float(expected)
    try:
        return bool(yours == expected)
    except Exception:  # an object with an == of its own may refuse; then the two do not agree
        return False


def number(value: Any, digits: int = 4) -> str:
    """A number for people: at least ``digits`` significant digits, thousands separated, no trailing zeros.

    >>> number(57062.3456), number(0.0769230), number(-1000.0), number(1e-9)
    ('57,062.35', '0.07692', '−1,000', '1e-09')
    """
    x = float(value)
    if not math.isfinite(x) or (x != 0 and not 1e-6 <= abs(x) < 1e15):
        return f"{x:.{digits}g}".replace("-", MINUS, 1) if x < 0 else f"{x:.{digits}g}"
    whole = math.floor(math.log10(abs(x))) + 1 if x else 1
    decimals = max(digits - whole, 2 if abs(x) >= 1 and digits <= 6 else 0)
    text = f"{x:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", "0"):
        return "0"
    return text.replace("-", MINUS)


BARE = ("index", "step", "score", "times")
"""Units that say what is counted and do not stand behind a number."""


def with_unit(value: Any, unit: str = "", digits: int = 4) -> str:
    r"""A number with its unit set as the field sets it.

    >>> with_unit(57062.3456, "USD"), with_unit(-231, "USD"), with_unit(0.0769, "fraction"), with_unit(10, "×")
    ('$57,062.35', '−$231', '0.0769 (7.69\u202f%)', '10×')
    """
    text = number(value, digits)
    if unit in ("USD", "$"):
        if "." in text and "e" not in text and text[-2] == ".":
            text += "0"  # cents come in pairs
        return f"{MINUS}${text[1:]}" if text.startswith(MINUS) else f"${text}"
    if unit == "fraction":
        return f"{text} ({number(100 * float(value), digits)}{THIN}%)"
    if unit == "%":
        return f"{text}{THIN}%"
    if unit in BARE:
        return text
    if text in ("1", f"{MINUS}1") and unit.endswith("s"):
        unit = unit[:-1]
    return text + (unit if unit in ("×", "°") else f" {word(unit)}" if unit else "")


SHOWN = 200
"""Characters of one value in a reply."""


def show(value: Any) -> str:
    """A value as Python would accept it back, without a machine address; long ones abbreviated."""
    text = scrub(_shown(value))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _shown(value: Any) -> str:
    if isinstance(value, Odd):
        return value.text
    if isinstance(value, np.ndarray) and value.ndim > 0:
        if value.ndim == 1 and value.size > 8:
            inside = ", ".join(map(_shown, value[:3].tolist())) + ", …, " + _shown(value[-1])
            return f"np.array([{inside}])"
        if value.size > 64:
            return say("an array of shape {shape}", shape=value.shape)
        return f"np.array({_shown(value.tolist())})"
    if isinstance(value, np.ndarray | np.generic):
        return _shown(value.item())
    if isinstance(value, list | tuple):
        inside = _some(map(_shown, value[:40]), len(value))
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + _some((f"{k!r}: {_shown(v)}" for k, v in islice(value.items(), 40)), len(value)) + "}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    try:
        return repr(value)
    except Exception:  # only what a learner hands in instead of a function gets here untaken
        return say("an object of type {name}", name=type(value).__name__)


def _some(texts: Iterable[str], count: int) -> str:
    return ", ".join(texts) + (", …" if count > 40 else "")


def scrub(text: str) -> str:
    """Without memory addresses, which would differ from run to run."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)


def pair(yours: Any, expected: Any, unit: str = "") -> tuple[str, str]:
    """Both values in words, with as many digits as it takes to see that they differ."""
    if kind(expected) == "number" and kind(yours) == "number":
        for digits in (4, 6, 9, 12, 15, 17):
            a, b = with_unit(yours, unit, digits), with_unit(expected, unit, digits)
            if a != b:
                return a, b
    texts = [with_unit(value, unit) if kind(value) == "number" else show_rounded(value) for value in (yours, expected)]
    return (texts[0], texts[1]) if texts[0] != texts[1] else (show(yours), show(expected))


def show_rounded(value: Any) -> str:
    """Like :func:`show`, with floats at six significant digits: for values that came out of a calculation."""
    text = _rounded(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _rounded(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.size > 64:
        return show(value)
    if isinstance(value, np.ndarray | np.generic):
        return _rounded(value.tolist())
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"  # no minus before a zero
    if isinstance(value, list | tuple):
        inside = _some(map(_rounded, value[:40]), len(value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_rounded(v)}" for k, v in islice(value.items(), 40)) + "}"
    return show(value)


def difference(yours: Any, expected: Any, units: Any = "") -> str:
    r"""How ``yours`` misses ``expected``, in words. ``units`` is a unit, or a dict of units for a dictionary.

    >>> difference(95, 92.69, "USD")
    'yours is $2.31 too high (2.49\u202f% more than expected)'
    """
    unit = units if isinstance(units, str) else ""
    wanted, got = kind(expected), kind(yours)
    if wanted == "number" and got == "number":
        return _number_difference(float(yours), float(expected), unit)
    if wanted == "mapping" and got == "mapping":
        for key in expected:
            if not agree(yours[key], expected[key], 1e-9, 1e-12):
                inner = units.get(key, "") if isinstance(units, Mapping) else unit
                return f"{key!r}: {difference(yours[key], expected[key], inner)}"
    if wanted in ("array", "sequence") and got in ("array", "sequence"):
        mine, theirs = list(yours), list(expected)
        off = [i for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) if not agree(a, b, 1e-9, 1e-12)]
        count = "" if len(off) == 1 else say("; {off} of {mine} values differ", off=len(off), mine=len(mine))
        where = say("at position {off} (counting from 0) ", off=off[0])
        return where + difference(mine[off[0]], theirs[off[0]], units) + count
    if wanted == "nothing":
        return say("yours is {pair} where there is no value (None)", pair=pair(yours, expected, unit)[0])
    if got == "nothing":
        return say("yours is None where there is a value, {pair}", pair=pair(yours, expected, unit)[1])
    a, b = pair(yours, expected, unit)
    return say("yours is {a} where {b} is expected", a=a, b=b)


def _number_difference(yours: float, expected: float, unit: str) -> str:
    gap = yours - expected
    if expected != 0 and math.isclose(yours, -expected, rel_tol=1e-9):
        return "yours has the right size and the opposite sign"
    direction = "high" if gap > 0 else "low"
    size = number(abs(gap), 3) if unit == "fraction" else with_unit(abs(gap), unit, 3)
    text = say("yours is {size} too {direction}", size=size, direction=direction)
    if unit == "fraction":
        points = number(100 * abs(gap), 3)
        if abs(gap) > 1:
            return text
        if points == "1":
            return say("{text}, which is 1 percentage point", text=text)
        return say("{text}, which is {points} percentage points", text=text, points=points)
    share = abs(gap / expected) if expected else math.inf
    if yours * expected > 0 and 0.0005 <= share <= 10:
        more = "more" if abs(yours) > abs(expected) else "less"
        return say("{text} ({share}\u202f% {more} than expected)", text=text, share=number(100 * share, 2), more=more)
    return text
