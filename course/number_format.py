"""Numbers as people read them: one place for units, rounding and signs, so that no two screens disagree.

A true minus sign (−), a narrow no-break space before %, thousands separated by commas; ``None`` and NaN say "none".
"""

from __future__ import annotations

import math
import re

from .language import word

MINUS = "−"
THIN = "\u202f"

#: How bold is written, in sentences and in all other texts alike (on the page: ``strong`` in explorer.js).
BOLD = r"\*\*(?P<bold>[^*\n]+)\*\*"


def bold(text: str, mark: str = "{}") -> str:
    """``text`` with every ``**word**`` as ``mark`` has it: ``"<strong>{}</strong>"``, say; without marks unless given."""
    return re.sub(BOLD, lambda found: mark.format(found["bold"]), text)


_PLACES = tuple(f",.{digits}f" for digits in range(20))


def number(value: float | None, digits: int = 2, *, sign: bool = False) -> str:
    """``1234.5`` → ``"1,234.50"``; rounding to zero drops the sign; ``sign`` shows + too."""
    if value is None or not math.isfinite(value):
        return word("none") if value is None or math.isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    text = format(abs(value), _PLACES[digits])
    if value < 0 and text.strip("0.,"):
        return MINUS + text
    return "+" + text if sign and value > 0 else text


def usd(value: float | None, digits: int | None = None, *, sign: bool = False) -> str:
    """Money: ``"$57,062"`` from a thousand on, ``"$92.31"`` below, four significant digits under a dollar."""
    if value is None or not math.isfinite(value):
        return number(value)
    if digits is None:
        size = abs(value)
        if size >= 1_000 or size == round(size):
            digits = 0
        elif size >= 1:
            digits = 2
        else:
            digits = min(8, 3 - math.floor(math.log10(size)))
    text = number(value, digits, sign=sign)
    return f"{text[0]}${text[1:]}" if text[0] in f"+{MINUS}" else f"${text}"


def price(value: float | None) -> str:
    """A price, to the cent: ``"$2,732.79"``; below ten dollars with five digits that count: ``"$0.000012345"``."""
    if value is None or not math.isfinite(value) or not value or abs(value) >= 10:
        return usd(value, 2)
    text = usd(value, min(len(_PLACES) - 1, 4 - math.floor(math.log10(abs(value)))))
    cents = text.index(".") + 3
    return text[:cents] + text[cents:].rstrip("0")


def percent(fraction: float | None, digits: int = 2, *, sign: bool = False) -> str:
    """A fraction as per cent: ``0.0769`` → ``"7.69 %"`` (narrow space)."""
    if fraction is None or not math.isfinite(fraction):
        return number(fraction)
    return number(100 * fraction, digits, sign=sign) + THIN + "%"


def chance(probability: float, digits: int = 0) -> str:
    """A probability from a model, in whole per cent; near its ends the bound: a model does not know what is impossible."""
    least = 10.0 ** -(digits + 2)
    if probability < least:
        return word("under {odds}").format(odds=percent(least, digits))
    if probability > 1 - least:
        return word("over {odds}").format(odds=percent(1 - least, digits))
    return percent(probability, digits)


def stated(fraction: float, digits: int = 1) -> str:
    """A fraction that somebody has set, as per cent with all the digits it was set with: at least one, at most four."""
    whole = 100 * fraction
    while digits < 4 and abs(round(whole, digits) - whole) >= 1e-9:
        digits += 1
    return percent(fraction, digits)


def as_set(value: float) -> str:
    """A number that names something (a year, a line) or that somebody has set, with the digits it was set with: at most six."""
    text = str(abs(int(value))) if hasattr(value, "__index__") else f"{abs(value):g}"
    return MINUS + text if value < 0 else text


#: Numbers that are spoken with a vowel first: eight and what begins with it, eleven, eighteen, and thousands of these.
_VOWEL = re.compile(r"\$?(8|1[18](?!\d))")


def vowel_first(number: str) -> bool:
    """Whether a number is spoken with a vowel first: ``"an 8×"``, but ``"a 10×"``."""
    return _VOWEL.match(number) is not None


def times(value: float | None) -> str:
    """A multiple: ``10`` → ``"10×"``, ``2.5`` → ``"2.5×"``."""
    if value is None or not math.isfinite(value):
        return number(value) + ("×" if value is not None and not math.isnan(value) else "")
    digits = 0 if abs(value - round(value)) < 5e-4 else 1 if abs(value * 10 - round(value * 10)) < 5e-3 else 2
    return number(value, digits) + "×"
