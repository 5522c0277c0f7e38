"""Glossary: what the words of a subject mean, and marking them up where they stand in a text.

The words themselves are data (for this course :mod:`course.teaching.terms`).
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from course.texts import say

CLOSED = frozenset(
    {"a", "abbr", "button", "code", "pre", "math", "svg", "script", "style", "select", "textarea"}
    | {"title", "dfn", "h1", "h2", "h3", "h4", "h5", "h6"}
)
"""Elements in which no term is marked up."""


@dataclass(frozen=True)
class Term:
    """One word of the subject.

    Attributes:
        name: the term, as used in running text.
        definition: one or two plain sentences.
        unit: unit of the quantity, if it is one.
        formula: in plain characters, if it has one.
        lesson: slug of the lesson that introduces it.
        also: other words for it.
        keep_case: the term is marked up only in this very spelling (abbreviations).
    """

    name: str
    definition: str
    unit: str = ""
    formula: str = ""
    lesson: str = ""
    also: tuple[str, ...] = ()
    keep_case: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All ways to say it."""
        return (self.name, *self.also)

    @property
    def text(self) -> str:
        """Definition, formula and unit in one line."""
        parts = [self.definition]
        if self.formula:
            parts.append(f"{self.formula}.")
        if self.unit:
            parts.append(say("Unit: {unit}.", unit=self.unit))
        return " ".join(parts)


class Glossary:
    """Terms by name, able to mark up a text."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(sorted(terms, key=lambda term: term.name.lower()))
        self._by_word = {word.lower(): term for term in self.terms for word in term.words}
        loose = [w for t in self.terms if not t.keep_case for w in t.words]
        strict = [w for t in self.terms if t.keep_case for w in t.words]
        self._patterns = [(_any_of(strict, plural="s?"), 0), (_any_of(loose, plural="(?:s|es)?"), re.IGNORECASE)]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __getitem__(self, word: str) -> Term:
        """The term for a word, in the singular or plural.

        Raises:
            KeyError: it is not in the glossary.
        """
        key = word.lower()
        for candidate in (key, key.removesuffix("s"), key.removesuffix("es")):
            if candidate in self._by_word:
                return self._by_word[candidate]
        raise KeyError(word)

    def find(self, text: str) -> list[tuple[int, int, Term]]:
        """Where terms stand in plain text: start, end, term; longest first where they overlap."""
        hits: list[tuple[int, int, Term]] = []
        for pattern, flags in self._patterns:
            if pattern:
                for match in re.finditer(pattern, text, flags):
                    hits.append((match.start(), match.end(), self[match[1]]))  # noqa: PERF401
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        free = 0
        kept = []
        for start, end, term in hits:
            if start >= free:
                kept.append((start, end, term))
                free = end
        return kept

    def mark_up(self, page: str) -> str:
        """HTML with the first occurrence of every term made focusable, its definition shown on hover and focus.

        Text in links, code, headings and formulas stays as it is. The same page always gives the same result.
        """
        marker = _Marker(self, f"{zlib.crc32(page.encode()):08x}")
        marker.feed(page)
        marker.close()
        return "".join(marker.parts)


def _any_of(words: list[str], plural: str) -> str:
    longest = sorted(words, key=len, reverse=True)
    body = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest)
    return rf"(?<![\w-])({body}){plural}(?![\w-])" if body else ""


class _Marker(HTMLParser):
    """Copies HTML through and marks terms in its text."""

    def __init__(self, glossary: Glossary, mark: str) -> None:
        super().__init__(convert_charrefs=False)
        self.glossary = glossary
        self.mark = mark
        self.parts: list[str] = []
        self.done: set[str] = set()
        self.closed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag; remember elements in which nothing is marked."""
        self.parts.append(self.get_starttag_text() or "")
        marked = any(name == "class" and "cx-gloss" in (value or "") for name, value in attrs)
        if tag in CLOSED or marked or (self.closed and tag == self.closed[-1]):
            self.closed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag that closes itself."""
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Copy a closing tag."""
        self.parts.append(f"</{tag}>")
        if self.closed and self.closed[-1] == tag:
            self.closed.pop()

    def handle_entityref(self, name: str) -> None:
        """Copy ``&name;``."""
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy ``&#number;``."""
        self.parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Copy a comment."""
        self.parts.append(f"<!--{data}-->")

    def handle_data(self, data: str) -> None:
        """Mark the terms in a stretch of text."""
        if self.closed:
            self.parts.append(data)
            return
        end = 0
        for start, stop, term in self.glossary.find(data):
            if term.name in self.done:
                continue
            self.done.add(term.name)
            self.parts += [data[end:start], self._tip(data[start:stop], term)]
            end = stop
        self.parts.append(data[end:])

    def _tip(self, word: str, term: Term) -> str:
        tip = f"cx-tip-{self.mark}-{len(self.done)}"
        return (
            f'<span class="cx-gloss"><button type="button" class="cx-term" aria-describedby="{tip}">{word}</button>'
            f'<span class="cx-tip" role="tooltip" id="{tip}"><strong>{html.escape(term.name)}</strong>: '
            f"{_described(term)}</span></span>"
        )


def _described(term: Term) -> str:
    """A term's definition, formula and unit as HTML."""
    parts = [html.escape(term.definition)]
    if term.formula:
        parts.append(f'<span class="cx-tip-formula">{html.escape(term.formula)}</span>')
    if term.unit:
        parts.append(say('<span class="cx-tip-unit">Unit: {unit}</span>', unit=html.escape(term.unit)))
    return " ".join(parts)
