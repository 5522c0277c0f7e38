"""What a check answers: one of four outcomes and everything a learner needs for the next try, as text and as HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from course.language import word
from course.teaching.markup import inline, plain
from course.texts import capital, say

Outcome = Literal["not attempted", "stopped", "could not run", "not yet", "correct"]

MARKS: dict[str, tuple[str, str]] = {
    "not attempted": ("○", "Not attempted"),
    "stopped": ("■", "Stopped"),
    "could not run": ("!", "Could not run"),
    "not yet": ("↻", "Not yet"),
    "correct": ("✓", "Correct"),
}
"""Outcome → sign and word; the word always stands beside the sign."""


LONGEST = 600
"""Characters of one reply. What is too long is cut in the order of :data:`CUTS`."""

CUTS: tuple[tuple[str, int], ...] = (
    ("printed", 40), ("yours", 80), ("expected", 80), ("difference", 100), ("call", 160), ("summary", 240), ("printed", 0),
    ("next_step", 0), ("misconception", 160), ("yours", 30), ("expected", 30), ("call", 60),
)  # fmt: skip
"""Field of a verdict, and how many of its characters stay at least."""


@dataclass(frozen=True)
class Verdict:
    """The answer to one check.

    Attributes:
        exercise: name of the exercise.
        outcome: "not attempted", "stopped", "could not run", "not yet" or "correct".
        summary: one sentence of markup.
        call: the smallest failing call, as one would type it.
        yours: what the learner's function gave for it; "" if nothing.
        expected: what is right for it; "" if the call could not run.
        difference: how far off, in words.
        misconception: message of the named wrong answer that fits every case, or "".
        belief: number of the misconception behind it, or None.
        remarks: further facts about all the cases, markup.
        printed: what the learner's function printed during this call.
        next_step: what to do now, markup.
        case: the arguments of the call.
        right: how many cases agree.
        tried: how many cases were tried.
    """

    exercise: str
    outcome: Outcome
    summary: str
    call: str = ""
    yours: str = ""
    expected: str = ""
    difference: str = ""
    misconception: str = ""
    belief: int | None = None
    remarks: tuple[str, ...] = ()
    printed: str = ""
    next_step: str = ""
    case: Mapping[str, Any] | None = None
    right: int = 0
    tried: int = 0

    def __post_init__(self) -> None:
        for name in ("summary", "misconception", "next_step"):  # before they are cut
            object.__setattr__(self, name, word(getattr(self, name)))
        while len(self.text) > LONGEST and len(self.remarks) > 1:
            object.__setattr__(self, "remarks", self.remarks[:-1])
        for name, least in CUTS:
            excess = len(self.text) - LONGEST
            if excess > 0 and name == "next_step":
                object.__setattr__(self, name, _whole_sentences(self.next_step, len(self.next_step) - excess))
            elif excess > 0:
                object.__setattr__(self, name, _cut(getattr(self, name), excess, least))

    @property
    def counts(self) -> bool:
        """Something was judged: progress keeps it."""
        return self.outcome not in ("not attempted", "stopped")

    @property
    def correct(self) -> bool:
        """The outcome is "correct"."""
        return self.outcome == "correct"

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Label and value of the small table: the call, yours, expected."""
        rows = [("Call", self.call), ("Yours", self.yours), ("Expected", self.expected)]
        return [(label, value) for label, value in rows if value]

    @property
    def paragraphs(self) -> list[str]:
        """What is said below the table, markup."""
        difference = capital(self.difference)
        closed = difference and difference.rstrip(".?!") + "."
        return [text for text in (closed, self.misconception, *self.remarks) if text]

    @property
    def text(self) -> str:
        """The whole verdict as plain text."""
        sign, said = MARKS[self.outcome]
        lines = [f"{sign} {word(said)}: {plain(self.summary)}"]
        lines += [f"    {label:<9} {value}" for label, value in self.rows]
        lines += [plain(text) for text in self.paragraphs]
        if self.printed:
            lines += ["Printed during this call:", *_indented(self.printed)]
        if self.next_step:
            lines.append(f"→ {plain(self.next_step)}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        """The verdict as HTML: readable as it stands, styled where the course's style sheet is present."""
        sign, said = MARKS[self.outcome]
        kind = self.outcome.replace(" ", "-")
        rows = "".join(
            f'<tr><th scope="row">{label}</th><td><code>{html.escape(value)}</code></td></tr>'
            for label, value in self.rows
        )
        head = (
            f'<span class="cx-verdict-sign" aria-hidden="true">{sign}</span> '
            f"<strong>{word(said)}</strong> <span>{inline(capital(self.summary))}</span>"
        )
        parts = [
            f'<p class="cx-verdict-head">{head}</p>',
            f'<table class="cx-verdict-table"><tbody>{rows}</tbody></table>' if rows else "",
            *(f"<p>{inline(text)}</p>" for text in self.paragraphs),
        ]
        if self.printed:
            parts.append(
                say(
                    '<p>Printed during this call:</p><pre class="cx-verdict-printed">{printed}</pre>',
                    printed=html.escape(self.printed),
                )
            )
        if self.next_step:
            parts.append(f'<p class="cx-verdict-next"><span aria-hidden="true">→</span> {inline(self.next_step)}</p>')
        # The last two classes keep a notebook from reading two dollar signs as a formula.
        untypeset = "mathjax_ignore tex2jax_ignore"
        return f'<div class="cx-verdict cx-verdict-{kind} {untypeset}">{"".join(parts)}</div>'


def _cut(text: str, excess: int, least: int) -> str:
    """``text`` with ``excess`` characters fewer, or ``least`` if that is more."""
    keep = max(len(text) - excess - 1, least)
    if len(text) <= keep:
        return text
    kept = text[:keep].rstrip()
    return f"{kept}…{'`' if kept.count('`') % 2 else ''}" if kept else ""


def _whole_sentences(text: str, most: int) -> str:
    """As many sentences from the beginning as ``most`` characters hold."""
    end = text.rfind(". ", 0, max(most, 0)) + 1
    return text[:end]


def _indented(text: str) -> list[str]:
    return ["    " + line for line in text.rstrip("\n").splitlines()]
