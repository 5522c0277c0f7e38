"""Drills on the page: a question with fresh numbers, a box for the answer, worked feedback, dots towards mastery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from traitlets import Unicode

from course.number_format import THIN
from course.teaching.drill import STREAK, Drill, DrillQuestion, Reply, mastered, streak
from course.teaching.markup import inline, plain, to_html
from course.teaching.panels.base import Panel, block, index, typed
from course.teaching.progress import Store
from course.texts import say


class DrillPanel(Panel):
    """One or several drills; the learner changes between them as they like.

    Args:
        drills: what to practise.
        lesson: slug of their lesson, for saved progress.
        store: where progress is kept; by default the kernel's.

    Attributes:
        question: what is asked now.
        reply: the answer to what was typed last, or None.
    """

    _part = Unicode("drill").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"answer": ("value",), "next": (), "choose": ("drill",)}

    def __init__(self, drills: Drill | Sequence[Drill], lesson: str = "", store: Store | None = None) -> None:
        self.drills = (drills,) if isinstance(drills, Drill) else tuple(drills)
        self.lesson = lesson
        self.current = 0
        self.reply: Reply | None = None
        self._asked: dict[str, DrillQuestion] = {}
        super().__init__(store)

    @property
    def drill(self) -> Drill:
        """The drill that is open."""
        return self.drills[self.current]

    @property
    def question(self) -> DrillQuestion:
        """What is asked now: the question after the last one that was answered, so numbers are always new."""
        name = self.drill.name
        if name not in self._asked:
            self._asked[name] = self.drill.question(len(self.rights(name)))
        return self._asked[name]

    def rights(self, name: str) -> list[bool]:
        """Whether each answer so far was right, in order of time."""
        return [event.get("correct") is True for event in self.store.events("drill", self.lesson, name)]

    def answer(self, value: object) -> Reply:
        """Answer the question. Once it is answered, further answers change nothing until :meth:`next`."""
        if self.reply is not None and self.reply.counts:
            return self.reply
        self.reply = self.question.mark(typed(value))
        if self.reply.counts:
            right = self.reply.outcome == "right"
            self.store.record(
                "drill",
                self.lesson,
                self.drill.name,
                seed=self.question.seed,
                correct=right,
                misconception=self.reply.misconception,
            )
        self.refresh()
        self.say(plain(self.reply.text))
        return self.reply

    def next(self) -> DrillQuestion:
        """Ask the next question."""
        if self.reply is not None and self.reply.counts:
            self._asked.pop(self.drill.name, None)
        self.reply = None
        self.refresh()
        return self.question

    def choose(self, drill: int | str) -> DrillQuestion:
        """Open another drill, by place or by name."""
        names = [d.name for d in self.drills]
        if self.reply is not None and self.reply.counts:
            self._asked.pop(self.drill.name, None)
        self.current = names.index(drill) if drill in names else index("drill", drill, len(names))
        self.reply = None
        self.refresh()
        return self.question

    def arrived(self, first: bool) -> None:
        """Take up where the learner left off; a question that may be half answered stays."""
        if first and self.reply is None:
            self._asked.clear()
        super().arrived(first)

    def _standing(self, drill: Drill) -> dict[str, Any]:
        rights = self.rights(drill.name)
        now, done = streak(rights), mastered(rights)
        words = say("{now} of {streak} in a row", now=min(now, STREAK), streak=STREAK)
        return {
            "name": drill.name,
            "title": drill.title,
            "streak": min(now, STREAK),
            "of": STREAK,
            "mastered": done,
            "words": say("mastered, {words}", words=words) if done and now < STREAK else "mastered" if done else words,
        }

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        drill, reply = self.drill, self.reply
        return {
            "drills": [self._standing(d) for d in self.drills],
            "current": self.current,
            "question": block(self.question.text),
            "unit": {"USD": "$", "fraction": ""}.get(drill.unit, drill.unit),
            "tolerance": drill.tolerance_text,
            "number": len(self.rights(drill.name)) + (0 if reply and reply.counts else 1),
            "reply": reply and {"outcome": reply.outcome, "text": inline(reply.text), "worked": to_html(reply.worked)},
            "answered": bool(reply and reply.counts),
        }

    def summary(self) -> str:
        """``Drill "Notional": 2 of 3 in a row · You post …`` with the question in words."""
        standing = self._standing(self.drill)["words"]
        text = say(
            "Drill “{title}”: {standing}\n{plain}",
            title=self.drill.title,
            standing=standing,
            plain=plain(self.question.text),
        ).replace(THIN, " ")
        if self.reply:
            text += f"\n{plain(self.reply.text)}".replace(THIN, " ")
        return text

    def static_html(self) -> str:
        """The first question of each drill, for pages without a kernel."""
        return "".join(f"<h4>{d.title}</h4>{to_html(d.question(0).text)}" for d in self.drills)
