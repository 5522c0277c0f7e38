"""Numbers as people type them: ``7,69``, ``1.5M``, ``($231)``, ``1/13``, ``10 X``.

A comma or point before exactly three digits can be read in two ways. :func:`readings` gives both, the likelier first; who
knows the right answer takes the one that fits. What is typed into a box that has a unit is read with
:func:`readings_in`: a unit typed with it is never passed over. The twin on the page is ``course/frontend/static/reading.js``.
"""

from __future__ import annotations

import math
import re

from course.number_format import MINUS
from course.texts import say

MARKS = r"US\$|USD[CT]?|dollars?|[$€£¥]"
KINDS: tuple[tuple[str, str, float], ...] = (
    ("money", MARKS, 1.0),
    ("share", r"%|per\s?cent|percent|percentage\s?points?|pct|pp", 1.0),
    ("share", r"bps?|basis\s?points?", 0.01),
    ("multiple", r"×|x|times|-?\s?fold", 1.0),
    ("time", r"seconds?|secs?|s", 1.0),
    ("time", r"minutes?|mins?", 60.0),
    ("time", r"hours?|hrs?|h", 3_600.0),
    ("time", r"days?|d", 86_400.0),
    ("time", r"weeks?", 7 * 86_400.0),
    ("coins", r"units?|coins?|BTC|ETH", 1.0),
    ("count", r"bets?|loss(?:es)?|in\s+a\s+row", 1.0),
)
"""Units that may stand with a number: what they measure, how they are written, and how much one is."""

UNITS = "|".join(rf"(?:{words})" for _, words, _ in KINDS[1:])


def unit_of(text: str) -> tuple[str, float] | None:
    """What a unit measures and how much one is; None for one that is not known.

    >>> unit_of("hours"), unit_of("USD")
    (('time', 3600.0), ('money', 1.0))
    """
    return next(((kind, one) for kind, words, one in KINDS if re.fullmatch(words, text.strip(), re.IGNORECASE)), None)


def typed_unit(typed: object) -> str:
    """The unit that was typed with a number, "" if none was."""
    found = _found(typed)
    return next((found[name] for name in ("unit", "behind", "before") if found[name]), "") if found else ""


MEASURES = {
    "money": "an amount of money",
    "share": "a percentage",
    "multiple": "a multiple",
    "time": "a time",
    "coins": "a number of coins",
    "count": "a count",
    "": "a plain number",
}
"""What each kind of unit measures; "" stands for none."""
PLAIN = {"count", "multiple", ""}
"""Kinds that are written alike: ``3``, ``3×``, ``3 times``."""


def _measure(unit: str) -> tuple[str, float]:
    """What the unit of a box measures, and how much one is; of ``% of it`` the first word counts."""
    return unit_of(unit) or unit_of(unit.split()[0] if unit.split() else "") or ("", 1.0)


def readings_in(typed: object, unit: str) -> tuple[float, ...]:
    """Every number that ``typed`` may stand for in a box with this unit, the likelier first.

    A unit of the same kind is converted, a share becomes a fraction in a box without a unit; for another, ask :func:`other_unit`.

    >>> readings_in("2 hours", "s"), readings_in("50 %", ""), readings_in("5 bps", "%")
    ((7200.0,), (0.5,), (0.05,))
    """
    kind, one = _measure(unit)
    theirs = unit_of(typed_unit(typed))
    if theirs is None:
        return readings(typed)
    scale = theirs[1] / one if theirs[0] == kind else theirs[1] / 100 if (theirs[0], kind) == ("share", "") else 1.0
    return tuple(value * scale for value in readings(typed))


def other_unit(typed: object, unit: str) -> str:
    """What to say to a number typed with a unit that measures something else than its box takes; "" if it fits.

    >>> other_unit("75 %", "$")
    'You typed a percentage, and this box wants an amount of money.'
    """
    kind, _ = _measure(unit)
    theirs = unit_of(typed_unit(typed))
    if theirs is None or theirs[0] == kind or {theirs[0], kind} <= PLAIN or (theirs[0], kind) == ("share", ""):
        return ""
    return say("You typed {theirs}, and this box wants {mine}.", theirs=MEASURES[theirs[0]], mine=MEASURES[kind])


SCALES: dict[str, float] = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mio": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9,
}  # fmt: skip
"""Words and letters for powers of a thousand."""

DASHES = dict.fromkeys(map(ord, "–—‒―﹣－" + MINUS), "-")
BLANKS = "\u00a0\u2009\u202f\u2007"

_DIGITS = r"(?:\d[\d.,'’_ ]*|[.,]\d[\d]*)"
_FORM = re.compile(
    rf"(?P<open>\()?\s*(?P<about>[≈~=]|about|approx(?:imately)?\.?|ca\.?|roughly)?\s*(?P<sign>[+-])?\s*(?P<before>{MARKS}|[x×])?\s*(?P<sign2>[+-])?\s*(?P<digits>{_DIGITS})"
    rf"(?P<power>e[+-]?\d{{1,3}})?\s*(?:/\s*(?P<under>{_DIGITS}))?\s*(?P<scale>{'|'.join(sorted(SCALES, key=len)[::-1])})?"
    rf"\s*(?P<behind>{MARKS})?\s*(?P<unit>{UNITS})?\s*(?P<close>\))?\.?",
    re.IGNORECASE,
)


def _found(typed: object) -> re.Match[str] | None:
    """The parts of what was typed."""
    if not isinstance(typed, str) or len(typed) > 60:
        return None
    text = typed.strip().translate(DASHES)
    for blank in BLANKS:
        text = text.replace(blank, " ")
    return _FORM.fullmatch(text)


def readings(typed: object) -> tuple[float, ...]:
    """Every number that ``typed`` may stand for, the likelier first; empty if it is none."""
    if isinstance(typed, bool) or not isinstance(typed, str | int | float):
        return ()
    if not isinstance(typed, str):
        return _finite([_safely(typed)])
    found = _found(typed)
    if found is None or bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["sign2"]):
        return ()
    sign = -1.0 if "-" in ((found["sign"] or "") + (found["sign2"] or "")) or found["open"] else 1.0
    if found["open"] and (found["sign"] or found["sign2"]):
        return ()
    scale = SCALES.get((found["scale"] or "").lower(), 1.0)
    power = found["power"] or ""
    tops = [float(top + power) for top in _plain(found["digits"].strip())]
    unders = [float(under) for under in _plain((found["under"] or "1").strip())]
    return _finite([sign * top / under * scale for top in tops for under in unders if under])


def _plain(digits: str) -> list[str]:
    """Digits with separators as Python writes them: one reading, or two where a separator may mean either."""
    if re.fullmatch(r"\d+", digits):
        return [digits]
    if re.fullmatch(r"\d{1,3}([ '’_])\d{3}(\1\d{3})*([.,]\d+)?", digits):
        return [re.sub(r"[ '’_]", "", digits).replace(",", ".")]
    for group, point in ((",", "."), (".", ",")):
        with_point, several = rf"\d{{1,3}}(\{group}\d{{3}})+\{point}\d*", rf"\d{{1,3}}(\{group}\d{{3}}){{2,}}"
        if re.fullmatch(f"{with_point}|{several}", digits):
            return [digits.replace(group, "").replace(point, ".")]
    if not re.fullmatch(r"\d+[.,]\d*|[.,]\d+", digits):
        return []
    decimal = digits.replace(",", ".")
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        grouped = re.sub(r"[.,]", "", digits)
        return [grouped, decimal] if "," in digits else [decimal, grouped]
    return [decimal]


def _safely(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _finite(values: list[float]) -> tuple[float, ...]:
    return tuple(dict.fromkeys(value for value in values if math.isfinite(value)))


_PRINTED = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def printed(text: str) -> list[float]:
    """The numbers that stand in a text of the course, without their units; a sign is not part of them."""
    return [float(word.replace(",", "")) for word in _PRINTED.findall(text)]
