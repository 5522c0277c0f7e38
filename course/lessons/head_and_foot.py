"""What frames every lesson: the head with its goals and the learner's progress, the foot with the rule to keep."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from traitlets import Unicode

from course.frontend import address
from course.language import word
from course.lessons.syllabus import Entry
from course.teaching.markup import inline, plain
from course.teaching.panels.base import Panel
from course.teaching.panels.keeper import when_known
from course.teaching.progress import SOLVED, Store
from course.teaching.standing import opened, standing
from course.texts import say, wordless

UNTYPESET = "mathjax_ignore tex2jax_ignore"
"""Classes that keep a page from reading two dollar signs in one sentence as a formula."""


class LessonHead(Panel):
    """Minutes, goals and progress.

    A lesson counts as opened once a page really shows this: a kernel that is started before its visitor comes, or one
    that only replays the notebook, leaves no trace.

    Args:
        about: the lesson's line in the syllabus.
        parts: kind and name of everything that can be done in it.
        store: where progress is kept; by default the kernel's.
    """

    _part = Unicode("lessonhead").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"seen": ()}

    def __init__(self, about: Entry, parts: Iterable[tuple[str, str]], store: Store | None = None) -> None:
        self.about = about
        self.parts = tuple(parts)
        super().__init__(store)
        self.store.watchers.add(self)

    def seen(self) -> None:
        """Note that the learner has opened the lesson, and show how far they are."""
        when_known(self.store, partial(opened, self.store, self.about.slug, self.parts))
        self.refresh()

    @property
    def notice(self) -> str:
        """Also that a notebook of worked solutions keeps nothing; said once, here."""
        return SOLVED if self.store.message == SOLVED else super().notice

    @property
    def facts(self) -> str:
        """Where in the course this is, and how long it takes."""
        return wordless("{time}. {further}", time=self.time, further=self.further) if self.further else self.time

    @property
    def time(self) -> str:
        """How long the core path takes."""
        return say("About {minutes} minutes", minutes=self.about.minutes)

    @property
    def further(self) -> str:
        """How long the rest takes, for who likes it; "" where there is none."""
        about = self.about
        more = ((about.practice, "to practise"), (about.deeper, "for what lies deeper"), (about.code, "for the code"))
        rest = ", ".join(wordless("{minutes} {what}", minutes=minutes, what=what) for minutes, what in more if minutes)
        return say("If you like, {rest}", rest=rest) if rest else ""

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        now = standing(self.store, self.about.slug)
        return {
            "time": self.time,
            "further": self.further,
            "goals": list(self.about.can_do),
            "progress": now.words,
            "done": now.done,
            "of": now.of,
        }

    def summary(self) -> str:
        """Facts, goals and progress in words."""
        goals = "; ".join(self.about.can_do)
        return say(
            "{facts}. Afterwards you can {goals}. Your progress: {progress}.",
            facts=self.facts,
            goals=goals,
            progress=self.state["progress"],
        )

    def static_html(self) -> str:
        """Facts and goals, for pages without a kernel."""
        goals = "".join(f"<li>{html.escape(goal)}</li>" for goal in self.about.can_do)
        return say("<p><strong>{facts}.</strong> Afterwards you can</p><ul>{goals}</ul>", facts=self.facts, goals=goals)


@dataclass(frozen=True)
class LessonFoot:
    """The rule to keep, what to read next, and the way to the neighbours: the same with and without a kernel.

    Attributes:
        rule: one or two sentences of markup.
        links: text and address.
        neighbours: "Previous" or "Next", and the lesson's line in the syllabus.
    """

    rule: str
    links: tuple[tuple[str, str], ...]
    neighbours: tuple[tuple[str, Entry], ...]

    def __repr__(self) -> str:
        lines = [f"A rule to keep: {plain(self.rule)}"]
        lines += [f"Read on: {text} ({where})" for text, where in self.links]
        lines += [f"{which}: {about.heading}" for which, about in self.neighbours]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        reading = "".join(f"<li>{_anchor(text, where)}</li>" for text, where in self.links)
        steps = "".join(
            f"<li>{word(which)}: {_anchor(about.heading, address(about.stem))}</li>" for which, about in self.neighbours
        )
        return (
            say(
                '<div class="cx-root cx-foot {untypeset}"><blockquote class="cx-rule"><p><strong>A rule to'
                " keep</strong></p><p>{inline}</p></blockquote>",
                untypeset=UNTYPESET,
                inline=inline(self.rule),
            )
            + (say('<p class="cx-foot-word">Read on</p><ul>{reading}</ul>', reading=reading) if reading else "")
            + (say('<p class="cx-foot-word">Go on</p><ul class="cx-steps">{steps}</ul>', steps=steps) if steps else "")
            + "</div>"
        )


def _anchor(text: str, where: str) -> str:
    return f'<a href="{html.escape(where, quote=True)}">{html.escape(text)}</a>'
