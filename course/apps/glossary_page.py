"""The glossary as a page: every word of the course, what it means, and the lesson that introduces it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from course.apps.lesson import Link, Site
from course.lessons.syllabus import entry
from course.teaching.glossary import Term
from course.teaching.terms import GLOSSARY


@dataclass(frozen=True)
class Word:
    """A term as its page shows it.

    Attributes:
        anchor: its place in the page.
        lesson: the lesson that introduces it; None if the term names none.
    """

    term: Term
    anchor: str
    lesson: Link | None


def words(site: Site) -> list[tuple[str, list[Word]]]:
    """All terms, by the letter that they begin with."""
    found = [Word(term, anchor(term), _lesson(site, term)) for term in GLOSSARY]
    return [(letter, list(some)) for letter, some in groupby(found, lambda word: _letter(word.term))]


def _letter(term: Term) -> str:
    """What it begins with; a Greek letter stays as it is, since its capital looks like a Latin one."""
    first = term.name[0]
    return first.upper() if first.isascii() else first


def anchor(term: Term) -> str:
    """The name of a term's place in the page."""
    return re.sub(r"\W+", "-", term.name.lower()).strip("-")


def _lesson(site: Site, term: Term) -> Link | None:
    if not term.lesson:
        return None
    about = entry(term.lesson)
    return Link(about.heading, site.url(about))
