"""Sums that somebody may have typed the result of: three numbers of a question put together, in every way that makes sense.

Thousands of them are computed at once: a *shape* is one way to put three quantities together, a row of it one choice of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any

import numpy as np

from course.teaching.formulas import AMOUNT, NUMBER, PRICE, SHARE, Row
from course.texts import wordless

MONEY, RATIO = 1, 0
"""What a sum may come to: as much as one amount or price, or as no amount at all."""
POWERS = {SHARE: RATIO, NUMBER: RATIO, AMOUNT: MONEY, PRICE: MONEY}


@dataclass(frozen=True, eq=False)
class Shape:
    """One way to put three quantities together.

    Attributes:
        fn: the result.
        form: how it is written.
        cost: how far-fetched it is.
        power: what it comes to, from what the three are; None where they do not fit together.
        even: the second and the third may be exchanged.
    """

    fn: Callable[[Any, Any, Any], Any]
    form: str
    cost: float
    power: Callable[[str, str, str], int | None]
    even: bool = False


def _product(signs: tuple[int, int, int]) -> Callable[[str, str, str], int | None]:
    return lambda a, b, c: sum(sign * POWERS[kind] for sign, kind in zip(signs, (a, b, c), strict=True))


def _beside(sign: int) -> Callable[[str, str, str], int | None]:
    """``a ± b × c``, ``a ± b ÷ c``: both sides come to the same."""
    return lambda a, b, c: (
        POWERS[a]
        if POWERS[a] == POWERS[b] + sign * POWERS[c] and (POWERS[a] or a == SHARE or {b, c} <= {NUMBER})
        else None
    )


def _bracket(sign: int) -> Callable[[str, str, str], int | None]:
    """``(a ± b) × c``, ``(a ± b) ÷ c``: *a* and *b* are of one kind."""
    return lambda a, b, c: POWERS[a] + sign * POWERS[c] if a == b else None


def _shares(sign: int) -> Callable[[str, str, str], int | None]:
    """``a × b × (1 ± c)``: *c* is a share."""
    return lambda a, b, c: POWERS[a] + sign * POWERS[b] if c == SHARE else None


def _two_shares(a: str, b: str, c: str) -> int | None:
    return POWERS[a] if b == c == SHARE else None


SHAPES = (
    Shape(lambda a, b, c: a * b * c, "{a} × {b} × {c}", 1.5, _product((1, 1, 1)), even=True),
    Shape(lambda a, b, c: a * b / c, "{a} × {b} ÷ {c}", 1.5, _product((1, 1, -1))),
    Shape(lambda a, b, c: a / (b * c), "{a} ÷ ({b} × {c})", 1.55, _product((1, -1, -1)), even=True),
    Shape(lambda a, b, c: a + b * c, "{a} + {b} × {c}", 1.5, _beside(1), even=True),
    Shape(lambda a, b, c: a - b * c, "{a} − {b} × {c}", 1.5, _beside(1), even=True),
    Shape(lambda a, b, c: b * c - a, "{b} × {c} − {a}", 1.55, _beside(1), even=True),
    Shape(lambda a, b, c: a + b / c, "{a} + {b} ÷ {c}", 1.55, _beside(-1)),
    Shape(lambda a, b, c: a - b / c, "{a} − {b} ÷ {c}", 1.55, _beside(-1)),
    Shape(lambda a, b, c: b / c - a, "{b} ÷ {c} − {a}", 1.6, _beside(-1)),
    Shape(lambda a, b, c: (a + b) * c, "({a} + {b}) × {c}", 1.5, _bracket(1)),
    Shape(lambda a, b, c: (a - b) * c, "({a} − {b}) × {c}", 1.5, _bracket(1)),
    Shape(lambda a, b, c: (a + b) / c, "({a} + {b}) ÷ {c}", 1.5, _bracket(-1)),
    Shape(lambda a, b, c: (a - b) / c, "({a} − {b}) ÷ {c}", 1.5, _bracket(-1)),
    Shape(lambda a, b, c: c / (a + b), "{c} ÷ ({a} + {b})", 1.55, lambda a, b, c: POWERS[c] - POWERS[a] if a == b else None),
    Shape(lambda a, b, c: c / (a - b), "{c} ÷ ({a} − {b})", 1.55, lambda a, b, c: POWERS[c] - POWERS[a] if a == b else None),
    Shape(lambda a, b, c: a * b * (1 - c), "{a} × {b} × (1 − {c})", 1.6, _shares(1)),
    Shape(lambda a, b, c: a * b * (1 + c), "{a} × {b} × (1 + {c})", 1.6, _shares(1)),
    Shape(lambda a, b, c: a / b * (1 - c), "{a} ÷ {b} × (1 − {c})", 1.65, _shares(-1)),
    Shape(lambda a, b, c: a / b * (1 + c), "{a} ÷ {b} × (1 + {c})", 1.65, _shares(-1)),
    Shape(lambda a, b, c: a * b / (1 - c), "{a} × {b} ÷ (1 − {c})", 1.65, _shares(1)),
    Shape(lambda a, b, c: a * (1 - b) * (1 - c), "{a} × (1 − {b}) × (1 − {c})", 1.65, _two_shares, even=True),
    Shape(lambda a, b, c: a * (1 + b) * (1 + c), "{a} × (1 + {b}) × (1 + {c})", 1.65, _two_shares, even=True),
    Shape(lambda a, b, c: a * (1 - b) * (1 + c), "{a} × (1 − {b}) × (1 + {c})", 1.65, _two_shares),
    Shape(lambda a, b, c: a * (1 - b) / (1 - c), "{a} × (1 − {b}) ÷ (1 − {c})", 1.7, _two_shares),
    Shape(lambda a, b, c: a * (1 - b - c), "{a} × (1 − {b} − {c})", 1.6, _two_shares, even=True),
    Shape(lambda a, b, c: a / (1 - b - c), "{a} ÷ (1 − {b} − {c})", 1.65, _two_shares, even=True),
    Shape(lambda a, b, c: a * (1 + b - c), "{a} × (1 + {b} − {c})", 1.65, _two_shares),
)  # fmt: skip


@dataclass(frozen=True)
class Sum:
    """One sum: its shape, the names of its three quantities, and by how much the result is multiplied in the box."""

    shape: Shape
    names: tuple[str, str, str]
    times: float

    def value(self, known: Mapping[str, Any]) -> Any:
        """What it gives for the numbers of a question and the steps on the way."""
        return self.times * self.shape.fn(*(known[name] for name in self.names))

    def text(self, words: Callable[[str], str]) -> str:
        """How it is written."""
        return wordless(self.shape.form, **{key: words(name) for key, name in zip("abc", self.names, strict=True)})


class Sums:
    """All the sums of three quantities that could stand in a box.

    Args:
        kinds: the quantities and what they are.
        unit: of the box; money takes what comes to an amount, shares and multiples what comes to none, seconds and coins both.
    """

    def __init__(self, kinds: Mapping[str, str], unit: str) -> None:
        self.names = [name for name, kind in kinds.items() if kind in POWERS]
        self.hundred = 100.0 if unit == "%" else 1.0
        self.rows: list[tuple[Shape, Row]] = []
        money = unit in ("USD", "$")
        self.counts = not money and unit not in ("%", "×", "")
        kind = [kinds[name] for name in self.names]
        for shape in SHAPES:
            # Quantities are many, their kinds few.
            fitting = {three for three in product(set(kind), repeat=3) if self._fits(shape.power(*three), money, three)}
            found = [
                (i, j, k)
                for i, j, k in permutations(range(len(kind)), 3)
                if (kind[i], kind[j], kind[k]) in fitting and not (shape.even and j > k)
            ]
            if found:
                self.rows.append((shape, np.array(found).T))

    def _fits(self, power: int | None, money: bool, kinds: Sequence[str]) -> bool:
        if power is None:
            return False
        several = money and power == 2 and PRICE in kinds
        return several or power == (MONEY if money else RATIO) or (self.counts and power == MONEY)

    def near(self, value: float, reach: float, known: Mapping[str, Any], by_chance: float) -> Iterator[Sum]:
        """The sums that come within ``reach`` of ``value``, if fewer than ``by_chance`` would do so whatever was typed."""
        one = np.array([float(known[name]) for name in self.names])
        with np.errstate(all="ignore"):
            values = [self.hundred * shape.fn(*one[places]) for shape, places in self.rows]
        if not values or chance(np.concatenate(values), value, reach) > by_chance:
            return
        for (shape, places), row in zip(self.rows, values, strict=True):
            for at in np.flatnonzero(np.abs(row - value) <= reach):
                a, b, c = (self.names[place] for place in places[:, at])
                yield Sum(shape, (a, b, c), self.hundred)


BAND = 0.4
"""How far around a number, on the logarithmic scale, others are counted."""


def chance(values: Row, value: float, reach: float) -> float:
    """How many of ``values`` would come within ``reach`` of a number like ``value`` that was typed at random.

    >>> chance(np.array([1.0, 2.0, 2.1, 1.9, 30.0]), 2.0, 0.01)
    0.0375
    """
    with np.errstate(all="ignore"):
        away = np.abs(np.log(values / value))
    near = np.unique(np.round(np.log(np.abs(values[away < BAND])), 7))
    return float(near.size * 2 * reach / (abs(value) * 2 * BAND)) if value and math.isfinite(value) else math.inf
