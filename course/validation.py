"""One way to refuse bad input: name the argument, the value and what is allowed.

Every formula in the course takes scalars or numpy arrays, so every check does too. A widget shows the message beside
the control whose name equals :attr:`ArgumentError.argument`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


class ArgumentError(ValueError):
    """Bad input, said in a way that both a programmer and a learner can use.

    Attributes:
        argument: the name of the offending argument.
        value: what was given.
        allowed: the permitted range or set, in words.
    """

    def __init__(self, argument: str, value: Any, allowed: str) -> None:
        super().__init__(f"{argument} = {value!r} is not allowed: {allowed}")
        self.argument = argument
        self.value = value
        self.allowed = allowed

    @property
    def given(self) -> str:
        """What was given, to be said in a sentence."""
        return str(self.value)

    def __reduce__(self) -> tuple[Any, ...]:
        # The default would rebuild from the single message; simulations send errors between processes.
        return type(self), (self.argument, self.value, self.allowed)


def _offender(value: ArrayLike, bad: Any) -> Any:
    """The scalar itself, or the first bad entry of an array."""
    array = np.asarray(value)
    return array.item() if array.ndim == 0 else array[np.asarray(bad)].flat[0].item()


def finite(argument: str, value: ArrayLike) -> Any:
    """Return ``value`` as float or float array; refuse NaN, infinities and non-numbers."""
    plain: Any = value
    if type(plain) is float and math.isfinite(plain):  # by far the most frequent: arrays cost twenty times as much
        return plain
    if isinstance(value, bool) or value is None:
        raise ArgumentError(argument, value, "a finite number")
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise ArgumentError(argument, value, "a finite number") from None
    bad = ~np.isfinite(array)
    if bad.any():
        raise ArgumentError(argument, _offender(array, bad), "a finite number")
    return array.item() if array.ndim == 0 else array


def within(
    argument: str,
    value: ArrayLike,
    low: float = -np.inf,
    high: float = np.inf,
    *,
    open_low: bool = False,
    open_high: bool = False,
    unit: str = "",
) -> Any:
    """Return ``value`` as float(s) if finite and inside the interval, else raise :class:`ArgumentError`."""
    number = finite(argument, value)
    if (
        type(number) is float
        and (low < number if open_low else low <= number)
        and (number < high if open_high else number <= high)
    ):
        return number
    array = np.asarray(number)
    if array.size:
        lowest, highest = array.min(), array.max()
        if (low < lowest if open_low else low <= lowest) and (highest < high if open_high else highest <= high):
            return number
    below = array <= low if open_low else array < low
    above = array >= high if open_high else array > high
    bad = below | above
    if bad.any():
        least = f"above {low:g}{unit}" if open_low else f"at least {low:g}{unit}"
        most = f"below {high:g}{unit}" if open_high else f"at most {high:g}{unit}"
        allowed = least if high == np.inf else most if low == -np.inf else f"{least} and {most}"
        raise ArgumentError(argument, _offender(array, bad), allowed)
    return number


def positive(argument: str, value: ArrayLike) -> Any:
    """Finite and above zero: prices, notionals, collateral posted."""
    return within(argument, value, 0.0, open_low=True)


def nonzero(argument: str, value: ArrayLike) -> Any:
    """Finite and not zero: a signed size."""
    number = finite(argument, value)
    if type(number) is float and number:
        return number
    bad = np.asarray(number) == 0
    if bad.any():
        raise ArgumentError(argument, 0.0, "any finite number but zero (long > 0, short < 0)")
    return number


def one_of(argument: str, value: Any, allowed: tuple[Any, ...]) -> Any:
    """The one among ``allowed`` that equals a choice (2 for 2.0); a choice that is none is refused."""
    if value not in allowed:
        raise ArgumentError(argument, value, "one of " + ", ".join(map(repr, allowed)))
    return allowed[allowed.index(value)]


def plain(value: Any) -> Any:
    """A result as its arguments came: a Python number for scalars, an array for arrays."""
    array = np.asarray(value)
    return array.item() if array.ndim == 0 else array
