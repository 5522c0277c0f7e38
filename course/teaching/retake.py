"""The same diagnostic taken twice: what was learnt, what was lost, and what only seems so.

Everything is read off the events of :mod:`course.teaching.progress_events`; nothing is kept that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from course.teaching.progress import Event, Store
from course.teaching.quiz import CONFIDENCE, Gain, Item, Quiz, QuizAnswer, Score, score
from course.texts import day_of_year, say, time_of_day

FIRST, SECOND = "A", "B"
"""The form asked before the course, and the one asked after it."""

WAIT = timedelta(hours=24)
"""How long after the first form the second one opens: what was learnt is still known a day later."""

HAKE = (0.23, 14, 0.48, 48)
"""Mean normalised gain of classes taught by lectures (and how many) and of classes that worked at questions (and how many).

R. R. Hake, "Interactive-engagement versus traditional methods", American Journal of Physics 66 (1998), 64 to 74: 6,542
students of mechanics. Means of whole classes, no mark for one person.
"""

Change = Literal["lost", "open", "learnt", "kept"]


@dataclass(frozen=True)
class Take:
    """A diagnostic that was finished: its answers in the order of the questions, and when."""

    answers: tuple[QuizAnswer, ...]
    at: float

    @property
    def score(self) -> Score:
        """How it went."""
        return score(self.answers)


def takes(store: Store, quiz: Quiz, form: str) -> list[Take]:
    """Every finished take of one form, oldest first; one whose answers are no longer all there is left out."""
    found: list[Take] = []
    for end in store.events("diagnostic", item=quiz.name):
        if end["form"] != form:
            continue
        begin = max((t.at for t in found), default=float("-inf"))
        last = {
            event["item"]: event
            for event in store.events("question", end["lesson"])
            if event.get("form") == form and begin < event["at"] <= end["at"]
        }
        answers = [_answer(item, last.get(item.question.name)) for item in quiz.items(form)]
        if None not in answers:
            found.append(Take(tuple(a for a in answers if a is not None), end["at"]))
    return found


def _answer(item: Item, event: Event | None) -> QuizAnswer | None:
    """What was chosen, as an answer to the item; None where nothing that it offers was."""
    shown = {option.index: i for i, option in enumerate(item.options)}
    if event is None or event.get("option") not in shown or event.get("confidence") not in CONFIDENCE:
        return None
    return QuizAnswer(item, shown[event["option"]], event["confidence"])


@dataclass(frozen=True)
class Comparison:
    """The first take of the first form beside the first of the second one."""

    before: Take
    after: Take

    @property
    def gain(self) -> Gain:
        """What was missing and is there now."""
        first, last = self.before.score, self.after.score
        options = tuple(len(choice.item.options) for choice in self.after.answers)
        return Gain(first.right / first.of, last.right / last.of, options)

    def changes(self) -> dict[int, Change]:
        """What became of every belief that is asked about: known if every question about it is answered rightly.

        ``kept`` was known both times, ``learnt`` only the second, ``lost`` only the first, ``open`` neither.
        """
        first, last = (set(s.cleared) | set(s.guessed) for s in (self.before.score, self.after.score))
        words: dict[tuple[bool, bool], Change] = {
            (True, True): "kept", (False, True): "learnt", (True, False): "lost", (False, False): "open",
        }  # fmt: skip
        asked = sorted({n for choice in self.after.answers for n in choice.item.question.misconceptions})
        return {number: words[number in first, number in last] for number in asked}

    def sure(self) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
        """How sure, and of the answers given like that how many were right and how many there were: before, and after."""

        def count(take: Take, level: int) -> tuple[int, int]:
            said = [choice.correct for choice in take.answers if choice.confidence == level]
            return sum(said), len(said)

        return [(word, count(self.before, level), count(self.after, level)) for level, word in CONFIDENCE.items()]


def comparison(store: Store, quiz: Quiz) -> Comparison | None:
    """What the learner's two takes say; None before both are finished.

    The first of each form counts: whoever takes a form again has seen its answers.
    """
    first, second = takes(store, quiz, FIRST), takes(store, quiz, SECOND)
    return Comparison(first[0], second[0]) if first and second else None


@dataclass(frozen=True)
class Condition:
    """Something that comes before the retake, in words, and whether it is met."""

    text: str
    met: bool


def conditions(
    store: Store, quiz: Quiz, tasks: Sequence[tuple[str, str, str]] = (), now: Callable[[], datetime] | None = None
) -> list[Condition]:
    """What comes before the retake.

    Args:
        store: the learner's progress.
        quiz: the diagnostic.
        tasks: ``(lesson, item, words)`` of the tasks to be found first.
        now: the clock; by default the machine's.
    """
    taken = [e for e in store.events("diagnostic", item=quiz.name) if e["form"] == FIRST]
    found = [Condition("The first diagnostic, in lesson 00, is taken", bool(taken))]
    found += [Condition(words, bool(store.events("task", lesson, item))) for lesson, item, words in tasks]
    if taken:
        clock = now() if now else datetime.now(UTC)
        first = datetime.fromtimestamp(taken[0]["at"], UTC)
        opens = first + WAIT
        if first > clock:
            found.append(
                Condition(
                    "A day lies between the two: this clock stands before your first take, so nobody can say", True
                )
            )
        else:
            found.append(
                Condition(
                    say(
                        "A day lies between the two: from {day}, {opens} UTC on",
                        day=day_of_year(opens),
                        opens=time_of_day(opens),
                    ),
                    opens <= clock,
                )
            )
    return found
