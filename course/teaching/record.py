"""What a learner has shown, as a page to keep: counts of what was done, with what they do not say. Never a mark."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from course.language import language_code, word
from course.teaching.progress import Event, Store
from course.teaching.standing import by_part, parts_done
from course.texts import day, joined, say

KINDS = {"task": "Found", "drill": "Drills", "exercise": "Exercises", "question": "Questions"}
"""What is counted, with its heading."""

SAYS = (
    "An exercise counts once a check of the course called it correct, a drill after three right answers in a row, a question"
    " while its last answer is right, a finding once it was reached in an explorer."
)
DOES_NOT_SAY = (
    "Nobody watched. The solutions come with the course, and this page was made from what the learner's own machine keeps, which"
    " anybody can edit. It shows what was done, not who did it, and says nothing about trading results."
)


class Entry(Protocol):
    """What is said of a lesson."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def slug(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class LessonLine:
    """One lesson: what was done of what there is, by kind; ``shown`` exercises were solved after seeing their solution."""

    entry: Entry
    done: dict[str, int]
    of: dict[str, int]
    shown: int

    @property
    def complete(self) -> bool:
        """All of it is done."""
        return sum(self.of.values()) > 0 and self.done == self.of


@dataclass(frozen=True)
class CourseRecord:
    """The whole course for one learner: a line for every lesson that was opened."""

    lines: tuple[LessonLine, ...]
    lessons: int
    first: float | None
    last: float | None

    def total(self, kind: str) -> tuple[int, int]:
        """Done and there, over all lessons that were opened."""
        return sum(line.done.get(kind, 0) for line in self.lines), sum(line.of.get(kind, 0) for line in self.lines)

    @property
    def words(self) -> str:
        """All of it in two sentences."""
        if not self.lines:
            return word("Nothing is done yet: what you do in the lessons is counted here.")
        complete = sum(line.complete for line in self.lines)
        opened = len(self.lines)
        said = say(
            "{opened} of {lessons} lessons opened, {value} of them complete.",
            opened=opened,
            lessons=self.lessons,
            value=complete or "none",
        )
        right, of = self.total("exercise")
        shown = sum(line.shown for line in self.lines)
        after = say(", {shown} of them after the solution had been shown", shown=shown) if shown else ""
        drills, drilled = self.total("drill")
        return say(
            "{said} {right} of {of} exercises there are solved{after}; {drills} of {drilled} drills are mastered.",
            said=said,
            right=right,
            of=of,
            after=after,
            drills=drills,
            drilled=drilled,
        )

    @property
    def days(self) -> str:
        """From which day to which."""
        if self.first is None or self.last is None:
            return ""
        first, last = (datetime.fromtimestamp(at, UTC) for at in (self.first, self.last))
        begin, end = (day(at) for at in (first, last))
        return begin if begin == end else say("{begin} to {end}", begin=begin, end=end)

    def rows(self) -> list[list[str]]:
        """The table: lesson, then done of what there is for every kind; "–" where a lesson has none."""
        return [
            [
                joined(" ", [f"{line.entry.number:02d}", line.entry.title]),
                *(
                    say("{done} of {of}", done=line.done[kind], of=line.of[kind]) if line.of.get(kind) else "–"
                    for kind in KINDS
                ),
            ]
            for line in self.lines
        ]


def record(store: Store, entries: Sequence[Entry]) -> CourseRecord:
    """Read a learner's record off the events; of a lesson that was never opened nothing is known, and nothing said."""
    everything: dict[str, list[Event]] = defaultdict(list)
    for event in store.events():
        everything[event["lesson"]].append(event)
    lines, times = [], []
    for entry in entries:
        events = everything[entry.slug]
        of_part = by_part(events)
        found = parts_done(of_part)
        if found is None:
            continue
        done = dict(found)
        count = {kind: sum(part[0] == kind for part in done) for kind in KINDS}
        right = {kind: sum(value for part, value in done.items() if part[0] == kind) for kind in KINDS}
        shown = sum(
            value and _after_the_solution(of_part["exercise", name], of_part["help", name])
            for (kind, name), value in done.items()
            if kind == "exercise"
        )
        lines.append(LessonLine(entry, right, count, shown))
        times += [event["at"] for event in events]
    return CourseRecord(tuple(lines), len(entries), min(times, default=None), max(times, default=None))


def _after_the_solution(tries: Sequence[Event], helps: Sequence[Event]) -> bool:
    """Whether the solution of an exercise was shown before it was first solved."""
    solved = min(event["at"] for event in tries if event.get("outcome") == "correct" or event.get("correct") is True)
    return any(event.get("degree") == 4 and event["at"] <= solved for event in helps)


def markdown(found: CourseRecord, extra: Sequence[str] = ()) -> str:
    """The record as Markdown; ``extra`` are further paragraphs (of the retake, of the guesses)."""
    heading = [*map(word, ("Lesson", *KINDS.values()))]
    table = [heading, ["---"] * len(heading), *found.rows()]
    lines = ["| " + " | ".join(row) + " |" for row in table]
    parts = [
        f"# {word('Cross and isolated margin: what was done')}",
        found.days,
        found.words,
        "\n".join(lines),
        *map(word, (*extra, SAYS, DOES_NOT_SAY)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def page(found: CourseRecord, extra: Sequence[str] = ()) -> str:
    """The record as one HTML page without any other file, to print or to keep."""
    head = "".join(f"<th scope='col'>{html.escape(word(kind))}</th>" for kind in ("Lesson", *KINDS.values()))
    rows = "".join(
        f"<tr><th scope='row'>{html.escape(name)}</th>"
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in found.rows()
    )
    texts = "".join(f"<p>{html.escape(word(text))}</p>" for text in (found.words, *extra))
    small = "".join(f"<p class='small'>{html.escape(word(text))}</p>" for text in (SAYS, DOES_NOT_SAY))
    title, done = word("Cross and isolated margin"), word("Cross and isolated margin: what was done")
    days = say("What was done, {days}", days=found.days)
    return (
        f"<!doctype html><html lang='{language_code()}'><meta charset='utf-8'><meta name='viewport'"
        f" content='width=device-width'><title>{html.escape(done)}</title><style>{STYLE}</style><main>"
        f"<h1>{html.escape(title)}</h1><p class='days'>{html.escape(days)}</p>{texts}"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{small}</main></html>"
    )


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;margin:0}main{max-width:46rem;margin:3rem auto;padding:0 1.2rem}"
    "h1{margin:0}.days{color:#5b6470;margin:.2rem 0 1.5rem}table{border-collapse:collapse;width:100%;margin:1.5rem 0}"
    "th,td{text-align:left;font-weight:400;padding:.35rem .5rem;border-bottom:1px solid #d8dde3}thead th{font-weight:600}"
    ".small{font-size:.85rem;color:#5b6470}@page{margin:18mm}"
)
