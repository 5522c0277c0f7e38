"""Drills: numeric questions with fresh numbers each time, wrong answers recognised by name, mastery after three in a row."""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from course.teaching.markup import plain
from course.teaching.slips import TYPED, Slips
from course.teaching.typed_numbers import other_unit, printed, readings_in
from course.teaching.values import difference, number, with_unit
from course.texts import Numbers, say, told

Text = str | Callable[..., str]
"""Markup with the question's numbers as fields, or a function of those drawn that returns it."""

ROUNDED_ON_THE_WAY = 1e-3
"""So far off, relatively, is who rounds on the way to a number."""
ROUNDED_TO = 3
"""The right answer in so many digits is right, whatever the tolerance."""
STREAK = 3
"""Right answers in a row that count as mastery."""


@dataclass(frozen=True)
class WrongAnswer:
    """The formula of a known misconception.

    Attributes:
        fn: its answer for the question's numbers, in the drill's unit; None where it gives none.
        message: what to say to who answers so.
        misconception: its number in ``course.teaching.misconceptions``, if it is one of those.
    """

    fn: Callable[..., float | None]
    message: Text
    misconception: int | None = None


@dataclass(frozen=True, eq=False)
class Drill:
    """A family of numeric questions.

    Attributes:
        name: in saved progress.
        title: as shown.
        ask: the question in words.
        generate: draws the numbers (a dict) from a ``numpy.random.Generator``: round ones, as people would meet them.
        answer: the right answer **in the unit shown**: with unit "%" it returns 7.69, not 0.0769.
        unit: "USD", "%", "×", "days", …; shown beside the box.
        rel_tol: relative tolerance, stated to the learner.
        abs_tol: absolute tolerance, for answers that may be zero.
        wrong: formulas of known misconceptions.
        explain: the worked way for these numbers; shown after every answer.
        ways: the answer once more as a plain function, step by step, each step named by the words for it
            (``eth_requirement``): mistakes are searched for among its steps and mutants.
        terms: words for its numbers where those of :data:`course.teaching.slips.TERMS` mean something else, or there are none.
        numbers: what stands in the fields of its texts, beside what is drawn: a constant each, or a formula of what is drawn.
    """

    name: str
    title: str
    ask: Text
    generate: Callable[[np.random.Generator], dict[str, Any]]
    answer: Callable[..., float]
    unit: str
    explain: Text
    wrong: tuple[WrongAnswer, ...] = ()
    ways: tuple[Callable[..., float], ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    rel_tol: float = 0.005
    abs_tol: float = 0.0
    numbers: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def slips(self) -> Slips:
        """The ways to a wrong number that nobody wrote down."""
        return Slips(self.generate, self.asked, self.answer, self.unit, self.tolerance, self.ways, self.terms)

    def asked(self, **drawn: Any) -> str:
        """The question in words, for these numbers."""
        return told(self.ask, Numbers(self.numbers, drawn))

    def tolerance(self, value: float) -> float:
        """How far from ``value`` an answer may lie and still be taken for it."""
        return max(self.rel_tol * abs(value), self.abs_tol)

    def _meets(self, typed: float, value: float | None) -> bool:
        if value is None or not math.isfinite(value):
            return False
        return abs(typed - value) <= self.tolerance(value) * (1 + 1e-12)

    def question(self, seed: int) -> DrillQuestion:
        """The question for a seed; the same seed always asks the same.

        Numbers are drawn again as long as a wrong formula happens to give the right answer with them.

        Raises:
            RuntimeError: the generator hardly ever gives usable numbers.
        """
        rng = np.random.default_rng([zlib.crc32(self.name.encode()), seed])
        spare: DrillQuestion | None = None
        for _ in range(200):
            numbers = self.generate(rng)
            found = DrillQuestion(self, seed, numbers)
            if not found.tells_right_from_wrong() or not found.holds_as_printed():
                continue
            if found.tells_wrongs_apart():
                return found
            spare = spare or found
        if spare is None:
            raise RuntimeError(f"drill {self.name}: no numbers that tell right from wrong")
        return spare

    @property
    def counts(self) -> bool:
        """Whether what is asked for is counted: a word is its unit, and hardly anything beside it counts as right."""
        return not self.rel_tol and self.abs_tol <= 0.01 and self.unit.isalpha() and self.unit.islower()

    @property
    def tolerance_text(self) -> str:
        """The tolerance in words."""
        if self.rel_tol:
            return say("Within {rel_tol}\u202f% counts as right.", rel_tol=number(100 * self.rel_tol, 2))
        if self.counts:
            return say("A whole number.")
        return say("Within {with_unit} counts as right.", with_unit=with_unit(self.abs_tol, self.unit))


@dataclass(frozen=True, eq=False)
class DrillQuestion:
    """One question with its numbers."""

    drill: Drill
    seed: int
    numbers: dict[str, Any]

    @property
    def text(self) -> str:
        """The question in words, markup."""
        return self.told(self.drill.ask)

    @cached_property
    def answer(self) -> float:
        """The right answer in the drill's unit."""
        return float(self.drill.answer(**self.numbers))

    @cached_property
    def wrong_answers(self) -> list[tuple[WrongAnswer, float]]:
        """The wrong answers that exist for these numbers."""
        pairs = ((wrong, wrong.fn(**self.numbers)) for wrong in self.drill.wrong)
        return [(w, float(v)) for w, v in pairs if v is not None and math.isfinite(v)]

    def _apart(self, a: float, b: float) -> bool:
        return abs(a - b) > self.drill.tolerance(a) + self.drill.tolerance(b)

    def tells_right_from_wrong(self) -> bool:
        """The right answer is a usable number, no wrong formula comes near it, and none gives it rounded to a few digits."""
        right = self.answer
        if not math.isfinite(right) or (right == 0 and not self.drill.abs_tol):
            return False
        rounded = float(f"{right:.{ROUNDED_TO}g}")
        return all(
            self._apart(right, value) and not math.isclose(value, rounded, rel_tol=1e-9)
            for _, value in self.wrong_answers
        )

    def as_printed(self) -> dict[str, Any]:
        """The numbers as the text prints them: rounded, where it rounds."""
        shown = printed(plain(self.text))
        return {name: _printed(value, shown) for name, value in self.numbers.items()}

    def holds_as_printed(self) -> bool:
        """Who computes with the numbers in the text gets the answer that is expected, well within the tolerance."""
        numbers = self.as_printed()
        if numbers == self.numbers:
            return True
        return abs(float(self.drill.answer(**numbers)) - self.answer) <= self.drill.tolerance(self.answer) / 2

    def tells_wrongs_apart(self) -> bool:
        """No two wrong formulas give the same here."""
        values = [value for _, value in self.wrong_answers]
        return all(self._apart(a, b) for i, a in enumerate(values) for b in values[i + 1 :])

    def _read(self, typed: object) -> float | None:
        """What was typed; of two ways to read it (7,692) the one that this question knows, else the likelier."""
        found = readings_in(typed, self.drill.unit)
        known = (self.answer, *(value for _, value in self.wrong_answers))
        fitting = (value for target in known for value in found if self.drill._meets(value, target))
        return next(fitting, found[0] if found else None)

    def _named(self, value: float, digits: float, off: float = 0.0) -> Reply | None:
        """The reply to a wrong answer that somebody wrote down: to the digits typed, or as far ``off``, relatively."""
        near = min(digits, TYPED * abs(value)) + 1e-9 * abs(value)
        for wrong, theirs in self.wrong_answers:
            others = (self.answer, *(other for _, other in self.wrong_answers if other != theirs))
            rounded = abs(value - theirs) <= near and all(abs(value - other) > near for other in others)
            if rounded or abs(value - theirs) <= max(off, 1e-9) * abs(theirs):
                text = say("Not quite: {said}", said=self.told(wrong.message))
                other = self.drill.slips.beside(self.numbers, value, digits, wrong.fn)
                if other:
                    text += say(" (Or else {other}: the same number here.)", other=other)
                return Reply("wrong", text, self._worked, value, wrong.misconception, named=True)
        return None

    def _right(self, value: float, typed: str | float, digits: float) -> bool:
        """Within the tolerance, or the right answer rounded to the digits that were typed, three at least."""
        if self.drill._meets(value, self.answer):
            return True
        if any(math.isclose(value, wrong, rel_tol=1e-9) for _, wrong in self.wrong_answers):
            return False
        shown = re.sub(r"\D", "", typed if isinstance(typed, str) else repr(typed)).lstrip("0")
        return (
            len(shown) >= ROUNDED_TO
            and abs(value - self.answer) <= digits * (1 + 1e-9)
            and digits <= TYPED * abs(value)
        )

    def mark(self, typed: object) -> Reply:
        """Answer a learner's answer; whatever is no number is asked for again."""
        value = self._read(typed)
        if value is None:
            return Reply("unreadable", "I cannot read that as a number. Type digits, for example 12.5.")
        other = other_unit(typed, self.drill.unit)
        if other:
            return Reply("unit", other, value=value)
        drill, right = self.drill, self.answer
        expected = with_unit(right, drill.unit)
        digits = _digits(typed if isinstance(typed, str) else value, value)
        if self._right(value, typed if isinstance(typed, str) else value, digits):
            return Reply("right", say("Right: **{expected}**.", expected=expected), self._worked, value)
        named = self._named(value, digits)
        if named:
            return named
        if drill.unit == "%" and drill._meets(100 * value, right):
            text = say(
                "That is a fraction; this box wants per cent. {value} is {with_unit}.",
                value=number(value),
                with_unit=with_unit(100 * value, "%"),
            )
            return Reply("unit", text, value=value)
        if right != 0 and abs(value + right) <= max(ROUNDED_ON_THE_WAY * abs(right), min(digits, TYPED * abs(right))):
            text = say(
                "Not quite: the size is right, the sign is turned round. It is **{expected}**.", expected=expected
            )
            return Reply("wrong", text, self._worked, value, named=True)
        nothing = drill.slips.nothing(self.numbers) if value == 0 else ""
        if nothing:
            return self._slipped(nothing, value)
        for stage, off in (("exact", 0.0), ("near", ROUNDED_ON_THE_WAY), ("sums", 0.0)):
            named = self._named(value, digits, off) if off else None
            slip = "" if named else drill.slips.find(self.numbers, value, digits, stage)
            if slip:
                return self._slipped(slip, value)
            if named:
                return named
        if any(math.isclose(abs(value), shown, rel_tol=1e-9) for shown in printed(plain(self.text))):
            return self._slipped(say("that number stands in the question: it is given, not asked for"), value)
        gap = difference(value, right, drill.unit)
        return Reply(
            "wrong", say("Not quite: {gap}. It is **{expected}**.", gap=gap, expected=expected), self._worked, value
        )

    def _slipped(self, slip: str, value: float) -> Reply:
        """The reply to a wrong answer whose slip was found."""
        expected = with_unit(self.answer, self.drill.unit)
        text = say("Not quite: {rstrip}. It is **{expected}**.", rstrip=slip.rstrip("."), expected=expected)
        return Reply("wrong", text.replace("?.", "?"), self._worked, value, named=True)

    @cached_property
    def _worked(self) -> str:
        return self.told(self.drill.explain)

    def told(self, text: Text) -> str:
        """A text of the drill, with this question's numbers in it."""
        return told(text, Numbers(self.drill.numbers, self.numbers))


ROUNDED = 0.025
"""A printed number this near (relatively) to one of the question's, and to none exactly, is that one rounded."""


def _printed(value: Any, shown: list[float]) -> Any:
    """``value`` as printed: itself, or the number in the text that it was rounded to; as a fraction or as per cent."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value == 0:
        return value
    said = [(number / scale) * math.copysign(1.0, value) for number in shown for scale in (1, 100, 1e-3, 1e-6)]
    nearest = min(said, key=lambda x: abs(x - value), default=value)
    off = abs(nearest - value) / abs(value)
    return nearest if 1e-9 < off < ROUNDED else value


@dataclass(frozen=True)
class Reply:
    """What is said to one typed answer.

    Attributes:
        outcome: "right" and "wrong" count; "unreadable" and "unit" ask to try again.
        text: the answer to the learner, markup.
        worked: the worked way, markup; "" while the learner may try again.
        value: the number as it was understood.
        misconception: number of the misconception behind a wrong answer.
        named: the wrong answer was recognised.
    """

    outcome: Literal["right", "wrong", "unreadable", "unit"]
    text: str
    worked: str = ""
    value: float | None = None
    misconception: int | None = None
    named: bool = False

    @property
    def counts(self) -> bool:
        """Right or wrong: not merely unreadable or in the wrong unit."""
        return self.outcome in ("right", "wrong")


def _digits(typed: str | float, value: float) -> float:
    """Half a unit of the last digit that was typed: how exactly a number is meant."""
    text = typed if isinstance(typed, str) else repr(typed)
    decimals = re.search(r"[.,](\d+)\D*$", text.strip())
    places = len(decimals[1]) if decimals else 0
    return 0.5 * 10.0**-places if places or abs(value) < 1000 else 0.5


def streak(rights: list[bool]) -> int:
    """Right answers in a row at the end."""
    count = 0
    for right in reversed(rights):
        if not right:
            break
        count += 1
    return count


def mastered(rights: list[bool]) -> bool:
    """Three in a row at any time."""
    return any(all(rights[i : i + STREAK]) for i in range(len(rights) - STREAK + 1))
