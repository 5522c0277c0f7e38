"""The map of the course: its lessons, how long each takes and how far the learner is."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from traitlets import Unicode

from course.frontend import address
from course.language import word
from course.teaching.panels.base import LessonEntry, Panel
from course.teaching.progress import Store
from course.teaching.standing import standing
from course.texts import say


class CourseMap(Panel):
    """All lessons; those not written yet are shown as in preparation.

    Args:
        entries: the syllabus.
        written: slugs of the lessons that exist; by default all.
        here: slug of the lesson that shows the map.
        store: where progress is kept; by default the kernel's.
    """

    _part = Unicode("coursemap").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"refresh": ()}

    def __init__(
        self,
        entries: Sequence[LessonEntry],
        written: Collection[str] | None = None,
        *,
        here: str = "",
        store: Store | None = None,
    ) -> None:
        self.entries = tuple(entries)
        self.written = {e.slug for e in entries} if written is None else set(written)
        self.here = here
        super().__init__(store)
        self.store.watchers.add(self)

    def _card(self, entry: LessonEntry) -> dict[str, Any]:
        ready = entry.slug in self.written
        now = standing(self.store, entry.slug)
        return {
            "number": f"{entry.number:02d}",
            "title": entry.title,
            "minutes": entry.minutes,
            "file": address(entry.stem) if ready else "",
            "ready": ready,
            "here": entry.slug == self.here,
            "words": now.words if ready else "In preparation",
            "share": round(now.share, 4) if ready else 0,
            "complete": now.complete,
            "begun": now.opened,
        }

    @property
    def resume(self) -> LessonEntry | None:
        """The lesson to go on with: the first that is written and not complete."""
        open_ = (e for e in self.entries if e.slug in self.written and e.slug != self.here)
        return next((e for e in open_ if not standing(self.store, e.slug).complete), None)

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        cards = [self._card(entry) for entry in self.entries]
        goal = self.resume
        begun = any(card["begun"] and not card["here"] for card in cards)
        return {
            "cards": cards,
            "resume": goal
            and {
                "file": address(goal.stem),
                "words": say("Go on with {title}" if begun else "Begin with {title}", title=goal.title),
            },
        }

    def summary(self) -> str:
        """One line a lesson: number, title, minutes, how far."""
        return "\n".join(
            say(
                "{number} {title} ({minutes} min): {words}",
                number=card["number"],
                title=card["title"],
                minutes=card["minutes"],
                words=card["words"],
            )
            for card in self.compute()["cards"]
        )

    def static_html(self) -> str:
        """The lessons as a list, for pages without a kernel."""
        rows = "".join(
            say(
                "<li>{linked} ({minutes} min{ready})</li>",
                linked=_linked(card),
                minutes=card["minutes"],
                ready="" if card["ready"] else ", in preparation",
            )
            for card in self.compute()["cards"]
        )
        return f"<ul>{rows}</ul>"


def _linked(card: dict[str, Any]) -> str:
    text = html.escape(f"{card['number']} {word(card['title'])}")
    return f'<a href="{card["file"]}">{text}</a>' if card["ready"] else text
