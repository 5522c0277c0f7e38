"""Quizzes: every wrong option explains itself, every answer comes with a confidence, and forms can be parallel.

A question with a ``generate`` is a template: form "A" and form "B" ask the same with other numbers, so that what was
learnt between them can be measured.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from course.number_format import THIN
from course.teaching.drill import Text
from course.texts import Numbers, say, told

CONFIDENCE: dict[int, str] = {1: "Guessing", 2: "Fairly sure", 3: "Certain"}
"""Confidence asked with every answer."""


@dataclass(frozen=True)
class Option:
    """One answer to choose; :func:`right` and :func:`wrong` make one.

    Attributes:
        text: markup with the question's numbers as fields, or a function of those drawn.
        correct: the right one.
        explain: why it is right or wrong, with numbers; shown after answering.
        misconception: number of the misconception that leads here.
    """

    text: Text
    correct: bool = False
    explain: Text = ""
    misconception: int | None = None


def right(text: Text, explain: Text) -> Option:
    """The right answer, and why it is."""
    return Option(text, True, explain)


def wrong(text: Text, explain: Text, misconception: int | None = None) -> Option:
    """A wrong answer, why it is, and the number of the misconception that leads there."""
    return Option(text, False, explain, misconception)


class Question:
    """A multiple-choice question, or a template of one.

    Attributes:
        name: in saved progress.
        stem: the question: markup, filled in as :func:`course.texts.say` does, or a function of the numbers drawn.
        options: two or more, exactly one of them correct.
        claim: the claim of the course that it tests, if one.
        numbers: what stands in the fields of its texts, beside what is drawn: a constant each, or a formula of what is drawn,
            computed only when the question is asked.
        generate: draws the numbers of a form; without it every form is the same.
        shuffle: mix the options (per form); False keeps the author's order, for example of rising numbers.
    """

    def __init__(
        self,
        name: str,
        stem: Text,
        *options: Option,
        claim: str | None = None,
        numbers: Mapping[str, Any] = MappingProxyType({}),
        generate: Callable[[np.random.Generator], dict[str, Any]] | None = None,
        shuffle: bool = True,
    ) -> None:
        self.name, self.stem, self.options, self.claim = name, stem, options, claim
        self.numbers, self.generate, self.shuffle = numbers, generate, shuffle

    def item(self, form: str = "A") -> Item:
        """The question as asked in one form; the same form always asks the same."""
        rng = np.random.default_rng(zlib.crc32(f"{self.name} {form}".encode()))
        numbers = Numbers(self.numbers, self._drawn(form, rng))
        order = list(range(len(self.options)))
        if self.shuffle:
            rng.shuffle(order)
        shown = tuple(
            ShownOption(
                index, told(option.text, numbers), option.correct, told(option.explain, numbers), option.misconception
            )
            for index, option in ((i, self.options[i]) for i in order)
        )
        return Item(self, form, told(self.stem, numbers), shown)

    def _drawn(self, form: str, rng: np.random.Generator) -> dict[str, Any]:
        """The numbers drawn for a form; those of form "A" are not drawn again for another form."""
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
class ShownOption:
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
    options: tuple[ShownOption, ...]

    @property
    def right(self) -> ShownOption:
        """The correct option."""
        return next(option for option in self.options if option.correct)


class Quiz:
    """Questions asked together, under a title."""

    def __init__(self, name: str, *questions: Question, title: str = "Check yourself") -> None:
        self.name, self.questions, self.title = name, questions, title

    def items(self, form: str = "A") -> tuple[Item, ...]:
        """All questions in one form."""
        return tuple(question.item(form) for question in self.questions)


@dataclass(frozen=True)
class QuizAnswer:
    """A learner's answer to an item: the option as shown (counted from 0) and how sure they are (1 to 3)."""

    item: Item
    option: int
    confidence: int

    @property
    def chosen(self) -> ShownOption:
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
    """How a quiz went. Every belief that its questions ask about is in at most one of ``held``, ``cleared`` and ``guessed``.

    Attributes:
        right: correct answers.
        of: questions answered.
        held: misconceptions whose option was chosen, each with the highest confidence in it.
        cleared: misconceptions of which every question was answered rightly, and none by a guess.
        guessed: misconceptions of which every question was answered rightly, and at least one by a guess.
        others: places, among the answers, of wrong ones that stand for no misconception.
    """

    right: int
    of: int
    held: dict[int, int]
    cleared: tuple[int, ...]
    guessed: tuple[int, ...]
    others: tuple[int, ...] = ()


def score(choices: Sequence[QuizAnswer]) -> Score:
    """Count what was right and which misconceptions show."""
    held: dict[int, int] = {}
    asked: dict[int, list[QuizAnswer]] = {}
    for choice in choices:
        for belief in choice.item.question.misconceptions:
            asked.setdefault(belief, []).append(choice)
        belief_chosen = choice.chosen.misconception
        if not choice.correct and belief_chosen is not None:
            held[belief_chosen] = max(held.get(belief_chosen, 0), choice.confidence)
    right = {belief for belief, answers in asked.items() if all(answer.correct for answer in answers)}
    lucky = {belief for belief in right if any(answer.confidence == min(CONFIDENCE) for answer in asked[belief])}
    return Score(
        sum(choice.correct for choice in choices),
        len(choices),
        dict(sorted(held.items())),
        tuple(sorted(right - lucky)),
        tuple(sorted(lucky)),
        tuple(i for i, choice in enumerate(choices) if not choice.correct and choice.chosen.misconception is None),
    )


def chance_of_gain(options: Sequence[int], gained: int) -> float:
    """How often somebody who only guesses, both times, has at least ``gained`` more right the second time.

    ``options`` holds how many answers each question offers. A guess at one of k is right with probability p = 1/k, so a
    question adds +1 or −1 to the gain with probability p(1 − p) each; all outcomes of all questions are added up exactly.
    """
    ways = {0: Fraction(1)}
    for count in options:
        p = Fraction(1, count)
        steps = {-1: p * (1 - p), 0: 1 - 2 * p * (1 - p), 1: p * (1 - p)}
        after: dict[int, Fraction] = {}
        for total, weight in ways.items():
            for step, share in steps.items():
                after[total + step] = after.get(total + step, Fraction(0)) + weight * share
        ways = after
    return float(sum((weight for total, weight in ways.items() if total >= gained), Fraction(0)))


@dataclass(frozen=True)
class Gain:
    """Two parallel forms compared: shares right before and after, and the share of what was missing that is right now.

    ``normalised`` is (after − before) / (1 − before), None if nothing was missing before.

    Attributes:
        before: share right the first time.
        after: share right the second time.
        options: how many answers each question offers, if both forms asked the same questions: gives what chance alone does.
    """

    before: float
    after: float
    options: tuple[int, ...] = ()

    @property
    def normalised(self) -> float | None:
        """The share of what was missing that is there now."""
        return None if self.before >= 1 else (self.after - self.before) / (1 - self.before)

    @property
    def gained(self) -> int:
        """How many more questions were right; 0 where the questions are not known."""
        return round((self.after - self.before) * len(self.options))

    @property
    def chance(self) -> float | None:
        """:func:`chance_of_gain` of as much or more; None where the questions are not known."""
        return chance_of_gain(self.options, self.gained) if self.options else None

    @property
    def sentence(self) -> str:
        """The gain in one sentence, and what chance alone would do in another; markup."""

        def share(x: float) -> str:
            return f"{round(100 * x)}{THIN}%"

        said = say(
            "You had **{share}** right at the start and **{share_2}** now",
            share=share(self.before),
            share_2=share(self.after),
        )
        gain = self.normalised
        if gain is None and self.gained < 0:
            return say("{said}: {fewer} fewer of {options}.", said=said, fewer=-self.gained, options=len(self.options))
        if gain is None:
            return say("{said}: there was nothing left to gain.", said=said)
        if gain <= 0:
            fewer = (
                say(", but {gained} fewer of {options}", gained=-self.gained, options=len(self.options))
                if self.gained < 0
                else ""
            )
            return say("{said}: no gain yet{fewer}.", said=said, fewer=fewer)
        chance = self.chance
        if chance is None:
            return say("{said}: **{share}** of what was missing is learnt.", said=said, share=share(gain))
        often = f"**{100 * chance:.1f}{THIN}%**" if chance >= 0.001 else say("fewer than **0.1\u202f%**")
        alone = "can do that" if chance >= RARE else "seldom does that"
        return say(
            "{said}: {gained} more of {options}, **{share}** of what was missing. Chance alone {alone}: of"
            " those who know nothing and guess every answer, both times, {often} gain as much or more.",
            said=said,
            gained=self.gained,
            options=len(self.options),
            share=share(gain),
            alone=alone,
            often=often,
        )


RARE = 0.05
"""What comes about by guessing less often than this is said to come about seldom."""


def gain(before: Score, after: Score) -> Gain:
    """Compare two scores; an unanswered quiz counts as nothing right."""
    return Gain(before.right / max(before.of, 1), after.right / max(after.of, 1))
