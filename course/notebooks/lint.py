"""What every notebook of the course promises, as rules that each yield the broken promises they find."""

from __future__ import annotations

import ast
import html
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from nbformat import NotebookNode

from course.lessons.syllabus import BEATS, Entry
from course.notebooks.document import EXERCISE, WIDGET, exercise_of, hidden, tags
from course.notebooks.prose import number_problems, readable, typeset, word_problems

CODE_LINES = 5
EXERCISE_LINES = 24
#: The last lesson, which is the desk too, has the most.
CELLS = 59
OPENING = 45
KILOBYTES = {"lessons": 1_500, "solutions": 400}
MARKUP = ("kbd", "sub", "sup", "br", "abbr", "details", "summary")


@dataclass(frozen=True)
class NotebookPage:
    """A notebook with what a rule may need to know about it.

    Attributes:
        notebook: its content.
        about: its syllabus entry.
        path: where it is; links are relative to this, and its folder is named ``lessons`` or ``solutions``.
        exercises: the names in the lesson's record.
    """

    notebook: NotebookNode
    about: Entry
    path: Path
    exercises: tuple[str, ...] = field(default=())

    @property
    def prose(self) -> Iterator[NotebookNode]:
        """Its Markdown cells."""
        return (cell for cell in self.notebook.cells if cell.cell_type == "markdown")

    @property
    def code(self) -> list[NotebookNode]:
        """Its code cells."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of every heading, in order."""
        return [
            (len(marks), text.strip())
            for cell in self.prose
            for marks, text in re.findall(r"^(#{1,6})\s+(.+)$", _unfenced(cell.source), re.MULTILINE)
        ]


Rule = Callable[[NotebookPage], Iterator[str]]


def lint(page: NotebookPage) -> list[str]:
    """Everything that is wrong with a page, one line each: the rule, the cell, the reason. Empty if all is well."""
    return [f"{rule.__name__}: {found}" for rule in RULES for found in rule(page)]


def headings(page: NotebookPage) -> Iterator[str]:
    """One title, the lesson's; levels without gaps; the six beats and no other second level."""
    found = page.headings
    titles = [text for level, text in found if level == 1]
    if titles != [page.about.heading] or found[0][0] != 1:
        yield f"the one title, first of all, must be “# {page.about.heading}”, not {titles}"
    beats = [text for level, text in found if level == 2]
    if beats != list(BEATS):
        yield f"the second-level headings must be {', '.join(BEATS)}; they are {', '.join(beats) or 'none'}"
    for (above, _), (level, text) in itertools.pairwise(found):
        if level > above + 1:
            yield f"“{text}” skips a level"


def cells(page: NotebookPage) -> Iterator[str]:
    """Short code, the plumbing folded away, only known tags, and a page that can be read in one sitting."""
    if len(page.notebook.cells) > CELLS:
        yield f"{len(page.notebook.cells)} cells; {CELLS} at most"
    if not page.code or not hidden(page.code[0]):
        yield "the first code cell must be hidden (jupyter.source_hidden)"
    for cell in page.code:
        name = exercise_of(cell)
        limit = EXERCISE_LINES if name else CODE_LINES
        lines = len([line for line in cell.source.splitlines() if line.strip()])
        if lines > limit:
            yield f"{cell.id} has {lines} lines; {limit} at most"
        if name and hidden(cell):
            yield f"{cell.id} hides the place where the learner writes"
        unknown = [tag for tag in tags(cell) if tag not in {EXERCISE + known for known in page.exercises}]
        if unknown:
            yield f"{cell.id} has the unknown tag {', '.join(unknown)}"
    yield from (f"{cell.id} is Markdown with a tag" for cell in page.prose if tags(cell))


def opening(page: NotebookPage) -> Iterator[str]:
    """The first question comes before anything that can wait: it belongs on the first screen."""
    asked = next((n for n, cell in enumerate(page.notebook.cells) if "lesson.predict(" in cell.source), 0)
    before = (
        line
        for cell in page.notebook.cells[:asked]
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
    )
    words = sum(len(line.split()) for line in before if not line.startswith("#"))
    if words > OPENING:
        yield f"{words} words before the first question; {OPENING} at most"


def exercises(page: NotebookPage) -> Iterator[str]:
    """Each exercise of the record has one cell, and the next cell checks it."""
    order = [exercise_of(cell) for cell in page.code]
    if tuple(filter(None, order)) != page.exercises:
        yield f"exercise cells {list(filter(None, order))} do not match the record {list(page.exercises)}"
    for cell, after in itertools.pairwise([*page.notebook.cells, None]):
        name = exercise_of(cell) if cell else None
        if name and (after is None or after.source.strip() != f"lesson.check({name})"):
            yield f"{cell.id} must be followed by a cell lesson.check({name})"


def links(page: NotebookPage) -> Iterator[str]:
    """Every relative link leads somewhere; pictures have words and are local; neighbours are linked."""
    found: set[str] = set()
    for cell in page.notebook.cells:
        for text in _texts(cell):
            for alt, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)[^)]*\)", text):
                if not alt.strip():
                    yield f"{cell.id} has a picture without words: {target}"
                if re.match(r"[a-z]+:|//", target):
                    yield f"{cell.id} loads a picture from elsewhere: {target}"
            for tag in re.findall(r"<img\b[^>]*>", text):
                if not re.search(r'\balt="[^"]+"', tag):
                    yield f"{cell.id} has a picture without words: {tag[:60]}"
            targets = re.findall(r"\]\(([^)\s]+)[^)]*\)", text) + re.findall(r'\bhref="([^"]+)"', text)
            for target in map(html.unescape, targets):
                if re.match(r"(?:https?|mailto):|#", target):
                    continue
                found.add(target)
                if not (page.path.parent / unquote(target.split("#")[0])).exists():
                    yield f"{cell.id} links to {target}, which does not exist"
    for neighbour in filter(None, (page.about.previous, page.about.next)):
        there = page.path.with_name(f"{neighbour.stem}.ipynb")
        if there.exists() and there.name not in found:
            yield f"no link leads to {there.name}"


def prose(page: NotebookPage) -> Iterator[str]:
    """The house's words; numbers only where code computes them; no dollar maths; no live markup."""
    for cell in page.prose:
        text = readable(cell.source)
        for found in (*word_problems(text), *number_problems(text)):
            yield f"{cell.id}: {found}"
        if re.search(r"(?<!\\)\$", text):
            yield f"{cell.id} has a dollar sign: formulas come from code, where every page can show them"
        for tag in re.findall(r"<\s*/?\s*([a-zA-Z][\w-]*)", text):
            if tag.lower() not in MARKUP:
                yield f"{cell.id} has raw markup <{tag}>"
        if re.search(r"\bon\w+\s*=\s*[\"']", text):
            yield f"{cell.id} has an event handler"


def outputs(page: NotebookPage) -> Iterator[str]:
    """Every code cell ran, in order; what shows something has something saved, and nothing that rots."""
    for number, cell in enumerate(page.code, start=1):
        if cell.execution_count != number:
            yield f"{cell.id} has execution count {cell.execution_count}, not {number}"
        if shows(cell.source) and not cell.outputs:
            yield f"{cell.id} ends in a value but saved no output"
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                yield f"{cell.id} saved an error"
            if WIDGET in output.get("data", {}):
                yield f"{cell.id} saved a widget reference, which shows as an error without its kernel"
        for text in _words(cell):
            rotten = re.search(r"\bat 0x[0-9a-f]+|\bnan\b|(?<![\w./])/(?!/)(?:\w+/){2,}\w+|\b[A-Z]:\\\w+", text)
            if rotten:
                yield f"{cell.id} saved “{rotten[0]}”: an address, a place on this machine, or no number at all"
            for formula in typeset(text) if text.lstrip().startswith("<") else ():
                yield f"{cell.id} saved “{formula}”, which is typeset as a formula: add the classes mathjax_ignore tex2jax_ignore"
            if re.search(r"<script\b|\bon\w+\s*=\s*[\"']", text):
                yield f"{cell.id} saved live markup"
    if "widgets" in page.notebook.metadata:
        yield "widget state is saved"


def tables(page: NotebookPage) -> Iterator[str]:
    """Every column has a name; where a phone sets the cells of a row below each other, each carries the name of its column."""
    for cell in page.code:
        for found in (table for text in _words(cell) for table in re.findall(r"<table.*?</table>", text, re.DOTALL)):
            if re.search(r"<th[^>]*></th>", found):
                yield f"{cell.id} has a table with a column without a name"
            nameless = re.search(r"<td>|<th scope=['\"]row['\"]>[^<A-Za-z]*</th>", found)  # a bare number names no row
            if nameless and len(re.findall(r"scope=['\"]col", found)) > 2:
                yield f"{cell.id} has a table whose cells say not what they are on a phone (data-label)"


def size(page: NotebookPage) -> Iterator[str]:
    """A notebook loads at once and does not bloat the repository."""
    limit = KILOBYTES[page.path.parent.name]
    kilobytes = page.path.stat().st_size / 1000
    if kilobytes > limit:
        yield f"{kilobytes:,.0f} kB; {limit:,} at most"


RULES: tuple[Rule, ...] = (headings, cells, opening, exercises, links, prose, outputs, tables, size)


def shows(source: str) -> bool:
    """Whether running this displays a value: its last statement is an expression."""
    body = ast.parse(source).body
    return bool(body) and isinstance(body[-1], ast.Expr)


def _unfenced(source: str) -> str:
    return re.sub(r"^(`{3,}).*?^\1`*\s*$", "", source, flags=re.MULTILINE | re.DOTALL)


def _words(cell: NotebookNode) -> Iterator[str]:
    """The saved words of a code cell's outputs."""
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield from (value for mime, value in output.get("data", {}).items() if mime.startswith("text/"))


def _texts(cell: NotebookNode) -> Iterator[str]:
    """What may hold links: prose, and the HTML of outputs."""
    if cell.cell_type == "markdown":
        yield cell.source
    for output in cell.get("outputs", []):
        yield output.get("data", {}).get("text/html", "")
