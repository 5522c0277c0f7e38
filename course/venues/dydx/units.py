"""The chain's arithmetic: integers of a millionth of a dollar, and the direction of every rounding.

Human units come in (strings, integers, decimals, fractions; floats by their shortest decimal form), exact rationals are
computed with, and USDC goes out as :class:`~decimal.Decimal` with six places.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, floor, trunc
from typing import Any

from course.validation import ArgumentError

#: What may be given as an amount.
Number = int | str | float | Decimal | Fraction

#: Quote quantums in a dollar: USDC has six places.
QUOTE = 10**6
#: Parts per million in one.
MILLION = 10**6


def exact(argument: str, value: Any) -> Fraction:
    """The exact rational meant by ``value``; refuses NaN, infinities and what is no number."""
    if type(value) is Fraction:
        return value
    if isinstance(value, bool) or value is None:
        raise ArgumentError(argument, value, "a finite number")
    try:
        return Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    except (TypeError, ValueError, OverflowError, InvalidOperation, ZeroDivisionError):
        raise ArgumentError(argument, value, "a finite number") from None


def quantums(argument: str, usdc: Any) -> int:
    """USDC as an integer of quote quantums; refuses what is finer than 0.000001."""
    amount = exact(argument, usdc) * QUOTE
    if amount.denominator != 1:
        raise ArgumentError(argument, usdc, "USDC with at most six decimal places")
    return amount.numerator


def usdc(amount: int) -> Decimal:
    """Quote quantums as a decimal amount of USDC."""
    return Decimal(amount).scaleb(-6)


def ppm(argument: str, fraction: Any) -> int:
    """A fraction in parts per million, floored; refuses negative numbers."""
    value = exact(argument, fraction)
    if value < 0:
        raise ArgumentError(argument, fraction, "at least 0")
    return floor(value * MILLION)


def decimal(value: Fraction) -> Decimal:
    """A rational as a decimal; exact where it ends within 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


__all__ = ["MILLION", "QUOTE", "Number", "ceil", "decimal", "exact", "floor", "ppm", "quantums", "trunc", "usdc"]
