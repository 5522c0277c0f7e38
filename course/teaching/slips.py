"""The slip behind a typed number, searched for among changes of a drill's numbers and of its answer.

One number is little to go by. So a slip is named only if it gives the number as typed (to the digits typed), if it means
something (not a zero, nor a number that stands in the question), and if no other slip that fits means something else: two
slips mean the same if they agree on other numbers of the same drill too.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import permutations
from typing import Any

import numpy as np

from course.teaching.changes import Inside, Outside, from_inputs, inputs, outputs, scalar
from course.teaching.markup import plain as plain_text
from course.teaching.mutants import Program
from course.teaching.reading import readings
from course.teaching.rows import Layout

OTHERS = 40
"""Other numbers of the drill on which two slips are compared, where options and signs are the same as in the question."""
TYPED = 0.005
"""A number typed with fewer digits than the drill wants is still meant this exactly, relatively."""
PRINTED = 2e-4
"""Numbers in a question are printed to so many digits, relatively; who computes with them is off by as much."""
DIGITS, EASY, FAR = 3, 0.95, 1.45
"""A number of fewer digits may come out of anything: a slip is named only if it is likely and no other fits at all; a
number of one digit only for the simplest slips."""
CLEAR = 0.35
"""A slip that is simpler by this much is preferred to one that means something else."""
TERMS = {
    "account": "account", "accounts": "number of accounts", "average": "average basis", "coins": "coins",
    "collateral": "collateral",
    "days": "days", "depth": "depth", "entry": "entry price", "equity": "equity", "fall": "fall", "fee": "fee", "fill": "fill",
    "frequency": "share of the weeks", "fund": "insurance fund", "index": "index", "initial": "initial margin", "kappa": "κ",
    "last": "last price", "leverage": "leverage", "maintenance": "maintenance", "margin": "margin", "mark": "mark price",
    "move": "move of the price", "notional": "notional", "price": "price", "rise": "rise of the price",
    "severity": "loss in such a week",
    "shock": "news", "side": "side", "size": "size", "slippage": "slippage", "winners": "winners' equity",
}  # fmt: skip
"""The numbers of drills in the words of their questions; a slip about any other is not named."""


UPPER = {"btc": "BTC", "eth": "ETH", "kappa": "κ", "a": "A", "b": "B"}
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
JOINED: tuple[tuple[str, Callable[..., float]], ...] = (("+", operator.add), ("−", operator.sub), ("×", operator.mul))
UNLIKELY = ("rounded", "cut off", "without its sign", "one too", "squared", "its square root", "1 too much")
"""Changes of the answer that nobody makes with a calculator in hand."""
VAGUE = re.compile(
    r"above the fraction line|without [\d.,]+$|divided\W+ by [^,]* [+−] |multiplied in twice|where they should be"
    r"|(subtracted|divided\W+ by .*) where it should be multiplied"
    r"|the (first|other) part|what is added|one part|one value|the two (sides|outcomes)|the condition|brackets"
    r"|another number"
)
"""Words of changes that say too little about a number."""


@dataclass(frozen=True)
class Slip:
    """One way to a wrong number: the number it gives, in words, and how far-fetched it is."""

    fn: Callable[[dict[str, Any]], float]
    text: str
    cost: float

    def value(self, numbers: dict[str, Any]) -> float:
        """What it gives; nan where it gives nothing."""
        with np.errstate(all="ignore"):
            try:
                value = float(self.fn(numbers))
            except Exception:  # changed numbers may be none that the formula is meant for
                return math.nan
        return value if math.isfinite(value) else math.nan


class Slips:
    """All the slips of one drill; made at the first wrong answer and kept.

    Args:
        generate, ask, answer, unit, ways: as the drill has them.
        tolerance: how far from a value an answer may lie and still be taken for it.
    """

    def __init__(
        self,
        generate: Callable[[np.random.Generator], dict[str, Any]],
        ask: Callable[..., str],
        answer: Callable[..., float],
        unit: str,
        tolerance: Callable[[float], float],
        ways: Sequence[Callable[..., float]] = (),
    ) -> None:
        self.generate, self.ask, self.answer, self.unit, self.tolerance = generate, ask, answer, unit, tolerance
        self.ways = ways

    @cached_property
    def _others(self) -> list[dict[str, Any]]:
        rng = np.random.default_rng(1)
        return [self.generate(rng) for _ in range(OTHERS)]

    @cached_property
    def _known(self) -> list[Slip]:
        cases = self._others
        names = [name for name in cases[0] if all(name in case for case in cases)]
        kinds = {name: name for name in names}
        answer = self.answer
        layouts = [Layout(1)] * len(cases)
        small = {n for n in names if all(not scalar(case[n]) or abs(case[n]) < 1 for case in cases)}
        large = {n for n in names if any(scalar(case[n]) and abs(case[n]) > 100 for case in cases)}
        changes = [c for c in inputs(cases, names, kinds) if not _silly(c.text, small, large)]
        found = [Slip(partial(_inside, answer, c), c.text, c.cost) for c in changes]
        for after in outputs(cases, names, layouts, truth=False):
            if after.uses in small and after.also.startswith(("plus", "minus", "taken")):
                continue  # nobody adds a fraction to an amount
            if after.also == "upside down" and self.unit in ("USD", "%"):
                continue
            if not after.marks and not after.also.startswith(UNLIKELY):
                found.append(Slip(partial(_outside, answer, after), after.text, after.cost))
        if self.unit == "%":
            found.append(Slip(lambda numbers: 100 - answer(**numbers), "Your answer is what is left of 100 %", 0.9))
            found.append(Slip(lambda numbers: 100 + answer(**numbers), "Your answer is 100 % plus the right one", 1.0))
            for name in small:
                less, more = (partial(_against_fraction, answer, name, sign) for sign in (-1, 1))
                found.append(Slip(less, f"Your answer is the right one minus `{name}`", 1.0))
                found.append(Slip(more, f"Your answer is the right one plus `{name}`", 1.0))
        for text, fn, cost in from_inputs(cases, names):
            mixed = re.search(r"` [+−] `", text) and len({name in small for name in re.findall(r"`(\w+)`", text)}) > 1
            if not mixed:
                found.append(Slip(fn, text, cost))
        words: set[str] = set()
        for way in self.ways:
            program = Program(way, names, lambda name: (), steps=True)
            words |= {name for name, _ in program.steps}
            found += [Slip(partial(program, (change,)), change.text, change.cost) for change in program.changes]
            scale = 100 if self.unit == "%" else 1
            found += [
                Slip(partial(_step, fn, scale), f"Your answer is `{name}` alone", 0.95) for name, fn in program.steps
            ]
            found += _joined(
                program.steps, [name for name in names if all(map(scalar, (c[name] for c in cases)))], cases, scale
            )
        said = [(slip, _said(slip.text, words)) for slip in found]
        return sorted((Slip(s.fn, text, s.cost) for s, text in said if text), key=lambda slip: slip.cost)

    def find(self, numbers: dict[str, Any], value: float, digits: float) -> str:
        """The slip that gives ``value`` to within ``digits``, in words; "" where none is certain."""
        shown = [abs(float(number)) for number in numbers.values() if scalar(number)]
        near = max(min(digits, max(self.tolerance(value), TYPED * abs(value))), PRINTED * abs(value))
        shown += [number for word in NUMBER.findall(plain_text(self.ask(**numbers))) for number in readings(word)]
        if value == 0 or any(abs(abs(value) - number * k) <= near for number in shown for k in (1, 100)):
            return ""
        if abs(self.answer(**numbers) - value) <= near:
            return ""
        digits_said = len(f"{abs(value):.10g}".replace(".", "").strip("0"))
        plain = digits_said < DIGITS
        if plain:
            near = PRINTED * abs(value)
        most = EASY if digits_said < 2 and abs(value) < 100 else FAR if plain else math.inf
        fits = [
            slip
            for slip in sorted([*self._known, *self._shown(numbers)], key=lambda slip: slip.cost)
            if abs(slip.value(numbers) - value) <= near + 1e-9 * abs(value)
        ]
        if not fits or fits[0].cost > most:
            return ""
        best, clear = fits[0], math.inf if plain else CLEAR
        alike = self._alike(numbers)
        rivals = [slip for slip in fits[1:] if slip.cost < best.cost + clear and not _same(best, slip, alike)]
        return "" if rivals else best.text

    def _alike(self, numbers: dict[str, Any]) -> list[dict[str, Any]]:
        """Other numbers with the options and the signs of the question."""
        mark = _kinds(numbers)
        return [drawn for drawn in self._others if _kinds(drawn) == mark]

    def _shown(self, numbers: dict[str, Any]) -> list[Slip]:
        """The answer set against an amount that stands in the question of every drawing: an entry price, say."""
        texts = [self.ask(**numbers), *(self.ask(**drawn) for drawn in self._others[:8])]
        amounts = set.intersection(*(set(re.findall(r"\$\d[\d,]*(?:\.\d+)?", text)) for text in texts))
        found = []
        for amount in sorted(amounts):
            x = float(amount[1:].replace(",", ""))
            below, above = f"that is {amount} minus the right answer", f"that is the right answer minus {amount}"
            found.append(Slip(partial(_against, self.answer, x, -1), below, 0.9))
            found.append(Slip(partial(_against, self.answer, x, 1), above, 0.9))
        return found if self.unit == "USD" else []


def _same(a: Slip, b: Slip, cases: list[dict[str, Any]]) -> bool:
    """Two slips that agree on other numbers too mean the same."""
    pairs = [(a.value(numbers), b.value(numbers)) for numbers in cases]
    return bool(pairs) and all(math.isclose(x, y, rel_tol=1e-5, abs_tol=1e-12) or (x != x and y != y) for x, y in pairs)


def _kinds(numbers: dict[str, Any]) -> tuple[Any, ...]:
    """The options of a question, and which of its numbers are negative."""
    return tuple(value < 0 if scalar(value) else value for value in numbers.values() if not isinstance(value, tuple))


def _against_fraction(answer: Callable[..., float], name: str, sign: int, numbers: dict[str, Any]) -> float:
    return float(answer(**numbers) + sign * 100 * numbers[name])


def _joined(
    steps: Sequence[tuple[str, Callable[..., float]]], names: Sequence[str], cases: list[dict[str, Any]], scale: float
) -> Iterator[Slip]:
    """A step set against another, or against a number of the question: their sum, difference, product."""
    parts: dict[str, Callable[..., float]] = {name: partial(_given, name) for name in names}
    parts.update(steps)
    values = {name: [float(fn(**case)) for case in cases] for name, fn in parts.items()}
    parts = {name: fn for name, fn in parts.items() if any(abs(v) != 1 for v in values[name])}
    small = {name: all(abs(v) < 1 for v in values[name]) for name in parts}
    stepped = {name for name, _ in steps}
    for a, b in permutations(parts, 2):
        if a not in stepped and b not in stepped:
            continue
        for sign, fn in JOINED:
            if (sign in "+−" and small[a] != small[b]) or (sign in "+×" and a > b):
                continue
            yield Slip(partial(_two, parts[a], parts[b], fn, scale), f"Your answer is just `{a}` {sign} `{b}`", 1.5)


def _given(name: str, **numbers: Any) -> Any:
    return numbers[name]


def _two(
    a: Callable[..., float], b: Callable[..., float], fn: Callable[..., float], scale: float, numbers: dict[str, Any]
) -> float:
    return scale * fn(a(**numbers), b(**numbers))


def _silly(text: str, small: Collection[str], large: Collection[str]) -> bool:
    """A change that nobody makes to a number of this size: 1 − an amount, an amount upside down, per cent of a price."""
    names = re.findall(r"`(\w+)`", text)
    fraction = re.search(r"with 1 [−+]|square", text)
    return (
        "rounded" in text
        or bool(fraction and names and names[0] not in small)
        or bool(re.search("upside down|100 times", text) and names and names[0] in large)
    )


def _against(answer: Callable[..., float], amount: float, sign: int, numbers: dict[str, Any]) -> float:
    return sign * (answer(**numbers) - amount)


def _inside(answer: Callable[..., float], change: Inside, numbers: dict[str, Any]) -> float:
    return answer(**change.change(numbers))


def _outside(answer: Callable[..., float], change: Outside, numbers: dict[str, Any]) -> float:
    return float(change.apply(np.array([float(answer(**numbers))]), [numbers], [Layout(1)])[0])


def _step(fn: Callable[..., float], scale: float, numbers: dict[str, Any]) -> float:
    return scale * fn(**numbers)


def _words(name: str) -> str:
    """A name inside a way, in words: ``eth_requirement`` is "the ETH requirement"."""
    told = [UPPER.get(word, word) for word in name.split("_")]
    return "the " + " ".join(told)


def _said(text: str, words: Collection[str] = ()) -> str:
    """A change in the words of a drill, which shows no names; "" if it needs one that nobody would know."""
    option = re.fullmatch(r"treating every case as `side='(\w+)'`", text)
    if option:
        return f"that is what comes out for a **{option[1]}**"
    if "=" in text or "'" in text.replace("winners'", "") or "counting starts" in text:
        return ""
    names = re.findall(r"`(\w+)`", text)
    if any(name not in TERMS and name not in words for name in names) or "`//`" in text or VAGUE.search(text):
        return ""
    text = re.sub(r"`(\w+)`", lambda m: _words(m[1]) if m[1] in words else f"the {TERMS[m[1]]}", text)
    for start, instead in (("Your answer is", "that is"), ("In every case, only", "only")):
        if text.startswith(start):
            return (instead + text[len(start) :]).replace("the right one", "the right answer")
    return f"that is what comes out {text}"
