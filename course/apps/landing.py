"""The landing page: all lessons as cards, with the learner's progress. Needs no kernel and no lesson's code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from course.apps.lesson import Site
from course.lessons.syllabus import SYLLABUS, Entry
from course.teaching.progress import NOT_KEPT, Store
from course.teaching.standing import Standing, standing
from course.texts import say, wordless

PARTS: tuple[tuple[int, str, str], ...] = (
    (0, "One position", "What leverage, liquidation and funding do to a single trade."),
    (4, "Two modes", "What changes when positions share their collateral, and when they do not."),
    (8, "Your trading", "How large, with which buffer, by which plan."),
    (11, "The machine", "What the venue does to you, and what everybody does to each other."),
    (15, "The desk", "Everything at once, on a portfolio of yours."),
)
"""The parts of the course: the number of the first lesson, a name, what it is about."""


CHECK = "Recall"
"""The heading of the first lesson below which its diagnostic stands."""


@dataclass(frozen=True)
class LessonCard:
    """One lesson on the landing page."""

    lesson: Entry
    url: str
    standing: Standing

    @property
    def state(self) -> str:
        """``"planned"``, ``"new"``, ``"begun"`` or ``"done"``."""
        if not self.url:
            return "planned"
        if self.standing.complete:
            return "done"
        return "begun" if self.standing.opened or self.standing.done else "new"

    @property
    def further(self) -> str:
        """What there is beside the core path, with its minutes; "" if nothing: "practice 10, deeper 5, code 25"."""
        beside = (("practice", self.lesson.practice), ("deeper", self.lesson.deeper), ("code", self.lesson.code))
        return ", ".join(
            wordless("{name} {minutes}", name=name, minutes=minutes) for name, minutes in beside if minutes
        )

    @property
    def words(self) -> str:
        """How far the learner is, or that there is nothing to open yet."""
        return self.standing.words if self.url else "In preparation"


@dataclass(frozen=True)
class CoursePart:
    """Some lessons that belong together."""

    name: str
    about: str
    cards: tuple[LessonCard, ...]


@dataclass(frozen=True)
class Landing:
    """Everything the landing page shows.

    Attributes:
        parts: the lessons' cards, grouped.
        on: the card to go on with; None when everything that exists is done.
        check: where a trader can test themselves at once, the diagnostic of the first lesson; "" if there is none to do.
        message: what the learner should know about the progress file ("" if nothing).
        desk: where the portfolio desk is without a lesson around it; "" if there is no such page.
    """

    parts: tuple[CoursePart, ...]
    on: LessonCard | None
    check: str
    message: str
    desk: str = ""

    @property
    def cards(self) -> tuple[LessonCard, ...]:
        """All cards in course order."""
        return tuple(card for part in self.parts for card in part.cards)

    @property
    def begun(self) -> bool:
        """Whether there is any progress to speak of."""
        return any(card.state in ("begun", "done") for card in self.cards)

    @property
    def done(self) -> int:
        """How many lessons are complete."""
        return sum(card.state == "done" for card in self.cards)

    @property
    def minutes(self) -> int:
        """Time the whole course takes."""
        return sum(card.lesson.minutes for card in self.cards)

    @property
    def action(self) -> str:
        """What the way on is called; "" if there is none."""
        return (
            ""
            if self.on is None
            else say("Go on: {heading}", heading=self.on.lesson.heading)
            if self.begun
            else say("Begin: {heading}", heading=self.on.lesson.heading)
        )

    @property
    def note(self) -> str:
        """What stands beside it."""
        if not self.on and not self.check:
            return "Everything there is to do is done. Any lesson can be opened again." if self.begun else ""
        if self.begun:
            return say("{done} of {cards} lessons done", done=self.done, cards=len(self.cards))
        return say("{cards} lessons, with pictures that you move yourself", cards=len(self.cards))

    def facts(self) -> dict[str, Any]:
        """What of it progress changes, as JSON can say it."""
        return {
            "cards": {
                card.lesson.slug: {
                    "state": card.state,
                    "words": card.words,
                    "done": card.standing.done,
                    "of": card.standing.of if card.url else 0,
                }
                for card in self.cards
            },
            "action": self.action,
            "url": self.on.url if self.on else "",
            "check": self.check,
            "desk": self.desk,
            "note": self.note,
            "message": self.message,
        }


def landing(site: Site, store: Store) -> Landing:
    """Read the syllabus, the folder of lessons and the progress file."""
    cards = [LessonCard(lesson, site.url(lesson), standing(store, lesson.slug)) for lesson in SYLLABUS]
    starts = [number for number, _, _ in PARTS] + [len(cards)]
    parts = tuple(
        CoursePart(name, about, tuple(cards[first:last]))
        for (first, last), (_, name, about) in zip(pairwise(starts), PARTS, strict=True)
    )
    # That progress lives in each lesson's page only is said there, where it can be downloaded.
    message = "" if store.message == NOT_KEPT else store.message
    first = cards[0]
    check = f"{first.url}#{CHECK}" if first.url and first.state != "done" else ""
    return Landing(parts, _go_on(cards), check, message, site.desk)


def _go_on(cards: list[LessonCard]) -> LessonCard | None:
    """The last lesson begun and not finished, else the first new one after those."""
    begun = [card for card in cards if card.state == "begun"]
    new = [card for card in cards if card.state == "new"]
    return begun[-1] if begun else new[0] if new else None
