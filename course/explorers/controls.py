"""What a learner can turn: numbers, choices and toggles, each with its limits and its words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from ..language import word
from ..number_format import THIN, number, usd
from ..texts import listed, say
from ..validation import ArgumentError, finite, one_of

LOG_STOPS = 200
"""Stops of a logarithmic slider, less one (in the page: controls.js)."""


def _nice_step(span: float) -> float:
    """The 1, 2 or 5 times a power of ten nearest below a hundredth of ``span``."""
    rough = span / 100
    power = 10.0 ** math.floor(math.log10(rough))
    return max(m * power for m in (1, 2, 5) if m * power <= rough * (1 + 1e-9))


def _decimals(value: float) -> int:
    """How many decimals ``value`` is written with, eight at most."""
    return len(f"{value:.8f}".rstrip("0").partition(".")[2])


@dataclass(frozen=True)
class _Named:
    """What every control has: the argument of ``compute`` that it sets, its words, and the heading it is folded under."""

    name: str
    label: str
    fold: str = field(default="", kw_only=True)

    def at(self, value: Any, **other: Any) -> Self:
        """The same quantity, starting at ``value``; ``other`` attributes of this control may be others too."""
        return self._but(value=value, **other)

    def meaning(self, help: str) -> Self:  # noqa: A002 (it is what it is called)
        """The same with a sentence for those who ask what this is."""
        return self._but(help=help)

    def under(self, head: str) -> Self:
        """The same folded under a heading, with its neighbours of the same: what one turns later does not stand in the way."""
        return self._but(fold=head)

    def _but(self, **other: Any) -> Self:
        return replace(self, **other)

    def _as_json(self, kind: str, *attributes: str) -> dict[str, Any]:
        names = ("name", "label", "help", "value", *attributes, *(("fold",) if self.fold else ()))
        return {"kind": kind, **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True)
class Number(_Named):
    """A slider paired with a number box.

    Attributes:
        label: what stands beside it; say the quantity, the unit is added.
        value: where it starts.
        min: smallest allowed value.
        max: largest allowed value.
        step: distance of slider stops; default about a hundredth of the range. On a logarithmic
            slider the default is three significant digits.
        unit: ``"$"`` stands before the number; ``"%"`` means that the value is a *fraction* and is
            shown times a hundred; anything else stands behind (``"×"``, ``"BTC"``, ``"hours"``).
        log: whether equal ways of the slider are equal *ratios* (needs ``min`` > 0).
        play: seconds a step while it plays by itself; gives the slider buttons to play and pause, to step on and
            back, and to rewind. 0: none of them.
        help: a sentence for those who ask what this is.
        whole: it counts things: what is typed is taken to the nearest whole number.
        fold: under which heading it is folded; "" where it is not.
    """

    value: float
    min: float = 0.0
    max: float = 1.0
    step: float | None = None
    unit: str = ""
    log: bool = False
    play: float = 0.0
    help: str = ""
    whole: bool = False

    def __post_init__(self) -> None:
        if not self.min < self.max:
            raise ArgumentError("max", self.max, f"above min ({self.min})")
        if self.log and self.min <= 0:
            raise ArgumentError("min", self.min, "above 0 on a logarithmic slider")
        if self.play < 0 or (self.play and self.log):
            raise ArgumentError("play", self.play, "seconds a step, on a slider that is not logarithmic")
        if self.step is None and not self.log:
            object.__setattr__(self, "step", _nice_step(self.max - self.min))
        self.check(self.value)

    def check(self, value: Any) -> float:
        """``value`` as a float inside the limits, or :class:`ArgumentError`."""
        given = finite(self.name, value)
        if not isinstance(given, float):
            raise ArgumentError(self.name, value, "a finite number")
        if self.whole:
            given = float(round(given))
        if not self.min <= given <= self.max:
            allowed = say("between {shown} and {shown_2}", shown=self.shown(self.min), shown_2=self.shown(self.max))
            raise ArgumentError(self.name, given, allowed)
        # Below anything that the control can be set to, only rounding is left.
        return 0.0 if abs(given) < 1e-12 * (self.max - self.min) and self.min <= 0 <= self.max else given

    @property
    def stops(self) -> int:
        """How many values its slider can be moved to."""
        if self.log:
            return LOG_STOPS + 1
        assert self.step is not None
        return round((self.max - self.min) / self.step) + 1

    def stop(self, i: int) -> float:
        """The value at stop ``i``, from 0; the same as the slider's on the page."""
        if self.log:
            shown = self.scale * self.min * (self.max / self.min) ** (i / LOG_STOPS)
            value = float(f"{shown:.3g}") / self.scale
        else:
            assert self.step is not None
            value = round(self.min + i * self.step, 10)
        return min(max(value, self.min), self.max)

    def nearest(self, value: float) -> float:
        """The stop that lies nearest to ``value``, the lower of two."""
        return min(map(self.stop, range(self.stops)), key=lambda stop: round(abs(stop - value), 10))

    @property
    def scale(self) -> int:
        """Shown number per value: 100 for percent, else 1."""
        return 100 if self.unit == "%" else 1

    def shown(self, value: Any) -> str:
        """``value`` in words, as exactly as the step can set it."""
        if not is_number(value):
            return str(value)
        shown = value * self.scale
        exact = round(shown, 8) if self.step is not None else float(f"{shown:.4g}")
        digits = _decimals(exact)
        if self.unit == "$":
            return usd(shown, max(2, digits) if digits else 0)
        space = "" if self.unit in ("", "×", "°") else THIN if self.unit == "%" else " "
        return number(shown, digits) + space + word(self.unit)

    def told(self, value: float) -> str:
        """A result in words, with as many digits as a stop has: the result itself, which seldom lies on a stop."""
        if self.step is None:
            return self.shown(float(f"{value * self.scale:.3g}") / self.scale)
        return self.shown(round(value, _decimals(self.step)))

    def reaches(self, given: float, value: float) -> bool:
        """Whether no stop lies nearer to a result than ``given``, or than the stop that ``given`` was typed beside."""
        best = self.nearest(value)
        return self.nearest(given) == best or abs(given - value) <= abs(best - value)

    def as_json(self) -> dict[str, Any]:
        """What the page needs to draw it; numbers in shown units."""
        return self._as_json("number", "unit", "scale", "min", "max", "step", "log", "play", "whole")


@dataclass(frozen=True)
class Choice(_Named):
    """One of a few: a row of buttons, or a list when there are more than five.

    Attributes:
        label: what stands above it.
        options: the values, or a mapping of value to what is shown.
        value: where it starts; default the first.
        help: a sentence for those who ask what this is.
        fold: under which heading it is folded; "" where it is not.
    """

    options: Iterable[Any] | Mapping[Any, str] = field(default=())
    value: Any = None
    help: str = ""

    def __post_init__(self) -> None:
        options = self.options
        pairs = options if isinstance(options, Mapping) else {option: str(option) for option in options}
        if not pairs:
            raise ArgumentError("options", pairs, "at least one option")
        object.__setattr__(self, "options", dict(pairs))
        if self.value is None:
            object.__setattr__(self, "value", next(iter(pairs)))
        self.check(self.value)

    @property
    def labels(self) -> dict[Any, str]:
        """Value to what is shown."""
        assert isinstance(self.options, dict)
        return self.options

    @property
    def values(self) -> tuple[Any, ...]:
        """All it can be set to."""
        return tuple(self.labels)

    def check(self, value: Any) -> Any:
        """``value`` if it is an option, or :class:`ArgumentError`."""
        return one_of(self.name, value, self.values)

    def shown(self, value: Any) -> str:
        """The option's label."""
        return next((label for option, label in self.labels.items() if option == value), str(value))

    def as_json(self) -> dict[str, Any]:
        """What the page needs to draw it."""
        return {**self._as_json("choice"), "options": [[value, label] for value, label in self.labels.items()]}


@dataclass(frozen=True)
class Toggle(_Named):
    """Yes or no: a check box.

    Attributes:
        label: what stands beside it; say what "on" means.
        value: where it starts.
        help: a sentence for those who ask what this is.
        fold: under which heading it is folded; "" where it is not.
    """

    value: bool = False
    help: str = ""

    @property
    def values(self) -> tuple[bool, ...]:
        """All it can be set to."""
        return (True, False)

    def check(self, value: Any) -> bool:
        """``value`` if it is a bool, or :class:`ArgumentError`."""
        return bool(one_of(self.name, value, self.values))

    def shown(self, value: Any) -> str:
        """On or off."""
        return "on" if value else "off"

    def as_json(self) -> dict[str, Any]:
        """What the page needs to draw it."""
        return self._as_json("toggle")


Control = Number | Choice | Toggle


def is_number(value: Any) -> bool:
    """A finite number that a float can hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -MOST <= value <= MOST


MOST = 1.7e308


def scalar(value: Any) -> Any:
    """What a control may be set to, right or wrong: a number, a text, yes or no. Anything else is as good as nothing."""
    item = getattr(value, "item", None)
    if item is not None and getattr(value, "ndim", None) == 0:
        value = item()
    return value if isinstance(value, str | int | float) else None


_BOUND = re.compile(r"\b(at most|at least|above|below) (-?\d[\d.]*(?:e[+-]?\d+)?)(?=$|[,;:)]| and | \()")


def refusal(control: Control | None, error: ArgumentError) -> str:
    """What a learner reads when ``error`` stops a computation: bounds in the control's own unit.

    A library says "at most 0.1" of an argument that the page shows in percent.
    """
    if control is None:
        return say(
            "{argument} = {value} is not allowed here: {allowed}.",
            argument=error.argument,
            value=error.given,
            allowed=error.allowed,
        )
    if isinstance(control, Number):
        if not is_number(error.value):
            return say("{label}: enter a number.", label=control.label)
        allowed = _BOUND.sub(lambda found: f"{found[1]} {control.shown(float(found[2]))}", error.allowed)
        head, millions, _ = control.label.partition(", in millions")
        return say(
            "{head} {shown}{millions} is not allowed: {allowed}.",
            head=head,
            shown=control.shown(error.value),
            millions=" million" if millions else "",
            allowed=allowed,
        )
    if isinstance(control, Toggle) or not _is_option(control, error.value):
        names = ("on", "off") if isinstance(control, Toggle) else tuple(control.labels.values())
        return say("{label}: choose {filter}.", label=control.label, filter=listed(names, " or "))
    return say(
        "{label} {shown} is not allowed: {allowed}.",
        label=control.label,
        shown=control.shown(error.value),
        allowed=error.allowed,
    )


def _is_option(control: Choice, value: Any) -> bool:
    return value in list(control.labels)
