"""Quizzes: every wrong option explains itself, every answer comes with a confidence, and forms can be parallel.

A question with a ``generate`` is a template: form "A" and form "B" ask the same with other numbers, so that what was
learnt between them can be measured.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.teaching.drill import Text, said
from course.words import THIN

CONFIDENCE: dict[int, str] = {1: "Guessing", 2: "Fairly sure", 3: "Certain"}
"""Confidence asked with every answer."""


@dataclass(frozen=True)
class Option:
    """One answer to choose.

    Attributes:
        text: markup, or a function of the question's numbers.
        correct: the right one.
        explain: why it is right or wrong, with numbers; shown after answering.
        misconception: number of the misconception that leads here.
    """

    text: Text
    correct: bool = False
    explain: Text = ""
    misconception: int | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """A multiple-choice question, or a template of one.

    Attributes:
        name: in saved progress.
        stem: the question, markup, or a function of the numbers.
        options: two or more, exactly one of them correct.
        claim: the claim of the course that it tests, if one.
        generate: draws the numbers of a form; without it every form is the same.
        shuffle: mix the options (per form); False keeps the author's order, for example of rising numbers.
    """

    name: str
    stem: Text
    options: tuple[Option, ...]
    claim: str | None = None
    generate: Callable[[np.random.Generator], dict[str, Any]] | None = None
    shuffle: bool = True

    def item(self, form: str = "A") -> Item:
        """The question as asked in one form; the same form always asks the same."""
        rng = np.random.default_rng(zlib.crc32(f"{self.name} {form}".encode()))
        numbers = self._numbers(form, rng)
        order = list(range(len(self.options)))
        if self.shuffle:
            rng.shuffle(order)
        shown = tuple(
            Shown(
                index, said(option.text, numbers), option.correct, said(option.explain, numbers), option.misconception
            )
            for index, option in ((i, self.options[i]) for i in order)
        )
        return Item(self, form, said(self.stem, numbers), shown)

    def _numbers(self, form: str, rng: np.random.Generator) -> dict[str, Any]:
        """The numbers of a form; those of form "A" are not drawn again for another form."""
        if self.generate is None:
            return {}
        numbers = self.generate(rng)
        if form != "A":
            first = self.generate(np.random.default_rng(zlib.crc32(f"{self.name} A".encode())))
            for _ in range(100):
                if numbers != first:
                    break
                numbers = self.generate(rng)
        return numbers

    @property
    def misconceptions(self) -> tuple[int, ...]:
        """The misconceptions that its wrong options stand for."""
        found = (o.misconception for o in self.options if o.misconception is not None)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Shown:
    """An option as shown: its place in the record, and its texts with the numbers in them."""

    index: int
    text: str
    correct: bool
    explain: str
    misconception: int | None


@dataclass(frozen=True, eq=False)
class Item:
    """A question in one form, its options in the order shown."""

    question: Question
    form: str
    stem: str
    options: tuple[Shown, ...]

    @property
    def right(self) -> Shown:
        """The correct option."""
        return next(option for option in self.options if option.correct)


@dataclass(frozen=True, eq=False)
class Quiz:
    """Questions asked together."""

    name: str
    questions: tuple[Question, ...]
    title: str = "Check yourself"

    def items(self, form: str = "A") -> tuple[Item, ...]:
        """All questions in one form."""
        return tuple(question.item(form) for question in self.questions)


@dataclass(frozen=True)
class Choice:
    """A learner's answer to an item: the option as shown (counted from 0) and how sure they are (1 to 3)."""

    item: Item
    option: int
    confidence: int

    @property
    def chosen(self) -> Shown:
        """The option chosen."""
        return self.item.options[self.option]

    @property
    def correct(self) -> bool:
        """It is the right one."""
        return self.chosen.correct

    @property
    def confident_error(self) -> bool:
        """Certain, and wrong: what comes back first."""
        return not self.correct and self.confidence == max(CONFIDENCE)

    @property
    def fields(self) -> dict[str, Any]:
        """What progress keeps of it."""
        return {
            "form": self.item.form,
            "option": self.chosen.index,
            "correct": self.correct,
            "confidence": self.confidence,
            "misconception": self.chosen.misconception,
        }


@dataclass(frozen=True)
class Score:
    """How a quiz went.

    Attributes:
        right: correct answers.
        of: questions answered.
        held: misconceptions whose option was chosen, each with the highest confidence in it.
        cleared: misconceptions that a right answer, not a guess, speaks against.
        guessed: misconceptions on which the answer was right, but a guess.
    """

    right: int
    of: int
    held: dict[int, int]
    cleared: tuple[int, ...]
    guessed: tuple[int, ...]


def score(choices: Sequence[Choice]) -> Score:
    """Count what was right and which misconceptions show."""
    held: dict[int, int] = {}
    cleared: dict[int, None] = {}
    guessed: dict[int, None] = {}
    for choice in choices:
        belief = choice.chosen.misconception
        if choice.correct:
            into = guessed if choice.confidence == 1 else cleared
            into.update(dict.fromkeys(choice.item.question.misconceptions))
        elif belief is not None:
            held[belief] = max(held.get(belief, 0), choice.confidence)
    return Score(
        sum(choice.correct for choice in choices),
        len(choices),
        dict(sorted(held.items())),
        tuple(sorted(n for n in cleared if n not in held)),
        tuple(sorted(n for n in guessed if n not in held and n not in cleared)),
    )


@dataclass(frozen=True)
class Gain:
    """Two parallel forms compared: shares right before and after, and the share of what was missing that is learnt.

    ``normalised`` is (after − before) / (1 − before), None if nothing was missing before.
    """

    before: float
    after: float

    @property
    def normalised(self) -> float | None:
        """The share of what was missing that is there now."""
        return None if self.before >= 1 else (self.after - self.before) / (1 - self.before)

    @property
    def sentence(self) -> str:
        """The gain in one sentence, markup."""

        def share(x: float) -> str:
            return f"{round(100 * x)}{THIN}%"

        said = f"You had **{share(self.before)}** right at the start and **{share(self.after)}** now"
        gain = self.normalised
        if gain is None:
            return f"{said}: there was nothing left to gain."
        if gain > 0:
            return f"{said}: **{share(gain)}** of what was missing is learnt."
        return f"{said}: no gain yet. The lessons below are where to look."


def gain(before: Score, after: Score) -> Gain:
    """Compare two scores; an unanswered quiz counts as nothing right."""
    return Gain(before.right / max(before.of, 1), after.right / max(after.of, 1))
